//! The rows of a response, filled from the record: which results stand before a course and which on it.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::domain::analyte::{Analyte, Analytes};
use crate::domain::difference::{Difference, Direction};
use crate::domain::id::{ClassId, DrugId};
use crate::domain::record::Record;
use crate::domain::regimen::{Drug, Regimen};
use crate::domain::report::Kind;
use crate::domain::response::{
    Expected, MissingResult, ParameterResponse, ResponseCause, ResponseCourse, ResponseKnowledge, Verdict,
};
use crate::domain::semen::{SEMEN_BASELINE_DAYS, SPERM_CYCLE_DAYS};
use crate::domain::series::{self, Reading};

/// The response to a course as far as it is known on a day, one row a parameter.
pub fn response<'r>(
    record: &'r Record,
    reference: ResponseKnowledge<'r>,
    course: &ResponseCourse,
    today: NaiveDate,
) -> Vec<ParameterResponse<'r>> {
    let of_class = course.of_class(record.regimens(), reference.drugs);
    let table = ResponseTable { record, reference, course, of_class, today };
    followed(course, reference.analytes).map(|analyte| table.row(analyte)).collect()
}

/// What is followed of a course, in the order of the table. An operation on the testicle is followed by semen; the
/// hormones of these rows are those of a drug.
pub(super) fn followed<'a>(
    course: &ResponseCourse,
    analytes: &'a Analytes,
) -> impl Iterator<Item = &'a Analyte> {
    let is_of_drugs = course.class().is_some();
    let analytes = ROWS.into_iter().filter_map(|id| analytes.get(id));
    analytes.filter(move |analyte| is_of_drugs || analyte.kind == Kind::Semen)
}

const ROWS: [&str; 9] = [
    "testosterone-total",
    "estradiol",
    "t-e2-ratio",
    "lh",
    "fsh",
    "sperm-concentration",
    "total-motile-sperm-count",
    "progressive-motility",
    "morphology",
];

const SPERM_COUNT: &str = "sperm-concentration";

/// Baselines reach this far back from the start; without one, the newest before it stands in.
const BASELINE_DAYS: u64 = 90;
/// Days on the class from which a hormone is judged (default of this program).
pub const SETTLED_DAYS: u64 = 28;
/// A sample drawn so soon after the last day of an earlier course is no baseline (default of this program).
const BASELINE_WASHOUT_DAYS: u64 = 14;
/// Samples of semen taken together, of which at least three are needed for reliability (`KEEL06`).
pub(super) const SAMPLES: usize = 3;

struct ResponseTable<'r, 'c> {
    record: &'r Record,
    reference: ResponseKnowledge<'r>,
    course: &'c ResponseCourse,
    /// The periods of drugs of its class.
    of_class: Vec<&'r Regimen>,
    today: NaiveDate,
}

impl<'r> ResponseTable<'r, '_> {
    fn row(&self, analyte: &'r Analyte) -> ParameterResponse<'r> {
        let before = self.before(analyte);
        let (after, too_early) = self.after(analyte);
        let last_day = after.first().map_or(self.today, |reading| reading.day);
        let own = self.course.class().and_then(|class| self.expected(class, &analyte.id));
        let opposed = own.and_then(|own| self.opposed(own, analyte, last_day));
        let expected = own.filter(|_| opposed.is_none());
        let difference = (!before.is_empty() && !after.is_empty())
            .then(|| self.reference.variations.compare_sets(analyte, &before, &after));
        let verdict = match (difference, too_early) {
            (None, _) if before.is_empty() => Verdict::NotEnoughData(MissingResult::Baseline),
            (None, _) => Verdict::NotEnoughData(MissingResult::OnTreatment),
            (Some(_), Some(lack)) => Verdict::NotEnoughData(lack),
            (Some(difference), None) => verdict(difference, expected.map(|e| e.direction)),
        };
        ParameterResponse {
            analyte: analyte.id.clone(),
            before,
            after,
            expected,
            opposed,
            difference,
            verdict,
        }
    }

    fn before(&self, analyte: &'r Analyte) -> Vec<Reading<'r>> {
        let reach = if analyte.kind == Kind::Semen { SEMEN_BASELINE_DAYS } else { BASELINE_DAYS };
        let since = self.course.start - Days::new(reach);
        let mut untreated = self
            .back_from(analyte, self.course.start.min(self.today))
            .filter(|reading| self.course.may_be_base(reading.day, &self.of_class));
        let Some(newest) = untreated.next() else {
            return Vec::new();
        };
        let more = if newest.day < since { 0 } else { samples(analyte) - 1 };
        let others = untreated.take_while(|r| r.day >= since).take(more);
        std::iter::once(newest).chain(others).collect()
    }

    /// The readings on the course, and what is lacking when all of them came too soon.
    fn after(&self, analyte: &'r Analyte) -> (Vec<Reading<'r>>, Option<MissingResult>) {
        let wait = if analyte.kind == Kind::Semen { SPERM_CYCLE_DAYS } else { SETTLED_DAYS };
        let from = self.course.start + Days::new(wait);
        let until = self.course.stop.map_or(self.today, |stop| stop.min(self.today));
        let on_course: Vec<Reading<'r>> = self
            .back_from(analyte, until)
            .take_while(|reading| reading.day > self.course.start)
            .filter(|reading| self.course.class().is_none() || self.is_on_class(reading.day))
            .collect();
        let settled = on_course.iter().take_while(|r| r.day >= from).count();
        let too_early = (settled == 0).then_some(MissingResult::TooEarly { from });
        let count = if settled == 0 { on_course.len() } else { settled };
        let taken = on_course.into_iter().take(count.min(samples(analyte)));
        (taken.collect(), too_early)
    }

    fn back_from(&self, analyte: &'r Analyte, day: NaiveDate) -> impl Iterator<Item = Reading<'r>> + use<'r> {
        series::days_back(self.record, self.reference.analytes, &analyte.id, day)
    }

    fn class_of(&self, regimen: &Regimen) -> Option<&'r ClassId> {
        self.reference.drugs.get(&regimen.drug)?.class.as_ref()
    }

    fn is_on_class(&self, day: NaiveDate) -> bool {
        self.of_class.iter().any(|regimen| regimen.covers(day))
    }

    fn expected(&self, class: &ClassId, analyte: &str) -> Option<&'r Expected> {
        let mut all = self.reference.expected.iter();
        all.find(|expected| expected.class == *class && *expected.analyte == *analyte)
    }

    /// The class of a drug taken on a day that is expected to move an analyte the other way.
    fn opposed(&self, own: &Expected, analyte: &Analyte, day: NaiveDate) -> Option<&'r ClassId> {
        let taken = self.record.regimens().iter().filter(|regimen| regimen.covers(day));
        let mut others = taken.filter_map(|regimen| {
            let class = self.class_of(regimen)?;
            let same = self.expected(class, &analyte.id);
            // A drug that lowers the count of sperm speaks against every hope for the rest of the sample.
            let count = (analyte.kind == Kind::Semen).then(|| self.expected(class, SPERM_COUNT)).flatten();
            same.or(count)
        });
        others.find(|other| other.direction != own.direction).map(|other| &other.class)
    }
}

impl ResponseCourse {
    /// Whether a sample of a day may stand before the course: up to its first day, on which samples are drawn before
    /// the first dose, and neither on an earlier course of its class nor just after one.
    pub fn may_be_base(&self, day: NaiveDate, of_class: &[&Regimen]) -> bool {
        let is_spoilt =
            of_class.iter().map(|r| spoilt_days(r)).any(|(first, last)| (first..=last).contains(&day));
        day <= self.start && !is_spoilt
    }

    /// The periods of drugs of its class.
    pub fn of_class<'r>(&self, regimens: &'r [Regimen], drugs: &BTreeMap<DrugId, Drug>) -> Vec<&'r Regimen> {
        let own = self.class();
        let is_of_class = |regimen: &&Regimen| {
            own.is_some() && drugs.get(&regimen.drug).is_some_and(|drug| drug.class.as_ref() == own)
        };
        regimens.iter().filter(is_of_class).collect()
    }

    /// The class of drugs it is a course of; none of an operation.
    pub const fn class(&self) -> Option<&ClassId> {
        match &self.cause {
            ResponseCause::Drugs(class) => Some(class),
            ResponseCause::Procedure(_) => None,
        }
    }
}

/// The days on which a sample is no baseline for a drug of the class that was taken then, or shortly before.
pub(super) fn spoilt_days(regimen: &Regimen) -> (NaiveDate, NaiveDate) {
    regimen.days_it_may_show(BASELINE_WASHOUT_DAYS)
}

fn samples(analyte: &Analyte) -> usize {
    if analyte.kind == Kind::Semen { SAMPLES } else { 1 }
}

fn verdict(difference: Difference, expected: Option<Direction>) -> Verdict {
    match difference {
        Difference::NotComparable { reason, .. } => Verdict::NotEnoughData(MissingResult::Comparison(reason)),
        Difference::WithinVariation { .. } => Verdict::WithinVariation,
        Difference::BeyondVariation { direction, .. } => match expected {
            None => Verdict::NoDirection,
            Some(expected) if expected == direction => Verdict::AsExpected,
            Some(_) => Verdict::Opposite,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::change::Entry;
    use crate::domain::fixture::{analytes, day, drugs, regimen, report, variations};
    use crate::domain::report::Report;

    const START: &str = "2026-01-05";

    fn expected() -> Vec<Expected> {
        [
            ("ai", "testosterone-total", Direction::Up),
            ("ai", "estradiol", Direction::Down),
            ("ai", "t-e2-ratio", Direction::Up),
            ("ai", "fsh", Direction::Up),
            ("ai", "sperm-concentration", Direction::Up),
            ("serm", "estradiol", Direction::Up),
        ]
        .map(|(class, analyte, direction)| Expected {
            class: class.into(),
            analyte: analyte.into(),
            direction,
            source: "HRTIO".into(),
            verified: true,
        })
        .into()
    }

    /// `baseline > latest: verdict` of one row, on 1 June, for a course begun on 5 January.
    fn row(class: &str, id: &str, regimens: Vec<Regimen>, reports: Vec<Report>) -> String {
        let entries = regimens.into_iter().map(Entry::Regimen).chain(reports.into_iter().map(Entry::Report));
        let record = Record::whole(entries);
        let (analytes, drugs, variations, expected) = (analytes(), drugs(), variations(), expected());
        let reference = ResponseKnowledge {
            analytes: &analytes,
            drugs: &drugs,
            variations: &variations,
            expected: &expected,
        };
        let course =
            ResponseCourse { cause: ResponseCause::Drugs(class.into()), start: day(START), stop: None };
        let rows = response(&record, reference, &course, day("2026-06-01"));
        let row = rows.iter().find(|row| &*row.analyte == id).unwrap();
        let shown = |side: &[Reading<'_>]| {
            let analyte = analytes.get(id).unwrap();
            side.iter().map(|r| r.quantity(analyte).value.to_string()).collect::<Vec<_>>().join(" ")
        };
        format!("{} > {}: {}", shown(&row.before), shown(&row.after), row.verdict)
    }

    fn anastrozole() -> Regimen {
        regimen("anastrozole", START, "", &[])
    }

    #[test]
    fn a_result_counts_as_expected_only_beyond_variation_and_the_right_way() {
        for (id, before, after, line) in [
            ("testosterone-total", "312", "486", "312 > 486: within normal variation"),
            ("testosterone-total", "300", "500", "300 > 500: as expected"),
            ("testosterone-total", "500", "300", "500 > 300: opposite to what is expected"),
            ("estradiol", "31", "6.2", "31 > 6.2: as expected"),
            ("estradiol", "31", "<5", "31 > 5: not enough data: a bound does not compare"),
            ("fsh", "5.0", "9.0", "5.0 > 9.0: not enough data: variation unknown"),
        ] {
            let reports = vec![report("2026-01-02", &[(id, before)]), report("2026-03-14", &[(id, after)])];
            assert_eq!(row("ai", id, vec![anastrozole()], reports), line, "{id} {before} {after}");
        }
    }

    #[test]
    fn the_ratio_is_read_like_any_other_row() {
        let both = |date, t, e2| report(date, &[("testosterone-total", t), ("estradiol", e2)]);
        let reports = vec![both("2026-01-02", "312", "31"), both("2026-03-14", "486", "6.2")];
        assert_eq!(row("ai", "t-e2-ratio", vec![anastrozole()], reports), "10.1 > 78.4: as expected");
    }

    #[test]
    fn the_baseline_is_the_newest_untreated_result_up_to_the_start() {
        let earlier = regimen("anastrozole", "2025-06-01", "2025-11-30", &[]);
        for (dates, line) in [
            (&["2025-12-20", START][..], "2 > 9"),
            (&["2024-01-01"], "1 > 9"),
            // Drawn on the earlier course, or within 14 days after it.
            (&["2025-05-30", "2025-10-01", "2025-12-14"], "1 > 9"),
            (&["2025-05-30", "2025-12-15"], "2 > 9"),
            (&["2025-07-01"], " > 9"),
            (&["2026-01-06"], " > 9"),
        ] {
            let values = ["1", "2", "3"];
            let mut reports: Vec<Report> =
                dates.iter().zip(values).map(|(date, value)| report(date, &[("lh", value)])).collect();
            reports.push(report("2026-04-01", &[("lh", "9")]));
            let found = row("ai", "lh", vec![anastrozole(), earlier.clone()], reports);
            assert_eq!(found.split(": ").next(), Some(line), "{dates:?}");
        }
    }

    #[test]
    fn results_on_the_course_count_once_it_had_time_to_act() {
        for (id, date, line) in [
            ("estradiol", "2026-02-01", "30 > 10: not enough data: judged from 2 Feb 2026"),
            ("estradiol", "2026-02-02", "30 > 10: as expected"),
            ("estradiol", "2026-06-02", "30 > : not enough data: no result since the start"),
            ("sperm-concentration", "2026-03-17", "30 > 10: not enough data: judged from 18 Mar 2026"),
            ("sperm-concentration", "2026-03-18", "30 > 10: within normal variation"),
        ] {
            let reports = vec![report("2026-01-02", &[(id, "30")]), report(date, &[(id, "10")])];
            assert_eq!(row("ai", id, vec![anastrozole()], reports), line, "{id} {date}");
        }
        let paused = regimen("anastrozole", START, "2026-02-20", &[]);
        let reports = vec![
            report("2026-01-02", &[("estradiol", "30")]),
            report("2026-02-20", &[("estradiol", "10")]),
            report("2026-02-21", &[("estradiol", "28")]),
        ];
        assert_eq!(
            row("ai", "estradiol", vec![paused], reports),
            "30 > 10: as expected",
            "a day without the drug is not on it"
        );
    }

    #[test]
    fn up_to_three_samples_of_semen_are_taken_together() {
        let samples = |values: &[(&str, &'static str)]| {
            let sample =
                |(date, value): &(&str, &'static str)| report(date, &[("sperm-concentration", *value)]);
            values.iter().map(sample).collect::<Vec<_>>()
        };
        for (values, line) in [
            (
                &[("2025-12-01", "2"), ("2026-04-01", "20")][..],
                "2 > 20: not enough data: needs two samples on each side",
            ),
            (
                &[
                    ("2025-10-01", "2"),
                    ("2025-12-01", "2"),
                    ("2026-02-01", "1"),
                    ("2026-04-01", "20"),
                    ("2026-05-01", "18"),
                ],
                "2 2 > 18 20: as expected",
            ),
            (
                &[
                    ("2024-10-01", "9"),
                    ("2025-09-01", "8"),
                    ("2025-10-01", "3"),
                    ("2025-11-01", "2"),
                    ("2025-12-01", "2"),
                    ("2026-04-01", "3"),
                ],
                "2 2 3 > 3: within normal variation",
            ),
            (
                &[
                    ("2025-10-01", "20"),
                    ("2025-12-01", "20"),
                    ("2026-04-01", "0"),
                    ("2026-05-01", "40"),
                    ("2026-05-20", "44"),
                ],
                "20 20 > 44 40 0: not enough data: no mean with a zero in it",
            ),
        ] {
            assert_eq!(
                row("ai", "sperm-concentration", vec![anastrozole()], samples(values)),
                line,
                "{values:?}"
            );
        }
    }

    #[test]
    fn an_operation_is_followed_by_semen_alone_from_one_cycle_on_and_has_no_direction() {
        let sample = |date, count| report(date, &[("sperm-concentration", count), ("lh", "4")]);
        let reports = [
            sample("2025-11-01", "5"),
            sample("2025-12-01", "6"),
            sample("2026-02-01", "7"),
            sample("2026-03-18", "40"),
            sample("2026-05-20", "44"),
        ];
        let record = Record::whole(reports.map(Entry::Report));
        let (analytes, drugs, variations, expected) = (analytes(), drugs(), variations(), expected());
        let reference = ResponseKnowledge {
            analytes: &analytes,
            drugs: &drugs,
            variations: &variations,
            expected: &expected,
        };
        let cause = ResponseCause::Procedure("varicocele-repair".into());
        let course = ResponseCourse { cause, start: day(START), stop: None };
        let rows = response(&record, reference, &course, day("2026-06-01"));
        assert!(rows.iter().all(|row| analytes.get(&row.analyte).unwrap().kind == Kind::Semen));
        let count = rows.iter().find(|row| &*row.analyte == SPERM_COUNT).unwrap();
        let days = |side: &[Reading<'_>]| side.iter().map(|r| r.day.to_string()).collect::<Vec<_>>();
        assert_eq!(days(&count.before), ["2025-12-01", "2025-11-01"]);
        assert_eq!(days(&count.after), ["2026-05-20", "2026-03-18"]);
        assert_eq!((count.verdict, count.expected), (Verdict::NoDirection, None));
    }

    #[test]
    fn no_direction_is_shown_where_the_class_has_none_or_another_drug_pulls_the_other_way() {
        let reports = || {
            vec![
                report("2026-01-02", &[("estradiol", "30"), ("testosterone-total", "300")]),
                report("2026-03-14", &[("estradiol", "60"), ("testosterone-total", "600")]),
            ]
        };
        let clomiphene = || regimen("clomiphene", START, "", &[]);
        for (class, id, regimens, verdict) in [
            ("serm", "estradiol", vec![clomiphene()], "as expected"),
            ("serm", "testosterone-total", vec![clomiphene()], "beyond variation, no direction known"),
            ("ai", "estradiol", vec![anastrozole(), clomiphene()], "beyond variation, no direction known"),
            ("ai", "testosterone-total", vec![anastrozole(), clomiphene()], "as expected"),
        ] {
            let found = row(class, id, regimens, reports());
            assert_eq!(found.split(": ").nth(1), Some(verdict), "{class} {id}");
        }
    }
}
