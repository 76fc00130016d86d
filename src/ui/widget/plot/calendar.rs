//! Calendar boundaries for the time axis: days, Mondays, months, quarters and years, never evenly spaced
//! from the first result.

use chrono::{Datelike, Days, NaiveDate};

use super::label::width;
use super::scale::TimeScale;

/// A labelled calendar boundary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeTick {
    /// The day that begins here.
    pub day: NaiveDate,
    /// Column within the panels.
    pub column: u16,
    /// Day, month or year; a January of a row of months is said by its year.
    pub label: String,
    /// Where the label begins, counted from the left edge of the chart.
    pub label_x: u16,
}

/// How far apart boundaries are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Days,
    Weeks(i32),
    Months(u32),
    Years(i32),
}

const LADDER: [Step; 13] = [
    Step::Days,
    Step::Weeks(1),
    Step::Weeks(2),
    Step::Months(1),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(20),
    Step::Years(50),
    Step::Years(100),
];

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Columns kept free between two labels.
const GAP: usize = 2;

/// The finest boundaries whose labels all fit under `columns` that begin at `body_x`; where no boundary is
/// on the axis, its first day.
pub fn time_ticks(time: TimeScale, columns: u16, body_x: u16) -> Vec<TimeTick> {
    let days = time.days();
    LADDER
        .iter()
        .filter(|step| days / step.shortest_days() <= i64::from(columns))
        .filter_map(|step| place(time, &labelled(*step, &boundaries(*step, time)), columns, body_x))
        .find(|ticks| !ticks.is_empty())
        .or_else(|| {
            let first = time.first();
            place(time, &[(first, full(first))], columns, body_x)
        })
        .unwrap_or_default()
}

impl Step {
    fn shortest_days(self) -> i64 {
        match self {
            Self::Days => 1,
            Self::Weeks(n) => 7 * i64::from(n),
            Self::Months(n) => 28 * i64::from(n),
            Self::Years(n) => 365 * i64::from(n),
        }
    }

    /// Whether a day begins a new stretch.
    fn begins(self, day: NaiveDate) -> bool {
        match self {
            Self::Days => true,
            Self::Weeks(n) => (day.num_days_from_ce() - 1).rem_euclid(7 * n) == 0,
            Self::Months(n) => day.day() == 1 && day.month0().is_multiple_of(n),
            Self::Years(n) => day.ordinal() == 1 && day.year().rem_euclid(n) == 0,
        }
    }

    /// A day after `day` that skips no boundary.
    fn stride(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days | Self::Weeks(_) => day.checked_add_days(Days::new(1)),
            Self::Months(_) => next_month(day),
            Self::Years(_) => NaiveDate::from_ymd_opt(day.year() + 1, 1, 1),
        }
    }
}

fn next_month(day: NaiveDate) -> Option<NaiveDate> {
    match day.month() {
        12 => NaiveDate::from_ymd_opt(day.year() + 1, 1, 1),
        month => NaiveDate::from_ymd_opt(day.year(), month + 1, 1),
    }
}

fn boundaries(step: Step, time: TimeScale) -> Vec<NaiveDate> {
    std::iter::successors(Some(time.first()), |day| step.stride(*day))
        .take_while(|day| *day <= time.last())
        .filter(|day| step.begins(*day))
        .collect()
}

/// Each boundary with its words: the year once, where it begins, or else on the first of them.
fn labelled(step: Step, days: &[NaiveDate]) -> Vec<(NaiveDate, String)> {
    let one_year = days.windows(2).all(|pair| pair[0].year() == pair[1].year());
    let january = days.iter().any(|day| day.month() == 1);
    let mut before: Option<NaiveDate> = None;
    let mut words = Vec::with_capacity(days.len());
    for day in days {
        let new_year = before.map_or(one_year, |before| before.year() != day.year());
        let new_month = before.is_none_or(|before| before.month() != day.month());
        words.push(match step {
            Step::Years(_) => day.year().to_string(),
            Step::Months(_) if day.month() == 1 => day.year().to_string(),
            Step::Months(_) if before.is_none() && !january => {
                format!("{} {}", month(*day), day.year())
            }
            Step::Months(_) => month(*day).to_string(),
            Step::Days | Step::Weeks(_) if new_year => full(*day),
            Step::Days | Step::Weeks(_) if new_month => format!("{} {}", day.day(), month(*day)),
            Step::Days | Step::Weeks(_) => day.day().to_string(),
        });
        before = Some(*day);
    }
    days.iter().copied().zip(words).collect()
}

fn month(day: NaiveDate) -> &'static str {
    MONTHS[day.month0() as usize]
}

fn full(day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), month(day), day.year())
}

/// The labels centred under their columns, or nothing if two would touch or one would be cut.
fn place(
    time: TimeScale,
    labels: &[(NaiveDate, String)],
    columns: u16,
    body_x: u16,
) -> Option<Vec<TimeTick>> {
    let total = usize::from(columns) + usize::from(body_x);
    let mut free_from = 0;
    let mut ticks = Vec::with_capacity(labels.len());
    for (day, label) in labels {
        let column = time.column(*day, None, columns)?;
        let wide = width(label);
        let centred = (usize::from(body_x) + usize::from(column)).saturating_sub((wide - 1) / 2);
        let label_x = centred.min(total.checked_sub(wide)?);
        if label_x < free_from {
            return None;
        }
        free_from = label_x + wide + GAP;
        ticks.push(TimeTick { day: *day, column, label: label.clone(), label_x: label_x as u16 });
    }
    Some(ticks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(first: &str, last: &str, columns: u16) -> String {
        let time = TimeScale::new(first.parse().unwrap(), last.parse().unwrap());
        let ticks = time_ticks(time, columns, 6);
        ticks.into_iter().map(|tick| tick.label).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn labels_stand_on_calendar_boundaries_and_say_the_year_once() {
        for (first, last, columns, expected) in [
            ("2025-10-20", "2026-03-20", 40, "Nov | Dec | 2026 | Feb | Mar"),
            ("2026-02-03", "2026-05-20", 40, "Mar 2026 | Apr | May"),
            (
                "2026-03-01",
                "2026-03-14",
                120,
                "1 Mar 2026 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14",
            ),
            ("2026-02-20", "2026-03-25", 60, "23 Feb 2026 | 2 Mar | 9 | 16 | 23"),
            ("2025-12-20", "2026-01-25", 60, "22 Dec | 29 | 5 Jan 2026 | 12 | 19"),
            ("2021-03-01", "2026-03-01", 36, "2022 | 2023 | 2024 | 2025 | 2026"),
            ("2024-03-01", "2026-03-01", 60, "Apr | Jul | Oct | 2025 | Apr | Jul | Oct | 2026"),
            ("1956-03-01", "2026-03-01", 44, "1960 | 1970 | 1980 | 1990 | 2000 | 2010 | 2020"),
            ("2026-01-03", "2026-01-28", 12, "3 Jan 2026"),
            ("2026-01-03", "2026-01-28", 3, ""),
        ] {
            assert_eq!(labels(first, last, columns), expected, "{first} to {last} in {columns}");
        }
    }
}
