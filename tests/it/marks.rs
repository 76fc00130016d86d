//! Several entries acted on at once: marked with one key, then removed, exported or drawn together.

use crate::harness::Harness;

const COURSE: &str = include_str!("../fixtures/json/course.json");

fn course() -> Harness {
    Harness::from_json("2026-03-14", COURSE)
}

#[test]
fn marked_reports_are_removed_in_one_act_that_one_key_takes_back() {
    let all = course().record().reports().len();
    let mut log = course().keys("2<space><space>");
    assert!(log.frame().contains("2 marked: d removes, x exports them"), "{}", log.frame());
    log.press("d");
    assert_eq!(log.record().reports().len(), all - 2);
    assert!(log.frame().contains("Removed 2 reports"), "{}", log.frame());
    log.press("u");
    assert_eq!(log.record().reports().len(), all);
    let unmarked = course().keys("2<space>k<space>jd");
    assert_eq!(unmarked.record().reports().len(), all - 1, "a second press takes the mark away");
    let cleared = course().keys("2<space><space><esc>d");
    assert_eq!(cleared.record().reports().len(), all - 1, "Back takes all marks away");
}

#[test]
fn only_marked_reports_are_exported() {
    let whole = course().keys("2x<enter><enter>").files()["androlog.csv"].clone();
    let part = course().keys("2<space>x<enter><enter>").files()["androlog.csv"].clone();
    let days = |csv: &str| {
        let days: std::collections::BTreeSet<String> =
            csv.lines().skip(1).filter_map(|line| line.split(',').next().map(str::to_owned)).collect();
        days.len()
    };
    assert!(days(&whole) > 3, "{whole}");
    assert!(part.lines().count() > 1 && part.lines().count() < whole.lines().count(), "{part}");
    let offered = course().keys("2<space>x").frame();
    assert!(offered.contains("Export 1 marked") && !offered.contains("ics"), "{offered}");
}

#[test]
fn marked_analytes_are_drawn_together() {
    for keys in ["2t<space>j<space>", "2<enter><space>j<space>"] {
        let mut log = course().keys(keys);
        assert!(log.frame().contains("2 marked: Enter draws them"), "{keys}:\n{}", log.frame());
        log.press("<enter>");
        let chart = log.frame();
        assert!(
            chart.contains("Testosterone, total  ng/dL") && chart.contains("Estradiol  pg/mL"),
            "{keys}:\n{chart}"
        );
    }
    let five = course().keys("2t<space>j<space>j<space>j<space>j<space>").frame();
    assert!(five.contains("4 at most"), "{five}");
}

#[test]
fn marked_entries_of_the_journal_are_removed_in_one_act() {
    let before = course();
    let count = |log: &Harness| log.record().symptoms().len() + log.record().events().len();
    let mut log = course().keys("6G<space>k<space>");
    assert!(log.frame().contains("2 marked, d removes them"), "{}", log.frame());
    log.press("d");
    assert_eq!(count(&log), count(&before) - 2);
    log.press("u");
    assert_eq!(count(&log), count(&before));
}

#[test]
fn marked_reminders_are_snoozed_in_one_act() {
    let mut log = course().keys("5<space><space>");
    assert!(log.frame().contains("2 marked: s snoozes, D dismisses, b books them"), "{}", log.frame());
    log.press("s");
    assert!(log.frame().contains("Snooze until (2 reminders)"), "{}", log.frame());
    log.press("1w<enter>");
    assert_eq!(log.record().actions().len(), 2, "{}", log.frame());
    assert!(log.frame().contains("Snoozed until") && log.frame().contains("2 reminders"), "{}", log.frame());
    log.press("u");
    assert!(log.record().actions().is_empty(), "{}", log.frame());
    let one = course().keys("5<space>k<space>s1w<enter>").record();
    assert_eq!(
        one.actions().len(),
        1,
        "a second press takes the mark away, then the one under the cursor is meant"
    );
}
