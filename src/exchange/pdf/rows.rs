//! Rows of a table whose cells have one line and several, each set in the middle of the row.

use super::drawn::DrawnText;
use super::line::{DrawnLine, PageMeasure, spell};

/// Lines nearer than this part of their height cannot stand below one another: they are lines of cells side by side.
const NEARER_THAN_LINES: f32 = 0.85;

/// More lines than this are no row.
const MOST_LINES: usize = 7;

/// Middles of cells nearer than this part of the height are those of one row.
const SAME_MIDDLE: f32 = 0.3;

/// Makes one line of the lines of each such row; what else stands between two lines stays as it is.
pub(super) fn join_rows(lines: Vec<DrawnLine>, page: PageMeasure) -> Vec<DrawnLine> {
    let mut joined = Vec::with_capacity(lines.len());
    let mut near: Vec<DrawnLine> = Vec::new();
    for line in lines {
        if near
            .last()
            .is_some_and(|above| above.y - line.y >= height(above).min(height(&line)) * NEARER_THAN_LINES)
        {
            joined.append(&mut row(std::mem::take(&mut near), page));
        }
        near.push(line);
    }
    joined.append(&mut row(near, page));
    joined
}

fn height(line: &DrawnLine) -> f32 {
    line.texts.iter().map(|text| text.size).fold(0.0, f32::max)
}

/// What stands in one column of a row, line by line.
struct Cell {
    lines: Vec<DrawnLine>,
    end_x: f32,
}

impl Cell {
    fn middle(&self) -> f32 {
        let (first, last) = (self.lines.first(), self.lines.last());
        first.zip(last).map_or(0.0, |(first, last)| f32::midpoint(first.y, last.y))
    }

    fn take(&mut self, text: DrawnText, y: f32) {
        self.end_x = self.end_x.max(text.end_x);
        match self.lines.iter_mut().find(|line| line.y == y) {
            Some(line) => line.texts.push(text),
            None => self.lines.push(DrawnLine { y, texts: vec![text] }),
        }
    }

    /// Its lines one behind the other.
    fn read(self, y: f32, page: PageMeasure) -> DrawnText {
        let words: Vec<String> = self.lines.iter().map(|line| spell(&line.texts, page)).collect();
        let texts = || self.lines.iter().flat_map(|line| &line.texts);
        DrawnText {
            text: words.join(" "),
            x: texts().map(|text| text.x).fold(f32::INFINITY, f32::min),
            end_x: self.end_x,
            y,
            size: texts().map(|text| text.size).fold(0.0, f32::max),
        }
    }
}

/// The lines as one, where they are the cells of a row.
fn row(lines: Vec<DrawnLine>, page: PageMeasure) -> Vec<DrawnLine> {
    if !(2..=MOST_LINES).contains(&lines.len()) {
        return lines;
    }
    let size = lines.iter().map(height).fold(f32::INFINITY, f32::min);
    let cells = cells(&lines, page);
    let middle = cells.first().map_or(0.0, Cell::middle);
    let is_row =
        cells.len() > 1 && cells.iter().all(|cell| (cell.middle() - middle).abs() < size * SAME_MIDDLE);
    if !is_row {
        return lines;
    }
    vec![DrawnLine { y: middle, texts: cells.into_iter().map(|cell| cell.read(middle, page)).collect() }]
}

/// The columns of the lines, from the left.
fn cells(lines: &[DrawnLine], page: PageMeasure) -> Vec<Cell> {
    let mut texts: Vec<(f32, &DrawnText)> =
        lines.iter().flat_map(|line| line.texts.iter().map(|text| (line.y, text))).collect();
    texts.sort_by(|(_, a), (_, b)| a.x.total_cmp(&b.x));
    let mut cells: Vec<Cell> = Vec::new();
    for (y, text) in texts {
        match cells.last_mut() {
            Some(cell) if text.x - cell.end_x < page.column_gap() => cell.take(text.clone(), y),
            _ => {
                let mut cell = Cell { lines: Vec::new(), end_x: text.end_x };
                cell.take(text.clone(), y);
                cells.push(cell);
            }
        }
    }
    for cell in &mut cells {
        cell.lines.sort_by(|a, b| b.y.total_cmp(&a.y));
    }
    cells
}
