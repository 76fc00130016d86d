//! The connection to the file: opened when something is asked, written through, and closed when all is in the one file.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::store::error::{self, StoreError};
use crate::store::foreign_change::{FilePlace, ForeignChange};
use crate::store::open::{self, IfAbsent, LogAccess, Obstacle};
use crate::store::rows::execute;
use crate::store::{FileTrust, Store, WalContent, wal};

impl Store {
    /// The size of the log in bytes.
    pub fn bytes(&self) -> Result<i64, StoreError> {
        let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        self.ask(|db| db.query_row(sql, [], |row| row.get(0)))
    }

    /// A number that changes when another process changes the file, and only then.
    pub(super) fn data_version(&self) -> Result<i64, StoreError> {
        self.ask(|db| db.pragma_query_value(None, "data_version", |row| row.get(0)))
    }

    /// What other programs did to the file since this was last asked, or since it was opened. A file that took the
    /// place of this one is opened in its stead.
    pub fn elsewhere(&mut self) -> Result<ForeignChange, StoreError> {
        self.watch()?;
        let happened = self.elsewhere.clone();
        if !matches!(happened, ForeignChange::Gone { .. }) {
            self.elsewhere = ForeignChange::Same;
        }
        Ok(happened)
    }

    /// Whether there is something to settle: what was saved may stand beside the file alone, or a connection is open
    /// for nothing.
    pub fn is_unsettled(&self) -> bool {
        let has_idle_connection = self.db.get().is_some() && self.place.is_some() && !self.is_read_only();
        self.beside == WalContent::Acts || (has_idle_connection && self.beside == WalContent::Nothing)
    }

    /// Moves what was saved into the one file, so that a copy of that file is whole, and closes the connection. Says
    /// whether all is there; it is not while another program reads, and is to be tried again.
    pub fn settle(&mut self) -> Result<bool, StoreError> {
        if !self.is_unsettled() {
            return Ok(self.beside != WalContent::Acts);
        }
        self.watch()?;
        if self.elsewhere.is_another_file() || self.db.get().is_none() {
            return Ok(self.beside != WalContent::Acts);
        }
        if self.beside == WalContent::Acts && !self.move_into_file()? {
            return Ok(false);
        }
        self.rest()?;
        Ok(true)
    }

    pub(super) fn move_into_file(&mut self) -> Result<bool, StoreError> {
        let waiting = self.patience;
        let moved = self.ask(|db| {
            db.busy_timeout(Duration::ZERO)?;
            let is_busy = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
            db.busy_timeout(waiting)?;
            is_busy
        });
        let is_busy: bool = match moved {
            Err(StoreError::Busy { .. }) => true,
            outcome => outcome?,
        };
        self.remember_place();
        if !is_busy {
            self.beside = WalContent::Nothing;
        }
        Ok(!is_busy)
    }

    /// Tidies up and closes. What was saved is safe without it, so a file that is busy is left untidied.
    pub fn close(mut self) -> Result<(), StoreError> {
        if self.is_read_only() || self.place.is_none() {
            return Ok(());
        }
        if self.has_written {
            let _ = self.ask(|db| db.execute_batch("PRAGMA optimize"));
        }
        if self.settle()? && !self.elsewhere.is_another_file() { self.rest() } else { Ok(()) }
    }

    /// Keeps in mind how the file looks after this store changed it. A file that has taken its name meanwhile is left to
    /// be noticed.
    fn remember_place(&mut self) {
        if let (Some(before), Some(now)) = (self.place, FilePlace::of(&self.path))
            && now.is_of_same_file(before)
        {
            self.place = Some(now);
        }
    }

    /// Closes the connection. The last program to do so removes the files beside the log. Where another file has taken
    /// its name meanwhile, the connection is all that still leads to this one, and stays.
    pub(super) fn rest(&mut self) -> Result<(), StoreError> {
        let anchor = File::open(&self.path).ok();
        let is_held = |before: FilePlace| {
            anchor.as_ref().and_then(FilePlace::of_open).is_some_and(|held| held.is_of_same_file(before))
        };
        if self.place.is_some_and(|before| !is_held(before)) {
            return Ok(());
        }
        if let Some(db) = self.db.take() {
            let config = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
            db.set_db_config(config, false).map_err(|error| self.explain(&error))?;
            db.close().map_err(|(_, error)| self.explain(&error))?;
        }
        self.beside = WalContent::Nothing;
        self.place = anchor.as_ref().and_then(FilePlace::of_open);
        self.anchor = anchor;
        Ok(())
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
        match self.access.get() {
            LogAccess::ReadOnly(Obstacle::Rights) => return Err(StoreError::ReadOnly(self.path.clone())),
            LogAccess::ReadOnly(Obstacle::NoRoom) => return Err(StoreError::Full(self.path.clone())),
            LogAccess::Rollback | LogAccess::WriteAhead => {}
        }
        self.watch()?;
        let path = self.path.clone();
        match &self.elsewhere {
            ForeignChange::Replaced { kept } => {
                return Err(StoreError::Replaced { path, kept: Some(kept.clone()) });
            }
            ForeignChange::Overwritten => return Err(StoreError::Replaced { path, kept: None }),
            ForeignChange::Gone { kept } => return Err(StoreError::Gone { path, kept: Some(kept.clone()) }),
            ForeignChange::Same | ForeignChange::Changed => {}
        }
        if self.trust == FileTrust::Lost {
            self.open_again()?;
            self.elsewhere = ForeignChange::Changed;
        }
        self.check_before_saving()
    }

    pub(super) fn explain(&self, error: &rusqlite::Error) -> StoreError {
        error::explain(&self.path, error)
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
    use crate::domain::change::{Act, Change, Entry};
    use crate::domain::journal::EventEntry;
    use chrono::DateTime;

    /// A log with one act that still stands beside it, and another log in its folder.
    fn unsettled_log() -> (tempfile::TempDir, Store, std::path::PathBuf) {
        let folder = tempfile::TempDir::new().unwrap();
        let (path, other) = (folder.path().join("androlog.db"), folder.path().join("other.db"));
        Store::open(&other).unwrap().close().unwrap();
        let mut store = Store::open(&path).unwrap();
        let fever = EventEntry {
            id: "e".into(),
            date: "2026-01-01".parse().unwrap(),
            event: "fever".into(),
            note: None,
        };
        let act = Act::one("fever", Change::Put(Entry::Event(fever)));
        store.commit(&act, DateTime::UNIX_EPOCH).unwrap();
        (folder, store, other)
    }

    fn events(path: &Path) -> i64 {
        let db = Connection::open(path).unwrap();
        db.query_row("SELECT count(*) FROM event", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_file_that_takes_the_name_of_the_log_at_the_very_moment_it_is_settled_is_noticed() {
        // Between the last look and the move into the file, and between that and the end of the connection.
        for is_moved_first in [false, true] {
            let (_folder, mut store, other) = unsettled_log();
            if is_moved_first {
                store.move_into_file().unwrap();
            }
            std::fs::rename(&other, &store.path).unwrap();
            if !is_moved_first {
                store.move_into_file().unwrap();
            }
            store.rest().unwrap();
            let ForeignChange::Replaced { kept } = store.elsewhere().unwrap() else {
                panic!("moved first: {is_moved_first}: not noticed");
            };
            assert_eq!((events(&kept), events(&store.path)), (1, 0));
        }
    }

    #[test]
    fn a_log_that_is_deleted_at_the_very_moment_it_is_settled_is_kept_beside() {
        let (_folder, mut store, _) = unsettled_log();
        std::fs::remove_file(&store.path).unwrap();
        store.move_into_file().unwrap();
        store.rest().unwrap();
        let ForeignChange::Gone { kept } = store.elsewhere().unwrap() else { panic!("not noticed") };
        assert_eq!(events(&kept), 1);
    }

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
