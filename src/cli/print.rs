//! Printing: columns of plain text, and a writer that tells a closed pipe from a failure.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

/// Prints a text to stdout as it is.
pub fn text(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Prints a line to stdout.
pub fn line(line: &str) -> anyhow::Result<()> {
    text(&format!("{line}\n"))
}

/// Says something that is not data, to stderr.
pub fn say(words: &str) {
    drop(writeln!(io::stderr(), "{words}"));
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
