//! Columns and rows that say something of a report itself: fasting, abstinence, the edition of the WHO manual.

use super::list::read_answer;
use crate::domain::context::{ContextField, FieldShape, FieldValue};
use crate::exchange::foreign::{CellDecimal, ForeignHead, read_number, read_specimen};
use crate::exchange::scrub;
use crate::exchange::table::ColumnRole;

/// Which field of a report a column says.
const FIELDS: [(ColumnRole, ContextField); 7] = [
    (ColumnRole::Fasting, ContextField::Fasting),
    (ColumnRole::Abstinence, ContextField::AbstinenceDays),
    (ColumnRole::HoursSinceDose, ContextField::HoursSinceDose),
    (ColumnRole::Device, ContextField::Device),
    (ColumnRole::Complete, ContextField::Complete),
    (ColumnRole::WhoEdition, ContextField::WhoEdition),
    (ColumnRole::Specimen, ContextField::Specimen),
];

/// Whether a column of this role says something of the report.
pub(super) fn is_context(role: ColumnRole) -> bool {
    FIELDS.iter().any(|(known, _)| *known == role)
}

impl ForeignHead {
    /// Says what the cells of its columns do, as far as they can be read.
    pub(super) fn say_cells<'t>(&mut self, mark: CellDecimal, cell: impl Fn(ColumnRole) -> Option<&'t str>) {
        for (role, field) in FIELDS {
            self.say(field, cell(role).and_then(|text| read_field(field.row().shape, text, mark)));
        }
    }
}

fn read_field(shape: FieldShape, text: &str, mark: CellDecimal) -> Option<FieldValue> {
    match shape {
        FieldShape::Answer => read_answer(text).map(FieldValue::Answer),
        FieldShape::Amount => {
            read_number(text, mark).filter(|number| number.value() >= 0.0).map(FieldValue::Amount)
        }
        FieldShape::Words => {
            let words = scrub::line(text).trim().to_owned();
            (!words.is_empty()).then_some(FieldValue::Words(words))
        }
        FieldShape::Specimen => read_specimen(text).map(FieldValue::Specimen),
    }
}
