//! Drafts, stored entries that are changed, and the shape of a report for today.

use androlog::domain::change::{Change, Clash, Entry};
use androlog::domain::report::Kind;
use androlog::ui::action::Action;
use androlog::ui::key::parse_keys;
use androlog::ui::outcome::{FormKind, FormOutcome, Seed};
use androlog::ui::screen::entry::EntryForm;

use crate::entry::{course, empty, line_with, newest, open, results};
use crate::harness::Harness;

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

/// Keys that type something into each form, and what a frame of it then shows.
const TYPED: [(&str, &str); 8] = [
    ("486", "[486"),
    ("2.5", "[2.5"),
    ("1.012", "[1.012"),
    ("82", "[82"),
    ("joi", "[ joi"),
    ("fev", "[ fev"),
    ("anas", "[ anas"),
    ("<tab><tab><tab>181", "[ 181"),
];

#[test]
fn what_was_typed_in_any_form_is_offered_when_the_program_begins_again() {
    for (place, (keys, shown)) in TYPED.into_iter().enumerate() {
        let killed = course().keys(&format!("{}{keys}", open(place))).again();
        let frame = killed.frame();
        assert!(frame.contains("Unsaved drafts"), "form {place}:\n{frame}");
        let back = killed.keys("<enter>").frame();
        assert!(back.contains(shown) && back.contains("Your draft is back"), "form {place}:\n{back}");
    }
}

#[test]
fn a_change_to_a_stored_report_is_offered_with_the_report_it_changes() {
    let killed = course().keys("2<down>e777").again();
    let frame = killed.frame();
    assert!(frame.contains("go on with the changed "), "{frame}");
    let back = killed.keys("<enter>").frame();
    assert!(back.contains("EDIT ") && back.contains("[777"), "{back}");
    let older = course().keys("2<end>e777").again();
    assert!(older.keys("<enter>").frame().contains("[777"));
    let shape = course().keys("2c777").again();
    assert!(shape.keys("<enter>").frame().contains("[777"));
}

#[test]
fn a_draft_is_kept_for_later_and_discarded_only_when_asked_for() {
    let later = course().keys("a<enter>486").again().keys("<esc>");
    assert_eq!(later.drafts().len(), 1);
    let quitting = later.keys("q");
    assert!(quitting.frame().contains("quit, keep the draft"), "{}", quitting.frame());
    let gone = quitting.keys("<esc>").again().keys("<down><down><enter>");
    assert!(gone.drafts().is_empty());
    assert!(gone.frame().contains("Draft discarded"), "{}", gone.frame());
    assert!(gone.keys("q").has_ended());
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

fn saved(form: &mut EntryForm, harness: &Harness) -> Option<Entry> {
    match form.act(Action::Save, harness.state()) {
        FormOutcome::Save(act) => match act.changes.into_iter().next() {
            Some(Change::Put(entry)) => Some(entry),
            _ => None,
        },
        _ => None,
    }
}

fn type_into(form: &mut EntryForm, text: &str, harness: &Harness) {
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
    let reports = record
        .reports()
        .iter()
        .cloned()
        .map(|report| (FormKind::Report(report.kind()), Entry::Report(report)));
    let symptoms = record.symptoms().iter().cloned();
    let events = record.events().iter().cloned();
    let regimens = record.regimens().iter().cloned();
    let all = reports
        .chain(symptoms.map(|entry| (FormKind::Symptom, Entry::Symptom(entry))))
        .chain(events.map(|entry| (FormKind::Event, Entry::Event(entry))))
        .chain(regimens.map(|entry| (FormKind::Therapy, Entry::Regimen(entry))))
        .chain([(FormKind::Profile, Entry::Profile(record.profile().clone()))]);
    for (kind, entry) in all {
        let mut form = EntryForm::open(&edit(kind, entry.clone()), course.state());
        assert_eq!(form.draft(), None, "{entry:?}");
        assert_eq!(saved(&mut form, &course), Some(entry));
    }
}

#[test]
fn an_edited_value_keeps_the_id_range_and_method_of_its_report() {
    let course = course();
    let old = course.record().report("blood-3").unwrap().clone();
    let mut form =
        EntryForm::open(&edit(FormKind::Report(Kind::Blood), Entry::Report(old.clone())), course.state());
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
    let mut form = EntryForm::open(&edit(FormKind::Therapy, Entry::Regimen(old.clone())), course.state());
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
    let seed = Seed { like: Some("blood-0".into()), ..Seed::new(FormKind::Report(Kind::Blood)) };
    let mut form = EntryForm::open(&seed, course.state());
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
        ..Seed::new(FormKind::Report(Kind::Blood))
    };
    let form = EntryForm::open(&seed, course.state());
    assert!(form.came_from_draft());
    let kept = form.draft().unwrap();
    for row in ["486", "vitamin-d", "shbg"] {
        assert!(kept.contains(row), "{row}: {kept}");
    }
    assert!(!kept.contains("dfi"), "{kept}");
}

#[test]
fn the_old_value_and_range_stay_in_sight_while_a_report_is_changed() {
    for (columns, lines) in [(120, 40), (80, 24), (60, 20)] {
        let edited = || course().size(columns, lines).keys("2e");
        let typed = edited().keys("430").frame();
        assert!(typed.contains("was 412.0 ng/dL"), "{typed}");
        let emptied = edited().keys("<backspace>").frame();
        assert!(emptied.contains("was 412.0 ng/dL, taken out"), "{emptied}");
        let range = edited().keys("<f2>200-900<enter>").frame();
        assert!(range.contains("was 412.0 ng/dL, range 264 – 916"), "{range}");
        assert!(!edited().frame().contains("was "), "{}", edited().frame());
    }
}

#[test]
fn what_another_program_changed_meanwhile_is_said_and_no_value_of_it_in_private_mode() {
    let clash_of = |harness: &Harness| {
        let old = harness.record().regimens()[0].clone();
        let mut stored = old.clone();
        stored.doses[0].schedule = androlog::domain::schedule::Schedule::new("every 3 d");
        stored.note = Some("with food".to_owned());
        let (began, stored) = (Entry::Regimen(old), Entry::Regimen(stored));
        let mut form = EntryForm::open(&edit(FormKind::Therapy, began.clone()), harness.state());
        type_into(&mut form, "-10d", harness);
        let said =
            form.clash(&Clash { key: began.key(), began, stored: Some(stored.clone()) }, harness.state());
        let again = form.act(Action::Save, harness.state());
        assert!(matches!(again, FormOutcome::Save(act) if act.began == [stored]), "saving again is meant");
        said
    };
    let said = clash_of(&course());
    assert!(said.contains("note: empty, now with food") && said.contains("now every 3 d"), "{said}");
    assert!(said.contains("Ctrl-s again stores what stands here"), "{said}");
    let hidden = clash_of(&course().keys("P"));
    assert!(!hidden.contains("every 3 d") && hidden.contains("changed this meanwhile"), "{hidden}");
}
