//! androlog's CSV as spreadsheets save it, in the habits of all countries, and as those of comma countries want it.

use std::io::{self, Read};

use ::csv::{StringRecord, Terminator, WriterBuilder};
use chrono::NaiveDate;

use super::header::{CsvLayout, next_row, reader};
use crate::domain::day::DayOrder;
use crate::exchange::foreign::{CellDecimal, MarkVotes, read_number};
use crate::exchange::table::{OrderVotes, read_answer, read_day_cell};

/// Columns with a number in each cell, or a number behind a sign.
const NUMBERS: [&str; 6] =
    ["value", "canonical_value", "ref_low", "ref_high", "abstinence_days", "hours_since_dose"];

/// Columns with yes or no.
const ANSWERS: [&str; 2] = ["fasting", "complete"];

/// How a spreadsheet wrote days and numbers.
#[derive(Clone, Debug, Default)]
pub struct SheetHabits {
    mark: CellDecimal,
    votes: OrderVotes,
    order: Option<DayOrder>,
}

impl SheetHabits {
    /// The habits the cells of a text show.
    fn of(text: impl Read, layout: &CsvLayout) -> io::Result<Self> {
        let date_at = layout.place("date");
        let number_at = layout.places_of(&NUMBERS);
        let mut marks = MarkVotes::default();
        let mut habits = Self::default();
        let mut rows = reader(text, layout.separator);
        let mut cells = StringRecord::new();
        while next_row(&mut rows, &mut cells)? {
            if let Some(day) = date_at.and_then(|at| cells.get(at)) {
                habits.votes.add(day);
            }
            for cell in number_at.iter().filter_map(|at| cells.get(*at)) {
                marks.add(cell);
            }
        }
        habits.mark = marks.mark();
        habits.order = habits.votes.order();
        Ok(habits)
    }

    /// A day that can be read with the day or the month first, where no other tells which.
    pub fn open_day(&self) -> Option<&str> {
        self.votes.example.as_deref().filter(|_| self.votes.is_open())
    }

    /// The same, with the order of day and month known.
    #[must_use]
    pub fn with_order(self, order: Option<DayOrder>) -> Self {
        Self { order: order.or(self.order), ..self }
    }

    /// What turns the cells of a file into those that androlog writes.
    pub(super) fn restorer<'h>(&'h self, layout: &CsvLayout, today: NaiveDate) -> CellRestorer<'h> {
        CellRestorer {
            habits: self,
            today,
            day_at: layout.place("date"),
            number_at: layout.places_of(&NUMBERS),
            answer_at: layout.places_of(&ANSWERS),
        }
    }
}

/// Turns the cells of rows into those that androlog writes.
pub(super) struct CellRestorer<'h> {
    habits: &'h SheetHabits,
    today: NaiveDate,
    day_at: Option<usize>,
    number_at: Vec<usize>,
    answer_at: Vec<usize>,
}

impl CellRestorer<'_> {
    /// The cells as androlog writes them; what is not understood stays as it is.
    pub fn restore(&self, cells: &mut StringRecord) {
        let changed: Vec<(usize, String)> = self
            .day_at
            .iter()
            .chain(&self.number_at)
            .chain(&self.answer_at)
            .filter_map(|at| Some((*at, self.restored(*at, cells.get(*at)?)?)))
            .collect();
        if changed.is_empty() {
            return;
        }
        let cell = |(at, old)| {
            changed.iter().find(|(changed, _)| *changed == at).map_or(old, |(_, new)| new.as_str())
        };
        *cells = cells.iter().enumerate().map(cell).collect();
    }

    /// The cell as androlog writes it, where it was written otherwise.
    fn restored(&self, at: usize, cell: &str) -> Option<String> {
        if self.day_at == Some(at) {
            let day = cell.trim();
            let is_plain = day.len() == 10 && day.as_bytes().get(4) == Some(&b'-');
            let read = || read_day_cell(cell, self.habits.order, self.today);
            return if is_plain { None } else { Some(read()?.day.to_string()) };
        }
        if self.answer_at.contains(&at) {
            let is_plain = matches!(cell, "true" | "false") || cell.trim().is_empty();
            return if is_plain { None } else { Some(read_answer(cell)?.to_string()) };
        }
        if self.habits.mark != CellDecimal::Comma || !cell.contains([',', '.']) {
            return None;
        }
        let (sign, number) = split_sign(cell);
        Some(format!("{sign}{}", read_number(number, self.habits.mark)?))
    }
}

fn split_sign(cell: &str) -> (&str, &str) {
    let at = cell.find(|c: char| c.is_ascii_digit() || matches!(c, '-' | '−' | '.' | ',')).unwrap_or(0);
    cell.split_at(at)
}

/// How a text with androlog's columns was saved, which its beginning names; the usual way for a text without them.
pub fn sheet_habits(head: &str, text: impl Read) -> io::Result<SheetHabits> {
    CsvLayout::of(head).map_or_else(|_| Ok(SheetHabits::default()), |layout| SheetHabits::of(text, &layout))
}

/// An export for spreadsheets of countries that write 5,4: semicolons between cells, commas in numbers.
///
/// # Panics
/// Never: memory takes every row.
pub fn for_comma_countries(text: &str) -> String {
    let layout = CsvLayout::of(text).ok();
    let number_at: Option<Vec<usize>> =
        layout.map(|layout| NUMBERS.iter().filter_map(|column| layout.place(column)).collect());
    let mut rows = reader(text.as_bytes(), b',');
    let mut writer = WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::Any(b'\n'))
        .flexible(true)
        .from_writer(Vec::new());
    let mut cells = StringRecord::new();
    while rows.read_record(&mut cells).unwrap_or(false) {
        let row = cells.iter().enumerate().map(|(at, cell)| {
            let is_number = number_at.as_ref().is_none_or(|places| places.contains(&at)) && is_decimal(cell);
            if is_number { cell.replacen('.', ",", 1) } else { cell.to_owned() }
        });
        writer.write_record(row).expect("memory takes every row");
    }
    let bytes = writer.into_inner().expect("memory takes every row");
    String::from_utf8(bytes).expect("cells are text")
}

/// Whether a cell is a number with a point, perhaps behind a sign.
fn is_decimal(cell: &str) -> bool {
    let number = split_sign(cell).1.trim_start_matches(['-', '−']);
    let is_part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    number.split_once('.').is_some_and(|(whole, part)| is_part(whole) && is_part(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_country_gets_semicolons_and_commas_in_numbers_only() {
        let text = "date,analyte,comparator,value,unit,note\n2026-03-15,lh,=,5.4,IU/L,\"about 5.4; twice\"\n";
        assert_eq!(
            for_comma_countries(text),
            "date;analyte;comparator;value;unit;note\n2026-03-15;lh;=;5,4;IU/L;\"about 5.4; twice\"\n"
        );
        assert_eq!(
            for_comma_countries("date,lh [IU/L]\n2026-03-15,<5.4\n"),
            "date;lh [IU/L]\n2026-03-15;<5,4\n"
        );
    }
}
