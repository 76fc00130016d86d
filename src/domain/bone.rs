//! What a bone-density scan says: which score counts at an age, its category, and whether density changed.
//!
//! Men below 50 are read by the Z-score, men from 50 on by the T-score in the WHO categories (`ISCD23`, `ISCD19`).
//! Density is followed in g/cm² on one machine only, against the centre's own precision; scores are never trended.

use std::fmt;

use crate::domain::analyte::Analytes;
use crate::domain::decimal::fixed;
use crate::domain::extent::{Extent, Relation};
use crate::domain::id::AnalyteId;
use crate::domain::report::{BodySide, Report};
use crate::domain::scan_precision::ScanPrecision;
use crate::domain::series::Reading;
use crate::domain::variation::Z_95;

/// The sites that are judged, as their analyte ids end.
pub const SITES: [&str; 3] = ["lumbar-spine", "total-hip", "femoral-neck"];

/// Which score is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Score {
    T,
    /// Against men of the same age.
    Z,
}

/// What a score means at the man's age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScoreCategory {
    /// T at least −1.0.
    Normal,
    /// T between −2.5 and −1.0.
    LowBoneMass,
    /// T at most −2.5.
    Osteoporosis,
    /// The Z-score is above −2.0.
    WithinExpected,
    /// Z at most −2.0. Below 50 density alone does not make osteoporosis.
    BelowExpected,
}

/// A scan read at the man's age.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanAssessment {
    /// The score that counts at this age.
    pub score: Score,
    /// The lowest one of the scan, `z-score-total-hip`.
    pub analyte: AnalyteId,
    /// Its side, where one was scanned.
    pub side: Option<BodySide>,
    pub extent: Extent,
    /// What it means; none when a bound leaves it open.
    pub category: Option<ScoreCategory>,
}

/// The precision error of the machine that measured a density, where it is known.
pub fn precision_error(precision: &ScanPrecision, analyte: &str, reading: &Reading<'_>) -> Option<f64> {
    precision.error_of(analyte, device(reading)?)
}

/// What the difference between two densities of a site amounts to, in g/cm².
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DensityChange {
    /// At least the least significant change.
    Significant {
        /// The later value less the earlier one.
        difference: f64,
        /// The least significant change.
        limit: f64,
    },
    /// The change is smaller than the precision of the machine.
    WithinPrecision {
        /// The later value less the earlier one.
        difference: f64,
        /// The least significant change.
        limit: f64,
    },
    /// The centre's precision is not known, so nothing is said of the difference.
    NoPrecision {
        /// The later value less the earlier one.
        difference: f64,
    },
    /// The two do not compare.
    NotComparable(OtherScan),
}

/// Why two densities do not compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherScan {
    Device,
    /// One of the reports does not name its machine.
    DeviceUnknown,
    Side,
    /// One of them is a bound.
    Censored,
}

/// The site of a bone density in words: `lumbar spine` of `bmd-lumbar-spine`.
pub fn site_words(id: &str) -> Option<String> {
    id.strip_prefix("bmd-").map(|site| site.replace('-', " "))
}

impl Score {
    /// The score that counts at an age in whole years.
    pub const fn at_age(age: u8) -> Self {
        if age < AGE_OF_T { Self::Z } else { Self::T }
    }

    /// How its analyte ids begin.
    const fn prefix(self) -> &'static str {
        match self {
            Self::T => "t-score-",
            Self::Z => "z-score-",
        }
    }

    /// The score an analyte is, if it is one.
    pub fn of_analyte(id: &str) -> Option<Self> {
        [Self::T, Self::Z].into_iter().find(|score| id.starts_with(score.prefix()))
    }

    /// What a value of this score means; none when a bound leaves it open.
    pub fn category(self, extent: Extent) -> Option<ScoreCategory> {
        let at_most = |limit| extent.certainly(Relation::AtMost, limit);
        let above = |limit| extent.certainly(Relation::Above, limit);
        match self {
            Self::Z if at_most(Z_BELOW_EXPECTED) => Some(ScoreCategory::BelowExpected),
            Self::Z => above(Z_BELOW_EXPECTED).then_some(ScoreCategory::WithinExpected),
            Self::T if at_most(T_OSTEOPOROSIS) => Some(ScoreCategory::Osteoporosis),
            Self::T if extent.certainly(Relation::AtLeast, T_NORMAL) => Some(ScoreCategory::Normal),
            Self::T => (above(T_OSTEOPOROSIS) && extent.certainly(Relation::Below, T_NORMAL))
                .then_some(ScoreCategory::LowBoneMass),
        }
    }
}

/// Age in years from which the T-score is read.
const AGE_OF_T: u8 = 50;
const T_NORMAL: f64 = -1.0;
const T_OSTEOPOROSIS: f64 = -2.5;
const Z_BELOW_EXPECTED: f64 = -2.0;

impl fmt::Display for ScoreCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Normal => "normal",
            Self::LowBoneMass => "low bone mass",
            Self::Osteoporosis => "osteoporosis",
            Self::WithinExpected => "within the expected range for age",
            Self::BelowExpected => "below the expected range for age",
        })
    }
}

/// A scan read at an age: the lowest score that counts over all sites and sides. None when the report has no
/// such score.
pub fn assess(analytes: &Analytes, report: &Report, age: u8) -> Option<ScanAssessment> {
    let score = Score::at_age(age);
    let is_judged = |id: &str| id.strip_prefix(score.prefix()).is_some_and(|site| SITES.contains(&site));
    let scores = report.results.iter().filter_map(|result| {
        let analyte = analytes.get(&result.analyte).filter(|a| is_judged(&a.id))?;
        Some((result, analyte.extent(result.quantity()?)?))
    });
    let (lowest, extent) = scores.min_by(|(_, a), (_, b)| a.high.total_cmp(&b.high))?;
    Some(ScanAssessment {
        score,
        analyte: lowest.analyte.clone(),
        side: lowest.side,
        extent,
        category: score.category(extent),
    })
}

/// The least significant change, 95 %, for a centre's precision error (root-mean-square SD, g/cm²), in the same
/// unit: z·√2 = 2.77 times it.
pub fn least_significant_change(precision: f64) -> f64 {
    Z_95 * std::f64::consts::SQRT_2 * precision
}

/// The change of a density in g/cm² between two readings of one site. `precision` is the precision error of the
/// centre that measured (g/cm²), never a general figure. A difference equal to the least significant change
/// counts (ISCD: must equal or exceed it).
pub fn density_change(before: &Reading<'_>, after: &Reading<'_>, precision: Option<f64>) -> DensityChange {
    if let Some(reason) = other_scan(before, after) {
        return DensityChange::NotComparable(reason);
    }
    let (Some(old), Some(new)) = (before.extent.value(), after.extent.value()) else {
        return DensityChange::NotComparable(OtherScan::Censored);
    };
    let difference = new - old;
    let Some(limit) = precision.map(least_significant_change) else {
        return DensityChange::NoPrecision { difference };
    };
    if Extent::exact(difference.abs()).certainly(Relation::AtLeast, limit) {
        DensityChange::Significant { difference, limit }
    } else {
        DensityChange::WithinPrecision { difference, limit }
    }
}

fn other_scan(before: &Reading<'_>, after: &Reading<'_>) -> Option<OtherScan> {
    let side = |reading: &Reading<'_>| reading.result().and_then(|r| r.side);
    if matches!((side(before), side(after)), (Some(a), Some(b)) if a != b) {
        return Some(OtherScan::Side);
    }
    match (device(before), device(after)) {
        (Some(a), Some(b)) if a.eq_ignore_ascii_case(b) => None,
        (Some(_), Some(_)) => Some(OtherScan::Device),
        _ => Some(OtherScan::DeviceUnknown),
    }
}

fn device<'r>(reading: &Reading<'r>) -> Option<&'r str> {
    reading.report()?.context.device().map(str::trim).filter(|device| !device.is_empty())
}

impl OtherScan {
    /// The reason in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Device => "another machine",
            Self::DeviceUnknown => "machine not named",
            Self::Side => "the other side",
            Self::Censored => "a bound does not compare",
        }
    }
}

impl DensityChange {
    /// What the difference amounts to without telling it: `beyond precision (0.033)`.
    pub fn verdict(&self) -> String {
        match *self {
            Self::Significant { limit, .. } => format!("beyond precision ({})", fixed(limit, 3)),
            Self::WithinPrecision { limit, .. } => format!("within precision ({})", fixed(limit, 3)),
            Self::NoPrecision { .. } => "the centre's precision is not known".to_owned(),
            Self::NotComparable(reason) => reason.words().to_owned(),
        }
    }
}

impl fmt::Display for DensityChange {
    /// `-0.040 g/cm², beyond precision (0.033)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Significant { difference, .. }
            | Self::WithinPrecision { difference, .. }
            | Self::NoPrecision { difference } => write!(f, "{}, {}", signed(difference), self.verdict()),
            Self::NotComparable(_) => f.write_str(&self.verdict()),
        }
    }
}

/// A difference of densities with its sign and unit.
fn signed(difference: f64) -> String {
    let digits = fixed(difference, 3);
    let sign = if difference > 0.0 { "+" } else { "" };
    format!("{sign}{digits} g/cm²")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::context::{ContextField, FieldValue};
    use crate::domain::fixture::{analytes, close, record, report};
    use crate::domain::series::readings;

    #[test]
    fn age_decides_the_score_and_the_score_the_category() {
        for (age, score, category) in [
            (55, "-1.0", "normal"),
            (55, "-1.1", "low bone mass"),
            (55, "-2.4", "low bone mass"),
            (55, "-2.5", "osteoporosis"),
            (50, "-2.5", "osteoporosis"),
            (49, "-2.5", "below the expected range for age"),
            (34, "-1.9", "within the expected range for age"),
            (34, "-2.0", "below the expected range for age"),
            (34, "-2.1", "below the expected range for age"),
        ] {
            let extent = Extent::exact(score.parse().unwrap());
            let found = Score::at_age(age).category(extent).unwrap();
            assert_eq!(found.to_string(), category, "{age} {score}");
        }
    }

    #[test]
    fn the_lowest_site_of_the_score_that_counts_is_judged() {
        let scan = report(
            "2026-03-14",
            &[
                ("t-score-lumbar-spine", "-2.6"),
                ("t-score-total-hip", "-1.2"),
                ("z-score-lumbar-spine", "-1.4"),
                ("z-score-total-hip", "-1.1"),
                ("z-score-total-hip", "-2.1"),
            ],
        );
        for (age, analyte, category) in [
            (34, "z-score-total-hip", ScoreCategory::BelowExpected),
            (55, "t-score-lumbar-spine", ScoreCategory::Osteoporosis),
        ] {
            let found = assess(&analytes(), &scan, age).unwrap();
            assert_eq!((found.analyte.as_str(), found.category), (analyte, Some(category)), "{age}");
        }
        let without_z = report("2026-03-14", &[("t-score-total-hip", "-2.6")]);
        assert_eq!(assess(&analytes(), &without_z, 34), None, "a T-score is not read below 50");
    }

    #[test]
    fn the_least_significant_change_agrees_with_worked_numbers() {
        for (precision, limit) in [(1.9, 5.266_53), (1.8, 4.989_35), (2.5, 6.929_65), (0.012, 0.033_262_3)] {
            close(least_significant_change(precision), limit, &precision.to_string());
        }
    }

    #[test]
    fn densities_compare_on_one_machine_and_side_against_the_centres_own_precision() {
        let scan = |date: &str, density: &str, device: &str, side: Option<BodySide>| {
            let mut report = report(date, &[("bmd-total-hip", density)]);
            let device = (!device.is_empty()).then(|| FieldValue::Words(device.to_owned()));
            report.context.put(ContextField::Device, device).unwrap();
            report.results[0].side = side;
            report
        };
        let (left, right) = (Some(BodySide::Left), Some(BodySide::Right));
        let own = Some(0.012);
        for (density, device, side, precision, words) in [
            ("0.910", "Lunar iDXA", left, own, "-0.040 g/cm², beyond precision (0.033)"),
            ("0.940", "lunar idxa", None, own, "-0.010 g/cm², within precision (0.033)"),
            ("0.910", "Lunar iDXA", left, None, "-0.040 g/cm², the centre's precision is not known"),
            ("0.910", "Hologic", left, own, "another machine"),
            ("0.910", "", left, own, "machine not named"),
            ("0.910", "Lunar iDXA", right, own, "the other side"),
            ("<0.910", "Lunar iDXA", left, own, "a bound does not compare"),
        ] {
            let record = record([
                scan("2025-03-14", "0.950", "Lunar iDXA", left),
                scan("2026-03-14", density, device, side),
            ]);
            let analytes = analytes();
            let both = readings(&record, &analytes, "bmd-total-hip");
            let found = density_change(&both[0], &both[1], precision);
            assert_eq!(found.to_string(), words, "{density} {device}");
        }
    }

    #[test]
    fn a_difference_equal_to_the_least_significant_change_counts() {
        let mut scans = ["1.000", "0.967"].map(|density| report("2026-03-14", &[("bmd-total-hip", density)]));
        for scan in &mut scans {
            scan.context.put(ContextField::Device, Some(FieldValue::Words("Lunar".to_owned()))).unwrap();
        }
        let record = record(scans);
        let analytes = analytes();
        let both = readings(&record, &analytes, "bmd-total-hip");
        let exactly = 0.033 / (Z_95 * std::f64::consts::SQRT_2);
        let found = density_change(&both[0], &both[1], Some(exactly));
        assert!(matches!(found, DensityChange::Significant { .. }), "{found}");
    }
}
