//! What a log takes of an entry: the limits of `schema.sql`, known before anything is stored.

use chrono::{Datelike, NaiveDate};

use crate::domain::change::Entry;
use crate::domain::context::{ContextField, FieldValue};
use crate::domain::day::{FIRST_DAY, LAST_DAY, is_possible};
use crate::domain::decimal::{Decimal, MOST_DIGITS};
use crate::domain::journal::{Profile, ReminderAct, ReminderAction};
use crate::domain::regimen::Regimen;
use crate::domain::report::{Observation, Report, Value};

/// Days of lead of a supply at most.
const MOST_LEAD_DAYS: u16 = 365;

/// Why a log does not take an entry, or a part of one.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Unstorable {
    /// A day that no log speaks of.
    #[error("{what} {day} cannot be right; years run from {} to {}", FIRST_DAY.year(), LAST_DAY.year())]
    Day {
        /// Which day of the entry: `the last day`.
        what: &'static str,
        day: NaiveDate,
    },
    /// A number with more digits than any measurement has.
    #[error("{what} {number} has more than {MOST_DIGITS} digits")]
    Digits {
        /// Which number of the entry: `the value`.
        what: &'static str,
        number: Decimal,
    },
    /// A text that must say something.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// A supply that is to be spoken of longer than a year before.
    #[error("{0} days of lead cannot be right; they run from 0 to {MOST_LEAD_DAYS}")]
    Lead(u16),
}

/// Whether a log takes an entry and all that stands on it, so that the checks of `schema.sql` would find nothing.
pub fn is_storable(entry: &Entry) -> bool {
    let results = match entry {
        Entry::Report(report) => report.results.as_slice(),
        _ => &[],
    };
    refuse_entry(entry).is_ok() && results.iter().all(|result| refuse_result(result).is_ok())
}

/// The first part of an entry that a log does not take, results of a report apart.
pub fn refuse_entry(entry: &Entry) -> Result<(), Unstorable> {
    match entry {
        Entry::Report(report) => refuse_report(report),
        Entry::Regimen(regimen) => refuse_regimen(regimen),
        Entry::Symptom(symptom) => {
            filled("the symptom", &symptom.symptom)?;
            possible("the day", symptom.date)
        }
        Entry::Event(event) => {
            filled("the event", &event.event)?;
            possible("the day", event.date)
        }
        Entry::DoseTaken(dose) => {
            filled("the drug", &dose.drug)?;
            possible("the day", dose.day)?;
            short("the amount", dose.amount.as_ref())
        }
        Entry::Question(question) => {
            filled("the question", &question.text)?;
            possible("the day", question.day)?;
            question.answered.map_or(Ok(()), |day| possible("the day of the answer", day))
        }
        Entry::Profile(profile) => refuse_profile(profile),
        Entry::Action(action) => refuse_action(action),
    }
}

/// Why a log does not take a result. What readers make of a file is always taken: a name of the catalogue, and numbers
/// that [`Decimal::parse`] has read.
fn refuse_result(result: &Observation) -> Result<(), Unstorable> {
    filled("the analyte", &result.analyte)?;
    if let Value::Number(quantity) = &result.value {
        short("the value", Some(&quantity.value))?;
    }
    let limits = result.reference.as_ref();
    short("the lower limit", limits.and_then(|limits| limits.low.as_ref()))?;
    short("the upper limit", limits.and_then(|limits| limits.high.as_ref()))
}

/// Why no log takes a report, whatever its results are.
pub fn refuse_report(report: &Report) -> Result<(), Unstorable> {
    possible("the day", report.date)?;
    ContextField::all().try_for_each(|field| match report.context.get(field) {
        Some(FieldValue::Amount(number)) => short(field.row().key, Some(number)),
        _ => Ok(()),
    })
}

fn refuse_regimen(regimen: &Regimen) -> Result<(), Unstorable> {
    filled("the drug", &regimen.drug)?;
    possible("the first day", regimen.start)?;
    regimen.stop.map_or(Ok(()), |stop| possible("the last day", stop))?;
    for dose in &regimen.doses {
        possible("the first day of a dose", dose.from)?;
        short("the amount", Some(&dose.amount))?;
    }
    let Some(supply) = &regimen.supply else { return Ok(()) };
    possible("the day of the count", supply.counted)?;
    short("the count", Some(&supply.left))?;
    short("the strength", supply.strength.as_ref())?;
    short("the package", supply.package.as_ref())?;
    if supply.lead_days > MOST_LEAD_DAYS { Err(Unstorable::Lead(supply.lead_days)) } else { Ok(()) }
}

fn refuse_profile(profile: &Profile) -> Result<(), Unstorable> {
    profile.birth_date.map_or(Ok(()), |day| possible("the birth date", day))?;
    profile.trying_since.map_or(Ok(()), |day| possible("the first day of trying", day))?;
    short("the height", profile.height_cm.as_ref())
}

fn refuse_action(action: &ReminderAction) -> Result<(), Unstorable> {
    filled("the rule", &action.rule)?;
    action.due.map_or(Ok(()), |day| possible("the due day", day))?;
    match &action.act {
        ReminderAct::Snooze { until } => possible("the end of the snooze", *until),
        ReminderAct::Booked { on } => possible("the booked day", *on),
        ReminderAct::Dismiss { on, .. } => on.map_or(Ok(()), |day| possible("the day of the dismissal", day)),
    }
}

fn possible(what: &'static str, day: NaiveDate) -> Result<(), Unstorable> {
    if is_possible(day) { Ok(()) } else { Err(Unstorable::Day { what, day }) }
}

fn short(what: &'static str, number: Option<&Decimal>) -> Result<(), Unstorable> {
    match number.filter(|number| number.as_str().trim_start_matches('-').len() > MOST_DIGITS) {
        Some(number) => Err(Unstorable::Digits { what, number: number.clone() }),
        None => Ok(()),
    }
}

fn filled(what: &'static str, text: &str) -> Result<(), Unstorable> {
    if text.is_empty() { Err(Unstorable::Empty(what)) } else { Ok(()) }
}
