//! Today, Results, Therapy, Reminders and Journal, empty and with a course logged: keys in, frames and entries out.

use androlog::domain::change::Entry;
use androlog::domain::journal::{Grade, SymptomEntry};

use crate::harness::Harness;

const COURSE: &str = include_str!("../fixtures/json/course.json");
const TODAY: &str = "2026-03-14";

fn course() -> Harness {
    Harness::from_json(TODAY, COURSE)
}

/// The frame without the tab line and the footer, which all tabs share.
fn body(harness: &Harness) -> String {
    let frame = harness.frame();
    let lines: Vec<&str> = frame.lines().collect();
    let last = lines.iter().rposition(|line| !line.is_empty()).unwrap_or(0);
    lines[2..=last].join("\n")
}

fn says(frame: &str, parts: &[&str]) {
    for part in parts {
        assert!(frame.contains(part), "“{part}” is not in\n{frame}");
    }
}

#[test]
fn pictures_of_the_tabs() {
    for (name, key) in
        [("today", "1"), ("results", "2"), ("therapy", "4"), ("reminders", "5"), ("journal", "6")]
    {
        for (columns, lines) in [(200, 60), (160, 50), (120, 40), (80, 24), (60, 20)] {
            let full = course().size(columns, lines).keys(key);
            insta::assert_snapshot!(format!("tab_{name}_{columns}"), body(&full));
        }
        let empty = Harness::on(TODAY).size(80, 24).keys(key);
        insta::assert_snapshot!(format!("tab_{name}_empty"), body(&empty));
    }
}

#[test]
fn an_empty_log_says_what_to_press() {
    let frame = Harness::on(TODAY).frame();
    says(&frame, &["WELCOME", "Six questions", "? shows the keys"]);
    let skipped = Harness::on(TODAY).keys("<esc>").frame();
    says(&skipped, &["a adds a blood panel", "? shows the keys", "q quits"]);
}

#[test]
fn a_sentence_of_today_stands_whole_at_every_width() {
    let log = r#"{ "reports": [ { "id": "r", "kind": "blood", "date": "2026-03-01",
        "results": [ { "analyte": "lh", "value": "5", "unit": "IU/L" } ] } ] }"#;
    for columns in (60..=200).step_by(10) {
        let frame = Harness::from_json(TODAY, log).size(columns, 40).frame();
        says(&frame, &["No drug is being taken.", "start one."]);
    }
}

#[test]
fn a_message_stands_over_the_keys_and_a_list_that_goes_on_says_so() {
    let frame = course().size(80, 24).keys("2d").frame();
    let lines: Vec<&str> = frame.trim_end().lines().collect();
    assert!(lines[lines.len() - 2].contains("Removed the blood panel"), "{frame}");
    assert!(lines[lines.len() - 1].contains("a add"), "{frame}");
    let today = |columns, lines| course().size(columns, lines).frame();
    assert!(today(80, 24).contains("more below"), "{}", today(80, 24));
    assert!(!today(120, 40).contains("more below"), "{}", today(120, 40));
    // Body measures have no laboratory for the key to go to.
    says(&course().keys("abody<enter>").frame(), &["F5 date, time"]);
    says(&course().keys("a<enter>").frame(), &["F5 date, lab"]);
}

#[test]
fn no_word_is_cut_at_120_columns() {
    for keys in ["1", "2", "2<enter>", "2t", "3", "3s", "4", "5", "5v", "6", "?", "a", "x"] {
        let frame = course().size(120, 40).keys(keys).frame();
        let cut: Vec<&str> = frame.lines().filter(|line| line.contains('…')).collect();
        assert!(cut.is_empty(), "{keys}:\n{}", cut.join("\n"));
    }
}

#[test]
fn a_wider_screen_shows_at_least_what_a_narrow_one_shows() {
    // On Therapy names are short, and on Reminders a key is named, where there is little room.
    for keys in ["1", "2", "6"] {
        let words = |columns, lines| -> std::collections::BTreeSet<String> {
            let frame = body(&course().size(columns, lines).keys(keys));
            // The list of reports and rows scrolls with the height; what stands in the first rows is compared.
            frame
                .split_whitespace()
                .filter(|word| word.chars().any(char::is_alphabetic))
                .map(str::to_owned)
                .collect()
        };
        // What goes on in a low window says so.
        let goes_on = ["more", "below"];
        let (narrow, wide) = (words(80, 24), words(120, 40));
        let short: Vec<&String> = narrow
            .difference(&wide)
            .filter(|word| {
                word.len() > 3
                    && !goes_on.contains(&word.as_str())
                    && !wide.iter().any(|other| other.contains(word.as_str()))
            })
            .collect();
        assert!(short.is_empty(), "{keys}: {short:?}");
        let bars = |columns, lines| body(&course().size(columns, lines).keys(keys)).contains("●──");
        assert!(bars(120, 40) || !bars(80, 24), "{keys}: the bar is missing");
    }
}

#[test]
fn today_opens_what_is_under_the_cursor() {
    says(&course().keys("<enter>").frame(), &["WHO SAYS SO"]);
    let last = course().keys("G<enter>").frame();
    says(last.lines().nth(2).unwrap(), &["Normal forms"]);
}

#[test]
fn private_mode_hides_every_value_on_every_tab() {
    for key in ["1", "2", "2t", "3", "4", "5", "6"] {
        let frame = course().keys(&format!("P{key}")).frame();
        for value in ["412", "15.9", "480.4", "270.6"] {
            assert!(!frame.contains(value), "{value} shows on {key}:\n{frame}");
        }
    }
}

#[test]
fn private_mode_hides_what_was_written_beside_values_and_how_strong_a_symptom_was() {
    let log = r#"{"reports":[{"kind":"blood","date":"2026-03-12","note":"e2 at 271",
        "results":[{"analyte":"estradiol","value":"271","unit":"pg/mL","note":"271 again"}]}],
      "regimens":[{"drug":"anastrozole","start":"2026-03-01","note":"since e2 was 271",
        "doses":[{"from":"2026-03-01","amount":"1","unit":"mg","schedule":"daily"}]}],
      "symptoms":[{"date":"2026-03-13","symptom":"joint-pain","grade":"severe","note":"at 271"}],
      "events":[{"date":"2026-03-13","event":"fever","note":"271 min"}]}"#;
    for keys in ["1", "2", "2<enter>", "2t", "3", "4", "6", "6G", "6Gd"] {
        for (private, shows) in [("P", false), ("", true)] {
            let frame =
                Harness::from_json("2026-03-14", log).size(120, 40).keys(&format!("{private}{keys}")).frame();
            let told = ["271", "severe"].iter().any(|words| frame.contains(words));
            assert_eq!(told, shows, "{private}{keys}:\n{frame}");
            if keys == "3" {
                let lane = frame.lines().find(|line| line.starts_with(" Joint pain"));
                assert!(lane.is_some_and(|lane| lane.contains('█') == shows), "{private}:\n{frame}");
            }
        }
    }
}

#[test]
fn private_mode_names_no_grade_where_one_was_just_given() {
    for keys in ["P6<enter>2", "P6<enter>2<esc>u", "P6<enter>2<esc>uggd"] {
        let frame = course().keys(keys).frame();
        let message = frame.lines().last().unwrap();
        assert!(!message.contains("moderate"), "{keys}: {message}");
    }
    says(&course().keys("6<enter>2").frame(), &[": moderate. u undoes."]);
}

#[test]
fn the_footer_of_the_journal_says_what_enter_does_there() {
    for (keys, words) in
        [("6", "Enter check in"), ("6<enter><esc><esc>", "Enter check in"), ("6G", "Enter open")]
    {
        let frame = course().keys(keys).frame();
        says(frame.lines().last().unwrap(), &[words]);
    }
}

#[test]
fn units_flip_on_every_tab_and_stored_values_stay() {
    let stored = course().record();
    let flipped = course().keys("UU2");
    says(&flipped.frame(), &["SI units", "nmol/L", "pmol/L"]);
    assert_eq!(flipped.record(), stored);
}

#[test]
fn a_report_is_deleted_without_a_question_and_undo_brings_it_back() {
    let before = course().record().reports().len();
    let deleted = course().keys("2d");
    assert_eq!(deleted.record().reports().len(), before - 1);
    says(&deleted.frame(), &["Removed the", "u undoes"]);
    assert_eq!(deleted.keys("u").record().reports().len(), before);
}

#[test]
fn results_are_filtered_by_word_status_and_date_and_esc_clears() {
    let all = course().record().reports().len();
    for (filter, shown) in
        [("semen", "match “semen”"), ("estradiol", "match “estradiol”"), (">2025-12", "match “>2025-12”")]
    {
        let frame = course().keys(&format!("2/{}<enter>", filter.replace('>', "<gt>"))).frame();
        says(&frame, &[shown]);
        assert!(!frame.contains(&format!("{all} of {all}")), "{filter} takes everything:\n{frame}");
    }
    let nothing = course().keys("2/zzz<enter>").frame();
    says(&nothing, &["Nothing matches. Esc clears"]);
    says(&course().keys("2/zzz<enter><esc>").frame(), &[&format!("RESULTS  {all} reports")]);
}

#[test]
fn a_cell_of_the_flow_table_opens_its_report() {
    let frame = course().keys("2tl<enter>").frame();
    says(&frame, &["RESULTS", " of "]);
}

#[test]
fn a_report_is_copied_as_text() {
    let harness = course().keys("2y");
    says(&harness.copied().join("\n"), &["blood panel of Thu 12 Mar 2026", "Estradiol", "15.9 pg/mL"]);
}

#[test]
fn a_check_in_stores_each_grade_at_once_and_grading_again_replaces_it() {
    let harness = course().keys("6<enter>20<esc>");
    let today = |h: &Harness| {
        let record = h.record();
        let of_today = record.symptoms().iter().filter(|s| s.date.to_string() == TODAY);
        of_today.map(|s| format!("{} {}", s.symptom, s.grade.id())).collect::<Vec<_>>()
    };
    let graded = today(&harness);
    assert_eq!(graded.len(), 2, "{graded:?}");
    assert!(graded[0].ends_with("moderate") && graded[1].ends_with("none"), "{graded:?}");
    let again = harness.keys("gg<enter>3<esc>");
    let graded = today(&again);
    assert_eq!(graded.len(), 2, "{graded:?}");
    assert!(graded.iter().any(|g| g.ends_with("severe")), "{graded:?}");
    assert_eq!(today(&again.keys("uuu")).len(), 0);
}

#[test]
fn digits_are_tabs_outside_a_check_in() {
    let frame = course().keys("6<enter><esc>5").frame();
    says(&frame, &["REMINDERS"]);
}

#[test]
fn a_reminder_is_snoozed_dismissed_booked_and_undone() {
    let rules = |h: &Harness| h.state().outlook.reminders.len();
    let all = rules(&course());
    assert!(all > 0);
    let snoozed = course().keys("5s<enter>");
    assert_eq!(rules(&snoozed), all - 1, "{}", snoozed.frame());
    assert_eq!(rules(&snoozed.keys("u")), all);
    assert_eq!(rules(&course().keys("5Dnot now<enter>")), all - 1);
    let booked = course().keys("5b20 mar<enter>");
    says(&booked.frame(), &["booked 20 Mar"]);
    let refused = course().keys("5s<backspace><backspace>1 jan 2020<enter>").frame();
    says(&refused, &["is past"]);
}

#[test]
fn a_reminder_opens_the_form_with_what_it_wants() {
    let json = r#"{"regimens":[{"drug":"anastrozole","start":"2026-01-01"}]}"#;
    let harness = Harness::from_json(TODAY, json).keys("5");
    let first = harness.state().outlook.reminders[0].clone();
    let frame = harness.keys("<enter>").frame();
    says(&frame, &["NEW BLOOD PANEL"]);
    assert_eq!(first.items, ["estradiol"], "{first:?}");
    let rows: Vec<&str> = frame.lines().filter(|line| line.contains("[ ") && line.contains(" ] ")).collect();
    assert!(rows.iter().any(|row| row.starts_with(" Estradiol")), "{frame}");
}

#[test]
fn the_calendar_shows_the_months_ahead() {
    says(&course().keys("5v").frame(), &["March 2026", "April 2026", "COMING"]);
}

#[test]
fn therapy_shows_drugs_response_and_profile() {
    let frame = course().keys("4").frame();
    says(&frame, &["DRUGS", "anastrozole", "RESPONSE", "as expected", "CANDIDATE PROFILE", "NAELITZ23"]);
}

#[test]
fn no_direction_is_expected_of_a_class_that_has_none() {
    let json = COURSE.replace("anastrozole", "gonadorelin");
    let frame = Harness::from_json(TODAY, &json).keys("4").frame();
    let estradiol = frame.lines().find(|line| line.trim_start().starts_with("Estradiol ")).unwrap();
    assert!(!estradiol.contains("down") && !estradiol.contains("as expected"), "{frame}");
}

#[test]
fn results_that_are_compared_stand_in_one_unit_however_they_were_printed() {
    let json = r#"{"reports":[
        {"date":"2025-05-01","kind":"blood","results":[{"analyte":"testosterone-total","value":"270","unit":"ng/dL"}]},
        {"date":"2026-02-01","kind":"blood","results":[{"analyte":"testosterone-total","value":"14.3","unit":"nmol/L"}]}],
        "regimens":[{"drug":"anastrozole","start":"2025-06-01"}]}"#;
    for key in ["1", "4"] {
        let frame = Harness::from_json(TODAY, json).size(120, 40).keys(key).frame();
        says(&frame, &["≈9.4", "14.3", "nmol/L"]);
        assert!(!frame.contains("270"), "{frame}");
    }
}

#[test]
fn the_cursor_of_a_check_in_stays_among_the_symptoms() {
    for far in ["G", "<pagedown><pagedown><pagedown><pagedown>"] {
        let harness = course().keys(&format!("6<enter>{far}"));
        let graded = harness.keys("1").record();
        let today: Vec<_> = graded.symptoms().iter().filter(|s| s.date.to_string() == TODAY).collect();
        assert_eq!(today.len(), 1);
    }
    let refused = course().keys("6<enter>7");
    says(&refused.frame(), &["CHECK-IN", "from 0 to 3"]);
}

#[test]
fn a_grade_of_today_is_removed_where_it_was_given() {
    let harness = course().keys("6<enter>0<esc>ggd");
    assert!(harness.record().symptoms().iter().all(|s| s.date.to_string() != TODAY));
    says(&harness.frame(), &["Removed", "none"]);
    says(&course().keys("6ggd").frame(), &["Not graded today"]);
}

#[test]
fn a_filter_of_the_journal_that_nothing_matches_says_how_to_clear_it() {
    says(&course().keys("6/zzz<enter>").frame(), &["Nothing matches. Esc clears"]);
}

#[test]
fn what_comes_is_booked_from_the_calendar() {
    let json = r#"{"regimens":[{"drug":"anastrozole","start":"2026-03-10"}]}"#;
    let calendar = Harness::from_json(TODAY, json).size(120, 40).keys("5v");
    let first = calendar.state().outlook.coming[0].clone();
    let booked = calendar.keys("b2 apr<enter>");
    says(&booked.frame(), &["2 Apr", &first.title, "booked   in 19 d"]);
    assert!(booked.record().actions().iter().any(|act| act.rule == first.rule && act.due == Some(first.due)));
}

#[test]
fn the_calendar_shows_what_is_near_as_well_as_what_is_far() {
    let json = r#"{"regimens":[{"drug":"anastrozole","start":"2026-02-20"}]}"#;
    let calendar = Harness::from_json(TODAY, json).size(120, 40).keys("5v");
    let near = calendar.state().outlook.reminders.iter().find(|r| &*r.rule == "ai-estradiol-check").unwrap();
    assert_eq!(near.due.to_string(), "2026-03-20", "its lead has begun");
    says(&calendar.frame(), &["20 Mar", &near.title, "in 6 d", "20◇"]);
}

#[test]
fn an_appointment_that_is_over_is_none() {
    let on = |today: &str| {
        let json = r#"{"regimens":[{"drug":"anastrozole","start":"2026-01-01"}],"reminder_actions":[
            {"rule":"ai-estradiol-check","due":"2026-01-29","action":"booked","on":"2026-03-14"}]}"#;
        Harness::from_json(today, json).size(120, 40).keys("5").frame()
    };
    says(&on("2026-03-14"), &["booked 14 Mar"]);
    let after = on("2026-03-15");
    says(&after, &["overdue 45 d"]);
    assert_eq!(after.matches("overdue 45 d").count(), 2, "estradiol beside the panel\n{after}");
}

#[test]
fn undo_says_how_to_redo_and_what_is_put_off_is_not_said_to_be_settled() {
    says(&course().keys("2du").frame(), &["Undone (Ctrl-r redoes): Removed the"]);
    let snoozed = course().keys("5s<enter>").frame();
    says(&snoozed, &["Snoozed until"]);
    assert!(!snoozed.contains("Settles"), "{snoozed}");
}

#[test]
fn typing_stands_in_place_of_a_proposed_answer() {
    says(&course().keys("5s2w<enter>").frame(), &["Snoozed until Sat 28 Mar 2026"]);
}

#[test]
fn an_explanation_longer_than_its_window_says_which_key_shows_the_rest() {
    let short = course().size(60, 20).keys("5");
    let key = short.state().look.keymap.key(androlog::ui::action::Action::PageDown);
    says(&short.frame(), &[&format!("{key} goes on")]);
    let back = short.keys("<pagedown>").frame();
    // The key is known by now, and a sign is enough.
    says(&back, &["↑"]);
    assert!(!back.contains("goes on"), "{back}");
}

#[test]
fn a_day_ahead_is_echoed_with_its_weekday_before_a_reminder_is_put_off_or_booked() {
    for (keys, echo) in
        [("5s2w", "Sat 28 Mar 2026"), ("5b28/4", "Tue 28 Apr 2026"), ("5ssun", "Sun 15 Mar 2026")]
    {
        says(&course().keys(keys).frame(), &[echo]);
    }
}

#[test]
fn what_needs_attention_is_not_put_off_for_long_here_either() {
    let low = r#"{"profile":{"birth_date":"1990-05-01"},
      "regimens":[{"drug":"anastrozole","start":"2026-01-05","doses":[{"from":"2026-01-05","amount":"1","unit":"mg",
        "schedule":"daily"}]}],
      "reports":[{"kind":"blood","date":"2026-03-10","results":[{"analyte":"estradiol","value":"4","unit":"pg/mL"}]}]}"#;
    let harness = Harness::from_json("2026-03-14", low).keys("5");
    says(&harness.frame(), &["!"]);
    let refused = harness.keys("s8w<enter>");
    says(&refused.frame(), &["can be snoozed until"]);
    assert!(refused.record().actions().is_empty());
}

#[test]
fn the_journal_shows_what_was_logged_long_before_all_that_a_first_frame_reads() {
    let entry = SymptomEntry {
        id: "old".into(),
        date: "2001-05-06".parse().unwrap(),
        symptom: "fatigue".into(),
        grade: Grade::Severe,
        note: Some("long ago".to_owned()),
    };
    let harness = Harness::with(TODAY, [Entry::Symptom(entry)]);
    assert!(!harness.state().record.is_whole());
    says(&harness.keys("6").frame(), &["6 May 2001", "Fatigue, severe: long ago"]);
}

#[test]
fn a_filter_of_the_journal_puts_the_cursor_on_what_it_found_and_leaves_it_there() {
    says(&course().keys("6/fever<enter><enter>").frame(), &["EDIT EVENT", "Fever"]);
    says(&course().keys("6/joint<enter>n<esc>e").frame(), &["EDIT SYMPTOM", "1 Dec 2025"]);
    says(&course().keys("6/zzz<enter><enter>").frame(), &["CHECK-IN"]);
}

#[test]
fn the_matches_of_the_journal_are_gone_through_and_end_at_the_first_and_the_last() {
    for (keys, expected) in
        [("NN", "EDIT SYMPTOM"), ("nnnnnnnN", "EDIT SYMPTOM"), ("ggn", "EDIT SYMPTOM"), ("gg", "CHECK-IN")]
    {
        let frame = course().keys("6/joint<enter>").keys(keys).keys("<enter>").frame();
        assert!(frame.contains(expected), "{keys}: {frame}");
    }
    says(&course().keys("6/zzz<enter>n").frame(), &["Nothing matches."]);
}

#[test]
fn a_check_in_ends_with_how_many_symptoms_were_graded() {
    for (keys, expected) in [
        ("<esc>", "Nothing was graded."),
        ("2<esc>", "One grade is saved."),
        ("2<up>1<enter>", "One grade is saved."),
        ("012<esc>", "3 grades are saved."),
    ] {
        says(&course().keys("6<enter>").keys(keys).frame(), &[expected]);
    }
}

#[test]
fn right_and_left_lead_from_the_symptoms_to_what_is_logged_and_back() {
    for (columns, lines) in [(120, 40), (80, 24)] {
        let at = |keys: &str| course().size(columns, lines).keys("6jj").keys(keys);
        says(&at("<right>e").frame(), &["EDIT "]);
        assert_eq!(at("<right><left>").styled(), at("").styled());
        assert_eq!(at("<enter><right>").frame(), at("<enter>").frame(), "a check-in stays where it is");
    }
}

#[test]
fn what_is_removed_while_values_are_hidden_keeps_its_words_in_the_log() {
    let removed = course().keys("6/joint<enter>Pd");
    says(&removed.frame(), &["Symptom entry changed"]);
    says(&removed.keys("Pu").frame(), &["Removed Joint pain, moderate, of 20 Jan 2026."]);
}
