//! A rule in two parts, for the program and for its build: the fields that every rule may have, and those of its kind.

use toml::{Table, Value};

const SHARED_FIELDS: [&str; 18] = [
    "id",
    "title",
    "core",
    "enabled",
    "goal",
    "unless_goal",
    "severity_goal_unset",
    "quiet_after",
    "not_after",
    "beside",
    "escalate_any_of",
    "min_age",
    "suppressed_by",
    "interval_from",
    "note",
    "cite",
    "cite_for",
    "message",
];

/// A rule as it is read: the fields that every rule may have, the word for its kind, and the fields of that kind. Who
/// knows the kind before its fields need not keep them until then.
///
/// # Errors
/// When no word says which kind it is.
pub fn parted(mut rule: Table) -> Result<(Table, String, Table), String> {
    let shared = SHARED_FIELDS.iter().filter_map(|field| rule.remove_entry(*field)).collect();
    match rule.remove("kind") {
        Some(Value::String(kind)) => Ok((shared, kind, rule)),
        Some(other) => Err(format!("`kind` = {other} must be a word")),
        None => Err("missing field `kind`".to_owned()),
    }
}
