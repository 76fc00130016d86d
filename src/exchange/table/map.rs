//! What the columns of a file hold, as the user may write it down once and use again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::heads::ColumnRole;
use crate::catalog::plain_key::phrase_key;
use crate::domain::day::DayOrder;

/// How a file is to be read, in TOML.
///
/// Columns and markers are written as the file names them; case, punctuation and diacritics do not matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMap {
    /// Whether days are written with the day or with the month first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_order: Option<DayOrder>,
    /// What a column holds.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, ColumnRole>,
    /// The unit of a marker that has none in the file.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub units: BTreeMap<String, String>,
    /// The analyte a marker means.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
}

/// Why a mapping cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the mapping is not understood: {0}")]
pub struct MapError(String);

impl ColumnMap {
    /// Reads a mapping of columns from TOML.
    pub fn parse(text: &str) -> Result<Self, MapError> {
        let map: Self = toml::from_str(text).map_err(|error| MapError(error.message().to_owned()))?;
        Ok(map.folded())
    }

    /// The mapping as text.
    ///
    /// # Panics
    /// Never: keys and values are text.
    pub fn text(&self) -> String {
        toml::to_string_pretty(self).expect("keys and values are text")
    }

    /// The same mapping with its names as they are compared.
    #[must_use]
    pub fn folded(self) -> Self {
        fn fold<V>(map: BTreeMap<String, V>) -> BTreeMap<String, V> {
            map.into_iter().map(|(name, value)| (phrase_key(&name), value)).collect()
        }
        Self {
            day_order: self.day_order,
            columns: fold(self.columns),
            units: fold(self.units),
            names: fold(self.names),
        }
    }

    /// Takes over what another mapping says and this one does not.
    pub fn fill(&mut self, other: &Self) {
        self.day_order = self.day_order.or(other.day_order);
        for (name, role) in &other.columns {
            self.columns.entry(name.clone()).or_insert(*role);
        }
        for (name, unit) in &other.units {
            self.units.entry(name.clone()).or_insert_with(|| unit.clone());
        }
        for (name, analyte) in &other.names {
            self.names.entry(name.clone()).or_insert_with(|| analyte.clone());
        }
    }

    /// What a column holds, where it is written down.
    pub(super) fn role(&self, head: &str) -> Option<ColumnRole> {
        if self.columns.is_empty() { None } else { self.columns.get(&phrase_key(head)).copied() }
    }

    /// The unit of a marker, where it is written down.
    pub(super) fn unit(&self, marker: &str) -> Option<&str> {
        if self.units.is_empty() { None } else { self.units.get(&phrase_key(marker)).map(String::as_str) }
    }

    /// The analyte of a marker, where it is written down.
    pub(super) fn name<'m>(&'m self, marker: &'m str) -> &'m str {
        if self.names.is_empty() {
            return marker;
        }
        self.names.get(&phrase_key(marker)).map_or(marker, String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_written_and_read_back_and_names_are_compared_without_case() {
        let map = ColumnMap::parse(
            "day_order = \"month-first\"\n[columns]\n\"Wert (alt)\" = \"ignore\"\n[units]\nLH = \"IU/L\"\n\
             [names]\nTesto = \"testosterone-total\"\n",
        )
        .unwrap();
        assert_eq!(map.role("WERT ALT"), Some(ColumnRole::Ignore));
        assert_eq!(map.unit("lh"), Some("IU/L"));
        assert_eq!(map.name("TESTO"), "testosterone-total");
        assert_eq!(map.name("other"), "other");
        assert_eq!(ColumnMap::parse(&map.text()), Ok(map));
        assert!(ColumnMap::parse("columns = 3").is_err());
    }
}
