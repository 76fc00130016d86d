//! The forms of a bone-density scan and of body measures.

use androlog::domain::decimal::Decimal;
use androlog::domain::report::{BodySide, Kind};
use androlog::domain::scan_precision::ScanPrecision;

use crate::entry::{BODY, DXA, course, empty, newest, open, results};
use crate::harness::Harness;

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
            "bmd-lumbar-spine 1.012 g/cm²",
            "t-score-lumbar-spine -0.8",
            "z-score-lumbar-spine -0.5",
            "bmd-total-hip 0.95 g/cm²",
            "t-score-total-hip -1.1"
        ]
    );
    let sides: Vec<Option<BodySide>> = report.results.iter().map(|r| r.side).collect();
    assert_eq!(sides, [None, None, None, Some(BodySide::Left), Some(BodySide::Left)]);
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

/// Two scans on one machine.
const SCANS: &str = r#"{"profile":{"birth_date":"1990-05-01"},"reports":[
  {"kind":"dxa","date":"2025-03-01","device":"Hologic","results":[
    {"analyte":"bmd-lumbar-spine","value":"1.052","unit":"g/cm2"},{"analyte":"z-score-lumbar-spine","value":"-0.5"},
    {"analyte":"bmd-total-hip","value":"0.900","unit":"g/cm2","side":"right"},
    {"analyte":"bmd-total-hip","value":"0.950","unit":"g/cm2","side":"left"}]}]}"#;

#[test]
fn a_change_of_density_is_judged_only_by_the_precision_of_the_machine_that_measured() {
    let precision = |device: &str| {
        let sites = [("lumbar-spine".to_owned(), Decimal::parse("0.010").unwrap())].into();
        ScanPrecision([(device.to_owned(), sites)].into())
    };
    for (device, says) in [
        ("hologic", "-0.040 g/cm², beyond precision (0.028)"),
        ("Lunar", "-0.040 g/cm², the centre's precision is not known"),
    ] {
        let harness = Harness::from_json("2026-03-14", SCANS);
        let harness = harness.with_scan_precision(precision(device));
        let frame = harness.keys(&format!("{}1.012", open(DXA))).frame();
        assert!(frame.contains(says), "{device}: {frame}");
    }
}

#[test]
fn scores_are_not_followed_over_time_and_a_hip_is_compared_with_the_same_hip() {
    let score =
        Harness::from_json("2026-03-14", SCANS).keys(&format!("{}<enter><enter>-0.7", open(DXA))).frame();
    assert!(!score.contains("variation"), "{score}");
    let hip = Harness::from_json("2026-03-14", SCANS).keys(&format!("{}<down>0.93", open(DXA))).frame();
    assert!(hip.contains("before: 0.950 on 1 Mar 2025"), "{hip}");
}

#[test]
fn from_fifty_on_the_t_score_counts() {
    let old = SCANS.replace("1990-05-01", "1970-05-01");
    let frame = Harness::from_json("2026-03-14", &old).keys(&format!("{}<enter>-2.6", open(DXA))).frame();
    assert!(frame.contains("At 55 the T-score counts"), "{frame}");
    assert!(frame.contains("osteoporosis"), "{frame}");
}

#[test]
fn a_scan_without_densities_is_typed_score_by_score() {
    let keys = format!("{}<enter>-0.8<enter><enter>-1.1<enter>-1.3<ctrl-s>", open(DXA));
    let typed = empty().keys(&keys);
    let expected = ["t-score-lumbar-spine -0.8", "t-score-total-hip -1.1", "t-score-femoral-neck -1.3"];
    assert_eq!(results(&newest(&typed.record(), Kind::Dxa)), expected, "{}", typed.frame());
    let told = empty().keys(&open(DXA)).frame();
    assert!(told.contains("Enter leaves the density out and goes to the T-score"), "{told}");
}
