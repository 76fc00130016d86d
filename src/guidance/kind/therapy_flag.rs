//! A therapy that is taken at all.

use serde::Deserialize;

use crate::domain::day::long;
use crate::guidance::case::RuleCase;
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::reminder::Severity;
use crate::guidance::vocabulary::{DrugSelector, NamedThings};

/// A note that stands as long as one of the drugs is taken.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TherapyFlag {
    /// Drugs it is about.
    pub therapy: Vec<DrugSelector>,
    /// How loud its reminders are.
    pub severity: Severity,
}

impl RuleKind for TherapyFlag {
    fn placeholders(&self) -> &'static [&'static str] {
        &["anchor"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        things.drugs(&self.therapy);
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.taken(&self.therapy);
    }

    /// It speaks of a therapy, not of results.
    fn look(&self, _list: &mut LookList<'_>) {}

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, _occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        let course = case.course(&self.therapy);
        let episode = course.current()?;
        let start = episode.start();
        Some(RuleFinding {
            due: start,
            severity: Some(self.severity),
            words: vec![("anchor", long(start))],
            why: vec![format!("{} since {}.", case.drugs_of(&episode), long(start))],
            ..RuleFinding::default()
        })
    }

    fn settled(&self, _found: &RuleFinding, case: &RuleCase<'_>) -> String {
        let course = case.course(&self.therapy);
        let taken = course.current().map(|episode| case.drugs_of(&episode).to_lowercase());
        format!("It stands while {} is logged as taken.", taken.unwrap_or_default())
    }
}
