//! What the difference between two results amounts to, in words: all of them, or as many as a list has room for.

use crate::domain::analyte::Analyte;
use crate::domain::bone::{DensityChange, density_change};
use crate::domain::decimal::Decimal;
use crate::domain::difference::{Difference, Incomparable, signed};
use crate::domain::series::Reading;
use crate::ui::state::State;

/// `-80%, beyond variation`; of densities the difference. In private mode the verdict alone.
pub fn words(analyte: &Analyte, before: &Reading<'_>, after: &Reading<'_>, state: &State) -> String {
    if is_density(analyte) {
        let change = density_change(before, after, precision(analyte, after, state));
        return state.privacy().either(|| change.to_string(), || change.verdict());
    }
    let difference = state.catalog.variations().compare(analyte, before, after);
    state.privacy().either(|| difference.to_string(), || difference.verdict().to_owned())
}

/// The same in at most 24 columns; empty for scores of a scan, which are not followed over time.
pub fn brief(analyte: &Analyte, before: &Reading<'_>, after: &Reading<'_>, state: &State) -> String {
    if analyte.id.starts_with("t-score-") || analyte.id.starts_with("z-score-") {
        return String::new();
    }
    let (number, verdict) = if is_density(analyte) {
        brief_density(density_change(before, after, precision(analyte, after, state)))
    } else {
        let difference = state.catalog.variations().compare(analyte, before, after);
        (difference.percent().map(signed), brief_verdict(&difference))
    };
    match state.privacy().telling(number) {
        Some(number) => format!("{number}, {verdict}"),
        None => verdict.to_owned(),
    }
}

/// Whether the difference is more than chance and day-to-day variation explain, which weight tells in a list.
pub fn is_beyond_variation(
    analyte: &Analyte,
    before: &Reading<'_>,
    after: &Reading<'_>,
    state: &State,
) -> bool {
    if is_density(analyte) {
        let change = density_change(before, after, precision(analyte, after, state));
        return matches!(change, DensityChange::Significant { .. });
    }
    let difference = state.catalog.variations().compare(analyte, before, after);
    matches!(difference, Difference::BeyondVariation { .. })
}

/// The precision error of the machine that measured, where the settings know it; none is assumed.
fn precision(analyte: &Analyte, reading: &Reading<'_>, state: &State) -> Option<f64> {
    let device = reading.report()?.context.device()?;
    let site = analyte.id.strip_prefix("bmd-")?;
    let is_of = |(name, _): &(&String, _)| name.eq_ignore_ascii_case(device.trim());
    let (_, sites) = state.look.precision.iter().find(is_of)?;
    sites.get(site).map(Decimal::value)
}

/// Whether it is a bone density, which is followed by its difference and a centre's precision.
pub fn is_density(analyte: &Analyte) -> bool {
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
            Incomparable::NoBase => "no percentage",
            Incomparable::OtherMethod => "another method",
            Incomparable::SomeZero | Incomparable::NoVariation => reason.words(),
            Incomparable::TooFewSamples => "too few samples",
        },
    }
}
