//! Symptoms and events, and the ten-second check-in.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::ui::action::Action;
use crate::ui::outcome::Outcome;
use crate::ui::state::State;

/// Symptoms and events, and the ten-second check-in.
#[derive(Debug, Default)]
pub struct Journal {}

impl Journal {
    /// What can be done here, the most useful first.
    pub const ACTIONS: &'static [Action] = &[
        Action::Open,
        Action::Add,
        Action::Edit,
        Action::Delete,
        Action::Filter,
    ];

    /// Does what an action means here.
    pub fn update(&mut self, _action: Action, _state: &State) -> Outcome {
        Outcome::Nothing
    }

    /// Draws the tab.
    pub fn view(&self, _state: &State, _frame: &mut Frame<'_>, _area: Rect) {}

    /// Takes a key inside a check-in; none outside one, or for a key that is no grade.
    pub fn check_in_key(&mut self, _event: crossterm::event::KeyEvent, _state: &State) -> Option<Outcome> {
        None
    }

    /// The filter in force.
    pub fn filter(&self) -> &str {
        ""
    }

    /// Shows only what matches.
    pub fn set_filter(&mut self, _text: &str, _state: &State) {}
}
