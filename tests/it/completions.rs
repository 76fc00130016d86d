//! Completion in the shell: what the program answers, and that the shells installed here take it.

use std::path::Path;
use std::process::Command;

use assert_cmd::cargo::cargo_bin;

use crate::cli::Shell;

/// What a shell is offered for an unfinished line: the values in front of the tab.
fn offered(shell: &Shell, line: &str) -> Vec<String> {
    let mut command = shell.command();
    command.env("ANDROLOG_COMPLETE", "fish").arg("--").args(line.split(' '));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

#[test]
fn each_argument_is_completed_by_what_it_takes() {
    let shell = Shell::on("2026-03-14");
    for (line, expected) in [
        ("androlog chart estr", "estradiol"),
        ("androlog list --analyte progr", "progressive-motility"),
        ("androlog add estr", "estradiol="),
        ("androlog therapy start anas", "anastrozole"),
        ("androlog symptom joint", "joint-pain"),
        ("androlog symptom joint-pain mod", "moderate"),
        ("androlog event fev", "fever"),
        ("androlog remind dismiss ai-dxa-f", "ai-dxa-first"),
        ("androlog catalog sources SHAH", "SHAH21"),
        ("androlog export --since yes", "yesterday"),
        ("androlog list --kind sem", "semen"),
    ] {
        let offered = offered(&shell, line);
        assert!(offered.iter().any(|value| value == expected), "{line}: {offered:?}");
    }
}

#[test]
fn a_report_of_the_log_named_on_the_line_is_offered_and_no_log_is_made() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["--db", "mine.db", "add", "2026-03-01", "e2=28pg/mL"]);
    let reports = offered(&shell, "androlog --db mine.db show ");
    let listed = shell.ok(&["--db", "mine.db", "list", "--json"]);
    let id = reports.iter().find(|value| listed.contains(value.as_str()) && value.len() > 20);
    assert!(id.is_some(), "{reports:?}");
    offered(&shell, "androlog --db none.db show ");
    assert!(!shell.path("none.db").exists());
}

#[test]
fn a_shell_that_is_installed_takes_the_lines_and_completes() {
    for (name, script) in [
        (
            "bash",
            "source <(androlog completions bash)
             COMP_WORDS=(androlog chart estr) COMP_CWORD=2 COMP_TYPE=9
             _clap_complete_androlog androlog estr chart; echo \"${COMPREPLY[@]}\"",
        ),
        (
            "zsh",
            "compdef() { :; }; _describe() { print -l -- ${(P)3}; }
             source <(androlog completions zsh)
             words=(androlog chart estr) CURRENT=3; _clap_dynamic_completer_androlog",
        ),
        ("fish", "androlog completions fish | source; complete -C 'androlog chart estr'"),
        (
            "nu",
            "androlog completions nushell | save -f androlog.nu
             nu -n -c 'source androlog.nu; nu-complete androlog \"androlog chart estr\" | to json'",
        ),
    ] {
        let Some(program) = installed(name) else { continue };
        let shell = Shell::on("2026-03-14");
        let found = cargo_bin("androlog");
        let folders =
            [found.parent().unwrap(), program.parent().unwrap(), Path::new("/usr/bin"), Path::new("/bin")];
        let output = Command::new(&program)
            .args(["-c", script])
            .env_clear()
            .env("HOME", shell.path(""))
            .env("PATH", std::env::join_paths(folders).unwrap())
            .current_dir(shell.path(""))
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("estradiol"), "{name}: {text}{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Where a program lies, if it is installed.
fn installed(name: &str) -> Option<std::path::PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}
