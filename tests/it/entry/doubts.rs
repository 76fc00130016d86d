//! What a form asks about before it stores a course of a drug, and what prompts and pastes do with what is refused.

use crate::entry::{THERAPY, course, empty, open};
use crate::harness::Harness;

/// hCG since January.
const HCG: &str = r#"{"regimens":[{"drug":"hcg","start":"2026-01-05","route":"subcutaneous",
  "doses":[{"from":"2026-01-05","amount":"1500","unit":"IU","schedule":"mon thu"}]}]}"#;

#[test]
fn a_course_that_is_more_often_a_mistake_is_asked_about_once() {
    for (keys, asked) in [
        ("anas<enter>1<ctrl-s>", "the dose 1 of Anastrozole has no unit; write for example 1 mg"),
        ("anas<enter>1 IU<enter>daily<ctrl-s>", "Anastrozole is given in mg, not in IU"),
        ("anas<enter>1 mg<ctrl-s>", "how often Anastrozole is taken is not given, so no dose is expected"),
        ("anas<enter>1 mg<enter>sometimes<ctrl-s>", "the schedule “sometimes” is not understood"),
        (
            "hcg<enter>1500 IU<enter>mon thu<ctrl-s>",
            "is taken already from 5 Jan 2026 on; end that course first",
        ),
    ] {
        let once = Harness::from_json("2026-03-14", HCG).keys(&format!("{}{keys}", open(THERAPY)));
        let words = once.frame().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(asked), "{keys}: {}", once.frame());
        assert_eq!(once.record().regimens().len(), 1, "{keys}");
        assert_eq!(once.keys("<ctrl-s>").record().regimens().len(), 2, "{keys}: saved again it is meant");
    }
    let plain = empty().keys(&format!("{}anas<enter>1 mg<enter>daily<ctrl-s>", open(THERAPY)));
    assert_eq!(plain.record().regimens().len(), 1, "{}", plain.frame());
}

#[test]
fn what_was_so_before_is_not_asked_about_when_a_course_is_changed() {
    let odd = HCG.replace("mon thu", "sometimes").replace("IU", "mg");
    let changed = Harness::from_json("2026-03-14", &odd).keys("4<down>e");
    let changed = if changed.frame().contains("EDIT THERAPY") {
        changed
    } else {
        Harness::from_json("2026-03-14", &odd).keys("4e")
    };
    assert!(changed.frame().contains("EDIT THERAPY"), "{}", changed.frame());
    let stopped = changed.keys("-10d<ctrl-s>");
    assert_eq!(stopped.record().regimens()[0].stop.map(|day| day.to_string()).as_deref(), Some("2026-03-04"));
}

#[test]
fn testosterone_is_offered_before_a_drug_that_is_hardly_taken_any_more() {
    let taken = empty().keys(&format!("{}testo<enter>100 mg<enter>weekly<ctrl-s>", open(THERAPY)));
    assert_eq!(&*taken.record().regimens()[0].drug, "testosterone", "{}", taken.frame());
}

#[test]
fn a_prompt_whose_answer_is_refused_stays_with_its_text_and_the_reason() {
    let exported = course().keys("2x<enter><enter>");
    assert!(exported.frame().contains("Wrote /"), "the whole path is said: {}", exported.frame());
    assert!(
        exported.frame().contains("json holds everything"),
        "what is not in it is said: {}",
        exported.frame()
    );
    let again = exported.keys("x<enter><enter>");
    assert!(again.frame().contains("is there already"), "{}", again.frame());
    let before = again.record();
    let typed = again.keys("<ctrl-u>/nowhere/d.csv<enter>");
    assert!(typed.frame().contains("/nowhere/d.csv"), "{}", typed.frame());
    assert!(typed.frame().contains("there is no folder"), "{}", typed.frame());
    assert_eq!(typed.record().reports(), before.reports(), "no letter of a name is a command");
    let free = typed.keys("<ctrl-u>androlog.csv<enter><tab><enter>");
    let names: Vec<String> = free.files().into_keys().collect();
    assert_eq!(names, ["androlog-2.csv", "androlog.csv"], "{}", free.frame());
}

#[test]
fn each_prompt_that_refuses_goes_on_taking_the_keys() {
    for (keys, typed, why) in [
        ("2x<enter>", "", "Type a file name"),
        ("5s", "someday", "is not a date"),
        ("5b", "1 jan 2020", "is past"),
    ] {
        let refused = course().keys(&format!("{keys}<ctrl-u>{typed}<enter>"));
        assert!(refused.frame().contains(why), "{keys}: {}", refused.frame());
        let before = refused.record();
        let more = refused.keys("dd");
        assert!(more.frame().contains(&format!("{typed}dd")), "{keys}: {}", more.frame());
        assert_eq!(more.record(), before, "{keys}: no letter of an answer is a command");
    }
}

#[test]
fn a_page_is_refused_a_name_that_is_taken_as_an_export_is() {
    let written = course().keys("vp<enter>");
    assert!(written.frame().contains("Wrote /"), "the whole path is said: {}", written.frame());
    let again = written.keys("<esc>vp<enter>");
    assert!(again.frame().contains("is there already"), "{}", again.frame());
    assert_eq!(again.files().len(), 1);
    let free = again.keys("<tab><enter>");
    assert!(free.frame().contains("Wrote /") && free.files().len() == 2, "{}", free.frame());
}

#[test]
fn a_file_name_is_completed_by_tab() {
    let two = course().keys("2x<enter><enter>").keys("x<enter><ctrl-u>other.csv<enter>");
    let completed = two.keys("x<enter><ctrl-u>an<tab>");
    assert!(completed.frame().contains("androlog.csv"), "{}", completed.frame());
    let none = completed.keys("<ctrl-u>zz<tab>");
    assert!(none.frame().contains("no file begins with that"), "{}", none.frame());
}

#[test]
fn a_paste_that_comes_as_keys_where_none_is_typed_changes_nothing_and_is_offered() {
    let paper = "dddd Laboratory: Northlight\nLH 6 IU/L\nFSH 7 IU/L\n";
    let before = course().keys("2");
    let reports = before.record().reports().to_vec();
    let offered = before.burst(paper);
    assert_eq!(offered.record().reports(), reports);
    assert!(offered.frame().contains("Pasted 3 lines, read as"), "{}", offered.frame());
    let typed_on = offered.burst("TSH 2.1 mIU/L and so on\n");
    assert_eq!(typed_on.record().reports(), reports, "the rest of the paste is no command either");
    assert!(typed_on.frame().contains("Pasted 4 lines, read as"), "{}", typed_on.frame());
    let read = typed_on.keys("<down><enter>");
    assert!(read.frame().contains("NEW BLOOD PANEL"), "{}", read.frame());
    assert!(read.frame().contains("3 values read"), "{}", read.frame());
    let in_form = empty().keys("a<enter><ctrl-v>").burst("LH 6 IU/L\nFSH 7 IU/L\n");
    assert!(in_form.frame().contains("FSH 7 IU/L"), "in a form keys are text: {}", in_form.frame());
    // Most terminals send a carriage return for the end of a line.
    for end in ["\n", "\r", "\r\n"] {
        let pasted = course().keys("2").paste(&format!("LH 6 IU/L{end}FSH 7 IU/L"));
        assert!(pasted.frame().contains("Pasted 2 lines, read as"), "{}", pasted.frame());
    }
}
