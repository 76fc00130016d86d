//! What is known of the terminal before anything is drawn.

use crate::ui::setting::ScreenForm;

/// What the surroundings say about how to draw.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings {
    /// Whether colours are wanted at all.
    pub color: bool,
    /// Whether locale and terminal show more than ASCII.
    pub utf8: bool,
    /// Whether it is the kernel's own console, which shows few signs and answers no question.
    pub is_console: bool,
    /// Whether words may lead to pages.
    pub links: bool,
    /// How the screen was asked to be laid out; settings may ask for the plain form too.
    pub screen: ScreenForm,
}
