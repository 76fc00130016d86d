//! Headed sections of rows, one below the other; the window moves so that the selected row is in it.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::ui::widget::cut::cut_top;
use crate::ui::widget::plot::wrap;
use crate::ui::widget::table::{self, Column, TableLook, TableRow, paint_more, window_of};
use crate::ui::widget::text::PaintLine;

/// A headed part of a screen. Rows that stand for something can be selected; the others are read.
#[derive(Debug)]
pub struct Section<'a, T> {
    pub title: Cow<'static, str>,
    pub columns: &'static [Column],
    /// What a row stands for, and the row.
    pub rows: Vec<(Option<T>, TableRow<'a>)>,
}

impl<T> Section<'_, T> {
    /// How many of its rows can be selected.
    pub fn items(&self) -> usize {
        self.rows.iter().filter(|(item, _)| item.is_some()).count()
    }

    /// Lines it takes: heading, column heads where there are any, rows, and a blank one.
    fn height(&self) -> u16 {
        let heads = u16::from(self.columns.iter().any(|column| !column.head.is_empty()));
        self.rows.len() as u16 + heads + 2
    }

    /// The selected row, when the section begins after `before` rows that can be selected.
    fn row_of(&self, selected: usize, before: usize) -> Option<usize> {
        let places = self.rows.iter().enumerate().filter(|(_, (item, _))| item.is_some());
        places.map(|(place, _)| place).nth(selected.checked_sub(before)?)
    }

    /// Draws the section alone.
    pub fn paint(&self, selected: usize, before: usize, area: Rect, buf: &mut Buffer, look: TableLook) {
        let [title, body] = cut_top(area, 1);
        Line::styled(self.title.as_ref(), look.head).paint(title, buf);
        let rows: Vec<&TableRow<'_>> = self.rows.iter().map(|(_, row)| row).collect();
        table::paint(self.columns, &rows, self.row_of(selected, before), body, buf, look);
    }
}

/// A sentence in as many rows as it takes; none of them can be selected.
pub fn sentence<'a, T>(text: &str, style: Style, width: u16) -> Vec<(Option<T>, TableRow<'a>)> {
    let lines = wrap(text, width.into(), "");
    lines.into_iter().map(|line| (None, TableRow::across(Line::styled(line, style)))).collect()
}

/// What can be selected in these sections, in order.
pub fn items<'s, T>(sections: &'s [Section<'_, T>]) -> Vec<&'s T> {
    sections.iter().flat_map(|section| &section.rows).filter_map(|(item, _)| item.as_ref()).collect()
}

/// Draws the sections that have rows, one below the other; with the last row that can be selected comes what stands
/// below it.
pub fn paint<T>(sections: &[Section<'_, T>], selected: usize, area: Rect, buf: &mut Buffer, look: TableLook) {
    let shown = || sections.iter().filter(|section| !section.rows.is_empty());
    let (mut y, mut before, mut line) = (0, 0, 0);
    let mut heads = Vec::new();
    for section in shown() {
        let end_of_head = y + section.height() - 1 - section.rows.len() as u16;
        heads.push(y..end_of_head);
        if let Some(row) = section.row_of(selected, before) {
            line = end_of_head + row as u16;
        }
        before += section.items();
        y += section.height();
    }
    let last_line = y.saturating_sub(1);
    let tail = if selected + 1 >= before { last_line } else { line };
    let window = SheetWindow::new(last_line.max(line + 1), (line, tail), &heads, area.height);
    // Only what is seen is drawn.
    let mut sheet = Buffer::empty(Rect { x: 0, y: window.first, width: area.width, height: window.lines });
    let mut before = 0;
    for (section, head) in shown().zip(&heads) {
        let whole = Rect { x: 0, y: head.start, width: area.width, height: section.height() };
        section.paint(selected, before, whole, &mut sheet, look);
        before += section.items();
    }
    window.show(sheet, area, buf, look.head);
}

/// Shows as much of a sheet as fits, the given line among it; where more stands below, the last line says so in a
/// style.
pub fn window(sheet: Buffer, line: Option<u16>, area: Rect, buf: &mut Buffer, more: Style) {
    let line = line.unwrap_or(0);
    let height = written_lines(&sheet).max(line + 1);
    SheetWindow::new(height, (line, line), &[], area.height).show(sheet, area, buf, more);
}

/// Which lines of a sheet are seen.
struct SheetWindow {
    first: u16,
    lines: u16,
    /// Whether more stands below them.
    goes_on: bool,
}

impl SheetWindow {
    /// Of a sheet of a height, as much as fits into so many lines: a line, and as much of what follows it up to
    /// another one as there is room for. Headings at the end whose rows are not seen are left out.
    fn new(height: u16, (line, tail): (u16, u16), heads: &[Range<u16>], room: u16) -> Self {
        let (first, lines) = window_of(height.into(), Some(tail.into()), room.into());
        let first = first.min(line.into()) as u16;
        let end = first.saturating_add(lines as u16);
        if end >= height {
            return Self { first, lines: height - first, goes_on: false };
        }
        let bare = |head: &&Range<u16>| head.start < end && end <= head.end;
        let end = heads.iter().find(bare).map_or(end, |head| head.start);
        Self { first, lines: end.saturating_sub(first), goes_on: true }
    }

    fn show(&self, mut sheet: Buffer, area: Rect, buf: &mut Buffer, more: Style) {
        let Self { first, lines, goes_on } = *self;
        let wide = usize::from(area.width.min(sheet.area.width));
        for y in (0..lines.min(area.height)).take_while(|_| wide > 0) {
            let (from, to) = (sheet.index_of(0, first + y), buf.index_of(area.x, area.y + y));
            buf.content[to..to + wide].swap_with_slice(&mut sheet.content[from..from + wide]);
        }
        if goes_on && lines < area.height {
            paint_more(Rect { y: area.y + lines, height: 1, ..area }, more, buf);
        }
    }
}

/// Lines of a sheet up to the last one with anything in it.
fn written_lines(sheet: &Buffer) -> u16 {
    let is_written = |y: &u16| (0..sheet.area.width).any(|x| sheet[(x, *y)].symbol() != " ");
    (0..sheet.area.height).rev().find(is_written).map_or(0, |y| y + 1)
}

#[cfg(test)]
mod tests {
    use ratatui::style::Modifier;

    use super::*;
    use crate::ui::widget::table::RowForm;

    #[test]
    fn what_stands_below_the_last_row_that_can_be_selected_comes_with_it() {
        const COLUMNS: &[Column] = &[Column::left("", 0, 20)];
        let mut rows: Vec<(Option<u8>, TableRow<'_>)> =
            (0..9).map(|n| (Some(n), TableRow::new(vec![Line::raw("row")]))).collect();
        rows.extend(sentence("one two three four", Style::new(), 5));
        let sections = [Section { title: "A".into(), columns: COLUMNS, rows }];
        let look = TableLook {
            head: Style::new(),
            selected: Style::new().add_modifier(Modifier::REVERSED),
            rows: RowForm::Aligned,
        };
        for (height, last_line) in [(6, "four"), (5, "four"), (4, "three")] {
            let area = Rect::new(0, 0, 10, height);
            let mut buf = Buffer::empty(area);
            paint(&sections, 8, area, &mut buf, look);
            let text: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
            assert!(text.contains(last_line) && text.contains("row"), "{height}: {text}");
        }
    }

    #[test]
    fn no_heading_stands_at_the_end_without_a_row_of_its_own() {
        const COLUMNS: &[Column] = &[Column::left("", 0, 20)];
        let rows = || (0..3).map(|n| (Some(n), TableRow::new(vec![Line::raw("row")]))).collect();
        let sections =
            ["FIRST", "LATEST"].map(|title| Section { title: title.into(), columns: COLUMNS, rows: rows() });
        let look = TableLook { head: Style::new(), selected: Style::new(), rows: RowForm::Aligned };
        for (height, has_heading) in [(6, false), (7, false), (8, true)] {
            let area = Rect::new(0, 0, 12, height);
            let mut buf = Buffer::empty(area);
            paint(&sections, 0, area, &mut buf, look);
            let text: String = buf.content.iter().map(ratatui::buffer::Cell::symbol).collect();
            assert_eq!(text.contains("LATEST"), has_heading, "{height}: {text}");
            assert!(text.contains("more below"), "{height}: {text}");
        }
    }

    #[test]
    fn the_selected_row_is_in_the_window_whatever_its_height() {
        const COLUMNS: &[Column] = &[Column::left("head", 0, 20)];
        let columns = COLUMNS;
        let rows = |name: &str| {
            (0..8).map(|n| (Some(n), TableRow::new(vec![Line::raw(format!("{name}{n}"))]))).collect()
        };
        let sections = [
            Section { title: "A".into(), columns, rows: rows("a") },
            Section { title: "B".into(), columns, rows: rows("b") },
        ];
        let look = TableLook {
            head: Style::new(),
            selected: Style::new().add_modifier(Modifier::REVERSED),
            rows: RowForm::Aligned,
        };
        for height in 3..30 {
            for selected in 0..16 {
                let area = Rect::new(0, 0, 10, height);
                let mut buf = Buffer::empty(area);
                paint(&sections, selected, area, &mut buf, look);
                let bright = |y: &u16| buf[(0, *y)].modifier.contains(Modifier::REVERSED);
                assert_eq!((0..height).filter(bright).count(), 1, "{selected} in {height}");
            }
        }
    }
}
