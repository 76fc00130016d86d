//! Two tables side by side under the same heads: the right one is read below the left one.

use super::drawn::DrawnText;
use super::line::DrawnLine;

/// Fewer heads do not tell a table.
const FEWEST_HEADS: usize = 2;

/// Puts the right one of two tables below the left one, from the line of their heads to the first line that runs across
/// both.
pub(super) fn one_below_the_other(lines: Vec<DrawnLine>) -> Vec<DrawnLine> {
    let mut read = Vec::with_capacity(lines.len());
    let mut rest = lines.into_iter().peekable();
    while let Some(line) = rest.next() {
        let below = rest.peek();
        let Some(split) = below.and_then(|below| split_of(&line, below)) else {
            read.push(line);
            continue;
        };
        let mut both = vec![line];
        while let Some(line) =
            rest.next_if(|line| !line.texts.iter().any(|text| text.x < split && text.end_x > split))
        {
            both.push(line);
        }
        let right: Vec<DrawnLine> =
            both.iter().filter_map(|line| part(line, |text| text.x >= split)).collect();
        read.extend(both.iter().filter_map(|line| part(line, |text| text.x < split)));
        read.extend(right);
    }
    read
}

fn part(line: &DrawnLine, is_part: impl Fn(&DrawnText) -> bool) -> Option<DrawnLine> {
    let texts: Vec<DrawnText> = line.texts.iter().filter(|text| is_part(text)).cloned().collect();
    (!texts.is_empty()).then_some(DrawnLine { y: line.y, texts })
}

/// Where the second of two tables begins, whose heads this line has twice. The names of the first stand below its first
/// head; else the heads are those of values of two days.
fn split_of(line: &DrawnLine, below: &DrawnLine) -> Option<f32> {
    let (mut heads, mut starts) = (Vec::new(), Vec::new());
    for text in &line.texts {
        for (at, word) in text.text.split_whitespace().enumerate() {
            heads.push(word);
            // Only the first word of a piece is known to stand where it is drawn.
            starts.push((at == 0).then_some(text.x));
        }
    }
    let half = heads.len() / 2;
    let is_twice = heads.len() == half * 2 && heads[..half] == heads[half..];
    let (first, name) = (line.texts.first()?, below.texts.first()?);
    let is_above_names = (first.x - name.x).abs() < first.size;
    if half < FEWEST_HEADS || !is_twice || !is_above_names {
        return None;
    }
    starts[half].map(|start| start - first.size * SPLIT_BEFORE)
}

/// So far left of its heads a table may begin, in heights of letters.
const SPLIT_BEFORE: f32 = 0.5;
