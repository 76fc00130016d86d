//! Who keeps the log locked, as far as the system tells.

use std::fmt::{self, Display, Formatter};
use std::path::Path;

/// The program that holds the lock that somebody waits for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LockHolder(Option<Process>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Process {
    id: u32,
    name: String,
}

impl LockHolder {
    /// Whether the system tells of one.
    pub(super) const fn is_known(&self) -> bool {
        self.0.is_some()
    }
}

impl Display for LockHolder {
    /// `sqlite3 (process 4711)`, or that it is some other program.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(Process { id, name }) => write!(f, "{name} (process {id})"),
            None => f.write_str("another program"),
        }
    }
}

/// Whoever has a lock to write on the log or on a file beside it. Asks the system and opens no file of the log: closing
/// one again would lose the locks that this process has itself.
#[cfg(target_os = "linux")]
pub(super) fn lock_holder(log: &Path) -> LockHolder {
    use std::os::unix::fs::MetadataExt;

    use crate::store::file_names::beside;

    let files = [log.to_owned(), beside(log, "-shm")];
    let inodes: Vec<u64> = files.iter().filter_map(|file| Some(file.metadata().ok()?.ino())).collect();
    let locks = std::fs::read_to_string("/proc/locks").unwrap_or_default();
    let id = locks
        .lines()
        .filter_map(writer)
        .find(|(id, inode)| inodes.contains(inode) && *id != std::process::id());
    let process = id.and_then(|(id, _)| {
        let name = std::fs::read_to_string(format!("/proc/{id}/comm")).ok()?;
        Some(Process { id, name: name.trim().to_owned() })
    });
    LockHolder(process)
}

/// Where the system does not list locks.
#[cfg(not(target_os = "linux"))]
pub(super) fn lock_holder(_log: &Path) -> LockHolder {
    LockHolder::default()
}

/// Process and file of a line of `/proc/locks` that is a lock to write: `1: POSIX  ADVISORY  WRITE 4711 fd:01:1234 120 120`.
#[cfg(target_os = "linux")]
fn writer(line: &str) -> Option<(u32, u64)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [_, _, _, "WRITE", process, file, ..] = words.as_slice() else { return None };
    Some((process.parse().ok()?, file.rsplit(':').next()?.parse().ok()?))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_lock_to_write_is_told_from_others() {
        for (line, read) in [
            ("1: POSIX  ADVISORY  WRITE 4711 fd:01:1234 120 120", Some((4711, 1234))),
            ("2: POSIX  ADVISORY  READ 4711 fd:01:1234 124 124", None),
            ("2: -> POSIX  ADVISORY  WRITE 4712 fd:01:1234 120 120", None),
            ("3: FLOCK  ADVISORY  WRITE -1 00:2f:9 0 EOF", None),
        ] {
            assert_eq!(writer(line), read, "{line}");
        }
    }
}
