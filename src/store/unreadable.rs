//! Rows that nobody can read: named and left out of what is read, or an error where nothing may be lost.

use std::fmt::{self, Display, Formatter};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params, Result, Row};

use crate::store::Store;
use crate::store::error::cell_words;
use crate::store::log_table::LogTable;

/// A row of the log whose content cannot be read, or is not what the log takes: a disk that forgets or a hand that wrote
/// to it with checks off.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnreadableRow {
    pub table: LogTable,
    /// The id of the entry the row is, or is a part of; what it is known by where it has none.
    pub entry: String,
    /// Which part of the entry it is, counted from 0 as in the table.
    pub line: Option<i64>,
    /// Which column says what, and why that is nothing.
    pub detail: String,
    /// Where the entry stands in its table.
    pub(super) nr: i64,
}

impl Display for UnreadableRow {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.table, self.entry)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.detail)
    }
}

/// Reads rows one by one. One that cannot be read is an error, or is left out and named.
#[derive(Debug)]
pub(super) struct StoredRowReader {
    leaves_out: bool,
    pub unreadable: Vec<UnreadableRow>,
}

/// A table whose rows are parts of the entries of another one.
#[derive(Clone, Copy, Debug)]
pub(super) struct PartTable<E> {
    pub table: LogTable,
    /// The id of an entry that has such parts.
    pub entry_id: fn(&E) -> &str,
}

/// Where a row stands: in which table, and of which entry it is all or a part.
struct RowPlace {
    table: LogTable,
    nr: i64,
    entry: String,
    line: Option<i64>,
}

impl StoredRowReader {
    /// For what is about to be changed: nothing of it may be lost.
    pub const fn strict() -> Self {
        Self { leaves_out: false, unreadable: Vec::new() }
    }

    /// For what is shown, listed and exported.
    pub const fn lenient() -> Self {
        Self { leaves_out: true, unreadable: Vec::new() }
    }

    /// The entries of a table. The first two columns are where an entry stands and its id.
    pub fn entries<T>(
        &mut self,
        table: LogTable,
        db: &Connection,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut all = Vec::new();
        self.each(table, db, sql, params, read, |entry| all.push(entry))?;
        Ok(all)
    }

    /// Hands the entries of a table over one by one, so that no list is made of many.
    pub fn each<T>(
        &mut self,
        table: LogTable,
        db: &Connection,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
        mut put: impl FnMut(T),
    ) -> Result<()> {
        let name = |row: &Row<'_>| {
            let nr: i64 = row.get(0).unwrap_or_default();
            let entry = match table {
                LogTable::Profile | LogTable::Journal => nr.to_string(),
                LogTable::Draft => lossy_text(row, 0),
                _ => lossy_text(row, 1),
            };
            (nr, entry)
        };
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            match read(row) {
                Ok(read) => put(read),
                Err(error) => {
                    let (nr, entry) = name(row);
                    self.leave_out(RowPlace { table, nr, entry, line: None }, error)?;
                }
            }
        }
        Ok(())
    }

    /// Puts the rows that belong to some entries, which stand in order of entry, into these. The first two columns are where
    /// the entry of a row stands, and which part of it the row is.
    pub fn parts<E>(
        &mut self,
        of: PartTable<E>,
        db: &Connection,
        sql: &str,
        params: impl Params,
        entries: &mut [(i64, E)],
        mut put: impl FnMut(&Row<'_>, &mut E) -> Result<()>,
    ) -> Result<()> {
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        // Mostly the next part belongs to the entry of the last.
        let mut last = 0;
        while let Some(row) = rows.next()? {
            let nr: i64 = row.get(0)?;
            if entries.get(last).is_none_or(|(at, _)| *at != nr) {
                let Ok(found) = entries.binary_search_by_key(&nr, |(at, _)| *at) else { continue };
                last = found;
            }
            let (_, entry) = &mut entries[last];
            if let Err(error) = put(row, entry) {
                let (entry, line) = ((of.entry_id)(entry).to_owned(), row.get(1)?);
                self.leave_out(RowPlace { table: of.table, nr, entry, line }, error)?;
            }
        }
        Ok(())
    }

    /// Names a row whose content cannot be read, or fails where none may be left out.
    fn leave_out(&mut self, row: RowPlace, error: rusqlite::Error) -> Result<()> {
        if !self.leaves_out || !is_of_content(&error) {
            return Err(error);
        }
        let RowPlace { table, nr, entry, line } = row;
        self.unreadable.push(UnreadableRow { table, entry, line, detail: cell_words(&error), nr });
        Ok(())
    }
}

/// Whether it is what stands in a cell that cannot be read, and not the file.
pub(super) const fn is_of_content(error: &rusqlite::Error) -> bool {
    !matches!(error, rusqlite::Error::SqliteFailure(..) | rusqlite::Error::SqlInputError { .. })
}

fn lossy_text(row: &Row<'_>, at: usize) -> String {
    match row.get_ref(at) {
        Ok(ValueRef::Text(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        Ok(ValueRef::Integer(number)) => number.to_string(),
        _ => String::new(),
    }
}

impl Store {
    /// The rows that could not be read when the record was, and were left out of it.
    pub fn unreadable(&self) -> Vec<UnreadableRow> {
        self.unreadable.borrow().iter().cloned().collect()
    }
}
