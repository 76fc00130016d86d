//! Turns the catalogue, which people read and correct as TOML, into JSON that loads in a fraction of the time: the
//! program starts on every prompt, and need not parse comments each time. Sources, the bulk of the text and the part
//! most starts do without, are kept apart, and so are the words of laboratory sheets.

#[path = "build/languages.rs"]
mod languages;
#[path = "src/catalog/plain_key.rs"]
mod plain_key;
#[path = "src/catalog/rules/shared_fields.rs"]
mod shared_fields;

use std::path::Path;
use std::{env, fs};

/// The files of `catalog/` but for the sources, the rules and the languages, which are read apart.
const FILES: [&str; 8] =
    ["units", "analytes", "intervals", "semen", "panels", "variation", "drugs", "symptoms"];

fn main() {
    println!("cargo::rerun-if-changed=catalog");
    println!("cargo::rerun-if-changed=src/catalog/plain_key.rs");
    println!("cargo::rerun-if-changed=src/catalog/rules/shared_fields.rs");
    println!("cargo::rerun-if-changed=build/languages.rs");
    write("catalog.json", &FILES);
    write("sources.json", &["sources"]);
    write_json("rules.json", &rules());
    write_json("languages.json", &languages::compile());
}

/// Writes the entries of some files as one JSON object, where the crate includes it from.
fn write(json_name: &str, files: &[&str]) {
    let mut entries = toml::Table::new();
    for name in files {
        entries.extend(table_of(&format!("catalog/{name}.toml")));
    }
    write_json(
        json_name,
        &serde_json::to_value(&entries).expect("every TOML value used here has a JSON form"),
    );
}

/// Each rule in two parts: the fields that every rule may have, and those of its kind.
fn rules() -> serde_json::Value {
    let file = table_of("catalog/rules.toml");
    let rules = file["rule"].as_array().expect("rules.toml holds [[rule]] tables").iter();
    let parted = rules.map(|rule| {
        let rule = rule.as_table().expect("a rule is a table").clone();
        let (shared, trigger): (toml::Table, toml::Table) =
            rule.into_iter().partition(|(field, _)| shared_fields::SHARED_FIELDS.contains(&field.as_str()));
        serde_json::json!({ "shared": shared, "trigger": trigger })
    });
    parted.collect()
}

fn table_of(path: &str) -> toml::Table {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn write_json(json_name: &str, value: &serde_json::Value) {
    let folder = env::var_os("OUT_DIR").expect("cargo names the folder for generated files");
    fs::write(Path::new(&folder).join(json_name), value.to_string())
        .expect("cargo's own folder can be written");
}
