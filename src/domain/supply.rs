//! Pieces of a drug that were counted.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::decimal::Decimal;

/// Pieces that were counted on a day: tablets, vials, syringes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Supply {
    /// The day they were counted, after the doses of that day.
    pub counted: NaiveDate,
    pub left: Decimal,
    /// How much is in one piece, in the unit of the dose; none where one dose is one piece.
    #[serde(default)]
    pub strength: Option<Decimal>,
    /// Pieces in a package.
    #[serde(default)]
    pub package: Option<Decimal>,
    /// Days before the last one to say so.
    #[serde(default = "usual_lead")]
    pub lead_days: u16,
}

/// Two weeks: time to see a doctor and a pharmacy.
pub const fn usual_lead() -> u16 {
    14
}
