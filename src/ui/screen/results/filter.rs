//! What is typed after `/`: words that must all match.

use crate::domain::day;
use crate::domain::id::AnalyteId;
use crate::domain::interval::Interpretation;
use crate::domain::report::{Observation, Report};
use crate::ui::state::State;
use crate::ui::when::FilterTime;

/// A filter: every word has to match the report. Words are an analyte, a laboratory, a kind, a note, `low`,
/// `high` or `within`, or a time: `2025`, `2025-06`, `>14/3`, `<2025`.
#[derive(Clone, Debug, Default)]
pub struct ReportFilter {
    text: String,
    words: Vec<FilterWord>,
    /// Each holds of the results that are named beside it: `estradiol low` asks for a low estradiol.
    statuses: Vec<Interpretation>,
}

#[derive(Clone, Debug, PartialEq)]
enum FilterWord {
    /// The day lies in this time.
    Time(FilterTime),
    /// Stands anywhere on the report; the analyte it is a name of, if it is one.
    Text(String, Option<AnalyteId>),
}

impl ReportFilter {
    /// The filter with this text; an empty one takes everything.
    pub fn new(text: &str, state: &State) -> Self {
        let mut filter = Self { text: text.to_owned(), ..Self::default() };
        for word in text.split_whitespace().map(str::to_lowercase) {
            match status(&word) {
                Some(status) => filter.statuses.push(status),
                None => filter.words.push(FilterWord::new(&word, state)),
            }
        }
        filter
    }

    /// The filter as it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How the times in it are understood.
    pub fn times(&self) -> Vec<String> {
        let times = self.words.iter().filter_map(|word| match word {
            FilterWord::Time(when) => Some(when.words()),
            FilterWord::Text(..) => None,
        });
        times.collect()
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

impl FilterWord {
    fn new(word: &str, state: &State) -> Self {
        FilterTime::read(word, state).map_or_else(
            || {
                let meant = state.catalog.find_series(word).map(|analyte| analyte.id.clone());
                Self::Text(word.to_owned(), meant)
            },
            Self::Time,
        )
    }

    fn matches(&self, report: &Report, state: &State) -> bool {
        match self {
            Self::Time(when) => when.takes(report.date),
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
    let beside = [result.note.as_deref(), result.method.as_deref(), result.assay.as_deref()];
    beside.into_iter().flatten().any(|words| contains(words, text))
}

fn contains(hay: &str, lowercase: &str) -> bool {
    hay.to_lowercase().contains(lowercase)
}
