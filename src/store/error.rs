//! Why the log could not be opened, read or written, each in one sentence that says what would be right.

use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rusqlite::ffi::SQLITE_READONLY_DBMOVED;

use crate::domain::change::Clash;
use crate::store::holder::{LockHolder, lock_holder};
use crate::store::salt::is_sealed;

/// Why the log could not be opened, read or written. Whatever it is, nothing was half done.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Made by a later version; opened by none that might misread it.
    #[error(
        "{} was written by a newer androlog (format {found}, this program knows up to {known}); update androlog, the file was not touched",
        path.display()
    )]
    Newer {
        path: PathBuf,
        found: i32,
        /// The newest format this program knows.
        known: i32,
    },
    /// Needs an upgrade where nothing may be written.
    #[error(
        "{} has an older format ({found}, this program needs {known}) and may not be written to; make the file and its folder writable, or open a copy",
        path.display()
    )]
    OlderReadOnly {
        path: PathBuf,
        found: i32,
        /// The format this program needs.
        known: i32,
    },
    /// A database of another program.
    #[error("{} is the database of another program; name an androlog file, or one that does not exist yet", .0.display())]
    Foreign(PathBuf),
    /// No database at all.
    #[error("{} is not an androlog file; name one that is, or one that does not exist yet", .0.display())]
    NotALog(PathBuf),
    /// A sealed log, and no key for it.
    #[error("{} is a sealed log; {HOW_TO_OPEN}", .0.display())]
    Sealed(PathBuf),
    /// A sealed log, and another key.
    #[error("the key does not open {}, or its first page is damaged; nothing was changed: try the key it was sealed with, or `androlog restore` goes back to a copy", .0.display())]
    WrongKey(PathBuf),
    /// There is nothing at the path, and nothing was to be made.
    #[error("there is no log at {}; check the name, or begin one there by adding something", .0.display())]
    Missing(PathBuf),
    /// What stands at the path can be no log.
    #[error("{} {why}", path.display())]
    UnfitPath { path: PathBuf, why: UnfitPath },
    /// Entries were changed or removed by another program since the act on them was begun.
    #[error("{} changed by another program in the meantime, nothing was saved", clashing(.0))]
    Conflict(Vec<Clash>),
    /// An act that cannot be undone or redone.
    #[error("{0}")]
    CannotTurn(Unturnable),
    /// Broken by a failing disk or another program.
    #[error(
        "{} is damaged ({detail}) and was left as it is; `androlog restore` goes back to your newest copy, `androlog doctor --fix` mends it or saves what can be read",
        path.display()
    )]
    Damaged { path: PathBuf, detail: String },
    /// Another process kept writing for longer than anyone should wait.
    #[error("{holder} keeps {} locked; close it or try again, nothing was saved", path.display())]
    Busy {
        path: PathBuf,
        /// Who has the lock, where the system tells.
        holder: LockHolder,
    },
    #[error("the disk of {} is full, nothing was saved; free some space and save again", .0.display())]
    Full(PathBuf),
    /// May be read only.
    #[error("{} may only be read; to save, make the file and its folder writable", .0.display())]
    ReadOnly(PathBuf),
    /// In a folder where nothing may be written, with saved entries that are not yet in the file itself.
    #[error(
        "the newest entries of {} still stand in {}-wal, which cannot be read in a read-only folder; copy both files to a folder you may write in",
        .0.display(),
        .0.display()
    )]
    Unsettled(PathBuf),
    /// Another file took its place while it was open.
    #[error("{} was replaced by another program, nothing was saved{}; save again to save it in the new file", path.display(), copied(kept.as_deref()))]
    Replaced {
        path: PathBuf,
        /// A copy of what stood in its place, where not all of that is in the new one.
        kept: Option<PathBuf>,
    },
    /// Moved or deleted while it was open.
    #[error("{} was moved or deleted by another program, nothing was saved{}; put it back or start androlog again", path.display(), copied(kept.as_deref()))]
    Gone {
        path: PathBuf,
        /// A copy of it.
        kept: Option<PathBuf>,
    },
    #[error("{} cannot be used: {detail}; check that the disk is there, the path is right and the file is yours", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// An entry that was given no id.
    #[error("a {0} needs an id before it is saved; give it a fresh one")]
    NoId(&'static str),
    /// A value outside what the schema allows.
    #[error("not saved: the log takes only {0}")]
    Refused(String),
    /// A row that was written by hand and cannot be read.
    #[error("an entry of {} cannot be read: {detail}; `androlog doctor --fix` brings it back or sets it aside", path.display())]
    Unreadable {
        path: PathBuf,
        /// Which column says what.
        detail: String,
    },
    /// An upgrade that went back to where it began.
    #[error(
        "{} could not be brought from format {from} to {to} ({detail}) and is as it was; a copy is in {}",
        path.display(),
        backup.display()
    )]
    Upgrade {
        path: PathBuf,
        /// Its format, before and now.
        from: i32,
        /// The format that was wanted.
        to: i32,
        /// The copy made before.
        backup: PathBuf,
        detail: String,
    },
    /// A backup never replaces a file.
    #[error("{} exists already; name a file for the backup that does not", .0.display())]
    Exists(PathBuf),
    /// A backup that did not come out like the original.
    #[error("the backup {} did not pass its check ({detail}) and was thrown away; try another disk", path.display())]
    BadBackup {
        /// Where it was to be.
        path: PathBuf,
        detail: String,
    },
}

impl StoreError {
    /// The same of a file that was only looked at in a copy, under its own name.
    pub(super) fn of_file(mut self, file: &Path) -> Self {
        if let Self::Newer { path, .. }
        | Self::Foreign(path)
        | Self::NotALog(path)
        | Self::Sealed(path)
        | Self::WrongKey(path)
        | Self::Damaged { path, .. }
        | Self::Unreadable { path, .. }
        | Self::UnfitPath { path, .. } = &mut self
        {
            file.clone_into(path);
        }
        self
    }
}

/// Why an act cannot be undone or redone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unturnable {
    /// There is no act of this number.
    #[error("there is no change {0}; `androlog log` numbers them")]
    Unknown(i64),
    /// It was undone before.
    #[error("change {0} is undone already; `androlog redo {0}` brings it back")]
    Undone(i64),
    /// It was never undone, or redone since.
    #[error("change {0} is not undone; `androlog log` marks those that are")]
    Done(i64),
    /// What it touched was forgotten.
    #[error("what change {0} touched was forgotten")]
    Forgotten(i64),
    /// Another act changed what it touched.
    #[error("change {nr} touches entries that were changed since{}; nothing was changed", by(*later))]
    Overtaken {
        nr: i64,
        /// The newest act that changed one of them since.
        later: Option<i64>,
    },
}

fn by(later: Option<i64>) -> String {
    later.map_or_else(String::new, |later| {
        format!(" by change {later}; undo that first with `androlog undo {later}`")
    })
}

/// What opens a sealed log.
#[cfg(feature = "sealed")]
const HOW_TO_OPEN: &str =
    "name its key by --key-file or --key-command, or run androlog in a terminal and type its passphrase";
#[cfg(not(feature = "sealed"))]
const HOW_TO_OPEN: &str = "this build cannot open one, an androlog built with `--features sealed` does";

/// What stands at a path where no log can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnfitPath {
    Folder,
    /// A pipe, a device or a socket.
    Device,
    /// A file with nothing in it.
    Empty,
    /// What the engine calls a log that is gone when the program ends.
    Memory,
}

impl Display for UnfitPath {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Folder => "is a folder; name a file",
            Self::Device => "is a pipe or a device; name a file",
            Self::Empty => "is empty and holds no log. Where another program is just writing it, try again when that is done; else restore a \
                 backup of it, or delete it to begin anew",
            Self::Memory => "names no file, and what is typed would be gone at the end; name a file",
        })
    }
}

fn clashing(clashes: &[Clash]) -> String {
    match clashes {
        [_] => "the entry was".to_owned(),
        many => format!("{} entries were", many.len()),
    }
}

/// `; what it held is in /home/me/androlog.db.replaced`.
fn copied(kept: Option<&Path>) -> String {
    kept.map_or_else(String::new, |kept| format!("; what it held is in {}", kept.display()))
}

/// How long another process may keep the file locked.
pub(super) const WAIT_SECONDS: u64 = 5;

/// What the engine says about the file, in the user's terms.
pub(super) fn explain(path: &Path, error: &rusqlite::Error) -> StoreError {
    let path = path.to_owned();
    let detail = error.to_string();
    let failure = match error {
        rusqlite::Error::SqliteFailure(failure, _) => *failure,
        rusqlite::Error::SqlInputError { error, .. } => *error,
        other => return StoreError::Unreadable { path, detail: cell_words(other) },
    };
    match failure.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => {
            StoreError::Busy { holder: lock_holder(&path), path }
        }
        ErrorCode::DiskFull => StoreError::Full(path),
        ErrorCode::ReadOnly if failure.extended_code == SQLITE_READONLY_DBMOVED => {
            StoreError::Gone { path, kept: None }
        }
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StoreError::ReadOnly(path),
        ErrorCode::NotADatabase if is_sealed(&path) => StoreError::WrongKey(path),
        ErrorCode::NotADatabase => StoreError::NotALog(path),
        // Unknown: a table or column is missing, so the schema is not the one the file claims.
        ErrorCode::DatabaseCorrupt | ErrorCode::Unknown => StoreError::Damaged { path, detail },
        ErrorCode::ConstraintViolation => StoreError::Refused(constraint_words(&detail)),
        ErrorCode::CannotOpen => StoreError::Io { path, detail: "it cannot be opened".to_owned() },
        _ => StoreError::Io { path, detail },
    }
}

/// What cannot be read about a cell, in a sentence.
pub(super) fn cell_words(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::FromSqlConversionFailure(_, _, source) => source.to_string(),
        other => other.to_string(),
    }
}

/// What the system says about a file or folder.
pub(super) fn io(path: &Path, error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            StoreError::ReadOnly(path.to_owned())
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full(path.to_owned()),
        _ => StoreError::Io { path: path.to_owned(), detail: system_words(error) },
    }
}

/// What the system says, without the number it has for it, and what would be right where that is known.
pub fn system_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::IsADirectory => return "it is a folder; name a file".to_owned(),
        // The system's words may name a temporary file.
        io::ErrorKind::StorageFull => return "the disk is full; free some space and try again".to_owned(),
        _ => {}
    }
    let words = error.to_string();
    let number = error.raw_os_error().map(|number| format!(" (os error {number})"));
    number.and_then(|number| words.strip_suffix(&number)).unwrap_or(&words).to_owned()
}

/// Whether the disk failed, so that this connection may no longer know what the file holds.
pub(super) fn is_disk_failure(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure)
}

/// The name of the constraint, which is written to be read here.
pub(super) fn constraint_words(message: &str) -> String {
    match message.split_once(" constraint failed: ") {
        // `UNIQUE constraint failed: report.id`
        Some(("UNIQUE", columns)) => format!("one entry with the same {columns}"),
        Some((_, name)) => name.to_owned(),
        None => "results that belong to a report".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_value_is_answered_with_what_the_log_takes() {
        for (message, said) in [
            (
                "CHECK constraint failed: report days from 1850 to 2200",
                "not saved: the log takes only report days from 1850 to 2200",
            ),
            (
                "UNIQUE constraint failed: report.nr",
                "not saved: the log takes only one entry with the same report.nr",
            ),
            (
                "FOREIGN KEY constraint failed",
                "not saved: the log takes only results that belong to a report",
            ),
        ] {
            let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CONSTRAINT);
            let error = rusqlite::Error::SqliteFailure(code, Some(message.to_owned()));
            assert_eq!(explain(Path::new("x.db"), &error).to_string(), said);
        }
    }
}
