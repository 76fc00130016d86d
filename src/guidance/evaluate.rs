//! From one rule and one day to what there is to tell.

use chrono::NaiveDate;

use crate::guidance::case::Case;
use crate::guidance::message::Words;
use crate::guidance::reminder::{Evidence, Severity};
use crate::guidance::rule::Rule;
use crate::guidance::trigger::Trigger;
use crate::guidance::{flag, owed, sample, sign};

/// What a rule found, before anything that was done about it.
#[derive(Clone, Debug, Default)]
pub(super) struct Finding {
    pub due: NaiveDate,
    /// None while its lead has not begun.
    pub severity: Option<Severity>,
    pub items: Vec<String>,
    pub words: Words,
    pub why: Vec<String>,
    pub evidence: Vec<Evidence>,
    /// The first day a result of a recurring test counts from.
    pub counts_from: Option<NaiveDate>,
    /// Days from the start to the due date of a test that is wanted once.
    pub first_days: i64,
}

impl Finding {
    /// About these items; the rest is for the caller.
    pub fn of<'i>(items: impl IntoIterator<Item = &'i str>) -> Self {
        Self { items: items.into_iter().map(str::to_owned).collect(), ..Self::default() }
    }
}

/// What the rule finds when the rounds of these due dates are passed over.
pub(super) fn evaluate<'a>(
    rule: &'a Rule,
    rules: &'a [Rule],
    case: &Case<'a>,
    skipped: &[NaiveDate],
) -> Option<Finding> {
    match &rule.trigger {
        Trigger::Once(once) => owed::once(once, case),
        Trigger::Recurring(recurring) => owed::recurring(recurring, case, skipped),
        Trigger::Repeat(repeat) => owed::repeat(repeat, case, rules, skipped),
        Trigger::Milestone(milestone) => owed::milestone(milestone, case, skipped),
        Trigger::AfterStop(after_stop) => owed::after_stop(after_stop, case, skipped),
        Trigger::Threshold(threshold) => flag::threshold(threshold, case),
        Trigger::Ratio(ratio) => flag::ratio(ratio, case),
        Trigger::Consecutive(consecutive) => flag::consecutive(consecutive, case),
        Trigger::Trend(trend) => flag::trend(trend, case),
        Trigger::TherapyFlag(therapy) => flag::therapy_flag(therapy, case),
        Trigger::Confirm(confirm) => sample::confirm(confirm, case),
        Trigger::Quality(quality) => sample::quality(quality, case),
        Trigger::Symptom(symptom) => sign::symptom(symptom, case),
    }
}
