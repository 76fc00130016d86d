//! How soon the first frame stands, a key is answered and a command is done, beside a bare program and `sqlite3` over the
//! same file.
//!
//! `cargo bench --bench start`. The bare program is this one, run again: ratatui, crossterm and rusqlite, one query
//! for the latest of each analyte, one table. Both run in a pseudo-terminal of 120x40 on logs of 1,000, 5,000 and 100,000
//! results. Commands are timed from start to end without a terminal; where the `sqlite3` shell is installed, it runs a
//! statement that answers the same.
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up should stop")]

use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

const RUNS: usize = 31;
const SIZES: [&str; 3] = ["1000", "5000", "100000"];
/// Set for the bare program: the file it opens.
const BARE: &str = "ANDROLOG_BENCH_BARE";
/// Output that stays quiet this long is a whole frame.
const QUIET: Duration = Duration::from_millis(15);
const PROGRAM: &str = env!("CARGO_BIN_EXE_androlog");

fn main() {
    if let Some(file) = std::env::var_os(BARE) {
        return bare(Path::new(&file));
    }
    for size in SIZES {
        let home = tempfile::tempdir().unwrap();
        let log = DemoLog { home: home.path(), file: home.path().join("log.db") };
        log.write(size);
        println!("\n{size} results, medians of {RUNS} runs, ms");
        log.screen();
        log.commands();
    }
}

/// An invented log of some size, in a home of its own.
struct DemoLog<'h> {
    home: &'h Path,
    file: PathBuf,
}

/// Commands, and what `sqlite3` is asked for beside each.
const COMMANDS: [(&str, &str); 5] = [
    (
        "list --limit 20",
        "SELECT r.day, o.analyte, o.value, o.unit, o.low, o.high FROM report r CROSS JOIN observation o ON o.report = r.nr
         ORDER BY r.day DESC LIMIT 20",
    ),
    ("due --short", LATEST),
    ("due", LATEST),
    ("show NEWEST", "SELECT o.* FROM report r JOIN observation o ON o.report = r.nr WHERE r.id = 'NEWEST'"),
    ("add lh=5.1 --yes", "INSERT INTO report (id, kind, day) VALUES (hex(randomblob(8)), 'blood', '2026-01-01')"),
];

/// The newest value of each analyte, along the index.
const LATEST: &str = "WITH RECURSIVE each (analyte) AS (SELECT min(analyte) FROM observation UNION ALL
     SELECT (SELECT min(analyte) FROM observation WHERE analyte > each.analyte) FROM each WHERE analyte IS NOT NULL)
     SELECT analyte, (SELECT value FROM observation o WHERE o.analyte = each.analyte ORDER BY day DESC LIMIT 1)
     FROM each WHERE analyte IS NOT NULL";

impl DemoLog<'_> {
    fn write(&self, size: &str) {
        let made =
            self.androlog().args(["demo", "--results", size, "--write"]).arg(&self.file).output().unwrap();
        assert!(made.status.success(), "{made:?}");
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
        let (bare_start, bare_key) = measure(&floor, "j");
        let (start, key) = measure(&ours, "j");
        row("first frame", start, Some(bare_start));
        row("a key that moves the cursor", key, Some(bare_key));
        for (key, what) in [
            ("2", "Results opened"),
            ("3", "Chart opened"),
            ("4", "Therapy opened"),
            ("5", "Reminders opened"),
        ] {
            row(what, measure(&ours, key).1, None);
        }
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
        for (words, sql) in COMMANDS {
            let words = words.replace("NEWEST", newest);
            let time = whole_run(self.androlog().args(words.split(' ')).arg("--db").arg(&self.file));
            let mut shell = Command::new("sqlite3");
            shell.arg(&self.file).arg(sql.replace("NEWEST", newest));
            let beside = shell.output().is_ok_and(|run| run.status.success()).then(|| whole_run(&mut shell));
            row(&format!("`androlog {}`", words.replace(newest, "ID")), time, beside);
        }
    }
}

/// A row of a table: ours, the other's, how many times as long.
fn row(what: &str, ours: f64, other: Option<f64>) {
    let other = other.map_or_else(|| " |".to_owned(), |other| format!("{other:.1} | {:.1}", ours / other));
    println!("| {what} | {ours:.1} | {other} |");
}

/// Median of a whole run of a command without a terminal, in milliseconds.
fn whole_run(command: &mut Command) -> f64 {
    median((0..RUNS).map(|_| {
        let began = Instant::now();
        assert!(command.output().unwrap().status.success());
        began.elapsed().as_secs_f64() * 1000.0
    }))
}

/// Medians of spawn to first whole frame and of key to frame, in milliseconds.
fn measure(command: &CommandBuilder, key: &str) -> (f64, f64) {
    let runs: Vec<(f64, f64)> = (0..RUNS).map(|_| run(command, key)).collect();
    (median(runs.iter().map(|r| r.0)), median(runs.iter().map(|r| r.1)))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn run(command: &CommandBuilder, key: &str) -> (f64, f64) {
    let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = command.clone();
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut writer = pair.master.take_writer().unwrap();
    let (to, output) = channel();
    thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(read) = reader.read(&mut buffer) {
            if read == 0 || to.send(Instant::now()).is_err() {
                break;
            }
        }
    });
    let began = Instant::now();
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let start = last_output(&output, began);
    let pressed = Instant::now();
    writer.write_all(key.as_bytes()).unwrap();
    let answer = last_output(&output, pressed);
    child.kill().unwrap();
    child.wait().unwrap();
    (start, answer)
}

/// Milliseconds from `since` to the last output before it falls quiet.
fn last_output(output: &Receiver<Instant>, since: Instant) -> f64 {
    let mut last = output.recv_timeout(Duration::from_secs(5)).unwrap_or(since);
    while let Ok(at) = output.recv_timeout(QUIET) {
        last = at;
    }
    last.duration_since(since).as_secs_f64() * 1000.0
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
