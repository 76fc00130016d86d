//! How the forms look at every size.

use crate::entry::{DXA, SEMEN, SYMPTOM, THERAPY, course, empty, open};

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
    for (name, columns, lines, keys) in [
        ("blood_120", 120, 40, "a<enter>486<enter>6.2<enter>6<enter><lt>0.2<enter>sh".to_owned()),
        ("blood_80", 80, 24, "a<enter>486<enter>6.2<enter>".to_owned()),
        ("blood_60", 60, 20, "a<enter>486<enter>6.2<enter>".to_owned()),
        ("semen_80", 80, 24, format!("{}2.5<enter>18<enter><enter>34<enter>10<enter>", open(SEMEN))),
        ("semen_120", 120, 40, format!("{}2.5<enter>18<enter><enter>34<enter>10<enter>", open(SEMEN))),
        ("dxa_80", 80, 24, format!("{}1.012<enter>-0.8<enter>-2.1", open(DXA))),
        ("symptom_80", 80, 24, open(SYMPTOM)),
        ("therapy_80", 80, 24, format!("{}anas<enter>1<enter>twice weekly", open(THERAPY))),
    ] {
        insta::assert_snapshot!(name, course().size(columns, lines).keys(&keys).styled());
    }
    insta::assert_snapshot!("blood_empty_80", empty().size(80, 24).keys("a<enter>15").styled());
}
