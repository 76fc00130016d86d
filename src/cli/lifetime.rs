//! An invented life of logging at one pace, however long: what the program is measured on.
//!
//! A year holds about 570 results: a panel every three weeks, a semen analysis every quarter, a scan every two years,
//! from laboratories that change over time, with their own units, ranges, methods, bounds and notes. Courses of therapy
//! with a dose a day, symptoms, events and what was done about reminders grow with it. A history that would reach back
//! beyond the first day a log takes is laid over itself: a second layer of the same days with other values.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use crate::catalog::Catalog;
use crate::domain::analyte::{Analyte, Unit, UnitSystem};
use crate::domain::change::Entry;

/// The first day a layer may reach: a life earlier than that is not logged.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1850, 1, 1).expect("a day of the calendar");
const DAYS_BETWEEN_PANELS: u64 = 21;
const PANELS_BETWEEN_SAMPLES: u64 = 4;
const PANELS_BETWEEN_SCANS: u64 = 35;
const PANELS_BETWEEN_COURSES: u64 = 20;
/// Of the panels between two courses, so many fall on the course itself.
const PANELS_ON_A_COURSE: u64 = 13;
const SYMPTOMS_A_PANEL: u64 = 6;
const NOTE: &str = "Invented for the demo";

/// Entries with exactly so many results, going back in time from a day. The same arguments give the same entries.
pub fn invented_lifetime(before: NaiveDate, results: usize, catalog: &Catalog) -> Vec<Entry> {
    let mut life = Lifetime { catalog, layer: 0, entries: Vec::new(), left: results };
    let panels_in_a_layer = (before - FIRST_DAY).num_days().unsigned_abs() / DAYS_BETWEEN_PANELS;
    while life.left > 0 {
        for number in 0..panels_in_a_layer {
            if life.left > 0 {
                life.add_three_weeks(before - Days::new(number * DAYS_BETWEEN_PANELS), number);
            }
        }
        life.layer += 1;
    }
    life.entries
}

struct Lifetime<'a> {
    catalog: &'a Catalog,
    layer: u64,
    entries: Vec<Entry>,
    /// Results still to be invented.
    left: usize,
}

impl Lifetime<'_> {
    /// The three weeks that end on a day, the newest first.
    fn add_three_weeks(&mut self, day: NaiveDate, number: u64) {
        let laboratory =
            &LABORATORIES[self.draw("laboratory", number / 40, LABORATORIES.len() as u64) as usize];
        let tests = 25 + self.draw("tests", number, 11) as usize;
        let time = format!("{:02}:{:02}", 7 + self.draw("hour", number, 4), self.layer % 60);
        self.add_report(number, laboratory, &BLOOD[..tests.min(BLOOD.len())], json!({
            "kind": "blood", "date": day, "time": time, "laboratory": laboratory.name,
            "fasting": self.draw("fasting", number, 4) > 0,
            "hours_since_dose": on_course(number).then(|| (4 + self.draw("dose", number, 20)).to_string()),
        }));
        if number.is_multiple_of(PANELS_BETWEEN_SAMPLES) {
            let abstinence = (2 + self.draw("abstinence", number, 4)).to_string();
            self.add_report(number, laboratory, &SEMEN, json!({
                "kind": "semen", "date": day, "laboratory": "Demo andrology", "abstinence_days": abstinence,
                "complete": true, "who_edition": "2021",
            }));
        }
        if number % PANELS_BETWEEN_SCANS == PANELS_BETWEEN_SCANS / 2 {
            self.add_report(
                number,
                laboratory,
                &DXA,
                json!({
                    "kind": "dxa", "date": day, "laboratory": "Demo radiology", "device": "Demo DXA",
                }),
            );
        }
        // Courses belong to a life and not to a layer: two of one drug at the same time would be no history.
        if self.layer == 0 {
            self.add_course(day, number);
            self.add_journal(day, number);
        }
    }

    fn add_report(
        &mut self,
        number: u64,
        laboratory: &LifetimeLaboratory,
        tests: &[LifetimeTest],
        mut report: Value,
    ) {
        let results: Vec<Value> =
            tests.iter().take(self.left).filter_map(|test| self.result(test, number, laboratory)).collect();
        if results.is_empty() {
            return;
        }
        self.left -= results.len();
        report["results"] = Value::Array(results);
        report["note"] = NOTE.into();
        self.entries.push(Entry::Report(invented(report)));
    }

    fn result(&self, test: &LifetimeTest, number: u64, laboratory: &LifetimeLaboratory) -> Option<Value> {
        let analyte = self.catalog.analyte(test.analyte)?;
        let unit = laboratory.unit(analyte);
        let converted = |value: f64| format!("{:.*}", usize::from(unit.decimals), value / unit.factor);
        let (low, high) = (test.low, test.high);
        // Most results lie within the range; about one in ten beside it. Layers differ, so that no two are equal.
        let place =
            (self.draw(test.analyte, number, 1200) as f64 - 100.0) / 1000.0 + self.layer as f64 / 10_000.0;
        let value = (low + (high - low) * place).max(low / 2.0);
        let is_bound = test.can_be_undetected && self.draw("bound", number, 8) == 0;
        let mut result = json!({
            "analyte": test.analyte, "unit": &*unit.code,
            "comparator": if is_bound { "<" } else { "=" },
            "value": converted(if is_bound { low } else { value }),
        });
        if laboratory.prints_ranges {
            result["reference"] = json!({ "low": converted(low), "high": converted(high) });
            result["flag"] = if value < low {
                "L".into()
            } else if value > high {
                "H".into()
            } else {
                Value::Null
            };
        }
        if test.analyte == "estradiol" {
            result["method"] = laboratory.estradiol_method.into();
        }
        if self.draw("note", number, 40) == 0 {
            result["note"] = NOTE.into();
        }
        Some(result)
    }

    fn add_course(&mut self, day: NaiveDate, number: u64) {
        if !number.is_multiple_of(PANELS_BETWEEN_COURSES) || number == 0 {
            return;
        }
        let (drug, unit, amounts) = &COURSES[self.draw("course", number, COURSES.len() as u64) as usize];
        let length = PANELS_ON_A_COURSE * DAYS_BETWEEN_PANELS;
        let stop = day + Days::new(length - 1);
        let doses: Vec<Value> = amounts
            .iter()
            .enumerate()
            .map(|(step, amount)| {
                json!({
                    "from": day + Days::new(step as u64 * length / amounts.len() as u64),
                    "amount": amount, "unit": unit, "schedule": "daily",
                })
            })
            .collect();
        self.entries.push(Entry::Regimen(invented(json!({
            "drug": drug, "route": null, "start": day, "stop": stop, "doses": doses, "note": NOTE,
        }))));
        for past in 0..length {
            let turn = number * 1000 + past;
            // A dose in twelve was not logged, which is neither taken nor skipped.
            if self.draw("logged", turn, 12) == 0 {
                continue;
            }
            let state = if self.draw("skipped", turn, 15) == 0 { "skipped" } else { "taken" };
            self.entries.push(Entry::DoseTaken(invented(json!({
                "drug": drug, "day": day + Days::new(past), "time": "20:00", "amount": amounts[0], "unit": unit,
                "state": state,
            }))));
        }
    }

    fn add_journal(&mut self, day: NaiveDate, number: u64) {
        for turn in 0..SYMPTOMS_A_PANEL {
            let at = number * SYMPTOMS_A_PANEL + turn;
            let symptom = SYMPTOMS[self.draw("symptom", at, SYMPTOMS.len() as u64) as usize];
            let grade =
                ["none", "none", "mild", "mild", "moderate", "severe"][self.draw("grade", at, 6) as usize];
            let date = day - Days::new(turn * DAYS_BETWEEN_PANELS / SYMPTOMS_A_PANEL);
            self.entries
                .push(Entry::Symptom(invented(json!({ "date": date, "symptom": symptom, "grade": grade }))));
        }
        if number.is_multiple_of(6) {
            let event = ["illness", "fever", "clinic-visit"][self.draw("event", number, 3) as usize];
            self.entries.push(Entry::Event(invented(json!({ "date": day, "event": event, "note": NOTE }))));
        }
        if number.is_multiple_of(3) {
            let rule = ACTED_ON[self.draw("rule", number, ACTED_ON.len() as u64) as usize];
            self.entries.push(Entry::Action(invented(json!({
                "rule": rule, "due": day, "action": "snooze", "until": day + Days::new(14),
            }))));
        }
    }

    /// A number below a limit that depends on nothing but what it is drawn for.
    fn draw(&self, what: &str, number: u64, limit: u64) -> u64 {
        let seed = what.bytes().fold(self.layer ^ 0x51_7c_c1_b7, |seed, byte| mixed(seed ^ u64::from(byte)));
        mixed(seed ^ number) % limit
    }
}

/// Whether the panel with this number was drawn on a course; numbers count back in time.
const fn on_course(number: u64) -> bool {
    let after_start = (PANELS_BETWEEN_COURSES - number % PANELS_BETWEEN_COURSES) % PANELS_BETWEEN_COURSES;
    number > 0 && after_start < PANELS_ON_A_COURSE
}

/// The mixing step of `SplitMix64` (Steele, Lea and Flood 2014): enough chance for an invented log, the same everywhere.
const fn mixed(seed: u64) -> u64 {
    let seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let seed = (seed ^ (seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let seed = (seed ^ (seed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    seed ^ (seed >> 31)
}

fn invented<T: serde::de::DeserializeOwned>(entry: Value) -> T {
    serde_json::from_value(entry).expect("an invented entry has the shape of the JSON format")
}

/// A laboratory with its habits.
struct LifetimeLaboratory {
    name: &'static str,
    system: UnitSystem,
    prints_ranges: bool,
    estradiol_method: Option<&'static str>,
}

impl LifetimeLaboratory {
    fn unit<'a>(&self, analyte: &'a Analyte) -> &'a Unit {
        analyte.units.iter().find(|unit| unit.system == self.system).unwrap_or_else(|| analyte.canonical())
    }
}

const LABORATORIES: [LifetimeLaboratory; 4] = [
    LifetimeLaboratory {
        name: "Demo lab",
        system: UnitSystem::Conventional,
        prints_ranges: true,
        estradiol_method: Some("lc-ms/ms"),
    },
    LifetimeLaboratory {
        name: "Demo Labor",
        system: UnitSystem::Si,
        prints_ranges: true,
        estradiol_method: Some("immunoassay"),
    },
    LifetimeLaboratory {
        name: "Demo hospital",
        system: UnitSystem::Conventional,
        prints_ranges: false,
        estradiol_method: None,
    },
    LifetimeLaboratory {
        name: "Demo clinic",
        system: UnitSystem::Conventional,
        prints_ranges: true,
        estradiol_method: Some("LC-MS/MS"),
    },
];

/// A test with its invented printed range in the canonical unit.
struct LifetimeTest {
    analyte: &'static str,
    low: f64,
    high: f64,
    can_be_undetected: bool,
}

const fn test(analyte: &'static str, low: f64, high: f64) -> LifetimeTest {
    LifetimeTest { analyte, low, high, can_be_undetected: false }
}

const fn trace(analyte: &'static str, low: f64, high: f64) -> LifetimeTest {
    LifetimeTest { analyte, low, high, can_be_undetected: true }
}

const BLOOD: [LifetimeTest; 35] = [
    test("testosterone-total", 250.0, 900.0),
    trace("estradiol", 10.0, 40.0),
    test("lh", 1.5, 9.0),
    test("fsh", 1.5, 12.0),
    test("shbg", 15.0, 60.0),
    test("prolactin", 4.0, 16.0),
    test("hematocrit", 39.0, 50.0),
    test("hemoglobin", 13.0, 17.0),
    trace("psa", 0.2, 3.0),
    test("albumin", 3.6, 5.0),
    test("alt", 10.0, 45.0),
    test("ast", 10.0, 40.0),
    test("cholesterol-total", 130.0, 210.0),
    test("ldl", 60.0, 140.0),
    test("hdl", 35.0, 70.0),
    test("non-hdl", 80.0, 160.0),
    test("triglycerides", 50.0, 170.0),
    test("vitamin-d", 20.0, 60.0),
    test("calcium", 8.6, 10.2),
    test("pth", 15.0, 65.0),
    test("tsh", 0.5, 4.0),
    test("dhea-s", 100.0, 400.0),
    test("testosterone-free", 50.0, 200.0),
    test("inhibin-b", 60.0, 300.0),
    test("amh", 2.0, 14.0),
    test("17-oh-progesterone", 30.0, 180.0),
    test("ctx", 100.0, 600.0),
    test("p1np", 20.0, 80.0),
    test("bone-alp", 6.0, 24.0),
    test("osteocalcin", 9.0, 40.0),
    test("testosterone-bioavailable", 100.0, 400.0),
    trace("psa-free", 0.1, 0.8),
    test("calcium-ionized", 1.15, 1.3),
    test("testosterone-free-percent", 1.5, 3.0),
    test("bone-alp-activity", 15.0, 40.0),
];

const SEMEN: [LifetimeTest; 12] = [
    test("semen-volume", 1.4, 5.0),
    test("sperm-concentration", 16.0, 90.0),
    test("total-sperm-number", 39.0, 300.0),
    test("total-motility", 42.0, 75.0),
    test("progressive-motility", 30.0, 60.0),
    test("non-progressive-motility", 2.0, 12.0),
    test("immotile", 20.0, 50.0),
    test("morphology", 3.0, 14.0),
    test("vitality", 54.0, 90.0),
    test("semen-ph", 7.2, 8.2),
    trace("semen-leukocytes", 0.1, 0.9),
    test("dfi", 8.0, 28.0),
];

const DXA: [LifetimeTest; 6] = [
    test("bmd-lumbar-spine", 0.9, 1.2),
    test("bmd-total-hip", 0.85, 1.1),
    test("bmd-femoral-neck", 0.75, 1.0),
    test("t-score-lumbar-spine", 0.1, 1.2),
    test("t-score-total-hip", 0.1, 1.0),
    test("t-score-femoral-neck", 0.1, 0.8),
];

/// Drug, unit, and the amounts taken one after the other on a course.
const COURSES: [(&str, &str, &[&str]); 4] = [
    ("anastrozole", "mg", &["1", "0.5"]),
    ("clomiphene", "mg", &["25", "50", "25"]),
    ("letrozole", "mg", &["2.5"]),
    ("tamoxifen", "mg", &["10", "20"]),
];

const SYMPTOMS: [&str; 7] =
    ["joint-pain", "hot-flashes", "low-libido", "fatigue", "low-mood", "poor-sleep", "headache"];

const ACTED_ON: [&str; 4] = ["ai-estradiol-check", "ai-hormone-panel", "ai-semen-analysis", "ai-bone-labs"];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::record::Record;

    fn results_of(entries: &[Entry]) -> usize {
        let results =
            |entry: &Entry| if let Entry::Report(report) = entry { report.results.len() } else { 0 };
        entries.iter().map(results).sum()
    }

    #[test]
    fn a_lifetime_has_as_many_results_as_asked_for_at_one_pace() {
        let today: NaiveDate = "2026-11-28".parse().unwrap();
        for (count, first_year) in [(0, None), (1, Some(2026)), (5_000, Some(2018)), (50_000, Some(1940))] {
            let entries = invented_lifetime(today, count, Catalog::embedded());
            assert_eq!(results_of(&entries), count);
            let record = Record::whole(entries);
            let first = record.reports().first().map(|report| chrono::Datelike::year(&report.date));
            assert_eq!(first, first_year, "{count}");
        }
    }

    #[test]
    fn a_layer_over_another_repeats_no_value() {
        let today: NaiveDate = FIRST_DAY + Days::new(4 * DAYS_BETWEEN_PANELS);
        let entries = invented_lifetime(today, 400, Catalog::embedded());
        let mut seen = BTreeSet::new();
        for entry in &entries {
            let Entry::Report(report) = entry else { continue };
            for result in report.results.iter().filter(|result| &*result.analyte == "testosterone-total") {
                assert!(seen.insert((report.date, format!("{:?}", result.value))), "{report:?}");
            }
        }
        assert!(seen.len() > 4);
    }

    #[test]
    fn every_invented_result_is_one_the_catalogue_takes() {
        let today: NaiveDate = "2026-11-28".parse().unwrap();
        let catalog = Catalog::embedded();
        for entry in invented_lifetime(today, 2_000, catalog) {
            let Entry::Report(report) = entry else { continue };
            for result in &report.results {
                let analyte = catalog.analyte(&result.analyte).unwrap();
                let extent = analyte.extent(result.quantity().unwrap()).unwrap();
                assert!(analyte.hard.contain(extent.value().unwrap_or(1.0)), "{result:?}");
            }
        }
    }
}
