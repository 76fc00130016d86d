//! The stored entries of one sort, and which of them the entries of a file stand for.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::twin::{TwinValue, plain_digits};
use crate::domain::context::{ContextField, FieldValue, ReportContext};
use crate::domain::decimal::Decimal;
use crate::domain::dose_log::DoseEntry;
use crate::domain::id::EntryId;
use crate::domain::journal::{EventEntry, SymptomEntry};
use crate::domain::question::Question;
use crate::domain::regimen::Regimen;
use crate::domain::report::{Observation, Report};

/// What an entry of the file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum EntryVerdict {
    New,
    Same,
    /// The file said it before, and it was not stored then.
    Repeated,
    Conflicting,
    /// New, and its id is somebody else's in the same file.
    Renamed,
}

/// The stored entries of one sort, and which of them the file already stands for.
pub(super) struct EntryShelf<'r, T> {
    by_id: HashMap<&'r str, &'r T>,
    /// Entries whose id the file does not name; each stands for one entry without an id.
    unclaimed: HashMap<NaiveDate, Vec<&'r T>>,
    /// Ids used in the file so far.
    used: HashMap<EntryId, T>,
}

impl<'r, T: ShelfEntry> EntryShelf<'r, T> {
    pub fn new(stored: &'r [T], named: impl Fn(EntryId) -> bool) -> Self {
        let mut unclaimed: HashMap<NaiveDate, Vec<&'r T>> = HashMap::new();
        for entry in stored.iter().filter(|entry| !named(entry.id().clone())) {
            unclaimed.entry(entry.day()).or_default().push(entry);
        }
        Self {
            by_id: stored.iter().map(|entry| (entry.id().as_str(), entry)).collect(),
            unclaimed,
            used: HashMap::new(),
        }
    }

    /// What an entry is. Takes its id away from an entry that cannot keep it.
    pub fn judge(&mut self, entry: &mut T) -> EntryVerdict {
        match self.judge_named(entry) {
            None => self.judge_by_content(entry),
            Some(EntryVerdict::Renamed) => match self.judge_by_content(entry) {
                EntryVerdict::New => EntryVerdict::Renamed,
                verdict => verdict,
            },
            Some(verdict) => verdict,
        }
    }

    /// What the id of an entry makes of it; none for an entry without one. Takes its id away from an entry that
    /// cannot keep it.
    pub fn judge_named(&mut self, entry: &mut T) -> Option<EntryVerdict> {
        if entry.id().is_new() {
            return None;
        }
        if let Some(earlier) = self.used.get(entry.id()) {
            if earlier.says_the_same(entry) {
                let is_stored = self.by_id.contains_key(entry.id().as_str());
                return Some(if is_stored { EntryVerdict::Same } else { EntryVerdict::Repeated });
            }
            entry.forget_id();
            return Some(EntryVerdict::Renamed);
        }
        self.used.insert(entry.id().clone(), entry.clone());
        Some(match self.by_id.get(entry.id().as_str()) {
            None => EntryVerdict::New,
            Some(stored) if stored.says_the_same(entry) => EntryVerdict::Same,
            Some(_) => EntryVerdict::Conflicting,
        })
    }

    /// Whether a stored entry that no other one of the file stands for has this content.
    pub fn judge_by_content(&mut self, entry: &T) -> EntryVerdict {
        let same_day = self.unclaimed.get_mut(&entry.day());
        let twin = same_day.and_then(|stored| {
            let at = stored.iter().position(|stored| stored.equals(entry))?;
            Some(stored.remove(at))
        });
        if twin.is_some() { EntryVerdict::Same } else { EntryVerdict::New }
    }
}

/// An entry that has an id and a day.
pub(super) trait ShelfEntry: Clone + PartialEq {
    fn id(&self) -> &EntryId;
    fn forget_id(&mut self);
    fn day(&self) -> NaiveDate;

    /// Whether the content is equal, whatever the ids.
    fn equals(&self, other: &Self) -> bool;

    /// Whether an entry of the same id says the same, with numbers compared as numbers.
    fn says_the_same(&self, other: &Self) -> bool {
        self == other
    }
}

impl ShelfEntry for Report {
    fn id(&self) -> &EntryId {
        &self.id
    }

    fn forget_id(&mut self) {
        self.id = EntryId::default();
    }

    fn day(&self) -> NaiveDate {
        self.date
    }

    fn equals(&self, other: &Self) -> bool {
        self.time == other.time
            && self.kind() == other.kind()
            && self.laboratory == other.laboratory
            && self.results == other.results
    }

    /// A spreadsheet drops zeros at the end of a number and may sort the rows; neither is another report.
    fn says_the_same(&self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        let bare = |report: &Self| Self {
            results: Vec::new(),
            context: ReportContext::new(report.kind()),
            ..report.clone()
        };
        let said = |report: &Self| -> Vec<(ContextField, String)> {
            let plain = |value: &FieldValue| match value {
                FieldValue::Amount(number) => plain_digits(number),
                value => value.typed(),
            };
            report.context.iter().map(|(field, value)| (field, plain(value))).collect()
        };
        let mut left: Vec<&Observation> = other.results.iter().collect();
        bare(self) == bare(other)
            && said(self) == said(other)
            && self.results.len() == left.len()
            && self.results.iter().all(|result| {
                let twin = left.iter().position(|other| is_same_result(result, other));
                twin.map(|at| left.swap_remove(at)).is_some()
            })
    }
}

fn is_same_result(a: &Observation, b: &Observation) -> bool {
    let limit = |limit: &Option<Decimal>| limit.as_ref().map(plain_digits);
    let range = |of: &Observation| of.reference.as_ref().map(|r| (limit(&r.low), limit(&r.high)));
    a.analyte == b.analyte
        && TwinValue::new(&a.value) == TwinValue::new(&b.value)
        && range(a) == range(b)
        && Observation { value: b.value.clone(), reference: b.reference.clone(), ..a.clone() } == *b
}

macro_rules! shelved {
    ($entry:ty, $day:ident) => {
        impl ShelfEntry for $entry {
            fn id(&self) -> &EntryId {
                &self.id
            }

            fn forget_id(&mut self) {
                self.id = EntryId::default();
            }

            fn day(&self) -> NaiveDate {
                self.$day
            }

            fn equals(&self, other: &Self) -> bool {
                let id = other.id.clone();
                Self { id, ..self.clone() } == *other
            }
        }
    };
}

shelved!(Regimen, start);
shelved!(SymptomEntry, date);
shelved!(EventEntry, date);
shelved!(DoseEntry, day);
shelved!(Question, day);
