//! The file a report was taken from: kept by its path and SHA-256, opened by a key, missed by `doctor`.

use serde_json::{Value, json};

use crate::cli::Shell;
use crate::harness::Harness;

/// A report with its paper, on 14 March.
fn shell() -> Shell {
    let shell = Shell::on("2026-03-14");
    shell.write("quest.pdf", "abc");
    shell.ok(&["add", "2026-03-12", "e2=28pg/mL", "--source", "quest.pdf"]);
    shell
}

/// The SHA-256 of `abc`: FIPS 180-2, appendix B.1.
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn exported(shell: &Shell) -> Value {
    serde_json::from_str(&shell.ok(&["export", "--format", "json"])).unwrap()
}

#[test]
fn a_report_keeps_where_its_paper_lies_and_by_what_it_is_known() {
    let shell = shell();
    let source = exported(&shell)["reports"][0]["source"].clone();
    assert_eq!(source["sha256"], ABC);
    let path = source["path"].as_str().unwrap();
    assert!(path.starts_with('/') && path.ends_with("/quest.pdf"), "{path}");
    let id = shell.json(&["list", "--json"])[0]["report"].as_str().unwrap().to_owned();
    assert!(shell.ok(&["show", &id]).contains(&format!("taken from {path}")));
    assert_eq!(shell.json(&["show", &id, "--json"])["report"]["source"], source);
    let missing = shell.run(&["add", "2026-03-13", "lh=5IU/L", "--source", "none.pdf"]);
    assert!(missing.code == 1 && missing.stderr.contains("cannot read none.pdf"), "{}", missing.stderr);
    assert_eq!(exported(&shell)["reports"].as_array().unwrap().len(), 1, "nothing was stored");
}

#[test]
fn json_and_csv_read_it_back() {
    let shell = shell();
    for format in ["json", "csv"] {
        let name = format!("log.{format}");
        let text = shell.ok(&["export", "--format", format]);
        shell.write(&name, &text);
        let copy = format!("{name}.db");
        shell.ok(&["--db", &copy, "import", &name]);
        assert_eq!(shell.ok(&["--db", &copy, "export", "--format", format]), text);
    }
}

#[test]
fn an_imported_paper_is_its_own_source_and_a_table_takes_the_one_that_is_named() {
    let shell = Shell::on("2026-03-14");
    shell.write(
        "report.txt",
        "Collected: 2026-03-12\nEstradiol  28 pg/mL  8.0 - 35.0\nLH  5.1 IU/L  1.7 - 8.6\n",
    );
    shell.ok(&["import", "report.txt"]);
    let path =
        |at: usize| exported(&shell)["reports"][at]["source"]["path"].as_str().unwrap_or_default().to_owned();
    assert!(path(0).ends_with("/report.txt"), "{}", path(0));
    shell.write("table.csv", "date,analyte,value,unit\n2026-03-13,fsh,5.0,IU/L\n");
    shell.write("scan.pdf", "abc");
    shell.ok(&["import", "table.csv", "--source", "scan.pdf"]);
    assert!(path(1).ends_with("/scan.pdf"), "{}", path(1));
}

#[test]
fn doctor_says_when_a_paper_changed_or_is_gone() {
    let shell = shell();
    assert!(shell.ok(&["doctor"]).contains("1 file that reports were taken from, none of them changed"));
    shell.write("quest.pdf", "abd");
    let changed = shell.run(&["doctor"]);
    assert!(
        changed.code == 1 && changed.stdout.contains("quest.pdf has changed since"),
        "{}",
        changed.stdout
    );
    std::fs::remove_file(shell.path("quest.pdf")).unwrap();
    assert!(shell.run(&["doctor"]).stdout.contains("quest.pdf was moved or deleted"));
}

#[test]
fn an_edit_keeps_the_paper_and_a_key_says_when_it_is_gone() {
    let report = json!({"kind": "blood", "date": "2026-03-12", "source": {"path": "/nowhere/quest.pdf", "sha256": ABC},
        "results": [{"analyte": "estradiol", "value": "28", "unit": "pg/mL"}]});
    let log = Harness::from_json("2026-03-14", &json!({"reports": [report]}).to_string()).keys("2");
    assert!(log.frame().contains("taken from /nowhere/quest.pdf (o opens it)"), "{}", log.frame());
    let log = log.keys("o");
    assert!(log.frame().contains("/nowhere/quest.pdf is gone: it was moved or deleted"), "{}", log.frame());
    let log = log.keys("e31<ctrl-s>");
    let source = log.record().reports()[0].source.clone().map(|source| source.path);
    assert_eq!(source.as_deref(), Some("/nowhere/quest.pdf"));
}
