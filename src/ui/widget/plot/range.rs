//! One value inside its interval, in a few columns.

use super::glyphs::Glyphs;

/// Draws where a value lies between its limits, in exactly `width` columns: `───●────`. Outside of them an
/// arrow stands at that end; the end without a limit is dashed; without any limit, or with one that is not
/// below the other, there is nothing to draw and the columns stay empty.
pub fn range_bar(value: f64, low: Option<f64>, high: Option<f64>, width: u16, glyphs: Glyphs) -> String {
    let width = usize::from(width);
    let ordered = match (low, high) {
        (None, None) => false,
        (Some(low), Some(high)) => low < high,
        _ => true,
    };
    if !ordered || !value.is_finite() || width == 0 {
        return " ".repeat(width);
    }
    let (within, below, above, bar, open) = glyphs.pick(('●', '▼', '▲', '─', '╌'), ('*', 'L', 'H', '-', '.'));
    let (at, glyph) = match (low, high) {
        (Some(low), _) if value < low => (0, below),
        (_, Some(high)) if value > high => (width - 1, above),
        _ => (((share(value, low, high) * width as f64) as usize).min(width - 1), within),
    };
    let dashed = width.div_ceil(4);
    let line = |column: usize| {
        let no_low = low.is_none() && column < dashed;
        let no_high = high.is_none() && column + dashed >= width;
        if no_low || no_high { open } else { bar }
    };
    (0..width).map(|column| if column == at { glyph } else { line(column) }).collect()
}

/// How far a value is from the low end; an open end is approached and never reached.
fn share(value: f64, low: Option<f64>, high: Option<f64>) -> f64 {
    match (low, high) {
        (Some(low), Some(high)) => (value - low) / (high - low),
        (Some(low), None) => beyond(value - low, low),
        (None, Some(high)) if value >= 0.0 && high > 0.0 => value / high,
        (None, Some(high)) => 1.0 - beyond(high - value, high),
        (None, None) => 0.5,
    }
}

/// How far a value is from its only limit, measured by the size of the limit so that the unit does not matter: 0 at
/// the limit, half way at twice its size. A limit of zero has no size, and all beyond it is half way.
fn beyond(distance: f64, limit: f64) -> f64 {
    let measure = if limit == 0.0 { distance } else { limit.abs() };
    distance / (distance + measure).max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stands_where_it_lies_in_its_interval() {
        for (value, low, high, expected) in [
            (486.0, Some(264.0), Some(916.0), "──●─────"),
            (264.0, Some(264.0), Some(916.0), "●───────"),
            (916.0, Some(264.0), Some(916.0), "───────●"),
            (6.2, Some(8.0), Some(35.0), "▼───────"),
            (55.0, Some(38.0), Some(50.0), "───────▲"),
            (2.0, None, Some(4.0), "╌╌──●───"),
            (-3.0, None, Some(-1.0), "╌╌●─────"),
            (5.0, None, Some(4.0), "╌╌─────▲"),
            (39.0, Some(39.0), None, "●─────╌╌"),
            (78.0, Some(39.0), None, "────●─╌╌"),
            (0.078, Some(0.039), None, "────●─╌╌"),
            (-3e-4, None, Some(-1e-4), "╌╌●─────"),
            (0.0, Some(0.0), None, "●─────╌╌"),
            (9.0, Some(0.0), None, "────●─╌╌"),
            (0.0, None, Some(0.0), "╌╌─────●"),
            (20.0, Some(39.0), None, "▼─────╌╌"),
            (1.0, None, None, "        "),
            (1.0, Some(5.0), Some(2.0), "        "),
            (f64::NAN, Some(1.0), Some(2.0), "        "),
        ] {
            assert_eq!(
                range_bar(value, low, high, 8, Glyphs::Braille),
                expected,
                "{value} in {low:?}..{high:?}"
            );
        }
    }

    #[test]
    fn a_range_bar_has_a_seven_bit_form() {
        assert_eq!(range_bar(486.0, Some(264.0), Some(916.0), 8, Glyphs::Ascii), "--*-----");
        assert_eq!(range_bar(6.2, Some(8.0), None, 8, Glyphs::Ascii), "L-----..");
        assert_eq!(range_bar(6.2, Some(8.0), None, 0, Glyphs::Ascii), "");
    }
}
