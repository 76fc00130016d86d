//! The numbers of tests that are owed and of days worth knowing of.

use serde::Deserialize;

use crate::domain::id::RuleId;
use crate::guidance::trigger::{Item, Predicate, Therapy};

/// See [`super::Trigger::Once`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Once {
    /// Drugs whose episode it belongs to.
    pub therapy: Vec<Therapy>,
    /// What is wanted, in the order it is listed.
    pub analytes: Vec<Item>,
    /// How many of each.
    #[serde(default = "one")]
    pub count: usize,
    /// Days between two that count as two.
    #[serde(default)]
    pub count_gap_days: i64,
    /// Due this long after the start.
    pub first_days: i64,
    /// Due this long after the start when the profile names a risk for the bones.
    pub first_days_if_bone_risk: Option<i64>,
    /// Results count from this long before the start …
    pub lookback_days: i64,
    /// … to this long after it; to today when absent.
    pub accept_until_days: Option<i64>,
    /// Results drawn in an earlier episode, or up to this long after one, do not count; absent: they do.
    pub washout_days: Option<i64>,
    /// Withdrawn this long after the start.
    pub expire_days: Option<i64>,
    /// Shown this long ahead.
    pub lead_days: i64,
    /// Overdue this long after the due date.
    pub grace_days: i64,
}

/// Where a recurring schedule starts to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    /// At the start of the episode.
    Start,
    /// There, and again at every change of dose.
    StartOrDoseChange,
}

/// See [`super::Trigger::Recurring`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recurring {
    /// Drugs whose episode it follows.
    pub therapy: Vec<Therapy>,
    /// Silent while one of these is taken.
    #[serde(default)]
    pub unless_therapy: Vec<Therapy>,
    /// What is wanted, in the order it is listed.
    pub analytes: Vec<Item>,
    /// Where it starts to count.
    pub anchor: Anchor,
    /// First due this long after the anchor.
    pub first_days: i64,
    /// Results count from this long after the anchor; negative for before.
    pub min_wait_days: i64,
    /// Due again this long after a result that counts.
    pub repeat_days: i64,
    /// Shown this long ahead.
    pub lead_days: i64,
    /// Overdue this long after the due date.
    pub grace_days: i64,
}

/// See [`super::Trigger::Repeat`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// Drugs whose exposure it counts.
    pub therapy: Vec<Therapy>,
    /// What is wanted.
    pub analytes: Vec<Item>,
    /// A `once` rule that must have nothing missing.
    pub requires_satisfied: RuleId,
    /// Days of exposure before it speaks.
    pub min_exposure_days: i64,
    /// Due this long after the last one.
    pub repeat_days: i64,
    /// The same, when one of `short_any_of` holds for the last one.
    pub short_repeat_days: i64,
    /// See `short_repeat_days`.
    pub short_any_of: Vec<Predicate>,
    /// Shown this long ahead.
    pub lead_days: i64,
    /// Overdue this long after the due date.
    pub grace_days: i64,
}

/// See [`super::Trigger::Milestone`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// Drugs whose episode it counts.
    pub therapy: Vec<Therapy>,
    /// Reached this long after the start.
    pub first_days: i64,
    /// Reached again every so many days.
    pub repeat_days: Option<i64>,
    /// Shown up to this long after.
    pub show_days: i64,
}

/// See [`super::Trigger::AfterStop`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AfterStop {
    /// Drugs that were taken.
    pub therapy: Vec<Therapy>,
    /// What is wanted, in the order it is listed.
    pub analytes: Vec<Item>,
    /// First due this long after the last day taken.
    pub first_days: i64,
    /// Results count from this long after the last day taken.
    pub min_wait_days: i64,
    /// Due again this long after a result that counts.
    pub repeat_days: i64,
    /// Silent this long after the last day taken.
    pub end_after_days: i64,
    /// Silent for good once a result that counts says so.
    pub done_when: Option<Predicate>,
    /// Shown this long ahead.
    pub lead_days: i64,
    /// Overdue this long after the due date.
    pub grace_days: i64,
}

const fn one() -> usize {
    1
}
