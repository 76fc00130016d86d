//! How the form of a report is drawn: head, rows, note, what follows from the values, and what is about the row.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::day;
use crate::domain::report::Kind;
use crate::ui::action::Action;
use crate::ui::screen::entry::about::{self, About};
use crate::ui::screen::entry::cells::cut;
use crate::ui::screen::entry::fold::Of;
use crate::ui::screen::entry::grid::{Focus, Grid};
use crate::ui::screen::entry::line::Line;
use crate::ui::screen::entry::rows_view;
use crate::ui::screen::entry::sheet::Sheet;
use crate::ui::screen::entry::slot::Slot;
use crate::ui::screen::entry::{columns, head, live, read};
use crate::ui::state::State;

/// A place to draw into, one line at a time from the top.
pub struct Page<'b> {
    /// The cells.
    pub buf: &'b mut Buffer,
    /// What is left.
    pub area: Rect,
}

impl Page<'_> {
    /// Writes a text and says where the next one begins.
    pub fn put(&mut self, x: u16, width: u16, text: &str, style: Style) -> u16 {
        let right = self.area.right();
        if self.area.height > 0 && x < right {
            let room = width.min(right - x);
            self.buf.set_stringn(x, self.area.y, text, room.into(), style);
        }
        x.saturating_add(width)
    }

    /// The rest of the line from a column on, so wide at most.
    pub fn cell(&self, x: u16, width: u16) -> Rect {
        Rect { x, width, height: 1, ..self.area }.intersection(self.area)
    }

    /// Goes to the next line.
    pub const fn down(&mut self) {
        if self.area.height > 0 {
            self.area.y += 1;
            self.area.height -= 1;
        }
    }
}

/// Draws the form.
pub fn paint(grid: &Grid, said: &str, state: &State, area: Rect, buf: &mut Buffer) {
    let sheet = Sheet::new(grid, state);
    let shown = columns::shown(grid, &sheet, state, area.width);
    let about = Some(about::about(grid, &sheet, &shown, state));
    let about = about.filter(|about| !(about.is_wrong && said.contains(&about.text))).unwrap_or_default();
    let told = live::lines(grid.kind, &sheet, area.width.into(), state);
    let heads = wrap(&grid.head, grid.focus, area.width, area.height < ROOMY);
    let about_lines = live::wrapped(&about.text, area.width.saturating_sub(1).into());
    let plan = Plan::new(area.height.into(), heads.len(), about_lines.len(), told.len());

    let mut page = Page { buf, area };
    paint_title(grid, state, &mut page);
    for line in &heads {
        paint_head(grid, line, state, &mut page);
    }
    if plan.gap_above {
        page.down();
    }
    rows_view::paint(grid, &sheet, &shown, plan.rows, state, &mut page);
    if plan.gap_below {
        page.down();
    }
    if plan.note {
        paint_note(grid, state, &mut page);
    }
    let is_more = told.len() > plan.told;
    for (at, told) in told.iter().take(plan.told).enumerate() {
        let style = if told.is_doubt { state.look.theme.attention } else { state.look.theme.dim };
        let more = if is_more && at + 1 == plan.told { " …" } else { "" };
        let text = cut(&format!("{}{more}", told.text), page.area.width.saturating_sub(1));
        page.put(page.area.x + 1, page.area.width, &text, style);
        page.down();
    }
    let about_lines = &about_lines[..plan.about.min(about_lines.len())];
    paint_about(&about, about_lines, grid, state, &mut page);
}

/// How the lines of the screen are shared out. What must be seen is seen first: the row in focus, then what is
/// about it, then the rest.
struct Plan {
    rows: usize,
    about: usize,
    told: usize,
    note: bool,
    gap_above: bool,
    gap_below: bool,
}

impl Plan {
    fn new(height: usize, heads: usize, about: usize, told: usize) -> Self {
        // Title and the heading of the rows stand above them.
        let above = 1 + heads + 1;
        let left = height.saturating_sub(above + 1 + MIN_ROWS);
        let about = about.clamp(1, (left / 4).clamp(1, MOST_ABOUT));
        let left = left + 1 - about;
        let note = left >= 2;
        let told = told.min(left.saturating_sub(usize::from(note) + 1)).min(MOST_TOLD);
        let spare = left.saturating_sub(usize::from(note) + told);
        let (gap_above, gap_below) = (spare > 3, spare > 4);
        let below = about + usize::from(note) + told + usize::from(gap_below);
        Self {
            rows: height.saturating_sub(above + usize::from(gap_above) + below),
            about,
            told,
            note,
            gap_above,
            gap_below,
        }
    }
}

/// Below so many lines the head shows only the line of the field in focus.
const ROOMY: u16 = 14;
/// Rows that are always seen.
const MIN_ROWS: usize = 2;
/// Lines about the field in focus.
const MOST_ABOUT: usize = 2;
/// Lines of what follows from the values.
const MOST_TOLD: usize = 4;

fn paint_title(grid: &Grid, state: &State, page: &mut Page<'_>) {
    let theme = &state.look.theme;
    let name = grid.kind.name().to_uppercase();
    let verb = if grid.edited.is_some() { "EDIT" } else { "NEW" };
    let x = page.area.x + 1;
    let title = format!("{verb} {name}");
    let end = page.put(x, title.len() as u16, &title, theme.heading);
    let last = head::last(grid.kind, state).filter(|_| grid.edited.is_none());
    if let Some(last) = last {
        let by = last.laboratory.as_ref().map_or(String::new(), |name| format!(", {name}"));
        let text = format!("last one: {}{by} ", day::long(last.date));
        let width = text.chars().count() as u16;
        let from = page.area.right().saturating_sub(width);
        if from > end + 2 {
            page.put(from, width, &text, theme.dim);
        }
    }
    page.down();
}

/// The fields of the head in lines that fit; when there is little room, only the line in focus, else the first.
fn wrap(lines: &[Line], focus: Focus, width: u16, one_only: bool) -> Vec<Vec<usize>> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new()];
    let mut used = 1;
    for (place, line) in lines.iter().enumerate() {
        let wide = head_width(line);
        let current = out.last_mut().expect("there is a first line");
        if used + wide > width + HEAD_GAP && !current.is_empty() {
            out.push(vec![place]);
            used = 1 + wide;
        } else {
            current.push(place);
            used += wide;
        }
    }
    if one_only {
        let here = out.iter().position(|line| line.iter().any(|place| Focus::Head(*place) == focus));
        out.swap(0, here.unwrap_or(0));
        out.truncate(1);
    }
    out
}

fn head_width(line: &Line) -> u16 {
    let weekday = if line.slot == Slot::Date { WEEKDAY } else { 0 };
    line.slot.label().len() as u16 + 1 + line.slot.width() + 2 + weekday + HEAD_GAP
}

/// Columns between fields of the head.
const HEAD_GAP: u16 = 2;
/// Room for `(Wednesday)`.
const WEEKDAY: u16 = 12;

fn paint_head(grid: &Grid, places: &[usize], state: &State, page: &mut Page<'_>) {
    let theme = &state.look.theme;
    let mut x = page.area.x + 1;
    for place in places {
        let line = &grid.head[*place];
        let focused = grid.focus == Focus::Head(*place);
        let label = line.slot.label();
        let style = if focused { theme.accent } else { theme.dim };
        x = page.put(x, label.len() as u16 + 1, label, style);
        let inside = x + 1;
        x = paint_field(line, line.slot.width(), focused, state, x, page);
        if line.slot == Slot::HoursSinceDose
            && let Some(worked) = head::since_dose(grid, state)
        {
            let from = inside + u16::from(focused);
            page.put(from, line.slot.width() - 1, &worked.hours.to_string(), theme.dim);
        }
        if line.slot == Slot::Date {
            let (text, style) = match read::read_day(line.field.text(), state) {
                Ok(day) => (format!(" ({})", day.format("%A")), theme.dim),
                Err(_) => (" (not a date)".to_owned(), if focused { theme.dim } else { theme.attention }),
            };
            x = page.put(x, WEEKDAY, &text, style);
        }
        x += HEAD_GAP;
    }
    page.down();
}

fn paint_field(line: &Line, width: u16, focused: bool, state: &State, x: u16, page: &mut Page<'_>) -> u16 {
    let theme = &state.look.theme;
    let wrong = !focused && line.slot.echo(line.field.text(), state).is_err();
    let style = if wrong { theme.attention } else { Style::default() };
    let inside = page.put(x, 1, "[", theme.dim);
    let cell = page.cell(inside, width);
    line.field.paint(cell, page.buf, style, focused);
    page.put(inside + width, 1, "]", theme.dim)
}

fn paint_note(grid: &Grid, state: &State, page: &mut Page<'_>) {
    let focused = grid.focus == Focus::Note;
    let style = if focused { state.look.theme.accent } else { state.look.theme.dim };
    let x = page.put(page.area.x + 1, 5, "note", style);
    let width = page.area.width.saturating_sub(9).min(90);
    paint_field(&grid.note, width, focused, state, x, page);
    page.down();
}

fn paint_about(about: &About, lines: &[String], grid: &Grid, state: &State, page: &mut Page<'_>) {
    let theme = &state.look.theme;
    let x = page.area.x + 1;
    let style = if about.is_wrong { theme.attention } else { theme.dim };
    let Some(fold) = &grid.fold else {
        for line in lines {
            page.put(x, page.area.width, line, style);
            page.down();
        }
        return;
    };
    let label = about.text.as_str();
    let x = page.put(x, label.chars().count() as u16 + 1, label, theme.accent);
    let inside = page.put(x, 1, "[", theme.dim);
    let cell = page.cell(inside, FOLD);
    fold.field.paint(cell, page.buf, Style::default(), true);
    let x = page.put(inside + FOLD, 3, "]", theme.dim);
    let hint = match fold.of {
        Of::Range => "264-916, <5, >=60, or empty".to_owned(),
        Of::Method => format!("{} another, or type it", state.look.keymap.key(Action::Method)),
    };
    page.put(x, page.area.width, &hint, theme.dim);
}

/// Columns of the field that unfolds.
const FOLD: u16 = 20;

/// Whether the values stand side by side.
pub const fn is_wide(kind: Kind) -> bool {
    matches!(kind, Kind::Dxa)
}
