//! The tables of a web page: portals save them, and call some of them `.xls`.

use std::borrow::Cow;

use quick_xml::escape::resolve_html5_entity;

use super::source::{TableText, held_table};
use crate::exchange::foreign::PlaceWord;

/// The tables of a page, each as rows of text. Lines with a number between them, such as the day of the sample, are
/// rows of one cell above the table they stand before.
pub(in crate::exchange) fn html_tables(page: &str) -> Vec<TableText<'static>> {
    let mut tables: Vec<Vec<Vec<WebCell>>> = Vec::new();
    let (mut between, mut depth) = (String::new(), 0_usize);
    let (mut is_in_cell, mut is_hidden) = (false, false);
    for piece in page.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        let name: String = tag.chars().take_while(|c| !c.is_whitespace() && *c != '>').collect();
        let name = name.trim_end_matches('/').to_lowercase();
        match name.as_str() {
            "script" | "style" => is_hidden = true,
            "/script" | "/style" => is_hidden = false,
            "table" => {
                let lines = std::mem::take(&mut between);
                tables.push(lines_before(&lines).map(|line| vec![WebCell::of_line(line)]).collect());
                depth += 1;
            }
            "/table" => {
                is_in_cell = false;
                depth = depth.saturating_sub(1);
            }
            "tr" => tables.last_mut().map_or((), |rows| rows.push(Vec::new())),
            "td" | "th" => {
                if let Some(row) = last_row(&mut tables) {
                    row.push(WebCell::new(tag));
                }
                is_in_cell = true;
            }
            "/td" | "/th" => is_in_cell = false,
            _ => {}
        }
        if depth == 0 && !is_hidden {
            let is_inside_line =
                matches!(name.as_str(), "b" | "/b" | "i" | "/i" | "span" | "/span" | "strong" | "/strong");
            between.push_str(if is_inside_line { "" } else { "\n" });
            between.push_str(&plain(text).replace(['\n', '\r'], " "));
        }
        let cell = last_row(&mut tables).filter(|_| is_in_cell && !is_hidden).and_then(|row| row.last_mut());
        if let Some(cell) = cell.filter(|cell| cell.text.len() < LONGEST_CELL) {
            if matches!(name.as_str(), "br" | "p" | "div" | "/p" | "/div") {
                cell.text.push(' ');
            }
            cell.text.push_str(&plain(text));
        }
    }
    let filled = tables.into_iter().filter(|rows| rows.iter().any(|row| row.len() > 1));
    filled.map(|rows| held_table(laid_out(rows).into_iter(), PlaceWord::Row)).collect()
}

/// The last lines of a text that hold a number and are short enough to be the head of a report.
fn lines_before(text: &str) -> impl Iterator<Item = &str> {
    let is_told = |line: &&str| line.contains(|c: char| c.is_ascii_digit()) && line.len() <= LONGEST_LINE;
    let lines: Vec<&str> = text.lines().map(str::trim).filter(is_told).collect();
    let first = lines.len().saturating_sub(MOST_LINES_BEFORE);
    lines.into_iter().skip(first)
}

/// Longer lines are sentences.
const LONGEST_LINE: usize = 160;

/// So many lines above a table say something of it.
const MOST_LINES_BEFORE: usize = 12;

/// The row that is being read.
fn last_row(tables: &mut [Vec<Vec<WebCell>>]) -> Option<&mut Vec<WebCell>> {
    tables.last_mut()?.last_mut()
}

/// A cell with how many columns and rows it stands over.
struct WebCell {
    text: String,
    over: usize,
    down: usize,
}

impl WebCell {
    fn of_line(line: &str) -> Self {
        Self { text: line.to_owned(), over: 1, down: 1 }
    }

    fn new(tag: &str) -> Self {
        let lower = tag.to_lowercase();
        Self { text: String::new(), over: number_of(&lower, "colspan"), down: number_of(&lower, "rowspan") }
    }
}

/// The rows as they are shown: a cell over several rows holds for each of them, one over several columns leaves the
/// others blank.
fn laid_out(rows: Vec<Vec<WebCell>>) -> Vec<Vec<String>> {
    let mut held: Vec<(usize, String)> = Vec::new();
    let mut lines = Vec::new();
    for row in rows {
        let mut line: Vec<String> = Vec::new();
        let mut cells = row.into_iter();
        while line.len() < MOST_COLUMNS {
            let at = line.len();
            if let Some((left, text)) = held.get_mut(at).filter(|(left, _)| *left > 0) {
                *left -= 1;
                line.push(text.clone());
                continue;
            }
            let Some(cell) = cells.next() else {
                if !held.iter().skip(at).any(|(left, _)| *left > 0) {
                    break;
                }
                line.push(String::new());
                continue;
            };
            let text = cell.text.split_whitespace().collect::<Vec<_>>().join(" ");
            if held.len() <= at {
                held.resize(at + 1, (0, String::new()));
            }
            held[at] = (cell.down - 1, text.clone());
            line.push(text);
            line.extend(std::iter::repeat_n(String::new(), cell.over - 1));
        }
        lines.push(line);
    }
    lines
}

/// Longer cells hold no result.
const LONGEST_CELL: usize = 2_000;

/// More columns or rows than people read are damage.
const MOST_COLUMNS: usize = 200;

/// What a tag says of how many columns or rows its cell stands over.
fn number_of(tag: &str, name: &str) -> usize {
    let said = tag.split_once(name).map(|(_, behind)| behind.trim_start_matches(['=', ' ', '"', '\'']));
    let digits = said.map(|said| said.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(1).clamp(1, MOST_COLUMNS)
}

/// A text of a page with its signs as they are shown.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut pieces = text.split('&');
    plain.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        match piece.split_once(';').and_then(|(name, rest)| Some((signs(name)?, rest))) {
            Some((signs, rest)) => {
                plain.push_str(&signs);
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

/// The signs that a name in a page stands for.
fn signs(name: &str) -> Option<Cow<'static, str>> {
    let number = |text: &str, base| u32::from_str_radix(text, base).ok().and_then(char::from_u32);
    let by_number = |code: &str| match code.strip_prefix(['x', 'X']) {
        Some(digits) => number(digits, 16),
        None => number(code, 10),
    };
    match name.strip_prefix('#') {
        Some(code) => by_number(code).map(|sign| sign.to_string().into()),
        // What keeps two words on one line is a blank to a reader of tables.
        None => resolve_html5_entity(name).map(|signs| if name == "nbsp" { " " } else { signs }.into()),
    }
}

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
            ("<TABLE><TR><TD colspan=\"2\">2025<TD>x</TABLE>", "2025\t\tx\n"),
            ("<table><tr><td colspan=2>a</td><td>b</td></tr></table>", "a\t\tb\n"),
            (
                "<table><tr><td>a<br>b</td><td> c\n d&nbsp;&#956;&#x3bc; R&D </td></tr></table>",
                "a b\tc d μμ R&D\n",
            ),
            (
                "<table><tr><td>Gr&ouml;&szlig;e</td><td>&gt;&nbsp;5&thinsp;&micro;L</td></tr></table>",
                "Größe\t> 5 µL\n",
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
