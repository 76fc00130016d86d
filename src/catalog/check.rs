//! What must hold between entries: names lead to one thing, and everything named exists.

use std::collections::{HashMap, HashSet};
use std::iter;

use super::loinc::check_digit_holds;
use super::mark::FigureUse;
use super::mistake::{CatalogProblems, MistakePlace};
use super::names::fold;
use super::raw::{RawAnalyte, RawEntry, RawInterval};
use super::user_file::RawFiles;

/// Checks all entries against one another.
pub(super) fn cross(raw: &RawFiles, problems: &mut CatalogProblems) {
    let known = KnownIds::of(raw);
    ids(raw, problems);
    aliases(raw, problems);
    codes(raw, problems);
    for analyte in &raw.analyte {
        known.units_of(analyte, &mut MistakePlace::of(analyte, problems));
    }
    for interval in &raw.interval {
        known.interval(interval, &mut MistakePlace::of(interval, problems));
    }
    defaults(raw, problems);
    known.semen(raw, problems);
    known.panels(raw, problems);
    known.therapies(raw, problems);
    for sign in raw.symptom.iter().chain(&raw.event) {
        known.source(sign.source.as_deref(), &mut MistakePlace::of(sign, problems));
    }
}

/// What entries may refer to.
struct KnownIds<'a> {
    units: HashSet<&'a str>,
    analytes: HashMap<&'a str, &'a RawAnalyte>,
    classes: HashSet<&'a str>,
    sources: HashSet<&'a str>,
}

impl<'a> KnownIds<'a> {
    fn of(raw: &'a RawFiles) -> Self {
        Self {
            units: raw.unit.iter().map(|u| &*u.code).collect(),
            analytes: raw.analyte.iter().map(|a| (&*a.id, a)).collect(),
            classes: raw.class.iter().map(|c| &*c.id).collect(),
            sources: raw.source.iter().map(|s| &*s.key).collect(),
        }
    }

    fn source(&self, key: Option<&str>, at: &mut MistakePlace<'_>) {
        if let Some(key) = key {
            at.require(self.sources.contains(key), || format!("source {key} is not in sources.toml"));
        }
    }

    fn analyte(&self, id: &str, at: &mut MistakePlace<'_>) -> Option<&'a RawAnalyte> {
        let found = self.analytes.get(id).copied();
        at.require(found.is_some(), || format!("“{id}” is not an analyte"));
        found
    }

    fn units_of(&self, analyte: &RawAnalyte, at: &mut MistakePlace<'_>) {
        for unit in analyte.units.iter().flatten() {
            at.require(self.units.contains(&*unit.unit), || {
                format!("unit {} is not in units.toml", unit.unit)
            });
        }
        for code in analyte.loinc.iter().flatten() {
            at.require(check_digit_holds(&code.code), || {
                format!("LOINC {}: the check digit does not hold", code.code)
            });
            if let Some(unit) = &code.unit {
                at.require(has_unit(analyte, unit), || {
                    format!("LOINC {} names {unit}, which is not one of its units", code.code)
                });
            }
        }
    }

    fn interval(&self, interval: &RawInterval, at: &mut MistakePlace<'_>) {
        self.source(interval.source.as_deref(), at);
        let Some(analyte) = self.analyte(&interval.analyte, at) else {
            return;
        };
        if let Some(unit) = &interval.unit {
            at.require(has_unit(analyte, unit), || format!("{unit} is not one of the analyte's units"));
        }
    }

    fn semen(&self, raw: &RawFiles, problems: &mut CatalogProblems) {
        for edition in &raw.semen.edition {
            let mut at = MistakePlace::of(edition, problems);
            self.source(edition.source.as_deref(), &mut at);
            for centile in edition.centile.iter().flatten() {
                self.analyte(&centile.analyte, &mut at);
                self.source(Some(&centile.source), &mut at);
                self.source(centile.others.as_ref().map(|o| &*o.source), &mut at);
            }
            for limit in edition.limit.iter().flatten() {
                self.analyte(&limit.analyte, &mut at);
                self.source(Some(&limit.source), &mut at);
            }
        }
        for scheme in &raw.semen.scheme {
            let mut at = MistakePlace::of(scheme, problems);
            self.source(scheme.source.as_deref(), &mut at);
            self.analyte(scheme.analyte.as_deref().unwrap_or_default(), &mut at);
        }
        for term in &raw.semen.term {
            let mut at = MistakePlace::of(term, problems);
            self.source(term.source.as_deref(), &mut at);
            self.analyte(term.analyte.as_deref().unwrap_or_default(), &mut at);
        }
    }

    fn panels(&self, raw: &RawFiles, problems: &mut CatalogProblems) {
        for panel in &raw.panel {
            let mut at = MistakePlace::of(panel, problems);
            for id in panel.analytes.iter().flatten() {
                let Some(analyte) = self.analyte(id, &mut at) else {
                    continue;
                };
                at.require(analyte.kind == panel.kind, || format!("“{id}” is not of the panel's kind"));
            }
        }
    }

    fn therapies(&self, raw: &RawFiles, problems: &mut CatalogProblems) {
        for variation in &raw.variation {
            let mut at = MistakePlace::of(variation, problems);
            self.analyte(&variation.analyte, &mut at);
            self.source(variation.source.as_deref(), &mut at);
        }
        for class in &raw.class {
            let mut at = MistakePlace::of(class, problems);
            for expected in class.expected.iter().flatten() {
                self.analyte(&expected.analyte, &mut at);
                self.source(Some(&expected.source), &mut at);
            }
            let sentences = class.remarks.iter().chain(&class.semen_remarks).flatten();
            for citation in sentences.flat_map(|sentence| cited_in(sentence)) {
                self.source(Some(citation), &mut at);
            }
        }
        for drug in &raw.drug {
            let mut at = MistakePlace::of(drug, problems);
            if let Some(class) = &drug.class {
                at.require(self.classes.contains(&**class), || format!("“{class}” is not a class of drugs"));
            }
        }
    }
}

fn has_unit(analyte: &RawAnalyte, code: &str) -> bool {
    analyte.units.iter().flatten().any(|u| &*u.unit == code)
}

/// Ids are kebab-case and lead to one entry.
fn ids(raw: &RawFiles, problems: &mut CatalogProblems) {
    let kebab = |text: &str| {
        let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        text.split('-').all(|part| !part.is_empty() && part.bytes().all(letter))
    };
    let key = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
    };
    unique(&raw.unit, |code| !code.is_empty(), problems);
    unique(&raw.analyte, kebab, problems);
    unique(&raw.semen.edition, kebab, problems);
    unique(&raw.semen.scheme, kebab, problems);
    unique(&raw.semen.term, kebab, problems);
    unique(&raw.panel, kebab, problems);
    unique(&raw.class, kebab, problems);
    unique(&raw.drug, kebab, problems);
    unique(raw.symptom.iter().chain(&raw.event), kebab, problems);
    unique(&raw.source, key, problems);
}

/// The sources named in a sentence: `… in a trial ({HELO15})`.
fn cited_in(sentence: &str) -> impl Iterator<Item = &str> {
    let named = sentence.split('{').skip(1).filter_map(|part| part.split_once('}'));
    named.map(|(citation, _rest)| citation.split_once(':').map_or(citation, |(key, _place)| key))
}

fn unique<'a, E: RawEntry + 'a>(
    entries: impl IntoIterator<Item = &'a E>,
    well_formed: impl Fn(&str) -> bool,
    problems: &mut CatalogProblems,
) {
    let mut seen = HashSet::new();
    for entry in entries {
        let mut at = MistakePlace::of(entry, problems);
        at.require(seen.insert(entry.key().to_owned()), || "there is another entry with this id".to_owned());
        at.require(well_formed(entry.key()), || {
            "an id is written in kebab-case, a source key in capitals and digits".to_owned()
        });
    }
}

/// No two entries of a kind share a name.
fn aliases(raw: &RawFiles, problems: &mut CatalogProblems) {
    let mut taken = HashMap::new();
    for entry in &raw.analyte {
        let short = entry.short.as_deref();
        claim(
            &mut taken,
            entry,
            names(entry.name.as_deref(), entry.aliases.as_deref()).chain(short),
            problems,
        );
    }
    let mut taken = HashMap::new();
    for entry in &raw.drug {
        claim(&mut taken, entry, names(entry.name.as_deref(), entry.aliases.as_deref()), problems);
    }
    for signs in [&raw.symptom, &raw.event] {
        let mut taken = HashMap::new();
        for entry in signs {
            claim(&mut taken, entry, names(entry.name.as_deref(), entry.aliases.as_deref()), problems);
        }
    }
}

fn names<'a>(name: Option<&'a str>, aliases: Option<&'a [Box<str>]>) -> impl Iterator<Item = &'a str> {
    name.into_iter().chain(aliases.into_iter().flatten().map(|alias| &**alias))
}

fn claim<'a, E: RawEntry>(
    taken: &mut HashMap<String, &'a str>,
    entry: &'a E,
    names: impl Iterator<Item = &'a str>,
    problems: &mut CatalogProblems,
) {
    for name in iter::once(entry.key()).chain(names) {
        let owner = *taken.entry(fold(name)).or_insert_with(|| entry.key());
        if owner != entry.key() {
            MistakePlace::of(entry, problems).wrong(format!("the name “{name}” already leads to {owner}"));
        }
    }
}

/// A LOINC code means one analyte.
fn codes(raw: &RawFiles, problems: &mut CatalogProblems) {
    let mut taken: HashMap<&str, &str> = HashMap::new();
    for entry in &raw.analyte {
        for loinc in entry.loinc.iter().flatten() {
            if let Some(owner) = taken.insert(&loinc.code, &entry.id) {
                MistakePlace::of(entry, problems)
                    .wrong(format!("LOINC {} already means {owner}", loinc.code));
            }
        }
    }
}

/// For an analyte, a method and an age there is at most one default, of intervals as of variation.
fn defaults(raw: &RawFiles, problems: &mut CatalogProblems) {
    let judging: Vec<&RawInterval> =
        raw.interval.iter().filter(|i| i.r#use == Some(FigureUse::Default)).collect();
    for (i, interval) in judging.iter().enumerate() {
        at_most_one(judging[..i].iter().any(|earlier| overlap(earlier, interval)), *interval, problems);
    }
    let used: Vec<_> = raw.variation.iter().filter(|v| v.default == Some(true)).collect();
    for (i, variation) in used.iter().enumerate() {
        at_most_one(
            used[..i].iter().any(|earlier| earlier.analyte == variation.analyte),
            *variation,
            problems,
        );
    }
    let editions: Vec<_> = raw.semen.edition.iter().filter(|e| e.default == Some(true)).collect();
    for extra in editions.iter().skip(1) {
        at_most_one(true, *extra, problems);
    }
}

fn at_most_one<E: RawEntry>(is_second: bool, entry: &E, problems: &mut CatalogProblems) {
    if is_second {
        MistakePlace::of(entry, problems).wrong("is a second default; mark one of them an alternative");
    }
}

/// Whether some man's result by some method would be judged by both.
fn overlap(a: &RawInterval, b: &RawInterval) -> bool {
    let starts_in_time =
        |x: &RawInterval, y: &RawInterval| x.min_age.unwrap_or(0) <= y.max_age.unwrap_or(u8::MAX);
    a.analyte == b.analyte && a.method == b.method && starts_in_time(a, b) && starts_in_time(b, a)
}
