//! The closed vocabulary of what can raise a reminder, each kind with its numbers.
//!
//! Field names are those of `catalog/rules.toml`. Numbers named `…_days` are whole civil days; thresholds are
//! in the analyte's canonical unit.

use chrono::NaiveTime;
use serde::{Deserialize, Deserializer};

use crate::domain::extent::Relation;
use crate::domain::id::{AnalyteId, ClassId, DrugId, RuleId, SignId};
use crate::domain::report::Kind;
use crate::guidance::reminder::Severity;

/// What raises a reminder.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Trigger {
    /// A test that is wanted a fixed number of times around the start of a therapy.
    Once(Once),
    /// A test that is wanted again and again while a therapy goes on.
    Recurring(Recurring),
    /// A test that is wanted again some time after the last one, once a therapy has lasted.
    Repeat(Repeat),
    /// A day of a therapy worth knowing of.
    Milestone(Milestone),
    /// A test that is wanted again and again after a therapy ended.
    AfterStop(AfterStop),
    /// The newest value of an analyte beyond a limit.
    Threshold(Threshold),
    /// The quotient of two analytes of one day beyond a limit.
    Ratio(Ratio),
    /// Several values in a row beyond a limit.
    Consecutive(Consecutive),
    /// A result that asks for a second one.
    Confirm(Confirm),
    /// The way the newest sample was taken or measured.
    Quality(Quality),
    /// A change since the baseline against the expected direction.
    Trend(Trend),
    /// A symptom or event that was logged.
    Symptom(Symptom),
    /// A therapy that is taken at all.
    TherapyFlag(TherapyFlag),
}

impl Trigger {
    /// Whether its reminders name a day to do something by; the others tell of what was found.
    pub const fn has_due_date(&self) -> bool {
        matches!(
            self,
            Self::Once(_)
                | Self::Recurring(_)
                | Self::Repeat(_)
                | Self::Milestone(_)
                | Self::AfterStop(_)
                | Self::Confirm(_)
        )
    }
}

/// Drugs a rule speaks of: a whole class, written `class:ai`, or one drug by its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Therapy {
    /// Every drug of the class.
    Class(ClassId),
    /// This drug.
    Drug(DrugId),
}

impl<'de> Deserialize<'de> for Therapy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(match text.strip_prefix("class:") {
            Some(class) => Self::Class(class.into()),
            None => Self::Drug(text.into()),
        })
    }
}

/// What settles a rule: a result of an analyte, or any report of a kind (`semen`, `dxa`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A result of this analyte.
    Analyte(AnalyteId),
    /// Any report of this kind.
    Paper(Kind),
}

impl Item {
    /// As reminders and rules spell it.
    pub fn id(&self) -> &str {
        match self {
            Self::Analyte(id) => id,
            Self::Paper(kind) => kind.id(),
        }
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(match Kind::from_id(&text) {
            Some(kind) => Self::Paper(kind),
            None => Self::Analyte(text.into()),
        })
    }
}

/// An analyte against a limit.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Predicate {
    /// What is compared.
    pub analyte: AnalyteId,
    /// How.
    pub op: Relation,
    /// With what.
    pub value: f64,
}

/// See [`Trigger::Once`].
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

/// See [`Trigger::Recurring`].
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

/// See [`Trigger::Repeat`].
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

/// See [`Trigger::Milestone`].
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

/// See [`Trigger::AfterStop`].
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

/// See [`Trigger::Threshold`].
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

/// See [`Trigger::Ratio`].
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
    /// What was or was not taken on the day of the results.
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

/// See [`Trigger::Consecutive`].
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

/// See [`Trigger::Confirm`]. Either `any_of` or `symptoms` is given.
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

/// See [`Trigger::Quality`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "check", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Quality {
    /// The newest semen sample followed fewer or more days of abstinence.
    AbstinenceOutside {
        /// Fewest days that are usual.
        min_days: f64,
        /// Most days that are usual.
        max_days: f64,
        /// Only when the sample is at most this old.
        fresh_days: i64,
        /// How loud.
        severity: Severity,
    },
    /// The newest result was drawn at this time of day or later.
    DrawnAtOrAfter {
        /// Which result.
        analyte: AnalyteId,
        /// `11:00`.
        #[serde(deserialize_with = "clock")]
        time: NaiveTime,
        /// Only when it is at most this old.
        fresh_days: i64,
        /// How loud.
        severity: Severity,
    },
    /// The newest result is low for the way it was measured.
    AssayUnsuited {
        /// Which result.
        analyte: AnalyteId,
        /// Below this the method matters.
        below: f64,
        /// Methods that are good there.
        suited_methods: Vec<String>,
        /// Only when drawn on one of these.
        #[serde(default)]
        therapy_at_result: Vec<Therapy>,
        /// Only when it is at most this old.
        fresh_days: i64,
        /// How loud.
        severity: Severity,
    },
    /// The newest two days were measured by other methods or laboratories.
    MethodChanged {
        /// Which results.
        analytes: Vec<AnalyteId>,
        /// Only when the newest is at most this old.
        fresh_days: i64,
        /// How loud.
        severity: Severity,
    },
}

/// See [`Trigger::Trend`].
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

/// See [`Trigger::Symptom`].
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

/// See [`Trigger::TherapyFlag`].
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TherapyFlag {
    /// Drugs it is about.
    pub therapy: Vec<Therapy>,
    /// How loud.
    pub severity: Severity,
}

const fn one() -> usize {
    1
}

fn clock<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    crate::domain::day::parse_time(&text).map_err(serde::de::Error::custom)
}
