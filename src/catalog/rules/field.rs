//! The fields of a rule in force, each with where it stands.

use toml::{Table, Value};

use super::file::{RuleSource, id_of};

/// A field of a rule as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleField {
    /// As it is written, for example `repeat_days`.
    pub name: String,
    /// Its value in force.
    pub value: String,
    /// Where the user's file gives it, and what it stands in place of; none for what is built in.
    pub own: Option<OwnField>,
}

/// A field that stands in the user's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnField {
    /// The line, counted from 1.
    pub line: Option<usize>,
    /// The value built in, where there is one.
    pub instead_of: Option<String>,
}

/// What a rule says beside its words, as written: every field of the effective rule with its value, the user's in
/// place of the built-in ones. Of files that [`super::load`] takes; empty for a rule they do not have.
pub fn fields(user: Option<(&str, &str)>, id: &str) -> Vec<RuleField> {
    let of = |tables: Vec<Table>| tables.into_iter().find(|table| id_of(table) == id).unwrap_or_default();
    let file = user.map(|(name, text)| RuleSource::new(name, text));
    let built_in = of(RuleSource::built_in().rules(&mut Vec::new()));
    let own = file.as_ref().map_or_else(Table::new, |file| of(file.rules(&mut Vec::new())));
    let mut table = built_in.clone();
    table.extend(own.clone());
    let told_elsewhere =
        |key: &str| matches!(key, "id" | "title" | "message" | "note" | "cite" | "interval_from" | "core");
    table
        .into_iter()
        .filter(|(key, _)| !told_elsewhere(key))
        .map(|(name, value)| {
            let own = own.contains_key(&name).then(|| OwnField {
                line: file.as_ref().and_then(|file| file.line_in_rule(id, &name)),
                instead_of: built_in.get(&name).map(Value::to_string),
            });
            RuleField { name, value: value.to_string(), own }
        })
        .collect()
}
