//! Cells that programs which read tables out of a PDF have split: the columns without a head belong to the head before
//! them.

use std::borrow::Cow;

use ::csv::StringRecord;

use super::cell;
use super::columns::TableColumns;
use super::heads::ColumnRole;
use super::range::read_range;
use crate::exchange::foreign::{CellDecimal, ForeignNames, ValueCell};

/// The columns of a list whose cells may go on in columns without a head: the first of each, and the one behind the last.
#[derive(Clone, Debug, Default)]
pub(super) struct SplitCells {
    spans: Vec<(ColumnRole, usize, usize)>,
}

impl SplitCells {
    /// The columns of names, values and ranges that have columns without a head behind them.
    pub fn new(columns: &TableColumns) -> Self {
        let is_blank = |at: &usize| columns.head(*at).is_empty() && columns.role(*at).is_none();
        let roles = [ColumnRole::Name, ColumnRole::Value, ColumnRole::Range];
        let spans = roles.into_iter().filter_map(|role| {
            let first = columns.find(role)?;
            let end = (first + 1..columns.heads.len()).take_while(is_blank).last()? + 1;
            Some((role, first, end))
        });
        Self { spans: spans.collect() }
    }

    /// A row with its split cells as one each, where what they are together is understood better than the first alone.
    pub fn joined<'r>(&self, row: &'r StringRecord, names: &ForeignNames<'_>) -> Cow<'r, StringRecord> {
        let mut joined = Cow::Borrowed(row);
        for (role, first, end) in &self.spans {
            let parts: Vec<&str> =
                (*first..*end).map(|at| cell(row, at)).filter(|text| !text.is_empty()).collect();
            let whole = parts.join(" ");
            if parts.len() > 1 && is_one(*role, &whole, names) {
                let cells = row.iter().enumerate().map(|(at, text)| match at {
                    at if at == *first => whole.as_str(),
                    at if (*first..*end).contains(&at) => "",
                    at => joined.get(at).unwrap_or(text),
                });
                joined = Cow::Owned(cells.collect());
            }
        }
        joined
    }
}

/// Whether a text is understood as a whole.
fn is_one(role: ColumnRole, whole: &str, names: &ForeignNames<'_>) -> bool {
    match role {
        ColumnRole::Name => names.find(whole).is_some(),
        ColumnRole::Range => read_range(whole, CellDecimal::Unknown).is_some(),
        _ => match ValueCell::read(whole, CellDecimal::Unknown) {
            ValueCell::Number { unit, flag, .. } => {
                names.knows_unit(&unit) || unit.is_empty() && flag.is_some()
            }
            _ => false,
        },
    }
}
