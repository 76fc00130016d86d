//! The form of a report: fields about the sample, a row an analyte, a field that adds rows, a note.

use crate::domain::id::AnalyteId;
use crate::domain::report::{Kind, Observation, Report, Value};
use crate::ui::screen::entry::line::Line;
use crate::ui::screen::entry::row::Row;
use crate::ui::screen::entry::slot::Slot;
use crate::ui::screen::entry::{dxa, head, semen};
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
    /// What stood in it when it was opened.
    pub range_before: String,
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
    /// An empty form: the analytes asked for, then those of the last report of the kind, else of the usual panel. A
    /// semen analysis and a scan keep the order of their paper.
    pub fn new(kind: Kind, wanted: &[AnalyteId], state: &State) -> Self {
        let head = head::fresh(kind, state);
        let mut grid = Self::of(kind, head, head::rows(kind, state));
        let wanted = head::enterable(kind, wanted, state);
        for analyte in &wanted {
            if !grid.rows.iter().any(|row| row.analyte == *analyte) {
                grid.rows.push(Row::new(analyte.clone()));
            }
        }
        if matches!(kind, Kind::Blood | Kind::Body) {
            let place = |row: &Row| wanted.iter().position(|id| *id == row.analyte).unwrap_or(wanted.len());
            grid.rows.sort_by_key(place);
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
            focus: if rows.is_empty() { Focus::Add } else { Focus::Value(0) },
            rows,
            add: Field::default(),
            pick: 0,
            note: Line::new(Slot::Note, ""),
            range: None,
            range_before: String::new(),
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
}
