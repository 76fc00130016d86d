//! What was logged, the newest first.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::Widget;

use crate::ui::screen::journal::Past;
use crate::ui::state::{HIDDEN, State};
use crate::ui::widget::table::{self, Column, Row, TableLook, first_shown};

const COLUMNS: &[Column] = &[Column::left("", 0, 11), Column::left("", 4, 7), Column::left("", 0, 60)];

pub fn paint(
    past: &[Past<'_>],
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
        return Line::styled("No symptom or event yet.", theme.dim).render(body, buf);
    }
    let first = first_shown(past.len(), selected, body.height.into());
    let shown = past.iter().skip(first).take(body.height.into());
    let rows: Vec<Row<'_>> = shown.map(|past| row(*past, state)).collect();
    let look = TableLook { head: theme.dim, selected: theme.selected };
    table::paint(COLUMNS, &rows, selected.map(|selected| selected - first), body, buf, look);
}

fn row(past: Past<'_>, state: &State) -> Row<'static> {
    let kind = match past {
        Past::Symptom(_) => "symptom",
        Past::Event(_) => "event",
    };
    let words = if state.look.private { HIDDEN.to_owned() } else { past.words(state) };
    Row::new(vec![
        Line::raw(state.day(past.date())),
        Line::styled(kind, state.look.theme.dim),
        Line::raw(words),
    ])
}
