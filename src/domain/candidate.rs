//! The candidate profile: the markers of the first table of `HRTIO` in a man's own untreated results.
//!
//! Data, not advice. The table describes men before treatment, and T/LH on treatment says nothing, so hormones
//! drawn on a drug of a known class, or soon after one, are passed over. Each marker carries who found otherwise.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use crate::domain::analyte::{Analyte, Analytes};
use crate::domain::extent::{Extent, Relation};
use crate::domain::id::DrugId;
use crate::domain::interval::Interpretation;
use crate::domain::judgement::{Intervals, JudgedDay, Judgement};
use crate::domain::need::{NeededItem, ResultNeed, every_height};
use crate::domain::record::Record;
use crate::domain::regimen::{Drug, Regimen};
use crate::domain::report::Kind;
use crate::domain::series::{self, Reading};

/// One marker of the profile.
#[derive(Debug, PartialEq)]
pub struct Marker {
    /// What is looked at.
    pub analyte: &'static str,
    /// What the source describes.
    pub criterion: Criterion,
    /// Who describes it; after the colon the line of the text.
    pub cites: &'static [&'static str],
    pub against: &'static [Counter],
}

/// A finding that speaks against a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    pub source: &'static str,
    /// What was found, with `{names}` for the markers it is about.
    pub found: &'static str,
}

/// What a source describes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Criterion {
    /// A value below this one, canonical unit.
    Below(f64),
    /// A value of at least this one, canonical unit.
    AtLeast(f64),
    /// Inside the reference interval of the result, or, by no stated amount, above it.
    NormalOrHigher,
    /// Words without a number.
    Words(&'static str),
}

/// A marker in the man's own results.
#[derive(Clone, Debug, PartialEq)]
pub struct Check<'r> {
    pub marker: &'static Marker,
    /// The newest reading that may be used.
    pub reading: Option<Reading<'r>>,
    /// The interval that judges it, where one applies.
    pub judgement: Judgement,
    pub finding: MarkerFinding,
}

/// How a reading stands to a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkerFinding {
    Present,
    Absent,
    /// A bound that may be either, or a ratio to an LH that may be too low to divide by.
    Open,
    /// A ratio to an LH outside its interval, which makes the ratio large or small for another reason.
    DivisorOutside,
    /// Above its interval, by more or less than the source means: it gives no number.
    AboveInterval,
    /// The source gives no number to compare with.
    NoNumber,
    /// There are readings, none of them off treatment.
    OnlyTreated,
    /// There is no reading.
    NoResult,
}

const NO_ASSOCIATION: Counter = Counter { source: "NAELITZ23", found: "{names} did not tell who responds" };

/// The markers, in the order of the table; T/LH is from the text beside it.
pub const MARKERS: [Marker; 6] = [
    Marker {
        analyte: "t-e2-ratio",
        criterion: Criterion::Below(10.0),
        cites: &["HRTIO:49", "HRTIO:56", "SHAH21", "PAVLOVICH01"],
        against: &[
            NO_ASSOCIATION,
            Counter { source: "YANG22", found: "men with {names} below and above 10 improved alike" },
        ],
    },
    Marker {
        analyte: "estradiol",
        criterion: Criterion::Words("high for the testosterone"),
        cites: &["HRTIO:57"],
        against: &[NO_ASSOCIATION],
    },
    Marker { analyte: "lh", criterion: Criterion::NormalOrHigher, cites: &["HRTIO:58"], against: &[] },
    Marker { analyte: "fsh", criterion: Criterion::NormalOrHigher, cites: &["HRTIO:59"], against: &[] },
    Marker {
        analyte: "bmi",
        criterion: Criterion::AtLeast(25.0),
        cites: &["HRTIO:60", "SHAH21"],
        against: &[NO_ASSOCIATION],
    },
    Marker {
        analyte: T_LH_RATIO,
        criterion: Criterion::AtLeast(100.0),
        cites: &["HRTIO:51", "NAELITZ23", "UROTIMES23"],
        against: &[],
    },
];

const T_LH_RATIO: &str = "t-lh-ratio";
/// Hormones drawn this long after the last day of a drug are taken as untreated (default of this program).
const UNTREATED_AFTER_DAYS: u64 = 90;
/// LH in IU/L below which, or as a bound, T/LH would look large for want of LH (default of this program).
const LEAST_LH: f64 = 1.0;

/// The profile as far as it is known on a day.
pub fn profile_check<'r>(
    record: &'r Record,
    analytes: &'r Analytes,
    drugs: &BTreeMap<DrugId, Drug>,
    intervals: &Intervals,
    today: NaiveDate,
) -> Vec<Check<'r>> {
    let check = |marker: &'static Marker| {
        let analyte = analytes.get(marker.analyte)?;
        let affected = affected_days(analyte, record.regimens(), drugs);
        let is_usable = |reading: &Reading<'r>| {
            !affected.iter().any(|(first, last)| (first..=last).contains(&&reading.day))
        };
        let reading = series::days_back(record, analytes, marker.analyte, today).find(is_usable);
        let judgement = reading.as_ref().map_or(Judgement::NONE, |reading| {
            intervals.judge_reading(analyte, reading, &JudgedDay::new(record, reading.day))
        });
        let finding = match &reading {
            Some(reading) => {
                let lh = (marker.analyte == T_LH_RATIO)
                    .then(|| lh_finding(record, analytes, intervals, reading.day))
                    .flatten();
                lh.unwrap_or_else(|| marker.criterion.finding(reading.extent, judgement.interpretation))
            }
            None if series::latest(record, analytes, marker.analyte, today).is_some() => {
                MarkerFinding::OnlyTreated
            }
            None => MarkerFinding::NoResult,
        };
        Some(Check { marker, reading, judgement, finding })
    };
    MARKERS.iter().filter_map(check).collect()
}

/// The results that [`profile_check`] looks at: of each marker the newest that no drug may show in.
pub fn profile_needs(
    regimens: &[Regimen],
    analytes: &Analytes,
    drugs: &BTreeMap<DrugId, Drug>,
    today: NaiveDate,
) -> Vec<ResultNeed> {
    let markers = MARKERS.iter().filter_map(|marker| analytes.get(marker.analyte));
    let needs = markers.flat_map(|analyte| {
        let skips = affected_days(analyte, regimens, drugs);
        let items = NeededItem::of_analyte(&analyte.id, analytes).into_iter();
        items.map(move |of| ResultNeed { newest: 1, skips: skips.clone(), ..ResultNeed::new(of, today) })
    });
    needs.chain([every_height(analytes)]).collect()
}

/// The days on which a drug may show in an analyte.
fn affected_days(
    analyte: &Analyte,
    regimens: &[Regimen],
    drugs: &BTreeMap<DrugId, Drug>,
) -> Vec<(NaiveDate, NaiveDate)> {
    let of_a_class = |regimen: &&Regimen| drugs.get(&regimen.drug).is_some_and(|d| d.class.is_some());
    let treatments = regimens.iter().filter(|_| analyte.kind == Kind::Blood).filter(of_a_class);
    treatments.map(|treatment| treatment.days_it_may_show(UNTREATED_AFTER_DAYS)).collect()
}

/// Why the LH of a day is none to divide by: it lies outside its interval, or it is a bound, very low, or may lie
/// outside.
fn lh_finding(
    record: &Record,
    analytes: &Analytes,
    intervals: &Intervals,
    day: NaiveDate,
) -> Option<MarkerFinding> {
    let (Some(lh), Some(analyte)) = (series::on_day(record, analytes, "lh", day), analytes.get("lh")) else {
        return Some(MarkerFinding::Open);
    };
    let is_usable = lh.extent.value().is_some_and(|lh| lh >= LEAST_LH);
    match intervals.judge_reading(analyte, &lh, &JudgedDay::new(record, day)).interpretation {
        Interpretation::Low | Interpretation::High => Some(MarkerFinding::DivisorOutside),
        Interpretation::Within if is_usable => None,
        Interpretation::Within | Interpretation::Unknown => Some(MarkerFinding::Open),
    }
}

impl Criterion {
    fn finding(self, extent: Extent, stands: Interpretation) -> MarkerFinding {
        let (described, otherwise, limit) = match (self, stands) {
            (Self::Below(limit), _) => (Relation::Below, Relation::AtLeast, limit),
            (Self::AtLeast(limit), _) => (Relation::AtLeast, Relation::Below, limit),
            (Self::NormalOrHigher, Interpretation::Within) => return MarkerFinding::Present,
            (Self::NormalOrHigher, Interpretation::Low) => return MarkerFinding::Absent,
            (Self::NormalOrHigher, Interpretation::High) => return MarkerFinding::AboveInterval,
            (Self::NormalOrHigher | Self::Words(_), _) => return MarkerFinding::NoNumber,
        };
        if extent.certainly(described, limit) {
            MarkerFinding::Present
        } else if extent.certainly(otherwise, limit) {
            MarkerFinding::Absent
        } else {
            MarkerFinding::Open
        }
    }

    /// `below 10`, `25 kg/m2 or more`, or the words.
    pub fn words(self, analyte: &Analyte) -> String {
        let unit = crate::domain::quantity::shown_unit(&analyte.canonical().code);
        match self {
            Self::Below(limit) => format!("below {limit} {unit}").trim_end().to_owned(),
            Self::AtLeast(limit) if unit.is_empty() => format!("{limit} or more"),
            Self::AtLeast(limit) => format!("{limit} {unit} or more"),
            Self::NormalOrHigher => "normal or slightly high".to_owned(),
            Self::Words(words) => words.to_owned(),
        }
    }
}

impl MarkerFinding {
    /// The word in files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Present => "as-described",
            Self::Absent => "not-as-described",
            Self::Open => "open",
            Self::DivisorOutside => "not-judged",
            Self::AboveInterval => "above-interval",
            Self::NoNumber => "no-number",
            Self::OnlyTreated => "no-untreated-result",
            Self::NoResult => "no-result",
        }
    }
}

impl fmt::Display for MarkerFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Present => "as described",
            Self::Absent => "not as described",
            Self::Open => "cannot be told from it",
            Self::DivisorOutside => "not judged",
            Self::AboveInterval => "above its interval",
            Self::NoNumber => "HRTIO gives no number",
            Self::OnlyTreated => "no untreated result",
            Self::NoResult => "no result",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::change::Entry;
    use crate::domain::decimal::Decimal;
    use crate::domain::fixture::{analytes, day, drugs, regimen, report};
    use crate::domain::interval::Interval;
    use crate::domain::judgement::OwnTarget;

    /// `day finding` of a marker on 1 June 2026.
    fn check(id: &str, regimens: &[Regimen], results: &[(&str, &[(&str, &str)])]) -> String {
        let reports = results.iter().map(|(date, lines)| Entry::Report(report(date, lines)));
        let record = Record::whole(regimens.iter().cloned().map(Entry::Regimen).chain(reports));
        let analytes = analytes();
        let mut intervals = Intervals::default();
        let limit = |digits| Some(Decimal::parse(digits).unwrap());
        let interval = Interval::new(limit("1.7"), limit("8.6"));
        let target = OwnTarget { interval, unit: "IU/L".into(), from: None, on: None };
        intervals.set_mine("lh".into(), target);
        let all = profile_check(&record, &analytes, &drugs(), &intervals, day("2026-06-01"));
        let check = all.iter().find(|c| c.marker.analyte == id).unwrap();
        let date = check.reading.as_ref().map(|r| r.day.to_string()).unwrap_or_default();
        format!("{date} {}", check.finding).trim_start().to_owned()
    }

    #[test]
    fn numbers_are_compared_as_the_source_gives_them_and_bounds_only_where_certain() {
        for (id, lines, finding) in [
            ("t-e2-ratio", &[("testosterone-total", "400"), ("estradiol", "40")][..], MarkerFinding::Absent),
            ("t-e2-ratio", &[("testosterone-total", "300"), ("estradiol", "31")], MarkerFinding::Present),
            ("t-e2-ratio", &[("testosterone-total", "400"), ("estradiol", "<5")], MarkerFinding::Absent),
            ("t-e2-ratio", &[("testosterone-total", "400"), ("estradiol", "<80")], MarkerFinding::Open),
            ("t-lh-ratio", &[("testosterone-total", "450"), ("lh", "4.5")], MarkerFinding::Present),
            ("t-lh-ratio", &[("testosterone-total", "356"), ("lh", "4.7")], MarkerFinding::Absent),
            ("t-lh-ratio", &[("testosterone-total", "400"), ("lh", "1.5")], MarkerFinding::DivisorOutside),
            ("t-lh-ratio", &[("testosterone-total", "300"), ("lh", "9")], MarkerFinding::DivisorOutside),
            ("t-lh-ratio", &[("testosterone-total", "400"), ("lh", "<1")], MarkerFinding::DivisorOutside),
            ("t-lh-ratio", &[("testosterone-total", "400"), ("lh", "<2")], MarkerFinding::Open),
            ("bmi", &[("weight", "80.838"), ("height", "180")], MarkerFinding::Absent),
            ("bmi", &[("weight", "81"), ("height", "180")], MarkerFinding::Present),
            ("estradiol", &[("estradiol", "45")], MarkerFinding::NoNumber),
            ("fsh", &[], MarkerFinding::NoResult),
        ] {
            let found = check(id, &[], &[("2026-03-14", lines)]);
            assert!(found.ends_with(&finding.to_string()), "{id} {lines:?}: {found}");
        }
    }

    #[test]
    fn hormones_drawn_on_a_drug_or_within_ninety_days_after_are_passed_over() {
        let results: &[(&str, &[(&str, &str)])] = &[
            ("2026-01-05", &[("lh", "4"), ("weight", "90"), ("height", "180")]),
            ("2026-03-14", &[("lh", "6"), ("weight", "85")]),
        ];
        for (id, regimens, found) in [
            ("lh", vec![], "2026-03-14"),
            ("lh", vec![regimen("anastrozole", "2026-01-05", "", &[])], "2026-01-05"),
            ("lh", vec![regimen("zinc", "2026-01-05", "", &[])], "2026-03-14"),
            ("lh", vec![regimen("testosterone", "2025-01-01", "2025-12-13", &[])], "2026-03-14"),
            ("lh", vec![regimen("testosterone", "2025-01-01", "2025-12-14", &[])], "no untreated result"),
            ("lh", vec![regimen("testosterone", "2025-01-01", "2026-01-31", &[])], "no untreated result"),
            ("bmi", vec![regimen("anastrozole", "2026-01-05", "", &[])], "2026-03-14"),
        ] {
            let line = check(id, &regimens, results);
            assert!(line.starts_with(found), "{id} {regimens:?}: {line}");
        }
    }

    #[test]
    fn normal_is_what_its_own_interval_says_and_how_far_above_it_no_source_says() {
        for (lh, finding) in [
            ("4", MarkerFinding::Present),
            ("1", MarkerFinding::Absent),
            ("9", MarkerFinding::AboveInterval),
            ("<3", MarkerFinding::NoNumber),
        ] {
            let mut panel = report("2026-03-14", &[("lh", lh), ("fsh", "5")]);
            let limit = |digits| Some(Decimal::parse(digits).unwrap());
            panel.results[0].reference = Some(Interval::new(limit("1.7"), limit("8.6")).into());
            let record = Record::whole([Entry::Report(panel)]);
            let analytes = analytes();
            let all = profile_check(&record, &analytes, &drugs(), &Intervals::default(), day("2026-06-01"));
            let of = |id| all.iter().find(|check| check.marker.analyte == id).unwrap().finding;
            assert_eq!((of("lh"), of("fsh")), (finding, MarkerFinding::NoNumber), "{lh}");
        }
    }

    #[test]
    fn a_criterion_reads_as_a_phrase() {
        let analytes = analytes();
        let words: Vec<String> =
            MARKERS.iter().map(|m| m.criterion.words(analytes.get(m.analyte).unwrap())).collect();
        assert_eq!(
            words,
            [
                "below 10",
                "high for the testosterone",
                "normal or slightly high",
                "normal or slightly high",
                "25 kg/m² or more",
                "100 or more"
            ]
        );
    }
}
