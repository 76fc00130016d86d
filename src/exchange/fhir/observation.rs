//! One observation, its components, and what their values are.

use serde_json::Value;

use super::node::{concept_text, each, is_loinc, text};
use crate::catalog::language::{SheetWords, WordRole};
use crate::catalog::plain_key::phrase_key;
use crate::domain::interval::Interval;
use crate::domain::quantity::Comparator;
use crate::domain::report::BodySide;
use crate::exchange::Code;
use crate::exchange::foreign::{
    CellDecimal, ForeignHead, ForeignLog, ForeignPlace, ForeignResult, ForeignValue, ValueCell, read_flag,
    short_number,
};
use crate::exchange::table::{CellDay, read_range};

/// What is known of an observation from around it.
pub(super) struct ObservationContext<'a> {
    /// The report; none where no day is known.
    pub head: Option<&'a ForeignHead>,
    /// Whether androlog wrote it.
    pub is_own: bool,
}

/// Puts an observation and its components on their report.
pub(super) fn put_observation(
    value: &Value,
    kept: &ObservationContext<'_>,
    place: &ForeignPlace,
    log: &mut ForeignLog<'_>,
) {
    let name = shown_name(value.get("code"), log);
    match text(value, "status") {
        Some("entered-in-error" | "cancelled") => {
            let sentence = format!("{name} is marked as not valid");
            return log.remark(&place.text(), Code::NoResult, &sentence);
        }
        Some("preliminary" | "registered") => {
            let sentence = format!("{name} is not final; import it when it is");
            return log.remark(&place.text(), Code::NoResult, &sentence);
        }
        _ => {}
    }
    let components: Vec<&Value> = each(value, "component").collect();
    let is_panel =
        !components.is_empty() || value.get("hasMember").is_some() || value.get("related").is_some();
    if has_value(value) || !is_panel {
        put_one(value, value, kept, place, log);
    }
    for component in components {
        put_one(component, value, kept, place, log);
    }
}

/// What a code is called in a message: its words, else the analyte of its LOINC code, else the code.
pub(super) fn shown_name(concept: Option<&Value>, log: &ForeignLog<'_>) -> String {
    if let Some(words) = concept.and_then(concept_text) {
        return words.to_owned();
    }
    let codings = || concept.into_iter().flat_map(|concept| each(concept, "coding"));
    let loinc = codings().filter(|coding| is_loinc(coding)).find_map(|coding| text(coding, "code"));
    let known = loinc.and_then(|code| log.known.catalog.by_loinc(code));
    match (known, loinc, codings().find_map(|coding| text(coding, "code"))) {
        (Some((analyte, _)), ..) => analyte.name.clone(),
        (None, Some(code), _) => format!("LOINC {code}"),
        (None, None, Some(code)) => format!("the code {code}"),
        (None, None, None) => "a result without a name".to_owned(),
    }
}

fn has_value(value: &Value) -> bool {
    value.as_object().is_some_and(|fields| fields.keys().any(|key| key.starts_with("value")))
}

/// Puts an observation or a component; `whole` is the observation.
fn put_one(
    one: &Value,
    whole: &Value,
    kept: &ObservationContext<'_>,
    place: &ForeignPlace,
    log: &mut ForeignLog<'_>,
) {
    let concept = one.get("code");
    let codings: Vec<&Value> = concept.map(|concept| each(concept, "coding").collect()).unwrap_or_default();
    let loincs: Vec<&str> = codings.iter().filter(|c| is_loinc(c)).filter_map(|c| text(c, "code")).collect();
    let loinc = loincs.iter().find(|code| log.knows_loinc(code)).or_else(|| loincs.first()).copied();
    let local = codings.iter().filter(|c| !is_loinc(c)).filter_map(|c| text(c, "code"));
    let displays = codings.iter().filter_map(|coding| text(coding, "display"));
    let words = concept.and_then(concept_text);
    let names: Vec<&str> = local.chain(displays).chain(words).collect();
    let shown = shown_name(concept, log);
    let (value, unit) = read_value(one, kept.is_own);
    if value == ForeignValue::Nothing {
        let why = one.get("dataAbsentReason").and_then(concept_text);
        let sentence = match why {
            Some(why) => format!("{shown} has no result: {why}"),
            None => format!("{shown} has no result"),
        };
        return log.remark(&place.text(), Code::NoResult, &sentence);
    }
    if kept.head.is_none() && log.knows(loinc, &names) {
        let sentence = format!("{shown} has no day; name it with --on");
        return log.reject(place, &shown, Code::ImpossibleDate, &sentence);
    }
    // Of a name that is not known the day does not matter.
    let unknown = ForeignHead::new(CellDay::of_day(log.today()));
    let head = kept.head.unwrap_or(&unknown);
    let unit = match unit {
        Ok(unit) => unit,
        Err(sentence) => {
            return log.reject(place, &shown, Code::UnknownUnit, &format!("{shown}: {sentence}"));
        }
    };
    if let Some(sentence) = unit.as_ref().and_then(|unit| unit.contradiction(loinc, &names, log)) {
        return log.reject(place, &shown, Code::UnknownUnit, &format!("{shown}: {sentence}"));
    }
    let unit = unit.as_ref().map_or("", |unit| unit.pick(log));
    let mut result = ForeignResult {
        loinc,
        names,
        value,
        unit,
        reference: read_reference(one, log),
        flag: each(one, "interpretation").find_map(read_interpretation),
        method: one.get("method").or_else(|| whole.get("method")).and_then(concept_text).map(str::to_owned),
        note: read_note(one),
        side: read_side(one.get("bodySite").or_else(|| whole.get("bodySite"))),
        is_own: kept.is_own,
        ..ForeignResult::default()
    };
    if kept.is_own {
        read_own(one, &mut result);
    }
    log.put(place, head, result);
}

/// The unit of a quantity, by its UCUM code and as printed.
struct FhirUnit<'v> {
    code: Option<&'v str>,
    printed: Option<&'v str>,
}

impl<'v> FhirUnit<'v> {
    /// Why its code and its print are not one unit, in a sentence.
    fn contradiction(&self, loinc: Option<&str>, names: &[&str], log: &ForeignLog<'_>) -> Option<String> {
        let (code, printed) = (self.code?, self.printed?);
        let coded = loinc.and_then(|code| log.known.catalog.by_loinc(code)).map(|(analyte, _)| analyte);
        let analyte = coded.or_else(|| names.iter().find_map(|name| log.analyte(name)))?;
        let differ = log.names().are_two_amounts(analyte, code, printed);
        differ.then(|| format!("its unit is printed as {printed} and coded as {code}"))
    }

    /// The spelling that is known here; the printed one where neither is.
    fn pick(&self, log: &ForeignLog<'_>) -> &'v str {
        let known = [self.code, self.printed].into_iter().flatten().find(|unit| log.knows_unit(unit));
        known.or(self.printed).or(self.code).unwrap_or("")
    }
}

type UnitRead<'v> = Result<Option<FhirUnit<'v>>, String>;

fn read_value(one: &Value, is_own: bool) -> (ForeignValue, UnitRead<'_>) {
    if let Some(quantity) = one.get("valueQuantity") {
        return read_quantity(quantity);
    }
    let words = text(one, "valueString")
        .or_else(|| one.get("valueCodeableConcept").and_then(concept_text))
        .or_else(|| text(one, "valueInteger"))
        .or_else(|| text(one, "valueDecimal"));
    let Some(words) = words else {
        let odd = one.as_object().and_then(|fields| {
            fields.keys().find(|key| key.starts_with("value") && key.as_str() != "valueQuantity")
        });
        let value = odd.map_or(ForeignValue::Nothing, |key| ForeignValue::Words(format!("a {}", &key[5..])));
        return (value, Ok(None));
    };
    if is_own {
        return (ForeignValue::Words(words.to_owned()), Ok(None));
    }
    match ValueCell::read(words, CellDecimal::Point) {
        ValueCell::Nothing => (ForeignValue::Nothing, Ok(None)),
        ValueCell::Words(words) => (ForeignValue::Words(words), Ok(None)),
        ValueCell::Number { comparator, number, unit, .. } => {
            let behind = words.rfind(unit.as_str()).map(|at| &words[at..at + unit.len()]);
            let unit = behind.filter(|unit| !unit.is_empty());
            (ForeignValue::Number(comparator, number), Ok(Some(FhirUnit { code: None, printed: unit })))
        }
    }
}

fn read_quantity(quantity: &Value) -> (ForeignValue, UnitRead<'_>) {
    let Some(digits) = text(quantity, "value") else { return (ForeignValue::Nothing, Ok(None)) };
    let Some(number) = short_number(digits) else {
        return (ForeignValue::Words(digits.to_owned()), Ok(None));
    };
    let comparator = match text(quantity, "comparator") {
        None => Comparator::Equal,
        Some(sign) => match Comparator::from_sign(sign) {
            Some(comparator) => comparator,
            None => return (ForeignValue::Words(format!("{sign} {digits}")), Ok(None)),
        },
    };
    let is_ucum = text(quantity, "system").is_none_or(|system| system.contains("unitsofmeasure"));
    let unit = FhirUnit { code: text(quantity, "code").filter(|_| is_ucum), printed: text(quantity, "unit") };
    (ForeignValue::Number(comparator, number), Ok(Some(unit)))
}

/// The range that is not said of others than men, where there is one, or one of several is said to be that of men or
/// the normal one.
fn read_reference(one: &Value, log: &ForeignLog<'_>) -> Option<Interval> {
    let ranges: Vec<&Value> = each(one, "referenceRange").filter(|range| !is_of_others(range)).collect();
    let range = match ranges.as_slice() {
        [one] => one,
        many => {
            let of_men: Vec<&&Value> = many.iter().filter(|range| is_of_men(range)).collect();
            if let [one] = of_men.as_slice() {
                one
            } else {
                many.iter().find(|range| is_normal_range(range))?
            }
        }
    };
    let unit =
        |quantity: &Value| text(quantity, "code").or_else(|| text(quantity, "unit")).map(str::to_owned);
    let own = one.get("valueQuantity").and_then(unit);
    let limit = |key: &str| {
        let quantity = range.get(key)?;
        let other = unit(quantity);
        let fits = match (&own, &other) {
            (Some(own), Some(other)) => log.is_one_unit(own, other),
            _ => true,
        };
        short_number(text(quantity, "value")?).filter(|_| fits)
    };
    let interval = Interval::new(limit("low"), limit("high"));
    if range.get("low").is_none() && range.get("high").is_none() {
        return read_range(text(range, "text")?, CellDecimal::Point);
    }
    Some(interval).filter(|interval: &Interval| !interval.is_open())
}

/// Whether a range is said of women or children, and not of men.
fn is_of_others(range: &Value) -> bool {
    let said = |wanted| each(range, "appliesTo").any(|group| is_said_of(group, wanted));
    said(WordRole::Others) && !said(WordRole::Men)
}

fn is_of_men(range: &Value) -> bool {
    each(range, "appliesTo").any(|group| is_said_of(group, WordRole::Men))
}

/// Whether the code or the words of a group of people say this.
fn is_said_of(group: &Value, wanted: WordRole) -> bool {
    let codes = each(group, "coding").flat_map(|coding| [text(coding, "code"), text(coding, "display")]);
    codes.flatten().chain(text(group, "text")).any(|words| {
        let roles = SheetWords::embedded().roles(&phrase_key(words));
        roles.iter().any(|(role, _)| *role == wanted)
    })
}

fn is_normal_range(range: &Value) -> bool {
    let kind = range.get("type").or_else(|| range.get("meaning"));
    let is_normal = |kind: &Value| each(kind, "coding").any(|coding| text(coding, "code") == Some("normal"));
    range.get("appliesTo").is_none() && kind.is_some_and(is_normal)
}

fn read_interpretation(concept: &Value) -> Option<String> {
    let codes = each(concept, "coding").filter_map(|coding| text(coding, "code"));
    let words = text(concept, "text").or_else(|| concept.as_str());
    codes.chain(words).find_map(read_flag).map(str::to_owned)
}

fn read_note(one: &Value) -> Option<String> {
    let notes: Vec<&str> = each(one, "note").filter_map(|note| text(note, "text")).collect();
    (!notes.is_empty()).then(|| notes.join("\n"))
}

fn read_side(site: Option<&Value>) -> Option<BodySide> {
    let words = site.and_then(concept_text)?.to_lowercase();
    match (words.contains("left"), words.contains("right")) {
        (true, false) => Some(BodySide::Left),
        (false, true) => Some(BodySide::Right),
        _ => None,
    }
}

/// What androlog writes of a result where FHIR has no place for it.
fn read_own(one: &Value, result: &mut ForeignResult<'_>) {
    for extension in each(one, "extension") {
        let Some(words) = text(extension, "valueString") else { continue };
        match text(extension, "url").and_then(|url| url.strip_prefix(super::OWN_EXTENSION)) {
            Some("flag") => result.flag = Some(words.to_owned()),
            Some("assay") => result.assay = Some(words.to_owned()),
            _ => {}
        }
    }
}
