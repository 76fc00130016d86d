//! The formats in which the screen offers to export.

use crate::domain::id::EntryId;
use crate::exchange::export_format::ExportFormat;

/// A format as the screen offers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferedFormat {
    pub format: ExportFormat,
    /// What it is for.
    pub about: &'static str,
    /// The name of the file, unless another one is typed.
    pub file: &'static str,
    /// What else it is looked for by in the palette.
    pub aliases: &'static str,
}

/// The formats, in the order they are offered.
pub const OFFERED_FORMATS: [OfferedFormat; 6] = [
    OfferedFormat {
        format: ExportFormat::Csv,
        about: "results alone, one a row, to import again",
        file: "androlog.csv",
        aliases: "excel, spreadsheet, table, libreoffice, download, share",
    },
    OfferedFormat {
        format: ExportFormat::CsvWide,
        about: "results alone, one report per row",
        file: "androlog-wide.csv",
        aliases: "excel, spreadsheet, table",
    },
    OfferedFormat {
        format: ExportFormat::CsvDoses,
        about: "the dose log, one a row, to import again",
        file: "androlog-doses.csv",
        aliases: "excel, spreadsheet, doses",
    },
    OfferedFormat {
        format: ExportFormat::Json,
        about: "everything, to import again without loss",
        file: "androlog.json",
        aliases: "everything, data",
    },
    OfferedFormat {
        format: ExportFormat::Fhir,
        about: "reports and drugs for others, as FHIR R4",
        file: "androlog.fhir.json",
        aliases: "other program, hospital, interchange",
    },
    OfferedFormat {
        format: ExportFormat::Ics,
        about: "due dates for a calendar",
        file: "androlog.ics",
        aliases: "calendar, alarm, phone, appointments",
    },
];

/// Those offered for some reports alone, or for all there is where none are named: the others always hold everything.
pub fn formats_for(only: &[EntryId]) -> impl Iterator<Item = &'static OfferedFormat> + use<> {
    let is_whole = only.is_empty();
    OFFERED_FORMATS.iter().filter(move |offered| is_whole || offered.format.is_of_results())
}
