//! What reaches the program from outside: keys, and signals. Two small threads that only pass things on.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use crossterm::event::{self, Event};
use rustix::event::{PollFd, PollFlags};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;

use crate::runtime::answer::Answer;
use crate::runtime::terminal;
use crate::ui::theme::Backdrop;

/// Something from outside.
#[derive(Clone, Debug)]
pub enum Input {
    /// A key, a paste, the mouse.
    Event(Event),
    /// The terminal answered what it has behind its text.
    Backdrop(Backdrop),
    /// The window has another size, or the program is in the foreground again.
    Redraw,
    /// The program is asked to end, or its terminal is gone.
    Stop,
}

/// Time the event loop has to end by itself before it is ended.
const GRACE: Duration = Duration::from_millis(150);

/// Time to look whether more is waiting; none at all would not look.
const MOMENT: Duration = Duration::from_micros(50);

/// Passes on what the terminal sends. Waits for the terminal itself rather than inside the key reader,
/// which would spin once the terminal is gone.
pub fn watch_keys(to: Sender<Input>, mut answer: Answer) {
    thread::spawn(move || {
        loop {
            if !wait_for_input() {
                break drop(to.send(Input::Stop));
            }
            while let Ok(true) = event::poll(MOMENT) {
                let Ok(event) = event::read() else { break };
                for input in answer.sift(event) {
                    if to.send(input).is_err() {
                        return;
                    }
                }
            }
        }
    });
}

/// Passes on signals. One that ends the program restores the terminal and ends it even if the event loop
/// no longer listens.
pub fn watch_signals(to: Sender<Input>) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGWINCH, SIGCONT])?;
    thread::spawn(move || {
        for signal in &mut signals {
            if matches!(signal, SIGWINCH | SIGCONT) {
                drop(to.send(Input::Redraw));
                continue;
            }
            drop(to.send(Input::Stop));
            thread::sleep(GRACE);
            terminal::restore();
            std::process::exit(0);
        }
    });
    Ok(())
}

/// Blocks until there is something to read; false when there never will be again.
fn wait_for_input() -> bool {
    let stdin = io::stdin();
    loop {
        let mut watched = [PollFd::new(&stdin, PollFlags::IN)];
        match rustix::event::poll(&mut watched, None) {
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return false,
            Ok(_) => {
                let seen = watched[0].revents();
                return seen.contains(PollFlags::IN)
                    && !seen.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL);
            }
        }
    }
}
