//! A decimal number that remembers its digits: `17.0` stays `17.0`.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;

/// A finite decimal number as it was printed. Two are equal when they were printed alike:
/// `17` and `17.0` differ, since the second claims one digit more.
#[derive(Clone, PartialEq)]
pub struct Decimal {
    /// In place: a log holds thousands of numbers, and each is copied wherever its result goes.
    text: SmolStr,
    value: f64,
}

impl Decimal {
    /// Reads digits with an optional sign and one decimal point or comma. The comma becomes a point;
    /// nothing else is changed. `1,200` is refused: it may be 1.2 or 1200.
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        if is_plain(text) {
            // As files and the log have them: nothing to change, nothing to doubt.
            let value = text.parse().map_err(|_| DecimalError::NotANumber(text.to_owned()))?;
            return Ok(Self { text: text.into(), value });
        }
        let text = text.trim();
        let (sign, digits) = match text.strip_prefix(['-', '−']) {
            Some(rest) => ("-", rest),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        if digits.is_empty() {
            return Err(DecimalError::Empty);
        }
        if digits.len() > MOST_DIGITS {
            return Err(DecimalError::TooLong);
        }
        let points = digits.matches(['.', ',']).count();
        let plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',');
        if !plain || points > 1 || !digits.bytes().any(|b| b.is_ascii_digit()) {
            return Err(DecimalError::NotANumber(text.to_owned()));
        }
        if is_ambiguous(digits) {
            return Err(DecimalError::Ambiguous(text.to_owned()));
        }
        let mut clean = digits.replace(',', ".");
        if clean.starts_with('.') {
            clean.insert(0, '0');
        }
        if clean.ends_with('.') {
            clean.pop();
        }
        if clean.len() > MOST_DIGITS {
            return Err(DecimalError::TooLong);
        }
        let clean = format!("{sign}{clean}");
        let value = clean.parse().map_err(|_| DecimalError::NotANumber(text.to_owned()))?;
        Ok(Self { text: clean.into(), value })
    }

    /// A computed number, rounded half away from zero to `decimals` places for show or storage.
    pub fn rounded(value: f64, decimals: u8) -> Self {
        let text = fixed(value, decimals);
        let value = text.parse().unwrap_or(value);
        Self { text: text.into(), value }
    }

    /// A computed number whose digits are rounded to `decimals` places for show while its value is not, so that it
    /// is converted before it is rounded, and rounded once.
    pub fn computed(value: f64, decimals: u8) -> Self {
        Self { text: fixed(value, decimals).into(), value }
    }

    /// The number the digits alone stand for; another than [`Decimal::value`] only for a computed one.
    pub fn printed_value(&self) -> f64 {
        self.text.parse().unwrap_or(self.value)
    }

    /// The digits as printed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The number: what the digits stand for, or what was computed.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// How many digits stand behind the point.
    pub fn decimals(&self) -> u8 {
        self.text.split_once('.').map_or(0, |(_, after)| after.len() as u8)
    }
}

/// `value` written with `decimals` places, never as `-0`.
pub fn fixed(value: f64, decimals: u8) -> String {
    let text = format!("{value:.*}", usize::from(decimals));
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|b| b == b'0' || b == b'.') => rest.to_owned(),
        _ => text,
    }
}

/// Longest number taken; longer ones are not laboratory results.
/// Digits of a number at most, the point included and the sign not.
pub const MOST_DIGITS: usize = 24;

/// Digits with at most one point, which is neither first nor last.
fn is_plain(text: &str) -> bool {
    let points = text.bytes().filter(|b| *b == b'.').count();
    let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let has_ends = !text.is_empty() && !text.starts_with('.') && !text.ends_with('.');
    text.len() <= MOST_DIGITS && is_plain && points <= 1 && has_ends
}

/// `1,200` but not `0,125`, `12,50` or `1,2`.
fn is_ambiguous(digits: &str) -> bool {
    digits.split_once(',').is_some_and(|(before, after)| {
        after.len() == 3 && (1..=3).contains(&before.len()) && before.trim_start_matches('0') == before
    })
}

/// Why a text is not a decimal number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    #[error("a number is missing, for example 5.4")]
    Empty,
    /// A bound without its number.
    #[error("the number of the limit is missing, for example <5")]
    NoLimit,
    /// A comma before exactly three digits.
    #[error("“{0}” can be read two ways: write a decimal point, or no thousands comma")]
    Ambiguous(String),
    /// Not digits with at most one decimal point or comma.
    #[error("“{0}” is not a number; write digits with one decimal point or comma, for example 5.4")]
    NotANumber(String),
    /// More digits than a laboratory prints.
    #[error("a number has at most {MOST_DIGITS} digits")]
    TooLong,
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DecimalVisitor)
    }
}

/// Takes text, and bare numbers from hand-written files as their shortest digits.
struct DecimalVisitor;

impl Visitor<'_> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal number as text, for example \"5.0\"")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
        Decimal::parse(text).map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Decimal, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Decimal, E> {
        self.visit_str(&number.to_string())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Decimal, E> {
        self.visit_str(&number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stay_as_printed_and_a_decimal_comma_becomes_a_point() {
        for (typed, kept) in [
            ("17.0", "17.0"),
            ("1,5", "1.5"),
            ("0,125", "0.125"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-2.1", "-2.1"),
            ("−2,1", "-2.1"),
            ("+3", "3"),
            ("007", "007"),
            ("1234", "1234"),
            ("12,50", "12.50"),
            ("1.200", "1.200"),
        ] {
            assert_eq!(Decimal::parse(typed).unwrap().as_str(), kept, "{typed}");
        }
    }

    #[test]
    fn what_is_not_one_number_is_refused_and_never_guessed() {
        for typed in [
            "", "-", "abc", "1.2.3", "1,2,3", "1.200,5", "1 200", "1e5", "NaN", "inf", "٣", "--1", "1,200",
            "12,345",
        ] {
            assert!(Decimal::parse(typed).is_err(), "{typed}");
        }
        assert!(matches!(Decimal::parse("1,200"), Err(DecimalError::Ambiguous(_))));
    }

    #[test]
    fn a_rounded_number_has_the_places_asked_for_and_no_negative_zero() {
        for (value, decimals, text) in
            [(9.152_969, 1, "9.2"), (416.044, 0, "416"), (-0.04, 1, "0.0"), (-2.05, 1, "-2.0")]
        {
            assert_eq!(Decimal::rounded(value, decimals).as_str(), text, "{value}");
        }
    }
}
