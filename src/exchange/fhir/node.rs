//! Looking into JSON whose shape differs between editions of FHIR.

use serde_json::Value;

use super::LOINC;

/// Whether a coding is of LOINC.
pub(super) fn is_loinc(coding: &Value) -> bool {
    text(coding, "system")
        .is_some_and(|system| system.starts_with(LOINC) || system.ends_with("2.16.840.1.113883.6.1"))
}

/// The text with each number quoted, so that `1.00` stays what it is.
pub(super) fn quote_numbers(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut quoted = String::with_capacity(text.len() + text.len() / 16);
    let (mut at, mut copied) = (0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => at = end_of_string(bytes, at + 1),
            b'-' | b'0'..=b'9' => {
                let is_number = |b: &u8| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E');
                let end = at + bytes[at..].iter().take_while(|b| is_number(b)).count();
                quoted.push_str(&text[copied..at]);
                quoted.push('"');
                quoted.push_str(&text[at..end]);
                quoted.push('"');
                (at, copied) = (end, end);
            }
            _ => at += 1,
        }
    }
    quoted.push_str(&text[copied..]);
    quoted
}

fn end_of_string(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The text under a key.
pub(super) fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// The entries under a key, which may hold one or a list of them.
pub(super) fn each<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    let found = value.get(key);
    let list = found.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let one = found.filter(|found| found.is_object() || found.is_string());
    list.iter().chain(one)
}

/// What a concept says in words: its text, else what its codings display.
pub(super) fn concept_text(concept: &Value) -> Option<&str> {
    let display = || each(concept, "coding").find_map(|coding| text(coding, "display"));
    text(concept, "text").or_else(display).or_else(|| concept.as_str())
}

/// The target of a reference and its display.
pub(super) fn reference(value: &Value) -> Option<&str> {
    text(value, "reference").or_else(|| text(value, "uri"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_quoted_and_texts_left_alone() {
        for (text, quoted) in [
            (r#"{"a":1.00,"b":[-2.5e-3,"3"]}"#, r#"{"a":"1.00","b":["-2.5e-3","3"]}"#),
            (r#"{"a\"1":"x 5 \\","b":7}"#, r#"{"a\"1":"x 5 \\","b":"7"}"#),
            ("[true,null,0]", r#"[true,null,"0"]"#),
            ("\"open", "\"open"),
        ] {
            assert_eq!(quote_numbers(text), quoted);
        }
    }
}
