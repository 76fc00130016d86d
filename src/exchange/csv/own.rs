//! Whether a text is a CSV of androlog's own.

use crate::exchange::csv::doses;
use crate::exchange::csv::header::CsvLayout;

/// Columns that no other maker's files have. Those with a day, a name, a value and a unit are anybody's.
const OWN_COLUMNS: [&str; 8] = [
    "report_id",
    "report_note",
    "ref_origin",
    "canonical_value",
    "canonical_unit",
    "abstinence_days",
    "hours_since_dose",
    "source_sha256",
];

/// Whether a text begins with the columns of androlog's own CSV and no others, and one of them is androlog's alone.
pub fn is_own(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    doses::is_dose_log(text.trim_start())
        || CsvLayout::of(text).is_ok_and(|layout| {
            layout.foreign.is_empty() && OWN_COLUMNS.iter().any(|column| layout.has(column))
        })
}
