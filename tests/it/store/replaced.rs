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
fn what_lies_beside_a_log_goes_with_it_when_another_is_put_in_its_place() {
    for keep_as in [None, Some(".damaged")] {
        let (folder, path) = place();
        let staged = folder.path().join("staged");
        let endings = ["", "-wal", "-journal"];
        for ending in endings {
            fs::write(format!("{}{ending}", path.display()), format!("old{ending}")).unwrap();
        }
        fs::write(&staged, "new").unwrap();
        let kept = Store::swap(&staged, &path, keep_as).unwrap();
        let left = endings.map(|ending| fs::read_to_string(format!("{}{ending}", path.display())).ok());
        assert_eq!(left, [Some("new".to_owned()), None, None]);
        assert_eq!(kept.is_some(), keep_as.is_some());
        for (kept, ending) in kept.iter().flat_map(|kept| endings.map(|ending| (kept, ending))) {
            let held = fs::read_to_string(format!("{}{ending}", kept.display())).unwrap();
            assert_eq!(held, format!("old{ending}"));
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

/// Changes every paper of a log in a transaction of a rollback journal, as a log on a network drive is written, and puts
/// the file and its journal as they are before the end under another name.
fn left_unfinished(log: &Path, words: &str, to: &Path) {
    let db = rusqlite::Connection::open(log).unwrap();
    // Pages go to the disk before the end only where the engine has no memory for them.
    db.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN")
        .unwrap();
    db.execute_batch(words).unwrap();
    db.execute("UPDATE report SET note = hex(randomblob(4000))", []).unwrap();
    fs::copy(log, to).unwrap();
    fs::copy(log.with_extension("db-journal"), to.with_extension("db-journal")).unwrap();
    db.execute_batch("ROLLBACK").unwrap();
}

#[test]
fn the_journal_of_another_file_is_set_aside_and_that_of_the_file_is_played_back() {
    let move_on = "UPDATE revision SET before = this, this = randomblob(16)";
    for words in [move_on, ""] {
        let (folder, path, other) = two_machines(5);
        let left = folder.path().join("left.db");
        let before = held(&path);
        left_unfinished(&path, words, &left);
        assert_ne!(fs::read(&left).unwrap(), fs::read(&path).unwrap(), "nothing was written yet");

        // What was begun in the file itself is taken back; where another program began it, the file is kept too.
        let store = Store::open(&left).unwrap();
        let kept = store.take_set_aside();
        assert_eq!(kept.is_some(), words.is_empty(), "{kept:?}");
        store.check().unwrap();
        assert_eq!(held(&left), before);

        left_unfinished(&path, words, &left);
        fs::copy(left.with_extension("db-journal"), other.with_extension("db-journal")).unwrap();
        let there = fs::read(&other).unwrap();
        let store = Store::open(&other).unwrap();
        assert!(matches!(store.take_set_aside(), Some(SetAside::Journal(_))));
        store.check().unwrap();
        store.close().unwrap();
        assert!(fs::read(&other).unwrap() == there, "the file was written to");
    }
}

#[cfg(unix)]
#[test]
fn a_log_that_a_link_leads_to_is_as_safe_as_one_that_is_named_itself() {
    for way in WAYS {
        let (folder, path, other) = two_machines(5);
        let link = folder.path().join("link.db");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let mut store = Store::open(&link).unwrap();
        put(&mut store, paper("mine", "2026-03-14", &["600"]));
        assert!(store.settle().unwrap());
        assert!(held(&path).contains(&"mine".to_owned()) && !path.with_extension("db-wal").exists());
        put(&mut store, paper("more", "2026-03-14", &["601"]));
        drop(store);
        // As by a kill: what was saved stands in the log beside the file that the link leads to.
        way.put(&other, &path);
        let there = fs::read(&path).unwrap();
        let store = Store::open(&link).unwrap();
        assert!(matches!(store.take_set_aside(), Some(SetAside::Wal(_))), "{way:?}");
        assert_eq!(ids(&store).len(), 25);
        store.close().unwrap();
        assert!(fs::read(&path).unwrap() == there && link.is_symlink(), "{way:?}: the file was written to");
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_to_another_log_is_noticed_under_an_open_one() {
    let (folder, path, other) = two_machines(5);
    let link = folder.path().join("link.db");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    let mut store = Store::open(&link).unwrap();
    put(&mut store, paper("mine", "2026-03-14", &["600"]));
    fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink(&other, &link).unwrap();
    let ForeignChange::Replaced { kept } = store.elsewhere().unwrap() else { panic!("it was not noticed") };
    assert!(held(&kept).contains(&"mine".to_owned()));
    assert_eq!(ids(&store).len(), 25);
    // A copy that goes back takes the place of the file, not of the link.
    store.close().unwrap();
    let staged = Store::stage(&path, &link, &androlog::store::LogKey::none()).unwrap();
    let kept = Store::swap(&staged, &link, Some(".before-restore")).unwrap().unwrap();
    assert!(link.is_symlink() && held(&kept).len() == 25);
    assert_eq!(held(&other), held(&path));
}

#[test]
fn a_file_whose_last_page_is_not_whole_is_refused_and_left_as_it_is() {
    let (_folder, path, _) = two_machines(5);
    let whole = fs::read(&path).unwrap();
    for missing in [1, 3, 700, 2047] {
        fs::write(&path, &whole[..whole.len() - missing]).unwrap();
        let refused = Store::open(&path).err();
        assert!(matches!(refused, Some(StoreError::Damaged { .. })), "{missing} bytes less: {refused:?}");
        assert!(fs::read(&path).unwrap() == whole[..whole.len() - missing]);
    }
}
