//! The numbers of symptoms and events that a rule watches.

use serde::Deserialize;

use crate::domain::extent::Relation;
use crate::domain::id::{AnalyteId, SignId};
use crate::guidance::reminder::Severity;
use crate::guidance::trigger::Therapy;

/// See [`super::Trigger::Symptom`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Symptom {
    /// Any of these symptoms or events.
    pub symptoms: Vec<SignId>,
    /// Only while one of these is taken on the day of the entry; empty: always.
    #[serde(default)]
    pub therapy: Vec<Therapy>,
    /// Or up to this long after.
    #[serde(default)]
    pub carry_days: i64,
    /// Only entries at most this old.
    pub window_days: i64,
    /// How loud by grade.
    pub by_grade: ByGrade,
    /// Needs attention whatever the grade when this holds.
    pub escalate_if: Option<Escalation>,
}

/// How loud a symptom is by its grade; an event counts as mild.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByGrade {
    /// For mild.
    pub mild: Severity,
    /// For moderate.
    pub moderate: Severity,
    /// For severe.
    pub severe: Severity,
}

/// A recent value that makes a symptom matter more.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// What is compared.
    pub analyte: AnalyteId,
    /// How.
    pub op: Relation,
    /// With what.
    pub value: f64,
    /// Only when the newest value is at most this old.
    pub fresh_days: i64,
    /// Only while one of these is taken today; empty: always.
    #[serde(default)]
    pub therapy: Vec<Therapy>,
}
