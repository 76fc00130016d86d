//! The layers of the source point one way: who may name whom, and which words a layer must not say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A layer: where it lies, the crate modules it may name beside itself, the words it must not say.
struct Layer {
    place: &'static str,
    may_name: &'static [&'static str],
    must_not_say: &'static [&'static str],
}

const NO_WORLD: &[&str] = &["rusqlite", "ratatui", "crossterm", "toml", "std::fs", "std::env", "now()"];

/// The most specific place comes first.
const LAYERS: &[Layer] = &[
    Layer { place: "src/domain", may_name: &[], must_not_say: NO_WORLD },
    Layer { place: "src/guidance", may_name: &["domain"], must_not_say: NO_WORLD },
    Layer {
        place: "src/catalog",
        may_name: &["domain", "guidance"],
        must_not_say: &["rusqlite", "ratatui", "crossterm", "std::fs", "std::env", "now()"],
    },
    Layer { place: "src/store", may_name: &["domain"], must_not_say: &["ratatui", "crossterm", "now()"] },
    Layer {
        place: "src/exchange",
        may_name: &["domain", "guidance", "catalog"],
        must_not_say: &["rusqlite", "ratatui", "crossterm", "std::fs", "std::env", "now()"],
    },
    Layer {
        place: "src/ui/widget",
        may_name: &["domain", "ui::widget", "ui::key", "ui::privacy"],
        must_not_say: &["rusqlite", "std::fs", "std::env", "now()"],
    },
    Layer {
        place: "src/ui",
        may_name: &["domain", "guidance", "catalog", "exchange"],
        must_not_say: &["rusqlite", "std::fs", "std::env", "now()"],
    },
    Layer {
        place: "src/config.rs",
        may_name: &["domain", "catalog", "ui"],
        must_not_say: &["rusqlite", "now()"],
    },
    Layer {
        place: "src/runtime",
        may_name: &["domain", "guidance", "catalog", "store", "exchange", "ui", "config"],
        must_not_say: &["rusqlite"],
    },
    Layer {
        place: "src/cli",
        may_name: &["domain", "guidance", "catalog", "store", "exchange", "ui", "config", "runtime"],
        must_not_say: &["rusqlite"],
    },
];

#[test]
fn every_layer_names_only_the_layers_below_it() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let Some(layer) = layer_of(&path) else { continue };
        for named in crate_paths(&text) {
            let own = layer.place.trim_start_matches("src/").trim_end_matches(".rs").replace('/', "::");
            let allowed = layer.may_name.iter().any(|may| under(&named, may)) || under(&named, &own);
            if !allowed {
                broken.push(format!("{path}: names crate::{named}"));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn no_layer_says_a_word_that_belongs_to_another() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let Some(layer) = layer_of(&path) else { continue };
        for word in layer.must_not_say.iter().filter(|word| says(&text, word)) {
            broken.push(format!("{path}: says {word}"));
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn screens_do_not_know_one_another() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let Some(screen) = path.strip_prefix("src/ui/screen/") else {
            continue;
        };
        let own = screen.split(['/', '.']).next().unwrap();
        for named in crate_paths(&text) {
            let other = named.strip_prefix("ui::screen::").and_then(|rest| rest.split("::").next());
            // What all screens are is theirs together; a screen is a module, in small letters.
            let other = other.filter(|other| other.starts_with(char::is_lowercase));
            if own != "mod" && other.is_some_and(|other| other != own) {
                broken.push(format!("{path}: names crate::{named}"));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

/// Whoever reads such a file would have to know the others first, and those it.
#[test]
fn no_files_use_each_other_in_a_circle() {
    let sources = sources();
    let modules: BTreeMap<String, &String> =
        sources.iter().map(|(path, text)| (module_of(path), text)).collect();
    let uses: BTreeMap<&str, BTreeSet<&str>> =
        modules.iter().map(|(module, text)| (module.as_str(), used_by(module, text, &modules))).collect();
    let in_circles: Vec<&str> =
        uses.keys().copied().filter(|module| reached_from(module, &uses).contains(module)).collect();
    assert_eq!(in_circles, Vec::<&str>::new());
}

/// The module a file holds: `store::sound` of `src/store/sound.rs`, `store` of `src/store/mod.rs`.
fn module_of(path: &str) -> String {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    path.replace('/', "::")
}

/// The modules a file takes something from, but those it lies in and those that lie in it.
fn used_by<'m>(module: &str, text: &str, modules: &'m BTreeMap<String, &String>) -> BTreeSet<&'m str> {
    let parent = module.rsplit_once("::").map_or(String::new(), |(parent, _)| format!("{parent}::"));
    let named = crate_paths(&text.replace("super::", &format!("crate::{parent}")));
    let file_of = |named: &String| {
        let holds_it = |module: &&String| under(named, module);
        modules.keys().filter(holds_it).max_by_key(|module| module.len()).map(String::as_str)
    };
    let is_apart = |other: &&str| !under(module, other) && !under(other, module);
    named.iter().filter_map(file_of).filter(is_apart).collect()
}

/// The modules that are used from there on, however far.
fn reached_from<'m>(module: &str, uses: &BTreeMap<&'m str, BTreeSet<&'m str>>) -> BTreeSet<&'m str> {
    let mut reached = BTreeSet::new();
    let mut ahead: Vec<&str> = uses[module].iter().copied().collect();
    while let Some(next) = ahead.pop() {
        if reached.insert(next) {
            ahead.extend(&uses[next]);
        }
    }
    reached
}

#[test]
fn every_file_opens_with_a_sentence() {
    let silent: Vec<String> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|s| s.0).collect();
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn no_file_is_left_out_of_the_layers() {
    let outside: Vec<String> =
        sources().into_iter().map(|s| s.0).filter(|path| layer_of(path).is_none()).collect();
    assert_eq!(outside, ["src/lib.rs", "src/main.rs"]);
}

#[test]
fn the_test_itself_sees_grouped_and_nested_paths() {
    let text = "use crate::{domain::day, ui::{self, widget::plot}};\nfn f() { crate::store::open() }";
    assert_eq!(crate_paths(text), ["domain::day", "ui", "ui::widget::plot", "store::open"]);
    assert!(says("let x = Utc::now();", "now()"));
    assert!(!says("// now() is not read here\nlet unknown = 1;", "now()"));
}

fn layer_of(path: &str) -> Option<&'static Layer> {
    LAYERS.iter().find(|layer| path == layer.place || path.starts_with(&format!("{}/", layer.place)))
}

fn under(named: &str, module: &str) -> bool {
    named == module || named.starts_with(&format!("{module}::"))
}

/// Whether the code outside comments and tests says a word on its own.
fn says(text: &str, word: &str) -> bool {
    code(text).match_indices(word).any(|(at, _)| {
        let before = code(text)[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

/// The text without comment lines and without the tests at its end.
fn code(text: &str) -> String {
    let code = text.split("\n#[cfg(test)]\nmod tests").next().unwrap();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Every path that begins with `crate::`, groups spelled out.
fn crate_paths(text: &str) -> Vec<String> {
    let code = code(text);
    let mut paths = Vec::new();
    for (at, start) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            spell_out("", &code[at + start.len()..], &mut paths);
        }
    }
    paths
}

/// Adds the paths of one use tree and returns the length read.
fn spell_out(prefix: &str, text: &str, paths: &mut Vec<String>) -> usize {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(text.len());
    let (head, rest) = text.split_at(end);
    let path = format!("{prefix}{head}");
    if !rest.starts_with('{') {
        paths.push(path.trim_end_matches("::self").trim_end_matches("::").to_owned());
        return end;
    }
    let mut at = end + 1;
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        match text[at..].chars().next() {
            None => return at,
            Some('}') => return at + 1,
            Some(',') => at += 1,
            Some(c) if c.is_alphanumeric() || c == '_' => at += spell_out(&path, &text[at..], paths),
            // `as name`, `*` and the like add no path of their own.
            Some(c) => at += c.len_utf8(),
        }
    }
}

/// Every source file by its path from the root.
pub fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![root.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}
