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
mod spool;

use serde::{Deserialize, Serialize};

use crate::domain::decimal::Decimal;
use crate::domain::interval::Interval;
use crate::domain::quantity::Comparator;
use crate::domain::report::BodySide;
use crate::domain::specimen::Specimen;

pub(super) use head::ForeignHead;
pub(super) use log::ForeignLog;
pub(super) use names::ForeignNames;
pub use number::CellDecimal;
pub(super) use number::{MarkVotes, ValueCell, read_flag, read_number, short_number};
pub(super) use packed_report::PackedReport;
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

/// Where a result stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ForeignPlace {
    pub word: PlaceWord,
    pub number: u32,
}

/// What the numbered pieces of a file are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub(super) enum PlaceWord {
    /// One of a text, counted with blank ones.
    Line,
    /// One of the rows of a spreadsheet.
    Row,
    /// One of a list in JSON, or of a document.
    Entry,
    /// One of an export of Apple Health.
    Record,
}

impl ForeignPlace {
    /// The place in words, for example `line 12`.
    pub fn text(self) -> String {
        format!("{} {}", <&str>::from(self.word), self.number)
    }
}
