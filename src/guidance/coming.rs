//! What stands in a calendar: each test that is owed, on its due day or on the day it is booked.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::id::RuleId;
use crate::guidance::Outlook;
use crate::guidance::due_date::after;
use crate::guidance::reminder::Reminder;
use crate::guidance::rule::Rule;

/// A reminder and the day it stands on. There is one a rule: what follows depends on results.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Planned<'o> {
    /// The day it is booked on, else the day it is due.
    pub day: NaiveDate,
    pub reminder: &'o Reminder,
}

/// Days ahead that are told of where nothing else is asked for: eight weeks.
const USUAL_AHEAD_DAYS: i64 = 56;

impl Outlook {
    /// Everything with a day to do something by, past days included, by day. Findings have no day ahead of them; what
    /// was dismissed, or is snoozed beyond its due day, stays out.
    pub fn planned(&self, rules: &[Rule], today: NaiveDate) -> Vec<Planned<'_>> {
        let dated: BTreeSet<&RuleId> =
            rules.iter().filter(|rule| rule.trigger.has_due_date()).map(|rule| &rule.id).collect();
        let is_put_off = |reminder: &Reminder| {
            let handling = &reminder.handling;
            handling.dismissed.is_some() || handling.snoozed_until.is_some_and(|until| until > reminder.due)
        };
        let all = self.reminders.iter().chain(&self.coming);
        let planned = all.filter(|reminder| dated.contains(&reminder.rule) && !is_put_off(reminder));
        let mut planned: Vec<Planned<'_>> = planned
            .map(|reminder| Planned { day: reminder.appointment(today).unwrap_or(reminder.due), reminder })
            .collect();
        planned.sort_by_key(|planned| planned.day);
        planned
    }

    /// What comes after today and by a last day.
    pub fn ahead(&self, rules: &[Rule], today: NaiveDate, last: NaiveDate) -> Vec<Planned<'_>> {
        let mut planned = self.planned(rules, today);
        planned.retain(|planned| today < planned.day && planned.day <= last);
        planned
    }
}

/// The last day told of where nothing else is asked for.
pub fn usual_ahead(today: NaiveDate) -> NaiveDate {
    after(today, USUAL_AHEAD_DAYS)
}
