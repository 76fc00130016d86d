//! A test that is wanted again and again while a therapy goes on.

use serde::Deserialize;

use crate::guidance::case::RuleCase;
use crate::guidance::due_date::{NoticeSpan, SchedulePace};
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::panel::{self, PanelRound};
use crate::guidance::vocabulary::{DrugSelector, NamedThings, WantedItem};

/// A test that is due again so many days after the last one, while one of the drugs is taken.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecurringTest {
    /// Drugs whose episode it follows.
    pub therapy: Vec<DrugSelector>,
    /// Silent while one of these is taken.
    #[serde(default)]
    pub unless_therapy: Vec<DrugSelector>,
    /// What is wanted, in the order it is listed.
    pub analytes: Vec<WantedItem>,
    /// Tests that are not wanted while some other drug is taken.
    pub drop_on: Option<DroppedTests>,
    /// Where it starts to count.
    pub anchor: CountAnchor,
    /// First due this long after the anchor.
    pub first_days: i64,
    /// Results count from this long after the anchor; negative for before.
    pub min_wait_days: i64,
    /// Due again this long after a result that counts.
    pub repeat_days: i64,
    /// Shown this long ahead.
    pub lead_days: i64,
    /// Overdue this long after the due date.
    pub grace_days: i64,
}

/// Tests that are not wanted while one of these drugs is taken.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DroppedTests {
    pub therapy: Vec<DrugSelector>,
    pub analytes: Vec<WantedItem>,
}

/// Where a recurring schedule starts to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountAnchor {
    /// At the start of the episode.
    Start,
    /// There, and again at every change of dose.
    StartOrDoseChange,
}

impl RuleKind for RecurringTest {
    fn placeholders(&self) -> &'static [&'static str] {
        &["missing", "state", "last"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        things.items(&self.analytes).drugs(&self.therapy).drugs(&self.unless_therapy);
        if let Some(drop) = &self.drop_on {
            things.items(&drop.analytes).drugs(&drop.therapy);
        }
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.wanted(self.analytes.len());
        faults.taken(&self.therapy);
        faults.pace(self.first_days, self.min_wait_days, self.repeat_days);
        faults.notice(self.lead_days, self.grace_days);
    }

    /// Outside of the waits after a start or a change of dose every result counts, so that the newest one decides.
    fn look(&self, list: &mut LookList<'_>) {
        for item in &self.analytes {
            list.after_changes(item, &self.therapy, self.min_wait_days.max(0));
        }
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        if case.takes(&self.unless_therapy) {
            return None;
        }
        let course = case.course(&self.therapy);
        let episode = course.current()?;
        let changes = match self.anchor {
            CountAnchor::Start => Vec::new(),
            CountAnchor::StartOrDoseChange => episode.dose_changes(case.today),
        };
        let round = PanelRound {
            anchor: episode.start(),
            anchor_words: "the start",
            changes,
            pace: SchedulePace {
                first: self.first_days,
                min_wait: self.min_wait_days,
                repeat: self.repeat_days,
            },
            notice: NoticeSpan { lead: self.lead_days, grace: self.grace_days },
            skipped: occasion.skipped,
        };
        let mut finding = round.finding(self.wanted(case), case)?;
        finding.why.insert(0, panel::taken(case, &episode));
        Some(finding)
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        panel::settled(found, case)
    }

    fn has_due_date(&self) -> bool {
        true
    }
}

impl RecurringTest {
    /// The tests that are wanted with what is taken today.
    fn wanted<'a>(&'a self, case: &RuleCase<'a>) -> Vec<&'a WantedItem> {
        let dropped: &[WantedItem] = match &self.drop_on {
            Some(drop) if case.takes(&drop.therapy) => &drop.analytes,
            _ => &[],
        };
        self.analytes.iter().filter(|item| !dropped.contains(item)).collect()
    }
}
