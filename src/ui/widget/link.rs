//! Words on the screen that lead to a page (OSC 8).

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, Cell, CellDiffOption};
use ratatui::layout::Rect;

/// Makes every word of capitals and digits lead to its page, as sources are cited: `HRTIO:27`, `AUATD18-T7`. Words
/// without a page stay as they are.
pub fn link_citations<'p>(page: impl Fn(&str) -> Option<&'p str>, buf: &mut Buffer) {
    let (area, wide) = (buf.area, usize::from(buf.area.width));
    for (y, from) in (area.y..area.bottom()).zip((0..).step_by(wide.max(1))) {
        let (mut at, mut before) = (0, b' ');
        while at < wide {
            let sign = sign_of(&buf.content[from + at]);
            if !sign.is_ascii_uppercase() || before.is_ascii_alphanumeric() {
                (at, before) = (at + 1, sign);
                continue;
            }
            let word = word_of(&buf.content[from + at..from + wide]);
            if word.len() >= SHORTEST
                && let Some(page) = page(&word)
            {
                let place = Rect { x: area.x + at as u16, y, width: word.len() as u16, height: 1 };
                link(&word, page, place, buf);
            }
            at += word.len().max(1);
            before = word.bytes().last().unwrap_or(sign);
        }
    }
}

/// The fewest signs of a key of a source.
const SHORTEST: usize = 3;

/// The sign in a cell, a blank for one that is no part of a key.
fn sign_of(cell: &Cell) -> u8 {
    match cell.symbol().as_bytes() {
        [sign] => *sign,
        _ => b' ',
    }
}

/// The word at the beginning of some cells.
fn word_of(cells: &[Cell]) -> String {
    let word: String =
        cells.iter().map(sign_of).take_while(|sign| is_of_word(*sign)).map(char::from).collect();
    word.trim_end_matches([':', '-']).to_owned()
}

/// Small letters are taken too, so that a name that only begins like a key is another word.
const fn is_of_word(sign: u8) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b':')
}

/// Lays the link over the first cell; the others are drawn with it.
fn link(word: &str, page: &str, area: Rect, buf: &mut Buffer) {
    // What a page is called goes to the terminal as it is: no sign in it may end the sequence.
    let is_safe = page.starts_with("https://") && page.chars().all(|c| c.is_ascii_graphic());
    let style = buf[(area.x, area.y)].style();
    let is_even = area.positions().all(|place| buf[place].style() == style);
    let Some(forced) = NonZeroU16::new(area.width).filter(|_| is_safe && is_even) else { return };
    let cell = &mut buf[(area.x, area.y)];
    cell.set_symbol(&format!("\x1b]8;;{page}\x1b\\{word}\x1b]8;;\x1b\\"));
    cell.set_diff_option(CellDiffOption::ForcedWidth(forced));
}

#[cfg(test)]
mod tests {
    use ratatui::style::Color;

    use super::*;

    const PAGE: &str = "https://example.org/1";

    #[test]
    fn a_citation_leads_to_its_page_wherever_it_stands_and_other_words_do_not() {
        let mut buf = Buffer::with_lines(["ARUP  a test (ARUP:27), ARUPS", "arup xARUP ARUP"]);
        buf[(12, 1)].set_fg(Color::Red);
        link_citations(|word| (word.split(':').next() == Some("ARUP")).then_some(PAGE), &mut buf);
        let linked = |x: u16, y: u16| buf[(x, y)].symbol().starts_with("\x1b]8;;https");
        assert_eq!(buf[(0, 0)].symbol(), "\x1b]8;;https://example.org/1\x1b\\ARUP\x1b]8;;\x1b\\");
        assert!(linked(14, 0) && buf[(14, 0)].symbol().contains("ARUP:27"));
        for (x, y) in [(24, 0), (0, 1), (6, 1), (11, 1)] {
            assert!(!linked(x, y), "{x} {y}: another word, or one of two styles");
        }
    }

    #[test]
    fn no_sign_of_a_page_ends_the_sequence() {
        for page in ["https://example.org/\x1b\\rm", "file:///etc/passwd", "https://exa mple.org"] {
            let mut buf = Buffer::with_lines(["ARUP"]);
            link_citations(|_| Some(page), &mut buf);
            assert_eq!(buf[(0, 0)].symbol(), "A", "{page:?}");
        }
    }
}
