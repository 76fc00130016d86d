//! `demo`: a log to look around in, built on the published course of a treated group.

use std::path::PathBuf;

use anyhow::{Context, bail};
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::catalog::built_in::built_in;
use crate::cli::CommandEnd;
use crate::cli::lifetime::invented_lifetime;
use crate::cli::print;
use crate::cli::whole_number::whole_number;
use crate::domain::change::{Act, Change, Entry};
use crate::domain::day::parse_time;
use crate::domain::decimal::Decimal;
use crate::domain::dose_log::{DoseEntry, DoseState};
use crate::domain::id::{DrugId, EntryId};
use crate::domain::journal::{Goal, Profile};
use crate::domain::question::Question;
use crate::domain::regimen::{Dose, Regimen};
use crate::domain::schedule::Schedule;
use crate::runtime::key_ring::KeyRing;
use crate::runtime::run;
use crate::runtime::setup::{SessionOptions, Setup};
use crate::runtime::surroundings::Surroundings;

/// Open a demonstration log in a temporary file, or write one.
///
/// Testosterone at baseline and months 1, 3 and 5, and estradiol, LH and FSH at baseline and month 5, are the group
/// means of Shah 2021; everything else is invented, and its notes say so.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples: androlog demo, androlog demo --write demo.db")]
pub struct DemoArgs {
    /// Write the log to this new file, and do not open the screen.
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// Add invented results until there are this many, to try the program on a long history.
    #[arg(long, value_name = "N", requires = "write", value_parser = whole_number::<usize>)]
    results: Option<usize>,
    /// Print where the log is as JSON.
    #[arg(long, requires = "write")]
    json: bool,
}

/// Opens or writes the demonstration log.
pub fn run(
    args: &DemoArgs,
    options: &SessionOptions,
    surroundings: Surroundings,
) -> anyhow::Result<CommandEnd> {
    let folder = tempfile::tempdir().context("cannot make a folder for the demonstration log")?;
    let path = args.write.clone().unwrap_or_else(|| folder.path().join("demo.db"));
    if path.exists() {
        bail!("{} is there already; name a new file", path.display());
    }
    let options = SessionOptions { database: Some(path.clone()), ..options.clone() };
    let mut setup = Setup::read(&options)?;
    // What is invented needs no copies and no key.
    setup.config.backups.daily = 0;
    setup.keys = KeyRing::default();
    let mut session = setup.open()?;
    session.store_mut().sign_as("demo");
    let today = session.setup.today;
    let mut entries = entries(today)?;
    if let Some(wanted) = args.results {
        let have = entries.iter().map(results_of).sum();
        let before = today - Days::new(DEMONSTRATED);
        entries.extend(invented_lifetime(before, wanted.saturating_sub(have), session.setup.catalog));
    }
    let changes = entries.into_iter().map(Change::Put).collect();
    session.save(Act::new("Filled the demonstration log", changes))?;
    if args.write.is_some() {
        session.close()?;
        if args.json {
            print::shaped_json("demo", "path", &path)?;
            return Ok(CommandEnd::Well);
        }
        print::line(&format!("Wrote {}. Open it with: androlog --db {}", path.display(), path.display()))?;
    } else {
        run::run(session, surroundings)?;
    }
    Ok(CommandEnd::Well)
}

/// `catalog/demo.toml`: reports, symptoms and events as the JSON format has them, with `day` in place of a date.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Demo {
    started: u64,
    birth_years: u32,
    goal: Goal,
    height_cm: Decimal,
    therapy: DemoTherapy,
    report: Vec<Map<String, Value>>,
    symptom: Vec<Map<String, Value>>,
    event: Vec<Map<String, Value>>,
    doses: LoggedDoses,
    question: Vec<DemoQuestion>,
}

/// The dose log, in days before today.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoggedDoses {
    days: u64,
    not_logged: Vec<u64>,
    skipped: Vec<u64>,
    time: String,
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoQuestion {
    day: u64,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoTherapy {
    drug: DrugId,
    route: String,
    amount: Decimal,
    unit: String,
    schedule: Schedule,
    note: String,
}

/// The entries of the demonstration as of a day.
fn entries(today: NaiveDate) -> anyhow::Result<Vec<Entry>> {
    let demo: Demo = rmp_serde::from_slice(built_in!("demo"))?;
    let start = today - Days::new(demo.started);
    let profile = Profile {
        birth_date: today
            .with_day(1)
            .and_then(|day| day.checked_sub_months(Months::new(12 * demo.birth_years))),
        goal: Some(demo.goal),
        trying_since: None,
        bone_risk: false,
        height_cm: Some(demo.height_cm),
    };
    let therapy = demo.therapy;
    let regimen = Regimen {
        id: EntryId::default(),
        drug: therapy.drug,
        route: Some(therapy.route),
        start,
        stop: None,
        doses: vec![Dose {
            from: start,
            amount: therapy.amount,
            unit: therapy.unit,
            schedule: therapy.schedule,
        }],
        supply: None,
        note: Some(therapy.note),
    };
    let model = regimen.clone();
    let mut entries = vec![Entry::Profile(profile), Entry::Regimen(regimen)];
    for report in demo.report {
        entries.push(Entry::Report(serde_json::from_value(dated(report, start)?)?));
    }
    for symptom in demo.symptom {
        entries.push(Entry::Symptom(serde_json::from_value(dated(symptom, start)?)?));
    }
    for event in demo.event {
        entries.push(Entry::Event(serde_json::from_value(dated(event, start)?)?));
    }
    entries.extend(logged_doses(&demo.doses, &model, today)?);
    let question = |question: DemoQuestion| {
        let day = start + Days::new(question.day);
        Entry::Question(Question { id: EntryId::default(), day, text: question.text, answered: None })
    };
    entries.extend(demo.question.into_iter().map(question));
    Ok(entries)
}

/// The dose of each day but those that are not logged.
fn logged_doses(doses: &LoggedDoses, regimen: &Regimen, today: NaiveDate) -> anyhow::Result<Vec<Entry>> {
    let time = parse_time(&doses.time)?;
    let logged = (0..doses.days).rev().filter(|ago| !doses.not_logged.contains(ago));
    let entry = |ago: u64| {
        let day = today - Days::new(ago);
        let is_skipped = doses.skipped.contains(&ago);
        let dose = regimen.dose_on(day).filter(|_| !is_skipped);
        Entry::DoseTaken(DoseEntry {
            id: EntryId::default(),
            drug: regimen.drug.clone(),
            day,
            time: (!is_skipped).then_some(time),
            amount: dose.map(|dose| dose.amount.clone()),
            unit: dose.map(|dose| dose.unit.as_str().into()),
            state: if is_skipped { DoseState::Skipped } else { DoseState::Taken },
            note: Some(doses.note.clone()),
        })
    };
    Ok(logged.map(entry).collect())
}

/// The entry with its date in place of its day.
fn dated(mut entry: Map<String, Value>, start: NaiveDate) -> anyhow::Result<Value> {
    let day = entry.remove("day").and_then(|day| day.as_i64()).context("demo.toml: an entry has no day")?;
    entry.insert("date".to_owned(), json!(start + chrono::TimeDelta::days(day)));
    Ok(Value::Object(entry))
}

fn results_of(entry: &Entry) -> usize {
    match entry {
        Entry::Report(report) => report.results.len(),
        _ => 0,
    }
}

/// Days of the demonstration itself, before which the invented history ends.
const DEMONSTRATED: u64 = 40 * 7;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::domain::record::Record;
    use crate::domain::series;

    #[test]
    fn the_demonstration_holds_the_published_means_and_says_what_is_invented() {
        let today: NaiveDate = "2026-03-14".parse().unwrap();
        let record = Record::whole(entries(today).unwrap());
        let analytes = Catalog::embedded().analytes();
        let testosterone: Vec<_> = series::readings(&record, analytes, "testosterone-total")
            .iter()
            .filter_map(|r| r.extent.value())
            .collect();
        assert_eq!(testosterone, [270.6, 480.4, 460.7, 412.0]);
        for report in record.reports() {
            for result in &report.results {
                assert!(
                    analytes
                        .get(&result.analyte)
                        .is_some_and(|a| a.extent(result.quantity().unwrap()).is_some())
                );
            }
            let note = report.note.as_deref().unwrap_or_default();
            assert!(note.contains("SHAH21") || note.starts_with("Invented"), "{note}");
        }
    }
}
