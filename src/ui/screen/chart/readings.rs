//! The chart for a screen reader: the result under the cursor in words, then every result in view.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::domain::day;
use crate::ui::picture::ResultCourse;
use crate::ui::screen::chart::readout::Readout;
use crate::ui::screen::chart::scene::ChartScene;
use crate::ui::state::State;
use crate::ui::widget::cut::cut_top;
use crate::ui::widget::table::{self, Column, TableRow};
use crate::ui::widget::text::PaintLine;

const COLUMNS: &[Column] =
    &[Column::left("", 0, 16), Column::right("", 0, 12), Column::left("", 0, 12), Column::left("", 0, 12)];

/// Lines kept for what is known of the result under the cursor.
const READOUT: u16 = 60;

/// Draws one list a panel, the newest result first.
pub fn paint(
    readout: &Readout<'_>,
    scene: &ChartScene<'_>,
    state: &State,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let [above, mut below] = cut_top(area, READOUT.min(area.height / 2));
    readout.beside(state, frame, above);
    for (place, course) in scene.courses.iter().enumerate() {
        let at = scene.at.filter(|_| place == scene.focus);
        let lines = paint_course(course, at, scene, state, frame, below);
        below = Rect { y: below.y + lines, height: below.height.saturating_sub(lines), ..below };
    }
}

/// Draws the results of one analyte and says how many lines they took.
fn paint_course(
    course: &ResultCourse<'_>,
    at: Option<usize>,
    scene: &ChartScene<'_>,
    state: &State,
    frame: &mut Frame<'_>,
    area: Rect,
) -> u16 {
    let title = format!("{}, {}, newest first", course.analyte.name, course.unit.code);
    Line::raw(title).paint(area, frame.buffer_mut());
    let shown: Vec<usize> = course.in_view(scene.view).rev().collect();
    let rows: Vec<TableRow<'_>> = shown.iter().map(|place| row(course, *place, state)).collect();
    let selected = at.and_then(|at| shown.iter().position(|place| *place == at));
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    table::paint(COLUMNS, &rows, selected, body, frame.buffer_mut(), state.look.table());
    rows.len() as u16 + 2
}

fn row(course: &ResultCourse<'_>, place: usize, state: &State) -> TableRow<'static> {
    let reading = &course.readings[place];
    let quantity = reading.quantity(course.analyte);
    let interpretation = course.judgement(place).interpretation;
    TableRow::new(vec![
        Line::raw(day::long(reading.day)),
        Line::raw(state.number_in(course.analyte, &quantity, course.unit)),
        Line::raw(course.unit.code.to_string()),
        Line::raw(state.look.glyphs.of(interpretation)),
    ])
}
