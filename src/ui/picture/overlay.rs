//! Several analytes in one panel: where each result lies between the limits of its interval.

use crate::ui::picture::course::Course;
use crate::ui::picture::{Known, Sight, study};
use crate::ui::widget::plot::{Band, BandKind, Cursor, Mark, Panel, Scale};

/// One panel of all courses, 0 % at the lower limit of each result's own interval and 100 % at the upper one. An
/// interval without lower limit counts from zero where values cannot be negative; results without an upper
/// limit have no place on it. The cursor is moved to its mark there, or is nowhere.
pub fn panel(
    courses: &[Course<'_>],
    known: &Known<'_>,
    cursor: Option<Cursor>,
    sight: &Sight<'_>,
) -> (Vec<Panel>, Option<Cursor>) {
    let mut marks: Vec<Mark> = Vec::new();
    let mut at_cursor = None;
    let mut names = Vec::new();
    for (series, course) in courses.iter().enumerate() {
        let from = marks.len();
        let mut broken = false;
        for (at, mark) in course.marks().enumerate() {
            broken |= mark.breaks_line;
            let Some(value) = share(course, at, mark.value) else {
                continue;
            };
            if cursor.is_some_and(|c| (c.panel, c.mark) == (series, at)) {
                at_cursor = Some(Cursor { panel: 0, mark: marks.len() });
            }
            marks.push(Mark {
                value,
                decimals: 0,
                breaks_line: std::mem::take(&mut broken),
                series: series as u8,
                ..mark
            });
        }
        names.push(name(series, course, marks.len() > from));
    }
    let panel = Panel {
        title: names.join("  "),
        unit: "% of the interval".to_owned(),
        scale: Scale::Linear,
        marks,
        bands: vec![Band {
            from: sight.days.0,
            to: sight.days.1,
            low: Some(0.0),
            high: Some(100.0),
            kind: BandKind::Reference,
        }],
        notes: courses.iter().flat_map(|course| not_drawn(course, known, sight)).collect(),
        empty: "No result with both limits in these days".to_owned(),
        ..Panel::default()
    };
    (vec![panel], at_cursor)
}

/// `E2: Like with like: nothing left out.`
fn not_drawn(course: &Course<'_>, known: &Known<'_>, sight: &Sight<'_>) -> Vec<String> {
    let named = |note| format!("{}: {note}", course.analyte.short);
    study::not_drawn(course, known, sight).map(named).collect()
}

fn name(series: usize, course: &Course<'_>, has_marks: bool) -> String {
    let short = &course.analyte.short;
    if has_marks {
        format!("{} {short}", series + 1)
    } else {
        format!("{} {short} (no interval)", series + 1)
    }
}

fn share(course: &Course<'_>, at: usize, value: f64) -> Option<f64> {
    let (low, high) = course.interval(at)?;
    let low = low.or_else(|| (course.analyte.floor() == 0.0).then_some(0.0))?;
    let high = high.filter(|high| *high > low)?;
    Some(100.0 * (value - low) / (high - low))
}
