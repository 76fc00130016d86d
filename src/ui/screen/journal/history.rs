//! What was logged, the newest first.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Paragraph, Widget, Wrap};

use crate::ui::action::Action;
use crate::ui::screen::journal::PastEntry;
use crate::ui::state::State;
use crate::ui::widget::plot::wrap;
use crate::ui::widget::table::{self, Column, TableLook, TableRow, first_shown};

const COLUMNS: &[Column] = &[Column::left("", 0, DATE), Column::left("", 0, u16::MAX)];

/// Columns of a date with its year.
const DATE: u16 = 11;

/// Draws the list of entries, newest first.
pub fn paint(
    past: &[PastEntry<'_>],
    selected: Option<usize>,
    filter: &str,
    state: &State,
    area: Rect,
    buf: &mut Buffer,
) {
    let theme = &state.look.theme;
    let [title, body] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    let heading =
        if filter.is_empty() { "LOGGED".to_owned() } else { format!("LOGGED, matching “{filter}”") };
    Line::styled(heading, theme.dim).render(title, buf);
    if past.is_empty() {
        let words = nothing(filter, state);
        return Paragraph::new(Line::styled(words, theme.dim)).wrap(Wrap { trim: true }).render(body, buf);
    }
    let first = first_shown(past.len(), selected, body.height.into());
    let shown = past.iter().enumerate().skip(first).take(body.height.into());
    let (mut rows, mut line) = (Vec::new(), None);
    for (place, past) in shown {
        if selected == Some(place) {
            line = Some(rows.len());
        }
        rows.extend(entry(*past, body.width, state));
    }
    let look = TableLook { head: theme.dim, selected: theme.selected };
    table::paint(COLUMNS, &rows, line, body, buf, look);
}

fn nothing(filter: &str, state: &State) -> String {
    let key = |action| state.look.keymap.key(action);
    if filter.is_empty() {
        format!("No symptom or event yet; {} adds one of any day.", key(Action::Add))
    } else {
        format!("Nothing matches; {} clears the filter.", key(Action::Back))
    }
}

/// Its day and words, in as many rows as the words take.
fn entry(past: PastEntry<'_>, width: u16, state: &State) -> Vec<TableRow<'static>> {
    let lines = wrap(&past.words(state), usize::from(width.saturating_sub(DATE + 3)), "…");
    let days = std::iter::once(state.day(past.date())).chain(std::iter::repeat(String::new()));
    days.zip(lines).map(|(day, words)| TableRow::new(vec![Line::raw(day), Line::raw(words)])).collect()
}
