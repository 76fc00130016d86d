//! Whether results rise or fall over time: the median of the slopes between each two of them (Theil–Sen).
//!
//! The median and its interval are those of Sen PK, J Am Stat Assoc 1968;63:1379 (DOI 10.2307/2285891), after
//! Theil 1950: the limits are two of the slopes themselves, so that no spread has to be assumed and one odd
//! result moves little. Which two follows from how many orders of the results would be as uneven by chance:
//! counted for up to 30 results, by the normal law beyond. A bound such as `<5` stands for every value it
//! allows: a slope to it lies between two others, and so do the median and its limits; no number is put in its
//! place.

use chrono::NaiveDate;

use crate::domain::alike::breaks;
use crate::domain::extent::Extent;
use crate::domain::series::Reading;
use crate::domain::variation::Z_95;

/// Fewer days with a result show no trend.
pub const LEAST_DAYS: usize = 5;
/// More days with a result have too many slopes between them: 80,000 take a few milliseconds and megabytes.
pub const MOST_DAYS: usize = 400;

/// A lowest and a highest possible number; the same one twice where it is known.
pub type NumberRange = (f64, f64);

/// How results go over time, in the canonical unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// Days with a result; of several on one day the last counts.
    pub days: usize,
    /// The first of them.
    pub first: NaiveDate,
    /// The last of them.
    pub last: NaiveDate,
    /// Change a day: two numbers where bounds leave it open.
    pub slope: NumberRange,
    /// The 95 % interval of the slope, infinite where a bound leaves it open.
    pub interval: NumberRange,
    /// The values of the line on the first and the last day; none where bounds leave it open.
    pub line: Option<(f64, f64)>,
}

/// Why there is no trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTrend {
    /// So many days with a result, fewer than [`LEAST_DAYS`].
    TooFew(usize),
    /// So many days with a result, more than [`MOST_DAYS`].
    TooMany(usize),
    /// Results by different methods.
    OtherMethod,
}

/// What a trend says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrendCourse {
    /// It rises, and chance alone would rarely do that.
    Rises,
    /// It falls, and chance alone would rarely do that.
    Falls,
    Open,
}

impl Trend {
    /// The trend of readings, oldest first.
    pub fn of(readings: &[Reading<'_>]) -> Result<Self, NoTrend> {
        let last_of_day = |at: &usize| readings.get(at + 1).is_none_or(|next| next.day != readings[*at].day);
        let daily: Vec<&Reading<'_>> =
            (0..readings.len()).filter(last_of_day).map(|at| &readings[at]).collect();
        let (Some(first), Some(last), LEAST_DAYS..) = (daily.first(), daily.last(), daily.len()) else {
            return Err(NoTrend::TooFew(daily.len()));
        };
        if daily.len() > MOST_DAYS {
            return Err(NoTrend::TooMany(daily.len()));
        }
        if breaks(daily.iter().copied()).contains(&true) {
            return Err(NoTrend::OtherMethod);
        }
        let x = |day: NaiveDate| (day - first.day).num_days() as f64;
        let points: Vec<TrendPoint> = daily.iter().map(|reading| (x(reading.day), reading.extent)).collect();
        let (slope, interval) = slope(&points);
        let line = known(slope).and_then(|slope| Some((slope, known(level(&points, slope))?)));
        Ok(Self {
            days: daily.len(),
            first: first.day,
            last: last.day,
            slope,
            interval,
            line: line.map(|(slope, level)| (level, level + slope * x(last.day))),
        })
    }

    /// What it says: a direction only where the whole interval lies on one side of none.
    pub fn course(&self) -> TrendCourse {
        match self.interval {
            (low, _) if low > 0.0 => TrendCourse::Rises,
            (_, high) if high < 0.0 => TrendCourse::Falls,
            _ => TrendCourse::Open,
        }
    }
}

/// A time, later than that of the point before, and the values possible at it.
type TrendPoint = (f64, Extent);

fn known((low, high): NumberRange) -> Option<f64> {
    (low == high).then_some(low)
}

/// The median slope and its 95 % interval.
fn slope(points: &[TrendPoint]) -> (NumberRange, NumberRange) {
    let mut lows = Vec::new();
    let mut highs = Vec::new();
    for (at, (x, y)) in points.iter().enumerate() {
        for (later_x, later_y) in &points[at + 1..] {
            let run = later_x - x;
            let (least, most) = ((later_y.low - y.high) / run, (later_y.high - y.low) / run);
            lows.push(least.min(most));
            highs.push(least.max(most));
        }
    }
    let rank = limit_rank(points.len());
    let low = ranked(&mut lows, rank);
    let from_top = highs.len() - 1 - rank;
    let high = ranked(&mut highs, from_top);
    ((median(lows), median(highs)), (low, high))
}

/// The height of the line at time zero: the median of what each point asks for.
fn level(points: &[TrendPoint], slope: f64) -> NumberRange {
    let at = |end: fn(&Extent) -> f64| median(points.iter().map(|(x, y)| end(y) - slope * x).collect());
    (at(|y| y.low), at(|y| y.high))
}

fn median(mut values: Vec<f64>) -> f64 {
    let middle = values.len() / 2;
    let upper = ranked(&mut values, middle);
    if values.len() % 2 == 1 {
        return upper;
    }
    let lower = ranked(&mut values, middle - 1);
    if lower == upper { upper } else { f64::midpoint(lower, upper) }
}

/// The value with so many below it.
fn ranked(values: &mut [f64], rank: usize) -> f64 {
    *values.select_nth_unstable_by(rank, f64::total_cmp).1
}

/// How many of the slopes, from either end, lie outside a 95 % interval.
fn limit_rank(points: usize) -> usize {
    if points <= COUNTED { counted_rank(points) } else { normal_rank(points) }
}

/// Beyond so many results the normal law stands for the count.
const COUNTED: usize = 30;

/// From how many orders of so many results have how many pairs the wrong way round.
fn counted_rank(points: usize) -> usize {
    // The share of orders with so many pairs the wrong way round, one result after another put in its place.
    let mut shares = vec![1.0];
    for place in 2..=points {
        let mut next = vec![0.0; shares.len() + place - 1];
        for (pairs, share) in shares.iter().enumerate() {
            next[pairs..pairs + place].iter_mut().for_each(|slot| *slot += share / place as f64);
        }
        shares = next;
    }
    let mut tail = 0.0;
    let mut within = |share: &f64| {
        tail += share;
        tail <= 0.025
    };
    shares.iter().take_while(|share| within(share)).count().saturating_sub(1)
}

fn normal_rank(points: usize) -> usize {
    let n = points as f64;
    let deviation = (n * (n - 1.0) * (2.0 * n + 5.0) / 18.0).sqrt();
    ((n * (n - 1.0) / 2.0 - Z_95 * deviation) / 2.0).floor() as usize - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixture::{analytes, close, record, report};
    use crate::domain::record::Record;
    use crate::domain::series::readings;

    /// One estradiol a day from 1 January on, `-` for a day without one.
    fn daily(values: &[&str]) -> Record {
        let days = values.iter().zip(1..).filter(|(value, _)| **value != "-");
        record(days.map(|(value, day)| report(&format!("2026-01-{day:02}"), &[("estradiol", *value)])))
    }

    fn trend(values: &[&str]) -> Result<Trend, NoTrend> {
        Trend::of(&readings(&daily(values), &analytes(), "estradiol"))
    }

    #[test]
    fn the_slope_is_the_median_of_all_and_its_limits_are_two_of_them() {
        for (values, slope, interval, ends, course) in [
            // Slopes -1, -1, 1/3, 1/2, 3/4, 1, 1, 4/3, 2, 3; heights at the start 1, 2.125, 0.25, 2.375, 0.5.
            (&["1", "3", "2", "5", "4"][..], 0.875, (-1.0, 3.0), (1.0, 4.5), TrendCourse::Open),
            (&["10", "8", "6", "4", "2"], -2.0, (-2.0, -2.0), (10.0, 2.0), TrendCourse::Falls),
            (&["1", "-", "5", "7", "-", "11", "13"], 2.0, (2.0, 2.0), (1.0, 13.0), TrendCourse::Rises),
            // One odd result moves neither slope nor, of six, the limits: one slope of fifteen is left off each end.
            (&["1", "2", "3", "4", "5", "90"], 1.0, (1.0, 43.0), (1.0, 6.0), TrendCourse::Rises),
            (&["7", "7", "7", "7", "7"], 0.0, (0.0, 0.0), (7.0, 7.0), TrendCourse::Open),
        ] {
            let found = trend(values).unwrap();
            for (found, wanted) in [
                (found.slope.0, slope),
                (found.slope.1, slope),
                (found.interval.0, interval.0),
                (found.interval.1, interval.1),
                (found.line.unwrap().0, ends.0),
                (found.line.unwrap().1, ends.1),
            ] {
                close(found, wanted, &values.join(" "));
            }
            assert_eq!(found.course(), course, "{values:?}");
        }
    }

    #[test]
    fn a_bound_leaves_open_what_it_cannot_say() {
        // Slopes to <2: -2.5 to -2, -8/3 to -2, -3 to -2, -4 to -2; the six others are -2.
        let falling = trend(&["10", "8", "6", "4", "<2"]).unwrap();
        assert_eq!((falling.slope, falling.interval), ((-2.0, -2.0), (-4.0, -2.0)));
        assert_eq!((falling.line, falling.course()), (Some((10.0, 2.0)), TrendCourse::Falls));
        // Four bounds of five: any slope between is possible, and no line is drawn.
        let unknown = trend(&["<5", "<5", "<5", "<5", "20"]).unwrap();
        assert!(unknown.slope.0 < unknown.slope.1 && unknown.line.is_none(), "{unknown:?}");
        assert_eq!(unknown.course(), TrendCourse::Open);
        let endless = trend(&["10", "20", "30", "40", ">50"]).unwrap();
        assert_eq!((endless.interval.1, endless.course()), (f64::INFINITY, TrendCourse::Rises));
    }

    #[test]
    fn too_few_days_too_many_and_several_methods_show_no_trend() {
        assert_eq!(trend(&["1", "2", "3", "4"]), Err(NoTrend::TooFew(4)));
        assert_eq!(trend(&[]), Err(NoTrend::TooFew(0)));
        let days = |count| NaiveDate::from_ymd_opt(2020, 1, 1).unwrap().iter_days().take(count);
        let long = |count| {
            let log = record(days(count).map(|day| report(&day.to_string(), &[("lh", "5")])));
            Trend::of(&readings(&log, &analytes(), "lh")).map(|trend| trend.days)
        };
        assert_eq!(long(MOST_DAYS), Ok(MOST_DAYS));
        assert_eq!(long(MOST_DAYS + 1), Err(NoTrend::TooMany(MOST_DAYS + 1)));
        let mut reports: Vec<_> = (1..=5).map(|d| report(&format!("2026-01-0{d}"), &[("lh", "5")])).collect();
        reports.push(report("2026-01-05", &[("lh", "9")]));
        let same_day = record(reports.clone());
        assert_eq!(Trend::of(&readings(&same_day, &analytes(), "lh")).unwrap().days, 5);
        reports[0].results[0].method = Some("immunoassay".into());
        reports[1].results[0].method = Some("lc-ms/ms".into());
        let mixed = record(reports.clone());
        assert_eq!(Trend::of(&readings(&mixed, &analytes(), "lh")), Err(NoTrend::OtherMethod));
        // The first of two of a day does not count, and neither does how it was measured.
        reports[1].results[0].method = Some("immunoassay".into());
        reports[4].results[0].method = Some("lc-ms/ms".into());
        let uncounted = record(reports);
        assert_eq!(Trend::of(&readings(&uncounted, &analytes(), "lh")).unwrap().days, 5);
    }

    #[test]
    fn the_limits_leave_off_what_the_exact_tables_of_kendall_do() {
        // Critical values of S at 5 %, two-sided, are 10, 13, 15, 18, 20, 23; left off are (n(n-1)/2 - S) / 2.
        for (points, left_off) in [(5, 0), (6, 1), (7, 3), (8, 5), (9, 8), (10, 11)] {
            assert_eq!(counted_rank(points), left_off, "{points} results");
        }
        for points in 20..=COUNTED {
            let (counted, normal) = (counted_rank(points), normal_rank(points));
            assert!(
                counted.abs_diff(normal) <= 1,
                "{points} results: {counted} counted, {normal} by the normal law"
            );
        }
    }
}
