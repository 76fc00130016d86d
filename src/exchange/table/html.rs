//! The tables of a web page: portals save them, and call some of them `.xls`.

use super::source::{TableText, held_table};
use crate::exchange::foreign::PlaceWord;

/// The tables of a page, each as rows of text. Cells over several columns leave the others blank.
pub(in crate::exchange) fn html_tables(page: &str) -> Vec<TableText<'static>> {
    let mut tables: Vec<Vec<Vec<String>>> = Vec::new();
    let mut reading = WebCell::default();
    for piece in page.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        let name: String = tag.chars().take_while(|c| !c.is_whitespace() && *c != '>').collect();
        let name = name.trim_end_matches('/').to_lowercase();
        match name.as_str() {
            "script" | "style" => reading.is_hidden = true,
            "/script" | "/style" => reading.is_hidden = false,
            "table" => tables.push(Vec::new()),
            "tr" => tables.last_mut().map_or((), |rows| rows.push(Vec::new())),
            "td" | "th" => {
                if let Some(row) = last_row(&mut tables) {
                    row.push(String::new());
                }
                reading.is_in_cell = true;
                reading.more = columns_over(tag).saturating_sub(1);
            }
            "/td" | "/th" => {
                let more = std::mem::take(&mut reading.more);
                if let Some(row) = last_row(&mut tables) {
                    row.extend(std::iter::repeat_n(String::new(), more));
                }
                reading.is_in_cell = false;
            }
            "/table" => reading.is_in_cell = false,
            _ => {}
        }
        if reading.is_in_cell && !reading.is_hidden {
            let cell = last_row(&mut tables).and_then(|row| row.last_mut());
            if let Some(cell) = cell.filter(|cell| cell.len() < LONGEST_CELL) {
                if matches!(name.as_str(), "br" | "p" | "div" | "/p" | "/div") {
                    cell.push(' ');
                }
                cell.push_str(&plain(text));
            }
        }
    }
    let filled = tables.into_iter().filter(|rows| rows.iter().any(|row| row.len() > 1));
    filled.map(|rows| held_table(rows.into_iter().map(trimmed), PlaceWord::Row)).collect()
}

/// The row that is being read.
fn last_row(tables: &mut [Vec<Vec<String>>]) -> Option<&mut Vec<String>> {
    tables.last_mut()?.last_mut()
}

/// Longer cells hold no result.
const LONGEST_CELL: usize = 2_000;

/// More columns than people read are damage.
const MOST_OVER: usize = 200;

#[derive(Default)]
struct WebCell {
    is_in_cell: bool,
    is_hidden: bool,
    /// So many columns more than its own the cell stands over.
    more: usize,
}

/// How many columns a cell stands over.
fn columns_over(tag: &str) -> usize {
    let lower = tag.to_lowercase();
    let said =
        lower.split_once("colspan").map(|(_, behind)| behind.trim_start_matches(['=', ' ', '"', '\'']));
    let digits = said.map(|said| said.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(1).clamp(1, MOST_OVER)
}

fn trimmed(row: Vec<String>) -> Vec<String> {
    row.into_iter().map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// A text of a page with its signs as they are shown.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut pieces = text.split('&');
    plain.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        match piece.split_once(';').and_then(|(name, rest)| Some((sign(name)?, rest))) {
            Some((sign, rest)) => {
                plain.push(sign);
                plain.push_str(rest);
            }
            None => {
                plain.push('&');
                plain.push_str(piece);
            }
        }
    }
    plain
}

/// The sign that a name in a page stands for.
fn sign(name: &str) -> Option<char> {
    let number = |text: &str, base| u32::from_str_radix(text, base).ok().and_then(char::from_u32);
    match name.strip_prefix('#') {
        Some(code) => match code.strip_prefix(['x', 'X']) {
            Some(digits) => number(digits, 16),
            None => number(code, 10),
        },
        None => SIGNS.into_iter().find(|(known, _)| *known == name).map(|(_, sign)| sign),
    }
}

/// The names of signs that stand in results.
const SIGNS: [(&str, char); 13] = [
    ("lt", '<'),
    ("gt", '>'),
    ("amp", '&'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("le", '≤'),
    ("ge", '≥'),
    ("micro", 'µ'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cells_of_a_page_are_read_as_they_are_shown() {
        for (page, expected) in [
            (
                "<table><tr><th>Test</th><th>Result</th></tr><tr><td>LH</td><td>&lt;0.3</td></tr></table>",
                "Test\tResult\nLH\t<0.3\n",
            ),
            ("<TABLE><TR><TD colspan=\"2\">2025<TD>x</TABLE>", "2025\tx\n"),
            ("<table><tr><td colspan=2>a</td><td>b</td></tr></table>", "a\t\tb\n"),
            (
                "<table><tr><td>a<br>b</td><td> c\n d&nbsp;&#956;&#x3bc; R&D </td></tr></table>",
                "a b\tc d μμ R&D\n",
            ),
            (
                "<style>td{}</style><table><tr><td>a<script>var x;</script></td><td>b</td></tr></table>",
                "a\tb\n",
            ),
        ] {
            let tables = html_tables(page);
            let texts: Vec<&str> = tables.iter().filter_map(TableText::held).collect();
            assert_eq!(texts, [expected], "{page}");
        }
        assert!(html_tables("<p>no table</p><td>x</td>").is_empty());
    }
}
