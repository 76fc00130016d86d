//! Tables of any maker: a list with a row for each result, or a grid of days and markers.
//!
//! What a column holds is told by its name and by what stands in it, for the whole column at once: the order of day
//! and month, the sign between whole and part, whose results they are. What the file does not tell is asked.

mod blocks;
mod columns;
mod context_cells;
mod days;
mod grid;
mod group;
mod heads;
mod html;
mod json_rows;
mod list;
mod map;
mod question;
mod range;
mod shape;
mod source;
mod split_cells;

use std::io;

use ::csv::{ReaderBuilder, StringRecord};

use crate::exchange::foreign::{ForeignLog, ForeignNames, ForeignPlace, ImportSpool};
use crate::exchange::{Code, Parsed, ReaderKnowledge, scrub};

pub(super) use days::{CellDay, OrderVotes, read_day_cell, read_stamp};
pub use heads::ColumnRole;
pub(super) use heads::role_of_head;
pub(super) use html::html_tables;
pub(super) use json_rows::json_lines;
pub(super) use list::read_answer;
pub use map::{ColumnMap, MapError};
pub use question::ImportQuestion;
pub(super) use range::read_range;
pub(super) use source::{TableText, spreadsheet};

use blocks::{TableBlock, find_blocks};
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

/// What one of the tables of a file came to.
enum BlockRead {
    /// Its results are in the log.
    Done,
    Asks(Vec<ImportQuestion>),
    /// What the user says of the file does not fit it.
    Refused(Parsed),
}

/// Reads the tables of a text or of the sheets of a workbook. The mapping that was used is put into `used`, for
/// keeping; what a long list holds into the spool.
pub(super) fn read_tables(
    tables: &[TableText<'_>],
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
    used: &mut ColumnMap,
    spool: Option<&mut dyn ImportSpool>,
) -> io::Result<TableRead> {
    let names = ForeignNames::new(known);
    let mut answers = answers.clone();
    let sheets = match sheets_with_results(tables, &mut answers, &names)? {
        Ok(sheets) => sheets,
        Err(read) => return Ok(read),
    };
    let mut blocks: Vec<TableBlock<'_, '_>> = sheets.blocks.into_iter().flatten().collect();
    let is_person_named = match leave_one_person(&mut blocks, &mut answers) {
        Ok(is_named) => is_named,
        Err(question) => return Ok(TableRead::Asks(vec![question])),
    };
    if blocks.is_empty() {
        return Ok(TableRead::Read(Parsed::unreadable("no table of the file is of that patient")));
    }
    if blocks.len() > 1 {
        let votes = blocks::votes_of_all(&blocks)?;
        answers.map.day_order = answers.map.day_order.or_else(|| votes.order());
    }
    let mut log = ForeignLog::new(known).spilling(spool.map(|spool| spool as &mut dyn ImportSpool));
    let mut questions: Vec<ImportQuestion> = Vec::new();
    for block in &blocks {
        let read = match &block.shape {
            TableShape::List(head) => list::read_list(&block.sheet, head, &answers, &mut log, used)?,
            TableShape::Grid(head) => grid::read_grid(&block.sheet, head, &answers, &mut log, used)?,
        };
        match read {
            BlockRead::Done => {}
            BlockRead::Asks(asked) => {
                for question in asked {
                    if !questions.contains(&question) {
                        questions.push(question);
                    }
                }
            }
            BlockRead::Refused(parsed) => return Ok(TableRead::Read(parsed)),
        }
    }
    if !questions.is_empty() {
        return Ok(TableRead::Asks(questions));
    }
    tell_of_sheets(tables, &sheets.without, &mut log);
    let mut before = blocks.iter().map(|block| block.shape.before());
    if let Some(of_woman) = before.find(|before| before.is_of_woman && !is_person_named) {
        log.doubt_woman(of_woman.person.as_deref());
    }
    Ok(TableRead::Read(log.finish()))
}

/// Says what there is to say of whole sheets, and which ones hold no results.
fn tell_of_sheets(tables: &[TableText<'_>], without: &[&str], log: &mut ForeignLog<'_>) {
    for table in tables {
        if let Some(remark) = &table.remark {
            let place =
                table.name.as_deref().map_or("the file".to_owned(), |name| format!("the sheet {name}"));
            log.remark(&scrub::line(&place), Code::NoResult, remark);
        }
    }
    if !without.is_empty() {
        let sentence =
            format!("these sheets hold no table of results and were not read: {}", without.join(", "));
        log.remark("the file", Code::OtherEntries, &scrub::line(&sentence));
    }
}

/// Leaves the tables of the person that is meant, where lines before them name people, and says whether somebody named
/// one; a question where they are of several and nobody did.
fn leave_one_person(
    blocks: &mut Vec<TableBlock<'_, '_>>,
    answers: &mut ImportAnswers,
) -> Result<bool, ImportQuestion> {
    const COLUMN: &str = "patient";
    let person = |block: &TableBlock<'_, '_>| block.shape.before().person.clone();
    let mut people: Vec<String> = Vec::new();
    for name in blocks.iter().filter_map(person) {
        if !people.contains(&name) {
            people.push(name);
        }
    }
    let is_of_woman = blocks.iter().any(|block| block.shape.before().is_of_woman);
    if people.len() < 2 && !is_of_woman {
        return Ok(false);
    }
    let Some(at) = answers.only.iter().position(|(column, _)| column.eq_ignore_ascii_case(COLUMN)) else {
        return match people.len() {
            0 | 1 => Ok(false),
            _ => Err(ImportQuestion::Person { column: COLUMN.to_owned(), people }),
        };
    };
    let wanted = answers.only.remove(at).1;
    let is_wanted = |block: &TableBlock<'_, '_>| {
        person(block).is_none_or(|name| name.trim().eq_ignore_ascii_case(wanted.trim()))
    };
    blocks.retain(is_wanted);
    Ok(true)
}

/// The sheets of a file, by whether they hold results.
struct SheetsFound<'t, 's> {
    /// The tables of each sheet that has some.
    blocks: Vec<Vec<TableBlock<'t, 's>>>,
    /// The names of the others.
    without: Vec<&'t str>,
}

/// The sheets with results. Sheets whose names may be those of people are asked about: `--where sheet=NAME` says which.
fn sheets_with_results<'t, 's>(
    tables: &'t [TableText<'s>],
    answers: &mut ImportAnswers,
    names: &ForeignNames<'_>,
) -> io::Result<Result<SheetsFound<'t, 's>, TableRead>> {
    let mut found = SheetsFound { blocks: Vec::new(), without: Vec::new() };
    let has_sheets = tables.iter().any(|table| table.name.is_some());
    let wanted =
        answers.only.iter().position(|(column, _)| has_sheets && column.eq_ignore_ascii_case("sheet"));
    let wanted = wanted.map(|at| answers.only.remove(at).1);
    let mut called: Vec<&str> = Vec::new();
    for table in tables {
        let name = table.name.as_deref().unwrap_or_default();
        if wanted.as_ref().is_some_and(|wanted| !name.trim().eq_ignore_ascii_case(wanted.trim())) {
            continue;
        }
        let mut blocks = find_blocks(table, answers, names)?;
        for block in blocks.iter_mut().filter(|_| shape::is_day(name, names.today())) {
            block.shape.say_day(name);
        }
        if let Some(year) = days::year_in(name, names.today()) {
            for block in &mut blocks {
                block.shape.say_year(year);
            }
        }
        if blocks.is_empty() {
            // A cover without a number holds nothing to miss.
            let has_digit = table.held().is_some_and(|text| text.bytes().any(|byte| byte.is_ascii_digit()));
            found.without.extend(has_digit.then_some(name));
        } else {
            found.blocks.push(blocks);
            called.push(name);
        }
    }
    if let Some(wanted) = wanted.filter(|_| called.is_empty()) {
        let all: Vec<&str> = tables.iter().filter_map(|table| table.name.as_deref()).collect();
        let sentence = format!("no sheet with results is called “{wanted}”; there are {}", all.join(", "));
        return Ok(Err(TableRead::Read(Parsed::unreadable(&scrub::line(&sentence)))));
    }
    if called.is_empty() {
        return Ok(Err(TableRead::NoTable));
    }
    if called.len() > 1 && called.iter().any(|name| !names.says_no_person(name)) {
        let people = called.iter().take(8).map(|name| (*name).to_owned()).collect();
        return Ok(Err(TableRead::Asks(vec![ImportQuestion::Sheet { sheets: people }])));
    }
    Ok(Ok(found))
}

/// The list of results that a file of JSON holds, as a table; none where it holds none.
pub(super) fn json_table(
    value: &serde_json::Value,
    known: &ReaderKnowledge<'_>,
) -> Option<TableText<'static>> {
    let names = ForeignNames::new(known);
    let keys = json_rows::JsonKeys {
        is_day: &|key| shape::is_day(key, known.today),
        is_marker: &|key| names.find(shape::split_unit(&names, key).0).is_some(),
    };
    json_rows::json_list(value, &keys)
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
    let sheet = TableSheet::whole(table, separator);
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

/// A table with its separator, and where in it is read.
#[derive(Clone, Copy)]
struct TableSheet<'t, 's> {
    table: &'t TableText<'s>,
    separator: u8,
    span: SheetSpan,
}

/// A part of a sheet: lines and columns, each from the first to before the last.
#[derive(Clone, Copy)]
struct SheetSpan {
    lines: (u32, u32),
    columns: (usize, usize),
}

impl<'t, 's> TableSheet<'t, 's> {
    /// All of a sheet.
    const fn whole(table: &'t TableText<'s>, separator: u8) -> Self {
        Self { table, separator, span: SheetSpan { lines: (0, u32::MAX), columns: (0, usize::MAX) } }
    }

    /// Calls for each row with its line and its cells; ends where the call says so.
    fn each_row(&self, mut row: impl FnMut(u32, &StringRecord) -> bool) -> io::Result<()> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.separator)
            .buffer_capacity(64 << 10)
            .from_reader(self.table.open()?);
        let mut cells = StringRecord::new();
        let (from, to) = self.span.columns;
        while reader.read_record(&mut cells)? {
            // Every row has its line end, so the reader stands on the line behind it.
            let inside = cells.as_slice().bytes().filter(|byte| *byte == b'\n').count() as u64;
            let line = reader.position().line().saturating_sub(1 + inside) as u32;
            if line >= self.span.lines.1 {
                break;
            }
            let goes_on = if line < self.span.lines.0 {
                true
            } else if (from, to) == (0, usize::MAX) {
                row(line, &cells)
            } else {
                let part: StringRecord = cells.iter().take(to).skip(from).collect();
                row(line, &part)
            };
            if !goes_on {
                break;
            }
        }
        Ok(())
    }

    fn place(&self, line: u32) -> ForeignPlace {
        ForeignPlace { sheet: self.table.label.clone(), word: self.table.word, number: line }
    }
}

/// Why a row is not read in a cell of which whole rows stand: a quote before them was never closed.
fn swallowed_rows_words(
    row: &StringRecord,
    width: usize,
    separator: u8,
    names: &ForeignNames<'_>,
) -> Option<&'static str> {
    let separator = char::from(separator);
    let is_row = |line: &str| {
        let first = line.split(separator).next().unwrap_or_default().trim();
        width > 1
            && line.matches(separator).count() + 1 >= width
            && (shape::is_day(first, names.today()) || names.find(first).is_some())
    };
    let swallows = |cell: &str| cell.contains('\n') && cell.lines().skip(1).any(is_row);
    row.iter().any(swallows).then_some(
        "a quote in this row is not closed, so the rows below it stand in one cell and were not read; close it",
    )
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::exchange::foreign::PlaceWord;

    #[test]
    fn a_part_of_one_is_no_percentage_where_the_file_does_not_tell_how_it_is_shown() {
        let rows =
            ["Date|Progressive motility (%)|Semen volume (mL)", "2024-03-14|0.28|0.9", "2024-06-20|41|2.8"];
        let known = ReaderKnowledge {
            catalog: Catalog::embedded(),
            today: chrono::NaiveDate::from_ymd_opt(2026, 11, 28).unwrap(),
            record: None,
        };
        for (hides_percent, places) in [(true, &["row 2"][..]), (false, &[])] {
            let cells = rows.iter().map(|row| row.split('|').map(str::to_owned).collect());
            let mut table = source::held_table(cells, PlaceWord::Row);
            table.hides_percent = hides_percent;
            let mut used = ColumnMap::default();
            let read = read_tables(&[table], &ImportAnswers::default(), &known, &mut used, None).unwrap();
            let TableRead::Read(parsed) = read else { panic!("it is a table") };
            let slips = parsed.diagnostics.iter().filter(|said| said.code == Code::UnitSlip);
            assert_eq!(slips.map(|said| said.place.as_str()).collect::<Vec<_>>(), places);
        }
    }
}
