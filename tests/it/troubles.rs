//! The program on a log, a disk, a file or a clock that is not as it should be: everything is named, nothing is lost.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::mpsc::channel;

use androlog::domain::report::{Kind, Report};
use androlog::runtime::console::Console;
use androlog::runtime::run::RunningScreen;
use androlog::store::Store;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use crate::cli::{Ran, Shell};
use crate::harness::{Harness, begun, setup};

const LOG: &str = ".local/share/androlog/androlog.db";

fn by_hand(shell: &Shell, sql: &str) {
    let db = rusqlite::Connection::open(shell.path(LOG)).unwrap();
    db.execute_batch(&format!("PRAGMA ignore_check_constraints = ON; {sql}")).unwrap();
}

#[test]
fn one_unreadable_cell_leaves_the_rest_listed_and_exported_and_doctor_brings_it_back() {
    let shell = Shell::on("2026-03-14");
    for day in ["2026-01-02", "2026-01-03", "2026-01-04"] {
        shell.ok(&["add", day, "e2=28pg/mL", "lh=5IU/L"]);
    }
    let whole = shell.ok(&["list"]);
    by_hand(&shell, "UPDATE observation SET value = '1e999' WHERE report = 2 AND line = 0");
    for args in [
        &["list"][..],
        &["due"],
        &["export"],
        &["export", "--format", "json"],
        &["chart", "e2", "--ascii"],
        &["since", "1y"],
    ] {
        let ran = shell.run(args);
        assert_eq!(ran.code, 1, "{args:?}: an answer that lacks something is no whole one");
        assert!(
            ran.stderr.contains("observation ") && ran.stderr.contains(", line 0: value says “1e999”"),
            "{args:?}: {}",
            ran.stderr
        );
        assert!(ran.stderr.contains("androlog doctor --fix"), "{}", ran.stderr);
        assert!(!ran.stdout.is_empty(), "{args:?}");
    }
    assert_eq!(shell.run(&["list"]).stdout.lines().count(), 5);
    // A save is a save.
    assert_eq!(shell.run(&["add", "2026-01-05", "e2=30pg/mL"]).code, 0);
    assert!(shell.ok(&["undo"]).contains("1 result"));
    let examined = shell.run(&["doctor"]);
    assert_eq!(examined.code, 1);
    assert!(examined.stdout.contains("observation"), "{}", examined.stdout);
    let mended = shell.run(&["doctor", "--fix"]);
    let copies = fs::read_dir(shell.path(LOG).with_file_name("backups")).unwrap();
    let copies: Vec<_> = copies.map(|copy| copy.unwrap().path()).collect();
    let copy = copies.iter().find(|copy| copy.to_string_lossy().contains("before-doctor")).unwrap();
    let old = rusqlite::Connection::open(copy).unwrap();
    let was: i64 = old
        .query_row("SELECT count(*) FROM observation WHERE value = '1e999'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(was, 1, "as it was it is copied first");
    assert!(mended.stdout.contains("again as it was saved last"), "{}", mended.stdout);
    assert_eq!(shell.ok(&["list"]), whole);
    assert_eq!(shell.run(&["doctor"]).code, 0, "{}", shell.run(&["doctor"]).stdout);
}

#[test]
fn an_import_stores_what_its_dry_run_promised_and_names_each_impossible_day() {
    let shell = Shell::on("2026-03-14");
    let result = r#"{"analyte":"lh","value":"5","unit":"IU/L"}"#;
    let digits = "1".repeat(30);
    let file = format!(
        r#"{{"format":"androlog","version":1,"profile":{{"birth_date":"1700-01-01"}},
        "reports":[{{"kind":"blood","date":"2026-01-05","results":[{result},{{"analyte":"fsh","value":"0.{digits}","unit":"IU/L"}}]}},{{"kind":"blood","date":"2201-01-01","results":[{result}]}}],
        "regimens":[{{"drug":"hcg","start":"2026-01-01","stop":"2300-01-01"}},{{"drug":"hcg","start":"2026-01-01","doses":[{{"from":"1500-01-01","amount":"500","unit":"IU","schedule":""}}]}}],
        "symptoms":[{{"date":"2300-01-01","symptom":"fatigue","grade":"mild"}}],"reminder_actions":[{{"rule":"e2-low","action":"snooze","until":"2300-01-01"}}],
        "doses_taken":[{{"drug":"hcg","day":"1700-01-01","state":"taken"}}],"questions":[{{"day":"2026-01-01","text":"a","answered":"2300-01-01"}}]}}"#
    );
    shell.write("x.json", &file);
    let promised = shell.run(&["import", "x.json", "--dry-run"]);
    let kept = shell.run(&["import", "x.json"]);
    assert_eq!((promised.code, kept.code), (1, 1), "{}", kept.stderr);
    let counts = |ran: &Ran| ran.stdout.lines().take(2).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(counts(&promised), counts(&kept));
    assert_eq!(
        counts(&kept),
        [
            "results: 1 new, 0 same, 0 conflicting, 2 rejected",
            "other entries: 0 new, 0 same, 0 conflicting, 7 rejected"
        ]
    );
    for said in [
        "entry 1 of reports, result 2: a number has at most 24 digits",
        "entry 2 of reports: 2201-01-01 cannot be right",
        "profile: the birth date 1700-01-01 cannot be right; years run from 1850 to 2200",
        "entry 1 of regimens: the last day 2300-01-01 cannot be right",
        "entry 2 of regimens: the first day of a dose 1500-01-01 cannot be right",
        "entry 1 of reminder_actions: the end of the snooze 2300-01-01 cannot be right",
        "entry 1 of questions: the day of the answer 2300-01-01 cannot be right",
    ] {
        assert!(kept.stderr.contains(said), "{said} is not in {}", kept.stderr);
    }
    assert_eq!(shell.ok(&["list"]).lines().count(), 1);
}

#[test]
fn doubtful_therapy_is_refused_where_it_is_typed_and_named_where_it_is_brought() {
    let shell = Shell::on("2026-03-14");
    for (args, says) in [
        (&["took", "hcg", "5mg"][..], "hCG is given in IU, not in mg"),
        (&["took", "hcg", "500"], "the dose 500 of hCG has no unit"),
        (&["therapy", "start", "hcg", "5mg"], "hCG is given in IU, not in mg"),
        (
            &["therapy", "start", "hcg", "500IU", "--schedule", "sometimes"],
            "the schedule “sometimes” is not understood",
        ),
    ] {
        let ran = shell.run(args);
        assert_eq!(ran.code, 1, "{args:?}");
        assert!(ran.stderr.contains(says) && ran.stderr.contains("--yes"), "{args:?}: {}", ran.stderr);
        shell.ok(&[args, &["--yes"]].concat());
        shell.ok(&["undo"]);
    }
    shell.ok(&["took", "hcg", "500 iu"]);
    let regimens = r#"[{"drug":"hcg","start":"2026-01-01","doses":[{"from":"2026-01-01","amount":"5","unit":"mg","schedule":"sometimes"}]},
        {"drug":"hcg","start":"2026-01-05","doses":[{"from":"2026-01-05","amount":"500","unit":"","schedule":"daily"}]}]"#;
    shell.write("x.json", &format!(r#"{{"format":"androlog","version":1,"regimens":{regimens}}}"#));
    let doubts = [
        "therapy hcg from 2026-01-01: hCG is given in IU, not in mg; stored as it is",
        "the schedule “sometimes” is not understood",
        "therapy hcg from 2026-01-05: hCG is taken already from 1 Jan 2026 on",
        "the dose 500 of hCG has no unit",
    ];
    let ran = shell.run(&["import", "x.json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let json = shell.json(&["--db", "new.db", "import", "x.json", "--json"]);
    let codes =
        json["diagnostics"].as_array().unwrap().iter().filter(|d| d["code"] == "doubtful-therapy").count();
    assert_eq!(codes, 4, "{json}");
    shell.ok(&["add", "e2=28pg/mL"]);
    let further = ["therapy", "start", "hcg", "500IU", "--schedule", "daily", "--on", "2026-02-01", "--yes"];
    shell.ok(&[&["--db", "new.db"], &further[..]].concat());
    let (merged, restored) =
        (shell.run(&["--db", LOG, "merge", "new.db"]), shell.run(&["restore", "new.db", "--yes"]));
    assert_eq!((merged.code, restored.code), (0, 0), "{}{}", merged.stderr, restored.stderr);
    for doubt in doubts {
        assert!(ran.stderr.contains(doubt), "import: {doubt} is not in {}", ran.stderr);
        assert!(restored.stderr.contains(doubt), "restore: {doubt} is not in {}", restored.stderr);
    }
    assert!(merged.stderr.contains("is taken already"), "{}", merged.stderr);
}

#[test]
fn a_day_so_long_ago_is_no_flag() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "-10d", "e2=28pg/mL"]);
    shell.ok(&["add", "--on", "-3d", "e2=29pg/mL"]);
    let said = shell.ok(&["list", "--since", "-2w"]);
    assert!(said.contains("2026-03-04") && said.contains("2026-03-11"), "{said}");
    let wrong = shell.run(&["add", "-x", "e2=28pg/mL"]);
    assert_eq!(wrong.code, 2, "{}", wrong.stderr);
}

#[cfg(unix)]
#[test]
fn what_a_killed_run_left_is_gone_at_the_next_start_and_the_copy_of_an_upgrade_is_among_the_others() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "e2=28pg/mL"]);
    let folder = shell.path(".local/share/androlog");
    let dead = ".androlog-unfinished-4194303-x";
    let left = [folder.join(dead), folder.join("backups").join(dead), shell.path(dead)];
    for file in &left {
        fs::write(file, "SECRET").unwrap();
    }
    let pages = shell.path("tmp/androlog-page-4194303-x");
    fs::create_dir_all(&pages).unwrap();
    fs::write(pages.join("report.toml"), "SECRET").unwrap();
    let kept = shell.path("tmp/androlog-kept-4194303-x");
    fs::create_dir_all(&kept).unwrap();
    let copy = folder.join("androlog.db.v1-backup");
    fs::copy(folder.join("androlog.db"), &copy).unwrap();
    let ran =
        Ran::of(shell.command().env("TMPDIR", shell.path("tmp")).args(["add", "lh=5IU/L"]).output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    shell.ok(&["export", "-o", "all.csv"]);
    for file in left.iter().chain([&pages, &copy]) {
        assert!(!file.exists(), "{}", file.display());
    }
    assert!(kept.exists(), "what was typed and could not be stored stays");
    assert!(shell.ok(&["restore"]).contains("before upgrade"));
}

#[cfg(unix)]
#[test]
fn an_older_log_is_copied_to_the_other_copies_before_it_is_upgraded() {
    let shell = Shell::on("2026-03-14");
    fs::create_dir_all(shell.path(".local/share/androlog")).unwrap();
    let db = rusqlite::Connection::open(shell.path(LOG)).unwrap();
    db.execute_batch(include_str!("../fixtures/db/v1.sql")).unwrap();
    drop(db);
    shell.ok(&["list"]);
    assert!(shell.ok(&["restore"]).contains("before upgrade"));
    let beside: Vec<String> = names(&shell.path(".local/share/androlog"));
    assert_eq!(beside, ["androlog.db", "backups"]);
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn forgetting_an_entry_drops_the_drafts_that_would_change_it_and_no_other() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2026-01-01", "e2=28pg/mL"]);
    shell.ok(&["add", "2026-03-01", "e2=29pg/mL"]);
    let rows = shell.json(&["list", "--json"]);
    let id = |date: &str| {
        let row = rows.as_array().unwrap().iter().find(|row| row["date"] == date).unwrap();
        row["report"].as_str().unwrap().to_owned()
    };
    let (old, new) = (id("2026-01-01"), id("2026-03-01"));
    for form in [
        "blood".to_owned(),
        format!("blood edit {old}"),
        format!("blood like {old}"),
        format!("blood edit {new}"),
    ] {
        by_hand(&shell, &format!("INSERT INTO draft VALUES ('{form}', '{{}}', '2026-03-14T12:00:00.000Z')"));
    }
    shell.ok(&["forget", "--before", "2026-02-01", "--yes"]);
    let db = rusqlite::Connection::open(shell.path(LOG)).unwrap();
    let mut statement = db.prepare("SELECT form FROM draft ORDER BY form").unwrap();
    let left: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(left, ["blood".to_owned(), format!("blood edit {new}")]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_read_and_says_that_it_is_full() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "e2=28pg/mL"]);
    // No byte can be written: as on a disk without room.
    let run = |args: &[&str]| {
        let mut command = std::process::Command::new("sh");
        let program = assert_cmd::cargo::cargo_bin("androlog");
        command
            .env_clear()
            .env("HOME", shell.path(""))
            .env("PATH", "/usr/bin:/bin")
            .env("ANDROLOG_TODAY", "2026-03-14");
        command.args(["-c", "trap '' XFSZ; ulimit -f 0; \"$@\" | cat", "sh"]).arg(program).args(args);
        Ran::of(command.output().unwrap())
    };
    for args in [&["list"][..], &["due"], &["export"]] {
        let ran = run(args);
        assert!(ran.stdout.contains("28") || args == ["due"], "{args:?}: {}{}", ran.stdout, ran.stderr);
        assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    }
    let refused = run(&["add", "lh=5IU/L"]);
    assert!(
        refused.stderr.contains("nothing was saved") || refused.stderr.contains("cannot be used"),
        "{}",
        refused.stderr
    );
    assert_eq!(shell.ok(&["list"]).lines().count(), 1);
}

#[test]
fn a_log_that_may_only_be_read_says_so_in_the_title_from_the_start() {
    let harness = Harness::on("2026-03-14");
    assert!(!harness.frame().contains("read only"));
    assert!(harness.read_only().frame().lines().nth(1).unwrap().ends_with(" read only"));
}

#[test]
fn no_letter_that_turns_the_order_of_others_reaches_the_screen() {
    let mut report = Report::new(Kind::Blood, "2026-03-14".parse().unwrap());
    report.laboratory = Some("LAB\u{202e}ORATORY\u{2066}".to_owned());
    let value = androlog::domain::report::Value::Words("too\u{202e}low".to_owned());
    report.results.push(androlog::domain::report::Observation::new("lh".into(), value));
    let harness = Harness::with("2026-03-14", [androlog::domain::change::Entry::Report(report)]);
    for keys in ["2", "2<enter>", "2e", ":lab"] {
        let frame =
            Harness::again(Harness::with("2026-03-14", harness.record().entries())).keys(keys).frame();
        assert!(!frame.chars().any(androlog::exchange::scrub::turns_order), "{keys}: {frame}");
    }
}

/// A terminal that takes no frame.
struct FramelessConsole {
    screen: Terminal<CrosstermBackend<NoFrame>>,
    is_gone: bool,
}

struct NoFrame;

impl io::Write for NoFrame {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::other("no frame"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(io::Error::other("no frame"))
    }
}

impl Console for FramelessConsole {
    type Backend = CrosstermBackend<NoFrame>;
    type Error = io::Error;

    fn screen(&mut self) -> &mut Terminal<Self::Backend> {
        &mut self.screen
    }

    fn copy(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn is_gone(&self) -> bool {
        self.is_gone
    }
}

#[test]
fn a_frame_that_cannot_be_drawn_is_an_error_unless_the_terminal_is_gone() {
    for is_gone in [false, true] {
        let session = setup("2026-03-14").over(Store::open_in_memory().unwrap());
        let viewport = Viewport::Fixed(Rect::new(0, 0, 80, 24));
        let backend = CrosstermBackend::new(NoFrame);
        let screen = Terminal::with_options(backend, TerminalOptions { viewport }).unwrap();
        let state = begun(&session);
        let desk = RunningScreen::new(state, session, FramelessConsole { screen, is_gone });
        let (_, mut inbox) = channel();
        assert_eq!(desk.work_to_end(&mut inbox).is_ok(), is_gone);
    }
}
