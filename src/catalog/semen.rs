//! Editions of the WHO manual with their percentiles, and published groupings of semen values.

use serde::Deserialize;

use super::entry::At;
use super::error::Problems;
use super::raw::{RawCentile, RawEdition, RawScheme};
use super::source::Mark;
use crate::domain::decimal::Decimal;
use crate::domain::id::{AnalyteId, SourceKey};
use crate::domain::interval::Interval;

/// An edition of the WHO laboratory manual.
#[derive(Clone, Debug, PartialEq)]
pub struct Edition {
    /// `2021`.
    pub id: Box<str>,
    /// `WHO 6th edition (2021)`.
    pub name: String,
    /// Whether it is used when a report names none.
    pub is_default: bool,
    /// The manual.
    pub source: SourceKey,
    /// Percentiles of men whose partners conceived within 12 months.
    pub centiles: Vec<Centile>,
    /// Other limits.
    pub limits: Vec<SemenLimit>,
}

/// Percentiles of one parameter, in the analyte's canonical unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Centile {
    /// The parameter.
    pub analyte: AnalyteId,
    /// The columns that were read.
    pub percentiles: Percentiles,
    /// 95 % confidence interval of the 5th percentile.
    pub ci: Option<Confidence>,
    /// Where the 5th percentile was read.
    pub source: SourceKey,
    /// How surely it was read.
    pub mark: Mark,
    /// Where the other columns were read, and how surely; the same place unless said.
    pub others: (SourceKey, Mark),
}

/// Columns of a percentile table, as printed.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Percentiles {
    /// 2.5th.
    pub p2_5: Option<Decimal>,
    /// 5th, the lower reference limit.
    pub p5: Option<Decimal>,
    /// 10th.
    pub p10: Option<Decimal>,
    /// 25th.
    pub p25: Option<Decimal>,
    /// Median.
    pub p50: Option<Decimal>,
    /// 75th.
    pub p75: Option<Decimal>,
    /// 90th.
    pub p90: Option<Decimal>,
    /// 95th.
    pub p95: Option<Decimal>,
    /// 97.5th.
    pub p97_5: Option<Decimal>,
}

/// A confidence interval, as printed.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confidence {
    /// Lower end.
    pub low: Decimal,
    /// Upper end.
    pub high: Decimal,
}

/// A limit of an edition that is not a percentile.
#[derive(Clone, Debug, PartialEq)]
pub struct SemenLimit {
    /// The parameter.
    pub analyte: AnalyteId,
    /// The limit, in the canonical unit.
    pub interval: Interval,
    /// Where it was read.
    pub source: SourceKey,
    /// How surely.
    pub mark: Mark,
}

/// How authors or a laboratory group the values of one analyte.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheme {
    /// `tmsc-cayan`.
    pub id: Box<str>,
    /// What is grouped.
    pub analyte: AnalyteId,
    /// The assay it holds for, where that matters.
    pub assay: Option<String>,
    /// Whose grouping it is, in words.
    pub name: String,
    /// Whether it is used when none is chosen.
    pub is_default: bool,
    /// Where it was read.
    pub source: SourceKey,
    /// How surely.
    pub mark: Mark,
    /// Upward; the last is open.
    pub bands: Vec<Band>,
}

/// One group of a scheme.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Where it ends; the last band has no end.
    #[serde(default)]
    pub up_to: Option<Decimal>,
    /// Whether the end belongs to it.
    #[serde(default)]
    pub includes_end: bool,
    /// What its values are called.
    pub label: String,
}

impl Percentiles {
    /// The columns read, each with its percentage, upward.
    pub fn columns(&self) -> impl Iterator<Item = (f64, &Decimal)> {
        let all = [
            (2.5, &self.p2_5),
            (5.0, &self.p5),
            (10.0, &self.p10),
            (25.0, &self.p25),
            (50.0, &self.p50),
            (75.0, &self.p75),
            (90.0, &self.p90),
            (95.0, &self.p95),
            (97.5, &self.p97_5),
        ];
        all.into_iter()
            .filter_map(|(percent, value)| Some((percent, value.as_ref()?)))
    }
}

impl Edition {
    /// The percentiles of a parameter.
    pub fn centile(&self, analyte: &str) -> Option<&Centile> {
        self.centiles.iter().find(|c| &*c.analyte == analyte)
    }

    /// The other limit of a parameter.
    pub fn limit(&self, analyte: &str) -> Option<&SemenLimit> {
        self.limits.iter().find(|l| &*l.analyte == analyte)
    }

    pub(super) fn read(raw: RawEdition, problems: &mut Problems) -> Option<Self> {
        let mut at = At::new(raw.user_file.as_deref(), "semen.toml", &raw.id, problems);
        let centiles: Vec<Centile> = raw.centile.unwrap_or_default().into_iter().map(centile).collect();
        for centile in &centiles {
            let values: Vec<f64> = centile
                .percentiles
                .columns()
                .map(|(_, value)| value.value())
                .collect();
            at.require(values.is_sorted(), || {
                format!("the percentiles of {} do not rise", centile.analyte)
            });
        }
        let limits = raw.limit.unwrap_or_default().into_iter().map(|l| SemenLimit {
            analyte: AnalyteId::new(&l.analyte),
            interval: Interval {
                low: l.low,
                high: l.high,
            },
            source: SourceKey::new(&l.source),
            mark: l.mark,
        });
        Some(Self {
            name: at.need("name", raw.name)?,
            is_default: raw.default.unwrap_or(false),
            source: SourceKey::new(&at.need("source", raw.source)?),
            centiles,
            limits: limits.collect(),
            id: raw.id,
        })
    }
}

fn centile(raw: RawCentile) -> Centile {
    let source = SourceKey::new(&raw.source);
    let others = raw.others.map_or_else(
        || (source.clone(), raw.mark),
        |o| (SourceKey::new(&o.source), o.mark),
    );
    Centile {
        analyte: AnalyteId::new(&raw.analyte),
        percentiles: raw.percentiles,
        ci: raw.ci,
        source,
        mark: raw.mark,
        others,
    }
}

impl Scheme {
    /// The group a value falls into.
    pub fn band(&self, value: f64) -> Option<&Band> {
        self.bands.iter().find(|band| {
            band.up_to
                .as_ref()
                .is_none_or(|end| value < end.value() || (band.includes_end && value == end.value()))
        })
    }

    pub(super) fn read(raw: RawScheme, problems: &mut Problems) -> Option<Self> {
        let mut at = At::new(raw.user_file.as_deref(), "semen.toml", &raw.id, problems);
        let bands = at.need("bands", raw.bands)?;
        let ends: Vec<f64> = bands
            .iter()
            .filter_map(|b| Some(b.up_to.as_ref()?.value()))
            .collect();
        at.require(ends.is_sorted() && ends.len() + 1 == bands.len(), || {
            "bands run upward and only the last has no `up_to`".to_owned()
        });
        Some(Self {
            analyte: AnalyteId::new(&at.need("analyte", raw.analyte)?),
            assay: raw.assay,
            name: at.need("name", raw.name)?,
            is_default: raw.default.unwrap_or(false),
            source: SourceKey::new(&at.need("source", raw.source)?),
            mark: at.need("mark", raw.mark)?,
            bands,
            id: raw.id,
        })
    }
}
