//! A value at a glance: where it lies in its interval, and how it came there.

use chrono::NaiveDate;

use crate::domain::analyte::Analyte;
use crate::domain::decimal::Decimal;
use crate::domain::interval::{Interpretation, Interval};
use crate::domain::judgement::Judgement;
use crate::domain::series::{self, Reading};
use crate::ui::state::State;
use crate::ui::widget::plot::{self, Glyphs};

/// Columns of a range bar.
pub const BAR: u16 = 8;
/// Columns of a sparkline.
pub const SPARK: u16 = 5;
/// Newest results a sparkline shows: one in each column where they come evenly.
pub const SHOWN: usize = SPARK as usize;

/// A bar of the interval with the value in it; empty in private mode, for a screen reader, without an interval, and for a bound that
/// may lie on either side of a limit, which has no place in the bar.
pub fn range_bar(now: &Reading<'_>, judgement: &Judgement, analyte: &Analyte, state: &State) -> String {
    let is_placed = judgement.interpretation != Interpretation::Unknown && !state.look.is_linear();
    let applied = judgement.applied.as_ref().filter(|_| is_placed);
    let Some(applied) = state.privacy().telling(applied) else {
        return String::new();
    };
    let unit = now.result().and_then(|r| r.quantity()).and_then(|q| analyte.unit(&q.unit));
    let factor = unit.map_or(1.0, |unit| unit.factor);
    let limit = |limit: &Option<Decimal>| limit.as_ref().map(|l| l.value() * factor);
    let (_, value) = now.extent.as_comparison(analyte.floor());
    plot::range_bar(value, limit(&applied.interval.low), limit(&applied.interval.high), BAR, glyphs(state))
}

/// The bar of a number in the unit of its interval; empty in private mode and for a screen reader.
pub fn bar(value: &Decimal, interval: &Interval, state: &State) -> String {
    if state.look.is_linear() {
        return String::new();
    }
    let limit = |limit: &Option<Decimal>| limit.as_ref().map(Decimal::value);
    state.privacy().all(|| {
        plot::range_bar(value.value(), limit(&interval.low), limit(&interval.high), BAR, glyphs(state))
    })
}

/// The last results at their true spacing; empty in private mode, for a screen reader, and for fewer than two numbers.
pub fn spark(newest: &[Reading<'_>], state: &State) -> String {
    let values: Vec<(NaiveDate, f64)> =
        newest.iter().filter_map(|r| Some((r.day, r.extent.value()?))).collect();
    if values.len() < 2 || state.look.is_linear() {
        return String::new();
    }
    state.privacy().all(|| plot::sparkline(&values, SPARK, glyphs(state)))
}

/// The results of an analyte up to a day that a sparkline shows, newest first.
pub fn newest<'s>(id: &'s str, until: NaiveDate, state: &'s State) -> Vec<Reading<'s>> {
    series::days_back(&state.record, state.catalog.analytes(), id, until).take(SHOWN).collect()
}

/// Bars for what stands in a line of a table.
const fn glyphs(state: &State) -> Glyphs {
    state.look.glyphs.pick(Glyphs::Blocks, Glyphs::Ascii)
}
