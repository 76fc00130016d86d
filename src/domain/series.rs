//! One analyte over time, reported or computed, in its canonical unit.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveTime};

use crate::domain::analyte::{Analyte, Analytes};
use crate::domain::derived::{self, Derived};
use crate::domain::extent::Extent;
use crate::domain::method::Method;
use crate::domain::quantity::Quantity;
use crate::domain::record::Record;
use crate::domain::report::{Observation, Report, Value};

/// One value of an analyte on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading<'r> {
    pub day: NaiveDate,
    /// The minute, where it is known.
    pub time: Option<NaiveTime>,
    /// What the value can truly be, in the canonical unit.
    pub extent: Extent,
    /// Where it comes from.
    pub from: ReadingSource<'r>,
}

/// Where a reading comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum ReadingSource<'r> {
    /// It stands on a report.
    Reported(&'r Report, &'r Observation),
    /// It was computed from the day's results.
    Computed(Box<Derived>),
}

impl<'r> Reading<'r> {
    /// The report it stands on.
    pub fn report(&self) -> Option<&'r Report> {
        match self.from {
            ReadingSource::Reported(report, _) => Some(report),
            ReadingSource::Computed(_) => None,
        }
    }

    /// The result it is.
    pub fn result(&self) -> Option<&'r Observation> {
        match self.from {
            ReadingSource::Reported(_, result) => Some(result),
            ReadingSource::Computed(_) => None,
        }
    }

    /// How it was measured, where that was said.
    pub fn method(&self) -> Option<&'r Method> {
        self.result().and_then(|r| r.method.as_ref())
    }

    /// Who measured, where that was said.
    pub fn laboratory(&self) -> Option<&'r str> {
        self.report().and_then(|r| r.laboratory.as_deref())
    }

    /// The quantity: as printed, or computed and rounded to the canonical unit's places.
    pub fn quantity(&self, analyte: &Analyte) -> Cow<'r, Quantity> {
        match self.result().and_then(Observation::quantity) {
            Some(printed) => Cow::Borrowed(printed),
            None => Cow::Owned(analyte.comparison(self.extent)),
        }
    }
}

/// Every reading of an analyte, oldest first: each reported one, and a computed one for each day that has
/// its inputs and no reported value. Words (`too few to assess`) are no readings.
pub fn readings<'r>(record: &'r Record, analytes: &Analytes, id: &str) -> Vec<Reading<'r>> {
    let Some(analyte) = analytes.get(id) else {
        return Vec::new();
    };
    let mut all: Vec<Reading<'r>> = record.results(id).filter_map(|at| reported(analyte, at)).collect();
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
    days_back_where(record, analytes, id, until, |_| true)
}

/// The same without the readings that are not kept: they are left out before the day's last one is taken.
pub fn days_back_where<'a>(
    record: &'a Record,
    analytes: &'a Analytes,
    id: &'a str,
    until: NaiveDate,
    keep: impl Fn(&Reading<'_>) -> bool,
) -> impl Iterator<Item = Reading<'a>> {
    let analyte = analytes.get(id);
    let results = analyte.into_iter().flat_map(move |analyte| {
        record.results_until(id, until).rev().filter_map(move |at| reported(analyte, at))
    });
    let days = derived::days(record, id).into_iter().rev();
    let computed =
        days.skip_while(move |day| *day > until).filter_map(move |day| computed(record, analytes, id, day));
    newest_of_each_day(results.filter(keep), computed)
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

/// The results of an analyte that are words (`too few to assess`), with their day, oldest first.
pub fn in_words<'r>(record: &'r Record, id: &str) -> impl DoubleEndedIterator<Item = (NaiveDate, &'r str)> {
    record.results(id).filter_map(|(report, result)| match &result.value {
        Value::Words(words) => Some((report.date, words.as_str())),
        Value::Number(_) => None,
    })
}

/// The day's reading: the last reported one, else the computed one.
pub fn on_day<'r>(record: &'r Record, analytes: &Analytes, id: &str, day: NaiveDate) -> Option<Reading<'r>> {
    let analyte = analytes.get(id)?;
    let newest = record.results_on(id, day).rev().find_map(|at| reported(analyte, at));
    newest.or_else(|| computed(record, analytes, id, day))
}

/// Every reported reading of a day, by time, then as entered.
pub fn all_on_day<'r>(record: &'r Record, analytes: &Analytes, id: &str, day: NaiveDate) -> Vec<Reading<'r>> {
    let Some(analyte) = analytes.get(id) else {
        return Vec::new();
    };
    record.results_on(id, day).filter_map(|at| reported(analyte, at)).collect()
}

/// A result as a reading; none for words.
fn reported<'r>(analyte: &Analyte, (report, result): (&'r Report, &'r Observation)) -> Option<Reading<'r>> {
    let extent = analyte.extent(result.quantity()?)?;
    Some(Reading {
        day: report.date,
        time: report.time,
        extent,
        from: ReadingSource::Reported(report, result),
    })
}

fn computed<'r>(record: &Record, analytes: &Analytes, id: &str, day: NaiveDate) -> Option<Reading<'r>> {
    let derived = derived::derive(record, analytes, id, day).value()?;
    let extent = derived.extent;
    Some(Reading { day, time: None, extent, from: ReadingSource::Computed(Box::new(derived)) })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::day::parse_time;
    use crate::domain::fixture::{analytes, day, record, report};

    /// `2026-01-05 <10`: the day and the value as shown, for each reading.
    fn shown<'r>(readings: impl IntoIterator<Item = Reading<'r>>, id: &str) -> Vec<String> {
        let analytes = analytes();
        let analyte = analytes.get(id).unwrap();
        let line = |reading: Reading<'_>| format!("{} {}", reading.day, reading.quantity(analyte));
        readings.into_iter().map(line).collect()
    }

    fn at(time: &str, mut report: Report) -> Report {
        report.time = Some(parse_time(time).unwrap());
        report
    }

    /// Ratios: reported on 10 Jan, computed on 5 and 20 Jan, impossible on 15 Jan.
    fn ratios() -> Record {
        record([
            report("2026-01-05", &[("testosterone-total", "300"), ("estradiol", "30")]),
            report("2026-01-10", &[("testosterone-total", "400"), ("estradiol", "20"), ("t-e2-ratio", "19")]),
            report("2026-01-15", &[("testosterone-total", "500")]),
            report("2026-01-20", &[("testosterone-total", "400"), ("estradiol", "<5")]),
        ])
    }

    #[test]
    fn computed_readings_stand_between_the_reported_ones_and_never_beside_one() {
        let record = ratios();
        assert_eq!(
            shown(readings(&record, &analytes(), "t-e2-ratio"), "t-e2-ratio"),
            ["2026-01-05 10.0", "2026-01-10 19", "2026-01-20 >80.0"]
        );
    }

    #[test]
    fn readings_backwards_begin_at_a_day_and_hold_one_for_each_day() {
        let (record, analytes) = (ratios(), analytes());
        for (until, wanted) in [
            ("2026-02-01", &["2026-01-20 >80.0", "2026-01-10 19", "2026-01-05 10.0"][..]),
            ("2026-01-19", &["2026-01-10 19", "2026-01-05 10.0"]),
            ("2026-01-05", &["2026-01-05 10.0"]),
            ("2026-01-04", &[]),
        ] {
            let back = days_back(&record, &analytes, "t-e2-ratio", day(until));
            assert_eq!(shown(back, "t-e2-ratio"), wanted, "{until}");
            let newest = latest(&record, &analytes, "t-e2-ratio", day(until));
            assert_eq!(shown(newest, "t-e2-ratio"), wanted[..wanted.len().min(1)], "{until}");
        }
    }

    #[test]
    fn of_several_values_of_a_day_the_last_by_time_then_entry_stands() {
        let record = record([
            at("10:00", report("2026-01-05", &[("lh", "5")])),
            at("08:00", report("2026-01-05", &[("lh", "4")])),
            at("10:00", report("2026-01-05", &[("lh", "6")])),
            report("2026-01-06", &[("lh", "7"), ("lh", "8")]),
            report("2026-01-07", &[("lh", "not done")]),
        ]);
        let analytes = analytes();
        assert_eq!(in_words(&record, "lh").collect::<Vec<_>>(), [(day("2026-01-07"), "not done")]);
        assert_eq!(
            shown(days_back(&record, &analytes, "lh", day("2026-01-31")), "lh"),
            ["2026-01-06 8 IU/L", "2026-01-05 6 IU/L"]
        );
        assert_eq!(
            shown(readings(&record, &analytes, "lh"), "lh"),
            [
                "2026-01-05 4 IU/L",
                "2026-01-05 5 IU/L",
                "2026-01-05 6 IU/L",
                "2026-01-06 7 IU/L",
                "2026-01-06 8 IU/L"
            ]
        );
    }

    #[test]
    fn the_reading_of_a_day_is_reported_else_computed_else_absent() {
        let (record, analytes) = (ratios(), analytes());
        for (on, wanted) in [
            ("2026-01-05", Some("2026-01-05 10.0")),
            ("2026-01-10", Some("2026-01-10 19")),
            ("2026-01-15", None),
            ("2026-01-16", None),
        ] {
            let found = on_day(&record, &analytes, "t-e2-ratio", day(on));
            assert_eq!(shown(found, "t-e2-ratio").first().map(String::as_str), wanted, "{on}");
        }
    }
}
