//! One dated paper and the results on it.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use crate::domain::context::ReportContext;
use crate::domain::id::{AnalyteId, EntryId};
use crate::domain::interval::Interval;
use crate::domain::method::{Method, has_same_letters_and_digits};
use crate::domain::quantity::Quantity;
pub use crate::domain::report_kind::Kind;
use crate::domain::source_file::SourceFile;
use crate::domain::specimen::Specimen;

/// One dated paper: a blood panel, a semen analysis, a DXA scan, body measures (FHIR `DiagnosticReport`).
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Empty until the entry is saved.
    pub id: EntryId,
    /// The civil day of the sample or scan.
    pub date: NaiveDate,
    /// Wall-clock minute of the sample, where it was taken.
    pub time: Option<NaiveTime>,
    pub laboratory: Option<String>,
    /// The kind, with what only that kind has.
    pub context: ReportContext,
    pub note: Option<String>,
    /// The file it was taken from, where that was said.
    pub source: Option<SourceFile>,
    /// In the order they stand on the paper.
    pub results: Vec<Observation>,
}

/// One analyte on one report (FHIR `Observation`).
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    pub analyte: AnalyteId,
    pub value: Value,
    /// The laboratory's own reference interval as printed, in the result's unit; results with the same one may share it.
    pub reference: Option<Arc<Interval>>,
    /// The laboratory's own flag: `L`, `H`.
    pub flag: Option<String>,
    /// How it was measured: `immunoassay`, `lc-ms/ms`, `equilibrium-dialysis`, `calculated`, or any other.
    pub method: Option<Method>,
    /// The side of a hip that was scanned.
    pub side: Option<BodySide>,
    /// The assay of a DNA fragmentation index: SCSA, TUNEL, SCD, Comet.
    pub assay: Option<Method>,
    pub note: Option<String>,
}

impl Observation {
    /// A result without a range, a method or a note.
    pub fn new(analyte: AnalyteId, value: Value) -> Self {
        Self {
            analyte,
            value,
            reference: None,
            flag: None,
            method: None,
            side: None,
            assay: None,
            note: None,
        }
    }

    /// The name of its analyte with the side or the assay where one was given: `BMD, total hip, left`.
    pub fn named(&self, analyte: &str) -> String {
        particular_name(analyte, self.side.map(BodySide::id).or(self.assay.as_deref()))
    }

    /// Whether it may be of this side of the body: it is, or one of the two is not known.
    pub fn may_be_of(&self, side: Option<BodySide>) -> bool {
        self.side.zip(side).is_none_or(|(own, side)| own == side)
    }

    /// The number, when the value is one.
    pub fn quantity(&self) -> Option<&Quantity> {
        match &self.value {
            Value::Number(quantity) => Some(quantity),
            Value::Words(_) => None,
        }
    }
}

/// A name with the side or the assay behind it, where one is known.
pub fn particular_name(analyte: &str, which: Option<&str>) -> String {
    which.map_or_else(|| analyte.to_owned(), |which| format!("{analyte}, {which}"))
}

/// What was found: a number, or words where there is none.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number, perhaps censored.
    Number(Quantity),
    /// `too few to assess`, `seen in pellet`.
    Words(String),
}

/// A side of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum BodySide {
    Left,
    Right,
}

/// A word that is no side.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a side; write left or right")]
pub struct UnknownSide(pub String);

impl BodySide {
    /// The word in files.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// The side a word names.
    pub fn parse(text: &str) -> Result<Self, UnknownSide> {
        text.trim().parse().map_err(|_| UnknownSide(text.trim().to_owned()))
    }
}

impl Report {
    /// An empty report of a kind, not yet saved.
    pub fn new(kind: Kind, date: NaiveDate) -> Self {
        Self {
            id: EntryId::default(),
            date,
            time: None,
            laboratory: None,
            context: ReportContext::new(kind),
            note: None,
            source: None,
            results: Vec::new(),
        }
    }

    /// The kind of paper.
    pub const fn kind(&self) -> Kind {
        self.context.kind()
    }

    /// What the results were measured in.
    pub fn specimen(&self) -> Specimen {
        self.context.specimen()
    }

    /// The series a result on this report belongs to: that of its analyte, or of its analyte in another specimen.
    pub fn series(&self, result: &Observation) -> AnalyteId {
        self.specimen().series(&result.analyte)
    }

    /// The result of a series, which in serum is an analyte; the last one when the paper repeats it.
    pub fn result(&self, series: &str) -> Option<&Observation> {
        let analyte = match Specimen::of_series(series) {
            Some((analyte, specimen)) if specimen == self.specimen() => analyte,
            None if self.specimen().is_serum() => series,
            _ => return None,
        };
        self.results.iter().rev().find(|result| &*result.analyte == analyte)
    }
}

/// Whether two names are of one laboratory: only letters and digits count.
pub fn is_same_laboratory(a: &str, b: &str) -> bool {
    has_same_letters_and_digits(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_laboratory_is_the_same_however_its_name_is_punctuated() {
        for (a, b, one) in [
            ("Quest Diagnostics", "quest-diagnostics ", true),
            ("ΛΆΒ №7", "λάβ 7", true),
            ("Quest", "Labcorp", false),
            ("Quest", "Quest Diagnostics", false),
            ("(?)", "(?) ", true),
            ("(?)", "(!)", false),
            ("(?)", "", false),
        ] {
            assert_eq!((is_same_laboratory(a, b), is_same_laboratory(b, a)), (one, one), "{a} {b}");
        }
    }
}
