//! CSV for people: one row a report, one column an analyte and unit. Like a table of any other maker it is read back
//! without ranges and methods.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::domain::context::{ContextField, FieldValue};
use crate::domain::id::AnalyteId;
use crate::domain::quantity::{UnitCode, bare_unit};
use crate::domain::report::{Kind, Report, Value};
use crate::exchange::csv::cell::{self, CellLines};
use crate::exchange::rows::ResultLine;

/// Columns before the analytes.
const HEAD: [&str; 6] = ["date", "time", "kind", "laboratory", "report_note", "report_id"];

/// How many fields only reports of one kind have.
const CONTEXTS: usize = <ContextField as strum::EnumCount>::COUNT;

/// The rows as a wide table. Behind what every report has stand the fields that some report fills. Columns stand by
/// kind, analyte and unit, `estradiol [pg/mL]`; the unit of pure numbers is left out. A censored value keeps its sign, a
/// repeated one stands behind a bar, words stand in the first column of their analyte. Computed values stand on the
/// day's last report of their kind.
pub fn table(rows: &[ResultLine<'_>]) -> String {
    let mut columns = WideTableColumns::default();
    let lines = columns.take(rows);
    columns.header() + &columns.text(&lines)
}

/// The columns of a wide table, which are all known when its last row was taken. Until then its lines wait.
#[derive(Debug, Default)]
pub struct WideTableColumns {
    /// In the order in which they were first needed.
    seen: Vec<WideColumn>,
    /// Where in these those of an analyte are.
    places: HashMap<AnalyteId, Vec<u32>>,
    /// The unit of the first number of each analyte.
    units: BTreeMap<AnalyteId, UnitCode>,
    /// Which fields of a report have a column, in their order.
    contexts: [bool; CONTEXTS],
}

/// One analyte in one unit, or in words; in the order of columns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct WideColumn {
    kind: Kind,
    analyte: AnalyteId,
    /// None where it is said in words, which have no unit.
    unit: Option<UnitCode>,
}

/// A report as a line of the table, before it is known which columns there are.
#[derive(Debug, Serialize, Deserialize)]
pub struct WideLine {
    head: [String; HEAD.len()],
    /// What the report says of its fields, in their order; empty where it says nothing.
    contexts: [String; CONTEXTS],
    /// What stands in it, by the column in which it was seen.
    cells: Vec<(u32, String)>,
}

impl WideTableColumns {
    /// Takes in what columns the rows of some whole days need, which follow those before, and makes their lines.
    pub fn take(&mut self, rows: &[ResultLine<'_>]) -> Vec<WideLine> {
        let mut lines: Vec<(&Report, WideLine)> = Vec::new();
        for row in rows {
            if let Some(report) = row.report()
                && lines.last().is_none_or(|(last, _)| !std::ptr::eq(*last, report))
            {
                let line = WideLine::of(report);
                for (is_said, text) in self.contexts.iter_mut().zip(&line.contexts) {
                    *is_said |= !text.is_empty();
                }
                lines.push((report, line));
            }
            let stands_on = |(of, _): &&mut (&Report, WideLine)| match row.report() {
                Some(report) => std::ptr::eq(*of, report),
                None => (of.date, of.kind()) == (row.day, row.kind),
            };
            let cell = self.cell(row);
            if let Some((_, line)) = lines.iter_mut().rev().find(stands_on) {
                line.cells.push(cell);
            }
        }
        lines.into_iter().map(|(_, line)| line).collect()
    }

    /// The first line of the table.
    pub fn header(&self) -> String {
        let mut text = CellLines::default();
        for head in HEAD {
            text.push(head);
        }
        for (field, _) in ContextField::all().zip(self.contexts).filter(|(_, is_said)| *is_said) {
            text.push(field.row().key);
        }
        for column in &self.in_order() {
            text.push(&cell::guard(&column.heading()));
        }
        text.end();
        text.into_text()
    }

    /// Some lines of the table.
    pub fn text(&self, lines: &[WideLine]) -> String {
        let columns: Vec<WideColumn> = self.in_order().into_iter().collect();
        let place = |seen| columns.binary_search(&self.shown(seen)).expect("each that was seen is shown");
        let places: Vec<usize> = self.seen.iter().map(place).collect();
        let mut text = CellLines::default();
        for line in lines {
            for head in &line.head {
                text.push(head);
            }
            for (said, _) in line.contexts.iter().zip(self.contexts).filter(|(_, is_said)| *is_said) {
                text.push(said);
            }
            let mut cells = vec![String::new(); columns.len()];
            for (seen, value) in &line.cells {
                let cell = &mut cells[places[*seen as usize]];
                let bar = if cell.is_empty() { "" } else { " | " };
                cell.extend([bar, value]);
            }
            for cell in &cells {
                text.push(cell);
            }
            text.end();
        }
        text.into_text()
    }

    fn in_order(&self) -> BTreeSet<WideColumn> {
        self.seen.iter().map(|seen| self.shown(seen)).collect()
    }

    /// The column in which is shown what was seen in one.
    fn shown(&self, seen: &WideColumn) -> WideColumn {
        let first = || self.units.get(&seen.analyte).cloned().unwrap_or_default();
        WideColumn { unit: Some(seen.unit.clone().unwrap_or_else(first)), ..seen.clone() }
    }

    /// The column of a row and its cell. Numbers are left as they are, words are made safe for spreadsheets.
    fn cell(&mut self, row: &ResultLine<'_>) -> (u32, String) {
        let (unit, text) = match &row.value {
            Value::Number(q) => {
                let sign = if q.comparator.prefix().is_empty() { "" } else { q.comparator.sign() };
                (Some(bare_unit(&q.unit)), format!("{sign}{}", q.value))
            }
            Value::Words(words) => (None, cell::guard_words(words).into_owned()),
        };
        (self.place(row, unit), text)
    }

    fn place(&mut self, row: &ResultLine<'_>, unit: Option<&str>) -> u32 {
        let is_meant = |column: &WideColumn| column.kind == row.kind && column.unit.as_deref() == unit;
        let known = self.places.get(&row.analyte).map_or(&[][..], Vec::as_slice);
        if let Some(place) = known.iter().find(|place| is_meant(&self.seen[**place as usize])) {
            return *place;
        }
        let (place, analyte, unit) = (self.seen.len() as u32, row.analyte.clone(), unit.map(UnitCode::new));
        if let Some(unit) = unit.as_ref().filter(|_| !self.units.contains_key(&analyte)) {
            self.units.insert(analyte.clone(), unit.clone());
        }
        self.places.entry(analyte.clone()).or_default().push(place);
        self.seen.push(WideColumn { kind: row.kind, analyte, unit });
        place
    }
}

impl WideColumn {
    fn heading(&self) -> String {
        match self.unit.as_deref() {
            None | Some("") => self.analyte.to_string(),
            Some(unit) => format!("{} [{unit}]", self.analyte),
        }
    }
}

impl WideLine {
    fn of(report: &Report) -> Self {
        let time = report.time.map(|time| time.format("%H:%M").to_string());
        let guarded = |words: Option<&str>| cell::guard(words.unwrap_or_default()).into_owned();
        let head = [
            report.date.to_string(),
            time.unwrap_or_default(),
            report.kind().id().to_owned(),
            guarded(report.laboratory.as_deref()),
            guarded(report.note.as_deref()),
            guarded(Some(&report.id)),
        ];
        let said = |field| report.context.get(field).map(FieldValue::typed);
        let mut contexts: [String; CONTEXTS] = Default::default();
        for (cell, text) in contexts.iter_mut().zip(ContextField::all().map(said)) {
            *cell = guarded(text.as_deref());
        }
        Self { head, contexts, cells: Vec::new() }
    }
}
