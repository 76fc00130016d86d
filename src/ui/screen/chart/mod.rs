//! Results over time: stacked panels over one time axis, with a cursor that goes from result to result.

mod list;
mod readings;
mod readout;
mod scene;
mod span;
mod study;

use std::collections::BTreeMap;

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::{Line, Text};
use ratatui::widgets::{Paragraph, Wrap};

use crate::domain::id::AnalyteId;
use crate::domain::record_extent::HistoryNeed;
use crate::domain::series::ReadingSource;
use crate::ui::action::Action;
use crate::ui::kept::{Kept, Moment};
use crate::ui::outcome::{Effect, OpenTarget, Outcome};
use crate::ui::picture::{self, AxisLanes, ChartForm, ChartInk, ChartView, DrawnSelection, MOST, Study};
use crate::ui::screen::Screen;
use crate::ui::screen::chart::readout::Readout;
use crate::ui::state::{DayStretch, State};
use crate::ui::widget::cut::cut_top;
use crate::ui::widget::plot::{self, PlotCursor};
use list::{AnalyteList, with_results};
use scene::ChartScene;
use scene::{ResultSpot, has_usual, spot};
use span::{ChartSpan, Pan};

/// The Chart tab: results over time.
#[derive(Debug, Default)]
pub struct Chart {
    /// What was chosen; while nothing was, the first of what he follows.
    chosen: Vec<AnalyteId>,
    /// The panel that has the cursor.
    focus: usize,
    /// The result under the cursor; the newest while it was not moved.
    spot: Option<ResultSpot>,
    span: ChartSpan,
    /// What was in view before changes of therapy were compared around.
    span_before: ChartSpan,
    form: ChartForm,
    keep: DrawnSelection,
    study: Study,
    /// Analytes whose axis was turned to the other kind.
    turned: Vec<AnalyteId>,
    baselines: BTreeMap<AnalyteId, ResultSpot>,
    list: Option<AnalyteList>,
    /// The lanes that were drawn last, by moment and days in view.
    lanes: Kept<(Moment, DayStretch), AxisLanes>,
    /// How far the results of what was drawn last reach, by moment.
    history: Kept<(Moment, Vec<AnalyteId>), DayStretch>,
}

/// What can be done here, the most useful first.
const ACTIONS: &[Action] = &[
    Action::Series,
    Action::Shorter,
    Action::Longer,
    Action::Open,
    Action::Baseline,
    Action::Overlay,
    Action::Trend,
    Action::BeforeAfter,
    Action::Alike,
    Action::WriteSvg,
    Action::LogAxis,
    Action::Left,
    Action::Right,
    Action::Up,
    Action::Down,
    Action::First,
    Action::Last,
    Action::ZoomIn,
    Action::ZoomOut,
    Action::PanLeft,
    Action::PanRight,
    Action::Back,
];

/// What can be done while the list of analytes is open.
const LIST_ACTIONS: &[Action] = &[
    Action::Toggle,
    Action::Open,
    Action::Back,
    Action::Up,
    Action::Down,
    Action::First,
    Action::Last,
    Action::PageUp,
    Action::PageDown,
];

impl Screen for Chart {
    fn actions(&self) -> &'static [Action] {
        if self.list.is_some() { LIST_ACTIONS } else { ACTIONS }
    }

    fn update(&mut self, action: Action, state: &State) -> Outcome {
        if self.list.is_some()
            && let Some(outcome) = self.list_update(action, state)
        {
            return outcome;
        }
        let scene = self.scene(state);
        match action {
            Action::Series => return self.open_list(&scene, state),
            Action::Up => self.focus = scene.focus.saturating_sub(1),
            Action::Down => self.focus = (scene.focus + 1).min(scene.courses.len().saturating_sub(1)),
            Action::Left | Action::Right | Action::First | Action::Last => self.move_cursor(action, &scene),
            Action::Trend => self.turn_trend(),
            Action::BeforeAfter => return self.step_change(&scene, state),
            Action::Alike => return self.turn_filter(state),
            Action::Overlay => self.form = other_form(self.form),
            Action::LogAxis => self.turn_axis(&scene),
            Action::Open => return open_report(&scene, state),
            Action::Baseline => return self.set_baseline(&scene, state),
            Action::WriteSvg => return self.write_svg(&scene, state),
            _ => return self.change_span(action, &scene, state),
        }
        Outcome::Nothing
    }

    fn view(&self, state: &State, frame: &mut Frame<'_>, area: Rect) {
        self.paint(state, frame, area);
    }

    fn take_key(&mut self, event: KeyEvent, _state: &State) -> Option<Outcome> {
        self.list.as_mut()?.take_key(event).then_some(Outcome::Nothing)
    }

    fn show(&mut self, what: &OpenTarget, state: &State) -> bool {
        let OpenTarget::Chart(analytes) = what else { return false };
        self.draw(analytes.clone(), state);
        true
    }

    fn keeps_still(&self) -> bool {
        true
    }

    fn enter_words(&self, _state: &State) -> &'static str {
        match &self.list {
            Some(list) if list.is_narrowed() => "draw it",
            Some(_) => "close",
            None => Action::Open.words(),
        }
    }

    fn takes_letters(&self) -> bool {
        self.list.is_some()
    }

    fn closes_first(&self) -> bool {
        self.list.is_some()
    }

    fn looks_at(&self, state: &State, _columns: u16) -> HistoryNeed {
        // The list counts the results of every analyte; where the usual ones have none, any may be the first that has.
        let is_known = !self.chosen.is_empty() || has_usual(state);
        if self.list.is_some() || !is_known { HistoryNeed::Whole } else { HistoryNeed::Recent }
    }

    fn draws(&self, state: &State, _columns: u16) -> Vec<AnalyteId> {
        self.drawn(state)
    }

    fn draws_days(&self, state: &State) -> DayStretch {
        let key = (state.moment, self.drawn(state));
        self.span.days(*self.history.under(key, || self.scene(state).history))
    }
}

impl Chart {
    /// Draws these analytes, at most four.
    pub fn draw(&mut self, mut analytes: Vec<AnalyteId>, state: &State) {
        analytes.retain(|id| state.analyte(id).is_some());
        analytes.truncate(MOST);
        self.chosen = analytes;
        self.focus = 0;
        self.spot = None;
        (self.span, self.span_before) = (ChartSpan::default(), ChartSpan::default());
        self.list = None;
    }

    // What keys do ----------------------------------------------------------------------------------------

    fn move_cursor(&mut self, action: Action, scene: &ChartScene<'_>) {
        let Some((course, at)) = scene.read() else { return };
        let last = course.readings.len() - 1;
        let to = match action {
            Action::Left => at.saturating_sub(1),
            Action::Right => (at + 1).min(last),
            Action::First => 0,
            _ => last,
        };
        let spot = spot(course, to);
        self.span = self.span.holding(scene.history, spot.day);
        self.spot = Some(spot);
    }

    fn change_span(&mut self, action: Action, scene: &ChartScene<'_>, state: &State) -> Outcome {
        if scene.courses.is_empty() {
            return Outcome::Nothing;
        }
        let history = scene.history;
        let around = scene.read().map_or(history.1, |(course, at)| course.readings[at].day);
        let is_pan = matches!(action, Action::PanLeft | Action::PanRight);
        if is_pan && self.span.is_whole(history) {
            let key = state.look.keymap.key(Action::Shorter);
            return Outcome::note(format!("Everything is in view; {key} shows less of it."));
        }
        self.span = match action {
            Action::Shorter => self.span.shorter(history, around),
            Action::Longer => self.span.longer(history, around),
            Action::ZoomIn => self.span.zoomed_in(history, around),
            Action::ZoomOut => self.span.zoomed_out(history, around),
            Action::PanLeft => self.span.panned(history, Pan::Earlier),
            Action::PanRight => self.span.panned(history, Pan::Later),
            _ => return Outcome::Nothing,
        };
        Outcome::note(format!("In view: {}.", self.span.words(history)))
    }

    fn turn_axis(&mut self, scene: &ChartScene<'_>) {
        let Some(id) = scene.course().map(|course| &course.analyte.id) else {
            return;
        };
        match self.turned.iter().position(|turned| turned == id) {
            Some(at) => drop(self.turned.remove(at)),
            None => self.turned.push(id.clone()),
        }
    }

    fn write_svg(&self, scene: &ChartScene<'_>, state: &State) -> Outcome {
        if scene.courses.is_empty() {
            return Outcome::refuse("Nothing is drawn yet; add a report first.");
        }
        let names: Vec<&str> = scene.courses.iter().map(|course| &*course.analyte.id).collect();
        let form = if self.form == ChartForm::Overlay { "-overlay" } else { "" };
        Outcome::effect(Effect::WriteBeside {
            path: format!("androlog-{}{form}-{}.svg", names.join("-"), state.today),
            text: picture::svg(&self.picture(scene, state)),
        })
    }

    fn open_list(&mut self, scene: &ChartScene<'_>, state: &State) -> Outcome {
        if with_results(state).is_empty() {
            return Outcome::refuse("No results to draw yet; add a report first.");
        }
        self.list = Some(AnalyteList::on(scene.course().map(|course| &course.analyte.id), state));
        Outcome::Nothing
    }

    /// What a key does while the list is open; none for one that is not the list's.
    fn list_update(&mut self, action: Action, state: &State) -> Option<Outcome> {
        let list = self.list.as_mut()?;
        match action {
            // Who typed a name and found it means it.
            Action::Open if list.is_narrowed() => {
                let id = list.selected(state)?;
                let outcome =
                    if self.drawn(state).contains(&id) { Outcome::Nothing } else { self.toggle(id, state) };
                if matches!(outcome, Outcome::Nothing) {
                    self.list = None;
                }
                return Some(outcome);
            }
            Action::Open | Action::Back | Action::Series => self.list = None,
            Action::Toggle => {
                let id = list.selected(state)?;
                // What is typed next finds another one.
                *list = AnalyteList::on(Some(&id), state);
                return Some(self.toggle(id, state));
            }
            Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
                list.move_by(action, state);
            }
            _ => return None,
        }
        Some(Outcome::Nothing)
    }

    fn toggle(&mut self, id: AnalyteId, state: &State) -> Outcome {
        let mut drawn = self.drawn(state);
        match drawn.iter().position(|drawn| *drawn == id) {
            Some(_) if drawn.len() == 1 => {
                return Outcome::refuse(
                    "The chart needs at least one; add another before you remove this one.",
                );
            }
            Some(at) => drop(drawn.remove(at)),
            None if drawn.len() == MOST => {
                return Outcome::refuse("Four at most; remove one first.");
            }
            None => drawn.push(id),
        }
        self.chosen = drawn;
        Outcome::Nothing
    }
}

fn open_report(scene: &ChartScene<'_>, state: &State) -> Outcome {
    let Some(reading) = scene.read().map(|(course, at)| &course.readings[at]) else {
        return Outcome::Nothing;
    };
    match &reading.from {
        ReadingSource::Reported(report, result) => {
            Outcome::Open(OpenTarget::Report(report.id.clone(), Some(report.series(result))))
        }
        // A computed value stands on no report; its first measured input does.
        ReadingSource::Computed(derived) => derived
            .inputs
            .iter()
            .find_map(|input| {
                let mut results = state.drawn_record().results(&input.analyte).rev();
                let (report, _) = results.find(|(report, _)| report.date == reading.day)?;
                Some(OpenTarget::Report(report.id.clone(), Some(input.analyte.clone())))
            })
            .map_or(Outcome::Nothing, Outcome::Open),
    }
}

const fn other_form(form: ChartForm) -> ChartForm {
    match form {
        ChartForm::Stacked => ChartForm::Overlay,
        ChartForm::Overlay => ChartForm::Stacked,
    }
}

/// From this width on the readout stands beside the chart.
const WIDE: u16 = 100;
/// Columns of the readout beside the chart.
const BESIDE: u16 = 36;
/// Columns of the list of analytes.
const LIST: u16 = 44;

impl Chart {
    /// Draws the chart, its panels and its readout.
    pub(super) fn paint(&self, state: &State, frame: &mut Frame<'_>, area: Rect) {
        let scene = self.scene(state);
        if scene.courses.is_empty() {
            return empty(state, frame, area);
        }
        let area = area.inner(Margin::new(1, 0));
        let how_to_add = how_to_add(state);
        let sight = self.sight(&scene, &how_to_add, state);
        let key = (state.moment, scene.view);
        let lanes = self.lanes.under(key, || AxisLanes::new(&scene.known, &sight));
        let plot = picture::plot_over(&lanes, &scene.known, &sight);
        let draw = |frame: &mut Frame<'_>, area| plot::paint(&plot, area, frame.buffer_mut());
        if let Some(list) = &self.list {
            let [left, _, right] = Layout::horizontal([
                Constraint::Length(LIST.min(area.width / 2)),
                Constraint::Length(2),
                Constraint::Fill(1),
            ])
            .areas(area);
            list.view(&scene.courses, state, frame, left);
            return draw(frame, right);
        }
        let Some((course, at)) = scene.read() else {
            return draw(frame, area);
        };
        let readout = Readout {
            at,
            course,
            is_in_view: course.in_view(scene.view).contains(&at),
            // Of series that share a panel each has notes of its own.
            notes: match self.form {
                ChartForm::Stacked => plot.panels[scene.focus].notes.clone(),
                ChartForm::Overlay => picture::notes(course, &scene.known, &sight),
            },
            span: self.span.words(scene.history),
        };
        if state.look.is_linear() {
            return readings::paint(&readout, &scene, state, frame, area);
        }
        let most = lines_above(scene.courses.len(), area.height);
        read_out(&readout, most, &draw, state, frame, area);
    }

    fn sight<'a>(&'a self, scene: &'a ChartScene<'_>, how_to_add: &'a str, state: &State) -> ChartView<'a> {
        ChartView {
            courses: &scene.courses,
            days: scene.view,
            today: state.today,
            cursor: scene.at.map(|mark| PlotCursor { panel: scene.focus, mark }),
            form: self.form,
            study: self.study,
            turned: &self.turned,
            how_to_add,
            ink: ChartInk { privacy: state.privacy(), ..ChartInk::new(&state.look.theme, state.look.glyphs) },
        }
    }

    /// The chart as it stands, for a file.
    pub(super) fn picture(&self, scene: &ChartScene<'_>, state: &State) -> plot::Plot {
        picture::plot(&scene.known, &self.sight(scene, &how_to_add(state), state))
    }
}

/// The chart with the result under the cursor read out: beside it where there is room, else above it, where facts and
/// changes take so many lines.
fn read_out(
    readout: &Readout<'_>,
    most: usize,
    draw: &impl Fn(&mut Frame<'_>, Rect),
    state: &State,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    if area.width + 2 >= WIDE {
        let [left, _, right] =
            Layout::horizontal([Constraint::Fill(1), Constraint::Length(3), Constraint::Length(BESIDE)])
                .areas(area);
        draw(frame, left);
        return readout.beside(state, frame, right);
    }
    let lines = readout.above(most, state, area);
    let gap = u16::from(area.height >= 28);
    let [top, _, below] = Layout::vertical([
        Constraint::Length(lines.len() as u16),
        Constraint::Length(gap),
        Constraint::Fill(1),
    ])
    .areas(area);
    readout::paint(lines, frame, top);
    draw(frame, below);
}

/// How many lines facts and changes may take above so many panels: few panels leave rows to spare.
const fn lines_above(panels: usize, height: u16) -> usize {
    match (panels, height) {
        (_, 28..) | (1, 20..) => 4,
        (2, 20..) => 3,
        (1, _) | (_, 20..) => 2,
        _ => 1,
    }
}

fn how_to_add(state: &State) -> String {
    format!("press {} to add one", state.look.keymap.key(Action::Add))
}

/// What to press while there is nothing to draw.
fn empty(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let add = state.look.keymap.key(Action::Add);
    let lines = [
        Line::styled("Nothing to draw yet.", state.look.theme.heading),
        Line::raw(format!("Press {add} to add a blood panel or a semen analysis.")),
        Line::styled(
            "Every result becomes a point here, with its range, beside your therapy.",
            state.look.theme.dim,
        ),
    ];
    let [_, below] = cut_top(area, area.height / 3);
    let text = Paragraph::new(Text::from_iter(lines)).centered().wrap(Wrap { trim: true });
    frame.render_widget(text, below);
}
