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
fn everyday_words_find_what_they_mean() {
    for (typed, found) in [
        ("blood", "blood panel"),
        ("csv", "export csv"),
        ("anastro", "Anastrozole"),
        ("theme", "theme auto"),
        ("draft", "drafts"),
        ("import", "import a file"),
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
        ("hide", "hide values"),
        ("graph", "Chart"),
        ("dark", "theme dark"),
        ("search", "filter"),
        ("blood 12 mar", "blood panel of 12 Mar 2026"),
    ] {
        let row = first(typed);
        assert!(row.to_lowercase().contains(&found.to_lowercase()), "{typed} finds first\n{row}");
    }
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
    assert!(settings.contains("androlog config"), "{settings}");
}
