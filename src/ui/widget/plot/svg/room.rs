//! Where words still find room beside each other.

use super::page::{SMALL_CHAR, SMALL_LINE};
use crate::ui::widget::plot::label::width;

/// A part of the picture that lies between two heights, and what in it is taken.
pub struct SvgRoom {
    top: f64,
    bottom: f64,
    taken: Vec<SvgBlock>,
}

/// A rectangle, in pixels from the upper left corner of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
struct SvgBlock {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// Pixels from the middle of a sign to its edge.
const SIGN: f64 = 4.0;
/// Pixels that words keep free at either side.
const BESIDE: f64 = 2.0;

impl SvgRoom {
    /// A part where nothing is taken.
    pub fn new(top: f64, bottom: f64) -> Self {
        Self { top, bottom, taken: Vec::new() }
    }

    /// Keeps words off a sign.
    pub fn take_sign(&mut self, (x, y): (f64, f64)) {
        self.taken.push(SvgBlock { left: x - SIGN, right: x + SIGN, top: y - SIGN, bottom: y + SIGN });
    }

    /// Keeps words off a level line.
    pub fn take_line(&mut self, (left, right): (f64, f64), y: f64) {
        self.taken.push(SvgBlock { left, right, top: y - 1.0, bottom: y + 1.0 });
    }

    /// The first of some places, each the middle of a baseline, where small words touch nothing; it is taken then.
    pub fn place(&mut self, words: &str, places: impl IntoIterator<Item = (f64, f64)>) -> Option<(f64, f64)> {
        let half = width(words) as f64 * SMALL_CHAR / 2.0 + BESIDE;
        let block = |(x, y): (f64, f64)| SvgBlock {
            left: x - half,
            right: x + half,
            top: y - SMALL_LINE + 4.0,
            bottom: y + 2.0,
        };
        let place = places.into_iter().find(|place| self.is_free(&block(*place)))?;
        self.taken.push(block(place));
        Some(place)
    }

    fn is_free(&self, block: &SvgBlock) -> bool {
        let is_inside = block.top >= self.top && block.bottom <= self.bottom;
        is_inside && !self.taken.iter().any(|taken| taken.touches(block))
    }
}

impl SvgBlock {
    fn touches(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_take_the_first_place_where_nothing_is() {
        let mut room = SvgRoom::new(0.0, 100.0);
        room.take_sign((50.0, 50.0));
        for (place, expected) in [
            ([(50.0, 43.0), (50.0, 66.0)], Some((50.0, 43.0))),
            ([(60.0, 43.0), (60.0, 66.0)], Some((60.0, 66.0))),
            ([(70.0, 43.0), (70.0, 66.0)], None),
            ([(50.0, 52.0), (90.0, 43.0)], Some((90.0, 43.0))),
            ([(20.0, 8.0), (20.0, 99.0)], None),
        ] {
            assert_eq!(room.place("31.4", place), expected, "{place:?}");
        }
    }
}
