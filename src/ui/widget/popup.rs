//! The box over the screen that a picker and a prompt stand in, and what a key did to it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Clear, Widget};

use crate::ui::widget::plot::shorten;

/// Styles a popup is drawn in.
#[derive(Clone, Copy, Debug)]
pub struct PopupLook {
    pub frame: Style,
    pub dim: Style,
    pub selected: Style,
    /// What is to be put right.
    pub error: Style,
}

/// What a key did to a popup.
#[derive(Clone, Debug, PartialEq)]
pub enum PopupAnswer<T> {
    Open,
    Done(T),
    /// It was closed without an answer.
    Cancelled,
}

/// Keys and what they do, as every line of keys has them: `Enter open   Esc back`.
pub fn key_words<'w>(parts: impl Iterator<Item = (&'w str, &'w str)>, look: PopupLook) -> Line<'w> {
    let spans = parts.flat_map(|(key, words)| {
        [Span::styled(key, look.frame), Span::styled(format!(" {words}   "), look.dim)]
    });
    Line::from(spans.collect::<Vec<_>>())
}

/// Draws the empty box and gives its inside.
pub(super) fn open_popup(
    area: Rect,
    columns: usize,
    lines: usize,
    title: &str,
    buf: &mut Buffer,
    look: PopupLook,
) -> Rect {
    let columns = frame_width(area, columns);
    let lines = (lines as u16 + 2).min(area.height);
    let place = Rect {
        x: area.x + (area.width - columns) / 2,
        y: area.y + (area.height - lines) / 3,
        width: columns,
        height: lines,
    };
    Clear.render(place, buf);
    let title = shorten(title, usize::from(columns.saturating_sub(4)), "…");
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(look.dim)
        .title(Span::styled(format!(" {title} "), look.frame));
    let inner = block.inner(place);
    block.render(place, buf);
    Rect { x: inner.x + 1.min(inner.width), width: inner.width.saturating_sub(2), ..inner }
}

/// Columns of a box with its frame that is to hold so many.
fn frame_width(area: Rect, columns: usize) -> u16 {
    let columns = (columns as u16).saturating_add(2).min(area.width);
    // What would be left at its sides shows pieces of words.
    if area.width - columns < LEAST_ASIDE { area.width } else { columns }
}

/// Columns inside a box that is to hold so many.
pub(super) fn inside_width(area: Rect, columns: usize) -> usize {
    usize::from(frame_width(area, columns)).saturating_sub(4)
}

/// Columns beside a box, both sides together, below which it takes the whole width.
const LEAST_ASIDE: u16 = 8;

/// Its first line, and what is below.
pub(super) fn split_head(area: Rect) -> [Rect; 2] {
    let head = Rect { height: area.height.min(1), ..area };
    let body = Rect { y: area.y + head.height, height: area.height - head.height, ..area };
    [head, body]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widget::picker::{Picker, PickerRow};
    use crate::ui::widget::prompt::Prompt;

    const LOOK: PopupLook =
        PopupLook { frame: Style::new(), dim: Style::new(), selected: Style::new(), error: Style::new() };

    fn drawn(area: Rect, paint: &dyn Fn(&mut Buffer)) -> String {
        let mut buf = Buffer::empty(area);
        paint(&mut buf);
        buf.content.iter().map(ratatui::buffer::Cell::symbol).collect()
    }

    #[test]
    fn what_has_no_room_in_the_frame_is_said_shorter_or_shown_to_be_cut() {
        let area = Rect::new(0, 0, 40, 10);
        let picker = Picker::new(
            "Keys on Journal (digits lead to the tabs)",
            vec![PickerRow::new("open", "Enter"); 30],
        );
        let narrow = drawn(area, &|buf| picker.paint(area, buf, LOOK));
        assert!(narrow.contains(" Keys on Journal (digits lead to the… ╮"), "{narrow}");
        assert!(narrow.contains("› type to narrow ") && !narrow.contains("Enter p"), "{narrow}");
        let wide = Rect { width: 80, ..area };
        let wide = drawn(wide, &|buf| picker.paint(wide, buf, LOOK));
        assert!(
            wide.contains("to the tabs) ─") && wide.contains("type to narrow, Enter picks, Esc closes"),
            "{wide}"
        );
    }

    #[test]
    fn popups_draw_at_any_size() {
        let look = LOOK;
        for (width, height) in [(1, 1), (5, 2), (20, 5), (40, 10), (80, 24)] {
            let area = Rect::new(0, 0, width, height);
            let picker = Picker::new("Add", vec![PickerRow::new("blood panel", "b"); 30]);
            let rows = drawn(area, &|buf| picker.paint(area, buf, look)).matches("blood panel").count();
            // The frame, the line that is typed in, and as many rows as are left.
            assert_eq!(rows, if width < 20 { 0 } else { usize::from(height) - 3 }, "{width}x{height}");
            let prompt = Prompt::new("Until", "14 mar", "a date");
            let says = drawn(area, &|buf| prompt.paint(area, buf, look)).contains("14 mar");
            assert_eq!(says, width >= 20, "{width}x{height}");
        }
    }
}
