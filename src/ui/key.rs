//! Keys as they are written in the keymap, in help and in tests: `a`, `G`, `ctrl-s`, `alt-r`, `shift-tab`, `f1`, `<`.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One key with its modifiers; Shift is part of a printable character, never beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyPress {
    pub code: KeyCode,
    /// Ctrl, Alt, and Shift for keys that print nothing.
    pub modifiers: KeyModifiers,
}

impl KeyPress {
    /// A key without modifiers.
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, modifiers: KeyModifiers::NONE }
    }

    /// Reads a key as written: `ctrl-s`, `alt-u`, `shift-up`, `f1`, `enter`, `space`, `-`, `?`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut modifiers = KeyModifiers::NONE;
        let mut rest = text;
        loop {
            let (modifier, after) = match rest.split_once('-') {
                Some(("ctrl", after)) => (KeyModifiers::CONTROL, after),
                Some(("alt", after)) => (KeyModifiers::ALT, after),
                Some(("shift", after)) => (KeyModifiers::SHIFT, after),
                _ => break,
            };
            modifiers |= modifier;
            rest = after;
        }
        let code = match NAMES.iter().find(|(name, _)| *name == rest) {
            Some((_, code)) => *code,
            None => function_key(rest).or_else(|| single(rest))?,
        };
        Some(Self { code, modifiers }.normal())
    }

    /// Whether it writes a letter or a sign where text is typed.
    pub const fn is_text(self) -> bool {
        matches!(self.code, KeyCode::Char(_)) && self.modifiers.is_empty()
    }

    /// The form all keys are compared in.
    fn normal(mut self) -> Self {
        match self.code {
            KeyCode::Char(c) => {
                if self.modifiers.contains(KeyModifiers::SHIFT) {
                    self.code = KeyCode::Char(c.to_uppercase().next().unwrap_or(c));
                }
                self.modifiers &= KeyModifiers::CONTROL | KeyModifiers::ALT;
            }
            KeyCode::BackTab => {
                self.code = KeyCode::Tab;
                self.modifiers |= KeyModifiers::SHIFT;
            }
            _ => self.modifiers &= KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT,
        }
        self
    }
}

impl From<KeyEvent> for KeyPress {
    fn from(event: KeyEvent) -> Self {
        Self { code: event.code, modifiers: event.modifiers }.normal()
    }
}

impl From<KeyPress> for KeyEvent {
    fn from(key: KeyPress) -> Self {
        Self::new(key.code, key.modifiers)
    }
}

impl fmt::Display for KeyPress {
    /// As a person reads it: `Ctrl-s`, `Shift-Tab`, `F1`, `Enter`, `G`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (modifier, name) in
            [(KeyModifiers::CONTROL, "Ctrl-"), (KeyModifiers::ALT, "Alt-"), (KeyModifiers::SHIFT, "Shift-")]
        {
            if self.modifiers.contains(modifier) {
                f.write_str(name)?;
            }
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(n) => write!(f, "F{n}"),
            code => f.write_str(shown(code)),
        }
    }
}

/// A name between `<` and `>` that no key has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("<{0}> is not a key")]
pub struct UnknownKey(String);

/// A run of keys as typed in tests and macros: `a486<enter><ctrl-s>`; `<lt>` is a `<`.
pub fn parse_keys(text: &str) -> Result<Vec<KeyPress>, UnknownKey> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let named = rest.strip_prefix('<').and_then(|after| after.split_once('>'));
        if let Some((name, after)) = named {
            keys.push(KeyPress::parse(name).ok_or_else(|| UnknownKey(name.to_owned()))?);
            rest = after;
        } else {
            keys.push(KeyPress::plain(KeyCode::Char(first)));
            rest = &rest[first.len_utf8()..];
        }
    }
    Ok(keys)
}

const NAMES: [(&str, KeyCode); 17] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
    ("lt", KeyCode::Char('<')),
    ("gt", KeyCode::Char('>')),
];

fn shown(code: KeyCode) -> &'static str {
    match code {
        KeyCode::Enter => "Enter",
        KeyCode::Esc => "Esc",
        KeyCode::Tab => "Tab",
        KeyCode::Backspace => "Backspace",
        KeyCode::Delete => "Delete",
        KeyCode::Insert => "Insert",
        KeyCode::Up => "Up",
        KeyCode::Down => "Down",
        KeyCode::Left => "Left",
        KeyCode::Right => "Right",
        KeyCode::Home => "Home",
        KeyCode::End => "End",
        KeyCode::PageUp => "PgUp",
        KeyCode::PageDown => "PgDn",
        _ => "?",
    }
}

fn function_key(text: &str) -> Option<KeyCode> {
    let number: u8 = text.strip_prefix('f')?.parse().ok()?;
    (1..=12).contains(&number).then_some(KeyCode::F(number))
}

fn single(text: &str) -> Option<KeyCode> {
    let mut chars = text.chars();
    let first = chars.next()?;
    chars.next().is_none().then_some(KeyCode::Char(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_and_shown_as_a_person_writes_them() {
        for (written, shown) in [
            ("a", "a"),
            ("G", "G"),
            ("shift-g", "G"),
            ("ctrl-s", "Ctrl-s"),
            ("alt-r", "Alt-r"),
            ("shift-tab", "Shift-Tab"),
            ("f12", "F12"),
            ("-", "-"),
            ("lt", "<"),
            ("space", "Space"),
            ("shift-up", "Shift-Up"),
        ] {
            assert_eq!(KeyPress::parse(written).unwrap().to_string(), shown, "{written}");
        }
        for wrong in ["", "f13", "enterr", "meta-x", "ctrl-"] {
            assert_eq!(KeyPress::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_key_event_equals_the_key_as_written_however_the_terminal_reports_shift() {
        let shifted = KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT);
        assert_eq!(Some(KeyPress::from(shifted)), KeyPress::parse("G"));
        let back_tab = KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT);
        assert_eq!(Some(KeyPress::from(back_tab)), KeyPress::parse("shift-tab"));
    }
}
