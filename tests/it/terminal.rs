//! The program in a real (pseudo) terminal: it draws, it takes keys, and whatever ends it gives the terminal back.

use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{PtySize, native_pty_system};

use crate::pty::{COLUMNS, LINES, PATIENCE, SIZE, Terminal, program};

#[test]
fn it_starts_shows_today_takes_keys_and_gives_the_terminal_back() {
    let mut terminal = Terminal::open();
    terminal.wait_for("Sat 14 Mar 2026");
    assert!(terminal.screen.screen().alternate_screen());
    assert!(terminal.screen.screen().bracketed_paste());
    terminal.type_text("?");
    terminal.wait_for("Keys on Today");
    terminal.type_text("\x1b");
    terminal.wait_until_gone("Keys on Today");
    terminal.type_text("2");
    terminal.type_text("q");
    assert_eq!(terminal.wait_for_end(), 0);
    terminal.assert_given_back();
    assert!(terminal.home.path().join(".local/share/androlog/androlog.db").exists());
}

#[test]
fn it_asks_the_terminal_only_its_colour_and_only_when_the_first_frame_stands() {
    let mut terminal = Terminal::open();
    terminal.wait_for("Sat 14 Mar 2026");
    let text = String::from_utf8_lossy(&terminal.raw).into_owned();
    for query in ["\x1b[6n", "\x1b[c", "\x1b[>c", "\x1b[?u", "\x1b[>0q"] {
        assert!(!text.contains(query), "{query:?} was asked");
    }
    let frame = text.find("quit").expect("the footer ends the first frame");
    assert!(text.find("\x1b]11;?").is_none_or(|asked| asked > frame), "{text:?}");
    // The answer is no key: a `]` and digits would be commands.
    terminal.type_text("\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
    terminal.type_text("2");
    terminal.wait_for("RESULTS");
    terminal.type_text("q");
    terminal.wait_for_end();
}

#[test]
fn a_window_of_another_size_is_drawn_anew_and_takes_the_next_key_and_the_terminal_is_asked_nothing() {
    let mut terminal = Terminal::open();
    terminal.wait_for("Sat 14 Mar 2026");
    for (columns, lines) in [(120u16, 40u16), (60, 20), (100, 30)] {
        terminal.master.resize(PtySize { rows: lines, cols: columns, ..SIZE }).unwrap();
        terminal.screen.screen_mut().set_size(lines.try_into().unwrap(), columns.try_into().unwrap());
        terminal.screen.process(b"\x1b[2J");
        let rule = "─".repeat(columns.into());
        terminal.wait_until(&rule, |contents| contents.lines().any(|line| line == rule));
        terminal.type_text("?");
        terminal.wait_for("Keys on Today");
        terminal.type_text("\x1b");
        terminal.wait_until_gone("Keys on Today");
    }
    terminal.signal("CONT");
    terminal.screen.process(b"\x1b[2J");
    terminal.wait_for("Today");
    assert!(!String::from_utf8_lossy(&terminal.raw).contains("\x1b[6n"), "the cursor was asked for");
    terminal.type_text("q");
    assert_eq!(terminal.wait_for_end(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_crash_would_leave_no_image_of_the_memory() {
    let mut terminal = Terminal::open();
    terminal.wait_for("Sat 14 Mar 2026");
    let process = terminal.child.process_id().unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{process}/limits")).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
}

#[test]
fn every_signal_that_ends_it_gives_the_terminal_back() {
    for signal in ["TERM", "INT", "HUP", "QUIT"] {
        let mut terminal = Terminal::open();
        terminal.wait_for("Sat 14 Mar 2026");
        terminal.signal(signal);
        assert_eq!(terminal.wait_for_end(), 0, "{signal}");
        terminal.assert_given_back();
    }
}

/// `HANGUPS=100 cargo test --test it in_order_when -- --nocapture` for as many as one likes.
#[test]
fn it_ends_in_order_when_its_window_is_closed_and_the_last_key_is_kept() {
    let hangups: usize = std::env::var("HANGUPS").ok().and_then(|hangups| hangups.parse().ok()).unwrap_or(6);
    // The second one as `nohup` starts it, and some multiplexers do; to the third nobody tells of it.
    let mut starts = vec!["exec \"$0\"", "trap '' HUP; exec \"$0\""];
    if std::path::Path::new("/usr/bin/setsid").exists() {
        starts.push("trap '' HUP; exec /usr/bin/setsid --wait \"$0\"");
    }
    for (start, last) in starts.into_iter().cycle().zip(["", "5"].into_iter().cycle()).take(hangups) {
        let home = tempfile::tempdir().unwrap();
        let mut command = program(&home);
        let ran = command.get_argv()[0].clone();
        *command.get_argv_mut() = vec!["/bin/sh".into(), "-c".into(), start.into(), ran];
        let pair = native_pty_system().openpty(SIZE).unwrap();
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let (mut reader, mut writer) =
            (pair.master.try_clone_reader().unwrap(), pair.master.take_writer().unwrap());
        let mut screen = vt100::Parser::new(LINES, COLUMNS, 0);
        for (shown, typed) in [("Sat 14 Mar 2026", "a\r"), ("NEW BLOOD PANEL", "4867"), ("4867", "")] {
            let mut buffer = [0; 4096];
            while !screen.screen().contents().contains(shown) {
                let read = reader.read(&mut buffer).unwrap();
                assert!(read > 0, "ended before it drew");
                screen.process(&buffer[..read]);
            }
            writer.write_all(typed.as_bytes()).unwrap();
        }
        // With all gone nobody holds the terminal any more, as when its window is closed. A key that comes at that very
        // moment may be lost with it, or have a frame drawn where none can be.
        writer.write_all(last.as_bytes()).unwrap();
        drop((reader, writer, pair.master));
        let until = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < until, "the program goes on without a terminal");
            thread::sleep(Duration::from_millis(20));
        };
        assert_eq!(status.exit_code(), 0, "{start}, then {last:?}: it ends in order");
        let log =
            androlog::store::Store::open(&home.path().join(".local/share/androlog/androlog.db")).unwrap();
        let drafts = log.drafts().unwrap();
        assert!(drafts.iter().any(|draft| draft.text.contains("4867")), "{drafts:?}");
    }
}

#[test]
fn stopped_from_outside_it_gives_the_terminal_back_and_goes_on_where_it_was() {
    let mut terminal = Terminal::open();
    terminal.wait_for("Sat 14 Mar 2026");
    terminal.signal("TSTP");
    terminal.wait_until_left();
    terminal.assert_given_back();
    // It may have given the terminal back and not have stopped yet, and would then sleep through the signal.
    let mut signals = 0;
    while !terminal.sees_within("Sat 14 Mar 2026", Duration::from_millis(500)) {
        terminal.signal("CONT");
        signals += 1;
        assert!(signals < 40, "it does not come back");
    }
    terminal.type_text("2");
    terminal.wait_for("RESULTS");
    terminal.type_text("q");
    assert_eq!(terminal.wait_for_end(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn while_another_program_keeps_the_log_locked_typing_shows_and_the_save_follows() {
    let mut terminal = Terminal::open();
    terminal.wait_for("Sat 14 Mar 2026");
    terminal.type_text("a\r");
    terminal.wait_for("NEW BLOOD PANEL");
    let log = terminal.home.path().join(".local/share/androlog/androlog.db");
    let other = rusqlite::Connection::open(&log).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    terminal.type_text("412\r\x13");
    // The lock is held until all of this stands on the screen.
    terminal.wait_for(&format!("(process {}) has kept the log locked", std::process::id()));
    terminal.type_text("55");
    terminal.wait_for("55");
    terminal.type_text("\x7f\x7f");
    terminal.wait_until_gone("55");
    terminal.type_text("\x13");
    terminal.wait_for("Waiting:");
    // How old the lock is is told too.
    terminal.wait_for("locked for 1 s");
    // Who types on saves later what stands there then.
    terminal.type_text("7");
    terminal.wait_until_gone("Waiting:");
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    assert!(!terminal.sees_within("Saved", Duration::from_millis(700)));
    terminal.type_text("\x7f\x13");
    terminal.wait_for("Saved");
    terminal.type_text("q");
    assert_eq!(terminal.wait_for_end(), 0);
}

#[cfg(unix)]
#[test]
fn a_log_that_others_may_read_is_named_once_at_the_start_and_one_that_is_read_only_in_the_title() {
    use std::os::unix::fs::PermissionsExt;
    let mut terminal = Terminal::open();
    terminal.wait_for("Sat 14 Mar 2026");
    terminal.type_text("q");
    terminal.wait_for_end();
    let log = terminal.home.path().join(".local/share/androlog/androlog.db");
    std::fs::set_permissions(&log, std::fs::Permissions::from_mode(0o644)).unwrap();
    let mut terminal = Terminal::open_at(terminal.home);
    terminal.wait_for("others may read");
    terminal.type_text("2");
    terminal.wait_until_gone("others may read");
    terminal.type_text("q");
    terminal.wait_for_end();
}

#[test]
fn what_is_found_in_the_first_pause_does_not_take_the_place_of_what_was_said_at_the_start() {
    use std::os::unix::fs::PermissionsExt;
    let mut terminal = Terminal::open();
    terminal.wait_for("Sat 14 Mar 2026");
    terminal.type_text("a\r");
    terminal.wait_for("NEW BLOOD PANEL");
    terminal.type_text("451\r\x13");
    terminal.wait_for("Saved");
    terminal.type_text("q");
    assert_eq!(terminal.wait_for_end(), 0);
    let log = terminal.home.path().join(".local/share/androlog/androlog.db");
    let db = rusqlite::Connection::open(&log).unwrap();
    db.execute_batch(
        "PRAGMA ignore_check_constraints = ON;
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90)
         INSERT INTO report (id, kind, day) SELECT 'r' || i, 'blood', date('2025-01-01', '+' || i || ' days') FROM n;
         UPDATE report SET time = 'noon' WHERE id = 'r1';",
    )
    .unwrap();
    drop(db);
    std::fs::set_permissions(&log, std::fs::Permissions::from_mode(0o644)).unwrap();
    let mut terminal = Terminal::open_at(terminal.home);
    terminal.wait_for("is 644)");
    terminal.wait_for("cannot be read");
    assert!(terminal.shows("is 644)"));
}

#[test]
fn what_is_typed_in_any_form_survives_a_kill() {
    let mut terminal = Terminal::open();
    let typed = ["486", "2.5", "1.012", "82", "joi", "fev", "anas", "1/5/90"];
    for (place, text) in typed.into_iter().enumerate() {
        terminal.wait_for("Sat 14 Mar 2026");
        terminal.type_text("a");
        terminal.wait_for("type to narrow");
        terminal.type_text(&format!("{}\r", "\x1b[B".repeat(place)));
        terminal.wait_for("F1 keys");
        terminal.type_text(text);
        let path = terminal.home.path().join(".local/share/androlog/androlog.db");
        let until = Instant::now() + PATIENCE;
        let is_kept = || {
            let drafts = androlog::store::Store::open(&path).and_then(|log| log.drafts()).unwrap_or_default();
            drafts.iter().any(|draft| draft.text.contains(text))
        };
        while !is_kept() {
            assert!(Instant::now() < until, "{text} is not kept");
            thread::sleep(Duration::from_millis(50));
        }
        terminal.signal("KILL");
        terminal.wait_for_end();
        terminal = Terminal::open_at(terminal.home);
        terminal.wait_for("Unsaved drafts");
        terminal.type_text("\r");
        terminal.wait_for("Your draft is back");
        terminal.wait_for(text);
        terminal.type_text("\x1b");
        terminal.wait_for("Draft kept");
        terminal.type_text("q");
        terminal.wait_for("A draft is open");
        terminal.type_text("\x1b[B\x1b[B\r");
        terminal.wait_for_end();
        terminal = Terminal::open_at(terminal.home);
    }
    terminal.signal("TERM");
    terminal.wait_for_end();
}

#[test]
fn a_tab_of_the_whole_history_shows_what_was_saved_a_moment_ago() {
    for pause in [0, 300] {
        let mut terminal = Terminal::open();
        terminal.wait_for("WELCOME");
        thread::sleep(Duration::from_millis(pause));
        terminal.type_text("a\r");
        terminal.wait_for("NEW BLOOD PANEL");
        terminal.type_text("412\r\x13");
        terminal.wait_for("Saved");
        terminal.type_text("3");
        terminal.wait_for("Testosterone, total  ng/dL");
    }
}

#[test]
fn what_another_run_did_is_taken_back_only_when_that_is_confirmed_and_it_is_said_whose_it_is() {
    let home = tempfile::tempdir().unwrap();
    let mut add = std::process::Command::new(assert_cmd::cargo::cargo_bin("androlog"));
    add.env_clear().env("HOME", home.path()).args(["add", "2026-03-13", "lh=5.1 IU/L"]);
    assert!(add.output().unwrap().status.success());
    let mut terminal = Terminal::open_at(home);
    terminal.wait_for("Sat 14 Mar 2026");
    for (answer, told) in [("\x1b", None), ("\r", Some("Undone"))] {
        terminal.type_text("u");
        terminal.wait_for("take it back");
        assert!(terminal.shows("by `androlog add` on ") && !terminal.shows("Undone"));
        terminal.type_text(answer);
        terminal.wait_until_gone("take it back");
        assert_eq!(terminal.sees_within("Undone", Duration::from_millis(300)), told.is_some());
    }
}

#[test]
fn what_was_done_on_the_screen_is_not_taken_back_by_a_command_that_does_not_name_it() {
    let mut terminal = Terminal::open();
    terminal.wait_for("Sat 14 Mar 2026");
    terminal.type_text("a\r");
    terminal.wait_for("NEW BLOOD PANEL");
    terminal.type_text("412\r\x13");
    terminal.wait_for("Saved");
    terminal.type_text("q");
    terminal.wait_for_end();
    let undo = |args: &[&str]| {
        let mut undo = std::process::Command::new(assert_cmd::cargo::cargo_bin("androlog"));
        undo.env_clear().env("HOME", terminal.home.path()).arg("undo").args(args);
        undo.output().unwrap()
    };
    let asked = undo(&[]);
    let said = String::from_utf8(asked.stderr).unwrap();
    assert!(!asked.status.success() && said.contains("on the screen on "), "{said}");
    assert!(said.contains("`androlog undo 1` takes it back"), "{said}");
    assert!(undo(&["1"]).status.success());
}

/// What is typed in the first form of a home.
fn typed_in(home: &tempfile::TempDir) -> String {
    let log = androlog::store::Store::open(&home.path().join(".local/share/androlog/androlog.db")).unwrap();
    log.drafts().unwrap().pop().map_or_else(String::new, |draft| draft.text)
}

#[test]
fn what_the_screen_writes_is_for_its_owner_alone_and_what_an_editor_left_goes() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().unwrap();
    let (temporary, left) = (home.path().join("tmp"), home.path().join("tmp/androlog-page-4194303-x"));
    std::fs::create_dir_all(&left).unwrap();
    let mut command = program(&home);
    command.env("TMPDIR", &temporary);
    let mut terminal = Terminal::run(home, command);
    terminal.wait_for("Sat 14 Mar 2026");
    terminal.type_text("a\r");
    terminal.wait_for("NEW BLOOD PANEL");
    terminal.type_text("412\r\x13");
    terminal.wait_for("Saved");
    // The hint that a key shows another view is followed, which is kept in a file of its own.
    terminal.type_text("2t");
    // In the first pause.
    thread::sleep(Duration::from_millis(900));
    terminal.type_text("q");
    terminal.wait_for_end();
    let hints = terminal.home.path().join(".local/state/androlog/followed-hints");
    assert!(hints.exists() && !left.exists(), "a page of an editor that was killed is still there");
    let mut folders = vec![terminal.home.path().join(".local"), terminal.home.path().join(".config")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).into_iter().flatten() {
            let file = file.unwrap();
            let mode = file.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode & 0o077, 0, "{}: {mode:o}", file.path().display());
            seen += 1;
            if file.metadata().unwrap().is_dir() {
                folders.push(file.path());
            }
        }
    }
    assert!(seen > 4, "{seen} files");
}

/// A terminal where 486 was typed into a new blood panel.
fn typing_a_number() -> Terminal {
    let mut terminal = Terminal::open();
    terminal.wait_for("Sat 14 Mar 2026");
    terminal.type_text("a\r");
    terminal.wait_for("NEW BLOOD PANEL");
    terminal.type_text("486");
    terminal
}

/// Kills the program, and sees that what was typed is there.
fn is_kept_when_killed(mut terminal: Terminal) {
    terminal.signal("KILL");
    terminal.wait_for_end();
    let typed = typed_in(&terminal.home);
    assert!(typed.contains("486"), "{typed}");
}

#[test]
fn who_types_without_a_pause_has_what_he_typed_kept_after_a_second() {
    let mut terminal = typing_a_number();
    for _ in 0..24 {
        terminal.type_text("7\x7f");
        thread::sleep(Duration::from_millis(60));
    }
    is_kept_when_killed(terminal);
}

#[test]
fn what_was_typed_last_is_kept_before_it_is_stopped() {
    let mut terminal = typing_a_number();
    terminal.wait_for("486");
    terminal.signal("TSTP");
    terminal.wait_until_left();
    is_kept_when_killed(terminal);
}

#[test]
fn a_pasted_text_is_no_command() {
    let mut terminal = Terminal::open();
    terminal.wait_for("Sat 14 Mar 2026");
    terminal.type_text("\x1b[200~qqq\x1b[201~");
    terminal.wait_for("Pasted");
    terminal.type_text("\r");
    terminal.wait_until_gone("Pasted");
    terminal.type_text("q");
    assert_eq!(terminal.wait_for_end(), 0);
}

/// A terminal without bracketed paste hands a pasted text over as keys.
#[test]
fn a_text_pasted_as_keys_is_no_command_either() {
    let mut terminal = Terminal::open();
    terminal.wait_for("Sat 14 Mar 2026");
    terminal.type_text("qqq and LH 6 IU/L\nFSH 7 IU/L\n");
    terminal.wait_for("Pasted");
    terminal.type_text("\x1b");
    terminal.wait_until_gone("Pasted");
    terminal.type_text("q");
    assert_eq!(terminal.wait_for_end(), 0);
}

#[test]
fn what_is_typed_while_the_log_takes_nothing_stays_on_the_screen_and_is_kept_when_it_does() {
    let mut terminal = Terminal::open();
    terminal.wait_for("Sat 14 Mar 2026");
    let folder = terminal.home.path().join(".local/share/androlog");
    let (log, aside) = (folder.join("androlog.db"), folder.join("aside.db"));
    std::fs::rename(&log, &aside).unwrap();
    terminal.type_text("a\r486");
    terminal.wait_for("on the screen only");
    terminal.type_text("\x03");
    terminal.wait_for("leave again");
    std::fs::rename(&aside, &log).unwrap();
    terminal.type_text("\x03");
    assert_eq!(terminal.wait_for_end(), 0);
    let drafts = rusqlite::Connection::open(&log).unwrap();
    let text: String = drafts.query_row("SELECT text FROM draft", [], |row| row.get(0)).unwrap();
    assert!(text.contains("486"), "{text}");
}

#[test]
fn an_edit_that_cannot_be_stored_is_opened_again_with_what_was_typed() {
    let home = tempfile::tempdir().unwrap();
    let mut add = std::process::Command::new(assert_cmd::cargo::cargo_bin("androlog"));
    add.env_clear().env("HOME", home.path()).args(["add", "2026-03-13", "lh=5.1 IU/L"]);
    let said = String::from_utf8(add.output().unwrap().stdout).unwrap();
    let id = said.split(['(', ')']).nth(1).unwrap().to_owned();
    // The first time it writes a unit that LH has not, the second time it takes that for the one it has.
    let script = "sed -i -e 's/5.1 ng/6.1 IU/' -e 's/5.1 IU/5.1 ng/' \"$0\"";
    let mut command = program(&home);
    command.env("PATH", "/usr/bin:/bin");
    command.env("EDITOR", format!("sh -c {}", shlex::try_quote(script).unwrap()));
    command.args(["edit", &id]);
    let mut terminal = Terminal::run(home, command);
    terminal.wait_for("Open it again? [Y/n]");
    terminal.wait_for("LH is measured in IU/L");
    terminal.type_text("\r");
    terminal.wait_for("LH value: 5.1 IU/L → 6.1 IU/L");
    assert_eq!(terminal.wait_for_end(), 0);
}

#[test]
fn what_is_longer_than_the_terminal_goes_through_the_pager_and_what_is_short_does_not() {
    for (words, shows) in [(&["catalog", "analytes"][..], "the pager has"), (&["order"], "Nothing is")] {
        let home = tempfile::tempdir().unwrap();
        let mut command = program(&home);
        command.args(words);
        command.env("PATH", "/usr/bin:/bin");
        command.env("PAGER", "sed -n '$s/.*/the pager has it/p'");
        let mut terminal = Terminal::run(home, command);
        terminal.wait_for(shows);
        assert!(shows == "the pager has" || !terminal.screen.screen().contents().contains("the pager"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_paper_of_a_report_is_opened_with_the_systems_program() {
    let home = tempfile::tempdir().unwrap();
    let opener = home.path().join("xdg-open");
    std::fs::write(&opener, "#!/bin/sh\necho \"$1\" > \"$HOME/opened\"\n").unwrap();
    std::fs::set_permissions(&opener, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    std::fs::write(home.path().join("quest.pdf"), "abc").unwrap();
    let mut add = std::process::Command::new(assert_cmd::cargo::cargo_bin("androlog"));
    add.env_clear().env("HOME", home.path()).env("ANDROLOG_TODAY", "2026-03-14").current_dir(home.path());
    let added = add.args(["add", "e2=28pg/mL", "--source", "quest.pdf"]).status().unwrap();
    assert!(added.success());
    let mut command = program(&home);
    command.env("PATH", format!("{}:/usr/bin:/bin", home.path().display()));
    let mut terminal = Terminal::run(home, command);
    terminal.wait_for("quit");
    terminal.type_text("2");
    terminal.wait_for("opens it");
    terminal.type_text("o");
    terminal.wait_for("Opened ");
    let until = Instant::now() + PATIENCE;
    let opened = terminal.home.path().join("opened");
    while !opened.exists() {
        assert!(Instant::now() < until, "nothing was opened");
        thread::sleep(Duration::from_millis(20));
    }
}
