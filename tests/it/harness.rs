//! The whole program without a terminal: its own event loop over a log in memory, keys in, frames and files out.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::path::Path;
use std::sync::mpsc::channel;
use std::time::Duration;

use androlog::catalog::{Catalog, rules};
use androlog::config::{Config, Paths};
use androlog::domain::change::{Act, Change, Entry, EntryKey};
use androlog::domain::record::Record;
use androlog::domain::scan_precision::ScanPrecision;
use androlog::runtime::console::Console;
use androlog::runtime::first_state::first_state;
use androlog::runtime::inbox::LoopInput;
use androlog::runtime::key_ring::KeyRing;
use androlog::runtime::run::RunningScreen;
use androlog::runtime::session::Session;
use androlog::runtime::setup::Setup;
use androlog::runtime::surroundings::Surroundings;
use androlog::store::{Store, Window};
use androlog::ui::key::{KeyPress, parse_keys};
use androlog::ui::setting::ScreenForm;
use androlog::ui::theme::{Glyphs, ThemeName};
use androlog::ui::{ScreenLook, State};
use chrono::{DateTime, Utc};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseEvent, MouseEventKind};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

/// A log in memory with the program over it.
pub struct Harness {
    running: RunningScreen<Cells>,
    /// Where files are written that are named without a folder.
    folder: tempfile::TempDir,
}

/// A terminal that is only its cells.
pub struct Cells {
    screen: Terminal<TestBackend>,
    /// What was put on the clipboard.
    copied: Vec<String>,
}

impl Cells {
    fn new(columns: u16, lines: u16) -> Self {
        let screen = Terminal::new(TestBackend::new(columns, lines)).unwrap();
        Self { screen, copied: Vec::new() }
    }
}

impl Console for Cells {
    type Backend = TestBackend;
    type Error = Infallible;

    fn screen(&mut self) -> &mut Terminal<TestBackend> {
        &mut self.screen
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        self.copied.push(text.to_owned());
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn is_gone(&self) -> bool {
        false
    }
}

impl Harness {
    /// An empty log on a day, 120 columns by 40 lines.
    pub fn on(today: &str) -> Self {
        Self::with(today, [])
    }

    /// A log that holds these entries; those without an id get one.
    pub fn with(today: &str, entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut store = Store::open_in_memory().unwrap();
        let mut act = Act::new("Prepared", entries.into_iter().map(Change::Put).collect());
        let mut named = 0;
        for change in &mut act.changes {
            if let Change::Put(entry) = change {
                entry.name(|| {
                    named += 1;
                    format!("id-{named:04}").into()
                });
            }
        }
        store.commit(&act, DateTime::<Utc>::UNIX_EPOCH).unwrap();
        Self::over(today, store)
    }

    /// The program over a log that is open.
    pub fn over(today: &str, store: Store) -> Self {
        let mut setup = setup(today);
        if store.has_file() {
            store.path().clone_into(&mut setup.paths.database);
        }
        let session = setup.over(store);
        Self::at(begun(&session), session, Cells::new(120, 40))
    }

    /// The program begun with a state.
    fn at(state: State, mut session: Session, console: Cells) -> Self {
        let folder = tempfile::tempdir().unwrap();
        session.setup.paths.config = folder.path().join("config.toml");
        session.setup.paths.followed_hints = folder.path().join("hints").join("followed");
        let running = RunningScreen::new(state, session, console).in_folder(folder.path().to_owned());
        let mut harness = Self { running, folder };
        harness.take([]);
        harness
    }

    /// The program begun again over the same log, with another state.
    fn begin(self, change: impl FnOnce(&mut State)) -> Self {
        let (console, session) = self.running.into_parts();
        let mut state = begun(&session);
        change(&mut state);
        Self::at(state, session, console)
    }

    /// A log with the content of an androlog JSON file.
    pub fn from_json(today: &str, json: &str) -> Self {
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        let mut entries = Vec::new();
        let list = |key: &str| value.get(key).and_then(|v| v.as_array()).cloned().unwrap_or_default();
        if let Some(profile) = value.get("profile") {
            entries.push(Entry::Profile(serde_json::from_value(profile.clone()).unwrap()));
        }
        for report in list("reports") {
            entries.push(Entry::Report(serde_json::from_value(report).unwrap()));
        }
        for regimen in list("regimens") {
            entries.push(Entry::Regimen(serde_json::from_value(regimen).unwrap()));
        }
        for symptom in list("symptoms") {
            entries.push(Entry::Symptom(serde_json::from_value(symptom).unwrap()));
        }
        for event in list("events") {
            entries.push(Entry::Event(serde_json::from_value(event).unwrap()));
        }
        for action in list("reminder_actions") {
            entries.push(Entry::Action(serde_json::from_value(action).unwrap()));
        }
        Self::with(today, entries)
    }

    /// The program begun again when some entries were forgotten.
    pub fn forgetting(self, keys: impl IntoIterator<Item = EntryKey>) -> Self {
        let (console, mut session) = self.running.into_parts();
        let keys = keys.into_iter().collect();
        session.store_mut().forget(&keys, DateTime::<Utc>::UNIX_EPOCH).unwrap();
        Self::at(begun(&session), session, console)
    }

    /// The same in a window of another size.
    pub fn size(mut self, columns: u16, lines: u16) -> Self {
        *self.running.console_mut() = Cells::new(columns, lines);
        self.take([]);
        self
    }

    /// The same in a terminal of other colours and glyphs.
    pub fn look(self, theme: ThemeName, glyphs: Glyphs) -> Self {
        self.change_look(|look| {
            look.glyphs = glyphs;
            look.choose(theme);
        })
    }

    /// The same over a log that may only be read.
    pub fn read_only(self) -> Self {
        self.begin(|state| state.is_read_only = true)
    }

    /// The same with other settings. To be called before keys are pressed: the screen begins anew.
    pub fn change_look(self, change: impl FnOnce(&mut ScreenLook)) -> Self {
        self.begin(|state| change(&mut state.look))
    }

    /// The same where the precision of a machine that scans bone is known.
    pub fn with_scan_precision(self, precision: ScanPrecision) -> Self {
        self.begin(|state| state.intervals.set_scan_precision(precision))
    }

    /// The program begun again over the same log, as after it was killed.
    pub fn again(self) -> Self {
        self.begin(|_| ())
    }

    /// The program begun again with the newest so many reports in memory.
    pub fn with_newest(self, count: usize) -> Self {
        let whole = self.record();
        let left_out: Vec<_> =
            whole.reports().iter().rev().skip(count).map(|report| report.id.clone()).collect();
        let is_kept =
            |entry: &Entry| !matches!(entry, Entry::Report(report) if left_out.contains(&report.id));
        let recent = Record::partial(whole.entries().filter(is_kept));
        self.begin(|state| state.record = recent)
    }

    /// The program begun again with everything in memory.
    pub fn with_whole(self) -> Self {
        let whole = self.record();
        self.begin(|state| state.record = whole)
    }

    /// The program begun again with other entries in memory than the log has, as when another program has just changed it.
    pub fn with_stale(self, change: impl Fn(&mut Entry)) -> Self {
        let record = self.record();
        let entries = record.entries().map(|mut entry| {
            change(&mut entry);
            entry
        });
        let stale = Record::whole(entries.collect::<Vec<_>>());
        self.begin(|state| state.record = stale)
    }

    /// Presses keys, written as `a486<enter><ctrl-s>`.
    pub fn keys(mut self, keys: &str) -> Self {
        self.press(keys);
        self
    }

    /// The same, for when the harness is kept.
    pub fn press(&mut self, keys: &str) {
        self.take(parse_keys(keys).unwrap().into_iter().map(key_input));
    }

    /// The same while the log may take nothing. Answers whether what was typed is kept.
    pub fn press_while_busy(&mut self, keys: &str) -> bool {
        let (to, mut inbox) = channel();
        parse_keys(keys).unwrap().into_iter().for_each(|key| to.send(key_input(key)).unwrap());
        drop(to);
        self.running.work(&mut inbox).is_ok()
    }

    /// Presses one key.
    pub fn press_key(&mut self, key: KeyPress) {
        self.take([key_input(key)]);
    }

    /// Presses nothing for so long.
    pub fn leave_alone(&mut self, time: Duration) {
        let (to, mut inbox) = channel();
        let pause = std::thread::spawn(move || {
            std::thread::sleep(time);
            drop(to);
        });
        self.running.work(&mut inbox).unwrap();
        pause.join().unwrap();
    }

    /// A text that arrives as keys all at once.
    pub fn burst(mut self, text: &str) -> Self {
        let key = |c| match c {
            '\n' => KeyCode::Enter,
            c => KeyCode::Char(c),
        };
        let events = text.chars().map(|c| Event::Key(KeyEvent::from(key(c)))).collect();
        self.take([LoopInput::Burst(events)]);
        self
    }

    /// Turns the wheel of the mouse down by one notch.
    pub fn wheel_down(mut self) -> Self {
        let kind = MouseEventKind::ScrollDown;
        let event = MouseEvent { kind, column: 5, row: 5, modifiers: KeyModifiers::NONE };
        self.take([LoopInput::Event(Event::Mouse(event))]);
        self
    }

    /// Pastes a text.
    pub fn paste(mut self, text: &str) -> Self {
        self.take([LoopInput::Event(Event::Paste(text.to_owned()))]);
        self
    }

    /// Has the loop take what comes, until nothing more can come.
    fn take(&mut self, inputs: impl IntoIterator<Item = LoopInput>) {
        let (to, mut inbox) = channel();
        inputs.into_iter().for_each(|input| to.send(input).unwrap());
        drop(to);
        self.running.work(&mut inbox).unwrap();
    }

    /// What the screens look at.
    pub fn state(&self) -> &State {
        self.running.app().state()
    }

    /// What was put on the clipboard, the last one last.
    pub fn copied(&self) -> &[String] {
        &self.running.console().copied
    }

    /// Puts a file into the folder of the program.
    pub fn put_file(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path_of(name), bytes).unwrap();
    }

    /// Where a file of the program's folder lies.
    pub fn path_of(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// The files that were written, by name.
    pub fn files(&self) -> BTreeMap<String, String> {
        let files = std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap());
        let files = files.filter(|file| file.path().is_file());
        files
            .map(|file| {
                (file.file_name().into_string().unwrap(), std::fs::read_to_string(file.path()).unwrap())
            })
            .collect()
    }

    /// Whether the program was left.
    pub fn has_ended(&self) -> bool {
        self.running.has_ended()
    }

    fn store(&self) -> &Store {
        self.running.session().store()
    }

    /// The whole stored record.
    pub fn record(&self) -> Record {
        self.store().load(Window::Whole).unwrap()
    }

    /// The drafts kept, by form.
    pub fn drafts(&self) -> BTreeMap<String, String> {
        self.store().drafts().unwrap().into_iter().map(|draft| (draft.form, draft.text)).collect()
    }

    /// The frame as text, trailing blanks cut.
    pub fn frame(&self) -> String {
        lines(&self.draw()).join("\n")
    }

    /// The frame as text, and below it the runs of cells that are styled, as `row: columns style`.
    pub fn styled(&self) -> String {
        let buffer = self.draw();
        format!("{}\n\n{}", lines(&buffer).join("\n"), styles(&buffer))
    }

    /// The cells of the frame.
    pub fn draw(&self) -> Buffer {
        self.running.console().screen.backend().buffer().clone()
    }
}

/// Presses the key of a tab and others twice, with the part of a log in memory that is read and with all of it. What is
/// drawn and what rules say is the same.
pub fn assert_part_shows_the_whole(begun: &dyn Fn() -> Harness, tab: &'static str, keys: Vec<&str>) {
    let (mut part, mut whole) = (begun(), begun().with_whole());
    let reminders = |screen: &Harness| {
        let outlook = &screen.state().outlook;
        format!("{:?}", (&outlook.reminders, &outlook.quiet, &outlook.coming))
    };
    for key in std::iter::once(tab).chain(keys) {
        part.press(key);
        whole.press(key);
        assert_eq!(part.draw(), whole.draw(), "{key}");
        assert_eq!(reminders(&part), reminders(&whole), "{key}");
    }
}

fn key_input(key: KeyPress) -> LoopInput {
    LoopInput::Event(Event::Key(key.into()))
}

/// The program as it is before a log is opened, with the settings nobody changed.
pub fn setup(today: &str) -> Setup {
    let nowhere = || Path::new("/nonexistent/androlog").to_owned();
    let catalog = Catalog::embedded();
    Setup {
        paths: Paths {
            database: nowhere(),
            is_database_named: true,
            config: nowhere(),
            followed_hints: nowhere(),
        },
        config: Config::default(),
        wrong_settings: Vec::new(),
        catalog,
        rules: std::cell::LazyCell::new(Box::new(rules::built_in)),
        intervals: catalog.intervals(None),
        today: today.parse().unwrap(),
        is_day_fixed: true,
        keys: KeyRing::default(),
    }
}

/// The state the program begins with.
pub fn begun(session: &Session) -> State {
    let surroundings =
        Surroundings { color: true, utf8: true, is_console: false, links: false, screen: ScreenForm::Drawn };
    first_state(session, surroundings).unwrap()
}

fn lines(buffer: &Buffer) -> Vec<String> {
    let area = buffer.area;
    (0..area.height)
        .map(|y| {
            let mut line = String::new();
            let mut skip = 0;
            for x in 0..area.width {
                let symbol = buffer[(x, y)].symbol();
                if skip == 0 {
                    line.push_str(symbol);
                    skip = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
                } else {
                    skip -= 1;
                }
            }
            line.trim_end().to_owned()
        })
        .collect()
}

/// Runs of equal style that are not the plain one.
fn styles(buffer: &Buffer) -> String {
    let mut out = String::new();
    for y in 0..buffer.area.height {
        let mut runs = Vec::new();
        let mut x = 0;
        while x < buffer.area.width {
            let style = buffer[(x, y)].style();
            let from = x;
            while x < buffer.area.width && buffer[(x, y)].style() == style {
                x += 1;
            }
            if let Some(words) = style_words(style) {
                runs.push(format!("{from}-{} {words}", x - 1));
            }
        }
        if !runs.is_empty() {
            out += &format!("{y}: {}\n", runs.join(", "));
        }
    }
    out
}

fn style_words(style: Style) -> Option<String> {
    let colour = |name: &str, colour: Option<Color>| {
        colour.filter(|c| *c != Color::Reset).map(|c| format!("{name}{c}"))
    };
    let modifiers = style.add_modifier;
    let modifiers = (modifiers != Modifier::empty()).then(|| format!("{modifiers:?}"));
    let words: Vec<String> =
        [colour("", style.fg), colour("on ", style.bg), modifiers].into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join(" "))
}
