//! Dates and times as people type them: one grammar, read towards the past or towards what is coming.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

/// Which number of `3/4` is the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayOrder {
    #[default]
    DayFirst,
    MonthFirst,
}

/// The first and the last day a log may speak of. `schema.sql` holds stored days to the same; both keep arithmetic
/// far from the ends of the calendar.
pub const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1850, 1, 1).expect("the year 1850 has a first day");
/// The last day that a log takes; see [`FIRST_DAY`].
pub const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2200, 12, 31).expect("the year 2200 has a last day");

/// Whether a log may speak of the day.
pub fn is_possible(day: NaiveDate) -> bool {
    (FIRST_DAY..=LAST_DAY).contains(&day)
}

/// Of entries in the order of their days those of some days, both included, found without walking over the others.
pub fn of_days<T>(
    entries: &[T],
    (first, last): (NaiveDate, NaiveDate),
    day: impl Fn(&T) -> NaiveDate,
) -> &[T] {
    debug_assert!(entries.is_sorted_by_key(&day), "entries are kept by day");
    let begin = entries.partition_point(|entry| day(entry) < first);
    let length = entries[begin..].partition_point(|entry| day(entry) <= last);
    &entries[begin..begin + length]
}

/// Reads `2026-03-14`, `14.3.26`, `14/3`, `mar 14`, `14 march 2025`, `today`, `yesterday`, `mon`, `last tue`,
/// `-10d`, `3 weeks ago`, `in 2 weeks`. A date without a year is the latest one that is not after `today`; a weekday
/// is the latest one up to today (`mon` may be today, `last mon` may not).
pub fn parse_day(text: &str, today: NaiveDate, order: DayOrder) -> Result<NaiveDate, DayError> {
    DayGrammar { today, order, direction: DayDirection::Past }.day(text)
}

/// The day that stands for a year of four digits of which no day is known: its 1 July.
pub fn middle_of_year(text: &str) -> Option<NaiveDate> {
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let middle = NaiveDate::from_ymd_opt(text.parse().ok().filter(|_| is_year)?, 7, 1)?;
    is_possible(middle).then_some(middle)
}

/// Reads where a stretch of the past begins: as [`parse_day`], and `1y`, `6m`, `90 days` are so long ago.
pub fn parse_since(text: &str, today: NaiveDate, order: DayOrder) -> Result<NaiveDate, DayError> {
    DayGrammar { today, order, direction: DayDirection::Past }.day_or_length(text)
}

/// Reads a day from today on, in the same words: `2w`, `3 months` are so long from now, a date without a year is
/// the next one, and so is a weekday.
pub fn parse_coming_day(text: &str, today: NaiveDate, order: DayOrder) -> Result<NaiveDate, DayError> {
    let day = DayGrammar { today, order, direction: DayDirection::Coming }.day_or_length(text)?;
    if day < today { Err(DayError::Past(with_weekday(day))) } else { Ok(day) }
}

/// Reads `8:10`, `08:10`, `8.10`, `0810`, `810`, `8am`, `2:30 pm`, `08:10:00`.
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
        [digits] if matches!(digits.len(), 3 | 4) && digits.is_ascii() => {
            let (hour, minute) = digits.split_at(digits.len() - 2);
            (number(hour), number(minute))
        }
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

/// The day in words, for example `14 Mar 2026`.
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
    #[error("a date is missing, for example 2026-03-14, 14 mar or yesterday")]
    Empty,
    /// Not read in any of the forms.
    #[error(
        "“{0}” is not a date; write for example 2026-03-14, 14.3.26, 14 mar, yesterday, last tue or -10d"
    )]
    NotADate(String),
    /// The same, where a day ahead is wanted.
    #[error("“{0}” is not a date; write for example 2026-03-14, 14.3.26, 14 mar, 2 weeks or next mon")]
    NotAComingDay(String),
    /// Reads as a date that no calendar has.
    #[error("there is no {0} in the calendar; write for example 2026-03-14, 14.3.26 or 14 mar")]
    NoSuchDay(String),
    /// Reads as a date that no log takes.
    #[error(
        "“{0}” is too far away; a log takes days from {first} to {last}",
        first = FIRST_DAY.year(),
        last = LAST_DAY.year()
    )]
    OutOfReach(String),
    /// Before today, where a day ahead is wanted.
    #[error("{0} is past; name a day from today on, for example 14 mar, 2 weeks or next mon")]
    Past(String),
    /// Not read in any of the forms.
    #[error("“{0}” is not a time of day; write for example 08:10 or 2:30 pm")]
    NotATime(String),
}

type ReadDay = Option<Result<NaiveDate, DayError>>;

fn number(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Which way a text is read that names a day only in part: `14 mar`, `mon`, `2 weeks`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DayDirection {
    Past,
    Coming,
}

/// How days are read.
#[derive(Clone, Copy, Debug)]
struct DayGrammar {
    today: NaiveDate,
    order: DayOrder,
    direction: DayDirection,
}

/// As it is read: in lower case, signs and blanks made plain.
fn plain_text(text: &str) -> String {
    text.to_lowercase().replace(',', " ").replace('\u{2212}', "-").trim().to_owned()
}

/// `10 d`, `2weeks`: a number, and what it counts.
fn count_and_unit(text: &str) -> Option<(u32, &str)> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (count, unit) = text.split_at(end);
    Some((number(count).filter(|_| !count.is_empty())?, unit.trim()))
}

impl DayGrammar {
    fn day(self, text: &str) -> Result<NaiveDate, DayError> {
        let clean = plain_text(text);
        if clean.is_empty() {
            return Err(DayError::Empty);
        }
        let words: Vec<&str> = clean.split_whitespace().collect();
        self.relative(&clean, &words)
            .or_else(|| self.weekday(&words))
            .or_else(|| self.numbers(&clean))
            .or_else(|| self.named_month(&words))
            .unwrap_or_else(|| {
                let text = text.trim().to_owned();
                Err(match self.direction {
                    DayDirection::Past => DayError::NotADate(text),
                    DayDirection::Coming => DayError::NotAComingDay(text),
                })
            })
    }

    /// A length alone goes as far in the direction days are read in.
    fn day_or_length(self, text: &str) -> Result<NaiveDate, DayError> {
        let clean = plain_text(text);
        let length = || {
            let (count, unit) = count_and_unit(&clean).filter(|(_, unit)| !unit.is_empty())?;
            self.moved(count, unit, self.direction, &clean)
        };
        self.day(text).or_else(|error| length().unwrap_or(Err(error)))
    }

    fn relative(self, clean: &str, words: &[&str]) -> ReadDay {
        match words {
            ["today" | "now" | "t"] => return Some(Ok(self.today)),
            ["yesterday" | "y"] => return self.moved(1, "d", DayDirection::Past, clean),
            ["tomorrow"] => return self.moved(1, "d", DayDirection::Coming, clean),
            _ => {}
        }
        let signed = |direction| move |rest| (rest, direction);
        let (length, direction) = clean
            .strip_prefix('-')
            .map(signed(DayDirection::Past))
            .or_else(|| clean.strip_suffix("ago").map(signed(DayDirection::Past)))
            .or_else(|| clean.strip_prefix('+').map(signed(DayDirection::Coming)))
            .or_else(|| clean.strip_prefix("in ").map(signed(DayDirection::Coming)))?;
        let (count, unit) = count_and_unit(length)?;
        self.moved(count, if unit.is_empty() { "d" } else { unit }, direction, clean)
    }

    /// The day so many days, weeks, months or years from today; none for another unit.
    fn moved(self, count: u32, unit: &str, direction: DayDirection, clean: &str) -> ReadDay {
        let days = |days: u64| match direction {
            DayDirection::Past => self.today.checked_sub_days(Days::new(days)),
            DayDirection::Coming => self.today.checked_add_days(Days::new(days)),
        };
        let months = |months: u32| match direction {
            DayDirection::Past => self.today.checked_sub_months(Months::new(months)),
            DayDirection::Coming => self.today.checked_add_months(Months::new(months)),
        };
        let day = match unit {
            "d" | "day" | "days" => days(count.into()),
            "w" | "wk" | "week" | "weeks" => days(u64::from(count) * 7),
            "m" | "mo" | "month" | "months" => months(count),
            "y" | "yr" | "year" | "years" => count.checked_mul(12).and_then(months),
            _ => return None,
        };
        Some(day.filter(|day| is_possible(*day)).ok_or_else(|| DayError::OutOfReach(clean.to_owned())))
    }

    /// The weekday nearest in the direction, today included; `last tue` and `next tue` say theirs, without today.
    fn weekday(self, words: &[&str]) -> ReadDay {
        const NAMES: [&str; 7] =
            ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let (direction, skips_today, name) = match words {
            ["last", name] => (DayDirection::Past, true, name),
            ["next", name] => (DayDirection::Coming, true, name),
            [name] => (self.direction, false, name),
            _ => return None,
        };
        if !(name.len() >= 2 && name.is_ascii()) {
            return None;
        }
        let wanted = NAMES.iter().position(|day| day.starts_with(name))? as u32;
        let today = self.today.weekday().num_days_from_monday();
        let apart = match direction {
            DayDirection::Past => (7 + today - wanted) % 7,
            DayDirection::Coming => (7 + wanted - today) % 7,
        };
        let apart = if skips_today && apart == 0 { 7 } else { apart };
        self.moved(apart, "d", direction, name)
    }

    /// Dates of numbers only.
    fn numbers(self, clean: &str) -> ReadDay {
        let no_spaces = clean.replace(". ", ".");
        if no_spaces.contains(' ') {
            return None;
        }
        let parts: Vec<&str> = no_spaces.split(['-', '/', '.']).filter(|p| !p.is_empty()).collect();
        if let [compact] = parts.as_slice()
            && compact.len() == 8
            && compact.is_ascii()
        {
            return Some(date(
                number(&compact[..4])?,
                number(&compact[4..6])?,
                number(&compact[6..])?,
                clean,
            ));
        }
        let values: Vec<u32> = parts.iter().map(|p| number(p)).collect::<Option<_>>()?;
        match (values.as_slice(), parts.first().map(|p| p.len())) {
            (&[year, month, day], Some(4)) => Some(date(year, month, day, clean)),
            (&[a, b, year], _) => {
                let (day, month) = by_order(a, b, no_spaces.contains('.'), self.order);
                Some(date(self.full_year(year, parts[2].len()), month, day, clean))
            }
            (&[a, b], _) if no_spaces.contains(['/', '.']) => {
                let (day, month) = by_order(a, b, no_spaces.contains('.'), self.order);
                Some(self.without_year(month, day, clean))
            }
            _ => None,
        }
    }

    fn named_month(self, words: &[&str]) -> ReadDay {
        let text = words.join(" ");
        let (mut day, mut month, mut year) = (None, None, None);
        for word in split_digits(&text) {
            match (month_named(word), number(word)) {
                (Some(found), _) => month = Some(month.xor(Some(found))?),
                (None, Some(value)) if word.len() == 4 || (day.is_some() && year.is_none()) => {
                    year = Some(self.full_year(value, word.len()));
                }
                (None, Some(value)) => day = Some(day.xor(Some(value))?),
                (None, None) if matches!(word, "st" | "nd" | "rd" | "th" | "of") => {}
                (None, None) => return None,
            }
        }
        let (month, day) = (month?, day?);
        Some(match year {
            Some(year) => date(year, month, day, &text),
            None => self.without_year(month, day, &text),
        })
    }

    /// Two digits are the century that keeps the date out of the future, where one does; of a coming day they are
    /// this century's.
    fn full_year(self, year: u32, digits: usize) -> u32 {
        if digits > 2 {
            return year;
        }
        let this_year = self.today.year() as u32;
        let year = this_year / 100 * 100 + year;
        if self.direction == DayDirection::Past && year > this_year + 1 { year - 100 } else { year }
    }

    fn without_year(self, month: u32, day: u32, text: &str) -> Result<NaiveDate, DayError> {
        // A 29 February may be up to eight years away.
        let away = |years: i32| match self.direction {
            DayDirection::Past => self.today.year() - years,
            DayDirection::Coming => self.today.year() + years,
        };
        (0..=8)
            .filter_map(|years| NaiveDate::from_ymd_opt(away(years), month, day))
            .find(|date| match self.direction {
                DayDirection::Past => *date <= self.today,
                DayDirection::Coming => *date >= self.today,
            })
            .ok_or_else(|| DayError::NoSuchDay(text.to_owned()))
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

fn date(year: u32, month: u32, day: u32, text: &str) -> Result<NaiveDate, DayError> {
    let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    match date {
        Some(date) if is_possible(date) => Ok(date),
        Some(_) => Err(DayError::OutOfReach(text.to_owned())),
        None => Err(DayError::NoSuchDay(text.to_owned())),
    }
}

/// Whole months from a day to a later one.
pub fn whole_months(from: NaiveDate, to: NaiveDate) -> i32 {
    let months = (to.year() - from.year()) * 12 + to.month() as i32 - from.month() as i32;
    (months - i32::from(to.day() < from.day())).max(0)
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
            ("\u{2212}10d", "2026-03-04"),
            ("2026\u{2212}03\u{2212}14", "2026-03-14"),
            ("3 weeks ago", "2026-02-21"),
            ("+3d", "2026-03-17"),
            ("in 3 days", "2026-03-17"),
            ("next tue", "2026-03-17"),
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
        for text in ["2026-02-30", "31.4.26", "0/0", "13/13/2026", "2026-13-01", "99999-01-01"] {
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
        for text in ["9999-01-01", "1700-01-01", "1.1.3000", "-400y", "-9999999d"] {
            let words = read(text, DayOrder::DayFirst).unwrap_err().to_string();
            assert_eq!(words, format!("“{text}” is too far away; a log takes days from 1850 to 2200"));
        }
        assert_eq!(read(" ", DayOrder::DayFirst), Err(DayError::Empty));
    }

    #[test]
    fn every_form_that_a_refusal_names_is_taken_there() {
        let today = TODAY.parse().unwrap();
        for read in [parse_day, parse_since, parse_coming_day] {
            let words = read("foo", today, DayOrder::DayFirst).unwrap_err().to_string();
            let forms = words.split_once("for example ").unwrap().1.replace(" or ", ", ");
            for form in forms.split(", ") {
                // A date of its own says nothing of the way a day is read.
                assert!(
                    form.contains("26") || read(form, today, DayOrder::DayFirst).is_ok(),
                    "{words}: {form}"
                );
            }
        }
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
            ("2 weeks", "2026-03-28"),
            ("in 2 weeks", "2026-03-28"),
            ("10 days", "2026-03-24"),
            ("1 month", "2026-04-14"),
            ("3m", "2026-06-14"),
            ("+1m", "2026-04-14"),
            ("1y", "2027-03-14"),
            ("next mon", "2026-03-16"),
            ("next sat", "2026-03-21"),
            ("sat", "2026-03-14"),
            ("29 feb", "2028-02-29"),
            ("24.12.26", "2026-12-24"),
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
        for text in ["2026-03-13", "yesterday", "-2w", "\u{2212}2w", "last mon", "3 days ago"] {
            assert!(
                matches!(parse_coming_day(text, today, DayOrder::DayFirst), Err(DayError::Past(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn the_days_that_are_read_are_those_the_log_takes() {
        let between = format!("BETWEEN '{FIRST_DAY}' AND '{LAST_DAY}'");
        let schema = include_str!("../../schema.sql");
        assert!(schema.contains(&between));
        assert_eq!(schema.matches("BETWEEN '").count(), schema.matches(&between).count());
    }

    #[test]
    fn times_are_read_to_the_minute() {
        for (text, time) in [
            ("8:10", "08:10"),
            ("08:10:30", "08:10"),
            ("0810", "08:10"),
            ("815", "08:15"),
            ("8.10", "08:10"),
            ("8am", "08:00"),
            ("2:30 pm", "14:30"),
            ("12am", "00:00"),
            ("12pm", "12:00"),
        ] {
            assert_eq!(parse_time(text).unwrap().format("%H:%M").to_string(), time, "{text}");
        }
        for text in ["", "25:00", "8", "81", "861", "8:1", "13pm", "0pm", "noon", "é1é1"] {
            assert!(parse_time(text).is_err(), "{text}");
        }
    }
}
