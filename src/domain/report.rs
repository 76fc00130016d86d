//! One dated paper and the results on it.

use std::fmt;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::domain::decimal::Decimal;
use crate::domain::id::{AnalyteId, EntryId};
use crate::domain::interval::Interval;
use crate::domain::quantity::{Comparator, Quantity};

/// What kind of paper a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A blood panel.
    Blood,
    /// A semen analysis.
    Semen,
    /// A bone-density scan.
    Dxa,
    /// Body measures.
    Body,
}

impl Kind {
    /// All kinds, the most usual first.
    pub const ALL: [Self; 4] = [Self::Blood, Self::Semen, Self::Dxa, Self::Body];

    /// The id in files and on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Blood => "blood",
            Self::Semen => "semen",
            Self::Dxa => "dxa",
            Self::Body => "body",
        }
    }

    /// The kind with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// What a person calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Blood => "blood panel",
            Self::Semen => "semen analysis",
            Self::Dxa => "DXA scan",
            Self::Body => "body measures",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// One dated paper: a blood panel, a semen analysis, a DXA scan, body measures (FHIR `DiagnosticReport`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Flat", into = "Flat")]
pub struct Report {
    /// Empty until saved.
    pub id: EntryId,
    /// The civil day of the sample or scan.
    pub date: NaiveDate,
    /// Wall-clock minute of the sample, where it was taken.
    pub time: Option<NaiveTime>,
    /// Who measured.
    pub laboratory: Option<String>,
    /// The kind, with what only that kind has.
    pub specimen: Specimen,
    /// Anything else.
    pub note: Option<String>,
    /// In the order they stand on the paper.
    pub results: Vec<Observation>,
}

/// The kind of a report with the context only that kind has.
#[derive(Clone, Debug, PartialEq)]
pub enum Specimen {
    /// Blood.
    Blood {
        /// Whether nothing was eaten before.
        fasting: Option<bool>,
        /// Hours between the last dose and the sample.
        hours_since_dose: Option<Decimal>,
    },
    /// Semen.
    Semen {
        /// Days of abstinence before the sample.
        abstinence_days: Option<Decimal>,
        /// Whether the whole ejaculate was collected.
        complete: Option<bool>,
        /// Edition of the WHO manual the laboratory worked by: `2021`, `2010`.
        who_edition: Option<String>,
    },
    /// A bone-density scan.
    Dxa {
        /// The machine; scans of different machines do not compare.
        device: Option<String>,
    },
    /// Body measures.
    Body,
}

impl Specimen {
    /// The kind, with nothing known beside it.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Blood => Self::Blood { fasting: None, hours_since_dose: None },
            Kind::Semen => Self::Semen { abstinence_days: None, complete: None, who_edition: None },
            Kind::Dxa => Self::Dxa { device: None },
            Kind::Body => Self::Body,
        }
    }

    /// The kind alone.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Blood { .. } => Kind::Blood,
            Self::Semen { .. } => Kind::Semen,
            Self::Dxa { .. } => Kind::Dxa,
            Self::Body => Kind::Body,
        }
    }
}

/// One analyte on one report (FHIR `Observation`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "FlatObservation", into = "FlatObservation")]
pub struct Observation {
    /// What was measured.
    pub analyte: AnalyteId,
    /// What was found.
    pub value: Value,
    /// The laboratory's own reference interval as printed, in the result's unit.
    pub reference: Option<Interval>,
    /// The laboratory's own flag: `L`, `H`.
    pub flag: Option<String>,
    /// `immunoassay`, `lc-ms/ms`, `equilibrium-dialysis`, `calculated`, or any other text; the assay for DFI.
    pub method: Option<String>,
    /// The side of a hip that was scanned.
    pub side: Option<Side>,
    /// The assay of a DNA fragmentation index: SCSA, TUNEL, SCD, Comet.
    pub assay: Option<String>,
    /// Anything else.
    pub note: Option<String>,
}

impl Observation {
    /// A bare result.
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

    /// The number, when the value is one.
    pub fn quantity(&self) -> Option<&Quantity> {
        match &self.value {
            Value::Number(quantity) => Some(quantity),
            Value::Words(_) => None,
        }
    }
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The left one.
    Left,
    /// The right one.
    Right,
}

impl Report {
    /// An empty report of a kind, not yet saved.
    pub fn new(kind: Kind, date: NaiveDate) -> Self {
        Self {
            id: EntryId::default(),
            date,
            time: None,
            laboratory: None,
            specimen: Specimen::of(kind),
            note: None,
            results: Vec::new(),
        }
    }

    /// The kind of paper.
    pub const fn kind(&self) -> Kind {
        self.specimen.kind()
    }

    /// The result of an analyte; the last one when the paper repeats it.
    pub fn result(&self, analyte: &str) -> Option<&Observation> {
        self.results.iter().rev().find(|r| &*r.analyte == analyte)
    }
}

/// A report as files spell it: every context key beside the others, absent where the kind has none.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Flat {
    #[serde(default)]
    id: Option<EntryId>,
    kind: Option<Kind>,
    date: Option<NaiveDate>,
    #[serde(default, with = "minute")]
    time: Option<NaiveTime>,
    #[serde(default)]
    laboratory: Option<String>,
    #[serde(default)]
    fasting: Option<bool>,
    #[serde(default)]
    abstinence_days: Option<Decimal>,
    #[serde(default)]
    hours_since_dose: Option<Decimal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    complete: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    who_edition: Option<String>,
    #[serde(default)]
    note: Option<String>,
    #[serde(default)]
    results: Vec<Observation>,
}

impl From<Report> for Flat {
    fn from(report: Report) -> Self {
        let mut flat = Self {
            kind: Some(report.kind()),
            id: Some(report.id),
            date: Some(report.date),
            time: report.time,
            laboratory: report.laboratory,
            note: report.note,
            results: report.results,
            ..Self::default()
        };
        match report.specimen {
            Specimen::Blood { fasting, hours_since_dose } => {
                flat.fasting = fasting;
                flat.hours_since_dose = hours_since_dose;
            }
            Specimen::Semen { abstinence_days, complete, who_edition } => {
                flat.abstinence_days = abstinence_days;
                flat.complete = complete;
                flat.who_edition = who_edition;
            }
            Specimen::Dxa { device } => flat.device = device,
            Specimen::Body => {}
        }
        flat
    }
}

impl TryFrom<Flat> for Report {
    type Error = String;

    fn try_from(mut flat: Flat) -> Result<Self, String> {
        let kind = flat.kind.ok_or("a report needs a kind: blood, semen, dxa or body")?;
        let date = flat.date.ok_or("a report needs a date, for example 2026-03-14")?;
        let specimen = match kind {
            Kind::Blood => Specimen::Blood {
                fasting: flat.fasting.take(),
                hours_since_dose: flat.hours_since_dose.take(),
            },
            Kind::Semen => Specimen::Semen {
                abstinence_days: flat.abstinence_days.take(),
                complete: flat.complete.take(),
                who_edition: flat.who_edition.take(),
            },
            Kind::Dxa => Specimen::Dxa { device: flat.device.take() },
            Kind::Body => Specimen::Body,
        };
        flat.refuse_foreign_context(kind)?;
        Ok(Self {
            id: flat.id.unwrap_or_default(),
            date,
            time: flat.time,
            laboratory: flat.laboratory,
            specimen,
            note: flat.note,
            results: flat.results,
        })
    }
}

impl Flat {
    /// What is still set belongs to another kind, and would be lost silently.
    fn refuse_foreign_context(&self, kind: Kind) -> Result<(), String> {
        let left = [
            (self.fasting.is_some(), "fasting", Kind::Blood),
            (self.hours_since_dose.is_some(), "hours_since_dose", Kind::Blood),
            (self.abstinence_days.is_some(), "abstinence_days", Kind::Semen),
            (self.complete.is_some(), "complete", Kind::Semen),
            (self.who_edition.is_some(), "who_edition", Kind::Semen),
            (self.device.is_some(), "device", Kind::Dxa),
        ];
        match left.into_iter().find(|(set, ..)| *set) {
            None => Ok(()),
            Some((_, key, owner)) => Err(format!("{key} belongs on a {owner} report, not on a {kind} one")),
        }
    }
}

/// A result as files spell it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatObservation {
    analyte: AnalyteId,
    #[serde(default)]
    comparator: Option<Comparator>,
    #[serde(default)]
    value: Option<Decimal>,
    #[serde(default)]
    unit: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default)]
    reference: Option<Interval>,
    #[serde(default)]
    flag: Option<String>,
    #[serde(default)]
    method: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    side: Option<Side>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    assay: Option<String>,
    #[serde(default)]
    note: Option<String>,
}

impl From<Observation> for FlatObservation {
    fn from(result: Observation) -> Self {
        let (comparator, value, unit, text) = match result.value {
            Value::Number(q) => (Some(q.comparator), Some(q.value), Some(q.unit), None),
            Value::Words(text) => (None, None, None, Some(text)),
        };
        Self {
            analyte: result.analyte,
            comparator,
            value,
            unit,
            text,
            reference: result.reference,
            flag: result.flag,
            method: result.method,
            side: result.side,
            assay: result.assay,
            note: result.note,
        }
    }
}

impl TryFrom<FlatObservation> for Observation {
    type Error = String;

    fn try_from(flat: FlatObservation) -> Result<Self, String> {
        let value = match (flat.value, flat.text) {
            (Some(value), None) => Value::Number(Quantity {
                comparator: flat.comparator.unwrap_or_default(),
                value,
                unit: flat.unit.unwrap_or_default(),
            }),
            (None, Some(text)) => Value::Words(text),
            (None, None) => {
                return Err(format!("{} needs a value, or a text where there is no number", flat.analyte));
            }
            (Some(_), Some(_)) => {
                return Err(format!("{} has both a value and a text; keep one", flat.analyte));
            }
        };
        Ok(Self {
            analyte: flat.analyte,
            value,
            reference: flat.reference.filter(|r| !r.is_open()),
            flag: flat.flag,
            method: flat.method,
            side: flat.side,
            assay: flat.assay,
            note: flat.note,
        })
    }
}

/// Times are written to the minute, `08:10`; seconds are read and dropped.
pub(super) mod minute {
    use chrono::NaiveTime;
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    #[expect(clippy::ref_option, reason = "the shape serde asks for")]
    pub fn serialize<S: Serializer>(time: &Option<NaiveTime>, serializer: S) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => serializer.collect_str(&time.format("%H:%M")),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveTime>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else {
            return Ok(None);
        };
        crate::domain::day::parse_time(&text).map(Some).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_written_flat_and_read_back_equal() {
        let json = r#"{"id":"r1","kind":"semen","date":"2026-03-14","time":"08:10","laboratory":"Quest","fasting":null,
            "abstinence_days":"3","hours_since_dose":null,"complete":true,"note":null,"results":[
            {"analyte":"sperm-concentration","comparator":"<","value":"0.10","unit":"10*6/mL","reference":{"low":"16","high":null},"flag":"L","method":null,"note":null},
            {"analyte":"morphology","text":"too few to assess"}]}"#;
        let report: Report = serde_json::from_str(json).unwrap();
        assert_eq!(report.kind(), Kind::Semen);
        assert_eq!(report.results[1].value, Value::Words("too few to assess".into()));
        let again: Report = serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
        assert_eq!(again, report);
    }

    #[test]
    fn context_of_another_kind_is_refused_by_name_instead_of_being_lost() {
        let error =
            serde_json::from_str::<Report>(r#"{"kind":"blood","date":"2026-03-14","abstinence_days":"3"}"#)
                .unwrap_err();
        assert!(
            error.to_string().starts_with("abstinence_days belongs on a semen report, not on a blood one"),
            "{error}"
        );
    }
}
