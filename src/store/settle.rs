//! Settling: what was saved is moved from the write-ahead log into the one file, and the connection is closed.
//!
//! The engine moves pages without asking whose file it writes to, and a program that overwrites a file (`cp`,
//! `rsync --inplace`) asks for no lock. So the file is looked at right before the pages are moved, and its pages are
//! compared right after. Between that look and the last page that is moved lies the writing of the pages alone, some two
//! tenths of a millisecond. Nothing can close this gap: no system offers to write to a file only if nobody else has. A
//! file that is overwritten within it is recognised by its pages, and it is said that it may hold parts of both. Of a
//! long file only some are compared. To overwrite that takes longer than the move does, so that whoever began meanwhile
//! has left it shorter, with other pages where ours were, or writes to it still, which its clock shows.

use std::fs::File;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::store::error::{self, StoreError};
use crate::store::foreign_change::{FilePlace, ForeignChange};
use crate::store::page_sums::{MovedPages, PageChoice, PageSums, WalPages};
use crate::store::rows::list;
use crate::store::wal::wal_of;
use crate::store::{SetAside, Store, WalContent, engine, open, wal};

/// How often a file in whose place another has been put is looked at before it is left for the next pause.
const LOOKS: usize = 3;

/// How often it is tried at the end to settle a file that another program reads or has just written to.
const LAST_TRIES: usize = 3;

/// How long to wait in between.
const LAST_PAUSE: Duration = Duration::from_millis(50);

/// What became of moving pages into the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PageMove {
    /// All of them are in the file, and on the disk.
    Done,
    /// Another program reads or writes.
    Busy,
    /// Another program has written to the file since it was last looked at; nothing was moved.
    Stale,
}

/// One of the two things the engine does to settle a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SettleStep {
    /// Pages go into the file. Nobody waits for the disk: what they come from is on it, and the file is synced next.
    MovePages,
    /// Pages go into the file when what they come from is on the disk.
    MoveSynced,
    /// The write-ahead log is emptied. What another program has just added to it goes into the file first.
    EmptyLog,
}

impl SettleStep {
    /// How the engine calls it, and how it waits for the disk.
    const fn in_sql(self) -> (&'static str, &'static str) {
        match self {
            Self::MovePages => ("PRAGMA wal_checkpoint(PASSIVE)", "OFF"),
            Self::MoveSynced => ("PRAGMA wal_checkpoint(PASSIVE)", "FULL"),
            Self::EmptyLog => ("PRAGMA wal_checkpoint(TRUNCATE)", "FULL"),
        }
    }
}

/// The file as it was right before pages are moved into it; without sums where there are none to move.
struct FileLook {
    sums: Option<PageSums>,
}

impl Store {
    /// Whether there is something to settle: what was saved may stand beside the file alone, or a connection is open
    /// for nothing.
    pub fn is_unsettled(&self) -> bool {
        let may_rest = !self.is_read_only() || self.lacks_room();
        let has_idle_connection = self.db.get().is_some() && self.file.place.is_some() && may_rest;
        self.beside == WalContent::Acts || (has_idle_connection && self.beside == WalContent::Nothing)
    }

    /// Moves what was saved into the one file, so that a copy of that file is whole, and closes the connection. Says
    /// whether all is there; it is not while another program reads or has just written, and is to be tried again.
    pub fn settle(&mut self) -> Result<bool, StoreError> {
        if self.lacks_room() {
            self.leave_connection();
        }
        for _ in 0..LOOKS {
            if !self.is_unsettled() {
                break;
            }
            let before = self.file.place;
            self.watch()?;
            // The last look before pages are moved would find that too.
            if self.file.elsewhere.is_another_file() || self.db.get().is_none() {
                break;
            }
            let moved = match self.beside {
                // Who has just written to the file may not be done.
                WalContent::Acts if self.file.place != before => PageMove::Busy,
                WalContent::Acts => self.move_into_file()?,
                WalContent::Drafts | WalContent::Nothing => PageMove::Done,
            };
            match moved {
                // What was only read was not settled, so nobody can have come between.
                PageMove::Done if self.beside == WalContent::Nothing && !self.has_written => self.rest()?,
                PageMove::Done => self.rest_settled()?,
                PageMove::Busy => break,
                PageMove::Stale => {}
            }
        }
        Ok(self.beside != WalContent::Acts)
    }

    fn rest_settled(&mut self) -> Result<(), StoreError> {
        self.rest()?;
        self.doubt_place();
        Ok(())
    }

    fn move_into_file(&mut self) -> Result<PageMove, StoreError> {
        // A second connection reads the salt of a sealed file, and closing what it is read by would take the locks of
        // the first; the engine waits for the disk itself there.
        let step = if self.is_sealed() { SettleStep::MoveSynced } else { SettleStep::MovePages };
        let lock = match step {
            SettleStep::MovePages => match self.keep_writers_out() {
                Err(_) if !self.path.exists() => return Ok(PageMove::Stale),
                Ok(None) => return Ok(PageMove::Busy),
                outcome => outcome?,
            },
            SettleStep::MoveSynced | SettleStep::EmptyLog => None,
        };
        let Some(look) = self.look_before_move()? else { return Ok(PageMove::Stale) };
        let moved = self.move_pages(&look, step)?;
        drop(lock);
        // All of it is in the file and on the disk: this only empties the log beside it.
        let emptied = if moved == PageMove::Done { self.checkpoint(SettleStep::EmptyLog)? } else { moved };
        if emptied == PageMove::Done {
            self.beside = WalContent::Nothing;
        }
        Ok(emptied)
    }

    /// A connection with the right to write, so that nobody adds to the write-ahead log what is not on the disk; none
    /// where another program has that right. What stands in that log is on the disk when this returns.
    fn keep_writers_out(&self) -> Result<Option<Connection>, StoreError> {
        let lock = || {
            let lock = engine::open_for_writing(&self.path, &self.sealed_by.borrow())?;
            lock.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            lock.busy_timeout(Duration::ZERO)?;
            lock.execute_batch("BEGIN IMMEDIATE")?;
            Ok(lock)
        };
        let lock = match lock().map_err(|error: rusqlite::Error| self.explain(&error)) {
            Err(StoreError::Busy { .. }) => return Ok(None),
            outcome => outcome?,
        };
        wal::make_last(&self.path).map_err(|error| error::io(&self.path, &error))?;
        Ok(Some(lock))
    }

    /// Looks whether the file is still as it was left, as the last thing before it is written to; none where it is not.
    fn look_before_move(&mut self) -> Result<Option<FileLook>, StoreError> {
        if self.file.anchor.is_none() {
            self.file.anchor = File::open(&self.path).ok();
        }
        let Some(file) = &self.file.anchor else { return Ok(None) };
        let wal = wal_of(&self.path);
        let sums = || {
            let log_bytes = open::bytes_beside(&self.path, "-wal").unwrap_or(0);
            let choice = PageChoice::new(file.metadata()?.len(), log_bytes, open::is_long(&wal));
            let wal = WalPages::read(&wal, choice)?;
            wal.map(|wal| PageSums::of(file, wal, choice)).transpose()
        };
        let sums = sums().map_err(|error| error::io(&self.path, &error))?;
        Ok((FilePlace::of(&self.path) == self.file.place).then_some(FileLook { sums }))
    }

    /// Moves the pages of the write-ahead log into the file that was looked at, and sees whether anybody else has written
    /// to it meanwhile. The engine would wait for the disk before it writes; that was done before the look.
    fn move_pages(&mut self, look: &FileLook, step: SettleStep) -> Result<PageMove, StoreError> {
        let moved = self.checkpoint(step)?;
        self.remember_place();
        let told = |error: std::io::Error| error::io(&self.path, &error);
        self.file.anchor.as_ref().map_or(Ok(()), File::sync_all).map_err(told)?;
        let noticed = match self.after_move(look, moved).map_err(told)? {
            MovedPages::AsMeant => return Ok(moved),
            MovedPages::Overwritten => ForeignChange::Overwritten,
            MovedPages::Mixed => ForeignChange::Mixed,
        };
        self.part_from_overwritten(noticed)?;
        Ok(PageMove::Stale)
    }

    fn checkpoint(&self, step: SettleStep) -> Result<PageMove, StoreError> {
        let waiting = self.patience;
        let (sql, sync) = step.in_sql();
        let moved = self.ask(|db| {
            db.busy_timeout(Duration::ZERO)?;
            db.pragma_update(None, "synchronous", sync)?;
            let moved = db.query_row(sql, [], |row| {
                let (is_busy, in_log, in_file): (bool, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(!is_busy && in_log == in_file)
            });
            db.pragma_update(None, "synchronous", "FULL")?;
            db.busy_timeout(waiting)?;
            moved
        });
        match moved {
            Err(StoreError::Busy { .. }) => Ok(PageMove::Busy),
            outcome => Ok(if outcome? { PageMove::Done } else { PageMove::Busy }),
        }
    }

    fn after_move(&self, look: &FileLook, moved: PageMove) -> std::io::Result<MovedPages> {
        let (Some(file), Some(sums)) = (&self.file.anchor, &look.sums) else {
            return Ok(MovedPages::AsMeant);
        };
        let Some(wal) = WalPages::read(&wal_of(&self.path), sums.choice)? else {
            return Ok(MovedPages::AsMeant);
        };
        let is_whole = moved == PageMove::Done;
        let found = sums.after_move(file, &wal, is_whole)?;
        // Whoever moves all of it is the last of our programs that writes to it.
        let is_written_still =
            is_whole && !sums.choice.is_all() && FilePlace::of_open(file) != self.file.place;
        Ok(if is_written_still && found == MovedPages::AsMeant { MovedPages::Mixed } else { found })
    }

    /// Lets go of a file that another program has overwritten while pages were moved into it. What was moved is kept
    /// where nothing applies it again.
    fn part_from_overwritten(&mut self, noticed: ForeignChange) -> Result<(), StoreError> {
        self.db.take();
        self.file.elsewhere = noticed;
        let aside = wal::set_aside(&self.path, wal::WAL_ENDINGS, || Ok(true))
            .map_err(|error| error::io(&self.path, &error))?;
        self.set_aside.set(aside.map(SetAside::Wal));
        self.beside = WalContent::Nothing;
        self.file.place = FilePlace::of(&self.path);
        // Whoever reads it next is told what is broken.
        let _ = self.open_again();
        Ok(())
    }

    /// Tidies up and closes. What was saved is safe without it, so a file that is busy is left untidied.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.finish()
    }

    /// The same for whoever asks afterwards what other programs did to the file at the last moment.
    pub fn finish(&mut self) -> Result<(), StoreError> {
        if self.is_read_only() || self.file.place.is_none() {
            return Ok(());
        }
        if self.has_written {
            let _ = self.count_for_planner();
        }
        for _ in 0..LAST_TRIES {
            if self.settle()? {
                break;
            }
            std::thread::sleep(LAST_PAUSE);
        }
        let is_settled = self.beside != WalContent::Acts;
        if is_settled && !self.file.elsewhere.is_another_file() { self.rest() } else { Ok(()) }
    }

    /// Counts rows anew for the planner where they have changed much. It is an act like others, so that the state of the
    /// log moves on by it.
    fn count_for_planner(&mut self) -> Result<(), StoreError> {
        const WANTED: &str = "PRAGMA optimize(0xFFFF)";
        let counts = self.ask(|db| list(db, WANTED, [], |row| row.get::<_, String>(0)))?;
        if counts.is_empty() {
            return Ok(());
        }
        self.write_lightly(|db| {
            db.execute_batch(&format!("PRAGMA analysis_limit = 2000; {}", counts.join(";")))
        })
    }

    /// Keeps in mind how the file looks after this store changed it. A file that has taken its name meanwhile is left to
    /// be noticed.
    pub(super) fn remember_place(&mut self) {
        if let (Some(before), Some(now)) = (self.file.place, FilePlace::of(&self.path))
            && now.is_of_same_file(before)
        {
            self.file.place = Some(now);
        }
    }

    /// Closes the connection. The last program to do so removes the files beside the log. Where another file has taken
    /// its name meanwhile, the connection is all that still leads to this one, and stays.
    pub(super) fn rest(&mut self) -> Result<(), StoreError> {
        // Closing would move drafts and counts of the planner into a file that nobody has looked at.
        if self.db.get().is_some() && open::stands(&self.path, "-wal") {
            self.move_into_file()?;
        }
        let anchor = File::open(&self.path).ok();
        let is_held = |before: FilePlace| {
            anchor.as_ref().and_then(FilePlace::of_open).is_some_and(|held| held.is_of_same_file(before))
        };
        if self.file.place.is_some_and(|before| !is_held(before)) {
            return Ok(());
        }
        if let Some(db) = self.db.take() {
            self.close_connection(db)?;
        }
        self.beside = WalContent::Nothing;
        self.file.place = anchor.as_ref().and_then(FilePlace::of_open);
        self.file.anchor = anchor;
        Ok(())
    }

    /// Closes a connection, which removes the files beside the log where nothing is left in them. What is left there
    /// waits for the next that opens the log.
    fn close_connection(&self, db: Connection) -> Result<(), StoreError> {
        let has_more = open::stands(&self.path, "-wal");
        let config = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
        db.set_db_config(config, has_more).map_err(|error| self.explain(&error))?;
        db.close().map_err(|(_, error)| self.explain(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};

    use chrono::DateTime;

    use crate::domain::change::{Act, Change, Entry};
    use crate::domain::journal::EventEntry;

    /// A log with one act that still stands beside it, and another log in its folder.
    fn unsettled_log() -> (tempfile::TempDir, Store, PathBuf) {
        let folder = tempfile::TempDir::new().unwrap();
        let (path, other) = (folder.path().join("androlog.db"), folder.path().join("other.db"));
        Store::open(&other).unwrap().close().unwrap();
        let mut store = Store::open(&path).unwrap();
        put_event(&mut store, "e", "fever");
        (folder, store, other)
    }

    /// The same longer than what is compared page by page, and settled.
    fn long_log() -> (tempfile::TempDir, Store, PathBuf) {
        let (folder, mut store, other) = unsettled_log();
        let fill = "CREATE TABLE filler AS SELECT randomblob(33 << 20) AS bytes";
        store.write(|db| db.execute(fill, [])).unwrap();
        store.settle().unwrap();
        (folder, store, other)
    }

    fn put_event(store: &mut Store, id: &str, event: &str) {
        let date = "2026-01-01".parse().unwrap();
        let entry = EventEntry { id: id.into(), date, event: event.into(), note: None };
        let act = Act::one(event, Change::Put(Entry::Event(entry)));
        store.commit(&act, DateTime::UNIX_EPOCH).unwrap();
    }

    fn events(path: &Path) -> i64 {
        let db = Connection::open(path).unwrap();
        db.query_row("SELECT count(*) FROM event", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_file_that_takes_the_name_of_the_log_at_the_very_moment_it_is_settled_is_noticed() {
        // Between the last look and the move into the file, and between that and the end of the connection.
        for is_moved_first in [false, true] {
            let (_folder, mut store, other) = unsettled_log();
            let look = store.look_before_move().unwrap().unwrap();
            if is_moved_first {
                store.move_pages(&look, SettleStep::MovePages).unwrap();
            }
            std::fs::rename(&other, &store.path).unwrap();
            if !is_moved_first {
                store.move_pages(&look, SettleStep::MovePages).unwrap();
            }
            store.rest().unwrap();
            let ForeignChange::Replaced { kept } = store.elsewhere().unwrap() else {
                panic!("moved first: {is_moved_first}: not noticed");
            };
            assert_eq!((events(&kept), events(&store.path)), (1, 0));
        }
    }

    #[test]
    fn a_file_that_is_overwritten_at_the_very_moment_it_is_settled_is_noticed_and_left_as_it_is() {
        let (_folder, mut store, other) = unsettled_log();
        let theirs = std::fs::read(&other).unwrap();
        assert_eq!(store.move_into_file().unwrap(), PageMove::Done);
        std::fs::write(&store.path, &theirs).unwrap();
        store.rest_settled().unwrap();
        assert_eq!(store.elsewhere().unwrap(), ForeignChange::Overwritten);
        let path = store.path.clone();
        store.close().unwrap();
        assert_eq!(events(&path), 0);
    }

    #[test]
    fn a_log_that_is_deleted_at_the_very_moment_it_is_settled_is_kept_beside() {
        let (_folder, mut store, _) = unsettled_log();
        let look = store.look_before_move().unwrap().unwrap();
        std::fs::remove_file(&store.path).unwrap();
        store.move_pages(&look, SettleStep::MovePages).unwrap();
        store.rest().unwrap();
        let ForeignChange::Gone { kept } = store.elsewhere().unwrap() else { panic!("not noticed") };
        assert_eq!(events(&kept), 1);
    }

    #[test]
    fn a_file_that_is_overwritten_before_the_last_look_is_not_written_to() {
        let (_folder, mut store, other) = unsettled_log();
        let theirs = std::fs::read(&other).unwrap();
        store.watch().unwrap();
        std::fs::write(&store.path, &theirs).unwrap();
        assert_eq!(store.move_into_file().unwrap(), PageMove::Stale);
        assert!(store.settle().unwrap());
        assert_eq!(store.elsewhere().unwrap(), ForeignChange::Overwritten);
        assert!(store.take_set_aside().is_some());
        let path = store.path.clone();
        store.close().unwrap();
        assert!(std::fs::read(path).unwrap() == theirs, "the file was written to");
    }

    #[test]
    fn a_file_that_is_overwritten_right_after_it_was_written_to_is_theirs_and_not_mixed() {
        let (_folder, mut store, other) = unsettled_log();
        let theirs = std::fs::read(&other).unwrap();
        let look = store.look_before_move().unwrap().unwrap();
        assert_eq!(store.checkpoint(SettleStep::MovePages).unwrap(), PageMove::Done);
        std::fs::write(&store.path, &theirs).unwrap();
        assert_eq!(store.move_pages(&look, SettleStep::MovePages).unwrap(), PageMove::Stale);
        assert_eq!(store.elsewhere().unwrap(), ForeignChange::Overwritten);
        let path = store.path.clone();
        store.close().unwrap();
        assert!(std::fs::read(path).unwrap() == theirs, "the file was written to");
    }

    #[test]
    fn a_file_that_is_overwritten_after_the_last_look_is_said_to_be_mixed_and_what_was_moved_is_kept() {
        let (_folder, mut store, other) = unsettled_log();
        let mut there = Store::open(&other).unwrap();
        put_event(&mut there, "theirs", "surgery");
        there.close().unwrap();
        let wal = std::fs::read(wal_of(&store.path)).unwrap();
        let look = store.look_before_move().unwrap().unwrap();
        std::fs::copy(&other, &store.path).unwrap();
        assert_eq!(store.move_pages(&look, SettleStep::MovePages).unwrap(), PageMove::Stale);
        let aside = store.take_set_aside().expect("it is said where the log is");
        assert!(std::fs::read(aside.path()).unwrap() == wal && !open::stands(&store.path, "-wal"));
        // What is broken in it since comes after that.
        File::options().write(true).open(&store.path).unwrap().set_len(3000).unwrap();
        assert_eq!(store.elsewhere().unwrap(), ForeignChange::Mixed);
        assert!(matches!(store.elsewhere(), Err(StoreError::Damaged { .. })));
    }

    #[test]
    fn a_long_file_that_is_overwritten_after_the_last_look_is_said_to_be_mixed_too() {
        let (_folder, mut store, other) = long_log();
        std::fs::copy(&store.path, &other).unwrap();
        let there = Connection::open(&other).unwrap();
        there.execute_batch("UPDATE filler SET bytes = randomblob(33 << 20)").unwrap();
        there.close().unwrap();
        put_event(&mut store, "here", "surgery");
        let look = store.look_before_move().unwrap().unwrap();
        std::fs::copy(&other, &store.path).unwrap();
        assert_eq!(store.move_pages(&look, SettleStep::MovePages).unwrap(), PageMove::Stale);
        assert_eq!(store.elsewhere().unwrap(), ForeignChange::Mixed);
    }

    #[test]
    fn who_still_writes_to_a_long_file_after_pages_were_moved_is_noticed_by_its_clock() {
        use std::os::unix::fs::FileExt;
        let (_folder, mut store, _) = long_log();
        put_event(&mut store, "here", "surgery");
        let look = store.look_before_move().unwrap().unwrap();
        let moved = store.checkpoint(SettleStep::MovePages).unwrap();
        store.remember_place();
        assert_eq!(store.after_move(&look, moved).unwrap(), MovedPages::AsMeant);
        // The clock of a file may count in steps of some milliseconds.
        std::thread::sleep(Duration::from_millis(20));
        let file = File::options().write(true).open(&store.path).unwrap();
        file.write_all_at(b"theirs", (20 << 20) + 3 * 2048 + 1).unwrap();
        assert_eq!(store.after_move(&look, moved).unwrap(), MovedPages::Mixed);
    }

    #[test]
    fn a_file_that_another_program_has_just_written_to_is_settled_only_when_it_is_left_alone() {
        use std::os::unix::fs::FileExt;
        let (_folder, mut store, _) = unsettled_log();
        let file = File::options().write(true).open(&store.path).unwrap();
        file.write_all_at(b"SQLite", 0).unwrap();
        assert!(!store.settle().unwrap(), "it may still write");
        assert!(store.settle().unwrap());
        assert_eq!(events(&store.path), 1);
    }

    #[test]
    fn nothing_is_moved_while_another_program_may_add_what_is_not_yet_on_the_disk() {
        let (_folder, mut store, _) = unsettled_log();
        let before = std::fs::read(&store.path).unwrap();
        let writer = Connection::open(&store.path).unwrap();
        writer.execute_batch("BEGIN IMMEDIATE").unwrap();
        let begun = std::time::Instant::now();
        assert!(!store.settle().unwrap());
        assert!(begun.elapsed() < Duration::from_secs(2), "nobody waits for a pause in which it is settled");
        assert!(std::fs::read(&store.path).unwrap() == before, "the file was written to");
        writer.execute_batch("ROLLBACK").unwrap();
        assert!(store.settle().unwrap());
    }

    #[test]
    fn nothing_is_moved_before_the_file_was_looked_at_however_much_is_saved() {
        let (_folder, mut store, _) = unsettled_log();
        let before = std::fs::read(&store.path).unwrap();
        // The engine by itself would move pages when a thousand of them wait.
        store
            .write(|db| db.execute("CREATE TABLE filler AS SELECT randomblob(3 << 20) AS bytes", []))
            .unwrap();
        put_event(&mut store, "more", "fever");
        assert!(std::fs::read(&store.path).unwrap() == before, "the file was written to");
    }

    #[test]
    fn drafts_are_not_moved_into_a_file_that_was_overwritten() {
        let (_folder, mut store, other) = unsettled_log();
        let theirs = std::fs::read(&other).unwrap();
        store.settle().unwrap();
        store.save_draft("form", "text", DateTime::UNIX_EPOCH).unwrap();
        std::fs::write(&store.path, &theirs).unwrap();
        store.rest().unwrap();
        assert!(std::fs::read(&store.path).unwrap() == theirs, "the file was written to");
    }

    #[test]
    fn what_another_program_of_ours_saves_at_the_very_moment_is_no_overwriting() {
        let (_folder, mut store, _) = unsettled_log();
        let mut other = Store::open(&store.path).unwrap();
        let look = store.look_before_move().unwrap().unwrap();
        for number in 0..40 {
            put_event(&mut other, &format!("other{number}"), "fever");
        }
        store.move_pages(&look, SettleStep::MovePages).unwrap();
        assert_eq!(store.take_set_aside(), None);
        store.settle().unwrap();
        other.close().unwrap();
        assert_eq!(events(&store.path), 41);
    }

    /// Whether this process has a lock on a file, as the system says it.
    #[cfg(all(feature = "sealed", target_os = "linux"))]
    fn is_locked_here(path: &Path) -> bool {
        use std::os::unix::fs::MetadataExt;
        let inode = path.metadata().unwrap().ino().to_string();
        let process = std::process::id().to_string();
        // `1: POSIX  ADVISORY  READ 1234 fd:01:5678 0 EOF`
        let locks = std::fs::read_to_string("/proc/locks").unwrap();
        locks.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).any(|lock| {
            lock[1] == "POSIX" && lock[4] == process && lock[5].rsplit(':').next() == Some(&*inode)
        })
    }

    #[test]
    #[cfg(all(feature = "sealed", target_os = "linux"))]
    fn a_log_keeps_its_locks_while_pages_are_moved_into_it_sealed_or_not() {
        for key in [crate::store::LogKey::of_bytes(&[7; 32]), crate::store::LogKey::none()] {
            let folder = tempfile::TempDir::new().unwrap();
            let path = folder.path().join("androlog.db");
            let mut store = Store::open_with(&path, &key).unwrap();
            put_event(&mut store, "e", "fever");
            assert!(is_locked_here(&path));
            assert_eq!(store.move_into_file().unwrap(), PageMove::Done);
            assert!(is_locked_here(&path), "sealed: {}", store.is_sealed());
        }
    }
}
