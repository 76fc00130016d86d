//! A part of a long history is read for what a tab shows of it, and the tab shows what it shows of the whole.

use androlog::domain::change::Entry;
use androlog::domain::dose_log::{DoseEntry, DoseState};
use androlog::domain::journal::{Grade, SymptomEntry};
use androlog::store::{Store, Window};
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use crate::cli::Shell;
use crate::harness::Harness;

const TODAY: &str = "2026-03-14";

/// A demonstration log with so many results.
fn demonstration(results: &str) -> Vec<Entry> {
    let shell = Shell::on(TODAY);
    shell.ok(&["demo", "--write", "demo.db", "--results", results]);
    let store = Store::open(&shell.path("demo.db")).unwrap();
    store.load(Window::Whole).unwrap().entries().collect()
}

/// Compares what a log shows after each of some keys, read as far as a tab needs it, with what it shows read whole.
fn shows_the_same(entries: &[Entry], keys: &[&str]) {
    for size in [(80, 24), (120, 40)] {
        let fresh = || Harness::with(TODAY, entries.iter().cloned()).size(size.0, size.1);
        for keys in keys {
            let part = fresh().keys(keys);
            let whole = fresh().with_whole().keys(keys);
            assert!(!part.state().record.is_whole(), "{keys}");
            assert_eq!(part.styled(), whole.styled(), "{keys} at {size:?}");
        }
    }
}

#[test]
fn the_journal_reads_every_symptom_and_no_report_more() {
    let entries = demonstration("1500");
    shows_the_same(&entries, &["6jj", "6GkkkkK", "6/2024<enter>G"]);
}

/// Reports nine days apart, the newest first. What is measured seldom was so often among the newest ones that its
/// newest days tell nothing of those before the reports that are read at first, with which one of these is compared.
fn long_history() -> Vec<Entry> {
    let today: NaiveDate = TODAY.parse().unwrap();
    let days_ago = |days: u64| today - Days::new(days);
    let mut entries = Vec::new();
    for place in 0..REPORTS {
        let (kind, specimen, results) = match place {
            1..10 | 61 | 300..312 => ("semen", None, semen(place)),
            371 => ("semen", None, vec![json!({"analyte": "morphology", "text": "not assessed"})]),
            10..20 | 62 => ("body", None, vec![waist("right", place), waist("left", place)]),
            130..140 => ("body", None, vec![waist("right", place)]),
            372 => ("body", None, vec![waist("left", place)]),
            20..30 | 63 | 203 => ("blood", Some("saliva"), vec![result("cortisol", place, "nmol/L")]),
            30..40 | 64 | 204..214 => ("blood", None, [blood(place), without_testosterone(place)].concat()),
            140..150 => ("blood", None, without_testosterone(place)),
            40..50 | 60 | 200 => ("body", None, vec![result("weight", place + 60, "kg")]),
            290 => ("body", None, vec![result("height", 180, "cm")]),
            _ => ("blood", None, blood(place)),
        };
        let report =
            json!({"kind": kind, "date": days_ago(9 * place), "specimen": specimen, "results": results});
        entries.push(Entry::Report(serde_json::from_value(report).unwrap()));
        entries.push(Entry::Symptom(SymptomEntry {
            id: "".into(),
            date: days_ago(9 * place + 4),
            symptom: "fatigue".into(),
            grade: Grade::ALL[place as usize % 4],
            note: None,
        }));
    }
    let regimen = json!({"drug": "anastrozole", "start": "2022-06-01",
        "doses": [{"from": "2022-06-01", "amount": "1", "unit": "mg", "schedule": "daily"}]});
    entries.push(Entry::Regimen(serde_json::from_value(regimen).unwrap()));
    entries.extend((0..1400).filter(|day| day % 7 != 3).map(|day| {
        Entry::DoseTaken(DoseEntry {
            id: "".into(),
            drug: "anastrozole".into(),
            day: days_ago(day),
            time: None,
            amount: None,
            unit: None,
            state: DoseState::Taken,
            note: None,
        })
    }));
    entries
}

const REPORTS: u64 = 400;

fn result(analyte: &str, value: u64, unit: &str) -> Value {
    json!({"analyte": analyte, "value": value.to_string(), "unit": unit})
}

fn semen(place: u64) -> Vec<Value> {
    vec![result("sperm-concentration", 5 + place / 9, "10*6/mL"), result("morphology", 4, "%")]
}

/// Not that a waist has sides: no rule looks at it.
fn waist(side: &str, place: u64) -> Value {
    json!({"analyte": "waist", "value": (90 + place % 13).to_string(), "unit": "cm", "side": side})
}

/// What free testosterone is computed from beside the total.
fn without_testosterone(place: u64) -> Vec<Value> {
    vec![result("shbg", 20 + place, "nmol/L"), result("albumin", 4, "g/dL")]
}

fn blood(place: u64) -> Vec<Value> {
    let mut results = vec![result("testosterone-total", 300 + place, "ng/dL")];
    if place.is_multiple_of(2) {
        results.push(result("estradiol", 20 + place % 17, "pg/mL"));
    }
    if place % 110 == 10 {
        results.push(json!({"analyte": "prolactin", "text": "not done"}));
    }
    results
}

#[test]
fn the_list_of_reports_shows_each_beside_what_it_is_compared_with_however_long_ago_that_was() {
    let entries = long_history();
    let mut part = Harness::with(TODAY, entries.iter().cloned()).keys("2");
    let mut whole = Harness::with(TODAY, entries.iter().cloned()).with_whole().keys("2");
    let pages = ["<pagedown>"; 6];
    let inside = ["<enter>", "j", "j", "<esc>j"].repeat(5);
    for keys in pages.iter().copied().chain(inside).chain(pages.iter().copied()) {
        part.press(keys);
        whole.press(keys);
        assert_eq!(part.styled(), whole.styled(), "{keys}");
        assert!(!part.state().record.is_whole(), "{keys}");
    }
    assert!(part.state().record.reports().len() < REPORTS as usize);
    for keys in ["G", "kk<enter>"] {
        part.press(keys);
        whole.press(keys);
        assert_eq!(part.styled(), whole.styled(), "{keys}");
    }
}

#[test]
fn a_list_of_which_a_part_is_read_follows_what_is_saved_undone_searched_and_opened_from_elsewhere() {
    let entries = long_history();
    let of = |keys: &str| {
        let part = Harness::with(TODAY, entries.iter().cloned()).keys(keys);
        let whole = Harness::with(TODAY, entries.iter().cloned()).with_whole().keys(keys);
        assert_eq!(part.styled(), whole.styled(), "{keys}");
        part.state().record.is_whole()
    };
    assert!(!of("2jdy"));
    assert!(!of("2jdyu"));
    assert!(of("2/saliva<enter>j"));
    assert!(of("2v"));
    assert!(of("2G"), "where all reports are wanted, what other tabs show is read with them");
    assert!(!of("2jj<space>j<space>"));
}

#[test]
fn the_therapy_tab_reads_what_stands_before_and_on_each_course_however_long_ago_it_was() {
    let mut entries = long_history();
    entries.retain(|entry| !matches!(entry, Entry::Regimen(_)));
    let course = |drug: &str, start: &str, stop: Option<&str>| {
        let regimen = json!({"drug": drug, "start": start, "stop": stop, "doses": []});
        Entry::Regimen(serde_json::from_value(regimen).unwrap())
    };
    let repair = || {
        Entry::Event(
            serde_json::from_value(json!({"date": "2018-08-20", "event": "varicocele-repair"})).unwrap(),
        )
    };
    for courses in [
        vec![],
        vec![course("anastrozole", "2017-03-01", None)],
        // Samples lie on both sides of the operation, and on a day of the pause.
        vec![repair()],
        vec![
            course("anastrozole", "2018-03-01", Some("2018-10-05")),
            course("anastrozole", "2018-10-15", Some("2018-10-25")),
        ],
        // What stands before the second course is older than the first.
        vec![
            course("anastrozole", "2017-06-01", Some("2025-01-25")),
            course("anastrozole", "2025-02-10", None),
        ],
        vec![
            course("clomiphene", "2016-08-01", Some("2025-12-01")),
            course("anastrozole", "2025-06-01", None),
        ],
    ] {
        let log = || entries.iter().chain(&courses).cloned();
        let part = Harness::with(TODAY, log()).size(120, 120).keys("4");
        let whole = Harness::with(TODAY, log()).size(120, 120).with_whole().keys("4");
        assert!(!part.state().record.is_whole());
        assert_eq!(part.styled(), whole.styled(), "{courses:?}");
    }
}

#[test]
fn the_chart_reads_every_result_of_what_it_draws_and_nothing_else_of_the_reports() {
    let entries = long_history();
    let fresh = || Harness::with(TODAY, entries.iter().cloned());
    let report = |pages: usize| format!("2{}<enter>", "<pagedown>".repeat(pages));
    let computed = format!("{}jjjj<enter>", report(3));
    // The usual ones; what is computed, of another specimen, and from a height of long ago.
    for (open, keys) in [
        ("3", &["", "<left><left>", "+", "t", "b", "<home><enter>"][..]),
        // Doses and symptoms of the days that come into view are there, and of all of them.
        ("3", &["<home>", "<lt><lt><lt><lt><gt>", "[[<lt>", "---", "]]", "-<lt><home>+"]),
        (&computed, &["", "<left><enter>"]),
        (&format!("{}<enter>", report(2)), &["<home>"]),
        (&format!("{}j<enter>", report(4)), &["<home><enter>"]),
    ] {
        for keys in keys {
            let part = fresh().keys(open).keys(keys);
            let whole = fresh().with_whole().keys(open).keys(keys);
            // The oldest of all reports stands at the end of a list, of which all is read then.
            let opens_oldest = open == "3" && keys.ends_with("<home><enter>");
            assert_eq!(part.state().record.is_whole(), opens_oldest, "{open} {keys}");
            assert_eq!(part.styled(), whole.styled(), "{open} {keys}");
        }
    }
}

#[test]
fn a_chart_follows_what_is_removed_and_undone_on_another_tab() {
    let entries = long_history();
    for keys in ["32jjdy3", "32jjdyu3<left>", "36<enter>2<esc>3", "3jl"] {
        let part = Harness::with(TODAY, entries.iter().cloned()).keys(keys);
        let whole = Harness::with(TODAY, entries.iter().cloned()).with_whole().keys(keys);
        assert_eq!(part.styled(), whole.styled(), "{keys}");
    }
}

#[test]
fn small_charts_beside_a_wide_screen_draw_every_result_from_the_first_frame_on() {
    let entries = demonstration("1500");
    let fresh = || Harness::with(TODAY, entries.iter().cloned()).size(170, 50);
    for keys in ["", "5", "5jj"] {
        let (part, whole) = (fresh().keys(keys), fresh().with_whole().keys(keys));
        assert!(!part.state().record.is_whole(), "{keys}");
        assert_eq!(part.styled(), whole.styled(), "{keys}");
    }
}
