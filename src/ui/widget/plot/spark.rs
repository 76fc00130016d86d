//! A series in a few columns: the last results at their true spacing.

use chrono::NaiveDate;

use super::glyphs::Glyphs;
use super::scale::plottable;

/// Six eighths at most, so that a bar does not touch what stands in the row above.
const BLOCKS: [char; 6] = ['▁', '▂', '▃', '▄', '▅', '▆'];
const ASCII: [char; 4] = ['_', '.', '-', '\''];
/// Dots of a braille cell from the lowest, filled upwards, for its left column.
const BRAILLE_LEFT: [u32; 4] = [0x40, 0x44, 0x46, 0x47];
/// The same for the right column.
const BRAILLE_RIGHT: [u32; 4] = [0x80, 0xa0, 0xb0, 0xb8];

/// Draws values in exactly `width` columns between their first and last day: the lowest is the lowest bar,
/// the highest the highest, days without a result stay empty. Values that share a column are drawn by the
/// later one.
pub fn sparkline(values: &[(NaiveDate, f64)], width: u16, glyphs: Glyphs) -> String {
    match glyphs {
        Glyphs::Braille | Glyphs::Words => braille(&levels(values, 2 * usize::from(width), 4)),
        Glyphs::Octants | Glyphs::Blocks => bars(&levels(values, usize::from(width), BLOCKS.len()), &BLOCKS),
        Glyphs::Ascii => bars(&levels(values, usize::from(width), ASCII.len()), &ASCII),
    }
}

/// The level of each slot that has a value: `0..heights`.
fn levels(values: &[(NaiveDate, f64)], slots: usize, heights: usize) -> Vec<Option<usize>> {
    let mut levels = vec![None; slots];
    let mut values: Vec<(NaiveDate, f64)> = values.iter().copied().filter(|(_, v)| plottable(*v)).collect();
    values.sort_by_key(|(day, _)| *day);
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return levels;
    };
    let (first, days) = (first.0, (last.0 - first.0).num_days().max(1) as f64);
    let lowest = values.iter().map(|(_, value)| *value).fold(f64::INFINITY, f64::min);
    let highest = values.iter().map(|(_, value)| *value).fold(f64::NEG_INFINITY, f64::max);
    for (day, value) in &values {
        let at = (*day - first).num_days() as f64 / days * slots.saturating_sub(1) as f64;
        // Without any spread the bars are half as high, not on the floor.
        let share = if highest > lowest { (value - lowest) / (highest - lowest) } else { 0.5 };
        if let Some(slot) = levels.get_mut(at.round() as usize) {
            *slot = Some((share * (heights - 1) as f64).round() as usize);
        }
    }
    levels
}

fn bars(levels: &[Option<usize>], glyphs: &[char]) -> String {
    levels.iter().map(|level| level.map_or(' ', |level| glyphs[level])).collect()
}

fn braille(levels: &[Option<usize>]) -> String {
    levels
        .chunks(2)
        .map(|pair| {
            let left = pair[0].map_or(0, |level| BRAILLE_LEFT[level]);
            let right = pair.get(1).copied().flatten().map_or(0, |level| BRAILLE_RIGHT[level]);
            match left | right {
                0 => ' ',
                bits => char::from_u32(0x2800 + bits).unwrap_or(' '),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(values: &[(i64, f64)]) -> Vec<(NaiveDate, f64)> {
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        values.iter().map(|(day, value)| (first + chrono::Duration::days(*day), *value)).collect()
    }

    #[test]
    fn bars_stand_at_their_true_distance() {
        for (points, glyphs, expected) in [
            (&[(0, 1.0), (10, 5.0), (90, 3.0)][..], Glyphs::Blocks, "▁▆       ▄"),
            (&[(0, 1.0), (10, 5.0), (90, 3.0)], Glyphs::Ascii, "_'       -"),
            (&[(0, 1.0), (10, 5.0), (90, 3.0)], Glyphs::Braille, "⡀⡇       ⢰"),
            (&[(0, 2.0)], Glyphs::Blocks, "▄         "),
            (&[], Glyphs::Blocks, "          "),
            (&[(0, f64::NAN), (5, 1.0), (9, 2.0)], Glyphs::Ascii, "_        '"),
        ] {
            assert_eq!(sparkline(&values(points), 10, glyphs), expected, "{points:?}");
        }
    }

    #[test]
    fn a_sparkline_of_no_columns_is_empty() {
        assert_eq!(sparkline(&values(&[(0, 1.0), (9, 2.0)]), 0, Glyphs::Braille), "");
    }
}
