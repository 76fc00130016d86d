//! Writing whole files: never half, never over another one unasked, readable by their owner only.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tempfile::NamedTempFile;

use crate::runtime::leftovers::remove_unfinished;
use crate::store::UNFINISHED;

/// What to do when the file is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Leave it, and say what can be done instead.
    Keep(&'static str),
    /// Put the new one in its place.
    Replace,
    /// Leave it, and take the next free name: `chart-2.svg`.
    Beside,
}

impl Existing {
    /// What `--force`, given or not, asks for.
    pub const fn forced(force: bool) -> Self {
        if force { Self::Replace } else { Self::Keep("choose another name, or add --force to replace it") }
    }
}

/// Writes `text` to `path` by way of a temporary file beside it, synced before it gets its name; gives the path it
/// came to. What a link names is written, not the link; a device or a folder is refused.
pub fn write_file(path: &Path, text: &[u8], existing: Existing) -> anyhow::Result<PathBuf> {
    write_file_in_pieces(path, existing, |file| {
        file.write_all(text).with_context(|| format!("cannot write {}", path.display()))
    })
}

/// The same for a text that is written piece by piece; where a piece cannot be had, there is no file.
pub fn write_file_in_pieces(
    path: &Path,
    existing: Existing,
    pieces: impl FnOnce(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<PathBuf> {
    let path = if path.is_symlink() {
        fs::canonicalize(path).with_context(|| format!("cannot write {}", path.display()))?
    } else {
        path.to_owned()
    };
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let place = || format!("cannot write {}", path.display());
    if !folder.is_dir() {
        bail!("cannot write {}: there is no folder {}", path.display(), folder.display());
    }
    if path.metadata().is_ok_and(|there| !there.is_file()) {
        bail!("cannot write {}: it is not an ordinary file; choose another name", path.display());
    }
    // The error would name the temporary file.
    remove_unfinished(folder);
    let prefix = format!("{UNFINISHED}{}-", std::process::id());
    let file = tempfile::Builder::new().prefix(&prefix).tempfile_in(folder);
    let mut file = file.map_err(|e| io::Error::from(e.kind())).with_context(place)?;
    pieces(&mut file)?;
    file.as_file().sync_all().with_context(place)?;
    let written = match existing {
        Existing::Replace => file.persist(&path).map(|_| path.clone()).map_err(|e| e.error),
        Existing::Keep(_) => file.persist_noclobber(&path).map(|_| path.clone()).map_err(|e| e.error),
        Existing::Beside => persist_beside(file, &path),
    };
    let written = match (written, existing) {
        (Err(error), Existing::Keep(instead)) if error.kind() == io::ErrorKind::AlreadyExists => {
            bail!("{} is there already; {instead}", path.display())
        }
        (written, _) => written.with_context(place)?,
    };
    // The name itself must survive a pulled plug too.
    fs::File::open(folder).and_then(|folder| folder.sync_all()).with_context(place)?;
    Ok(written)
}

/// Gives a file the first free name of `a.svg`, `a-2.svg`, `a-3.svg`.
fn persist_beside(mut file: NamedTempFile, path: &Path) -> io::Result<PathBuf> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
    let others = (2_u32..).map(|number| path.with_file_name(format!("{stem}-{number}{extension}")));
    for name in std::iter::once(path.to_owned()).chain(others) {
        match file.persist_noclobber(&name) {
            Ok(_) => return Ok(name),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => file = error.file,
            Err(error) => return Err(error.error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEEP: Existing = Existing::forced(false);

    #[test]
    fn a_file_is_replaced_only_when_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        write_file(&path, b"one", KEEP).unwrap();
        let refusal = write_file(&path, b"two", KEEP).unwrap_err().to_string();
        assert!(refusal.contains("--force"), "{refusal}");
        assert_eq!(fs::read(&path).unwrap(), b"one");
        write_file(&path, b"two", Existing::Replace).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let folder = tempfile::tempdir().unwrap();
        for (text, name) in [("one", "a.svg"), ("two", "a-2.svg"), ("three", "a-3.svg")] {
            let written =
                write_file(&folder.path().join("a.svg"), text.as_bytes(), Existing::Beside).unwrap();
            assert_eq!(written.file_name().unwrap(), name);
            assert_eq!(fs::read_to_string(written).unwrap(), text);
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_a_link_names_is_written_and_what_is_no_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.svg"), folder.path().join("link.svg"));
        fs::write(&file, "one").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_file(&link, b"two", Existing::Replace).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        for (path, why) in
            [(folder.path(), "not an ordinary file"), (&folder.path().join("x/a.svg"), "no folder")]
        {
            let refusal = write_file(path, b"two", Existing::Replace).unwrap_err().to_string();
            assert!(refusal.contains(why), "{refusal}");
        }
    }
}
