//! What a key made of a form: a line to say, a draft to keep, an act to store.

use crate::domain::change::Act;
use crate::ui::outcome::Message;

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

impl FormOutcome {
    /// A line that says what would be right.
    pub(super) fn refuse(words: impl Into<String>) -> Self {
        Self::Say(Message::error(words))
    }

    /// A line that says what is so.
    pub(super) fn note(words: impl Into<String>) -> Self {
        Self::Say(Message::note(words))
    }

    /// What became of the lines of a pasted report.
    pub(super) fn pasted(read: usize, unsure: usize, unknown: usize) -> Self {
        let many = |count: usize, one: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {one}s"),
        };
        let (read_words, unknown) = (many(read, "value"), many(unknown, "line"));
        Self::Say(Message {
            text: format!("{read_words} read, {unsure} of them to check, {unknown} not understood"),
            is_error: read == 0,
        })
    }
}
