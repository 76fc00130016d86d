//! How soon the first frame stands, a key is answered and a command is done, and what that takes of memory and terminal,
//! beside a bare program and `sqlite3` over the same file.
//!
//! `cargo bench --bench start`; `-- million` measures export and import of a million results too, and `-- build` how long
//! a build and the tests take from nothing, each some minutes. The bare program is this one, run again: ratatui, crossterm and rusqlite, one query for the latest of each
//! analyte, one table. Both run in a pseudo-terminal of 120x40 on logs of 1,000, 5,000 and 100,000 results. Commands are
//! timed from start to end without a terminal; where the `sqlite3` shell is installed, it runs a statement that answers
//! the same. Memory, wake-ups and bytes are what the system tells of the process, where there is `/proc`.
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up should stop")]

use std::fs;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

const RUNS: usize = 31;
/// The same where each run needs a copy of the log, or waits until all is read.
const FEW_RUNS: usize = 7;
const SIZES: [&str; 3] = ["1000", "5000", "100000"];
/// Set for the bare program: the file it opens.
const BARE: &str = "ANDROLOG_BENCH_BARE";
/// Between the parts of a frame less than this passes.
const WITHIN_A_FRAME: Duration = Duration::from_millis(2);
/// Output that stays quiet this long is a frame that stands.
const QUIET: Duration = Duration::from_millis(15);
/// And so long, one behind which nothing more is read.
const SETTLED: Duration = Duration::from_millis(400);
/// After so long without a key all of a long log is read.
const UNTOUCHED: Duration = Duration::from_secs(12);
/// So long the screen is left alone to see what it does by itself.
const IDLE: Duration = Duration::from_secs(20);
const PROGRAM: &str = env!("CARGO_BIN_EXE_androlog");

fn main() {
    if let Some(file) = std::env::var_os(BARE) {
        return bare(Path::new(&file));
    }
    for size in SIZES {
        let home = tempfile::tempdir().unwrap();
        let log = DemoLog::write(home.path(), size);
        println!(
            "\n{size} results, medians of {RUNS} runs, ms\n\n| | androlog | bare or sqlite3 | ratio |\n|---|---|---|---|"
        );
        log.screen();
        log.commands();
    }
    let is_asked_for = |part: &str| std::env::args().any(|argument| argument == part);
    if is_asked_for("million") {
        let home = tempfile::tempdir().unwrap();
        println!(
            "\n1,000,000 results, one run, ms of CPU\n\n| | androlog | sqlite3 | ratio |\n|---|---|---|---|"
        );
        DemoLog::write(home.path(), "1000000").exchange();
    }
    println!("\n| | |\n|---|---|\n| MB of the program | {:.1} |", program_size());
    if is_asked_for("build") {
        for words in ["build --release", "test"] {
            println!("| `cargo {words}` from nothing, s | {:.0} |", from_nothing(words));
        }
    }
}

/// Megabytes of the program as it is packaged.
fn program_size() -> f64 {
    fs::metadata(PROGRAM).unwrap().len() as f64 / 1e6
}

/// Seconds that a command of cargo takes where nothing is built yet.
fn from_nothing(words: &str) -> f64 {
    let target = tempfile::tempdir().unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args(words.split(' '))
        .arg("--target-dir")
        .arg(target.path())
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    whole_run(&mut cargo, 1, || ()) / 1000.0
}

/// An invented log of some size, in a home of its own.
struct DemoLog<'h> {
    home: &'h Path,
    file: PathBuf,
}

/// The keys of the tabs that are opened.
const TABS: [(&str, &str); 5] =
    [("2", "Results"), ("3", "Chart"), ("4", "Therapy"), ("5", "Reminders"), ("6", "Journal")];
/// The keys from Today to an empty form.
const BLOOD_FORM: &str = "abl\r";

/// Commands, and what `sqlite3` is asked for beside each.
const COMMANDS: [(&str, &str); 9] = [
    (
        "list --limit 20",
        "SELECT r.day, o.analyte, o.value, o.unit, o.low, o.high FROM report r CROSS JOIN observation o ON o.report = r.nr
         ORDER BY r.day DESC LIMIT 20",
    ),
    ("due --short", LATEST),
    ("due", EXTREMES),
    ("summary", EXTREMES),
    ("chart estradiol", "SELECT day, comparator, value, unit FROM observation WHERE analyte = 'estradiol' ORDER BY day"),
    ("show NEWEST", "SELECT o.* FROM report r JOIN observation o ON o.report = r.nr WHERE r.id = 'NEWEST'"),
    ("add lh=5.1 --yes", "INSERT INTO report (id, kind, day) VALUES (hex(randomblob(8)), 'blood', '2026-01-01')"),
    ("edit NEWEST --from PAGE", "UPDATE report SET laboratory = 'Another' WHERE id = 'NEWEST'"),
    ("rm NEWEST", "PRAGMA foreign_keys = ON; DELETE FROM report WHERE id = 'NEWEST'"),
];

/// The newest value of each analyte, along the index.
const LATEST: &str = "WITH RECURSIVE each (analyte) AS (SELECT min(analyte) FROM observation UNION ALL
     SELECT (SELECT min(analyte) FROM observation WHERE analyte > each.analyte) FROM each WHERE analyte IS NOT NULL)
     SELECT analyte, (SELECT value FROM observation o WHERE o.analyte = each.analyte ORDER BY day DESC LIMIT 1)
     FROM each WHERE analyte IS NOT NULL";

/// Every number once, as whoever looks for unusual ones must.
const EXTREMES: &str =
    "SELECT analyte, unit, count(*), min(number), max(number) FROM observation GROUP BY analyte, unit";

impl<'h> DemoLog<'h> {
    fn write(home: &'h Path, size: &str) -> Self {
        let log = Self { home, file: home.join("log.db") };
        let made =
            log.androlog().args(["demo", "--results", size, "--write"]).arg(&log.file).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        log
    }

    fn androlog(&self) -> Command {
        let mut command = Command::new(PROGRAM);
        command.env("HOME", self.home);
        command
    }

    /// First frame, keys and tabs, beside the bare program.
    fn screen(&self) {
        let mut ours = CommandBuilder::new(PROGRAM);
        ours.arg("--db");
        ours.arg(&self.file);
        ours.env("HOME", self.home);
        let mut floor = CommandBuilder::new(std::env::current_exe().unwrap());
        floor.env(BARE, &self.file);
        let bare = measure(&floor, "", "j", QUIET);
        let here = measure(&ours, "", "j", QUIET);
        row("first frame", here.start, Some(bare.start));
        row("a key that moves the cursor", here.key.frame, Some(bare.key.frame));
        row("bytes for that key", here.key.bytes, Some(bare.key.bytes));
        row("a dose logged with a key, stored and drawn", self.dose_logged(), Some(self.synced()));
        // A processor that rested for so long takes its time to wake up, whoever is asked.
        let bare = measure(&floor, "", "j", SETTLED);
        for (tab, name) in TABS {
            let opened = measure(&ours, "", tab, SETTLED).key;
            row(&format!("{name} opened, its first frame"), opened.frame, None);
            row("the same, everything read", opened.whole, None);
            let moved = measure(&ours, tab, "j", SETTLED).key;
            row("a key there", moved.frame, Some(bare.key.frame));
            row("bytes for that key", moved.bytes, Some(bare.key.bytes));
        }
        let typed = measure(&ours, BLOOD_FORM, "5", SETTLED).key;
        row("a key in the form of a blood panel", typed.frame, Some(bare.key.frame));
        left_alone(&ours);
    }

    /// From the key to the frame that says that a dose is stored, in milliseconds, on a log that nobody wrote to since.
    fn dose_logged(&self) -> f64 {
        median((0..FEW_RUNS).map(|run| {
            // The program is killed, so that each run leaves something beside its copy.
            let copy = self.home.join(format!("doses-{run}.db"));
            fs::copy(&self.file, &copy).unwrap();
            let mut ours = CommandBuilder::new(PROGRAM);
            ours.arg("--db");
            ours.arg(&copy);
            ours.env("HOME", self.home);
            let (mut screen, _) = PtyScreen::begin(&ours);
            // What is drawn until now is not taken for the answer.
            screen.press("j", SETTLED);
            let stored = screen.press("t", SETTLED).frame;
            screen.end();
            stored
        }))
    }

    /// A few pages written to a file and waited for until they are on the disk, in milliseconds.
    fn synced(&self) -> f64 {
        let mut file = fs::File::create(self.home.join("pages")).unwrap();
        median((0..RUNS).map(|_| {
            let began = Instant::now();
            file.write_all(&[7; 12 << 10]).unwrap();
            file.sync_data().unwrap();
            began.elapsed().as_secs_f64() * 1000.0
        }))
    }

    /// Commands from start to end, beside `sqlite3`.
    fn commands(&self) {
        let newest = self
            .androlog()
            .args(["list", "--limit", "1", "--json", "--db"])
            .arg(&self.file)
            .output()
            .unwrap();
        let newest: serde_json::Value = serde_json::from_slice(&newest.stdout).unwrap();
        let newest = newest[0]["report"].as_str().unwrap();
        let page = self.page_of(newest);
        let copy = self.home.join("copy.db");
        for (words, sql) in COMMANDS {
            let given = words.replace("NEWEST", newest).replace("PAGE", page.to_str().unwrap());
            // What takes something away can be done once to a log.
            let is_done_once = words.contains("NEWEST") && !words.starts_with("show");
            let log = if is_done_once { &copy } else { &self.file };
            let renew = || assert!(!is_done_once || fs::copy(&self.file, &copy).is_ok());
            let runs = if is_done_once { FEW_RUNS } else { RUNS };
            renew();
            let mut ours = self.androlog();
            let time = whole_run(ours.args(given.split(' ')).arg("--db").arg(log), runs, renew);
            let mut shell = Command::new("sqlite3");
            shell.arg(log).arg(sql.replace("NEWEST", newest));
            let beside = shell.output().is_ok_and(|run| run.status.success());
            row(&format!("`androlog {words}`"), time, beside.then(|| whole_run(&mut shell, runs, renew)));
        }
    }

    /// The report as the editor would get it, with another laboratory.
    fn page_of(&self, report: &str) -> PathBuf {
        let page = self.home.join("page.toml");
        let copy = format!("sh -c 'cp \"$1\" {}' sh", page.display());
        let edit = self
            .androlog()
            .args(["edit", report, "--db"])
            .arg(&self.file)
            .env("VISUAL", copy)
            .output()
            .unwrap();
        assert!(edit.status.success(), "{edit:?}");
        let text = fs::read_to_string(&page).unwrap();
        let is_laboratory = |line: &str| line.trim_start_matches("# ").starts_with("laboratory = ");
        let lines =
            text.lines().map(|line| if is_laboratory(line) { "laboratory = \"Another\"" } else { line });
        fs::write(&page, lines.collect::<Vec<_>>().join("\n")).unwrap();
        page
    }

    /// Export and import of everything, beside the view of the results written, and read into a table with an index.
    fn exchange(&self) {
        let place = |name: &str| self.home.join(name).display().to_string();
        let (rows, table) = (place("rows.csv"), place("table.db"));
        let shell = |database: &Path, words: &[String]| {
            let mut shell = Command::new("sqlite3");
            shell.arg(database).args(words);
            shell
        };
        let written = [".mode csv", ".headers on", &format!(".output {rows}"), "SELECT * FROM results"];
        let beside = cpu(&mut shell(&self.file, &written.map(str::to_owned)));
        for format in ["csv", "csv-wide", "json"] {
            let mut export = self.androlog();
            export.args(["export", "--force", "--format", format, "-o", &place(format), "--db"]);
            row(&format!("export {format}"), cpu(export.arg(&self.file)).unwrap(), beside);
        }
        let read = [
            ".mode csv",
            &format!(".import {rows} results"),
            "CREATE INDEX by_analyte ON results (analyte, day)",
        ];
        let beside = cpu(&mut shell(Path::new(&table), &read.map(str::to_owned)));
        for format in ["csv", "json"] {
            let mut import = self.androlog();
            import.args(["import", &place(format), "--db", &place(&format!("{format}.db"))]);
            row(&format!("import {format}"), cpu(&mut import).unwrap(), beside);
        }
    }
}

/// A row of a table: ours, the other's, how many times as much.
fn row(what: &str, ours: f64, other: Option<f64>) {
    let other = other.map_or_else(|| " |".to_owned(), |other| format!("{other:.1} | {:.1}", ours / other));
    println!("| {what} | {ours:.1} | {other} |");
}

/// Median of a whole run of a command without a terminal, in milliseconds, each after something that is not counted.
fn whole_run(command: &mut Command, runs: usize, before: impl Fn()) -> f64 {
    median((0..runs).map(|_| {
        before();
        let began = Instant::now();
        let ran = command.output().unwrap();
        let time = began.elapsed().as_secs_f64() * 1000.0;
        assert!(ran.status.success(), "{ran:?}");
        time
    }))
}

/// The time on a processor of one run of a command, in milliseconds, and its most memory, printed; none where it
/// cannot be run.
fn cpu(command: &mut Command) -> Option<f64> {
    let mut timed = Command::new("/usr/bin/time");
    timed.args(["-f", "%U %S %M"]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        timed.env(name, value?);
    }
    let ran = timed.output().ok()?;
    let said = String::from_utf8_lossy(&ran.stderr);
    let told: Vec<f64> = said.lines().last()?.split(' ').filter_map(|word| word.parse().ok()).collect();
    let [user, system, memory] = told[..] else { return None };
    row("MB of memory at most", memory / 1024.0, None);
    ran.status.success().then_some((user + system) * 1000.0)
}

/// What a start and a key take.
struct ScreenRun {
    /// From the start to the first whole frame, in milliseconds.
    start: f64,
    key: KeyAnswer,
}

/// What comes of a key.
struct KeyAnswer {
    /// From the key to its first frame, in milliseconds.
    frame: f64,
    /// From the key to the last frame that follows, in milliseconds.
    whole: f64,
    /// Bytes to the terminal for all of them.
    bytes: f64,
}

/// Medians of a start and of the answer to a key after some others, when nothing has come for so long.
fn measure(command: &CommandBuilder, before: &str, key: &str, quiet: Duration) -> ScreenRun {
    let run = |_| {
        let (mut screen, start) = PtyScreen::begin(command);
        for key in before.split_inclusive(|_| true) {
            screen.press(key, quiet);
        }
        let key = screen.press(key, quiet);
        screen.end();
        ScreenRun { start, key }
    };
    let runs: Vec<ScreenRun> = (0..if quiet == QUIET { RUNS } else { FEW_RUNS }).map(run).collect();
    let middle = |part: fn(&ScreenRun) -> f64| median(runs.iter().map(part));
    let key = KeyAnswer {
        frame: middle(|run| run.key.frame),
        whole: middle(|run| run.key.whole),
        bytes: middle(|run| run.key.bytes),
    };
    ScreenRun { start: middle(|run| run.start), key }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// What a screen takes that nobody touches, and how much memory at the start and after each tab was opened.
fn left_alone(command: &CommandBuilder) {
    let (mut screen, _) = PtyScreen::begin(command);
    let Some(start) = screen.told("status", "VmHWM") else { return screen.end() };
    row("MB of memory at the start", start / 1024.0, None);
    thread::sleep(UNTOUCHED);
    let before = (screen.told("io", "wchar"), screen.told("status", "voluntary_ctxt_switches"));
    thread::sleep(IDLE);
    let after = (screen.told("io", "wchar"), screen.told("status", "voluntary_ctxt_switches"));
    for (what, before, after) in [("bytes written", before.0, after.0), ("wake-ups", before.1, after.1)] {
        let per_second =
            after.zip(before).map_or(f64::NAN, |(after, before)| after - before) / IDLE.as_secs_f64();
        println!("| {what} per second, left alone | {per_second:.2} | | |");
    }
    for key in ["2", "j", "3", "j", "4", "j", "5", "j", "1", "a", "<", "\u{1b}"] {
        screen.press(key, QUIET);
    }
    let most = |screen: &PtyScreen| screen.told("status", "VmHWM").unwrap_or(f64::NAN) / 1024.0;
    row("MB of memory, each tab opened", most(&screen), None);
    // The form of a report has the whole log read.
    for key in BLOOD_FORM.split_inclusive(|_| true) {
        screen.press(key, SETTLED);
    }
    row("MB of memory, everything read", most(&screen), None);
    screen.end();
}

/// A program in a pseudo-terminal.
struct PtyScreen {
    child: Box<dyn Child + Send + Sync>,
    output: Receiver<(Instant, usize)>,
    keys: Box<dyn Write + Send>,
    /// Keeps the terminal open.
    _terminal: Box<dyn portable_pty::MasterPty + Send>,
}

impl PtyScreen {
    /// Starts a program; with the milliseconds to its first whole frame.
    fn begin(command: &CommandBuilder) -> (Self, f64) {
        let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = command.clone();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let (to, output) = channel();
        thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(read) = reader.read(&mut buffer) {
                if read == 0 || to.send((Instant::now(), read)).is_err() {
                    break;
                }
            }
        });
        let began = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Self { child, output, keys, _terminal: pair.master };
        let start = screen.output_since(began, QUIET).whole;
        (screen, start)
    }

    /// Presses a key and waits until nothing has come for so long.
    fn press(&mut self, key: &str, quiet: Duration) -> KeyAnswer {
        let pressed = Instant::now();
        self.keys.write_all(key.as_bytes()).unwrap();
        self.output_since(pressed, quiet)
    }

    /// What comes before it is quiet for so long.
    fn output_since(&self, since: Instant, quiet: Duration) -> KeyAnswer {
        let (mut last, mut bytes) = self.output.recv_timeout(Duration::from_secs(5)).unwrap_or((since, 0));
        let mut frame = None;
        while let Ok((at, more)) = self.output.recv_timeout(quiet) {
            if at - last > WITHIN_A_FRAME {
                frame = frame.or(Some(last));
            }
            last = at;
            bytes += more;
        }
        let milliseconds = |at: Instant| at.duration_since(since).as_secs_f64() * 1000.0;
        KeyAnswer {
            frame: milliseconds(frame.unwrap_or(last)),
            whole: milliseconds(last),
            bytes: bytes as f64,
        }
    }

    /// A number that the system tells of the process.
    fn told(&self, file: &str, what: &str) -> Option<f64> {
        let text = fs::read_to_string(format!("/proc/{}/{file}", self.child.process_id()?)).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'))?;
        line.split_whitespace().next()?.parse().ok()
    }

    fn end(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// The latest of each analyte in a table, a cursor that moves: what such a program cannot do without.
fn bare(file: &Path) {
    use ratatui::crossterm::event::{self, Event, KeyCode};
    use ratatui::style::{Modifier, Style};
    use ratatui::widgets::{Row, Table, TableState};

    let db = rusqlite::Connection::open(file).unwrap();
    let mut analytes = db.prepare("SELECT DISTINCT analyte FROM observation").unwrap();
    let ids: Vec<String> = analytes.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let latest = "SELECT day, value, unit FROM observation WHERE analyte = ?1 ORDER BY day DESC LIMIT 1";
    let mut latest = db.prepare(latest).unwrap();
    let mut cells = |id: &String| {
        let read = |row: &rusqlite::Row<'_>| {
            let text =
                |at| Ok::<String, rusqlite::Error>(row.get::<_, Option<String>>(at)?.unwrap_or_default());
            Ok([id.clone(), text(0)?, text(1)?, text(2)?])
        };
        latest.query_row([id], read).unwrap()
    };
    let rows: Vec<[String; 4]> = ids.iter().map(&mut cells).collect();
    if !std::io::stdout().is_terminal() {
        return rows.iter().for_each(|row| println!("{}", row.join("  ")));
    }
    let rows = rows.into_iter().map(Row::new);
    let table =
        Table::new(rows, [30, 12, 10, 10]).row_highlight_style(Style::new().add_modifier(Modifier::REVERSED));
    let mut state = TableState::default().with_selected(0);
    let mut terminal = ratatui::init();
    loop {
        terminal.draw(|frame| frame.render_stateful_widget(&table, frame.area(), &mut state)).unwrap();
        match event::read().unwrap() {
            Event::Key(key) if key.code == KeyCode::Char('q') => break,
            Event::Key(_) => state.select_next(),
            _ => {}
        }
    }
    ratatui::restore();
}
