//! Ranges beside a value: what each is of by where it was read, and which of them is that of the value.

use super::item::PlacedItem;
use super::number::PrintedRange;
use super::row_reader::SheetRowReader;
use crate::catalog::language::WordRole;

/// A range with what it is of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RangeReading {
    pub range: PrintedRange,
    pub unit: Option<(String, String)>,
    /// Whether the line says that it is of men.
    pub of_men: bool,
    /// Whether an age stands beside it.
    pub of_age: bool,
    /// Whether it stands below the head of a reference.
    pub in_column: bool,
    /// How many values stand before it, those in another unit too.
    pub behind: usize,
}

impl RangeReading {
    /// How much speaks for it as the range of the first value: where it stands, then whose it is, then its column.
    const fn claim(&self) -> (bool, bool, bool) {
        (self.behind <= 1, self.of_men, self.in_column)
    }
}

/// Of the ranges of a row in the unit of its first value those for which most speaks.
pub(super) fn ranges_of_value(
    ranges: &[RangeReading],
    has_its_unit: impl Fn(&RangeReading) -> bool,
) -> Vec<&RangeReading> {
    let mut fitting: Vec<&RangeReading> = ranges.iter().filter(|range| has_its_unit(range)).collect();
    let most = fitting.iter().map(|range| range.claim()).max();
    fitting.retain(|range| Some(range.claim()) == most);
    fitting
}

/// What words before a range say of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct NextRange {
    /// What comes next is a range: the word before said so.
    pub is_next: bool,
    of_men: bool,
    of_others: bool,
    of_age: bool,
}

impl NextRange {
    /// Nothing said of it but that it is next, or not even that.
    pub fn unsaid(is_next: bool) -> Self {
        Self { is_next, ..Self::default() }
    }

    /// Whether a word said whose it is.
    pub const fn is_of_someone(self) -> bool {
        self.of_men || self.of_others
    }
}

impl SheetRowReader<'_, '_, '_> {
    /// Takes a range for what the words before it say; one of others is left.
    pub(super) fn range(&mut self, range: PrintedRange, unit: Option<(String, String)>, in_column: bool) {
        let next = NextRange { is_next: self.row.has_value(), of_age: false, ..self.next_range };
        let NextRange { of_men, of_others, of_age, .. } = std::mem::replace(&mut self.next_range, next);
        if !of_others {
            let behind = self.row.values.len() + self.passed;
            self.row.ranges.push(RangeReading { range, unit, of_men, of_age, in_column, behind });
        }
    }

    /// Takes in a word that says what the next range is: the label of one, or whom or what age it is for.
    pub(super) fn range_word(&mut self, item: &PlacedItem<'_, '_>, roles: &[WordRole]) -> bool {
        let has = |role| roles.contains(&role);
        let is_aside = has(WordRole::Normal) && item.in_brackets && !self.row.has_value();
        let is_long = self.text(item).chars().count() > 3;
        let begins = self.row.name.is_none() && item.from == 0;
        let next = &mut self.next_range;
        if has(WordRole::HeadReference) && !is_aside && (is_long || begins || !self.row.values.is_empty())
            || has(WordRole::Percentile) && item.in_brackets
        {
            next.is_next = true;
            // Words just before its label say whose it is: `NZ Ref Range:`.
            if !self.row.values.is_empty() && self.row.left_over.len() == 1 {
                self.row.left_over.clear();
            }
        } else if has(WordRole::Men) && (!has(WordRole::Age) || self.row.values.is_empty() || next.is_next) {
            (next.of_men, next.of_others) = (true, false);
        } else if has(WordRole::Others) {
            (next.of_men, next.of_others) = (false, true);
            self.row.of_others = true;
        } else if has(WordRole::Age) {
            next.of_age = true;
            self.drop_age();
        } else {
            return false;
        }
        true
    }

    /// `20-49 years` is an age and no range.
    fn drop_age(&mut self) {
        let next = self.next_range;
        if self.row.values.last().is_some_and(|value| value.unit.is_none()) && next.is_next {
            self.row.values.pop();
        }
        if next.is_of_someone() || next.is_next {
            self.row.ranges.pop();
        }
    }
}
