//! Our own JSON as a stream: each entry is understood when it comes, and what there may be any number of goes to a spool.

use std::io::Read;

use serde::de::DeserializeOwned;
use serde_json::{Deserializer, Value};

use super::entry::{JsonReader, LISTS};
use crate::exchange::foreign::{ImportSpool, keep_found};
use crate::exchange::{Code, Parsed, ReaderKnowledge};

/// Whether the beginning of a file is what [`super::export`] writes: its format and version stand before all else.
pub fn is_as_written(head: &[u8]) -> bool {
    let plain = |byte: &&u8| !byte.is_ascii_whitespace();
    let begun: Vec<u8> = head.iter().filter(plain).take(BEGINNING.len()).copied().collect();
    begun == BEGINNING
}

const BEGINNING: &[u8] = b"{\"format\":\"androlog\",\"version\":1,";

/// Longer files go to the spool, so many entries at a time.
const MOST_WAITING: usize = 400;

/// Reads such a file. None where something is wrong with the file itself, which [`super::read`] tells better; then what
/// lies in the spool means nothing.
pub fn read_stream(
    source: impl Read,
    known: &ReaderKnowledge<'_>,
    spool: &mut dyn ImportSpool,
) -> Option<Parsed> {
    read_in_stretches(ValueText::new(source, READ_BYTES), known, spool)
}

fn read_in_stretches(
    text: ValueText<impl Read>,
    known: &ReaderKnowledge<'_>,
    spool: &mut dyn ImportSpool,
) -> Option<Parsed> {
    let reader = JsonReader::new(known);
    let mut stream = LogStream { text, reader, spool, is_spilled: false };
    stream.file()?;
    stream.spill_at(if stream.is_spilled { 0 } else { usize::MAX });
    Some(stream.reader.finish())
}

/// What was read so far.
struct LogStream<'s, 'r, 'k, R> {
    text: ValueText<R>,
    reader: JsonReader<'r, 'k>,
    spool: &'s mut dyn ImportSpool,
    is_spilled: bool,
}

impl<R: Read> LogStream<'_, '_, '_, R> {
    /// Puts what was found into the spool, where it is so many.
    fn spill_at(&mut self, count: usize) {
        if self.reader.parsed.found.len() >= count {
            keep_found(self.spool, &mut self.reader.parsed);
            self.is_spilled = true;
        }
    }

    /// The file as a whole, key by key.
    fn file(&mut self) -> Option<()> {
        self.text.takes(b'{').then_some(())?;
        let mut is_first = true;
        while self.text.goes_on(b'}', is_first)? {
            is_first = false;
            let key: String = self.text.value()?;
            self.text.takes(b':').then_some(())?;
            match key.as_str() {
                "format" | "version" => drop(self.text.value::<Value>()?),
                "profile" => self.reader.profile(self.text.value()?),
                name if LISTS.contains(&name) => self.list(name)?,
                key => {
                    let sentence = format!("“{key}” is not part of an androlog file and was left out");
                    self.reader.parsed.remark("the file", Code::UnknownKey, &sentence);
                    self.text.value::<Value>()?;
                }
            }
        }
        self.text.ends().then_some(())
    }

    /// One of its lists, by name.
    fn list(&mut self, name: &str) -> Option<()> {
        self.text.takes(b'[').then_some(())?;
        let mut number = 0;
        while self.text.goes_on(b']', number == 0)? {
            number += 1;
            let entry: Value = self.text.value()?;
            self.reader.entry_of(name, number, entry);
            self.spill_at(MOST_WAITING);
        }
        Some(())
    }
}

/// The text of a file from which one value after another is taken, out of a stretch of it that lies in memory: so it is
/// read several times as fast as byte by byte from its source.
struct ValueText<R> {
    source: R,
    /// So many bytes are read at once, or as many as wait where those are more.
    stretch: usize,
    /// What was read; what was not taken begins at `at`.
    bytes: Vec<u8>,
    at: usize,
    /// Whether the source has no more.
    is_over: bool,
}

/// Of a larger stretch no file is read faster.
const READ_BYTES: usize = 64 << 10;

/// A longer value is no entry of ours.
const MOST_BYTES_OF_VALUE: usize = 8 << 20;

impl<R: Read> ValueText<R> {
    const fn new(source: R, stretch: usize) -> Self {
        Self { source, stretch, bytes: Vec::new(), at: 0, is_over: false }
    }

    /// The next value, as a type that says of each beginning of one that more must follow.
    fn value<T: DeserializeOwned>(&mut self) -> Option<T> {
        loop {
            let unread = &self.bytes[self.at..];
            let mut values = Deserializer::from_slice(unread).into_iter();
            let value = values.next();
            let length = values.byte_offset();
            match value {
                // One that comes to the end of what was read may go on behind it.
                Some(Ok(value)) if length < unread.len() => {
                    self.at += length;
                    return Some(value);
                }
                Some(Err(error)) if !error.is_eof() => return None,
                _ if unread.len() > MOST_BYTES_OF_VALUE || !self.reads_on() => return None,
                _ => {}
            }
        }
    }

    /// Whether a list or an object that `end` closes goes on, behind its first sign or behind one of its values; none where
    /// there is neither its end nor a comma.
    fn goes_on(&mut self, end: u8, is_first: bool) -> Option<bool> {
        if self.takes(end) {
            return Some(false);
        }
        (is_first || self.takes(b',')).then_some(true)
    }

    /// Takes this sign, where it is the next one.
    fn takes(&mut self, sign: u8) -> bool {
        let is_next = self.sign() == Some(sign);
        self.at += usize::from(is_next);
        is_next
    }

    /// Whether nothing but blanks is left.
    fn ends(&mut self) -> bool {
        self.sign().is_none() && self.is_over
    }

    /// The next byte that is no blank, which stays.
    fn sign(&mut self) -> Option<u8> {
        loop {
            match self.bytes.get(self.at).copied() {
                Some(byte) if byte.is_ascii_whitespace() => self.at += 1,
                Some(byte) => return Some(byte),
                None if self.reads_on() => {}
                None => return None,
            }
        }
    }

    /// Reads more, and forgets what was taken; false where there is no more or it cannot be read.
    fn reads_on(&mut self) -> bool {
        self.bytes.drain(..self.at);
        self.at = 0;
        let most = self.stretch.max(self.bytes.len()) as u64;
        let count = self.source.by_ref().take(most).read_to_end(&mut self.bytes);
        self.is_over = matches!(count, Ok(0));
        count.is_ok_and(|count| count > 0)
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::catalog::Catalog;
    use crate::exchange::foreign::{SpoolPlace, SpoolShelf, SpooledPiece};

    /// For files that are too short to need one.
    struct NoSpool;

    impl ImportSpool for NoSpool {
        fn keep(&mut self, shelf: SpoolShelf, _: i64, _: &[u8]) {
            panic!("nothing of a short file is put aside: {shelf:?}");
        }

        fn clear(&mut self) -> io::Result<()> {
            Ok(())
        }

        fn page(&mut self, _: SpoolShelf, _: SpoolPlace, _: usize) -> io::Result<Vec<SpooledPiece>> {
            Ok(Vec::new())
        }
    }

    const ODD: &str = r#" {"format": "androlog", "version": 1, "later": [1, {"a": "]}"}, -2.5e3], "n": 12, "t": true,
        "profile": null, "reports": [{"id": "ü\"]\\", "kind": "blood", "date": "2026-03-14", "note": "\u00e9 }, {",
        "results": [{"analyte": "lh", "value": "5.1", "unit": "IU/L", "extra": {"x": []}}]}, 7, "word"], "events": []}
    "#;

    fn known() -> ReaderKnowledge<'static> {
        ReaderKnowledge { catalog: Catalog::embedded(), today: "2026-11-28".parse().unwrap(), record: None }
    }

    fn streamed(text: &str, stretch: usize) -> Option<Parsed> {
        read_in_stretches(ValueText::new(text.as_bytes(), stretch), &known(), &mut NoSpool)
    }

    #[test]
    fn a_file_says_the_same_in_whatever_stretches_it_is_read() {
        let odd = crate::exchange::json::read(ODD, &known());
        for (text, step) in [(include_str!("../../../tests/fixtures/json/whole.json"), 61), (ODD, 1)] {
            let whole = streamed(text, text.len()).unwrap();
            assert!(!whole.found.is_empty());
            for stretch in (1..text.len()).step_by(step) {
                assert_eq!(streamed(text, stretch).unwrap(), whole, "{stretch} bytes at a time");
            }
            let held = crate::exchange::json::read(text, &known());
            assert_eq!((whole.found, whole.rejected_others), (held.found, held.rejected_others));
        }
        assert_eq!(streamed(ODD, 1).unwrap().diagnostics.len(), odd.diagnostics.len());
    }

    #[test]
    fn what_is_no_json_is_left_to_who_reads_it_whole() {
        let text = ODD.trim();
        for (end, _) in text.char_indices() {
            assert_eq!(streamed(&text[..end], 5), None, "cut after {end} bytes");
        }
        for text in [
            r#"{"events": [,]}"#,
            r#"{"events": [] "symptoms": []}"#,
            r#"{"events": [],}"#,
            r#"{"events": [{"date": 1},]}"#,
            r#"{"events": [7 8]}"#,
            r#"{"events": []} {}"#,
            r#"{"events" []}"#,
            r#"{"n": 01}"#,
            "{events: []}",
            "[]",
            "",
        ] {
            for stretch in 1..20 {
                assert_eq!(streamed(text, stretch), None, "{text}, {stretch} bytes at a time");
            }
        }
    }
}
