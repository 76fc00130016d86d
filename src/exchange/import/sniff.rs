//! What kind of file some bytes are, by what stands in them and not by a name.

/// A kind of file that can be told from its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileKind {
    Pdf,
    Zip,
    OldSpreadsheet,
    Json,
    Xml,
    WebPage,
    Text,
    /// It is not read; what to do instead.
    Refused(&'static str),
}

/// How many bytes are looked at.
pub(super) const HEAD_BYTES: usize = 8192;

/// Kinds that are not read, by what they begin with.
const REFUSED: &[(&[u8], &str)] = &[
    (
        b"SQLite format 3\0",
        "this is a database, not a file of results; to take over another androlog log, export it as JSON with --db and import that",
    ),
    (b"\x1f\x8b", "this is a gzip file; unpack it first (gunzip FILE), then import what is in it"),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"BM", PICTURE),
    (b"{\\rtf", "this is a document in rich text; open it, copy its text, and use `androlog add --paste`"),
    (b"7z\xbc\xaf", "this is a 7z archive; unpack it first, then import what is in it"),
    (b"Rar!", "this is a rar archive; unpack it first, then import what is in it"),
    (b"BEGIN:VCALENDAR", "this is a calendar; results are not read from one"),
    (b"MSH|", "this is an HL7 version 2 message, which is not read; ask for FHIR, C-CDA, CSV or PDF"),
];

const PICTURE: &str = "this is a picture; text in pictures is not read. Read it with a text recogniser and import its \
                       text, or type the values with `androlog add`";

const HEIC: &str = PICTURE;

/// What to do with a page without a table of results.
pub(super) const WEB_PAGE: &str =
    "this is a web page; open it, select all, copy, and use `androlog add --paste`";

/// The kind of file that begins with these bytes.
pub(super) fn sniff(head: &[u8]) -> FileKind {
    let window = &head[..head.len().min(1024)];
    if window.windows(5).any(|bytes| bytes == b"%PDF-") {
        return FileKind::Pdf;
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return FileKind::Zip;
    }
    if head.starts_with(b"\xd0\xcf\x11\xe0") {
        return FileKind::OldSpreadsheet;
    }
    if head.get(4..12).is_some_and(|b| b == b"ftypheic" || b == b"ftypmif1" || b == b"ftypavif") {
        return FileKind::Refused(HEIC);
    }
    // A text may begin with the letters BM; a picture goes on with bytes that no text has.
    let is_kind = |magic: &[u8]| head.starts_with(magic) && (magic != b"BM" || window.contains(&0));
    if let Some((_, sentence)) = REFUSED.iter().find(|(magic, _)| is_kind(magic)) {
        return FileKind::Refused(sentence);
    }
    let text = super::encoding::decode_text(head);
    let text = text.trim_start();
    if text.starts_with('{') || text.starts_with('[') && !text.starts_with("[[") && looks_like_json(text) {
        return FileKind::Json;
    }
    if text.starts_with('<') {
        let lower = text.to_lowercase();
        let is_page = PAGE_TAGS.iter().any(|begin| lower.starts_with(begin)) || lower.contains("<html");
        return if is_page { FileKind::WebPage } else { FileKind::Xml };
    }
    if text.starts_with("MSH|") {
        return FileKind::Refused(
            "this is an HL7 version 2 message, which is not read; ask for FHIR, C-CDA, CSV or PDF",
        );
    }
    let odd = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    if odd * 20 > text.chars().count() {
        return FileKind::Refused(
            "this is neither text nor a file that androlog knows; it reads PDF, text, CSV, xlsx, FHIR, Apple Health, C-CDA \
             and its own files",
        );
    }
    FileKind::Text
}

/// What a page begins with, or a part of one that was copied from it.
const PAGE_TAGS: [&str; 11] = [
    "<!doctype html",
    "<table",
    "<div",
    "<body",
    "<head",
    "<section",
    "<article",
    "<main",
    "<h1",
    "<h2",
    "<p>",
];

/// A bracket at the beginning of a text is a list when an entry follows.
fn looks_like_json(text: &str) -> bool {
    text[1..].trim_start().starts_with(['{', ']', '"', '['])
        || text[1..].trim_start().starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_what_stands_in_it() {
        for (head, kind) in [
            (&b"%PDF-1.4\n"[..], Some(FileKind::Pdf)),
            (b"junk before\n%PDF-1.7", Some(FileKind::Pdf)),
            (b"PK\x03\x04....", Some(FileKind::Zip)),
            (b"\xef\xbb\xbf {\"format\":\"androlog\"}", Some(FileKind::Json)),
            (b"[{\"a\":1}]", Some(FileKind::Json)),
            (b"[LAB] Nord\nLH 5", Some(FileKind::Text)),
            (b"<?xml version=\"1.0\"?><HealthData>", Some(FileKind::Xml)),
            (b"date;value\n", Some(FileKind::Text)),
            (b"BMI 22.5 kg/m2\n", Some(FileKind::Text)),
            (b"<!DOCTYPE html><html>", Some(FileKind::WebPage)),
            (b"<table border=1><tr>", Some(FileKind::WebPage)),
            (b"\x89PNG\r\n", None),
            (b"SQLite format 3\0", None),
            (b"MSH|^~\\&|", None),
            (b"\x01\x02\x03\x04\x05\x06", None),
        ] {
            let found = sniff(head);
            match kind {
                Some(kind) => assert_eq!(found, kind),
                None => assert!(matches!(found, FileKind::Refused(_)), "{found:?}"),
            }
        }
    }
}
