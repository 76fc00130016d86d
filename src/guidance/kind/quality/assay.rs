//! A low result of a method that is not made for such low values.

use serde::Deserialize;

use crate::domain::extent::Relation;
use crate::domain::id::AnalyteId;
use crate::domain::method::Method;
use crate::guidance::case::RuleCase;
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::message::{self, sentence};
use crate::guidance::reminder::Severity;
use crate::guidance::vocabulary::{DrugSelector, NamedThings, WantedItem};

/// The newest result is low for the way it was measured.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssayUnsuited {
    /// The analyte whose newest result is looked at.
    pub analyte: AnalyteId,
    /// Below this the method matters.
    pub below: f64,
    /// Methods that are good there; any other, or none stated, is not.
    pub suited_methods: Vec<Method>,
    /// Only when drawn on one of these.
    #[serde(default)]
    pub therapy_at_result: Vec<DrugSelector>,
    /// Only when it is at most this old.
    pub fresh_days: i64,
    /// How loud its reminders are.
    pub severity: Severity,
}

impl RuleKind for AssayUnsuited {
    fn placeholders(&self) -> &'static [&'static str] {
        &["analyte", "date", "value"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        things.analyte(&self.analyte).drugs(&self.therapy_at_result);
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.limits([self.below]);
        faults.not_negative("fresh_days", self.fresh_days);
    }

    fn look(&self, list: &mut LookList<'_>) {
        list.newest(&WantedItem::Analyte(self.analyte.clone()), 1);
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, _occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        let reading = case.fresh(&self.analyte, self.fresh_days)?;
        let suited = |method: &Method| self.suited_methods.contains(method);
        let on_therapy =
            || self.therapy_at_result.is_empty() || case.course(&self.therapy_at_result).covers(reading.day);
        let holds = reading.extent.certainly(Relation::Below, self.below)
            && !reading.method().is_some_and(suited)
            && on_therapy();
        if !holds {
            return None;
        }
        let read = message::reading(&reading, &self.analyte, case.knowledge);
        let limit = message::limit(self.below, &self.analyte, case.knowledge.analytes);
        let method = reading.method().map_or("not stated", Method::as_str);
        let mut finding = super::measured(&self.analyte, &reading, self.severity, case);
        finding.why = vec![sentence(&format!("{read} is below {limit}; the method is {method}"))];
        Some(finding)
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        found.until_newer_result(Some(self.fresh_days), &[], case)
    }
}
