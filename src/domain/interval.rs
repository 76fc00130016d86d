//! Reference intervals as printed, and how a value stands in one.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::decimal::Decimal;
use crate::domain::extent::{Extent, Relation};
use crate::domain::unit::Unit;

/// A reference interval as printed; a missing side is open. Its ends count as within, but for an upper one that is
/// said to be excluded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    #[serde(default)]
    pub low: Option<Decimal>,
    #[serde(default)]
    pub high: Option<Decimal>,
    /// Laboratories print “below” and “up to” without meaning either, so that only the catalogue excludes an end.
    #[serde(skip)]
    high_end: IntervalEnd,
}

/// Whether the value of a limit itself lies within the interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum IntervalEnd {
    #[default]
    Included,
    Excluded,
}

impl Interval {
    /// The interval between two limits, both of which lie within it.
    pub const fn new(low: Option<Decimal>, high: Option<Decimal>) -> Self {
        Self { low, high, high_end: IntervalEnd::Included }
    }

    /// Everything less than a limit, which is not within it: `< 1.0`.
    pub const fn below(limit: Decimal) -> Self {
        Self { low: None, high: Some(limit), high_end: IntervalEnd::Excluded }
    }

    /// How a value within the interval compares with its upper limit, and how one beyond it does.
    const fn high_relations(&self) -> (Relation, Relation) {
        match self.high_end {
            IntervalEnd::Included => (Relation::AtMost, Relation::Above),
            IntervalEnd::Excluded => (Relation::Below, Relation::AtLeast),
        }
    }

    /// Whether both sides are open, so that it says nothing.
    pub fn is_open(&self) -> bool {
        self.low.is_none() && self.high.is_none()
    }

    /// Whether the lower limit is above the upper one: a misprint, which says nothing.
    pub fn is_inverted(&self) -> bool {
        self.low.as_ref().zip(self.high.as_ref()).is_some_and(|(low, high)| low.value() > high.value())
    }

    /// Whether a number is of the size of the interval, which then speaks for the unit both are printed in: units of
    /// one analyte are further apart than that from one another.
    pub fn is_of_size(&self, value: f64) -> bool {
        match (&self.low, &self.high) {
            (Some(low), Some(high)) => value >= low.value() / OF_RANGE && value <= high.value() * OF_RANGE,
            (None, Some(high)) => value <= high.value() && value * OF_ONE_SIDE >= high.value(),
            (Some(low), None) => value >= low.value() && value <= low.value() * OF_ONE_SIDE,
            (None, None) => false,
        }
    }

    /// The interval read in another unit of the analyte.
    #[must_use]
    pub fn convert(&self, from: &Unit, to: &Unit) -> Self {
        if from.code == to.code {
            return self.clone();
        }
        let side = |limit: &Option<Decimal>| {
            limit.as_ref().map(|l| Decimal::rounded(l.value() * from.factor / to.factor, to.decimals))
        };
        Self { low: side(&self.low), high: side(&self.high), high_end: self.high_end }
    }

    /// How an extent in the interval's unit stands in it; only what is certain is said.
    pub(super) fn interpret(&self, extent: Extent) -> Interpretation {
        let certainly = |limit: &Option<Decimal>, relation| {
            limit.as_ref().map(|limit| extent.certainly(relation, limit.value()))
        };
        if certainly(&self.low, Relation::Below) == Some(true) {
            return Interpretation::Low;
        }
        let (within_high, beyond_high) = self.high_relations();
        if certainly(&self.high, beyond_high) == Some(true) {
            return Interpretation::High;
        }
        let inside = certainly(&self.low, Relation::AtLeast).unwrap_or(true)
            && certainly(&self.high, within_high).unwrap_or(true);
        if inside && !self.is_open() { Interpretation::Within } else { Interpretation::Unknown }
    }
}

impl fmt::Display for Interval {
    /// `264 – 916`, `≥ 7.2`, `≤ 60`, `< 1.0`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.low, &self.high) {
            (Some(low), Some(high)) => f.pad(&format!("{low} – {high}")),
            (Some(low), None) => f.pad(&format!("≥ {low}")),
            (None, Some(high)) => match self.high_end {
                IntervalEnd::Included => f.pad(&format!("≤ {high}")),
                IntervalEnd::Excluded => f.pad(&format!("< {high}")),
            },
            (None, None) => f.pad("–"),
        }
    }
}

/// How a result stands in its interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Interpretation {
    /// Below, even where only a bound was reported.
    Low,
    /// Inside, even where only a bound was reported.
    Within,
    /// Above, even where only a bound was reported.
    High,
    /// No interval applies, or a censored value may be on either side.
    Unknown,
}

impl Interpretation {
    /// The word in files and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Within => "within",
            Self::High => "high",
            Self::Unknown => "unknown",
        }
    }
}

/// How far outside an interval a number may be and still be of its size.
const OF_RANGE: f64 = 2.0;
/// The same for an interval with one limit.
const OF_ONE_SIDE: f64 = 10.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_of_an_interval_that_excludes_it_is_beyond_it() {
        let limit = || Decimal::parse("1.0").unwrap();
        for (interval, shown, words) in [
            (Interval::new(None, Some(limit())), "≤ 1.0", ["within", "within", "high"]),
            (Interval::below(limit()), "< 1.0", ["within", "high", "high"]),
        ] {
            assert_eq!(interval.to_string(), shown);
            let stands = [0.9, 1.0, 1.1].map(|value| interval.interpret(Extent::exact(value)).id());
            assert_eq!(stands, words, "{shown}");
        }
    }
}
