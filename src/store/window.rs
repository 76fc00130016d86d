//! Which reports are read: all of them, or those a first look and the rules can need.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate, TimeDelta};
use rusqlite::{Connection, Params, Result};

use crate::domain::analyte::Analytes;
use crate::domain::id::AnalyteId;
use crate::domain::need::{DaysApart, NO_DOSES, NeededItem, RecordNeeds, ResultNeed, SymptomNeed};
use crate::domain::regimen::Regimen;
use crate::domain::report::{Kind, Report, is_same_laboratory};
use crate::domain::specimen::Specimen;
use crate::store::computed_days::ComputedSeries;
use crate::store::doubted_days::doubted_days;
use crate::store::rows::{day, list};
use crate::store::unreadable::StoredRowReader;
use crate::store::{reports, unreadable};

/// Which part of a log is read. Reports come whole, and the profile and regimens all, whatever it is; symptoms, events,
/// questions and actions come all where nothing else is said.
#[derive(Clone, Copy, Debug)]
pub enum Window<'a> {
    Whole,
    /// Reports of the days that are needed, those later than today, and those with an analyte on one of the newest so
    /// many days it was measured; the symptoms and doses that are needed. What it costs does not grow with the length of
    /// the history.
    Needed(NeededPart<'a>),
    /// No report and no dose, and all that is neither.
    Journal,
    /// The same without symptoms.
    Unpaged,
    /// The reports with results of some analytes, and of their results these alone: to be drawn, and never stored. The
    /// profile, the regimens and the events come beside them.
    Series(&'a [AnalyteId]),
    /// The reports with the newest of some results, and of what is no report only the profile and the regimens, by which
    /// results are judged. What it costs grows with the number of these reports only.
    Only(WantedResults<'a>),
}

/// A part of a log that is told by what is looked at.
#[derive(Clone, Copy, Debug)]
pub struct NeededPart<'a> {
    /// What is looked at.
    pub needs: &'a RecordNeeds,
    /// The drugs over time by which that was told, as they were read at the same moment.
    pub regimens: &'a [Regimen],
    /// The newest so many days of each analyte, to be shown.
    pub newest: usize,
    /// Reports dated later are read as well, and snoozes that end later.
    pub today: NaiveDate,
    /// Where these are given, the days too on which a result may not be right by what is usual of them.
    pub doubted: Option<&'a Analytes>,
}

/// Which of the entries that are neither reports nor doses are read, beside the profile and the regimens.
#[derive(Clone, Copy, Debug)]
pub(super) enum OtherRows<'a> {
    All,
    /// No more than the events of them.
    Events,
    /// Some of the symptoms, and all others but snoozes that are over on a day, which hide nothing any more, and the
    /// drugs over time, which were read before.
    Needed(&'a SymptomNeed, NaiveDate),
    Unpaged,
    None,
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

impl<'a> Window<'a> {
    /// The indexes by which it is told what is needed.
    pub(super) const NEEDED_INDEXES: [&'static str; 4] =
        [REPORTS_BY_DAY, RESULTS_BY_ANALYTE, SYMPTOMS_BY_SYMPTOM, DOSES_BY_DAY];

    /// The indexes that tell what is read, beside those of single analytes; what they lack would be missing.
    pub(super) fn indexes(self) -> &'static [&'static str] {
        match self {
            Self::Only(wanted) if wanted.analyte.is_none() => &[REPORTS_BY_DAY],
            Self::Whole | Self::Journal | Self::Unpaged | Self::Only(_) | Self::Series(_) => &[],
            Self::Needed(part) if part.needs.doses_since == NO_DOSES => {
                let [without_doses @ .., _] = &Self::NEEDED_INDEXES;
                without_doses
            }
            Self::Needed(_) => &Self::NEEDED_INDEXES,
        }
    }

    /// The analytes by whose results alone the reports are found.
    pub(super) fn analytes(self) -> Vec<&'a str> {
        match self {
            Self::Only(wanted) => {
                let measured = |id| Specimen::of_series(id).map_or(id, |(analyte, _)| analyte);
                wanted.analyte.map(measured).into_iter().collect()
            }
            Self::Series(analytes) => analytes.iter().map(AnalyteId::as_str).collect(),
            Self::Whole | Self::Needed(_) | Self::Journal | Self::Unpaged => Vec::new(),
        }
    }

    /// The first day of the doses that are read, or none for all of them. Where only some results are wanted, no dose
    /// is.
    pub(super) fn doses_since(self) -> Option<NaiveDate> {
        match self {
            Self::Whole => None,
            Self::Needed(part) => Some(part.needs.doses_since),
            Self::Journal | Self::Unpaged | Self::Series(_) | Self::Only(_) => Some(NO_DOSES),
        }
    }

    /// Which of the entries that are neither reports nor doses are read.
    pub(super) const fn others(self) -> OtherRows<'a> {
        match self {
            Self::Whole | Self::Journal => OtherRows::All,
            Self::Series(_) => OtherRows::Events,
            Self::Needed(part) => OtherRows::Needed(&part.needs.symptoms, part.today),
            Self::Unpaged => OtherRows::Unpaged,
            Self::Only(_) => OtherRows::None,
        }
    }

    /// The drugs over time that were read before.
    pub(super) const fn regimens(self) -> &'a [Regimen] {
        match self {
            Self::Needed(part) => part.regimens,
            _ => &[],
        }
    }

    /// The reports of the window, in order of entry, each with its place.
    pub(super) fn reports(self, db: &Connection, reader: &mut StoredRowReader) -> Result<Vec<(i64, Report)>> {
        if let Self::Series(analytes) = self {
            let ids: Vec<&str> = analytes.iter().map(AnalyteId::as_str).collect();
            // Debug form writes plain texts as JSON does.
            return reports::load_series(db, &format!("{ids:?}"), reader);
        }
        let places = match self.places(db) {
            // Where a day cannot be read, none can be chosen by it.
            Err(error) if unreadable::is_of_content(&error) => None,
            places => places?,
        };
        reports::load(db, places.as_deref(), reader)
    }

    /// The places of the reports, or none for every report.
    fn places(self, db: &Connection) -> Result<Option<Vec<i64>>> {
        let NeededPart { needs, newest, today, doubted, .. } = match self {
            Self::Whole | Self::Series(_) => return Ok(None),
            Self::Journal | Self::Unpaged => return Ok(Some(Vec::new())),
            Self::Only(wanted) => return wanted.places(db).map(Some),
            Self::Needed(part) => part,
        };
        let mut places: BTreeSet<i64> =
            list(db, COMING, [today.to_string()], |row| row.get(0))?.into_iter().collect();
        let mut days = BTreeSet::new();
        for need in &needs.results {
            days.extend(days_of(need, db)?);
        }
        if let Some(analytes) = doubted {
            days.extend(doubted_days(db, analytes)?);
        }
        // Debug form writes plain texts as JSON does.
        places.extend(list(db, OF_SOME_DAYS, [format!("{:?}", Vec::from_iter(days))], |row| {
            row.get::<_, i64>(0)
        })?);
        if newest > 0 {
            let mut serum = SerumReports { db, known: HashMap::new() };
            for analyte in list(db, ANALYTES, [], |row| row.get::<_, String>(0))? {
                places.extend(newest_reports(db, &analyte, newest, &mut serum)?);
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
/// The index by which the results of one analyte are found.
pub(super) const RESULTS_BY_ANALYTE: &str = "observation_by_analyte";
/// The index by which doses are read from a day on.
pub(super) const DOSES_BY_DAY: &str = "dose_taken_by_day";
/// The index by which symptoms are read from a day on, and the newest day of each.
pub(super) const SYMPTOMS_BY_SYMPTOM: &str = "symptom_by_symptom";

/// The days a need asks for, as text.
fn days_of(need: &ResultNeed, db: &Connection) -> Result<BTreeSet<String>> {
    let asked = |day: NaiveDate| {
        need.days.iter().chain(&need.waits).any(|(first, last)| (*first..=*last).contains(&day))
    };
    let outside = |text: &String| !day(text).is_ok_and(asked);
    let free = free_stretches(need);
    let until = end_of(need.until);
    let mut days = BTreeSet::new();
    let (within, which, among): (_, &str, _) = match &need.of {
        NeededItem::Computed { id, inputs } => {
            let series = ComputedSeries { db, id, inputs };
            for (first, last) in &need.days {
                days.extend(series.days_within(&start_of(*first), &end_of(*last))?);
            }
            // A computed value has no hour.
            let count = need.mornings.map_or(0, |(_, count)| count).max(need.newest);
            days.extend(series.newest_days(&free, count, outside)?);
            return Ok(days);
        }
        NeededItem::Analyte(measured) => {
            (DAYS_OF_ANALYTE, &measured.id, format!("|{}|", measured.units.join("|")))
        }
        NeededItem::InSpecimen { id, specimen } => (DAYS_IN_SPECIMEN, id, specimen.id().to_owned()),
        NeededItem::AtLaboratory { id, laboratory } => (DAYS_AT_LABORATORY, id, spellings(laboratory, db)?),
        NeededItem::Report(kind) => (DAYS_OF_KIND, kind.id(), String::new()),
    };
    let days_within = |(first, last): &(NaiveDate, NaiveDate)| {
        list(db, within, (which, &among, start_of(*first), end_of(*last)), |row| row.get::<_, String>(0))
    };
    for span in &need.days {
        days.extend(days_within(span)?);
    }
    let mut newest = Vec::new();
    for (first, last) in &free {
        let missing = need.newest - newest.len();
        newest.extend(newest_days(db, within, (which, &among, first, last), missing, outside)?);
    }
    // All of a stretch that is not over by then: the days that are older do no harm.
    let oldest = newest.last().filter(|_| newest.len() == need.newest).and_then(|text| day(text).ok());
    for span in need.waits.iter().filter(|(_, last)| oldest.is_none_or(|oldest| *last > oldest)) {
        days.extend(days_within(span)?);
    }
    days.extend(newest);
    if let Some(apart) = need.apart {
        let mut spread = Spread { apart, counted: 0, next: until.clone() };
        down_from_newest(db, within, (which, &among, "", &until), |day| {
            spread.reach(&day);
            days.insert(day);
            !spread.is_done()
        })?;
    }
    if let Some((hour, count)) = need.mornings {
        let hour = hour.format("%H:%M").to_string();
        let which = (which, &among, "", &until, &hour);
        days.extend(newest_days(db, MORNINGS_OF_ANALYTE, which, count, outside)?);
    }
    Ok(days)
}

/// How far a walk from the newest day to older ones has come.
struct Spread {
    apart: DaysApart,
    /// So many of the days lie apart.
    counted: usize,
    /// The next that counts is of this day or older, as it is stored.
    next: String,
}

impl Spread {
    /// Comes to a day that is older than those before it.
    fn reach(&mut self, day: &str) {
        if *day <= *self.next {
            self.counted += 1;
            self.next = after_days(day, -self.apart.gap_days).map_or_else(String::new, end_of);
        }
    }

    const fn is_done(&self) -> bool {
        self.counted >= self.apart.count
    }
}

/// The stretches up to the last day of a need of which no day is skipped, the newest first.
fn free_stretches(need: &ResultNeed) -> Vec<(String, String)> {
    let mut skips = need.skips.clone();
    skips.sort_unstable();
    let mut free = Vec::new();
    let mut from = NaiveDate::MIN;
    for (first, last) in skips {
        free.extend(first.pred_opt().map(|before| (from, before.min(need.until))));
        from = from.max(last.succ_opt().unwrap_or(NaiveDate::MAX));
    }
    free.push((from, need.until));
    let stretches = free.into_iter().rev().filter(|(first, last)| first <= last);
    stretches.map(|(first, last)| (start_of(first), end_of(last))).collect()
}

/// The day so many days behind one as it is stored; none where either is no day.
fn after_days(day: &str, days: i64) -> Option<NaiveDate> {
    day.parse::<NaiveDate>().ok()?.checked_add_signed(TimeDelta::try_days(days)?)
}

/// A laboratory as the log spells it, as a JSON list.
fn spellings(laboratory: &str, db: &Connection) -> Result<String> {
    let all: Vec<String> =
        list(db, "SELECT DISTINCT laboratory FROM report WHERE laboratory IS NOT NULL", [], |row| {
            row.get(0)
        })?;
    let same: Vec<String> = all.into_iter().filter(|name| is_same_laboratory(name, laboratory)).collect();
    Ok(serde_json::json!(same).to_string())
}

/// The newest so many of the days that a statement gives and that are none of those read already.
fn newest_days(
    db: &Connection,
    sql: &str,
    which: impl Params,
    count: usize,
    outside: impl Fn(&String) -> bool,
) -> Result<Vec<String>> {
    let mut days = Vec::new();
    if count > 0 {
        down_from_newest(db, sql, which, |day| {
            days.extend(Some(day).filter(&outside));
            days.len() < count
        })?;
    }
    Ok(days)
}

/// Hands over the days that a statement gives, the newest first, as long as another is wanted.
fn down_from_newest(
    db: &Connection,
    sql: &str,
    which: impl Params,
    mut goes_on: impl FnMut(String) -> bool,
) -> Result<()> {
    let mut statement = db.prepare_cached(&format!("{sql} ORDER BY day DESC"))?;
    let mut rows = statement.query(which)?;
    while let Some(row) = rows.next()? {
        if !goes_on(row.get(0)?) {
            break;
        }
    }
    Ok(())
}

/// Which reports are of serum, each asked for once: most of them have many analytes.
struct SerumReports<'d> {
    db: &'d Connection,
    known: HashMap<i64, bool>,
}

impl SerumReports<'_> {
    fn holds(&mut self, report: i64) -> Result<bool> {
        if let Some(known) = self.known.get(&report) {
            return Ok(*known);
        }
        let is_serum = self.db.prepare_cached(IS_SERUM)?.query_row([report], |row| row.get(0))?;
        self.known.insert(report, is_serum);
        Ok(is_serum)
    }
}

/// The reports of serum with an analyte on the newest so many days it was measured. Rules look at serum alone, so
/// another specimen is none of the newest.
fn newest_reports(
    db: &Connection,
    analyte: &str,
    days: usize,
    serum: &mut SerumReports<'_>,
) -> Result<Vec<i64>> {
    let mut statement = db.prepare_cached(DOWN_FROM_NEWEST)?;
    let mut rows = statement.query([analyte])?;
    let mut reports = Vec::new();
    let mut last_day = String::new();
    let mut counted = 0;
    while let Some(row) = rows.next()? {
        let report = row.get(0)?;
        if !serum.holds(report)? {
            continue;
        }
        let day = row.get_ref(1)?.as_str()?;
        if last_day != day {
            if counted == days {
                break;
            }
            counted += 1;
            day.clone_into(&mut last_day);
        }
        reports.push(report);
    }
    Ok(reports)
}

/// Days compare as text, where years have four digits; no stored day is before this one.
pub(super) fn start_of(day: NaiveDate) -> String {
    text_of(day.max(NaiveDate::from_ymd_opt(0, 1, 1).unwrap_or(day)))
}

/// Days compare as text, where years have four digits; no stored day is behind this one.
pub(super) fn end_of(day: NaiveDate) -> String {
    text_of(day.min(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(day)))
}

/// A day with a year of four digits as it is stored. The library writes its signs one by one, and takes thrice as long.
fn text_of(day: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
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

/// Days on which an analyte has a number in one specimen, in whatever unit.
const DAYS_IN_SPECIMEN: &str =
    "SELECT DISTINCT o.day AS day FROM observation o JOIN report r ON r.nr = o.report
      WHERE o.analyte = ?1 AND o.day BETWEEN ?3 AND ?4 AND o.value IS NOT NULL AND r.specimen = ?2";

/// Days on which an analyte has a number on a report of one of some laboratories.
const DAYS_AT_LABORATORY: &str =
    "SELECT DISTINCT o.day AS day FROM observation o JOIN report r ON r.nr = o.report
      WHERE o.analyte = ?1 AND o.day BETWEEN ?3 AND ?4 AND o.value IS NOT NULL
        AND r.laboratory IN (SELECT value FROM json_each(?2))";

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

/// Down the index from the newest day.
const DOWN_FROM_NEWEST: &str = "SELECT report, day FROM observation WHERE analyte = ?1 ORDER BY day DESC";

const IS_SERUM: &str = "SELECT ifnull(specimen, 'plasma') = 'plasma' FROM report WHERE nr = ?1";

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
