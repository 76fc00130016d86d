//! The columns of a report's form: how wide each is, and which fold away when there is no room.

use crate::domain::quantity::shown_unit;
use crate::ui::glance::BAR;
use crate::ui::screen::entry::cells::{name, previous, range};
use crate::ui::screen::entry::grid::Grid;
use crate::ui::screen::entry::grid_view::is_wide;
use crate::ui::screen::entry::reading::Seen;
use crate::ui::screen::entry::row::Row;
use crate::ui::screen::entry::sheet::Sheet;
use crate::ui::state::State;

/// The widths of the columns, 0 for one that is folded away.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    pub(super) name: u16,
    pub(super) value: u16,
    pub(super) unit: u16,
    /// A bar of the interval with the value in it.
    pub(super) bar: u16,
    pub(super) range: u16,
    pub(super) by: u16,
    pub(super) previous: u16,
    pub(super) words: u16,
    pub(super) heading: Heading,
}

/// What stands over the columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Heading {
    pub(super) range: String,
    pub(super) wide: bool,
}

/// How wide each column is in so much room: names give way last, words and the result before first.
pub fn shown(grid: &Grid, sheet: &Sheet, state: &State, room: u16) -> Shown {
    let widest = |cell: &dyn Fn(&Row, &Seen) -> String, most: u16| -> u16 {
        let cells = grid.rows.iter().enumerate().filter_map(|(at, row)| {
            let seen = sheet.seen(at)?;
            Some(cell(row, seen).chars().count() as u16)
        });
        cells.max().unwrap_or(0).min(most)
    };
    let mut shown = Shown {
        name: grid
            .rows
            .iter()
            .map(|row| name(grid, row, room, state).chars().count() as u16)
            .max()
            .unwrap_or(0)
            .clamp(10, 34),
        value: VALUE,
        unit: widest(&|_, seen| shown_unit(&seen.unit).to_owned(), 12).max(4),
        bar: BAR,
        range: widest(&|_, seen| range(seen), 16),
        by: widest(&|_, seen| seen.range.as_ref().map_or(String::new(), |(_, by)| by.clone()), 12),
        previous: widest(&|_, seen| previous(seen, state), 24),
        words: MOST_WORDS,
        heading: Heading { range: RANGE.to_owned(), wide: is_wide(grid.kind) },
    };
    if is_wide(grid.kind) {
        return Shown { bar: 0, range: 0, by: 0, previous: 0, words: 0, ..shown };
    }
    let laboratory = sheet.report.laboratory.as_deref();
    let uniform = laboratory.filter(|name| {
        let others = grid.rows.iter().enumerate().filter_map(|(at, _)| sheet.seen(at)?.range.as_ref());
        others.clone().count() > 0 && others.clone().all(|(_, by)| by == name)
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
/// Columns of a value between its brackets.
const VALUE: u16 = 14;
const MOST_WORDS: u16 = 44;
/// Words narrower than this need the room of the bar.
const BESIDE_BAR: u16 = 34;
/// Words narrower than this say nothing.
const LEAST_WORDS: u16 = 16;

impl Shown {
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

    fn squeeze(&mut self, room: u16) {
        self.words = less(self.words, self.total(), room, 34);
        self.name = less(self.name, self.total(), room, 24);
        let excess = self.total().saturating_sub(room);
        self.words = match self.words.saturating_sub(excess) {
            words if words >= LEAST_WORDS => words,
            _ => 0,
        };
        if self.total() > room {
            self.by = 0;
        }
        if self.total() > room {
            self.previous = 0;
        }
        self.name = less(self.name, self.total(), room, 18);
        self.value = less(self.value, self.total(), room, 10);
        self.name = less(self.name, self.total(), room, 8);
        if self.total() > room {
            self.range = 0;
        }
    }
}

/// The width that makes `total` fit, but at least `least`.
fn less(width: u16, total: u16, room: u16, least: u16) -> u16 {
    width.saturating_sub(total.saturating_sub(room)).max(least.min(width))
}
