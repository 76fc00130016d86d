//! What about a course of a drug is more often a mistake than true, and is asked about before it is stored.

use chrono::NaiveDate;

use crate::domain::day;
use crate::domain::regimen::{Dose, Drug, Regimen};

/// Something to ask about a course of a drug.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegimenDoubt {
    /// Another course of the drug covers some of its days.
    #[error("{drug} is taken already {}; end that course first, or change its dose", span(*.start, *.stop))]
    Overlap {
        /// The drug, by name.
        drug: String,
        /// First day of the other course.
        start: NaiveDate,
        /// Its last day; none while it goes on.
        stop: Option<NaiveDate>,
    },
    /// A dose has no unit.
    #[error("the dose {amount} of {drug} has no unit; write for example {amount} {usual}")]
    NoUnit {
        /// The amount as typed.
        amount: String,
        /// The drug, by name.
        drug: String,
        /// The unit the drug is usually given in.
        usual: String,
    },
    /// A dose is in another unit than the drug is given in.
    #[error("{drug} is given in {usual}, not in {unit}")]
    OtherUnit {
        /// The drug, by name.
        drug: String,
        /// The unit the drug is usually given in.
        usual: String,
        /// The unit of the dose.
        unit: String,
    },
    /// The words of a schedule mean no days.
    #[error(
        "the schedule “{0}” is not understood; write for example daily, mon thu, every 3.5 d or as needed"
    )]
    Schedule(String),
    /// How often a dose is taken is not said.
    #[error(
        "how often {0} is taken is not given, so no dose is expected; write for example daily or as needed"
    )]
    NoSchedule(String),
}

/// What to ask about the schedule of a new course: none is assumed. It can be left open, so this is asked of whoever
/// types the course and of nobody else.
pub fn doubt_no_schedule(regimen: &Regimen, drug: Option<&Drug>) -> Option<RegimenDoubt> {
    let name = || drug.map_or_else(|| regimen.drug.to_string(), |drug| drug.name.clone());
    let is_open = |dose: &Dose| dose.schedule.as_str().is_empty();
    regimen.doses.iter().any(is_open).then(|| RegimenDoubt::NoSchedule(name()))
}

/// What to ask about a course, beside the others of the log. `drug` is what the catalogue knows of it.
pub fn doubt_regimen(regimen: &Regimen, others: &[Regimen], drug: Option<&Drug>) -> Vec<RegimenDoubt> {
    let name = drug.map_or_else(|| regimen.drug.to_string(), |drug| drug.name.clone());
    let meets = |other: &&Regimen| {
        let begins_in_time = regimen.stop.is_none_or(|stop| other.start <= stop);
        let ends_too_late = other.stop.is_none_or(|stop| regimen.start <= stop);
        other.drug == regimen.drug && other.id != regimen.id && begins_in_time && ends_too_late
    };
    let overlap = others.iter().find(meets).map(|other| RegimenDoubt::Overlap {
        drug: name.clone(),
        start: other.start,
        stop: other.stop,
    });
    let mut doubts: Vec<RegimenDoubt> = overlap.into_iter().collect();
    for dose in &regimen.doses {
        let usual = drug.map(|drug| drug.unit.clone());
        let of_unit = usual.and_then(|usual| doubt_unit(&dose.amount.to_string(), &dose.unit, &name, usual));
        let schedule = dose.schedule.as_str();
        let is_unknown = !schedule.is_empty() && dose.schedule.cadence().is_none();
        let of_schedule = is_unknown.then(|| RegimenDoubt::Schedule(schedule.to_owned()));
        for doubt in of_unit.into_iter().chain(of_schedule) {
            if !doubts.contains(&doubt) {
                doubts.push(doubt);
            }
        }
    }
    doubts
}

/// What to ask about one dose of a drug that was taken.
pub fn doubt_dose(amount: &str, unit: &str, drug: &Drug) -> Option<RegimenDoubt> {
    doubt_unit(amount, unit, &drug.name, drug.unit.clone())
}

fn doubt_unit(amount: &str, unit: &str, drug: &str, usual: String) -> Option<RegimenDoubt> {
    let (amount, drug) = (amount.to_owned(), drug.to_owned());
    if unit.trim().is_empty() {
        return Some(RegimenDoubt::NoUnit { amount, drug, usual });
    }
    let is_usual = written_alike(unit) == written_alike(&usual);
    (!is_usual).then(|| RegimenDoubt::OtherUnit { drug, usual, unit: unit.to_owned() })
}

/// A unit of doses in one of its spellings: `mcg`, `µg` and `ug` are one, `iu` and `IU` too.
fn written_alike(unit: &str) -> String {
    let lower = unit.trim().to_lowercase();
    match lower.as_str() {
        "mcg" | "µg" | "μg" => "ug".to_owned(),
        "i.u." | "ie" | "u" | "units" => "iu".to_owned(),
        _ => lower,
    }
}

fn span(start: NaiveDate, stop: Option<NaiveDate>) -> String {
    match stop {
        Some(stop) => format!("from {} to {}", day::long(start), day::long(stop)),
        None => format!("from {} on", day::long(start)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::decimal::Decimal;
    use crate::domain::id::EntryId;
    use crate::domain::schedule::Schedule;

    fn regimen(id: &str, (start, stop): (&str, Option<&str>), (unit, schedule): (&str, &str)) -> Regimen {
        let start = start.parse().unwrap();
        let amount = Decimal::parse("1").unwrap();
        Regimen {
            id: EntryId::new(id),
            drug: "hcg".into(),
            route: None,
            start,
            stop: stop.map(|stop| stop.parse().unwrap()),
            doses: vec![Dose {
                from: start,
                amount,
                unit: unit.to_owned(),
                schedule: Schedule::new(schedule),
            }],
            supply: None,
            note: None,
        }
    }

    fn hcg() -> Drug {
        let (name, unit) = ("hCG".to_owned(), "IU".to_owned());
        Drug {
            id: "hcg".into(),
            name,
            class: None,
            other_class: None,
            routes: Vec::new(),
            unit,
            rare: false,
            stands_in_for_lh: true,
        }
    }

    #[test]
    fn units_and_schedules_that_are_not_the_drugs_are_doubted() {
        for (unit, schedule, asked) in [
            ("IU", "mon thu", 0),
            ("iu", "every 3.5 d", 0),
            ("IU", "", 0),
            ("IU", "as needed", 0),
            ("mg", "mon thu", 1),
            ("", "mon thu", 1),
            ("IU", "sometimes", 1),
            ("gg", "sometimes", 2),
        ] {
            let course = regimen("a", ("2026-01-01", None), (unit, schedule));
            let doubts = doubt_regimen(&course, &[], Some(&hcg()));
            assert_eq!(doubts.len(), asked, "{unit} {schedule}: {doubts:?}");
        }
    }

    #[test]
    fn two_courses_of_one_drug_that_share_a_day_are_doubted() {
        let dose = ("IU", "mon thu");
        let there = [regimen("a", ("2026-01-05", Some("2026-02-01")), dose)];
        for (start, stop, overlaps) in [
            ("2026-02-01", None, true),
            ("2026-02-02", None, false),
            ("2025-01-01", Some("2026-01-05"), true),
            ("2025-01-01", Some("2026-01-04"), false),
            ("2025-01-01", None, true),
        ] {
            let new = regimen("b", (start, stop), dose);
            assert_eq!(doubt_regimen(&new, &there, Some(&hcg())).len() == 1, overlaps, "{start} {stop:?}");
        }
        let itself = regimen("a", ("2026-01-06", None), dose);
        assert_eq!(doubt_regimen(&itself, &there, Some(&hcg())), []);
    }
}
