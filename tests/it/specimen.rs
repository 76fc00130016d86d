//! A blood report of another specimen than serum, through every door: kept apart, judged by its own range alone.

use serde_json::Value;

use crate::cli::Shell;

/// Serum twice, and saliva between them on a day of its own and beside the second on its day.
fn logged() -> Shell {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2026-01-05", "tt=400 ng/dL", "e2=30 pg/mL"]);
    shell.ok(&["add", "2026-02-01", "tt=6 ng/dL", "--specimen", "Saliva"]);
    shell.ok(&["add", "2026-03-01", "tt=500 ng/dL", "e2=40 pg/mL"]);
    shell.ok(&[
        "add",
        "2026-03-01",
        "tt=9 ng/dL",
        "e2=2 pg/mL",
        "--specimen",
        "saliva",
        "--range",
        "tt=5-12",
    ]);
    shell
}

fn rows(shell: &Shell, args: &[&str]) -> Vec<Value> {
    let all = [&["list", "--json"], args].concat();
    shell.json(&all).as_array().unwrap().clone()
}

#[test]
fn only_the_range_on_its_own_report_judges_another_specimen() {
    let judged: Vec<(String, String)> = rows(&logged(), &["--analyte", "tt saliva"])
        .iter()
        .map(|row| (row["date"].to_string(), row["interpretation"].as_str().unwrap().to_owned()))
        .collect();
    let of = |date: &str, word: &str| (format!("\"{date}\""), word.to_owned());
    assert_eq!(judged, [of("2026-03-01", "within"), of("2026-02-01", "unknown")]);
    let serum = rows(&logged(), &["--analyte", "tt"]);
    assert_eq!(serum.len(), 2);
    assert!(serum.iter().all(|row| row.get("specimen").is_none() && row["interpretation"] == "within"));
}

#[test]
fn each_specimen_has_changes_and_a_chart_of_its_own_and_ratios_are_of_serum() {
    let shell = logged();
    let said = shell.ok(&["add", "2026-03-10", "tt=12 ng/dL", "--specimen", "saliva", "--dry-run"]);
    assert!(said.contains("Testosterone, total (saliva)"), "{said}");
    assert!(said.contains("was 9 ng/dL on 1 Mar 2026"), "{said}");
    let ratios = rows(&shell, &["--analyte", "t-e2-ratio", "--derived"]);
    let ratios: Vec<&str> = ratios.iter().map(|row| row["value"].as_str().unwrap()).collect();
    assert_eq!(ratios, ["12.5", "13.3"]);
    for (series, name) in
        [("tt", "Testosterone, total  ng/dL"), ("tt-saliva", "Testosterone, total (saliva)  ng/dL")]
    {
        let chart = shell.ok(&["chart", series]);
        assert!(chart.starts_with(name), "{chart}");
        assert_eq!(chart.matches(['●', '○']).count(), 2, "{chart}");
    }
}

#[test]
fn no_rule_is_settled_by_another_specimen_nor_speaks_of_it() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["therapy", "start", "anastrozole", "1mg", "--schedule", "daily", "--on", "2026-01-05"]);
    let owed = |shell: &Shell| {
        let due = shell.json(&["due", "--json"]);
        let all = due["reminders"].as_array().unwrap().clone();
        let rules: Vec<String> = all.iter().map(|one| one["rule"].to_string()).collect();
        (rules, due["data_problems"].clone())
    };
    let before = owed(&shell);
    assert!(before.0.contains(&"\"ai-estradiol-check\"".to_owned()), "{before:?}");
    shell.ok(&["add", "2026-03-01", "e2=2 pg/mL", "tt=6 ng/dL", "--specimen", "saliva"]);
    assert_eq!(owed(&shell), before, "saliva settles nothing and is no finding");
    shell.ok(&["add", "2026-03-01", "e2=20 pg/mL", "tt=600 ng/dL", "--specimen", "plasma"]);
    assert_ne!(owed(&shell).0, before.0, "plasma counts as serum");
}

#[test]
fn a_specimen_is_kept_by_every_file_and_written_only_when_it_is_not_serum() {
    let shell = logged();
    let json = shell.ok(&["export", "--format", "json"]);
    assert_eq!(json.matches("\"specimen\": \"saliva\"").count(), 2);
    assert_eq!(json.matches("specimen").count(), 2);
    let csv = shell.ok(&["export", "--format", "csv"]);
    assert!(
        csv.lines().next().unwrap().ends_with(",who_edition,specimen,source_path,source_sha256"),
        "{csv}"
    );
    for (name, text) in [("log.json", &json), ("log.csv", &csv)] {
        let other = Shell::on("2026-03-14");
        other.write(name, text);
        other.ok(&["import", name]);
        assert_eq!(other.ok(&["export", "--format", "csv"]), csv, "{name}");
        assert!(other.ok(&["import", name, "--json"]).contains("\"new\":0"), "{name}");
    }
}

#[test]
fn an_unknown_specimen_and_one_of_another_kind_are_refused_by_name() {
    let shell = Shell::on("2026-03-14");
    for (typed, told) in [
        (&["add", "tt=400", "--specimen", "tears"][..], "--specimen: “tears” is not a specimen; write serum"),
        (
            &["add", "conc=20", "--specimen", "saliva"],
            "--specimen belongs to a blood panel; this line has none",
        ),
    ] {
        let ran = shell.run(typed);
        assert_eq!(ran.code, 1, "{typed:?}");
        assert!(ran.stderr.contains(told), "{typed:?}: {}", ran.stderr);
    }
    assert_eq!(shell.json(&["list", "--json"]), serde_json::json!([]));
}

#[test]
fn the_form_asks_for_the_specimen_and_reads_the_values_in_it() {
    let harness = crate::harness::Harness::on("2026-03-14");
    let to_specimen = "<shift-tab>".repeat(5);
    let harness = harness.keys(&format!("a<enter>6{to_specimen}sal<tab><ctrl-s>"));
    let refused = harness.frame();
    assert!(refused.contains("“sal” is not a specimen"), "{refused}");
    let harness = harness.keys("iva<ctrl-s>");
    let report = harness.record().reports().last().cloned().expect("it was saved without a question");
    assert_eq!(report.specimen().id(), "saliva");
    let record = harness.record();
    let series: Vec<&str> = record.analytes().map(androlog::domain::id::AnalyteId::as_str).collect();
    assert_eq!(series, ["testosterone-total-saliva"]);
}

#[test]
fn a_method_is_the_same_through_every_door_however_it_is_spelt() {
    for spelling in ["lc-ms/ms", "LC-MS/MS", "LCMS", "LC/MS/MS", "lc ms/ms"] {
        let shell = Shell::on("2026-03-14");
        shell.ok(&["add", "2026-03-01", "e2=9 pg/mL", "--method", "e2=lc-ms/ms"]);
        let said = shell.ok(&["add", "2026-03-02", "e2=9 pg/mL", "--method", &format!("e2={spelling}")]);
        assert!(said.contains("low 10.0 – 42.0 (ARUP"), "{spelling}: {said}");
        assert!(!said.contains("another method"), "{spelling}: {said}");
        assert!(!shell.ok(&["due"]).contains("different methods"), "{spelling}");
        for format in ["json", "csv"] {
            let text = shell.ok(&["export", "--format", format]);
            assert!(text.contains(spelling), "the text stays as typed: {text}");
            let other = Shell::on("2026-03-14");
            other.write("log", &text);
            other.ok(&["import", "log"]);
            let listed = rows(&other, &[]);
            assert!(
                listed.iter().all(|row| row["interpretation"] == "low"),
                "{spelling} by {format}: {listed:?}"
            );
        }
        let frame =
            crate::harness::Harness::from_json("2026-03-14", &shell.ok(&["export", "--format", "json"]));
        assert!(frame.keys("2<enter>").frame().contains("10.0 – 42.0"), "{spelling} on the screen");
    }
}
