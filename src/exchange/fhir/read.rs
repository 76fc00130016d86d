//! Resources to reports: what a bundle holds, and which observation stands on which report.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde_json::Value;

use super::OWN_SYSTEM;
use super::node::{concept_text, each, quote_numbers, reference, text};
use super::observation::{ObservationContext, put_observation};
use super::xml::{NAMESPACE, resource_of_xml};
use crate::domain::context::{ContextField, FieldValue};
use crate::domain::report::Kind;
use crate::exchange::foreign::{ForeignHead, ForeignLog, ForeignPlace, PlaceWord, read_specimen};
use crate::exchange::table::{CellDay, ImportAnswers, ImportQuestion, read_stamp};
use crate::exchange::{Code, Parsed, ReaderKnowledge, scrub};

/// Whether a text of JSON, or the beginning of one of XML, is FHIR.
pub(in crate::exchange) fn is_fhir(text: &str) -> bool {
    // The namespaces of what stands inside of a resource begin alike.
    let mut behind = text.split(NAMESPACE).skip(1);
    text.contains("\"resourceType\"") || is_xml(text) && behind.any(|rest| rest.starts_with(['"', '\'']))
}

fn is_xml(text: &str) -> bool {
    without_mark(text).starts_with('<')
}

/// A text without the mark of its encoding, and without blanks before it.
fn without_mark(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').trim_start()
}

/// Reads resources, bundles of any kind, lists of them, and one resource a line, in one or more texts that belong
/// together. Where the results are of several people, a question.
pub(in crate::exchange) fn read_fhir(
    texts: &[String],
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
) -> Result<Parsed, Vec<ImportQuestion>> {
    let mut log = ForeignLog::new(known);
    put_fhir(texts, answers, &mut log)?;
    Ok(log.finish())
}

/// Puts the results of texts that belong together into a log.
pub(in crate::exchange) fn put_fhir(
    texts: &[String],
    answers: &ImportAnswers,
    log: &mut ForeignLog<'_>,
) -> Result<(), Vec<ImportQuestion>> {
    let values: Vec<Value> = texts.iter().flat_map(|text| parse_values(text, log)).collect();
    let mut resources = Vec::new();
    for value in &values {
        collect(value, None, &mut resources, 0);
    }
    let file = FhirFile::new(&resources);
    let person = answers.only.iter().find(|(column, _)| column.eq_ignore_ascii_case("patient"));
    let people = file.people();
    if people.len() > 1 && person.is_none() {
        let people = people.into_values().take(4).collect();
        return Err(vec![ImportQuestion::Person { column: "patient".to_owned(), people }]);
    }
    // Who named a person has said whose results he wants.
    if let Some((address, name)) = people.first_key_value().filter(|_| person.is_none())
        && file.is_woman(address)
    {
        log.doubt_woman(Some(name));
    }
    file.read(person.map(|(_, person)| person.as_str()), answers, log);
    Ok(())
}

/// The values of a text: one, or one after the other. A line that is none is named.
fn parse_values(text: &str, log: &mut ForeignLog<'_>) -> Vec<Value> {
    let mut refuse = |sentence: &str| {
        log.parsed.rejected_others += 1;
        log.remark("the file", Code::UnreadableFile, sentence);
        Vec::new()
    };
    if is_xml(text) {
        return match resource_of_xml(without_mark(text)) {
            Ok((value, is_cut)) => {
                if is_cut {
                    log.cut_off();
                }
                vec![value]
            }
            Err(error) => refuse(&error),
        };
    }
    let quoted = quote_numbers(without_mark(text));
    match serde_json::from_str(&quoted) {
        Ok(value) => return vec![value],
        Err(error) if quoted.trim().lines().count() < 2 || !is_lines(&quoted) => {
            return refuse(&format!("this is not valid JSON: {error}"));
        }
        Err(_) => {}
    }
    let mut values = Vec::new();
    for (at, line) in quoted.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(value) => values.push(value),
            Err(error) => {
                log.parsed.rejected_others += 1;
                log.remark(
                    &format!("line {}", at + 1),
                    Code::Unreadable,
                    &format!("this is not valid JSON: {error}"),
                );
            }
        }
    }
    values
}

/// Whether most lines are objects of their own.
fn is_lines(text: &str) -> bool {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let whole = lines.clone().filter(|line| line.starts_with('{') && line.ends_with('}')).count();
    whole * 2 > lines.count()
}

/// A resource, and under which address others refer to it.
struct Resource<'v> {
    value: &'v Value,
    url: Option<&'v str>,
    /// The resource it is contained in.
    inside: Option<&'v Value>,
}

/// Bundles in bundles end somewhere.
const DEEPEST: usize = 8;

fn collect<'v>(value: &'v Value, url: Option<&'v str>, resources: &mut Vec<Resource<'v>>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    if let Some(list) = value.as_array() {
        for value in list {
            collect(value, None, resources, depth + 1);
        }
        return;
    }
    match text(value, "resourceType") {
        Some("Bundle" | "Parameters") => {
            for entry in each(value, "entry").chain(each(value, "parameter")) {
                if let Some(inner) = entry.get("resource") {
                    collect(inner, text(entry, "fullUrl"), resources, depth + 1);
                }
            }
        }
        Some(_) => {
            resources.push(Resource { value, url, inside: None });
            for inner in each(value, "contained") {
                resources.push(Resource { value: inner, url: None, inside: Some(value) });
            }
        }
        None => {
            // Some programs wrap a resource: `{"resource": {…}}`.
            if let Some(inner) = value.get("resource") {
                collect(inner, text(value, "fullUrl"), resources, depth + 1);
            }
        }
    }
}

/// The resources of a file with their addresses.
struct FhirFile<'r, 'v> {
    resources: &'r [Resource<'v>],
    by_address: HashMap<String, usize>,
    /// All resources with one kind and id: versions of one, or those of several sources.
    same_address: HashMap<String, Vec<usize>>,
    /// The report each observation stands on.
    report_of: HashMap<usize, usize>,
    /// The observation of a panel each observation belongs to.
    panel_of: HashMap<usize, usize>,
}

impl<'r, 'v> FhirFile<'r, 'v> {
    fn new(resources: &'r [Resource<'v>]) -> Self {
        let mut by_address = HashMap::new();
        let mut same_address: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, resource) in resources.iter().enumerate() {
            let id = text(resource.value, "id");
            if let (Some(outer), Some(id)) = (resource.inside, id) {
                by_address.entry(inner_address(outer, id)).or_insert(at);
                continue;
            }
            if let Some(url) = resource.url {
                by_address.entry(url.to_owned()).or_insert(at);
            }
            if let (Some(kind), Some(id)) = (text(resource.value, "resourceType"), id) {
                by_address.entry(format!("{kind}/{id}")).or_insert(at);
                same_address.entry(format!("{kind}/{id}")).or_default().push(at);
            }
        }
        let mut file =
            Self { resources, by_address, same_address, report_of: HashMap::new(), panel_of: HashMap::new() };
        for (at, resource) in resources.iter().enumerate() {
            for member in each(resource.value, "hasMember").filter_map(reference) {
                if let Some(found) = file.find(resource, member).filter(|found| *found != at) {
                    file.panel_of.entry(found).or_insert(at);
                }
            }
            if text(resource.value, "resourceType") == Some("DiagnosticReport") {
                for result in each(resource.value, "result").filter_map(reference) {
                    if let Some(found) = file.find(resource, result) {
                        file.report_of.entry(found).or_insert(at);
                    }
                }
            }
        }
        file
    }

    /// The resource a reference in another one means.
    fn find(&self, from: &Resource<'_>, target: &str) -> Option<usize> {
        if let Some(id) = target.strip_prefix('#') {
            return self.by_address.get(&inner_address(from.inside.unwrap_or(from.value), id)).copied();
        }
        let tail = || {
            let mut parts = target.split('/').rev().filter(|part| *part != "_history");
            let (id, kind) = (parts.next()?, parts.next()?);
            self.by_address.get(&format!("{kind}/{id}"))
        };
        self.by_address.get(target).or_else(tail).copied()
    }

    fn resolved(&self, from: &Resource<'_>, value: &Value) -> Option<&'v Value> {
        self.find(from, reference(value)?).map(|at| self.resources[at].value)
    }

    /// The people the observations are of, by address, as they are called.
    fn people(&self) -> BTreeMap<String, String> {
        let mut people = BTreeMap::new();
        for resource in self.resources.iter().filter(|r| is_observation(r.value)) {
            if let Some((address, name)) = self.person(resource) {
                people.entry(address).or_insert(name);
            }
        }
        people
    }

    fn person(&self, resource: &Resource<'v>) -> Option<(String, String)> {
        let subject = resource.value.get("subject")?;
        let address = reference(subject).or_else(|| text(subject, "display"))?.to_owned();
        let patient = self.resolved(resource, subject);
        // One person may be referred to under several addresses.
        let address = match patient.and_then(|patient| text(patient, "id")) {
            Some(id) => format!("Patient/{id}"),
            None => address,
        };
        let given = patient.and_then(|patient| each(patient, "name").next()).and_then(person_name);
        let name = text(subject, "display").map(str::to_owned).or(given);
        Some((address.clone(), name.unwrap_or(address)))
    }

    /// Whether the person under this address is entered as a woman.
    fn is_woman(&self, address: &str) -> bool {
        let patient = self.by_address.get(address).map(|at| self.resources[*at].value);
        patient.is_some_and(|patient| text(patient, "gender") == Some("female"))
    }

    /// Whether a later version of a resource stands in the file too.
    fn has_newer(&self, at: usize) -> bool {
        let own = &self.resources[at];
        if own.inside.is_some() {
            return false;
        }
        let version = |value: &Value| {
            let meta = value.get("meta");
            let said = |key| meta.and_then(|meta| text(meta, key)).unwrap_or_default().to_owned();
            let number: u64 = said("versionId").parse().unwrap_or(0);
            (said("lastUpdated"), number)
        };
        let is_newer = |(other_at, other): (usize, &Resource<'_>)| {
            let is_same = ["code", "subject"].iter().all(|key| other.value.get(*key) == own.value.get(*key));
            is_same && (version(other.value), other_at) > (version(own.value), at)
        };
        let others = self.same_address.get(&address_of(own.value)).into_iter().flatten();
        others.map(|at| (*at, &self.resources[*at])).any(is_newer)
    }

    fn read(&self, person: Option<&str>, answers: &ImportAnswers, log: &mut ForeignLog<'_>) {
        let mut others: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, resource) in self.resources.iter().enumerate() {
            let kind = text(resource.value, "resourceType").unwrap_or("without a type");
            if !is_observation(resource.value) {
                *others.entry(kind).or_default() += usize::from(kind != "DiagnosticReport");
                continue;
            }
            let is_asked = |person: &str| {
                self.person(resource).is_some_and(|(address, name)| {
                    let tail = address.rsplit('/').next().unwrap_or_default();
                    [address.as_str(), tail, name.as_str()].iter().any(|own| own.eq_ignore_ascii_case(person))
                })
            };
            if person.is_none_or(is_asked) {
                self.read_observation(at, answers, log);
            }
        }
        let named: Vec<String> = others
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(kind, count)| format!("{kind} {count}"))
            .collect();
        if !named.is_empty() {
            let sentence =
                format!("entries of these kinds hold no results and were not read: {}", named.join(", "));
            log.remark("the file", Code::OtherEntries, &scrub::line(&sentence));
        }
    }

    fn read_observation(&self, at: usize, answers: &ImportAnswers, log: &mut ForeignLog<'_>) {
        let resource = &self.resources[at];
        let panel = self.panel_of.get(&at).copied();
        let report_of_panel = || self.report_of.get(&panel?);
        let report = self.report_of.get(&at).or_else(report_of_panel).map(|at| &self.resources[*at]);
        let place = ForeignPlace::numbered(PlaceWord::Entry, at as u32 + 1);
        let specimen = resource.value.get("specimen");
        let specimen_of_report = || report.and_then(|report| each(report.value, "specimen").next());
        let specimen = specimen.or_else(specimen_of_report);
        let sample = specimen.and_then(|value| self.resolved(resource, value));
        let days = [
            sampled(resource.value),
            panel.and_then(|panel| sampled(self.resources[panel].value)),
            report.and_then(|report| sampled(report.value)),
            sample.and_then(|sample| sample.get("collection")).and_then(collected),
        ];
        if report.is_some_and(|report| is_withdrawn(report.value)) || self.has_newer(at) {
            let name = super::observation::shown_name(resource.value.get("code"), log);
            let why = if self.has_newer(at) {
                "stands in the file in a later version too"
            } else {
                "is on a report that is marked as not valid"
            };
            return log.remark(&place.text(), Code::NoResult, &format!("{name} {why}"));
        }
        // A time that says no day, as a year alone, is not the day on which it was released.
        let issued =
            || text(resource.value, "issued").filter(|_| !says_when(resource.value)).and_then(read_stamp);
        let day = days.into_iter().flatten().next();
        let day = day.or_else(|| answers.on.map(CellDay::of_day)).or_else(issued);
        let material = specimen.and_then(|value| {
            let named = sample.and_then(|sample| sample.get("type")).and_then(concept_text);
            text(value, "display").or(named)
        });
        let head = day.map(|day| {
            let mut head = self.head(resource, report, day);
            head.say(ContextField::Specimen, material.and_then(read_specimen).map(FieldValue::Specimen));
            head
        });
        let kept = ObservationContext {
            head: head.as_ref(),
            is_own: report.is_some_and(|r| own_id(r.value).is_some()),
        };
        put_observation(resource.value, &kept, &place, log);
    }

    fn head(&self, resource: &Resource<'v>, report: Option<&Resource<'v>>, day: CellDay) -> ForeignHead {
        let mut head = ForeignHead { time: day.time, ..ForeignHead::new(day) };
        head.laboratory =
            self.laboratory(resource).or_else(|| report.and_then(|report| self.laboratory(report)));
        let Some(report) = report else { return head };
        let of_report = sampled(report.value);
        if head.time.is_none() && of_report.is_some_and(|other| other.day == day.day) {
            head.time = of_report.and_then(|other| other.time);
        }
        head.group = text(report.value, "id").or(report.url).map(Arc::from);
        if let Some(id) = own_id(report.value) {
            head.id = id.into();
            read_own_head(report.value, &mut head);
        }
        head
    }

    /// An organisation that performed it. A person who did is no laboratory.
    fn laboratory(&self, resource: &Resource<'v>) -> Option<String> {
        each(resource.value, "performer").find_map(|performer| {
            let actor = performer.get("actor").unwrap_or(performer);
            let is_organization = text(actor, "type") == Some("Organization")
                || reference(actor).is_some_and(|target| target.contains("Organization/"));
            let found = self.resolved(resource, actor);
            let named = found.filter(|value| text(value, "resourceType") == Some("Organization"));
            let name = named.and_then(|organization| text(organization, "name"));
            let name =
                name.or_else(|| text(actor, "display").filter(|_| is_organization || named.is_some()))?;
            Some(scrub::line(name).into_owned())
        })
    }
}

fn is_withdrawn(report: &Value) -> bool {
    matches!(text(report, "status"), Some("entered-in-error" | "cancelled"))
}

/// Whether an observation says when it was made, in whatever precision.
fn says_when(observation: &Value) -> bool {
    let fields = observation.as_object();
    fields.is_some_and(|fields| {
        fields.keys().any(|key| key.starts_with("effective") || key.starts_with("applies"))
    })
}

/// The kind and the id of a resource.
fn address_of(value: &Value) -> String {
    format!("{}/{}", text(value, "resourceType").unwrap_or_default(), text(value, "id").unwrap_or_default())
}

fn is_observation(value: &Value) -> bool {
    text(value, "resourceType") == Some("Observation")
}

fn inner_address(outer: &Value, id: &str) -> String {
    format!("{:p}#{id}", std::ptr::from_ref(outer))
}

fn person_name(name: &Value) -> Option<String> {
    if let Some(whole) = text(name, "text") {
        return Some(whole.to_owned());
    }
    let given = each(name, "given").filter_map(Value::as_str);
    let family = each(name, "family").filter_map(Value::as_str);
    let words: Vec<&str> = given.chain(family).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The day an observation or a report is of.
fn sampled(value: &Value) -> Option<CellDay> {
    let period = value.get("effectivePeriod").and_then(|period| text(period, "start"));
    let timing =
        value.get("effectiveTiming").and_then(|timing| each(timing, "event").find_map(Value::as_str));
    let texts = [
        text(value, "effectiveDateTime"),
        text(value, "effectiveInstant"),
        period,
        timing,
        text(value, "appliesDateTime"),
        value.get("appliesPeriod").and_then(|period| text(period, "start")),
    ];
    texts.into_iter().flatten().find_map(read_stamp)
}

fn collected(collection: &Value) -> Option<CellDay> {
    let period = collection.get("collectedPeriod").and_then(|period| text(period, "start"));
    text(collection, "collectedDateTime").or(period).and_then(read_stamp)
}

/// The id of a report that androlog wrote.
fn own_id(report: &Value) -> Option<&str> {
    let own = each(report, "identifier").find(|identifier| text(identifier, "system") == Some(OWN_SYSTEM))?;
    text(own, "value")
}

/// What androlog writes of a report beside its results.
fn read_own_head(report: &Value, head: &mut ForeignHead) {
    for extension in each(report, "extension") {
        let Some(key) = text(extension, "url").and_then(|url| url.strip_prefix(super::OWN_EXTENSION)) else {
            continue;
        };
        let Some(words) = text(extension, "valueString") else { continue };
        match (key, ContextField::from_key(key)) {
            ("note", _) => head.note = Some(words.to_owned()),
            ("time", _) => head.time = crate::domain::day::parse_time(words).ok(),
            ("kind", _) => head.kind = Kind::from_id(words),
            (_, Some(field)) => head.say(field, field.parse(words).ok()),
            _ => {}
        }
    }
}
