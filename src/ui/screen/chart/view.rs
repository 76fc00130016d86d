//! How the tab looks: the chart, and beside or above it the result under the cursor.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::Line;

use crate::domain::id::AnalyteId;
use crate::ui::action::Action;
use crate::ui::picture::{self, Ink, Sight};
use crate::ui::screen::chart::Chart;
use crate::ui::screen::chart::readout::{self, Readout};
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
        if let Some(list) = self.list {
            let [left, _, right] = Layout::horizontal([
                Constraint::Length(LIST.min(area.width / 2)),
                Constraint::Length(2),
                Constraint::Fill(1),
            ])
            .areas(area);
            list.view(&drawn, state, frame, left);
            return self.view_plot(&drawn, state, frame, right);
        }
        self.view_read_out(&drawn, state, frame, area);
    }

    /// The chart with the result under the cursor read out: beside it where there is room, else above.
    fn view_read_out(&self, drawn: &[AnalyteId], state: &State, frame: &mut Frame<'_>, area: Rect) {
        let Some(course) = self.focused(drawn, state) else {
            return self.view_plot(drawn, state, frame, area);
        };
        let Some(at) = self.place(&course) else {
            return self.view_plot(drawn, state, frame, area);
        };
        let readout = Readout {
            at,
            baseline: self.baseline(&course),
            course: &course,
            notes: picture::notes(&course, &self.known(state), &self.sight(drawn, "", state)),
            span: self.span.words(self.history(drawn, state)),
        };
        if area.width + 2 >= WIDE {
            let [left, _, right] =
                Layout::horizontal([Constraint::Fill(1), Constraint::Length(3), Constraint::Length(BESIDE)])
                    .areas(area);
            self.view_plot(drawn, state, frame, left);
            readout.beside(state, frame, right);
        } else {
            // Few panels leave rows to spare.
            let most = match (drawn.len(), area.height) {
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
            self.view_plot(drawn, state, frame, below);
        }
    }

    fn sight<'a>(&'a self, drawn: &'a [AnalyteId], how_to_add: &'a str, state: &State) -> Sight<'a> {
        let course = self.focused(drawn, state);
        let mark = course.as_ref().and_then(|course| self.place(course));
        Sight {
            analytes: drawn,
            days: self.span.days(self.history(drawn, state)),
            today: state.today,
            cursor: mark.map(|mark| (self.focus_in(drawn), mark)),
            form: self.form,
            study: self.study,
            turned: &self.turned,
            how_to_add,
            ink: Ink { hidden: state.look.private, ..Ink::new(&state.look.theme, state.look.dots) },
        }
    }

    pub(super) fn picture(&self, drawn: &[AnalyteId], state: &State) -> plot::Plot {
        let how_to_add = format!("press {} to add one", state.look.keymap.key(Action::Add));
        picture::plot(&self.known(state), &self.sight(drawn, &how_to_add, state))
    }

    fn view_plot(&self, drawn: &[AnalyteId], state: &State, frame: &mut Frame<'_>, area: Rect) {
        plot::paint(&self.picture(drawn, state), area, frame.buffer_mut());
    }
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
