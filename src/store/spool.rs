//! Pieces that are put aside while a large file is looked through: a private file of the engine that is gone when it is
//! closed.

use rusqlite::{Connection, params};

use crate::store::error::{self, StoreError};

/// Shelves outside of memory. Each is read in the order of its numbers, equal ones in the order in which they
/// came.
pub struct PieceSpool {
    db: Connection,
    is_ordered: bool,
}

/// A piece with its number, and its place among those of all shelves.
pub struct PutPiece {
    pub number: i64,
    pub arrival: i64,
    pub bytes: Vec<u8>,
}

/// The engine writes to its private file what goes beyond 4 MB. Nothing is kept, so nothing is made safe.
const SHELVES: &str = "PRAGMA journal_mode = OFF;
     PRAGMA synchronous = OFF;
     PRAGMA cache_size = -4000;
     CREATE TABLE shelved (
         arrival INTEGER PRIMARY KEY,
         shelf INTEGER NOT NULL,
         number INTEGER NOT NULL,
         piece BLOB NOT NULL
     ) STRICT;
     BEGIN;";

/// Made before the first piece is read: sorting all at once is faster than keeping order.
const ORDER: &str = "CREATE INDEX by_number ON shelved (shelf, number, arrival)";

impl PieceSpool {
    /// Empty shelves. The engine makes a file for them only when they grow, and removes its name at once.
    pub fn new() -> Result<Self, StoreError> {
        let made = Connection::open("").and_then(|db| db.execute_batch(SHELVES).map(|()| db));
        Ok(Self { db: made.map_err(|error| Self::explain(&error))?, is_ordered: false })
    }

    /// Puts a piece on a shelf.
    pub fn put(&mut self, shelf: i64, number: i64, piece: &[u8]) -> Result<(), StoreError> {
        let put = self.db.prepare_cached("INSERT INTO shelved (shelf, number, piece) VALUES (?1, ?2, ?3)");
        let put = put.and_then(|mut put| put.execute(params![shelf, number, piece]));
        put.map(drop).map_err(|error| Self::explain(&error))
    }

    /// The pieces of a shelf behind a number and an arrival, at most so many.
    pub fn page(
        &mut self,
        shelf: i64,
        (number, arrival): (i64, i64),
        at_most: usize,
    ) -> Result<Vec<PutPiece>, StoreError> {
        if !self.is_ordered {
            self.db.execute_batch(ORDER).map_err(|error| Self::explain(&error))?;
            self.is_ordered = true;
        }
        let sql = "SELECT number, arrival, piece FROM shelved
              WHERE shelf = ?1 AND (number, arrival) > (?2, ?3) ORDER BY number, arrival LIMIT ?4";
        let read = self.db.prepare_cached(sql).and_then(|mut read| {
            let rows = read.query_map(params![shelf, number, arrival, at_most as i64], |row| {
                Ok(PutPiece { number: row.get(0)?, arrival: row.get(1)?, bytes: row.get(2)? })
            })?;
            rows.collect()
        });
        read.map_err(|error| Self::explain(&error))
    }

    /// Takes everything off the shelves.
    pub fn clear(&mut self) -> Result<(), StoreError> {
        self.db.execute_batch("DELETE FROM shelved").map_err(|error| Self::explain(&error))
    }

    fn explain(error: &rusqlite::Error) -> StoreError {
        error::explain(&std::env::temp_dir(), error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shelf_is_read_in_pages_by_number_and_then_as_it_came() {
        let mut spool = PieceSpool::new().unwrap();
        for (shelf, number, piece) in [(0, 7, "c"), (1, 1, "x"), (0, 2, "a"), (0, 7, "d"), (0, 2, "b")] {
            spool.put(shelf, number, piece.as_bytes()).unwrap();
        }
        let mut read = Vec::new();
        let mut behind = (i64::MIN, 0);
        loop {
            let page = spool.page(0, behind, 2).unwrap();
            let Some(last) = page.last() else { break };
            behind = (last.number, last.arrival);
            read.extend(page.into_iter().flat_map(|put| put.bytes));
        }
        assert_eq!(read, b"abcd");
        spool.clear().unwrap();
        assert!(spool.page(0, (i64::MIN, 0), 2).unwrap().is_empty());
    }
}
