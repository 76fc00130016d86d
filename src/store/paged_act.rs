//! An act of more entries than need stand in memory at once: they are saved page by page, in one transaction.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Result};

use crate::domain::change::{Act, Entry};
use crate::domain::id::EntryId;
use crate::domain::storable::is_storable;
use crate::store::entries::{forgotten, put};
use crate::store::error::StoreError;
use crate::store::{Store, added, journal, nameless};

impl Store {
    /// Saves an act with pages of entries that are new, all in one transaction, and writes it in the journal as one act.
    /// Nothing in memory grows with the number of pages; where one cannot be had, nothing is saved. Entries must have
    /// ids.
    pub fn commit_pages<E: From<StoreError>>(
        &mut self,
        act: &Act,
        at: DateTime<Utc>,
        mut next: impl FnMut() -> Result<Option<Vec<Entry>>, E>,
    ) -> Result<(), E> {
        let author = self.author.clone();
        let mut trouble = None;
        let outcome = self.write(|db| {
            let _pace = BulkPace::begin(db)?;
            let clashes = journal::clashes(db, act)?;
            if !clashes.is_empty() {
                trouble = Some(StoreError::Conflict(clashes).into());
                return Err(TAKEN_BACK);
            }
            let forgotten = forgotten(db)?;
            let nr = journal::commit(db, act, &author, at)?;
            let mut line = 0;
            loop {
                let page = next().and_then(|page| {
                    page.iter().try_for_each(|page| refuse_page(page, &forgotten))?;
                    Ok(page)
                });
                match page {
                    Ok(None) => return Ok(()),
                    Ok(Some(page)) => add(db, nr, &mut line, &page)?,
                    Err(error) => {
                        trouble = Some(error);
                        return Err(TAKEN_BACK);
                    }
                }
            }
        });
        match trouble {
            Some(error) => Err(error),
            None => Ok(outcome?),
        }
    }
}

/// Any error of the engine takes a transaction back; this one is never told.
const TAKEN_BACK: rusqlite::Error = rusqlite::Error::ExecuteReturnedResults;

/// Refuses a page with an entry that has no id, or that was forgotten since the page was planned.
fn refuse_page(page: &[Entry], forgotten: &BTreeSet<EntryId>) -> Result<(), StoreError> {
    if let Some(kind) = nameless(page) {
        return Err(StoreError::NoId(kind));
    }
    let clashes = journal::forgotten_clashes(page, forgotten);
    if clashes.is_empty() { Ok(()) } else { Err(StoreError::Conflict(clashes)) }
}

/// How a connection works while many entries come: with room for the pages that an index touches here and there. Ends
/// when it is dropped, with the checks of the schema in force again.
struct BulkPace<'c>(&'c Connection);

impl<'c> BulkPace<'c> {
    fn begin(db: &'c Connection) -> Result<Self> {
        // In KiB where it is negative.
        db.pragma_update(None, "cache_size", -BULK_CACHE_KIB)?;
        Ok(Self(db))
    }
}

impl Drop for BulkPace<'_> {
    fn drop(&mut self) {
        // Neither can fail in a way that matters: the first costs memory, and without the second less is checked of
        // what the domain checks as well.
        let _ = self.0.pragma_update(None, "cache_size", -USUAL_CACHE_KIB);
        let _ = self.0.pragma_update(None, "ignore_check_constraints", false);
    }
}

const BULK_CACHE_KIB: i64 = 16_000;
/// What the engine begins with.
const USUAL_CACHE_KIB: i64 = 2_000;

/// Puts new entries behind all others, and keeps their keys with the act. The checks of the schema, which cost a quarter
/// of the time, are left out where the domain finds each entry of the page storable, which says the same.
fn add(db: &Connection, act: i64, line: &mut i64, page: &[Entry]) -> Result<()> {
    db.pragma_update(None, "ignore_check_constraints", page.iter().all(is_storable))?;
    for entry in page {
        put(db, entry, None)?;
        added::keep(db, act, *line, &entry.key())?;
        *line += 1;
    }
    Ok(())
}
