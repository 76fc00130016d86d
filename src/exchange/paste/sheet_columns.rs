//! What stands in columns: the heads of a table, analytes that head columns, and cards side by side.

use super::column::TableHead;
use super::day_columns::times_in;
use super::delimited::is_head;
use super::furniture::Furniture;
use super::lexer::{SheetLine, SheetToken, TokenShape, in_one_cell};
use super::lexicon::text_of;
use super::line_results::rows;
use super::open_row::MOST_LINES;
use super::pasted::PieceMeaning;
use super::printed_day::{PrintedDay, clock_at, compact_clock, day_at};
use super::row_reader::RowContext;
use super::sheet::SheetReader;
use crate::catalog::language::WordRole;
use crate::domain::decimal::Decimal;

impl SheetReader<'_, '_> {
    /// Whether a line names columns, or is a head of one.
    pub(super) fn is_columns(&mut self, line: &SheetLine) -> bool {
        if self.lone_verdict(line).is_some() || self.tells_previous(line) {
            return false;
        }
        if let Some(head) = TableHead::of(line, self.facts.lexicon) {
            // `RESULTADO   VALORES DE REFERÊNCIA` between a name and its value.
            let names_none = !head.columns.iter().any(|column| column.role == WordRole::HeadName);
            let waits = self.open.as_ref().is_some_and(|open| !open.row.has_value());
            if !(names_none && waits) {
                self.close();
            }
            let above = self.pieces.last().is_some_and(|piece| {
                piece.to + 1 == line.number && piece.is == PieceMeaning::Furniture(Furniture::Columns)
            });
            let table = self.table.take();
            self.table = Some(match table {
                Some(days) if days.has_only_days() => head.below_days(&days),
                Some(over) if above => head.under(&over),
                _ => head,
            });
            self.across.clear();
            self.days.above = None;
            self.put(line, PieceMeaning::Furniture(Furniture::Columns));
            return true;
        }
        if self.heads_columns_across(line) || self.units_across(line) || self.heads_units(line) {
            return true;
        }
        let tokens: Vec<SheetToken> = line
            .tokens
            .iter()
            .filter(|t| !matches!(t.shape, TokenShape::Mark | TokenShape::Dash))
            .cloned()
            .collect();
        let Some((count, roles)) = self.facts.lexicon.roles_at(&tokens) else { return false };
        let is_label = roles.iter().any(|role| is_head(*role));
        if count < tokens.len() || !is_label || line.has_digits() {
            return false;
        }
        let is_name =
            self.facts.lexicon.name_at(&tokens).is_some_and(|(n, entry)| n == count && !entry.is_everyday);
        if is_name {
            return false;
        }
        self.above.reference_is_next = roles.contains(&WordRole::HeadReference);
        self.put(line, PieceMeaning::Furniture(Furniture::Columns));
        true
    }

    /// Whether a line names the days of columns and nothing else.
    pub(super) fn heads_days(&mut self, line: &SheetLine) -> bool {
        let days = TableHead::of_days(line, self.facts.lexicon);
        let days = days.or_else(|| TableHead::of_days_among(line, self.facts.lexicon));
        let Some(days) = days else { return false };
        self.close();
        self.days.times = times_in(line, &days);
        self.table = Some(days);
        self.across.clear();
        self.put(line, PieceMeaning::Furniture(Furniture::Columns));
        true
    }

    /// Whether a line has nothing but the times of the days above it: `Time   08:15   09:00`.
    pub(super) fn times_of_days(&mut self, line: &SheetLine) -> bool {
        let Some(table) = &self.table else { return false };
        let first = line.cells().next().unwrap_or(&[]);
        let is_label = self
            .facts
            .lexicon
            .roles_at(first)
            .is_some_and(|(count, roles)| count == first.len() && roles.contains(&WordRole::LabelTime));
        // The heads of further columns may stand behind them: `Units   Reference`.
        let is_head = |cell: &&[SheetToken]| {
            let found = self.facts.lexicon.roles_at(cell);
            found.is_some_and(|(count, roles)| count == cell.len() && roles.into_iter().any(is_head))
        };
        let cells = line.cells().skip(usize::from(is_label));
        let mut cells = cells.filter(|cell| !is_label || !is_head(cell)).peekable();
        let is_time = |cell: &[SheetToken]| {
            clock_at(cell).is_some_and(|(_, count)| count == cell.len())
                || is_label && cell.len() == 1 && compact_clock(cell).is_some()
        };
        if cells.peek().is_none() || !cells.all(is_time) {
            return false;
        }
        let times = times_in(line, table);
        if times.is_empty() {
            return false;
        }
        self.days.times = times;
        self.put(line, PieceMeaning::Furniture(Furniture::Columns));
        true
    }

    /// Whether a line says of each day that heads a column how long the abstinence was: `Abstinence (days)   3   4`.
    pub(super) fn abstinence_of_days(&mut self, line: &SheetLine) -> bool {
        let Some(table) = &self.table else { return false };
        let label = self.facts.lexicon.roles_at(&line.tokens);
        if !label.is_some_and(|(_, roles)| roles.contains(&WordRole::Abstinence)) {
            return false;
        }
        let numbers = line.tokens.iter().filter(|token| token.shape == TokenShape::Number);
        let of_day = |token: &SheetToken| {
            let day = table.column_at(token.start, token.end)?.day.clone()?;
            Some((day, Decimal::parse(&token.text).ok()?))
        };
        let days: Vec<(PrintedDay, Decimal)> = numbers.filter_map(of_day).collect();
        if days.is_empty() {
            return false;
        }
        self.days.abstinences = days;
        self.put(line, PieceMeaning::Furniture(Furniture::Header));
        true
    }

    /// A head of days and names: each column is of one analyte.
    pub(super) fn heads_columns_across(&mut self, line: &SheetLine) -> bool {
        let cells: Vec<&[SheetToken]> = line.cells().collect();
        if cells.len() < 3
            || self
                .facts
                .lexicon
                .roles_at(cells[0])
                .is_none_or(|(_, roles)| !roles.contains(&WordRole::HeadDay))
        {
            return false;
        }
        let is_name = |cell: &&&[SheetToken]| self.facts.lexicon.name_at(cell).is_some();
        let has_value = |cell: &&[SheetToken]| cell.iter().any(|t| t.shape == TokenShape::Day);
        if cells[1..].iter().filter(is_name).count() * 2 < cells.len() || cells.iter().any(has_value) {
            return false;
        }
        self.close();
        self.table = None;
        self.across = cells.into_iter().map(<[SheetToken]>::to_vec).collect();
        self.put(line, PieceMeaning::Furniture(Furniture::Columns));
        true
    }

    /// Units on a line of their own below names that head columns: each ends the name above it.
    fn units_across(&mut self, line: &SheetLine) -> bool {
        let lexicon = self.facts.lexicon;
        let is_unit = |token: &SheetToken| lexicon.unit(&token.text).is_some_and(|code| !code.is_empty());
        if self.across.len() < 2 || line.tokens.len() < 2 || !line.tokens.iter().all(is_unit) {
            return false;
        }
        for token in &line.tokens {
            let is_far = |head: &&mut Vec<SheetToken>| distance(head, token.start, token.end);
            if let Some(head) = self.across[1..].iter_mut().min_by_key(is_far) {
                let cell = head[0].cell;
                head.push(SheetToken { cell, glued: false, ..token.clone() });
            }
        }
        self.put(line, PieceMeaning::Furniture(Furniture::Columns));
        true
    }

    /// Units that head columns of the print of a counting machine.
    fn heads_units(&mut self, line: &SheetLine) -> bool {
        let head = TableHead::of_units(line, self.facts.lexicon).filter(|_| self.facts.is_semen);
        let Some(head) = head else { return false };
        self.close();
        self.table = Some(head);
        self.put(line, PieceMeaning::Furniture(Furniture::Columns));
        true
    }

    /// A row of a table whose columns are analytes: a day, and a number for each.
    pub(super) fn row_across(&mut self, line: &SheetLine) -> Option<usize> {
        if self.across.is_empty() {
            return None;
        }
        let (day, count) = day_at(&line.tokens, self.facts.lexicon.words)?;
        let report = self.heads.of_own_day(&day.in_order(self.facts.order), None);
        let heads = self.across.clone();
        let cells: Vec<Vec<SheetToken>> =
            line.tokens[count..].chunk_by(|a, b| a.cell == b.cell).map(<[SheetToken]>::to_vec).collect();
        let mut put = false;
        for cell in cells {
            let (Some(first), Some(last)) = (cell.first(), cell.last()) else { continue };
            let over = heads[1..].iter().min_by_key(|head| distance(head, first.start, last.end));
            let Some(over) = over else { continue };
            let joined = in_one_cell(over, &cell);
            let is = match rows(&joined, RowContext { table: None, ..self.context(false) }).first() {
                Some(row) if row.name.is_some() => self.verdict_in(report, row),
                _ if !cell.iter().any(|token| token.text.contains(char::is_alphanumeric)) => continue,
                _ => PieceMeaning::Unknown(format!("no known analyte is called “{}”", text_of(over))),
            };
            let part = SheetLine {
                number: line.number,
                text: text_of(&joined),
                tokens: Vec::new(),
                is_delimited: true,
            };
            self.put_in(&part, is, report);
            put = true;
        }
        if !put {
            self.put(line, PieceMeaning::Furniture(Furniture::Words));
        }
        Some(1)
    }

    /// Cards side by side: each cell of a line is a name, and the cells below it are its own.
    pub(super) fn cards(&mut self, lines: &[SheetLine]) -> Option<usize> {
        let starts = self.card_starts(&lines[0])?;
        let belongs = |line: &SheetLine| {
            line.cells().all(|cell| {
                starts.iter().any(|start| cell[0].start.abs_diff(*start) <= 2)
                    || starts.len() < line.cells().count()
            })
        };
        let next = lines.get(1).filter(|next| belongs(next) && next.cells().count() == starts.len())?;
        if self.card_starts(next).is_some() {
            return None;
        }
        let count = 1 + lines[1..]
            .iter()
            .take(MOST_LINES)
            .take_while(|line| belongs(line) && self.card_starts(line).is_none() && line.cells().count() >= 2)
            .count();
        self.close();
        self.table = None;
        for (at, start) in starts.iter().enumerate() {
            let end = starts.get(at + 1).map_or(usize::MAX, |end| end.saturating_sub(2));
            let from = start.saturating_sub(2);
            let column: Vec<SheetLine> =
                lines[..count].iter().filter_map(|line| part_of_line(line, from, end)).collect();
            let mut done = 0;
            while done < column.len() {
                done += self.take(&column[done..]);
            }
            self.close();
        }
        Some(count)
    }

    /// Where the cards of a line begin, when each of its cells is a name and nothing else.
    pub(super) fn card_starts(&self, line: &SheetLine) -> Option<Vec<usize>> {
        let cells: Vec<&[SheetToken]> = line.cells().collect();
        let is_name = |cell: &&[SheetToken]| {
            self.facts.lexicon.name_at(cell).is_some_and(|(count, _)| count == cell.len())
        };
        (cells.len() >= 2 && cells.iter().all(is_name))
            .then(|| cells.iter().map(|cell| cell[0].start).collect())
    }
}

/// How far something stands from the tokens that head a column.
fn distance(head: &[SheetToken], from: usize, to: usize) -> usize {
    let start = head.iter().map(|token| token.start).min().unwrap_or(0);
    let end = head.iter().map(|token| token.end).max().unwrap_or(0);
    if to <= start {
        start - to + 1
    } else if end <= from {
        from - end + 1
    } else {
        0
    }
}

/// The part of a line between two columns.
fn part_of_line(line: &SheetLine, from: usize, end: usize) -> Option<SheetLine> {
    let tokens: Vec<SheetToken> =
        line.tokens.iter().filter(|t| t.start >= from && t.start < end).cloned().collect();
    let text = text_of(&tokens);
    (!tokens.is_empty()).then_some(SheetLine { number: line.number, text, tokens, is_delimited: false })
}
