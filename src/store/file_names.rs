//! Names of files beside the log, and the folder they are in.

use std::path::{Path, PathBuf};

/// The file with this ending beside another: `androlog.db-wal`.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The first name beside `path` that is free: `androlog.db.v1-backup`, `androlog.db.v1-backup-2`, …
pub(super) fn free_name(path: &Path, ending: &str) -> PathBuf {
    let first = beside(path, ending);
    if !first.exists() {
        return first;
    }
    let mut numbered = (2..).map(|number| beside(path, &format!("{ending}-{number}")));
    numbered.find(|name| !name.exists()).unwrap_or(first)
}

/// The folder a file is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
