//! What the difference between two results amounts to, in words: all of them, or as many as a list has room for.

use crate::domain::analyte::Analyte;
use crate::domain::bone::{DensityChange, density_change};
use crate::domain::difference::{Difference, Incomparable, signed};
use crate::domain::series::Reading;
use crate::ui::state::State;

/// `-80%, beyond variation`; of densities the difference. In private mode the verdict alone.
pub fn words(analyte: &Analyte, before: &Reading<'_>, after: &Reading<'_>, state: &State) -> String {
    if is_density(analyte) {
        // The precision of a centre is nowhere recorded, and none is assumed.
        let change = density_change(before, after, None).to_string();
        return if state.look.private { without_number(&change) } else { change };
    }
    let difference = state.catalog.variations().compare(analyte, before, after);
    if state.look.private { difference.verdict().to_owned() } else { difference.to_string() }
}

/// The same in at most 24 columns; empty for scores of a scan, which are not followed over time.
pub fn brief(analyte: &Analyte, before: &Reading<'_>, after: &Reading<'_>, state: &State) -> String {
    if analyte.id.starts_with("t-score-") || analyte.id.starts_with("z-score-") {
        return String::new();
    }
    let (number, verdict) = if is_density(analyte) {
        brief_density(density_change(before, after, None))
    } else {
        let difference = state.catalog.variations().compare(analyte, before, after);
        (difference.percent().map(signed), brief_verdict(&difference))
    };
    match number.filter(|_| !state.look.private) {
        Some(number) => format!("{number}, {verdict}"),
        None => verdict.to_owned(),
    }
}

fn is_density(analyte: &Analyte) -> bool {
    analyte.id.starts_with("bmd-")
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
            Incomparable::NoBase => "from zero, not compared",
            Incomparable::OtherMethod => "another method",
            Incomparable::NoVariation => "not judged",
            Incomparable::TooFewSamples => "too few samples",
        },
    }
}

/// What stands after the first comma, where a number stands before it.
fn without_number(words: &str) -> String {
    words.split_once(", ").map_or(words, |(_, verdict)| verdict).to_owned()
}
