//! Two logs of one person made one: entries by id, edits by what each journal knows of the other's version.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Result};

use crate::domain::change::{Act, Change, Entry, EntryKey};
use crate::store::entries::{each_but_reports_and_doses, forgotten};
use crate::store::journal::{History, history};
use crate::store::unreadable::StoredRowReader;
use crate::store::window::OtherRows;
use crate::store::{doses, reports};

/// What has to be done to a log so that it holds what another does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MergePlan {
    /// Entries to be added, changed as the other changed them, or removed as the other removed them.
    pub changes: Vec<Change>,
    /// The same entries as they are here, where they are.
    pub began: Vec<Entry>,
    /// Entries that both changed, or one changed and the other removed.
    pub conflicts: Vec<MergeConflict>,
    /// How many entries are equal already.
    pub same: usize,
}

/// An entry that stands differently in both logs, where neither goes on from the other.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeConflict {
    pub key: EntryKey,
    /// As it is here, none where it was removed.
    pub mine: Option<Entry>,
    /// As it is there, none where it was removed.
    pub theirs: Option<Entry>,
}

/// Which side of a conflict is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preference {
    Mine,
    Theirs,
    /// What is here, and beside it what is there as an entry of its own.
    Both,
}

impl MergePlan {
    /// The act that stores it, done only while everything it touches is as it was when it was planned.
    pub fn into_act(self, words: impl Into<String>) -> Act {
        let here: BTreeSet<EntryKey> = self.began.iter().map(Entry::key).collect();
        let act = Act::new(words, self.changes);
        let new: Vec<EntryKey> = act.put().map(Entry::key).filter(|key| !here.contains(key)).collect();
        act.began_from(self.began).where_absent(new)
    }

    /// Settles every conflict one way. Where both are kept, theirs is without an id until it is saved; the profile and
    /// what was done about a reminder exist once and stay as they are here.
    pub fn settle(&mut self, preference: Preference) {
        for conflict in std::mem::take(&mut self.conflicts) {
            match (preference, conflict.theirs) {
                (Preference::Mine, _) | (Preference::Both, None) => {}
                (Preference::Theirs, None) => self.changes.push(Change::Remove(conflict.key)),
                (Preference::Theirs, Some(theirs)) => self.changes.push(Change::Put(theirs)),
                (Preference::Both, Some(mut theirs)) => {
                    if conflict.mine.is_none() || theirs.forget_name() {
                        self.changes.push(Change::Put(theirs));
                    }
                }
            }
            if preference == Preference::Theirs {
                self.began.extend(conflict.mine);
            }
        }
    }
}

/// Compares two logs entry by entry.
pub(super) fn plan(mine: &Connection, theirs: &Connection) -> Result<MergePlan> {
    let (here, there) = (entries(mine)?, entries(theirs)?);
    let (known_here, known_there) = (history(mine)?, history(theirs)?);
    // Of what was forgotten there that log knows nothing any more, so that what is here of it stays.
    let forgotten_here = forgotten(mine)?;
    let mut plan = MergePlan::default();
    let keys = here.order.iter().chain(there.order.iter().filter(|key| !here.by_key.contains_key(*key)));
    for key in keys {
        if key.id().is_some_and(|id| forgotten_here.contains(id)) {
            continue;
        }
        let (mine, theirs) = (here.by_key.get(key), there.by_key.get(key));
        let side = whose(
            key,
            Version { entry: mine, history: &known_here },
            Version { entry: theirs, history: &known_there },
        );
        match side {
            MergeSide::Same => plan.same += 1,
            MergeSide::Mine => {}
            MergeSide::Theirs => {
                plan.changes.push(match theirs {
                    Some(theirs) => Change::Put(theirs.clone()),
                    None => Change::Remove(key.clone()),
                });
                plan.began.extend(mine.cloned());
            }
            MergeSide::Neither => plan.conflicts.push(MergeConflict {
                key: key.clone(),
                mine: mine.cloned(),
                theirs: theirs.cloned(),
            }),
        }
    }
    Ok(plan)
}

/// Whose version of an entry goes on from the other's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MergeSide {
    Same,
    Mine,
    Theirs,
    Neither,
}

/// One log's version of an entry, and what that log ever knew.
#[derive(Clone, Copy)]
struct Version<'a> {
    entry: Option<&'a Entry>,
    history: &'a History,
}

impl Version<'_> {
    /// Whether this log had the other's version and moved on from it.
    fn goes_on_from(self, other: Self, key: &EntryKey) -> bool {
        match other.entry {
            Some(version) => self.history.knew(key, version),
            None => !other.history.touched(key) || self.history.removed(key),
        }
    }
}

fn whose(key: &EntryKey, mine: Version<'_>, theirs: Version<'_>) -> MergeSide {
    match (mine.goes_on_from(theirs, key), theirs.goes_on_from(mine, key)) {
        _ if mine.entry == theirs.entry => MergeSide::Same,
        (true, false) => MergeSide::Mine,
        (false, true) => MergeSide::Theirs,
        _ => MergeSide::Neither,
    }
}

/// The entries of a log in order of entry, and by key.
struct HeldEntries {
    order: Vec<EntryKey>,
    by_key: BTreeMap<EntryKey, Entry>,
}

fn entries(db: &Connection) -> Result<HeldEntries> {
    let strict = &mut StoredRowReader::strict();
    let mut held = HeldEntries { order: Vec::new(), by_key: BTreeMap::new() };
    let mut put = |(_, entry): (i64, Entry)| {
        held.order.push(entry.key());
        held.by_key.insert(entry.key(), entry);
    };
    reports::load(db, None, strict)?.into_iter().for_each(|(nr, report)| put((nr, Entry::Report(report))));
    each_but_reports_and_doses(db, OtherRows::All, strict, &mut put)?;
    doses::each(db, strict, put)?;
    Ok(held)
}
