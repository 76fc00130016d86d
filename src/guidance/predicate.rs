//! A value against a limit, and the conditions that make a finding louder or must hold beside it.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::day::long;
use crate::domain::decimal::Decimal;
use crate::domain::extent::{Extent, Relation};
use crate::domain::id::{AnalyteId, SignId};
use crate::domain::judgement::{Applied, Origin};
use crate::domain::series::{self, Reading};
use crate::guidance::case::RuleCase;
use crate::guidance::faults::RuleFaults;
use crate::guidance::look::LookList;
use crate::guidance::message::{self, sentence};
use crate::guidance::reminder::Evidence;
use crate::guidance::sign;
use crate::guidance::vocabulary::{DrugSelector, NamedThings, WantedItem};

/// A value of an analyte beyond a limit.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "WrittenPredicate")]
pub struct ValuePredicate {
    /// The analyte whose value is compared.
    pub analyte: AnalyteId,
    /// What it is compared with.
    pub test: ValueTest,
    /// It counts only from this age on; where the age is not known it counts, since better said than missed.
    pub min_age: Option<u8>,
    /// It counts only up to this age; where the age is not known it counts.
    pub max_age: Option<u8>,
}

/// What a value is compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueTest {
    /// A limit in the canonical unit.
    Limit {
        /// How it is compared with the limit.
        op: Relation,
        value: f64,
    },
    /// A limit of its own interval, times a factor; strictly beyond it.
    Beyond { side: IntervalSide, times: f64 },
}

/// A limit of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IntervalSide {
    Upper,
    Lower,
    /// The one it lies beyond.
    Either,
}

/// A limit of a rule that is a limit of the analyte's own interval, times a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IntervalLimit<'t> {
    pub side: IntervalSide,
    pub times: f64,
    /// It is meant for values drawn on one of these; empty: for all.
    pub therapies: &'t [DrugSelector],
}

impl IntervalLimit<'_> {
    /// The limit, in the unit of these two of the interval, that a value of this extent certainly lies beyond.
    pub fn passed(&self, extent: Extent, low: Option<f64>, high: Option<f64>) -> Option<(Relation, f64)> {
        let upper = high.filter(|_| self.side != IntervalSide::Lower).map(|limit| (Relation::Above, limit));
        let lower = low.filter(|_| self.side != IntervalSide::Upper).map(|limit| (Relation::Below, limit));
        let limits = upper.into_iter().chain(lower).map(|(side, limit)| (side, limit * self.times));
        limits.into_iter().find(|(side, limit)| extent.certainly(*side, *limit))
    }
}

/// How a value meets a predicate.
#[derive(Clone, Debug)]
pub(super) struct MetLimit {
    pub outside: &'static str,
    /// The limit, and whose it is where it is one of an interval.
    pub limit: String,
}

/// Something that must hold beside a finding, or makes it louder.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "WrittenPredicate")]
pub enum RuleCondition {
    /// The newest value, dated at most so many days before the finding's day or later, meets the predicate.
    Value {
        /// What it must meet.
        predicate: ValuePredicate,
        /// How long before the finding it may be dated.
        within_days: i64,
    },
    /// The newest two day-values both meet the predicate.
    Previous(ValuePredicate),
    /// One of these was logged at most so many days before the finding's day or later.
    Signs {
        signs: Vec<SignId>,
        /// How long before the finding it may be dated.
        within_days: i64,
    },
    /// One of these is taken today.
    Therapy(Vec<DrugSelector>),
    /// At least this age today; where it is not known this does not hold.
    MinAge(u8),
}

/// How a condition holds.
#[derive(Clone, Debug)]
pub(super) struct MetCondition {
    /// Why it holds, as a sentence.
    pub why: String,
    /// What a message adds, beginning with a blank; empty where there is nothing to add.
    pub beside: String,
    /// The value it rests on, in words.
    pub value: String,
    pub evidence: Option<Evidence>,
}

impl ValuePredicate {
    /// A predicate of one analyte against one number.
    pub const fn limit(analyte: AnalyteId, op: Relation, value: f64) -> Self {
        Self { analyte, test: ValueTest::Limit { op, value }, min_age: None, max_age: None }
    }

    /// How a reading of the analyte certainly meets it, if it does.
    pub(super) fn met(&self, reading: &Reading<'_>, case: &RuleCase<'_>) -> Option<MetLimit> {
        let too_young = self.min_age.zip(case.age_today()).is_some_and(|(from, age)| age < from);
        let too_old = self.max_age.zip(case.age_today()).is_some_and(|(to, age)| age > to);
        if too_young || too_old {
            return None;
        }
        match self.test {
            ValueTest::Limit { op, value } => reading.extent.certainly(op, value).then(|| MetLimit {
                outside: op.words(),
                limit: message::limit(value, &self.analyte, case.knowledge.analytes),
            }),
            ValueTest::Beyond { side, times } => {
                let applied = case.interval_of(&self.analyte, reading)?;
                beyond(side, times, &applied, reading, &self.analyte, case)
            }
        }
    }

    /// The day's reading, when it certainly holds for it.
    pub(super) fn holding<'a>(&self, case: &RuleCase<'a>, day: NaiveDate) -> Option<Reading<'a>> {
        let reading = series::on_day(case.record, case.knowledge.analytes, &self.analyte, day)?;
        self.met(&reading, case).map(|_| reading)
    }

    pub(super) fn check(&self, faults: &mut RuleFaults) {
        match self.test {
            ValueTest::Limit { value, .. } => faults.limits([value]),
            ValueTest::Beyond { times, .. } => {
                faults.limits([times]);
                faults.unless("times", times > 0.0, || format!("`times` = {times} must be above 0"));
            }
        }
        let (from, to) = (self.min_age.unwrap_or(0), self.max_age.unwrap_or(u8::MAX));
        faults
            .unless("min_age", from <= to, || format!("`min_age` = {from} must not exceed `max_age` = {to}"));
    }

    pub(super) fn item(&self) -> WantedItem {
        WantedItem::Analyte(self.analyte.clone())
    }
}

/// How a reading lies strictly beyond a limit of its interval.
fn beyond(
    side: IntervalSide,
    times: f64,
    applied: &Applied,
    reading: &Reading<'_>,
    id: &str,
    case: &RuleCase<'_>,
) -> Option<MetLimit> {
    let analyte = case.knowledge.analytes.get(id)?;
    let unit = analyte.unit(&reading.quantity(analyte).unit)?;
    let (low, high) = case.limits_of(id, reading)?;
    let met = |outside, limit: f64, shown: &Option<Decimal>| {
        // A limit that was converted has one digit more, or a value just beyond it would look like it.
        let exact = Decimal::rounded(limit / unit.factor, unit.decimals + 1);
        let is_as_shown = shown.as_ref().is_some_and(|s| (s.value() - exact.value()).abs() < f64::EPSILON);
        let limit = shown.as_ref().filter(|_| is_as_shown).cloned().unwrap_or(exact);
        MetLimit { outside, limit: format!("{limit} {}, {}", unit.code, whose(applied)) }
    };
    let (relation, passed) =
        IntervalLimit { side, times, therapies: &[] }.passed(reading.extent, low, high)?;
    let shown = if relation == Relation::Above { &applied.interval.high } else { &applied.interval.low };
    Some(met(relation.words(), passed / times, shown))
}

/// Whose interval it is: `printed on the report`, `your own`, or its source.
fn whose(applied: &Applied) -> String {
    match applied.origin {
        Origin::Lab => "printed on the report".to_owned(),
        Origin::Mine => "your own".to_owned(),
        Origin::Published => applied.whose(),
    }
}

impl RuleCondition {
    /// How it holds for a finding of this day, if it does.
    pub(super) fn met<'a>(&'a self, case: &RuleCase<'a>, day: NaiveDate) -> Option<MetCondition> {
        match self {
            Self::Value { predicate, within_days } => {
                let newest = case.readings(&predicate.analyte).next()?;
                let is_near = (day - newest.day).num_days() <= *within_days;
                let limit = predicate.met(&newest, case).filter(|_| is_near)?;
                Some(value_met(predicate, &newest, &limit, "", case))
            }
            Self::Previous(predicate) => {
                let mut readings = case.readings(&predicate.analyte);
                let (newest, before) = (readings.next()?, readings.next()?);
                predicate.met(&newest, case)?;
                let limit = predicate.met(&before, case)?;
                Some(value_met(predicate, &before, &limit, " before", case))
            }
            Self::Signs { signs, within_days } => {
                let logged = sign::logged_signs(signs, case).max_by_key(|sign| sign.day)?;
                ((day - logged.day).num_days() <= *within_days).then(|| MetCondition {
                    why: logged.words(),
                    beside: format!(" You logged {} on {}.", message::sign(logged.id), long(logged.day)),
                    value: String::new(),
                    evidence: Some(logged.evidence()),
                })
            }
            Self::Therapy(therapies) => {
                let course = case.course(therapies);
                let episode = course.current()?;
                Some(MetCondition {
                    why: format!("{} is taken today.", case.drugs_of(&episode)),
                    beside: String::new(),
                    value: String::new(),
                    evidence: None,
                })
            }
            Self::MinAge(from) => case.age_today().filter(|age| age >= from).map(|age| MetCondition {
                why: format!("The age is {age}, {from} or more."),
                beside: String::new(),
                value: String::new(),
                evidence: None,
            }),
        }
    }

    pub(super) fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        match self {
            Self::Value { predicate, .. } | Self::Previous(predicate) => {
                things.analyte(&predicate.analyte);
            }
            Self::Signs { signs, .. } => {
                things.signs(signs);
            }
            Self::Therapy(therapies) => {
                things.drugs(therapies);
            }
            Self::MinAge(_) => {}
        }
    }

    pub(super) fn check(&self, faults: &mut RuleFaults) {
        match self {
            Self::Value { predicate, within_days } => {
                predicate.check(faults);
                faults.not_negative("within_days", *within_days);
            }
            Self::Previous(predicate) => predicate.check(faults),
            Self::Signs { within_days, .. } => faults.not_negative("within_days", *within_days),
            Self::Therapy(therapies) => faults.taken(therapies),
            Self::MinAge(_) => {}
        }
    }

    pub(super) fn look(&self, list: &mut LookList<'_>) {
        match self {
            Self::Value { predicate, .. } => list.newest(&predicate.item(), 1),
            Self::Previous(predicate) => list.newest(&predicate.item(), 2),
            Self::Signs { signs, .. } => list.newest_symptoms(signs),
            Self::Therapy(_) | Self::MinAge(_) => {}
        }
    }
}

/// A value that meets a condition, with what a message says of it.
fn value_met(
    predicate: &ValuePredicate,
    reading: &Reading<'_>,
    limit: &MetLimit,
    when: &str,
    case: &RuleCase<'_>,
) -> MetCondition {
    let read = message::reading(reading, &predicate.analyte, case.knowledge);
    let value = message::value(reading, &predicate.analyte, case.knowledge);
    let name = message::capitalised(&message::analyte(&predicate.analyte, case.knowledge.analytes));
    let day = long(reading.day);
    let beside = if when.is_empty() {
        let level = if limit.outside == "below" { "low" } else { "high" };
        format!(" {name} was {level} as well ({value} on {day}).")
    } else {
        format!(" {name} was {} its interval before, on {day}.", limit.outside)
    };
    MetCondition {
        why: sentence(&format!("{read} is {} {}", limit.outside, limit.limit)),
        beside,
        value,
        evidence: Some(case.evidence(&predicate.item(), reading.day)),
    }
}

/// A predicate or a condition as rules write it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPredicate {
    analyte: Option<AnalyteId>,
    op: Option<Relation>,
    value: Option<f64>,
    beyond: Option<IntervalSide>,
    times: Option<f64>,
    min_age: Option<u8>,
    max_age: Option<u8>,
    within_days: Option<i64>,
    #[serde(default)]
    previous: bool,
    signs: Option<Vec<SignId>>,
    therapy: Option<Vec<DrugSelector>>,
}

/// What is wrong with a predicate or a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PredicateError {
    /// It names no analyte.
    #[error("a limit needs `analyte`")]
    NoAnalyte,
    /// It gives neither a limit nor a side of the interval, or both.
    #[error("a limit is `op` with `value`, or `beyond` = \"upper\", \"lower\" or \"either\"")]
    NoLimit,
    /// A field that only a condition has.
    #[error("`within_days`, `previous`, `signs` and `therapy` belong to a condition, not to a limit")]
    NotAPredicate,
    /// A condition on a value without a time.
    #[error("a condition on a value or a sign needs `within_days`, or `previous` = true")]
    NoTime,
}

impl TryFrom<WrittenPredicate> for ValuePredicate {
    type Error = PredicateError;

    fn try_from(written: WrittenPredicate) -> Result<Self, PredicateError> {
        let is_condition = written.within_days.is_some()
            || written.previous
            || written.signs.is_some()
            || written.therapy.is_some();
        if is_condition {
            return Err(PredicateError::NotAPredicate);
        }
        written.into_predicate()
    }
}

impl TryFrom<WrittenPredicate> for RuleCondition {
    type Error = PredicateError;

    fn try_from(mut written: WrittenPredicate) -> Result<Self, PredicateError> {
        if let Some(therapy) = written.therapy {
            return Ok(Self::Therapy(therapy));
        }
        if let Some(signs) = written.signs {
            let within_days = written.within_days.ok_or(PredicateError::NoTime)?;
            return Ok(Self::Signs { signs, within_days });
        }
        if let (None, Some(age)) = (&written.analyte, written.min_age) {
            return Ok(Self::MinAge(age));
        }
        let (within_days, previous) = (written.within_days.take(), written.previous);
        let predicate = written.into_predicate()?;
        match within_days {
            _ if previous => Ok(Self::Previous(predicate)),
            Some(within_days) => Ok(Self::Value { predicate, within_days }),
            None => Err(PredicateError::NoTime),
        }
    }
}

impl WrittenPredicate {
    fn into_predicate(self) -> Result<ValuePredicate, PredicateError> {
        let test = match (self.op, self.value, self.beyond) {
            (Some(op), Some(value), None) => ValueTest::Limit { op, value },
            (None, None, Some(side)) => ValueTest::Beyond { side, times: self.times.unwrap_or(1.0) },
            _ => return Err(PredicateError::NoLimit),
        };
        let analyte = self.analyte.ok_or(PredicateError::NoAnalyte)?;
        Ok(ValuePredicate { analyte, test, min_age: self.min_age, max_age: self.max_age })
    }
}
