//! What in the record cannot be right. These are no reminders: they are about entries, not about health.

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::analyte::Analyte;
use crate::domain::day::long;
use crate::domain::id::EntryId;
use crate::domain::interval::Interpretation;
use crate::domain::judgement::{JudgedDay, Judgement, Origin};
use crate::domain::quantity::Quantity;
use crate::domain::record::Record;
use crate::domain::regimen::Regimen;
use crate::domain::report::{Observation, Report};
use crate::guidance::RuleKnowledge;
use crate::guidance::reminder::Evidence;

/// Something in the record that cannot be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordProblem {
    /// What kind of thing.
    pub code: ProblemCode,
    /// The analyte or the drug.
    pub subject: String,
    /// Day of the result, or first day of the period.
    pub day: NaiveDate,
    /// The report or the regimen.
    pub entry: EntryId,
    /// What is wrong and what would be right.
    pub message: String,
}

/// The kinds of problems that entries can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemCode {
    /// A result dated after today; it counts for nothing until then.
    ResultInFuture,
    /// A last day before the first; the period counts for nothing.
    StopBeforeStart,
    /// Two periods of one drug share days.
    OverlappingPeriods,
    /// A number outside what is plausible.
    ImplausibleValue,
    /// A unit the analyte is not measured in; the result is compared with nothing.
    UnknownUnit,
    /// The same result twice.
    IdenticalDuplicate,
}

impl ProblemCode {
    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::ResultInFuture => "result-in-future",
            Self::StopBeforeStart => "stop-before-start",
            Self::OverlappingPeriods => "overlapping-periods",
            Self::ImplausibleValue => "implausible-value",
            Self::UnknownUnit => "unknown-unit",
            Self::IdenticalDuplicate => "identical-duplicate",
        }
    }
}

impl fmt::Display for RecordProblem {
    /// Writes the problem's key, for example `result-in-future:estradiol:2025-03-30`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.code.id(), self.subject, self.day)
    }
}

/// Every problem of the record on a day: results by day, then periods.
pub fn find(known: &RuleKnowledge<'_>, record: &Record, today: NaiveDate) -> Vec<RecordProblem> {
    let mut problems = Vec::new();
    for id in record.analytes() {
        let analyte = known.analytes.get(id);
        let name = analyte.map_or(&**id, |analyte| analyte.name.as_str());
        let mut of_day: Vec<(&Report, &Observation)> = Vec::new();
        for (report, result) in record.results(id) {
            if of_day.first().is_some_and(|(first, _)| first.date != report.date) {
                of_day.clear();
            }
            if of_day.iter().any(|before| identical(*before, (report, result))) {
                problems.push(duplicate(name, report, result));
            }
            of_day.push((report, result));
            if report.date > today {
                problems.push(in_future(name, report, result));
            }
            if let Some((analyte, quantity)) = analyte.zip(result.quantity()) {
                problems.extend(number(analyte, (report, result), quantity, known, record));
            }
        }
    }
    problems.sort_by_key(|problem| problem.day);
    problems.extend(periods(known, record.regimens()));
    problems
}

fn identical((a, x): (&Report, &Observation), (b, y): (&Report, &Observation)) -> bool {
    x == y && (a.date, a.time, &a.laboratory) == (b.date, b.time, &b.laboratory)
}

fn duplicate(name: &str, report: &Report, result: &Observation) -> RecordProblem {
    RecordProblem {
        code: ProblemCode::IdenticalDuplicate,
        subject: result.analyte.to_string(),
        day: report.date,
        entry: report.id.clone(),
        message: format!(
            "{name} of {} is stored twice with the same content; delete one of them",
            long(report.date)
        ),
    }
}

fn in_future(name: &str, report: &Report, result: &Observation) -> RecordProblem {
    RecordProblem {
        code: ProblemCode::ResultInFuture,
        subject: result.analyte.to_string(),
        day: report.date,
        entry: report.id.clone(),
        message: format!(
            "{name} of {} lies in the future and counts for nothing until then; correct its date if it is wrong",
            long(report.date)
        ),
    }
}

/// What is wrong with a number, its unit first.
fn number(
    analyte: &Analyte,
    (report, result): (&Report, &Observation),
    quantity: &Quantity,
    known: &RuleKnowledge<'_>,
    record: &Record,
) -> Option<RecordProblem> {
    let problem = |code, message| RecordProblem {
        code,
        subject: analyte.id.to_string(),
        day: report.date,
        entry: report.id.clone(),
        message,
    };
    if analyte.unit(&quantity.unit).is_none() {
        let units: Vec<&str> = analyte.units.iter().map(|unit| &*unit.code).collect();
        let units = units.join(" or ");
        let (name, day) = (&analyte.name, long(report.date));
        let message = format!(
            "{name} of {day} is stored as {quantity}; it is measured in {units}, so nothing is read from it"
        );
        return Some(problem(ProblemCode::UnknownUnit, message));
    }
    // A likely slip was asked about when it came in; what is still rare is named here.
    let outside = analyte.is_rare(quantity);
    outside.then(|| {
        let (name, day) = (&analyte.name, long(report.date));
        let judgement = known.intervals.judge(analyte, result, &JudgedDay::of_report(record, report));
        let beyond = beyond_interval(&judgement, quantity);
        let message = match beyond {
            Some(beyond) => format!(
                "{name} {quantity} of {day} is unusual, and {beyond}. If the number is right, bring it to your clinician"
            ),
            None => {
                format!("{name} {quantity} of {day} is an unusual value; check number and unit on the report")
            }
        };
        problem(ProblemCode::ImplausibleValue, message)
    })
}

/// `above its interval, 17.7 ng/mL (ARUP)`; nothing for a value that is not certainly beyond its interval.
fn beyond_interval(judgement: &Judgement, quantity: &Quantity) -> Option<String> {
    let applied = judgement.applied.as_ref()?;
    let (side, limit) = match judgement.interpretation {
        Interpretation::High => ("above", applied.interval.high.as_ref()?),
        Interpretation::Low => ("below", applied.interval.low.as_ref()?),
        Interpretation::Within | Interpretation::Unknown => return None,
    };
    let whose = match applied.origin {
        Origin::Lab => "printed on the report".to_owned(),
        Origin::Mine => "your own".to_owned(),
        Origin::Published => applied.whose(),
    };
    Some(format!("{side} its interval, {limit} {} ({whose})", quantity.unit))
}

impl RecordProblem {
    /// Whether a reminder that stands tells of the same result already, so that this need not be said as well.
    pub(super) fn is_told_by(&self, evidence: &[&Evidence]) -> bool {
        self.code == ProblemCode::ImplausibleValue
            && evidence.iter().any(|e| e.item == self.subject && e.report.as_ref() == Some(&self.entry))
    }
}

fn periods(known: &RuleKnowledge<'_>, regimens: &[Regimen]) -> Vec<RecordProblem> {
    let mut problems = Vec::new();
    for (at, regimen) in regimens.iter().enumerate() {
        let problem = |code, message| RecordProblem {
            code,
            subject: regimen.drug.to_string(),
            day: regimen.start,
            entry: regimen.id.clone(),
            message,
        };
        let drug = known.drugs.get(&regimen.drug).map_or(&*regimen.drug, |drug| drug.name.as_str());
        let start = long(regimen.start);
        if let Some(stop) = regimen.stop.filter(|stop| *stop < regimen.start) {
            let message = format!(
                "{drug} ends on {} before it begins on {start}, and counts for nothing; correct one of the days",
                long(stop)
            );
            problems.push(problem(ProblemCode::StopBeforeStart, message));
            continue;
        }
        let overlapped = |other: &&Regimen| other.drug == regimen.drug && other.covers(regimen.start);
        if let Some(other) = regimens[..at].iter().find(overlapped) {
            let message = format!(
                "{drug} begins on {start} while the period from {} still goes on; end that one the day before, \
                 or record a change of dose instead",
                long(other.start)
            );
            problems.push(problem(ProblemCode::OverlappingPeriods, message));
        }
    }
    problems
}
