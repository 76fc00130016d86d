//! Private mode, checked where it is seen: every part of the screen is opened, and no value stands on any frame.

use crate::harness::Harness;

const TODAY: &str = "2026-03-14";

/// A log whose every value has a decimal point, as no date, time or count has.
const LOG: &str = r#"{"profile":{"birth_date":"1981-05-01","height_cm":"181.5"},"reports":[
  {"kind":"blood","date":"2026-01-10","laboratory":"Quest","note":"at 31.5","results":[
    {"analyte":"estradiol","value":"31.5","unit":"pg/mL","reference":{"low":"8.5","high":"35.5"},"note":"31.5 again"},
    {"analyte":"testosterone-total","value":"312.5","unit":"ng/dL","reference":{"low":"264.5","high":"916.5"}},
    {"analyte":"shbg","value":"33.5","unit":"nmol/L"}]},
  {"kind":"blood","date":"2026-03-12","laboratory":"Quest","results":[
    {"analyte":"estradiol","value":"6.5","unit":"pg/mL","reference":{"low":"8.5","high":"35.5"}},
    {"analyte":"testosterone-total","value":"612.5","unit":"ng/dL","reference":{"low":"264.5","high":"916.5"}},
    {"analyte":"lh","comparator":"<","value":"0.5","unit":"IU/L"},{"analyte":"hematocrit","value":"54.5","unit":"%"}]},
  {"kind":"semen","date":"2026-02-20","abstinence_days":"3","results":[
    {"analyte":"semen-volume","value":"2.5","unit":"mL"},
    {"analyte":"sperm-concentration","value":"11.5","unit":"10*6/mL"},
    {"analyte":"total-motility","value":"31.5","unit":"%"}]},
  {"kind":"dxa","date":"2026-02-01","device":"Hologic","results":[
    {"analyte":"bmd-lumbar-spine","value":"0.925","unit":"g/cm2"},
    {"analyte":"t-score-lumbar-spine","value":"-1.5","unit":"{T-score}"}]},
  {"kind":"body","date":"2026-03-01","results":[{"analyte":"weight","value":"83.5","unit":"kg"}]}],
 "regimens":[{"drug":"anastrozole","start":"2026-01-20","note":"since 31.5",
    "doses":[{"from":"2026-01-20","amount":"1","unit":"mg","schedule":"daily"}]}],
 "symptoms":[{"date":"2026-03-13","symptom":"joint-pain","grade":"severe","note":"at 6.5"}],
 "events":[{"date":"2026-03-13","event":"fever","note":"39.5 at night"}]}"#;

/// Keys that bring each part of the screen to the front that is read, lists walked down to their ends.
fn everything_read() -> Vec<String> {
    let tabs = "1 1G 2 2t 2tll 3 3s 3o 3T 3v 3B 3L 4 4G 5 5v 6 6G".split(' ');
    let boxes = "a ? : x 5s 5D 5b 2dd 6Gd 3BW".split(' ');
    let lists = (0..5).flat_map(|place| {
        let down = "<down>".repeat(place);
        ["2", "2<enter>", "2t", "3s", "5"].map(|keys| match keys {
            "2" => format!("2{down}<enter>"),
            keys => format!("{keys}{down}"),
        })
    });
    tabs.chain(boxes).map(str::to_owned).chain(lists).collect()
}

/// Keys that open each form, empty or with an entry in it.
fn every_form() -> Vec<String> {
    let empty = (0..8).map(|place| format!("a{}<enter>", "<down>".repeat(place)));
    let reports = (0..5).flat_map(|place| {
        let down = "<down>".repeat(place);
        [format!("2{down}e"), format!("2{down}c")]
    });
    empty.chain(reports).collect()
}

/// The values of the log and what was written beside them.
const VALUES: [&str; 11] =
    ["31.5", "312.5", "33.5", "612.5", "54.5", "11.5", "0.925", "-1.5", "83.5", "39.5", "<0.5"];

/// The first number with a decimal point or a per cent sign.
fn value_in(frame: &str) -> Option<&str> {
    let is_value = |word: &&str| {
        let bytes = word.as_bytes();
        let beside = |at: usize| at > 0 && bytes[at - 1].is_ascii_digit();
        (1..bytes.len()).any(|at| match bytes[at] {
            b'.' => beside(at) && bytes.get(at + 1).is_some_and(u8::is_ascii_digit),
            b'%' => beside(at),
            _ => false,
        })
    };
    frame.split_whitespace().find(is_value)
}

fn open(keys: &str, columns: u16, lines: u16) -> String {
    Harness::from_json(TODAY, LOG).size(columns, lines).keys(keys).frame()
}

#[test]
fn no_frame_that_is_read_shows_a_value_in_private_mode() {
    let mut seen = 0;
    for (columns, lines) in [(80, 24), (200, 60)] {
        for keys in everything_read() {
            let frame = open(&format!("P{keys}"), columns, lines);
            assert_eq!(value_in(&frame), None, "P{keys} at {columns}x{lines}:\n{frame}");
            seen += usize::from(value_in(&open(&keys, columns, lines)).is_some());
        }
    }
    // What is hidden has to be there in the first place.
    assert!(seen > 50, "only {seen} frames show a value without private mode");
}

#[test]
fn a_form_shows_in_private_mode_no_value_but_the_one_in_the_field_under_the_cursor() {
    let shown = |frame: &str| VALUES.iter().filter(|value| frame.contains(**value)).count();
    let mut seen = 0;
    for keys in every_form() {
        let frame = open(&format!("P{keys}"), 120, 40);
        let in_fields = VALUES.iter().filter(|value| frame.contains(&format!("[{value}"))).count();
        assert!(in_fields <= 1 && shown(&frame) == in_fields, "P{keys}:\n{frame}");
        seen += shown(&open(&keys, 120, 40));
    }
    assert!(seen > 20, "only {seen} values are shown without private mode");
}
