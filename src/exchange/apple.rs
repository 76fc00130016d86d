//! Apple Health: body measures of `export.xml` and the clinical records beside it, read as a stream.

use std::collections::BTreeMap;
use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::domain::quantity::Comparator;
use crate::exchange::Code;
use crate::exchange::foreign::{
    ForeignHead, ForeignLog, ForeignPlace, ForeignResult, ForeignValue, PlaceWord, short_number,
};
use crate::exchange::table::read_stamp;
use crate::exchange::xml::{attributes, broken};

/// Measures that the log keeps, by Apple's names.
const MEASURES: [(&str, &str); 6] = [
    ("HKQuantityTypeIdentifierBodyMass", "weight"),
    ("HKQuantityTypeIdentifierHeight", "height"),
    ("HKQuantityTypeIdentifierBodyMassIndex", "bmi"),
    ("HKQuantityTypeIdentifierWaistCircumference", "waist"),
    ("HKQuantityTypeIdentifierBloodPressureSystolic", "systolic-pressure"),
    ("HKQuantityTypeIdentifierBloodPressureDiastolic", "diastolic-pressure"),
];

/// Whether the beginning of an XML text is an export of Apple Health.
pub(super) fn is_apple(head: &str) -> bool {
    head.contains("<HealthData") || head.contains("<!DOCTYPE HealthData")
}

/// Reads the measures of an export. What else it has is counted by kind; a damaged end loses only itself.
pub(super) fn read_apple(source: impl BufRead, log: &mut ForeignLog<'_>) {
    let mut reader = Reader::from_reader(source);
    reader.config_mut().check_end_names = false;
    let mut others: BTreeMap<String, usize> = BTreeMap::new();
    let mut buffer = Vec::new();
    let mut number = 0;
    let mut open = 0_i64;
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        open += match &event {
            Ok(Event::Start(_)) => 1,
            Ok(Event::End(_)) => -1,
            _ => 0,
        };
        match event {
            Ok(Event::Start(start) | Event::Empty(start)) => match start.name().as_ref() {
                "Record" => {
                    number += 1;
                    read_record(&attributes(&start), number, &mut others, log);
                }
                "Workout" | "ActivitySummary" | "Correlation" | "Audiogram" => {
                    let name = start.name().as_ref().to_owned();
                    *others.entry(name).or_default() += 1;
                }
                _ => {}
            },
            Ok(Event::Eof) => {
                if open > 0 {
                    log.cut_off();
                }
                break;
            }
            Ok(_) => {}
            Err(error) => {
                log.parsed.rejected_others += 1;
                let sentence = format!("{}; what stands before it was read", broken(&error));
                log.remark(&format!("record {number}"), Code::UnreadableFile, &sentence);
                break;
            }
        }
        if buffer.capacity() > LARGEST_ELEMENT {
            buffer = Vec::new();
        }
    }
    let named: Vec<String> = others.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
    if !named.is_empty() {
        let sentence = format!("these are not results and were left out: {}", named.join(", "));
        log.remark("the file", Code::OtherEntries, &sentence);
    }
}

/// A buffer that grew larger for one element is given back.
const LARGEST_ELEMENT: usize = 1 << 20;

fn read_record(
    record: &[(String, String)],
    number: u32,
    others: &mut BTreeMap<String, usize>,
    log: &mut ForeignLog<'_>,
) {
    let get = |name: &str| record.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
    let kind = get("type").unwrap_or("a record without a type");
    let Some((_, analyte)) = MEASURES.iter().find(|(name, _)| *name == kind) else {
        let short = kind
            .trim_start_matches("HKQuantityTypeIdentifier")
            .trim_start_matches("HKCategoryTypeIdentifier");
        if others.len() < MOST_KINDS || others.contains_key(short) {
            *others.entry(short.chars().take(60).collect()).or_default() += 1;
        }
        return;
    };
    let place = ForeignPlace::numbered(PlaceWord::Record, number);
    let Some(stamp) = get("startDate").and_then(|text| read_stamp(&apple_stamp(text))) else {
        let text = get("startDate").unwrap_or("nothing");
        return log.reject(&place, analyte, Code::ImpossibleDate, &format!("“{text}” is not a day"));
    };
    let value = get("value").and_then(short_number);
    let value = value.map_or(ForeignValue::Nothing, |value| ForeignValue::Number(Comparator::Equal, value));
    let unit = match get("unit") {
        // Apple counts a body mass index.
        Some("count") if *analyte == "bmi" => "kg/m2",
        unit => unit.unwrap_or_default(),
    };
    let head = ForeignHead { time: stamp.time, ..ForeignHead::new(stamp) };
    log.put(&place, &head, ForeignResult { names: vec![analyte], value, unit, ..ForeignResult::default() });
}

/// More kinds of records than Apple has are damage.
const MOST_KINDS: usize = 300;

/// `2016-04-18 08:25:32 -0700` with its zone as RFC 3339 has it.
fn apple_stamp(text: &str) -> String {
    match text.rsplit_once(' ') {
        Some((stamp, zone)) if zone.len() == 5 && zone.is_ascii() && zone.starts_with(['+', '-']) => {
            format!("{stamp}{}:{}", &zone[..3], &zone[3..])
        }
        _ => text.to_owned(),
    }
}
