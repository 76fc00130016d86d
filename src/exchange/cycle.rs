//! What happened in the sperm cycle before a sample, in words: the same below the report on screen and in print.

use chrono::NaiveDate;

use crate::catalog::{Catalog, Sign};
use crate::domain::counted::counted;
use crate::domain::cycle::{Cycle, Exposure, TherapyTurn};
use crate::domain::semen::SPERM_CYCLE_DAYS;

/// A heading and what stands below it, a line each: drugs with their days and doses, changes with the day from which
/// a sample is fair to them, events, symptoms. `date` says how a day is written.
pub fn told(
    cycle: &Cycle<'_>,
    catalog: &Catalog,
    date: impl Fn(NaiveDate) -> String,
) -> (String, Vec<String>) {
    let drugs = cycle.drugs.iter().map(taken);
    let turns = cycle.turns.iter().map(|turn| turned(turn, catalog, &date));
    let events = cycle
        .events
        .iter()
        .map(|event| format!("{} on {}", name(catalog.events(), &event.event), date(event.date)));
    let symptoms = cycle.symptoms.iter().map(|entry| {
        let name = name(catalog.symptoms(), &entry.symptom);
        format!("{name}, {}, on {}", entry.grade.id(), date(entry.date))
    });
    let found: Vec<String> = drugs.chain(turns).chain(events).chain(symptoms).collect();
    let heading = if found.is_empty() {
        format!("Nothing was logged in the {SPERM_CYCLE_DAYS} days before it (one sperm cycle, HRTIO).")
    } else {
        format!("IN THE {SPERM_CYCLE_DAYS} DAYS BEFORE (one sperm cycle, HRTIO), since {}", date(cycle.from))
    };
    (heading, found)
}

/// `anastrozole on 68 days (1 mg daily, then 2 mg daily)`.
fn taken(exposure: &Exposure<'_>) -> String {
    let doses: Vec<String> = exposure.doses.iter().map(|dose| dose.words()).collect();
    let doses = if doses.is_empty() { String::new() } else { format!(" ({})", doses.join(", then ")) };
    format!("{} on {}{doses}", exposure.regimen.drug, counted(exposure.days, "day"))
}

/// `anastrozole started on 5 Jan; a semen sample reflects that from 18 Mar`.
fn turned(turn: &TherapyTurn<'_>, catalog: &Catalog, date: impl Fn(NaiveDate) -> String) -> String {
    let fair = turn.fair_from(catalog.drugs());
    let fair =
        fair.map_or_else(String::new, |day| format!("; a semen sample reflects that from {}", date(day)));
    format!("{} {} on {}{fair}", turn.regimen.drug, turn.kind, date(turn.day))
}

fn name<'a>(signs: &'a [Sign], id: &'a str) -> &'a str {
    signs.iter().find(|sign| &*sign.id == id).map_or(id, |sign| sign.name.as_str())
}
