//! The screen for a screen reader: one column of labelled lines, nothing that is only drawn, and a last line that says
//! what changed.

use androlog::ui::theme::{Glyphs, ThemeName};

use crate::harness::Harness;

const COURSE: &str = include_str!("../fixtures/json/course.json");

fn plain() -> Harness {
    Harness::from_json("2026-03-14", COURSE).size(100, 60).look(ThemeName::Plain, Glyphs::Words)
}

/// Frames, bars, braille and the marks of lanes.
fn is_drawing(c: char) -> bool {
    matches!(c, '\u{2500}'..='\u{25FF}' | '\u{2800}'..='\u{28FF}')
}

#[test]
fn nothing_on_any_screen_is_only_drawn() {
    for keys in [
        "1", "2", "2t", "2<enter>", "3", "3s", "3o", "4", "5", "5v", "6", "6<enter>", ":", "?", "a", "x",
        "1v", "5s", "a<enter>", "2e",
    ] {
        let frame = plain().keys(keys).frame();
        let drawn: String = frame.chars().filter(|c| is_drawing(*c)).collect();
        assert!(drawn.is_empty(), "{keys} draws {drawn}\n{frame}");
        assert!(!frame.contains("··"), "{keys} draws dots\n{frame}");
        assert!(!frame.contains(", ,") && !frame.contains("  "), "{keys} has an empty place\n{frame}");
    }
}

#[test]
fn a_line_says_what_each_number_is() {
    let frame = plain().keys("1").frame();
    let estradiol =
        frame.lines().find(|line| line.starts_with("Estradiol, ")).unwrap_or_else(|| panic!("{frame}"));
    assert!(estradiol.contains(", now 15.9 pg/mL, within, 12 Mar"), "{estradiol}");
    assert!(frame.contains("overdue, Vitamin D and calcium, overdue 62 d"), "{frame}");
    let chart = plain().keys("3").frame();
    assert!(chart.contains("12 Mar 2026, 15.9 pg/mL, within"), "{chart}");
}

#[test]
fn the_last_line_says_where_the_cursor_is_and_what_was_done() {
    let said = |keys: &str| {
        let frame = plain().keys(keys).frame();
        let lines: Vec<&str> = frame.lines().filter(|line| !line.is_empty()).collect();
        lines[lines.len() - 2..].join(" ")
    };
    assert!(said("2j").contains("Now on: within, 10 Mar, semen"), "{}", said("2j"));
    assert!(said("2j").contains("Keys: a add"), "{}", said("2j"));
    assert!(said("2d").contains("Removed the blood panel"), "{}", said("2d"));
    assert!(said("a").contains("Now on: blood panel"), "{}", said("a"));
}

#[test]
fn a_value_that_is_typed_is_read_with_the_word_for_its_sign() {
    let form = plain().keys("a<enter>486<enter>6.2<enter>").frame();
    for row in ["Testosterone, total, 486, within, ng/dL", "Estradiol, 6.2, low, pg/mL"] {
        assert!(form.contains(row), "no “{row}” in\n{form}");
    }
}

#[test]
fn a_form_is_read_field_by_field() {
    let form = plain().keys("6a<enter>joint<enter>2").frame();
    for line in ["symptom, Joint pain", "grade, 2", "date, 14 Mar 2026"] {
        assert!(form.contains(line), "“{line}” is not in\n{form}");
    }
}

#[test]
fn a_page_and_a_reminder_are_read_to_their_end_in_a_low_window() {
    let visit = r#""events": [{"date": "2026-02-03", "event": "clinic-visit"},"#;
    let course = COURSE.replacen(r#""events": ["#, visit, 1);
    let low = || Harness::from_json("2026-03-14", &course).size(80, 14).look(ThemeName::Plain, Glyphs::Words);
    for (keys, next, end) in
        [("1v", "j", "NEWLY IN FORCE"), ("1v", "<pagedown>", "y copy"), ("5", "<pagedown>", "WHO SAYS SO")]
    {
        let mut screen = low().keys(keys);
        let seen = (0..60).any(|_| {
            screen.press(next);
            screen.frame().contains(end)
        });
        assert!(seen, "{keys} and {next} never show {end}\n{}", screen.frame());
    }
}
