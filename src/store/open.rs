//! Opening the log: what kind of file it is before anything is touched, then upgraded or read only; made where there is
//! none.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, MAIN_DB, Result, TransactionBehavior, ffi};

use crate::store::IN_MEMORY;
use crate::store::engine::{open_for_writing, open_immutable};
use crate::store::error::{StoreError, UnfitPath, WAIT_SECONDS, explain, io};
use crate::store::file_names::{beside, folder_of, free_name};
use crate::store::files::{copy_bytes, make_folder, sync_folder, unfinished};
use crate::store::hot_journal::journal_belonging;
use crate::store::key::LogKey;
use crate::store::salt::is_sealed;
use crate::store::upgrade::{STEPS, format_after, format_of, upgrade};
use crate::store::wal::{self, WalBelonging};

/// A log that is open.
pub(super) struct OpenedLog {
    pub db: Connection,
    pub access: LogAccess,
    /// What it is sealed with, none where it is not.
    pub sealed_by: LogKey,
    pub set_aside: Option<SetAside>,
}

/// What was put beside a log when it was opened, because another program had to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetAside {
    /// A write-ahead log that lay beside the file and belonged to another.
    Wal(PathBuf),
    /// A copy of the file from before a write-ahead log was used that another program wrote, perhaps for another file.
    FileBefore(PathBuf),
    /// A rollback journal that lay beside the file and belonged to another.
    Journal(PathBuf),
    /// A copy of the file from before a rollback journal was played back, perhaps that of another file.
    FileBeforeJournal(PathBuf),
}

impl SetAside {
    /// Where it is now.
    pub fn path(&self) -> &Path {
        match self {
            Self::Wal(path)
            | Self::FileBefore(path)
            | Self::Journal(path)
            | Self::FileBeforeJournal(path) => path,
        }
    }
}

/// What can be done with a log that is open, and how it is made safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LogAccess {
    /// Read only: the file, its folder or the disk allows no more.
    ReadOnly(Obstacle),
    /// Written through a rollback journal: who writes, writes alone.
    Rollback,
    /// Written through a write-ahead log: others can read meanwhile.
    WriteAhead,
}

/// What keeps a log from being written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// The rights of the file, its folder or the disk.
    Rights,
    /// There is no room left.
    NoRoom,
}

/// What to do where there is no log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IfAbsent {
    Make,
    Refuse,
}

/// The file that a path means: where it is a link, what that leads to, also where nothing stands there yet. The engine
/// does the same, so what lies beside the log lies beside that file.
pub fn linked_file(path: &Path) -> PathBuf {
    if !path.is_symlink() {
        return path.to_owned();
    }
    let to_be = || std::fs::read_link(path).map(|to| folder_of(path).join(to));
    std::fs::canonicalize(path).or_else(|_| to_be()).unwrap_or_else(|_| path.to_owned())
}

/// Opens the log at `path`, with its key where it is sealed.
pub(super) fn open(path: &Path, absent: IfAbsent, key: &LogKey) -> Result<OpenedLog, StoreError> {
    let is_there = stands_ready(path)?;
    let key = &key.for_log(path);
    if is_there && !key.is_some() && is_sealed(path) {
        return Err(StoreError::Sealed(path.to_owned()));
    }
    if !is_there {
        match absent {
            IfAbsent::Make => make(path, key)?,
            IfAbsent::Refuse => return Err(StoreError::Missing(path.to_owned())),
        }
    }
    let part = || Ok(part_from_journal(path, key)?.or(part_from_foreign(path, key)?));
    let set_aside = match part() {
        // Where nothing may be written the file is read as it stands, without the log beside it.
        Err(StoreError::ReadOnly(_)) => return immutable(path, key),
        outcome => outcome?,
    };
    // Where its newest pages still stand beside it, the engine, which reads those too, will tell.
    match look_settled(path, || peek(path, key)).map_err(|error| explain(path, &error))? {
        None | Some(FoundFile::Nothing) => {}
        Some(found) => refuse(found, path)?,
    }
    let mut opened = connect(path, key)?;
    // What another version did to it may stand in the write-ahead log, where the first look did not see it.
    refuse_opened(&opened, path)?;
    if !matches!(opened.access, LogAccess::ReadOnly(_)) {
        settle_shape(&mut opened.db, path, key)?;
        opened = settle_journal(opened, path, key)?;
    }
    Ok(OpenedLog { set_aside, ..opened })
}

/// A log that is gone when it is closed.
pub(super) fn open_in_memory() -> Result<OpenedLog> {
    let mut db = Connection::open_in_memory()?;
    set_up(&db)?;
    create_shape(&mut db)?;
    Ok(OpenedLog { db, access: LogAccess::Rollback, sealed_by: LogKey::none(), set_aside: None })
}

/// `ANDL`: tells a log from any other database.
const APPLICATION: i32 = 0x414E_444C;

const SCHEMA: &str = include_str!("../../schema.sql");

/// For every connection. FULL: what was saved outlives a power cut. `secure_delete`: what was deleted is
/// not left lying in the file. The two after it: a file from elsewhere cannot make the engine misbehave. No checkpoint
/// of itself: only a file that was looked at just before is written to.
const SETTINGS: &str = "PRAGMA synchronous = FULL;
     PRAGMA foreign_keys = ON;
     PRAGMA secure_delete = ON;
     PRAGMA trusted_schema = OFF;
     PRAGMA cell_size_check = ON;
     PRAGMA temp_store = MEMORY;
     PRAGMA journal_size_limit = 16777216;
     PRAGMA wal_autocheckpoint = 0;";

/// Without a write-ahead log the folder has to be synced too, or a power cut can bring back what was undone.
const MORE_SYNC: &str = "PRAGMA synchronous = EXTRA;";

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FoundFile {
    /// Nothing. A log gets its name when it is whole, so this one is lost, or another program is just writing it.
    Nothing,
    /// A log, of this format.
    Log(i32),
    Other,
}

/// Whether a file stands at the path that may be a log; what can be none is refused.
fn stands_ready(path: &Path) -> Result<bool, StoreError> {
    let unfit = |why| Err(unfit(path, why));
    if path.as_os_str() == IN_MEMORY {
        return unfit(UnfitPath::Memory);
    }
    match path.metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(io(path, &error)),
        Ok(there) if there.is_dir() => unfit(UnfitPath::Folder),
        Ok(there) if !there.is_file() => unfit(UnfitPath::Device),
        Ok(there) if there.len() == 0 => unfit(UnfitPath::Empty),
        Ok(_) => Ok(true),
    }
}

fn unfit(path: &Path, why: UnfitPath) -> StoreError {
    StoreError::UnfitPath { path: path.to_owned(), why }
}

/// Makes the folder and a new log in it, for this user's eyes only whatever the umask. It gets its name when it is
/// whole; whoever comes second finds the log of the first.
fn make(path: &Path, key: &LogKey) -> Result<(), StoreError> {
    let folder = folder_of(path);
    make_folder(folder)?;
    let part = unfinished(folder)?.into_temp_path();
    let write = || {
        let mut db = open_for_writing(&part, key)?;
        // Those of a sealed log have the size that other programs expect of one.
        if !key.is_some() {
            db.execute_batch(PAGES)?;
        }
        set_up(&db)?;
        create_shape(&mut db)?;
        db.close().map_err(|(_, error)| error)
    };
    write().map_err(|error| explain(path, &error))?;
    match part.persist_noclobber(path) {
        Err(taken) if taken.error.kind() != ErrorKind::AlreadyExists => Err(io(path, &taken.error)),
        _ => sync_folder(folder).map_err(|error| io(folder, &error)),
    }
}

/// An empty log has some thirty pages, of tables that are empty at first.
const PAGES: &str = "PRAGMA page_size = 2048;";

/// Gives a write-ahead log that belongs to another file another name, and copies the file before one is used that may.
fn part_from_foreign(path: &Path, key: &LogKey) -> Result<Option<SetAside>, StoreError> {
    if !stands(path, "-wal") {
        return Ok(None);
    }
    let belonging = || wal::belonging(path, key, || open_immutable(path, key));
    match belonging().map_err(|error| io(path, &error))? {
        WalBelonging::Nothing | WalBelonging::Own => Ok(None),
        WalBelonging::Unsure => Ok(wal::keep_before_use(path)?.map(SetAside::FileBefore)),
        WalBelonging::Foreign => {
            let aside = wal::set_aside(path, wal::WAL_ENDINGS, || Ok(belonging()? == WalBelonging::Foreign));
            Ok(aside.map_err(|error| io(path, &error))?.map(SetAside::Wal))
        }
    }
}

/// Does the same with the journal of a change that was never finished.
fn part_from_journal(path: &Path, key: &LogKey) -> Result<Option<SetAside>, StoreError> {
    if !stands(path, "-journal") {
        return Ok(None);
    }
    let told = |error: std::io::Error| io(path, &error);
    let belonging = || journal_belonging(path, key, || open_immutable(path, key));
    match belonging().map_err(told)? {
        WalBelonging::Nothing | WalBelonging::Own => Ok(None),
        WalBelonging::Unsure => {
            let kept = free_name(path, ".before-journal");
            copy_bytes(&File::open(path).map_err(told)?, &kept)?;
            Ok(Some(SetAside::FileBeforeJournal(kept)))
        }
        WalBelonging::Foreign => {
            let is_foreign = || Ok(belonging()? == WalBelonging::Foreign);
            let aside = wal::set_aside(path, wal::JOURNAL_ENDINGS, is_foreign).map_err(told)?;
            Ok(aside.map(SetAside::Journal))
        }
    }
}

/// What is seen in the file; nothing where that cannot be told from the file alone. Another program that settles it at
/// this very moment makes it look broken, so it is looked at more than once.
fn look_settled(path: &Path, mut look: impl FnMut() -> Result<FoundFile>) -> Result<Option<FoundFile>> {
    for _ in 1..PEEKS {
        match look() {
            Err(error) if looks_broken(&error) => {
                if stands(path, "-wal") || stands(path, "-journal") {
                    return Ok(None);
                }
            }
            outcome => return outcome.map(Some),
        }
    }
    look().map(Some)
}

/// How often a file that looks broken is looked at.
const PEEKS: usize = 3;

/// Looks at the file without a lock, a write or a file beside it.
fn peek(path: &Path, key: &LogKey) -> Result<FoundFile> {
    let file = open_immutable(path, key)?;
    let found = look(&file)?;
    if matches!(found, FoundFile::Log(_)) && is_cut(&file, path, key)? {
        let why = Some("its end is missing".to_owned());
        return Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_CORRUPT), why));
    }
    Ok(found)
}

/// How many bytes a log says it has. The engine of a sealed one names the size of its pages as text, so they are
/// multiplied by it.
pub(super) const LOG_BYTES: &str = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";

/// Whether a file is shorter than it says. What is missing of its last page would be read as zeros. To ask the engine
/// takes as long as opening the log once more, so that it is asked only where the header is sealed.
fn is_cut(file: &Connection, path: &Path, key: &LogKey) -> Result<bool> {
    let said = if key.is_some() {
        file.query_row(LOG_BYTES, [], |row| row.get::<_, i64>(0))?.unsigned_abs()
    } else {
        wal::bytes_in_header(path).unwrap_or(0)
    };
    Ok(path.metadata().is_ok_and(|there| there.len() < said))
}

fn look(db: &Connection) -> Result<FoundFile> {
    let application: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version = format_of(db)?;
    if application == APPLICATION {
        return Ok(FoundFile::Log(version));
    }
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let is_blank = application == 0 && version == 0 && tables == 0;
    Ok(if is_blank { FoundFile::Nothing } else { FoundFile::Other })
}

fn refuse(found: FoundFile, path: &Path) -> Result<(), StoreError> {
    let known = format_after(STEPS);
    match found {
        FoundFile::Nothing => Err(unfit(path, UnfitPath::Empty)),
        FoundFile::Other => Err(StoreError::Foreign(path.to_owned())),
        FoundFile::Log(found) if found > known => {
            Err(StoreError::Newer { path: path.to_owned(), found, known })
        }
        FoundFile::Log(_) => Ok(()),
    }
}

fn refuse_opened(opened: &OpenedLog, path: &Path) -> Result<(), StoreError> {
    let known = format_after(STEPS);
    let found = look(&opened.db).map_err(|error| explain(path, &error))?;
    let is_read_only = matches!(opened.access, LogAccess::ReadOnly(_));
    match found {
        FoundFile::Log(found) if found < known && is_read_only => {
            let path = path.to_owned();
            Err(StoreError::OlderReadOnly { path, found, known })
        }
        found => refuse(found, path),
    }
}

/// A connection that can be used, read only where no other can be had.
fn connect(path: &Path, key: &LogKey) -> Result<OpenedLog, StoreError> {
    let explained = |error: rusqlite::Error| explain(path, &error);
    let db = open_for_writing(path, key).map_err(explained)?;
    // Reading a file that may not be written to would leave files beside it; while somebody writes, it must.
    if db.is_readonly(MAIN_DB).map_err(explained)? && bytes_beside(path, "-wal").is_none() {
        return read_only(path, key);
    }
    match set_up(&db).and_then(|()| access(&db)) {
        Ok(access) => Ok(OpenedLog { db, access, sealed_by: key.clone(), set_aside: None }),
        Err(error) => without_wal(db, &error, path, key),
    }
}

/// What is left when the write-ahead log cannot be used. The connection that found out goes first: it may hold a lock.
fn without_wal(
    failed: Connection,
    error: &rusqlite::Error,
    path: &Path,
    key: &LogKey,
) -> Result<OpenedLog, StoreError> {
    drop(failed);
    // A disk without room has none for shared memory either; then nothing can be written to leave it.
    if lacks_shared_memory(error)
        && let Ok(opened) = leave_wal(path, key)
    {
        return Ok(opened);
    }
    if lacks_shared_memory(error) || is_out_of_room(error) {
        return without_room(path, key);
    }
    if may_not_write(error) {
        return read_only(path, key);
    }
    Err(explain(path, error))
}

/// Alone with the file, the engine needs neither shared memory nor room to read the file and the log beside it.
fn without_room(path: &Path, key: &LogKey) -> Result<OpenedLog, StoreError> {
    let alone = || {
        let db = open_for_writing(path, key)?;
        db.execute_batch("PRAGMA locking_mode = EXCLUSIVE;")?;
        set_up(&db)?;
        format_of(&db)?;
        Ok(db)
    };
    let db = alone().map_err(|error| explain(path, &error))?;
    Ok(OpenedLog {
        db,
        access: LogAccess::ReadOnly(Obstacle::NoRoom),
        sealed_by: key.clone(),
        set_aside: None,
    })
}

/// The first use is what shows whether a journal works.
fn access(db: &Connection) -> Result<LogAccess> {
    format_of(db)?;
    let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    Ok(match mode.as_str() {
        _ if db.is_readonly(MAIN_DB)? => LogAccess::ReadOnly(Obstacle::Rights),
        "wal" => LogAccess::WriteAhead,
        _ => LogAccess::Rollback,
    })
}

/// The last resort for a folder where nothing may be written: the file itself, as it stands.
fn read_only(path: &Path, key: &LogKey) -> Result<OpenedLog, StoreError> {
    if stands(path, "-wal") {
        return Err(StoreError::Unsettled(path.to_owned()));
    }
    immutable(path, key)
}

fn immutable(path: &Path, key: &LogKey) -> Result<OpenedLog, StoreError> {
    let db = open_immutable(path, key).map_err(|error| explain(path, &error))?;
    set_up(&db).map_err(|error| explain(path, &error))?;
    Ok(OpenedLog {
        db,
        access: LogAccess::ReadOnly(Obstacle::Rights),
        sealed_by: key.clone(),
        set_aside: None,
    })
}

fn set_up(db: &Connection) -> Result<()> {
    db.busy_timeout(Duration::from_secs(WAIT_SECONDS))?;
    db.set_prepared_statement_cache_capacity(64);
    // Otherwise a statement is compiled again for every range of days it is asked for.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Closing moves the write-ahead log into the file only where it was seen that it belongs there.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    db.execute_batch(SETTINGS)
}

/// Upgrades an old log. In one that is empty now a program that writes it anew has just begun to.
fn settle_shape(db: &mut Connection, path: &Path, key: &LogKey) -> Result<(), StoreError> {
    match format_of(db).map_err(|error| explain(path, &error))? {
        0 => Err(unfit(path, UnfitPath::Empty)),
        old if old < format_after(STEPS) => upgrade(db, path, STEPS, key),
        _ => Ok(()),
    }
}

/// In one transaction, so that a file is never half a log.
fn create_shape(db: &mut Connection) -> Result<()> {
    let creation = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    creation.execute_batch(SCHEMA)?;
    creation.pragma_update(None, "application_id", APPLICATION)?;
    creation.pragma_update(None, "user_version", format_after(STEPS))?;
    creation.commit()
}

/// A write-ahead log where it can work; elsewhere a rollback journal, synced once more so that it is as safe.
fn settle_journal(opened: OpenedLog, path: &Path, key: &LogKey) -> Result<OpenedLog, StoreError> {
    let works = !is_shared_over_network(path);
    match opened.access {
        LogAccess::WriteAhead if !works => {
            drop(opened);
            leave_wal(path, key).map_err(|error| explain(path, &error))
        }
        LogAccess::Rollback if works => match enter_wal(&opened.db) {
            Ok(access) => Ok(OpenedLog { access, ..opened }),
            Err(error) => without_wal(opened.db, &error, path, key),
        },
        LogAccess::Rollback => {
            let synced = opened.db.execute_batch(MORE_SYNC);
            synced.map_err(|error| explain(path, &error))?;
            Ok(opened)
        }
        LogAccess::WriteAhead | LogAccess::ReadOnly(_) => Ok(opened),
    }
}

fn enter_wal(db: &Connection) -> Result<LogAccess> {
    db.pragma_update(None, "journal_mode", "WAL")?;
    access(db)
}

/// Back to a rollback journal. Alone with the file, the engine needs no shared memory to do it.
fn leave_wal(path: &Path, key: &LogKey) -> Result<OpenedLog> {
    let db = open_for_writing(path, key)?;
    db.busy_timeout(Duration::from_secs(WAIT_SECONDS))?;
    // Before anything else: the first thing read would ask for the memory that is not there.
    db.execute_batch("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE;")?;
    db.execute_batch("PRAGMA locking_mode = NORMAL;")?;
    set_up(&db)?;
    db.execute_batch(MORE_SYNC)?;
    let access = access(&db)?;
    Ok(OpenedLog { db, access, sealed_by: key.clone(), set_aside: None })
}

/// Whether a write-ahead log has become so long that it is to be moved into its file.
pub(super) fn is_long(wal: &Path) -> bool {
    const LONG: u64 = 4 << 20;
    wal.metadata().is_ok_and(|file| file.len() > LONG)
}

/// Whether something stands in the file beside the log.
pub(super) fn stands(path: &Path, ending: &str) -> bool {
    bytes_beside(path, ending).is_some_and(|bytes| bytes > 0)
}

/// How many bytes the file beside the log has, if there is one.
pub(super) fn bytes_beside(path: &Path, ending: &str) -> Option<u64> {
    Some(beside(path, ending).metadata().ok()?.len())
}

fn looks_broken(error: &rusqlite::Error) -> bool {
    let codes = [ErrorCode::DatabaseCorrupt, ErrorCode::NotADatabase];
    error.sqlite_error_code().is_some_and(|code| codes.contains(&code))
}

fn lacks_shared_memory(error: &rusqlite::Error) -> bool {
    let codes = [
        ffi::SQLITE_IOERR_SHMMAP,
        ffi::SQLITE_IOERR_SHMOPEN,
        ffi::SQLITE_IOERR_SHMSIZE,
        ffi::SQLITE_IOERR_SHMLOCK,
    ];
    error.sqlite_error().is_some_and(|failure| codes.contains(&failure.extended_code))
}

fn is_out_of_room(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DiskFull)
}

fn may_not_write(error: &rusqlite::Error) -> bool {
    let codes = [ErrorCode::ReadOnly, ErrorCode::CannotOpen, ErrorCode::PermissionDenied];
    error.sqlite_error_code().is_some_and(|code| codes.contains(&code))
}

/// Network drives, and file systems that may be one: two machines do not share memory.
#[cfg(target_os = "linux")]
fn is_shared_over_network(path: &Path) -> bool {
    // From linux/magic.h: NFS, SMB, SMB2, CIFS, 9P, FUSE.
    const KINDS: [u32; 6] = [0x6969, 0x517B, 0xFE53_4D42, 0xFF53_4D42, 0x0102_1997, 0x6573_5546];
    rustix::fs::statfs(path).is_ok_and(|system| KINDS.contains(&(system.f_type as u32)))
}

/// Known only by trying.
#[cfg(not(target_os = "linux"))]
fn is_shared_over_network(_path: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    #[test]
    fn a_log_with_an_odd_name_is_made_and_opened_again() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("my 100% log?#é.db");
        assert_eq!(open(&path, IfAbsent::Make, &LogKey::none()).unwrap().access, LogAccess::WriteAhead);
        assert_eq!(peek(&path, &LogKey::none()).unwrap(), FoundFile::Log(format_after(STEPS)));
        assert_eq!(open(&path, IfAbsent::Make, &LogKey::none()).unwrap().access, LogAccess::WriteAhead);
    }

    #[test]
    fn a_file_without_its_last_bytes_is_refused() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("androlog.db");
        crate::store::Store::open(&path).unwrap().close().unwrap();
        let said: i64 = open_immutable(&path, &LogKey::none())
            .unwrap()
            .query_row(LOG_BYTES, [], |row| row.get(0))
            .unwrap();
        assert_eq!(wal::bytes_in_header(&path), Some(said.unsigned_abs()), "the engine says the same");
        File::options().write(true).open(&path).unwrap().set_len(said.unsigned_abs() - 1).unwrap();
        assert!(peek(&path, &LogKey::none()).is_err_and(|error| looks_broken(&error)));
    }

    #[test]
    fn a_file_without_a_log_in_it_is_none_to_begin_one_in_at_whatever_moment_it_became_empty() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("androlog.db");
        let is_refused = |outcome: Result<(), StoreError>| {
            matches!(outcome, Err(StoreError::UnfitPath { why: UnfitPath::Empty, .. }))
        };
        Connection::open(&path).unwrap().execute_batch("PRAGMA auto_vacuum = FULL; VACUUM;").unwrap();
        let blank = std::fs::read(&path).unwrap();
        assert!(!blank.is_empty());
        assert!(is_refused(open(&path, IfAbsent::Make, &LogKey::none()).map(drop)));
        // Another program that overwrites the file empties it first, here after it was looked at.
        File::create(&path).unwrap();
        let mut db = open_for_writing(&path, &LogKey::none()).unwrap();
        assert!(is_refused(settle_shape(&mut db, &path, &LogKey::none())));
        assert_eq!(path.metadata().unwrap().len(), 0);
    }

    #[test]
    fn a_file_that_looks_broken_is_looked_at_again_and_left_to_the_engine_where_a_log_lies_beside_it() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("androlog.db");
        let broken = || {
            let code = ffi::Error::new(ffi::SQLITE_CORRUPT);
            Err(rusqlite::Error::SqliteFailure(code, None))
        };
        for (broken_looks, found) in [(1, Some(FoundFile::Nothing)), (PEEKS - 1, Some(FoundFile::Nothing))] {
            let mut looks = 0;
            let look = || {
                looks += 1;
                if looks > broken_looks { Ok(FoundFile::Nothing) } else { broken() }
            };
            assert_eq!(look_settled(&path, look).unwrap(), found, "broken {broken_looks} times");
        }
        assert!(look_settled(&path, broken).is_err());
        std::fs::write(beside(&path, "-wal"), "x").unwrap();
        assert_eq!(look_settled(&path, broken).unwrap(), None);
    }

    #[test]
    fn a_log_leaves_its_write_ahead_log_and_comes_back_to_it() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("androlog.db");
        drop(open(&path, IfAbsent::Make, &LogKey::none()).unwrap());
        let left = leave_wal(&path, &LogKey::none()).unwrap();
        assert_eq!(access(&left.db).unwrap(), LogAccess::Rollback);
        let other = open_for_writing(&path, &LogKey::none()).unwrap();
        assert_eq!(access(&other).unwrap(), LogAccess::Rollback);
        left.db.execute_batch("BEGIN IMMEDIATE; COMMIT").unwrap();
        drop((left, other));
        assert_eq!(open(&path, IfAbsent::Make, &LogKey::none()).unwrap().access, LogAccess::WriteAhead);
    }

    #[test]
    fn in_a_read_only_folder_the_file_is_read_unless_entries_still_stand_beside_it() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("androlog.db");
        let opened = open(&path, IfAbsent::Make, &LogKey::none()).unwrap();
        let insert = "INSERT INTO event (id, day, event) VALUES ('e', '2026-01-01', 'fever')";
        opened.db.execute_batch(insert).unwrap();
        assert!(matches!(read_only(&path, &LogKey::none()).err(), Some(StoreError::Unsettled(_))));
        opened.db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).unwrap();
        drop(opened);
        let read = read_only(&path, &LogKey::none()).unwrap();
        assert_eq!(read.access, LogAccess::ReadOnly(Obstacle::Rights));
        let count: i64 = read.db.query_row("SELECT count(*) FROM event", [], |row| row.get(0)).unwrap();
        assert_eq!(count, 1);
        assert!(may_not_write(&read.db.execute_batch(insert).unwrap_err()));
    }
}
