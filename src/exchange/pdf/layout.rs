//! The text of a page in lines, each piece about as far from the left as it is drawn.

use super::beside;
use super::drawn::DrawnText;
use super::line::{DrawnLine, PageMeasure, write_line};
use super::raised;
use super::rows::join_rows;

/// Baselines nearer to one another than this part of the height are one line.
const SAME_LINE: f32 = 0.45;

/// Lines further apart than so many heights have a blank line between them.
const FAR_BELOW: f32 = 2.2;

/// The lines of a page, each with an end of line.
pub(super) fn layout_page(mut drawn: Vec<DrawnText>) -> String {
    drawn.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.x.total_cmp(&b.x)));
    raised::set_on_line(&mut drawn);
    let left = drawn.iter().map(|text| text.x).fold(f32::INFINITY, f32::min);
    let page = PageMeasure { left, letter: letter_width(&drawn) };
    let mut text = String::new();
    let mut above: Option<f32> = None;
    for line in beside::one_below_the_other(join_rows(lines(drawn), page)) {
        let height = line.texts.first().map_or(1.0, |text| text.size);
        if above.is_some_and(|above| above - line.y > height * FAR_BELOW) {
            text.push('\n');
        }
        text += write_line(&line.texts, page).trim_end();
        text.push('\n');
        above = Some(line.y);
    }
    text
}

/// Letters so many times as high as the usual ones are a stamp or a watermark that may lie across the lines.
const STAMP: f32 = 2.5;

/// The pieces on each base line from the left, from the top.
fn lines(mut drawn: Vec<DrawnText>) -> Vec<DrawnLine> {
    let usual = median(drawn.iter().map(|text| text.size)).unwrap_or(1.0);
    drawn.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.x.total_cmp(&b.x)));
    let (stamps, drawn): (Vec<_>, Vec<_>) = drawn.into_iter().partition(|text| text.size > usual * STAMP);
    let mut lines: Vec<DrawnLine> = Vec::new();
    for group in [stamps, drawn] {
        let from = lines.len();
        for text in group {
            match lines[from..].last_mut() {
                Some(line) if line.y - text.y < text.size.min(line.texts[0].size) * SAME_LINE => {
                    line.texts.push(text);
                }
                _ => lines.push(DrawnLine { y: text.y, texts: vec![text] }),
            }
        }
    }
    for line in &mut lines {
        line.texts.sort_by(|a, b| a.x.total_cmp(&b.x));
    }
    lines.sort_by(|a, b| b.y.total_cmp(&a.y));
    lines
}

/// The usual width of a letter on the page.
fn letter_width(drawn: &[DrawnText]) -> f32 {
    let widths = drawn.iter().map(|text| (text.end_x - text.x) / text.text.chars().count().max(1) as f32);
    median(widths.filter(|width| width.is_finite() && *width > 0.5)).unwrap_or(5.0)
}

fn median(numbers: impl Iterator<Item = f32>) -> Option<f32> {
    let mut numbers: Vec<f32> = numbers.collect();
    numbers.sort_by(f32::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}
