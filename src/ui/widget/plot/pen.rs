//! Writing into a part of a buffer, where everything outside of it is left off.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};

use super::label::shorten;
use crate::ui::widget::text::PaintLine;

/// A place to write, addressed from its upper left corner.
pub struct Pen<'a> {
    area: Rect,
    buf: &'a mut Buffer,
}

impl<'a> Pen<'a> {
    /// The part of `area` that the buffer has.
    pub fn new(area: Rect, buf: &'a mut Buffer) -> Self {
        Self { area: area.intersection(buf.area), buf }
    }

    /// One character over whatever shade is there.
    pub fn put(&mut self, x: u16, y: u16, glyph: char, style: Style) {
        if let Some(cell) = self.cell(x, y) {
            // What was dim or bold here belonged to the character below.
            cell.fg = Color::Reset;
            cell.modifier = Modifier::empty();
            cell.set_char(glyph).set_style(style);
        }
    }

    /// A style without a character.
    pub fn shade(&mut self, x: u16, y: u16, style: Style) {
        if let Some(cell) = self.cell(x, y) {
            cell.set_style(style);
        }
    }

    /// Words in at most `columns`, shortened with `ellipsis` where they do not fit.
    pub fn words(&mut self, at: (u16, u16), words: &str, columns: u16, ellipsis: &str, style: Style) {
        let (x, y) = at;
        if x >= self.area.width || y >= self.area.height {
            return;
        }
        let room = columns.min(self.area.width - x);
        let words = shorten(words, usize::from(room), ellipsis);
        let place = Rect { x: self.area.x + x, y: self.area.y + y, width: room, height: 1 };
        Line::from(Span::styled(words, style)).paint(place, self.buf);
    }

    fn cell(&mut self, x: u16, y: u16) -> Option<&mut ratatui::buffer::Cell> {
        let inside = x < self.area.width && y < self.area.height;
        inside.then(|| &mut self.buf[(self.area.x + x, self.area.y + y)])
    }
}
