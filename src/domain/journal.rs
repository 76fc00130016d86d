//! What is written down beside results and drugs: symptoms, events, the profile, and what was done about a reminder.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use crate::domain::decimal::Decimal;
use crate::domain::id::{EntryId, RuleId, SignId};

/// A symptom on a day, graded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SymptomEntry {
    /// Empty until the entry is saved.
    #[serde(default)]
    pub id: EntryId,
    pub date: NaiveDate,
    /// As it is written, for example `joint-pain`.
    pub symptom: SignId,
    pub grade: Grade,
    #[serde(default)]
    pub note: Option<String>,
}

/// How bad a symptom was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Asked and absent; fires nothing.
    None,
    /// It is noticed and in the way of nothing.
    Mild,
    /// It is in the way of what the day asks.
    Moderate,
    /// It is unbearable, or stops what the day asks.
    Severe,
}

impl Grade {
    /// From absent to worst.
    pub const ALL: [Self; 4] = [Self::None, Self::Mild, Self::Moderate, Self::Severe];

    /// The word in files and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Mild => "mild",
            Self::Moderate => "moderate",
            Self::Severe => "severe",
        }
    }

    /// The grade with this word or digit (0 to 3).
    pub fn from_word(word: &str) -> Option<Self> {
        let digit = || matches!(word.len(), 1).then(|| word.parse::<usize>().ok()).flatten();
        let named = Self::ALL.into_iter().find(|grade| grade.id() == word);
        named.or_else(|| Self::ALL.get(digit()?).copied())
    }
}

/// A dated fact: fever, illness, surgery, pregnancy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventEntry {
    /// Empty until the entry is saved.
    #[serde(default)]
    pub id: EntryId,
    pub date: NaiveDate,
    /// As it is written, for example `fever`.
    pub event: SignId,
    #[serde(default)]
    pub note: Option<String>,
}

/// What the rules need to know about the man.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Without it rules that ask for an age are silent.
    #[serde(default)]
    pub birth_date: Option<NaiveDate>,
    /// What the therapy is for; none until the user said it, and then nothing claims it.
    #[serde(default)]
    pub goal: Option<Goal>,
    /// The day from which on a child was tried for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trying_since: Option<NaiveDate>,
    /// Whether a risk for the bones is known.
    #[serde(default)]
    pub bone_risk: bool,
    /// Centimetres; a height on a report goes before it.
    #[serde(default)]
    pub height_cm: Option<Decimal>,
}

/// What the therapy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Goal {
    Fertility,
    /// Anything else; semen rules are off.
    Other,
}

impl Goal {
    /// Every goal there is.
    pub const ALL: [Self; 2] = [Self::Fertility, Self::Other];

    /// The goal of this word.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|goal| goal.id() == id)
    }

    /// The word in files and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Fertility => "fertility",
            Self::Other => "other",
        }
    }
}

impl Profile {
    /// Whole years on a day.
    pub fn age_on(&self, day: NaiveDate) -> Option<u8> {
        let born = self.birth_date.filter(|born| *born <= day)?;
        let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
        let years = day.year() - born.year() - i32::from(!had_birthday);
        u8::try_from(years).ok()
    }
}

/// What was done about one reminder, or about every occurrence of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "FlatAction", into = "FlatAction")]
pub struct ReminderAction {
    pub rule: RuleId,
    /// The occurrence, by its due date; none for any.
    pub due: Option<NaiveDate>,
    pub act: ReminderAct,
}

/// What was done about a reminder.
#[derive(Clone, Debug, PartialEq)]
pub enum ReminderAct {
    /// Hidden until a day.
    Snooze {
        /// First day it shows again.
        until: NaiveDate,
    },
    /// This occurrence is not wanted.
    Dismiss {
        reason: Option<String>,
        /// The day it was made, where that is known: a round that was due by then moves on from this day.
        on: Option<NaiveDate>,
    },
    /// An appointment is made; it stays in force, shown as booked.
    Booked {
        /// The day of the appointment.
        on: NaiveDate,
    },
}

/// Of which kind it is: of each, a later one on the same occurrence takes the place of an earlier one.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, EnumString, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ReminderActKind {
    Booked,
    Dismiss,
    Snooze,
}

impl ReminderActKind {
    /// The word in files: `snooze`, `dismiss`, `booked`.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// The kind with this word.
    pub fn from_id(id: &str) -> Option<Self> {
        id.parse().ok()
    }
}

impl ReminderAct {
    /// Of which kind it is.
    pub const fn kind(&self) -> ReminderActKind {
        match self {
            Self::Snooze { .. } => ReminderActKind::Snooze,
            Self::Dismiss { .. } => ReminderActKind::Dismiss,
            Self::Booked { .. } => ReminderActKind::Booked,
        }
    }
}

/// A reminder action as files spell it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FlatAction {
    rule: RuleId,
    #[serde(default)]
    due: Option<NaiveDate>,
    action: String,
    #[serde(default)]
    until: Option<NaiveDate>,
    #[serde(default)]
    on: Option<NaiveDate>,
    #[serde(default)]
    reason: Option<String>,
}

impl From<ReminderAction> for FlatAction {
    fn from(action: ReminderAction) -> Self {
        let mut flat = Self {
            rule: action.rule,
            due: action.due,
            action: action.act.kind().id().to_owned(),
            until: None,
            on: None,
            reason: None,
        };
        match action.act {
            ReminderAct::Snooze { until } => flat.until = Some(until),
            ReminderAct::Dismiss { reason, on } => (flat.reason, flat.on) = (reason, on),
            ReminderAct::Booked { on } => flat.on = Some(on),
        }
        flat
    }
}

/// Why the keys of an action on a reminder do not make one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum ActionError {
    #[error("a snooze needs the day it ends, in \"until\"")]
    NoEnd,
    #[error("a booking needs its day, in \"on\"")]
    NoDay,
    #[error("“{0}” is not a reminder action; use snooze, dismiss or booked")]
    Unknown(String),
}

impl TryFrom<FlatAction> for ReminderAction {
    type Error = ActionError;

    fn try_from(flat: FlatAction) -> Result<Self, ActionError> {
        let kind = ReminderActKind::from_id(&flat.action);
        let act = match kind.ok_or(ActionError::Unknown(flat.action))? {
            ReminderActKind::Snooze => ReminderAct::Snooze { until: flat.until.ok_or(ActionError::NoEnd)? },
            ReminderActKind::Dismiss => ReminderAct::Dismiss { reason: flat.reason, on: flat.on },
            ReminderActKind::Booked => ReminderAct::Booked { on: flat.on.ok_or(ActionError::NoDay)? },
        };
        Ok(Self { rule: flat.rule, due: flat.due, act })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_is_whole_years_and_needs_a_birth_date() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let profile = Profile { birth_date: Some(day("1990-05-01")), ..Profile::default() };
        for (on, age) in [
            ("2026-04-30", Some(35)),
            ("2026-05-01", Some(36)),
            ("1990-05-01", Some(0)),
            ("1980-01-01", None),
        ] {
            assert_eq!(profile.age_on(day(on)), age, "{on}");
        }
        assert_eq!(Profile::default().age_on(day("2026-05-01")), None);
    }
}
