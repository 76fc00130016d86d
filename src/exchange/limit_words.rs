//! Which values an analyte can have, and which are usual, in words and in the unit of a value.

use crate::domain::analyte::{Analyte, Unit, ValueLimits};
use crate::domain::decimal::fixed;
use crate::domain::quantity::{Quantity, shown_unit};

/// What a value that cannot be would have to be, and in which unit it could: `from 20 to 1500 ng/dL, and this looks like
/// nmol/L`.
pub(super) fn possible_words(analyte: &Analyte, quantity: &Quantity, meant: Option<&Unit>) -> String {
    let possible = limit_words(analyte, analyte.hard, quantity);
    match meant {
        Some(unit) => format!("{possible}, and this looks like {}", shown_unit(&unit.code)),
        None => possible,
    }
}

/// Limits in the quantity's own unit, in words: `from 20 to 1500 ng/dL`.
pub(super) fn limit_words(analyte: &Analyte, limits: ValueLimits, quantity: &Quantity) -> String {
    let factor = analyte.unit(&quantity.unit).map_or(1.0, |unit| unit.factor);
    let shown = |limit: f64| {
        let value = limit / factor;
        if value.fract().abs() < 1e-9 {
            return fixed(value, 0);
        }
        // A limit is a round number in its own unit; in another one three figures say all it knows.
        let decimals = (2.0 - value.abs().log10().floor()).clamp(0.0, 6.0) as u8;
        let text = fixed(value, decimals);
        if decimals == 0 { text } else { text.trim_end_matches('0').trim_end_matches('.').to_owned() }
    };
    let unit = match shown_unit(&quantity.unit) {
        "" => String::new(),
        unit => format!(" {unit}"),
    };
    match (limits.low, limits.high) {
        (Some(low), Some(high)) => format!("from {} to {}{unit}", shown(low), shown(high)),
        (Some(low), None) => format!("at least {}{unit}", shown(low)),
        (None, Some(high)) => format!("at most {}{unit}", shown(high)),
        (None, None) => "any number".to_owned(),
    }
}
