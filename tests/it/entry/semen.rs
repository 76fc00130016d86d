//! The form of a semen analysis.

use androlog::domain::report::Kind;

use crate::entry::{SEMEN, empty, line_with, newest, open, results};

#[test]
fn the_immotile_fill_to_a_hundred_and_totals_are_live() {
    let keys = format!("{}2.5<enter>18<enter><enter>34<enter>10<enter>", open(SEMEN));
    let typed = empty().keys(&keys);
    let frame = typed.frame();
    assert!(line_with(&frame, "Immotile").contains("56"), "{frame}");
    assert!(frame.contains("total sperm number 45.0 million"), "{frame}");
    assert!(frame.contains("total motile (PR + NP) 19.8 million"), "{frame}");
    assert!(frame.contains("total progressive (PR) 15.3 million"), "{frame}");
    let report = newest(&typed.keys("<ctrl-s>").record(), Kind::Semen);
    assert!(results(&report).contains(&"immotile 56 %".to_owned()), "{:?}", results(&report));
}

#[test]
fn grades_that_do_not_make_a_hundred_are_asked_about() {
    let keys = format!("{}2.5<enter>18<enter><enter>34<enter>10<enter>70<enter><ctrl-s>", open(SEMEN));
    let asked = empty().keys(&keys);
    assert!(asked.record().is_empty());
    assert!(asked.frame().contains("add up to 114%"), "{}", asked.frame());
}

#[test]
fn without_sperm_motility_and_forms_are_not_asked_for() {
    let keys = format!("{}2.5<enter>0<enter>", open(SEMEN));
    let typed = empty().keys(&keys);
    let frame = typed.frame();
    assert!(line_with(&frame, "Progressive motility").contains("not applicable without sperm"), "{frame}");
    assert!(frame.contains("azoospermia"), "{frame}");
    let report = newest(&typed.keys("<ctrl-s>").record(), Kind::Semen);
    assert_eq!(results(&report), ["semen-volume 2.5 mL", "sperm-concentration 0 10*6/mL"]);
}

#[test]
fn words_are_values_of_a_semen_analysis() {
    let keys = format!("{}2<enter>pellet<enter><enter>too few<enter><ctrl-s>", open(SEMEN));
    let report = newest(&empty().keys(&keys).record(), Kind::Semen);
    assert_eq!(
        results(&report),
        ["semen-volume 2 mL", "sperm-concentration seen in pellet", "progressive-motility too few to assess"]
    );
}

#[test]
fn motility_switches_to_four_grades_and_the_last_one_fills() {
    let keys = format!("{}<enter><enter><enter><f4>20<enter>14<enter>10<enter><ctrl-s>", open(SEMEN));
    let report = newest(&empty().keys(&keys).record(), Kind::Semen);
    assert_eq!(
        results(&report),
        [
            "rapid-progressive-motility 20 %",
            "slow-progressive-motility 14 %",
            "non-progressive-motility 10 %",
            "immotile 56 %"
        ]
    );
}
