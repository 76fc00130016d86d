//! What the screen shows while a sealed log is locked: nothing of the log.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout};
use ratatui::text::Line;
use ratatui::widgets::{Clear, Paragraph, Wrap};

use crate::ui::theme::Theme;

/// What stands on the screen of a locked log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LockScreen {
    /// How to open it again.
    pub asks: String,
    /// How many letters of a passphrase are typed; none where none is wanted.
    pub typed: Option<usize>,
    /// Why it did not open.
    pub wrong: Option<String>,
}

/// Paints the screen of a locked log.
pub fn paint_lock(lock: &LockScreen, theme: &Theme, frame: &mut Frame<'_>) {
    let mut lines = vec![Line::styled("The log is locked.", theme.heading), Line::from(lock.asks.as_str())];
    if let Some(typed) = lock.typed {
        lines.push(Line::from(format!("Passphrase: {}", "*".repeat(typed))));
    }
    lines.extend(lock.wrong.as_ref().map(|wrong| Line::styled(wrong.as_str(), theme.attention)));
    lines.push(Line::styled("Ctrl-c leaves; what was typed is kept.", theme.dim));
    let [_, middle, _] = Layout::vertical([Constraint::Fill(1), Constraint::Length(8), Constraint::Fill(1)])
        .areas(frame.area());
    frame.render_widget(Clear, frame.area());
    frame.render_widget(Paragraph::new(lines).centered().wrap(Wrap { trim: true }), middle);
}
