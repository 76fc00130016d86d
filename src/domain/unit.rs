//! Units of an analyte, and the systems they belong to.

use serde::{Deserialize, Serialize};

use crate::domain::quantity::UnitCode;

/// One unit of an analyte.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Unit code of the catalogue: `ng/dL`.
    pub code: UnitCode,
    /// Canonical value = value × factor.
    pub factor: f64,
    /// Places shown when a value is converted to this unit.
    pub decimals: u8,
    /// The unit system it belongs to.
    pub system: UnitSystem,
}

/// A system of units: conventional or SI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitSystem {
    /// Mass units, as printed in the United States.
    Conventional,
    Si,
    /// The same in both.
    Both,
    /// Seen on reports, chosen by nobody.
    Other,
}

/// How values are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UnitView {
    /// In the unit each was printed in.
    #[default]
    AsEntered,
    Conventional,
    Si,
}
