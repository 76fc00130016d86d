//! Where the tables of a file lie: one below the other, side by side, on several sheets.
//!
//! Each is read by its own heads. What stands between two of them is said of the second: its day, its laboratory.

use std::io;

use ::csv::StringRecord;

use super::days::OrderVotes;
use super::heads::{ColumnRole, role_of_head};
use super::shape::{GridAxis, Preamble, TableShape, find_shape, is_day, shape_of_row};
use super::{ImportAnswers, SheetSpan, TableSheet, TableText, cell};
use crate::exchange::foreign::ForeignNames;

/// A table of a file: where it lies, and how it is laid out.
pub(super) struct TableBlock<'t, 's> {
    pub sheet: TableSheet<'t, 's>,
    pub shape: TableShape,
}

/// So many rows around a head are looked at.
const ROWS_BELOW: usize = 30;

/// More heads than people write on one sheet are rows that look like heads.
const MOST_HEADS: usize = 100;

/// The tables of one text or sheet, from the top to the bottom and from the left to the right.
pub(super) fn find_blocks<'t, 's>(
    table: &'t TableText<'s>,
    answers: &ImportAnswers,
    names: &ForeignNames<'_>,
) -> io::Result<Vec<TableBlock<'t, 's>>> {
    let Some((separator, best)) = find_shape(table, answers, names)? else { return Ok(Vec::new()) };
    let sheet = TableSheet::whole(table, separator);
    let search = BlockSearch { sheet, answers, names };
    let heads = search.heads(&best)?;
    if heads.is_empty() {
        return search.side_by_side(sheet, best);
    }
    let mut blocks = Vec::new();
    for (sheet, shape) in search.stacked(best, heads)? {
        blocks.extend(search.side_by_side(sheet, shape)?);
    }
    Ok(blocks)
}

/// A row that is or may be the head of a table, with the rows around it.
struct HeadRow {
    line: u32,
    /// The rows above it that say something of its table, the uppermost first.
    above: Vec<(u32, StringRecord)>,
    /// What it says of the rows below it.
    shape: Option<TableShape>,
    /// Whether it is nothing but a day, or a line such as `Collected: 03/14/2026`, above more rows of the same table.
    is_section: bool,
}

struct BlockSearch<'a, 'k, 't, 's> {
    sheet: TableSheet<'t, 's>,
    answers: &'a ImportAnswers,
    names: &'a ForeignNames<'k>,
}

impl<'t, 's> BlockSearch<'_, '_, 't, 's> {
    /// Rows other than the best head that begin a table or a part of one.
    fn heads(&self, best: &TableShape) -> io::Result<Vec<HeadRow>> {
        let key = HeadKeys::new(best);
        let mut lines: Vec<u32> = Vec::new();
        self.sheet.each_row(|line, row| {
            if line != best.line() && lines.len() < MOST_HEADS && self.may_begin(best, &key, line, row) {
                lines.push(line);
            }
            true
        })?;
        if lines.is_empty() {
            return Ok(Vec::new());
        }
        lines.push(best.line());
        lines.sort_unstable();
        let mut rows: Vec<(u32, StringRecord)> = Vec::new();
        let is_near =
            |line: u32| lines.iter().any(|head| (head.saturating_sub(12)..head + 40).contains(&line));
        self.sheet.each_row(|line, row| {
            if is_near(line) {
                rows.push((line, row.clone()));
            }
            true
        })?;
        Ok(self.judged(best, &key, &lines, &rows))
    }

    /// Whether a row looks like a head, by the few cells in which another head has a word or a day.
    fn may_begin(&self, best: &TableShape, key: &HeadKeys, line: u32, row: &StringRecord) -> bool {
        let is_word = |at: usize| {
            let text = cell(row, at);
            !text.is_empty() && text.len() < 60 && !text.bytes().any(|byte| byte.is_ascii_digit())
        };
        let is_head_word = |at: usize| {
            is_word(at)
                && role_of_head(cell(row, at)).is_some_and(|(role, _)| {
                    matches!(role, ColumnRole::Day | ColumnRole::Name | ColumnRole::Value | ColumnRole::Loinc)
                })
        };
        let has_day = || key.day_head.is_some_and(|at| is_day(cell(row, at), self.names.today()));
        let is_below = line > best.line();
        key.words.iter().any(|at| is_head_word(*at))
            || key.value.is_some_and(|at| is_word(at) && (0..row.len()).any(is_head_word))
            || has_day()
            || is_below && key.has_sections && self.is_section(row)
    }

    /// Whether a row of a list without days says of which day the rows below it are.
    fn is_section(&self, row: &StringRecord) -> bool {
        let filled = row.iter().filter(|cell| !cell.trim().is_empty()).count();
        filled > 0 && filled <= 2 && Preamble::of_row(row, self.names.today()).says_day()
    }

    fn judged(
        &self,
        best: &TableShape,
        key: &HeadKeys,
        lines: &[u32],
        rows: &[(u32, StringRecord)],
    ) -> Vec<HeadRow> {
        let mut heads: Vec<HeadRow> = Vec::new();
        let mut last: Option<u32> = None;
        for line in lines.iter().copied() {
            let Some(index) = rows.iter().position(|(own, _)| *own == line) else { continue };
            if line == best.line() {
                heads.push(HeadRow {
                    line,
                    above: self.above(rows, index, last),
                    shape: None,
                    is_section: false,
                });
                last = Some(line);
                continue;
            }
            let row = &rows[index].1;
            let below = (index + 1 + ROWS_BELOW).min(rows.len());
            let is_section = key.has_sections && line > best.line() && self.is_section(row);
            let found = if is_section {
                None
            } else {
                shape_of_row(&rows[..below], index, self.answers, self.names).map(|(_, shape)| shape)
            };
            let shape = found.filter(|shape| matches!(shape, TableShape::List(_)) || shape.has_days());
            let is_of_other_day = matches!(role_of_head(cell(row, 0)), Some((ColumnRole::OtherDay, _)));
            let mut above = self.above(rows, index, last);
            let mut line = line;
            if is_section {
                above.push((line, row.clone()));
                let says_more = |(_, row): &&(u32, StringRecord)| self.says_something(row);
                for (further, row) in rows[index + 1..].iter().take_while(says_more) {
                    above.push((*further, row.clone()));
                    line = *further;
                }
            }
            let has_rows_between = rows.iter().any(|(own, row)| {
                last.is_none_or(|last| *own > last)
                    && *own < above.first().map_or(line, |(first, _)| *first)
                    && row.iter().any(|cell| cell.bytes().any(|byte| byte.is_ascii_digit()))
            });
            let is_first = heads.is_empty() && line < best.line();
            let is_again = shape.as_ref().is_some_and(|shape| {
                shape.heads() == best.heads() && !above.iter().any(|(_, row)| self.says_something(row))
            });
            let begins = shape.is_some() && !is_again && !is_of_other_day && (is_first || has_rows_between);
            if begins || is_section {
                heads.push(HeadRow { line, above, shape, is_section });
                last = Some(line);
            }
        }
        drop_heads_without_rows(&mut heads, rows, best.line());
        if heads.len() < 2 { Vec::new() } else { heads }
    }

    /// The rows right above a head that are blank or say something of its table.
    fn above(
        &self,
        rows: &[(u32, StringRecord)],
        index: usize,
        last: Option<u32>,
    ) -> Vec<(u32, StringRecord)> {
        let is_of_head = |(line, row): &&(u32, StringRecord)| {
            let filled = row.iter().filter(|cell| !cell.trim().is_empty()).count();
            last.is_none_or(|last| *line > last) && (filled < 2 || self.says_something(row))
        };
        let mut above: Vec<_> = rows[..index].iter().rev().take_while(is_of_head).cloned().collect();
        above.reverse();
        above
    }

    fn says_something(&self, row: &StringRecord) -> bool {
        let said = Preamble::of_row(row, self.names.today());
        said.says_day() || said.laboratory.is_some() || said.person.is_some() || said.is_of_woman
    }

    /// The tables below one another, each with its own rows.
    fn stacked(
        &self,
        best: TableShape,
        heads: Vec<HeadRow>,
    ) -> io::Result<Vec<(TableSheet<'t, 's>, TableShape)>> {
        let ends = ends_of(&heads);
        let bare_days = heads.iter().filter(|head| head.bare_day(self).is_some()).count();
        let best_line = best.line();
        let mut best = Some(best);
        let mut tables: Vec<(TableSheet<'t, 's>, TableShape)> = Vec::new();
        for (head, end) in heads.into_iter().zip(ends) {
            let bare = head.bare_day(self).filter(|_| bare_days > 1 || head.is_section);
            let shape = match head.shape {
                Some(shape) => Some(shape),
                None if head.line == best_line => best.take(),
                None => tables.last().map(|(_, shape)| shape.clone()),
            };
            let Some(mut shape) = shape else { continue };
            let mut said = Preamble::read(&head.above, self.names.today());
            if head.is_section {
                shape.begin_at(head.line);
            }
            let before = tables.last().map(|(_, shape)| shape.before().clone());
            let is_silent = !head.above.iter().any(|(_, row)| has_digit(row));
            said.day = said.day.or(bare);
            if let Some(before) = before {
                said.laboratory = said.laboratory.or(before.laboratory);
                if said.person.is_none() {
                    said.is_of_woman |= before.is_of_woman;
                }
                said.person = said.person.or(before.person);
                said.day = said.day.or(before.day.filter(|_| is_silent));
                shape.say_before(said);
            } else {
                let whole = shape.before().clone();
                said.day = said.day.or(whole.day);
                said.laboratory = said.laboratory.or(whole.laboratory);
                said.is_of_woman |= whole.is_of_woman;
                said.person = said.person.or(whole.person);
                shape.say_before(said);
            }
            let from = if tables.is_empty() { 0 } else { head.line };
            let span = SheetSpan { lines: (from, end), ..self.sheet.span };
            tables.push((TableSheet { span, ..self.sheet }, shape));
        }
        let mut kept = Vec::new();
        for (sheet, shape) in tables {
            if has_rows(&sheet, shape.line())? {
                kept.push((sheet, shape));
            }
        }
        Ok(kept)
    }

    /// The tables side by side of which one row names the columns: where its first column comes again.
    fn side_by_side(
        &self,
        sheet: TableSheet<'t, 's>,
        shape: TableShape,
    ) -> io::Result<Vec<TableBlock<'t, 's>>> {
        let starts = column_starts(&shape);
        if starts.len() > 1 {
            let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
            let mut blocks = Vec::new();
            for (from, to) in starts.iter().copied().zip(ends) {
                let span = SheetSpan { columns: (from, to), ..sheet.span };
                let part = TableSheet { span, ..sheet };
                blocks.extend(self.part(part, &shape)?.map(|shape| TableBlock { sheet: part, shape }));
            }
            if blocks.len() == starts.len() {
                return Ok(blocks);
            }
        }
        Ok(vec![TableBlock { sheet, shape }])
    }

    /// The layout of some columns of a table.
    fn part(&self, part: TableSheet<'t, 's>, whole: &TableShape) -> io::Result<Option<TableShape>> {
        let mut rows: Vec<(u32, StringRecord)> = Vec::new();
        part.each_row(|line, row| {
            if line >= whole.line() {
                rows.push((line, row.clone()));
            }
            rows.len() <= ROWS_BELOW
        })?;
        let found = shape_of_row(&rows, 0, self.answers, self.names);
        Ok(found.map(|(_, mut shape)| {
            shape.say_before(whole.before().clone());
            shape
        }))
    }
}

impl HeadRow {
    /// The day that stands alone above it, or that it is.
    fn bare_day(&self, search: &BlockSearch<'_, '_, '_, '_>) -> Option<String> {
        self.above.iter().rev().find_map(|(_, row)| Preamble::of_row(row, search.names.today()).bare_day)
    }
}

/// Whether a number stands below a line.
fn has_rows(sheet: &TableSheet<'_, '_>, head: u32) -> io::Result<bool> {
    let mut found = false;
    sheet.each_row(|line, row| {
        found |= line > head && has_digit(row);
        !found
    })?;
    Ok(found)
}

/// Where the table of each head ends: with what is said before the next one.
fn ends_of(heads: &[HeadRow]) -> Vec<u32> {
    let begins = heads.iter().skip(1).map(|head| head.above.first().map_or(head.line, |(line, _)| *line));
    begins.chain([u32::MAX]).collect()
}

/// Takes heads out that have no row with a number before the next one: lines of heads above one another.
fn drop_heads_without_rows(heads: &mut Vec<HeadRow>, rows: &[(u32, StringRecord)], best: u32) {
    let mut ends = ends_of(heads).into_iter();
    heads.retain(|head| {
        let end = ends.next().unwrap_or(u32::MAX);
        head.line == best
            || rows.iter().any(|(line, row)| (head.line + 1..end).contains(line) && has_digit(row))
    });
}

fn has_digit(row: &StringRecord) -> bool {
    row.iter().any(|cell| cell.bytes().any(|byte| byte.is_ascii_digit()))
}

/// The cells in which another head of a file is known from a row of values.
struct HeadKeys {
    /// Columns in which rows have days or numbers and heads have words.
    words: Vec<usize>,
    value: Option<usize>,
    /// The first column of days, where days are heads.
    day_head: Option<usize>,
    /// Whether rows alone may say the day of those below them.
    has_sections: bool,
}

impl HeadKeys {
    fn new(best: &TableShape) -> Self {
        match best {
            TableShape::List(head) => {
                let day = head.columns.find(ColumnRole::Day);
                Self {
                    words: day.into_iter().collect(),
                    value: head.columns.find(ColumnRole::Value),
                    day_head: None,
                    has_sections: day.is_none(),
                }
            }
            TableShape::Grid(head) => match &head.axis {
                GridAxis::Markers(_) => Self {
                    words: vec![head.columns.find(ColumnRole::Day).unwrap_or(0)],
                    value: None,
                    day_head: None,
                    has_sections: false,
                },
                GridAxis::Days(days) => Self {
                    words: vec![0],
                    value: None,
                    day_head: days.first().map(|(at, _)| *at),
                    has_sections: false,
                },
            },
        }
    }
}

/// Where the tables begin whose columns one row names, from the left; one where there is one.
fn column_starts(shape: &TableShape) -> Vec<usize> {
    let (columns, values) = match shape {
        TableShape::List(head) => (&head.columns, head.columns.all(ColumnRole::Value).collect::<Vec<_>>()),
        TableShape::Grid(head) => match &head.axis {
            GridAxis::Markers(markers) => (&head.columns, markers.iter().map(|marker| marker.at).collect()),
            GridAxis::Days(_) => return vec![0],
        },
    };
    let is_key = |at: &usize| matches!(columns.role(*at), Some(ColumnRole::Day | ColumnRole::Name));
    let Some(first) = (0..columns.heads.len()).find(is_key) else { return vec![0] };
    let comes_again = |at: &usize| {
        columns.role(*at) == columns.role(first)
            && (columns.head(*at).eq_ignore_ascii_case(columns.head(first))
                || matches!(shape, TableShape::Grid(_)))
    };
    let mut starts = vec![0];
    let mut from = first;
    for at in (first + 1..columns.heads.len()).filter(comes_again) {
        let has_value = |from: usize, to: usize| values.iter().any(|value| (from..to).contains(value));
        if has_value(from, at) && has_value(at, usize::MAX) {
            starts.push(at);
            from = at;
        }
    }
    starts
}

/// The order of day and month that all tables of a file tell together.
pub(super) fn votes_of_all(blocks: &[TableBlock<'_, '_>]) -> io::Result<OrderVotes> {
    let mut votes = OrderVotes::default();
    for block in blocks {
        let day_column = match &block.shape {
            TableShape::List(head) => head.columns.find(ColumnRole::Day),
            TableShape::Grid(head) => match &head.axis {
                GridAxis::Markers(_) => head.columns.find(ColumnRole::Day),
                GridAxis::Days(days) => {
                    for (_, text) in days {
                        votes.add(text);
                    }
                    None
                }
            },
        };
        if let Some(day) = &block.shape.before().day {
            votes.add(day);
        }
        if let Some(at) = day_column {
            block.sheet.each_row(|line, row| {
                if line > block.shape.line() {
                    votes.add(cell(row, at));
                }
                true
            })?;
        }
    }
    Ok(votes)
}
