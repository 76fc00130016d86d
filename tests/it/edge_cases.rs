//! Edge cases of the guidance that need more than a record and a day; the others are scenarios.

use androlog::catalog::{Catalog, rules};
use androlog::domain::change::{Act, Change, Entry};
use androlog::domain::journal::{Grade, ReminderAct, ReminderAction, SymptomEntry};
use androlog::domain::record::Record;
use androlog::domain::regimen::Regimen;
use androlog::guidance::outlook;
use androlog::store::Store;
use chrono::NaiveDate;

use crate::cli::Shell;
use crate::harness::setup;

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
    shell.ok(&["therapy", "start", "clomiphene", "25mg", "--schedule", "daily", "--on", "2026-01-01"]);
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
        shell.ok(&["symptom", "fatigue", "mild", "--yes"]);
        shell.ok(&["symptom", "chest-pain", "none", "--yes"]);
        assert!(!shown(), "neither is of the rule and felt");
        shell.ok(new);
        assert!(shown(), "{new:?}");
        shell.ok(&["undo"]);
        assert!(!shown(), "undone whole");
        shell.ok(&["redo"]);
        assert!(shown(), "redone whole");
    }
}

#[test]
fn a_note_on_an_old_symptom_wakes_no_reminder_that_was_dismissed_and_a_worse_one_does() {
    let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
    let felt = |id: &str, on: &str| SymptomEntry {
        id: id.into(),
        date: day(on),
        symptom: "joint-pain".into(),
        grade: Grade::Mild,
        note: None,
    };
    let old = felt("old", "2020-03-01");
    let dismissal = ReminderAction {
        rule: "ai-side-effects".into(),
        due: Some(old.date),
        act: ReminderAct::Dismiss { reason: None, on: Some(old.date) },
    };
    for (change, left) in [
        (SymptomEntry { note: Some("the left hand".to_owned()), ..old.clone() }, 1),
        (SymptomEntry { grade: Grade::Severe, ..old.clone() }, 0),
    ] {
        let mut session = setup("2026-03-14").over(Store::open_in_memory().unwrap());
        // The newest of a symptom is read however old it is, and this is not the newest.
        for entry in [
            Entry::Symptom(felt("newer", "2021-03-01")),
            Entry::Symptom(old.clone()),
            Entry::Action(dismissal.clone()),
        ] {
            session.save(Act::one("Before", Change::Put(entry))).unwrap();
        }
        session.save(Act::one("Changed", Change::Put(Entry::Symptom(change.clone())))).unwrap();
        assert_eq!(session.whole().unwrap().actions().len(), left, "{change:?}");
    }
}
