//! Trying to conceive on one line of time, and a symptom beside levels: from a shell and on the screen.

use serde_json::{Value, json};

use crate::cli::Shell;
use crate::harness::Harness;

/// Trying since January 2025, anastrozole since July 2026, a sample, two attempts; on 28 November 2026.
fn shell() -> Shell {
    let shell = Shell::on("2026-11-28");
    shell.ok(&["profile", "set", "goal", "fertility"]);
    shell.ok(&["profile", "set", "trying-since", "2025-11-01"]);
    shell.ok(&["therapy", "start", "anastrozole", "1mg", "--schedule", "daily", "--on", "2026-07-01"]);
    shell.ok(&["add", "2026-10-04", "conc=12"]);
    shell.ok(&["event", "insemination", "--on", "2026-11-20"]);
    shell.ok(&["event", "ivf-cycle", "--on", "2026-12-10", "--yes"]);
    shell.ok(&["event", "fever", "--on", "2026-10-01"]);
    shell
}

#[test]
fn samples_and_attempts_are_told_with_the_days_they_mostly_reflect() {
    let shell = shell();
    let text = shell.ok(&["trying"]);
    for line in [
        "Trying for 12 months, since 1 Nov 2025. HRTIO calls it infertility after twelve months.",
        "  20 Nov 2026  Insemination; mostly reflects 9 Sep to 20 Nov 2026",
        "      anastrozole on 72 days (1 mg daily)",
        "      Fever on 1 Oct 2026",
        "  10 Dec 2026  IVF cycle, planned; mostly reflects 29 Sep to 10 Dec 2026",
        "  4 Oct 2026  Semen analysis: ",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
    let sheet = shell.json(&["trying", "--json"]);
    assert_eq!((&sheet["format"], &sheet["version"]), (&json!("androlog/trying"), &json!(1)));
    assert_eq!(
        (&sheet["months"], &sheet["infertility_after"]),
        (&json!(12), &json!({"months": 12, "source": "HRTIO"}))
    );
    let kinds: Vec<&Value> =
        sheet["moments"].as_array().unwrap().iter().map(|moment| &moment["kind"]).collect();
    assert_eq!(kinds, ["sample", "attempt", "attempt"]);
    assert_eq!(sheet["moments"][1]["reflects"], json!({"from": "2026-09-09", "to": "2026-11-20"}));
}

#[test]
fn the_line_of_time_has_a_lane_for_each_kind_and_none_of_its_windows_covers_another() {
    let text = shell().ok(&["trying", "--ascii", "--width", "100", "--since", "2026-06-01"]);
    let lane = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.unwrap_or_else(|| panic!("{name} in {text}")).to_owned()
    };
    assert_eq!(lane("samples").matches('x').count(), 1, "{text}");
    assert_eq!(lane("attempts").matches('x').count(), 2, "{text}");
    assert!(lane("Anastrozole").contains("1 mg daily"), "{text}");
    let from = text.lines().position(|line| line.starts_with("72 days")).unwrap();
    let windows: Vec<&str> = text.lines().skip(from).take(3).collect();
    assert!(windows.iter().all(|line| line.matches(']').count() == 1), "each overlaps the next: {text}");
    assert_eq!(lane("Fever").matches('x').count(), 1);
}

#[test]
fn nothing_is_claimed_where_the_goal_is_not_said() {
    let shell = Shell::on("2026-11-28");
    shell.ok(&["add", "2026-10-04", "conc=12"]);
    let ran = shell.run(&["trying"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""));
    assert!(ran.stderr.contains("androlog profile set goal fertility"), "{}", ran.stderr);
}

/// Eight draws a month apart with a graded day each, the pain falling as estradiol rises.
fn levels_log(draws: u32) -> Shell {
    let shell = Shell::on("2026-11-28");
    let grades = ["severe", "severe", "moderate", "moderate", "mild", "mild", "none", "none"];
    for (nr, grade) in (1..=draws).zip(grades) {
        shell.ok(&["add", &format!("2026-{nr:02}-10"), &format!("e2={}pg/mL", 5 * nr)]);
        shell.ok(&["symptom", "joint-pain", grade, "--on", &format!("2026-{nr:02}-12")]);
    }
    shell
}

#[test]
fn a_symptom_beside_levels_is_counts_with_a_coefficient_from_eight_pairs_on() {
    let few = levels_log(7).ok(&["levels", "joint-pain", "e2"]);
    assert!(few.contains("n = 7 of 7 draws with a graded day"), "{few}");
    assert!(few.contains("No coefficient is given: it takes 8"), "{few}");
    let shell = levels_log(8);
    let text = shell.ok(&["levels", "joint-pain", "e2"]);
    let row = text.lines().find(|line| line.starts_with("10 Jan 2026")).unwrap();
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(cells[3..], ["5", "pg/mL", "0", "0", "0", "1", "14"], "{row}");
    assert!(text.contains("Spearman's rank coefficient") && text.contains(": -0.98 (n = 8)"), "{text}");
    assert!(text.contains("They do not show a cause"), "{text}");
    let sheet = shell.json(&["levels", "joint-pain", "e2", "--json"]);
    assert_eq!((&sheet["format"], &sheet["version"]), (&json!("androlog/levels"), &json!(1)));
    assert_eq!(sheet["coefficient"], json!({"rho": -0.98, "pairs": 8}));
    assert_eq!(sheet["draws"][0]["not_logged"], json!(14));
    let wrong = shell.run(&["levels", "joint-pian", "e2"]);
    assert!(wrong.code == 1 && wrong.stderr.contains("did you mean joint-pain?"), "{}", wrong.stderr);
}

/// The same log on the screen.
fn screen(shell: &Shell) -> Harness {
    Harness::from_json("2026-11-28", &shell.ok(&["export", "--format", "json"]))
}

#[test]
fn both_are_pages_of_the_screen_that_can_be_copied_and_written() {
    let log = screen(&shell()).keys("f");
    let frame = log.frame();
    assert!(frame.contains("Trying for 12 months") && frame.contains("72 days before  "), "{frame}");
    assert!(frame.contains("mostly reflects 9 Sep to 20 Nov 2026"), "{frame}");
    let log = log.keys("y");
    assert!(log.copied()[0].contains("╺━ 4 Oct"), "{}", log.copied()[0]);
    let log = log.keys("6fp<enter>");
    assert!(log.files()["trying.txt"].contains("Insemination"));
    let narrow = log.size(60, 20).keys("f").frame();
    assert!(narrow.contains("attempts") && narrow.contains("WHAT EACH"), "{narrow}");
    let levels = screen(&levels_log(8)).keys("6vestra<enter>").frame();
    assert!(levels.contains("Joint pain in the 7 days before and after each draw of Estradiol"), "{levels}");
    assert!(levels.contains("10 Jan 2026   5 pg/mL     0     0         0       1          14"), "{levels}");
    let hidden = screen(&levels_log(8)).keys("P6vestra<enter>").frame();
    assert!(!hidden.contains("5 pg/mL") && hidden.contains("Values are hidden"), "{hidden}");
}
