//! Results before a change of therapy against those after it had time to act.

use std::collections::BTreeMap;
use std::ops::Range;

use chrono::{Days, NaiveDate};

use crate::domain::cycle::{TherapyTurn, turns};
use crate::domain::id::DrugId;
use crate::domain::record::Record;
use crate::domain::regimen::Drug;
use crate::domain::report::Kind;
use crate::domain::response::SETTLED_DAYS;
use crate::domain::semen::SPERM_CYCLE_DAYS;
use crate::domain::series::Reading;

/// One change of therapy, and which readings of an analyte lie before and after it.
#[derive(Clone, Debug, PartialEq)]
pub struct BeforeAfter<'r> {
    /// What changed, by day; changes closer to each other than the time they need are one.
    pub turns: Vec<TherapyTurn<'r>>,
    /// Days from the last of them until a result counts.
    pub lag: u64,
    /// Places of the readings before: none earlier than its own lag after the change before this one.
    pub before: Range<usize>,
    /// Places of the readings after, up to the change that follows.
    pub after: Range<usize>,
}

/// Days until a result of this kind shows a change of therapy: [`SETTLED_DAYS`] for blood, one sperm cycle for
/// semen; none is known for scans and body measures.
pub const fn lag(kind: Kind) -> Option<u64> {
    match kind {
        Kind::Blood => Some(SETTLED_DAYS),
        Kind::Semen => Some(SPERM_CYCLE_DAYS),
        Kind::Dxa | Kind::Body => None,
    }
}

/// Every change of therapy, by day.
fn all_turns(record: &Record) -> Vec<TherapyTurn<'_>> {
    let mut all: Vec<TherapyTurn<'_>> = record.regimens().iter().flat_map(turns).collect();
    all.sort_by_key(|turn| turn.day);
    all
}

/// The days on which a therapy changed, each once.
pub fn days_of_change(record: &Record) -> Vec<NaiveDate> {
    let mut days: Vec<NaiveDate> = all_turns(record).iter().map(|turn| turn.day).collect();
    days.dedup();
    days
}

/// The last day up to a day on which the therapy with a drug of a class changed.
pub fn last_change(record: &Record, drugs: &BTreeMap<DrugId, Drug>, until: NaiveDate) -> Option<NaiveDate> {
    let newest_first = all_turns(record).into_iter().rev();
    newest_first.filter(|turn| turn.acts(drugs)).map(|turn| turn.day).find(|day| *day <= until)
}

/// The readings, oldest first, of one kind around the change of therapy on a day; none where nothing changed
/// then, or the kind has no lag. A sample of the day of a change was drawn before it. What changed of a drug of no
/// class bounds neither side, unless it is the change itself.
pub fn around<'r>(
    record: &'r Record,
    drugs: &BTreeMap<DrugId, Drug>,
    readings: &[Reading<'_>],
    kind: Kind,
    day: NaiveDate,
) -> Option<BeforeAfter<'r>> {
    let lag = lag(kind)?;
    let mut all = all_turns(record);
    all.retain(|turn| turn.acts(drugs) || turn.day == day);
    let chosen = all.iter().position(|turn| turn.day == day)?;
    let apart = |pair: &[TherapyTurn<'_>]| (pair[1].day - pair[0].day).num_days() >= lag.cast_signed();
    let from = (0..chosen).rev().find(|at| apart(&all[*at..=at + 1])).map_or(0, |at| at + 1);
    let to = (chosen..all.len() - 1).find(|at| apart(&all[*at..=at + 1])).unwrap_or(all.len() - 1);
    let place = |until: NaiveDate| readings.partition_point(|reading| reading.day < until);
    let settled = |turn: &TherapyTurn<'_>| place(turn.day + Days::new(lag));
    let drawn_by = |turn: &TherapyTurn<'_>| place(turn.day + Days::new(1));
    let before_from = from.checked_sub(1).map_or(0, |at| settled(&all[at]));
    let before_to = drawn_by(&all[from]);
    let after_from = settled(&all[to]);
    let after_to = all.get(to + 1).map_or(readings.len(), drawn_by);
    Some(BeforeAfter {
        turns: all[from..=to].to_vec(),
        lag,
        before: before_from.min(before_to)..before_to,
        after: after_from..after_to.max(after_from),
    })
}

impl BeforeAfter<'_> {
    /// The first day that belongs to the change.
    pub fn first(&self) -> NaiveDate {
        self.turns[0].day
    }

    /// The first day on which a result counts as after it.
    pub fn counts_from(&self) -> NaiveDate {
        self.turns[self.turns.len() - 1].day + Days::new(self.lag)
    }

    /// First and last day of what is compared: from the first reading before to the last one after.
    pub fn days(&self, readings: &[Reading<'_>]) -> (NaiveDate, NaiveDate) {
        let (first, last) = (self.first(), self.counts_from());
        let before = readings[self.before.clone()].first();
        let after = readings[self.after.clone()].last();
        (before.map_or(first, |r| r.day.min(first)), after.map_or(last, |r| r.day.max(last)))
    }

    /// How many readings lie in the time the change needs; they count on neither side.
    pub fn settling(&self) -> usize {
        self.after.start.saturating_sub(self.before.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::change::Entry;
    use crate::domain::fixture::{analytes, day, drugs, regimen, report};
    use crate::domain::regimen::Regimen;
    use crate::domain::series::readings;

    fn split(
        regimens: &[Regimen],
        days: &[&str],
        id: &str,
        on: &str,
    ) -> Option<(usize, Vec<String>, usize, Vec<String>)> {
        let reports = days.iter().map(|date| Entry::Report(report(date, &[(id, "20")])));
        let record = Record::whole(regimens.iter().cloned().map(Entry::Regimen).chain(reports));
        let analytes = analytes();
        let readings = readings(&record, &analytes, id);
        let kind = analytes.get(id).unwrap().kind;
        let found = around(&record, &drugs(), &readings, kind, day(on))?;
        let days = |range: Range<usize>| readings[range].iter().map(|r| r.day.to_string()).collect();
        Some((found.turns.len(), days(found.before.clone()), found.settling(), days(found.after)))
    }

    #[test]
    fn hormones_count_after_28_days_and_semen_after_72() {
        let started = [regimen("anastrozole", "2026-01-05", "", &[("2026-01-05", "1")])];
        let days = [
            "2025-06-01",
            "2026-01-05",
            "2026-01-06",
            "2026-02-01",
            "2026-02-02",
            "2026-03-17",
            "2026-03-18",
        ];
        let (_, before, settling, after) = split(&started, &days, "estradiol", "2026-01-05").unwrap();
        assert_eq!((before.len(), settling), (2, 2), "{before:?}");
        assert_eq!(after, ["2026-02-02", "2026-03-17", "2026-03-18"]);
        let (_, before, settling, after) =
            split(&started, &days, "sperm-concentration", "2026-01-05").unwrap();
        assert_eq!((before.len(), settling), (2, 4));
        assert_eq!(after, ["2026-03-18"]);
        assert_eq!(split(&started, &days, "bmd-total-hip", "2026-01-05"), None);
        assert_eq!(split(&started, &days, "estradiol", "2026-01-06"), None);
    }

    #[test]
    fn the_last_change_is_of_a_drug_that_acts_and_not_to_come() {
        let stops = regimen("anastrozole", "2026-01-05", "2026-06-01", &[]);
        let zinc = regimen("zinc", "2026-02-01", "", &[]);
        for (regimens, until, found) in [
            (&[stops.clone(), zinc.clone()][..], "2026-03-14", Some("2026-01-05")),
            (&[stops.clone(), zinc.clone()], "2026-06-01", Some("2026-06-01")),
            (&[stops], "2026-01-04", None),
            (&[zinc], "2026-03-14", None),
        ] {
            let record = Record::whole(regimens.iter().cloned().map(Entry::Regimen));
            assert_eq!(last_change(&record, &drugs(), day(until)), found.map(day), "{regimens:?} {until}");
        }
    }

    #[test]
    fn other_changes_bound_both_sides_and_close_ones_are_one_change() {
        let days = [
            "2025-01-10",
            "2025-02-10",
            "2025-05-01",
            "2025-06-01",
            "2025-07-01",
            "2025-08-01",
            "2025-09-01",
        ];
        let doses = [("2025-01-01", "1"), ("2025-06-01", "2"), ("2025-08-15", "3")];
        let apart = [regimen("anastrozole", "2025-01-01", "", &doses)];
        let found = split(&apart, &days, "estradiol", "2025-06-01").unwrap();
        let expected = (1, 3, 0, vec!["2025-07-01".to_owned(), "2025-08-01".to_owned()]);
        assert_eq!((found.0, found.1.len(), found.2, found.3), expected);
        // A vitamin bounds nothing, and can be looked at itself.
        let with_zinc = [apart[0].clone(), regimen("zinc", "2025-06-10", "", &[])];
        assert_eq!(
            split(&with_zinc, &days, "estradiol", "2025-06-01"),
            split(&apart, &days, "estradiol", "2025-06-01")
        );
        assert_eq!(split(&with_zinc, &days, "estradiol", "2025-06-10").unwrap().0, 2);
        // One drug for another within a day; the 28 days run from the later one.
        let switched = [
            regimen("clomiphene", "2024-01-01", "2025-05-31", &[]),
            regimen("anastrozole", "2025-06-04", "", &[]),
        ];
        let found = split(&switched, &days, "estradiol", "2025-06-04").unwrap();
        assert_eq!((found.0, found.1.len(), found.2), (2, 3, 2));
        assert_eq!(found.3, ["2025-08-01", "2025-09-01"]);
        assert_eq!(split(&switched, &days, "estradiol", "2025-05-31").unwrap().3, found.3);
    }
}
