//! The analytes and drugs the guidance tests speak of, with just what the rules need of them.

use std::collections::BTreeMap;

use androlog::domain::analyte::{Analyte, Analytes, Limits, System, Unit};
use androlog::domain::id::DrugId;
use androlog::domain::regimen::Drug;
use androlog::domain::report::Kind;

/// Analytes with their units, and drugs with their classes.
pub fn knowledge() -> (Analytes, BTreeMap<DrugId, Drug>) {
    (
        ANALYTES.iter().map(analyte).collect(),
        DRUGS.iter().map(drug).collect(),
    )
}

type Row = (&'static str, &'static str, Kind, &'static [(&'static str, f64)]);

const ANALYTES: &[Row] = &[
    (
        "testosterone-total",
        "Testosterone, total",
        Kind::Blood,
        &[("ng/dL", 1.0), ("nmol/L", 28.8431), ("ng/mL", 100.0)],
    ),
    (
        "estradiol",
        "Estradiol",
        Kind::Blood,
        &[("pg/mL", 1.0), ("pmol/L", 0.27238)],
    ),
    ("lh", "LH", Kind::Blood, &[("IU/L", 1.0), ("mIU/mL", 1.0)]),
    ("fsh", "FSH", Kind::Blood, &[("IU/L", 1.0), ("mIU/mL", 1.0)]),
    ("vitamin-d", "Vitamin D (25-OH)", Kind::Blood, &[("ng/mL", 1.0)]),
    ("calcium", "Calcium", Kind::Blood, &[("mg/dL", 1.0)]),
    (
        "hematocrit",
        "Hematocrit",
        Kind::Blood,
        &[("%", 1.0), ("L/L", 100.0)],
    ),
    ("psa", "PSA", Kind::Blood, &[("ng/mL", 1.0)]),
    ("alt", "ALT", Kind::Blood, &[("U/L", 1.0)]),
    ("weight", "Weight", Kind::Body, &[("kg", 1.0)]),
    ("height", "Height", Kind::Body, &[("cm", 1.0)]),
    ("bmi", "BMI", Kind::Body, &[("kg/m2", 1.0)]),
    ("semen-volume", "Semen volume", Kind::Semen, &[("mL", 1.0)]),
    (
        "sperm-concentration",
        "Sperm concentration",
        Kind::Semen,
        &[("10*6/mL", 1.0)],
    ),
    (
        "total-sperm-number",
        "Total sperm number",
        Kind::Semen,
        &[("10*6", 1.0)],
    ),
    ("total-motility", "Total motility", Kind::Semen, &[("%", 1.0)]),
    (
        "progressive-motility",
        "Progressive motility",
        Kind::Semen,
        &[("%", 1.0)],
    ),
    (
        "non-progressive-motility",
        "Non-progressive motility",
        Kind::Semen,
        &[("%", 1.0)],
    ),
    ("morphology", "Morphology", Kind::Semen, &[("%", 1.0)]),
    (
        "total-motile-sperm-count",
        "Total motile sperm count",
        Kind::Semen,
        &[("10*6", 1.0)],
    ),
    (
        "t-score-lumbar-spine",
        "T-score, lumbar spine",
        Kind::Dxa,
        &[("{T-score}", 1.0)],
    ),
    (
        "t-score-total-hip",
        "T-score, total hip",
        Kind::Dxa,
        &[("{T-score}", 1.0)],
    ),
    (
        "t-score-femoral-neck",
        "T-score, femoral neck",
        Kind::Dxa,
        &[("{T-score}", 1.0)],
    ),
    (
        "z-score-lumbar-spine",
        "Z-score, lumbar spine",
        Kind::Dxa,
        &[("{Z-score}", 1.0)],
    ),
    (
        "z-score-total-hip",
        "Z-score, total hip",
        Kind::Dxa,
        &[("{Z-score}", 1.0)],
    ),
    (
        "z-score-femoral-neck",
        "Z-score, femoral neck",
        Kind::Dxa,
        &[("{Z-score}", 1.0)],
    ),
];

const DRUGS: &[(&str, &str)] = &[
    ("anastrozole", "ai"),
    ("letrozole", "ai"),
    ("exemestane", "ai"),
    ("testolactone", "ai"),
    ("clomiphene", "serm"),
    ("enclomiphene", "serm"),
    ("tamoxifen", "serm"),
    ("toremifene", "serm"),
    ("hcg", "gonadotropin"),
    ("hmg", "gonadotropin"),
    ("fsh", "gonadotropin"),
    ("gonadorelin", "gnrh"),
    ("testosterone", "trt"),
];

fn analyte(&(id, name, kind, units): &Row) -> Analyte {
    let is_score = kind == Kind::Dxa;
    Analyte {
        id: id.into(),
        name: name.into(),
        short: name.into(),
        kind,
        group: String::new(),
        units: units
            .iter()
            .map(|&(code, factor)| Unit {
                code: code.into(),
                factor,
                decimals: 1,
                system: System::Both,
            })
            .collect(),
        hard: Limits {
            low: Some(if is_score { -12.0 } else { 0.0 }),
            high: None,
        },
        soft: Limits {
            low: None,
            high: (id == "estradiol").then_some(150.0),
        },
        slips: Vec::new(),
        calculated_only: false,
        log_axis: false,
    }
}

fn drug(&(id, class): &(&'static str, &str)) -> (DrugId, Drug) {
    let drug = Drug {
        id: id.into(),
        name: id.into(),
        class: Some(class.into()),
        routes: Vec::new(),
        unit: "mg".into(),
    };
    (id.into(), drug)
}
