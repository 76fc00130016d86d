//! Printing: a writer that keeps a terminal safe from what a text holds.

use std::io::{self, IsTerminal, Write};

pub use crate::exchange::columns::columns;

/// Prints a text to stdout, cleaned.
pub fn text(text: &str) -> anyhow::Result<()> {
    write_out(&cleaned(text))
}

/// Prints what another program is to read: to a file or a pipe as it is, to a terminal cleaned.
pub fn data(text: &str) -> anyhow::Result<()> {
    if io::stdout().is_terminal() { write_out(&cleaned(text)) } else { write_out(text) }
}

fn write_out(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// A text without what commands a terminal or turns the order of its letters: whoever wrote a name, a note or an
/// argument could otherwise write to the screen or the clipboard. Colours, which this program sets itself, stay.
pub fn cleaned(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(colour) = leading_colour(rest) {
            clean += colour;
            rest = &rest[colour.len()..];
            continue;
        }
        if !commands_a_terminal(c) {
            clean.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    clean
}

fn commands_a_terminal(c: char) -> bool {
    let turns_order =
        matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    turns_order || (c.is_control() && c != '\n' && c != '\t')
}

/// The sequence that sets a colour at the beginning of a text: `ESC [ 1 ; 31 m`.
fn leading_colour(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("\u{1B}[")?;
    let end = inner.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    inner[end..].starts_with('m').then(|| &text[..2 + end + 1])
}

/// Prints a line to stdout.
pub fn line(line: &str) -> anyhow::Result<()> {
    text(&format!("{line}\n"))
}

/// Says something that is not data, to stderr.
pub fn say(words: &str) {
    drop(writeln!(io::stderr(), "{}", cleaned(words)));
}

/// `1 result`, `4 results`.
pub fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_commands_a_terminal_is_left_out_and_colours_stay() {
        for (text, clean) in [
            ("a\u{1b}]52;c;QUJD\u{7}b", "a]52;c;QUJDb"),
            ("\u{1b}[31mred\u{1b}[0m", "\u{1b}[31mred\u{1b}[0m"),
            ("\u{1b}[2Jgone\u{1b}[", "[2Jgone["),
            ("x\u{9b}31my\u{202e}z\u{0}\r\n\tend", "x31myz\n\tend"),
            ("26 °C, µg/L, 日本", "26 °C, µg/L, 日本"),
        ] {
            assert_eq!(cleaned(text), clean, "{text:?}");
        }
    }
}
