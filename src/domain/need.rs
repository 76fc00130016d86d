//! Results that someone looks at, described so that a store can read these and no others.

use chrono::{NaiveDate, NaiveTime};

use crate::domain::id::AnalyteId;
use crate::domain::report::Kind;

/// Results of one analyte, or reports of one kind, that are looked at. Reports come by whole days: what else was
/// measured on such a day is there as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultNeed {
    /// Whose days are looked at.
    pub of: NeededItem,
    /// Every day from the first to the last of each of these, both included.
    pub days: Vec<(NaiveDate, NaiveDate)>,
    /// Of the days outside of these, the newest so many up to `until`.
    pub newest: usize,
    /// Of the days outside of these with a value drawn before an hour or at one that is not stated, the newest so many.
    pub mornings: Option<(NaiveTime, usize)>,
    /// The last of the newest days.
    pub until: NaiveDate,
}

/// Whose days are looked at.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NeededItem {
    /// Days with a number for this analyte in one of these units; words are no numbers.
    Analyte {
        id: AnalyteId,
        /// Units its numbers are read in.
        units: Vec<String>,
    },
    /// Days with a report of this kind.
    Report(Kind),
}
