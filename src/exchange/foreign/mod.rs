//! Results as other programs write them: understood by the catalogue and put on reports.
//!
//! Nothing is guessed. A code decides what was measured, else the whole name; a unit the analyte cannot have, a value
//! that reads like one in another unit, and words where a number should stand are named and left out.

mod assembly;
mod head;
mod log;
mod names;
mod number;
mod packed_report;
pub(super) mod place;
mod spool;

use crate::domain::decimal::Decimal;
use crate::domain::interval::Interval;
use crate::domain::quantity::Comparator;
use crate::domain::report::BodySide;
use crate::domain::specimen::Specimen;

pub(super) use head::ForeignHead;
pub(super) use log::ForeignLog;
pub(super) use names::ForeignNames;
pub use number::CellDecimal;
pub(super) use number::{
    MarkVotes, ValueCell, in_thousands, read_flag, read_limit, read_number, short_number,
};
pub(super) use packed_report::PackedReport;
pub(super) use place::{ForeignPlace, PlaceWord};
pub use spool::{
    ImportSpool, SpoolPage, SpoolPlace, SpoolShelf, SpooledPiece, keep_entries, keep_lines, keep_remarks,
    next_found_page, next_page,
};
pub(super) use spool::{keep_found, packed_by_place, whole_days};

/// The specimen some words name, where it is not serum.
pub(super) fn read_specimen(words: &str) -> Option<Specimen> {
    const WORDS: [(&str, Specimen); 9] = [
        ("saliva", Specimen::Saliva),
        ("speichel", Specimen::Saliva),
        ("salive", Specimen::Saliva),
        ("urin", Specimen::Urine),
        ("dried", Specimen::DriedBlood),
        ("blood spot", Specimen::DriedBlood),
        ("capillary", Specimen::Capillary),
        ("kapillar", Specimen::Capillary),
        ("finger", Specimen::Capillary),
    ];
    let lower = words.to_lowercase();
    let found = WORDS.iter().find(|(word, _)| lower.contains(word)).map(|(_, specimen)| *specimen);
    found.or_else(|| Specimen::parse(words).ok()).filter(|specimen| !specimen.is_serum())
}

/// A result as a foreign file writes it.
#[derive(Clone, Debug, Default)]
pub(super) struct ForeignResult<'t> {
    /// The LOINC code, where one is given.
    pub loinc: Option<&'t str>,
    /// The local code, or the name, in the order in which they are tried.
    pub names: Vec<&'t str>,
    pub value: ForeignValue,
    /// The unit beside the value, in any spelling.
    pub unit: &'t str,
    pub reference: Option<Interval>,
    pub flag: Option<String>,
    pub method: Option<String>,
    pub assay: Option<String>,
    pub note: Option<String>,
    pub side: Option<BodySide>,
    /// Whether the file keeps to itself if a number is shown as a percentage.
    pub may_be_hundredth: bool,
    /// What the number is where its point sets thousands apart, which nothing in the file rules out.
    pub in_thousands: Option<Decimal>,
    /// Whether words are taken as they stand, because the file is our own.
    pub is_own: bool,
}

/// The value of a foreign result.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum ForeignValue {
    /// There is none, and no result.
    #[default]
    Nothing,
    Number(Comparator, Decimal),
    Words(String),
}
