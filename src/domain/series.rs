//! One analyte over time, reported or computed, in its canonical unit.

use chrono::{NaiveDate, NaiveTime};

use crate::domain::analyte::{Analyte, Analytes};
use crate::domain::decimal::Decimal;
use crate::domain::derived::{self, Derived};
use crate::domain::extent::Extent;
use crate::domain::quantity::Quantity;
use crate::domain::record::Record;
use crate::domain::report::{Observation, Report};

/// One value of an analyte on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading<'r> {
    /// The civil day.
    pub day: NaiveDate,
    /// The minute, where it is known.
    pub time: Option<NaiveTime>,
    /// What the value can truly be, in the canonical unit.
    pub extent: Extent,
    /// Where it comes from.
    pub from: Source<'r>,
}

/// Where a reading comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source<'r> {
    /// It stands on a report.
    Reported(&'r Report, &'r Observation),
    /// It was computed from the day's results.
    Computed(Box<Derived>),
}

impl<'r> Reading<'r> {
    /// The report it stands on.
    pub fn report(&self) -> Option<&'r Report> {
        match self.from {
            Source::Reported(report, _) => Some(report),
            Source::Computed(_) => None,
        }
    }

    /// The result it is.
    pub fn result(&self) -> Option<&'r Observation> {
        match self.from {
            Source::Reported(_, result) => Some(result),
            Source::Computed(_) => None,
        }
    }

    /// How it was measured, where that was said.
    pub fn method(&self) -> Option<&'r str> {
        self.result().and_then(|r| r.method.as_deref())
    }

    /// Who measured, where that was said.
    pub fn laboratory(&self) -> Option<&'r str> {
        self.report().and_then(|r| r.laboratory.as_deref())
    }

    /// The quantity: as printed, or computed and rounded to the canonical unit's places.
    pub fn quantity(&self, analyte: &Analyte) -> Quantity {
        if let Some(quantity) = self.result().and_then(Observation::quantity) {
            return quantity.clone();
        }
        let (comparator, value) = self.extent.as_comparison(analyte.floor());
        let unit = analyte.canonical();
        Quantity {
            comparator,
            value: Decimal::rounded(value, unit.decimals),
            unit: unit.code.clone(),
        }
    }
}

/// Every reading of an analyte, oldest first: each reported one, and a computed one for each day that has
/// its inputs and no reported value. Words (`too few to assess`) are no readings.
pub fn readings<'r>(record: &'r Record, analytes: &Analytes, id: &str) -> Vec<Reading<'r>> {
    let Some(analyte) = analytes.get(id) else {
        return Vec::new();
    };
    let mut all: Vec<Reading<'r>> = reported(record, analyte).collect();
    let computed = derived::days(record, id)
        .into_iter()
        .filter(|day| all.binary_search_by_key(day, |reading| reading.day).is_err())
        .filter_map(|day| computed(record, analytes, id, day))
        .collect::<Vec<_>>();
    all.extend(computed);
    all.sort_by_key(|reading| (reading.day, reading.time));
    all
}

/// The readings of an analyte up to a day, newest first, one a day: the day's last by time, then entry.
pub fn days_back<'a>(
    record: &'a Record,
    analytes: &'a Analytes,
    id: &'a str,
    until: NaiveDate,
) -> impl Iterator<Item = Reading<'a>> {
    let analyte = analytes.get(id);
    let reported = analyte
        .into_iter()
        .flat_map(move |analyte| reported(record, analyte).rev());
    let computed_days = derived::days(record, id).into_iter().rev();
    let computed = computed_days.filter_map(move |day| computed(record, analytes, id, day));
    newest_of_each_day(
        reported.skip_while(move |r| r.day > until),
        computed.skip_while(move |r| r.day > until),
    )
}

/// The newest reading up to a day.
pub fn latest<'a>(
    record: &'a Record,
    analytes: &'a Analytes,
    id: &'a str,
    until: NaiveDate,
) -> Option<Reading<'a>> {
    days_back(record, analytes, id, until).next()
}

/// The day's reading: the last reported one, else the computed one.
pub fn on_day<'r>(record: &'r Record, analytes: &Analytes, id: &str, day: NaiveDate) -> Option<Reading<'r>> {
    let analyte = analytes.get(id)?;
    let newest = reported(record, analyte)
        .rev()
        .find(|r| r.day <= day)
        .filter(|r| r.day == day);
    newest.or_else(|| computed(record, analytes, id, day))
}

fn reported<'r>(record: &'r Record, analyte: &Analyte) -> impl DoubleEndedIterator<Item = Reading<'r>> {
    record.results(&analyte.id).filter_map(move |(report, result)| {
        let extent = analyte.extent(result.quantity()?)?;
        Some(Reading {
            day: report.date,
            time: report.time,
            extent,
            from: Source::Reported(report, result),
        })
    })
}

fn computed<'r>(record: &Record, analytes: &Analytes, id: &str, day: NaiveDate) -> Option<Reading<'r>> {
    let derived = derived::derive(record, analytes, id, day).value()?;
    let extent = derived.extent;
    Some(Reading {
        day,
        time: None,
        extent,
        from: Source::Computed(Box::new(derived)),
    })
}

/// Merges two newest-first runs; of one day only the first of `reported` is kept, else the computed one.
fn newest_of_each_day<'r>(
    reported: impl Iterator<Item = Reading<'r>>,
    computed: impl Iterator<Item = Reading<'r>>,
) -> impl Iterator<Item = Reading<'r>> {
    let mut reported = reported.peekable();
    let mut computed = computed.peekable();
    let mut last: Option<NaiveDate> = None;
    std::iter::from_fn(move || {
        loop {
            let next = match (reported.peek(), computed.peek()) {
                (Some(a), Some(b)) if b.day > a.day => computed.next(),
                (Some(_), _) => reported.next(),
                (None, _) => computed.next(),
            }?;
            if last.replace(next.day) != Some(next.day) {
                return Some(next);
            }
        }
    })
}
