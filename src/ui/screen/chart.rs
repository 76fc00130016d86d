//! Results over time.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::id::AnalyteId;
use crate::ui::action::Action;
use crate::ui::outcome::Outcome;
use crate::ui::state::State;

/// Results over time.
#[derive(Debug, Default)]
pub struct Chart {}

impl Chart {
    /// What can be done here, the most useful first.
    pub const ACTIONS: &'static [Action] = &[Action::Series, Action::Left, Action::Right, Action::Open];

    /// Does what an action means here.
    pub fn update(&mut self, _action: Action, _state: &State) -> Outcome {
        Outcome::Nothing
    }

    /// Draws the tab.
    pub fn view(&self, _state: &State, _frame: &mut Frame<'_>, _area: Rect) {}

    /// Draws these analytes.
    pub fn show(&mut self, _analytes: Vec<AnalyteId>, _state: &State) {}
}
