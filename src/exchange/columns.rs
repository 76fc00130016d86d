//! Rows as aligned columns of plain text, the same in print and on a page of the screen.

use unicode_width::UnicodeWidthStr;

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
