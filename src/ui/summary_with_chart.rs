//! The page for the clinician with its chart: the same from the Visit page and from `androlog summary`.

use chrono::NaiveDate;

use crate::domain::id::AnalyteId;
use crate::exchange::rows::RowLens;
use crate::exchange::since::{Anchor, SinceReader};
use crate::exchange::summary::{PageFormat, SummaryPage};
use crate::ui::picture::{self, ChartKnowledge};
use crate::ui::state::State;

/// The name of its file where nothing else is said.
pub const SUMMARY_FILE: &str = "androlog-visit.html";

/// The page; of all analytes, or of these alone in its table of results and on its chart.
pub fn summary_with_chart(
    known: &ChartKnowledge<'_>,
    anchor: Anchor,
    analytes: &[AnalyteId],
    today: NaiveDate,
) -> SummaryPage {
    let reader = since_reader(known, today);
    let mut page = reader.page(anchor, analytes, known.who_edition);
    // Thresholds of rules would fill a small chart.
    page.chart = picture::small_svg(&ChartKnowledge { rules: &[], ..*known }, analytes, today);
    page
}

/// The page as a file, as it is written from the screen.
pub fn summary_html(state: &State) -> String {
    let anchor = Anchor::usual(&state.record, state.today);
    summary_with_chart(&ChartKnowledge::of(state), anchor, &[], state.today).write(PageFormat::Html)
}

/// What is new is told with this.
pub fn since_reader<'a>(known: &ChartKnowledge<'a>, today: NaiveDate) -> SinceReader<'a> {
    let lens = RowLens { analytes: known.catalog.analytes(), intervals: known.intervals, view: known.units };
    SinceReader { catalog: known.catalog, lens, rules: known.rules, record: known.record, today }
}
