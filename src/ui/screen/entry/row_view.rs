//! How the rows of a report's form are drawn: the value between its brackets, and what there is to say of it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use crate::domain::difference::signed;
use crate::domain::interval::Interpretation;
use crate::domain::judgement::Origin;
use crate::domain::method::Method;
use crate::domain::quantity::shown_unit;
use crate::domain::report::{Kind, Value};
use crate::exchange::typed::ValueDoubt;
use crate::ui::action::Action;
use crate::ui::glance;
use crate::ui::screen::entry::columns::{ColumnWidths, cut_text, previous_text, range_text, row_name};
use crate::ui::screen::entry::live::percentile_place;
use crate::ui::screen::entry::reading::{EnteredValue, ReportReading, TypedRow};
use crate::ui::screen::entry::report_form::{FormFocus, ReportForm};
use crate::ui::screen::entry::rows::{ResultRow, is_of_sperm, without_sperm};
use crate::ui::state::{HIDDEN, State};
use crate::ui::widget::table::first_shown;

/// One line of the rows.
#[derive(Clone, Debug, PartialEq)]
enum RowLine {
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
fn row_lines(form: &ReportForm, state: &State) -> Vec<RowLine> {
    let columns = form.columns();
    let mut lines: Vec<RowLine> = (0..form.rows.len())
        .step_by(columns)
        .map(|from| RowLine::Rows(from, columns.min(form.rows.len() - from)))
        .collect();
    if form.takes_more() {
        lines.push(RowLine::Add);
    }
    if form.focus == FormFocus::Add && !form.add.is_empty() {
        let found = form.found(state);
        let taken = form.pick.min(found.len().saturating_sub(1));
        let found = found.iter().enumerate();
        lines.extend(found.map(|(n, id)| RowLine::Found(state.name(id).to_owned(), n == taken)));
    }
    lines.extend(form.left.iter().cloned().map(RowLine::Left));
    lines
}

/// The line in focus.
fn line_of(form: &ReportForm) -> usize {
    let rows = form.rows.len().div_ceil(form.columns());
    match form.focus {
        FormFocus::Head(_) => 0,
        FormFocus::Value(at) => at / form.columns(),
        // The analytes found stand below the field.
        FormFocus::Add if !form.add.is_empty() => rows + 1 + form.pick,
        // What a pasted report left over stands below it, and is seen from the last fields.
        FormFocus::Add => rows + form.left.len().min(LEFT_WITH_ADD),
        FormFocus::Note => rows + form.left.len(),
    }
}

/// Lines left over that are kept in sight together with the field that adds a row.
const LEFT_WITH_ADD: usize = 2;

/// Draws the headings and so many lines of the rows, the one in focus among them.
pub fn paint_rows(
    form: &ReportForm,
    reading: &ReportReading,
    shown: &ColumnWidths,
    height: usize,
    state: &State,
    page: &mut FormPage<'_>,
) {
    let lines = row_lines(form, state);
    let first = first_shown(lines.len(), Some(line_of(form)), height);
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
        paint_line(form, line, reading, shown, state, page);
    }
}

/// Draws what stands over the columns, as far as it ends before a column of the screen.
fn paint_heading(shown: &ColumnWidths, end: u16, state: &State, page: &mut FormPage<'_>) {
    let dim = state.look.theme.dim;
    let x = page.area.x + 1 + shown.name + 2;
    if shown.heading.wide {
        let mut x = x;
        for head in [&format!("BMD, {DENSITY_UNIT}"), "T-score", "Z-score"] {
            x = page.put(x, SIDE_BY_SIDE + 6, head, dim);
        }
        return;
    }
    let mut x = page.put(x, shown.value + 2 + 4, "value", dim);
    for (width, head) in [
        (shown.unit, "unit"),
        (shown.bar, ""),
        (shown.range, shown.heading.range.as_str()),
        (shown.by, "from"),
        (shown.previous, "previous"),
    ] {
        let head = cut_text(head, width);
        if width > 0 && x + head.chars().count() as u16 <= end {
            x = page.put(x, width, &head, dim) + 2;
        }
    }
}

/// Columns of a value that stands beside others.
const SIDE_BY_SIDE: u16 = 8;

/// The unit of densities that stands over their column. One in another says so behind its row.
const DENSITY_UNIT: &str = "g/cm²";

/// Draws one line of a row into its cells.
fn paint_line(
    form: &ReportForm,
    line: &RowLine,
    reading: &ReportReading,
    shown: &ColumnWidths,
    state: &State,
    page: &mut FormPage<'_>,
) {
    match line {
        RowLine::Rows(from, count) if shown.heading.wide => {
            let row = &form.rows[*from];
            let x = page.area.x + 1;
            let style = name_style(*from..from + count, form, state);
            let mut x = page.put(x, shown.name, &row_name(form, row, page.area.width, state), style) + 2;
            for at in *from..from + count {
                x = paint_value(form, at, SIDE_BY_SIDE, reading, state, x, page);
            }
            let unit = reading.seen(*from).map_or(DENSITY_UNIT, |seen| shown_unit(&seen.unit));
            if unit != DENSITY_UNIT {
                page.put(x, page.area.width, &format!("BMD in {unit}"), Style::default());
            }
        }
        RowLine::Rows(at, _) => paint_row(form, *at, reading, shown, state, page),
        RowLine::Add => paint_add(form, state, page),
        RowLine::Left(text) => {
            let text = format!("? not understood: {text}");
            page.put(page.area.x + 3, page.area.width, &text, state.look.theme.dim);
        }
        RowLine::Found(name, taken) => {
            let theme = &state.look.theme;
            let (mark, style) = if *taken { (">", theme.accent) } else { (" ", theme.dim) };
            page.put(page.area.x + 3, page.area.width, &format!("{mark} {name}"), style);
        }
    }
    page.down();
}

fn paint_row(
    form: &ReportForm,
    at: usize,
    reading: &ReportReading,
    shown: &ColumnWidths,
    state: &State,
    page: &mut FormPage<'_>,
) {
    let theme = &state.look.theme;
    let row = &form.rows[at];
    let style = name_style(at..at + 1, form, state);
    let x = page.area.x + 1;
    let x =
        page.put(x, shown.name, &cut_text(&row_name(form, row, page.area.width, state), shown.name), style)
            + 2;
    let mut x = paint_value(form, at, shown.value, reading, state, x, page);
    let Some(seen) = reading.seen(at) else { return };
    let (words, words_style) = row_words(form, row, seen, reading, state);
    // Said whole below the rows.
    let is_told = seen.is_trouble() && words.chars().count() > usize::from(shown.words);
    let words = if is_told { String::new() } else { words };
    let by = seen.range.as_ref().map_or("", |range| range.by.as_str());
    let is_own = seen.range.as_ref().is_some_and(|range| range.origin != Origin::Published);
    let range_style = if is_own { Style::default() } else { theme.dim };
    for (width, text, style) in [
        (shown.unit, shown_unit(&seen.unit), Style::default()),
        (shown.bar, interval_bar(seen, state).as_str(), theme.of(seen.interpretation)),
        (shown.range, range_text(seen).as_str(), range_style),
        (shown.by, by, theme.dim),
        (shown.previous, previous_text(seen, state).as_str(), theme.dim),
        (shown.words, words.as_str(), words_style),
    ] {
        if width > 0 {
            x = page.put(x, width, &cut_text(text, width), style) + 2;
        }
    }
}

/// The brackets, the value between them, and its glyph.
fn paint_value(
    form: &ReportForm,
    at: usize,
    width: u16,
    reading: &ReportReading,
    state: &State,
    x: u16,
    page: &mut FormPage<'_>,
) -> u16 {
    let theme = &state.look.theme;
    let row = &form.rows[at];
    let focused = form.focus == FormFocus::Value(at) && form.fold.is_none();
    let bracket = if focused { theme.accent } else { theme.dim };
    let inside = page.put(x, 1, "[", bracket);
    let cell = page.cell(inside, width);
    let seen = reading.seen(at);
    let fill = match seen.map(|seen| &seen.entered) {
        Some(EnteredValue::Value(Value::Number(q), _)) if row.value.is_empty() => Some(q.value.to_string()),
        _ => None,
    };
    let is_open = focused || row.value.is_empty() || state.privacy().telling(Some(())).is_some();
    if let Some(fill) = fill {
        row.value.paint(cell, page.buf, Style::default(), focused);
        page.put(inside + u16::from(focused), width, state.privacy().words(&fill), theme.dim);
    } else if !is_open {
        page.put(inside, width, HIDDEN, Style::default());
    } else {
        let wrong = matches!(seen.map(|s| &s.entered), Some(EnteredValue::Wrong(_)));
        let style = if wrong { theme.attention } else { Style::default() };
        row.value.paint(cell, page.buf, style, focused);
    }
    let x = page.put(inside + width, 2, "]", bracket);
    let (glyph, style) = match seen {
        Some(_) if row.doubt.is_some() => ("?", theme.attention),
        Some(seen) => row_glyph(seen, state),
        None => ("", theme.dim),
    };
    // Where all is words the glyph is one too, and takes what room it needs.
    page.put(x, (glyph.width() as u16 + 2).max(3), glyph, style)
}

fn paint_add(form: &ReportForm, state: &State, page: &mut FormPage<'_>) {
    let theme = &state.look.theme;
    let focused = form.focus == FormFocus::Add;
    let style = if focused { theme.accent } else { theme.dim };
    let x = page.put(page.area.x + 1, 14, "+ add analyte", style);
    if focused || !form.add.is_empty() {
        let inside = page.put(x, 1, "[", theme.dim);
        let cell = page.cell(inside, 24);
        form.add.paint(cell, page.buf, Style::default(), focused);
        page.put(inside + 24, 1, "]", theme.dim);
    } else {
        page.put(x, page.area.width, hint(form.kind), theme.dim);
    }
}

const fn hint(kind: Kind) -> &'static str {
    match kind {
        Kind::Blood => "(a few letters find it: alb, ferr, dhea…)",
        Kind::Semen => "(a few letters find it: visc, mar…)",
        Kind::Dxa | Kind::Body => "(a few letters find it)",
    }
}

fn name_style(places: std::ops::Range<usize>, form: &ReportForm, state: &State) -> Style {
    match form.focus {
        FormFocus::Value(at) if places.contains(&at) => state.look.theme.accent,
        _ => Style::default(),
    }
}

/// Where the value lies in its interval.
fn interval_bar(seen: &TypedRow, state: &State) -> String {
    match (&seen.entered, &seen.range) {
        (EnteredValue::Value(Value::Number(quantity), _), Some(range))
            if seen.interpretation != Interpretation::Unknown =>
        {
            glance::bar(&quantity.value, &range.interval, state)
        }
        _ => String::new(),
    }
}

/// The glyph that says how sure the reading of a row is.
fn row_glyph(seen: &TypedRow, state: &State) -> (&'static str, Style) {
    let theme = &state.look.theme;
    match &seen.entered {
        EnteredValue::Wrong(_) => ("!", theme.attention),
        EnteredValue::NeedsLimit(_) => ("?", theme.attention),
        EnteredValue::Value(_, doubts) if !doubts.is_empty() => ("?", theme.attention),
        EnteredValue::Value(..) => {
            let glyph = state.look.glyphs.of(seen.interpretation);
            (glyph, theme.of(seen.interpretation))
        }
        EnteredValue::Blank | EnteredValue::NotDone => ("", theme.dim),
    }
}

/// What there is to say at the end of a row, and how. In private mode nothing that holds a value.
pub fn row_words(
    form: &ReportForm,
    row: &ResultRow,
    seen: &TypedRow,
    reading: &ReportReading,
    state: &State,
) -> (String, Style) {
    let theme = &state.look.theme;
    let privacy = state.privacy();
    let none = form.kind == Kind::Semen && is_of_sperm(&row.analyte) && without_sperm(&reading.report);
    match &seen.entered {
        EnteredValue::Wrong(error) => {
            (privacy.either(|| error.to_string(), || "cannot be read".to_owned()), theme.attention)
        }
        EnteredValue::NeedsLimit(error) => (error.to_string(), theme.attention),
        EnteredValue::Value(_, doubts) if !doubts.is_empty() => {
            let veiled = || "unusual, asks when saved".to_owned();
            (privacy.either(|| doubtful(&doubts[0], state), veiled), theme.attention)
        }
        EnteredValue::NotDone => ("not done, not stored".to_owned(), theme.dim),
        EnteredValue::Blank if none => ("not applicable without sperm".to_owned(), theme.dim),
        EnteredValue::Value(..) if row.doubt.is_some() => {
            let doubt = privacy.telling(row.doubt.as_deref()).unwrap_or("pasted, needs a look");
            (doubt.to_owned(), theme.attention)
        }
        EnteredValue::Value(..) if row.value.is_empty() => ("what is left of 100".to_owned(), theme.dim),
        EnteredValue::Blank if row.kept.is_some() => {
            (format!("{}, taken out", was(row, seen, state)), theme.attention)
        }
        EnteredValue::Blank => (seen.method.as_ref().map_or("", Method::words).to_owned(), theme.dim),
        EnteredValue::Value(..) => {
            let text = standing(row, seen, reading, state);
            (text, theme.of(seen.interpretation))
        }
    }
}

/// What the number looks like, and the key that reads it so; else what is usual. The row names the analyte.
fn doubtful(doubt: &ValueDoubt, state: &State) -> String {
    match doubt {
        ValueDoubt::UnitSlip { looks_like, .. } => {
            let key = state.look.keymap.key(Action::OtherUnit);
            format!("looks like {looks_like}: {key} reads it so")
        }
        ValueDoubt::Implausible { usual, .. } => format!("unusual; most are {usual}"),
        ValueDoubt::FutureDay(_) | ValueDoubt::Inconsistent(_) => doubt.to_string(),
    }
}

/// Low or high, the place among percentiles, the change, the method.
fn standing(row: &ResultRow, seen: &TypedRow, reading: &ReportReading, state: &State) -> String {
    let outside = match seen.interpretation {
        Interpretation::Low | Interpretation::High => Some(seen.interpretation.id().to_owned()),
        Interpretation::Within | Interpretation::Unknown => None,
    };
    let place = percentile_place(&row.analyte, &seen.entered, &reading.report, state);
    let place = state.privacy().telling(place);
    let change = state.privacy().telling(seen.change);
    let change = change.map(|change| match (&place, change.percent()) {
        // Beside a percentile there is room for the number only; what it amounts to is told below.
        (Some(_), Some(percent)) => signed(percent),
        _ => change.to_string(),
    });
    let was = Some(was(row, seen, state)).filter(|was| !was.is_empty());
    let parts: Vec<String> =
        [was, outside, place, change, seen.method.as_ref().map(|method| method.words().to_owned())]
            .into_iter()
            .flatten()
            .collect();
    parts.join(", ")
}

/// What stood in the row before it was changed: `was 412.0 ng/dL`, and its range where that is another one now.
fn was(row: &ResultRow, seen: &TypedRow, state: &State) -> String {
    let Some((kept, _)) = &row.kept else { return String::new() };
    let own = seen.range.as_ref().map(|range| &range.interval);
    let is_other_range = kept.reference.is_some() && kept.reference.as_deref() != own;
    if row.is_unchanged() && !is_other_range {
        return String::new();
    }
    let value = state.value(&kept.analyte, &kept.value);
    let range = kept.reference.as_deref().filter(|_| is_other_range);
    match state.privacy().telling(range) {
        Some(range) => format!("was {value}, range {range}"),
        None => format!("was {value}"),
    }
}

/// A place to draw into, one line at a time from the top.
pub struct FormPage<'b> {
    pub buf: &'b mut Buffer,
    pub area: Rect,
}

impl FormPage<'_> {
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
