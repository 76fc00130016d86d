//! Ranges as they are printed: two limits or one, with or without a unit, said of men or of others.

use crate::catalog::Catalog;
use crate::catalog::language::{SheetWords, WordRole};
use crate::catalog::plain_key::phrase_key;
use crate::domain::decimal::Decimal;
use crate::domain::interval::Interval;
use crate::domain::quantity::{Comparator, split_comparator};
use crate::exchange::foreign::CellDecimal;

/// The part of a printed range that is said of men; nothing where it is said of others alone.
fn range_for_men(text: &str) -> Option<&str> {
    let mut men = None;
    let mut others: Vec<usize> = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(|c: char| !c.is_alphabetic()) {
        let bare = word.trim_end_matches(|c: char| !c.is_alphabetic());
        let roles = SheetWords::embedded().roles(&phrase_key(bare));
        let says = |wanted: WordRole| !bare.is_empty() && roles.iter().any(|(role, _)| *role == wanted);
        if says(WordRole::Others) && !says(WordRole::Men) {
            others.push(at);
        } else if says(WordRole::Men) {
            men = men.or(Some(at));
        }
        at += word.len();
    }
    match (men, others.as_slice()) {
        (_, []) => Some(text),
        (None, _) => None,
        (Some(men), others) => {
            let end = others.iter().copied().find(|other| *other > men).unwrap_or(text.len());
            Some(&text[men..end])
        }
    }
}

/// A printed range in the file's way of writing numbers, with or without its unit; of ranges by sex that of men.
pub(in crate::exchange) fn read_range(text: &str, mark: CellDecimal) -> Option<Interval> {
    let text = if text.contains(char::is_alphabetic) { range_for_men(text)? } else { text };
    let text = text.trim().trim_end_matches([',', ';', '.']).trim_matches(['(', ')', '[', ']']);
    if text.is_empty() {
        return None;
    }
    let (parts, thousands) = (|| limits_in(&text.replace(',', ".")), || limits_in(&text.replace(',', "")));
    match mark {
        _ if !text.contains(',') => limits_in(text),
        _ if !has_groups(text) => parts(),
        CellDecimal::Point => thousands(),
        CellDecimal::Comma => parts(),
        // What can be read in two ways is read where one of them is no range.
        CellDecimal::Mixed | CellDecimal::Unknown => match (parts(), thousands()) {
            (Some(_), Some(_)) => None,
            (one, other) => one.or(other),
        },
    }
}

/// Whether every comma between two digits may part thousands: three digits stand behind it.
fn has_groups(text: &str) -> bool {
    let mut commas = text.match_indices(',').map(|(at, _)| at);
    commas.all(|at| {
        let (before, behind) = (&text[..at], &text[at + 1..]);
        let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
        let whole = before.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        whole.is_empty() || digits == 0 || digits == 3 && !whole.starts_with('0')
    })
}

/// The limits of a range in which a point stands before parts of a number.
fn limits_in(points: &str) -> Option<Interval> {
    let lower = points.to_lowercase().replace("or =", "=").replace("or equal to", "=");
    let first = lower.find(|c: char| c.is_ascii_digit() || "<>≤≥-−.".contains(c))?;
    let (comparator, rest) = match split_comparator(&lower[first..]) {
        (Comparator::Equal, rest) => (bound_in_words(&lower[..first]), rest),
        signed => signed,
    };
    let (one, behind) = leading_number(rest.trim_start_matches(['=', ' ']))?;
    match comparator {
        Comparator::Below | Comparator::AtMost => Some(Interval::new(None, Some(one))),
        Comparator::Above | Comparator::AtLeast => Some(Interval::new(Some(one), None)),
        Comparator::Equal => {
            let behind = behind.trim_start();
            let joiner = JOINERS.iter().map(|joiner| joiner.len()).zip(JOINERS);
            let signs = joiner.filter(|(_, joiner)| behind.starts_with(joiner)).map(|(length, _)| length);
            let length = signs.max().or_else(|| joining_word(behind))?;
            let (other, behind) = leading_number(behind[length..].trim_start_matches(['.', ' ']))?;
            // `20-49 y: 249-836` begins with the ages that the range is of.
            let is_label =
                behind.split_once(':').is_some_and(|(_, rest)| rest.contains(|c: char| c.is_ascii_digit()));
            (one.value() <= other.value() && !is_label).then_some(Interval::new(Some(one), Some(other)))
        }
    }
}

/// The signs between the two limits of a range.
const JOINERS: [&str; 9] = ["--", "-", "–", "—", "−", "..", "~", "～", "〜"];

/// How long the word is that joins two limits at the beginning of a text, in any language: `a`, `do`, `tot`.
fn joining_word(text: &str) -> Option<usize> {
    let length = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let roles = SheetWords::embedded().roles(&phrase_key(&text[..length]));
    roles.iter().any(|(role, _)| *role == WordRole::Between).then_some(length)
}

/// What words before a limit say of it, in any language: `até 9.0`, `less than 40`.
fn bound_in_words(text: &str) -> Comparator {
    let roles = SheetWords::embedded().roles(&phrase_key(text.trim()));
    let said = |wanted: WordRole| roles.iter().any(|(role, _)| *role == wanted);
    if said(WordRole::UpTo) || said(WordRole::Below) {
        Comparator::AtMost
    } else if said(WordRole::AtLeast) || said(WordRole::Above) {
        Comparator::AtLeast
    } else {
        Comparator::Equal
    }
}

/// The number a text begins with, and what is behind it.
fn leading_number(text: &str) -> Option<(Decimal, &str)> {
    let signed = text.trim_start_matches(['-', '−']);
    let sign = text.len() - signed.len();
    let digits = signed.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(signed.len()); // Two points join a range, one belongs to the number.
    let digits = signed[..digits].find("..").unwrap_or(digits);
    let (number, behind) = text.split_at(sign + digits);
    Some((Decimal::parse(number.trim_end_matches('.')).ok()?, behind))
}

/// The unit behind a range.
pub(super) fn range_unit<'t>(text: &'t str, catalog: &Catalog) -> Option<&'t str> {
    let last = text.trim().rsplit(' ').next()?;
    let is_unit = last.contains(|c: char| c.is_alphabetic() || c == '%') && catalog.unit_name(last).is_some();
    is_unit.then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_range_is_read_with_or_without_its_unit() {
        for (text, mark, expected) in [
            ("264 - 916", CellDecimal::Unknown, Some((Some("264"), Some("916")))),
            ("8,6 - 29", CellDecimal::Comma, Some((Some("8.6"), Some("29")))),
            ("< 160", CellDecimal::Unknown, Some((None, Some("160")))),
            ("> OR = 60", CellDecimal::Unknown, Some((Some("60"), None))),
            ("250-1,100 ng/dL", CellDecimal::Point, Some((Some("250"), Some("1100")))),
            ("250-1,100", CellDecimal::Unknown, Some((Some("250"), Some("1100")))),
            ("0,400-1,200", CellDecimal::Point, Some((Some("0.400"), Some("1.200")))),
            ("1,100-1,200", CellDecimal::Unknown, None),
            ("11,3 - 43,2", CellDecimal::Point, Some((Some("11.3"), Some("43.2")))),
            ("<1,7", CellDecimal::Point, Some((None, Some("1.7")))),
            ("1.31～8.71", CellDecimal::Unknown, Some((Some("1.31"), Some("8.71")))),
            ("15 - 200 10*6/mL", CellDecimal::Unknown, Some((Some("15"), Some("200")))),
            ("8.6 to 29.0", CellDecimal::Point, Some((Some("8.6"), Some("29.0")))),
            ("1,7 bis 8,6", CellDecimal::Comma, Some((Some("1.7"), Some("8.6")))),
            ("8,0 a 30,0", CellDecimal::Comma, Some((Some("8.0"), Some("30.0")))),
            ("de 8,0 a 30,0", CellDecimal::Comma, Some((Some("8.0"), Some("30.0")))),
            ("até 9,0", CellDecimal::Comma, Some((None, Some("9.0")))),
            ("inferior a 150", CellDecimal::Comma, Some((None, Some("150")))),
            ("bis 40", CellDecimal::Comma, Some((None, Some("40")))),
            ("above 39 mg/dL", CellDecimal::Point, Some((Some("39"), None))),
            ("stage 9", CellDecimal::Comma, None),
            ("F: 15-70; M: 264-916", CellDecimal::Point, Some((Some("264"), Some("916")))),
            ("Men: 1.5-12.4, Women: 3.5-12.5", CellDecimal::Point, Some((Some("1.5"), Some("12.4")))),
            ("Männer 1,7 - 8,6", CellDecimal::Comma, Some((Some("1.7"), Some("8.6")))),
            ("Female 2.4-12.6", CellDecimal::Point, None),
            ("Follikelphase 2,4 - 12,6", CellDecimal::Comma, None),
            ("0.4 - 4.0 (adults)", CellDecimal::Point, Some((Some("0.4"), Some("4.0")))),
            ("20-49 y: 249-836; 50+: 193-740", CellDecimal::Point, None),
            ("40-49: <2.5", CellDecimal::Point, None),
            ("264-916: adults", CellDecimal::Point, Some((Some("264"), Some("916")))),
            ("see note", CellDecimal::Unknown, None),
            ("", CellDecimal::Unknown, None),
        ] {
            let shown = read_range(text, mark);
            let limits = shown.as_ref().map(|interval| {
                (interval.low.as_ref().map(Decimal::as_str), interval.high.as_ref().map(Decimal::as_str))
            });
            assert_eq!(limits, expected, "{text}");
        }
    }
}
