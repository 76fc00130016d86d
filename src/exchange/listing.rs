//! The shape of `list --json`: one object a result.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::decimal::Decimal;
use crate::domain::interval::Interpretation;
use crate::domain::judgement::{Applied, Origin};
use crate::domain::quantity::Comparator;
use crate::domain::report::{Kind, Report, Value};
use crate::domain::specimen::Specimen;
use crate::exchange::doses::DrugTally;
use crate::exchange::json_sheet::JsonSheet;
use crate::exchange::rows::{ResultLine, RowOrigin};

/// The rows as the JSON `list --json` prints. A value in words has `text`, and no comparator, value or unit; a
/// computed value has no `report`, and its formula as `note`.
///
/// # Panics
/// Never: texts, days and finite numbers are always valid JSON.
pub fn json(rows: &[ResultLine<'_>]) -> String {
    let lines: Vec<ListedResult<'_>> = rows.iter().map(ListedResult::of).collect();
    serde_json::to_string(&lines).expect("texts, days and finite numbers are always valid JSON")
}

/// What `show --json` prints: the report as `export` writes it, its results as `list` does, computed ones behind them,
/// and what the dose log says of the weeks before it.
///
/// # Panics
/// Never: texts, days and finite numbers are always valid JSON.
pub fn report_json(report: &Report, rows: &[ResultLine<'_>], doses_before: &[DrugTally]) -> String {
    #[derive(Serialize)]
    struct ShownReport<'a> {
        report: &'a Report,
        results: Vec<ListedResult<'a>>,
        doses_before: &'a [DrugTally],
    }
    impl JsonSheet for ShownReport<'_> {
        const SHAPE: &'static str = "report";
    }
    let results = rows.iter().map(ListedResult::of).collect();
    ShownReport { report, results, doses_before }.json()
}

/// One result; every key of the contract, in its order.
#[derive(Serialize)]
struct ListedResult<'a> {
    #[serde(flatten)]
    head: ListedHead<'a>,
    #[serde(flatten)]
    value: ListedValue<'a>,
    canonical_value: Option<f64>,
    canonical_unit: Option<&'a str>,
    interpretation: Interpretation,
    interval: Option<ListedInterval<'a>>,
    laboratory: Option<&'a str>,
    method: Option<&'a str>,
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct ListedHead<'a> {
    report: Option<&'a str>,
    date: NaiveDate,
    time: Option<String>,
    kind: Kind,
    analyte: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    specimen: Option<&'static str>,
    derived: bool,
}

#[derive(Default, Serialize)]
struct ListedValue<'a> {
    comparator: Option<Comparator>,
    value: Option<&'a Decimal>,
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

#[derive(Serialize)]
struct ListedInterval<'a> {
    low: Option<&'a Decimal>,
    high: Option<&'a Decimal>,
    unit: Option<&'a str>,
    origin: Origin,
    source: Option<&'a str>,
}

impl<'a> ListedResult<'a> {
    fn of(row: &'a ResultLine<'_>) -> Self {
        let value = ListedValue::of(&row.value);
        let (method, note) = match row.from {
            RowOrigin::Report(_, result) => (result.method.as_deref(), result.note.as_deref()),
            RowOrigin::Formula(words) => (Some("calculated"), Some(words)),
        };
        Self {
            head: ListedHead {
                report: row.report().map(|r| r.id.as_str()),
                date: row.day,
                time: row.time().map(|t| t.format("%H:%M").to_string()),
                kind: row.kind,
                analyte: row.analyte_id(),
                specimen: (row.specimen() != Specimen::Serum).then(|| row.specimen().id()),
                derived: matches!(row.from, RowOrigin::Formula(_)),
            },
            canonical_value: row.canonical.as_ref().map(|(value, _)| *value),
            canonical_unit: row.canonical.as_ref().map(|(_, unit)| &**unit),
            interpretation: row.judgement.interpretation,
            interval: row.judgement.applied.as_ref().map(|a| ListedInterval::of(a, value.unit)),
            laboratory: row.laboratory(),
            method,
            note,
            value,
        }
    }
}

impl<'a> ListedValue<'a> {
    fn of(value: &'a Value) -> Self {
        match value {
            Value::Number(quantity) => Self {
                comparator: Some(quantity.comparator),
                value: Some(&quantity.value),
                unit: Some(&quantity.unit),
                text: None,
            },
            Value::Words(words) => Self { text: Some(words), ..Self::default() },
        }
    }
}

impl<'a> ListedInterval<'a> {
    fn of(applied: &'a Applied, unit: Option<&'a str>) -> Self {
        Self {
            low: applied.interval.low.as_ref(),
            high: applied.interval.high.as_ref(),
            unit,
            origin: applied.origin,
            source: applied.source.as_deref(),
        }
    }
}
