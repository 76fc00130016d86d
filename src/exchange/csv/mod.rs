//! androlog's own CSV: one row a result, the values as printed; and back to reports.
//!
//! RFC 4180 in UTF-8 with `\n`. The columns of [`COLUMNS`] always stand in this order; those of [`MORE`] follow
//! only where a report of the file needs them. Cells:
//!
//! - A value in words stands in `value`, with `comparator` and `unit` empty.
//! - Text a spreadsheet would run as a formula gets an apostrophe in front (see [`cell`]); numbers never do.
//! - A computed row has no `report_id`, `calculated` as method and `computed: FORMULA` as note; it is not read back.
//! - A report without results is a row with neither analyte nor value.

pub mod cell;

mod doses;
mod groups;
mod layout;
mod read;
mod write;

pub use doses::{DOSE_COLUMNS, export_doses};
pub use read::read;
pub use write::{export, table};

/// The contract's columns.
pub const COLUMNS: [&str; 23] = [
    "date",
    "time",
    "kind",
    "analyte",
    "name",
    "comparator",
    "value",
    "unit",
    "canonical_value",
    "canonical_unit",
    "interpretation",
    "ref_low",
    "ref_high",
    "ref_origin",
    "laboratory",
    "method",
    "flag",
    "fasting",
    "abstinence_days",
    "hours_since_dose",
    "note",
    "report_note",
    "report_id",
];

/// Columns for what few reports have.
pub const MORE: [&str; 5] = ["side", "assay", "device", "complete", "who_edition"];

/// What spreadsheets of the Microsoft kind want at the start of a UTF-8 file: put it before the text.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What the note of a computed row begins with.
const COMPUTED: &str = "computed: ";
