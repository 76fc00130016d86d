//! The row or cell under the cursor, told from the others in one way everywhere.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

/// Marks the line under the cursor on a sheet that is read out line by line; it is never shown.
pub const READ_SELECTION: Style = Style::new().add_modifier(Modifier::SLOW_BLINK);

/// Marks what is drawn in an area as selected. A background keeps the colours of the text, which have a meaning, as
/// strong as they must be to be read on it, and gives text without one the colour of the style; where the theme has no
/// background the whole is reversed without colours, since reversed colours would be blocks of their own.
pub fn paint_selection(style: Style, area: Rect, buf: &mut Buffer) {
    let strips = style.add_modifier.contains(Modifier::REVERSED);
    for place in area.intersection(buf.area).positions() {
        let cell = &mut buf[place];
        let ink = match (cell.fg, style.bg) {
            (Color::Reset, _) => style.fg,
            (ink, Some(ground)) => Some(readable_on(ink, ground)),
            (ink, None) => Some(ink),
        };
        let own = Style { fg: ink, ..style };
        cell.set_style(if strips { Style::reset().patch(style) } else { own });
    }
}

/// The ink of a text, moved away from a grey that is laid behind it: greys by some steps, colours to their bright twin
/// where the grey is dark.
const fn readable_on(ink: Color, ground: Color) -> Color {
    let Color::Indexed(ground @ GREYS..) = ground else { return ink };
    match ink {
        Color::Indexed(grey @ GREYS..) if grey > ground => Color::Indexed(grey.saturating_add(STEPS)),
        Color::Indexed(grey @ GREYS..) => Color::Indexed(grey - if grey < GREYS + STEPS { 0 } else { STEPS }),
        Color::Red if ground < MIDDLE => Color::LightRed,
        Color::Magenta if ground < MIDDLE => Color::LightMagenta,
        Color::Green if ground < MIDDLE => Color::LightGreen,
        Color::Cyan if ground < MIDDLE => Color::LightCyan,
        ink => ink,
    }
}

/// The first of the 24 greys among the 256 colours of a terminal, the darkest, and one in the middle.
const GREYS: u8 = 232;
const MIDDLE: u8 = 244;
/// Greys that a text moves away from the grey behind it.
const STEPS: u8 = 5;

#[cfg(test)]
mod tests {
    use ratatui::text::{Line, Span};
    use ratatui::widgets::Widget;

    use super::*;

    #[test]
    fn grey_text_keeps_its_distance_from_the_grey_behind_it() {
        for (grey, ground, moved) in [(245, 238, 250), (255, 238, 255), (243, 252, 238), (233, 252, 233)] {
            assert_eq!(readable_on(Color::Indexed(grey), Color::Indexed(ground)), Color::Indexed(moved));
        }
        assert_eq!(readable_on(Color::Red, Color::Black), Color::Red);
    }

    #[test]
    fn a_background_keeps_the_colours_of_the_text_and_reversed_text_has_none() {
        let area = Rect::new(0, 0, 6, 1);
        for (style, fg) in [
            (Style::new().fg(Color::White).bg(Color::Indexed(238)), Color::LightRed),
            (Style::new().fg(Color::Black).bg(Color::Indexed(252)), Color::Red),
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
