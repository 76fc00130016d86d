//! What a chart is asked to draw: panels of results, the intervals they are read against, and lanes.

use chrono::NaiveDate;
use ratatui::style::Style;

use super::glyphs::Glyphs;
pub use super::mark::{Bound, LaneGrade, Status};
use crate::ui::privacy::Privacy;

/// A whole chart: stacked panels over one time axis, lanes below it.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// One analyte each, first on top; more than fit are left out around the one that has the cursor.
    pub panels: Vec<PlotPanel>,
    /// Therapy, symptoms and events, under the axis.
    pub lanes: Vec<Lane>,
    /// Where limits come from, a line each, for the SVG.
    pub sources: Vec<String>,
    /// First day of the time axis; the axis is never shorter than two weeks.
    pub first: NaiveDate,
    /// Last day of the time axis, inclusive.
    pub last: NaiveDate,
    /// Drawn as a column where the axis goes on beyond it.
    pub today: NaiveDate,
    /// The result that is being read, if any.
    pub cursor: Option<PlotCursor>,
    /// Which characters the terminal can show.
    pub glyphs: Glyphs,
    /// Colours are not allowed (`NO_COLOR`): intervals become dashed lines instead of a shade.
    pub plain: bool,
    /// Values are not to be read off: value axes have no labels, results say only their day.
    pub privacy: Privacy,
    /// The styles of each part.
    pub palette: Palette,
}

impl Plot {
    /// The notes of all panels, each with the name of its panel where there are several.
    pub fn notes(&self) -> impl Iterator<Item = String> {
        let several = self.panels.len() > 1;
        let notes = self.panels.iter().flat_map(|panel| panel.notes.iter().map(move |note| (panel, note)));
        notes.map(
            move |(panel, note)| {
                if several { format!("{}: {note}", panel.title) } else { note.clone() }
            },
        )
    }
}

/// One analyte over time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlotPanel {
    /// The name of the analyte.
    pub title: String,
    /// The unit all values of the panel are in.
    pub unit: String,
    /// The interval of the newest result in view and whose it is, for the SVG; empty where there is none.
    pub interval: String,
    /// How values are spaced.
    pub scale: Scale,
    /// Results in any order; results outside the time axis only lend the line its direction.
    pub marks: Vec<ResultMark>,
    /// Intervals in time; where two of one kind overlap, the later one in the list holds, but of centiles
    /// all are drawn.
    pub bands: Vec<IntervalBand>,
    /// Levels that hold for all time, such as a threshold to act on, the most important first.
    pub limits: Vec<LimitLine>,
    /// Lines that several results amount to.
    pub guides: Vec<Guide>,
    /// What to say of the panel beside the picture: sentences, for the printed chart and the SVG.
    pub notes: Vec<String>,
    /// What to say where no result is in view.
    pub empty: String,
}

/// How values are spaced on the vertical axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// Equal differences take equal room.
    #[default]
    Linear,
    /// Equal ratios take equal room; zero gets a line of its own at the floor.
    Log,
}

/// A result as it is drawn: a day, a value and what is known of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ResultMark {
    /// The day of the specimen.
    pub day: NaiveDate,
    /// Minute of that day, if known; a result without one sits at the start of its day.
    pub minute: Option<u16>,
    /// In the panel's unit; for a censored result the limit that was printed.
    pub value: f64,
    /// Digits behind the point in which it is written.
    pub decimals: u8,
    /// Whether the value is the result or only a limit of it.
    pub bound: Bound,
    /// How it lies in its own interval.
    pub status: Status,
    /// No line comes from the previous result, for instance because the method changed.
    pub breaks_line: bool,
    /// Which of several series of the panel it belongs to, from 0; each has a line of its own, and where there
    /// are several their exact results are drawn as digits from 1.
    pub series: u8,
}

/// An interval that holds from one day to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IntervalBand {
    /// First day it holds.
    pub from: NaiveDate,
    /// Last day it holds, inclusive.
    pub to: NaiveDate,
    /// Lower limit in the panel's unit; without one the band reaches down to the edge.
    pub low: Option<f64>,
    /// Upper limit in the panel's unit; without one the band reaches up to the edge.
    pub high: Option<f64>,
    /// Whose interval it is.
    pub kind: BandKind,
}

/// Whose interval a band is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BandKind {
    Reference,
    /// What the user aims at.
    Target,
    /// Between two centiles of a reference population, which are levels of the panel too.
    Centile,
}

impl PlotPanel {
    /// Whether several series share the panel.
    pub fn has_several_series(&self) -> bool {
        self.marks.iter().any(|mark| mark.series > 0)
    }
}

impl ResultMark {
    /// The digit of its series; a number that is only a limit keeps its arrow instead.
    pub fn digit(&self) -> Option<char> {
        (self.bound == Bound::Exact).then(|| char::from(b'1' + self.series.min(8)))
    }
}

/// A level that holds for all time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LimitLine {
    /// In the panel's unit.
    pub value: f64,
    /// What the level is.
    pub kind: LimitKind,
    /// A word or two, such as `< 10`, drawn on the line where there is room.
    pub name: String,
    /// Who says so, or when, after the name where there is more room.
    pub source: String,
}

impl LimitLine {
    /// The name with its source.
    pub fn words(&self) -> String {
        format!("{} {}", self.name, self.source).trim().to_owned()
    }
}

/// What a level is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LimitKind {
    /// A threshold to act on.
    #[default]
    Threshold,
    /// A centile of a reference population.
    Centile,
    /// The result that others are compared with.
    Baseline,
}

/// A line that several results amount to, straight in time and value.
#[derive(Debug, Clone, PartialEq)]
pub struct Guide {
    /// Its first day and the value there, in the panel's unit.
    pub from: (NaiveDate, f64),
    /// Its last day and the value there.
    pub to: (NaiveDate, f64),
    pub kind: GuideKind,
    /// A word or two, drawn on it where there is room.
    pub label: String,
}

impl Guide {
    /// The value at a share of its way.
    pub fn value_at(&self, share: f64) -> f64 {
        self.from.1 + share * (self.to.1 - self.from.1)
    }
}

/// What a guide is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GuideKind {
    /// Where results go over time.
    #[default]
    Trend,
    /// The mean of some results.
    Mean,
}

/// One row under the time axis.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lane {
    /// What the row is about, such as the drug.
    pub label: String,
    /// Stretches of time, such as one dose of a regimen.
    pub spans: Vec<LaneSpan>,
    /// Single days, such as a fever or a symptom's grade.
    pub points: Vec<LanePoint>,
}

/// A stretch of time in a lane.
#[derive(Debug, Clone, PartialEq)]
pub struct LaneSpan {
    pub from: NaiveDate,
    /// Last day, inclusive; a day past the axis reads as going on.
    pub to: NaiveDate,
    /// Such as the dose; of it as many whole words as the stretch has room for.
    pub label: String,
}

/// A single day in a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LanePoint {
    pub day: NaiveDate,
    pub grade: LaneGrade,
}

/// Which result is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlotCursor {
    /// The place of the panel in [`Plot::panels`].
    pub panel: usize,
    /// Index into that panel's [`PlotPanel::marks`].
    pub mark: usize,
}

/// The styles of a chart's parts; all empty by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Palette {
    pub text: Style,
    /// The line between results, and the target.
    pub accent: Style,
    /// The lines of the second, third and fourth series that share a panel.
    pub series: [Style; 3],
    /// Axes, tick labels, limits.
    pub dim: Style,
    /// The shade of a reference interval: its background is what counts.
    pub reference: Style,
    /// The shade between centiles: its background is what counts.
    pub centile: Style,
    /// A result below its interval.
    pub low: Style,
    /// A result above its interval.
    pub high: Style,
    /// A result inside its interval.
    pub within: Style,
    /// A result without an interval.
    pub unknown: Style,
    /// Stretches and points of lanes.
    pub lane: Style,
    /// The result under the cursor and its column.
    pub cursor: Style,
}
