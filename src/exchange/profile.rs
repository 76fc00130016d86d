//! The candidate profile as it is shown and handed on: value, date, what it rests on, who found otherwise.

use chrono::NaiveDate;
use serde::Serialize;

use crate::catalog::Catalog;
use crate::domain::analyte::{Analyte, UnitView};
use crate::domain::candidate::{Check, Counter, MarkerFinding, profile_check};
use crate::domain::counted::counted;
use crate::domain::day;
use crate::domain::decimal::Decimal;
use crate::domain::interval::Interpretation;
use crate::domain::judgement::{Intervals, JudgedDay};
use crate::domain::quantity::{Comparator, Quantity};
use crate::domain::record::Record;
use crate::domain::series::{self, ReadingSource};
use crate::exchange::json_sheet::JsonSheet;
use crate::guidance::{AssayDoubt, listed};

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
    /// What the finding alone does not say: `LH 0.8 IU/L is below 1.7 IU/L (ARUP)`.
    pub reason: Option<String>,
    /// Who describes it, each marked where it was not read at its source.
    pub cited: String,
    pub found: Check<'r>,
}

/// Of a value above its interval where a slightly high one is described.
const NO_AMOUNT: &str = "HRTIO says normal to mildly elevated and gives no number";

/// The sentences that stand below the table.
const ABOUT: [&str; 2] = [
    "HRTIO describes men before treatment, so hormones drawn on a drug that acts on the axis, or within 90 days after \
     one, are left out. This is not advice.",
    "Variants of the aromatase gene CYP19A1 change how a man responds, so what suits one need not suit another \
     ({HRTIO:127}, {CYP19-17}).",
];

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
        let reason = match found.finding {
            MarkerFinding::DivisorOutside => lh_words(&found, record, catalog, intervals, view),
            MarkerFinding::AboveInterval => Some(NO_AMOUNT.to_owned()),
            _ => None,
        };
        let cited: Vec<String> = found.marker.cites.iter().map(|citation| catalog.cited(citation)).collect();
        Some(ProfileRow {
            analyte,
            value,
            basis: basis(&found, analyte, catalog, view),
            reason,
            cited: cited.join(", "),
            found,
        })
    };
    checks.into_iter().filter_map(row).collect()
}

impl ProfileRow<'_> {
    /// What the source describes: `below 10`.
    pub fn described(&self) -> String {
        self.found.marker.criterion.words(self.analyte)
    }

    /// The finding in words: `as described`, `not judged: LH 0.8 IU/L is below 1.7 IU/L (ARUP)`.
    pub fn words(&self) -> String {
        match &self.reason {
            Some(reason) => format!("{}: {reason}", self.found.finding),
            None => self.found.finding.to_string(),
        }
    }

    /// The day of the value.
    pub fn day(&self) -> Option<NaiveDate> {
        self.found.reading.as_ref().map(|reading| reading.day)
    }
}

/// `LH 0.8 IU/L is below 1.7 IU/L (ARUP)`.
fn lh_words(
    check: &Check<'_>,
    record: &Record,
    catalog: &Catalog,
    intervals: &Intervals,
    view: UnitView,
) -> Option<String> {
    let reading = check.reading.as_ref()?;
    let analyte = catalog.analyte("lh")?;
    let lh = series::on_day(record, catalog.analytes(), &analyte.id, reading.day)?;
    let judgement = intervals.judge_reading(analyte, &lh, &JudgedDay::new(record, reading.day));
    let applied = judgement.applied?;
    let (side, limit) = match judgement.interpretation {
        Interpretation::Low => ("below", applied.interval.low.clone()?),
        Interpretation::High => ("above", applied.interval.high.clone()?),
        Interpretation::Within | Interpretation::Unknown => return None,
    };
    let printed = lh.quantity(analyte);
    let limit = Quantity { comparator: Comparator::Equal, value: limit, unit: printed.unit.clone() };
    let (value, limit) = (analyte.shown(&printed, view), analyte.shown(&limit, view));
    Some(format!("{} {value} is {side} {limit} ({})", analyte.short, applied.whose()))
}

/// What is said below the table, one sentence each: who found otherwise, how an estradiol was measured, how long a
/// child has been tried for, and what the table is.
pub fn profile_remarks(
    rows: &[ProfileRow<'_>],
    record: &Record,
    catalog: &Catalog,
    today: NaiveDate,
) -> Vec<String> {
    let against = counter_evidence(rows, catalog);
    let about = ABOUT.map(|sentence| catalog.with_sources(sentence));
    against
        .into_iter()
        .chain(assay_remark(rows, record, catalog))
        .chain(trying_remark(record, catalog, today))
        .chain(about)
        .collect()
}

/// How the estradiol of T/E2 was measured, when that was not by mass spectrometry.
fn assay_remark(rows: &[ProfileRow<'_>], record: &Record, catalog: &Catalog) -> Option<String> {
    let day = rows.iter().find(|row| row.found.marker.analyte == "t-e2-ratio")?.day()?;
    let estradiol = series::on_day(record, catalog.analytes(), "estradiol", day)?;
    let doubt = match AssayDoubt::of(&estradiol)? {
        AssayDoubt::Unreliable => {
            "standard immunoassays are unreliable this low, so ask about a mass-spectrometry test"
        }
        AssayDoubt::OtherScale => "another assay can give another T/E2",
    };
    Some(format!("The estradiol of {} was not marked LC-MS/MS; {doubt}.", day::long(day)))
}

/// How long a child has been tried for, where that is known.
fn trying_remark(record: &Record, catalog: &Catalog, today: NaiveDate) -> Option<String> {
    let since = record.profile().trying_since.filter(|since| *since <= today)?;
    let months = counted(day::whole_months(since, today), "month");
    let article = catalog.cited("HRTIO:241");
    Some(format!("Trying for {months}. HRTIO calls it infertility after twelve months ({article})."))
}

/// Who found otherwise, one sentence a finding.
pub fn counter_evidence(rows: &[ProfileRow<'_>], catalog: &Catalog) -> Vec<String> {
    let mut found: Vec<Counter> = Vec::new();
    for counter in rows.iter().flat_map(|row| row.found.marker.against) {
        if !found.contains(counter) {
            found.push(*counter);
        }
    }
    let sentence = |counter: &Counter| {
        let concerned = rows.iter().filter(|row| row.found.marker.against.contains(counter));
        let names: Vec<String> = concerned.map(|row| row.analyte.short.clone()).collect();
        let found = counter.found.replace("{names}", &listed(&names));
        format!("{} found otherwise: {found}.", catalog.cited(counter.source))
    };
    found.iter().map(sentence).collect()
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
pub fn json(rows: &[ProfileRow<'_>], remarks: &[String], today: NaiveDate) -> String {
    let markers = rows.iter().map(MarkerOut::of).collect();
    ProfileOut { today, markers, remarks }.json()
}

#[derive(Serialize)]
struct ProfileOut<'a> {
    today: NaiveDate,
    markers: Vec<MarkerOut<'a>>,
    remarks: &'a [String],
}

impl JsonSheet for ProfileOut<'_> {
    const SHAPE: &'static str = "profile-check";
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
            words: row.words(),
            basis: Some(&*row.basis).filter(|basis| !basis.is_empty()),
            sources: row.found.marker.cites,
            against: against.map(|c| AgainstOut { source: c.source, found: c.found }).collect(),
        }
    }
}
