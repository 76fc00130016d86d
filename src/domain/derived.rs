//! Values computed from the results of one day, each with its formula, inputs and source.

use chrono::NaiveDate;

use crate::domain::analyte::{Analyte, Analytes};
use crate::domain::decimal::Decimal;
use crate::domain::extent::Extent;
use crate::domain::formula::stands_for_other_days;
pub use crate::domain::formula::{FORMULAS, Formula, FormulaTerm, formula};
use crate::domain::id::AnalyteId;
use crate::domain::method::Method;
use crate::domain::quantity::{Comparator, Quantity};
use crate::domain::record::Record;
use crate::domain::report::{Kind, Observation, Report, Value};

/// A computed value of one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Derived {
    pub analyte: AnalyteId,
    /// The day of its inputs.
    pub day: NaiveDate,
    /// The value, or its bounds when an input was censored; canonical unit of the analyte.
    pub extent: Extent,
    /// The formula in words.
    pub formula: &'static str,
    /// Source key of the formula.
    pub source: &'static str,
    /// What it was computed from.
    pub inputs: Vec<DerivedInput>,
}

impl Derived {
    /// The result that a report of it would hold.
    pub fn observation(&self, analyte: &Analyte) -> Observation {
        Observation::new(analyte.id.clone(), Value::Number(analyte.comparison(self.extent)))
    }
}

/// A value that went into a computation.
#[derive(Clone, Debug, PartialEq)]
pub struct DerivedInput {
    pub analyte: AnalyteId,
    /// As printed, or as computed or assumed, in the canonical unit.
    pub quantity: Quantity,
    /// How it was measured, where that was said.
    pub method: Option<Method>,
    /// Whether nothing was measured and the formula's default stands in.
    pub assumed: bool,
}

/// What became of a computation.
#[derive(Clone, Debug, PartialEq)]
pub enum DerivedOutcome {
    /// It has a value.
    Value(Derived),
    /// These inputs are missing on that day.
    Missing(Vec<AnalyteId>),
    /// The inputs are there, but nothing follows from them (both censored, a zero below the line).
    NotComputable,
    /// The analyte is not a computed one.
    NotDerived,
}

impl DerivedOutcome {
    /// The value, if there is one.
    pub fn value(self) -> Option<Derived> {
        match self {
            Self::Value(derived) => Some(derived),
            _ => None,
        }
    }
}

/// Computes an analyte from the results of a day: of each input the day's last entry, reported before computed. What
/// is computed of a semen sample takes all inputs from one report, the day's last that gives a value: two samples of
/// a day are never mixed. A BMI takes the latest height up to that day, else the first later one, else the profile's.
pub fn derive(record: &Record, analytes: &Analytes, id: &str, day: NaiveDate) -> DerivedOutcome {
    let of_day = InputPlace { record, analytes, day, sample: None };
    if analytes.get(id).is_none_or(|analyte| analyte.kind != Kind::Semen) {
        return of_day.derive(id);
    }
    let samples = record.reports_on(day).iter().rev().filter(|report| report.kind() == Kind::Semen);
    let mut outcomes = samples.map(|report| InputPlace { sample: Some(report), ..of_day }.derive(id));
    let newest = outcomes.next().unwrap_or_else(|| of_day.derive(id));
    match newest {
        DerivedOutcome::Value(_) => newest,
        _ => outcomes.find(|outcome| matches!(outcome, DerivedOutcome::Value(_))).unwrap_or(newest),
    }
}

/// What is computed of the day of a report, to stand among its results: nothing where the report itself has another value of
/// an input, since then it was computed from another report of the day.
pub fn derive_beside(record: &Record, analytes: &Analytes, id: &str, report: &Report) -> Option<Derived> {
    let derived = derive(record, analytes, id, report.date).value()?;
    let is_of_others =
        record.reports_on(report.date).len() > 1 && disagrees(record, analytes, &derived, report);
    (!is_of_others).then_some(derived)
}

fn disagrees(record: &Record, analytes: &Analytes, derived: &Derived, report: &Report) -> bool {
    derived.inputs.iter().any(|input| {
        let mut own = report.results.iter().filter(|result| result.analyte == input.analyte).peekable();
        if own.peek().is_some() {
            return !own.any(|result| result.quantity() == Some(&input.quantity));
        }
        let inner = derive(record, analytes, &input.analyte, report.date).value();
        inner.is_some_and(|inner| disagrees(record, analytes, &inner, report))
    })
}

/// The days on which a computed analyte may have a value, oldest first: those of its first input, or of any
/// input that alone may decide.
pub fn days(record: &Record, id: &str) -> Vec<NaiveDate> {
    let mut days = Vec::new();
    collect_days(record, id, &mut days);
    days.sort_unstable();
    days.dedup();
    days
}

fn collect_days(record: &Record, id: &str, days: &mut Vec<NaiveDate>) {
    let Some(formula) = formula(id) else {
        return;
    };
    for term in formula.deciding() {
        days.extend(record.results(term.id).map(|(report, _)| report.date));
        collect_days(record, term.id, days);
    }
}

/// An input's true range and how it came to be.
type FoundInput = (Extent, DerivedInput);

/// Where inputs are looked for: on a day, or in one sample of it.
#[derive(Clone, Copy)]
struct InputPlace<'r> {
    record: &'r Record,
    analytes: &'r Analytes,
    day: NaiveDate,
    sample: Option<&'r Report>,
}

impl InputPlace<'_> {
    fn derive(self, id: &str) -> DerivedOutcome {
        let (Some(formula), Some(analyte)) = (formula(id), self.analytes.get(id)) else {
            return DerivedOutcome::NotDerived;
        };
        let found: Vec<Option<FoundInput>> = formula.inputs.iter().map(|term| self.input(term)).collect();
        let extents: Vec<Option<Extent>> =
            found.iter().map(|f| f.as_ref().map(|(extent, _)| *extent)).collect();
        let Some(extent) = formula.extent(&extents, analyte.floor()) else {
            let missing = formula.inputs.iter().zip(&extents).filter(|(_, x)| x.is_none());
            let missing: Vec<AnalyteId> = missing.map(|(term, _)| term.id.into()).collect();
            return if missing.is_empty() {
                DerivedOutcome::NotComputable
            } else {
                DerivedOutcome::Missing(missing)
            };
        };
        DerivedOutcome::Value(Derived {
            analyte: analyte.id.clone(),
            day: self.day,
            extent,
            formula: formula.words,
            source: formula.source,
            inputs: found.into_iter().flatten().map(|(_, input)| input).collect(),
        })
    }

    fn input(self, term: &FormulaTerm) -> Option<FoundInput> {
        self.measured(term.id).or_else(|| self.standing(term.id)).or_else(|| assumed(term))
    }

    /// The last result of an analyte, else what is computed of the others.
    fn measured(self, id: &str) -> Option<FoundInput> {
        let analyte = self.analytes.get(id)?;
        let is_here = |report: &Report| self.sample.is_none_or(|sample| std::ptr::eq(sample, report));
        let mut results = self.record.results_on(id, self.day).rev().filter(|(report, _)| is_here(report));
        results.find_map(|(_, result)| reported(analyte, result)).or_else(|| {
            let derived = self.derive(id).value()?;
            Some(found(analyte, derived.extent, analyte.comparison(derived.extent)))
        })
    }

    /// A grown man's height of another day stands for this one.
    fn standing(self, id: &str) -> Option<FoundInput> {
        let analyte = self.analytes.get(id).filter(|_| stands_for_other_days(id))?;
        let height = |(_, result): (_, &Observation)| reported(analyte, result);
        let earlier = self.record.results_until(id, self.day).rev().find_map(height);
        earlier.or_else(|| self.record.results(id).find_map(height)).or_else(|| {
            let quantity = Quantity {
                comparator: Comparator::Equal,
                value: self.record.profile().height_cm.clone()?,
                unit: "cm".into(),
            };
            Some(found(analyte, analyte.extent(&quantity)?, quantity))
        })
    }
}

fn assumed(term: &FormulaTerm) -> Option<FoundInput> {
    let value = term.default?;
    let input = DerivedInput {
        analyte: term.id.into(),
        quantity: Quantity {
            comparator: Comparator::Equal,
            value: Decimal::rounded(value, 1),
            unit: term.unit.into(),
        },
        method: None,
        assumed: true,
    };
    Some((Extent::exact(value), input))
}

fn reported(analyte: &Analyte, result: &Observation) -> Option<FoundInput> {
    let quantity = result.quantity()?;
    let (extent, input) = found(analyte, analyte.extent(quantity)?, quantity.clone());
    let method = result.method.clone();
    Some((extent, DerivedInput { method, ..input }))
}

fn found(analyte: &Analyte, extent: Extent, quantity: Quantity) -> FoundInput {
    let input = DerivedInput { analyte: analyte.id.clone(), quantity, method: None, assumed: false };
    (extent, input)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::analyte::UnitView;
    use crate::domain::fixture::{analytes, close, day, record, report};

    const DAY: &str = "2026-03-14";

    fn outcome(results: &[(&str, &str)], id: &str) -> DerivedOutcome {
        derive(&record([report(DAY, results)]), &analytes(), id, day(DAY))
    }

    fn extent(results: &[(&str, &str)], id: &str) -> Extent {
        match outcome(results, id) {
            DerivedOutcome::Value(derived) => derived.extent,
            other => panic!("{id} from {results:?}: {other:?}"),
        }
    }

    #[test]
    fn free_and_available_testosterone_agree_with_the_worked_numbers_in_every_unit() {
        // Testosterone, SHBG (nmol/L), albumin (g/L), free (pmol/L), bioavailable (nmol/L).
        for (t, shbg, albumin, free, available) in [
            ("10 nmol/L", "40", "43 g/L", 173.883_68, 4.074_926_3),
            ("264 ng/dL", "30", "43 g/L", 187.994_52, 4.405_610_7),
            ("300", "40", "4.3", 181.556_77, 4.254_743_3),
            ("3.5 ng/mL", "20", "43 g/L", 313.908_52, 7.356_377_9),
            ("412 ng/dL", "25", "45 g/L", 330.086_64, 8.079_946_9),
        ] {
            let results = [("testosterone-total", t), ("shbg", shbg), ("albumin", albumin)];
            let value = |id, factor| extent(&results, id).value().unwrap() * factor;
            close(value("free-testosterone-calculated", 1.0 / 0.288_431), free, t);
            close(value("bioavailable-testosterone-calculated", 1.0 / 28.8431), available, t);
        }
    }

    #[test]
    fn a_computed_value_is_converted_first_and_rounded_once() {
        let analytes = crate::catalog::Catalog::embedded().analytes();
        for analyte in FORMULAS.iter().filter_map(|formula| analytes.get(formula.id)) {
            for value in [0.044_951, 4.074_926_3, 117.535_45, 1_873.449_9] {
                let quantity = analyte.comparison(Extent::exact(value));
                for unit in &analyte.units {
                    let shown = analyte.convert(&quantity, unit).unwrap();
                    let once = Decimal::rounded(value / unit.factor, unit.decimals);
                    assert_eq!(shown.value.as_str(), once.as_str(), "{} {value} {}", analyte.id, unit.code);
                }
            }
        }
        let results = [("testosterone-total", "10 nmol/L"), ("shbg", "40"), ("albumin", "43 g/L")];
        let available = "bioavailable-testosterone-calculated";
        let quantity = analytes.get(available).unwrap().comparison(extent(&results, available));
        let shown = |view| analytes.get(available).unwrap().shown(&quantity, view).to_string();
        assert_eq!(shown(UnitView::Si), "4.07 nmol/L");
        assert_eq!(shown(UnitView::Conventional), "118 ng/dL");
    }

    #[test]
    fn albumin_that_was_not_measured_is_assumed_and_said_so() {
        let results = [("testosterone-total", "10 nmol/L"), ("shbg", "40")];
        let free = outcome(&results, "free-testosterone-calculated").value().unwrap();
        close(free.extent.value().unwrap(), 50.153_44, "published example");
        let assumed: Vec<_> = free.inputs.iter().map(|i| (i.quantity.to_string(), i.assumed)).collect();
        assert_eq!(
            assumed,
            [("10 nmol/L".to_owned(), false), ("40 nmol/L".to_owned(), false), ("4.3 g/dL".to_owned(), true)]
        );
    }

    #[test]
    fn a_ratio_of_censored_results_is_a_bound_or_nothing() {
        let analytes = analytes();
        let floor = analytes.get("t-e2-ratio").unwrap().floor();
        for (t, e2, shown) in [
            ("400", "40", Some(("", 10.0))),
            ("300", "31", Some(("", 9.677_419))),
            ("270.6", "32", Some(("", 8.456_25))),
            ("412", "15.9", Some(("", 25.911_95))),
            ("328", "58.4", Some(("", 5.616_438))),
            ("543", "43.5", Some(("", 12.482_76))),
            ("13.868135 nmol/L", "146.84935 pmol/L", Some(("", 10.0))),
            ("400", "<5", Some((">", 80.0))),
            ("<10", "20", Some(("<", 0.5))),
            ("<=10", "20", Some(("≤", 0.5))),
            (">1500", "<5", Some((">", 300.0))),
            ("400", ">500", Some(("<", 0.8))),
            ("<10", "<5", None),
            ("400", "0", None),
            ("0", "0", None),
        ] {
            let found = outcome(&[("testosterone-total", t), ("estradiol", e2)], "t-e2-ratio");
            let Some((prefix, value)) = shown else {
                assert_eq!(found, DerivedOutcome::NotComputable, "{t} / {e2}");
                continue;
            };
            let (comparator, found) = found.value().unwrap().extent.as_comparison(floor);
            assert_eq!(comparator.prefix(), prefix, "{t} / {e2}");
            close(found, value, &format!("{t} / {e2}"));
        }
    }

    #[test]
    fn semen_counts_agree_with_the_worked_numbers() {
        // Volume, concentration, PR, NP; total number, motile count, progressively motile count.
        for (volume, concentration, pr, np, number, motile, progressive) in [
            ("3.0", "66", "55", "8", 198.0, 124.74, 108.9),
            ("1.4", "16", "30", "12", 22.4, 9.408, 6.72),
            ("2.5", "8", "20", "10", 20.0, 6.0, 4.0),
            ("4.0", "0.05", "10", "0", 0.2, 0.02, 0.02),
            ("3.2", "45", "40", "10", 144.0, 72.0, 57.6),
            ("5.5", "3.6", "35", "5", 19.8, 7.92, 6.93),
        ] {
            let results = [
                ("semen-volume", volume),
                ("sperm-concentration", concentration),
                ("progressive-motility", pr),
                ("non-progressive-motility", np),
            ];
            let value = |id| extent(&results, id).value().unwrap();
            close(value("total-sperm-number"), number, volume);
            close(value("total-motile-sperm-count"), motile, volume);
            close(value("total-progressive-motile-count"), progressive, volume);
        }
    }

    #[test]
    fn without_sperm_there_are_no_motile_ones_and_nothing_is_missing() {
        for results in [
            &[("semen-volume", "1.0"), ("sperm-concentration", "0")][..],
            &[("sperm-concentration", "0"), ("morphology", "too few to assess")],
            &[("total-sperm-number", "0")],
        ] {
            for id in ["total-motile-sperm-count", "total-progressive-motile-count"] {
                assert_eq!(extent(results, id), Extent::exact(0.0), "{results:?}");
                let record = record([report(DAY, results)]);
                assert_eq!(days(&record, id), [day(DAY)], "{results:?}");
            }
        }
    }

    #[test]
    fn four_grades_of_motility_add_up_to_the_three() {
        let results = [
            ("semen-volume", "2.0"),
            ("sperm-concentration", "50"),
            ("rapid-progressive-motility", "25"),
            ("slow-progressive-motility", "15"),
            ("non-progressive-motility", "10"),
        ];
        for (id, wanted) in [
            ("progressive-motility", 40.0),
            ("total-motility", 50.0),
            ("total-progressive-motile-count", 40.0),
            ("total-motile-sperm-count", 50.0),
        ] {
            close(extent(&results, id).value().unwrap(), wanted, id);
        }
    }

    #[test]
    fn a_reported_input_goes_before_a_computed_one_and_a_later_entry_before_an_earlier() {
        let reports = [
            report(DAY, &[("semen-volume", "3.0"), ("sperm-concentration", "66"), ("total-motility", "50")]),
            report(DAY, &[("total-sperm-number", "120"), ("total-motility", "25")]),
        ];
        let count = derive(&record(reports), &analytes(), "total-motile-sperm-count", day(DAY));
        assert_eq!(count.value().unwrap().extent, Extent::exact(30.0));
    }

    #[test]
    fn two_samples_of_a_day_are_not_mixed_and_the_later_that_gives_a_value_counts() {
        let of = |samples: [&[(&str, &str)]; 2]| {
            let reports = samples.map(|results| report(DAY, results));
            derive(&record(reports), &analytes(), "total-sperm-number", day(DAY))
        };
        let volume: &[(&str, &str)] = &[("semen-volume", "1.5")];
        let count: &[(&str, &str)] = &[("sperm-concentration", "20")];
        let whole: &[(&str, &str)] = &[("semen-volume", "3"), ("sperm-concentration", "40")];
        assert_eq!(of([volume, count]), DerivedOutcome::Missing(vec!["semen-volume".into()]));
        for samples in [[whole, volume], [whole, count], [volume, whole]] {
            assert_eq!(of(samples).value().unwrap().extent, Extent::exact(120.0));
        }
    }

    #[test]
    fn what_was_computed_of_another_report_of_the_day_stands_beside_none_that_says_otherwise() {
        let beside = |id: &str, reports: [&[(&str, &str)]; 2]| {
            let record = record(reports.map(|results| report(DAY, results)));
            let stands = |report| derive_beside(&record, &analytes(), id, report).is_some();
            record.reports_on(day(DAY)).iter().map(stands).collect::<Vec<_>>()
        };
        let (t, e2, other_t) =
            (("testosterone-total", "400"), ("estradiol", "20"), ("testosterone-total", "300"));
        assert_eq!(beside("t-e2-ratio", [&[t, e2], &[other_t, ("estradiol", "15")]]), [false, true]);
        assert_eq!(beside("t-e2-ratio", [&[t, e2], &[other_t]]), [false, true], "half of it is its own");
        assert_eq!(beside("t-e2-ratio", [&[t], &[e2]]), [true, true], "one draw on two sheets");
        assert_eq!(
            beside("t-e2-ratio", [&[t, other_t, e2], &[("lh", "5")]]),
            [true, true],
            "one sheet, two methods"
        );
        let sample = |volume| {
            let grades = [("progressive-motility", "30"), ("non-progressive-motility", "10")];
            [("semen-volume", volume), ("sperm-concentration", "20")]
                .into_iter()
                .chain(grades)
                .collect::<Vec<_>>()
        };
        let (first, second) = (sample("2"), sample("3"));
        assert_eq!(beside("total-motile-sperm-count", [&first, &second]), [false, true]);
        let alone = record([report(DAY, &first)]);
        let only = &alone.reports()[0];
        assert!(derive_beside(&alone, &analytes(), "total-motile-sperm-count", only).is_some());
    }

    #[test]
    fn a_bound_on_the_volume_bounds_no_total_and_one_on_the_concentration_does() {
        let total = |volume, concentration| {
            let results = [("semen-volume", volume), ("sperm-concentration", concentration)];
            outcome(&results, "total-sperm-number").value().map(|derived| derived.extent.high)
        };
        assert_eq!(total("<2", "17"), None);
        assert_eq!(total("1.9", "<20"), Some(38.0));
        assert_eq!(total("<2", "0"), Some(0.0));
    }

    #[test]
    fn values_of_different_days_are_not_paired_and_what_is_missing_is_named() {
        let record = record([
            report("2026-03-13", &[("estradiol", "30")]),
            report(DAY, &[("testosterone-total", "400")]),
        ]);
        let ratio = derive(&record, &analytes(), "t-e2-ratio", day(DAY));
        assert_eq!(ratio, DerivedOutcome::Missing(vec!["estradiol".into()]));
        assert_eq!(derive(&record, &analytes(), "estradiol", day(DAY)), DerivedOutcome::NotDerived);
    }

    #[test]
    fn a_body_mass_index_takes_the_latest_height_up_to_its_day_then_a_later_one_then_the_profile() {
        use crate::domain::change::Entry;
        use crate::domain::journal::Profile;
        let profile =
            Entry::Profile(Profile { height_cm: Some(Decimal::parse("180").unwrap()), ..Profile::default() });
        let bmi = |reports: Vec<Report>| {
            let entries = reports.into_iter().map(Entry::Report).chain([profile.clone()]);
            let record = Record::whole(entries);
            let bmi = derive(&record, &analytes(), "bmi", day(DAY)).value().unwrap();
            bmi.extent.value().unwrap()
        };
        let tall = |date, cm| report(date, &[("height", cm)]);
        let weight = |kg| report(DAY, &[("weight", kg)]);
        close(bmi(vec![weight("80")]), 24.691_358, "the profile's");
        close(bmi(vec![tall("2026-04-01", "178"), weight("120")]), 37.874_006, "a later one");
        close(
            bmi(vec![
                tall("2020-01-01", "180"),
                tall("2025-01-01", "170"),
                tall("2026-04-01", "178"),
                weight("95"),
            ]),
            32.871_972,
            "the latest",
        );
        close(bmi(vec![tall("2020-01-01", "70 in"), weight("202.5 lb")]), 29.055_427, "in pounds and inches");
    }
}
