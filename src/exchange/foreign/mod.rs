//! Results as other programs write them: understood by the catalogue and put on reports.
//!
//! Nothing is guessed. A code decides what was measured, else the whole name; a unit the analyte cannot have, a value
//! that reads like one in another unit, and words where a number should stand are named and left out.

mod number;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};

use crate::catalog::check_digit_holds;
use crate::domain::analyte::Analyte;
use crate::domain::change::Entry;
use crate::domain::context::{ContextField, FieldValue};
use crate::domain::decimal::Decimal;
use crate::domain::id::EntryId;
use crate::domain::interval::Interval;
use crate::domain::method::Method;
use crate::domain::plausible::{Plausibility, UnitWitness};
use crate::domain::quantity::{Comparator, Quantity, shown_unit};
use crate::domain::report::{Kind, Observation, Report, Side, Value};
use crate::domain::specimen::Specimen;
use crate::exchange::intake::{self, Remark};
use crate::exchange::typed::SEMEN_WORDS;
use crate::exchange::{Code, Diagnostic, Found, Known, LeftLine, LeftState, Parsed, scrub};

pub use number::DecimalMark;
pub(super) use number::{MarkVotes, ValueCell, read_flag, read_number, short_number};

/// What a foreign file says about a report.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ForeignHead {
    /// The id, where the file is our own.
    pub id: EntryId,
    /// The kind, where the file says it; else that of the analyte.
    pub kind: Option<Kind>,
    pub day: NaiveDate,
    pub time: Option<NaiveTime>,
    pub laboratory: Option<String>,
    /// What reports of one kind or another say of themselves; each kind takes its own.
    pub said: Vec<(ContextField, FieldValue)>,
    pub note: Option<String>,
    /// What the file itself keeps apart as one report; else day, time and laboratory make one.
    pub group: Option<Arc<str>>,
}

impl ForeignHead {
    pub fn new(day: NaiveDate) -> Self {
        Self {
            id: EntryId::default(),
            kind: None,
            day,
            time: None,
            laboratory: None,
            said: Vec::new(),
            note: None,
            group: None,
        }
    }

    /// Says something, where there is something to say.
    pub fn say(&mut self, field: ContextField, value: Option<FieldValue>) {
        self.said.extend(value.map(|value| (field, value)));
    }

    /// What the results were measured in.
    fn specimen(&self) -> Specimen {
        let said = self.said.iter().find_map(|(_, value)| match value {
            FieldValue::Specimen(specimen) => Some(*specimen),
            _ => None,
        });
        said.unwrap_or_default()
    }

    fn report(&self, kind: Kind) -> Report {
        let mut report = Report {
            id: self.id.clone(),
            time: self.time,
            laboratory: self.laboratory.clone(),
            note: self.note.clone(),
            ..Report::new(kind, self.day)
        };
        for (field, value) in self.said.iter().filter(|(field, _)| field.row().kind == kind) {
            report.context = report.context.with(*field, value.clone());
        }
        report
    }
}

/// The specimen some words name, where it is not serum.
pub(super) fn read_specimen(words: &str) -> Option<Specimen> {
    const WORDS: [(&str, Specimen); 9] = [
        ("saliva", Specimen::Saliva),
        ("speichel", Specimen::Saliva),
        ("salive", Specimen::Saliva),
        ("urin", Specimen::Urine),
        ("dried", Specimen::DriedBlood),
        ("blood spot", Specimen::DriedBlood),
        ("capillary", Specimen::Capillary),
        ("kapillar", Specimen::Capillary),
        ("finger", Specimen::Capillary),
    ];
    let lower = words.to_lowercase();
    let found = WORDS.iter().find(|(word, _)| lower.contains(word)).map(|(_, specimen)| *specimen);
    found.or_else(|| Specimen::parse(words).ok()).filter(|specimen| !specimen.is_serum())
}

/// A result as a foreign file writes it.
#[derive(Clone, Debug, Default)]
pub(super) struct ForeignResult<'t> {
    /// The LOINC code, where one is given.
    pub loinc: Option<&'t str>,
    /// The local code, or the name, in the order in which they are tried.
    pub names: Vec<&'t str>,
    pub value: ForeignValue,
    /// The unit beside the value, in any spelling.
    pub unit: &'t str,
    pub reference: Option<Interval>,
    pub flag: Option<String>,
    pub method: Option<String>,
    pub assay: Option<String>,
    pub note: Option<String>,
    pub side: Option<Side>,
    /// Whether words are taken as they stand, because the file is our own.
    pub is_own: bool,
}

/// The value of a foreign result.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum ForeignValue {
    /// There is none, and no result.
    #[default]
    Nothing,
    Number(Comparator, Decimal),
    Words(String),
}

/// Where a result stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct ForeignPlace {
    /// As it is written, for example `line`, `entry`, `record`.
    pub word: &'static str,
    pub number: u32,
}

impl ForeignPlace {
    /// The place in words, for example `line 12`.
    pub fn text(self) -> String {
        format!("{} {}", self.word, self.number)
    }
}

/// Collects the results of a foreign file.
pub(super) struct ForeignLog<'k> {
    known: Known<'k>,
    pub parsed: Parsed,
    reports: Vec<(String, Report, Vec<u32>)>,
    by_head: HashMap<HeadKey, usize>,
    names: HashMap<String, Option<&'k Analyte>>,
    unknown: Vec<UnknownName>,
    by_unknown: HashMap<String, usize>,
    last: Option<(HeadKey, usize)>,
}

/// What makes results one report.
#[derive(Clone, PartialEq, Eq, Hash)]
struct HeadKey {
    kind: Kind,
    day: NaiveDate,
    time: Option<NaiveTime>,
    laboratory: Option<String>,
    specimen: Specimen,
    group: Option<Arc<str>>,
}

impl HeadKey {
    fn new(head: &ForeignHead, kind: Kind) -> Self {
        Self {
            kind,
            day: head.day,
            time: head.time,
            laboratory: head.laboratory.clone(),
            specimen: head.specimen(),
            group: head.group.clone(),
        }
    }

    fn is_of(&self, head: &ForeignHead, kind: Kind) -> bool {
        self.kind == kind
            && self.day == head.day
            && self.time == head.time
            && self.laboratory == head.laboratory
            && self.specimen == head.specimen()
            && self.group == head.group
    }
}

/// A name that nothing here has, and how often it stands in the file.
struct UnknownName {
    word: &'static str,
    name: Arc<str>,
    first: Vec<u32>,
    count: usize,
}

/// Why a result was not taken.
enum Refusal {
    /// Nothing here has its name.
    Unknown(String),
    /// It is understood in part.
    Unsure(Remark),
    /// It is no result that could be kept.
    Left(Remark),
}

impl From<Remark> for Refusal {
    fn from(remark: Remark) -> Self {
        Self::Unsure(remark)
    }
}

impl<'k> ForeignLog<'k> {
    pub fn new(known: &Known<'k>) -> Self {
        Self {
            known: *known,
            parsed: Parsed::default(),
            reports: Vec::new(),
            by_head: HashMap::new(),
            names: HashMap::new(),
            unknown: Vec::new(),
            by_unknown: HashMap::new(),
            last: None,
        }
    }

    /// The analyte a whole name means.
    pub fn analyte(&mut self, name: &str) -> Option<&'k Analyte> {
        if let Some(found) = self.names.get(name) {
            return *found;
        }
        let found = find_analyte(&self.known, name);
        self.names.insert(name.to_owned(), found);
        found
    }

    /// Whether a LOINC code is one of an analyte kept here.
    pub fn knows_loinc(&self, code: &str) -> bool {
        self.known.catalog.by_loinc(code).is_some()
    }

    /// Whether a result with this code, or with one of these names, is of an analyte kept here.
    pub fn knows(&mut self, loinc: Option<&str>, names: &[&str]) -> bool {
        match loinc.filter(|code| check_digit_holds(code)) {
            Some(code) => self.knows_loinc(code),
            None => names.iter().any(|name| self.analyte(name).is_some()),
        }
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
        self.parsed.left.push(LeftLine { line: place.number, state: LeftState::Unsure, text });
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
        let (analyte, side) = self.analyte_of(result)?;
        if analyte.calculated_only {
            let sentence = format!("{} is always computed from other results, and was left out", analyte.id);
            return Err(Refusal::Left(Remark::new(Code::ComputedRows, sentence)));
        }
        let value = self.value_of(analyte, result)?;
        let mut observation = Observation::new(analyte.id.clone(), value);
        observation.reference = result.reference.clone().filter(|interval| !interval.is_open());
        refuse_slip(&self.known, head, analyte, &observation)?;
        let clean = |text: &Option<String>| text.as_deref().map(|t| scrub::line(t).into_owned());
        observation.flag = clean(&result.flag);
        observation.method = clean(&result.method).filter(|method| !method.is_empty()).map(Method::from);
        observation.assay = clean(&result.assay).map(Method::from);
        observation.note = result.note.as_deref().map(|t| scrub::text(t).into_owned());
        observation.side = result.side.or(side);
        let kind = head.kind.unwrap_or(analyte.kind);
        let future = intake::day(head.day, self.known.today)?;
        let (observation, odd) = intake::result(&self.known, &head.report(kind), observation)?;
        for remark in odd {
            self.parsed.remark(&place.text(), remark.code, &remark.message);
        }
        let (at, is_new) = self.report(place, head, kind, &observation);
        if let Some(remark) = future.filter(|_| is_new) {
            self.parsed.remark(&place.text(), remark.code, &remark.message);
        }
        let (_, report, lines) = &mut self.reports[at];
        report.results.push(observation);
        lines.push(place.number);
        Ok(())
    }

    /// The analyte by code, else by name. Where both are known and disagree nothing is taken.
    fn analyte_of(&mut self, result: &ForeignResult<'_>) -> Result<(&'k Analyte, Option<Side>), Refusal> {
        let by_name = result.names.iter().find_map(|name| self.analyte(name));
        let Some(code) = result.loinc.filter(|code| check_digit_holds(code)) else {
            let name = result.names.first().copied().unwrap_or_default();
            return by_name.map(|analyte| (analyte, None)).ok_or_else(|| Refusal::Unknown(name.to_owned()));
        };
        let Some((analyte, loinc)) = self.known.catalog.by_loinc(code) else {
            let name = result.names.last().copied().unwrap_or_default();
            return Err(Refusal::Unknown(if name.is_empty() {
                format!("LOINC {code}")
            } else {
                format!("{name} (LOINC {code})")
            }));
        };
        match by_name.filter(|named| named.id != analyte.id) {
            None => Ok((analyte, loinc.side)),
            Some(named) => Err(Refusal::Unsure(Remark::new(
                Code::UnknownAnalyte,
                format!("its code {code} means {} and its name {}; add it by hand", analyte.name, named.name),
            ))),
        }
    }

    fn value_of(&self, analyte: &Analyte, result: &ForeignResult<'_>) -> Result<Value, Refusal> {
        match &result.value {
            ForeignValue::Number(comparator, number) => {
                let unit = unit_of(&self.known, analyte, result.unit)?;
                Ok(Value::Number(Quantity { comparator: *comparator, value: number.clone(), unit }))
            }
            ForeignValue::Words(words) if result.is_own => Ok(Value::Words(words.clone())),
            ForeignValue::Words(words) => {
                let lower = words.trim().to_lowercase();
                let known = SEMEN_WORDS.iter().find(|known| analyte.kind == Kind::Semen && **known == lower);
                known.map(|known| Value::Words((*known).to_owned())).ok_or_else(|| {
                    let sentence =
                        format!("{}: “{words}” is no number that can be read one way", analyte.name);
                    Refusal::Unsure(Remark::new(Code::NoNumber, sentence))
                })
            }
            ForeignValue::Nothing => {
                let sentence = format!("{} has no result", analyte.name);
                Err(Refusal::Left(Remark::new(Code::NoResult, sentence)))
            }
        }
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
        let known = match &self.last {
            Some((key, at)) if key.is_of(head, kind) => Some(*at),
            _ => self.by_head.get(&HeadKey::new(head, kind)).copied(),
        };
        let repeats = |at: &usize| {
            let is_same = |other: &Observation| other.analyte == result.analyte && other.side == result.side;
            self.reports[*at].1.results.iter().any(is_same)
        };
        let key = HeadKey::new(head, kind);
        if let Some(at) = known.filter(|at| !head.id.is_new() || !repeats(at)) {
            self.last = Some((key, at));
            return (at, false);
        }
        let at = self.reports.len();
        self.reports.push((place.text(), head.report(kind), Vec::new()));
        self.by_head.insert(key.clone(), at);
        self.last = Some((key, at));
        (at, true)
    }

    fn refuse(&mut self, place: ForeignPlace, result: &ForeignResult<'_>, refusal: Refusal) {
        match refusal {
            Refusal::Unknown(name) => self.refuse_unknown(place, &name),
            Refusal::Unsure(remark) => {
                let name = result.names.last().copied().unwrap_or_default();
                let value = match &result.value {
                    ForeignValue::Number(comparator, number) => format!("{}{number}", comparator.prefix()),
                    ForeignValue::Words(words) => words.clone(),
                    ForeignValue::Nothing => String::new(),
                };
                let text = format!("{name} {value} {}", result.unit);
                self.reject(place, text.trim_end(), remark.code, &remark.message);
            }
            Refusal::Left(remark) => self.parsed.remark(&place.text(), remark.code, &remark.message),
        }
    }

    fn refuse_unknown(&mut self, place: ForeignPlace, name: &str) {
        self.parsed.rejected_results += 1;
        let at = self.by_unknown.get(name).copied().unwrap_or_else(|| {
            self.unknown.push(UnknownName {
                word: place.word,
                name: scrub::line(name).into(),
                first: Vec::new(),
                count: 0,
            });
            self.by_unknown.insert(name.to_owned(), self.unknown.len() - 1);
            self.unknown.len() - 1
        });
        let unknown = &mut self.unknown[at];
        unknown.count += 1;
        if unknown.first.len() < 3 {
            unknown.first.push(place.number);
        }
        let text = Arc::clone(&unknown.name);
        self.parsed.left.push(LeftLine { line: place.number, state: LeftState::Unknown, text });
    }

    /// Everything that was understood, with each unknown name told once.
    pub fn finish(mut self) -> Parsed {
        let known = self.known;
        for unknown in &self.unknown {
            let message = unknown.words(&known, self.unknown.len() <= MOST_GUESSES);
            self.parsed.remark(&unknown.place(), Code::UnknownAnalyte, &message);
        }
        for (place, report, lines) in self.reports {
            self.parsed.found.push(Found { place, entry: Entry::Report(report), lines });
        }
        self.parsed
    }
}

/// Beyond as many unknown names none is compared with those that are known.
const MOST_GUESSES: usize = 12;

impl UnknownName {
    fn place(&self) -> String {
        let numbers: Vec<String> = self.first.iter().map(ToString::to_string).collect();
        let more = self.count - self.first.len();
        match (self.count, more) {
            (1, _) => format!("{} {}", self.word, numbers[0]),
            (_, 0) => format!("{} {}", plural(self.word), numbers.join(", ")),
            (_, more) => format!("{} {} and {more} more", plural(self.word), numbers.join(", ")),
        }
    }

    fn words(&self, known: &Known<'_>, guess: bool) -> String {
        let name = if self.name.is_empty() { "a result without a name" } else { &*self.name };
        let near =
            guess.then(|| known.catalog.suggest_analytes(&self.name).first().map(|near| near.id.clone()));
        let count = match self.count {
            1 => String::new(),
            count => format!(" ({count} results)"),
        };
        match near.flatten() {
            Some(near) if !self.name.is_empty() => {
                format!("“{name}” is no analyte known here{count}; did you mean {near}?")
            }
            _ => format!("“{name}” is no analyte known here{count}"),
        }
    }
}

fn plural(word: &str) -> String {
    match word.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{word}s"),
    }
}

/// The analyte with this whole name, with or without what stands in brackets.
fn find_analyte<'k>(known: &Known<'k>, name: &str) -> Option<&'k Analyte> {
    let catalog = known.catalog;
    let name = name.trim();
    if name.is_empty() {
        return None;
    }
    if let Some(found) = catalog.find_analyte(name) {
        return Some(found);
    }
    let (before, rest) = name.split_once(['(', '['])?;
    let (inside, after) = rest.split_once([')', ']'])?;
    if !after.trim().is_empty() {
        return None;
    }
    let outer = catalog.find_analyte(before.trim())?;
    // What stands in brackets must be another name of it, or a unit; `Testosterone (free)` is neither.
    let fits = catalog.find_analyte(inside).is_some_and(|inner| inner.id == outer.id)
        || catalog.unit_name(inside).is_some();
    fits.then_some(outer)
}

/// The analyte's unit; a pure number needs none.
fn unit_of(known: &Known<'_>, analyte: &Analyte, text: &str) -> Result<Box<str>, Refusal> {
    let text = text.trim();
    let is_pure = analyte.units.iter().all(|unit| shown_unit(&unit.code).is_empty());
    if is_pure
        && (text.is_empty()
            || text == "1"
            || text.eq_ignore_ascii_case("t-score")
            || text.eq_ignore_ascii_case("z-score"))
    {
        return Ok(analyte.canonical().code.clone());
    }
    if text.is_empty() {
        let codes: Vec<&str> = analyte.units.iter().map(|unit| shown_unit(&unit.code)).collect();
        let sentence = format!("{} needs its unit: {}", analyte.name, codes.join(" or "));
        return Err(Refusal::Unsure(Remark::new(Code::MissingUnit, sentence)));
    }
    let code = known.catalog.unit(analyte, text);
    code.map(Into::into).map_err(|error| Refusal::Unsure(Remark::new(Code::UnknownUnit, error.to_string())))
}

/// A number that reads like one in another unit is not believed, unless something speaks for its unit.
fn refuse_slip(
    known: &Known<'_>,
    head: &ForeignHead,
    analyte: &Analyte,
    result: &Observation,
) -> Result<(), Refusal> {
    let Some(quantity) = result.quantity() else { return Ok(()) };
    // What is also a usual value of its own unit is no slip.
    if analyte.canonical_value(quantity).is_some_and(|value| analyte.soft.contain(value)) {
        return Ok(());
    }
    let witness = UnitWitness {
        range: result.reference.as_ref(),
        record: known.record,
        laboratory: head.laboratory.as_deref(),
    };
    let Plausibility::UnitSlip(unit) = analyte.plausibility_beside(quantity, witness) else { return Ok(()) };
    let sentence = format!("{} {quantity} reads like a value in {}", analyte.name, shown_unit(&unit.code));
    Err(Refusal::Unsure(Remark::new(Code::UnitSlip, sentence)))
}
