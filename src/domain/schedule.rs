//! How often a dose is taken, kept as it was written.

use std::fmt;

use chrono::{Datelike, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::domain::day::parse_time;

/// A schedule as typed: `daily`, `twice weekly`, `3x/week`, `every 3.5 d`, `mon thu`, `as needed`; with the time of
/// day where that is the same each time: `daily 08:00`, `mon thu at 8 pm`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Schedule(String);

impl Schedule {
    /// The schedule with this text.
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Doses a week; none for `as needed` and for words this does not know.
    pub fn per_week(&self) -> Option<f64> {
        let text = self.0.to_lowercase();
        let (words, _) = parts(&text);
        if !words.is_empty() && words.iter().all(|w| weekday(w).is_some()) {
            return Some(distinct(&words) as f64);
        }
        match words.as_slice() {
            ["daily" | "qd" | "od"] | ["once", "daily"] | ["every", "day"] | ["once", "a", "day"] => {
                Some(7.0)
            }
            ["bid"] | ["twice", "daily" | "a"] | ["twice", "a", "day"] => Some(14.0),
            ["weekly"] | ["once", "weekly"] | ["once", "a", "week"] | ["every", "week"] => Some(1.0),
            ["twice", "weekly"] | ["twice", "a", "week"] => Some(2.0),
            ["eod" | "qod"] | ["every", "other", "day"] => Some(3.5),
            ["monthly"] | ["every", "month"] => Some(7.0 * 12.0 / 365.25),
            ["every", count, unit] => Some(7.0 / (positive(count)? * days_of(unit)?)),
            [one] => times_per(one),
            [times, "weekly" | "daily"] => Some(count(times)? * if words[1] == "daily" { 7.0 } else { 1.0 }),
            [times, "a" | "per", unit] | [times, "times", "a" | "per", unit] => {
                Some(count(times)? * 7.0 / days_of(unit)?)
            }
            _ => None,
        }
    }

    /// When doses are taken on a day, for one who keeps to it from `first` on. None where the day or the time is
    /// not said; nothing on a day without a dose.
    pub fn times_on(&self, day: NaiveDate, first: NaiveDate) -> Option<Vec<NaiveTime>> {
        let text = self.0.to_lowercase();
        let (words, times) = parts(&text);
        if !words.is_empty() && words.iter().all(|w| weekday(w).is_some()) {
            let today = day.weekday().num_days_from_monday() as usize;
            let is_day = words.iter().any(|word| weekday(word) == Some(today));
            return (times.len() == 1).then(|| if is_day { times } else { Vec::new() });
        }
        let per_week = self.per_week()?;
        if per_week >= 7.0 {
            return (times.len() as f64 * 7.0 == per_week).then_some(times);
        }
        // `twice weekly` says neither the days nor how far apart they are.
        let is_regular = matches!(words.first(), Some(&("every" | "eod" | "qod" | "weekly")));
        let days_apart = 7.0 / per_week;
        if !is_regular || days_apart.fract() != 0.0 || times.len() != 1 {
            return None;
        }
        let since = (day - first).num_days();
        Some(if since % days_apart as i64 == 0 { times } else { Vec::new() })
    }
}

/// The words of a schedule that say how often, and the times of day.
fn parts(text: &str) -> (Vec<&str>, Vec<NaiveTime>) {
    let mut words: Vec<&str> = Vec::new();
    let mut times = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()) {
        let is_time = word.contains(':') || word.ends_with("am") || word.ends_with("pm");
        match word {
            "am" | "pm" => match words.pop().map(|hour| parse_time(&format!("{hour}{word}"))) {
                Some(Ok(time)) => times.push(time),
                _ => words.push(word),
            },
            "at" | "and" => {}
            _ => match parse_time(word) {
                Ok(time) if is_time => times.push(time),
                _ => words.push(word),
            },
        }
    }
    times.sort_unstable();
    (words, times)
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// `3x/week`, `2/wk`, `3x/w`.
fn times_per(word: &str) -> Option<f64> {
    let (times, unit) = word.split_once('/')?;
    Some(count(times)? * 7.0 / days_of(unit)?)
}

fn count(word: &str) -> Option<f64> {
    match word {
        "once" | "one" => Some(1.0),
        "twice" | "two" => Some(2.0),
        "three" | "thrice" => Some(3.0),
        "four" => Some(4.0),
        _ => positive(word.trim_end_matches('x')),
    }
}

fn positive(word: &str) -> Option<f64> {
    word.replace(',', ".").parse().ok().filter(|n: &f64| n.is_finite() && *n > 0.0)
}

fn days_of(unit: &str) -> Option<f64> {
    match unit {
        "d" | "day" | "days" => Some(1.0),
        "w" | "wk" | "week" | "weeks" => Some(7.0),
        "h" | "hour" | "hours" => Some(1.0 / 24.0),
        "month" | "months" => Some(365.25 / 12.0),
        _ => None,
    }
}

/// Days after Monday.
fn weekday(word: &str) -> Option<usize> {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    DAYS.iter().position(|day| day.starts_with(word)).filter(|_| word.len() >= 2)
}

fn distinct(words: &[&str]) -> usize {
    let mut firsts: Vec<&str> = words.iter().map(|w| &w[..2]).collect();
    firsts.sort_unstable();
    firsts.dedup();
    firsts.len()
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
            ("2/wk", Some(2.0)),
            ("every 3.5 d", Some(2.0)),
            ("every 2 days", Some(3.5)),
            ("mon thu", Some(2.0)),
            ("Mon, Wed, Fri", Some(3.0)),
            ("every other day", Some(3.5)),
            ("twice a day", Some(14.0)),
            ("three times a week", Some(3.0)),
            ("as needed", None),
            ("when I feel like it", None),
            ("every 0 d", None),
            ("daily 08:00", Some(7.0)),
            ("mon thu at 8 pm", Some(2.0)),
            ("twice daily 8:00 20:00", Some(14.0)),
            ("", None),
        ] {
            assert_eq!(Schedule::new(text).per_week(), per_week, "{text}");
        }
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
}
