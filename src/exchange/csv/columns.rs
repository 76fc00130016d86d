//! The columns of a CSV of results and their order.

use crate::domain::context::ContextField;

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
pub(super) fn fields(always: bool) -> impl Iterator<Item = ContextField> {
    ContextField::all().filter(move |field| field.row().always_written == always)
}
