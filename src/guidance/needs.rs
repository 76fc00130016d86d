//! What of a record rules need: one that holds these days, these symptoms and all that is neither gives the same reminders
//! as the whole.

use chrono::NaiveDate;

use crate::domain::need::RecordNeeds;
use crate::domain::regimen::Regimen;
use crate::guidance::RuleKnowledge;
use crate::guidance::look::LookList;
use crate::guidance::rule::Rule;

/// What these rules look at on a day, for a user who took these drugs.
pub fn needs(
    rules: &[Rule],
    known: &RuleKnowledge<'_>,
    regimens: &[Regimen],
    today: NaiveDate,
) -> RecordNeeds {
    let mut list = LookList::new(*known, regimens, today);
    for rule in rules.iter().filter(|rule| rule.enabled) {
        rule.look(&mut list);
    }
    list.into_needs()
}
