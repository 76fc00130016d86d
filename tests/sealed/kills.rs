//! `kill -9` at random moments of everything that writes: no value of a sealed log stands in any file in the clear.
//!
//! A few kills here; `KILLS=200 cargo test --features sealed --test sealed kills -- --nocapture` for as many as one likes.

use std::process::Stdio;
use std::time::Duration;

use crate::commands::{LOG, MARKER, sealed_home, that_say};
use crate::pty::Terminal;

fn kills() -> u64 {
    std::env::var("KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(8)
}

fn moment(number: u64) -> Duration {
    let share = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    Duration::from_millis(120).mul_f64(share as f64 / f64::from(u32::MAX))
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
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(moment(number));
        drop(child.kill());
        killed += u64::from(child.wait().unwrap().code().is_none());
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
