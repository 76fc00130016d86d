//! The first run: the questions of an empty log, the tour, and hints that go once they were followed.

use androlog::domain::journal::Goal;

use crate::harness::Harness;

const COURSE: &str = include_str!("../fixtures/json/course.json");
const TODAY: &str = "2026-03-14";

#[test]
fn what_is_answered_is_stored_and_kept() {
    let all = "<right><down>1990<enter>178<enter><right><right><enter><right><enter><right><enter>";
    let log = Harness::on(TODAY).keys(all);
    let profile = log.record().profile().clone();
    assert_eq!(profile.goal, Some(Goal::Fertility));
    assert_eq!(profile.birth_date, "1990-07-01".parse().ok());
    assert_eq!(profile.height_cm.map(|height| height.to_string()), Some("178".to_owned()));
    assert_eq!(log.files()["config.toml"], "units = \"si\"\nday_order = \"month-first\"\n");
    assert!(log.frame().contains("NEW THERAPY"), "{}", log.frame());
}

#[test]
fn each_question_may_be_left_open_and_all_of_them_be_skipped() {
    let open = Harness::on(TODAY).keys("<enter><enter><enter><enter><enter><enter>");
    assert!(open.record().profile().goal.is_none() && open.files().is_empty());
    assert!(!open.frame().contains("WELCOME"), "{}", open.frame());
    let skipped = Harness::on(TODAY).keys("<right><esc>");
    assert!(skipped.record().profile().goal.is_none(), "nothing is stored of what was skipped");
    assert!(skipped.frame().contains("Skipped"), "{}", skipped.frame());
}

#[test]
fn any_other_key_does_what_it_does_everywhere_and_what_was_answered_is_stored_first() {
    for (keys, says) in
        [("a", "blood panel"), ("2", "No reports yet"), (":", "Commands"), ("?", "Keys on Today")]
    {
        let frame = Harness::on(TODAY).keys(keys).frame();
        assert!(frame.contains(says), "{keys}:\n{frame}");
    }
    assert!(Harness::on(TODAY).keys("q").has_ended());
    let answered = Harness::on(TODAY).keys("<right>a");
    assert!(answered.frame().contains("blood panel"), "{}", answered.frame());
    assert_eq!(answered.record().profile().goal, Some(Goal::Fertility));
}

#[test]
fn what_cannot_be_right_is_said_and_nothing_is_stored() {
    for (keys, says) in [
        ("<down>1990<up><down><backspace><backspace>", ""),
        ("<down>2190<enter><enter><enter><enter><enter>", "“2190” is not a year of birth"),
        ("<down><down>17<enter><enter><enter><enter>", "“17” is not a height in cm"),
    ] {
        let log = Harness::on(TODAY).keys(keys);
        assert!(log.frame().contains(says), "{keys}:\n{}", log.frame());
        assert_eq!(log.record().profile().birth_date, None, "{keys}");
    }
}

#[test]
fn a_wrong_answer_is_told_when_it_is_left_and_takes_no_other_with_it() {
    let left = Harness::on(TODAY).keys("<down>85<enter>").frame();
    assert!(left.contains("“85” is not a year of birth. Write for example 1990"), "{left}");
    let passed = Harness::on(TODAY).keys("<right><down>85<down>180a");
    let profile = passed.record().profile().clone();
    assert_eq!((profile.goal, profile.birth_date), (Some(Goal::Fertility), None));
    assert_eq!(profile.height_cm.map(|height| height.to_string()), Some("180".to_owned()));
    let frame = passed.keys("<esc>").frame();
    assert!(!frame.contains("WELCOME"), "{frame}");
    let told = Harness::on(TODAY).keys("<right><down>85y").frame();
    assert!(told.contains("Saved the profile without “85” as year of birth."), "{told}");
    let alone = Harness::on(TODAY).keys("<down>85y").frame();
    assert!(alone.contains("WELCOME") && alone.contains("“85” is not a year of birth"), "{alone}");
}

#[test]
fn nobody_with_a_log_or_a_profile_is_asked() {
    assert!(!Harness::from_json(TODAY, COURSE).frame().contains("WELCOME"));
    let known = r#"{"profile":{"goal":"fertility"}}"#;
    let frame = Harness::from_json(TODAY, known).frame();
    assert!(!frame.contains("WELCOME") && frame.contains("a adds a blood panel"), "{frame}");
}

#[test]
fn the_tour_is_taken_by_doing_it_and_can_be_taken_again() {
    let says = |keys: &str, words: &str| {
        let frame = Harness::from_json(TODAY, COURSE).keys(keys).frame();
        assert!(frame.contains(words), "{keys}: no “{words}” in\n{frame}");
    };
    says(":tour<enter>", "Tour 1 of 6 (Esc leaves it): press 2");
    says(":tour<enter>u", "Tour 1 of 6");
    says(":tour<enter>2", "Tour 2 of 6 (Esc leaves it): press j");
    says(":tour<enter>2j/", "Tour 4 of 6");
    let through = ":tour<enter>2j/<esc>a<esc>:<esc>?<esc>";
    let done = Harness::from_json(TODAY, COURSE).keys(through).frame();
    assert!(!done.contains("Tour"), "{done}");
    says(&format!("{through}:tour<enter>"), "Tour 1 of 6");
    let left = Harness::from_json(TODAY, COURSE).keys(":tour<enter>2a<esc><esc>").frame();
    assert!(left.contains("You left the tour") && !left.contains("of 6"), "{left}");
}

#[test]
fn a_hint_goes_once_it_was_followed_and_stays_away() {
    let before = Harness::from_json(TODAY, COURSE).keys("6");
    assert!(before.frame().contains("Enter starts a check-in"), "{}", before.frame());
    let after = before.keys("<enter><esc>");
    assert!(!after.frame().contains("starts a check-in"), "{}", after.frame());
}
