//! A report as PDF: the words of its pages, laid out as they stand there.
//!
//! Reading runs in a thread of its own with a limit of time, because a damaged file must not hold the program.

mod apart;
mod beside;
mod drawn;
mod fields;
mod layout;
mod line;
mod raised;
mod rows;

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use pdfboss_core::{Document, Error, Immediate, Page, block_on};
use pdfboss_text::{ReadingOrder, TextSpan, extract_spans_with};

use crate::exchange::SheetText;

use apart::WordsApart;
use drawn::upright;
use fields::FormValues;
use layout::layout_page;

/// Why a PDF cannot be read, with what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum PdfError {
    /// It wants a password.
    #[error(
        "this PDF is locked with a password; open it with the password and save it without one (print it to a new PDF), \
         or copy its text and use `androlog add --paste`"
    )]
    Locked,
    /// Its pages are pictures.
    #[error(
        "this PDF is a scan: its pages are pictures without text. Ask for the report as text, make the text readable \
         (ocrmypdf) and check what it reads, or type the values with `androlog add`"
    )]
    Scanned,
    /// Its fonts do not say which letters they show.
    #[error(
        "the letters of this PDF cannot be told: its fonts do not say which they are. Ask for the report in another form, \
         make its text anew from the picture (ocrmypdf --force-ocr) and check what it reads, or type the values with \
         `androlog add`"
    )]
    NoLetters,
    /// It is no whole PDF.
    #[error(
        "this PDF is damaged and cannot be read; get it again, or copy its text and use `androlog add --paste`"
    )]
    Damaged,
    /// Reading it did not end.
    #[error("reading this PDF takes too long; copy its text and use `androlog add --paste`")]
    TooLong,
}

/// How long reading may take.
const LONGEST: Duration = Duration::from_millis(1700);

/// More pages than any report of a laboratory has.
const MOST_PAGES: usize = 60;

/// More pieces of text than that many full pages have.
const MOST_SPANS: usize = 200_000;

/// Nesting in a file is followed on a stack of its own.
const STACK_BYTES: usize = 32 << 20;

/// Reads a PDF, as long as that takes not too long.
pub(super) fn read_pdf(bytes: Vec<u8>) -> Result<SheetText, PdfError> {
    let (sender, receiver) = mpsc::channel();
    let reader = thread::Builder::new().name("pdf".to_owned()).stack_size(STACK_BYTES);
    let started = reader.spawn(move || {
        // The other side may have given up waiting.
        drop(sender.send(read_pages(bytes)));
    });
    if started.is_err() {
        return Err(PdfError::TooLong);
    }
    match receiver.recv_timeout(LONGEST) {
        Ok(read) => read,
        Err(mpsc::RecvTimeoutError::Timeout) => Err(PdfError::TooLong),
        // The thread ended without an answer: it panicked.
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(PdfError::Damaged),
    }
}

fn read_pages(bytes: Vec<u8>) -> Result<SheetText, PdfError> {
    let document = Document::load(bytes).map_err(|error| match error {
        Error::Encrypted => PdfError::Locked,
        _ => PdfError::Damaged,
    })?;
    let layers = document.oc_state();
    let mut pages = Vec::new();
    let (mut spans_read, mut damaged) = (0, 0);
    for at in 0..document.page_count().min(MOST_PAGES) {
        let read = document.page(at).and_then(|page| {
            let source = Immediate(WordsApart(&document));
            let spans = extract_spans_with(source, &page, layers.as_ref(), None, ReadingOrder::Geometric);
            let spans = block_on(spans)?;
            Ok((page, spans))
        });
        let Ok((page, spans)) = read else {
            damaged += 1;
            continue;
        };
        spans_read += spans.len();
        pages.push((page, spans));
        if spans_read > MOST_SPANS {
            break;
        }
    }
    let text = text_of(&document, pages);
    if text.text.trim().is_empty() {
        return Err(if damaged > 0 || document.page_count() == 0 {
            PdfError::Damaged
        } else {
            PdfError::Scanned
        });
    }
    if has_no_letters(&text.text) {
        return Err(PdfError::NoLetters);
    }
    Ok(text)
}

/// The pages in lines. Text that is not painted is what a text recogniser put under a scan: it counts where there is no
/// other.
fn text_of(document: &Document, pages: Vec<(Page, Vec<TextSpan>)>) -> SheetText {
    let values = FormValues::of(document);
    let (mut painted, mut recognised) = (String::new(), String::new());
    for (page, spans) in pages {
        let (hidden, shown): (Vec<TextSpan>, Vec<TextSpan>) =
            spans.into_iter().partition(|span| span.invisible);
        let mut drawn = upright(&shown);
        values.add_to(&mut drawn, document, &page);
        painted += &layout_page(drawn);
        painted.push('\n');
        recognised += &layout_page(upright(&hidden));
        recognised.push('\n');
    }
    let is_recognised = letters_of(&painted) * MOST_ON_A_SCAN < letters_of(&recognised);
    SheetText { text: if is_recognised { recognised } else { painted }, is_recognised }
}

/// A scan may have a line that was printed on it later: what was recognised has more than so many times its letters.
const MOST_ON_A_SCAN: usize = 8;

fn letters_of(text: &str) -> usize {
    text.chars().filter(|letter| !letter.is_whitespace()).count()
}

/// Whether so much of a text is signs for letters that are not known that no line of it can be trusted.
fn has_no_letters(text: &str) -> bool {
    let unknown = text.matches('\u{fffd}').count();
    unknown * MOST_UNKNOWN > letters_of(text)
}

/// A page of which more than one in so many letters is not known is not read.
const MOST_UNKNOWN: usize = 6;
