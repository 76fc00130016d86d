//! Whether a rollback journal belongs to the file it lies beside. The engine never asks: it writes the pages of whatever
//! journal it finds over whatever file has the name, and a file that a sync program put in its place is destroyed by that.
//!
//! A journal holds pages as they were before a change that was never finished. Where it is the journal of this file, the
//! file is in the state that those pages name, or in the next one. A file with a write-ahead log has a journal only while
//! it is changed from the one way of writing to the other.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use rusqlite::Connection;

use crate::store::file_names::beside;
use crate::store::holder::lock_holder;
use crate::store::key::{LogKey, PageReader};
use crate::store::wal::{Revision, WalBelonging, filling, judged_at_rest, number, revision, revision_on};

/// What the first page of a file says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FirstPage {
    /// 1 for a rollback journal, 2 for a write-ahead log.
    way_of_writing: u8,
    changes: u32,
}

impl FirstPage {
    fn of(page: &[u8]) -> Self {
        Self { way_of_writing: page[18], changes: number(page, 24) }
    }

    /// Whether a file with this page is that of the other, or that with one change more.
    fn goes_on_from(self, before: Self) -> bool {
        self.changes == before.changes || self.changes == before.changes.wrapping_add(1)
    }
}

/// What the journal beside `path` is to the file, which `key` opens. `open` gives a connection that sees that file alone,
/// as it stands without the journal; where it cannot, the engine will tell why. No other connection of this process may
/// have the file open: closing it here would take that connection's locks.
pub(super) fn journal_belonging(
    path: &Path,
    key: &LogKey,
    mut open: impl FnMut() -> rusqlite::Result<Connection>,
) -> io::Result<WalBelonging> {
    let journal = beside(path, "-journal");
    let judge = || open().map_or(Ok(WalBelonging::Own), |file| judge_journal(&file, path, key));
    judged_at_rest(|| filling(&journal), judge)
}

fn judge_journal(file: &Connection, path: &Path, key: &LogKey) -> io::Result<WalBelonging> {
    let pages = key.page_reader(path);
    let Some(journal) = HotJournal::read(&beside(path, "-journal"), &pages)? else {
        return Ok(WalBelonging::Nothing);
    };
    // Whoever is at work on the file has a journal that the engine leaves alone.
    if lock_holder(path).is_known() {
        return Ok(WalBelonging::Own);
    }
    let mut page = vec![0; journal.page_size];
    let mut opened = File::open(path)?;
    let bytes = opened.metadata()?.len();
    opened.read_exact(&mut page)?;
    let there = pages.content(1, &page).map(|page| FirstPage::of(&page));
    let stored = revision(file).ok();
    Ok(journal.belonging(there, stored, bytes))
}

/// What a journal tells of the file it was made for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct HotJournal {
    page_size: usize,
    /// How many pages the file had.
    pages_before: u32,
    /// How many pages it brings back.
    pages: usize,
    first_page: Option<FirstPage>,
    revision: Option<Revision>,
    /// Whether a page was sealed with another key, or with none.
    has_strange_page: bool,
}

/// What each part of a journal begins with. The format is described at
/// <https://sqlite.org/fileformat2.html#the_rollback_journal>.
const MAGIC: [u8; 8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7];
const HEADER: usize = 28;

impl HotJournal {
    fn read(path: &Path, pages: &PageReader) -> io::Result<Option<Self>> {
        match std::fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            bytes => Ok(Self::parse(&bytes?, pages)),
        }
    }

    /// None where the engine would play nothing back either.
    fn parse(bytes: &[u8], pages: &PageReader) -> Option<Self> {
        let header = bytes.get(..HEADER).filter(|header| header.starts_with(&MAGIC))?;
        let (sector, page_size) = (number(header, 20) as usize, number(header, 24) as usize);
        let is_size = |size: usize| (32..=65_536).contains(&size) && size.is_power_of_two();
        if !is_size(sector) || !is_size(page_size) || page_size < 512 {
            return None;
        }
        let mut journal = Self {
            page_size,
            pages_before: number(header, 16),
            pages: 0,
            first_page: None,
            revision: None,
            has_strange_page: false,
        };
        let mut at = 0;
        while let Some(header) = bytes.get(at..at + HEADER).filter(|header| header.starts_with(&MAGIC)) {
            let records = bytes.get(at + sector..).unwrap_or_default().chunks_exact(page_size + 8);
            let count = (number(header, 8) as usize).min(records.len());
            records.take(count).for_each(|record| journal.take(number(record, 0), &record[4..], pages));
            at = (at + sector + count * (page_size + 8)).next_multiple_of(sector);
        }
        Some(journal)
    }

    fn take(&mut self, number: u32, record: &[u8], pages: &PageReader) {
        self.pages += 1;
        match pages.content(number, &record[..self.page_size]) {
            None => self.has_strange_page = true,
            Some(page) => {
                if number == 1 {
                    self.first_page = Some(FirstPage::of(&page));
                }
                self.revision = self.revision.or_else(|| revision_on(&page));
            }
        }
    }

    fn belonging(&self, there: Option<FirstPage>, stored: Option<Revision>, bytes: u64) -> WalBelonging {
        let is_as_long = bytes == u64::from(self.pages_before) * self.page_size as u64;
        let is_own = match (there, self.first_page, self.revision, stored) {
            _ if self.has_strange_page => false,
            // It only makes the file as long as it was.
            _ if self.pages == 0 && is_as_long => true,
            // The change to a write-ahead log is one of the first page alone.
            (Some(there), before, ..) if there.way_of_writing != 1 => before.is_some_and(|before| {
                let is_change = self.pages == 1 && is_as_long && before.way_of_writing == 1;
                is_change && there.goes_on_from(before)
            }),
            (_, _, Some(began), Some(stored)) => stored.this == began.this || stored.before == began.this,
            // The engine will tell.
            (_, _, Some(_), None) => true,
            (Some(there), Some(before), None, _) if !there.goes_on_from(before) => false,
            // Another program was at work, on this file or on one that counts as many changes.
            _ => return WalBelonging::Unsure,
        };
        if is_own { WalBelonging::Own } else { WalBelonging::Foreign }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(way_of_writing: u8, changes: u32) -> FirstPage {
        FirstPage { way_of_writing, changes }
    }

    #[test]
    fn a_journal_that_is_that_of_another_file_only_while_another_program_is_at_work_is_left_alone() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("a.db");
        let in_wal = "PRAGMA journal_mode = WAL; CREATE TABLE note (text TEXT)";
        Connection::open(&path).unwrap().execute_batch(in_wal).unwrap();
        let journal = beside(&path, "-journal");
        // Of a file of 999 pages of 512 bytes.
        let foreign = [&MAGIC[..], &[0; 8], &[0, 0, 3, 231], &[0, 0, 2, 0], &[0, 0, 2, 0]].concat();
        let found = |fillings: &[Option<&[u8]>]| {
            std::fs::write(&journal, "begun").unwrap();
            let mut fillings = fillings.iter();
            let open = || {
                match fillings.next() {
                    Some(Some(bytes)) => std::fs::write(&journal, bytes).unwrap(),
                    Some(None) => std::fs::remove_file(&journal).unwrap(),
                    None => {}
                }
                Connection::open(format!("file:{}?immutable=1", path.display()))
            };
            journal_belonging(&path, &LogKey::none(), open).unwrap()
        };
        assert_eq!(found(&[Some(&foreign)]), WalBelonging::Foreign);
        assert_eq!(found(&[Some(&foreign), None]), WalBelonging::Nothing);
    }

    fn state(this: u8, before: u8) -> Revision {
        Revision { this: [this; 16], before: [before; 16] }
    }

    #[test]
    fn a_journal_belongs_to_the_file_in_the_state_it_began_from_or_the_next() {
        use WalBelonging::{Foreign, Own, Unsure};
        let rollback = page(1, 7);
        for (why, first_page, revision, there, stored, belongs) in [
            ("nothing written yet", Some(rollback), Some(state(5, 4)), rollback, Some(state(5, 4)), Own),
            ("all of it written", Some(rollback), Some(state(5, 4)), page(1, 8), Some(state(6, 5)), Own),
            (
                "the file is further",
                Some(rollback),
                Some(state(5, 4)),
                page(1, 9),
                Some(state(7, 6)),
                Foreign,
            ),
            ("the file is half written", Some(rollback), Some(state(5, 4)), page(1, 8), None, Own),
            ("another program", Some(rollback), None, page(1, 8), Some(state(5, 4)), Unsure),
            ("another program elsewhere", Some(rollback), None, page(1, 9), Some(state(5, 4)), Foreign),
            ("pages before the first", None, None, rollback, Some(state(5, 4)), Unsure),
            ("a file with a write-ahead log", Some(page(2, 7)), None, page(2, 7), Some(state(5, 4)), Foreign),
            ("the same of any state", None, Some(state(5, 4)), page(2, 7), Some(state(5, 4)), Foreign),
            ("more than the way to one", Some(rollback), None, page(2, 8), Some(state(5, 4)), Foreign),
        ] {
            let journal = HotJournal {
                page_size: 2048,
                pages_before: 4,
                pages: 2,
                first_page,
                revision,
                has_strange_page: false,
            };
            assert_eq!(journal.belonging(Some(there), stored, 4 * 2048), belongs, "{why}");
            let strange = HotJournal { has_strange_page: true, ..journal.clone() };
            assert_eq!(strange.belonging(Some(there), stored, 4 * 2048), Foreign, "{why}, of another key");
            // The change from a rollback journal to a write-ahead log.
            let change = HotJournal { pages: 1, first_page: Some(rollback), revision: None, ..journal };
            for (pages, belongs) in [(4, Own), (5, Foreign)] {
                assert_eq!(
                    change.belonging(Some(page(2, 8)), stored, pages * 2048),
                    belongs,
                    "{pages} pages"
                );
            }
        }
    }

    #[test]
    fn a_journal_without_pages_is_harmless_where_the_file_is_as_long_as_it_was() {
        let plain = LogKey::none().page_reader(Path::new(""));
        let mut bytes = vec![0; 512];
        bytes[..8].copy_from_slice(&MAGIC);
        for (at, value) in [(16, 3_u32), (20, 512), (24, 2048)] {
            bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
        }
        let journal = HotJournal::parse(&bytes, &plain).unwrap();
        let belonging = |pages: u64| journal.belonging(Some(page(1, 7)), None, pages * 2048);
        assert_eq!((belonging(3), belonging(4)), (WalBelonging::Own, WalBelonging::Unsure));
        bytes[0] = 0;
        assert_eq!(HotJournal::parse(&bytes, &plain), None, "one that was ended");
        assert_eq!(HotJournal::parse(b"short", &plain), None);
    }
}
