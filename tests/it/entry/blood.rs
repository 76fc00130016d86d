//! The form of a blood panel: keys to frames, keys to what is stored.

use androlog::domain::report::{Kind, Report};
use androlog::ui::key::parse_keys;

use crate::entry::{course, empty, line_with, newest, results};
use crate::harness::Harness;

#[test]
fn a_panel_costs_its_digits_one_key_a_value_two_to_open_and_one_to_save() {
    let values = ["486", "22", "5", "7", "31", "4.4", "9", "180", "6", "2.1"];
    let digits: usize = values.iter().map(|value| value.len()).sum();
    for next in ["<enter>", "<down>"] {
        let keys = format!("a<enter>{}{next}<ctrl-s>", values.join(next));
        assert_eq!(parse_keys(&keys).unwrap().len(), digits + values.len() + 2 + 1);
        let report = newest(&Harness::from_json("2026-04-14", TEN).keys(&keys).record(), Kind::Blood);
        assert_eq!(report.date.to_string(), "2026-04-14");
        assert_eq!(report.laboratory.as_deref(), Some("Quest"));
        let stored = report.results.iter().filter_map(|result| result.quantity());
        assert_eq!(stored.map(|quantity| quantity.value.to_string()).collect::<Vec<_>>(), values);
    }
}

/// A panel of ten by a laboratory, so that the form opens with them.
const TEN: &str = r#"{"reports":[{"kind":"blood","date":"2026-01-05","laboratory":"Quest","results":[
  {"analyte":"testosterone-total","value":"312","unit":"ng/dL"},{"analyte":"estradiol","value":"31","unit":"pg/mL"},
  {"analyte":"lh","value":"4.1","unit":"IU/L"},{"analyte":"fsh","value":"5.0","unit":"IU/L"},
  {"analyte":"shbg","value":"30","unit":"nmol/L"},{"analyte":"albumin","value":"4.5","unit":"g/dL"},
  {"analyte":"prolactin","value":"8","unit":"ng/mL"},{"analyte":"inhibin-b","value":"150","unit":"pg/mL"},
  {"analyte":"amh","value":"5","unit":"ng/mL"},{"analyte":"tsh","value":"1.9","unit":"mIU/L"}]}]}"#;

#[test]
fn an_empty_log_opens_on_the_axis_and_stores_what_was_typed_as_it_was_typed() {
    let after = empty().keys("a<enter>486.0<enter>1,5 ng/dL<enter><lt>0.2<enter>-<enter><enter><ctrl-s>");
    let report = newest(&after.record(), Kind::Blood);
    assert_eq!(results(&report), ["testosterone-total 486.0 ng/dL", "estradiol 1.5 ng/dL", "lh <0.2 IU/L"]);
    assert_eq!(report.date.to_string(), "2026-03-14");
    assert!(after.frame().contains("Saved 3 results of 14 Mar 2026. u undoes."), "{}", after.frame());
}

#[test]
fn the_form_opens_with_the_analytes_laboratory_ranges_and_methods_of_the_last_report() {
    let after = course().keys("a<enter>486<enter>6.2<enter><ctrl-s>").record();
    let report = newest(&after, Kind::Blood);
    assert_eq!(report.laboratory.as_deref(), Some("Quest"));
    let testosterone = &report.results[0];
    assert_eq!(testosterone.reference.as_ref().unwrap().to_string(), "264 – 916");
    assert_eq!(testosterone.method.as_deref(), Some("lc-ms/ms"));
    assert_eq!(report.results.len(), 2, "blank rows are not stored");
}

#[test]
fn a_row_reacts_while_it_is_typed() {
    let frame = course().keys("a<enter>486<enter>6.2<enter>6").frame();
    let testosterone = line_with(&frame, "Testosterone, total");
    for part in ["●", "ng/dL", "264 – 916", "412.0 on 12 Mar", "+18%, within variation"] {
        assert!(testosterone.contains(part), "{part}: {testosterone}");
    }
    assert!(line_with(&frame, "Estradiol").contains("▼"));
    assert!(line_with(&frame, "Estradiol").contains("low, -61%, beyond variation"));
    assert!(line_with(&frame, "calculated:").contains("T/E2 78.4   T/LH 81.0   free T needs SHBG"));
}

#[test]
fn a_unit_slip_is_asked_about_and_one_key_reads_it_in_the_other_unit() {
    let asked = empty().keys("a<enter>15");
    assert!(line_with(&asked.frame(), "Testosterone, total 15").contains("F3 reads it so"));
    let flipped = asked.keys("<f3><ctrl-s>").record();
    assert_eq!(results(&newest(&flipped, Kind::Blood)), ["testosterone-total 15 nmol/L"]);
}

#[test]
fn a_doubtful_value_is_stored_by_saving_twice_and_not_by_saving_once() {
    let once = empty().keys("a<enter>15<ctrl-s>");
    assert!(once.record().is_empty());
    assert!(once.frame().contains("Ctrl-s again stores it as typed"), "{}", once.frame());
    let twice = once.keys("<ctrl-s>").record();
    assert_eq!(results(&newest(&twice, Kind::Blood)), ["testosterone-total 15 ng/dL"]);
}

#[test]
fn the_question_about_a_value_leads_to_its_row_where_the_key_that_reads_it_otherwise_is_named() {
    let asked = empty().keys("a<enter>15<enter><enter>5<enter>7<enter><ctrl-s>");
    assert!(asked.frame().contains("F3 reads it so; leave it to keep ng/dL"), "{}", asked.frame());
    let stored = asked.keys("<f3><ctrl-s>").record();
    assert_eq!(results(&newest(&stored, Kind::Blood))[0], "testosterone-total 15 nmol/L");
}

#[test]
fn no_doubt_is_taken_for_answered_that_was_not_told() {
    let words = |frame: &str| frame.split_whitespace().collect::<Vec<_>>().join(" ");
    let rows = "15<enter>900<enter>90<enter>99<enter>290<enter><ctrl-s>";
    let three = empty().keys(&format!("a<enter>{rows}"));
    for told in ["15 ng/dL looks like nmol/L", "LH 90 IU/L is unusual", "Ctrl-s again asks about 2 more"] {
        assert!(words(&three.frame()).contains(told), "{told}: {}", three.frame());
    }
    let rest = three.keys("<ctrl-s>");
    assert!(rest.record().is_empty());
    for told in ["FSH 99 IU/L is unusual", "SHBG 290 nmol/L is unusual", "Ctrl-s again stores it as typed"] {
        assert!(words(&rest.frame()).contains(told), "{told}: {}", rest.frame());
    }
    assert_eq!(results(&newest(&rest.keys("<ctrl-s>").record(), Kind::Blood)).len(), 5);
}

#[test]
fn a_change_after_the_question_asks_again() {
    let after = empty().keys("a<enter>15<ctrl-s><backspace><backspace>16<ctrl-s>");
    assert!(after.record().is_empty());
}

#[test]
fn a_future_day_asks_and_a_wrong_one_refuses_with_the_cursor_on_it() {
    let ahead = empty().keys("a<enter>486<shift-tab><shift-tab><shift-tab><shift-tab>+3d<ctrl-s>");
    assert!(ahead.frame().contains("Tue 17 Mar 2026 is in the future"), "{}", ahead.frame());
    assert_eq!(newest(&ahead.keys("<ctrl-s>").record(), Kind::Blood).date.to_string(), "2026-03-17");
    let wrong = empty().keys("a<enter>486<shift-tab><shift-tab><shift-tab><shift-tab>99.99<ctrl-s>");
    assert!(wrong.record().is_empty());
    let put_right = wrong.keys("<backspace><backspace><backspace><backspace><backspace>-1d<ctrl-s>");
    assert_eq!(newest(&put_right.record(), Kind::Blood).date.to_string(), "2026-03-13");
}

#[test]
fn saving_refuses_naming_the_row_and_moves_the_cursor_there() {
    let after = empty().keys("a<enter>486<enter>28 foo<enter>5<enter><ctrl-s>");
    assert!(after.record().is_empty());
    assert!(line_with(&after.frame(), "foo").contains('!'));
    let fixed = after.keys("<backspace><backspace><backspace><backspace><ctrl-s>").record();
    assert_eq!(results(&newest(&fixed, Kind::Blood))[1], "estradiol 28 pg/mL");
}

#[test]
fn not_detected_asks_for_its_limit() {
    let asked = empty().keys("a<enter>nd<enter>");
    assert!(asked.frame().contains("not detected below which limit?"), "{}", asked.frame());
    let after = asked.keys("2.5<enter><ctrl-s><ctrl-s>").record();
    assert_eq!(results(&newest(&after, Kind::Blood)), ["testosterone-total <2.5 ng/dL"]);
}

#[test]
fn the_range_of_a_row_is_typed_folded_and_stored_with_it() {
    let after = empty().keys("a<enter>486<f2>250-1100<enter><enter>20<alt-r><lt>40<enter><ctrl-s>");
    let report = newest(&after.record(), Kind::Blood);
    let ranges: Vec<String> = report
        .results
        .iter()
        .map(|r| r.reference.as_ref().map_or_else(String::new, ToString::to_string))
        .collect();
    assert_eq!(ranges, ["250 – 1100", "≤ 40"]);
    let refused = empty().keys("a<enter>486<f2>12-3<enter>");
    assert!(refused.frame().contains("upside down"), "{}", refused.frame());
    assert!(refused.frame().contains(" range [12-3"), "{}", refused.frame());
    let left = refused.keys("<esc><ctrl-s>").record();
    assert_eq!(newest(&left, Kind::Blood).results[0].reference, None);
}

#[test]
fn looking_at_a_range_does_not_make_it_the_laboratorys() {
    let after = empty().keys("a<enter>486<f2><enter><ctrl-s>").record();
    assert_eq!(newest(&after, Kind::Blood).results[0].reference, None);
}

#[test]
fn another_laboratory_brings_neither_the_ranges_nor_the_methods_of_the_last_one() {
    let other = course().keys("a<enter>486<shift-tab>Labcorp<ctrl-s>").record();
    let result = newest(&other, Kind::Blood).results[0].clone();
    assert_eq!((result.reference, result.method), (None, None));
}

#[test]
fn the_method_of_a_row_is_chosen_by_a_key() {
    let after = empty().keys("a<enter><enter>20<f4><alt-m><ctrl-s>").record();
    assert_eq!(newest(&after, Kind::Blood).results[0].method.as_deref(), Some("lc-ms/ms"));
}

#[test]
fn an_analyte_is_found_by_typing_and_becomes_a_row() {
    let past_the_rows = "<enter>".repeat(10);
    let after = empty().keys(&format!("a<enter>{past_the_rows}ferr<enter>32<ctrl-s>"));
    assert_eq!(results(&newest(&after.record(), Kind::Blood)), ["ferritin 32 ng/mL"]);
    let twice = empty().keys(&format!("a<enter>{past_the_rows}lh<enter>")).frame();
    assert!(twice.contains("LH has a row already; empty this field"), "{twice}");
}

#[test]
fn context_fields_are_walked_by_tab_and_stored() {
    let after =
        course().keys("a<enter>486<shift-tab>Quest<shift-tab>36<shift-tab>yes<shift-tab>0810<ctrl-s>");
    let report = newest(&after.record(), Kind::Blood);
    assert_eq!(report.time.unwrap().format("%H:%M").to_string(), "08:10");
    assert_eq!(report.laboratory.as_deref(), Some("Quest"));
    assert_eq!(report.context.fasting(), Some(true));
    assert_eq!(report.context.hours_since_dose().unwrap().as_str(), "36");
}

#[test]
fn any_method_can_be_typed_and_a_known_one_is_completed() {
    let typed = empty().keys("a<enter>486<f4>RIA<enter><ctrl-s>").record();
    assert_eq!(newest(&typed, Kind::Blood).results[0].method.as_deref(), Some("RIA"));
    let completed = empty().keys("a<enter>486<f4>lc<f4><enter><ctrl-s>").record();
    assert_eq!(newest(&completed, Kind::Blood).results[0].method.as_deref(), Some("lc-ms/ms"));
    let left = empty().keys("a<enter>486<f4>RIA<esc><ctrl-s>").record();
    assert_eq!(newest(&left, Kind::Blood).results[0].method, None, "Esc leaves it as it was");
}

#[test]
fn a_range_or_method_that_is_being_typed_is_part_of_the_draft() {
    for (fold, shown) in [("<f2>250-11", "[250-11"), ("<f4>immuno", "[immuno")] {
        let killed = empty().keys(&format!("a<enter>486{fold}")).again().keys("<enter>");
        assert!(killed.frame().contains(shown), "{}", killed.frame());
    }
    let looked = empty().keys("a<enter><f2><esc><esc>");
    assert!(looked.drafts().is_empty(), "{:?}", looked.drafts());
}

#[test]
fn a_laboratory_is_offered_by_its_letters_and_taken_only_when_picked() {
    let offered = course().keys("a<enter>486<shift-tab>qst");
    assert!(offered.frame().contains("Down picks: Quest"), "{}", offered.frame());
    let picked = offered.keys("<down>");
    assert!(picked.frame().contains("Enter takes it: [Quest]"), "{}", picked.frame());
    let report = newest(&picked.keys("<enter><ctrl-s>").record(), Kind::Blood);
    assert_eq!(report.laboratory.as_deref(), Some("Quest"));
    let other = course().keys("a<enter>486<shift-tab>Que<enter><ctrl-s>").record();
    assert_eq!(newest(&other, Kind::Blood).laboratory.as_deref(), Some("Que"), "what is typed stays");
}

/// A laboratory that changed its range and its method, and another one.
const LABORATORIES: &str = r#"{"reports":[
  {"kind":"blood","date":"2024-03-01","laboratory":"Quest","results":[{"analyte":"estradiol","value":"80",
    "unit":"pmol/L","method":"immunoassay","reference":{"low":"40","high":"160"}}]},
  {"kind":"blood","date":"2025-06-01","laboratory":"Quest","results":[{"analyte":"estradiol","value":"20",
    "unit":"pg/mL","method":"lc-ms/ms","reference":{"low":"8.0","high":"35.0"}}]},
  {"kind":"blood","date":"2026-01-01","laboratory":"Labcorp","results":[{"analyte":"estradiol","value":"25",
    "unit":"pg/mL","reference":{"low":"7.6","high":"42.6"}}]}]}"#;

/// From the first value to the date, and to the laboratory.
const TO_DATE: &str = "<shift-tab><shift-tab><shift-tab><shift-tab>";
const TO_LABORATORY: &str = "<shift-tab>";

#[test]
fn a_laboratorys_unit_range_and_method_hold_from_the_day_it_printed_them() {
    for (laboratory, day, unit, range, method) in [
        ("quest", "1/1/26", "pg/mL", Some("8.0 – 35.0"), Some("lc-ms/ms")),
        ("Quest", "1/6/25", "pg/mL", Some("8.0 – 35.0"), Some("lc-ms/ms")),
        ("Quest", "1/1/25", "pmol/L", Some("40 – 160"), Some("immunoassay")),
        ("Quest", "1/1/24", "pmol/L", None, None),
        ("Labcorp", "1/2/26", "pg/mL", Some("7.6 – 42.6"), None),
        ("Elsewhere", "1/2/26", "pg/mL", None, None),
    ] {
        for count in [3, 1] {
            let harness = Harness::from_json("2026-03-14", LABORATORIES).with_newest(count);
            let keys = format!("a<enter>30{TO_LABORATORY}{laboratory}<tab>{TO_DATE}{day}<ctrl-s><ctrl-s>");
            let harness = harness.keys(&keys);
            let wanted = androlog::domain::day::parse_day(
                day,
                "2026-03-14".parse().unwrap(),
                androlog::domain::day::DayOrder::DayFirst,
            );
            let record = harness.record();
            let is_new =
                |report: &&Report| report.date == wanted.clone().unwrap() && !report.id.starts_with("id-");
            let report =
                record.reports().iter().find(is_new).unwrap_or_else(|| panic!("{}", harness.frame()));
            let result = &report.results[0];
            assert_eq!(&*result.quantity().unwrap().unit, unit, "{laboratory} {day}");
            assert_eq!(
                result.reference.as_ref().map(ToString::to_string).as_deref(),
                range,
                "{laboratory} {day}"
            );
            assert_eq!(result.method.as_deref(), method, "{laboratory} {day}");
        }
    }
}

/// A drug with a time in its schedule.
const TIMED: &str = r#"{"regimens":[{"drug":"anastrozole","start":"2026-01-05",
  "doses":[{"from":"2026-01-05","amount":"1","unit":"mg","schedule":"mon thu 20:00"}]}]}"#;

#[test]
fn the_hours_since_the_dose_follow_from_the_schedule_and_what_is_typed_goes_before() {
    let to_time = "<shift-tab><shift-tab><shift-tab><shift-tab>";
    let hours = |harness: Harness| {
        let report = newest(&harness.record(), Kind::Blood);
        report.context.hours_since_dose().map(ToString::to_string)
    };
    let timed = || Harness::from_json("2026-03-14", TIMED).keys(&format!("a<enter>486{to_time}8:00"));
    let shown = timed().keys("<tab><tab>").frame();
    assert!(shown.contains("36 h after anastrozole, Thu 12 Mar 2026 20:00"), "{shown}");
    assert!(line_with(&shown, "hours since dose").contains("36"), "{shown}");
    assert_eq!(hours(timed().keys("<ctrl-s>")).as_deref(), Some("36"));
    assert_eq!(hours(timed().keys("<tab><tab>12<ctrl-s>")).as_deref(), Some("12"));
    assert_eq!(hours(timed().keys("<tab><tab>-<ctrl-s>")), None);
    let untimed = Harness::from_json("2026-03-14", TIMED).keys("a<enter>486<ctrl-s>");
    assert_eq!(hours(untimed), None, "a panel without a time says nothing of hours");
    let without = TIMED.replace(" 20:00", "");
    let unsaid =
        Harness::from_json("2026-03-14", &without).keys(&format!("a<enter>486{to_time}8:00<ctrl-s>"));
    assert_eq!(hours(unsaid), None, "the schedule does not say when");
}
