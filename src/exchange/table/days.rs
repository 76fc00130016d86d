//! Days as tables write them, with the order of day and month told by the whole column.

use std::borrow::Cow;

use ::csv::StringRecord;
use chrono::{DateTime, Datelike, Days, Month, NaiveDate, NaiveTime, Timelike};

use crate::catalog::language::SheetWords;
use crate::catalog::plain_key::name_key;
use crate::catalog::table_words::{TableWords, has_word};
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
        let may_begin_with_year = mark != '.' && year_of_two(cell).is_some_and(|year| year < a && a <= 31);
        match (a > 12, b > 12, mark) {
            (true, false, _) if may_begin_with_year => {}
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

/// The year of `14/3/26`, where it has two digits.
fn year_of_two(text: &str) -> Option<u32> {
    let date = text.trim().split([' ', 'T']).next()?;
    date.rsplit(['/', '-']).next().filter(|year| year.len() == 2)?.parse().ok()
}

/// Whether a day of which no column tells the order may as well begin with its year, as `24-03-14` does: read so, it is
/// nearer to today.
fn may_begin_with_year(date: &str, (a, b): (u32, u32), today: NaiveDate) -> bool {
    let other = || {
        let last = year_of_two(date)?;
        let year_first = NaiveDate::from_ymd_opt(2000 + a as i32, b, last)?;
        let day_first = NaiveDate::from_ymd_opt(full_year(&format!("{last:02}"), today)?, b, a)?;
        Some(year_first <= today && day_first < year_first)
    };
    a > 12 && other().unwrap_or(false)
}

/// A day without the day of the week before it.
fn without_weekday(text: &str) -> &str {
    let Some((word, rest)) = text.split_once([' ', ',', '.']) else { return text };
    let rest = rest.trim_start_matches(['.', ',', ' ']);
    let is_weekday = word.parse::<chrono::Weekday>().is_ok()
        || has_word(&TableWords::embedded().weekdays, &name_key(word));
    // `Mar 14 2026` begins with a month.
    let has_day_and_month = rest.split(['.', '/', '-', ' ']).filter(|part| !part.is_empty()).count() >= 3;
    if is_weekday && has_day_and_month { rest } else { text }
}

/// A day in the years of a Japanese era with the year in which they are counted everywhere: `令和7年3月14日`.
fn in_common_years(text: &str) -> String {
    const ERAS: [(&str, i32); 3] = [("令和", 2018), ("平成", 1988), ("昭和", 1925)];
    let in_era = ERAS.into_iter().find_map(|(era, before)| {
        let (year, rest) = text.trim().strip_prefix(era)?.split_once('年')?;
        let year = if year == "元" { 1 } else { year.trim().parse().ok()? };
        Some(format!("{}年{rest}", before + year))
    });
    in_era.unwrap_or_else(|| text.to_owned())
}

/// The year that a text is or holds as its only number of four digits, as the name of a sheet or a line above some days.
pub(super) fn year_in(text: &str, today: NaiveDate) -> Option<i32> {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let year = numbers.next().filter(|digits| digits.len() == 4)?.parse().ok()?;
    (numbers.next().is_none() && (1950..=today.year() + 1).contains(&year)).then_some(year)
}

/// The year that is all a row says, and in which cell, for the days without one below it.
pub(super) fn year_alone(row: &StringRecord, today: NaiveDate) -> Option<(usize, i32)> {
    let mut filled = row.iter().map(str::trim).enumerate().filter(|(_, text)| !text.is_empty());
    let ((at, text), None) = (filled.next()?, filled.next()) else { return None };
    year_in(text, today).filter(|_| text.len() == 4).map(|year| (at, year))
}

/// A day that lacks its year with the year that is said above it: `14.3.`, `14 Mar`.
pub(super) fn with_year(text: &str, year: Option<i32>) -> Cow<'_, str> {
    let bare = text.trim().trim_end_matches(['.', ',', ' ']);
    let parts: Vec<&str> = bare.split(['.', ' ', '-']).filter(|part| !part.is_empty()).collect();
    let is_number = |part: &str| part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit());
    let is_word = |part: &str| part.chars().all(char::is_alphabetic);
    match (year, parts.as_slice()) {
        (Some(year), [day, month]) if is_number(day) && is_number(month) && bare.contains('.') => {
            Cow::Owned(format!("{day}.{month}.{year}"))
        }
        (Some(year), [one, other])
            if is_number(one) && is_word(other) || is_word(one) && is_number(other) =>
        {
            Cow::Owned(format!("{one} {other} {year}"))
        }
        _ => Cow::Borrowed(text),
    }
}

/// Reads a day, perhaps with its time: ISO, numbers in the column's order, a month in letters, a spreadsheet's count
/// of days. Of a cell that can be read both ways in a column that tells no order, nothing.
pub(in crate::exchange) fn read_day_cell(
    text: &str,
    order: Option<DayOrder>,
    today: NaiveDate,
) -> Option<CellDay> {
    let text = text.trim();
    let signed;
    let text = if text.contains(['年', '년']) {
        signed = in_common_years(text)
            .replace(['年', '月', '년', '월'], "-")
            .replace(['日', '일'], " ")
            .replace("- ", "-");
        signed.trim()
    } else {
        without_weekday(text)
    };
    if let Some(stamp) = read_stamp(text) {
        return Some(stamp);
    }
    let (date, time) = split_time(text);
    let day = match two_numbers(date) {
        Some((a, b, mark)) => {
            let year = full_year(date.rsplit(mark).next()?, today)?;
            let is_plain = a > 12 || b > 12 || a == b || mark == '.';
            if order.is_none() && mark != '.' && may_begin_with_year(date, (a, b), today) {
                return None;
            }
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
    // In Hungarian a point ends a day: `2026.03.11.`
    let date = date.trim_end_matches('.');
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
    if let Some(day) = day_in_words(&parts) {
        return Some(day);
    }
    let runs = || text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    // `14-15 March 2024` is no one day.
    let has_year = runs().count() <= 2 && runs().any(|run| run.len() == 4);
    let has_letters = text.chars().any(char::is_alphabetic);
    if !has_year || !has_letters || text.len() > 40 {
        return None;
    }
    let words = text.replace(['-', '.', '/', ','], " ");
    day::parse_day(&words, today, DayOrder::DayFirst).ok()
}

/// `14. März 2024`, `14 de marzo de 2024`, `2024 mars 14`: a month in any language between or before its numbers.
fn day_in_words(parts: &[&str]) -> Option<NaiveDate> {
    let words = SheetWords::embedded();
    let parts: Vec<&str> = parts.iter().map(|part| part.trim_matches(',')).collect();
    let parts: Vec<&str> =
        parts.into_iter().filter(|part| !matches!(*part, "de" | "del" | "d" | "")).collect();
    let [a, b, c] = parts.as_slice() else { return None };
    let number = |text: &str| text.parse::<u32>().ok();
    let month = |text: &str| words.month(&name_key(text)).filter(|_| text.chars().all(char::is_alphabetic));
    let (year, month, day) = match (month(a), month(b)) {
        (Some(month), None) => (c, month, b),
        (None, Some(month)) if a.len() == 4 => (a, month, c),
        (None, Some(month)) => (c, month, a),
        _ => return None,
    };
    (year.len() == 4).then(|| NaiveDate::from_ymd_opt(number(year)? as i32, month, number(day)?)).flatten()
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
            ("令和7年3月14日", None, "2025-03-14"),
            ("平成元年12月1日", None, "1989-12-01"),
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
            ("24-03-14", None, "none"),
            ("24/03/14", Some(DayOrder::DayFirst), "2014-03-24"),
            ("14-03-24", None, "2024-03-14"),
            ("28/03/24", None, "2024-03-28"),
            ("24.03.14", None, "2014-03-24"),
            ("14. März 2024", None, "2024-03-14"),
            ("20. Okt. 2024", None, "2024-10-20"),
            ("14 de marzo de 2024", None, "2024-03-14"),
            ("14 mars 2024 08:10", None, "2024-03-14 08:10"),
            ("Mi 4.12.2024", None, "2024-12-04"),
            ("Thu 7 Nov 2024", None, "2024-11-07"),
            ("Thursday, November 7, 2024", None, "2024-11-07"),
            ("Mar 14 2024", None, "2024-03-14"),
            ("ca. 4.12.2024", None, "none"),
            ("14-15 March 2024", None, "none"),
            ("2024年3月14日", None, "2024-03-14"),
            ("2024年3月14日 08:10", None, "2024-03-14 08:10"),
            ("2024年3月", None, "none"),
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
    fn a_day_without_its_year_has_the_one_said_above_it() {
        let today = "2026-11-28".parse().unwrap();
        for (said, text, expected) in [
            ("2024", "14.3.", "14.3.2024"),
            ("Labs 2024", "14 Mar", "14 Mar 2024"),
            ("2024", "Mar 14", "Mar 14 2024"),
            ("2024", "14. März", "14 März 2024"),
            ("2024", "14-Mar", "14 Mar 2024"),
            ("2024", "3/4", "3/4"),
            ("2024", "14.3.2023", "14.3.2023"),
            ("2023-2024", "14.3.", "14.3."),
            ("1024", "14.3.", "14.3."),
            ("2028", "14.3.", "14.3."),
        ] {
            assert_eq!(with_year(text, year_in(said, today)), expected, "{said}: {text}");
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
            (&["24-03-14", "25-01-09"], None, false),
            (&["24/03/14", "14/03/24"], Some(DayOrder::DayFirst), false),
        ] {
            let mut votes = OrderVotes::default();
            for cell in cells {
                votes.add(cell);
            }
            assert_eq!((votes.order(), votes.is_open()), (order, is_open), "{cells:?}");
        }
    }
}
