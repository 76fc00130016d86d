//! What is wrong with the catalogue: which file, which entry, why.

use std::fmt;

/// One mistake in a catalogue file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogError {
    /// `analytes.toml`, as the caller named it.
    pub file: Box<str>,
    /// The entry (`estradiol`) or the line (`line 12`).
    pub place: Box<str>,
    /// What is wrong and what would be right.
    pub reason: String,
}

/// Everything that is wrong, in the order of the files. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogErrors(Vec<CatalogError>);

impl CatalogErrors {
    /// The mistakes, one each.
    pub fn iter(&self) -> impl Iterator<Item = &CatalogError> {
        self.0.iter()
    }
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}: {}", self.file, self.place, self.reason)
    }
}

impl fmt::Display for CatalogErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for CatalogError {}
impl std::error::Error for CatalogErrors {}

/// Mistakes found so far.
#[derive(Debug, Default)]
pub(super) struct CatalogProblems(Vec<CatalogError>);

impl CatalogProblems {
    /// Adds a mistake at a place of a file.
    pub(super) fn add(&mut self, file: &str, place: &str, reason: impl Into<String>) {
        self.0.push(CatalogError { file: file.into(), place: place.into(), reason: reason.into() });
    }

    /// The value, unless something was wrong.
    pub(super) fn or<T>(self, value: T) -> Result<T, CatalogErrors> {
        if self.0.is_empty() { Ok(value) } else { Err(CatalogErrors(self.0)) }
    }
}
