//! What several results amount to: the trend of those in view, means before and after a change, and in words.

use std::ops::Range;

use chrono::NaiveDate;

use crate::domain::before_after::{self, BeforeAfter, around};
use crate::domain::day;
use crate::domain::decimal::fixed;
use crate::domain::difference::geometric_mean;
use crate::domain::quantity::shown_unit;
use crate::domain::series::Reading;
use crate::domain::trend::{self, Between, LEAST_DAYS, MOST_DAYS, NoTrend, Trend};
use crate::ui::picture::{Course, Keep, Known, Sight, Study};
use crate::ui::widget::plot::{Guide, GuideKind, Lane, LaneSpan};

/// The lines of what was asked for.
pub fn guides(course: &Course<'_>, known: &Known<'_>, sight: &Sight<'_>) -> Vec<Guide> {
    match sight.study {
        Study::None => Vec::new(),
        Study::Trend => trend_line(course, sight).into_iter().collect(),
        Study::Around(day) => found(course, known, day).map_or_else(Vec::new, |it| means(course, &it, sight)),
    }
}

/// What was asked for in words, and how many results were left out.
pub fn notes(course: &Course<'_>, known: &Known<'_>, sight: &Sight<'_>) -> Vec<String> {
    let words = match sight.study {
        Study::None => None,
        Study::Trend => Some(trend_words(course, sight)),
        Study::Around(day) => Some(match found(course, known, day) {
            Some(it) => around_words(course, &it, known, sight),
            None if before_after::lag(course.analyte.kind).is_none() => {
                "Before and after are told of blood and semen only.".to_owned()
            }
            None => format!("No change of therapy on {}.", day::long(day)),
        }),
    };
    words.into_iter().chain(left_out(course, known)).collect()
}

/// `Like with like: left out 2 not fasting, 1 by another method.`
pub fn left_out(course: &Course<'_>, known: &Known<'_>) -> Option<String> {
    let mut reasons = course.left_out.clone();
    reasons.sort_unstable();
    let counted = reasons.chunk_by(|a, b| a == b).map(|same| format!("{} {}", same.len(), same[0].words()));
    let counted: Vec<String> = counted.collect();
    match known.keep {
        Keep::All => None,
        Keep::Alike if counted.is_empty() => Some("Like with like: nothing left out.".to_owned()),
        Keep::Alike => Some(format!("Like with like: left out {}.", counted.join(", "))),
    }
}

/// The stretches that are compared, a lane for all analytes that share them, named where there are several.
pub fn lanes(courses: &[Course<'_>], known: &Known<'_>, sight: &Sight<'_>) -> Vec<Lane> {
    let Study::Around(day) = sight.study else {
        return Vec::new();
    };
    let mut lanes: Vec<(Vec<LaneSpan>, Vec<&str>)> = Vec::new();
    for course in courses {
        let Some(spans) = stretches(course, known, day) else {
            continue;
        };
        match lanes.iter_mut().find(|lane| lane.0 == spans) {
            Some(lane) => lane.1.push(&course.analyte.short),
            None => lanes.push((spans, vec![&course.analyte.short])),
        }
    }
    let several = lanes.len() > 1;
    let label = |names: &[&str]| {
        if several { format!("compared {}", names.join(", ")) } else { "compared".to_owned() }
    };
    lanes.into_iter().map(|(spans, names)| Lane { label: label(&names), spans, points: Vec::new() }).collect()
}

fn stretches(course: &Course<'_>, known: &Known<'_>, day: NaiveDate) -> Option<Vec<LaneSpan>> {
    let it = found(course, known, day)?;
    let ((first, last), from, to) = (it.days(&course.readings), it.first(), it.counts_from());
    let span = |from, to, label: &str| LaneSpan { from, to, label: label.to_owned() };
    let before = (!it.before.is_empty()).then(|| span(first, from, "before"));
    let settling = span(from.succ_opt()?, to.pred_opt()?, &format!("{} days", it.lag));
    let after = (!it.after.is_empty()).then(|| span(to, last, "after"));
    Some(before.into_iter().chain([settling]).chain(after).collect())
}

fn found<'k>(course: &Course<'_>, known: &Known<'k>, day: NaiveDate) -> Option<BeforeAfter<'k>> {
    around(known.record, known.catalog.drugs(), &course.readings, course.analyte.kind, day)
}

// Trend ---------------------------------------------------------------------------------------------------

fn in_view<'c, 'a>(course: &'c Course<'a>, sight: &Sight<'_>) -> &'c [Reading<'a>] {
    &course.readings[course.in_view(sight.days)]
}

/// The line of a trend; one that may be chance is not drawn.
fn trend_line(course: &Course<'_>, sight: &Sight<'_>) -> Option<Guide> {
    let trend = Trend::of(in_view(course, sight)).ok()?;
    if trend.course() == trend::Course::Open {
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

fn trend_words(course: &Course<'_>, sight: &Sight<'_>) -> String {
    let trend = match Trend::of(in_view(course, sight)) {
        Ok(trend) => trend,
        Err(NoTrend::TooFew(days)) => {
            let days = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
            return format!("No trend: results of {days} in view, it takes {LEAST_DAYS}.");
        }
        Err(NoTrend::TooMany(days)) => {
            return format!(
                "No trend: results of {days} days in view, more than {MOST_DAYS}; view a shorter time."
            );
        }
        Err(NoTrend::OtherMethod) => {
            return "No trend across methods; like with like keeps the newest one.".to_owned();
        }
    };
    let results = counted(trend.days);
    let verb = match trend.course() {
        trend::Course::Rises => "rises",
        trend::Course::Falls => "falls",
        trend::Course::Open if sight.ink.hidden => return format!("No trend beyond chance in {results}."),
        trend::Course::Open => {
            let (low, high) = pace(course, &trend, trend.interval);
            let unit = per(course, &trend);
            return format!(
                "No trend beyond chance in {results}: {} to {} {unit} (95 %).",
                signed(low),
                signed(high)
            );
        }
    };
    if sight.ink.hidden {
        return format!("Trend of {results}: {verb}.");
    }
    let (slope, limits) = (pace(course, &trend, trend.slope), pace(course, &trend, trend.interval));
    let unit = per(course, &trend);
    format!("Trend of {results}: {verb} {} {unit} (95 %: {}).", sizes(slope), sizes(limits))
}

/// Whether the change is told by the year: where the results reach over two years or more.
fn is_by_year(trend: &Trend) -> bool {
    (trend.last - trend.first).num_days() >= 730
}

/// Numbers of a day as numbers of a month or year, in the unit of the course.
fn pace(course: &Course<'_>, trend: &Trend, (low, high): Between) -> Between {
    let days = if is_by_year(trend) { 365.25 } else { 365.25 / 12.0 };
    (course.from_canonical(low) * days, course.from_canonical(high) * days)
}

fn per(course: &Course<'_>, trend: &Trend) -> String {
    let time = if is_by_year(trend) { "a year" } else { "a month" };
    format!("{} {time}", shown_unit(&course.unit.code)).trim_start().to_owned()
}

/// `3.1`, `1.2 to 5.0`, `1.2 or more`: how large numbers of one sign are.
fn sizes((low, high): Between) -> String {
    let (least, most) = (low.abs().min(high.abs()), low.abs().max(high.abs()));
    match (figures(least), figures(most)) {
        (least, _) if most.is_infinite() => format!("{least} or more"),
        (least, most) if least == most => least,
        (least, most) => format!("{least} to {most}"),
    }
}

fn signed(number: f64) -> String {
    match number {
        f64::INFINITY => "any rise".to_owned(),
        f64::NEG_INFINITY => "any fall".to_owned(),
        number if number > 0.0 => format!("+{}", figures(number)),
        number => figures(number),
    }
}

/// A number with two figures that count.
fn figures(number: f64) -> String {
    // Rounding may carry into one figure more.
    let rounded: f64 = format!("{number:.1e}").parse().unwrap_or(number);
    let places = if rounded == 0.0 { 0.0 } else { 1.0 - rounded.abs().log10().floor() };
    fixed(number, places.clamp(0.0, 6.0) as u8)
}

/// `5 results`, one a day.
fn counted(results: usize) -> String {
    if results == 1 { "1 result".to_owned() } else { format!("{results} results") }
}

// Before and after ----------------------------------------------------------------------------------------

/// The mean of each side over the days it comes from.
fn means(course: &Course<'_>, it: &BeforeAfter<'_>, sight: &Sight<'_>) -> Vec<Guide> {
    let (first, last) = it.days(&course.readings);
    let mean = |side: &Range<usize>, from: NaiveDate, to: NaiveDate, word: &str| {
        let value = mean_of(course, side)?;
        let label =
            if sight.ink.hidden { word.to_owned() } else { format!("{word} {}", number(course, value)) };
        Some(Guide { from: (from, value), to: (to, value), kind: GuideKind::Mean, label })
    };
    let before = mean(&it.before, first, it.first(), "before");
    before.into_iter().chain(mean(&it.after, it.counts_from(), last, "after")).collect()
}

/// The geometric mean of some readings in the unit of the course; none where one of them is a bound.
fn mean_of(course: &Course<'_>, side: &Range<usize>) -> Option<f64> {
    geometric_mean(&course.readings[side.clone()]).map(|mean| course.from_canonical(mean))
}

fn number(course: &Course<'_>, value: f64) -> String {
    fixed(value, course.unit.decimals)
}

/// `Anastrozole started 12 Jun 2026: 32 pg/mL before (1 result), 15.9 after (3 results from 10 Jul 2026 on),
/// -50%, beyond variation.`
fn around_words(course: &Course<'_>, it: &BeforeAfter<'_>, known: &Known<'_>, sight: &Sight<'_>) -> String {
    let what = turn_words(it, known);
    let (before, after) = (counted(it.before.len()), counted(it.after.len()));
    let from = day::long(it.counts_from());
    let settling = match it.settling() {
        0 => String::new(),
        count => format!("; {} in the {} days between not counted", counted(count), it.lag),
    };
    if it.before.is_empty() || it.after.is_empty() {
        return format!("{what}: {before} before, {after} from {from} on{settling}; both sides need one.");
    }
    let side = |side: &Range<usize>| match mean_of(course, side) {
        Some(_) if sight.ink.hidden => String::new(),
        Some(mean) => format!("{} ", number(course, mean)),
        None => String::new(),
    };
    let sides = (&course.readings[it.before.clone()], &course.readings[it.after.clone()]);
    let difference = known.catalog.variations().compare_sets(course.analyte, sides.0, sides.1);
    let verdict = if sight.ink.hidden { difference.verdict().to_owned() } else { difference.to_string() };
    format!(
        "{what}: {}before ({before}), {}after ({after} from {from} on){settling}: {verdict}.",
        side(&it.before),
        side(&it.after)
    )
}

/// `Clomiphene stopped 31 May 2026, anastrozole started 1 Jun 2026`.
fn turn_words(it: &BeforeAfter<'_>, known: &Known<'_>) -> String {
    let turns = it.turns.iter().map(|turn| {
        let drug = known.catalog.drugs().get(&turn.regimen.drug);
        let name = drug.map_or_else(|| turn.regimen.drug.to_string(), |drug| drug.name.clone());
        format!("{name} {} {}", turn.kind, day::long(turn.day))
    });
    turns.collect::<Vec<_>>().join(", ")
}
