//! A sentence below the results of a report.

use ratatui::style::Style;

/// A sentence below the results.
pub struct ReportNote {
    pub text: String,
    /// How it is drawn.
    pub style: Style,
    /// Whether a blank line stands before it.
    pub is_apart: bool,
}

impl ReportNote {
    /// A sentence that follows the one before.
    pub fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style, is_apart: false }
    }

    /// A sentence that begins a part of its own.
    pub fn apart(text: impl Into<String>, style: Style) -> Self {
        Self { is_apart: true, ..Self::new(text, style) }
    }
}
