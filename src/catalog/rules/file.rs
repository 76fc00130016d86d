//! One file of rules as it was written: its tables, and the line of what is wrong in them.

use std::fmt;

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use crate::domain::id::RuleId;
use crate::guidance::faults::RuleFault;

/// The rules built in, as TOML.
pub const fn embedded() -> &'static str {
    include_str!("../../../catalog/rules.toml")
}

/// Why a rules file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct RuleError {
    pub file: String,
    /// The line, counted from 1, where one can be named.
    pub line: Option<usize>,
    /// The rule, where it is one of a single rule.
    pub rule: Option<RuleId>,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(rule) = &self.rule {
            write!(f, ", rule {rule}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// One file of rules.
pub(super) struct RuleSource<'t> {
    name: &'t str,
    text: &'t str,
}

impl RuleSource<'static> {
    /// The rules built in, as they are written.
    pub(super) const fn built_in() -> Self {
        Self::new("rules.toml (built in)", embedded())
    }
}

impl<'t> RuleSource<'t> {
    pub(super) const fn new(name: &'t str, text: &'t str) -> Self {
        Self { name, text }
    }

    /// The tables of its rules, each with an id of its own.
    pub(super) fn rules(&self, errors: &mut Vec<RuleError>) -> Vec<Table> {
        let mut file: Table = match self.text.parse() {
            Ok(file) => file,
            Err(error) => {
                errors.push(self.not_toml(&error));
                return Vec::new();
            }
        };
        let listed = file.remove("rule");
        file.remove("schema");
        for key in file.keys() {
            let reason = format!("unknown key `{key}`; rules stand in [[rule]] tables");
            errors.push(self.at(self.line_of(key), None, reason));
        }
        let mut tables: Vec<Table> = Vec::new();
        for value in into_array(listed) {
            let Value::Table(table) = value else {
                errors.push(self.at(None, None, "rules stand in [[rule]] tables".to_owned()));
                continue;
            };
            let id = id_of(&table);
            if id.is_empty() {
                errors.push(self.at(None, None, "a [[rule]] has no id".to_owned()));
            } else if tables.iter().any(|other| id_of(other) == id) {
                let words = "the id stands here twice".to_owned();
                errors.push(self.error(id, RuleFault { at: None, words }));
            } else {
                tables.push(table);
            }
        }
        tables
    }

    fn not_toml(&self, error: &toml::de::Error) -> RuleError {
        let line = error.span().map(|span| self.line_at(span.start));
        self.at(line, None, error.message().to_owned())
    }

    /// An error of a rule, at the line of the field or the word that is at fault, else of the rule.
    pub(super) fn error(&self, id: &str, fault: RuleFault) -> RuleError {
        let at = fault.at.as_deref();
        let line = at.and_then(|at| self.line_in_rule(id, at).or_else(|| self.line_of_text(id, at)));
        self.at(line.or_else(|| self.line_in_rule(id, "id")), Some(id.into()), fault.words)
    }

    fn at(&self, line: Option<usize>, rule: Option<RuleId>, reason: String) -> RuleError {
        RuleError { file: self.name.to_owned(), line, rule, reason }
    }

    fn line_at(&self, offset: usize) -> usize {
        let before = &self.text[..self.text.floor_char_boundary(offset)];
        before.matches('\n').count() + 1
    }

    fn line_of(&self, key: &str) -> Option<usize> {
        let table = DeTable::parse(self.text).ok()?;
        let at = find_key(table.get_ref(), key)?;
        Some(self.line_at(at))
    }

    pub(super) fn line_in_rule(&self, id: &str, field: &str) -> Option<usize> {
        self.in_rule(id, |rule| find_key(rule, field))
    }

    /// An error of a rule, at the line of the text it is about.
    pub(super) fn error_at_text(&self, id: &str, text: &str, reason: String) -> RuleError {
        self.at(self.line_of_text(id, text), Some(id.into()), reason)
    }

    fn line_of_text(&self, id: &str, text: &str) -> Option<usize> {
        self.in_rule(id, |rule| rule.iter().find_map(|(_, value)| find_text(value, text)))
    }

    fn in_rule(&self, id: &str, find: impl Fn(&DeTable<'_>) -> Option<usize>) -> Option<usize> {
        let file = DeTable::parse(self.text).ok()?;
        let rules = file.get_ref().get("rule")?.get_ref().as_array()?;
        let mut tables = rules.iter().filter_map(|rule| rule.get_ref().as_table());
        let rule = tables.find(|table| table.get("id").and_then(|v| v.get_ref().as_str()) == Some(id))?;
        Some(self.line_at(find(rule)?))
    }
}

/// The id of a rule; empty where it has none.
pub(super) fn id_of(table: &Table) -> &str {
    table.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// Where a text stands as a value, looking into nested tables and arrays.
fn find_text(value: &Spanned<DeValue<'_>>, wanted: &str) -> Option<usize> {
    match value.get_ref() {
        DeValue::String(text) if text == wanted => Some(value.span().start),
        DeValue::Table(table) => table.iter().find_map(|(_, value)| find_text(value, wanted)),
        DeValue::Array(values) => values.iter().find_map(|value| find_text(value, wanted)),
        _ => None,
    }
}

/// Where a key stands, looking into nested tables and arrays.
fn find_key(table: &DeTable<'_>, wanted: &str) -> Option<usize> {
    table.iter().find_map(|(key, value)| {
        if key.get_ref() == wanted {
            return Some(key.span().start);
        }
        find_key_in(value, wanted)
    })
}

fn find_key_in(value: &Spanned<DeValue<'_>>, wanted: &str) -> Option<usize> {
    match value.get_ref() {
        DeValue::Table(table) => find_key(table, wanted),
        DeValue::Array(values) => values.iter().find_map(|value| find_key_in(value, wanted)),
        _ => None,
    }
}

fn into_array(value: Option<Value>) -> Vec<Value> {
    match value {
        None => Vec::new(),
        Some(Value::Array(values)) => values,
        Some(other) => vec![other],
    }
}
