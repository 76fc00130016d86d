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

/// Time of one look whether more is waiting; none at all would not look.
const MOMENT: Duration = Duration::from_micros(50);

/// Looks in a row that find nothing before nothing is taken to be there. A look ends when its time is over, which on a
/// busy machine may be before the reader of keys has looked at what it holds already; and what it holds no longer shows
/// at the terminal.
const LOOKS: usize = 4;

/// The reader of keys.
trait KeyReader {
    /// Looks for a moment whether something has come.
    fn look(&mut self) -> io::Result<bool>;
    /// What has come and waits to be read.
    fn next(&mut self) -> io::Result<Event>;
}

/// What the terminal sends.
struct TerminalKeys;

impl KeyReader for TerminalKeys {
    fn look(&mut self) -> io::Result<bool> {
        event::poll(MOMENT)
    }

    fn next(&mut self) -> io::Result<Event> {
        event::read()
    }
}

/// Passes on what the terminal sends. Waits for the terminal itself rather than inside the key reader,
/// which would spin once the terminal is gone.
pub fn watch_keys(to: Sender<LoopInput>, mut answer: BackgroundQuery) {
    thread::spawn(move || {
        // The reader is made ready while nobody waits for it; no time is given to look.
        let _ = event::poll(Duration::ZERO);
        loop {
            if !wait_for_input() {
                break drop(to.send(LoopInput::Stop));
            }
            let waiting = rustix::io::ioctl_fionread(io::stdin()).unwrap_or(1);
            let mut pass_on = |input| to.send(input).is_ok();
            if !pass_on_waiting(&mut TerminalKeys, &mut answer, waiting, &mut pass_on) {
                return;
            }
        }
    });
}

/// Passes on all that has come, of which so many bytes are waiting; says whether somebody still listens. One byte is one
/// key and passed on at once; where more are waiting, what belongs together is looked for well.
fn pass_on_waiting(
    keys: &mut impl KeyReader,
    answer: &mut BackgroundQuery,
    waiting: u64,
    pass_on: &mut impl FnMut(LoopInput) -> bool,
) -> bool {
    let mut looks = if waiting > 1 { LOOKS } else { 1 };
    loop {
        let (read, count) = read_waiting(keys, answer, looks);
        if !gathered(read).into_iter().all(&mut *pass_on) {
            return false;
        }
        if count == 0 {
            return true;
        }
        looks = LOOKS;
    }
}

/// What is read until so many looks in a row find nothing, and how many events that were.
fn read_waiting(
    keys: &mut impl KeyReader,
    answer: &mut BackgroundQuery,
    looks: usize,
) -> (Vec<LoopInput>, usize) {
    let (mut read, mut count, mut missed) = (Vec::new(), 0, 0);
    while missed < looks && read.len() < MOST_AT_ONCE {
        match keys.look() {
            Ok(true) => {
                let Ok(event) = keys.next() else { break };
                read.extend(answer.sift(event));
                (count, missed) = (count + 1, 0);
            }
            Ok(false) => missed += 1,
            Err(_) => break,
        }
    }
    (read, count)
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

    /// A reader that finds what it holds only at every so many looks.
    struct BusyKeys {
        held: std::collections::VecDeque<Event>,
        every: usize,
        looked: usize,
    }

    impl KeyReader for BusyKeys {
        fn look(&mut self) -> io::Result<bool> {
            self.looked += 1;
            Ok(!self.held.is_empty() && self.looked.is_multiple_of(self.every))
        }

        fn next(&mut self) -> io::Result<Event> {
            self.held.pop_front().ok_or_else(|| io::ErrorKind::WouldBlock.into())
        }
    }

    #[test]
    fn what_the_reader_holds_is_passed_on_whole_though_a_busy_machine_takes_the_time_of_a_look() {
        let event = |input| if let LoopInput::Event(event) = input { event } else { unreachable!("a key") };
        let paste = "LH 6 IU/L\nFSH 7 IU/L\n";
        for (every, text, passed) in [(1, "4867", 4), (LOOKS, "4867", 4), (1, paste, 1), (LOOKS, paste, 1)] {
            let held = keys(text).into_iter().map(event).collect();
            let mut reader = BusyKeys { held, every, looked: 0 };
            let mut inputs = Vec::new();
            let mut pass_on = |input| {
                inputs.push(input);
                true
            };
            let mut answer = BackgroundQuery::default();
            pass_on_waiting(&mut reader, &mut answer, text.len() as u64, &mut pass_on);
            assert!(reader.held.is_empty(), "{text}, found at every {every} looks");
            assert_eq!(inputs.len(), passed, "{inputs:?}");
        }
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
