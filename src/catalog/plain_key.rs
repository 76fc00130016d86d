//! Keys by which words of laboratory sheets are compared: without case, accents and punctuation. The build script
//! reads this file too, so that what it writes and what the program looks up cannot differ.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// Letters and digits only: `25-OH-Vitamin D` and `25 oh vitamin d` are one name. `%` reads as "percent".
pub fn name_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    push_plain(text, &mut key, |_| {});
    key
}

/// The same with one blank between words: `Réf. max.` is `ref max`.
pub fn phrase_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    push_plain(text, &mut key, |key| {
        if !key.is_empty() && !key.ends_with(' ') {
            key.push(' ');
        }
    });
    key.truncate(key.trim_end().len());
    key
}

fn push_plain(text: &str, key: &mut String, on_other: impl Fn(&mut String)) {
    for c in text.chars() {
        match c {
            '%' => {
                on_other(key);
                key.push_str("percent");
                on_other(key);
            }
            '\u{300}'..='\u{36f}' => {}
            'a'..='z' | '0'..='9' => key.push(c),
            'A'..='Z' => key.push(c.to_ascii_lowercase()),
            // The capital of the Turkish i is one with a dot of its own, which is a mark in lower case.
            c if c.is_alphanumeric() => c.to_lowercase().for_each(|lower| {
                decompose_canonical(lower, |part| match spelled_out(part) {
                    Some(plain) => key.push_str(plain),
                    None if is_combining_mark(part) => {}
                    None => key.push(part),
                });
            }),
            _ => on_other(key),
        }
    }
}

/// The plain letters of one that is more than a letter with marks; none for any other.
const fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'đ' => "d",
        'ı' => "i",
        'ł' => "l",
        'ø' | 'º' => "o",
        'ª' => "a",
        'ß' => "ss",
        'œ' => "oe",
        'æ' => "ae",
        'α' => "alpha",
        'β' => "beta",
        'ς' => "σ",
        'µ' | 'μ' => "u",
        '²' => "2",
        '³' => "3",
        _ => return None,
    })
}

/// What spellings of units are compared by: lower case, without blanks, both signs for micro read as u.
pub fn unit_key(spelling: &str) -> String {
    let letters = spelling.chars().filter(|c| !c.is_whitespace());
    let plain = letters.map(|c| match c {
        'µ' | 'μ' => 'u',
        // Names of columns hold no slash: `e2_pg_ml`.
        '_' => '/',
        _ => c,
    });
    plain.flat_map(char::to_lowercase).collect()
}
