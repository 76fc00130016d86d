//! Trying to conceive in words and as JSON: samples, attempts and outcomes, with what each mostly reflects.

use chrono::NaiveDate;
use serde::Serialize;

use crate::catalog::Catalog;
use crate::domain::analyte::UnitView;
use crate::domain::counted::counted;
use crate::domain::day;
use crate::domain::record::Record;
use crate::domain::report::{Report, Value};
use crate::domain::semen::SPERM_CYCLE_DAYS;
use crate::domain::series;
use crate::domain::trying::{INFERTILITY_MONTHS, TryingLine, TryingMoment, TryingTime};
use crate::exchange::cycle::told;
use crate::exchange::json_sheet::JsonSheet;

/// What `trying --json` prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TryingSheet {
    today: NaiveDate,
    trying_since: Option<NaiveDate>,
    /// The day of the pregnancy or birth that ended it.
    ended: Option<NaiveDate>,
    /// Whole months of trying.
    months: Option<u32>,
    infertility_after: InfertilityAfter,
    /// By day, the oldest first.
    pub moments: Vec<MomentLine>,
}

impl JsonSheet for TryingSheet {
    const SHAPE: &'static str = "trying";
}

/// After how many months of trying who speaks of infertility.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct InfertilityAfter {
    months: u32,
    source: &'static str,
}

/// A sample, an attempt or an outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MomentLine {
    pub day: NaiveDate,
    /// `sample`, `attempt`, `outcome` or `partner-evaluated`.
    pub kind: &'static str,
    /// The id of the report or the event.
    pub id: String,
    /// `Insemination`, or the values of a sample.
    pub what: String,
    /// The days it mostly reflects.
    pub reflects: Option<DaySpan>,
    /// What was logged in these days, a line each.
    pub within: Vec<String>,
}

/// A stretch of days, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DaySpan {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// The values of a sample that are named beside it.
const SAMPLE_VALUES: [&str; 3] = ["sperm-concentration", "progressive-motility", "total-motile-sperm-count"];

/// The sheet of a line of time.
pub fn trying_sheet(
    line: &TryingLine<'_>,
    record: &Record,
    catalog: &Catalog,
    view: UnitView,
    today: NaiveDate,
) -> TryingSheet {
    let moment = |moment: &TryingMoment<'_>| {
        let cycle = moment.cycle(record);
        let within = cycle.as_ref().map(|cycle| told(cycle, catalog, day::long).1);
        let (id, what) = match moment {
            TryingMoment::Sample(report) => (&report.id, sample_words(report, record, catalog, view)),
            TryingMoment::Attempt(event)
            | TryingMoment::Outcome(event)
            | TryingMoment::PartnerEvaluated(event) => {
                let name = catalog.find_event(&event.event);
                let name = name.map_or_else(|| event.event.to_string(), |sign| sign.name.clone());
                let note = event.note.as_deref().map_or_else(String::new, |note| format!(": {note}"));
                (&event.id, format!("{name}{note}"))
            }
        };
        MomentLine {
            day: moment.day(),
            kind: moment.id(),
            id: id.to_string(),
            what,
            reflects: cycle.map(|cycle| DaySpan { from: cycle.from, to: cycle.sample }),
            within: within.unwrap_or_default(),
        }
    };
    TryingSheet {
        today,
        trying_since: line.time.map(|time| time.since),
        ended: line.time.and_then(|time| time.ended),
        months: line.time.map(|time| time.months),
        infertility_after: InfertilityAfter { months: INFERTILITY_MONTHS, source: "HRTIO" },
        moments: line.moments.iter().map(moment).collect(),
    }
}

impl TryingSheet {
    /// What stands below the line of time: each moment, the newest first, with what it reflects.
    pub fn lines(&self) -> Vec<String> {
        if self.moments.is_empty() {
            return vec!["No semen analysis and no attempt is logged in this time.".to_owned()];
        }
        let mut lines =
            vec![format!("WHAT EACH MOSTLY REFLECTS: THE {SPERM_CYCLE_DAYS} DAYS BEFORE IT (HRTIO)")];
        for moment in self.moments.iter().rev() {
            let planned = if moment.day > self.today { ", planned" } else { "" };
            let reflects = moment.reflects.map_or_else(String::new, |span| {
                let from = day::short(span.from, span.to);
                format!("; mostly reflects {from} to {}", day::long(span.to))
            });
            lines.push(format!("  {:>11}  {}{planned}{reflects}", day::long(moment.day), moment.what));
            lines.extend(moment.within.iter().map(|line| format!("      {line}")));
        }
        lines
    }
}

/// `Trying for 10 months, since 3 Jan 2026. HRTIO calls it infertility after twelve months.`
pub fn time_words(time: &TryingTime) -> String {
    let months = counted(time.months, "month");
    let since = day::long(time.since);
    match time.ended {
        Some(ended) => {
            format!(
                "A pregnancy or birth is logged on {}, after {months} of trying since {since}.",
                day::long(ended)
            )
        }
        None => {
            format!("Trying for {months}, since {since}. HRTIO calls it infertility after twelve months.")
        }
    }
}

/// What is said where the profile does not say that a child is wanted.
pub const NO_GOAL: &str = "This view is for the goal fertility, which is not set in the profile: \
                           `androlog profile set goal fertility` sets it, and \
                           `androlog profile set trying-since DATE` says since when.";

/// What is said where nobody said since when.
pub const NO_SINCE: &str =
    "The profile does not say since when you have been trying: `androlog profile set trying-since DATE`.";

/// `Semen analysis: Concentration 12 10*6/mL, PR 31 %`; what is told in words in these.
fn sample_words(report: &Report, record: &Record, catalog: &Catalog, view: UnitView) -> String {
    let value = |id: &&str| {
        let analyte = catalog.analyte(id)?;
        if let Some(Value::Words(words)) = report.result(id).map(|result| &result.value) {
            return Some(format!("{} {words}", analyte.short));
        }
        let reading = series::on_day(record, catalog.analytes(), id, report.date)?;
        // Of two samples of a day each has its own values; a computed one belongs to the last of them.
        if reading.report().is_some_and(|other| other.id != report.id) {
            return None;
        }
        let shown = analyte.shown(&reading.quantity(analyte), view);
        Some(format!("{} {shown}", analyte.short))
    };
    let values: Vec<String> = SAMPLE_VALUES.iter().filter_map(value).collect();
    if values.is_empty() {
        "Semen analysis".to_owned()
    } else {
        format!("Semen analysis: {}", values.join(", "))
    }
}
