//! Words on the screen that lead to a page (OSC 8).

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::{Position, Rect};

/// Makes every word of capitals and digits lead to its page, as sources are cited: `HRTIO:27`, `AUATD18-T7`. Words
/// without a page stay as they are.
pub fn link_citations<'p>(page: impl Fn(&str) -> Option<&'p str>, buf: &mut Buffer) {
    let area = buf.area;
    for y in area.rows().map(|row| row.y) {
        let (mut x, mut before) = (area.x, b' ');
        while x < area.right() {
            let sign = sign_at(buf, x, y);
            if !sign.is_ascii_uppercase() || before.is_ascii_alphanumeric() {
                (x, before) = (x + 1, sign);
                continue;
            }
            let word = word_at(buf, Position { x, y });
            let wide = word.len() as u16;
            if word.len() >= SHORTEST
                && let Some(page) = page(&word)
            {
                link(&word, page, Rect { x, y, width: wide, height: 1 }, buf);
            }
            x += wide.max(1);
            before = word.bytes().last().unwrap_or(sign);
        }
    }
}

/// The fewest signs of a key of a source.
const SHORTEST: usize = 3;

/// The sign in a cell, a blank for one that is no part of a key.
fn sign_at(buf: &Buffer, x: u16, y: u16) -> u8 {
    match buf[(x, y)].symbol().as_bytes() {
        [sign] => *sign,
        _ => b' ',
    }
}

/// The word that begins in a cell.
fn word_at(buf: &Buffer, at: Position) -> String {
    let signs = (at.x..buf.area.right()).map(|x| sign_at(buf, x, at.y));
    let word: Vec<u8> = signs.take_while(|sign| is_of_word(*sign)).collect();
    String::from_utf8(word).unwrap_or_default().trim_end_matches([':', '-']).to_owned()
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
