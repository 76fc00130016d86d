//! The state that tells by another moment that it was changed, whoever changed it.

use std::ops::{Deref, DerefMut};

use crate::ui::kept::Moment;
use crate::ui::state::State;

/// The state as the program has it: whoever may change it gives it another moment.
#[derive(Debug)]
pub struct LiveState(State);

impl LiveState {
    /// The state from now on.
    pub const fn new(state: State) -> Self {
        Self(state)
    }
}

impl Deref for LiveState {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl DerefMut for LiveState {
    fn deref_mut(&mut self) -> &mut State {
        self.0.moment = Moment::default();
        &mut self.0
    }
}
