//! Published intervals and decision limits, and what each may be used for.

use serde::Deserialize;

use super::entry::At;
use super::error::Problems;
use super::raw::RawInterval;
use super::source::Mark;
use crate::domain::decimal::Decimal;
use crate::domain::id::{AnalyteId, SourceKey};
use crate::domain::interval::{Interval, Published};

/// What a published figure is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    /// Judges a result when nothing nearer does.
    Default,
    /// Shown on request.
    Alternative,
    /// A decision limit; never judges a value low or high.
    Threshold,
}

/// A figure from the literature or a laboratory's page, for men.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The limits, whom and what they hold for, and where they were read.
    pub published: Published,
    /// What it is used for.
    pub usage: Use,
    /// How surely it was read.
    pub mark: Mark,
    /// For a decision limit: what lies beyond it.
    pub label: Option<String>,
}

impl Figure {
    /// Whether it may judge a result by this method at this age. Without a known age only a figure for all ages may.
    pub fn holds_for(&self, method: Option<&str>, age: Option<u8>) -> bool {
        let (from, to) = self.published.ages;
        let by_age = match age {
            Some(age) => from.is_none_or(|from| age >= from) && to.is_none_or(|to| age <= to),
            None => from.is_none() && to.is_none(),
        };
        by_age && (self.published.method.is_none() || self.published.method.as_deref() == method)
    }

    pub(super) fn read(raw: RawInterval, problems: &mut Problems) -> Option<Self> {
        let mut at = At::new(raw.user_file.as_deref(), "intervals.toml", &raw.analyte, problems);
        let limits = (raw.low.as_ref().map(Decimal::value), raw.high.as_ref().map(Decimal::value));
        match limits {
            (None, None) => at.wrong("`low` or `high` is missing"),
            (Some(low), Some(high)) if low > high => at.wrong(format!("`low` {low} is above `high` {high}")),
            _ => {}
        }
        let mark = at.need("mark", raw.mark)?;
        let usage = at.need("use", raw.r#use)?;
        at.require(usage != Use::Threshold || raw.label.is_some(), || {
            "a threshold needs a `label` saying what lies beyond it".to_owned()
        });
        let published = Published {
            analyte: AnalyteId::new(&raw.analyte),
            interval: Interval { low: raw.low, high: raw.high },
            unit: at.need("unit", raw.unit)?,
            ages: (raw.min_age, raw.max_age),
            method: raw.method,
            population: at.need("population", raw.population)?,
            source: SourceKey::new(&at.need("source", raw.source)?),
            verified: mark.is_verified(),
        };
        Some(Self { published, usage, mark, label: raw.label })
    }
}
