//! Tables whose first line names their columns: of every row name, value, unit, interval, flag and day are read,
//! whatever their order and whatever stands between them.

use std::rc::Rc;

use super::Asked;
use super::words::Line;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// The day of the sample.
    Day,
    /// What was measured; of several the one that comes first in [`NAMES`].
    Name(usize),
    /// The LOINC code of what was measured.
    Code,
    Value,
    Unit,
    Range,
    Low,
    High,
    Flag,
    /// Who was measured, for whom, and when it was told.
    Person,
    Other,
}

/// Names of columns that name what was measured, the most exact first: an order is called like one of its results.
const NAMES: [&str; 16] = [
    "analyte name",
    "analyte",
    "result name",
    "component",
    "component name",
    "code description",
    "biomarker",
    "marker",
    "parameter",
    "test name",
    "test",
    "analyse",
    "untersuchung",
    "name",
    "report description",
    "test order name",
];

fn column(head: &str) -> Column {
    let head = head.trim().trim_matches('\u{feff}').to_lowercase().replace('_', " ");
    if let Some(rank) = NAMES.iter().position(|name| *name == head) {
        return Column::Name(rank);
    }
    match head.as_str() {
        "collected date" | "collection date" | "date collected" | "collected" | "sample date"
        | "date of collection" | "date" | "datum" => Column::Day,
        "loinc code" | "loinc" => Column::Code,
        "result" | "result value" | "value" | "your result" | "ergebnis" | "wert" => Column::Value,
        "unit" | "units" | "einheit" => Column::Unit,
        "reference range" | "reference interval" | "range" | "ref range" | "normal range" | "referenz"
        | "referenzbereich" | "normbereich" => Column::Range,
        "range low" | "reference low" | "low" | "lower" | "lower limit" => Column::Low,
        "range high" | "reference high" | "high" | "upper" | "upper limit" => Column::High,
        "flag" | "flags" | "abnormal flag" => Column::Flag,
        "patient id" | "patient" | "subject" | "last name" | "first name" | "mrn" | "dob" | "sex"
        | "reported date" | "report date" | "date reported" => Column::Person,
        _ => Column::Other,
    }
}

/// A table that has begun.
struct Table {
    separator: u8,
    columns: Rc<[Column]>,
}

impl Table {
    /// The table a line begins, when it names a column of names and one of values.
    fn begun(line: &Line) -> Option<Self> {
        if line.has_digits() {
            return None;
        }
        [b',', b';', b'|'].into_iter().find_map(|separator| {
            let columns: Rc<[Column]> = cells(&line.text, separator)?.iter().map(|c| column(c)).collect();
            let is_named = columns.iter().any(|column| matches!(column, Column::Name(_)));
            let values = columns.iter().filter(|column| **column == Column::Value).count();
            (columns.len() > 2 && is_named && values == 1).then_some(Self { separator, columns })
        })
    }

    /// The cells of a row; none for a line that has not as many as there are columns.
    fn row(&self, line: &Line) -> Option<Row> {
        let cells = cells(&line.text, self.separator)?;
        (cells.len() == self.columns.len()).then(|| Row { columns: Rc::clone(&self.columns), cells })
    }
}

/// A row of a table.
struct Row {
    columns: Rc<[Column]>,
    cells: Vec<String>,
}

/// Each line, with its cells where it is a row of a table.
fn rows(lines: &[Line]) -> impl Iterator<Item = (&Line, Option<Row>)> {
    let mut table: Option<Table> = None;
    lines.iter().map(move |line| {
        if let Some(begun) = Table::begun(line) {
            table = Some(begun);
            return (line, None);
        }
        (line, table.as_ref().and_then(|table| table.row(line)))
    })
}

impl Row {
    fn cell(&self, column: Column) -> &str {
        let at = self.columns.iter().position(|other| *other == column);
        at.map_or("", |at| self.cells[at].trim())
    }

    /// What was measured, by its name; by its code where no analyte is called so.
    fn name(&self, asked: &Asked<'_>) -> String {
        let ranks = self.columns.iter().filter(|column| matches!(column, Column::Name(_)));
        let name =
            ranks.min_by_key(|column| if let Column::Name(rank) = column { *rank } else { usize::MAX });
        let name = name.map_or("", |column| self.cell(*column));
        let coded = asked.catalog.by_loinc(self.cell(Column::Code)).map(|(analyte, _)| analyte);
        match coded.filter(|_| asked.catalog.find_analyte(name).is_none()) {
            Some(analyte) => analyte.name.clone(),
            None => name.to_owned(),
        }
    }

    /// The interval, also where its limits have columns of their own.
    fn range(&self) -> String {
        match (self.cell(Column::Low), self.cell(Column::High)) {
            ("", "") => self.cell(Column::Range).to_owned(),
            (low, "") => format!("≥{low}"),
            ("", high) => format!("≤{high}"),
            (low, high) => format!("{low}-{high}"),
        }
    }

    /// The row as a line that is written in the usual order.
    fn as_line(&self, line: &Line, asked: &Asked<'_>) -> Line {
        let (name, range) = (self.name(asked), self.range());
        let mut parts =
            vec![self.cell(Column::Day), &name, self.cell(Column::Value), self.cell(Column::Unit)];
        parts.extend([range.as_str(), self.cell(Column::Flag)]);
        let others = self.columns.iter().zip(&self.cells).filter(|(column, _)| **column == Column::Other);
        parts.extend(others.map(|(_, cell)| cell.as_str()));
        Line { text: line.text.clone(), ..Line::of_cells(line.number, &parts) }
    }
}

/// The lines with the rows of tables in the usual order, their text left as it is. Rows without a value stay what
/// they are.
pub(super) fn in_order(lines: &[Line], asked: &Asked<'_>) -> Vec<Line> {
    let in_order = |(line, row): (&Line, Option<Row>)| {
        let row = row.filter(|row| !row.cell(Column::Value).is_empty());
        row.map_or_else(|| line.clone(), |row| row.as_line(line, asked))
    };
    rows(lines).map(in_order).collect()
}

/// What stands in the column for the day of the sample, row by row.
pub(super) fn days(lines: &[Line]) -> Vec<String> {
    let days = rows(lines).filter_map(|(_, row)| Some(row?.cell(Column::Day).to_owned()));
    days.filter(|day| !day.is_empty()).collect()
}

fn cells(line: &str, separator: u8) -> Option<Vec<String>> {
    if !line.as_bytes().contains(&separator) {
        return None;
    }
    let line = if separator == b'|' { line.trim_matches('|') } else { line };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(separator)
        .buffer_capacity(line.len().max(1))
        .from_reader(line.as_bytes());
    let record = reader.records().next()?.ok()?;
    Some(record.iter().map(str::to_owned).collect())
}
