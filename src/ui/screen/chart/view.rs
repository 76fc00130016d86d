//! How the tab looks: the chart, and beside or above it the result under the cursor.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Margin, Rect};
use ratatui::text::Line;

use crate::ui::action::Action;
use crate::ui::picture::{self, Form, Ink, Sight};
use crate::ui::screen::chart::Chart;
use crate::ui::screen::chart::readout::{self, Readout};
use crate::ui::screen::chart::scene::Scene;
use crate::ui::state::State;
use crate::ui::widget::plot::{self, Cursor};

/// From this width on the readout stands beside the chart.
const WIDE: u16 = 100;
/// Columns of the readout beside the chart.
const BESIDE: u16 = 36;
/// Columns of the list of analytes.
const LIST: u16 = 34;

impl Chart {
    /// Draws the tab.
    pub(super) fn paint(&self, state: &State, frame: &mut Frame<'_>, area: Rect) {
        let scene = self.scene(state);
        if scene.courses.is_empty() {
            return empty(state, frame, area);
        }
        let area = area.inner(Margin::new(1, 0));
        let how_to_add = how_to_add(state);
        let sight = self.sight(&scene, &how_to_add, state);
        let plot = picture::plot(&scene.known, &sight);
        let draw = |frame: &mut Frame<'_>, area| plot::paint(&plot, area, frame.buffer_mut());
        if let Some(list) = self.list {
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
                Form::Stacked => plot.panels[scene.focus].notes.clone(),
                Form::Overlay => picture::notes(course, &scene.known, &sight),
            },
            span: self.span.words(scene.history),
        };
        let most = lines_above(scene.courses.len(), area.height);
        read_out(&readout, most, &draw, state, frame, area);
    }

    fn sight<'a>(&'a self, scene: &'a Scene<'_>, how_to_add: &'a str, state: &State) -> Sight<'a> {
        Sight {
            courses: &scene.courses,
            days: scene.view,
            today: state.today,
            cursor: scene.at.map(|mark| Cursor { panel: scene.focus, mark }),
            form: self.form,
            study: self.study,
            turned: &self.turned,
            how_to_add,
            ink: Ink { privacy: state.privacy(), ..Ink::new(&state.look.theme, state.look.glyphs) },
        }
    }

    /// The chart as it stands, for a file.
    pub(super) fn picture(&self, scene: &Scene<'_>, state: &State) -> plot::Plot {
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
    let top = area.y + area.height / 3;
    for (line, y) in lines.into_iter().zip(top..area.bottom()) {
        frame.render_widget(line.centered(), Rect { y, height: 1, ..area });
    }
}
