//! The box a whole laboratory report is pasted into, also by terminals that send a paste as keys.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use crate::ui::action::Action;
use crate::ui::state::State;
use crate::ui::widget::field::Field;

/// The box.
#[derive(Clone, Debug, Default)]
pub struct PasteBox {
    /// Lines so far; what is typed goes to the last one.
    lines: Vec<Field>,
    is_open: bool,
}

impl PasteBox {
    /// Whether keys go to it.
    pub const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Opens it, with what was left in it.
    pub fn open(&mut self) {
        self.is_open = true;
        if self.lines.is_empty() {
            self.lines.push(Field::default());
        }
    }

    /// Closes it and keeps what is in it for the next time.
    pub const fn close(&mut self) {
        self.is_open = false;
    }

    /// Takes what is in it and closes it.
    pub fn take(&mut self) -> String {
        self.is_open = false;
        let lines = std::mem::take(&mut self.lines);
        lines.iter().map(Field::text).collect::<Vec<_>>().join("\n")
    }

    /// Takes a key.
    pub fn type_key(&mut self, event: KeyEvent) {
        let has_more = self.lines.len() > 1;
        let Some(last) = self.lines.last_mut() else { return };
        if event.code == KeyCode::Backspace && last.text().is_empty() && has_more {
            self.lines.pop();
        } else {
            last.key(event);
        }
    }

    /// Begins the next line.
    pub fn end_line(&mut self) {
        self.lines.push(Field::default());
    }

    /// Takes a pasted text.
    pub fn insert(&mut self, text: &str) {
        self.lines.extend(text.lines().map(Field::new));
    }

    /// Draws it in place of the form.
    pub fn paint(&self, state: &State, area: Rect, buf: &mut Buffer) {
        let theme = &state.look.theme;
        let key = |action| state.look.keymap.key(action);
        let hint = format!(
            " Paste it as it was copied. {} reads it, {} goes back to the form.",
            key(Action::PasteBox),
            key(Action::Keep)
        );
        let head =
            [Line::styled(" PASTE A REPORT", theme.heading), Line::styled(hint, theme.dim), Line::default()];
        let mut place = Rect { height: 1, ..area };
        for line in head {
            if place.y < area.bottom() {
                line.render(place, buf);
                place.y += 1;
            }
        }
        let room = usize::from(area.bottom().saturating_sub(place.y));
        let first = self.lines.len().saturating_sub(room);
        for (n, line) in self.lines.iter().enumerate().skip(first) {
            let inside = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..place };
            line.paint(inside, buf, Style::default(), n + 1 == self.lines.len());
            place.y += 1;
        }
    }
}
