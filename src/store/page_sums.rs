//! A sum of each page of a file, by which it is seen whether another program wrote to it while pages were moved into it.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};

use crate::store::wal::WalPages;

/// The pages of a file and of its write-ahead log at the moment before those of the log are moved into the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PageSums {
    wal: WalPages,
    file: Vec<u64>,
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
    pub(super) fn of(file: &File, wal: WalPages) -> io::Result<Self> {
        Ok(Self { file: sums(file, wal.page_size)?, wal })
    }

    /// What the file holds now that pages were moved, all of them where the move is whole. Where another program of
    /// ours has begun to fill the log anew, that cannot be known, and is taken to be as meant.
    pub(super) fn after_move(&self, file: &File, wal: &WalPages, is_whole: bool) -> io::Result<MovedPages> {
        if wal.salts != self.wal.salts {
            return Ok(MovedPages::AsMeant);
        }
        let now = sums(file, wal.page_size)?;
        let at = |sums: &[u64], number: u32| sums.get(number as usize - 1).copied();
        let is_moved = |number: u32| {
            let sum = at(&now, number);
            wal.sums.get(&number).is_some_and(|moved| sum.is_some_and(|sum| moved.contains(&sum)))
        };
        let is_as_meant = |number: u32| {
            let must_be_moved = is_whole && self.wal.sums.contains_key(&number);
            is_moved(number) || (!must_be_moved && at(&now, number) == at(&self.file, number))
        };
        let is_as_long = !is_whole || now.len() == wal.count as usize;
        Ok(if is_as_long && (1..=now.len() as u32).all(is_as_meant) {
            MovedPages::AsMeant
        } else if self.wal.sums.keys().copied().any(is_moved) {
            MovedPages::Mixed
        } else {
            MovedPages::Overwritten
        })
    }
}

fn sums(mut file: &File, page_size: usize) -> io::Result<Vec<u64>> {
    file.rewind()?;
    let pages = file.metadata()?.len() / page_size as u64;
    let mut from = BufReader::with_capacity(1 << 16, file);
    let mut page = vec![0; page_size];
    let mut sums = Vec::with_capacity(pages as usize);
    for _ in 0..pages {
        match from.read_exact(&mut page) {
            // Somebody has just made it shorter.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
            outcome => outcome?,
        }
        sums.push(page_sum(&page));
    }
    Ok(sums)
}

/// As in `FxHash`: nobody has to be kept from making two pages of one sum, only chance.
pub(super) fn page_sum(page: &[u8]) -> u64 {
    let (words, _) = page.as_chunks::<8>();
    words.iter().fold(0_u64, |sum, word| {
        (sum.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(0x517C_C1B7_2722_0A95)
    })
}
