//! A change to what is stored, as plain data: the unit of saving, undoing and logging.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::dose_log::DoseEntry;
use crate::domain::id::{EntryId, RuleId};
use crate::domain::journal::{EventEntry, Profile, ReminderActKind, ReminderAction, SymptomEntry};
use crate::domain::question::Question;
use crate::domain::regimen::Regimen;
use crate::domain::report::Report;

/// Anything the user stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entry {
    Profile(Profile),
    /// A report with its results.
    Report(Report),
    /// A drug over time.
    Regimen(Regimen),
    Symptom(SymptomEntry),
    Event(EventEntry),
    /// A dose that was taken or skipped.
    DoseTaken(DoseEntry),
    /// A question for the next visit.
    Question(Question),
    /// What was done about a reminder.
    Action(ReminderAction),
}

/// Which stored thing an entry is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKey {
    Profile,
    Report(EntryId),
    Regimen(EntryId),
    Symptom(EntryId),
    Event(EntryId),
    /// A dose that was taken or skipped.
    DoseTaken(EntryId),
    Question(EntryId),
    /// The action of one kind on one occurrence of a rule; a later one replaces it.
    Action(RuleId, Option<NaiveDate>, ReminderActKind),
}

impl Entry {
    /// The key under which the entry is stored.
    pub fn key(&self) -> EntryKey {
        match self {
            Self::Profile(_) => EntryKey::Profile,
            Self::Report(report) => EntryKey::Report(report.id.clone()),
            Self::Regimen(regimen) => EntryKey::Regimen(regimen.id.clone()),
            Self::Symptom(symptom) => EntryKey::Symptom(symptom.id.clone()),
            Self::Event(event) => EntryKey::Event(event.id.clone()),
            Self::DoseTaken(dose) => EntryKey::DoseTaken(dose.id.clone()),
            Self::Question(question) => EntryKey::Question(question.id.clone()),
            Self::Action(action) => EntryKey::Action(action.rule.clone(), action.due, action.act.kind()),
        }
    }

    /// Gives an entry that was never saved the id from `fresh`; leaves any other as it is.
    pub fn name(&mut self, fresh: impl FnOnce() -> EntryId) {
        if let Some(id) = self.id_mut()
            && id.is_new()
        {
            *id = fresh();
        }
    }

    /// Takes the id away, so that it is saved as a new entry. False where there is none to take.
    pub fn forget_name(&mut self) -> bool {
        self.id_mut().is_some_and(|id| {
            *id = EntryId::default();
            true
        })
    }

    /// Whether another entry says the same, whatever it is called.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.day() == other.day() && self.clone().named_as(other) == *other
    }

    /// The same by the id of another entry of its sort.
    #[must_use]
    pub fn named_as(mut self, other: &Self) -> Self {
        if let (Some(id), Some(other)) = (self.id_mut(), other.key().id()) {
            id.clone_from(other);
        }
        self
    }

    fn id_mut(&mut self) -> Option<&mut EntryId> {
        Some(match self {
            Self::Report(report) => &mut report.id,
            Self::Regimen(regimen) => &mut regimen.id,
            Self::Symptom(symptom) => &mut symptom.id,
            Self::Event(event) => &mut event.id,
            Self::DoseTaken(dose) => &mut dose.id,
            Self::Question(question) => &mut question.id,
            Self::Profile(_) | Self::Action(_) => return None,
        })
    }

    /// The day it speaks of, where it is an entry of one day.
    pub const fn day(&self) -> Option<NaiveDate> {
        match self {
            Self::Report(report) => Some(report.date),
            Self::Symptom(symptom) => Some(symptom.date),
            Self::Event(event) => Some(event.date),
            Self::DoseTaken(dose) => Some(dose.day),
            Self::Question(question) => Some(question.day),
            Self::Regimen(_) | Self::Profile(_) | Self::Action(_) => None,
        }
    }
}

impl EntryKey {
    /// The id of the entry, where it has one.
    pub const fn id(&self) -> Option<&EntryId> {
        match self {
            Self::Report(id)
            | Self::Regimen(id)
            | Self::Symptom(id)
            | Self::Event(id)
            | Self::DoseTaken(id)
            | Self::Question(id) => Some(id),
            Self::Profile | Self::Action(..) => None,
        }
    }
}

/// One entry put in place (new, or instead of the one with its key) or taken out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    Put(Entry),
    Remove(EntryKey),
}

impl Change {
    /// Which stored thing it changes.
    pub fn key(&self) -> EntryKey {
        match self {
            Self::Put(entry) => entry.key(),
            Self::Remove(key) => key.clone(),
        }
    }

    /// Whether it may move reports or what stands on them.
    pub const fn is_of_report(&self) -> bool {
        matches!(self, Self::Put(Entry::Report(_)) | Self::Remove(EntryKey::Report(_)))
    }

    /// Whether it may move the beginning or the end of a course of treatment.
    pub const fn is_of_course(&self) -> bool {
        matches!(
            self,
            Self::Put(Entry::Regimen(_) | Entry::Event(_))
                | Self::Remove(EntryKey::Regimen(_) | EntryKey::Event(_))
        )
    }

    /// Whether it may move the entries of symptoms.
    pub const fn is_of_symptom(&self) -> bool {
        matches!(self, Self::Put(Entry::Symptom(_)) | Self::Remove(EntryKey::Symptom(_)))
    }
}

/// What one command or one key did: stored whole or not at all, undone whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// What it did, for `log` and the message line: `added 4 results of 14 Mar 2026`.
    pub words: String,
    pub changes: Vec<Change>,
    /// The entries it changes or removes, as they were when it was begun. Where one of them is no longer so,
    /// another program changed it meanwhile, and the act is refused with [`Clash`]es.
    pub began: Vec<Entry>,
    /// The entries that were not there when it was begun. Where one of them is, another program added it meanwhile, and
    /// the act is refused too.
    pub absent: BTreeSet<EntryKey>,
}

impl Act {
    /// An act that adds entries, or changes and removes whatever is there.
    pub fn new(words: impl Into<String>, changes: Vec<Change>) -> Self {
        Self { words: words.into(), changes, began: Vec::new(), absent: BTreeSet::new() }
    }

    /// An act of one change.
    pub fn one(words: impl Into<String>, change: Change) -> Self {
        Self::new(words, vec![change])
    }

    /// An act that takes out one entry.
    pub fn removal(words: impl Into<String>, entry: Entry) -> Self {
        Self::one(words, Change::Remove(entry.key())).began_from([entry])
    }

    /// The entries that it puts in place.
    pub fn put(&self) -> impl Iterator<Item = &Entry> {
        self.changes.iter().filter_map(|change| match change {
            Change::Put(entry) => Some(entry),
            Change::Remove(_) => None,
        })
    }

    /// The same act, done only while these entries are still as given.
    #[must_use]
    pub fn began_from(mut self, entries: impl IntoIterator<Item = Entry>) -> Self {
        self.began.extend(entries);
        self
    }

    /// The same act, done only while nothing is stored under these keys.
    #[must_use]
    pub fn where_absent(mut self, keys: impl IntoIterator<Item = EntryKey>) -> Self {
        self.absent.extend(keys);
        self
    }
}

/// An entry that is no longer as it was when an act on it was begun, or was forgotten since.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash {
    pub key: EntryKey,
    /// As it was when the act was begun, or as the act would put it where it was not there.
    pub began: Entry,
    /// As it is stored now, none when it was removed.
    pub stored: Option<Entry>,
}
