//! The passphrase that is asked for, and the screen that locks.

use std::fs;
use std::time::{Duration, Instant};

use crate::commands::{LOG, MARKER, digits_of, sealed_home};
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
    let left = Instant::now();
    terminal.wait_for("The log is locked.");
    // The screen looks about once in ten seconds where it has nothing else to do.
    assert!(left.elapsed() < Duration::from_secs(8), "it locks late: {:?}", left.elapsed());
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

#[test]
fn a_passphrase_that_is_mistyped_seals_nothing_and_opens_nothing() {
    let home = tempfile::tempdir().unwrap();
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2026-01-05", "e2=28pg/mL"]);
    let log = home.path().join(LOG);
    fs::create_dir_all(log.parent().unwrap()).unwrap();
    fs::copy(shell.path(LOG), &log).unwrap();
    let before = fs::read(&log).unwrap();
    let mut home = home;
    for (typed, said) in [
        (&[WORDS, "correct hose"][..], "nothing was sealed; the two are not the same"),
        (&[""], "nothing was sealed; name a key"),
        (&["\x1b"], "nothing was sealed; name a key"),
    ] {
        let mut command = program(&home);
        command.args(["seal", "--yes"]);
        let mut terminal = Terminal::run(home, command);
        for (words, ask) in typed.iter().zip(["A passphrase for the log:", "The same again:"]) {
            terminal.wait_for(ask);
            terminal.type_text(&format!("{words}\r"));
        }
        terminal.wait_for(said);
        assert_eq!(terminal.wait_for_end(), 1);
        assert!(fs::read(&log).unwrap() == before, "{said}, and the file is another one");
        home = terminal.home;
    }
}

#[test]
fn a_passphrase_that_is_wrong_three_times_opens_nothing() {
    let home = sealed_by_words();
    let sealed = fs::read(home.path().join(LOG)).unwrap();
    let mut command = program(&home);
    command.args(["list"]);
    let mut terminal = Terminal::run(home, command);
    for tries in 1..=3 {
        terminal.wait_until("a question", |contents| contents.matches("Passphrase of ").count() == tries);
        terminal.type_text("wrong\r");
    }
    terminal.wait_for("is sealed with another passphrase; nothing was changed");
    assert_eq!(terminal.wait_for_end(), 1);
    assert!(fs::read(terminal.home.path().join(LOG)).unwrap() == sealed, "the file was touched");
}

/// A home with a log that a key file seals, named in the settings with what else they say.
fn sealed_by_file(settings: &str) -> tempfile::TempDir {
    let (shell, key) = sealed_home();
    let home = tempfile::tempdir().unwrap();
    let (log, config) = (home.path().join(LOG), home.path().join(".config/androlog"));
    for folder in [log.parent().unwrap(), &config] {
        fs::create_dir_all(folder).unwrap();
    }
    fs::copy(shell.path(LOG), &log).unwrap();
    fs::copy(shell.path(key), home.path().join("key")).unwrap();
    fs::write(config.join("config.toml"), format!("[seal]\nkey_file = \"~/key\"\n{settings}")).unwrap();
    home
}

#[test]
fn what_the_screen_writes_and_copies_from_a_sealed_log_is_said_to_be_plain() {
    let mut terminal = Terminal::open_at(sealed_by_file(""));
    terminal.wait_for("Sat 14 Mar 2026");
    terminal.type_text("2");
    terminal.wait_for("RESULTS");
    terminal.type_text("y");
    terminal.wait_for("Copied. The clipboard is not sealed.");
    for (opened_by, asks, wrote) in [("x\r", "androlog.csv", "androlog.csv"), ("1vp", ".html", ".html")] {
        terminal.type_text(opened_by);
        terminal.wait_for(asks);
        terminal.type_text("\r");
        terminal.wait_until(wrote, |contents| {
            contents.contains("Wrote /") && contents.contains("It is not sealed.")
        });
        terminal.type_text("\x1b");
        terminal.wait_until_gone("Wrote /");
    }
}

#[test]
fn the_screen_locks_a_sealed_log_alone_and_only_where_the_settings_say_so() {
    let unsealed = || {
        let home = sealed_by_file("lock_after_seconds = 1\n");
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("androlog"));
        command.env_clear().env("HOME", home.path()).args(["unseal", "--yes"]);
        assert!(command.output().unwrap().status.success());
        home
    };
    for home in [sealed_by_file(""), sealed_by_file("lock_after_seconds = 0\n"), unsealed()] {
        let mut terminal = Terminal::open_at(home);
        terminal.wait_for("Sat 14 Mar 2026");
        assert!(!terminal.sees_within("The log is locked.", Duration::from_millis(2500)));
    }
}

/// Waits until what is typed is kept, and keeps everybody else from writing to the log then.
fn lock_when_kept(other: &rusqlite::Connection) {
    let kept = || other.query_row("SELECT count(*) FROM draft", [], |row| row.get::<_, i64>(0)).unwrap();
    let until = Instant::now() + crate::pty::PATIENCE;
    while kept() == 0 {
        assert!(Instant::now() < until, "nothing is kept");
        std::thread::sleep(Duration::from_millis(20));
    }
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
}

#[test]
fn the_screen_does_not_lock_while_something_waits_to_be_saved_or_typed_text_cannot_be_kept() {
    for is_saved in [true, false] {
        let home = sealed_by_file("lock_after_seconds = 2\n");
        let key = fs::read(home.path().join("key")).unwrap();
        let digits = digits_of(&key);
        let other = rusqlite::Connection::open(home.path().join(LOG)).unwrap();
        other.execute_batch(&format!("PRAGMA key = \"x'{digits}'\"")).unwrap();
        let mut terminal = Terminal::open_at(home);
        terminal.wait_for("Sat 14 Mar 2026");
        terminal.type_text("a\r");
        terminal.wait_for("BLOOD PANEL");
        terminal.type_text("29\r");
        lock_when_kept(&other);
        let (typed, said) =
            if is_saved { ("\x13", "Waiting:") } else { ("777\r", "what is typed is on the screen only") };
        terminal.type_text(typed);
        terminal.wait_for(said);
        assert!(!terminal.sees_within("The log is locked.", Duration::from_millis(3500)), "{said}");
        other.execute_batch("ROLLBACK").unwrap();
        terminal.wait_for("The log is locked.");
        terminal.type_text("\x03");
        assert_eq!(terminal.wait_for_end(), 0);
        let day: String = other.query_row("SELECT max(day) FROM report", [], |row| row.get(0)).unwrap();
        let draft: Option<String> =
            other.query_row("SELECT max(text) FROM draft", [], |row| row.get(0)).unwrap();
        assert_eq!(day == "2026-03-14", is_saved, "{day}");
        assert!(if is_saved { draft.is_none() } else { draft.is_some_and(|text| text.contains("777")) });
    }
}

/// What a process may write to of its memory.
#[cfg(target_os = "linux")]
fn memory_of(process: u32) -> Vec<Vec<u8>> {
    use std::os::unix::fs::FileExt;
    let memory = fs::File::open(format!("/proc/{process}/mem")).unwrap();
    let map = fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let parts = map.lines().filter_map(|line| {
        let (range, rights) = line.split_once(' ')?;
        let (from, to) = range.split_once('-')?;
        let number = |digits| u64::from_str_radix(digits, 16).ok();
        rights.starts_with("rw").then_some((number(from)?, number(to)?))
    });
    parts
        .map(|(from, to)| {
            let mut part = vec![0; usize::try_from(to - from).unwrap()];
            // What the system keeps for itself cannot be read.
            let read = memory.read_at(&mut part, from).unwrap_or(0);
            part.truncate(read);
            part
        })
        .collect()
}

#[test]
#[cfg(target_os = "linux")]
fn the_key_of_a_locked_log_is_not_in_the_memory_of_the_program() {
    let home = sealed_by_file("lock_after_seconds = 1\n");
    let key = fs::read(home.path().join("key")).unwrap();
    let digits = digits_of(&key);
    let found = |memory: &[Vec<u8>]| {
        [&key[..], digits.as_bytes()].map(|key| {
            let is_key = |window: &&[u8]| window[0] == key[0] && *window == key;
            memory.iter().map(|part| part.windows(key.len()).filter(is_key).count()).sum::<usize>()
        })
    };
    let mut touched = Instant::now();
    let mut terminal = Terminal::open_at(home);
    for _ in 0..2 {
        terminal.wait_for("Sat 14 Mar 2026");
        let open = memory_of(terminal.child.process_id().unwrap());
        terminal.wait_for("The log is locked.");
        assert!(touched.elapsed() >= Duration::from_secs(1), "it locks before its time");
        terminal.wait_for("Enter fetches its key from ");
        let locked = memory_of(terminal.child.process_id().unwrap());
        assert!(found(&open)[0] > 0, "the key of an open log is found");
        assert_eq!(found(&locked), [0, 0], "the key and its digits");
        touched = Instant::now();
        terminal.type_text("\r");
    }
    terminal.wait_for("Sat 14 Mar 2026");
}
