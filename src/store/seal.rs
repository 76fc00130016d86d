//! Sealing a log and unsealing it: the file is written anew, compared row by row, and put in the place of the old one.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use rusqlite::Connection;

use crate::store::backup::{folder_of, sync_folder, tables, tear, unfinished};
use crate::store::error::{StoreError, explain, io};
use crate::store::key::{LogKey, is_sealed};
use crate::store::open::open_for_writing;
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
        self.rest()?;
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
        !self.key.is_some() && self.place.is_some() && self.db.get().is_none() && is_sealed(&self.path)
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
        // What stands beside the file was moved into it; nothing is to be moved into the new one.
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
    part.persist_noclobber(to).map_err(|refused| io(to, &refused.error))?;
    sync_folder(folder_of(to)).map_err(|error| io(to, &error))
}

/// Writes a database to an unfinished file beside `to`, sealed with a key or with none, and reads that whole. The engine
/// has brought it to the disk.
fn written_anew(source: &Connection, to: &Path, key: &LogKey) -> Result<tempfile::TempPath, StoreError> {
    let told = |error: rusqlite::Error| explain(to, &error);
    let part = unfinished(folder_of(to))?.into_temp_path();
    let differs = write_anew(source, &part, key).map_err(told)?;
    let copy = open_for_writing(&part, key).map_err(told)?;
    let wrong = match differs {
        Some(table) => Some(format!("{table} came out otherwise")),
        None => tear(&copy, "integrity_check").map_err(told)?,
    };
    drop(copy);
    if key.is_some() != is_sealed(&part) {
        return Err(StoreError::BadBackup {
            path: to.to_owned(),
            detail: "it is not sealed as meant".to_owned(),
        });
    }
    if let Some(detail) = wrong {
        return Err(StoreError::BadBackup { path: to.to_owned(), detail });
    }
    Ok(part)
}

/// Writes a database to an empty file. Names a table that does not hold the same there.
fn write_anew(source: &Connection, to: &Path, key: &LogKey) -> rusqlite::Result<Option<String>> {
    let name = to.to_string_lossy();
    // A row that the log does not take is sealed with the others.
    source.pragma_update(None, "ignore_check_constraints", true)?;
    source.pragma_update(None, "foreign_keys", false)?;
    source.execute("ATTACH DATABASE ?1 AS anew KEY ?2", (name.as_ref(), key.spelt_for_new().as_str()))?;
    source.query_row("SELECT sqlcipher_export('anew')", [], |_| Ok(()))?;
    for mark in ["application_id", "user_version"] {
        let value: i32 = source.pragma_query_value(None, mark, |row| row.get(0))?;
        source.pragma_update(Some("anew"), mark, value)?;
    }
    let mut different = None;
    for table in tables(source)? {
        if came_out_otherwise(source, &table)? {
            different = Some(table);
        }
    }
    source.execute_batch("DETACH DATABASE anew")?;
    Ok(different)
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
