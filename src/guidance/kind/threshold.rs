//! The newest value of an analyte beyond a limit.

use serde::Deserialize;

use crate::domain::day::long;
use crate::domain::extent::Relation;
use crate::domain::id::AnalyteId;
use crate::guidance::case::RuleCase;
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{DrawnLimit, RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::message::{self, sentence};
use crate::guidance::reminder::Severity;
use crate::guidance::vocabulary::{DrugSelector, NamedThings, WantedItem};

/// The newest value of an analyte lies beyond a limit.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueThreshold {
    /// The analyte whose value is compared.
    pub analyte: AnalyteId,
    /// How it is compared with the limit.
    pub op: Relation,
    /// The limit, in the canonical unit.
    pub value: f64,
    /// Only when it was drawn on one of these.
    #[serde(default)]
    pub therapy_at_result: Vec<DrugSelector>,
    /// Only when it is at most this old.
    pub fresh_days: Option<i64>,
    /// While one of these is taken today it may be older.
    #[serde(default)]
    pub stays_while_on: Vec<DrugSelector>,
    /// How loud its reminders are.
    pub severity: Severity,
}

impl RuleKind for ValueThreshold {
    fn placeholders(&self) -> &'static [&'static str] {
        &["analyte", "value", "date", "limit"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        things.analyte(&self.analyte).drugs(&self.therapy_at_result).drugs(&self.stays_while_on);
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.maybe_not_negative("fresh_days", self.fresh_days);
        faults.limits([self.value]);
    }

    fn look(&self, list: &mut LookList<'_>) {
        list.newest(&WantedItem::Analyte(self.analyte.clone()), 1);
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, _occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        let reading = case.readings(&self.analyte).next()?;
        let holds = reading.extent.certainly(self.op, self.value)
            && case.is_fresh(reading.day, self.fresh_days, &self.stays_while_on)
            && case.drawn_on(&self.therapy_at_result, reading.day);
        if !holds {
            return None;
        }
        let limit = message::limit(self.value, &self.analyte, case.knowledge.analytes);
        let read = message::reading(&reading, &self.analyte, case.knowledge);
        let mut why = vec![sentence(&format!("{read} is {} {limit}", self.op.words()))];
        if !self.therapy_at_result.is_empty() {
            why.push("It was drawn on therapy.".to_owned());
        }
        Some(RuleFinding {
            words: vec![
                ("analyte", message::analyte(&self.analyte, case.knowledge.analytes)),
                ("value", message::value(&reading, &self.analyte, case.knowledge)),
                ("date", long(reading.day)),
                ("limit", limit),
            ],
            why,
            ..RuleFinding::dated_by(self.severity, [(&self.analyte, reading.day)], case)
        })
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        found.until_newer_result(self.fresh_days, &self.stays_while_on, case)
    }

    fn limit_on(&self, analyte: &AnalyteId) -> Option<DrawnLimit<'_>> {
        let limit = DrawnLimit { op: self.op, value: self.value, therapies: &self.therapy_at_result };
        (self.analyte == *analyte).then_some(limit)
    }
}
