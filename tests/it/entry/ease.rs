//! What makes a form easy: few keys, ways back, nothing in the wrong field, and a draft that can be thrown away.

use androlog::domain::journal::Grade;
use androlog::domain::report::Kind;
use androlog::ui::key::parse_keys;

use crate::entry::{SYMPTOM, THERAPY, course, empty, line_with, newest, open, results};
use crate::harness::Harness;

/// Somebody's first panel: the date, time, fasting and laboratory, eight values of the rows that are there, two of
/// analytes that are found by a few letters.
const FIRST_PANEL: &str = "a<enter><f5>13/3<enter>815<enter>y<enter>Labcorp<enter>\
    486<enter>22<enter>5<enter>7<enter>31<enter>8<enter>2.1<enter>45<enter><enter><enter>\
    ferr<enter>132<enter>alb<enter>4.4<enter><ctrl-s>";

#[test]
fn the_first_panel_of_ten_values_costs_at_most_75_keys() {
    assert!(parse_keys(FIRST_PANEL).unwrap().len() <= 75);
    let after = empty().keys(FIRST_PANEL);
    let report = newest(&after.record(), Kind::Blood);
    assert_eq!(report.date.to_string(), "2026-03-13");
    assert_eq!(report.time.map(|time| time.format("%H:%M").to_string()).as_deref(), Some("08:15"));
    assert_eq!(report.laboratory.as_deref(), Some("Labcorp"));
    assert_eq!(report.context.fasting(), Some(true));
    assert_eq!(report.results.len(), 10, "{:?}\n{}", results(&report), after.frame());
}

#[test]
fn what_is_typed_in_short_is_written_out_when_the_field_is_left() {
    let left = empty().keys("a<enter><f5>13/3<enter>815<enter>y<enter>").frame();
    for shown in ["date [13 Mar 2026 ]", "time [08:15 ]", "fasting [yes  ]"] {
        assert!(left.contains(shown), "{shown}:\n{left}");
    }
}

#[test]
fn hours_since_a_dose_are_asked_for_only_where_a_drug_is_on_record() {
    assert!(!empty().keys("a<enter>").frame().contains("hours since dose"));
    let treated = course().keys("a<enter>486<f5><tab><tab><tab>three<ctrl-s>");
    assert!(treated.frame().contains("write digits"), "{}", treated.frame());
    let kept = treated.keys("<backspace><backspace><backspace><backspace><backspace>36<ctrl-s>").record();
    assert_eq!(newest(&kept, Kind::Blood).context.hours_since_dose().unwrap().as_str(), "36");
}

#[test]
fn what_belongs_above_and_is_typed_into_a_value_says_which_key_goes_there() {
    for typed in ["2026-03-14", "08:10", "yes", "Labcorp"] {
        let frame = empty().size(80, 24).keys(&format!("a<enter>{typed}")).frame();
        let words = frame.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("F5 goes to date, time and laboratory"), "{typed}: {frame}");
    }
    assert!(empty().size(80, 24).keys("a<enter>").frame().contains("F5 date, lab"));
}

#[test]
fn one_key_goes_to_the_date_and_back_to_the_first_empty_value() {
    let after = empty().keys("a<enter>486<enter>22<enter><f5>-1d<f5>6<ctrl-s>").record();
    let report = newest(&after, Kind::Blood);
    assert_eq!(report.date.to_string(), "2026-03-13");
    assert_eq!(results(&report)[2], "lh 6 IU/L");
}

#[test]
fn a_draft_is_discarded_by_one_key_pressed_twice() {
    let warned = course().keys("a<enter>486<ctrl-x>");
    assert!(warned.frame().contains("Ctrl-x again discards what is typed here"), "{}", warned.frame());
    assert_eq!(warned.drafts().len(), 1);
    let typed_on = warned.keys("<enter>22<ctrl-x>");
    assert_eq!(typed_on.drafts().len(), 1, "another key between them asks anew");
    let gone = typed_on.keys("<ctrl-x>");
    assert!(gone.drafts().is_empty());
    assert!(gone.frame().contains("Draft discarded"), "{}", gone.frame());
    assert!(!gone.keys("a<enter>").frame().contains("[486"));
    let stored = course().keys("2e430<ctrl-x>");
    assert!(stored.frame().contains("what is stored stays as it is"), "{}", stored.frame());
    let before = course().record();
    assert_eq!(stored.keys("<ctrl-x>").record().reports(), before.reports());
    let untouched = course().keys("a<enter><ctrl-x>");
    assert!(!untouched.frame().contains("NEW BLOOD PANEL"), "where nothing is typed it only closes");
}

#[test]
fn each_draft_can_be_discarded_by_itself_from_the_box_of_drafts() {
    let two = || course().keys("a<enter>486<esc>").keys(&format!("{}joi<esc>", open(SYMPTOM)));
    assert_eq!(two().drafts().len(), 2);
    let one = two().keys("<ctrl-o>discard the symptom<enter>");
    assert_eq!(one.drafts().into_keys().collect::<Vec<_>>(), ["blood"]);
    assert!(two().keys("<ctrl-o>discard them all<enter>").drafts().is_empty());
    assert!(two().keys("<ctrl-o>go on with the symptom<enter>").frame().contains("[ joi"));
    assert!(empty().keys("<ctrl-o>").frame().contains("There are no unsaved drafts"));
}

#[test]
fn letters_do_not_get_into_a_grade() {
    let balked = empty().keys(&format!("{}hea<enter>joint", open(SYMPTOM)));
    assert!(balked.frame().contains("Shift-Tab goes back to the symptom"), "{}", balked.frame());
    assert!(line_with(&balked.frame(), "grade  [").contains("[             ]"), "{}", balked.frame());
    let graded = balked.keys("2<ctrl-s>").record();
    assert_eq!(graded.symptoms()[0].grade, Grade::Moderate);
}

/// A laboratory that printed a range of its own.
const QUEST: &str = r#"{"reports":[{"kind":"blood","date":"2026-01-05","laboratory":"Quest","results":[
  {"analyte":"lh","value":"4.1","unit":"IU/L","reference":{"low":"1.7","high":"8.6"}},
  {"analyte":"fsh","value":"5.0","unit":"IU/L"}]}]}"#;

#[test]
fn a_pasted_report_that_names_no_laboratory_has_none() {
    let opened = || Harness::from_json("2026-03-14", QUEST).keys("a<enter>");
    assert!(opened().frame().contains("laboratory [Quest"));
    let unnamed = opened().paste("LH 6 IU/L\nFSH 7 IU/L");
    assert!(unnamed.frame().contains("it names no laboratory"), "{}", unnamed.frame());
    let report = newest(&unnamed.keys("<ctrl-s>").record(), Kind::Blood);
    assert_eq!((report.laboratory, report.results[0].reference.clone()), (None, None));
    let named = opened().paste("Laboratory: Northlight\nLH 6 IU/L\nFSH 7 IU/L").keys("<ctrl-s>").record();
    assert_eq!(newest(&named, Kind::Blood).laboratory.as_deref(), Some("Northlight"));
    let typed =
        opened().keys("<shift-tab>Labcorp<tab>").paste("Laboratory: Northlight\nLH 6 IU/L\nFSH 7 IU/L");
    let typed = newest(&typed.keys("<ctrl-s>").record(), Kind::Blood);
    assert_eq!(typed.laboratory.as_deref(), Some("Labcorp"), "what somebody typed stays");
    let kept = newest(&opened().keys("6<ctrl-s>").record(), Kind::Blood);
    assert_eq!(
        kept.laboratory.as_deref(),
        Some("Quest"),
        "a panel that is typed is most likely of the last one"
    );
}

#[test]
fn a_field_grows_with_what_it_holds() {
    let therapy = format!("{}anas<enter>1 mg<enter>daily<enter><enter>2 months ago", open(THERAPY));
    assert!(empty().size(80, 24).keys(&therapy).frame().contains("[ 2 months ago ]"));
    let head = empty().size(80, 24).keys("a<enter><f5>2 months ago").frame();
    assert!(head.contains("date [2 months ago ]"), "{head}");
    let answer = empty().size(80, 24).keys("a<enter><f5><tab><tab>maybe not").frame();
    assert!(answer.contains("fasting [maybe not ]"), "{answer}");
}

#[test]
fn what_a_field_has_to_say_is_read_whole_below_it_where_there_is_no_room_beside_it() {
    for (columns, lines) in [(120, 40), (80, 24), (60, 20)] {
        let schedule = empty().size(columns, lines).keys(&format!("{}anas<enter>1 mg<enter>", open(THERAPY)));
        let words = schedule.frame().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("twice weekly, every 3.5 d, mon thu 20:00"), "{}", schedule.frame());
        let wrong = empty().size(columns, lines).keys(&format!("{}joint<enter>9<enter>", open(SYMPTOM)));
        let words = wrong.frame().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("write 0 none, 1 mild, 2 moderate or 3 severe"), "{}", wrong.frame());
    }
}

#[test]
fn a_rare_value_is_asked_about_once() {
    let asked = empty().keys("a<enter>1800<ctrl-s>");
    assert!(asked.frame().contains("is unusual"), "{}", asked.frame());
    let typed_on = asked.keys("<enter>22<enter>5<ctrl-s>");
    assert_eq!(newest(&typed_on.record(), Kind::Blood).results.len(), 3, "{}", typed_on.frame());
    let another = empty().keys("a<enter>1800<ctrl-s><ctrl-u>1900<ctrl-s>");
    assert!(another.record().is_empty(), "another value is another question");
}

/// A result that no form takes.
const IMPORTED: &str = r#"{"reports":[{"kind":"blood","date":"2026-01-05","results":[
  {"analyte":"triglycerides","value":"3","unit":"mg/dL"}]},
  {"kind":"semen","date":"2026-01-04","specimen":{"kind":"semen"},"results":[
  {"analyte":"semen-volume","value":"2.5","unit":"mL"}]}]}"#;

#[test]
fn a_value_that_nobody_changed_never_keeps_a_report_from_being_saved() {
    let opened = Harness::from_json("2026-03-14", &IMPORTED.replace(r#","specimen":{"kind":"semen"}"#, ""));
    let saved = opened.keys("2e<tab><tab>hello<ctrl-s>");
    let report = newest(&saved.record(), Kind::Blood);
    assert_eq!(report.note.as_deref(), Some("hello"), "{}", saved.frame());
    assert_eq!(results(&report), ["triglycerides 3 mg/dL"]);
    let changed = saved.keys("e<ctrl-u>2<ctrl-s>");
    assert!(changed.frame().contains("cannot be"), "a changed one is judged: {}", changed.frame());
}

#[test]
fn the_head_is_left_by_down_or_by_enter_on_its_last_field_for_the_first_value_to_be_typed() {
    for keys in [
        "a<enter>486<enter><f5><down>22<ctrl-s>",
        "a<enter>486<enter><f5><enter><enter><enter><enter>22<ctrl-s>",
    ] {
        let report = newest(&empty().keys(keys).record(), Kind::Blood);
        assert_eq!(results(&report), ["testosterone-total 486 ng/dL", "estradiol 22 pg/mL"], "{keys}");
    }
    let frame = empty().size(80, 24).keys("a<enter><f5>").frame();
    assert!(frame.contains("F5 values") && frame.contains("Enter/Tab next"), "{frame}");
    assert!(frame.contains("another day: 14 mar, 14/3, yesterday or -3d"), "{frame}");
}

#[test]
fn a_row_says_what_its_sign_and_the_short_name_of_its_range_mean() {
    let bare = empty().size(80, 24).keys("a<enter><tab>22").frame();
    assert!(bare.contains("○ no range is known; F2 types the one on your report"), "{bare}");
    let published = empty().size(80, 24).keys("a<enter>").frame();
    assert!(published.contains("TRAVISON17: Harmonised reference range"), "{published}");
    for keys in ["?signs<enter>", "a<enter><f1>signs<enter>"] {
        let page = empty().keys(keys).frame();
        assert!(page.contains("○ no range applies"), "{page}");
    }
    let sources = empty().keys("a<enter><f1>the sources<enter>").frame();
    assert!(sources.contains("AHOKOSKI98  Biological variation"), "{sources}");
}
