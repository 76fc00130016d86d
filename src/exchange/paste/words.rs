//! A pasted text as lines of words that know where a column begins.

use crate::exchange::scrub;

/// A word as it stands in the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    pub text: String,
    /// Whether a column begins with it.
    pub begins_cell: bool,
}

impl Word {
    /// Without brackets and punctuation around it.
    pub fn bare(&self) -> &str {
        self.text.trim_matches(['(', ')', '[', ']', ',', ':', ';', '"'])
    }
}

/// Words as a text.
pub(super) fn text_of(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// A line that is not blank.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// The first is 1.
    pub number: usize,
    /// Without blanks around it and characters that steer a terminal.
    pub text: String,
    pub words: Vec<Word>,
}

impl Line {
    pub fn new(number: usize, text: &str) -> Self {
        Self { number, text: text.to_owned(), words: words(text) }
    }

    /// A line of columns.
    pub fn of_cells(number: usize, cells: &[&str]) -> Self {
        let cells = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        Self::new(number, &cells.collect::<Vec<_>>().join(GAP))
    }

    pub fn has_digits(&self) -> bool {
        self.text.contains(|c: char| c.is_ascii_digit())
    }
}

/// A text with plain line ends: terminals paste a lone return for each, a page break ends a line too, and a tab
/// stands for a column.
pub fn plain(raw: &str) -> String {
    raw.replace("\r\n", "\n").replace(['\r', '\u{c}'], "\n").replace('\t', GAP)
}

/// The lines that are not blank.
pub(super) fn lines(raw: &str) -> Vec<Line> {
    let plain = plain(raw);
    let clean = scrub::text(&plain);
    let numbered = clean.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    numbered.filter(|(_, line)| !line.is_empty()).map(|(number, line)| Line::new(number, line)).collect()
}

/// Blanks that stand for a tab.
const GAP: &str = "   ";

/// Columns are set off by `|`, `;`, or two blanks and more; in a line without any of them by commas.
fn words(line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for cell in cells(line) {
        let parts = cell.split_whitespace().flat_map(at_sign);
        words
            .extend(parts.enumerate().map(|(at, text)| Word { text: text.to_owned(), begins_cell: at == 0 }));
    }
    words
}

/// `E2:28` and `LH=5.1` are a name and a value; `08:10` is one word.
fn at_sign(word: &str) -> impl Iterator<Item = &str> {
    let at = word.char_indices().find_map(|(at, c)| {
        let named =
            word[..at].ends_with(|c: char| c.is_alphanumeric()) && word.starts_with(char::is_alphabetic);
        let valued =
            word[at + c.len_utf8()..].starts_with(|c: char| c.is_ascii_digit() || "<>≤≥".contains(c));
        (matches!(c, ':' | '=') && named && valued).then_some(at + 1)
    });
    let (name, value) = word.split_at(at.unwrap_or(word.len()));
    [name, value].into_iter().filter(|part| !part.is_empty())
}

fn cells(line: &str) -> Vec<String> {
    if is_comma_separated(line) {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
        if let Some(Ok(record)) = reader.records().next() {
            return record.iter().map(str::to_owned).collect();
        }
    }
    let even = line.replace('\u{a0}', " ").replace(['|', ';'], GAP).replace("...", GAP);
    even.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
}

/// Names have commas too, but a blank follows those: `Testosterone, Total`.
fn is_comma_separated(line: &str) -> bool {
    let has_columns = line.contains("  ") || line.contains(['|', ';']);
    let mut quoted = false;
    let (mut commas, mut between_digits) = (0, 0);
    let mut before = ' ';
    let mut letters = line.chars().peekable();
    while let Some(c) = letters.next() {
        let next = letters.peek().copied().unwrap_or(',');
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted && before.is_ascii_digit() && next.is_ascii_digit() => between_digits += 1,
            ',' if !quoted && !next.is_whitespace() => commas += 1,
            _ => {}
        }
        before = c;
    }
    !has_columns && !quoted && commas >= 2 && (commas > between_digits || between_digits == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_begin_after_tabs_bars_wide_blanks_and_in_comma_separated_lines_after_commas() {
        for (line, cells) in [
            ("LH\t5.1\tIU/L", &["LH", "5.1", "IU/L"][..]),
            ("| LH | 5.1 IU/L |", &["LH", "5.1 IU/L"]),
            ("Testosterone, Total, MS   486  H", &["Testosterone, Total, MS", "486", "H"]),
            ("Testosterone, Total 486", &["Testosterone, Total 486"]),
            ("\"VITAMIN D,25-OH\",24,ng/mL,L", &["VITAMIN D,25-OH", "24", "ng/mL", "L"]),
            ("LH;5,1;IU/l", &["LH", "5,1", "IU/l"]),
            ("T, E2, LH", &["T, E2, LH"]),
            ("LH ........... 5.1 IU/L", &["LH", ".. 5.1 IU/L"]),
            ("E2:28pg/mL at 08:10", &["E2: 28pg/mL at 08:10"]),
        ] {
            let mut found: Vec<String> = Vec::new();
            for word in &lines(line)[0].words {
                match found.last_mut() {
                    Some(cell) if !word.begins_cell => *cell += &format!(" {}", word.text),
                    _ => found.push(word.text.clone()),
                }
            }
            assert_eq!(found, cells, "{line}");
        }
    }

    #[test]
    fn a_page_break_ends_a_line_and_what_steers_a_terminal_is_gone() {
        let lines = lines("LH 5\u{c}Page 2\n\n\u{1b}[31mFSH");
        let texts: Vec<(usize, &str)> = lines.iter().map(|l| (l.number, l.text.as_str())).collect();
        assert_eq!(texts, [(1, "LH 5"), (2, "Page 2"), (4, "[31mFSH")]);
    }
}
