//! The columns of a report's form: how wide each is, and which fold away when there is no room.

use unicode_width::UnicodeWidthStr;

use crate::domain::analyte::bare_name;
use crate::domain::quantity::shown_unit;
use crate::domain::report::{BodySide, Kind};
use crate::ui::glance::BAR;
use crate::ui::screen::entry::reading::{ReportReading, TypedRow};
use crate::ui::screen::entry::report_form::ReportForm;
use crate::ui::screen::entry::rows::{ResultRow, scan_site};
use crate::ui::state::State;

/// The widths of the columns, 0 for one that is folded away.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnWidths {
    pub(super) name: u16,
    pub(super) value: u16,
    pub(super) unit: u16,
    /// A bar of the interval with the value in it.
    pub(super) bar: u16,
    pub(super) range: u16,
    pub(super) by: u16,
    pub(super) previous: u16,
    pub(super) words: u16,
    pub(super) heading: ColumnHeading,
}

/// What stands over the columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ColumnHeading {
    pub(super) range: String,
    pub(super) wide: bool,
}

/// How wide each column is in so much room: names give way last, words and the result before first.
pub fn column_widths(form: &ReportForm, reading: &ReportReading, state: &State, room: u16) -> ColumnWidths {
    let widest = |cell: &dyn Fn(&ResultRow, &TypedRow) -> String, most: u16| -> u16 {
        let cells = form.rows.iter().enumerate().filter_map(|(at, row)| {
            let seen = reading.seen(at)?;
            Some(cell(row, seen).chars().count() as u16)
        });
        cells.max().unwrap_or(0).min(most)
    };
    let mut shown = ColumnWidths {
        name: form
            .rows
            .iter()
            .map(|row| row_name(form, row, room, state).chars().count() as u16)
            .max()
            .unwrap_or(0)
            .clamp(10, 34),
        value: form
            .rows
            .iter()
            .map(|row| row.value.text().width() as u16 + 1)
            .max()
            .unwrap_or(0)
            .clamp(VALUE, MOST_VALUE),
        unit: widest(&|_, seen| shown_unit(&seen.unit).to_owned(), 12).max(4),
        bar: BAR,
        range: widest(&|_, seen| range_text(seen), 16),
        by: widest(&|_, seen| seen.range.as_ref().map_or(String::new(), |range| range.by.clone()), 12),
        previous: widest(&|_, seen| previous_text(seen, state), 24),
        words: MOST_WORDS,
        heading: ColumnHeading { range: RANGE.to_owned(), wide: is_wide(form.kind) },
    };
    if is_wide(form.kind) {
        return ColumnWidths { bar: 0, range: 0, by: 0, previous: 0, words: 0, ..shown };
    }
    let laboratory = reading.report.laboratory.as_deref();
    let uniform = laboratory.filter(|name| {
        let others = form.rows.iter().enumerate().filter_map(|(at, _)| reading.seen(at)?.range.as_ref());
        others.clone().count() > 0 && others.clone().all(|range| range.by == *name)
    });
    if let Some(laboratory) = uniform {
        shown.heading.range = format!("range ({laboratory})");
        shown.range = shown.range.max(shown.heading.range.chars().count().min(18) as u16);
        shown.by = 0;
    }
    shown.fold(room);
    shown
}

/// The heading of intervals of several origins.
const RANGE: &str = "range";
/// Columns of a value between its brackets, and of one longer than values are.
const VALUE: u16 = 14;
const MOST_VALUE: u16 = 24;
const MOST_WORDS: u16 = 80;
/// Columns that a verdict takes: `low, -61%, beyond variation, LC-MS/MS`.
const MOST_VERDICT: u16 = 38;
/// With fewer a verdict tells less than who published the range.
const LEAST_VERDICT: u16 = 30;
/// Words narrower than this need the room of the bar.
const BESIDE_BAR: u16 = 34;
/// Words narrower than this say nothing.
const LEAST_WORDS: u16 = 16;

impl ColumnWidths {
    /// Whether the interval, or whose it is, has no column.
    pub fn lacks_range(&self) -> bool {
        self.range == 0 || (self.by == 0 && self.heading.range == RANGE)
    }

    /// Whether the result before has no column.
    pub const fn lacks_previous(&self) -> bool {
        self.previous == 0
    }

    /// Whether there is no room to say anything in the row.
    pub const fn lacks_words(&self) -> bool {
        self.words == 0
    }

    fn total(&self) -> u16 {
        let optional = [self.unit, self.bar, self.range, self.by, self.previous, self.words];
        // Margin, name, brackets, glyph.
        let fixed = 1 + self.name + 2 + self.value + 2 + 3;
        fixed + optional.iter().filter(|w| **w > 0).map(|w| w + 2).sum::<u16>()
    }

    fn fold(&mut self, room: u16) {
        let whole = self.clone();
        self.squeeze(room);
        // The bar is the first to go: sentences, intervals and results before say more.
        if self.words < BESIDE_BAR || self.by < whole.by || self.previous < whole.previous {
            *self = Self { bar: 0, ..whole };
            self.squeeze(room);
        }
    }

    /// Columns that are left for words in so much room; none where they would say nothing.
    fn words_left(&self, room: u16) -> u16 {
        let words = self.words.saturating_sub(self.total().saturating_sub(room));
        if words >= LEAST_WORDS { words } else { 0 }
    }

    fn squeeze(&mut self, room: u16) {
        let name = self.name;
        self.words = narrowed(self.words, self.total(), room, MOST_VERDICT);
        self.name = narrowed(self.name, self.total(), room, 26);
        // Who printed or published a range is told below for the row in focus; a verdict cut short is not.
        let alone = Self { by: 0, ..self.clone() };
        if self.total() > room && alone.words_left(room) >= LEAST_VERDICT {
            self.by = 0;
        }
        self.words = self.words_left(room);
        if self.total() > room {
            self.by = 0;
        }
        if self.total() > room {
            self.previous = 0;
        }
        self.value = narrowed(self.value, self.total(), room, 10);
        self.name = narrowed(self.name, self.total(), room, 18);
        self.name = narrowed(self.name, self.total(), room, 8);
        if self.total() > room {
            self.range = 0;
        }
        self.name = name.min(self.name + room.saturating_sub(self.total()));
    }
}

/// The width that makes `total` fit, but at least `least`.
fn narrowed(width: u16, total: u16, room: u16, least: u16) -> u16 {
    width.saturating_sub(total.saturating_sub(room)).max(least.min(width))
}

/// The side a row shows, in words.
const fn side_word(side: Option<BodySide>) -> &'static str {
    match side {
        Some(BodySide::Left) => " (left)",
        Some(BodySide::Right) => " (right)",
        None => "",
    }
}

/// Below so many columns the names of semen values lose what stands in parentheses.
const ROOM_FOR_NAMES: u16 = 130;

/// The name of a row; of a scan the site.
pub fn row_name(form: &ReportForm, row: &ResultRow, room: u16, state: &State) -> String {
    let whole = state.name(&row.analyte);
    if form.kind == Kind::Semen && room < ROOM_FOR_NAMES {
        return bare_name(whole).to_owned();
    }
    if !is_wide(form.kind) {
        return whole.to_owned();
    }
    let site = scan_site(&row.analyte);
    let mut letters = site.chars();
    let first = letters.next().map_or(String::new(), |c| c.to_uppercase().to_string());
    format!("{first}{}{}", letters.as_str().replace('-', " "), side_word(row.side))
}

/// The printed range of a row as its column shows it.
pub fn range_text(seen: &TypedRow) -> String {
    seen.range.as_ref().map_or(String::new(), |range| range.interval.to_string())
}

/// The result before with its day.
pub fn previous_text(seen: &TypedRow, state: &State) -> String {
    match &seen.previous {
        Some((day, quantity)) => {
            let number = || format!("{}{}", quantity.comparator.prefix(), quantity.value);
            format!("{} on {}", state.privacy().text(number), state.day(*day))
        }
        None => String::new(),
    }
}

/// The text cut to a width, an ellipsis saying so.
pub fn cut_text(text: &str, width: u16) -> String {
    if text.chars().count() <= usize::from(width) {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(usize::from(width).saturating_sub(1)).collect();
    short.push('…');
    short
}

/// Whether the values stand side by side.
const fn is_wide(kind: Kind) -> bool {
    matches!(kind, Kind::Dxa)
}
