//! Like with like: how results were measured and in what state the sample was taken.
//!
//! What a report does not say is held against no result: a missing method may be any.

use crate::domain::derived::DerivedInput;
use crate::domain::method::Method;
use crate::domain::record::Record;
use crate::domain::report::Report;
use crate::domain::series::{Reading, ReadingSource};

/// Days of abstinence between which samples compare, both included (`WHO21`, `WALSALL`; `SCHWARTZ79` measured what
/// a day more does).
const ABSTINENCE_DAYS: (f64, f64) = (2.0, 7.0);

/// Why a result does not stand beside the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unlike {
    /// Another method, assay or machine than that of the newest result which names one.
    OtherMethod,
    /// Blood taken after a meal.
    NotFasting,
    /// Semen after fewer or more days of abstinence than `ABSTINENCE_DAYS`.
    Abstinence,
    /// A part of the sample was lost.
    Incomplete,
}

impl Unlike {
    /// As it is counted: `2 not fasting`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::OtherMethod => "by another method",
            Self::NotFasting => "not fasting",
            Self::Abstinence => "outside 2 to 7 days of abstinence",
            Self::Incomplete => "incomplete",
        }
    }
}

/// What was measured, and how.
type MeasuredWay<'r> = (&'r str, MeasuredBy<'r>);

/// How something was measured.
#[derive(Clone, Copy, Debug)]
enum MeasuredBy<'r> {
    Method(&'r Method),
    Machine(&'r str),
}

impl MeasuredBy<'_> {
    fn is_same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Method(a), Self::Method(b)) => a == b,
            (Self::Machine(a), Self::Machine(b)) => a.trim().eq_ignore_ascii_case(b.trim()),
            (Self::Method(_), Self::Machine(_)) | (Self::Machine(_), Self::Method(_)) => false,
        }
    }
}

/// The ways that the results of a series are held to.
#[derive(Debug, Default)]
pub struct Standard<'r> {
    ways: Vec<MeasuredWay<'r>>,
}

impl<'r> Standard<'r> {
    /// Of each thing measured the way named last.
    pub fn of(readings: &'r [Reading<'_>]) -> Self {
        let mut standard = Self::default();
        for reading in readings {
            standard.follow(reading);
        }
        standard
    }

    /// Holds those that come to what a reading names.
    fn follow(&mut self, reading: &'r Reading<'_>) {
        for way in ways_of(reading) {
            self.ways.retain(|known| known.0 != way.0);
            self.ways.push(way);
        }
    }

    /// Whether a reading names another way.
    fn differs(&self, reading: &Reading<'_>) -> bool {
        ways_of(reading).into_iter().any(|way| self.ways.iter().any(|own| is_other(*own, way)))
    }

    /// The first thing that sets a reading apart, if it says any.
    pub fn unlike(&self, reading: &Reading<'_>, record: &Record) -> Option<Unlike> {
        if self.differs(reading) {
            return Some(Unlike::OtherMethod);
        }
        papers(reading, record).into_iter().find_map(taken_otherwise)
    }
}

/// Of each reading, oldest first, whether it names another way than was named last.
pub fn breaks<'r, 'p: 'r>(readings: impl IntoIterator<Item = &'r Reading<'p>>) -> Vec<bool> {
    let mut standard = Standard::default();
    let breaks = readings.into_iter().map(|reading| {
        let breaks = standard.differs(reading);
        standard.follow(reading);
        breaks
    });
    breaks.collect()
}

/// Whether two readings, one of each side, name different ways. One that names none may be either.
pub fn ways_differ(before: &[Reading<'_>], after: &[Reading<'_>]) -> bool {
    let other = |old| after.iter().flat_map(ways_of).any(|new| is_other(old, new));
    before.iter().flat_map(ways_of).any(other)
}

fn is_other(a: MeasuredWay<'_>, b: MeasuredWay<'_>) -> bool {
    a.0 == b.0 && !a.1.is_same(b.1)
}

/// Assay or method of a result, of a computed value those of its inputs, and the machine of a scan.
fn ways_of<'r>(reading: &'r Reading<'_>) -> impl Iterator<Item = MeasuredWay<'r>> {
    let (measured, machine, inputs) = match &reading.from {
        ReadingSource::Reported(report, result) => {
            let way = result.assay.as_ref().or(result.method.as_ref());
            (
                way.map(|way| (result.analyte.as_str(), MeasuredBy::Method(way))),
                report.context.device(),
                &[][..],
            )
        }
        ReadingSource::Computed(derived) => (None, None, &derived.inputs[..]),
    };
    let machine = machine.map(|machine| ("machine", MeasuredBy::Machine(machine)));
    let input =
        |input: &'r DerivedInput| Some((input.analyte.as_str(), MeasuredBy::Method(input.method.as_ref()?)));
    let inputs = inputs.iter().filter_map(input);
    measured.into_iter().chain(machine).chain(inputs)
}

/// The report of a reading; of a computed one those of its inputs.
fn papers<'r>(reading: &Reading<'r>, record: &'r Record) -> Vec<&'r Report> {
    match &reading.from {
        ReadingSource::Reported(report, _) => vec![*report],
        ReadingSource::Computed(derived) => {
            let measured = derived.inputs.iter().filter(|input| !input.assumed);
            let last = |id: &str| record.results_on(id, reading.day).next_back().map(|(report, _)| report);
            measured.filter_map(|input| last(&input.analyte)).collect()
        }
    }
}

fn taken_otherwise(report: &Report) -> Option<Unlike> {
    let (least, most) = ABSTINENCE_DAYS;
    let context = &report.context;
    if context.fasting() == Some(false) {
        return Some(Unlike::NotFasting);
    }
    if context.complete() == Some(false) {
        return Some(Unlike::Incomplete);
    }
    let days = context.abstinence_days()?.value();
    (!(least..=most).contains(&days)).then_some(Unlike::Abstinence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::context::{ContextField, FieldValue};
    use crate::domain::decimal::Decimal;
    use crate::domain::fixture::{analytes, record, report};
    use crate::domain::series::readings;

    fn measured(date: &str, method: &str) -> Report {
        let mut report = report(date, &[("estradiol", "20")]);
        report.results[0].method = (!method.is_empty()).then(|| method.into());
        report
    }

    fn fed(date: &str, fasting: Option<bool>) -> Report {
        let mut report = report(date, &[("estradiol", "20"), ("testosterone-total", "400")]);
        report.context.put(ContextField::Fasting, fasting.map(FieldValue::Answer)).unwrap();
        report
    }

    fn sample(date: &str, days: &str, complete: Option<bool>) -> Report {
        let mut report = report(date, &[("sperm-concentration", "20")]);
        let days = (!days.is_empty()).then(|| FieldValue::Amount(Decimal::parse(days).unwrap()));
        report.context.put(ContextField::AbstinenceDays, days).unwrap();
        report.context.put(ContextField::Complete, complete.map(FieldValue::Answer)).unwrap();
        report
    }

    fn apart(reports: Vec<Report>, id: &str) -> Vec<Option<Unlike>> {
        let (record, analytes) = (record(reports), analytes());
        let readings = readings(&record, &analytes, id);
        let standard = Standard::of(&readings);
        readings.iter().map(|reading| standard.unlike(reading, &record)).collect()
    }

    #[test]
    fn a_result_is_set_apart_only_by_what_its_report_says() {
        use Unlike::{Abstinence, Incomplete, NotFasting, OtherMethod};
        let methods = vec![
            measured("2026-01-01", "immunoassay"),
            measured("2026-02-01", ""),
            measured("2026-03-01", "LC-MS/MS"),
            measured("2026-04-01", "lc-ms/ms"),
        ];
        assert_eq!(apart(methods, "estradiol"), [Some(OtherMethod), None, None, None]);
        let meals =
            vec![fed("2026-01-01", Some(false)), fed("2026-02-01", None), fed("2026-03-01", Some(true))];
        assert_eq!(apart(meals.clone(), "estradiol"), [Some(NotFasting), None, None]);
        assert_eq!(apart(meals, "t-e2-ratio"), [Some(NotFasting), None, None]);
        let samples = vec![
            sample("2026-01-01", "1.9", None),
            sample("2026-02-01", "2", Some(true)),
            sample("2026-03-01", "7", None),
            sample("2026-04-01", "7.5", None),
            sample("2026-05-01", "3", Some(false)),
            sample("2026-06-01", "", None),
        ];
        let wanted = [Some(Abstinence), None, None, Some(Abstinence), Some(Incomplete), None];
        assert_eq!(apart(samples, "sperm-concentration"), wanted);
    }

    #[test]
    fn a_series_breaks_where_another_way_is_named_than_was_named_last() {
        for (methods, wanted) in [
            (&["", "lc-ms/ms", "LC-MS/MS"][..], &[false, false, false][..]),
            (&["immunoassay", "", "lc-ms/ms"], &[false, false, true]),
            (&["immunoassay", "lc-ms/ms", "", "immunoassay"], &[false, true, false, true]),
            (&["", ""], &[false, false]),
            (&[], &[]),
        ] {
            let reports = methods.iter().zip(1..).map(|(m, day)| measured(&format!("2026-01-{day:02}"), m));
            let (record, analytes) = (record(reports), analytes());
            assert_eq!(breaks(&readings(&record, &analytes, "estradiol")), wanted, "{methods:?}");
        }
    }
}
