//! Two logs of one person made one: entries by id, else by what they say; edits by what each journal knows of the other's
//! version.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
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

    /// Takes what both hold under a name of its own: once, by the name it has here.
    fn take_twin(&mut self, side: MergeSide, mine: &Entry, theirs: &Entry) {
        match side {
            MergeSide::Theirs => {
                self.changes.push(Change::Put(theirs.clone().named_as(mine)));
                self.began.push(mine.clone());
            }
            MergeSide::Same | MergeSide::Mine | MergeSide::Neither => self.same += 1,
        }
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
    let twins =
        Twins::between(&Log { held: &here, known: &known_here }, &Log { held: &there, known: &known_there });
    let keys = here.order.iter().chain(there.order.iter().filter(|key| !here.by_key.contains_key(*key)));
    for key in keys {
        if key.id().is_some_and(|id| forgotten_here.contains(id)) {
            continue;
        }
        if twins.theirs.contains(key) {
            continue;
        }
        if let Some((side, twin)) = twins.of_mine.get(key) {
            plan.take_twin(*side, &here.by_key[key], twin);
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

/// A log with what it ever knew.
#[derive(Clone, Copy)]
struct Log<'a> {
    held: &'a HeldEntries,
    known: &'a History,
}

impl<'a> Log<'a> {
    /// What it holds that another log never heard of.
    fn own(self, other: Self) -> impl Iterator<Item = (&'a EntryKey, &'a Entry)> {
        let all = self.held.order.iter().filter(move |key| !other.held.by_key.contains_key(*key));
        let own = all.filter(move |key| key.id().is_some() && !other.known.touched(key));
        own.map(move |key| (key, &self.held.by_key[key]))
    }

    /// Whether an entry ever said what another one does.
    fn said(self, key: &EntryKey, other: &Entry) -> bool {
        self.known.versions(key).any(|version| version.says_the_same(other))
    }

    /// The days of which an entry ever was.
    fn days(self, key: &EntryKey, entry: &Entry) -> BTreeSet<Option<NaiveDate>> {
        self.known.versions(key).map(Entry::day).chain([entry.day()]).collect()
    }
}

/// What was entered in both logs apart: the same paper, course or day, under two names.
struct Twins<'a> {
    /// Whose version of an entry here goes on from the other's, and what is there.
    of_mine: BTreeMap<EntryKey, (MergeSide, &'a Entry)>,
    /// What of theirs is one of these, and is not looked at by itself.
    theirs: BTreeSet<EntryKey>,
}

impl<'a> Twins<'a> {
    /// Each entry is the twin of one other. What is equal now goes before what was equal once and changed on one side.
    fn between(mine: &Log<'a>, theirs: &Log<'a>) -> Self {
        let mut of_day: BTreeMap<Option<NaiveDate>, Vec<(&EntryKey, &Entry)>> = BTreeMap::new();
        for (key, entry) in mine.own(*theirs).filter(|(_, entry)| is_one_wherever(entry)) {
            for day in mine.days(key, entry) {
                of_day.entry(day).or_default().push((key, entry));
            }
        }
        let mut twins = Self { of_mine: BTreeMap::new(), theirs: BTreeSet::new() };
        for side in [MergeSide::Same, MergeSide::Mine, MergeSide::Theirs] {
            for (key, entry) in theirs.own(*mine).filter(|(_, entry)| is_one_wherever(entry)) {
                if twins.theirs.contains(key) {
                    continue;
                }
                let is_twin = |(own_key, own): &&(&EntryKey, &Entry)| match side {
                    _ if twins.of_mine.contains_key(*own_key) => false,
                    MergeSide::Mine => mine.said(own_key, entry),
                    MergeSide::Theirs => theirs.said(key, own),
                    MergeSide::Same | MergeSide::Neither => own.says_the_same(entry),
                };
                let days = theirs.days(key, entry);
                let mut candidates = days.iter().filter_map(|day| of_day.get(day)).flatten();
                if let Some((own, _)) = candidates.find(is_twin) {
                    twins.of_mine.insert((*own).clone(), (side, entry));
                    twins.theirs.insert(key.clone());
                }
            }
        }
        twins
    }
}

/// Whether an entry that stands twice is one that was entered twice. Of a dose without its time two may have been taken.
fn is_one_wherever(entry: &Entry) -> bool {
    !matches!(entry, Entry::DoseTaken(dose) if dose.time.is_none())
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
