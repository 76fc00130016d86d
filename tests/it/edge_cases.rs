//! The edge cases of the guidance, each with what shows it; and those that need more than a record and a day.

use std::path::Path;

use androlog::catalog::{Catalog, rules};
use androlog::domain::change::{Change, Entry};
use androlog::domain::record::Record;
use androlog::domain::regimen::Regimen;
use androlog::guidance::outlook;
use chrono::NaiveDate;

use crate::cli::Shell;

/// A case in few words, and the files below `tests/scenarios/` or names of test functions that show it.
const CASES: [(&str, &[&str]); 33] = [
    (
        "the stop day is on therapy, the next is not",
        &[
            "worked/s08a-last-day-on-the-drug.toml",
            "worked/s08b-day-after-the-last-dose.toml",
            "the_last_day_taken_is_on_therapy_and_the_next_is_not",
        ],
    ),
    (
        "14 off-days are a pause, 15 a new episode",
        &[
            "worked/b07-14-off-days-still-one-episode.toml",
            "edge-cases/fifteen-off-days-are-a-new-episode.toml",
        ],
    ),
    (
        "draws on the class or within 14 days after are no baseline",
        &[
            "edge-cases/fourteen-days-after-stopping-is-no-baseline.toml",
            "edge-cases/fifteen-days-after-stopping-is-a-baseline.toml",
        ],
    ),
    (
        "two drugs at once are one exposure day; an inhibitor covers a SERM",
        &["overlapping_drugs_of_a_class_are_one_day_of_exposure", "stim-hormone-panel/silent.toml"],
    ),
    (
        "a switch re-anchors hormones, not semen or scan",
        &[
            "worked/s08c-switch-anastrozole-to-letrozole-without-a-gap.toml",
            "edge-cases/a-switch-back-is-another-change.toml",
        ],
    ),
    ("a draw on the day of a dose change reflects the old dose", &["ai-estradiol-check/silent.toml"]),
    (
        "a dose change clears no overdue check",
        &["ai-estradiol-check/speaks.toml", "ai-estradiol-check/old-debt-paid.toml"],
    ),
    ("backdated entries recompute everything", &["an_entry_moved_back_recomputes_everything"]),
    (
        "what is dated tomorrow satisfies nothing",
        &[
            "worked/s14a-future-dated-result.toml",
            "clot-warning-symptoms/tomorrow.toml",
            "a_stop_in_the_future_means_ongoing_until_then",
        ],
    ),
    ("the clock may go back", &["a_day_set_back_gives_what_that_day_gave"]),
    ("leap days", &["a_year_of_days_is_not_a_calendar_year"]),
    (
        "of one day the last entry stands",
        &[
            "worked/s14b-two-estradiols-on-one-day.toml",
            "edge-cases/a-re-run-on-the-same-day-is-no-other-laboratory.toml",
        ],
    ),
    ("a partial panel leaves one owed with its old date", &["worked/s03a-partial-panel-fsh-missing.toml"]),
    (
        "early draws settle nothing, and neither do words",
        &[
            "worked/s03b-a-draw-before-day-14-does-not-count.toml",
            "edge-cases/a-result-in-words-settles-nothing.toml",
        ],
    ),
    (
        "a newer result clears a flag, and so does time",
        &[
            "worked/s12c-a-newer-normal-result-clears-it.toml",
            "e2-low/stays.toml",
            "each_reminder_says_what_settles_it_or_when_it_falls_silent",
        ],
    ),
    (
        "ratios are read from canonical values, none can be typed",
        &[
            "edge-cases/a-ratio-is-the-same-in-every-unit.toml",
            "edge-cases/ng-per-ml-do-not-make-a-ratio-small.toml",
            "a_ratio_is_never_typed_and_an_implausible_value_is_asked_about",
        ],
    ),
    (
        "implausible entries are asked about",
        &[
            "a_ratio_is_never_typed_and_an_implausible_value_is_asked_about",
            "a_unit_slip_is_asked_about_and_one_key_reads_it_in_the_other_unit",
        ],
    ),
    (
        "conversion is no change of value",
        &[
            "edge-cases/a-converted-limit-is-not-above-itself.toml",
            "edge-cases/a-converted-value-is-above-the-limit.toml",
            "a_converted_limit_is_inside_the_limits",
        ],
    ),
    (
        "a bound in a ratio proves only its side",
        &[
            "worked/b21-a-censored-estradiol-does-not-prove-a-low-ratio.toml",
            "a_ratio_with_a_censored_value_is_a_bound_and_proves_only_what_the_bound_proves",
        ],
    ),
    (
        "LH of zero or below detection makes no T/LH",
        &[
            "edge-cases/lh-of-zero-makes-no-ratio.toml",
            "tlh-ratio-100/censored-lh.toml",
            "tlh-ratio-100/tiny-lh.toml",
        ],
    ),
    (
        "T/LH on treatment or 90 days after says nothing",
        &[
            "worked/b25-t-lh-is-not-judged-on-clomiphene.toml",
            "edge-cases/t-lh-ninety-days-after-a-drug-is-not-judged.toml",
            "edge-cases/t-lh-ninety-one-days-after-a-drug-is-judged.toml",
        ],
    ),
    (
        "another assay is another series",
        &[
            "assay-method-changed/speaks.toml",
            "results_of_two_methods_do_not_compare_but_an_unnamed_method_may",
            "marks_are_in_one_unit_with_their_bound_status_and_breaks",
        ],
    ),
    (
        "age decides the score; the lowest T or Z the repeat",
        &[
            "age_decides_the_score_and_the_score_the_category",
            "ai-dxa-repeat/speaks.toml",
            "edge-cases/the-lowest-z-score-shortens-the-interval-at-any-age.toml",
        ],
    ),
    ("azoospermia is 0, and no percentage follows", &["ai-unexpected-direction/from-zero.toml"]),
    ("abstinence stands beside the sample", &["the_days_of_abstinence_stand_beside_the_values"]),
    (
        "a scan before treatment counts for 730 days",
        &[
            "ai-dxa-first/silent.toml",
            "ai-dxa-first/too-old.toml",
            "worked/b19-dxa-repeat-never-falls-due-before-180-days-of-exposure.toml",
        ],
    ),
    (
        "a symptom after stopping counts within its carry",
        &[
            "ai-side-effects/carried.toml",
            "edge-cases/sixty-days-after-clomiphene-a-visual-symptom-counts.toml",
            "edge-cases/sixty-one-days-after-clomiphene-it-does-not.toml",
        ],
    ),
    (
        "a keyed snooze dies with its occurrence",
        &["a_snooze_hides_a_reminder_until_its_day_and_dies_with_its_occurrence"],
    ),
    ("two rules, one errand", &["tests_due_within_a_week_of_each_other_are_one_errand_of_their_kind"]),
    (
        "an interval shortened by the user is overdue at once",
        &["an_interval_shortened_by_the_user_makes_the_check_overdue_at_once"],
    ),
    (
        "actions on rules that are gone are kept and ignored",
        &["actions_on_rules_that_no_longer_exist_are_ignored", "an_action_on_a_rule_that_is_gone_is_kept"],
    ),
    (
        "without a therapy only findings speak",
        &[
            "edge-cases/without-a-therapy-only-findings-speak.toml",
            "worked/s04a-before-any-therapy-ratios-bmi-afternoon-draw-low-t-unconfirm.toml",
        ],
    ),
    ("data problems are their own list", &["data-problems/all.toml"]),
];

#[test]
fn every_edge_case_is_shown_by_what_is_named_for_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut functions = String::new();
    for folder in ["src", "tests/it"] {
        collect(&root.join(folder), &mut functions);
    }
    for (case, shown) in CASES {
        assert!(!shown.is_empty(), "{case}");
        for by in shown {
            let is_there = match by.strip_suffix(".toml") {
                Some(_) => root.join("tests/scenarios").join(by).is_file(),
                None => functions.contains(&format!("#[test]\nfn {by}() {{")),
            };
            assert!(is_there, "{case}: {by} is not there");
        }
    }
}

/// The text of every source file, its lines without indents.
fn collect(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(path).unwrap();
            text.extend(source.lines().flat_map(|line| [line.trim_start(), "\n"]));
        }
    }
}

#[test]
fn an_entry_moved_back_recomputes_everything() {
    let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
    let taken = |start: &str| {
        let json = format!(r#"{{"id":"a","drug":"anastrozole","start":"{start}"}}"#);
        Entry::Regimen(serde_json::from_str::<Regimen>(&json).unwrap())
    };
    let rules = rules::load(None).unwrap();
    let due = |record: &Record| {
        let outlook = outlook(
            &rules,
            &Catalog::embedded().knowledge(&Catalog::embedded().intervals(None)),
            record,
            day("2025-03-01"),
        );
        let check = outlook.reminders.iter().find(|reminder| &*reminder.rule == "ai-estradiol-check");
        check.map(|check| check.due)
    };
    let mut record = Record::whole([taken("2025-02-10")]);
    assert_eq!(due(&record), None, "28 days after it are not near");
    record.apply(&[Change::Put(taken("2025-01-01"))]);
    assert_eq!(due(&record), Some(day("2025-01-29")));
}

#[test]
fn a_ratio_is_never_typed_and_an_implausible_value_is_asked_about() {
    let shell = Shell::on("2026-03-14");
    for (typed, told) in [
        ("t-e2-ratio=9", "computed from other results"),
        ("e2=300", "looks like pmol/L"),
        ("tt=15", "looks like nmol/L"),
    ] {
        let ran = shell.run(&["add", typed]);
        assert_eq!(ran.code, 1, "{typed}");
        assert!(ran.stderr.contains(told), "{typed}: {}", ran.stderr);
    }
    assert_eq!(shell.json(&["list", "--json"]), serde_json::json!([]));
}

#[test]
fn the_days_of_abstinence_stand_beside_the_values() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2026-03-01", "conc=20", "--abstinence", "9"]);
    let json = shell.ok(&["export", "--format", "json"]);
    let frame = crate::harness::Harness::from_json("2026-03-14", &json).keys("2<enter>").frame();
    assert!(frame.contains("9 d of abstinence"), "{frame}");
    let id = shell.json(&["list", "--json"])[0]["report"].as_str().unwrap().to_owned();
    assert!(shell.ok(&["show", &id]).contains("days of abstinence 9"));
}

#[test]
fn an_action_on_a_rule_that_is_gone_is_kept() {
    let shell = Shell::on("2026-03-14");
    let log = r#"{"format":"androlog","version":1,"reminder_actions":[
        {"rule":"a-rule-of-old","due":"2026-02-02","action":"snooze","until":"2026-12-01"}]}"#;
    std::fs::write(shell.path("old.json"), log).unwrap();
    shell.ok(&["import", "old.json"]);
    assert!(shell.ok(&["export", "--format", "json"]).contains("a-rule-of-old"));
    assert_eq!(shell.json(&["due", "--json", "--all"])["reminders"], serde_json::json!([]));
}

#[test]
fn a_calendar_holds_no_occurrence_that_was_dismissed_but_the_next_one() {
    let shell = Shell::on("2025-01-10");
    let log = r#"{"format":"androlog","version":1,"regimens":[{"drug":"anastrozole","start":"2025-01-01"}],
        "reminder_actions":[{"rule":"ai-estradiol-check","due":"2025-01-29","action":"dismiss"}]}"#;
    std::fs::write(shell.path("log.json"), log).unwrap();
    shell.ok(&["import", "log.json"]);
    let calendar = shell.ok(&["export", "--format", "ics"]);
    let day = |rule: &str| {
        let event = calendar.split("BEGIN:VEVENT").find(|event| event.contains(&format!("UID:{rule}@")));
        event.and_then(|event| event.split("DTSTART;VALUE=DATE:").nth(1)).map(|rest| rest[..8].to_owned())
    };
    assert_eq!(day("ai-hormone-panel").as_deref(), Some("20250129"), "{calendar}");
    assert_eq!(day("ai-estradiol-check").as_deref(), Some("20250429"), "{calendar}");
}

#[test]
fn a_new_symptom_is_not_hidden_by_what_was_done_about_another_of_the_same_days() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["therapy", "start", "clomiphene", "25mg", "--on", "2026-01-01"]);
    let shown = || shell.ok(&["due"]).contains("Possible blood-clot warning sign");
    let hide = [
        &["remind", "dismiss", "clot-warning-symptoms"][..],
        &["remind", "snooze", "clot-warning-symptoms", "--until", "+20d"],
    ];
    let new = [
        &["symptom", "sudden-breathlessness", "severe"][..],
        &["symptom", "leg-swelling", "mild", "--on", "2026-03-12"],
    ];
    shell.ok(&["symptom", "chest-pain", "mild"]);
    for (hide, new) in hide.into_iter().zip(new) {
        shell.ok(hide);
        assert!(!shown(), "{hide:?}");
        shell.ok(&["symptom", "fatigue", "mild"]);
        shell.ok(&["symptom", "chest-pain", "none"]);
        assert!(!shown(), "neither is of the rule and felt");
        shell.ok(new);
        assert!(shown(), "{new:?}");
        shell.ok(&["undo"]);
        assert!(!shown(), "undone whole");
        shell.ok(&["redo"]);
        assert!(shown(), "redone whole");
    }
}
