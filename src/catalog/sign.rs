//! Symptoms and events that can be logged, and why they are worth a line.

use super::mistake::{CatalogProblems, MistakePlace};
use super::raw::RawSign;
use crate::domain::id::{SignId, SourceKey};

/// A symptom or an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Sign {
    /// As it is written, for example `joint-pain`.
    pub id: SignId,
    /// As it is written, for example `Joint pain`.
    pub name: String,
    /// Why it matters here, in the source's terms; none for a neutral one.
    pub context: Option<String>,
    /// Who says so; there whenever `context` is.
    pub source: Option<SourceKey>,
}

impl Sign {
    /// The sign and the other names it goes by.
    pub(super) fn read(raw: RawSign, problems: &mut CatalogProblems) -> Option<(Self, Vec<Box<str>>)> {
        let mut at = MistakePlace::new(raw.user_file.as_deref(), "symptoms.toml", &raw.id, problems);
        at.require(raw.context.is_none() || raw.source.is_some(), || {
            "`context` makes a claim and needs a `source`".to_owned()
        });
        let sign = Self {
            id: SignId::new(&raw.id),
            name: at.need("name", raw.name)?,
            context: raw.context,
            source: raw.source.as_deref().map(SourceKey::new),
        };
        Some((sign, raw.aliases.unwrap_or_default()))
    }
}
