//! How many instructions the parts of the program and its commands take, beside those of the last release. They are
//! counted by callgrind, so that it does not matter what else the machine does.
//!
//! `cargo bench --bench counts` prints them and ends with 1 where one is more than 5 % above `benches/counts.txt`;
//! with `-- --keep` it writes that file anew, for a release. Words behind `--` choose the rows that have them all. It takes
//! some minutes, and `valgrind` has to be installed.
//!
//! A part of the program is done once and five times by this program run again; the difference is what it takes without
//! what is prepared for it. A command is counted from start to end, on logs of 1,000 and 100,000 results.
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up should stop")]
#![allow(dead_code, reason = "the harness and the plots have more than a bench needs")]

#[path = "../tests/it/harness.rs"]
mod harness;
#[path = "../tests/it/plot_cases.rs"]
mod plot_cases;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use androlog::catalog::{Catalog, rules};
use androlog::domain::analyte::UnitView;
use androlog::domain::record::Record;
use androlog::exchange::ReaderKnowledge;
use androlog::exchange::csv;
use androlog::exchange::rows::{RowLens, Selection};
use androlog::guidance::{outlook, problems};
use androlog::runtime::session::Session;
use androlog::runtime::setup::{SessionOptions, Setup};
use androlog::ui::widget::plot::paint;
use harness::Harness;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

const PROGRAM: &str = env!("CARGO_BIN_EXE_androlog");
const TODAY: &str = "2026-11-28";
const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/counts.txt");
/// Set where a part is to be done: its name, how often, and the log it works on.
const PART: &str = "ANDROLOG_COUNTED_PART";
const TIMES: &str = "ANDROLOG_COUNTED_TIMES";
const LOG: &str = "ANDROLOG_COUNTED_LOG";
/// More than this above what is kept is a fault, in percent.
const MOST_ABOVE: i64 = 5;

fn main() -> ExitCode {
    if let Ok(name) = env::var(PART) {
        do_part(&name);
        return ExitCode::SUCCESS;
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        eprintln!("valgrind is not installed; it counts the instructions");
        return ExitCode::FAILURE;
    }
    let home = tempfile::tempdir().unwrap();
    // The first save of a day copies the log, which is not what is counted.
    let settings = home.path().join(".config/androlog");
    fs::create_dir_all(&settings).unwrap();
    fs::write(settings.join("config.toml"), "[backups]\ndaily = 0\n").unwrap();
    let wanted: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let mut counts = Vec::new();
    for (size, prefix) in [("5000", "part"), ("1000", "command at 1,000"), ("100000", "command at 100,000")] {
        let log = CountedLog { home: home.path(), file: home.path().join(format!("{size}.db")) };
        let acts: Vec<&str> =
            if prefix == "part" { PARTS.iter().map(|(name, _)| *name).collect() } else { COMMANDS.to_vec() };
        for act in acts {
            let what = format!("{prefix}: {act}");
            if wanted.iter().all(|word| what.contains(word.as_str())) {
                log.write(size);
                let count = if prefix == "part" { log.part(act) } else { log.command(act) };
                counts.push((what, count));
            }
        }
    }
    let mut kept = kept_counts();
    let is_above = compare(&counts, &kept);
    if env::args().any(|argument| argument == "--keep") {
        kept.extend(counts);
        let lines = kept.iter().map(|(what, count)| format!("{count}\t{what}\n"));
        fs::write(KEPT, lines.collect::<String>()).unwrap();
        return ExitCode::SUCCESS;
    }
    if is_above { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The counts of the last release.
fn kept_counts() -> BTreeMap<String, i64> {
    let text = fs::read_to_string(KEPT).unwrap_or_default();
    let lines = text.lines().filter_map(|line| line.split_once('\t'));
    lines.filter_map(|(count, what)| Some((what.to_owned(), count.parse().ok()?))).collect()
}

/// Prints each count beside the one that is kept; whether one is too far above it.
fn compare(counts: &[(String, i64)], kept: &BTreeMap<String, i64>) -> bool {
    println!("| thousand instructions | now | last release | |\n|---|---|---|---|");
    let mut is_above = false;
    for (what, count) in counts {
        let (before, change) = match kept.get(what) {
            Some(before) => {
                let percent = (count - before) * 100 / before.max(&1);
                is_above |= percent > MOST_ABOVE;
                ((before / 1000).to_string(), format!("{percent:+} %"))
            }
            None => (String::new(), String::new()),
        };
        println!("| {what} | {} | {before} | {change} |", count / 1000);
    }
    is_above
}

/// An invented log of some size.
struct CountedLog<'h> {
    home: &'h Path,
    file: PathBuf,
}

impl CountedLog<'_> {
    /// Makes the log, once.
    fn write(&self, size: &str) {
        if !self.file.exists() {
            let made =
                self.androlog(&["demo", "--results", size, "--write"]).arg(&self.file).output().unwrap();
            assert!(made.status.success(), "{made:?}");
        }
    }

    fn androlog(&self, words: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.env("HOME", self.home).env("TZ", "UTC").args(["--today", TODAY]).args(words);
        command
    }

    /// What a part takes by itself.
    fn part(&self, name: &str) -> i64 {
        let count = |times: &str| {
            let mut part = Command::new(env::current_exe().unwrap());
            self.counted(part.env(PART, name).env(TIMES, times).env(LOG, &self.file))
        };
        (count("5") - count("1")) / 4
    }

    /// What a command takes on a fresh copy of the log.
    fn command(&self, words: &str) -> i64 {
        let copy = self.home.join("copy.db");
        fs::copy(&self.file, &copy).unwrap();
        let mut given = words.replace("FILE", self.home.join("written").to_str().unwrap());
        if given.contains("PAGE") {
            given = given.replace("PAGE", self.page_of_newest().to_str().unwrap());
        }
        given += &format!(" --db {}", copy.display());
        self.counted(&mut self.androlog(&given.split(' ').collect::<Vec<_>>()))
    }

    /// The newest report as the editor would get it, with another laboratory.
    fn page_of_newest(&self) -> PathBuf {
        let page = self.home.join("page.toml");
        let copy = format!("sh -c 'cp \"$1\" {}' sh", page.display());
        let edit =
            self.androlog(&["edit", "last", "--db"]).arg(&self.file).env("VISUAL", copy).output().unwrap();
        assert!(edit.status.success(), "{edit:?}");
        let text = fs::read_to_string(&page).unwrap();
        let is_laboratory = |line: &str| line.trim_start_matches("# ").starts_with("laboratory = ");
        let lines =
            text.lines().map(|line| if is_laboratory(line) { "laboratory = \"Another\"" } else { line });
        fs::write(&page, lines.collect::<Vec<_>>().join("\n")).unwrap();
        page
    }

    /// The instructions a command takes from start to end.
    fn counted(&self, command: &mut Command) -> i64 {
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(command.get_program());
        valgrind.args(command.get_args()).env("HOME", self.home);
        for (name, value) in command.get_envs() {
            valgrind.env(name, value.unwrap());
        }
        let ran = valgrind.output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "{said}");
        let count = said.lines().find_map(|line| line.split_once("Collected : ")).unwrap().1;
        count.trim().parse().unwrap()
    }
}

const COMMANDS: [&str; 12] = [
    "list --limit 20",
    "list --derived",
    "show last",
    "due --short",
    "due",
    "summary",
    "chart estradiol",
    "add lh=5.1 --on 2026-11-27 --yes",
    "edit last --from PAGE",
    "rm last",
    "export -o FILE --force",
    "export --json -o FILE --force",
];

/// Prepares a part of the program; what comes is done as often as wanted.
type CountedPart = fn(&Session) -> Box<dyn FnMut()>;

const PARTS: [(&str, CountedPart); 12] = [
    ("what a first frame reads", first_look),
    ("what rules need, read", rule_needs),
    ("the whole log, read", whole),
    ("what is due", what_is_due),
    ("what cannot be right", what_cannot_be_right),
    ("a key on Today and its frame", |session| key(session, "1")),
    ("a key on Results and its frame", |session| key(session, "2")),
    ("a key on Chart and its frame", |session| key(session, "3")),
    ("a digit in the panel form and its frame", |session| key(session, "a<enter>")),
    ("a chart of 10,000 results, drawn", |_| chart()),
    ("all rows of an export as CSV", export_rows),
    ("all rows of our own CSV, read", import_rows),
];

fn do_part(name: &str) {
    let options = SessionOptions {
        database: Some(env::var_os(LOG).unwrap().into()),
        today: Some(TODAY.to_owned()),
        ..SessionOptions::default()
    };
    let session = Setup::read(&options).unwrap().open().unwrap();
    let times: usize = env::var(TIMES).unwrap().parse().unwrap();
    let (_, part) = PARTS.iter().find(|(known, _)| *known == name).unwrap();
    let mut part = part(&session);
    (0..times).for_each(|_| part());
}

/// The same log again, for what a part keeps.
fn again(session: &Session) -> Session {
    let database = Some(session.store().path().to_owned());
    let options = SessionOptions { database, today: Some(TODAY.to_owned()), ..SessionOptions::default() };
    Setup::read(&options).unwrap().open().unwrap()
}

fn first_look(session: &Session) -> Box<dyn FnMut()> {
    let session = again(session);
    Box::new(move || drop(session.first_look().unwrap()))
}

fn rule_needs(session: &Session) -> Box<dyn FnMut()> {
    let session = again(session);
    Box::new(move || drop(session.for_rules().unwrap()))
}

fn whole(session: &Session) -> Box<dyn FnMut()> {
    let session = again(session);
    Box::new(move || drop(session.whole().unwrap()))
}

fn what_is_due(session: &Session) -> Box<dyn FnMut()> {
    let (record, today) = (session.for_rules().unwrap(), session.setup.today);
    let intervals = Catalog::embedded().intervals(None);
    let rules = rules::load(None).unwrap();
    Box::new(move || drop(outlook(&rules, &Catalog::embedded().knowledge(&intervals), &record, today)))
}

fn what_cannot_be_right(session: &Session) -> Box<dyn FnMut()> {
    let (record, today) = (session.whole().unwrap(), session.setup.today);
    let intervals = Catalog::embedded().intervals(None);
    Box::new(move || drop(problems::find(&Catalog::embedded().knowledge(&intervals), &record, today)))
}

/// A key, its frame and the key that takes it back.
fn key(session: &Session, begin: &str) -> Box<dyn FnMut()> {
    let mut screen = Harness::with(TODAY, session.whole().unwrap().entries()).keys(begin);
    let (there, back) = if begin.len() > 1 { ("4", "<backspace>") } else { ("j", "k") };
    let mut is_there = false;
    Box::new(move || {
        is_there = !is_there;
        screen.press(if is_there { there } else { back });
        drop(screen.draw());
    })
}

fn chart() -> Box<dyn FnMut()> {
    let area = Rect::new(0, 0, 120, 40);
    let (plot, mut cells) = (plot_cases::dense(10_000), Buffer::empty(area));
    Box::new(move || paint(&plot, area, &mut cells))
}

fn csv_of(record: &Record) -> String {
    let intervals = Catalog::embedded().intervals(None);
    let analytes = Catalog::embedded().analytes();
    let lens = RowLens { analytes, intervals: &intervals, view: UnitView::default() };
    csv::export(record, lens, &Selection::default())
}

fn export_rows(session: &Session) -> Box<dyn FnMut()> {
    let record = session.whole().unwrap();
    Box::new(move || drop(csv_of(&record)))
}

fn import_rows(session: &Session) -> Box<dyn FnMut()> {
    let (text, today) = (csv_of(&session.whole().unwrap()), session.setup.today);
    Box::new(move || {
        let known = ReaderKnowledge { catalog: Catalog::embedded(), today, record: None };
        drop(csv::read(&text, &known));
    })
}
