//! A result of which further lines may follow.

use super::lexer::SheetLine;
use super::number::{PrintedNumber, PrintedRange};
use super::pasted::Unsure;
use super::row::{RangeReading, RowReading, ValueReading};
use crate::domain::quantity::Comparator;

/// Lines over which one result may stretch.
pub(super) const MOST_LINES: usize = 9;

/// A result that the next lines may add to.
pub(super) struct OpenRow<'a> {
    pub(super) row: RowReading<'a>,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) text: String,
    pub(super) report: usize,
    /// How many lines it has.
    pub(super) count: usize,
    /// Whether the head of a page lies between its name and what comes.
    pub(super) interrupted: bool,
    /// Whether the ranges below a word alone on its line are of men, or else of others.
    pub(super) are_of_men: Option<bool>,
    /// Whether a note follows its value, behind which its range may stand.
    pub(super) is_noted: bool,
    /// Whether its value is a number alone on the last of its lines.
    pub(super) ends_in_number: bool,
    pub(super) doubts: Vec<Unsure>,
}

impl OpenRow<'_> {
    /// Whether it is a name on a line of its own so far.
    pub(super) fn is_bare_name(&self) -> bool {
        let row = &self.row;
        self.count == 1 && !row.has_value() && !row.adds() && row.is_clean() && row.left_over.is_empty()
    }

    /// Stretches over one line more.
    pub(super) fn takes(&mut self, line: &SheetLine) {
        self.to = line.number;
        self.text = format!("{} {}", self.text, line.text);
        self.count += 1;
    }
}

/// Whether two numbers alone on a line are the ends of the scale that is drawn below a range.
pub(super) fn is_scale(open: &RowReading<'_>, row: &RowReading<'_>) -> bool {
    let [low, high] = row.values.as_slice() else { return false };
    let is_end = |limit: &Option<PrintedNumber>, value: &ValueReading| {
        value.unit.is_none() && limit.as_ref().is_some_and(|limit| limit.digits == value.number.digits)
    };
    open.ranges.iter().any(|of| is_end(&of.range.low, low) && is_end(&of.range.high, high))
}

/// A number that stands alone, without a unit, a bound or anything else beside it.
pub(super) fn lone_number<'r>(row: &'r RowReading<'_>) -> Option<&'r ValueReading> {
    let [value] = row.values.as_slice() else { return None };
    let is_plain = value.unit.is_none() && value.number.comparator == Comparator::Equal;
    let is_alone =
        row.beside_name.is_empty() && row.left_over.is_empty() && !row.adds() && row.words.is_none();
    Some(value).filter(|_| is_plain && is_alone && row.name.is_none())
}

/// A bound that stands alone below a value is its range.
pub(super) fn lone_bound(row: &RowReading<'_>) -> Option<RangeReading> {
    let [value] = row.values.as_slice() else { return None };
    let is_bound = value.number.comparator != Comparator::Equal;
    (is_bound && row.beside_name.is_empty() && row.left_over.is_empty()).then(|| RangeReading {
        range: PrintedRange::of_bound(value.number.clone()),
        unit: value.unit.clone(),
        of_men: false,
        ages: None,
        in_column: false,
        behind: 1,
    })
}
