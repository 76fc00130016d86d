//! How much time is in view, and where it lies.

use chrono::{Days, NaiveDate};

use crate::domain::day;
use crate::ui::state::DayStretch;

/// The time in view.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ChartSpan {
    reach: SpanReach,
    /// The last day in view; none for the end of the history.
    end: Option<NaiveDate>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum SpanReach {
    /// Everything, or the newest part of a long history.
    #[default]
    Usual,
    Whole,
    Days(i64),
}

/// The ranges to step through, in days; after them comes everything.
const STEPS: [(i64, &str); 5] =
    [(91, "3 months"), (182, "6 months"), (365, "1 year"), (730, "2 years"), (1826, "5 years")];
/// Longer histories are first shown by their newest part of this length.
const USUAL_DAYS: i64 = 730;
/// Less is not zoomed into.
const LEAST_DAYS: i64 = 14;

impl ChartSpan {
    /// First and last day in view of a history.
    pub fn days(&self, history: DayStretch) -> DayStretch {
        let Some(count) = self.count(history) else {
            let margin = (length(history) / 40).max(2);
            return (earlier(history.0, margin), history.1);
        };
        let last = self.end.unwrap_or(history.1);
        (earlier(last, count - 1), last)
    }

    /// Days in view; none for everything.
    fn count(&self, history: DayStretch) -> Option<i64> {
        match self.reach {
            SpanReach::Usual => (length(history) > USUAL_DAYS).then_some(USUAL_DAYS),
            SpanReach::Whole => None,
            SpanReach::Days(count) => Some(count),
        }
    }

    /// Days of a history with a tenth of them free before and after.
    pub fn over((first, last): DayStretch, history: DayStretch) -> Self {
        let margin = (length((first, last)) / 10).max(2);
        let end = later(last, margin).min(history.1.max(last));
        Self { reach: SpanReach::Days(length((earlier(first, margin), end)).max(LEAST_DAYS)), end: Some(end) }
    }

    /// The next longer range, around a day.
    #[must_use]
    pub fn longer(self, history: DayStretch, around: NaiveDate) -> Self {
        let count = self.count(history);
        let next = STEPS.into_iter().find(|(days, _)| count.is_some_and(|c| *days > c));
        next.map_or(Self::of(SpanReach::Whole), |(days, _)| {
            Self::of(SpanReach::Days(days)).holding(history, around)
        })
    }

    /// The next shorter range, around a day.
    #[must_use]
    pub fn shorter(self, history: DayStretch, around: NaiveDate) -> Self {
        let count = self.count(history).unwrap_or_else(|| length(history));
        let next = STEPS.into_iter().rfind(|(days, _)| *days < count);
        next.map_or(self, |(days, _)| Self::of(SpanReach::Days(days)).holding(history, around))
    }

    /// Half as much time, the day staying where it is.
    #[must_use]
    pub fn zoomed_in(self, history: DayStretch, around: NaiveDate) -> Self {
        let days = self.days(history);
        self.zoomed(history, around, length(days) / 2)
    }

    /// Twice as much time, the day staying where it is.
    #[must_use]
    pub fn zoomed_out(self, history: DayStretch, around: NaiveDate) -> Self {
        let days = self.days(history);
        if self.count(history).is_none() || 2 * length(days) >= length(history) {
            return Self::of(SpanReach::Whole);
        }
        self.zoomed(history, around, evened(2 * length(days)))
    }

    fn zoomed(self, history: DayStretch, around: NaiveDate, count: i64) -> Self {
        let (first, last) = self.days(history);
        let count = count.max(LEAST_DAYS);
        let share = (last - around).num_days().max(0) * count / length((first, last));
        let end = later(around, share);
        Self { reach: SpanReach::Days(count), end: Some(end.min(history.1)) }.holding(history, around)
    }

    /// Half of what is in view, earlier or later; nothing changes where everything is in view.
    #[must_use]
    pub fn panned(self, history: DayStretch, to: Pan) -> Self {
        let Some(count) = self.count(history) else {
            return self;
        };
        let (_, last) = self.days(history);
        let end = match to {
            Pan::Earlier => earlier(last, count / 2),
            Pan::Later => later(last, count / 2),
        };
        Self { reach: SpanReach::Days(count), end: Some(end.clamp(history.0, history.1)) }
    }

    /// Moved as little as needed for a day to be in view, with a tenth of the time beyond it.
    #[must_use]
    pub fn holding(self, history: DayStretch, day: NaiveDate) -> Self {
        let (first, last) = self.days(history);
        if (first..=last).contains(&day) {
            return self;
        }
        let count = length((first, last));
        let margin = count / 10;
        let beyond = if day < first { count - 1 - margin } else { margin };
        let end = later(day, beyond);
        Self { end: Some(end.min(history.1)), ..self }
    }

    /// Whether there is nothing beside what is in view.
    pub fn is_whole(&self, history: DayStretch) -> bool {
        self.count(history).is_none()
    }

    /// `1 year, 15 Mar 2025 – 14 Mar 2026`.
    pub fn words(&self, history: DayStretch) -> String {
        let (first, last) = self.days(history);
        let name = match self.count(history) {
            None => "all".to_owned(),
            Some(count) => STEPS
                .into_iter()
                .find(|(days, _)| *days == count)
                .map_or_else(|| format!("{count} days"), |(_, name)| name.to_owned()),
        };
        format!("{name}, {} – {}", day::long(first), day::long(last))
    }

    const fn of(reach: SpanReach) -> Self {
        Self { reach, end: None }
    }
}

/// Which way the time in view is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pan {
    Earlier,
    Later,
}

/// A count of days, or the range to step to that it nearly is: twice half a year is a year.
fn evened(count: i64) -> i64 {
    let near = STEPS.into_iter().find(|(days, _)| (days - count).abs() * 50 <= *days);
    near.map_or(count, |(days, _)| days)
}

/// So many days before a day, at most to the beginning of the calendar.
fn earlier(day: NaiveDate, days: i64) -> NaiveDate {
    let days = Days::new(days.unsigned_abs());
    day.checked_sub_days(days).unwrap_or(NaiveDate::MIN)
}

/// So many days after a day, at most to the end of the calendar.
fn later(day: NaiveDate, days: i64) -> NaiveDate {
    let days = Days::new(days.unsigned_abs());
    day.checked_add_days(days).unwrap_or(NaiveDate::MAX)
}

fn length((first, last): DayStretch) -> i64 {
    (last - first).num_days() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn history() -> DayStretch {
        (day("2016-01-01"), day("2026-03-14"))
    }

    #[test]
    fn a_long_history_begins_with_its_newest_two_years_and_steps_to_all_of_it() {
        let mut span = ChartSpan::default();
        let at = day("2026-03-01");
        for words in [
            "2 years, 15 Mar 2024 – 14 Mar 2026",
            "5 years, 15 Mar 2021 – 14 Mar 2026",
            "all, 30 Sep 2015 – 14 Mar 2026",
            "all, 30 Sep 2015 – 14 Mar 2026",
        ] {
            assert_eq!(span.words(history()), words);
            span = span.longer(history(), at);
        }
        for name in ["5 years", "2 years", "1 year", "6 months", "3 months", "3 months"] {
            span = span.shorter(history(), at);
            assert!(span.words(history()).starts_with(name), "{name}");
        }
    }

    #[test]
    fn zooming_in_and_out_again_comes_back_to_a_range_with_a_name() {
        let at = day("2026-03-01");
        let mut span = ChartSpan::default();
        for name in ["1 year,", "6 months,", "3 months,"] {
            span = span.zoomed_in(history(), at);
            assert!(span.words(history()).starts_with(name), "{}", span.words(history()));
        }
        for name in ["6 months,", "1 year,", "2 years,"] {
            span = span.zoomed_out(history(), at);
            assert!(span.words(history()).starts_with(name), "{}", span.words(history()));
        }
    }

    #[test]
    fn the_day_of_the_cursor_stays_in_view_whatever_is_done() {
        for at in ["2016-01-01", "2020-06-15", "2026-03-14"].map(day) {
            let mut span = ChartSpan::default().holding(history(), at);
            for step in [
                ChartSpan::zoomed_in,
                ChartSpan::zoomed_in,
                ChartSpan::shorter,
                ChartSpan::zoomed_out,
                ChartSpan::longer,
                ChartSpan::zoomed_out,
                ChartSpan::shorter,
            ] {
                span = step(span, history(), at);
                let (first, last) = span.days(history());
                assert!((first..=last).contains(&at), "{at} in {first} to {last}");
            }
        }
    }

    #[test]
    fn panning_stops_at_the_ends_of_the_history() {
        let mut span = ChartSpan::default();
        for _ in 0..40 {
            span = span.panned(history(), Pan::Earlier);
        }
        assert_eq!(span.days(history()).1, history().0);
        for _ in 0..40 {
            span = span.panned(history(), Pan::Later);
        }
        assert_eq!(span.days(history()).1, history().1);
        let whole = ChartSpan::of(SpanReach::Whole);
        assert_eq!(whole.panned(history(), Pan::Earlier), whole);
    }

    #[test]
    fn zooming_in_ends_at_two_weeks() {
        let mut span = ChartSpan::default();
        for _ in 0..20 {
            span = span.zoomed_in(history(), day("2020-06-15"));
        }
        assert_eq!(length(span.days(history())), LEAST_DAYS);
    }
}
