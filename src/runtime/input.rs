//! What reaches the program from outside: keys, which the loop reads itself while it waits, and signals, which a small
//! thread passes on.

use std::collections::{HashSet, VecDeque};
use std::io::{self, PipeReader, Read, Write};
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyCode, KeyModifiers};
use rustix::event::{PollFd, PollFlags, Timespec};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use crate::runtime::answer::BackgroundQuery;
use crate::runtime::inbox::{Inbox, LoopInput};
use crate::runtime::terminal;

/// Time the event loop has to end by itself before it is ended.
const GRACE: Duration = Duration::from_millis(150);

/// Time of one look whether the reader of keys holds something; none at all would not look.
const SHORT_LOOK: Duration = Duration::from_micros(5);

/// The same where a text comes in pieces.
const LONG_LOOK: Duration = Duration::from_micros(50);

/// Looks in a row that find nothing before nothing is taken to be there. A look ends when its time is over, which on a
/// busy machine may be before the reader of keys has looked at what it holds already; and what it holds no longer shows
/// at the terminal.
const LOOKS: usize = 4;

/// The reader of keys.
trait KeyReader {
    /// Looks for so long whether something has come.
    fn look(&mut self, time: Duration) -> io::Result<bool>;
    /// What has come and waits to be read.
    fn next(&mut self) -> io::Result<Event>;
}

/// What the terminal sends.
#[derive(Debug)]
struct TerminalKeys;

impl KeyReader for TerminalKeys {
    fn look(&mut self, time: Duration) -> io::Result<bool> {
        event::poll(time)
    }

    fn next(&mut self) -> io::Result<Event> {
        event::read()
    }
}

/// What comes from the terminal and by signals. It waits for the terminal itself rather than inside the reader of keys,
/// which would spin once the terminal is gone.
#[derive(Debug)]
pub struct TerminalInbox {
    signals: PipeReader,
    keys: KeyQueue<TerminalKeys>,
}

impl TerminalInbox {
    /// Begins to read keys, among which an answer of the terminal may come. The signals are those of [`watch_signals`].
    pub fn new(signals: PipeReader, answer: BackgroundQuery) -> Self {
        // The reader is made ready while nobody waits for it; no time is given to look.
        let _ = event::poll(Duration::ZERO);
        Self { signals, keys: KeyQueue::new(TerminalKeys, answer) }
    }

    fn read_signals(&mut self) {
        let mut numbers = [0; 64];
        let count = self.signals.read(&mut numbers).unwrap_or_default();
        self.keys.ahead.extend(numbers[..count].iter().map(|number| input_of_signal((*number).into())));
    }
}

impl Inbox for TerminalInbox {
    fn wait(&mut self, at_most: Duration) -> Result<LoopInput, RecvTimeoutError> {
        let until = Instant::now() + at_most;
        loop {
            if let Some(input) = self.keys.next() {
                return Ok(input);
            }
            match wait_for_one(&self.signals, until.saturating_duration_since(Instant::now())) {
                Awaited::Keys => {
                    let waiting = rustix::io::ioctl_fionread(io::stdin()).unwrap_or(1);
                    self.keys.read(waiting as usize);
                }
                Awaited::Signal => self.read_signals(),
                Awaited::Interruption => {}
                Awaited::Nothing => return Err(RecvTimeoutError::Timeout),
                Awaited::End => return Ok(LoopInput::Stop),
            }
        }
    }

    fn waiting(&mut self) -> Vec<LoopInput> {
        self.keys.ahead.drain(..).collect()
    }
}

/// What was read ahead of what is taken.
#[derive(Debug)]
struct KeyQueue<K> {
    keys: K,
    answer: BackgroundQuery,
    ahead: VecDeque<LoopInput>,
    /// How long to look for what the reader of keys may hold beside what it gave; none where it holds nothing.
    looks_again: Option<Duration>,
}

impl<K: KeyReader> KeyQueue<K> {
    const fn new(keys: K, answer: BackgroundQuery) -> Self {
        Self { keys, answer, ahead: VecDeque::new(), looks_again: None }
    }

    /// What was read first, or what the reader still holds.
    fn next(&mut self) -> Option<LoopInput> {
        while self.ahead.is_empty()
            && let Some(time) = self.looks_again
        {
            self.read_until(MOST_AT_ONCE, time);
        }
        self.ahead.pop_front()
    }

    /// Reads what has come, of which so many bytes are waiting. One byte is one key, which is taken at once, and what came
    /// just behind it later; where more are waiting, what belongs together is looked for well.
    fn read(&mut self, waiting: usize) {
        match waiting {
            0 | 1 => self.read_until(1, SHORT_LOOK),
            _ if waiting < BURST => self.read_until(MOST_AT_ONCE, SHORT_LOOK),
            _ => self.read_until(MOST_AT_ONCE, LONG_LOOK),
        }
    }

    /// Reads so many events, or until some looks in a row find nothing.
    fn read_until(&mut self, most: usize, time: Duration) {
        let (mut read, mut count, mut missed) = (Vec::new(), 0, 0);
        while missed < LOOKS && count < most {
            match self.keys.look(time) {
                Ok(true) => {
                    let Ok(event) = self.keys.next() else { break };
                    read.extend(self.answer.sift(event));
                    (count, missed) = (count + 1, 0);
                }
                Ok(false) => missed += 1,
                Err(_) => break,
            }
        }
        self.looks_again = (count == most).then_some(time);
        self.ahead.extend(gathered(read));
    }
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

/// Signals as they come, each as its number in one byte. One that ends the program restores the terminal and ends it even
/// if the event loop no longer listens.
pub fn watch_signals() -> io::Result<PipeReader> {
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGWINCH, SIGCONT, SIGTSTP])?;
    let (passed_on, mut loop_end) = io::pipe()?;
    thread::spawn(move || {
        for signal in &mut signals {
            // Where nobody reads any more the program is about to end.
            let _ = loop_end.write_all(&[signal as u8]);
            if matches!(input_of_signal(signal), LoopInput::Stop) {
                thread::sleep(GRACE);
                terminal::restore();
                std::process::exit(0);
            }
        }
    });
    Ok(passed_on)
}

const fn input_of_signal(signal: i32) -> LoopInput {
    match signal {
        SIGWINCH | SIGCONT => LoopInput::Redraw,
        SIGTSTP => LoopInput::Suspend,
        _ => LoopInput::Stop,
    }
}

/// What there is to be read.
enum Awaited {
    Keys,
    Signal,
    /// A signal came, which is passed on in a moment.
    Interruption,
    /// The time is over, and nothing came.
    Nothing,
    /// There never will be keys again.
    End,
}

/// Waits until there is something to read.
fn wait_for_one(signals: &PipeReader, at_most: Duration) -> Awaited {
    let stdin = io::stdin();
    let mut watched = [PollFd::new(signals, PollFlags::IN), PollFd::new(&stdin, PollFlags::IN)];
    match rustix::event::poll(&mut watched, Timespec::try_from(at_most).ok().as_ref()) {
        Err(rustix::io::Errno::INTR) => return Awaited::Interruption,
        Err(_) => return Awaited::End,
        Ok(0) => return Awaited::Nothing,
        Ok(_) => {}
    }
    let [signal, keys] = watched.map(|fd| fd.revents());
    if signal.contains(PollFlags::IN) {
        Awaited::Signal
    } else if keys.contains(PollFlags::IN)
        && !keys.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL)
    {
        Awaited::Keys
    } else {
        Awaited::End
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
        held: VecDeque<Event>,
        every: usize,
        looked: usize,
    }

    impl KeyReader for BusyKeys {
        fn look(&mut self, _time: Duration) -> io::Result<bool> {
            self.looked += 1;
            Ok(!self.held.is_empty() && self.looked.is_multiple_of(self.every))
        }

        fn next(&mut self) -> io::Result<Event> {
            self.held.pop_front().ok_or_else(|| io::ErrorKind::WouldBlock.into())
        }
    }

    #[test]
    fn what_the_reader_holds_is_taken_whole_though_a_busy_machine_takes_the_time_of_a_look() {
        let event = |input| if let LoopInput::Event(event) = input { event } else { unreachable!("a key") };
        let paste = "LH 6 IU/L\nFSH 7 IU/L\n";
        for (every, text, waiting, taken) in [
            (1, "4867", 4, 4),
            (LOOKS, "4867", 4, 4),
            (1, "4867", 1, 4),
            (LOOKS, "4867", 1, 4),
            (1, paste, paste.len(), 1),
            (LOOKS, paste, paste.len(), 1),
        ] {
            let held = keys(text).into_iter().map(event).collect();
            let reader = BusyKeys { held, every, looked: 0 };
            let mut queue = KeyQueue::new(reader, BackgroundQuery::default());
            queue.read(waiting);
            assert_eq!(queue.ahead.len(), if waiting == 1 { 1 } else { taken }, "at once of {text}");
            let inputs: Vec<LoopInput> = std::iter::from_fn(|| queue.next()).collect();
            assert_eq!(inputs.len(), taken, "{text}, found at every {every} looks: {inputs:?}");
            assert!(queue.keys.held.is_empty());
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
