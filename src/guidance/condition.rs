//! What is certain about a value: comparisons that hold for everything a censored result can be.

use chrono::NaiveDate;

use crate::domain::extent::Extent;
use crate::domain::series::{self, Reading};
use crate::guidance::case::Case;
use crate::guidance::trigger::{Escalation, Predicate, Recent};

impl Predicate {
    /// The day's reading, when it certainly holds for it.
    pub(super) fn holding<'a>(&self, case: &Case<'a>, day: NaiveDate) -> Option<Reading<'a>> {
        let reading = series::on_day(case.record, case.knowledge.analytes, &self.analyte, day)?;
        reading.extent.certainly(self.op, self.value).then_some(reading)
    }
}

impl Escalation {
    /// The recent value that makes a symptom matter more, if there is one.
    pub(super) fn holding<'a>(&'a self, case: &Case<'a>) -> Option<Reading<'a>> {
        let reading = case.fresh(&self.analyte, self.fresh_days)?;
        let holds = reading.extent.certainly(self.op, self.value)
            && (self.therapy.is_empty() || case.takes(&self.therapy));
        holds.then_some(reading)
    }
}

impl Recent {
    /// Whether it was done so lately.
    pub(super) fn holds<'a>(&'a self, case: &Case<'a>) -> bool {
        case.newest_day(&self.analyte).is_some_and(|day| case.age(day) <= self.days)
    }
}

/// What the quotient of two values, neither below 0, can be; nothing when the one below the line is 0 or may be
/// anything.
pub(super) fn quotient(num: Extent, den: Extent) -> Option<Extent> {
    let low = if den.high.is_finite() { num.low / den.high } else { 0.0 };
    let high = if den.low > 0.0 { num.high / den.low } else { f64::INFINITY };
    let known = low.is_finite() && (low > 0.0 || high.is_finite());
    known.then_some(Extent {
        low,
        high,
        low_closed: num.low_closed && den.high_closed,
        high_closed: num.high_closed && den.low_closed && high.is_finite(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::extent::Relation;
    use crate::domain::quantity::Comparator as C;

    #[test]
    fn a_ratio_with_a_censored_value_is_a_bound_and_proves_only_what_the_bound_proves() {
        for (num, den, relation, limit, certain) in [
            ((C::Equal, 290.0), (C::Equal, 31.0), Relation::Below, 10.0, true),
            ((C::Equal, 310.0), (C::Equal, 31.0), Relation::Below, 10.0, false),
            ((C::Equal, 400.0), (C::Below, 45.0), Relation::Below, 10.0, false),
            ((C::Equal, 600.0), (C::Below, 5.0), Relation::AtLeast, 100.0, true),
            ((C::Below, 20.0), (C::Equal, 30.0), Relation::Below, 10.0, true),
            ((C::Equal, 400.0), (C::Equal, 4.0), Relation::AtLeast, 100.0, true),
            ((C::Equal, 400.0), (C::Above, 50.0), Relation::Below, 10.0, true),
        ] {
            let extent = quotient(Extent::new(num.0, num.1, 0.0), Extent::new(den.0, den.1, 0.0));
            let holds = extent.is_some_and(|extent| extent.certainly(relation, limit));
            assert_eq!(holds, certain, "{num:?} over {den:?} {relation:?} {limit}");
        }
    }

    #[test]
    fn nothing_follows_from_a_zero_below_the_line() {
        assert_eq!(quotient(Extent::exact(400.0), Extent::exact(0.0)), None);
        let censored = Extent::new(C::Below, 0.1, 0.0);
        assert_eq!(quotient(censored, censored), None);
    }
}
