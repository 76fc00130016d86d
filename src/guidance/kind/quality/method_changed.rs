//! Two results in a row by different methods or laboratories.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::day::long;
use crate::domain::id::AnalyteId;
use crate::domain::report::is_same_laboratory;
use crate::domain::series::Reading;
use crate::guidance::case::RuleCase;
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::message::{self};
use crate::guidance::reminder::Severity;
use crate::guidance::vocabulary::{NamedThings, WantedItem};

/// The newest two days were measured by other methods or laboratories.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodChanged {
    /// The analytes whose results are looked at.
    pub analytes: Vec<AnalyteId>,
    /// Only when the newest is at most this old.
    pub fresh_days: i64,
    /// How loud its reminders are.
    pub severity: Severity,
}

impl RuleKind for MethodChanged {
    fn placeholders(&self) -> &'static [&'static str] {
        &["analyte"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        things.analytes.extend(&self.analytes);
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.wanted(self.analytes.len());
        faults.not_negative("fresh_days", self.fresh_days);
    }

    fn look(&self, list: &mut LookList<'_>) {
        for analyte in &self.analytes {
            list.newest(&WantedItem::Analyte(analyte.clone()), 2);
        }
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, _occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        let mut changed: Vec<(&AnalyteId, NaiveDate)> = Vec::new();
        let mut why = Vec::new();
        for analyte in &self.analytes {
            let Some((before, newest)) = newest_two(analyte, self.fresh_days, case) else {
                continue;
            };
            if let Some((was, is)) = difference(&before, &newest) {
                let name = message::capitalised(&message::analyte(analyte, case.knowledge.analytes));
                let (then, now) = (long(before.day), long(newest.day));
                why.push(format!("{name}: {was} on {then}, {is} on {now}."));
                changed.push((analyte, newest.day));
            }
        }
        let names = changed.iter().map(|(id, _)| message::analyte(id, case.knowledge.analytes));
        let evidence =
            changed.iter().map(|(id, day)| case.evidence(&WantedItem::Analyte((*id).clone()), *day));
        Some(RuleFinding {
            due: changed.iter().map(|(_, day)| *day).max()?,
            severity: Some(self.severity),
            words: vec![("analyte", message::listed(&names.collect::<Vec<_>>()))],
            why,
            evidence: evidence.collect(),
            ..RuleFinding::about(changed.iter().map(|(id, _)| &***id))
        })
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        found.until_newer_result(Some(self.fresh_days), &[], case)
    }
}

/// Two methods, else two laboratories, as they are named.
fn difference<'a>(before: &Reading<'a>, newest: &Reading<'a>) -> Option<(&'a str, &'a str)> {
    let methods = before.method().zip(newest.method()).filter(|(was, is)| was != is);
    let methods = methods.map(|(was, is)| (was.as_str(), is.as_str()));
    methods.or_else(|| {
        let laboratories = before.laboratory().zip(newest.laboratory());
        laboratories.filter(|(was, is)| !is_same_laboratory(was, is))
    })
}

/// The readings of the newest two days, the older first, when the newer is at most `days` old.
fn newest_two<'a>(analyte: &'a str, days: i64, case: &RuleCase<'a>) -> Option<(Reading<'a>, Reading<'a>)> {
    let mut readings = case.readings(analyte);
    let newest = readings.next().filter(|reading| case.age(reading.day) <= days)?;
    Some((readings.next()?, newest))
}
