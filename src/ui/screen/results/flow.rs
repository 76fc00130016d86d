//! The flow table: analytes down, dates across, the newest first, what is out of range marked.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::domain::analyte::{Analyte, Unit, bare_name};
use crate::domain::derived::{derive_beside, formula};
use crate::domain::formula::shown_formulas;
use crate::domain::id::{AnalyteId, EntryId};
use crate::domain::interval::Interpretation;
use crate::domain::quantity::{Quantity, shown_unit};
use crate::domain::report::{Kind, Report, Value};
use crate::ui::action::Action;
use crate::ui::screen::results::line::ReportRow;
use crate::ui::screen::results::report;
use crate::ui::state::State;
use crate::ui::widget::cut::cut_bottom;
use crate::ui::widget::plot::shorten;
use crate::ui::widget::selection::paint_selection;
use crate::ui::widget::table::first_shown;
use crate::ui::widget::text::PaintLine;

/// The cursor in the table.
#[derive(Debug, Default)]
pub struct FlowCursor {
    row: usize,
    /// 0 is the newest report.
    column: usize,
}

/// Columns of the frozen names and of their unit; the unit is left off in a narrow window.
const NAMES: u16 = 25;
const UNITS: u16 = 8;
/// Columns of the names where there is room for all of them, and from which width on there is.
const WHOLE_NAMES: u16 = 40;
const WHOLE_NAMES_FROM: u16 = 110;
/// From this width on units stand beside the names.
const ROOMY: u16 = 70;
/// Columns of a date, `12 Nov 2025`, with its gap.
const CELL: u16 = 12;
/// Lines kept for the table before the cell under the cursor is spelled out at the foot, and lines for that.
const LEAST_TABLE: u16 = 8;
const FOOT: u16 = 4;
/// Dates a page moves by.
const PAGE: usize = 5;

impl FlowCursor {
    /// The table with the cursor on this report, counted from the newest.
    pub const fn at(&mut self, column: usize) {
        self.column = column;
    }

    /// Which report the cursor is on, counted from the newest.
    pub const fn place(&self) -> usize {
        self.column
    }

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
            Action::PageUp => (row, column.saturating_sub(PAGE)),
            Action::PageDown => (row, (column + PAGE).min(columns)),
            _ => return false,
        };
        true
    }

    /// The report under the cursor.
    pub fn column<'s>(&self, reports: &[&'s Report]) -> Option<&'s Report> {
        reports.get(self.column.min(reports.len().checked_sub(1)?)).copied()
    }

    /// The report and analyte under the cursor.
    pub fn cell(&self, reports: &[&Report], state: &State) -> Option<(EntryId, AnalyteId)> {
        let report = self.column(reports)?;
        let analytes = analytes(reports, state);
        let analyte = analytes.get(self.row.min(analytes.len().checked_sub(1)?))?;
        Some((report.id.clone(), analyte.clone()))
    }

    /// Draws the table, and what is known of the cell under the cursor below it.
    pub fn paint(
        &self,
        reports: &[&Report],
        charted: &[AnalyteId],
        state: &State,
        area: Rect,
        buf: &mut Buffer,
    ) {
        let foot = if area.height >= LEAST_TABLE + FOOT { FOOT } else { 0 };
        let [table, below] = cut_bottom(area, foot);
        let analytes = analytes(reports, state);
        let grid = FlowGrid {
            reports,
            charted,
            state,
            row: self.row.min(analytes.len().saturating_sub(1)),
            column: self.column.min(reports.len().saturating_sub(1)),
            area: table,
        };
        grid.paint(&analytes, buf);
        let (Some(report), Some(id)) = (reports.get(grid.column), analytes.get(grid.row)) else { return };
        if let Some(entry) = entry(report, id, state) {
            let lines = report::foot(&entry, report, state, below.width, below.height.into());
            for (line, place) in lines.into_iter().zip(below.rows()) {
                line.paint(place, buf);
            }
        }
    }
}

/// The table being drawn.
struct FlowGrid<'a> {
    reports: &'a [&'a Report],
    /// Analytes that are marked, to be drawn together.
    charted: &'a [AnalyteId],
    state: &'a State,
    row: usize,
    column: usize,
    area: Rect,
}

impl FlowGrid<'_> {
    fn paint(&self, analytes: &[AnalyteId], buf: &mut Buffer) {
        let shown = usize::from(self.area.width.saturating_sub(self.frozen()) / CELL).max(1);
        let lines = usize::from(self.area.height).saturating_sub(1);
        let left = first_shown(self.reports.len(), Some(self.column), shown);
        let top = first_shown(analytes.len(), Some(self.row), lines);
        let seen: Vec<(usize, &&Report)> = self.reports.iter().enumerate().skip(left).take(shown).collect();
        let theme = &self.state.look.theme;
        for (place, (number, report)) in seen.iter().enumerate() {
            let style = if *number == self.column { theme.heading } else { theme.dim };
            let date = Line::styled(self.state.day(report.date), style).right_aligned();
            date.paint(self.cell_at(place, 0), buf);
        }
        for (line, (at, id)) in analytes.iter().enumerate().skip(top).take(lines).enumerate() {
            self.paint_row(line as u16 + 1, at, id, &seen, buf);
        }
    }

    fn paint_row(&self, y: u16, at: usize, id: &AnalyteId, seen: &[(usize, &&Report)], buf: &mut Buffer) {
        let theme = &self.state.look.theme;
        let style = if at == self.row { theme.heading } else { Style::new() };
        let unit = self.state.analyte(id).map(|analyte| row_unit(analyte, self.state));
        let room = self.names() - 1;
        let name = Rect { y: self.area.y + y, height: 1, width: room, ..self.area };
        let ellipsis = self.state.look.glyphs.ellipsis();
        let mark = if self.charted.contains(id) { self.state.look.glyphs.mark_sign() } else { "" };
        let gap = if mark.is_empty() { "" } else { " " };
        let words = format!("{mark}{gap}{}", self.name(id, room));
        Line::styled(shorten(&words, room.into(), ellipsis), style).paint(name, buf);
        if self.area.width >= ROOMY {
            let beside = Rect { x: name.x + self.names(), width: UNITS, ..name };
            Line::styled(unit.map_or("", |unit| shown_unit(&unit.code)), theme.dim).paint(beside, buf);
        }
        for (place, (number, report)) in seen.iter().enumerate() {
            let rect = self.cell_at(place, y);
            if let Some(entry) = entry(report, id, self.state) {
                cell(&entry, report, unit, self.state).right_aligned().paint(rect, buf);
            }
            if at == self.row && *number == self.column {
                paint_selection(theme.selected, rect, buf);
            }
        }
    }

    fn cell_at(&self, place: usize, y: u16) -> Rect {
        let x = self.area.x + self.frozen() + place as u16 * CELL;
        Rect { x, y: self.area.y + y, width: CELL - 1, height: 1 }.intersection(self.area)
    }

    /// Columns that do not move.
    fn frozen(&self) -> u16 {
        if self.area.width >= ROOMY { self.names() + UNITS } else { self.names() }
    }

    fn names(&self) -> u16 {
        match self.area.width {
            WHOLE_NAMES_FROM.. => WHOLE_NAMES,
            ROOMY.. => NAMES,
            width => NAMES.min(width / 3).max(2),
        }
    }

    /// The name of an analyte, or where it has no room the name without parentheses, else its short one.
    fn name<'n>(&'n self, id: &'n AnalyteId, room: u16) -> &'n str {
        let name = self.state.name(id);
        let short = self.state.analyte(id).map_or(name, |analyte| &analyte.short);
        let fits = |name: &&str| name.chars().count() <= room.into();
        [name, bare_name(name)].into_iter().find(fits).unwrap_or(short)
    }
}

/// What stands in a cell: the result, else the computed value.
fn entry<'r>(report: &'r Report, id: &AnalyteId, state: &State) -> Option<ReportRow<'r>> {
    if let Some(result) = report.result(id) {
        return Some(ReportRow::of(report, result));
    }
    formula(id)?;
    state.analyte(id).filter(|analyte| analyte.kind == report.kind() && report.specimen().is_serum())?;
    derive_beside(&state.record, state.catalog.analytes(), id, report).map(ReportRow::Computed)
}

/// One row has one unit, so that its values can be read along: that of the newest result, in the units of the moment.
fn row_unit<'s>(analyte: &'s Analyte, state: &'s State) -> &'s Unit {
    let newest = state.record.results(&analyte.id).rev().find_map(|(_, result)| result.quantity());
    newest.map_or_else(|| analyte.canonical(), |quantity| analyte.unit_for(state.look.units, &quantity.unit))
}

/// The value with its glyph where it is out of range; `≈` where it was printed in another unit than the row's.
fn cell(entry: &ReportRow<'_>, report: &Report, unit: Option<&Unit>, state: &State) -> Line<'static> {
    let interpretation = entry.interpretation(report, state);
    let glyph = match interpretation {
        Interpretation::Low | Interpretation::High => format!("{} ", state.look.glyphs.of(interpretation)),
        Interpretation::Within | Interpretation::Unknown => String::new(),
    };
    let text = match (entry, entry.quantity(report, state).zip(unit)) {
        (ReportRow::Result(result, _), None) => state.privacy().text(|| match &result.value {
            Value::Words(words) => words.clone(),
            Value::Number(quantity) => quantity.to_string(),
        }),
        (_, Some((quantity, unit))) => number(&quantity, unit, entry.analyte(), state),
        (ReportRow::Computed(_), None) => String::new(),
    };
    let ellipsis = state.look.glyphs.ellipsis();
    let style = match (interpretation, entry) {
        (Interpretation::Low | Interpretation::High, _) => state.look.theme.of(interpretation),
        (_, ReportRow::Computed(_)) => state.look.theme.dim,
        _ => Style::new(),
    };
    Line::styled(shorten(&(glyph + &text), usize::from(CELL) - 1, ellipsis), style)
}

fn number(quantity: &Quantity, unit: &Unit, id: &str, state: &State) -> String {
    match state.analyte(id) {
        Some(analyte) => state.number_in(analyte, quantity, unit),
        None => state.privacy().text(|| quantity.to_string()),
    }
}

/// The analytes of these reports and what may be computed of them: those pinned to Today first, then by kind of
/// report and name.
fn analytes(reports: &[&Report], state: &State) -> Vec<AnalyteId> {
    let mut ids: Vec<AnalyteId> =
        reports.iter().flat_map(|report| report.results.iter().map(|result| report.series(result))).collect();
    ids.sort_unstable();
    ids.dedup();
    add_computed(&mut ids, state);
    let kind = |id: &AnalyteId| state.analyte(id).map_or(Kind::Body, |analyte| analyte.kind);
    let rank = |id: &AnalyteId| {
        let pinned = &state.look.pinned;
        pinned.iter().position(|pinned| pinned == id).unwrap_or(pinned.len())
    };
    ids.sort_by(|a, b| (rank(a), kind(a), state.name(a)).cmp(&(rank(b), kind(b), state.name(b))));
    ids
}

/// Adds each computed analyte whose inputs are there; one may be the input of another.
fn add_computed(ids: &mut Vec<AnalyteId>, state: &State) {
    let has_height = state.record.profile().height_cm.is_some();
    loop {
        let before = ids.len();
        for formula in shown_formulas() {
            let has = |id: &str| ids.iter().any(|known| **known == *id) || (id == "height" && has_height);
            let is_complete = formula.inputs.iter().all(|term| term.default.is_some() || has(term.id));
            if is_complete && !has(formula.id) && state.analyte(formula.id).is_some() {
                ids.push(formula.id.into());
            }
        }
        if ids.len() == before {
            return;
        }
    }
}
