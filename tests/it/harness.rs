//! The whole screen without a terminal: keys in, frames and stored entries out.

use std::collections::BTreeMap;

use androlog::catalog::{Catalog, rules};
use androlog::config::Config;
use androlog::domain::change::{Act, Change, Entry};
use androlog::domain::record::Record;
use androlog::guidance::Outlook;
use androlog::store::{Store, Window};
use androlog::ui::key::{Key, parse_keys};
use androlog::ui::outcome::Way;
use androlog::ui::theme::{Glyphs, Theme, ThemeName};
use androlog::ui::{App, Effect, Look, Msg, State};
use chrono::{DateTime, NaiveDate, Utc};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

/// A log in memory with the screen over it.
pub struct Harness {
    app: App,
    store: Store,
    saved: u32,
    size: (u16, u16),
    /// Effects that reach outside the log: exports, copies, quitting.
    pub outside: Vec<Effect>,
}

impl Harness {
    /// An empty log on a day, 120 columns by 40 lines.
    pub fn on(today: &str) -> Self {
        Self::with(today, [])
    }

    /// A log that holds these entries; those without an id get one.
    pub fn with(today: &str, entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut harness = Self {
            app: App::new(state(today.parse().unwrap(), Record::default())),
            store: Store::open_in_memory().unwrap(),
            saved: 0,
            size: (120, 40),
            outside: Vec::new(),
        };
        let changes = entries.into_iter().map(Change::Put).collect();
        harness.store(Act { words: "Prepared".to_owned(), changes });
        harness.app = App::new(state(today.parse().unwrap(), harness.record()));
        harness
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

    /// The same in a window of another size.
    pub fn size(mut self, columns: u16, lines: u16) -> Self {
        self.size = (columns, lines);
        self
    }

    /// The same in a terminal of other colours and glyphs.
    pub fn look(mut self, theme: ThemeName, glyphs: Glyphs) -> Self {
        self.change_look(|look| {
            look.theme = Theme::named(theme);
            look.glyphs = glyphs;
        });
        self
    }

    /// The same with other settings. To be called before keys are pressed: the screen begins anew.
    pub fn change_look(&mut self, change: impl FnOnce(&mut Look)) {
        let mut state = state(self.app.state().today, self.record());
        change(&mut state.look);
        self.app = App::new(state);
    }

    /// The program begun again over the same log, as after it was killed.
    pub fn again(mut self) -> Self {
        let mut state = state(self.app.state().today, self.record());
        state.drafts = self.drafts();
        self.app = App::new(state);
        self
    }

    /// The program begun again with the newest so many reports in memory.
    pub fn with_newest(mut self, count: usize) -> Self {
        let whole = self.record();
        let left_out: Vec<_> =
            whole.reports().iter().rev().skip(count).map(|report| report.id.clone()).collect();
        let is_kept =
            |entry: &Entry| !matches!(entry, Entry::Report(report) if left_out.contains(&report.id));
        let recent = Record::partial(whole.entries().filter(is_kept));
        self.app = App::new(state(self.app.state().today, recent));
        self
    }

    /// Presses keys, written as `a486<enter><ctrl-s>`.
    pub fn keys(mut self, keys: &str) -> Self {
        self.press(keys);
        self
    }

    /// The same, for when the harness is kept.
    pub fn press(&mut self, keys: &str) {
        for key in parse_keys(keys).unwrap() {
            self.press_key(key);
        }
    }

    /// Presses one key.
    pub fn press_key(&mut self, key: Key) {
        self.tell(Msg::Key(key.into()));
    }

    /// Pastes a text.
    pub fn paste(mut self, text: &str) -> Self {
        self.tell(Msg::Paste(text.to_owned()));
        self
    }

    /// What the screens look at.
    pub fn state(&self) -> &State {
        self.app.state()
    }

    /// The whole stored record.
    pub fn record(&self) -> Record {
        self.store.load(Window::Whole).unwrap()
    }

    /// The drafts kept, by form.
    pub fn drafts(&self) -> BTreeMap<String, String> {
        self.store.drafts().unwrap().into_iter().map(|draft| (draft.form, draft.text)).collect()
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
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        terminal.draw(|frame| self.app.view(frame)).unwrap();
        terminal.backend().buffer().clone()
    }

    fn tell(&mut self, msg: Msg) {
        for effect in self.app.update(msg) {
            self.perform(effect);
        }
    }

    fn perform(&mut self, effect: Effect) {
        let at = DateTime::<Utc>::UNIX_EPOCH;
        match effect {
            Effect::Save(act) => {
                let words = act.words.clone();
                let changes = self.store(act);
                self.tell(Msg::Saved { words, changes, way: Way::Done });
            }
            Effect::Undo | Effect::Redo => {
                let undoes = effect == Effect::Undo;
                let undone = if undoes { self.store.undo(at) } else { self.store.redo(at) }.unwrap();
                match undone {
                    Some(undone) => {
                        let way = if undoes { Way::Undone } else { Way::Redone };
                        self.tell(Msg::Saved { words: undone.words, changes: undone.changes, way });
                    }
                    None => self.tell(Msg::Said("Nothing to do.".to_owned())),
                }
            }
            Effect::KeepDraft { form, text } => self.store.save_draft(&form, &text, at).unwrap(),
            Effect::DropDraft(form) => self.store.drop_draft(&form).unwrap(),
            Effect::LoadWhole => {
                let record = self.record();
                self.tell(Msg::Loaded(Box::new(record)));
            }
            outside => self.outside.push(outside),
        }
    }

    fn store(&mut self, mut act: Act) -> Vec<Change> {
        for change in &mut act.changes {
            if let Change::Put(entry) = change {
                self.saved += 1;
                entry.name(|| format!("id-{:04}", self.saved).into());
            }
        }
        self.store.commit(&act, DateTime::<Utc>::UNIX_EPOCH).unwrap();
        act.changes
    }
}

fn state(today: NaiveDate, record: Record) -> State {
    let config = Config::default();
    let catalog = Catalog::embedded();
    State {
        record,
        catalog,
        rules: rules::load(None).unwrap(),
        intervals: catalog.intervals(None),
        outlook: Outlook::default(),
        today,
        look: Look {
            units: config.units,
            private: false,
            theme: Theme::named(config.theme),
            glyphs: Glyphs::Braille,
            day_order: config.day_order,
            who_edition: config.who_edition.clone(),
            pinned: config.pinned.clone(),
            own_units: config.unit.clone(),
            precision: config.precision.clone(),
            keymap: config.keymap().unwrap(),
        },
        drafts: BTreeMap::new(),
    }
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
