//! Dates and times as people type them, read towards the past.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

/// Which number of `3/4` is the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayOrder {
    /// 3 April.
    #[default]
    DayFirst,
    /// 4 March.
    MonthFirst,
}

/// Reads `2026-03-14`, `14.3.26`, `14/3`, `mar 14`, `14 march 2025`, `today`, `yesterday`, `mon`, `last tue`,
/// `-10d`, `3 weeks ago`. A date without a year is the latest one that is not after `today`; a weekday is the
/// latest one before today (`mon` may be today, `last mon` may not).
pub fn parse_day(text: &str, today: NaiveDate, order: DayOrder) -> Result<NaiveDate, DayError> {
    let clean = text.trim().to_lowercase().replace([',', '\u{2212}'], " ");
    let clean = clean.trim();
    if clean.is_empty() {
        return Err(DayError::Empty);
    }
    let words: Vec<&str> = clean.split_whitespace().collect();
    relative(clean, &words, today)
        .or_else(|| weekday(&words, today))
        .or_else(|| numbers(clean, today, order))
        .or_else(|| named_month(&words, today))
        .unwrap_or_else(|| Err(DayError::NotADate(text.trim().to_owned())))
}

/// Reads where a stretch of the past begins: as [`parse_day`], and `1y`, `6m`, `90d` are so long ago.
pub fn parse_since(text: &str, today: NaiveDate, order: DayOrder) -> Result<NaiveDate, DayError> {
    let text = text.trim();
    parse_day(text, today, order).or_else(|error| {
        let is_length = text.starts_with(|c: char| c.is_ascii_digit()) && text.ends_with(char::is_alphabetic);
        let ago = is_length.then(|| parse_day(&format!("-{text}"), today, order).ok()).flatten();
        ago.ok_or(error)
    })
}

/// Reads a day from today on: as [`parse_day`], but `2w` is two weeks ahead and a date without a year the next one.
pub fn parse_coming_day(text: &str, today: NaiveDate, order: DayOrder) -> Result<NaiveDate, DayError> {
    let text = text.trim();
    let ahead = text.starts_with(|c: char| c.is_ascii_digit()) && text.ends_with(['d', 'w']);
    let text = if ahead { format!("+{text}") } else { text.to_owned() };
    let day = parse_day(&text, today, order)?;
    if day >= today {
        return Ok(day);
    }
    // Dates are read towards the past; read from a week or a year on, a bare one is the coming one.
    let is_weekday = weekday(&[&text.to_lowercase()], today).is_some();
    let is_date =
        text.starts_with(|c: char| c.is_alphanumeric()) && text.contains(|c: char| c.is_ascii_digit());
    let later = match (is_weekday, is_date) {
        (true, _) => day.checked_add_days(Days::new(7)),
        (false, true) => {
            parse_day(&text, today.checked_add_months(Months::new(12)).unwrap_or(today), order).ok()
        }
        (false, false) => None,
    };
    later
        .filter(|later| *later >= today && *later > day && !text.ends_with("ago"))
        .ok_or_else(|| DayError::Past(with_weekday(day)))
}

/// Reads `8:10`, `08:10`, `8.10`, `0810`, `8am`, `2:30 pm`, `08:10:00`.
pub fn parse_time(text: &str) -> Result<NaiveTime, DayError> {
    let clean = text.trim().to_lowercase().replace(' ', "");
    let refused = || DayError::NotATime(text.trim().to_owned());
    let (digits, noon) = match (clean.strip_suffix("am"), clean.strip_suffix("pm")) {
        (Some(rest), _) => (rest, Some(0)),
        (_, Some(rest)) => (rest, Some(12)),
        _ => (clean.as_str(), None),
    };
    let parts: Vec<&str> = digits.split([':', '.', 'h']).filter(|p| !p.is_empty()).collect();
    let (hour, minute) = match parts.as_slice() {
        [hhmm] if hhmm.len() == 4 && hhmm.is_ascii() => (number(&hhmm[..2]), number(&hhmm[2..])),
        [hour] if noon.is_some() => (number(hour), Some(0)),
        [hour, minute] if minute.len() == 2 => (number(hour), number(minute)),
        [hour, minute, second] if minute.len() == 2 && second.len() == 2 => (number(hour), number(minute)),
        _ => (None, None),
    };
    let (hour, minute) = hour.zip(minute).ok_or_else(refused)?;
    let hour = match noon {
        Some(_) if hour == 0 || hour > 12 => return Err(refused()),
        Some(noon) => hour % 12 + noon,
        None => hour,
    };
    NaiveTime::from_hms_opt(hour, minute, 0).ok_or_else(refused)
}

/// `Sat 14 Mar 2026`, as every date is echoed.
pub fn with_weekday(day: NaiveDate) -> String {
    format!("{} {}", day.format("%a"), long(day))
}

/// `14 Mar 2026`.
pub fn long(day: NaiveDate) -> String {
    format!("{} {}", day.day(), day.format("%b %Y"))
}

/// `14 Mar`, with the year where it is not this one.
pub fn short(day: NaiveDate, today: NaiveDate) -> String {
    if day.year() == today.year() { format!("{} {}", day.day(), day.format("%b")) } else { long(day) }
}

/// Why a text is not a date or a time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// Nothing was typed.
    #[error("a date is missing, for example 2026-03-14, 14 mar or yesterday")]
    Empty,
    /// Not read in any of the forms.
    #[error(
        "“{0}” is not a date; write for example 2026-03-14, 14.3.26, 14 mar, yesterday, last tue or -10d"
    )]
    NotADate(String),
    /// Reads as a date that no calendar has.
    #[error("there is no {0} in the calendar; write for example 2026-03-14, 14.3.26 or 14 mar")]
    NoSuchDay(String),
    /// Before today, where a day ahead is wanted.
    #[error("{0} is past; name a day from today on, for example 14 mar or 2w")]
    Past(String),
    /// Not read in any of the forms.
    #[error("“{0}” is not a time of day; write for example 08:10 or 2:30 pm")]
    NotATime(String),
}

type Reading = Option<Result<NaiveDate, DayError>>;

fn number(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn relative(clean: &str, words: &[&str], today: NaiveDate) -> Reading {
    let back = |count: u32, unit: &str| {
        let day = match unit {
            "d" | "day" | "days" => today.checked_sub_days(Days::new(count.into())),
            "w" | "wk" | "week" | "weeks" => today.checked_sub_days(Days::new(u64::from(count) * 7)),
            "m" | "mo" | "month" | "months" => today.checked_sub_months(Months::new(count)),
            "y" | "yr" | "year" | "years" => today.checked_sub_months(Months::new(count.checked_mul(12)?)),
            _ => return None,
        };
        Some(day.filter(|day| sensible(*day)).ok_or_else(|| DayError::NoSuchDay(clean.to_owned())))
    };
    match words {
        ["today" | "now" | "t"] => Some(Ok(today)),
        ["yesterday" | "y"] => back(1, "d"),
        ["tomorrow"] => Some(Ok(today + Days::new(1))),
        [count, unit, "ago"] => back(number(count)?, unit),
        _ => {
            let (backwards, rest) = match clean.strip_prefix('-') {
                Some(rest) => (true, rest),
                None => (false, clean.strip_prefix('+').or_else(|| clean.strip_suffix("ago"))?),
            };
            let rest = rest.trim();
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let (count, unit) = rest.split_at(end);
            let unit = if unit.trim().is_empty() { "d" } else { unit.trim() };
            if backwards || clean.ends_with("ago") {
                return back(number(count)?, unit);
            }
            let days = u64::from(number(count)?) * if unit.starts_with('w') { 7 } else { 1 };
            matches!(unit, "d" | "day" | "days" | "w" | "week" | "weeks").then(|| {
                let day = today.checked_add_days(Days::new(days)).filter(|day| sensible(*day));
                day.ok_or_else(|| DayError::NoSuchDay(clean.to_owned()))
            })
        }
    }
}

fn weekday(words: &[&str], today: NaiveDate) -> Reading {
    let (last, name) = match words {
        ["last", name] => (true, name),
        [name] => (false, name),
        _ => return None,
    };
    if !(name.len() >= 2 && name.is_ascii()) {
        return None;
    }
    let days =
        [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let wanted = days[names.iter().position(|day| day.starts_with(name))?];
    let back = (7 + today.weekday().num_days_from_monday() - wanted.num_days_from_monday()) % 7;
    let back = if last && back == 0 { 7 } else { back };
    Some(Ok(today - Days::new(back.into())))
}

/// Dates of numbers only.
fn numbers(clean: &str, today: NaiveDate, order: DayOrder) -> Reading {
    let no_spaces = clean.replace(". ", ".");
    if no_spaces.contains(' ') {
        return None;
    }
    let parts: Vec<&str> = no_spaces.split(['-', '/', '.']).filter(|p| !p.is_empty()).collect();
    if let [compact] = parts.as_slice()
        && compact.len() == 8
        && compact.is_ascii()
    {
        return Some(date(number(&compact[..4])?, number(&compact[4..6])?, number(&compact[6..])?, clean));
    }
    let values: Vec<u32> = parts.iter().map(|p| number(p)).collect::<Option<_>>()?;
    match (values.as_slice(), parts.first().map(|p| p.len())) {
        (&[year, month, day], Some(4)) => Some(date(year, month, day, clean)),
        (&[a, b, year], _) => {
            let (day, month) = by_order(a, b, no_spaces.contains('.'), order);
            Some(date(full_year(year, parts[2].len(), today), month, day, clean))
        }
        (&[a, b], _) if no_spaces.contains(['/', '.']) => {
            let (day, month) = by_order(a, b, no_spaces.contains('.'), order);
            Some(without_year(month, day, today, clean))
        }
        _ => None,
    }
}

/// Dots are day first everywhere; a number above twelve is a day whatever the order.
fn by_order(a: u32, b: u32, dots: bool, order: DayOrder) -> (u32, u32) {
    let day_first = dots || order == DayOrder::DayFirst;
    match (day_first, a > 12, b > 12) {
        (true, false, true) | (false, false, _) => (b, a),
        _ => (a, b),
    }
}

fn named_month(words: &[&str], today: NaiveDate) -> Reading {
    let text = words.join(" ");
    let (mut day, mut month, mut year) = (None, None, None);
    for word in split_digits(&text) {
        match (month_named(word), number(word)) {
            (Some(found), _) => month = Some(month.xor(Some(found))?),
            (None, Some(value)) if word.len() == 4 || (day.is_some() && year.is_none()) => {
                year = Some(full_year(value, word.len(), today));
            }
            (None, Some(value)) => day = Some(day.xor(Some(value))?),
            (None, None) if matches!(word, "st" | "nd" | "rd" | "th" | "of") => {}
            (None, None) => return None,
        }
    }
    let (month, day) = (month?, day?);
    Some(match year {
        Some(year) => date(year, month, day, &text),
        None => without_year(month, day, today, &text),
    })
}

/// The runs of digits and the runs of letters of a text.
fn split_digits(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches([' ', '-', '.', '/']);
        let digits = rest.starts_with(|c: char| c.is_ascii_digit());
        let ends = |c: char| c.is_ascii_digit() != digits || " -./".contains(c);
        let end = rest.find(ends).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        (!word.is_empty()).then_some(word)
    })
}

fn month_named(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    if word.len() < 3 {
        return None;
    }
    MONTHS
        .iter()
        .position(|m| m.starts_with(word) || word == "sept" && *m == "september")
        .map(|m| m as u32 + 1)
}

/// Two digits are the century that keeps the date out of the future, where one does.
fn full_year(year: u32, digits: usize, today: NaiveDate) -> u32 {
    if digits > 2 {
        return year;
    }
    let century = today.year() as u32 / 100 * 100;
    if century + year > today.year() as u32 + 1 { century + year - 100 } else { century + year }
}

fn without_year(month: u32, day: u32, today: NaiveDate, text: &str) -> Result<NaiveDate, DayError> {
    // A 29 February may be up to eight years back.
    (0..=8)
        .filter_map(|back| NaiveDate::from_ymd_opt(today.year() - back, month, day))
        .find(|date| *date <= today)
        .ok_or_else(|| DayError::NoSuchDay(text.to_owned()))
}

fn date(year: u32, month: u32, day: u32, text: &str) -> Result<NaiveDate, DayError> {
    i32::try_from(year)
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        .filter(|day| sensible(*day))
        .ok_or_else(|| DayError::NoSuchDay(text.to_owned()))
}

/// Years a person's log may speak of; keeps arithmetic far from the ends of the calendar.
fn sensible(day: NaiveDate) -> bool {
    (1850..=2200).contains(&day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Saturday.
    const TODAY: &str = "2026-03-14";

    fn read(text: &str, order: DayOrder) -> Result<NaiveDate, DayError> {
        parse_day(text, TODAY.parse().unwrap(), order)
    }

    #[test]
    fn dates_are_read_in_many_forms_and_towards_the_past() {
        for (text, day) in [
            ("2026-03-14", "2026-03-14"),
            ("20260314", "2026-03-14"),
            ("2026/3/1", "2026-03-01"),
            ("14.3.26", "2026-03-14"),
            ("14.3.", "2026-03-14"),
            ("14/3", "2026-03-14"),
            ("15/3", "2025-03-15"),
            ("3/14/2026", "2026-03-14"),
            ("3/4/25", "2025-04-03"),
            ("1.5.90", "1990-05-01"),
            ("mar 14", "2026-03-14"),
            ("14 March 2025", "2025-03-14"),
            ("Mar 14, 2025", "2025-03-14"),
            ("14mar", "2026-03-14"),
            ("1st april", "2025-04-01"),
            ("29 feb", "2024-02-29"),
            ("today", "2026-03-14"),
            ("yesterday", "2026-03-13"),
            ("sat", "2026-03-14"),
            ("last sat", "2026-03-07"),
            ("last tue", "2026-03-10"),
            ("monday", "2026-03-09"),
            ("-10d", "2026-03-04"),
            ("-2w", "2026-02-28"),
            ("-1m", "2026-02-14"),
            ("3 weeks ago", "2026-02-21"),
            ("+3d", "2026-03-17"),
        ] {
            assert_eq!(read(text, DayOrder::DayFirst), Ok(day.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn the_configured_order_decides_an_ambiguous_date_and_dots_are_day_first() {
        assert_eq!(read("3/4/2025", DayOrder::MonthFirst), Ok("2025-03-04".parse().unwrap()));
        assert_eq!(read("25/12/2025", DayOrder::MonthFirst), Ok("2025-12-25".parse().unwrap()));
        assert_eq!(read("3.4.2025", DayOrder::MonthFirst), Ok("2025-04-03".parse().unwrap()));
    }

    #[test]
    fn impossible_and_unreadable_dates_are_refused_with_what_would_be_right() {
        for text in ["2026-02-30", "31.4.26", "0/0", "13/13/2026", "2026-13-01", "99999-01-01", "1700-01-01"]
        {
            assert!(
                matches!(read(text, DayOrder::DayFirst), Err(DayError::NoSuchDay(_) | DayError::NotADate(_))),
                "{text}"
            );
        }
        for text in ["%𓭂`b<", "soon", "14", "m", "mar", "12 13 14 15", "é", "-d", "last", "٣.٣.٢٦"] {
            assert!(
                matches!(read(text, DayOrder::DayFirst), Err(DayError::NotADate(_))),
                "{text}: {:?}",
                read(text, DayOrder::DayFirst)
            );
        }
        assert_eq!(read(" ", DayOrder::DayFirst), Err(DayError::Empty));
    }

    #[test]
    fn a_length_alone_is_how_long_ago_a_stretch_begins() {
        let today = NaiveDate::from_ymd_opt(2026, 3, 14).unwrap();
        for (text, day) in [
            ("1y", Some("2025-03-14")),
            ("6m", Some("2025-09-14")),
            ("90d", Some("2025-12-14")),
            ("2 weeks", Some("2026-02-28")),
            ("-1y", Some("2025-03-14")),
            ("2025-01-01", Some("2025-01-01")),
            ("1st april", Some("2025-04-01")),
            ("1x", None),
            ("99", None),
        ] {
            let found = parse_since(text, today, DayOrder::DayFirst).ok().map(|day| day.to_string());
            assert_eq!(found.as_deref(), day, "{text}");
        }
    }

    #[test]
    fn a_coming_day_is_never_past_and_a_date_without_a_year_is_the_next_one() {
        let today = TODAY.parse().unwrap();
        for (text, day) in [
            ("2w", "2026-03-28"),
            ("+3d", "2026-03-17"),
            ("14 mar", "2026-03-14"),
            ("13 mar", "2027-03-13"),
            ("1.4.", "2026-04-01"),
            ("today", "2026-03-14"),
            ("mon", "2026-03-16"),
            ("2026-12-24", "2026-12-24"),
        ] {
            assert_eq!(parse_coming_day(text, today, DayOrder::DayFirst), Ok(day.parse().unwrap()), "{text}");
        }
        for text in ["2026-03-13", "yesterday", "-2w", "last mon", "3 days ago"] {
            assert!(
                matches!(parse_coming_day(text, today, DayOrder::DayFirst), Err(DayError::Past(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn times_are_read_to_the_minute() {
        for (text, time) in [
            ("8:10", "08:10"),
            ("08:10:30", "08:10"),
            ("0810", "08:10"),
            ("8.10", "08:10"),
            ("8am", "08:00"),
            ("2:30 pm", "14:30"),
            ("12am", "00:00"),
            ("12pm", "12:00"),
        ] {
            assert_eq!(parse_time(text).unwrap().format("%H:%M").to_string(), time, "{text}");
        }
        for text in ["", "25:00", "8", "8:1", "13pm", "0pm", "noon", "é1é1"] {
            assert!(parse_time(text).is_err(), "{text}");
        }
    }
}
