//! The palette: everyday words find what they mean, and what is chosen is done.

use crate::harness::Harness;

const COURSE: &str = include_str!("../fixtures/json/course.json");

fn course() -> Harness {
    Harness::from_json("2026-03-14", COURSE)
}

/// The row the palette has first for what is typed.
fn first(typed: &str) -> String {
    let frame = course().keys(&format!(":{typed}")).frame();
    let rows: Vec<&str> = frame.lines().skip_while(|line| !line.contains("› ")).skip(1).collect();
    rows[0].to_owned()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of words")]
fn everyday_words_find_what_they_mean() {
    let mut wrong = Vec::new();
    for (typed, found) in [
        ("blood", "blood panel"),
        ("csv", "export csv"),
        ("anastro", "Anastrozole"),
        ("theme", "theme auto"),
        ("draft", "drafts"),
        ("import", "import"),
        ("backup", "back up the log"),
        ("profile", "profile"),
        ("settings", "settings"),
        ("help", "keys"),
        ("export", "export"),
        ("lab", "blood panel"),
        ("e2", "Estradiol"),
        ("estradiol", "Estradiol"),
        ("dxa", "DXA scan"),
        ("sym", "symptom"),
        ("therap", "therapy"),
        ("snooze", "snooze"),
        ("quit", "quit"),
        ("hide", "hide or show values"),
        ("graph", "Chart"),
        ("dark", "theme dark"),
        ("search", "filter"),
        ("blood 12 mar", "blood panel of 12 Mar 2026"),
        ("bloodwork", "blood panel"),
        ("blood test", "blood panel"),
        ("pills", "therapy"),
        ("medicine", "therapy"),
        ("doctor", "visit"),
        ("print", "visit"),
        ("email", "visit"),
        ("excel", "export csv"),
        ("spreadsheet", "export csv"),
        ("fhir", "export fhir"),
        ("pdf", "import a file"),
        ("exit", "quit"),
        ("font", "font and language"),
        ("password", "hide or show values"),
        ("remove", "delete"),
        ("oops", "undo"),
        ("notifications", "Reminders"),
        ("tired", "log fatigue"),
        ("sex drive", "log low libido"),
        ("side effects", "symptom"),
        ("fever", "fever"),
        ("night mode", "theme"),
        ("refill", "what is left of a drug"),
        ("birthday", "profile"),
        ("baby", "profile"),
        ("history", "Results"),
        ("average", "trend"),
        ("weight", "weight"),
        ("prostate", "PSA"),
        ("liver", "chart"),
        ("thyroid", "TSH"),
        ("dexa", "DXA scan"),
        ("bmi", "body"),
        ("spine", "lumbar spine"),
        ("arimidex", "Anastrozole"),
        ("hotkeys", "keys"),
        ("tutorial", "tour"),
    ] {
        let row = first(typed);
        if !row.to_lowercase().contains(&found.to_lowercase()) {
            wrong.push(format!("{typed} finds first {row}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_chosen_is_done_and_comes_first_the_next_time() {
    let chart = course().keys(":lh<enter>");
    assert!(chart.frame().contains("LH  IU/L"), "{}", chart.frame());
    let again = chart.keys(":").frame();
    let recent = again.lines().find(|line| line.contains("recent")).unwrap_or_else(|| panic!("{again}"));
    assert!(recent.contains("LH"), "{recent}");
    let exports = course().keys(":json<enter><enter>");
    assert_eq!(exports.files().keys().collect::<Vec<_>>(), ["androlog.json"]);
    let settings = course().keys(":settings<enter>").frame();
    assert!(settings.contains("show values in SI units"), "{settings}");
}

#[test]
fn a_setting_that_is_chosen_holds_and_is_kept() {
    let dark = course().keys(":theme dark<enter>");
    assert!(dark.frame().contains("The theme is dark from now on."), "{}", dark.frame());
    assert_eq!(dark.files()["config.toml"], "theme = \"dark\"\n");
    let both = dark.keys(":values in si<enter>");
    assert_eq!(both.files()["config.toml"], "theme = \"dark\"\nunits = \"si\"\n");
    assert!(both.frame().contains("SI units"), "{}", both.frame());
    let mouse = course().keys(":mouse on<enter>");
    assert!(mouse.frame().contains("mouse on: from the next start on."), "{}", mouse.frame());
    let all = mouse
        .keys(":screen of plain lines<enter>")
        .keys(":draw with plain ascii<enter>")
        .keys(":edition 2010<enter>");
    let kept = "mouse = true\nscreen = \"plain\"\nglyphs = \"ascii\"\nwho_edition = \"2010\"\n";
    assert_eq!(all.files()["config.toml"], kept);
}

#[test]
fn everything_there_is_can_be_found_by_its_name() {
    let log = course();
    let state = log.state();
    let first_words = |name: &str| name.split(',').next().unwrap().to_owned();
    let mut names: Vec<String> =
        state.catalog.analytes().iter().map(|analyte| first_words(&analyte.name)).collect();
    names.extend(state.catalog.drugs().values().map(|drug| drug.name.clone()));
    names.extend(state.catalog.symptoms().iter().map(|sign| sign.name.clone()));
    names.extend(state.rules.iter().map(|rule| rule.title.clone()));
    // One of each kind and each seventh of the others: the palette is drawn anew for each.
    for name in names.iter().step_by(7) {
        let typed: String = name.chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect();
        let frame = course().keys(&format!(":{}", typed.replace(' ', "<space>"))).frame();
        assert!(
            frame.to_lowercase().contains(&first_words(name).to_lowercase()),
            "{name} is not found:\n{frame}"
        );
    }
}

#[test]
fn a_drug_or_a_symptom_that_is_chosen_stands_in_its_form() {
    let drug = course().keys(":start clomi<enter>").frame();
    assert!(drug.contains("NEW THERAPY") && drug.contains("Clomi"), "{drug}");
    let symptom = course().keys(":log joint<enter>2<ctrl-s>");
    assert_eq!(symptom.record().symptoms().len(), course().record().symptoms().len() + 1);
}
