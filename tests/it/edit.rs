//! `edit` with editors that are small shell scripts.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use crate::cli::{Ran, Shell};

/// A log with one report, and its id.
fn logged() -> (Shell, String) {
    let shell = Shell::on("2026-03-20");
    shell.ok(&["add", "2026-03-14", "lh=5.1 IU/L", "e2=28 pg/mL", "--lab", "Quest", "--range", "e2=8.0-35"]);
    let id = shell.json(&["list", "--json"])[0]["report"].as_str().unwrap().to_owned();
    (shell, id)
}

/// Edits a report with a script in place of an editor; its `$1` is the file.
fn edit(shell: &Shell, id: &str, script: &str, args: &[&str]) -> Ran {
    let mut command = with_editor(shell, script);
    Ran::of(command.args(["edit", id]).args(args).output().unwrap())
}

fn with_editor(shell: &Shell, script: &str) -> Command {
    let editor = shell.path("my editor.sh");
    fs::write(&editor, format!("#!/bin/sh\nset -e\n{script}\n")).unwrap();
    fs::set_permissions(&editor, fs::Permissions::from_mode(0o700)).unwrap();
    fs::create_dir_all(shell.path("tmp")).unwrap();
    let mut command = shell.command();
    command.env("PATH", "/usr/bin:/bin").env("TMPDIR", shell.path("tmp"));
    command.env("VISUAL", format!("'{}'", editor.display())).env("EDITOR", "false");
    command.stdin(std::process::Stdio::null());
    command
}

/// Folders of texts that were not removed.
fn left(shell: &Shell) -> Vec<PathBuf> {
    fs::read_dir(shell.path("tmp")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn whole(shell: &Shell) -> String {
    shell.ok(&["export", "--format", "json"])
}

#[test]
fn a_report_is_changed_in_the_editor_and_the_change_can_be_undone() {
    let (shell, id) = logged();
    let before = whole(&shell);
    let ran = edit(
        &shell,
        &id[id.len() - 6..],
        r#"sed -i -e 's/"5.1 IU\/L"/"6,1 mIU\/mL"/' -e 's/"2026-03-14"/"yesterday"/' "$1""#,
        &[],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for part in [
        "Changed the blood panel of Sat 14 Mar 2026, Quest. `androlog undo` takes it back.",
        "date: 2026-03-14 → 2026-03-19",
        "LH value: 5.1 IU/L → 6.1 mIU/mL",
    ] {
        assert!(ran.stdout.contains(part), "{part} in:\n{}", ran.stdout);
    }
    assert_eq!(left(&shell), Vec::<PathBuf>::new());
    let report = &shell.json(&["export", "--format", "json"])["reports"][0];
    assert_eq!((&report["id"], &report["date"]), (&id.as_str().into(), &"2026-03-19".into()));
    assert_eq!(report["results"][1]["reference"]["low"], "8.0");
    shell.ok(&["undo"]);
    assert_eq!(whole(&shell), before);
}

#[test]
fn the_text_is_for_its_owners_eyes_and_says_how_it_is_written() {
    let (shell, id) = logged();
    let ran = edit(
        &shell,
        &id,
        r#"stat -c '%a' "$1" "$(dirname "$1")" > "$HOME/modes"; cp "$1" "$HOME/copy""#,
        &[],
    );
    assert_eq!((ran.code, ran.stderr.as_str()), (0, "Nothing changed.\n"));
    assert_eq!(fs::read_to_string(shell.path("modes")).unwrap(), "600\n700\n");
    let copy = fs::read_to_string(shell.path("copy")).unwrap();
    for part in [
        "# blood panel of Sat 14 Mar 2026",
        "as printed, with its unit",
        "[[result]]  # Estradiol",
        "range = \"8.0 - 35\"",
    ] {
        assert!(copy.contains(part), "{part} in:\n{copy}");
    }
    assert_eq!(left(&shell), Vec::<PathBuf>::new());
    assert_eq!(shell.ok(&["log"]).lines().count(), 1);
}

#[test]
fn what_is_wrong_is_named_by_its_line_and_what_was_typed_is_kept_and_can_be_taken_up_again() {
    let (shell, id) = logged();
    let before = whole(&shell);
    let ran = edit(&shell, &id, r#"sed -i -e 's/28 pg/28 kg/' -e 's/Quest/Northlight/' "$1""#, &[]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("line 28: estradiol is measured in"), "{}", ran.stderr);
    assert!(ran.stderr.contains("Nothing was stored") && ran.stderr.contains("--from"), "{}", ran.stderr);
    assert_eq!(whole(&shell), before);

    let kept = left(&shell).pop().unwrap().join("report.toml");
    assert!(ran.stderr.contains(kept.to_str().unwrap()), "{}", ran.stderr);
    let text = fs::read_to_string(&kept).unwrap();
    assert!(text.lines().nth(27).unwrap().contains("28 kg"), "{text}");
    assert_eq!(shell.run(&["edit", &id, "--from", kept.to_str().unwrap()]).code, 1);
    fs::write(&kept, text.replace("28 kg", "29 pg")).unwrap();
    let said = shell.ok(&["edit", &id, "--from", kept.to_str().unwrap()]);
    assert!(said.contains("laboratory: Quest → Northlight") && said.contains("→ 29 pg/mL"), "{said}");
}

#[test]
fn what_is_likely_a_mistake_needs_a_yes_and_what_is_only_rare_is_named() {
    let (shell, id) = logged();
    let rare = edit(&shell, &id, r#"sed -i 's/"5.1 IU/"70 IU/' "$1""#, &[]);
    assert_eq!(rare.code, 0);
    assert!(rare.stderr.contains("LH 70 IU/L is unusual"), "{}", rare.stderr);
    {
        let script = r#"sed -i 's/"2026-03-14"/"2026-03-21"/' "$1""#;
        let ran = edit(&shell, &id, script, &[]);
        assert_eq!(ran.code, 1, "{script}");
        assert!(ran.stderr.contains("--yes"), "{}", ran.stderr);
        assert_eq!(edit(&shell, &id, script, &["--yes"]).code, 0, "{script}");
    }
}

#[test]
fn an_editor_that_gives_up_stores_nothing_and_loses_nothing() {
    let (shell, id) = logged();
    let ran = edit(&shell, &id, "exit 3", &[]);
    assert_eq!((ran.code, left(&shell).len()), (1, 0));
    assert!(ran.stderr.contains("gave up"), "{}", ran.stderr);
    let ran = edit(&shell, &id, r#"echo 'note = "half' >> "$1"; exit 3"#, &[]);
    assert_eq!((ran.code, left(&shell).len()), (1, 1));
    assert!(ran.stderr.contains("is kept in"), "{}", ran.stderr);

    let mut command = with_editor(&shell, "");
    let none = Ran::of(command.env("VISUAL", "no-such-editor").args(["edit", &id]).output().unwrap());
    assert!(none.code == 1 && none.stderr.contains("set $EDITOR"), "{}", none.stderr);
    assert_eq!(shell.ok(&["log"]).lines().count(), 1);
}

#[test]
fn a_change_from_elsewhere_in_the_meantime_is_not_overwritten() {
    let (shell, id) = logged();
    let program = assert_cmd::cargo::cargo_bin("androlog");
    let script = format!(r#"sed -i 's/"5.1 IU/"6.1 IU/' "$1"; '{}' rm {id}"#, program.display());
    let ran = edit(&shell, &id, &script, &[]);
    assert_eq!((ran.code, left(&shell).len()), (1, 1));
    assert!(ran.stderr.contains("changed by another program in the meantime"), "{}", ran.stderr);
}

#[test]
fn another_entry_says_what_changes_it() {
    let (shell, _) = logged();
    shell.ok(&["therapy", "start", "anastrozole", "1mg", "--schedule", "daily", "--on", "2026-01-05"]);
    shell.ok(&["symptom", "joint-pain", "mild"]);
    shell.ok(&["event", "fever"]);
    let all = shell.json(&["export", "--format", "json"]);
    for (list, says) in [("regimens", "therapy dose"), ("symptoms", "symptom rm"), ("events", "event rm")] {
        let ran = shell.run(&["edit", all[list][0]["id"].as_str().unwrap()]);
        assert!(ran.code == 1 && ran.stderr.contains(says), "{list}: {}", ran.stderr);
    }
    assert!(shell.run(&["edit", "nothing"]).stderr.contains("no report is called"));
}

#[test]
fn a_file_that_is_no_text_is_refused_by_name() {
    let (shell, id) = logged();
    fs::write(shell.path("page"), [0xff, 0xfe, 0x00]).unwrap();
    let ran = shell.run(&["edit", &id, "--from", "page"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("page is not text in UTF-8; name a text file"), "{}", ran.stderr);
}

#[test]
fn what_an_editor_saved_as_no_text_is_kept_and_named() {
    let (shell, id) = logged();
    let ran = edit(&shell, &id, r#"printf 'note = "M\374ller"' > "$1""#, &[]);
    assert_eq!((ran.code, left(&shell).len()), (1, 1), "{}", ran.stderr);
    assert!(ran.stderr.contains("is not text in UTF-8") && ran.stderr.contains("--from"), "{}", ran.stderr);
}
