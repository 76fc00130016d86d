//! Where a day and a value fall, as shares of the axis.

use chrono::{Days, NaiveDate};

use super::data::{PlotPanel, Scale};

/// The time axis: days are equally wide, whatever their months.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeScale {
    first: NaiveDate,
    last: NaiveDate,
}

/// Shorter axes are widened to this, so that one result does not stand on the edge.
const SHORTEST_DAYS: i64 = 14;
/// The last minute of a day.
const LAST_MINUTE: u16 = 1439;

impl TimeScale {
    /// An axis from one day to another, both included, in either order.
    pub fn new(first: NaiveDate, last: NaiveDate) -> Self {
        let (first, last) = if first <= last { (first, last) } else { (last, first) };
        let missing = SHORTEST_DAYS - ((last - first).num_days() + 1);
        if missing <= 0 {
            return Self { first, last };
        }
        let before = missing.unsigned_abs() / 2;
        let after = missing.unsigned_abs() - before;
        Self {
            first: first.checked_sub_days(Days::new(before)).unwrap_or(first),
            last: last.checked_add_days(Days::new(after)).unwrap_or(last),
        }
    }

    /// The first day of the axis.
    pub fn first(&self) -> NaiveDate {
        self.first
    }

    /// The last day of the axis, included.
    pub fn last(&self) -> NaiveDate {
        self.last
    }

    /// Days on the axis, at least one.
    pub fn days(&self) -> i64 {
        (self.last - self.first).num_days() + 1
    }

    /// Whether a day is on the axis.
    pub fn holds(&self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// Whether any of the days from one to another, both included, is on the axis.
    pub fn reaches(&self, from: NaiveDate, to: NaiveDate) -> bool {
        from <= to && to >= self.first && from <= self.last
    }

    /// The share of the axis before the minute of a day: 0 at its start, below 1 for the last minute.
    pub fn at(&self, day: NaiveDate, minute: Option<u16>) -> f64 {
        let minutes = f64::from(minute.unwrap_or(0).min(LAST_MINUTE));
        ((day - self.first).num_days() as f64 + minutes / 1440.0) / self.days() as f64
    }

    /// The shares of the axis before two days, below 0 or above 1 where they are not on it.
    pub fn shares(&self, from: NaiveDate, to: NaiveDate) -> (f64, f64) {
        (self.at(from, None), self.at(to, None))
    }

    /// The slot of a day among `slots` equal ones, negative or too large outside of the axis. Whole numbers
    /// throughout: a rounded share would put a day before the slot that begins with it.
    pub fn slot(&self, day: NaiveDate, minute: Option<u16>, slots: u16) -> i64 {
        let minutes = (day - self.first).num_days() * 1440 + i64::from(minute.unwrap_or(0).min(LAST_MINUTE));
        (minutes * i64::from(slots)).div_euclid(self.days() * 1440)
    }

    /// The column of a day among `columns`, if it is on the axis.
    pub fn column(&self, day: NaiveDate, minute: Option<u16>, columns: u16) -> Option<u16> {
        u16::try_from(self.slot(day, minute, columns)).ok().filter(|column| *column < columns)
    }

    /// The columns from the start of one day to the end of another, cut to the axis.
    pub fn columns(&self, from: NaiveDate, to: NaiveDate, columns: u16) -> Option<(u16, u16)> {
        if !self.reaches(from, to) {
            return None;
        }
        let start = self.column(from.max(self.first), None, columns)?;
        let end = self.column(to.min(self.last), Some(LAST_MINUTE), columns)?;
        Some((start, end))
    }
}

/// The value axis of one panel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValueScale {
    lo: f64,
    hi: f64,
    log: bool,
    floor: f64,
}

/// A limit farther than this factor from every result does not stretch the axis.
const LIMIT_REACH: f64 = 5.0;
/// The same on a logarithmic axis, where distance costs less room.
const LIMIT_REACH_LOG: f64 = 20.0;
/// An axis that would begin below this share of its highest value begins at zero.
const NEAR_ZERO: f64 = 0.2;
/// What arithmetic of fractions may leave of a whole number.
const ROUNDING: f64 = 1e-9;
/// Beyond this, and below its inverse on a logarithmic axis, a number is not a laboratory result.
const LARGEST: f64 = 1e12;

impl ValueScale {
    /// The axis of a panel where there is nothing to fit it to.
    pub const OF_NOTHING: Self = Self { lo: 0.0, hi: 1.0, log: false, floor: 0.0 };

    /// An axis that holds the results on the time axis and the limits near them, or nothing where it has neither;
    /// `floor` is the share kept free for zero at the bottom of a logarithmic axis.
    pub fn fit(panel: &PlotPanel, time: TimeScale, floor: f64) -> Option<Self> {
        let marks = panel.marks.iter().filter(|mark| time.holds(mark.day));
        let values: ValueExtent = marks.map(|mark| mark.value).filter(|value| plottable(*value)).collect();
        let bands = panel.bands.iter().filter(|band| time.reaches(band.from, band.to));
        let limits = bands.flat_map(|band| [band.low, band.high]).flatten();
        let limits = limits.chain(panel.limits.iter().map(|line| line.value));
        match panel.scale {
            Scale::Log if values.least_positive.is_some() => Some(Self::fit_log(values, limits, floor)),
            _ => Self::fit_linear(values, limits),
        }
    }

    fn fit_linear(values: ValueExtent, limits: impl Iterator<Item = f64>) -> Option<Self> {
        let all: ValueExtent = limits.filter(|limit| values.near(*limit, LIMIT_REACH)).collect();
        let all = all.join(values);
        let (lo, hi) = (all.least?, all.greatest?);
        let spread = hi - lo;
        let pad = if spread > 1e-9 * hi.abs().max(1.0) { spread * 0.06 } else { (hi.abs() * 0.2).max(0.5) };
        let near_zero = lo >= 0.0 && lo - pad < NEAR_ZERO * hi;
        Some(Self { lo: if near_zero { 0.0 } else { lo - pad }, hi: hi + pad, log: false, floor: 0.0 })
    }

    fn fit_log(values: ValueExtent, limits: impl Iterator<Item = f64>, floor: f64) -> Self {
        let positive = ValueExtent { least: values.least_positive, ..values };
        let all: ValueExtent =
            limits.filter(|limit| *limit > 0.0 && positive.near(*limit, LIMIT_REACH_LOG)).collect();
        let all = all.join(positive);
        let lo = all.least_positive.unwrap_or(1.0).max(1.0 / LARGEST);
        let hi = all.greatest.unwrap_or(1.0).max(lo);
        let pad = (hi / lo).powf(0.04).max(1.05);
        let pad = if hi / lo < 1.01 { 2.0 } else { pad };
        let has_zero = values.least.is_some_and(|least| least < 1.0 / LARGEST);
        Self { lo: lo / pad, hi: hi * pad, log: true, floor: if has_zero { floor } else { 0.0 } }
    }

    /// This axis stretched until `rows` rows of `lines_a_row` lines are `row_height` each and every multiple of
    /// `row_height` stands in the middle of a row; none where that does not hold all of it. What is free is shared
    /// above and below, but an axis that begins at zero goes on doing so.
    pub fn on_rows(&self, row_height: f64, rows: u16, lines_a_row: u16) -> Option<Self> {
        let line = row_height / f64::from(lines_a_row);
        let middle = line * f64::from(lines_a_row / 2);
        let span = line * f64::from(rows * lines_a_row - 1);
        // The lowest row whose middle leaves the whole axis inside, counted from the row of zero.
        let first = ((self.lo + middle) / row_height + ROUNDING).floor();
        let top = |first: f64| first * row_height - middle + span;
        let free = ((top(first) - self.hi) / row_height + ROUNDING).floor();
        if free < 0.0 {
            return None;
        }
        let below = if self.lo == 0.0 { 0.0 } else { (free / 2.0).floor() };
        let least = if self.lo >= 0.0 { 0.0 } else { f64::NEG_INFINITY };
        let first = (first - below).max(least.min(first));
        Some(Self { lo: first * row_height - middle, hi: top(first), ..*self })
    }

    /// Whether a bottom line is kept for zero.
    pub fn has_floor(&self) -> bool {
        self.floor > 0.0
    }

    /// Whether equal ratios take equal room.
    pub fn is_log(&self) -> bool {
        self.log
    }

    /// The lowest and highest value of the axis, the floor apart.
    pub fn bounds(&self) -> (f64, f64) {
        (self.lo, self.hi)
    }

    /// The share of the axis below a value: 0 at the bottom, 1 at the top, outside of that beyond.
    pub fn at(&self, value: f64) -> f64 {
        if !self.log {
            return (value - self.lo) / (self.hi - self.lo);
        }
        if value < 1.0 / LARGEST {
            return if self.has_floor() { 0.0 } else { -1.0 };
        }
        let share = (value.ln() - self.lo.ln()) / (self.hi.ln() - self.lo.ln());
        self.floor + share * (1.0 - self.floor)
    }

    /// The line of a value among `lines`, 0 on top; outside of `0..lines` where the axis does not reach.
    pub fn line(&self, value: f64, lines: u16) -> f64 {
        ((1.0 - self.at(value)) * f64::from(lines.max(1) - 1)).round()
    }

    /// The row of a value among `rows` of `lines_a_row` lines each, and its line within that row, if the axis
    /// reaches it.
    pub fn place(&self, value: f64, rows: u16, lines_a_row: u16) -> Option<(u16, u16)> {
        let lines = rows * lines_a_row;
        let line = self.line(value, lines);
        let is_inside = line >= 0.0 && line < f64::from(lines);
        is_inside.then(|| (line as u16 / lines_a_row, line as u16 % lines_a_row))
    }

    /// The row of a value among `rows` of `lines_a_row` lines each, if the axis reaches it.
    pub fn row(&self, value: f64, rows: u16, lines_a_row: u16) -> Option<u16> {
        self.place(value, rows, lines_a_row).map(|(row, _)| row)
    }
}

/// Whether a number can be drawn at all.
pub fn plottable(value: f64) -> bool {
    value.abs() < LARGEST
}

/// The least and greatest of some values.
#[derive(Debug, Clone, Copy, Default)]
struct ValueExtent {
    least: Option<f64>,
    least_positive: Option<f64>,
    greatest: Option<f64>,
}

impl ValueExtent {
    fn join(self, other: Self) -> Self {
        let min = |a: Option<f64>, b: Option<f64>| a.into_iter().chain(b).reduce(f64::min);
        Self {
            least: min(self.least, other.least),
            least_positive: min(self.least_positive, other.least_positive),
            greatest: self.greatest.into_iter().chain(other.greatest).reduce(f64::max),
        }
    }

    /// Whether a limit is close enough to the values to be worth the room.
    fn near(&self, limit: f64, reach: f64) -> bool {
        let (Some(least), Some(greatest)) = (self.least, self.greatest) else {
            return plottable(limit);
        };
        if least <= 0.0 || limit <= 0.0 {
            return plottable(limit) && limit.abs() <= reach * least.abs().max(greatest.abs()).max(1.0);
        }
        limit <= greatest * reach && limit >= least / reach
    }
}

impl FromIterator<f64> for ValueExtent {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        values.into_iter().fold(Self::default(), |extent, value| Self {
            least: Some(extent.least.map_or(value, |least| least.min(value))),
            least_positive: if value > 1.0 / LARGEST {
                Some(extent.least_positive.map_or(value, |least| least.min(value)))
            } else {
                extent.least_positive
            },
            greatest: Some(extent.greatest.map_or(value, |greatest| greatest.max(value))),
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::ui::widget::plot::data::{BandKind, Bound, IntervalBand, LimitLine, ResultMark, Status};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_leap_february_is_as_wide_as_its_days() {
        let axis = TimeScale::new(day("2024-01-01"), day("2024-12-31"));
        assert_eq!(axis.days(), 366);
        assert_eq!(axis.column(day("2024-03-01"), None, 366), Some(60));
        assert_eq!(axis.column(day("2024-12-31"), Some(1439), 366), Some(365));
        assert_eq!(axis.column(day("2025-01-01"), None, 366), None);
    }

    #[test]
    fn a_stretch_reaches_from_the_start_of_its_first_day_to_the_end_of_its_last() {
        for (from, to, columns, expected) in [
            ("2026-03-01", "2026-03-14", 70, Some((0, 69))),
            ("2026-02-01", "2026-12-31", 70, Some((0, 69))),
            ("2026-03-03", "2026-03-03", 70, Some((10, 14))),
            ("2026-03-14", "2026-03-14", 70, Some((65, 69))),
            ("2026-03-03", "2026-03-04", 7, Some((1, 1))),
            ("2026-03-15", "2026-03-20", 70, None),
        ] {
            let axis = TimeScale::new(day("2026-03-01"), day("2026-03-14"));
            let found = axis.columns(day(from), day(to), columns);
            assert_eq!(found, expected, "{from} to {to} in {columns}");
        }
    }

    #[test]
    fn a_single_day_stands_in_the_middle_of_two_weeks() {
        let axis = TimeScale::new(day("2026-03-14"), day("2026-03-14"));
        assert_eq!(axis.days(), 14);
        assert_eq!(axis.column(day("2026-03-14"), None, 70), Some(30));
    }

    /// A panel of results on one day.
    fn panel(scale: Scale, values: &[f64]) -> PlotPanel {
        let mark = |value: &f64| ResultMark {
            day: day("2026-03-14"),
            minute: None,
            value: *value,
            decimals: 0,
            bound: Bound::Exact,
            status: Status::Unknown,
            breaks_line: false,
            series: 0,
        };
        PlotPanel { scale, marks: values.iter().map(mark).collect(), ..PlotPanel::default() }
    }

    fn around(panel: &PlotPanel, floor: f64) -> Option<ValueScale> {
        ValueScale::fit(panel, TimeScale::new(day("2026-03-01"), day("2026-03-31")), floor)
    }

    /// The axis of results.
    pub fn fitted(scale: Scale, values: &[f64], floor: f64) -> Option<ValueScale> {
        around(&panel(scale, values), floor)
    }

    fn limit(value: f64) -> LimitLine {
        LimitLine { value, ..LimitLine::default() }
    }

    #[test]
    fn the_axis_holds_results_and_the_limits_near_them() {
        for (values, limits, lo, hi) in [
            (&[6.2, 31.0][..], &[8.0, 35.0][..], 0.0_f64, 36.7_f64),
            (&[420.0, 440.0], &[264.0, 916.0], 224.9, 955.1),
            (&[2.0], &[1000.0], 1.6, 2.4),
            (&[0.0], &[], 0.0, 0.5),
            (&[-2.5, -1.0], &[-1.0], -2.6, -0.9),
        ] {
            let limits = limits.iter().copied().map(limit).collect();
            let (low, high) =
                around(&PlotPanel { limits, ..panel(Scale::Linear, values) }, 0.1).unwrap().bounds();
            assert!(f64::abs(low - lo) < 0.05 * f64::abs(hi) + 0.05, "{values:?}: low {low}, expected {lo}");
            assert!((high - hi).abs() < 0.05 * hi.abs() + 0.05, "{values:?}: high {high}, expected {hi}");
        }
    }

    #[test]
    fn an_interval_stretches_the_axis_of_the_days_it_holds_and_no_other() {
        for (from, to, expected) in [
            ("2020-01-01", "2026-02-28", (22.9, 24.1)),
            ("2026-04-01", "2027-01-01", (22.9, 24.1)),
            ("2020-01-01", "2026-03-01", (0.0, 105.5)),
            ("2026-03-31", "2026-03-01", (22.9, 24.1)),
        ] {
            let (from, to) = (day(from), day(to));
            let band =
                IntervalBand { from, to, low: Some(8.0), high: Some(100.0), kind: BandKind::Reference };
            let panel = PlotPanel { bands: vec![band], ..panel(Scale::Linear, &[23.0, 24.0]) };
            let (low, high) = around(&panel, 0.1).unwrap().bounds();
            assert!(
                (low - expected.0).abs() < 0.1 && (high - expected.1).abs() < 0.1,
                "{from} to {to}: {low} to {high}"
            );
        }
        assert_eq!(fitted(Scale::Linear, &[], 0.1), None);
    }

    #[test]
    fn zero_gets_the_floor_of_a_logarithmic_axis() {
        let axis = fitted(Scale::Log, &[0.0, 0.5, 80.0], 0.2).unwrap();
        assert!(axis.has_floor());
        assert_eq!(axis.at(0.0), 0.0);
        assert!(axis.at(0.5) >= 0.2);
        assert!(axis.at(80.0) <= 1.0);
    }

    #[test]
    fn zeros_alone_are_drawn_on_an_ordinary_axis() {
        let axis = fitted(Scale::Log, &[0.0, 0.0], 0.2).unwrap();
        assert!(!axis.is_log());
        assert_eq!(axis.at(0.0), 0.0);
    }
}
