//! The filter line: what is typed narrows the list in front at once.

use crossterm::event::{KeyCode, KeyEvent};

use crate::ui::app::{App, Tab};

impl App {
    pub(super) fn filter_text(&self) -> &str {
        match self.tab {
            Tab::Results => self.screens.results.filter(),
            Tab::Journal => self.screens.journal.filter(),
            _ => "",
        }
    }

    pub(super) fn set_filter(&mut self, text: &str) {
        match self.tab {
            Tab::Results => self.screens.results.set_filter(text, &self.state),
            Tab::Journal => self.screens.journal.set_filter(text, &self.state),
            _ => {}
        }
    }

    pub(super) fn filter_key(&mut self, event: KeyEvent) {
        let Some(field) = &mut self.filter else { return };
        match event.code {
            KeyCode::Enter => self.filter = None,
            KeyCode::Esc => {
                self.filter = None;
                self.set_filter("");
            }
            _ => {
                if field.key(event) {
                    let text = field.text().to_owned();
                    self.set_filter(&text);
                }
            }
        }
    }
}
