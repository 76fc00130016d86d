//! The formats in which the screen offers to export.

/// Formats the export dialog offers: id, what it is for, file name.
pub const FORMATS: [(&str, &str, &str); 6] = [
    ("csv", "results alone, one a row, to import again", "androlog.csv"),
    ("csv-wide", "results alone, one report per row", "androlog-wide.csv"),
    ("csv-doses", "the dose log, one a row, to import again", "androlog-doses.csv"),
    ("json", "everything, to import again without loss", "androlog.json"),
    ("fhir", "reports and drugs for others, as FHIR R4", "androlog.fhir.json"),
    ("ics", "due dates for a calendar", "androlog.ics"),
];

/// The first of them write marked reports alone; the others always hold everything.
pub const FORMATS_OF_A_PART: usize = 2;
