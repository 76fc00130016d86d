//! The journal: every act with how things were before and after, so that it can be undone, redone and read.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{Connection, OptionalExtension, Result, Row};

use crate::domain::change::{Act, Change, Clash, Entry, EntryKey};
use crate::domain::id::EntryId;
use crate::store::added::{self, Presence};
use crate::store::entries::{EntryImage, find, forgotten, put, put_back, remove};
use crate::store::error::Unturnable;
use crate::store::log_table::LogTable;
use crate::store::rows::{execute, json, known, list, parsed};
use crate::store::unreadable::StoredRowReader;

/// Who acts: the part of the program, and the run it acts in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActAuthor {
    /// `screen`, or the command: `add`.
    pub program: String,
    /// The same for all acts from a start of the program to its end.
    pub run: String,
}

/// What an undo or redo did, for whoever keeps a record in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Undone {
    /// The number of the act.
    pub nr: i64,
    /// What the act had done: `added 4 results of 14 Mar 2026`.
    pub words: String,
    /// What was changed now, in order.
    pub changes: Vec<Change>,
}

/// One act in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Its number, by which it is undone and redone.
    pub nr: i64,
    /// When it was done, to the millisecond.
    pub at: DateTime<Utc>,
    pub words: String,
    /// Whether it still holds.
    pub state: ActState,
    /// Who did it; not known of acts of the first release.
    pub author: Option<ActAuthor>,
    /// How many entries it added, changed or removed.
    pub entries: usize,
}

impl LogLine {
    /// So many entries are taken back without a question, and no more.
    pub const FEW: usize = 20;

    /// Whether somebody who takes it back in this run may not have it in mind: it is of another run, or large.
    pub fn is_far(&self, run: &str) -> bool {
        self.entries > Self::FEW || self.author.as_ref().is_none_or(|author| author.run != run)
    }
}

/// What became of an undo or redo.
pub(super) enum Turned {
    Done(Undone),
    Refused(Unturnable),
}

/// Whether an act still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActState {
    Done,
    /// It was taken back.
    Undone,
    /// What it touched was forgotten; it can be neither undone nor redone.
    Forgotten,
}

/// The entries that are no longer as an act found them, and those it would bring back that were forgotten.
pub(super) fn clashes(db: &Connection, act: &Act) -> Result<Vec<Clash>> {
    let mut clashes = forgotten_clashes(act.put(), &forgotten(db)?);
    for new in act.put().filter(|entry| act.absent.contains(&entry.key())) {
        if let Some((_, stored)) = find(db, &new.key())? {
            clashes.push(Clash { key: new.key(), began: new.clone(), stored: Some(stored) });
        }
    }
    for began in &act.began {
        let key = began.key();
        let stored = find(db, &key)?.map(|(_, entry)| entry);
        if stored.as_ref() != Some(began) {
            clashes.push(Clash { key, began: began.clone(), stored });
        }
    }
    Ok(clashes)
}

/// The entries among these that were forgotten: whoever planned to put them knew nothing of that yet.
pub(super) fn forgotten_clashes<'e>(
    entries: impl IntoIterator<Item = &'e Entry>,
    forgotten: &BTreeSet<EntryId>,
) -> Vec<Clash> {
    let is_forgotten = |entry: &&Entry| entry.key().id().is_some_and(|id| forgotten.contains(id));
    let clash = |entry: &Entry| Clash { key: entry.key(), began: entry.clone(), stored: None };
    entries.into_iter().filter(is_forgotten).map(clash).collect()
}

/// Applies an act and writes it down, and gives its number. What was undone before is redone from here on by its
/// number only.
pub(super) fn commit(db: &Connection, act: &Act, author: &ActAuthor, at: DateTime<Utc>) -> Result<i64> {
    let (mut what, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for change in &act.changes {
        let key = change.key();
        before.push(find(db, &key)?.map(|(nr, entry)| EntryImage { nr, entry }));
        after.push(match change {
            Change::Put(entry) => Some(EntryImage { nr: put(db, entry, None)?, entry }),
            Change::Remove(key) => {
                remove(db, key)?;
                None
            }
        });
        what.push(key);
    }
    execute(db, DROP_UNDONE, [])?;
    execute(
        db,
        "INSERT INTO journal (at, words, what, before, after, program, run) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (instant(at), &act.words, json(&what)?, json(&before)?, json(&after)?, &author.program, &author.run),
    )?;
    Ok(db.last_insert_rowid())
}

/// The newest act that holds.
pub(super) fn next_to_undo(db: &Connection) -> Result<Option<LogLine>> {
    let sql = format!("{LINE} WHERE state = 'done' AND {TOUCHES} ORDER BY nr DESC LIMIT 1");
    Ok(list(db, &sql, [], line)?.pop())
}

/// The oldest of those undone since something was done last.
pub(super) fn next_to_redo(db: &Connection) -> Result<Option<LogLine>> {
    let sql = format!(
        "{LINE} INDEXED BY journal_by_state WHERE state = 'undone' AND {TOUCHES} ORDER BY nr LIMIT 1"
    );
    Ok(list(db, &sql, [], line)?.pop())
}

/// Takes an act back.
pub(super) fn undo(db: &Connection, nr: i64, at: DateTime<Utc>) -> Result<Turned> {
    let Some(turn) = turn(db, nr)? else {
        return Ok(Turned::Refused(Unturnable::Unknown(nr)));
    };
    match turn.state {
        ActState::Done => {}
        ActState::Undone => return Ok(Turned::Refused(Unturnable::Undone(nr))),
        ActState::Forgotten => return Ok(Turned::Refused(Unturnable::Forgotten(nr))),
    }
    let changed_since = added::newest_after(db, nr)?;
    if changed_since.is_some()
        || !turn.stands(db, ActSide::After)?
        || !added::all_are(db, nr, Presence::Stored)?
    {
        let later = newest_after(db, nr, &turn.what)?.max(changed_since);
        return Ok(Turned::Refused(Unturnable::Overtaken { nr, later }));
    }
    let is_newest = next_to_undo(db)?.is_some_and(|line| line.nr == nr);
    // An act out of turn is no step on the way that a plain redo goes back.
    execute(db, TURN, (nr, if is_newest { "undone" } else { "dropped" }, instant(at)))?;
    let mut wanted: WantedImages = turn.what.into_iter().zip(turn.before).collect();
    wanted.reverse();
    let mut changes = added::take_back(db, nr)?;
    changes.extend(restore(db, wanted)?);
    Ok(Turned::Done(Undone { nr, words: turn.words, changes }))
}

/// Does an act again.
pub(super) fn redo(db: &Connection, nr: i64, at: DateTime<Utc>) -> Result<Turned> {
    let Some(turn) = turn(db, nr)? else {
        return Ok(Turned::Refused(Unturnable::Unknown(nr)));
    };
    match turn.state {
        ActState::Undone => {}
        ActState::Done => return Ok(Turned::Refused(Unturnable::Done(nr))),
        ActState::Forgotten => return Ok(Turned::Refused(Unturnable::Forgotten(nr))),
    }
    if !turn.stands(db, ActSide::Before)? || !added::all_are(db, nr, Presence::Absent)? {
        let later = newest_after(db, nr, &turn.what)?.max(added::newest_after(db, nr)?);
        return Ok(Turned::Refused(Unturnable::Overtaken { nr, later }));
    }
    execute(db, TURN, (nr, "done", instant(at)))?;
    let mut changes = restore(db, turn.what.into_iter().zip(turn.after).collect())?;
    changes.extend(added::bring_back(db, nr)?);
    Ok(Turned::Done(Undone { nr, words: turn.words, changes }))
}

/// The engine, which counted the acts when there was one, would read the whole journal rather than its index.
const DROP_UNDONE: &str =
    "UPDATE journal INDEXED BY journal_by_state SET state = 'dropped' WHERE state = 'undone'";
const TURN: &str = "UPDATE journal SET state = ?2, turned = ?3 WHERE nr = ?1";

/// Every version of every entry that a journal knows, undone acts included.
#[derive(Debug, Default)]
pub(super) struct History(BTreeMap<EntryKey, Vec<Option<Entry>>>);

impl History {
    /// Whether any act touched the entry.
    pub fn touched(&self, key: &EntryKey) -> bool {
        self.0.contains_key(key)
    }

    /// How the entry ever stood.
    pub fn versions(&self, key: &EntryKey) -> impl Iterator<Item = &Entry> {
        self.0.get(key).into_iter().flatten().flatten()
    }

    /// Whether the entry ever stood so.
    pub fn knew(&self, key: &EntryKey, version: &Entry) -> bool {
        self.0.get(key).is_some_and(|known| known.iter().flatten().any(|known| known == version))
    }

    /// Whether the entry was once there and then not.
    pub fn removed(&self, key: &EntryKey) -> bool {
        let was_there = |known: &Vec<Option<Entry>>| {
            known.iter().skip_while(|known| known.is_none()).any(Option::is_none)
        };
        self.0.get(key).is_some_and(was_there)
    }
}

/// Reads the whole journal.
pub(super) fn history(db: &Connection) -> Result<History> {
    let mut history = BTreeMap::<EntryKey, Vec<Option<Entry>>>::new();
    let mut statement = db.prepare("SELECT what, before, after FROM journal ORDER BY nr")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let what: Vec<EntryKey> = parsed(row, 0)?;
        let before: Vec<Option<EntryImage<Entry>>> = parsed(row, 1)?;
        let after: Vec<Option<EntryImage<Entry>>> = parsed(row, 2)?;
        for (key, (before, after)) in what.into_iter().zip(before.into_iter().zip(after)) {
            let known = history.entry(key).or_default();
            known.extend([before.map(|image| image.entry), after.map(|image| image.entry)]);
        }
    }
    for (key, version) in added::versions(db)? {
        let known = history.entry(key).or_default();
        known.push(None);
        known.extend(version.map(Some));
    }
    Ok(History(history))
}

/// What an act is called of which nothing is known any more.
pub(super) const FORGOTTEN: &str = "Something that was forgotten";

/// Takes every version of some entries out of the journal, and what acts on nothing else said.
pub(super) fn forget(db: &Connection, keys: &BTreeSet<EntryKey>) -> Result<()> {
    for nr in added::forget(db, keys)? {
        execute(db, "UPDATE journal SET words = ?2 WHERE nr = ?1 AND what = '[]'", (nr, FORGOTTEN))?;
    }
    for nr in list(db, "SELECT nr FROM journal", [], |row| row.get::<_, i64>(0))? {
        let Some(turn) = turn(db, nr)? else { continue };
        if !turn.what.iter().any(|key| keys.contains(key)) {
            continue;
        }
        let sides = turn.before.into_iter().zip(turn.after);
        let (what, sides): (Vec<EntryKey>, Vec<_>) =
            turn.what.into_iter().zip(sides).filter(|(key, _)| !keys.contains(key)).unzip();
        let (before, after): (Vec<_>, Vec<_>) = sides.into_iter().unzip();
        let is_empty = what.is_empty() && added::count(db, nr)? == 0;
        let words = if is_empty { FORGOTTEN } else { turn.words.as_str() };
        let sql = "UPDATE journal SET words = ?2, what = ?3, before = ?4, after = ?5 WHERE nr = ?1";
        execute(db, sql, (nr, words, json(&what)?, json(&before)?, json(&after)?))?;
    }
    Ok(())
}

/// Writes down that something was done that touched nothing the journal keeps.
pub(super) fn mention(db: &Connection, words: &str, author: &ActAuthor, at: DateTime<Utc>) -> Result<()> {
    let sql = "INSERT INTO journal (at, words, what, before, after, state, program, run)
         VALUES (?1, ?2, '[]', '[]', '[]', 'dropped', ?3, ?4)";
    execute(db, sql, (instant(at), words, &author.program, &author.run))
}

/// The newest acts, the newest first.
pub(super) fn log(db: &Connection, limit: usize, reader: &mut StoredRowReader) -> Result<Vec<LogLine>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    reader.entries(LogTable::Journal, db, &format!("{LINE} ORDER BY nr DESC LIMIT ?1"), [limit], line)
}

/// The entry as the newest act left it that holds, and where it stood; none where no act has it.
pub(super) fn newest_version(db: &Connection, key: &EntryKey) -> Result<Option<(i64, Entry)>> {
    let sql = "SELECT nr FROM journal WHERE state = 'done' ORDER BY nr DESC";
    for nr in list(db, sql, [], |row| row.get::<_, i64>(0))? {
        // An act that cannot be read itself is passed over.
        let Some(turn) = turn(db, nr).ok().flatten() else { continue };
        if let Some(at) = turn.what.iter().rposition(|touched| touched == key) {
            let image = turn.after.into_iter().nth(at).flatten();
            return Ok(image.map(|image| (image.nr, image.entry)));
        }
    }
    Ok(None)
}

const LINE: &str = "SELECT nr, at, words, state, program, run,
     CASE WHEN json_valid(what) THEN json_array_length(what) ELSE 0 END
         + (SELECT count(*) FROM journal_added WHERE act = nr) FROM journal";

/// Whether an act touched anything that is still known.
const TOUCHES: &str = "(what <> '[]' OR EXISTS (SELECT 1 FROM journal_added WHERE act = nr))";

fn line(row: &Row<'_>) -> Result<LogLine> {
    let author = row.get::<_, Option<String>>(4)?.zip(row.get::<_, Option<String>>(5)?);
    let entries = row.get::<_, i64>(6)?.try_into().unwrap_or(0);
    Ok(LogLine {
        nr: row.get(0)?,
        at: known(row, 1, moment)?,
        words: row.get(2)?,
        state: if entries == 0 { ActState::Forgotten } else { known(row, 3, state)? },
        author: author.map(|(program, run)| ActAuthor { program, run }),
        entries,
    })
}

fn state(word: &str) -> Result<ActState, &'static str> {
    match word {
        "done" => Ok(ActState::Done),
        "undone" | "dropped" => Ok(ActState::Undone),
        _ => Err("which is not a state of an act"),
    }
}

/// A moment as stored: `2026-03-14T08:10:00.000Z`.
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A moment from its text.
pub(super) fn moment(text: &str) -> Result<DateTime<Utc>, chrono::ParseError> {
    text.parse()
}

type WantedImages = Vec<(EntryKey, Option<EntryImage<Entry>>)>;

/// An act to be undone or redone, with each entry as it was before and after it.
struct ActTurn {
    words: String,
    state: ActState,
    what: Vec<EntryKey>,
    before: Vec<Option<EntryImage<Entry>>>,
    after: Vec<Option<EntryImage<Entry>>>,
}

/// The moments between which an act changed the log.
#[derive(Clone, Copy)]
enum ActSide {
    Before,
    After,
}

impl ActTurn {
    /// Whether all the entries stand as one side of the act has them: after it each as its last change left it, before
    /// it each as its first change found it.
    fn stands(&self, db: &Connection, side: ActSide) -> Result<bool> {
        let images = match side {
            ActSide::Before => &self.before,
            ActSide::After => &self.after,
        };
        for (at, (key, image)) in self.what.iter().zip(images).enumerate() {
            let nearer_to_that_side = match side {
                ActSide::Before => &self.what[..at],
                ActSide::After => &self.what[at + 1..],
            };
            if nearer_to_that_side.contains(key) {
                continue;
            }
            let stored = find(db, key)?.map(|(_, entry)| entry);
            if stored.as_ref() != image.as_ref().map(|image| &image.entry) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn turn(db: &Connection, nr: i64) -> Result<Option<ActTurn>> {
    let has_added = added::count(db, nr)? > 0;
    db.prepare_cached("SELECT words, state, what, before, after FROM journal WHERE nr = ?1")?
        .query_row([nr], |row| {
            let what: Vec<EntryKey> = parsed(row, 2)?;
            Ok(ActTurn {
                words: row.get(0)?,
                state: if what.is_empty() && !has_added {
                    ActState::Forgotten
                } else {
                    known(row, 1, state)?
                },
                what,
                before: parsed(row, 3)?,
                after: parsed(row, 4)?,
            })
        })
        .optional()
}

/// The newest act after this one that holds and touched one of the same entries.
fn newest_after(db: &Connection, nr: i64, keys: &[EntryKey]) -> Result<Option<i64>> {
    let sql = "WITH wanted (key) AS (SELECT value FROM json_each(?2))
        SELECT max(nr) FROM journal
          WHERE nr > ?1 AND state = 'done'
            AND (EXISTS (SELECT 1 FROM json_each(what) WHERE value IN wanted)
                 OR EXISTS (SELECT 1 FROM journal_added WHERE act = nr AND key IN wanted))";
    db.query_row(sql, (nr, json(&keys)?), |row| row.get(0))
}

/// Brings entries back to how they stood, each at its old place.
fn restore(db: &Connection, wanted: WantedImages) -> Result<Vec<Change>> {
    let mut changes = Vec::with_capacity(wanted.len());
    for (key, image) in wanted {
        changes.push(if let Some(image) = image {
            put_back(db, &image)?;
            Change::Put(image.entry)
        } else {
            remove(db, &key)?;
            Change::Remove(key)
        });
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_save_does_not_read_the_acts_before_it_again() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(include_str!("../../schema.sql")).unwrap();
        let act =
            "INSERT INTO journal (at, words, what, before, after) VALUES ('', 'Added', '[]', '[]', '[]')";
        // Of a table with one row the engine keeps in mind that it is quickly read.
        db.execute(act, []).unwrap();
        db.execute_batch("ANALYZE").unwrap();
        let plan: Vec<String> =
            list(&db, &format!("EXPLAIN QUERY PLAN {DROP_UNDONE}"), [], |row| row.get(3)).unwrap();
        assert!(plan.iter().all(|step| !step.starts_with("SCAN")), "{plan:?}");
    }
}
