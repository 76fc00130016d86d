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

/// Lines of several cells that are being written. A cell stands in quotes where it could not be told from what stands
/// beside it, as the library of tables writes it in a multiple of the time.
#[derive(Debug, Default)]
pub struct CellLines {
    text: String,
    /// So many cells of the line are written.
    written: usize,
}

impl CellLines {
    /// Writes a cell behind those of the line, with a comma between.
    pub fn push(&mut self, cell: &str) {
        if self.written > 0 {
            self.text.push(',');
        }
        self.written += 1;
        if cell.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
            self.text.push('"');
            self.text.push_str(&cell.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(cell);
        }
    }

    /// So many cells of the line are written.
    pub const fn written(&self) -> usize {
        self.written
    }

    /// What follows stands on the next line.
    pub fn end(&mut self) {
        self.text.push('\n');
        self.written = 0;
    }

    /// The text so far, with an end behind each line.
    pub fn into_text(self) -> String {
        self.text
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
    fn lines_are_written_as_the_library_of_tables_writes_them() {
        let cells =
            ["", "plain", "a,b", "12\" tall", "\"", "one\ntwo", "one\rtwo", "tab\tno", "'a;b", " é ", "#1"];
        let mut own = CellLines::default();
        let mut library = ::csv::Writer::from_writer(Vec::new());
        for cell in cells {
            let line = ["day", cell, ""];
            for cell in line {
                own.push(cell);
            }
            assert_eq!(own.written(), line.len());
            own.end();
            library.write_record(line).unwrap();
        }
        assert_eq!(own.into_text(), String::from_utf8(library.into_inner().unwrap()).unwrap());
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
