//! Results over time: stacked panels over one time axis, with a cursor that goes from result to result.

mod change;
mod cursor;
mod facts;
mod list;
mod readout;
mod span;
mod study;
mod view;

use std::collections::BTreeMap;

use crate::domain::id::AnalyteId;
use crate::domain::series::Source;
use crate::ui::action::Action;
use crate::ui::outcome::{Effect, Open, Outcome};
use crate::ui::picture::{self, Course, Form, Keep, Known, Study};
use crate::ui::state::State;
use cursor::{Spot, nearest, spot};
use list::{List, MOST, count, with_results};
use span::{Pan, Span, Stretch};

/// Results over time.
#[derive(Debug, Default)]
pub struct Chart {
    /// What was chosen; while nothing was, the first of what he follows.
    chosen: Vec<AnalyteId>,
    /// The panel that has the cursor.
    focus: usize,
    /// The result under the cursor; the newest while it was not moved.
    spot: Option<Spot>,
    span: Span,
    /// What was in view before changes of therapy were compared around.
    span_before: Span,
    form: Form,
    keep: Keep,
    study: Study,
    /// Analytes whose axis was turned to the other kind.
    turned: Vec<AnalyteId>,
    baselines: BTreeMap<AnalyteId, Spot>,
    list: Option<List>,
}

impl Chart {
    /// What can be done here, the most useful first.
    pub const ACTIONS: &'static [Action] = &[
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
        Action::Toggle,
        Action::Back,
    ];

    /// Does what an action means here.
    pub fn update(&mut self, action: Action, state: &State) -> Outcome {
        if self.list.is_some()
            && let Some(outcome) = self.list_update(action, state)
        {
            return outcome;
        }
        let drawn = self.drawn(state);
        match action {
            Action::Series => return self.open_list(&drawn, state),
            Action::Up => self.focus = self.focus_in(&drawn).saturating_sub(1),
            Action::Down => {
                self.focus = (self.focus_in(&drawn) + 1).min(drawn.len().saturating_sub(1));
            }
            Action::Left | Action::Right | Action::First | Action::Last => {
                self.move_cursor(action, &drawn, state);
            }
            Action::Trend => self.study = study::other_trend(self.study),
            Action::BeforeAfter => return self.step_change(&drawn, state),
            Action::Alike => return self.turn_filter(&drawn, state),
            Action::Overlay => self.form = other_form(self.form),
            Action::LogAxis => self.turn_axis(&drawn),
            Action::Open => return self.open_report(&drawn, state),
            Action::Baseline => return self.set_baseline(&drawn, state),
            Action::WriteSvg => return self.write_svg(&drawn, state),
            _ => return self.change_span(action, &drawn, state),
        }
        Outcome::Nothing
    }

    /// Draws these analytes, at most four.
    pub fn show(&mut self, mut analytes: Vec<AnalyteId>, state: &State) {
        analytes.retain(|id| state.analyte(id).is_some());
        analytes.truncate(MOST);
        self.chosen = analytes;
        self.focus = 0;
        self.spot = None;
        (self.span, self.span_before) = (Span::default(), Span::default());
        self.list = None;
    }

    // What is drawn ---------------------------------------------------------------------------------------

    /// The analytes drawn: those chosen, else estradiol and testosterone or the first pinned ones with results.
    fn drawn(&self, state: &State) -> Vec<AnalyteId> {
        let known = self.chosen.iter().filter(|id| state.analyte(id).is_some());
        let chosen: Vec<AnalyteId> = known.cloned().collect();
        if !chosen.is_empty() {
            return chosen;
        }
        let first = FIRST.iter().map(|id| AnalyteId::new(id));
        let wanted = first.chain(state.look.pinned.iter().cloned());
        let mut drawn: Vec<AnalyteId> = Vec::new();
        for id in wanted.chain(state.record.analytes().cloned()) {
            if drawn.len() < FIRST.len() && !drawn.contains(&id) && count(&id, state) > 0 {
                drawn.push(id);
            }
        }
        drawn
    }

    /// What the chart is drawn from.
    fn known<'a>(&self, state: &'a State) -> Known<'a> {
        Known { keep: self.keep, ..Known::of(state) }
    }

    /// From the first result of what is drawn to today, or to a result dated later.
    fn history(&self, drawn: &[AnalyteId], state: &State) -> Stretch {
        picture::history(&self.known(state), drawn, state.today)
    }

    fn focus_in(&self, drawn: &[AnalyteId]) -> usize {
        self.focus.min(drawn.len().saturating_sub(1))
    }

    fn focused<'a>(&self, drawn: &[AnalyteId], state: &'a State) -> Option<Course<'a>> {
        Course::new(&self.known(state), drawn.get(self.focus_in(drawn))?)
    }

    /// The place of the result under the cursor among those of its analyte: the nearest one by day, where the
    /// panel or the record became another one.
    fn place(&self, course: &Course<'_>) -> Option<usize> {
        let last = course.readings.len().checked_sub(1)?;
        Some(self.spot.map_or(last, |spot| nearest(course, spot)))
    }

    fn baseline(&self, course: &Course<'_>) -> Option<usize> {
        let spot = *self.baselines.get(&course.analyte.id)?;
        let at = (!course.readings.is_empty()).then(|| nearest(course, spot))?;
        (course.readings[at].day == spot.day).then_some(at)
    }

    // What keys do ----------------------------------------------------------------------------------------

    fn move_cursor(&mut self, action: Action, drawn: &[AnalyteId], state: &State) {
        let Some(course) = self.focused(drawn, state) else {
            return;
        };
        let Some(at) = self.place(&course) else { return };
        let last = course.readings.len() - 1;
        let to = match action {
            Action::Left => at.saturating_sub(1),
            Action::Right => (at + 1).min(last),
            Action::First => 0,
            _ => last,
        };
        let spot = spot(&course, to);
        self.span = self.span.holding(self.history(drawn, state), spot.day);
        self.spot = Some(spot);
    }

    fn change_span(&mut self, action: Action, drawn: &[AnalyteId], state: &State) -> Outcome {
        if drawn.is_empty() {
            return Outcome::Nothing;
        }
        let history = self.history(drawn, state);
        let course = self.focused(drawn, state);
        let under_cursor = course.as_ref().and_then(|c| Some(c.readings[self.place(c)?].day));
        let around = under_cursor.unwrap_or(history.1);
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

    fn turn_axis(&mut self, drawn: &[AnalyteId]) {
        let Some(id) = drawn.get(self.focus_in(drawn)) else {
            return;
        };
        match self.turned.iter().position(|turned| turned == id) {
            Some(at) => drop(self.turned.remove(at)),
            None => self.turned.push(id.clone()),
        }
    }

    fn open_report(&self, drawn: &[AnalyteId], state: &State) -> Outcome {
        let Some(course) = self.focused(drawn, state) else {
            return Outcome::Nothing;
        };
        let Some(reading) = self.place(&course).map(|at| &course.readings[at]) else {
            return Outcome::Nothing;
        };
        match &reading.from {
            Source::Reported(report, result) => {
                Outcome::Open(Open::Report(report.id.clone(), Some(result.analyte.clone())))
            }
            // A computed value stands on no report; its first measured input does.
            Source::Computed(derived) => derived
                .inputs
                .iter()
                .find_map(|input| {
                    let mut results = state.record.results(&input.analyte).rev();
                    let (report, _) = results.find(|(report, _)| report.date == reading.day)?;
                    Some(Open::Report(report.id.clone(), Some(input.analyte.clone())))
                })
                .map_or(Outcome::Nothing, Outcome::Open),
        }
    }

    fn write_svg(&self, drawn: &[AnalyteId], state: &State) -> Outcome {
        if drawn.is_empty() {
            return Outcome::refuse("Nothing is drawn yet; add a report first.");
        }
        Outcome::effect(Effect::Write {
            path: format!("androlog-{}-{}.svg", drawn.join("-"), state.today),
            text: picture::svg(&self.picture(drawn, state)),
        })
    }

    // The list --------------------------------------------------------------------------------------------

    fn open_list(&mut self, drawn: &[AnalyteId], state: &State) -> Outcome {
        if with_results(state).is_empty() {
            return Outcome::refuse("No results to draw yet; add a report first.");
        }
        self.list = Some(List::on(drawn.get(self.focus_in(drawn)), state));
        Outcome::Nothing
    }

    /// What a key does while the list is open; none for one that is not the list's.
    fn list_update(&mut self, action: Action, state: &State) -> Option<Outcome> {
        let list = self.list.as_mut()?;
        match action {
            Action::Open | Action::Back | Action::Series => self.list = None,
            Action::Toggle => {
                let id = list.selected(state)?;
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
                return Outcome::refuse("Something has to be drawn; add another one first.");
            }
            Some(at) => drop(drawn.remove(at)),
            None if drawn.len() == MOST => {
                return Outcome::refuse("Four at most; remove one first.");
            }
            None => drawn.push(id),
        }
        self.focus = self.focus_in(&drawn);
        self.chosen = drawn;
        Outcome::Nothing
    }
}

/// What is drawn while nothing was chosen, where it has results.
const FIRST: [&str; 2] = ["estradiol", "testosterone-total"];

const fn other_form(form: Form) -> Form {
    match form {
        Form::Stacked => Form::Overlay,
        Form::Overlay => Form::Stacked,
    }
}
