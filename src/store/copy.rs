//! Copying a database to a new private file, which gets its name only when it is whole; and what is wrong with one.

use std::path::Path;
use std::thread;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, Result};

use crate::store::engine::open_for_writing;
use crate::store::error::{StoreError, WAIT_SECONDS, explain};
use crate::store::file_names::folder_of;
use crate::store::files::{give_name, unfinished};
use crate::store::key::LogKey;
use crate::store::rows::list;

/// Copies the log at `from` to a new file. What other processes save meanwhile is not in it.
pub(super) fn copy(db: &Connection, from: &Path, to: &Path, key: &LogKey) -> Result<(), StoreError> {
    if to.exists() {
        return Err(StoreError::Exists(to.to_owned()));
    }
    // Private from the first byte, whatever the umask; thrown away unless it gets its name.
    let part = unfinished(folder_of(to))?.into_temp_path();
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
    give_name(part, to)
}

/// Copies the pages of a log to a new file as they are, sound or not.
pub(super) fn copy_unchecked(db: &Connection, to: &Path, key: &LogKey) -> Result<(), StoreError> {
    let part = unfinished(folder_of(to))?.into_temp_path();
    let fill = || {
        let mut copy = open_for_writing(&part, key)?;
        transfer(db, &mut copy)
    };
    fill().map_err(|error| explain(to, &error))?;
    give_name(part, to)
}

/// Writes a text to a new sealed file that its owner alone can read: the one row of a table `kept`.
pub(super) fn write_sealed_text(to: &Path, text: &str, key: &LogKey) -> Result<(), StoreError> {
    let part = unfinished(folder_of(to))?.into_temp_path();
    let fill = || {
        let db = open_for_writing(&part, key)?;
        db.execute_batch("CREATE TABLE kept (text TEXT NOT NULL)")?;
        db.execute("INSERT INTO kept VALUES (?1)", [text])
    };
    fill().map_err(|error| explain(to, &error))?;
    give_name(part, to)
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

/// Whether it is the original that cannot be read, not the copy that cannot be written.
fn blames_original(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseCorrupt, DatabaseLocked, NotADatabase};
    let original = [DatabaseBusy, DatabaseLocked, DatabaseCorrupt, NotADatabase];
    error.sqlite_error_code().is_some_and(|code| original.contains(&code))
}
