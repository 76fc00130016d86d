//! What a semen analysis or a scan says beyond its numbers.

use ratatui::style::Style;

use crate::domain::cycle::sperm_cycle;
use crate::domain::report::{Kind, Report};
use crate::exchange::cycle::told;
use crate::exchange::report_words::{ReportSentence, ReportView, SentenceWeight};
use crate::ui::screen::results::report_note::ReportNote;
use crate::ui::state::State;

/// Sentences for below the results; where values are hidden only those that tell nothing of them.
pub fn notes(report: &Report, state: &State) -> Vec<ReportNote> {
    let view =
        ReportView { record: &state.record, catalog: state.catalog, who_edition: &state.look.who_edition };
    let is_told = |sentence: &ReportSentence| {
        sentence.weight == SentenceWeight::Method || state.privacy().telling(Some(())).is_some()
    };
    let sentences = view.sentences(report).into_iter().filter(is_told);
    let mut notes: Vec<ReportNote> =
        sentences.map(|sentence| ReportNote::new(sentence.text, style(sentence.weight, state))).collect();
    if report.kind() == Kind::Semen {
        notes.extend(cycle(report, state));
    }
    notes
}

fn style(weight: SentenceWeight, state: &State) -> Style {
    let theme = &state.look.theme;
    match weight {
        SentenceWeight::Verdict => theme.heading,
        SentenceWeight::Remark => Style::new(),
        SentenceWeight::Method | SentenceWeight::Grouping => theme.dim,
        SentenceWeight::Doubt => theme.attention,
    }
}

/// What happened while the sperm of the sample were made.
fn cycle(report: &Report, state: &State) -> Vec<ReportNote> {
    let cycle = sperm_cycle(&state.record, report.date);
    let (heading, lines) = told(&cycle, state.catalog, |day| state.day(day));
    std::iter::once(ReportNote::apart(heading, state.look.theme.dim))
        .chain(lines.into_iter().map(|words| ReportNote::new(words, Style::new())))
        .collect()
}
