//! The one road of every file into the log: bytes, known by their content, become entries or the text of a report.

mod archive;
mod encoding;
mod request;
mod sniff;

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use crate::exchange::foreign::ForeignLog;
use crate::exchange::table::{self, TableRead, TableText};
use crate::exchange::{Parsed, ReaderKnowledge, SheetText, apple, ccda, csv, fhir, json};

pub use crate::exchange::csv::next_row_page;
pub use crate::exchange::foreign::{
    CellDecimal, ImportSpool, SpoolPage, SpoolPlace, SpoolShelf, SpooledPiece, keep_entries, keep_lines,
    keep_remarks, next_found_page, next_page,
};
pub use crate::exchange::table::{ColumnMap, ColumnRole, ImportAnswers, ImportQuestion, MapError};
pub(in crate::exchange) use encoding::{TextFile, decode_text};
pub use request::{ImportAnswer, ImportOrigin, ImportRequest, origin_of, review_file};

use sniff::{FileKind, HEAD_BYTES, sniff};

/// Where the bytes of a file come from.
pub trait ImportSource: Read + Seek {}

impl<T: Read + Seek> ImportSource for T {}

/// What a file came to.
#[derive(Clone, Debug, PartialEq)]
pub enum FileRead {
    /// Entries, and how the columns of a table were understood.
    Entries(Parsed, ColumnMap),
    /// The text of a report, for the reader of pasted text.
    Sheet(SheetText),
    /// It cannot be read before this is answered.
    Asks(Vec<ImportQuestion>),
}

/// Larger files are not taken into memory.
const MOST_BYTES: u64 = 256 << 20;

/// So much of a text tells whether it is androlog's own CSV.
const OWN_HEAD_BYTES: usize = 64 << 10;

/// Reads a file of any kind. What cannot be read at all is named in the [`Parsed`] of it, with what to do. Where there
/// is a spool, the results of a long list lie there, and the [`Parsed`] holds what was not put there.
pub fn read_file(
    source: &mut dyn ImportSource,
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
    spool: Option<&mut dyn ImportSpool>,
) -> io::Result<FileRead> {
    let mut head = Vec::with_capacity(HEAD_BYTES);
    source.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    source.seek(SeekFrom::Start(0))?;
    Ok(match sniff(&head) {
        FileKind::Refused(sentence) => refused(sentence),
        FileKind::WebPage => read_page(&decode_text(&whole(source)?), answers, known, spool)?,
        FileKind::Text => read_text(source, answers, known, spool)?,
        FileKind::Json => read_json(source, &head, answers, known, spool)?,
        FileKind::OldSpreadsheet => read_spreadsheet(&whole(source)?, answers, known, spool)?,
        FileKind::Zip => archive::read_archive(source, answers, known, spool)?,
        FileKind::Pdf => read_pdf(whole(source)?),
        FileKind::Xml => read_xml(source, &decode_text(&head), answers, known, spool)?,
    })
}

/// The text of a report as PDF.
#[cfg(feature = "pdf")]
fn read_pdf(bytes: Vec<u8>) -> FileRead {
    match crate::exchange::pdf::read_pdf(bytes) {
        Ok(sheet) => FileRead::Sheet(sheet),
        Err(error) => refused(&error.to_string()),
    }
}

#[cfg(not(feature = "pdf"))]
fn read_pdf(_bytes: Vec<u8>) -> FileRead {
    refused("this androlog was built without PDF; copy the text of the report and use `androlog add --paste`")
}

/// An export of Apple Health, as a stream, FHIR, or a C-CDA document.
fn read_xml(
    source: &mut dyn ImportSource,
    head: &str,
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
    spool: Option<&mut dyn ImportSpool>,
) -> io::Result<FileRead> {
    let mut log = ForeignLog::new(known).spilling(shorter(spool));
    if apple::is_apple(head) {
        apple::read_apple(BufReader::new(source), &mut log);
        return Ok(FileRead::Entries(log.finish(), ColumnMap::default()));
    }
    let (is_fhir, is_ccda) = (fhir::is_fhir(head), ccda::is_ccda(head));
    if !is_fhir && !is_ccda {
        return Ok(refused(
            "this XML is neither an export of Apple Health nor FHIR nor a C-CDA document; ask for one of them, CSV or \
             PDF",
        ));
    }
    let text = decode_text(&whole(source)?);
    if is_fhir {
        return Ok(read_fhir(text, answers, known));
    }
    Ok(match ccda::read_ccda(&text, answers.on, &mut log) {
        Ok(()) => FileRead::Entries(log.finish(), ColumnMap::default()),
        Err(sentence) => refused(&sentence),
    })
}

fn read_fhir(text: String, answers: &ImportAnswers, known: &ReaderKnowledge<'_>) -> FileRead {
    fhir::read_fhir(&[text], answers, known)
        .map_or_else(FileRead::Asks, |parsed| FileRead::Entries(parsed, ColumnMap::default()))
}

fn refused(sentence: &str) -> FileRead {
    FileRead::Entries(Parsed::unreadable(sentence), ColumnMap::default())
}

fn whole(source: &mut dyn ImportSource) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        let sentence = format!("the file is larger than {} MB; split it", MOST_BYTES >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, sentence));
    }
    Ok(bytes)
}

/// The same spool for a shorter time.
fn shorter<'s>(spool: Option<&'s mut (dyn ImportSpool + '_)>) -> Option<&'s mut (dyn ImportSpool + 's)> {
    spool.map(|spool| spool as &mut (dyn ImportSpool + 's))
}

/// Our own CSV, a table of any maker, or the text of a report.
fn read_text(
    source: &mut dyn ImportSource,
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
    spool: Option<&mut dyn ImportSpool>,
) -> io::Result<FileRead> {
    let file = TextFile::new(source)?;
    let head = file.head(OWN_HEAD_BYTES)?;
    if csv::is_own(without_hint(&head)) {
        return read_own(&head, || file.open(), answers, known, spool);
    }
    let table = TableText::of_file(file, &head);
    if table::is_list(&table, answers, known)?
        && let Some(read) = read_tables(std::slice::from_ref(&table), answers, known, spool)?
    {
        return Ok(read);
    }
    match table.into_file() {
        Some(file) => Ok(FileRead::Sheet(SheetText::written(decode_text(&whole_of(file)?)))),
        None => Ok(refused("this text cannot be read")),
    }
}

fn whole_of(file: TextFile<'_>) -> io::Result<Vec<u8>> {
    let source = file.into_source();
    source.seek(SeekFrom::Start(0))?;
    whole(source)
}

/// A text without the line that tells a spreadsheet the separator, which is no row.
fn without_hint(text: &str) -> &str {
    let is_hint = text.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("sep="));
    let end = text.find('\n').filter(|_| is_hint);
    end.map_or(text, |end| &text[end..])
}

/// androlog's own CSV, also as a spreadsheet saved it. It is opened twice, for its habits and for its rows.
fn read_own<R: Read>(
    head: &str,
    open: impl Fn() -> io::Result<R>,
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
    spool: Option<&mut dyn ImportSpool>,
) -> io::Result<FileRead> {
    let rows_head = without_hint(head);
    let rows = || {
        let mut text = open()?;
        io::copy(&mut text.by_ref().take((head.len() - rows_head.len()) as u64), &mut io::sink())?;
        Ok::<R, io::Error>(text)
    };
    let habits = csv::sheet_habits(rows_head, rows()?)?.with_order(answers.map.day_order);
    if let Some(example) = habits.open_day().filter(|_| answers.map.day_order.is_none()) {
        return Ok(FileRead::Asks(vec![ImportQuestion::DayOrder { example: example.to_owned() }]));
    }
    let parsed = csv::read_rows(rows_head, rows()?, &habits, known, spool)?;
    Ok(FileRead::Entries(parsed, ColumnMap::default()))
}

/// Our own file as a stream where it is written as we write it, and there is a spool; else any JSON.
fn read_json(
    source: &mut dyn ImportSource,
    head: &[u8],
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
    mut spool: Option<&mut dyn ImportSpool>,
) -> io::Result<FileRead> {
    if let Some(spool) = spool.as_deref_mut().filter(|_| json::is_as_written(head)) {
        if let Some(parsed) = json::read_stream(&mut *source, known, spool) {
            return Ok(FileRead::Entries(parsed, ColumnMap::default()));
        }
        // What is wrong with it is told by who reads it whole.
        spool.clear()?;
        source.seek(SeekFrom::Start(0))?;
    }
    read_json_text(&decode_text(&whole(source)?), answers, known, spool)
}

fn read_json_text(
    text: &str,
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
    spool: Option<&mut dyn ImportSpool>,
) -> io::Result<FileRead> {
    let entries = |parsed| FileRead::Entries(parsed, ColumnMap::default());
    if fhir::is_fhir(text) {
        return Ok(read_fhir(text.to_owned(), answers, known));
    }
    let value: serde_json::Value = match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(value) => value,
        Err(_) => match table::json_lines(text) {
            Some(list) => list,
            None => return Ok(entries(json::read(text, known))),
        },
    };
    if value.get("format").is_some() {
        return Ok(entries(json::read(text, known)));
    }
    let read = match table::json_table(&value, known) {
        Some(table) => read_tables(&[table], answers, known, spool)?,
        None => None,
    };
    // One of ours that has lost its first words is told what it lacks.
    let read = read.or_else(|| value.get("reports").map(|_| entries(json::read(text, known))));
    Ok(read.unwrap_or_else(|| {
        refused(
            "this JSON is neither androlog's own nor FHIR nor a list of results with a name, a value and a day each",
        )
    }))
}

fn read_spreadsheet(
    bytes: &[u8],
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
    spool: Option<&mut dyn ImportSpool>,
) -> io::Result<FileRead> {
    let sheets = match table::spreadsheet(bytes) {
        Ok(sheets) => sheets,
        Err(sentence) => return Ok(refused(&sentence)),
    };
    if let Some(text) = sheets.iter().filter_map(TableText::held).find(|text| csv::is_own(text)) {
        return read_own(text, || Ok(text.as_bytes()), answers, known, spool);
    }
    Ok(read_tables(&sheets, answers, known, spool)?.unwrap_or_else(|| {
        refused(
            "no sheet of it has a line that names columns with a result and its name, or days and markers; \
             `--map FILE` can say what its columns are",
        )
    }))
}

/// The tables of a web page.
fn read_page(
    page: &str,
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
    spool: Option<&mut dyn ImportSpool>,
) -> io::Result<FileRead> {
    let tables = table::html_tables(page);
    Ok(read_tables(&tables, answers, known, spool)?.unwrap_or_else(|| refused(sniff::WEB_PAGE)))
}

fn read_tables(
    tables: &[TableText<'_>],
    answers: &ImportAnswers,
    known: &ReaderKnowledge<'_>,
    spool: Option<&mut dyn ImportSpool>,
) -> io::Result<Option<FileRead>> {
    let mut used = ColumnMap::default();
    Ok(match table::read_tables(tables, answers, known, &mut used, shorter(spool))? {
        TableRead::Read(parsed) => Some(FileRead::Entries(parsed, used)),
        TableRead::Asks(questions) => Some(FileRead::Asks(questions)),
        TableRead::NoTable => None,
    })
}
