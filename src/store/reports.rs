//! Reports and their results as rows.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, LazyLock};

use rusqlite::types::{Type, Value as Stored};
use rusqlite::{Connection, Params, Result, Row, params, params_from_iter};

use crate::domain::context::{ContextField, FieldShape, FieldValue};
use crate::domain::decimal::Decimal;
use crate::domain::id::AnalyteId;
use crate::domain::interval::Interval;
use crate::domain::method::Method;
use crate::domain::quantity::{Comparator, Quantity};
use crate::domain::report::{BodySide, Kind, Observation, Report, Value};
use crate::domain::source_file::{FileDigest, SourceFile};
use crate::store::log_table::LogTable;
use crate::store::rows::{clock_time, day, digits, execute, known, maybe, named, place_of, put_row};
use crate::store::unreadable::{PartTable, StoredRowReader};

/// All reports, or those at these places, in order of entry, each with its place.
pub(super) fn load(
    db: &Connection,
    places: Option<&[i64]>,
    reader: &mut StoredRowReader,
) -> Result<Vec<(i64, Report)>> {
    let Some(places) = places else {
        let reports =
            reader.entries(LogTable::Report, db, &format!("{} ORDER BY nr", *REPORT), [], report)?;
        return with_results(db, reports, "ORDER BY report, line", [], reader);
    };
    // A JSON list: `[3, 5]`.
    let chosen = format!("{places:?}");
    let sql = format!("{} WHERE nr IN (SELECT value FROM json_each(?1)) ORDER BY nr", *REPORT);
    let reports = reader.entries(LogTable::Report, db, &sql, [&chosen], report)?;
    let some = "WHERE report IN (SELECT value FROM json_each(?1)) ORDER BY report, line";
    with_results(db, reports, some, [&chosen], reader)
}

/// The reports with results of some analytes, whose ids stand in a JSON list, and of their results these alone.
pub(super) fn load_series(
    db: &Connection,
    analytes: &str,
    reader: &mut StoredRowReader,
) -> Result<Vec<(i64, Report)>> {
    let of_analytes = "WHERE analyte IN (SELECT value FROM json_each(?1))";
    let sql = format!("{} WHERE nr IN (SELECT report FROM observation {of_analytes}) ORDER BY nr", *REPORT);
    let reports = reader.entries(LogTable::Report, db, &sql, [analytes], report)?;
    // In the order of the index, by analyte: to sort them the engine would write every column down.
    with_results(db, reports, of_analytes, [analytes], reader)
}

/// Puts a report over the one with its id, else at `place`, else behind all others.
pub(super) fn put(db: &Connection, report: &Report, place: Option<i64>) -> Result<i64> {
    let stored = place_of(db, "SELECT nr FROM report WHERE id = ?1", [&*report.id])?;
    let nr = put_paper(db, report, place, stored)?;
    if stored.is_some() {
        // Not for a new report: the engine makes a table of its own for what it is about to delete.
        execute(db, "DELETE FROM observation WHERE report = ?1", [nr])?;
    }
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
            result.method.as_deref(),
            result.side.map(BodySide::id),
            result.assay.as_deref(),
            result.note,
        ])?;
    }
    Ok(nr)
}

/// Columns of every report, in the order they are read and written in; the fields of the kinds follow.
const COLUMNS: [&str; 9] =
    ["nr", "id", "kind", "day", "time", "laboratory", "note", "source_path", "source_sha256"];

/// Every column of a report.
fn columns() -> Vec<&'static str> {
    COLUMNS.into_iter().chain(ContextField::all().map(|field| field.row().key)).collect()
}

static REPORT: LazyLock<String> = LazyLock::new(|| format!("SELECT {} FROM report", columns().join(", ")));

static PUT_NEW: LazyLock<String> = LazyLock::new(|| {
    let columns = columns();
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("?{place}")).collect();
    format!("INSERT INTO report ({}) VALUES ({})", columns.join(", "), places.join(", "))
});

static PUT: LazyLock<String> = LazyLock::new(|| {
    let columns = columns();
    let changed = columns.iter().filter(|column| !["nr", "id"].contains(column));
    let changed: Vec<String> = changed.map(|column| format!("{column} = excluded.{column}")).collect();
    format!("{} ON CONFLICT (id) DO UPDATE SET {}", *PUT_NEW, changed.join(", "))
});

const RESULT: &str =
    "SELECT report, line, analyte, comparator, value, unit, words, low, high, flag, method, side, assay, note
    FROM observation";
const PUT_RESULT: &str =
    "INSERT INTO observation (report, line, day, analyte, comparator, value, unit, words,
         low, high, flag, method, side, assay, note)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";

/// Puts what a report says of itself, over the one that is stored with its id where there is one.
fn put_paper(db: &Connection, report: &Report, place: Option<i64>, stored: Option<i64>) -> Result<i64> {
    let text = |text: Option<&str>| text.map_or(Stored::Null, |text| Stored::Text(text.to_owned()));
    let mut row = vec![
        place.map_or(Stored::Null, Stored::Integer),
        text(Some(&report.id)),
        text(Some(report.kind().id())),
        text(Some(&report.date.to_string())),
        text(report.time.map(|time| time.format("%H:%M").to_string()).as_deref()),
        text(report.laboratory.as_deref()),
        text(report.note.as_deref()),
        text(report.source.as_ref().map(|source| source.path.as_str())),
        text(report.source.as_ref().map(|source| source.sha256.as_str())),
    ];
    row.extend(ContextField::all().map(|field| match report.context.get(field) {
        None => Stored::Null,
        Some(FieldValue::Answer(yes)) => Stored::Integer(i64::from(*yes)),
        Some(other) => Stored::Text(other.typed()),
    }));
    if stored.is_some() {
        return put_row(db, "report", &report.id, &PUT, params_from_iter(row));
    }
    execute(db, &PUT_NEW, params_from_iter(row))?;
    Ok(db.last_insert_rowid())
}

fn report(row: &Row<'_>) -> Result<(i64, Report)> {
    let kind = known(row, 2, |id| Kind::from_id(id).ok_or("which is not a kind of report"))?;
    let mut report = Report::new(kind, known(row, 3, day)?);
    report.id = named(row, 1)?;
    report.time = maybe(row, 4, clock_time)?;
    report.laboratory = row.get(5)?;
    report.note = row.get(6)?;
    let sha256 = maybe(row, 8, FileDigest::parse)?;
    report.source =
        row.get::<_, Option<String>>(7)?.zip(sha256).map(|(path, sha256)| SourceFile { path, sha256 });
    for (field, at) in ContextField::all().zip(COLUMNS.len()..) {
        let value = match field.row().shape {
            FieldShape::Answer => row.get::<_, Option<bool>>(at)?.map(FieldValue::Answer),
            FieldShape::Words => row.get::<_, Option<String>>(at)?.map(FieldValue::Words),
            FieldShape::Amount | FieldShape::Specimen => maybe(row, at, |text| field.parse(text))?,
        };
        if value.is_some() {
            report.context.put(field, value).map_err(|misplaced| {
                rusqlite::Error::FromSqlConversionFailure(at, Type::Text, misplaced.into())
            })?;
        }
    }
    Ok((row.get(0)?, report))
}

/// Hands each result to its report.
fn with_results(
    db: &Connection,
    mut reports: Vec<(i64, Report)>,
    which: &str,
    params: impl Params,
    reader: &mut StoredRowReader,
) -> Result<Vec<(i64, Report)>> {
    let mut shared = SharedParts::default();
    let of = PartTable { table: LogTable::Observation, entry_id: |report: &Report| &report.id };
    reader.parts(of, db, &format!("{RESULT} {which}"), params, &mut reports, |row, report| {
        let result = result(row, &mut shared)?;
        if report.results.len() == report.results.capacity() {
            report.results.reserve_exact(RESULTS_AT_ONCE);
        }
        report.results.push(result);
        Ok(())
    })?;
    Ok(reports)
}

/// Room is made for so many results of a report at once. Twice as much each time would leave a third of it empty.
const RESULTS_AT_ONCE: usize = 4;

fn result(row: &Row<'_>, shared: &mut SharedParts) -> Result<Observation> {
    let analyte = shared.analyte(row.get_ref(2)?.as_str()?);
    let (reference, analyte) = (analyte.interval(row)?, analyte.id.clone());
    let value = match maybe(row, 4, Decimal::parse)? {
        Some(value) => Value::Number(Quantity {
            comparator: known(row, 3, |sign| Comparator::from_sign(sign).ok_or("which is not a comparator"))?,
            value,
            unit: row.get_ref(5)?.as_str()?.into(),
        }),
        None => Value::Words(row.get(6)?),
    };
    Ok(Observation {
        analyte,
        value,
        reference,
        flag: row.get(9)?,
        method: row.get_ref(10)?.as_str_or_null()?.map(|method| shared.method(method)),
        side: maybe(row, 11, BodySide::parse)?,
        assay: row.get_ref(12)?.as_str_or_null()?.map(|assay| shared.method(assay)),
        note: row.get(13)?,
    })
}

/// What many results have in common, each in one place.
#[derive(Default)]
struct SharedParts {
    analytes: Vec<SharedAnalyte>,
    /// Where in these an analyte is.
    places: HashMap<AnalyteId, usize>,
    /// By how they are written.
    methods: HashMap<String, Method>,
}

/// An analyte, and the intervals last printed with it: few laboratories are gone to by turns.
struct SharedAnalyte {
    id: AnalyteId,
    intervals: VecDeque<Arc<Interval>>,
}

/// Intervals of an analyte that are kept to be shared.
const MOST_INTERVALS: usize = 8;

impl SharedParts {
    fn analyte(&mut self, id: &str) -> &mut SharedAnalyte {
        let at = self.places.get(id).copied().unwrap_or_else(|| {
            let id = AnalyteId::new(id);
            self.places.insert(id.clone(), self.analytes.len());
            self.analytes.push(SharedAnalyte { id, intervals: VecDeque::new() });
            self.analytes.len() - 1
        });
        &mut self.analytes[at]
    }

    fn method(&mut self, typed: &str) -> Method {
        if let Some(known) = self.methods.get(typed) {
            return known.clone();
        }
        let new = Method::new(typed);
        self.methods.insert(typed.to_owned(), new.clone());
        new
    }
}

impl SharedAnalyte {
    /// The interval of a row; none where both sides are open.
    fn interval(&mut self, row: &Row<'_>) -> Result<Option<Arc<Interval>>> {
        let limits = (row.get_ref(7)?.as_str_or_null()?, row.get_ref(8)?.as_str_or_null()?);
        if limits == (None, None) {
            return Ok(None);
        }
        for known in &self.intervals {
            if limits == (digits(known.low.as_ref()), digits(known.high.as_ref())) {
                return Ok(Some(known.clone()));
            }
        }
        let new = Arc::new(Interval::new(maybe(row, 7, Decimal::parse)?, maybe(row, 8, Decimal::parse)?));
        self.intervals.truncate(MOST_INTERVALS - 1);
        self.intervals.push_front(new.clone());
        Ok(Some(new))
    }
}
