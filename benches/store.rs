//! How long the log takes to be read, whole and in part, and to take a new report.

use std::path::PathBuf;
use std::sync::OnceLock;

use androlog::domain::change::{Act, Change, Entry};
use androlog::domain::decimal::Decimal;
use androlog::domain::need::{NeededItem, RecordNeeds, ResultNeed, SymptomNeed};
use androlog::domain::quantity::{Comparator, Quantity};
use androlog::domain::report::{Kind, Observation, Report, Value};
use androlog::store::{Store, Window};
use chrono::{DateTime, Days, NaiveDate};
use divan::{Bencher, black_box};
use tempfile::TempDir;

fn main() {
    divan::main();
}

const ANALYTES: [&str; 10] =
    ["total-testosterone", "estradiol", "lh", "fsh", "prolactin", "shbg", "hematocrit", "psa", "alt", "tsh"];

#[divan::bench(args = [5_000, 100_000])]
fn load_whole(bencher: Bencher<'_, '_>, results: usize) {
    let store = Store::open(log_of(results)).expect("the log was just made");
    bencher.bench_local(|| store.load(black_box(Window::Whole)));
}

#[divan::bench(args = [5_000, 100_000])]
fn load_part(bencher: Bencher<'_, '_>, results: usize) {
    let store = Store::open(log_of(results)).expect("the log was just made");
    let days = vec![(newest_day() - Days::new(60), newest_day())];
    let of = NeededItem::Report(Kind::Blood);
    let needs = RecordNeeds {
        results: vec![ResultNeed { days, newest: 3, ..ResultNeed::new(of, newest_day()) }],
        symptoms: SymptomNeed {
            since: newest_day() - Days::new(60),
            newest_of: Vec::new(),
            until: newest_day(),
        },
        doses_since: newest_day() - Days::new(60),
    };
    let window = Window::Needed { needs: &needs, newest: 3, today: newest_day(), doubted: None };
    bencher.bench_local(|| store.load(black_box(window)));
}

#[divan::bench(args = [5_000, 100_000])]
fn open_and_close(bencher: Bencher<'_, '_>, results: usize) {
    let path = log_of(results);
    bencher.bench_local(|| Store::open(path).and_then(Store::close));
}

#[divan::bench]
fn commit_ten_results(bencher: Bencher<'_, '_>) {
    let folder = TempDir::new().expect("a place for temporary files");
    let mut store = Store::open(&folder.path().join("androlog.db")).expect("a new log");
    let mut number = 0;
    bencher.bench_local(|| {
        number += 1;
        let act = Act::one("added 10 results", Change::Put(report(number)));
        store.commit(&act, DateTime::UNIX_EPOCH)
    });
}

/// A log of so many results, ten a report, four days apart; made once.
fn log_of(results: usize) -> &'static PathBuf {
    static SMALL: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    static LARGE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let made = if results > 5_000 { &LARGE } else { &SMALL };
    let (_, path) = made.get_or_init(|| {
        let folder = TempDir::new().expect("a place for temporary files");
        let path = folder.path().join("androlog.db");
        let mut store = Store::open(&path).expect("a new log");
        let changes = (0..results / 10).map(|number| Change::Put(report(number))).collect();
        let act = Act::new("imported", changes);
        store.commit(&act, DateTime::UNIX_EPOCH).expect("room for a log");
        store.close().expect("nobody else has it open");
        (folder, path)
    });
    path
}

/// Report 0 is the newest; each next one is four days older.
fn report(number: usize) -> Entry {
    let mut report = Report::new(Kind::Blood, newest_day() - Days::new(number as u64 % 14_000 * 4));
    report.id = format!("0198f0c0-0000-7000-8000-{number:012}").into();
    report.laboratory = Some("Quest".to_owned());
    report.results = ANALYTES
        .iter()
        .map(|analyte| {
            let value = Quantity {
                comparator: Comparator::Equal,
                value: Decimal::rounded(4.0 + (number % 97) as f64 / 7.0, 2),
                unit: "ng/mL".into(),
            };
            Observation::new((*analyte).into(), Value::Number(value))
        })
        .collect();
    Entry::Report(report)
}

fn newest_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 14).expect("a day of the calendar")
}
