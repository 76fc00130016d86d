//! The program in a real (pseudo) terminal, as a person has it before them.

use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

/// A terminal with the program in it.
pub struct Terminal {
    pub screen: vt100::Parser,
    pub raw: Vec<u8>,
    pub output: Receiver<Vec<u8>>,
    pub input: Box<dyn Write + Send>,
    pub child: Box<dyn Child + Send + Sync>,
    /// The terminal is there as long as this is.
    pub master: Box<dyn MasterPty + Send>,
    pub home: TempDir,
}

pub const LINES: std::num::NonZeroU16 = std::num::NonZeroU16::new(24).unwrap();
pub const COLUMNS: std::num::NonZeroU16 = std::num::NonZeroU16::new(80).unwrap();

/// Long enough for a loaded machine; nothing here measures time.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub const SIZE: PtySize = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };

/// The program on a day, in a home of its own.
pub fn program(home: &TempDir) -> CommandBuilder {
    let mut command = CommandBuilder::new(assert_cmd::cargo::cargo_bin("androlog"));
    command.env_clear();
    for (name, value) in [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("ANDROLOG_TODAY", "2026-03-14")] {
        command.env(name, value);
    }
    command.env("HOME", home.path());
    command.cwd(home.path());
    command
}

impl Terminal {
    pub fn open() -> Self {
        let home = tempfile::tempdir().unwrap();
        Self::open_at(home)
    }

    /// The program over what an earlier run left.
    pub fn open_at(home: TempDir) -> Self {
        let command = program(&home);
        Self::run(home, command)
    }

    pub fn run(home: TempDir, command: CommandBuilder) -> Self {
        let pair = native_pty_system().openpty(SIZE).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (to, output) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read) = reader.read(&mut buffer) {
                if read == 0 || to.send(buffer[..read].to_vec()).is_err() {
                    break;
                }
            }
        });
        let input = pair.master.take_writer().unwrap();
        Self {
            screen: vt100::Parser::new(LINES, COLUMNS, 0),
            raw: Vec::new(),
            output,
            input,
            child,
            master: pair.master,
            home,
        }
    }

    pub fn type_text(&mut self, text: &str) {
        self.input.write_all(text.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    /// Waits until the screen shows a text.
    pub fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |contents| contents.contains(text));
    }

    /// Waits until the screen no longer shows a text.
    pub fn wait_until_gone(&mut self, text: &str) {
        self.wait_until(text, |contents| !contents.contains(text));
    }

    pub fn wait_until(&mut self, text: &str, holds: impl Fn(&str) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !holds(&self.screen.screen().contents()) {
            match self.output.recv_timeout(Duration::from_millis(200)) {
                Ok(bytes) => self.take(&bytes),
                Err(_) => {
                    assert!(Instant::now() < until, "no “{text}” in:\n{}", self.screen.screen().contents());
                }
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.raw.extend(bytes);
        self.screen.process(bytes);
    }

    /// Waits until the program has ended, and reads what it still wrote.
    pub fn wait_for_end(&mut self) -> u32 {
        let until = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < until, "the program does not end");
            thread::sleep(Duration::from_millis(20));
        };
        while let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
            self.take(&bytes);
        }
        status.exit_code()
    }

    /// Whether the screen shows a text now.
    pub fn shows(&self, text: &str) -> bool {
        self.screen.screen().contents().contains(text)
    }

    /// Whether the screen shows a text before so long has passed.
    pub fn sees_within(&mut self, text: &str, time: Duration) -> bool {
        let until = Instant::now() + time;
        while !self.shows(text) {
            let Some(left) = until.checked_duration_since(Instant::now()) else { return false };
            if let Ok(bytes) = self.output.recv_timeout(left) {
                self.take(&bytes);
            }
        }
        true
    }

    /// Waits until the program has left the alternate screen.
    pub fn wait_until_left(&mut self) {
        let until = Instant::now() + PATIENCE;
        while self.screen.screen().alternate_screen() || self.screen.screen().hide_cursor() {
            assert!(Instant::now() < until, "still on the alternate screen");
            if let Ok(bytes) = self.output.recv_timeout(Duration::from_millis(200)) {
                self.take(&bytes);
            }
        }
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        let done = std::process::Command::new("kill").args(["-s", name, &id]).status().unwrap();
        assert!(done.success());
    }

    pub fn assert_given_back(&self) {
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen(), "still on the alternate screen");
        assert!(!screen.hide_cursor(), "the cursor is still hidden");
        assert!(!screen.bracketed_paste(), "bracketed paste is still on");
    }
}
