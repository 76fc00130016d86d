//! `--json`: every command that prints data has it, and every object names its shape.

use serde_json::Value;

use crate::cli::Shell;

/// Commands that print a script or write pages, and no data.
const NO_DATA: [&str; 3] = ["completions", "man", "help"];

/// The commands a help text lists.
fn listed(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = lines.take_while(|line| !line.is_empty()).filter_map(|line| {
        let name = line.strip_prefix("  ").filter(|rest| !rest.starts_with(' '))?;
        name.split_whitespace().next().map(str::to_owned)
    });
    names.collect()
}

/// Every command and subcommand, as its words.
fn leaves(shell: &Shell, of: &[String]) -> Vec<Vec<String>> {
    let args: Vec<&str> = of.iter().map(String::as_str).chain(["--help"]).collect();
    let below: Vec<String> =
        listed(&shell.ok(&args)).into_iter().filter(|name| !NO_DATA.contains(&name.as_str())).collect();
    if below.is_empty() {
        return vec![of.to_vec()];
    }
    let with = |name| of.iter().cloned().chain([name]).collect::<Vec<_>>();
    below.into_iter().flat_map(|name| leaves(shell, &with(name))).collect()
}

#[test]
fn every_command_that_prints_data_has_json_and_every_help_an_example() {
    let shell = Shell::on("2026-03-14");
    let all = leaves(&shell, &[]);
    assert!(all.len() > 40, "{all:?}");
    for words in all {
        let args: Vec<&str> = words.iter().map(String::as_str).chain(["--help"]).collect();
        let help = shell.ok(&args);
        assert!(help.contains("--json"), "{words:?} has no --json");
        assert!(help.lines().any(|line| line.starts_with("Example")), "{words:?} has no example");
    }
}

/// Commands that change the log, in an order that makes each possible, and what each stores or removes.
const ACTS: &[(&str, &str)] = &[
    ("add 2026-03-01 tt=512 lh=5.1", "/stored/0/report/results/1/value"),
    ("therapy start anastrozole 1mg --on 2026-01-05", "/stored/0/regimen/drug"),
    ("therapy dose anastrozole 0.5mg --on 2026-02-01", "/stored/0/regimen/doses/1/amount"),
    ("therapy supply anastrozole 20 --package 28", "/changes/0/words"),
    ("therapy stop anastrozole --on 2026-03-10", "/stored/0/regimen/stop"),
    ("symptom joint-pain moderate", "/stored/0/symptom/grade"),
    ("event fever --on yesterday", "/stored/0/event/date"),
    ("profile set goal fertility", "/stored/0/profile/goal"),
    ("ask Is-a-lower-dose-an-option", "/stored/0/question/text"),
    ("undo", "/changes/0/undone"),
    ("redo", "/changes/0/words"),
];

#[test]
fn a_command_that_changes_the_log_tells_what_it_did_as_json() {
    let shell = Shell::on("2026-03-14");
    for (words, key) in ACTS {
        let args: Vec<&str> = words.split(' ').chain(["--json"]).collect();
        let told = shell.json(&args);
        assert_eq!(told["format"], "androlog/act", "{words}: {told}");
        assert!(told["version"] == 1 && told["words"][0].is_string(), "{words}: {told}");
        assert!(told["changes"][0]["nr"].is_i64(), "{words}: {told}");
        assert!(told.pointer(key).is_some_and(|value| !value.is_null()), "{words} tells {key}: {told}");
    }
    let id = shell.json(&["list", "--json"])[0]["report"].as_str().unwrap().to_owned();
    let removed = shell.json(&["rm", &id, "--json"]);
    assert_eq!(removed["removed"][0]["report"], Value::String(id), "{removed}");
    let dry = shell.json(&["add", "tt=500", "--dry-run", "--json"]);
    assert_eq!((&dry["changes"], &dry["stored"]), (&serde_json::json!([]), &serde_json::json!([])), "{dry}");
    let refused = shell.run(&["add", "tt=90000", "--json"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (1, ""), "{refused:?}");
}

#[test]
fn a_command_that_changes_no_entry_names_its_shape_too() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2026-03-01", "e2=28", "tt=512"]);
    shell.ok(&["add", "2026-02-01", "e2=24"]);
    for (words, format, key) in [
        ("backup", "androlog/backup", "/path"),
        ("restore", "androlog/backups", "/copies/0/path"),
        ("chart e2", "androlog/chart", "/series/0/results/1/value"),
        ("export", "androlog", "/reports/0/id"),
        ("demo --write demo.db", "androlog/demo", "/path"),
        ("merge demo.db --dry-run", "androlog/merge", "/new"),
        ("profile", "androlog/profile", "/profile"),
        ("config path", "androlog/config", "/paths"),
    ] {
        let args: Vec<&str> = words.split(' ').chain(["--json"]).collect();
        let told = shell.json(&args);
        assert_eq!(told["format"], format, "{words}: {told}");
        assert!(told["version"] == 1 && told.pointer(key).is_some(), "{words} tells {key}: {told}");
    }
    let copy = shell.json(&["restore", "--json"])["copies"][0]["path"].as_str().unwrap().to_owned();
    let back = shell.json(&["restore", &copy, "--yes", "--json"]);
    assert_eq!(back["format"], "androlog/restored", "{back}");
}
