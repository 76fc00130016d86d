//! How the forms look at every size.

use androlog::ui::theme::{Glyphs, ThemeName};

use crate::entry::{BODY, DXA, EVENT, PROFILE, SEMEN, SYMPTOM, THERAPY, course, empty, open};
use crate::harness::Harness;

const SIZES: [(u16, u16); 3] = [(60, 20), (80, 24), (120, 40)];

#[test]
fn every_form_is_drawn_at_every_size_and_the_row_in_focus_is_seen() {
    for (columns, lines) in [(40, 10), (60, 20), (80, 24), (120, 40), (200, 60)] {
        for place in 0..8 {
            let keys = format!("{}{}", open(place), "<tab>".repeat(7));
            let frame = course().size(columns, lines).keys(&keys).frame();
            assert!(frame.lines().count() > 5, "{columns}x{lines} form {place}");
        }
        let keys = format!("{}{}77", open(SEMEN), "<enter>".repeat(12));
        let frame = course().size(columns, lines).keys(&keys).frame();
        assert!(frame.contains("77"), "{columns}x{lines}:\n{frame}");
    }
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
        for (columns, lines) in SIZES {
            let frame = course().size(columns, lines).keys(&keys).styled();
            insta::assert_snapshot!(format!("{name}_{columns}"), frame);
        }
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
        for (columns, lines) in SIZES {
            insta::assert_snapshot!(
                format!("{name}_{columns}"),
                empty().size(columns, lines).keys(&keys).styled()
            );
        }
    }
    let pasted = "Testosterone 486 ng/dL\nLH 6 IU/L see comment\nZonulin 12 ng/mL\nFasting status: yes";
    for (columns, lines) in SIZES {
        let frame = empty().size(columns, lines).keys("a<enter>").paste(pasted).styled();
        insta::assert_snapshot!(format!("pasted_{columns}"), frame);
        let offered = course().size(columns, lines).keys("a<enter>486").again().styled();
        insta::assert_snapshot!(format!("offered_{columns}"), offered);
    }
}

/// Names as long as they come.
const LONG: &str = r#"{"reports":[{"kind":"blood","date":"2026-01-05","time":"08:10","fasting":true,
  "laboratory":"Medizinisches Versorgungszentrum für Laboratoriumsmedizin, Niederlassung Nord",
  "note":"a note that is far longer than any field of any form on any screen that somebody might ever use for it",
  "results":[{"analyte":"testosterone-total","value":"312.123456","unit":"ng/dL","method":"some method with a long name",
    "reference":{"low":"264.123","high":"916.456"}},
   {"analyte":"estradiol","comparator":"<","value":"5.0","unit":"pg/mL","reference":{"high":"35.0"}}]}]}"#;

#[test]
fn long_names_ascii_and_no_colours_look_as_they_were_approved() {
    for (columns, lines) in SIZES {
        let long = Harness::from_json("2026-03-14", LONG).size(columns, lines);
        insta::assert_snapshot!(format!("long_{columns}"), long.keys("2e").styled());
        let ascii = course().look(ThemeName::Terminal, Glyphs::Ascii).size(columns, lines);
        insta::assert_snapshot!(
            format!("ascii_{columns}"),
            ascii.keys("a<enter>486<enter>6.2<enter>sh").styled()
        );
        let plain = course().look(ThemeName::Plain, Glyphs::Braille).size(columns, lines);
        insta::assert_snapshot!(
            format!("no_color_{columns}"),
            plain.keys("a<enter>486<enter>62<enter>x").styled()
        );
    }
}
