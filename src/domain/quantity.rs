//! A quantity as the laboratory printed it: comparator, digits, unit.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::decimal::{Decimal, DecimalError};

/// How the true value relates to the number printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparator {
    #[default]
    #[serde(rename = "=")]
    Equal,
    /// Below the number, as in `<5.0`.
    #[serde(rename = "<")]
    Below,
    /// At most the number.
    #[serde(rename = "<=")]
    AtMost,
    /// Above the number, as in `>1500`.
    #[serde(rename = ">")]
    Above,
    /// At least the number.
    #[serde(rename = ">=")]
    AtLeast,
}

impl Comparator {
    /// All of them, longest sign first, so that a prefix match finds the right one.
    pub const ALL: [Self; 5] = [Self::AtMost, Self::AtLeast, Self::Below, Self::Above, Self::Equal];

    /// The sign as stored and exported: `=`, `<`, `<=`, `>`, `>=`.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
        }
    }

    /// The sign as shown before a number: nothing for an exact one.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Equal => "",
            Self::AtMost => "≤",
            Self::AtLeast => "≥",
            Self::Below => "<",
            Self::Above => ">",
        }
    }

    /// The comparator with this sign, `≤` and `≥` included.
    pub fn from_sign(sign: &str) -> Option<Self> {
        match sign {
            "≤" => Some(Self::AtMost),
            "≥" => Some(Self::AtLeast),
            _ => Self::ALL.into_iter().find(|c| c.sign() == sign),
        }
    }
}

/// A number with its unit, as printed. `unit` is a unit code of the catalogue (`pg/mL`), the same unit the
/// laboratory used even if it spelled it otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Exact, or a bound.
    pub comparator: Comparator,
    pub value: Decimal,
    /// Unit code, one of the analyte's own units.
    pub unit: Box<str>,
}

impl fmt::Display for Quantity {
    /// `<5.0 pg/mL`; the unit codes of pure numbers (`{ratio}`, `{T-score}`, `[pH]`) are left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.comparator.prefix(), self.value)?;
        match shown_unit(&self.unit) {
            "" => Ok(()),
            unit => write!(f, " {unit}"),
        }
    }
}

/// The unit as a person reads it: `10^6/mL` for the UCUM code `10*6/mL`, `kg/m²` for `kg/m2`, nothing for pure
/// numbers. It is read back as the same unit.
pub fn shown_unit(code: &str) -> &str {
    READABLE.iter().find(|(ucum, _)| *ucum == code).map_or_else(|| bare_unit(code), |(_, shown)| shown)
}

/// The unit code for a file: nothing for pure numbers.
pub fn bare_unit(code: &str) -> &str {
    if code.starts_with(['{', '[']) { "" } else { code }
}

/// Codes that people write in another way.
const READABLE: [(&str, &str); 7] = [
    ("10*6/mL", "10^6/mL"),
    ("10*6", "10^6"),
    ("10*6/ejaculate", "10^6/ejaculate"),
    ("10*3/uL", "10^3/uL"),
    ("10*9/L", "10^9/L"),
    ("g/cm2", "g/cm²"),
    ("kg/m2", "kg/m²"),
];

/// What stands in a value field: comparator, digits, and the unit if one was typed.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedValue {
    /// Exact, or a bound.
    pub comparator: Comparator,
    pub value: Decimal,
    /// The unit as typed, not yet looked up.
    pub unit: Option<String>,
}

/// Reads `28`, `28 pg/mL`, `<5`, `>= 60`, `≤5pg/mL`, `1,5`.
pub fn parse_typed(text: &str) -> Result<TypedValue, DecimalError> {
    let text = text.trim();
    let (comparator, rest) = split_comparator(text);
    let end = rest
        .char_indices()
        .find(|&(i, c)| {
            !(c.is_ascii_digit() || c == '.' || c == ',' || (i == 0 && matches!(c, '-' | '+' | '−')))
        })
        .map_or(rest.len(), |(i, _)| i);
    let (number, unit) = rest.split_at(end);
    let unit = unit.trim();
    if number.is_empty() && !unit.is_empty() {
        return Err(DecimalError::NotANumber(text.to_owned()));
    }
    // `1.2.3` and `1 200` are one mistake, not a number and a unit of digits.
    if unit.starts_with(|c: char| c.is_ascii_digit() && !unit.contains('*') && !unit.contains('^')) {
        return Err(DecimalError::NotANumber(text.to_owned()));
    }
    let unit = (!unit.is_empty()).then(|| unit.to_owned());
    Ok(TypedValue { comparator, value: Decimal::parse(number)?, unit })
}

/// The comparator a text begins with, `=` when there is none, and what follows it.
pub fn split_comparator(text: &str) -> (Comparator, &str) {
    const SIGNS: [(&str, Comparator); 9] = [
        ("<=", Comparator::AtMost),
        (">=", Comparator::AtLeast),
        ("=<", Comparator::AtMost),
        ("=>", Comparator::AtLeast),
        ("≤", Comparator::AtMost),
        ("≥", Comparator::AtLeast),
        ("<", Comparator::Below),
        (">", Comparator::Above),
        ("=", Comparator::Equal),
    ];
    SIGNS
        .into_iter()
        .find_map(|(sign, comparator)| text.strip_prefix(sign).map(|rest| (comparator, rest.trim_start())))
        .unwrap_or((Comparator::Equal, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_value_is_split_into_comparator_digits_and_unit() {
        for (typed, sign, digits, unit) in [
            ("28", "=", "28", None),
            ("28 pg/mL", "=", "28", Some("pg/mL")),
            ("<5pg/mL", "<", "5", Some("pg/mL")),
            ("< 5.0", "<", "5.0", None),
            (">= 60", ">=", "60", None),
            ("≤5 %", "<=", "5", Some("%")),
            ("1,5", "=", "1.5", None),
            ("-2.1", "=", "-2.1", None),
            ("16 x10^6/ml", "=", "16", Some("x10^6/ml")),
            ("16 10*6/mL", "=", "16", Some("10*6/mL")),
        ] {
            let read = parse_typed(typed).unwrap_or_else(|e| panic!("{typed}: {e}"));
            assert_eq!(
                (read.comparator.sign(), read.value.as_str(), read.unit.as_deref()),
                (sign, digits, unit),
                "{typed}"
            );
        }
    }

    #[test]
    fn comparator_nonsense_is_refused() {
        for typed in ["<", "<>5", "<<5", "5<", "pg/mL", "", "1 200", "1.2.3", "- 5"] {
            let read = parse_typed(typed);
            assert!(read.as_ref().map_or(true, |r| r.unit.is_some()), "{typed}: {read:?}");
        }
    }
}
