//! The log as a FHIR R4 bundle: reports with their results, drugs as statements of what is taken.

use serde_json::{Map, Value, json};

use super::{LOINC, OWN_ANALYTE, OWN_EXTENSION, OWN_SYSTEM};
use crate::catalog::Catalog;
use crate::domain::decimal::Decimal;
use crate::domain::quantity::{Comparator, Quantity, shown_unit};
use crate::domain::record::Record;
use crate::domain::regimen::Regimen;
use crate::domain::report::{BodySide, Kind, Observation, Report, Value as ResultValue};
use crate::exchange::rows::Selection;

/// Where codes of units come from.
const UCUM: &str = "http://unitsofmeasure.org";

/// Begins a text that stands for a number with just these digits. No text of the log has control characters.
const DIGITS: char = '\u{1}';

/// The record as a bundle of R4: digits as printed, ranges, flags, words, and what only some reports say. The text
/// ends with a line break.
///
/// # Panics
/// Never: keys are text.
pub fn export(record: &Record, selection: &Selection, catalog: &Catalog) -> String {
    let mut bundle = BundleWriter { catalog, entries: Vec::new() };
    bundle.patient(record);
    for report in record.reports().iter().filter_map(|report| selection.part_of(report)) {
        bundle.report(&report);
    }
    for regimen in record.regimens().iter().filter(|regimen| selection.takes_course(regimen)) {
        bundle.regimen(regimen);
    }
    let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": bundle.entries });
    let text = serde_json::to_string_pretty(&bundle).expect("keys are text");
    bare_numbers(&text) + "\n"
}

/// The text with marked digits as numbers.
fn bare_numbers(text: &str) -> String {
    text.split("\"\\u0001").enumerate().fold(String::with_capacity(text.len()), |mut whole, (at, part)| {
        match part.split_once('"').filter(|_| at > 0) {
            Some((digits, rest)) => {
                whole.push_str(digits);
                whole.push_str(rest);
            }
            None => whole.push_str(part),
        }
        whole
    })
}

struct BundleWriter<'c> {
    catalog: &'c Catalog,
    entries: Vec<Value>,
}

/// The one person a log is of.
const PATIENT: &str = "the-patient";

impl BundleWriter<'_> {
    fn put(&mut self, name: &str, resource: Value) {
        self.entries.push(json!({ "fullUrl": address(name), "resource": resource }));
    }

    fn patient(&mut self, record: &Record) {
        let mut patient = json!({ "resourceType": "Patient", "active": true });
        if let Some(day) = record.profile().birth_date {
            patient["birthDate"] = json!(day.to_string());
        }
        self.put(PATIENT, patient);
    }

    fn report(&mut self, report: &Report) {
        let name = |at: usize| format!("{} {at}", report.id);
        let links: Vec<Value> =
            (0..report.results.len()).map(|at| json!({ "reference": address(&name(at)) })).collect();
        let mut extensions = vec![extension("kind", report.kind().id())];
        extensions.extend(report.time.map(|time| extension("time", &time.format("%H:%M").to_string())));
        extensions.extend(report.note.as_deref().map(|note| extension("note", note)));
        extensions
            .extend(report.context.iter().map(|(field, value)| extension(field.row().key, &value.typed())));
        let mut resource = json!({
            "resourceType": "DiagnosticReport",
            "extension": extensions,
            "identifier": [{ "system": OWN_SYSTEM, "value": report.id.as_str() }],
            "status": "final",
            "code": { "text": report.kind().name() },
            "subject": { "reference": address(PATIENT) },
            "effectiveDateTime": report.date.to_string(),
        });
        if let Some(laboratory) = &report.laboratory {
            resource["performer"] = json!([{ "type": "Organization", "display": laboratory }]);
        }
        if !links.is_empty() {
            resource["result"] = Value::Array(links);
        }
        self.put(&report.id, resource);
        for (at, result) in report.results.iter().enumerate() {
            let observation = self.observation(report, result);
            self.put(&name(at), observation);
        }
    }

    fn observation(&self, report: &Report, result: &Observation) -> Value {
        let mut resource = json!({
            "resourceType": "Observation",
            "status": "final",
            "category": [{ "coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                "code": category(report.kind()),
            }] }],
            "code": self.code(result),
            "subject": { "reference": address(PATIENT) },
            "effectiveDateTime": report.date.to_string(),
        });
        match &result.value {
            ResultValue::Number(quantity) => resource["valueQuantity"] = self.quantity(quantity),
            ResultValue::Words(words) => resource["valueString"] = json!(words),
        }
        let unit = result.quantity().map(|quantity| quantity.unit.to_string());
        if let Some(interval) = &result.reference {
            let limit = |limit: &Decimal| self.limit(limit, unit.as_deref());
            let mut range = Map::new();
            range.extend(interval.low.as_ref().map(|low| ("low".to_owned(), limit(low))));
            range.extend(interval.high.as_ref().map(|high| ("high".to_owned(), limit(high))));
            if !range.is_empty() {
                resource["referenceRange"] = json!([range]);
            }
        }
        let mut extensions = Vec::new();
        match result.flag.as_deref() {
            Some(flag @ ("H" | "L" | "A")) => {
                resource["interpretation"] = json!([{ "coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation",
                    "code": flag,
                }] }]);
            }
            Some(flag) => extensions.push(extension("flag", flag)),
            None => {}
        }
        if let Some(method) = &result.method {
            resource["method"] = json!({ "text": method.to_string() });
        }
        if let Some(side) = result.side {
            resource["bodySite"] = json!({ "text": if side == BodySide::Left { "left" } else { "right" } });
        }
        if let Some(note) = &result.note {
            resource["note"] = json!([{ "text": note }]);
        }
        extensions.extend(result.assay.as_deref().map(|assay| extension("assay", assay)));
        if !extensions.is_empty() {
            resource["extension"] = Value::Array(extensions);
        }
        resource
    }

    /// LOINC where a code of this unit and side is known, the log's own id, and the name.
    fn code(&self, result: &Observation) -> Value {
        let unit = result.quantity().map_or("", |quantity| &quantity.unit);
        let loinc = self.catalog.loinc_for(&result.analyte, unit, result.side);
        let mut codings: Vec<Value> =
            loinc.map(|loinc| json!({ "system": LOINC, "code": &*loinc.code })).into_iter().collect();
        codings.push(json!({ "system": OWN_ANALYTE, "code": result.analyte.as_str() }));
        let name = self
            .catalog
            .analyte(&result.analyte)
            .map_or_else(|| result.analyte.to_string(), |a| a.name.clone());
        json!({ "coding": codings, "text": name })
    }

    fn quantity(&self, quantity: &Quantity) -> Value {
        let mut shown = self.limit(&quantity.value, Some(&quantity.unit));
        if quantity.comparator != Comparator::Equal {
            shown["comparator"] = json!(quantity.comparator.sign());
        }
        shown
    }

    fn limit(&self, number: &Decimal, unit: Option<&str>) -> Value {
        let mut shown = json!({ "value": digits(number) });
        if let Some(unit) = unit {
            if !shown_unit(unit).is_empty() {
                shown["unit"] = json!(shown_unit(unit));
            }
            if let Some(name) = self.catalog.unit_name(unit) {
                shown["system"] = json!(UCUM);
                shown["code"] = json!(&*name.ucum);
            }
        }
        shown
    }

    fn regimen(&mut self, regimen: &Regimen) {
        let mut period = json!({ "start": regimen.start.to_string() });
        if let Some(stop) = regimen.stop {
            period["end"] = json!(stop.to_string());
        }
        let mut resource = json!({
            "resourceType": "MedicationStatement",
            "status": if regimen.stop.is_some() { "completed" } else { "active" },
            "medicationCodeableConcept": { "text": self.catalog.drug_name(&regimen.drug) },
            "subject": { "reference": address(PATIENT) },
            "effectivePeriod": period,
        });
        let dosages = regimen.doses.iter().map(|dose| {
            let mut dosage = json!({ "text": format!("{} from {}", dose.words(), dose.from) });
            if let Some(route) = &regimen.route {
                dosage["route"] = json!({ "text": route });
            }
            dosage
        });
        let dosages: Vec<Value> = dosages.collect();
        if !dosages.is_empty() {
            resource["dosage"] = Value::Array(dosages);
        }
        if let Some(note) = &regimen.note {
            resource["note"] = json!([{ "text": note }]);
        }
        self.put(&regimen.id, resource);
    }
}

const fn category(kind: Kind) -> &'static str {
    match kind {
        Kind::Blood | Kind::Semen => "laboratory",
        Kind::Dxa => "imaging",
        Kind::Body => "vital-signs",
    }
}

fn extension(key: &str, words: &str) -> Value {
    json!({ "url": format!("{OWN_EXTENSION}{key}"), "valueString": words })
}

/// Digits that become a bare number. JSON has no zeros before a number.
fn digits(number: &Decimal) -> String {
    let (sign, digits) = number.as_str().strip_prefix('-').map_or(("", number.as_str()), |rest| ("-", rest));
    let plain = digits.trim_start_matches('0');
    let plain =
        if plain.is_empty() || plain.starts_with('.') { format!("0{plain}") } else { plain.to_owned() };
    format!("{DIGITS}{sign}{plain}")
}

/// An address that is the same whenever the same thing is exported: an id as it is, else one made from the name.
fn address(name: &str) -> String {
    let is_uuid = name.len() == 36
        && name.bytes().enumerate().all(|(at, b)| {
            if matches!(at, 8 | 13 | 18 | 23) {
                b == b'-'
            } else {
                b.is_ascii_digit() || (b'a'..=b'f').contains(&b)
            }
        });
    if is_uuid {
        return format!("urn:uuid:{name}");
    }
    // FNV-1a of 128 bits.
    let hash = name.bytes().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    });
    format!("urn:uuid:{}", uuid::Builder::from_custom_bytes(hash.to_be_bytes()).into_uuid())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::change::Entry;
    use crate::exchange::table::ImportAnswers;
    use crate::exchange::{Parsed, ReaderKnowledge};

    /// A log with what FHIR has a place for, and with what it has none for.
    const LOG: &str = r#"{"format":"androlog","version":1,"profile":{"birth_date":"1990-05-01"},"reports":[
      {"id":"0192d5a0-0000-7000-8000-000000000001","kind":"blood","date":"2026-03-14","time":"08:10","laboratory":"Nord \"A\"",
       "fasting":true,"hours_since_dose":"2.50","note":"first\nsecond","results":[
        {"analyte":"estradiol","comparator":"<","value":"5.0","unit":"pg/mL","reference":{"low":"8.0","high":"35.0"},"flag":"L","method":"lc-ms/ms","note":"repeat"},
        {"analyte":"lh","value":"5.40","unit":"IU/L","reference":{"high":"8.6"},"flag":"*"},
        {"analyte":"lh","value":"5.50","unit":"IU/L"}]},
      {"id":"short","kind":"semen","date":"2026-06-04","abstinence_days":"3","complete":false,"who_edition":"2021","results":[
        {"analyte":"sperm-concentration","text":"too few to assess"},
        {"analyte":"dfi","value":"18","unit":"%","assay":"SCSA"}]},
      {"id":"scan","kind":"dxa","date":"2026-07-01","device":"Hologic","results":[
        {"analyte":"t-score-total-hip","value":"-2.60","unit":"{T-score}","side":"left"},
        {"analyte":"bmd-lumbar-spine","value":"0.987","unit":"g/cm2"}]},
      {"id":"saliva","kind":"blood","date":"2026-08-01","specimen":"saliva","results":[
        {"analyte":"estradiol","value":"1.2","unit":"pg/mL"}]}],
      "regimens":[{"drug":"anastrozole","route":"oral","start":"2026-01-05","doses":[
        {"from":"2026-01-05","amount":"1","unit":"mg","schedule":"twice weekly"}]}]}"#;

    fn known() -> ReaderKnowledge<'static> {
        ReaderKnowledge { catalog: Catalog::embedded(), today: "2026-11-28".parse().unwrap(), record: None }
    }

    fn reports(parsed: Parsed) -> Vec<Report> {
        let report = |entry| match entry {
            Entry::Report(report) => Some(report),
            _ => None,
        };
        parsed.found.into_iter().filter_map(|found| report(found.entry)).collect()
    }

    fn written() -> (Vec<Report>, String) {
        let parsed = crate::exchange::json::read(LOG, &known());
        let entries: Vec<Entry> = parsed.found.iter().map(|found| found.entry.clone()).collect();
        let text = export(&Record::whole(entries), &Selection::default(), known().catalog);
        (reports(parsed), text)
    }

    #[test]
    fn reports_written_as_fhir_are_read_back_equal() {
        let (mut before, text) = written();
        let parsed = super::super::read_fhir(&[text], &ImportAnswers::default(), &known()).unwrap();
        assert_eq!(parsed.rejected_results, 0, "{:?}", parsed.diagnostics);
        let mut after = reports(parsed);
        before.sort_by(|a, b| a.id.cmp(&b.id));
        after.sort_by(|a, b| a.id.cmp(&b.id));
        assert_eq!(after, before);
    }

    #[test]
    fn numbers_keep_their_digits_and_units_their_codes() {
        let (_, text) = written();
        for part in [
            "\"value\": 5.40,",
            "\"value\": -2.60,",
            "\"comparator\": \"<\"",
            "\"code\": \"[IU]/L\"",
            "\"code\": \"2243-4\"",
            "\"birthDate\": \"1990-05-01\"",
            "\"1 mg twice weekly from 2026-01-05\"",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(serde_json::from_str::<Value>(&text).is_ok());
    }
}
