//! Printing: columns of plain text, and a writer that tells a closed pipe from a failure.

use std::io::{self, IsTerminal, Write};

use unicode_width::UnicodeWidthStr;

use crate::exchange::scrub;

/// Prints a text to stdout, cleaned.
pub fn text(text: &str) -> anyhow::Result<()> {
    write_out(&cleaned(text))
}

/// Prints what another program is to read: to a file or a pipe as it is, to a terminal cleaned.
pub fn data(text: &str) -> anyhow::Result<()> {
    if io::stdout().is_terminal() { write_out(&cleaned(text)) } else { write_out(text) }
}

fn write_out(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// A text without what commands a terminal or turns the order of its letters: whoever wrote a name, a note or an
/// argument could otherwise write to the screen or the clipboard. Colours, which this program sets itself, stay.
pub fn cleaned(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(colour) = leading_colour(rest) {
            clean += colour;
            rest = &rest[colour.len()..];
            continue;
        }
        if !commands_a_terminal(c) {
            clean.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    clean
}

fn commands_a_terminal(c: char) -> bool {
    scrub::turns_order(c) || (c.is_control() && c != '\n' && c != '\t')
}

/// The sequence that sets a colour at the beginning of a text: `ESC [ 1 ; 31 m`.
fn leading_colour(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("\u{1B}[")?;
    let end = inner.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    inner[end..].starts_with('m').then(|| &text[..=2 + end])
}

/// Prints a line to stdout.
pub fn line(line: &str) -> anyhow::Result<()> {
    text(&format!("{line}\n"))
}

/// Says something that is not data, to stderr.
pub fn say(words: &str) {
    drop(writeln!(io::stderr(), "{}", cleaned(words)));
}

/// Rows as aligned columns, two blanks between them; columns named in `right` stand at the right.
pub fn columns(rows: &[Vec<String>], right: &[usize]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width =
        |column: usize| rows.iter().filter_map(|r| r.get(column)).map(|c| c.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, cell) in row.iter().enumerate() {
            // The last cell is not filled up: a single long one would make every line as long.
            let is_filled = column + 1 < row.len() || right.contains(&column);
            let blanks = " ".repeat(if is_filled { widths[column] - cell.width() } else { 0 });
            if right.contains(&column) {
                line += &format!("{blanks}{cell}  ");
            } else {
                line += &format!("{cell}{blanks}  ");
            }
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// `1 result`, `4 results`.
pub fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_commands_a_terminal_is_left_out_and_colours_stay() {
        for (text, clean) in [
            ("a\u{1b}]52;c;QUJD\u{7}b", "a]52;c;QUJDb"),
            ("\u{1b}[31mred\u{1b}[0m", "\u{1b}[31mred\u{1b}[0m"),
            ("\u{1b}[2Jgone\u{1b}[", "[2Jgone["),
            ("x\u{9b}31my\u{202e}z\u{0}\r\n\tend", "x31myz\n\tend"),
            ("26 °C, µg/L, 日本", "26 °C, µg/L, 日本"),
        ] {
            assert_eq!(cleaned(text), clean, "{text:?}");
        }
    }

    #[test]
    fn columns_are_aligned_and_a_long_last_cell_makes_no_other_line_long() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let long = "x".repeat(500);
        let text = columns(&[row(["a", "1", &long]), row(["bcd", "10", "y"])], &[1]);
        assert_eq!(text, format!("a     1  {long}\nbcd  10  y\n"));
        assert!(
            columns(&[row(["a", "b", ""]), row(["c", "d", "e"])], &[]).lines().all(|l| !l.ends_with(' '))
        );
    }
}
