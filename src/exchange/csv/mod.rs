//! androlog's own CSV: one row a result, the values as printed; and back to reports.
//!
//! RFC 4180 in UTF-8 with `\n`. [`columns()`] always stand in this order; [`more_columns`] follow
//! only where a report of the file needs them. Cells:
//!
//! - A value in words stands in `value`, with `comparator` and `unit` empty.
//! - Text a spreadsheet would run as a formula gets an apostrophe in front (see [`cell`]); numbers never do.
//! - A computed row has no `report_id`, `calculated` as method and `computed: FORMULA` as note; it is not read back.
//! - A report without results is a row with neither analyte nor value.

pub mod cell;

mod columns;
mod doses;
mod groups;
mod header;
mod own;
mod read;
mod resaved;
mod write;

pub use columns::{columns, more_columns};
pub use doses::{DOSE_COLUMNS, export_doses};
pub use own::is_own;
pub use read::{next_row_page, read, read_rows};
pub use resaved::{SheetHabits, for_comma_countries, sheet_habits};
pub use write::{CsvWidth, export, header, page, table};

/// What spreadsheets of the Microsoft kind want at the start of a UTF-8 file: put it before the text.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What the note of a computed row begins with.
const COMPUTED: &str = "computed: ";
