//! The reports, the newest first.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;

use crate::domain::id::EntryId;
use crate::domain::interval::Interpretation;
use crate::domain::report::Report;
use crate::ui::state::State;
use crate::ui::widget::table::{self, Column, TableLook, TableRow, window_of};

const COLUMNS: &[Column] = &[
    Column::left("", 0, 6),
    Column::left("", 0, 1),
    Column::left("", 0, 11),
    Column::left("", 0, 6),
    Column::left("", 2, 14),
    Column::right("", 3, 3),
];

/// Draws the list; its selected row is bright while the cursor is in it.
pub fn paint(
    reports: &[&Report],
    marked: &BTreeSet<EntryId>,
    (selected, focused): (usize, bool),
    state: &State,
    area: Rect,
    buf: &mut Buffer,
) {
    // Only what is seen is built, and one more, which tells that there are more: the list may hold a lifetime.
    let (first, lines) = window_of(reports.len(), Some(selected), area.height.into());
    let shown = reports.iter().skip(first).take(lines + 2);
    let rows: Vec<TableRow<'_>> =
        shown.map(|report| row(report, mark_of(report, marked, state), state)).collect();
    let theme = &state.look.theme;
    let bright = if focused { theme.selected } else { Style::new().add_modifier(Modifier::BOLD) };
    let look = TableLook { selected: bright, ..state.look.table() };
    table::paint(COLUMNS, &rows, Some(selected - first), area, buf, look);
}

fn mark_of(report: &Report, marked: &BTreeSet<EntryId>, state: &State) -> &'static str {
    if marked.contains(&report.id) { state.look.glyphs.mark_sign() } else { "" }
}

fn row<'s>(report: &'s Report, mark: &'static str, state: &State) -> TableRow<'s> {
    let theme = &state.look.theme;
    let worst = report
        .results
        .iter()
        .map(|result| state.judge(report, result).interpretation)
        .max_by_key(|i| weight(*i));
    let worst = worst.unwrap_or(Interpretation::Unknown);
    TableRow::new(vec![
        Line::raw(mark),
        Line::styled(state.look.glyphs.of(worst), theme.of(worst)),
        Line::raw(state.day(report.date)),
        Line::raw(report.kind().id()),
        Line::styled(report.laboratory.as_deref().unwrap_or_default(), theme.dim),
        Line::styled(report.results.len().to_string(), theme.dim),
    ])
}

/// What is out of range leads.
const fn weight(interpretation: Interpretation) -> u8 {
    match interpretation {
        Interpretation::Unknown => 0,
        Interpretation::Within => 1,
        Interpretation::High => 2,
        Interpretation::Low => 3,
    }
}
