//! What lies beside a sealed log and was sealed with another key, or with none, is not laid over it.

use std::fs;
use std::path::{Path, PathBuf};

use androlog::store::{LogKey, SetAside, Store};
use rusqlite::Connection;

use crate::files::{ids, key, put};

/// A folder with two logs of one report each, alike but for the key of the second.
fn log_and_stranger(of_stranger: &LogKey) -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let [log, stranger] = ["a.db", "b.db"].map(|name| folder.path().join(name));
    for (path, key) in [(&log, &key()), (&stranger, of_stranger)] {
        let mut store = Store::open_with(path, key).unwrap();
        put(&mut store, "mine");
        store.close().unwrap();
    }
    (folder, log, stranger)
}

/// The file with this ending beside another.
fn beside(path: &Path, ending: &str) -> PathBuf {
    path.with_file_name(format!("{}{ending}", path.file_name().unwrap().to_string_lossy()))
}

/// A connection to a log, with a key of 32 equal bytes where it is sealed.
fn connected(path: &Path, byte: Option<u8>) -> Connection {
    let db = Connection::open(path).unwrap();
    if let Some(byte) = byte {
        db.execute_batch(&format!("PRAGMA key = \"x'{}'\"", format!("{byte:02x}").repeat(32))).unwrap();
    }
    db
}

/// Opens a log beside which a file of another one lies, and says what was set aside.
fn opened_beside_it(log: &Path) -> SetAside {
    let store = Store::open_existing_with(log, &key()).unwrap();
    let aside = store.take_set_aside().expect("nothing was set aside");
    store.close().unwrap();
    assert_eq!(ids(log), ["mine"]);
    aside
}

#[test]
fn a_write_ahead_log_of_another_key_or_of_none_is_set_aside() {
    for of_stranger in [LogKey::of_bytes(&[8; 32]), LogKey::none()] {
        let (_folder, log, stranger) = log_and_stranger(&of_stranger);
        let mut store = Store::open_existing_with(&stranger, &of_stranger).unwrap();
        put(&mut store, "theirs");
        // As after a kill: what was saved last stands beside the file alone.
        drop(store);
        fs::rename(beside(&stranger, "-wal"), beside(&log, "-wal")).unwrap();
        let aside = opened_beside_it(&log);
        assert!(matches!(aside, SetAside::Wal(_)), "{aside:?}");
    }
}

#[test]
fn a_rollback_journal_of_another_key_is_set_aside() {
    let (_folder, log, stranger) = log_and_stranger(&LogKey::of_bytes(&[8; 32]));
    for (path, byte) in [(&log, 7), (&stranger, 8)] {
        connected(path, Some(byte)).execute_batch("PRAGMA journal_mode = DELETE").unwrap();
    }
    let there = connected(&stranger, Some(8));
    // More than the engine keeps in memory, so that the journal is on the disk before the end.
    there
        .execute_batch(
            "PRAGMA cache_size = 5; BEGIN; UPDATE report SET note = 'x'; CREATE TABLE many (text TEXT);
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
             INSERT INTO many SELECT hex(randomblob(500)) FROM n",
        )
        .unwrap();
    fs::copy(beside(&stranger, "-journal"), beside(&log, "-journal")).unwrap();
    let aside = opened_beside_it(&log);
    assert!(matches!(aside, SetAside::Journal(_)), "{aside:?}");
}
