//! The result under the cursor, found again whatever became of the record.

use chrono::NaiveDate;

use crate::ui::picture::Course;

/// A result, by its day and its place among those of the day: the record may change under the cursor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// The day.
    pub day: NaiveDate,
    nth: usize,
}

/// Of a course that has readings, the one of that day with that place, else the nearest by day.
pub fn nearest(course: &Course<'_>, spot: Spot) -> usize {
    let readings = &course.readings;
    let from = readings.partition_point(|reading| reading.day < spot.day);
    let of_day = readings[from..].iter().take_while(|r| r.day == spot.day).count();
    if of_day > 0 {
        return from + spot.nth.min(of_day - 1);
    }
    let distance = |at: &usize| (readings[*at].day - spot.day).num_days().abs();
    let around = [from.saturating_sub(1), from.min(readings.len().saturating_sub(1))];
    around.into_iter().min_by_key(distance).unwrap_or(0)
}

/// The spot of a reading.
pub fn spot(course: &Course<'_>, at: usize) -> Spot {
    let day = course.readings[at].day;
    let before = course.readings[..at].iter().rev();
    Spot { day, nth: before.take_while(|reading| reading.day == day).count() }
}
