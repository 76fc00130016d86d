//! What is typed after `/`: words that must all match.

use crate::domain::day;
use crate::domain::interval::Interpretation;
use crate::domain::report::Report;
use crate::ui::state::State;

/// A filter: every word has to match the report. Words are an analyte, a laboratory, a kind, a note, `low`,
/// `high` or `within`, or a date: `2025`, `2025-06`, `>2025-06`, `<2025`.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    text: String,
    words: Vec<Word>,
}

#[derive(Clone, Debug, PartialEq)]
enum Word {
    Status(Interpretation),
    /// The day lies in a year or month, as typed.
    During(String),
    /// The day comes after what is typed.
    After(String),
    /// The day comes before what is typed.
    Before(String),
    Text(String),
}

impl Filter {
    /// The filter with this text; an empty one takes everything.
    pub fn new(text: &str) -> Self {
        let words = text.split_whitespace().map(|word| Word::new(&word.to_lowercase())).collect();
        Self { text: text.to_owned(), words }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether every word matches the report.
    pub fn takes(&self, report: &Report, state: &State) -> bool {
        self.words.iter().all(|word| word.matches(report, state))
    }
}

impl Word {
    fn new(word: &str) -> Self {
        match word {
            "low" => Self::Status(Interpretation::Low),
            "high" => Self::Status(Interpretation::High),
            "within" => Self::Status(Interpretation::Within),
            _ => match (word.strip_prefix('>'), word.strip_prefix('<')) {
                (Some(rest), _) if is_date(rest) => Self::After(rest.to_owned()),
                (_, Some(rest)) if is_date(rest) => Self::Before(rest.to_owned()),
                _ if is_date(word) => Self::During(word.to_owned()),
                _ => Self::Text(word.to_owned()),
            },
        }
    }

    fn matches(&self, report: &Report, state: &State) -> bool {
        let day = report.date.to_string();
        match self {
            Self::Status(wanted) => {
                report.results.iter().any(|result| state.judge(report, result).interpretation == *wanted)
            }
            Self::During(date) => day.starts_with(date.as_str()),
            // ISO text sorts as time does; of a year or month only what lies behind all of it is after it.
            Self::After(date) => day.as_str() > date.as_str() && !day.starts_with(date.as_str()),
            Self::Before(date) => day.as_str() < date.as_str(),
            Self::Text(text) => holds(text, report, state),
        }
    }
}

/// `2025`, `2025-06`, `2025-06-01`.
fn is_date(text: &str) -> bool {
    let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    digits && matches!(text.len(), 4 | 7 | 10) && text.starts_with(['1', '2'])
}

/// Whether a text stands anywhere on the report; an analyte may be named by any of its names.
fn holds(text: &str, report: &Report, state: &State) -> bool {
    let within = |hay: &str| hay.to_lowercase().contains(text);
    let meant = state.catalog.find_analyte(text).map(|analyte| &analyte.id);
    let on_result = |result: &crate::domain::report::Observation| {
        Some(&result.analyte) == meant
            || within(&result.analyte)
            || within(state.name(&result.analyte))
            || result.note.as_deref().is_some_and(within)
            || result.method.as_deref().is_some_and(within)
    };
    within(report.kind().name())
        || within(report.kind().id())
        || report.laboratory.as_deref().is_some_and(within)
        || report.note.as_deref().is_some_and(within)
        || within(&day::long(report.date))
        || report.results.iter().any(on_result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_status_date_or_text() {
        for (typed, word) in [
            ("low", Word::Status(Interpretation::Low)),
            ("2025", Word::During("2025".into())),
            (">2025-06", Word::After("2025-06".into())),
            ("<2025", Word::Before("2025".into())),
            (">5", Word::Text(">5".into())),
            ("Quest", Word::Text("quest".into())),
        ] {
            assert_eq!(Filter::new(typed).words, [word], "{typed}");
        }
    }
}
