//! The latest result of each analyte, and the one before that it is set against.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::domain::derived;
use crate::domain::id::AnalyteId;
use crate::domain::record::Record;
use crate::domain::report::Kind;
use crate::exchange::rows::{ComputedRows, ResultLine, RowLens, Selection, rows};

/// The results of a record up to a day, looked up day by day: a page tells of a few of them.
#[derive(Clone, Copy)]
pub(super) struct LatestResults<'r, 'a> {
    pub record: &'r Record,
    pub lens: RowLens<'a>,
    pub today: NaiveDate,
}

impl<'r, 'a> LatestResults<'r, 'a> {
    /// What was measured in blood, the latest first.
    pub fn of_blood(self) -> Vec<AnalyteId> {
        let mut ids: Vec<AnalyteId> = Vec::new();
        for report in self.record.reports_of(Kind::Blood).rev().filter(|report| report.date <= self.today) {
            for id in report.results.iter().rev().map(|result| report.series(result)) {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        ids
    }

    /// Those of some series that have a result, each once.
    pub fn measured(self, wanted: &[AnalyteId]) -> Vec<AnalyteId> {
        let mut ids: Vec<AnalyteId> = Vec::new();
        for id in wanted {
            if !ids.contains(id) && self.series(id).latest().is_some() {
                ids.push(id.clone());
            }
        }
        ids
    }

    /// The results of one of them.
    pub fn series(self, id: &AnalyteId) -> SeriesResults<'r, 'a, '_> {
        SeriesResults { results: self, id, days: self.days(id) }
    }

    /// The last day that can be a baseline: that on which the oldest drug of today was begun, else today.
    fn baseline_until(self) -> NaiveDate {
        let taken = self.record.regimens().iter().filter(|regimen| regimen.covers(self.today));
        taken.map(|regimen| regimen.start).min().unwrap_or(self.today)
    }

    /// The days on which a series was measured or may be computed.
    fn days(self, id: &AnalyteId) -> BTreeSet<NaiveDate> {
        let measured = self.record.results_until(id, self.today).map(|(report, _)| report.date);
        let computed = derived::days(self.record, id).into_iter().filter(|day| *day <= self.today);
        measured.chain(computed).collect()
    }
}

/// The results of one series.
pub(super) struct SeriesResults<'r, 'a, 'i> {
    results: LatestResults<'r, 'a>,
    id: &'i AnalyteId,
    /// Those on which it was measured or may be computed.
    days: BTreeSet<NaiveDate>,
}

impl<'r> SeriesResults<'r, '_, '_> {
    /// The newest of them.
    pub fn latest(&self) -> Option<ResultLine<'r>> {
        self.days.iter().rev().find_map(|day| self.on(*day).pop())
    }

    /// The last result before a day that was measured before the therapy of today; without one the first of all.
    pub fn baseline(&self, before: NaiveDate) -> Option<ResultLine<'r>> {
        let start = self.results.baseline_until();
        let older = || self.days.range(..before);
        let untreated = older().rev().filter(|day| **day <= start);
        let first = || older().find_map(|day| self.on(*day).into_iter().next());
        untreated.into_iter().find_map(|day| self.on(*day).pop()).or_else(first)
    }

    fn on(&self, day: NaiveDate) -> Vec<ResultLine<'r>> {
        let selection = Selection {
            since: Some(day),
            until: Some(day),
            analyte: Some(self.id.clone()),
            computed: ComputedRows::Usual,
            ..Selection::default()
        };
        rows(self.results.record, self.results.lens, &selection)
    }
}
