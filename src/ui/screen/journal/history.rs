//! What was logged, the newest first.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Widget, Wrap};
use unicode_width::UnicodeWidthStr as _;

use crate::domain::id::EntryId;
use crate::ui::action::Action;
use crate::ui::screen::journal::PastEntry;
use crate::ui::state::State;
use crate::ui::widget::cut::cut_top;
use crate::ui::widget::plot::wrap;
use crate::ui::widget::table::{self, Column, TableRow, window_of};
use crate::ui::widget::text::PaintLine;

const COLUMNS: &[Column] =
    &[Column::left("", 0, 6), Column::left("", 0, DATE), Column::left("", 0, u16::MAX)];

/// Columns of a date with its year.
const DATE: u16 = 11;
/// Columns between two of the table.
const GAP: usize = 2;

/// What was logged, as far as it matches a filter.
pub struct PastList<'a> {
    pub past: &'a [PastEntry<'a>],
    /// Entries that are removed together.
    pub marked: &'a BTreeSet<EntryId>,
    pub filter: &'a str,
}

impl PastList<'_> {
    /// Draws the list, the entry under the cursor among what is seen.
    pub fn paint(&self, selected: Option<usize>, state: &State, area: Rect, buf: &mut Buffer) {
        let theme = &state.look.theme;
        let [title, body] = cut_top(area, 1);
        Line::styled(self.heading(state), theme.dim).paint(title, buf);
        if self.past.is_empty() {
            let words = Line::styled(nothing(self.filter, state), theme.dim);
            return Paragraph::new(words).wrap(Wrap { trim: true }).render(body, buf);
        }
        let (first, lines) = window_of(self.past.len(), selected, body.height.into());
        // One more than is seen tells that there are more.
        let shown = self.past.iter().enumerate().skip(first).take(lines + 2);
        let room = usize::from(body.width).saturating_sub(self.columns_before(first, body.height, state));
        let (mut rows, mut line) = (Vec::new(), None);
        for (place, past) in shown {
            if selected == Some(place) {
                line = Some(rows.len());
            }
            let mark = if self.marked.contains(past.id()) { state.look.glyphs.mark_sign() } else { "" };
            rows.extend(entry(*past, mark, room, state));
        }
        table::paint(COLUMNS, &rows, line, body, buf, state.look.table());
    }

    /// Columns of marks and dates with the gaps behind them, and of the margin at the right.
    fn columns_before(&self, first: usize, height: u16, state: &State) -> usize {
        let dates =
            self.past.iter().skip(first).take(height.into()).map(|past| state.day(past.date()).width());
        let marks = if self.marked.is_empty() { 0 } else { state.look.glyphs.mark_sign().width() + GAP };
        marks + dates.max().unwrap_or(0) + GAP + 1
    }

    fn heading(&self, state: &State) -> String {
        let matching =
            if self.filter.is_empty() { String::new() } else { format!(", matching “{}”", self.filter) };
        let marked = match self.marked.len() {
            0 => String::new(),
            count => format!("   {count} marked, {} removes them", state.look.keymap.key(Action::Delete)),
        };
        format!("LOGGED{matching}{marked}")
    }
}

fn nothing(filter: &str, state: &State) -> String {
    let key = |action| state.look.keymap.key(action);
    if filter.is_empty() {
        format!("No symptom or event yet. Press {} to add one, for any day.", key(Action::Add))
    } else {
        format!("Nothing matches. {} clears the filter.", key(Action::Back))
    }
}

/// Its day and words, in as many rows as the words take.
fn entry(past: PastEntry<'_>, mark: &'static str, room: usize, state: &State) -> Vec<TableRow<'static>> {
    let lines = wrap(&past.words(state), room, "…");
    let marks = std::iter::once(mark).chain(std::iter::repeat(""));
    let days = std::iter::once(state.day(past.date())).chain(std::iter::repeat(String::new()));
    let cells = marks.zip(days).zip(lines);
    cells
        .map(|((mark, day), words)| TableRow::new(vec![Line::raw(mark), Line::raw(day), Line::raw(words)]))
        .collect()
}
