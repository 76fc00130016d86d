//! The log as a man uses it: what goes in comes out, acts go whole, and back.

#![expect(clippy::unwrap_used, reason = "in a check, what cannot be had is a failure")]

mod damage;
pub mod entries;
mod files;
mod needed;
mod replaced;
mod unreadable;

use std::path::PathBuf;

use androlog::domain::change::{Act, Change, Clash, Entry, EntryKey};
use androlog::domain::decimal::Decimal;
use androlog::domain::journal::{EventEntry, Profile};
use androlog::domain::need::{DaysApart, NeededItem, RecordNeeds, ResultNeed, SymptomNeed};
use androlog::domain::quantity::{Quantity, split_comparator};
use androlog::domain::record::Record;
use androlog::domain::regimen::{Dose, Regimen};
use androlog::domain::report::{Kind, Observation, Report, Value};
use androlog::domain::schedule::Schedule;
use androlog::store::{
    ActState, ForeignChange, LogLine, NeededPart, Store, StoreError, WantedResults, Window,
};
use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;
use tempfile::TempDir;

use entries::{any_entry, numbered};

#[test]
fn every_kind_of_entry_comes_back_as_it_was_saved() {
    proptest!(ProptestConfig::with_cases(64), |(entries in proptest::collection::vec(any_entry(), 1..12))| {
        let entries = numbered(entries);
        let mut store = Store::open_in_memory().unwrap();
        let changes = entries.iter().cloned().map(Change::Put).collect();
        store.commit(&Act::new("all", changes), noon()).unwrap();
        let mut expected = Record::default();
        expected.apply(&entries.into_iter().map(Change::Put).collect::<Vec<_>>());
        prop_assert_eq!(store.load(Window::Whole).unwrap(), expected);
    });
}

#[test]
fn the_order_of_entry_survives_an_edit_and_the_undo_of_a_removal() {
    let mut store = Store::open_in_memory().unwrap();
    for id in ["a", "b", "c"] {
        put(&mut store, paper(id, "2026-03-14", &["28"]));
    }
    put(&mut store, paper("a", "2026-03-14", &["29.0"]));
    assert_eq!(ids(&store), ["a", "b", "c"]);
    act(&mut store, Change::Remove(EntryKey::Report("b".into())));
    assert_eq!(ids(&store), ["a", "c"]);
    store.undo(noon()).unwrap().unwrap();
    assert_eq!(ids(&store), ["a", "b", "c"]);
    store.undo(noon()).unwrap().unwrap();
    assert_eq!(values(&store), ["28", "28", "28"]);
}

/// An act of three new reports on two pages, as a large file is imported.
fn import_pages(store: &mut Store) {
    let page = |ids: &[&str]| ids.iter().map(|id| paper(id, "2026-03-14", &["28"])).collect::<Vec<_>>();
    let mut pages = vec![page(&["a", "b"]), page(&["c"])].into_iter();
    let act = Act::new("imported 3 results", Vec::new());
    store.commit_pages(&act, noon(), || Ok::<_, StoreError>(pages.next())).unwrap();
}

#[test]
fn a_large_import_is_one_act_that_is_undone_and_redone_whole() {
    let mut store = Store::open_in_memory().unwrap();
    put(&mut store, paper("before", "2026-01-05", &["12"]));
    import_pages(&mut store);
    let whole = store.load(Window::Whole).unwrap();
    let newest = store.log(1).unwrap().remove(0);
    assert_eq!((newest.words.as_str(), newest.entries), ("imported 3 results", 3));
    let undone = store.undo(noon()).unwrap().unwrap();
    assert_eq!(undone.changes.len(), 3);
    assert_eq!(ids(&store), ["before"]);
    assert_eq!(store.log(1).unwrap()[0].state, ActState::Undone);
    let redone = store.redo(noon()).unwrap().unwrap();
    assert_eq!(redone.changes.len(), 3);
    assert_eq!(store.load(Window::Whole).unwrap(), whole);
    assert!(store.redo(noon()).unwrap().is_none());
}

#[test]
fn a_large_import_is_not_undone_over_a_later_change_of_what_it_added() {
    let mut store = Store::open_in_memory().unwrap();
    import_pages(&mut store);
    put(&mut store, paper("b", "2026-03-14", &["29"]));
    let Err(StoreError::CannotTurn(why)) = store.undo_act(1, noon()) else { panic!("it was undone") };
    assert!(why.to_string().contains("by change 2"), "{why}");
    assert_eq!(ids(&store), ["a", "b", "c"]);
    // With the change taken back first it goes, and comes back with the first value.
    store.undo(noon()).unwrap().unwrap();
    store.undo(noon()).unwrap().unwrap();
    assert!(ids(&store).is_empty());
    // What another act brought under one of its ids keeps it away.
    put(&mut store, paper("c", "2026-03-14", &["30"]));
    let refused = store.redo_act(1, noon()).unwrap_err().to_string();
    assert!(refused.contains("by change 3"), "{refused}");
    assert_eq!(values(&store), ["30"]);
}

#[test]
fn a_large_import_is_not_undone_where_something_it_added_is_gone_without_an_act() {
    let (_folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    import_pages(&mut store);
    store.close().unwrap();
    let by_hand = rusqlite::Connection::open(&path).unwrap();
    by_hand.execute_batch("PRAGMA foreign_keys = ON; DELETE FROM report WHERE id = 'b'").unwrap();
    by_hand.close().unwrap();
    let mut store = Store::open(&path).unwrap();
    assert!(matches!(store.undo_act(1, noon()), Err(StoreError::CannotTurn(_))));
    assert_eq!(ids(&store), ["a", "c"]);
}

#[test]
fn what_was_undone_out_of_turn_is_no_step_of_a_plain_redo() {
    let mut store = Store::open_in_memory().unwrap();
    put(&mut store, paper("a", "2026-03-14", &["28"]));
    put(&mut store, paper("b", "2026-03-14", &["29"]));
    store.undo_act(1, noon()).unwrap();
    assert!(store.redo(noon()).unwrap().is_none());
    assert_eq!(ids(&store), ["b"]);
    store.redo_act(1, noon()).unwrap();
    assert_eq!(ids(&store), ["a", "b"]);
}

#[test]
fn an_undone_act_is_not_redone_over_what_was_stored_under_the_same_id_since() {
    let mut store = Store::open_in_memory().unwrap();
    put(&mut store, paper("a", "2026-03-14", &["28"]));
    store.undo(noon()).unwrap().unwrap();
    put(&mut store, paper("a", "2026-03-14", &["30"]));
    let refused = store.redo_act(1, noon()).unwrap_err().to_string();
    assert!(refused.contains("by change 2"), "{refused}");
    assert_eq!(values(&store), ["30"]);
}

#[test]
fn a_large_import_that_breaks_off_leaves_nothing() {
    let mut store = Store::open_in_memory().unwrap();
    let mut pages = vec![Ok(Some(vec![paper("a", "2026-03-14", &["28"])])), Err(StoreError::NoId("report"))];
    let act = Act::new("imported", Vec::new());
    let error = store.commit_pages(&act, noon(), || pages.remove(0)).unwrap_err();
    assert!(matches!(error, StoreError::NoId("report")));
    assert!(ids(&store).is_empty() && store.log(9).unwrap().is_empty());
    let nameless = vec![paper("", "2026-03-14", &["28"])];
    let mut pages = vec![Some(nameless), None];
    let error = store.commit_pages(&act, noon(), || Ok::<_, StoreError>(pages.remove(0))).unwrap_err();
    assert!(matches!(error, StoreError::NoId("report")));
    assert!(ids(&store).is_empty());
}

#[test]
fn what_a_large_import_added_is_known_to_a_merge_and_can_be_forgotten() {
    let (_mine_folder, mine_path) = place();
    let (_folder, theirs_path) = place();
    let mut mine = Store::open(&mine_path).unwrap();
    import_pages(&mut mine);
    mine.close().unwrap();
    std::fs::copy(&mine_path, &theirs_path).unwrap();
    let mut mine = Store::open(&mine_path).unwrap();
    let mut theirs = Store::open(&theirs_path).unwrap();
    put(&mut theirs, paper("b", "2026-03-14", &["29"]));
    act(&mut theirs, Change::Remove(EntryKey::Report("c".into())));
    let plan = mine.plan_merge(&theirs).unwrap();
    assert!(plan.conflicts.is_empty(), "{:?}", plan.conflicts);
    assert_eq!(plan.changes.len(), 2, "one was changed there and one removed");
    // The other way round nothing is taken back that was done there.
    assert!(theirs.plan_merge(&mine).unwrap().changes.is_empty());
    let key = EntryKey::Report("a".into());
    mine.forget(&[key].into(), noon()).unwrap();
    assert_eq!(ids(&mine), ["b", "c"]);
    mine.undo_act(1, noon()).unwrap();
    mine.redo_act(1, noon()).unwrap();
    assert_eq!(ids(&mine), ["b", "c"], "what was forgotten does not come back");
}

#[test]
fn what_another_program_forgot_since_an_act_was_planned_is_not_brought_back_and_nothing_is_stored() {
    type Storing = fn(&mut Store, [Entry; 2]) -> Result<(), StoreError>;
    let whole: Storing =
        |store, entries| store.commit(&Act::new("put", entries.map(Change::Put).into()), noon());
    let paged: Storing = |store, entries| {
        let mut pages = entries.into_iter().map(|entry| vec![entry]);
        store.commit_pages(&Act::new("put", Vec::new()), noon(), || Ok(pages.next()))
    };
    let beside_pages: Storing = |store, entries| {
        let act = Act::new("put", entries.map(Change::Put).into());
        store.commit_pages(&act, noon(), || Ok::<_, StoreError>(None))
    };
    for (case, store_it) in [("whole", whole), ("on pages", paged), ("beside pages", beside_pages)] {
        let (_folder, path) = place();
        let mut here = Store::open(&path).unwrap();
        let gone = paper("gone", "2026-03-14", &["500"]);
        put(&mut here, gone.clone());
        let mut there = Store::open(&path).unwrap();
        there.forget(&[gone.key()].into(), noon()).unwrap();
        let refused = store_it(&mut here, [paper("new", "2026-03-15", &["28"]), gone.clone()]);
        let clash = Clash { key: gone.key(), began: gone, stored: None };
        assert!(
            matches!(&refused, Err(StoreError::Conflict(told)) if *told == [clash]),
            "{case}: {refused:?}"
        );
        assert_eq!(ids(&here), Vec::<String>::new(), "{case}");
    }
}

#[test]
fn what_another_program_did_between_the_reading_of_a_merge_and_its_storing_is_not_lost() {
    let (old, new, last) = (
        || paper("a", "2026-03-14", &["28"]),
        || paper("a", "2026-03-14", &["29"]),
        || paper("a", "2026-03-14", &["30"]),
    );
    // What is here, what the other log makes of it, and what another program does meanwhile.
    for (case, here, there, meanwhile) in [
        ("changed there and here", Some(old()), Change::Put(new()), Change::Put(last())),
        ("changed there, removed here", Some(old()), Change::Put(new()), Change::Remove(old().key())),
        ("removed there, changed here", Some(old()), Change::Remove(old().key()), Change::Put(last())),
        ("new there, added here", None, Change::Put(new()), Change::Put(last())),
    ] {
        let (_folder, path) = place();
        let (_other_folder, other_path) = place();
        let mut mine = Store::open(&path).unwrap();
        if let Some(entry) = here {
            put(&mut mine, entry);
        }
        mine.close().unwrap();
        std::fs::copy(&path, &other_path).unwrap();
        let mut theirs = Store::open(&other_path).unwrap();
        act(&mut theirs, there);
        let mut mine = Store::open(&path).unwrap();
        let plan = mine.plan_merge(&theirs).unwrap();
        assert_eq!((plan.changes.len(), plan.conflicts.len()), (1, 0), "{case}");
        let mut another = Store::open(&path).unwrap();
        act(&mut another, meanwhile);
        let as_left = another.load(Window::Whole).unwrap();
        let refused = mine.commit(&plan.into_act("merged"), noon());
        assert!(
            matches!(&refused, Err(StoreError::Conflict(clashes)) if clashes.len() == 1),
            "{case}: {refused:?}"
        );
        assert_eq!(mine.load(Window::Whole).unwrap(), as_left, "{case}");
        // Once more, it is planned by what is there now.
        assert_eq!(mine.plan_merge(&theirs).unwrap().conflicts.len(), 1, "{case}");
    }
}

#[test]
fn what_another_program_forgets_under_an_open_log_is_a_change_of_it_and_no_other_log() {
    let (_folder, path) = place();
    let mut here = Store::open(&path).unwrap();
    put(&mut here, paper("a", "2026-03-14", &["28"]));
    put(&mut here, paper("b", "2026-03-15", &["29"]));
    assert!(here.settle().unwrap());
    let mut there = Store::open(&path).unwrap();
    there.forget(&[EntryKey::Report("b".into())].into(), noon()).unwrap();
    there.close().unwrap();
    assert_eq!(here.elsewhere().unwrap(), ForeignChange::Changed);
    put(&mut here, paper("c", "2026-03-16", &["30"]));
    assert_eq!(ids(&here), ["a", "c"]);
}

#[test]
fn undo_redo_and_the_log_go_on_where_an_earlier_run_stopped() {
    let (_folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    put(&mut store, paper("a", "2026-03-14", &["28"]));
    put(&mut store, paper("b", "2026-03-15", &["<5.0"]));
    let one = store.load(Window::Whole).unwrap();
    store.close().unwrap();

    let mut store = Store::open(&path).unwrap();
    let undone = store.undo(noon()).unwrap().unwrap();
    assert_eq!(undone.words, "saved b");
    assert_eq!(undone.changes, [Change::Remove(EntryKey::Report("b".into()))]);
    store.close().unwrap();

    let mut store = Store::open(&path).unwrap();
    assert_eq!(ids(&store), ["a"]);
    assert_eq!(states(&store), [ActState::Undone, ActState::Done]);
    let redone = store.redo(noon()).unwrap().unwrap();
    assert!(matches!(&redone.changes[..], [Change::Put(Entry::Report(report))] if report.id.as_str() == "b"));
    assert_eq!(store.load(Window::Whole).unwrap(), one);
    assert_eq!(store.redo(noon()).unwrap(), None);
    let log = store.log(1).unwrap();
    assert_eq!((log[0].at, log[0].words.as_str(), log.len()), (noon(), "saved b", 1));
}

#[test]
fn any_undone_act_comes_back_by_its_number_after_something_else_was_saved() {
    let mut store = Store::open_in_memory().unwrap();
    for id in ["a", "b", "c"] {
        put(&mut store, paper(id, "2026-03-14", &["28"]));
    }
    // Out of turn, then the newest, then something new.
    store.undo_act(1, noon()).unwrap();
    store.undo(noon()).unwrap().unwrap();
    put(&mut store, paper("d", "2026-03-14", &["28"]));
    assert_eq!(store.redo(noon()).unwrap(), None);
    assert_eq!(ids(&store), ["b", "d"]);
    assert_eq!(store.redo_act(1, noon()).unwrap().words, "saved a");
    store.redo_act(3, noon()).unwrap();
    assert_eq!(ids(&store), ["a", "b", "d", "c"], "d has the place c had");
    let numbers: Vec<i64> = store.log(9).unwrap().iter().map(|line| line.nr).collect();
    assert_eq!(numbers, [4, 3, 2, 1]);
}

#[test]
fn an_act_is_not_turned_where_a_later_one_changed_the_same_entry() {
    let mut store = Store::open_in_memory().unwrap();
    put(&mut store, paper("a", "2026-03-14", &["28"]));
    put(&mut store, paper("a", "2026-03-14", &["29"]));
    put(&mut store, paper("b", "2026-03-14", &["1"]));
    let refused = store.undo_act(1, noon()).unwrap_err().to_string();
    assert!(refused.contains("by change 2; undo that first with `androlog undo 2`"), "{refused}");
    assert_eq!(values(&store), ["29", "1"]);
    for (turned, said) in [
        (store.redo_act(1, noon()), "change 1 is not undone"),
        (store.undo_act(9, noon()), "there is no change 9"),
    ] {
        let said_so = turned.unwrap_err().to_string();
        assert!(said_so.contains(said), "{said_so}");
    }
    store.undo_act(2, noon()).unwrap();
    let twice = store.undo_act(2, noon()).unwrap_err().to_string();
    assert!(twice.contains("change 2 is undone already"), "{twice}");
    store.undo_act(1, noon()).unwrap();
    assert_eq!(values(&store), ["1"]);
}

#[test]
fn an_act_on_an_entry_that_another_program_changed_or_removed_meanwhile_is_refused_with_both() {
    let (_folder, path) = place();
    let mut here = Store::open(&path).unwrap();
    let began = paper("a", "2026-03-14", &["500"]);
    put(&mut here, began.clone());
    let mut there = Store::open(&path).unwrap();
    let theirs = paper("a", "2026-03-14", &["501"]);
    put(&mut there, theirs.clone());
    let mine = paper("a", "2026-03-14", &["480"]);
    let change = || Act::one("changed", Change::Put(mine.clone())).began_from([began.clone()]);
    for act in [change(), Act::removal("removed", began.clone())] {
        match here.commit(&act, noon()).unwrap_err() {
            StoreError::Conflict(clashes) => {
                let stored = Some(theirs.clone());
                assert_eq!(clashes, [Clash { key: began.key(), began: began.clone(), stored }]);
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!(values(&here), ["501"]);
    act(&mut there, Change::Remove(began.key()));
    let refused = here.commit(&change(), noon()).unwrap_err();
    assert!(matches!(&refused, StoreError::Conflict(clashes) if clashes[0].stored.is_none()), "{refused:?}");
    assert_eq!(here.log(9).unwrap().len(), 3);
    assert_eq!(ids(&here), Vec::<String>::new());
}

#[test]
fn the_log_says_which_part_of_the_program_did_what_and_whether_it_was_this_run() {
    let (_folder, path) = place();
    let mut screen = Store::open(&path).unwrap();
    screen.sign_as("screen");
    let mut add = Store::open(&path).unwrap();
    add.sign_as("add");
    put(&mut screen, paper("a", "2026-03-14", &["28"]));
    put(&mut add, paper("b", "2026-03-14", &["28"]));
    let programs: Vec<String> =
        screen.log(9).unwrap().into_iter().map(|line| line.author.unwrap().program).collect();
    assert_eq!(programs, ["add", "screen"]);
    let run = screen.author().run.clone();
    assert!(screen.next_to_undo().unwrap().unwrap().is_far(&run));
    add.undo(noon()).unwrap();
    assert!(!screen.next_to_undo().unwrap().unwrap().is_far(&run));
    let many = (0..=LogLine::FEW).map(|i| Change::Put(paper(&format!("m{i}"), "2026-03-14", &["1"])));
    screen.commit(&Act::new("many", many.collect()), noon()).unwrap();
    assert!(screen.next_to_undo().unwrap().unwrap().is_far(&run));
}

#[test]
fn something_new_after_an_undo_takes_the_redo_away_but_not_the_line_in_the_log() {
    let mut store = Store::open_in_memory().unwrap();
    put(&mut store, paper("a", "2026-03-14", &["28"]));
    put(&mut store, paper("b", "2026-03-14", &["28"]));
    store.undo(noon()).unwrap();
    put(&mut store, paper("c", "2026-03-14", &["28"]));
    assert_eq!(store.redo(noon()).unwrap(), None);
    assert_eq!(states(&store), [ActState::Done, ActState::Undone, ActState::Done]);
    for expected in [vec!["a"], vec![]] {
        store.undo(noon()).unwrap().unwrap();
        assert_eq!(ids(&store), expected);
    }
    assert_eq!(store.undo(noon()).unwrap(), None);
    // What is redone stands where it stood, though its place was used by another in between.
    store.redo(noon()).unwrap().unwrap();
    store.redo(noon()).unwrap().unwrap();
    assert_eq!(ids(&store), ["a", "c"]);
}

#[test]
fn an_act_that_changes_one_entry_twice_is_undone_to_before_the_first() {
    let mut store = Store::open_in_memory().unwrap();
    put(&mut store, paper("a", "2026-03-14", &["1"]));
    let before = store.load(Window::Whole).unwrap();
    let changes = vec![
        Change::Put(paper("a", "2026-03-14", &["2"])),
        Change::Remove(EntryKey::Report("a".into())),
        Change::Put(paper("a", "2026-03-20", &["3"])),
        Change::Put(Entry::Profile(Profile { bone_risk: true, ..Profile::default() })),
    ];
    let words = "moved";
    store.commit(&Act::new(words, changes), noon()).unwrap();
    let after = store.load(Window::Whole).unwrap();
    store.undo(noon()).unwrap();
    assert_eq!(store.load(Window::Whole).unwrap(), before);
    store.redo(noon()).unwrap();
    assert_eq!(store.load(Window::Whole).unwrap(), after);
}

#[test]
fn what_undo_and_redo_answer_brings_a_record_in_memory_along() {
    proptest!(ProptestConfig::with_cases(32), |(entries in proptest::collection::vec(any_entry(), 1..8))| {
        let mut store = Store::open_in_memory().unwrap();
        let mut record = Record::default();
        for entry in numbered(entries) {
            let changes = [Change::Put(entry)];
            record.apply(&changes);
            store.commit(&Act::new("", changes.into()), noon()).unwrap();
        }
        let whole = record.clone();
        while let Some(undone) = store.undo(noon()).unwrap() {
            record.apply(&undone.changes);
            prop_assert_eq!(&store.load(Window::Whole).unwrap(), &record);
        }
        prop_assert_eq!(&record, &Record::default());
        while let Some(redone) = store.redo(noon()).unwrap() {
            record.apply(&redone.changes);
        }
        prop_assert_eq!(&record, &whole);
        prop_assert_eq!(&store.load(Window::Whole).unwrap(), &whole);
    });
}

#[test]
fn an_act_that_fails_half_way_leaves_nothing_behind() {
    let bad_day = paper("b", "1702-03-14", &["28"]);
    let huge = Entry::Regimen(Regimen {
        id: "r".into(),
        drug: "hcg".into(),
        route: None,
        start: day("2026-01-01"),
        stop: None,
        doses: vec![Dose {
            from: day("2026-01-01"),
            amount: Decimal::rounded(1e300, 0),
            unit: "IU".into(),
            schedule: Schedule::new("weekly"),
        }],
        supply: None,
        note: None,
    });
    for (second, said) in [
        (bad_day, "not saved: the log takes only report days from 1850 to 2200"),
        (huge, "not saved: the log takes only plain digits for an amount"),
        (paper("", "2026-03-14", &["28"]), "a report needs an id before it is saved; give it a fresh one"),
    ] {
        let mut store = Store::open_in_memory().unwrap();
        let changes = vec![Change::Put(paper("a", "2026-03-14", &["28"])), Change::Put(second)];
        let words = "two";
        let error = store.commit(&Act::new(words, changes), noon()).unwrap_err();
        assert_eq!(error.to_string(), said);
        assert!(store.load(Window::Whole).unwrap().is_empty());
        assert_eq!(store.log(9).unwrap(), []);
    }
}

#[test]
fn part_of_a_record_is_the_whole_one_with_older_reports_left_out() {
    let (_folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    for year in 2015..2026 {
        put(&mut store, paper(&format!("r{year}"), &format!("{year}-06-01"), &["1"]));
    }
    let mut rare = paper("rare", "2009-02-03", &["7", "8"]);
    if let Entry::Report(report) = &mut rare {
        report.results[1].analyte = "sperm-concentration".into();
    }
    put(&mut store, rare);
    put(&mut store, paper("empty", "2016-01-01", &[]));
    put(
        &mut store,
        Entry::Event(EventEntry {
            id: "e".into(),
            date: day("1999-01-01"),
            event: "surgery".into(),
            note: None,
        }),
    );
    let whole = store.load(Window::Whole).unwrap();
    assert!(whole.is_whole());
    let scans = NeededItem::Report(Kind::Dxa);
    let blood = NeededItem::Report(Kind::Blood);
    let spans = |days: &[(&str, &str)]| days.iter().map(|&(first, last)| (day(first), day(last))).collect();
    let any = |of: &NeededItem| ResultNeed::new(of.clone(), day("2026-01-01"));
    let need = |of: &NeededItem, days: &[(&str, &str)], newest: usize| ResultNeed {
        days: spans(days),
        newest,
        ..any(of)
    };
    let behind = |days: &[(&str, &str)]| ResultNeed { waits: spans(days), newest: 1, ..any(&blood) };
    let apart = |(count, gap_days)| ResultNeed { apart: Some(DaysApart { count, gap_days }), ..any(&blood) };
    for (need, newest, today, expected) in [
        (need(&blood, &[("2025-01-01", "2026-01-01")], 0), 0, "2026-01-01", vec!["r2025"]),
        (need(&blood, &[], 2), 0, "2026-01-01", vec!["r2024", "r2025"]),
        (need(&blood, &[("2025-01-01", "2025-12-31")], 1), 0, "2026-01-01", vec!["r2024", "r2025"]),
        (need(&blood, &[("2015-01-01", "2015-12-31")], 0), 1, "2026-01-01", vec!["rare", "r2015", "r2025"]),
        (need(&scans, &[("2000-01-01", "2026-01-01")], 9), 0, "2026-01-01", vec![]),
        (need(&scans, &[], 0), 0, "2024-12-31", vec!["r2025"]),
        (behind(&[("2025-01-01", "2025-12-31")]), 0, "2026-01-01", vec!["r2024", "r2025"]),
        (behind(&[("2015-01-01", "2015-12-31")]), 0, "2026-01-01", vec!["r2025"]),
        (apart((2, 1)), 0, "2026-01-01", vec!["r2024", "r2025"]),
        (apart((2, 366)), 0, "2026-01-01", vec!["r2023", "r2024", "r2025"]),
        (apart((4, 365)), 0, "2026-01-01", vec!["r2022", "r2023", "r2024", "r2025"]),
    ] {
        let today = day(today);
        let symptoms = SymptomNeed { since: today, newest_of: Vec::new(), until: today };
        let needs = RecordNeeds { results: vec![need], symptoms, doses_since: today };
        let part = NeededPart { needs: &needs, regimens: &[], newest, today, doubted: None };
        let window = Window::Needed(part);
        let part = store.load(window).unwrap();
        assert!(!part.is_whole());
        let ids: Vec<&str> = part.reports().iter().map(|report| report.id.as_str()).collect();
        assert_eq!(ids, expected, "{window:?}");
        assert!(part.reports().iter().all(|r| whole.report(&r.id) == Some(r)));
        assert_eq!(part.events(), whole.events());
    }
}

#[test]
fn the_newest_results_of_a_kind_come_with_their_day_and_nothing_older() {
    let mut store = Store::open_in_memory().unwrap();
    let of = |id: &str, date: &str, kind: Kind, analytes: &[&str]| {
        let mut report = Report::new(kind, day(date));
        report.id = id.into();
        report.results = analytes
            .iter()
            .map(|analyte| Observation::new((*analyte).into(), Value::Words("seen".to_owned())))
            .collect();
        Entry::Report(report)
    };
    // Entered newest first, to tell the order of days from the order of entry.
    put(&mut store, of("five", "2026-05-01", Kind::Body, &[]));
    put(&mut store, of("four", "2026-04-01", Kind::Blood, &["lh", "fsh"]));
    put(&mut store, of("three", "2026-03-01", Kind::Semen, &["morphology"]));
    put(&mut store, of("too", "2026-02-01", Kind::Blood, &["lh"]));
    put(&mut store, of("two", "2026-02-01", Kind::Blood, &["lh", "lh"]));
    put(&mut store, of("one", "2026-01-01", Kind::Blood, &["fsh"]));
    let all = WantedResults::default();
    let lh = WantedResults { analyte: Some("lh"), ..all };
    let blood = WantedResults { kind: Some(Kind::Blood), ..all };
    for (wanted, expected) in [
        (all, vec!["one", "too", "two", "three", "four", "five"]),
        (WantedResults { newest: Some(0), ..all }, vec!["four", "five"]),
        (WantedResults { newest: Some(2), ..all }, vec!["four", "five"]),
        (WantedResults { newest: Some(3), ..all }, vec!["three", "four", "five"]),
        (WantedResults { newest: Some(4), ..all }, vec!["too", "two", "three", "four", "five"]),
        (WantedResults { newest: Some(99), ..all }, vec!["one", "too", "two", "three", "four", "five"]),
        (WantedResults { newest: Some(3), ..blood }, vec!["too", "two", "four"]),
        (WantedResults { until: Some(day("2026-03-31")), newest: Some(1), ..all }, vec!["three"]),
        (
            WantedResults { since: Some(day("2026-02-01")), until: Some(day("2026-03-01")), ..all },
            vec!["too", "two", "three"],
        ),
        (lh, vec!["too", "two", "four"]),
        (WantedResults { newest: Some(1), ..lh }, vec!["four"]),
        (WantedResults { newest: Some(2), ..lh }, vec!["too", "two", "four"]),
        (WantedResults { kind: Some(Kind::Semen), ..lh }, vec![]),
        (WantedResults { since: Some(day("2026-02-02")), ..lh }, vec!["four"]),
    ] {
        let part = store.load(Window::Only(wanted)).unwrap();
        assert!(!part.is_whole());
        let ids: Vec<&str> = part.reports().iter().map(|report| report.id.as_str()).collect();
        assert_eq!(ids, expected, "{wanted:?}");
    }
}

#[test]
fn a_draft_outlives_the_program_until_it_is_dropped_and_is_no_act() {
    let (_folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    store.save_draft("add-results", "estr", noon()).unwrap();
    store.save_draft("add-results", "estradiol 2", noon()).unwrap();
    store.save_draft("add-event", "fev", noon()).unwrap();
    store.drop_draft("add-event").unwrap();
    drop(store);
    let store = Store::open(&path).unwrap();
    let drafts = store.drafts().unwrap();
    assert_eq!(drafts.len(), 1);
    assert_eq!(
        (drafts[0].form.as_str(), drafts[0].text.as_str(), drafts[0].at),
        ("add-results", "estradiol 2", noon())
    );
    assert_eq!(store.log(9).unwrap(), []);
}

fn place() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("androlog.db");
    (folder, path)
}

fn noon() -> DateTime<Utc> {
    "2026-03-14T12:00:00Z".parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A blood panel of estradiol values, each typed as `28` or `<5`.
fn paper(id: &str, date: &str, values: &[&str]) -> Entry {
    let mut report = Report::new(Kind::Blood, day(date));
    report.id = id.into();
    report.results = values
        .iter()
        .map(|text| {
            let (comparator, digits) = split_comparator(text);
            let value = Value::Number(Quantity {
                comparator,
                value: Decimal::parse(digits).unwrap(),
                unit: "pg/mL".into(),
            });
            Observation::new("estradiol".into(), value)
        })
        .collect();
    Entry::Report(report)
}

fn saving(entry: Entry) -> Act {
    let words = match &entry {
        Entry::Report(report) => format!("saved {}", report.id),
        _ => "saved".to_owned(),
    };
    Act::one(words, Change::Put(entry))
}

fn put(store: &mut Store, entry: Entry) {
    store.commit(&saving(entry), noon()).unwrap();
}

fn act(store: &mut Store, change: Change) {
    store.commit(&Act::one("did", change), noon()).unwrap();
}

fn ids(store: &Store) -> Vec<String> {
    let record = store.load(Window::Whole).unwrap();
    record.reports().iter().map(|report| report.id.to_string()).collect()
}

fn values(store: &Store) -> Vec<String> {
    let record = store.load(Window::Whole).unwrap();
    let results = record.results("estradiol");
    results.map(|(_, result)| result.quantity().unwrap().value.to_string()).collect()
}

fn states(store: &Store) -> Vec<ActState> {
    store.log(9).unwrap().into_iter().map(|line| line.state).collect()
}
