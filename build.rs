//! Turns the catalogue, which people read and correct as TOML, into `MessagePack` that loads in a fraction of the time:
//! the program starts on every prompt, and need not parse text each time. Each file becomes a part of its own, read
//! when it is first asked for; the names and codes of analytes, which most starts do without, become another.

#[path = "build/languages.rs"]
mod languages;
#[path = "src/catalog/rules/parted.rs"]
mod parted;
#[path = "src/catalog/plain_key.rs"]
mod plain_key;

use std::path::Path;
use std::{env, fs};

/// The files of `catalog/` that become a part as they are.
const FILES: [&str; 11] = [
    "units",
    "intervals",
    "semen",
    "panels",
    "variation",
    "drugs",
    "symptoms",
    "sources",
    "order",
    "demo",
    "tables",
];

/// The fields of an analyte by which it is found.
const NAME_FIELDS: [&str; 5] = ["id", "name", "short", "aliases", "loinc"];

/// Those of them that nothing else needs.
const ONLY_NAMES: [&str; 2] = ["aliases", "loinc"];

fn main() {
    println!("cargo::rerun-if-changed=catalog");
    println!("cargo::rerun-if-changed=src/catalog/plain_key.rs");
    println!("cargo::rerun-if-changed=src/catalog/rules/parted.rs");
    println!("cargo::rerun-if-changed=build/languages.rs");
    refuse_heads_of_two_meanings(&table_of("catalog/tables.toml"));
    for file in FILES {
        write_part(file, &json(table_of(&format!("catalog/{file}.toml"))));
    }
    let analytes = analytes();
    write_part("analytes", &analytes_with(&analytes, |field| !ONLY_NAMES.contains(&field)));
    write_part("analyte_names", &analytes_with(&analytes, |field| NAME_FIELDS.contains(&field)));
    write_part("rules", &rules());
    write_part("languages", &languages::compile());
}

/// The analytes; their units, a third of the text, in the short form of their fields in order.
fn analytes() -> Vec<toml::Table> {
    let mut file = table_of("catalog/analytes.toml");
    let Some(toml::Value::Array(listed)) = file.remove("analyte") else {
        panic!("analytes.toml holds [[analyte]] tables");
    };
    let mut analytes: Vec<toml::Table> = listed.into_iter().map(table).collect();
    for analyte in &mut analytes {
        if let Some(toml::Value::Array(units)) = analyte.get_mut("units") {
            for unit in units {
                let fields = ["unit", "factor", "decimals", "system"].map(|field| unit[field].clone());
                *unit = toml::Value::Array(fields.into());
            }
        }
    }
    analytes
}

fn table(value: toml::Value) -> toml::Table {
    match value {
        toml::Value::Table(table) => table,
        other => panic!("{other} is no table"),
    }
}

/// The analytes with some of their fields.
fn analytes_with(analytes: &[toml::Table], is_kept: impl Fn(&str) -> bool) -> serde_json::Value {
    let kept = |analyte: &toml::Table| {
        let fields = analyte.iter().filter(|(field, _)| is_kept(field));
        json(fields.map(|(field, value)| (field.clone(), value.clone())).collect())
    };
    serde_json::json!({ "analyte": analytes.iter().map(kept).collect::<Vec<_>>() })
}

fn json(table: toml::Table) -> serde_json::Value {
    serde_json::to_value(table).expect("every TOML value used here has a JSON form")
}

/// Each rule in two parts: the fields that every rule may have, and those of its kind behind the word for it.
fn rules() -> serde_json::Value {
    let file = table_of("catalog/rules.toml");
    let rules = file["rule"].as_array().expect("rules.toml holds [[rule]] tables").iter();
    let parted = rules.map(|rule| {
        let rule = rule.as_table().expect("a rule is a table").clone();
        let (shared, kind, own) = parted::parted(rule).unwrap_or_else(|error| panic!("rules.toml: {error}"));
        serde_json::json!([shared, { kind: own }])
    });
    parted.collect()
}

/// A head of a column means one thing.
fn refuse_heads_of_two_meanings(tables: &toml::Table) {
    let roles = tables["heads"].as_table().expect("tables.toml holds [heads]");
    let mut owners = std::collections::BTreeMap::new();
    for (role, names) in roles {
        for name in names.as_array().expect("a role has a list of heads") {
            let other = owners.insert(plain_key::phrase_key(name.as_str().expect("a head is a text")), role);
            assert!(other.is_none(), "tables.toml: {name} is both {role} and {}", other.unwrap_or(role));
        }
    }
}

fn table_of(path: &str) -> toml::Table {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn write_part(name: &str, value: &serde_json::Value) {
    let folder = env::var_os("OUT_DIR").expect("cargo names the folder for generated files");
    let part = rmp_serde::to_vec(value).expect("every JSON value has a MessagePack form");
    fs::write(Path::new(&folder).join(format!("{name}.msgpack")), part)
        .expect("cargo's own folder can be written");
}
