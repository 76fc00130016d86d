//! Editions of the WHO manual, groupings and words for semen values, read into what the domain works with.

use std::mem;

use super::built_in::built_in;
use super::mistake::{CatalogProblems, MistakePlace};
use super::part::BuiltInPart;
use super::plain_key::phrase_key;
use super::raw::{RawCentile, RawEdition, RawScheme, RawTerm};
use super::user_file::RawFiles;
use crate::domain::decimal::Decimal;
use crate::domain::id::{AnalyteId, SourceKey};
use crate::domain::interval::Interval;
use crate::domain::method::Method;
use crate::domain::semen::{Centile, Centiles, Edition, Limit, Scheme, SchemeBand, TermLimit};

/// What is known about semen values.
#[derive(Debug)]
pub(super) struct Semen {
    /// The one used when none is named stands first.
    pub(super) editions: Vec<Edition>,
    /// With the analyte each groups; those used when none is chosen stand first.
    pub(super) schemes: Vec<(AnalyteId, Scheme)>,
    pub(super) terms: Vec<TermLimit>,
}

impl BuiltInPart for Semen {
    const BUILT_IN: &'static [u8] = built_in!("semen");

    fn take_from(files: &mut RawFiles, problems: &mut CatalogProblems) -> Self {
        let mut raw = mem::take(&mut files.semen);
        raw.edition.sort_by_key(|e| e.default != Some(true));
        raw.scheme.sort_by_key(|s| s.default != Some(true));
        Self {
            editions: raw.edition.into_iter().filter_map(|e| edition(e, problems)).collect(),
            schemes: raw.scheme.into_iter().filter_map(|s| scheme(s, problems)).collect(),
            terms: raw.term.into_iter().filter_map(|t| term(t, problems)).collect(),
        }
    }
}

fn edition(raw: RawEdition, problems: &mut CatalogProblems) -> Option<Edition> {
    let mut at = MistakePlace::new(raw.user_file.as_deref(), "semen.toml", &raw.id, problems);
    let centiles: Vec<Centiles> = raw.centile.unwrap_or_default().into_iter().map(centiles).collect();
    for parameter in &centiles {
        at.require(parameter.points.is_sorted_by_key(|p| p.value.value()), || {
            format!("the percentiles of {} do not rise", parameter.analyte)
        });
    }
    let limits = raw.limit.unwrap_or_default().into_iter().map(|l| Limit {
        analyte: AnalyteId::new(&l.analyte),
        interval: l.below.map_or_else(|| Interval::new(l.low, l.high), Interval::below),
        source: SourceKey::new(&l.source),
        verified: l.mark.is_verified(),
    });
    Some(Edition {
        id: raw.id.to_string(),
        name: at.need("name", raw.name)?,
        printed: raw.printed.unwrap_or_default().iter().map(|printed| phrase_key(printed)).collect(),
        source: SourceKey::new(&at.need("source", raw.source)?),
        centiles,
        limits: limits.collect(),
    })
}

fn centiles(raw: RawCentile) -> Centiles {
    let read = (SourceKey::new(&raw.source), raw.mark);
    let others = raw.others.map_or_else(|| read.clone(), |o| (SourceKey::new(&o.source), o.mark));
    let p = raw.percentiles;
    let columns = [
        (2.5, p.p2_5),
        (FIFTH, p.p5),
        (10.0, p.p10),
        (25.0, p.p25),
        (50.0, p.p50),
        (75.0, p.p75),
        (90.0, p.p90),
        (95.0, p.p95),
        (97.5, p.p97_5),
    ];
    let point = |(percent, value): (f64, Option<Decimal>)| {
        let (source, mark) = if percent == FIFTH { &read } else { &others };
        Some(Centile { percent, value: value?, source: source.clone(), verified: mark.is_verified() })
    };
    Centiles {
        analyte: AnalyteId::new(&raw.analyte),
        points: columns.into_iter().filter_map(point).collect(),
        ci: raw.ci,
    }
}

/// The percentile that was read at its source where the others were not.
const FIFTH: f64 = 5.0;

fn scheme(raw: RawScheme, problems: &mut CatalogProblems) -> Option<(AnalyteId, Scheme)> {
    let mut at = MistakePlace::new(raw.user_file.as_deref(), "semen.toml", &raw.id, problems);
    let bands = at.need("bands", raw.bands)?;
    let ends: Vec<f64> = bands.iter().filter_map(|b| Some(b.up_to.as_ref()?.value())).collect();
    let last_is_open = bands.last().is_some_and(|band| band.up_to.is_none());
    at.require(ends.is_sorted() && ends.len() + 1 == bands.len() && last_is_open, || {
        "bands run upward and only the last has no `up_to`".to_owned()
    });
    let bands = bands.into_iter().map(|b| SchemeBand {
        up_to: b.up_to,
        includes_end: b.includes_end,
        label: b.label,
    });
    let scheme = Scheme {
        id: raw.id.to_string(),
        name: at.need("name", raw.name)?,
        assay: raw.assay.map(Method::from),
        source: SourceKey::new(&at.need("source", raw.source)?),
        verified: at.need("mark", raw.mark)?.is_verified(),
        bands: bands.collect(),
    };
    Some((AnalyteId::new(&at.need("analyte", raw.analyte)?), scheme))
}

fn term(raw: RawTerm, problems: &mut CatalogProblems) -> Option<TermLimit> {
    let mut at = MistakePlace::new(raw.user_file.as_deref(), "semen.toml", &raw.id, problems);
    at.require(raw.below.is_some() != raw.above.is_some(), || {
        "a term holds either `below` a value or `above` one".to_owned()
    });
    Some(TermLimit {
        id: raw.id.to_string(),
        analyte: AnalyteId::new(&at.need("analyte", raw.analyte)?),
        below: raw.below,
        above: raw.above,
        source: SourceKey::new(&at.need("source", raw.source)?),
        verified: at.need("mark", raw.mark)?.is_verified(),
    })
}
