//! Whether the log is sound: what is looked at before it is read, before it is written to, and on request.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};
use std::hash::{DefaultHasher, Hasher};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params, Result, Transaction, TransactionBehavior};

use crate::store::connection::ReadMoment;
use crate::store::error::StoreError;
use crate::store::rows::{json, list};
use crate::store::unreadable::UnreadableRow;
use crate::store::window::RESULTS_BY_ANALYTE;
use crate::store::{CHECKED_BELOW_BYTES, FileTrust, Store, Window, copy};

mod outside_row;

/// Something that is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogFault {
    /// The file is not built as it should be, or an index does not agree with its table.
    Built(String),
    /// Rows of this table belong to nothing.
    Orphan(String),
    /// A value is outside what the log takes, though it can be read.
    Outside(String),
    /// A row cannot be read, or holds what the log does not take.
    Row(UnreadableRow),
}

impl Display for LogFault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Built(said) | Self::Outside(said) => f.write_str(said),
            Self::Orphan(table) => write!(f, "a row of {table} belongs to nothing"),
            Self::Row(row) => row.fmt(f),
        }
    }
}

/// Which indexes of an open log were compared with their tables, and what was found.
#[derive(Default)]
pub(super) struct ComparedIndexes {
    /// Those that do not agree with their tables.
    wrong: RefCell<BTreeSet<String>>,
    /// Those that were compared because something was to be read by them.
    looked_at: RefCell<BTreeSet<&'static str>>,
    /// The analytes whose results were compared one by one.
    analytes: RefCell<BTreeSet<String>>,
    /// Whether every one was compared row by row.
    are_all: Cell<bool>,
}

impl Store {
    /// Looks through the file, the rows in it apart, and says what is damaged, if anything is.
    pub fn check(&self) -> Result<(), StoreError> {
        self.sound(self.ask(|db| copy::tear(db, "quick_check"))?)?;
        self.sound(self.broken_seal()?)
    }

    /// The first page of a sealed log whose signature is wrong, if any is.
    fn broken_seal(&self) -> Result<Option<String>, StoreError> {
        if !self.is_sealed() {
            return Ok(None);
        }
        let broken = self.ask(|db| list(db, "PRAGMA cipher_integrity_check", [], |row| row.get(0)))?;
        Ok(broken.into_iter().next())
    }

    /// Everything that is wrong with the file and the rows in it, the whole file read: some 30 ms for 5,000 results.
    /// What follows from something that is named already is not named as well.
    pub fn faults(&self) -> Result<Vec<LogFault>, StoreError> {
        let built = self.ask(build_faults)?;
        let built: Vec<LogFault> =
            built.into_iter().chain(self.broken_seal()?.map(LogFault::Built)).collect();
        if !built.is_empty() {
            return Ok(built);
        }
        self.load(Window::Whole)?;
        self.log(usize::MAX)?;
        self.drafts()?;
        let rows: Vec<LogFault> = self.unreadable().into_iter().map(LogFault::Row).collect();
        if !rows.is_empty() {
            return Ok(rows);
        }
        let outside = self.ask(|db| words(db, "quick_check"))?;
        if !outside.is_empty() {
            let rows = self.ask(outside_row::outside_rows)?;
            if !rows.is_empty() {
                return Ok(rows.into_iter().map(LogFault::Row).collect());
            }
        }
        let orphans = self.ask(copy::orphans)?;
        Ok(orphans
            .into_iter()
            .map(LogFault::Orphan)
            .chain(outside.into_iter().map(LogFault::Outside))
            .collect())
    }

    /// Builds the indexes anew from the tables they are of. Says whether the log is sound then; where it is not, it
    /// stays as it was.
    pub fn rebuild_indexes(&mut self) -> Result<bool, StoreError> {
        let is_sound = self.ask(|db| {
            let rebuilt = Transaction::new_unchecked(db, TransactionBehavior::Immediate)?;
            rebuilt.execute_batch("REINDEX; UPDATE revision SET before = this, this = randomblob(16)")?;
            let is_sound = build_faults(&rebuilt)?.is_empty();
            if is_sound {
                rebuilt.commit()?;
            }
            Ok(is_sound)
        })?;
        if is_sound {
            self.has_written = true;
            self.beside = crate::store::WalContent::Acts;
            self.indexes.wrong.borrow_mut().clear();
            self.trust = FileTrust::Good;
        }
        Ok(is_sound)
    }

    /// The indexes that do not agree with their table: what is looked up by them may be missing.
    pub fn wrong_indexes(&self) -> Vec<String> {
        self.indexes.wrong.borrow().iter().cloned().collect()
    }

    /// Compares the indexes that what rules need is read by with their tables.
    pub fn check_needed(&self) -> Result<(), StoreError> {
        self.look_at_indexes(&Window::NEEDED_INDEXES)
    }

    /// Compares indexes that something is about to be read by with their tables, once, where the file is small enough to
    /// do so in every run: short ones row by row, of long ones the number of rows.
    pub(super) fn look_at_indexes(&self, indexes: &[&'static str]) -> Result<(), StoreError> {
        let fresh: Vec<&str> = {
            let mut looked_at = self.indexes.looked_at.borrow_mut();
            indexes.iter().copied().filter(|index| looked_at.insert(index)).collect()
        };
        if fresh.is_empty() || self.indexes.are_all.get() {
            return Ok(());
        }
        let check = IndexCheck { picked: &|index| fresh.contains(&index), compared: SHORT_INDEX };
        self.note_wrong(|db| check.wrong_indexes(db))
    }

    /// Compares the results of analytes with those that their index names, one by one: nothing else tells of what is
    /// found by it.
    pub(super) fn look_through_results(&self, analytes: &[&str]) -> Result<(), StoreError> {
        let fresh: Vec<&str> = {
            let mut looked_at = self.indexes.analytes.borrow_mut();
            analytes.iter().copied().filter(|analyte| looked_at.insert((*analyte).to_owned())).collect()
        };
        if fresh.is_empty() || self.indexes.are_all.get() {
            return Ok(());
        }
        self.note_wrong(|db| {
            let (listed, tree) =
                (json(&fresh)?, TableTree::of("observation", RESULTS_BY_ANALYTE).of_analytes());
            let columns = columns_of(db, RESULTS_BY_ANALYTE)?.unwrap_or_default();
            let agrees = tree.holds_the_same(&columns, [&listed], db)?;
            Ok((!agrees).then(|| RESULTS_BY_ANALYTE.to_owned()).into_iter().collect())
        })
    }

    /// Compares every index with its table row by row: some 4 ms for 5,000 results.
    pub fn compare_indexes(&self) -> Result<(), StoreError> {
        if self.indexes.are_all.replace(true) {
            return Ok(());
        }
        let check = IndexCheck { picked: &|_| true, compared: i64::MAX };
        self.note_wrong(|db| check.wrong_indexes(db))
    }

    /// Keeps the names of the indexes that a comparison finds wrong. It is made where the file is small enough to be
    /// compared in every run.
    fn note_wrong(&self, compare: impl Fn(&Connection) -> Result<Vec<String>>) -> Result<(), StoreError> {
        if self.bytes()? < CHECKED_BELOW_BYTES {
            let wrong = self.ask(compare)?;
            self.indexes.wrong.borrow_mut().extend(wrong);
        }
        Ok(())
    }

    /// Makes sure, while nobody waits, that the file may be written to, so that the first save need not.
    pub fn check_before_saving(&mut self) -> Result<(), StoreError> {
        if self.trust == FileTrust::Unread && !self.is_read_only() {
            self.refuse_unsound()?;
            self.trust = FileTrust::Good;
        }
        Ok(())
    }

    /// What makes it unsafe to write to the file.
    fn refuse_unsound(&self) -> Result<(), StoreError> {
        if self.bytes()? >= CHECKED_BELOW_BYTES {
            return Ok(());
        }
        // Also those that nothing was read by yet, such as those that keep each id the only one.
        let looked_at = self.indexes.looked_at.borrow().clone();
        let picked = &|index: &str| !self.indexes.are_all.get() && !looked_at.contains(index);
        let check = IndexCheck { picked, compared: SHORT_INDEX };
        self.note_wrong(|db| check.wrong_indexes(db))?;
        let wrong = self
            .wrong_indexes()
            .first()
            .map(|index| format!("the index {index} does not agree with its table"));
        self.sound(wrong)?;
        self.sound(self.ask(|db| copy::tear(db, "quick_check"))?)
    }

    fn sound(&self, found: Option<String>) -> Result<(), StoreError> {
        let path = self.path.clone();
        found.map_or(Ok(()), |detail| Err(StoreError::Damaged { path, detail }))
    }
}

/// What is wrong with how the file is built, values apart.
fn build_faults(db: &Connection) -> Result<Vec<LogFault>> {
    db.pragma_update(None, "ignore_check_constraints", true)?;
    let said = words(db, "integrity_check");
    db.pragma_update(None, "ignore_check_constraints", false)?;
    Ok(said?.into_iter().map(LogFault::Built).collect())
}

/// What a check of the engine says that is not "ok".
fn words(db: &Connection, check: &str) -> Result<Vec<String>> {
    let mut said = list(db, &format!("PRAGMA {check}(20)"), [], |row| row.get::<_, String>(0))?;
    said.retain(|said| said != "ok");
    Ok(said)
}

/// An index of so many rows is compared row by row in every run: a fifth of a millisecond or less.
const SHORT_INDEX: i64 = 400;

/// Which indexes are compared with their tables, and how thoroughly.
struct IndexCheck<'a> {
    /// Whether an index of this name is looked at.
    picked: &'a dyn Fn(&str) -> bool,
    /// Up to so many rows are compared one by one; of more, their number.
    compared: i64,
}

impl IndexCheck<'_> {
    /// The indexes that do not agree with their table.
    fn wrong_indexes(&self, db: &Connection) -> Result<Vec<String>> {
        // One reading of the file: each statement of its own would ask for the lock and look for changes again.
        let moment = ReadMoment::begin(db)?;
        let sql = "SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index'";
        let mut indexes = list(db, sql, [], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        indexes.retain(|(index, _)| (self.picked)(index));
        let mut wrong = Vec::new();
        let mut counted: BTreeMap<&str, i64> = BTreeMap::new();
        for (index, table) in &indexes {
            let tree = TableTree::of(table, index);
            // A table is counted once for all its indexes.
            let rows = match counted.get(table.as_str()) {
                Some(rows) => *rows,
                None => count_of(db, &format!("SELECT count(*) FROM {}", tree.table))?,
            };
            counted.insert(table, rows);
            let agrees = match columns_of(db, index)?.filter(|_| rows <= self.compared) {
                Some(columns) => tree.holds_the_same(&columns, [], db)?,
                // count(1): the engine takes count(*) from whichever tree is the smallest.
                None => rows == count_of(db, &format!("SELECT count(1) FROM {}", tree.index))?,
            };
            if !agrees {
                wrong.push(index.clone());
            }
        }
        moment.end()?;
        Ok(wrong)
    }
}

fn count_of(db: &Connection, sql: &str) -> Result<i64> {
    db.query_row(sql, [], |row| row.get(0))
}

/// A table and one index of it, each as the engine is told to read it and nothing else.
struct TableTree<'a> {
    name: &'a str,
    table: String,
    index: String,
}

impl<'a> TableTree<'a> {
    /// All rows of a table and of an index of it.
    fn of(name: &'a str, index: &str) -> Self {
        let (table, index) =
            (format!("\"{name}\" NOT INDEXED"), format!("\"{name}\" INDEXED BY \"{index}\""));
        Self { name, table, index }
    }

    /// Of both, the rows of the analytes in a JSON list that is given with the statement.
    fn of_analytes(self) -> Self {
        let listed = "analyte IN (SELECT value FROM json_each(?1))";
        let index = format!("{} WHERE {listed}", self.index);
        // By the bare column the engine would find the rows of a table without row numbers by the index too.
        let table = format!("{} WHERE +{listed}", self.table);
        Self { table, index, ..self }
    }

    /// Whether these columns hold the same in both.
    fn holds_the_same(&self, columns: &[String], with: impl Params + Clone, db: &Connection) -> Result<bool> {
        let named = columns.join(", ");
        // With another column, or the engine would read the index of a table without row numbers in both cases.
        let other = self.column_beside(columns, db)?.map_or_else(String::new, |column| format!(", {column}"));
        let sum = |rows: &str, tree: &str| {
            sum_of(db, &format!("SELECT {named}{rows} FROM {tree}"), with.clone(), columns.len())
        };
        Ok(sum(&other, &self.table)? == sum("", &self.index)?)
    }

    /// A column of a table without row numbers that none of these is.
    fn column_beside(&self, columns: &[String], db: &Connection) -> Result<Option<String>> {
        if columns.iter().any(|column| column == ROW_NUMBER) {
            return Ok(None);
        }
        let sql = "SELECT '\"' || name || '\"' FROM pragma_table_info(?1)";
        let all = list(db, sql, [self.name], |row| row.get::<_, String>(0))?;
        Ok(all.into_iter().find(|column| !columns.contains(column)))
    }
}

const ROW_NUMBER: &str = "rowid";

/// The columns an index holds, with the number of the row; none where one of them is computed.
fn columns_of(db: &Connection, index: &str) -> Result<Option<Vec<String>>> {
    let sql = "SELECT iif(cid = -1, ?2, '\"' || name || '\"') FROM pragma_index_xinfo(?1) WHERE cid <> -2";
    let columns = list(db, sql, [index, ROW_NUMBER], |row| row.get::<_, String>(0))?;
    let all: i64 = db.query_row("SELECT count(*) FROM pragma_index_xinfo(?1)", [index], |row| row.get(0))?;
    Ok(Some(columns).filter(|columns| columns.len() as i64 == all))
}

/// Stands in no text, so that two texts are not one that is as long as both.
const END_OF_TEXT: u8 = 0xFF;

/// How many rows there are, and a sum over their first columns that does not depend on their order.
fn sum_of(db: &Connection, sql: &str, with: impl Params, count: usize) -> Result<(u64, u64)> {
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query(with)?;
    let (mut number, mut sum) = (0, 0_u64);
    // Hashed in one go: a call for each column costs more than the columns do.
    let mut bytes = Vec::new();
    while let Some(row) = rows.next()? {
        bytes.clear();
        for at in 0..count {
            match row.get_ref(at)? {
                ValueRef::Null => bytes.push(0),
                ValueRef::Integer(value) => bytes.extend(value.to_le_bytes()),
                ValueRef::Real(value) => bytes.extend(value.to_bits().to_le_bytes()),
                ValueRef::Text(text) | ValueRef::Blob(text) => {
                    bytes.extend(text);
                    bytes.push(END_OF_TEXT);
                }
            }
        }
        let mut hasher = DefaultHasher::new();
        hasher.write(&bytes);
        number += 1;
        sum = sum.wrapping_add(hasher.finish());
    }
    Ok((number, sum))
}
