//! Whether the values of one semen report can stand beside one another.

use std::fmt;

use crate::domain::analyte::Analytes;
use crate::domain::decimal::fixed;
use crate::domain::id::AnalyteId;
use crate::domain::report::Report;

/// Values of one semen report that do not fit one another; canonical units.
#[derive(Clone, Debug, PartialEq)]
pub enum Inconsistency {
    /// Progressive, non-progressive and immotile do not make 100 %, or the motile alone more.
    MotilitySum {
        /// In per cent, as reported.
        sum: f64,
    },
    /// A whole is not what its parts make.
    Parts {
        whole: AnalyteId,
        /// As reported, per cent.
        stated: f64,
        /// Of the parts, per cent.
        sum: f64,
    },
    /// More are progressively motile than motile.
    ProgressiveAboveTotal {
        /// In per cent, as reported.
        progressive: f64,
        /// In per cent, as reported.
        total: f64,
    },
    /// A total of the ejaculate is far from what the other values make.
    Total {
        whole: AnalyteId,
        /// As reported, in 10*6 per ejaculate.
        stated: f64,
        /// What it is made of, in words.
        made_of: &'static str,
        /// What that makes, 10*6.
        product: f64,
    },
    /// Fewer live than move.
    VitalityBelowMotility {
        /// In per cent, as reported.
        vitality: f64,
        /// In per cent, as reported.
        motility: f64,
    },
    /// There are no sperm, but some of them have this property.
    WithoutSperm { analyte: AnalyteId },
}

/// What does not fit on a report, most telling first; only exact numbers are looked at. A laboratory that prints
/// 0 % of no sperm is not corrected.
pub fn inconsistencies(analytes: &Analytes, report: &Report) -> Vec<Inconsistency> {
    let sheet = SemenValues { analytes, report };
    let checks = [
        sheet.without_sperm(),
        sheet.motility_sum(),
        sheet.progressive_above_total(),
        sheet.parts("total-motility", ["progressive-motility", "non-progressive-motility"]),
        sheet.parts("progressive-motility", ["rapid-progressive-motility", "slow-progressive-motility"]),
        sheet.total_number(),
        sheet.total_of(
            "total-motile-sperm-count",
            sheet.total_motility(),
            "total number times total motility",
        ),
        sheet.total_of(
            "total-progressive-motile-count",
            sheet.progressive(),
            "total number times progressive motility",
        ),
        sheet.vitality(),
    ];
    checks.into_iter().flatten().collect()
}

/// Percentages are rounded one by one, so that a sum may be off by this much.
const ROUNDING: f64 = 2.0;
/// Share by which a total may differ from what it is made of.
const APART: f64 = 0.10;

/// The exact numbers of a report.
struct SemenValues<'r> {
    analytes: &'r Analytes,
    report: &'r Report,
}

impl SemenValues<'_> {
    fn value(&self, id: &str) -> Option<f64> {
        let quantity = self.report.result(id)?.quantity()?;
        self.analytes.get(id)?.extent(quantity)?.value()
    }

    /// As reported, else from the grades.
    fn progressive(&self) -> Option<f64> {
        self.value("progressive-motility").or_else(|| {
            Some(self.value("rapid-progressive-motility")? + self.value("slow-progressive-motility")?)
        })
    }

    fn total_motility(&self) -> Option<f64> {
        self.value("total-motility")
            .or_else(|| Some(self.progressive()? + self.value("non-progressive-motility")?))
    }

    fn motility_sum(&self) -> Option<Inconsistency> {
        let parts = self
            .progressive()
            .zip(self.value("non-progressive-motility"))
            .map(|(progressive, other)| progressive + other);
        let motile = parts.or_else(|| self.total_motility())?;
        let immotile = self.value("immotile");
        let sum = motile + immotile.unwrap_or(0.0);
        let off = if immotile.is_some() { (sum - 100.0).abs() } else { sum - 100.0 };
        (off > ROUNDING).then_some(Inconsistency::MotilitySum { sum })
    }

    fn progressive_above_total(&self) -> Option<Inconsistency> {
        let (progressive, total) = (self.progressive()?, self.value("total-motility")?);
        (progressive > total).then_some(Inconsistency::ProgressiveAboveTotal { progressive, total })
    }

    fn parts(&self, whole: &str, parts: [&str; 2]) -> Option<Inconsistency> {
        let sum = self.value(parts[0])? + self.value(parts[1])?;
        let stated = self.value(whole)?;
        let whole = whole.into();
        ((stated - sum).abs() > ROUNDING).then_some(Inconsistency::Parts { whole, stated, sum })
    }

    fn volume_by_concentration(&self) -> Option<f64> {
        Some(self.value("semen-volume")? * self.value("sperm-concentration")?)
    }

    fn total_number(&self) -> Option<Inconsistency> {
        let product = self.volume_by_concentration()?;
        self.total("total-sperm-number", product, "volume times concentration")
    }

    /// A count of some of the sperm: a share, per cent, of the total number as reported, else of the computed one.
    fn total_of(&self, whole: &str, share: Option<f64>, made_of: &'static str) -> Option<Inconsistency> {
        let number = self.value("total-sperm-number").or_else(|| self.volume_by_concentration())?;
        self.total(whole, number * share? / 100.0, made_of)
    }

    fn total(&self, whole: &str, product: f64, made_of: &'static str) -> Option<Inconsistency> {
        let stated = self.value(whole)?;
        let whole = whole.into();
        let is_apart = (stated - product).abs() > APART * product;
        is_apart.then_some(Inconsistency::Total { whole, stated, made_of, product })
    }

    fn vitality(&self) -> Option<Inconsistency> {
        let (vitality, motility) = (self.value("vitality")?, self.total_motility()?);
        (vitality < motility).then_some(Inconsistency::VitalityBelowMotility { vitality, motility })
    }

    fn without_sperm(&self) -> Option<Inconsistency> {
        let none = |id| self.value(id) == Some(0.0);
        if !none("sperm-concentration") && !none("total-sperm-number") {
            return None;
        }
        let properties = [
            "progressive-motility",
            "total-motility",
            "rapid-progressive-motility",
            "slow-progressive-motility",
            "non-progressive-motility",
            "immotile",
            "morphology",
            "vitality",
        ];
        let claimed = properties.into_iter().find(|id| self.value(id).is_some_and(|v| v > 0.0))?;
        Some(Inconsistency::WithoutSperm { analyte: claimed.into() })
    }
}

impl fmt::Display for Inconsistency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MotilitySum { sum } => write!(
                f,
                "progressive, non-progressive and immotile add up to {}%; they should make 100%",
                fixed(*sum, 0)
            ),
            Self::Parts { whole, stated, sum } => {
                write!(f, "{whole} is {}%, but its parts add up to {}%", fixed(*stated, 0), fixed(*sum, 0))
            }
            Self::ProgressiveAboveTotal { progressive, total } => write!(
                f,
                "progressive motility {}% cannot be above total motility {}%",
                fixed(*progressive, 0),
                fixed(*total, 0)
            ),
            Self::Total { whole, stated, made_of, product } => write!(
                f,
                "{} {} is not near {made_of}, {}",
                whole.replace('-', " "),
                fixed(*stated, 1),
                fixed(*product, 1)
            ),
            Self::VitalityBelowMotility { vitality, motility } => write!(
                f,
                "vitality {}% is below total motility {}%; what moves is alive",
                fixed(*vitality, 0),
                fixed(*motility, 0)
            ),
            Self::WithoutSperm { analyte } => {
                write!(f, "no sperm were found, so {analyte} cannot have a value above 0; leave it out")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixture::{analytes, report};

    fn found(results: &[(&str, &str)]) -> Vec<String> {
        inconsistencies(&analytes(), &report("2026-03-14", results)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn values_that_fit_are_left_alone() {
        for results in [
            &[
                ("semen-volume", "3.0"),
                ("sperm-concentration", "66"),
                ("total-sperm-number", "190"),
                ("progressive-motility", "55"),
                ("non-progressive-motility", "8"),
                ("immotile", "38"),
                ("total-motility", "63"),
                ("vitality", "63"),
            ][..],
            &[("sperm-concentration", "0"), ("progressive-motility", "0")],
            &[("sperm-concentration", "0"), ("morphology", "too few to assess")],
            &[("progressive-motility", "<5"), ("total-motility", "3")],
            &[("progressive-motility", "55")],
        ] {
            assert_eq!(found(results), [""; 0], "{results:?}");
        }
    }

    #[test]
    fn values_that_do_not_fit_are_named_with_what_would_be_right() {
        for (results, words) in [
            (
                &[("progressive-motility", "60"), ("non-progressive-motility", "20"), ("immotile", "30")][..],
                "progressive, non-progressive and immotile add up to 110%; they should make 100%",
            ),
            (
                &[("total-motility", "60"), ("immotile", "30")],
                "progressive, non-progressive and immotile add up to 90%; they should make 100%",
            ),
            (
                &[("progressive-motility", "50"), ("total-motility", "40")],
                "progressive motility 50% cannot be above total motility 40%",
            ),
            (
                &[
                    ("progressive-motility", "30"),
                    ("non-progressive-motility", "10"),
                    ("total-motility", "50"),
                ],
                "total-motility is 50%, but its parts add up to 40%",
            ),
            (
                &[
                    ("rapid-progressive-motility", "10"),
                    ("slow-progressive-motility", "10"),
                    ("progressive-motility", "30"),
                ],
                "progressive-motility is 30%, but its parts add up to 20%",
            ),
            (
                &[("semen-volume", "3.0"), ("sperm-concentration", "66"), ("total-sperm-number", "120")],
                "total sperm number 120.0 is not near volume times concentration, 198.0",
            ),
            (
                &[("vitality", "40"), ("total-motility", "55")],
                "vitality 40% is below total motility 55%; what moves is alive",
            ),
            (
                &[("sperm-concentration", "0"), ("morphology", "4")],
                "no sperm were found, so morphology cannot have a value above 0; leave it out",
            ),
        ] {
            assert_eq!(found(results), [words], "{results:?}");
        }
    }

    #[test]
    fn a_count_as_printed_is_held_against_the_total_number_and_its_share() {
        for (results, words) in [
            (
                &[
                    ("total-sperm-number", "100"),
                    ("total-motility", "40"),
                    ("progressive-motility", "30"),
                    ("total-motile-sperm-count", "30"),
                ][..],
                "total motile sperm count 30.0 is not near total number times total motility, 40.0",
            ),
            (
                &[
                    ("semen-volume", "2"),
                    ("sperm-concentration", "50"),
                    ("progressive-motility", "30"),
                    ("total-progressive-motile-count", "40"),
                ],
                "total progressive motile count 40.0 is not near total number times progressive motility, 30.0",
            ),
        ] {
            assert_eq!(found(results), [words], "{results:?}");
        }
    }
}
