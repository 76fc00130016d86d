//! `kill -9` at random moments of everything that writes: no value of a sealed log stands in any file in the clear.
//!
//! A few kills here; `KILLS=200 cargo test --features sealed --test sealed kills -- --nocapture` for as many as one likes.

use std::process::{Command, Stdio};
use std::time::Duration;

use crate::commands::{LOG, MARKER, begins_sealed, files, sealed_home, that_say};
use crate::pty::Terminal;
use crate::shell::Shell;

fn kills() -> u64 {
    std::env::var("KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(8)
}

/// A moment within this time, another for each number.
fn moment(number: u64, within: Duration) -> Duration {
    let share = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    within.mul_f64(share as f64 / f64::from(u32::MAX))
}

/// Whether a command was still at work when it was killed.
fn is_killed(mut command: Command, after: Duration) -> bool {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(after);
    drop(child.kill());
    child.wait().unwrap().code().is_none()
}

#[test]
fn a_seal_or_unseal_that_is_killed_leaves_a_whole_log_and_the_next_one_does_the_rest() {
    let mut killed = 0;
    for number in 0..kills() {
        let shell = Shell::on("2026-03-14");
        shell.ok(&["add", "2026-01-05", "e2=28pg/mL", "--lab", MARKER]);
        shell.ok(&["backup"]);
        shell.ok(&["add", "2026-02-05", "e2=31pg/mL", "--lab", MARKER]);
        let whole = shell.ok(&["list"]);
        let (log, key) = (shell.path(LOG), ["--key-file", "key"]);
        let mut within = Duration::from_millis(500);
        for act in ["seal", "unseal"] {
            let args = [&key[..], &[act, "--yes"]].concat();
            let mut command = shell.command();
            command.args(&args);
            killed += u64::from(is_killed(command, moment(number, within)));
            let opened_by = if begins_sealed(&log) { &key[..] } else { &[] };
            assert_eq!(shell.ok(&[opened_by, &["list"]].concat()), whole, "run {number}, {act}");
            // Where all was done before the kill, it says so.
            shell.run(&args);
            let is_sealed = act == "seal";
            assert_eq!(begins_sealed(&log), is_sealed, "run {number}: {act} does not go on");
            assert_eq!(that_say(&shell.path(".local"), MARKER).is_empty(), is_sealed, "run {number}, {act}");
            let opened_by = if is_sealed { &key[..] } else { &[] };
            assert_eq!(shell.ok(&[opened_by, &["list"]].concat()), whole, "run {number}, {act}");
            within = Duration::from_millis(400);
        }
        let sealed: Vec<_> =
            files(&shell.path(".local")).into_iter().filter(|file| begins_sealed(file)).collect();
        assert!(sealed.is_empty(), "run {number}: {sealed:?}");
    }
    println!("{} runs, {killed} of {} commands killed, the log whole each time", kills(), 2 * kills());
}

#[test]
fn no_file_beside_a_sealed_log_says_a_value_of_it_after_kills() {
    let (shell, key) = sealed_home();
    let rows: Vec<String> = (1..28).map(|day| format!("2026-01-{day:02},lh,5,IU/L,,,,{MARKER}")).collect();
    // What is imported is read from elsewhere, and temporary files have a folder of their own.
    let outside = tempfile::tempdir().unwrap();
    let sheet = outside.path().join("in.csv");
    std::fs::write(
        &sheet,
        format!("date,analyte,value,unit,low,high,method,laboratory\n{}\n", rows.join("\n")),
    )
    .unwrap();
    let sheet = sheet.to_str().unwrap();
    let temporary = shell.path("tmp");
    std::fs::create_dir(&temporary).unwrap();
    let acts: [&[&str]; 8] = [
        &["add", "2026-02-06", "e2=28pg/mL", "--lab", MARKER, "--note", MARKER],
        &["import", sheet],
        &["undo", "--yes"],
        &["redo"],
        &["backup"],
        &["rm", "--yes", "--forget", MARKER],
        &["forget", "--before", "2026-01-02", "--yes", "--backups"],
        &["doctor", "--fix"],
    ];
    let mut killed = 0;
    for number in 0..kills() {
        let mut command = shell.command();
        command.env("TMPDIR", &temporary).args(["--key-file", key]).args(acts[number as usize % acts.len()]);
        killed += u64::from(is_killed(command, moment(number, Duration::from_millis(120))));
        let said = that_say(&shell.path(""), MARKER);
        assert!(said.is_empty(), "run {number}: {said:?} say it");
    }
    assert!(shell.ok(&["--key-file", key, "doctor"]).contains("is whole"));
    println!("{} runs, {killed} killed, no file said the marker", kills());
}

#[test]
fn what_is_typed_on_the_screen_over_a_sealed_log_is_kept_sealed() {
    let (shell, key) = sealed_home();
    let home = tempfile::tempdir().unwrap();
    let log = home.path().join(LOG);
    std::fs::create_dir_all(log.parent().unwrap()).unwrap();
    std::fs::copy(shell.path(LOG), &log).unwrap();
    std::fs::copy(shell.path(key), home.path().join(key)).unwrap();
    let mut command = crate::pty::program(&home);
    command.args(["--key-file", key]);
    let mut terminal = Terminal::run(home, command);
    terminal.wait_for("Sat 14 Mar 2026");
    terminal.type_text("a\r");
    terminal.wait_for("BLOOD PANEL");
    terminal.type_text("8675309");
    terminal.wait_for("8675309");
    std::thread::sleep(Duration::from_millis(700));
    terminal.signal("KILL");
    terminal.wait_for_end();
    let home = terminal.home;
    assert!(that_say(home.path(), "8675309").is_empty());
    let mut command = crate::pty::program(&home);
    command.args(["--key-file", key]);
    let mut terminal = Terminal::run(home, command);
    terminal.wait_for("Unsaved drafts");
}
