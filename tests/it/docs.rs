//! The README says what is so: its picture, its keys and its commands are the program's own.
//!
//! `UPDATE_README=1 cargo test --test it docs` writes the picture and the keys anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use androlog::cli::CommandLine;
use androlog::config::Config;
use androlog::ui::action::Action;
use assert_cmd::cargo::CommandCargoExt;
use clap::CommandFactory;

use crate::harness::Harness;

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

/// One test, since both parts are written to the same file.
#[test]
fn the_picture_and_the_keys_are_the_programs_own() {
    keep("screen", &format!("```text\n{}\n```\n", picture()));
    keep("keys", &keys());
}

/// The Today screen of the demonstration log.
fn picture() -> String {
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
    let json = run(&["--db", "demo.db", "export", "--format", "json"]);
    let frame = Harness::from_json("2026-03-14", &json).size(120, 24).frame();
    frame.trim_end().to_owned()
}

fn keys() -> String {
    let keymap = Config::default().keymap().unwrap();
    let mut table = "| key | does |\n|---|---|\n".to_owned();
    for (actions, does) in [
        (&[Action::Tab1, Action::Tab6][..], "the tabs, from Today to Journal"),
        (&[Action::Add], "add: a panel, an analysis, a scan, a drug, a symptom"),
        (&[Action::Open], "open what is under the cursor"),
        (&[Action::Edit, Action::Delete, Action::Duplicate], "edit, delete, the same again today"),
        (&[Action::Undo, Action::Redo], "undo, redo"),
        (&[Action::Filter], "filter"),
        (&[Action::Units, Action::Private], "units as printed, conventional, SI; hide values"),
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
    let invented: Vec<&String> = code.iter().filter(|command| !known.contains(*command)).collect();
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
