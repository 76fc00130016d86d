//! What a semen analysis says: where its values stand among fertile men, what it is called, whether it adds up.

mod consistency;
mod edition;
mod nomenclature;

pub use consistency::{Inconsistency, inconsistencies};
pub use edition::{Centile, CentileBand, Centiles, Edition, Limit, Scheme, SchemeBand};
pub use nomenclature::{Deficits, Sample, SampleName, SampleRemark, SampleTerm, TermLimit, mentions_pellet};

/// A full cycle of sperm production in days (`HRTIO`: approximately 72). Longer and shorter figures exist: from
/// origin to ejaculation 42 to 76 days were measured in eleven men (`SPERM-CYCLE`).
pub const SPERM_CYCLE_DAYS: u64 = 72;

/// Days before a start in which its baseline samples lie, of which two are wanted.
pub const SEMEN_BASELINE_DAYS: u64 = 365;
