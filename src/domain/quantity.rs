//! A quantity as the laboratory printed it: comparator, digits, unit.

use std::fmt;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::domain::decimal::Decimal;

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

/// The code of a unit as the catalogue writes it, `pg/mL`. In place: a log holds thousands of them.
pub type UnitCode = SmolStr;

/// A number with its unit, as printed. `unit` is a unit code of the catalogue (`pg/mL`), the same unit the
/// laboratory used even if it spelled it otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// Exact, or a bound.
    pub comparator: Comparator,
    pub value: Decimal,
    /// Unit code, one of the analyte's own units.
    pub unit: UnitCode,
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
const READABLE: [(&str, &str); 8] = [
    ("10*6/mL", "10^6/mL"),
    ("10*6", "10^6"),
    ("10*6/ejaculate", "10^6/ejaculate"),
    ("10*3/uL", "10^3/uL"),
    ("10*9/L", "10^9/L"),
    ("g/cm2", "g/cm²"),
    ("mg/cm2", "mg/cm²"),
    ("kg/m2", "kg/m²"),
];

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
