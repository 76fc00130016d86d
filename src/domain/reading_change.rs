//! What the change from one result of an analyte to a later one amounts to, by the measure that fits the analyte.

use std::fmt;

use crate::domain::analyte::Analyte;
use crate::domain::bone::{DensityChange, density_change, precision_error};
use crate::domain::difference::Difference;
use crate::domain::scan_precision::ScanPrecision;
use crate::domain::series::Reading;
use crate::domain::variation::Variations;

/// A change and what it amounts to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ReadingChange {
    /// In per cent, against the variation of the analyte.
    Relative(Difference),
    /// In g/cm², against the precision of the machine.
    Density(DensityChange),
}

impl ReadingChange {
    /// The change between two readings of an analyte; none of the scores of a scan, which are not followed over time.
    pub fn between(
        analyte: &Analyte,
        before: &Reading<'_>,
        after: &Reading<'_>,
        variations: &Variations,
        precision: &ScanPrecision,
    ) -> Option<Self> {
        let is_score = ["t-score-", "z-score-"].iter().any(|prefix| analyte.id.starts_with(prefix));
        if is_score {
            return None;
        }
        Some(if analyte.id.starts_with("bmd-") {
            Self::Density(density_change(before, after, precision_error(precision, &analyte.id, after)))
        } else {
            Self::Relative(variations.compare(analyte, before, after))
        })
    }

    /// Relative to the earlier value, per cent; none of a density, or where there is no such number.
    pub const fn percent(&self) -> Option<f64> {
        match self {
            Self::Relative(difference) => difference.percent(),
            Self::Density(_) => None,
        }
    }

    /// What it amounts to, without the number.
    pub fn verdict(&self) -> String {
        match self {
            Self::Relative(difference) => difference.verdict().to_owned(),
            Self::Density(change) => change.verdict(),
        }
    }

    /// Whether it is more than chance and day-to-day variation explain.
    pub const fn is_beyond_variation(&self) -> bool {
        matches!(
            self,
            Self::Relative(Difference::BeyondVariation { .. })
                | Self::Density(DensityChange::Significant { .. })
        )
    }
}

impl fmt::Display for ReadingChange {
    /// `-80%, beyond variation`; of densities `-0.040 g/cm², beyond precision (0.033)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Relative(difference) => difference.fmt(f),
            Self::Density(change) => change.fmt(f),
        }
    }
}
