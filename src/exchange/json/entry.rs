//! Our own JSON understood, entry by entry: one that cannot be is named, and the others are kept.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::catalog::{Catalog, Sign};
use crate::domain::change::Entry;
use crate::domain::context::{ContextField, MisplacedField};
use crate::domain::day;
use crate::domain::dose_log::DoseEntry;
use crate::domain::id::{DrugId, SignId};
use crate::domain::journal::{EventEntry, ReminderAction, SymptomEntry};
use crate::domain::question::Question;
use crate::domain::regimen::Regimen;
use crate::domain::report::{Kind, Observation, Report};
use crate::exchange::intake::{self, IntakeRemark};
use crate::exchange::unknown::{UnknownNames, UnknownPlace};
use crate::exchange::{Code, Parsed, ReaderKnowledge, scrub};

/// The lists of a file, in its order.
pub(super) const LISTS: [&str; 7] =
    ["reports", "regimens", "symptoms", "events", "doses_taken", "questions", "reminder_actions"];

/// Fills a [`Parsed`], entry by entry.
pub(super) struct JsonReader<'r, 'k> {
    known: &'r ReaderKnowledge<'k>,
    pub(super) parsed: Parsed,
    unknown: UnknownNames,
}

impl<'r, 'k> JsonReader<'r, 'k> {
    /// One that has read nothing yet.
    pub(super) fn new(known: &'r ReaderKnowledge<'k>) -> Self {
        Self { known, parsed: Parsed::default(), unknown: UnknownNames::default() }
    }

    /// All that was read, with what is told of names that nobody knows.
    pub(super) fn finish(mut self) -> Parsed {
        self.unknown.tell(self.known, &mut self.parsed);
        self.parsed
    }
}

impl JsonReader<'_, '_> {
    /// Takes a whole list.
    pub(super) fn list(&mut self, name: &str, list: Value) {
        let entries = match list {
            Value::Array(entries) => entries,
            Value::Null => return,
            _ => {
                return self.reject(
                    name,
                    &IntakeRemark::new(Code::Unreadable, format!("\"{name}\" must be a list")),
                );
            }
        };
        for (index, entry) in entries.into_iter().enumerate() {
            self.entry_of(name, index + 1, entry);
        }
    }

    /// Takes one entry of a list, counted from 1.
    pub(super) fn entry_of(&mut self, name: &str, number: usize, entry: Value) {
        let place = format!("entry {number} of {name}");
        match entry {
            Value::Object(entry) => self.listed(name, &place, entry),
            _ => {
                self.reject(&place, &IntakeRemark::new(Code::Unreadable, "an entry must be an object, {…}"));
            }
        }
    }

    fn listed(&mut self, name: &str, place: &str, entry: Map<String, Value>) {
        match name {
            "reports" => self.report(place, entry),
            "regimens" => self.regimen(place, entry),
            "symptoms" => self.symptom(place, entry),
            "events" => self.event(place, entry),
            "doses_taken" => self.dose(place, entry),
            "questions" => self.question(place, entry),
            _ => self.action(place, entry),
        }
    }

    /// Takes what the man is: his birthday, his goal, his risk.
    pub(super) fn profile(&mut self, profile: Value) {
        let Value::Object(profile) = profile else {
            if !profile.is_null() {
                self.reject(
                    "profile",
                    &IntakeRemark::new(Code::Unreadable, "the profile must be an object, {…}"),
                );
            }
            return;
        };
        if let Some(profile) = self.entry("profile", profile, PROFILE_KEYS) {
            self.parsed.found("profile", Entry::Profile(profile));
        }
    }

    fn report(&mut self, place: &str, mut entry: Map<String, Value>) {
        let results = match entry.remove("results") {
            Some(Value::Array(results)) => results,
            None | Some(Value::Null) => Vec::new(),
            Some(_) => {
                let remark = IntakeRemark::new(Code::Unreadable, "\"results\" must be a list");
                return self.reject(place, &remark);
            }
        };
        let count = results.len();
        let head = self.prepare(place, &mut entry, report_key);
        let head = head.and_then(|()| understand::<Report>(entry));
        let head = head.and_then(|report| Ok((intake::day(report.date, self.known.today)?, report)));
        let (future, mut report) = match head {
            Ok(head) => head,
            Err(remark) => return self.reject_report(place, &remark, count),
        };
        self.remark_all(place, future);
        for (index, result) in results.into_iter().enumerate() {
            let place = format!("{place}, result {}", index + 1);
            match self.result(&place, &report, result) {
                Ok(result) => report.results.push(result),
                Err((Some(name), _)) => {
                    self.parsed.rejected_results += 1;
                    self.unknown.add(UnknownPlace::Written(place), &name);
                }
                Err((None, remark)) => {
                    self.parsed.rejected_results += 1;
                    self.parsed.remark(&place, remark.code, &remark.message);
                }
            }
        }
        if report.results.is_empty() && count > 0 {
            let sentence = "none of its results could be read, so the report was left out";
            return self.parsed.remark(place, Code::Unreadable, sentence);
        }
        self.parsed.found(place, Entry::Report(report));
    }

    /// A result, or why it is none: with its name, where nothing here has it.
    fn result(
        &mut self,
        place: &str,
        head: &Report,
        result: Value,
    ) -> Result<Observation, (Option<String>, IntakeRemark)> {
        let other = |remark| (None, remark);
        let Value::Object(mut result) = result else {
            return Err(other(IntakeRemark::new(Code::Unreadable, "a result must be an object, {…}")));
        };
        self.prepare(place, &mut result, |key, _| key_of(RESULT_KEYS, key)).map_err(other)?;
        let result: Observation = understand(result).map_err(other)?;
        let name = result.analyte.trim().to_owned();
        let (result, odd) = intake::result(self.known, head, result).map_err(|remark| {
            let is_unknown = remark.code == Code::UnknownAnalyte && !name.is_empty();
            (is_unknown.then_some(name), remark)
        })?;
        self.remark_all(place, odd);
        Ok(result)
    }

    fn regimen(&mut self, place: &str, entry: Map<String, Value>) {
        let Some(mut regimen) = self.entry::<Regimen>(place, entry, REGIMEN_KEYS) else {
            return;
        };
        if let Err(remark) = intake::day(regimen.start, self.known.today) {
            return self.reject(place, &remark);
        } // The dose in force on a day is the last that began by then.
        regimen.doses.sort_by_key(|dose| dose.from);
        self.name_drug(place, &mut regimen.drug);
        self.parsed.found(place, Entry::Regimen(regimen));
    }

    fn symptom(&mut self, place: &str, entry: Map<String, Value>) {
        let Some(mut symptom) = self.entry::<SymptomEntry>(place, entry, SYMPTOM_KEYS) else {
            return;
        };
        if self.dated(place, symptom.date) {
            self.name_sign(place, &mut symptom.symptom, [Catalog::find_symptom, Catalog::find_event]);
            self.parsed.found(place, Entry::Symptom(symptom));
        }
    }

    fn event(&mut self, place: &str, entry: Map<String, Value>) {
        let Some(mut event) = self.entry::<EventEntry>(place, entry, EVENT_KEYS) else {
            return;
        };
        if self.dated(place, event.date) {
            self.name_sign(place, &mut event.event, [Catalog::find_event, Catalog::find_symptom]);
            self.parsed.found(place, Entry::Event(event));
        }
    }

    fn dose(&mut self, place: &str, entry: Map<String, Value>) {
        let Some(mut dose) = self.entry::<DoseEntry>(place, entry, DOSE_KEYS) else {
            return;
        };
        if self.dated(place, dose.day) {
            self.name_drug(place, &mut dose.drug);
            self.parsed.found(place, Entry::DoseTaken(dose));
        }
    }

    fn question(&mut self, place: &str, entry: Map<String, Value>) {
        let Some(question) = self.entry::<Question>(place, entry, QUESTION_KEYS) else {
            return;
        };
        if question.text.trim().is_empty() {
            return self.reject(place, &IntakeRemark::new(Code::Unreadable, "a question needs its text"));
        }
        if self.dated(place, question.day) {
            self.parsed.found(place, Entry::Question(question));
        }
    }

    fn action(&mut self, place: &str, entry: Map<String, Value>) {
        if let Some(action) = self.entry::<ReminderAction>(place, entry, ACTION_KEYS) {
            self.parsed.found(place, Entry::Action(action));
        }
    }

    /// An entry without results, or nothing and a diagnostic.
    fn entry<T: DeserializeOwned>(
        &mut self,
        place: &str,
        mut entry: Map<String, Value>,
        keys: &[&str],
    ) -> Option<T> {
        let read =
            self.prepare(place, &mut entry, |key, _| key_of(keys, key)).and_then(|()| understand(entry));
        read.map_err(|remark| self.reject(place, &remark)).ok()
    }

    /// Takes nulls, foreign keys and control characters out, naming what is lost.
    fn prepare(
        &mut self,
        place: &str,
        entry: &mut Map<String, Value>,
        allowed: impl Fn(&str, &Map<String, Value>) -> Result<(), IntakeRemark>,
    ) -> Result<(), IntakeRemark> {
        entry.retain(|_, value| !value.is_null());
        let verdicts: Vec<(String, IntakeRemark)> = entry
            .keys()
            .filter_map(|key| allowed(key, entry).err().map(|remark| (key.clone(), remark)))
            .collect();
        for (key, remark) in verdicts {
            entry.remove(&key);
            self.parsed.remark(place, remark.code, &remark.message);
        }
        let mut losses = TextLosses::default();
        for (key, value) in entry.iter_mut() {
            clean(key, value, &mut losses)?;
        }
        if losses.characters {
            let sentence = "control characters were taken out of its text";
            self.parsed.remark(place, Code::ControlCharacters, sentence);
        }
        if losses.digits {
            let sentence = "a bare number may lose digits; write it as text, for example \"5.0\"";
            self.parsed.remark(place, Code::BareNumber, sentence);
        }
        Ok(())
    }

    fn dated(&mut self, place: &str, date: NaiveDate) -> bool {
        match intake::day(date, self.known.today) {
            Ok(future) => {
                self.remark_all(place, future);
                true
            }
            Err(remark) => {
                self.reject(place, &remark);
                false
            }
        }
    }

    /// The log knows a drug by one id.
    fn name_drug(&mut self, place: &str, drug: &mut DrugId) {
        if let Some(known) = self.known.catalog.find_drug(drug) {
            *drug = known.id.clone();
        } else {
            let sentence = format!("no rule speaks of the drug “{drug}”; stored as it is");
            self.parsed.remark(place, Code::UnknownDrug, &sentence);
        }
    }

    /// Rules match symptoms and events by one id; the entry's own list is looked at first.
    fn name_sign(&mut self, place: &str, sign: &mut SignId, lists: [SignLookup; 2]) {
        let catalog = self.known.catalog;
        if let Some(known) = lists.into_iter().find_map(|find| find(catalog, sign)) {
            *sign = known.id.clone();
        } else {
            let sentence = format!("no rule speaks of “{sign}”; stored as it is");
            self.parsed.remark(place, Code::UnknownSign, &sentence);
        }
    }

    fn remark_all(&mut self, place: &str, remarks: impl IntoIterator<Item = IntakeRemark>) {
        for remark in remarks {
            self.parsed.remark(place, remark.code, &remark.message);
        }
    }

    fn reject(&mut self, place: &str, remark: &IntakeRemark) {
        self.parsed.rejected_others += 1;
        self.parsed.remark(place, remark.code, &remark.message);
    }

    fn reject_report(&mut self, place: &str, remark: &IntakeRemark, results: usize) {
        self.parsed.rejected_results += results;
        self.parsed.rejected_others += usize::from(results == 0);
        self.parsed.remark(place, remark.code, &remark.message);
    }
}

const PROFILE_KEYS: &[&str] = &["birth_date", "goal", "bone_risk", "height_cm", "trying_since"];
const REPORT_KEYS: &[&str] = &["id", "kind", "date", "time", "laboratory", "note", "source"];
const RESULT_KEYS: &[&str] = &[
    "analyte",
    "comparator",
    "value",
    "unit",
    "text",
    "reference",
    "flag",
    "method",
    "side",
    "assay",
    "note",
];
const REGIMEN_KEYS: &[&str] = &["id", "drug", "route", "start", "stop", "doses", "supply", "note"];
const SYMPTOM_KEYS: &[&str] = &["id", "date", "symptom", "grade", "note"];
const EVENT_KEYS: &[&str] = &["id", "date", "event", "note"];
const DOSE_KEYS: &[&str] = &["id", "drug", "day", "time", "amount", "unit", "state", "note"];
const QUESTION_KEYS: &[&str] = &["id", "day", "text", "answered"];
const ACTION_KEYS: &[&str] = &["rule", "due", "action", "until", "on", "reason"];

/// Keys whose text may have several lines.
const LONG_TEXTS: [&str; 3] = ["note", "reason", "text"];

/// Keys whose text is a day.
const DAYS: [&str; 12] = [
    "date",
    "day",
    "birth_date",
    "trying_since",
    "start",
    "stop",
    "from",
    "due",
    "until",
    "on",
    "counted",
    "answered",
];

/// How a symptom or event is looked up.
type SignLookup = for<'c> fn(&'c Catalog, &str) -> Option<&'c Sign>;

fn key_of(keys: &[&str], key: &str) -> Result<(), IntakeRemark> {
    if keys.contains(&key) {
        return Ok(());
    }
    let sentence = format!("“{key}” means nothing here and was left out; possible are {}", keys.join(", "));
    Err(IntakeRemark::new(Code::UnknownKey, sentence))
}

/// What only one kind of report has must not stand on another; without a kind the report is refused anyway.
fn report_key(key: &str, report: &Map<String, Value>) -> Result<(), IntakeRemark> {
    let Some(field) = ContextField::from_key(key) else {
        return key_of(REPORT_KEYS, key);
    };
    match report.get("kind").and_then(Value::as_str).and_then(Kind::from_id) {
        Some(kind) if kind != field.row().kind => {
            let misplaced = MisplacedField { field, kind };
            Err(IntakeRemark::new(Code::MisplacedKey, format!("{misplaced}, and was left out")))
        }
        _ => Ok(()),
    }
}

/// What reading an entry costs.
#[derive(Default)]
struct TextLosses {
    characters: bool,
    digits: bool,
}

/// Cleans every text in a value and checks every day.
fn clean(key: &str, value: &mut Value, losses: &mut TextLosses) -> Result<(), IntakeRemark> {
    match value {
        Value::Number(number) => losses.digits |= number.is_f64(),
        Value::String(text) => {
            losses.characters |= scrub::loses(text);
            let clean = if LONG_TEXTS.contains(&key) { scrub::text(text) } else { scrub::line(text) };
            if let Cow::Owned(clean) = clean {
                *text = clean;
            }
            if DAYS.contains(&key) {
                intake::read_day(text)?;
            }
            if key == "time" {
                day::parse_time(text).map_err(|e| IntakeRemark::new(Code::ImpossibleDate, e.to_string()))?;
            }
        }
        Value::Array(values) => {
            for value in values {
                clean(key, value, losses)?;
            }
        }
        Value::Object(entry) => {
            entry.retain(|_, value| !value.is_null());
            for (key, value) in entry.iter_mut() {
                clean(key, value, losses)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn understand<T: DeserializeOwned>(entry: Map<String, Value>) -> Result<T, IntakeRemark> {
    serde_json::from_value(Value::Object(entry))
        .map_err(|error| IntakeRemark::new(Code::Unreadable, error.to_string()))
}
