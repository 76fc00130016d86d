//! Days of abstinence before a semen sample outside of what is usual.

use serde::Deserialize;

use crate::domain::day::long;
use crate::domain::report::Kind;
use crate::guidance::case::RuleCase;
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::message::{self};
use crate::guidance::reminder::Severity;
use crate::guidance::vocabulary::{NamedThings, WantedItem};

/// The newest semen sample followed fewer or more days of abstinence than usual.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AbstinenceOutside {
    /// Fewest days that are usual.
    pub min_days: f64,
    /// Most days that are usual.
    pub max_days: f64,
    /// Only when the sample is at most this old.
    pub fresh_days: i64,
    /// How loud its reminders are.
    pub severity: Severity,
}

impl RuleKind for AbstinenceOutside {
    fn placeholders(&self) -> &'static [&'static str] {
        &["date", "days"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        let _ = things;
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.unless("min_days", self.min_days <= self.max_days, || {
            "`min_days` must not exceed `max_days`".to_owned()
        });
        faults.not_negative("fresh_days", self.fresh_days);
    }

    fn look(&self, list: &mut LookList<'_>) {
        list.newest(&WantedItem::Paper(Kind::Semen), 1);
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, _occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        let report = case.newest_report(Kind::Semen)?;
        let days = report.context.abstinence_days()?;
        let outside = days.value() < self.min_days || days.value() > self.max_days;
        if !outside || case.age(report.date) > self.fresh_days {
            return None;
        }
        let (low, high) = (message::plain(self.min_days), message::plain(self.max_days));
        let (date, days) = (long(report.date), message::days(days.as_str()));
        let item = WantedItem::Paper(Kind::Semen);
        Some(RuleFinding {
            due: report.date,
            severity: Some(self.severity),
            why: vec![format!(
                "The sample of {date} followed {days} of abstinence; {low} to {high} are usual."
            )],
            words: vec![("date", date), ("days", days)],
            evidence: vec![case.evidence(&item, report.date)],
            ..RuleFinding::about([item.id()])
        })
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        found.until_newer_result(Some(self.fresh_days), &[], case)
    }
}
