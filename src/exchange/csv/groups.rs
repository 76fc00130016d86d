//! Rows to reports: rows of one report id belong together, others by day, minute, kind, specimen and laboratory.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveTime};

use crate::domain::id::EntryId;
use crate::domain::report::{Kind, Observation, Report};
use crate::domain::specimen::Specimen;
use crate::exchange::Code;
use crate::exchange::intake::IntakeRemark;

/// The reports of a file so far, in the order of their first rows.
#[derive(Default)]
pub(super) struct RowGroups {
    reports: Vec<(String, Report, Vec<u32>)>,
    by_id: HashMap<EntryId, usize>,
    by_moment: HashMap<ReportMoment, usize>,
}

/// What rows without a report id are put together by.
type ReportMoment = (NaiveDate, Option<NaiveTime>, Kind, Specimen, Option<String>);

impl RowGroups {
    /// Puts a result on the report its row describes; `head` is that report without results. Says what is odd
    /// about the row, or why it belongs to no report. A repeated analyte without an id opens another report.
    pub fn put(
        &mut self,
        place: &str,
        line: u32,
        head: Report,
        result: Option<Observation>,
    ) -> Result<PlacedRow, IntakeRemark> {
        let Some(index) = self.find(&head, result.as_ref()) else {
            self.open(place, line, head, result);
            return Ok(PlacedRow::Opened);
        };
        let (_, report, lines) = &mut self.reports[index];
        let moment = |r: &Report| (r.date, r.time, r.kind());
        if moment(report) != moment(&head) {
            return Err(IntakeRemark::new(
                Code::Unreadable,
                format!(
                    "report {} began on {} as a {} report; all its rows must have that date, time and kind",
                    report.id,
                    report.date,
                    report.kind()
                ),
            ));
        }
        let differs = says_else(report, &head);
        lines.extend(result.as_ref().map(|_| line));
        report.results.extend(result);
        Ok(if differs { PlacedRow::Differing } else { PlacedRow::Joined })
    }

    /// The reports with the place of their first row, and the lines of their results.
    pub fn into_reports(self) -> Vec<(String, Report, Vec<u32>)> {
        self.reports
    }

    fn find(&self, head: &Report, result: Option<&Observation>) -> Option<usize> {
        if !head.id.is_new() {
            return self.by_id.get(&head.id).copied();
        }
        let index = *self.by_moment.get(&moment(head))?;
        let there = &self.reports[index].1.results;
        let repeats = result.is_some_and(|new| there.iter().any(|old| old.analyte == new.analyte));
        (!repeats).then_some(index)
    }

    fn open(&mut self, place: &str, line: u32, head: Report, result: Option<Observation>) {
        let index = self.reports.len();
        if head.id.is_new() {
            self.by_moment.insert(moment(&head), index);
        } else {
            self.by_id.insert(head.id.clone(), index);
        }
        let lines = result.iter().map(|_| line).collect();
        let results = result.into_iter().collect();
        self.reports.push((place.to_owned(), Report { results, ..head }, lines));
    }
}

/// Where a row went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlacedRow {
    /// It is the first of its report.
    Opened,
    /// It joined its report.
    Joined,
    /// It joined its report and says something else about it.
    Differing,
}

fn moment(head: &Report) -> ReportMoment {
    (head.date, head.time, head.kind(), head.specimen(), head.laboratory.clone())
}

/// Whether a later row says something else about the report; saying nothing is no difference.
fn says_else(report: &Report, head: &Report) -> bool {
    let other = |first: &Option<String>, later: &Option<String>| later.is_some() && first != later;
    other(&report.laboratory, &head.laboratory)
        || other(&report.note, &head.note)
        || (report.context != head.context && !head.context.is_bare())
}
