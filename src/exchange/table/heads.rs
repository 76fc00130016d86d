//! What the heads of columns mean, however they are written.

pub use crate::catalog::table_words::ColumnRole;
use crate::catalog::table_words::TableWords;

/// What a column with this name holds, and how telling the name is: 0 for the most telling one.
pub(in crate::exchange) fn role_of_head(head: &str) -> Option<(ColumnRole, usize)> {
    let whole = fold_head(head);
    let found = find_head(&whole);
    let bracketed = || {
        let bare = head.split_once(['(', '[']).map(|(before, _)| fold_head(before))?;
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
    with_units().or(found).or_else(bracketed).or_else(numbered)
}

fn find_head(folded: &str) -> Option<(ColumnRole, usize)> {
    TableWords::embedded().head(folded)
}

/// What names of columns are compared by: lower-case letters and digits without diacritics, one blank between words.
pub(super) fn fold_head(head: &str) -> String {
    let mut folded = String::with_capacity(head.len());
    for c in head.chars().flat_map(char::to_lowercase) {
        match plain_letter(c) {
            Some(letter) => folded.push(letter),
            None if c == 'ß' => folded.push_str("ss"),
            None if c.is_alphanumeric() => folded.push(c),
            None if !folded.is_empty() && !folded.ends_with(' ') => folded.push(' '),
            None => {}
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The letter without its diacritic.
const fn plain_letter(c: char) -> Option<char> {
    Some(match c {
        'a'..='z' | '0'..='9' => c,
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ą' | 'ă' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => 'e',
        'ğ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ő' | 'ø' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ů' | 'ű' => 'u',
        'ý' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' => 'ι',
        'ό' => 'ο',
        'ύ' => 'υ',
        'ώ' => 'ω',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_tables_are_written_as_they_are_compared() {
        let words = TableWords::embedded();
        let lists = [
            &words.withdrawn,
            &words.replaced,
            &words.not_final,
            &words.told_of_values,
            &words.sexes,
            &words.aims,
        ];
        for word in words.heads().chain(lists.into_iter().flatten().map(String::as_str)) {
            assert_eq!(word, fold_head(word), "{word}");
        }
    }

    #[test]
    fn a_column_is_known_by_its_name_in_any_writing() {
        for (head, role) in [
            ("Collected Date (date time)", ColumnRole::Day),
            ("Result_Value", ColumnRole::Value),
            ("Référence", ColumnRole::Range),
            ("Messgröße", ColumnRole::Name),
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
