//! The panel of one analyte: marks, the intervals that hold from result to result, percentiles, thresholds.

use chrono::NaiveDate;

use crate::domain::day;
use crate::domain::decimal::Decimal;
use crate::domain::id::SourceKey;
use crate::domain::judgement::Origin;
use crate::domain::quantity::shown_unit;
use crate::domain::semen::{Centile, Centiles, Edition};
use crate::ui::picture::course::ResultCourse;
use crate::ui::picture::{ChartKnowledge, ChartView};
use crate::ui::picture::{limits, study};
use crate::ui::widget::plot::{BandKind, IntervalBand, LimitKind, LimitLine, PlotPanel, Scale};

/// The panel of a course.
pub fn of(course: &ResultCourse<'_>, known: &ChartKnowledge<'_>, sight: &ChartView<'_>) -> PlotPanel {
    let centiles = centiles(course, known, sight);
    let mut bands = reference(course, centiles.is_some(), sight.days);
    let mut levels = limits::of(course, known, sight);
    if let Some((edition, centiles)) = centiles {
        bands.extend(centile_bands(course, centiles, sight.days));
        levels.extend(centile_lines(course, edition, centiles, sight));
    }
    levels.extend(baseline(course, sight));
    bands.extend(targets(course, known, sight.days));
    let told = study::of(course, known, sight);
    let turned = sight.turned.contains(&course.analyte.id);
    PlotPanel {
        title: course.analyte.name.clone(),
        unit: shown_unit(&course.unit.code).to_owned(),
        interval: interval(course, sight).unwrap_or_default(),
        scale: if course.analyte.log_axis == turned { Scale::Linear } else { Scale::Log },
        marks: course.marks(course.drawn(sight.days)).collect(),
        bands,
        limits: levels,
        guides: told.guides,
        notes: told.notes,
        empty: empty(course, sight),
    }
}

/// `interval 8.0 – 35, Quest`, of the newest result in view; nothing where values are hidden.
fn interval(course: &ResultCourse<'_>, sight: &ChartView<'_>) -> Option<String> {
    let newest = sight.ink.privacy.telling(course.in_view(sight.days).next_back())?;
    let words = course.interval_words(newest, course.unit)?;
    Some(format!("interval {words}"))
}

/// What to say where no result is in view.
pub fn empty(course: &ResultCourse<'_>, sight: &ChartView<'_>) -> String {
    if !course.left_out.is_empty() && course.readings.is_empty() {
        "All results are left out: like with like is on".to_owned()
    } else if course.words_in_view(sight.days).next().is_some() {
        "Only results in words in this time".to_owned()
    } else if course.readings.is_empty() {
        format!("No {} yet; {}", course.analyte.name, sight.how_to_add)
    } else {
        "No result in this time".to_owned()
    }
}

/// The interval of each result that is drawn, from its day until the next one; the first holds from the start of the axis,
/// the last to its end. Published limits give way to percentiles where there are any; his own are drawn as his target.
fn reference(
    course: &ResultCourse<'_>,
    has_centiles: bool,
    days: (NaiveDate, NaiveDate),
) -> Vec<IntervalBand> {
    let mut bands: Vec<IntervalBand> = Vec::new();
    for at in course.drawn(days) {
        let reading = &course.readings[at];
        match course.judgement(at).applied.as_ref().map(|applied| applied.origin) {
            Some(Origin::Published) if has_centiles => continue,
            Some(Origin::Mine) => continue,
            _ => {}
        }
        let Some((low, high)) = course.interval(at) else {
            continue;
        };
        let from = if at == 0 { days.0.min(reading.day) } else { reading.day };
        let to = match course.readings.get(at + 1) {
            Some(next) => next.day.pred_opt().unwrap_or(next.day),
            None => days.1.max(reading.day),
        };
        match bands.last_mut() {
            Some(last) if last.to.succ_opt() == Some(from) && (last.low, last.high) == (low, high) => {
                last.to = to;
            }
            _ => bands.push(IntervalBand { from, to, low, high, kind: BandKind::Reference }),
        }
    }
    bands.retain(|band| band.from <= band.to);
    bands
}

/// The interval the user set, whatever the laboratories print, where it holds.
fn targets(
    course: &ResultCourse<'_>,
    known: &ChartKnowledge<'_>,
    days: (NaiveDate, NaiveDate),
) -> Vec<IntervalBand> {
    let own = known.intervals.mine(&course.analyte.id);
    let read =
        own.and_then(|own| Some((own, own.interval.convert(course.analyte.unit(&own.unit)?, course.unit))));
    let Some((own, interval)) = read.filter(|_| !course.readings.is_empty()) else {
        return Vec::new();
    };
    let limit = |limit: &Option<Decimal>| limit.as_ref().map(Decimal::value);
    let band = |(from, to)| IntervalBand {
        from,
        to,
        low: limit(&interval.low),
        high: limit(&interval.high),
        kind: BandKind::Target,
    };
    own.stretches(known.record.regimens(), days).into_iter().map(band).collect()
}

/// The result the user compares with; its day says nothing of its value.
fn baseline(course: &ResultCourse<'_>, sight: &ChartView<'_>) -> Option<LimitLine> {
    let at = course.baseline?;
    Some(LimitLine {
        value: course.value(at),
        kind: LimitKind::Baseline,
        name: "baseline".to_owned(),
        source: day::short(course.readings[at].day, sight.today),
    })
}

/// None where values are hidden, as with the thresholds of rules.
fn centiles<'a>(
    course: &ResultCourse<'_>,
    known: &ChartKnowledge<'a>,
    sight: &ChartView<'_>,
) -> Option<(&'a Edition, &'a Centiles)> {
    let edition = sight.ink.privacy.telling(known.catalog.edition(Some(known.who_edition)))?;
    Some((edition, edition.centiles(&course.analyte.id)?))
}

/// The sources of the percentiles drawn.
pub fn sources(
    course: &ResultCourse<'_>,
    known: &ChartKnowledge<'_>,
    sight: &ChartView<'_>,
) -> Vec<SourceKey> {
    let drawn = centiles(course, known, sight).into_iter().flat_map(|(_, all)| drawn(all));
    drawn.map(|point| point.source.clone()).collect()
}

/// The percentiles drawn, per cent, the most telling first: not all may have room for their words.
const DRAWN: [f64; 5] = [5.0, 95.0, 50.0, 25.0, 75.0];

fn drawn(centiles: &Centiles) -> impl Iterator<Item = &Centile> {
    centiles.points.iter().filter(|p| DRAWN.contains(&p.percent))
}

/// The drawn percentiles that were read, upward, in the unit of the course.
fn points(course: &ResultCourse<'_>, centiles: &Centiles) -> Vec<(f64, f64)> {
    drawn(centiles).map(|p| (p.percent, course.from_canonical(p.value.value()))).collect()
}

fn centile_bands(
    course: &ResultCourse<'_>,
    centiles: &Centiles,
    days: (NaiveDate, NaiveDate),
) -> Vec<IntervalBand> {
    let points = points(course, centiles);
    let band = |pair: &[(f64, f64)]| IntervalBand {
        from: days.0,
        to: days.1,
        low: Some(pair[0].1),
        high: Some(pair[1].1),
        kind: BandKind::Centile,
    };
    points.windows(2).map(band).collect()
}

/// `P5 16 (WHO 2021)`, without the number where values are hidden.
fn centile_lines(
    course: &ResultCourse<'_>,
    edition: &Edition,
    centiles: &Centiles,
    sight: &ChartView<'_>,
) -> Vec<LimitLine> {
    let points = points(course, centiles);
    let told = DRAWN.iter().filter_map(|drawn| points.iter().find(|(percent, _)| percent == drawn));
    told.map(|(percent, value)| LimitLine {
        value: *value,
        kind: LimitKind::Centile,
        name: sight
            .ink
            .privacy
            .either(|| format!("P{percent} {}", course.limit(*value)), || format!("P{percent}")),
        source: format!("(WHO {})", edition.id),
    })
    .collect()
}
