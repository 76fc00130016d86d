//! What is due, why, and who says so.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::id::RuleId;
use crate::ui::action::Action;
use crate::ui::outcome::Outcome;
use crate::ui::state::State;

/// What is due, why, and who says so.
#[derive(Debug, Default)]
pub struct Reminders {}

impl Reminders {
    /// What can be done here, the most useful first.
    pub const ACTIONS: &'static [Action] = &[
        Action::Open,
        Action::Snooze,
        Action::Dismiss,
        Action::Booked,
        Action::View,
    ];

    /// Does what an action means here.
    pub fn update(&mut self, _action: Action, _state: &State) -> Outcome {
        Outcome::Nothing
    }

    /// Draws the tab.
    pub fn view(&self, _state: &State, _frame: &mut Frame<'_>, _area: Rect) {}

    /// Brings a reminder to the front.
    pub fn show(&mut self, _rule: &RuleId, _state: &State) {}
}
