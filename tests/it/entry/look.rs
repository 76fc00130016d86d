//! How the forms look: their text once for every size, their styles where a style means something.

use androlog::ui::theme::{Glyphs, Theme, ThemeName};
use ratatui::style::{Color, Modifier, Style};

use crate::entry::{BODY, DXA, EVENT, PROFILE, SEMEN, SYMPTOM, THERAPY, course, empty, open};
use crate::harness::Harness;

const SIZES: [(u16, u16); 3] = [(60, 20), (80, 24), (120, 40)];

/// The form at every size, without the lines of tabs above it.
fn at_every_size(harness: impl Fn() -> Harness, act: impl Fn(Harness) -> Harness) -> String {
    let frame = |(columns, lines): &(u16, u16)| {
        let frame = act(harness().size(*columns, *lines)).frame();
        let lines_of_form: Vec<&str> = frame.lines().skip(2).collect();
        format!("{columns}x{lines}\n{}\n", lines_of_form.join("\n").trim_end())
    };
    SIZES.iter().map(frame).collect::<Vec<_>>().join("\n")
}

fn assert_look(name: &str, harness: impl Fn() -> Harness, act: impl Fn(Harness) -> Harness) {
    let text = at_every_size(harness, act);
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(format!("form_{name}"), text);
    });
}

#[test]
fn forms_look_as_they_were_approved() {
    let semen = format!("{}2.5<enter>18<enter><enter>34<enter>10<enter>", open(SEMEN));
    for (name, keys) in [
        ("blood", "a<enter>486<enter>6.2<enter>6<enter><lt>0.2<enter>sh".to_owned()),
        ("semen", semen),
        ("dxa", format!("{}1.012<enter>-0.8<enter>-2.1", open(DXA))),
        ("body", format!("{}82<enter>", open(BODY))),
        ("symptom", open(SYMPTOM)),
        ("event", format!("{}fe", open(EVENT))),
        ("therapy", format!("{}anas<enter>1<enter>twi", open(THERAPY))),
        ("profile", open(PROFILE)),
        ("edit", "2e430".to_owned()),
    ] {
        assert_look(name, course, |harness| harness.keys(&keys));
    }
}

#[test]
fn empty_logs_doubts_refusals_and_boxes_look_as_they_were_approved() {
    for (name, keys) in [
        ("empty_blood", "a<enter>15".to_owned()),
        ("empty_semen", open(SEMEN)),
        ("refused_blood", "a<enter>90000<ctrl-s>".to_owned()),
        ("refused_therapy", format!("{}anas<enter>much<ctrl-s>", open(THERAPY))),
        ("range", "a<enter>486<f2>264-9".to_owned()),
        ("method", "a<enter>486<f4>".to_owned()),
    ] {
        assert_look(name, empty, |harness| harness.keys(&keys));
    }
    let pasted = "Testosterone 486 ng/dL\nLH 6 IU/L see comment\nZonulin 12 ng/mL\nFasting status: yes";
    assert_look("pasted", empty, |harness| harness.keys("a<enter>").paste(pasted));
    assert_look("offered", course, |harness| harness.keys("a<enter>486").again());
}

/// Names as long as they come.
const LONG: &str = r#"{"reports":[{"kind":"blood","date":"2026-01-05","time":"08:10","fasting":true,
  "laboratory":"Medizinisches Versorgungszentrum für Laboratoriumsmedizin, Niederlassung Nord",
  "note":"a note that is far longer than any field of any form on any screen that somebody might ever use for it",
  "results":[{"analyte":"testosterone-total","value":"312.123456","unit":"ng/dL","method":"some method with a long name",
    "reference":{"low":"264.123","high":"916.456"}},
   {"analyte":"estradiol","comparator":"<","value":"5.0","unit":"pg/mL","reference":{"high":"35.0"}}]}]}"#;

#[test]
fn long_names_and_seven_bits_look_as_they_were_approved() {
    assert_look("long", || Harness::from_json("2026-03-14", LONG), |harness| harness.keys("2e"));
    let seven_bits = || course().look(ThemeName::Terminal, Glyphs::Ascii);
    assert_look("ascii", seven_bits, |harness| harness.keys("a<enter>486<enter>6.2<enter>sh"));
}

#[test]
fn the_value_in_focus_is_seen_at_every_size() {
    for (columns, lines) in [(40, 10), (60, 20), (80, 24), (120, 40), (200, 60)] {
        for place in 0..4 {
            let keys = format!("{}{}77", open(place), "<tab>".repeat(3));
            let frame = course().size(columns, lines).keys(&keys).frame();
            assert!(frame.contains("[77"), "form {place} at {columns}x{lines}:\n{frame}");
        }
        for place in 4..8 {
            let field = if place == EVENT { 2 } else { 3 };
            let keys = format!("{}{}77", open(place), "<tab>".repeat(field));
            let frame = course().size(columns, lines).keys(&keys).frame();
            assert!(frame.contains("[ 77"), "form {place} at {columns}x{lines}:\n{frame}");
        }
        let keys = format!("{}{}77", open(SEMEN), "<enter>".repeat(12));
        let frame = course().size(columns, lines).keys(&keys).frame();
        assert!(frame.contains("[77"), "{columns}x{lines}:\n{frame}");
    }
}

/// The style of the first cell of a text.
fn style_of(harness: &Harness, text: &str) -> Style {
    let buffer = harness.draw();
    let area = buffer.area;
    let wanted: Vec<String> = text.chars().map(String::from).collect();
    let stands_at = |(x, y): &(u16, u16)| {
        let cells =
            (0..wanted.len() as u16).map(|n| buffer.cell((x + n, *y)).map(ratatui::buffer::Cell::symbol));
        cells.zip(&wanted).all(|(cell, wanted)| cell == Some(wanted.as_str()))
    };
    let places = (0..area.height).flat_map(|y| (0..area.width).map(move |x| (x, y)));
    let place =
        places.into_iter().find(stands_at).unwrap_or_else(|| panic!("no {text}:\n{}", harness.frame()));
    buffer[place].style()
}

#[test]
fn focus_wrong_values_and_what_is_out_of_range_are_told_by_style() {
    let theme = Theme::named(ThemeName::Terminal);
    let is_in = |harness: &Harness, text: &str, style: Style| {
        let shown = style_of(harness, text);
        let same = (shown.fg.unwrap_or(Color::Reset), shown.add_modifier)
            == (style.fg.unwrap_or(Color::Reset), style.add_modifier);
        assert!(same, "{text} is {shown:?}, not {style:?}:\n{}", harness.frame());
    };
    let typed = course().keys("a<enter>486<enter>6.2<enter>");
    is_in(&typed, "LH", theme.accent);
    is_in(&typed, "Estradiol", Style::default());
    is_in(&typed, "▼", theme.of(androlog::domain::interval::Interpretation::Low));
    is_in(&typed, "previous", theme.dim);
    let wrong = empty().keys("a<enter>486<enter>28 foo<enter>");
    is_in(&wrong, "28 foo", theme.attention);
    is_in(&wrong, "486", Style::default());
    let doubtful = empty().keys("a<enter>15<enter>");
    is_in(&doubtful, "looks like", theme.attention);
    let short = empty().keys(&format!("{}joint<enter>9<enter>", open(SYMPTOM)));
    is_in(&short, "grade: “9”", theme.attention);
    is_in(&short, "date", theme.accent);
}

#[test]
fn without_colours_a_form_has_none() {
    let plain = course().look(ThemeName::Plain, Glyphs::Braille).keys("a<enter>486<enter>62<enter>x");
    let coloured = |cell: &ratatui::buffer::Cell| cell.fg != Color::Reset || cell.bg != Color::Reset;
    assert!(!plain.draw().content.iter().any(coloured), "{}", plain.styled());
    let marked = plain.draw().content.iter().filter(|cell| cell.modifier != Modifier::empty()).count();
    assert!(marked > 0, "what is told by colour elsewhere is told by weight");
}
