//! The file of the log replaced, overwritten, deleted or restored under a real screen, open or killed.
//!
//! A few here; `APART=1,5,30,100 cargo test --test it replaced_screen -- --nocapture` for as many as one likes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use androlog::domain::report::Report;
use androlog::store::{Store, Window};

use crate::pty::{Terminal, program};

const LOG: &str = ".local/share/androlog/androlog.db";

/// What happens to the file of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// `mv other.db androlog.db`
    Moved,
    /// `cp other.db androlog.db`
    Copied,
    /// `rsync --inplace`; where there is none, the same is done by `dd`.
    Rsynced,
    /// `rm androlog.db`
    Deleted,
    /// `androlog restore other.db --yes` in another window.
    Restored,
}

const FATES: [Fate; 5] = [Fate::Moved, Fate::Copied, Fate::Rsynced, Fate::Deleted, Fate::Restored];

/// What the screen does when that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reached {
    /// It is open and has saved a moment ago.
    Unsettled,
    /// It is open and has been left alone for a while.
    Settled,
    /// It was killed a moment after it saved.
    Killed,
}

/// How many reports the other file has more.
fn apart() -> Vec<usize> {
    let wanted = std::env::var("APART").unwrap_or_default();
    let read: Vec<usize> = wanted.split(',').filter_map(|number| number.parse().ok()).collect();
    if read.is_empty() { vec![3] } else { read }
}

fn command(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("androlog"));
    command.env_clear().env("HOME", home).env("ANDROLOG_TODAY", "2026-03-14").current_dir(home).args(args);
    command.stdout(std::process::Stdio::null());
    command
}

fn androlog(home: &Path, args: &[&str]) {
    assert!(command(home, args).output().unwrap().status.success(), "{args:?}");
}

/// The day and laboratory of each report in a log.
fn reports(log: &Path) -> Vec<String> {
    let store = Store::open_existing(log).unwrap();
    assert_eq!(store.faults().unwrap(), [], "{}", log.display());
    let record = store.load(Window::Whole).unwrap();
    let words = |report: &Report| format!("{} {:?}", report.date, report.laboratory);
    let found = record.reports().iter().map(words).collect();
    store.close().unwrap();
    found
}

impl Fate {
    fn befall(self, home: &Path, other: &Path, log: &Path) {
        let run = |name: &str, args: &[&str]| {
            assert!(Command::new(name).args(args).output().is_ok_and(|ran| ran.status.success()), "{name}");
        };
        let (from, to) = (other.to_str().unwrap(), log.to_str().unwrap());
        match self {
            Self::Moved => fs::rename(other, log).unwrap(),
            Self::Copied => run("cp", &[from, to]),
            Self::Rsynced if Command::new("rsync").arg("--version").output().is_ok() => {
                run("rsync", &["--inplace", "--ignore-times", from, to]);
            }
            Self::Rsynced => run("dd", &[&format!("if={from}"), &format!("of={to}"), "conv=notrunc"]),
            Self::Deleted => fs::remove_file(log).unwrap(),
            Self::Restored => androlog(home, &["restore", from, "--yes"]),
        }
    }

    /// What an open screen says of it.
    const fn told(self) -> &'static str {
        match self {
            Self::Moved | Self::Restored => "was replaced by",
            Self::Copied | Self::Rsynced => "was overwritten",
            Self::Deleted => "was moved or deleted",
        }
    }
}

/// Saves a panel on the screen.
fn save_panel(terminal: &mut Terminal) {
    terminal.type_text("a\r");
    terminal.wait_for("NEW BLOOD PANEL");
    terminal.type_text("31\r\x13");
    terminal.wait_for("Saved");
    terminal.wait_until_gone("NEW BLOOD PANEL");
}

fn named_beside(log: &Path, part: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(log.parent().unwrap()).unwrap().map(|file| file.unwrap().path());
    files.filter(|path| path.file_name().unwrap().to_string_lossy().contains(part)).collect()
}

/// An export with so many reports, each of a day of its own.
fn reports_of_elsewhere(count: usize) -> String {
    let lines = (0..count).map(|number| {
        let day = chrono::NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + chrono::Days::new(number as u64);
        serde_json::json!({
            "kind": "blood", "date": day.to_string(), "laboratory": format!("there {number}"),
            "results": [{ "analyte": "lh", "value": "5", "unit": "IU/L" }],
        })
    });
    serde_json::json!({ "format": "androlog", "version": 1, "reports": lines.collect::<Vec<_>>() })
        .to_string()
}

/// A write-ahead log that was set aside and the newest copy are what is left of the other side.
fn assert_names_what_is_left(ran: &std::process::Output, log: &Path) {
    let said = String::from_utf8_lossy(&ran.stderr);
    let newest = named_beside(&log.with_file_name("backups/x"), ".db").into_iter().max().unwrap();
    for file in [&named_beside(log, ".wal-of-another-file")[0], &newest] {
        assert!(said.contains(file.to_str().unwrap()), "{}: {said}", file.display());
    }
}

fn try_out(fate: Fate, reached: Reached, apart: usize) {
    let case = format!("{fate:?}, {reached:?}, {apart} apart");
    println!("{case}");
    let home = tempfile::tempdir().unwrap();
    let (log, other) = (home.path().join(LOG), home.path().join("other.db"));
    androlog(home.path(), &["add", "2026-01-05", "e2=28pg/mL", "lh=5IU/L", "--lab", "both"]);
    fs::copy(&log, &other).unwrap();
    fs::write(home.path().join("there.json"), reports_of_elsewhere(apart)).unwrap();
    androlog(home.path(), &["--db", "other.db", "import", "there.json"]);
    let there = reports(&other);
    assert_eq!(there.len(), apart + 1);

    let mut terminal = Terminal::run_program(home);
    terminal.wait_for("Sat 14 Mar 2026");
    save_panel(&mut terminal);
    match reached {
        Reached::Unsettled => {}
        Reached::Settled => std::thread::sleep(Duration::from_millis(900)),
        Reached::Killed => {
            terminal.signal("KILL");
            terminal.wait_for_end();
        }
    }
    fate.befall(terminal.home.path(), &other, &log);
    let mut late = false;
    if reached != Reached::Killed {
        // Whoever types on is told before anything is stored in the other file.
        terminal.type_text("2");
        terminal.wait_for(fate.told());
        if fate != Fate::Deleted {
            terminal.type_text("1");
            save_panel(&mut terminal);
            late = true;
        }
        terminal.type_text("q");
        assert_eq!(terminal.wait_for_end(), 0, "{case}");
    }
    // Every report of the file that is there now is there still; what was saved before is in a file that is named.
    let kept: Vec<PathBuf> = named_beside(&log, ".replaced");
    if fate == Fate::Deleted {
        assert!(!log.exists() || reached == Reached::Killed, "{case}");
    } else {
        let ran = command(terminal.home.path(), &["list"]).output().unwrap();
        assert!(ran.status.success(), "{ran:?}");
        if reached == Reached::Killed && fate != Fate::Restored {
            assert_names_what_is_left(&ran, &log);
        }
        let held = reports(&log);
        assert!(there.iter().all(|report| held.contains(report)), "{case}: {held:?}");
        let typed_here = usize::from(late);
        assert_eq!(held.len(), there.len() + typed_here, "{case}: {held:?}");
    }
    match (reached, fate) {
        (Reached::Killed, _) => {
            let aside = named_beside(&log, ".wal-of-another-file");
            let backups = log.with_file_name("backups");
            let is_named = !aside.is_empty() || backups.is_dir() || fate == Fate::Deleted;
            assert!(is_named, "{case}: nothing tells of what was saved");
        }
        (_, Fate::Moved | Fate::Deleted) => {
            assert!(kept.iter().any(|kept| reports(kept).len() == 2), "{case}: {kept:?}");
        }
        _ => {}
    }
}

/// Overwrites the log with another at moments of a command that saves and settles. A few here;
/// `OVERWRITTEN=400 cargo test --test it overwritten_at_any_moment -- --nocapture` for as many as one likes.
#[test]
fn a_file_that_is_overwritten_at_any_moment_of_a_save_is_the_other_one_or_said_to_be_mixed() {
    let runs: u32 = std::env::var("OVERWRITTEN").ok().and_then(|runs| runs.parse().ok()).unwrap_or(8);
    let home = tempfile::tempdir().unwrap();
    let (log, other) = (home.path().join(LOG), home.path().join("other.db"));
    androlog(home.path(), &["add", "2026-01-05", "e2=28pg/mL", "lh=5IU/L", "--lab", "both"]);
    let before = fs::read(&log).unwrap();
    fs::copy(&log, &other).unwrap();
    fs::write(home.path().join("there.json"), reports_of_elsewhere(30)).unwrap();
    androlog(home.path(), &["--db", "other.db", "import", "there.json"]);
    let theirs = fs::read(&other).unwrap();
    let add = ["add", "2026-02-01", "fsh=5IU/L", "--lab", "mine"];
    let begun = std::time::Instant::now();
    androlog(home.path(), &add);
    let within = begun.elapsed();
    let (mut whole, mut added, mut mixed) = (0, 0, 0);
    for run in 0..runs {
        for file in named_beside(&log, "androlog.db") {
            fs::remove_file(file).unwrap();
        }
        fs::write(&log, &before).unwrap();
        let child = command(home.path(), &add).stderr(std::process::Stdio::piped()).spawn().unwrap();
        std::thread::sleep(within.mul_f64(0.4 + 0.6 * f64::from(run * 37 % runs) / f64::from(runs)));
        fs::write(&log, &theirs).unwrap();
        let said = String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap();
        if said.contains("may hold parts of both") {
            assert!(!named_beside(&log, ".wal-of-another-file").is_empty(), "run {run}: {said}");
            mixed += 1;
        } else if fs::read(&log).unwrap() == theirs {
            whole += 1;
        } else {
            let held = reports(&log);
            let there = held.iter().filter(|report| report.contains("there")).count();
            assert!(there == 30 && held.len() == 32, "run {run}: {held:?}, {said}");
            added += 1;
        }
    }
    println!(
        "{runs} saves whose file was overwritten: {whole} left as the other program wrote it, {added} saved into \
         that, {mixed} said to be mixed, 0 reports lost without a word"
    );
}

impl Terminal {
    fn run_program(home: tempfile::TempDir) -> Self {
        let command = program(&home);
        Self::run(home, command)
    }
}

/// Who has the file that was there open has an index of its write-ahead log in use.
#[test]
fn a_file_put_in_place_under_a_screen_with_a_draft_is_read_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    let (log, other) = (home.path().join(LOG), home.path().join("other.db"));
    androlog(home.path(), &["add", "2026-01-05", "e2=28pg/mL", "--lab", "both"]);
    fs::copy(&log, &other).unwrap();
    fs::write(home.path().join("there.json"), reports_of_elsewhere(40)).unwrap();
    androlog(home.path(), &["--db", "other.db", "import", "there.json"]);
    let mut terminal = Terminal::run_program(home);
    terminal.wait_for("Sat 14 Mar 2026");
    terminal.type_text("a\r");
    terminal.wait_for("NEW BLOOD PANEL");
    terminal.type_text("31");
    std::thread::sleep(Duration::from_millis(900));
    let index = PathBuf::from(format!("{}-shm", log.display()));
    assert!(index.exists(), "the draft does not stand beside the log");
    fs::rename(&other, &log).unwrap();
    let listed = command(terminal.home.path(), &["list", "--limit", "100"])
        .stdout(std::process::Stdio::piped())
        .output()
        .unwrap();
    assert!(listed.status.success(), "{listed:?}");
    assert_eq!(String::from_utf8(listed.stdout).unwrap().lines().count(), 41);
    androlog(terminal.home.path(), &["add", "2026-02-01", "fsh=5IU/L"]);
    assert_eq!(reports(&log).len(), 42);
}

#[test]
fn whatever_befalls_the_file_under_a_screen_no_report_of_the_file_that_is_there_is_lost() {
    let is_long = std::env::var_os("APART").is_some();
    let mut tried = 0;
    for apart in apart() {
        for (place, fate) in FATES.into_iter().enumerate() {
            for (turn, reached) in
                [Reached::Unsettled, Reached::Settled, Reached::Killed].into_iter().enumerate()
            {
                if is_long || (place + turn) % 3 == 0 {
                    try_out(fate, reached, apart);
                    tried += 1;
                }
            }
        }
    }
    println!("{tried} screens whose file was replaced, overwritten, deleted or restored: 0 reports lost");
}
