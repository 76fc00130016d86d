//! Printing: a writer that keeps a terminal safe from what a text holds.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock};

use serde::Serialize;

pub use crate::exchange::columns::columns;

/// What is printed while it is not known whether it fits on the terminal.
static HELD: Mutex<Option<String>> = Mutex::new(None);

/// What is printed by a command whose words become a part of its JSON.
static GATHERED: Mutex<Option<String>> = Mutex::new(None);

/// Keeps what is printed from now on until [`gathered`].
pub fn gather() {
    *GATHERED.lock().expect("nobody panics while writing") = Some(String::new());
}

/// The lines that were kept; from now on what is printed is printed again.
pub fn gathered() -> Vec<String> {
    let text = GATHERED.lock().expect("nobody panics while writing").take().unwrap_or_default();
    text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Keeps what is printed from now on, where a terminal shows it, until [`release`].
pub fn hold() {
    if io::stdout().is_terminal() && std::env::var("TERM").as_deref() != Ok("dumb") {
        *HELD.lock().expect("nobody panics while writing") = Some(String::new());
    }
}

/// Prints what was kept: where it is longer than the terminal by the pager of the user, `$PAGER` or else `less`.
pub fn release() -> anyhow::Result<()> {
    let Some(text) = HELD.lock().expect("nobody panics while writing").take() else {
        return Ok(());
    };
    let rows = rustix::termios::tcgetwinsize(io::stdout()).map_or(0, |size| usize::from(size.ws_row));
    let is_long = rows > 0 && text.lines().count() >= rows;
    if is_long && page(&text).is_ok() { Ok(()) } else { write_now(&text) }
}

/// Hands a text to the pager and waits until it is read. The error is that there is none.
fn page(text: &str) -> io::Result<()> {
    let pager = std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
    let mut command = Command::new("sh");
    command.args(["-c", pager.as_deref().unwrap_or("less")]).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        // Colours are shown, and what was read stays on the screen.
        command.env("LESS", "FRX");
    }
    let mut reader = command.spawn()?;
    if let Some(mut input) = reader.stdin.take() {
        // Who leaves early has read enough.
        drop(input.write_all(text.as_bytes()));
    }
    match reader.wait()?.code() {
        // The shell did not find it.
        Some(126 | 127) => Err(io::ErrorKind::NotFound.into()),
        _ => Ok(()),
    }
}

use crate::catalog::Source;
use crate::exchange::json_sheet::shaped;
use crate::exchange::scrub;

/// Pages that words of a text lead to, by word; set once by a command that prints to a terminal which shows links.
static PAGES: OnceLock<BTreeMap<String, String>> = OnceLock::new();

/// Has the keys of sources lead to their pages in all that is printed from now on.
pub fn link_sources(sources: &[&Source]) {
    let pages = sources.iter().filter_map(|source| Some((source.key.to_string(), source.page()?.to_owned())));
    PAGES.get_or_init(|| pages.collect());
}

/// Prints a text to stdout, cleaned; on a terminal that shows links the sources it names lead to their pages.
pub fn text(text: &str) -> anyhow::Result<()> {
    let clean = cleaned(text);
    match PAGES.get() {
        Some(pages) => write_out(&linked(&clean, pages)),
        None => write_out(&clean),
    }
}

/// The text with each word that has a page as a link to it (OSC 8).
fn linked(text: &str, pages: &BTreeMap<String, String>) -> String {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some(start) = rest.find(is_of_word) {
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(from.find(|c| !is_of_word(c)).unwrap_or(from.len()));
        out.push_str(before);
        match pages.get(word) {
            Some(page) => out.push_str(&format!("\u{1B}]8;;{page}\u{1B}\\{word}\u{1B}]8;;\u{1B}\\")),
            None => out.push_str(word),
        }
        rest = after;
    }
    out + rest
}

/// Prints what another program is to read, cleaned, since a pipe may end at a terminal. Lines may end as those of a
/// calendar do.
pub fn data(text: &str) -> anyhow::Result<()> {
    let ends_a_line = |c, rest: &str| c == '\r' && rest.starts_with('\n');
    write_out(&without(text, |c, rest| commands_a_terminal(c) && !ends_a_line(c, rest)))
}

/// Prints a chart with the colours that this program gave its cells.
pub fn chart(text: &str) -> anyhow::Result<()> {
    write_out(&cleaned_but_colours(text))
}

fn write_out(text: &str) -> anyhow::Result<()> {
    if let Some(gathered) = GATHERED.lock().expect("nobody panics while writing").as_mut() {
        gathered.push_str(text);
        return Ok(());
    }
    if let Some(held) = HELD.lock().expect("nobody panics while writing").as_mut() {
        held.push_str(text);
        return Ok(());
    }
    write_now(text)
}

fn write_now(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// A text without what commands a terminal or turns the order of its letters: whoever wrote a name, a note or an
/// argument could otherwise write to the screen or the clipboard, or hide what stands behind it.
fn cleaned(text: &str) -> Cow<'_, str> {
    without(text, |c, _| commands_a_terminal(c))
}

/// A text without the characters of which this holds; what stands behind each is told too.
fn without(text: &str, is_left_out: impl Fn(char, &str) -> bool) -> Cow<'_, str> {
    let is_left_out = |(at, c): (usize, char)| is_left_out(c, &text[at + c.len_utf8()..]);
    if !text.char_indices().any(is_left_out) {
        return Cow::Borrowed(text);
    }
    text.char_indices().filter(|place| !is_left_out(*place)).map(|(_, c)| c).collect()
}

fn cleaned_but_colours(text: &str) -> String {
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
    scrub::turns_order(c) || (c.is_control() && c != '\n' && c != '\t')
}

/// The sequence that sets a colour at the beginning of a text: `ESC [ 1 ; 31 m`.
fn leading_colour(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("\u{1B}[")?;
    let end = inner.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    inner[end..].starts_with('m').then(|| &text[..=2 + end])
}

/// Prints a line to stdout.
pub fn line(line: &str) -> anyhow::Result<()> {
    text(&format!("{line}\n"))
}

/// Prints a list, or one thing, as JSON that names its shape: `{"format":"androlog/log","version":1,"changes":[…]}`.
pub fn shaped_json(shape: &str, key: &str, content: &impl Serialize) -> anyhow::Result<()> {
    line(&shaped(shape, &BTreeMap::from([(key, content)])))
}

/// Says something that is not data, to stderr.
pub fn say(words: &str) {
    drop(writeln!(io::stderr(), "{}", cleaned(words)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_commands_a_terminal_is_left_out_and_the_colours_of_a_chart_stay() {
        for (text, clean, chart) in [
            ("a\u{1b}]52;c;QUJD\u{7}b", "a]52;c;QUJDb", "a]52;c;QUJDb"),
            ("\u{1b}[8mred\u{1b}[0m", "[8mred[0m", "\u{1b}[8mred\u{1b}[0m"),
            ("\u{1b}[2Jgone\u{1b}[", "[2Jgone[", "[2Jgone["),
            ("x\u{9b}31my\u{202e}z\u{0}\r\n\tend", "x31myz\n\tend", "x31myz\n\tend"),
            ("26 °C, µg/L, 日本", "26 °C, µg/L, 日本", "26 °C, µg/L, 日本"),
        ] {
            assert_eq!(cleaned(text), clean, "{text:?}");
            assert_eq!(cleaned_but_colours(text), chart, "{text:?}");
        }
    }

    #[test]
    fn a_source_is_a_link_where_it_stands_as_a_word_of_its_own() {
        let pages = BTreeMap::from([("ARUP".to_owned(), "https://example.org/1".to_owned())]);
        let link = "\u{1b}]8;;https://example.org/1\u{1b}\\ARUP\u{1b}]8;;\u{1b}\\";
        for (text, says) in [
            ("10 – 42 (ARUP), ARUPS, ARUP22", format!("10 – 42 ({link}), ARUPS, ARUP22")),
            ("ARUP", link.to_owned()),
            ("µ ARUP·µ", format!("µ {link}·µ")),
            ("nothing", "nothing".to_owned()),
        ] {
            assert_eq!(linked(text, &pages), says, "{text}");
        }
    }
}
