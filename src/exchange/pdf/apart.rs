//! Words that a file draws in one go across columns, drawn one by one.
//!
//! Where a program writes `LH 4.4` as one string and makes the blank as wide as the gap between two columns, only the start
//! and the end of the string are known. Each word by itself is found where it is drawn.

use pdfboss_core::content::{Op, TextItem, parse_content_spanned};
use pdfboss_core::{Document, ObjRef, Object, ObjectSource, Result, Stream};

/// A document whose pages draw such words one by one.
pub(super) struct WordsApart<'d>(pub(super) &'d Document);

impl ObjectSource for WordsApart<'_> {
    fn get(&self, place: ObjRef) -> Result<Object> {
        self.0.get(place)
    }

    fn stream_data(&self, stream: &Stream) -> Result<Vec<u8>> {
        let data = self.0.stream_data(stream)?;
        // The program of a font is no page.
        let is_drawing = stream.dict.get("Length1").is_none() && draws_wide_blanks(&data);
        Ok(if is_drawing { set_apart(&data).unwrap_or(data) } else { data })
    }

    fn resolve(&self, object: &Object) -> Result<Object> {
        self.0.resolve(object)
    }
}

fn draws_wide_blanks(data: &[u8]) -> bool {
    data.windows(3).any(|bytes| matches!(bytes, b" Tw" | b" Tc"))
}

/// A blank this much wider than usual, in heights of letters, lies between columns.
const WIDE_BLANK: f32 = 0.6;

/// Two letters so far apart, in their heights, are the end of one word and the start of the next.
const WIDE_LETTER: f32 = 0.2;

/// What is said of the text that follows.
#[derive(Clone, Copy)]
struct Spacing {
    size: f32,
    blank: f32,
    letter: f32,
}

/// The content of a page with its words one by one; none where it cannot be read.
fn set_apart(data: &[u8]) -> Option<Vec<u8>> {
    let mut now = Spacing { size: 1.0, blank: 0.0, letter: 0.0 };
    let mut kept = Vec::new();
    let mut apart = Vec::with_capacity(data.len());
    let mut copied = 0_usize;
    for (op, span) in parse_content_spanned(data).ok()? {
        match &op {
            Op::Save => kept.push(now),
            Op::Restore => now = kept.pop().unwrap_or(now),
            Op::SetFont(_, size) => now.size = size.abs(),
            Op::SetWordSpacing(blank) => now.blank = *blank,
            Op::SetCharSpacing(letter) => now.letter = *letter,
            _ => {}
        }
        let Some(words) = words_of(&op, now) else { continue };
        let (start, end) = (usize::try_from(span.start).ok()?, usize::try_from(span.end).ok()?);
        apart.extend_from_slice(data.get(copied..start)?);
        apart.extend_from_slice(&words);
        copied = end;
    }
    apart.extend_from_slice(data.get(copied..)?);
    Some(apart)
}

/// What draws the words of a string one by one, where the blanks between them are wide.
fn words_of(op: &Op, now: Spacing) -> Option<Vec<u8>> {
    let items = match op {
        Op::ShowText(text) => vec![TextItem::Str(text.clone())],
        Op::ShowTextAdjusted(items) => items.clone(),
        _ => return None,
    };
    // Of a font with codes of two bytes a blank is no byte of its own.
    let is_coded =
        |item: &TextItem| matches!(item, TextItem::Str(text) if text.iter().any(|byte| *byte < b' '));
    if now.size <= 0.0 || items.iter().any(is_coded) {
        return None;
    }
    let is_pair = |item: &TextItem| matches!(item, TextItem::Str(text) if text.len() == 2);
    if now.letter > now.size * WIDE_LETTER && items.iter().all(is_pair) {
        return Some(letters_apart(items, now));
    }
    if now.blank <= now.size * WIDE_BLANK {
        return None;
    }
    let cut = |item: TextItem| match item {
        TextItem::Str(text) => {
            let words = text.chunk_by(|a, b| (*a == b' ') == (*b == b' '));
            words.map(|word| TextItem::Str(word.to_vec())).collect()
        }
        TextItem::Offset(_) => vec![item],
    };
    let mut words = Vec::new();
    write(&items.into_iter().flat_map(cut).collect::<Vec<_>>(), &mut words);
    Some(words)
}

/// Letters with what lies between them written as such, so that it is no part of the letter before.
fn letters_apart(pairs: Vec<TextItem>, now: Spacing) -> Vec<u8> {
    let gap = TextItem::Offset(-now.letter / now.size * 1000.0);
    let letters = |item: TextItem| match item {
        TextItem::Str(text) => {
            text.into_iter().flat_map(|byte| [TextItem::Str(vec![byte]), gap.clone()]).collect()
        }
        TextItem::Offset(_) => vec![item],
    };
    let mut apart = b" 0 Tc".to_vec();
    write(&pairs.into_iter().flat_map(letters).collect::<Vec<_>>(), &mut apart);
    apart.extend_from_slice(format!("{} Tc ", now.letter).as_bytes());
    apart
}

fn write(items: &[TextItem], into: &mut Vec<u8>) {
    into.extend_from_slice(b" [");
    for item in items {
        match item {
            TextItem::Str(text) => {
                into.push(b'<');
                into.extend(text.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()));
                into.push(b'>');
            }
            TextItem::Offset(by) => into.extend_from_slice(format!(" {by} ").as_bytes()),
        }
    }
    into.extend_from_slice(b"] TJ ");
}
