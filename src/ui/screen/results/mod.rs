//! Every result: by report, or as a table of analytes over dates.

mod filter;
mod flow;
mod kinds;
mod line;
mod list;
mod report;
mod report_note;

use std::collections::BTreeSet;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

use crate::domain::change::{Act, Change, Entry};
use crate::domain::counted::counted;
use crate::domain::day;
use crate::domain::id::{AnalyteId, EntryId};
use crate::domain::record_extent::HistoryNeed;
use crate::domain::report::Report;
use crate::ui::action::Action;
use crate::ui::hint::Hint;
use crate::ui::outcome::{Effect, FormKind, OpenTarget, Outcome, Seed};
use crate::ui::picture::MOST;
use crate::ui::screen::Screen;
use crate::ui::screen::results::filter::ReportFilter;
use crate::ui::screen::results::flow::FlowCursor;
use crate::ui::small_chart::{CHART_COLUMNS, WIDE_SCREEN, paint_small_chart};
use crate::ui::state::State;
use crate::ui::widget::cut::cut_top;
use crate::ui::widget::text::PaintLine;

/// Every result: by report, or as a table of analytes over dates.
#[derive(Debug, Default)]
pub struct Results {
    view: ResultsView,
    filter: ReportFilter,
    /// Among the reports that match, the newest being 0.
    selected: usize,
    /// The row of the report under the cursor; none while the list has it.
    row: Option<usize>,
    flow: FlowCursor,
    /// Whether the report was opened from a cell of the table, to which Back leads.
    is_from_cell: bool,
    /// Reports that are removed or exported together.
    marked: BTreeSet<EntryId>,
    /// Analytes that are drawn together.
    charted: Vec<AnalyteId>,
}

/// Which view is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum ResultsView {
    #[default]
    ByReport,
    Flow,
}

/// What can be done here, the most useful first.
const ACTIONS: &[Action] = &[
    Action::Add,
    Action::Open,
    Action::View,
    Action::Filter,
    Action::Mark,
    Action::Edit,
    Action::Delete,
    Action::Duplicate,
    Action::Copy,
    Action::SourceFile,
    Action::Back,
    Action::Up,
    Action::Down,
    Action::Left,
    Action::Right,
    Action::First,
    Action::Last,
    Action::PageUp,
    Action::PageDown,
];

impl Screen for Results {
    fn actions(&self) -> &'static [Action] {
        ACTIONS
    }

    fn update(&mut self, action: Action, state: &State) -> Outcome {
        let reports = self.reports(state);
        match (action, self.view) {
            (Action::View, _) => self.switch(),
            (Action::Back, _) if !self.filter.text().is_empty() && self.row.is_none() => {
                self.set_filter("", state);
            }
            (Action::Back, _) if !(self.marked.is_empty() && self.charted.is_empty()) => {
                self.marked.clear();
                self.charted.clear();
            }
            (Action::Back, ResultsView::ByReport) if self.is_from_cell => self.leave_cell(),
            (Action::Mark, _) => return self.mark(&reports, state),
            (Action::Open, _) if !self.charted.is_empty() => {
                return Outcome::Open(OpenTarget::Chart(std::mem::take(&mut self.charted)));
            }
            (Action::Open, ResultsView::Flow) => self.open_cell(&reports, state),
            (_, ResultsView::Flow) if self.flow.moved(action, &reports, state) => {}
            (_, ResultsView::ByReport) if self.moved(action, &reports, state) => {}
            _ => return self.act(action, &reports, state),
        }
        Outcome::Nothing
    }

    fn view(&self, state: &State, frame: &mut Frame<'_>, area: Rect) {
        let reports = self.reports(state);
        let area = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..area };
        let [head, body] = cut_top(area, 1);
        self.heading(&reports, head.width, state).paint(head, frame.buffer_mut());
        if reports.is_empty() {
            return Line::styled(self.nothing(state), state.look.theme.dim).paint(body, frame.buffer_mut());
        }
        match self.view {
            ResultsView::Flow => self.flow.paint(&reports, &self.charted, state, body, frame.buffer_mut()),
            ResultsView::ByReport => self.view_by_report(&reports, state, frame, body),
        }
    }

    fn show(&mut self, what: &OpenTarget, state: &State) -> bool {
        let OpenTarget::Report(id, analyte) = what else { return false };
        self.bring(id, analyte.as_ref(), state);
        true
    }

    fn filter(&self) -> &str {
        self.filter.text()
    }

    fn set_filter(&mut self, text: &str, state: &State) {
        let current = self.current(&self.reports(state)).map(|report| report.id.clone());
        self.filter = ReportFilter::new(text, state);
        // What was found is still under the cursor when everything is back.
        let is_current = |report: &&Report| Some(&report.id) == current.as_ref();
        let found = self.reports(state).into_iter().position(|report| is_current(&report));
        let place = found.filter(|_| text.is_empty()).unwrap_or(0);
        self.selected = place;
        self.row = None;
        self.is_from_cell = false;
        self.flow = FlowCursor::default();
        self.flow.at(place);
        self.marked.clear();
        self.charted.clear();
    }

    fn marked(&self) -> Vec<EntryId> {
        self.marked.iter().cloned().collect()
    }

    fn looks_at(&self, _state: &State, columns: u16) -> HistoryNeed {
        let shows_all = !self.filter.text().is_empty() || self.view == ResultsView::Flow;
        if shows_all || columns >= WIDE_SCREEN - 1 {
            return HistoryNeed::Whole;
        }
        let seen = self.selected.saturating_add(REPORTS_BELOW);
        // Twice as many each time, so that whoever goes down the list seldom waits.
        let doubled = std::iter::successors(Some(FIRST_REPORTS), |count| count.checked_mul(2));
        HistoryNeed::Reports(doubled.into_iter().find(|count| *count >= seen).unwrap_or(usize::MAX))
    }
}

impl Results {
    /// Brings a report to the front, the cursor on an analyte.
    fn bring(&mut self, id: &EntryId, analyte: Option<&AnalyteId>, state: &State) {
        let filter = std::mem::take(&mut self.filter);
        // A filter that hides the report would hide what was asked for.
        let keeps = state.record.report(id).is_some_and(|report| filter.takes(report, state));
        let filter = if keeps { filter } else { ReportFilter::default() };
        *self = Self { filter, ..Self::default() };
        let reports = self.reports(state);
        let Some(place) = reports.iter().position(|report| report.id == *id) else {
            return;
        };
        self.selected = place;
        self.row = analyte.and_then(|analyte| report::row_of(reports[place], analyte, state));
    }

    /// Reports that match, the newest first; of a long history as many as were looked at so far.
    fn reports<'s>(&self, state: &'s State) -> Vec<&'s Report> {
        let newest = state.record.newest_reports().iter().rev();
        newest.filter(|report| self.filter.takes(report, state)).collect()
    }

    /// Marks a report of the list; inside a report, or in the table, the analyte under the cursor.
    fn mark(&mut self, reports: &[&Report], state: &State) -> Outcome {
        let Some(report) = self.current(reports) else { return Outcome::Nothing };
        if self.view == ResultsView::ByReport && self.row.is_none() {
            if !self.marked.remove(&report.id) {
                self.marked.insert(report.id.clone());
            }
            self.selected = (self.selected + 1).min(reports.len() - 1);
            return Outcome::Nothing;
        }
        let analyte = match self.row {
            Some(row) => report::rows(report, state).get(row).map(|entry| entry.analyte().clone()),
            None => self.flow.cell(reports, state).map(|(_, analyte)| analyte),
        };
        let Some(analyte) = analyte else { return Outcome::Nothing };
        match self.charted.iter().position(|marked| *marked == analyte) {
            Some(place) => drop(self.charted.remove(place)),
            None if self.charted.len() == MOST => {
                return Outcome::refuse(format!("A chart draws {MOST} at most. Unmark one first."));
            }
            None => self.charted.push(analyte),
        }
        Outcome::Nothing
    }

    /// Removes the marked reports in one act.
    fn delete_marked(&mut self, state: &State) -> Outcome {
        let marked = std::mem::take(&mut self.marked);
        let reports = state.record.reports().iter().filter(|report| marked.contains(&report.id));
        let entries: Vec<Entry> = reports.cloned().map(Entry::Report).collect();
        let changes = entries.iter().map(|entry| Change::Remove(entry.key())).collect();
        let act = Act::new(format!("Removed {}", counted(entries.len(), "report")), changes);
        Outcome::effect(Effect::Save(act.began_from(entries)))
    }

    /// Shows the other view, the cursor on the same report.
    fn switch(&mut self) {
        self.row = None;
        self.is_from_cell = false;
        match self.view {
            ResultsView::ByReport => {
                self.view = ResultsView::Flow;
                self.flow.at(self.selected);
            }
            ResultsView::Flow => {
                self.view = ResultsView::ByReport;
                self.selected = self.flow.place();
            }
        }
    }

    /// Opens the report of a cell at its row.
    fn open_cell(&mut self, reports: &[&Report], state: &State) {
        let cell = self.flow.cell(reports, state);
        let place = cell.as_ref().and_then(|(id, _)| reports.iter().position(|report| report.id == *id));
        let Some(((_, analyte), place)) = cell.zip(place) else { return };
        self.view = ResultsView::ByReport;
        self.selected = place;
        self.row = report::row_of(reports[place], &analyte, state);
        self.is_from_cell = true;
    }

    /// Back to the table, the cursor on the cell it was on.
    const fn leave_cell(&mut self) {
        self.view = ResultsView::Flow;
        self.row = None;
        self.is_from_cell = false;
    }

    /// Moves in the list, or in the report beside it.
    fn moved(&mut self, action: Action, reports: &[&Report], state: &State) -> bool {
        // The last may be one that is not here yet.
        let count = if self.filter.text().is_empty() { state.record.report_count() } else { reports.len() };
        let last = count.saturating_sub(1);
        let at = self.selected.min(last);
        let rows = || reports.get(at).map_or(0, |report| report::lines(report, state));
        let (place, last) = match self.row.map(|row| (row, rows().saturating_sub(1))) {
            Some((row, last)) => (row.min(last), last),
            None => (at, last),
        };
        let to = match action {
            Action::Up => place.saturating_sub(1),
            Action::Down => (place + 1).min(last),
            Action::First => 0,
            Action::Last => last,
            Action::PageUp => place.saturating_sub(PAGE),
            Action::PageDown => (place + PAGE).min(last),
            Action::Right if self.row.is_none() && rows() > 0 => {
                self.row = Some(0);
                return true;
            }
            Action::Left | Action::Back if self.row.is_some() => {
                self.row = None;
                self.is_from_cell = false;
                return true;
            }
            _ => return false,
        };
        if self.row.is_some() {
            self.row = Some(to);
        } else {
            self.selected = to;
        }
        true
    }

    /// What is done with the report under the cursor.
    fn act(&mut self, action: Action, reports: &[&Report], state: &State) -> Outcome {
        let Some(report) = self.current(reports) else {
            return Outcome::Nothing;
        };
        match (action, self.row) {
            (Action::Open, None) => {
                self.row = Some(0);
                Outcome::Nothing
            }
            (Action::Open, Some(row)) => match report::rows(report, state).get(row) {
                Some(row) => Outcome::Open(OpenTarget::Chart(vec![row.analyte().clone()])),
                None => Outcome::Nothing,
            },
            (Action::Edit, _) => {
                let edit = Some(Entry::Report(report.clone()));
                Outcome::Open(OpenTarget::Form(Box::new(Seed {
                    edit,
                    ..Seed::new(FormKind::Report(report.kind()))
                })))
            }
            (Action::Duplicate, _) => {
                let like = Some(report.id.clone());
                Outcome::Open(OpenTarget::Form(Box::new(Seed {
                    like,
                    ..Seed::new(FormKind::Report(report.kind()))
                })))
            }
            (Action::Delete, _) if !self.marked.is_empty() => self.delete_marked(state),
            (Action::Delete, _) => {
                let words = format!("Removed the {} of {}", report.kind().name(), day::long(report.date));
                self.row = None;
                Outcome::effect(Effect::Save(Act::removal(words, Entry::Report((*report).clone()))))
            }
            (Action::SourceFile, _) => report.source.as_ref().map_or_else(
                || {
                    Outcome::note(
                        "No file is kept with this report: `androlog add --source FILE` or an import does.",
                    )
                },
                |source| Outcome::effect(Effect::OpenFile(source.clone())),
            ),
            (Action::Copy, _) => Outcome::effect(Effect::Copy(self.copied(report, reports, state))),
            _ => Outcome::Nothing,
        }
    }

    /// The result under the cursor as text, else the whole report.
    fn copied(&self, report: &Report, reports: &[&Report], state: &State) -> String {
        let rows = report::rows(report, state);
        let row = match self.view {
            ResultsView::ByReport => self.row,
            ResultsView::Flow => {
                let cell = self.flow.cell(reports, state);
                cell.and_then(|(_, analyte)| report::row_of(report, &analyte, state))
            }
        };
        match row.and_then(|row| rows.get(row)) {
            Some(entry) => report::entry_as_text(entry, report, state),
            None => report::as_text(report, state),
        }
    }

    fn current<'s>(&self, reports: &[&'s Report]) -> Option<&'s Report> {
        match self.view {
            ResultsView::ByReport => reports.get(self.selected.min(reports.len().saturating_sub(1))).copied(),
            ResultsView::Flow => self.flow.column(reports),
        }
    }

    fn view_by_report(&self, reports: &[&Report], state: &State, frame: &mut Frame<'_>, area: Rect) {
        let selected = self.selected.min(reports.len() - 1);
        let is_inside = self.row.is_some();
        let (area, corner) = with_corner(area);
        let (list, right) = parts(area, reports.len(), is_inside);
        if let Some(corner) = corner {
            let rows = report::rows(reports[selected], state);
            if let Some(row) = rows.get(self.row.unwrap_or(0)).or_else(|| rows.first()) {
                paint_small_chart(row.analyte(), state, corner, frame.buffer_mut());
            }
        }
        if let Some(list) = list {
            list::paint(reports, &self.marked, (selected, !is_inside), state, list, frame.buffer_mut());
        }
        report::paint(reports[selected], &self.charted, self.row, state, right, frame.buffer_mut());
    }

    fn heading(&self, reports: &[&Report], width: u16, state: &State) -> Line<'static> {
        let theme = &state.look.theme;
        let all = state.record.report_count();
        let count = if self.filter.text().is_empty() {
            format!("RESULTS  {}", counted(all, "report"))
        } else {
            let times = self.filter.times();
            let read = if times.is_empty() { String::new() } else { format!(" ({})", times.join(", ")) };
            let all = counted(all, "report");
            format!("RESULTS  {} of {all} match “{}”{read}", reports.len(), self.filter.text())
        };
        let key = |action| state.look.keymap.key(action);
        let back = match (self.row, self.view) {
            _ if reports.is_empty() || !(self.marked.is_empty() && self.charted.is_empty()) => String::new(),
            (Some(_), _) => state.hint(Hint::LeaveReport, || format!("   {} goes back", key(Action::Back))),
            (None, ResultsView::ByReport) => {
                state.hint(Hint::ResultTable, || format!("   {} shows a table over time", key(Action::View)))
            }
            (None, ResultsView::Flow) => String::new(),
        };
        let marked = match (self.marked.len(), self.charted.len()) {
            (0, 0) => String::new(),
            (0, count) => format!("   {count} marked: {} draws them", key(Action::Open)),
            (count, _) => {
                format!(
                    "   {count} marked: {} removes, {} exports them",
                    key(Action::Delete),
                    key(Action::Export)
                )
            }
        };
        // A hint is left out rather than cut.
        let whole = Line::styled(format!("{count}{back}{marked}"), theme.dim);
        if whole.width() <= width.into() { whole } else { Line::styled(count + &marked, theme.dim) }
    }

    fn nothing(&self, state: &State) -> String {
        let key = |action| state.look.keymap.key(action);
        if self.filter.text().is_empty() {
            format!("No reports yet. Press {} to add one.", key(Action::Add))
        } else {
            format!("Nothing matches. {} clears the filter.", key(Action::Back))
        }
    }
}

/// From this width on the report stands beside the list.
const WIDE: u16 = 137;
/// Columns of the list beside a report.
const LIST: u16 = 44;
/// Rows a page moves by.
const PAGE: usize = 10;
/// So many of the newest reports are read at first.
pub const FIRST_REPORTS: usize = 96;
/// So many reports below the cursor are read before it comes there: more than a window shows, or a page moves by.
const REPORTS_BELOW: usize = 64;

/// Where the list and the report stand: side by side, or below one another; a report that is read in a narrow
/// window has all of it.
fn parts(area: Rect, reports: usize, is_inside: bool) -> (Option<Rect>, Rect) {
    if area.width >= WIDE {
        let columns = [Constraint::Length(LIST), Constraint::Fill(1)];
        let [list, right] = Layout::horizontal(columns).spacing(2).areas(area);
        return (Some(list), right);
    }
    if is_inside {
        return (None, area);
    }
    let lines = (reports as u16).min(area.height / 3).max(2);
    let [list, below] =
        Layout::vertical([Constraint::Length(lines), Constraint::Fill(1)]).spacing(1).areas(area);
    (Some(list), below)
}

/// On a wide screen a corner for the chart of what is under the cursor.
fn with_corner(area: Rect) -> (Rect, Option<Rect>) {
    if area.width + 2 < WIDE_SCREEN {
        return (area, None);
    }
    let chart = CHART_COLUMNS.min(area.width - WIDEST_REPORT - 2);
    let columns = [Constraint::Fill(1), Constraint::Length(chart)];
    let [left, corner] = Layout::horizontal(columns).spacing(2).areas(area);
    (left, Some(corner))
}

/// A report of semen with all its columns; a chart beside it takes none of them.
const WIDEST_REPORT: u16 = 116;
