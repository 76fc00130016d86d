//! Whether a write-ahead log belongs to the file it lies beside. The engine never asks: it lays whatever log it finds
//! over whatever file has the name, and a file that a sync program put in its place is destroyed by that.
//!
//! Every transaction moves the table `revision` on: it names the state it made and the state it began from. The first
//! state in a log must therefore have begun from the state in the file, unless a checkpoint moved some of it there.
//!
//! A log that another program wrote names no state. Its salts stand nowhere else, the first page counts changes only
//! where it was written itself, and two copies of one log that went on apart can count the same: where header and
//! length do not tell it to be foreign, nothing tells it to be its own. Then the file is copied before it is used.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::store::error::{self, StoreError};
use crate::store::file_names::{beside, folder_of, free_name};
use crate::store::files::{copy_bytes, sync_folder};
use crate::store::key::{LogKey, PageReader};

/// A random name of one state of the log.
pub(super) type StateMark = [u8; 16];

/// One row of the table `revision`: a state, and the one it began from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Revision {
    pub this: StateMark,
    /// The state before it.
    pub before: StateMark,
}

/// What the write-ahead log or the journal beside a file is to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WalBelonging {
    /// There is none, or nothing in it counts.
    Nothing,
    /// It goes on where the file ends.
    Own,
    /// It goes on from another file.
    Foreign,
    /// Another program wrote it, for this file or for one that counts as many changes and pages.
    Unsure,
}

/// What the log beside `path` is to the file, which `key` opens. `open` gives a connection that sees that file alone, as
/// it stands without the log; where it cannot, the engine will tell why.
pub(super) fn belonging(
    path: &Path,
    key: &LogKey,
    mut open: impl FnMut() -> rusqlite::Result<Connection>,
) -> io::Result<WalBelonging> {
    let log = wal_of(path);
    let judge = || open().map_or(Ok(WalBelonging::Own), |file| judge_log(&file, path, key));
    judged_at_rest(|| filling(&log), judge)
}

fn judge_log(file: &Connection, path: &Path, key: &LogKey) -> io::Result<WalBelonging> {
    let pages = key.page_reader(path);
    let Some(wal) = Wal::read(&wal_of(path), &pages)?.filter(|wal| wal.commits > 0) else {
        return Ok(WalBelonging::Nothing);
    };
    let changes = || if key.is_some() { None } else { change_counter(path) };
    if wal.has_strange_page {
        return Ok(WalBelonging::Foreign);
    }
    // The first page may promise more pages than there are, where a checkpoint broke off.
    let stored = file.pragma_update(None, "writable_schema", true).and_then(|()| revision(file));
    let stored = match stored {
        Ok(revision) => Some(revision.this),
        Err(error) if is_no_such_table(&error) => None,
        // The engine will tell, and moves nothing.
        Err(_) => return Ok(WalBelonging::Own),
    };
    let goes_on = match (stored, wal.revisions.first()) {
        (Some(stored), Some(first)) => {
            stored == first.before || wal.revisions.iter().any(|state| state.this == stored)
        }
        // The upgrade that brought the table.
        (None, Some(first)) => first.before == StateMark::default(),
        // Another program wrote, or one from before there were marks.
        (_, None) if wal.goes_on_by_header(changes(), pages_of(file)) => return Ok(WalBelonging::Unsure),
        (_, None) => false,
    };
    Ok(if goes_on { WalBelonging::Own } else { WalBelonging::Foreign })
}

/// How often it is looked what a log is to its file while another program fills it.
const JUDGED: usize = 3;

/// What a log or a journal is to its file, where it is the same before that is looked at and after: another program that
/// settles it and goes on in between makes its own log look like that of another file. One that never rests is in use,
/// and so it is that of the file.
pub(super) fn judged_at_rest<F: PartialEq>(
    mut filling: impl FnMut() -> io::Result<F>,
    mut judge: impl FnMut() -> io::Result<WalBelonging>,
) -> io::Result<WalBelonging> {
    for _ in 0..JUDGED {
        let before = filling()?;
        let judged = judge()?;
        if filling()? == before {
            return Ok(judged);
        }
    }
    Ok(WalBelonging::Own)
}

/// By what one filling of a write-ahead log or a journal is told from the next: what it begins with, and its length.
pub(super) fn filling(path: &Path) -> io::Result<Option<(Vec<u8>, u64)>> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let bytes = file.metadata()?.len();
    let mut begins = Vec::new();
    file.take(HEADER as u64).read_to_end(&mut begins)?;
    Ok(Some((begins, bytes)))
}

/// Copies a file that a log of unknown belonging is about to be used with, once for each such log. Says where the copy
/// is; none where it was made before.
pub(super) fn keep_before_use(path: &Path) -> Result<Option<PathBuf>, StoreError> {
    let told = |error: io::Error| error::io(path, &error);
    let Some(salts) = salts_of(&wal_of(path)).map_err(told)? else { return Ok(None) };
    let kept = beside(path, &format!(".before-wal-{:016x}", u64::from_be_bytes(salts)));
    if kept.exists() {
        return Ok(None);
    }
    match copy_bytes(&File::open(path).map_err(told)?, &kept) {
        // Another program of ours was faster.
        Err(_) if kept.exists() => Ok(None),
        outcome => outcome.map(|()| Some(kept)),
    }
}

fn is_no_such_table(error: &rusqlite::Error) -> bool {
    matches!(error, rusqlite::Error::SqlInputError { .. })
        || error.sqlite_error_code() == Some(rusqlite::ErrorCode::Unknown)
}

fn pages_of(file: &Connection) -> Option<u32> {
    file.pragma_query_value(None, "page_count", |row| row.get(0)).ok()
}

/// How often the file was changed, as its header counts; none where there is no header. No connection of this
/// process may have the file open: closing it here would take that connection's locks.
fn change_counter(path: &Path) -> Option<u32> {
    let mut header = [0; 28];
    File::open(path).ok()?.read_exact(&mut header).ok()?;
    Some(number(&header, 24))
}

/// How many bytes a file that is not sealed says it has; none where its header does not say so. What is said of
/// connections above holds here too.
pub(super) fn bytes_in_header(path: &Path) -> Option<u64> {
    let mut header = [0; 96];
    File::open(path).ok()?.read_exact(&mut header).ok()?;
    // The number of pages counts where the change that wrote it is the newest one.
    let is_newest = number(&header, 24) == number(&header, 92);
    let page = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 1 << 16,
        size => u64::from(size),
    };
    is_newest.then(|| page * u64::from(number(&header, 28)))
}

/// The state a connection sees.
pub(super) fn revision(db: &Connection) -> rusqlite::Result<Revision> {
    db.query_row("SELECT this, before FROM revision", [], |row| {
        Ok(Revision { this: row.get(0)?, before: row.get(1)? })
    })
}

/// The endings of a write-ahead log, and of one that was set aside.
pub(super) const WAL_ENDINGS: (&str, &str) = ("-wal", ".wal-of-another-file");

/// The endings of a rollback journal, and of one that was set aside.
pub(super) const JOURNAL_ENDINGS: (&str, &str) = ("-journal", ".journal-of-another-file");

/// How the names begin behind that of the log of what is kept beside it, because another program had to do with it.
pub const SET_ASIDE_ENDINGS: [&str; 5] =
    [WAL_ENDINGS.1, JOURNAL_ENDINGS.1, ".replaced", ".before-wal-", ".before-journal"];

/// The write-ahead log of a file.
pub(super) fn wal_of(path: &Path) -> PathBuf {
    beside(path, "-wal")
}

/// Waits until the write-ahead log beside a log is on the disk, and its name in the folder.
pub(super) fn make_last(log: &Path) -> io::Result<()> {
    File::open(wal_of(log))?.sync_data()?;
    sync_folder(folder_of(log))
}

/// Gives the write-ahead log or the journal beside `path` another name if `is_foreign` still says so once no other
/// process can do the same. Says where it is now, none when there was nothing to do.
pub(super) fn set_aside(
    path: &Path,
    (ending, new_ending): (&str, &str),
    is_foreign: impl Fn() -> io::Result<bool>,
) -> io::Result<Option<PathBuf>> {
    let lying = beside(path, ending);
    let held = match File::open(&lying) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    held.lock()?;
    if !is_same_file(&held, &lying)? || !is_foreign()? {
        return Ok(None);
    }
    let aside = free_name(path, new_ending);
    std::fs::rename(&lying, &aside)?;
    // The index of a write-ahead log; without it the engine builds a new one.
    match std::fs::remove_file(beside(path, "-shm")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(Some(aside)),
    }
}

#[cfg(unix)]
fn is_same_file(held: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let held = held.metadata()?;
    match path.metadata() {
        Ok(named) => Ok((held.dev(), held.ino()) == (named.dev(), named.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
fn is_same_file(_held: &File, path: &Path) -> io::Result<bool> {
    Ok(path.exists())
}

/// By what one filling of a write-ahead log is told from the next; none where nothing stands in it.
fn salts_of(log: &Path) -> io::Result<Option<[u8; 8]>> {
    Ok(log_with_header(log)?.map(|(_, header)| salts_in(&header)))
}

pub(super) fn salts_in(header: &[u8; HEADER]) -> [u8; 8] {
    header[16..24].try_into().expect("eight bytes are eight")
}

/// A write-ahead log to be read on behind its header; none where there is no whole one.
pub(super) fn log_with_header(path: &Path) -> io::Result<Option<(BufReader<File>, [u8; HEADER])>> {
    let mut log = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => BufReader::with_capacity(1 << 16, file?),
    };
    let mut header = [0; HEADER];
    Ok(is_read(log.read_exact(&mut header))?.then_some((log, header)))
}

/// Whether there was as much to read as was asked for.
pub(super) fn is_read(outcome: io::Result<()>) -> io::Result<bool> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        outcome => outcome.map(|()| true),
    }
}

/// What counts in a write-ahead log: the frames up to the last commit whose sums are right. The format is described at
/// <https://sqlite.org/fileformat2.html#the_write_ahead_log>.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Wal {
    commits: usize,
    /// The states it brings, in order.
    revisions: Vec<Revision>,
    /// How many pages the file has after the first commit.
    first_pages: u32,
    /// What the first page counts as changes, each time it is written.
    changes: Vec<u32>,
    /// Whether a page was sealed with another key, or with none.
    has_strange_page: bool,
}

const HEADER: usize = 32;
pub(super) const FRAME_HEADER: usize = 24;

impl Wal {
    fn read(path: &Path, pages: &PageReader) -> io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file?.read_to_end(&mut bytes)?,
        };
        Ok(Self::parse(&bytes, pages))
    }

    fn parse(bytes: &[u8], pages: &PageReader) -> Option<Self> {
        let header = bytes.get(..HEADER)?;
        let big_endian = match number(header, 0) {
            0x377F_0682 => false,
            0x377F_0683 => true,
            _ => return None,
        };
        let page_size = number(header, 8) as usize;
        let salts = &header[16..24];
        let mut sum = WalSum { big_endian, high: 0, low: 0 };
        sum.add(&header[..24]);
        let is_page_size = (512..=65_536).contains(&page_size) && page_size.is_power_of_two();
        if !is_page_size || !sum.is(&header[24..32]) {
            return None;
        }
        let mut wal = Self::default();
        let (mut waiting, mut changes) = (None, None);
        for frame in bytes[HEADER..].chunks_exact(FRAME_HEADER + page_size) {
            let (head, page) = frame.split_at(FRAME_HEADER);
            sum.add(&head[..8]);
            sum.add(page);
            if &head[8..16] != salts || !sum.is(&head[16..24]) {
                break;
            }
            match pages.content(number(head, 0), page) {
                None => wal.has_strange_page = true,
                Some(page) => {
                    if number(head, 0) == 1 {
                        changes = Some(number(&page, 24));
                    }
                    waiting = revision_on(&page).or(waiting);
                }
            }
            let pages_after_commit = number(head, 4);
            if pages_after_commit > 0 {
                if wal.commits == 0 {
                    wal.first_pages = pages_after_commit;
                }
                wal.commits += 1;
                wal.revisions.extend(waiting.take());
                wal.changes.extend(changes.take());
            }
        }
        Some(wal)
    }

    /// Whether the log goes on from a file of so many changes and pages: the first page, where the log has it, counts
    /// one change more, or as many once a checkpoint moved it.
    fn goes_on_by_header(&self, changes: Option<u32>, pages: Option<u32>) -> bool {
        match (changes, self.changes.first()) {
            (Some(changes), Some(first)) => {
                changes.wrapping_add(1) == *first || self.changes.contains(&changes)
            }
            _ => pages.is_none_or(|pages| pages == self.first_pages),
        }
    }
}

/// The running sum over a write-ahead log.
struct WalSum {
    big_endian: bool,
    high: u32,
    low: u32,
}

impl WalSum {
    fn add(&mut self, bytes: &[u8]) {
        for pair in bytes.chunks_exact(8) {
            let word = |at: usize| {
                let four = [pair[at], pair[at + 1], pair[at + 2], pair[at + 3]];
                if self.big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
            };
            self.high = self.high.wrapping_add(word(0)).wrapping_add(self.low);
            self.low = self.low.wrapping_add(word(4)).wrapping_add(self.high);
        }
    }

    fn is(&self, stored: &[u8]) -> bool {
        (self.high, self.low) == (number(stored, 0), number(stored, 4))
    }
}

pub(super) fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// The row of `revision`, if it is what stands on this page: a leaf of a table with one cell, in which a record of 36
/// bytes is row 1 and holds the null that stands for its number and two blobs of 16 bytes.
pub(super) fn revision_on(page: &[u8]) -> Option<Revision> {
    const TABLE_LEAF: u8 = 0x0D;
    const CELL: [u8; 6] = [36, 1, 4, 0, 44, 44];
    if page[0] != TABLE_LEAF || page[3..5] != [0, 1] {
        return None;
    }
    let at = usize::from(u16::from_be_bytes([page[8], page[9]]));
    let cell = page.get(at..at + CELL.len() + 32)?;
    let (head, marks) = cell.split_at(CELL.len());
    let (this, before) = marks.split_at(16);
    (head == CELL).then_some(Revision { this: this.try_into().ok()?, before: before.try_into().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOVE_ON: &str = "UPDATE revision SET before = this, this = randomblob(16)";

    fn log_of_two() -> (tempfile::TempDir, PathBuf, Connection) {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("a.db");
        let db = Connection::open(&path).unwrap();
        db.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;
             CREATE TABLE revision (nr INTEGER PRIMARY KEY, this BLOB, before BLOB);
             INSERT INTO revision VALUES (1, randomblob(16), zeroblob(16));
             CREATE TABLE note (text TEXT); PRAGMA wal_checkpoint(TRUNCATE);",
        )
        .unwrap();
        (folder, path, db)
    }

    fn alone(path: &Path) -> Connection {
        Connection::open(format!("file:{}?immutable=1", path.display())).unwrap()
    }

    /// Of a log that is not sealed.
    fn plain() -> PageReader {
        LogKey::none().page_reader(Path::new(""))
    }

    fn found(path: &Path) -> WalBelonging {
        belonging(path, &LogKey::none(), || Ok(alone(path))).unwrap()
    }

    #[test]
    fn a_file_that_was_kept_once_is_not_read_again() {
        let (_folder, path, db) = log_of_two();
        db.execute_batch("INSERT INTO note VALUES ('one')").unwrap();
        let kept = keep_before_use(&path).unwrap().unwrap();
        assert_eq!(std::fs::read(&kept).unwrap(), std::fs::read(&path).unwrap());
        // Whoever only looks while another program works would copy a long log each time.
        std::fs::rename(&path, path.with_extension("away")).unwrap();
        assert_eq!(keep_before_use(&path).unwrap(), None);
    }

    #[test]
    fn the_states_in_a_write_ahead_log_are_read_commit_by_commit() {
        let (_folder, path, db) = log_of_two();
        let mut states = vec![revision(&db).unwrap().this];
        assert_eq!(found(&path), WalBelonging::Nothing);
        for text in ["one", "two", "three"] {
            db.execute_batch(&format!("BEGIN; INSERT INTO note VALUES ('{text}'); {MOVE_ON}; COMMIT"))
                .unwrap();
            states.push(revision(&db).unwrap().this);
        }
        let wal = Wal::read(&wal_of(&path), &plain()).unwrap().unwrap();
        assert_eq!(wal.commits, 3);
        let read: Vec<StateMark> = wal.revisions.iter().map(|state| state.this).collect();
        assert_eq!(read, states[1..]);
        assert_eq!(wal.revisions[0].before, states[0]);
        assert_eq!(found(&path), WalBelonging::Own);
    }

    #[test]
    fn a_log_belongs_to_the_file_it_goes_on_from_and_to_no_other_however_alike() {
        let (folder, path, db) = log_of_two();
        let other = folder.path().join("b.db");
        std::fs::copy(&path, &other).unwrap();
        let there = Connection::open(&other).unwrap();
        // The same bytes but for the marks: neither size nor change counter tells the two apart.
        for db in [&db, &there] {
            db.execute_batch(&format!("BEGIN; INSERT INTO note VALUES ('x'); {MOVE_ON}; COMMIT")).unwrap();
        }
        assert_eq!(found(&path), WalBelonging::Own);
        there.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        std::fs::rename(&other, &path).unwrap();
        assert_eq!(found(&path), WalBelonging::Foreign);
    }

    #[test]
    fn a_log_that_another_program_fills_anew_while_it_is_looked_at_is_looked_at_again() {
        use WalBelonging::{Foreign, Own};
        for (fillings, verdicts, judged) in [
            (&[1, 1][..], &[Foreign][..], Foreign),
            (&[1, 2, 2, 2], &[Foreign, Own], Own),
            (&[1, 2, 2, 2], &[Own, Foreign], Foreign),
            (&[1, 2, 3, 4, 5, 6], &[Foreign, Foreign, Foreign], Own),
        ] {
            let (mut fillings, mut verdicts) = (fillings.iter(), verdicts.iter());
            let found = judged_at_rest(
                || Ok(*fillings.next().unwrap()),
                || Ok(*verdicts.next().expect("it is looked at no more often")),
            );
            assert_eq!(found.unwrap(), judged);
            assert_eq!((fillings.next(), verdicts.next()), (None, None));
        }
    }

    #[test]
    fn only_the_log_that_was_looked_at_is_set_aside_and_only_if_it_is_still_that_of_another_file() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("a.db");
        let (lying, newer) = (wal_of(&path), folder.path().join("newer"));
        for (becomes_own, is_replaced, is_aside) in
            [(false, false, true), (true, false, false), (false, true, false)]
        {
            std::fs::write(&lying, "old").unwrap();
            std::fs::write(&newer, "new").unwrap();
            let held = File::open(&lying).unwrap();
            held.lock().unwrap();
            let aside = std::thread::scope(|threads| {
                let aside = threads.spawn(|| set_aside(&path, WAL_ENDINGS, || Ok(!becomes_own)).unwrap());
                // The other has it open by now and waits for whoever came first.
                std::thread::sleep(std::time::Duration::from_millis(100));
                if is_replaced {
                    std::fs::rename(&newer, &lying).unwrap();
                }
                held.unlock().unwrap();
                aside.join().unwrap()
            });
            let left = std::fs::read_to_string(&lying).ok();
            let expected = if is_replaced { "new" } else { "old" };
            assert_eq!(left.as_deref(), Some(expected).filter(|_| !is_aside));
            assert_eq!(aside.is_some(), is_aside, "own: {becomes_own}, replaced: {is_replaced}");
        }
    }

    #[test]
    fn a_log_that_is_that_of_another_file_only_while_it_is_filled_anew_belongs_to_its_file() {
        let (folder, path, db) = log_of_two();
        let other = folder.path().join("b.db");
        std::fs::copy(&path, &other).unwrap();
        let there = Connection::open(&other).unwrap();
        there.execute_batch(&format!("{MOVE_ON}; PRAGMA wal_checkpoint(TRUNCATE)")).unwrap();
        for db in [&db, &there] {
            db.execute_batch(&format!("BEGIN; {MOVE_ON}; COMMIT")).unwrap();
        }
        let [own, foreign] = [&path, &other].map(|file| std::fs::read(wal_of(file)).unwrap());
        let lying = folder.path().join("c.db");
        std::fs::copy(&path, &lying).unwrap();
        std::fs::write(wal_of(&lying), &own).unwrap();
        let mut fillings = [foreign, own].into_iter();
        let open = || {
            fillings.next().into_iter().for_each(|bytes| std::fs::write(wal_of(&lying), bytes).unwrap());
            Ok(alone(&lying))
        };
        assert_eq!(belonging(&lying, &LogKey::none(), open).unwrap(), WalBelonging::Own);
    }

    #[test]
    fn what_a_log_is_filled_with_is_told_from_what_it_was_filled_with_before() {
        let (_folder, path, db) = log_of_two();
        let now = || filling(&wal_of(&path)).unwrap();
        let put = || db.execute_batch(&format!("BEGIN; {MOVE_ON}; COMMIT")).unwrap();
        let empty = now();
        put();
        let one = now();
        put();
        let two = now();
        db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        put();
        let again = now();
        assert_eq!(again.as_ref().unwrap().1, one.as_ref().unwrap().1, "as long as before");
        assert!(empty != one && one != two && one != again);
    }

    #[test]
    fn a_log_of_which_a_part_was_moved_into_the_file_still_belongs_to_it() {
        let (folder, path, db) = log_of_two();
        db.execute_batch(&format!("BEGIN; INSERT INTO note VALUES ('x'); {MOVE_ON}; COMMIT")).unwrap();
        let reader = Connection::open(&path).unwrap();
        reader.execute_batch("BEGIN; SELECT * FROM note").unwrap();
        db.execute_batch(&format!("BEGIN; INSERT INTO note VALUES ('y'); {MOVE_ON}; COMMIT")).unwrap();
        db.execute_batch("PRAGMA wal_checkpoint(PASSIVE)").unwrap();
        let copy = folder.path().join("b.db");
        std::fs::copy(&path, &copy).unwrap();
        std::fs::copy(wal_of(&path), wal_of(&copy)).unwrap();
        assert_eq!(found(&copy), WalBelonging::Own);
    }

    #[test]
    fn what_is_no_write_ahead_log_or_breaks_off_counts_up_to_its_last_whole_commit() {
        let (_folder, path, db) = log_of_two();
        for _ in 0..2 {
            db.execute_batch(&format!("BEGIN; INSERT INTO note VALUES ('x'); {MOVE_ON}; COMMIT")).unwrap();
        }
        let whole = std::fs::read(wal_of(&path)).unwrap();
        assert_eq!(Wal::parse(&whole, &plain()).unwrap().commits, 2);
        assert_eq!(Wal::parse(&whole[..whole.len() - 1], &plain()).unwrap().commits, 1);
        let mut torn = whole.clone();
        torn[HEADER + FRAME_HEADER + 100] ^= 1;
        assert_eq!(Wal::parse(&torn, &plain()).unwrap().commits, 0);
        for nothing in [&b""[..], b"short", &[0; 4096]] {
            assert_eq!(Wal::parse(nothing, &plain()), None);
        }
    }
}
