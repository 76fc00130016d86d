//! How much a result moves by itself, within one person and in the laboratory.

use super::entry::At;
use super::error::Problems;
use super::raw::RawVariation;
use super::source::Mark;
use crate::domain::id::{AnalyteId, SourceKey};

/// Published variation of one analyte.
#[derive(Clone, Debug, PartialEq)]
pub struct Variation {
    /// The analyte.
    pub analyte: AnalyteId,
    /// Coefficient of variation within one person, per cent.
    pub cvi: f64,
    /// Analytical coefficient of variation, per cent; 0 when `cvi` contains it.
    pub cva: f64,
    /// In whom it was measured.
    pub population: String,
    /// Where `cvi` was read.
    pub source: SourceKey,
    /// How surely `cvi` was read.
    pub mark: Mark,
    /// How surely `cva` is known: mostly a proposal of ours.
    pub cva_mark: Mark,
    /// Whether it is the one that is used.
    pub is_default: bool,
    /// What limits its use.
    pub note: Option<String>,
}

impl Variation {
    pub(super) fn read(raw: RawVariation, problems: &mut Problems) -> Option<Self> {
        let mut at = At::new(raw.user_file.as_deref(), "variation.toml", &raw.analyte, problems);
        let included = raw.includes_analytical.unwrap_or(false);
        let variation = Self {
            analyte: AnalyteId::new(&raw.analyte),
            cvi: at.need("cvi", raw.cvi)?,
            cva: at.need("cva", raw.cva)?,
            population: at.need("population", raw.population)?,
            source: SourceKey::new(&at.need("source", raw.source)?),
            mark: at.need("mark", raw.mark)?,
            cva_mark: at.need("cva_mark", raw.cva_mark)?,
            is_default: raw.default.unwrap_or(false),
            note: raw.note,
        };
        at.require(variation.cvi > 0.0 && variation.cva >= 0.0, || {
            "`cvi` is above 0 and `cva` not below 0, in per cent".to_owned()
        });
        at.require(!included || variation.cva == 0.0, || {
            "`cvi` includes the analytical part, so `cva` is 0".to_owned()
        });
        at.require(!variation.is_default || variation.mark != Mark::U, || {
            "a figure marked U may not be the default".to_owned()
        });
        Some(variation)
    }
}
