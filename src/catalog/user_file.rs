//! The built-in catalogue with a reader's corrections laid over it.

use std::collections::HashSet;

use serde::Deserialize;

use super::built_in::ALL_PARTS;
use super::mistake::CatalogProblems;
use super::raw::{
    RawAnalyte, RawClass, RawDrug, RawEdition, RawEntry, RawInterval, RawPanel, RawScheme, RawSign,
    RawSource, RawTerm, RawUnit, RawVariation,
};

/// A catalogue file of the reader's, which the caller has found and read.
#[derive(Clone, Copy, Debug)]
pub struct UserFile<'a> {
    /// Its name, for messages.
    pub name: &'a str,
    pub text: &'a str,
}

/// All entries, as written. A file may hold entries of any kind.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawFiles {
    pub(super) unit: Vec<RawUnit>,
    pub(super) analyte: Vec<RawAnalyte>,
    pub(super) interval: Vec<RawInterval>,
    pub(super) semen: RawSemen,
    pub(super) panel: Vec<RawPanel>,
    pub(super) variation: Vec<RawVariation>,
    pub(super) class: Vec<RawClass>,
    pub(super) drug: Vec<RawDrug>,
    pub(super) symptom: Vec<RawSign>,
    pub(super) event: Vec<RawSign>,
    pub(super) source: Vec<RawSource>,
}

/// What is written about semen values.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawSemen {
    pub(super) edition: Vec<RawEdition>,
    pub(super) scheme: Vec<RawScheme>,
    pub(super) term: Vec<RawTerm>,
}

impl RawFiles {
    /// The whole built-in catalogue.
    pub(super) fn built_in() -> Self {
        let mut all = Self::default();
        for part in ALL_PARTS {
            all.add(Self::of_part(part));
        }
        all
    }

    /// A part of the built-in catalogue.
    pub(super) fn of_part(part: &[u8]) -> Self {
        rmp_serde::from_slice(part).expect("the built-in catalogue is read by a test of every build")
    }

    /// Adds a part that was read by itself; an analyte may come in two.
    fn add(&mut self, part: Self) {
        self.unit.extend(part.unit);
        for analyte in part.analyte {
            match self.analyte.iter_mut().find(|there| there.id == analyte.id) {
                Some(there) => there.absorb(analyte),
                None => self.analyte.push(analyte),
            }
        }
        self.interval.extend(part.interval);
        self.semen.edition.extend(part.semen.edition);
        self.semen.scheme.extend(part.semen.scheme);
        self.semen.term.extend(part.semen.term);
        self.panel.extend(part.panel);
        self.variation.extend(part.variation);
        self.class.extend(part.class);
        self.drug.extend(part.drug);
        self.symptom.extend(part.symptom);
        self.event.extend(part.event);
        self.source.extend(part.source);
    }

    /// Lays a reader's file over what is there: entries with an id replace the fields they give or are new;
    /// intervals and variations of an analyte stand in place of those that were there for it.
    pub(super) fn lay_over(&mut self, file: UserFile<'_>, problems: &mut CatalogProblems) {
        let given: Self = match toml::from_str(file.text) {
            Ok(given) => given,
            Err(error) => {
                let before = error.span().map_or("", |span| &file.text[..span.start]);
                let line = before.matches('\n').count() + 1;
                problems.add(file.name, &format!("line {line}"), error.message());
                return;
            }
        };
        amend(&mut self.unit, given.unit, file.name, problems);
        amend(&mut self.analyte, given.analyte, file.name, problems);
        amend(&mut self.semen.edition, given.semen.edition, file.name, problems);
        amend(&mut self.semen.scheme, given.semen.scheme, file.name, problems);
        amend(&mut self.semen.term, given.semen.term, file.name, problems);
        amend(&mut self.panel, given.panel, file.name, problems);
        amend(&mut self.class, given.class, file.name, problems);
        amend(&mut self.drug, given.drug, file.name, problems);
        amend(&mut self.symptom, given.symptom, file.name, problems);
        amend(&mut self.event, given.event, file.name, problems);
        amend(&mut self.source, given.source, file.name, problems);
        replace(&mut self.interval, given.interval, file.name);
        replace(&mut self.variation, given.variation, file.name);
    }
}

/// Given fields replace those of the entry with the same key; an entry with a new key is added.
fn amend<T: RawEntry>(entries: &mut Vec<T>, given: Vec<T>, file: &str, problems: &mut CatalogProblems) {
    let mut seen: HashSet<String> = HashSet::new();
    for mut entry in given {
        if !seen.insert(entry.key().to_owned()) {
            problems.add(file, entry.key(), "is there twice in this file");
        }
        entry.stand_in(file);
        match entries.iter_mut().find(|e| e.key() == entry.key()) {
            Some(there) => there.absorb(entry),
            None => entries.push(entry),
        }
    }
}

/// The entries given for a key stand in place of all that were there for it.
fn replace<T: RawEntry>(entries: &mut Vec<T>, mut given: Vec<T>, file: &str) {
    entries.retain(|there| !given.iter().any(|entry| entry.key() == there.key()));
    for entry in &mut given {
        entry.stand_in(file);
    }
    entries.append(&mut given);
}
