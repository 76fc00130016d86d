//! Tables of any maker: a list with a row for each result, or a grid of days and markers.
//!
//! What a column holds is told by its name and by what stands in it, for the whole column at once: the order of day
//! and month, the sign between whole and part, whose results they are. What the file does not tell is asked.

mod columns;
mod days;
mod grid;
mod heads;
mod list;
mod map;
mod question;
mod shape;
mod source;

use std::io;

use ::csv::{ReaderBuilder, StringRecord};

use crate::exchange::foreign::{ForeignLog, ForeignNames, ForeignPlace, ImportSpool};
use crate::exchange::{Parsed, ReaderKnowledge};

pub(super) use days::{CellDay, OrderVotes, read_day_cell, read_stamp};
pub use heads::ColumnRole;
pub(super) use list::{read_answer, read_range};
pub use map::{ColumnMap, MapError};
pub use question::ImportQuestion;
pub(super) use source::{TableText, json_list, spreadsheet};

use shape::{TableShape, find_shape};

/// What the user says beside a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportAnswers {
    /// The day of a file that has none.
    pub on: Option<chrono::NaiveDate>,
    /// Only rows with this value in this column are taken.
    pub only: Vec<(String, String)>,
    /// What columns hold, how days are written, units and names.
    pub map: ColumnMap,
}

/// What a table came to.
pub(super) enum TableRead {
    Read(Parsed),
    /// It cannot be read before this is answered.
    Asks(Vec<ImportQuestion>),
    /// It is no table of results.
    NoTable,
}

/// Reads a table. The mapping that was used is put into `used`, for keeping; what a long list holds into the spool.
pub(super) fn read_table(
    table: &TableText<'_>,
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
    used: &mut ColumnMap,
    spool: Option<&mut dyn ImportSpool>,
) -> io::Result<TableRead> {
    let names = ForeignNames::new(known);
    let Some((separator, shape)) = find_shape(table, answers, &names)? else {
        return Ok(TableRead::NoTable);
    };
    let sheet = TableSheet { table, separator };
    match shape {
        TableShape::List(head) => {
            let log = ForeignLog::new(known).spilling(spool.map(|spool| spool as &mut dyn ImportSpool));
            list::read_list(&sheet, &head, answers, log, used)
        }
        TableShape::Grid(head) => grid::read_grid(&sheet, &head, answers, known, used),
    }
}

/// Whether a text is a table rather than the text of a report: it has a column of days, or cells between commas or
/// semicolons throughout.
pub(super) fn is_list(
    table: &TableText<'_>,
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
) -> io::Result<bool> {
    let names = ForeignNames::new(known);
    let Some((separator, shape)) = find_shape(table, answers, &names)? else { return Ok(false) };
    if table.separator.is_some() || shape.has_days() || !answers.only.is_empty() {
        return Ok(true);
    }
    let sheet = TableSheet { table, separator };
    let (mut rows, mut full) = (0, 0);
    sheet.each_row(|line, cells| {
        if line > shape.line() {
            rows += 1;
            full += usize::from(cells.len() >= 3);
        }
        rows < 200
    })?;
    Ok(matches!(separator, b',' | b';') && full * 5 >= rows * 4)
}

/// A table with its separator.
#[derive(Clone, Copy)]
struct TableSheet<'t, 's> {
    table: &'t TableText<'s>,
    separator: u8,
}

impl TableSheet<'_, '_> {
    /// Calls for each row with its line and its cells; ends where the call says so.
    fn each_row(&self, mut row: impl FnMut(u32, &StringRecord) -> bool) -> io::Result<()> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.separator)
            .buffer_capacity(64 << 10)
            .from_reader(self.table.open()?);
        let mut cells = StringRecord::new();
        while reader.read_record(&mut cells)? {
            // Every row has its line end, so the reader stands on the line behind it.
            let inside = cells.as_slice().bytes().filter(|byte| *byte == b'\n').count() as u64;
            let line = reader.position().line().saturating_sub(1 + inside);
            if !row(line as u32, &cells) {
                break;
            }
        }
        Ok(())
    }

    const fn place(&self, line: u32) -> ForeignPlace {
        ForeignPlace { word: self.table.word, number: line }
    }
}

/// Whether nothing but strokes stands in a row, as below the head of a table in Markdown.
fn is_ruler(row: &StringRecord) -> bool {
    let mut cells = row.iter().map(str::trim).filter(|cell| !cell.is_empty()).peekable();
    let is_stroke = |cell: &str| cell.len() > 1 && cell.chars().all(|c| "-=_:+*".contains(c));
    cells.peek().is_some() && cells.all(is_stroke)
}

/// The cell without blanks around it.
fn cell(cells: &StringRecord, at: usize) -> &str {
    cells.get(at).map_or("", |cell| cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}'))
}
