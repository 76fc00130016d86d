//! A labelled field: what it holds, and what is typed in it.

use crate::ui::screen::entry::slot::Slot;
use crate::ui::widget::field::Field;

/// A labelled field.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it holds.
    pub slot: Slot,
    /// What is typed.
    pub field: Field,
}

impl Line {
    /// A field that holds a text.
    pub fn new(slot: Slot, text: impl AsRef<str>) -> Self {
        Self {
            slot,
            field: Field::new(text.as_ref()),
        }
    }

    /// The text without blanks around it.
    pub fn text(&self) -> &str {
        self.field.text().trim()
    }
}

/// What is typed in the slot; empty where the form has no such slot.
pub fn text_of(lines: &[Line], slot: Slot) -> &str {
    lines.iter().find(|line| line.slot == slot).map_or("", Line::text)
}

/// The text of a slot unless it is blank.
pub fn some_of(lines: &[Line], slot: Slot) -> Option<String> {
    Some(text_of(lines, slot))
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}
