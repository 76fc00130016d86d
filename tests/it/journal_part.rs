//! The Journal is the same from the newest part of a log as from the whole log, wherever the cursor goes.

use androlog::domain::change::Entry;
use androlog::domain::journal::{EventEntry, Grade, SymptomEntry};
use androlog::domain::record::Record;
use androlog::domain::record_extent::{HistoryNeed, RecordExtent};
use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;

use crate::guidance::{Draft, draft, stored};
use crate::harness::{Harness, assert_part_shows_the_whole, setup};

const TODAY: &str = "2026-03-14";
const SIGNS: [&str; 6] =
    ["joint-pain", "fatigue", "headache", "libido-low", "chest-pain", "of-a-former-catalogue"];

/// Keys that move the cursor, and that grade, mark, remove, take back and look for entries.
const KEYS: [&str; 16] = [
    "j",
    "k",
    "<pagedown>",
    "<pagedown><pagedown>",
    "<pageup>",
    "G",
    "gg",
    "<home>",
    " j ",
    "d",
    "<enter>12<esc>",
    "du",
    "/fat<enter>",
    "/2009<enter>",
    "<esc>",
    "P",
];

fn ago(days: i64) -> NaiveDate {
    TODAY.parse::<NaiveDate>().unwrap() - TimeDelta::days(days)
}

fn felt(id: &str, sign: &str, back: i64, grade: Grade) -> Entry {
    let (id, date) = (id.into(), ago(back));
    Entry::Symptom(SymptomEntry { id, date, symptom: sign.into(), grade, note: None })
}

/// The draft of a man who logged so many symptoms over the years, each by its sign, its day and its grade.
fn logged(draft: &Draft, symptoms: &[(usize, i64, usize)], events: &[i64]) -> Record {
    let symptoms = symptoms.iter().enumerate().map(|(place, &(sign, back, grade))| {
        felt(&format!("felt-{place}"), SIGNS[sign], back, Grade::ALL[grade])
    });
    let events = events.iter().enumerate().map(|(place, &back)| {
        let (id, date) = (format!("event-{place}").into(), ago(back));
        Entry::Event(EventEntry { id, date, event: "fever".into(), note: None })
    });
    Record::whole(draft.record(ago(0)).entries().chain(symptoms).chain(events))
}

fn symptoms() -> impl Strategy<Value = Vec<(usize, i64, usize)>> {
    let of_years = prop::collection::vec((0..SIGNS.len(), -3..9000_i64, 0..Grade::ALL.len()), 0..250);
    let of_months = prop::collection::vec((0..SIGNS.len(), -3..60_i64, 0..Grade::ALL.len()), 0..20);
    (of_years, of_months).prop_map(|(old, new)| old.into_iter().chain(new).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_keys_show_what_they_show_with_the_whole_log_in_memory(
        draft in draft(),
        symptoms in symptoms(),
        events in prop::collection::vec(0..9000_i64, 0..20),
        keys in prop::collection::vec(prop::sample::select(&KEYS[..]), 1..12),
    ) {
        let record = logged(&draft, &symptoms, &events);
        assert_part_shows_the_whole(&|| Harness::over(TODAY, stored(&record)), "6", keys);
    }

    #[test]
    fn symptoms_that_are_read_alone_are_those_of_a_record_that_is_read_with_them(
        draft in draft(),
        symptoms in symptoms(),
        back in 0..9000_i64,
    ) {
        let session = setup(TODAY).over(stored(&logged(&draft, &symptoms, &[])));
        let (since, read) = session.symptoms_since(ago(back)).unwrap();
        let extent = RecordExtent::RECENT.with(HistoryNeed::SymptomsSince(since));
        let mut record = session.history(RecordExtent::RECENT).unwrap();
        record.take_symptoms(since, read);
        prop_assert_eq!(&record, &session.history(extent).unwrap());
        prop_assert_eq!(record.extent(), extent);
    }
}

/// A log with a symptom that was felt every month of 25 years, and one that was felt today and twice before all of them.
fn of_25_years() -> Harness {
    let months = (1..=300).map(|month| felt(&format!("{month}"), "fatigue", month * 30, Grade::Mild));
    let others = [("now", 0), ("old", 9100), ("older", 9200)];
    let others = others.map(|(id, back)| felt(id, "headache", back, Grade::Severe));
    Harness::over(TODAY, stored(&Record::whole(months.chain(others))))
}

#[test]
fn of_a_long_log_no_more_is_read_than_is_looked_at() {
    let mut screen = of_25_years();
    let mut read = Vec::new();
    for key in ["6", "j", "<pagedown><pagedown><pagedown><pagedown>", "G", "k", "gg"] {
        screen.press(key);
        read.push(screen.state().record.newest_symptoms().len());
    }
    assert_eq!(read, [74, 74, 147, 303, 303, 303]);
}

#[test]
fn what_was_felt_long_ago_stands_first_in_the_check_in_until_all_of_it_is_removed() {
    let place = |screen: &Harness| {
        let frame = screen.frame();
        frame.lines().position(|line| line.trim_start().starts_with("Headache"))
    };
    let felt = of_25_years().keys("6");
    let first = place(&felt);
    let one_removed = felt.keys("Gkd").again().keys("6");
    assert_eq!(place(&one_removed), first);
    // What was done in an earlier run is taken back after a question.
    let undone = one_removed.keys("u<enter>");
    assert_eq!(undone.record().symptoms().len(), 303);
    assert_eq!(place(&undone), first);
    let redone = undone.again().keys("6<ctrl-r>");
    assert_eq!(redone.record().symptoms().len(), 302);
    assert!(redone.state().record.newest_symptoms().len() < 302);
    assert_eq!(place(&redone), first);
    assert!(place(&redone.keys("Gd").again().keys("6")) > first);
}
