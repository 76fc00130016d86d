//! Published intervals and decision limits, and what each may be used for.

use std::mem;

use super::built_in::built_in;
use super::mark::{FigureUse, SourceMark};
use super::mistake::{CatalogProblems, MistakePlace};
use super::part::BuiltInPart;
use super::raw::RawInterval;
use super::user_file::RawFiles;
use crate::domain::decimal::Decimal;
use crate::domain::id::{AnalyteId, SourceKey};
use crate::domain::interval::Interval;
use crate::domain::judgement::Published;
use crate::domain::method::Method;

/// A figure from the literature or a laboratory's page, for men.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedFigure {
    /// The limits, whom and what they hold for, and where they were read.
    pub published: Published,
    /// What it is used for.
    pub usage: FigureUse,
    /// How surely it was read.
    pub mark: SourceMark,
    /// For a decision limit: what lies beyond it.
    pub label: Option<String>,
}

impl BuiltInPart for Vec<PublishedFigure> {
    const BUILT_IN: &'static [u8] = built_in!("intervals");

    fn take_from(files: &mut RawFiles, problems: &mut CatalogProblems) -> Self {
        let raw = mem::take(&mut files.interval);
        raw.into_iter().filter_map(|raw| PublishedFigure::read(raw, problems)).collect()
    }
}

impl PublishedFigure {
    fn read(raw: RawInterval, problems: &mut CatalogProblems) -> Option<Self> {
        let mut at = MistakePlace::new(raw.user_file.as_deref(), "intervals.toml", &raw.analyte, problems);
        let limits = (raw.low.as_ref().map(Decimal::value), raw.high.as_ref().map(Decimal::value));
        match limits {
            (None, None) => at.wrong("`low` or `high` is missing"),
            (Some(low), Some(high)) if low > high => at.wrong(format!("`low` {low} is above `high` {high}")),
            _ => {}
        }
        let mark = at.need("mark", raw.mark)?;
        let usage = at.need("use", raw.r#use)?;
        at.require(usage != FigureUse::Threshold || raw.label.is_some(), || {
            "a threshold needs a `label` saying what lies beyond it".to_owned()
        });
        let published = Published {
            analyte: AnalyteId::new(&raw.analyte),
            interval: Interval::new(raw.low, raw.high),
            unit: at.need("unit", raw.unit)?,
            ages: (raw.min_age, raw.max_age),
            method: raw.method.map(Method::from),
            population: at.need("population", raw.population)?,
            source: SourceKey::new(&at.need("source", raw.source)?),
            verified: mark.is_verified(),
        };
        Some(Self { published, usage, mark, label: raw.label })
    }
}
