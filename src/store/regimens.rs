//! Regimens and their doses as rows.

use rusqlite::{Connection, Result, Row};

use crate::domain::change::Entry;
use crate::domain::decimal::Decimal;
use crate::domain::id::EntryId;
use crate::domain::regimen::{Dose, Regimen};
use crate::domain::schedule::Schedule;
use crate::store::doses;
use crate::store::rows::{day, execute, iso, known, maybe, put_row};
use crate::store::unreadable::{RowsOf, StoredRowReader};

/// The regimen with this id, or all of them in order of entry, each with its place.
pub(super) fn load(
    db: &Connection,
    id: Option<&EntryId>,
    reader: &mut StoredRowReader,
) -> Result<Vec<(i64, Entry)>> {
    let mut regimens = match id {
        Some(id) => {
            reader.entries("regimen", db, &format!("{REGIMEN} WHERE id = ?1"), [id.as_str()], regimen)?
        }
        None => reader.entries("regimen", db, &format!("{REGIMEN} ORDER BY nr"), [], regimen)?,
    };
    for (nr, regimen) in &mut regimens {
        let of = |table| RowsOf { table, entry: (*nr, &regimen.id) };
        let doses = reader.parts(of("dose"), db, DOSES, [*nr], dose)?;
        let supply = doses::supply(db, of("supply"), reader)?;
        (regimen.doses, regimen.supply) = (doses, supply);
    }
    Ok(regimens.into_iter().map(|(nr, regimen)| (nr, Entry::Regimen(regimen))).collect())
}

/// Puts a regimen over the one with its id, else at `place`, else behind all others.
pub(super) fn put(db: &Connection, regimen: &Regimen, place: Option<i64>) -> Result<i64> {
    let row = (
        place,
        regimen.id.as_str(),
        regimen.drug.as_str(),
        &regimen.route,
        regimen.start.to_string(),
        iso(regimen.stop),
        &regimen.note,
    );
    let nr = put_row(db, "regimen", regimen.id.as_str(), PUT, row)?;
    execute(db, "DELETE FROM dose WHERE regimen = ?1", [nr])?;
    for (line, dose) in regimen.doses.iter().enumerate() {
        let row = (
            nr,
            line as i64,
            dose.from.to_string(),
            dose.amount.as_str(),
            &dose.unit,
            dose.schedule.as_str(),
        );
        execute(db, PUT_DOSE, row)?;
    }
    doses::put_supply(db, nr, regimen.supply.as_ref())?;
    Ok(nr)
}

const REGIMEN: &str = "SELECT nr, id, drug, route, start, stop, note FROM regimen";
const DOSES: &str = "SELECT start, amount, unit, schedule FROM dose WHERE regimen = ?1 ORDER BY line";
const PUT: &str =
    "INSERT INTO regimen (nr, id, drug, route, start, stop, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
     ON CONFLICT (id) DO UPDATE SET drug = excluded.drug, route = excluded.route, start = excluded.start,
         stop = excluded.stop, note = excluded.note";
const PUT_DOSE: &str =
    "INSERT INTO dose (regimen, line, start, amount, unit, schedule) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

fn regimen(row: &Row<'_>) -> Result<(i64, Regimen)> {
    let regimen = Regimen {
        id: row.get::<_, String>(1)?.into(),
        drug: row.get::<_, String>(2)?.into(),
        route: row.get(3)?,
        start: known(row, 4, day)?,
        stop: maybe(row, 5, day)?,
        doses: Vec::new(),
        supply: None,
        note: row.get(6)?,
    };
    Ok((row.get(0)?, regimen))
}

fn dose(row: &Row<'_>) -> Result<Dose> {
    Ok(Dose {
        from: known(row, 0, day)?,
        amount: known(row, 1, Decimal::parse)?,
        unit: row.get(2)?,
        schedule: Schedule::new(&row.get::<_, String>(3)?),
    })
}
