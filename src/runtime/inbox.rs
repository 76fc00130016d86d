//! What comes from outside to the loop of the screen, and where it waits for it.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use crossterm::event::Event;

use crate::ui::theme::Backdrop;

/// Where the loop waits for what comes from outside.
pub trait Inbox {
    /// The next input, or none in time.
    fn wait(&mut self, at_most: Duration) -> Result<LoopInput, RecvTimeoutError>;

    /// What has come beside it.
    fn waiting(&mut self) -> Vec<LoopInput>;
}

/// What another thread sends.
impl Inbox for Receiver<LoopInput> {
    fn wait(&mut self, at_most: Duration) -> Result<LoopInput, RecvTimeoutError> {
        self.recv_timeout(at_most)
    }

    fn waiting(&mut self) -> Vec<LoopInput> {
        self.try_iter().collect()
    }
}

/// Something from outside that the loop answers: a key, a paste, a signal.
#[derive(Clone, Debug)]
pub enum LoopInput {
    /// A key, a paste, the mouse.
    Event(Event),
    /// Keys that came all at once and spell a text: a paste in a terminal that does not say so.
    Burst(Vec<Event>),
    /// The terminal answered what it has behind its text.
    Backdrop(Backdrop),
    /// The program is asked to stop until it is brought back, by `kill -TSTP`.
    Suspend,
    /// The window has another size, or the program is in the foreground again.
    Redraw,
    /// The program is asked to end, or its terminal is gone.
    Stop,
}
