//! How much a result moves by itself: all that is published, and which figure is used.

use std::mem;

use super::built_in::built_in;
use super::mark::SourceMark;
use super::mistake::{CatalogProblems, MistakePlace};
use super::part::BuiltInPart;
use super::raw::RawVariation;
use super::user_file::RawFiles;
use crate::domain::id::{AnalyteId, SourceKey};
use crate::domain::variation::{Variation, Variations};

/// A published figure and whether it is the one that is used.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedVariation {
    pub variation: Variation,
    /// Whether it is used. At most one for an analyte, and none where no figure holds for men.
    pub is_used: bool,
    /// How surely the variation within one person was read.
    pub mark: SourceMark,
    /// How surely the analytical part is known: mostly a proposal of ours.
    pub cva_mark: SourceMark,
}

/// Everything published, and what is used of it.
#[derive(Debug)]
pub(super) struct PublishedVariations {
    pub(super) all: Vec<PublishedVariation>,
    pub(super) used: Variations,
}

impl BuiltInPart for PublishedVariations {
    const BUILT_IN: &'static [u8] = built_in!("variation");

    fn take_from(files: &mut RawFiles, problems: &mut CatalogProblems) -> Self {
        let raw = mem::take(&mut files.variation);
        let all: Vec<PublishedVariation> =
            raw.into_iter().filter_map(|raw| PublishedVariation::read(raw, problems)).collect();
        let used = all.iter().filter(|v| v.is_used).map(|v| v.variation.clone()).collect();
        Self { all, used }
    }
}

impl PublishedVariation {
    fn read(raw: RawVariation, problems: &mut CatalogProblems) -> Option<Self> {
        let mut at = MistakePlace::new(raw.user_file.as_deref(), "variation.toml", &raw.analyte, problems);
        let mark = at.need("mark", raw.mark)?;
        let cva_mark = at.need("cva_mark", raw.cva_mark)?;
        let variation = Variation {
            analyte: AnalyteId::new(&raw.analyte),
            cvi: at.need("cvi", raw.cvi)?,
            cva: at.need("cva", raw.cva)?,
            includes_analytical: raw.includes_analytical.unwrap_or(false),
            population: at.need("population", raw.population)?,
            sources: vec![SourceKey::new(&at.need("source", raw.source)?)],
            verified: mark.is_verified(),
            cva_verified: matches!(cva_mark, SourceMark::V | SourceMark::C),
            note: raw.note,
        };
        let is_used = raw.default.unwrap_or(false);
        at.require(variation.cvi > 0.0 && variation.cva >= 0.0, || {
            "`cvi` is above 0 and `cva` not below 0, in per cent".to_owned()
        });
        at.require(!variation.includes_analytical || variation.cva == 0.0, || {
            "`cvi` includes the analytical part, so `cva` is 0".to_owned()
        });
        at.require(!is_used || mark != SourceMark::U, || {
            "a figure marked U may not be the default".to_owned()
        });
        Some(Self { variation, is_used, mark, cva_mark })
    }
}
