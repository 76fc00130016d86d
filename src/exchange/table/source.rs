//! What a table may come from: text, a list in JSON, a spreadsheet. All become rows of text.

use std::borrow::Cow;
use std::io::{self, Cursor, Read};
use std::rc::Rc;

use ::csv::WriterBuilder;
use calamine::{Data, Range, Reader as _, Sheets, open_workbook_auto_from_rs};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::exchange::foreign::{PlaceWord, short_number};
use crate::exchange::import::TextFile;
use crate::exchange::scrub;

/// A table as text.
pub(in crate::exchange) struct TableText<'s> {
    rows: TableRows<'s>,
    /// The separator, where it is known.
    pub separator: Option<u8>,
    /// What a row is called.
    pub word: PlaceWord,
    /// What the sheet of a workbook is called.
    pub name: Option<String>,
    /// The same where the workbook has several, so that a place says in which it is.
    pub label: Option<Rc<str>>,
    /// What there is to say of it beside what its rows say.
    pub remark: Option<String>,
    /// Whether it keeps to itself which of its numbers are shown as percentages, so that 0.28 may be 28 %.
    pub hides_percent: bool,
}

/// Where the rows of a table are.
enum TableRows<'s> {
    Held(String),
    /// Too many to be held, perhaps.
    Lying(TextFile<'s>),
}

impl<'s> TableText<'s> {
    /// A text file that begins so, perhaps with a first line `sep=;`.
    pub fn of_file(file: TextFile<'s>, head: &str) -> Self {
        let first = head.lines().next().unwrap_or_default().trim();
        let said = first.strip_prefix("sep=").or_else(|| first.strip_prefix("\"sep="));
        let separator = said.and_then(|rest| rest.bytes().next()).filter(|b| b",;\t|".contains(b));
        Self {
            rows: TableRows::Lying(file),
            separator,
            word: PlaceWord::Line,
            name: None,
            label: None,
            remark: None,
            hides_percent: false,
        }
    }

    fn held_rows(text: String, word: PlaceWord) -> Self {
        let separator = Some(b'\t');
        Self {
            rows: TableRows::Held(text),
            separator,
            word,
            name: None,
            label: None,
            remark: None,
            hides_percent: false,
        }
    }

    /// The text from its beginning, every line with its end.
    pub fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(match &self.rows {
            TableRows::Held(text) => Box::new(text.as_bytes().chain(&b"\n"[..])),
            TableRows::Lying(file) => Box::new(file.open()?),
        })
    }

    /// The text, where it is held.
    pub fn held(&self) -> Option<&str> {
        match &self.rows {
            TableRows::Held(text) => Some(text),
            TableRows::Lying(_) => None,
        }
    }

    /// The file it lies in.
    pub fn into_file(self) -> Option<TextFile<'s>> {
        match self.rows {
            TableRows::Held(_) => None,
            TableRows::Lying(file) => Some(file),
        }
    }
}

/// Some rows as a table of tabs.
pub(super) fn held_table(rows: impl Iterator<Item = Vec<String>>, word: PlaceWord) -> TableText<'static> {
    TableText::held_rows(tabbed(rows), word)
}

/// Larger sheets than a spreadsheet program can have are damage.
const MOST_ROWS: usize = 1_100_000;

/// More sheets than people keep are no workbook of results.
const MOST_SHEETS: usize = 60;

/// The sheets of a workbook (xlsx, xls, ods) in which something stands. A sentence where it cannot be opened.
pub(in crate::exchange) fn spreadsheet(bytes: &[u8]) -> Result<Vec<TableText<'static>>, String> {
    let unreadable = |error: String| format!("the spreadsheet cannot be read: {error}");
    let bytes = percent_as_words(bytes);
    let mut book: Sheets<_> =
        open_workbook_auto_from_rs(Cursor::new(&*bytes)).map_err(|error| unreadable(error.to_string()))?;
    let mut sheets = Vec::new();
    let names = book.sheet_names();
    if names.len() > MOST_SHEETS {
        return Err(unreadable(format!(
            "it has {} sheets, and no more than {MOST_SHEETS} are read; save those with results as a file of their own",
            names.len()
        )));
    }
    for name in names {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let (height, width) = range.get_size();
        if height > MOST_ROWS || height.saturating_mul(width) > MOST_CELLS {
            return Err(unreadable(format!("the sheet “{name}” is too large")));
        }
        if range.rows().flatten().all(|cell| matches!(cell, Data::Empty)) {
            continue;
        }
        let (first_row, first_column) = range.start().unwrap_or_default();
        let styles = book.worksheet_style(&name).ok();
        let shows_percent = |place: CellPlace| {
            let format = styles.as_ref()?.get(place)?.number_format.as_ref()?;
            Some(shows_percent(&format.format_code))
        };
        let cell_at = |row: usize, column: usize, cell: &Data| {
            let place = (first_row + row as u32, first_column + column as u32);
            sheet_cell(cell, shows_percent(place).unwrap_or(false))
        };
        let cells = |(at, row): (usize, &[Data])| -> Vec<String> {
            row.iter().enumerate().map(|(column, cell)| cell_at(at, column, cell)).collect()
        };
        let mut rows: Vec<Vec<String>> = range.rows().enumerate().map(cells).collect();
        for merged in merged_downwards(&mut book, &name) {
            fill_down(&mut rows, (first_row, first_column), merged);
        }
        let remark = formulas_without_result(&mut book, &name, &range);
        let hides_percent = matches!(book, Sheets::Xls(_) | Sheets::Xlsb(_));
        let blank = std::iter::repeat_n(Vec::new(), first_row as usize);
        let table = TableText::held_rows(tabbed(blank.chain(rows)), PlaceWord::Row);
        sheets.push(TableText { name: Some(name), remark, hides_percent, ..table });
    }
    if sheets.len() > 1 {
        for sheet in &mut sheets {
            sheet.label = sheet.name.as_deref().map(|name| scrub::line(name).into());
        }
    }
    if sheets.is_empty() { Err(unreadable("it has no sheet".to_owned())) } else { Ok(sheets) }
}

type Book<'b> = Sheets<Cursor<&'b [u8]>>;

/// A sentence on cells whose formula was never computed: programs that make workbooks leave that to who opens them.
fn formulas_without_result(book: &mut Book<'_>, sheet: &str, range: &Range<Data>) -> Option<String> {
    let Sheets::Xlsx(book) = book else { return None };
    let formulas = book.worksheet_formula(sheet).ok()?;
    let (above, before) = formulas.start()?;
    let is_open = |(row, column, formula): &(usize, usize, &String)| {
        let place = (above + *row as u32, before + *column as u32);
        !formula.is_empty() && matches!(range.get_value(place), None | Some(Data::Empty))
    };
    let mut open = formulas.used_cells().filter(is_open);
    let (first, ..) = open.next()?;
    let count = open.count() + 1;
    let cells = if count == 1 { "one cell holds a formula" } else { "cells hold formulas" };
    Some(format!(
        "{cells} without a result, the first in row {}, and what it would be was not read; open the file in a \
         spreadsheet program, save it there and import it again",
        above as usize + first + 1
    ))
}

/// A row and a column, counted from 0.
type CellPlace = (u32, u32);

/// Whether a number format has a percent sign that is not text in quotes.
fn shows_percent(format: &str) -> bool {
    format.split('"').step_by(2).any(|plain| plain.replace("\\%", "").contains('%'))
}

/// The cells of one column that are merged into one, as a day is over the rows of its results: the first and the last.
fn merged_downwards(book: &mut Book<'_>, sheet: &str) -> Vec<(CellPlace, CellPlace)> {
    let merged = match book {
        Sheets::Xlsx(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
        Sheets::Xls(book) => book.merge_cells_by_sheet_name(sheet).unwrap_or_default(),
        _ => Vec::new(),
    };
    let ends = merged.into_iter().map(|merged| (merged.start, merged.end));
    ends.filter(|(first, last)| first.1 == last.1 && first.0 < last.0).take(MOST_MERGED).collect()
}

const MOST_MERGED: usize = 10_000;

/// Writes what stands in the first of some merged cells into those below it.
fn fill_down(rows: &mut [Vec<String>], (above, before): CellPlace, (first, last): (CellPlace, CellPlace)) {
    let Some(column) = first.1.checked_sub(before).map(|column| column as usize) else { return };
    let Some(top) = first.0.checked_sub(above).map(|row| row as usize) else { return };
    let Some(text) = rows.get(top).and_then(|row| row.get(column)).cloned() else { return };
    let height = (last.0 - first.0) as usize;
    for row in rows.iter_mut().skip(top + 1).take(height) {
        if let Some(cell) = row.get_mut(column).filter(|cell| cell.is_empty()) {
            cell.clone_from(&text);
        }
    }
}

/// A workbook of the other family (ods) in which a percentage is the words that are shown, because its number alone is a
/// hundredth of them; any other workbook as it is.
fn percent_as_words(bytes: &[u8]) -> Cow<'_, [u8]> {
    rewritten(bytes).map_or(Cow::Borrowed(bytes), Cow::Owned)
}

fn rewritten(bytes: &[u8]) -> Option<Vec<u8>> {
    const PERCENT: &str = "office:value-type=\"percentage\"";
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut content = String::new();
    let size = MOST_CONTENT;
    archive.by_name("content.xml").ok()?.take(size).read_to_string(&mut content).ok()?;
    if !content.contains(PERCENT) || content.len() as u64 >= size {
        return None;
    }
    let mut words = String::with_capacity(content.len());
    for (at, piece) in content.split('<').enumerate() {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        words.push_str(if at == 0 { "" } else { "<" });
        if tag.contains(PERCENT) {
            words.push_str(&without_value(&tag.replace(PERCENT, "office:value-type=\"string\"")));
            words.push('>');
            words.push_str(text);
        } else {
            words.push_str(piece);
        }
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).ok()?;
        let name = file.name().ok()?.into_owned();
        if name != "mimetype"
            && name != "content.xml"
            && name != "META-INF/manifest.xml"
            && name != "styles.xml"
        {
            continue;
        }
        zip.start_file(name.as_str(), SimpleFileOptions::default()).ok()?;
        if name == "content.xml" {
            io::Write::write_all(&mut zip, words.as_bytes()).ok()?;
        } else {
            io::copy(&mut file.by_ref().take(size), &mut zip).ok()?;
        }
    }
    Some(zip.finish().ok()?.into_inner())
}

/// The beginning of an element without its number, so that its words count.
fn without_value(tag: &str) -> String {
    const VALUE: &str = " office:value=\"";
    let Some((before, rest)) = tag.split_once(VALUE) else { return tag.to_owned() };
    let behind = rest.split_once('"').map_or("", |(_, behind)| behind);
    format!("{before}{behind}")
}

/// The text of a workbook is not longer.
const MOST_CONTENT: u64 = 256 << 20;

const MOST_CELLS: usize = 8_000_000;

fn sheet_cell(cell: &Data, is_percent: bool) -> String {
    match cell {
        Data::Float(number) if is_percent => percent(&number.to_string()),
        Data::Int(number) if is_percent => percent(&number.to_string()),
        Data::Empty => String::new(),
        // `#DIV/0!` is no number, and is told of where one should stand.
        Data::Error(error) => error.to_string(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Bool(yes) => yes.to_string(),
        Data::DateTime(stamp) => {
            let (year, month, day, hour, minute, second, _) = stamp.to_ymd_hms_milli();
            if stamp.as_f64() < 1.0 {
                format!("{hour:02}:{minute:02}")
            } else if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
            }
        }
    }
}

/// A hundred times a number, with the sign it is shown with.
fn percent(number: &str) -> String {
    let whole = short_number(number).and_then(|number| {
        let digits = number.as_str().split_once('.').map_or(0, |(_, part)| part.len().saturating_sub(2));
        short_number(&format!("{:.digits$}", number.value() * 100.0))
    });
    whole.map_or_else(|| number.to_owned(), |whole| format!("{whole}%"))
}

/// Rows as text with tabs; a blank row stays a blank line, so that lines are rows.
fn tabbed(rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = Vec::new();
    for row in rows {
        if row.iter().any(|cell| !cell.is_empty()) {
            let mut writer = WriterBuilder::new().delimiter(b'\t').flexible(true).from_writer(&mut text);
            let cells = row.iter().map(|cell| cell.replace(['\n', '\r'], " "));
            writer.write_record(cells).expect("memory takes every row");
            writer.flush().expect("memory takes every row");
        } else {
            text.push(b'\n');
        }
    }
    String::from_utf8(text).expect("cells are text")
}
