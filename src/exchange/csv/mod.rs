//! androlog's own CSV: one row a result, the values as printed; and back to reports.
//!
//! RFC 4180 in UTF-8 with `\n`. [`columns`] always stand in this order; [`more_columns`] follow
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
mod resaved;
mod write;

use crate::domain::context::ContextField;

pub use doses::{DOSE_COLUMNS, export_doses};
pub use layout::is_own;
pub use read::{read, read_resaved};
pub use resaved::{SheetHabits, for_comma_countries, sheet_habits};
pub use write::{export, table};

/// Columns of every file, before what its kind of report says of itself.
const FRONT: [&str; 17] = [
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
];

/// Columns of every file, after that.
const BACK: [&str; 3] = ["note", "report_note", "report_id"];

/// Of a result, what few results have.
const RARE: [&str; 2] = ["side", "assay"];

/// Of a report, the file it was taken from.
const SOURCE: [&str; 2] = ["source_path", "source_sha256"];

/// The contract's columns: those of every file, in their order.
pub fn columns() -> impl Iterator<Item = &'static str> {
    FRONT.into_iter().chain(fields(true).map(|field| field.row().key)).chain(BACK)
}

/// Columns for what few reports have.
pub fn more_columns() -> impl Iterator<Item = &'static str> {
    RARE.into_iter().chain(fields(false).map(|field| field.row().key)).chain(SOURCE)
}

/// The fields of reports that have a column in every file, or only where a report needs it.
fn fields(always: bool) -> impl Iterator<Item = ContextField> {
    ContextField::all().filter(move |field| field.row().always_written == always)
}

/// What spreadsheets of the Microsoft kind want at the start of a UTF-8 file: put it before the text.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What the note of a computed row begins with.
const COMPUTED: &str = "computed: ";
