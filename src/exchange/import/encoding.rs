//! Bytes to text, in the encodings files of laboratories and spreadsheets have.

use std::cell::{RefCell, RefMut};
use std::io::{self, Read, SeekFrom};

use encoding_rs::{
    Decoder, Encoding, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1252, WINDOWS_1253,
    WINDOWS_1254,
};

use super::ImportSource;
use crate::catalog::language::SheetWords;
use crate::catalog::plain_key::{name_key, phrase_key};
use crate::exchange::table::role_of_head;

/// The text of a file: UTF-8, UTF-16 with or without its mark, else the code page in which its words are known. Line breaks of
/// any kind become `\n`.
pub(in crate::exchange) fn decode_text(bytes: &[u8]) -> String {
    let encoding = find_encoding(&mut &*bytes).expect("memory can be read");
    let text = encoding.decode_with_bom_removal(bytes).0.into_owned();
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// The encoding of a text, which is read to its end where nothing else tells.
fn find_encoding(source: &mut dyn Read) -> io::Result<&'static Encoding> {
    let mut bytes = vec![0; CHUNK_BYTES];
    let mut held = fill(source, &mut bytes, 0)?;
    if let Some((encoding, _)) = Encoding::for_bom(&bytes[..held]) {
        return Ok(encoding);
    }
    if let Some(encoding) = utf_16_without_mark(&bytes[..held]) {
        return Ok(encoding);
    }
    while held > 0 {
        let cut = match std::str::from_utf8(&bytes[..held]) {
            Ok(_) => held,
            // The last letter may go on in the next chunk.
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return Ok(code_page(&bytes[..held])),
        };
        let begun = held - cut;
        bytes.copy_within(cut..held, 0);
        held = fill(source, &mut bytes, begun)?;
        if held == begun && begun > 0 {
            return Ok(WINDOWS_1252);
        }
    }
    Ok(UTF_8)
}

/// The code pages in which programs of the countries whose sheets are read save a table; that of western Windows first.
const CODE_PAGES: [&Encoding; 5] = [WINDOWS_1252, WINDOWS_1250, WINDOWS_1254, WINDOWS_1253, SHIFT_JIS];

/// The code page in which most words with other letters than those of English are known as words of sheets.
fn code_page(bytes: &[u8]) -> &'static Encoding {
    let words = SheetWords::embedded();
    let is_known = |text: &str| {
        let key = name_key(text);
        words.names.binary_search_by(|(name, ..)| name.as_str().cmp(&key)).is_ok()
            || !words.roles(&phrase_key(text)).is_empty()
            || words.month(&key).is_some()
            || role_of_head(text).is_some()
    };
    let known = |encoding: &'static Encoding| {
        let (text, _, _) = encoding.decode(bytes);
        let cells = text.split([';', ',', '\t', '|', '\n', '\r', '"']).map(str::trim);
        let own = cells.filter(|cell| !cell.is_ascii() && cell.len() < 80);
        own.map(|cell| {
            usize::from(is_known(cell))
                + cell.split(' ').filter(|word| !word.is_ascii() && is_known(word)).count()
        })
        .sum::<usize>()
    };
    let mut best = (0, WINDOWS_1252);
    for encoding in CODE_PAGES {
        let count = known(encoding);
        if count > best.0 {
            best = (count, encoding);
        }
    }
    best.1
}

/// Fills what is behind the first so many bytes as far as the source reaches; answers how many there are then.
fn fill(source: &mut dyn Read, bytes: &mut [u8], mut held: usize) -> io::Result<usize> {
    while held < bytes.len() {
        match source.read(&mut bytes[held..]) {
            Ok(0) => break,
            Ok(count) => held += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(held)
}

/// So much of a file is decoded at a time.
const CHUNK_BYTES: usize = 64 << 10;

/// A file that is read as text from its beginning as often as needed, and never held whole.
pub(in crate::exchange) struct TextFile<'s> {
    source: RefCell<&'s mut dyn ImportSource>,
    encoding: &'static Encoding,
}

impl<'s> TextFile<'s> {
    /// Finds out how the file is encoded.
    pub fn new(source: &'s mut dyn ImportSource) -> io::Result<Self> {
        source.seek(SeekFrom::Start(0))?;
        let encoding = find_encoding(source)?;
        Ok(Self { source: RefCell::new(source), encoding })
    }

    /// The text from the beginning, with `\n` at every end of a line and at the end. Only one may be read at a time.
    pub fn open(&self) -> io::Result<DecodedText<'_, 's>> {
        let mut source = self.source.borrow_mut();
        source.seek(SeekFrom::Start(0))?;
        Ok(DecodedText {
            source,
            decoder: self.encoding.new_decoder_with_bom_removal(),
            raw: vec![0; CHUNK_BYTES],
            ready: Vec::new(),
            at: 0,
            is_after_return: false,
            has_ended: false,
        })
    }

    /// The first so many bytes of the text, cut between two letters.
    pub fn head(&self, bytes: usize) -> io::Result<String> {
        let mut head = Vec::with_capacity(bytes);
        self.open()?.take(bytes as u64).read_to_end(&mut head)?;
        let whole = std::str::from_utf8(&head).map_or_else(|error| error.valid_up_to(), str::len);
        head.truncate(whole);
        Ok(String::from_utf8(head).expect("it was cut off where it stops being text"))
    }

    /// The file itself, where it has to be held whole.
    pub fn into_source(self) -> &'s mut dyn ImportSource {
        self.source.into_inner()
    }
}

/// The text of a file as it is decoded.
pub(in crate::exchange) struct DecodedText<'f, 's> {
    source: RefMut<'f, &'s mut dyn ImportSource>,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Text that was decoded, and how much of it was taken.
    ready: Vec<u8>,
    at: usize,
    is_after_return: bool,
    has_ended: bool,
}

impl DecodedText<'_, '_> {
    fn decode_more(&mut self) -> io::Result<()> {
        let count = fill(&mut **self.source, &mut self.raw, 0)?;
        self.has_ended = count < self.raw.len();
        let room = self.decoder.max_utf8_buffer_length(count).unwrap_or(CHUNK_BYTES * 4);
        self.ready.resize(room, 0);
        let (_, _, written, _) =
            self.decoder.decode_to_utf8(&self.raw[..count], &mut self.ready, self.has_ended);
        self.ready.truncate(written);
        self.at = 0;
        if self.is_after_return || self.ready.contains(&b'\r') {
            self.join_line_ends();
        }
        if self.has_ended {
            self.ready.push(b'\n');
        }
        Ok(())
    }

    /// Makes one `\n` of `\r\n` and of `\r`.
    fn join_line_ends(&mut self) {
        let mut after_return = self.is_after_return;
        self.ready.retain_mut(|byte| {
            let is_second = *byte == b'\n' && after_return;
            after_return = *byte == b'\r';
            if after_return {
                *byte = b'\n';
            }
            !is_second
        });
        self.is_after_return = after_return;
    }
}

impl Read for DecodedText<'_, '_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.has_ended {
            self.decode_more()?;
        }
        let count = buf.len().min(self.ready.len() - self.at);
        buf[..count].copy_from_slice(&self.ready[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// Text of western letters has a zero in every second byte.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(512) & !1];
    if head.len() < 8 {
        return None;
    }
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let most = head.len() / 2 * 4 / 5;
    match (zeros(0), zeros(1)) {
        (0, high) if high >= most => Some(UTF_16LE),
        (high, 0) if high >= most => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_in_the_encoding_it_has() {
        let expected = "Östradiol;µg\nx";
        let utf_16 = |order: fn(u16) -> [u8; 2]| expected.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let with = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
        for (name, bytes) in [
            ("utf-8", expected.as_bytes().to_vec()),
            ("utf-8 with its mark", with(b"\xef\xbb\xbf", expected.as_bytes().to_vec())),
            ("utf-16 le", with(b"\xff\xfe", utf_16(u16::to_le_bytes))),
            ("utf-16 be", with(b"\xfe\xff", utf_16(u16::to_be_bytes))),
            ("utf-16 le without its mark", utf_16(u16::to_le_bytes)),
            ("windows", b"\xd6stradiol;\xb5g\r\nx".to_vec()),
        ] {
            assert_eq!(decode_text(&bytes), expected, "{name}");
            let mut source = io::Cursor::new(bytes);
            let file = TextFile::new(&mut source).unwrap();
            assert_eq!(io::read_to_string(file.open().unwrap()).unwrap(), format!("{expected}\n"), "{name}");
        }
    }

    #[test]
    fn the_words_of_a_table_tell_its_code_page() {
        for (encoding, text) in [
            (WINDOWS_1252, "Prüfung;Östradiol;Größe;Wert"),
            (WINDOWS_1252, "Date;Résultat;Unité;Testostérone"),
            (WINDOWS_1250, "Data badania;Wartość;Zakres"),
            (WINDOWS_1254, "Tarih;Sonuç;Ölçüm;Şubat"),
            (WINDOWS_1253, "Εξέταση;Αποτέλεσμα;Μονάδα"),
            (SHIFT_JIS, "検査日,検査項目,結果,単位"),
        ] {
            let (bytes, _, _) = encoding.encode(text);
            assert_eq!(decode_text(&bytes), text);
        }
    }

    #[test]
    fn the_two_letters_of_a_line_end_may_stand_in_two_chunks() {
        let text = "x".repeat(CHUNK_BYTES - 1) + "\r\ny";
        let mut source = io::Cursor::new(text.into_bytes());
        let file = TextFile::new(&mut source).unwrap();
        let read = io::read_to_string(file.open().unwrap()).unwrap();
        assert_eq!(read.lines().count(), 2);
    }

    #[test]
    fn a_file_larger_than_a_chunk_is_the_same_text_wherever_it_is_cut() {
        for (letter, end) in [("ä", "\r\n"), ("µ", "\r"), ("a", "\n")] {
            for before in 0..3 {
                let line = format!("{}{end}", letter.repeat(99));
                let text = "x".repeat(before) + &line.repeat(900);
                let mut source = io::Cursor::new(text.clone().into_bytes());
                let file = TextFile::new(&mut source).unwrap();
                let read = io::read_to_string(file.open().unwrap()).unwrap();
                assert_eq!(read, decode_text(text.as_bytes()) + "\n", "{letter} {before}");
                assert_eq!(
                    file.head(1000).unwrap(),
                    decode_text(text.as_bytes())[..file.head(1000).unwrap().len()]
                );
            }
        }
    }
}
