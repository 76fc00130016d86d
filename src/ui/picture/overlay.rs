//! Several analytes in one panel: where each result lies between the limits of its interval.

use crate::ui::picture::course::ResultCourse;
use crate::ui::picture::{ChartKnowledge, ChartView, study};
use crate::ui::widget::plot::{BandKind, IntervalBand, PlotCursor, PlotPanel, ResultMark, Scale};

/// One panel of all courses, 0 % at the lower limit of each result's own interval and 100 % at the upper one; a series
/// of which no result has both limits goes from its lowest to its highest result, and its name says so; one without
/// limits and with one value only has no place. An interval
/// without lower limit counts from zero where values cannot be negative; beside results with both limits, one without
/// an upper limit has no place. The cursor is moved to its mark there, or is nowhere.
pub fn panel(
    courses: &[ResultCourse<'_>],
    known: &ChartKnowledge<'_>,
    cursor: Option<PlotCursor>,
    sight: &ChartView<'_>,
) -> (Vec<PlotPanel>, Option<PlotCursor>) {
    let placed: Vec<Vec<OverlayPoint>> =
        courses.iter().zip(0..).map(|(course, at)| place(course, at)).collect();
    let names = courses.iter().zip(&placed).zip(1..).map(|((course, placed), number)| {
        let why_not = match measure(course) {
            OverlayScale::Interval if placed.is_empty() => " (no result)".to_owned(),
            OverlayScale::Interval => String::new(),
            OverlayScale::Extremes(..) => " (lowest to highest)".to_owned(),
            OverlayScale::OneValue => " (no range and one value only, not drawn)".to_owned(),
        };
        format!("{number} {}{why_not}", course.analyte.short)
    });
    let notes = courses.iter().flat_map(|course| {
        let whose = |note| format!("{}: {note}", course.analyte.short);
        study::notes(course, known, sight).into_iter().map(whose)
    });
    let panel = PlotPanel {
        title: names.collect::<Vec<_>>().join("  "),
        unit: "% of the range".to_owned(),
        scale: Scale::Linear,
        bands: vec![IntervalBand {
            from: sight.days.0,
            to: sight.days.1,
            low: Some(0.0),
            high: Some(100.0),
            kind: BandKind::Reference,
        }],
        notes: notes.collect(),
        empty: "No result with both limits in this time".to_owned(),
        marks: placed.iter().flatten().map(|placed| placed.mark).collect(),
        ..PlotPanel::default()
    };
    let is_read = |placed: &OverlayPoint| {
        cursor.is_some_and(|at| (at.panel, at.mark) == (placed.mark.series.into(), placed.reading))
    };
    let mark = placed.iter().flatten().position(is_read);
    (vec![panel], mark.map(|mark| PlotCursor { panel: 0, mark }))
}

/// A result that has a place.
struct OverlayPoint {
    /// Its place among the readings of its course.
    reading: usize,
    mark: ResultMark,
}

/// The results of a course that have a place.
fn place(course: &ResultCourse<'_>, series: u8) -> Vec<OverlayPoint> {
    let measure = measure(course);
    let mut placed = Vec::new();
    // A break before a result without a place breaks the line to the next one.
    let mut breaks_line = false;
    for (reading, mark) in course.marks(0..course.readings.len()).enumerate() {
        breaks_line |= mark.breaks_line;
        if let Some(value) = share(course, measure, reading, mark.value) {
            let mark = ResultMark { value, decimals: 0, breaks_line, series, ..mark };
            placed.push(OverlayPoint { reading, mark });
            breaks_line = false;
        }
    }
    placed
}

/// What 0 % and 100 % are of a course.
#[derive(Clone, Copy)]
enum OverlayScale {
    /// The limits of each result's own interval.
    Interval,
    /// Its lowest and highest result, where no result has both limits.
    Extremes(f64, f64),
    /// No limits and no two values to measure between: any place would claim what is not known.
    OneValue,
}

fn measure(course: &ResultCourse<'_>) -> OverlayScale {
    let has_limits = (0..course.readings.len()).any(|at| limits(course, at).is_some());
    let values = || (0..course.readings.len()).map(|at| course.value(at));
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    if has_limits || course.readings.is_empty() {
        OverlayScale::Interval
    } else if low < high {
        OverlayScale::Extremes(low, high)
    } else {
        OverlayScale::OneValue
    }
}

fn share(course: &ResultCourse<'_>, measure: OverlayScale, at: usize, value: f64) -> Option<f64> {
    let (low, high) = match measure {
        OverlayScale::Interval => limits(course, at)?,
        OverlayScale::Extremes(low, high) => (low, high),
        OverlayScale::OneValue => return None,
    };
    Some(100.0 * (value - low) / (high - low))
}

/// Both limits of a result's interval; zero is the lower one where none is given and no value can lie below it.
fn limits(course: &ResultCourse<'_>, at: usize) -> Option<(f64, f64)> {
    let (low, high) = course.interval(at)?;
    let low = low.or_else(|| (course.analyte.floor() == 0.0).then_some(0.0))?;
    high.filter(|high| *high > low).map(|high| (low, high))
}
