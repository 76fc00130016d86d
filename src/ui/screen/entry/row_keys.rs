//! What keys do to the row in focus: its range, the unit it is read in, its method.

use crate::domain::report::{Kind, Value};
use crate::exchange::typed::parse_interval;
use crate::ui::action::Action;
use crate::ui::screen::entry::grid::{Focus, Grid};
use crate::ui::screen::entry::reading::Entered;
use crate::ui::screen::entry::row::Range;
use crate::ui::screen::entry::sheet::Sheet;
use crate::ui::screen::entry::{FormOutcome, semen};
use crate::ui::state::State;
use crate::ui::widget::field::Field;

impl Grid {
    /// Closes the range that is typed, taking it where it can be read.
    pub fn take_range(&mut self) -> Result<(), String> {
        let Some(field) = &self.range else {
            return Ok(());
        };
        let text = field.text().trim();
        let interval = if text.is_empty() {
            None
        } else {
            Some(parse_interval(text)?)
        };
        if let Focus::Value(at) = self.focus {
            self.rows[at].range = Range::Typed(interval);
        }
        self.range = None;
        Ok(())
    }

    pub(super) fn act_on_range(&mut self, action: Action) -> FormOutcome {
        match action {
            Action::Keep => {
                self.range = None;
                FormOutcome::Stay
            }
            Action::FieldUndo => self.travel(Field::undo),
            Action::FieldRedo => self.travel(Field::redo),
            Action::Next | Action::NextField | Action::FieldDown | Action::FieldUp | Action::Range => {
                match self.take_range() {
                    Ok(()) => FormOutcome::Changed,
                    Err(wrong) => FormOutcome::refuse(wrong),
                }
            }
            _ => FormOutcome::Stay,
        }
    }

    pub(super) fn open_range(&mut self, state: &State) -> FormOutcome {
        let Focus::Value(at) = self.focus else {
            return FormOutcome::note("Go to a value first; this types its range.");
        };
        let own = match &self.rows[at].range {
            Range::Typed(interval) => interval.clone(),
            _ => Sheet::new(self, state)
                .seen(at)
                .and_then(|seen| seen.range.clone())
                .map(|(interval, _)| interval),
        };
        let text = own.map_or_else(String::new, |interval| interval.to_string().replace('–', "-"));
        let mut field = Field::new(&text);
        field.select();
        self.range = Some(field);
        FormOutcome::Stay
    }

    pub(super) fn flip(&mut self, state: &State) -> FormOutcome {
        let Focus::Value(at) = self.focus else {
            return FormOutcome::note("Go to a value first; this reads it in another unit.");
        };
        let Some(analyte) = state.analyte(&self.rows[at].analyte) else {
            return FormOutcome::Stay;
        };
        let sheet = Sheet::new(self, state);
        let Some(seen) = sheet.seen(at).cloned() else {
            return FormOutcome::Stay;
        };
        let quantity = match &seen.entered {
            Entered::Value(Value::Number(quantity), _) => Some(quantity),
            _ => None,
        };
        match self.rows[at].flip(analyte, &seen.unit, quantity) {
            Some(_) => FormOutcome::Changed,
            None => FormOutcome::note(format!("{} is reported in no other unit", analyte.name)),
        }
    }

    pub(super) fn method(&mut self, state: &State) -> FormOutcome {
        let Focus::Value(at) = self.focus else {
            return FormOutcome::note("Go to a value first; this says how it was measured.");
        };
        if self.kind == Kind::Semen && semen::is_motility(&self.rows[at].analyte) {
            return match semen::switch_grades(&mut self.rows) {
                Ok(focus) => {
                    self.focus = Focus::Value(focus);
                    FormOutcome::Changed
                }
                Err(words) => FormOutcome::refuse(words),
            };
        }
        self.rows[at].next_method(state);
        FormOutcome::Changed
    }
}
