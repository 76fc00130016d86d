//! What another program does to the file of a log that is open here, when that is looked at, and what is done in a pause.

use std::fs;
use std::path::Path;
use std::time::Duration;

use androlog::domain::change::{Act, Change, Entry};
use androlog::domain::report::{Kind, Report};
use androlog::store::Store;
use chrono::{DateTime, Utc};

use crate::harness::{Harness, setup};

fn added(id: &str) -> Act {
    let report = Report { id: id.into(), ..Report::new(Kind::Blood, "2026-03-01".parse().unwrap()) };
    Act::one("Added", Change::Put(Entry::Report(report)))
}

/// Another program that adds a report to the log, which it makes where there is none.
fn add(log: &Path, id: &str) {
    let mut store = Store::open(log).unwrap();
    store.commit(&added(id), DateTime::<Utc>::UNIX_EPOCH).unwrap();
    store.close().unwrap();
}

#[test]
fn what_another_program_stored_is_on_the_screen_at_the_next_key_or_when_nothing_happens() {
    type Moment = fn(&mut Harness);
    let moments: [(&str, Moment); 2] = [
        ("a key", |screen| screen.press("j")),
        ("no key", |screen| screen.leave_alone(Duration::from_secs(2))),
    ];
    for (moment, comes) in moments {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("androlog.db");
        add(&log, "here");
        let mut screen = Harness::over("2026-03-14", Store::open(&log).unwrap()).with_whole();
        add(&log, "there");
        assert_eq!(screen.state().record.reports().len(), 1, "{moment}");
        comes(&mut screen);
        assert_eq!(screen.state().record.reports().len(), 2, "{moment}");
    }
}

#[test]
fn a_screen_that_stays_open_copies_the_log_in_the_first_pause_after_a_save() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("androlog.db");
    add(&log, "here");
    let mut screen = Harness::over("2026-03-14", Store::open(&log).unwrap());
    screen.put_file("a.csv", b"Date,Test,Result,Unit\n2026-03-01,LH,4.4,IU/L\n");
    let copies = || fs::read_dir(folder.path().join("backups")).map_or(0, Iterator::count);
    screen.leave_alone(Duration::from_secs(1));
    screen.press("ia.csv<enter>");
    screen.press("<enter>");
    assert_eq!((screen.record().reports().len(), copies()), (2, 0));
    screen.leave_alone(Duration::from_secs(2));
    assert_eq!(copies(), 1);
}

#[test]
fn what_befalls_the_file_at_the_last_moment_is_told_by_whoever_closes_it() {
    let folder = tempfile::tempdir().unwrap();
    let (log, other) = (folder.path().join("androlog.db"), folder.path().join("other.db"));
    add(&other, "there");
    let mut setup = setup("2026-03-14");
    setup.paths.database.clone_from(&log);
    let mut session = setup.over(Store::open(&log).unwrap());
    session.save(added("here")).unwrap();
    fs::rename(&other, &log).unwrap();
    let told = session.close().unwrap_err().to_string();
    assert!(told.contains("was replaced by another program") && told.contains(".replaced"), "{told}");
}

#[test]
fn whoever_leaves_while_nothing_typed_can_be_kept_is_told_once_and_leaves_with_the_next_key() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("androlog.db");
    add(&log, "here");
    let mut store = Store::open(&log).unwrap();
    store.wait_at_most(Duration::from_millis(20)).unwrap();
    let mut screen = Harness::over("2026-03-14", store);
    screen.press("a<enter>486");
    let other = rusqlite::Connection::open(&log).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(!screen.press_while_busy("1"), "what is typed now cannot be kept");
    screen.press_while_busy("<ctrl-c>");
    assert!(!screen.has_ended());
    let frame = screen.frame();
    assert!(frame.contains("leave again to lose what is typed"), "{frame}");
    screen.press_while_busy("<ctrl-c>");
    assert!(screen.has_ended());
}
