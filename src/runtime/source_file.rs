//! Files that reports were taken from: their digest, whether they are as they were, and the system's program for them.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, anyhow, bail};
use sha2::{Digest, Sha256};

use crate::domain::source_file::{FileDigest, SourceFile};

/// What became of a file since a report was taken from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceState {
    AsItWas,
    /// Another content lies in its place.
    Changed,
    /// Nothing lies in its place: it was moved or deleted.
    Gone,
    /// It is there and cannot be read.
    Unreadable,
}

/// A file as a report remembers it.
pub fn remember(path: &Path) -> anyhow::Result<SourceFile> {
    let whole = path.canonicalize().with_context(|| format!("cannot read {}", path.display()))?;
    if !whole.is_file() {
        bail!("{} is no file", path.display());
    }
    let sha256 = digest(&whole).with_context(|| format!("cannot read {}", path.display()))?;
    let path = whole.into_os_string().into_string();
    let path = path.map_err(|path| anyhow!("the path {} is not UTF-8", Path::new(&path).display()))?;
    Ok(SourceFile { path, sha256 })
}

/// What became of it since.
pub fn state_of(source: &SourceFile) -> SourceState {
    match digest(Path::new(&source.path)) {
        Ok(sha256) if sha256 == source.sha256 => SourceState::AsItWas,
        Ok(_) => SourceState::Changed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => SourceState::Gone,
        Err(_) => SourceState::Unreadable,
    }
}

/// The program of the system that opens a file with whatever is meant for it.
const OPENER: &str = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };

/// Opens it with the system's program for its kind, and says what is worth saying of it.
pub fn open(source: &SourceFile) -> anyhow::Result<String> {
    let path = &source.path;
    let words = match state_of(source) {
        SourceState::AsItWas => format!("Opened {path}."),
        SourceState::Changed => format!("Opened {path}; it has changed since it was stored."),
        SourceState::Gone => bail!("{path} is gone: it was moved or deleted"),
        SourceState::Unreadable => bail!("{path} cannot be read"),
    };
    let mut opener = Command::new(OPENER);
    opener.arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut opening = opener.spawn().with_context(|| format!("cannot run {OPENER}; the file is {path}"))?;
    // It may be there for as long as the file is looked at; nobody waits for it.
    std::thread::spawn(move || opening.wait());
    Ok(words)
}

fn digest(path: &Path) -> io::Result<FileDigest> {
    const PIECE: usize = 1 << 16;
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(FileDigest::of_bytes(&hasher.finalize().into())),
            Ok(count) => hasher.update(&piece[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_again_by_its_content_and_missed_where_it_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.txt");
        std::fs::write(&path, "abc").unwrap();
        let source = remember(&path).unwrap();
        // The example of FIPS 180-2, appendix B.1.
        let wanted = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(source.sha256.as_str(), wanted);
        assert_eq!(state_of(&source), SourceState::AsItWas);
        std::fs::write(&path, "abd").unwrap();
        assert_eq!(state_of(&source), SourceState::Changed);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(state_of(&source), SourceState::Gone);
        assert!(open(&source).unwrap_err().to_string().contains("moved or deleted"));
        assert!(remember(folder.path()).unwrap_err().to_string().contains("is no file"));
    }
}
