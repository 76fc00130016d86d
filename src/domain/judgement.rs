//! Which interval judges a result, whose it is, and how the result stands in it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::analyte::{Analyte, Unit};
use crate::domain::decimal::Decimal;
use crate::domain::extent::Extent;
use crate::domain::id::{AnalyteId, DrugId, SourceKey};
use crate::domain::interval::{Interpretation, Interval};
use crate::domain::method::Method;
use crate::domain::quantity::UnitCode;
use crate::domain::record::Record;
use crate::domain::regimen::Regimen;
use crate::domain::report::{Kind, Observation, Report};
use crate::domain::scan_precision::ScanPrecision;
use crate::domain::series::{Reading, ReadingSource};

/// Whose interval it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Printed on the report.
    Lab,
    /// From the user's configuration.
    Mine,
    /// Published, in the catalogue.
    Published,
}

impl Origin {
    /// The word in files and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Lab => "lab",
            Self::Mine => "mine",
            Self::Published => "published",
        }
    }
}

/// An interval from the literature or a laboratory's page, for men.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    pub analyte: AnalyteId,
    /// The limits, in `unit`.
    pub interval: Interval,
    /// One of the analyte's units.
    pub unit: UnitCode,
    /// Ages it holds for, in whole years, ends included.
    pub ages: (Option<u8>, Option<u8>),
    /// The method it holds for; none for any.
    pub method: Option<Method>,
    /// Whose values these are, in words.
    pub population: String,
    /// Where it was read.
    pub source: SourceKey,
    /// Whether the number was read at its source.
    pub verified: bool,
}

impl Published {
    /// Whether it holds at an age; at an unknown one it may.
    fn holds_at(&self, age: Option<u8>) -> bool {
        let (from, to) = self.ages;
        age.is_none_or(|age| from.is_none_or(|from| age >= from) && to.is_none_or(|to| age <= to))
    }
}

/// An interval of the user's own, and when it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnTarget {
    /// The limits, in `unit`.
    pub interval: Interval,
    /// One of the analyte's units.
    pub unit: UnitCode,
    /// The first day it holds; none for always.
    pub from: Option<NaiveDate>,
    /// The drug while which is taken it holds; none for any time.
    pub on: Option<DrugId>,
}

impl OwnTarget {
    fn holds(&self, on: &JudgedDay<'_>) -> bool {
        self.from.is_none_or(|from| from <= on.day) && self.on.as_ref().is_none_or(|drug| on.takes(drug))
    }

    /// The stretches of these days on which it holds.
    pub fn stretches(
        &self,
        regimens: &[Regimen],
        (first, last): (NaiveDate, NaiveDate),
    ) -> Vec<(NaiveDate, NaiveDate)> {
        let first = self.from.map_or(first, |from| from.max(first));
        let Some(drug) = &self.on else {
            return Vec::from_iter((first <= last).then_some((first, last)));
        };
        let taken = regimens.iter().filter(|regimen| regimen.drug == *drug);
        let days =
            taken.map(|regimen| (regimen.start.max(first), regimen.stop.map_or(last, |stop| stop.min(last))));
        days.filter(|(from, to)| from <= to).collect()
    }
}

/// The day a result is judged on, with what was so on it.
#[derive(Clone, Copy, Debug)]
pub struct JudgedDay<'r> {
    /// The day of the sample or scan.
    pub day: NaiveDate,
    /// The age in whole years, where it is known.
    pub age: Option<u8>,
    /// The edition of the WHO manual that the semen analysis of the day names.
    edition: Option<&'r str>,
    regimens: &'r [Regimen],
}

impl<'r> JudgedDay<'r> {
    /// A day in the life of a record.
    pub fn new(record: &'r Record, day: NaiveDate) -> Self {
        let reports = record.reports();
        let upto = reports.partition_point(|report| report.date <= day);
        let of_day = reports[..upto].iter().rev().take_while(|report| report.date == day);
        let edition =
            of_day.filter(|report| report.kind() == Kind::Semen).find_map(|r| r.context.who_edition());
        Self { day, age: record.profile().age_on(day), edition, regimens: record.regimens() }
    }

    /// The day of a report, which need not stand in the record.
    pub fn of_report(record: &'r Record, report: &'r Report) -> Self {
        let edition = report.context.who_edition();
        Self {
            day: report.date,
            age: record.profile().age_on(report.date),
            edition,
            regimens: record.regimens(),
        }
    }

    /// The day of a reading of the record.
    pub fn of_reading(record: &'r Record, reading: &Reading<'r>) -> Self {
        match reading.from {
            ReadingSource::Reported(report, _) => Self::of_report(record, report),
            ReadingSource::Computed(_) => Self::new(record, reading.day),
        }
    }

    fn takes(&self, drug: &DrugId) -> bool {
        self.regimens.iter().any(|regimen| regimen.drug == *drug && regimen.covers(self.day))
    }
}

/// The intervals that may judge a result which brought none: the user's own, then the published default. With them
/// what the user knows of the machines that scan bone, which judges a change of density.
#[derive(Clone, Debug, Default)]
pub struct Intervals {
    mine: BTreeMap<AnalyteId, OwnTarget>,
    scan_precision: ScanPrecision,
    published: BTreeMap<AnalyteId, Vec<Published>>,
    /// What each edition of the WHO manual says of semen, by its id, for reports that name one.
    editions: BTreeMap<String, BTreeMap<AnalyteId, Published>>,
}

/// The interval that judges a result.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// The limits, in the result's own unit.
    pub interval: Interval,
    pub origin: Origin,
    /// The source of a published one.
    pub source: Option<SourceKey>,
    /// Whether a published one was read at its source.
    pub verified: bool,
}

impl Applied {
    /// `lab`, `mine`, or the source of a published one, marked where it was not read there.
    pub fn whose(&self) -> String {
        match (self.origin, &self.source) {
            (Origin::Published, Some(source)) if self.verified => source.to_string(),
            (Origin::Published, Some(source)) => format!("{}, unverified", source.shown()),
            (origin, _) => origin.id().to_owned(),
        }
    }
}

/// A result's interval and how it stands in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The interval; none applies for many.
    pub applied: Option<Applied>,
    /// Unknown without an interval.
    pub interpretation: Interpretation,
}

impl Judgement {
    /// No interval applies: no judgement.
    pub const NONE: Self = Self { applied: None, interpretation: Interpretation::Unknown };
}

impl Intervals {
    /// The published defaults; at most one for an analyte, method and age.
    pub fn new(published: impl IntoIterator<Item = Published>) -> Self {
        let mut by_analyte: BTreeMap<AnalyteId, Vec<Published>> = BTreeMap::new();
        for interval in published {
            by_analyte.entry(interval.analyte.clone()).or_default().push(interval);
        }
        Self { published: by_analyte, ..Self::default() }
    }

    /// Adds the limits of an edition of the WHO manual, which judge the samples whose report names it.
    pub fn add_edition(&mut self, id: String, limits: impl IntoIterator<Item = Published>) {
        let limits = limits.into_iter().map(|limit| (limit.analyte.clone(), limit));
        self.editions.insert(id, limits.collect());
    }

    /// The published interval that judges a result of a day: of semen that of the edition the report names.
    fn published_on(&self, analyte: &str, method: Option<&Method>, on: &JudgedDay<'_>) -> Option<&Published> {
        match on.edition.and_then(|id| self.editions.get(id)) {
            Some(named) if self.editions.values().any(|edition| edition.contains_key(analyte)) => {
                named.get(analyte)
            }
            _ => self.published(analyte, method, on.age),
        }
    }

    /// The precision errors of the machines that scanned the user.
    pub const fn scan_precision(&self) -> &ScanPrecision {
        &self.scan_precision
    }

    /// Sets the precision errors of those machines.
    pub fn set_scan_precision(&mut self, precision: ScanPrecision) {
        self.scan_precision = precision;
    }

    /// Sets the user's own interval of an analyte.
    pub fn set_mine(&mut self, analyte: AnalyteId, target: OwnTarget) {
        self.mine.insert(analyte, target);
    }

    /// The user's own interval of an analyte, whenever it holds.
    pub fn mine(&self, analyte: &str) -> Option<&OwnTarget> {
        self.mine.get(analyte)
    }

    /// The same where it holds on a day.
    fn mine_on(&self, analyte: &str, on: &JudgedDay<'_>) -> Option<&OwnTarget> {
        self.mine(analyte).filter(|target| target.holds(on))
    }

    /// The published interval for an analyte, method and age; one for the method goes before one for any. Where
    /// the age is not known, one for all ages, else the only one there is; never one of several.
    pub fn published(&self, analyte: &str, method: Option<&Method>, age: Option<u8>) -> Option<&Published> {
        let all = self.published.get(analyte)?;
        let of_method = |wanted: Option<&Method>| -> Vec<&Published> {
            all.iter().filter(|p| p.method.as_ref() == wanted && p.holds_at(age)).collect()
        };
        let specific = method.map(|method| of_method(Some(method))).unwrap_or_default();
        let fitting = if specific.is_empty() { of_method(None) } else { specific };
        let for_all = fitting.iter().find(|p| p.ages == (None, None));
        match (for_all, fitting.as_slice()) {
            (Some(for_all), _) => Some(for_all),
            (None, [only]) => Some(only),
            (None, several) => several.first().filter(|_| age.is_some()).copied(),
        }
    }

    /// The interval that judges a result and how it stands: the laboratory's own, else mine, else published.
    pub fn judge(&self, analyte: &Analyte, result: &Observation, on: &JudgedDay<'_>) -> Judgement {
        let Some(quantity) = result.quantity() else {
            return Judgement::NONE;
        };
        let Some(unit) = analyte.unit(&quantity.unit) else {
            return Judgement::NONE;
        };
        let Some(applied) = self.applied(analyte, result, unit, on) else {
            return Judgement::NONE;
        };
        // What is shown is judged, so that nothing that reads as a limit lies beyond it.
        let extent = Extent::new(quantity.comparator, quantity.value.printed_value(), analyte.floor());
        let interpretation = applied.interval.interpret(extent);
        Judgement { applied: Some(applied), interpretation }
    }

    /// The interval that judges a reading and how it stands; a computed one brings neither interval nor method.
    pub fn judge_reading(&self, analyte: &Analyte, reading: &Reading<'_>, on: &JudgedDay<'_>) -> Judgement {
        match &reading.from {
            ReadingSource::Reported(_, result) => self.judge(analyte, result, on),
            ReadingSource::Computed(derived) => self.judge(analyte, &derived.observation(analyte), on),
        }
    }

    fn applied(
        &self,
        analyte: &Analyte,
        result: &Observation,
        unit: &Unit,
        on: &JudgedDay<'_>,
    ) -> Option<Applied> {
        let printed = result.reference.as_deref();
        self.chosen(analyte, printed, unit, result.method.as_ref(), on).map(|chosen| chosen.applied(unit))
    }

    /// The lower and the upper limit that judge a reading, in the canonical unit, not rounded to the digits in which
    /// an interval is shown in the reading's own unit.
    pub fn exact_limits(
        &self,
        analyte: &Analyte,
        reading: &Reading<'_>,
        on: &JudgedDay<'_>,
    ) -> Option<(Option<f64>, Option<f64>)> {
        let printed = reading.result().and_then(|result| result.reference.as_deref());
        let quantity = reading.result().and_then(Observation::quantity);
        let unit = quantity.map_or(Some(analyte.canonical()), |quantity| analyte.unit(&quantity.unit))?;
        let chosen = self.chosen(analyte, printed, unit, reading.method(), on)?;
        let side = |limit: &Option<Decimal>| limit.as_ref().map(|limit| limit.value() * chosen.unit.factor);
        Some((side(&chosen.interval.low), side(&chosen.interval.high)))
    }

    /// The interval that would judge a result that brings none of its own, in `unit`.
    pub fn without_lab(
        &self,
        analyte: &Analyte,
        method: Option<&Method>,
        unit: &Unit,
        on: &JudgedDay<'_>,
    ) -> Option<Applied> {
        self.chosen(analyte, None, unit, method, on).map(|chosen| chosen.applied(unit))
    }

    /// The interval that judges a result: the one printed beside it, in the result's own unit, else the user's own,
    /// else a published one. One that says nothing counts as not printed.
    fn chosen<'i>(
        &'i self,
        analyte: &'i Analyte,
        printed: Option<&'i Interval>,
        unit: &'i Unit,
        method: Option<&Method>,
        on: &JudgedDay<'_>,
    ) -> Option<ChosenInterval<'i>> {
        if let Some(interval) = printed.filter(|printed| !printed.is_open() && !printed.is_inverted()) {
            return Some(ChosenInterval { interval, unit, from: IntervalFrom::Report });
        }
        if let Some(target) = self.mine_on(&analyte.id, on) {
            let unit = analyte.unit(&target.unit)?;
            return Some(ChosenInterval { interval: &target.interval, unit, from: IntervalFrom::Settings });
        }
        let published = self.published_on(&analyte.id, method, on)?;
        let unit = analyte.unit(&published.unit)?;
        Some(ChosenInterval { interval: &published.interval, unit, from: IntervalFrom::Catalog(published) })
    }
}

/// An interval as it stands where it comes from.
struct ChosenInterval<'i> {
    interval: &'i Interval,
    /// The unit its limits are in.
    unit: &'i Unit,
    from: IntervalFrom<'i>,
}

/// Where the interval of a result comes from.
enum IntervalFrom<'i> {
    Report,
    Settings,
    Catalog(&'i Published),
}

impl ChosenInterval<'_> {
    /// The same in another unit of the analyte, with its origin.
    fn applied(&self, unit: &Unit) -> Applied {
        let interval = self.interval.convert(self.unit, unit);
        match self.from {
            IntervalFrom::Report => Applied { interval, origin: Origin::Lab, source: None, verified: true },
            IntervalFrom::Settings => {
                Applied { interval, origin: Origin::Mine, source: None, verified: true }
            }
            IntervalFrom::Catalog(published) => Applied {
                interval,
                origin: Origin::Published,
                source: Some(published.source.clone()),
                verified: published.verified,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::change::Entry;
    use crate::domain::fixture::{analytes, day, regimen, report};

    fn target(from: &str, on: &str) -> OwnTarget {
        OwnTarget {
            interval: Interval::new(Some(Decimal::parse("20").unwrap()), None),
            unit: "pg/mL".into(),
            from: (!from.is_empty()).then(|| day(from)),
            on: (!on.is_empty()).then(|| on.into()),
        }
    }

    fn log() -> Record {
        let regimen = regimen("anastrozole", "2026-02-01", "2026-03-31", &[]);
        let report = |date| Entry::Report(report(date, &[("estradiol", "10")]));
        Record::whole(
            std::iter::once(Entry::Regimen(regimen))
                .chain(["2026-01-31", "2026-02-01", "2026-03-31", "2026-04-01"].map(report)),
        )
    }

    #[test]
    fn an_own_interval_judges_only_results_of_the_days_on_which_it_holds() {
        let (record, analytes) = (log(), analytes());
        for (from, on, wanted) in [
            ("", "", ["low", "low", "low", "low"]),
            ("2026-02-01", "", ["unknown", "low", "low", "low"]),
            ("", "anastrozole", ["unknown", "low", "low", "unknown"]),
            ("2026-03-31", "anastrozole", ["unknown", "unknown", "low", "unknown"]),
            ("", "clomiphene", ["unknown"; 4]),
        ] {
            let mut intervals = Intervals::default();
            intervals.set_mine("estradiol".into(), target(from, on));
            let analyte = analytes.get("estradiol").unwrap();
            let judged = record.results("estradiol").map(|(report, result)| {
                intervals.judge(analyte, result, &JudgedDay::new(&record, report.date)).interpretation.id()
            });
            assert_eq!(judged.collect::<Vec<_>>(), wanted, "from {from:?} on {on:?}");
        }
    }

    #[test]
    fn an_interval_that_is_open_or_upside_down_counts_as_not_printed() {
        let (record, analytes) = (Record::default(), analytes());
        let analyte = analytes.get("estradiol").unwrap();
        let mut intervals = Intervals::default();
        intervals.set_mine("estradiol".into(), target("", ""));
        let on = JudgedDay::new(&record, day("2026-02-01"));
        for (low, high, origin, word) in [
            (Some("5"), Some("35"), Origin::Lab, "within"),
            (None, Some("35"), Origin::Lab, "within"),
            (None, None, Origin::Mine, "low"),
            (Some("35"), Some("5"), Origin::Mine, "low"),
        ] {
            let mut paper = report("2026-02-01", &[("estradiol", "10")]);
            let side = |limit: Option<&str>| limit.map(|limit| Decimal::parse(limit).unwrap());
            paper.results[0].reference = Some(Interval::new(side(low), side(high)).into());
            let judged = intervals.judge(analyte, &paper.results[0], &on);
            let applied = judged.applied.map(|applied| applied.origin);
            assert_eq!((applied, judged.interpretation.id()), (Some(origin), word), "{low:?} {high:?}");
        }
    }

    #[test]
    fn it_holds_on_stretches_of_an_axis() {
        let record = log();
        let days = (day("2026-01-01"), day("2026-03-01"));
        for (from, on, wanted) in [
            ("", "", vec![("2026-01-01", "2026-03-01")]),
            ("2026-02-10", "", vec![("2026-02-10", "2026-03-01")]),
            ("2026-03-02", "", vec![]),
            ("", "anastrozole", vec![("2026-02-01", "2026-03-01")]),
            ("2026-02-10", "anastrozole", vec![("2026-02-10", "2026-03-01")]),
            ("", "clomiphene", vec![]),
        ] {
            let wanted: Vec<_> = wanted.into_iter().map(|(from, to)| (day(from), day(to))).collect();
            assert_eq!(
                target(from, on).stretches(record.regimens(), days),
                wanted,
                "from {from:?} on {on:?}"
            );
        }
    }
}
