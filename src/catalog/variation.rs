//! How much a result moves by itself: of all figures that are published, the one that is used for each analyte. There is
//! none where no figure holds for men.

use std::mem;

use super::built_in::built_in;
use super::mark::SourceMark;
use super::mistake::{CatalogProblems, MistakePlace};
use super::part::BuiltInPart;
use super::raw::RawVariation;
use super::user_file::RawFiles;
use crate::domain::id::{AnalyteId, SourceKey};
use crate::domain::variation::{Variation, Variations};

impl BuiltInPart for Variations {
    const BUILT_IN: &'static [u8] = built_in!("variation");

    fn take_from(files: &mut RawFiles, problems: &mut CatalogProblems) -> Self {
        mem::take(&mut files.variation).into_iter().filter_map(|raw| used(raw, problems)).collect()
    }
}

/// The variation of an entry where that is the one used; each entry is looked through, used or not.
fn used(raw: RawVariation, problems: &mut CatalogProblems) -> Option<Variation> {
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
    at.require(!is_used || mark != SourceMark::U, || "a figure marked U may not be the default".to_owned());
    is_used.then_some(variation)
}
