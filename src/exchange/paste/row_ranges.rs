//! Ranges beside a value: what each is of by where it was read, and which of them is that of the value.

use super::age::AgeSpan;
use super::item::{PlacedItem, RowItem};
use super::number::{PrintedNumber, PrintedRange};
use super::row::{RangeReading, ValueReading};
use super::row_reader::{NextRange, SheetRowReader};
use super::word_kinds::flag_word;
use crate::catalog::language::WordRole;
use crate::domain::quantity::Comparator;

impl SheetRowReader<'_, '_, '_> {
    /// Takes a range for what the words before it say; one of others is left.
    pub(super) fn range(&mut self, range: PrintedRange, unit: Option<(String, String)>, in_column: bool) {
        let next = NextRange { is_next: self.row.has_value(), ages: None, ..self.next_range };
        let NextRange { of_men, of_others, ages, .. } = std::mem::replace(&mut self.next_range, next);
        if !of_others {
            let behind = self.row.values.len() + self.passed;
            self.row.ranges.push(RangeReading { range, unit, of_men, ages, in_column, behind });
        }
    }

    /// Takes in a word that says what the next range is: the label of one, or whom or what age it is for. Answers how
    /// many items it has taken, and none for any other word.
    pub(super) fn range_word(&mut self, at: usize, roles: &[WordRole]) -> Option<usize> {
        let item = &self.items[at];
        let has = |role| roles.contains(&role);
        // `Morphology (normal)   3 %`, `Morfologie normaal   3 %`
        let ends_name = item.from > 0
            && self.items.get(at + 1).is_some_and(|next| next.cell != item.cell)
            && at.checked_sub(1).is_some_and(|before| self.items[before].cell == item.cell);
        let is_aside = has(WordRole::Normal) && (item.in_brackets || ends_name) && !self.row.has_value();
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
        } else if has(WordRole::Age) {
            return Some(self.ages(at, roles));
        } else if has(WordRole::Class) {
            self.class(at);
        } else if has(WordRole::Others)
            || flag_word(roles).is_some_and(|flag| !flag.is_empty()) && self.names_class(at)
        {
            self.leave_next_range();
        } else {
            return None;
        }
        Some(1)
    }

    /// The next range is not his.
    pub(super) fn leave_next_range(&mut self) {
        (self.next_range.of_men, self.next_range.of_others) = (false, true);
        self.row.of_others = true;
    }

    /// Whether a word for high or low is no flag but names a class of values, as `Deficient: <20` and `High: 240-499` do:
    /// a limit stands behind its colon, or right behind it where it begins a line.
    pub(super) fn names_class(&self, at: usize) -> bool {
        let item = &self.items[at];
        let colon = self.items.get(at + 1).is_some_and(|item| self.text(item) == ":");
        let begins = item.from == 0 && self.row.name.is_none();
        let limit =
            self.items.get(at + 1 + usize::from(colon)).filter(|limit| colon || limit.cell == item.cell);
        self.text(item).chars().count() > 2 && (colon || begins) && limit.is_some_and(is_limit)
    }

    /// A word for a class of values leaves the limit before it, as in `<20 deficiency; 20-30 insufficiency`, else the next
    /// one.
    fn class(&mut self, at: usize) {
        let is_colon = self.items.get(at + 1).is_some_and(|item| self.text(item) == ":");
        let has_next = self.items.get(at + 1 + usize::from(is_colon)).is_some_and(is_limit);
        let has_before = at.checked_sub(1).is_some_and(|before| is_limit(&self.items[before]));
        if has_next || !has_before {
            return self.leave_next_range();
        }
        self.row.of_others = true;
        if self.row.ranges.pop().is_none() && self.row.name.is_none() {
            self.row.values.pop();
        }
    }

    /// Takes the ages beside a word for them as those of a range: the range before where they stand in brackets behind it,
    /// else the next one. Answers how many items it has taken.
    fn ages(&mut self, at: usize, roles: &[WordRole]) -> usize {
        let before = at.checked_sub(1).and_then(|before| ages_in(&self.items[before]));
        // `61 - 213 (Ages 40-49)`
        let is_label = roles.contains(&WordRole::LabelBirth) || before.is_none();
        let behind = self.items.get(at + 1).and_then(ages_in).filter(|_| is_label);
        if behind.is_none()
            && let Some((_, number)) = &before
        {
            self.drop_ages(number);
        }
        // Months are ages of others.
        let are_his = !roles.contains(&WordRole::Others);
        let ages = behind.clone().or(before).map(|(ages, _)| ages).filter(|_| are_his).unwrap_or_default();
        let in_brackets = self.items[at].in_brackets;
        match self.row.ranges.last_mut().filter(|last| in_brackets && last.ages.is_none()) {
            Some(last) => last.ages = Some(ages),
            None => self.next_range.ages = Some(ages),
        }
        1 + usize::from(behind.is_some())
    }

    /// `20-49 years` is no range, and `> 50 years` no bound and no value.
    fn drop_ages(&mut self, digits: &str) {
        let is_it = |number: &Option<PrintedNumber>| number.as_ref().is_some_and(|n| n.digits == digits);
        let is_value = |value: &ValueReading| value.unit.is_none() && value.number.digits == digits;
        if self.row.ranges.last().is_some_and(|last| is_it(&last.range.low) || is_it(&last.range.high)) {
            self.row.ranges.pop();
        } else if self.row.values.last().is_some_and(is_value) {
            self.row.values.pop();
        }
    }
}

/// Whether an item is a range or a bound.
fn is_limit(item: &PlacedItem<'_, '_>) -> bool {
    match &item.item {
        RowItem::Range(_) => true,
        RowItem::Number(number) => number.comparator != Comparator::Equal,
        _ => false,
    }
}

/// The ages that an item is, and a number of it as printed.
fn ages_in(item: &PlacedItem<'_, '_>) -> Option<(AgeSpan, String)> {
    match &item.item {
        RowItem::Range(range) => {
            let number = range.high.as_ref().or(range.low.as_ref())?;
            Some((AgeSpan::of_range(range), number.digits.clone()))
        }
        RowItem::Number(number) => Some((AgeSpan::of_number(number), number.digits.clone())),
        _ => None,
    }
}
