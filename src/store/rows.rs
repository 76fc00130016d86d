//! Rows and their cells: what is asked of the database, and text of it as the domain reads it.

use std::fmt::Display;

use chrono::{NaiveDate, NaiveTime};
use rusqlite::types::{FromSql, FromSqlResult, Type, ValueRef};
use rusqlite::{Connection, OptionalExtension, Params, Result, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::decimal::Decimal;

/// The rows of a query, read one by one.
pub(super) fn list<T>(
    db: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    db.prepare_cached(sql)?.query_map(params, read)?.collect()
}

/// Runs a statement that answers nothing.
pub(super) fn execute(db: &Connection, sql: &str, params: impl Params) -> Result<()> {
    db.prepare_cached(sql)?.execute(params).map(drop)
}

/// Runs a statement that puts an entry in a table, over the one with its id where there is one, and gives its place.
/// A statement that gives the place itself would make a table of its own each time, which costs more than to put it.
pub(super) fn put_row(db: &Connection, table: &str, id: &str, sql: &str, params: impl Params) -> Result<i64> {
    execute(db, sql, params)?;
    let place = format!("SELECT nr FROM {table} WHERE id = ?1");
    db.prepare_cached(&place)?.query_row([id], |row| row.get(0))
}

/// The first column of the first row, if there is a row.
pub(super) fn place_of(db: &Connection, sql: &str, params: impl Params) -> Result<Option<i64>> {
    db.prepare_cached(sql)?.query_row(params, |row| row.get(0)).optional()
}

/// Rows in order of entry. Where an index found them, the engine would write every column down to sort them.
pub(super) fn in_order<T>(mut rows: Vec<(i64, T)>) -> Vec<(i64, T)> {
    rows.sort_unstable_by_key(|(nr, _)| *nr);
    rows
}

/// Text of a column as the domain reads it; what it refuses is named with its column.
pub(super) fn maybe<T, E: Display>(
    row: &Row<'_>,
    at: usize,
    read: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>> {
    let Some(text) = row.get_ref(at)?.as_str_or_null()? else {
        return Ok(None);
    };
    read(text).map(Some).map_err(|reason| {
        let column = row.as_ref().column_name(at).unwrap_or_default();
        let detail = format!("{column} says “{text}”, {reason}");
        rusqlite::Error::FromSqlConversionFailure(at, Type::Text, detail.into())
    })
}

/// The same where the schema lets no row be without.
pub(super) fn known<T, E: Display>(
    row: &Row<'_>,
    at: usize,
    read: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T> {
    maybe(row, at, read)?
        .ok_or_else(|| rusqlite::Error::FromSqlConversionFailure(at, Type::Null, "a value is missing".into()))
}

/// A name of the catalogue or an id, from its text as it stands in the row.
pub(super) fn named<T: for<'a> From<&'a str>>(row: &Row<'_>, at: usize) -> Result<T> {
    row.get::<_, Named<T>>(at).map(|named| named.0)
}

struct Named<T>(T);

impl<T: for<'a> From<&'a str>> FromSql for Named<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str().map(|text| Self(text.into()))
    }
}

/// A value as JSON, as the journal keeps it.
pub(super) fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

/// A value from the JSON of a column.
pub(super) fn parsed<T: DeserializeOwned>(row: &Row<'_>, at: usize) -> Result<T> {
    known(row, at, |text| {
        serde_json::from_str(text).map_err(|error| format!("which the journal cannot take back: {error}"))
    })
}

/// A day as stored.
pub(super) fn iso(day: Option<NaiveDate>) -> Option<String> {
    day.map(|day| day.to_string())
}

/// The digits of a number as they are stored.
pub(super) fn digits(number: Option<&Decimal>) -> Option<&str> {
    number.map(Decimal::as_str)
}

/// The hour and minute of a clock from their text.
pub(super) fn clock_time(text: &str) -> Result<NaiveTime, chrono::ParseError> {
    // As with days, the library's reader takes ten times as long.
    iso_time(text.as_bytes()).map_or_else(|| NaiveTime::parse_from_str(text, "%H:%M"), Ok)
}

/// A day from its text.
pub(super) fn day(text: &str) -> Result<NaiveDate, chrono::ParseError> {
    // The library's reader takes every way to write a day, and ten times as long for the one that is stored.
    iso_day(text.as_bytes()).map_or_else(|| text.parse(), Ok)
}

/// `2026-03-14`; none where it is written in another way.
fn iso_day(text: &[u8]) -> Option<NaiveDate> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else { return None };
    let year = i32::try_from(digits_of(&[y1, y2, y3, y4])?).ok()?;
    NaiveDate::from_ymd_opt(year, digits_of(&[m1, m2])?, digits_of(&[d1, d2])?)
}

/// `07:30`; none where it is written in another way.
fn iso_time(text: &[u8]) -> Option<NaiveTime> {
    let &[h1, h2, b':', m1, m2] = text else { return None };
    NaiveTime::from_hms_opt(digits_of(&[h1, h2])?, digits_of(&[m1, m2])?, 0)
}

/// The number that digits stand for; none where one is another sign.
fn digits_of(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, byte| Some(sum * 10 + char::from(*byte).to_digit(10)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_the_library_reads_it() {
        for text in [
            "2026-03-14",
            "1850-01-01",
            "2024-02-29",
            "2026-02-29",
            "2026-13-01",
            "2026-3-4",
            "2026/03/14",
            "",
            "x",
        ] {
            assert_eq!(day(text).ok(), text.parse().ok(), "{text}");
        }
        for text in ["2026-03-14", "2024-02-29"] {
            assert_eq!(iso_day(text.as_bytes()).map(|day| day.to_string()).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_time_is_read_as_the_library_reads_it() {
        for text in
            ["07:30", "00:00", "23:59", "24:00", "12:60", "7:30", "07.30", "07:30:00", "+7:30", "", "x"]
        {
            assert_eq!(clock_time(text).ok(), NaiveTime::parse_from_str(text, "%H:%M").ok(), "{text}");
        }
        assert_eq!(iso_time(b"07:30"), NaiveTime::from_hms_opt(7, 30, 0));
    }
}
