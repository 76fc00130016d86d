//! The formats the log is written in for others.

use std::fmt;

use strum::IntoStaticStr;

/// A format of an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum ExportFormat {
    /// Results, one a row.
    #[default]
    Csv,
    /// Reports, one a row, with a column for each analyte.
    CsvWide,
    /// The dose log, one entry a row.
    CsvDoses,
    /// Everything that is stored.
    Json,
    /// Reports and drugs as FHIR R4.
    Fhir,
    /// Due dates for a calendar.
    Ics,
}

impl ExportFormat {
    /// The word on the command line and on screen.
    pub fn id(self) -> &'static str {
        self.into()
    }

    /// Whether it holds results and nothing else.
    pub const fn is_of_results(self) -> bool {
        matches!(self, Self::Csv | Self::CsvWide)
    }
}

impl fmt::Display for ExportFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}
