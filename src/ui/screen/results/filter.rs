//! What is typed after `/`: words that must all match.

use crate::catalog::Catalog;
use crate::domain::day;
use crate::domain::id::AnalyteId;
use crate::domain::interval::Interpretation;
use crate::domain::report::{Observation, Report};
use crate::ui::state::State;

/// A filter: every word has to match the report. Words are an analyte, a laboratory, a kind, a note, `low`,
/// `high` or `within`, or a date: `2025`, `2025-06`, `>2025-06`, `<2025`.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    text: String,
    words: Vec<Word>,
    /// Each holds of the results that are named beside it: `estradiol low` asks for a low estradiol.
    statuses: Vec<Interpretation>,
}

#[derive(Clone, Debug, PartialEq)]
enum Word {
    /// The day lies in a year or month, as typed.
    During(String),
    /// The day comes after what is typed.
    After(String),
    /// The day comes before what is typed.
    Before(String),
    /// Stands anywhere on the report; the analyte it is a name of, if it is one.
    Text(String, Option<AnalyteId>),
}

impl Filter {
    /// The filter with this text; an empty one takes everything.
    pub fn new(text: &str, catalog: &Catalog) -> Self {
        let mut filter = Self { text: text.to_owned(), ..Self::default() };
        for word in text.split_whitespace().map(str::to_lowercase) {
            match status(&word) {
                Some(status) => filter.statuses.push(status),
                None => filter.words.push(Word::new(&word, catalog)),
            }
        }
        filter
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether every word matches the report.
    pub fn takes(&self, report: &Report, state: &State) -> bool {
        self.words.iter().all(|word| word.matches(report, state)) && self.statuses_hold(report, state)
    }

    fn statuses_hold(&self, report: &Report, state: &State) -> bool {
        if self.statuses.is_empty() {
            return true;
        }
        let is_named = |result: &&Observation| self.words.iter().any(|word| word.names(result, state));
        let names_some = report.results.iter().any(|result| is_named(&result));
        self.statuses.iter().all(|wanted| {
            let looked_at = report.results.iter().filter(|result| !names_some || is_named(result));
            looked_at.into_iter().any(|result| state.judge(report, result).interpretation == *wanted)
        })
    }
}

fn status(word: &str) -> Option<Interpretation> {
    [Interpretation::Low, Interpretation::High, Interpretation::Within].into_iter().find(|i| i.id() == word)
}

impl Word {
    fn new(word: &str, catalog: &Catalog) -> Self {
        match (word.strip_prefix('>'), word.strip_prefix('<')) {
            (Some(rest), _) if is_date(rest) => Self::After(rest.to_owned()),
            (_, Some(rest)) if is_date(rest) => Self::Before(rest.to_owned()),
            _ if is_date(word) => Self::During(word.to_owned()),
            _ => {
                let meant = catalog.find_analyte(word).map(|analyte| analyte.id.clone());
                Self::Text(word.to_owned(), meant)
            }
        }
    }

    fn matches(&self, report: &Report, state: &State) -> bool {
        let day = || report.date.to_string();
        match self {
            Self::During(date) => day().starts_with(date.as_str()),
            // ISO text sorts as time does; of a year or month only what lies behind all of it is after it.
            Self::After(date) => {
                let day = day();
                day.as_str() > date.as_str() && !day.starts_with(date.as_str())
            }
            Self::Before(date) => day().as_str() < date.as_str(),
            Self::Text(text, _) => {
                holds(text, report) || report.results.iter().any(|r| self.names(r, state) || noted(text, r))
            }
        }
    }

    /// Whether it names what a result measured.
    fn names(&self, result: &Observation, state: &State) -> bool {
        let Self::Text(text, meant) = self else { return false };
        *meant == Some(result.analyte.clone())
            || contains(&result.analyte, text)
            || contains(state.name(&result.analyte), text)
    }
}

/// `2025`, `2025-06`, `2025-06-01`.
fn is_date(text: &str) -> bool {
    let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    digits && matches!(text.len(), 4 | 7 | 10) && text.starts_with(['1', '2'])
}

/// Whether a text stands on the report beside its results.
fn holds(text: &str, report: &Report) -> bool {
    contains(report.kind().name(), text)
        || contains(report.kind().id(), text)
        || report.laboratory.as_deref().is_some_and(|laboratory| contains(laboratory, text))
        || report.note.as_deref().is_some_and(|note| contains(note, text))
        || contains(&day::long(report.date), text)
}

/// Whether a text stands in the words beside a result.
fn noted(text: &str, result: &Observation) -> bool {
    let beside = [&result.note, &result.method, &result.assay];
    beside.into_iter().flatten().any(|words| contains(words, text))
}

fn contains(hay: &str, lowercase: &str) -> bool {
    hay.to_lowercase().contains(lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_status_date_or_text() {
        let estradiol = || Some("estradiol".into());
        for (typed, words, statuses) in [
            ("low", vec![], vec![Interpretation::Low]),
            ("2025", vec![Word::During("2025".into())], vec![]),
            (">2025-06", vec![Word::After("2025-06".into())], vec![]),
            ("<2025", vec![Word::Before("2025".into())], vec![]),
            (">5", vec![Word::Text(">5".into(), None)], vec![]),
            ("Quest", vec![Word::Text("quest".into(), None)], vec![]),
            ("E2 high", vec![Word::Text("e2".into(), estradiol())], vec![Interpretation::High]),
        ] {
            let filter = Filter::new(typed, Catalog::embedded());
            assert_eq!((filter.words, filter.statuses), (words, statuses), "{typed}");
        }
    }
}
