//! What keys do to the row in focus: its range, the unit it is read in, its method.

use crate::domain::report::{Kind, Value};
use crate::exchange::typed::parse_interval;
use crate::ui::action::Action;
use crate::ui::screen::entry::grid::{Focus, Grid};
use crate::ui::screen::entry::reading::{Against, Entered};
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
        if text == self.range_before {
            self.range = None;
            return Ok(());
        }
        let interval = if text.is_empty() { None } else { Some(parse_interval(text)?) };
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
        let sheet = Sheet::new(self, state);
        let against = Against { state, report: &sheet.report };
        // A published interval is not the laboratory's, so it is not offered as such.
        let own = sheet.seen(at).and_then(|seen| against.own_range(&self.rows[at], &seen.unit));
        let text = own.map_or_else(String::new, |interval| interval.to_string().replace('–', "-"));
        let mut field = Field::new(&text);
        field.select();
        self.range = Some(field);
        self.range_before = text;
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
        let now = Sheet::new(self, state).seen(at).and_then(|seen| seen.method.clone());
        self.rows[at].next_method(now.as_ref(), state);
        FormOutcome::Changed
    }
}
