//! The passphrase that is asked for, and the screen that locks.

use std::fs;

use crate::commands::{LOG, MARKER};
use crate::pty::{Terminal, program};
use crate::shell::Shell;

const WORDS: &str = "correct horse";

/// A home with a log that a passphrase seals, and that locks after a second.
fn sealed_by_words() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2026-01-05", "e2=28pg/mL", "--lab", MARKER]);
    let log = home.path().join(LOG);
    fs::create_dir_all(log.parent().unwrap()).unwrap();
    fs::copy(shell.path(LOG), &log).unwrap();
    let mut command = program(&home);
    command.args(["seal", "--yes"]);
    let mut terminal = Terminal::run(home, command);
    for ask in ["A passphrase for the log:", "The same again:"] {
        terminal.wait_for(ask);
        terminal.type_text(&format!("{WORDS}\r"));
    }
    terminal.wait_for("Sealed ");
    assert_eq!(terminal.wait_for_end(), 0);
    assert!(!terminal.shows("horse"), "the passphrase was shown");
    let home = terminal.home;
    fs::create_dir_all(home.path().join(".config/androlog")).unwrap();
    fs::write(home.path().join(".config/androlog/config.toml"), "[seal]\nlock_after_seconds = 1\n").unwrap();
    home
}

#[test]
fn a_passphrase_is_asked_for_without_an_echo_and_may_be_mistyped() {
    let home = sealed_by_words();
    let mut command = program(&home);
    command.args(["list"]);
    let mut terminal = Terminal::run(home, command);
    terminal.wait_for("Passphrase of ");
    terminal.type_text("wrong one\r");
    terminal.wait_for("It does not open the log.");
    // A letter too many that is taken back.
    terminal.type_text(&format!("{WORDS}x\x7f\r"));
    terminal.wait_for("Estradiol");
    assert_eq!(terminal.wait_for_end(), 0);
    assert!(!terminal.shows("horse") && !terminal.shows("wrong one"));
}

#[test]
fn a_screen_that_is_left_alone_locks_shows_nothing_and_comes_back_with_the_passphrase() {
    let mut terminal = Terminal::open_at(sealed_by_words());
    terminal.wait_for("Passphrase of ");
    terminal.type_text(&format!("{WORDS}\r"));
    terminal.wait_for("Sat 14 Mar 2026");
    terminal.type_text("a\r");
    terminal.wait_for("BLOOD PANEL");
    terminal.type_text("486");
    terminal.wait_for("The log is locked.");
    assert!(!terminal.shows("486") && !terminal.shows("BLOOD"), "something of the log is shown");
    let log = terminal.home.path().join(LOG);
    assert!(!fs::exists(format!("{}-wal", log.display())).unwrap(), "the log is still open");
    terminal.type_text("wrong\r");
    terminal.wait_for("It does not open the log.");
    terminal.type_text(WORDS);
    terminal.wait_for("*************");
    terminal.type_text("\r");
    terminal.wait_for("Unsaved drafts");
    terminal.wait_for("The log is locked.");
    terminal.type_text("\x03");
    assert_eq!(terminal.wait_for_end(), 0);
}
