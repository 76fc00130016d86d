//! One dated paper and the results on it.

use std::fmt;

use chrono::{NaiveDate, NaiveTime};
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use strum::{EnumString, IntoStaticStr};

use crate::domain::context::{
    ContextError, ContextField, FieldShape, FieldValue, MisplacedField, ReportContext,
};
use crate::domain::decimal::Decimal;
use crate::domain::id::{AnalyteId, EntryId};
use crate::domain::interval::Interval;
use crate::domain::method::{Method, letters_and_digits};
use crate::domain::quantity::{Comparator, Quantity};
use crate::domain::source_file::SourceFile;
use crate::domain::specimen::Specimen;

/// What kind of paper a report is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    Blood,
    Semen,
    Dxa,
    Body,
}

impl Kind {
    /// All kinds, the most usual first.
    pub const ALL: [Self; 4] = [Self::Blood, Self::Semen, Self::Dxa, Self::Body];

    /// The id in files and on the command line.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// The kind with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        id.parse().ok()
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
#[serde(try_from = "FlatReport", into = "FlatReport")]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "FlatObservation", into = "FlatObservation")]
pub struct Observation {
    pub analyte: AnalyteId,
    pub value: Value,
    /// The laboratory's own reference interval as printed, in the result's unit.
    pub reference: Option<Interval>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum BodySide {
    Left,
    Right,
}

/// A word that is no side.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no side; write left or right")]
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
    letters_and_digits(a) == letters_and_digits(b)
}

/// A report as files spell it: every context key beside the others.
#[derive(Clone, Serialize, Deserialize)]
struct FlatReport {
    #[serde(default)]
    id: Option<EntryId>,
    kind: Option<Kind>,
    date: Option<NaiveDate>,
    #[serde(default, with = "minute")]
    time: Option<NaiveTime>,
    #[serde(default)]
    laboratory: Option<String>,
    #[serde(flatten)]
    context: FlatContext,
    #[serde(default)]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<SourceFile>,
    #[serde(default)]
    results: Vec<Observation>,
}

/// Why the keys of a report do not make one.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
enum FlatError {
    #[error("a report needs a kind: blood, semen, dxa or body")]
    NoKind,
    #[error("a report needs a date, for example 2026-03-14")]
    NoDate,
    #[error("unknown field `{0}`")]
    UnknownKey(String),
    #[error(transparent)]
    Misplaced(#[from] MisplacedField),
    #[error("{0}: {1}")]
    Field(&'static str, ContextError),
    #[error("{0} needs a value, or a text where there is no number")]
    NoValue(AnalyteId),
    #[error("{0} has both a value and a text; keep one")]
    TwoValues(AnalyteId),
}

impl From<Report> for FlatReport {
    fn from(report: Report) -> Self {
        Self {
            id: Some(report.id),
            kind: Some(report.context.kind()),
            date: Some(report.date),
            time: report.time,
            laboratory: report.laboratory,
            context: FlatContext::of(&report.context),
            note: report.note,
            source: report.source,
            results: report.results,
        }
    }
}

impl TryFrom<FlatReport> for Report {
    type Error = FlatError;

    fn try_from(flat: FlatReport) -> Result<Self, FlatError> {
        let kind = flat.kind.ok_or(FlatError::NoKind)?;
        Ok(Self {
            id: flat.id.unwrap_or_default(),
            date: flat.date.ok_or(FlatError::NoDate)?,
            time: flat.time,
            laboratory: flat.laboratory,
            context: flat.context.on(kind)?,
            note: flat.note,
            source: flat.source,
            results: flat.results,
        })
    }
}

/// The context keys as they stand in a file.
#[derive(Clone)]
struct FlatContext(Vec<(String, Option<FlatValue>)>);

/// What stands for a key.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum FlatValue {
    Answer(bool),
    Text(String),
    Number(Decimal),
}

impl FlatContext {
    fn of(context: &ReportContext) -> Self {
        let written = ContextField::all().filter_map(|field| {
            let row = field.row();
            let value = context.get(field).map(FlatValue::of);
            (value.is_some() || row.always_written).then(|| (row.key.to_owned(), value))
        });
        Self(written.collect())
    }

    /// The context of a kind of report. What belongs to another kind would be lost silently, so it is refused.
    fn on(self, kind: Kind) -> Result<ReportContext, FlatError> {
        let mut context = ReportContext::new(kind);
        for (key, value) in self.0 {
            let Some(field) = ContextField::from_key(&key) else {
                return Err(FlatError::UnknownKey(key));
            };
            let value = value.map(|value| value.read(field)).transpose();
            context.put(field, value.map_err(|error| FlatError::Field(field.row().key, error))?)?;
        }
        Ok(context)
    }
}

impl FlatValue {
    fn of(value: &FieldValue) -> Self {
        match value {
            FieldValue::Answer(yes) => Self::Answer(*yes),
            FieldValue::Amount(number) => Self::Number(number.clone()),
            FieldValue::Words(words) => Self::Text(words.clone()),
            FieldValue::Specimen(specimen) => Self::Text(specimen.id().to_owned()),
        }
    }

    fn read(self, field: ContextField) -> Result<FieldValue, ContextError> {
        match (self, field.row().shape) {
            (Self::Answer(yes), FieldShape::Answer) => Ok(FieldValue::Answer(yes)),
            (Self::Number(number), FieldShape::Amount) => Ok(FieldValue::Amount(number)),
            (Self::Text(words), FieldShape::Words) => Ok(FieldValue::Words(words)),
            (Self::Answer(yes), _) => field.parse(&yes.to_string()),
            (Self::Number(number), _) => field.parse(number.as_str()),
            (Self::Text(text), _) => field.parse(&text),
        }
    }
}

impl Serialize for FlatContext {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for FlatContext {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FlatContextVisitor)
    }
}

struct FlatContextVisitor;

impl<'de> Visitor<'de> for FlatContextVisitor {
    type Value = FlatContext;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the keys of a report")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<FlatContext, A::Error> {
        let mut keys = Vec::new();
        while let Some(entry) = map.next_entry()? {
            keys.push(entry);
        }
        Ok(FlatContext(keys))
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
    method: Option<Method>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    side: Option<BodySide>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    assay: Option<Method>,
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
    type Error = FlatError;

    fn try_from(flat: FlatObservation) -> Result<Self, FlatError> {
        let value = match (flat.value, flat.text) {
            (Some(value), None) => Value::Number(Quantity {
                comparator: flat.comparator.unwrap_or_default(),
                value,
                unit: flat.unit.unwrap_or_default(),
            }),
            (None, Some(text)) => Value::Words(text),
            (None, None) => return Err(FlatError::NoValue(flat.analyte)),
            (Some(_), Some(_)) => return Err(FlatError::TwoValues(flat.analyte)),
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

    /// Writes the time to the minute.
    #[expect(clippy::ref_option, reason = "the shape serde asks for")]
    pub fn serialize<S: Serializer>(time: &Option<NaiveTime>, serializer: S) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => serializer.collect_str(&time.format("%H:%M")),
            None => serializer.serialize_none(),
        }
    }

    /// Reads a time; its seconds are dropped.
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
    fn a_laboratory_is_the_same_however_its_name_is_punctuated() {
        for (a, b, one) in [("Quest Diagnostics", "quest-diagnostics ", true), ("Quest", "Labcorp", false)] {
            assert_eq!(is_same_laboratory(a, b), one, "{a} {b}");
        }
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
