//! The report a form amounts to as it stands: every row seen, and what follows from the values together.

use crate::domain::analyte::Analytes;
use crate::domain::change::Entry;
use crate::domain::record::Record;
use crate::domain::report::{Kind, Observation, Report, Value};
use crate::domain::semen::inconsistencies;
use crate::exchange::typed::doubt_day;
use crate::ui::screen::entry::grid::{Focus, Grid};
use crate::ui::screen::entry::reading::{Against, Entered, Seen};
use crate::ui::screen::entry::row::Row;
use crate::ui::screen::entry::{head, semen};
use crate::ui::state::State;

/// The report a form amounts to.
#[derive(Debug)]
pub struct Sheet {
    /// The report, with the results that can be read.
    pub report: Report,
    /// Each row; none for an analyte that is no longer known.
    rows: Vec<Option<Seen>>,
}

/// Why a form cannot be saved, and where.
#[derive(Debug, PartialEq)]
pub struct Refusal {
    /// The field that is wrong.
    pub focus: Focus,
    /// What would be right.
    pub words: String,
}

impl Sheet {
    /// The form as it stands.
    pub fn new(grid: &Grid, state: &State) -> Self {
        let mut report = head::report(grid, state);
        let against = Against { state, report: &report };
        let filled = semen::filled(grid, &against);
        let mut rows = Vec::new();
        let mut results = Vec::new();
        for row in &grid.rows {
            let seen = state.analyte(&row.analyte).map(|analyte| {
                let fill = filled.as_ref().filter(|(id, _)| *id == row.analyte);
                let seen = against.see(analyte, row, fill.map(|(_, quantity)| quantity));
                results.extend(against.result(analyte, row, &seen.entered, &seen.unit));
                seen
            });
            rows.push(seen);
        }
        results.extend(grid.carried.iter().cloned());
        if let Some(edited) = &grid.edited {
            results.sort_by_key(|result| place_in(edited, result));
        }
        report.results = results;
        Self { report, rows }
    }

    /// A row as it stands.
    pub fn seen(&self, at: usize) -> Option<&Seen> {
        self.rows.get(at)?.as_ref()
    }

    /// The report to store, and what should be asked about first; or what is wrong and where.
    pub fn finish(self, grid: &Grid, state: &State) -> Result<(Report, Vec<String>), Refusal> {
        head::check(grid, state)?;
        let mut doubts: Vec<String> =
            doubt_day(self.report.date, state.today).iter().map(ToString::to_string).collect();
        for (at, seen) in self.rows.iter().enumerate() {
            match seen.as_ref().map(|seen| &seen.entered) {
                Some(Entered::Wrong(words) | Entered::NeedsLimit(words)) => {
                    return Err(Refusal { focus: Focus::Value(at), words: words.clone() });
                }
                Some(Entered::Value(_, asked)) if asked.is_empty() => {
                    doubts.extend(grid.rows.get(at).and_then(|row| unseen(row, state)));
                }
                Some(Entered::Value(_, asked)) => doubts.extend(asked.iter().cloned()),
                _ => {}
            }
        }
        if !grid.add.is_empty() {
            return Err(Refusal {
                focus: Focus::Add,
                words: format!("“{}” is not a row yet; Enter adds it", grid.add.text().trim()),
            });
        }
        if self.report.results.is_empty() {
            return Err(Refusal {
                focus: Focus::Value(0),
                words: "nothing to save yet; type at least one value".to_owned(),
            });
        }
        if let Some(line) = grid.left.first() {
            let count = match grid.left.len() {
                1 => "1 pasted line is".to_owned(),
                count => format!("{count} pasted lines are"),
            };
            doubts.push(format!("{count} in no row, the first: “{line}”"));
        }
        if grid.kind == Kind::Semen {
            let odd = inconsistencies(state.catalog.analytes(), &self.report);
            doubts.extend(odd.iter().map(ToString::to_string));
        }
        Ok((self.report, doubts))
    }

    /// The report with what computed values of its day are made of: other reports of the day, and heights.
    pub fn record(&self, state: &State) -> Record {
        let others = state.record.reports().iter().filter(|other| {
            let same_day = other.date == self.report.date;
            other.id != self.report.id && (same_day || other.result("height").is_some())
        });
        let mut own = self.report.clone();
        own.results.retain(|result| is_known(state.catalog.analytes(), result));
        let profile = Entry::Profile(state.record.profile().clone());
        let entries = others.cloned().chain([own]).map(Entry::Report);
        Record::whole(std::iter::once(profile).chain(entries))
    }
}

/// A pasted value that needs a look and has not had one.
fn unseen(row: &Row, state: &State) -> Option<String> {
    let doubt = row.doubt.as_ref()?;
    Some(format!("{} was pasted and not looked at: {doubt}", state.name(&row.analyte)))
}

/// Where a result stood on the report that is edited; after the others when it is new.
fn place_in(report: &Report, result: &Observation) -> usize {
    let same = |other: &Observation| other.analyte == result.analyte && other.side == result.side;
    report.results.iter().position(same).unwrap_or(usize::MAX)
}

fn is_known(analytes: &Analytes, result: &Observation) -> bool {
    matches!(result.value, Value::Words(_)) || analytes.get(&result.analyte).is_some()
}
