//! Our own JSON written: a whole record at once, or a file of any length in pieces.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use super::{FORMAT, VERSION};
use crate::domain::dose_log::DoseEntry;
use crate::domain::journal::{EventEntry, Profile, ReminderAction, SymptomEntry};
use crate::domain::question::Question;
use crate::domain::record::Record;
use crate::domain::regimen::Regimen;
use crate::domain::report::Report;

/// The record as pretty JSON with keys in the contract's order, a line break at the end.
///
/// # Panics
/// Never: entries have text keys, and digits are written as text.
pub fn export(record: &Record) -> String {
    #[derive(Serialize)]
    struct LogFile<'a> {
        format: &'static str,
        version: u64,
        profile: &'a Profile,
        reports: &'a [Report],
        regimens: &'a [Regimen],
        symptoms: &'a [SymptomEntry],
        events: &'a [EventEntry],
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        doses_taken: &'a [DoseEntry],
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        questions: &'a [Question],
        reminder_actions: &'a [ReminderAction],
    }
    let file = LogFile {
        format: FORMAT,
        version: VERSION,
        profile: record.profile(),
        reports: record.reports(),
        regimens: record.regimens(),
        symptoms: record.symptoms(),
        events: record.events(),
        doses_taken: record.doses_taken(),
        questions: record.questions(),
        reminder_actions: record.actions(),
    };
    let mut text =
        serde_json::to_string_pretty(&file).expect("entries have text keys, and digits are written as text");
    text.push('\n');
    text
}

/// A list of a file that comes in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagedList {
    Reports,
    Symptoms,
    /// Not in a file at all where there are none.
    Doses,
}

/// The text of such a file around those of its lists that come in pages, one piece before each of them and one behind
/// the last. The record has nothing of them; where doses are to come it says so.
pub fn export_around(record: &Record, lists: &[PagedList]) -> Vec<String> {
    let mut rest = export(record);
    if lists.contains(&PagedList::Doses) {
        let behind = ["questions", "reminder_actions"].map(|name| format!("\n  \"{name}\": ["));
        let at = behind.iter().find_map(|name| rest.find(name.as_str()));
        rest.insert_str(at.expect("a file has a list of actions"), "\n  \"doses_taken\": [],");
    }
    let mut pieces = Vec::new();
    for list in lists {
        let name = match list {
            PagedList::Reports => "reports",
            PagedList::Symptoms => "symptoms",
            PagedList::Doses => "doses_taken",
        };
        let empty = format!("\n  \"{name}\": []");
        let at = rest.find(&empty).expect("a list without entries is empty") + empty.len() - 1;
        let behind = rest.split_off(at);
        pieces.push(std::mem::replace(&mut rest, behind));
    }
    pieces.push(rest);
    pieces
}

/// Some entries of a list of a file: the first ones, or those behind others. [`end_of_list`] ends it.
///
/// # Panics
/// Never: entries have text keys, and digits are written as text.
pub fn export_entries(entries: &[impl Serialize], place: ListPlace) -> String {
    let mut text = Vec::new();
    let memory = "entries have text keys, digits are written as text, and memory takes them";
    for (at, entry) in entries.iter().enumerate() {
        text.extend_from_slice(if at == 0 && place == ListPlace::First { b"\n    " } else { b",\n    " });
        // As deep as an entry of a list of a file stands.
        let mut form = PrettyFormatter::new();
        form.begin_object(&mut io::sink()).and_then(|()| form.begin_array(&mut io::sink())).expect(memory);
        entry.serialize(&mut Serializer::with_formatter(&mut text, form)).expect(memory);
    }
    String::from_utf8(text).expect("JSON is text")
}

/// What stands behind the last entry of a list, and nothing in an empty one.
pub const fn end_of_list(place: ListPlace) -> &'static str {
    match place {
        ListPlace::First => "",
        ListPlace::Behind => "\n  ",
    }
}

/// Where in a list something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListPlace {
    First,
    Behind,
}
