//! Sums of the pages of a file and of the write-ahead log beside it, by which it is seen whether another program wrote to it while pages were moved into it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

use crate::store::CHECKED_BELOW_BYTES;
use crate::store::wal::{FRAME_HEADER, is_read, log_with_header, number, salts_in};

/// Which pages are compared: all of them, and of what is long some that lie evenly in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PageChoice {
    /// One of so many pages of the file.
    file: u32,
    /// One of so many of those that the log has. They are compared in the file too.
    log: u32,
}

/// How many bytes of pages are compared where not all are.
const COMPARED_BYTES: u64 = 2 << 20;

impl PageChoice {
    /// For a file and a log of so many bytes.
    pub(super) fn new(file_bytes: u64, log_bytes: u64, is_long_log: bool) -> Self {
        let bytes = file_bytes + log_bytes;
        if bytes <= CHECKED_BELOW_BYTES.unsigned_abs() && !is_long_log {
            return Self { file: 1, log: 1 };
        }
        let every = u32::try_from(bytes / COMPARED_BYTES).unwrap_or(u32::MAX).max(1);
        Self { file: every, log: if is_long_log { every } else { 1 } }
    }

    /// Whether all pages are compared.
    pub(super) const fn is_all(self) -> bool {
        self.file == 1
    }

    /// Whether a page of the log is compared. The first is page 1.
    const fn has_of_log(self, number: u32) -> bool {
        number % self.log == 1 % self.log
    }
}

/// Which pages stand in a write-ahead log, also those of an act that was never finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WalPages {
    pub page_size: usize,
    /// The same until the engine begins to fill the log anew.
    pub salts: [u8; 8],
    /// Those that are compared by number, with a sum of each content that the log has of it.
    pub sums: BTreeMap<u32, Vec<u64>>,
    /// How many pages the file has after the last act.
    pub count: u32,
}

impl WalPages {
    /// Those of the log at a path; none where nothing stands in it.
    pub(super) fn read(path: &Path, choice: PageChoice) -> io::Result<Option<Self>> {
        let Some((mut log, header)) = log_with_header(path)? else { return Ok(None) };
        let page_size = number(&header, 8) as usize;
        let mut pages = Self { page_size, salts: salts_in(&header), sums: BTreeMap::new(), count: 0 };
        let mut frame = vec![0; FRAME_HEADER + page_size];
        while is_read(log.read_exact(&mut frame))? && frame[8..16] == pages.salts {
            let page = number(&frame, 0);
            if choice.has_of_log(page) {
                pages.sums.entry(page).or_default().push(page_sum(&frame[FRAME_HEADER..]));
            }
            pages.count = Some(number(&frame, 4)).filter(|count| *count > 0).unwrap_or(pages.count);
        }
        Ok(Some(pages).filter(|pages| pages.page_size > 0 && pages.count > 0))
    }
}

/// The pages of a file and of its write-ahead log at the moment before those of the log are moved into the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PageSums {
    pub choice: PageChoice,
    wal: WalPages,
    /// A sum of each page that is compared, by the number of the page.
    file: BTreeMap<u32, u64>,
}

/// What a file holds after pages of its log were moved into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MovedPages {
    /// What it held before, and the pages of the log.
    AsMeant,
    /// Something else, and none of the pages that were moved: it was overwritten after that.
    Overwritten,
    /// Something else, and pages that were moved.
    Mixed,
}

impl PageSums {
    /// Of a file with this log beside it.
    pub(super) fn of(file: &File, wal: WalPages, choice: PageChoice) -> io::Result<Self> {
        Ok(Self { file: sums(file, &wal, choice)?, wal, choice })
    }

    /// What the file holds now that pages were moved, all of them where the move is whole. Where another program of
    /// ours has begun to fill the log anew, that cannot be known, and is taken to be as meant.
    pub(super) fn after_move(&self, file: &File, wal: &WalPages, is_whole: bool) -> io::Result<MovedPages> {
        if wal.salts != self.wal.salts {
            return Ok(MovedPages::AsMeant);
        }
        let now = sums(file, &self.wal, self.choice)?;
        let is_moved = |number: u32| {
            let sum = now.get(&number);
            wal.sums.get(&number).is_some_and(|moved| sum.is_some_and(|sum| moved.contains(sum)))
        };
        // While a page behind the end still waits for a reader, a later one may be in the file, and it reads as zeros.
        let before = |number: u32| self.file.get(&number).copied().unwrap_or(SUM_OF_ZEROS);
        let is_as_meant = |number: u32| {
            let must_be_moved = is_whole && self.wal.sums.contains_key(&number);
            is_moved(number) || (!must_be_moved && now.get(&number) == Some(&before(number)))
        };
        let is_as_long = !is_whole || pages_of(file, wal.page_size)? == wal.count;
        Ok(if is_as_long && now.keys().copied().all(is_as_meant) {
            MovedPages::AsMeant
        } else if self.wal.sums.keys().copied().any(is_moved) {
            MovedPages::Mixed
        } else {
            MovedPages::Overwritten
        })
    }
}

fn pages_of(file: &File, page_size: usize) -> io::Result<u32> {
    Ok((file.metadata()?.len() / page_size as u64) as u32)
}

/// Those of the pages that are chosen and of those that the log has.
fn sums(mut file: &File, wal: &WalPages, choice: PageChoice) -> io::Result<BTreeMap<u32, u64>> {
    let count = pages_of(file, wal.page_size)?;
    let mut numbers: BTreeSet<u32> = (1..=count).step_by(choice.file as usize).collect();
    numbers.extend(wal.sums.range(1..=count).map(|(number, _)| *number));
    file.rewind()?;
    // Where pages are left out, nothing but what is compared is read.
    let at_once = if choice.is_all() { 1 << 16 } else { wal.page_size };
    let mut from = BufReader::with_capacity(at_once, file);
    let (mut page, mut next) = (vec![0; wal.page_size], 1);
    let mut sums = BTreeMap::new();
    for number in numbers {
        from.seek_relative(i64::from(number - next) * wal.page_size as i64)?;
        match from.read_exact(&mut page) {
            // Somebody has just made it shorter.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
            outcome => outcome?,
        }
        next = number + 1;
        sums.insert(number, page_sum(&page));
    }
    Ok(sums)
}

const SUM_OF_ZEROS: u64 = 0;

/// As in `FxHash`: nobody has to be kept from making two pages of one sum, only chance.
fn page_sum(page: &[u8]) -> u64 {
    let (words, _) = page.as_chunks::<8>();
    words.iter().fold(0_u64, |sum, word| {
        (sum.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(0x517C_C1B7_2722_0A95)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::FileExt;

    const PAGE: usize = 512;

    fn page(content: u8) -> [u8; PAGE] {
        [content; PAGE]
    }

    #[test]
    fn a_page_that_waits_behind_the_end_for_a_reader_is_no_page_of_another_program() {
        let file = tempfile::tempfile().unwrap();
        let put = |number: u64, content: u8| file.write_all_at(&page(content), (number - 1) * 512).unwrap();
        put(1, 1);
        put(2, 2);
        assert_eq!(page_sum(&page(0)), SUM_OF_ZEROS);
        let sums = [(2, 7), (3, 3), (4, 4)].map(|(number, content)| (number, vec![page_sum(&page(content))]));
        let wal = WalPages { page_size: PAGE, salts: [9; 8], sums: sums.into(), count: 4 };
        let choice = PageChoice::new(2 * 512, 3 * 512, false);
        let look = PageSums::of(&file, wal.clone(), choice).unwrap();
        let found = |is_whole| look.after_move(&file, &wal, is_whole).unwrap();
        assert_eq!((found(false), found(true)), (MovedPages::AsMeant, MovedPages::Overwritten));
        put(4, 4);
        assert_eq!((found(false), found(true)), (MovedPages::AsMeant, MovedPages::Mixed));
        put(2, 7);
        put(3, 3);
        assert_eq!((found(false), found(true)), (MovedPages::AsMeant, MovedPages::AsMeant));
        put(3, 5);
        assert_eq!(found(false), MovedPages::Mixed);
    }
}
