//! What is in a zip: a spreadsheet, an export of Apple Health, or documents. Names in it are only names.

use std::io::{self, BufReader, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{
    ColumnMap, FileRead, ImportAnswers, ImportSource, ImportSpool, MOST_BYTES, decode_text, read_file,
    read_spreadsheet, refused, whole,
};
use crate::exchange::foreign::ForeignLog;
use crate::exchange::{Code, ReaderKnowledge, apple, ccda, fhir};

/// A zip of more files is none of those that are read.
const MOST_FILES: usize = 200_000;

/// An export of many years, unpacked.
const MOST_STREAMED: u64 = 16 << 30;

/// Health records pack to a thirtieth; what packs to less than a thousandth is a bomb.
const TIGHTEST: u64 = 1000;

pub(super) fn read_archive(
    source: &mut dyn ImportSource,
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
    mut spool: Option<&mut dyn ImportSpool>,
) -> io::Result<FileRead> {
    let mut archive = match ZipArchive::new(source) {
        Ok(archive) => archive,
        Err(ZipError::Io(error)) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error),
        Err(_) => return Ok(refused("this zip is damaged or not whole; get it again")),
    };
    if archive.len() > MOST_FILES {
        return Ok(refused("this zip has too many files to be one that androlog reads"));
    }
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.to_lowercase()).collect();
    let has = |name: &str| names.iter().any(|own| own == name);
    if has("word/document.xml") {
        return Ok(refused(
            "this is a text document; copy its text and use `androlog add --paste`, or save it as PDF",
        ));
    }
    if has("xl/workbook.xml") || has("xl/workbook.bin") || has("content.xml") {
        let source = archive.into_inner();
        source.seek(io::SeekFrom::Start(0))?;
        return read_spreadsheet(&whole(source)?, answers, known, spool);
    }
    let log =
        ForeignLog::new(known).spilling(spool.as_mut().map(|spool| &mut **spool as &mut dyn ImportSpool));
    let mut reading = ArchiveReading { answers, log, texts: Vec::new(), taken: 0, left: 0 };
    let mut single = None;
    for at in 0..archive.len() {
        let Some(mut file) = open(&mut archive, at, &mut reading) else { continue };
        let name = file.name().map_or_else(|_| String::new(), |name| name.to_lowercase());
        let ending = name.rsplit('.').next().unwrap_or_default();
        match ending {
            "xml" => reading.read_xml(&mut file),
            "json" | "ndjson" => reading.keep_fhir(&mut file),
            "csv" | "tsv" | "txt" | "pdf" | "xlsx" | "ods" => {
                reading.left += 1;
                single = Some((at, single.is_none()));
            }
            _ => reading.left += 1,
        }
    }
    match single {
        Some((at, true)) if reading.taken == 0 => {
            drop(reading);
            inner(&mut archive, at, answers, known, spool)
        }
        _ => Ok(reading.finish()),
    }
}

type Archive<'s> = ZipArchive<&'s mut dyn ImportSource>;
type ArchivedFile<'a, 's> = zip::read::ZipFile<'a, &'s mut dyn ImportSource>;

/// A file of the zip; none for folders, and for what cannot be or must not be unpacked, which is named.
fn open<'a, 's>(
    archive: &'a mut Archive<'s>,
    at: usize,
    reading: &mut ArchiveReading<'_, '_>,
) -> Option<ArchivedFile<'a, 's>> {
    let sentence = match archive.by_index(at) {
        Ok(file) if file.is_dir() => return None,
        Ok(file) if file.size() / TIGHTEST > file.compressed_size().max(1) || file.size() > MOST_STREAMED => {
            "it unpacks to far more than it should, and was left out"
        }
        Ok(_) => "",
        Err(ZipError::UnsupportedArchive(_) | ZipError::InvalidPassword) => {
            "it is locked or packed in a way that is not read; unpack the zip and import what is in it"
        }
        Err(_) => "it is damaged and was left out",
    };
    if sentence.is_empty() {
        return archive.by_index(at).ok();
    }
    reading.log.parsed.rejected_others += 1;
    reading.log.remark(&format!("file {} of the zip", at + 1), Code::UnreadableFile, sentence);
    None
}

/// The only file of a zip, when it is of a kind that is read by itself.
fn inner(
    archive: &mut Archive<'_>,
    at: usize,
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
    spool: Option<&mut dyn ImportSpool>,
) -> io::Result<FileRead> {
    let mut bytes = Vec::new();
    let Ok(file) = archive.by_index(at) else {
        return Ok(refused("the file in this zip is damaged; get it again"));
    };
    if file.take(MOST_BYTES).read_to_end(&mut bytes).is_err() {
        return Ok(refused("the file in this zip is damaged; get it again"));
    }
    // A zip in a zip is not opened.
    if bytes.starts_with(b"PK\x03\x04") && !bytes.windows(3).any(|window| window == b"xl/") {
        return Ok(refused("this zip holds another zip; unpack it and import what is in that"));
    }
    read_file(&mut Cursor::new(bytes), answers, known, spool)
}

/// What was read of a zip so far.
struct ArchiveReading<'a, 'k> {
    answers: &'a ImportAnswers,
    log: ForeignLog<'k>,
    /// FHIR resources that may refer to one another.
    texts: Vec<String>,
    taken: u32,
    left: usize,
}

impl ArchiveReading<'_, '_> {
    fn read_xml(&mut self, file: &mut ArchivedFile<'_, '_>) {
        let mut source = BufReader::with_capacity(1 << 16, file.take(MOST_STREAMED));
        let head = io::BufRead::fill_buf(&mut source).map(|head| decode_text(&head[..head.len().min(8192)]));
        let Ok(head) = head else { return self.damaged() };
        if apple::is_apple(&head) {
            self.taken += 1;
            apple::read_apple(source, &mut self.log);
        } else if fhir::is_fhir(&head) {
            self.keep_fhir(source);
        } else if ccda::is_ccda(&head) && !head.contains("CDA Export") {
            self.taken += 1;
            let mut bytes = Vec::new();
            if source.take(MOST_BYTES).read_to_end(&mut bytes).is_err() {
                return self.damaged();
            }
            if let Err(sentence) = ccda::read_ccda(&decode_text(&bytes), self.answers.on, &mut self.log) {
                self.log.parsed.rejected_others += 1;
                self.log.remark("a document of the zip", Code::UnreadableFile, &sentence);
            }
        } else {
            self.left += 1;
        }
    }

    /// Keeps FHIR, in JSON or XML, for when the whole zip is known.
    fn keep_fhir(&mut self, file: impl Read) {
        let room = MOST_BYTES.saturating_sub(self.texts.iter().map(|text| text.len() as u64).sum());
        let mut bytes = Vec::new();
        if file.take(room).read_to_end(&mut bytes).is_err() {
            return self.damaged();
        }
        let text = decode_text(&bytes);
        if fhir::is_fhir(&text) {
            self.taken += 1;
            self.texts.push(text);
        } else {
            self.left += 1;
        }
    }

    fn damaged(&mut self) {
        self.log.parsed.rejected_others += 1;
        self.log.remark("a file of the zip", Code::UnreadableFile, "it is damaged and was left out");
    }

    fn finish(mut self) -> FileRead {
        if self.taken == 0 && self.log.parsed.rejected_others == 0 {
            return refused(
                "nothing in this zip is read: it holds no export of Apple Health, no FHIR and no C-CDA document; \
                 unpack it and import its files one by one",
            );
        }
        let texts = std::mem::take(&mut self.texts);
        if let Err(questions) = fhir::put_fhir(&texts, self.answers, &mut self.log) {
            return FileRead::Asks(questions);
        }
        if self.left > 0 {
            let sentence = match self.left {
                1 => "1 file of the zip is of another kind and was left out".to_owned(),
                left => format!("{left} files of the zip are of other kinds and were left out"),
            };
            self.log.remark("the file", Code::OtherEntries, &sentence);
        }
        FileRead::Entries(self.log.finish(), ColumnMap::default())
    }
}
