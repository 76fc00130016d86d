//! LOINC codes: which analyte they mean, and whether their check digit holds.

use super::mark::SourceMark;
use crate::domain::id::AnalyteId;
use crate::domain::quantity::UnitCode;
use crate::domain::report::BodySide;

/// A LOINC code of an analyte.
#[derive(Clone, Debug, PartialEq)]
pub struct Loinc {
    /// What it means here.
    pub analyte: AnalyteId,
    /// As it is written, for example `2986-8`.
    pub code: Box<str>,
    /// Unit code of LOINC's example unit, where it is one of the analyte's. A value's own unit decides.
    pub unit: Option<UnitCode>,
    /// Long common name, where it was read.
    pub name: Option<Box<str>>,
    /// The side it speaks of.
    pub side: Option<BodySide>,
    /// How surely code and analyte belong together.
    pub mark: SourceMark,
}

/// Whether a text has the form of a LOINC code and its check digit (mod 10) holds.
pub fn check_digit_holds(code: &str) -> bool {
    let Some((number, check)) = code.split_once('-') else {
        return false;
    };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(number) || !all_digits(check) || check.len() != 1 || number.len() > 7 {
        return false;
    }
    let sum: u32 = number.bytes().rev().enumerate().map(|(i, digit)| luhn(i, u32::from(digit - b'0'))).sum();
    (10 - sum % 10) % 10 == u32::from(check.as_bytes()[0] - b'0')
}

/// What a digit counts: those at even places from the right are doubled and their digits added.
fn luhn(place: usize, digit: u32) -> u32 {
    let counted = if place.is_multiple_of(2) { digit * 2 } else { digit };
    if counted > 9 { counted - 9 } else { counted }
}

#[cfg(test)]
mod tests {
    use super::check_digit_holds;

    #[test]
    fn the_check_digit_tells_codes_from_misprints() {
        for code in [
            "2986-8", "14913-8", "49041-7", "2243-4", "35384-7", "72873-3", "9780-8", "72517-6", "85394-5",
            "104938-6", "103227-5", "72514-3", "12841-3", "1854-9", "10613-8",
        ] {
            assert!(check_digit_holds(code), "{code}");
        }
        for code in [
            "14913-5", "11068-0", "10558-7", "11070-6", "80953-1", "2986-7", "", "2986", "-8", "2986-",
            "2986-88", "29a6-8",
        ] {
            assert!(!check_digit_holds(code), "{code}");
        }
    }
}
