//! What a foreign file says about a report, and what makes results one report.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime};

use crate::domain::context::{ContextField, FieldValue};
use crate::domain::id::EntryId;
use crate::domain::report::{Kind, Report};
use crate::domain::specimen::Specimen;
use crate::exchange::table::CellDay;

/// What a foreign file says about a report.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::exchange) struct ForeignHead {
    /// The id, where the file is our own.
    pub id: EntryId,
    /// The kind, where the file says it; else that of the analyte.
    pub kind: Option<Kind>,
    pub day: NaiveDate,
    /// Whether the day is that of a stamp in UTC and may have been the one beside it on the wall.
    pub may_be_beside: bool,
    pub time: Option<NaiveTime>,
    pub laboratory: Option<String>,
    /// What reports of one kind or another say of themselves; each kind takes its own.
    pub said: Vec<(ContextField, FieldValue)>,
    pub note: Option<String>,
    /// What the file itself keeps apart as one report; else day, time and laboratory make one.
    pub group: Option<Arc<str>>,
}

impl ForeignHead {
    /// The head of a day; of its time nothing is said yet.
    pub fn new(cell: CellDay) -> Self {
        Self {
            id: EntryId::default(),
            kind: None,
            day: cell.day,
            may_be_beside: cell.may_be_beside,
            time: None,
            laboratory: None,
            said: Vec::new(),
            note: None,
            group: None,
        }
    }

    /// Says something, where there is something to say.
    pub fn say(&mut self, field: ContextField, value: Option<FieldValue>) {
        self.said.extend(value.map(|value| (field, value)));
    }

    /// What the results were measured in.
    pub fn specimen(&self) -> Specimen {
        let said = self.said.iter().find_map(|(_, value)| match value {
            FieldValue::Specimen(specimen) => Some(*specimen),
            _ => None,
        });
        said.unwrap_or_default()
    }

    pub(super) fn report(&self, kind: Kind) -> Report {
        let mut report = Report {
            id: self.id.clone(),
            time: self.time,
            laboratory: self.laboratory.clone(),
            note: self.note.clone(),
            ..Report::new(kind, self.day)
        };
        for (field, value) in self.said.iter().filter(|(field, _)| field.row().kind == kind) {
            report.context = report.context.with(*field, value.clone());
        }
        report
    }
}
