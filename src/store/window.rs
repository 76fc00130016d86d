//! Which reports are read: all of them, or those a first look and the rules can need.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use rusqlite::{Connection, Result};

use crate::domain::report::Kind;
use crate::store::rows::list;

/// Which reports are read, and the doses taken since when. Whatever it is, reports come whole, and regimens, symptoms,
/// events, questions, actions and the profile come all.
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
    /// Those with the newest of some results; what it costs grows with their number only.
    With(Wanted<'a>),
}

/// Some results: all that are not left out by one of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// Of this analyte.
    pub analyte: Option<&'a str>,
    /// On this kind of report.
    pub kind: Option<Kind>,
    /// On this day or later.
    pub since: Option<NaiveDate>,
    /// On this day or earlier.
    pub until: Option<NaiveDate>,
    /// The newest so many, and whatever else is of the day of the last of them.
    pub newest: Option<usize>,
}

impl Window<'_> {
    /// The first day of the doses that are read, or none for all of them. Where only some results are wanted, no dose
    /// is.
    pub(super) fn doses_since(self) -> Option<NaiveDate> {
        match self {
            Self::Whole => None,
            Self::Since { day, .. } => day.checked_sub_days(Days::new(DOSE_DAYS)),
            Self::With(_) => NaiveDate::from_ymd_opt(9999, 12, 31),
        }
    }

    /// The places of the reports, or none for every report.
    pub(super) fn places(self, db: &Connection) -> Result<Option<Vec<i64>>> {
        let (day, around, newest) = match self {
            Self::Whole => return Ok(None),
            Self::With(wanted) => return wanted.places(db).map(Some),
            Self::Since { day, around, newest } => (day, around, newest),
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

impl Wanted<'_> {
    fn places(self, db: &Connection) -> Result<Vec<i64>> {
        let (days, count) =
            if self.analyte.is_some() { (OF_ANALYTE, COUNT_ANALYTE) } else { (OF_DAYS, COUNT_DAYS) };
        let kind = self.kind.map(Kind::id);
        let since = self.since.map_or_else(String::new, |day| day.to_string());
        let until = end_of(self.until.unwrap_or(NaiveDate::MAX));
        let first = match self.newest {
            Some(newest) => {
                let others = newest.saturating_sub(1) as i64;
                let which = (self.analyte, kind, &since, &until, others);
                // Where there are fewer, all of them.
                list(db, count, which, |row| row.get(0))?.pop().unwrap_or(since)
            }
            None => since,
        };
        list(db, days, (self.analyte, kind, first, until), |row| row.get(0))
    }
}

/// Doses are read from so many days before the first report on: a lane and the longest stretch of a schedule.
const DOSE_DAYS: u64 = 62;

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

/// Reports by day, backwards where the day of the last of so many results is looked for. CROSS keeps the engine from
/// beginning with the results, which have no order but by analyte.
const OF_DAYS: &str = "SELECT nr FROM report
      WHERE day BETWEEN ?3 AND ?4 AND (?2 IS NULL OR kind = ?2)";
const COUNT_DAYS: &str = "SELECT r.day FROM report r CROSS JOIN observation o ON o.report = r.nr
      WHERE r.day BETWEEN ?3 AND ?4 AND (?2 IS NULL OR r.kind = ?2)
      ORDER BY r.day DESC LIMIT 1 OFFSET ?5";

/// The same along the index of one analyte.
const OF_ANALYTE: &str = "SELECT DISTINCT report FROM observation o CROSS JOIN report r ON r.nr = o.report
      WHERE o.analyte = ?1 AND o.day BETWEEN ?3 AND ?4 AND (?2 IS NULL OR r.kind = ?2)";
const COUNT_ANALYTE: &str = "SELECT o.day FROM observation o CROSS JOIN report r ON r.nr = o.report
      WHERE o.analyte = ?1 AND o.day BETWEEN ?3 AND ?4 AND (?2 IS NULL OR r.kind = ?2)
      ORDER BY o.day DESC LIMIT 1 OFFSET ?5";
