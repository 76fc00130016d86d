//! Whether a value can be true: the one verdict of every door a value comes in by.

use crate::domain::analyte::{Analyte, Unit, ValueLimits};
use crate::domain::quantity::{Comparator, Quantity};

/// What is to be thought of a value. What a door does about it is the door's: a likely slip is asked about or
/// refused, an unusual value is stored and named, an impossible one never stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Plausibility<'a> {
    /// Nothing speaks against it, or it stands in a unit that is not the analyte's, which is said elsewhere.
    Fine,
    Unusual,
    /// It reads like a value in this unit.
    UnitSlip(&'a Unit),
    /// No result can be that. The unit it would make sense in, where there is one.
    Impossible(Option<&'a Unit>),
}

impl Analyte {
    /// The verdict on a value.
    ///
    /// A bound says less than a number. Below a detection limit is an ordinary result whatever the limit, so `<` and
    /// `<=` are held to the upper hard limit alone, and are no slip of the unit; of `>` and `>=` a low bound is not
    /// unusual either. What leaves nothing above the smallest possible value is impossible.
    pub fn plausibility(&self, quantity: &Quantity) -> Plausibility<'_> {
        let Some(value) = self.canonical_value(quantity) else {
            return Plausibility::Fine;
        };
        let floor = self.floor();
        let is_upper_bound = matches!(quantity.comparator, Comparator::Below | Comparator::AtMost);
        let is_possible = match quantity.comparator {
            Comparator::Below => value > floor && below_high(self.hard, value),
            Comparator::AtMost => value >= floor && below_high(self.hard, value),
            _ => self.hard.contain(value),
        };
        let slip = self.slip(quantity).filter(|_| !is_upper_bound);
        if !is_possible {
            return Plausibility::Impossible(slip);
        }
        if let Some(unit) = slip {
            return Plausibility::UnitSlip(unit);
        }
        if self.is_rare(quantity) { Plausibility::Unusual } else { Plausibility::Fine }
    }

    /// Whether the value lies outside the soft limits, whatever unit it may have been meant in.
    pub fn is_rare(&self, quantity: &Quantity) -> bool {
        self.canonical_value(quantity).is_some_and(|value| match quantity.comparator {
            Comparator::Equal => !self.soft.contain(value),
            Comparator::Below | Comparator::AtMost => false,
            Comparator::Above | Comparator::AtLeast => !below_high(self.soft, value),
        })
    }
}

fn below_high(limits: ValueLimits, value: f64) -> bool {
    ValueLimits { low: None, ..limits }.contain(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::domain::decimal::Decimal;

    #[test]
    fn numbers_and_bounds_get_the_verdict_that_their_limits_give() {
        for (analyte, text, unit, verdict) in [
            ("estradiol", "28", "pg/mL", "fine"),
            ("estradiol", "<5.0", "pg/mL", "fine"),
            ("estradiol", "-1", "pg/mL", "impossible"),
            ("estradiol", "<0", "pg/mL", "impossible"),
            ("estradiol", "<=0", "pg/mL", "fine"),
            ("estradiol", ">99999", "pg/mL", "impossible"),
            ("estradiol", "28", "stone", "fine"),
            ("triglycerides", "<4", "mg/dL", "fine"),
            ("lh", "<300", "IU/L", "fine"),
            ("lh", "90", "IU/L", "unusual"),
            ("testosterone-total", "15", "ng/dL", "reads like nmol/L"),
            ("testosterone-total", "<15", "ng/dL", "fine"),
            ("testosterone-total", ">1500", "ng/dL", "fine"),
            ("testosterone-total", "1600", "ng/dL", "unusual"),
            ("hematocrit", "0.45", "%", "impossible, reads like L/L"),
            ("t-score-total-hip", "-2.1", "{T-score}", "fine"),
        ] {
            let (comparator, digits) = crate::domain::quantity::split_comparator(text);
            let quantity = Quantity { comparator, value: Decimal::parse(digits).unwrap(), unit: unit.into() };
            let said = match Catalog::embedded().analyte(analyte).unwrap().plausibility(&quantity) {
                Plausibility::Fine => "fine".to_owned(),
                Plausibility::Unusual => "unusual".to_owned(),
                Plausibility::UnitSlip(unit) => format!("reads like {}", unit.code),
                Plausibility::Impossible(None) => "impossible".to_owned(),
                Plausibility::Impossible(Some(unit)) => format!("impossible, reads like {}", unit.code),
            };
            assert_eq!(said, verdict, "{analyte} {text} {unit}");
        }
    }
}
