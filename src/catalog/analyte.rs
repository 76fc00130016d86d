//! Analytes from their entries, with the other names and the codes they go by.

use std::mem;

use super::built_in::built_in;
use super::loinc::Loinc;
use super::mistake::{CatalogProblems, MistakePlace};
use super::names::Names;
use super::part::BuiltInPart;
use super::raw::{RawAnalyte, RawLimits, RawLoinc};
use super::user_file::RawFiles;
use crate::domain::analyte::{Analyte, Analytes, Slip, Unit, ValueLimits};
use crate::domain::id::AnalyteId;

/// What the analytes are found by.
#[derive(Debug)]
pub(super) struct AnalyteNames {
    /// Ids, names, short names and other names.
    pub(super) names: Names<AnalyteId>,
    /// The LOINC codes of all of them.
    pub(super) codes: Vec<Loinc>,
}

impl BuiltInPart for AnalyteNames {
    const BUILT_IN: &'static [u8] = built_in!("analyte_names");

    /// Leaves the analytes without other names and codes, which nothing else needs.
    fn take_from(files: &mut RawFiles, _problems: &mut CatalogProblems) -> Self {
        let (mut names, mut codes) = (Names::new(), Vec::new());
        for raw in &mut files.analyte {
            let id = AnalyteId::new(&raw.id);
            let own = [Some(&*raw.id), raw.name.as_deref(), raw.short.as_deref()];
            let aliases = raw.aliases.take().unwrap_or_default();
            names.add(own.into_iter().flatten().map(Into::into).chain(aliases), &id);
            codes.extend(raw.loinc.take().unwrap_or_default().into_iter().map(|l| code(&id, l)));
        }
        Self { names, codes }
    }
}

impl BuiltInPart for Analytes {
    const BUILT_IN: &'static [u8] = built_in!("analytes");

    fn take_from(files: &mut RawFiles, problems: &mut CatalogProblems) -> Self {
        let raw = mem::take(&mut files.analyte);
        raw.into_iter().filter_map(|raw| read_analyte(raw, problems)).collect()
    }
}

fn read_analyte(raw: RawAnalyte, problems: &mut CatalogProblems) -> Option<Analyte> {
    let mut at = MistakePlace::new(raw.user_file.as_deref(), "analytes.toml", &raw.id, problems);
    let units = at.need("units", raw.units)?.into_iter().map(|u| Unit {
        code: u.unit,
        factor: u.factor,
        decimals: u.decimals,
        system: u.system,
    });
    let slips = raw.slips.unwrap_or_default().into_iter().map(|s| Slip {
        unit: s.unit,
        low: s.low,
        high: s.high,
        reads_as: s.reads_as,
    });
    let analyte = Analyte {
        id: AnalyteId::new(&raw.id),
        name: at.need("name", raw.name)?,
        short: at.need("short", raw.short)?,
        kind: at.need("kind", raw.kind)?,
        group: at.need("group", raw.group)?,
        units: units.collect(),
        hard: limits(raw.hard),
        soft: limits(raw.soft),
        slips: slips.collect(),
        calculated_only: raw.entry.is_some(),
        log_axis: raw.log_axis.unwrap_or(false),
    };
    if analyte.units.is_empty() {
        at.wrong("`units` names no unit");
        return None;
    }
    check(&analyte, &mut at);
    Some(analyte)
}

fn limits(raw: Option<RawLimits>) -> ValueLimits {
    let RawLimits { low, high } = raw.unwrap_or_default();
    ValueLimits { low, high }
}

fn code(analyte: &AnalyteId, raw: RawLoinc) -> Loinc {
    Loinc {
        analyte: analyte.clone(),
        code: raw.code,
        unit: raw.unit,
        name: raw.name,
        side: raw.side,
        mark: raw.mark,
    }
}

/// What must hold within one entry.
fn check(analyte: &Analyte, at: &mut MistakePlace<'_>) {
    at.require(analyte.short.chars().count() <= 10, || {
        format!("`short` “{}” is longer than 10 characters", analyte.short)
    });
    let first = analyte.canonical();
    at.require(first.factor == 1.0, || {
        format!("the first unit, {}, is the canonical one and has factor 1, not {}", first.code, first.factor)
    });
    for (i, unit) in analyte.units.iter().enumerate() {
        at.require(unit.factor.is_finite() && unit.factor > 0.0, || {
            format!("the factor of {} is {}; it must be above 0", unit.code, unit.factor)
        });
        at.require(!analyte.units[..i].iter().any(|u| u.code == unit.code), || {
            format!("{} is listed twice", unit.code)
        });
    }
    for slip in &analyte.slips {
        for code in [&slip.unit, &slip.reads_as] {
            at.require(analyte.unit(code).is_some(), || {
                format!("a slip names {code}, which is not one of its units")
            });
        }
    }
    let rises = |l: &ValueLimits| l.low.zip(l.high).is_none_or(|(low, high)| low <= high);
    at.require(rises(&analyte.hard) && rises(&analyte.soft), || {
        "`low` is above `high` in its limits".to_owned()
    });
    let soft = [analyte.soft.low, analyte.soft.high];
    at.require(soft.into_iter().flatten().all(|limit| analyte.hard.contain(limit)), || {
        "the soft limits reach outside the hard ones".to_owned()
    });
}
