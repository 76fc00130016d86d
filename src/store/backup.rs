//! Copies of the log: made while it is open, and put in its place.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::store::copy::{copy, copy_unchecked};
use crate::store::error::{StoreError, UnfitPath, io};
use crate::store::file_names::{beside, folder_of, free_name};
use crate::store::files::{copy_bytes, make_folder, sync_folder};
use crate::store::key::LogKey;
use crate::store::salt::is_sealed;
use crate::store::{Store, linked_file, seal};

impl Store {
    /// Copies the log to a new private file while it stays open, and checks the copy before it gets its name.
    pub fn back_up(&self, to: &Path) -> Result<(), StoreError> {
        make_folder(folder_of(to))?;
        let db = self.db()?;
        copy(db, &self.path, to, &self.sealed_by.borrow())
    }

    /// Copies the log to a new private file as it is, sound or not.
    pub fn back_up_unchecked(&self, to: &Path) -> Result<(), StoreError> {
        make_folder(folder_of(to))?;
        let db = self.db()?;
        copy_unchecked(db, to, &self.sealed_by.borrow())
    }

    /// Copies the log at `from`, which stays as it is, to a new file of today's shape beside `to`, and looks it through.
    /// Beside a sealed log the copy is sealed too.
    pub fn stage(from: &Path, to: &Path, key: &LogKey) -> Result<PathBuf, StoreError> {
        let (from, to) = (&linked_file(from), &linked_file(to));
        if from.is_dir() {
            return Err(StoreError::UnfitPath { path: from.clone(), why: UnfitPath::Folder });
        }
        let staged = free_name(to, ".restoring");
        if key.is_some() && is_sealed(to) && !is_sealed(from) {
            seal::write_sealed(from, &staged, key)?;
        } else {
            // What was saved last may stand beside it, where another program has it open or was killed.
            for ending in ["", "-wal"] {
                let part = beside(from, ending);
                if ending.is_empty() || part.exists() {
                    let file = File::open(&part).map_err(|error| io(&part, &error))?;
                    copy_bytes(&file, &beside(&staged, ending))?;
                }
            }
        }
        let look = || {
            let store = Self::open_existing_with(&staged, key)?;
            store.check()?;
            store.close()
        };
        let looked = look();
        // What an upgrade of the copy copied aside.
        let _ = std::fs::remove_file(beside(&staged, ".v1-backup"));
        // One that is damaged may be noticed only when it is open, and keeps what the engine put beside it then.
        let parts = ["", "-wal", "-shm"].map(|ending| beside(&staged, ending));
        looked.map_err(|error| {
            for part in &parts {
                let _ = std::fs::remove_file(part);
            }
            // Nobody knows the file that was staged by its name.
            error.of_file(from)
        })?;
        Ok(staged)
    }

    /// Puts a staged log in the place of the one at `path`. What stands there, with what stands beside it, gets another
    /// name if `keep_as` says so.
    pub fn swap(staged: &Path, path: &Path, keep_as: Option<&str>) -> Result<Option<PathBuf>, StoreError> {
        let path = &linked_file(path);
        let told = |error: std::io::Error| io(path, &error);
        let kept = keep_as.filter(|_| path.exists()).map(|ending| free_name(path, ending));
        if let Some(kept) = &kept {
            std::fs::rename(path, kept).map_err(told)?;
        }
        for ending in ["-wal", "-shm", "-journal"] {
            let part = beside(path, ending);
            let outcome = match &kept {
                Some(kept) => std::fs::rename(&part, beside(kept, ending)),
                None => std::fs::remove_file(&part),
            };
            outcome
                .or_else(
                    |error| if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) },
                )
                .map_err(told)?;
        }
        std::fs::rename(staged, path).map_err(told)?;
        sync_folder(folder_of(path)).map_err(told)?;
        Ok(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_that_has_another_number_of_rows_gets_no_name() {
        let folder = tempfile::TempDir::new().unwrap();
        let (path, to) = (folder.path().join("androlog.db"), folder.path().join("copy.db"));
        let store = Store::open(&path).unwrap();
        // Rows that are counted and are not those of the log.
        let other = "CREATE TEMP TABLE event AS SELECT 1 AS nr";
        store.db().unwrap().execute_batch(other).unwrap();
        assert!(matches!(store.back_up(&to), Err(StoreError::BadBackup { .. })));
        store.db().unwrap().execute_batch("DROP TABLE temp.event").unwrap();
        let left = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name());
        assert!(left.into_iter().all(|name| name.to_string_lossy().starts_with("androlog.db")));
        store.back_up(&to).unwrap();
    }
}
