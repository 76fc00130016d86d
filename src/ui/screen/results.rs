//! Every result: by report, or as a table of analytes over dates.

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::id::{AnalyteId, EntryId};
use crate::ui::action::Action;
use crate::ui::outcome::Outcome;
use crate::ui::state::State;

/// Every result: by report, or as a table of analytes over dates.
#[derive(Debug, Default)]
pub struct Results {}

impl Results {
    /// What can be done here, the most useful first.
    pub const ACTIONS: &'static [Action] = &[
        Action::Add,
        Action::Open,
        Action::Edit,
        Action::Delete,
        Action::Duplicate,
        Action::Filter,
        Action::View,
        Action::Copy,
    ];

    /// Does what an action means here.
    pub fn update(&mut self, _action: Action, _state: &State) -> Outcome {
        Outcome::Nothing
    }

    /// Draws the tab.
    pub fn view(&self, _state: &State, _frame: &mut Frame<'_>, _area: Rect) {}

    /// Brings a report to the front, the cursor on an analyte.
    pub fn show(&mut self, _id: &EntryId, _analyte: Option<&AnalyteId>, _state: &State) {}

    /// The filter in force.
    pub fn filter(&self) -> &str {
        ""
    }

    /// Shows only what matches.
    pub fn set_filter(&mut self, _text: &str, _state: &State) {}
}
