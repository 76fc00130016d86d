//! Rows in aligned columns; what does not fit folds away, the least important column first.

use std::borrow::{Borrow, Cow};

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::ui::widget::selection::paint_selection;
use crate::ui::widget::text::{PaintLine, line_width, text_width};

/// A column of a table: its heading, width and side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub head: &'static str,
    /// Where its cells stand.
    pub align: Alignment,
    /// The higher, the sooner it folds away; 0 never does.
    pub rank: u8,
    /// Cells wider than this are cut.
    pub max: u16,
}

impl Column {
    /// A column of words.
    pub const fn left(head: &'static str, rank: u8, max: u16) -> Self {
        Self { head, align: Alignment::Left, rank, max }
    }

    /// A column of numbers.
    pub const fn right(head: &'static str, rank: u8, max: u16) -> Self {
        Self { head, align: Alignment::Right, rank, max }
    }
}

/// A row; cells beyond the columns are dropped, missing ones stay empty.
#[derive(Clone, Debug, Default)]
pub struct TableRow<'a> {
    pub cells: Vec<Line<'a>>,
    /// A heading or a sentence across all columns, in place of cells.
    pub across: Option<Line<'a>>,
}

impl<'a> TableRow<'a> {
    /// A row of cells.
    pub const fn new(cells: Vec<Line<'a>>) -> Self {
        Self { cells, across: None }
    }

    /// A line across all columns.
    pub fn across(line: impl Into<Line<'a>>) -> Self {
        Self { cells: Vec::new(), across: Some(line.into()) }
    }
}

/// How a table is drawn.
#[derive(Clone, Copy, Debug)]
pub struct TableLook {
    pub head: Style,
    /// The row under the cursor.
    pub selected: Style,
    /// How a row is laid out.
    pub rows: RowForm,
}

/// How a row is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowForm {
    /// In columns under their headings.
    #[default]
    Aligned,
    /// One after the other, each with its heading before it, to be read by a screen reader.
    Labelled,
}

/// Draws the headings (none when all are empty) and as many rows as fit, the selected one among them.
/// Returns the place of the first row drawn.
pub fn paint<'r>(
    columns: &[Column],
    rows: &[impl Borrow<TableRow<'r>>],
    selected: Option<usize>,
    area: Rect,
    buf: &mut Buffer,
    look: TableLook,
) -> usize {
    if area.is_empty() {
        return 0;
    }
    let widths = widths(columns, rows, area.width);
    let mut body = area;
    if look.rows == RowForm::Aligned && columns.iter().any(|column| !column.head.is_empty()) {
        let heads = columns.iter().map(|column| Line::styled(column.head, look.head)).collect();
        paint_row(&TableRow::new(heads), columns, &widths, Rect { height: 1, ..area }, buf);
        body = Rect { y: area.y + 1, height: area.height - 1, ..area };
    }
    let (first, lines) = window_of(rows.len(), selected, body.height.into());
    if lines < usize::from(body.height) && first + lines < rows.len() {
        paint_more(Rect { y: body.y + lines as u16, height: 1, ..body }, look.head, buf);
    }
    for (line, row) in rows.iter().map(Borrow::borrow).skip(first).take(lines).enumerate() {
        let place = Rect { y: body.y + line as u16, height: 1, ..body };
        if place.intersection(buf.area).is_empty() {
            continue;
        }
        match look.rows {
            RowForm::Aligned => paint_row(row, columns, &widths, place, buf),
            RowForm::Labelled => paint_labelled(row, columns, place, buf),
        }
        if selected == Some(first + line) {
            paint_selection(look.selected, place, buf);
        }
    }
    first
}

/// The first of `count` rows to draw in `height` lines so that the selected one is seen, with a row of
/// context above it where there is one.
pub fn first_shown(count: usize, selected: Option<usize>, height: usize) -> usize {
    let last_first = count.saturating_sub(height);
    selected.map_or(0, |selected| (selected + 2).saturating_sub(height).min(last_first).min(selected))
}

/// The first of `count` rows to draw, and how many: one fewer than there are lines where more stand below, which
/// [`paint_more`] says.
pub fn window_of(count: usize, selected: Option<usize>, height: usize) -> (usize, usize) {
    let first = first_shown(count, selected, height);
    if first + height >= count || height < LEAST_LINES {
        return (first, height);
    }
    (first_shown(count, selected, height - 1), height - 1)
}

/// In fewer lines no line is spent on saying that more stand below.
const LEAST_LINES: usize = 3;

/// Says that more stands below.
pub fn paint_more(line: Rect, style: Style, buf: &mut Buffer) {
    Line::styled("more below", style).paint(line, buf);
}

/// The width of each column, 0 for one that is folded away.
fn widths<'r>(columns: &[Column], rows: &[impl Borrow<TableRow<'r>>], room: u16) -> Vec<u16> {
    let longest = |place| {
        let cells = rows.iter().filter_map(|row: &_| row.borrow().cells.get(place)).map(line_width);
        cells.max().unwrap_or(0) as u16
    };
    let longest: Vec<u16> = (0..columns.len()).map(longest).collect();
    let natural =
        |(column, longest): (&Column, &u16)| (text_width(column.head) as u16).max(*longest).min(column.max);
    let wanted: Vec<u16> = columns.iter().zip(&longest).map(natural).collect();
    let mut widths = wanted.clone();
    let total = |widths: &[u16]| -> u16 { widths.iter().filter(|w| **w > 0).map(|w| w + GAP).sum() };
    while total(&widths) > room + GAP {
        let shown =
            columns.iter().enumerate().filter(|(place, column)| widths[*place] > 0 && column.rank > 0);
        if let Some((place, _)) = shown.max_by_key(|(place, column)| (column.rank, *place)) {
            widths[place] = 0;
            continue;
        }
        // Nothing is left to fold: the widest column is cut.
        let excess = total(&widths) - room - GAP;
        if let Some(widest) = widths.iter_mut().max() {
            *widest = widest.saturating_sub(excess).max(1);
        }
        break;
    }
    // A narrow column may still fit where a wide one gave way.
    let mut folded: Vec<usize> = (0..columns.len()).filter(|place| widths[*place] < wanted[*place]).collect();
    folded.sort_by_key(|place| columns[*place].rank);
    for place in folded.into_iter().filter(|place| columns[*place].rank > 0) {
        if total(&widths) + wanted[place] <= room {
            widths[place] = wanted[place];
        }
    }
    share_rest(columns, &longest, room, &mut widths);
    widths
}

/// The width that a column gets in so much room, 0 where it folds away.
pub fn width_of<'r>(place: usize, columns: &[Column], rows: &[impl Borrow<TableRow<'r>>], room: u16) -> u16 {
    widths(columns, rows, room)[place]
}

/// Whether in so much room no column folds away and no cell is cut.
pub fn is_whole<'r>(columns: &[Column], rows: &[impl Borrow<TableRow<'r>>], room: u16) -> bool {
    let widths = widths(columns, rows, room);
    let cells = rows.iter().flat_map(|row| row.borrow().cells.iter().zip(columns).zip(&widths));
    cells.into_iter().all(|((cell, column), width)| (line_width(cell) as u16).min(column.max) <= *width)
}

/// Gives the room that is left to the columns whose cells would be cut, the first column first.
fn share_rest(columns: &[Column], longest: &[u16], room: u16, widths: &mut [u16]) {
    let mut rest = (room + GAP).saturating_sub(widths.iter().filter(|w| **w > 0).map(|w| w + GAP).sum());
    let shown =
        widths.iter_mut().zip(columns).zip(longest).filter(|((w, column), _)| **w > 0 && column.max > 1);
    for ((width, _), longest) in shown {
        let more = longest.saturating_sub(*width).min(rest);
        *width += more;
        rest -= more;
    }
}

fn paint_row(row: &TableRow<'_>, columns: &[Column], widths: &[u16], area: Rect, buf: &mut Buffer) {
    if let Some(line) = &row.across {
        return line.paint(area, buf);
    }
    let mut x = area.x;
    for ((cell, column), width) in row.cells.iter().zip(columns).zip(widths) {
        if *width == 0 {
            continue;
        }
        let cell = cut(cell, *width);
        let before = match column.align {
            Alignment::Left => 0,
            Alignment::Right => width.saturating_sub(line_width(&cell) as u16),
            Alignment::Center => width.saturating_sub(line_width(&cell) as u16) / 2,
        };
        let place = Rect { x: x.saturating_add(before), width: width - before, ..area }.intersection(area);
        cell.paint(place, buf);
        x = x.saturating_add(width + GAP);
    }
}

/// Puts the whole row into its first cell, whatever room it has: the sheet it stands on is read and not shown.
fn paint_labelled(row: &TableRow<'_>, columns: &[Column], area: Rect, buf: &mut Buffer) {
    let text = match &row.across {
        Some(line) => line.to_string(),
        None => labelled(row, columns),
    };
    buf[area.as_position()].set_symbol(&text);
}

/// `Estradiol, before 17.5, now 15.9 pg/mL, within`. A unit follows its number; everything else is parted by commas.
fn labelled(row: &TableRow<'_>, columns: &[Column]) -> String {
    let mut text = String::new();
    let mut follows_number = false;
    for (cell, column) in row.cells.iter().zip(columns) {
        let words = cell.to_string();
        let words = words.trim();
        if words.is_empty() {
            continue;
        }
        let is_unit =
            follows_number && column.head.is_empty() && column.align == Alignment::Left && column.max > 1;
        if !text.is_empty() {
            text.push_str(if is_unit { " " } else { ", " });
        }
        if !column.head.is_empty() {
            text.push_str(column.head);
            text.push(' ');
        }
        text.push_str(words);
        follows_number = column.align == Alignment::Right;
    }
    text
}

/// The line cut to a width, an ellipsis saying so; a number cut short would be another number.
fn cut<'l, 'a>(line: &'l Line<'a>, width: u16) -> Cow<'l, Line<'a>> {
    if line_width(line) <= usize::from(width) {
        return Cow::Borrowed(line);
    }
    let mut room = usize::from(width).saturating_sub(1);
    let mut spans = Vec::new();
    for span in &line.spans {
        let mut text = String::new();
        for c in span.content.chars() {
            let wide = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
            if wide > room {
                room = 0;
                break;
            }
            room -= wide;
            text.push(c);
        }
        spans.push(Span::styled(text, span.style));
        if room == 0 {
            break;
        }
    }
    spans.push("…".into());
    Cow::Owned(Line { spans, ..line.clone() })
}

/// The number of blanks between two columns.
const GAP: u16 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] =
        [Column::left("name", 0, 20), Column::right("value", 0, 10), Column::left("note", 5, 20)];

    fn drawn(width: u16) -> Vec<String> {
        let rows = vec![
            TableRow::new(vec!["Estradiol".into(), "6.2".into(), "fever last week".into()]),
            TableRow::new(vec!["LH".into(), "<0.2".into(), Line::default()]),
            TableRow::across("across"),
        ];
        let area = Rect::new(0, 0, width, 4);
        let mut buf = Buffer::empty(area);
        let look = TableLook { head: Style::default(), selected: Style::default(), rows: RowForm::Aligned };
        paint(&COLUMNS, &rows, Some(0), area, &mut buf, look);
        let line = |y| (0..width).map(|x| buf[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..4).map(line).collect()
    }

    #[test]
    fn columns_align_and_the_least_important_one_folds_away_first() {
        assert_eq!(
            drawn(40),
            ["name       value  note", "Estradiol    6.2  fever last week", "LH          <0.2", "across"]
        );
        assert_eq!(drawn(20), ["name       value", "Estradiol    6.2", "LH          <0.2", "across"]);
        assert_eq!(drawn(12), ["name   value", "Estr…    6.2", "LH      <0.2", "across"]);
    }

    #[test]
    fn a_list_that_goes_on_below_its_window_spends_a_line_on_saying_so() {
        for height in 1..12 {
            for selected in 0..10 {
                let (first, lines) = window_of(10, Some(selected), height);
                assert!((first..first + lines).contains(&selected), "{selected} in {height} from {first}");
                let goes_on = first + lines < 10;
                assert_eq!(lines < height, goes_on && height >= LEAST_LINES, "{selected} in {height}");
            }
        }
        let rows = vec![TableRow::across("one"), TableRow::across("two"), TableRow::across("three")];
        let mut buf = Buffer::empty(Rect::new(0, 0, 12, 3));
        let look = TableLook { head: Style::default(), selected: Style::default(), rows: RowForm::Aligned };
        let columns = [Column::left("", 0, 12)];
        let all = [rows, vec![TableRow::across("four")]].concat();
        paint(&columns, &all, Some(0), buf.area, &mut buf, look);
        let line = |y| (0..12).map(|x| buf[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        assert_eq!([line(0), line(1), line(2)], ["one", "two", "more below"]);
    }

    #[test]
    fn the_selected_row_is_always_among_those_drawn() {
        for height in 1..6 {
            for selected in 0..10 {
                let first = first_shown(10, Some(selected), height);
                assert!((first..first + height).contains(&selected), "{selected} in {height} from {first}");
            }
        }
    }
}
