//! Any entry that can be stored, for checks that hold for all of them.

use androlog::domain::change::Entry;
use androlog::domain::day::parse_time;
use androlog::domain::decimal::Decimal;
use androlog::domain::dose_log::{DoseEntry, DoseState};
use androlog::domain::id::EntryId;
use androlog::domain::interval::Interval;
use androlog::domain::journal::{
    EventEntry, Goal, Grade, Profile, ReminderAct, ReminderAction, SymptomEntry,
};
use androlog::domain::quantity::{Comparator, Quantity};
use androlog::domain::question::Question;
use androlog::domain::regimen::{Dose, Regimen};
use androlog::domain::report::{BodySide, Observation, Report, Value};
use androlog::domain::schedule::Schedule;
use androlog::domain::source_file::{FileDigest, SourceFile};
use androlog::domain::supply::Supply;
use chrono::{NaiveDate, NaiveTime};
use proptest::prelude::*;

use super::day;
use crate::exchange::any_context;

/// Gives every entry an id of its own.
pub fn numbered(mut entries: Vec<Entry>) -> Vec<Entry> {
    for (number, entry) in entries.iter_mut().enumerate() {
        entry.name(|| EntryId::from(format!("id-{number}")));
    }
    entries
}

/// Any entry the log can hold.
pub fn any_entry() -> impl Strategy<Value = Entry> {
    prop_oneof![
        4 => any_report(),
        2 => any_regimen(),
        2 => any_sign(),
        2 => any_dose(),
        1 => any_question(),
        1 => any_profile(),
        2 => any_action(),
    ]
}

/// From 1900 to 2199.
fn any_day() -> impl Strategy<Value = NaiveDate> {
    (1900..2200i32, 1..=365u32).prop_map(|(year, day)| NaiveDate::from_yo_opt(year, day).unwrap())
}

fn any_decimal() -> impl Strategy<Value = Decimal> {
    "-?[0-9]{1,8}(\\.[0-9]{1,6})?".prop_map(|text| Decimal::parse(&text).unwrap())
}

/// Any text at all, quotes and control characters included.
fn note() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(any::<String>())
}

fn any_result() -> impl Strategy<Value = Observation> {
    let comparator = proptest::sample::select(Comparator::ALL.to_vec());
    let number = (comparator, any_decimal(), "[a-zA-Z/*0-9]{0,6}").prop_map(|(comparator, value, unit)| {
        Value::Number(Quantity { comparator, value, unit: unit.into() })
    });
    let value = prop_oneof![4 => number, 1 => any::<String>().prop_map(Value::Words)];
    let interval = (proptest::option::of(any_decimal()), proptest::option::of(any_decimal()))
        .prop_map(|(low, high)| Some(Interval::new(low, high)).filter(|interval| !interval.is_open()));
    let side = proptest::option::of(proptest::sample::select(vec![BodySide::Left, BodySide::Right]));
    let analyte = proptest::sample::select(vec!["estradiol", "lh", "t-score-total-hip"]);
    (analyte, value, interval, side, note(), note(), note(), note()).prop_map(
        |(analyte, value, reference, side, flag, method, assay, note)| Observation {
            analyte: analyte.into(),
            value,
            reference: reference.map(Into::into),
            flag,
            method: method.map(Into::into),
            side,
            assay: assay.map(Into::into),
            note,
        },
    )
}

fn any_report() -> impl Strategy<Value = Entry> {
    let time = proptest::option::of("([01][0-9]|2[0-3]):[0-5][0-9]");
    let results = proptest::collection::vec(any_result(), 0..5);
    (
        any_day(),
        time,
        note(),
        any_context(proptest::option::of(any_decimal()).boxed(), note().boxed()),
        note(),
        proptest::option::of((note().prop_map(Option::unwrap_or_default), any::<[u8; 32]>())),
        results,
    )
        .prop_map(|(date, time, laboratory, context, note, source, results)| {
            Entry::Report(Report {
                id: EntryId::default(),
                date,
                time: time.map(|text| parse_time(&text).unwrap()),
                laboratory,
                context,
                note,
                source: source.map(|(path, bytes)| SourceFile { path, sha256: FileDigest::of_bytes(&bytes) }),
                results,
            })
        })
}

fn any_regimen() -> impl Strategy<Value = Entry> {
    let dose = (any_day(), any_decimal(), any::<String>(), any::<String>()).prop_map(
        |(from, amount, unit, schedule)| Dose { from, amount, unit, schedule: Schedule::new(&schedule) },
    );
    let doses = proptest::collection::vec(dose, 0..3);
    let stop = proptest::option::of(any_day());
    ("[a-z]{1,9}", note(), any_day(), stop, doses, proptest::option::of(any_supply()), note()).prop_map(
        |(drug, route, start, stop, doses, supply, note)| {
            Entry::Regimen(Regimen {
                id: EntryId::default(),
                drug: drug.into(),
                route,
                start,
                stop,
                doses,
                supply,
                note,
            })
        },
    )
}

fn any_supply() -> impl Strategy<Value = Supply> {
    let maybe = || proptest::option::of(any_decimal());
    (any_day(), any_decimal(), maybe(), maybe(), 0..=365u16).prop_map(
        |(counted, left, strength, package, lead_days)| Supply {
            counted,
            left,
            strength,
            package,
            lead_days,
        },
    )
}

fn any_dose() -> impl Strategy<Value = Entry> {
    let time = proptest::option::of((0..24u32, 0..60u32));
    let state = proptest::sample::select(DoseState::ALL.to_vec());
    ("[a-z]{1,9}", any_day(), time, proptest::option::of(any_decimal()), note(), state, note()).prop_map(
        |(drug, day, time, amount, unit, state, note)| {
            Entry::DoseTaken(DoseEntry {
                id: EntryId::default(),
                drug: drug.into(),
                day,
                time: time.and_then(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0)),
                amount,
                unit: unit.map(Into::into),
                state,
                note,
            })
        },
    )
}

fn any_question() -> impl Strategy<Value = Entry> {
    (any_day(), "[^\\x00]{1,40}", proptest::option::of(any_day())).prop_map(|(day, text, answered)| {
        Entry::Question(Question { id: EntryId::default(), day, text, answered })
    })
}

fn any_sign() -> impl Strategy<Value = Entry> {
    let grade = proptest::sample::select(Grade::ALL.to_vec());
    (any_day(), "[a-z]{1,9}", grade, note(), any::<bool>()).prop_map(
        |(date, sign, grade, note, is_symptom)| {
            let id = EntryId::default();
            if is_symptom {
                let symptom = sign.into();
                Entry::Symptom(SymptomEntry { id, date, symptom, grade, note })
            } else {
                let event = sign.into();
                Entry::Event(EventEntry { id, date, event, note })
            }
        },
    )
}

fn any_profile() -> impl Strategy<Value = Entry> {
    let goal = proptest::option::of(proptest::sample::select(vec![Goal::Fertility, Goal::Other]));
    let past = || proptest::option::of(any_day());
    (past(), past(), goal, any::<bool>(), proptest::option::of(any_decimal())).prop_map(
        |(birth_date, trying_since, goal, bone_risk, height_cm)| {
            Entry::Profile(Profile { birth_date, goal, trying_since, bone_risk, height_cm })
        },
    )
}

fn any_action() -> impl Strategy<Value = Entry> {
    let act = prop_oneof![
        any_day().prop_map(|until| ReminderAct::Snooze { until }),
        any_day().prop_map(|on| ReminderAct::Booked { on }),
        (note(), proptest::option::of(any_day()))
            .prop_map(|(reason, on)| ReminderAct::Dismiss { reason, on }),
    ];
    let rule = proptest::sample::select(vec!["ai-dxa", "hcg-semen"]);
    let due = proptest::option::of(Just(day("2026-05-01")));
    (rule, due, act).prop_map(|(rule, due, act)| {
        let rule = rule.into();
        Entry::Action(ReminderAction { rule, due, act })
    })
}
