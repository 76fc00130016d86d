//! What needs him today, his therapy, and the latest results.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::ui::action::Action;
use crate::ui::outcome::Outcome;
use crate::ui::state::State;

/// What needs him today, his therapy, and the latest results.
#[derive(Debug, Default)]
pub struct Today {}

impl Today {
    /// What can be done here, the most useful first.
    pub const ACTIONS: &'static [Action] =
        &[Action::Add, Action::Open, Action::Up, Action::Down, Action::Units];

    /// Does what an action means here.
    pub fn update(&mut self, _action: Action, _state: &State) -> Outcome {
        Outcome::Nothing
    }

    /// Draws the tab.
    pub fn view(&self, _state: &State, _frame: &mut Frame<'_>, _area: Rect) {}
}
