//! Hidden reminders that a new symptom brings back: it is an occurrence of its own, even on a day that has one.

use chrono::NaiveDate;

use crate::domain::change::{Change, Entry};
use crate::domain::id::SignId;
use crate::domain::journal::{Grade, ReminderAct, ReminderAction};
use crate::domain::record::Record;
use crate::guidance::rule::Rule;

/// The changes to be stored with these, so that no snooze or dismissal of before hides a symptom or event that they
/// bring: a reminder of a symptom is known by the day of its newest entry alone.
pub fn woken(rules: &[Rule], record: &Record, changes: &[Change]) -> Vec<Change> {
    let brought: Vec<(&SignId, NaiveDate)> = changes.iter().filter_map(|c| brought(c, record)).collect();
    let is_hiding = |action: &&ReminderAction| {
        let hides = !matches!(action.act, ReminderAct::Booked { .. });
        hides && brought.iter().any(|(sign, day)| speaks_of(action, rules, sign, *day))
    };
    let hiding = record.actions().iter().filter(is_hiding);
    hiding.map(|action| Change::Remove(Entry::Action(action.clone()).key())).collect()
}

/// The symptom or event a change brings, or makes worse, with its day.
fn brought<'c>(change: &'c Change, record: &Record) -> Option<(&'c SignId, NaiveDate)> {
    match change {
        Change::Put(Entry::Symptom(new)) => {
            let is_known = record.symptoms().iter().any(|old| {
                (&old.id, &old.symptom, old.date) == (&new.id, &new.symptom, new.date)
                    && old.grade >= new.grade
            });
            (new.grade > Grade::None && !is_known).then_some((&new.symptom, new.date))
        }
        Change::Put(Entry::Event(new)) => {
            let is_known = record
                .events()
                .iter()
                .any(|old| (&old.id, &old.event, old.date) == (&new.id, &new.event, new.date));
            (!is_known).then_some((&new.event, new.date))
        }
        _ => None,
    }
}

/// Whether the occurrence that was acted on would take in a sign of this day.
fn speaks_of(action: &ReminderAction, rules: &[Rule], sign: &SignId, day: NaiveDate) -> bool {
    let rule = rules.iter().find(|rule| rule.id == action.rule);
    let acted_on = rule.zip(action.due);
    acted_on.is_some_and(|(rule, due)| rule.trigger.kind().takes_in_sign(sign, day, due))
}
