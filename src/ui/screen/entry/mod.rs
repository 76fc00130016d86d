//! The entry forms: typed text in, an act to store out.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::change::Act;
use crate::ui::action::Action;
use crate::ui::outcome::{Message, Seed};
use crate::ui::state::State;

/// An open form.
#[derive(Debug)]
pub struct Form {
    name: String,
}

/// What a key made of a form.
#[derive(Clone, Debug, PartialEq)]
pub enum FormOutcome {
    /// Nothing to tell.
    Stay,
    /// What is typed became another text.
    Changed,
    /// A line at the bottom.
    Say(Message),
    /// It is left; what is typed is kept as a draft.
    Close,
    /// The program is left; what is typed is kept as a draft.
    Quit,
    /// Store this. The form closes when it is stored.
    Save(Act),
}

impl Form {
    /// Opens the form a seed asks for: empty, with a kept draft, an entry to edit, or a report's shape.
    pub fn open(seed: &Seed, _state: &State) -> Self {
        Self {
            name: seed.form.id().to_owned(),
        }
    }

    /// Whether it opened with what was typed and not saved before.
    pub const fn came_from_draft(&self) -> bool {
        false
    }

    /// The name its draft is kept under.
    pub fn draft_name(&self) -> String {
        self.name.clone()
    }

    /// What is typed, as `open` reads it back; none while nothing is.
    pub fn draft(&self) -> Option<String> {
        None
    }

    /// The keys that matter most in it.
    pub fn actions(&self) -> &'static [Action] {
        &[Action::Next, Action::NextField, Action::Save, Action::Keep]
    }

    /// Takes a key that is no command.
    pub fn type_key(&mut self, _event: KeyEvent, _state: &State) -> FormOutcome {
        FormOutcome::Stay
    }

    /// Does what a command means in it.
    pub fn act(&mut self, _action: Action, _state: &State) -> FormOutcome {
        FormOutcome::Stay
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, _text: &str, _state: &State) -> FormOutcome {
        FormOutcome::Stay
    }

    /// Draws it.
    pub fn view(&self, _state: &State, _frame: &mut Frame<'_>, _area: Rect) {}
}
