//! What the screens keep from one frame to the next is what they would make anew.

use crate::harness::Harness;

const COURSE: &str = include_str!("../fixtures/json/course.json");

/// Keys on the tabs that keep something, among them all that changes what they show: the cursor, the days in view, units,
/// private mode, a dose that is logged and taken back.
const WALK: [&str; 34] = [
    "4", "j", "j", "G", "3", "h", "h", "[", "<lt>", "w", "T", "j", "1", "j", "j", "U", "4", "k", "3", "o",
    "P", "1", "4", "3", "P", "1", "t", "4", "3", "l", "u", "1", "4", "3",
];

fn begun((columns, lines): (u16, u16)) -> Harness {
    Harness::from_json("2026-04-14", COURSE).size(columns, lines).again()
}

#[test]
fn what_was_kept_is_shown_as_it_would_be_made() {
    for size in [(120, 40), (80, 24)] {
        let mut screen = begun(size);
        for key in WALK {
            screen.press(key);
            // It means nothing and takes away what the key before it said.
            screen.press("Z");
            let kept = screen.draw();
            // Units that were changed and are the same again: everything is made anew.
            screen.press("UUU");
            assert_eq!(screen.draw(), kept, "{key} at {size:?}");
        }
    }
}

#[test]
fn what_was_kept_in_a_window_of_another_size_is_made_anew() {
    for tab in ["1", "3", "4"] {
        let resized = begun((120, 40)).keys(tab).size(80, 24);
        assert_eq!(resized.draw(), begun((80, 24)).keys(tab).draw(), "{tab}");
    }
}
