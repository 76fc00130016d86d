//! A log whose file another program replaces, overwrites, moves or deletes: nothing of the file that is there now is
//! lost, and what is left of the other side is said.

use std::fs;
use std::path::Path;

use androlog::store::{ForeignChange, SetAside, Store, StoreError, Window};

use super::{ids, noon, paper, place, put, saving};

/// How a sync program puts another file in the place of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// `mv other.db androlog.db`
    Rename,
    /// `cp other.db androlog.db`, `rsync --inplace`
    Overwrite,
}

const WAYS: [Way; 2] = [Way::Rename, Way::Overwrite];

impl Way {
    fn put(self, other: &Path, at: &Path) {
        match self {
            Self::Rename => fs::rename(other, at).unwrap(),
            Self::Overwrite => drop(fs::copy(other, at).unwrap()),
        }
    }
}

/// A log of twenty reports, and a copy to which another machine added some.
fn two_machines(apart: usize) -> (tempfile::TempDir, std::path::PathBuf, std::path::PathBuf) {
    let (folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    for i in 0..20 {
        put(&mut store, paper(&format!("both{i}"), "2026-03-14", &["28"]));
    }
    store.close().unwrap();
    let other = folder.path().join("other.db");
    fs::copy(&path, &other).unwrap();
    let mut there = Store::open(&other).unwrap();
    for i in 0..apart {
        put(&mut there, paper(&format!("there{i}"), "2026-03-14", &["28"]));
    }
    there.close().unwrap();
    (folder, path, other)
}

fn beside(path: &Path, part: &str) -> Vec<std::path::PathBuf> {
    let all = fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.file_name().unwrap().to_string_lossy().contains(part)).collect()
}

/// The reports of a log that is opened for that alone.
fn held(path: &Path) -> Vec<String> {
    let store = Store::open(path).unwrap();
    let ids = ids(&store);
    store.close().unwrap();
    ids
}

#[test]
fn a_file_put_in_place_after_a_kill_keeps_all_it_holds_and_the_write_ahead_log_is_set_aside() {
    for way in WAYS {
        for apart in [1, 2, 5, 30, 100] {
            let (_folder, path, other) = two_machines(apart);
            let mut store = Store::open(&path).unwrap();
            put(&mut store, paper("mine", "2026-03-14", &["600"]));
            // As by a kill: what was saved stands in the log beside the file.
            drop(store);
            way.put(&other, &path);
            let before = fs::read(&path).unwrap();
            let store = Store::open(&path).unwrap();
            assert_eq!(ids(&store).len(), 20 + apart, "{way:?}, {apart} apart");
            store.check().unwrap();
            let aside = store.take_set_aside().expect("it is said where the log is");
            assert!(aside.path().metadata().unwrap().len() > 0 && store.take_set_aside().is_none());
            store.close().unwrap();
            assert!(fs::read(&path).unwrap() == before, "{way:?}, {apart} apart: the file was written to");
        }
    }
}

#[test]
fn a_file_put_in_place_under_an_open_log_is_opened_in_its_stead_and_nothing_of_either_is_lost() {
    for way in WAYS {
        for (apart, settled) in [(1, false), (5, true), (30, false), (100, true)] {
            let (_folder, path, other) = two_machines(apart);
            let mut store = Store::open(&path).unwrap();
            put(&mut store, paper("mine", "2026-03-14", &["600"]));
            if settled {
                assert!(store.settle().unwrap());
            }
            way.put(&other, &path);
            let refused = store.commit(&saving(paper("late", "2026-03-14", &["1"])), noon()).unwrap_err();
            assert!(matches!(refused, StoreError::Replaced { .. }), "{refused:?}");
            match store.elsewhere().unwrap() {
                ForeignChange::Replaced { kept } => {
                    assert_eq!(way, Way::Rename);
                    assert!(held(&kept).contains(&"mine".to_owned()));
                }
                other => assert_eq!((other, way), (ForeignChange::Overwritten, Way::Overwrite)),
            }
            assert_eq!(ids(&store).len(), 20 + apart);
            // It is told once; from then on the new file is the log.
            assert_eq!(store.elsewhere().unwrap(), ForeignChange::Same);
            put(&mut store, paper("late", "2026-03-14", &["1"]));
            store.close().unwrap();
            let store = Store::open(&path).unwrap();
            assert_eq!(ids(&store).len(), 21 + apart, "{way:?}, {apart} apart");
            store.check().unwrap();
        }
    }
}

#[test]
fn a_copy_that_goes_on_from_the_open_log_is_followed_without_a_copy_of_it() {
    let (folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    put(&mut store, paper("mine", "2026-03-14", &["600"]));
    store.settle().unwrap();
    let other = folder.path().join("other.db");
    fs::copy(&path, &other).unwrap();
    let mut there = Store::open(&other).unwrap();
    put(&mut there, paper("there", "2026-03-14", &["28"]));
    there.close().unwrap();
    fs::rename(&other, &path).unwrap();
    assert_eq!(store.elsewhere().unwrap(), ForeignChange::Changed);
    assert_eq!(ids(&store), ["mine", "there"]);
    assert_eq!(beside(&path, "replaced"), Vec::<std::path::PathBuf>::new());
}

#[test]
fn a_log_that_was_deleted_under_the_program_is_written_beside_and_goes_on_when_it_is_back() {
    let (folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    put(&mut store, paper("a", "2026-03-14", &["28"]));
    fs::rename(&path, folder.path().join("aside.db")).unwrap();
    let ForeignChange::Gone { kept } = store.elsewhere().unwrap() else { panic!("it is gone") };
    assert_eq!(held(&kept), ["a"]);
    // Asked again it is still gone, and one copy is enough.
    assert_eq!(store.elsewhere().unwrap(), ForeignChange::Gone { kept: kept.clone() });
    assert_eq!(beside(&path, "replaced"), [kept]);
    fs::rename(folder.path().join("aside.db"), &path).unwrap();
    put(&mut store, paper("b", "2026-03-14", &["28"]));
    store.close().unwrap();
    assert_eq!(ids(&Store::open(&path).unwrap()), ["a", "b"]);
}

#[test]
fn once_settled_the_file_alone_holds_everything_and_another_program_that_reads_only_delays_it() {
    let (folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    put(&mut store, paper("a", "2026-03-14", &["28"]));
    let reader = rusqlite::Connection::open(&path).unwrap();
    reader.execute_batch("BEGIN; SELECT * FROM report;").unwrap();
    put(&mut store, paper("b", "2026-03-14", &["28"]));
    assert!(!store.settle().unwrap() && store.is_unsettled());
    reader.execute_batch("COMMIT").unwrap();
    assert!(store.settle().unwrap() && !store.is_unsettled());
    let copy = folder.path().join("copy.db");
    fs::copy(&path, &copy).unwrap();
    assert_eq!(ids(&Store::open(&copy).unwrap()), ["a", "b"]);
    assert_eq!(path.with_extension("db-wal").metadata().unwrap().len(), 0);
    drop(reader);
    store.close().unwrap();
    assert_eq!(beside(&path, "androlog.db"), [path]);
}

/// Two copies of a log that count as many changes and pages, and a write-ahead log that `sqlite3` left beside one.
#[test]
fn what_another_program_left_beside_a_file_is_used_and_the_file_from_before_is_kept() {
    for is_replaced in [false, true] {
        let (folder, path) = place();
        let mut store = Store::open(&path).unwrap();
        put(&mut store, paper("both", "2026-03-14", &["28"]));
        store.close().unwrap();
        let other = folder.path().join("other.db");
        fs::copy(&path, &other).unwrap();
        let elsewhere = rusqlite::Connection::open(&other).unwrap();
        elsewhere.execute_batch("UPDATE report SET note = 'theirs'").unwrap();
        elsewhere.close().unwrap();
        let shell = rusqlite::Connection::open(&path).unwrap();
        shell.execute_batch("UPDATE report SET laboratory = 'shell'").unwrap();
        let log_of_shell = fs::read(path.with_extension("db-wal")).unwrap();
        // As by a kill: what it wrote stands in the log beside the file.
        let killed = folder.path().join("killed.db");
        fs::copy(if is_replaced { &other } else { &path }, &killed).unwrap();
        fs::write(killed.with_extension("db-wal"), log_of_shell).unwrap();
        let before = fs::read(&killed).unwrap();

        let store = Store::open(&killed).unwrap();
        let Some(SetAside::FileBefore(kept)) = store.take_set_aside() else { panic!("nothing was kept") };
        assert!(fs::read(&kept).unwrap() == before, "the copy is not what stood there");
        assert_eq!(store.load(Window::Whole).unwrap().reports()[0].laboratory.as_deref(), Some("shell"));
        drop(store);
        // The same log is not copied again.
        assert_eq!(Store::open(&killed).unwrap().take_set_aside(), None);
        let held = Store::open(&kept).unwrap();
        let report = held.load(Window::Whole).unwrap().reports()[0].clone();
        assert_eq!(report.note.as_deref() == Some("theirs"), is_replaced);
        assert_ne!(report.laboratory.as_deref(), Some("shell"));
    }
}
