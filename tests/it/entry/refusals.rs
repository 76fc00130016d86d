//! What every field says about something that is wrong in it.

use crate::entry::{BODY, DXA, EVENT, PROFILE, SEMEN, SYMPTOM, THERAPY, empty, open};

const BLOOD: usize = 0;

/// A form, how many fields on (or back) from where it opens, what is typed there, and what would be right.
const WRONG: &[(usize, i32, &str, &str)] = &[
    (BLOOD, -4, "99.99", "write for example 2026-03-14"),
    (BLOOD, -4, "soon", "write for example 2026-03-14"),
    (BLOOD, -4, "<backspace>", "for example 2026-03-14"),
    (BLOOD, -3, "25:00", "write for example 08:10"),
    (BLOOD, -2, "maybe", "write yes or no"),
    (BLOOD, 0, "abc", "write digits"),
    (BLOOD, 0, "28 foo", "is measured in ng/dL, nmol/L"),
    (BLOOD, 0, "-3", "a result is from 0 to 20000 ng/dL"),
    (BLOOD, 0, "90000", "a result is from 0 to 20000 ng/dL"),
    (BLOOD, 0, "nd", "Type it, for example <5"),
    (BLOOD, 0, "486<f2>12-3", "write the lower limit first"),
    (BLOOD, 0, "486<f2>abc", "write for example 264 - 916"),
    (BLOOD, 10, "zonulin", "try another name"),
    (BLOOD, 10, "zonulin<enter>", "try another name"),
    (BLOOD, 0, "", "type at least one value"),
    (SEMEN, -4, "some", "write digits"),
    (SEMEN, -3, "half", "write yes or no"),
    (SEMEN, -2, "1999", "write 2021 or 2010"),
    (DXA, -3, "up", "write left, right or both"),
    (DXA, 0, "12", "a result is from 0.1 to 2.5 g/cm²"),
    (BODY, 0, "abc", "write digits"),
    (SYMPTOM, 0, "xyzzy<ctrl-s>", "empty the field to see what is"),
    (SYMPTOM, 0, "joint<enter>9", "“9” is not a grade; write 0 none, 1 mild"),
    (SYMPTOM, 0, "joint<enter>1<enter>31.2.", "write for example 2026-03-14"),
    (EVENT, 0, "xyzzy", "empty the field to see what is"),
    (THERAPY, 0, "xyzzy", "empty the field to see what is"),
    (THERAPY, 0, "anas<enter>much", "write for example 1 mg"),
    (THERAPY, 0, "anas<enter>0", "more than 0"),
    (THERAPY, 0, "anas<enter><enter>daily", "for example 1 mg"),
    (THERAPY, 0, "anas<enter>1<enter>daily<enter><enter>never", "write for example 2026-03-14"),
    (THERAPY, 0, "anas<enter>1<enter>daily<enter><enter><enter>never", "write for example 2026-03-14"),
    (THERAPY, 0, "anas<enter>1<enter>daily<enter><enter><enter>1/1/20", "write a later one, or none"),
    (THERAPY, 0, "anas<enter>1<enter>daily<enter><enter><enter><enter>1/1/20<enter>2", "write one that is"),
    (THERAPY, 0, "anas<enter>1<enter>daily<enter><enter><enter><enter>today<enter>2", "keep one of them"),
    (
        THERAPY,
        0,
        "anas<enter>1<enter>daily<enter><enter>1/1/26<enter><enter>1/2/26<enter>x",
        "write for example 1 mg",
    ),
    (PROFILE, 0, "soon", "write for example 1990 or 1990-05-01"),
    (PROFILE, 0, "tomorrow", "check the year"),
    (PROFILE, 1, "child", "write fertility or other"),
    (PROFILE, 2, "perhaps", "write yes or no"),
    (PROFILE, 3, "1.78", "a result is from 100 to 260 cm"),
    (PROFILE, 3, "tall", "write digits"),
];

#[test]
fn every_field_says_what_would_be_right_and_is_read_whole_at_every_size() {
    for (form, steps, keys, right) in WRONG {
        let step = if *steps < 0 { "<shift-tab>" } else { "<tab>" };
        let keys = format!("{}{}{keys}<ctrl-s>", open(*form), step.repeat(steps.unsigned_abs() as usize));
        for (columns, lines) in [(120, 40), (80, 24), (60, 20)] {
            let refused = empty().size(columns, lines).keys(&keys);
            assert!(refused.record().is_empty(), "{keys} was stored");
            assert_eq!(refused.record().profile(), empty().record().profile(), "{keys} was stored");
            let words = refused.frame().split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(words.contains(right), "{keys} at {columns}x{lines}: {words}");
        }
    }
}
