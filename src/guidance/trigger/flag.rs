//! The numbers of findings in results and therapy.

use serde::Deserialize;

use crate::domain::extent::Relation;
use crate::domain::id::AnalyteId;
use crate::guidance::reminder::Severity;
use crate::guidance::trigger::{Item, Therapy};

/// See [`super::Trigger::Threshold`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// What is compared.
    pub analyte: AnalyteId,
    /// How.
    pub op: Relation,
    /// With what.
    pub value: f64,
    /// Only when it was drawn on one of these.
    #[serde(default)]
    pub therapy_at_result: Vec<Therapy>,
    /// Only when it is at most this old.
    pub fresh_days: i64,
    /// How loud.
    pub severity: Severity,
}

/// See [`super::Trigger::Ratio`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ratio {
    /// Above the line.
    pub num: AnalyteId,
    /// Below the line.
    pub den: AnalyteId,
    /// How it is compared.
    pub op: Relation,
    /// With what.
    pub value: f64,
    /// Only when the value below the line is at least this.
    pub den_min: Option<f64>,
    /// Only when the value below the line is known exactly.
    #[serde(default)]
    pub den_uncensored: bool,
    /// Only when drawn on one of these.
    #[serde(default)]
    pub therapy_at_result: Vec<Therapy>,
    /// Only this long or longer after the episode began.
    pub min_therapy_days: Option<i64>,
    /// Not when drawn on one of these.
    #[serde(default)]
    pub not_therapy_at_result: Vec<Therapy>,
    /// Nor up to this long after.
    #[serde(default)]
    pub not_therapy_carry_days: i64,
    /// Only when the day is at most this long ago.
    pub fresh_days: i64,
    /// How loud.
    pub severity: Severity,
}

/// See [`super::Trigger::Consecutive`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consecutive {
    /// What is compared.
    pub analyte: AnalyteId,
    /// How.
    pub op: Relation,
    /// With what.
    pub value: f64,
    /// How many values.
    pub count: usize,
    /// Days between two that count as two.
    pub min_gap_days: i64,
    /// Only when they were drawn on one of these.
    #[serde(default)]
    pub therapy_at_result: Vec<Therapy>,
    /// Only when the oldest is at most this old.
    pub fresh_days: i64,
    /// Not when this was done lately.
    pub unless_recent: Option<Recent>,
    /// How loud.
    pub severity: Severity,
}

/// Something done at most so many days ago.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recent {
    /// What.
    pub analyte: Item,
    /// How long ago at most.
    pub days: i64,
}

/// See [`super::Trigger::Trend`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trend {
    /// Drugs whose effect it is about.
    pub therapy: Vec<Therapy>,
    /// Baselines count from this long before the start to the start.
    pub baseline_lookback_days: i64,
    /// Not when drawn in an earlier episode or up to this long after one.
    pub washout_days: i64,
    /// Only when the newest value is at most this old.
    pub fresh_days: i64,
    /// How loud.
    pub severity: Severity,
    /// What should move where.
    pub expect: Vec<Expectation>,
}

/// Where a value should move under a therapy.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// What.
    pub analyte: AnalyteId,
    /// Where to.
    pub direction: Direction,
    /// A change the other way by more than this many percent is told.
    pub change_pct: f64,
    /// Not judged before this long after the start.
    pub min_wait_days: i64,
}

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Rises.
    Up,
    /// Falls.
    Down,
}

/// See [`super::Trigger::TherapyFlag`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TherapyFlag {
    /// Drugs it is about.
    pub therapy: Vec<Therapy>,
    /// How loud.
    pub severity: Severity,
}
