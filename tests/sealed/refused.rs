//! What is not sealed or unsealed: it is said in one sentence, and every file stays as it was.

use std::fs;
use std::path::{Path, PathBuf};

use androlog::store::{LogFault, LogKey, Store, StoreError, seal_file};
use rusqlite::Connection;

use crate::commands::{LOG, MARKER, begins_sealed, files, sealed_home, that_say};
use crate::files::{key, put};
use crate::shell::Shell;

/// A folder with a plain log of one report.
fn plain_log() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut store = Store::open(&path).unwrap();
    put(&mut store, "mine");
    store.close().unwrap();
    (folder, path)
}

/// Changes a plain log behind the back of the program.
fn by_hand(path: &Path, sql: &str) {
    let db = Connection::open(path).unwrap();
    db.execute_batch(&format!("PRAGMA writable_schema = ON; {sql}")).unwrap();
}

/// What is refused at a file, which stays as it was and alone in its folder.
fn refused(path: &Path, act: impl FnOnce() -> Result<(), StoreError>) -> StoreError {
    let before = fs::read(path).unwrap();
    let error = act().unwrap_err();
    assert!(fs::read(path).unwrap() == before, "{error}, and the file is another one");
    let left = files(path.parent().unwrap());
    let is_own = |file: &PathBuf| file.to_string_lossy().starts_with(&*path.to_string_lossy());
    assert!(left.iter().all(is_own), "{error}, and {left:?} are left");
    error
}

#[test]
fn a_log_is_not_sealed_or_unsealed_while_another_program_writes_to_it() {
    for (from, to) in [(LogKey::none(), key()), (key(), LogKey::none())] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut store = Store::open_with(&path, &from).unwrap();
        put(&mut store, "mine");
        store.close().unwrap();
        let other = Connection::open(&path).unwrap();
        if from.is_some() {
            other.execute_batch(&format!("PRAGMA key = \"x'{}'\"", "07".repeat(32))).unwrap();
        }
        other.execute_batch("BEGIN IMMEDIATE; UPDATE report SET note = 'theirs'").unwrap();
        let error = refused(&path, || seal_file(&path, &from, &to));
        assert!(matches!(error, StoreError::Busy { .. }), "{error}");
        other.execute_batch("COMMIT").unwrap();
        drop(other);
        seal_file(&path, &from, &to).unwrap();
        let store = Store::open_existing_with(&path, &to).unwrap();
        let record = store.load(androlog::store::Window::Whole).unwrap();
        assert_eq!(record.reports()[0].note.as_deref(), Some("theirs"));
    }
}

#[test]
fn a_new_file_that_is_not_sound_does_not_come_into_the_place_of_the_log() {
    for (changes, said) in [
        // An index of another moment, copied as it is.
        (
            &[
                "CREATE TABLE extra (short TEXT, long TEXT); CREATE INDEX extra_short ON extra (short);
                 INSERT INTO extra VALUES ('one', 'a longer text')",
                "UPDATE sqlite_schema SET sql = sql || ' WHERE short > ''two''' WHERE name = 'extra_short'",
                "INSERT INTO extra VALUES ('two', 'a longer text')",
                "UPDATE sqlite_schema SET sql = replace(sql, ' WHERE short > ''two''', '')
                 WHERE name = 'extra_short'",
            ][..],
            "wrong # of entries in index extra_short",
        ),
        // A row that its table does not take any more, copied as it is.
        (
            &[
                "CREATE TABLE extra (text TEXT); INSERT INTO extra VALUES (NULL)",
                "UPDATE sqlite_schema SET sql = 'CREATE TABLE extra (text TEXT NOT NULL)' WHERE name = 'extra'",
            ],
            "NULL value in extra.text",
        ),
    ] {
        let (_folder, path) = plain_log();
        for sql in changes {
            by_hand(&path, sql);
        }
        // What was saved last stands beside the file, and is not moved into one that stays as it was.
        let db = Connection::open(&path).unwrap();
        db.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).unwrap();
        db.execute_batch("UPDATE report SET note = 'newest'").unwrap();
        drop(db);
        assert!(fs::metadata(path.with_file_name("a.db-wal")).unwrap().len() > 0);
        let error = refused(&path, || seal_file(&path, &LogKey::none(), &key()));
        let is_meant = matches!(&error, StoreError::BadBackup { detail, .. } if detail == said);
        assert!(is_meant, "{said}: {error}");
    }
}

/// A folder with a sealed log of which nothing stands in the last pages any more, and its bytes.
fn sealed_with_free_pages() -> (tempfile::TempDir, PathBuf, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let mut store = Store::open_with(&path, &key()).unwrap();
    put(&mut store, "mine");
    store.save_draft("form", &"x".repeat(100_000), "2026-03-14T12:00:00Z".parse().unwrap()).unwrap();
    store.drop_draft("form").unwrap();
    store.close().unwrap();
    let whole = fs::read(&path).unwrap();
    (folder, path, whole)
}

#[test]
fn a_sealed_log_of_which_a_free_page_is_damaged_is_named_and_not_unsealed() {
    const PAGE: usize = 4096;
    let (_folder, path, whole) = sealed_with_free_pages();
    let is_read_without = |page: &usize| {
        let mut bytes = whole.clone();
        bytes[page * PAGE + 100] ^= 1;
        fs::write(&path, bytes).unwrap();
        let db = Connection::open(&path).unwrap();
        let key = format!("PRAGMA cipher_log_level = NONE; PRAGMA key = \"x'{}'\"", "07".repeat(32));
        db.execute_batch(&key).unwrap();
        db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).is_ok_and(|said: String| said == "ok")
    };
    let page = (0..whole.len() / PAGE).rev().find(is_read_without).expect("a page is free");
    let open = || Store::open_existing_with(&path, &key());
    let error = refused(&path, || open()?.seal_as(&LogKey::none()).map(drop));
    assert!(matches!(error, StoreError::Damaged { .. }), "page {page}: {error}");
    let faults = open().unwrap().faults().unwrap();
    assert!(matches!(faults[..], [LogFault::Built(_)]), "page {page}: {faults:?}");
}

#[test]
fn a_sealed_log_without_its_end_is_refused_when_it_is_opened() {
    let (_folder, path, whole) = sealed_with_free_pages();
    for missing in [1, 100, 4096, 10_000] {
        fs::write(&path, &whole[..whole.len() - missing]).unwrap();
        let error = refused(&path, || Store::open_existing_with(&path, &key()).map(drop));
        assert!(matches!(error, StoreError::Damaged { .. }), "{missing} bytes are missing: {error}");
    }
}

#[test]
fn a_log_that_another_program_reads_is_not_sealed_while_what_was_saved_last_stands_beside_it() {
    let (_folder, path) = plain_log();
    let mut store = Store::open_existing(&path).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN; SELECT count(*) FROM report").unwrap();
    put(&mut store, "newest");
    let error = store.seal_as(&key()).map(drop).unwrap_err();
    assert!(matches!(error, StoreError::Busy { .. }), "{error}");
    assert!(!begins_sealed(&path));
    drop(other);
    let store = Store::open_existing(&path).unwrap();
    assert_eq!(store.report_ids().unwrap().len(), 2);
    store.seal_as(&key()).unwrap().close().unwrap();
    assert!(begins_sealed(&path));
}

#[test]
fn another_log_that_came_into_the_place_of_the_one_to_be_sealed_is_not_sealed_in_its_stead() {
    let (folder, path) = plain_log();
    let store = Store::open_existing(&path).unwrap();
    let other = folder.path().join("a.db.other");
    let mut there = Store::open(&other).unwrap();
    put(&mut there, "theirs");
    there.close().unwrap();
    fs::rename(other, &path).unwrap();
    let error = refused(&path, || store.seal_as(&key()).map(drop));
    assert!(matches!(error, StoreError::Replaced { kept: Some(_), .. }), "{error}");
}

#[test]
fn nothing_is_sealed_or_unsealed_that_nobody_agreed_to() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2026-01-05", "e2=28pg/mL", "--lab", MARKER]);
    for act in ["seal", "unseal"] {
        let before = fs::read(shell.path(LOG)).unwrap();
        let ran = shell.run(&["--key-file", "key", act]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.stderr.contains(&format!("nothing was {act}ed; add --yes to {act}")), "{ran:?}");
        assert!(fs::read(shell.path(LOG)).unwrap() == before, "{act}: the file was touched");
        assert_eq!(shell.path("key").exists(), act == "unseal", "{act}: a key was made");
        if act == "seal" {
            shell.ok(&["--key-file", "key", "seal", "--yes"]);
        }
    }
}

#[test]
fn a_copy_that_cannot_be_sealed_or_unsealed_is_named_and_left_and_the_others_are_done() {
    let (shell, key) = sealed_home();
    let backups = shell.path(".local/share/androlog/backups");
    for act in ["unseal", "seal"] {
        let broken = backups.join("androlog-2026-01-01.db");
        let mut bytes = fs::read(&files(&backups)[0]).unwrap();
        let half = bytes.len() / 2;
        bytes[half..].fill(0);
        fs::write(&broken, &bytes).unwrap();
        let ran = shell.run(&["--key-file", key, act, "--yes"]);
        assert!(ran.code == 1 && ran.stdout.contains("nsealed ") == (act == "unseal"), "{ran:?}");
        assert!(ran.stderr.contains(&format!("left as it was: {}: ", broken.display())), "{ran:?}");
        assert!(fs::read(&broken).unwrap() == bytes, "{act} touched what it cannot read");
        let is_done = |file: &PathBuf| *file == broken || begins_sealed(file) == (act == "seal");
        let all = files(&shell.path(".local/share/androlog"));
        let reasoned = format!("before-{act}");
        assert!(all.iter().all(is_done), "{all:?}");
        assert!(all.iter().any(|file| file.to_string_lossy().contains(&reasoned)), "{all:?}");
        fs::remove_file(&broken).unwrap();
    }
    assert!(that_say(&shell.path(".local"), MARKER).is_empty());
}

#[test]
fn a_plain_file_beside_the_log_is_named_when_it_is_sealed() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2026-01-05", "e2=28pg/mL", "--lab", MARKER]);
    let beside = shell.path(LOG).with_file_name("androlog.db.replaced");
    fs::copy(shell.path(LOG), &beside).unwrap();
    let ran = shell.run(&["--key-file", "key", "seal", "--yes"]);
    let said = format!("{} beside it is not sealed; merge it or delete it", beside.display());
    assert!(ran.code == 0 && ran.stderr.contains(&said), "{ran:?}");
}
