//! Several values in a row beyond a limit.

use serde::Deserialize;

use crate::domain::day::long;
use crate::domain::extent::Relation;
use crate::domain::id::AnalyteId;
use crate::domain::series::Reading;
use crate::guidance::case::RuleCase;
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{DrawnLimit, Occasion, RuleKind};
use crate::guidance::look::LookList;
use crate::guidance::message::{self, sentence};
use crate::guidance::reminder::Severity;
use crate::guidance::vocabulary::{DrugSelector, NamedThings, WantedItem};

/// The newest value, one long enough before it, and every one between lie beyond a limit.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsecutiveValues {
    /// The analyte whose value is compared.
    pub analyte: AnalyteId,
    /// How it is compared with the limit.
    pub op: Relation,
    /// The limit, in the canonical unit.
    pub value: f64,
    /// How many values there must be.
    pub count: usize,
    /// Days between two that count as two.
    pub min_gap_days: i64,
    /// Only when they were drawn on one of these.
    #[serde(default)]
    pub therapy_at_result: Vec<DrugSelector>,
    /// Only when the oldest is at most this old.
    pub fresh_days: i64,
    /// Not when this was done lately.
    pub unless_recent: Option<RecentTest>,
    /// How loud its reminders are.
    pub severity: Severity,
}

/// Something done at most so many days ago.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecentTest {
    /// The analyte or report.
    pub analyte: WantedItem,
    /// How long ago at most.
    pub days: i64,
}

impl RuleKind for ConsecutiveValues {
    fn placeholders(&self) -> &'static [&'static str] {
        &["analyte", "date1", "date2", "limit"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        let recent = self.unless_recent.as_ref().map(|recent| &recent.analyte);
        things.analyte(&self.analyte).items(recent).drugs(&self.therapy_at_result);
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.unless(self.count >= 2, || "`count` must be at least 2".to_owned());
        faults.not_negative("min_gap_days", self.min_gap_days);
        faults.not_negative("fresh_days", self.fresh_days);
        faults.limits([self.value]);
    }

    /// Values of so many different days span the gaps between those that count, however close they lie.
    fn look(&self, list: &mut LookList<'_>) {
        let gaps = self.min_gap_days.max(1) as usize * self.count.saturating_sub(1);
        list.newest(&WantedItem::Analyte(self.analyte.clone()), gaps + 1);
        if let Some(recent) = &self.unless_recent {
            list.newest(&recent.analyte, 1);
        }
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, _occasion: &Occasion<'a>) -> Option<RuleFinding> {
        if self.unless_recent.as_ref().is_some_and(|recent| recent.holds(case)) {
            return None;
        }
        let mut run: Vec<Reading<'a>> = Vec::new();
        for reading in case.readings(&self.analyte) {
            if !reading.extent.certainly(self.op, self.value) || case.age(reading.day) > self.fresh_days {
                break;
            }
            let apart = |last: &Reading<'_>| (last.day - reading.day).num_days() >= self.min_gap_days;
            if run.last().is_none_or(apart) {
                run.push(reading);
            }
            if run.len() == self.count {
                break;
            }
        }
        let on_therapy = |reading: &Reading<'_>| case.drawn_on(&self.therapy_at_result, reading.day);
        if run.len() < self.count || !run.iter().all(on_therapy) {
            return None;
        }
        let (newest, oldest) = (run.first()?, run.last()?);
        let limit = message::limit(self.value, &self.analyte, case.knowledge.analytes);
        let read = |reading: &Reading<'_>| message::reading(reading, &self.analyte, case.knowledge);
        let mut why: Vec<String> = run.iter().map(|reading| sentence(&read(reading))).collect();
        why.push(format!("Each is {} {limit}, and so is every one between.", message::relation(self.op)));
        if let Some(recent) = &self.unless_recent {
            let what = message::named(&recent.analyte, case.knowledge.analytes);
            why.push(format!("No {what} is recorded in the last {} days.", recent.days));
        }
        let evidence = run.iter().map(|r| case.evidence(&WantedItem::Analyte(self.analyte.clone()), r.day));
        Some(RuleFinding {
            words: vec![
                ("analyte", message::analyte(&self.analyte, case.knowledge.analytes)),
                ("date1", long(oldest.day)),
                ("date2", long(newest.day)),
                ("limit", limit),
            ],
            why,
            evidence: evidence.collect(),
            ..RuleFinding::dated_by(self.severity, [(&self.analyte, newest.day)], case)
        })
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        match &self.unless_recent {
            Some(recent) => {
                let other = message::named(&recent.analyte, case.knowledge.analytes);
                format!("A newer result of {} that is not so, or a {other}.", found.item_words(case))
            }
            None => format!("A newer result of {} that is not so.", found.item_words(case)),
        }
    }

    fn limit_on(&self, analyte: &AnalyteId) -> Option<DrawnLimit<'_>> {
        let limit = DrawnLimit { op: self.op, value: self.value, therapies: &self.therapy_at_result };
        (self.analyte == *analyte).then_some(limit)
    }
}

impl RecentTest {
    /// Whether it was done so lately.
    fn holds<'a>(&'a self, case: &RuleCase<'a>) -> bool {
        case.newest_day(&self.analyte).is_some_and(|day| case.age(day) <= self.days)
    }
}
