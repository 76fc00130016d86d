//! What a line says of one or more analytes: each name with what stands beside it.

use chrono::NaiveTime;

use super::column::TableHead;
use super::item::{PlacedItem, RowItem, flag_word, items};
use super::lexer::SheetToken;
use super::lexicon::{NameEntry, SheetLexicon, text_of};
use super::number::{NumberSign, PrintedNumber, PrintedRange};
use super::plain_name::method_of;
use super::printed_day::{PrintedDay, clock_at, day_at};
use crate::catalog::language::WordRole;
use crate::domain::analyte::Analyte;
use crate::domain::quantity::Comparator;

/// A number that may be the value, with its unit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ValueReading {
    pub number: PrintedNumber,
    /// Code of the unit right behind it; empty for one that is none of ours.
    pub unit: Option<(String, String)>,
    /// The day in the head of its column.
    pub day: Option<PrintedDay>,
    /// Whether it stands in a column of results.
    pub in_column: bool,
    /// The flag behind it, where its column has a day.
    pub flag: Option<&'static str>,
}

/// A range with its unit and whose it is.
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

/// A name and everything beside it.
#[derive(Clone, Debug, Default)]
pub(super) struct RowReading<'a> {
    /// What the name may mean; empty for a thing that is not kept.
    pub analytes: Vec<&'a Analyte>,
    pub is_everyday: bool,
    pub has_name: bool,
    /// The name as printed.
    pub printed: String,
    /// Words between the name and the value that nothing is made of.
    pub beside_name: Vec<String>,
    pub values: Vec<ValueReading>,
    pub ranges: Vec<RangeReading>,
    /// Units in brackets behind the name, or in a column of their own.
    pub units: Vec<(String, String)>,
    pub flag: Option<&'static str>,
    pub method: Option<&'static str>,
    pub specimen: Option<WordRole>,
    pub is_calculated: bool,
    /// A result in words.
    pub words: Option<(WordRole, String)>,
    /// Words behind the value that nothing is made of.
    pub left_over: Vec<String>,
    pub day: Option<PrintedDay>,
    /// The time behind the day of its line.
    pub clock: Option<NaiveTime>,
    /// Whether a result in the column of earlier ones was passed over.
    pub has_earlier: bool,
    /// The tokens it takes, as a range of those of the line.
    pub from: usize,
    pub to: usize,
    /// Whether a reading says whose range it is, and not his: of women, of a stage.
    pub of_others: bool,
    pub of_men: bool,
    /// The last letter of the name is a comma or a hyphen: it goes on.
    pub name_goes_on: bool,
    /// Whether it is a cell of a scan, where a dash is a minus.
    pub in_scan: bool,
    /// Whether it says “normal”, “high” or the like.
    pub is_in_words: bool,
    /// Whether its name begins the line.
    pub from_start: bool,
    /// The line above that its name begins on, and its text.
    pub lines_above: Option<(usize, String)>,
}

impl RowReading<'_> {
    /// Whether it is a cell of a scan.
    pub fn has_scan_columns(&self) -> bool {
        self.in_scan
    }

    /// Whether a value stands in it, as a number or in words.
    pub fn has_value(&self) -> bool {
        !self.values.is_empty() || self.words.is_some()
    }

    /// Whether the name stands with nothing unknown beside it.
    pub fn is_clean(&self) -> bool {
        self.beside_name.is_empty()
    }

    /// Whether there is nothing but a range, a unit, a flag.
    pub fn is_only_beside(&self) -> bool {
        !self.has_name && !self.has_value() && self.beside_name.is_empty() && self.left_over.is_empty()
    }

    /// Whether a range, a unit or a flag stands in it.
    pub fn adds(&self) -> bool {
        !self.ranges.is_empty() || !self.units.is_empty() || self.flag.is_some()
    }
}

/// What a line is read with.
#[derive(Clone, Copy)]
pub(super) struct RowContext<'c, 'a> {
    pub lexicon: &'c SheetLexicon<'a>,
    pub table: Option<&'c TableHead>,
    /// Whether the line before was the head of a reference.
    pub reference: bool,
}

/// The names of some tokens with what stands beside them; one reading without a name where there is none.
pub(super) fn rows<'a>(tokens: &[SheetToken], context: RowContext<'_, 'a>) -> Vec<RowReading<'a>> {
    let all = items(tokens, context.lexicon);
    let in_order = roles_in_order(&all, context.table);
    let (items, has_earlier) = without_other_columns(all, context.table, &in_order);
    let starts = if items.is_empty() { Vec::new() } else { starts_of(&items, context.table.is_some()) };
    let mut rows = Vec::new();
    for (at, start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or(items.len());
        if *start < end {
            let mut row = SegmentReader::read(tokens, &items[*start..end], context, &in_order);
            row.has_earlier |= has_earlier;
            rows.push(row);
        }
    }
    rows
}

/// What the numbers of a row are by the order of heads that stand one blank apart: where each begins, in tokens.
fn roles_in_order(items: &[PlacedItem<'_, '_>], table: Option<&TableHead>) -> Vec<(usize, WordRole)> {
    let is_number = |item: &&PlacedItem<'_, '_>| matches!(item.item, RowItem::Number(_)) && !item.in_brackets;
    let numbers: Vec<usize> = items.iter().filter(is_number).map(|item| item.from).collect();
    let roles = table.and_then(|table| table.in_order(numbers.len())).unwrap_or_default();
    numbers.into_iter().zip(roles).collect()
}

/// The items but for those in columns that hold no part of the result: earlier ones, codes, people. A row whose
/// names would all go is of another table.
fn without_other_columns<'l, 'a>(
    all: Vec<PlacedItem<'l, 'a>>,
    table: Option<&TableHead>,
    in_order: &[(usize, WordRole)],
) -> (Vec<PlacedItem<'l, 'a>>, bool) {
    let Some(table) = table else { return (all, false) };
    let role = |item: &PlacedItem<'_, '_>| {
        let counted = in_order.iter().find(|(from, _)| *from == item.from).map(|(_, role)| *role);
        counted.or_else(|| table.column_at(item.start, item.end).map(|column| column.role))
    };
    let is_other = |item: &PlacedItem<'_, '_>| {
        matches!(
            role(item),
            Some(WordRole::HeadPrevious | WordRole::HeadChange | WordRole::HeadOther | WordRole::HeadCode)
        )
    };
    let is_name = |item: &&PlacedItem<'_, '_>| matches!(item.item, RowItem::Name(_));
    let has_name = all.iter().any(|item| is_name(&item));
    if !table.is_delimited && has_name && all.iter().filter(is_name).all(is_other) {
        return (all, false);
    }
    let has_earlier = all.iter().any(|item| role(item) == Some(WordRole::HeadPrevious));
    (all.into_iter().filter(|item| !is_other(item)).collect(), has_earlier)
}

/// Where each result of a line begins, in items. The first begins the line.
fn starts_of(items: &[PlacedItem<'_, '_>], has_table: bool) -> Vec<usize> {
    let is_name = |at: usize| matches!(items[at].item, RowItem::Name(_));
    let is_number = |at: usize| matches!(items[at].item, RowItem::Number(_));
    let mut starts = vec![0];
    let (mut named, mut valued) = (false, false);
    if let Some(name) = (1..items.len()).find(|at| is_name(*at))
        && !is_name(0)
        && items[name].cell != items[name - 1].cell
        && !(0..name).any(is_number)
        && (0..name).any(|at| matches!(items[at].item, RowItem::Mark) && at > 0 && at + 1 < name)
    {
        // `Aspect : opalescent` in a cell of its own is another answer.
        starts.push(name);
    }
    for at in 0..items.len() {
        if is_number(at) && !items[at].in_brackets {
            valued = true;
        }
        // An unknown name with a number of its own, in a column beside.
        let opens = named && valued && !has_table && matches!(items[at].item, RowItem::Unknown);
        if opens
            && items[at].cell != items[at - 1].cell
            && items[at + 1..].iter().take(4).any(|item| matches!(item.item, RowItem::Number(_)))
        {
            starts.push(at);
            (named, valued) = (false, false);
            continue;
        }
        if !is_name(at) || items[at].in_brackets {
            continue;
        }
        let begins = at == 0
            || items[at].cell != items[at - 1].cell
            || matches!(
                items[at - 1].item,
                RowItem::Mark | RowItem::Unit(_) | RowItem::Flag(_) | RowItem::Range(_)
            )
            || is_number(at - 1)
            || items[at - 1].has_role(WordRole::And);
        let own_value = items[at + 1..].iter().take(6).any(|item| matches!(item.item, RowItem::Number(_)));
        if named && valued && begins && own_value {
            starts.push(at);
            valued = false;
        }
        named = true;
    }
    starts
}

struct SegmentReader<'s, 'l, 'a> {
    tokens: &'s [SheetToken],
    items: &'s [PlacedItem<'l, 'a>],
    context: RowContext<'s, 'a>,
    /// Values in another unit that were passed over behind a range.
    passed: usize,
    /// The unit in the head of the column of the value.
    head_unit: Option<(String, String)>,
    /// What numbers are by the order of the heads.
    in_order: &'s [(usize, WordRole)],
    row: RowReading<'a>,
    /// What comes next is a range: the word before said so.
    range_is_next: bool,
    /// Whether the name has been read.
    named: bool,
    of_men: bool,
    of_others: bool,
    of_age: bool,
}

impl<'s, 'l, 'a> SegmentReader<'s, 'l, 'a> {
    fn read(
        tokens: &'s [SheetToken],
        items: &'s [PlacedItem<'l, 'a>],
        context: RowContext<'s, 'a>,
        in_order: &'s [(usize, WordRole)],
    ) -> RowReading<'a> {
        let row = RowReading { from: items[0].from, to: items[items.len() - 1].to, ..RowReading::default() };
        let mut reader = Self {
            tokens,
            items,
            context,
            passed: 0,
            head_unit: None,
            in_order,
            row,
            range_is_next: context.reference,
            named: !items.iter().any(|item| matches!(item.item, RowItem::Name(_))),
            of_men: false,
            of_others: false,
            of_age: false,
        };
        let first = items.iter().position(|item| matches!(item.item, RowItem::Name(_)));
        let is_aside = first.is_some_and(|first| {
            items[first].in_brackets
                && items[..first].iter().any(|item| matches!(item.item, RowItem::Unknown))
        });
        let mut at = 0;
        while at < items.len() {
            at += reader.take(at);
        }
        if is_aside {
            // `healthy males (BMI <30)` names nothing that was measured.
            reader.row.has_name = false;
            reader.row.left_over.push(reader.row.printed.clone());
        }
        reader.finish()
    }

    fn text(&self, item: &PlacedItem<'_, '_>) -> String {
        text_of(&self.tokens[item.from..item.to])
    }

    /// The text of an item with the bracket behind it that closes one of its own: `Pus cells (WBC)`.
    fn whole_text(&self, item: &PlacedItem<'_, '_>) -> String {
        let mut text = self.text(item);
        let behind = self.tokens.get(item.to).map_or("", |token| token.text.as_str());
        let is_open = |open: char, close: char| text.matches(open).count() > text.matches(close).count();
        if behind == ")" && is_open('(', ')') || behind == "]" && is_open('[', ']') {
            text.push_str(behind);
        }
        text
    }

    /// The role of the column an item stands in.
    fn column(&self, item: &PlacedItem<'_, '_>) -> Option<(WordRole, Option<PrintedDay>)> {
        if let Some((_, role)) = self.in_order.iter().find(|(from, _)| *from == item.from) {
            return Some((*role, None));
        }
        let table = self.context.table?;
        let column = table.column_at(item.start, item.end)?;
        Some((column.role, column.day.clone()))
    }

    /// Takes an item, with those that belong to it, and says how many they are.
    fn take(&mut self, at: usize) -> usize {
        let items = self.items;
        let item = &items[at];
        let column = self.column(item);
        let role = column.as_ref().map(|(role, _)| *role);
        match &item.item {
            RowItem::Name(entry) => self.name(item, entry),
            RowItem::Number(number) => return self.number(at, number.clone(), column),
            RowItem::Range(range) => {
                let unit = self.unit_behind(at);
                let used = 1 + usize::from(unit.is_some());
                // What stands in brackets behind a limit is how surely it is known.
                let is_beside = role == Some(WordRole::HeadLow) && item.in_brackets;
                if !is_beside || self.row.ranges.is_empty() {
                    self.range(range.clone(), unit, role == Some(WordRole::HeadReference));
                }
                return used;
            }
            RowItem::Unit(code) => {
                let unit = (code.clone(), self.text(item));
                if !self.row.units.contains(&unit) {
                    self.row.units.push(unit);
                }
            }
            RowItem::Flag(flag) => {
                self.row.is_in_words |= self.text(item).chars().count() > 2;
                self.flag(item, flag);
            }
            RowItem::Day => {
                if let Some((day, _)) = day_at(&self.tokens[item.from..], self.context.lexicon.words)
                    && (self.row.day.is_none() && self.row.values.is_empty()
                        || role == Some(WordRole::HeadDay))
                {
                    self.row.day = Some(day);
                    self.row.clock = clock_at(&self.tokens[item.to..]).and_then(|(time, _)| time);
                }
            }
            RowItem::Word(roles) => return self.word(at, &roles.clone()),
            RowItem::Unknown => self.unknown(at),
            RowItem::Dash if self.is_behind_value(at) => self.put_flag("-"),
            RowItem::Clock | RowItem::Code | RowItem::Dash | RowItem::Equal => {}
            RowItem::Mark => {
                if self.row.has_name && !self.row.has_value() {
                    self.row.name_goes_on = self.text(item) == ",";
                }
                if self.text(item) == ":" && self.row.values.is_empty() && !self.named {
                    // `Bloods:` before a name is its heading.
                    self.row.beside_name.clear();
                }
            }
        }
        1
    }

    fn name(&mut self, item: &PlacedItem<'_, '_>, entry: &NameEntry<'a>) {
        let is_same = !entry.analytes.is_empty()
            && entry
                .analytes
                .iter()
                .any(|analyte| self.row.analytes.iter().any(|known| known.id == analyte.id));
        if !self.row.has_name {
            self.row.analytes.clone_from(&entry.analytes);
            self.row.is_everyday = entry.is_everyday;
            self.row.has_name = true;
            self.row.printed = self.whole_text(item);
            self.row.units.extend(self.unit_in_name(item, entry));
            self.row.from_start = item.from == 0;
            self.named = true;
        } else if !is_same {
            let is_part = entry.is_everyday || self.is_part_of_name(&self.text(item));
            if !is_part || self.row.analytes.is_empty() {
                self.unknown_text(self.text(item));
            }
        }
    }

    /// The unit that a name is known with: `Volume (ml)`, `Vitality %`, `% viable`.
    fn unit_in_name(&self, item: &PlacedItem<'_, '_>, entry: &NameEntry<'a>) -> Option<(String, String)> {
        let tokens = &self.tokens[item.from..item.to];
        let bracket = tokens.iter().rposition(|token| token.is("(") || token.is("["));
        let end = bracket.map_or(&tokens[tokens.len().saturating_sub(1)..], |at| &tokens[at + 1..]);
        let end: Vec<_> = end.iter().filter(|token| !token.is(")") && !token.is("]")).cloned().collect();
        let percent = tokens.first().filter(|first| first.is("%")).map(|first| first.text.clone());
        let unit = percent.unwrap_or_else(|| text_of(&end));
        let code = self.context.lexicon.unit(&unit)?;
        let is_measured_so = |analyte: &&Analyte| analyte.unit(code).is_some();
        (tokens.len() > 1 && entry.analytes.iter().all(is_measured_so)).then(|| (code.to_owned(), unit))
    }

    /// Whether all words of a text stand in the name of the analyte, as in `42 % (PR+NP)`.
    fn is_part_of_name(&self, text: &str) -> bool {
        let words = |text: &str| -> Vec<String> {
            let lower = crate::catalog::plain_key::phrase_key(text);
            lower.split(' ').map(str::to_owned).collect()
        };
        let text = words(text);
        let inside = |analyte: &Analyte| {
            let name = words(&analyte.name);
            text.iter().all(|word| name.contains(word))
        };
        !text.is_empty() && self.row.analytes.iter().any(|analyte| inside(analyte))
    }

    /// A unit right behind an item, flags and marks between them left aside.
    fn unit_behind(&self, at: usize) -> Option<(String, String)> {
        let item = self.items.get(at + 1)?;
        match &item.item {
            RowItem::Unit(code) => Some((code.clone(), self.text(item))),
            _ => None,
        }
    }

    /// Takes a number by the head of the column it stands in; `behind` is the item after it and its unit.
    fn number_in_column(
        &mut self,
        behind: usize,
        number: PrintedNumber,
        unit: Option<(String, String)>,
        (role, day): (WordRole, Option<PrintedDay>),
    ) -> ColumnNumber {
        match role {
            WordRole::HeadLow | WordRole::HeadHigh => self.limit(role, number),
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
                self.row.values.push(ValueReading { number, unit, day, in_column: true, flag: None });
            }
            WordRole::HeadDay | WordRole::HeadMethod => self.row.left_over.push(number.typed()),
            _ => return ColumnNumber::Free(number),
        }
        ColumnNumber::Taken { further: 0 }
    }

    fn number(
        &mut self,
        at: usize,
        number: PrintedNumber,
        column: Option<(WordRole, Option<PrintedDay>)>,
    ) -> usize {
        let unit = self.unit_behind(at);
        let used = 1 + usize::from(unit.is_some());
        if let Some((WordRole::HeadResult, _)) = &column {
            let table = self.context.table;
            let of = table.and_then(|table| table.column_at(self.items[at].start, self.items[at].end));
            self.head_unit = self.head_unit.take().or_else(|| of.and_then(|column| column.unit.clone()));
        }
        if at > 0 && is_arrow(&self.text(&self.items[at - 1])) {
            // `5.0 -> 6.1` is one result and the next.
            self.row.values.push(ValueReading { number, unit, day: None, in_column: false, flag: None });
            return used;
        }
        // A bound behind the label of a reference is a limit, whatever column it stands in.
        let is_labelled = self.range_is_next
            && !self.row.has_value()
            && (number.comparator != Comparator::Equal || !self.row.has_name);
        let number = match column.filter(|_| self.context.table.is_some() && !is_labelled) {
            Some(head) => match self.number_in_column(at + used, number, unit.clone(), head) {
                ColumnNumber::Taken { further } => return used + further,
                ColumnNumber::Free(number) => number,
            },
            None => number,
        };
        let is_bound = number.comparator != Comparator::Equal;
        let item = &self.items[at];
        if self.range_is_next && (is_bound || item.in_brackets || self.row.has_value()) {
            if is_bound {
                self.range(PrintedRange::of_bound(number), unit, false);
            } else if unit.is_some_and(|(code, _)| !code.is_empty()) {
                self.passed += 1;
            }
            return used;
        }
        if is_bound && (!self.row.values.is_empty() || self.of_men || self.of_others) {
            self.range(PrintedRange::of_bound(number), unit, false);
            return used;
        }
        if self.range_is_next && self.row.ranges.is_empty() {
            // A number behind the label of a reference is a limit, never the value.
            return used;
        }
        self.row.values.push(ValueReading { number, unit, day: None, in_column: false, flag: None });
        used
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

    fn range(&mut self, range: PrintedRange, unit: Option<(String, String)>, in_column: bool) {
        self.range_is_next = self.row.has_value();
        if self.of_others {
            self.row.of_others = true;
        } else {
            self.row.ranges.push(RangeReading {
                range,
                unit,
                of_men: self.of_men,
                of_age: self.of_age,
                in_column,
                behind: self.row.values.len() + self.passed,
            });
        }
        self.of_age = false;
    }

    /// Whether a lone letter is that of a footnote: before a number as in `HDL-C A, 01`, or in brackets behind the
    /// name as in `Estradiol (b,c)`.
    fn is_footnote(&self, item: &PlacedItem<'_, '_>) -> bool {
        let text = self.text(item);
        let is_small = matches!(text.as_str(), "a" | "b" | "c" | "d");
        if is_small && item.in_brackets && self.row.has_name && !self.row.has_value() {
            return true;
        }
        let is_letter = text.chars().count() == 1 && text.chars().all(char::is_alphabetic);
        let Some(at) = self.items.iter().position(|other| other.from == item.from).filter(|_| is_letter)
        else {
            return false;
        };
        let comma = self.items.get(at + 1).is_some_and(|next| self.text(next) == ",");
        comma && self.items.get(at + 2).is_some_and(|next| matches!(next.item, RowItem::Code))
    }

    fn flag(&mut self, item: &PlacedItem<'_, '_>, flag: &'static str) {
        if self.is_footnote(item) {
            return;
        }
        // A letter close behind a name is rather its end, as in `Inhibin A`, than a flag.
        let text = self.text(item);
        let before = self.items.iter().rev().find(|other| other.to == item.from);
        let behind_name =
            before.is_some_and(|other| matches!(other.item, RowItem::Name(_)) && other.cell == item.cell);
        if text.chars().count() == 1 && text.chars().all(char::is_alphabetic) && behind_name {
            self.unknown_text(text);
        } else if !flag.is_empty() {
            self.put_flag(flag);
        }
    }

    /// Puts a flag to the value it stands behind, where its column has a day, else to the row.
    fn put_flag(&mut self, flag: &'static str) {
        let dated = self.row.values.last_mut().filter(|value| value.day.is_some());
        let flagged = dated.map_or(&mut self.row.flag, |value| &mut value.flag);
        *flagged = flagged.or(Some(flag));
    }

    /// Whether a dash stands right behind a value or its unit, with nothing of its cell behind it.
    fn is_behind_value(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.items.get(before));
        let ends_cell = self.items.get(at + 1).is_none_or(|next| next.cell != self.items[at].cell);
        let is_value = before.is_some_and(|item| matches!(item.item, RowItem::Number(_) | RowItem::Unit(_)));
        let day = self.column(&self.items[at]).and_then(|(_, day)| day);
        let is_of_it = self.row.values.last().is_some_and(|value| value.day.is_none() || value.day == day);
        is_value && ends_cell && is_of_it
    }

    /// Takes in a word, and says how many items it has taken with what belongs to it.
    fn word(&mut self, at: usize, roles: &[WordRole]) -> usize {
        let item = &self.items[at];
        let has = |role| roles.contains(&role);
        let text = self.text(item);
        self.row.is_in_words |= flag_word(roles).is_some() && text.chars().count() > 3;
        if has(WordRole::LabelCollected)
            && let Some(used) = self.day_behind(at)
        {
            return used;
        }
        if self.range_word(item, roles) {
            return 1;
        }
        if has(WordRole::HeadPrevious) && self.row.has_value() {
            // “Previous: 4.8” behind the value.
            self.row.has_earlier = true;
            return 1 + self.earlier_behind(at);
        }
        let is_open = matches!(words_of(roles), Some(WordRole::Pending | WordRole::NotDone));
        if is_open && self.column(item).is_some_and(|(_, day)| day.is_some()) {
            // Of this day there is no result yet; those of the others stand beside it.
            return 1;
        }
        if let Some(words) = words_of(roles).filter(|_| !self.row.has_value() && self.row.has_name)
            && !(self.row.ranges.is_empty() && self.range_is_next)
        {
            self.row.words = Some((words, text));
            return 1;
        }
        if self.method_word(roles) || self.specimen_word(roles, item) {
            return 1;
        }
        if has(WordRole::Calculated) {
            self.row.is_calculated = true;
            return 1;
        }
        if has(WordRole::And) && at + 1 == self.items.len() {
            // It joins the next result to this one.
            return 1;
        }
        let is_letter = text.chars().count() == 1 && !text.chars().all(char::is_uppercase);
        if let Some(flag) = flag_word(roles).filter(|_| self.row.has_name && !is_letter) {
            self.row.is_in_words = true;
            self.flag(item, flag);
            return 1;
        }
        if !roles.iter().any(|role| HARMLESS.contains(role)) {
            self.unknown(at);
        }
        1
    }

    /// Takes the day behind its label for that of the row, and says how many items they are:
    /// `412 ng/dL  Collected Mar 14, 2026`.
    fn day_behind(&mut self, at: usize) -> Option<usize> {
        let marks = self.items[at + 1..].iter().take_while(|item| matches!(item.item, RowItem::Mark)).count();
        let item = self.items.get(at + 1 + marks).filter(|item| matches!(item.item, RowItem::Day))?;
        let (day, _) = day_at(&self.tokens[item.from..], self.context.lexicon.words)?;
        if self.row.day.is_some() || !self.row.has_value() {
            return None;
        }
        self.row.day = Some(day);
        self.row.clock = clock_at(&self.tokens[item.to..]).and_then(|(time, _)| time);
        Some(marks + 2)
    }

    /// Takes in a word that says what the next range is: the label of one, or whom or what age it is for.
    fn range_word(&mut self, item: &PlacedItem<'_, '_>, roles: &[WordRole]) -> bool {
        let has = |role| roles.contains(&role);
        let is_aside = has(WordRole::Normal) && item.in_brackets && !self.row.has_value();
        let is_long = self.text(item).chars().count() > 3;
        let begins = !self.row.has_name && item.from == 0;
        if has(WordRole::HeadReference) && !is_aside && (is_long || begins || !self.row.values.is_empty())
            || has(WordRole::Percentile) && item.in_brackets
        {
            self.range_is_next = true;
            self.absorb_range_label();
        } else if has(WordRole::Men)
            && (!has(WordRole::Age) || self.row.values.is_empty() || self.range_is_next)
        {
            (self.of_men, self.of_others) = (true, false);
            self.row.of_men = true;
        } else if has(WordRole::Others) {
            (self.of_men, self.of_others) = (false, true);
            self.row.of_others = true;
        } else if has(WordRole::Age) {
            self.of_age = true;
            self.drop_age();
        } else {
            return false;
        }
        true
    }

    /// How many items behind a word belong to an earlier result.
    fn earlier_behind(&self, at: usize) -> usize {
        let mut cell = self.items[at].cell;
        let is_of_it = |item: &&PlacedItem<'_, '_>| {
            let same_cell = item.cell == cell;
            cell = item.cell;
            match item.item {
                RowItem::Mark | RowItem::Number(_) | RowItem::Day | RowItem::Clock => true,
                // A unit in a column of its own is that of the row.
                RowItem::Unit(_) => same_cell,
                _ => item.has_role(WordRole::Joint),
            }
        };
        self.items[at + 1..].iter().take_while(is_of_it).count()
    }

    /// Words just before a range or its label say whose it is: `NZ Ref Range:`, `Northlight: 0.45 - 4.50`.
    fn absorb_range_label(&mut self) {
        if self.row.values.is_empty() {
            return;
        }
        if self.row.left_over.len() == 1 {
            self.row.left_over.clear();
        }
    }

    /// `20-49 years` is an age and no range.
    fn drop_age(&mut self) {
        if self.row.values.last().is_some_and(|value| value.unit.is_none()) && self.range_is_next {
            self.row.values.pop();
        }
        if self.of_men || self.of_others || self.range_is_next {
            self.row.ranges.pop();
        }
    }

    fn method_word(&mut self, roles: &[WordRole]) -> bool {
        let method = method_of(roles);
        if method.is_some() {
            self.row.method = self.row.method.or(method);
        }
        method.is_some() || roles.contains(&WordRole::HeadMethod)
    }

    fn specimen_word(&mut self, roles: &[WordRole], item: &PlacedItem<'_, '_>) -> bool {
        let specimen = roles.iter().copied().find(|role| is_specimen(*role));
        // A letter is a specimen only before a name: `S-Testosterone`.
        let fits = self.tokens[item.from].text.chars().count() > 1 || !self.named || item.in_brackets;
        match specimen.filter(|_| fits) {
            Some(WordRole::Semen) => true,
            Some(role) => {
                self.row.specimen = Some(role);
                true
            }
            None => false,
        }
    }

    fn unknown(&mut self, at: usize) {
        let item = &self.items[at];
        let text = self.text(item);
        let next = |n: usize| self.items.get(at + n);
        // Words before a colon and a range name whose range it is.
        let colon = next(1).is_some_and(|item| self.text(item) == ":");
        let range = next(2).is_some_and(|item| matches!(item.item, RowItem::Range(_)));
        let label = next(1).is_some_and(|item| item.has_role(WordRole::HeadReference));
        if !self.row.values.is_empty() && (colon && range || label) {
            return;
        }
        if self.is_footnote(item) {
            return;
        }
        if self.is_part_of_name(&text) && self.row.has_value() || !text.contains(char::is_alphanumeric) {
            return;
        }
        if item.in_brackets && self.row.has_name && is_clinical_term(&text) {
            return;
        }
        self.unknown_text(text);
    }

    fn unknown_text(&mut self, text: String) {
        if self.row.has_value() {
            self.row.left_over.push(text);
        } else {
            self.row.beside_name.push(text);
        }
    }

    fn finish(mut self) -> RowReading<'a> {
        // A sign that was left to the range: the table's low and high of an open side.
        self.row.ranges.retain(|range| range.range.low.is_some() || range.range.high.is_some());
        if self.row.units.is_empty() && self.row.values.iter().all(|value| value.unit.is_none()) {
            self.row.units.extend(self.head_unit);
        }
        self.row
    }
}

/// Whether a text is a code of the Clinical Terms, as surgeries in Britain print them behind a name: `XM0lv`.
fn is_clinical_term(text: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_alphanumeric();
    text.len() == 5 && text.starts_with('X') && text.chars().all(is_sign) && text != text.to_uppercase()
}

/// Whether a role is a kind of sample.
pub(super) fn is_specimen(role: WordRole) -> bool {
    use WordRole::{Blood, Capillary, DriedBlood, Plasma, Saliva, Semen, Serum, Urine};
    matches!(role, Serum | Plasma | Blood | Capillary | DriedBlood | Urine | Saliva | Semen)
}

/// Whether a text is an arrow from one result to the next.
fn is_arrow(text: &str) -> bool {
    matches!(text, "->" | "–>" | "→" | "➔" | "⟶")
}

/// Words that change nothing about the result beside them.
const HARMLESS: [WordRole; 11] = [
    WordRole::Harmless,
    WordRole::HeadResult,
    WordRole::Measured,
    WordRole::HeadName,
    WordRole::HeadUnit,
    WordRole::HeadFlag,
    WordRole::Same,
    WordRole::Total,
    WordRole::HeadLow,
    WordRole::HeadHigh,
    WordRole::Percentile,
];

/// A result in words.
fn words_of(roles: &[WordRole]) -> Option<WordRole> {
    use WordRole::{
        Few, InPellet, Negative, NoneSeen, NotDetected, NotDone, Pending, Positive, SeeNote, TooFew,
    };
    let kinds = [NotDetected, NoneSeen, TooFew, InPellet, Pending, SeeNote, NotDone, Negative, Positive, Few];
    kinds.into_iter().find(|kind| roles.contains(kind))
}

/// Whether a number is below 0 or may be: a dash with a blank.
pub(super) fn is_loose(number: &PrintedNumber) -> bool {
    number.sign == NumberSign::LooseDash
}

/// What became of a number by the head of its column.
enum ColumnNumber {
    /// It is read, with so many items behind it and its unit.
    Taken { further: usize },
    /// The head says nothing about it.
    Free(PrintedNumber),
}
