//! The forms of a bone-density scan and of body measures.

use androlog::domain::report::{Kind, Side};

use crate::entry::{BODY, DXA, course, empty, newest, open, results};

#[test]
fn a_scan_has_a_line_a_site_and_hips_have_sides() {
    let keys = format!(
        "{}1.012<enter>-0.8<enter>-0.5<enter>0.95<enter>-1.1<shift-tab><shift-tab><shift-tab><shift-tab><shift-tab><shift-tab><shift-tab>left<ctrl-s>",
        open(DXA)
    );
    let typed = empty().keys(&keys);
    let report = newest(&typed.record(), Kind::Dxa);
    assert_eq!(
        results(&report),
        [
            "bmd-lumbar-spine 1.012 g/cm2",
            "t-score-lumbar-spine -0.8",
            "z-score-lumbar-spine -0.5",
            "bmd-total-hip 0.95 g/cm2",
            "t-score-total-hip -1.1"
        ]
    );
    let sides: Vec<Option<Side>> = report.results.iter().map(|r| r.side).collect();
    assert_eq!(sides, [None, None, None, Some(Side::Left), Some(Side::Left)]);
}

#[test]
fn the_score_that_counts_at_his_age_is_said() {
    let frame = course().keys(&format!("{}<enter><enter>-2.1", open(DXA))).frame();
    assert!(frame.contains("At 35 the Z-score counts"), "{frame}");
    assert!(frame.contains("below the expected range for age"), "{frame}");
}

#[test]
fn a_body_mass_index_follows_from_weight_and_the_height_of_the_profile() {
    let frame = course().keys(&format!("{}82", open(BODY))).frame();
    assert!(frame.contains("BMI 25.9"), "{frame}");
}
