//! The trend of the results in view: its line, and what it says.

use crate::domain::counted::counted;
use crate::domain::decimal::fixed;
use crate::domain::quantity::shown_unit;
use crate::domain::trend::{self, LEAST_DAYS, MOST_DAYS, NoTrend, NumberRange, Trend};
use crate::ui::picture::course_study::CourseStudy;
use crate::ui::picture::{ChartView, ResultCourse};
use crate::ui::widget::plot::{Guide, GuideKind};

/// The line and the sentence of the trend, or why there is none.
pub fn of(course: &ResultCourse<'_>, sight: &ChartView<'_>) -> CourseStudy {
    match Trend::of(&course.readings[course.in_view(sight.days)]) {
        Ok(trend) => CourseStudy {
            guides: line(course, &trend).into_iter().collect(),
            notes: vec![words(course, sight, &trend)],
        },
        Err(reason) => CourseStudy { guides: Vec::new(), notes: vec![why_none(reason)] },
    }
}

/// The line of a trend; one that may be chance is not drawn.
fn line(course: &ResultCourse<'_>, trend: &Trend) -> Option<Guide> {
    if trend.course() == trend::TrendCourse::Open {
        return None;
    }
    let (first, last) = trend.line?;
    Some(Guide {
        from: (trend.first, course.from_canonical(first)),
        to: (trend.last, course.from_canonical(last)),
        kind: GuideKind::Trend,
        label: "trend".to_owned(),
    })
}

fn why_none(reason: NoTrend) -> String {
    match reason {
        NoTrend::TooFew(1) => {
            format!("No trend: results of 1 day are in view, and a trend needs {LEAST_DAYS}.")
        }
        NoTrend::TooFew(days) => {
            format!("No trend: results of {days} days are in view, and a trend needs {LEAST_DAYS}.")
        }
        NoTrend::TooMany(days) => {
            format!(
                "No trend: results of {days} days are in view, more than {MOST_DAYS}; view a shorter time."
            )
        }
        NoTrend::OtherMethod => "No trend across methods; like with like keeps the newest one.".to_owned(),
    }
}

/// `Trend of 6 results: falls 2.7 pg/mL a month (95 %: 1.0 to 6.0).`
fn words(course: &ResultCourse<'_>, sight: &ChartView<'_>, trend: &Trend) -> String {
    let results = counted(trend.days, "result");
    let verb = match trend.course() {
        trend::TrendCourse::Rises => "rises",
        trend::TrendCourse::Falls => "falls",
        trend::TrendCourse::Open => {
            let range = sight.ink.privacy.all(|| {
                let (low, high) = pace(course, trend, trend.interval);
                format!(": {} to {} {} (95 %)", signed(low), signed(high), per(course, trend))
            });
            return format!("No trend beyond chance in {results}{range}.");
        }
    };
    let pace = sight.ink.privacy.all(|| {
        let (slope, interval) = (pace(course, trend, trend.slope), pace(course, trend, trend.interval));
        let slope = if slope.0 == slope.1 { figures(slope.0.abs(), FIGURES) } else { sizes(slope) };
        format!(" {slope} {} (95 %: {})", per(course, trend), sizes(interval))
    });
    format!("Trend of {results}: {verb}{pace}.")
}

/// Whether the change is told by the year: where the results reach over two years or more.
fn is_by_year(trend: &Trend) -> bool {
    (trend.last - trend.first).num_days() >= 730
}

/// Numbers of a day as numbers of a month or year, in the unit of the course.
fn pace(course: &ResultCourse<'_>, trend: &Trend, (low, high): NumberRange) -> NumberRange {
    let days = if is_by_year(trend) { 365.25 } else { 365.25 / 12.0 };
    (course.from_canonical(low) * days, course.from_canonical(high) * days)
}

fn per(course: &ResultCourse<'_>, trend: &Trend) -> String {
    let time = if is_by_year(trend) { "a year" } else { "a month" };
    format!("{} {time}", shown_unit(&course.unit.code)).trim_start().to_owned()
}

/// Figures that count in a number, and the most it takes to tell two of them apart.
const FIGURES: usize = 2;
const MOST_FIGURES: usize = 6;

/// `1.2 to 5.0`, `13.6 to 14.2`, `1.2 or more`: how large numbers of one sign are.
fn sizes((low, high): NumberRange) -> String {
    let (least, most) = (low.abs().min(high.abs()), low.abs().max(high.abs()));
    if most.is_infinite() {
        return format!("{} or more", figures(least, FIGURES));
    }
    let ends = |count| (figures(least, count), figures(most, count));
    let apart = (FIGURES..=MOST_FIGURES).map(ends).find(|(least, most)| least != most);
    let (least, most) = apart.unwrap_or_else(|| ends(FIGURES));
    format!("{least} to {most}")
}

fn signed(number: f64) -> String {
    match number {
        f64::INFINITY => "any rise".to_owned(),
        f64::NEG_INFINITY => "any fall".to_owned(),
        number if number > 0.0 => format!("+{}", figures(number, FIGURES)),
        number => figures(number, FIGURES),
    }
}

/// A number with so many figures that count.
fn figures(number: f64, count: usize) -> String {
    let behind = count - 1;
    // Rounding may carry into one figure more.
    let rounded: f64 = format!("{number:.behind$e}").parse().unwrap_or(number);
    let places = if rounded == 0.0 { 0.0 } else { behind as f64 - rounded.abs().log10().floor() };
    fixed(number, places.clamp(0.0, 6.0) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_have_two_figures_or_as_many_as_tell_them_apart() {
        for (limits, words) in [
            ((1.04, 6.0), "1.0 to 6.0"),
            ((-6.0, -1.04), "1.0 to 6.0"),
            ((13.6, 14.2), "13.6 to 14.2"),
            ((13.64, 13.59), "13.59 to 13.64"),
            ((2.0, 2.0), "2.0 to 2.0"),
            ((0.25, f64::INFINITY), "0.25 or more"),
        ] {
            assert_eq!(sizes(limits), words, "{limits:?}");
        }
    }
}
