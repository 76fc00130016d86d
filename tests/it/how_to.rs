//! The pages in `docs/`: each command on them runs, in its order, and ends well.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::cargo::cargo_bin;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

/// The commands of a page: what stands in its blocks of shell.
fn script(page: &str) -> String {
    let blocks = page.split("```sh\n").skip(1);
    blocks.filter_map(|block| block.split("```").next()).collect()
}

#[test]
fn every_command_of_every_page_runs_and_ends_well() {
    let mut pages: Vec<PathBuf> = fs::read_dir(docs()).unwrap().map(|page| page.unwrap().path()).collect();
    pages.retain(|page| page.extension().is_some_and(|kind| kind == "md"));
    pages.sort();
    let index = fs::read_to_string(docs().join("README.md")).unwrap();
    let folder = cargo_bin("androlog").parent().unwrap().to_owned();
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let mut commands = 0;
    for page in &pages {
        let name = page.file_name().unwrap().to_str().unwrap();
        assert!(name == "README.md" || index.contains(&format!("({name})")), "{name} is not in the index");
        let script = script(&fs::read_to_string(page).unwrap());
        commands += script.matches("androlog ").count();
        let home = tempfile::tempdir().unwrap();
        let mut shell = Command::new("sh");
        shell.args(["-e", "-c", &script]).env_clear().current_dir(home.path());
        shell.env("PATH", &path).env("HOME", home.path()).env("ANDROLOG_TODAY", "2026-11-28");
        let ran = shell.output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "{name}: {said}");
    }
    assert!(commands > 60, "{commands}");
}
