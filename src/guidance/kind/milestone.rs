//! A day of a therapy worth knowing of.

use serde::Deserialize;

use crate::domain::counted::counted;
use crate::domain::day::long;
use crate::guidance::case::RuleCase;
use crate::guidance::due_date::after;
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::message::{self};
use crate::guidance::panel::{self};
use crate::guidance::reminder::Severity;
use crate::guidance::vocabulary::{DrugSelector, NamedThings};

/// A day of a therapy, counted from its start.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TherapyMilestone {
    /// Drugs whose episode it counts.
    pub therapy: Vec<DrugSelector>,
    /// Reached this long after the start.
    pub first_days: i64,
    /// Reached again every so many days.
    pub repeat_days: Option<i64>,
    /// Shown up to this long after.
    pub show_days: i64,
}

impl RuleKind for TherapyMilestone {
    fn placeholders(&self) -> &'static [&'static str] {
        &["anchor", "years", "days", "date"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        things.drugs(&self.therapy);
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.taken(&self.therapy);
        faults.sane("first_days", self.first_days);
        faults.positive("repeat_days", self.repeat_days.unwrap_or(1));
        faults.not_negative("show_days", self.show_days);
    }

    /// It is counted in days of a therapy, not in results.
    fn look(&self, _list: &mut LookList<'_>) {}

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        let course = case.course(&self.therapy);
        let episode = course.current()?;
        let start = episode.start();
        let mut days = self.first_days;
        if let Some(repeat) = self.repeat_days {
            let passed = (case.age(start) - days).max(0);
            days += passed / repeat * repeat;
            let is_over = |days| case.age(start) - days > self.show_days;
            let is_skipped = |days| occasion.skipped.iter().any(|round| round.due == after(start, days));
            // Of the occurrences from the last one reached on, as many as were dismissed can be passed over.
            let mut rounds = occasion.skipped.len() + 1;
            while rounds > 0 && (is_over(days) || is_skipped(days)) {
                days += repeat;
                rounds -= 1;
            }
        }
        let due = after(start, days);
        if case.today > after(due, self.show_days) {
            return None;
        }
        Some(RuleFinding {
            due,
            severity: (case.today >= due).then_some(Severity::Info),
            words: vec![
                ("anchor", long(start)),
                ("years", counted(days / 365, "year")),
                ("date", long(due)),
                ("days", message::days(&days.to_string())),
            ],
            why: vec![panel::taken(case, &episode), format!("{days} days after the start is {}.", long(due))],
            ..RuleFinding::default()
        })
    }

    fn settled(&self, found: &RuleFinding, _case: &RuleCase<'_>) -> String {
        format!("Nothing to do. It is shown for the last time on {}.", long(after(found.due, self.show_days)))
    }

    fn has_due_date(&self) -> bool {
        true
    }

    fn asks_for_a_test(&self, _found: &RuleFinding, _case: &RuleCase<'_>) -> bool {
        false
    }
}
