//! Text in a cell, so that no spreadsheet runs it and nothing of it is lost.

use std::borrow::Cow;

/// The text as a cell: an apostrophe goes before what a spreadsheet would take for a formula, and before an
/// apostrophe, so that [`unguard`] is the exact way back.
pub fn guard(text: &str) -> Cow<'_, str> {
    if is_risky(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text of a cell. An apostrophe that [`guard`] cannot have put there stays.
pub fn unguard(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(cell)
}

/// A value in words as a cell: unless it begins with a letter an apostrophe shows that it is no number.
pub fn guard_words(words: &str) -> Cow<'_, str> {
    if begins_with_a_letter(words) { Cow::Borrowed(words) } else { Cow::Owned(format!("'{words}")) }
}

/// The words in a value cell; none where a number should stand.
pub fn words(cell: &str) -> Option<&str> {
    match cell.strip_prefix('\'') {
        Some(rest) if !begins_with_a_letter(rest) => Some(rest),
        Some(_) => Some(cell),
        None => begins_with_a_letter(cell).then_some(cell),
    }
}

/// Writes a cell of a row of several, in quotes where it could not be told from what stands beside it.
pub fn write(line: &mut String, cell: &str) {
    if cell.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        line.push('"');
        line.push_str(&cell.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(cell);
    }
}

/// The signs OWASP lists, their full-width forms, and the apostrophe that marks a guarded cell.
fn is_risky(text: &str) -> bool {
    text.starts_with('\'') || text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '−'])
}

fn begins_with_a_letter(text: &str) -> bool {
    text.starts_with(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_gets_an_apostrophe_and_loses_it_again() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            (" @SUM(A1)", "' @SUM(A1)"),
            ("-2", "'-2"),
            ("＝1", "'＝1"),
            ("'quoted'", "''quoted'"),
            ("'=1", "''=1"),
            ("plain", "plain"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(guard(text), cell, "{text}");
            assert_eq!(unguard(cell), text, "{cell}");
        }
        assert_eq!(unguard("'tis"), "'tis", "an apostrophe of another hand stays");
    }

    #[test]
    fn a_row_is_written_as_the_library_of_tables_writes_it() {
        for cell in
            ["", "plain", "a,b", "12\" tall", "\"", "one\ntwo", "one\rtwo", "tab\tno", "'a;b", " é ", "#1"]
        {
            let mut own = String::from("day,");
            write(&mut own, cell);
            let mut library = ::csv::Writer::from_writer(Vec::new());
            library.write_record(["day", cell]).unwrap();
            let library = String::from_utf8(library.into_inner().unwrap()).unwrap();
            assert_eq!(own + "\n", library, "{cell:?}");
        }
    }

    #[test]
    fn words_are_never_taken_for_a_number_nor_a_number_for_words() {
        for (text, cell) in [
            ("too few to assess", "too few to assess"),
            ("12", "'12"),
            ("<5 seen", "'<5 seen"),
            ("=cmd()", "'=cmd()"),
            ("'x", "''x"),
            ("", "'"),
            (" padded", "' padded"),
        ] {
            assert_eq!(guard_words(text), cell, "{text}");
            assert_eq!(words(cell), Some(text), "{cell}");
        }
        for number in ["12", "<5.0", "-2.1", "1,200", "≤5 pg/mL"] {
            assert_eq!(words(number), None, "{number}");
        }
    }
}
