//! What reaches the program from outside: keys, and signals. Two small threads that only pass things on.

use std::collections::HashSet;
use std::io;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyModifiers};
use rustix::event::{PollFd, PollFlags};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use crate::runtime::answer::BackgroundQuery;
use crate::runtime::terminal;
use crate::ui::theme::Backdrop;

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

/// Time the event loop has to end by itself before it is ended.
const GRACE: Duration = Duration::from_millis(150);

/// Time to look whether more is waiting; none at all would not look.
const MOMENT: Duration = Duration::from_micros(50);

/// Passes on what the terminal sends. Waits for the terminal itself rather than inside the key reader,
/// which would spin once the terminal is gone.
pub fn watch_keys(to: Sender<LoopInput>, mut answer: BackgroundQuery) {
    thread::spawn(move || {
        loop {
            if !wait_for_input() {
                break drop(to.send(LoopInput::Stop));
            }
            let mut read = Vec::new();
            while let Ok(true) = event::poll(MOMENT) {
                let Ok(event) = event::read() else { break };
                read.extend(answer.sift(event));
                if read.len() >= MOST_AT_ONCE {
                    break;
                }
            }
            for input in gathered(read) {
                if to.send(input).is_err() {
                    return;
                }
            }
        }
    });
}

/// Letters in one read that nobody types so fast.
const BURST: usize = 20;

/// So many different letters are more than a few keys held down.
const DIFFERENT: usize = 5;

/// Inputs that are passed on together at most, so that the screen follows a paste of any length.
const MOST_AT_ONCE: usize = 4096;

/// What was read at once: a burst of keys that spell a text is one input.
fn gathered(read: Vec<LoopInput>) -> Vec<LoopInput> {
    let letters = read.iter().filter_map(spelt_by).count();
    let is_text = letters == read.len();
    let spelt: HashSet<char> = read.iter().filter_map(spelt_by).collect();
    // A key that is held down repeats itself.
    if letters < BURST || !is_text || spelt.len() < DIFFERENT {
        return read;
    }
    let event = |input| if let LoopInput::Event(event) = input { Some(event) } else { None };
    vec![LoopInput::Burst(read.into_iter().filter_map(event).collect())]
}

fn spelt_by(input: &LoopInput) -> Option<char> {
    if let LoopInput::Event(event) = input { typed(event) } else { None }
}

/// The letter a key spells in a text; none for a command.
pub fn typed(event: &Event) -> Option<char> {
    let Event::Key(key) = event else { return None };
    match key.code {
        KeyCode::Char(c) if (key.modifiers - KeyModifiers::SHIFT).is_empty() => Some(c),
        // A return may arrive as the key it shares with Ctrl-j.
        KeyCode::Char('j') if key.modifiers == KeyModifiers::CONTROL => Some('\n'),
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        _ => None,
    }
}

/// Passes on signals. One that ends the program restores the terminal and ends it even if the event loop
/// no longer listens.
pub fn watch_signals(to: Sender<LoopInput>) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGWINCH, SIGCONT, SIGTSTP])?;
    thread::spawn(move || {
        for signal in &mut signals {
            if matches!(signal, SIGWINCH | SIGCONT) {
                drop(to.send(LoopInput::Redraw));
                continue;
            }
            if signal == SIGTSTP {
                drop(to.send(LoopInput::Suspend));
                continue;
            }
            drop(to.send(LoopInput::Stop));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyEvent;

    fn keys(text: &str) -> Vec<LoopInput> {
        let event = |c| match c {
            '\n' => KeyEvent::from(KeyCode::Enter),
            c => KeyEvent::from(KeyCode::Char(c)),
        };
        text.chars().map(|c| LoopInput::Event(Event::Key(event(c)))).collect()
    }

    #[test]
    fn twenty_letters_in_one_read_are_a_burst_and_fewer_are_keys() {
        let burst = gathered(keys("LH 6 IU/L\nFSH 7 IU/L\n"));
        let [LoopInput::Burst(events)] = burst.as_slice() else { panic!("{burst:?}") };
        assert_eq!(events.iter().filter_map(typed).collect::<String>(), "LH 6 IU/L\nFSH 7 IU/L\n");
        assert_eq!(gathered(keys("LH 6 IU/L, FSH 7 IU")).len(), 19);
        assert_eq!(gathered(keys(&"j".repeat(40))).len(), 40, "a key held down is no text");
        let mut with_command = keys("LH 6 IU/L and FSH 7 IU/L");
        with_command.push(LoopInput::Event(Event::Key(KeyEvent::from(KeyCode::Esc))));
        assert_eq!(gathered(with_command).len(), 25, "commands are no text");
    }
}
