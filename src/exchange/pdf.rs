//! A report as PDF: the words of its pages, laid out as they stand there.
//!
//! Reading runs in a thread of its own with a limit of time, because a damaged file must not hold the program.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use pdfboss_core::{Document, Error};
use pdfboss_text::{ReadingOrder, TextSpan, extract_spans};

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

/// The text of a PDF, line by line, columns kept apart by blanks.
pub(super) fn read_pdf(bytes: Vec<u8>) -> Result<String, PdfError> {
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

fn read_pages(bytes: Vec<u8>) -> Result<String, PdfError> {
    let document = Document::load(bytes).map_err(|error| match error {
        Error::Encrypted => PdfError::Locked,
        _ => PdfError::Damaged,
    })?;
    let mut pages = Vec::new();
    let (mut spans_read, mut damaged) = (0, 0);
    for at in 0..document.page_count().min(MOST_PAGES) {
        let spans =
            document.page(at).and_then(|page| extract_spans(&document, &page, ReadingOrder::Geometric));
        let Ok(spans) = spans else {
            damaged += 1;
            continue;
        };
        spans_read += spans.len();
        pages.push(layout_page(&spans));
        if spans_read > MOST_SPANS {
            break;
        }
    }
    let text = pages.join("\n");
    if text.trim().is_empty() {
        return Err(if damaged > 0 || document.page_count() == 0 {
            PdfError::Damaged
        } else {
            PdfError::Scanned
        });
    }
    Ok(text)
}

/// The words of a page in lines, each about as far from the left as it is printed.
fn layout_page(spans: &[TextSpan]) -> String {
    // Text that is not painted is what a text recogniser put under a scan, and may be wrong.
    let mut words: Vec<&TextSpan> = spans
        .iter()
        .filter(|span| span.rotate == 0 && !span.invisible && !span.text.trim().is_empty())
        .collect();
    let is_sane = |span: &&TextSpan| span.x.is_finite() && span.y.is_finite() && span.end_x.is_finite();
    words.retain(is_sane);
    words.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.x.total_cmp(&b.x)));
    let left = words.iter().map(|span| span.x).fold(f32::INFINITY, f32::min);
    let width = letter_width(&words);
    let mut text = String::new();
    let mut above: Option<f32> = None;
    let mut rest = words.as_slice();
    while let [first, ..] = rest {
        let height = first.size.abs().max(1.0);
        let count = rest.iter().take_while(|span| first.y - span.y < height * SAME_LINE).count().max(1);
        let (line, below) = rest.split_at(count);
        if above.is_some_and(|above| above - first.y > height * FAR_BELOW) {
            text.push('\n');
        }
        text += layout_line(line, left, width).trim_end();
        text.push('\n');
        above = Some(first.y);
        rest = below;
    }
    text
}

/// Baselines nearer to one another than this part of the height are one line.
const SAME_LINE: f32 = 0.45;

/// Lines further apart than so many heights have a blank line between them.
const FAR_BELOW: f32 = 2.2;

/// A line longer than this is no line of a report.
const LONGEST_LINE: usize = 1000;

fn layout_line(spans: &[&TextSpan], left: f32, width: f32) -> String {
    let mut spans = spans.to_vec();
    spans.sort_by(|a, b| a.x.total_cmp(&b.x));
    let mut line = String::new();
    let mut length = 0;
    let mut end: Option<f32> = None;
    for span in spans {
        let gap = end.map_or(0.0, |end| (span.x - end) / span.size.abs().max(1.0));
        let least = match end {
            None => 0,
            Some(_) if gap < TOUCHING => 0,
            Some(_) if gap < WORD_GAP => usize::from(!line.ends_with(' ') && !span.text.starts_with(' ')),
            Some(_) => 2,
        };
        let column = ((span.x - left) / width).round().clamp(0.0, LONGEST_LINE as f32) as usize;
        let wanted = if least == 2 || end.is_none() { column.max(length + least) } else { length + least };
        line.extend(std::iter::repeat_n(' ', wanted - length));
        let text = span.text.trim_end_matches(['\n', '\r']);
        line.push_str(text);
        length = wanted + text.chars().count();
        end = Some(end.map_or(span.end_x, |end| end.max(span.end_x)));
    }
    line
}

/// Pieces nearer than this part of their height are one word.
const TOUCHING: f32 = 0.12;

/// Pieces further apart than this part of their height stand in columns.
const WORD_GAP: f32 = 0.9;

/// The usual width of a letter on the page.
fn letter_width(spans: &[&TextSpan]) -> f32 {
    let mut widths: Vec<f32> = spans
        .iter()
        .map(|span| (span.end_x - span.x) / span.text.chars().count().max(1) as f32)
        .filter(|width| width.is_finite() && *width > 0.5)
        .collect();
    widths.sort_by(f32::total_cmp);
    widths.get(widths.len() / 2).copied().unwrap_or(5.0)
}
