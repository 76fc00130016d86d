//! A line of a page: how far its pieces are apart, and how it is written.

use super::drawn::DrawnText;

/// The pieces of a line, from the left.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DrawnLine {
    pub(super) y: f32,
    pub(super) texts: Vec<DrawnText>,
}

/// A line longer than this is no line of a report.
const LONGEST_LINE: usize = 1000;

/// Pieces nearer than this part of their height are one word.
const TOUCHING: f32 = 0.12;

/// Pieces further apart than so many letters are wide stand in columns: a blank is as wide as a letter at most, where all
/// letters are of one width.
const COLUMN_GAP: f32 = 1.15;

/// How wide letters are on a page, and where it begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct PageMeasure {
    pub(super) left: f32,
    pub(super) letter: f32,
}

impl PageMeasure {
    /// The gap between two columns.
    pub(super) fn column_gap(self) -> f32 {
        self.letter * COLUMN_GAP
    }
}

/// A piece that begins so far before the one on its left ends, in heights, is drawn in a column too narrow for it.
const OVERLAP: f32 = 0.25;

/// The pieces in one line, those of columns about as far from the left as they are drawn.
pub(super) fn write_line(texts: &[DrawnText], page: PageMeasure) -> String {
    let mut line = String::new();
    let mut length = 0;
    let mut before: Option<&DrawnText> = None;
    for text in texts {
        let blanks = before.map_or(0, |before| blanks_between(before, text, page));
        let is_glued = line.ends_with(' ') || text.text.starts_with(' ');
        let column = ((text.x - page.left) / page.letter).round().clamp(0.0, LONGEST_LINE as f32) as usize;
        let wanted = match blanks {
            1 => length + usize::from(!is_glued),
            0 if before.is_some() => length,
            _ => column.max(length + blanks),
        };
        line.extend(std::iter::repeat_n(' ', wanted - length));
        line.push_str(&text.text);
        length = wanted + text.text.chars().count();
        before = Some(text).filter(|text| before.is_none_or(|before| text.end_x >= before.end_x)).or(before);
    }
    line
}

/// How many blanks lie between two pieces of a line: none within a word, two between columns.
fn blanks_between(before: &DrawnText, text: &DrawnText, page: PageMeasure) -> usize {
    let wide = text.x - before.end_x;
    let gap = wide / text.size;
    let are_words = [before, text].iter().all(|text| text.text.chars().nth(1).is_some());
    match gap {
        _ if gap < -OVERLAP && are_words => 2,
        _ if gap < TOUCHING => 0,
        _ if wide < page.column_gap() => 1,
        _ => 2,
    }
}

/// The pieces of a line one behind the other, without columns.
pub(super) fn spell(texts: &[DrawnText], page: PageMeasure) -> String {
    write_line(texts, page).split_whitespace().collect::<Vec<_>>().join(" ")
}
