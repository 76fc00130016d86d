//! Units as laboratories spell them, and what to say when an analyte is not measured in one.

use std::collections::HashMap;
use std::fmt;
use std::mem;

use super::built_in::built_in;
use super::mistake::{CatalogProblems, MistakePlace};
use super::part::BuiltInPart;
use super::plain_key::unit_key;
use super::raw::RawUnit;
use super::user_file::RawFiles;
use crate::domain::analyte::Analyte;
use crate::domain::quantity::UnitCode;

/// The units known, with their spellings.
#[derive(Clone, Debug, Default)]
pub(super) struct Units {
    units: Vec<UnitName>,
    by_spelling: HashMap<String, usize>,
}

/// How a unit is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitName {
    /// In the product: `IU/L`.
    pub code: UnitCode,
    /// The unit in UCUM, for example `[IU]/L`.
    pub ucum: Box<str>,
    /// After a number on screen; empty for scores, ratios and pH.
    pub shown: Box<str>,
}

/// A unit that an analyte is not measured in, or that is not known at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitError {
    pub analyte: String,
    pub typed: String,
    /// Codes of the units that would be right.
    pub allowed: Vec<UnitCode>,
}

impl fmt::Display for UnitError {
    /// `hematocrit is measured in % or L/L, not g/L`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = in_a_sentence(&self.analyte);
        let shown: Vec<&str> = self.allowed.iter().map(|u| &**u).filter(|u| !is_pure_number(u)).collect();
        match shown.split_last() {
            None => write!(f, "{name} has no unit, not {}", self.typed),
            Some((last, [])) => write!(f, "{name} is measured in {last}, not {}", self.typed),
            Some((last, rest)) => {
                write!(f, "{name} is measured in {} or {last}, not {}", rest.join(", "), self.typed)
            }
        }
    }
}

impl std::error::Error for UnitError {}

/// Codes in braces or brackets alone stand for pure numbers.
fn is_pure_number(code: &str) -> bool {
    (code.starts_with('{') && code.ends_with('}')) || code == "[pH]"
}

/// A name as it stands inside a sentence: `hematocrit`, but `LH`, `HbA1c` and `T-score, total hip`.
fn in_a_sentence(name: &str) -> String {
    let mut letters = name.chars();
    let capitals = name.split(' ').next().unwrap_or_default().chars().filter(|c| c.is_uppercase()).count();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() && capitals < 2 => {
            first.to_lowercase().chain(name.chars().skip(1)).collect()
        }
        _ => name.to_owned(),
    }
}

impl BuiltInPart for Units {
    const BUILT_IN: &'static [u8] = built_in!("units");

    fn take_from(files: &mut RawFiles, problems: &mut CatalogProblems) -> Self {
        let mut units = Self::default();
        for unit in mem::take(&mut files.unit) {
            units.add(unit, problems);
        }
        units
    }
}

impl Units {
    fn add(&mut self, raw: RawUnit, problems: &mut CatalogProblems) {
        let mut at = MistakePlace::new(raw.user_file.as_deref(), "units.toml", &raw.code, problems);
        let Some(ucum) = at.need("ucum", raw.ucum) else {
            return;
        };
        let number = self.units.len();
        let spellings = raw.spellings.unwrap_or_default();
        for spelling in [&raw.code, &ucum].into_iter().chain(&spellings) {
            let owner = *self.by_spelling.entry(unit_key(spelling)).or_insert(number);
            at.require(owner == number, || {
                format!("“{spelling}” is already a spelling of {}", self.units[owner].code)
            });
        }
        self.units.push(UnitName {
            shown: raw.shown.unwrap_or_else(|| raw.code.clone()),
            code: raw.code.into(),
            ucum,
        });
    }

    /// The unit spelled so.
    pub(super) fn spelled(&self, text: &str) -> Option<&UnitName> {
        self.by_spelling.get(&unit_key(text)).map(|number| &self.units[*number])
    }

    /// The analyte's unit spelled so.
    pub(super) fn of<'a>(&self, analyte: &'a Analyte, text: &str) -> Result<&'a str, UnitError> {
        self.spelled(text).and_then(|name| analyte.unit(&name.code)).map(|unit| &*unit.code).ok_or_else(
            || UnitError {
                analyte: analyte.name.clone(),
                typed: text.trim().to_owned(),
                allowed: analyte.units.iter().map(|u| u.code.clone()).collect(),
            },
        )
    }
}
