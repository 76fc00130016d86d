//! Where an entry stands while it is being read, so that what is wrong can be said with its place.

use super::error::CatalogProblems;
use super::raw::RawEntry;

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
