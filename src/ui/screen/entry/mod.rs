//! The entry forms: typed text in, an act to store out.
//!
//! A report is entered in a `grid` (a row an analyte), everything else in `lines` (labelled fields). What is
//! typed is text until it is saved; `sheet` says what it amounts to at any moment.

mod about;
mod body;
mod cells;
mod columns;
mod draft;
mod dxa;
mod echo;
mod grid;
mod grid_keys;
mod grid_view;
mod head;
mod line;
mod lines;
mod lines_view;
mod live;
mod paste_box;
mod pasted;
mod read;
mod reading;
mod row;
mod row_keys;
mod rows_view;
mod semen;
mod sheet;
mod slot;
mod small;
mod therapy;

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::domain::change::{Act, Entry};
use crate::exchange::paste::plain;
use crate::ui::action::Action;
use crate::ui::outcome::{Message, Seed};
use crate::ui::screen::entry::body::{Body, draft_name};
use crate::ui::screen::entry::draft::Draft;
use crate::ui::screen::entry::grid::Focus;
use crate::ui::screen::entry::paste_box::PasteBox;
use crate::ui::state::State;

/// An open form.
#[derive(Debug)]
pub struct Form {
    /// The name of its draft.
    name: String,
    body: Body,
    /// The stored entry it changes.
    old: Option<Entry>,
    /// What stood in it when it opened, drafts apart.
    pristine: Draft,
    from_draft: bool,
    /// The box to paste a report into, while it is open or not yet read.
    paste_box: PasteBox,
    /// Doubts that were put; saving again stores what they are about.
    asked: Vec<String>,
}

/// What a key made of a form.
#[derive(Clone, Debug, PartialEq)]
pub enum FormOutcome {
    /// Nothing to tell.
    Stay,
    /// What is typed became another text.
    Changed,
    /// A line at the bottom.
    Say(Message),
    /// It is left; what is typed is kept as a draft.
    Close,
    /// The program is left; what is typed is kept as a draft.
    Quit,
    /// Store this. The form closes when it is stored.
    Save(Act),
}

impl FormOutcome {
    /// A line that says what would be right.
    fn refuse(words: impl Into<String>) -> Self {
        Self::Say(Message::error(words))
    }

    /// A line that says what is so.
    fn note(words: impl Into<String>) -> Self {
        Self::Say(Message::note(words))
    }

    /// What became of the lines of a pasted report.
    fn pasted(read: usize, unsure: usize, unknown: usize) -> Self {
        Self::Say(Message {
            text: format!(
                "{read} value{} read, {unsure} of them to check, {unknown} line{} not understood",
                if read == 1 { "" } else { "s" },
                if unknown == 1 { "" } else { "s" }
            ),
            is_error: read == 0,
        })
    }
}

impl Form {
    /// Opens the form a seed asks for: empty, with a kept draft, an entry to edit, or a report's shape. Every
    /// entry that is edited has a draft of its own.
    pub fn open(seed: &Seed, state: &State) -> Self {
        let body = Body::open(seed, state);
        let mut form = Self {
            name: draft_name(seed),
            pristine: body.draft(),
            body,
            old: seed.edit.clone(),
            from_draft: false,
            paste_box: PasteBox::default(),
            asked: Vec::new(),
        };
        if let Some(draft) = state.drafts.get(&form.name).and_then(|text| Draft::read(text)) {
            form.body.retype(draft, &seed.analytes, state);
            form.from_draft = true;
        }
        form
    }

    /// Whether it opened with what was typed and not saved before.
    pub const fn came_from_draft(&self) -> bool {
        self.from_draft
    }

    /// The name its draft is kept under.
    pub fn draft_name(&self) -> String {
        self.name.clone()
    }

    /// What is typed, as `open` reads it back; none while nothing is.
    pub fn draft(&self) -> Option<String> {
        let draft = self.body.draft();
        (draft != self.pristine).then(|| draft.to_text())
    }

    /// The keys that matter most in it.
    pub fn actions(&self) -> &'static [Action] {
        match &self.body {
            Body::Grid(_) if self.paste_box.is_open() => &[Action::PasteBox, Action::Keep],
            Body::Grid(grid) if grid.range.is_some() => &[Action::Next, Action::Keep],
            Body::Grid(grid) => match grid.focus {
                Focus::Value(_) => &[
                    Action::Next,
                    Action::NextField,
                    Action::Save,
                    Action::PasteBox,
                    Action::Range,
                    Action::Keep,
                    Action::OtherUnit,
                ],
                Focus::Head(_) => {
                    &[Action::Next, Action::NextField, Action::Save, Action::Earlier, Action::Keep]
                }
                Focus::Add | Focus::Note => {
                    &[Action::Next, Action::NextField, Action::Save, Action::PasteBox, Action::Keep]
                }
            },
            Body::Lines(_) => &[Action::Next, Action::NextField, Action::Save, Action::Earlier, Action::Keep],
        }
    }

    /// Takes a key that is no command.
    pub fn type_key(&mut self, event: KeyEvent, _state: &State) -> FormOutcome {
        if self.paste_box.is_open() {
            self.paste_box.type_key(event);
            return FormOutcome::Stay;
        }
        let changed = match &mut self.body {
            Body::Grid(grid) => grid.type_key(event),
            Body::Lines(lines) => lines.type_key(event),
        };
        if !changed {
            return FormOutcome::Stay;
        }
        self.asked.clear();
        FormOutcome::Changed
    }

    /// Does what a command means in it.
    pub fn act(&mut self, action: Action, state: &State) -> FormOutcome {
        if self.paste_box.is_open() {
            return self.act_in_box(action, state);
        }
        let typing_range = matches!(&self.body, Body::Grid(grid) if grid.range.is_some());
        match action {
            Action::Save => return self.save(state),
            Action::Keep if !typing_range => {
                self.body.settle_days(state);
                return FormOutcome::Close;
            }
            Action::FormQuit => {
                self.body.settle_days(state);
                return FormOutcome::Quit;
            }
            Action::PasteBox if matches!(self.body, Body::Grid(_)) => {
                self.paste_box.open();
                return FormOutcome::Stay;
            }
            _ => {}
        }
        let settled =
            !matches!(action, Action::FieldUndo | Action::FieldRedo) && self.body.settle_days(state);
        let outcome = match &mut self.body {
            Body::Grid(grid) => grid.act(action, state),
            Body::Lines(lines) => lines.act(action, state),
        };
        let outcome = match outcome {
            FormOutcome::Stay if settled => FormOutcome::Changed,
            other => other,
        };
        if outcome == FormOutcome::Changed {
            self.asked.clear();
        }
        outcome
    }

    /// Takes a pasted text.
    pub fn paste(&mut self, text: &str, state: &State) -> FormOutcome {
        let text = plain(text);
        let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
        if lines > 1 || self.paste_box.is_open() {
            self.paste_box.insert(&text);
            return self.read_box(state);
        }
        match &mut self.body {
            Body::Grid(grid) => grid.insert(&text),
            Body::Lines(lines) => lines.insert(&text),
        }
        self.asked.clear();
        FormOutcome::Changed
    }

    /// In the box Enter ends a line; the key that opened it, or saving, reads what is in it.
    fn act_in_box(&mut self, action: Action, state: &State) -> FormOutcome {
        match action {
            Action::PasteBox | Action::Save => self.read_box(state),
            Action::Keep => {
                self.paste_box.close();
                FormOutcome::Stay
            }
            Action::FormQuit => FormOutcome::Quit,
            Action::Next => {
                self.paste_box.end_line();
                FormOutcome::Stay
            }
            _ => FormOutcome::Stay,
        }
    }

    /// Puts the lines of the box into the rows they belong to.
    fn read_box(&mut self, state: &State) -> FormOutcome {
        let text = self.paste_box.take();
        self.asked.clear();
        match &mut self.body {
            Body::Grid(grid) => grid.take_pasted(&text, state),
            Body::Lines(lines) => {
                lines.insert(&text);
                FormOutcome::Changed
            }
        }
    }

    /// Draws it.
    pub fn view(&self, state: &State, frame: &mut Frame<'_>, area: Rect) {
        match &self.body {
            Body::Grid(_) if self.paste_box.is_open() => {
                self.paste_box.paint(state, area, frame.buffer_mut());
            }
            Body::Grid(grid) => grid_view::paint(grid, state, area, frame.buffer_mut()),
            Body::Lines(lines) => {
                lines_view::paint(lines, self.old.is_some(), state, area, frame.buffer_mut());
            }
        }
    }

    /// Stores what is typed; says what is wrong, or asks once about what is doubtful.
    fn save(&mut self, state: &State) -> FormOutcome {
        let (act, doubts) = match self.body.make(self.old.as_ref(), state) {
            Ok(made) => made,
            Err(words) => return FormOutcome::refuse(words),
        };
        let new: Vec<&String> = doubts.iter().filter(|doubt| !self.asked.contains(doubt)).collect();
        if let Some(first) = new.first() {
            let more = match new.len() {
                1 => String::new(),
                many => format!(" (and {} more)", many - 1),
            };
            let key = state.look.keymap.key(Action::Save);
            let words = format!("{first}{more}. {key} again stores it as typed");
            self.asked = doubts;
            return FormOutcome::refuse(words);
        }
        FormOutcome::Save(act)
    }
}
