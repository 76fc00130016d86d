//! Regimens, their doses and what is left of a drug, as rows.

use rusqlite::{Connection, Result, Row, params_from_iter};

use crate::domain::change::Entry;
use crate::domain::decimal::Decimal;
use crate::domain::id::EntryId;
use crate::domain::regimen::{Dose, Regimen};
use crate::domain::schedule::Schedule;
use crate::domain::supply::Supply;
use crate::store::log_table::LogTable;
use crate::store::rows::{day, digits, execute, iso, known, maybe, named, put_row};
use crate::store::unreadable::{PartTable, StoredRowReader};

/// The regimen with this id, or all of them in order of entry, each with its place.
pub(super) fn load(
    db: &Connection,
    id: Option<&EntryId>,
    reader: &mut StoredRowReader,
) -> Result<Vec<(i64, Entry)>> {
    let (which, of_which) = match id {
        Some(_) => ("WHERE id = ?1", "WHERE regimen = (SELECT nr FROM regimen WHERE id = ?1)"),
        None => ("", ""),
    };
    let id = || params_from_iter(id.map(EntryId::as_str));
    let entry_id: fn(&Regimen) -> &str = |regimen| &regimen.id;
    let mut regimens =
        reader.entries(LogTable::Regimen, db, &format!("{REGIMEN} {which} ORDER BY nr"), id(), regimen)?;
    let of = PartTable { table: LogTable::Dose, entry_id };
    let doses = format!("{DOSES} {of_which} ORDER BY regimen, line");
    reader.parts(of, db, &doses, id(), &mut regimens, |row, regimen| {
        regimen.doses.push(dose(row)?);
        Ok(())
    })?;
    let of = PartTable { table: LogTable::Supply, entry_id };
    let supplies = format!("{SUPPLIES} {of_which} ORDER BY regimen");
    reader.parts(of, db, &supplies, id(), &mut regimens, |row, regimen| {
        regimen.supply = Some(supply(row)?);
        Ok(())
    })?;
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
    put_supply(db, nr, regimen.supply.as_ref())?;
    Ok(nr)
}

/// Puts a supply in place of the one the regimen had, or takes that out.
fn put_supply(db: &Connection, regimen: i64, supply: Option<&Supply>) -> Result<()> {
    execute(db, "DELETE FROM supply WHERE regimen = ?1", [regimen])?;
    let Some(supply) = supply else {
        return Ok(());
    };
    let row = (
        regimen,
        supply.counted.to_string(),
        supply.left.as_str(),
        digits(supply.strength.as_ref()),
        digits(supply.package.as_ref()),
        supply.lead_days,
    );
    execute(db, PUT_SUPPLY, row)
}

const REGIMEN: &str = "SELECT nr, id, drug, route, start, stop, note FROM regimen";
const DOSES: &str = "SELECT regimen, line, start, amount, unit, schedule FROM dose";
const SUPPLIES: &str = "SELECT regimen, 0, counted, left, strength, package, lead_days FROM supply";
const PUT: &str =
    "INSERT INTO regimen (nr, id, drug, route, start, stop, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
     ON CONFLICT (id) DO UPDATE SET drug = excluded.drug, route = excluded.route, start = excluded.start,
         stop = excluded.stop, note = excluded.note";
const PUT_DOSE: &str =
    "INSERT INTO dose (regimen, line, start, amount, unit, schedule) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

const PUT_SUPPLY: &str = "INSERT INTO supply (regimen, counted, left, strength, package, lead_days) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

fn regimen(row: &Row<'_>) -> Result<(i64, Regimen)> {
    let regimen = Regimen {
        id: named(row, 1)?,
        drug: named(row, 2)?,
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
        from: known(row, 2, day)?,
        amount: known(row, 3, Decimal::parse)?,
        unit: row.get(4)?,
        schedule: Schedule::new(&row.get::<_, String>(5)?),
    })
}

fn supply(row: &Row<'_>) -> Result<Supply> {
    Ok(Supply {
        counted: known(row, 2, day)?,
        left: known(row, 3, Decimal::parse)?,
        strength: maybe(row, 4, Decimal::parse)?,
        package: maybe(row, 5, Decimal::parse)?,
        lead_days: row.get(6)?,
    })
}
