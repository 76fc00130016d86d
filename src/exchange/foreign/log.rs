//! Collects the results of a foreign file on reports, and says why one was left out.

use std::collections::HashMap;
use std::rc::Rc;

use chrono::NaiveDate;

use super::assembly::{AwaitedHead, WaitingResult, assemble_reports};
use super::head::ForeignHead;
use super::names::ForeignNames;
use super::spool::{ImportSpool, ResultSpool};
use super::{ForeignPlace, ForeignResult, ForeignValue};
use crate::catalog::check_digit_holds;
use crate::domain::analyte::Analyte;
use crate::domain::day;
use crate::domain::method::Method;
use crate::domain::plausible::{Plausibility, UnitGiven, UnitWitness};
use crate::domain::quantity::{Quantity, UnitCode, shown_unit};
use crate::domain::report::{BodySide, Kind, Observation, Value};
use crate::exchange::intake::{self, IntakeRemark};
use crate::exchange::typed::SEMEN_WORDS;
use crate::exchange::unknown::{UnknownNames, UnknownPlace};
use crate::exchange::xml::CUT_OFF;
use crate::exchange::{Code, Diagnostic, LeftLine, LeftState, Parsed, ReaderKnowledge, scrub};

/// Collects the results of a foreign file.
pub(in crate::exchange) struct ForeignLog<'k> {
    pub known: ReaderKnowledge<'k>,
    pub parsed: Parsed,
    names: ForeignNames<'k>,
    units: HashMap<UnitCode, Vec<(&'k Analyte, UnitCode)>>,
    unknown: UnknownNames,
    /// Results that were understood and wait for their reports.
    waiting: Vec<WaitingResult>,
    /// The head of the last result: a file says the same of many.
    last: Option<(ForeignHead, Rc<AwaitedHead>)>,
    spool: Option<ResultSpool<'k>>,
    /// That all of it is of a woman, where the file says so. It lies in no spool: whoever stores the rest looks for it.
    woman: Option<Diagnostic>,
}

/// What a result was found to be of.
struct ForeignAnalyte<'k> {
    analyte: &'k Analyte,
    /// The side its code says.
    side: Option<BodySide>,
    /// Whether its code, or a word of its name, can be said of nothing but this kind of sample.
    is_certain_of_kind: bool,
    /// How it was measured, where its name says so.
    method: Option<&'static str>,
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

/// So many results behind one another may be of one report.
const MOST_ON_REPORT: usize = 300;

/// Laboratories convert by factors of two or three digits.
const FACTOR_ROUNDING: f64 = 0.005;

/// Numbers of fewer digits are too coarse to say that one is the other.
const COARSEST_DIGIT: f64 = 0.06;

/// So much is held in memory at most, where there is a spool.
const MOST_HELD: usize = 4_096;

impl<'k> ForeignLog<'k> {
    pub fn new(known: &ReaderKnowledge<'k>) -> Self {
        Self {
            known: *known,
            parsed: Parsed::default(),
            names: ForeignNames::new(known),
            units: HashMap::new(),
            unknown: UnknownNames::default(),
            waiting: Vec::new(),
            last: None,
            spool: None,
            woman: None,
        }
    }

    /// Puts what is more than a little into a spool while it is read.
    pub fn spilling(self, spool: Option<&'k mut dyn ImportSpool>) -> Self {
        Self { spool: spool.map(ResultSpool::new), ..self }
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

    /// Whether two spellings are one unit.
    pub fn is_one_unit(&self, one: &str, other: &str) -> bool {
        let code = |unit: &str| self.known.catalog.unit_name(unit).map(|name| name.code.clone());
        one == other || code(one).is_some_and(|known| code(other) == Some(known))
    }

    /// Puts a result on the report it belongs to, or says why it was left out.
    pub fn put(&mut self, place: &ForeignPlace, head: &ForeignHead, result: ForeignResult<'_>) {
        match self.take(place, head, &result) {
            Ok(waiting) => {
                if let Some(sentence) = self.same_in_other_unit(&waiting) {
                    self.parsed.remark(&place.text(), Code::ComputedRows, &sentence);
                } else {
                    self.waiting.push(waiting);
                }
            }
            Err(refusal) => self.refuse(place, &result, refusal),
        }
        if self.waiting.len() + self.parsed.left.len() + self.parsed.diagnostics.len() >= MOST_HELD {
            self.spill();
        }
    }

    /// Why a result is none of its own: its report has the same amount in another unit, as a table has a column for
    /// each of two units.
    fn same_in_other_unit(&self, waiting: &WaitingResult) -> Option<String> {
        let new = waiting.result.quantity()?;
        let analyte = self.known.catalog.analyte(&waiting.result.analyte)?;
        let amount = |quantity: &Quantity| {
            let factor = analyte.unit(&quantity.unit)?.factor;
            let half_a_digit = 0.5 * 10_f64.powi(-i32::from(quantity.value.decimals()));
            Some((quantity.value.value() * factor, half_a_digit * factor))
        };
        let (value, rounding) = amount(new)?;
        let on_report = self.waiting.iter().rev().take(MOST_ON_REPORT);
        let same = on_report.filter(|other| {
            *other.head == *waiting.head
                && other.result.analyte == waiting.result.analyte
                && other.result.side == waiting.result.side
        });
        let mut others = same.filter_map(|other| other.result.quantity());
        let first = others.find(|other| {
            other.unit != new.unit
                && other.comparator == new.comparator
                && amount(other).is_some_and(|(known, other_rounding)| {
                    let digits = (rounding + other_rounding).min(known.abs() * COARSEST_DIGIT);
                    (known - value).abs() <= digits + known.abs() * FACTOR_ROUNDING
                })
        })?;
        Some(format!("{} {new} is {first} in another unit, and was not stored twice", analyte.name))
    }

    /// Puts what was understood so far into the spool. What has an id may belong to a stored report of any day, so it
    /// is planned with all others, from memory.
    fn spill(&mut self) {
        let has_ids = self.waiting.iter().any(|waiting| !waiting.head.report.id.is_new());
        if let Some(spool) = self.spool.as_mut().filter(|_| !has_ids) {
            spool.keep(&mut self.waiting, &mut self.parsed);
        }
    }

    /// Says that a line with a known or unknown name was left out.
    pub fn reject(&mut self, place: &ForeignPlace, text: &str, code: Code, message: &str) {
        self.parsed.reject(place, text, code, message);
    }

    /// Says that the file ends before it should: what is missing is rejected, however much it was.
    pub fn cut_off(&mut self) {
        self.parsed.rejected_others += 1;
        self.remark("the file", Code::UnreadableFile, CUT_OFF);
    }

    /// Says that something was left out that is no fault.
    pub fn remark(&mut self, place: &str, code: Code, message: &str) {
        self.parsed.diagnostics.push(Diagnostic::new(place, code, message));
    }

    /// Says that the results are of a woman, by her name where the file has it.
    pub fn doubt_woman(&mut self, name: Option<&str>) {
        self.woman.get_or_insert_with(|| Diagnostic::of_woman(name));
    }

    fn take(
        &mut self,
        place: &ForeignPlace,
        head: &ForeignHead,
        result: &ForeignResult<'_>,
    ) -> Result<WaitingResult, Refusal> {
        let found = self.analyte_of(result)?;
        let analyte = found.analyte;
        if analyte.calculated_only {
            let sentence = format!("{} is always computed from other results, and was left out", analyte.id);
            return Err(Refusal::Left(IntakeRemark::new(Code::ComputedRows, sentence)));
        }
        let value = self.value_of(analyte, result)?;
        let clean = |text: &Option<String>| text.as_deref().map(|t| scrub::line(t).into_owned());
        let observation = Observation {
            reference: result.reference.clone().filter(|interval| !interval.is_open()).map(Into::into),
            flag: clean(&result.flag),
            method: clean(&result.method)
                .filter(|method| !method.is_empty())
                .map(Method::from)
                .or_else(|| found.method.map(Method::new)),
            assay: clean(&result.assay).map(Method::from),
            note: result.note.as_deref().map(|t| scrub::text(t).into_owned()),
            side: result.side.or(found.side),
            ..Observation::new(analyte.id.clone(), value)
        };
        let kind = head.kind.unwrap_or(analyte.kind);
        let measured = self.known.catalog.analytes().in_specimen(&analyte.id, head.specimen());
        refuse_slip(&self.known, head, measured.unwrap_or(analyte), &observation)?;
        intake::day(head.day, self.known.today)?;
        let odd = intake::weigh_result(measured.unwrap_or(analyte), kind, &observation)?;
        for remark in odd {
            self.parsed.remark(&place.text(), remark.code, &remark.message);
        }
        let is_bare = kind == Kind::Semen && !found.is_certain_of_kind && head.kind.is_none();
        Ok(WaitingResult {
            place: place.clone(),
            head: self.head_of(place, head, kind),
            bare: is_bare.then(|| shown(result).into()),
            result: observation,
        })
    }

    /// What is said of the report a result belongs to.
    fn head_of(&mut self, place: &ForeignPlace, head: &ForeignHead, kind: Kind) -> Rc<AwaitedHead> {
        if let Some((_, known)) =
            self.last.as_ref().filter(|(last, known)| last == head && known.report.kind() == kind)
        {
            return Rc::clone(known);
        }
        let new = Rc::new(AwaitedHead { report: head.report(kind), group: head.group.clone() });
        let is_told = self.last.as_ref().is_some_and(|(last, _)| last.may_be_beside && last.day == head.day);
        if head.may_be_beside && !is_told {
            let sentence = format!(
                "its time is in UTC and near midnight, so where the sample was taken it may not have been {}; \
                 stored as it is",
                day::long(head.day)
            );
            self.parsed.remark(&place.text(), Code::UtcDay, &sentence);
        }
        self.last = Some((head.clone(), Rc::clone(&new)));
        new
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
            _ => Ok(ForeignAnalyte { analyte, side: loinc.side, is_certain_of_kind: true, method: None }),
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
                if result.may_be_hundredth && &*unit == "%" && number.value() > 0.0 && number.value() <= 1.0 {
                    let sentence = format!(
                        "{}: {number} may be shown as a percentage, which a file of this kind does not tell; save it \
                         as .xlsx or .ods and import that",
                        analyte.name
                    );
                    return Err(IntakeRemark::new(Code::UnitSlip, sentence).into());
                }
                let quantity = Quantity { comparator: *comparator, value: number.clone(), unit };
                if let Some(other) = result.in_thousands.as_ref().filter(|_| analyte.is_rare(&quantity)) {
                    let sentence = format!("{}: {number} may be {other}", analyte.name);
                    return Err(IntakeRemark::new(Code::NoNumber, sentence).into());
                }
                Ok(Value::Number(quantity))
            }
            ForeignValue::Words(words) if result.is_own => Ok(Value::Words(words.clone())),
            ForeignValue::Words(words) => {
                let lower = words.trim().to_lowercase();
                let known = SEMEN_WORDS.iter().find(|known| analyte.kind == Kind::Semen && **known == lower);
                known.map(|known| Value::Words((*known).to_owned())).ok_or_else(|| {
                    let sentence =
                        format!("{}: “{words}” is not a number that can be read only one way", analyte.name);
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
    fn unit_of(&mut self, analyte: &'k Analyte, text: &str) -> Result<UnitCode, Refusal> {
        let text = text.trim();
        let seen = self.units.get(text).into_iter().flatten();
        if let Some((_, code)) = seen.into_iter().find(|(known, _)| std::ptr::eq(*known, analyte)) {
            return Ok(code.clone());
        }
        let code = find_unit(&self.names, &self.known, analyte, text)?;
        self.units.entry(text.into()).or_default().push((analyte, code.clone()));
        Ok(code)
    }

    fn refuse(&mut self, place: &ForeignPlace, result: &ForeignResult<'_>, refusal: Refusal) {
        match refusal {
            Refusal::Unknown(name) => {
                self.parsed.rejected_results += 1;
                let text = self.unknown.add(unknown_place(place), &name);
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

    /// Everything that was understood, with each unknown name told once; less what lies in the spool.
    pub fn finish(mut self) -> Parsed {
        if self.spool.as_ref().is_some_and(ResultSpool::is_used) {
            self.spill();
        }
        let assembled = assemble_reports(self.waiting, self.known.today);
        self.parsed.append(assembled);
        self.unknown.tell(&self.known, &mut self.parsed);
        self.parsed.diagnostics.extend(self.woman);
        self.parsed
    }
}

/// Where a name stands that nothing here has.
fn unknown_place(place: &ForeignPlace) -> UnknownPlace {
    match place.sheet {
        Some(_) => UnknownPlace::Written(place.text()),
        None => UnknownPlace::Numbered(place.word.into(), place.number),
    }
}

fn meaning_with_analyte<'k, M: std::ops::Deref<Target = super::names::NameMeaning<'k>>>(
    mut meanings: impl Iterator<Item = M>,
) -> Option<M> {
    meanings.find(|meaning| !meaning.analytes.is_empty())
}

fn meant<'k>(analyte: &'k Analyte, meaning: &super::names::NameMeaning<'k>) -> ForeignAnalyte<'k> {
    let is_certain_of_kind = meaning.speaks_of_semen || analyte.kind != Kind::Semen;
    ForeignAnalyte { analyte, side: None, is_certain_of_kind, method: meaning.method }
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
) -> Result<UnitCode, Refusal> {
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
        range: result.reference.as_deref(),
        record: known.record,
        laboratory: head.laboratory.as_deref(),
    };
    let Plausibility::UnitSlip(unit) = analyte.plausibility_beside(quantity, witness) else { return Ok(()) };
    let sentence = format!("{} {quantity} reads like a value in {}", analyte.name, shown_unit(&unit.code));
    Err(Refusal::Unsure(IntakeRemark::new(Code::UnitSlip, sentence)))
}
