//! Panels: results that are typed together.

use std::mem;

use super::built_in::built_in;
use super::mistake::{CatalogProblems, MistakePlace};
use super::part::BuiltInPart;
use super::raw::RawPanel;
use super::user_file::RawFiles;
use crate::domain::id::AnalyteId;
use crate::domain::report::Kind;

/// Results that are typed together, in the order of the form.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// As it is written, for example `hpg`.
    pub id: Box<str>,
    /// As it is written, for example `HPG axis`.
    pub name: String,
    /// The kind of report it makes.
    pub kind: Kind,
    pub analytes: Vec<AnalyteId>,
}

impl BuiltInPart for Vec<Panel> {
    const BUILT_IN: &'static [u8] = built_in!("panels");

    fn take_from(files: &mut RawFiles, problems: &mut CatalogProblems) -> Self {
        let raw = mem::take(&mut files.panel);
        raw.into_iter().filter_map(|raw| Panel::read(raw, problems)).collect()
    }
}

impl Panel {
    fn read(raw: RawPanel, problems: &mut CatalogProblems) -> Option<Self> {
        let mut at = MistakePlace::new(raw.user_file.as_deref(), "panels.toml", &raw.id, problems);
        let analytes = at.need("analytes", raw.analytes)?;
        Some(Self {
            name: at.need("name", raw.name)?,
            kind: at.need("kind", raw.kind)?,
            analytes: analytes.iter().map(|id| AnalyteId::new(id)).collect(),
            id: raw.id,
        })
    }
}
