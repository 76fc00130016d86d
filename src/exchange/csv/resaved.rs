//! androlog's CSV as spreadsheets save it, in the habits of all countries, and as those of comma countries want it.

use ::csv::{StringRecord, Terminator, WriterBuilder};
use chrono::NaiveDate;

use super::header::{CsvLayout, reader};
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
    pub(super) fn of(text: &str, layout: &CsvLayout) -> Self {
        let mut marks = MarkVotes::default();
        let mut habits = Self::default();
        let mut rows = reader(text, layout.separator);
        let mut cells = StringRecord::new();
        while rows.read_record(&mut cells).unwrap_or(false) {
            if let Some(day) = layout.place("date").and_then(|at| cells.get(at)) {
                habits.votes.add(day);
            }
            for cell in NUMBERS.iter().filter_map(|column| cells.get(layout.place(column)?)) {
                marks.add(cell);
            }
        }
        habits.mark = marks.mark();
        habits.order = habits.votes.order();
        habits
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

    /// The cells as androlog writes them; what is not understood stays as it is.
    pub(super) fn restore(&self, cells: &mut StringRecord, layout: &CsvLayout, today: NaiveDate) {
        let is_plain_day = |cell: &str| cell.len() == 10 && cell.as_bytes().get(4) == Some(&b'-');
        let day_at = layout.place("date");
        let number_at: Vec<usize> = NUMBERS.iter().filter_map(|column| layout.place(column)).collect();
        let answer_at: Vec<usize> = ANSWERS.iter().filter_map(|column| layout.place(column)).collect();
        let restored = |(at, cell): (usize, &str)| -> Option<String> {
            if day_at == Some(at) && !is_plain_day(cell.trim()) {
                return Some(read_day_cell(cell, self.order, today)?.day.to_string());
            }
            if number_at.contains(&at) && self.mark == CellDecimal::Comma && cell.contains([',', '.']) {
                let (sign, number) = split_sign(cell);
                return Some(format!("{sign}{}", read_number(number, self.mark)?));
            }
            if answer_at.contains(&at) && !cell.trim().is_empty() {
                return Some(read_answer(cell)?.to_string());
            }
            None
        };
        let changed: Vec<Option<String>> = cells.iter().enumerate().map(restored).collect();
        if changed.iter().any(Option::is_some) {
            let position = cells.position().cloned();
            let mut new: StringRecord =
                changed.iter().zip(cells.iter()).map(|(new, old)| new.as_deref().unwrap_or(old)).collect();
            new.set_position(position);
            *cells = new;
        }
    }
}

fn split_sign(cell: &str) -> (&str, &str) {
    let at = cell.find(|c: char| c.is_ascii_digit() || matches!(c, '-' | '−' | '.' | ',')).unwrap_or(0);
    cell.split_at(at)
}

/// How a text with androlog's columns was saved; none for a text without them.
pub fn sheet_habits(text: &str) -> Option<SheetHabits> {
    CsvLayout::of(text).ok().map(|layout| SheetHabits::of(text, &layout))
}

/// An export for spreadsheets of countries that write 5,4: semicolons between cells, commas in numbers.
///
/// # Panics
/// Never: memory takes every row.
pub fn for_comma_countries(text: &str) -> String {
    let layout = CsvLayout::of(text).ok();
    let number_at: Option<Vec<usize>> =
        layout.map(|layout| NUMBERS.iter().filter_map(|column| layout.place(column)).collect());
    let mut rows = reader(text, b',');
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
