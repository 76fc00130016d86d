//! The shape of `doses --json`, and doses in words.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::day;
use crate::domain::dose_log::{DoseEntry, DoseLog, ExpectedDose, LANE_DAYS, before_draw};
use crate::domain::id::DrugId;
use crate::domain::record::Record;
use crate::domain::regimen::Regimen;
use crate::domain::report::{Kind, Report};
use crate::domain::supply_state::{SupplyState, supply_on};
use crate::exchange::json_sheet::JsonSheet;

/// What `doses --json` prints.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DoseSheet {
    since: NaiveDate,
    until: NaiveDate,
    /// Expected doses and further entries, by day.
    pub doses: Vec<DoseLine>,
    /// Each drug with an expected or a logged dose.
    pub tally: Vec<DrugTally>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    supply: Vec<SupplyLine>,
}

impl JsonSheet for DoseSheet {
    const SHAPE: &'static str = "doses";
}

/// An expected dose, or an entry beyond those.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DoseLine {
    /// The id of the entry; none while the dose is not logged.
    pub id: Option<String>,
    pub drug: DrugId,
    /// The day it was taken, else the day it is counted on.
    pub day: NaiveDate,
    /// The time it was taken, else the one in the schedule: `20:00`.
    pub time: Option<String>,
    /// How much, as logged, else as scheduled.
    pub amount: Option<String>,
    /// Unit of the amount.
    pub unit: Option<String>,
    /// `taken`, `skipped` or `not-logged`.
    pub state: &'static str,
    /// Whether a schedule expects it.
    pub expected: bool,
    pub note: Option<String>,
}

/// How many doses of a drug are in which state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrugTally {
    pub drug: DrugId,
    /// Doses its schedules expected.
    pub scheduled: usize,
    pub taken: usize,
    /// Logged as left out.
    pub skipped: usize,
    pub not_logged: usize,
    /// Entries beyond what was expected.
    pub extra: usize,
}

/// What is left of a drug.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct SupplyLine {
    drug: DrugId,
    left: f64,
    lasts_until: Option<NaiveDate>,
}

impl DoseSheet {
    /// The sheet of a log over its days.
    pub fn new(
        log: &DoseLog<'_>,
        (since, until): (NaiveDate, NaiveDate),
        supplies: &[(DrugId, SupplyState)],
    ) -> Self {
        let expected = log.expected.iter().map(DoseLine::expected);
        let mut doses: Vec<DoseLine> =
            expected.chain(log.extra.iter().map(|entry| DoseLine::logged(entry))).collect();
        doses.sort_by(|a, b| (a.day, &a.time, &a.drug).cmp(&(b.day, &b.time, &b.drug)));
        let mut drugs: Vec<&DrugId> = doses.iter().map(|line| &line.drug).collect();
        drugs.sort();
        drugs.dedup();
        let tally = drugs.into_iter().map(|drug| DrugTally::new(log, drug)).collect();
        let supply = supplies.iter().map(|(drug, state)| SupplyLine {
            drug: drug.clone(),
            left: state.left,
            lasts_until: state.lasts_until,
        });
        Self { since, until, supply: supply.collect(), doses, tally }
    }

    /// One entry that was just stored, in the same shape.
    pub fn of_entries(entries: &[DoseEntry]) -> Self {
        let days = entries.iter().map(|entry| entry.day);
        let window = (days.clone().min().unwrap_or_default(), days.max().unwrap_or_default());
        let log = DoseLog { expected: Vec::new(), extra: entries.iter().collect() };
        Self { tally: Vec::new(), ..Self::new(&log, window, &[]) }
    }
}

impl DoseLine {
    fn expected(dose: &ExpectedDose<'_>) -> Self {
        let Some(entry) = dose.entry else {
            return Self {
                id: None,
                drug: dose.drug.clone(),
                day: dose.slot.day,
                time: dose.slot.time.map(|time| time.format("%H:%M").to_string()),
                amount: Some(dose.dose.amount.to_string()),
                unit: Some(dose.dose.unit.clone()),
                state: "not-logged",
                expected: true,
                note: None,
            };
        };
        Self { expected: true, ..Self::logged(entry) }
    }

    fn logged(entry: &DoseEntry) -> Self {
        Self {
            id: Some(entry.id.to_string()),
            drug: entry.drug.clone(),
            day: entry.day,
            time: entry.time.map(|time| time.format("%H:%M").to_string()),
            amount: entry.amount.as_ref().map(ToString::to_string),
            unit: entry.unit.as_ref().map(ToString::to_string),
            state: entry.state.id(),
            expected: false,
            note: entry.note.clone(),
        }
    }
}

impl DrugTally {
    fn new(log: &DoseLog<'_>, drug: &DrugId) -> Self {
        let of_drug = log.of_drug(drug);
        let tally = of_drug.tally();
        Self {
            drug: drug.clone(),
            scheduled: tally.scheduled(),
            taken: tally.taken,
            skipped: tally.skipped,
            not_logged: tally.not_logged,
            extra: of_drug.extra.len(),
        }
    }

    /// `6 of 8 logged, 1 skipped, 2 extra`.
    pub fn words(&self) -> String {
        let mut words = format!("{} of {} logged", self.taken + self.skipped, self.scheduled);
        for (count, what) in [(self.skipped, "skipped"), (self.extra, "extra")] {
            if count > 0 {
                words += &format!(", {count} {what}");
            }
        }
        words
    }
}

/// What is left of each drug whose pieces were counted, and that is taken on the day.
pub fn supplies(regimens: &[Regimen], entries: &[DoseEntry], today: NaiveDate) -> Vec<(DrugId, SupplyState)> {
    let taken = regimens.iter().filter(|regimen| regimen.covers(today));
    taken.filter_map(|regimen| Some((regimen.drug.clone(), supply_on(regimen, entries, today)?))).collect()
}

/// `anastrozole lasts until 12 Mar 2026`, where that is near enough to say.
pub fn supply_words((drug, state): &(DrugId, SupplyState), today: NaiveDate) -> Option<String> {
    let until = state.lasts_until.filter(|_| state.say_from.is_some_and(|from| from <= today))?;
    let unsure = match state.not_logged {
        0 => String::new(),
        1 => ", counting 1 dose that is not logged as taken".to_owned(),
        count => format!(", counting {count} doses that are not logged as taken"),
    };
    let lasts = if until < today { "was enough until" } else { "lasts until" };
    Some(format!("{drug} {lasts} {}{unsure}", day::long(until)))
}

/// What the dose log says of the weeks before a report: a tally for each drug that was logged in them.
pub fn tallies_before(regimens: &[Regimen], entries: &[DoseEntry], day: NaiveDate) -> Vec<DrugTally> {
    let log = before_draw(regimens, entries, day);
    let filled = log.expected.iter().filter_map(|dose| dose.entry);
    let mut drugs: Vec<&DrugId> = filled.chain(log.extra.iter().copied()).map(|entry| &entry.drug).collect();
    drugs.sort();
    drugs.dedup();
    drugs.into_iter().map(|drug| DrugTally::new(&log, drug)).collect()
}

/// The same in words, a line a drug: `doses of anastrozole: 6 of 8 logged in the 28 days before this draw`.
pub fn words_before(record: &Record, report: &Report) -> Vec<String> {
    let this = match report.kind() {
        Kind::Blood => "this draw",
        Kind::Semen => "this sample",
        Kind::Dxa => "this scan",
        Kind::Body => "these measures",
    };
    let tallies = tallies_before(record.regimens(), record.doses_taken(), report.date).into_iter();
    let logged = |tally: &DrugTally| match tally.scheduled {
        0 => format!("{} logged", tally.extra),
        _ => tally.words(),
    };
    tallies
        .map(|tally| {
            format!("doses of {}: {} in the {LANE_DAYS} days before {this}", tally.drug, logged(&tally))
        })
        .collect()
}

/// The dose in words, for example `anastrozole 1 mg`.
pub fn dose_words(dose: &ExpectedDose<'_>) -> String {
    format!("{} {} {}", dose.drug, dose.dose.amount, dose.dose.unit)
}

/// `anastrozole 1 mg, 20:05`.
pub fn entry_words(entry: &DoseEntry) -> String {
    let amount = entry.amount_words();
    let time = entry.time.map_or_else(String::new, |time| format!(", {}", time.format("%H:%M")));
    let blank = if amount.is_empty() { "" } else { " " };
    format!("{}{blank}{amount}{time}", entry.drug)
}
