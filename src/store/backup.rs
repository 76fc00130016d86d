//! Copies of the log: made while it is open, checked, private, under their name only when they are good, and put in its
//! place.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, Result};

use crate::store::error::{StoreError, UnfitPath, WAIT_SECONDS, explain, io};
use crate::store::files::{beside, copy_bytes, folder_of, free_name, make_folder, sync_folder, unfinished};
use crate::store::key::{self, LogKey};
use crate::store::open::open_for_writing;
use crate::store::rows::list;
use crate::store::{Store, linked_file, seal};

impl Store {
    /// Copies the log to a new private file while it stays open, and checks the copy before it gets its name.
    pub fn back_up(&self, to: &Path) -> Result<(), StoreError> {
        make_folder(folder_of(to))?;
        let db = self.db()?;
        copy(db, &self.path, to, &self.sealed_by.borrow())
    }

    /// Copies the log to a new private file as it is, sound or not.
    pub fn back_up_unchecked(&self, to: &Path) -> Result<(), StoreError> {
        make_folder(folder_of(to))?;
        let db = self.db()?;
        copy_unchecked(db, to, &self.sealed_by.borrow())
    }

    /// Copies the log at `from`, which stays as it is, to a new file of today's shape beside `to`, and looks it through.
    /// Beside a sealed log the copy is sealed too.
    pub fn stage(from: &Path, to: &Path, key: &LogKey) -> Result<PathBuf, StoreError> {
        let (from, to) = (&linked_file(from), &linked_file(to));
        if from.is_dir() {
            return Err(StoreError::UnfitPath { path: from.clone(), why: UnfitPath::Folder });
        }
        let staged = free_name(to, ".restoring");
        if key.is_some() && key::is_sealed(to) && !key::is_sealed(from) {
            seal::write_sealed(from, &staged, key)?;
        } else {
            // What was saved last may stand beside it, where another program has it open or was killed.
            for ending in ["", "-wal"] {
                let part = beside(from, ending);
                if ending.is_empty() || part.exists() {
                    let file = File::open(&part).map_err(|error| io(&part, &error))?;
                    copy_bytes(&file, &beside(&staged, ending))?;
                }
            }
        }
        let look = || {
            let store = Self::open_existing_with(&staged, key)?;
            store.check()?;
            store.close()
        };
        let looked = look();
        // What an upgrade of the copy copied aside.
        let _ = std::fs::remove_file(beside(&staged, ".v1-backup"));
        // One that is damaged may be noticed only when it is open, and keeps what the engine put beside it then.
        let parts = ["", "-wal", "-shm"].map(|ending| beside(&staged, ending));
        looked.map_err(|error| {
            for part in &parts {
                let _ = std::fs::remove_file(part);
            }
            // Nobody knows the file that was staged by its name.
            error.of_file(from)
        })?;
        Ok(staged)
    }

    /// Puts a staged log in the place of the one at `path`. What stands there, with what stands beside it, gets another
    /// name if `keep_as` says so.
    pub fn swap(staged: &Path, path: &Path, keep_as: Option<&str>) -> Result<Option<PathBuf>, StoreError> {
        let path = &linked_file(path);
        let told = |error: std::io::Error| io(path, &error);
        let kept = keep_as.filter(|_| path.exists()).map(|ending| free_name(path, ending));
        if let Some(kept) = &kept {
            std::fs::rename(path, kept).map_err(told)?;
        }
        for ending in ["-wal", "-shm", "-journal"] {
            let part = beside(path, ending);
            let outcome = match &kept {
                Some(kept) => std::fs::rename(&part, beside(kept, ending)),
                None => std::fs::remove_file(&part),
            };
            outcome
                .or_else(
                    |error| if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) },
                )
                .map_err(told)?;
        }
        std::fs::rename(staged, path).map_err(told)?;
        sync_folder(folder_of(path)).map_err(told)?;
        Ok(kept)
    }
}

/// Copies the log at `from` to a new file. What other processes save meanwhile is not in it.
pub(super) fn copy(db: &Connection, from: &Path, to: &Path, key: &LogKey) -> Result<(), StoreError> {
    if to.exists() {
        return Err(StoreError::Exists(to.to_owned()));
    }
    let folder = folder_of(to);
    // Private from the first byte, whatever the umask; thrown away unless it gets its name.
    let part = unfinished(folder)?.into_temp_path();
    let wrong = write(db, &part, key)
        .map_err(|error| explain(if blames_original(&error) { from } else { to }, &error))?;
    if let Some(detail) = wrong {
        // A faithful copy of a damaged log is damaged too.
        let original = tear(db, "integrity_check").map_err(|error| explain(from, &error))?;
        return Err(match original {
            Some(detail) => StoreError::Damaged { path: from.to_owned(), detail },
            None => StoreError::BadBackup { path: to.to_owned(), detail },
        });
    }
    part.persist_noclobber(to).map_err(|refused| io(to, &refused.error))?;
    sync_folder(folder).map_err(|error| io(folder, &error))
}

/// Writes a text to a new sealed file that its owner alone can read: the one row of a table `kept`.
pub(super) fn write_sealed_text(to: &Path, text: &str, key: &LogKey) -> Result<(), StoreError> {
    let folder = folder_of(to);
    let part = unfinished(folder)?.into_temp_path();
    let fill = || {
        let db = open_for_writing(&part, key)?;
        db.execute_batch("CREATE TABLE kept (text TEXT NOT NULL)")?;
        db.execute("INSERT INTO kept VALUES (?1)", [text])
    };
    fill().map_err(|error| explain(to, &error))?;
    part.persist_noclobber(to).map_err(|refused| io(to, &refused.error))?;
    sync_folder(folder).map_err(|error| io(folder, &error))
}

/// Copies the pages of a log to a new file as they are, sound or not.
pub(super) fn copy_unchecked(db: &Connection, to: &Path, key: &LogKey) -> Result<(), StoreError> {
    let folder = folder_of(to);
    let part = unfinished(folder)?.into_temp_path();
    let fill = || {
        let mut copy = open_for_writing(&part, key)?;
        transfer(db, &mut copy)
    };
    fill().map_err(|error| explain(to, &error))?;
    part.persist_noclobber(to).map_err(|refused| io(to, &refused.error))?;
    sync_folder(folder).map_err(|error| io(folder, &error))
}

/// The tables of the rows that belong to nothing, one for each.
pub(super) fn orphans(db: &Connection) -> Result<Vec<String>> {
    list(db, "PRAGMA foreign_key_check", [], |row| row.get(0))
}

/// What is broken in how the file is built, or nothing. `depth` is `quick_check` or `integrity_check`. The rows are not
/// weighed: that is most of the work, and one that the log does not take is named by itself.
pub(super) fn tear(db: &Connection, depth: &str) -> Result<Option<String>> {
    db.pragma_update(None, "ignore_check_constraints", true)?;
    let said = db.query_row(&format!("PRAGMA {depth}(1)"), [], |row| row.get::<_, String>(0));
    db.pragma_update(None, "ignore_check_constraints", false)?;
    Ok(Some(said?).filter(|said| said != "ok"))
}

/// Fills the file at `to` and answers what is wrong with it, if anything is.
fn write(db: &Connection, to: &Path, key: &LogKey) -> Result<Option<String>> {
    let mut copy = open_for_writing(to, key)?;
    // One moment of the original for the copy and for the count, whoever else writes.
    let moment = db.unchecked_transaction()?;
    let counted = counts(db)?;
    transfer(db, &mut copy)?;
    moment.finish()?;
    // A copy is one file, without a log beside it.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    let wrong = tear(&copy, "integrity_check")?;
    if wrong.is_some() || counts(&copy)? == counted {
        return Ok(wrong);
    }
    Ok(Some("it has another number of rows".to_owned()))
}

fn transfer(db: &Connection, copy: &mut Connection) -> Result<()> {
    const PAUSE: Duration = Duration::from_millis(50);
    let backup = Backup::new(db, copy)?;
    for _ in 0..WAIT_SECONDS * 20 {
        match backup.step(-1)? {
            StepResult::Done => return Ok(()),
            _ => thread::sleep(PAUSE),
        }
    }
    let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
    Err(rusqlite::Error::SqliteFailure(busy, None))
}

/// The tables of a log.
pub(super) fn tables(db: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name";
    list(db, sql, [], |row| row.get(0))
}

/// How many rows each table has.
fn counts(db: &Connection) -> Result<Vec<(String, i64)>> {
    let count = |table: String| {
        let sql = format!("SELECT count(*) FROM \"{}\"", table.replace('"', "\"\""));
        Ok((table, db.query_row(&sql, [], |row| row.get(0))?))
    };
    tables(db)?.into_iter().map(count).collect()
}

/// Whether it is the original that cannot be read, not the copy that cannot be written.
fn blames_original(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseCorrupt, DatabaseLocked, NotADatabase};
    let original = [DatabaseBusy, DatabaseLocked, DatabaseCorrupt, NotADatabase];
    error.sqlite_error_code().is_some_and(|code| original.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_that_has_another_number_of_rows_gets_no_name() {
        let folder = tempfile::TempDir::new().unwrap();
        let (path, to) = (folder.path().join("androlog.db"), folder.path().join("copy.db"));
        let store = Store::open(&path).unwrap();
        // Rows that are counted and are not those of the log.
        let other = "CREATE TEMP TABLE event AS SELECT 1 AS nr";
        store.db().unwrap().execute_batch(other).unwrap();
        assert!(matches!(store.back_up(&to), Err(StoreError::BadBackup { .. })));
        store.db().unwrap().execute_batch("DROP TABLE temp.event").unwrap();
        let left = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name());
        assert!(left.into_iter().all(|name| name.to_string_lossy().starts_with("androlog.db")));
        store.back_up(&to).unwrap();
    }
}
