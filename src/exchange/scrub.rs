//! Text from outside, freed of characters that steer a terminal or turn the reading direction.

use std::borrow::Cow;

/// Text of several lines (notes): line breaks of any kind become `\n`, tabs become spaces, every other control
/// character and every bidirectional control is taken out.
pub fn text(raw: &str) -> Cow<'_, str> {
    if is_printable(raw) || raw.chars().all(|c| c == '\n' || !(is_break(c) || is_unwanted(c))) {
        return Cow::Borrowed(raw);
    }
    let mut clean = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            c if is_break(c) => clean.push('\n'),
            '\t' => clean.push(' '),
            c if is_unwanted(c) => {}
            c => clean.push(c),
        }
    }
    Cow::Owned(clean)
}

/// Text of one line (names, ids, units): as [`text`], and line breaks become spaces.
pub fn line(raw: &str) -> Cow<'_, str> {
    let clean = text(raw);
    if clean.contains('\n') { Cow::Owned(clean.replace('\n', " ")) } else { clean }
}

/// Whether [`text`] takes a character out; changed line breaks and tabs do not count.
pub fn loses(raw: &str) -> bool {
    !is_printable(raw) && raw.chars().any(|c| c != '\t' && !is_break(c) && is_unwanted(c))
}

/// Whether there are only letters, digits, signs and blanks of ASCII, which is quickly seen and most often so.
fn is_printable(raw: &str) -> bool {
    raw.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Whether a character ends a line, as programs write one.
pub fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a character turns the order in which those around it are read.
pub const fn turns_order(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Joiners stay: scripts and emoji need them.
fn is_unwanted(c: char) -> bool {
    c.is_control()
        || turns_order(c)
        || matches!(
            c,
            '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_or_turns_the_text_is_taken_out() {
        for (raw, lines, one_line) in [
            ("plain, <5 “é” 👨‍👩‍👧", "plain, <5 “é” 👨‍👩‍👧", "plain, <5 “é” 👨‍👩‍👧"),
            ("\u{1b}]52;c;AAAA\u{7}x", "]52;c;AAAAx", "]52;c;AAAAx"),
            ("\u{9b}31mred", "31mred", "31mred"),
            ("a\u{202e}b\u{2066}c\u{200f}", "abc", "abc"),
            ("\u{feff}BOM\0", "BOM", "BOM"),
            ("one\r\ntwo\rthree\u{2028}four", "one\ntwo\nthree\nfour", "one two three four"),
            ("a\tb", "a b", "a b"),
        ] {
            assert_eq!(text(raw), lines, "{raw:?}");
            assert_eq!(line(raw), one_line, "{raw:?}");
            assert_eq!(text(&text(raw)), text(raw), "{raw:?}");
        }
    }

    #[test]
    fn only_a_character_that_is_gone_counts_as_lost() {
        assert!(!loses("one\r\ntwo\tthree"));
        assert!(loses("one\u{1b}two"));
    }
}
