//! The screen as a whole: tabs, boxes, footer, sizes.

use androlog::domain::change::Entry;
use androlog::domain::journal::EventEntry;
use androlog::ui::theme::{Glyphs, ThemeName};

use crate::harness::Harness;

/// A log with every kind of entry.
const COURSE: &str = include_str!("../fixtures/json/course.json");

#[test]
fn any_window_size_draws_something_and_nothing_panics() {
    for (columns, lines) in [(1, 1), (2, 40), (39, 10), (40, 10), (60, 20), (80, 24), (120, 40), (200, 60)] {
        for tab in 1..=6 {
            let frame = Harness::on("2026-03-14").size(columns, lines).keys(&tab.to_string()).frame();
            assert!(!frame.trim().is_empty(), "{columns}x{lines} tab {tab}");
        }
    }
}

/// Keys that bring each part of the screen to the front.
fn everything() -> Vec<String> {
    let tabs = ["1", "2", "2t", "2<enter>", "3", "3s", "4", "5", "5v", "6", "6<enter>"].map(str::to_owned);
    let boxes =
        ["a", "?", ":", "x", "x<enter>", "5s", "5D", "5b", "P", "2/low", "2/nothing"].map(str::to_owned);
    let forms = (0..8).map(|place| format!("a{}<enter>5<enter><tab>", "<down>".repeat(place)));
    let wrong = (0..8).map(|place| format!("a{}<enter>x<tab>x<ctrl-s>", "<down>".repeat(place)));
    tabs.into_iter().chain(boxes).chain(forms).chain(wrong).collect()
}

#[test]
fn where_there_is_only_ascii_nothing_else_is_drawn() {
    for json in [COURSE, "{}"] {
        for (columns, lines) in [(60, 20), (80, 24), (120, 40)] {
            for keys in everything() {
                let harness = Harness::from_json("2026-04-14", json).look(ThemeName::Terminal, Glyphs::Ascii);
                let frame = harness.size(columns, lines).keys(&keys).frame();
                let other: String = frame.chars().filter(|c| !c.is_ascii()).collect();
                assert!(other.is_empty(), "{keys} at {columns}x{lines}: {other}\n{frame}");
            }
        }
    }
}

#[test]
fn without_colours_nothing_is_told_by_colour() {
    for keys in everything() {
        let harness = Harness::from_json("2026-04-14", COURSE).look(ThemeName::Plain, Glyphs::Braille);
        let frame = harness.size(80, 24).keys(&keys).draw();
        let coloured = frame
            .content
            .iter()
            .find(|cell| [cell.fg, cell.bg].iter().any(|colour| *colour != ratatui::style::Color::Reset));
        assert_eq!(coloured, None, "{keys}");
    }
}

#[test]
fn an_act_of_more_than_twenty_entries_is_taken_back_only_when_that_is_confirmed() {
    for (count, is_asked) in [(20, false), (21, true)] {
        let event = |number: u32| {
            let date = "2026-03-01".parse().unwrap();
            Entry::Event(EventEntry { id: "".into(), date, event: format!("e{number}").into(), note: None })
        };
        let mut harness = Harness::with("2026-03-14", (0..count).map(event)).keys("u");
        let left = harness.record().events().len();
        assert_eq!(left, if is_asked { count as usize } else { 0 });
        assert_eq!(harness.frame().contains("take it back"), is_asked, "{}", harness.frame());
        if is_asked {
            harness.press("<enter>");
            assert!(harness.record().events().is_empty() && harness.frame().contains("Undone"));
        }
    }
}

#[test]
fn what_another_program_changed_is_neither_removed_nor_graded_over() {
    let one = r#"{"reports":[{"kind":"body","date":"2026-03-01","results":[{"analyte":"weight","value":"80","unit":"kg"}]}]}"#;
    for keys in ["2d", "2<space>d", "6<end>d", "6<end><space>d", "6<enter>3"] {
        let graded = Harness::from_json("2026-03-14", one).keys("6<enter>2<esc>");
        let harness = graded.with_stale(|entry| match entry {
            Entry::Report(report) => report.laboratory = Some("old".to_owned()),
            Entry::Symptom(symptom) => symptom.note = Some("old".to_owned()),
            _ => {}
        });
        let before = harness.record();
        let pressed = harness.keys(keys);
        assert!(pressed.frame().contains("Another program changed this meanwhile"), "{}", pressed.frame());
        assert_eq!(pressed.record(), before, "{keys}");
    }
}

#[test]
fn an_entry_that_undo_brings_back_stands_where_it_stood() {
    let two = r#"{"reports":[
      {"kind":"body","date":"2026-03-01","results":[{"analyte":"weight","value":"80","unit":"kg"}]},
      {"kind":"body","date":"2026-03-01","results":[{"analyte":"weight","value":"81","unit":"kg"}]},
      {"kind":"body","date":"2026-03-02","results":[{"analyte":"weight","value":"82","unit":"kg"}]}]}"#;
    for (walk, removed) in [("<down>", "81"), ("<down><down>", "80")] {
        let harness = Harness::from_json("2026-03-14", two).keys(&format!("2{walk}d"));
        let weights = |harness: &Harness| -> Vec<String> {
            let record = &harness.state().record;
            let results = record.results("weight").filter_map(|(_, result)| result.quantity());
            results.map(|quantity| quantity.value.to_string()).collect()
        };
        assert!(!weights(&harness).contains(&removed.to_owned()), "{removed}");
        let undone = harness.keys("u");
        assert_eq!(weights(&undone), ["80", "81", "82"]);
        assert_eq!(undone.state().record, undone.record());
        assert!(undone.frame().contains("Undone"), "{}", undone.frame());
    }
}
