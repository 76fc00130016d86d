//! Reports and their results as rows.

use std::collections::HashSet;

use chrono::NaiveTime;
use rusqlite::{Connection, Params, Result, Row, params};

use crate::domain::decimal::Decimal;
use crate::domain::id::AnalyteId;
use crate::domain::interval::Interval;
use crate::domain::quantity::{Comparator, Quantity};
use crate::domain::report::{Kind, Observation, Report, Side, Specimen, Value};
use crate::store::rows::{day, digits, execute, known, list, maybe};

/// All reports, or those at these places, in order of entry, each with its place.
pub(super) fn load(db: &Connection, places: Option<&[i64]>) -> Result<Vec<(i64, Report)>> {
    let Some(places) = places else {
        let reports = list(db, &format!("{REPORT} ORDER BY nr"), [], report)?;
        return with_results(db, reports, "ORDER BY report, line", []);
    };
    // A JSON list: `[3, 5]`.
    let chosen = format!("{places:?}");
    let sql = format!("{REPORT} WHERE nr IN (SELECT value FROM json_each(?1)) ORDER BY nr");
    let reports = list(db, &sql, [&chosen], report)?;
    let some = "WHERE report IN (SELECT value FROM json_each(?1)) ORDER BY report, line";
    with_results(db, reports, some, [&chosen])
}

/// Puts a report over the one with its id, else at `place`, else behind all others.
pub(super) fn put(db: &Connection, report: &Report, place: Option<i64>) -> Result<i64> {
    let nr = put_paper(db, report, place)?;
    execute(db, "DELETE FROM observation WHERE report = ?1", [nr])?;
    let day = report.date.to_string();
    let mut insert = db.prepare_cached(PUT_RESULT)?;
    for (line, result) in report.results.iter().enumerate() {
        let (quantity, words) = match &result.value {
            Value::Number(quantity) => (Some(quantity), None),
            Value::Words(words) => (None, Some(words)),
        };
        let limits = result.reference.as_ref();
        insert.execute(params![
            nr,
            line as i64,
            day,
            result.analyte.as_str(),
            quantity.map(|q| q.comparator.sign()),
            quantity.map(|q| q.value.as_str()),
            quantity.map(|q| &*q.unit),
            words,
            digits(limits.and_then(|i| i.low.as_ref())),
            digits(limits.and_then(|i| i.high.as_ref())),
            result.flag,
            result.method,
            result.side.map(side_word),
            result.assay,
            result.note,
        ])?;
    }
    Ok(nr)
}

const REPORT: &str = "SELECT nr, id, kind, day, time, laboratory, note, fasting, hours_since_dose,
    abstinence_days, complete, who_edition, device FROM report";
const PUT: &str = "INSERT INTO report (nr, id, kind, day, time, laboratory, note, fasting, hours_since_dose,
         abstinence_days, complete, who_edition, device)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
     ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, day = excluded.day, time = excluded.time,
         laboratory = excluded.laboratory, note = excluded.note, fasting = excluded.fasting,
         hours_since_dose = excluded.hours_since_dose, abstinence_days = excluded.abstinence_days,
         complete = excluded.complete, who_edition = excluded.who_edition, device = excluded.device
     RETURNING nr";
const RESULT: &str =
    "SELECT report, analyte, comparator, value, unit, words, low, high, flag, method, side, assay, note
    FROM observation";
const PUT_RESULT: &str =
    "INSERT INTO observation (report, line, day, analyte, comparator, value, unit, words,
         low, high, flag, method, side, assay, note)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";

fn put_paper(db: &Connection, report: &Report, place: Option<i64>) -> Result<i64> {
    let (mut fasting, mut hours, mut abstinence, mut complete, mut edition, mut device) =
        (None, None, None, None, None, None);
    match &report.specimen {
        Specimen::Blood { fasting: known, hours_since_dose } => {
            (fasting, hours) = (*known, hours_since_dose.as_ref());
        }
        Specimen::Semen { abstinence_days, complete: known, who_edition } => {
            (abstinence, complete, edition) = (abstinence_days.as_ref(), *known, who_edition.as_ref());
        }
        Specimen::Dxa { device: known } => device = known.as_ref(),
        Specimen::Body => {}
    }
    let row = params![
        place,
        report.id.as_str(),
        report.kind().id(),
        report.date.to_string(),
        report.time.map(|time| time.format("%H:%M").to_string()),
        report.laboratory,
        report.note,
        fasting,
        digits(hours),
        digits(abstinence),
        complete,
        edition,
        device,
    ];
    db.prepare_cached(PUT)?.query_row(row, |row| row.get(0))
}

fn report(row: &Row<'_>) -> Result<(i64, Report)> {
    let kind = known(row, 2, |id| Kind::from_id(id).ok_or("which is no kind of report"))?;
    let specimen = match kind {
        Kind::Blood => {
            Specimen::Blood { fasting: row.get(7)?, hours_since_dose: maybe(row, 8, Decimal::parse)? }
        }
        Kind::Semen => Specimen::Semen {
            abstinence_days: maybe(row, 9, Decimal::parse)?,
            complete: row.get(10)?,
            who_edition: row.get(11)?,
        },
        Kind::Dxa => Specimen::Dxa { device: row.get(12)? },
        Kind::Body => Specimen::Body,
    };
    let report = Report {
        id: row.get::<_, String>(1)?.into(),
        date: known(row, 3, day)?,
        time: maybe(row, 4, |text| NaiveTime::parse_from_str(text, "%H:%M"))?,
        laboratory: row.get(5)?,
        specimen,
        note: row.get(6)?,
        results: Vec::new(),
    };
    Ok((row.get(0)?, report))
}

/// Hands each result to its report; both come in order of entry. One analyte is one allocation.
fn with_results(
    db: &Connection,
    mut reports: Vec<(i64, Report)>,
    which: &str,
    params: impl Params,
) -> Result<Vec<(i64, Report)>> {
    let mut analytes = HashSet::new();
    let mut statement = db.prepare_cached(&format!("{RESULT} {which}"))?;
    let mut rows = statement.query(params)?;
    let mut papers = reports.iter_mut();
    let mut paper = papers.next();
    while let Some(row) = rows.next()? {
        let nr: i64 = row.get(0)?;
        while paper.as_ref().is_some_and(|(at, _)| *at < nr) {
            paper = papers.next();
        }
        if let Some((_, report)) = paper.as_mut().filter(|(at, _)| *at == nr) {
            report.results.push(result(row, &mut analytes)?);
        }
    }
    Ok(reports)
}

fn result(row: &Row<'_>, analytes: &mut HashSet<AnalyteId>) -> Result<Observation> {
    let value = match maybe(row, 3, Decimal::parse)? {
        Some(value) => Value::Number(Quantity {
            comparator: known(row, 2, |sign| Comparator::from_sign(sign).ok_or("which is no comparator"))?,
            value,
            unit: row.get_ref(4)?.as_str()?.into(),
        }),
        None => Value::Words(row.get(5)?),
    };
    let reference = Interval { low: maybe(row, 6, Decimal::parse)?, high: maybe(row, 7, Decimal::parse)? };
    Ok(Observation {
        analyte: interned(row.get_ref(1)?.as_str()?, analytes),
        value,
        reference: Some(reference).filter(|interval| !interval.is_open()),
        flag: row.get(8)?,
        method: row.get(9)?,
        side: maybe(row, 10, side)?,
        assay: row.get(11)?,
        note: row.get(12)?,
    })
}

fn interned(name: &str, analytes: &mut HashSet<AnalyteId>) -> AnalyteId {
    if let Some(known) = analytes.get(name) {
        return known.clone();
    }
    let new = AnalyteId::new(name);
    analytes.insert(new.clone());
    new
}

const fn side_word(side: Side) -> &'static str {
    match side {
        Side::Left => "left",
        Side::Right => "right",
    }
}

fn side(word: &str) -> Result<Side, &'static str> {
    match word {
        "left" => Ok(Side::Left),
        "right" => Ok(Side::Right),
        _ => Err("which is no side"),
    }
}
