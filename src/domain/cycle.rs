//! What happened while the sperm of a sample were made: drugs, fevers, symptoms, in one cycle before it.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{Days, NaiveDate};

use crate::domain::id::DrugId;
use crate::domain::journal::{EventEntry, Goal, Grade, SymptomEntry};
use crate::domain::record::Record;
use crate::domain::regimen::{Dose, Drug, Regimen};
use crate::domain::semen::SPERM_CYCLE_DAYS;

/// The cycle before a semen sample, everything in it by date.
#[derive(Clone, Debug, PartialEq)]
pub struct Cycle<'r> {
    /// Its first day; the last is the one before the sample.
    pub from: NaiveDate,
    /// The day of the sample.
    pub sample: NaiveDate,
    /// Every drug taken on at least one day of it.
    pub drugs: Vec<Exposure<'r>>,
    /// What changed within it, by day.
    pub turns: Vec<TherapyTurn<'r>>,
    /// Fevers, illnesses and other events.
    pub events: Vec<&'r EventEntry>,
    /// Symptoms that were felt; those logged as absent are left out.
    pub symptoms: Vec<&'r SymptomEntry>,
}

/// How much of a cycle a drug was taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Exposure<'r> {
    pub regimen: &'r Regimen,
    /// Days of the cycle on which it was taken.
    pub days: u64,
    /// The doses in force on any of them, oldest first.
    pub doses: Vec<&'r Dose>,
}

/// A change of therapy.
#[derive(Clone, Debug, PartialEq)]
pub struct TherapyTurn<'r> {
    /// The first day of what is new; of a stop the last day taken.
    pub day: NaiveDate,
    pub regimen: &'r Regimen,
    pub kind: TurnKind<'r>,
}

/// What changed in a therapy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TurnKind<'r> {
    Started,
    Dose(&'r Dose),
    Stopped,
}

impl fmt::Display for TurnKind<'_> {
    /// `started`, `changed to 1 mg daily`, `stopped`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Started => f.pad("started"),
            Self::Dose(dose) => f.pad(&format!("changed to {}", dose.words())),
            Self::Stopped => f.pad("stopped"),
        }
    }
}

/// What happened in the cycle before a sample of this day. A therapy begun on the first day of the cycle was
/// there all along and is no turn.
pub fn sperm_cycle(record: &Record, sample: NaiveDate) -> Cycle<'_> {
    let from = sample - Days::new(SPERM_CYCLE_DAYS);
    let within = |day: NaiveDate| day >= from && day < sample;
    let regimens = record.regimens().iter();
    let mut turns: Vec<TherapyTurn<'_>> = regimens
        .clone()
        .flat_map(turns)
        .filter(|turn| within(turn.day))
        .filter(|turn| turn.day > from || turn.kind == TurnKind::Stopped)
        .collect();
    turns.sort_by_key(|turn| turn.day);
    Cycle {
        from,
        sample,
        drugs: regimens.filter_map(|r| exposure(r, from, sample)).collect(),
        turns,
        events: record.events().iter().filter(|e| within(e.date)).collect(),
        symptoms: record.symptoms().iter().filter(|s| within(s.date) && s.grade != Grade::None).collect(),
    }
}

/// The first day on which a sample of semen shows one whole cycle under what is taken on `day`: a cycle after the
/// latest start or change of dose up to then. None when no drug of a class is taken, since a vitamin begins no cycle,
/// or fertility was not said to be the goal.
pub fn fair_from(record: &Record, drugs: &BTreeMap<DrugId, Drug>, day: NaiveDate) -> Option<NaiveDate> {
    let taken = record.regimens().iter().filter(|regimen| regimen.covers(day));
    let fair = taken.flat_map(turns).filter(|turn| turn.day <= day).filter_map(|turn| turn.fair_from(drugs));
    fair.max().filter(|_| record.profile().goal == Some(Goal::Fertility))
}

impl TherapyTurn<'_> {
    /// Whether the drug is of a class, so that results may move by it; a vitamin is not.
    pub fn acts(&self, drugs: &BTreeMap<DrugId, Drug>) -> bool {
        drugs.get(&self.regimen.drug).is_some_and(|drug| drug.class.is_some())
    }

    /// The first day on which a sample shows one whole cycle after it; none after a stop, or of a drug of no class.
    pub fn fair_from(&self, drugs: &BTreeMap<DrugId, Drug>) -> Option<NaiveDate> {
        (self.acts(drugs) && self.kind != TurnKind::Stopped).then(|| self.day + Days::new(SPERM_CYCLE_DAYS))
    }
}

/// The start, each change of the weekly amount, and the stop of a drug, by day.
pub fn turns(regimen: &Regimen) -> impl Iterator<Item = TherapyTurn<'_>> {
    let turn = move |day, kind| TherapyTurn { day, regimen, kind };
    let doses = regimen.dose_changes().filter_map(move |day| {
        let dose = regimen.doses.iter().rfind(|dose| dose.from == day)?;
        regimen.covers(day).then(|| turn(day, TurnKind::Dose(dose)))
    });
    std::iter::once(turn(regimen.start, TurnKind::Started))
        .chain(doses)
        .chain(regimen.stop.map(|stop| turn(stop, TurnKind::Stopped)))
}

fn exposure(regimen: &Regimen, from: NaiveDate, sample: NaiveDate) -> Option<Exposure<'_>> {
    let last_day = sample.pred_opt()?;
    let first = regimen.start.max(from);
    let last = regimen.stop.map_or(last_day, |stop| stop.min(last_day));
    let days = u64::try_from((last - first).num_days() + 1).ok().filter(|d| *d > 0)?;
    let begun = regimen.doses.iter().rposition(|dose| dose.from <= first);
    let doses = regimen.doses[begun.unwrap_or(0)..].iter().filter(|dose| dose.from <= last).collect();
    Some(Exposure { regimen, days, doses })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::change::{Change, Entry};
    use crate::domain::fixture::{day, drugs, regimen};
    use crate::domain::journal::Profile;

    /// 72 days before it is 1 January.
    const SAMPLE: &str = "2026-03-14";

    fn record(regimens: &[Regimen]) -> Record {
        Record::whole(regimens.iter().cloned().map(Entry::Regimen))
    }

    #[test]
    fn drugs_are_listed_with_the_days_and_doses_of_the_cycle_only() {
        for (regimen, days, doses) in [
            (regimen("anastrozole", "2025-10-01", "", &[("2025-10-01", "1")]), 72, &["1"][..]),
            (regimen("anastrozole", "2026-01-05", "", &[("2026-01-05", "1")]), 68, &["1"]),
            (
                regimen(
                    "anastrozole",
                    "2025-10-01",
                    "2026-02-01",
                    &[("2025-10-01", "0.5"), ("2025-12-01", "1"), ("2026-01-20", "2")],
                ),
                32,
                &["1", "2"],
            ),
            (regimen("zinc", "2026-01-01", "2026-01-01", &[]), 1, &[]),
        ] {
            let record = record(std::slice::from_ref(&regimen));
            let cycle = sperm_cycle(&record, day(SAMPLE));
            let amounts: Vec<&str> = cycle.drugs[0].doses.iter().map(|d| d.amount.as_str()).collect();
            assert_eq!((cycle.drugs[0].days, amounts.as_slice()), (days, doses), "{regimen:?}");
        }
        for outside in
            [regimen("anastrozole", "2025-06-01", "2025-12-31", &[]), regimen("anastrozole", SAMPLE, "", &[])]
        {
            let record = record(std::slice::from_ref(&outside));
            assert_eq!(sperm_cycle(&record, day(SAMPLE)).drugs, [], "{outside:?}");
        }
    }

    #[test]
    fn changes_within_the_cycle_are_turns_and_one_on_its_first_day_is_not() {
        let record = record(&[
            regimen("anastrozole", "2026-01-01", "", &[("2026-01-01", "1"), ("2026-02-01", "2")]),
            regimen("clomiphene", "2026-01-10", "2026-03-01", &[]),
            regimen("testosterone", "2025-05-01", "2026-01-01", &[]),
        ]);
        let cycle = sperm_cycle(&record, day(SAMPLE));
        let turns: Vec<String> = cycle
            .turns
            .iter()
            .map(|turn| {
                let kind = match turn.kind {
                    TurnKind::Started => "started".to_owned(),
                    TurnKind::Dose(dose) => dose.words(),
                    TurnKind::Stopped => "stopped".to_owned(),
                };
                format!("{} {} {kind}", turn.day, turn.regimen.drug)
            })
            .collect();
        assert_eq!(cycle.from, day("2026-01-01"));
        assert_eq!(
            turns,
            [
                "2026-01-01 testosterone stopped",
                "2026-01-10 clomiphene started",
                "2026-02-01 anastrozole 2 mg daily",
                "2026-03-01 clomiphene stopped"
            ]
        );
    }

    #[test]
    fn events_and_felt_symptoms_of_the_cycle_are_listed() {
        let event = |date: &str| {
            Entry::Event(EventEntry { id: date.into(), date: day(date), event: "fever".into(), note: None })
        };
        let symptom = |date: &str, grade| {
            Entry::Symptom(SymptomEntry {
                id: date.into(),
                date: day(date),
                symptom: "fatigue".into(),
                grade,
                note: None,
            })
        };
        let record = Record::whole([
            event("2025-12-31"),
            event("2026-01-01"),
            event("2026-03-13"),
            event(SAMPLE),
            symptom("2026-02-01", Grade::None),
            symptom("2026-02-02", Grade::Mild),
        ]);
        let cycle = sperm_cycle(&record, day(SAMPLE));
        let events: Vec<NaiveDate> = cycle.events.iter().map(|e| e.date).collect();
        assert_eq!(events, [day("2026-01-01"), day("2026-03-13")]);
        let symptoms: Vec<NaiveDate> = cycle.symptoms.iter().map(|s| s.date).collect();
        assert_eq!(symptoms, [day("2026-02-02")]);
    }

    #[test]
    fn a_sample_is_fair_one_cycle_after_the_latest_start_or_dose_change() {
        let started = regimen("anastrozole", "2026-01-05", "", &[("2026-01-05", "1")]);
        let changed = regimen(
            "anastrozole",
            "2026-01-05",
            "",
            &[("2026-01-05", "1"), ("2026-02-01", "2"), ("2026-09-01", "3")],
        );
        let stopped = regimen("anastrozole", "2026-01-05", "2026-03-01", &[]);
        let zinc = regimen("zinc", "2026-03-01", "", &[]);
        for (regimens, fair) in [
            (&[started.clone()][..], Some("2026-03-18")),
            (&[started.clone(), zinc.clone()], Some("2026-03-18")),
            (&[zinc], None),
            (std::slice::from_ref(&changed), Some("2026-04-14")),
            (&[changed.clone(), started], Some("2026-04-14")),
            (&[stopped], None),
            (&[], None),
        ] {
            let mut log = record(regimens);
            let goal = |goal| Change::Put(Entry::Profile(Profile { goal, ..Profile::default() }));
            assert_eq!(fair_from(&log, &drugs(), day(SAMPLE)), None, "no goal is set");
            log.apply(&[goal(Some(Goal::Fertility))]);
            assert_eq!(fair_from(&log, &drugs(), day(SAMPLE)), fair.map(day), "{regimens:?}");
            log.apply(&[goal(Some(Goal::Other))]);
            assert_eq!(fair_from(&log, &drugs(), day(SAMPLE)), None, "the goal is another");
        }
    }
}
