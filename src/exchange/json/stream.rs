//! Our own JSON as a stream: each entry is understood when it comes, and what there may be any number of goes to a spool.

use std::fmt;
use std::io::{BufReader, Read};

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::{JsonReader, LISTS};
use crate::exchange::foreign::{ImportSpool, keep_found};
use crate::exchange::unknown::UnknownNames;
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
    let reader = JsonReader { known, parsed: Parsed::default(), unknown: UnknownNames::default() };
    let mut stream = LogStream { reader, spool, is_spilled: false };
    let mut text = serde_json::Deserializer::from_reader(BufReader::with_capacity(64 << 10, source));
    FileSeed(&mut stream).deserialize(&mut text).ok()?;
    text.end().ok()?;
    stream.spill_at(if stream.is_spilled { 0 } else { usize::MAX });
    let LogStream { mut reader, .. } = stream;
    reader.unknown.tell(known, &mut reader.parsed);
    Some(reader.parsed)
}

/// What was read so far.
struct LogStream<'s, 'r, 'k> {
    reader: JsonReader<'r, 'k>,
    spool: &'s mut dyn ImportSpool,
    is_spilled: bool,
}

impl LogStream<'_, '_, '_> {
    /// Puts what was found into the spool, where it is so many.
    fn spill_at(&mut self, count: usize) {
        if self.reader.parsed.found.len() >= count {
            keep_found(self.spool, &mut self.reader.parsed);
            self.is_spilled = true;
        }
    }
}

/// The file as a whole, key by key.
struct FileSeed<'a, 's, 'r, 'k>(&'a mut LogStream<'s, 'r, 'k>);

impl<'de> DeserializeSeed<'de> for FileSeed<'_, '_, '_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, file: D) -> Result<(), D::Error> {
        file.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for FileSeed<'_, '_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an androlog file")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut file: A) -> Result<(), A::Error> {
        while let Some(key) = file.next_key::<String>()? {
            match key.as_str() {
                "format" | "version" => drop(file.next_value::<IgnoredAny>()?),
                "profile" => self.0.reader.profile(file.next_value()?),
                name if LISTS.contains(&name) => file.next_value_seed(ListSeed(name, &mut *self.0))?,
                key => {
                    let sentence = format!("“{key}” is not part of an androlog file and was left out");
                    self.0.reader.parsed.remark("the file", Code::UnknownKey, &sentence);
                    file.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// One of its lists, by name.
struct ListSeed<'a, 's, 'r, 'k>(&'a str, &'a mut LogStream<'s, 'r, 'k>);

impl<'de> DeserializeSeed<'de> for ListSeed<'_, '_, '_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, list: D) -> Result<(), D::Error> {
        list.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ListSeed<'_, '_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the list “{}”", self.0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self(name, stream) = self;
        let mut number = 0;
        while let Some(entry) = list.next_element::<Value>()? {
            number += 1;
            stream.reader.entry_of(name, number, entry);
            stream.spill_at(MOST_WAITING);
        }
        Ok(())
    }
}
