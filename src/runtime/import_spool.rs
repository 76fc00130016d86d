//! What is known of a large file while it is imported, kept in a private temporary file of the store.

use std::io;

use crate::exchange::import::{ImportSpool, SpoolPlace, SpoolShelf, SpooledPiece};
use crate::store::{PieceSpool, StoreError};

/// The spool of one import.
pub struct TemporarySpool {
    pieces: PieceSpool,
    /// Why something could not be kept; told when the spool is read.
    trouble: Option<StoreError>,
}

impl TemporarySpool {
    /// A spool in which nothing lies yet.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self { pieces: PieceSpool::new()?, trouble: None })
    }
}

const fn shelf_number(shelf: SpoolShelf) -> i64 {
    match shelf {
        SpoolShelf::Results => 0,
        SpoolShelf::Lines => 1,
        SpoolShelf::Remarks => 2,
        SpoolShelf::Entries => 3,
        SpoolShelf::Found => 4,
        SpoolShelf::Reports => 5,
        SpoolShelf::Rows => 6,
    }
}

impl ImportSpool for TemporarySpool {
    fn keep(&mut self, shelf: SpoolShelf, number: i64, piece: &[u8]) {
        if self.trouble.is_none() {
            self.trouble = self.pieces.put(shelf_number(shelf), number, piece).err();
        }
    }

    fn clear(&mut self) -> io::Result<()> {
        self.trouble = None;
        self.pieces.clear().map_err(io::Error::other)
    }

    fn page(
        &mut self,
        shelf: SpoolShelf,
        behind: SpoolPlace,
        at_most: usize,
    ) -> io::Result<Vec<SpooledPiece>> {
        if let Some(trouble) = self.trouble.take() {
            return Err(io::Error::other(trouble));
        }
        let behind = (behind.number, behind.arrival);
        let page = self.pieces.page(shelf_number(shelf), behind, at_most).map_err(io::Error::other)?;
        let place = |number, arrival| SpoolPlace { number, arrival };
        Ok(page
            .into_iter()
            .map(|put| SpooledPiece { place: place(put.number, put.arrival), bytes: put.bytes })
            .collect())
    }
}
