//! What a large import added: the journal keeps it by the keys of its entries, and not as a second copy of the file.
//!
//! While the import holds, its entries stand in the log and nowhere else. An undo writes each down as it stood, and a
//! redo puts it back from there.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Result};

use crate::domain::change::{Act, Change, Entry, EntryKey};
use crate::domain::id::EntryId;
use crate::domain::storable::is_storable;
use crate::store::entries::{exists, find, put, remove};
use crate::store::error::StoreError;
use crate::store::journal::{self, EntryImage, json};
use crate::store::rows::{execute, list};
use crate::store::{Store, merge, nameless};

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
            let forgotten = merge::forgotten(db)?;
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
        let key = json(&entry.key())?;
        put(db, entry, None)?;
        execute(db, "INSERT INTO journal_added (act, line, key) VALUES (?1, ?2, ?3)", (act, *line, key))?;
        *line += 1;
    }
    Ok(())
}

/// How many entries an act added that are kept by their keys.
pub(super) fn count(db: &Connection, act: i64) -> Result<i64> {
    db.prepare_cached("SELECT count(*) FROM journal_added WHERE act = ?1")?.query_row([act], |row| row.get(0))
}

/// The keys of the entries an act added, in order, with their lines.
fn keys(db: &Connection, act: i64) -> Result<Vec<(i64, EntryKey)>> {
    list(db, "SELECT line, key FROM journal_added WHERE act = ?1 ORDER BY line", [act], |row| {
        Ok((row.get(0)?, journal::parsed(row, 1)?))
    })
}

/// Whether all entries an act added are there, or none of them.
pub(super) fn all_are(db: &Connection, act: i64, there: Presence) -> Result<bool> {
    for (_, key) in keys(db, act)? {
        if exists(db, &key)? != (there == Presence::Stored) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether entries stand in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Stored,
    Absent,
}

/// The newest act after this one that holds and touched an entry this one added.
pub(super) fn newest_after(db: &Connection, act: i64) -> Result<Option<i64>> {
    let sql = "SELECT max(nr) FROM journal, json_each(what) AS touched
          WHERE nr > ?1 AND state = 'done'
            AND touched.value IN (SELECT key FROM journal_added WHERE act = ?1)";
    db.query_row(sql, [act], |row| row.get(0))
}

/// Takes the entries out that an act added, the last first, and writes each down as it stood.
pub(super) fn take_back(db: &Connection, act: i64) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for (line, key) in keys(db, act)?.into_iter().rev() {
        if let Some((nr, entry)) = find(db, &key)? {
            let image = json(&EntryImage { nr, entry })?;
            execute(
                db,
                "UPDATE journal_added SET image = ?3 WHERE act = ?1 AND line = ?2",
                (act, line, image),
            )?;
            remove(db, &key)?;
        }
        changes.push(Change::Remove(key));
    }
    Ok(changes)
}

/// Puts the entries back that an undo wrote down, each at its old place.
pub(super) fn bring_back(db: &Connection, act: i64) -> Result<Vec<Change>> {
    let sql = "SELECT line, image FROM journal_added WHERE act = ?1 AND image IS NOT NULL ORDER BY line";
    let images: Vec<(i64, EntryImage<Entry>)> =
        list(db, sql, [act], |row| Ok((row.get(0)?, journal::parsed(row, 1)?)))?;
    let mut changes = Vec::with_capacity(images.len());
    for (_, EntryImage { nr, entry }) in images {
        // Where another took its place meanwhile it goes behind all.
        put(db, &entry, Some(nr)).or_else(|_| put(db, &entry, None))?;
        changes.push(Change::Put(entry));
    }
    execute(db, "UPDATE journal_added SET image = NULL WHERE act = ?1", [act])?;
    Ok(changes)
}

/// Every entry that an import added, as it stands or as an undo wrote it down; none where it is gone since.
pub(super) fn versions(db: &Connection) -> Result<Vec<(EntryKey, Option<Entry>)>> {
    let kept = list(db, "SELECT key, image FROM journal_added ORDER BY act, line", [], |row| {
        let image = row.get_ref(1)?.as_str_or_null()?.is_some();
        Ok((
            journal::parsed::<EntryKey>(row, 0)?,
            image.then(|| journal::parsed::<EntryImage<Entry>>(row, 1)).transpose()?,
        ))
    })?;
    let version = |(key, image): (EntryKey, Option<EntryImage<Entry>>)| {
        let entry = match image {
            Some(image) => Some(image.entry),
            None => find(db, &key)?.map(|(_, entry)| entry),
        };
        Ok((key, entry))
    };
    kept.into_iter().map(version).collect()
}

/// Takes keys out, and gives the acts that had them and have no other.
pub(super) fn forget(db: &Connection, forgotten: &BTreeSet<EntryKey>) -> Result<Vec<i64>> {
    let all = list(db, "SELECT act, line, key FROM journal_added", [], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, journal::parsed::<EntryKey>(row, 2)?))
    })?;
    let mut touched = BTreeSet::new();
    for (act, line, _) in all.into_iter().filter(|(_, _, key)| forgotten.contains(key)) {
        execute(db, "DELETE FROM journal_added WHERE act = ?1 AND line = ?2", (act, line))?;
        touched.insert(act);
    }
    let mut emptied = Vec::new();
    for act in touched {
        if count(db, act)? == 0 {
            emptied.push(act);
        }
    }
    Ok(emptied)
}
