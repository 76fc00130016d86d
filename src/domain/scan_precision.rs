//! How precisely the machines scan that measured a man's bones.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::decimal::Decimal;

/// Precision errors (root-mean-square SD, g/cm²) that centres measured on their machines, by machine, then by site as
/// the analyte ids end: `lumbar-spine`. None is assumed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScanPrecision(pub BTreeMap<String, BTreeMap<String, Decimal>>);

impl ScanPrecision {
    /// The precision error of a machine at the site of a density, where it is known.
    pub fn error_of(&self, analyte: &str, device: &str) -> Option<f64> {
        let site = analyte.strip_prefix("bmd-")?;
        let (_, sites) = self.0.iter().find(|(name, _)| name.trim().eq_ignore_ascii_case(device))?;
        sites.get(site).map(Decimal::value)
    }
}
