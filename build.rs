//! Turns the catalogue, which people read and correct as TOML, into JSON that loads in a fraction of the time: the
//! program starts on every prompt, and need not parse comments each time. Sources, the bulk of the text and the part
//! most starts do without, are kept apart.

use std::path::Path;
use std::{env, fs};

/// The files of `catalog/` but for the sources and the rules, which are read apart.
const FILES: [&str; 8] =
    ["units", "analytes", "intervals", "semen", "panels", "variation", "drugs", "symptoms"];

fn main() {
    println!("cargo::rerun-if-changed=catalog");
    write("catalog.json", &FILES);
    write("sources.json", &["sources"]);
    write("rules.json", &["rules"]);
}

/// Writes the entries of some files as one JSON object, where the crate includes it from.
fn write(json_name: &str, files: &[&str]) {
    let mut entries = toml::Table::new();
    for name in files {
        let path = format!("catalog/{name}.toml");
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let table: toml::Table = toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        entries.extend(table);
    }
    let json = serde_json::to_string(&entries).expect("every TOML value used here has a JSON form");
    let folder = env::var_os("OUT_DIR").expect("cargo names the folder for generated files");
    fs::write(Path::new(&folder).join(json_name), json).expect("cargo's own folder can be written");
}
