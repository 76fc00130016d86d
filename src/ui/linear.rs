//! The screen as one column of labelled lines, for a screen reader: no frames, no bars, no braille.
//!
//! Screens draw as always on a sheet that nobody sees, as long as it has to be; the sheet is then read line by line.
//! So a reader hears everything there is, in the order in which it stands, and no screen exists twice.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

/// Narrow enough that nothing stands beside something else, and as long as the longest list.
const SHEET: Rect = Rect { x: 0, y: 0, width: 99, height: 400 };

/// Draws on a sheet that is not shown.
pub fn drawn_apart(frame: &mut Frame<'_>, draw: impl FnOnce(&mut Frame<'_>, Rect)) -> Buffer {
    let shown = std::mem::replace(frame.buffer_mut(), Buffer::empty(SHEET));
    draw(frame, SHEET);
    std::mem::replace(frame.buffer_mut(), shown)
}

/// What stands on a sheet, to be read line by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinearPage {
    /// Its lines, in order; none is empty.
    pub lines: Vec<String>,
    /// The place of the line under the cursor.
    pub at: Option<usize>,
}

impl LinearPage {
    /// Reads a sheet from its top.
    pub fn read(sheet: &Buffer) -> Self {
        let mut page = Self::default();
        let mut caret = None;
        for row in sheet.area.rows() {
            let line = spoken(&text_of(sheet, row));
            if line.is_empty() {
                continue;
            }
            let place = page.lines.len();
            let has = |modifier| row.positions().any(|cell| sheet[cell].modifier.contains(modifier));
            if page.at.is_none() && has(Modifier::SLOW_BLINK) {
                page.at = Some(place);
            }
            if caret.is_none() && has(Modifier::REVERSED) {
                caret = Some(place);
            }
            page.lines.push(line);
        }
        // In a form the line under the cursor is the one that is typed in.
        page.at = page.at.or(caret);
        page
    }

    /// The line under the cursor.
    pub fn current(&self) -> Option<&str> {
        self.lines.get(self.at?).map(String::as_str)
    }
}

/// The text of a row; a cell may hold more than its column has room for.
fn text_of(sheet: &Buffer, row: Rect) -> String {
    let mut text = String::new();
    let mut skip = 0;
    for cell in row.positions() {
        let symbol = sheet[cell].symbol();
        if skip > 0 {
            skip -= 1;
            continue;
        }
        text.push_str(symbol);
        // A wide sign covers the cell behind it; a whole line in one cell covers none.
        skip = if symbol.chars().count() == 1 { symbol.width().saturating_sub(1) } else { 0 };
    }
    text
}

/// A row as it is said: signs become words, what is only drawn is left out, columns are parted by commas.
fn spoken(row: &str) -> String {
    let mut text = String::with_capacity(row.len());
    for c in row.chars() {
        match word_for(c) {
            Some(word) => text.push_str(word),
            None if is_drawing(c) => text.push(' '),
            None => text.push(c),
        }
    }
    let text = text.trim();
    let text = filled_in(text.strip_prefix("· ").unwrap_or(text));
    let parts = text.split("  ").map(str::trim).filter(|part| !part.is_empty() && *part != "–");
    let line = without_echo(&parts.collect::<Vec<_>>().join(", "));
    let line = line.replace(" · ", "; ").replace(" – ", " to ").replace(",,", ",").replace(":,", ":");
    line.replace("10^6/mL", "million per mL").replace("10^6", "million")
}

/// The line without a word that the next one says again: a sign and the word beside it mean the same.
fn without_echo(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let is_said_again = |(at, word): (usize, &&str)| {
        let next = words.get(at + 1).map(|next| next.trim_end_matches(','));
        next == Some(*word) && word.chars().all(char::is_alphabetic)
    };
    let said = words.iter().enumerate().filter(|word| !is_said_again(*word)).map(|(_, word)| *word);
    said.collect::<Vec<_>>().join(" ")
}

/// What a sign is called.
const fn word_for(c: char) -> Option<&'static str> {
    Some(match c {
        '▲' => "high",
        '▼' => "low",
        '↑' => "up",
        '↓' => "down",
        '→' => "to",
        '≈' => "about ",
        '≤' => "at most",
        '≥' => "at least",
        '•' => "hidden ",
        '²' => "2",
        _ => return None,
    })
}

/// Frames, bars, curves and the marks of lanes.
const fn is_drawing(c: char) -> bool {
    matches!(
        c,
        '\u{2500}'..='\u{259F}'
            | '\u{25AA}'..='\u{25B1}'
            | '\u{2800}'..='\u{28FF}'
            | '\u{1CD00}'..='\u{1CDE5}'
            | '●' | '○' | '◆' | '◇' | '▸' | '›' | '‹'
    )
}

/// Fields without their brackets, an empty one by a word, and the ticks of a list.
fn filled_in(row: &str) -> String {
    for (tick, word) in [("[x] ", "ticked: "), ("[ ] ", "not ticked: ")] {
        if let Some(rest) = row.strip_prefix(tick) {
            return format!("{word}{rest}");
        }
    }
    let mut text = String::with_capacity(row.len());
    let mut rest = row;
    while let Some((before, after)) = rest.split_once("[ ").or_else(|| rest.split_once('[')) {
        let Some((inside, behind)) = after.split_once(']') else { break };
        let inside = inside.trim();
        text.push_str(before);
        text.push_str(if inside.is_empty() { "empty" } else { inside });
        text.push(' ');
        rest = behind;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;
    use crate::ui::widget::selection::READ_SELECTION;

    #[test]
    fn a_row_is_said_without_what_is_only_drawn() {
        for (row, said) in [
            (" Estradiol    17.5   15.9  pg/mL  ─●──────  ▁▅ ▆▆", "Estradiol, 17.5, 15.9, pg/mL"),
            ("│ range 264 – 916 │", "range 264 to 916"),
            ("────────────", ""),
            (
                "  date [ 14 Mar 2026  ]  (Saturday)   note [        ]",
                "date 14 Mar 2026, (Saturday), note empty",
            ),
            ("[x] anastrozole 1 mg", "ticked: anastrozole 1 mg"),
            ("[ ] hcg 1500 IU", "not ticked: hcg 1500 IU"),
            ("before 9.6 → 19  ↑", "before 9.6 to 19, up"),
            ("Demo lab · 08:15 · fasting", "Demo lab; 08:15; fasting"),
            ("-0.2   <5", "-0.2, <5"),
            ("15.9 pg/mL  within within", "15.9 pg/mL, within"),
            ("attention attention   Mon 23 Nov", "attention, Mon 23 Nov"),
            ("Sperm concentration   19 10^6/mL", "Sperm concentration, 19 million per mL"),
        ] {
            assert_eq!(spoken(row), said, "{row}");
        }
    }

    #[test]
    fn the_line_under_the_cursor_is_the_marked_one_or_the_one_that_is_typed_in() {
        let read = |marks: &[(u16, Style)]| {
            let mut sheet = Buffer::with_lines(["one", "", "two", "three"]);
            for (y, style) in marks {
                sheet.set_style(Rect { x: 1, y: *y, width: 1, height: 1 }, *style);
            }
            LinearPage::read(&sheet)
        };
        let caret = Style::new().reversed();
        assert_eq!(read(&[]).current(), None);
        assert_eq!(read(&[(2, READ_SELECTION)]).current(), Some("two"));
        assert_eq!(read(&[(3, caret)]).current(), Some("three"));
        assert_eq!(read(&[(2, caret), (3, READ_SELECTION)]).current(), Some("three"));
    }

    #[test]
    fn a_cell_may_hold_a_whole_line() {
        let mut sheet = Buffer::empty(Rect::new(0, 0, 4, 1));
        sheet[(0, 0)].set_symbol("Estradiol, now 15.9 pg/mL");
        assert_eq!(LinearPage::read(&sheet).lines, ["Estradiol, now 15.9 pg/mL"]);
    }
}
