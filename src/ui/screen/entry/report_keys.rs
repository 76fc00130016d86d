//! What keys do in the form of a report: typing, walking its fields, adding rows, the unit, range and method of a row.

use crossterm::event::KeyEvent;

use crate::catalog::suggest_among;
use crate::domain::method::Method;
use crate::domain::report::{Kind, Value};
use crate::exchange::typed::parse_interval;
use crate::ui::action::Action;
use crate::ui::outcome::FormOutcome;
use crate::ui::screen::entry::answer::FieldStep;
use crate::ui::screen::entry::field::FieldSlot;
use crate::ui::screen::entry::reading::{EnteredValue, ReportReading, RowReader};
use crate::ui::screen::entry::report_form::{FoldKind, FormFocus, RefusalReason, ReportForm, RowFold};
use crate::ui::screen::entry::rows::{
    ResultRow, RowMethod, RowRange, is_motility, match_hips, switch_grades,
};
use crate::ui::state::State;
use crate::ui::widget::field::Field;

impl ReportForm {
    /// Takes a key that is no command.
    pub fn type_key(&mut self, event: KeyEvent) -> FormOutcome {
        let changed = self.field_mut().is_some_and(|field| field.key(event));
        if self.after(changed) { FormOutcome::Changed } else { FormOutcome::Stay }
    }

    /// Takes a pasted text into the field in focus.
    pub fn insert(&mut self, text: &str) {
        if let Some(field) = self.field_mut() {
            field.insert(text);
        }
        self.after(true);
    }

    /// Does what a command means; saving and leaving are the form's. `reading` is what it amounts to as it stands.
    pub fn act(&mut self, action: Action, reading: &ReportReading, state: &State) -> FormOutcome {
        if self.fold.is_some() {
            return self.act_on_fold(action, state);
        }
        let taken = match action {
            Action::Next | Action::NextField | Action::PreviousField | Action::Head => self.take_offer(state),
            _ => FormOutcome::Stay,
        };
        let done = match action {
            Action::Next => self.next(reading, state),
            Action::NextField => self.go_unsure().unwrap_or_else(|| self.go(1)),
            Action::PreviousField => self.go(-1),
            Action::FieldDown if self.is_finding() => self.pick_further(1, state),
            Action::FieldUp if self.is_finding() => self.pick_further(-1, state),
            Action::FieldDown if !self.offered(state).is_empty() => self.pick_offer(1, state),
            Action::FieldUp if self.pick > 0 => self.pick_offer(-1, state),
            Action::FieldDown if matches!(self.focus, FormFocus::Head(_)) => self.enter(self.first_empty()),
            Action::FieldDown => self.go_lines(1),
            Action::FieldUp => self.go_lines(-1),
            Action::Head => self.enter(self.head_or_back()),
            Action::Later => self.step(FieldStep::Later, state),
            Action::Earlier => self.step(FieldStep::Earlier, state),
            Action::Range => self.open_range(reading, state),
            Action::OtherUnit => self.flip(reading, state),
            Action::Method => self.method(reading, state),
            Action::FieldUndo => self.travel(Field::undo),
            Action::FieldRedo => self.travel(Field::redo),
            _ => FormOutcome::Stay,
        };
        if done == FormOutcome::Stay { taken } else { done }
    }

    /// Puts the name that is picked in the place of what is typed in a field of the head.
    pub fn take_offer(&mut self, state: &State) -> FormOutcome {
        let offered = self.offered(state);
        let picked = self.pick.checked_sub(1).and_then(|at| offered.get(at));
        let (FormFocus::Head(at), Some(name)) = (self.focus, picked) else {
            return FormOutcome::Stay;
        };
        self.head[at].field.set(name);
        self.head[at].is_proposed = false;
        self.pick = 0;
        FormOutcome::Changed
    }

    fn pick_offer(&mut self, by: isize, state: &State) -> FormOutcome {
        self.pick = self.pick.saturating_add_signed(by).min(self.offered(state).len());
        FormOutcome::Stay
    }

    fn field_mut(&mut self) -> Option<&mut Field> {
        if self.fold.is_some() {
            return self.fold.as_mut().map(|fold| &mut fold.field);
        }
        match self.focus {
            FormFocus::Head(at) => self.head.get_mut(at).map(|line| &mut line.field),
            FormFocus::Value(at) => self.rows.get_mut(at).map(|row| &mut row.value),
            FormFocus::Add => Some(&mut self.add),
            FormFocus::Note => Some(&mut self.note.field),
        }
    }

    /// What follows from a changed text.
    fn after(&mut self, changed: bool) -> bool {
        if changed {
            self.pick = 0;
            if let FormFocus::Value(at) = self.focus {
                self.rows[at].doubt = None;
            }
            if let FormFocus::Head(at) = self.focus {
                self.head[at].is_proposed = false;
                if self.head[at].slot == FieldSlot::Hip {
                    match_hips(&mut self.rows, self.head[at].text());
                }
            }
        }
        changed
    }

    fn is_finding(&self) -> bool {
        self.focus == FormFocus::Add && !self.add.is_empty()
    }

    fn pick_further(&mut self, by: isize, state: &State) -> FormOutcome {
        let last = self.found(state).len().saturating_sub(1);
        self.pick = self.pick.saturating_add_signed(by).min(last);
        FormOutcome::Stay
    }

    /// Enter: the next value, the found analyte as a new row, or what is missing.
    fn next(&mut self, reading: &ReportReading, state: &State) -> FormOutcome {
        match self.focus {
            FormFocus::Value(at) => {
                if let Some(EnteredValue::NeedsLimit(error)) = reading.seen(at).map(|seen| &seen.entered) {
                    self.rows[at].value.set("<");
                    return FormOutcome::refuse(error.to_string());
                }
                self.go_on()
            }
            FormFocus::Head(at) if at + 1 == self.head.len() => self.enter(self.first_empty()),
            FormFocus::Add if self.is_finding() => self.add_found(state),
            FormFocus::Note => FormOutcome::note(format!("{} saves", state.look.keymap.key(Action::Save))),
            FormFocus::Head(_) | FormFocus::Add => self.go(1),
        }
    }

    fn add_found(&mut self, state: &State) -> FormOutcome {
        let found = self.found(state);
        let Some(analyte) = found.get(self.pick.min(found.len().saturating_sub(1))) else {
            return FormOutcome::refuse(self.not_a_row(state).to_string());
        };
        self.rows.push(ResultRow::new(analyte.clone()));
        self.add = Field::default();
        self.focus = FormFocus::Value(self.rows.len() - 1);
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
    pub fn enter(&mut self, focus: FormFocus) -> FormOutcome {
        self.focus = focus;
        self.pick = 0;
        if let Some(field) = self.field_mut()
            && focus != FormFocus::Note
        {
            field.select();
        }
        FormOutcome::Stay
    }

    /// The next field after a value that Enter stops at.
    fn go_on(&mut self) -> FormOutcome {
        let mut behind = self.order().into_iter().skip_while(|focus| *focus != self.focus).skip(1);
        let stop = behind.find(|focus| !matches!(focus, FormFocus::Value(at) if self.is_passed_over(*at)));
        self.enter(stop.unwrap_or(FormFocus::Note))
    }

    /// Whether Enter passes over a value: on a scan the further sites are typed like the first, so that what was left
    /// out there is not stopped at.
    fn is_passed_over(&self, at: usize) -> bool {
        let is_typed = |at: usize| self.rows.get(at).is_some_and(|row| !row.value.is_empty());
        let columns = self.columns();
        let follows = self.kind == Kind::Dxa && at >= columns && (0..columns).any(is_typed);
        follows && !is_typed(at % columns) && !is_typed(at)
    }

    /// The first value that is still to be typed.
    fn first_empty(&self) -> FormFocus {
        if self.rows.is_empty() {
            return FormFocus::Add;
        }
        let is_open = |at: &usize| self.rows[*at].value.is_empty() && !self.is_passed_over(*at);
        FormFocus::Value((0..self.rows.len()).find(is_open).unwrap_or(0))
    }

    /// The date; from within the head the first value that is empty.
    fn head_or_back(&self) -> FormFocus {
        match self.focus {
            FormFocus::Head(_) => self.first_empty(),
            FormFocus::Value(_) | FormFocus::Add | FormFocus::Note => {
                let date = self.head.iter().position(|field| field.slot == FieldSlot::Date);
                FormFocus::Head(date.unwrap_or(0))
            }
        }
    }

    /// The line below or above: in a table of several columns the value under or over this one.
    fn go_lines(&mut self, by: isize) -> FormOutcome {
        let columns = self.columns() as isize;
        match self.focus {
            FormFocus::Value(at) => {
                let to = at as isize + by * columns;
                self.enter(match usize::try_from(to) {
                    Ok(to) if to < self.rows.len() => FormFocus::Value(to),
                    Ok(_) => self.below_rows(),
                    Err(_) => FormFocus::Head(self.head.len() - 1),
                })
            }
            _ => self.go(by),
        }
    }

    fn below_rows(&self) -> FormFocus {
        if self.takes_more() { FormFocus::Add } else { FormFocus::Note }
    }

    /// All fields in the order Tab walks them.
    fn order(&self) -> Vec<FormFocus> {
        let head = (0..self.head.len()).map(FormFocus::Head);
        let values = (0..self.rows.len()).map(FormFocus::Value);
        let add = self.takes_more().then_some(FormFocus::Add);
        head.chain(values).chain(add).chain([FormFocus::Note]).collect()
    }

    fn step(&mut self, step: FieldStep, state: &State) -> FormOutcome {
        let FormFocus::Head(at) = self.focus else {
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

    fn travel(&mut self, way: fn(&mut Field) -> bool) -> FormOutcome {
        let changed = self.field_mut().is_some_and(way);
        if self.after(changed) { FormOutcome::Changed } else { FormOutcome::Stay }
    }

    /// Reads the value in another unit.
    fn flip(&mut self, reading: &ReportReading, state: &State) -> FormOutcome {
        let FormFocus::Value(at) = self.focus else {
            return FormOutcome::note("Go to a value first; this reads it in another unit.");
        };
        let Some(analyte) = state.analyte(&self.rows[at].analyte) else {
            return FormOutcome::Stay;
        };
        let Some(seen) = reading.seen(at) else {
            return FormOutcome::Stay;
        };
        let quantity = match &seen.entered {
            EnteredValue::Value(Value::Number(quantity), _) => Some(quantity),
            _ => None,
        };
        match self.rows[at].flip(analyte, &seen.unit, quantity) {
            Some(_) => FormOutcome::Changed,
            None => FormOutcome::note(format!("{} has no other unit", analyte.name)),
        }
    }

    /// How the value was measured; on a grade of motility, whether it is given in three or four grades.
    fn method(&mut self, reading: &ReportReading, state: &State) -> FormOutcome {
        let FormFocus::Value(at) = self.focus else {
            return self.open_method(reading, state);
        };
        if self.kind != Kind::Semen || !is_motility(&self.rows[at].analyte) {
            return self.open_method(reading, state);
        }
        match switch_grades(&mut self.rows) {
            Some(first) => {
                self.focus = FormFocus::Value(first);
                FormOutcome::Changed
            }
            None => FormOutcome::refuse(RefusalReason::GradesTyped.to_string()),
        }
    }

    /// Folds the field up again, taking what is typed where it can be read.
    pub fn take_fold(&mut self) -> Result<(), RefusalReason> {
        let (Some(fold), FormFocus::Value(at)) = (&self.fold, self.focus) else {
            self.fold = None;
            return Ok(());
        };
        let text = fold.field.text().trim();
        if text != fold.before {
            match fold.of {
                FoldKind::Range if text.is_empty() => self.rows[at].range = RowRange::Typed(None),
                FoldKind::Range => {
                    let typed = parse_interval(text).map_err(RefusalReason::Range)?;
                    self.rows[at].range = RowRange::Typed(Some(typed));
                }
                FoldKind::Method => {
                    let method = Some(text).filter(|text| !text.is_empty()).map(Method::new);
                    self.rows[at].method = RowMethod::Said(method);
                }
            }
        }
        self.fold = None;
        Ok(())
    }

    fn act_on_fold(&mut self, action: Action, state: &State) -> FormOutcome {
        let is_method = self.fold.as_ref().is_some_and(|fold| fold.of == FoldKind::Method);
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
            | Action::Head
            | Action::Range
            | Action::Method => match self.take_fold() {
                Ok(()) => FormOutcome::Changed,
                Err(wrong) => FormOutcome::refuse(wrong.to_string()),
            },
            _ => FormOutcome::Stay,
        }
    }

    fn open_range(&mut self, reading: &ReportReading, state: &State) -> FormOutcome {
        let FormFocus::Value(at) = self.focus else {
            return FormOutcome::note("Go to a value first; this types its range.");
        };
        let reader = RowReader { state, report: &reading.report };
        // A published interval is not the laboratory's, so it is not offered as such.
        let own = reading.seen(at).and_then(|seen| reader.own_range(&self.rows[at], &seen.unit));
        self.unfold(
            FoldKind::Range,
            own.map_or_else(String::new, |interval| interval.to_string().replace('–', "-")),
        )
    }

    fn open_method(&mut self, reading: &ReportReading, state: &State) -> FormOutcome {
        let FormFocus::Value(at) = self.focus else {
            return FormOutcome::note("Go to a value first; this says how it was measured.");
        };
        let now = reading.seen(at).and_then(|seen| seen.method.clone());
        self.unfold(FoldKind::Method, now.as_deref().unwrap_or_default().to_owned());
        self.next_method(state)
    }

    /// Puts the one of the known methods that follows in the field; after the last one there is none.
    fn next_method(&mut self, state: &State) -> FormOutcome {
        if let (Some(fold), FormFocus::Value(at)) = (&mut self.fold, self.focus) {
            let known = self.rows[at].methods(&fold.before, state);
            let typed = fold.field.text().trim();
            let here = known.iter().position(|method| *method == Method::new(typed));
            let known: Vec<String> = known.iter().map(ToString::to_string).collect();
            let next = match here {
                Some(here) => known.get(here + 1).cloned(),
                None if typed.is_empty() => known.first().cloned(),
                None => suggest_among(typed, known).into_iter().next().or_else(|| Some(typed.to_owned())),
            };
            fold.field.set(&next.unwrap_or_default());
            fold.field.select();
        }
        FormOutcome::Stay
    }

    fn unfold(&mut self, of: FoldKind, text: String) -> FormOutcome {
        let mut field = Field::new(&text);
        field.select();
        self.fold = Some(RowFold { of, field, before: text });
        FormOutcome::Stay
    }
}
