//! Rows that can be read and hold what the log does not take, found by offering each to a new log.

use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, Result, params_from_iter};
use strum::VariantArray;

use crate::store::error::constraint_words;
use crate::store::log_table::LogTable;
use crate::store::open;
use crate::store::salvage::columns;
use crate::store::unreadable::UnreadableRow;

/// What stands in the journal or was typed and never saved is not looked at: no rule says what it may be.
fn holds_entries(table: LogTable) -> bool {
    !matches!(table, LogTable::Journal | LogTable::Draft)
}

/// The rows that a new log would not take, each with what it takes instead.
pub(super) fn outside_rows(db: &Connection) -> Result<Vec<UnreadableRow>> {
    let new = open::open_in_memory()?.db;
    // Each row is offered by itself, without what it belongs to.
    new.pragma_update(None, "foreign_keys", false)?;
    let mut refused = Vec::new();
    for table in LogTable::VARIANTS.iter().copied().filter(|table| holds_entries(*table)) {
        refused.extend(refused_of(table, &new, db)?);
    }
    Ok(refused)
}

/// The rows of a table that a new log refuses.
fn refused_of(table: LogTable, new: &Connection, db: &Connection) -> Result<Vec<UnreadableRow>> {
    let columns = columns(db, table.name())?;
    let (cells, listed) = (columns.len(), columns.join(", "));
    let (name, number) = (table.name_of_entry(), table.number_column());
    let line = table.line_column().unwrap_or("NULL");
    let sql = format!("SELECT CAST({name} AS TEXT), {number}, {line}, {listed} FROM {table}");
    let mut statement = db.prepare(&sql)?;
    let marks = vec!["?"; cells].join(", ");
    let mut insert = new.prepare(&format!("INSERT INTO {table} ({listed}) VALUES ({marks})"))?;
    let mut rows = statement.query([])?;
    let mut refused = Vec::new();
    while let Some(row) = rows.next()? {
        let offered = (0..cells).map(|at| row.get(NAMED + at)).collect::<Result<Vec<Value>>>()?;
        let Err(error) = insert.execute(params_from_iter(offered)) else { continue };
        if error.sqlite_error_code() != Some(ErrorCode::ConstraintViolation) {
            return Err(error);
        }
        refused.push(UnreadableRow {
            table,
            entry: row.get::<_, Option<String>>(0)?.unwrap_or_default(),
            line: row.get(2)?,
            detail: format!("the log takes only {}", constraint_words(&error.to_string())),
            nr: row.get(1)?,
        });
    }
    new.execute(&format!("DELETE FROM {table}"), [])?;
    Ok(refused)
}

/// So many columns name a row; its cells stand behind them.
const NAMED: usize = 3;
