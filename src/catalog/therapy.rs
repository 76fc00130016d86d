//! Drugs, their classes, and the direction results are expected to take on a class.

use super::mistake::{CatalogProblems, MistakePlace};
use super::raw::{RawClass, RawDrug};
use crate::domain::id::{AnalyteId, ClassId, DrugId, SourceKey};
use crate::domain::regimen::Drug;
use crate::domain::response::Expected;

/// A class of drugs that rules speak of.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// As it is written, for example `ai`.
    pub id: ClassId,
    /// As it is written, for example `aromatase inhibitor`.
    pub name: String,
    /// What goes before the name in a sentence: `an`; empty where nothing does.
    pub article: String,
    /// Whether it leaves the hormone axis alone: it has no response, and results on it count as untreated.
    pub is_beside_axis: bool,
    /// What is said below every response to it; `{KEY}` names a source.
    pub remarks: Vec<String>,
    /// What is said there beside rows of semen.
    pub semen_remarks: Vec<String>,
}

impl Class {
    /// `an aromatase inhibitor`, `testosterone`.
    pub fn phrase(&self) -> String {
        format!("{} {}", self.article, self.name).trim_start().to_owned()
    }

    /// The class and the directions known for it.
    pub(super) fn read(raw: RawClass, problems: &mut CatalogProblems) -> Option<(Self, Vec<Expected>)> {
        let mut at = MistakePlace::new(raw.user_file.as_deref(), "drugs.toml", &raw.id, problems);
        let class = Self {
            id: ClassId::new(&raw.id),
            name: at.need("name", raw.name)?,
            article: raw.article.unwrap_or_default(),
            is_beside_axis: raw.beside_axis.unwrap_or_default(),
            remarks: raw.remarks.unwrap_or_default(),
            semen_remarks: raw.semen_remarks.unwrap_or_default(),
        };
        let expected = raw.expected.unwrap_or_default().into_iter().map(|e| Expected {
            class: class.id.clone(),
            analyte: AnalyteId::new(&e.analyte),
            direction: e.direction,
            source: SourceKey::new(&e.source),
            verified: e.mark.is_verified(),
        });
        let expected = expected.collect();
        Some((class, expected))
    }
}

/// A drug and the other names it goes by.
pub(super) fn read_drug(raw: RawDrug, problems: &mut CatalogProblems) -> Option<(Drug, Vec<Box<str>>)> {
    let mut at = MistakePlace::new(raw.user_file.as_deref(), "drugs.toml", &raw.id, problems);
    let drug = Drug {
        id: DrugId::new(&raw.id),
        name: at.need("name", raw.name)?,
        class: raw.class.as_deref().map(ClassId::new),
        other_class: None,
        routes: raw.routes.unwrap_or_default(),
        unit: at.need("unit", raw.unit)?,
        rare: raw.rare.unwrap_or_default(),
        stands_in_for_lh: raw.stands_in_for_lh.unwrap_or_default(),
    };
    Some((drug, raw.aliases.unwrap_or_default()))
}
