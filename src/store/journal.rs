//! The journal: every act with how things were before and after, so that it can be undone, redone and read.

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{Connection, OptionalExtension, Result, Row};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::domain::change::{Act, Change, Entry, Key};
use crate::store::rows::{execute, find, known, list, put, remove};

/// What an undo or redo did, for whoever keeps a record in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Undone {
    /// What the act had done: `added 4 results of 14 Mar 2026`.
    pub words: String,
    /// What was changed now, in order.
    pub changes: Vec<Change>,
}

/// One act in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// When it was done, to the millisecond.
    pub at: DateTime<Utc>,
    /// What it did.
    pub words: String,
    /// Whether it still holds.
    pub state: ActState,
}

/// Whether an act still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActState {
    /// It does.
    Done,
    /// It was taken back.
    Undone,
}

/// An entry as it stood, and where.
#[derive(Serialize, Deserialize)]
struct Image<E> {
    nr: i64,
    entry: E,
}

/// Applies an act and writes it down. What was undone before cannot be redone any more.
pub(super) fn commit(db: &Connection, act: &Act, at: DateTime<Utc>) -> Result<()> {
    let (mut what, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for change in &act.changes {
        let key = match change {
            Change::Put(entry) => entry.key(),
            Change::Remove(key) => key.clone(),
        };
        before.push(find(db, &key)?.map(|(nr, entry)| Image { nr, entry }));
        after.push(match change {
            Change::Put(entry) => Some(Image { nr: put(db, entry, None)?, entry }),
            Change::Remove(key) => {
                remove(db, key)?;
                None
            }
        });
        what.push(key);
    }
    execute(db, "UPDATE journal SET state = 'dropped' WHERE state = 'undone'", [])?;
    execute(
        db,
        "INSERT INTO journal (at, words, what, before, after) VALUES (?1, ?2, ?3, ?4, ?5)",
        (instant(at), &act.words, json(&what)?, json(&before)?, json(&after)?),
    )
}

/// Takes back the newest act that holds.
pub(super) fn undo(db: &Connection, at: DateTime<Utc>) -> Result<Option<Undone>> {
    let sql = "SELECT nr, words, what, before FROM journal WHERE state = 'done' ORDER BY nr DESC LIMIT 1";
    let Some((nr, words, mut wanted)) = turn(db, sql)? else {
        return Ok(None);
    };
    wanted.reverse();
    set_state(db, nr, "undone", at)?;
    let changes = restore(db, wanted)?;
    Ok(Some(Undone { words, changes }))
}

/// Does the act again that was undone last.
pub(super) fn redo(db: &Connection, at: DateTime<Utc>) -> Result<Option<Undone>> {
    let sql = "SELECT nr, words, what, after FROM journal WHERE state = 'undone' ORDER BY nr LIMIT 1";
    let Some((nr, words, wanted)) = turn(db, sql)? else {
        return Ok(None);
    };
    set_state(db, nr, "done", at)?;
    let changes = restore(db, wanted)?;
    Ok(Some(Undone { words, changes }))
}

/// The newest acts, the newest first.
pub(super) fn log(db: &Connection, limit: usize) -> Result<Vec<LogLine>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let sql = "SELECT at, words, state FROM journal ORDER BY nr DESC LIMIT ?1";
    list(db, sql, [limit], |row| {
        Ok(LogLine {
            at: known(row, 0, moment)?,
            words: row.get(1)?,
            state: match row.get_ref(2)?.as_str()? {
                "done" => ActState::Done,
                _ => ActState::Undone,
            },
        })
    })
}

/// A moment as stored: `2026-03-14T08:10:00.000Z`.
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A moment from its text.
pub(super) fn moment(text: &str) -> Result<DateTime<Utc>, chrono::ParseError> {
    text.parse()
}

type Wanted = Vec<(Key, Option<Image<Entry>>)>;

/// The act a query finds, with each entry as it is wanted.
fn turn(db: &Connection, sql: &str) -> Result<Option<(i64, String, Wanted)>> {
    db.prepare_cached(sql)?
        .query_row([], |row| {
            let what: Vec<Key> = parsed(row, 2)?;
            let images: Vec<Option<Image<Entry>>> = parsed(row, 3)?;
            Ok((row.get(0)?, row.get(1)?, what.into_iter().zip(images).collect()))
        })
        .optional()
}

/// Brings entries back to how they stood, each at its old place.
fn restore(db: &Connection, wanted: Wanted) -> Result<Vec<Change>> {
    let mut changes = Vec::with_capacity(wanted.len());
    for (key, image) in wanted {
        changes.push(if let Some(Image { nr, entry }) = image {
            put(db, &entry, Some(nr))?;
            Change::Put(entry)
        } else {
            remove(db, &key)?;
            Change::Remove(key)
        });
    }
    Ok(changes)
}

fn set_state(db: &Connection, nr: i64, state: &str, at: DateTime<Utc>) -> Result<()> {
    let sql = "UPDATE journal SET state = ?2, turned = ?3 WHERE nr = ?1";
    execute(db, sql, (nr, state, instant(at)))
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

fn parsed<T: DeserializeOwned>(row: &Row<'_>, at: usize) -> Result<T> {
    known(row, at, |text| {
        serde_json::from_str(text).map_err(|error| format!("which the journal cannot take back: {error}"))
    })
}
