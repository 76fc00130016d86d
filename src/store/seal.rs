//! Sealing a log and unsealing it: the file is written anew, compared row by row, and put in the place of the old one.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use rusqlite::Connection;

use crate::store::copy::{tables, tear};
use crate::store::engine::open_for_writing;
use crate::store::error::{StoreError, explain, io};
use crate::store::file_names::folder_of;
use crate::store::files::{give_name, unfinished};
use crate::store::key::LogKey;
use crate::store::salt::is_sealed;
use crate::store::{Store, WalContent};

impl Store {
    /// Writes the log anew, sealed with a key or with none, and puts it in the place of the present file, whose bytes are
    /// overwritten. Meanwhile no other program can write to it. Until the new file is written, compared and read whole
    /// the old one stays as it is.
    pub fn seal_as(mut self, key: &LogKey) -> Result<Self, StoreError> {
        self.make_sure()?;
        self.check()?;
        let path = self.path.clone();
        let opened_with = self.key.clone();
        if !self.settle()? {
            return Err(StoreError::Busy { holder: crate::store::holder::lock_holder(&path), path });
        }
        drop(self);
        seal_file(&path, &opened_with, key)?;
        Self::open_existing_with(&path, key)
    }

    /// Forgets the key of the log and closes it, so that nothing is read or written until [`Store::take_key`].
    pub fn drop_key(&mut self) -> Result<bool, StoreError> {
        let is_settled = self.settle()?;
        if is_settled && self.beside != WalContent::Acts {
            self.rest()?;
            self.key = LogKey::none();
            self.sealed_by.replace(LogKey::none());
        }
        Ok(self.db.get().is_none())
    }

    /// Whether it is sealed and nobody has given its key again.
    pub fn is_locked(&self) -> bool {
        !self.key.is_some() && self.file.place.is_some() && self.db.get().is_none() && is_sealed(&self.path)
    }

    /// Opens the log with its key again.
    pub fn take_key(&mut self, key: LogKey) -> Result<(), StoreError> {
        self.key = key;
        self.db().map(drop)
    }
}

/// Writes the log at a path, which nobody in this process has open, anew with another key or with none, and puts it in
/// the place of the old file, whose bytes are overwritten.
pub fn seal_file(path: &Path, from: &LogKey, to: &LogKey) -> Result<(), StoreError> {
    let told = |error: rusqlite::Error| explain(path, &error);
    let from = &from.for_log(path);
    let source = open_for_writing(path, from).map_err(told)?;
    let lock = open_for_writing(path, from).map_err(told)?;
    for db in [&source, &lock] {
        // What stands beside the file is read with it; nothing is to be moved into the new one.
        let config = rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
        db.set_db_config(config, true).map_err(told)?;
    }
    lock.execute_batch("BEGIN IMMEDIATE").map_err(told)?;
    let part = written_anew(&source, path, to)?;
    let old = OpenOptions::new().write(true).open(path).map_err(|error| io(path, &error))?;
    Store::swap(&part, path, None)?;
    // It has another name now, so there is nothing to be removed.
    let _ = part.keep();
    drop((source, lock));
    overwrite(&old).map_err(|error| io(path, &error))
}

/// Writes what a plain log holds to a new sealed file.
pub(super) fn write_sealed(from: &Path, to: &Path, key: &LogKey) -> Result<(), StoreError> {
    let source = open_for_writing(from, &LogKey::none()).map_err(|error| explain(from, &error))?;
    let part = written_anew(&source, to, key)?;
    give_name(part, to)
}

/// Writes a database to an unfinished file beside `to`, sealed with a key or with none, and reads that whole. The engine
/// has brought it to the disk.
fn written_anew(source: &Connection, to: &Path, key: &LogKey) -> Result<tempfile::TempPath, StoreError> {
    let told = |error: rusqlite::Error| explain(to, &error);
    let part = unfinished(folder_of(to))?.into_temp_path();
    write_anew(source, &part, key).map_err(told)?;
    let wrong = wrong_with(source, &part, key).map_err(told)?;
    wrong.map_or(Ok(part), |detail| Err(StoreError::BadBackup { path: to.to_owned(), detail }))
}

/// Writes a database to an empty file, which is attached then.
fn write_anew(source: &Connection, to: &Path, key: &LogKey) -> rusqlite::Result<()> {
    let name = to.to_string_lossy();
    source.execute("ATTACH DATABASE ?1 AS anew KEY ?2", (name.as_ref(), key.spelt_for_new().as_str()))?;
    // Takes a row that the log does not take, or that belongs to nothing, as it is.
    source.query_row("SELECT sqlcipher_export('anew')", [], |_| Ok(()))?;
    for mark in ["application_id", "user_version"] {
        let value: i32 = source.pragma_query_value(None, mark, |row| row.get(0))?;
        source.pragma_update(Some("anew"), mark, value)?;
    }
    Ok(())
}

/// What is wrong with the file that a database was written to, if anything is. Only with the key it was to be sealed with,
/// or with none, can it be read at all.
fn wrong_with(source: &Connection, anew: &Path, key: &LogKey) -> rusqlite::Result<Option<String>> {
    for table in tables(source)? {
        if came_out_otherwise(source, &table)? {
            return Ok(Some(format!("{table} came out otherwise")));
        }
    }
    source.execute_batch("DETACH DATABASE anew")?;
    tear(&open_for_writing(anew, key)?, "integrity_check")
}

fn came_out_otherwise(db: &Connection, table: &str) -> rusqlite::Result<bool> {
    let table = format!("\"{}\"", table.replace('"', "\"\""));
    let sql = format!(
        "SELECT (SELECT count(*) FROM main.{table}) <> (SELECT count(*) FROM anew.{table})
             OR EXISTS (SELECT * FROM main.{table} EXCEPT SELECT * FROM anew.{table})"
    );
    db.query_row(&sql, [], |row| row.get(0))
}

/// Writes zeros over a file that has no name any more.
fn overwrite(mut file: &File) -> io::Result<()> {
    let zeros = vec![0; 1 << 16];
    let mut left = file.metadata()?.len();
    while left > 0 {
        let some = left.min(zeros.len() as u64);
        file.write_all(&zeros[..some as usize])?;
        left -= some;
    }
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_came_out_otherwise_where_a_row_is_another_one_is_missing_or_is_there_twice() {
        for (there, is_otherwise) in [
            ("('one', 1), ('two', NULL)", false),
            ("('two', NULL), ('one', 1)", false),
            ("('one', 1), ('two', 2)", true),
            ("('one', 1), ('TWO', NULL)", true),
            ("('one', '1'), ('two', NULL)", true),
            ("('one', 1)", true),
            ("('one', 1), ('two', NULL), ('two', NULL)", true),
        ] {
            let db = Connection::open_in_memory().unwrap();
            db.execute_batch(&format!(
                "ATTACH ':memory:' AS anew;
                 CREATE TABLE main.\"a \"\" b\" (text, number);
                 CREATE TABLE anew.\"a \"\" b\" (text, number);
                 INSERT INTO main.\"a \"\" b\" VALUES ('one', 1), ('two', NULL);
                 INSERT INTO anew.\"a \"\" b\" VALUES {there};"
            ))
            .unwrap();
            assert_eq!(came_out_otherwise(&db, "a \" b").unwrap(), is_otherwise, "{there}");
        }
    }

    /// A database of two tables, and a place for a new one.
    #[cfg(feature = "sealed")]
    fn two_tables() -> (tempfile::TempDir, Connection, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let anew = folder.path().join("anew.db");
        File::create(&anew).unwrap();
        let source = Connection::open(folder.path().join("a.db")).unwrap();
        let tables = "CREATE TABLE one (text TEXT); CREATE TABLE two (text TEXT);
             INSERT INTO one VALUES ('mine'); INSERT INTO two VALUES ('mine')";
        source.execute_batch(tables).unwrap();
        (folder, source, anew)
    }

    #[test]
    #[cfg(feature = "sealed")]
    fn what_is_changed_before_the_new_file_is_compared_is_noticed_in_whatever_table_it_is() {
        let key = LogKey::of_bytes(&[7; 32]);
        for (change, said) in [
            ("", None),
            ("INSERT INTO one VALUES ('theirs')", Some("one came out otherwise")),
            ("UPDATE two SET text = 'theirs'", Some("two came out otherwise")),
            ("DELETE FROM two", Some("two came out otherwise")),
        ] {
            for key in [&key, &LogKey::none()] {
                let (_folder, source, anew) = two_tables();
                write_anew(&source, &anew, key).unwrap();
                source.execute_batch(change).unwrap();
                assert_eq!(wrong_with(&source, &anew, key).unwrap().as_deref(), said, "{change}");
            }
        }
    }

    #[test]
    #[cfg(feature = "sealed")]
    fn a_new_file_that_is_not_sealed_as_meant_cannot_be_read() {
        let [key, other] = [7, 8].map(|byte| LogKey::of_bytes(&[byte; 32]));
        let none = LogKey::none();
        for (meant, is) in [(&key, &none), (&none, &key), (&key, &other)] {
            let (_folder, source, anew) = two_tables();
            write_anew(&source, &anew, is).unwrap();
            assert!(wrong_with(&source, &anew, meant).is_err());
        }
    }
}
