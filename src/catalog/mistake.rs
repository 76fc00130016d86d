//! What is wrong with the catalogue: which file, which entry, why.

use std::fmt;

use super::raw::RawEntry;

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

/// The place of an entry, and the list its mistakes go to.
pub(super) struct MistakePlace<'a> {
    file: &'a str,
    entry: &'a str,
    problems: &'a mut CatalogProblems,
}

impl<'a> MistakePlace<'a> {
    /// The entry of the reader's file, or else of ours.
    pub(super) fn new(
        user_file: Option<&'a str>,
        our_file: &'a str,
        entry: &'a str,
        problems: &'a mut CatalogProblems,
    ) -> Self {
        Self { file: user_file.unwrap_or(our_file), entry, problems }
    }

    /// The place of a whole entry.
    pub(super) fn of<E: RawEntry>(entry: &'a E, problems: &'a mut CatalogProblems) -> Self {
        Self::new(entry.user_file(), E::FILE, entry.key(), problems)
    }

    /// Keeps a mistake of the entry that is read now.
    pub(super) fn wrong(&mut self, reason: impl Into<String>) {
        self.problems.add(self.file, self.entry, reason);
    }

    /// Notes a mistake unless the condition holds.
    pub(super) fn require(&mut self, holds: bool, reason: impl FnOnce() -> String) {
        if !holds {
            self.wrong(reason());
        }
    }

    /// The field, which an entry cannot do without.
    pub(super) fn need<T>(&mut self, field: &str, given: Option<T>) -> Option<T> {
        if given.is_none() {
            self.wrong(format!("`{field}` is missing"));
        }
        given
    }
}
