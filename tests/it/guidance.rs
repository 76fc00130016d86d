//! What the rules do with what was done about a reminder, and laws that hold for any record.
#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read should stop the test")]

use androlog::catalog::{Catalog, rules};
use androlog::domain::change::{Act, Change, Entry};
use androlog::domain::context::{ContextField, FieldValue};
use androlog::domain::day::parse_time;
use androlog::domain::decimal::Decimal;
use androlog::domain::dose_log::{DoseEntry, DoseState};
use androlog::domain::journal::{Grade, Profile, ReminderAct, ReminderAction, SymptomEntry};
use androlog::domain::need::RecordNeeds;
use androlog::domain::quantity::{Comparator, Quantity};
use androlog::domain::question::Question;
use androlog::domain::record::Record;
use androlog::domain::regimen::{Dose, Regimen};
use androlog::domain::report::{Kind, Observation, Report, Value};
use androlog::domain::scan_precision::ScanPrecision;
use androlog::domain::schedule::Schedule;
use androlog::domain::specimen::Specimen;
use androlog::guidance::look::is_looked_at;
use androlog::guidance::needs::needs;
use androlog::guidance::reminder::{Reminder, Severity};
use androlog::guidance::rule::Rule;
use androlog::guidance::snooze::longest_snooze;
use androlog::guidance::{Outlook, outlook};
use androlog::store::{NeededPart, Store, Window};
use chrono::{DateTime, NaiveDate, TimeDelta};
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn built_in() -> Vec<Rule> {
    rules::load(None).unwrap()
}

pub fn look(rules: &[Rule], record: &Record, today: NaiveDate) -> Outlook {
    let intervals = Catalog::embedded().intervals(None);
    let known = Catalog::embedded().knowledge(&intervals);
    outlook(rules, &known, record, today)
}

fn taken(drug: &str, start: NaiveDate, stop: Option<NaiveDate>) -> Regimen {
    Regimen {
        id: format!("{drug} {start}").into(),
        drug: drug.into(),
        route: None,
        start,
        stop,
        doses: Vec::new(),
        supply: None,
        note: None,
    }
}

fn report(kind: Kind, date: NaiveDate, results: &[(&str, &str, &str)]) -> Report {
    let mut report = Report::new(kind, date);
    report.id = format!("{kind} {date} {results:?}").into();
    report.results = results
        .iter()
        .map(|&(analyte, value, unit)| {
            let quantity = Quantity {
                comparator: Comparator::Equal,
                value: Decimal::parse(value).unwrap(),
                unit: unit.into(),
            };
            Observation::new(analyte.into(), Value::Number(quantity))
        })
        .collect();
    report
}

/// A sample in which more or less was counted.
fn sample(date: NaiveDate, count: u32) -> Report {
    let text = count.to_string();
    let mut results = vec![("sperm-concentration", &*text, "10*6/mL")];
    results.extend(count.is_multiple_of(2).then_some(("semen-volume", "3.1", "mL")));
    results.extend((!count.is_multiple_of(3)).then_some(("progressive-motility", "20", "%")));
    results.extend(count.is_multiple_of(5).then_some(("total-motility", "40", "%")));
    report(Kind::Semen, date, &results)
}

/// Makes a number one that is only known to be smaller.
fn vague(result: &mut Observation) {
    if let Value::Number(quantity) = &mut result.value {
        quantity.comparator = Comparator::Below;
    }
}

fn blood(date: &str, results: &[(&str, &str, &str)]) -> Entry {
    Entry::Report(report(Kind::Blood, day(date), results))
}

fn act(rule: &str, due: Option<&str>, act: ReminderAct) -> Entry {
    Entry::Action(ReminderAction { rule: rule.into(), due: due.map(day), act })
}

/// A man on anastrozole since 1 Jan 2025 whose estradiol check is due on 29 Jan.
fn on_anastrozole(more: impl IntoIterator<Item = Entry>) -> Record {
    let therapy = Entry::Regimen(taken("anastrozole", day("2025-01-01"), None));
    Record::whole(std::iter::once(therapy).chain(more))
}

fn of<'o>(list: &'o [Reminder], rule: &str) -> Option<&'o Reminder> {
    list.iter().find(|reminder| &*reminder.rule == rule)
}

const CHECK: &str = "ai-estradiol-check";

#[test]
fn a_snooze_hides_a_reminder_until_its_day_and_dies_with_its_occurrence() {
    let until = day("2025-06-01");
    let keyed = |due| act(CHECK, due, ReminderAct::Snooze { until });
    let drawn = blood("2025-02-01", &[("estradiol", "22", "pg/mL")]);
    for (case, record, today, shown) in [
        ("any occurrence", on_anastrozole([keyed(None)]), "2025-05-31", false),
        ("its last day is over", on_anastrozole([keyed(None)]), "2025-06-01", true),
        ("this occurrence", on_anastrozole([keyed(Some("2025-01-29"))]), "2025-05-31", false),
        ("another occurrence", on_anastrozole([keyed(Some("2025-01-28"))]), "2025-05-31", true),
        (
            "a result came meanwhile, the next occurrence is not snoozed",
            on_anastrozole([keyed(Some("2025-01-29")), drawn.clone()]),
            "2025-05-31",
            true,
        ),
        (
            "a result came meanwhile, any occurrence is snoozed",
            on_anastrozole([keyed(None), drawn]),
            "2025-05-31",
            false,
        ),
    ] {
        let outlook = look(&built_in(), &record, day(today));
        assert_eq!(of(&outlook.reminders, CHECK).is_some(), shown, "{case}");
        let snoozed = of(&outlook.quiet, CHECK).and_then(|r| r.handling.snoozed_until);
        assert_eq!(snoozed, (!shown).then_some(until), "{case}");
    }
}

/// Such a draw settles the check that was owed before the change, though it says nothing of the new dose.
#[test]
fn a_draw_soon_after_a_change_of_dose_is_read_as_well() {
    // Other rules may ask for the newest draw whatever it is for.
    let rules: Vec<Rule> = built_in().into_iter().filter(|rule| &*rule.id == CHECK).collect();
    let dose = |(from, amount): (&str, &str)| Dose {
        from: day(from),
        amount: Decimal::parse(amount).unwrap(),
        unit: "mg".into(),
        schedule: Schedule::new("daily"),
    };
    let mut therapy = taken("anastrozole", day("2024-01-01"), None);
    let doses = [("2024-01-01", "1"), ("2024-05-01", "0.5"), ("2024-09-01", "1"), ("2025-09-01", "0.5")];
    therapy.doses = doses.map(dose).into();
    let drawn = ["2024-02-01", "2024-05-03", "2024-09-03", "2025-01-15", "2025-09-04"]
        .map(|date| blood(date, &[("estradiol", "22", "pg/mL")]));
    let record = Record::whole(std::iter::once(Entry::Regimen(therapy)).chain(drawn));
    let (today, store) = (day("2025-09-20"), stored(&record));
    let part = asked_for(&store, &rules, &record, today);
    let due = |record: &Record| {
        let outlook = look(&rules, record, today);
        of(&outlook.reminders, CHECK).or_else(|| of(&outlook.coming, CHECK)).map(|reminder| reminder.due)
    };
    assert_eq!(due(&record), Some(day("2025-09-29")), "28 days after the change");
    assert_eq!(due(&part), due(&record));
}

#[test]
fn what_needs_attention_is_snoozed_for_at_most_thirty_days() {
    let today = day("2025-01-01");
    assert_eq!(longest_snooze(Severity::Attention, today), Some(day("2025-01-31")));
    assert_eq!(longest_snooze(Severity::Overdue, today), None);
}

#[test]
fn a_snooze_given_before_it_needed_attention_hides_it_no_longer_than_it_may() {
    let symptom = SymptomEntry {
        id: "pain".into(),
        date: day("2025-02-10"),
        symptom: "joint-pain".into(),
        grade: Grade::Mild,
        note: None,
    };
    let snooze = act("ai-side-effects", Some("2025-02-10"), ReminderAct::Snooze { until: day("2025-06-01") });
    let mild = [Entry::Symptom(symptom), snooze];
    let low = blood("2025-02-12", &[("estradiol", "12", "pg/mL")]);
    let shown = |record: Record| {
        let outlook = look(&built_in(), &record, day("2025-02-15"));
        of(&outlook.reminders, "ai-side-effects").map(|reminder| reminder.severity)
    };
    assert_eq!(shown(on_anastrozole(mild.clone())), None);
    assert_eq!(shown(on_anastrozole(mild.into_iter().chain([low]))), Some(Severity::Attention));
}

#[test]
fn a_booked_test_stays_in_force_and_is_shown_as_booked() {
    let on = day("2025-02-20");
    let record = on_anastrozole([act(CHECK, Some("2025-01-29"), ReminderAct::Booked { on })]);
    let outlook = look(&built_in(), &record, day("2025-02-15"));
    let check = of(&outlook.reminders, CHECK).unwrap();
    assert_eq!((check.severity, check.handling.booked), (Severity::Overdue, Some(on)));
    assert_eq!(check.days_overdue, 17);
}

#[test]
fn a_dismissed_round_is_quiet_with_its_reason_and_the_next_one_is_coming() {
    let reason = Some("drawn elsewhere".to_owned());
    let record = on_anastrozole([act(
        CHECK,
        Some("2025-01-29"),
        ReminderAct::Dismiss { reason: reason.clone(), on: None },
    )]);
    let outlook = look(&built_in(), &record, day("2025-02-15"));
    assert!(of(&outlook.reminders, CHECK).is_none());
    let quiet = of(&outlook.quiet, CHECK).unwrap();
    assert_eq!(quiet.handling.dismissed.as_ref().unwrap().reason, reason);
    assert_eq!(of(&outlook.coming, CHECK).unwrap().due, day("2025-04-29"));
}

#[test]
fn actions_on_rules_that_no_longer_exist_are_ignored() {
    let record = on_anastrozole([act("gone", None, ReminderAct::Dismiss { reason: None, on: None })]);
    assert!(of(&look(&built_in(), &record, day("2025-02-15")).reminders, CHECK).is_some());
}

#[test]
fn an_interval_shortened_by_the_user_makes_the_check_overdue_at_once() {
    let record = on_anastrozole([blood("2025-02-01", &[("estradiol", "22", "pg/mL")])]);
    let shorter = "[[rule]]\nid = \"ai-estradiol-check\"\nrepeat_days = 30\n";
    let rules = rules::load(Some(("rules.toml", shorter))).unwrap();
    let today = day("2025-04-01");
    assert!(of(&look(&built_in(), &record, today).reminders, CHECK).is_none());
    let outlook = look(&rules, &record, today);
    let check = of(&outlook.reminders, CHECK).unwrap();
    assert_eq!((check.severity, check.due), (Severity::Overdue, day("2025-03-03")));
}

#[test]
fn a_flag_that_is_switched_off_no_longer_silences_the_weaker_one() {
    let record = on_anastrozole([blood("2025-02-01", &[("estradiol", "8", "pg/mL")])]);
    let off = "[[rule]]\nid = \"e2-low\"\nenabled = false\n";
    let rules = rules::load(Some(("rules.toml", off))).unwrap();
    let today = day("2025-02-10");
    assert!(of(&look(&built_in(), &record, today).reminders, "e2-watch").is_none());
    assert!(of(&look(&rules, &record, today).reminders, "e2-watch").is_some());
}

#[test]
fn the_loudest_come_first_then_the_earliest_due_then_as_the_rules_stand() {
    let record = on_anastrozole([blood("2025-01-05", &[("estradiol", "8", "pg/mL")])]);
    let outlook = look(&built_in(), &record, day("2025-02-15"));
    let order: Vec<&str> = outlook.reminders.iter().map(|r| &*r.rule).collect();
    assert_eq!(order, ["e2-low", "ai-estradiol-check", "ai-hormone-panel"]);
}

#[test]
fn items_stand_in_the_order_of_the_rule() {
    let outlook = look(&built_in(), &on_anastrozole([]), day("2025-01-05"));
    let baseline = of(&outlook.reminders, "ai-baseline-hormones").unwrap();
    assert_eq!(baseline.items, ["testosterone-total", "estradiol", "lh", "fsh"]);
    assert_eq!(baseline.authority.sources.first().map(|key| &**key), Some("HRTIO"));
}

#[test]
fn a_finding_rests_on_the_report_with_the_value_and_not_on_a_later_one_with_words() {
    let low = blood("2025-02-01", &[("estradiol", "8", "pg/mL")]);
    let mut words = report(Kind::Blood, day("2025-02-01"), &[]);
    words.id = "words".into();
    words.results = vec![Observation::new("estradiol".into(), Value::Words("see comment".into()))];
    let record = on_anastrozole([low.clone(), Entry::Report(words)]);
    let outlook = look(&built_in(), &record, day("2025-02-10"));
    let Entry::Report(low) = low else { unreachable!("a blood panel is a report") };
    assert_eq!(of(&outlook.reminders, "e2-low").unwrap().evidence[0].report, Some(low.id));
}

#[test]
fn a_rule_for_an_age_that_would_speak_is_named_where_the_age_is_not_known() {
    let born = |date: &str| Profile { birth_date: Some(day(date)), ..Profile::default() };
    let psa = ["PSA on testosterone therapy (age 40+)"];
    for (case, profile, today, named) in [
        ("due", Profile::default(), "2025-07-05", &psa[..]),
        ("not due", Profile::default(), "2025-03-01", &[]),
        ("old enough, so it speaks", born("1980-01-01"), "2025-07-05", &[]),
        ("too young for it", born("1990-01-01"), "2025-07-05", &[]),
    ] {
        let therapy = Entry::Regimen(taken("testosterone", day("2025-01-01"), None));
        let record = Record::whole([therapy, Entry::Profile(profile)]);
        assert_eq!(look(&built_in(), &record, day(today)).ageless, named, "{case}");
    }
}

#[test]
fn a_day_set_back_gives_what_that_day_gave() {
    let early = on_anastrozole([]);
    let later = on_anastrozole([blood("2025-02-20", &[("estradiol", "22", "pg/mL")])]);
    let today = day("2025-02-15");
    let (before, after) = (look(&built_in(), &early, today), look(&built_in(), &later, today));
    assert_eq!(before.reminders, after.reminders);
    assert_eq!(after.problems.len(), 1, "the result lies in the future");
}

#[test]
fn every_rule_names_analytes_that_the_catalogue_has() {
    let analytes = Catalog::embedded().analytes();
    let text = rules::embedded();
    let named = text.split("analyte = \"").skip(1).filter_map(|part| part.split_once('"'));
    for (id, _) in named {
        assert!(analytes.get(id).is_some() || id == "dxa", "{id}");
    }
}

#[test]
fn the_precision_of_the_machine_goes_before_the_general_limit_of_a_fall_of_bone_density() {
    let scan = |date: &str, value: &str| {
        let mut scan = report(Kind::Dxa, day(date), &[("bmd-lumbar-spine", value, "g/cm2")]);
        scan.context.put(ContextField::Device, Some(FieldValue::Words("Hologic".to_owned()))).unwrap();
        Entry::Report(scan)
    };
    let told = |value: &str, error: Option<&str>| {
        let record = Record::whole([scan("2024-01-10", "1.000"), scan("2025-01-10", value)]);
        let mut intervals = Catalog::embedded().intervals(None);
        if let Some(error) = error {
            let sites = [("lumbar-spine".to_owned(), Decimal::parse(error).unwrap())].into();
            intervals.set_scan_precision(ScanPrecision([("hologic".to_owned(), sites)].into()));
        }
        let known = Catalog::embedded().knowledge(&intervals);
        let outlook = outlook(&built_in(), &known, &record, day("2025-01-12"));
        let fall = outlook.reminders.into_iter().find(|reminder| *reminder.rule == *"bone-density-fall");
        fall.map(|fall| fall.message)
    };
    for (value, error, is_told) in [
        ("0.960", None, false),
        ("0.940", None, true),
        ("0.960", Some("0.010"), true),
        ("0.975", Some("0.010"), false),
        ("0.940", Some("0.030"), false),
    ] {
        assert_eq!(told(value, error).is_some(), is_told, "{value} {error:?}");
    }
    assert!(told("0.940", None).unwrap().contains("ask the centre for it"));
    let known = told("0.960", Some("0.010")).unwrap();
    assert!(known.contains("is 0.028 g/cm² at the lumbar spine") && !known.contains("ask the"), "{known}");
}

#[test]
fn a_value_below_the_detection_limit_is_never_implausible() {
    for (comparator, value, implausible) in [
        (Comparator::Equal, "81", true),
        (Comparator::Equal, "80", false),
        (Comparator::Below, "81", false),
        (Comparator::Above, "81", true),
        (Comparator::Above, "60", false),
        (Comparator::Below, "5", false),
    ] {
        let mut drawn = report(Kind::Blood, day("2025-01-05"), &[("estradiol", value, "pg/mL")]);
        if let Value::Number(quantity) = &mut drawn.results[0].value {
            quantity.comparator = comparator;
        }
        let record = Record::whole([Entry::Report(drawn)]);
        let found = look(&built_in(), &record, day("2025-02-15")).problems;
        assert_eq!(found.len(), usize::from(implausible), "{comparator:?} {value}");
    }
}

/// A record by days before today, so that it can be moved.
#[derive(Clone, Debug)]
pub struct Draft {
    therapies: Vec<(usize, i64, Option<i64>, Option<i64>)>,
    results: Vec<(usize, i64, u32)>,
    semen: Vec<(i64, u32)>,
    scans: Vec<(i64, i32)>,
    weights: Vec<(i64, u32)>,
    symptoms: Vec<(usize, i64, usize)>,
    dismissed: Vec<(usize, i64)>,
}

const DRUGS: [&str; 4] = ["anastrozole", "letrozole", "clomiphene", "testosterone"];
const BLOOD: [(&str, &str, f64); 9] = [
    ("testosterone-total", "ng/dL", 7.0),
    ("estradiol", "pg/mL", 0.5),
    ("lh", "IU/L", 0.1),
    ("fsh", "IU/L", 0.1),
    ("hematocrit", "%", 0.6),
    ("vitamin-d", "ng/mL", 0.5),
    ("calcium", "mg/dL", 0.1),
    ("shbg", "nmol/L", 0.4),
    ("prolactin", "ng/mL", 0.7),
];
const SIGNS: [&str; 5] = ["joint-pain", "fever", "fatigue", "chest-pain", "headache"];

pub fn draft() -> impl Strategy<Value = Draft> {
    let back = || 0..2500i64;
    (
        prop::collection::vec(
            (0..DRUGS.len(), back(), prop::option::of(0..700i64), prop::option::of(1..600i64)),
            0..4,
        ),
        prop::collection::vec((0..BLOOD.len(), back(), 1..100u32), 0..60),
        prop::collection::vec((back(), 0..40u32), 0..8),
        prop::collection::vec((back(), -30..10i32), 0..4),
        prop::collection::vec((back(), 60..130u32), 0..4),
        prop::collection::vec((0..SIGNS.len(), 0..1500i64, 0..Grade::ALL.len()), 0..9),
        prop::collection::vec((0..40usize, 0..120i64), 0..6),
    )
        .prop_map(|(therapies, results, semen, scans, weights, symptoms, dismissed)| Draft {
            therapies,
            results,
            semen,
            scans,
            weights,
            symptoms,
            dismissed,
        })
}

impl Draft {
    fn entries(&self, today: NaiveDate) -> Vec<Entry> {
        let ago = |days: i64| today - TimeDelta::days(days);
        let therapies = self.therapies.iter().map(|&(drug, start, length, change)| {
            let stop = length.map(|days| ago(start) + TimeDelta::days(days));
            let mut regimen = taken(DRUGS[drug], ago(start), stop);
            let dose = |from, amount: &str| Dose {
                from,
                amount: Decimal::parse(amount).unwrap(),
                unit: "mg".into(),
                schedule: Schedule::new("daily"),
            };
            regimen.doses.push(dose(ago(start), "1"));
            let changed = change.map(|days| ago(start) + TimeDelta::days(days));
            regimen.doses.extend(changed.map(|from| dose(from, "2")));
            Entry::Regimen(regimen)
        });
        let results = self.results.iter().map(|&(which, back, value)| {
            let (analyte, unit, scale) = BLOOD[which];
            let value = format!("{:.1}", f64::from(value) * scale);
            // Several of a day, so that ratios can be computed; on some days too vague for that.
            let day = back - back % 25;
            let mut drawn = report(Kind::Blood, ago(day), &[(analyte, &value, unit)]);
            if day % 75 == 0 {
                drawn.results.iter_mut().for_each(vague);
            }
            Entry::Report(drawn)
        });
        let semen = self.semen.iter().map(|&(back, count)| Entry::Report(sample(ago(back), count)));
        let weights = self.weights.iter().map(|&(back, weight)| {
            let text = weight.to_string();
            let mut results = vec![("weight", &*text, "kg")];
            results.extend((weight % 4 == 0).then_some(("height", "181", "cm")));
            Entry::Report(report(Kind::Body, ago(back), &results))
        });
        let scans = self.scans.iter().map(|&(back, tenths)| {
            let score = format!("{:.1}", f64::from(tenths) / 10.0);
            Entry::Report(report(Kind::Dxa, ago(back), &[("t-score-total-hip", &score, "{T-score}")]))
        });
        let symptoms = self.symptoms.iter().map(|&(sign, back, grade)| {
            Entry::Symptom(SymptomEntry {
                id: format!("{sign} {back} {grade}").into(),
                date: ago(back),
                symptom: SIGNS[sign].into(),
                grade: Grade::ALL[grade],
                note: None,
            })
        });
        let rules = built_in();
        let dismissed = self.dismissed.iter().map(|&(rule, back)| {
            Entry::Action(ReminderAction {
                rule: rules[rule].id.clone(),
                due: Some(ago(back)),
                act: ReminderAct::Dismiss { reason: None, on: None },
            })
        });
        let mut entries: Vec<Entry> =
            therapies.chain(results).chain(semen).chain(scans).chain(weights).collect();
        entries.extend(symptoms);
        entries.extend(dismissed);
        entries
    }

    pub fn record(&self, today: NaiveDate) -> Record {
        let mut entries = self.entries(today);
        // What was drawn twice is one entry: its id tells what it says.
        let mut known = Vec::new();
        entries.retain(|entry| {
            let is_new = !known.contains(&entry.key());
            known.push(entry.key());
            is_new
        });
        Record::whole(entries)
    }
}

/// Rule, severity, days from today to the due date, items.
fn shape(list: &[Reminder], today: NaiveDate) -> Vec<(String, Severity, i64, Vec<String>)> {
    let shape = |r: &Reminder| {
        let days = (r.due - today).num_days();
        (r.rule.to_string(), r.severity, days, r.items.clone())
    };
    list.iter().map(shape).collect()
}

/// The part of a record that a store reads when it is asked for what these rules look at.
fn asked_for(store: &Store, rules: &[Rule], record: &Record, today: NaiveDate) -> Record {
    asked_for_and(|_| (), store, rules, record, today)
}

/// The same, and what else is added to it.
pub fn asked_for_and(
    add: impl FnOnce(&mut RecordNeeds),
    store: &Store,
    rules: &[Rule],
    record: &Record,
    today: NaiveDate,
) -> Record {
    let intervals = Catalog::embedded().intervals(None);
    let mut needs = needs(rules, &Catalog::embedded().knowledge(&intervals), record.regimens(), today);
    add(&mut needs);
    let part = NeededPart { needs: &needs, regimens: record.regimens(), newest: 0, today, doubted: None };
    store.load(Window::Needed(part)).unwrap()
}

pub fn stored(record: &Record) -> Store {
    let mut store = Store::open_in_memory().unwrap();
    let changes = record.entries().map(Change::Put).collect();
    store.commit(&Act::new("a history", changes), DateTime::UNIX_EPOCH).unwrap();
    store
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_record_and_day_give_the_same_outlook(draft in draft()) {
        let (rules, today) = (built_in(), day("2026-03-14"));
        let record = draft.record(today);
        let outlook = look(&rules, &record, today);
        prop_assert_eq!(&outlook, &look(&rules, &record, today));
        prop_assert_eq!(&outlook, &look(&rules, &Record::whole(record.entries()), today));
    }

    #[test]
    fn moving_every_date_moves_every_due_date_as_far(draft in draft(), days in -4000..4000i64) {
        let (rules, today) = (built_in(), day("2026-03-14"));
        let moved = today + TimeDelta::days(days);
        let here = look(&rules, &draft.record(today), today);
        let there = look(&rules, &draft.record(moved), moved);
        prop_assert_eq!(shape(&here.reminders, today), shape(&there.reminders, moved));
        prop_assert_eq!(shape(&here.coming, today), shape(&there.coming, moved));
    }

    #[test]
    fn results_that_settle_nothing_change_nothing(draft in draft()) {
        let (rules, today) = (built_in(), day("2026-03-14"));
        let record = draft.record(today);
        let mut more = record.clone();
        let tomorrow = today + TimeDelta::days(1);
        for (analyte, unit, _) in BLOOD {
            more.apply(&[Change::Put(Entry::Report(report(Kind::Blood, tomorrow, &[(analyte, "1", unit)])))]);
        }
        more.apply(&[Change::Put(Entry::Report(report(Kind::Semen, tomorrow, &[])))]);
        more.apply(&[Change::Put(Entry::Report(report(Kind::Blood, today, &[("tsh", "2", "mIU/L")])))]);
        let mut words = report(Kind::Blood, today, &[]);
        words.id = "words".into();
        let word = |(id, _, _): (&str, _, _)| Observation::new(id.into(), Value::Words("not done".into()));
        words.results = BLOOD.map(word).into();
        more.apply(&[Change::Put(Entry::Report(words))]);
        prop_assert_eq!(look(&rules, &record, today).reminders, look(&rules, &more, today).reminders);
        // Older than any therapy and all that a rule looks back to from one.
        let long_ago = today - TimeDelta::days(4000);
        // Values that say nothing by themselves: a finding would stay until a newer one.
        for ((analyte, unit, _), usual) in BLOOD.into_iter().zip(["500", "25", "5", "5", "45", "34", "9.5", "30", "8"]) {
            more.apply(&[Change::Put(Entry::Report(report(Kind::Blood, long_ago, &[(analyte, usual, unit)])))]);
        }
        more.apply(&[Change::Put(Entry::Report(report(Kind::Semen, long_ago, &[])))]);
        let (before, after) = (look(&rules, &record, today), look(&rules, &more, today));
        prop_assert_eq!(shape(&before.reminders, today), shape(&after.reminders, today));
        prop_assert_eq!(shape(&before.coming, today), shape(&after.coming, today));
    }

    #[test]
    fn an_entry_that_no_rule_looks_at_changes_nothing_of_what_they_say(draft in draft(), days in -800..30i64) {
        let (rules, today) = (built_in(), day("2026-03-14"));
        let record = draft.record(today);
        let mut more = record.clone();
        let then = today + TimeDelta::days(days);
        let dose = |(place, regimen): (usize, &Regimen)| Entry::DoseTaken(DoseEntry {
            id: format!("dose {place}").into(),
            drug: regimen.drug.clone(),
            day: then,
            time: None,
            amount: Some(Decimal::parse("1").unwrap()),
            unit: Some("mg".into()),
            state: DoseState::ALL[place % 2],
            note: None,
        });
        let question =
            Question { id: "question".into(), day: then, text: "More?".into(), answered: None };
        let doses = record.regimens().iter().enumerate().map(dose);
        let entries: Vec<Entry> = doses.chain([Entry::Question(question)]).collect();
        for entry in entries {
            prop_assert!(!is_looked_at(&entry.key()), "{:?}", entry.key());
            more.apply(&[Change::Put(entry)]);
        }
        prop_assert_eq!(look(&rules, &record, today), look(&rules, &more, today));
    }

    #[test]
    fn dismissing_a_reminder_wakes_no_other_rule(draft in draft()) {
        let (rules, today) = (built_in(), day("2026-03-14"));
        let record = draft.record(today);
        let before = look(&rules, &record, today);
        for reminder in &before.reminders {
            let mut after = record.clone();
            after.apply(&[Change::Put(Entry::Action(ReminderAction {
                rule: reminder.rule.clone(),
                due: Some(reminder.due),
                act: ReminderAct::Dismiss { reason: None, on: None },
            }))]);
            let others = |outlook: &Outlook| -> Vec<Reminder> {
                let other = |r: &&Reminder| r.rule != reminder.rule;
                outlook.reminders.iter().filter(other).cloned().collect()
            };
            prop_assert_eq!(others(&before), others(&look(&rules, &after, today)));
        }
    }

}

#[test]
fn rules_read_few_of_many_panels() {
    let today = day("2026-03-14");
    let every = |weeks: i64| (1..=60).map(move |back| today - TimeDelta::weeks(weeks * back));
    // The newest vitamin D is of the year before the treatment, the newest of all else of three weeks ago.
    let start = today - TimeDelta::days(200);
    let panel = |day: NaiveDate| {
        let is_measured = |(id, _, _): &(&str, _, _)| day < start || *id != "vitamin-d";
        let usual = ["500", "25", "5", "5", "45", "34", "9.5", "30", "8"];
        let measured = BLOOD.iter().zip(usual).filter(|(named, _)| is_measured(named));
        let results: Vec<_> = measured.map(|((id, unit, _), value)| (*id, value, *unit)).collect();
        Entry::Report(report(Kind::Blood, day, &results))
    };
    let anastrozole = Entry::Regimen(taken("anastrozole", start, None));
    let record = Record::whole(every(3).map(panel).chain([anastrozole]));
    let rules = built_in();
    let part = asked_for(&stored(&record), &rules, &record, today);
    assert_eq!(look(&rules, &part, today), look(&rules, &record, today));
    assert!(part.reports().len() <= 16, "{} of {}", part.reports().len(), record.reports().len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_rules_ask_for_gives_the_reminders_of_everything_on_each_day_of_a_year(draft in draft()) {
        let (rules, newest_day) = (built_in(), day("2026-03-14"));
        let record = draft.record(newest_day);
        let store = stored(&record);
        for back in 0..365 {
            let today = newest_day - TimeDelta::days(back);
            let (whole, part) =
                (look(&rules, &record, today), look(&rules, &asked_for(&store, &rules, &record, today), today));
            prop_assert_eq!(whole.reminders, part.reminders, "{}", today);
            prop_assert_eq!(whole.quiet, part.quiet, "{}", today);
            prop_assert_eq!(whole.coming, part.coming, "{}", today);
        }
    }
}

/// Results of long ago of which something may not be right: which analyte, how many days back, and what is wrong.
fn oddities() -> impl Strategy<Value = Vec<(usize, i64, u8)>> {
    prop::collection::vec((0..BLOOD.len(), 1000..1040i64, 0..9u8), 0..9)
}

/// Reports with such a result; most of them fall on a day with another.
fn odd_reports(odd: &[(usize, i64, u8)], today: NaiveDate) -> Vec<Change> {
    let entry = |(number, &(which, back, what)): (usize, &(usize, i64, u8))| {
        let (analyte, unit, _) = BLOOD[which];
        let usual = [("500", unit), ("25", unit), ("5", unit), ("5", unit), ("45", unit), ("34", unit)];
        let usual = usual.get(which).copied().unwrap_or(("30", unit));
        let results = match what {
            0 => vec![(analyte, "99999", unit)],
            1 => vec![(analyte, "5", "stone")],
            2 => vec![(analyte, usual.0, unit), (analyte, usual.0, unit)],
            3 => vec![(analyte, usual.0, unit), (analyte, "0.001", unit)],
            4 => vec![("moonlight", "5", "x"), (analyte, usual.0, unit)],
            _ => vec![(analyte, usual.0, unit)],
        };
        let mut report = report(Kind::Blood, today - TimeDelta::days(back - back % 10), &results);
        report.id = format!("odd {number}").into();
        report.laboratory = (what % 2 == 0).then(|| "Lab".to_owned());
        report.time = (what == 6).then(|| parse_time("08:00").unwrap());
        if what == 7 {
            report.context.put(ContextField::Specimen, Some(FieldValue::Specimen(Specimen::Saliva))).unwrap();
        }
        if what == 8 {
            report.results[0].value = Value::Words("not done".into());
        }
        Change::Put(Entry::Report(report))
    };
    odd.iter().enumerate().map(entry).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_may_not_be_right_is_found_in_a_part_of_the_record_as_in_the_whole(draft in draft(), odd in oddities()) {
        let (rules, today) = (built_in(), day("2026-03-14"));
        let mut record = draft.record(today);
        record.apply(&odd_reports(&odd, today));
        let intervals = Catalog::embedded().intervals(None);
        let needs = needs(&rules, &Catalog::embedded().knowledge(&intervals), record.regimens(), today);
        let doubted = Some(Catalog::embedded().analytes());
        let store = stored(&record);
        let part = store.load(Window::Needed(NeededPart { needs: &needs, regimens: record.regimens(), newest: 0, today, doubted })).unwrap();
        let whole = store.load(Window::Whole).unwrap();
        prop_assert_eq!(look(&rules, &whole, today), look(&rules, &part, today));
    }
}
