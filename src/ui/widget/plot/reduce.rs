//! Fewer results than columns can show: the lowest and the highest of each column.

use chrono::Months;

use super::data::ResultMark;

/// A longer gap between two results breaks the line.
const LONGEST_JOIN: Months = Months::new(12);

/// A result that is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawnResult {
    /// Index into the panel's marks.
    pub mark: usize,
    /// No line comes to it from the result kept before it.
    pub breaks: bool,
}

/// All results of `order`, which is by time.
pub fn keep_all(marks: &[ResultMark], order: &[usize]) -> Vec<DrawnResult> {
    let breaks = |at: usize| at > 0 && broken(&marks[order[at - 1]], &marks[order[at]]);
    order.iter().enumerate().map(|(at, mark)| DrawnResult { mark: *mark, breaks: breaks(at) }).collect()
}

/// The lowest and highest result of each column, and `always`, in the order of time; the first and the last
/// of all are kept too, since they may stand for results outside the axis.
pub fn keep_extremes(
    marks: &[ResultMark],
    order: &[usize],
    column: impl Fn(usize) -> i64,
    always: Option<usize>,
) -> Vec<DrawnResult> {
    let mut kept: Vec<DrawnResult> = Vec::new();
    let mut breaks = false;
    let mut start = 0;
    while start < order.len() {
        let here = column(order[start]);
        let end = start + order[start..].iter().take_while(|mark| column(**mark) == here).count();
        let (low, high) = extremes(marks, &order[start..end]);
        for at in start..end {
            breaks |= at > 0 && broken(&marks[order[at - 1]], &marks[order[at]]);
            let mark = order[at];
            let outermost = at == 0 || at + 1 == order.len();
            if mark == low || mark == high || Some(mark) == always || outermost {
                kept.push(DrawnResult { mark, breaks });
                breaks = false;
            }
        }
        start = end;
    }
    kept
}

/// No line comes to the first of these, whatever stands before it.
pub fn begin_line(kept: &mut [DrawnResult]) {
    if let Some(first) = kept.first_mut() {
        first.breaks = true;
    }
}

fn extremes(marks: &[ResultMark], column: &[usize]) -> (usize, usize) {
    column.iter().fold((column[0], column[0]), |(low, high), mark| {
        let value = marks[*mark].value;
        (
            if value < marks[low].value { *mark } else { low },
            if value > marks[high].value { *mark } else { high },
        )
    })
}

fn broken(before: &ResultMark, after: &ResultMark) -> bool {
    let last = before.day.checked_add_months(LONGEST_JOIN);
    after.breaks_line || last.is_some_and(|last| after.day > last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widget::plot::data::{Bound, Status};
    use chrono::{Days, NaiveDate};

    fn mark(day: NaiveDate, value: f64) -> ResultMark {
        ResultMark {
            day,
            minute: None,
            value,
            decimals: 0,
            bound: Bound::Exact,
            status: Status::Within,
            breaks_line: false,
            series: 0,
        }
    }

    fn marks(values: &[(u64, f64)]) -> Vec<ResultMark> {
        let first = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
        values.iter().map(|(day, value)| mark(first + Days::new(*day), *value)).collect()
    }

    #[test]
    fn only_the_lowest_and_highest_of_a_column_are_kept() {
        let marks = marks(&[(0, 5.0), (1, 1.0), (2, 9.0), (3, 4.0), (4, 3.0), (5, 2.0)]);
        let kept = keep_extremes(&marks, &[0, 1, 2, 3, 4, 5], |mark| i64::from(mark > 4), Some(3));
        assert_eq!(kept.iter().map(|kept| kept.mark).collect::<Vec<_>>(), [0, 1, 2, 3, 5]);
    }

    #[test]
    fn a_gap_longer_than_a_year_breaks_the_line_and_one_of_a_year_does_not() {
        for (before, after, expected) in [
            ("2022-03-14", "2023-03-14", false),
            ("2022-03-14", "2023-03-15", true),
            ("2023-03-14", "2024-03-14", false),
            ("2023-03-14", "2024-03-15", true),
            ("2024-02-29", "2025-02-28", false),
        ] {
            let marks = [before, after].map(|day| mark(day.parse().unwrap(), 5.0));
            let breaks = |kept: Vec<DrawnResult>| kept[1].breaks;
            assert_eq!(breaks(keep_all(&marks, &[0, 1])), expected, "{before} to {after}");
            let column = |mark| mark as i64;
            assert_eq!(breaks(keep_extremes(&marks, &[0, 1], column, None)), expected, "{before} to {after}");
        }
    }

    #[test]
    fn a_break_among_results_left_out_breaks_the_line_to_the_next_one_kept() {
        let mut marks = marks(&[(0, 5.0), (1, 1.0), (2, 3.0), (3, 4.0), (4, 9.0)]);
        marks[2].breaks_line = true;
        let kept = keep_extremes(&marks, &[0, 1, 2, 3, 4], |_| 0, None);
        assert_eq!(
            kept.iter().map(|kept| (kept.mark, kept.breaks)).collect::<Vec<_>>(),
            [(0, false), (1, false), (4, true)]
        );
    }
}
