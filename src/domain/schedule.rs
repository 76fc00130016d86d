//! How often a dose is taken: the text as it was written, and the doses it means.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::domain::day::parse_time;

/// A schedule as typed: `daily`, `twice weekly`, `3x/week`, `every 3.5 d`, `mon thu`, `as needed`; with the time of
/// day where that is the same each time: `daily 08:00`, `mon thu at 8 pm`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Schedule(String);

/// What a schedule asks for, as far as its words say.
#[derive(Clone, Debug, PartialEq)]
pub enum Cadence {
    /// On these days of the week, the first being Monday, so many doses each.
    Weekdays {
        /// Whether a dose is taken on the day.
        on: [bool; 7],
        /// Doses on such a day.
        each: u32,
    },
    /// So many doses evenly in each so many days from the first day on.
    Evenly {
        doses: u32,
        /// In so many days, above 0; need not be whole.
        days: f64,
    },
    /// So many doses in each stretch from the first day on; the days are left open.
    Within {
        doses: u32,
        /// How long a stretch is.
        stretch: CountedStretch,
    },
    /// When it is needed; none is expected.
    AsNeeded,
}

/// The stretch of days a schedule counts doses in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountedStretch {
    Week,
    /// From a day to the one before the same day of the next month.
    Month,
}

/// One dose a schedule asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoseSlot {
    /// The day it is counted on. Where the schedule names no days, the doses of a stretch are spread over it.
    pub day: NaiveDate,
    /// The first day a dose taken can be this one.
    pub first: NaiveDate,
    /// The last such day.
    pub last: NaiveDate,
    /// The time of day, where the schedule says it.
    pub time: Option<NaiveTime>,
}

impl Schedule {
    /// The schedule with this text.
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The schedule as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What its words mean; none where they are not understood.
    pub fn cadence(&self) -> Option<Cadence> {
        let text = self.0.to_lowercase();
        let (words, times) = parts(&text);
        read_cadence(&words, times.len() as u32)
    }

    /// Doses a week; none for `as needed` and for words this does not know.
    pub fn per_week(&self) -> Option<f64> {
        Some(match self.cadence()? {
            Cadence::Weekdays { on, each } => {
                f64::from(each) * on.iter().filter(|is_on| **is_on).count() as f64
            }
            Cadence::Evenly { doses, days } => f64::from(doses) * 7.0 / days,
            Cadence::Within { doses, stretch: CountedStretch::Week } => f64::from(doses),
            Cadence::Within { doses, stretch: CountedStretch::Month } => {
                f64::from(doses) * 7.0 * 12.0 / 365.25
            }
            Cadence::AsNeeded => return None,
        })
    }

    /// The doses expected on the days `from` to `to`, oldest first, for one who keeps to it from `anchor` to `last`.
    /// None is expected where the words are not understood.
    pub fn slots(
        &self,
        (anchor, last): (NaiveDate, NaiveDate),
        (from, to): (NaiveDate, NaiveDate),
    ) -> Vec<DoseSlot> {
        let (first, end) = (anchor.max(from), to.min(last));
        if first > end {
            return Vec::new();
        }
        let text = self.0.to_lowercase();
        let (words, times) = parts(&text);
        let Some(cadence) = read_cadence(&words, times.len() as u32) else {
            return Vec::new();
        };
        let days = first.iter_days().take_while(|day| *day <= end);
        let slots = days.flat_map(|day| {
            let count = cadence.doses_on(day, anchor);
            let (first, end) = cadence.stretch_of(day, anchor);
            let is_timed = times.len() == count as usize;
            let time = |place: usize| if is_timed { times.get(place).copied() } else { None };
            let slots = (0..count as usize).map(move |place| DoseSlot {
                day,
                first,
                last: end.min(last),
                time: time(place),
            });
            slots.collect::<Vec<_>>()
        });
        slots.collect()
    }

    /// When doses are taken on a day, for one who keeps to it from `first` on. None where the day or the time is
    /// not said; nothing on a day without a dose.
    pub fn times_on(&self, day: NaiveDate, first: NaiveDate) -> Option<Vec<NaiveTime>> {
        let text = self.0.to_lowercase();
        let (words, times) = parts(&text);
        let cadence = match read_cadence(&words, times.len() as u32)? {
            // `weekly` is each week on the same day; `twice weekly` says neither the days nor how far apart they are.
            Cadence::Within { doses: 1, stretch: CountedStretch::Week } => {
                Cadence::Evenly { doses: 1, days: 7.0 }
            }
            Cadence::Within { .. } | Cadence::AsNeeded => return None,
            Cadence::Evenly { doses, days } if (days / f64::from(doses)).max(1.0).fract() != 0.0 => {
                return None;
            }
            named => named,
        };
        match cadence.doses_on(day, first) {
            0 => (times.len() == 1).then(Vec::new),
            count => (times.len() == count as usize).then_some(times),
        }
    }
}

impl Cadence {
    /// Doses counted on a day of one who began on `anchor`.
    fn doses_on(&self, day: NaiveDate, anchor: NaiveDate) -> u32 {
        let since = (day - anchor).num_days();
        match *self {
            Self::Weekdays { on, each } => {
                if on[day.weekday().num_days_from_monday() as usize] {
                    each
                } else {
                    0
                }
            }
            // Dose number k is of day floor(k * days / doses).
            Self::Evenly { doses, days } => {
                let first_of = |day: i64| (day as f64 * f64::from(doses) / days).ceil() as i64;
                (first_of(since + 1) - first_of(since)) as u32
            }
            Self::Within { doses, .. } => {
                let (first, last) = self.stretch_of(day, anchor);
                let (length, place) = ((last - first).num_days() + 1, (day - first).num_days());
                let is_here = |dose: &u32| i64::from(*dose) * length / i64::from(doses) == place;
                (0..doses).filter(is_here).count() as u32
            }
            Self::AsNeeded => 0,
        }
    }

    /// The days over which a dose counted on a day may be taken, both included.
    fn stretch_of(&self, day: NaiveDate, anchor: NaiveDate) -> (NaiveDate, NaiveDate) {
        let since = (day - anchor).num_days().max(0);
        match self {
            Self::Within { stretch: CountedStretch::Week, .. } => {
                let first = day - Days::new((since % 7) as u64);
                (first, first + Days::new(6))
            }
            Self::Within { stretch: CountedStretch::Month, .. } => {
                let begins = |month: u32| anchor.checked_add_months(Months::new(month)).unwrap_or(day);
                // Never too many, and at most one too few: a month has no more than 31 days.
                let mut month = (since / 31) as u32;
                while begins(month + 1) <= day && begins(month + 1) > begins(month) {
                    month += 1;
                }
                (begins(month), begins(month + 1) - Days::new(1))
            }
            Self::Weekdays { .. } | Self::Evenly { .. } | Self::AsNeeded => (day, day),
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The words of a schedule that say how often, and the times of day.
fn parts(text: &str) -> (Vec<&str>, Vec<NaiveTime>) {
    let mut words: Vec<&str> = Vec::new();
    let mut times = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '+' | '&')).flat_map(listed) {
        let word = word.trim_end_matches('.');
        let is_time = word.contains(':') || word.ends_with("am") || word.ends_with("pm");
        match word {
            "" | "at" | "and" | "on" | "the" | "in" => {}
            "am" | "pm" => match words.pop().map(|hour| parse_time(&format!("{hour}{word}"))) {
                Some(Ok(time)) => times.push(time),
                _ => words.push(word),
            },
            _ => match parse_time(word) {
                Ok(time) if is_time => times.push(time),
                _ => words.push(word),
            },
        }
    }
    times.sort_unstable();
    (words, times)
}

/// The words between commas; the comma of `3,5` is that of a number.
fn listed(word: &str) -> impl Iterator<Item = &str> {
    let is_number = word.starts_with(|c: char| c.is_ascii_digit());
    let word = word.trim_matches(',');
    word.split(move |c: char| c == ',' && !is_number)
}

/// Words for a dose on each day.
const DAILY: [&str; 14] = [
    "daily", "qd", "od", "day", "nightly", "night", "qhs", "qam", "qpm", "bedtime", "morning", "mornings",
    "evening", "evenings",
];

/// What the words mean; `times` is how many times of day were said.
fn read_cadence(words: &[&str], times: u32) -> Option<Cadence> {
    let weekdays = words.strip_prefix(&["every"]).unwrap_or(words);
    if let Some(on) = weekdays_of(weekdays) {
        return Some(Cadence::Weekdays { on, each: times.max(1) });
    }
    let every = |days: f64| Some(Cadence::Evenly { doses: 1, days });
    match words {
        ["prn"]
        | ["as" | "when" | "if", "needed" | "required" | "necessary"]
        | ["on", "demand"]
        | ["demand"] => Some(Cadence::AsNeeded),
        // Only the times were said.
        [] => (times > 0).then_some(Cadence::Evenly { doses: times, days: 1.0 }),
        [one] if DAILY.contains(one) => Some(Cadence::Evenly { doses: times.max(1), days: 1.0 }),
        ["every" | "each", one] if DAILY.contains(one) => {
            Some(Cadence::Evenly { doses: times.max(1), days: 1.0 })
        }
        ["once", one] if DAILY.contains(one) => every(1.0),
        ["bid"] => Some(Cadence::Evenly { doses: 2, days: 1.0 }),
        ["tid"] => Some(Cadence::Evenly { doses: 3, days: 1.0 }),
        ["qid"] => Some(Cadence::Evenly { doses: 4, days: 1.0 }),
        ["eod" | "qod" | "q.o.d"]
        | ["every" | "each", "other" | "second" | "2nd", "day" | "night"]
        | ["alternate", "days"] => every(2.0),
        ["every", "third" | "3rd", "day"] => every(3.0),
        ["every", "other" | "second", "week"] | ["fortnightly"] => every(14.0),
        ["every" | "each", "week"] | ["qw" | "qwk"] => every(7.0),
        ["weekly"] => Some(Cadence::Within { doses: 1, stretch: CountedStretch::Week }),
        ["monthly"] | ["every" | "each", "month"] => {
            Some(Cadence::Within { doses: 1, stretch: CountedStretch::Month })
        }
        ["every", one] => evenly(split_number(one)?),
        ["every", number, unit] => evenly((positive(number)?, *unit)),
        [one] => one.strip_prefix('q').and_then(split_number).and_then(evenly).or_else(|| times_in(one)),
        [times, "weekly" | "daily" | "monthly"] => within(count(times)?, words[1]),
        [times, unit] => within(count(times)?, unit),
        [times, "a" | "per" | "each" | "x" | "times", unit] => within(count(times)?, unit),
        [times, "times" | "x", "a" | "per" | "each", unit] => within(count(times)?, unit),
        _ => None,
    }
}

/// One dose every so many hours, days or weeks.
fn evenly((number, unit): (f64, &str)) -> Option<Cadence> {
    Some(match unit {
        // Twenty-four doses in so many days are one in each so many hours, without a rounded third.
        "h" | "hr" | "hrs" | "hour" | "hours" => Cadence::Evenly { doses: 24, days: number },
        "d" | "day" | "days" => Cadence::Evenly { doses: 1, days: number },
        "w" | "wk" | "week" | "weeks" => Cadence::Evenly { doses: 1, days: number * 7.0 },
        _ => return None,
    })
}

/// So many doses a day, a week or a month.
fn within(doses: u32, unit: &str) -> Option<Cadence> {
    let stretch = match unit {
        "d" | "day" | "daily" => return Some(Cadence::Evenly { doses, days: 1.0 }),
        "w" | "wk" | "week" | "weekly" => CountedStretch::Week,
        "month" | "monthly" => CountedStretch::Month,
        _ => return None,
    };
    Some(Cadence::Within { doses, stretch })
}

/// Reads so many times a week, as in `3x/week`, `2/wk` or `3x/w`.
fn times_in(word: &str) -> Option<Cadence> {
    let (times, unit) = word.split_once('/')?;
    within(count(times)?, unit)
}

/// Splits a number from its unit, as in `3d`, `3.5d` or `12h`.
fn split_number(word: &str) -> Option<(f64, &str)> {
    let end = word.find(|c: char| c.is_alphabetic())?;
    let (number, unit) = word.split_at(end);
    Some((positive(number)?, unit))
}

/// Doses in a stretch, at most a hundred.
fn count(word: &str) -> Option<u32> {
    match word {
        "once" | "one" => Some(1),
        "twice" | "two" => Some(2),
        "three" | "thrice" => Some(3),
        "four" => Some(4),
        _ => word.trim_end_matches('x').parse().ok().filter(|doses| (1..=100).contains(doses)),
    }
}

/// A number of hours, days or weeks that a life can hold.
fn positive(word: &str) -> Option<f64> {
    word.replace(',', ".").parse().ok().filter(|n: &f64| (0.01..=10_000.0).contains(n))
}

/// The days of the week these words name, where they name nothing else.
fn weekdays_of(words: &[&str]) -> Option<[bool; 7]> {
    let mut on = [false; 7];
    for word in words.iter().flat_map(|word| word.split('/')) {
        on[weekday(word)?] = true;
    }
    on.contains(&true).then_some(on)
}

/// The number of days after Monday that a weekday is.
fn weekday(word: &str) -> Option<usize> {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let word = if word.ends_with("days") { &word[..word.len() - 1] } else { word };
    DAYS.iter().position(|day| day.starts_with(word)).filter(|_| word.len() >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_says_how_many_doses_a_week_it_means() {
        for (text, per_week) in [
            ("daily", Some(7.0)),
            ("twice weekly", Some(2.0)),
            ("Twice Weekly", Some(2.0)),
            ("3x/week", Some(3.0)),
            ("3x week", Some(3.0)),
            ("3 x a week", Some(3.0)),
            ("3x weekly", Some(3.0)),
            ("2/wk", Some(2.0)),
            ("every 3.5 d", Some(2.0)),
            ("every 3,5 d", Some(2.0)),
            ("every 3.5d", Some(2.0)),
            ("every 2 days", Some(3.5)),
            ("every 12 hours", Some(14.0)),
            ("q3d", Some(7.0 / 3.0)),
            ("q12h", Some(14.0)),
            ("q2w", Some(0.5)),
            ("mon thu", Some(2.0)),
            ("Mon, Wed, Fri", Some(3.0)),
            ("mon/thu", Some(2.0)),
            ("every monday", Some(1.0)),
            ("Mondays and Thursdays", Some(2.0)),
            ("every other day", Some(3.5)),
            ("eod", Some(3.5)),
            ("nightly", Some(7.0)),
            ("every night at 22:00", Some(7.0)),
            ("in the morning", Some(7.0)),
            ("twice a day", Some(14.0)),
            ("bid", Some(14.0)),
            ("three times a week", Some(3.0)),
            ("weekly", Some(1.0)),
            ("as needed", None),
            ("prn", None),
            ("when I feel like it", None),
            ("biweekly", None),
            ("every 0 d", None),
            ("daily 08:00", Some(7.0)),
            ("daily 08:00 20:00", Some(14.0)),
            ("8:00 20:00", Some(14.0)),
            ("mon thu at 8 pm", Some(2.0)),
            ("twice daily 8:00 20:00", Some(14.0)),
            ("", None),
        ] {
            assert_eq!(Schedule::new(text).per_week(), per_week, "{text}");
        }
        assert_eq!(Schedule::new("prn").cadence(), Some(Cadence::AsNeeded));
        assert_eq!(
            Schedule::new("biweekly").cadence(),
            None,
            "twice a week to one, every second week to another"
        );
    }

    #[test]
    fn the_times_of_a_day_are_known_where_day_and_time_are_said() {
        let first = "2026-01-05".parse().unwrap();
        for (text, day, times) in [
            ("daily 08:00", "2026-03-14", Some("08:00")),
            ("Mon Thu at 8 pm", "2026-03-12", Some("20:00")),
            ("mon thu 20:00", "2026-03-14", Some("")),
            ("twice daily 8:00 and 20:00", "2026-03-14", Some("08:00 20:00")),
            ("every 3 d 7am", "2026-01-08", Some("07:00")),
            ("every 3 d 7am", "2026-01-09", Some("")),
            ("weekly 9:00", "2026-01-12", Some("09:00")),
            ("daily", "2026-03-14", None),
            ("twice daily 8:00", "2026-03-14", None),
            ("twice weekly 8:00", "2026-03-14", None),
            ("every 3.5 d 8:00", "2026-03-14", None),
            ("as needed 8:00", "2026-03-14", None),
        ] {
            let known = Schedule::new(text).times_on(day.parse().unwrap(), first);
            let shown = known.map(|times| {
                times.iter().map(|time| time.format("%H:%M").to_string()).collect::<Vec<_>>().join(" ")
            });
            assert_eq!(shown.as_deref(), times, "{text} on {day}");
        }
    }

    /// From Monday 5 January 2026 on, for three weeks; a day with two doses stands twice.
    #[test]
    fn a_schedule_names_the_doses_of_each_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (text, days) in [
            ("mon thu 20:00", "5 8 12 15 19 22"),
            ("every 3.5 d", "5 8 12 15 19 22"),
            ("eod", "5 7 9 11 13 15 17 19 21 23 25"),
            ("q3d", "5 8 11 14 17 20 23"),
            ("every 2 weeks", "5 19"),
            ("twice weekly", "5 8 12 15 19 22"),
            ("3x week", "5 7 9 12 14 16 19 21 23"),
            ("monthly", "5"),
            ("2x/month", "5 20"),
            ("prn", ""),
            ("as my nose says", ""),
        ] {
            let slots = Schedule::new(text)
                .slots((day("2026-01-05"), NaiveDate::MAX), (day("2025-12-01"), day("2026-01-25")));
            let shown: Vec<String> = slots.iter().map(|slot| slot.day.day().to_string()).collect();
            assert_eq!(shown.join(" "), days, "{text}");
        }
        let on = |text: &str, from: &str, to: &str| {
            Schedule::new(text).slots((day("2026-01-05"), day("2026-02-10")), (day(from), day(to)))
        };
        let timed = on("bid 8:00 20:00", "2026-01-06", "2026-01-06");
        let times: Vec<_> = timed.iter().filter_map(|slot| slot.time).map(|t| t.to_string()).collect();
        assert_eq!(times, ["08:00:00", "20:00:00"]);
        let week = on("twice weekly", "2026-02-09", "2026-02-28");
        let [only] = week.as_slice() else {
            panic!("the second dose of the last week is after the last day: {week:?}")
        };
        assert_eq!((only.first, only.last), (day("2026-02-09"), day("2026-02-10")));
        assert_eq!(on("5x/day", "2026-01-05", "2026-02-03").len(), 150);
        assert_eq!(on("q8h", "2026-01-05", "2026-02-03").len(), 90);
    }
}
