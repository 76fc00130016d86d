//! A row of a list to pick from, and how wide the list may be.

/// A row of a picker.
#[derive(Clone, Debug, PartialEq)]
pub struct PickerRow {
    pub label: String,
    /// Shown at the right: a key, a note.
    pub hint: String,
    /// Shown dim beside the label: what it is or does.
    pub about: String,
    /// Other words it is found by, parted by commas.
    pub aliases: String,
    /// What it belongs to, shown once before the first row of it; empty where nothing is grouped.
    pub group: &'static str,
}

impl PickerRow {
    /// A row of the list with a hint beside its label.
    pub fn new(label: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            hint: hint.into(),
            about: String::new(),
            aliases: String::new(),
            group: "",
        }
    }
}

/// Columns of what to do, and beside it the place in a list that is longer than its window.
pub(super) const WIDEST_HEAD: usize = 54;
