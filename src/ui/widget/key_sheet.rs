//! The rows of a picker as a sheet: in groups under their headings, side by side.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::ui::widget::picker_row::{PickerRow, WIDEST_HEAD};
use crate::ui::widget::popup::{PopupLook, open_popup, split_head};
use crate::ui::widget::selection::paint_selection;
use crate::ui::widget::text::{PaintLine, text_width};

/// Rows in groups under their headings, spread over columns of one height.
pub(super) struct KeySheet<'a> {
    /// Headings, and rows by their place.
    lines: Vec<KeySheetLine<'a>>,
    columns: usize,
    /// Columns of a key, and of a whole row with the gap behind it.
    key: usize,
    wide: usize,
    /// Lines of each column.
    high: usize,
}

/// Lines of a column that the eye takes in at once; with more the rows stand in more columns, where there is room.
const SEEN_AT_ONCE: usize = 26;

enum KeySheetLine<'a> {
    Heading(&'static str),
    Row(usize, &'a PickerRow),
    Gap,
}

impl<'a> KeySheet<'a> {
    /// The sheet of these rows, or none where an area has no room for all of them.
    pub(super) fn new(rows: &'a [PickerRow], area: Rect) -> Option<Self> {
        let mut lines = Vec::new();
        let mut before = "";
        for (place, row) in rows.iter().enumerate() {
            if row.group != before {
                lines.extend((!lines.is_empty()).then_some(KeySheetLine::Gap));
                lines.push(KeySheetLine::Heading(row.group));
                before = row.group;
            }
            lines.push(KeySheetLine::Row(place, row));
        }
        let key = rows.iter().map(|row| text_width(&row.hint)).max().unwrap_or(0);
        let wide = key + 2 + rows.iter().map(|row| text_width(&row.label)).max().unwrap_or(0) + 3;
        let room = usize::from(area.width.saturating_sub(4));
        let most = usize::from(area.height.saturating_sub(3));
        let fits =
            |high: usize| (1..=(room / wide).max(1)).find(|columns| lines.len().div_ceil(*columns) <= high);
        let columns = fits(most.min(SEEN_AT_ONCE)).or_else(|| fits(most))?;
        let high = lines.len().div_ceil(columns);
        (wide <= room).then_some(Self { lines, columns, key, wide, high })
    }

    pub(super) fn paint(&self, title: &str, selected: usize, area: Rect, buf: &mut Buffer, look: PopupLook) {
        let widest = (self.columns * self.wide).max(text_width(title) + 4).max(WIDEST_HEAD);
        let inner = open_popup(area, widest, self.high + 1, title, buf, look);
        let [head, body] = split_head(inner);
        Line::styled("› type to search, Enter does it, Esc closes", look.dim).paint(head, buf);
        for (at, line) in self.lines.iter().enumerate() {
            let place = Rect {
                x: body.x + (at / self.high * self.wide) as u16,
                y: body.y + (at % self.high) as u16,
                width: (self.wide - 2) as u16,
                height: 1,
            };
            match line {
                KeySheetLine::Gap => {}
                KeySheetLine::Heading(words) => {
                    Line::styled(words.to_uppercase(), look.dim).paint(place.intersection(body), buf);
                }
                KeySheetLine::Row(row_place, row) => {
                    let key = Span::styled(format!("{:w$}  ", row.hint, w = self.key), look.frame);
                    Line::from(vec![key, Span::raw(row.label.as_str())]).paint(place.intersection(body), buf);
                    if *row_place == selected {
                        paint_selection(look.selected, place.intersection(body), buf);
                    }
                }
            }
        }
    }
}
