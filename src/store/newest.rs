//! What is asked of the newest entries before they are read: since when there are so many reports, what was measured on
//! them, and which event was the last of its kind.

use chrono::NaiveDate;
use rusqlite::OptionalExtension;

use crate::domain::id::{EntryId, SignId};
use crate::domain::need::MeasuredSeries;
use crate::domain::specimen::Specimen;
use crate::store::entries::HAS_SYMPTOM;
use crate::store::rows::{day, known, list, named};
use crate::store::window::{REPORTS_BY_DAY, SYMPTOMS_BY_SYMPTOM, end_of, start_of};
use crate::store::{Store, StoreError};

impl Store {
    /// The first day since which there are so many reports; the first of all days where there are fewer.
    pub fn day_of_newest(&self, count: usize) -> Result<NaiveDate, StoreError> {
        self.look_at_indexes(&[REPORTS_BY_DAY])?;
        let others = count.saturating_sub(1) as i64;
        let sql = "SELECT day FROM report ORDER BY day DESC LIMIT 1 OFFSET ?1";
        let found =
            self.ask(|db| db.prepare_cached(sql)?.query_row([others], |row| known(row, 0, day)).optional())?;
        Ok(found.unwrap_or(NaiveDate::MIN))
    }

    /// The newest report, of one day the one that was entered last.
    pub fn newest_report(&self) -> Result<Option<EntryId>, StoreError> {
        self.look_at_indexes(&[REPORTS_BY_DAY])?;
        let sql = "SELECT id FROM report ORDER BY day DESC, nr DESC LIMIT 1";
        self.ask(|db| db.prepare_cached(sql)?.query_row([], |row| named(row, 0)).optional())
    }

    /// The newest up to a day of some events, and its day; of one day the one that was entered last.
    pub fn newest_event(
        &self,
        events: &[&str],
        until: NaiveDate,
    ) -> Result<Option<(SignId, NaiveDate)>, StoreError> {
        let sql = "SELECT event, day FROM event
              WHERE event IN (SELECT value FROM json_each(?1)) AND day <= ?2 ORDER BY day DESC, nr DESC LIMIT 1";
        let event = |row: &rusqlite::Row<'_>| Ok((named(row, 0)?, known(row, 1, day)?));
        // Debug form writes plain texts as JSON does.
        let which = (format!("{events:?}"), end_of(until));
        self.ask(|db| db.prepare_cached(sql)?.query_row(which, event).optional())
    }

    /// How many reports are older than a day.
    pub fn reports_before(&self, day: NaiveDate) -> Result<usize, StoreError> {
        let sql = "SELECT count(*) FROM report WHERE day < ?1";
        let count: i64 = self.ask(|db| db.query_row(sql, [start_of(day)], |row| row.get(0)))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Whether a symptom is older than a day.
    pub fn has_symptom_before(&self, day: NaiveDate) -> Result<bool, StoreError> {
        let Some(last) = day.pred_opt() else { return Ok(false) };
        self.look_at_indexes(&[SYMPTOMS_BY_SYMPTOM])?;
        let days = (start_of(NaiveDate::MIN), end_of(last));
        self.ask(|db| db.prepare_cached(&HAS_SYMPTOM)?.query_row(days, |row| row.get(0)))
    }

    /// The id and the day of every report, in order of entry.
    pub fn report_days(&self) -> Result<Vec<(EntryId, NaiveDate)>, StoreError> {
        let report = |row: &rusqlite::Row<'_>| Ok((named(row, 0)?, known(row, 1, day)?));
        self.ask(|db| list(db, "SELECT id, day FROM report ORDER BY nr", [], report))
    }

    /// What was measured on a day or later, each series once.
    pub fn series_since(&self, day: NaiveDate) -> Result<Vec<MeasuredSeries>, StoreError> {
        let series = |row: &rusqlite::Row<'_>| {
            Ok(MeasuredSeries {
                analyte: named(row, 0)?,
                specimen: known(row, 1, Specimen::parse)?,
                has_sides: row.get(2)?,
            })
        };
        self.ask(|db| list(db, SERIES_SINCE, [start_of(day)], series))
    }
}

/// CROSS keeps the engine from beginning with the results, which have no order but by analyte.
const SERIES_SINCE: &str =
    "SELECT o.analyte, ifnull(r.specimen, 'serum') AS specimen, max(o.side IS NOT NULL)
       FROM report r CROSS JOIN observation o ON o.report = r.nr
      WHERE r.day >= ?1
      GROUP BY o.analyte, specimen";
