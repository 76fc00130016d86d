//! The form of a symptom, an event, a therapy or the profile: labelled fields under one another.

use crossterm::event::KeyEvent;

use crate::ui::action::Action;
use crate::ui::outcome::FormKind;
use crate::ui::screen::entry::FormOutcome;
use crate::ui::screen::entry::echo::Step;
use crate::ui::screen::entry::line::Line;
use crate::ui::screen::entry::offer::offers;
use crate::ui::screen::entry::slot::Slot;
use crate::ui::screen::entry::therapy;
use crate::ui::state::State;
use crate::ui::widget::field::Field;

/// A form of labelled fields.
#[derive(Clone, Debug)]
pub struct Lines {
    /// What it makes.
    pub kind: FormKind,
    /// In the order they are walked.
    pub fields: Vec<Line>,
    /// The field keys go to.
    pub at: usize,
    /// Which of the names offered is picked; where any text may stand, counted from 1.
    pub pick: usize,
    /// Whether the field in focus was typed in since it was reached.
    touched: bool,
}

/// Names shown under a field at most.
pub const NAMES: usize = 6;

impl Lines {
    /// A form over these fields, the cursor in the first empty one.
    pub fn new(kind: FormKind, fields: Vec<Line>) -> Self {
        let at = fields.iter().position(|line| line.text().is_empty()).unwrap_or(0);
        let mut form = Self { kind, fields, at, pick: 0, touched: false };
        form.go(0);
        form
    }

    /// Takes a key that is no command; whether the text became another one.
    pub fn type_key(&mut self, event: KeyEvent) -> bool {
        let changed = self.field().key(event);
        self.after(changed)
    }

    /// Takes a pasted text into the field in focus.
    pub fn insert(&mut self, text: &str) {
        self.field().insert(text);
        self.after(true);
    }

    /// Names the field in focus may mean, as they are offered.
    pub fn offered(&self, state: &State) -> Vec<String> {
        let line = &self.fields[self.at];
        if !line.slot.is_name() {
            return if self.touched { offers(line.slot, line.text(), state) } else { Vec::new() };
        }
        let mut names = line.slot.names(line.text(), state);
        names.truncate(NAMES);
        names
    }

    /// Which of so many names is marked: where a known one has to stand, always one.
    pub fn marked(&self, offered: usize) -> Option<usize> {
        if self.fields[self.at].slot.is_name() {
            Some(self.pick.min(offered.saturating_sub(1)))
        } else {
            self.pick.checked_sub(1)
        }
    }

    /// Does what a command means; saving and leaving are the form's.
    pub fn act(&mut self, action: Action, state: &State) -> FormOutcome {
        let finding = self.fields[self.at].slot.is_name() || !self.offered(state).is_empty();
        match action {
            Action::Next if self.at + 1 == self.fields.len() => {
                FormOutcome::note(format!("{} saves", state.look.keymap.key(Action::Save)))
            }
            Action::Next => {
                self.touched |= self.fields[self.at].text().is_empty();
                let taken = self.take_name(state);
                self.go(1);
                taken
            }
            Action::NextField => {
                let taken = self.take_name(state);
                self.go(1);
                taken
            }
            Action::PreviousField => {
                let taken = self.take_name(state);
                self.go(-1);
                taken
            }
            Action::FieldDown if finding => self.pick_further(1, state),
            Action::FieldUp if finding && self.pick > 0 => self.pick_further(-1, state),
            Action::FieldDown => self.go(1),
            Action::FieldUp => self.go(-1),
            Action::Later => self.step(Step::Later, state),
            Action::Earlier => self.step(Step::Earlier, state),
            Action::FieldUndo => self.travel(Field::undo),
            Action::FieldRedo => self.travel(Field::redo),
            _ => FormOutcome::Stay,
        }
    }

    /// Puts the name that is marked in the place of what is typed to find it, and fills what goes without saying
    /// with it.
    fn take_name(&mut self, state: &State) -> FormOutcome {
        let taken = self.take_marked(state);
        if taken == FormOutcome::Changed && self.fields[self.at].slot == Slot::Drug {
            therapy::suit_drug(&mut self.fields, state);
        }
        taken
    }

    /// Puts the name that is marked in the place of what is typed to find it. A name nobody typed in stays.
    pub fn take_marked(&mut self, state: &State) -> FormOutcome {
        if !self.touched && self.pick == 0 {
            return FormOutcome::Stay;
        }
        let offered = self.offered(state);
        let Some(name) = self.marked(offered.len()).and_then(|at| offered.get(at)) else {
            return FormOutcome::Stay;
        };
        let line = &mut self.fields[self.at];
        if line.text() == name {
            return FormOutcome::Stay;
        }
        line.field.set(name);
        self.pick = 0;
        FormOutcome::Changed
    }

    fn field(&mut self) -> &mut Field {
        &mut self.fields[self.at].field
    }

    /// What follows from a changed text.
    fn after(&mut self, changed: bool) -> bool {
        if changed {
            self.pick = 0;
            self.touched = !self.fields[self.at].text().is_empty();
            if self.kind == FormKind::Therapy {
                therapy::keep_room(&mut self.fields);
            }
        }
        changed
    }

    fn go(&mut self, by: isize) -> FormOutcome {
        self.at = self.at.saturating_add_signed(by).min(self.fields.len() - 1);
        self.pick = 0;
        self.touched = false;
        if self.fields[self.at].slot != Slot::Note {
            self.field().select();
        }
        FormOutcome::Stay
    }

    fn pick_further(&mut self, by: isize, state: &State) -> FormOutcome {
        let offered = self.offered(state).len();
        let last = if self.fields[self.at].slot.is_name() { offered.saturating_sub(1) } else { offered };
        self.pick = self.pick.saturating_add_signed(by).min(last);
        FormOutcome::Stay
    }

    fn step(&mut self, step: Step, state: &State) -> FormOutcome {
        let line = &mut self.fields[self.at];
        match line.slot.step(line.text(), step, state) {
            Some(text) => {
                line.field.set(&text);
                self.after(true);
                FormOutcome::Changed
            }
            None => FormOutcome::Stay,
        }
    }

    fn travel(&mut self, way: fn(&mut Field) -> bool) -> FormOutcome {
        let changed = way(self.field());
        if self.after(changed) { FormOutcome::Changed } else { FormOutcome::Stay }
    }
}
