//! The check-in: symptoms down, the last weeks and today across.

use chrono::{Days, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::catalog::Sign;
use crate::domain::journal::Grade;
use crate::ui::action::Action;
use crate::ui::hint::Hint;
use crate::ui::state::{HIDDEN, State};
use crate::ui::widget::cut::cut_top;
use crate::ui::widget::table::{self, Column, TableRow};
use crate::ui::widget::text::PaintLine;

const COLUMNS: &[Column] =
    &[Column::left("", 0, 26), Column::left("today", 0, 10), Column::left("the last four weeks", 2, DAYS)];

/// Days of the heat row.
const DAYS: u16 = 28;

/// Where the cursor is.
#[derive(Clone, Copy, Debug)]
pub struct GridCursor {
    /// The symptom, while the cursor is among them.
    pub row: Option<usize>,
    pub checking_in: bool,
}

/// Draws the grid of symptoms by day.
pub fn paint(symptoms: &[&Sign], cursor: GridCursor, state: &State, area: Rect, buf: &mut Buffer) {
    let theme = &state.look.theme;
    let [title, body] = cut_top(area, 1);
    let heading = if cursor.checking_in {
        Line::styled("CHECK-IN  0 none  1 mild  2 moderate  3 severe  Esc ends", theme.accent)
    } else {
        invitation(state, area.width)
    };
    heading.paint(title, buf);
    let rows: Vec<TableRow<'_>> = symptoms.iter().map(|sign| row(sign, cursor, state)).collect();
    let look = state.look.table();
    table::paint(COLUMNS, &rows, cursor.row, body, buf, look);
}

/// How a check-in begins, and what the glyphs of the weeks mean where there is room for it.
fn invitation(state: &State, width: u16) -> Line<'static> {
    let dim = state.look.theme.dim;
    let key = state.look.keymap.key(Action::Open);
    let hint = state.hint(Hint::CheckIn, || format!("   {key} starts a check-in"));
    let words = format!("SYMPTOMS{hint}");
    let mut line = Line::styled(words, dim);
    let graded = [Grade::Mild, Grade::Moderate, Grade::Severe];
    let legend = graded.map(|g| {
        [Span::styled(glyph(g, state), style(g, state)), Span::styled(format!(" {}  ", g.id()), dim)]
    });
    let legend: Vec<Span<'_>> =
        std::iter::once(Span::raw("   ")).chain(legend.into_iter().flatten()).collect();
    if !state.look.is_linear() && line.width() + legend.iter().map(Span::width).sum::<usize>() <= width.into()
    {
        line.spans.extend(state.privacy().all(|| legend));
    }
    line
}

fn row<'s>(sign: &'s Sign, cursor: GridCursor, state: &State) -> TableRow<'s> {
    let today = grade_on(sign, state.today, state);
    let shown = match today {
        Some(grade) => {
            state.privacy().either(|| Line::styled(grade.id(), style(grade, state)), || Line::raw(HIDDEN))
        }
        None if cursor.checking_in => Line::styled("–", state.look.theme.dim),
        None => Line::default(),
    };
    TableRow::new(vec![Line::raw(sign.name.as_str()), shown, heat(sign, state)])
}

/// One cell a day, the last one today.
fn heat(sign: &Sign, state: &State) -> Line<'static> {
    let days = if state.look.is_linear() { 0 } else { u64::from(DAYS) };
    let spans = (0..days).rev().map(|back| {
        let grade = grade_on(sign, state.today - Days::new(back), state);
        grade.map_or_else(|| Span::raw(" "), |grade| Span::styled(glyph(grade, state), style(grade, state)))
    });
    state.privacy().all(|| Line::from(spans.collect::<Vec<_>>()))
}

/// The day's last grade.
pub fn grade_on(sign: &Sign, day: NaiveDate, state: &State) -> Option<Grade> {
    state.record.graded_on(&sign.id, day).map(|entry| entry.grade)
}

/// The sign of a grade.
pub const fn glyph(grade: Grade, state: &State) -> &'static str {
    let glyphs = state.look.glyphs;
    match grade {
        Grade::None => glyphs.pick("·", "0"),
        Grade::Mild => glyphs.pick("▂", "1"),
        Grade::Moderate => glyphs.pick("▄", "2"),
        Grade::Severe => glyphs.pick("█", "3"),
    }
}

/// The colour of a grade.
pub const fn style(grade: Grade, state: &State) -> Style {
    let theme = &state.look.theme;
    match grade {
        Grade::None => theme.dim,
        Grade::Mild => theme.due,
        Grade::Moderate => theme.high,
        Grade::Severe => theme.attention,
    }
}
