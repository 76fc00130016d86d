//! The lines of a sheet one after the other: heads, tables, and results that may stretch over several lines.

use super::column::TableHead;
use super::furniture::{self, Furniture};
use super::head::{line_head, specimen_in};
use super::item::{RowItem, items};
use super::lexer::{SheetLine, SheetToken, TokenShape};
use super::lexicon::text_of;
use super::number::{PrintedNumber, PrintedRange};
use super::printed_day::{PrintedDay, day_at};
use super::report_heads::ReportHeads;
use super::row::{RangeReading, RowContext, RowReading, ValueReading, flag_word, rows};
use super::scan::ScanReader;
use super::verdict::{SheetFacts, analyte_of, is_same_amount, verdict};
use super::{PastedPiece, PieceMeaning, Unsure};
use crate::catalog::language::WordRole;
use crate::domain::day::DayOrder;
use crate::domain::quantity::Comparator;
use crate::domain::report::Kind;

/// Lines over which one result may stretch.
const MOST_LINES: usize = 9;
/// Tokens of a line that can be one of a report.
const MOST_TOKENS: usize = 160;

/// A result that the next lines may add to.
struct OpenRow<'a> {
    row: RowReading<'a>,
    from: usize,
    to: usize,
    text: String,
    report: usize,
    /// How many lines it has.
    count: usize,
    /// Whether the head of a page lies between its name and what comes.
    interrupted: bool,
    doubts: Vec<Unsure>,
}

/// Reads a sheet line by line.
pub(super) struct SheetReader<'s, 'a> {
    facts: SheetFacts<'s, 'a>,
    order: Option<DayOrder>,
    is_exam: bool,
    pub heads: ReportHeads,
    pub pieces: Vec<PastedPiece>,
    table: Option<TableHead>,
    scan: ScanReader,
    is_scan: bool,
    open: Option<OpenRow<'a>>,
    /// The line before was the head of a reference: what comes is a range.
    reference_is_next: bool,
    /// Labels of the day of sampling that wait for the days on the next line, with their columns.
    waiting: Vec<(usize, usize)>,
    /// Names that head columns, each with its tokens: a transposed table.
    across: Vec<Vec<SheetToken>>,
}

impl<'s, 'a> SheetReader<'s, 'a> {
    pub fn new(
        facts: SheetFacts<'s, 'a>,
        order: Option<DayOrder>,
        laboratory: Option<String>,
        is_scan: bool,
    ) -> Self {
        Self {
            facts,
            order,
            is_exam: is_scan || facts.is_semen,
            heads: ReportHeads::new(laboratory),
            pieces: Vec::new(),
            table: None,
            scan: ScanReader::default(),
            is_scan,
            open: None,
            reference_is_next: false,
            waiting: Vec::new(),
            across: Vec::new(),
        }
    }

    /// Reads every line of the sheet in order.
    pub fn read(&mut self, lines: &[SheetLine]) {
        let mut at = 0;
        while at < lines.len() {
            at += self.take(&lines[at..]);
        }
        self.close();
        self.pieces.sort_by_key(|piece| piece.line);
    }

    /// Reads the first of the lines, with those that belong to it, and says how many they are.
    fn take(&mut self, lines: &[SheetLine]) -> usize {
        let line = &lines[0];
        if let Some(count) = self.cards(lines) {
            return count;
        }
        let reference = std::mem::take(&mut self.reference_is_next);
        if line.tokens.len() > MOST_TOKENS {
            let is = furniture::of(line, self.facts.lexicon).map(PieceMeaning::Furniture);
            let is =
                is.unwrap_or_else(|| PieceMeaning::Unknown("too long for a line of a report".to_owned()));
            self.put(line, is);
        } else if !line.tokens.iter().any(|token| token.text.contains(char::is_alphanumeric))
            && !line.text.contains('%')
        {
            self.put(line, PieceMeaning::Furniture(Furniture::Footer));
        } else if self.days_below(line)
            || self.is_head(line)
            || self.is_scan_line(line)
            || self.is_columns(line)
        { // Each has put its piece.
        } else if let Some(count) = self.row_across(line) {
            return count;
        } else {
            self.results(lines, reference);
        }
        1
    }

    fn put(&mut self, line: &SheetLine, is: PieceMeaning) {
        self.put_in(line, is, self.heads.current);
    }

    fn put_in(&mut self, line: &SheetLine, is: PieceMeaning, report: usize) {
        if matches!(is, PieceMeaning::Result(_)) && report == self.heads.current {
            self.heads.has_result();
        }
        let is = self.with_doubts(is);
        self.pieces.push(PastedPiece {
            line: line.number,
            to: line.number,
            text: line.text.clone(),
            report,
            is,
        });
    }

    /// A result with what its report makes doubtful.
    fn with_doubts(&self, mut is: PieceMeaning) -> PieceMeaning {
        if let PieceMeaning::Result(found) = &mut is
            && let Some(name) = &self.heads.other_person
        {
            found.doubts.push(Unsure::OtherPerson(name.clone()));
        }
        is
    }

    /// Days below labels of the line before, by their columns.
    fn days_below(&mut self, line: &SheetLine) -> bool {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            return false;
        }
        let mut days: Vec<(PrintedDay, usize, usize, usize)> = Vec::new();
        let mut at = 0;
        while at < line.tokens.len() {
            if let Some((day, count)) = day_at(&line.tokens[at..], self.facts.lexicon.words) {
                days.push((day, line.tokens[at].start, line.tokens[at + count - 1].end, at + count));
                at += count;
            } else {
                at += 1;
            }
        }
        let only_days =
            line.tokens.iter().all(|token| token.shape != TokenShape::Word || token.text.len() <= 4);
        if days.is_empty() || !only_days && days.len() < 2 {
            return false;
        }
        let (start, end) = waiting[0];
        let near = days.iter().min_by_key(|(_, from, to, _)| {
            if *to <= start {
                start - to
            } else if end <= *from {
                from - end
            } else {
                0
            }
        });
        if let Some((day, _, _, behind)) = near {
            let time = super::printed_day::clock_at(&line.tokens[*behind..]).and_then(|(time, _)| time);
            self.heads.day(&day.in_order(self.order), time);
        }
        self.put(line, PieceMeaning::Furniture(Furniture::Header));
        true
    }

    /// Whether a line says something of the sheet and holds no result.
    fn is_head(&mut self, line: &SheetLine) -> bool {
        let lexicon = self.facts.lexicon;
        let head = line_head(line, lexicon, self.order, self.is_exam);
        let is_footer = furniture::is_footer(line, lexicon);
        let only_days = self.is_only_days(line);
        if !head.is_header && !is_footer && !only_days {
            let is_title = !line.has_digits() && self.open.is_none() && line.tokens.len() < 12;
            if is_title && let Some(role) = specimen_in(&line.tokens, lexicon).filter(|role| is_told(*role)) {
                let names =
                    items(&line.tokens, lexicon).iter().any(|item| matches!(item.item, RowItem::Name(_)));
                if !names {
                    self.close();
                    self.heads.specimen(role);
                }
            }
            return false;
        }
        let is_person = self.is_scan || head.patient.is_some() || !head.offered.is_empty();
        if head.is_header && !is_footer && self.holds_result(line, is_person) {
            return false;
        }
        let is_new = head.collected.is_some()
            || head.patient.is_some()
            || head.laboratory.is_some()
            || head.specimen.is_some();
        if is_new && self.open.as_ref().is_some_and(|open| open.row.has_value()) {
            self.close();
        }
        let block_method = head.method;
        if let (Some(open), Some(method)) = (self.open.as_mut(), block_method) {
            open.row.method = open.row.method.or(Some(method));
        }
        let laboratories = self.facts.laboratories;
        self.heads.take(&head, |name| known_laboratory(name, laboratories));
        if let Some(open) = self.open.as_mut().filter(|open| !open.row.has_value()) {
            let is_own = head.specimen.is_some() || head.method.is_some() && head.patient.is_none();
            open.interrupted |= !is_own;
            open.report = self.heads.current;
        }
        self.waiting = head.waiting.into_iter().collect();
        if let Some(day) = only_days.then(|| day_at(&line.tokens, lexicon.words)).flatten() {
            self.heads.offered.push(day.0.in_order(self.order));
        }
        let is = match (is_footer, head.is_note) {
            (true, _) => Furniture::Footer,
            (_, true) => Furniture::Comment,
            _ => Furniture::Header,
        };
        if head.is_note {
            self.close();
        }
        self.put(line, PieceMeaning::Furniture(is));
        true
    }

    /// Whether nothing but days, times and joining words stands on a line.
    fn is_only_days(&self, line: &SheetLine) -> bool {
        if !line.has_digits() || line.tokens.len() > 16 {
            return false;
        }
        let items = items(&line.tokens, self.facts.lexicon);
        let has_day = items.iter().any(|item| matches!(item.item, RowItem::Day));
        has_day
            && TableHead::of(line, self.facts.lexicon).is_none()
            && items.iter().all(|item| {
                matches!(
                    item.item,
                    RowItem::Day | RowItem::Clock | RowItem::Mark | RowItem::Dash | RowItem::Word(_)
                )
            })
    }

    /// Whether a line that begins like a head names an analyte with its value.
    fn holds_result(&self, line: &SheetLine, is_person: bool) -> bool {
        let found = rows(&line.tokens, self.context(false));
        found.iter().any(|row| {
            let clean = row.has_name && row.is_clean() && !row.values.is_empty();
            let analyte =
                analyte_of(&self.facts, row).filter(|analyte| analyte.kind != Kind::Body || !is_person);
            clean && row.from == 0 && analyte.is_some()
        })
    }

    fn context(&self, reference: bool) -> RowContext<'_, 'a> {
        RowContext { lexicon: self.facts.lexicon, table: self.table.as_ref(), reference }
    }

    fn is_scan_line(&mut self, line: &SheetLine) -> bool {
        if !self.is_scan {
            return false;
        }
        let Some(found) = self.scan.take(line, &self.facts) else { return false };
        self.close();
        let report = match &found.day {
            Some(day) => self.heads.of_own_day(&day.in_order(self.order), None),
            None => self.heads.current,
        };
        for is in found.pieces {
            self.put_in(line, is, report);
        }
        true
    }

    /// Whether a line names columns, or is a head of one.
    fn is_columns(&mut self, line: &SheetLine) -> bool {
        if let Some(head) = TableHead::of(line, self.facts.lexicon) {
            self.close();
            let above = self.pieces.last().is_some_and(|piece| {
                piece.to + 1 == line.number && piece.is == PieceMeaning::Furniture(Furniture::Columns)
            });
            let table = self.table.take();
            self.table = Some(match table.filter(|_| above) {
                Some(over) => head.under(&over),
                None => head,
            });
            self.across.clear();
            self.put(line, PieceMeaning::Furniture(Furniture::Columns));
            return true;
        }
        if self.heads_columns_across(line) {
            return true;
        }
        let tokens: Vec<SheetToken> =
            line.tokens.iter().filter(|t| t.shape != TokenShape::Mark).cloned().collect();
        let Some((count, roles)) = self.facts.lexicon.roles_at(&tokens) else { return false };
        let is_label = roles.iter().any(|role| super::delimited::is_head(*role));
        if count < tokens.len() || !is_label || line.has_digits() {
            return false;
        }
        let is_name =
            self.facts.lexicon.name_at(&tokens).is_some_and(|(n, entry)| n == count && !entry.is_everyday);
        let is_flag =
            roles.iter().any(|role| matches!(role, WordRole::High | WordRole::Low | WordRole::Normal));
        if is_name || is_flag && self.open.is_some() {
            return false;
        }
        self.reference_is_next = roles.contains(&WordRole::HeadReference);
        self.put(line, PieceMeaning::Furniture(Furniture::Columns));
        true
    }

    /// A head of days and names: each column is of one analyte.
    fn heads_columns_across(&mut self, line: &SheetLine) -> bool {
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

    /// A row of a table whose columns are analytes: a day, and a number for each.
    fn row_across(&mut self, line: &SheetLine) -> Option<usize> {
        if self.across.is_empty() {
            return None;
        }
        let (day, count) = day_at(&line.tokens, self.facts.lexicon.words)?;
        let report = self.heads.of_own_day(&day.in_order(self.order), None);
        let heads = self.across.clone();
        let cells: Vec<Vec<SheetToken>> =
            line.tokens[count..].chunk_by(|a, b| a.cell == b.cell).map(<[SheetToken]>::to_vec).collect();
        let mut put = false;
        for cell in cells {
            let (Some(first), Some(last)) = (cell.first(), cell.last()) else { continue };
            let over = heads[1..].iter().min_by_key(|head| {
                let (start, end) = (head[0].start, head[head.len() - 1].end);
                if last.end <= start {
                    start - last.end + 1
                } else if end <= first.start {
                    first.start - end + 1
                } else {
                    0
                }
            });
            let Some(over) = over else { continue };
            let joined = in_one_cell(over, &cell);
            let is = match rows(&joined, RowContext { table: None, ..self.context(false) }).first() {
                Some(row) if row.has_name => self.verdict_in(report, row),
                _ if !cell.iter().any(|token| token.text.contains(char::is_alphanumeric)) => continue,
                _ => PieceMeaning::Unknown(format!("no analyte known here is called “{}”", text_of(over))),
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
    fn cards(&mut self, lines: &[SheetLine]) -> Option<usize> {
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
    fn card_starts(&self, line: &SheetLine) -> Option<Vec<usize>> {
        let cells: Vec<&[SheetToken]> = line.cells().collect();
        let is_name = |cell: &&[SheetToken]| {
            self.facts.lexicon.name_at(cell).is_some_and(|(count, _)| count == cell.len())
        };
        (cells.len() >= 2 && cells.iter().all(is_name))
            .then(|| cells.iter().map(|cell| cell[0].start).collect())
    }

    /// The results of a line, and lines that add to the one before.
    fn results(&mut self, lines: &[SheetLine], reference: bool) {
        let line = &lines[0];
        let found = rows(&line.tokens, self.context(reference));
        let found = self.wrapped(line, found);
        let named = found.iter().any(|row| row.has_name && self.counts(row));
        if !named {
            let row = found.into_iter().next().unwrap_or_default();
            return self.unnamed(line, row);
        }
        let found: Vec<RowReading<'a>> = by_day(found);
        if found.len() > 1 {
            self.close();
            for row in found {
                self.put_row(line, &row, true);
            }
            return;
        }
        let Some(row) = found.into_iter().next() else { return };
        self.named(line, row);
    }

    /// Whether a name is one here: an everyday word without a number and a unit is none.
    fn counts(&self, row: &RowReading<'a>) -> bool {
        row.analytes.is_empty() && row.has_value() || analyte_of(&self.facts, row).is_some()
    }

    /// Words of the line before that make a longer name with the first of this one.
    fn wrapped(&mut self, line: &SheetLine, found: Vec<RowReading<'a>>) -> Vec<RowReading<'a>> {
        let Some(last) = self.pieces.last() else { return found };
        let is_words = last.is == PieceMeaning::Furniture(Furniture::Words) && last.to + 1 == line.number;
        if !is_words || self.open.is_some() {
            return found;
        }
        let above = SheetLine::new(last.line, &last.text);
        if above.tokens.len() > 6 || above.has_digits() && above.tokens.len() > 4 || line.tokens.is_empty() {
            return found;
        }
        let joined = in_one_cell(&above.tokens, &line.tokens);
        let Some((count, entry)) = self.facts.lexicon.name_at(&joined) else { return found };
        if count <= above.tokens.len() || entry.analytes.is_empty() {
            return found;
        }
        let longer = rows(&joined, self.context(false));
        let clean = longer.first().is_some_and(|row| row.has_name && row.is_clean());
        if !clean {
            return found;
        }
        if let Some(above) = self.pieces.pop() {
            self.open = None;
            let mut longer = longer;
            for row in &mut longer {
                row.lines_above = Some((above.line, above.text.clone()));
            }
            return longer;
        }
        found
    }

    fn named(&mut self, line: &SheetLine, row: RowReading<'a>) {
        let is_sentence = furniture::is_comment(line, self.facts.lexicon);
        if !row.has_value() && (is_sentence || row.beside_name.len() > 3) {
            self.close();
            return self.put(
                line,
                PieceMeaning::Furniture(if line.has_digits() || is_sentence {
                    Furniture::Comment
                } else {
                    Furniture::Words
                }),
            );
        }
        if !row.has_value() && line.is_delimited && self.table.is_some() {
            self.close();
            return self.put(line, PieceMeaning::Unknown(format!("{} has no value here", row.printed)));
        }
        let clean = row.is_clean() && row.from_start && !row.values.is_empty();
        if is_sentence && !clean && !(row.left_over.is_empty() && row.is_clean()) {
            self.close();
            return self.put(line, PieceMeaning::Furniture(Furniture::Comment));
        }
        self.close();
        let report = self.report_of(&row);
        let (from, text) = match &row.lines_above {
            Some((from, text)) => (*from, format!("{text} {}", line.text)),
            None => (line.number, line.text.clone()),
        };
        self.open = Some(OpenRow {
            row,
            from,
            to: line.number,
            text,
            report,
            count: 1,
            interrupted: false,
            doubts: Vec::new(),
        });
    }

    /// The verdict on a row of a report, by what that was measured in.
    fn verdict_in(&self, report: usize, row: &RowReading<'a>) -> PieceMeaning {
        verdict(&self.facts, row, &self.heads.heads[report])
    }

    fn report_of(&mut self, row: &RowReading<'_>) -> usize {
        match &row.day {
            Some(day) => self.heads.of_own_day(&day.in_order(self.order), row.clock),
            None => self.heads.current,
        }
    }

    /// One of several results of a line.
    fn put_row(&mut self, line: &SheetLine, row: &RowReading<'a>, is_part: bool) {
        let report = self.report_of(row);
        let is = self.verdict_in(report, row);
        let tokens = line.tokens.get(row.from..row.to).unwrap_or(&line.tokens);
        let text = if is_part { text_of(tokens) } else { line.text.clone() };
        let part = SheetLine { number: line.number, text, tokens: Vec::new(), is_delimited: false };
        if !row.has_name {
            let is = if part.has_digits() {
                PieceMeaning::Unknown("no analyte known here is called so".to_owned())
            } else {
                PieceMeaning::Furniture(Furniture::Words)
            };
            return self.put_in(&part, is, report);
        }
        self.put_in(&part, is, report);
    }

    /// A line without a name: it adds to the result before, or is not understood.
    fn unnamed(&mut self, line: &SheetLine, row: RowReading<'a>) {
        let is_words = !line.has_digits() && row.words.is_none();
        if let Some(flag) = self.lone_flag(line) {
            return self.add(line, RowReading { flag: Some(flag), ..RowReading::default() });
        }
        if let Some(open) = self.open.as_ref().filter(|open| open.count < MOST_LINES) {
            let is_clean = row.beside_name.is_empty() && row.left_over.is_empty();
            if !open.row.has_value() {
                if is_scale(&open.row, &row) {
                    return self.add(line, RowReading::default());
                }
                if is_clean && (row.has_value() || row.adds()) {
                    return self.add(line, row);
                }
            } else if row.is_only_beside() && (row.adds() || row.of_others) {
                return self.add(line, row);
            } else if let Some(range) = lone_bound(&row).filter(|_| open.row.ranges.is_empty()) {
                return self.add(line, RowReading { values: Vec::new(), ranges: vec![range], ..row });
            } else if row.values.len() <= 2 && self.is_same_again(&row) {
                return self.add(line, RowReading::default());
            } else if row.of_others && row.values.is_empty() {
                return self.add(
                    line,
                    RowReading { ranges: Vec::new(), units: Vec::new(), ..RowReading::default() },
                );
            }
            if is_words && self.name_goes_on(line) {
                return;
            }
        }
        let is = furniture::of(line, self.facts.lexicon);
        if let Some(is) = is {
            let keeps = matches!(is, Furniture::Words | Furniture::Columns)
                && self.open.as_ref().is_some_and(|open| !open.row.has_value());
            if !keeps {
                self.close();
            }
            return self.put(line, PieceMeaning::Furniture(is));
        }
        let has_open_name = self.open.as_ref().is_some_and(|open| !open.row.has_value());
        self.close();
        let is_label = |piece: &&PastedPiece| piece.is == PieceMeaning::Furniture(Furniture::Columns);
        let label = self.pieces.last().filter(is_label).map_or(0, |_| 1);
        let above = self.pieces.iter().rev().nth(label).filter(|piece| {
            piece.is == PieceMeaning::Furniture(Furniture::Words)
                && piece.to + 1 + label == line.number
                && !has_open_name
        });
        let starts_with_value = line.tokens.first().is_some_and(|t| t.shape != TokenShape::Word);
        let above_is_some = above.is_some();
        if above_is_some && starts_with_value && row.has_value() {
            self.pieces.truncate(self.pieces.len() - label);
        }
        if above_is_some
            && starts_with_value
            && row.has_value()
            && let Some(piece) = self.pieces.last_mut()
        {
            // A number without a name takes the words above it for one.
            piece.text = format!("{} {}", piece.text, line.text);
            piece.to = line.number;
            piece.is = PieceMeaning::Unknown("no analyte known here is called so".to_owned());
            return;
        }
        self.put(line, PieceMeaning::Unknown("no analyte known here is called so".to_owned()));
    }

    /// The flag that stands alone on a line below the value it is of: `High`.
    fn lone_flag(&self, line: &SheetLine) -> Option<&'static str> {
        let open = self.open.as_ref().filter(|open| open.row.has_value() && open.row.flag.is_none())?;
        let items = items(&line.tokens, self.facts.lexicon);
        let mut said = items.iter().filter(|item| !matches!(item.item, RowItem::Mark));
        let (only, None) = (said.next()?, said.next()) else { return None };
        let flag = match &only.item {
            RowItem::Flag(flag) => *flag,
            RowItem::Word(roles) => flag_word(roles)?,
            _ => return None,
        };
        (!flag.is_empty() && open.count < MOST_LINES).then_some(flag)
    }

    /// Whether a line without a name has the value of the open result in another unit.
    fn is_same_again(&self, row: &RowReading<'a>) -> bool {
        let Some(open) = &self.open else { return false };
        let (Some(first), Some(again)) = (open.row.values.first(), row.values.first()) else { return false };
        let Some(analyte) = analyte_of(&self.facts, &open.row) else { return false };
        let own = first.unit.clone().or_else(|| open.row.units.first().cloned());
        let first = ValueReading { unit: own, ..first.clone() };
        is_same_amount(&self.facts, &first, again, analyte)
    }

    /// Adds what a line says to the open result.
    fn add(&mut self, line: &SheetLine, more: RowReading<'a>) {
        let Some(open) = self.open.as_mut() else { return };
        open.to = line.number;
        open.text = format!("{} {}", open.text, line.text);
        open.count += 1;
        let had_value = open.row.has_value();
        if !had_value && more.has_value() && open.interrupted {
            open.doubts.push(Unsure::LeftOver("the head of a page stands between name and value".to_owned()));
        }
        let had_range = !open.row.ranges.is_empty();
        let row = &mut open.row;
        row.values.extend(more.values);
        row.words = row.words.take().or(more.words);
        if !had_range || more.of_men || row.ranges.iter().any(|range| range.of_men) {
            row.ranges.extend(more.ranges);
        }
        if row.values.iter().all(|value| value.unit.is_none()) {
            row.units.extend(more.units);
        }
        row.flag = row.flag.or(more.flag);
        row.method = row.method.or(more.method);
        row.specimen = row.specimen.or(more.specimen);
        row.is_calculated |= more.is_calculated;
    }

    /// Words below a result that end its name: `Testosterone,` and `Free`.
    fn name_goes_on(&mut self, line: &SheetLine) -> bool {
        let lexicon = self.facts.lexicon;
        let Some(open) = self.open.as_mut() else { return false };
        if line.tokens.len() > 6 || open.row.printed.is_empty() {
            return false;
        }
        let text = format!("{} {}", open.row.printed, text_of(&line.tokens));
        let takes = |open: &mut OpenRow<'a>| {
            open.to = line.number;
            open.text = format!("{} {}", open.text, line.text);
            open.count += 1;
        };
        if let Some(entry) = lexicon.named(&text).filter(|entry| !entry.analytes.is_empty()) {
            let same = entry.analytes.iter().any(|a| open.row.analytes.iter().any(|b| a.id == b.id));
            let goes_on = open.row.name_goes_on || open.row.printed.ends_with([',', '-']);
            if !same && !goes_on {
                let perhaps =
                    open.row.analytes.iter().chain(&entry.analytes).map(|a| a.id.to_string()).collect();
                open.doubts.push(Unsure::Name { printed: open.row.printed.clone(), perhaps });
                return false;
            }
            open.row.analytes.clone_from(&entry.analytes);
            open.row.printed = text;
            takes(open);
            return true;
        }
        let found = rows(&line.tokens, RowContext { lexicon, table: None, reference: false });
        let only = found.first().is_some_and(|row| {
            row.is_only_beside() && (row.is_calculated || row.method.is_some() || row.specimen.is_some())
        });
        if only && let Some(row) = found.into_iter().next() {
            open.row.is_calculated |= row.is_calculated;
            open.row.method = open.row.method.or(row.method);
            open.row.specimen = open.row.specimen.or(row.specimen);
            takes(open);
            return true;
        }
        false
    }

    /// Ends the open result.
    pub fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let mut is = self.verdict_in(open.report, &open.row);
        if !open.row.has_value() && open.row.ranges.is_empty() && open.row.is_clean() {
            // A name alone heads what follows; whether it has a value elsewhere is seen at the end.
            is = match is {
                PieceMeaning::Result(found) => PieceMeaning::Result(found),
                PieceMeaning::Unknown(_)
                    if !open.row.is_in_words && !open.text.contains(|c: char| c.is_ascii_digit()) =>
                {
                    PieceMeaning::Furniture(Furniture::Words)
                }
                other => other,
            };
        }
        if let PieceMeaning::Result(found) = &mut is {
            found.doubts.extend(open.doubts);
        }
        if matches!(is, PieceMeaning::Result(_)) && open.report == self.heads.current {
            self.heads.has_result();
        }
        let is = self.with_doubts(is);
        self.pieces.push(PastedPiece {
            line: open.from,
            to: open.to,
            text: open.text,
            report: open.report,
            is,
        });
    }
}

/// Whether two numbers alone on a line are the ends of the scale that is drawn below a range.
fn is_scale(open: &RowReading<'_>, row: &RowReading<'_>) -> bool {
    let [low, high] = row.values.as_slice() else { return false };
    let is_end = |limit: &Option<PrintedNumber>, value: &ValueReading| {
        value.unit.is_none() && limit.as_ref().is_some_and(|limit| limit.digits == value.number.digits)
    };
    open.ranges.iter().any(|of| is_end(&of.range.low, low) && is_end(&of.range.high, high))
}

/// A bound that stands alone below a value is its range.
fn lone_bound(row: &RowReading<'_>) -> Option<RangeReading> {
    let [value] = row.values.as_slice() else { return None };
    let is_bound = value.number.comparator != Comparator::Equal;
    (is_bound && row.beside_name.is_empty() && row.left_over.is_empty()).then(|| RangeReading {
        range: PrintedRange::of_bound(value.number.clone()),
        unit: value.unit.clone(),
        of_men: false,
        of_age: false,
    })
}

/// Whether a word in a title says what the sample is.
fn is_told(role: WordRole) -> bool {
    matches!(
        role,
        WordRole::Saliva | WordRole::Urine | WordRole::Capillary | WordRole::DriedBlood | WordRole::Serum
    )
}

/// A laboratory by its name in the log, where it has one there.
fn known_laboratory(name: &str, laboratories: &[String]) -> String {
    let lower = name.to_lowercase();
    let known = laboratories.iter().find(|known| known.to_lowercase() == lower);
    known.cloned().unwrap_or_else(|| name.to_owned())
}

/// Tokens of two lines as those of one cell and what follows it.
fn in_one_cell(first: &[SheetToken], then: &[SheetToken]) -> Vec<SheetToken> {
    let cell = then.first().map_or(0, |token| token.cell);
    let above = first.iter().map(|token| SheetToken { cell, ..token.clone() });
    let mut joined: Vec<SheetToken> = above.collect();
    joined.extend(
        then.iter()
            .enumerate()
            .map(|(at, token)| SheetToken { glued: token.glued && at > 0, ..token.clone() }),
    );
    joined
}

/// The part of a line between two columns.
fn part_of_line(line: &SheetLine, from: usize, end: usize) -> Option<SheetLine> {
    let tokens: Vec<SheetToken> =
        line.tokens.iter().filter(|t| t.start >= from && t.start < end).cloned().collect();
    let text = text_of(&tokens);
    (!tokens.is_empty()).then_some(SheetLine { number: line.number, text, tokens, is_delimited: false })
}

/// A row with numbers in columns of several days is a result a day.
fn by_day(found: Vec<RowReading<'_>>) -> Vec<RowReading<'_>> {
    let mut rows = Vec::new();
    for row in found {
        let (dated, other): (Vec<ValueReading>, Vec<ValueReading>) =
            row.values.iter().cloned().partition(|value| value.day.is_some());
        if dated.is_empty() {
            rows.push(row);
            continue;
        }
        let unit = dated.iter().chain(&other).find_map(|value| value.unit.clone());
        if !other.is_empty() {
            rows.push(RowReading { values: other, ..row.clone() });
        }
        let flag = row.flag.filter(|_| dated.len() == 1);
        rows.extend(dated.into_iter().map(|value| RowReading {
            day: value.day.clone(),
            flag,
            values: vec![ValueReading { unit: value.unit.clone().or_else(|| unit.clone()), ..value }],
            ..row.clone()
        }));
    }
    rows
}
