//! FHIR in JSON or XML, of the editions DSTU2 to R5: results in, and R4 as JSON out.
//!
//! Each resource stands for itself: a damaged one loses nothing but itself. Numbers keep their digits, which FHIR
//! requires and a float does not.

mod node;
mod observation;
mod read;
mod write;
mod xml;

pub use write::export;

pub(super) use read::{is_fhir, put_fhir, read_fhir};

/// Marks an identifier as the id of a report of androlog.
pub(super) const OWN_SYSTEM: &str = "urn:androlog:report";

/// Where ids of analytes come from.
pub(super) const OWN_ANALYTE: &str = "urn:androlog:analyte";

/// Begins the name of what FHIR has no place for on a report.
pub(super) const OWN_EXTENSION: &str = "urn:androlog:";

/// Where LOINC codes come from.
pub(super) const LOINC: &str = "http://loinc.org";
