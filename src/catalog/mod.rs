//! What the program knows before anything is typed: analytes, units, intervals, drugs, symptoms and their sources.
//!
//! The knowledge is the TOML in `catalog/`, built into the program, and may be corrected by files of the reader's.
//! Looking things up is in [`Catalog`]; what must hold between entries is in `check`.

mod analyte;
pub(crate) mod built_in;
mod check;
mod interval;
pub mod language;
mod loinc;
mod lookup;
mod mark;
mod mistake;
mod names;
pub mod order;
mod panel;
mod part;
pub mod plain_key;
mod raw;
pub mod rules;
mod semen;
mod sign;
mod source;
pub mod table_words;
mod therapy;
mod unit;
mod user_file;
mod variation;

use std::collections::{BTreeMap, HashMap};
use std::mem;

pub use interval::PublishedFigure;
pub use loinc::{Loinc, check_digit_holds};
pub use mark::{FigureUse, SourceMark};
pub use mistake::{CatalogError, CatalogErrors};
pub use names::{did_you_mean, suggest_among};
pub use panel::Panel;
pub use sign::Sign;
pub use source::Source;
pub use therapy::Class;
pub use unit::{UnitError, UnitName};
pub use user_file::UserFile;

use analyte::AnalyteNames;
use built_in::built_in;
use mistake::CatalogProblems;
use names::Names;
use part::{BuiltInPart, Part};
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
    units: Part<Units>,
    analytes: Part<Analytes>,
    analyte_names: Part<AnalyteNames>,
    figures: Part<Vec<PublishedFigure>>,
    semen: Part<Semen>,
    panels: Part<Vec<Panel>>,
    variations: Part<Variations>,
    drugs: Part<Drugs>,
    signs: Part<Signs>,
    sources: Part<HashMap<SourceKey, Source>>,
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
    /// The built-in catalogue, of which each part is read once, when it is first asked for.
    pub const fn embedded() -> &'static Self {
        static EMBEDDED: Catalog = Catalog {
            units: Part::built_in(),
            analytes: Part::built_in(),
            analyte_names: Part::built_in(),
            figures: Part::built_in(),
            semen: Part::built_in(),
            panels: Part::built_in(),
            variations: Part::built_in(),
            drugs: Part::built_in(),
            signs: Part::built_in(),
            sources: Part::built_in(),
        };
        &EMBEDDED
    }

    /// The built-in catalogue with a reader's files laid over it, in their order: given fields replace those of the
    /// entry with the same id, new ids add, and the intervals or variations given for an analyte stand in place of
    /// the built-in ones. All mistakes are named together.
    pub fn load(user: &[UserFile<'_>]) -> Result<Self, CatalogErrors> {
        let mut problems = CatalogProblems::default();
        let mut raw = RawFiles::built_in();
        for file in user {
            raw.lay_over(*file, &mut problems);
        }
        check::cross(&raw, &mut problems);
        let catalog = Self {
            units: Part::take_from(&mut raw, &mut problems),
            figures: Part::take_from(&mut raw, &mut problems),
            // Names are taken out of the entries of the analytes before these are used up.
            analyte_names: Part::take_from(&mut raw, &mut problems),
            analytes: Part::take_from(&mut raw, &mut problems),
            semen: Part::take_from(&mut raw, &mut problems),
            panels: Part::take_from(&mut raw, &mut problems),
            variations: Part::take_from(&mut raw, &mut problems),
            drugs: Part::take_from(&mut raw, &mut problems),
            signs: Part::take_from(&mut raw, &mut problems),
            sources: Part::take_from(&mut raw, &mut problems),
        };
        problems.or(catalog)
    }

    /// The same with units of the man's own in the place of the conventional ones.
    #[must_use]
    pub fn preferring(mut self, units: &BTreeMap<AnalyteId, String>) -> Self {
        self.analytes.change(|analytes| analytes.prefer(units));
        self
    }
}

impl BuiltInPart for Drugs {
    const BUILT_IN: &'static [u8] = built_in!("drugs");

    fn take_from(files: &mut RawFiles, problems: &mut CatalogProblems) -> Self {
        let (classes, drugs) = (mem::take(&mut files.class), mem::take(&mut files.drug));
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

impl BuiltInPart for Signs {
    const BUILT_IN: &'static [u8] = built_in!("symptoms");

    fn take_from(files: &mut RawFiles, problems: &mut CatalogProblems) -> Self {
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
        let (symptoms, symptom_names) = named(mem::take(&mut files.symptom));
        let (events, event_names) = named(mem::take(&mut files.event));
        Self { symptoms, symptom_names, events, event_names }
    }
}
