//! What a large import added: the journal keeps it by the keys of its entries, and not as a second copy of the file.
//!
//! While the import holds, its entries stand in the log and nowhere else. An undo writes each down as it stood, and a
//! redo puts it back from there.

use std::collections::BTreeSet;

use rusqlite::{Connection, Result};

use crate::domain::change::{Change, Entry, EntryKey};
use crate::store::entries::{EntryImage, exists, find, put_back, remove};
use crate::store::rows::{execute, json, list, parsed};

/// Keeps the key of an entry with the act that added it; `line` counts the entries of the act.
pub(super) fn keep(db: &Connection, act: i64, line: i64, key: &EntryKey) -> Result<()> {
    let sql = "INSERT INTO journal_added (act, line, key) VALUES (?1, ?2, ?3)";
    execute(db, sql, (act, line, json(key)?))
}

/// How many entries an act added that are kept by their keys.
pub(super) fn count(db: &Connection, act: i64) -> Result<i64> {
    db.prepare_cached("SELECT count(*) FROM journal_added WHERE act = ?1")?.query_row([act], |row| row.get(0))
}

/// The keys of the entries an act added, in order, with their lines.
fn keys(db: &Connection, act: i64) -> Result<Vec<(i64, EntryKey)>> {
    list(db, "SELECT line, key FROM journal_added WHERE act = ?1 ORDER BY line", [act], |row| {
        Ok((row.get(0)?, parsed(row, 1)?))
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
        list(db, sql, [act], |row| Ok((row.get(0)?, parsed(row, 1)?)))?;
    let mut changes = Vec::with_capacity(images.len());
    for (_, image) in images {
        put_back(db, &image)?;
        changes.push(Change::Put(image.entry));
    }
    execute(db, "UPDATE journal_added SET image = NULL WHERE act = ?1", [act])?;
    Ok(changes)
}

/// Every entry that an import added, as it stands or as an undo wrote it down; none where it is gone since.
pub(super) fn versions(db: &Connection) -> Result<Vec<(EntryKey, Option<Entry>)>> {
    let kept = list(db, "SELECT key, image FROM journal_added ORDER BY act, line", [], |row| {
        let image = row.get_ref(1)?.as_str_or_null()?.is_some();
        Ok((parsed::<EntryKey>(row, 0)?, image.then(|| parsed::<EntryImage<Entry>>(row, 1)).transpose()?))
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
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, parsed::<EntryKey>(row, 2)?))
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
