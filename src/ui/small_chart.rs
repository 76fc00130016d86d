//! A few analytes over their whole time in a corner of a screen that has room for it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::id::AnalyteId;
use crate::ui::picture::{self, ChartForm, ChartInk, ChartKnowledge, ChartView, Study};
use crate::ui::state::State;
use crate::ui::widget::plot;

/// From this width on a screen has room for a chart beside what it shows.
pub const WIDE_SCREEN: u16 = 160;
/// Columns and lines of such a chart at most.
pub const CHART_COLUMNS: u16 = 60;
/// The fewest lines it is drawn in.
const LEAST_LINES: u16 = 8;
const MOST_LINES: u16 = 18;
/// Lines at most for the sake of lanes.
const MOST_FOR_LANES: u16 = 30;
/// Lines that each further analyte takes at most.
const MORE_LINES: u16 = 11;

/// Draws the results of an analyte; nothing where it has fewer than two.
pub fn paint_small_chart(id: &AnalyteId, state: &State, area: Rect, buf: &mut Buffer) {
    paint_small_charts(std::slice::from_ref(id), state, area, buf);
}

/// Draws several analytes over one time, those with fewer than two results left out; nothing until all are read.
pub fn paint_small_charts(ids: &[AnalyteId], state: &State, area: Rect, buf: &mut Buffer) {
    if !state.has_drawn(ids) {
        // A part of the results would look like all of them.
        return;
    }
    let known = ChartKnowledge { record: state.drawn_record(), ..ChartKnowledge::of(state) };
    let mut courses = picture::courses(&known, ids);
    courses.retain(|course| course.readings.len() > 1);
    courses.truncate(usize::from(area.height / LEAST_LINES));
    if courses.is_empty() {
        return;
    }
    let sight = ChartView {
        courses: &courses,
        days: picture::history(&courses, state.today),
        today: state.today,
        cursor: None,
        form: ChartForm::Stacked,
        study: Study::None,
        turned: &[],
        how_to_add: "",
        ink: ChartInk { privacy: state.privacy(), ..ChartInk::new(&state.look.theme, state.look.glyphs) },
    };
    let plot = picture::plot(&known, &sight);
    let most = MOST_LINES + (courses.len() as u16 - 1) * MORE_LINES;
    let most = most.max(lines_for(plot.lanes.len()));
    let area = Rect { height: area.height.min(most), ..area };
    plot::paint(&plot, area, buf);
}

/// Lines in which so many lanes fit into the third they have of a chart, and its axis, up to a limit.
fn lines_for(lanes: usize) -> u16 {
    u16::try_from(3 * lanes + 2).unwrap_or(MOST_FOR_LANES).min(MOST_FOR_LANES)
}
