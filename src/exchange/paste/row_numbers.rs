//! What a number of a row is: its value, a limit, or nothing of it, by the column it stands in and what stands before.

use super::column::TableHead;
use super::item::RowItem;
use super::number::{PrintedNumber, PrintedRange};
use super::printed_day::PrintedDay;
use super::row::ValueReading;
use super::row_reader::SheetRowReader;
use crate::catalog::language::WordRole;
use crate::domain::quantity::Comparator;

impl SheetRowReader<'_, '_, '_> {
    /// Takes a number by the head of the column it stands in; `behind` is the item after it and its unit.
    fn number_in_column(
        &mut self,
        behind: usize,
        number: PrintedNumber,
        unit: Option<(String, String)>,
        (role, day): (WordRole, Option<PrintedDay>),
    ) -> ColumnNumber {
        match role {
            WordRole::HeadLow | WordRole::HeadHigh => {
                // A column of units behind the limits holds that of the value.
                self.row.units.extend(unit.filter(|unit| !self.row.units.contains(unit)));
                self.limit(role, number);
            }
            WordRole::HeadReference if number.comparator == Comparator::Equal => {
                if let Some(RowItem::Number(high)) = self.items.get(behind).map(|item| &item.item)
                    && high.comparator == Comparator::Equal
                {
                    // Two limits one beside the other.
                    let high = high.clone();
                    self.range(PrintedRange { low: Some(number), high: Some(high) }, unit, true);
                    return ColumnNumber::Taken { further: 1 };
                }
                if self.row.values.is_empty() {
                    return ColumnNumber::Free(number);
                }
                self.row.left_over.push(number.typed());
            }
            WordRole::HeadReference if self.is_limit(behind) => {
                self.range(PrintedRange::of_bound(number), unit, true);
            }
            WordRole::HeadResult if self.is_bound_beside_value(&number, day.as_ref()) => {
                self.range(PrintedRange::of_bound(number), unit, false);
            }
            WordRole::HeadResult => {
                let flag = self.flag_ahead.take();
                self.row.values.push(ValueReading { number, unit, day, in_column: true, flag });
            }
            // With a unit behind it a number is none of a method; its row is narrower than the heads.
            WordRole::HeadMethod if unit.is_some() && !self.row.has_value() => {
                return ColumnNumber::Free(number);
            }
            WordRole::HeadDay | WordRole::HeadMethod => self.row.left_over.push(number.typed()),
            _ => return ColumnNumber::Free(number),
        }
        ColumnNumber::Taken { further: 0 }
    }

    /// Takes a number, and says how many items it and what belongs to it are.
    pub(super) fn number(
        &mut self,
        at: usize,
        number: PrintedNumber,
        column: Option<(WordRole, Option<PrintedDay>)>,
    ) -> usize {
        if self.is_note_behind(at, &number) {
            return 1;
        }
        let mut unit = self.unit_behind(at);
        let used = 1 + usize::from(unit.is_some());
        if let Some((WordRole::HeadResult, _)) = &column {
            let table = self.context.table;
            let of = table.and_then(|table| table.column_at(self.items[at].start, self.items[at].end));
            let of_head = of.and_then(|column| column.unit.clone());
            if table.is_some_and(TableHead::has_only_units) {
                unit = unit.or_else(|| of_head.clone());
            }
            self.head_unit = self.head_unit.take().or(of_head);
        }
        if at > 0 && is_arrow(&self.text(&self.items[at - 1])) {
            // `5.0 -> 6.1` is one result and the next.
            self.row.values.push(ValueReading { number, unit, day: None, in_column: false, flag: None });
            return used;
        }
        // A bound behind the label of a reference is a limit, whatever column it stands in.
        let is_labelled = self.next_range.is_next
            && !self.row.has_value()
            && (number.comparator != Comparator::Equal || self.row.name.is_none());
        let number = match column.filter(|_| self.context.table.is_some() && !is_labelled) {
            Some(head) => match self.number_in_column(at + used, number, unit.clone(), head) {
                ColumnNumber::Taken { further } => return used + further,
                ColumnNumber::Free(number) => number,
            },
            None => number,
        };
        self.number_of_no_column(at, used, number, unit);
        used
    }

    /// Takes a number that no column claims, with what belongs to it so many items long: a limit, the value, or neither.
    fn number_of_no_column(
        &mut self,
        at: usize,
        used: usize,
        number: PrintedNumber,
        unit: Option<(String, String)>,
    ) {
        let is_bound = number.comparator != Comparator::Equal;
        let item = &self.items[at];
        if self.next_range.is_next && (is_bound || item.in_brackets || self.row.has_value()) {
            if is_bound {
                self.range(PrintedRange::of_bound(number), unit, false);
            } else if unit.is_some_and(|(code, _)| !code.is_empty()) {
                self.passed += 1;
            }
            return;
        }
        if self.is_numbering(at, &number) {
            return;
        }
        let value_follows = self.items[at + used..]
            .iter()
            .any(|next| matches!(next.item, RowItem::Number(_)) && !next.in_brackets);
        if value_follows && self.is_note_number(at, &number) {
            return;
        }
        // `PSA (ug/L) [<2.5]   0.81`
        let is_before_value = item.in_brackets && self.row.name.is_some() && value_follows;
        if is_bound && (is_before_value || !self.row.values.is_empty() || self.next_range.is_of_someone()) {
            self.range(PrintedRange::of_bound(number), unit, false);
            return;
        }
        if self.next_range.is_next && self.row.ranges.is_empty() {
            // A number behind the label of a reference is a limit, never the value.
            return;
        }
        self.row.values.push(ValueReading { number, unit, day: None, in_column: false, flag: None });
    }

    /// Whether a number behind the value is that of a note: `102 [1] pmol/L`.
    fn is_note_behind(&self, at: usize, number: &PrintedNumber) -> bool {
        let is_one = number.comparator == Comparator::Equal && number.digits.len() == 1;
        let is_text = |at: Option<usize>, text: &str| {
            at.and_then(|at| self.items.get(at)).is_some_and(|item| self.text(item) == text)
        };
        is_one && self.row.has_value() && is_text(at.checked_sub(1), "[") && is_text(Some(at + 1), "]")
    }

    /// Whether a number before a name counts the lines or the remarks: `1. Testosterone   412 ng/dL`.
    fn is_numbering(&self, at: usize, number: &PrintedNumber) -> bool {
        let behind = self.items.get(at + 1).filter(|next| next.start == self.items[at].end);
        let is_marked = behind.is_some_and(|next| matches!(self.text(next).as_str(), "." | ")"));
        let is_small = number.comparator == Comparator::Equal && number.digits.len() <= 2;
        let begins = at.checked_sub(1).is_none_or(|before| matches!(self.items[before].item, RowItem::Mark));
        is_marked && is_small && begins && !self.named
    }

    /// Whether a digit alone in brackets behind a name is the number of a footnote: `Testosterone, Total (1)    412`.
    fn is_note_number(&self, at: usize, number: &PrintedNumber) -> bool {
        let text = |at: Option<usize>| at.and_then(|at| self.items.get(at)).map(|item| self.text(item));
        let is_alone = matches!(text(at.checked_sub(1)).as_deref(), Some("(" | "["))
            && matches!(text(Some(at + 1)).as_deref(), Some(")" | "]"));
        let is_digit = number.comparator == Comparator::Equal && number.digits.len() == 1;
        is_alone && is_digit && self.row.name.is_some() && !self.row.has_value()
    }

    /// Whether a bound below the head of a reference is a limit: there is a value beside it, or a column for one. Alone
    /// or before its own range, in a table whose head names no results, it is the result.
    fn is_limit(&self, behind: usize) -> bool {
        let table = self.context.table;
        self.row.has_value()
            || table.is_some_and(|table| table.columns.iter().any(|c| c.role == WordRole::HeadResult))
            || self.items[behind..].iter().any(|item| {
                let is_value =
                    matches!(&item.item, RowItem::Number(number) if number.comparator == Comparator::Equal);
                is_value && !item.in_brackets
            })
    }

    /// Whether a bound in a column of results stands behind the value of that column: the range has no head of its own.
    fn is_bound_beside_value(&self, number: &PrintedNumber, day: Option<&PrintedDay>) -> bool {
        let is_bound = number.comparator != Comparator::Equal;
        is_bound && self.row.values.iter().any(|value| value.in_column && value.day.as_ref() == day)
    }

    fn limit(&mut self, role: WordRole, number: PrintedNumber) {
        let contradicts = match role {
            WordRole::HeadLow => matches!(number.comparator, Comparator::Below | Comparator::AtMost),
            _ => matches!(number.comparator, Comparator::Above | Comparator::AtLeast),
        };
        if contradicts {
            // Its own sign says more than the head: `<50` below “Lower limit”.
            return self.range(PrintedRange::of_bound(number), None, true);
        }
        let open =
            self.row.ranges.last_mut().filter(|last| role == WordRole::HeadHigh && last.range.high.is_none());
        let exact = PrintedNumber { comparator: Comparator::Equal, ..number };
        match open {
            Some(last) => last.range.high = Some(exact),
            None => {
                let (low, high) =
                    if role == WordRole::HeadLow { (Some(exact), None) } else { (None, Some(exact)) };
                self.range(PrintedRange { low, high }, None, true);
            }
        }
    }
}

/// Whether a text is an arrow from one result to the next.
fn is_arrow(text: &str) -> bool {
    matches!(text, "->" | "–>" | "→" | "➔" | "⟶")
}

/// What became of a number by the head of its column.
enum ColumnNumber {
    /// It is read, with so many items behind it and its unit.
    Taken { further: usize },
    /// The head says nothing about it.
    Free(PrintedNumber),
}
