//! The file of a sealed log: damaged, replaced, with a write-ahead log that is not its own.

use std::fs;
use std::path::Path;

use androlog::domain::change::{Act, Change, Entry};
use androlog::domain::report::{Kind, Report};
use androlog::store::{ForeignChange, LogKey, Store, StoreError, Window};
use chrono::{DateTime, Utc};

pub fn key() -> LogKey {
    LogKey::of_bytes(&[7; 32])
}

fn noon() -> DateTime<Utc> {
    "2026-03-14T12:00:00Z".parse().unwrap()
}

pub fn put(store: &mut Store, id: &str) {
    let mut report = Report::new(Kind::Blood, "2026-03-14".parse().unwrap());
    report.id = id.into();
    report.laboratory = Some("Qumranlabor".repeat(20));
    store.commit(&Act::new(id, vec![Change::Put(Entry::Report(report))]), noon()).unwrap();
}

pub fn ids(path: &Path) -> Vec<String> {
    let store = Store::open_existing_with(path, &key()).unwrap();
    let record = store.load(Window::Whole).unwrap();
    record.reports().iter().map(|report| report.id.to_string()).collect()
}

#[test]
fn one_flipped_bit_is_refused_wherever_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut store = Store::open_with(&path, &key()).unwrap();
    (0..60).for_each(|number| put(&mut store, &format!("r{number}")));
    // Pages that are free belong to no table, and only the check of the seal reads them.
    store.save_draft("form", &"x".repeat(100_000), noon()).unwrap();
    store.drop_draft("form").unwrap();
    store.close().unwrap();
    let whole = fs::read(&path).unwrap();
    assert!(whole.starts_with(b"ANDL"));
    let broken = folder.path().join("b.db");
    // As it is, it opens and is sound: what is refused below is refused for its one bit.
    fs::write(&broken, &whole).unwrap();
    Store::open_existing_with(&broken, &key()).and_then(|store| store.check()).unwrap();
    let step = whole.len() / 97;
    for place in (0..whole.len()).step_by(step).chain([3, 4, 15, 16, whole.len() - 1]) {
        let mut bytes = whole.clone();
        bytes[place] ^= 1 << (place % 8);
        fs::write(&broken, &bytes).unwrap();
        let read = Store::open_existing_with(&broken, &key()).and_then(|store| store.check());
        assert!(read.is_err(), "byte {place} of {} is another one and nobody says so", whole.len());
        assert!(fs::read(&broken).unwrap() == bytes, "byte {place}: reading changed the file");
    }
    // A damaged page is told from a wrong key, and what can be read is saved into a sealed log.
    let mut bytes = whole;
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&broken, &bytes).unwrap();
    let error = Store::open_existing_with(&broken, &key()).and_then(|store| store.check()).unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    let saved = folder.path().join("saved.db");
    Store::salvage(&broken, &saved, &key()).unwrap();
    assert!(fs::read(&saved).unwrap().starts_with(b"ANDL"));
}

#[test]
fn a_write_ahead_log_is_known_as_its_own_or_as_that_of_another_sealed_file() {
    for is_replaced in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a.db"), folder.path().join("b.db"));
        let mut store = Store::open_with(&path, &key()).unwrap();
        put(&mut store, "first");
        store.settle().unwrap();
        fs::copy(&path, &other).unwrap();
        let mut there = Store::open_existing_with(&other, &key()).unwrap();
        put(&mut there, "theirs");
        there.close().unwrap();
        put(&mut store, "mine");
        // As after a kill: what was saved last stands in the log beside the file alone.
        drop(store);
        assert!(fs::metadata(folder.path().join("a.db-wal")).unwrap().len() > 0);
        if is_replaced {
            fs::rename(&other, &path).unwrap();
        }
        let before = fs::read(&path).unwrap();
        let store = Store::open_existing_with(&path, &key()).unwrap();
        let aside = store.take_set_aside();
        assert_eq!(aside.is_some(), is_replaced);
        store.close().unwrap();
        if is_replaced {
            assert!(fs::read(&path).unwrap() == before, "the file is not as it was");
            assert!(
                !fs::read(aside.unwrap().path()).unwrap().windows(11).any(|window| window == b"Qumranlabor")
            );
        }
        assert_eq!(ids(&path), if is_replaced { ["first", "theirs"] } else { ["first", "mine"] });
    }
}

#[test]
fn a_log_of_another_key_in_the_place_of_an_open_one_leaves_a_sealed_copy_of_what_was_open() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("a.db"), folder.path().join("b.db"));
    let mut store = Store::open_with(&path, &key()).unwrap();
    put(&mut store, "mine");
    let mut there = Store::open_with(&other, &key()).unwrap();
    put(&mut there, "theirs");
    there.close().unwrap();
    fs::rename(&other, &path).unwrap();
    let ForeignChange::Replaced { kept } = store.elsewhere().unwrap() else { panic!("nothing was noticed") };
    assert!(fs::read(&kept).unwrap().starts_with(b"ANDL"));
    assert_eq!(ids(&kept), ["mine"]);
    store.close().unwrap();
    assert_eq!(ids(&path), ["theirs"]);
}

#[test]
fn rows_that_are_set_aside_from_a_sealed_log_are_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut store = Store::open_with(&path, &key()).unwrap();
    put(&mut store, "mine");
    store.close().unwrap();
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch(&format!("PRAGMA key = \"x'{}'\"", "07".repeat(32))).unwrap();
    db.execute_batch(
        "PRAGMA ignore_check_constraints = ON; UPDATE report SET day = 'Qumranlabor'; DELETE FROM journal",
    )
    .unwrap();
    drop(db);
    let mut store = Store::open_existing_with(&path, &key()).unwrap();
    store.faults().unwrap();
    let mended = store.mend_unreadable(noon()).unwrap();
    assert_eq!(mended.len(), 1);
    store.close().unwrap();
    let aside = folder.path().join("a.db.unreadable.db");
    assert!(fs::read(aside).unwrap().starts_with(b"ANDL"));
}

#[test]
fn a_locked_log_answers_nothing_until_its_key_is_given_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut store = Store::open_with(&path, &key()).unwrap();
    put(&mut store, "mine");
    // A draft alone is no reason to move what stands beside the file into it, but is one not to leave it there.
    store.settle().unwrap();
    store.save_draft("form", "typed", noon()).unwrap();
    assert!(store.drop_key().unwrap() && store.is_locked());
    assert!(matches!(store.load(Window::Whole), Err(StoreError::Sealed(_))));
    store.take_key(key()).unwrap();
    assert!(!store.is_locked());
    assert_eq!(store.load(Window::Whole).unwrap().reports().len(), 1);
}

#[test]
fn a_sealed_log_of_the_first_release_is_upgraded_and_its_copy_is_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch(include_str!("../fixtures/db/v1.sql")).unwrap();
    drop(db);
    androlog::store::seal_file(&path, &LogKey::none(), &key()).unwrap();
    let store = Store::open_existing_with(&path, &key()).unwrap();
    assert!(store.is_sealed() && !store.load(Window::Whole).unwrap().reports().is_empty());
    store.close().unwrap();
    assert!(fs::read(folder.path().join("a.db.v1-backup")).unwrap().starts_with(b"ANDL"));
}

#[test]
fn a_plain_log_is_read_and_stays_plain_whatever_key_is_at_hand() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    put(&mut Store::open(&path).unwrap(), "first");
    let mut store = Store::open_existing_with(&path, &key()).unwrap();
    put(&mut store, "second");
    assert!(!store.is_sealed());
    store.back_up(&folder.path().join("copy.db")).unwrap();
    store.close().unwrap();
    for name in ["a.db", "copy.db"] {
        let store = Store::open_existing(&folder.path().join(name)).unwrap();
        assert_eq!(store.report_ids().unwrap().len(), 2, "{name}");
    }
}

#[test]
fn rows_that_the_log_does_not_take_or_that_belong_to_nothing_are_sealed_with_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    put(&mut Store::open(&path).unwrap(), "mine");
    let by_hand = rusqlite::Connection::open(&path).unwrap();
    by_hand
        .execute_batch(
            "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; UPDATE report SET day = 'never';
             INSERT INTO dose VALUES (77, 0, '2026-01-01', '1', 'mg', 'daily')",
        )
        .unwrap();
    drop(by_hand);
    for (from, to) in [(LogKey::none(), key()), (key(), LogKey::none())] {
        androlog::store::seal_file(&path, &from, &to).unwrap();
    }
    let db = rusqlite::Connection::open(&path).unwrap();
    let sql = "SELECT (SELECT day FROM report) || ' ' || (SELECT regimen FROM dose)";
    assert_eq!(db.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap(), "never 77");
}

#[test]
fn what_stands_beside_a_log_that_is_sealed_or_unsealed_is_in_the_new_file() {
    for (from, to) in [(LogKey::none(), key()), (key(), LogKey::none())] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut store = Store::open_with(&path, &from).unwrap();
        store.settle().unwrap();
        store.save_draft("form", "typed", noon()).unwrap();
        let mut store = store.seal_as(&to).unwrap();
        assert_eq!(store.drafts().unwrap()[0].text, "typed");
        put(&mut store, "mine");
        store.save_draft("form", "typed more", noon()).unwrap();
        let store = store.seal_as(&from).unwrap();
        assert_eq!(store.report_ids().unwrap().len(), 1);
        assert_eq!(store.drafts().unwrap()[0].text, "typed more");
        assert_eq!(store.is_sealed(), from.is_some());
        store.close().unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

#[test]
fn the_bytes_of_the_plain_file_are_overwritten_when_it_is_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let (path, held) = (folder.path().join("a.db"), folder.path().join("held"));
    let mut store = Store::open(&path).unwrap();
    put(&mut store, "mine");
    store.close().unwrap();
    // Another name of the same bytes, which shows what becomes of them when the first name goes.
    fs::hard_link(&path, &held).unwrap();
    let says = |path: &Path| fs::read(path).unwrap().windows(11).any(|window| window == b"Qumranlabor");
    assert!(says(&held));
    androlog::store::seal_file(&path, &LogKey::none(), &key()).unwrap();
    assert!(!says(&held) && !says(&path));
    assert_eq!(ids(&path), ["mine"]);
}
