//! Whether a value can be true: the one verdict of every door a value comes in by.

use crate::domain::analyte::{Analyte, Unit, ValueLimits};
use crate::domain::interval::Interval;
use crate::domain::quantity::{Comparator, Quantity};
use crate::domain::record::Record;
use crate::domain::report::is_same_laboratory;

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

/// How a value came to its unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnitGiven {
    /// A person typed it, or left it to be the usual one.
    #[default]
    Typed,
    /// It is printed beside the value, on a report or in a laboratory's file.
    Printed,
}

/// What may speak for the unit a value was given in, so that nobody is asked whether another one was meant.
#[derive(Clone, Copy, Debug, Default)]
pub struct UnitWitness<'a> {
    pub given: UnitGiven,
    /// The interval printed beside the value, in its unit.
    pub range: Option<&'a Interval>,
    /// What is stored so far.
    pub record: Option<&'a Record>,
    /// The laboratory that gives the value.
    pub laboratory: Option<&'a str>,
}

impl UnitWitness<'_> {
    /// Whether the printed interval is of the size of the value; or, without one, the value is a usual one of the unit
    /// printed beside it; or a value that read like the same slip was kept from this laboratory before.
    fn settles(&self, analyte: &Analyte, quantity: &Quantity, slip: &Unit) -> bool {
        let is_settled = match (self.range, self.given) {
            (Some(range), _) => range.is_of_size(quantity.value.value()),
            (None, UnitGiven::Printed) => !analyte.is_rare(quantity),
            (None, UnitGiven::Typed) => false,
        };
        if is_settled {
            return true;
        }
        let (Some(record), Some(laboratory)) = (self.record, self.laboratory) else { return false };
        let is_own =
            |name: &Option<String>| name.as_deref().is_some_and(|name| is_same_laboratory(name, laboratory));
        let is_alike = |stored: &Quantity| {
            stored.unit == quantity.unit && analyte.slip(stored).is_some_and(|unit| unit.code == slip.code)
        };
        record
            .results(&analyte.id)
            .any(|(report, result)| is_own(&report.laboratory) && result.quantity().is_some_and(is_alike))
    }
}

impl Analyte {
    /// The verdict on a value beside which something may speak for its unit: a slip that is settled is none.
    pub fn plausibility_beside(&self, quantity: &Quantity, witness: UnitWitness<'_>) -> Plausibility<'_> {
        match self.plausibility(quantity) {
            Plausibility::UnitSlip(unit) if witness.settles(self, quantity, unit) => Plausibility::Fine,
            verdict => verdict,
        }
    }

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
        self.unit(&quantity.unit)
            .is_some_and(|unit| self.is_rare_number(quantity.comparator, quantity.value.value(), unit))
    }

    /// The same of a number in one of the units.
    pub fn is_rare_number(&self, comparator: Comparator, number: f64, unit: &Unit) -> bool {
        let value = number * unit.factor;
        match comparator {
            Comparator::Equal => !self.soft.contain(value),
            Comparator::Below | Comparator::AtMost => false,
            Comparator::Above | Comparator::AtLeast => !below_high(self.soft, value),
        }
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

    #[test]
    fn a_printed_interval_or_a_value_kept_before_speaks_for_the_unit() {
        use crate::domain::change::Entry;
        use crate::domain::report::{Kind, Observation, Report, Value};

        let quantity = |number: &str| Quantity {
            comparator: Comparator::Equal,
            value: Decimal::parse(number).unwrap(),
            unit: "pg/mL".into(),
        };
        let free = Catalog::embedded().analyte("testosterone-free").unwrap();
        let mut report = Report::new(Kind::Blood, "2026-01-14".parse().unwrap());
        report.laboratory = Some("Nord".to_owned());
        report.results = vec![Observation::new(free.id.clone(), Value::Number(quantity("14.6")))];
        let record = Record::whole([Entry::Report(report)]);
        let direct = Interval::new(Decimal::parse("6.8").ok(), Decimal::parse("21.5").ok());
        let other = Interval::new(Decimal::parse("680").ok(), Decimal::parse("2150").ok());
        for (range, laboratory, is_settled) in [
            (None, None, false),
            (Some(&direct), None, true),
            (Some(&other), None, false),
            (None, Some("nord"), true),
            (None, Some("South"), false),
        ] {
            let witness = UnitWitness { range, record: Some(&record), laboratory, ..UnitWitness::default() };
            let verdict = free.plausibility_beside(&quantity("15.1"), witness);
            assert_eq!(verdict == Plausibility::Fine, is_settled, "{range:?} {laboratory:?}");
        }
    }

    #[test]
    fn a_printed_unit_speaks_for_a_usual_value_where_no_interval_says_otherwise() {
        let quantity = |number: &str| Quantity {
            comparator: Comparator::Equal,
            value: Decimal::parse(number).unwrap(),
            unit: "pg/mL".into(),
        };
        let free = Catalog::embedded().analyte("testosterone-free").unwrap();
        let other = Interval::new(Decimal::parse("680").ok(), Decimal::parse("2150").ok());
        for (given, range, number, is_settled) in [
            (UnitGiven::Typed, None, "15.1", false),
            (UnitGiven::Printed, None, "15.1", true),
            (UnitGiven::Printed, Some(&other), "15.1", false),
            (UnitGiven::Printed, None, "8", false),
        ] {
            let witness = UnitWitness { given, range, ..UnitWitness::default() };
            let verdict = free.plausibility_beside(&quantity(number), witness);
            assert_eq!(verdict == Plausibility::Fine, is_settled, "{given:?} {range:?} {number}");
        }
    }
}
