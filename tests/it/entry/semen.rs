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
    assert_eq!(results(&report), ["semen-volume 2.5 mL", "sperm-concentration 0 10^6/mL"]);
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

#[test]
fn a_total_the_laboratory_prints_stands_beside_the_computed_one_and_is_asked_about_where_they_differ() {
    let values = format!("{}2.5<enter>18<enter>", open(SEMEN));
    let near = empty().keys(&format!("{values}44<enter>34<enter>10"));
    assert!(near.frame().contains("total sperm number 45.0 million, printed 44"), "{}", near.frame());
    assert_eq!(newest(&near.keys("<ctrl-s>").record(), Kind::Semen).results.len(), 6);
    let far = empty().keys(&format!("{values}30<enter>34<enter>10<ctrl-s>"));
    assert!(far.frame().contains("total sperm number 30.0 is not near volume times concentration, 45.0"));
    assert!(far.record().is_empty(), "it is asked about first");
    let motile = format!("{values}<enter>34<enter>10{}tmsc<enter>15<ctrl-s>", "<enter>".repeat(10));
    let motile = empty().keys(&motile);
    let frame = motile.frame();
    assert!(frame.contains("total motile (PR + NP) 19.8 million, printed 15"), "{frame}");
    assert!(frame.contains("total progressive (PR) 15.3 million"), "{frame}");
    assert!(frame.contains("total motile sperm count 15.0 is not near"), "{frame}");
}

#[test]
fn the_edition_is_named_and_the_older_one_may_be_chosen() {
    let values = "<enter>14<enter><enter>28<enter>5";
    let newer = empty().keys(&format!("{}{values}", open(SEMEN))).frame();
    assert!(newer.contains("oligoasthenozoospermia, by WHO 6th edition (2021)"), "{newer}");
    let to_edition = "<shift-tab>".repeat(6);
    let older = empty().keys(&format!("{}{values}{to_edition}2010<ctrl-s>", open(SEMEN)));
    let report = newest(&older.record(), Kind::Semen);
    assert_eq!(report.context.who_edition(), Some("2010"));
    let wrong = empty().keys(&format!("{}{values}{to_edition}1999<ctrl-s>", open(SEMEN))).frame();
    assert!(wrong.contains("“1999” is not known; write 2021 or 2010"), "{wrong}");
}

#[test]
fn few_sperm_are_flagged_as_cryptozoospermia_and_names_combine() {
    let pellet = empty().keys(&format!("{}2<enter>pellet", open(SEMEN))).frame();
    assert!(pellet.contains("cryptozoospermia"), "{pellet}");
    let values = "2<enter>5<enter><enter>10<enter>5<enter><enter><enter>2";
    let all = empty().keys(&format!("{}{values}", open(SEMEN))).frame();
    assert!(all.contains("oligoasthenoteratozoospermia, by WHO 6th edition (2021)"), "{all}");
}

#[test]
fn the_fragmentation_index_has_its_assay_and_a_percentile_is_in_words() {
    let dfi = format!("{}2.5<enter>18{}24<f4><ctrl-s>", open(SEMEN), "<enter>".repeat(12));
    let typed = empty().keys(&dfi);
    let report = newest(&typed.record(), Kind::Semen);
    let result = report.result("dfi").unwrap();
    assert_eq!(result.assay.as_deref(), Some("SCSA"));
    let frame = empty().keys(&format!("{}2.5<enter>18", open(SEMEN))).frame();
    assert!(frame.contains("between P5 and P10"), "{frame}");
}

#[test]
fn what_cannot_be_right_together_stands_before_what_follows_from_it() {
    let keys = format!("{}2.5<enter>12<enter><enter>20<enter>10<enter>30", open(SEMEN));
    let frame = empty().size(80, 24).keys(&keys).frame();
    let line = |words: &str| frame.lines().position(|line| line.contains(words));
    assert!(line("add up to 60%").unwrap() < line("oligoasthenozoospermia").unwrap(), "{frame}");
}

#[test]
fn what_has_no_room_below_the_values_is_not_cut_off_unseen() {
    let keys = format!("{}2.5<enter>12<enter><enter>20<enter>10", open(SEMEN));
    let small = empty().size(60, 18).keys(&keys).frame();
    assert!(line_with(&small, "total motility below").trim_end().ends_with('…'), "{small}");
    let large = empty().size(120, 40).keys(&keys).frame();
    assert!(!line_with(&large, "oligoasthenozoospermia").trim_end().ends_with('…'), "{large}");
}
