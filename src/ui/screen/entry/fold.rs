//! The field that unfolds under the rows: the range of the row in focus, or how its value was measured.

use serde::{Deserialize, Serialize};

use crate::catalog::suggest_among;
use crate::exchange::typed::parse_interval;
use crate::ui::action::Action;
use crate::ui::screen::entry::FormOutcome;
use crate::ui::screen::entry::grid::{Focus, Grid};
use crate::ui::screen::entry::reading::Against;
use crate::ui::screen::entry::row::{Method, Range};
use crate::ui::screen::entry::sheet::Sheet;
use crate::ui::state::State;
use crate::ui::widget::field::Field;

/// The unfolded field.
#[derive(Clone, Debug)]
pub struct Fold {
    /// What is typed in it.
    pub of: Of,
    /// The text.
    pub field: Field,
    /// What stood in it when it unfolded.
    before: String,
}

/// What an unfolded field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    /// The laboratory's interval.
    Range,
    /// How the value was measured.
    Method,
}

impl Of {
    /// What stands before the field.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Range => "range",
            Self::Method => "method",
        }
    }
}

impl Fold {
    /// A field with a text that was typed before.
    pub fn again(of: Of, text: &str) -> Self {
        Self { of, field: Field::new(text), before: String::new() }
    }

    /// The text, where it is not what the field unfolded with.
    pub fn typed(&self) -> Option<&str> {
        Some(self.field.text()).filter(|text| *text != self.before)
    }
}

impl Grid {
    /// Folds the field up again, taking what is typed where it can be read.
    pub fn take_fold(&mut self) -> Result<(), String> {
        let (Some(fold), Focus::Value(at)) = (&self.fold, self.focus) else {
            self.fold = None;
            return Ok(());
        };
        let text = fold.field.text().trim();
        if text != fold.before {
            match fold.of {
                Of::Range if text.is_empty() => self.rows[at].range = Range::Typed(None),
                Of::Range => self.rows[at].range = Range::Typed(Some(parse_interval(text)?)),
                Of::Method => {
                    let method = Some(text.to_owned()).filter(|text| !text.is_empty());
                    self.rows[at].method = Method::Said(method);
                }
            }
        }
        self.fold = None;
        Ok(())
    }

    pub(super) fn act_on_fold(&mut self, action: Action, state: &State) -> FormOutcome {
        let is_method = self.fold.as_ref().is_some_and(|fold| fold.of == Of::Method);
        match action {
            Action::Keep => {
                self.fold = None;
                FormOutcome::Stay
            }
            Action::FieldUndo => self.travel(Field::undo),
            Action::FieldRedo => self.travel(Field::redo),
            Action::Method if is_method => self.next_method(state),
            Action::Next
            | Action::NextField
            | Action::PreviousField
            | Action::FieldDown
            | Action::FieldUp
            | Action::Range
            | Action::Method => match self.take_fold() {
                Ok(()) => FormOutcome::Changed,
                Err(wrong) => FormOutcome::refuse(wrong),
            },
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
        self.unfold(
            Of::Range,
            own.map_or_else(String::new, |interval| interval.to_string().replace('–', "-")),
        )
    }

    pub(super) fn open_method(&mut self, state: &State) -> FormOutcome {
        let Focus::Value(at) = self.focus else {
            return FormOutcome::note("Go to a value first; this says how it was measured.");
        };
        let now = Sheet::new(self, state).seen(at).and_then(|seen| seen.method.clone());
        self.unfold(Of::Method, now.unwrap_or_default());
        self.next_method(state)
    }

    /// Puts the one of the known methods that follows in the field; after the last one there is none.
    fn next_method(&mut self, state: &State) -> FormOutcome {
        if let (Some(fold), Focus::Value(at)) = (&mut self.fold, self.focus) {
            let known = self.rows[at].methods(&fold.before, state);
            let typed = fold.field.text().trim();
            let next = match known.iter().position(|method| method == typed) {
                Some(here) => known.get(here + 1).cloned(),
                None if typed.is_empty() => known.first().cloned(),
                None => suggest_among(typed, known).into_iter().next().or_else(|| Some(typed.to_owned())),
            };
            fold.field.set(&next.unwrap_or_default());
            fold.field.select();
        }
        FormOutcome::Stay
    }

    fn unfold(&mut self, of: Of, text: String) -> FormOutcome {
        let mut field = Field::new(&text);
        field.select();
        self.fold = Some(Fold { of, field, before: text });
        FormOutcome::Stay
    }
}
