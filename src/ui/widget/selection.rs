//! The row or cell under the cursor, told from the others in one way everywhere.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

/// Marks what is drawn in an area as selected. A background keeps the colours of the text, which have a meaning, and
/// gives text without one the colour of the style, to be read on any terminal; where the theme has no background the
/// whole is reversed without colours, since reversed colours would be blocks of their own.
pub fn paint_selection(style: Style, area: Rect, buf: &mut Buffer) {
    let strips = style.add_modifier.contains(Modifier::REVERSED);
    for place in area.intersection(buf.area).positions() {
        let cell = &mut buf[place];
        let own = if cell.fg == Color::Reset { style } else { Style { fg: None, ..style } };
        cell.set_style(if strips { Style::reset().patch(style) } else { own });
    }
}

#[cfg(test)]
mod tests {
    use ratatui::text::{Line, Span};
    use ratatui::widgets::Widget;

    use super::*;

    #[test]
    fn a_background_keeps_the_colours_of_the_text_and_reversed_text_has_none() {
        let area = Rect::new(0, 0, 6, 1);
        for (style, fg) in [
            (Style::new().fg(Color::White).bg(Color::Indexed(238)), Color::Red),
            (Style::new().add_modifier(Modifier::REVERSED), Color::Reset),
        ] {
            let mut buf = Buffer::empty(area);
            Line::from(vec![Span::styled("▲", Color::Red), Span::raw(" 512")]).render(area, &mut buf);
            paint_selection(style, area, &mut buf);
            assert_eq!(buf[(0, 0)].fg, fg);
            assert_eq!(buf[(2, 0)].fg, style.fg.unwrap_or(Color::Reset), "text without a colour is readable");
            let looks: Vec<_> = buf.content.iter().map(|cell| (cell.bg, cell.modifier)).collect();
            assert!(looks.windows(2).all(|pair| pair[0] == pair[1]), "{looks:?}");
        }
    }
}
