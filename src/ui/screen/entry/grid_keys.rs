//! What keys do in the form of a report: typing, walking its fields, adding rows.

use crossterm::event::KeyEvent;

use crate::ui::action::Action;
use crate::ui::screen::entry::FormOutcome;
use crate::ui::screen::entry::dxa;
use crate::ui::screen::entry::echo::Step;
use crate::ui::screen::entry::grid::{Focus, Grid};
use crate::ui::screen::entry::reading::Entered;
use crate::ui::screen::entry::row::Row;
use crate::ui::screen::entry::sheet::Sheet;
use crate::ui::screen::entry::slot::Slot;
use crate::ui::state::State;
use crate::ui::widget::field::Field;

impl Grid {
    /// Takes a key that is no command; whether the text became another one.
    pub fn type_key(&mut self, event: KeyEvent) -> bool {
        let changed = self.field_mut().is_some_and(|field| field.key(event));
        self.after(changed)
    }

    /// Takes a pasted text into the field in focus.
    pub fn insert(&mut self, text: &str) {
        if let Some(field) = self.field_mut() {
            field.insert(text);
        }
        self.after(true);
    }

    /// Does what a command means; saving and leaving are the form's.
    pub fn act(&mut self, action: Action, state: &State) -> FormOutcome {
        if self.range.is_some() {
            return self.act_on_range(action);
        }
        match action {
            Action::Next => self.next(state),
            Action::NextField => self.go_unsure().unwrap_or_else(|| self.go(1)),
            Action::PreviousField => self.go(-1),
            Action::FieldDown if self.is_finding() => self.pick_further(1, state),
            Action::FieldUp if self.is_finding() => self.pick_further(-1, state),
            Action::FieldDown => self.go_lines(1),
            Action::FieldUp => self.go_lines(-1),
            Action::Later => self.step(Step::Later, state),
            Action::Earlier => self.step(Step::Earlier, state),
            Action::Range => self.open_range(state),
            Action::OtherUnit => self.flip(state),
            Action::Method => self.method(state),
            Action::FieldUndo => self.travel(Field::undo),
            Action::FieldRedo => self.travel(Field::redo),
            _ => FormOutcome::Stay,
        }
    }

    pub(super) fn field_mut(&mut self) -> Option<&mut Field> {
        if self.range.is_some() {
            return self.range.as_mut();
        }
        match self.focus {
            Focus::Head(at) => self.head.get_mut(at).map(|line| &mut line.field),
            Focus::Value(at) => self.rows.get_mut(at).map(|row| &mut row.value),
            Focus::Add => Some(&mut self.add),
            Focus::Note => Some(&mut self.note.field),
        }
    }

    /// What follows from a changed text.
    fn after(&mut self, changed: bool) -> bool {
        if changed {
            self.pick = 0;
            if let Focus::Value(at) = self.focus {
                self.rows[at].doubt = None;
            }
            if let Focus::Head(at) = self.focus
                && self.head[at].slot == Slot::Hip
            {
                dxa::match_hips(&mut self.rows, self.head[at].text());
            }
        }
        changed
    }

    fn is_finding(&self) -> bool {
        self.focus == Focus::Add && !self.add.is_empty()
    }

    fn pick_further(&mut self, by: isize, state: &State) -> FormOutcome {
        let last = self.found(state).len().saturating_sub(1);
        self.pick = self.pick.saturating_add_signed(by).min(last);
        FormOutcome::Stay
    }

    /// Enter: the next value, the found analyte as a new row, or what is missing.
    fn next(&mut self, state: &State) -> FormOutcome {
        match self.focus {
            Focus::Value(at) => {
                let sheet = Sheet::new(self, state);
                if let Some(Entered::NeedsLimit(words)) = sheet.seen(at).map(|seen| seen.entered.clone()) {
                    self.rows[at].value.set("<");
                    return FormOutcome::refuse(words);
                }
                self.go(1)
            }
            Focus::Add if self.is_finding() => self.add_found(state),
            Focus::Note => FormOutcome::note(format!("{} saves", state.look.keymap.key(Action::Save))),
            Focus::Head(_) | Focus::Add => self.go(1),
        }
    }

    fn add_found(&mut self, state: &State) -> FormOutcome {
        let found = self.found(state);
        let Some(analyte) = found.get(self.pick.min(found.len().saturating_sub(1))) else {
            let typed = self.add.text().trim();
            return FormOutcome::refuse(match state.catalog.find_analyte(typed) {
                Some(there) if self.rows.iter().any(|row| row.analyte == there.id) => {
                    format!("{} has a row already", there.name)
                }
                _ => format!("no analyte of a {} is called “{typed}”", self.kind.name()),
            });
        };
        self.rows.push(Row::new(analyte.clone()));
        self.add = Field::default();
        self.focus = Focus::Value(self.rows.len() - 1);
        FormOutcome::Changed
    }

    /// The field so many places on; at either end it stays.
    fn go(&mut self, by: isize) -> FormOutcome {
        let order = self.order();
        let here = order.iter().position(|focus| *focus == self.focus).unwrap_or(0);
        let there = here.saturating_add_signed(by).min(order.len() - 1);
        self.enter(order[there])
    }

    /// Goes to a field and marks what is in it; a note is written on, not over.
    pub(super) fn enter(&mut self, focus: Focus) -> FormOutcome {
        self.focus = focus;
        if let Some(field) = self.field_mut()
            && focus != Focus::Note
        {
            field.select();
        }
        FormOutcome::Stay
    }

    /// The line below or above: in a table of several columns the value under or over this one.
    fn go_lines(&mut self, by: isize) -> FormOutcome {
        let columns = self.columns() as isize;
        match self.focus {
            Focus::Value(at) => {
                let to = at as isize + by * columns;
                self.enter(match usize::try_from(to) {
                    Ok(to) if to < self.rows.len() => Focus::Value(to),
                    Ok(_) => self.below_rows(),
                    Err(_) => Focus::Head(self.head.len() - 1),
                })
            }
            _ => self.go(by),
        }
    }

    fn below_rows(&self) -> Focus {
        if self.takes_more() { Focus::Add } else { Focus::Note }
    }

    /// All fields in the order Tab walks them.
    fn order(&self) -> Vec<Focus> {
        let head = (0..self.head.len()).map(Focus::Head);
        let values = (0..self.rows.len()).map(Focus::Value);
        let add = self.takes_more().then_some(Focus::Add);
        head.chain(values).chain(add).chain([Focus::Note]).collect()
    }

    fn step(&mut self, step: Step, state: &State) -> FormOutcome {
        let Focus::Head(at) = self.focus else {
            return FormOutcome::Stay;
        };
        let line = &mut self.head[at];
        match line.slot.step(line.text(), step, state) {
            Some(text) => {
                line.field.set(&text);
                FormOutcome::Changed
            }
            None => FormOutcome::Stay,
        }
    }

    pub(super) fn travel(&mut self, way: fn(&mut Field) -> bool) -> FormOutcome {
        let changed = self.field_mut().is_some_and(way);
        if self.after(changed) { FormOutcome::Changed } else { FormOutcome::Stay }
    }
}
