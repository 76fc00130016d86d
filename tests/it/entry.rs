//! The entry forms: keys to frames, keys to what is stored.

mod blood;
mod doubts;
mod ease;
mod edit;
mod keys;
mod look;
mod paste;
mod refusals;
mod scan;
mod semen;
mod small;

use androlog::domain::record::Record;
use androlog::domain::report::{Kind, Report, Value};

use crate::harness::Harness;

const COURSE: &str = include_str!("../fixtures/json/course.json");

fn course() -> Harness {
    Harness::from_json("2026-04-14", COURSE)
}

fn empty() -> Harness {
    Harness::on("2026-03-14")
}

/// The keys that open the form at a place of the add menu.
fn open(place: usize) -> String {
    format!("a{}<enter>", "<down>".repeat(place))
}

const SEMEN: usize = 1;
const DXA: usize = 2;
const BODY: usize = 3;
const SYMPTOM: usize = 4;
const EVENT: usize = 5;
const THERAPY: usize = 6;
const PROFILE: usize = 7;

fn newest(record: &Record, kind: Kind) -> Report {
    record.reports_of(kind).max_by_key(|report| report.date).unwrap().clone()
}

/// `estradiol <5 pg/mL` of each result.
fn results(report: &Report) -> Vec<String> {
    let shown = |value: &Value| match value {
        Value::Number(quantity) => quantity.to_string(),
        Value::Words(words) => words.clone(),
    };
    report.results.iter().map(|result| format!("{} {}", result.analyte, shown(&result.value))).collect()
}

fn line_with(frame: &str, text: &str) -> String {
    frame
        .lines()
        .find(|line| line.contains(text))
        .unwrap_or_else(|| panic!("no line with {text}:\n{frame}"))
        .to_owned()
}
