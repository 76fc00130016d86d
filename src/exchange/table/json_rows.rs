//! Lists of results in JSON as rows: of objects, of objects in objects, and below keys that name a day or a marker.

use serde_json::{Map, Value};

use super::heads::{ColumnRole, role_of_head};
use super::source::{TableText, held_table};
use crate::exchange::foreign::PlaceWord;

/// What keys of objects may be beside names of their fields.
pub(in crate::exchange) struct JsonKeys<'k> {
    pub is_day: &'k dyn Fn(&str) -> bool,
    /// Whether what it names can be measured.
    pub is_marker: &'k dyn Fn(&str) -> bool,
}

/// An object as a row: its keys with the texts of their values.
type JsonRow = Vec<(String, String)>;

/// Wider tables are no lists of results.
const MOST_COLUMNS: usize = 500;

/// Objects in objects end somewhere.
const DEEPEST: usize = 6;

/// A list of objects, of a file or under keys of it; the head is all their keys. Every row is an entry, or one of the
/// entries that it lists, the head entry 0. None where there is no such list.
pub(in crate::exchange) fn json_list(value: &Value, keys: &JsonKeys<'_>) -> Option<TableText<'static>> {
    let mut entries: Vec<JsonRow> = Vec::new();
    match value {
        Value::Array(list) => {
            for entry in list {
                keys.put_rows(entry, &Vec::new(), &mut entries, 0);
            }
        }
        Value::Object(file) if file.iter().any(|(key, value)| keys.names_rows(key, value, 0)) => {
            keys.put_rows(value, &Vec::new(), &mut entries, 0);
        }
        Value::Object(file) => {
            let lists = file.values().filter_map(Value::as_array);
            let longest = lists.filter(|list| is_of_objects(list)).max_by_key(|list| list.len())?;
            let above = said_of_all(file);
            for entry in longest {
                keys.put_rows(entry, &above, &mut entries, 0);
            }
        }
        _ => return None,
    }
    let mut heads: Vec<String> = Vec::new();
    for (key, _) in entries.iter().flatten() {
        if heads.len() < MOST_COLUMNS && !heads.contains(key) {
            heads.push(key.clone());
        }
    }
    if heads.is_empty() {
        return None;
    }
    let cell = |entry: &JsonRow, key: &str| {
        entry.iter().find(|(own, _)| own == key).map_or_else(String::new, |(_, text)| text.clone())
    };
    let rows: Vec<Vec<String>> =
        entries.iter().map(|entry| heads.iter().map(|key| cell(entry, key)).collect()).collect();
    Some(held_table(std::iter::once(heads).chain(rows), PlaceWord::Line))
}

/// A text with one object a line, as a list.
pub(in crate::exchange) fn json_lines(text: &str) -> Option<Value> {
    let objects: Result<Vec<Value>, _> = serde_json::Deserializer::from_str(text).into_iter().collect();
    objects.ok().filter(|objects| objects.len() > 1 && objects.iter().all(Value::is_object)).map(Value::Array)
}

impl JsonKeys<'_> {
    /// What a key says of all that stands below it: `"2026-03-14": {…}`, `"LH": [{…}]`.
    fn said(&self, key: &str) -> Option<(String, String)> {
        let head = if (self.is_day)(key) { "date" } else { (self.is_marker)(key).then_some("name")? };
        Some((head.to_owned(), key.to_owned()))
    }

    /// Whether a key names the day or the marker of rows below it, or keys below it do.
    fn names_rows(&self, key: &str, value: &Value, depth: usize) -> bool {
        match value {
            Value::Array(list) => is_of_objects(list) && self.said(key).is_some(),
            Value::Object(fields) => {
                (self.is_day)(key)
                    || depth < DEEPEST
                        && fields.iter().any(|(key, value)| self.names_rows(key, value, depth + 1))
            }
            _ => false,
        }
    }

    /// Puts an object below the row that holds for it: one row, or where it holds lists of objects those of the lists,
    /// each with what the object says of them all.
    fn put_rows(&self, entry: &Value, above: &JsonRow, rows: &mut Vec<JsonRow>, depth: usize) {
        let Some(fields) = entry.as_object().filter(|_| depth < DEEPEST) else {
            return rows.push(above.clone());
        };
        let holds_rows = |(key, value): &(&String, &Value)| {
            value.as_array().is_some_and(|list| is_of_objects(list)) || self.names_rows(key, value, depth)
        };
        let (inner, own): (Vec<_>, Vec<_>) = fields.iter().partition(holds_rows);
        let mut row = above.clone();
        for (key, value) in own {
            put_cells(key, value, &mut row);
        }
        if inner.is_empty() {
            return rows.push(row);
        }
        for (key, value) in inner {
            let mut row = row.clone();
            if let Some((head, key)) = self.said(key) {
                put_cell(head, key, &mut row);
            }
            let entries = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            for entry in entries {
                self.put_rows(entry, &row, rows, depth + 1);
            }
        }
    }
}

fn is_of_objects(list: &[Value]) -> bool {
    list.iter().any(Value::is_object)
}

/// What a file says of all its results beside the list of them: the day, the laboratory, the patient.
fn said_of_all(file: &Map<String, Value>) -> JsonRow {
    let mut row = Vec::new();
    for (key, value) in file {
        let Some(parts) = value.as_object() else {
            put_cells(key, value, &mut row);
            continue;
        };
        for (part, value) in parts {
            put_cells(&format!("{key}_{part}"), value, &mut row);
        }
    }
    let is_of_all = |role: ColumnRole| {
        use ColumnRole::{Abstinence, Day, Fasting, Laboratory, OtherDay, Person, Specimen, Time};
        matches!(role, Abstinence | Day | Fasting | Laboratory | OtherDay | Person | Specimen | Time)
    };
    row.retain(|(key, text)| !text.is_empty() && role_of_head(key).is_some_and(|(role, _)| is_of_all(role)));
    row
}

/// Puts the cells of a field into a row: its value, or where it is an object without one, as `{"min": 1, "max": 2}`,
/// those of its own fields.
fn put_cells(key: &str, value: &Value, row: &mut JsonRow) {
    let text = json_cell(Some(value));
    let parts = value.as_object().filter(|_| text.is_empty());
    let parts = parts.into_iter().flatten().filter(|(_, part)| !part.is_object() && !part.is_array());
    let mut cells: JsonRow =
        parts.map(|(part, value)| (format!("{key}_{part}"), json_cell(Some(value)))).collect();
    if cells.is_empty() {
        cells.push((key.to_owned(), text));
        let unit = ["unit", "units"].iter().find_map(|unit| value.get(*unit)?.as_str());
        // `"lh": {"value": 3.4, "unit": "IU/L"}` is a column of values and one of their units.
        let head = if matches!(key, "value" | "result") { "unit".to_owned() } else { format!("{key}_unit") };
        cells.extend(unit.map(|unit| (head, unit.to_owned())));
    }
    for (key, text) in cells {
        put_cell(key, text, row);
    }
}

/// What is nearer to the result stands in place of what is above it.
fn put_cell(key: String, text: String, row: &mut JsonRow) {
    match row.iter_mut().find(|(own, _)| *own == key) {
        Some((_, known)) => *known = text,
        None => row.push((key, text)),
    }
}

fn json_cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        // A list of objects becomes rows of its own.
        Some(Value::Array(list)) if is_of_objects(list) => String::new(),
        Some(Value::Object(nested)) => {
            let parts = ["value", "name", "text", "display"].iter().find_map(|key| nested.get(*key));
            parts.map_or_else(String::new, |part| json_cell(Some(part)))
        }
        Some(other) => other.to_string(),
    }
}
