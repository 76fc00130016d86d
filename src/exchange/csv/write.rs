//! Results to rows.

use chrono::{NaiveDate, NaiveTime, Timelike};

use crate::domain::context::FieldValue;
use crate::domain::decimal::Decimal;
use crate::domain::interval::Interval;
use crate::domain::judgement::Origin;
use crate::domain::record::Record;
use crate::domain::report::{BodySide, Observation, Report, Value};
use crate::exchange::csv::cell::CellLines;
use crate::exchange::csv::columns::fields;
use crate::exchange::csv::{COMPUTED, cell, columns, more_columns};
use crate::exchange::rows::{self, ResultLine, RowLens, RowOrder, RowOrigin, Selection};

/// The selected results of a record, oldest first, as a file [`super::read()`] takes back to equal reports when
/// values are shown as entered and nothing is left out by the selection.
pub fn export(record: &Record, lens: RowLens<'_>, selection: &Selection) -> String {
    let selection = Selection { order: RowOrder::OldestFirst, ..selection.clone() };
    let rows = rows::rows(record, lens, &selection);
    let needs_rare = rows.iter().any(needs_more) || empty(record, &selection).any(needs_more_of);
    let width = if needs_rare { CsvWidth::WithRare } else { CsvWidth::Usual };
    header(width) + &page_of(record, &rows, &selection, width)
}

/// Which columns a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CsvWidth {
    /// Those of every file.
    Usual,
    /// Also those that only few reports need.
    WithRare,
}

/// The first line of a file.
pub fn header(width: CsvWidth) -> String {
    let mut sheet = CsvWriter::new(width);
    columns().chain(more_columns()).for_each(|column| sheet.push_field(column));
    sheet.lines.end();
    sheet.lines.into_text()
}

/// The lines of the reports of some whole days, which follow those of the days before.
pub fn page(record: &Record, lens: RowLens<'_>, selection: &Selection, width: CsvWidth) -> String {
    let selection = Selection { order: RowOrder::OldestFirst, ..selection.clone() };
    page_of(record, &rows::rows(record, lens, &selection), &selection, width)
}

fn page_of(record: &Record, rows: &[ResultLine<'_>], selection: &Selection, width: CsvWidth) -> String {
    let mut sheet = CsvWriter::new(width);
    let mut empty = empty(record, selection).peekable();
    for row in rows {
        while let Some(report) = empty.next_if(|e| stands_before(record, e, row)) {
            sheet.empty(report);
        }
        sheet.row(row);
    }
    for report in empty {
        sheet.empty(report);
    }
    sheet.lines.into_text()
}

/// The selected reports without results.
fn empty<'r>(record: &'r Record, selection: &Selection) -> impl Iterator<Item = &'r Report> {
    let is_selected = |r: &&Report| r.results.is_empty() && selection.analyte.is_none() && selection.takes(r);
    record.reports().iter().filter(is_selected)
}

/// These rows in their order, for `list --csv`.
pub fn table(rows: &[ResultLine<'_>]) -> String {
    let width = if rows.iter().any(needs_more) { CsvWidth::WithRare } else { CsvWidth::Usual };
    let mut sheet = CsvWriter::new(width);
    for row in rows {
        sheet.row(row);
    }
    header(width) + &sheet.lines.into_text()
}

/// Reports of one minute keep their order of entry, which only their place in the record tells.
fn stands_before(record: &Record, empty: &Report, row: &ResultLine<'_>) -> bool {
    let Some(report) = row.report() else {
        return empty.date <= row.day;
    };
    let moment = |r: &Report| (r.date, r.time);
    if moment(empty) != moment(report) {
        return moment(empty) < moment(report);
    }
    let first = record.reports().iter().find(|r| std::ptr::eq(*r, empty) || std::ptr::eq(*r, report));
    first.is_some_and(|r| std::ptr::eq(r, empty))
}

fn needs_more(row: &ResultLine<'_>) -> bool {
    let on_result = |r: &Observation| r.side.is_some() || r.assay.is_some();
    row.result().is_some_and(on_result) || row.report().is_some_and(needs_more_of)
}

fn needs_more_of(report: &Report) -> bool {
    report.source.is_some() || fields(false).any(|field| report.context.get(field).is_some())
}

/// Lines of a file that are being written, cell by cell.
struct CsvWriter {
    lines: CellLines,
    /// So many cells of a row are written; those behind them are of no use in this file.
    shown: usize,
    /// The moment of the last row, as it is written.
    moment: (NaiveDate, Option<NaiveTime>),
    moment_cells: [String; 2],
}

impl CsvWriter {
    fn new(width: CsvWidth) -> Self {
        let more = if width == CsvWidth::WithRare { more_columns().count() } else { 0 };
        let moment = (NaiveDate::MIN, None);
        let shown = columns().count() + more;
        Self { lines: CellLines::default(), shown, moment, moment_cells: Default::default() }
    }

    fn row(&mut self, row: &ResultLine<'_>) {
        self.push_moment(row.day, row.time());
        self.push_field(row.kind.id());
        self.push_field(&cell::guard(row.analyte_id()));
        self.push_field(&cell::guard(&row.name));
        value(self, &row.value);
        let canonical = row.canonical.as_ref();
        self.push_field(&canonical.map(|(value, _)| value.to_string()).unwrap_or_default());
        self.push_field(canonical.map_or("", |(_, unit)| unit));
        self.push_field(row.judgement.interpretation.id());
        reference(self, row);
        text(self, row.laboratory());
        match row.from {
            RowOrigin::Report(report, result) => {
                text(self, result.method.as_deref());
                text(self, result.flag.as_deref());
                said(self, report, true);
                text(self, result.note.as_deref());
                text(self, report.note.as_deref());
                text(self, Some(&report.id));
                self.push_field(result.side.map_or("", BodySide::id));
                text(self, result.assay.as_deref());
                said(self, report, false);
                source(self, report);
            }
            RowOrigin::Formula(words) => {
                text(self, Some("calculated"));
                blank(self, 1 + fields(true).count());
                text(self, Some(&format!("{COMPUTED}{words}")));
                blank(self, 2 + more_columns().count());
            }
        }
        self.lines.end();
    }

    /// A report without results: what stands beside results, and nothing of them.
    fn empty(&mut self, report: &Report) {
        self.push_moment(report.date, report.time);
        self.push_field(report.kind().id());
        blank(self, 11);
        text(self, report.laboratory.as_deref());
        blank(self, 2);
        said(self, report, true);
        blank(self, 1);
        text(self, report.note.as_deref());
        text(self, Some(&report.id));
        blank(self, 2);
        said(self, report, false);
        source(self, report);
        self.lines.end();
    }

    /// The day and the time, which most rows have in common with the one before.
    fn push_moment(&mut self, day: NaiveDate, time: Option<NaiveTime>) {
        if self.moment != (day, time) {
            let minute = |time: NaiveTime| format!("{:02}:{:02}", time.hour(), time.minute());
            self.moment = (day, time);
            self.moment_cells = [day.to_string(), time.map(minute).unwrap_or_default()];
        }
        let cells = std::mem::take(&mut self.moment_cells);
        for cell in &cells {
            self.push_field(cell);
        }
        self.moment_cells = cells;
    }

    fn push_field(&mut self, cell: &str) {
        if self.lines.written() < self.shown {
            self.lines.push(cell);
        }
    }
}

/// What the report says of itself: in the columns of every file, or in those of few.
fn said(cells: &mut CsvWriter, report: &Report, always: bool) {
    for field in fields(always) {
        match report.context.get(field) {
            None => cells.push_field(""),
            Some(FieldValue::Answer(yes)) => cells.push_field(if *yes { "true" } else { "false" }),
            Some(FieldValue::Amount(number)) => cells.push_field(number.as_str()),
            Some(other) => text(cells, Some(&other.typed())),
        }
    }
}

fn source(cells: &mut CsvWriter, report: &Report) {
    let source = report.source.as_ref();
    text(cells, source.map(|source| source.path.as_str()));
    cells.push_field(source.map_or("", |source| source.sha256.as_str()));
}

fn value(cells: &mut CsvWriter, value: &Value) {
    match value {
        Value::Number(quantity) => {
            cells.push_field(quantity.comparator.sign());
            cells.push_field(quantity.value.as_str());
            cells.push_field(&cell::guard(&quantity.unit));
        }
        Value::Words(words) => {
            blank(cells, 1);
            cells.push_field(&cell::guard_words(words));
            blank(cells, 1);
        }
    }
}

/// The interval that judges the value; else the laboratory's own one that could not (beside words). Limits that the
/// laboratory printed the wrong way round judge nothing and are kept all the same, in the unit they were printed in.
fn reference(cells: &mut CsvWriter, row: &ResultLine<'_>) {
    let printed = row.result().and_then(|result| Some((result.reference.as_deref()?, result)));
    let inverted = printed.filter(|(interval, result)| interval.is_inverted() && result.value == row.value);
    let applied = row.judgement.applied.as_ref().map(|a| (&a.interval, a.origin));
    let of_the_lab = |(interval, _): (_, &_)| (interval, Origin::Lab);
    let shown = inverted.map(of_the_lab).or(applied).or_else(|| printed.map(of_the_lab));
    let Some((Interval { low, high, .. }, origin)) = shown else {
        return blank(cells, 3);
    };
    cells.push_field(low.as_ref().map_or("", Decimal::as_str));
    cells.push_field(high.as_ref().map_or("", Decimal::as_str));
    cells.push_field(origin.id());
}

fn text(cells: &mut CsvWriter, text: Option<&str>) {
    cells.push_field(&cell::guard(text.unwrap_or_default()));
}

fn blank(cells: &mut CsvWriter, count: usize) {
    for _ in 0..count {
        cells.push_field("");
    }
}
