//! Whether the file is still the one that was opened, and what to do when it is not.

use std::fs::{File, Metadata};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

use crate::store::error::StoreError;
use crate::store::wal::{self, StateMark};
use crate::store::{
    FileTrust, Store, WalContent, copy, engine, file_names, files, journal, linked_file, open,
};

/// What other programs did to the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ForeignChange {
    #[default]
    Same,
    /// They wrote to it, or put a copy in its place that goes on from it: what was read before is old.
    Changed,
    /// They put another log in its place, which is open now and lacks what was saved last.
    Replaced {
        /// A copy of what stood there before.
        kept: PathBuf,
    },
    /// They overwrote its bytes with another log, which is open now and lacks what was saved last.
    Overwritten,
    /// They overwrote its bytes at the very moment this store wrote to it: it may hold parts of both logs.
    Mixed,
    /// They moved it away or deleted it.
    Gone {
        /// A copy of it.
        kept: PathBuf,
    },
}

impl ForeignChange {
    /// Whether the file that was open is no longer the one at its path.
    pub const fn is_another_file(&self) -> bool {
        matches!(self, Self::Replaced { .. } | Self::Overwritten | Self::Mixed | Self::Gone { .. })
    }
}

/// By what a log is known again: the name of its state, and number, moment and words of its newest act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LogTip {
    state: StateMark,
    act: Option<(i64, String, String)>,
}

/// The open file as it was when it was last looked at, and what happened to it since.
#[derive(Debug, Default)]
pub(super) struct FileAsSeen {
    /// Where it lay; none in memory.
    pub(super) place: Option<FilePlace>,
    /// Keeps what is in the file in reach when another takes its name. Closed after the connection: the system forgets
    /// the locks of a process on a file when it closes any handle of it.
    pub(super) anchor: Option<File>,
    /// The version of the data when the connection was last asked for it.
    pub(super) seen: i64,
    /// The newest act, by which this log is known in a file that took its place.
    tip: Option<LogTip>,
    /// What happened to the file since somebody asked.
    pub(super) elsewhere: ForeignChange,
}

impl FileAsSeen {
    /// The file that has a name now, of which nothing else is known yet.
    pub(super) fn at(path: &Path) -> Self {
        Self { place: FilePlace::of(path), ..Self::default() }
    }
}

/// The file behind a path, as the system tells it from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FilePlace {
    file: (u64, u64),
    bytes: u64,
    /// When the file or what the system knows of it last changed, in seconds and nanoseconds.
    changed: (i64, i64),
}

impl FilePlace {
    /// The file that has a name now.
    pub(super) fn of(path: &Path) -> Option<Self> {
        Self::described(&path.metadata().ok()?)
    }

    /// A file that is held open, whatever has its name.
    pub(super) fn of_open(file: &File) -> Option<Self> {
        Self::described(&file.metadata().ok()?)
    }

    /// Whether both are of one file, at whatever moments.
    pub(super) fn is_of_same_file(self, other: Self) -> bool {
        self.file == other.file
    }

    #[cfg(unix)]
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere there is none")]
    fn described(file: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let changed = (file.ctime(), file.ctime_nsec());
        Some(Self { file: (file.dev(), file.ino()), bytes: file.len(), changed })
    }

    /// Where an open file cannot be moved or overwritten, it need not be known.
    #[cfg(not(unix))]
    fn described(_file: &Metadata) -> Option<Self> {
        None
    }
}

impl Store {
    /// Looks whether the file is the same and as it was; opens what is there now where it is not. What happened is
    /// kept until somebody asks.
    pub(super) fn watch(&mut self) -> Result<(), StoreError> {
        if let Some(before) = self.file.place {
            if let Some(link) = &self.link {
                self.path = linked_file(link);
            }
            match FilePlace::of(&self.path) {
                None => return self.note_that_it_is_gone(),
                Some(_) if matches!(self.file.elsewhere, ForeignChange::Gone { .. }) => {
                    self.file.elsewhere = ForeignChange::Changed;
                    return self.watch();
                }
                Some(now) if now.file != before.file => self.follow_another_file()?,
                Some(now) if now != before => self.follow_new_bytes()?,
                Some(_) => {}
            }
        }
        if self.db.get().is_none() {
            return Ok(());
        }
        let version = self.data_version()?;
        if std::mem::replace(&mut self.file.seen, version) != version {
            self.note_if_moved_on()?;
        }
        Ok(())
    }

    /// Keeps in mind how far the log is.
    pub(super) fn remember_tip(&mut self) -> Result<(), StoreError> {
        let read = |db: &Connection| {
            let state = wal::revision(db)?.this;
            let sql = "SELECT nr, at, words FROM journal ORDER BY nr DESC LIMIT 1";
            let mut newest = db.prepare_cached(sql)?;
            let act = newest.query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
            Ok(LogTip { state, act })
        };
        self.file.tip = Some(self.ask(read)?);
        Ok(())
    }

    /// Opens what stands at the path now. The old connection goes first, and moves nothing into the file.
    pub(super) fn open_again(&mut self) -> Result<(), StoreError> {
        self.db.take();
        self.trust = FileTrust::Unread;
        let now = FilePlace::of(&self.path);
        self.file.seen = self.data_version()?;
        self.beside = if open::stands(&self.path, "-wal") { WalContent::Acts } else { WalContent::Nothing };
        self.remember_tip()?;
        self.file.place = now;
        Ok(())
    }

    /// The path names another file. The one that was open is still whole behind the connection or the anchor.
    fn follow_another_file(&mut self) -> Result<(), StoreError> {
        let goes_on = engine::open_immutable(&self.path, &self.key)
            .is_ok_and(|file| has_act(&file, self.file.tip.as_ref()));
        if !goes_on && !self.file.elsewhere.is_another_file() {
            let kept = self.keep_copy()?;
            self.note(ForeignChange::Replaced { kept });
        }
        self.db.take();
        self.file.anchor = None;
        self.open_again()?;
        self.note(ForeignChange::Changed);
        Ok(())
    }

    /// Somebody wrote to the file itself: a checkpoint of another androlog, or a program that overwrote it. Only what
    /// is read afresh counts.
    fn follow_new_bytes(&mut self) -> Result<(), StoreError> {
        let before = self.file.tip.clone();
        self.open_again()?;
        if !has_act(self.db()?, before.as_ref()) {
            self.note(ForeignChange::Overwritten);
        } else if self.file.tip.as_ref().map(|tip| tip.state) != before.map(|tip| tip.state) {
            self.note(ForeignChange::Changed);
        }
        Ok(())
    }

    fn note_if_moved_on(&mut self) -> Result<(), StoreError> {
        self.remember_tip()?;
        self.note(ForeignChange::Changed);
        Ok(())
    }

    fn note_that_it_is_gone(&mut self) -> Result<(), StoreError> {
        if !matches!(self.file.elsewhere, ForeignChange::Gone { .. }) {
            let kept = self.keep_copy()?;
            self.note(ForeignChange::Gone { kept });
        }
        Ok(())
    }

    /// Makes the next look at the file read it anew where it does not say what was just settled in it: whoever overwrote
    /// it at that very moment has left a size and a moment that were taken for those of this store.
    pub(super) fn doubt_place(&mut self) {
        let says_tip = |tip: &LogTip| {
            let said = engine::open_immutable(&self.path, &self.key).and_then(|file| wal::revision(&file));
            said.is_ok_and(|revision| revision.this == tip.state)
        };
        // The key of a sealed log may take a moment to be made.
        if let (Some(place), Some(tip)) = (self.file.place, &self.file.tip)
            && !self.is_sealed()
            && !says_tip(tip)
        {
            self.file.place = Some(FilePlace { changed: (0, 0), ..place });
        }
    }

    /// What weighs more stays noted.
    fn note(&mut self, happened: ForeignChange) {
        if !self.file.elsewhere.is_another_file() || happened.is_another_file() {
            self.file.elsewhere = happened;
        }
    }

    /// Writes what stood behind the path beside it.
    fn keep_copy(&self) -> Result<PathBuf, StoreError> {
        let to = file_names::free_name(&self.path, ".replaced");
        match (&self.file.anchor, self.beside) {
            (Some(anchor), WalContent::Nothing) => files::copy_bytes(anchor, &to)?,
            _ => {
                let db = self.db()?;
                copy::copy(db, &self.path, &to, &self.sealed_by.borrow())?;
            }
        }
        Ok(to)
    }
}

/// Whether the newest act of a log is in the journal of another, be it that what it touched was forgotten since, or there
/// is none to look for.
fn has_act(db: &Connection, tip: Option<&LogTip>) -> bool {
    let Some(act) = tip.and_then(|tip| tip.act.as_ref()) else { return true };
    let sql = "SELECT count(*) FROM journal WHERE nr = ?1 AND at = ?2 AND words IN (?3, ?4)";
    db.query_row(sql, rusqlite::params![act.0, act.1, act.2, journal::FORGOTTEN], |row| row.get(0))
        .unwrap_or(false)
}
