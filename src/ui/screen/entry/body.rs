//! What a form consists of: a grid for a report, labelled fields for anything else; how each opens and what it makes.

use crate::domain::change::{Act, Change, Entry};
use crate::domain::day;
use crate::domain::id::AnalyteId;
use crate::domain::report::{Kind, Report};
use crate::ui::outcome::{FormKind, Seed};
use crate::ui::screen::entry::draft::Draft;
use crate::ui::screen::entry::grid::Grid;
use crate::ui::screen::entry::line::settle_days;
use crate::ui::screen::entry::lines::Lines;
use crate::ui::screen::entry::row::Row;
use crate::ui::screen::entry::sheet::Sheet;
use crate::ui::screen::entry::small::Made;
use crate::ui::screen::entry::{head, small, therapy};
use crate::ui::state::State;

/// What a form consists of.
#[derive(Debug)]
pub enum Body {
    /// A report.
    Grid(Box<Grid>),
    /// Anything else.
    Lines(Lines),
}

impl Body {
    /// The body a seed asks for, drafts apart.
    pub fn open(seed: &Seed, state: &State) -> Self {
        let Some(kind) = kind_of(seed.form) else {
            return Self::Lines(lines_of(seed, state));
        };
        let like = seed.like.as_ref().and_then(|id| state.record.report(id));
        Self::Grid(Box::new(match (&seed.edit, like) {
            (Some(Entry::Report(report)), _) => Grid::edit(report, state),
            (_, Some(report)) if report.kind() == kind => Grid::like(report, state),
            _ => Grid::new(kind, &seed.analytes, state),
        }))
    }

    /// The act that stores what is typed, and what should be asked about first; or what would be right, the
    /// cursor on what is wrong. `old` is the entry that is changed.
    pub fn make(&mut self, old: Option<&Entry>, state: &State) -> Result<(Act, Vec<String>), String> {
        match self {
            Self::Grid(grid) => {
                grid.take_offer(state);
                save_grid(grid, state)
            }
            Self::Lines(lines) => {
                // What would follow from the name was not seen yet.
                lines.take_marked(state);
                make(lines, old, state).map_err(|(slot, words)| {
                    let place = lines.fields.iter().position(|line| line.slot == slot);
                    lines.at = place.unwrap_or(lines.at);
                    words
                })
            }
        }
    }

    /// Writes the days that are typed in words, and the units of doses; whether any text changed.
    pub fn settle(&mut self, state: &State) -> bool {
        match self {
            Self::Grid(grid) => settle_days(grid.head.iter_mut(), state),
            Self::Lines(lines) => {
                let doses = therapy::settle_doses(&mut lines.fields, state);
                settle_days(lines.fields.iter_mut(), state) || doses
            }
        }
    }

    /// What is typed in it.
    pub fn draft(&self) -> Draft {
        match self {
            Self::Grid(grid) => Draft::of_grid(grid),
            Self::Lines(lines) => Draft::of_lines(lines),
        }
    }

    /// Types a draft again, keeping rows for the analytes that are wanted now.
    pub fn retype(&mut self, draft: Draft, wanted: &[AnalyteId], state: &State) {
        match self {
            Self::Grid(grid) => {
                let wanted = head::enterable(grid.kind, wanted, state);
                let is_wanted = |row: &&Row| wanted.contains(&row.analyte);
                let rows: Vec<Row> = grid.rows.iter().filter(is_wanted).cloned().collect();
                draft.into_grid(grid);
                for row in rows {
                    if !grid.rows.iter().any(|there| there.analyte == row.analyte) {
                        grid.rows.push(row);
                    }
                }
            }
            Self::Lines(lines) => draft.into_lines(lines),
        }
    }
}

/// The kind of report a form makes.
const fn kind_of(form: FormKind) -> Option<Kind> {
    match form {
        FormKind::Blood => Some(Kind::Blood),
        FormKind::Semen => Some(Kind::Semen),
        FormKind::Dxa => Some(Kind::Dxa),
        FormKind::Body => Some(Kind::Body),
        FormKind::Symptom | FormKind::Event | FormKind::Therapy | FormKind::Profile => None,
    }
}

fn lines_of(seed: &Seed, state: &State) -> Lines {
    let lines = match (seed.form, &seed.edit) {
        (FormKind::Symptom, Some(Entry::Symptom(old))) => small::symptom(Some(old), state),
        (FormKind::Symptom, _) => small::symptom(None, state),
        (FormKind::Event, Some(Entry::Event(old))) => small::event(Some(old), state),
        (FormKind::Event, _) => small::event(None, state),
        (FormKind::Therapy, Some(Entry::Regimen(old))) => therapy::lines(Some(old), state),
        (FormKind::Therapy, _) => therapy::lines(None, state),
        _ => small::profile(state.record.profile()),
    };
    Lines::new(seed.form, lines)
}

fn make(lines: &Lines, old: Option<&Entry>, state: &State) -> Made {
    match (lines.kind, old) {
        (FormKind::Symptom, Some(Entry::Symptom(old))) => {
            small::make_symptom(&lines.fields, Some(old), state)
        }
        (FormKind::Symptom, _) => small::make_symptom(&lines.fields, None, state),
        (FormKind::Event, Some(Entry::Event(old))) => small::make_event(&lines.fields, Some(old), state),
        (FormKind::Event, _) => small::make_event(&lines.fields, None, state),
        (FormKind::Therapy, Some(Entry::Regimen(old))) => therapy::make(&lines.fields, Some(old), state),
        (FormKind::Therapy, _) => therapy::make(&lines.fields, None, state),
        _ => small::make_profile(&lines.fields, state),
    }
}

/// The act that stores a report, and its doubts; or what is wrong, with the cursor on it.
fn save_grid(grid: &mut Grid, state: &State) -> Result<(Act, Vec<String>), String> {
    grid.take_fold()?;
    match Sheet::new(grid, state).finish(grid, state) {
        Ok((report, doubts)) => {
            let words = words(grid.edited.as_ref(), &report);
            Ok((Act::one(words, Change::Put(Entry::Report(report))), doubts))
        }
        Err(refusal) => {
            grid.focus = refusal.focus;
            Err(refusal.words)
        }
    }
}

fn words(old: Option<&Report>, report: &Report) -> String {
    let date = day::long(report.date);
    let results = match report.results.len() {
        1 => "1 result".to_owned(),
        many => format!("{many} results"),
    };
    match old {
        Some(_) => format!("Changed the {} of {date}, {results}", report.kind().name()),
        None => format!("Saved {results} of {date}"),
    }
}
