//! The candidate profile as it is shown and handed on: value, date, what it rests on, who found otherwise.

use chrono::NaiveDate;
use serde::Serialize;

use crate::catalog::Catalog;
use crate::domain::analyte::{Analyte, UnitView};
use crate::domain::candidate::{Check, profile_check};
use crate::domain::decimal::Decimal;
use crate::domain::interval::{Interpretation, Intervals};
use crate::domain::quantity::{Comparator, Quantity};
use crate::domain::record::Record;
use crate::domain::series::ReadingSource;

/// A marker of the profile and what the log says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileRow<'r> {
    /// What is looked at.
    pub analyte: &'r Analyte,
    /// The newest usable value in the units of a view.
    pub value: Option<Quantity>,
    /// What it rests on: the values it was computed from, or the interval it stands in; empty where there is
    /// neither.
    pub basis: String,
    pub found: Check<'r>,
}

/// The sentence that stands beside the table.
pub const ABOUT: &str = "HRTIO describes men before treatment, so hormones drawn on a drug that acts on the axis, or \
                         within 90 days after one, are left out. No advice.";

/// The profile of a day.
pub fn profile<'r>(
    record: &'r Record,
    catalog: &'r Catalog,
    intervals: &Intervals,
    view: UnitView,
    today: NaiveDate,
) -> Vec<ProfileRow<'r>> {
    let checks = profile_check(record, catalog.analytes(), catalog.drugs(), intervals, today);
    let row = |found: Check<'r>| {
        let analyte = catalog.analyte(found.marker.analyte)?;
        let value = found.reading.as_ref().map(|r| analyte.shown(&r.quantity(analyte), view));
        Some(ProfileRow { analyte, value, basis: basis(&found, analyte, catalog, view), found })
    };
    checks.into_iter().filter_map(row).collect()
}

impl ProfileRow<'_> {
    /// What the source describes: `below 10`.
    pub fn described(&self) -> String {
        self.found.marker.criterion.words(self.analyte)
    }

    /// The day of the value.
    pub fn day(&self) -> Option<NaiveDate> {
        self.found.reading.as_ref().map(|reading| reading.day)
    }
}

/// Who found otherwise, one sentence a finding.
pub fn counter_evidence(rows: &[ProfileRow<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    for counter in rows.iter().flat_map(|row| row.found.marker.against) {
        if !found.contains(counter) {
            found.push(*counter);
        }
    }
    let sentence = |counter| {
        let concerned = rows.iter().filter(|row| row.found.marker.against.contains(&counter));
        let names: Vec<&str> = concerned.map(|row| row.analyte.short.as_str()).collect();
        format!("{} found otherwise: {}: {}.", counter.source, names.join(", "), counter.found)
    };
    found.into_iter().map(sentence).collect()
}

fn basis(check: &Check<'_>, analyte: &Analyte, catalog: &Catalog, view: UnitView) -> String {
    let Some(reading) = &check.reading else {
        return String::new();
    };
    if let ReadingSource::Computed(derived) = &reading.from {
        let input = |input: &crate::domain::derived::DerivedInput| {
            let known = catalog.analyte(&input.analyte);
            let name = known.map_or(&*input.analyte, |analyte| analyte.short.as_str());
            let shown = known.map_or_else(|| input.quantity.clone(), |a| a.shown(&input.quantity, view));
            format!("{name} {shown}")
        };
        let inputs: Vec<String> = derived.inputs.iter().map(input).collect();
        return inputs.join(", ");
    }
    let (Some(applied), Some(printed)) =
        (&check.judgement.applied, reading.result().and_then(|result| result.quantity()))
    else {
        return "no interval applies".to_owned();
    };
    let to = analyte.unit_for(view, &printed.unit);
    let interval = applied.interval.convert(analyte.unit(&printed.unit).unwrap_or(to), to);
    let stands = match check.judgement.interpretation {
        Interpretation::Low => "below",
        Interpretation::Within => "within",
        Interpretation::High => "above",
        Interpretation::Unknown => "not judged in",
    };
    format!("{stands} {interval} ({})", applied.whose())
}

/// What `profile-check --json` prints: the key order is the contract.
///
/// # Panics
/// Never: texts, days and decimals are always valid JSON.
pub fn json(rows: &[ProfileRow<'_>], today: NaiveDate) -> String {
    let markers = rows.iter().map(MarkerOut::of).collect();
    serde_json::to_string(&ProfileOut { today, markers }).expect("texts, days and decimals are valid JSON")
}

#[derive(Serialize)]
struct ProfileOut<'a> {
    today: NaiveDate,
    markers: Vec<MarkerOut<'a>>,
}

#[derive(Serialize)]
struct MarkerOut<'a> {
    analyte: &'a str,
    name: &'a str,
    date: Option<NaiveDate>,
    comparator: Option<Comparator>,
    value: Option<&'a Decimal>,
    unit: Option<&'a str>,
    described: String,
    finding: &'static str,
    words: String,
    basis: Option<&'a str>,
    sources: &'static [&'static str],
    against: Vec<AgainstOut>,
}

#[derive(Serialize)]
struct AgainstOut {
    source: &'static str,
    found: &'static str,
}

impl<'a> MarkerOut<'a> {
    fn of(row: &'a ProfileRow<'_>) -> Self {
        let against = row.found.marker.against.iter();
        let value = row.value.as_ref();
        Self {
            analyte: &row.analyte.id,
            name: &row.analyte.name,
            date: row.day(),
            comparator: value.map(|quantity| quantity.comparator),
            value: value.map(|quantity| &quantity.value),
            unit: value.map(|quantity| &*quantity.unit),
            described: row.described(),
            finding: row.found.finding.id(),
            words: row.found.finding.to_string(),
            basis: Some(&*row.basis).filter(|basis| !basis.is_empty()),
            sources: row.found.marker.cites,
            against: against.map(|c| AgainstOut { source: c.source, found: c.found }).collect(),
        }
    }
}
