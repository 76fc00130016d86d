//! A line of text being typed, with a cursor and its own undo.

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;
use tui_textarea::{CursorMove, TextArea};

/// One line of text.
#[derive(Clone, Debug)]
pub struct Field {
    area: TextArea<'static>,
}

impl Default for Field {
    fn default() -> Self {
        Self::new("")
    }
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Field {
    /// A field that holds a text, the cursor at its end.
    pub fn new(text: &str) -> Self {
        let mut area = TextArea::new(vec![one_line(text)]);
        area.set_cursor_line_style(Style::default());
        area.move_cursor(CursorMove::End);
        Self { area }
    }

    /// What stands in it.
    pub fn text(&self) -> &str {
        self.area.lines().first().map_or("", String::as_str)
    }

    /// Whether nothing, or only blanks, stand in it.
    pub fn is_empty(&self) -> bool {
        self.text().trim().is_empty()
    }

    /// Replaces the text.
    pub fn set(&mut self, text: &str) {
        *self = Self::new(text);
    }

    /// Puts a text in at the cursor, as a paste does; line breaks become blanks.
    pub fn insert(&mut self, text: &str) {
        self.area.insert_str(one_line(text));
    }

    /// Marks the whole text, so that what is typed next stands in its place and undo brings it back.
    pub fn select(&mut self) {
        if !self.text().is_empty() {
            self.area.select_all();
        }
    }

    /// Takes a key; says whether the text became another one. Keys that would break the line do nothing.
    pub fn key(&mut self, event: KeyEvent) -> bool {
        use crossterm::event::KeyCode;
        match event.code {
            KeyCode::Enter | KeyCode::Tab | KeyCode::BackTab | KeyCode::Up | KeyCode::Down => false,
            _ => self.area.input(event),
        }
    }

    /// Undoes the last typing.
    pub fn undo(&mut self) -> bool {
        self.area.undo()
    }

    /// Redoes what was undone.
    pub fn redo(&mut self) -> bool {
        self.area.redo()
    }

    /// Draws the field; the cursor shows only where keys go to.
    pub fn paint(&self, area: Rect, buf: &mut Buffer, style: Style, focused: bool) {
        let mut shown = self.area.clone();
        if !focused {
            shown.cancel_selection();
        }
        shown.set_style(style);
        shown.set_selection_style(style.reversed());
        shown.set_cursor_style(if focused { style.reversed() } else { style });
        (&shown).render(area, buf);
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::key::parse_keys;

    #[test]
    fn a_field_keeps_one_line_whatever_is_typed_or_pasted() {
        let mut field = Field::new("ab");
        for key in parse_keys("c<enter><up><left>x").unwrap() {
            field.key(key.into());
        }
        assert_eq!(field.text(), "abxc");
        field.insert("1\n2\t3");
        assert_eq!(field.text(), "abx1 2 3c");
        while field.undo() {}
        assert_eq!(field.text(), "ab");
    }

    #[test]
    fn typing_over_a_marked_text_replaces_it_and_undo_brings_it_back() {
        let mut field = Field::new("14 Mar 2026");
        field.select();
        for key in parse_keys("-1d").unwrap() {
            field.key(key.into());
        }
        assert_eq!(field.text(), "-1d");
        while field.undo() {}
        assert_eq!(field.text(), "14 Mar 2026");
        field.select();
        for key in parse_keys("<end>x").unwrap() {
            field.key(key.into());
        }
        assert_eq!(field.text(), "14 Mar 2026x");
    }
}
