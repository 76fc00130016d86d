//! Small text above or below the line it belongs to: powers, marks of notes, indices.

use super::drawn::{DrawnText, MOST_LOOKED_AT};

/// Text is small beside letters of which it has at most this part of the height.
const SMALL: f32 = 0.95;

/// A base line this much higher or lower than the one beside, in heights of the larger letters, is still its line.
const HIGHEST: f32 = 0.75;
const LOWEST: f32 = 0.4;

/// Base lines nearer than this are one.
const LEVEL: f32 = 0.08;

/// So far from the end of the larger letters the small text begins, in their heights.
const BEFORE_END: f32 = 0.2;
const BEHIND_END: f32 = 0.3;

/// A mark or a power is no longer than this.
const MOST_LETTERS: usize = 4;

/// Puts small text on the line of the letters it follows, its digits as raised ones where it stands above. The text is
/// sorted from the top, and from the left.
pub(super) fn set_on_line(drawn: &mut [DrawnText]) {
    let mut bases: Vec<Option<usize>> = vec![None; drawn.len()];
    for at in 0..drawn.len() {
        let goes_on = at.checked_sub(1).filter(|before| follows(&drawn[*before], &drawn[at]));
        bases[at] = goes_on.and_then(|before| bases[before]).or_else(|| base_of(drawn, at));
    }
    let lines: Vec<Option<f32>> = bases.iter().map(|base| base.map(|base| drawn[base].y)).collect();
    for (small, y) in drawn.iter_mut().zip(lines) {
        let Some(y) = y else { continue };
        if small.y - y > small.size * RAISED && small.text.chars().count() <= MOST_LETTERS {
            small.text = raised_text(&small.text);
        }
        small.y = y;
    }
}

/// Text this part of its height above the line is a power or a mark, and not smaller letters set in the middle.
const RAISED: f32 = 0.25;

/// Whether letters drawn one by one go on.
fn follows(before: &DrawnText, next: &DrawnText) -> bool {
    before.y == next.y && before.size == next.size && (next.x - before.end_x).abs() < next.size * BEHIND_END
}

/// The letters that a small text follows.
fn base_of(drawn: &[DrawnText], at: usize) -> Option<usize> {
    let small = &drawn[at];
    let is_base = |base: &DrawnText| {
        let (up, beside) = ((small.y - base.y) / base.size, (small.x - base.end_x) / base.size);
        small.size <= base.size * SMALL
            && (-LOWEST..=HIGHEST).contains(&up)
            && up.abs() > LEVEL
            && (-BEFORE_END..=BEHIND_END).contains(&beside)
    };
    let near = |other: &usize| (drawn[*other].y - small.y).abs() < small.size * FURTHEST;
    let below = (at + 1..(at + MOST_LOOKED_AT).min(drawn.len())).take_while(near);
    let above = (at.saturating_sub(MOST_LOOKED_AT)..at).rev().take_while(near);
    below.chain(above).find(|other| is_base(&drawn[*other]))
}

/// No base line is further away, in heights of the small text: it is rarely less than a third of the large one.
const FURTHEST: f32 = 2.0;

/// Raised digits; the brackets of a mark, as in `1)`, go.
fn raised_text(text: &str) -> String {
    let has_digit = text.contains(|letter: char| letter.is_ascii_digit());
    text.chars().filter(|letter| !has_digit || !matches!(letter, '(' | ')')).map(raised).collect()
}

fn raised(letter: char) -> char {
    match letter {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        '-' | '−' | '–' => '⁻',
        other => other,
    }
}
