//! How the rows of a report's form are drawn, in columns that fold away when there is no room.

use ratatui::style::Style;

use crate::domain::quantity::shown_unit;
use crate::domain::report::Kind;
use crate::ui::screen::entry::cells::{bar, cut, glyph, name, previous, range, words};
use crate::ui::screen::entry::columns::Shown;
use crate::ui::screen::entry::grid::{Focus, Grid};
use crate::ui::screen::entry::grid_view::Page;
use crate::ui::screen::entry::reading::Entered;
use crate::ui::screen::entry::sheet::Sheet;
use crate::ui::state::{HIDDEN, State};
use crate::ui::widget::table::first_shown;

/// One line of the rows.
#[derive(Clone, Debug, PartialEq)]
enum Line {
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
fn lines(grid: &Grid, state: &State) -> Vec<Line> {
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
fn line_of(grid: &Grid) -> usize {
    let rows = grid.rows.len().div_ceil(grid.columns());
    match grid.focus {
        Focus::Head(_) => 0,
        Focus::Value(at) => at / grid.columns(),
        // The analytes found stand below the field.
        Focus::Add if !grid.add.is_empty() => rows + 1 + grid.pick,
        // What a pasted report left over stands below it, and is seen from the last fields.
        Focus::Add => rows + grid.left.len().min(LEFT_WITH_ADD),
        Focus::Note => rows + grid.left.len(),
    }
}

/// Lines left over that are kept in sight together with the field that adds a row.
const LEFT_WITH_ADD: usize = 2;

/// Draws the headings and so many lines of the rows, the one in focus among them.
pub fn paint(grid: &Grid, sheet: &Sheet, shown: &Shown, height: usize, state: &State, page: &mut Page<'_>) {
    let lines = lines(grid, state);
    let first = first_shown(lines.len(), Some(line_of(grid)), height);
    let count = if lines.len() > height {
        format!("  {}-{} of {} ", first + 1, first + height, lines.len())
    } else {
        String::new()
    };
    let end = page.area.right().saturating_sub(count.len() as u16);
    paint_heading(shown, end, state, page);
    page.put(end, count.len() as u16, &count, state.look.theme.dim);
    page.down();
    for line in lines.iter().skip(first).take(height) {
        paint_line(grid, line, sheet, shown, state, page);
    }
}

/// Draws what stands over the columns, as far as it ends before a column of the screen.
fn paint_heading(shown: &Shown, end: u16, state: &State, page: &mut Page<'_>) {
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
        (shown.bar, ""),
        (shown.range, shown.heading.range.as_str()),
        (shown.by, "from"),
        (shown.previous, "previous"),
    ] {
        let head = cut(head, width);
        if width > 0 && x + head.chars().count() as u16 <= end {
            x = page.put(x, width, &head, dim) + 2;
        }
    }
}

/// Columns of a value that stands beside others.
const SIDE_BY_SIDE: u16 = 8;

/// Draws one line.
fn paint_line(grid: &Grid, line: &Line, sheet: &Sheet, shown: &Shown, state: &State, page: &mut Page<'_>) {
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
            let (mark, style) = if *taken { (">", theme.accent) } else { (" ", theme.dim) };
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
    let x = page.put(x, shown.name, &cut(&name(grid, row, page.area.width, state), shown.name), style) + 2;
    let mut x = paint_value(grid, at, shown.value, sheet, state, x, page);
    let Some(seen) = sheet.seen(at) else { return };
    let (words, words_style) = words(grid, row, seen, sheet, state);
    let by = seen.range.as_ref().map_or("", |(_, by)| by.as_str());
    let is_own = sheet.report.laboratory.as_deref() == Some(by) || ["report", "mine"].contains(&by);
    let range_style = if is_own { Style::default() } else { theme.dim };
    for (width, text, style) in [
        (shown.unit, shown_unit(&seen.unit), Style::default()),
        (shown.bar, bar(seen, state).as_str(), theme.of(seen.interpretation)),
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
    let focused = grid.focus == Focus::Value(at) && grid.fold.is_none();
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
        Some(_) if row.doubt.is_some() => ("?", theme.attention),
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
