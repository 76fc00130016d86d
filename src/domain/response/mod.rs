//! What a therapy did: each parameter before it against now, beside the direction expected of its class.
//!
//! The rows are those of the second table of `HRTIO` (total testosterone, estradiol, T/E2, LH, FSH, sperm
//! concentration, total motile count), with motility and morphology from its text. A direction is expected only
//! where a source gives one for the class; a table for one class says nothing of another.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use crate::domain::analyte::Analytes;
use crate::domain::day;
use crate::domain::difference::{Difference, Direction, Incomparable};
use crate::domain::id::{AnalyteId, ClassId, DrugId, SignId, SourceKey};
use crate::domain::regimen::Drug;
use crate::domain::series::Reading;
use crate::domain::variation::Variations;

mod looked_at;
mod table;

pub use looked_at::response_needs;
pub use table::{SETTLED_DAYS, response};

/// The direction an analyte is expected to take on a class of drugs.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    pub class: ClassId,
    pub analyte: AnalyteId,
    pub direction: Direction,
    pub source: SourceKey,
    /// Whether it was read there.
    pub verified: bool,
}

/// What has to be known to read a response.
#[derive(Clone, Copy, Debug)]
pub struct ResponseKnowledge<'k> {
    pub analytes: &'k Analytes,
    /// The drugs and their classes.
    pub drugs: &'k BTreeMap<DrugId, Drug>,
    /// How much results move by themselves.
    pub variations: &'k Variations,
    /// The directions expected of each class.
    pub expected: &'k [Expected],
}

/// What a response is read to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseCause {
    /// A class of drugs.
    Drugs(ClassId),
    /// An operation, by the id of its event.
    Procedure(SignId),
}

/// One episode of a class of drugs, to which short pauses belong, or the time since an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseCourse {
    pub cause: ResponseCause,
    pub start: NaiveDate,
    /// Last day taken; none while it goes on, and of an operation.
    pub stop: Option<NaiveDate>,
}

/// One parameter before a course and on it.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterResponse<'r> {
    pub analyte: AnalyteId,
    /// What it is measured against, newest first: one reading, of semen up to three.
    pub before: Vec<Reading<'r>>,
    /// What came of it, newest first: one reading, of semen up to three.
    pub after: Vec<Reading<'r>>,
    /// The direction expected of the class; none where no source gives one, or another drug taken at the same
    /// time is expected to do the opposite.
    pub expected: Option<&'r Expected>,
    /// The class of another drug taken at the same time, where it is expected to do the opposite.
    pub opposed: Option<&'r ClassId>,
    /// Between the geometric means of both sides; none when one is empty.
    pub difference: Option<Difference>,
    /// What it amounts to.
    pub verdict: Verdict,
}

/// What a difference amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Beyond variation, the way the class is expected to move it.
    AsExpected,
    /// No more than variation.
    WithinVariation,
    /// Beyond variation, the other way.
    Opposite,
    /// Beyond variation, but no direction is expected of the class.
    NoDirection,
    /// Nothing can be said.
    NotEnoughData(MissingResult),
}

/// What is missing for a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingResult {
    /// No reading before the course, off the class.
    Baseline,
    /// No reading on the course.
    OnTreatment,
    /// The readings on the course came too soon to judge by.
    TooEarly {
        /// The first day one will count.
        from: NaiveDate,
    },
    /// Both are there but do not compare.
    Comparison(Incomparable),
}

impl ParameterResponse<'_> {
    /// The newest reading before the course.
    pub fn baseline(&self) -> Option<&Reading<'_>> {
        self.before.first()
    }

    /// The newest reading on the course.
    pub fn latest(&self) -> Option<&Reading<'_>> {
        self.after.first()
    }
}

impl Verdict {
    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::AsExpected => "as-expected",
            Self::WithinVariation => "within-variation",
            Self::Opposite => "opposite",
            Self::NoDirection => "no-direction",
            Self::NotEnoughData(_) => "not-enough-data",
        }
    }

    /// The words where there is little room: of what is lacking the reason alone.
    pub fn brief(self) -> String {
        match self {
            Self::NotEnoughData(MissingResult::Comparison(Incomparable::TooFewSamples)) => {
                "needs 2 samples a side".to_owned()
            }
            Self::NotEnoughData(lack) => lack.to_string(),
            Self::NoDirection => "beyond variation".to_owned(),
            Self::Opposite => "opposite".to_owned(),
            told => told.to_string(),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsExpected => f.pad("as expected"),
            Self::WithinVariation => f.pad("within normal variation"),
            Self::Opposite => f.pad("opposite to what is expected"),
            Self::NoDirection => f.pad("beyond variation, no direction known"),
            Self::NotEnoughData(lack) => f.pad(&format!("not enough data: {lack}")),
        }
    }
}

impl fmt::Display for MissingResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Baseline => f.pad("no result before the start"),
            Self::OnTreatment => f.pad("no result since the start"),
            Self::TooEarly { from } => f.pad(&format!("judged from {}", day::long(*from))),
            Self::Comparison(reason) => f.pad(reason.words()),
        }
    }
}
