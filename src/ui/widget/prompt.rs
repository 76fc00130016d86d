//! A box with one line to answer.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::ui::widget::field::Field;
use crate::ui::widget::plot::wrap;
use crate::ui::widget::popup::{PopupAnswer, PopupLook, open_popup, split_head};
use crate::ui::widget::text::{PaintLine, text_width};

/// Columns of a hint, which is wrapped where it is longer.
const WIDEST_TOLD: usize = 72;

/// One line to answer.
#[derive(Clone, Debug)]
pub struct Prompt {
    title: String,
    hint: String,
    error: String,
    /// How the text is understood.
    echo: String,
    /// A text that would be taken; a key puts it in.
    offer: Option<String>,
    field: Field,
}

impl Prompt {
    /// A prompt with a text to begin from and a hint below.
    pub fn new(title: impl Into<String>, text: &str, hint: impl Into<String>) -> Self {
        let mut field = Field::new(text);
        // A proposal: Enter takes it, typing stands in its place.
        field.select();
        Self {
            title: title.into(),
            hint: hint.into(),
            error: String::new(),
            echo: String::new(),
            offer: None,
            field,
        }
    }

    /// Takes a key; the answer is the text.
    pub fn key(&mut self, event: KeyEvent) -> PopupAnswer<String> {
        match event.code {
            KeyCode::Esc => PopupAnswer::Cancelled,
            KeyCode::Enter => PopupAnswer::Done(self.field.text().trim().to_owned()),
            _ => {
                if self.field.key(event) {
                    self.error.clear();
                    self.echo.clear();
                    self.offer = None;
                }
                PopupAnswer::Open
            }
        }
    }

    /// Puts in what was offered, where something was.
    pub fn take_offer(&mut self) -> bool {
        let Some(offer) = self.offer.take() else { return false };
        self.set(&offer);
        true
    }

    /// Replaces what is typed.
    pub fn set(&mut self, text: &str) {
        self.field.set(text);
        self.error.clear();
        self.echo.clear();
        self.offer = None;
    }

    /// The text that is typed into the prompt.
    pub fn text(&self) -> &str {
        self.field.text()
    }

    /// Says how the text is understood, in place of the hint; nothing brings the hint back.
    pub fn echo(&mut self, words: String) {
        self.echo = words;
    }

    /// Says why the answer was not taken; the text stays.
    pub fn refuse(&mut self, error: impl Into<String>) {
        self.error = error.into();
    }

    /// Offers a text that would be taken.
    pub fn offer(&mut self, text: String) {
        self.offer = Some(text);
    }

    /// Puts a pasted text in.
    pub fn paste(&mut self, text: &str) {
        self.field.insert(text);
        self.error.clear();
        self.echo.clear();
        self.offer = None;
    }

    /// Draws it in the middle of `area`.
    pub fn paint(&self, area: Rect, buf: &mut Buffer, look: PopupLook) {
        let below = match (self.error.is_empty(), self.echo.is_empty()) {
            (false, _) => (&self.error, look.error),
            (true, false) => (&self.echo, look.dim),
            (true, true) => (&self.hint, look.dim),
        };
        let told = text_width(&self.hint).max(text_width(below.0)).min(WIDEST_TOLD);
        let wanted = told.max(text_width(self.field.text()) + 1).max(text_width(&self.title)).max(40) + 4;
        let columns = wanted.min(usize::from(area.width)).max(8);
        let inside = columns.saturating_sub(4).max(1);
        let lines = wrap(below.0, inside, "…");
        let inner = open_popup(area, wanted, 1 + lines.len(), &self.title, buf, look);
        let [head, body] = split_head(inner);
        self.field.paint(head, buf, Style::default(), true);
        for (line, row) in lines.into_iter().zip(body.rows()) {
            Line::styled(line, below.1).paint(row, buf);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_pasted_over_a_refused_one_is_not_refused_yet() {
        let mut prompt = Prompt::new("Snooze until", "", "a date");
        prompt.refuse("“foo” is not a date");
        prompt.offer("1w".to_owned());
        prompt.paste("2w");
        assert_eq!((prompt.text(), prompt.error.as_str()), ("2w", ""));
        assert!(!prompt.take_offer(), "an offer stands for the text before");
    }
}
