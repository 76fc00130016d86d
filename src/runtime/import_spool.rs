//! What is known of a large file while it is imported, kept in a private temporary file of the store.

use std::io;

use crate::exchange::import::{ImportSpool, SpoolPlace, SpoolShelf, SpooledText};
use crate::store::{StoreError, TextSpool};

/// The spool of one import.
pub struct TemporarySpool {
    texts: TextSpool,
    /// Why something could not be kept; told when the spool is read.
    trouble: Option<StoreError>,
}

impl TemporarySpool {
    /// A spool in which nothing lies yet.
    pub fn new() -> anyhow::Result<Self> {
        Ok(Self { texts: TextSpool::new()?, trouble: None })
    }
}

const fn shelf_number(shelf: SpoolShelf) -> i64 {
    match shelf {
        SpoolShelf::Results => 0,
        SpoolShelf::Lines => 1,
        SpoolShelf::Remarks => 2,
        SpoolShelf::Entries => 3,
        SpoolShelf::Found => 4,
    }
}

impl ImportSpool for TemporarySpool {
    fn keep(&mut self, shelf: SpoolShelf, number: i64, text: &str) {
        if self.trouble.is_none() {
            self.trouble = self.texts.put(shelf_number(shelf), number, text).err();
        }
    }

    fn clear(&mut self) -> io::Result<()> {
        self.trouble = None;
        self.texts.clear().map_err(io::Error::other)
    }

    fn page(
        &mut self,
        shelf: SpoolShelf,
        behind: SpoolPlace,
        at_most: usize,
    ) -> io::Result<Vec<SpooledText>> {
        if let Some(trouble) = self.trouble.take() {
            return Err(io::Error::other(trouble));
        }
        let behind = (behind.number, behind.arrival);
        let page = self.texts.page(shelf_number(shelf), behind, at_most).map_err(io::Error::other)?;
        let place = |number, arrival| SpoolPlace { number, arrival };
        Ok(page
            .into_iter()
            .map(|put| SpooledText { place: place(put.number, put.arrival), text: put.text })
            .collect())
    }
}
