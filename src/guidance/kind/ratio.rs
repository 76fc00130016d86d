//! The quotient of two analytes of one day beyond a limit.

use serde::Deserialize;

use crate::domain::counted::counted;
use crate::domain::day::long;
use crate::domain::decimal::fixed;
use crate::domain::extent::{Extent, Relation};
use crate::domain::formula::formula;
use crate::domain::id::AnalyteId;
use crate::domain::series::Reading;
use crate::guidance::case::RuleCase;
use crate::guidance::due_date::after;
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{DrawnLimit, RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::message::{self, sentence};
use crate::guidance::reminder::Severity;
use crate::guidance::vocabulary::{DrugSelector, NamedThings, WantedItem};

/// The quotient of two values of one day, the newest that has both, beyond a limit.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueRatio {
    pub num: AnalyteId,
    pub den: AnalyteId,
    /// How it is compared.
    pub op: Relation,
    /// The limit, in the canonical unit.
    pub value: f64,
    /// Only when the value below the line is at least this.
    pub den_min: Option<f64>,
    /// Only when the value below the line is known exactly.
    #[serde(default)]
    pub den_uncensored: bool,
    /// Only when the value below the line lies within its interval, limits included.
    #[serde(default)]
    pub den_within_interval: bool,
    /// Only when drawn on one of these.
    #[serde(default)]
    pub therapy_at_result: Vec<DrugSelector>,
    /// Only this long or longer after the episode began.
    pub min_therapy_days: Option<i64>,
    /// Not when drawn on one of these.
    #[serde(default)]
    pub not_therapy_at_result: Vec<DrugSelector>,
    /// Nor up to this long after.
    #[serde(default)]
    pub not_therapy_carry_days: i64,
    /// Only when the day is at most this long ago.
    pub fresh_days: i64,
    /// How loud its reminders are.
    pub severity: Severity,
}

impl RuleKind for ValueRatio {
    fn placeholders(&self) -> &'static [&'static str] {
        &["ratio", "date"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        let both = things.analyte(&self.num).analyte(&self.den);
        both.drugs(&self.therapy_at_result).drugs(&self.not_therapy_at_result);
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.not_negative("fresh_days", self.fresh_days);
        faults.not_negative("not_therapy_carry_days", self.not_therapy_carry_days);
        faults.limits([self.value, self.den_min.unwrap_or(0.0)]);
        faults.unless(
            "min_therapy_days",
            self.min_therapy_days.is_none() || !self.therapy_at_result.is_empty(),
            || "`min_therapy_days` needs `therapy_at_result`".to_owned(),
        );
    }

    fn look(&self, list: &mut LookList<'_>) {
        for analyte in [&self.num, &self.den] {
            list.recent(&WantedItem::Analyte(analyte.clone()), self.fresh_days);
        }
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, _occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        let (num, den) = newest_pair(&self.num, &self.den, self.fresh_days, case)?;
        let day = num.day;
        let certain_den = (!self.den_uncensored || den.extent.is_exact())
            && self.den_min.is_none_or(|least| den.extent.certainly(Relation::AtLeast, least));
        if self.den_within_interval && !case.is_within(&self.den, &den) {
            return None;
        }
        let extent = quotient(num.extent, den.extent)?;
        let holds = certain_den
            && extent.certainly(self.op, self.value)
            && case.drawn_on(&self.therapy_at_result, day)
            && self
                .min_therapy_days
                .is_none_or(|days| case.days_on(&self.therapy_at_result, day) >= Some(days))
            && !case.course(&self.not_therapy_at_result).reaches(day, self.not_therapy_carry_days);
        if !holds {
            return None;
        }
        let ratio = quotient_words(extent);
        let top = message::reading(&num, &self.num, case.knowledge);
        let bottom = message::reading(&den, &self.den, case.knowledge);
        let limit = message::plain(self.value);
        let mut why = vec![sentence(&format!("{top} over {bottom} is {ratio}, {} {limit}", self.op.words()))];
        if let Some(days) = case.days_on(&self.therapy_at_result, day) {
            why.push(format!("It was drawn {} after the start.", counted(days, "day")));
        }
        Some(RuleFinding {
            number: Some(ratio.clone()),
            words: vec![("ratio", ratio), ("date", long(day))],
            why,
            ..RuleFinding::dated_by(self.severity, [(&self.num, day), (&self.den, day)], case)
        })
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        let names = found.item_words(case);
        let until = long(after(found.due, self.fresh_days));
        format!(
            "Results of {names} of one day that say otherwise; without them it is no longer shown after {until}."
        )
    }

    fn limit_on(&self, analyte: &AnalyteId) -> Option<DrawnLimit<'_>> {
        let inputs = formula(analyte)?.inputs;
        let is_it = matches!(inputs, [num, den] if num.id == &*self.num && den.id == &*self.den);
        let limit = DrawnLimit { op: self.op, value: self.value, therapies: &self.therapy_at_result };
        is_it.then_some(limit)
    }
}

/// The readings of the newest day that has both, when it is at most `days` ago.
fn newest_pair<'a>(
    num: &'a AnalyteId,
    den: &'a AnalyteId,
    days: i64,
    case: &RuleCase<'a>,
) -> Option<(Reading<'a>, Reading<'a>)> {
    let mut nums = case.readings(num);
    let mut dens = case.readings(den);
    let (mut top, mut bottom) = (nums.next()?, dens.next()?);
    loop {
        if case.age(top.day.min(bottom.day)) > days {
            return None;
        }
        match top.day.cmp(&bottom.day) {
            std::cmp::Ordering::Equal => return Some((top, bottom)),
            std::cmp::Ordering::Greater => top = nums.next()?,
            std::cmp::Ordering::Less => bottom = dens.next()?,
        }
    }
}

/// `9.4`, `<9.4` or `>120`, to one decimal.
fn quotient_words(extent: Extent) -> String {
    let (comparator, value) = extent.as_comparison(0.0);
    format!("{}{}", comparator.prefix(), fixed(value, 1))
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
