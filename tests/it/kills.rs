//! `kill -9` at random moments: nothing that was acknowledged is lost, no act is there by half.
//!
//! A few kills here; `KILLS=500 cargo test --test it kills -- --nocapture` for as many of each act as one likes.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use androlog::store::{ActState, Store, Window};

use crate::cli::Shell;
use crate::pty::Terminal;

const LOG: &str = ".local/share/androlog/androlog.db";

/// How often each act is killed.
fn kills() -> u64 {
    std::env::var("KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(2)
}

/// A moment within a stretch of time, another one for each number.
fn moment(number: u64, within: Duration) -> Duration {
    let share = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    within.mul_f64(share as f64 / f64::from(u32::MAX))
}

/// What became of a command that was killed, or was too fast for it.
struct Killed {
    was_killed: bool,
    said: String,
}

/// Runs a command and kills it at a moment within the time it takes when it is left alone.
fn kill_within(shell: &Shell, args: &[&str], number: u64, within: Duration) -> Killed {
    let mut command = shell.command();
    let mut child = command.args(args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(moment(number, within));
    drop(child.kill());
    let output = child.wait_with_output().unwrap();
    Killed {
        was_killed: output.status.code().is_none(),
        said: String::from_utf8_lossy(&output.stdout).into_owned(),
    }
}

/// How long a command takes when nobody kills it, with some room. It says then what acknowledges it.
fn time_of(shell: &Shell, args: &[&str], acknowledging: &str) -> Duration {
    let begun = Instant::now();
    let said = shell.ok(args);
    assert!(said.contains(acknowledging), "{said}");
    begun.elapsed().mul_f64(1.1)
}

/// The laboratories of the reports of a log in order, after it was found to be sound and every report to be whole.
fn laboratories(log: &Path) -> Vec<String> {
    let store = Store::open_existing(log).unwrap();
    assert_eq!(store.faults().unwrap(), [], "{}", log.display());
    let record = store.load(Window::Whole).unwrap();
    assert!(record.reports().iter().all(|report| report.results.len() == 2), "half a report");
    let of = |report: &androlog::domain::report::Report| report.laboratory.clone().unwrap_or_default();
    let laboratories = record.reports().iter().map(of).collect();
    store.close().unwrap();
    laboratories
}

fn add<'a>(day: &'a str, laboratory: &'a str) -> [&'a str; 6] {
    ["add", day, "e2=28pg/mL", "lh=5IU/L", "--lab", laboratory]
}

fn tell(act: &str, killed: u64, acknowledged: u64) {
    println!("{act}: {} runs, {killed} killed, {acknowledged} acknowledged, 0 lost, 0 by half", kills());
}

#[test]
fn killed_adds_are_there_when_they_were_acknowledged() {
    let shell = Shell::on("2026-03-14");
    let within = time_of(&shell, &add("2020-01-01", "first"), "Saved");
    let (mut killed, mut acknowledged) = (0, 0);
    for number in 0..kills() {
        let laboratory = format!("lab {number}");
        let ran = kill_within(&shell, &add("2020-01-02", &laboratory), number, within);
        let is_there = laboratories(&shell.path(LOG)).contains(&laboratory);
        assert!(is_there || !ran.said.contains("Saved"), "run {number} was acknowledged and is lost");
        killed += u64::from(ran.was_killed);
        acknowledged += u64::from(ran.said.contains("Saved"));
    }
    tell("add", killed, acknowledged);
}

/// A file with so many reports of a laboratory.
fn file_of(shell: &Shell, laboratory: &str, reports: usize) -> String {
    let report = |number: usize| {
        format!(
            r#"{{"kind":"blood","date":"2021-01-01","time":"{:02}:{:02}","laboratory":"{laboratory}","results":[
            {{"analyte":"lh","value":"5","unit":"IU/L"}},{{"analyte":"fsh","value":"6","unit":"IU/L"}}]}}"#,
            number / 60,
            number % 60
        )
    };
    let reports: Vec<String> = (0..reports).map(report).collect();
    let name = format!("{laboratory}.json");
    shell.write(&name, &format!(r#"{{"format":"androlog","version":1,"reports":[{}]}}"#, reports.join(",")));
    name
}

#[test]
fn killed_imports_are_there_whole_or_not_at_all() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&add("2020-01-01", "first"));
    let base = shell.path("base.db");
    fs::copy(shell.path(LOG), &base).unwrap();
    // One that the journal keeps whole, and one that is stored page by page.
    let files = [("few", 200), ("many", 1_100)].map(|(laboratory, reports)| {
        let (file, told) = (file_of(&shell, laboratory, reports), format!("{} new", 2 * reports));
        fs::copy(&base, shell.path(LOG)).unwrap();
        let within = time_of(&shell, &["import", &file], &told);
        (laboratory, reports, file, told, within)
    });
    let (mut killed, mut acknowledged) = (0, 0);
    for number in 0..kills() {
        let (laboratory, reports, file, told, within) = &files[number as usize % files.len()];
        fs::copy(&base, shell.path(LOG)).unwrap();
        let ran = kill_within(&shell, &["import", file], number, *within);
        let there = laboratories(&shell.path(LOG)).iter().filter(|of| of == laboratory).count();
        let is_told = ran.said.contains(told.as_str());
        assert!(there == *reports || (there == 0 && !is_told), "run {number}: {there}, told {is_told}");
        killed += u64::from(ran.was_killed);
        acknowledged += u64::from(is_told);
    }
    tell("import", killed, acknowledged);
}

#[test]
fn killed_undos_agree_with_the_journal() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&add("2020-01-01", "first"));
    shell.ok(&add("2020-01-02", "second"));
    let within = time_of(&shell, &["undo", "--yes"], "Undone");
    shell.ok(&["redo"]);
    let (mut killed, mut acknowledged) = (0, 0);
    for number in 0..kills() {
        let ran = kill_within(&shell, &["undo", "--yes"], number, within);
        let left = laboratories(&shell.path(LOG)).len();
        let store = Store::open_existing(&shell.path(LOG)).unwrap();
        let state = store.log(1).unwrap()[0].state;
        store.close().unwrap();
        assert_eq!(left, if state == ActState::Done { 2 } else { 1 }, "run {number}");
        let is_told = ran.said.contains("Undone");
        assert!(!is_told || left == 1, "run {number} was acknowledged and is lost");
        if left == 1 {
            shell.ok(&["redo"]);
        }
        killed += u64::from(ran.was_killed);
        acknowledged += u64::from(is_told);
    }
    tell("undo", killed, acknowledged);
}

#[test]
fn killed_backups_leave_the_log_alone_and_no_copy_that_is_not_whole() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&add("2020-01-01", "first"));
    let within = time_of(&shell, &["backup", "warm.db"], "Copied the log");
    let (mut killed, mut acknowledged) = (0, 0);
    for number in 0..kills() {
        let name = format!("copy-{number}.db");
        let ran = kill_within(&shell, &["backup", &name], number, within);
        assert_eq!(laboratories(&shell.path(LOG)), ["first"]);
        let is_told = ran.said.contains("Copied the log");
        let copy = shell.path(&name);
        assert!(copy.exists() || !is_told, "run {number} was acknowledged and is lost");
        if copy.exists() {
            assert_eq!(laboratories(&copy), ["first"]);
        }
        killed += u64::from(ran.was_killed);
        acknowledged += u64::from(is_told);
    }
    tell("backup", killed, acknowledged);
}

#[test]
fn killed_restores_leave_one_log_or_the_other() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&add("2020-01-01", "first"));
    shell.ok(&["backup", "one.db"]);
    shell.ok(&add("2020-01-02", "second"));
    shell.ok(&["backup", "two.db"]);
    let within = time_of(&shell, &["restore", "one.db", "--yes"], "The log is now that of");
    let (mut killed, mut acknowledged) = (0, 0);
    for number in 0..kills() {
        let to = if number % 2 == 0 { "two.db" } else { "one.db" };
        let ran = kill_within(&shell, &["restore", to, "--yes"], number, within);
        let held = laboratories(&shell.path(LOG));
        assert!(held == ["first"] || held == ["first", "second"], "run {number}: {held:?}");
        let is_told = ran.said.contains("The log is now that of");
        assert!(!is_told || held.len() == if to == "two.db" { 2 } else { 1 }, "run {number}: {held:?}");
        killed += u64::from(ran.was_killed);
        acknowledged += u64::from(is_told);
    }
    tell("restore", killed, acknowledged);
}

#[test]
fn killed_merges_are_there_whole_or_not_at_all() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&add("2020-01-01", "first"));
    let base = shell.path("base.db");
    fs::copy(shell.path(LOG), &base).unwrap();
    fs::copy(&base, shell.path("other.db")).unwrap();
    shell.ok(&["--db", "other.db", "import", &file_of(&shell, "there", 100)]);
    let within = time_of(&shell, &["merge", "other.db"], "100 new");
    let (mut killed, mut acknowledged) = (0, 0);
    for number in 0..kills() {
        fs::copy(&base, shell.path(LOG)).unwrap();
        let ran = kill_within(&shell, &["merge", "other.db"], number, within);
        let there = laboratories(&shell.path(LOG)).iter().filter(|of| *of == "there").count();
        let is_told = ran.said.contains("100 new");
        assert!(there == 100 || (there == 0 && !is_told), "run {number}: {there}, told {is_told}");
        killed += u64::from(ran.was_killed);
        acknowledged += u64::from(is_told);
    }
    tell("merge", killed, acknowledged);
}

#[test]
fn what_the_screen_said_is_saved_is_there_after_a_kill() {
    let mut home = tempfile::tempdir().unwrap();
    let mut confirmed = 0;
    for number in 0..kills() {
        let mut terminal = Terminal::open_at(home);
        terminal.wait_for("Sat 14 Mar 2026");
        if terminal.shows("Typed and not saved") {
            terminal.type_text("\x1b");
            terminal.wait_until_gone("Typed and not saved");
        }
        terminal.type_text("a\r");
        terminal.wait_for("BLOOD PANEL");
        terminal.type_text(&format!("{}\r\x13", 400 + number % 100));
        let is_told = terminal.sees_within("Saved", moment(number, Duration::from_millis(200)));
        terminal.signal("KILL");
        terminal.wait_for_end();
        home = terminal.home;
        confirmed += u64::from(is_told);
        let store = Store::open_existing(&home.path().join(LOG)).unwrap();
        assert_eq!(store.faults().unwrap(), []);
        let there = store.load(Window::Whole).unwrap().reports().len() as u64;
        assert!(there >= confirmed, "run {number}: {there} of {confirmed} confirmed");
        store.close().unwrap();
        confirmed = confirmed.max(there);
    }
    println!("screen: {} runs, {confirmed} confirmed, 0 lost", kills());
}
