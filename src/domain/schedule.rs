//! How often a dose is taken, kept as it was written.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A schedule as typed: `daily`, `twice weekly`, `3x/week`, `every 3.5 d`, `mon thu`, `as needed`.
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
        let words: Vec<&str> =
            text.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()).collect();
        if !words.is_empty() && words.iter().all(|w| weekday(w)) {
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

fn weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    word.len() >= 2 && DAYS.iter().any(|day| day.starts_with(word))
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
            ("", None),
        ] {
            assert_eq!(Schedule::new(text).per_week(), per_week, "{text}");
        }
    }
}
