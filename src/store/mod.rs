//! The record on disk: one `SQLite` file in which every act is one durable transaction that can be undone.
//!
//! [`Store`] is all that others use. Inside: `open` (what kind of file it is), `rows`, `reports` and `regimens`
//! and `doses` (entries as rows), `window` (which reports are read), `journal` (acts, undo, log), `backup`, `upgrade`.

mod backup;
mod doses;
mod error;
mod journal;
mod open;
mod regimens;
mod reports;
mod rows;
mod upgrade;
mod window;

use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, TransactionBehavior};

use crate::domain::change::{Act, Change, Entry};
use crate::domain::dose_log::DoseEntry;
use crate::domain::record::Record;
use crate::domain::regimen::Regimen;
pub use crate::store::error::StoreError;
pub use crate::store::journal::{ActState, LogLine, Undone};
use crate::store::open::Access;
use crate::store::rows::{execute, known, list};
pub use crate::store::window::{Wanted, Window};

/// An open log.
pub struct Store {
    db: Connection,
    path: PathBuf,
    access: Access,
    /// The file that was opened, to notice when another takes its name.
    identity: Option<Identity>,
    /// The version of the data when it was last asked for.
    seen: i64,
    trust: Trust,
}

/// How far what the engine believes about the file can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    /// Opened, not yet looked through; that is done before the first write.
    Unread,
    /// Found in order.
    Good,
    /// The disk has failed since; the engine has to look at the file afresh.
    Lost,
}

/// Something typed and not yet saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The form it was typed in.
    pub form: String,
    /// What was typed, as the form wrote it.
    pub text: String,
    /// When it was kept, to the millisecond.
    pub at: DateTime<Utc>,
}

/// A larger file is looked through only when asked: 32 MB are some 75,000 results and 25 ms.
const CHECKED_BELOW_BYTES: i64 = 32 << 20;

impl Store {
    /// Opens the log at `path`, makes a new one where there is none, and brings an older one to today's shape
    /// after copying it aside. Refuses what is newer, broken or not a log, and leaves it as it is. Where nothing
    /// may be written it opens to be read: see [`Store::is_read_only`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let opened = open::open(path)?;
        let mut store = Self {
            db: opened.db,
            path: path.to_owned(),
            access: opened.access,
            identity: Identity::of(path),
            seen: 0,
            trust: Trust::Unread,
        };
        store.seen = store.data_version()?;
        Ok(store)
    }

    /// A new log in memory, gone when it is dropped.
    pub fn open_in_memory() -> Result<Self, StoreError> {
        let path = PathBuf::from(":memory:");
        let opened = open::open_in_memory().map_err(|error| error::explain(&path, &error))?;
        Ok(Self { db: opened.db, path, access: opened.access, identity: None, seen: 0, trust: Trust::Good })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether nothing can be saved, because of the file, its folder or the disk.
    pub fn is_read_only(&self) -> bool {
        self.access == Access::ReadOnly
    }

    /// Whether others can read while one writes; not on network drives, where a plain journal is used.
    pub fn has_write_ahead_log(&self) -> bool {
        self.access == Access::WriteAhead
    }

    /// Reads the record, or the part of it in a window.
    pub fn load(&self, window: Window<'_>) -> Result<Record, StoreError> {
        let read = || {
            let moment = self.db.unchecked_transaction()?;
            let places = window.places(&self.db)?;
            let reports = reports::load(&self.db, places.as_deref())?;
            let others = rows::all_but_reports_and_doses(&self.db)?;
            let doses = window
                .doses_since()
                .map_or_else(|| doses::all(&self.db), |day| doses::since(&self.db, day))?;
            moment.finish()?;
            let reports = reports.into_iter().map(|(_, report)| Entry::Report(report));
            Ok(reports.chain(others.into_iter().chain(doses).map(|(_, entry)| entry)))
        };
        let entries = read().map_err(|error| self.explain(&error))?;
        Ok(match window {
            Window::Whole => Record::whole(entries),
            Window::Needed { .. } | Window::With(_) => Record::partial(entries),
        })
    }

    /// The drugs over time alone, by order of entry: what decides which results the rules look at.
    pub fn regimens(&self) -> Result<Vec<Regimen>, StoreError> {
        let rows = regimens::load(&self.db, None).map_err(|error| self.explain(&error))?;
        let regimen = |(_, entry)| match entry {
            Entry::Regimen(regimen) => Some(regimen),
            _ => None,
        };
        Ok(rows.into_iter().filter_map(regimen).collect())
    }

    /// The doses taken and skipped since a day alone, by order of entry.
    pub fn doses_taken(&self, since: NaiveDate) -> Result<Vec<DoseEntry>, StoreError> {
        let rows = doses::since(&self.db, since).map_err(|error| self.explain(&error))?;
        let dose = |(_, entry)| match entry {
            Entry::DoseTaken(dose) => Some(dose),
            _ => None,
        };
        Ok(rows.into_iter().filter_map(dose).collect())
    }

    /// How many acts the journal has seen; it only rises.
    pub fn acts(&self) -> Result<i64, StoreError> {
        let sql = "SELECT ifnull(max(nr), 0) FROM journal";
        self.db.query_row(sql, [], |row| row.get(0)).map_err(|error| self.explain(&error))
    }

    /// Saves an act whole or not at all, and writes it in the journal. Entries must have ids.
    pub fn commit(&mut self, act: &Act, at: DateTime<Utc>) -> Result<(), StoreError> {
        if let Some(nameless) = act.changes.iter().find_map(nameless) {
            return Err(StoreError::NoId(nameless));
        }
        self.write(|db| journal::commit(db, act, at))
    }

    /// Takes back the newest act that holds, of this run or an earlier one; none when there is none.
    pub fn undo(&mut self, at: DateTime<Utc>) -> Result<Option<Undone>, StoreError> {
        self.write(|db| journal::undo(db, at))
    }

    /// Does the act again that was undone last, unless something else was done since.
    pub fn redo(&mut self, at: DateTime<Utc>) -> Result<Option<Undone>, StoreError> {
        self.write(|db| journal::redo(db, at))
    }

    /// The newest acts of all runs, the newest first.
    pub fn log(&self, limit: usize) -> Result<Vec<LogLine>, StoreError> {
        journal::log(&self.db, limit).map_err(|error| self.explain(&error))
    }

    /// Keeps what was typed in a form, instead of what was kept for it before.
    pub fn save_draft(&mut self, form: &str, text: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "INSERT INTO draft (form, text, saved) VALUES (?1, ?2, ?3)
             ON CONFLICT (form) DO UPDATE SET text = excluded.text, saved = excluded.saved";
        self.write(|db| execute(db, sql, (form, text, journal::instant(at))))
    }

    /// What was typed and never saved, by form.
    pub fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        let sql = "SELECT form, text, saved FROM draft ORDER BY form";
        let drafts = list(&self.db, sql, [], |row| {
            Ok(Draft { form: row.get(0)?, text: row.get(1)?, at: known(row, 2, journal::moment)? })
        });
        drafts.map_err(|error| self.explain(&error))
    }

    /// Forgets what was typed in a form.
    pub fn drop_draft(&mut self, form: &str) -> Result<(), StoreError> {
        self.write(|db| execute(db, "DELETE FROM draft WHERE form = ?1", [form]))
    }

    /// The size of the log in bytes.
    pub fn bytes(&self) -> Result<i64, StoreError> {
        let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        self.db.query_row(sql, [], |row| row.get(0)).map_err(|error| self.explain(&error))
    }

    /// A number that changes when another process changes the file, and only then.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        self.db
            .pragma_query_value(None, "data_version", |row| row.get(0))
            .map_err(|error| self.explain(&error))
    }

    /// Whether another process changed the file since this was last asked, or since it was opened.
    pub fn changed_elsewhere(&mut self) -> Result<bool, StoreError> {
        let now = self.data_version()?;
        Ok(std::mem::replace(&mut self.seen, now) != now)
    }

    /// Looks through the file, every value included, and says what is damaged, if anything is: some 10 ms for
    /// 5,000 results.
    pub fn check(&self) -> Result<(), StoreError> {
        self.sound(backup::fault(&self.db, "quick_check"))
    }

    /// Copies the log to a new private file while it stays open, and checks the copy before it gets its name.
    pub fn back_up(&self, to: &Path) -> Result<(), StoreError> {
        backup::copy(&self.db, &self.path, to)
    }

    /// Tidies up and closes. What was saved is safe without it, so a file that is busy is left untidied.
    pub fn close(self) -> Result<(), StoreError> {
        if !self.is_read_only() {
            let _ = self.db.execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(PASSIVE);");
        }
        self.db.close().map_err(|(_, error)| error::explain(&self.path, &error))
    }

    /// One transaction that takes the right to write before it reads, so that what it read cannot change.
    fn write<T>(&mut self, act: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        self.make_sure()?;
        let run = || {
            let transaction = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let outcome = act(&transaction)?;
            transaction.commit()?;
            Ok(outcome)
        };
        run().map_err(|error| {
            if error::is_disk_failure(&error) {
                self.trust = Trust::Lost;
            }
            self.explain(&error)
        })
    }

    /// Nothing is written into a file that is gone, damaged, or known only from before the disk failed.
    fn make_sure(&mut self) -> Result<(), StoreError> {
        if self.is_read_only() {
            return Err(StoreError::ReadOnly(self.path.clone()));
        }
        if self.identity.is_some() && self.identity != Identity::of(&self.path) {
            return Err(StoreError::Replaced(self.path.clone()));
        }
        if self.trust == Trust::Lost {
            *self = Self::open(&self.path)?;
            // Versions of two connections do not compare; whoever asks shall read again.
            self.seen = -1;
            return self.make_sure();
        }
        if self.trust == Trust::Unread {
            if self.bytes()? < CHECKED_BELOW_BYTES {
                self.sound(backup::tear(&self.db))?;
            }
            self.trust = Trust::Good;
        }
        Ok(())
    }

    fn sound(&self, found: rusqlite::Result<Option<String>>) -> Result<(), StoreError> {
        let path = self.path.clone();
        match found.map_err(|error| self.explain(&error))? {
            Some(detail) => Err(StoreError::Damaged { path, detail }),
            None => Ok(()),
        }
    }

    fn explain(&self, error: &rusqlite::Error) -> StoreError {
        error::explain(&self.path, error)
    }
}

/// The kind of an entry that was given no id.
fn nameless(change: &Change) -> Option<&'static str> {
    let Change::Put(entry) = change else {
        return None;
    };
    let (id, kind) = match entry {
        Entry::Report(report) => (&report.id, "report"),
        Entry::Regimen(regimen) => (&regimen.id, "regimen"),
        Entry::Symptom(symptom) => (&symptom.id, "symptom"),
        Entry::Event(event) => (&event.id, "event"),
        Entry::DoseTaken(dose) => (&dose.id, "dose"),
        Entry::Question(question) => (&question.id, "question"),
        Entry::Profile(_) | Entry::Action(_) => return None,
    };
    id.is_new().then_some(kind)
}

/// Which file stands behind a name: device and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity(u64, u64);

impl Identity {
    #[cfg(unix)]
    fn of(path: &Path) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let file = path.metadata().ok()?;
        Some(Self(file.dev(), file.ino()))
    }

    /// Where an open file cannot be moved, it need not be known.
    #[cfg(not(unix))]
    fn of(_path: &Path) -> Option<Self> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn a_file_another_program_keeps_locked_is_named_and_can_be_saved_to_later() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("androlog.db");
        let mut store = Store::open(&path).unwrap();
        store.db.busy_timeout(std::time::Duration::ZERO).unwrap();
        let other = Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let at = DateTime::UNIX_EPOCH;
        let error = store.save_draft("form", "text", at).unwrap_err();
        assert!(matches!(error, StoreError::Busy(_)));
        assert!(error.to_string().contains("close it or try again"), "{error}");
        other.execute_batch("ROLLBACK").unwrap();
        store.save_draft("form", "text", at).unwrap();
    }

    #[test]
    fn after_the_disk_failed_the_file_is_opened_afresh_before_it_is_written_to() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut store = Store::open(&folder.path().join("androlog.db")).unwrap();
        store.trust = Trust::Lost;
        store.save_draft("form", "text", DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(store.trust, Trust::Good);
        assert!(store.changed_elsewhere().unwrap());
        assert_eq!(store.drafts().unwrap().len(), 1);
    }
}
