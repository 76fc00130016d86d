//! Rows that can be read and hold what the log does not take, found by offering each to a new log.

use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, Result, params_from_iter};

use crate::store::error::constraint_words;
use crate::store::open;
use crate::store::salvage::columns;
use crate::store::unreadable::UnreadableRow;

/// A table, and how its rows are named: the id of the entry, where that stands, and which part of it a row is.
struct OfferedTable {
    name: &'static str,
    entry: &'static str,
    nr: &'static str,
    line: &'static str,
}

const fn table_of_entries(name: &'static str) -> OfferedTable {
    OfferedTable { name, entry: "id", nr: "nr", line: "NULL" }
}

const OF_REGIMEN: &str = "(SELECT id FROM regimen WHERE nr = regimen)";

const TABLES: &[OfferedTable] = &[
    table_of_entries("report"),
    OfferedTable {
        name: "observation",
        entry: "(SELECT id FROM report WHERE nr = report)",
        nr: "report",
        line: "line",
    },
    table_of_entries("regimen"),
    OfferedTable { name: "dose", entry: OF_REGIMEN, nr: "regimen", line: "line" },
    OfferedTable { name: "supply", entry: OF_REGIMEN, nr: "regimen", line: "NULL" },
    table_of_entries("symptom"),
    table_of_entries("event"),
    table_of_entries("dose_taken"),
    table_of_entries("question"),
    OfferedTable { name: "profile", entry: "nr", nr: "nr", line: "NULL" },
    OfferedTable { name: "reminder_action", entry: "rule", nr: "nr", line: "NULL" },
];

/// The rows that a new log would not take, each with what it takes instead.
pub(super) fn outside_rows(db: &Connection) -> Result<Vec<UnreadableRow>> {
    let new = open::open_in_memory()?.db;
    // Each row is offered by itself, without what it belongs to.
    new.pragma_update(None, "foreign_keys", false)?;
    let mut refused = Vec::new();
    for table in TABLES {
        refused.extend(table.refused_by(&new, db)?);
    }
    Ok(refused)
}

impl OfferedTable {
    fn refused_by(&self, new: &Connection, db: &Connection) -> Result<Vec<UnreadableRow>> {
        let Self { name, entry, nr, line } = self;
        let columns = columns(db, name)?;
        let (cells, listed) = (columns.len(), columns.join(", "));
        let sql = format!("SELECT CAST({entry} AS TEXT), {nr}, {line}, {listed} FROM {name}");
        let mut statement = db.prepare(&sql)?;
        let marks = vec!["?"; cells].join(", ");
        let mut insert = new.prepare(&format!("INSERT INTO {name} ({listed}) VALUES ({marks})"))?;
        let mut rows = statement.query([])?;
        let mut refused = Vec::new();
        while let Some(row) = rows.next()? {
            let offered = (0..cells).map(|at| row.get(NAMED + at)).collect::<Result<Vec<Value>>>()?;
            let Err(error) = insert.execute(params_from_iter(offered)) else { continue };
            if error.sqlite_error_code() != Some(ErrorCode::ConstraintViolation) {
                return Err(error);
            }
            refused.push(UnreadableRow {
                table: name,
                entry: row.get::<_, Option<String>>(0)?.unwrap_or_default(),
                line: row.get(2)?,
                detail: format!("the log takes only {}", constraint_words(&error.to_string())),
                nr: row.get(1)?,
            });
        }
        new.execute(&format!("DELETE FROM {name}"), [])?;
        Ok(refused)
    }
}

/// So many columns name a row; its cells stand behind them.
const NAMED: usize = 3;
