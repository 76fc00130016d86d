//! Which result of a file is one that is stored already, or at odds with one.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveTime};

use super::{PlanVerdict, PlannedResult};
use crate::domain::decimal::Decimal;
use crate::domain::id::{AnalyteId, EntryId};
use crate::domain::quantity::{Comparator, UnitCode};
use crate::domain::report::{BodySide, Kind, Observation, Report, Value};
use crate::domain::specimen::Specimen;

/// The results of the log, and those of the file so far that will be stored, by day and analyte.
pub(super) struct TwinIndex<'r> {
    stored: HashMap<TwinKey, Vec<(&'r Report, &'r Observation)>>,
    /// Values taken from this file, with their times.
    taken: HashMap<(TwinKey, TwinValue), Vec<Option<NaiveTime>>>,
}

/// What two results must share to be compared at all.
#[derive(Clone, PartialEq, Eq, Hash)]
struct TwinKey {
    day: NaiveDate,
    kind: Kind,
    specimen: Specimen,
    analyte: AnalyteId,
    is_right: bool,
    is_left: bool,
}

/// A value as it is compared: its number without zeros that say nothing.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum TwinValue {
    Number(&'static str, String, UnitCode),
    Words(String),
}

impl TwinKey {
    fn new(report: &Report, result: &Observation) -> Self {
        Self {
            day: report.date,
            kind: report.kind(),
            specimen: comparable(report.specimen()),
            analyte: result.analyte.clone(),
            is_right: result.side == Some(BodySide::Right),
            is_left: result.side == Some(BodySide::Left),
        }
    }
}

/// Plasma is read as serum.
const fn comparable(specimen: Specimen) -> Specimen {
    if specimen.is_serum() { Specimen::Serum } else { specimen }
}

impl TwinValue {
    pub fn new(value: &Value) -> Self {
        match value {
            Value::Number(quantity) => {
                let sign = Comparator::sign(quantity.comparator);
                Self::Number(sign, plain_digits(&quantity.value), quantity.unit.clone())
            }
            Value::Words(words) => Self::Words(words.trim().to_lowercase()),
        }
    }
}

/// The digits without zeros that a spreadsheet takes away: `05.40` is `5.4`.
pub(super) fn plain_digits(number: &Decimal) -> String {
    let (sign, digits) = match number.as_str().strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number.as_str()),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
    match (whole, part) {
        ("", "") => "0".to_owned(),
        (whole, "") => format!("{sign}{whole}"),
        (whole, part) => format!("{sign}{}.{part}", if whole.is_empty() { "0" } else { whole }),
    }
}

impl<'r> TwinIndex<'r> {
    pub fn new(reports: &'r [Report]) -> Self {
        let mut stored: HashMap<TwinKey, Vec<(&'r Report, &'r Observation)>> = HashMap::new();
        for report in reports {
            for result in &report.results {
                stored.entry(TwinKey::new(report, result)).or_default().push((report, result));
            }
        }
        Self { stored, taken: HashMap::new() }
    }

    /// What a result of a report is that is not stored under its id. Only a foreign report, which never had an id,
    /// is at odds with what others say of its moment.
    pub fn judge(&self, report: &Report, result: &Observation, is_foreign: bool) -> PlanVerdict {
        let key = TwinKey::new(report, result);
        let known: &[(&Report, &Observation)] = self.stored.get(&key).map_or(&[], Vec::as_slice);
        if known.is_empty() && !is_foreign {
            return PlanVerdict::New;
        }
        let value = TwinValue::new(&result.value);
        let known = known.iter();
        let is_twin = |(other, twin): &&(&Report, &Observation)| {
            may_be_one_time(other.time, report.time) && TwinValue::new(&twin.value) == value
        };
        if known.clone().any(|pair| is_twin(&pair)) {
            return PlanVerdict::Same;
        }
        if !is_foreign {
            return PlanVerdict::New;
        }
        let is_rival = |(other, _): &&(&Report, &Observation)| {
            other.time == report.time && other.laboratory == report.laboratory
        };
        if let Some((other, stored)) = known.clone().find(is_rival) {
            return PlanVerdict::Conflicting {
                report: EntryId::clone(&other.id),
                stored: Some(Box::new((*stored).clone())),
            };
        }
        let taken = self.taken.get(&(key, value));
        if taken.is_some_and(|times| times.iter().any(|time| may_be_one_time(*time, report.time))) {
            PlanVerdict::Repeated
        } else {
            PlanVerdict::New
        }
    }

    /// Keeps in mind what of a report will be stored; its own results are no twins of one another.
    pub fn remember(&mut self, report: &Report, planned: &[PlannedResult]) {
        for one in planned.iter().filter(|one| one.verdict == PlanVerdict::New) {
            let key = (TwinKey::new(report, &one.result), TwinValue::new(&one.result.value));
            self.taken.entry(key).or_default().push(report.time);
        }
    }
}

fn may_be_one_time(a: Option<NaiveTime>, b: Option<NaiveTime>) -> bool {
    a.is_none() || b.is_none() || a == b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_that_say_nothing_do_not_part_two_numbers() {
        for (number, plain) in [
            ("5.40", "5.4"),
            ("47.0", "47"),
            ("007", "7"),
            ("0.80", "0.8"),
            ("-2.10", "-2.1"),
            ("0.0", "0"),
            ("-0", "0"),
            ("100", "100"),
            (".5", "0.5"),
        ] {
            assert_eq!(plain_digits(&Decimal::parse(number).unwrap()), plain, "{number}");
        }
    }
}
