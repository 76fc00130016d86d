//! Rows to reports: rows of one report id belong together, others by day, minute, kind, specimen and laboratory.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{NaiveDate, NaiveTime};

use crate::domain::id::EntryId;
use crate::domain::report::{Kind, Observation, Report};
use crate::domain::specimen::Specimen;
use crate::exchange::Code;
use crate::exchange::intake::IntakeRemark;

/// Rows behind one another that say the same of their report.
pub(super) struct RowRun {
    /// The report with the results of the rows. A row without a result is a run of its own.
    pub report: Report,
    /// The line of each row.
    pub lines: Vec<u32>,
}

/// The reports of a file so far, in the order of their first rows.
#[derive(Default)]
pub(super) struct RowGroups {
    reports: Vec<(Report, RowLines)>,
    by_id: HashMap<EntryId, usize>,
    by_moment: HashMap<ReportMoment, usize>,
}

/// Where the rows of a report stand.
struct RowLines {
    first: u32,
    of_results: Vec<u32>,
}

/// What rows without a report id are put together by.
type ReportMoment = (NaiveDate, Option<NaiveTime>, Kind, Specimen, Option<String>);

impl RowGroups {
    /// Puts the results of rows on the report they describe, and tells of each row where it went. A repeated analyte
    /// without an id opens another report.
    pub fn put(&mut self, run: RowRun, mut tell: impl FnMut(u32, PlacedRow, &Report)) {
        let RowRun { report: mut head, lines } = run;
        let results = std::mem::take(&mut head.results);
        if results.is_empty() {
            for line in lines {
                tell(line, self.put_row(&head, line, None), &head);
            }
            return;
        }
        for (line, result) in lines.into_iter().zip(results) {
            tell(line, self.put_row(&head, line, Some(result)), &head);
        }
    }

    fn put_row(&mut self, head: &Report, line: u32, result: Option<Observation>) -> PlacedRow {
        let Some(index) = self.find(head, result.as_ref()) else {
            self.open(head, line, result);
            return PlacedRow::Opened;
        };
        let (report, lines) = &mut self.reports[index];
        let differs = says_else(report, head);
        lines.of_results.extend(result.as_ref().map(|_| line));
        report.results.extend(result);
        if differs { PlacedRow::Differing } else { PlacedRow::Joined }
    }

    /// The reports with the line of their first row, and the lines of their results.
    pub fn into_reports(self) -> impl Iterator<Item = (u32, Report, Vec<u32>)> {
        self.reports.into_iter().map(|(report, lines)| (lines.first, report, lines.of_results))
    }

    fn find(&self, head: &Report, result: Option<&Observation>) -> Option<usize> {
        if !head.id.is_new() {
            return self.by_id.get(&head.id).copied();
        }
        let index = *self.by_moment.get(&moment(head))?;
        let there = &self.reports[index].0.results;
        let repeats = result.is_some_and(|new| there.iter().any(|old| old.analyte == new.analyte));
        (!repeats).then_some(index)
    }

    fn open(&mut self, head: &Report, line: u32, result: Option<Observation>) {
        let index = self.reports.len();
        if head.id.is_new() {
            self.by_moment.insert(moment(head), index);
        } else {
            self.by_id.insert(head.id.clone(), index);
        }
        let of_results = result.iter().map(|_| line).collect();
        let results = result.into_iter().collect();
        self.reports.push((Report { results, ..head.clone() }, RowLines { first: line, of_results }));
    }
}

/// The day, minute and kind of the first row of each report id of a file: all its rows must have them.
#[derive(Default)]
pub(super) struct ReportMoments(HashMap<u64, (NaiveDate, Option<NaiveTime>, Kind)>);

impl ReportMoments {
    /// Says why a row cannot be one of the report it names. Ids are remembered by a hash, since a file may have any
    /// number of them.
    pub fn check(&mut self, head: &Report) -> Result<(), IntakeRemark> {
        if head.id.is_new() {
            return Ok(());
        }
        let mut hasher = DefaultHasher::new();
        head.id.as_str().hash(&mut hasher);
        let moment = (head.date, head.time, head.kind());
        let first = *self.0.entry(hasher.finish()).or_insert(moment);
        if first == moment {
            return Ok(());
        }
        let (id, (date, _, kind)) = (&head.id, first);
        let sentence = format!(
            "report {id} began on {date} as a {kind} report; all its rows must have that date, time and kind"
        );
        Err(IntakeRemark::new(Code::Unreadable, sentence))
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
