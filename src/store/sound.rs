//! Whether the log is sound: what is looked at before it is read, before it is written to, and on request.

use std::fmt::{self, Display, Formatter};

use rusqlite::{Connection, Result, Transaction, TransactionBehavior};

use crate::store::error::StoreError;
use crate::store::rows::list;
use crate::store::unreadable::UnreadableRow;
use crate::store::{CHECKED_BELOW_BYTES, FileTrust, Store, Window, backup};

/// Something that is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogFault {
    /// The file is not built as it should be, or an index does not agree with its table.
    Built(String),
    /// Rows of this table belong to nothing.
    Orphan(String),
    /// A value is outside what the log takes, though it can be read.
    Outside(String),
    /// A row cannot be read.
    Row(UnreadableRow),
}

impl Display for LogFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Built(said) | Self::Outside(said) => f.write_str(said),
            Self::Orphan(table) => write!(f, "a row of {table} belongs to nothing"),
            Self::Row(row) => row.fmt(f),
        }
    }
}

impl Store {
    /// Looks through the file, every value included, and says what is damaged, if anything is: some 10 ms for
    /// 5,000 results.
    pub fn check(&self) -> Result<(), StoreError> {
        self.sound(self.ask(|db| backup::fault(db, "quick_check"))?)
    }

    /// Everything that is wrong with the file and the rows in it, the whole file read: some 30 ms for 5,000 results.
    pub fn faults(&self) -> Result<Vec<LogFault>, StoreError> {
        let mut faults = self.ask(build_faults)?;
        if faults.is_empty() {
            self.load(Window::Whole)?;
            self.log(usize::MAX)?;
            self.drafts()?;
            faults.extend(self.unreadable().into_iter().map(LogFault::Row));
        }
        if faults.is_empty() {
            faults.extend(self.ask(|db| words(db, "quick_check"))?.into_iter().map(LogFault::Outside));
        }
        Ok(faults)
    }

    /// Builds the indexes anew from the tables they are of. Says whether the log is sound then; where it is not, it
    /// stays as it was.
    pub fn rebuild_indexes(&mut self) -> Result<bool, StoreError> {
        let is_sound = self.ask(|db| {
            let rebuilt = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
            rebuilt.execute_batch("REINDEX")?;
            let is_sound = build_faults(&rebuilt)?.is_empty();
            if is_sound {
                rebuilt.commit()?;
            }
            Ok(is_sound)
        })?;
        if is_sound {
            self.has_written = true;
            self.beside = crate::store::WalContent::Acts;
            self.short_indexes.clear();
            self.trust = FileTrust::Good;
        }
        Ok(is_sound)
    }

    /// The indexes that do not hold every row of their table: what is looked up by them may be missing.
    pub fn short_indexes(&self) -> &[String] {
        &self.short_indexes
    }

    /// Counts the rows of each index and of its table, where the file is small enough to do so at every start.
    pub(super) fn count_indexes(&mut self) -> Result<(), StoreError> {
        if self.bytes()? < CHECKED_BELOW_BYTES {
            self.short_indexes = self.ask(short_indexes)?;
        }
        Ok(())
    }

    /// What makes it unsafe to write to the file.
    pub(super) fn refuse_unsound(&self) -> Result<(), StoreError> {
        if self.bytes()? >= CHECKED_BELOW_BYTES {
            return Ok(());
        }
        let short = self.short_indexes.first().map(|index| format!("the index {index} lacks rows"));
        self.sound(short)?;
        self.sound(self.ask(backup::tear)?)
    }

    fn sound(&self, found: Option<String>) -> Result<(), StoreError> {
        let path = self.path.clone();
        found.map_or(Ok(()), |detail| Err(StoreError::Damaged { path, detail }))
    }
}

/// What is wrong with how the file is built, values apart.
fn build_faults(db: &Connection) -> Result<Vec<LogFault>> {
    db.pragma_update(None, "ignore_check_constraints", true)?;
    let said = words(db, "integrity_check");
    db.pragma_update(None, "ignore_check_constraints", false)?;
    let mut faults: Vec<LogFault> = said?.into_iter().map(LogFault::Built).collect();
    let orphans = list(db, "PRAGMA foreign_key_check", [], |row| row.get::<_, String>(0))?;
    faults.extend(orphans.into_iter().map(LogFault::Orphan));
    Ok(faults)
}

/// What a check of the engine says that is not "ok".
fn words(db: &Connection, check: &str) -> Result<Vec<String>> {
    let mut said = list(db, &format!("PRAGMA {check}(20)"), [], |row| row.get::<_, String>(0))?;
    said.retain(|said| said != "ok");
    Ok(said)
}

/// The indexes with another number of entries than their table has rows.
fn short_indexes(db: &Connection) -> Result<Vec<String>> {
    let sql = "SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index'";
    let indexes = list(db, sql, [], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    let mut short = Vec::new();
    for (index, table) in indexes {
        // count(1): the engine takes count(*) from whichever tree is the smallest.
        let sql = format!(
            "SELECT (SELECT count(*) FROM \"{table}\" NOT INDEXED)
                  = (SELECT count(1) FROM \"{table}\" INDEXED BY \"{index}\")"
        );
        if !db.query_row(&sql, [], |row| row.get::<_, bool>(0))? {
            short.push(index);
        }
    }
    Ok(short)
}
