//! How the rows of a report's form are drawn, in columns that fold away when there is no room.

use ratatui::style::Style;

use crate::domain::interval::Interpretation;
use crate::domain::quantity::shown_unit;
use crate::domain::report::Kind;
use crate::ui::action::Action;
use crate::ui::screen::entry::grid::{Focus, Grid};
use crate::ui::screen::entry::grid_view::{Page, is_wide};
use crate::ui::screen::entry::reading::{Entered, Seen};
use crate::ui::screen::entry::row::Row;
use crate::ui::screen::entry::sheet::Sheet;
use crate::ui::screen::entry::{dxa, head, live, semen};
use crate::ui::state::{HIDDEN, State};

/// The widths of the columns, 0 for one that is folded away.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    name: u16,
    value: u16,
    unit: u16,
    range: u16,
    by: u16,
    previous: u16,
    words: u16,
    heading: Heading,
}

/// What stands over the columns.
#[derive(Clone, Debug, Default, PartialEq)]
struct Heading {
    range: String,
    wide: bool,
}

/// One line of the rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// Rows side by side, from a place, so many.
    Rows(usize, usize),
    /// The field that adds a row.
    Add,
    /// An analyte that was found, and whether it is the one that is taken.
    Found(String, bool),
    /// A pasted line that was not understood.
    Left(String),
}

/// The lines of the rows, from the first.
pub fn lines(grid: &Grid, state: &State) -> Vec<Line> {
    let columns = grid.columns();
    let mut lines: Vec<Line> = (0..grid.rows.len())
        .step_by(columns)
        .map(|from| Line::Rows(from, columns.min(grid.rows.len() - from)))
        .collect();
    if grid.takes_more() {
        lines.push(Line::Add);
    }
    if grid.focus == Focus::Add && !grid.add.is_empty() {
        let found = grid.found(state);
        let taken = grid.pick.min(found.len().saturating_sub(1));
        let found = found.iter().enumerate();
        lines.extend(found.map(|(n, id)| Line::Found(state.name(id).to_owned(), n == taken)));
    }
    lines.extend(grid.left.iter().cloned().map(Line::Left));
    lines
}

/// The line in focus.
pub fn line_of(grid: &Grid) -> usize {
    let rows = grid.rows.len().div_ceil(grid.columns());
    match grid.focus {
        Focus::Head(_) => 0,
        Focus::Value(at) => at / grid.columns(),
        // The analytes found stand below the field.
        Focus::Add if !grid.add.is_empty() => rows + 1 + grid.pick,
        Focus::Add | Focus::Note => rows,
    }
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
        range: widest(&|_, seen| range(seen), 16),
        by: widest(
            &|_, seen| seen.range.as_ref().map_or(String::new(), |(_, by)| by.clone()),
            12,
        ),
        previous: widest(&|_, seen| previous(seen, state), 24),
        words: MOST_WORDS,
        heading: Heading {
            range: RANGE.to_owned(),
            wide: is_wide(grid.kind),
        },
    };
    if is_wide(grid.kind) {
        return Shown {
            range: 0,
            by: 0,
            previous: 0,
            words: 0,
            ..shown
        };
    }
    let laboratory = sheet.report.laboratory.as_deref();
    let uniform = laboratory.filter(|name| {
        let others = grid
            .rows
            .iter()
            .enumerate()
            .filter_map(|(at, _)| sheet.seen(at)?.range.as_ref());
        others.clone().count() > 0 && others.clone().all(|(_, by)| by == name)
    });
    if let Some(laboratory) = uniform {
        shown.heading.range = format!("range ({laboratory})");
        shown.range = shown
            .range
            .max(shown.heading.range.chars().count().min(18) as u16);
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
        let optional = [self.unit, self.range, self.by, self.previous, self.words];
        // Margin, name, brackets, glyph.
        let fixed = 1 + self.name + 2 + self.value + 2 + 3;
        fixed + optional.iter().filter(|w| **w > 0).map(|w| w + 2).sum::<u16>()
    }

    fn fold(&mut self, room: u16) {
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
        self.value = less(self.value, self.total(), room, 8);
        self.name = less(self.name, self.total(), room, 8);
        if self.total() > room {
            self.range = 0;
        }
    }
}

/// The width that makes `total` fit, but at least `least`.
fn less(width: u16, total: u16, room: u16, least: u16) -> u16 {
    width
        .saturating_sub(total.saturating_sub(room))
        .max(least.min(width))
}

/// Draws what stands over the columns.
pub fn paint_heading(shown: &Shown, state: &State, page: &mut Page<'_>) {
    let dim = state.look.theme.dim;
    let x = page.area.x + 1 + shown.name + 2;
    if shown.heading.wide {
        let mut x = x;
        for head in ["BMD, g/cm2", "T-score", "Z-score"] {
            x = page.put(x, SIDE_BY_SIDE + 5, head, dim);
        }
        return;
    }
    let mut x = page.put(x, shown.value + 2 + 3, "value", dim);
    for (width, head) in [
        (shown.unit, "unit"),
        (shown.range, shown.heading.range.as_str()),
        (shown.by, "from"),
        (shown.previous, "previous"),
    ] {
        if width > 0 {
            x = page.put(x, width, head, dim) + 2;
        }
    }
}

/// Columns of a value that stands beside others.
const SIDE_BY_SIDE: u16 = 8;

/// Draws one line.
pub fn paint_line(
    grid: &Grid,
    line: &Line,
    sheet: &Sheet,
    shown: &Shown,
    state: &State,
    page: &mut Page<'_>,
) {
    match line {
        Line::Rows(from, count) if shown.heading.wide => {
            let row = &grid.rows[*from];
            let x = page.area.x + 1;
            let style = name_style(*from..from + count, grid, state);
            let mut x = page.put(x, shown.name, &name(grid, row, page.area.width, state), style) + 2;
            for at in *from..from + count {
                x = paint_value(grid, at, SIDE_BY_SIDE, sheet, state, x, page);
            }
        }
        Line::Rows(at, _) => paint_row(grid, *at, sheet, shown, state, page),
        Line::Add => paint_add(grid, state, page),
        Line::Left(text) => {
            let text = format!("? not understood: {text}");
            page.put(page.area.x + 3, page.area.width, &text, state.look.theme.dim);
        }
        Line::Found(name, taken) => {
            let theme = &state.look.theme;
            let (mark, style) = if *taken {
                (">", theme.accent)
            } else {
                (" ", theme.dim)
            };
            page.put(page.area.x + 3, page.area.width, &format!("{mark} {name}"), style);
        }
    }
    page.down();
}

fn paint_row(grid: &Grid, at: usize, sheet: &Sheet, shown: &Shown, state: &State, page: &mut Page<'_>) {
    let theme = &state.look.theme;
    let row = &grid.rows[at];
    let style = name_style(at..at + 1, grid, state);
    let x = page.area.x + 1;
    let x = page.put(
        x,
        shown.name,
        &cut(&name(grid, row, page.area.width, state), shown.name),
        style,
    ) + 2;
    let mut x = paint_value(grid, at, shown.value, sheet, state, x, page);
    let Some(seen) = sheet.seen(at) else { return };
    let (words, words_style) = words(grid, row, seen, sheet, state);
    let by = seen.range.as_ref().map_or("", |(_, by)| by.as_str());
    let is_own = sheet.report.laboratory.as_deref() == Some(by) || ["report", "mine"].contains(&by);
    let range_style = if is_own { Style::default() } else { theme.dim };
    for (width, text, style) in [
        (shown.unit, shown_unit(&seen.unit), Style::default()),
        (shown.range, range(seen).as_str(), range_style),
        (shown.by, by, theme.dim),
        (shown.previous, previous(seen, state).as_str(), theme.dim),
        (shown.words, words.as_str(), words_style),
    ] {
        if width > 0 {
            x = page.put(x, width, &cut(text, width), style) + 2;
        }
    }
}

/// The brackets, the value between them, and its glyph.
fn paint_value(
    grid: &Grid,
    at: usize,
    width: u16,
    sheet: &Sheet,
    state: &State,
    x: u16,
    page: &mut Page<'_>,
) -> u16 {
    let theme = &state.look.theme;
    let row = &grid.rows[at];
    let focused = grid.focus == Focus::Value(at) && grid.range.is_none();
    let bracket = if focused { theme.accent } else { theme.dim };
    let inside = page.put(x, 1, "[", bracket);
    let cell = page.cell(inside, width);
    let seen = sheet.seen(at);
    let fill = match seen.map(|seen| &seen.entered) {
        Some(Entered::Value(crate::domain::report::Value::Number(q), _)) if row.value.is_empty() => {
            Some(q.value.to_string())
        }
        _ => None,
    };
    if let Some(fill) = fill {
        let fill = if state.look.private { HIDDEN } else { fill.as_str() };
        row.value.paint(cell, page.buf, Style::default(), focused);
        page.put(inside + u16::from(focused), width, fill, theme.dim);
    } else if state.look.private && !focused && !row.value.is_empty() {
        page.put(inside, width, HIDDEN, Style::default());
    } else {
        let wrong = matches!(seen.map(|s| &s.entered), Some(Entered::Wrong(_)));
        let style = if wrong { theme.attention } else { Style::default() };
        row.value.paint(cell, page.buf, style, focused);
    }
    let x = page.put(inside + width, 2, "]", bracket);
    let (glyph, style) = match seen {
        Some(_) if row.unsure => ("?", theme.attention),
        Some(seen) => glyph(seen, state),
        None => ("", theme.dim),
    };
    page.put(x, 3, glyph, style)
}

fn paint_add(grid: &Grid, state: &State, page: &mut Page<'_>) {
    let theme = &state.look.theme;
    let focused = grid.focus == Focus::Add;
    let style = if focused { theme.accent } else { theme.dim };
    let x = page.put(page.area.x + 1, 14, "+ add analyte", style);
    if focused || !grid.add.is_empty() {
        let inside = page.put(x, 1, "[", theme.dim);
        let cell = page.cell(inside, 24);
        grid.add.paint(cell, page.buf, Style::default(), focused);
        page.put(inside + 24, 1, "]", theme.dim);
    } else {
        page.put(x, page.area.width, hint(grid.kind), theme.dim);
    }
}

const fn hint(kind: Kind) -> &'static str {
    match kind {
        Kind::Blood => "(type to find: e2, shbg, vitamin…)",
        Kind::Semen => "(type to find: viscosity, mar…)",
        Kind::Dxa | Kind::Body => "(type to find)",
    }
}

fn name_style(places: std::ops::Range<usize>, grid: &Grid, state: &State) -> Style {
    match grid.focus {
        Focus::Value(at) if places.contains(&at) => state.look.theme.accent,
        _ => Style::default(),
    }
}

/// Below so many columns the names of semen values lose what stands in parentheses.
const ROOM_FOR_NAMES: u16 = 100;

/// The name of a row; of a scan the site.
fn name(grid: &Grid, row: &Row, room: u16, state: &State) -> String {
    let whole = state.name(&row.analyte);
    if grid.kind == Kind::Semen && room < ROOM_FOR_NAMES {
        return whole.split(" (").next().unwrap_or(whole).to_owned();
    }
    if !is_wide(grid.kind) {
        return whole.to_owned();
    }
    let site = dxa::site(&row.analyte);
    let mut letters = site.chars();
    let first = letters
        .next()
        .map_or(String::new(), |c| c.to_uppercase().to_string());
    format!(
        "{first}{}{}",
        letters.as_str().replace('-', " "),
        head::side_word(row.side)
    )
}

fn glyph(seen: &Seen, state: &State) -> (&'static str, Style) {
    let theme = &state.look.theme;
    match &seen.entered {
        Entered::Wrong(_) => ("!", theme.attention),
        Entered::NeedsLimit(_) => ("?", theme.attention),
        Entered::Value(_, doubts) if !doubts.is_empty() => ("?", theme.attention),
        Entered::Value(..) => {
            let glyph = state.look.glyphs.of(seen.interpretation);
            (glyph, theme.of(seen.interpretation))
        }
        Entered::Blank | Entered::NotDone => ("", theme.dim),
    }
}

fn range(seen: &Seen) -> String {
    seen.range
        .as_ref()
        .map_or(String::new(), |(interval, _)| interval.to_string())
}

/// The result before with its day.
pub fn previous(seen: &Seen, state: &State) -> String {
    match &seen.previous {
        Some((day, _)) if state.look.private => format!("{HIDDEN} on {}", state.day(*day)),
        Some((day, quantity)) => format!(
            "{}{} on {}",
            quantity.comparator.prefix(),
            quantity.value,
            state.day(*day)
        ),
        None => String::new(),
    }
}

/// What there is to say at the end of a row, and how.
pub fn words(grid: &Grid, row: &Row, seen: &Seen, sheet: &Sheet, state: &State) -> (String, Style) {
    let theme = &state.look.theme;
    let none =
        grid.kind == Kind::Semen && semen::is_of_sperm(&row.analyte) && semen::without_sperm(&sheet.report);
    match &seen.entered {
        Entered::Wrong(words) | Entered::NeedsLimit(words) => (words.clone(), theme.attention),
        Entered::Value(_, doubts) if !doubts.is_empty() => {
            let key = state.look.keymap.key(Action::OtherUnit);
            let text = match doubts[0].split_once("looks like ") {
                Some((_, unit)) => format!("looks like {unit}: {key} reads it so"),
                None => doubts[0].clone(),
            };
            (text, theme.attention)
        }
        Entered::NotDone => ("not done, not stored".to_owned(), theme.dim),
        Entered::Blank if none => ("not applicable without sperm".to_owned(), theme.dim),
        Entered::Value(..) if row.unsure => (
            "pasted; something on its line was left over".to_owned(),
            theme.attention,
        ),
        Entered::Value(..) if row.value.is_empty() => ("what is left of 100".to_owned(), theme.dim),
        Entered::Blank => (row.method.clone().unwrap_or_default(), theme.dim),
        Entered::Value(..) => {
            let standing = match seen.interpretation {
                Interpretation::Low | Interpretation::High => Some(seen.interpretation.id().to_owned()),
                Interpretation::Within | Interpretation::Unknown => None,
            };
            let change = seen.change.map(|change| change.to_string());
            let place = live::place(&row.analyte, &seen.entered, &sheet.report, state);
            let place = place.map(|place| place.split(',').next().unwrap_or_default().to_owned());
            let parts: Vec<String> = [standing, place, change, row.method.clone()]
                .into_iter()
                .flatten()
                .collect();
            (parts.join(", "), theme.of(seen.interpretation))
        }
    }
}

/// The text cut to a width, an ellipsis saying so.
fn cut(text: &str, width: u16) -> String {
    if text.chars().count() <= usize::from(width) {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(usize::from(width).saturating_sub(1)).collect();
    short.push('…');
    short
}
