//! Between two visits, from a shell: what is new since the last one, and what to ask at the next.

use serde_json::{Value, json};

use crate::cli::Shell;

/// Anastrozole since 5 January, a panel before and one after the visit of 3 February, on 14 March.
fn shell() -> Shell {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["therapy", "start", "anastrozole", "1mg", "--schedule", "mon thu", "--on", "2026-01-05"]);
    shell.ok(&["add", "2026-01-02", "tt=300ng/dL", "e2=30pg/mL"]);
    shell.ok(&["event", "clinic-visit", "--on", "2026-02-03"]);
    shell.ok(&["add", "2026-03-02", "tt=486ng/dL", "e2=19.2pg/mL"]);
    shell.ok(&["therapy", "dose", "anastrozole", "0.5mg", "--on", "2026-02-10"]);
    shell.ok(&["symptom", "joint-pain", "mild", "--on", "2026-02-20"]);
    shell.ok(&["symptom", "joint-pain", "moderate", "--on", "2026-03-01"]);
    shell.ok(&["event", "fever", "--on", "2026-02-12", "--note", "two days"]);
    shell.ok(&["took", "anastrozole", "2026-02-09"]);
    shell
}

#[test]
fn what_is_new_since_the_visit_is_told_with_the_reference_change_value() {
    let shell = shell();
    let text = shell.ok(&["since"]);
    for line in [
        "New since the visit of 3 Feb 2026\n",
        "Testosterone, total 486 ng/dL on 2 Mar 2026, within; was 300 ng/dL on 2 Jan 2026: +62%",
        "10 Feb 2026: anastrozole changed: 0.5 mg mon thu",
        "anastrozole: 1 of 11 logged",
        "Joint pain: 1 mild, 1 moderate; last moderate on 1 Mar 2026",
        "12 Feb 2026: Fever: two days",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    assert!(!text.contains("better") && !text.contains("worse"), "{text}");
    assert_eq!(shell.ok(&["since", "visit"]), text);
    let sheet = shell.json(&["since", "--json"]);
    assert_eq!(
        (&sheet["format"], &sheet["version"], &sheet["visit"]),
        (&json!("androlog/since"), &json!(1), &json!(true))
    );
    let result = &sheet["results"][0];
    assert_eq!(
        (&result["analyte"], &result["before"]["text"]),
        (&json!("testosterone-total"), &json!("300 ng/dL"))
    );
    // From a day on, the visit itself is an event like others.
    let all = shell.json(&["since", "2026-01-04", "--json"]);
    assert_eq!((&all["visit"], &all["since"]), (&json!(false), &json!("2026-01-04")));
    assert!(all["therapy"][0]["text"].as_str().unwrap().starts_with("anastrozole begun"), "{all}");
}

#[test]
fn a_report_of_before_the_visit_that_was_entered_after_it_is_new() {
    let shell = shell();
    assert!(!shell.ok(&["since"]).contains("SHBG"));
    // Ids count milliseconds.
    std::thread::sleep(std::time::Duration::from_millis(2));
    shell.ok(&["add", "2026-01-28", "shbg=30nmol/L"]);
    let text = shell.ok(&["since"]);
    assert!(text.contains("SHBG 30 nmol/L on 28 Jan 2026"), "{text}");
}

#[test]
fn without_a_visit_a_day_is_asked_for() {
    let shell = Shell::on("2026-03-14");
    let ran = shell.run(&["since"]);
    assert!(ran.code == 1 && ran.stderr.contains("androlog event clinic-visit"), "{}", ran.stderr);
    assert_eq!(shell.ok(&["since", "3m"]), "New since 14 Dec 2025\n");
}

#[test]
fn a_visit_closes_the_questions_noted_by_its_day_and_they_stay_in_the_log() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["ask", "Is a lower dose an option?"]);
    shell.ok(&["ask", "When", "is", "the", "next", "scan?"]);
    assert_eq!(shell.ok(&["ask", "list"]).lines().count(), 2);
    let day = |shell: &Shell, on: &str| shell.ok(&["event", "clinic-visit", "--on", on]);
    day(&shell, "2026-03-13");
    assert_eq!(shell.ok(&["ask", "list"]).lines().count(), 2, "they were noted after that visit");
    day(&shell, "2026-03-14");
    assert_eq!(shell.ok(&["ask", "list"]), "");
    let all = shell.json(&["ask", "list", "--all", "--json"]);
    assert_eq!((&all["format"], &all["version"]), (&json!("androlog/questions"), &json!(1)));
    assert_eq!(all["questions"][1]["text"], "When is the next scan?");
    assert_eq!(all["questions"][1]["answered"], "2026-03-14");
    let exported: Value = serde_json::from_str(&shell.ok(&["export", "--format", "json"])).unwrap();
    assert_eq!(exported["questions"].as_array().unwrap().len(), 2);
    shell.ok(&["undo"]);
    let open = shell.json(&["ask", "list", "--json"]);
    let id = open["questions"][0]["id"].as_str().unwrap().to_owned();
    shell.ok(&["ask", "rm", &id]);
    assert_eq!(shell.ok(&["ask", "list"]).lines().count(), 1);
}

#[test]
fn a_visit_that_is_still_to_come_closes_nothing() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["ask", "Is a lower dose an option?"]);
    shell.ok(&["event", "clinic-visit", "--on", "2026-03-20", "--yes"]);
    assert_eq!(shell.ok(&["ask", "list"]).lines().count(), 1);
}

#[test]
fn a_symptom_without_its_grade_is_not_stored() {
    let shell = Shell::on("2026-03-14");
    let ran = shell.fed(&["symptom", "joint-pain"], "");
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("none, mild, moderate, severe"), "{}", ran.stderr);
    assert_eq!(shell.ok(&["symptom", "list"]), "");
}

#[test]
fn the_day_of_a_symptom_or_an_event_may_stand_behind_it() {
    for (words, stored) in [
        (&["symptom", "joint-pain", "mild", "yesterday"][..], "2026-03-13  joint-pain  mild"),
        (&["symptom", "joint-pain", "2", "last", "tue"], "2026-03-10  joint-pain  moderate"),
        (&["symptom", "joint-pain", "mild", "--on", "-3d"], "2026-03-11  joint-pain  mild"),
        (&["event", "fever", "3", "mar"], "2026-03-03  fever"),
        (&["event", "fever"], "2026-03-14  fever"),
    ] {
        let shell = Shell::on("2026-03-14");
        shell.ok(words);
        let listed = shell.ok(&[words[0], "list"]);
        assert!(listed.starts_with(stored), "{words:?}: {listed}");
    }
    for (words, said) in [
        (&["symptom", "joint-pain", "bad", "yesterday"][..], "“bad” is not a grade"),
        (&["symptom", "joint-pain", "mild", "sometimes"], "“sometimes” is not a date"),
        (&["symptom", "joint-pain", "yesterday"], "How bad?"),
        (&["event", "fever", "2026-03-01", "--on", "2026-03-02"], "the day is given twice"),
        (&["event", "rm"], "name the one event"),
        (&["took", "anastrozole", "half"], "neither an amount nor a day"),
    ] {
        let shell = Shell::on("2026-03-14");
        let ran = shell.fed(words, "");
        assert!(ran.code != 0 && ran.stderr.contains(said), "{words:?}: {}", ran.stderr);
        assert!(!shell.fed(&["log"], "").stdout.contains("Logged"), "{words:?}");
    }
}
