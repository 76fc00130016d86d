//! Results that someone looks at, described so that a store can read these and no others.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::id::AnalyteId;
use crate::domain::report::Kind;

/// Results of one analyte, or reports of one kind, that are looked at. Reports come by whole days: what else was
/// measured on such a day is there as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultNeed {
    /// Whose days are looked at.
    pub of: NeededItem,
    /// Every day from the first to the last of each of these, both included.
    pub days: Vec<(NaiveDate, NaiveDate)>,
    /// Of the days outside of these, the newest so many up to `until`.
    pub newest: usize,
    /// The last of the newest days.
    pub until: NaiveDate,
}

/// Whose days are looked at.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NeededItem {
    /// Days with a number for this analyte in one of these units; words are no numbers.
    Analyte {
        /// The analyte.
        id: AnalyteId,
        /// Units its numbers are read in.
        units: Vec<String>,
    },
    /// Days with a report of this kind.
    Report(Kind),
}

impl ResultNeed {
    /// The days this needs of all days that have the item, in any order.
    pub fn pick(&self, days: impl IntoIterator<Item = NaiveDate>) -> BTreeSet<NaiveDate> {
        let within = |day: &NaiveDate| self.days.iter().any(|(first, last)| (first..=last).contains(&day));
        let (mut needed, others): (BTreeSet<NaiveDate>, BTreeSet<NaiveDate>) =
            days.into_iter().partition(within);
        needed.extend(others.into_iter().rev().filter(|day| *day <= self.until).take(self.newest));
        needed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_within_are_needed_and_of_the_others_the_newest() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let need = ResultNeed {
            of: NeededItem::Report(Kind::Semen),
            days: vec![(day("2025-03-01"), day("2025-03-31"))],
            newest: 2,
            until: day("2025-12-31"),
        };
        let all = ["2024-01-01", "2025-02-28", "2025-03-01", "2025-03-31", "2025-04-01", "2026-01-01"];
        let picked: Vec<String> = need.pick(all.map(day)).iter().map(ToString::to_string).collect();
        assert_eq!(picked, ["2025-02-28", "2025-03-01", "2025-03-31", "2025-04-01"]);
    }
}
