//! A log in which something cannot be read: the rest is there, what is left out is named, and it comes back.

use std::fs;
use std::path::Path;

use androlog::domain::change::{Act, Change};
use androlog::domain::day::{FIRST_DAY, LAST_DAY};
use androlog::domain::storable::is_storable;
use androlog::store::{LogFault, RowMend, Store, StoreError, WantedResults, Window};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rusqlite::Connection;

use super::entries::{any_entry, numbered};
use super::{act, day, ids, noon, paper, place, put, saving};
use androlog::domain::change::Entry;
use androlog::domain::journal::{ReminderAct, ReminderAction};

/// Writes to a log as a hand or a failing disk would: past every rule of the schema.
fn by_hand(path: &Path, sql: &str) {
    let db = Connection::open(path).unwrap();
    db.execute_batch(&format!("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; {sql}"))
        .unwrap();
}

/// A log with entries of each kind, and how many there are.
fn full_log(path: &Path) -> usize {
    let mut store = Store::open(path).unwrap();
    let mut runner = TestRunner::deterministic();
    let entries = proptest::collection::vec(any_entry(), 60).new_tree(&mut runner).unwrap().current();
    for entry in numbered(entries) {
        put(&mut store, entry);
    }
    put(&mut store, paper("paper", "2026-03-14", &["28", "29"]));
    let count = store.load(Window::Whole).unwrap().entries().count();
    store.close().unwrap();
    count
}

#[test]
#[expect(clippy::too_many_lines, reason = "one story, told in its order")]
fn one_cell_nobody_can_read_costs_its_row_alone_and_the_journal_brings_it_back() {
    let (folder, path) = place();
    let count = full_log(&path);
    let whole = fs::read(&path).unwrap();
    let expected = Store::open(&path).unwrap().load(Window::Whole).unwrap();
    for (table, column, cell, parts_of) in [
        ("report", "day", "'2026-13-45'", None),
        ("report", "kind", "'urine'", None),
        ("report", "laboratory", "CAST(x'ff41' AS TEXT)", None),
        ("observation", "value", "'1e999'", Some("report")),
        ("observation", "comparator", "'~'", Some("report")),
        ("observation", "words", "CAST(x'ff41' AS TEXT)", Some("report")),
        ("regimen", "start", "'soon'", None),
        ("dose", "amount", "'much'", Some("regimen")),
        ("symptom", "grade", "'awful'", None),
        ("event", "day", "'2026-02-30'", None),
        ("dose_taken", "state", "'lost'", None),
        ("question", "day", "''", None),
        ("profile", "birth_date", "'x'", None),
        ("reminder_action", "action", "'archive'", None),
    ] {
        let path = folder.path().join(format!("{table}-{column}.db"));
        fs::write(&path, &whole).unwrap();
        let which = match parts_of {
            Some(parts) => {
                let filled = if column == "comparator" { "value" } else { column };
                format!(
                    "({parts}, line) = (SELECT {parts}, line FROM {table} WHERE {filled} IS NOT NULL LIMIT 1)"
                )
            }
            None => format!("nr = (SELECT min(nr) FROM {table})"),
        };
        by_hand(&path, &format!("UPDATE {table} SET {column} = {cell} WHERE {which}"));
        let mut store = Store::open(&path).unwrap();
        let record = store.load(Window::Whole).unwrap();
        let left_out = store.unreadable();
        assert_eq!(left_out.len(), 1, "{table}.{column}: {left_out:?}");
        assert_eq!(left_out[0].table.name(), table);
        // The profile is always there: an empty one where it cannot be read.
        let lost = usize::from(parts_of.is_none() && table != "profile");
        assert_eq!(record.entries().count(), count - lost, "{table}.{column}");
        assert!(!left_out[0].entry.is_empty() && !left_out[0].detail.is_empty(), "{left_out:?}");
        assert!(
            store
                .faults()
                .unwrap()
                .iter()
                .any(|fault| matches!(fault, LogFault::Row(row) if row.table.name() == table))
        );
        // Other entries can be saved meanwhile.
        put(&mut store, paper("new", "2026-03-20", &["30"]));
        act(&mut store, Change::Remove(androlog::domain::change::EntryKey::Report("new".into())));
        let mended = store.mend_unreadable(noon()).unwrap();
        let [(_, mend)] = mended.as_slice() else { panic!("{mended:?}") };
        assert_eq!(store.faults().unwrap(), [], "{table}.{column}");
        if table == "reminder_action" {
            // What it was about is not known any more, so nothing finds it in the journal.
            let RowMend::SetAside(file) = mend else { panic!("{mend:?}") };
            assert!(fs::read_to_string(file).unwrap().contains("archive"));
        } else {
            assert_eq!(*mend, RowMend::FromJournal, "{table}.{column}");
            assert_eq!(store.load(Window::Whole).unwrap(), expected, "{table}.{column}");
        }
        store.close().unwrap();
    }
}

#[test]
fn what_the_journal_does_not_have_is_set_aside_with_every_cell() {
    let (_folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    put(&mut store, paper("a", "2026-03-14", &["28", "29"]));
    put(&mut store, paper("b", "2026-03-15", &["30"]));
    store.close().unwrap();
    by_hand(
        &path,
        "DELETE FROM journal; UPDATE observation SET value = '1e999' WHERE report = 1 AND line = 0;
         UPDATE report SET time = 'noon', note = 'SECRET' WHERE nr = 2;
         INSERT INTO draft VALUES ('blood', CAST(x'ff' AS TEXT), '2026-03-14T12:00:00.000Z');
         INSERT INTO journal (at, words, what, before, after) VALUES ('soon', 'w', '[', '[]', '[]');",
    );
    let mut store = Store::open(&path).unwrap();
    assert_eq!(ids(&store), ["a"]);
    let named: Vec<String> = store.faults().unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(named.len(), 4, "{named:?}");
    assert!(
        named.iter().any(|said| said.starts_with("observation a, line 0: value says “1e999”")),
        "{named:?}"
    );
    let mended = store.mend_unreadable(noon()).unwrap();
    let (_, RowMend::SetAside(file)) = &mended[0] else { panic!("{mended:?}") };
    let kept = fs::read_to_string(file).unwrap();
    for cell in ["1e999", "SECRET", "\"30\"", "\"hex\": \"ff\"", "soon"] {
        assert!(kept.contains(cell), "{cell} is not in {kept}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(store.faults().unwrap(), []);
    assert_eq!(ids(&store), ["a"]);
    assert_eq!(store.load(Window::Whole).unwrap().results("estradiol").count(), 1);
}

#[test]
fn a_value_that_the_log_does_not_take_is_shown_named_copied_with_the_rest_and_mended() {
    let (folder, path) = place();
    full_log(&path);
    let whole = fs::read(&path).unwrap();
    let expected = Store::open(&path).unwrap().load(Window::Whole).unwrap();
    for (table, cell) in [
        ("report", "day = '1700-01-01'"),
        ("dose", "start = '2300-01-01'"),
        ("event", "day = '1700-01-01'"),
        ("question", "text = ''"),
        ("profile", "birth_date = '1700-01-01'"),
    ] {
        let path = folder.path().join(format!("{table}-outside.db"));
        fs::write(&path, &whole).unwrap();
        by_hand(&path, &format!("UPDATE {table} SET {cell} WHERE {}", first_of(table)));
        let mut store = Store::open(&path).unwrap();
        let read = store.load(Window::Whole).unwrap();
        assert_eq!(store.unreadable(), [], "{table}");
        assert_eq!(read.entries().count(), expected.entries().count(), "{table}");
        let copy = folder.path().join(format!("{table}-copy.db"));
        store.back_up(&copy).unwrap();
        for path in [&path, &copy] {
            let faults = Store::open(path).unwrap().faults().unwrap();
            let [LogFault::Row(row)] = faults.as_slice() else { panic!("{table}: {faults:?}") };
            assert_eq!(row.table.name(), table);
            assert!(row.detail.starts_with("the log takes only ") && !row.entry.is_empty(), "{row}");
        }
        assert_eq!(store.mend_unreadable(noon()).unwrap()[0].1, RowMend::FromJournal, "{table}");
        assert_eq!(store.faults().unwrap(), [], "{table}");
        assert_eq!(store.load(Window::Whole).unwrap(), expected, "{table}");
    }
}

/// What is true of the first row of a table alone.
fn first_of(table: &str) -> String {
    match table {
        "dose" => "(regimen, line) = (SELECT regimen, line FROM dose LIMIT 1)".to_owned(),
        "observation" => {
            let first = "SELECT report, line FROM observation WHERE value IS NOT NULL LIMIT 1";
            format!("(report, line) = ({first})")
        }
        _ => format!("nr = (SELECT min(nr) FROM {table})"),
    }
}

#[test]
fn a_log_of_the_first_release_with_values_that_it_does_not_take_is_upgraded_with_them_and_names_them() {
    for (table, cell) in [
        ("report", "day = '1700-01-01'"),
        ("observation", "value = '1e999'"),
        ("profile", "birth_date = '1700-01-01'"),
        ("reminder_action", "action = 'archive'"),
    ] {
        let (_folder, path) = place();
        let old = Connection::open(&path).unwrap();
        old.execute_batch(include_str!("../../fixtures/db/v1.sql")).unwrap();
        let rows = |db: &Connection| -> i64 {
            db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
        };
        let before = rows(&old);
        drop(old);
        by_hand(&path, &format!("UPDATE {table} SET {cell} WHERE {}", first_of(table)));
        let store = Store::open(&path).unwrap();
        let faults = store.faults().unwrap();
        assert!(
            matches!(faults.as_slice(), [LogFault::Row(row)] if row.table.name() == table && !row.entry.is_empty()),
            "{table}: {faults:?}"
        );
        store.close().unwrap();
        assert_eq!(rows(&Connection::open(&path).unwrap()), before, "{table}");
    }
}

#[test]
fn an_entry_that_cannot_be_read_is_not_written_over() {
    let (_folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    put(&mut store, paper("a", "2026-03-14", &["28", "29"]));
    store.close().unwrap();
    by_hand(&path, "UPDATE observation SET value = '1e999' WHERE line = 0");
    let mut store = Store::open(&path).unwrap();
    let seen = store.load(Window::Whole).unwrap().reports()[0].clone();
    assert_eq!(seen.results.len(), 1);
    let edit = saving(Entry::Report(seen.clone())).began_from([Entry::Report(seen)]);
    let refused = store.commit(&edit, noon());
    assert!(matches!(refused, Err(StoreError::Unreadable { .. })), "{refused:?}");
}

/// Writes to a table without one of its indexes, which is then that of another moment: as after a page that was not
/// written.
fn beside_an_index(path: &Path, index: &str, table: &str, sql: &str) {
    by_hand(
        path,
        &format!(
            "PRAGMA writable_schema = ON;
             CREATE TABLE kept AS SELECT rootpage, sql FROM sqlite_schema WHERE name = '{index}';
             DELETE FROM sqlite_schema WHERE name = '{index}';"
        ),
    );
    by_hand(path, sql);
    by_hand(
        path,
        &format!(
            "PRAGMA writable_schema = ON;
             INSERT INTO sqlite_schema SELECT 'index', '{index}', '{table}', rootpage, sql FROM kept;
             DELETE FROM sqlite_schema WHERE name = 'kept';"
        ),
    );
}

#[test]
fn an_index_that_lacks_rows_or_has_old_ones_is_told_before_anything_is_read_saved_or_copied() {
    let (folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    for i in 0..5 {
        put(&mut store, paper(&format!("r{i}"), "2026-03-14", &["28"]));
    }
    store.close().unwrap();
    let by_day = Window::Only(WantedResults::default());
    let refuses = |store: Store| {
        let mut store = store;
        let refused = store.commit(&saving(paper("new", "2026-03-20", &["1"])), noon());
        assert!(matches!(refused, Err(StoreError::Damaged { .. })), "{refused:?}");
    };
    for unseen in [
        "INSERT INTO report (id, kind, day) VALUES ('late', 'blood', '2026-03-15')",
        "UPDATE report SET day = '2026-03-15' WHERE id = 'r2'",
    ] {
        let broken = folder.path().join("broken.db");
        fs::copy(&path, &broken).unwrap();
        beside_an_index(&broken, "report_by_day", "report", unseen);
        let store = Store::open(&broken).unwrap();
        store.load(by_day).unwrap();
        assert_eq!(store.wrong_indexes(), ["report_by_day"], "{unseen}");
        refuses(store);
        refuses(Store::open(&broken).unwrap());
        let copy = folder.path().join("copy.db");
        let copied = Store::open(&broken).unwrap().back_up(&copy);
        assert!(matches!(copied, Err(StoreError::Damaged { .. })) && !copy.exists(), "{copied:?}");
        let mut built = Store::open(&broken).unwrap();
        assert!(built.rebuild_indexes().unwrap(), "{unseen}");
        built.close().unwrap();
        let faults = Store::open(&broken).unwrap().faults().unwrap();
        assert!(!faults.iter().any(|fault| matches!(fault, LogFault::Built(_))), "{unseen}: {faults:?}");
    }
    let sound = Store::open(&path).unwrap();
    sound.load(by_day).unwrap();
    assert_eq!(sound.wrong_indexes(), [] as [&str; 0]);
}

#[test]
fn a_long_index_by_which_alone_results_are_found_is_compared_row_by_row() {
    let (_folder, path) = place();
    let mut store = Store::open(&path).unwrap();
    for report in 0..10 {
        put(&mut store, paper(&format!("r{report}"), "2026-03-14", &["28"; 50]));
    }
    store.close().unwrap();
    beside_an_index(
        &path,
        "observation_by_analyte",
        "observation",
        "UPDATE observation SET analyte = 'lh' WHERE line = 49",
    );
    let store = Store::open(&path).unwrap();
    let of = |analyte| Window::Only(WantedResults { analyte, ..WantedResults::default() });
    store.load(of(None)).unwrap();
    assert_eq!(store.wrong_indexes(), [] as [&str; 0], "it is not read");
    store.check_needed().unwrap();
    assert_eq!(store.wrong_indexes(), [] as [&str; 0], "it is counted");
    store.load(of(Some("lh"))).unwrap();
    assert_eq!(store.wrong_indexes(), ["observation_by_analyte"]);
}

#[test]
fn what_the_log_takes_is_known_before_it_is_stored() {
    let edges = [
        FIRST_DAY - Days::new(1),
        FIRST_DAY,
        LAST_DAY,
        LAST_DAY + Days::new(1),
        day("0001-01-01"),
        NaiveDate::MAX,
    ];
    let mut runner = TestRunner::deterministic();
    let mut store = Store::open_in_memory().unwrap();
    let mut of_pages = Store::open_in_memory().unwrap();
    let mut tried = 0;
    for _ in 0..120 {
        let mut entry = any_entry().new_tree(&mut runner).unwrap().current();
        entry.name(|| "x".into());
        for edge in edges {
            for place in 0.. {
                let Some(odd) = with_day(&entry, place, edge) else { break };
                let takes = store.commit(&saving(odd.clone()), noon()).is_ok();
                assert_eq!(is_storable(&odd), takes, "{odd:?}");
                let mut pages = [vec![odd.clone()]].into_iter();
                let paged = of_pages
                    .commit_pages(&Act::new("x", Vec::new()), noon(), || Ok::<_, StoreError>(pages.next()));
                assert_eq!(paged.is_ok(), takes, "{odd:?}");
                tried += 1;
            }
        }
        act(&mut store, Change::Remove(entry.key()));
        act(&mut of_pages, Change::Remove(entry.key()));
    }
    assert!(tried > 500, "{tried}");
}

/// The entry with another day in the place of one of its days.
fn with_day(entry: &Entry, place: usize, day: NaiveDate) -> Option<Entry> {
    let mut entry = entry.clone();
    let days: Vec<&mut NaiveDate> = match &mut entry {
        Entry::Report(report) => vec![&mut report.date],
        Entry::Symptom(symptom) => vec![&mut symptom.date],
        Entry::Event(event) => vec![&mut event.date],
        Entry::DoseTaken(dose) => vec![&mut dose.day],
        Entry::Question(question) => {
            [Some(&mut question.day), question.answered.as_mut()].into_iter().flatten().collect()
        }
        Entry::Profile(profile) => {
            [profile.birth_date.as_mut(), profile.trying_since.as_mut()].into_iter().flatten().collect()
        }
        Entry::Action(ReminderAction { due, act, .. }) => {
            let on = match act {
                ReminderAct::Snooze { until } => Some(until),
                ReminderAct::Booked { on } => Some(on),
                ReminderAct::Dismiss { on, .. } => on.as_mut(),
            };
            due.as_mut().into_iter().chain(on).collect()
        }
        Entry::Regimen(regimen) => [Some(&mut regimen.start), regimen.stop.as_mut()]
            .into_iter()
            .flatten()
            .chain(regimen.doses.iter_mut().map(|dose| &mut dose.from))
            .chain(regimen.supply.as_mut().map(|supply| &mut supply.counted))
            .collect(),
    };
    *days.into_iter().nth(place)? = day;
    Some(entry)
}
