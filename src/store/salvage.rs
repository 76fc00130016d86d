//! What can still be read of a damaged log, row by row, in a new one.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, Result, params_from_iter};

use crate::store::Store;
use crate::store::engine::open_immutable;
use crate::store::error::{StoreError, explain};
use crate::store::key::LogKey;
use crate::store::rows::list;

/// What became of the rows of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalvagedTable {
    pub name: String,
    /// So many rows are in the new log.
    pub saved: usize,
    /// So many could be read and are not what a log takes.
    pub refused: usize,
    /// Whether reading broke off somewhere.
    pub is_broken: bool,
}

impl Store {
    /// Writes what can be read of a damaged log to a new one.
    pub fn salvage(from: &Path, to: &Path, key: &LogKey) -> Result<Vec<SalvagedTable>, StoreError> {
        if to.exists() {
            return Err(StoreError::Exists(to.to_owned()));
        }
        let damaged = open_immutable(from, key).map_err(|error| explain(from, &error))?;
        let _ = damaged.execute_batch("PRAGMA writable_schema = ON");
        let mut store = Self::open_with(to, &key.for_log(from))?;
        let salvaged = store.write(|db| salvage(&damaged, db))?;
        store.close()?;
        Ok(salvaged)
    }
}

/// Copies what can be read from one database into another that has the tables already.
pub(super) fn salvage(from: &Connection, to: &Connection) -> Result<Vec<SalvagedTable>> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
          AND name <> 'revision'";
    // Rows come before those they belong to, or after.
    to.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let tables = list(to, sql, [], |row| row.get::<_, String>(0))?;
    let salvaged = tables.into_iter().map(|name| table(from, to, name)).collect::<Result<Vec<_>>>()?;
    // What belongs to nothing that could be read.
    to.execute_batch(
        "DELETE FROM observation WHERE report NOT IN (SELECT nr FROM report);
         DELETE FROM dose WHERE regimen NOT IN (SELECT nr FROM regimen);
         DELETE FROM supply WHERE regimen NOT IN (SELECT nr FROM regimen);",
    )?;
    Ok(salvaged)
}

fn table(from: &Connection, to: &Connection, name: String) -> Result<SalvagedTable> {
    let known = columns(to, &name)?;
    let there = columns(from, &name).unwrap_or_default();
    let shared: Vec<String> = known.into_iter().filter(|column| there.contains(column)).collect();
    let mut salvaged = SalvagedTable { name, saved: 0, refused: 0, is_broken: shared.is_empty() };
    if shared.is_empty() {
        return Ok(salvaged);
    }
    let quoted = shared.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ");
    let marks = vec!["?"; shared.len()].join(", ");
    let mut insert =
        to.prepare(&format!("INSERT OR IGNORE INTO {} ({quoted}) VALUES ({marks})", salvaged.name))?;
    let mut seen = BTreeSet::new();
    // From both ends: what lies behind a damaged page is reached the other way round.
    for direction in ["ASC", "DESC"] {
        let sql = format!("SELECT {quoted} FROM {} ORDER BY 1 {direction}", salvaged.name);
        let Ok(mut statement) = from.prepare(&sql) else {
            salvaged.is_broken = true;
            continue;
        };
        let mut rows = statement.query([])?;
        loop {
            let row = match rows.next() {
                Ok(None) => break,
                Ok(Some(row)) => row,
                Err(_) => {
                    salvaged.is_broken = true;
                    break;
                }
            };
            let cells: Vec<Value> = (0..shared.len()).map(|at| row.get(at)).collect::<Result<_>>()?;
            if !seen.insert(format!("{cells:?}")) {
                continue;
            }
            match insert.execute(params_from_iter(cells)) {
                Ok(1) => salvaged.saved += 1,
                _ => salvaged.refused += 1,
            }
        }
        if !salvaged.is_broken {
            break;
        }
    }
    Ok(salvaged)
}

/// The columns of a table that can be written to.
pub(super) fn columns(db: &Connection, table: &str) -> Result<Vec<String>> {
    list(db, "SELECT name FROM pragma_table_info(?1)", [table], |row| row.get(0))
}
