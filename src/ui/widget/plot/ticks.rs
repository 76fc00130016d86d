//! Round numbers for the value axis: one, two or five times a power of ten.

use super::data::{Plot, PlotPanel};
use super::scale::{TimeScale, ValueScale};

/// A value of the axis that has a label.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueTick {
    /// In the panel's unit.
    pub value: f64,
    /// Row within the panel, 0 on top.
    pub row: u16,
    /// The value as short as it can be said.
    pub label: String,
}

/// Fewer labels than this do not tell how an axis is spaced.
const FEW: usize = 3;

/// The value axis of a panel and its labels in `rows` of `lines_a_row` each, from the highest; none where values are
/// hidden or nothing is in view. `floor` is the share that a logarithmic axis keeps for zero.
pub fn value_axis(
    plot: &Plot,
    panel: &PlotPanel,
    floor: f64,
    (rows, lines_a_row): (u16, u16),
) -> (ValueScale, Vec<ValueTick>) {
    let Some(scale) = ValueScale::fit(panel, TimeScale::new(plot.first, plot.last), floor) else {
        return (ValueScale::OF_NOTHING, Vec::new());
    };
    let ticks = plot.privacy.all(|| value_ticks(&scale, rows, lines_a_row));
    (scale, ticks)
}

/// The finest round values whose rows leave room between them, from the highest value to the lowest; where
/// that leaves fewer than three, rows next to each other will do.
fn value_ticks(scale: &ValueScale, rows: u16, lines_a_row: u16) -> Vec<ValueTick> {
    let candidates = if scale.is_log() { log_ladder(scale) } else { linear_ladder(scale) };
    let candidates: Vec<Vec<ValueTick>> =
        candidates.iter().map(|values| place(values, |value| scale.row(value, rows, lines_a_row))).collect();
    let finest = |apart: u16| {
        candidates.iter().find(|ticks| ticks.windows(2).all(|pair| pair[1].row >= pair[0].row + apart))
    };
    let airy = finest((rows / 6).max(2)).filter(|ticks| ticks.len() >= FEW);
    airy.or_else(|| finest(1)).cloned().unwrap_or_default()
}

fn place(values: &[Tick], row: impl Fn(f64) -> Option<u16>) -> Vec<ValueTick> {
    let mut ticks: Vec<ValueTick> = values
        .iter()
        .filter_map(|(value, decimals)| {
            Some(ValueTick { value: *value, row: row(*value)?, label: say(*value, *decimals) })
        })
        .collect();
    ticks.reverse();
    ticks
}

/// A value and how many decimals tell it from its neighbours.
type Tick = (f64, usize);

fn linear_ladder(scale: &ValueScale) -> Vec<Vec<Tick>> {
    let (lo, hi) = scale.bounds();
    let start = ((hi - lo) / 50.0).log10().floor() as i32;
    let steps = (start..start + 5).flat_map(|power| [1, 2, 5].map(|factor| (factor, power)));
    steps.map(|(factor, power)| multiples(lo, hi, factor, power)).collect()
}

/// Multiples of `factor * 10^power` between two values, rising.
fn multiples(lo: f64, hi: f64, factor: i32, power: i32) -> Vec<Tick> {
    let ten = 10f64.powi(power.abs());
    let step = if power < 0 { f64::from(factor) / ten } else { f64::from(factor) * ten };
    let from = (lo / step).ceil() as i64;
    let to = (hi / step).floor() as i64;
    let decimals = usize::try_from(-power).unwrap_or(0);
    // Division by a power of ten rounds once, so 3 * 0.1 is the double nearest to 0.3.
    let value = |n: i64| {
        let whole = (n * i64::from(factor)) as f64;
        if power < 0 { whole / ten } else { whole * ten }
    };
    (from..=to).take(200).map(|n| (value(n), decimals)).collect()
}

fn log_ladder(scale: &ValueScale) -> Vec<Vec<Tick>> {
    let (lo, hi) = scale.bounds();
    let (first, last) = (lo.log10().floor() as i32, hi.log10().ceil() as i32);
    let pick = |factors: &[i32], every: usize| -> Vec<Tick> {
        let powers = (first..=last).filter(|power| power.rem_euclid(every as i32) == 0);
        let mut ticks: Vec<Tick> = powers
            .flat_map(|power| factors.iter().map(move |factor| multiples_one(*factor, power)))
            .filter(|(value, _)| (lo..=hi).contains(value))
            .collect();
        if scale.has_floor() {
            ticks.insert(0, (0.0, 0));
        }
        ticks
    };
    let decades = (1..=24).map(|every| pick(&[1], every));
    let mut ladder = vec![pick(&[1, 2, 5], 1), pick(&[1, 3], 1)];
    if hi / lo < 4.0 && !scale.has_floor() {
        ladder = linear_ladder(scale);
    }
    ladder.extend(decades);
    ladder.retain(|ticks| !ticks.is_empty());
    ladder
}

fn multiples_one(factor: i32, power: i32) -> Tick {
    let ten = 10f64.powi(power.abs());
    let value = if power < 0 { f64::from(factor) / ten } else { f64::from(factor) * ten };
    (value, usize::try_from(-power).unwrap_or(0))
}

/// The number itself, or its power of ten where the digits would not help.
fn say(value: f64, decimals: usize) -> String {
    if value.abs() >= 1e6 || decimals > 6 {
        return format!("{value:e}");
    }
    // Rounding can leave a minus sign on nothing.
    let value = if value == 0.0 { 0.0 } else { value };
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widget::plot::data::Scale;
    use crate::ui::widget::plot::scale::tests::fitted;

    fn labels(scale: Scale, values: &[f64], rows: u16) -> Vec<String> {
        let axis = fitted(scale, values, 2.0 / f64::from(rows)).unwrap();
        value_ticks(&axis, rows, 4).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_are_round_and_as_many_as_fit() {
        for (values, rows, expected) in [
            (&[6.2, 38.0][..], 10, &["30", "20", "10", "0"][..]),
            (&[6.2, 38.0], 4, &["20", "0"]),
            (&[0.1, 0.4], 10, &["0.4", "0.3", "0.2", "0.1"]),
            (&[0.0, 955.0], 9, &["1000", "500", "0"]),
            (&[-2.5, -1.0], 8, &["-1.0", "-1.5", "-2.0", "-2.5"]),
            (&[264.0, 916.0], 12, &["800", "600", "400"]),
        ] {
            assert_eq!(labels(Scale::Linear, values, rows), expected, "{values:?} in {rows} rows");
        }
    }

    #[test]
    fn a_logarithmic_axis_shows_decades_and_zero_and_never_nothing() {
        for (values, rows, expected) in
            [(&[0.0, 0.5, 80.0][..], 12, &["30", "10", "3", "1", "0"][..]), (&[264.0, 916.0], 3, &["500"])]
        {
            assert_eq!(labels(Scale::Log, values, rows), expected, "{values:?} in {rows} rows");
        }
    }
}
