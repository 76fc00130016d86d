//! A report as files spell it, JSON or TOML: its context and the interval of each result as keys beside the others.

use std::borrow::Cow;
use std::fmt;

use chrono::{NaiveDate, NaiveTime};
use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::context::{
    ContextError, ContextField, FieldShape, FieldValue, MisplacedField, ReportContext,
};
use crate::domain::decimal::Decimal;
use crate::domain::id::{AnalyteId, EntryId};
use crate::domain::interval::Interval;
use crate::domain::method::Method;
use crate::domain::minute;
use crate::domain::quantity::{Comparator, Quantity};
use crate::domain::report::{BodySide, Kind, Observation, Report, Value};
use crate::domain::source_file::SourceFile;

/// A report as files spell it: every context key beside the others. What is written is lent by the report.
#[derive(Serialize, Deserialize)]
struct FlatReport<'r> {
    #[serde(default)]
    id: Option<Cow<'r, EntryId>>,
    kind: Option<Kind>,
    date: Option<NaiveDate>,
    #[serde(default, with = "minute")]
    time: Option<NaiveTime>,
    #[serde(default)]
    laboratory: Option<Cow<'r, str>>,
    #[serde(flatten)]
    context: FlatContext,
    #[serde(default)]
    note: Option<Cow<'r, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<Cow<'r, SourceFile>>,
    #[serde(default)]
    results: Cow<'r, [Observation]>,
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

impl<'r> FlatReport<'r> {
    fn of(report: &'r Report) -> Self {
        Self {
            id: Some(Cow::Borrowed(&report.id)),
            kind: Some(report.context.kind()),
            date: Some(report.date),
            time: report.time,
            laboratory: lent_text(report.laboratory.as_ref()),
            context: FlatContext::of(&report.context),
            note: lent_text(report.note.as_ref()),
            source: report.source.as_ref().map(Cow::Borrowed),
            results: Cow::Borrowed(&report.results),
        }
    }
}

fn lent_text(text: Option<&String>) -> Option<Cow<'_, str>> {
    text.map(|text| Cow::Borrowed(text.as_str()))
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        FlatReport::of(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Report {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        FlatReport::deserialize(deserializer)?.read().map_err(D::Error::custom)
    }
}

impl FlatReport<'_> {
    /// What is spelled so.
    fn read(self) -> Result<Report, FlatError> {
        let kind = self.kind.ok_or(FlatError::NoKind)?;
        Ok(Report {
            id: self.id.map(Cow::into_owned).unwrap_or_default(),
            date: self.date.ok_or(FlatError::NoDate)?,
            time: self.time,
            laboratory: self.laboratory.map(Cow::into_owned),
            context: self.context.on(kind)?,
            note: self.note.map(Cow::into_owned),
            source: self.source.map(Cow::into_owned),
            results: self.results.into_owned(),
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

/// A result as files spell it; what is written is lent by the result.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatObservation<'r> {
    analyte: Cow<'r, AnalyteId>,
    #[serde(default)]
    comparator: Option<Comparator>,
    #[serde(default)]
    value: Option<Cow<'r, Decimal>>,
    #[serde(default)]
    unit: Option<Cow<'r, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<Cow<'r, str>>,
    #[serde(default)]
    reference: Option<Cow<'r, Interval>>,
    #[serde(default)]
    flag: Option<Cow<'r, str>>,
    #[serde(default)]
    method: Option<Cow<'r, Method>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    side: Option<BodySide>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    assay: Option<Cow<'r, Method>>,
    #[serde(default)]
    note: Option<Cow<'r, str>>,
}

impl<'r> FlatObservation<'r> {
    fn of(result: &'r Observation) -> Self {
        let (quantity, text) = match &result.value {
            Value::Number(quantity) => (Some(quantity), None),
            Value::Words(text) => (None, Some(Cow::Borrowed(text.as_str()))),
        };
        Self {
            analyte: Cow::Borrowed(&result.analyte),
            comparator: quantity.map(|quantity| quantity.comparator),
            value: quantity.map(|quantity| Cow::Borrowed(&quantity.value)),
            unit: quantity.map(|quantity| Cow::Borrowed(&*quantity.unit)),
            text,
            reference: result.reference.as_deref().map(Cow::Borrowed),
            flag: lent_text(result.flag.as_ref()),
            method: result.method.as_ref().map(Cow::Borrowed),
            side: result.side,
            assay: result.assay.as_ref().map(Cow::Borrowed),
            note: lent_text(result.note.as_ref()),
        }
    }
}

impl Serialize for Observation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        FlatObservation::of(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Observation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        FlatObservation::deserialize(deserializer)?.read().map_err(D::Error::custom)
    }
}

impl FlatObservation<'_> {
    /// What is spelled so.
    fn read(self) -> Result<Observation, FlatError> {
        let analyte = self.analyte.into_owned();
        let value = match (self.value, self.text) {
            (Some(value), None) => Value::Number(Quantity {
                comparator: self.comparator.unwrap_or_default(),
                value: value.into_owned(),
                unit: self.unit.map(Cow::into_owned).unwrap_or_default().into(),
            }),
            (None, Some(text)) => Value::Words(text.into_owned()),
            (None, None) => return Err(FlatError::NoValue(analyte)),
            (Some(_), Some(_)) => return Err(FlatError::TwoValues(analyte)),
        };
        Ok(Observation {
            analyte,
            value,
            reference: self.reference.map(Cow::into_owned).filter(|r| !r.is_open()).map(Into::into),
            flag: self.flag.map(Cow::into_owned),
            method: self.method.map(Cow::into_owned),
            side: self.side,
            assay: self.assay.map(Cow::into_owned),
            note: self.note.map(Cow::into_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::report::Value;

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
