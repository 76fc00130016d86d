//! What is read where only a part is needed: what else it leaves out, and that it is of one moment.

use androlog::domain::change::Entry;
use androlog::domain::journal::{ReminderAct, ReminderAction};
use androlog::domain::need::{NO_DOSES, RecordNeeds, SymptomNeed};
use androlog::domain::record::Record;
use androlog::store::{NeededPart, Store, StoreError, Window};
use chrono::NaiveDate;

use super::{day, paper, place, put};

/// Nothing but what comes beside every part.
fn nothing(today: NaiveDate) -> RecordNeeds {
    let symptoms = SymptomNeed { since: today, newest_of: Vec::new(), until: today };
    RecordNeeds { results: Vec::new(), symptoms, doses_since: NO_DOSES }
}

fn part_of(store: &Store, today: NaiveDate) -> Result<Record, StoreError> {
    let (needs, regimens) = (nothing(today), store.regimens()?);
    store.load(Window::Needed(NeededPart {
        needs: &needs,
        regimens: &regimens,
        newest: 0,
        today,
        doubted: None,
    }))
}

#[test]
fn of_what_was_done_about_reminders_a_part_lacks_only_snoozes_that_are_over() {
    let mut store = Store::open_in_memory().unwrap();
    let dismiss = || ReminderAct::Dismiss { reason: None, on: Some(day("2020-01-01")) };
    for (rule, act) in [
        ("over", ReminderAct::Snooze { until: day("2026-03-13") }),
        ("over-today", ReminderAct::Snooze { until: day("2026-03-14") }),
        ("goes-on", ReminderAct::Snooze { until: day("2026-03-15") }),
        ("dismissed", dismiss()),
        ("booked", ReminderAct::Booked { on: day("2020-01-02") }),
    ] {
        put(
            &mut store,
            Entry::Action(ReminderAction { rule: rule.into(), due: Some(day("2020-01-01")), act }),
        );
    }
    let part = part_of(&store, day("2026-03-14")).unwrap();
    let rules: Vec<&str> = part.actions().iter().map(|action| action.rule.as_str()).collect();
    assert_eq!(rules, ["goes-on", "dismissed", "booked"]);
    assert_eq!(store.load(Window::Whole).unwrap().actions().len(), 5);
}

#[test]
fn what_is_read_at_one_moment_holds_nothing_that_another_program_saves_meanwhile() {
    let (_folder, path) = place();
    let mut other = Store::open(&path).unwrap();
    put(&mut other, paper("first", "2026-03-15", &["1"]));
    let store = Store::open(&path).unwrap();
    let today = day("2026-03-14");
    let seen = store.at_one_moment(|| {
        let before = part_of(&store, today)?.reports().len();
        put(&mut other, paper("second", "2026-03-16", &["1"]));
        Ok::<_, StoreError>((before, part_of(&store, today)?.reports().len()))
    });
    assert_eq!(seen.unwrap(), (1, 1));
    assert_eq!(part_of(&store, today).unwrap().reports().len(), 2);
}
