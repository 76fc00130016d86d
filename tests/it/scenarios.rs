//! Worked cases of the monitoring rules: a record and a day, and what the rules say.
#![expect(clippy::unwrap_used, reason = "a case that cannot be read should stop the test")]

use std::collections::BTreeSet;
use std::path::Path;

use androlog::catalog::{Catalog, rules};
use androlog::domain::change::Entry;
use androlog::domain::journal::{EventEntry, Goal, Profile, ReminderAction, SymptomEntry};
use androlog::domain::record::Record;
use androlog::domain::regimen::Regimen;
use androlog::domain::report::Report;
use androlog::guidance::reminder::Severity;
use androlog::guidance::rule::Rule;
use androlog::guidance::{Outlook, outlook};
use chrono::NaiveDate;
use serde::Deserialize;

/// A file of `tests/scenarios/`; record keys are those of the export.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    title: String,
    /// The arithmetic, for the reader.
    #[serde(default)]
    why: String,
    today: NaiveDate,
    /// Rule, severity, due date, items by comma.
    expect: Vec<[String; 4]>,
    #[serde(default)]
    expect_problems: Vec<String>,
    /// A rule, and words that stand in its message or in who says so.
    #[serde(default)]
    says: Vec<[String; 2]>,
    /// A rule, and words that stand in neither.
    #[serde(default)]
    says_not: Vec<[String; 2]>,
    /// Rules this case shows to say nothing.
    #[serde(default)]
    silent: Vec<String>,
    /// Rules off by default that are switched on here.
    #[serde(default)]
    enable: Vec<String>,
    /// The goal is a child where none is named.
    #[serde(default = "for_a_child")]
    profile: Profile,
    #[serde(default)]
    reports: Vec<Report>,
    #[serde(default)]
    regimens: Vec<Regimen>,
    #[serde(default)]
    symptoms: Vec<SymptomEntry>,
    #[serde(default)]
    events: Vec<EventEntry>,
    #[serde(default)]
    reminder_actions: Vec<ReminderAction>,
}

fn for_a_child() -> Profile {
    Profile { goal: Some(Goal::Fertility), ..Profile::default() }
}

impl Scenario {
    fn record(&self) -> Record {
        let profile = std::iter::once(Entry::Profile(self.profile.clone()));
        Record::whole(
            profile
                .chain(self.reports.iter().cloned().map(Entry::Report))
                .chain(self.regimens.iter().cloned().map(Entry::Regimen))
                .chain(self.symptoms.iter().cloned().map(Entry::Symptom))
                .chain(self.events.iter().cloned().map(Entry::Event))
                .chain(self.reminder_actions.iter().cloned().map(Entry::Action)),
        )
    }

    fn outlook(&self) -> Outlook {
        let intervals = Catalog::embedded().intervals(None);
        let known = Catalog::embedded().knowledge(&intervals);
        let mut rules = built_in();
        for rule in &mut rules {
            rule.enabled |= self.enable.iter().any(|id| *id == *rule.id);
        }
        outlook(&rules, &known, &self.record(), self.today)
    }
}

fn built_in() -> Vec<Rule> {
    rules::load(None).unwrap()
}

fn all() -> Vec<(String, Scenario)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut found = Vec::new();
    for folder in std::fs::read_dir(root).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let scenario = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            found.push((path.display().to_string(), scenario));
        }
    }
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    found
}

/// Items in alphabetical order: which are owed is compared here, their order is the rule's.
fn sorted(items: impl Iterator<Item = String>) -> String {
    items.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(",")
}

#[test]
fn every_worked_case_comes_out_as_written() {
    let mut wrong = Vec::new();
    for (path, scenario) in all() {
        let outlook = scenario.outlook();
        let mut found: Vec<[String; 4]> = outlook
            .reminders
            .iter()
            .map(|r| {
                let items = sorted(r.items.iter().cloned());
                [r.rule.to_string(), r.severity.id().to_owned(), r.due.to_string(), items]
            })
            .collect();
        let mut expected = scenario.expect.clone();
        for row in &mut expected {
            row[3] = sorted(row[3].split(',').map(str::to_owned));
        }
        found.sort();
        expected.sort();
        let problems: Vec<String> = outlook.problems.iter().map(ToString::to_string).collect();
        if found != expected || problems != scenario.expect_problems {
            wrong.push(format!(
                "{path}\n{} ({})\nexpected {expected:#?} {:?}\nfound {found:#?} {problems:?}",
                scenario.title, scenario.why, scenario.expect_problems
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn messages_say_what_a_case_asks_of_them_and_nothing_it_forbids() {
    for (path, scenario) in all() {
        let outlook = scenario.outlook();
        let said = |rule: &String| {
            let reminder = outlook.reminders.iter().find(|reminder| *reminder.rule == **rule);
            let reminder = reminder.unwrap_or_else(|| panic!("{path}: {rule} is silent"));
            format!("{} {}", reminder.message, reminder.authority.words)
        };
        for [rule, words] in &scenario.says {
            assert!(said(rule).contains(words), "{path}: {}", said(rule));
        }
        for [rule, words] in &scenario.says_not {
            assert!(!said(rule).contains(words), "{path}: {}", said(rule));
        }
    }
}

#[test]
fn every_rule_has_a_case_where_it_speaks_and_one_where_it_is_silent() {
    let cases = all();
    for rule in built_in() {
        let id = rule.id.to_string();
        let speaks = |(_, s): &(String, Scenario)| s.expect.iter().any(|row| row[0] == id);
        let silent =
            |(_, s): &(String, Scenario)| s.silent.contains(&id) && s.expect.iter().all(|row| row[0] != id);
        assert!(cases.iter().any(speaks), "{id} speaks in no case");
        assert!(cases.iter().any(silent), "{id} is shown to be silent in no case");
    }
}

#[test]
fn messages_leave_no_placeholder_open_and_every_reminder_says_why() {
    for (path, scenario) in all() {
        let outlook = scenario.outlook();
        for reminder in outlook.reminders.iter().chain(&outlook.quiet).chain(&outlook.coming) {
            let message = &reminder.message;
            assert!(!message.contains(['{', '}']), "{path}: {message}");
            assert!(!message.contains("  ") && !message.contains("()"), "{path}: {message}");
            assert!(!reminder.why.is_empty(), "{path}: {}", reminder.rule);
        }
    }
}

#[test]
fn no_message_tells_to_change_a_dose_and_what_needs_attention_names_whom_to_ask() {
    let orders =
        ["start", "stop", "skip", "increase", "decrease", "reduce", "double", "halve", "dose", "dosage"];
    for rule in built_in() {
        // A placeholder is filled with words of its own, which the scenarios show.
        let spoken = rule.message.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
        let words = spoken.collect::<String>().to_lowercase();
        let words: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).collect();
        let order = orders.iter().find(|order| words.contains(order));
        assert_eq!(order, None, "{}: {}", rule.id, rule.message);
    }
    for (path, scenario) in all() {
        for reminder in scenario.outlook().reminders.iter().filter(|r| r.severity == Severity::Attention) {
            let named = ["clinician", "prescriber", "medical care"];
            assert!(named.iter().any(|who| reminder.message.contains(who)), "{path}: {}", reminder.message);
        }
    }
}
