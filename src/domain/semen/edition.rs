//! Editions of the WHO manual and other published groupings, and where a value stands in them.
//!
//! Percentiles are those of men whose partners conceived within twelve months (Cooper 2010 for the 5th edition,
//! Campbell 2021 for the 6th). The 6th edition gives up the threshold between normal and abnormal, so a value is
//! placed between percentiles and not called abnormal. No column is ever computed from another.

use std::fmt;

use crate::domain::decimal::Decimal;
use crate::domain::extent::{Extent, Relation};
use crate::domain::id::{AnalyteId, SourceKey};
use crate::domain::interval::Interval;
use crate::domain::method::Method;

/// An edition of the WHO laboratory manual.
#[derive(Clone, Debug, PartialEq)]
pub struct Edition {
    /// As it is written, for example `2021`, `2010`.
    pub id: String,
    /// `WHO 6th edition (2021)`.
    pub name: String,
    /// How sheets write its number, each as words are compared: `6th edition`, `6 auflage`.
    pub printed: Vec<String>,
    pub source: SourceKey,
    pub centiles: Vec<Centiles>,
    /// Limits that are no percentiles: pH, leukocytes, liquefaction.
    pub limits: Vec<Limit>,
}

/// The percentiles of one parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Centiles {
    pub analyte: AnalyteId,
    /// Those that were read, ascending.
    pub points: Vec<Centile>,
    /// 95 % confidence interval of the 5th percentile.
    pub ci: Option<Interval>,
}

/// A percentile of a distribution and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Centile {
    /// Per cent of men below: 2.5, 5, 10, 25, 50, 75, 90, 95 or 97.5.
    pub percent: f64,
    /// The value as printed, in the canonical unit.
    pub value: Decimal,
    /// Where it was read.
    pub source: SourceKey,
    /// Whether it was read at its source.
    pub verified: bool,
}

/// A limit that is no percentile.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    pub analyte: AnalyteId,
    /// In the canonical unit.
    pub interval: Interval,
    /// Where it was read.
    pub source: SourceKey,
    /// Whether it was read at its source.
    pub verified: bool,
}

/// Where a value stands among percentiles, each given in per cent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CentileBand {
    /// Below this one, and nothing more is known or listed.
    Below(f64),
    At(f64),
    Between(f64, f64),
    /// Above this one, and nothing more is known or listed.
    Above(f64),
}

/// How some authors group values: treatment groups by motile count, bands of an assay. Shown with its source, as
/// a grouping and not as advice.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheme {
    /// As it is written, for example `cayan`.
    pub id: String,
    /// Whose grouping it is.
    pub name: String,
    /// The assay it holds for; none for counts.
    pub assay: Option<Method>,
    /// Where it was read.
    pub source: SourceKey,
    /// Whether it was read at its source.
    pub verified: bool,
    /// Upward; the last is open.
    pub bands: Vec<SchemeBand>,
}

/// One band of a scheme.
#[derive(Clone, Debug, PartialEq)]
pub struct SchemeBand {
    /// Its upper end, in the canonical unit; none for the last.
    pub up_to: Option<Decimal>,
    /// Whether the end belongs to it.
    pub includes_end: bool,
    /// The authors' name for it.
    pub label: String,
}

impl Edition {
    /// The percentiles of a parameter.
    pub fn centiles(&self, analyte: &str) -> Option<&Centiles> {
        self.centiles.iter().find(|c| &*c.analyte == analyte)
    }

    /// The lower reference limit, which is the 5th percentile, in the canonical unit.
    pub fn lower_limit(&self, analyte: &str) -> Option<f64> {
        Some(self.centiles(analyte)?.lower_limit()?.value.value())
    }

    /// The limit of a parameter that has no percentiles.
    pub fn limit(&self, analyte: &str) -> Option<&Limit> {
        self.limits.iter().find(|l| &*l.analyte == analyte)
    }

    /// Where a value in the canonical unit stands, in words: `between P2.5 and P5, WHO 2021`. None when the
    /// edition has no percentiles of the parameter, or a bound may stand anywhere among them.
    pub fn place(&self, analyte: &str, extent: Extent) -> Option<String> {
        let band = self.centiles(analyte)?.band(extent)?;
        Some(format!("{band}, WHO {}", self.id))
    }
}

/// The percentile the manual takes as lower reference limit.
const LOWER_LIMIT_PERCENT: f64 = 5.0;

impl Centiles {
    /// The percentile that is taken as lower reference limit.
    pub fn lower_limit(&self) -> Option<&Centile> {
        self.points.iter().find(|p| p.percent == LOWER_LIMIT_PERCENT)
    }

    /// Where a value in the canonical unit stands; only what is certain of a bound.
    pub fn band(&self, extent: Extent) -> Option<CentileBand> {
        let (above, below) = if extent.is_exact() {
            (Relation::AtLeast, Relation::AtMost)
        } else {
            (Relation::Above, Relation::Below)
        };
        let under = self.points.iter().rfind(|p| extent.certainly(above, p.value.value()));
        let over = self.points.iter().find(|p| extent.certainly(below, p.value.value()));
        match (under, over) {
            (Some(under), Some(over)) if under.value.value() == over.value.value() => {
                Some(CentileBand::At(over.percent))
            }
            (Some(under), Some(over)) => Some(CentileBand::Between(under.percent, over.percent)),
            (Some(under), None) => Some(CentileBand::Above(under.percent)),
            (None, Some(over)) => Some(CentileBand::Below(over.percent)),
            (None, None) => None,
        }
    }
}

impl fmt::Display for CentileBand {
    /// `below P2.5`, `at P50`, `between P2.5 and P5`, `above P97.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Self::Below(p) => format!("below P{p}"),
            Self::At(p) => format!("at P{p}"),
            Self::Between(p, q) => format!("between P{p} and P{q}"),
            Self::Above(p) => format!("above P{p}"),
        };
        f.pad(&words)
    }
}

impl Scheme {
    /// The band a value in the canonical unit certainly lies in.
    pub fn band(&self, extent: Extent) -> Option<&SchemeBand> {
        let mut before: Option<&SchemeBand> = None;
        for band in &self.bands {
            let above_the_last = before.is_none_or(|b| b.ends_below(extent));
            if above_the_last && band.reaches(extent) {
                return Some(band);
            }
            before = Some(band);
        }
        None
    }
}

impl SchemeBand {
    fn reaches(&self, extent: Extent) -> bool {
        let relation = if self.includes_end { Relation::AtMost } else { Relation::Below };
        self.up_to.as_ref().is_none_or(|end| extent.certainly(relation, end.value()))
    }

    fn ends_below(&self, extent: Extent) -> bool {
        let relation = if self.includes_end { Relation::Above } else { Relation::AtLeast };
        self.up_to.as_ref().is_some_and(|end| extent.certainly(relation, end.value()))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::typed_value::parse_typed;

    const PERCENTS: [f64; 9] = [2.5, 5.0, 10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 97.5];

    fn centiles(analyte: &str, points: impl IntoIterator<Item = (f64, &'static str)>) -> Centiles {
        let point = |(percent, value)| Centile {
            percent,
            value: Decimal::parse(value).unwrap(),
            source: "CAMPBELL21".into(),
            verified: true,
        };
        Centiles { analyte: analyte.into(), points: points.into_iter().map(point).collect(), ci: None }
    }

    /// An edition with these 5th percentiles, and no others.
    fn edition(id: &str, lower_limits: &[(&str, &'static str)]) -> Edition {
        Edition {
            id: id.into(),
            name: id.into(),
            printed: Vec::new(),
            source: "WHO21".into(),
            centiles: lower_limits.iter().map(|(analyte, p5)| centiles(analyte, [(5.0, *p5)])).collect(),
            limits: Vec::new(),
        }
    }

    /// The lower limits of the 5th edition.
    pub fn who_2010() -> Edition {
        edition(
            "2010",
            &[
                ("semen-volume", "1.5"),
                ("sperm-concentration", "15"),
                ("total-sperm-number", "39"),
                ("progressive-motility", "32"),
                ("morphology", "4"),
            ],
        )
    }

    /// The lower limits of the 6th edition, and all percentiles of the concentration.
    pub fn who_2021() -> Edition {
        let mut who = edition(
            "2021",
            &[
                ("semen-volume", "1.4"),
                ("total-sperm-number", "39"),
                ("progressive-motility", "30"),
                ("morphology", "4"),
            ],
        );
        let concentration = ["11", "16", "22", "36", "66", "110", "166", "208", "254"];
        who.centiles.push(centiles("sperm-concentration", PERCENTS.into_iter().zip(concentration)));
        who.centiles.push(centiles("non-progressive-motility", PERCENTS.into_iter().zip(["1", "1", "2"])));
        who
    }

    /// A value as it would be typed, for example `<5`.
    pub fn extent(typed: &str) -> Extent {
        let read = parse_typed(typed).unwrap();
        Extent::new(read.comparator, read.value.value(), 0.0)
    }

    #[test]
    fn a_value_stands_in_a_percentile_band_and_a_bound_only_where_that_is_certain() {
        for (analyte, typed, words) in [
            ("sperm-concentration", "66", Some("at P50, WHO 2021")),
            ("sperm-concentration", "36", Some("at P25, WHO 2021")),
            ("sperm-concentration", "50", Some("between P25 and P50, WHO 2021")),
            ("sperm-concentration", "11.5", Some("between P2.5 and P5, WHO 2021")),
            ("sperm-concentration", "10", Some("below P2.5, WHO 2021")),
            ("sperm-concentration", "0", Some("below P2.5, WHO 2021")),
            ("sperm-concentration", "254", Some("at P97.5, WHO 2021")),
            ("sperm-concentration", "300", Some("above P97.5, WHO 2021")),
            ("sperm-concentration", "<16", Some("below P5, WHO 2021")),
            ("sperm-concentration", "<=16", Some("below P10, WHO 2021")),
            ("sperm-concentration", "<1000", None),
            ("sperm-concentration", ">20", Some("above P5, WHO 2021")),
            ("non-progressive-motility", "1", Some("at P2.5, WHO 2021")),
            ("total-sperm-number", "20", Some("below P5, WHO 2021")),
            ("total-sperm-number", "200", Some("above P5, WHO 2021")),
            ("semen-ph", "7.4", None),
        ] {
            let place = who_2021().place(analyte, extent(typed));
            assert_eq!(place.as_deref(), words, "{analyte} {typed}");
        }
    }

    #[test]
    fn a_count_lies_in_one_band_of_a_scheme_and_each_end_in_one() {
        let band = |end: &str, includes_end, label: &str| SchemeBand {
            up_to: (!end.is_empty()).then(|| Decimal::parse(end).unwrap()),
            includes_end,
            label: label.into(),
        };
        let cayan = Scheme {
            id: "cayan".into(),
            name: "540 men".into(),
            assay: None,
            source: "CAYAN02".into(),
            verified: true,
            bands: vec![
                band("1.5", true, "ICSI"),
                band("5", true, "IVF"),
                band("20", false, "IUI"),
                band("", false, "spontaneous"),
            ],
        };
        for (count, label) in [
            ("0", Some("ICSI")),
            ("1.5", Some("ICSI")),
            ("4.0", Some("IVF")),
            ("5", Some("IVF")),
            ("6.0", Some("IUI")),
            ("9.408", Some("IUI")),
            ("20", Some("spontaneous")),
            ("124.74", Some("spontaneous")),
            ("<1", Some("ICSI")),
            ("<5", None),
            (">20", Some("spontaneous")),
            (">5", None),
        ] {
            let found = cayan.band(extent(count)).map(|b| b.label.as_str());
            assert_eq!(found, label, "{count}");
        }
    }
}
