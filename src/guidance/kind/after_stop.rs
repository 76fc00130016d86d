//! A test that is wanted again and again after a therapy ended.

use serde::Deserialize;

use crate::domain::day::long;
use crate::guidance::case::RuleCase;
use crate::guidance::due_date::{NoticeSpan, SchedulePace, after};
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::panel::{self, PanelRound};
use crate::guidance::predicate::ValuePredicate;
use crate::guidance::vocabulary::{DrugSelector, NamedThings, WantedItem};

/// A test that is wanted again and again after the drugs were stopped.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestAfterStop {
    /// Drugs that were taken.
    pub therapy: Vec<DrugSelector>,
    /// What is wanted, in the order it is listed.
    pub analytes: Vec<WantedItem>,
    /// First due this long after the last day taken.
    pub first_days: i64,
    /// Results count from this long after the last day taken.
    pub min_wait_days: i64,
    /// Due again this long after a result that counts.
    pub repeat_days: i64,
    /// Silent this long after the last day taken.
    pub end_after_days: i64,
    /// Silent for good once a result that counts says so.
    pub done_when: Option<ValuePredicate>,
    /// Shown this long ahead.
    pub lead_days: i64,
    /// Overdue this long after the due date.
    pub grace_days: i64,
}

impl RuleKind for TestAfterStop {
    fn placeholders(&self) -> &'static [&'static str] {
        &["missing", "state", "last", "stop"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        things
            .items(&self.analytes)
            .analytes(self.done_when.iter().map(|predicate| &predicate.analyte))
            .drugs(&self.therapy);
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.wanted(self.analytes.len());
        faults.taken(&self.therapy);
        faults.pace(self.first_days, self.min_wait_days, self.repeat_days);
        faults.not_negative("end_after_days", self.end_after_days);
        faults.notice(self.lead_days, self.grace_days);
        self.done_when.iter().for_each(|done| done.check(faults));
    }

    fn look(&self, list: &mut LookList<'_>) {
        for item in &self.analytes {
            list.since_stop(item, &self.therapy, self.min_wait_days, self.end_after_days);
        }
        if let Some(done) = &self.done_when {
            let item = WantedItem::Analyte(done.analyte.clone());
            list.since_stop(&item, &self.therapy, self.min_wait_days, self.end_after_days);
        }
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        let course = case.course(&self.therapy);
        let stop = course.ended()?;
        if case.age(stop) > self.end_after_days {
            return None;
        }
        let counts_from = after(stop, self.min_wait_days);
        let done = self.done_when.as_ref().is_some_and(|done| {
            let readings = case.readings(&done.analyte);
            let mut counting = readings.take_while(|reading| reading.day >= counts_from);
            counting.any(|reading| done.met(&reading, case).is_some())
        });
        if done {
            return None;
        }
        let round = PanelRound {
            anchor: stop,
            anchor_words: "the last day taken",
            changes: Vec::new(),
            pace: SchedulePace {
                first: self.first_days,
                min_wait: self.min_wait_days,
                repeat: self.repeat_days,
            },
            notice: NoticeSpan { lead: self.lead_days, grace: self.grace_days },
            skipped: occasion.skipped,
        };
        let mut finding = round.finding(self.analytes.iter(), case)?;
        finding.words.push(("stop", long(stop)));
        finding.why.insert(0, format!("Last taken on {}.", long(stop)));
        Some(finding)
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        panel::settled(found, case)
    }

    fn has_due_date(&self) -> bool {
        true
    }
}
