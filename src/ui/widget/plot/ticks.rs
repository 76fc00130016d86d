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
/// How much taller an axis may get for the sake of more labels, and how much for the sake of not having too few.
const MOST_STRETCH: f64 = 1.15;
const COST_OF_FEW: f64 = 1.3;
/// Below so many rows a panel is low.
const LOW: u16 = 6;

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
    let (scale, ticks) = even_axis(&scale, rows, lines_a_row)
        .unwrap_or_else(|| (scale, value_ticks(&scale, rows, lines_a_row)));
    (scale, plot.privacy.all(|| ticks))
}

/// An ordinary axis stretched until a round step takes a whole number of rows, with its labels: equal steps in value
/// are equal steps on the screen. Of the steps that stretch it little, the one with the most labels is taken. None
/// where the axis is logarithmic or too low for two labels.
fn even_axis(scale: &ValueScale, rows: u16, lines_a_row: u16) -> Option<(ValueScale, Vec<ValueTick>)> {
    if scale.is_log() {
        return None;
    }
    let axes: Vec<(f64, ValueScale, Vec<PlacedTick>)> = even_steps(scale, rows)
        .filter_map(|(factor, power, apart)| {
            let row_height = f64::from(factor) * 10f64.powi(power) / f64::from(apart);
            let axis = scale.on_rows(row_height, rows, lines_a_row)?;
            let (lo, hi) = axis.bounds();
            let ticks = place(&multiples(lo, hi, factor, power), |value| axis.row(value, rows, lines_a_row));
            let cost = if ticks.len() >= FEW { row_height } else { row_height * COST_OF_FEW };
            (ticks.len() > 1).then_some((cost, axis, ticks))
        })
        .collect();
    let tightest = axes.iter().map(|(cost, ..)| *cost).reduce(f64::min)?;
    let close = axes.into_iter().filter(|(cost, ..)| *cost <= tightest * MOST_STRETCH);
    close.max_by_key(|(.., ticks)| ticks.len()).map(|(_, axis, ticks)| (axis, said(&ticks)))
}

/// Round steps as factor and power of ten, each with the rows it may take: two at least, so that labels leave room
/// between them, but one where a panel is very low.
fn even_steps(scale: &ValueScale, rows: u16) -> impl Iterator<Item = (i32, i32, u16)> {
    let (lo, hi) = scale.bounds();
    let start = ((hi - lo) / 50.0).log10().floor() as i32;
    // A low panel has few steps to choose from, and its results need the room more than its labels a usual one.
    let others: &[(i32, i32)] = if rows < LOW { &[(3, 0), (4, 0)] } else { &[] };
    let steps = (start..start + 4).flat_map(move |power| {
        let factors = [(1, 0), (2, 0), (25, -1), (5, 0)].into_iter().chain(others.iter().copied());
        factors.map(move |(factor, shift)| (factor, power + shift))
    });
    let least = if rows < 4 { 1 } else { (rows / 6).max(2) };
    steps.flat_map(move |(factor, power)| (least..=rows).map(move |apart| (factor, power, apart)))
}

/// The finest round values whose rows leave room between them, from the highest value to the lowest; where
/// that leaves fewer than three, rows next to each other will do.
fn value_ticks(scale: &ValueScale, rows: u16, lines_a_row: u16) -> Vec<ValueTick> {
    let candidates = if scale.is_log() { log_ladder(scale) } else { linear_ladder(scale) };
    let candidates: Vec<Vec<PlacedTick>> =
        candidates.iter().map(|values| place(values, |value| scale.row(value, rows, lines_a_row))).collect();
    let finest = |apart: u16| {
        candidates.iter().find(|ticks| ticks.windows(2).all(|pair| pair[1].row >= pair[0].row + apart))
    };
    let airy = finest((rows / 6).max(2)).filter(|ticks| ticks.len() >= FEW);
    airy.or_else(|| finest(1)).map_or_else(Vec::new, |ticks| said(ticks))
}

/// A value in its row, not yet in words: most axes that are tried are not taken.
struct PlacedTick {
    tick: Tick,
    row: u16,
}

/// Values in their rows, from the highest.
fn place(values: &[Tick], row: impl Fn(f64) -> Option<u16>) -> Vec<PlacedTick> {
    let placed = values.iter().rev().filter_map(|tick| Some(PlacedTick { tick: *tick, row: row(tick.0)? }));
    placed.collect()
}

/// The same with their labels.
fn said(ticks: &[PlacedTick]) -> Vec<ValueTick> {
    let said = |PlacedTick { tick: (value, decimals), row }: &PlacedTick| ValueTick {
        value: *value,
        row: *row,
        label: say(*value, *decimals),
    };
    ticks.iter().map(said).collect()
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
    use std::collections::BTreeSet;

    use super::*;
    use crate::ui::widget::plot::data::Scale;
    use crate::ui::widget::plot::scale::tests::fitted;

    fn ticks(scale: Scale, values: &[f64], rows: u16) -> Vec<ValueTick> {
        let axis = fitted(scale, values, 2.0 / f64::from(rows)).unwrap();
        even_axis(&axis, rows, 4).map_or_else(|| value_ticks(&axis, rows, 4), |(_, ticks)| ticks)
    }

    fn labels(scale: Scale, values: &[f64], rows: u16) -> Vec<String> {
        ticks(scale, values, rows).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn equal_steps_in_value_are_equal_steps_in_rows_and_every_result_stays_in_view() {
        for low in [-7.3, -0.4, 0.0, 0.3, 4.2, 24.0, 612.0] {
            for spread in [0.02, 0.7, 3.0, 45.0, 880.0] {
                for (rows, lines_a_row) in (5..40).flat_map(|rows| [1, 2, 4].map(|lines| (rows, lines))) {
                    let fit = fitted(Scale::Linear, &[low, low + spread], 0.1).unwrap();
                    let shown = format!("{low} + {spread} in {rows} rows of {lines_a_row}");
                    let (axis, ticks) = even_axis(&fit, rows, lines_a_row).expect(&shown);
                    let steps: BTreeSet<u16> =
                        ticks.windows(2).map(|pair| pair[1].row - pair[0].row).collect();
                    assert_eq!(steps.len(), 1, "{shown}: {ticks:?}");
                    assert!(ticks.len() >= 2, "{shown}: {ticks:?}");
                    for value in [low, low + spread] {
                        assert!(axis.row(value, rows, lines_a_row).is_some(), "{shown}: {value}");
                    }
                }
            }
        }
    }

    #[test]
    fn ticks_are_round_and_as_many_as_fit() {
        for (values, rows, expected) in [
            (&[6.2, 38.0][..], 10, &["40", "30", "20", "10", "0"][..]),
            (&[6.2, 38.0], 4, &["40", "0"]),
            (&[0.1, 0.4], 10, &["0.5", "0.4", "0.3", "0.2", "0.1"]),
            (&[0.0, 955.0], 9, &["1000", "750", "500", "250", "0"]),
            (&[-2.5, -1.0], 8, &["-1.0", "-1.5", "-2.0", "-2.5"]),
            (&[264.0, 916.0], 12, &["1000", "750", "500", "250"]),
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
