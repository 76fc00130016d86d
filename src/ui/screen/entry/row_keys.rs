//! What keys do to the row in focus: the unit it is read in, its method, the grades of motility.

use crate::domain::report::{Kind, Value};
use crate::ui::screen::entry::grid::{Focus, Grid};
use crate::ui::screen::entry::reading::Entered;
use crate::ui::screen::entry::sheet::Sheet;
use crate::ui::screen::entry::{FormOutcome, semen};
use crate::ui::state::State;

impl Grid {
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

    /// How the value was measured; on a grade of motility, whether it is given in three or four grades.
    pub(super) fn method(&mut self, state: &State) -> FormOutcome {
        let Focus::Value(at) = self.focus else {
            return self.open_method(state);
        };
        if self.kind != Kind::Semen || !semen::is_motility(&self.rows[at].analyte) {
            return self.open_method(state);
        }
        match semen::switch_grades(&mut self.rows) {
            Ok(focus) => {
                self.focus = Focus::Value(focus);
                FormOutcome::Changed
            }
            Err(words) => FormOutcome::refuse(words),
        }
    }
}
