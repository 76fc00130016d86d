//! The README says what is so: its picture, its keys and its commands are the program's own.
//!
//! `UPDATE_README=1 cargo test --test it docs` writes the pictures and the keys anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use androlog::cli::CommandLine;
use androlog::config::Config;
use androlog::ui::action::Action;
use androlog::ui::theme::{Glyphs, ThemeName};
use assert_cmd::cargo::CommandCargoExt;
use clap::CommandFactory;

use crate::harness::Harness;
use crate::screenshot::{DARK, LIGHT, frame_as_svg};

fn readme() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// What stands between two marks of the README.
fn part(text: &str, name: &str) -> String {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let from = text.find(&open).unwrap() + open.len();
    text[from..text.find(&close).unwrap()].to_owned()
}

/// Compares a part with what it should be; writes it when asked to.
fn keep(name: &str, wanted: &str) {
    let text = fs::read_to_string(readme()).unwrap();
    let found = part(&text, name);
    if found != wanted && std::env::var_os("UPDATE_README").is_some() {
        let marked = |inner: &str| format!("<!-- {name} -->\n{inner}<!-- /{name} -->");
        fs::write(readme(), text.replace(&marked(&found), &marked(wanted))).unwrap();
        return;
    }
    assert_eq!(found, wanted, "UPDATE_README=1 cargo test --test it docs writes it anew");
}

#[test]
fn the_keys_are_the_programs_own() {
    keep("keys", &keys());
}

/// The pictures of the README: their name, lines, the keys that lead to the screen, and what it is called.
const PICTURES: [(&str, u16, &str, &str); 3] = [
    ("today", 24, "", "The Today screen of androlog over its demonstration log"),
    ("chart", 30, "3", "The Chart screen of androlog: estradiol and testosterone over therapy and symptoms"),
    (
        "entry",
        18,
        "a<enter>486<enter>6.2<enter>5.1<enter>",
        "The form of a blood panel in androlog while it is typed",
    ),
];

/// Compares each picture with what the program draws; writes it when asked to.
#[test]
fn the_pictures_are_what_the_program_draws() {
    let json = demo();
    let readme = fs::read_to_string(readme()).unwrap();
    for (screen, lines, keys, says) in PICTURES {
        for (name, theme, ink) in [("dark", ThemeName::Dark, DARK), ("light", ThemeName::Light, LIGHT)] {
            let harness =
                Harness::from_json("2026-03-14", &json).size(120, lines).look(theme, Glyphs::Braille);
            let drawn = frame_as_svg(&harness.keys(keys).draw(), &ink, says);
            let file = format!("docs/{screen}-{name}.svg");
            let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(&file);
            if std::env::var_os("UPDATE_README").is_some() {
                fs::write(&path, &drawn).unwrap();
            }
            let is_kept = fs::read_to_string(&path).is_ok_and(|kept| kept == drawn);
            assert!(is_kept, "{file}: UPDATE_README=1 writes it anew");
            assert!(readme.contains(&file), "README does not show {file}");
        }
    }
}

/// The Debian package is built from the list in Cargo.toml, by `contrib/deb.sh` or by cargo-deb.
#[test]
fn the_recipes_of_status_bars_are_the_same_on_both_pages() {
    let page = fs::read_to_string(readme().with_file_name("docs/every-morning.md")).unwrap();
    let readme = fs::read_to_string(readme()).unwrap();
    let recipes: Vec<&str> =
        page.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(recipes.len(), 4, "tmux, waybar and its style, i3status-rust");
    for recipe in recipes {
        assert!(readme.contains(recipe), "README lacks\n{recipe}");
    }
}

#[test]
fn every_file_of_the_debian_package_is_there() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let manifest: toml::Table = fs::read_to_string(root.join("Cargo.toml")).unwrap().parse().unwrap();
    let assets = manifest["package"]["metadata"]["deb"]["assets"].as_array().unwrap();
    assert!(assets.len() > 5, "{assets:?}");
    for source in assets.iter().map(|asset| asset[0].as_str().unwrap()) {
        let (folder, name) = source.rsplit_once('/').unwrap_or(("", source));
        let is_there = match name.strip_prefix('*') {
            Some(ending) => fs::read_dir(root.join(folder))
                .unwrap()
                .any(|file| file.unwrap().file_name().to_string_lossy().ends_with(ending)),
            None => source.starts_with("target/") || root.join(source).is_file(),
        };
        assert!(is_there, "{source}");
    }
}

/// The demonstration log.
fn demo() -> String {
    let home = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let mut command = Command::cargo_bin("androlog").unwrap();
        command
            .env_clear()
            .env("HOME", home.path())
            .env("ANDROLOG_TODAY", "2026-03-14")
            .current_dir(home.path());
        let output = command.args(args).output().unwrap();
        assert!(output.status.success(), "{args:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    run(&["demo", "--write", "demo.db"]);
    run(&["--db", "demo.db", "export", "--format", "json"])
}

fn keys() -> String {
    let keymap = Config::default().keymap().unwrap();
    let mut table = "| key | does |\n|---|---|\n".to_owned();
    for (actions, does) in [
        (&[Action::Tab1, Action::Tab6][..], "the tabs, from Today to Journal"),
        (&[Action::Add], "add: a panel, an analysis, a scan, a drug, a symptom"),
        (&[Action::Open], "open what is under the cursor"),
        (&[Action::Edit, Action::Delete, Action::Duplicate], "edit, delete, repeat with the day of today"),
        (&[Action::Undo, Action::Redo], "undo, redo"),
        (&[Action::Filter], "filter"),
        (&[Action::Units, Action::Private], "units as printed, conventional, SI; hide or show values"),
        (&[Action::Export, Action::Import], "export; import a file, looked through before it is stored"),
        (&[Action::Help, Action::Palette], "keys here, every command by name"),
        (
            &[Action::Save, Action::Keep, Action::Discard],
            "in a form: save, leave and keep the draft, discard it",
        ),
        (&[Action::Head], "in the form of a report: to its date and laboratory, and back"),
        (
            &[Action::Range, Action::OtherUnit, Action::Method],
            "in a form, of the value under the cursor: its range, its other unit, its method",
        ),
        (&[Action::Quit], "quit"),
    ] {
        let keys: Vec<String> = actions.iter().map(|action| format!("`{}`", keymap.key(*action))).collect();
        table += &format!("| {} | {does} |\n", keys.join(" "));
    }
    table
}

/// Whether a character is of the name of a command; options, which begin with a dash, are none.
fn is_of_name(c: char) -> bool {
    c.is_ascii_lowercase() || c == '-'
}

#[test]
fn every_command_is_in_the_readme_and_every_one_it_names_exists() {
    let text = fs::read_to_string(readme()).unwrap();
    let known: BTreeSet<String> =
        CommandLine::command().get_subcommands().map(|c| c.get_name().to_owned()).collect();
    let named: BTreeSet<String> = text
        .split("androlog ")
        .skip(1)
        .map(|after| after.chars().take_while(|c| is_of_name(*c)).collect::<String>())
        .filter(|word| !word.is_empty() && !word.starts_with('-'))
        .collect();
    let missing: Vec<&String> = known.iter().filter(|command| !named.contains(*command)).collect();
    assert_eq!(missing, Vec::<&String>::new());
    let code: BTreeSet<String> = text
        .split('`')
        .skip(1)
        .step_by(2)
        .filter_map(|code| code.strip_prefix("androlog "))
        .filter_map(|code| code.split_whitespace().next().map(str::to_owned))
        .collect();
    let invented: Vec<&String> =
        code.iter().filter(|command| !known.contains(*command) && !command.starts_with("--")).collect();
    assert_eq!(invented, Vec::<&String>::new());
}

#[test]
fn every_option_of_every_command_says_what_it_does() {
    for command in CommandLine::command().get_subcommands() {
        assert!(command.get_about().is_some(), "{} says nothing", command.get_name());
        for argument in command.get_arguments().filter(|a| a.get_id() != "help") {
            assert!(argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
        }
    }
}

#[test]
fn every_command_a_message_tells_to_run_exists() {
    let known: BTreeSet<String> =
        CommandLine::command().get_subcommands().map(|c| c.get_name().to_owned()).collect();
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut named = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap_or_default();
            for after in text.split("`androlog ").skip(1) {
                named.insert(after.chars().take_while(|c| is_of_name(*c)).collect::<String>());
            }
        }
    }
    let invented: Vec<&String> = named
        .iter()
        .filter(|name| !name.is_empty() && !name.starts_with('-') && !known.contains(*name))
        .collect();
    assert_eq!(invented, Vec::<&String>::new());
    assert!(named.contains("list"));
}

/// The examples of a command's help, each the words of one command line.
fn examples(command: &clap::Command) -> Vec<Vec<String>> {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let examples = help.trim_start_matches("Examples: ").trim_start_matches("Example: ").to_owned();
    let lines = examples.split(", androlog ").map(|line| line.trim_start_matches("androlog ").to_owned());
    lines.filter(|line| !line.is_empty()).map(|line| shlex::split(&line).unwrap()).collect()
}

#[test]
fn every_command_has_an_example_in_its_help_that_is_understood() {
    for command in CommandLine::command().get_subcommands() {
        let name = command.get_name();
        let examples = examples(command);
        assert!(!examples.is_empty(), "{name} has no example");
        for words in examples {
            assert_eq!(words[0], name, "{words:?}");
            let line = std::iter::once("androlog".to_owned()).chain(words.clone());
            let parsed = CommandLine::command().try_get_matches_from(line);
            assert!(parsed.is_ok(), "{words:?}: {}", parsed.unwrap_err());
        }
    }
}
