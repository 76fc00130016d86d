//! How large a row of a table may be: beyond that it is damage, or no table.

use ::csv::StringRecord;

const MOST_COLUMNS: usize = 10_000;
const LARGEST_CELL_BYTES: usize = 1 << 20;
const LONGEST_ROW_BYTES: usize = 10 << 20;

/// So many letters of a row are shown that is too large to be read.
const SHOWN_LETTERS: usize = 60;

/// Why a row is too large to be read, in a sentence; nothing where it is not.
pub(in crate::exchange) fn oversize_words(row: &StringRecord) -> Option<String> {
    if row.len() > MOST_COLUMNS {
        return Some(format!("the row has {} columns; at most 10,000 are read", row.len()));
    }
    if row.as_slice().len() > LONGEST_ROW_BYTES {
        return Some("the row is longer than 10 MB, which is the most that is read".to_owned());
    }
    let large = row.iter().position(|cell| cell.len() > LARGEST_CELL_BYTES)?;
    Some(format!("cell {} is larger than 1 MB, which is the most that is read", large + 1))
}

/// The first letters of a row, by which it is found again in its file.
pub(in crate::exchange) fn beginning_of(row: &StringRecord) -> String {
    let cells = row.iter().map(str::trim).filter(|cell| !cell.is_empty());
    let letters = cells.flat_map(|cell| cell.chars().take(SHOWN_LETTERS).chain([' ']));
    letters.take(SHOWN_LETTERS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_beyond_a_bound_is_refused_and_the_bound_is_named() {
        let cells = |bytes: usize, count: usize| StringRecord::from(vec!["x".repeat(bytes); count]);
        for (row, said) in [
            (cells(1, 10_000), None),
            (cells(1, 10_001), Some("the row has 10001 columns")),
            (cells(1 << 20, 9), None),
            (cells((1 << 20) + 1, 1), Some("cell 1 is larger than 1 MB")),
            (cells(1 << 20, 10), None),
            (cells(1 << 20, 11), Some("longer than 10 MB")),
        ] {
            let found = oversize_words(&row);
            assert_eq!(found.is_some(), said.is_some(), "{found:?}");
            assert!(found.unwrap_or_default().contains(said.unwrap_or_default()));
        }
    }
}
