//! What a table may come from: text, a list in JSON, a spreadsheet. All become rows of text.

use std::io::{self, Cursor, Read};

use ::csv::WriterBuilder;
use calamine::{Data, Reader as _, Sheets, open_workbook_auto_from_rs};
use serde_json::Value;

use crate::exchange::foreign::PlaceWord;
use crate::exchange::import::TextFile;

/// A table as text.
pub(in crate::exchange) struct TableText<'s> {
    rows: TableRows<'s>,
    /// The separator, where it is known.
    pub separator: Option<u8>,
    /// What a row is called.
    pub word: PlaceWord,
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
        Self { rows: TableRows::Lying(file), separator, word: PlaceWord::Line }
    }

    fn held_rows(text: String, word: PlaceWord) -> Self {
        Self { rows: TableRows::Held(text), separator: Some(b'\t'), word }
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

/// A list of flat objects, of a file or under one key of it; the head is all their keys. Every row is an entry, the
/// head entry 0. None where there is no such list.
pub(in crate::exchange) fn json_list(value: &Value) -> Option<TableText<'static>> {
    let list = match value {
        Value::Array(list) => list,
        Value::Object(file) => {
            let lists = file.values().filter_map(Value::as_array);
            lists.filter(|list| list.iter().any(Value::is_object)).max_by_key(|list| list.len())?
        }
        _ => return None,
    };
    let mut keys: Vec<&str> = Vec::new();
    for entry in list.iter().filter_map(Value::as_object) {
        for key in entry.keys() {
            if keys.len() < MOST_COLUMNS && !keys.contains(&key.as_str()) {
                keys.push(key);
            }
        }
    }
    if keys.is_empty() {
        return None;
    }
    let heads: Vec<String> = keys.iter().map(|key| spaced(key)).collect();
    let rows = list.iter().map(|entry| keys.iter().map(|key| json_cell(entry.get(key))).collect());
    let text = tabbed(std::iter::once(heads).chain(rows));
    Some(TableText::held_rows(text, PlaceWord::Line))
}

/// Wider tables are no lists of results.
const MOST_COLUMNS: usize = 500;

/// Larger sheets than a spreadsheet program can have are damage.
const MOST_ROWS: usize = 1_100_000;

/// `rangeLow` and `range_low` as `range low`.
fn spaced(key: &str) -> String {
    let mut words = String::with_capacity(key.len() + 4);
    let mut before_is_small = false;
    for c in key.chars() {
        if c.is_uppercase() && before_is_small {
            words.push(' ');
        }
        before_is_small = c.is_lowercase() || c.is_ascii_digit();
        words.push(if c == '_' { ' ' } else { c });
    }
    words
}

fn json_cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Object(nested)) => {
            let parts = ["value", "name", "text", "display"].iter().find_map(|key| nested.get(*key));
            parts.map_or_else(String::new, |part| json_cell(Some(part)))
        }
        Some(other) => other.to_string(),
    }
}

/// The sheet of a workbook (xlsx, xls, ods) that has the most rows. A sentence where it cannot be opened.
pub(in crate::exchange) fn spreadsheet(bytes: &[u8]) -> Result<TableText<'static>, String> {
    let unreadable = |error: String| format!("the spreadsheet cannot be read: {error}");
    let mut book: Sheets<_> =
        open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| unreadable(error.to_string()))?;
    let mut best = None;
    for name in book.sheet_names().into_iter().take(20) {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let (height, width) = range.get_size();
        if height > MOST_ROWS || height.saturating_mul(width) > MOST_CELLS {
            return Err(unreadable(format!("the sheet “{name}” is too large")));
        }
        let rows = range.rows().filter(|row| row.iter().any(|cell| !matches!(cell, Data::Empty))).count();
        if best.as_ref().is_none_or(|(most, _)| rows > *most) {
            best = Some((rows, range));
        }
    }
    let (_, range) = best.ok_or_else(|| unreadable("it has no sheet".to_owned()))?;
    let above = range.start().map_or(0, |(row, _)| row as usize);
    let rows = range.rows().map(|row| row.iter().map(sheet_cell).collect());
    let blank = std::iter::repeat_n(Vec::new(), above);
    let text = tabbed(blank.chain(rows));
    Ok(TableText::held_rows(text, PlaceWord::Row))
}

const MOST_CELLS: usize = 8_000_000;

fn sheet_cell(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
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
