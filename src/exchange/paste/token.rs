//! Words beside a name told apart: numbers, units, ranges, flags, methods, days, results in words.

use super::head::{is_day, is_time};
use super::words::Word;
use crate::catalog::Catalog;
use crate::domain::analyte::Analyte;
use crate::domain::interval::Interval;
use crate::domain::quantity::{Comparator, split_comparator};
use crate::exchange::typed::parse_interval;

/// What a word, or a few, beside a name is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(Comparator, String),
    Phrase(Phrase, String),
    Unit(Box<str>),
    /// A unit the analyte is not measured in.
    OtherUnit(String),
    Range(Interval),
    BadRange(String),
    /// What comes next is a range.
    RangeWord,
    Flag(&'static str),
    Method(&'static str),
    Day(String),
    Filler,
    Other,
}

/// A result in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phrase {
    /// There is none, or not yet.
    NoResult,
    /// It stands elsewhere.
    Elsewhere,
    /// Below a limit that is not told.
    NotDetected,
    /// What a semen result may say in words.
    Semen,
}

const PHRASES: [(&str, Phrase); 24] = [
    ("not detected", Phrase::NotDetected),
    ("none detected", Phrase::NotDetected),
    ("undetectable", Phrase::NotDetected),
    ("nd", Phrase::NotDetected),
    ("n.d.", Phrase::NotDetected),
    ("see note", Phrase::Elsewhere),
    ("see comment", Phrase::Elsewhere),
    ("see below", Phrase::Elsewhere),
    ("see report", Phrase::Elsewhere),
    ("pending", Phrase::NoResult),
    ("in progress", Phrase::NoResult),
    ("to follow", Phrase::NoResult),
    ("cancelled", Phrase::NoResult),
    ("canceled", Phrase::NoResult),
    ("not performed", Phrase::NoResult),
    ("not done", Phrase::NoResult),
    ("test not performed", Phrase::NoResult),
    ("tnp", Phrase::NoResult),
    ("qns", Phrase::NoResult),
    ("folgt", Phrase::NoResult),
    ("too few to assess", Phrase::Semen),
    ("too few", Phrase::Semen),
    ("seen in pellet", Phrase::Semen),
    ("seen only in pellet", Phrase::Semen),
];

/// How DNA fragmentation is measured.
const ASSAYS: [&str; 4] = ["SCSA", "TUNEL", "SCD", "Comet"];

/// What the first of the words is, with those that belong to it.
pub(super) fn token(
    catalog: &Catalog,
    analyte: &Analyte,
    words: &[Word],
    has_value: bool,
) -> (Vec<Token>, usize) {
    if !has_value && let Some((phrase, text, used)) = phrase(words) {
        return (vec![Token::Phrase(phrase, text)], used);
    }
    if let Some((code, used)) = unit(catalog, analyte, words) {
        return (vec![Token::Unit(code)], used);
    }
    let bare = words[0].bare();
    if is_day(bare) || is_time(bare) {
        let day = if is_day(bare) { Token::Day(bare.to_owned()) } else { Token::Filler };
        return (vec![day], 1);
    }
    if catalog.by_loinc(bare).is_some() || has_value && is_site_code(words) {
        return (vec![Token::Filler], 1);
    }
    if let Some(assay) =
        ASSAYS.into_iter().find(|assay| &*analyte.id == "dfi" && bare.eq_ignore_ascii_case(assay))
    {
        return (vec![Token::Method(assay)], 1);
    }
    if let Some(found) = range(words) {
        return found;
    }
    if let Some((comparator, digits, rest, used)) = number(words) {
        let beside = beside(catalog, analyte, rest);
        if beside == Token::Other {
            return (vec![Token::Other], 1);
        }
        return (vec![Token::Number(comparator, digits), beside], used);
    }
    (vec![plain(catalog, bare)], 1)
}

fn phrase(words: &[Word]) -> Option<(Phrase, String, usize)> {
    (1..=words.len().min(4)).rev().find_map(|count| {
        let text = words[..count].iter().map(Word::bare).collect::<Vec<_>>().join(" ").to_lowercase();
        let found = PHRASES.iter().find(|(known, _)| *known == text)?;
        Some((found.1, text, count))
    })
}

fn unit(catalog: &Catalog, analyte: &Analyte, words: &[Word]) -> Option<(Box<str>, usize)> {
    (1..=words.len().min(3)).rev().find_map(|count| {
        let text: String = words[..count].iter().map(Word::bare).collect();
        let text = text.trim_end_matches('.');
        let is_number = text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',');
        let code = catalog.unit(analyte, text).ok().filter(|_| !is_number)?;
        Some((code.into(), count))
    })
}

/// Two digits that begin with 0 at the end of a line name the place that measured; no result is printed so.
fn is_site_code(words: &[Word]) -> bool {
    let text = &words[0].text;
    let two = text.len() == 2 && text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
    two && words.len() == 1
}

fn is_dash(text: &str) -> bool {
    matches!(text, "-" | "–" | "—" | "−" | "to" | "bis" | "TO")
}

/// `264-916`, `264 - 916`, with a unit at its end or not.
fn range(words: &[Word]) -> Option<(Vec<Token>, usize)> {
    let bare = |at: usize| words.get(at).map_or("", Word::bare);
    let begins = |text: &str| text.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    if !begins(bare(0)) {
        return None;
    }
    let numeric = |text: &str| text.chars().all(|c| c.is_ascii_digit() || ".,-–—−".contains(c));
    let (text, used) = if is_dash(bare(1)) && begins(bare(2)) {
        (format!("{}-{}", bare(0), bare(2)), 3)
    } else if bare(0).ends_with(['-', '–', '—']) && begins(bare(1)) {
        (format!("{}{}", bare(0), bare(1)), 2)
    } else {
        (bare(0).to_owned(), 1)
    };
    let has_dash = text.chars().skip(1).any(|c| "-–—−".contains(c));
    if !has_dash || !numeric(&text) {
        return None;
    }
    let token = parse_interval(&text).map_or_else(|error| Token::BadRange(error.to_string()), Token::Range);
    Some((vec![token], used))
}

/// A number with its comparator, what is glued to it, and how many words it takes: `<5.0`, `> OR = 60`, `up to 4`.
fn number<'w>(words: &'w [Word]) -> Option<(Comparator, String, &'w str, usize)> {
    let bare = |at: usize| words.get(at).map_or("", |word: &'w Word| word.bare());
    let upper = |at: usize| bare(at).to_uppercase();
    let (comparator, used) = match (upper(0).as_str(), upper(1).as_str(), upper(2).as_str()) {
        (">", "OR", "=") => (Comparator::AtLeast, 3),
        ("<", "OR", "=") => (Comparator::AtMost, 3),
        ("LESS", "THAN", _) => (Comparator::Below, 2),
        ("GREATER" | "MORE", "THAN", _) => (Comparator::Above, 2),
        ("UP", "TO", _) => (Comparator::AtMost, 2),
        ("BELOW" | "UNDER" | "UNTER", ..) => (Comparator::Below, 1),
        ("ABOVE" | "OVER" | "ÜBER", ..) => (Comparator::Above, 1),
        ("BIS", ..) => (Comparator::AtMost, 1),
        (">" | "<" | ">=" | "<=" | "≥" | "≤" | "=", ..) => (split_comparator(bare(0)).0, 1),
        _ => (Comparator::Equal, 0),
    };
    let word = bare(used).trim_start_matches('*');
    let (glued, word) = if used == 0 { split_comparator(word) } else { (comparator, word) };
    let sign = usize::from(word.starts_with(['-', '+']))
        + if word.starts_with('−') { '−'.len_utf8() } else { 0 };
    let digits = word[sign..].find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','));
    let end = digits.map_or(word.len(), |at| at + sign);
    let (digits, rest) = word.split_at(end);
    let digits = if rest.is_empty() { digits.trim_end_matches(['.', ',']) } else { digits };
    let has_digit = digits.contains(|c: char| c.is_ascii_digit());
    has_digit.then(|| (glued, digits.to_owned(), rest, used + 1))
}

/// What is glued to a number: nothing, a unit, a flag, or something else.
fn beside(catalog: &Catalog, analyte: &Analyte, rest: &str) -> Token {
    let rest = rest.trim_matches(['(', ')', '*']);
    if rest.is_empty() {
        return Token::Filler;
    }
    if let Ok(code) = catalog.unit(analyte, rest) {
        return Token::Unit(code.into());
    }
    match flag(rest) {
        Some(flag) => Token::Flag(flag),
        None if catalog.unit_name(rest).is_some() => Token::OtherUnit(rest.to_owned()),
        None => Token::Other,
    }
}

/// A word on its own.
fn plain(catalog: &Catalog, bare: &str) -> Token {
    const RANGE: &str = "ref ref. reference range ranges interval normal norm normals standard limit referenz \
        referenzbereich normbereich";
    const FILLER: &str = "result results value your final f in adult adults male males men mann männer m of is \
        level serum plasma ergebnis wert expected est was at";
    let lower = bare.to_lowercase();
    if let Some(flag) = flag(bare) {
        return Token::Flag(flag);
    }
    if RANGE.split(' ').any(|word| word == lower) {
        return Token::RangeWord;
    }
    if FILLER.split(' ').any(|word| word == lower) {
        return Token::Filler;
    }
    match lower.as_str() {
        "lc/ms/ms" | "lc-ms/ms" | "lc/ms" | "lcms" | "lc-ms" | "lcms/ms" => return Token::Method("lc-ms/ms"),
        "eclia" | "clia" | "cmia" | "immunoassay" => return Token::Method("immunoassay"),
        _ => {}
    }
    let looks_so = bare.contains('/') && bare.chars().any(char::is_alphabetic) && bare.len() < 12;
    if looks_so || catalog.unit_name(bare).is_some() {
        return Token::OtherUnit(bare.to_owned());
    }
    Token::Other
}

/// The laboratory's own judgement; empty where it says that all is well.
fn flag(word: &str) -> Option<&'static str> {
    let bare = word.trim_matches(['(', ')', '*', '[', ']']).to_uppercase();
    match bare.as_str() {
        "H" | "HH" | "HIGH" | "+" | "++" | "↑" | "▲" => Some("H"),
        "L" | "LL" | "LOW" | "↓" | "▼" => Some("L"),
        "A" | "ABNORMAL" => Some("A"),
        "" | "N" | "-" | "–" | "—" | "=" | "WITHIN" | "OK" => Some(""),
        _ => None,
    }
}
