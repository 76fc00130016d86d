//! Which reports are read: all of them, or those a first look and the rules can need.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::{Connection, Result};

use crate::store::rows::list;

/// Which reports are read. Whatever it is, they come whole, and regimens, symptoms, events, actions and the
/// profile come all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window<'a> {
    /// Every one.
    Whole,
    /// Those that meet any of these; what it costs does not grow with the length of the history.
    Since {
        /// On this day or later.
        day: NaiveDate,
        /// From the first to the last day of one of these, both included.
        around: &'a [(NaiveDate, NaiveDate)],
        /// With an analyte on one of the newest so many days it was measured.
        newest: usize,
    },
}

impl Window<'_> {
    /// The places of the reports, or none for every report.
    pub(super) fn places(self, db: &Connection) -> Result<Option<Vec<i64>>> {
        let Window::Since { day, around, newest } = self else {
            return Ok(None);
        };
        let mut places = BTreeSet::new();
        let ranges = around.iter().copied().chain([(day, NaiveDate::MAX)]);
        for (first, last) in ranges {
            let days = (first.to_string(), end_of(last));
            let sql = "SELECT nr FROM report WHERE day BETWEEN ?1 AND ?2";
            places.extend(list(db, sql, days, |row| row.get::<_, i64>(0))?);
        }
        if let Some(earlier_days) = newest.checked_sub(1) {
            for analyte in list(db, ANALYTES, [], |row| row.get::<_, String>(0))? {
                let which = (analyte, earlier_days as i64);
                places.extend(list(db, NEWEST, which, |row| row.get::<_, i64>(0))?);
            }
        }
        Ok(Some(places.into_iter().collect()))
    }
}

/// Days compare as text, where years have four digits; no stored day is behind this one.
fn end_of(day: NaiveDate) -> String {
    day.min(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(day)).to_string()
}

/// Each analyte once, by steps along the index from one to the next.
const ANALYTES: &str = "WITH RECURSIVE each (analyte) AS (
         SELECT min(analyte) FROM observation
         UNION ALL
         SELECT (SELECT min(analyte) FROM observation WHERE analyte > each.analyte) FROM each
          WHERE each.analyte IS NOT NULL)
     SELECT analyte FROM each WHERE analyte IS NOT NULL";

/// Down the index from the newest day; an analyte measured on fewer days is taken whole.
const NEWEST: &str = "SELECT report FROM observation WHERE analyte = ?1 AND day >= ifnull(
         (SELECT DISTINCT day FROM observation WHERE analyte = ?1 ORDER BY day DESC LIMIT 1 OFFSET ?2), '')";
