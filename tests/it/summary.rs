//! The page for the clinician: what stands on it, that it is in one piece, and that it says what it is.

use serde_json::json;

use crate::cli::Shell;

fn shell() -> Shell {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["demo", "--write", "demo.db"]);
    shell
}

fn summary(shell: &Shell, more: &[&str]) -> String {
    shell.ok(&[&["--db", "demo.db", "summary"], more].concat())
}

#[test]
fn the_page_is_in_one_piece_and_loads_nothing() {
    let shell = shell();
    let page = summary(&shell, &[]);
    let without_names = page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    for word in ["http", "<script", "url(", "@import", "src=", "<link"] {
        assert!(!without_names.contains(word), "{word}");
    }
    for words in [
        "not a medical device",
        "Therapy",
        "Semen analyses",
        "Bone density",
        "<svg",
        "lang=\"en\"",
        "scope=\"row\"",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(page.contains("found otherwise"), "the evidence against stands beside the response");
}

#[test]
fn every_format_tells_the_same_and_each_number_has_its_day() {
    let shell = shell();
    shell.ok(&["--db", "demo.db", "ask", "Is <5 low & what then?"]);
    let page = summary(&shell, &["--json"]);
    let page: serde_json::Value = serde_json::from_str(&page).unwrap();
    assert_eq!((&page["format"], &page["version"]), (&json!("androlog/summary"), &json!(1)));
    let (html, markdown, text) = (
        summary(&shell, &[]),
        summary(&shell, &["--format", "markdown"]),
        summary(&shell, &["--format", "text"]),
    );
    for part in page["parts"].as_array().unwrap() {
        let heading = part["heading"].as_str().unwrap();
        assert!(html.contains(heading) && markdown.contains(heading), "{heading}");
        assert!(text.contains(&heading.to_uppercase()), "{heading}");
    }
    assert!(html.contains("Is &lt;5 low &amp; what then?") && text.contains("Is <5 low & what then?"));
    let results = page["parts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|p| p["heading"].as_str().unwrap().starts_with("Results"));
    for row in results.unwrap()["rows"].as_array().unwrap() {
        assert!(
            row[2].as_str().unwrap().ends_with("2026)") || row[2].as_str().unwrap().ends_with("2025)"),
            "{row}"
        );
    }
}

#[test]
fn a_page_is_written_to_a_file_and_never_over_another() {
    let shell = shell();
    summary(&shell, &["-o", "visit.html"]);
    let page = std::fs::read_to_string(shell.path("visit.html")).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    let one: serde_json::Value =
        serde_json::from_str(&summary(&shell, &["--analyte", "e2", "--json"])).unwrap();
    let results = &one["parts"][1]["rows"];
    assert_eq!((results.as_array().unwrap().len(), &results[0][0]), (1, &json!("Estradiol")));
    assert_eq!(shell.run(&["--db", "demo.db", "summary", "-o", "visit.html"]).code, 1);
    let old = summary(&shell, &["--since", "2026-01-01", "--format", "text"]);
    assert!(old.contains("SINCE 1 JAN 2026") || !old.contains("SYMPTOMS"), "{old}");
}

#[test]
fn doses_of_the_last_weeks_stand_with_the_course_they_belong_to() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&[
        "therapy",
        "start",
        "anastrozole",
        "1mg",
        "daily",
        "--on",
        "2025-06-01",
        "--until",
        "2026-01-31",
    ]);
    shell.ok(&["therapy", "start", "anastrozole", "0.5mg", "daily", "--on", "2026-02-01"]);
    shell.ok(&["took", "anastrozole", "2026-03-12"]);
    let page = shell.ok(&["summary", "--format", "text"]);
    let logged: Vec<&str> = page.lines().filter(|line| line.contains("of 28 logged")).collect();
    assert_eq!(logged.len(), 1, "{page}");
    assert!(logged[0].contains("0.5 mg daily"), "{page}");
}

#[test]
fn the_page_of_a_log_without_a_report_names_none() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["ask", "What comes first?"]);
    for format in ["html", "markdown", "text"] {
        let page = shell.ok(&["summary", "--format", format]);
        assert!(page.contains("What comes first?") && !page.contains("end of their id"), "{page}");
    }
}
