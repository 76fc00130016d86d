//! The event loop: what happened goes to the screen, what the screen wants is done, then a frame is drawn.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use crossterm::event::{Event, KeyCode};
use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::layout::{Position, Rect};

use crate::domain::record_extent::HistoryNeed;
use crate::runtime::answer::BackgroundQuery;
use crate::runtime::clock;
use crate::runtime::console::{Console, TerminalConsole};
use crate::runtime::draft_writer::{Drafts, PAUSE};
use crate::runtime::error_words::error_words;
use crate::runtime::first_state::{first_state, notice};
use crate::runtime::imports::BackgroundReading;
use crate::runtime::inbox::{Inbox, LoopInput};
use crate::runtime::input::{self, TerminalInbox, watch_signals};
use crate::runtime::leftovers::remove_pages;
use crate::runtime::session::Session;
use crate::runtime::surroundings::Surroundings;
use crate::runtime::terminal::Mouse;
use crate::store::{ForeignChange, StoreError};
use crate::ui::screen::results::FIRST_REPORTS;
use crate::ui::{App, Effect, Msg, State};

/// Runs the screen in the terminal until it is left.
pub fn run(mut session: Session, surroundings: Surroundings) -> anyhow::Result<()> {
    session.store_mut().sign_as("screen");
    session.store_mut().wait_at_most(PATIENCE)?;
    let mouse = if session.setup.config.mouse { Mouse::Taken } else { Mouse::Left };
    let state = first_state(&session, surroundings)?;
    let signals = watch_signals()?;
    let asks = state.look.chosen_theme.asks_backdrop() && !surroundings.is_console;
    let mut screen = RunningScreen::new(state, session, TerminalConsole::take(mouse)?);
    // The answer comes among the keys, and the first frame does not wait for it.
    screen.draw()?;
    let answer = if asks { BackgroundQuery::ask()? } else { BackgroundQuery::default() };
    screen.work_to_end(&mut TerminalInbox::new(signals, answer))
}

/// The screen, the log and the terminal between them. The terminal and what comes from it are parameters, so that a
/// test drives this very loop.
pub struct RunningScreen<C: Console> {
    pub(super) app: App,
    pub(super) session: Session,
    pub(super) console: C,
    /// Where a file goes whose name says no folder.
    pub(super) folder: PathBuf,
    pub(super) drafts: Drafts,
    /// Whether the history was not looked at yet while nobody waits.
    pub(super) may_read_ahead: bool,
    pub(super) quitting: bool,
    /// What was said last of the file, and when.
    told_news: Option<(String, Instant)>,
    /// The day of which a copy was made.
    pub(super) kept_day: Option<NaiveDate>,
    /// What is to be done as soon as another program no longer keeps the log locked.
    pub(super) waiting: Option<WaitingSave>,
    /// The file that is read beside the screen.
    pub(super) reading: Option<BackgroundReading>,
    /// What came and was not taken yet.
    ahead: VecDeque<LoopInput>,
    /// How many troubles of the log were told.
    pub(super) told_troubles: usize,
    /// When something came last.
    pub(super) touched: Instant,
    /// Whether what the terminal shows is no longer so.
    pub(super) is_stale: bool,
}

/// What could not be stored because another program had the log locked, with what follows on it.
#[derive(Debug)]
pub(super) struct WaitingSave {
    pub(super) effects: Vec<Effect>,
    pub(super) since: Instant,
}

/// No key for so long after the first frame, and the history is read: longer than from one key of a quick hand to the
/// next, which would wait for it.
const BREATH: Duration = Duration::from_millis(250);
/// So long the screen stands still at most for another program that writes; a key shows at once.
const PATIENCE: Duration = Duration::from_millis(20);
/// How often it is tried again to store what waits for another program.
const LOCK_PAUSE: Duration = Duration::from_millis(100);
/// How soon it is tried again to keep what is typed, which the log did not take.
const REFUSED_PAUSE: Duration = Duration::from_secs(1);
/// How often another process and the calendar are looked at while nothing happens; a key looks at once.
pub(super) const IDLE: Duration = Duration::from_secs(10);

/// Who presses a key so soon after something was said has not read it.
const UNREAD_FOR: Duration = Duration::from_secs(1);

impl<C: Console> RunningScreen<C> {
    /// A screen over a log, in a terminal.
    pub fn new(state: State, session: Session, console: C) -> Self {
        Self {
            app: App::new(state),
            session,
            console,
            folder: PathBuf::new(),
            drafts: Drafts::default(),
            may_read_ahead: true,
            quitting: false,
            told_news: None,
            kept_day: None,
            waiting: None,
            reading: None,
            ahead: VecDeque::new(),
            told_troubles: 0,
            touched: Instant::now(),
            is_stale: true,
        }
    }

    /// The same with another folder for files whose name says none.
    #[must_use]
    pub fn in_folder(mut self, folder: PathBuf) -> Self {
        self.folder = folder;
        self
    }

    /// The screen that the loop draws.
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// The open log that the loop writes to.
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// The terminal that the loop draws on.
    pub const fn console(&self) -> &C {
        &self.console
    }

    /// The terminal, to change it between two runs of the loop, of which the second draws anew.
    pub const fn console_mut(&mut self) -> &mut C {
        self.is_stale = true;
        &mut self.console
    }

    /// Whether the screen was left.
    pub const fn has_ended(&self) -> bool {
        self.quitting
    }

    /// The terminal and the log, when the work is done.
    pub fn into_parts(self) -> (C, Session) {
        (self.console, self.session)
    }

    /// Takes what comes until the screen is left or nothing can come any more. What is typed is kept, however it ends.
    pub fn work(&mut self, inbox: &mut dyn Inbox) -> anyhow::Result<()> {
        let done = self.take_turns(inbox);
        let kept = self.flush_drafts();
        done.and(kept)
    }

    /// The same, then gives the terminal back and closes the log.
    pub fn work_to_end(mut self, inbox: &mut dyn Inbox) -> anyhow::Result<()> {
        let done = self.work(inbox);
        let (console, session) = self.into_parts();
        // Where the terminal is gone there was nothing left to do but to keep what is typed, which is done by now.
        let done = if console.is_gone() { Ok(()) } else { done };
        drop(console);
        done.and(session.close())
    }

    pub(super) fn draw(&mut self) -> anyhow::Result<()> {
        self.is_stale = false;
        self.console.screen().draw(|frame| self.app.view(frame))?;
        Ok(())
    }

    fn take_turns(&mut self, inbox: &mut dyn Inbox) -> anyhow::Result<()> {
        if self.is_stale {
            self.draw()?;
        }
        let missing = self.app.read_missing();
        self.perform_all(missing, None)?;
        while !self.quitting {
            // A frame of which nothing changed would still move the cursor to and fro.
            if self.is_stale {
                self.draw()?;
            }
            match self.wait(inbox) {
                Ok(first) => {
                    self.touched = Instant::now();
                    self.is_stale = true;
                    self.look_elsewhere();
                    // Everything that is waiting is taken before the next frame: a burst is one frame.
                    self.ahead.push_back(first);
                    self.ahead.extend(inbox.waiting());
                    while let Some(input) = self.ahead.pop_front() {
                        let redraw = self.take(input)? | self.follow_reading(inbox)?;
                        if redraw {
                            draw_anew(self.console.screen())?;
                        }
                    }
                    self.tell_news();
                    if self.drafts.are_late(Instant::now()) {
                        self.keep_drafts();
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.idle()?;
                    #[cfg(feature = "sealed")]
                    self.lock_if_left(inbox)?;
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        Ok(())
    }

    /// Waits for the file that is read beside the screen and says how far it is. Esc stops that; other keys are taken
    /// when it is read.
    fn follow_reading(&mut self, inbox: &mut dyn Inbox) -> anyhow::Result<bool> {
        let Some(reading) = self.reading.take() else { return Ok(false) };
        let begun = Instant::now();
        while !reading.is_finished() {
            match inbox.wait(GLANCE) {
                Ok(input) => self.ahead.push_back(input),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => thread::sleep(GLANCE),
            }
            if begun.elapsed() < QUIET_FOR {
                continue;
            }
            if let Some(at) = self.ahead.iter().position(stops_reading) {
                self.ahead.drain(..at);
                self.ahead.pop_front_if(|input| !matches!(input, LoopInput::Stop));
                reading.stop();
                return self.tell(Msg::Failed("Reading was stopped; nothing was stored.".to_owned()));
            }
            self.show(Msg::Progress(reading.progress()));
            // A frame that cannot be drawn is told of when the next one is.
            let _ = self.console.screen().draw(|frame| self.app.view(frame));
        }
        match reading.answer() {
            Ok((request, answer)) => self.tell(Msg::Imported(request, Box::new(answer))),
            Err(error) => {
                self.complain(&error);
                Ok(false)
            }
        }
    }

    /// The next input, or none in time. The first pause is used to read the history, of which the frame that stands mostly
    /// shows all there is to see, and to tidy up.
    fn wait(&mut self, inbox: &mut dyn Inbox) -> Result<LoopInput, RecvTimeoutError> {
        if self.may_read_ahead {
            match inbox.wait(BREATH) {
                Err(RecvTimeoutError::Timeout) => {
                    self.read_ahead();
                    if self.is_stale {
                        return Err(RecvTimeoutError::Timeout);
                    }
                }
                come => return come,
            }
        }
        if self.waiting.is_some() {
            return inbox.wait(LOCK_PAUSE);
        }
        let has_more_to_do = self.drafts.are_fresh() || self.session.store().is_unsettled();
        #[cfg(feature = "sealed")]
        let rest = self.longest_rest();
        #[cfg(not(feature = "sealed"))]
        let rest = IDLE;
        inbox.wait(match self.drafts.first() {
            _ if has_more_to_do => PAUSE,
            Some(_) => REFUSED_PAUSE,
            None => rest,
        })
    }

    /// How long nothing has to be looked at.
    #[cfg(feature = "sealed")]
    fn longest_rest(&self) -> Duration {
        self.time_until_locked().map_or(IDLE, |until_locked| until_locked.min(IDLE))
    }

    /// Tells the screen, which is drawn anew.
    pub(super) fn show(&mut self, msg: Msg) -> Vec<Effect> {
        self.is_stale = true;
        self.app.update(msg)
    }

    /// Reads the history while nobody waits for it, so that a tab that shows it finds it there. A key that comes now would
    /// wait for that of a long log, which is read when the screen is left alone.
    fn read_ahead(&mut self) {
        self.may_read_ahead = false;
        let is_short = self.is_read_ahead();
        if is_short {
            self.read_unasked(&[HistoryNeed::Whole]);
        }
        if let Err(error) = self.check_in_pause(is_short) {
            self.complain(&error.into());
        }
        self.is_stale |= self.app.read_sources();
        self.session.tidy_up();
        remove_pages();
        self.tell_troubles();
    }

    /// Reads what nobody has asked for yet. Where it cannot be read, whoever asks for it is told.
    fn read_unasked(&mut self, needs: &[HistoryNeed]) {
        let record = &self.app.state().record;
        let wanted = needs.iter().fold(record.extent(), |extent, need| extent.with(*need));
        if !needs.iter().all(|need| record.holds(*need))
            && let Ok(history) = self.session.history(wanted)
        {
            // Only an old baseline and an old doubt can be new to the frame that stands.
            let compared = |app: &App| {
                let responses = format!("{:?}", app.state().responses().collect::<Vec<_>>());
                (responses, app.state().outlook.problems.len())
            };
            let before = compared(&self.app);
            let effects = self.app.update(Msg::Loaded(Box::new(history)));
            self.is_stale |= before != compared(&self.app);
            if let Err(error) = self.perform_all(effects, None) {
                self.complain(&error);
            }
        }
    }

    /// Checks what was shown before it was checked, and of a short log all that its first save rests on.
    fn check_in_pause(&mut self, is_short: bool) -> Result<(), StoreError> {
        if !is_short {
            return self.session.store().check_needed();
        }
        let store = self.session.store_mut();
        store.compare_indexes()?;
        store.check_before_saving()
    }

    /// Says what could not be read since this was said last.
    fn tell_troubles(&mut self) {
        let troubles = self.session.trouble_words().len();
        if troubles > self.told_troubles
            && let Some(words) = notice(&self.session)
        {
            self.show(Msg::Failed(words));
        }
        self.told_troubles = troubles;
    }

    /// Takes one input; says whether the screen has to be drawn anew.
    fn take(&mut self, input: LoopInput) -> anyhow::Result<bool> {
        let msg = match input {
            LoopInput::Stop => {
                self.quitting = true;
                return Ok(false);
            }
            LoopInput::Redraw => return Ok(true),
            LoopInput::Suspend => return self.perform_all(vec![Effect::Suspend], None),
            LoopInput::Backdrop(backdrop) => Msg::Backdrop(backdrop),
            LoopInput::Event(Event::Key(key)) => Msg::Key(key),
            LoopInput::Event(Event::Paste(text)) => Msg::Paste(text),
            LoopInput::Event(Event::Mouse(mouse)) => Msg::Mouse(mouse, self.console.screen().size()?.width),
            LoopInput::Event(_) => return Ok(false),
            LoopInput::Burst(events) if self.app.takes_text() => {
                let mut redraw = false;
                for event in events {
                    redraw |= self.take(LoopInput::Event(event))?;
                }
                return Ok(redraw);
            }
            LoopInput::Burst(events) => Msg::Burst(events.iter().filter_map(input::typed).collect()),
        };
        self.tell(msg)
    }

    pub(super) fn tell(&mut self, msg: Msg) -> anyhow::Result<bool> {
        let effects = self.show(msg);
        self.perform_all(effects, None)
    }

    /// Another process may have changed the log, or put another in its place.
    fn look_elsewhere(&mut self) {
        if let Err(error) = self.follow_elsewhere() {
            self.complain(&error);
        }
    }

    fn follow_elsewhere(&mut self) -> anyhow::Result<()> {
        let happened = self.session.elsewhere()?;
        if !matches!(happened, ForeignChange::Same | ForeignChange::Gone { .. }) {
            let record = self.session.history(self.app.state().record.extent())?;
            self.tell(Msg::Loaded(Box::new(record)))?;
        }
        Ok(())
    }

    /// Says what other programs did to the file, after the key at which it was noticed: a key clears what stands there.
    fn tell_news(&mut self) {
        if let Some(words) = self.session.take_news() {
            self.told_news = Some((words.clone(), Instant::now()));
            self.show(Msg::Failed(words));
        } else if let Some((words, told)) = self.told_news.clone()
            && told.elapsed() < UNREAD_FOR
            && self.app.says_nothing()
        {
            self.show(Msg::Failed(words));
        }
    }

    pub(super) fn complain(&mut self, error: &anyhow::Error) {
        self.show(Msg::Failed(error_words(error)));
    }

    fn idle(&mut self) -> anyhow::Result<()> {
        self.look_elsewhere();
        self.tell_news();
        if let Some(WaitingSave { effects, since }) = self.waiting.take() {
            self.perform_all(effects, Some(since))?;
            return Ok(());
        }
        self.keep_drafts();
        if self.session.store().is_unsettled()
            && let Err(error) = self.settle()
        {
            self.complain(&error);
        }
        let today = clock::today();
        if !self.session.setup.is_day_fixed && today != self.session.setup.today {
            self.session.setup.today = today;
            self.show(Msg::Today(today));
        }
        // Of a long log the newest reports, what courses of treatment did, and what may be wrong with what is old.
        if self.touched.elapsed() >= IDLE {
            const NEEDS: [HistoryNeed; 3] =
                [HistoryNeed::Problems, HistoryNeed::Reports(FIRST_REPORTS), HistoryNeed::Courses];
            self.read_unasked(&NEEDS);
        }
        Ok(())
    }

    /// Leaves the log whole in its one file, and a copy of it on the shelf once a day.
    fn settle(&mut self) -> anyhow::Result<()> {
        if self.session.store_mut().settle()? && self.kept_day != Some(clock::today()) {
            self.session.keep_day()?;
            self.kept_day = self.session.store().has_written().then(clock::today);
            self.session.store_mut().settle()?;
        }
        Ok(())
    }

    /// Keeps what is typed; while the log takes nothing, a line says so.
    fn keep_drafts(&mut self) {
        if let Err(error) = self.flush_drafts() {
            self.complain(&error.context("what is typed is on the screen only"));
        }
    }

    pub(super) fn flush_drafts(&mut self) -> anyhow::Result<()> {
        while let Some((form, text)) = self.drafts.first() {
            if let Err(error) = self.session.store_mut().save_draft(form, text, clock::now()) {
                self.drafts.refuse();
                return Err(error.into());
            }
            let form = form.to_owned();
            self.drafts.drop(&form);
        }
        Ok(())
    }
}

/// Has the next frame drawn whole. The library's own way to clear asks the terminal where its cursor is, and waits for
/// an answer that the reader of keys has taken.
pub(super) fn draw_anew<B: Backend>(screen: &mut Terminal<B>) -> Result<(), B::Error> {
    let size = screen.size()?;
    screen.resize(Rect::from((Position::ORIGIN, size)))
}

/// How often a file that is read is looked at.
const GLANCE: Duration = Duration::from_millis(20);
/// Nobody is told of what is done sooner.
const QUIET_FOR: Duration = Duration::from_millis(300);

/// Whether an input ends the reading of a file.
fn stops_reading(input: &LoopInput) -> bool {
    match input {
        LoopInput::Stop => true,
        LoopInput::Event(Event::Key(key)) => key.code == KeyCode::Esc,
        _ => false,
    }
}
