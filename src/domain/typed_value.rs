//! What stands in a value field: a number as people type it or copy it from a report.

use crate::domain::analyte::Analyte;
use crate::domain::decimal::{Decimal, DecimalError};
use crate::domain::quantity::{Comparator, split_comparator};

/// A typed value in its parts.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedValue {
    /// Exact, or a bound.
    pub comparator: Comparator,
    pub value: Decimal,
    /// The unit as typed, not yet looked up.
    pub unit: Option<String>,
    /// The laboratory's flag beside the number: `H`, `L`.
    pub flag: Option<&'static str>,
}

/// Bounds in words, the longer before the shorter.
const BOUNDS: [(&str, Comparator); 14] = [
    ("less than or equal to", Comparator::AtMost),
    ("greater than or equal to", Comparator::AtLeast),
    ("more than or equal to", Comparator::AtLeast),
    ("no more than", Comparator::AtMost),
    ("no less than", Comparator::AtLeast),
    ("less than", Comparator::Below),
    ("lower than", Comparator::Below),
    ("greater than", Comparator::Above),
    ("higher than", Comparator::Above),
    ("more than", Comparator::Above),
    ("at least", Comparator::AtLeast),
    ("at most", Comparator::AtMost),
    ("below", Comparator::Below),
    ("above", Comparator::Above),
];

/// Ways to say that nothing was found; a limit stands beside it.
const NOT_FOUND: [&str; 7] =
    ["undetectable", "not detectable", "not detected", "none detected", "undetected", "nd", "n.d."];

/// Flags as they stand behind a number, the longer before the shorter.
const FLAGS: [(&str, &str); 8] =
    [("high", "H"), ("low", "L"), ("HH", "H"), ("LL", "L"), ("H", "H"), ("L", "L"), ("↑", "H"), ("↓", "L")];

/// Reads `28`, `28 pg/mL`, `<5`, `>= 60`, `≤5pg/mL`, `1,5`, and what reports print: `512H`, `31.2 (L)`, `1'016`,
/// `less than 5`, `undetectable (<0.04)`. `1e3` is refused: no laboratory prints it, and a slip of the finger looks so.
pub fn parse_typed(text: &str) -> Result<TypedValue, DecimalError> {
    let text = text.trim();
    let wrong = || DecimalError::NotANumber(text.to_owned());
    let bound = limit_of_nothing(text);
    let (before, flag) = split_flag(bound.unwrap_or(text));
    let (comparator, rest) = split_bound(before);
    let (number, behind) = split_number(rest);
    let unit = behind.trim();
    if number.is_empty() && !unit.is_empty() {
        return Err(wrong());
    }
    if number.is_empty() && comparator != Comparator::Equal {
        return Err(DecimalError::NoLimit);
    }
    // `1e3` is a number of a program, or a slip.
    let is_exponent = unit
        .strip_prefix(['e', 'E'])
        .is_some_and(|rest| rest.trim_start_matches(['+', '-']).starts_with(|c: char| c.is_ascii_digit()));
    if is_exponent {
        return Err(wrong());
    }
    // `5<` is a bound on the wrong side of its number.
    if unit.contains(['<', '>', '=', '≤', '≥']) {
        return Err(wrong());
    }
    // `1.2.3` and `1 200` are one mistake, not a number and a unit of digits.
    if unit.starts_with(|c: char| c.is_ascii_digit() && !unit.contains('*') && !unit.contains('^')) {
        return Err(wrong());
    }
    let unit = (!unit.is_empty()).then(|| unit.to_owned());
    let value = match plain_number(number) {
        Some(plain) => Decimal::parse(&plain)?,
        None => Decimal::parse(number)?,
    };
    Ok(TypedValue { comparator, value, unit, flag })
}

/// The same for a value of an analyte: an `L` behind the number of what is measured in litres is a unit and no flag.
pub fn parse_typed_of(analyte: &Analyte, text: &str) -> Result<TypedValue, DecimalError> {
    let mut read = parse_typed(text)?;
    let is_unit = |flag: &&str| text.trim_end().ends_with(*flag) && analyte.unit(flag).is_some();
    if read.unit.is_none()
        && let Some(flag) = read.flag.filter(is_unit)
    {
        read.unit = Some(flag.to_owned());
        read.flag = None;
    }
    Ok(read)
}

/// The limit beside words that say nothing was found: `<0.04` of `undetectable (<0.04)` and `<0.04 (undetectable)`.
fn limit_of_nothing(text: &str) -> Option<&str> {
    let (before, rest) = text.split_once('(')?;
    let (inside, after) = rest.split_once(')')?;
    let (before, inside) = (before.trim(), inside.trim());
    let is_nothing = |words: &str| NOT_FOUND.iter().any(|known| words.eq_ignore_ascii_case(known));
    let is_limit = |words: &str| words.starts_with(['<', '≤']);
    match (before, inside) {
        _ if !after.trim().is_empty() => None,
        (words, limit) | (limit, words) if is_nothing(words) && is_limit(limit) => Some(limit),
        _ => None,
    }
}

/// The text without the flag behind or before its number. A letter that belongs to a unit, as in `0.45 L/L`, is none.
fn split_flag(text: &str) -> (&str, Option<&'static str>) {
    let clean = text.trim_end_matches(['*', '!']).trim_end();
    for (sign, flag) in FLAGS {
        let bare = clean.strip_suffix([')', ']']).unwrap_or(clean);
        let is_bracketed = bare.len() < clean.len();
        if let Some(before) = strip_end(bare, sign) {
            let before = if is_bracketed { before.strip_suffix(['(', '[']) } else { Some(before) };
            let stands_alone = |before: &str| {
                is_bracketed || before.ends_with(|c: char| c.is_ascii_digit() || c.is_whitespace())
            };
            if let Some(before) = before.filter(|before| stands_alone(before) && has_digit(before)) {
                return (before.trim_end(), Some(flag));
            }
        }
        if !sign.is_ascii()
            && let Some(behind) = clean.strip_prefix(sign)
        {
            return (behind.trim_start(), Some(flag));
        }
    }
    (clean, None)
}

fn has_digit(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
}

/// The text before an ending, words compared without case.
fn strip_end<'t>(text: &'t str, end: &str) -> Option<&'t str> {
    if end.len() <= 2 {
        return text.strip_suffix(end);
    }
    let at = text.len().checked_sub(end.len())?;
    let tail = text.get(at..)?;
    tail.eq_ignore_ascii_case(end).then(|| &text[..at])
}

/// A bound in signs or in words, and what follows it.
fn split_bound(text: &str) -> (Comparator, &str) {
    let begins = |words: &str| text.get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words));
    match BOUNDS.into_iter().find(|(words, _)| begins(words)) {
        Some((words, comparator)) => (comparator, text[words.len()..].trim_start()),
        None => split_comparator(text),
    }
}

/// The number a text begins with, its thousands included, and what is behind it.
fn split_number(text: &str) -> (&str, &str) {
    let is_part = |(at, c): (usize, char)| {
        c.is_ascii_digit() || c == '.' || c == ',' || at == 0 && matches!(c, '-' | '+' | '−') || {
            is_thousands_sign(c) && at > 0 && groups_of_three(&text[at + c.len_utf8()..])
        }
    };
    let end = text.char_indices().find(|place| !is_part(*place)).map_or(text.len(), |(at, _)| at);
    text.split_at(end)
}

const fn is_thousands_sign(c: char) -> bool {
    matches!(c, '\'' | '’')
}

fn groups_of_three(text: &str) -> bool {
    text.bytes().take_while(u8::is_ascii_digit).count() == 3
}

/// `1'016` in plain digits; none for a number that is plain already.
fn plain_number(text: &str) -> Option<String> {
    let joined: String = text.chars().filter(|c| !is_thousands_sign(*c)).collect();
    (joined.len() < text.len()).then_some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match parse_typed(text) {
            Ok(read) => {
                let unit = read.unit.map(|unit| format!(" {unit}")).unwrap_or_default();
                let flag = read.flag.map(|flag| format!(" flag {flag}")).unwrap_or_default();
                format!("{}{}{unit}{flag}", read.comparator.prefix(), read.value)
            }
            Err(error) => format!("{error:?}"),
        }
    }

    #[test]
    fn a_typed_value_is_split_into_comparator_digits_unit_and_flag() {
        for (typed, read) in [
            ("28", "28"),
            ("28 pg/mL", "28 pg/mL"),
            ("<5pg/mL", "<5 pg/mL"),
            ("< 5.0", "<5.0"),
            (">= 60", "≥60"),
            ("≤5 %", "≤5 %"),
            ("1,5", "1.5"),
            ("-2.1", "-2.1"),
            ("16 x10^6/ml", "16 x10^6/ml"),
            ("16 10*6/mL", "16 10*6/mL"),
            ("512H", "512 flag H"),
            ("512 H", "512 flag H"),
            ("31.2 (L)", "31.2 flag L"),
            ("31.2 pg/mL [H]", "31.2 pg/mL flag H"),
            ("31.2 low", "31.2 flag L"),
            ("↑ 31", "31 flag H"),
            ("31 ↓", "31 flag L"),
            ("5.2*", "5.2"),
            ("0.45 L/L", "0.45 L/L"),
            ("45 g/L", "45 g/L"),
            ("1'016", "1016"),
            ("1’016 ng/dL", "1016 ng/dL"),
            ("less than 5", "<5"),
            ("Less than or equal to 5 pg/mL", "≤5 pg/mL"),
            ("more than 1500", ">1500"),
            ("undetectable (<0.04)", "<0.04"),
            ("<0.04 (undetectable)", "<0.04"),
            ("not detected (< 5 pg/mL)", "<5 pg/mL"),
        ] {
            assert_eq!(shown(typed), read, "{typed}");
        }
    }

    #[test]
    fn nonsense_is_no_number() {
        for typed in [
            "<>5",
            "<<5",
            "5<",
            "5 <",
            "<5>",
            "=5=",
            "5 ≤ pg/mL",
            "pg/mL",
            "1 200",
            "1.2.3",
            "- 5",
            "H",
            "(L)",
            "e3",
            "1e3",
            "1e-3",
        ] {
            assert_eq!(parse_typed(typed), Err(DecimalError::NotANumber(typed.to_owned())), "{typed}");
        }
        assert_eq!(parse_typed(""), Err(DecimalError::Empty));
        assert_eq!(parse_typed("<"), Err(DecimalError::NoLimit));
        assert_eq!(parse_typed("1,016"), Err(DecimalError::Ambiguous("1,016".to_owned())));
    }

    #[test]
    fn what_stands_behind_a_number_and_is_no_unit_is_left_to_the_units() {
        for (typed, unit) in [("5e", "e"), ("1'01", "'01"), ("5 parsec", "parsec")] {
            assert_eq!(parse_typed(typed).map(|read| read.unit), Ok(Some(unit.to_owned())), "{typed}");
        }
    }

    #[test]
    fn an_l_behind_a_volume_is_a_litre_and_behind_anything_else_a_flag() {
        let catalog = crate::catalog::Catalog::embedded();
        for (analyte, typed, unit, flag) in [
            ("semen-volume", "0.0028 L", Some("L"), None),
            ("semen-volume", "0.0028L", Some("L"), None),
            ("semen-volume", "1.2 mL L", Some("mL"), Some("L")),
            ("semen-volume", "1.2 (L)", None, Some("L")),
            ("semen-volume", "1.2 low", None, Some("L")),
            ("estradiol", "8 L", None, Some("L")),
        ] {
            let read = parse_typed_of(catalog.analyte(analyte).unwrap(), typed).unwrap();
            assert_eq!((read.unit.as_deref(), read.flag), (unit, flag), "{analyte} {typed}");
        }
    }
}
