//! The way the newest sample was taken or measured. Each check has a file of its own.

mod abstinence;
mod assay;
mod drawn_late;
mod event_before;
mod method_changed;

use serde::Deserialize;

use crate::domain::day::long;
use crate::domain::id::AnalyteId;
use crate::domain::series::Reading;
use crate::guidance::case::RuleCase;
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::message;
use crate::guidance::reminder::Severity;
use crate::guidance::vocabulary::{NamedThings, WantedItem};

pub use abstinence::AbstinenceOutside;
pub use assay::AssayUnsuited;
pub use drawn_late::DrawnAtOrAfter;
pub use event_before::EventBefore;
pub use method_changed::MethodChanged;

/// What is looked at in the newest sample: the `check` of a rule.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "check", rename_all = "kebab-case")]
pub enum SampleQuality {
    /// The newest semen sample followed fewer or more days of abstinence.
    AbstinenceOutside(AbstinenceOutside),
    /// The newest result was drawn late in the day.
    DrawnAtOrAfter(DrawnAtOrAfter),
    /// The newest result is low for the way it was measured.
    AssayUnsuited(AssayUnsuited),
    /// The newest two days were measured by other methods or laboratories.
    MethodChanged(MethodChanged),
    /// Something was logged before the newest result that may have disturbed it.
    EventBefore(EventBefore),
}

impl SampleQuality {
    fn check_kind(&self) -> &dyn RuleKind {
        match self {
            Self::AbstinenceOutside(check) => check,
            Self::DrawnAtOrAfter(check) => check,
            Self::AssayUnsuited(check) => check,
            Self::MethodChanged(check) => check,
            Self::EventBefore(check) => check,
        }
    }
}

impl RuleKind for SampleQuality {
    fn placeholders(&self) -> &'static [&'static str] {
        self.check_kind().placeholders()
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        self.check_kind().name_things(things);
    }

    fn check(&self, faults: &mut RuleFaults) {
        self.check_kind().check(faults);
    }

    fn look(&self, list: &mut LookList<'_>) {
        self.check_kind().look(list);
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        self.check_kind().evaluate(case, occasion)
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        self.check_kind().settled(found, case)
    }

    fn is_about_a_draw(&self) -> bool {
        !matches!(self, Self::AbstinenceOutside(_))
    }
}

/// A finding about how one result was measured.
fn measured(
    analyte: &AnalyteId,
    reading: &Reading<'_>,
    severity: Severity,
    case: &RuleCase<'_>,
) -> RuleFinding {
    let item = WantedItem::Analyte(analyte.clone());
    RuleFinding {
        due: reading.day,
        severity: Some(severity),
        words: vec![
            ("analyte", message::analyte(analyte, case.knowledge.analytes)),
            ("date", long(reading.day)),
            ("value", message::value(reading, analyte, case.knowledge)),
        ],
        evidence: vec![case.evidence(&item, reading.day)],
        ..RuleFinding::about([item.id()])
    }
}
