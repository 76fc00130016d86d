//! How long it takes to know what is due: all rules over thirty-one thousand results.
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up should stop")]

use androlog::catalog::{Catalog, rules};
use androlog::domain::change::Entry;
use androlog::domain::decimal::Decimal;
use androlog::domain::quantity::{Comparator, Quantity};
use androlog::domain::record::Record;
use androlog::domain::regimen::{Dose, Regimen};
use androlog::domain::report::{Kind, Observation, Report, Value};
use androlog::domain::schedule::Schedule;
use androlog::guidance::{outlook, problems};
use chrono::{NaiveDate, TimeDelta};
use divan::Bencher;

fn main() {
    divan::main();
}

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 3, 14).unwrap();

const BLOOD: [(&str, &str, &str); 8] = [
    ("testosterone-total", "512", "ng/dL"),
    ("estradiol", "24", "pg/mL"),
    ("lh", "5.1", "IU/L"),
    ("fsh", "4.8", "mIU/mL"),
    ("hematocrit", "0.46", "L/L"),
    ("psa", "0.9", "ng/mL"),
    ("vitamin-d", "34", "ng/mL"),
    ("calcium", "9.5", "mg/dL"),
];

const SEMEN: [(&str, &str, &str); 5] = [
    ("semen-volume", "2.8", "mL"),
    ("sperm-concentration", "14", "10*6/mL"),
    ("progressive-motility", "31", "%"),
    ("non-progressive-motility", "12", "%"),
    ("morphology", "4", "%"),
];

fn report(kind: Kind, date: NaiveDate, results: &[(&str, &str, &str)]) -> Entry {
    let mut report = Report::new(kind, date);
    report.results = results
        .iter()
        .map(|&(analyte, value, unit)| {
            let quantity = Quantity {
                comparator: Comparator::Equal,
                value: Decimal::parse(value).unwrap(),
                unit: unit.into(),
            };
            Observation::new(analyte.into(), Value::Number(quantity))
        })
        .collect();
    Entry::Report(report)
}

fn therapy(start: NaiveDate, drug: &str, stop: Option<NaiveDate>) -> Entry {
    let dose = |from: NaiveDate, amount: &str| Dose {
        from,
        amount: Decimal::parse(amount).unwrap(),
        unit: "mg".into(),
        schedule: Schedule::new("daily"),
    };
    Entry::Regimen(Regimen {
        id: drug.into(),
        drug: drug.into(),
        route: None,
        start,
        stop,
        doses: vec![dose(start, "0.5"), dose(start + TimeDelta::days(60), "1")],
        note: None,
        supply: None,
    })
}

/// A life of measuring: a blood panel every third day, semen in every sixth week, on therapy most of it.
fn record(results: usize) -> Record {
    let mut entries = Vec::new();
    let mut count = 0;
    let mut date = TODAY;
    while count < results {
        entries.push(report(Kind::Blood, date, &BLOOD));
        count += BLOOD.len();
        if (TODAY - date).num_days() % 42 == 0 {
            entries.push(report(Kind::Semen, date, &SEMEN));
            count += SEMEN.len();
        }
        date -= TimeDelta::days(3);
    }
    let stop = TODAY - TimeDelta::days(3000);
    entries.push(therapy(date, "testosterone", Some(stop)));
    entries.push(therapy(stop + TimeDelta::days(30), "anastrozole", None));
    Record::whole(entries)
}

#[divan::bench(args = [310, 3_100, 31_000])]
fn what_is_due(bencher: Bencher<'_, '_>, results: usize) {
    let intervals = Catalog::embedded().intervals(None);
    let known = Catalog::embedded().knowledge(&intervals);
    let rules = rules::load(None).unwrap();
    let record = record(results);
    bencher.bench_local(|| outlook(&rules, &known, &record, TODAY));
}

#[divan::bench(args = [31_000])]
fn what_cannot_be_right(bencher: Bencher<'_, '_>, results: usize) {
    let intervals = Catalog::embedded().intervals(None);
    let known = Catalog::embedded().knowledge(&intervals);
    let record = record(results);
    bencher.bench_local(|| problems::find(&known, &record, TODAY));
}

#[divan::bench]
fn reading_the_rules() -> usize {
    rules::load(None).unwrap().len()
}
