//! Two screens and two commands that add, and change one report, all at once.
//!
//! A few turns here; `SECONDS=60 cargo test --test it many_hands -- --nocapture` for as long as one likes.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use androlog::store::{Store, Window};

use crate::pty::{PATIENCE, Terminal, program};
use crate::shell::Ran;

const LOG: &str = ".local/share/androlog/androlog.db";
/// What the shared report counts from, so that no count looks mistyped.
const FIRST: u64 = 300;
/// A line of the editor's page that says the count, one further than it was.
const COUNT_ON: &str = r#"awk -F'"' -v OFS='"' '/^value/ { split($2, v, " "); $2 = v[1] + 1 " " v[2] } { print }' "$0" > "$0.new" && mv "$0.new" "$0""#;

/// What became of what one of them did.
#[derive(Clone, Copy, Debug, Default)]
struct HandTally {
    edits: u64,
    adds: u64,
    conflicts: u64,
    /// How often the log was locked too long, so that it was tried again.
    busy: u64,
}

impl HandTally {
    const fn with(self, other: Self) -> Self {
        Self {
            edits: self.edits + other.edits,
            adds: self.adds + other.adds,
            conflicts: self.conflicts + other.conflicts,
            busy: self.busy + other.busy,
        }
    }
}

fn command(home: &Path, args: &[&str]) -> Ran {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("androlog"));
    command.env_clear().env("HOME", home).env("ANDROLOG_TODAY", "2026-03-14").env("PATH", "/usr/bin:/bin");
    command.env("TMPDIR", home).env("EDITOR", format!("sh -c {}", shlex::try_quote(COUNT_ON).unwrap()));
    Ran::of(command.current_dir(home).args(args).output().unwrap())
}

/// What a command that stores something was told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CommandAnswer {
    Stored,
    Conflict,
    Busy,
}

fn answer(ran: &Ran) -> CommandAnswer {
    match ran.code {
        0 => CommandAnswer::Stored,
        _ if ran.stderr.contains("locked") => CommandAnswer::Busy,
        _ if ran.stderr.contains("changed") => CommandAnswer::Conflict,
        _ => panic!("{ran:?}"),
    }
}

/// One turn from the command line: an add, then an edit.
fn take_turn_by_command(home: &Path, id: &str, name: &str, turn: u64, tally: &mut HandTally) {
    let laboratory = format!("{name} {turn}");
    match answer(&command(home, &["add", "2026-01-05", "lh=5 IU/L", "--lab", &laboratory, "--yes"])) {
        CommandAnswer::Stored => tally.adds += 1,
        CommandAnswer::Conflict => panic!("an add was in the way of another"),
        CommandAnswer::Busy => tally.busy += 1,
    }
    match answer(&command(home, &["edit", id])) {
        CommandAnswer::Stored => tally.edits += 1,
        CommandAnswer::Conflict => tally.conflicts += 1,
        CommandAnswer::Busy => tally.busy += 1,
    }
}

/// What a screen says of a save.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ScreenAnswer {
    Saved,
    /// Another program changed it: what it counts now.
    Asked(u64),
}

/// What stands on a screen in one line, so that a message that goes on in the next one is found.
fn line_of(terminal: &Terminal) -> String {
    terminal.screen.screen().contents().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The number after the last of these words.
fn number_after(text: &str, words: &str) -> Option<u64> {
    let digits = text.rsplit_once(words)?.1.trim_start();
    digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// Saves what is typed, again where the log did not take it, until it is said what became of it.
fn save(terminal: &mut Terminal, tally: &mut HandTally) -> ScreenAnswer {
    terminal.type_text("\x13");
    let until = Instant::now() + PATIENCE;
    loop {
        // Nothing says so; only what the terminal writes is taken.
        terminal.sees_within("\u{0}", Duration::from_millis(20));
        let text = line_of(terminal);
        if !text.contains("Ctrl-s save") {
            return ScreenAnswer::Saved;
        }
        if text.contains("Another program changed") && text.contains("again stores what stands here") {
            let now = number_after(&text, "→");
            return ScreenAnswer::Asked(now.unwrap_or_else(|| panic!("{text}")));
        }
        if text.contains("nothing was saved") || text.contains("again stores it as typed") {
            tally.busy += 1;
            terminal.type_text("\x13");
        }
        assert!(Instant::now() < until, "nothing became of it:\n{}", terminal.screen.screen().contents());
    }
}

/// One turn on a screen: an add, then an edit, which is made anew of what another program made of it meanwhile.
fn take_turn_on_screen(terminal: &mut Terminal, tally: &mut HandTally) {
    terminal.type_text("a\r");
    terminal.wait_for("NEW BLOOD PANEL");
    terminal.type_text("412\r");
    assert!(save(terminal, tally) == ScreenAnswer::Saved, "an add was in the way of another");
    tally.adds += 1;
    terminal.type_text("2\x1b[H");
    terminal.wait_for("shared · 23:59");
    terminal.type_text("e");
    terminal.wait_for("EDIT BLOOD PANEL");
    terminal.wait_for("Testosterone, total  [");
    let mut count = number_after(&line_of(terminal), "Testosterone, total [");
    while let Some(began) = count {
        terminal.type_text(&format!("\x15{}", began + 1));
        // A key clears what was said before, so that what is said next is of this save.
        terminal.wait_until_gone("Another program");
        terminal.wait_for(&format!("[{} ", began + 1));
        match save(terminal, tally) {
            ScreenAnswer::Saved => return tally.edits += 1,
            ScreenAnswer::Asked(now) => {
                tally.conflicts += 1;
                count = Some(now);
            }
        }
    }
    panic!("no count in:\n{}", terminal.screen.screen().contents());
}

#[test]
fn two_screens_and_two_commands_lose_no_change_of_one_another_and_are_asked_about_each() {
    let seconds: Option<u64> = std::env::var("SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let home = tempfile::tempdir().unwrap();
    let first = format!("tt={FIRST} ng/dL");
    let added = command(home.path(), &["add", "2026-03-14", &first, "--lab", "shared", "--time", "23:59"]);
    let id = added.stdout.split(['(', ')']).nth(1).unwrap().to_owned();
    let begun = Instant::now();
    let goes_on = |turn: u64| seconds.map_or(turn < 2, |seconds| begun.elapsed().as_secs() < seconds);
    let at = home.path();
    let sum = std::thread::scope(|scope| {
        let commands = ["first", "second"].map(|name| {
            let id = &id;
            scope.spawn(move || {
                let mut tally = HandTally::default();
                for turn in (0..).take_while(|turn| goes_on(*turn)) {
                    take_turn_by_command(at, id, name, turn, &mut tally);
                }
                tally
            })
        });
        let screens = [(); 2].map(|()| {
            let mut run = program(&home);
            run.env("HOME", at);
            scope.spawn(move || {
                let mut terminal = Terminal::run(tempfile::tempdir().unwrap(), run);
                terminal.wait_for("Sat 14 Mar 2026");
                let mut tally = HandTally::default();
                for _ in (0..).take_while(|turn| goes_on(*turn)) {
                    take_turn_on_screen(&mut terminal, &mut tally);
                }
                terminal.type_text("q");
                assert_eq!(terminal.wait_for_end(), 0);
                tally
            })
        });
        let tallies = commands.into_iter().chain(screens).map(|hand| hand.join().unwrap());
        tallies.fold(HandTally::default(), HandTally::with)
    });
    let store = Store::open_existing(&at.join(LOG)).unwrap();
    assert_eq!(store.faults().unwrap(), []);
    let record = store.load(Window::Whole).unwrap();
    let shared = record.report(&id).unwrap();
    // Each change that was taken counted one further than the one it was made of.
    let count = shared.results[0].quantity().unwrap().value.to_string();
    assert_eq!(count, (FIRST + sum.edits).to_string(), "{sum:?}");
    assert_eq!(record.reports().len() as u64, 1 + sum.adds, "{sum:?}");
    assert_eq!(store.log(usize::MAX).unwrap().len() as u64, 1 + sum.adds + sum.edits);
    println!("{sum:?}: 0 lost");
}
