//! A small catalogue and short ways to write a record, for the tests of the domain.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::analyte::{Analyte, Analytes, Unit, UnitSystem, ValueLimits};
use crate::domain::change::Entry;
use crate::domain::id::DrugId;
use crate::domain::quantity::Quantity;
use crate::domain::record::Record;
use crate::domain::regimen::{Dose, Drug, Regimen};
use crate::domain::report::{Kind, Observation, Report, Value};
use crate::domain::schedule::Schedule;
use crate::domain::typed_value::parse_typed;
use crate::domain::variation::{Variation, Variations};

/// An analyte's id, kind, and units with their factors, the canonical one first.
type FixtureLine = (&'static str, Kind, &'static [(&'static str, f64)]);

const ANALYTES: &[FixtureLine] = &[
    ("testosterone-total", Kind::Blood, &[("ng/dL", 1.0), ("nmol/L", 28.8431), ("ng/mL", 100.0)]),
    ("estradiol", Kind::Blood, &[("pg/mL", 1.0), ("pmol/L", 0.272_388)]),
    ("lh", Kind::Blood, &[("IU/L", 1.0)]),
    ("fsh", Kind::Blood, &[("IU/L", 1.0)]),
    ("shbg", Kind::Blood, &[("nmol/L", 1.0)]),
    ("albumin", Kind::Blood, &[("g/dL", 1.0), ("g/L", 0.1)]),
    ("t-e2-ratio", Kind::Blood, &[("{ratio}", 1.0)]),
    ("t-lh-ratio", Kind::Blood, &[("{ratio}", 1.0)]),
    ("free-testosterone-calculated", Kind::Blood, &[("pg/mL", 1.0), ("pmol/L", 0.288_431)]),
    ("bioavailable-testosterone-calculated", Kind::Blood, &[("ng/dL", 1.0), ("nmol/L", 28.8431)]),
    ("free-androgen-index", Kind::Blood, &[("{ratio}", 1.0)]),
    ("semen-volume", Kind::Semen, &[("mL", 1.0)]),
    ("sperm-concentration", Kind::Semen, &[("10*6/mL", 1.0)]),
    ("total-sperm-number", Kind::Semen, &[("10*6", 1.0)]),
    ("rapid-progressive-motility", Kind::Semen, &[("%", 1.0)]),
    ("slow-progressive-motility", Kind::Semen, &[("%", 1.0)]),
    ("progressive-motility", Kind::Semen, &[("%", 1.0)]),
    ("non-progressive-motility", Kind::Semen, &[("%", 1.0)]),
    ("immotile", Kind::Semen, &[("%", 1.0)]),
    ("total-motility", Kind::Semen, &[("%", 1.0)]),
    ("morphology", Kind::Semen, &[("%", 1.0)]),
    ("vitality", Kind::Semen, &[("%", 1.0)]),
    ("dfi", Kind::Semen, &[("%", 1.0)]),
    ("total-motile-sperm-count", Kind::Semen, &[("10*6", 1.0)]),
    ("total-progressive-motile-count", Kind::Semen, &[("10*6", 1.0)]),
    ("bmd-lumbar-spine", Kind::Dxa, &[("g/cm2", 1.0)]),
    ("bmd-total-hip", Kind::Dxa, &[("g/cm2", 1.0)]),
    ("t-score-lumbar-spine", Kind::Dxa, &[("{T-score}", 1.0)]),
    ("t-score-total-hip", Kind::Dxa, &[("{T-score}", 1.0)]),
    ("z-score-lumbar-spine", Kind::Dxa, &[("{Z-score}", 1.0)]),
    ("z-score-total-hip", Kind::Dxa, &[("{Z-score}", 1.0)]),
    ("weight", Kind::Body, &[("kg", 1.0), ("lb", 0.453_592_37)]),
    ("height", Kind::Body, &[("cm", 1.0), ("in", 2.54)]),
    ("bmi", Kind::Body, &[("kg/m2", 1.0)]),
];

/// The analytes these tests need.
pub fn analytes() -> Analytes {
    ANALYTES.iter().map(analyte).collect()
}

fn analyte(&(id, kind, units): &FixtureLine) -> Analyte {
    let unit = |&(code, factor): &(&str, f64)| Unit {
        code: code.into(),
        factor,
        decimals: 1,
        system: UnitSystem::Both,
    };
    let score = id.contains("-score-");
    Analyte {
        id: id.into(),
        name: id.into(),
        short: id.into(),
        kind,
        group: String::new(),
        units: units.iter().map(unit).collect(),
        hard: ValueLimits { low: Some(if score { -12.0 } else { 0.0 }), high: None },
        soft: ValueLimits::default(),
        slips: Vec::new(),
        calculated_only: false,
        log_axis: false,
    }
}

/// A day written `2026-03-14`.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A value as typed (`400`, `<5 pg/mL`, `13.9 nmol/L`), canonical where no unit is given; else words.
pub fn value(analyte: &str, typed: &str) -> Value {
    let Ok(read) = parse_typed(typed) else {
        return Value::Words(typed.into());
    };
    let canonical = || analytes().get(analyte).unwrap().canonical().code.to_string();
    Value::Number(Quantity {
        comparator: read.comparator,
        value: read.value,
        unit: read.unit.unwrap_or_else(canonical).into(),
    })
}

/// A report of a day with these results; its kind is that of the first, or the body's without any.
pub fn report(date: &str, results: &[(&str, &str)]) -> Report {
    let known = analytes();
    let kind = results.first().and_then(|(id, _)| known.get(id)).map_or(Kind::Body, |a| a.kind);
    let mut report = Report::new(kind, day(date));
    report.results =
        results.iter().map(|(id, typed)| Observation::new((*id).into(), value(id, typed))).collect();
    report
}

/// The record of these reports, entered in this order.
pub fn record(reports: impl IntoIterator<Item = Report>) -> Record {
    Record::whole(reports.into_iter().map(Entry::Report))
}

/// A drug from a first to a last day (`""` while it goes on), with the days and milligrams of its doses.
pub fn regimen(drug: &str, start: &str, stop: &str, doses: &[(&str, &str)]) -> Regimen {
    let dose = |(from, amount): &(&str, &str)| Dose {
        from: day(from),
        amount: crate::domain::decimal::Decimal::parse(amount).unwrap(),
        unit: "mg".into(),
        schedule: Schedule::new("daily"),
    };
    Regimen {
        id: format!("{drug}-{start}").into(),
        drug: drug.into(),
        route: None,
        start: day(start),
        stop: (!stop.is_empty()).then(|| day(stop)),
        doses: doses.iter().map(dose).collect(),
        supply: None,
        note: None,
    }
}

/// Anastrozole, clomiphene and testosterone in their classes, and zinc in none.
pub fn drugs() -> BTreeMap<DrugId, Drug> {
    let drug = |(id, class): (&str, &str)| Drug {
        id: id.into(),
        name: id.into(),
        class: (!class.is_empty()).then(|| class.into()),
        other_class: None,
        routes: Vec::new(),
        unit: "mg".into(),
        rare: false,
        stands_in_for_lh: false,
    };
    [("anastrozole", "ai"), ("clomiphene", "serm"), ("testosterone", "trt"), ("zinc", "")]
        .map(drug)
        .into_iter()
        .map(|drug| (drug.id.clone(), drug))
        .collect()
}

/// The variation of testosterone, estradiol, sperm concentration and motile count.
pub fn variations() -> Variations {
    [
        variation("testosterone-total", 16.0, 5.0),
        variation("estradiol", 14.0, 6.0),
        variation("sperm-concentration", 54.2, 0.0),
        variation("total-motile-sperm-count", 73.0, 0.0),
    ]
    .into_iter()
    .collect()
}

fn variation(analyte: &str, cvi: f64, cva: f64) -> Variation {
    Variation {
        analyte: analyte.into(),
        cvi,
        cva,
        includes_analytical: cva == 0.0,
        population: "men".into(),
        sources: vec!["GULDHAUG".into()],
        verified: true,
        cva_verified: false,
        note: None,
    }
}

/// Asserts two numbers equal to one part in a million, the tolerance of the worked numbers.
#[track_caller]
pub fn close(found: f64, wanted: f64, what: &str) {
    let off = (found - wanted).abs();
    assert!(off <= 1e-6 * wanted.abs().max(1e-9), "{what}: {found} is not {wanted}");
}
