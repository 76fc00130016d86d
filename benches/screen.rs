//! How long a key takes without a terminal: `App::update` and the frame after it, on a log of 5,000 results.
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up should stop")]
#![allow(dead_code, reason = "the harness has more than a bench needs")]

#[path = "../tests/it/harness.rs"]
mod harness;

use androlog::domain::change::Entry;
use androlog::domain::decimal::Decimal;
use androlog::domain::quantity::{Comparator, Quantity};
use androlog::domain::report::{Kind, Observation, Report, Value};
use chrono::{NaiveDate, TimeDelta};
use divan::Bencher;
use harness::Harness;

fn main() {
    divan::main();
}

const TODAY: &str = "2026-03-14";
const PANEL: [(&str, &str, f64); 10] = [
    ("testosterone-total", "ng/dL", 400.0),
    ("estradiol", "pg/mL", 22.0),
    ("lh", "IU/L", 4.0),
    ("fsh", "IU/L", 5.0),
    ("shbg", "nmol/L", 30.0),
    ("prolactin", "ng/mL", 8.0),
    ("tsh", "mIU/L", 1.8),
    ("hematocrit", "%", 45.0),
    ("psa", "ng/mL", 0.9),
    ("vitamin-d", "ng/mL", 31.0),
];

/// Weekly panels back from today.
fn log() -> Harness {
    let today: NaiveDate = TODAY.parse().unwrap();
    let reports = (0..500).map(|week: i64| {
        let mut report = Report::new(Kind::Blood, today - TimeDelta::weeks(week));
        report.results = PANEL
            .iter()
            .map(|(id, unit, value)| result(id, unit, value + (week % 9) as f64 / 10.0))
            .collect();
        Entry::Report(report)
    });
    Harness::with(TODAY, reports)
}

fn result(id: &str, unit: &str, value: f64) -> Observation {
    let quantity =
        Quantity { comparator: Comparator::Equal, value: Decimal::rounded(value, 1), unit: unit.into() };
    Observation::new(id.into(), Value::Number(quantity))
}

/// A key on each tab, and its frame.
#[divan::bench(args = ["1", "2", "3", "4", "5", "6"])]
fn key_to_frame(bencher: Bencher<'_, '_>, tab: &str) {
    let mut harness = log().keys(tab);
    let mut down = true;
    bencher.bench_local(|| {
        down = !down;
        harness.press(if down { "j" } else { "k" });
        harness.draw()
    });
}

/// A digit in the panel form, and its frame.
#[divan::bench]
fn digit_to_frame(bencher: Bencher<'_, '_>) {
    let mut harness = log().keys("a<enter>");
    let mut typed = false;
    bencher.bench_local(|| {
        typed = !typed;
        harness.press(if typed { "4" } else { "<backspace>" });
        harness.draw()
    });
}
