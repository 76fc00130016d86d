//! The analyte a word of a command names.

use anyhow::anyhow;

use crate::catalog::Catalog;
use crate::domain::analyte::Analyte;

/// The analyte a word names, or an error with what was probably meant.
pub fn analyte(catalog: &'static Catalog, text: &str) -> anyhow::Result<&'static Analyte> {
    catalog.find_analyte(text).ok_or_else(|| {
        let near: Vec<&str> = catalog.suggest_analytes(text).into_iter().take(3).map(|a| &*a.id).collect();
        if near.is_empty() {
            anyhow!("“{text}” is not an analyte; `androlog catalog analytes` lists them")
        } else {
            anyhow!(
                "“{text}” is not an analyte; did you mean {}? `androlog catalog analytes` lists them",
                near.join(", ")
            )
        }
    })
}

/// The series a word names: an analyte, or one in another specimen than serum.
pub fn series(catalog: &'static Catalog, text: &str) -> anyhow::Result<&'static Analyte> {
    catalog.find_series(text).map_or_else(|| analyte(catalog, text), Ok)
}
