//! androlog's own JSON: everything in the log as one text, and back without loss.

mod entry;
mod stream;
mod write;

use serde_json::{Map, Value};

use crate::exchange::{Code, Parsed, ReaderKnowledge};
use entry::{JsonReader, LISTS};
pub use stream::{is_as_written, read_stream};
pub use write::{ListPlace, PagedList, end_of_list, export, export_around, export_entries};

/// The shape written here; a change of shape is another version.
pub const VERSION: u64 = 1;

const FORMAT: &str = "androlog";

/// Larger texts are refused before they are taken apart.
const MAX_BYTES: usize = 128 << 20;

/// Reads such a text. Each entry and each result stands for itself: one that cannot be understood is named and
/// the others are kept. Ids, nulls and absent keys are optional.
pub fn read(text: &str, known: &ReaderKnowledge<'_>) -> Parsed {
    let mut file = match open(text) {
        Ok(file) => file,
        Err(sentence) => return Parsed::unreadable(&sentence),
    };
    let mut reader = JsonReader::new(known);
    if let Some(profile) = file.remove("profile") {
        reader.profile(profile);
    }
    for name in LISTS {
        if let Some(list) = file.remove(name) {
            reader.list(name, list);
        }
    }
    for key in file.keys() {
        let sentence = format!("“{key}” is not part of an androlog file and was left out");
        reader.parsed.remark("the file", Code::UnknownKey, &sentence);
    }
    reader.finish()
}

fn open(text: &str) -> Result<Map<String, Value>, String> {
    if text.len() > MAX_BYTES {
        return Err(format!(
            "the file is larger than {} MB; restore a backup instead of importing it",
            MAX_BYTES >> 20
        ));
    }
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| format!("this is not valid JSON: {error}"))?;
    let Value::Object(mut file) = value else {
        return Err(format!("an androlog file is an object that begins {{\"format\":\"{FORMAT}\"}}"));
    };
    match file.remove("format") {
        Some(Value::String(format)) if format == FORMAT => {}
        Some(other) => {
            return Err(format!("\"format\" is {other}; an androlog file has \"{FORMAT}\""));
        }
        None => return Err(format!("the file does not say \"format\":\"{FORMAT}\"")),
    }
    match file.remove("version") {
        Some(version) if version.as_u64() == Some(VERSION) => Ok(file),
        Some(version) => {
            Err(format!("the file has version {version}; this androlog reads version {VERSION}"))
        }
        None => Err(format!("the file does not say its version, for example \"version\":{VERSION}")),
    }
}
