//! Which reminders one blood draw, sample or scan settles together.

use chrono::NaiveDate;

use crate::domain::report::Kind;
use crate::guidance::case::RuleCase;
use crate::guidance::due_date::after;
use crate::guidance::finding::RuleFinding;
use crate::guidance::reminder::Reminder;
use crate::guidance::rule::Rule;

/// Reminders due within so many days of each other are one errand.
const ERRAND_DAYS: i64 = 7;

/// Reminders that one visit settles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand {
    /// The report that comes of it.
    pub kind: Kind,
    /// Places in the list it was made of, two or more.
    pub places: Vec<usize>,
}

impl Errand {
    /// The words for what settles reminders together, for example `one blood draw`.
    pub const fn words(&self) -> &'static str {
        match self.kind {
            Kind::Blood => "one blood draw",
            Kind::Semen => "one semen sample",
            Kind::Dxa => "one DXA scan",
            Kind::Body => "one measuring",
        }
    }
}

/// The errands among reminders: those that ask for the same kind of report, due within `ERRAND_DAYS` of each other.
/// What is due already counts as due today. Each reminder is in one of them at most.
pub fn errands<'r>(reminders: impl IntoIterator<Item = &'r Reminder>, today: NaiveDate) -> Vec<Errand> {
    let reminders: Vec<&Reminder> = reminders.into_iter().collect();
    let mut errands: Vec<Errand> = Vec::new();
    for kind in Kind::ALL {
        let of_kind = |place: &usize| reminders[*place].settlement.errand == Some(kind);
        let mut places: Vec<usize> = (0..reminders.len()).filter(of_kind).collect();
        let day = |place: usize| reminders[place].due.max(today);
        places.sort_by_key(|place| day(*place));
        while let Some(first) = places.first().copied() {
            let last = after(day(first), ERRAND_DAYS);
            let together = places.partition_point(|place| day(*place) <= last);
            let mut group: Vec<usize> = places.drain(..together).collect();
            group.sort_unstable();
            if group.len() > 1 {
                errands.push(Errand { kind, places: group });
            }
        }
    }
    errands
}

/// The kind of report that settles a test which is owed, when one made today can; none for findings, milestones and
/// symptoms.
pub(super) fn errand(rule: &Rule, finding: &RuleFinding, case: &RuleCase<'_>) -> Option<Kind> {
    let is_test = rule.trigger.kind().asks_for_a_test(finding, case);
    let item = finding.items.first().filter(|_| is_test)?;
    Kind::from_id(item).or_else(|| case.knowledge.analytes.get(item).map(|analyte| analyte.kind))
}
