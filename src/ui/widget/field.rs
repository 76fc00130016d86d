//! A line of text being typed, with a cursor and its own undo.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;
use tui_textarea::{CursorMove, TextArea};
use unicode_width::UnicodeWidthStr;

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

    /// Replaces the text; undo brings the old one back.
    pub fn set(&mut self, text: &str) {
        self.select();
        if self.area.is_selecting() {
            self.area.cut();
        }
        self.area.insert_str(one_line(text));
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

    /// Takes a key; says whether the text became another one. Keys that would break the line do nothing. As in a shell,
    /// Ctrl-u clears the field and Ctrl-w takes away the word before the cursor; Ctrl-z undoes typing.
    pub fn key(&mut self, event: KeyEvent) -> bool {
        let with_control = event.modifiers == KeyModifiers::CONTROL;
        match event.code {
            KeyCode::Enter | KeyCode::Tab | KeyCode::BackTab | KeyCode::Up | KeyCode::Down => false,
            // The terminal's other names of Enter.
            KeyCode::Char('m' | 'j') if with_control => false,
            KeyCode::Char('u') if with_control => self.clear(),
            KeyCode::Char('w') if with_control => self.cut_word(),
            KeyCode::Char('z') if with_control => self.undo(),
            KeyCode::Char('y') if with_control => self.redo(),
            _ => self.area.input(event),
        }
    }

    /// Empties the field; undo brings the text back.
    fn clear(&mut self) -> bool {
        let had_text = !self.text().is_empty();
        self.select();
        self.area.cut();
        had_text
    }

    /// Takes away the word before the cursor and the blanks behind it. A word ends at a blank, so `-1.2` is one.
    fn cut_word(&mut self) -> bool {
        if self.area.is_selecting() {
            return self.area.cut();
        }
        let cursor = self.area.cursor().1;
        let before: Vec<char> = self.text().chars().take(cursor).collect();
        let end = before.iter().rposition(|c| !c.is_whitespace()).map_or(0, |last| last + 1);
        let from = before[..end].iter().rposition(|c| c.is_whitespace()).map_or(0, |blank| blank + 1);
        for _ in from..cursor {
            self.area.move_cursor(CursorMove::Back);
        }
        from < cursor && self.area.delete_str(cursor - from)
    }

    /// Undoes the last typing.
    pub fn undo(&mut self) -> bool {
        self.area.undo()
    }

    /// Redoes what was undone.
    pub fn redo(&mut self) -> bool {
        self.area.redo()
    }

    /// Draws the field. Where keys go to the cursor shows and the text scrolls with it, elsewhere it is shown from
    /// its beginning and cut where it is too long.
    pub fn paint(&self, area: Rect, buf: &mut Buffer, style: Style, focused: bool) {
        let mut shown = self.area.clone();
        if !focused {
            shown.cancel_selection();
            shown.move_cursor(CursorMove::Head);
        }
        shown.set_style(style);
        shown.set_selection_style(style.reversed());
        shown.set_cursor_style(if focused { style.reversed() } else { style });
        (&shown).render(area, buf);
        if !focused && self.text().width() > area.width.into() && !area.is_empty() {
            buf[(area.right() - 1, area.y)].set_symbol("…");
        }
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

    #[test]
    fn one_key_clears_a_field_and_one_takes_away_a_word() {
        for (text, keys, left) in [
            ("-1.2", "<ctrl-w>", ""),
            ("28 pg/mL", "<ctrl-w>", "28 "),
            ("28 pg/mL  ", "<ctrl-w><ctrl-w>", ""),
            ("twice weekly at 8:00", "<left><left><ctrl-w>", "twice weekly at 00"),
            ("ß -1,5", "<ctrl-w>", "ß "),
            ("", "<ctrl-w>", ""),
            ("twice weekly", "<ctrl-u>", ""),
            ("twice weekly", "<home><ctrl-u>", ""),
            ("ab", "<ctrl-j>c<ctrl-m>d", "abcd"),
            ("twice weekly", "<ctrl-u><ctrl-z>", "twice weekly"),
            ("twice weekly", "<ctrl-w><ctrl-z><ctrl-y>", "twice "),
        ] {
            let mut field = Field::new(text);
            for key in parse_keys(keys).unwrap() {
                field.key(key.into());
            }
            assert_eq!(field.text(), left, "{text} {keys}");
            while field.undo() {}
            assert_eq!(field.text(), text, "{text} {keys}: undo brings it back");
        }
        assert!(!Field::new("").key(parse_keys("<ctrl-u>").unwrap()[0].into()));
    }

    #[test]
    fn a_text_that_was_replaced_comes_back_by_undo() {
        let mut field = Field::new("yesterday");
        field.set("13 Mar 2026");
        assert_eq!(field.text(), "13 Mar 2026");
        field.set("");
        assert_eq!(field.text(), "");
        while field.undo() {}
        assert_eq!(field.text(), "yesterday");
    }

    #[test]
    fn a_text_too_long_is_shown_from_its_beginning_and_scrolls_only_where_it_is_typed() {
        let field = Field::new("Demo andrology");
        let area = Rect::new(0, 0, 8, 1);
        let drawn = |focused| {
            let mut buf = Buffer::empty(area);
            field.paint(area, &mut buf, Style::default(), focused);
            buf.content.iter().map(ratatui::buffer::Cell::symbol).collect::<String>()
        };
        assert_eq!(drawn(false), "Demo an…");
        assert_eq!(drawn(true), "drology ");
    }
}
