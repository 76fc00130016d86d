//! An export that is written page by page is the one that is made whole.

use androlog::domain::change::{Act, Change, Entry};
use androlog::exchange::export_format::ExportFormat;
use androlog::exchange::rows::Selection;
use androlog::runtime::export::{self, ExportOrder};
use androlog::store::Store;
use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::harness::setup;
use crate::store::entries::{any_entry, numbered};

/// Entries for several pages: a page ends with the day on which it comes to 250 reports.
fn many(count: usize) -> Vec<Entry> {
    let mut runner = TestRunner::deterministic();
    let entries = proptest::collection::vec(any_entry(), count);
    numbered(entries.new_tree(&mut runner).unwrap().current())
}

#[test]
fn an_export_of_any_length_is_the_same_bytes_in_pages_and_whole() {
    for count in [0, 40, 2_400] {
        let entries = many(count);
        let reports = entries.iter().filter(|entry| matches!(entry, Entry::Report(_))).count();
        assert!(count < 2_400 || reports > 600, "{reports} are no several pages");
        let mut store = Store::open_in_memory().unwrap();
        let changes: Vec<Change> = entries.into_iter().map(Change::Put).collect();
        store.commit(&Act::new("all", changes), DateTime::<Utc>::UNIX_EPOCH).unwrap();
        let session = setup("2026-03-14").over(store);
        for format in [ExportFormat::Csv, ExportFormat::CsvWide, ExportFormat::Json] {
            for since in [None, Some("2050-01-01".parse().unwrap())] {
                let selection = Selection { since, ..Selection::default() };
                let order = ExportOrder { selection, for_excel: since.is_some(), ..ExportOrder::new(format) };
                let mut pages = String::new();
                export::write(&session, &order, &mut |piece| {
                    pages += piece;
                    Ok(())
                })
                .unwrap();
                assert!(pages == export::text(&session, &order).unwrap(), "{count} {format} {since:?}");
            }
        }
    }
}
