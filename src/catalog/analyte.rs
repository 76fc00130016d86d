//! Analytes from their entries, with the other names and the codes they go by.

use super::loinc::Loinc;
use super::mistake::{CatalogProblems, MistakePlace};
use super::raw::{RawAnalyte, RawLimits, RawLoinc};
use crate::domain::analyte::{Analyte, Slip, Unit, ValueLimits};
use crate::domain::id::AnalyteId;

/// An analyte with what only the catalogue needs to know of it.
pub(super) struct Listed {
    pub(super) analyte: Analyte,
    pub(super) aliases: Vec<Box<str>>,
    pub(super) codes: Vec<Loinc>,
}

impl Listed {
    pub(super) fn read(raw: RawAnalyte, problems: &mut CatalogProblems) -> Option<Self> {
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
        let id = AnalyteId::new(&raw.id);
        let analyte = Analyte {
            id: id.clone(),
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
        let codes = raw.loinc.unwrap_or_default().into_iter().map(|l| code(&id, l));
        Some(Self { analyte, aliases: raw.aliases.unwrap_or_default(), codes: codes.collect() })
    }
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
