//! The flow table: analytes down, dates across, the newest first, what is out of range marked.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::domain::id::{AnalyteId, EntryId};
use crate::domain::interval::Interpretation;
use crate::domain::report::{Report, Value};
use crate::ui::action::Action;
use crate::ui::state::State;
use crate::ui::widget::table::first_shown;

/// The cursor in the table.
#[derive(Debug, Default)]
pub struct Flow {
    row: usize,
    /// 0 is the newest report.
    column: usize,
}

/// Columns of the frozen names.
const NAMES: u16 = 24;
/// Columns of a date, with its gap.
const CELL: u16 = 11;

impl Flow {
    /// Moves the cursor; says whether the action was a move.
    pub fn moved(&mut self, action: Action, reports: &[&Report], state: &State) -> bool {
        let rows = analytes(reports, state).len().saturating_sub(1);
        let columns = reports.len().saturating_sub(1);
        let (row, column) = (self.row.min(rows), self.column.min(columns));
        (self.row, self.column) = match action {
            Action::Up => (row.saturating_sub(1), column),
            Action::Down => ((row + 1).min(rows), column),
            Action::Left => (row, column.saturating_sub(1)),
            Action::Right => (row, (column + 1).min(columns)),
            Action::First => (0, column),
            Action::Last => (rows, column),
            Action::PageUp => (row, column.saturating_sub(5)),
            Action::PageDown => (row, (column + 5).min(columns)),
            _ => return false,
        };
        true
    }

    /// The report under the cursor.
    pub fn column<'s>(&self, reports: &[&'s Report], _state: &State) -> Option<&'s Report> {
        reports.get(self.column.min(reports.len().checked_sub(1)?)).copied()
    }

    /// The report and analyte under the cursor.
    pub fn cell(&self, reports: &[&Report], state: &State) -> Option<(EntryId, AnalyteId)> {
        let report = self.column(reports, state)?;
        let analytes = analytes(reports, state);
        let analyte = analytes.get(self.row.min(analytes.len().checked_sub(1)?))?;
        Some((report.id.clone(), analyte.clone()))
    }

    /// Draws the table.
    pub fn paint(&self, reports: &[&Report], state: &State, area: Rect, buf: &mut Buffer) {
        let theme = &state.look.theme;
        let analytes = analytes(reports, state);
        let names = NAMES.min(area.width / 3);
        let shown = usize::from(area.width.saturating_sub(names) / CELL).max(1);
        let column = self.column.min(reports.len().saturating_sub(1));
        let row = self.row.min(analytes.len().saturating_sub(1));
        let left = first_shown(reports.len(), Some(column), shown);
        let top = first_shown(analytes.len(), Some(row), usize::from(area.height).saturating_sub(1));
        let seen: Vec<(usize, &&Report)> = reports.iter().enumerate().skip(left).take(shown).collect();
        for (place, (_, report)) in seen.iter().enumerate() {
            let head = Line::styled(format!("{:>10}", state.day(report.date)), theme.dim);
            head.render(cell_at(area, names, place, 0), buf);
        }
        let lines = usize::from(area.height.saturating_sub(1));
        for (line, (at, id)) in analytes.iter().enumerate().skip(top).take(lines).enumerate() {
            let y = line as u16 + 1;
            let name = Rect { y: area.y + y, height: 1, width: names.saturating_sub(1), ..area };
            let style = if at == row { theme.heading } else { theme.dim };
            Line::styled(state.name(id).to_owned(), style).render(name, buf);
            for (place, (number, report)) in seen.iter().enumerate() {
                let rect = cell_at(area, names, place, y);
                if at == row && *number == column {
                    buf.set_style(rect, theme.selected);
                }
                cell(report, id, state).right_aligned().render(rect, buf);
            }
        }
    }
}

fn cell_at(area: Rect, names: u16, place: usize, y: u16) -> Rect {
    let x = area.x + names + place as u16 * CELL;
    Rect { x, y: area.y + y, width: CELL - 1, height: 1 }.intersection(area)
}

/// The value with its glyph where it is out of range; empty where there is none.
fn cell(report: &Report, id: &str, state: &State) -> Line<'static> {
    let (Some(result), Some(analyte)) = (report.result(id), state.analyte(id)) else {
        return Line::default();
    };
    let text = match &result.value {
        Value::Number(quantity) => state.number(analyte, quantity),
        Value::Words(_) => "words".to_owned(),
    };
    let interpretation = state.judge(report, result).interpretation;
    let style = state.look.theme.of(interpretation);
    match interpretation {
        Interpretation::Low | Interpretation::High => {
            let glyph = state.look.glyphs.of(interpretation);
            Line::from(vec![Span::styled(format!("{glyph} {text}"), style)])
        }
        Interpretation::Within | Interpretation::Unknown => Line::raw(text),
    }
}

/// The analytes of these reports: those pinned to Today first, then by name.
fn analytes(reports: &[&Report], state: &State) -> Vec<AnalyteId> {
    let mut ids: Vec<&AnalyteId> =
        reports.iter().flat_map(|report| &report.results).map(|r| &r.analyte).collect();
    ids.sort_unstable();
    ids.dedup();
    let rank =
        |id: &AnalyteId| state.look.pinned.iter().position(|pinned| pinned == id).unwrap_or(usize::MAX);
    ids.sort_by_key(|id| (rank(id), state.name(id)));
    ids.into_iter().cloned().collect()
}
