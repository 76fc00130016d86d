//! Doses taken as rows.

use std::sync::LazyLock;

use chrono::NaiveDate;
use rusqlite::{Connection, Result, Row};

use crate::domain::change::Entry;
use crate::domain::decimal::Decimal;
use crate::domain::dose_log::{DoseEntry, DoseState};
use crate::domain::id::EntryId;
use crate::domain::quantity::UnitCode;
use crate::store::log_table::LogTable;
use crate::store::rows::{clock_time, day, digits, in_order, known, list, maybe, named, put_row};
use crate::store::unreadable::StoredRowReader;
use crate::store::window::start_of;

/// The dose with this id and its place.
pub(super) fn find(db: &Connection, id: &EntryId) -> Result<Option<(i64, Entry)>> {
    Ok(list(db, &format!("{DOSE} WHERE id = ?1"), [id.as_str()], dose)?.pop())
}

/// Those of a day or later, in order of entry, each with its place.
pub(super) fn since(
    db: &Connection,
    from: NaiveDate,
    reader: &mut StoredRowReader,
) -> Result<Vec<(i64, Entry)>> {
    // With a sign the order is none that the table has, and the engine goes by the index of days.
    let sql = format!("{DOSE} WHERE day >= ?1 ORDER BY +nr");
    reader.entries(LogTable::DoseTaken, db, &sql, [start_of(from)], dose)
}

/// Those of some days, in order of entry, each with its place.
pub(super) fn between(
    db: &Connection,
    days: (&str, &str),
    reader: &mut StoredRowReader,
) -> Result<Vec<(i64, Entry)>> {
    let sql = format!("{DOSE} WHERE day BETWEEN ?1 AND ?2");
    Ok(in_order(reader.entries(LogTable::DoseTaken, db, &sql, days, dose)?))
}

/// The same, of days that may be most of all: to walk over every dose takes less than to look up many.
pub(super) fn within(
    db: &Connection,
    days: (&str, &str),
    reader: &mut StoredRowReader,
) -> Result<Vec<(i64, Entry)>> {
    if db.prepare_cached(ARE_FEW)?.query_row(days, |row| row.get(0))? {
        return between(db, days, reader);
    }
    let sql = format!("{DOSE} WHERE +day BETWEEN ?1 AND ?2 ORDER BY nr");
    reader.entries(LogTable::DoseTaken, db, &sql, days, dose)
}

/// Whether the doses of some days are less than a quarter of all, as their places tell.
const ARE_FEW: &str = "SELECT count(*) * 4 < (SELECT ifnull(max(nr), 0) FROM dose_taken) FROM dose_taken
      WHERE day BETWEEN ?1 AND ?2";

/// One from before some days of each drug that is taken on them or is one of a JSON list, where it was logged before, with
/// its place.
pub(super) fn one_before(
    db: &Connection,
    which: (&str, &str, &str),
    reader: &mut StoredRowReader,
) -> Result<Vec<(i64, Entry)>> {
    reader.entries(LogTable::DoseTaken, db, &ONE_BEFORE, which, dose)
}

/// Those from a first to a last day and those with ids of a JSON list, in order of entry, each with its place.
pub(super) fn around(
    db: &Connection,
    which: (&str, &str, &str),
    reader: &mut StoredRowReader,
) -> Result<Vec<(i64, Entry)>> {
    let sql = format!(
        "{DOSE} WHERE nr IN (SELECT nr FROM dose_taken WHERE day BETWEEN ?1 AND ?2
             UNION SELECT nr FROM dose_taken WHERE id IN (SELECT value FROM json_each(?3))) ORDER BY nr"
    );
    reader.entries(LogTable::DoseTaken, db, &sql, which, dose)
}

/// Hands every dose that is logged over, in order of entry, with its place.
pub(super) fn each(
    db: &Connection,
    reader: &mut StoredRowReader,
    put: impl FnMut((i64, Entry)),
) -> Result<()> {
    reader.each(LogTable::DoseTaken, db, &format!("{DOSE} ORDER BY nr"), [], dose, put)
}

/// Puts a dose over the one with its id, else at `place`, else behind all others.
pub(super) fn put(db: &Connection, dose: &DoseEntry, place: Option<i64>) -> Result<i64> {
    let row = (
        place,
        dose.id.as_str(),
        dose.drug.as_str(),
        dose.day.to_string(),
        dose.time.map(|time| time.format("%H:%M").to_string()),
        digits(dose.amount.as_ref()),
        dose.unit.as_deref(),
        dose.state.id(),
        &dose.note,
    );
    put_row(db, "dose_taken", dose.id.as_str(), PUT, row)
}

/// In the order of entry, which is nearly that of the days, the first is soon found.
static ONE_BEFORE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "WITH taken (drug) AS (
             SELECT drug FROM regimen WHERE start <= ?2 AND ifnull(stop, ?1) >= ?1
             UNION SELECT value FROM json_each(?3))
         {DOSE} WHERE nr IN (
             SELECT (SELECT nr FROM dose_taken d WHERE d.drug = taken.drug AND +d.day < ?1 ORDER BY nr LIMIT 1)
               FROM taken WHERE EXISTS (SELECT 1 FROM dose_taken WHERE day < ?1))"
    )
});

const DOSE: &str = "SELECT nr, id, drug, day, time, amount, unit, state, note FROM dose_taken";
const PUT: &str = "INSERT INTO dose_taken (nr, id, drug, day, time, amount, unit, state, note)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
     ON CONFLICT (id) DO UPDATE SET drug = excluded.drug, day = excluded.day, time = excluded.time,
         amount = excluded.amount, unit = excluded.unit, state = excluded.state, note = excluded.note";

fn dose(row: &Row<'_>) -> Result<(i64, Entry)> {
    let state = |word: &str| DoseState::from_id(word).ok_or("which is not a state of a dose");
    let dose = DoseEntry {
        id: named(row, 1)?,
        drug: named(row, 2)?,
        day: known(row, 3, day)?,
        time: maybe(row, 4, clock_time)?,
        amount: maybe(row, 5, Decimal::parse)?,
        unit: row.get_ref(6)?.as_str_or_null()?.map(UnitCode::new),
        state: known(row, 7, state)?,
        note: row.get(8)?,
    };
    Ok((row.get(0)?, Entry::DoseTaken(dose)))
}
