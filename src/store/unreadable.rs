//! Rows that nobody can read: named and left out of what is read, and brought back from the journal or set aside.

use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params, Result, Row};
use serde_json::{Map, Value, json};

use crate::domain::change::EntryKey;
use crate::domain::id::EntryId;
use crate::store::backup;
use crate::store::entries::put;
use crate::store::error::StoreError;
use crate::store::files::{free_name, write_private};
use crate::store::key::LogKey;
use crate::store::rows::execute;
use crate::store::{LogFault, Store, journal};

/// A row of the log whose content cannot be read, or is not what the log takes: a disk that forgets or a hand that wrote
/// to it with checks off.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnreadableRow {
    pub table: &'static str,
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

/// What became of a row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowMend {
    /// Its entry is again as the journal has it.
    FromJournal,
    /// It is no longer in the log; its cells stand in this file.
    SetAside(PathBuf),
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
    pub name: &'static str,
    /// The id of an entry that has such parts.
    pub entry_id: fn(&E) -> &str,
}

/// Where a row stands: in which table, and of which entry it is all or a part.
struct RowPlace {
    table: &'static str,
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
        table: &'static str,
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
        table: &'static str,
        db: &Connection,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
        mut put: impl FnMut(T),
    ) -> Result<()> {
        let name = |row: &Row<'_>| {
            let nr: i64 = row.get(0).unwrap_or_default();
            let entry = match table {
                "profile" | "journal" => nr.to_string(),
                "draft" => lossy_text(row, 0),
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
                self.leave_out(RowPlace { table: of.name, nr, entry, line }, error)?;
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
        self.unreadable.push(UnreadableRow { table, entry, line, detail: detail(&error), nr });
        Ok(())
    }
}

/// Whether it is what stands in a cell that cannot be read, and not the file.
pub(super) const fn is_of_content(error: &rusqlite::Error) -> bool {
    !matches!(error, rusqlite::Error::SqliteFailure(..) | rusqlite::Error::SqlInputError { .. })
}

/// What cannot be read about a cell, in a sentence.
pub(super) fn detail(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::FromSqlConversionFailure(_, _, source) => source.to_string(),
        other => other.to_string(),
    }
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

    /// Brings back what cannot be read, or is not what the log takes, from the journal. What the journal does not have is
    /// taken out of the log, and its cells are written to a file beside it.
    pub fn mend_unreadable(
        &mut self,
        at: chrono::DateTime<chrono::Utc>,
    ) -> Result<Vec<(UnreadableRow, RowMend)>, StoreError> {
        let wrong = self.faults()?.into_iter().filter_map(|fault| match fault {
            LogFault::Row(row) => Some(row),
            _ => None,
        });
        let rows: Vec<UnreadableRow> = wrong.collect();
        let (path, author) = (self.path.clone(), self.author.clone());
        let key = self.sealed_by.borrow().clone();
        let mended = self.write(|db| {
            let mut kept = Vec::new();
            let mut mended = Vec::new();
            for row in rows {
                let is_back = bring_back(db, &row)?;
                if !is_back {
                    kept.push(take_out(db, &row)?);
                }
                mended.push((row, is_back));
            }
            let aside = (!kept.is_empty()).then(|| keep_cells(&path, &kept, &key)).transpose()?;
            if !mended.is_empty() {
                journal::mention(db, "Mended what could not be read", &author, at)?;
            }
            Ok((mended, aside))
        })?;
        self.unreadable.borrow_mut().clear();
        let (mended, aside) = mended;
        let became = |is_back: bool| match &aside {
            Some(aside) if !is_back => RowMend::SetAside(aside.clone()),
            _ => RowMend::FromJournal,
        };
        Ok(mended.into_iter().map(|(row, is_back)| (row, became(is_back))).collect())
    }
}

/// Puts the entry of a row as the journal knows it. False where the journal does not have it.
fn bring_back(db: &Connection, row: &UnreadableRow) -> Result<bool> {
    let Some(key) = key_of(row) else { return Ok(false) };
    let Some((nr, entry)) = journal::newest_version(db, &key)? else { return Ok(false) };
    remove_rows(db, row)?;
    put(db, &entry, Some(nr))?;
    Ok(true)
}

/// The key of the entry a row is, or is a part of.
fn key_of(row: &UnreadableRow) -> Option<EntryKey> {
    let id = EntryId::from(row.entry.clone());
    Some(match row.table {
        "profile" => EntryKey::Profile,
        "report" | "observation" => EntryKey::Report(id),
        "regimen" | "dose" | "supply" => EntryKey::Regimen(id),
        "symptom" => EntryKey::Symptom(id),
        "event" => EntryKey::Event(id),
        "dose_taken" => EntryKey::DoseTaken(id),
        "question" => EntryKey::Question(id),
        _ => return None,
    })
}

/// The tables a whole entry stands in, with the column of its number in each: parts before what they belong to.
fn tables_of(table: &str) -> &'static [(&'static str, &'static str)] {
    match table {
        "report" | "observation" => &[("observation", "report"), ("report", "nr")],
        "regimen" | "dose" | "supply" => &[("dose", "regimen"), ("supply", "regimen"), ("regimen", "nr")],
        "profile" => &[("profile", "nr")],
        "symptom" => &[("symptom", "nr")],
        "event" => &[("event", "nr")],
        "dose_taken" => &[("dose_taken", "nr")],
        "question" => &[("question", "nr")],
        "reminder_action" => &[("reminder_action", "nr")],
        _ => &[],
    }
}

fn remove_rows(db: &Connection, row: &UnreadableRow) -> Result<()> {
    tables_of(row.table).iter().try_for_each(|(table, column)| {
        execute(db, &format!("DELETE FROM {table} WHERE {column} = ?1"), [row.nr])
    })
}

/// Takes a row out of the log, and gives its cells; of an entry with all that belongs to it.
fn take_out(db: &Connection, row: &UnreadableRow) -> Result<Value> {
    let cells = match (row.table, row.line) {
        ("draft", _) => {
            let cells = raw_rows(db, "SELECT * FROM draft WHERE form = ?1", [&row.entry])?;
            execute(db, "DELETE FROM draft WHERE form = ?1", [&row.entry])?;
            json!({ "draft": cells })
        }
        ("journal", _) => {
            let cells = raw_rows(db, "SELECT * FROM journal WHERE nr = ?1", [row.nr])?;
            let sql = "UPDATE journal SET at = '1970-01-01T00:00:00.000Z', words = 'Something that could not be read',
                 what = '[]', before = '[]', after = '[]', state = 'dropped' WHERE nr = ?1";
            execute(db, sql, [row.nr])?;
            json!({ "journal": cells })
        }
        ("observation", Some(line)) => {
            let cells =
                raw_rows(db, "SELECT * FROM observation WHERE report = ?1 AND line = ?2", [row.nr, line])?;
            execute(db, "DELETE FROM observation WHERE report = ?1 AND line = ?2", [row.nr, line])?;
            json!({ "observation": cells })
        }
        _ => {
            let mut all = Map::new();
            for (table, column) in tables_of(row.table) {
                let sql = format!("SELECT * FROM {table} WHERE {column} = ?1");
                all.insert((*table).to_owned(), raw_rows(db, &sql, [row.nr])?.into());
            }
            remove_rows(db, row)?;
            Value::Object(all)
        }
    };
    Ok(json!({ "row": row.to_string(), "cells": cells }))
}

/// Rows as they are, column by column; what is no text as the hexadecimal digits of its bytes.
fn raw_rows(db: &Connection, sql: &str, params: impl Params) -> Result<Vec<Value>> {
    let mut statement = db.prepare(sql)?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut rows = statement.query(params)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let mut cells = Map::new();
        for (at, name) in names.iter().enumerate() {
            cells.insert(name.clone(), raw_cell(row.get_ref(at)?));
        }
        all.push(Value::Object(cells));
    }
    Ok(all)
}

fn raw_cell(cell: ValueRef<'_>) -> Value {
    let hex = |bytes: &[u8]| bytes.iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"));
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.to_string().into(),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) => json!({ "hex": hex(bytes) }),
        },
        ValueRef::Blob(bytes) => json!({ "hex": hex(bytes) }),
    }
}

/// Writes cells to a new private file beside the log, a sealed one where the log is sealed.
fn keep_cells(log: &Path, cells: &[Value], key: &LogKey) -> Result<PathBuf> {
    let text = format!("{:#}\n", Value::from(cells.to_vec()));
    let to = free_name(log, if key.is_some() { ".unreadable.db" } else { ".unreadable.json" });
    let kept = if key.is_some() {
        backup::write_sealed_text(&to, &text, key)
    } else {
        write_private(&to, text.as_bytes())
    };
    kept.map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    Ok(to)
}
