//! A part of the catalogue, which is read when it is first asked for: most runs need few of them.

use std::ops::Deref;
use std::sync::OnceLock;

use super::mistake::CatalogProblems;
use super::user_file::RawFiles;

/// What a part is made of.
pub(super) trait BuiltInPart: Sized {
    /// Its entries, as they are built in.
    const BUILT_IN: &'static [u8];
    /// Takes its entries out of the files.
    fn take_from(files: &mut RawFiles, problems: &mut CatalogProblems) -> Self;
}

/// A part that is read when it is first asked for, unless a file of the reader's brought it.
#[derive(Debug)]
pub(super) struct Part<T>(OnceLock<T>);

impl<T> Part<T> {
    /// The part as it is built in, not read yet.
    pub(super) const fn built_in() -> Self {
        Self(OnceLock::new())
    }

    /// Whether it was read already, so that asking for it costs nothing.
    pub(super) fn is_read(&self) -> bool {
        self.0.get().is_some()
    }
}

impl<T: BuiltInPart> Part<T> {
    /// The part as the files have it, read at once, so that all mistakes are known.
    pub(super) fn take_from(files: &mut RawFiles, problems: &mut CatalogProblems) -> Self {
        Self(OnceLock::from(T::take_from(files, problems)))
    }

    /// Changes a part that was read already; one that was not is as it is built in, and stays so.
    pub(super) fn change(&mut self, change: impl FnOnce(&mut T)) {
        if let Some(part) = self.0.get_mut() {
            change(part);
        }
    }
}

impl<T: BuiltInPart> Deref for Part<T> {
    type Target = T;

    /// # Panics
    /// If what is built in is not sound, which a test rules out.
    fn deref(&self) -> &T {
        self.0.get_or_init(|| {
            let mut problems = CatalogProblems::default();
            let part = T::take_from(&mut RawFiles::of_part(T::BUILT_IN), &mut problems);
            problems.or(part).expect("a test reads the built-in catalogue and finds it sound")
        })
    }
}
