//! What the heads of columns mean, however they are written.

use crate::catalog::language::{SheetWords, WordRole};
use crate::catalog::plain_key::phrase_key;
pub use crate::catalog::table_words::ColumnRole;
use crate::catalog::table_words::TableWords;

/// What a column with this name holds, and how telling the name is: 0 for the most telling one.
pub(in crate::exchange) fn role_of_head(head: &str) -> Option<(ColumnRole, usize)> {
    let whole = phrase_key(head);
    // Programs write words of one head without blanks: `SampleDate`.
    let found = find_head(&whole).or_else(|| find_head(&phrase_key(&parted_words(head))));
    let bracketed = || {
        let bare = head.split_once(['(', '[']).map(|(before, _)| phrase_key(before))?;
        find_head(&bare)
    };
    // Programs number heads that stand several times: `Ref.1`, `Unit_2`.
    let numbered = || {
        let (bare, number) = whole.rsplit_once(' ')?;
        let is_number = number.len() <= 2 && number.bytes().all(|byte| byte.is_ascii_digit());
        find_head(bare).filter(|(role, _)| is_number && role.is_of_one_result())
    };
    // `Result (Units)` holds results with their units.
    let with_units = || {
        let is_unit = found.is_some_and(|(role, _)| role == ColumnRole::Unit);
        bracketed().filter(|(role, _)| is_unit && *role == ColumnRole::Value)
    };
    // `Sample Collected on`, as reports call the day of the sample.
    let labelled = || {
        let roles = SheetWords::embedded().roles(&whole);
        let is_day = roles.iter().any(|(role, _)| *role == WordRole::LabelCollected);
        is_day.then_some((ColumnRole::Day, usize::MAX))
    };
    with_units().or(found).or_else(bracketed).or_else(numbered).or_else(labelled)
}

/// The words of a head that are told apart by their capitals alone.
fn parted_words(head: &str) -> String {
    let mut parted = String::with_capacity(head.len() + 4);
    let mut before = ' ';
    for c in head.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            parted.push(' ');
        }
        parted.push(c);
        before = c;
    }
    parted
}

fn find_head(folded: &str) -> Option<(ColumnRole, usize)> {
    TableWords::embedded().head(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_known_by_its_name_in_any_writing() {
        for (head, role) in [
            ("Collected Date (date time)", ColumnRole::Day),
            ("Result_Value", ColumnRole::Value),
            ("SampleDate", ColumnRole::Day),
            ("PerformingLab", ColumnRole::Laboratory),
            ("Sample Collected on", ColumnRole::Day),
            ("Référence", ColumnRole::Range),
            ("Messgröße", ColumnRole::Name),
            ("ΑΠΟΤΈΛΕΣΜΑ", ColumnRole::Value),
            ("TEST ADI", ColumnRole::Name),
            ("Jednostka", ColumnRole::Unit),
            ("Τιμές αναφοράς", ColumnRole::Range),
            ("Показатель", ColumnRole::Name),
            ("  UNITS ", ColumnRole::Unit),
            ("Normal Range Min", ColumnRole::Low),
            ("Result\n(Units)", ColumnRole::Value),
            ("Result Units", ColumnRole::Unit),
        ] {
            assert_eq!(role_of_head(head).map(|(role, _)| role), Some(role), "{head}");
        }
        assert_eq!(role_of_head("Dosage mg/week"), None);
    }
}
