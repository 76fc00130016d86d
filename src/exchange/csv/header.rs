//! Which separator a file has and where its columns stand.

use std::collections::HashMap;
use std::io::{self, Read};

use ::csv::{Reader, ReaderBuilder, StringRecord};

use crate::exchange::csv::{cell, columns, more_columns};
use crate::exchange::scrub;

/// The columns of a file by name.
#[derive(Debug)]
pub(super) struct CsvLayout {
    pub separator: u8,
    places: HashMap<&'static str, usize>,
    width: usize,
    /// Headings of no meaning here.
    pub foreign: Vec<String>,
}

/// The first line is no header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the first line must name the columns, at least date, analyte, value and unit; \
     a csv-wide export is for spreadsheets and cannot be read back"
)]
pub(super) struct NoColumns;

impl CsvLayout {
    /// Reads the header with the separator that makes most sense of it.
    pub fn of(text: &str) -> Result<Self, NoColumns> {
        let layouts = [b',', b';', b'\t'].map(|separator| Self::with(text, separator));
        let best = layouts.into_iter().max_by_key(|layout| layout.places.len());
        let layout = best.filter(|layout| layout.has("date") && layout.has("value"));
        layout.filter(|layout| layout.has("analyte") || layout.has("name")).ok_or(NoColumns)
    }

    fn with(text: &str, separator: u8) -> Self {
        let mut header = StringRecord::new();
        let found = reader(text.as_bytes(), separator).read_record(&mut header).unwrap_or(false);
        let mut layout = Self {
            separator,
            places: HashMap::new(),
            width: if found { header.len() } else { 0 },
            foreign: Vec::new(),
        };
        for (place, heading) in header.iter().enumerate() {
            let name = heading.trim().to_lowercase();
            match columns().chain(more_columns()).find(|column| *column == name) {
                Some(column) if !layout.has(column) => drop(layout.places.insert(column, place)),
                _ if name.is_empty() => {}
                _ => layout.foreign.push(heading.trim().to_owned()),
            }
        }
        layout
    }

    /// Whether a column is there.
    pub fn has(&self, column: &str) -> bool {
        self.places.contains_key(column)
    }

    /// Where a column stands.
    pub fn place(&self, column: &str) -> Option<usize> {
        self.places.get(column).copied()
    }

    /// Where those of these columns stand that are there.
    pub fn places_of(&self, columns: &[&str]) -> Vec<usize> {
        columns.iter().filter_map(|column| self.place(column)).collect()
    }
}

/// A reader over a text; rows may have any number of cells.
pub(super) fn reader<R: Read>(text: R, separator: u8) -> Reader<R> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .buffer_capacity(BUFFER_BYTES)
        .from_reader(text)
}

const BUFFER_BYTES: usize = 64 << 10;

/// The next row, or none at the end of the file. What is no text cannot stand here: the file was decoded.
pub(super) fn next_row<R: Read>(rows: &mut Reader<R>, cells: &mut StringRecord) -> io::Result<bool> {
    match rows.read_record(cells) {
        Ok(found) => Ok(found),
        Err(error) => match error.into_kind() {
            ::csv::ErrorKind::Io(error) => Err(error),
            _ => Ok(false),
        },
    }
}

/// One row of a file.
#[derive(Clone, Copy)]
pub(super) struct CsvLine<'a> {
    pub cells: &'a StringRecord,
    pub layout: &'a CsvLayout,
}

impl<'a> CsvLine<'a> {
    /// The cell as it stands.
    pub fn raw(&self, column: &str) -> &'a str {
        let place = self.layout.places.get(column);
        place.and_then(|place| self.cells.get(*place)).unwrap_or_default()
    }

    /// The cell without blanks around it; none when nothing is in it.
    pub fn plain(&self, column: &str) -> Option<&'a str> {
        Some(self.raw(column).trim()).filter(|cell| !cell.is_empty())
    }

    /// Text of one line, unguarded and clean.
    pub fn text(&self, column: &str) -> Option<String> {
        let text = scrub::line(cell::unguard(self.raw(column)));
        (!text.is_empty()).then(|| text.into_owned())
    }

    /// Text of several lines, unguarded and clean.
    pub fn long_text(&self, column: &str) -> Option<String> {
        let text = scrub::text(cell::unguard(self.raw(column)));
        (!text.is_empty()).then(|| text.into_owned())
    }

    /// Whether nothing is in any cell.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }

    /// Whether cells stand beyond the last heading, as after a comma that should have been quoted.
    pub fn overflows(&self) -> bool {
        self.cells.iter().skip(self.layout.width).any(|cell| !cell.trim().is_empty())
    }

    /// Whether control characters are in it.
    pub fn is_dirty(&self) -> bool {
        scrub::loses(self.cells.as_slice())
    }
}
