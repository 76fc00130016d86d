//! The terminal as the event loop needs it, and the one at the end of the wires.

use std::io::{self, BufWriter, Stdout};
use std::mem::ManuallyDrop;

use crossterm::clipboard::CopyToClipboard;
use crossterm::execute;
use ratatui::Terminal;
use ratatui::backend::Backend;

use crate::exchange::scrub;
use crate::runtime::terminal::{self, Mouse, TerminalGuard};
use crate::runtime::thin_backend::ThinBackend;

/// A terminal that frames are drawn in.
pub trait Console {
    /// What draws the cells.
    type Backend: Backend<Error = Self::Error>;
    /// What can go wrong with that.
    type Error: std::error::Error + Send + Sync + 'static;

    /// What frames are drawn on.
    fn screen(&mut self) -> &mut Terminal<Self::Backend>;

    /// Hands a text to the clipboard.
    fn copy(&mut self, text: &str) -> io::Result<()>;

    /// Gives the terminal back and stops until the shell brings the program back.
    fn suspend(&mut self) -> io::Result<()>;

    /// Whether the terminal is no longer there.
    fn is_gone(&self) -> bool;
}

/// The terminal the program was started in, taken until this is dropped.
#[derive(Debug)]
pub struct TerminalConsole {
    guard: TerminalGuard,
    /// Never dropped: its own way to end writes to the terminal, and panics where that is gone. The guard gives the
    /// terminal back, cursor and all.
    screen: ManuallyDrop<Terminal<ThinBackend<BufWriter<Stdout>>>>,
}

/// Room for the bytes of a whole frame, so that it goes out in one write and never stands half drawn.
const FRAME_BYTES: usize = 64 << 10;

impl TerminalConsole {
    /// Takes the terminal over: raw mode, the alternate screen, pastes and the mouse.
    pub fn take(mouse: Mouse) -> io::Result<Self> {
        let guard = TerminalGuard::take(mouse)?;
        let out = BufWriter::with_capacity(FRAME_BYTES, io::stdout());
        let screen = ThinBackend::new(out, crossterm::terminal::size()?.into());
        let screen = ManuallyDrop::new(Terminal::new(screen)?);
        Ok(Self { guard, screen })
    }
}

impl Console for TerminalConsole {
    type Backend = ThinBackend<BufWriter<Stdout>>;
    type Error = io::Error;

    fn screen(&mut self) -> &mut Terminal<Self::Backend> {
        &mut self.screen
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        put_on_clipboard(text, io::stdout())
    }

    fn suspend(&mut self) -> io::Result<()> {
        terminal::restore();
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP)?;
        self.guard.enter()
    }

    fn is_gone(&self) -> bool {
        terminal::is_gone()
    }
}

/// By OSC 52, which works over ssh, where no other clipboard is. What commands a terminal stays out of the clipboard,
/// from where it would be pasted into one.
fn put_on_clipboard(text: &str, mut terminal: impl io::Write) -> io::Result<()> {
    execute!(terminal, CopyToClipboard::to_clipboard_from(&*scrub::text(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_commands_a_terminal_does_not_come_on_the_clipboard() {
        let copied = |text: &str| {
            let mut sent = Vec::new();
            put_on_clipboard(text, &mut sent).unwrap();
            sent
        };
        assert_eq!(copied("LH\u{1b}]0;x\u{7}\u{202e} 5"), copied("LH]0;x 5"));
        assert_ne!(copied("LH 5"), copied("LH 6"));
    }
}
