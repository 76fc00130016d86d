//! The closed vocabulary of what can raise a reminder, each kind with its numbers.
//!
//! Field names are those of `catalog/rules.toml`. Numbers named `…_days` are whole civil days; thresholds are
//! in the analyte's canonical unit.

mod flag;
mod names;
mod owed;
mod sample;
mod sign;

use serde::{Deserialize, Deserializer};

use crate::domain::extent::Relation;
use crate::domain::id::{AnalyteId, ClassId, DrugId};
use crate::domain::report::Kind;

pub use flag::{Consecutive, Direction, Expectation, Ratio, Recent, TherapyFlag, Threshold, Trend};
pub use names::Names;
pub use owed::{AfterStop, Anchor, Milestone, Once, Recurring, Repeat};
pub use sample::{AbstinenceOutside, AssayUnsuited, Confirm, DrawnAtOrAfter, MethodChanged, Quality, Severe};
pub use sign::{ByGrade, Escalation, Symptom};

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
