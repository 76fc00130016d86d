//! CSV for people: one row a report, one column an analyte and unit. It is not read back.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::id::AnalyteId;
use crate::domain::quantity::{UnitCode, bare_unit};
use crate::domain::report::{Kind, Report, Value};
use crate::exchange::csv::cell::{self, CellLines};
use crate::exchange::rows::ResultLine;

/// Columns before the analytes.
const HEAD: [&str; 6] = ["date", "time", "kind", "laboratory", "report_note", "report_id"];

/// The rows as a wide table. Columns stand by kind, analyte and unit, `estradiol [pg/mL]`; the unit of pure
/// numbers is left out. A censored value keeps its sign, a repeated one stands behind a bar, words stand in the
/// first column of their analyte. Computed values stand on the day's last report of their kind.
pub fn table(rows: &[ResultLine<'_>]) -> String {
    let mut columns = WideTableColumns::default();
    columns.add(rows);
    columns.header() + &columns.page(rows)
}

/// The columns of a wide table, once all of its rows were looked at.
#[derive(Clone, Debug, Default)]
pub struct WideTableColumns {
    numbers: BTreeSet<WideColumn>,
    /// What stands somewhere in words.
    worded: BTreeSet<(Kind, AnalyteId)>,
    /// The unit of the first number of each analyte.
    units: BTreeMap<AnalyteId, UnitCode>,
}

impl WideTableColumns {
    /// Takes in what columns some rows need, which follow those before.
    pub fn add(&mut self, rows: &[ResultLine<'_>]) {
        for row in rows {
            match &row.value {
                Value::Number(q) => {
                    let unit: UnitCode = bare_unit(&q.unit).into();
                    if !self.units.contains_key(&row.analyte) {
                        self.units.insert(row.analyte.clone(), unit.clone());
                    }
                    self.numbers.insert(WideColumn { kind: row.kind, analyte: row.analyte.clone(), unit });
                }
                Value::Words(_) => drop(self.worded.insert((row.kind, row.analyte.clone()))),
            }
        }
    }

    /// The first line of the table.
    pub fn header(&self) -> String {
        let mut text = CellLines::default();
        for head in HEAD {
            text.push(head);
        }
        for column in &self.all() {
            text.push(&cell::guard(&column.heading()));
        }
        text.end();
        text.into_text()
    }

    /// The lines of the reports of some whole days, all of whose rows were looked at.
    pub fn page(&self, rows: &[ResultLine<'_>]) -> String {
        let columns = self.all();
        let mut text = CellLines::default();
        for line in lines(rows, &self.units) {
            line.write(&columns, &mut text);
        }
        text.into_text()
    }

    fn all(&self) -> BTreeSet<WideColumn> {
        let of_words = self.worded.iter().map(|(kind, analyte)| WideColumn {
            kind: *kind,
            analyte: analyte.clone(),
            unit: self.units.get(analyte).cloned().unwrap_or_default(),
        });
        self.numbers.iter().cloned().chain(of_words).collect()
    }
}

/// One analyte in one unit; in the order of columns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct WideColumn {
    kind: Kind,
    analyte: AnalyteId,
    unit: UnitCode,
}

impl WideColumn {
    fn heading(&self) -> String {
        match &*self.unit {
            "" => self.analyte.to_string(),
            unit => format!("{} [{unit}]", self.analyte),
        }
    }
}

/// A report as one line of the table.
struct WideLine<'r> {
    report: &'r Report,
    values: BTreeMap<WideColumn, Vec<String>>,
}

impl WideLine<'_> {
    fn write(&self, columns: &BTreeSet<WideColumn>, text: &mut CellLines) {
        let report = self.report;
        let time = report.time.map(|t| t.format("%H:%M").to_string());
        text.push(&report.date.to_string());
        text.push(&time.unwrap_or_default());
        text.push(report.kind().id());
        for words in [&report.laboratory, &report.note] {
            text.push(&cell::guard(words.as_deref().unwrap_or_default()));
        }
        text.push(&cell::guard(&report.id));
        // Both are in order, and every column of the line is one of the table.
        let mut values = self.values.iter().peekable();
        for column in columns {
            match values.next_if(|(of, _)| *of == column) {
                None => text.push(""),
                Some((_, values)) if let [only] = values.as_slice() => text.push(only),
                Some((_, values)) => text.push(&values.join(" | ")),
            }
        }
        text.end();
    }
}

fn lines<'r>(rows: &[ResultLine<'r>], units: &BTreeMap<AnalyteId, UnitCode>) -> Vec<WideLine<'r>> {
    let mut lines: Vec<WideLine<'r>> = Vec::new();
    for row in rows {
        if let Some(report) = row.report()
            && lines.last().is_none_or(|line| !std::ptr::eq(line.report, report))
        {
            lines.push(WideLine { report, values: BTreeMap::new() });
        }
        let stands_on = |line: &&mut WideLine<'_>| match row.report() {
            Some(report) => std::ptr::eq(line.report, report),
            None => (line.report.date, line.report.kind()) == (row.day, row.kind),
        };
        if let Some(line) = lines.iter_mut().rev().find(stands_on) {
            let (column, text) = place(row, units);
            line.values.entry(column).or_default().push(text);
        }
    }
    lines
}

/// The column of a row and its cell. Numbers are left as they are, words are made safe for spreadsheets.
fn place(row: &ResultLine<'_>, units: &BTreeMap<AnalyteId, UnitCode>) -> (WideColumn, String) {
    let (unit, text) = match &row.value {
        Value::Number(q) => {
            let sign = if q.comparator.prefix().is_empty() { "" } else { q.comparator.sign() };
            (bare_unit(&q.unit).into(), format!("{sign}{}", q.value))
        }
        Value::Words(words) => {
            let unit = units.get(&row.analyte).cloned().unwrap_or_default();
            (unit, cell::guard_words(words).into_owned())
        }
    };
    let column = WideColumn { kind: row.kind, analyte: row.analyte.clone(), unit };
    (column, text)
}
