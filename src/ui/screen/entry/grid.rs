//! The form of a report: fields about the sample, a row an analyte, a field that adds rows, a note.

use crossterm::event::KeyEvent;

use crate::domain::id::AnalyteId;
use crate::domain::report::{Kind, Observation, Report, Value};
use crate::exchange::typed::parse_interval;
use crate::ui::action::Action;
use crate::ui::screen::entry::line::Line;
use crate::ui::screen::entry::pasted::{self, Pasted};
use crate::ui::screen::entry::reading::{Entered, last_method};
use crate::ui::screen::entry::row::{Range, Row};
use crate::ui::screen::entry::sheet::Sheet;
use crate::ui::screen::entry::slot::{Slot, Step};
use crate::ui::screen::entry::{FormOutcome, dxa, head, semen};
use crate::ui::state::State;
use crate::ui::widget::field::Field;

/// The form of a report.
#[derive(Clone, Debug)]
pub struct Grid {
    /// The kind of report.
    pub kind: Kind,
    /// Day, laboratory and what else is known of the sample.
    pub head: Vec<Line>,
    /// One an analyte.
    pub rows: Vec<Row>,
    /// Finds an analyte to add.
    pub add: Field,
    /// Which of the analytes found is taken.
    pub pick: usize,
    /// A note on the report.
    pub note: Line,
    /// Where keys go.
    pub focus: Focus,
    /// The range of the row in focus while it is typed.
    pub range: Option<Field>,
    /// The report that is edited.
    pub edited: Option<Report>,
    /// Pasted lines that were not understood.
    pub left: Vec<String>,
    /// Results of it that this form cannot show, kept as they are.
    pub carried: Vec<Observation>,
}

/// Where keys go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// A field of the head, by place.
    Head(usize),
    /// The value of a row, by place.
    Value(usize),
    /// The field that adds a row.
    Add,
    /// The note.
    Note,
}

impl Grid {
    /// An empty form: rows of the last report of the kind, else of the usual panel, and the analytes asked for.
    pub fn new(kind: Kind, wanted: &[AnalyteId], state: &State) -> Self {
        let head = head::fresh(kind, state);
        let laboratory = head::laboratory(&head);
        let mut grid = Self::of(kind, head, head::rows(kind, laboratory.as_deref(), state));
        for analyte in head::enterable(kind, wanted, state) {
            if !grid.rows.iter().any(|row| row.analyte == analyte) {
                grid.rows.push(Row::new(analyte));
            }
        }
        grid
    }

    /// An empty form of today with the shape of a report: analytes, units, methods, ranges, laboratory.
    pub fn like(report: &Report, state: &State) -> Self {
        let mut grid = Self::edit(report, state);
        grid.head = head::like(report, state);
        grid.note = Line::new(Slot::Note, "");
        grid.edited = None;
        grid.carried.clear();
        for row in &mut grid.rows {
            row.value = Field::default();
            row.kept = None;
        }
        grid
    }

    /// A stored report, to change it.
    pub fn edit(report: &Report, state: &State) -> Self {
        let kind = report.kind();
        let shown = |result: &&Observation| {
            let known = state.analyte(&result.analyte).is_some_and(|a| !a.calculated_only);
            let in_words = matches!(result.value, Value::Words(_)) && kind != Kind::Semen;
            known && !in_words
        };
        let (shown, mut carried): (Vec<&Observation>, Vec<&Observation>) =
            report.results.iter().partition(shown);
        let rows = match kind {
            Kind::Dxa => dxa::rows_of(&shown, &mut carried),
            Kind::Semen => semen::rows_of(&shown, state),
            Kind::Blood | Kind::Body => shown.iter().map(|result| Row::edit(result)).collect(),
        };
        let mut grid = Self {
            note: Line::new(Slot::Note, report.note.as_deref().unwrap_or_default()),
            carried: carried.into_iter().cloned().collect(),
            edited: Some(report.clone()),
            ..Self::of(kind, head::of(report), rows)
        };
        grid.enter(grid.focus);
        grid
    }

    fn of(kind: Kind, head: Vec<Line>, rows: Vec<Row>) -> Self {
        Self {
            kind,
            head,
            focus: if rows.is_empty() {
                Focus::Add
            } else {
                Focus::Value(0)
            },
            rows,
            add: Field::default(),
            pick: 0,
            note: Line::new(Slot::Note, ""),
            range: None,
            edited: None,
            left: Vec::new(),
            carried: Vec::new(),
        }
    }

    /// Values that stand side by side in one line: density, T and Z of a site.
    pub const fn columns(&self) -> usize {
        match self.kind {
            Kind::Dxa => dxa::COLUMNS,
            Kind::Blood | Kind::Semen | Kind::Body => 1,
        }
    }

    /// Whether rows can be added; a scan has its sites.
    pub fn takes_more(&self) -> bool {
        self.kind != Kind::Dxa
    }

    /// Analytes the add field may mean, best first, without those that are there.
    pub fn found(&self, state: &State) -> Vec<AnalyteId> {
        let fits = |id: &AnalyteId| {
            let known = state.analyte(id);
            known.is_some_and(|a| a.kind == self.kind && !a.calculated_only)
                && !self.rows.iter().any(|row| row.analyte == *id)
        };
        let found = state.catalog.suggest_analytes(self.add.text());
        found.iter().map(|a| a.id.clone()).filter(fits).take(5).collect()
    }

    // Keys -----------------------------------------------------------------------------------------------

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

    fn act_on_range(&mut self, action: Action) -> FormOutcome {
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

    fn field_mut(&mut self) -> Option<&mut Field> {
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
                self.rows[at].unsure = false;
            }
            if let Focus::Head(at) = self.focus
                && self.head[at].slot == Slot::Hip
            {
                dxa::match_hips(&mut self.rows, self.head[at].text());
            }
        }
        changed
    }

    /// Fills rows from a pasted report, each line in its row, or adds rows. A row that has a value keeps it. What
    /// is not understood stays in sight until the report is saved.
    pub fn take_pasted(&mut self, text: &str, state: &State) -> FormOutcome {
        let (mut read, mut unsure) = (0, 0);
        let left = self.left.len();
        for line in pasted::read(text, self.kind, state) {
            match line {
                Pasted::Unknown(line) => self.left.push(line),
                Pasted::Result {
                    analyte,
                    text,
                    range,
                    unsure: doubtful,
                } => match self.free_row(&analyte.id) {
                    Some(row) => {
                        row.value.set(&text);
                        row.unsure = doubtful;
                        if range.is_some() {
                            row.range = Range::Typed(range);
                        }
                        read += 1;
                        unsure += usize::from(doubtful);
                    }
                    None => self
                        .left
                        .push(format!("{} {text} (its row has a value)", analyte.name)),
                },
            }
        }
        if unsure > 0 {
            self.go_unsure();
        }
        FormOutcome::pasted(read, unsure, self.left.len() - left)
    }

    /// The empty row of an analyte, added where there is none; none when it has a value.
    fn free_row(&mut self, analyte: &AnalyteId) -> Option<&mut Row> {
        let place = self.rows.iter().position(|row| row.analyte == *analyte);
        let place = place.unwrap_or_else(|| {
            self.rows.push(Row::new(analyte.clone()));
            self.rows.len() - 1
        });
        Some(&mut self.rows[place]).filter(|row| row.value.is_empty())
    }

    /// Goes to the next pasted value that needs a look; the one that is left was looked at.
    fn go_unsure(&mut self) -> Option<FormOutcome> {
        let here = match self.focus {
            Focus::Value(at) => {
                self.rows[at].unsure = false;
                at
            }
            _ => 0,
        };
        let unsure: Vec<usize> = (0..self.rows.len()).filter(|at| self.rows[*at].unsure).collect();
        let next = unsure.iter().find(|at| **at > here).or_else(|| unsure.first())?;
        Some(self.enter(Focus::Value(*next)))
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
        let laboratory = head::laboratory(&self.head);
        let mut row = Row::new(analyte.clone());
        row.method = last_method(state, analyte, laboratory.as_deref());
        self.rows.push(row);
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
    fn enter(&mut self, focus: Focus) -> FormOutcome {
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
        if self.takes_more() {
            Focus::Add
        } else {
            Focus::Note
        }
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

    fn travel(&mut self, way: fn(&mut Field) -> bool) -> FormOutcome {
        let changed = self.field_mut().is_some_and(way);
        if self.after(changed) {
            FormOutcome::Changed
        } else {
            FormOutcome::Stay
        }
    }

    // What is about a row --------------------------------------------------------------------------------

    fn open_range(&mut self, state: &State) -> FormOutcome {
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

    fn flip(&mut self, state: &State) -> FormOutcome {
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

    fn method(&mut self, state: &State) -> FormOutcome {
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
