//! The results of a line: which of its columns belong to none, and where each result begins.

use super::column::TableHead;
use super::item::{PlacedItem, RowItem, items};
use super::lexer::SheetToken;
use super::row::RowReading;
use super::row_reader::RowContext;
use super::row_reader::SheetRowReader;
use crate::catalog::language::WordRole;

/// The names of some tokens with what stands beside them; one reading without a name where there is none.
pub(super) fn rows<'a>(tokens: &[SheetToken], context: RowContext<'_, 'a>) -> Vec<RowReading<'a>> {
    let all = items(tokens, context.lexicon);
    let in_order = roles_in_order(&all, context.table);
    let items = without_other_columns(all, context.table, &in_order);
    let starts = if items.is_empty() { Vec::new() } else { starts_of(&items, context.table.is_some()) };
    let mut rows = Vec::new();
    for (at, start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or(items.len());
        if *start < end {
            rows.push(SheetRowReader::read(tokens, &items[*start..end], context, &in_order));
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
) -> Vec<PlacedItem<'l, 'a>> {
    let Some(table) = table else { return all };
    let role = |item: &PlacedItem<'_, '_>| {
        let counted = in_order.iter().find(|(from, _)| *from == item.from).map(|(_, role)| *role);
        counted.or_else(|| table.column_at(item.start, item.end).map(|column| column.role))
    };
    // A range that is longer than its column is wide is no earlier result.
    let is_of_reference = |item: &PlacedItem<'_, '_>| {
        let first = all.iter().find(|first| first.cell == item.cell);
        let begins_there = first.and_then(role) == Some(WordRole::HeadReference);
        matches!(item.item, RowItem::Range(_)) && begins_there
    };
    let is_other = |item: &PlacedItem<'_, '_>| {
        let is_beside = matches!(
            role(item),
            Some(WordRole::HeadPrevious | WordRole::HeadChange | WordRole::HeadOther | WordRole::HeadCode)
        );
        is_beside && !is_of_reference(item)
    };
    let is_name = |item: &&PlacedItem<'_, '_>| matches!(item.item, RowItem::Name(_));
    let has_name = all.iter().any(|item| is_name(&item));
    if !table.is_delimited && has_name && all.iter().filter(is_name).all(is_other) {
        return all;
    }
    let is_kept: Vec<bool> = all.iter().map(|item| !is_other(item)).collect();
    all.into_iter().zip(is_kept).filter_map(|(item, is_kept)| is_kept.then_some(item)).collect()
}

/// Whether a word for a total labels the number behind it: `Total: 38.8 M`.
fn labels_total(items: &[PlacedItem<'_, '_>]) -> bool {
    let [label, mark, number, ..] = items else { return false };
    let is_total = matches!(&label.item, RowItem::Word(roles) if roles.contains(&WordRole::Total));
    is_total && matches!(mark.item, RowItem::Mark) && matches!(number.item, RowItem::Number(_))
}

/// Where the sentence begins that names the first analyte, behind another without one: `Your labs are back. Total …`.
fn sentence_before_name(items: &[PlacedItem<'_, '_>]) -> Option<usize> {
    let name = items.iter().position(|item| matches!(item.item, RowItem::Name(_)))?;
    let is_stop = |at: &usize| *at > 2 && matches!(items[*at].item, RowItem::Mark) && items[*at].is_point;
    let stop = (0..name).rev().find(is_stop)?;
    // `this 36 year old man was seen. His testosterone …` holds no result before the name.
    let is_value = |pair: &[PlacedItem<'_, '_>]| {
        matches!(pair[0].item, RowItem::Number(_)) && !pair[1].has_role(WordRole::Age)
    };
    let holds_value = items[..=stop].windows(2).any(is_value);
    (!holds_value).then_some(stop + 1)
}

/// Where a sentence goes on behind a day that it names before the first analyte: `Your blood test taken on 9 March 2026
/// showed testosterone …`.
fn behind_day_of_sentence(items: &[PlacedItem<'_, '_>]) -> Option<usize> {
    let name = items.iter().position(|item| matches!(item.item, RowItem::Name(_)))?;
    let day = items[..name].iter().position(|item| matches!(item.item, RowItem::Day))?;
    let is_word = |item: &PlacedItem<'_, '_>| {
        matches!(item.item, RowItem::Word(_) | RowItem::Unknown) && item.cell == items[name].cell
    };
    let goes_on = items[day + 1..name].iter().all(is_word) && day + 1 < name;
    (day >= FEWEST_WORDS && items[..day].iter().all(is_word) && goes_on).then_some(day + 1)
}

/// Fewer words before a day may be its label.
const FEWEST_WORDS: usize = 2;

/// Whether what stands before a name ends a result, words that change nothing between them left aside: `… 412 ng/dL and
/// your estradiol`.
fn is_behind_result(items: &[PlacedItem<'_, '_>], at: usize) -> bool {
    let filler =
        |item: &&PlacedItem<'_, '_>| item.has_role(WordRole::Harmless) && !item.has_role(WordRole::And);
    let fillers = items[..at].iter().rev().take_while(filler).count();
    let Some(before) = at.checked_sub(fillers + 1).map(|at| &items[at]) else { return false };
    let ends = matches!(
        before.item,
        RowItem::Mark | RowItem::Unit(_) | RowItem::Flag(_) | RowItem::Range(_) | RowItem::Number(_)
    );
    before.has_role(WordRole::And) || ends
}

/// The analytes that an item names.
fn analytes_of<'i>(item: &'i PlacedItem<'_, '_>) -> Option<Vec<&'i str>> {
    let RowItem::Name(entry) = &item.item else { return None };
    Some(entry.analytes.iter().map(|analyte| &*analyte.id).collect())
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
    } else if let Some(sentence) = sentence_before_name(items) {
        starts.push(sentence);
    } else if let Some(behind) = behind_day_of_sentence(items).filter(|_| !has_table) {
        starts.push(behind);
    }
    for at in 0..items.len() {
        if is_number(at) && !items[at].in_brackets {
            valued = true;
        }
        // An unknown name with a number of its own, in a column beside.
        let is_total = labels_total(&items[at..]);
        let is_other_name = matches!(items[at].item, RowItem::Unknown) || is_total;
        let opens = named && valued && !has_table && is_other_name;
        if opens
            && items[at].cell != items[at - 1].cell
            && items[at + 1..].iter().take(4).any(|item| matches!(item.item, RowItem::Number(_)))
        {
            starts.push(at);
            (named, valued) = (is_total, false);
            continue;
        }
        if !is_name(at) || items[at].in_brackets {
            continue;
        }
        let begins = at == 0 || items[at].cell != items[at - 1].cell || is_behind_result(items, at);
        // `Morphologie: 5 % Normalformen (>= 4 %)` says twice what it is of.
        let is_again = items[..at].iter().rev().find_map(analytes_of) == analytes_of(&items[at]);
        let is_value = |item: &PlacedItem<'_, '_>| {
            matches!(item.item, RowItem::Number(_)) && !(is_again && item.in_brackets)
        };
        let own_value = items[at + 1..].iter().take(6).any(is_value);
        if named && valued && begins && own_value {
            starts.push(at);
            valued = false;
        }
        named = true;
    }
    starts
}
