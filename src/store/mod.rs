//! The record on disk: one `SQLite` file in which every act is one durable transaction that can be undone.
//!
//! [`Store`] is all that others use. Inside: `open` (what kind of file it is), `engine` and `connection` (who reads and
//! writes it), `settle` and `page_sums` (when it is whole), `wal` and `hot_journal` (whether what lies beside it is its
//! own), `foreign_change` (whether it is still the same file), `sound` and `unreadable` (what is wrong with it), `mend` and
//! `salvage` (what can be done about that), `rows`, `entries`, `reports`, `regimens` and `doses` (entries as rows), `window`
//! (which reports are read), `newest`, `computed_days` and `doubted_days` (of which days), `pages` (a log of any length),
//! `journal`, `added` and `paged_act` (acts, undo, log), `forget`, `copy` and `backup`, `upgrade`, `salt`, `key`, `cipher`
//! and `seal` (a log that only its key opens), `files` and `file_names` (what lies beside it). Apart from it: `spool`
//! (pieces put aside for the time of an import).

mod added;
mod backup;
#[cfg(feature = "sealed")]
mod cipher;
mod computed_days;
mod connection;
mod copy;
mod doses;
mod doubted_days;
mod engine;
mod entries;
mod error;
mod file_names;
mod files;
mod foreign_change;
mod forget;
mod holder;
mod hot_journal;
mod journal;
mod key;
mod log_table;
mod mend;
mod merge;
mod newest;
mod open;
mod page_sums;
mod paged_act;
mod pages;
mod regimens;
mod reports;
mod rows;
mod salt;
mod salvage;
mod seal;
mod settle;
mod sound;
mod spool;
mod unreadable;
mod upgrade;
mod wal;
mod window;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, Row};

use crate::domain::change::{Act, Entry};
use crate::domain::dose_log::DoseEntry;
use crate::domain::id::EntryId;
use crate::domain::journal::SymptomEntry;
use crate::domain::need::SymptomNeed;
use crate::domain::record::{GatheredEntries, Record};
use crate::domain::regimen::Regimen;
use crate::domain::report::Report;
use crate::store::connection::ReadMoment;
pub use crate::store::error::{StoreError, UnfitPath, Unturnable, system_words};
pub use crate::store::files::UNFINISHED;
use crate::store::foreign_change::FileAsSeen;
pub use crate::store::foreign_change::ForeignChange;
pub use crate::store::holder::LockHolder;
pub use crate::store::journal::{ActAuthor, ActState, LogLine, Undone};
pub use crate::store::key::LogKey;
pub use crate::store::log_table::LogTable;
pub use crate::store::mend::RowMend;
pub use crate::store::merge::{MergeConflict, MergePlan, Preference};
use crate::store::open::{IfAbsent, LogAccess};
pub use crate::store::open::{SetAside, linked_file};
pub use crate::store::pages::{LogSnapshot, PagedEntries, page_record};
use crate::store::rows::{execute, known};
pub use crate::store::salt::is_sealed;
pub use crate::store::salvage::SalvagedTable;
pub use crate::store::seal::seal_file;
use crate::store::sound::ComparedIndexes;
pub use crate::store::sound::LogFault;
pub use crate::store::spool::PieceSpool;
use crate::store::unreadable::StoredRowReader;
pub use crate::store::unreadable::UnreadableRow;
pub use crate::store::wal::SET_ASIDE_ENDINGS;
use crate::store::window::{DOSES_BY_DAY, SYMPTOMS_BY_SYMPTOM};
pub use crate::store::window::{NeededPart, WantedResults, Window};

/// An open log. While nothing is to be done it holds no connection, so that the file beside the log is gone and whatever
/// another program does to the log meets nobody; the next reader or writer opens one.
pub struct Store {
    db: OnceCell<Connection>,
    path: PathBuf,
    /// A link that led there when the log was opened; none where the log was named itself.
    link: Option<PathBuf>,
    /// What the file is opened with when it is sealed.
    key: LogKey,
    /// What the open file is sealed with, none where it is not.
    sealed_by: RefCell<LogKey>,
    access: Cell<LogAccess>,
    trust: FileTrust,
    author: ActAuthor,
    /// Dropped after `db`, as its anchor asks for.
    file: FileAsSeen,
    beside: WalContent,
    /// Whether anything was saved.
    has_written: bool,
    /// What was put beside the log because another program had to do with it, until somebody asks.
    set_aside: Cell<Option<SetAside>>,
    /// How long to wait for another program that writes.
    patience: Duration,
    /// The rows that were left out of what was read, because nobody can read them.
    unreadable: RefCell<BTreeSet<UnreadableRow>>,
    indexes: ComparedIndexes,
}

/// What may stand in the write-ahead log and not in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WalContent {
    /// Nothing of this store.
    Nothing,
    /// Drafts: no reason to wait for the disk.
    Drafts,
    Acts,
}

/// How far what the engine believes about the file can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileTrust {
    /// Opened, not yet looked through; that is done before the first write.
    Unread,
    Good,
    /// The disk has failed since; the engine has to look at the file afresh.
    Lost,
}

/// Something typed and not yet saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The form it was typed in.
    pub form: String,
    /// What was typed, as the form wrote it.
    pub text: String,
    /// When it was kept, to the millisecond.
    pub at: DateTime<Utc>,
}

/// What stands in the place of the path of a log in memory. No file that is opened as a log has this name.
const IN_MEMORY: &str = ":memory:";

/// A larger file is looked through only when asked: 32 MB are some 75,000 results and 25 ms.
const CHECKED_BELOW_BYTES: i64 = 32 << 20;

impl Store {
    /// Opens the log at `path`, makes a new one where there is none, and brings an older one to today's shape
    /// after copying it aside. Refuses what is newer, broken or not a log, and leaves it as it is. Where nothing
    /// may be written it opens to be read: see [`Store::is_read_only`].
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, &LogKey::none())
    }

    /// The same with the key of a sealed log; a new one is sealed with it.
    pub fn open_with(path: &Path, key: &LogKey) -> Result<Self, StoreError> {
        Self::open_linked(path, IfAbsent::Make, key)
    }

    /// The same as [`Store::open`], but makes no new one.
    pub fn open_existing(path: &Path) -> Result<Self, StoreError> {
        Self::open_existing_with(path, &LogKey::none())
    }

    /// The same with the key of a sealed log.
    pub fn open_existing_with(path: &Path, key: &LogKey) -> Result<Self, StoreError> {
        Self::open_linked(path, IfAbsent::Refuse, key)
    }

    fn open_linked(named: &Path, absent: IfAbsent, key: &LogKey) -> Result<Self, StoreError> {
        let path = &linked_file(named);
        let store = Self::from_opened(path, open::open(path, absent, key)?, key)?;
        Ok(Self { link: Some(named.to_owned()).filter(|named| named != path), ..store })
    }

    fn from_opened(path: &Path, opened: open::OpenedLog, key: &LogKey) -> Result<Self, StoreError> {
        let found_beside = if open::stands(path, "-wal") { WalContent::Acts } else { WalContent::Nothing };
        let store = Self::over(path, opened).map_err(|error| error::explain(path, &error))?;
        let mut store = Self { key: key.clone(), file: FileAsSeen::at(path), beside: found_beside, ..store };
        store.file.seen = store.data_version()?;
        store.remember_tip()?;
        Ok(store)
    }

    fn over(path: &Path, opened: open::OpenedLog) -> rusqlite::Result<Self> {
        let run = opened.db.query_row("SELECT lower(hex(randomblob(8)))", [], |row| row.get(0))?;
        Ok(Self {
            db: OnceCell::from(opened.db),
            path: path.to_owned(),
            link: None,
            key: LogKey::none(),
            sealed_by: RefCell::new(opened.sealed_by),
            access: Cell::new(opened.access),
            trust: FileTrust::Unread,
            author: ActAuthor { program: "androlog".to_owned(), run },
            file: FileAsSeen::default(),
            beside: WalContent::Nothing,
            has_written: false,
            set_aside: Cell::new(opened.set_aside),
            patience: Duration::from_secs(error::WAIT_SECONDS),
            unreadable: RefCell::default(),
            indexes: ComparedIndexes::default(),
        })
    }

    /// A new log in memory, gone when it is dropped.
    pub fn open_in_memory() -> Result<Self, StoreError> {
        let path = PathBuf::from(IN_MEMORY);
        let store = open::open_in_memory().and_then(|opened| Self::over(&path, opened));
        let store = store.map_err(|error| error::explain(&path, &error))?;
        Ok(Self { trust: FileTrust::Good, ..store })
    }

    /// The path of the log's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is gone when it is dropped.
    fn is_in_memory(&self) -> bool {
        self.path.as_os_str() == IN_MEMORY
    }

    /// Whether there is a file of it now.
    pub fn has_file(&self) -> bool {
        !self.is_in_memory() && self.path.exists()
    }

    /// Whether anything was saved in this run.
    pub const fn has_written(&self) -> bool {
        self.has_written
    }

    /// Whether nothing can be saved, because of the file, its folder or the disk.
    pub const fn is_read_only(&self) -> bool {
        matches!(self.access.get(), LogAccess::ReadOnly(_))
    }

    /// Whether the log is sealed, and so is every copy that is made of it.
    pub fn is_sealed(&self) -> bool {
        self.sealed_by.borrow().is_some()
    }

    /// Waits no longer than this from here on while another program writes: for whoever has something else to do.
    pub fn wait_at_most(&mut self, patience: Duration) -> Result<(), StoreError> {
        self.patience = patience;
        self.ask(|db| db.busy_timeout(patience))
    }

    /// Names the part of the program that acts from here on, for the journal: `screen`, `add`.
    pub fn sign_as(&mut self, program: &str) {
        program.clone_into(&mut self.author.program);
    }

    /// Who acts in this run.
    pub const fn author(&self) -> &ActAuthor {
        &self.author
    }

    /// What was put beside the log because another program had to do with it: told once.
    pub fn take_set_aside(&self) -> Option<SetAside> {
        self.set_aside.take()
    }

    /// Reads the record, or the part of it in a window. What nobody can read is left out of it: see
    /// [`Store::unreadable`].
    pub fn load(&self, window: Window<'_>) -> Result<Record, StoreError> {
        self.look_at_indexes(window.indexes())?;
        self.look_through_results(&window.analytes())?;
        self.load_before_check(window)
    }

    /// The same before the indexes it is read by are compared with their tables. Whoever shows it does so next, by
    /// [`Store::check_needed`], and says what was found.
    pub fn load_before_check(&self, window: Window<'_>) -> Result<Record, StoreError> {
        let gathered = self.read_leniently(|db, reader| {
            let moment = ReadMoment::begin(db)?;
            let mut gathered = GatheredEntries::default();
            let reports = window.reports(db, reader)?;
            for (_, report) in reports {
                gathered.put(Entry::Report(report));
            }
            window.regimens().iter().for_each(|regimen| gathered.put(Entry::Regimen(regimen.clone())));
            let mut put = |(_, entry)| gathered.put(entry);
            entries::each_but_reports_and_doses(db, window.others(), reader, &mut put)?;
            match window.doses_since() {
                None => doses::each(db, reader, put)?,
                Some(day) => doses::since(db, day, reader)?.into_iter().for_each(put),
            }
            moment.end()?;
            Ok(gathered)
        })?;
        Ok(if matches!(window, Window::Whole) { gathered.whole() } else { gathered.partial() })
    }

    /// Reads several things as they are at one moment, whatever other programs save meanwhile.
    pub fn at_one_moment<T, E: From<StoreError>>(&self, read: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let moment = ReadMoment::begin(self.db()?).map_err(|error| self.explain(&error))?;
        let outcome = read()?;
        moment.end().map_err(|error| self.explain(&error))?;
        Ok(outcome)
    }

    /// The ids of all reports, in order of entry.
    pub fn report_ids(&self) -> Result<Vec<EntryId>, StoreError> {
        self.ask(|db| {
            rows::list(db, "SELECT id FROM report ORDER BY nr", [], |row| {
                row.get::<_, String>(0).map(EntryId::from)
            })
        })
    }

    /// The report with this id, as far as it can be read.
    pub fn report(&self, id: &EntryId) -> Result<Option<Report>, StoreError> {
        let found = self.read_leniently(|db, reader| {
            match rows::place_of(db, "SELECT nr FROM report WHERE id = ?1", [id.as_str()])? {
                Some(nr) => reports::load(db, Some(&[nr]), reader),
                None => Ok(Vec::new()),
            }
        })?;
        Ok(found.into_iter().next().map(|(_, report)| report))
    }

    /// The drugs over time alone, by order of entry: what decides which results the rules look at.
    pub fn regimens(&self) -> Result<Vec<Regimen>, StoreError> {
        let rows = self.read_leniently(|db, reader| regimens::load(db, None, reader))?;
        let regimen = |(_, entry)| match entry {
            Entry::Regimen(regimen) => Some(regimen),
            _ => None,
        };
        Ok(rows.into_iter().filter_map(regimen).collect())
    }

    /// The symptoms that are looked at alone, by order of entry.
    pub fn symptoms(&self, need: &SymptomNeed) -> Result<Vec<SymptomEntry>, StoreError> {
        self.look_at_indexes(&[SYMPTOMS_BY_SYMPTOM])?;
        let rows = self.read_leniently(|db, reader| entries::symptoms_needed(db, need, reader))?;
        let symptom = |(_, entry)| match entry {
            Entry::Symptom(symptom) => Some(symptom),
            _ => None,
        };
        Ok(rows.into_iter().filter_map(symptom).collect())
    }

    /// The doses taken and skipped since a day alone, by day, those of one day by order of entry.
    pub fn doses_taken(&self, since: NaiveDate) -> Result<Vec<DoseEntry>, StoreError> {
        self.look_at_indexes(&[DOSES_BY_DAY])?;
        let rows = self.read_leniently(|db, reader| doses::since(db, since, reader))?;
        let dose = |(_, entry)| match entry {
            Entry::DoseTaken(dose) => Some(dose),
            _ => None,
        };
        let mut doses: Vec<DoseEntry> = rows.into_iter().filter_map(dose).collect();
        doses.sort_by_key(|dose| dose.day);
        Ok(doses)
    }

    /// Reads rows and keeps in mind those that had to be left out.
    fn read_leniently<T>(
        &self,
        read: impl FnOnce(&Connection, &mut StoredRowReader) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let mut reader = StoredRowReader::lenient();
        let outcome = self.ask(|db| read(db, &mut reader))?;
        self.unreadable.borrow_mut().extend(reader.unreadable);
        Ok(outcome)
    }

    /// How many acts the journal has seen; it only rises.
    pub fn acts(&self) -> Result<i64, StoreError> {
        let sql = "SELECT ifnull(max(nr), 0) FROM journal";
        self.ask(|db| db.query_row(sql, [], |row| row.get(0)))
    }

    /// Saves an act whole or not at all, and writes it in the journal. Entries must have ids. An act on entries that
    /// are no longer as they were when it was begun, or that would bring back what was forgotten, is refused with
    /// [`StoreError::Conflict`].
    pub fn commit(&mut self, act: &Act, at: DateTime<Utc>) -> Result<(), StoreError> {
        if let Some(kind) = nameless(act.put()) {
            return Err(StoreError::NoId(kind));
        }
        let author = self.author.clone();
        let outcome = self.write(|db| {
            let clashes = journal::clashes(db, act)?;
            if clashes.is_empty() {
                journal::commit(db, act, &author, at)?;
            }
            Ok(clashes)
        })?;
        if outcome.is_empty() { Ok(()) } else { Err(StoreError::Conflict(outcome)) }
    }

    /// Takes back the newest act that holds, of this run or an earlier one; none when there is none.
    pub fn undo(&mut self, at: DateTime<Utc>) -> Result<Option<Undone>, StoreError> {
        match self.next_to_undo()? {
            Some(line) => self.undo_act(line.nr, at).map(Some),
            None => Ok(None),
        }
    }

    /// Does the act again that was undone last, unless something else was done since.
    pub fn redo(&mut self, at: DateTime<Utc>) -> Result<Option<Undone>, StoreError> {
        match self.next_to_redo()? {
            Some(line) => self.redo_act(line.nr, at).map(Some),
            None => Ok(None),
        }
    }

    /// The act that an undo would take back: the newest that holds.
    pub fn next_to_undo(&self) -> Result<Option<LogLine>, StoreError> {
        self.ask(journal::next_to_undo)
    }

    /// The act that a redo would do again.
    pub fn next_to_redo(&self) -> Result<Option<LogLine>, StoreError> {
        self.ask(journal::next_to_redo)
    }

    /// Takes back the act of this number, while nothing later holds what it touched otherwise.
    pub fn undo_act(&mut self, nr: i64, at: DateTime<Utc>) -> Result<Undone, StoreError> {
        self.turn(|db| journal::undo(db, nr, at))
    }

    /// Does the act of this number again that was undone, whatever was done since, while nothing else holds what it
    /// touched otherwise.
    pub fn redo_act(&mut self, nr: i64, at: DateTime<Utc>) -> Result<Undone, StoreError> {
        self.turn(|db| journal::redo(db, nr, at))
    }

    fn turn(
        &mut self,
        act: impl FnOnce(&Connection) -> rusqlite::Result<journal::Turned>,
    ) -> Result<Undone, StoreError> {
        match self.write(act)? {
            journal::Turned::Done(undone) => Ok(undone),
            journal::Turned::Refused(why) => Err(StoreError::CannotTurn(why)),
        }
    }

    /// The newest acts of all runs, the newest first.
    pub fn log(&self, limit: usize) -> Result<Vec<LogLine>, StoreError> {
        self.read_leniently(|db, reader| journal::log(db, limit, reader))
    }

    /// Keeps what was typed in a form, instead of what was kept for it before. It outlives the program; that it
    /// outlives a power cut is not waited for.
    pub fn save_draft(&mut self, form: &str, text: &str, at: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "INSERT INTO draft (form, text, saved) VALUES (?1, ?2, ?3)
             ON CONFLICT (form) DO UPDATE SET text = excluded.text, saved = excluded.saved";
        self.write_lightly(|db| execute(db, sql, (form, text, journal::instant(at))))
    }

    /// What was typed and never saved, by form.
    pub fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        let sql = "SELECT form, text, saved FROM draft ORDER BY form";
        let draft = |row: &Row<'_>| {
            Ok(Draft { form: row.get(0)?, text: row.get(1)?, at: known(row, 2, journal::moment)? })
        };
        self.read_leniently(|db, reader| reader.entries(LogTable::Draft, db, sql, [], draft))
    }

    /// Forgets what was typed in a form.
    pub fn drop_draft(&mut self, form: &str) -> Result<(), StoreError> {
        self.write_lightly(|db| execute(db, "DELETE FROM draft WHERE form = ?1", [form]))
    }

    /// How many bytes the journal takes.
    pub fn journal_bytes(&self) -> Result<i64, StoreError> {
        let sql = "SELECT ifnull(sum(length(what) + length(before) + length(after)), 0)
             + (SELECT ifnull(sum(length(key) + ifnull(length(image), 0)), 0) FROM journal_added) FROM journal";
        self.ask(|db| db.query_row(sql, [], |row| row.get(0)))
    }

    /// What has to be done so that this log holds what the other does.
    pub fn plan_merge(&self, theirs: &Self) -> Result<MergePlan, StoreError> {
        let theirs = theirs.db()?;
        self.ask(|mine| merge::plan(mine, theirs))
    }
}

/// The kind of the first entry that was given no id.
fn nameless<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Option<&'static str> {
    entries.into_iter().find_map(|entry| {
        let (id, kind) = match entry {
            Entry::Report(report) => (&report.id, "report"),
            Entry::Regimen(regimen) => (&regimen.id, "regimen"),
            Entry::Symptom(symptom) => (&symptom.id, "symptom"),
            Entry::Event(event) => (&event.id, "event"),
            Entry::DoseTaken(dose) => (&dose.id, "dose"),
            Entry::Question(question) => (&question.id, "question"),
            Entry::Profile(_) | Entry::Action(_) => return None,
        };
        id.is_new().then_some(kind)
    })
}
