//! Looking things up in the catalogue.

use std::collections::BTreeMap;

use super::unit::{UnitError, UnitName};
use super::{Catalog, Class, FigureUse, Loinc, Panel, PublishedFigure, Sign, Source};
use crate::domain::analyte::{Analyte, Analytes};
use crate::domain::id::{AnalyteId, ClassId, DrugId, SignId, SourceKey};
use crate::domain::interval::Interval;
use crate::domain::judgement::{Intervals, Published};
use crate::domain::regimen::Drug;
use crate::domain::report::BodySide;
use crate::domain::response::Expected;
use crate::domain::semen::{Edition, Scheme, TermLimit};
use crate::domain::specimen::Specimen;
use crate::domain::variation::Variations;
use crate::guidance::RuleKnowledge;

impl Catalog {
    /// What the monitoring rules need of it.
    pub fn knowledge<'a>(&'a self, intervals: &'a Intervals) -> RuleKnowledge<'a> {
        RuleKnowledge { analytes: self.analytes(), drugs: self.drugs(), intervals }
    }

    /// All analytes, by id.
    pub fn analytes(&self) -> &Analytes {
        &self.analytes
    }

    /// The analyte with this id.
    pub fn analyte(&self, id: &str) -> Option<&Analyte> {
        self.analytes.get(id)
    }

    /// The analyte a text names, by id, name, short name or alias, whatever its case and punctuation.
    pub fn find_analyte(&self, text: &str) -> Option<&Analyte> {
        self.analyte(self.analyte_names.names.find(text)?)
    }

    /// The series a text names: an analyte, or one in another specimen than serum, `cortisol saliva`.
    pub fn find_series(&self, text: &str) -> Option<&Analyte> {
        self.find_analyte(text).or_else(|| {
            let word = text.trim().to_lowercase().replace(' ', "-");
            let (name, specimen) = Specimen::of_series(&word)?;
            self.analytes.in_specimen(&self.find_analyte(name)?.id, specimen)
        })
    }

    /// Every name of every analyte, as written in the catalogue.
    pub fn analyte_names(&self) -> impl Iterator<Item = (&str, &AnalyteId)> {
        self.analyte_names.names.written()
    }

    /// Every name of a drug with its id.
    pub fn drug_names(&self) -> impl Iterator<Item = (&str, &DrugId)> {
        self.drugs.names.written()
    }

    /// Every name of a symptom with its id.
    pub fn symptom_names(&self) -> impl Iterator<Item = (&str, &SignId)> {
        self.signs.symptom_names.written()
    }

    /// Every name of an event with its id.
    pub fn event_names(&self) -> impl Iterator<Item = (&str, &SignId)> {
        self.signs.event_names.written()
    }

    /// Analytes a text may mean, best first: for type-ahead, and for "did you mean".
    pub fn suggest_analytes(&self, text: &str) -> Vec<&Analyte> {
        self.analyte_names.names.suggest(text).iter().filter_map(|id| self.analyte(id)).collect()
    }

    /// The code of the analyte's unit that is spelled so.
    pub fn unit<'a>(&self, analyte: &'a Analyte, text: &str) -> Result<&'a str, UnitError> {
        self.units.of(analyte, text)
    }

    /// How a unit is written, by its code or any spelling.
    pub fn unit_name(&self, text: &str) -> Option<&UnitName> {
        self.units.spelled(text)
    }

    /// The analyte a LOINC code means, with what is known of the code.
    pub fn by_loinc(&self, code: &str) -> Option<(&Analyte, &Loinc)> {
        let loinc = self.analyte_names.codes.iter().find(|l| &*l.code == code)?;
        Some((self.analyte(&loinc.analyte)?, loinc))
    }

    /// The best LOINC code for a value in this unit on this side; codes of another side are never chosen.
    pub fn loinc_for(&self, analyte: &str, unit: &str, side: Option<BodySide>) -> Option<&Loinc> {
        let fits = |l: &&Loinc| &*l.analyte == analyte && l.unit.as_deref() == Some(unit);
        let mut codes = self.analyte_names.codes.iter().filter(fits);
        let exact = codes.clone().find(|l| l.side == side);
        exact.or_else(|| codes.find(|l| l.side.is_none()))
    }
}

impl Catalog {
    /// The published defaults, for judging results: of semen values the lower reference limits and other limits
    /// of an edition of the WHO manual, the default one when none is named.
    pub fn intervals(&self, edition: Option<&str>) -> Intervals {
        let defaults =
            self.figures.iter().filter(|f| f.usage == FigureUse::Default).map(|f| f.published.clone());
        let semen = self.edition(edition).into_iter().flat_map(|edition| self.semen_intervals(edition));
        let mut intervals = Intervals::new(defaults.chain(semen));
        for edition in self.editions() {
            intervals.add_edition(edition.id.clone(), self.semen_intervals(edition));
        }
        intervals
    }

    /// What an edition says of each parameter that has a lower reference limit. Of immotile sperm there are
    /// percentiles, but no limit: few of them are no fault. The limits are those given with their confidence interval.
    fn semen_intervals(&self, edition: &Edition) -> Vec<Published> {
        let lower = edition.centiles.iter().filter(|c| c.ci.is_some()).filter_map(|c| {
            let fifth = c.lower_limit()?;
            let interval = Interval::new(Some(fifth.value.clone()), None);
            Some((&c.analyte, interval, &fifth.source, fifth.verified))
        });
        let others = edition.limits.iter().map(|l| (&l.analyte, l.interval.clone(), &l.source, l.verified));
        let published = |(analyte, interval, source, verified): (&AnalyteId, Interval, &SourceKey, bool)| {
            Some(Published {
                analyte: analyte.clone(),
                interval,
                unit: self.analyte(analyte)?.canonical().code.clone(),
                ages: (None, None),
                method: None,
                population: edition.name.clone(),
                source: source.clone(),
                verified,
            })
        };
        lower.chain(others).filter_map(published).collect()
    }

    /// Everything published about an analyte: defaults, alternatives, decision limits.
    pub fn figures(&self, analyte: &str) -> impl Iterator<Item = &PublishedFigure> {
        self.figures.iter().filter(move |f| &*f.published.analyte == analyte)
    }

    /// The variation that is used for each analyte; none where no figure holds for men.
    pub fn variations(&self) -> &Variations {
        &self.variations
    }

    /// Editions of the WHO manual, the one used when none is named first.
    pub fn editions(&self) -> &[Edition] {
        &self.semen.editions
    }

    /// The edition a report names, or the one used when it names none.
    pub fn edition(&self, id: Option<&str>) -> Option<&Edition> {
        match id {
            Some(id) => self.semen.editions.iter().find(|e| e.id == id),
            None => self.semen.editions.first(),
        }
    }

    /// Published groupings of an analyte's values, those used when none is chosen first.
    pub fn schemes(&self, analyte: &str) -> impl Iterator<Item = &Scheme> {
        self.semen.schemes.iter().filter(move |(of, _)| &**of == analyte).map(|(_, scheme)| scheme)
    }

    /// Words for semen values with a number of their own.
    pub fn terms(&self) -> &[TermLimit] {
        &self.semen.terms
    }

    /// The source with this key; what follows a colon (`HRTIO:79`, a line) is left aside.
    pub fn source(&self, key: &str) -> Option<&Source> {
        let key = key.split_once(':').map_or(key, |(key, _)| key);
        self.sources.get(key)
    }

    /// Whether the sources were read already, so that asking for one costs nothing.
    pub fn has_read_sources(&self) -> bool {
        self.sources.is_read()
    }

    /// All sources, by key.
    pub fn sources(&self) -> Vec<&Source> {
        let mut sources: Vec<&Source> = self.sources.values().collect();
        sources.sort_by(|a, b| a.key.cmp(&b.key));
        sources
    }
}

/// Panels, drugs, symptoms, events.
impl Catalog {
    /// Panels, in the order of the menu.
    pub fn panels(&self) -> &[Panel] {
        &self.panels
    }

    /// The panel with this id.
    pub fn panel(&self, id: &str) -> Option<&Panel> {
        self.panels.iter().find(|p| &*p.id == id)
    }

    /// All drugs, by id.
    pub fn drugs(&self) -> &BTreeMap<DrugId, Drug> {
        &self.drugs.by_id
    }

    /// The name of a drug; its id where it is not known, such as one that left the user's catalogue.
    pub fn drug_name<'a>(&'a self, id: &'a DrugId) -> &'a str {
        self.drugs.by_id.get(id).map_or(id, |drug| &drug.name)
    }

    /// The drug a text names.
    pub fn find_drug(&self, text: &str) -> Option<&Drug> {
        self.drugs.by_id.get(self.drugs.names.find(text)?)
    }

    /// Drugs a text may mean, best first; those that are hardly taken any more stand behind the others.
    pub fn suggest_drugs(&self, text: &str) -> Vec<&Drug> {
        let found = self.drugs.names.suggest(text);
        let mut drugs: Vec<&Drug> = found.iter().filter_map(|id| self.drugs.by_id.get(id)).collect();
        drugs.sort_by_key(|drug| drug.rare);
        drugs
    }

    /// The title of a source, or its key where there is no such source.
    pub fn source_title(&self, key: &str) -> String {
        self.source(key).map_or_else(|| key.to_owned(), |source| source.title.clone())
    }

    /// The title of a source, with the word that it was not read there where that is so.
    pub fn source_words(&self, key: &str) -> String {
        let mark = self.source(key).map_or("", |source| source.mark.suffix());
        format!("{}{mark}", self.source_title(key))
    }

    /// A citation as it is named among others: `GUO22`, `HRTIO:79`, and `BIOTIN, unverified` of a source that was
    /// read only in a copy or not at all.
    pub fn cited(&self, citation: &str) -> String {
        let key = citation.split_once(':').map_or(citation, |(key, _place)| key);
        let is_verified = self.source(key).is_some_and(|source| source.mark.is_verified());
        if is_verified { citation.to_owned() } else { format!("{citation}, unverified") }
    }

    /// A sentence that names its sources in braces, with each as it is cited: `… in a trial (HELO15)`.
    pub fn with_sources(&self, sentence: &str) -> String {
        let mut parts = sentence.split('{');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            match part.split_once('}') {
                Some((citation, rest)) => text += &format!("{}{rest}", self.cited(citation)),
                None => text += part,
            }
        }
        text
    }

    /// Every class of drugs, in the order of the catalogue.
    pub fn classes(&self) -> &[Class] {
        &self.drugs.classes
    }

    /// The classes that act on the hormone axis.
    pub fn axis_classes(&self) -> impl Iterator<Item = &ClassId> {
        self.drugs.classes.iter().filter(|class| !class.is_beside_axis).map(|class| &class.id)
    }

    /// The class with this id.
    pub fn class(&self, id: &str) -> Option<&Class> {
        self.drugs.classes.iter().find(|c| &*c.id == id)
    }

    /// The directions results are expected to take, by class; an analyte not listed for a class has none.
    pub fn expected(&self) -> &[Expected] {
        &self.drugs.expected
    }

    /// All symptoms, in the order of the check-in.
    pub fn symptoms(&self) -> &[Sign] {
        &self.signs.symptoms
    }

    /// The symptom a text names.
    pub fn find_symptom(&self, text: &str) -> Option<&Sign> {
        let id = self.signs.symptom_names.find(text)?;
        self.signs.symptoms.iter().find(|s| s.id == *id)
    }

    /// Symptoms a text may mean, best first.
    pub fn suggest_symptoms(&self, text: &str) -> Vec<&Sign> {
        let ids = self.signs.symptom_names.suggest(text);
        ids.iter().filter_map(|id| self.signs.symptoms.iter().find(|s| s.id == *id)).collect()
    }

    /// Every event that can be logged, in the order of the catalogue.
    pub fn events(&self) -> &[Sign] {
        &self.signs.events
    }

    /// The event a text names.
    pub fn find_event(&self, text: &str) -> Option<&Sign> {
        let id = self.signs.event_names.find(text)?;
        self.signs.events.iter().find(|s| s.id == *id)
    }

    /// Events a text may mean, best first.
    pub fn suggest_events(&self, text: &str) -> Vec<&Sign> {
        let ids = self.signs.event_names.suggest(text);
        ids.iter().filter_map(|id| self.signs.events.iter().find(|s| s.id == *id)).collect()
    }
}
