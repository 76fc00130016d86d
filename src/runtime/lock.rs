//! A sealed log that nobody has typed at for a while: it is closed, nothing of it is shown, and its key is asked for.

use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use zeroize::Zeroizing;

use crate::runtime::console::Console;
use crate::runtime::draft_writer::PAUSE;
use crate::runtime::error_words::error_words;
use crate::runtime::first_state::{bare_state, screen_state};
use crate::runtime::inbox::{Inbox, LoopInput};
use crate::runtime::input;
use crate::runtime::run::{IDLE, RunningScreen, draw_anew};
use crate::store::LogKey;
use crate::ui::App;
use crate::ui::lock_screen::{LockScreen, paint_lock};

/// What became of an input while the log is locked.
enum LockTurn {
    Stay,
    Redraw,
    /// The log is open again.
    Open,
    Leave,
}

impl<C: Console> RunningScreen<C> {
    /// Locks the log if it is sealed and nobody has typed for as long as the settings say. Nothing is locked that waits to
    /// be saved.
    pub(super) fn lock_if_left(&mut self, inbox: &mut dyn Inbox) -> anyhow::Result<()> {
        if self.left_to_lock() != Some(Duration::ZERO) || self.waiting.is_some() {
            return Ok(());
        }
        if self.flush_drafts().is_err() || !self.session.store_mut().drop_key()? {
            return Ok(());
        }
        self.session.setup.keys.forget();
        self.app = App::new(bare_state(&self.session, self.app.state().look.clone()));
        let outcome = self.stay_locked(inbox);
        self.touched = Instant::now();
        self.is_stale = true;
        outcome
    }

    /// How long until the screen locks itself if nobody touches it; none where it does not.
    pub(super) fn time_until_locked(&self) -> Option<Duration> {
        self.left_to_lock().map(|left| left.max(PAUSE))
    }

    /// What is left of that time; none where nothing locks, because the log is plain or the settings do not want it.
    fn left_to_lock(&self) -> Option<Duration> {
        let after = Duration::from_secs(self.session.setup.config.seal.lock_after_seconds.into());
        let locks = !after.is_zero() && self.session.store().is_sealed();
        locks.then(|| after.saturating_sub(self.touched.elapsed()))
    }

    fn stay_locked(&mut self, inbox: &mut dyn Inbox) -> anyhow::Result<()> {
        let source = self.session.setup.keys.source().clone();
        let asks = match (&source.command, &source.file) {
            (Some(command), _) => format!("Enter fetches its key by `{command}`."),
            (None, Some(file)) => format!("Enter fetches its key from {}.", file.display()),
            (None, None) => "Type its passphrase and press Enter.".to_owned(),
        };
        let mut typed = (!source.is_named()).then(|| Zeroizing::new(String::with_capacity(512)));
        let mut lock = LockScreen { asks, ..LockScreen::default() };
        loop {
            lock.typed = typed.as_ref().map(|typed| typed.chars().count());
            let theme = self.app.state().look.theme;
            self.console.screen().draw(|frame| paint_lock(&lock, &theme, frame))?;
            let input = match inbox.wait(IDLE) {
                Ok(input) => input,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => LoopInput::Stop,
            };
            match self.take_locked(input, &mut typed) {
                Ok(LockTurn::Stay) => lock.wrong = None,
                Ok(LockTurn::Redraw) => draw_anew(self.console.screen())?,
                Ok(LockTurn::Open) => break,
                Ok(LockTurn::Leave) => {
                    self.quitting = true;
                    return Ok(());
                }
                Err(error) => lock.wrong = Some(error_words(&error)),
            }
        }
        let state = screen_state(&self.session, self.app.state().look.clone())?;
        self.app = App::new(state);
        self.may_read_ahead = true;
        Ok(())
    }

    fn take_locked(
        &mut self,
        input: LoopInput,
        typed: &mut Option<Zeroizing<String>>,
    ) -> anyhow::Result<LockTurn> {
        let key = match input {
            LoopInput::Stop => return Ok(LockTurn::Leave),
            LoopInput::Redraw => return Ok(LockTurn::Redraw),
            LoopInput::Suspend => {
                self.console.suspend()?;
                return Ok(LockTurn::Redraw);
            }
            LoopInput::Burst(events) => {
                let letters = events.iter().filter_map(input::typed);
                if let Some(typed) = typed {
                    typed.extend(letters);
                }
                return Ok(LockTurn::Stay);
            }
            LoopInput::Event(Event::Paste(text)) => {
                if let Some(typed) = typed {
                    typed.push_str(text.trim_end_matches(['\r', '\n']));
                }
                return Ok(LockTurn::Stay);
            }
            LoopInput::Event(Event::Key(key)) if key.kind != KeyEventKind::Release => key,
            LoopInput::Event(_) | LoopInput::Backdrop(_) => return Ok(LockTurn::Stay),
        };
        self.press_locked(key, typed)
    }

    fn press_locked(
        &mut self,
        key: KeyEvent,
        typed: &mut Option<Zeroizing<String>>,
    ) -> anyhow::Result<LockTurn> {
        let is_command = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        match (key.code, typed.as_mut()) {
            (KeyCode::Char('c'), _) if is_command => return Ok(LockTurn::Leave),
            (KeyCode::Enter, _) => {
                let typed = typed
                    .as_mut()
                    .map(|typed| std::mem::replace(typed, Zeroizing::new(String::with_capacity(512))));
                return self.open_again(typed).map(|()| LockTurn::Open);
            }
            (KeyCode::Backspace, Some(typed)) => drop(typed.pop()),
            (KeyCode::Char(c), Some(typed)) if !is_command => typed.push(c),
            _ => {}
        }
        Ok(LockTurn::Stay)
    }

    fn open_again(&mut self, typed: Option<Zeroizing<String>>) -> anyhow::Result<()> {
        let path = self.session.store().path().to_owned();
        let key = match typed {
            Some(typed) => LogKey::of_bytes(typed.as_bytes()),
            None => self.session.setup.keys.source().fetch()?.unwrap_or_default(),
        };
        anyhow::ensure!(key.opens(&path), "It does not open the log.");
        self.session.store_mut().take_key(key)?;
        Ok(())
    }
}
