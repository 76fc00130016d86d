//! Collects the results of a foreign file on reports, and says why one was left out.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::head::{ForeignHead, HeadKey};
use super::names::ForeignNames;
use super::{ForeignPlace, ForeignResult, ForeignValue};
use crate::catalog::check_digit_holds;
use crate::domain::analyte::Analyte;
use crate::domain::change::Entry;
use crate::domain::method::Method;
use crate::domain::plausible::{Plausibility, UnitGiven, UnitWitness};
use crate::domain::quantity::{Quantity, shown_unit};
use crate::domain::report::{BodySide, Kind, Observation, Report, Value};
use crate::exchange::intake::{self, IntakeRemark};
use crate::exchange::typed::SEMEN_WORDS;
use crate::exchange::unknown::{UnknownNames, UnknownPlace};
use crate::exchange::{Code, Diagnostic, FoundEntry, LeftLine, LeftState, Parsed, ReaderKnowledge, scrub};

/// Collects the results of a foreign file.
pub(in crate::exchange) struct ForeignLog<'k> {
    known: ReaderKnowledge<'k>,
    pub parsed: Parsed,
    names: ForeignNames<'k>,
    units: HashMap<Box<str>, Vec<(&'k Analyte, Box<str>)>>,
    unknown: UnknownNames,
    reports: Vec<ForeignReport>,
    by_head: HashMap<HeadKey, usize>,
    last: Option<(HeadKey, usize)>,
}

/// A report of the file so far.
struct ForeignReport {
    place: ForeignPlace,
    report: Report,
    lines: Vec<u32>,
    /// Results of a semen analysis under a name that blood and urine have too, by their place in the report.
    bare: Vec<(usize, Arc<str>)>,
    speaks_of_semen: bool,
}

/// What a result was found to be of.
struct ForeignAnalyte<'k> {
    analyte: &'k Analyte,
    /// The side its code says.
    side: Option<BodySide>,
    /// Whether its code, or a word of its name, can be said of nothing but this kind of sample.
    is_certain_of_kind: bool,
}

/// Why a result was not taken.
enum Refusal {
    /// Nothing here has its name.
    Unknown(String),
    /// It is understood in part.
    Unsure(IntakeRemark),
    /// It is no result that could be kept.
    Left(IntakeRemark),
}

impl From<IntakeRemark> for Refusal {
    fn from(remark: IntakeRemark) -> Self {
        Self::Unsure(remark)
    }
}

/// Results of a blood count: beside them leukocytes are those of blood.
const OF_BLOOD_COUNT: [&str; 2] = ["hematocrit", "hemoglobin"];

impl<'k> ForeignLog<'k> {
    pub fn new(known: &ReaderKnowledge<'k>) -> Self {
        Self {
            known: *known,
            parsed: Parsed::default(),
            names: ForeignNames::new(known),
            units: HashMap::new(),
            unknown: UnknownNames::default(),
            reports: Vec::new(),
            by_head: HashMap::new(),
            last: None,
        }
    }

    /// The analyte a whole name means, or the first of several.
    pub fn analyte(&self, name: &str) -> Option<&'k Analyte> {
        self.names.find(name)
    }

    /// Whether a LOINC code is one of an analyte kept here.
    pub fn knows_loinc(&self, code: &str) -> bool {
        self.known.catalog.by_loinc(code).is_some()
    }

    /// Whether a result with this code, or with one of these names, is of an analyte kept here.
    pub fn knows(&self, loinc: Option<&str>, names: &[&str]) -> bool {
        match loinc.filter(|code| check_digit_holds(code)) {
            Some(code) => self.knows_loinc(code),
            None => names.iter().any(|name| self.analyte(name).is_some()),
        }
    }

    /// What names mean in all languages.
    pub const fn names(&self) -> &ForeignNames<'k> {
        &self.names
    }

    /// The day it is.
    pub const fn today(&self) -> NaiveDate {
        self.known.today
    }

    /// Whether a unit is known in this spelling.
    pub fn knows_unit(&self, unit: &str) -> bool {
        self.known.catalog.unit_name(unit).is_some()
    }

    /// Puts a result on the report it belongs to, or says why it was left out.
    pub fn put(&mut self, place: ForeignPlace, head: &ForeignHead, result: ForeignResult<'_>) {
        if let Err(refusal) = self.take(place, head, &result) {
            self.refuse(place, &result, refusal);
        }
    }

    /// Says that a line with a known or unknown name was left out.
    pub fn reject(&mut self, place: ForeignPlace, text: &str, code: Code, message: &str) {
        let text: Arc<str> = scrub::line(text).into();
        let why = scrub::line(message).into_owned();
        self.parsed.left.push(LeftLine { line: place.number, state: LeftState::Unsure, text, why });
        self.parsed.rejected_results += 1;
        self.parsed.diagnostics.push(Diagnostic::new(&place.text(), code, message));
    }

    /// Says that something was left out that is no fault.
    pub fn remark(&mut self, place: &str, code: Code, message: &str) {
        self.parsed.diagnostics.push(Diagnostic::new(place, code, message));
    }

    fn take(
        &mut self,
        place: ForeignPlace,
        head: &ForeignHead,
        result: &ForeignResult<'_>,
    ) -> Result<(), Refusal> {
        let found = self.analyte_of(result)?;
        let analyte = found.analyte;
        if analyte.calculated_only {
            let sentence = format!("{} is always computed from other results, and was left out", analyte.id);
            return Err(Refusal::Left(IntakeRemark::new(Code::ComputedRows, sentence)));
        }
        let value = self.value_of(analyte, result)?;
        let clean = |text: &Option<String>| text.as_deref().map(|t| scrub::line(t).into_owned());
        let observation = Observation {
            reference: result.reference.clone().filter(|interval| !interval.is_open()),
            flag: clean(&result.flag),
            method: clean(&result.method).filter(|method| !method.is_empty()).map(Method::from),
            assay: clean(&result.assay).map(Method::from),
            note: result.note.as_deref().map(|t| scrub::text(t).into_owned()),
            side: result.side.or(found.side),
            ..Observation::new(analyte.id.clone(), value)
        };
        let kind = head.kind.unwrap_or(analyte.kind);
        let measured = self.known.catalog.analytes().in_specimen(&analyte.id, head.specimen());
        refuse_slip(&self.known, head, measured.unwrap_or(analyte), &observation)?;
        let future = intake::day(head.day, self.known.today)?;
        let odd = intake::weigh_result(measured.unwrap_or(analyte), kind, &observation)?;
        for remark in odd {
            self.parsed.remark(&place.text(), remark.code, &remark.message);
        }
        let (at, is_new) = self.report(place, head, kind, &observation);
        if let Some(remark) = future.filter(|_| is_new) {
            self.parsed.remark(&place.text(), remark.code, &remark.message);
        }
        let owner = &mut self.reports[at];
        if kind == Kind::Semen {
            if found.is_certain_of_kind || head.kind.is_some() {
                owner.speaks_of_semen = true;
            } else {
                owner.bare.push((owner.report.results.len(), shown(result).into()));
            }
        }
        owner.report.results.push(observation);
        owner.lines.push(place.number);
        Ok(())
    }

    /// The analyte by code, else by name. Where both are known and disagree nothing is taken.
    fn analyte_of(&self, result: &ForeignResult<'_>) -> Result<ForeignAnalyte<'k>, Refusal> {
        let Some(code) = result.loinc.filter(|code| check_digit_holds(code)) else {
            return self.analyte_named(result);
        };
        let Some((analyte, loinc)) = self.known.catalog.by_loinc(code) else {
            let name = result.names.last().copied().unwrap_or_default();
            return Err(Refusal::Unknown(if name.is_empty() {
                format!("LOINC {code}")
            } else {
                format!("{name} (LOINC {code})")
            }));
        };
        let named = result.names.iter().map(|name| self.names.meaning(name));
        match named.into_iter().find(|meaning| !meaning.analytes.is_empty()) {
            Some(other) if other.analytes.iter().all(|named| named.id != analyte.id) => {
                Err(Refusal::Unsure(IntakeRemark::new(
                    Code::UnknownAnalyte,
                    format!(
                        "its code {code} means {} and its name {}; add it by hand",
                        analyte.name, other.analytes[0].name
                    ),
                )))
            }
            _ => Ok(ForeignAnalyte { analyte, side: loinc.side, is_certain_of_kind: true }),
        }
    }

    /// The analyte by name; of several meanings the one that is measured in the unit beside the value.
    fn analyte_named(&self, result: &ForeignResult<'_>) -> Result<ForeignAnalyte<'k>, Refusal> {
        let name = result.names.first().copied().unwrap_or_default();
        let unknown = || Refusal::Unknown(name.to_owned());
        let meanings = result.names.iter().map(|name| self.names.meaning(name));
        let meaning = meaning_with_analyte(meanings).ok_or_else(unknown)?;
        let unit = result.unit.trim();
        let fits = |analyte: &&&'k Analyte| !unit.is_empty() && !self.names.units(analyte, unit).is_empty();
        let only = if let [only] = meaning.analytes.as_slice() { Some(*only) } else { None };
        if let Some(only) = only.filter(|_| !meaning.is_everyday) {
            return Ok(meant(only, &meaning));
        }
        let fitting: Vec<&'k Analyte> = meaning.analytes.iter().filter(fits).copied().collect();
        match (fitting.as_slice(), only) {
            ([one], _) => Ok(meant(one, &meaning)),
            ([], Some(_)) => Err(unknown()),
            ([], None) if meaning.is_everyday => Err(unknown()),
            (several, _) => {
                let all = if several.is_empty() { &meaning.analytes } else { &fitting };
                let names: Vec<&str> = all.iter().map(|analyte| &*analyte.name).collect();
                let sentence = format!("“{}” may be {}", scrub::line(name), names.join(" or "));
                Err(Refusal::Unsure(IntakeRemark::new(Code::UnknownAnalyte, sentence)))
            }
        }
    }

    fn value_of(&mut self, analyte: &'k Analyte, result: &ForeignResult<'_>) -> Result<Value, Refusal> {
        match &result.value {
            ForeignValue::Number(comparator, number) => {
                let unit = self.unit_of(analyte, result.unit)?;
                Ok(Value::Number(Quantity { comparator: *comparator, value: number.clone(), unit }))
            }
            ForeignValue::Words(words) if result.is_own => Ok(Value::Words(words.clone())),
            ForeignValue::Words(words) => {
                let lower = words.trim().to_lowercase();
                let known = SEMEN_WORDS.iter().find(|known| analyte.kind == Kind::Semen && **known == lower);
                known.map(|known| Value::Words((*known).to_owned())).ok_or_else(|| {
                    let sentence =
                        format!("{}: “{words}” is no number that can be read one way", analyte.name);
                    Refusal::Unsure(IntakeRemark::new(Code::NoNumber, sentence))
                })
            }
            ForeignValue::Nothing => {
                let sentence = format!("{} has no result", analyte.name);
                Err(Refusal::Left(IntakeRemark::new(Code::NoResult, sentence)))
            }
        }
    }

    /// The code of the analyte's unit; a pure number needs none.
    fn unit_of(&mut self, analyte: &'k Analyte, text: &str) -> Result<Box<str>, Refusal> {
        let text = text.trim();
        let seen = self.units.get(text).into_iter().flatten();
        if let Some((_, code)) = seen.into_iter().find(|(known, _)| std::ptr::eq(*known, analyte)) {
            return Ok(code.clone());
        }
        let code = find_unit(&self.names, &self.known, analyte, text)?;
        self.units.entry(text.into()).or_default().push((analyte, code.clone()));
        Ok(code)
    }

    /// The report of a result, and whether it is a new one. A repeated analyte opens another report, unless the
    /// file is our own and says which report it belongs to.
    fn report(
        &mut self,
        place: ForeignPlace,
        head: &ForeignHead,
        kind: Kind,
        result: &Observation,
    ) -> (usize, bool) {
        let repeats = |at: &usize| {
            let is_same = |other: &Observation| other.analyte == result.analyte && other.side == result.side;
            self.reports[*at].report.results.iter().any(is_same)
        };
        let has_room = |at: &usize| !head.id.is_new() || !repeats(at);
        if let Some((_, at)) = self.last.as_ref().filter(|(key, at)| key.is_of(head, kind) && has_room(at)) {
            return (*at, false);
        }
        let key = HeadKey::new(head, kind);
        if let Some(at) = self.by_head.get(&key).copied().filter(has_room) {
            self.last = Some((key, at));
            return (at, false);
        }
        let at = self.reports.len();
        let report = head.report(kind);
        self.reports.push(ForeignReport {
            place,
            report,
            lines: Vec::new(),
            bare: Vec::new(),
            speaks_of_semen: false,
        });
        self.by_head.insert(key.clone(), at);
        self.last = Some((key, at));
        (at, true)
    }

    fn refuse(&mut self, place: ForeignPlace, result: &ForeignResult<'_>, refusal: Refusal) {
        match refusal {
            Refusal::Unknown(name) => {
                self.parsed.rejected_results += 1;
                let text = self.unknown.add(UnknownPlace::Numbered(place.word, place.number), &name);
                self.parsed.left.push(LeftLine {
                    line: place.number,
                    state: LeftState::Unknown,
                    text,
                    why: String::new(),
                });
            }
            Refusal::Unsure(remark) => self.reject(place, &shown(result), remark.code, &remark.message),
            Refusal::Left(remark) => self.parsed.remark(&place.text(), remark.code, &remark.message),
        }
    }

    /// Everything that was understood, with each unknown name told once.
    pub fn finish(mut self) -> Parsed {
        self.doubt_kinds();
        self.unknown.tell(&self.known, &mut self.parsed);
        for owner in self.reports.into_iter().filter(|owner| !owner.lines.is_empty()) {
            let (place, lines) = (owner.place.text(), owner.lines);
            self.parsed.found.push(FoundEntry { place, entry: Entry::Report(owner.report), lines });
        }
        self.parsed
    }

    /// Takes results out that are of semen only if their names are: leukocytes, a pH, a volume stand on other
    /// sheets too.
    fn doubt_kinds(&mut self) {
        let has_blood_count = |owner: &&ForeignReport| {
            let is_of_count = |result: &Observation| OF_BLOOD_COUNT.contains(&&*result.analyte);
            owner.report.results.iter().any(is_of_count)
        };
        let counted: Vec<NaiveDate> =
            self.reports.iter().filter(has_blood_count).map(|owner| owner.report.date).collect();
        let mut doubted: Vec<(ForeignPlace, Arc<str>)> = Vec::new();
        for owner in &mut self.reports {
            let is_counted = counted.contains(&owner.report.date);
            for (at, text) in std::mem::take(&mut owner.bare).into_iter().rev() {
                let is_leukocytes = &*owner.report.results[at].analyte == "semen-leukocytes";
                if !owner.speaks_of_semen || is_counted && is_leukocytes {
                    owner.report.results.remove(at);
                    let number = owner.lines.remove(at);
                    doubted.push((ForeignPlace { number, ..owner.place }, text));
                }
            }
        }
        doubted.sort_by_key(|(place, _)| place.number);
        for (place, text) in doubted {
            let sentence = "its name alone does not say that it is of semen; name it in full, for example semen \
                            leukocytes, or add it by hand";
            self.reject(place, &text, Code::UnknownAnalyte, sentence);
        }
    }
}

fn meaning_with_analyte<'k, M: std::ops::Deref<Target = super::names::NameMeaning<'k>>>(
    mut meanings: impl Iterator<Item = M>,
) -> Option<M> {
    meanings.find(|meaning| !meaning.analytes.is_empty())
}

fn meant<'k>(analyte: &'k Analyte, meaning: &super::names::NameMeaning<'k>) -> ForeignAnalyte<'k> {
    let is_certain_of_kind = meaning.speaks_of_semen || analyte.kind != Kind::Semen;
    ForeignAnalyte { analyte, side: None, is_certain_of_kind }
}

/// A result as its file has it: name, value, unit.
fn shown(result: &ForeignResult<'_>) -> String {
    let name = result.names.last().copied().unwrap_or_default();
    let value = match &result.value {
        ForeignValue::Number(comparator, number) => format!("{}{number}", comparator.prefix()),
        ForeignValue::Words(words) => words.clone(),
        ForeignValue::Nothing => String::new(),
    };
    format!("{name} {value} {}", result.unit).trim_end().to_owned()
}

/// The analyte's unit; a pure number needs none. A spelling that means two amounts is neither.
fn find_unit(
    names: &ForeignNames<'_>,
    known: &ReaderKnowledge<'_>,
    analyte: &Analyte,
    text: &str,
) -> Result<Box<str>, Refusal> {
    let is_pure = analyte.units.iter().all(|unit| shown_unit(&unit.code).is_empty());
    let says_nothing = text.is_empty()
        || text == "1"
        || text.eq_ignore_ascii_case("t-score")
        || text.eq_ignore_ascii_case("z-score");
    if is_pure && says_nothing {
        return Ok(analyte.canonical().code.clone());
    }
    if text.is_empty() {
        let codes: Vec<&str> = analyte.units.iter().map(|unit| shown_unit(&unit.code)).collect();
        let sentence = format!("{} needs its unit: {}", analyte.name, codes.join(" or "));
        return Err(Refusal::Unsure(IntakeRemark::new(Code::MissingUnit, sentence)));
    }
    if names.is_unit_of_two_amounts(text) {
        let sentence =
            format!("“{}” is thousands in one language and millions in another", scrub::line(text));
        return Err(Refusal::Unsure(IntakeRemark::new(Code::UnknownUnit, sentence)));
    }
    let codes = names.units(analyte, text);
    let factor = |code: &str| analyte.unit(code).map(|unit| unit.factor);
    match codes.as_slice() {
        [first, others @ ..] if others.iter().all(|other| factor(other) == factor(first)) => {
            Ok(first.clone())
        }
        [] => {
            let error =
                known.catalog.unit(analyte, text).map_or_else(|error| error.to_string(), str::to_owned);
            Err(Refusal::Unsure(IntakeRemark::new(Code::UnknownUnit, error)))
        }
        several => {
            let shown: Vec<&str> = several.iter().map(|code| shown_unit(code)).collect();
            let sentence = format!("“{}” may be {}", scrub::line(text), shown.join(" or "));
            Err(Refusal::Unsure(IntakeRemark::new(Code::UnknownUnit, sentence)))
        }
    }
}

/// A number that reads like one in another unit is not believed, unless something speaks for its unit.
fn refuse_slip(
    known: &ReaderKnowledge<'_>,
    head: &ForeignHead,
    analyte: &Analyte,
    result: &Observation,
) -> Result<(), Refusal> {
    let Some(quantity) = result.quantity() else { return Ok(()) };
    let witness = UnitWitness {
        given: UnitGiven::Printed,
        range: result.reference.as_ref(),
        record: known.record,
        laboratory: head.laboratory.as_deref(),
    };
    let Plausibility::UnitSlip(unit) = analyte.plausibility_beside(quantity, witness) else { return Ok(()) };
    let sentence = format!("{} {quantity} reads like a value in {}", analyte.name, shown_unit(&unit.code));
    Err(Refusal::Unsure(IntakeRemark::new(Code::UnitSlip, sentence)))
}
