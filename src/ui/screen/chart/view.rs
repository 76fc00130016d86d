//! How the tab looks: the chart, and beside or above it the result under the cursor.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::Line;

use crate::domain::id::AnalyteId;
use crate::ui::action::Action;
use crate::ui::picture::{self, Course, Ink, Sight};
use crate::ui::screen::chart::Chart;
use crate::ui::screen::chart::readout::{self, Readout};
use crate::ui::screen::chart::span::Stretch;
use crate::ui::state::State;
use crate::ui::widget::plot;

/// From this width on the readout stands beside the chart.
const WIDE: u16 = 100;
/// Columns of the readout beside the chart.
const BESIDE: u16 = 36;
/// Columns of the list of analytes.
const LIST: u16 = 34;

impl Chart {
    /// Draws the tab.
    pub fn view(&self, state: &State, frame: &mut Frame<'_>, area: Rect) {
        let drawn = self.drawn(state);
        if drawn.is_empty() {
            return empty(state, frame, area);
        }
        let area = area.inner(Margin::new(1, 0));
        let course = self.focused(&drawn, state);
        let how_to_add = how_to_add(state);
        let history = self.history(&drawn, state);
        let sight = self.sight(&drawn, course.as_ref(), &how_to_add, history, state);
        if let Some(list) = self.list {
            let [left, _, right] = Layout::horizontal([
                Constraint::Length(LIST.min(area.width / 2)),
                Constraint::Length(2),
                Constraint::Fill(1),
            ])
            .areas(area);
            list.view(&drawn, state, frame, left);
            return self.view_plot(&sight, state, frame, right);
        }
        let Some((course, at)) = course.as_ref().and_then(|course| Some((course, self.place(course)?)))
        else {
            return self.view_plot(&sight, state, frame, area);
        };
        let readout = Readout {
            at,
            baseline: self.baseline(course),
            course,
            notes: picture::notes(course, &self.known(state), &sight),
            span: self.span.words(history),
        };
        self.view_read_out(&readout, &sight, state, frame, area);
    }

    /// The chart with the result under the cursor read out: beside it where there is room, else above.
    fn view_read_out(
        &self,
        readout: &Readout<'_>,
        sight: &Sight<'_>,
        state: &State,
        frame: &mut Frame<'_>,
        area: Rect,
    ) {
        if area.width + 2 >= WIDE {
            let [left, _, right] =
                Layout::horizontal([Constraint::Fill(1), Constraint::Length(3), Constraint::Length(BESIDE)])
                    .areas(area);
            self.view_plot(sight, state, frame, left);
            return readout.beside(state, frame, right);
        }
        // Few panels leave rows to spare.
        let most = match (sight.analytes.len(), area.height) {
            (_, 28..) | (1, 20..) => 4,
            (2, 20..) => 3,
            (1, _) | (_, 20..) => 2,
            _ => 1,
        };
        let lines = readout.above(most, state, area);
        let gap = u16::from(area.height >= 28);
        let [top, _, below] = Layout::vertical([
            Constraint::Length(lines.len() as u16),
            Constraint::Length(gap),
            Constraint::Fill(1),
        ])
        .areas(area);
        readout::paint(lines, frame, top);
        self.view_plot(sight, state, frame, below);
    }

    fn sight<'a>(
        &'a self,
        drawn: &'a [AnalyteId],
        course: Option<&Course<'_>>,
        how_to_add: &'a str,
        history: Stretch,
        state: &State,
    ) -> Sight<'a> {
        let mark = course.and_then(|course| self.place(course));
        Sight {
            analytes: drawn,
            days: self.span.days(history),
            today: state.today,
            cursor: mark.map(|mark| (self.focus_in(drawn), mark)),
            form: self.form,
            study: self.study,
            turned: &self.turned,
            how_to_add,
            ink: Ink { hidden: state.look.private, ..Ink::new(&state.look.theme, state.look.glyphs) },
        }
    }

    /// The chart as it stands, for a file.
    pub(super) fn picture(&self, drawn: &[AnalyteId], state: &State) -> plot::Plot {
        let (course, how_to_add) = (self.focused(drawn, state), how_to_add(state));
        let history = self.history(drawn, state);
        let sight = self.sight(drawn, course.as_ref(), &how_to_add, history, state);
        picture::plot(&self.known(state), &sight)
    }

    fn view_plot(&self, sight: &Sight<'_>, state: &State, frame: &mut Frame<'_>, area: Rect) {
        let plot = picture::plot(&self.known(state), sight);
        plot::paint(&plot, area, frame.buffer_mut());
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
    let top = area.y + area.height / 3;
    for (line, y) in lines.into_iter().zip(top..area.bottom()) {
        frame.render_widget(line.centered(), Rect { y, height: 1, ..area });
    }
}
