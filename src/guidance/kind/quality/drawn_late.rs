//! A result drawn late in the day.

use chrono::NaiveTime;
use serde::Deserialize;

use crate::domain::id::AnalyteId;
use crate::guidance::case::RuleCase;
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::message::{self, sentence};
use crate::guidance::reminder::Severity;
use crate::guidance::vocabulary::{NamedThings, WantedItem, clock};

/// The newest result was drawn late in the day.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawnAtOrAfter {
    /// The analyte whose newest result is looked at.
    pub analyte: AnalyteId,
    /// As it is written, for example `11:00`.
    #[serde(deserialize_with = "clock")]
    pub time: NaiveTime,
    /// Only when it is at most this old.
    pub fresh_days: i64,
    /// How loud its reminders are.
    pub severity: Severity,
}

impl RuleKind for DrawnAtOrAfter {
    fn placeholders(&self) -> &'static [&'static str] {
        &["analyte", "date", "time"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        things.analyte(&self.analyte);
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.not_negative("fresh_days", self.fresh_days);
    }

    fn look(&self, list: &mut LookList<'_>) {
        list.newest(&WantedItem::Analyte(self.analyte.clone()), 1);
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, _occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        let reading = case.fresh(&self.analyte, self.fresh_days)?;
        let drawn = reading.time.filter(|drawn| *drawn >= self.time)?;
        let (drawn, limit) = (drawn.format("%H:%M").to_string(), self.time.format("%H:%M"));
        let read = message::reading(&reading, &self.analyte, case.knowledge);
        let mut finding = super::measured(&self.analyte, &reading, self.severity, case);
        finding.why = vec![sentence(&format!("{read}, drawn at {drawn}, which is not before {limit}"))];
        finding.words.push(("time", drawn));
        Some(finding)
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        found.until_newer_result(Some(self.fresh_days), &[], case)
    }
}
