//! What was written before and may be meant again: laboratories, devices, routes, schedules.

use std::collections::HashSet;

use crate::catalog::suggest_among;
use crate::domain::report::{Report, Specimen};
use crate::ui::screen::entry::slot::Slot;
use crate::ui::state::State;

/// Names offered under a field at most.
const MOST: usize = 4;

/// Schedules that may be meant although none was written before.
const USUAL_SCHEDULES: [&str; 6] =
    ["daily", "twice weekly", "every other day", "every 3.5 d", "weekly", "as needed"];

/// What may be meant by the text of a field that takes any text, best first. Nothing while nothing is typed, nor
/// once something known stands there: it is offered, never put in the place of what was typed unasked.
pub fn offers(slot: Slot, text: &str, state: &State) -> Vec<String> {
    let text = text.trim();
    if text.is_empty() {
        return Vec::new();
    }
    let mut known = known(slot, state);
    let mut seen = HashSet::new();
    known.retain(|name| seen.insert(name.to_lowercase()));
    if known.iter().any(|name| name == text) {
        return Vec::new();
    }
    let mut offered = suggest_among(text, known);
    offered.truncate(MOST);
    offered
}

/// Everything known for a field, the newest first.
fn known(slot: Slot, state: &State) -> Vec<String> {
    let of_reports = |part: fn(&Report) -> Option<&String>| -> Vec<String> {
        state.record.reports().iter().rev().filter_map(part).cloned().collect()
    };
    let regimens = state.record.regimens().iter().rev();
    let doses = regimens.clone().flat_map(|regimen| regimen.doses.iter().rev());
    match slot {
        Slot::Laboratory => of_reports(|report| report.laboratory.as_ref()),
        Slot::Device => of_reports(|report| match &report.specimen {
            Specimen::Dxa { device } => device.as_ref(),
            _ => None,
        }),
        Slot::Route => {
            let usual = state.catalog.drugs().values().flat_map(|drug| drug.routes.iter().cloned());
            regimens.filter_map(|regimen| regimen.route.clone()).chain(usual).collect()
        }
        Slot::Schedule | Slot::ChangeSchedule(_) => {
            let usual = USUAL_SCHEDULES.into_iter().map(str::to_owned);
            doses.map(|dose| dose.schedule.as_str().to_owned()).chain(usual).collect()
        }
        _ => Vec::new(),
    }
}

/// The offered names on one line, the one that is taken in brackets.
pub fn words(offered: &[String], taken: Option<usize>) -> String {
    let name = |(at, name): (usize, &String)| {
        if taken == Some(at) { format!("[{name}]") } else { name.clone() }
    };
    offered.iter().enumerate().map(name).collect::<Vec<_>>().join("   ")
}
