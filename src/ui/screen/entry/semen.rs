//! The rows of a semen analysis: motility in three or four grades, and the last grade that follows from the others.

use crate::domain::decimal::Decimal;
use crate::domain::id::AnalyteId;
use crate::domain::quantity::{Comparator, Quantity};
use crate::domain::report::{Kind, Observation, Report, Value};
use crate::ui::screen::entry::grid::Grid;
use crate::ui::screen::entry::reading::{Against, Entered};
use crate::ui::screen::entry::row::Row;
use crate::ui::state::State;

const PROGRESSIVE: &str = "progressive-motility";
const RAPID: &str = "rapid-progressive-motility";
const SLOW: &str = "slow-progressive-motility";
const NON_PROGRESSIVE: &str = "non-progressive-motility";
const IMMOTILE: &str = "immotile";

/// Properties of sperm: where there are none, they have no value.
const OF_SPERM: [&str; 8] =
    [PROGRESSIVE, RAPID, SLOW, NON_PROGRESSIVE, IMMOTILE, "total-motility", "morphology", "vitality"];

/// The rows of a stored analysis: those of the panel in its order, then any others on the report.
pub fn rows_of(shown: &[&Observation], state: &State) -> Vec<Row> {
    let in_grades = shown.iter().any(|r| [RAPID, SLOW].contains(&&*r.analyte));
    let panel = if in_grades { "semen-four-grade" } else { "semen-who" };
    let mut rest = shown.to_vec();
    let mut rows = Vec::new();
    for analyte in state.catalog.panel(panel).into_iter().flat_map(|panel| &panel.analytes) {
        let place = rest.iter().position(|result| result.analyte == *analyte);
        rows.push(match place {
            Some(place) => Row::edit(rest.remove(place)),
            None => Row::new(analyte.clone()),
        });
    }
    rows.extend(rest.into_iter().map(Row::edit));
    rows
}

/// Whether the analyte is a grade of motility.
pub fn is_motility(analyte: &str) -> bool {
    [PROGRESSIVE, RAPID, SLOW, NON_PROGRESSIVE, IMMOTILE].contains(&analyte)
}

/// Whether the analyte is a property of sperm.
pub fn is_of_sperm(analyte: &str) -> bool {
    OF_SPERM.contains(&analyte)
}

/// Whether a report says that there are no sperm.
pub fn without_sperm(report: &Report) -> bool {
    let none = |id: &str| {
        let quantity = report.result(id).and_then(Observation::quantity);
        quantity.is_some_and(|q| q.comparator == Comparator::Equal && q.value.value() == 0.0)
    };
    none("sperm-concentration") || none("total-sperm-number")
}

/// Goes from progressive motility to its two grades or back; the place of the first. Refuses over typed values.
pub fn switch_grades(rows: &mut Vec<Row>) -> Result<usize, String> {
    let (from, to): (&[&str], &[&str]) = if rows.iter().any(|row| &*row.analyte == RAPID) {
        (&[RAPID, SLOW], &[PROGRESSIVE])
    } else {
        (&[PROGRESSIVE], &[RAPID, SLOW])
    };
    let is_from = |row: &Row| from.contains(&&*row.analyte);
    if rows.iter().any(|row| is_from(row) && !row.value.is_empty()) {
        return Err(
            "empty the progressive motility first; then it switches between three and four grades".to_owned()
        );
    }
    let at = rows.iter().position(is_from).unwrap_or(rows.len());
    rows.retain(|row| !is_from(row));
    let new = to.iter().map(|id| Row::new((*id).into()));
    rows.splice(at..at, new);
    Ok(at)
}

/// The immotile share that the other grades leave of 100 %, while its own field is blank.
pub fn filled(grid: &Grid, against: &Against<'_>) -> Option<(AnalyteId, Quantity)> {
    if grid.kind != Kind::Semen {
        return None;
    }
    let row = |id: &str| grid.rows.iter().find(|row| &*row.analyte == id);
    let immotile = row(IMMOTILE).filter(|row| row.value.is_empty())?;
    let grades: &[&str] =
        if row(RAPID).is_some() { &[RAPID, SLOW, NON_PROGRESSIVE] } else { &[PROGRESSIVE, NON_PROGRESSIVE] };
    let rows: Vec<&Row> = grades.iter().map(|id| row(id)).collect::<Option<_>>()?;
    // A stored report that says nothing of the immotile is not completed unasked.
    if rows.iter().all(|row| row.is_unchanged()) {
        return None;
    }
    let parts: Vec<Decimal> = rows.iter().map(|row| percent(against, row)).collect::<Option<_>>()?;
    let left = 100.0 - parts.iter().map(Decimal::value).sum::<f64>();
    let decimals = parts.iter().map(Decimal::decimals).max().unwrap_or(0);
    let nobody_moves_of_nobody = left >= 100.0 && counts_none(grid, against);
    (left >= 0.0 && !nobody_moves_of_nobody).then(|| {
        let quantity = Quantity {
            comparator: Comparator::Equal,
            value: Decimal::rounded(left, decimals),
            unit: "%".into(),
        };
        (immotile.analyte.clone(), quantity)
    })
}

fn counts_none(grid: &Grid, against: &Against<'_>) -> bool {
    let row = grid.rows.iter().find(|row| &*row.analyte == "sperm-concentration");
    row.and_then(|row| percent(against, row)).is_some_and(|count| count.value() == 0.0)
}

/// The exact number typed in a row.
fn percent(against: &Against<'_>, row: &Row) -> Option<Decimal> {
    let analyte = against.state.analyte(&row.analyte)?;
    match against.see(analyte, row, None).entered {
        Entered::Value(Value::Number(quantity), _) if quantity.comparator == Comparator::Equal => {
            Some(quantity.value)
        }
        _ => None,
    }
}
