//! A part of a long history is read for what a tab shows of it, and the tab shows what it shows of the whole.

use androlog::domain::change::Entry;
use androlog::store::{Store, Window};

use crate::cli::Shell;
use crate::harness::Harness;

const TODAY: &str = "2026-03-14";

/// A demonstration log with so many results.
fn demonstration(results: &str) -> Vec<Entry> {
    let shell = Shell::on(TODAY);
    shell.ok(&["demo", "--write", "demo.db", "--results", results]);
    let store = Store::open(&shell.path("demo.db")).unwrap();
    store.load(Window::Whole).unwrap().entries().collect()
}

/// Compares what a log shows after each of some keys, read as far as a tab needs it, with what it shows read whole.
fn shows_the_same(entries: &[Entry], keys: &[&str]) {
    for size in [(80, 24), (120, 40)] {
        let fresh = || Harness::with(TODAY, entries.iter().cloned()).size(size.0, size.1);
        for keys in keys {
            let part = fresh().keys(keys);
            let whole = fresh().with_whole().keys(keys);
            assert!(!part.state().record.is_whole(), "{keys}");
            assert_eq!(part.styled(), whole.styled(), "{keys} at {size:?}");
        }
    }
}

#[test]
fn the_journal_reads_every_symptom_and_no_report_more() {
    let entries = demonstration("1500");
    shows_the_same(&entries, &["6", "6jj", "6G", "6GkkkkK", "6/fatigue<enter>", "6/2024<enter>G"]);
}
