//! Which reports are read: all of them, or those a first look and the rules can need.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use rusqlite::{Connection, Params, Result};

use crate::domain::need::{NeededItem, ResultNeed};
use crate::domain::report::Kind;
use crate::domain::specimen::Specimen;
use crate::store::rows::list;

/// Which reports are read, and the doses taken since when. Whatever it is, reports come whole, and regimens, symptoms,
/// events, questions, actions and the profile come all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window<'a> {
    Whole,
    /// Those of the days that are needed, those later than today, and those with an analyte on one of the newest so
    /// many days it was measured; what it costs does not grow with the length of the history.
    Needed {
        /// What is looked at.
        needs: &'a [ResultNeed],
        /// The newest so many days of each analyte, to be shown.
        newest: usize,
        /// Reports dated later are read as well.
        today: NaiveDate,
    },
    /// Those with the newest of some results; what it costs grows with their number only.
    With(WantedResults<'a>),
}

/// Some results: all that are not left out by one of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WantedResults<'a> {
    /// Of this series: an analyte, or one in another specimen than serum.
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
    /// The indexes that tell what is read; what they lack would be missing.
    pub(super) const fn indexes(self) -> &'static [&'static str] {
        match self {
            Self::Whole => &[],
            Self::With(WantedResults { analyte: None, .. }) => &[REPORTS_BY_DAY],
            Self::With(_) => &[REPORTS_BY_DAY, RESULTS_BY_ANALYTE],
            Self::Needed { .. } => &[REPORTS_BY_DAY, RESULTS_BY_ANALYTE, DOSES_BY_DAY],
        }
    }

    /// The first day of the doses that are read, or none for all of them. Where only some results are wanted, no dose
    /// is.
    pub(super) fn doses_since(self) -> Option<NaiveDate> {
        match self {
            Self::Whole => None,
            Self::Needed { today, .. } => today.checked_sub_days(Days::new(DOSE_DAYS)),
            Self::With(_) => NaiveDate::from_ymd_opt(9999, 12, 31),
        }
    }

    /// The places of the reports, or none for every report.
    pub(super) fn places(self, db: &Connection) -> Result<Option<Vec<i64>>> {
        let (needs, newest, today) = match self {
            Self::Whole => return Ok(None),
            Self::With(wanted) => return wanted.places(db).map(Some),
            Self::Needed { needs, newest, today } => (needs, newest, today),
        };
        let mut places: BTreeSet<i64> =
            list(db, COMING, [today.to_string()], |row| row.get(0))?.into_iter().collect();
        let mut days = BTreeSet::new();
        for need in needs {
            days.extend(days_of(need, db)?);
        }
        // Debug form writes plain texts as JSON does.
        places.extend(list(db, OF_SOME_DAYS, [format!("{:?}", Vec::from_iter(days))], |row| {
            row.get::<_, i64>(0)
        })?);
        if let Some(earlier_days) = newest.checked_sub(1) {
            for analyte in list(db, ANALYTES, [], |row| row.get::<_, String>(0))? {
                let which = (analyte, earlier_days as i64);
                places.extend(list(db, NEWEST, which, |row| row.get::<_, i64>(0))?);
            }
        }
        Ok(Some(places.into_iter().collect()))
    }
}

impl WantedResults<'_> {
    fn places(self, db: &Connection) -> Result<Vec<i64>> {
        let (days, count) =
            if self.analyte.is_some() { (OF_ANALYTE, COUNT_ANALYTE) } else { (OF_DAYS, COUNT_DAYS) };
        let series =
            self.analyte.map(|id| Specimen::of_series(id).map_or((id, ""), |(id, other)| (id, other.id())));
        let (analyte, specimen) = series.map_or((None, ""), |(analyte, specimen)| (Some(analyte), specimen));
        let kind = self.kind.map(Kind::id);
        let since = self.since.map_or_else(String::new, |day| day.to_string());
        let until = end_of(self.until.unwrap_or(NaiveDate::MAX));
        let first = match self.newest {
            Some(newest) => {
                let others = newest.saturating_sub(1) as i64;
                let which = (analyte, specimen, kind, &since, &until, others);
                // Where there are fewer, all of them.
                list(db, count, which, |row| row.get(0))?.pop().unwrap_or(since)
            }
            None => since,
        };
        list(db, days, (analyte, specimen, kind, first, until), |row| row.get(0))
    }
}

pub(super) const REPORTS_BY_DAY: &str = "report_by_day";
const RESULTS_BY_ANALYTE: &str = "observation_by_analyte";
/// The index by which doses are read from a day on.
pub(super) const DOSES_BY_DAY: &str = "dose_taken_by_day";

/// Doses are read from so many days before today on: two years, a lane and the longest stretch of a schedule.
const DOSE_DAYS: u64 = 730 + 62;

/// The days a need asks for, as text.
fn days_of(need: &ResultNeed, db: &Connection) -> Result<BTreeSet<String>> {
    let (sql, which, units) = match &need.of {
        NeededItem::Analyte { id, units } => (DAYS_OF_ANALYTE, id.as_str(), format!("|{}|", units.join("|"))),
        NeededItem::Report(kind) => (DAYS_OF_KIND, kind.id(), String::new()),
    };
    let spans: Vec<(String, String)> =
        need.days.iter().map(|(first, last)| (start_of(*first), end_of(*last))).collect();
    let mut days = BTreeSet::new();
    for (first, last) in &spans {
        days.extend(list(db, sql, (which, &units, first, last), |row| row.get::<_, String>(0))?);
    }
    let until = end_of(need.until);
    let outside = |day: &String| !spans.iter().any(|(first, last)| (first..=last).contains(&day));
    days.extend(newest_days(db, sql, (which, &units, "", &until), need.newest, outside)?);
    if let Some((hour, count)) = need.mornings {
        let hour = hour.format("%H:%M").to_string();
        let mornings = (which, &units, "", &until, &hour);
        days.extend(newest_days(db, MORNINGS_OF_ANALYTE, mornings, count, outside)?);
    }
    Ok(days)
}

/// The newest so many of the days a statement gives that are none of those read already.
fn newest_days(
    db: &Connection,
    sql: &str,
    which: impl Params,
    count: usize,
    outside: impl Fn(&String) -> bool,
) -> Result<Vec<String>> {
    let mut statement = db.prepare_cached(&format!("{sql} ORDER BY day DESC"))?;
    let mut rows = statement.query(which)?;
    let mut days = Vec::new();
    while days.len() < count
        && let Some(row) = rows.next()?
    {
        days.extend(Some(row.get(0)?).filter(&outside));
    }
    Ok(days)
}

/// Days compare as text, where years have four digits; no stored day is before this one.
fn start_of(day: NaiveDate) -> String {
    day.max(NaiveDate::from_ymd_opt(0, 1, 1).unwrap_or(day)).to_string()
}

/// Days compare as text, where years have four digits; no stored day is behind this one.
fn end_of(day: NaiveDate) -> String {
    day.min(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(day)).to_string()
}

/// What is dated later than today, which counts for nothing but is told.
const COMING: &str = "SELECT nr FROM report WHERE day > ?1";

const OF_SOME_DAYS: &str = "SELECT nr FROM report WHERE day IN (SELECT value FROM json_each(?1))";

/// Days on which an analyte has a number in one of some units, which stand between bars, in serum: rules look at no
/// other specimen.
const DAYS_OF_ANALYTE: &str =
    "SELECT DISTINCT o.day AS day FROM observation o JOIN report r ON r.nr = o.report
      WHERE o.analyte = ?1 AND o.day BETWEEN ?3 AND ?4 AND o.value IS NOT NULL
        AND instr(?2, '|' || o.unit || '|') AND ifnull(r.specimen, 'plasma') = 'plasma'";

/// The same of those drawn before an hour, or at one that is not stated.
const MORNINGS_OF_ANALYTE: &str =
    "SELECT DISTINCT o.day AS day FROM observation o JOIN report r ON r.nr = o.report
      WHERE o.analyte = ?1 AND o.day BETWEEN ?3 AND ?4 AND o.value IS NOT NULL
        AND instr(?2, '|' || o.unit || '|') AND (r.time IS NULL OR r.time < ?5)
        AND ifnull(r.specimen, 'plasma') = 'plasma'";

/// Days with a report of a kind.
const DAYS_OF_KIND: &str = "SELECT DISTINCT day FROM report
      WHERE kind = ?1 AND ?2 = '' AND day BETWEEN ?3 AND ?4";

/// Each analyte once, by steps along the index from one to the next.
const ANALYTES: &str = "WITH RECURSIVE each (analyte) AS (
         SELECT min(analyte) FROM observation
         UNION ALL
         SELECT (SELECT min(analyte) FROM observation WHERE analyte > each.analyte) FROM each
          WHERE each.analyte IS NOT NULL)
     SELECT analyte FROM each WHERE analyte IS NOT NULL";

/// Down the index from the newest day; an analyte measured on fewer days is taken whole.
/// Rules look at serum alone, so another specimen is none of the newest.
const NEWEST: &str = "SELECT o.report FROM observation o CROSS JOIN report r ON r.nr = o.report
      WHERE o.analyte = ?1 AND ifnull(r.specimen, 'plasma') = 'plasma' AND o.day >= ifnull(
         (SELECT DISTINCT o.day FROM observation o CROSS JOIN report r ON r.nr = o.report
           WHERE o.analyte = ?1 AND ifnull(r.specimen, 'plasma') = 'plasma'
           ORDER BY o.day DESC LIMIT 1 OFFSET ?2), '')";

/// Reports by day, backwards where the day of the last of so many results is looked for. CROSS keeps the engine from
/// beginning with the results, which have no order but by analyte.
const OF_DAYS: &str = "SELECT nr FROM report
      WHERE day BETWEEN ?4 AND ?5 AND (?3 IS NULL OR kind = ?3)";
const COUNT_DAYS: &str = "SELECT r.day FROM report r CROSS JOIN observation o ON o.report = r.nr
      WHERE r.day BETWEEN ?4 AND ?5 AND (?3 IS NULL OR r.kind = ?3)
      ORDER BY r.day DESC LIMIT 1 OFFSET ?6";

/// The same along the index of one analyte, in one specimen.
const OF_ANALYTE: &str = "SELECT DISTINCT report FROM observation o CROSS JOIN report r ON r.nr = o.report
      WHERE o.analyte = ?1 AND ifnull(nullif(r.specimen, 'plasma'), '') = ?2 AND o.day BETWEEN ?4 AND ?5 AND (?3 IS NULL OR r.kind = ?3)";
const COUNT_ANALYTE: &str = "SELECT o.day FROM observation o CROSS JOIN report r ON r.nr = o.report
      WHERE o.analyte = ?1 AND ifnull(nullif(r.specimen, 'plasma'), '') = ?2 AND o.day BETWEEN ?4 AND ?5 AND (?3 IS NULL OR r.kind = ?3)
      ORDER BY o.day DESC LIMIT 1 OFFSET ?6";
