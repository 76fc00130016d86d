//! The entry forms: keys to frames, keys to what is stored.

use androlog::domain::change::{Change, Entry};
use androlog::domain::journal::{Goal, Grade};
use androlog::domain::record::Record;
use androlog::domain::report::{Kind, Report, Side, Specimen, Value};
use androlog::ui::action::Action;
use androlog::ui::key::parse_keys;
use androlog::ui::outcome::{FormKind, Seed};
use androlog::ui::screen::entry::{Form, FormOutcome};

use crate::harness::Harness;

const COURSE: &str = include_str!("../fixtures/json/course.json");

fn course() -> Harness {
    Harness::from_json("2026-04-14", COURSE)
}

fn empty() -> Harness {
    Harness::on("2026-03-14")
}

/// The keys that open the form at a place of the add menu.
fn open(place: usize) -> String {
    format!("a{}<enter>", "<down>".repeat(place))
}

const SEMEN: usize = 1;
const DXA: usize = 2;
const BODY: usize = 3;
const SYMPTOM: usize = 4;
const EVENT: usize = 5;
const THERAPY: usize = 6;
const PROFILE: usize = 7;

fn newest(record: &Record, kind: Kind) -> Report {
    record.reports_of(kind).max_by_key(|report| report.date).unwrap().clone()
}

/// `estradiol <5 pg/mL` of each result.
fn results(report: &Report) -> Vec<String> {
    let shown = |value: &Value| match value {
        Value::Number(quantity) => quantity.to_string(),
        Value::Words(words) => words.clone(),
    };
    report.results.iter().map(|result| format!("{} {}", result.analyte, shown(&result.value))).collect()
}

fn line_with(frame: &str, text: &str) -> String {
    frame
        .lines()
        .find(|line| line.contains(text))
        .unwrap_or_else(|| panic!("no line with {text}:\n{frame}"))
        .to_owned()
}

// Blood -----------------------------------------------------------------------------------------------------

#[test]
fn a_panel_costs_its_digits_one_key_a_value_two_to_open_and_one_to_save() {
    let ten = "486<enter>22<enter>5<enter>7<enter>31<enter>4.4<enter>9<enter>180<enter>6<enter>2.1<enter>";
    let seed = Harness::from_json("2026-04-14", TEN);
    let keys = format!("a<enter>{ten}<ctrl-s>");
    let after = seed.keys(&keys).record();
    assert_eq!(newest(&after, Kind::Blood).results.len(), 10);
    assert_eq!(newest(&after, Kind::Blood).date.to_string(), "2026-04-14");
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
    assert!(line_with(&frame, "derived now").contains("T/E2 78.4   T/LH 81.0   free T needs SHBG"));
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
fn a_change_after_the_question_asks_again() {
    let after = empty().keys("a<enter>15<ctrl-s><backspace><backspace>16<ctrl-s>");
    assert!(after.record().is_empty());
}

#[test]
fn a_future_day_asks_and_a_wrong_one_refuses_with_the_cursor_on_it() {
    let ahead = empty().keys("a<enter>486<shift-tab><shift-tab><shift-tab><shift-tab><shift-tab>+3d<ctrl-s>");
    assert!(ahead.frame().contains("Tue 17 Mar 2026 is in the future"), "{}", ahead.frame());
    assert_eq!(newest(&ahead.keys("<ctrl-s>").record(), Kind::Blood).date.to_string(), "2026-03-17");
    let wrong =
        empty().keys("a<enter>486<shift-tab><shift-tab><shift-tab><shift-tab><shift-tab>99.99<ctrl-s>");
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
    let after = empty().keys("a<enter><enter><enter><enter><enter><enter>vitamin<enter>32<ctrl-s>");
    assert_eq!(results(&newest(&after.record(), Kind::Blood)), ["vitamin-d 32 ng/mL"]);
    let nothing = empty().keys("a<enter><enter><enter><enter><enter><enter>lh<enter>");
    assert!(nothing.frame().contains("has a row already") || nothing.frame().contains("LH"));
}

#[test]
fn context_fields_are_walked_by_tab_and_stored() {
    let after = empty().keys("a<enter>486<shift-tab>Quest<shift-tab>36<shift-tab>yes<shift-tab>0810<ctrl-s>");
    let report = newest(&after.record(), Kind::Blood);
    assert_eq!(report.time.unwrap().format("%H:%M").to_string(), "08:10");
    assert_eq!(report.laboratory.as_deref(), Some("Quest"));
    let Specimen::Blood { fasting, hours_since_dose } = report.specimen else { panic!("not blood") };
    assert_eq!(fasting, Some(true));
    assert_eq!(hours_since_dose.unwrap().as_str(), "36");
}

// Drafts, editing -------------------------------------------------------------------------------------------

#[test]
fn leaving_keeps_a_draft_which_the_same_form_opens_with() {
    let left = course().keys("a<enter>486<enter>6.2 pmol/L<f2>5-30<enter><esc>");
    assert!(left.drafts().contains_key("blood"));
    assert!(left.frame().contains("Draft kept"), "{}", left.frame());
    let back = left.keys("a<enter>");
    assert!(back.frame().contains("Your draft is back"), "{}", back.frame());
    assert!(line_with(&back.frame(), "Estradiol").contains("6.2 pmol/L"));
    let saved = back.keys("<ctrl-s><ctrl-s>");
    assert!(saved.drafts().is_empty());
    let report = newest(&saved.record(), Kind::Blood);
    assert_eq!(report.results[1].reference.as_ref().unwrap().to_string(), "5 – 30");
}

#[test]
fn opening_and_leaving_a_form_keeps_no_draft() {
    for place in 0..8 {
        let left = course().keys(&format!("{}<esc>", open(place)));
        assert!(left.drafts().is_empty(), "form {place}: {:?}", left.drafts());
    }
}

#[test]
fn typing_is_undone_and_redone_within_a_field() {
    let after = empty().keys("a<enter>486<ctrl-z><ctrl-z><ctrl-y><ctrl-s>");
    let typed = after.frame();
    assert!(!typed.contains("[486"), "{typed}");
}

// Semen -----------------------------------------------------------------------------------------------------

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

// DXA and body ----------------------------------------------------------------------------------------------

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

// Symptom, event, therapy, profile --------------------------------------------------------------------------

#[test]
fn a_symptom_is_found_graded_by_a_digit_and_stored() {
    let after =
        empty().keys(&format!("{}joint<enter>2<enter>yesterday<enter>left knee<ctrl-s>", open(SYMPTOM)));
    let record = after.record();
    let entry = &record.symptoms()[0];
    assert_eq!(&*entry.symptom, "joint-pain");
    assert_eq!(entry.grade, Grade::Moderate);
    assert_eq!(entry.date.to_string(), "2026-03-13");
    assert_eq!(entry.note.as_deref(), Some("left knee"));
    assert!(after.frame().contains("Saved joint pain, moderate, of 13 Mar 2026"));
}

#[test]
fn the_marked_name_is_taken_by_enter_and_a_list_is_walked_by_arrows() {
    let first = empty().keys(&format!("{}<enter>1<ctrl-s>", open(SYMPTOM))).record();
    assert_eq!(&*first.symptoms()[0].symptom, "joint-pain");
    let third = empty().keys(&format!("{}<down><down><enter>1<ctrl-s>", open(SYMPTOM))).record();
    assert_eq!(&*third.symptoms()[0].symptom, "low-libido");
}

#[test]
fn a_day_is_written_in_words_when_its_field_is_left() {
    let frame = empty().keys(&format!("{}joint<enter>1<enter>3/2<enter>", open(SYMPTOM))).frame();
    assert!(line_with(&frame, "date").contains("[ 3 Feb 2026"), "{frame}");
    let kept = empty().keys(&format!("{}joint<enter>1<enter>yesterday<esc>", open(SYMPTOM))).drafts();
    assert!(kept["symptom"].contains("13 Mar 2026"), "{}", kept["symptom"]);
}

#[test]
fn an_unknown_symptom_and_a_wrong_grade_say_what_would_be_right() {
    let unknown = empty().keys(&format!("{}<ctrl-s>", open(SYMPTOM)));
    assert!(unknown.frame().contains("Type to find it"), "{}", unknown.frame());
    let grade = empty().keys(&format!("{}joint<enter>9<ctrl-s>", open(SYMPTOM)));
    assert!(grade.frame().contains("3 severe"), "{}", grade.frame());
    assert!(grade.record().is_empty());
}

#[test]
fn an_event_is_found_and_a_day_nudged() {
    let after = empty().keys(&format!("{}fev<enter><shift-down><shift-down><ctrl-s>", open(EVENT)));
    let record = after.record();
    assert_eq!(&*record.events()[0].event, "fever");
    assert_eq!(record.events()[0].date.to_string(), "2026-03-12");
}

#[test]
fn a_therapy_starts_with_the_usual_unit_and_route_and_may_have_changed_its_dose() {
    let after = empty().keys(&format!(
        "{}anas<enter>1<enter>twice weekly<enter><enter>2026-01-05<enter><enter>2026-02-05<enter>0.5 mg<ctrl-s>",
        open(THERAPY)
    ));
    let record = after.record();
    let regimen = &record.regimens()[0];
    assert_eq!(&*regimen.drug, "anastrozole");
    assert_eq!(regimen.route.as_deref(), Some("oral"));
    assert_eq!(regimen.start.to_string(), "2026-01-05");
    let doses: Vec<String> = regimen.doses.iter().map(|d| format!("{} {}", d.from, d.words())).collect();
    assert_eq!(doses, ["2026-01-05 1 mg twice weekly", "2026-02-05 0.5 mg twice weekly"]);
    assert!(after.frame().contains("Saved anastrozole 1 mg twice weekly from 5 Jan 2026 on"));
}

#[test]
fn a_therapy_that_ends_before_it_begins_is_refused() {
    let after = empty().keys(&format!(
        "{}anas<enter>1<enter>daily<enter><enter>today<enter>yesterday<ctrl-s>",
        open(THERAPY)
    ));
    assert!(after.record().is_empty());
    assert!(after.frame().contains("is before the first day"), "{}", after.frame());
}

#[test]
fn two_doses_from_one_day_are_refused() {
    let after = empty().keys(&format!(
        "{}anas<enter>1<enter>daily<enter><enter>2026-01-05<enter><enter>2026-01-05<enter>2<ctrl-s>",
        open(THERAPY)
    ));
    assert!(after.record().is_empty());
    assert!(after.frame().contains("another dose begins on 5 Jan 2026"), "{}", after.frame());
}

#[test]
fn a_height_nobody_has_is_refused() {
    let after = empty().keys(&format!("{}<tab><tab><tab>1.78<ctrl-s>", open(PROFILE)));
    assert!(after.frame().contains("Height 1.78 cm"), "{}", after.frame());
    assert_eq!(after.record().profile().height_cm, None);
}

#[test]
fn the_profile_opens_as_it_is_and_is_changed() {
    let after = course().keys(&format!("{}<tab>other<tab>yes<ctrl-s>", open(PROFILE))).record();
    assert_eq!(after.profile().goal, Goal::Other);
    assert!(after.profile().bone_risk);
    assert_eq!(after.profile().birth_date.unwrap().to_string(), "1990-05-01");
}

#[test]
fn values_are_hidden_in_private_mode_but_where_they_are_typed() {
    let frame = course().keys("Pa<enter>486<enter>6.2").frame();
    assert!(!frame.contains("486"), "{frame}");
    assert!(!frame.contains("412.0"), "{frame}");
    assert!(!frame.contains('%'), "{frame}");
    assert!(frame.contains("[6.2"), "{frame}");
}

// Every size, every key -------------------------------------------------------------------------------------

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

// Pasting ---------------------------------------------------------------------------------------------------

const PAPER: &str = "Quest Diagnostics\n\
TESTOSTERONE, TOTAL, MS   486   264-916 ng/dL\n\
Estradiol: <5.0 pg/mL L (8.0 - 35.0)\n\
LH\t6.0\tIU/L\tsee comment\n\
FSH 7 mIU/mL\n\
Zonulin 12 ng/mL\n";

#[test]
fn a_pasted_report_fills_its_rows_and_drops_nothing() {
    let pasted = empty().keys("a<enter>").paste(PAPER);
    let frame = pasted.frame();
    assert!(frame.contains("values read, 1 of them to check"), "{frame}");
    assert!(line_with(&frame, "Estradiol").contains("8.0 – 35.0"), "{frame}");
    assert!(line_with(&frame, "LH").contains("? "), "{frame}");
    assert!(frame.contains("not understood: Zonulin 12 ng/mL"), "{frame}");
    let asked = pasted.keys("<tab><ctrl-s>");
    assert!(asked.record().is_empty());
    assert!(asked.frame().contains("is in no row"), "{}", asked.frame());
    let report = newest(&asked.keys("<ctrl-s>").record(), Kind::Blood);
    for result in ["estradiol <5.0 pg/mL", "lh 6.0 IU/L", "fsh 7 mIU/mL"] {
        assert!(results(&report).contains(&result.to_owned()), "{result}: {:?}", results(&report));
    }
}

/// Most terminals send a return for each end of a line of a paste.
#[test]
fn a_paste_with_returns_is_read_with_what_it_says_of_itself_and_why_it_is_unsure() {
    let paper = "Laboratory: Northlight\nCollected: 2026-03-04 08:10\nFasting: no\n\
        Testosterone\t486\tng/dL\t264-916\nLH   5.1   1.7-8.6\nFSH   7.3   9.1   IU/L\n";
    for ends in ["\n", "\r", "\r\n"] {
        let pasted = empty().size(120, 40).keys("a<enter>").paste(&paper.replace('\n', ends));
        let frame = pasted.frame();
        for part in ["3 values read, 2 of them to check", "date [4 Mar 2026", "time [08:10", "[Northlight"] {
            assert!(frame.contains(part), "{ends:?}: {part}\n{frame}");
        }
        assert!(line_with(&frame, "LH").contains("the unit is missing"), "{frame}");
        assert!(line_with(&frame, "FSH").contains("more than one number: 7.3, 9.1"), "{frame}");
        // The cursor stands on the first unsure one; Tab leaves it as looked at, and visits the next.
        let visited = pasted.keys("<tab>");
        let frame = visited.frame();
        assert!(!line_with(&frame, "LH").contains("the unit is missing"), "{frame}");
        let asked = visited.keys("<ctrl-s>");
        assert!(asked.record().is_empty());
        let frame = asked.frame();
        assert!(frame.contains("FSH was pasted and not looked at: more than one number"), "{frame}");
        let report = newest(&asked.keys("<ctrl-s>").record(), Kind::Blood);
        assert_eq!(results(&report), ["testosterone-total 486 ng/dL", "lh 5.1 IU/L", "fsh 7.3 IU/L"]);
        assert_eq!(
            (report.date.to_string().as_str(), report.laboratory.as_deref()),
            ("2026-03-04", Some("Northlight"))
        );
    }
}

#[test]
fn a_pasted_scan_names_its_hips_and_every_digit_is_in_sight() {
    let scan = "Region  BMD (g/cm2)  T-score  Z-score\nL1-L4  1.052  -1.1  -0.9\nTotal Hip Left  0.981  -0.4  -0.1\n\
        Total Hip Right  0.962  -0.5  -0.2\n";
    let pasted = empty().size(80, 24).keys("a").keys("dxa<enter>").paste(scan);
    let frame = pasted.frame();
    assert!(frame.contains("hip [both") && frame.contains("[1.052") && frame.contains("[0.962"), "{frame}");
    let report = newest(&pasted.keys("<ctrl-s>").record(), Kind::Dxa);
    let sides: Vec<_> =
        report.results.iter().filter(|r| &*r.analyte == "bmd-total-hip").map(|r| r.side).collect();
    assert_eq!(sides, [Some(Side::Left), Some(Side::Right)]);
}

#[test]
fn a_day_that_can_be_read_two_ways_is_left_to_the_reader() {
    let frame =
        empty().size(120, 40).keys("a<enter>").paste("Collected: 03/04/2026\nLH 5 IU/L\nFSH 4 IU/L").frame();
    assert!(frame.contains("collected 03/04/2026, which is 3 Apr 2026 or 4 Mar 2026"), "{frame}");
}

#[test]
fn a_pasted_line_never_replaces_a_typed_value() {
    let frame = empty().keys("a<enter><enter>22").paste("Estradiol 31 pg/mL\nLH 5 IU/L").frame();
    assert!(line_with(&frame, "Estradiol").contains("[22"), "{frame}");
    assert!(frame.contains("not understood: Estradiol 31 pg/mL (its row has a value)"), "{frame}");
}

#[test]
fn the_box_takes_a_report_from_terminals_that_send_a_paste_as_keys() {
    let after = empty().keys("a<enter><ctrl-v>LH 5.1 IU/L<enter>FSH 6 IU/L<ctrl-v><ctrl-s>");
    let report = newest(&after.record(), Kind::Blood);
    assert_eq!(results(&report), ["lh 5.1 IU/L", "fsh 6 IU/L"]);
}

#[test]
fn one_pasted_line_goes_into_the_field_in_focus() {
    let after = empty().keys("a<enter>").paste("486").keys("<ctrl-s>");
    assert_eq!(results(&newest(&after.record(), Kind::Blood)), ["testosterone-total 486 ng/dL"]);
}

// Editing and shapes ----------------------------------------------------------------------------------------

fn saved(form: &mut Form, harness: &Harness) -> Option<Entry> {
    match form.act(Action::Save, harness.state()) {
        FormOutcome::Save(act) => match act.changes.into_iter().next() {
            Some(Change::Put(entry)) => Some(entry),
            _ => None,
        },
        _ => None,
    }
}

fn type_into(form: &mut Form, text: &str, harness: &Harness) {
    for key in parse_keys(text).unwrap() {
        form.type_key(key.into(), harness.state());
    }
}

fn edit(form: FormKind, entry: Entry) -> Seed {
    Seed { edit: Some(entry), ..Seed::new(form) }
}

#[test]
fn an_entry_opened_for_editing_and_saved_at_once_is_the_same_entry() {
    let course = course();
    let record = course.record();
    let reports = record.reports().iter().cloned().map(|report| {
        let form = match report.kind() {
            Kind::Blood => FormKind::Blood,
            Kind::Semen => FormKind::Semen,
            Kind::Dxa => FormKind::Dxa,
            Kind::Body => FormKind::Body,
        };
        (form, Entry::Report(report))
    });
    let symptoms = record.symptoms().iter().cloned();
    let events = record.events().iter().cloned();
    let regimens = record.regimens().iter().cloned();
    let all = reports
        .chain(symptoms.map(|entry| (FormKind::Symptom, Entry::Symptom(entry))))
        .chain(events.map(|entry| (FormKind::Event, Entry::Event(entry))))
        .chain(regimens.map(|entry| (FormKind::Therapy, Entry::Regimen(entry))))
        .chain([(FormKind::Profile, Entry::Profile(record.profile().clone()))]);
    for (kind, entry) in all {
        let mut form = Form::open(&edit(kind, entry.clone()), course.state());
        assert_eq!(form.draft(), None, "{entry:?}");
        assert_eq!(saved(&mut form, &course), Some(entry));
    }
}

#[test]
fn an_edited_value_keeps_the_id_range_and_method_of_its_report() {
    let course = course();
    let old = course.record().report("blood-3").unwrap().clone();
    let mut form = Form::open(&edit(FormKind::Blood, Entry::Report(old.clone())), course.state());
    type_into(&mut form, "430", &course);
    assert_ne!(form.draft_name(), "blood", "a draft of an edit is not that of a new panel");
    let Some(Entry::Report(new)) = saved(&mut form, &course) else { panic!("not saved") };
    assert_eq!(new.id, old.id);
    assert_eq!(results(&new)[0], "testosterone-total 430 ng/dL");
    assert_eq!(new.results[0].reference, old.results[0].reference);
    assert_eq!(new.results[0].method, old.results[0].method);
    assert_eq!(new.results[1..], old.results[1..]);
}

#[test]
fn a_drug_is_stopped_by_giving_its_last_day() {
    let course = course();
    let old = course.record().regimens()[0].clone();
    let mut form = Form::open(&edit(FormKind::Therapy, Entry::Regimen(old.clone())), course.state());
    type_into(&mut form, "-10d", &course);
    match form.act(Action::Save, course.state()) {
        FormOutcome::Save(act) => {
            assert_eq!(act.words, "Saved anastrozole, last taken on 4 Apr 2026");
            let Change::Put(Entry::Regimen(new)) = &act.changes[0] else { panic!("no regimen") };
            assert_eq!(new.id, old.id);
            assert_eq!(new.stop.unwrap().to_string(), "2026-04-04");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_shape_of_a_report_is_taken_for_today_with_empty_values() {
    let course = course();
    let seed = Seed { like: Some("blood-0".into()), ..Seed::new(FormKind::Blood) };
    let mut form = Form::open(&seed, course.state());
    assert_eq!(form.draft(), None);
    type_into(&mut form, "500", &course);
    let Some(Entry::Report(new)) = saved(&mut form, &course) else { panic!("not saved") };
    assert!(new.id.is_new());
    assert_eq!(new.date.to_string(), "2026-04-14");
    assert_eq!(results(&new), ["testosterone-total 500 ng/dL"]);
    assert_eq!(new.results[0].reference.as_ref().unwrap().to_string(), "264 – 916");
}

#[test]
fn what_a_reminder_wants_has_a_row_also_in_a_draft() {
    let course = course().keys("a<enter>486<esc>");
    let seed = Seed {
        analytes: vec!["vitamin-d".into(), "free-androgen-index".into(), "dfi".into()],
        ..Seed::new(FormKind::Blood)
    };
    let form = Form::open(&seed, course.state());
    assert!(form.came_from_draft());
    let kept = form.draft().unwrap();
    for row in ["486", "vitamin-d", "shbg"] {
        assert!(kept.contains(row), "{row}: {kept}");
    }
    assert!(!kept.contains("dfi"), "{kept}");
}

// Any keys --------------------------------------------------------------------------------------------------

const KEYS: [&str; 44] = [
    "1",
    "4",
    "8",
    "0",
    ".",
    ",",
    "<lt>",
    "-",
    "n",
    "d",
    "p",
    "g",
    "/",
    "m",
    "L",
    "é",
    "膜",
    " ",
    "<enter>",
    "<enter>",
    "<tab>",
    "<shift-tab>",
    "<up>",
    "<down>",
    "<left>",
    "<right>",
    "<home>",
    "<backspace>",
    "<delete>",
    "<f2>",
    "<f3>",
    "<f4>",
    "<alt-r>",
    "<alt-u>",
    "<alt-m>",
    "<ctrl-z>",
    "<ctrl-y>",
    "<shift-up>",
    "<shift-down>",
    "<ctrl-v>",
    "<ctrl-w>",
    "<ctrl-k>",
    "<ctrl-s>",
    "<esc>",
];

/// Numbers of all reports.
fn numbers(record: &Record) -> Vec<String> {
    let results = record.reports().iter().flat_map(|report| &report.results);
    results.filter_map(|result| result.quantity().map(|quantity| quantity.value.to_string())).collect()
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    #[test]
    fn no_keys_and_no_paste_break_a_form_or_store_what_was_not_in_sight(
        place in 0..8_usize,
        keys in proptest::collection::vec(0..KEYS.len(), 1..60),
        paste in "(\\PC{0,12}\n?){0,3}",
        size in (40..130_u16, 10..45_u16),
    ) {
        let (before, after) = keys.split_at(keys.len() / 2);
        let run = |keys: &[usize]| keys.iter().map(|key| KEYS[*key]).collect::<String>();
        let typed = course()
            .keys(&open(place))
            .keys(&run(before))
            .paste(&paste)
            .keys(&run(after))
            .size(200, 70);
        let sight = typed.frame();
        let known = numbers(&typed.record());
        let stored = typed.size(size.0, size.1).keys("<ctrl-s><ctrl-s>");
        stored.frame();
        for number in numbers(&stored.record()) {
            let seen = known.contains(&number) || sight.contains(&number) || sight.contains(&number.replace('.', ","));
            proptest::prop_assert!(seen, "{number} was stored and not in sight:\n{sight}");
        }
    }
}
