//! Choosing what is drawn: the analytes that have results, marked where they are on the chart.

use std::collections::BTreeSet;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::domain::formula::shown_formulas;
use crate::domain::id::AnalyteId;
use crate::domain::series::readings;
use crate::ui::action::Action;
use crate::ui::picture::{MOST, ResultCourse};
use crate::ui::state::State;
use crate::ui::widget::field::Field;
use crate::ui::widget::plot::shorten;
use crate::ui::widget::selection::paint_selection;
use crate::ui::widget::table::first_shown;
use crate::ui::widget::text::PaintLine;

/// The list of analytes that is open over the chart; typing narrows it.
#[derive(Clone, Debug, Default)]
pub struct AnalyteList {
    /// Among those that match what is typed.
    selected: usize,
    typed: Field,
}

impl AnalyteList {
    /// The list with the cursor on an analyte.
    pub fn on(analyte: Option<&AnalyteId>, state: &State) -> Self {
        let rows = with_results(state);
        let selected = rows.iter().position(|(id, _)| Some(id) == analyte);
        Self { selected: selected.unwrap_or(0), typed: Field::default() }
    }

    /// Whether a name is typed.
    pub fn is_narrowed(&self) -> bool {
        !self.typed.is_empty()
    }

    /// Takes a letter or digit that narrows it, and says whether it is one; Space and the keys of commands are not.
    pub fn take_key(&mut self, event: KeyEvent) -> bool {
        let is_text = match event.code {
            KeyCode::Char(letter) => letter.is_alphanumeric() || "-/,.".contains(letter),
            code => code == KeyCode::Backspace,
        };
        let is_command = event.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        let takes = is_text && !is_command;
        if takes && self.typed.key(event) {
            self.selected = 0;
        }
        takes
    }

    /// The analytes that match what is typed, those whose name fits best first.
    fn matching(&self, state: &State) -> Vec<(AnalyteId, usize)> {
        let all = with_results(state);
        if self.typed.is_empty() {
            return all;
        }
        let suggested = state.catalog.suggest_analytes(self.typed.text());
        suggested.iter().filter_map(|analyte| all.iter().find(|(id, _)| *id == analyte.id)).cloned().collect()
    }

    /// Moves the cursor; what it does not know it leaves.
    pub fn move_by(&mut self, action: Action, state: &State) {
        let last = self.matching(state).len().saturating_sub(1);
        let at = self.selected.min(last);
        self.selected = action.moved(at, last, PAGE).unwrap_or(at);
    }

    /// The analyte under the cursor.
    pub fn selected(&self, state: &State) -> Option<AnalyteId> {
        let rows = self.matching(state);
        let at = self.selected.min(rows.len().checked_sub(1)?);
        Some(rows[at].0.clone())
    }

    /// Draws it over a column of the screen.
    pub fn view(&self, drawn: &[ResultCourse<'_>], state: &State, frame: &mut Frame<'_>, area: Rect) {
        let theme = &state.look.theme;
        let rows = self.matching(state);
        let chosen = format!("   {} of {MOST} chosen", drawn.len());
        let head =
            Line::from(vec![Span::styled(" ANALYTES", theme.heading), Span::styled(chosen, theme.dim)]);
        let typed = match self.typed.text() {
            _ if rows.is_empty() => " nothing matches; Backspace widens".to_owned(),
            "" => " type to narrow".to_owned(),
            text => format!(" › {text}"),
        };
        let key = |action| state.look.keymap.key(action);
        let foot = [
            format!(" {} adds or removes it", key(Action::Toggle)),
            format!(" {} {}", key(Action::Open), if self.is_narrowed() { "draws it" } else { "closes" }),
        ];
        let height = usize::from(area.height).saturating_sub(2 + foot.len() + 1);
        let selected = self.selected.min(rows.len().saturating_sub(1));
        let first = first_shown(rows.len(), Some(selected), height);
        let typed_style = if self.typed.is_empty() || rows.is_empty() { theme.dim } else { theme.accent };
        let mut lines = vec![head, Line::styled(typed, typed_style)];
        for (id, count) in rows.iter().skip(first).take(height) {
            lines.push(row(id, *count, drawn, state, usize::from(area.width)));
        }
        let below = rows.len().saturating_sub(first + height);
        let more =
            if below > 0 { format!(" {} {below} more", state.look.glyphs.ellipsis()) } else { String::new() };
        lines.push(Line::styled(more, theme.dim));
        lines.extend(foot.map(|text| Line::styled(text, theme.dim)));
        for (line, y) in lines.into_iter().zip(area.y..area.bottom()) {
            line.paint(Rect { y, height: 1, ..area }, frame.buffer_mut());
        }
        if rows.is_empty() {
            return;
        }
        let under_cursor = Rect { y: area.y + 2 + (selected - first) as u16, height: 1, ..area };
        paint_selection(theme.selected, under_cursor.intersection(area), frame.buffer_mut());
    }
}

/// Rows a page has.
const PAGE: usize = 10;

/// The analytes that have results, computed ones too, and how many; the pinned ones first, then by paper and name.
pub fn with_results(state: &State) -> Vec<(AnalyteId, usize)> {
    let computed = shown_formulas().map(|formula| AnalyteId::new(formula.id));
    let ids: BTreeSet<AnalyteId> = state.record.analytes().cloned().chain(computed).collect();
    let mut rows: Vec<(AnalyteId, usize)> = ids
        .into_iter()
        .map(|id| {
            let count = count(&id, state);
            (id, count)
        })
        .filter(|(_, count)| *count > 0)
        .collect();
    let pinned = &state.look.pinned;
    rows.sort_by_cached_key(|(id, _)| {
        let place = pinned.iter().position(|p| p == id).unwrap_or(pinned.len());
        let analyte = state.analyte(id);
        (place, analyte.map(|a| (a.kind, a.group.clone(), a.name.clone())))
    });
    rows
}

/// How many results an analyte has: those reported, in words too, or where there is none those computed.
pub fn count(id: &str, state: &State) -> usize {
    if state.analyte(id).is_none() {
        return 0;
    }
    match state.record.results(id).count() {
        0 => readings(&state.record, state.catalog.analytes(), id).len(),
        some => some,
    }
}

fn row<'a>(id: &'a str, count: usize, drawn: &[ResultCourse<'_>], state: &State, width: usize) -> Line<'a> {
    let is_drawn = drawn.iter().any(|course| &*course.analyte.id == id);
    let glyphs = state.look.glyphs;
    let mark = if is_drawn { glyphs.pick("●", "x") } else { glyphs.pick("○", "-") };
    let name = state.name(id);
    let count = count.to_string();
    let room = width.saturating_sub(5 + count.len());
    let name = shorten(name, room, glyphs.ellipsis());
    let gap = " ".repeat(room.saturating_sub(Line::raw(name.as_str()).width()));
    let theme = &state.look.theme;
    Line::from(vec![
        Span::styled(format!(" {mark} "), if is_drawn { theme.accent } else { theme.dim }),
        Span::raw(name),
        Span::styled(format!("{gap} {count} "), theme.dim),
    ])
}
