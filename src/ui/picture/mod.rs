//! From the record to the chart: results as marks, their intervals as bands, thresholds of rules, therapy in lanes.
//!
//! Pure, and without the state of the screen, so that the command line draws the same chart.

mod course;
mod course_study;
mod lanes;
mod limits;
mod overlay;
mod panel;
mod sources;
mod study;
mod trend;
mod trying;

use chrono::{Months, NaiveDate};

pub use course::ResultCourse;
pub use lanes::AxisLanes;
pub use study::notes;
pub use trying::trying;

use crate::catalog::Catalog;
use crate::domain::analyte::UnitView;
use crate::domain::id::AnalyteId;
use crate::domain::judgement::Intervals;
use crate::domain::record::Record;
use crate::guidance::rule::Rule;
use crate::ui::privacy::Privacy;
use crate::ui::state::State;
use crate::ui::theme::{Theme, ThemeName};
use crate::ui::widget::plot::{Glyphs, Palette, Plot, PlotCursor, TimeScale, to_svg};

/// What a chart is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct ChartKnowledge<'a> {
    /// Results, therapy, symptoms, events.
    pub record: &'a Record,
    /// Names, units, percentiles, drugs.
    pub catalog: &'static Catalog,
    /// What judges results without an interval of their own.
    pub intervals: &'a Intervals,
    /// Rules whose thresholds are drawn.
    pub rules: &'a [Rule],
    pub units: UnitView,
    /// Edition of the WHO manual whose percentiles are drawn.
    pub who_edition: &'a str,
    /// Which results are drawn.
    pub keep: DrawnSelection,
}

/// Which results of an analyte are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DrawnSelection {
    #[default]
    All,
    /// Like with like: those by the newest method, fasting, complete, after 2 to 7 days of abstinence.
    Alike,
}

/// What of it is drawn, and how.
#[derive(Clone, Copy, Debug)]
pub struct ChartView<'a> {
    /// One panel each, from the top.
    pub courses: &'a [ResultCourse<'a>],
    /// First and last day of the time axis, which is widened to two weeks.
    pub days: (NaiveDate, NaiveDate),
    /// The day everything is evaluated on.
    pub today: NaiveDate,
    /// The result that is being read: the place of its course, then its place among [`ResultCourse::readings`].
    pub cursor: Option<PlotCursor>,
    /// Whether series share a panel.
    pub form: ChartForm,
    /// What several results amount to.
    pub study: Study,
    /// Analytes whose axis is the other one than usual: linear for counts, logarithmic for the rest.
    pub turned: &'a [AnalyteId],
    /// How results are entered, after "No … yet;": `press a to enter one`.
    pub how_to_add: &'a str,
    /// The means of drawing.
    pub ink: ChartInk,
}

/// How several analytes are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChartForm {
    /// A panel each, in their units.
    #[default]
    Stacked,
    /// All in one panel, in per cent of the way through their intervals.
    Overlay,
}

/// The most analytes in one chart.
pub const MOST: usize = 4;

/// What is drawn with [`DrawnSelection::Alike`], in a sentence.
pub const ALIKE: &str = "Like with like: newest method, fasting, whole samples, 2 to 7 days of abstinence.";

/// What several results amount to, where that is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Study {
    /// Results speak for themselves.
    #[default]
    None,
    /// Where those in view go over time.
    Trend,
    /// Those before against those after the change of therapy on this day.
    Around(NaiveDate),
}

/// The means of drawing.
#[derive(Clone, Copy, Debug)]
pub struct ChartInk {
    pub glyphs: Glyphs,
    /// Intervals are dashed lines, since nothing may be shaded.
    pub plain: bool,
    /// Whether values are shown.
    pub privacy: Privacy,
    pub palette: Palette,
}

/// The results of some analytes; those the catalogue does not know are left out.
pub fn courses<'a>(known: &ChartKnowledge<'a>, analytes: &[AnalyteId]) -> Vec<ResultCourse<'a>> {
    analytes.iter().filter_map(|id| ResultCourse::new(known, id)).collect()
}

/// The days from the first result to today, or to a result dated later, also of those that are left out; today alone
/// where there is no result.
pub fn history(courses: &[ResultCourse<'_>], today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let ends = courses.iter().filter_map(|course| course.days);
    ends.fold((today, today), |days, ends| (days.0.min(ends.0), days.1.max(ends.1)))
}

/// The plot of what a chart shows.
pub fn plot(known: &ChartKnowledge<'_>, sight: &ChartView<'_>) -> Plot {
    plot_over(&AxisLanes::new(known, sight), known, sight)
}

/// The same over lanes that were made of what is known and seen.
pub fn plot_over(lanes: &AxisLanes, known: &ChartKnowledge<'_>, sight: &ChartView<'_>) -> Plot {
    let sight = &sight.on_axis();
    let courses = sight.courses;
    let cursor = sight.cursor.filter(|at| {
        let course = courses.get(at.panel);
        course.is_some_and(|course| at.mark < course.readings.len())
    });
    let under_cursor = cursor.map(|at| {
        let course = &courses[at.panel];
        (course.analyte, course.readings[at.mark].day)
    });
    // What is read is what is compared; of a picture that nobody reads in, all.
    let compared = cursor.map_or(courses, |at| &courses[at.panel..=at.panel]);
    let lanes = study::lanes(compared, known, sight)
        .into_iter()
        .chain(lanes::of(lanes, known, sight, under_cursor))
        .collect();
    let sources = sources::of(courses, known, sight);
    let (panels, cursor) = match sight.form {
        ChartForm::Overlay if !courses.is_empty() => overlay::panel(courses, known, cursor, sight),
        _ => {
            let panels = courses.iter().map(|course| panel::of(course, known, sight));
            // A reading that is not drawn has no mark, and the cursor on it is at none of them.
            let mark = |at: PlotCursor| at.mark.wrapping_sub(courses[at.panel].drawn(sight.days).start);
            (panels.collect(), cursor.map(|at| PlotCursor { mark: mark(at), ..at }))
        }
    };
    Plot {
        panels,
        lanes,
        sources,
        first: sight.days.0,
        last: sight.days.1,
        today: sight.today,
        cursor,
        glyphs: sight.ink.glyphs,
        plain: sight.ink.plain,
        privacy: sight.ink.privacy,
        palette: sight.ink.palette,
    }
}

/// The chart as an SVG file.
pub fn svg(plot: &Plot) -> String {
    to_svg(plot, WIDTH_PIXELS, PANEL_PIXELS)
}

/// A small chart for a page of paper: these analytes, or testosterone, estradiol and sperm concentration, of the last
/// three years, black on white; empty where none was measured.
pub fn small_svg(known: &ChartKnowledge<'_>, analytes: &[AnalyteId], today: NaiveDate) -> String {
    let usual = ["testosterone-total", "estradiol", "sperm-concentration"].map(AnalyteId::from);
    let wanted = if analytes.is_empty() { &usual[..] } else { &analytes[..analytes.len().min(SMALL_PANELS)] };
    let mut courses = courses(known, wanted);
    courses.retain(|course| course.days.is_some());
    if courses.is_empty() {
        return String::new();
    }
    let (first, last) = history(&courses, today);
    let earliest = today.checked_sub_months(Months::new(36)).unwrap_or(first);
    let view = ChartView {
        courses: &courses,
        days: (first.max(earliest), last),
        today,
        cursor: None,
        form: ChartForm::Stacked,
        study: Study::None,
        turned: &[],
        how_to_add: "",
        ink: ChartInk::new(&Theme::named(ThemeName::Plain), Glyphs::default()),
    };
    let mut plot = plot(known, &view);
    // The page names its sources itself, and lists symptoms and events.
    plot.sources = Vec::new();
    plot.lanes = lanes::drugs(known, &view);
    to_svg(&plot, SMALL_WIDTH_PIXELS, SMALL_PANEL_PIXELS)
}

/// Panels of a small chart.
const SMALL_PANELS: usize = 3;
/// Width of a small chart, in pixels.
const SMALL_WIDTH_PIXELS: u32 = 620;
/// Height of one of its panels.
const SMALL_PANEL_PIXELS: u32 = 56;

/// Width of an SVG.
const WIDTH_PIXELS: u32 = 960;
/// Height of one of its panels.
const PANEL_PIXELS: u32 = 220;

impl ChartView<'_> {
    /// The same with the days of its time axis, which has no fewer than two weeks.
    fn on_axis(&self) -> Self {
        let axis = TimeScale::new(self.days.0, self.days.1);
        Self { days: (axis.first(), axis.last()), ..*self }
    }
}

impl<'a> ChartKnowledge<'a> {
    /// What the screen knows.
    pub fn of(state: &'a State) -> Self {
        Self {
            record: &state.record,
            catalog: state.catalog,
            intervals: &state.intervals,
            rules: &state.rules,
            units: state.look.units,
            who_edition: &state.look.who_edition,
            keep: DrawnSelection::All,
        }
    }
}

impl ChartInk {
    /// The means of a theme; nothing is hidden.
    pub fn new(theme: &Theme, glyphs: Glyphs) -> Self {
        Self {
            glyphs,
            plain: theme.is_plain() || theme.band.bg.is_none(),
            privacy: Privacy::OFF,
            palette: Palette {
                text: theme.heading,
                accent: theme.accent,
                series: theme.series,
                dim: theme.dim,
                reference: theme.band,
                centile: theme.band,
                low: theme.low,
                high: theme.high,
                within: theme.within,
                unknown: theme.heading,
                lane: theme.dim,
                cursor: theme.selected,
            },
        }
    }
}
