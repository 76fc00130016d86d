//! C-CDA documents (CCD and others): the results and vital signs of their coded entries.

use chrono::NaiveDate;

use crate::domain::context::{ContextField, FieldValue};
use crate::domain::interval::Interval;
use crate::domain::quantity::Comparator;
use crate::exchange::foreign::{
    CellDecimal, ForeignHead, ForeignLog, ForeignPlace, ForeignResult, ForeignValue, PlaceWord, ValueCell,
    read_flag, read_specimen, short_number,
};
use crate::exchange::table::{CellDay, read_range, read_stamp};
use crate::exchange::xml::XmlNode;
use crate::exchange::{Code, scrub};

const LOINC: &str = "2.16.840.1.113883.6.1";

/// Observations of these templates are results and vital signs; the last is that of documents before C-CDA.
const RESULT_TEMPLATES: [&str; 3] =
    ["2.16.840.1.113883.10.20.22.4.2", "2.16.840.1.113883.10.20.22.4.27", "2.16.840.1.113883.10.20.1.31"];

/// LOINC codes of the sections with results and with vital signs, whose observations need no template.
const RESULT_SECTIONS: [&str; 2] = ["30954-2", "8716-3"];

/// LOINC code of a document that is the report of a laboratory and holds nothing but results.
const LABORATORY_REPORT: &str = "11502-2";

/// Reads the results of a document, or of a part of one. Where an observation says no day it is of the day `on`.
pub(super) fn read_ccda(text: &str, on: Option<NaiveDate>, log: &mut ForeignLog<'_>) -> Result<(), String> {
    let root = XmlNode::read(text)?;
    if root.is_cut {
        log.cut_off();
    }
    for woman in patients(&root).filter(|patient| is_woman(patient)) {
        let name = woman.child("name").map(XmlNode::whole_text).filter(|name| !name.is_empty());
        log.doubt_woman(name.as_deref());
    }
    let mut reading = CcdaReading { log, number: 0 };
    let day = on.map(CellDay::of_day);
    let context = CcdaContext { day, laboratory: None, specimen: None, words: None, is_of_results: false };
    reading.walk(&root, &context);
    if reading.number == 0 {
        let sentence = "this document holds no results and no vital signs";
        reading.log.remark("the file", Code::OtherEntries, sentence);
    }
    Ok(())
}

/// Whether the beginning of an XML text is a document of this kind.
pub(super) fn is_ccda(head: &str) -> bool {
    head.contains("<ClinicalDocument")
        || head.contains("urn:hl7-org:v3")
        || head.contains("2.16.840.1.113883.10.20.22")
}

/// Whom a document is about.
fn patients(root: &XmlNode) -> impl Iterator<Item = &XmlNode> {
    let targets = root.all("ClinicalDocument").flat_map(|document| document.all("recordTarget"));
    targets.filter_map(|target| target.child("patientRole")?.child("patient"))
}

/// Whether a patient is entered with the code of HL7 for women.
fn is_woman(patient: &XmlNode) -> bool {
    patient.child("administrativeGenderCode").and_then(|code| code.attribute("code")) == Some("F")
}

/// What the elements around an observation say.
#[derive(Clone)]
struct CcdaContext<'x> {
    day: Option<CellDay>,
    laboratory: Option<String>,
    specimen: Option<String>,
    /// The narrative of the section.
    words: Option<&'x XmlNode>,
    /// Whether the section is one of results or vital signs.
    is_of_results: bool,
}

struct CcdaReading<'l, 'k> {
    log: &'l mut ForeignLog<'k>,
    number: u32,
}

impl CcdaReading<'_, '_> {
    fn walk<'x>(&mut self, node: &'x XmlNode, context: &CcdaContext<'x>) {
        for child in &node.children {
            let mut inner = context.clone();
            match child.name.as_str() {
                "ClinicalDocument" => {
                    let kind = child.child("code").and_then(|code| code.attribute("code"));
                    inner.is_of_results = kind == Some(LABORATORY_REPORT);
                }
                "section" => {
                    inner.words = child.child("text");
                    let code = child.child("code").and_then(|code| code.attribute("code"));
                    // A section of a laboratory's report may be parted into further ones.
                    inner.is_of_results |= code.is_some_and(|code| RESULT_SECTIONS.contains(&code));
                }
                "organizer" => {
                    inner.day = effective(child).or(inner.day);
                    inner.laboratory = performer(child).or(inner.laboratory);
                    inner.specimen = specimen(child).or(inner.specimen);
                }
                // What it lacks may say that it does not hold.
                "observation" if child.is_cut => continue,
                "observation" if inner.is_of_results || is_result(child) => {
                    self.number += 1;
                    self.observation(child, &inner);
                    continue;
                }
                "text" => continue,
                _ => {}
            }
            self.walk(child, &inner);
        }
    }

    fn observation(&mut self, node: &XmlNode, context: &CcdaContext<'_>) {
        let place = ForeignPlace::numbered(PlaceWord::Entry, self.number);
        let code = node.child("code");
        let loinc = code.and_then(loinc_of);
        let names = names_of(code, loinc, context);
        let shown = names.last().cloned().unwrap_or_default();
        let value = || read_value(node, context).ok_or("has no result");
        let (value, unit) = match why_no_result(node).map_or_else(value, Err) {
            Ok(read) => read,
            Err(why) => return self.log.remark(&place.text(), Code::NoResult, &format!("{shown} {why}")),
        };
        let material = specimen(node).or_else(|| context.specimen.clone());
        let Some(day) = effective(node).or(context.day) else {
            return self.log.reject(
                &place,
                &shown,
                Code::ImpossibleDate,
                &format!("{shown} has no day; name it with --on"),
            );
        };
        let laboratory = performer(node).or_else(|| context.laboratory.clone());
        let mut head = ForeignHead { time: day.time, laboratory, ..ForeignHead::new(day) };
        let specimen = material.as_deref().and_then(read_specimen);
        head.say(ContextField::Specimen, specimen.map(FieldValue::Specimen));
        let result = ForeignResult {
            loinc,
            names: names.iter().map(String::as_str).collect(),
            value,
            unit: &unit,
            reference: reference(node, &unit, self.log),
            flag: node
                .child("interpretationCode")
                .and_then(|i| i.attribute("code"))
                .and_then(read_flag)
                .map(str::to_owned),
            method: node.child("methodCode").and_then(|m| m.attribute("displayName")).map(str::to_owned),
            ..ForeignResult::default()
        };
        self.log.put(&place, &head, result);
    }
}

fn is_result(node: &XmlNode) -> bool {
    node.all("templateId").any(|id| id.attribute("root").is_some_and(|root| RESULT_TEMPLATES.contains(&root)))
}

/// The LOINC code that an element has, or that it is translated to.
fn loinc_of(code: &XmlNode) -> Option<&str> {
    let is_loinc = |code: &&XmlNode| code.attribute("codeSystem") == Some(LOINC);
    let mut codes = std::iter::once(code).chain(code.all("translation")).filter(is_loinc);
    codes.find_map(|code| code.attribute("code"))
}

/// Why an observation holds no result, where it says so of itself.
fn why_no_result(node: &XmlNode) -> Option<&'static str> {
    let status = node.child("statusCode").and_then(|status| status.attribute("code"));
    if node.attribute("negationInd") == Some("true")
        || matches!(status, Some("aborted" | "cancelled" | "nullified"))
    {
        Some("is marked as not valid")
    } else if node.attribute("moodCode").is_some_and(|mood| mood != "EVN") {
        Some("is a goal or an order, and no result")
    } else if status == Some("active") {
        Some("is not final yet")
    } else {
        None
    }
}

/// The value with its unit: a quantity, a bound as an interval, a number in words.
fn read_value(node: &XmlNode, context: &CcdaContext<'_>) -> Option<(ForeignValue, String)> {
    let value = node.child("value").filter(|value| value.attribute("nullFlavor").is_none())?;
    let unit = |node: &XmlNode| node.attribute("unit").unwrap_or_default().to_owned();
    if let (Some(digits), Some("PQ" | "INT" | "REAL") | None) =
        (value.attribute("value"), value.attribute("type"))
    {
        let number = short_number(digits).map_or_else(
            || ForeignValue::Words(digits.to_owned()),
            |number| ForeignValue::Number(Comparator::Equal, number),
        );
        return Some((number, unit(value)));
    }
    let limit = |name: &str| {
        let limit = value.child(name).filter(|limit| limit.attribute("nullFlavor").is_none())?;
        let is_inclusive = limit.attribute("inclusive") != Some("false");
        Some((short_number(limit.attribute("value")?)?, is_inclusive, unit(limit)))
    };
    match (limit("low"), limit("high")) {
        (Some((low, is_inclusive, unit)), None) => {
            let sign = if is_inclusive { Comparator::AtLeast } else { Comparator::Above };
            return Some((ForeignValue::Number(sign, low), unit));
        }
        (low, Some((high, is_inclusive, unit)))
            if low.as_ref().is_none_or(|(low, ..)| low.value() == 0.0) =>
        {
            let sign = if is_inclusive { Comparator::AtMost } else { Comparator::Below };
            return Some((ForeignValue::Number(sign, high), unit));
        }
        (Some((low, ..)), Some((high, ..))) => {
            return Some((ForeignValue::Words(format!("{low} to {high}")), String::new()));
        }
        _ => {}
    }
    let referred = value.child("originalText").or_else(|| value.child("reference").map(|_| value));
    let words = value.attribute("displayName").map(str::to_owned).or_else(|| {
        let text = referred.and_then(|text| narrative(text, context));
        text.or_else(|| Some(value.whole_text()).filter(|text| !text.is_empty()))
    })?;
    match ValueCell::read(&words, CellDecimal::Point) {
        ValueCell::Nothing => None,
        ValueCell::Words(words) => Some((ForeignValue::Words(words), String::new())),
        ValueCell::Number { comparator, number, unit, .. } => {
            Some((ForeignValue::Number(comparator, number), unit))
        }
    }
}

/// The words in the narrative that a reference points to.
fn narrative(text: &XmlNode, context: &CcdaContext<'_>) -> Option<String> {
    let target = text.child("reference")?.attribute("value")?.strip_prefix('#')?;
    let found = by_id(context.words?, target)?;
    Some(found.whole_text()).filter(|words| !words.is_empty() && words.len() < 200)
}

fn by_id<'x>(node: &'x XmlNode, id: &str) -> Option<&'x XmlNode> {
    if node.attribute("ID") == Some(id) {
        return Some(node);
    }
    node.children.iter().find_map(|child| by_id(child, id))
}

/// What an observation is called, in the words of its code, of the narrative and of the code system; never empty.
fn names_of(code: Option<&XmlNode>, loinc: Option<&str>, context: &CcdaContext<'_>) -> Vec<String> {
    let referred = code.and_then(|code| code.child("originalText")).and_then(|text| narrative(text, context));
    let words = code.and_then(|c| c.child("originalText")).map(XmlNode::whole_text).filter(|t| !t.is_empty());
    let display = code.and_then(|code| code.attribute("displayName")).map(str::to_owned);
    let mut names: Vec<String> = [words, referred, display].into_iter().flatten().collect();
    if names.is_empty() {
        names
            .push(loinc.map_or_else(|| "a result without a code".to_owned(), |code| format!("LOINC {code}")));
    }
    names
}

/// The day and minute something was sampled.
fn effective(node: &XmlNode) -> Option<CellDay> {
    let time = node.child("effectiveTime")?;
    let low = || time.child("low").or_else(|| time.child("center")).and_then(|low| low.attribute("value"));
    read_hl7_time(time.attribute("value").or_else(low)?)
}

/// Reads a time of HL7, such as `20131020`, `201310200908` or `201310200908-0500`.
fn read_hl7_time(text: &str) -> Option<CellDay> {
    let digits: &str = &text[..text.bytes().take_while(u8::is_ascii_digit).count()];
    let day = read_stamp(digits.get(..8)?)?.day;
    let zone = &text[digits.len()..];
    let is_utc = zone.starts_with("+0000") || zone.starts_with("-0000") || zone.starts_with('Z');
    // A time of another number of digits than HL7 has is damage, and no time.
    let minute = digits.get(8..12).filter(|_| matches!(digits.len(), 12 | 14));
    let time = minute.filter(|minute| *minute != "0000").and_then(|m| crate::domain::day::parse_time(m).ok());
    let day = CellDay::of_day(day);
    Some(match time {
        Some(clock) if is_utc => day.at_utc(clock),
        time => CellDay { time, ..day },
    })
}

fn reference(node: &XmlNode, unit: &str, log: &ForeignLog<'_>) -> Option<Interval> {
    let ranges: Vec<&XmlNode> =
        node.all("referenceRange").filter_map(|r| r.child("observationRange")).collect();
    let [range] = ranges.as_slice() else { return None };
    let limit = |name: &str| {
        let limit = range.child("value")?.child(name)?;
        let fits = limit.attribute("unit").is_none_or(|own| log.is_one_unit(own, unit));
        short_number(limit.attribute("value")?).filter(|_| fits)
    };
    let interval = Interval::new(limit("low"), limit("high"));
    if !interval.is_open() {
        return Some(interval);
    }
    read_range(&range.child("text")?.whole_text(), CellDecimal::Point)
}

/// The organisation that performed something.
fn performer(node: &XmlNode) -> Option<String> {
    let entity = node.child("performer")?.child("assignedEntity")?;
    let name = entity.child("representedOrganization")?.child("name")?.whole_text();
    (!name.is_empty()).then(|| scrub::line(&name).into_owned())
}

fn specimen(node: &XmlNode) -> Option<String> {
    let playing = node.child("specimen")?.child("specimenRole")?.child("specimenPlayingEntity")?;
    let code = playing.child("code")?;
    code.attribute("displayName")
        .map(str::to_owned)
        .or_else(|| Some(code.whole_text()).filter(|t| !t.is_empty()))
}
