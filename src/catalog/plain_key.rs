//! Keys by which words of laboratory sheets are compared: without case, accents and punctuation. The build script
//! reads this file too, so that what it writes and what the program looks up cannot differ.

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
            c if c.is_alphanumeric() => {
                // The capital of the Turkish i is one with a dot of its own.
                for lower in c.to_lowercase().filter(|c| c.is_alphanumeric()) {
                    match without_accent(lower) {
                        "" => key.push(lower),
                        plain => key.push_str(plain),
                    }
                }
            }
            _ => on_other(key),
        }
    }
}

/// The plain letters of an accented or Greek one; empty for a letter that is plain already or of another script.
fn without_accent(c: char) -> &'static str {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' | 'ľ' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' | 'º' => "o",
        'ŕ' | 'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ť' | 'ţ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ª' => "a",
        'ğ' => "g",
        'ß' => "ss",
        'œ' => "oe",
        'æ' => "ae",
        'α' | 'ά' => "alpha",
        'β' => "beta",
        'έ' => "ε",
        'ή' => "η",
        'ί' | 'ϊ' | 'ΐ' => "ι",
        'ό' => "ο",
        'ύ' | 'ϋ' | 'ΰ' => "υ",
        'ώ' => "ω",
        'ς' => "σ",
        'µ' | 'μ' => "u",
        '²' => "2",
        '³' => "3",
        _ => "",
    }
}

/// What spellings of units are compared by: lower case, without blanks, both signs for micro read as u.
pub fn unit_key(spelling: &str) -> String {
    let letters = spelling.chars().filter(|c| !c.is_whitespace());
    letters.map(|c| if matches!(c, 'µ' | 'μ') { 'u' } else { c }).flat_map(char::to_lowercase).collect()
}
