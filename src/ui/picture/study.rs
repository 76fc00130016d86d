//! What several results amount to, drawn and in sentences: their trend, or means before and after a change.

use std::ops::Range;

use chrono::NaiveDate;

use crate::domain::before_after::{self, BeforeAfter, around};
use crate::domain::counted::counted;
use crate::domain::day;
use crate::domain::decimal::fixed;
use crate::domain::difference::geometric_mean;
use crate::ui::picture::course_study::CourseStudy;
use crate::ui::picture::{ChartKnowledge, ChartView, DrawnSelection, ResultCourse, Study, trend};
use crate::ui::widget::plot::{Guide, GuideKind, Lane, LaneSpan, shorten};

/// What was asked for, and which results are not drawn.
pub fn of(course: &ResultCourse<'_>, known: &ChartKnowledge<'_>, sight: &ChartView<'_>) -> CourseStudy {
    let mut told = match sight.study {
        Study::None => CourseStudy::default(),
        Study::Trend => trend::of(course, sight),
        Study::Around(day) => around_change(course, known, sight, day),
    };
    told.notes.extend(not_drawn(course, known, sight));
    told
}

/// What was asked for in sentences, and which results are not drawn.
pub fn notes(course: &ResultCourse<'_>, known: &ChartKnowledge<'_>, sight: &ChartView<'_>) -> Vec<String> {
    of(course, known, sight).notes
}

/// Which results are not drawn: those that are words, and those left out.
fn not_drawn(
    course: &ResultCourse<'_>,
    known: &ChartKnowledge<'_>,
    sight: &ChartView<'_>,
) -> impl Iterator<Item = String> + use<> {
    in_words(course, sight).into_iter().chain(left_out(course, known))
}

/// Results in words that a note names, and the most columns of each.
const WORDS_NAMED: usize = 2;
const WORDS_COLUMNS: usize = 40;

/// `In words, not drawn: 10 May 2024 too few to assess.`
fn in_words(course: &ResultCourse<'_>, sight: &ChartView<'_>) -> Option<String> {
    let seen: Vec<_> = course.words_in_view(sight.days).rev().collect();
    if seen.is_empty() {
        return None;
    }
    let words = |text: &str| shorten(text, WORDS_COLUMNS, sight.ink.glyphs.ellipsis());
    let named = seen.iter().take(WORDS_NAMED).map(|(on, text)| format!("{} {}", day::long(*on), words(text)));
    let more = match seen.len().saturating_sub(WORDS_NAMED) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let told = sight.ink.privacy.either(
        || format!("{}{more}", named.collect::<Vec<_>>().join(", ")),
        || counted(seen.len(), "result"),
    );
    Some(format!("In words, not drawn: {told}."))
}

/// `Like with like: left out 2 not fasting, 1 by another method.`
fn left_out(course: &ResultCourse<'_>, known: &ChartKnowledge<'_>) -> Option<String> {
    let mut reasons = course.left_out.clone();
    reasons.sort_unstable();
    let counted = reasons.chunk_by(|a, b| a == b).map(|same| format!("{} {}", same.len(), same[0].words()));
    let counted: Vec<String> = counted.collect();
    match known.keep {
        DrawnSelection::All => None,
        DrawnSelection::Alike if counted.is_empty() => Some("Like with like: nothing left out.".to_owned()),
        DrawnSelection::Alike => Some(format!("Like with like: left out {}.", counted.join(", "))),
    }
}

/// The stretches that are compared, a lane for all analytes that share them, named where there are several.
pub fn lanes(courses: &[ResultCourse<'_>], known: &ChartKnowledge<'_>, sight: &ChartView<'_>) -> Vec<Lane> {
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

fn stretches(course: &ResultCourse<'_>, known: &ChartKnowledge<'_>, day: NaiveDate) -> Option<Vec<LaneSpan>> {
    let it = found(course, known, day)?;
    let ((first, last), from, to) = (it.days(&course.readings), it.first(), it.counts_from());
    let span = |from, to, label: &str| LaneSpan { from, to, label: label.to_owned() };
    let before = (!it.before.is_empty()).then(|| span(first, from, "before"));
    let settling = span(from.succ_opt()?, to.pred_opt()?, &format!("{} days", it.lag));
    let after = (!it.after.is_empty()).then(|| span(to, last, "after"));
    Some(before.into_iter().chain([settling]).chain(after).collect())
}

fn found<'k>(
    course: &ResultCourse<'_>,
    known: &ChartKnowledge<'k>,
    day: NaiveDate,
) -> Option<BeforeAfter<'k>> {
    around(known.record, known.catalog.drugs(), &course.readings, course.analyte.kind, day)
}

// Before and after ----------------------------------------------------------------------------------------

fn around_change(
    course: &ResultCourse<'_>,
    known: &ChartKnowledge<'_>,
    sight: &ChartView<'_>,
    day: NaiveDate,
) -> CourseStudy {
    if let Some(it) = found(course, known, day) {
        return CourseStudy {
            guides: means(course, &it, sight),
            notes: vec![around_words(course, &it, known, sight)],
        };
    }
    let words = match before_after::lag(course.analyte.kind) {
        None => "Before and after can be compared for blood and semen only.".to_owned(),
        Some(_) => format!("No change of therapy on {}.", day::long(day)),
    };
    CourseStudy { guides: Vec::new(), notes: vec![words] }
}

/// The mean of each side over the days it comes from.
fn means(course: &ResultCourse<'_>, it: &BeforeAfter<'_>, sight: &ChartView<'_>) -> Vec<Guide> {
    let (first, last) = it.days(&course.readings);
    let mean = |side: &Range<usize>, from: NaiveDate, to: NaiveDate, word: &str| {
        let value = mean_of(course, side)?;
        let number = sight.ink.privacy.all(|| format!(" {}", side_words(course, side)));
        let label = format!("{word}{number}");
        Some(Guide { from: (from, value), to: (to, value), kind: GuideKind::Mean, label })
    };
    let before = mean(&it.before, first, it.first(), "before");
    before.into_iter().chain(mean(&it.after, it.counts_from(), last, "after")).collect()
}

/// The geometric mean of some readings in the unit of the course, where they have one.
fn mean_of(course: &ResultCourse<'_>, side: &Range<usize>) -> Option<f64> {
    geometric_mean(&course.readings[side.clone()]).ok().map(|mean| course.from_canonical(mean))
}

/// `17.4`, the mean of a side; of a single result what was printed.
fn side_words(course: &ResultCourse<'_>, side: &Range<usize>) -> String {
    match mean_of(course, side) {
        _ if side.len() == 1 => course.written(side.start),
        Some(mean) => fixed(mean, course.unit.decimals),
        None => "no mean".to_owned(),
    }
}

/// `Anastrozole started 12 Jun 2026, geometric means: 32 before (1 result), 15.9 after (3 results from 10 Jul 2026
/// on): -50%, beyond variation.`
fn around_words(
    course: &ResultCourse<'_>,
    it: &BeforeAfter<'_>,
    known: &ChartKnowledge<'_>,
    sight: &ChartView<'_>,
) -> String {
    let what = turn_words(it, known);
    let (before, after) = (counted(it.before.len(), "result"), counted(it.after.len(), "result"));
    let from = day::long(it.counts_from());
    let settling = match it.settling() {
        0 => String::new(),
        count => format!("; {} in the {} days between not counted", counted(count, "result"), it.lag),
    };
    if it.before.is_empty() || it.after.is_empty() {
        return format!("{what}: {before} before, {after} from {from} on{settling}; both sides need one.");
    }
    let side = |side: &Range<usize>| sight.ink.privacy.all(|| format!("{} ", side_words(course, side)));
    let sides = (&course.readings[it.before.clone()], &course.readings[it.after.clone()]);
    let difference = known.catalog.variations().compare_sets(course.analyte, sides.0, sides.1);
    let verdict = sight.ink.privacy.either(|| difference.to_string(), || difference.verdict().to_owned());
    let is_mean = it.before.len().max(it.after.len()) > 1;
    let means = sight.ink.privacy.all(|| if is_mean { ", geometric means" } else { "" });
    format!(
        "{what}{means}: {}before ({before}), {}after ({after} from {from} on){settling}: {verdict}.",
        side(&it.before),
        side(&it.after)
    )
}

/// `Clomiphene stopped 31 May 2026, anastrozole started 1 Jun 2026`.
fn turn_words(it: &BeforeAfter<'_>, known: &ChartKnowledge<'_>) -> String {
    let turns = it.turns.iter().map(|turn| {
        format!("{} {} {}", known.catalog.drug_name(&turn.regimen.drug), turn.kind, day::long(turn.day))
    });
    turns.collect::<Vec<_>>().join(", ")
}
