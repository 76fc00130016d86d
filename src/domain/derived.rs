//! Values computed from the results of one day, each with its formula, inputs and source.
//!
//! Free testosterone: Vermeulen, Verdonck & Kaufman 1999 (JCEM 84:3666), with `K_SHBG` 1e9 L/mol,
//! `K_albumin` 3.6e4 L/mol, albumin 69,000 g/mol, and 43 g/L where albumin was not measured.
//! T/E2 in ng/dL over pg/mL (Shah 2021), T/LH in ng/dL over IU/L (Naelitz 2023).

use chrono::NaiveDate;

use crate::domain::analyte::Analytes;
use crate::domain::decimal::Decimal;
use crate::domain::extent::Extent;
use crate::domain::id::AnalyteId;
use crate::domain::quantity::{Comparator, Quantity};
use crate::domain::record::Record;

/// A computed value of one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Derived {
    /// What was computed.
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
    pub inputs: Vec<Input>,
}

/// A value that went into a computation.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// The analyte.
    pub analyte: AnalyteId,
    /// As printed, or as computed or assumed, in the canonical unit.
    pub quantity: Quantity,
    /// Whether nothing was measured and the formula's default stands in.
    pub assumed: bool,
}

/// What became of a computation.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It has a value.
    Value(Derived),
    /// These inputs are missing on that day.
    Missing(Vec<AnalyteId>),
    /// The inputs are there, but nothing follows from them (both censored, a zero below the line).
    NotComputable,
    /// The analyte is not a computed one.
    NotDerived,
}

impl Outcome {
    /// The value, if there is one.
    pub fn value(self) -> Option<Derived> {
        match self {
            Self::Value(derived) => Some(derived),
            _ => None,
        }
    }
}

/// How one analyte is computed from others.
pub struct Formula {
    /// The computed analyte.
    pub id: &'static str,
    /// In words, with the units it takes.
    pub words: &'static str,
    /// Source key.
    pub source: &'static str,
    /// Analytes and the canonical unit each is taken in.
    pub inputs: &'static [Term],
    /// From the input extents, in order.
    compute: fn(&[f64]) -> f64,
    /// Whether one input that is exactly zero makes the value zero, whatever else is missing: an ejaculate
    /// without sperm has no motile sperm.
    zero_decides: bool,
}

/// One input of a formula.
pub struct Term {
    /// The analyte.
    pub id: &'static str,
    /// Its canonical unit, which the formula is written for.
    pub unit: &'static str,
    /// Whether the value rises or falls with it.
    rises: bool,
    /// Stands in when nothing was measured.
    default: Option<f64>,
}

const fn up(id: &'static str, unit: &'static str) -> Term {
    Term {
        id,
        unit,
        rises: true,
        default: None,
    }
}

const fn down(id: &'static str, unit: &'static str) -> Term {
    Term {
        id,
        unit,
        rises: false,
        default: None,
    }
}

/// Albumin in g/dL taken where none was measured (Vermeulen 1999).
const USUAL_ALBUMIN: f64 = 4.3;

const VERMEULEN_INPUTS: &[Term] = &[
    up("testosterone-total", "ng/dL"),
    down("shbg", "nmol/L"),
    Term {
        id: "albumin",
        unit: "g/dL",
        rises: false,
        default: Some(USUAL_ALBUMIN),
    },
];

/// Every computed analyte. A formula may take another one's result.
pub const FORMULAS: &[Formula] = &[
    Formula {
        id: "t-e2-ratio",
        words: "testosterone (ng/dL) ÷ estradiol (pg/mL)",
        source: "SHAH21",
        inputs: &[up("testosterone-total", "ng/dL"), down("estradiol", "pg/mL")],
        compute: |x| x[0] / x[1],
        zero_decides: false,
    },
    Formula {
        id: "t-lh-ratio",
        words: "testosterone (ng/dL) ÷ LH (IU/L)",
        source: "NAELITZ23",
        inputs: &[up("testosterone-total", "ng/dL"), down("lh", "IU/L")],
        compute: |x| x[0] / x[1],
        zero_decides: false,
    },
    Formula {
        id: "free-testosterone-calculated",
        words: "Vermeulen 1999 from testosterone, SHBG and albumin",
        source: "VERMEULEN99",
        inputs: VERMEULEN_INPUTS,
        compute: |x| free_testosterone(x[0] / NG_DL_PER_NMOL_L, x[1], x[2] * 10.0) * PG_ML_PER_NMOL_L,
        zero_decides: false,
    },
    Formula {
        id: "bioavailable-testosterone-calculated",
        words: "free plus albumin-bound testosterone, Vermeulen 1999",
        source: "VERMEULEN99",
        inputs: VERMEULEN_INPUTS,
        compute: |x| {
            let albumin = x[2] * 10.0;
            free_testosterone(x[0] / NG_DL_PER_NMOL_L, x[1], albumin)
                * albumin_factor(albumin)
                * NG_DL_PER_NMOL_L
        },
        zero_decides: false,
    },
    Formula {
        id: "free-androgen-index",
        words: "100 × testosterone (nmol/L) ÷ SHBG (nmol/L); not valid for adult men (1993)",
        source: "FAI93",
        inputs: &[up("testosterone-total", "ng/dL"), down("shbg", "nmol/L")],
        compute: |x| 100.0 * x[0] / NG_DL_PER_NMOL_L / x[1],
        zero_decides: false,
    },
    Formula {
        id: "progressive-motility",
        words: "rapid + slow progressive motility",
        source: "WHO21",
        inputs: &[
            up("rapid-progressive-motility", "%"),
            up("slow-progressive-motility", "%"),
        ],
        compute: |x| x[0] + x[1],
        zero_decides: false,
    },
    Formula {
        id: "total-motility",
        words: "progressive + non-progressive motility",
        source: "WHO21",
        inputs: &[
            up("progressive-motility", "%"),
            up("non-progressive-motility", "%"),
        ],
        compute: |x| x[0] + x[1],
        zero_decides: false,
    },
    Formula {
        id: "total-sperm-number",
        words: "volume (mL) × concentration (10*6/mL)",
        source: "WHO21",
        inputs: &[up("semen-volume", "mL"), up("sperm-concentration", "10*6/mL")],
        compute: |x| x[0] * x[1],
        zero_decides: false,
    },
    Formula {
        id: "total-motile-sperm-count",
        words: "total sperm number × total motility (PR + NP) ÷ 100",
        source: "HAMILTON15",
        inputs: &[up("total-sperm-number", "10*6"), up("total-motility", "%")],
        compute: |x| x[0] * x[1] / 100.0,
        zero_decides: true,
    },
    Formula {
        id: "total-progressive-motile-count",
        words: "total sperm number × progressive motility ÷ 100",
        source: "HAMILTON15",
        inputs: &[up("total-sperm-number", "10*6"), up("progressive-motility", "%")],
        compute: |x| x[0] * x[1] / 100.0,
        zero_decides: true,
    },
    Formula {
        id: "bmi",
        words: "weight (kg) ÷ height (m) squared",
        source: "HRTIO",
        inputs: &[up("weight", "kg"), down("height", "cm")],
        compute: |x| x[0] / (x[1] / 100.0).powi(2),
        zero_decides: false,
    },
];

/// The formula of a computed analyte.
pub fn formula(id: &str) -> Option<&'static Formula> {
    FORMULAS.iter().find(|f| f.id == id)
}

/// Computes an analyte from the results of a day: of each input the day's last entry, reported before computed.
/// A BMI takes the latest height up to that day, else the first later one, else the profile's.
pub fn derive(record: &Record, analytes: &Analytes, id: &str, day: NaiveDate) -> Outcome {
    let Some(formula) = formula(id) else {
        return Outcome::NotDerived;
    };
    let Some(analyte) = analytes.get(id) else {
        return Outcome::NotDerived;
    };
    let found: Vec<Option<(Extent, Input)>> = formula
        .inputs
        .iter()
        .map(|term| input(record, analytes, term, day))
        .collect();
    let extents: Vec<Option<Extent>> = found
        .iter()
        .map(|f| f.as_ref().map(|(extent, _)| *extent))
        .collect();
    let Some(extent) = formula.extent(&extents, analyte.floor()) else {
        let missing = formula.inputs.iter().zip(&extents).filter(|(_, x)| x.is_none());
        let missing: Vec<AnalyteId> = missing.map(|(term, _)| term.id.into()).collect();
        return if missing.is_empty() {
            Outcome::NotComputable
        } else {
            Outcome::Missing(missing)
        };
    };
    Outcome::Value(Derived {
        analyte: analyte.id.clone(),
        day,
        extent,
        formula: formula.words,
        source: formula.source,
        inputs: found.into_iter().flatten().map(|(_, input)| input).collect(),
    })
}

/// The days on which a computed analyte may have a value, oldest first: those of its first input.
pub fn days(record: &Record, id: &str) -> Vec<NaiveDate> {
    let Some(formula) = formula(id) else {
        return Vec::new();
    };
    let first = formula.inputs[0].id;
    let mut days: Vec<NaiveDate> = record.results(first).map(|(report, _)| report.date).collect();
    days.extend(self::days(record, first));
    days.sort_unstable();
    days.dedup();
    days
}

impl Formula {
    /// The value's extent from those of the inputs; none when one is missing or nothing follows.
    pub fn extent(&self, inputs: &[Option<Extent>], floor: f64) -> Option<Extent> {
        let zero = |x: &Option<Extent>| x.is_some_and(|x| x.value() == Some(0.0));
        if self.zero_decides && inputs.iter().any(zero) {
            return Some(Extent::exact(0.0));
        }
        let known: Vec<Extent> = inputs.iter().copied().collect::<Option<_>>()?;
        let corner = |lowest: bool| -> f64 {
            let at = |(term, x): (&Term, &Extent)| if term.rises == lowest { x.low } else { x.high };
            let values: Vec<f64> = self.inputs.iter().zip(&known).map(at).collect();
            (self.compute)(&values)
        };
        let closed = |lowest: bool| {
            let at = |(term, x): (&Term, &Extent)| {
                if term.rises == lowest {
                    x.low_closed
                } else {
                    x.high_closed
                }
            };
            self.inputs.iter().zip(&known).all(at)
        };
        let (low, high) = (corner(true), corner(false));
        // An upper corner at infinity or zero over zero only says that there is no ceiling.
        let high = if high.is_nan() { f64::INFINITY } else { high };
        if !low.is_finite() || low > high {
            return None;
        }
        let extent = Extent {
            low,
            high,
            low_closed: closed(true),
            high_closed: closed(false) && high.is_finite(),
        };
        (!extent.says_nothing(floor)).then_some(extent)
    }
}

/// Free testosterone in nmol/L from total testosterone and SHBG in nmol/L and albumin in g/L (Vermeulen 1999,
/// in the form that stays accurate when testosterone is small).
fn free_testosterone(testosterone: f64, shbg: f64, albumin: f64) -> f64 {
    if testosterone.is_infinite() {
        return f64::INFINITY;
    }
    if shbg.is_infinite() {
        return 0.0;
    }
    let n = albumin_factor(albumin);
    let b = n + shbg - testosterone;
    2.0 * testosterone / (b + (b * b + 4.0 * n * testosterone).sqrt())
}

/// 1 + `K_albumin` × albumin in mol/L: bioavailable over free.
fn albumin_factor(albumin: f64) -> f64 {
    1.0 + 3.6e4 * albumin / 69_000.0
}

/// Molar mass of testosterone, 288.431 g/mol.
const NG_DL_PER_NMOL_L: f64 = 28.8431;
const PG_ML_PER_NMOL_L: f64 = 288.431;

fn input(record: &Record, analytes: &Analytes, term: &Term, day: NaiveDate) -> Option<(Extent, Input)> {
    let found = measured(record, analytes, term.id, day)
        .or_else(|| {
            (term.id == "height")
                .then(|| height(record, analytes, day))
                .flatten()
        })
        .map(|(extent, quantity)| (extent, quantity, false));
    let assumed = || {
        let value = term.default?;
        let quantity = Quantity {
            comparator: Comparator::Equal,
            value: Decimal::rounded(value, 1),
            unit: term.unit.into(),
        };
        Some((Extent::exact(value), quantity, true))
    };
    let (extent, quantity, assumed) = found.or_else(assumed)?;
    Some((
        extent,
        Input {
            analyte: term.id.into(),
            quantity,
            assumed,
        },
    ))
}

/// The day's last result of an analyte, else what is computed for the day.
fn measured(record: &Record, analytes: &Analytes, id: &str, day: NaiveDate) -> Option<(Extent, Quantity)> {
    let analyte = analytes.get(id)?;
    let reported = record
        .results(id)
        .rev()
        .skip_while(|(report, _)| report.date > day)
        .take_while(|(report, _)| report.date == day)
        .find_map(|(_, result)| {
            result
                .quantity()
                .and_then(|q| Some((analyte.extent(q)?, q.clone())))
        });
    reported.or_else(|| {
        let derived = derive(record, analytes, id, day).value()?;
        let (comparator, value) = derived.extent.as_comparison(analyte.floor());
        let quantity = Quantity {
            comparator,
            ..analyte.computed(value)
        };
        Some((derived.extent, quantity))
    })
}

/// A grown man's height of another day stands for this one.
fn height(record: &Record, analytes: &Analytes, day: NaiveDate) -> Option<(Extent, Quantity)> {
    let analyte = analytes.get("height")?;
    let results = record
        .results("height")
        .filter_map(|(report, r)| Some((report.date, r.quantity()?)));
    let before = results.clone().rfind(|(date, _)| *date <= day);
    let quantity = match before.or_else(|| results.clone().next()) {
        Some((_, quantity)) => quantity.clone(),
        None => Quantity {
            comparator: Comparator::Equal,
            value: record.profile().height_cm.clone()?,
            unit: "cm".into(),
        },
    };
    Some((analyte.extent(&quantity)?, quantity))
}
