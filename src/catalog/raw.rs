//! The catalogue as it is written: every field optional, so that a reader's file may correct one field of an entry.

use serde::Deserialize;

use super::mark::{FigureUse, SourceMark};
use crate::domain::analyte::UnitSystem;
use crate::domain::decimal::Decimal;
use crate::domain::difference::Direction;
use crate::domain::interval::Interval;
use crate::domain::quantity::UnitCode;
use crate::domain::report::{BodySide, Kind};

/// An entry that a reader's file can replace in part.
pub(super) trait RawEntry {
    /// Our file that holds entries of this kind.
    const FILE: &'static str;
    /// What tells it from others of its kind.
    fn key(&self) -> &str;
    /// The reader's file it stands in; none for ours.
    fn user_file(&self) -> Option<&str>;
    /// Takes over every field the other one gives.
    fn absorb(&mut self, given: Self);
    /// Notes the file it stands in.
    fn stand_in(&mut self, file: &str);
}

/// Structs whose fields are all optional but the one that names the entry.
macro_rules! entries {
    ($($(#[$doc:meta])* $name:ident[$file:literal] by $key:ident { $($field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct $name {
            pub(super) $key: Box<str>,
            $(#[serde(default)] pub(super) $field: Option<$type>,)*
            /// The reader's file it stands in; none for ours.
            #[serde(skip)]
            pub(super) user_file: Option<Box<str>>,
        }

        impl RawEntry for $name {
            const FILE: &'static str = $file;

            fn key(&self) -> &str {
                &self.$key
            }

            fn user_file(&self) -> Option<&str> {
                self.user_file.as_deref()
            }

            fn absorb(&mut self, given: Self) {
                $(if given.$field.is_some() { self.$field = given.$field; })*
                self.user_file = given.user_file;
            }

            fn stand_in(&mut self, file: &str) {
                self.user_file = Some(file.into());
            }
        }
    )*};
}

entries! {
    /// A unit of measurement.
    RawUnit["units.toml"] by code { ucum: Box<str>, shown: Box<str>, spellings: Vec<Box<str>> }
    /// What can be measured.
    RawAnalyte["analytes.toml"] by id {
        name: String,
        short: String,
        kind: Kind,
        group: String,
        aliases: Vec<Box<str>>,
        units: Vec<RawFactor>,
        hard: RawLimits,
        soft: RawLimits,
        slips: Vec<RawSlip>,
        loinc: Vec<RawLoinc>,
        entry: TypedOrNot,
        log_axis: bool,
    }
    /// A published interval; those of one analyte are replaced together.
    RawInterval["intervals.toml"] by analyte {
        low: Decimal,
        high: Decimal,
        unit: UnitCode,
        min_age: u8,
        max_age: u8,
        method: String,
        population: String,
        label: String,
        source: Box<str>,
        mark: SourceMark,
        r#use: FigureUse,
    }
    /// An edition of the manual for semen analysis.
    RawEdition["semen.toml"] by id {
        name: String,
        printed: Vec<String>,
        default: bool,
        source: Box<str>,
        centile: Vec<RawCentile>,
        limit: Vec<RawSemenLimit>,
    }
    /// A grouping of values.
    RawScheme["semen.toml"] by id {
        analyte: Box<str>,
        assay: String,
        name: String,
        default: bool,
        source: Box<str>,
        mark: SourceMark,
        bands: Vec<RawBand>,
    }
    /// A word with a number of its own.
    RawTerm["semen.toml"] by id { analyte: Box<str>, below: Decimal, above: Decimal, source: Box<str>, mark: SourceMark }
    /// A panel: results that are typed together.
    RawPanel["panels.toml"] by id { name: String, kind: Kind, analytes: Vec<Box<str>> }
    /// Variation within one person; those of one analyte are replaced together.
    RawVariation["variation.toml"] by analyte {
        cvi: f64,
        cva: f64,
        includes_analytical: bool,
        population: String,
        source: Box<str>,
        mark: SourceMark,
        cva_mark: SourceMark,
        default: bool,
        note: String,
    }
    /// A class of drugs.
    RawClass["drugs.toml"] by id {
        name: String,
        article: String,
        expected: Vec<RawExpected>,
        beside_axis: bool,
        remarks: Vec<String>,
        semen_remarks: Vec<String>,
    }
    /// A drug as `drugs.toml` names it.
    RawDrug["drugs.toml"] by id {
        name: String,
        class: Box<str>,
        routes: Vec<String>,
        unit: String,
        aliases: Vec<Box<str>>,
        rare: bool,
        stands_in_for_lh: bool,
    }
    /// A symptom or an event.
    RawSign["symptoms.toml"] by id { name: String, aliases: Vec<Box<str>>, context: String, source: Box<str> }
    /// A source as `sources.toml` names it.
    RawSource["sources.toml"] by key {
        title: String,
        citation: String,
        address: String,
        r#where: String,
        mark: SourceMark,
        says: String,
    }
}

/// Whether a value may be typed.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum TypedOrNot {
    /// It is computed and shown, and never typed.
    CalculatedOnly,
}

/// A unit of an analyte.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFactor {
    pub(super) unit: UnitCode,
    pub(super) factor: f64,
    pub(super) decimals: u8,
    pub(super) system: UnitSystem,
}

/// Limits in the canonical unit.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLimits {
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
}

/// A value that is probably in another unit.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSlip {
    pub(super) unit: UnitCode,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) reads_as: UnitCode,
}

/// A LOINC code as an analyte's table names it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLoinc {
    pub(super) code: Box<str>,
    pub(super) unit: Option<UnitCode>,
    pub(super) name: Option<Box<str>>,
    pub(super) side: Option<BodySide>,
    pub(super) mark: SourceMark,
}

/// Percentiles of one parameter.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCentile {
    pub(super) analyte: Box<str>,
    pub(super) percentiles: RawPercentiles,
    pub(super) ci: Option<Interval>,
    pub(super) source: Box<str>,
    pub(super) mark: SourceMark,
    pub(super) others: Option<RawOrigin>,
}

/// Columns of a percentile table, as printed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawPercentiles {
    pub(super) p2_5: Option<Decimal>,
    pub(super) p5: Option<Decimal>,
    pub(super) p10: Option<Decimal>,
    pub(super) p25: Option<Decimal>,
    pub(super) p50: Option<Decimal>,
    pub(super) p75: Option<Decimal>,
    pub(super) p90: Option<Decimal>,
    pub(super) p95: Option<Decimal>,
    pub(super) p97_5: Option<Decimal>,
}

/// One group of a scheme.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBand {
    #[serde(default)]
    pub(super) up_to: Option<Decimal>,
    #[serde(default)]
    pub(super) includes_end: bool,
    pub(super) label: String,
}

/// Where a number was read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawOrigin {
    pub(super) source: Box<str>,
    pub(super) mark: SourceMark,
}

/// A limit of an edition.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSemenLimit {
    pub(super) analyte: Box<str>,
    pub(super) low: Option<Decimal>,
    pub(super) high: Option<Decimal>,
    /// An upper limit that is not within the interval itself.
    pub(super) below: Option<Decimal>,
    pub(super) source: Box<str>,
    pub(super) mark: SourceMark,
}

/// A direction expected on a class of drugs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawExpected {
    pub(super) analyte: Box<str>,
    pub(super) direction: Direction,
    pub(super) source: Box<str>,
    pub(super) mark: SourceMark,
}
