//! Files beside and below the log: private, whole or not there, and lasting through a power cut.

use std::fs::{DirBuilder, File};
use std::io::{Seek, Write};
use std::path::Path;

use crate::store::error::{StoreError, io};
use crate::store::file_names::folder_of;

/// What the names of files begin with that are not finished, before the number of the process that makes them. One that
/// is left over goes at the next start.
pub const UNFINISHED: &str = ".androlog-unfinished-";

/// Makes a folder that only its owner can open, and those above it.
pub(super) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    if folder.exists() {
        return Ok(());
    }
    let mut maker = DirBuilder::new();
    maker.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.create(folder).map_err(|error| io(folder, &error))
}

/// Copies the bytes of a log that nobody has open to a new private file.
pub(super) fn copy_bytes(mut from: &File, to: &Path) -> Result<(), StoreError> {
    fill_private(to, |part| {
        from.rewind()?;
        std::io::copy(&mut from, part).map(drop)
    })
}

/// Writes a new file that its owner alone can read.
pub(super) fn write_private(to: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    fill_private(to, |part| part.write_all(bytes))
}

fn fill_private(
    to: &Path,
    fill: impl FnOnce(&mut tempfile::NamedTempFile) -> std::io::Result<()>,
) -> Result<(), StoreError> {
    let mut part = unfinished(folder_of(to))?;
    fill(&mut part).and_then(|()| part.as_file().sync_all()).map_err(|error| io(to, &error))?;
    give_name(part.into_temp_path(), to)
}

/// Gives an unfinished file, which is on the disk by now, its name for good. No file that has the name is replaced.
pub(super) fn give_name(part: tempfile::TempPath, to: &Path) -> Result<(), StoreError> {
    part.persist_noclobber(to).map_err(|refused| io(to, &refused.error))?;
    let folder = folder_of(to);
    sync_folder(folder).map_err(|error| io(folder, &error))
}

/// A private file in a folder that has no name of its own yet, and goes unless it gets one. Its name tells which process
/// makes it, so that one left over by a kill is known.
pub(super) fn unfinished(folder: &Path) -> Result<tempfile::NamedTempFile, StoreError> {
    let prefix = format!("{UNFINISHED}{}-", std::process::id());
    tempfile::Builder::new().prefix(&prefix).tempfile_in(folder).map_err(|error| io(folder, &error))
}

/// Makes a new name in the folder last through a power cut.
pub(super) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
