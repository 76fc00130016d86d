//! What makes the numbers of a rule unusable.

use crate::guidance::vocabulary::DrugSelector;

/// A century: longer waits are typing errors.
const MOST_DAYS: i64 = 36_500;

/// What makes a rule unusable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFault {
    /// The field, or the word in it, that is wrong; none where it is the whole rule.
    pub at: Option<String>,
    /// What is wrong and what would be right, in a sentence.
    pub words: String,
}

/// What was found so far, in the order it was noted.
#[derive(Default)]
pub(super) struct RuleFaults(Vec<RuleFault>);

impl RuleFaults {
    /// The faults that were noted.
    pub fn into_list(self) -> Vec<RuleFault> {
        self.0
    }

    /// Notes that a field is at fault unless the condition holds.
    pub fn unless(&mut self, field: &str, right: bool, words: impl FnOnce() -> String) {
        if !right {
            self.0.push(RuleFault { at: Some(field.to_owned()), words: words() });
        }
    }

    /// Notes a rule that names no analyte.
    pub fn wanted(&mut self, count: usize) {
        if count == 0 {
            self.0.push(RuleFault { at: None, words: "it names no analyte".to_owned() });
        }
    }

    /// Notes a rule whose `therapy` names no drug.
    pub fn taken(&mut self, therapy: &[DrugSelector]) {
        self.unless("therapy", !therapy.is_empty(), || {
            "`therapy` names no drug; write for example [\"class:ai\"] or [\"anastrozole\"]".to_owned()
        });
    }

    /// Notes a number of days beyond a century.
    pub fn sane(&mut self, field: &str, days: i64) {
        self.unless(field, days.abs() <= MOST_DAYS, || format!("`{field}` = {days} is more than a century"));
    }

    /// Notes days below zero or beyond a century.
    pub fn not_negative(&mut self, field: &str, days: i64) {
        self.unless(field, days >= 0, || format!("`{field}` = {days} must be 0 or more"));
        self.sane(field, days);
    }

    /// Notes days below one or beyond a century.
    pub fn positive(&mut self, field: &str, days: i64) {
        self.unless(field, days > 0, || format!("`{field}` = {days} must be 1 or more"));
        self.sane(field, days);
    }

    /// Notes days below zero where any are given.
    pub fn maybe_not_negative(&mut self, field: &str, days: Option<i64>) {
        self.not_negative(field, days.unwrap_or(0));
    }

    /// Notes days of notice, before and after, that are below zero.
    pub fn notice(&mut self, lead: i64, grace: i64) {
        self.not_negative("lead_days", lead);
        self.not_negative("grace_days", grace);
    }

    /// Notes a pace that never repeats, or waits longer than until its first day.
    pub fn pace(&mut self, first: i64, min_wait: i64, repeat: i64) {
        self.positive("repeat_days", repeat);
        self.sane("first_days", first);
        self.sane("min_wait_days", min_wait);
        self.unless("min_wait_days", min_wait <= first, || {
            format!("`min_wait_days` = {min_wait} must not exceed `first_days` = {first}")
        });
    }

    /// Notes limits that are no finite number.
    pub fn limits(&mut self, values: impl IntoIterator<Item = f64>) {
        for value in values.into_iter().filter(|value| !value.is_finite()) {
            self.0.push(RuleFault { at: None, words: format!("{value} is no limit") });
        }
    }
}
