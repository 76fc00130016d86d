//! The fields of a report as the text to edit names them, each with what stands in it.

use crate::domain::context::{ContextField, FieldValue};
use crate::domain::interval::Interval;
use crate::domain::method::Method;
use crate::domain::report::{BodySide, Kind, Observation, Report, Value};

/// A key and its text; empty where there is none.
pub(super) type PageFields = Vec<(&'static str, String)>;

/// What stands over the results, with the keys of the kind.
pub(super) fn head(report: &Report) -> PageFields {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut fields = vec![
        ("date", report.date.to_string()),
        ("time", report.time.map(|time| time.format("%H:%M").to_string()).unwrap_or_default()),
        ("laboratory", text(&report.laboratory)),
    ];
    for field in ContextField::of_kind(report.kind()) {
        let said = report.context.get(field).map(FieldValue::typed);
        fields.push((field.row().key, said.unwrap_or_default()));
    }
    fields.push(("note", text(&report.note)));
    fields
}

/// A result, with the keys its kind can have.
pub(super) fn result(kind: Kind, result: &Observation) -> PageFields {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let how = |method: &Option<Method>| method.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut fields = vec![
        ("analyte", result.analyte.to_string()),
        ("value", value_text(&result.value)),
        ("range", result.reference.as_deref().map(range_text).unwrap_or_default()),
        ("flag", text(&result.flag)),
        ("method", how(&result.method)),
    ];
    if kind == Kind::Dxa || result.side.is_some() {
        let side = result.side.map_or("", BodySide::id);
        fields.push(("side", side.to_owned()));
    }
    if &*result.analyte == "dfi" || result.assay.is_some() {
        fields.push(("assay", how(&result.assay)));
    }
    fields.push(("note", text(&result.note)));
    fields
}

pub(super) fn value_text(value: &Value) -> String {
    match value {
        Value::Number(quantity) => quantity.to_string(),
        Value::Words(words) => words.clone(),
    }
}

pub(super) fn range_text(range: &Interval) -> String {
    match (&range.low, &range.high) {
        (Some(low), Some(high)) => format!("{low} - {high}"),
        (Some(low), None) => format!(">= {low}"),
        (None, Some(high)) => format!("<= {high}"),
        (None, None) => String::new(),
    }
}
