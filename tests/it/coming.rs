//! What comes, what to order, and the calendar: the same days and tests everywhere.

use std::collections::{BTreeMap, BTreeSet};

use androlog::catalog::Catalog;
use androlog::domain::change::{Change, Entry};
use androlog::domain::journal::{ReminderAct, ReminderAction};
use androlog::exchange::ical::{CalendarOccasion, Stamp, calendar};
use androlog::exchange::order::TestOrder;
use androlog::guidance::kind::Trigger;
use androlog::guidance::reminder::Reminder;
use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::cli::Shell;
use crate::guidance::{built_in, draft, look};

fn today() -> NaiveDate {
    "2026-03-14".parse().unwrap()
}

/// Events of a calendar by name: day and status.
fn events(text: &str) -> BTreeMap<String, (NaiveDate, String)> {
    let text = text.replace("\r\n ", "");
    let field = |event: &str, name: &str| {
        let line = event.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_once(':').unwrap().1.to_owned()
    };
    text.split("BEGIN:VEVENT")
        .skip(1)
        .map(|event| {
            let day = NaiveDate::parse_from_str(&field(event, "DTSTART"), "%Y%m%d").unwrap();
            let name = field(event, "UID").split('@').next().unwrap().to_owned();
            (name, (day, field(event, "STATUS")))
        })
        .collect()
}

fn is_put_off(reminder: &Reminder) -> bool {
    let handling = &reminder.handling;
    handling.dismissed.is_some() || handling.snoozed_until.is_some_and(|until| until > reminder.due)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_comes_is_what_the_calendar_holds_after_today_with_booked_days_in_both(
        draft in draft(),
        booked in prop::collection::vec((0..40usize, 1..90i64), 0..4),
        length in 1..400i64,
    ) {
        let (rules, catalog, today) = (built_in(), Catalog::embedded(), today());
        let mut record = draft.record(today);
        let bookings: Vec<Change> = booked.iter().map(|&(rule, ahead)| {
            let act = ReminderAct::Booked { on: today + TimeDelta::days(ahead) };
            Change::Put(Entry::Action(ReminderAction { rule: rules[rule].id.clone(), due: None, act }))
        }).collect();
        record.apply(&bookings);
        let outlook = look(&rules, &record, today);
        let last = today + TimeDelta::days(length);
        let coming: BTreeSet<(String, NaiveDate)> =
            outlook.ahead(&rules, today, last).iter().map(|p| (p.reminder.rule.to_string(), p.day)).collect();
        // Counted from the reminders themselves.
        let all = outlook.reminders.iter().chain(&outlook.coming);
        let dated = all.filter(|r| rules.iter().any(|rule| rule.id == r.rule && rule.trigger.has_due_date()));
        let days = dated.filter(|r| !is_put_off(r)).map(|r| {
            (r.rule.to_string(), r.handling.booked.filter(|on| *on >= today).unwrap_or(r.due))
        });
        let expected: BTreeSet<_> = days.filter(|(_, day)| today < *day && *day <= last).collect();
        prop_assert_eq!(&coming, &expected);
        let occasions: Vec<CalendarOccasion> =
            outlook.planned(&rules, today).into_iter().map(|p| CalendarOccasion::new(p, catalog, today)).collect();
        let stamp = Stamp { made: today.and_hms_opt(8, 0, 0).unwrap(), alarm_days: Some(1), sequence: 1, today };
        let held = events(&calendar(&occasions, &[], stamp)).into_iter().map(|(name, (day, _))| (name, day));
        let held: BTreeSet<_> = held.filter(|(_, day)| today < *day && *day <= last).collect();
        prop_assert_eq!(coming, held);
    }

    #[test]
    fn an_order_is_exactly_what_settles_the_tests_owed_in_time(draft in draft(), within in 0..200i64) {
        let (rules, catalog, today) = (built_in(), Catalog::embedded(), today());
        let record = draft.record(today);
        let outlook = look(&rules, &record, today);
        let last = today + TimeDelta::days(within);
        let order = TestOrder::new(&outlook, &record, catalog, today, last);
        let is_test = |reminder: &&Reminder| {
            let rule = rules.iter().find(|rule| rule.id == reminder.rule).unwrap();
            let is_owed = matches!(
                rule.trigger,
                Trigger::TestOnce(_) | Trigger::RecurringTest(_) | Trigger::RepeatTest(_) | Trigger::ConfirmSample(_) | Trigger::TestAfterStop(_)
            );
            // A baseline is missed for good once a therapy has gone on: no draw settles it.
            is_owed && reminder.settlement.errand.is_some()
        };
        let coming = outlook.coming.iter().filter(|reminder| reminder.due <= last && !reminder.is_quiet());
        let owed: Vec<&Reminder> = outlook.reminders.iter().chain(coming).filter(is_test).collect();
        let wanted: BTreeSet<&str> = owed.iter().flat_map(|r| r.items.iter().map(String::as_str)).collect();
        let tests: Vec<&str> = order.draws.iter().flat_map(|d| d.tests.iter().map(|t| &*t.analyte)).collect();
        prop_assert_eq!(tests.len(), wanted.len(), "each once");
        prop_assert_eq!(tests.into_iter().collect::<BTreeSet<_>>(), wanted);
        let rules: BTreeSet<&str> = owed.iter().map(|reminder| &*reminder.rule).collect();
        let settles: BTreeSet<&str> = order.draws.iter().flat_map(|d| d.settles.iter().map(String::as_str)).collect();
        prop_assert_eq!(settles, rules);
    }
}

/// On anastrozole since 1 January with a full baseline, on 20 January.
fn shell() -> Shell {
    let shell = Shell::on("2026-01-20");
    shell.ok(&["profile", "set", "goal", "fertility"]);
    shell.ok(&["therapy", "start", "anastrozole", "1mg", "--schedule", "daily", "--on", "2026-01-01"]);
    shell.ok(&["add", "2025-12-20", "tt=300ng/dL", "e2=30pg/mL", "lh=4IU/L", "fsh=5IU/L"]);
    shell
}

#[test]
fn an_event_whose_day_moves_keeps_its_name_and_one_that_no_longer_stands_is_cancelled() {
    let shell = shell();
    let first = events(&shell.ok(&["export", "--format", "ics"]));
    assert_eq!(first["ai-estradiol-check"], ("2026-01-29".parse().unwrap(), "CONFIRMED".to_owned()));
    shell.ok(&["add", "2026-01-19", "e2=20pg/mL"]);
    shell.ok(&["remind", "booked", "ai-hormone-panel", "--on", "2026-02-03"]);
    let second = events(&shell.ok(&["export", "--format", "ics"]));
    assert!(second["ai-estradiol-check"].0 > first["ai-estradiol-check"].0);
    assert_eq!(second["ai-hormone-panel"], ("2026-02-03".parse().unwrap(), "CONFIRMED".to_owned()));
    shell.ok(&["therapy", "stop", "anastrozole", "--on", "2026-01-19"]);
    let third = events(&shell.ok(&["export", "--format", "ics"]));
    for name in second.keys() {
        assert!(third.contains_key(name), "{name} is gone and not cancelled");
    }
    assert_eq!(third["ai-estradiol-check"].1, "CANCELLED");
}

#[test]
fn due_says_what_comes_next_and_with_ahead_why_on_that_day() {
    let shell = shell();
    let due = shell.json(&["due", "--json"]);
    let estradiol = json!({"rule": "ai-estradiol-check", "due": "2026-01-29", "items": ["estradiol"],
        "title": due["coming"][0]["title"]});
    assert!(due["coming"].as_array().unwrap().contains(&estradiol), "{}", due["coming"]);
    let text = shell.ok(&["due"]);
    assert!(text.lines().last().unwrap().starts_with("next: "), "{text}");
    assert!(text.contains("29 Jan 2026"), "{text}");
    let ahead = shell.ok(&["due", "--ahead", "20w"]);
    assert!(ahead.contains("Coming by Tue 9 Jun 2026:") && ahead.contains("    why: "), "{ahead}");
    let far = shell.json(&["due", "--json", "--ahead", "20w"]);
    assert!(far["coming"].as_array().unwrap().len() > due["coming"].as_array().unwrap().len());
    assert_eq!(shell.json(&["due", "--json", "--ahead", "1d"])["coming"], json!([]));
}

#[test]
fn an_order_names_each_test_once_with_what_makes_it_usable_and_who_says_so() {
    let shell = shell();
    let order = shell.json(&["order", "--json"]);
    assert_eq!((&order["format"], &order["version"]), (&json!("androlog/order"), &json!(1)));
    let blood = &order["draws"][0];
    assert_eq!(blood["specimen"], "blood");
    let tests = blood["tests"].as_array().unwrap();
    assert!(tests.contains(&json!({"analyte": "estradiol", "loinc": "2243-4"})), "{tests:?}");
    let condition = |text: &str| {
        let all = blood["conditions"].as_array().unwrap();
        all.iter().find(|c| c["text"].as_str().unwrap().contains(text)).cloned()
    };
    assert!(condition("LC-MS/MS").unwrap()["sources"].as_array().unwrap().contains(&json!("LABCORP")));
    assert_eq!(condition("time of your last dose").unwrap()["sources"], json!([]));
    assert_eq!(condition("midway between doses"), None::<Value>, "that is said of testosterone only");
    let text = shell.ok(&["order", "--codes", "--within", "20w"]);
    assert!(text.contains("One blood draw\n") && text.contains("[ ] Estradiol  (LOINC 2243-4)"), "{text}");
    assert!(text.contains("One semen sample\n") && text.contains("2 to 7 days of abstinence"), "{text}");
    let empty = Shell::on("2026-01-20");
    let ran = empty.run(&["order"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert!(ran.stderr.contains("Nothing is in force or due by"), "{}", ran.stderr);
}

#[test]
fn a_status_bar_reads_counts_titles_and_the_loudest_as_json() {
    let empty = Shell::on("2026-01-20");
    let nothing = json!({"text": "", "tooltip": "", "class": "none"});
    assert_eq!(empty.json(&["due", "--format", "waybar"]), nothing);
    let shell = Shell::on("2026-03-14");
    shell.ok(&["therapy", "start", "anastrozole", "1mg", "--schedule", "daily", "--on", "2026-01-01"]);
    let bar = shell.json(&["due", "--format", "waybar"]);
    assert_eq!(bar["class"], "overdue");
    assert!(bar["text"].as_str().unwrap().contains("overdue"), "{bar}");
    assert!(bar["tooltip"].as_str().unwrap().contains("Estradiol check"), "{bar}");
}
