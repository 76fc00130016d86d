//! What is left of a drug, and how long it lasts.

use chrono::{Days, NaiveDate};

use crate::domain::dose_log::{DoseEntry, DoseLog, DoseState, ExpectedDose};
use crate::domain::regimen::{Dose, Regimen};
use crate::domain::supply::Supply;

/// What is left of a drug on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct SupplyState {
    /// Pieces left; doses that are not logged are counted as taken, so it is not more than this where they were not.
    pub left: f64,
    /// Doses since the count that are not logged.
    pub not_logged: usize,
    /// The day of the last dose there is enough for; none where no day can be told.
    pub lasts_until: Option<NaiveDate>,
    /// The first day to say so.
    pub say_from: Option<NaiveDate>,
}

/// Days ahead for which a supply is followed.
const FOLLOWED_DAYS: u64 = 3 * 366;

/// What is left of a regimen's supply on a day, by entries of the dose log in the order of their days; none where nothing
/// was counted.
pub fn supply_on(regimen: &Regimen, entries: &[DoseEntry], today: NaiveDate) -> Option<SupplyState> {
    let supply = regimen.supply.as_ref()?;
    let regimens = std::slice::from_ref(regimen);
    let from = supply.counted + Days::new(1);
    let log =
        DoseLog::new(regimens, entries, (from, today + Days::new(FOLLOWED_DAYS))).of_drug(&regimen.drug);
    let mut used: Vec<(NaiveDate, f64)> = log.expected.iter().map(|dose| used_by(supply, dose)).collect();
    let extra = log.extra.iter().filter(|entry| entry.state == DoseState::Taken);
    used.extend(
        extra.filter_map(|entry| Some((entry.day, pieces(supply, entry, regimen.dose_on(entry.day)?)))),
    );
    used.sort_by_key(|(day, _)| *day);
    let mut left = supply.left.value();
    let mut state = SupplyState { left, not_logged: 0, lasts_until: None, say_from: None };
    for (day, pieces) in used {
        // Halves and thirds of a tablet add up to whole ones, but for the last digits.
        if left - pieces < -1e-6 {
            let last = state.lasts_until.unwrap_or(supply.counted);
            state.lasts_until = Some(last);
            state.say_from = last.checked_sub_days(Days::new(supply.lead_days.into()));
            break;
        }
        left -= pieces;
        state.lasts_until = Some(day);
        if day <= today {
            state.left = left;
        }
    }
    if state.say_from.is_none() {
        state.lasts_until = None;
    }
    state.not_logged = log.open().filter(|dose| dose.slot.day <= today).count();
    Some(state)
}

/// Pieces an expected dose takes: as logged, none where it was skipped, as scheduled where nothing is logged.
fn used_by(supply: &Supply, dose: &ExpectedDose<'_>) -> (NaiveDate, f64) {
    let pieces = match dose.entry {
        Some(entry) if entry.state == DoseState::Skipped => 0.0,
        Some(entry) => pieces(supply, entry, dose.dose),
        None => supply.strength.as_ref().map_or(1.0, |strength| dose.dose.amount.value() / strength.value()),
    };
    (dose.slot.day, pieces)
}

/// Pieces of a dose that was taken.
fn pieces(supply: &Supply, entry: &DoseEntry, dose: &Dose) -> f64 {
    let amount = entry.amount.as_ref().filter(|_| entry.unit.as_deref().is_none_or(|unit| unit == dose.unit));
    let amount = amount.unwrap_or(&dose.amount).value();
    amount / supply.strength.as_ref().unwrap_or(&dose.amount).value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::decimal::Decimal;
    use crate::domain::id::EntryId;
    use crate::domain::schedule::Schedule;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn number(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    /// Half a milligram on Mondays and Thursdays since Monday 5 January; counted on the first day.
    fn regimen(left: &str, strength: Option<&str>) -> Regimen {
        Regimen {
            id: EntryId::default(),
            drug: "anastrozole".into(),
            route: None,
            start: day("2026-01-05"),
            stop: None,
            doses: vec![Dose {
                from: day("2026-01-05"),
                amount: number("0.5"),
                unit: "mg".to_owned(),
                schedule: Schedule::new("mon thu"),
            }],
            supply: Some(Supply {
                counted: day("2026-01-05"),
                left: number(left),
                strength: strength.map(number),
                package: None,
                lead_days: 14,
            }),
            note: None,
        }
    }

    fn entry(on: &str, amount: Option<&str>, state: DoseState) -> DoseEntry {
        DoseEntry {
            id: EntryId::default(),
            drug: "anastrozole".into(),
            day: day(on),
            time: None,
            amount: amount.map(number),
            unit: Some("mg".into()),
            state,
            note: None,
        }
    }

    #[test]
    fn a_supply_lasts_until_the_last_dose_there_is_enough_for() {
        for (left, strength, entries, until, now) in [
            ("4", None, vec![], "2026-01-19", 3.0),
            // Half a tablet each time.
            ("2", Some("1"), vec![], "2026-01-19", 1.5),
            ("4", None, vec![entry("2026-01-08", None, DoseState::Skipped)], "2026-01-22", 4.0),
            ("4", None, vec![entry("2026-01-08", Some("1"), DoseState::Taken)], "2026-01-15", 2.0),
            ("0.5", None, vec![], "2026-01-05", 0.5),
        ] {
            let state = supply_on(&regimen(left, strength), &entries, day("2026-01-09")).unwrap();
            assert_eq!(
                (state.lasts_until, state.left),
                (Some(day(until)), now),
                "{left} {strength:?} {entries:?}"
            );
            assert_eq!(state.say_from, Some(day(until) - Days::new(14)));
            assert_eq!(state.not_logged, usize::from(entries.is_empty()));
        }
        let none = Regimen { supply: None, ..regimen("4", None) };
        assert_eq!(supply_on(&none, &[], day("2026-01-09")), None);
        let endless = supply_on(&regimen("4000", None), &[], day("2026-01-09")).unwrap();
        assert_eq!(endless.lasts_until, None);
    }
}
