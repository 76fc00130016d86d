//! The terminal's answer to the question what colour it has behind its text, told apart from keys.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

use crate::runtime::inbox::LoopInput;
use crate::ui::theme::Backdrop;

/// The question and what has come of its answer. A terminal writes the answer where keys come from, as `ESC ] 11 ; rgb:
/// 1111/2222/3333 ESC \`, which the reader of keys takes for Alt-] and letters. While an answer is awaited they are held
/// back; what turns out to be none is passed on as the keys it was.
#[derive(Debug, Default)]
pub struct BackgroundQuery {
    asked: Option<Instant>,
    held: Vec<Event>,
}

/// An answer that takes longer is none: over the slowest line it is there in a second.
const PATIENCE: Duration = Duration::from_secs(3);
/// `]11;rgb:ffff/ffff/ffff`, and room for the longest form of it.
const LONGEST: usize = 40;

impl BackgroundQuery {
    /// Asks the terminal for its background.
    pub fn ask() -> io::Result<Self> {
        let mut out = io::stdout();
        out.write_all(b"\x1b]11;?\x1b\\")?;
        out.flush()?;
        Ok(Self::awaited())
    }

    fn awaited() -> Self {
        Self { asked: Some(Instant::now()), held: Vec::new() }
    }

    /// What an event amounts to: itself, nothing yet, or the answer.
    pub fn sift(&mut self, event: Event) -> Vec<LoopInput> {
        let is_late = self.asked.is_none_or(|asked| asked.elapsed() > PATIENCE);
        if is_late && self.held.is_empty() {
            return vec![LoopInput::Event(event)];
        }
        let Event::Key(key) = event else {
            return self.give_back(event);
        };
        let is_first = self.held.is_empty();
        match (key.code, key.modifiers) {
            (KeyCode::Char(']'), KeyModifiers::ALT) if is_first => self.held.push(event),
            _ if is_first => return vec![LoopInput::Event(event)],
            (KeyCode::Char('\\'), KeyModifiers::ALT) | (KeyCode::Char('g'), KeyModifiers::CONTROL) => {
                return self.end(event);
            }
            (KeyCode::Char(_), KeyModifiers::NONE | KeyModifiers::SHIFT) if self.held.len() < LONGEST => {
                self.held.push(event);
            }
            _ => return self.give_back(event),
        }
        Vec::new()
    }

    /// The answer is whole.
    fn end(&mut self, last: Event) -> Vec<LoopInput> {
        let letter = |event: &Event| match event {
            Event::Key(KeyEvent { code: KeyCode::Char(letter), .. }) => Some(*letter),
            _ => None,
        };
        let text: String = self.held.iter().filter_map(letter).collect();
        let Some(backdrop) = text.strip_prefix("]11;").and_then(backdrop_of) else {
            return self.give_back(last);
        };
        self.held.clear();
        self.asked = None;
        vec![LoopInput::Backdrop(backdrop)]
    }

    /// It was no answer.
    fn give_back(&mut self, last: Event) -> Vec<LoopInput> {
        self.held.drain(..).chain([last]).map(LoopInput::Event).collect()
    }
}

/// Dark or light, by the brightness of `rgb:1111/2222/3333` as an eye weighs the colours (ITU-R BT.601).
fn backdrop_of(colour: &str) -> Option<Backdrop> {
    let parts = colour.strip_prefix("rgba:").or_else(|| colour.strip_prefix("rgb:"))?;
    let share = |part: &str| {
        let number = u32::from_str_radix(part, 16).ok().filter(|_| (1..=4).contains(&part.len()))?;
        Some(f64::from(number) / f64::from(16_u32.pow(part.len() as u32) - 1))
    };
    let shares: Vec<f64> = parts.split('/').map_while(share).collect();
    let [red, green, blue, ..] = shares[..] else { return None };
    let brightness = 0.299 * red + 0.587 * green + 0.114 * blue;
    Some(if brightness > 0.5 { Backdrop::Light } else { Backdrop::Dark })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of bytes as the reader of keys hands them on: a letter after ESC has Alt, byte 7 is Ctrl-g.
    fn sifted(answer: &mut BackgroundQuery, bytes: &str) -> String {
        let mut told = String::new();
        let mut is_alt = false;
        for letter in bytes.chars() {
            let (code, modifiers) = match letter {
                '\x1b' => {
                    is_alt = true;
                    continue;
                }
                '\x07' => ('g', KeyModifiers::CONTROL),
                letter if std::mem::take(&mut is_alt) => (letter, KeyModifiers::ALT),
                letter => (letter, KeyModifiers::NONE),
            };
            for input in answer.sift(Event::Key(KeyEvent::new(KeyCode::Char(code), modifiers))) {
                match input {
                    LoopInput::Backdrop(backdrop) => told += &format!("<{backdrop:?}>"),
                    LoopInput::Event(Event::Key(key)) => told.extend(key.code.as_char()),
                    other => panic!("{other:?}"),
                }
            }
        }
        told
    }

    #[test]
    fn an_answer_is_told_from_keys_and_keys_stay_keys() {
        for (bytes, told) in [
            ("\x1b]11;rgb:0000/0000/0000\x1b\\", "<Dark>"),
            ("\x1b]11;rgb:ffff/ffff/ffff\x07", "<Light>"),
            ("\x1b]11;rgba:fd/f6/e3/ff\x07q", "<Light>q"),
            ("3\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\a", "3<Dark>a"),
            ("ab]c", "ab]c"),
            ("\x1b]x\x1b\\", "]x\\"),
            ("\x1b]11;rgb:zz/00/00\x07", "]11;rgb:zz/00/00g"),
        ] {
            assert_eq!(sifted(&mut BackgroundQuery::awaited(), bytes), told, "{bytes:?}");
        }
    }

    #[test]
    fn nothing_is_held_back_where_nothing_was_asked() {
        assert_eq!(sifted(&mut BackgroundQuery::default(), "\x1b]11;rgb:0/0/0\x07"), "]11;rgb:0/0/0g");
    }
}
