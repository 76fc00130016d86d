//! A pasted text as its lines, those of a table with delimiters below one another.

use std::borrow::Cow;

use super::delimited;
use super::lexer::{GAP, SheetLine};
use crate::exchange::scrub;

/// A text with plain line ends: terminals paste a lone return for each, a page break ends a line too, and a tab
/// stands for a column.
pub fn plain(raw: &str) -> String {
    plain_ends(raw).replace('\t', GAP)
}

fn plain_ends(raw: &str) -> String {
    raw.replace("\r\n", "\n").replace(|c| c == '\u{c}' || scrub::is_break(c), "\n")
}

/// The lines that are not blank, with their cells; those of a table with delimiters stand below one another.
/// Lines beyond the most are left as they are.
pub(super) fn of(raw: &str, most: usize) -> (Vec<SheetLine>, Vec<(usize, String)>) {
    let ends = plain_ends(raw);
    let mut texts: Vec<(usize, String)> = ends
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, clean_line(line)))
        .filter(|(_, line)| !line.trim().is_empty())
        .collect();
    let beyond = texts.split_off(texts.len().min(most)).into_iter();
    let beyond = beyond.map(|(number, text)| (number, text.trim().replace('\t', GAP))).collect();
    let mut lines = Vec::with_capacity(texts.len());
    let mut at = 0;
    while at < texts.len() {
        if let Some(block) = delimited::block(&texts[at..]) {
            at += block.len();
            lines.extend(block);
        } else {
            let (number, text) = &texts[at];
            lines.push(SheetLine::new(*number, text));
            at += 1;
        }
    }
    (lines, beyond)
}

/// A line without what steers a terminal, tabs kept.
fn clean_line(line: &str) -> String {
    let line = &*without_emphasis(line);
    if line.contains('\t') {
        let cells: Vec<String> = line.split('\t').map(|cell| scrub::text(cell).into_owned()).collect();
        return cells.join("\t");
    }
    scrub::text(line).into_owned()
}

/// A line without the signs by which notes set words in bold, `**48.8 %**`, and without what is struck out, `~~512~~`.
fn without_emphasis(line: &str) -> Cow<'_, str> {
    let mut line = Cow::Borrowed(line);
    for (mark, is_struck) in [("~~", true), ("**", false), ("__", false)] {
        let mut from = 0;
        while let Some(opens) = line[from..].find(mark).map(|at| from + at) {
            let begins = opens + mark.len();
            let inner = &line[begins..];
            let Some(length) = inner.find(mark) else { break };
            let words = &inner[..length];
            let is_set = !words.is_empty() && words.trim() == words && !words.starts_with(['*', '_', '~']);
            if !is_set {
                from = begins;
                continue;
            }
            let kept = if is_struck { "" } else { words };
            let plain = format!("{}{kept}{}", &line[..opens], &inner[length + mark.len()..]);
            from = opens + kept.len();
            line = Cow::Owned(plain);
        }
    }
    line
}
