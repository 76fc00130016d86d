//! A time in a filter: a year, a month or a day, or what lies before or after one.

use chrono::NaiveDate;

use crate::domain::day;
use crate::ui::state::State;

/// A time to filter by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilterTime {
    /// In a year, a month or on a day, as ISO text from its beginning: `2025`, `2025-06`.
    During(String),
    /// After all of it.
    After(String),
    Before(String),
}

impl FilterTime {
    /// Reads `2025`, `2025-06`, `14/3`, `14.3.26`, `-10d`; with `>` or `<` before it any day as it is typed elsewhere,
    /// `>yesterday`. None for a word that is no time.
    pub fn read(word: &str, state: &State) -> Option<Self> {
        let day_of = |text: &str| day::parse_day(text, state.today, state.look.day_order).ok();
        let time = |text: &str, asked: bool| -> Option<String> {
            if is_partial(text) {
                return Some(text.to_owned());
            }
            let is_date = match text.strip_prefix('-') {
                Some(back) => back.ends_with(char::is_alphabetic),
                None => text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(['.', '/', '-']),
            };
            // Words as `march` or `5` are looked for in the text unless a time is asked for.
            let may_be = is_date || asked && text.starts_with(char::is_alphabetic);
            day_of(text).filter(|_| may_be).map(|day| day.to_string())
        };
        match (word.strip_prefix('>'), word.strip_prefix('<')) {
            (Some(rest), _) => time(rest, true).map(Self::After),
            (_, Some(rest)) => time(rest, true).map(Self::Before),
            _ => time(word, false).map(Self::During),
        }
    }

    /// Whether a day lies in it.
    pub fn takes(&self, date: NaiveDate) -> bool {
        let day = date.to_string();
        match self {
            Self::During(time) => day.starts_with(time.as_str()),
            // ISO text sorts as time does; of a year or month only what lies behind all of it is after it.
            Self::After(time) => day.as_str() > time.as_str() && !day.starts_with(time.as_str()),
            Self::Before(time) => day.as_str() < time.as_str(),
        }
    }

    /// How it is understood: `after Sat 14 Mar 2026`.
    pub fn words(&self) -> String {
        let (before, time) = match self {
            Self::During(time) => ("", time),
            Self::After(time) => ("after ", time),
            Self::Before(time) => ("before ", time),
        };
        let day = time.parse().map_or_else(|_| time.clone(), day::with_weekday);
        format!("{before}{day}")
    }
}

/// Whether a day is named only in part, as in `2025` or `2025-06`.
fn is_partial(text: &str) -> bool {
    let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    digits && matches!(text.len(), 4 | 7) && text.starts_with(['1', '2'])
}
