//! A labelled field: what it holds, and what is typed in it.

use crate::domain::day;
use crate::ui::screen::entry::read::read_day;
use crate::ui::screen::entry::slot::Slot;
use crate::ui::state::State;
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
        Self { slot, field: Field::new(text.as_ref()) }
    }

    /// The text without blanks around it.
    pub fn text(&self) -> &str {
        self.field.text().trim()
    }
}

/// Writes each day that can be read in words, so that `yesterday` stays the day it meant. Whether any text changed.
pub fn settle_days<'l>(lines: impl Iterator<Item = &'l mut Line>, state: &State) -> bool {
    let mut changed = false;
    for line in lines.filter(|line| line.slot.is_day() && !line.text().is_empty()) {
        if let Ok(read) = read_day(line.text(), state) {
            let words = day::long(read);
            if line.text() != words {
                line.field.set(&words);
                changed = true;
            }
        }
    }
    changed
}

/// What is typed in the slot; empty where the form has no such slot.
pub fn text_of(lines: &[Line], slot: Slot) -> &str {
    lines.iter().find(|line| line.slot == slot).map_or("", Line::text)
}

/// The text of a slot unless it is blank.
pub fn some_of(lines: &[Line], slot: Slot) -> Option<String> {
    Some(text_of(lines, slot)).filter(|text| !text.is_empty()).map(str::to_owned)
}
