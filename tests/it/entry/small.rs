//! The forms of a symptom, an event, a therapy and the profile.

use androlog::domain::journal::{Goal, Grade};

use crate::entry::{EVENT, PROFILE, SYMPTOM, THERAPY, course, empty, line_with, open};

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
    // It opens on the first field that is empty, which is the last one here.
    let back = "<shift-tab>".repeat(3);
    let after = course().keys(&format!("{}{back}other<tab>yes<ctrl-s>", open(PROFILE))).record();
    assert_eq!(after.profile().goal, Some(Goal::Other));
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

#[test]
fn routes_and_schedules_are_offered_and_any_other_may_be_typed() {
    let offered = empty().keys(&format!("{}hcg<enter>1500<enter>twi", open(THERAPY)));
    assert!(line_with(&offered.frame(), "twice weekly").trim() == "twice weekly", "{}", offered.frame());
    let taken = offered.keys("<down><enter><ctrl-s>").record();
    assert_eq!(taken.regimens()[0].doses[0].schedule.as_str(), "twice weekly");
    let typed =
        empty().keys(&format!("{}hcg<enter>1500<enter>twi<enter><ctrl-s><ctrl-s>", open(THERAPY))).record();
    assert_eq!(typed.regimens()[0].doses[0].schedule.as_str(), "twi");
}

#[test]
fn a_day_ahead_asks_wherever_it_is_typed() {
    for (form, keys) in [
        (SYMPTOM, "joint<enter>1<enter>tomorrow"),
        (EVENT, "fev<enter>tomorrow"),
        (THERAPY, "anas<enter>1<enter>daily<enter><enter>tomorrow"),
        (THERAPY, "anas<enter>1<enter>daily<enter><enter>today<enter>tomorrow"),
        (THERAPY, "anas<enter>1<enter>daily<enter><enter>today<enter><enter>tomorrow<enter>2"),
    ] {
        let asked = empty().keys(&format!("{}{keys}<ctrl-s>", open(form)));
        assert!(asked.frame().contains("Sun 15 Mar 2026 is in the future"), "{keys}: {}", asked.frame());
        assert!(asked.record().is_empty(), "{keys}");
        assert!(!asked.keys("<ctrl-s>").record().is_empty(), "{keys}: and is stored when it is meant");
    }
}
