//! What rules name: drugs, analytes, reports and signs.

use chrono::NaiveTime;
use serde::{Deserialize, Deserializer};

use crate::domain::id::{AnalyteId, ClassId, DrugId, SignId};
use crate::domain::report::Kind;

/// Drugs a rule speaks of: a whole class, written `class:ai`, or one drug by its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DrugSelector {
    /// Every drug of the class.
    Class(ClassId),
    Drug(DrugId),
}

/// What settles a rule: a result of an analyte, or any report of a kind (`semen`, `dxa`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum WantedItem {
    /// A result of this analyte.
    Analyte(AnalyteId),
    /// Any report of this kind.
    Paper(Kind),
}

/// Everything a rule names, in the order it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NamedThings<'t> {
    /// Analytes; those of [`WantedItem::Paper`] are none.
    pub analytes: Vec<&'t AnalyteId>,
    pub therapies: Vec<&'t DrugSelector>,
    pub signs: Vec<&'t SignId>,
}

impl WantedItem {
    /// As reminders and rules spell it.
    pub fn id(&self) -> &str {
        match self {
            Self::Analyte(id) => id,
            Self::Paper(kind) => kind.id(),
        }
    }
}

impl<'t> NamedThings<'t> {
    pub(super) fn analyte(&mut self, id: &'t AnalyteId) -> &mut Self {
        self.analytes.push(id);
        self
    }

    pub(super) fn items(&mut self, items: impl IntoIterator<Item = &'t WantedItem>) -> &mut Self {
        self.analytes.extend(items.into_iter().filter_map(|item| match item {
            WantedItem::Analyte(id) => Some(id),
            WantedItem::Paper(_) => None,
        }));
        self
    }

    pub(super) fn analytes(&mut self, ids: impl IntoIterator<Item = &'t AnalyteId>) -> &mut Self {
        self.analytes.extend(ids);
        self
    }

    pub(super) fn drugs(&mut self, therapies: &'t [DrugSelector]) -> &mut Self {
        self.therapies.extend(therapies);
        self
    }

    pub(super) fn signs(&mut self, signs: &'t [SignId]) -> &mut Self {
        self.signs.extend(signs);
        self
    }
}

impl<'de> Deserialize<'de> for DrugSelector {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(match text.strip_prefix("class:") {
            Some(class) => Self::Class(class.into()),
            None => Self::Drug(text.into()),
        })
    }
}

impl<'de> Deserialize<'de> for WantedItem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(match Kind::from_id(&text) {
            Some(kind) => Self::Paper(kind),
            None => Self::Analyte(text.into()),
        })
    }
}

/// Reads a time of day such as `11:00`.
pub(super) fn clock<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    crate::domain::day::parse_time(&text).map_err(serde::de::Error::custom)
}

/// The same for a field that may be missing.
pub(super) fn maybe_clock<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveTime>, D::Error> {
    clock(deserializer).map(Some)
}
