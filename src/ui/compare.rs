//! What the difference between two results amounts to, in words: all of them, or as many as a list has room for.

use crate::domain::analyte::Analyte;
use crate::domain::bone::DensityChange;
use crate::domain::difference::{Difference, Direction, Incomparable, signed};
use crate::domain::reading_change::ReadingChange;
use crate::domain::response::{MissingResult, Verdict};
use crate::domain::series::Reading;
use crate::ui::state::State;
use crate::ui::theme::Glyphs;

/// `-80%, beyond variation`; of densities the difference. In private mode the verdict alone. Nothing of scores of a scan.
pub fn words(analyte: &Analyte, before: &Reading<'_>, after: &Reading<'_>, state: &State) -> Option<String> {
    let change = change(analyte, before, after, state)?;
    Some(state.privacy().either(|| change.to_string(), || change.verdict()))
}

/// The same of a change in at most 24 columns.
pub fn brief(change: ReadingChange, state: &State) -> String {
    let (number, verdict) = match change {
        ReadingChange::Density(change) => brief_density(change),
        ReadingChange::Relative(difference) => (difference.percent().map(signed), brief_verdict(&difference)),
    };
    match state.privacy().telling(number) {
        Some(number) => format!("{number}, {verdict}"),
        None => verdict.to_owned(),
    }
}

/// The change between two readings of an analyte.
pub fn change(
    analyte: &Analyte,
    before: &Reading<'_>,
    after: &Reading<'_>,
    state: &State,
) -> Option<ReadingChange> {
    let precision = state.intervals.scan_precision();
    ReadingChange::between(analyte, before, after, state.catalog.variations(), precision)
}

fn brief_density(change: DensityChange) -> (Option<String>, &'static str) {
    let number = |difference: f64| Some(format!("{difference:+.3}"));
    match change {
        DensityChange::Significant { difference, .. } => (number(difference), "beyond precision"),
        DensityChange::WithinPrecision { difference, .. } => (number(difference), "within precision"),
        DensityChange::NoPrecision { difference } => (number(difference), "not judged"),
        DensityChange::NotComparable(reason) => (None, reason.words()),
    }
}

const fn brief_verdict(difference: &Difference) -> &'static str {
    match difference {
        Difference::BeyondVariation { .. } => "beyond variation",
        Difference::WithinVariation { .. } => "within variation",
        Difference::NotComparable { reason, .. } => match reason {
            Incomparable::Censored => "a bound, not compared",
            Incomparable::NoBase => "no percentage",
            Incomparable::OtherMethod => "another method",
            Incomparable::NoVariation | Incomparable::SomeZero | Incomparable::SomeCensored => reason.words(),
            Incomparable::TooFewSamples => "too few samples",
        },
    }
}

/// The verdict of a response in at most 16 columns; a wide Therapy tab has all of its words.
pub const fn brief_response(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::AsExpected => "as expected",
        Verdict::WithinVariation => "within variation",
        Verdict::Opposite => "opposite",
        Verdict::NoDirection => "beyond variation",
        Verdict::NotEnoughData(MissingResult::Baseline) => "no baseline",
        Verdict::NotEnoughData(MissingResult::OnTreatment) => "none since",
        Verdict::NotEnoughData(MissingResult::TooEarly { .. }) => "too early",
        Verdict::NotEnoughData(MissingResult::Comparison(reason)) => match reason {
            Incomparable::Censored => "only a bound",
            Incomparable::NoBase => "no percentage",
            Incomparable::OtherMethod => "other method",
            Incomparable::SomeZero => "zero among them",
            Incomparable::SomeCensored => "one is a bound",
            Incomparable::NoVariation => "not judged",
            Incomparable::TooFewSamples => "more samples",
        },
    }
}

/// The direction expected of the drug class.
pub const fn expected_arrow(direction: Direction, glyphs: Glyphs) -> &'static str {
    match direction {
        Direction::Up => glyphs.pick("↑", "up"),
        Direction::Down => glyphs.pick("↓", "down"),
    }
}
