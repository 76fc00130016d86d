//! Mending rows that nobody can read: each is brought back from the journal, or set aside in a file beside the log.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params, Result};
use serde_json::{Map, Value, json};

use crate::domain::id::EntryId;
use crate::store::copy::write_sealed_text;
use crate::store::entries::put;
use crate::store::error::StoreError;
use crate::store::file_names::free_name;
use crate::store::files::write_private;
use crate::store::key::LogKey;
use crate::store::log_table::LogTable;
use crate::store::rows::execute;
use crate::store::unreadable::UnreadableRow;
use crate::store::{LogFault, Store, journal};

/// What became of a row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowMend {
    /// Its entry is again as the journal has it.
    FromJournal,
    /// It is no longer in the log; its cells stand in this file.
    SetAside(PathBuf),
}

impl Store {
    /// Brings back what cannot be read, or is not what the log takes, from the journal. What the journal does not have is
    /// taken out of the log, and its cells are written to a file beside it.
    pub fn mend_unreadable(
        &mut self,
        at: DateTime<Utc>,
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
    let Some(key) = row.table.key(EntryId::from(row.entry.clone())) else { return Ok(false) };
    let Some((nr, entry)) = journal::newest_version(db, &key)? else { return Ok(false) };
    remove_rows(db, row)?;
    put(db, &entry, Some(nr))?;
    Ok(true)
}

fn remove_rows(db: &Connection, row: &UnreadableRow) -> Result<()> {
    row.table.of_one_entry().try_for_each(|table| {
        execute(db, &format!("DELETE FROM {table} WHERE {} = ?1", table.number_column()), [row.nr])
    })
}

/// Takes a row out of the log, and gives its cells; of an entry with all that belongs to it.
fn take_out(db: &Connection, row: &UnreadableRow) -> Result<Value> {
    let cells = match (row.table, row.line) {
        (LogTable::Draft, _) => {
            let cells = raw_rows(db, "SELECT * FROM draft WHERE form = ?1", [&row.entry])?;
            execute(db, "DELETE FROM draft WHERE form = ?1", [&row.entry])?;
            json!({ "draft": cells })
        }
        (LogTable::Journal, _) => {
            let cells = raw_rows(db, "SELECT * FROM journal WHERE nr = ?1", [row.nr])?;
            let sql = "UPDATE journal SET at = '1970-01-01T00:00:00.000Z', words = 'Something that could not be read',
                 what = '[]', before = '[]', after = '[]', state = 'dropped' WHERE nr = ?1";
            execute(db, sql, [row.nr])?;
            json!({ "journal": cells })
        }
        (LogTable::Observation, Some(line)) => {
            let cells =
                raw_rows(db, "SELECT * FROM observation WHERE report = ?1 AND line = ?2", [row.nr, line])?;
            execute(db, "DELETE FROM observation WHERE report = ?1 AND line = ?2", [row.nr, line])?;
            json!({ "observation": cells })
        }
        _ => {
            let mut all = Map::new();
            for table in row.table.of_one_entry() {
                let sql = format!("SELECT * FROM {table} WHERE {} = ?1", table.number_column());
                all.insert(table.to_string(), raw_rows(db, &sql, [row.nr])?.into());
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
    let kept =
        if key.is_some() { write_sealed_text(&to, &text, key) } else { write_private(&to, text.as_bytes()) };
    kept.map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    Ok(to)
}
