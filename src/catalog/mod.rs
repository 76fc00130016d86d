//! What the program knows before anything is typed: analytes, units, intervals, drugs, symptoms and their sources.
//!
//! The knowledge is the TOML in `catalog/`, built into the program, and may be corrected by files of the reader's.
//! Looking things up is in [`Catalog`]; what must hold between entries is in `check`.

mod analyte;
mod check;
mod interval;
pub mod language;
mod loinc;
mod lookup;
mod mistake;
mod names;
pub mod order;
mod panel;
pub mod plain_key;
mod raw;
pub mod rules;
mod semen;
mod sign;
mod source;
mod therapy;
mod unit;
mod user_file;
mod variation;

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

pub use interval::{FigureUse, PublishedFigure};
pub use loinc::{Loinc, check_digit_holds};
pub use mistake::{CatalogError, CatalogErrors};
pub use names::{did_you_mean, suggest_among};
pub use panel::Panel;
pub use sign::Sign;
pub use source::{Source, SourceMark};
pub use therapy::Class;
pub use unit::{UnitError, UnitName};
pub use user_file::UserFile;
pub use variation::PublishedVariation;

use analyte::Listed;
use mistake::CatalogProblems;
use names::Names;
use semen::Semen;
use unit::Units;
use user_file::RawFiles;

use crate::domain::analyte::Analytes;
use crate::domain::id::{AnalyteId, ClassId, DrugId, SignId, SourceKey};
use crate::domain::regimen::Drug;
use crate::domain::response::Expected;
use crate::domain::variation::Variations;

/// The catalogue: everything known, and how to find it.
#[derive(Debug)]
pub struct Catalog {
    units: Units,
    analytes: Analytes,
    analyte_names: Names<AnalyteId>,
    codes: Vec<Loinc>,
    figures: Vec<PublishedFigure>,
    semen: Semen,
    panels: Vec<Panel>,
    published_variations: Vec<PublishedVariation>,
    variations: Variations,
    drugs: Drugs,
    signs: Signs,
    /// The built-in ones are read when first asked for.
    sources: OnceLock<HashMap<SourceKey, Source>>,
}

/// Drugs and their classes.
#[derive(Debug)]
struct Drugs {
    by_id: BTreeMap<DrugId, Drug>,
    names: Names<DrugId>,
    classes: Vec<Class>,
    expected: Vec<Expected>,
}

/// What can be logged in the journal: symptoms and events.
#[derive(Debug)]
struct Signs {
    symptoms: Vec<Sign>,
    symptom_names: Names<SignId>,
    events: Vec<Sign>,
    event_names: Names<SignId>,
}

impl Catalog {
    /// The built-in catalogue, read once.
    ///
    /// # Panics
    /// If what is built in is not sound, which a test rules out.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Catalog> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let mut problems = CatalogProblems::default();
            let catalog = Self::assemble(RawFiles::built_in(), &mut problems);
            problems.or(catalog).expect("a test reads the built-in catalogue and finds it sound")
        })
    }

    /// The built-in catalogue with a reader's files laid over it, in their order: given fields replace those of the
    /// entry with the same id, new ids add, and the intervals or variations given for an analyte stand in place of
    /// the built-in ones. All mistakes are named together.
    pub fn load(user: &[UserFile<'_>]) -> Result<Self, CatalogErrors> {
        let mut problems = CatalogProblems::default();
        let mut raw = RawFiles::built_in();
        raw.source = RawFiles::built_in_sources();
        for file in user {
            raw.lay_over(*file, &mut problems);
        }
        check::cross(&raw, &mut problems);
        let sources = sources(std::mem::take(&mut raw.source), &mut problems);
        let mut catalog = Self::assemble(raw, &mut problems);
        catalog.sources = OnceLock::from(sources);
        problems.or(catalog)
    }

    /// The same with units of the man's own in the place of the conventional ones.
    #[must_use]
    pub fn preferring(mut self, units: &BTreeMap<AnalyteId, String>) -> Self {
        self.analytes.prefer(units);
        self
    }

    fn assemble(raw: RawFiles, problems: &mut CatalogProblems) -> Self {
        let units = Units::read(raw.unit, problems);
        let figures: Vec<PublishedFigure> =
            raw.interval.into_iter().filter_map(|i| PublishedFigure::read(i, problems)).collect();
        let published_variations: Vec<PublishedVariation> =
            raw.variation.into_iter().filter_map(|v| PublishedVariation::read(v, problems)).collect();
        let used = published_variations.iter().filter(|v| v.is_used);
        let mut analyte_names = Names::new();
        let mut codes = Vec::new();
        let mut analytes = Vec::new();
        for Listed { analyte, aliases, codes: of_this } in
            raw.analyte.into_iter().filter_map(|a| Listed::read(a, problems))
        {
            let own = [analyte.id.as_str(), &analyte.name, &analyte.short].map(Into::into);
            analyte_names.add(own.into_iter().chain(aliases), &analyte.id);
            codes.extend(of_this);
            analytes.push(analyte);
        }
        Self {
            units,
            analytes: analytes.into_iter().collect(),
            analyte_names,
            codes,
            figures,
            semen: Semen::read(raw.semen, problems),
            panels: raw.panel.into_iter().filter_map(|p| Panel::read(p, problems)).collect(),
            variations: used.map(|v| v.variation.clone()).collect(),
            published_variations,
            drugs: Drugs::read(raw.class, raw.drug, problems),
            signs: Signs::read(raw.symptom, raw.event, problems),
            sources: OnceLock::new(),
        }
    }
}

impl Drugs {
    fn read(classes: Vec<raw::RawClass>, drugs: Vec<raw::RawDrug>, problems: &mut CatalogProblems) -> Self {
        let mut names = Names::new();
        let mut by_id: BTreeMap<DrugId, Drug> = BTreeMap::new();
        for (drug, aliases) in drugs.into_iter().filter_map(|d| therapy::read_drug(d, problems)) {
            let own = [drug.id.as_str(), &drug.name].map(Into::into);
            names.add(own.into_iter().chain(aliases), &drug.id);
            by_id.insert(drug.id.clone(), drug);
        }
        let mut expected = Vec::new();
        let mut known: Vec<Class> = Vec::new();
        for (class, of_class) in classes.into_iter().filter_map(|c| Class::read(c, problems)) {
            known.push(class);
            expected.extend(of_class);
        }
        let is_beside_axis = |id: &ClassId| known.iter().any(|class| class.id == *id && class.is_beside_axis);
        for drug in by_id.values_mut() {
            drug.other_class = drug.class.take_if(|class| is_beside_axis(class));
        }
        Self { by_id, names, classes: known, expected }
    }
}

impl Signs {
    fn read(symptoms: Vec<raw::RawSign>, events: Vec<raw::RawSign>, problems: &mut CatalogProblems) -> Self {
        let mut named = |raw: Vec<raw::RawSign>| {
            let mut names = Names::new();
            let mut signs = Vec::new();
            for (sign, aliases) in raw.into_iter().filter_map(|s| Sign::read(s, problems)) {
                let own = [sign.id.as_str(), &sign.name].map(Into::into);
                names.add(own.into_iter().chain(aliases), &sign.id);
                signs.push(sign);
            }
            (signs, names)
        };
        let (symptoms, symptom_names) = named(symptoms);
        let (events, event_names) = named(events);
        Self { symptoms, symptom_names, events, event_names }
    }
}

fn sources(raw: Vec<raw::RawSource>, problems: &mut CatalogProblems) -> HashMap<SourceKey, Source> {
    let sources = raw.into_iter().filter_map(|s| Source::read(s, problems));
    sources.map(|source| (source.key.clone(), source)).collect()
}
