//! Days as tables write them, with the order of day and month told by the whole column.

use chrono::{DateTime, Datelike, Days, Month, NaiveDate, NaiveTime, Timelike};

use crate::domain::day::{self, DayOrder};

/// What a cell with a day says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::exchange) struct CellDay {
    pub day: NaiveDate,
    /// The wall-clock minute, where one is given that is not midnight.
    pub time: Option<NaiveTime>,
    /// Whether it is the day of a stamp in UTC so near to midnight that the clock on the wall may have shown another.
    pub may_be_beside: bool,
}

impl CellDay {
    /// A day of which no time is known.
    pub const fn of_day(day: NaiveDate) -> Self {
        Self { day, time: None, may_be_beside: false }
    }

    /// The day of a stamp in UTC. Midnight to the second is what programs write that know no time.
    pub fn at_utc(self, clock: NaiveTime) -> Self {
        let is_near_midnight = !(MORNING_HOUR..EVENING_HOUR).contains(&clock.hour());
        Self { may_be_beside: clock != NaiveTime::MIN && is_near_midnight, ..self }
    }
}

/// What the cells of a column say of the order of day and month.
#[derive(Clone, Debug, Default)]
pub(in crate::exchange) struct OrderVotes {
    day_first: usize,
    month_first: usize,
    either: usize,
    /// A cell that can be read both ways.
    pub example: Option<String>,
}

impl OrderVotes {
    /// Counts for which orders of day and month a cell speaks.
    pub fn add(&mut self, cell: &str) {
        let Some((a, b, mark)) = two_numbers(cell.trim()) else { return };
        match (a > 12, b > 12, mark) {
            (true, false, _) | (false, false, '.') => self.day_first += 1,
            (false, true, _) => self.month_first += 1,
            (false, false, _) if a != b => {
                self.either += 1;
                self.example.get_or_insert_with(|| cell.trim().to_owned());
            }
            _ => {}
        }
    }

    /// The order, or nothing where the cells do not tell it.
    pub const fn order(&self) -> Option<DayOrder> {
        match (self.day_first > 0, self.month_first > 0) {
            (true, false) => Some(DayOrder::DayFirst),
            (false, true) => Some(DayOrder::MonthFirst),
            _ => None,
        }
    }

    /// Whether the order has to be asked.
    pub const fn is_open(&self) -> bool {
        self.either > 0 && self.order().is_none()
    }
}

/// The first two numbers of `3/4/2026` and the sign between them; none for a day that begins with a year.
fn two_numbers(text: &str) -> Option<(u32, u32, char)> {
    let date = text.split([' ', 'T']).next()?;
    let mark = date.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let mut parts = date.split(mark);
    let number =
        |part: Option<&str>| part.filter(|p| (1..=2).contains(&p.len())).and_then(|p| p.parse().ok());
    let (a, b) = (number(parts.next())?, number(parts.next())?);
    parts.next().filter(|year| !year.is_empty() && year.bytes().all(|b| b.is_ascii_digit()))?;
    Some((a, b, mark))
}

/// Reads a day, perhaps with its time: ISO, numbers in the column's order, a month in letters, a spreadsheet's count
/// of days. Of a cell that can be read both ways in a column that tells no order, nothing.
pub(in crate::exchange) fn read_day_cell(
    text: &str,
    order: Option<DayOrder>,
    today: NaiveDate,
) -> Option<CellDay> {
    let text = text.trim();
    if let Some(stamp) = read_stamp(text) {
        return Some(stamp);
    }
    let (date, time) = split_time(text);
    let day = match two_numbers(date) {
        Some((a, b, mark)) => {
            let year = full_year(date.rsplit(mark).next()?, today)?;
            let is_plain = a > 12 || b > 12 || a == b || mark == '.';
            let order = match order {
                Some(order) if mark != '.' => Some(order),
                _ if mark == '.' => Some(DayOrder::DayFirst),
                _ => is_plain.then_some(if a > 12 { DayOrder::DayFirst } else { DayOrder::MonthFirst }),
            };
            match order? {
                DayOrder::DayFirst => NaiveDate::from_ymd_opt(year, b, a),
                DayOrder::MonthFirst => NaiveDate::from_ymd_opt(year, a, b),
            }
        }
        None => serial_day(date).or_else(|| written_day(date, today)),
    }?;
    let is_year_of_a_result = (1900..=9999).contains(&day.year());
    is_year_of_a_result.then_some(CellDay { time: time.and_then(wall_clock), ..CellDay::of_day(day) })
}

/// A time stamp of a computer: `2026-03-14T08:10:00-05:00`, `20260314`, `2026/03/14 08:10`. Where its zone is UTC the
/// time is not the wall clock of the sample, and is left out.
pub(in crate::exchange) fn read_stamp(text: &str) -> Option<CellDay> {
    let text = text.trim();
    if let Ok(stamp) = DateTime::parse_from_rfc3339(&text.replacen(' ', "T", 1)) {
        let is_utc = text.ends_with(['Z', 'z']) || text.ends_with("+00:00") || text.ends_with("-00:00");
        let time = wall_minute(stamp.naive_local().time());
        let day = CellDay::of_day(stamp.naive_local().date());
        return Some(if is_utc { day.at_utc(stamp.naive_local().time()) } else { CellDay { time, ..day } });
    }
    let (date, time) = split_time(text);
    let digits = date.replace(['-', '/', '.'], "");
    let is_iso = digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    let day = match parts.as_slice() {
        [whole] if is_iso => NaiveDate::parse_from_str(whole, "%Y%m%d").ok()?,
        [year, month, day] if year.len() == 4 => {
            NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?
        }
        _ => return None,
    };
    Some(CellDay { time: time.and_then(wall_clock), ..CellDay::of_day(day) })
}

/// Before this hour of UTC it is still the evening before in America.
const MORNING_HOUR: u32 = 5;

/// From this hour of UTC on it is the next morning in Australia.
const EVENING_HOUR: u32 = 19;

/// The text up to the time of the day, and that time.
fn split_time(text: &str) -> (&str, Option<&str>) {
    let clock = text.find(':');
    let cut = clock.and_then(|colon| text[..colon].rfind([' ', 'T', ',', ';']));
    cut.map_or((text, None), |at| (text[..at].trim_end_matches([',', ';', ' ']), Some(&text[at + 1..])))
}

fn wall_clock(text: &str) -> Option<NaiveTime> {
    let text = text.trim();
    let is_utc = text.ends_with(['Z', 'z']) || text.contains('+') || text.to_lowercase().ends_with("utc");
    let time = text.split('.').next().unwrap_or_default();
    (!is_utc).then(|| day::parse_time(time).ok()).flatten().and_then(wall_minute)
}

/// Midnight to the second is what programs write that know no time.
fn wall_minute(time: NaiveTime) -> Option<NaiveTime> {
    (time != NaiveTime::MIN).then(|| NaiveTime::from_hms_opt(time.hour(), time.minute(), 0)).flatten()
}

fn full_year(text: &str, today: NaiveDate) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 if year <= today.year() % 100 + 1 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

/// The days a spreadsheet counts from the end of 1899, for the years 1982 to 2064.
fn serial_day(text: &str) -> Option<NaiveDate> {
    let whole = text.split('.').next()?;
    let count: u64 =
        whole.parse().ok().filter(|count| whole.len() == 5 && (30_000..60_000).contains(count))?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(count))
}

/// Whether a text names a month of a year and no day of it: `Jan 2024`, `Jan-25`, `2024-01`.
pub(in crate::exchange) fn is_month(text: &str) -> bool {
    let parts: Vec<&str> = text.trim().split(['-', '/', '.', ' ']).collect();
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let [first, last] = parts.as_slice() else { return false };
    let is_number = |text: &str| text.len() == 2 && (1..=12).contains(&text.parse().unwrap_or(0));
    match (first.parse::<Month>(), first.len(), last.len()) {
        (Ok(_), _, 2 | 4) => digits(last),
        (Err(_), 4, 2) => first.starts_with(['1', '2']) && digits(first) && is_number(last),
        _ => false,
    }
}

/// A day with its month in letters: with a year of four digits, or of two behind the month as spreadsheets write it.
fn written_day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).filter(|part| !part.is_empty()).collect();
    if let [day, month, year] = parts.as_slice()
        && year.len() == 2
        && day.len() <= 2
    {
        let month = month.parse::<Month>().ok()?.number_from_month();
        return NaiveDate::from_ymd_opt(full_year(year, today)?, month, day.parse().ok()?);
    }
    let has_year = text.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() == 4);
    let has_letters = text.chars().any(char::is_alphabetic);
    if !has_year || !has_letters || text.len() > 40 {
        return None;
    }
    let words = text.replace(['-', '.', '/', ','], " ");
    day::parse_day(&words, today, DayOrder::DayFirst).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, order: Option<DayOrder>) -> String {
        let today = "2026-11-28".parse().unwrap();
        read_day_cell(text, order, today).map_or_else(
            || "none".to_owned(),
            |cell| {
                format!(
                    "{}{}",
                    cell.day,
                    cell.time.map_or_else(String::new, |t| t.format(" %H:%M").to_string())
                )
            },
        )
    }

    #[test]
    fn days_are_read_in_the_order_of_their_column() {
        for (text, order, expected) in [
            ("2026-03-14", None, "2026-03-14"),
            ("2026-03-14 08:10", None, "2026-03-14 08:10"),
            ("2026-03-14T08:10:00-05:00", None, "2026-03-14 08:10"),
            ("2026-03-14T08:10:00Z", None, "2026-03-14"),
            ("2026-03-14T00:00:00", None, "2026-03-14"),
            ("20260314", None, "2026-03-14"),
            ("2026/3/14", None, "2026-03-14"),
            ("14.03.2026", None, "2026-03-14"),
            ("14.3.26 8:10", None, "2026-03-14 08:10"),
            ("03/14/2026 08:10 AM", None, "2026-03-14 08:10"),
            ("3/14/2026", None, "2026-03-14"),
            ("3/4/2026", None, "none"),
            ("3/4/2026", Some(DayOrder::DayFirst), "2026-04-03"),
            ("3/4/2026", Some(DayOrder::MonthFirst), "2026-03-04"),
            ("1/23/26", None, "2026-01-23"),
            ("14 Mar 2026", None, "2026-03-14"),
            ("Mar 14, 2026", None, "2026-03-14"),
            ("14-Mar-2026", None, "2026-03-14"),
            ("2026-Mar-14 08:10", None, "2026-03-14 08:10"),
            ("14-Mar-26", None, "2026-03-14"),
            ("4 Mar 26", None, "2026-03-04"),
            ("31-Feb-26", None, "none"),
            ("Mar-26", None, "none"),
            ("14Mar2026", None, "2026-03-14"),
            ("Mar-14-2026", None, "2026-03-14"),
            ("46095", None, "2026-03-14"),
            ("31/02/2026", Some(DayOrder::DayFirst), "none"),
            ("512", None, "none"),
            ("--", None, "none"),
        ] {
            assert_eq!(shown(text, order), expected, "{text}");
        }
    }

    #[test]
    fn a_month_is_told_from_a_day_and_from_a_marker() {
        for text in ["Jan 2024", "Jan-25", "January 2024", "2024-01"] {
            assert!(is_month(text), "{text}");
        }
        for text in ["3 Jan 2024", "2024-13", "512", "PSA 2024", "LH", "Jan", "T 10"] {
            assert!(!is_month(text), "{text}");
        }
    }

    #[test]
    fn a_stamp_in_utc_near_midnight_may_be_of_the_day_beside() {
        for (text, may_be_beside) in [
            ("2026-03-14T23:30:00Z", true),
            ("2026-03-14T02:10:00+00:00", true),
            ("2026-03-14T12:00:00Z", false),
            ("2026-03-14T00:00:00Z", false),
            ("2026-03-14T23:30:00-05:00", false),
            ("2026-03-14 23:30", false),
        ] {
            assert_eq!(read_stamp(text).map(|day| day.may_be_beside), Some(may_be_beside), "{text}");
        }
    }

    #[test]
    fn a_column_tells_its_order_or_leaves_it_open() {
        for (cells, order, is_open) in [
            (&["3/4/2026", "14/3/2026"][..], Some(DayOrder::DayFirst), false),
            (&["3/4/2026", "3/14/2026"], Some(DayOrder::MonthFirst), false),
            (&["3/4/2026", "5/6/2026"], None, true),
            (&["3/3/2026"], None, false),
            (&["14/3/2026", "3/14/2026"], None, false),
            (&["2026-03-04"], None, false),
        ] {
            let mut votes = OrderVotes::default();
            for cell in cells {
                votes.add(cell);
            }
            assert_eq!((votes.order(), votes.is_open()), (order, is_open), "{cells:?}");
        }
    }
}
