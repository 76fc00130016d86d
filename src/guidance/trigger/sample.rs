//! The numbers of samples to take again and of samples that are hard to read.

use chrono::NaiveTime;
use serde::{Deserialize, Deserializer};

use crate::domain::extent::Relation;
use crate::domain::id::{AnalyteId, SignId};
use crate::guidance::reminder::Severity;
use crate::guidance::trigger::{Item, Predicate, Therapy};

/// See [`super::Trigger::Confirm`]. Either `any_of` or `symptoms` is given.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// What is looked at, and wanted again.
    pub analytes: Vec<Item>,
    /// The newest one asks for a second when one of these holds.
    #[serde(default)]
    pub any_of: Vec<Predicate>,
    /// The newest one asks for another when one of these was logged before it …
    #[serde(default)]
    pub symptoms: Vec<SignId>,
    /// … less than this many days.
    pub within_days: Option<i64>,
    /// Due this long after the result, or after the symptom.
    pub confirm_days: i64,
    /// A sooner date for a worse result.
    pub severe: Option<Severe>,
    /// An earlier one confirms from this distance …
    pub min_gap_days: i64,
    /// … up to this one.
    pub already_confirmed_days: Option<i64>,
    /// Not when drawn on one of these.
    #[serde(default)]
    pub not_therapy_at_result: Vec<Therapy>,
    /// Only when the newest is at most this old.
    pub expire_days: i64,
    /// Shown this long ahead.
    pub lead_days: i64,
    /// Overdue this long after the due date.
    pub grace_days: i64,
}

/// A sooner date for a worse result.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Severe {
    /// What is compared.
    pub analyte: AnalyteId,
    /// How.
    pub op: Relation,
    /// With what.
    pub value: f64,
    /// Due this long after the result.
    pub days: i64,
    /// Overdue this long after the due date.
    pub grace_days: i64,
}

/// See [`super::Trigger::Quality`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "check", rename_all = "kebab-case")]
pub enum Quality {
    /// The newest semen sample followed fewer or more days of abstinence.
    AbstinenceOutside(AbstinenceOutside),
    /// The newest result was drawn late in the day.
    DrawnAtOrAfter(DrawnAtOrAfter),
    /// The newest result is low for the way it was measured.
    AssayUnsuited(AssayUnsuited),
    /// The newest two days were measured by other methods or laboratories.
    MethodChanged(MethodChanged),
}

/// See [`Quality::AbstinenceOutside`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AbstinenceOutside {
    /// Fewest days that are usual.
    pub min_days: f64,
    /// Most days that are usual.
    pub max_days: f64,
    /// Only when the sample is at most this old.
    pub fresh_days: i64,
    /// How loud.
    pub severity: Severity,
}

/// See [`Quality::DrawnAtOrAfter`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawnAtOrAfter {
    /// Which result.
    pub analyte: AnalyteId,
    /// `11:00`.
    #[serde(deserialize_with = "clock")]
    pub time: NaiveTime,
    /// Only when it is at most this old.
    pub fresh_days: i64,
    /// How loud.
    pub severity: Severity,
}

/// See [`Quality::AssayUnsuited`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssayUnsuited {
    /// Which result.
    pub analyte: AnalyteId,
    /// Below this the method matters.
    pub below: f64,
    /// Methods that are good there; any other, or none stated, is not.
    pub suited_methods: Vec<String>,
    /// Only when drawn on one of these.
    #[serde(default)]
    pub therapy_at_result: Vec<Therapy>,
    /// Only when it is at most this old.
    pub fresh_days: i64,
    /// How loud.
    pub severity: Severity,
}

/// See [`Quality::MethodChanged`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MethodChanged {
    /// Which results.
    pub analytes: Vec<AnalyteId>,
    /// Only when the newest is at most this old.
    pub fresh_days: i64,
    /// How loud.
    pub severity: Severity,
}

fn clock<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    crate::domain::day::parse_time(&text).map_err(serde::de::Error::custom)
}
