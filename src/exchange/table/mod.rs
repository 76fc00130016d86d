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

use ::csv::{Reader, ReaderBuilder, StringRecord};

use crate::exchange::foreign::{ForeignNames, ForeignPlace};
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

/// Reads a table. The mapping that was used is put into `used`, for keeping.
pub(super) fn read_table(
    table: &TableText,
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
    used: &mut ColumnMap,
) -> TableRead {
    let names = ForeignNames::new(known);
    let Some((separator, shape)) = find_shape(table, answers, &names) else { return TableRead::NoTable };
    let sheet = TableSheet { text: &table.text, separator, word: table.word };
    match shape {
        TableShape::List(head) => list::read_list(&sheet, &head, answers, known, used),
        TableShape::Grid(head) => grid::read_grid(&sheet, &head, answers, known, used),
    }
}

/// Whether a text is a table rather than the text of a report: it has a column of days, or cells between commas or
/// semicolons throughout.
pub(super) fn is_list(table: &TableText, answers: &ImportAnswers, known: &ReaderKnowledge<'_>) -> bool {
    let names = ForeignNames::new(known);
    let Some((separator, shape)) = find_shape(table, answers, &names) else { return false };
    if table.separator.is_some() || shape.has_days() || !answers.only.is_empty() {
        return true;
    }
    let sheet = TableSheet { text: &table.text, separator, word: table.word };
    let (mut rows, mut full) = (0, 0);
    sheet.each_row(|line, cells| {
        if line > shape.line() {
            rows += 1;
            full += usize::from(cells.len() >= 3);
        }
        rows < 200
    });
    matches!(separator, b',' | b';') && full * 5 >= rows * 4
}

/// A table with its separator.
#[derive(Clone, Copy)]
struct TableSheet<'t> {
    text: &'t str,
    separator: u8,
    word: &'static str,
}

impl TableSheet<'_> {
    /// Calls for each row with its line and its cells; ends where the call says so.
    fn each_row(&self, mut row: impl FnMut(u32, &StringRecord) -> bool) {
        let mut rows = table_reader(self.text, self.separator);
        let mut cells = StringRecord::new();
        while rows.read_record(&mut cells).unwrap_or(false) {
            if !row(line_of(self.text, &cells), &cells) {
                return;
            }
        }
    }

    const fn place(&self, line: u32) -> ForeignPlace {
        ForeignPlace { word: self.word, number: line }
    }
}

/// A reader over rows of any number of cells.
fn table_reader(text: &str, separator: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes())
}

/// The line a row begins on. The reader counts a row from the blank lines before it.
fn line_of(text: &str, cells: &StringRecord) -> u32 {
    let (start, line) = cells.position().map_or((0, 1), |p| (p.byte() as usize, p.line()));
    let blank = text.as_bytes().iter().skip(start).take_while(|b| **b == b'\n').count();
    (line + blank as u64) as u32
}

/// The cell without blanks around it.
fn cell(cells: &StringRecord, at: usize) -> &str {
    cells.get(at).map_or("", |cell| cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}'))
}
