//! A test that is wanted again some time after the last one, once a therapy has lasted.

use serde::Deserialize;

use crate::domain::day::long;
use crate::domain::id::RuleId;
use crate::guidance::case::RuleCase;
use crate::guidance::due_date::{DueBasis, NoticeSpan, OwedTest, after};
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{RuleKind, RuleOccasion, once};
use crate::guidance::look::LookList;
use crate::guidance::message::{self, sentence};
use crate::guidance::panel::{self};
use crate::guidance::predicate::ValuePredicate;
use crate::guidance::vocabulary::{DrugSelector, NamedThings, WantedItem};

/// A test that is due again after the last one, once a therapy has lasted.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepeatTest {
    /// Drugs whose exposure it counts.
    pub therapy: Vec<DrugSelector>,
    /// What is wanted, in the order it is listed.
    pub analytes: Vec<WantedItem>,
    /// A `once` rule that must have nothing missing.
    pub requires_satisfied: RuleId,
    /// Days of exposure before it speaks.
    pub min_exposure_days: i64,
    /// Due this long after the last one.
    pub repeat_days: i64,
    /// The same, when one of `short_any_of` holds for the last one.
    pub short_repeat_days: i64,
    /// What makes `short_repeat_days` apply instead.
    pub short_any_of: Vec<ValuePredicate>,
    /// Shown this long ahead.
    pub lead_days: i64,
    /// Overdue this long after the due date.
    pub grace_days: i64,
}

impl RuleKind for RepeatTest {
    fn placeholders(&self) -> &'static [&'static str] {
        &["missing", "state", "last"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        things
            .items(&self.analytes)
            .analytes(self.short_any_of.iter().map(|predicate| &predicate.analyte))
            .drugs(&self.therapy);
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.wanted(self.analytes.len());
        faults.taken(&self.therapy);
        faults.positive("repeat_days", self.repeat_days);
        faults.positive("short_repeat_days", self.short_repeat_days);
        faults.positive("min_exposure_days", self.min_exposure_days);
        faults.notice(self.lead_days, self.grace_days);
        self.short_any_of.iter().for_each(|predicate| predicate.check(faults));
    }

    fn look(&self, list: &mut LookList<'_>) {
        for item in &self.analytes {
            list.newest(item, 1);
        }
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        if !once::is_satisfied(occasion.first?, case) {
            return None;
        }
        let course = case.course(&self.therapy);
        let episode = course.current()?;
        let exposed = course.exposure_day(self.min_exposure_days)?;
        let newest = self.analytes.iter().filter_map(|item| case.newest_day(item).map(|day| (item, day)));
        let (item, scan) = newest.min_by_key(|(_, day)| *day)?;
        let short = self.short_any_of.iter().find_map(|p| Some((p, p.holding(case, scan)?)));
        let interval = short.as_ref().map_or(self.repeat_days, |_| self.short_repeat_days);
        let mut owed = OwedTest {
            due: after(scan, interval).max(exposed),
            basis: DueBasis::Result(scan),
            counts_from: after(scan, 1),
            skipped: 0,
        };
        owed = owed.past(occasion.skipped, interval);
        let notice = NoticeSpan { lead: self.lead_days, grace: self.grace_days };
        let severity = notice.severity(owed.due, case.today);
        let mut why = vec![
            panel::taken(case, &episode),
            format!(
                "The last one was on {}; repeated after {interval} days, but not before day {} of exposure ({}).",
                long(scan),
                self.min_exposure_days,
                long(exposed)
            ),
        ];
        if let Some((predicate, reading)) = short {
            let reading = message::reading(&reading, &predicate.analyte, case.knowledge);
            why.push(sentence(&format!("{reading} asks for the shorter interval")));
        }
        Some(RuleFinding {
            due: owed.due,
            severity,
            words: vec![
                ("missing", panel::item_names(&[item], case)),
                ("state", message::state(severity, owed.due)),
                ("last", long(scan)),
            ],
            why,
            evidence: vec![case.evidence(item, scan)],
            ..RuleFinding::about([item.id()])
        })
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        format!("{} newer than the last one.", found.wanted_words(case))
    }

    fn has_due_date(&self) -> bool {
        true
    }

    fn needs_first(&self) -> Option<&RuleId> {
        Some(&self.requires_satisfied)
    }
}
