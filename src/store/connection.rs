//! The connection to the file: opened when something is asked, and written through.

use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::store::error::{self, StoreError};
use crate::store::foreign_change::ForeignChange;
use crate::store::open::{self, IfAbsent, LogAccess, Obstacle};
use crate::store::rows::execute;
use crate::store::{FileTrust, Store, WalContent, wal};

impl Store {
    /// The size of the log in bytes.
    pub fn bytes(&self) -> Result<i64, StoreError> {
        self.ask(|db| db.query_row(open::LOG_BYTES, [], |row| row.get(0)))
    }

    /// A number that changes when another process changes the file, and only then.
    pub(super) fn data_version(&self) -> Result<i64, StoreError> {
        self.ask(|db| db.pragma_query_value(None, "data_version", |row| row.get(0)))
    }

    /// What other programs did to the file since this was last asked, or since it was opened. A file that took the
    /// place of this one is opened in its stead.
    pub fn elsewhere(&mut self) -> Result<ForeignChange, StoreError> {
        let watched = self.watch();
        // That somebody overwrote it is told before what is broken in it since.
        if !self.file.elsewhere.is_another_file() {
            watched?;
        }
        let happened = self.file.elsewhere.clone();
        if !matches!(happened, ForeignChange::Gone { .. }) {
            self.file.elsewhere = ForeignChange::Same;
        }
        Ok(happened)
    }

    /// The connection, opened where there is none.
    pub(super) fn db(&self) -> Result<&Connection, StoreError> {
        if let Some(db) = self.db.get() {
            return Ok(db);
        }
        let opened = open::open(&self.path, IfAbsent::Refuse, &self.key)?;
        self.access.set(opened.access);
        self.sealed_by.replace(opened.sealed_by);
        if opened.set_aside.is_some() {
            self.set_aside.set(opened.set_aside);
        }
        opened.db.busy_timeout(self.patience).map_err(|error| self.explain(&error))?;
        Ok(self.db.get_or_init(|| opened.db))
    }

    /// Asks the engine something.
    pub(super) fn ask<T>(
        &self,
        what: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        what(self.db()?).map_err(|error| self.explain(&error))
    }

    /// One transaction that takes the right to write before it reads, so that what it read cannot change. It is on the
    /// disk when this returns.
    pub(super) fn write<T>(
        &mut self,
        act: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.make_sure()?;
        let wal = (self.access.get() == LogAccess::WriteAhead).then(|| wal::wal_of(&self.path));
        let run = |db: &Connection| {
            let (transaction, waiter) = begin(db, wal.as_deref())?;
            Ok((transact(transaction, act)?, waiter))
        };
        let db = self.db()?;
        let outcome = run(db);
        if wal.is_some() {
            db.pragma_update(None, "synchronous", "FULL").map_err(|error| self.explain(&error))?;
        }
        let (outcome, waiter) = outcome.map_err(|error| self.failed(&error))?;
        if waiter == DiskWaiter::Store {
            wal::make_last(&self.path).map_err(|error| {
                self.trust = FileTrust::Lost;
                error::io(&self.path, &error)
            })?;
        }
        self.note_written()?;
        Ok(outcome)
    }

    /// What failed, after which the file is not trusted where it was the disk.
    fn failed(&mut self, error: &rusqlite::Error) -> StoreError {
        if error::is_disk_failure(error) {
            self.trust = FileTrust::Lost;
        }
        self.explain(error)
    }

    fn note_written(&mut self) -> Result<(), StoreError> {
        self.has_written = true;
        match self.access.get() {
            LogAccess::WriteAhead => self.beside = WalContent::Acts,
            _ => self.remember_place(),
        }
        self.remember_tip()
    }

    /// A transaction of [`Store::write`] that a power cut may take back; the next that it may not makes it last too.
    pub(super) fn write_lightly<T>(
        &mut self,
        act: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.make_sure()?;
        if self.access.get() != LogAccess::WriteAhead {
            return self.write(act);
        }
        let before = self.beside;
        self.ask(|db| db.pragma_update(None, "synchronous", "NORMAL"))?;
        let outcome =
            self.ask(|db| transact(Transaction::new_unchecked(db, TransactionBehavior::Immediate)?, act));
        self.ask(|db| db.pragma_update(None, "synchronous", "FULL"))?;
        let outcome = outcome?;
        self.note_written()?;
        let is_long = open::is_long(&wal::wal_of(&self.path));
        self.beside =
            if is_long || before == WalContent::Acts { WalContent::Acts } else { WalContent::Drafts };
        Ok(outcome)
    }

    /// Nothing is written into a file that is gone, damaged, or known only from before the disk failed.
    pub(super) fn make_sure(&mut self) -> Result<(), StoreError> {
        if self.lacks_room() {
            // There may be some by now.
            self.open_again()?;
        }
        match self.access.get() {
            LogAccess::ReadOnly(Obstacle::Rights) => return Err(StoreError::ReadOnly(self.path.clone())),
            LogAccess::ReadOnly(Obstacle::NoRoom) => {
                self.leave_connection();
                return Err(StoreError::Full(self.path.clone()));
            }
            LogAccess::Rollback | LogAccess::WriteAhead => {}
        }
        self.watch()?;
        let path = self.path.clone();
        match &self.file.elsewhere {
            ForeignChange::Replaced { kept } => {
                return Err(StoreError::Replaced { path, kept: Some(kept.clone()) });
            }
            ForeignChange::Overwritten | ForeignChange::Mixed => {
                return Err(StoreError::Replaced { path, kept: None });
            }
            ForeignChange::Gone { kept } => return Err(StoreError::Gone { path, kept: Some(kept.clone()) }),
            ForeignChange::Same | ForeignChange::Changed => {}
        }
        if self.trust == FileTrust::Lost {
            self.open_again()?;
            self.file.elsewhere = ForeignChange::Changed;
        }
        self.check_before_saving()
    }

    /// Whether the disk had no room when the log was opened. Such a connection keeps everybody else from the log.
    pub(super) fn lacks_room(&self) -> bool {
        self.access.get() == LogAccess::ReadOnly(Obstacle::NoRoom)
    }

    /// Gives the connection up; the next that asks something opens another one.
    pub(super) fn leave_connection(&mut self) {
        self.db.take();
    }

    pub(super) fn explain(&self, error: &rusqlite::Error) -> StoreError {
        error::explain(&self.path, error)
    }
}

/// What is read while it lives is of one moment of the file, whatever other programs save meanwhile.
pub(super) struct ReadMoment<'db>(Option<Transaction<'db>>);

impl<'db> ReadMoment<'db> {
    /// Begins one, or stays within the one that was begun before.
    pub(super) fn begin(db: &'db Connection) -> rusqlite::Result<Self> {
        db.is_autocommit().then(|| db.unchecked_transaction()).transpose().map(Self)
    }

    pub(super) fn end(self) -> rusqlite::Result<()> {
        self.0.map_or(Ok(()), Transaction::finish)
    }
}

/// Who waits until a transaction is on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DiskWaiter {
    Engine,
    /// The store, when the engine is done.
    Store,
}

/// Begins a transaction of a log with a write-ahead log, or without one. Into an empty write-ahead log the engine would
/// write its head, wait for the disk, and wait again for what follows, because a head that came late could be taken for
/// that of older content. Where there is none, one wait behind both does as well.
fn begin<'c>(db: &'c Connection, wal: Option<&Path>) -> rusqlite::Result<(Transaction<'c>, DiskWaiter)> {
    let begin = || Transaction::new_unchecked(db, TransactionBehavior::Immediate);
    let Some(wal) = wal else { return Ok((begin()?, DiskWaiter::Engine)) };
    let is_empty = || wal.metadata().is_ok_and(|file| file.len() == 0);
    if is_empty() {
        db.pragma_update(None, "synchronous", "OFF")?;
        let transaction = begin()?;
        // Only now can nobody else write any more.
        if is_empty() {
            return Ok((transaction, DiskWaiter::Store));
        }
        transaction.finish()?;
        db.pragma_update(None, "synchronous", "FULL")?;
    }
    Ok((begin()?, DiskWaiter::Engine))
}

/// Does an act and ends its transaction under a new name of the state of the log.
fn transact<T>(
    transaction: Transaction<'_>,
    act: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let outcome = act(&transaction)?;
    execute(&transaction, "UPDATE revision SET before = this, this = randomblob(16)", [])?;
    transaction.commit()?;
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    use chrono::DateTime;

    #[test]
    fn a_file_another_program_keeps_locked_is_named_and_can_be_saved_to_later() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("androlog.db");
        let mut store = Store::open(&path).unwrap();
        store.db().unwrap().busy_timeout(Duration::ZERO).unwrap();
        let other = Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let at = DateTime::UNIX_EPOCH;
        let error = store.save_draft("form", "text", at).unwrap_err();
        assert!(matches!(error, StoreError::Busy { .. }));
        assert!(error.to_string().contains("close it or try again"), "{error}");
        other.execute_batch("ROLLBACK").unwrap();
        store.save_draft("form", "text", at).unwrap();
    }

    #[test]
    fn a_failure_of_the_disk_and_no_other_takes_the_trust_in_the_file_away() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut store = Store::open(&folder.path().join("androlog.db")).unwrap();
        for (code, trust) in [
            (rusqlite::ffi::SQLITE_CONSTRAINT_CHECK, FileTrust::Good),
            (rusqlite::ffi::SQLITE_IOERR_WRITE, FileTrust::Lost),
        ] {
            let failure = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
            store.write::<()>(|_| Err(failure)).unwrap_err();
            assert_eq!(store.trust, trust);
        }
    }

    #[test]
    fn a_log_that_may_only_be_read_is_not_written_to_and_says_why() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut store = Store::open(&folder.path().join("androlog.db")).unwrap();
        store.access.set(LogAccess::ReadOnly(Obstacle::Rights));
        let refused = store.save_draft("form", "text", DateTime::UNIX_EPOCH).unwrap_err().to_string();
        assert!(refused.contains("may only be read"), "{refused}");
        assert_eq!(store.drafts().unwrap(), []);
    }

    #[test]
    fn a_log_whose_disk_was_full_is_written_to_as_soon_as_there_is_room() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut store = Store::open(&folder.path().join("androlog.db")).unwrap();
        store.access.set(LogAccess::ReadOnly(Obstacle::NoRoom));
        store.save_draft("form", "text", DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(store.drafts().unwrap().len(), 1);
    }

    #[test]
    fn a_log_whose_disk_is_full_is_left_to_others_while_nothing_is_asked() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut store = Store::open(&folder.path().join("androlog.db")).unwrap();
        store.drafts().unwrap();
        store.access.set(LogAccess::ReadOnly(Obstacle::NoRoom));
        assert!(store.is_unsettled());
        store.settle().unwrap();
        assert!(store.db.get().is_none());
    }

    #[test]
    fn a_draft_in_a_log_without_a_write_ahead_log_is_stored_like_an_act() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut store = Store::open(&folder.path().join("androlog.db")).unwrap();
        for (access, beside) in
            [(LogAccess::WriteAhead, WalContent::Drafts), (LogAccess::Rollback, WalContent::Nothing)]
        {
            store.settle().unwrap();
            store.beside = WalContent::Nothing;
            store.make_sure().unwrap();
            store.db().unwrap();
            store.access.set(access);
            store.save_draft("form", "text", DateTime::UNIX_EPOCH).unwrap();
            assert_eq!(store.beside, beside, "{access:?}");
        }
    }

    #[test]
    fn after_the_disk_failed_the_file_is_opened_afresh_before_it_is_written_to() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut store = Store::open(&folder.path().join("androlog.db")).unwrap();
        store.trust = FileTrust::Lost;
        store.save_draft("form", "text", DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(store.trust, FileTrust::Good);
        assert_eq!(store.elsewhere().unwrap(), ForeignChange::Changed);
        assert_eq!(store.drafts().unwrap().len(), 1);
    }
}
