//! Words on the screen that lead to a page (OSC 8).

use std::num::NonZeroU16;

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

/// Makes words that begin a row of an area lead to a page, where they stand there.
pub fn link_words(words: &str, page: &str, area: Rect, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    let wide = words.width() as u16;
    // What a page is called goes to the terminal as it is: no sign in it may end the sequence.
    let is_safe = page.starts_with("https://") && page.chars().all(|c| c.is_ascii_graphic());
    let Some(forced) = NonZeroU16::new(wide).filter(|_| is_safe && wide <= area.width) else { return };
    for y in area.rows().map(|row| row.y) {
        let text: String = (0..wide).map(|x| buf[(area.x + x, y)].symbol()).collect();
        let ends = wide == area.width || buf[(area.x + wide, y)].symbol() == " ";
        if text == words && ends {
            let cell = &mut buf[(area.x, y)];
            cell.set_symbol(&format!("\x1b]8;;{page}\x1b\\{words}\x1b]8;;\x1b\\"));
            cell.set_diff_option(CellDiffOption::ForcedWidth(forced));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_begin_a_row_lead_to_their_page_and_no_sign_of_a_page_ends_the_sequence() {
        let area = Rect::new(0, 0, 12, 2);
        let linked = |page: &str| {
            let mut buf = Buffer::with_lines(["ARUP  a test", "ARUPS  other"]);
            link_words("ARUP", page, area, &mut buf);
            buf
        };
        let buf = linked("https://example.org/1");
        assert_eq!(buf[(0, 0)].symbol(), "\x1b]8;;https://example.org/1\x1b\\ARUP\x1b]8;;\x1b\\");
        assert_eq!(buf[(0, 1)].symbol(), "A");
        for page in ["https://example.org/\x1b\\rm", "file:///etc/passwd", "https://exa mple.org"] {
            assert_eq!(linked(page)[(0, 0)].symbol(), "A", "{page:?}");
        }
    }
}
