//! Forgetting: entries go with all that the journal, the drafts and the free pages of the file know of them.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Connection;

use crate::domain::change::{Entry, EntryKey};
use crate::domain::id::EntryId;
use crate::store::error::StoreError;
use crate::store::rows::execute;
use crate::store::{Store, Window, entries, journal};

impl Store {
    /// Removes entries with all the journal and the drafts know of them, and writes the file anew so that nothing of
    /// them is left in it. It cannot be undone. Gives the number of entries that were there.
    pub fn forget(&mut self, keys: &BTreeSet<EntryKey>, at: DateTime<Utc>) -> Result<usize, StoreError> {
        let author = self.author.clone();
        let forgotten = self.write(|db| {
            let mut count = 0;
            for key in keys {
                count += usize::from(entries::find(db, key)?.is_some());
                entries::remove(db, key)?;
                if let Some(id) = key.id() {
                    execute(db, "INSERT OR IGNORE INTO forgotten (id) VALUES (?1)", [id.as_str()])?;
                }
            }
            journal::forget(db, keys)?;
            forget_drafts(db, keys)?;
            journal::mention(db, "Forgot something", &author, at)?;
            Ok(count)
        })?;
        // The samples of the planner hold values too.
        self.ask(|db| db.execute_batch("ANALYZE; VACUUM"))?;
        self.settle()?;
        Ok(forgotten)
    }

    /// Ids of entries that were forgotten and are not to come back.
    pub fn forgotten(&self) -> Result<BTreeSet<EntryId>, StoreError> {
        self.ask(entries::forgotten)
    }

    /// The keys of the entries that speak of a day before this one, therapies that ended before it included.
    pub fn keys_before(&self, day: NaiveDate) -> Result<BTreeSet<EntryKey>, StoreError> {
        let record = self.load(Window::Whole)?;
        let is_past = |entry: &Entry| match entry {
            Entry::Regimen(regimen) => regimen.stop.is_some_and(|stop| stop < day),
            entry => entry.day().is_some_and(|of| of < day),
        };
        Ok(record.entries().filter(is_past).map(|entry| entry.key()).collect())
    }
}

/// Removes the drafts of forms that would change a forgotten entry or began as a copy of it, and those that hold its id.
fn forget_drafts(db: &Connection, keys: &BTreeSet<EntryKey>) -> rusqlite::Result<()> {
    let sql = "DELETE FROM draft WHERE instr(form, ?1) > 0 OR instr(text, ?1) > 0";
    let ids = keys.iter().filter_map(EntryKey::id);
    ids.into_iter().try_for_each(|id| execute(db, sql, [id.as_str()]))
}
