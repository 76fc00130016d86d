//! What a censored number can truly be: `<5` is somewhere from 0 up to, but not including, 5.

use crate::domain::quantity::Comparator;

/// Every value a measurement may have, in the analyte's canonical unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// Smallest possible value; `NEG_INFINITY` when there is no floor.
    pub low: f64,
    /// Largest possible value; `INFINITY` when there is no ceiling.
    pub high: f64,
    /// Whether `low` itself is possible.
    pub low_closed: bool,
    /// Whether `high` itself is possible.
    pub high_closed: bool,
}

/// A comparison in a rule or an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Relation {
    /// Strictly below the number that stands beside it.
    #[serde(rename = "<")]
    Below,
    /// The number beside it, or anything below.
    #[serde(rename = "<=")]
    AtMost,
    /// The number beside it, or anything above.
    #[serde(rename = ">=")]
    AtLeast,
    /// Strictly above the number that stands beside it.
    #[serde(rename = ">")]
    Above,
}

impl Relation {
    /// How it is said of a value that meets it: `below`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Below => "below",
            Self::AtMost => "at most",
            Self::AtLeast => "at least",
            Self::Above => "above",
        }
    }

    /// The sign before a limit: `<`.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::AtLeast => ">=",
            Self::Above => ">",
        }
    }
}

impl Extent {
    /// A number known exactly.
    pub const fn exact(value: f64) -> Self {
        Self { low: value, high: value, low_closed: true, high_closed: true }
    }

    /// The values `comparator value` allows, none below `floor` (0 for concentrations, minus infinity for scores).
    pub fn new(comparator: Comparator, value: f64, floor: f64) -> Self {
        match comparator {
            Comparator::Equal => Self::exact(value),
            Comparator::Below => Self { low: floor, high: value, low_closed: true, high_closed: false },
            Comparator::AtMost => Self { low: floor, high: value, low_closed: true, high_closed: true },
            Comparator::Above => {
                Self { low: value, high: f64::INFINITY, low_closed: false, high_closed: false }
            }
            Comparator::AtLeast => {
                Self { low: value, high: f64::INFINITY, low_closed: true, high_closed: false }
            }
        }
    }

    /// Whether there is exactly one possible value.
    pub fn is_exact(&self) -> bool {
        self.low == self.high
    }

    /// The value, when it is known exactly.
    pub fn value(&self) -> Option<f64> {
        self.is_exact().then_some(self.low)
    }

    /// Whether the relation holds for every possible value. Numbers closer than one part in a million
    /// to the limit count as the limit, so that a converted 54 % is not above 54.
    pub fn certainly(&self, relation: Relation, limit: f64) -> bool {
        match relation {
            Relation::Below => at_most(self.high, limit) && (differs(self.high, limit) || !self.high_closed),
            Relation::AtMost => at_most(self.high, limit),
            Relation::AtLeast => at_most(limit, self.low),
            Relation::Above => at_most(limit, self.low) && (differs(self.low, limit) || !self.low_closed),
        }
    }

    /// Whether nothing at all is known: no ceiling, and no floor above `floor`.
    pub fn says_nothing(&self, floor: f64) -> bool {
        self.low <= floor && self.high.is_infinite()
    }

    /// The nearest one-sided statement, as it is shown: `=` and the value, `>` the low end when only that is
    /// known or both are, `<` the high end when the low end is `floor`.
    pub fn as_comparison(&self, floor: f64) -> (Comparator, f64) {
        if self.is_exact() {
            (Comparator::Equal, self.low)
        } else if self.low > floor {
            (if self.low_closed { Comparator::AtLeast } else { Comparator::Above }, self.low)
        } else {
            (if self.high_closed { Comparator::AtMost } else { Comparator::Below }, self.high)
        }
    }
}

fn differs(a: f64, b: f64) -> bool {
    (a - b).abs() > TOLERANCE * b.abs().max(1.0)
}

fn at_most(a: f64, b: f64) -> bool {
    a <= b || !differs(a, b)
}

/// Relative; far below the digits any laboratory prints, far above the error of a conversion.
const TOLERANCE: f64 = 1e-6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relation_holds_only_when_it_holds_for_every_possible_value() {
        use Comparator as C;
        use Relation as R;
        for (comparator, value, relation, limit, certain) in [
            (C::Below, 5.0, R::Below, 10.0, true),
            (C::Below, 15.0, R::Below, 16.0, true),
            (C::Below, 15.0, R::Below, 10.0, false),
            (C::Below, 10.0, R::Below, 10.0, true),
            (C::Equal, 10.0, R::Below, 10.0, false),
            (C::AtMost, 10.0, R::Below, 10.0, false),
            (C::Equal, 100.0, R::AtLeast, 100.0, true),
            (C::Above, 54.0, R::Above, 54.0, true),
            (C::AtLeast, 54.0, R::Above, 54.0, false),
            (C::Equal, 54.000_000_000_000_01, R::Above, 54.0, false),
            (C::Equal, 0.55 * 100.0, R::AtLeast, 55.0, true),
            (C::Above, 3.0, R::Below, 10.0, false),
        ] {
            let extent = Extent::new(comparator, value, 0.0);
            assert_eq!(
                extent.certainly(relation, limit),
                certain,
                "{comparator:?} {value} {relation:?} {limit}"
            );
        }
    }
}
