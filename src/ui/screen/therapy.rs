//! Drugs over time, and what the results did since.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::ui::action::Action;
use crate::ui::outcome::Outcome;
use crate::ui::state::State;

/// Drugs over time, and what the results did since.
#[derive(Debug, Default)]
pub struct Therapy {}

impl Therapy {
    /// What can be done here, the most useful first.
    pub const ACTIONS: &'static [Action] = &[Action::Add, Action::Edit, Action::Delete];

    /// Does what an action means here.
    pub fn update(&mut self, _action: Action, _state: &State) -> Outcome {
        Outcome::Nothing
    }

    /// Draws the tab.
    pub fn view(&self, _state: &State, _frame: &mut Frame<'_>, _area: Rect) {}
}
