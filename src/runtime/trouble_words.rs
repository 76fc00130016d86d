//! What is to be told of a log that another program had to do with, that cannot be read whole or that others may read.

use crate::runtime::session::Session;
use crate::store::{ForeignChange, SetAside};

impl Session {
    /// What was put beside the log because another program had to do with it: said once.
    pub fn set_aside_words(&self) -> Option<String> {
        let log = self.store().path().display();
        Some(match self.store().take_set_aside()? {
            SetAside::Wal(aside) => {
                let newest = self.shelf().stored().pop().map_or_else(String::new, |backup| {
                    format!(" and in the newest copy, {}", backup.path.display())
                });
                format!(
                    "another program has put a file in the place of {log}; it is used as it is. What was saved before \
                     and is not in it is in {}{newest}",
                    aside.display()
                )
            }
            SetAside::FileBefore(kept) => format!(
                "another program has left changes in {log}-wal, and nothing tells whether they were made to this file; \
                 they are in the log now, and the file as it was without them is {}",
                kept.display()
            ),
            SetAside::Journal(aside) => format!(
                "beside {log} lay the journal of another file, which would have taken it back to what that file was; it \
                 is in {} now, and the log is as it was",
                aside.display()
            ),
            SetAside::FileBeforeJournal(kept) => format!(
                "another program has left a change to {log} unfinished, and nothing tells whether it was made to this \
                 file; it was taken back, and the file as it was before is {}",
                kept.display()
            ),
        })
    }

    /// Where to look for what a log held that was overwritten.
    fn newest_copy_words(&self) -> String {
        self.shelf().stored().pop().map_or_else(
            || "is lost where no copy of it was kept elsewhere".to_owned(),
            |newest| {
                format!("is in the newest copy, {}, as far as it had been saved then", newest.path.display())
            },
        )
    }

    /// What of the log could not be read and was left out, in sentences.
    pub fn trouble_words(&self) -> Vec<String> {
        let indexes = self.store().wrong_indexes();
        let indexes = indexes.iter().map(|index| {
            format!(
                "the index {index} does not agree with its table, so something may be missing here; `androlog doctor \
                 --fix` builds it anew"
            )
        });
        let rows = self.store().unreadable();
        let told = rows.iter().take(MOST_TOLD).map(|row| {
            format!("left out, because it cannot be read: {row}; `androlog doctor --fix` brings it back or sets it aside")
        });
        let more = rows.len().saturating_sub(MOST_TOLD);
        let more =
            (more > 0).then(|| format!("{more} more cannot be read; `androlog doctor` names them all"));
        indexes.chain(told).chain(more).collect()
    }

    /// Whether others on this machine may read the log, in a sentence.
    pub fn exposure_words(&self) -> Option<String> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = self.store().path().metadata().ok()?.permissions().mode() & 0o777;
            let path = self.store().path().display();
            (mode & 0o044 != 0).then(|| {
                format!("others may read {path} (its mode is {mode:o}); `androlog doctor --fix` makes it yours alone")
            })
        }
        #[cfg(not(unix))]
        None
    }

    /// Which copies of a sealed log everybody can read, in a sentence: those that `seal` did not come to when it was
    /// interrupted.
    pub fn plain_copies_words(&self) -> Option<String> {
        let plain = if self.store().is_sealed() { self.shelf().plain() } else { Vec::new() };
        let count = match plain.len() {
            0 => return None,
            1 => "1 copy of it is not".to_owned(),
            many => format!("{many} copies of it are not"),
        };
        let folder = self.shelf().folder().display().to_string();
        Some(format!("the log is sealed and {count} (in {folder}); `androlog seal` seals what is left"))
    }

    /// What other programs did to the file, where that is worth a word.
    pub(super) fn elsewhere_words(&self, happened: &ForeignChange) -> Option<String> {
        let name = self.store().path().display();
        match happened {
            ForeignChange::Same | ForeignChange::Changed => None,
            ForeignChange::Replaced { kept } => Some(format!(
                "{name} was replaced by another program and is shown as it is now; what it held before is in {}",
                kept.display()
            )),
            ForeignChange::Overwritten => Some(format!(
                "{name} was overwritten by another program and is shown as it is now; what it held before {}",
                self.newest_copy_words()
            )),
            ForeignChange::Mixed => Some(format!(
                "{name} was overwritten by another program at the very moment androlog wrote to it, so it may hold \
                 parts of both: put the other file there once more; what it held before {}",
                self.newest_copy_words()
            )),
            ForeignChange::Gone { kept } => Some(format!(
                "{name} was moved or deleted by another program; a copy is in {}; nothing can be saved until it is back",
                kept.display()
            )),
        }
    }
}

/// Rows that cannot be read which are named one by one.
const MOST_TOLD: usize = 5;
