//! Text in cells: how wide it is, and how it is drawn. Most text is of plain signs, one column each; to look for the signs
//! that Unicode puts together took a third of a frame with a long table.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

/// Whether a sign takes one column, whatever stands beside it: of Latin and Greek, of powers and indices, and what frames,
/// bars and charts are drawn with.
const fn is_plain(sign: char) -> bool {
    matches!(sign,
        ' '..='~' | '¡'..='¬' | '®'..='ſ' | 'Α'..='ω' | '‐'..='‧' | '‰'..='›' | '⁰'..='₎' | '←'..='⋿' | '─'..='◼' | '⠀'..='⣿')
}

/// Whether all signs of a text are plain.
fn is_all_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || text.chars().all(is_plain)
}

/// The columns a text takes.
pub fn text_width(text: &str) -> usize {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.len();
    }
    if text.chars().all(is_plain) { text.chars().count() } else { text.width() }
}

/// The columns a line takes.
pub fn line_width(line: &Line<'_>) -> usize {
    line.spans.iter().map(|span| text_width(&span.content)).sum()
}

/// What is drawn in one line.
pub trait PaintLine {
    /// Draws it as the library does, plain text sign by sign.
    fn paint(&self, area: Rect, buf: &mut Buffer);
}

impl PaintLine for Line<'_> {
    fn paint(&self, area: Rect, buf: &mut Buffer) {
        if !self.spans.iter().all(|span| is_all_plain(&span.content)) {
            return self.render(area, buf);
        }
        let area = area.intersection(buf.area);
        let room = match self.alignment {
            None | Some(Alignment::Left) => 0,
            Some(side) => match usize::from(area.width).checked_sub(line_width(self)) {
                Some(room) => room / if side == Alignment::Center { 2 } else { 1 },
                None => return self.render(area, buf),
            },
        };
        if self.style != Style::default() {
            buf.set_style(Rect { height: area.height.min(1), ..area }, self.style);
        }
        let cells = first_line(area, buf).iter_mut().skip(room);
        let signs = self.spans.iter().flat_map(|span| span.content.chars().map(|sign| (sign, span.style)));
        for (cell, (sign, style)) in cells.zip(signs) {
            cell.set_char(sign).set_style(style);
        }
    }
}

/// The cells of the first line of an area.
fn first_line(area: Rect, buf: &mut Buffer) -> &mut [Cell] {
    if area.is_empty() {
        return &mut [];
    }
    let from = buf.index_of(area.x, area.y);
    &mut buf.content[from..from + usize::from(area.width)]
}

#[cfg(test)]
mod tests {
    use ratatui::text::Span;

    use super::*;

    #[test]
    fn plain_signs_take_one_column_beside_any_other() {
        let plain: String = ('\0'..='\u{ffff}').filter(|sign| is_plain(*sign)).collect();
        assert!(plain.chars().all(|sign| text_width(&sign.to_string()) == sign.to_string().width()));
        assert_eq!(plain.width(), plain.chars().count());
        let area = Rect::new(0, 0, 4000, 1);
        let (mut drawn, mut wanted) = (Buffer::empty(area), Buffer::empty(area));
        Line::raw(plain.as_str()).paint(area, &mut drawn);
        Line::raw(plain.as_str()).render(area, &mut wanted);
        assert_eq!(drawn, wanted);
    }

    #[test]
    fn a_line_is_drawn_and_measured_as_the_library_does_it() {
        let styled = |text: &'static str| Span::styled(text, Style::new().bold());
        let plain = || {
            Line::from(vec![Span::raw("LH "), styled("6.2"), Span::raw(" IU/L")]).style(Style::new().italic())
        };
        let other = Line::from(vec![styled("µmol"), Span::raw(" ≈ 精 a\u{300}")]);
        for line in [plain(), plain().right_aligned(), plain().centered(), other, Line::default()] {
            assert_eq!(line_width(&line), line.width(), "{line}");
            for area in [Rect::new(1, 0, 30, 1), Rect::new(0, 1, 5, 2), Rect::new(0, 0, 0, 1)] {
                let mut drawn = Buffer::empty(Rect::new(0, 0, 32, 2));
                let mut wanted = drawn.clone();
                line.paint(area, &mut drawn);
                (&line).render(area, &mut wanted);
                assert_eq!(drawn, wanted, "{line}");
            }
        }
    }
}
