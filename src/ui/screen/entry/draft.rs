//! What is typed in a form, as it is kept until the form is saved.

use serde::{Deserialize, Serialize};

use crate::domain::id::AnalyteId;
use crate::domain::report::Kind;
use crate::domain::report::Side;
use crate::ui::outcome::FormKind;
use crate::ui::screen::entry::grid::{Focus, Grid};
use crate::ui::screen::entry::line::Line;
use crate::ui::screen::entry::lines::Lines;
use crate::ui::screen::entry::row::{Method, Range, Row};
use crate::ui::screen::entry::{dxa, therapy};
use crate::ui::widget::field::Field;

/// What is typed in a form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Labelled fields.
    lines: Vec<TypedLine>,
    /// Rows.
    rows: Vec<TypedRow>,
    /// What is typed to find an analyte.
    add: String,
    /// Pasted lines that were not understood.
    left: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct TypedLine {
    slot: String,
    text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct TypedRow {
    analyte: AnalyteId,
    side: Option<Side>,
    text: String,
    unit: Option<Box<str>>,
    range: Range,
    method: Method,
    #[serde(default)]
    doubt: Option<String>,
}

impl Draft {
    /// What is typed in the form of a report.
    pub fn of_grid(grid: &Grid) -> Self {
        let row = |row: &Row| TypedRow {
            analyte: row.analyte.clone(),
            side: row.side,
            text: row.value.text().to_owned(),
            unit: row.unit.clone(),
            range: row.range.clone(),
            method: row.method.clone(),
            doubt: row.doubt.clone(),
        };
        Self {
            lines: grid.head.iter().chain([&grid.note]).map(typed).collect(),
            rows: grid.rows.iter().map(row).collect(),
            add: grid.add.text().to_owned(),
            left: grid.left.clone(),
        }
    }

    /// What is typed in a form of labelled fields.
    pub fn of_lines(lines: &Lines) -> Self {
        Self { lines: lines.fields.iter().map(typed).collect(), ..Self::default() }
    }

    /// The text it is kept as.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).expect("texts, ids and intervals are valid JSON")
    }

    /// Reads a kept text; none for one that an older or newer program kept in another shape.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Types everything into the form of a report again. Rows it has are filled, others are added, and rows it
    /// had lost are taken away unless they hold a value.
    pub fn into_grid(self, grid: &mut Grid) {
        for line in grid.head.iter_mut().chain([&mut grid.note]) {
            retype(line, &self.lines);
        }
        if grid.kind == Kind::Dxa {
            let hips = super::line::text_of(&grid.head, super::slot::Slot::Hip).to_owned();
            dxa::match_hips(&mut grid.rows, &hips);
        }
        let mut old = std::mem::take(&mut grid.rows);
        for typed in self.rows {
            let same = |row: &Row| row.analyte == typed.analyte && row.side == typed.side;
            let place = old.iter().position(same);
            let row = place.map_or_else(|| Row::new(typed.analyte.clone()), |place| old.remove(place));
            grid.rows.push(Row {
                side: typed.side,
                value: Field::new(&typed.text),
                unit: typed.unit,
                range: typed.range,
                method: typed.method,
                doubt: typed.doubt,
                ..row
            });
        }
        let kept_or_wanted = |row: &Row| row.kept.is_some();
        grid.rows.extend(old.into_iter().filter(kept_or_wanted));
        grid.add = Field::new(&self.add);
        grid.left = self.left;
        let first_empty = grid.rows.iter().position(|row| row.value.is_empty());
        grid.focus = match (first_empty, grid.rows.len()) {
            (_, 0) => Focus::Add,
            (first, _) => Focus::Value(first.unwrap_or(0)),
        };
    }

    /// Types everything into a form of labelled fields again.
    pub fn into_lines(self, form: &mut Lines) {
        for _ in 0..self.lines.len() {
            for line in &mut form.fields {
                retype(line, &self.lines);
            }
            let before = form.fields.len();
            if form.kind == FormKind::Therapy {
                therapy::keep_room(&mut form.fields);
            }
            if form.fields.len() == before {
                break;
            }
        }
    }
}

fn typed(line: &Line) -> TypedLine {
    TypedLine { slot: line.slot.id(), text: line.field.text().to_owned() }
}

fn retype(line: &mut Line, typed: &[TypedLine]) {
    let id = line.slot.id();
    if let Some(typed) = typed.iter().find(|typed| typed.slot == id)
        && line.field.text() != typed.text
    {
        line.field.set(&typed.text);
    }
}
