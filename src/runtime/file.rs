//! Writing whole files: never half, never over another one unasked, readable by their owner only.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, bail};

/// What to do when the file is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Leave it and say so.
    Keep,
    /// Put the new one in its place.
    Replace,
}

impl Existing {
    /// What `--force`, given or not, asks for.
    pub const fn forced(force: bool) -> Self {
        if force { Self::Replace } else { Self::Keep }
    }
}

/// Writes `text` to `path` by way of a temporary file beside it, synced before it gets its name.
pub fn write(path: &Path, text: &[u8], existing: Existing) -> anyhow::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let place = || format!("cannot write {}", path.display());
    let mut file = tempfile::NamedTempFile::new_in(folder).with_context(place)?;
    file.write_all(text).and_then(|()| file.as_file().sync_all()).with_context(place)?;
    let written = match existing {
        Existing::Replace => file.persist(path),
        Existing::Keep => file.persist_noclobber(path),
    };
    match written {
        Ok(_) => {}
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            bail!("{} is there already; choose another name, or add --force to replace it", path.display())
        }
        Err(error) => return Err(error.error).with_context(place),
    }
    // The name itself must survive a pulled plug too.
    fs::File::open(folder).and_then(|folder| folder.sync_all()).with_context(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_only_when_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        write(&path, b"one", Existing::Keep).unwrap();
        let refusal = write(&path, b"two", Existing::Keep).unwrap_err().to_string();
        assert!(refusal.contains("--force"), "{refusal}");
        assert_eq!(fs::read(&path).unwrap(), b"one");
        write(&path, b"two", Existing::Replace).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
