//! The log as it stands at one moment, read a stretch of days at a time, so that nothing in memory grows with its length.

use std::cell::RefCell;
use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::Connection;

use crate::domain::change::{Entry, EntryKey};
use crate::domain::context::ContextField;
use crate::domain::id::EntryId;
use crate::domain::record::Record;
use crate::store::connection::ReadMoment;
use crate::store::entries::{all_but_paged, symptoms_around, symptoms_between};
use crate::store::error::StoreError;
use crate::store::rows::list;
use crate::store::unreadable::StoredRowReader;
use crate::store::window::{DOSES_BY_DAY, REPORTS_BY_DAY, SYMPTOMS_BY_SYMPTOM, end_of, start_of};
use crate::store::{Store, doses, reports};

/// What a log holds at one moment; what others write meanwhile is not seen.
pub struct LogSnapshot<'s> {
    store: &'s Store,
    db: &'s Connection,
    reader: RefCell<StoredRowReader>,
}

impl Store {
    /// Reads the log as it is now, in pages. What nobody can read is left out: see [`Store::unreadable`].
    pub fn snapshot<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce(&LogSnapshot<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.look_at_indexes(&[REPORTS_BY_DAY, SYMPTOMS_BY_SYMPTOM])?;
        let db = self.db()?;
        let moment = db.unchecked_transaction().map_err(|error| self.explain(&error))?;
        let snapshot = LogSnapshot { store: self, db, reader: RefCell::new(StoredRowReader::lenient()) };
        let outcome = read(&snapshot);
        self.unreadable.borrow_mut().extend(snapshot.reader.into_inner().unreadable);
        moment.finish().map_err(|error| self.explain(&error))?;
        outcome
    }
}

impl Store {
    /// The reports, symptoms and doses of some days, and those with some keys wherever they stand; nothing else.
    pub fn around(
        &self,
        (first, last): (NaiveDate, NaiveDate),
        keys: &[EntryKey],
    ) -> Result<Record, StoreError> {
        self.look_at_indexes(&[REPORTS_BY_DAY, DOSES_BY_DAY, SYMPTOMS_BY_SYMPTOM])?;
        let (first, last) = (first.to_string(), last.to_string());
        let ids = |is_of: fn(&EntryKey) -> bool| {
            let keys = keys.iter().filter(|key| is_of(key));
            let ids = keys.filter_map(EntryKey::id).filter(|id| !id.is_new()).map(EntryId::as_str);
            ids.collect::<serde_json::Value>().to_string()
        };
        let of_reports = ids(|key| matches!(key, EntryKey::Report(_)));
        let of_symptoms = ids(|key| matches!(key, EntryKey::Symptom(_)));
        let of_doses = ids(|key| matches!(key, EntryKey::DoseTaken(_)));
        self.read_leniently(|db, reader| {
            let sql = "SELECT nr FROM report WHERE day BETWEEN ?1 AND ?2
                 UNION SELECT nr FROM report WHERE id IN (SELECT value FROM json_each(?3))";
            let places = list(db, sql, (&first, &last, &of_reports), |row| row.get(0))?;
            let reports = reports::load(db, Some(&places), reader)?;
            let reports = reports.into_iter().map(|(_, report)| Entry::Report(report));
            let mut others = symptoms_around(db, (&first, &last, &of_symptoms), reader)?;
            others.extend(doses::around(db, (&first, &last, &of_doses), reader)?);
            Ok(Record::partial(reports.chain(others.into_iter().map(|(_, entry)| entry))))
        })
    }
}

impl Store {
    /// The symptoms and doses of some days, both included, and of each drug that was logged before them one dose more.
    pub fn logged(&self, (first, last): (NaiveDate, NaiveDate)) -> Result<Record, StoreError> {
        self.look_at_indexes(&[DOSES_BY_DAY, SYMPTOMS_BY_SYMPTOM])?;
        let (first, last) = (start_of(first), end_of(last));
        self.read_leniently(|db, reader| {
            let moment = ReadMoment::begin(db)?;
            let mut entries = doses::within(db, (&first, &last), reader)?;
            let drugs: BTreeSet<&str> = entries.iter().filter_map(|(_, entry)| drug_of(entry)).collect();
            let drugs = serde_json::Value::from_iter(drugs).to_string();
            entries.extend(doses::one_before(db, (&first, &last, &drugs), reader)?);
            entries.extend(symptoms_between(db, (&first, &last), reader)?);
            moment.end()?;
            Ok(Record::partial(entries.into_iter().map(|(_, entry)| entry)))
        })
    }
}

fn drug_of(entry: &Entry) -> Option<&str> {
    match entry {
        Entry::DoseTaken(dose) => Some(&dose.drug),
        _ => None,
    }
}

/// What a log may hold any number of, each with its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagedEntries {
    Reports,
    Symptoms,
    Doses,
}

impl PagedEntries {
    const fn table(self) -> &'static str {
        match self {
            Self::Reports => "report",
            Self::Symptoms => "symptom",
            Self::Doses => "dose_taken",
        }
    }

    /// A page ends with the day on which it comes to so many.
    const fn page_size(self) -> i64 {
        match self {
            Self::Reports => 250,
            Self::Symptoms | Self::Doses => 5_000,
        }
    }
}

impl LogSnapshot<'_> {
    /// Everything that does not come in pages.
    pub fn beside_pages(&self) -> Result<Record, StoreError> {
        let reader = &mut self.reader.borrow_mut();
        let entries = self.ask(|db| all_but_paged(db, reader))?;
        Ok(Record::partial(entries.into_iter().map(|(_, entry)| entry)))
    }

    /// Calls with the entries of one sort from a day on, so many whole days at a time, the oldest day first. Within a
    /// page they stand in order of entry.
    pub fn each_page<E: From<StoreError>>(
        &self,
        entries: PagedEntries,
        since: Option<NaiveDate>,
        mut each: impl FnMut(Vec<Entry>) -> Result<(), E>,
    ) -> Result<(), E> {
        for (first, last) in self.stretches(entries, since)? {
            let page = self.between(entries, &first, &last)?;
            each(page.into_iter().map(|(_, entry)| entry).collect())?;
        }
        Ok(())
    }

    fn between(
        &self,
        entries: PagedEntries,
        first: &str,
        last: &str,
    ) -> Result<Vec<(i64, Entry)>, StoreError> {
        let reader = &mut self.reader.borrow_mut();
        self.ask(|db| match entries {
            PagedEntries::Reports => {
                let sql = "SELECT nr FROM report WHERE day BETWEEN ?1 AND ?2";
                let places = list(db, sql, (first, last), |row| row.get(0))?;
                let found = reports::load(db, Some(&places), reader)?;
                Ok(found.into_iter().map(|(nr, report)| (nr, Entry::Report(report))).collect())
            }
            PagedEntries::Symptoms => symptoms_between(db, (first, last), reader),
            PagedEntries::Doses => doses::between(db, (first, last), reader),
        })
    }

    /// Whether any dose is logged.
    pub fn has_doses(&self) -> Result<bool, StoreError> {
        self.ask(|db| db.query_row("SELECT EXISTS (SELECT 1 FROM dose_taken)", [], |row| row.get(0)))
    }

    /// Whether a report from a day on, or one of its results, says what few say: a side, an assay, a source, or what
    /// only reports of some kinds have.
    pub fn has_rare_fields(&self, since: Option<NaiveDate>) -> Result<bool, StoreError> {
        let rare = ContextField::all().map(ContextField::row).filter(|row| !row.always_written);
        let columns: Vec<&str> = rare.map(|row| row.key).chain(["source_path"]).collect();
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM report WHERE day >= ?1 AND coalesce({}) IS NOT NULL)
                 OR EXISTS (SELECT 1 FROM observation WHERE day >= ?1 AND coalesce(side, assay) IS NOT NULL)",
            columns.join(", ")
        );
        self.ask(|db| db.query_row(&sql, [begin(since)], |row| row.get(0)))
    }

    /// First and last day of each page, as they are stored.
    fn stretches(
        &self,
        entries: PagedEntries,
        since: Option<NaiveDate>,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let (table, size) = (entries.table(), entries.page_size());
        let sql = format!("SELECT day, count(*) FROM {table} WHERE day >= ?1 GROUP BY day ORDER BY day");
        let days: Vec<(String, i64)> =
            self.ask(|db| list(db, &sql, [begin(since)], |row| Ok((row.get(0)?, row.get(1)?))))?;
        let mut stretches: Vec<(String, String)> = Vec::new();
        let mut count = size;
        for (day, entries) in days {
            match stretches.last_mut().filter(|_| count < size) {
                Some((_, last)) => *last = day,
                None => {
                    stretches.push((day.clone(), day));
                    count = 0;
                }
            }
            count += entries;
        }
        Ok(stretches)
    }

    fn ask<T>(&self, what: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        what(self.db).map_err(|error| self.store.explain(&error))
    }
}

/// The first day as it is stored; before every day where there is none.
fn begin(since: Option<NaiveDate>) -> String {
    since.map_or_else(String::new, |day| day.to_string())
}

/// A page of entries beside what else is known, as a record.
pub fn page_record(beside: &Record, page: Vec<Entry>) -> Record {
    let regimens = beside.regimens().iter().cloned().map(Entry::Regimen);
    let profile = Entry::Profile(beside.profile().clone());
    Record::partial(page.into_iter().chain(regimens).chain([profile]))
}
