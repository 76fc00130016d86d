//! Part of the build script: the words of laboratory sheets, a file a language, as one table; what would make two
//! things of one word stops the build.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::{Value, json};

use crate::plain_key::{name_key, phrase_key, unit_key};
use crate::table_of;

/// What the build needs to know of an analyte to find a collision.
struct KnownAnalyte {
    kind: String,
    units: Vec<String>,
}

/// All languages as one JSON object: `languages`, `names` [key, analyte, languages, everyday], `others`, `words`
/// [phrase, role, languages], `laboratories` [phrase, part of a name], `semen` its lists of all
/// languages, `units` [spelling, code, languages], `months`
/// [key, number]. Languages are bits.
pub fn compile() -> Value {
    let analytes = analytes();
    let mut table = LanguageTable::default();
    let mut paths: Vec<_> = fs::read_dir("catalog/languages")
        .expect("catalog/languages holds a file a language")
        .map(|file| file.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    paths.sort();
    for (number, path) in paths.iter().enumerate() {
        let path = path.to_string_lossy();
        table.add(&path, number, &table_of(&path), &analytes);
    }
    table.refuse_collisions(&analytes);
    table.to_value()
}

fn analytes() -> BTreeMap<String, KnownAnalyte> {
    let text = |value: &toml::Value, field: &str| value[field].as_str().expect("a text").to_owned();
    let table = table_of("catalog/analytes.toml");
    let list = table["analyte"].as_array().expect("a list of analytes");
    list.iter()
        .map(|analyte| {
            let units = analyte["units"].as_array().expect("a list of units");
            let units = units.iter().map(|unit| text(unit, "unit")).collect();
            (text(analyte, "id"), KnownAnalyte { kind: text(analyte, "kind"), units })
        })
        .collect()
}

#[derive(Default)]
struct LanguageTable {
    languages: Vec<Value>,
    /// By key, then analyte: the languages that have the name.
    names: BTreeMap<String, BTreeMap<String, u32>>,
    everyday: Vec<String>,
    others: Vec<String>,
    words: BTreeMap<(String, String), u32>,
    /// How a word belongs to the name of a laboratory; in no language it may be two things.
    laboratories: BTreeMap<String, String>,
    semen: BTreeMap<String, BTreeSet<String>>,
    units: BTreeMap<(String, String), u32>,
    months: BTreeMap<String, u32>,
}

impl LanguageTable {
    fn add(
        &mut self,
        path: &str,
        number: usize,
        file: &toml::Table,
        analytes: &BTreeMap<String, KnownAnalyte>,
    ) {
        let bit = 1_u32 << number;
        let text = |field: &str| file[field].as_str().unwrap_or_else(|| panic!("{path}: {field} is a text"));
        self.languages
            .push(json!({ "code": text("code"), "name": text("name"), "decimal": text("decimal") }));
        self.everyday.extend(list(&file["everyday"], path).map(name_key));
        self.others.extend(list(&file["others"], path).map(name_key));
        for (analyte, names) in group(file, "names", path) {
            assert!(analytes.contains_key(analyte), "{path}: no analyte is called {analyte}");
            for name in list(names, path) {
                let key = name_key(name);
                assert!(key.len() > 1, "{path}: {analyte}: “{name}” is too short for a name");
                *self.names.entry(key).or_default().entry(analyte.clone()).or_default() |= bit;
            }
        }
        for (role, words) in group(file, "words", path) {
            for word in list(words, path) {
                *self.words.entry((phrase_key(word), role.clone())).or_default() |= bit;
            }
        }
        for (part, words) in group(file, "laboratories", path) {
            for word in list(words, path) {
                let before = self.laboratories.insert(phrase_key(word), part.clone());
                assert!(
                    before.is_none_or(|p| p == *part),
                    "{path}: “{word}” is already another part of a name"
                );
            }
        }
        for (part, words) in file.get("semen").and_then(toml::Value::as_table).into_iter().flatten() {
            self.semen.entry(part.clone()).or_default().extend(list(words, path).map(name_key));
        }
        for (printed, code) in group(file, "units", path) {
            let code =
                code.as_str().unwrap_or_else(|| panic!("{path}: {printed}: a code of a unit is a text"));
            *self.units.entry((unit_key(printed), code.to_owned())).or_default() |= bit;
        }
        for (month, names) in group(file, "months", path) {
            let month = month.parse().unwrap_or_else(|_| panic!("{path}: {month} is no month"));
            for name in list(names, path) {
                let before = self.months.insert(name_key(name), month);
                assert!(before.is_none_or(|m| m == month), "{path}: “{name}” is already another month");
            }
        }
    }

    /// A name may lead to two analytes only where the kind of sheet or the unit tells them apart.
    fn refuse_collisions(&self, analytes: &BTreeMap<String, KnownAnalyte>) {
        let mut all = self.names.clone();
        for (key, owner) in catalog_names() {
            all.entry(key).or_default().entry(owner).or_default();
        }
        for (key, owners) in &all {
            let owners: Vec<&String> = owners.keys().collect();
            for (at, first) in owners.iter().enumerate() {
                for second in &owners[at + 1..] {
                    let (a, b) = (&analytes[*first], &analytes[*second]);
                    let shared = a.kind == b.kind && a.units.iter().any(|unit| b.units.contains(unit));
                    assert!(!shared, "catalog/languages: “{key}” is both {first} and {second}");
                }
            }
        }
    }

    fn to_value(&self) -> Value {
        let mut names = Vec::new();
        for (key, owners) in &self.names {
            names.extend(owners.iter().map(|(analyte, languages)| json!([key, analyte, languages])));
        }
        let pairs = |map: &BTreeMap<(String, String), u32>| -> Vec<Value> {
            map.iter().map(|((first, second), languages)| json!([first, second, languages])).collect()
        };
        json!({
            "languages": self.languages,
            "names": names,
            "everyday": self.everyday,
            "others": self.others,
            "words": pairs(&self.words),
            "laboratories": self.laboratories,
            "semen": self.semen,
            "units": pairs(&self.units),
            "months": self.months,
        })
    }
}

/// Names that `analytes.toml` itself has, by key.
fn catalog_names() -> Vec<(String, String)> {
    let table = table_of("catalog/analytes.toml");
    let list = table["analyte"].as_array().expect("a list of analytes");
    let mut names = Vec::new();
    for analyte in list {
        let id = analyte["id"].as_str().expect("an id is a text");
        let aliases = analyte.get("aliases").and_then(toml::Value::as_array).into_iter().flatten();
        let own = ["id", "name", "short"].into_iter().map(|field| &analyte[field]);
        let texts = own.chain(aliases).filter_map(toml::Value::as_str);
        names.extend(texts.map(|text| (name_key(text), id.to_owned())));
    }
    names
}

fn group<'t>(file: &'t toml::Table, name: &str, path: &str) -> &'t toml::Table {
    file[name].as_table().unwrap_or_else(|| panic!("{path}: [{name}] is a table"))
}

fn list<'t>(value: &'t toml::Value, path: &'t str) -> impl Iterator<Item = &'t str> {
    let list = value.as_array().unwrap_or_else(|| panic!("{path}: {value} is no list"));
    list.iter().map(move |word| word.as_str().unwrap_or_else(|| panic!("{path}: {word} is no text")))
}
