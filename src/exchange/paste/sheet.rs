//! The lines of a sheet one after the other: heads, tables, and results that may stretch over several lines.

use super::column::TableHead;
use super::day_columns::DayColumns;
use super::earlier::tells_of_earlier;
use super::furniture::{self, Furniture};
use super::grades::{grades_in_one, grades_in_parts, shares_before_kinds};
use super::head::specimen_in;
use super::lexer::{SheetLine, SheetToken, TokenShape};
use super::lexicon::{SheetLexicon, text_of};
use super::line_results::rows;
use super::open_row::OpenRow;
use super::pasted::{PastedPiece, PieceMeaning, Unsure};
use super::printed_day::day_at;
use super::report_heads::{ReportHeads, specimen_of};
use super::row::{RowReading, ValueReading};
use super::row_reader::RowContext;
use super::scan::ScanReader;
use super::verdict::{SheetFacts, analyte_of, verdict};
use crate::catalog::language::{SheetWords, WordRole};
use crate::domain::quantity::Comparator;

/// Tokens of a line that can be one of a report.
const MOST_TOKENS: usize = 160;

/// What the line above left open for the next one.
#[derive(Default)]
pub(super) struct LineAbove<'a> {
    /// It was the head of a reference: what comes is a range.
    pub reference_is_next: bool,
    /// A label of the day of sampling that waits for the day on the next line, by its columns.
    pub day_label: Option<(usize, usize)>,
    /// The name on a line of its own that the lines below it end.
    pub heading: Option<Vec<SheetToken>>,
    /// Its results, one a day, which lack unit and range: the piece, the row and the report of each.
    pub bare_days: Vec<(usize, RowReading<'a>, usize)>,
}

/// Reads a sheet line by line.
pub(super) struct SheetReader<'s, 'a> {
    pub(super) facts: SheetFacts<'s, 'a>,
    pub heads: ReportHeads,
    pub pieces: Vec<PastedPiece>,
    pub(super) scan: ScanReader,
    pub(super) open: Option<OpenRow<'a>>,
    pub(super) above: LineAbove<'a>,
    pub(super) table: Option<TableHead>,
    pub(super) days: DayColumns,
    /// Names that head columns, each with its tokens: a transposed table.
    pub(super) across: Vec<Vec<SheetToken>>,
    /// Whether the line that is read tells of an earlier sample.
    is_earlier: bool,
}

impl<'s, 'a> SheetReader<'s, 'a> {
    pub fn new(facts: SheetFacts<'s, 'a>, laboratory: Option<String>) -> Self {
        Self {
            facts,
            heads: ReportHeads::new(laboratory),
            pieces: Vec::new(),
            scan: ScanReader::default(),
            open: None,
            above: LineAbove::default(),
            table: None,
            days: DayColumns::default(),
            across: Vec::new(),
            is_earlier: false,
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
    pub(super) fn take(&mut self, lines: &[SheetLine]) -> usize {
        if !tells_of_earlier(&lines[0], self.facts.lexicon) {
            return self.take_line(lines);
        }
        self.close();
        let before = self.pieces.len();
        self.is_earlier = true;
        let count = self.take_line(lines);
        self.close();
        self.is_earlier = false;
        for piece in self.pieces.iter_mut().skip(before) {
            if matches!(piece.is, PieceMeaning::Unknown(_)) {
                piece.is = PieceMeaning::Furniture(Furniture::Comment);
            }
        }
        count
    }

    fn take_line(&mut self, lines: &[SheetLine]) -> usize {
        let line = &lines[0];
        if let Some(count) = self.cards(lines) {
            return count;
        }
        let reference = std::mem::take(&mut self.above.reference_is_next);
        if line.tokens.len() > MOST_TOKENS {
            let is = furniture::of(line, self.facts.lexicon).map(PieceMeaning::Furniture);
            let is =
                is.unwrap_or_else(|| PieceMeaning::Unknown("too long for a line of a report".to_owned()));
            self.put(line, is);
        } else if !line.tokens.iter().any(|token| token.text.contains(char::is_alphanumeric))
            && !line.text.contains('%')
        {
            self.put(line, PieceMeaning::Furniture(Furniture::Footer));
        } else if self.heads_person(line)
            || self.days_below(line)
            || self.heads_days(line)
            || self.times_of_days(line)
            || self.abstinence_of_days(line)
            || self.is_head(line)
            || self.is_scan_line(line)
            || self.is_columns(line)
        { // Each has put its piece.
        } else if let Some(count) = self.row_across(line) {
            return count;
        } else {
            return self.results(lines, reference);
        }
        1
    }

    /// Puts a piece of what the line is, in the report the sheet is at.
    pub(super) fn put(&mut self, line: &SheetLine, is: PieceMeaning) {
        self.put_in(line, is, self.heads.current);
    }

    /// Puts a piece of what the line is, in one of the reports.
    pub(super) fn put_in(&mut self, line: &SheetLine, is: PieceMeaning, report: usize) {
        if matches!(is, PieceMeaning::Result(_)) && report == self.heads.current {
            self.heads.has_result();
        }
        let is = self.with_doubts(is);
        self.pieces.push(PastedPiece { report, ..self.piece(line, is) });
    }

    /// A line as a piece of the report the sheet is at.
    pub(super) fn piece(&self, line: &SheetLine, is: PieceMeaning) -> PastedPiece {
        let (number, text) = (line.number, line.text.clone());
        PastedPiece { line: number, to: number, text, report: self.heads.current, is }
    }

    /// A result with what its report makes doubtful. Nothing is taken of another person's, whose heading says so once.
    pub(super) fn with_doubts(&self, mut is: PieceMeaning) -> PieceMeaning {
        if self.heads.is_of_other() && !matches!(is, PieceMeaning::Furniture(_)) {
            return PieceMeaning::Furniture(Furniture::OtherPerson);
        }
        if let PieceMeaning::Result(found) = &mut is
            && self.is_earlier
        {
            found.doubts.push(Unsure::Earlier);
        }
        is
    }

    /// What a line is read with.
    pub(super) fn context(&self, reference: bool) -> RowContext<'_, 'a> {
        RowContext { lexicon: self.facts.lexicon, table: self.table.as_ref(), reference }
    }

    /// The results of the first line, or what it adds to the one before. Says how many of the lines it has taken.
    pub(super) fn results(&mut self, lines: &[SheetLine], reference: bool) -> usize {
        let line = &lines[0];
        let lexicon = self.facts.lexicon;
        let of_days = std::mem::take(&mut self.above.bare_days);
        if let Some(grades) = grades_in_one(line, lexicon)
            .or_else(|| grades_in_parts(line, lexicon))
            .or_else(|| shares_before_kinds(line, lexicon))
        {
            self.close();
            for row in &grades {
                self.put_row(line, row, true);
            }
            return 1;
        }
        let found = rows(&line.tokens, self.context(reference));
        let found = doubt_unmeasured(line, among_names(self.wrapped(line, found)), lexicon);
        let found = doubt_rules(line, found, lexicon);
        let named = found.iter().any(|row| row.name.is_some() && self.counts(row));
        if !named {
            let row = found.into_iter().next().unwrap_or_default();
            if self.adds_to_days(line, &row, of_days) || self.tells_of_no_sperm(line, &row) {
                return 1;
            }
            if row.has_value()
                && let Some(count) = self.name_over_lines(lines)
            {
                return count;
            }
            self.unnamed(line, row);
            return 1;
        }
        let found: Vec<RowReading<'a>> = by_day(found);
        if found.len() > 1 {
            self.close();
            let sample = specimen_in(&line.tokens[found[0].tokens.clone()], lexicon);
            let found = with_day_of_line(line, of_one_sample(found, sample), lexicon.words);
            let is_one = found.iter().all(|row| row.printed() == found[0].printed());
            for row in found {
                self.put_row(line, &row, true);
                let (piece, report) =
                    (self.pieces.len() - 1, self.pieces.last().map_or(0, |piece| piece.report));
                if is_one && row.units.is_empty() && row.ranges.is_empty() {
                    self.above.bare_days.push((piece, row, report));
                }
            }
        } else if let Some(row) = found.into_iter().next()
            && !self.ends_name_above(line, &row)
        {
            self.named(line, row);
        }
        1
    }

    /// Whether a name is one here: an everyday word without a number and a unit is none.
    pub(super) fn counts(&self, row: &RowReading<'a>) -> bool {
        row.analytes().is_empty() && row.has_value() || analyte_of(&self.facts, row).is_some()
    }

    /// The verdict on a row of a report, by what that was measured in.
    pub(super) fn verdict_in(&self, report: usize, row: &RowReading<'a>) -> PieceMeaning {
        verdict(&self.facts, row, &self.heads.heads[report])
    }

    /// The report a row belongs to: that of the day in its own line, else the one the sheet is at.
    pub(super) fn report_of(&mut self, row: &RowReading<'_>) -> usize {
        let has_days = self.table.as_ref().is_some_and(TableHead::has_column_of_days);
        let Some((day, clock)) = self.days.of_row(row.sampled.as_ref(), has_days) else {
            return self.heads.current;
        };
        let in_column = row.values.first().is_some_and(|value| value.day.is_some());
        let time = clock.or_else(|| self.days.time(&day).filter(|_| in_column));
        let report = self.heads.of_own_day(&day.in_order(self.facts.order), time);
        if in_column && !self.days.abstinences.is_empty() {
            self.heads.heads[report].abstinence = self.days.abstinence(&day);
        }
        report
    }

    /// What is doubtful where the values of a line may be of other days than those above them.
    pub(super) fn column_doubt(&self, line: &SheetLine) -> Option<Unsure> {
        self.table.as_ref().filter(|table| table.is_shifted(line)).map(|_| Unsure::Column)
    }

    /// One of several results of a line.
    pub(super) fn put_row(&mut self, line: &SheetLine, row: &RowReading<'a>, is_part: bool) {
        // A day in a sentence without a result is offered: it may be that of a visit.
        let is_of_visit = row.name.is_none() && row.has_value();
        let report = if is_of_visit { self.heads.current } else { self.report_of(row) };
        if is_of_visit {
            self.offer_day(line);
        }
        let mut is = self.verdict_in(report, row);
        if let PieceMeaning::Result(found) = &mut is {
            found.doubts.extend(self.column_doubt(line));
        }
        let tokens = line.tokens.get(row.tokens.clone()).unwrap_or(&line.tokens);
        let text = if is_part { text_of(tokens) } else { line.text.clone() };
        let part = SheetLine { number: line.number, text, tokens: Vec::new(), is_delimited: false };
        if row.name.is_none() {
            let is = if !row.has_value() && row.sampled.is_some() {
                PieceMeaning::Furniture(Furniture::Header)
            } else if part.has_digits() {
                PieceMeaning::Unknown("no known analyte has this name".to_owned())
            } else {
                PieceMeaning::Furniture(Furniture::Words)
            };
            return self.put_in(&part, is, report);
        }
        self.put_in(&part, is, report);
    }
}

/// In a line that names two other analytes with numbers, a name that is also an everyday word means its analyte: `TT` in
/// `TT 912, E2 52, SHBG 31`.
fn among_names(mut found: Vec<RowReading<'_>>) -> Vec<RowReading<'_>> {
    let is_everyday = |row: &RowReading<'_>| row.name.as_ref().is_some_and(|name| name.is_everyday);
    let is_plain = |row: &&RowReading<'_>| !is_everyday(row) && !row.analytes().is_empty() && row.has_value();
    if found.iter().filter(is_plain).count() >= 2 {
        let valued = found.iter_mut().filter(|row| row.has_value());
        for name in valued.filter_map(|row| row.name.as_mut()) {
            name.is_everyday = false;
        }
    }
    found
}

/// Behind a word for a goal or a guess, or for another person, no number is a result of his unasked: `He wants T above 500 ng/dL`,
/// `My wife's FSH is 7.7 IU/L`.
fn doubt_unmeasured<'a>(
    line: &SheetLine,
    mut found: Vec<RowReading<'a>>,
    lexicon: &SheetLexicon<'_>,
) -> Vec<RowReading<'a>> {
    let goal = (0..line.tokens.len()).find_map(|at| {
        let (count, roles) = lexicon.roles_at(&line.tokens[at..])?;
        let is_other = roles.iter().any(|role| matches!(role, WordRole::NotMeasured | WordRole::OtherPerson));
        is_other.then(|| (at, text_of(&line.tokens[at..at + count])))
    });
    let Some((at, goal)) = goal else { return found };
    for row in found.iter_mut().filter(|row| row.tokens.end > at && row.name.is_some() && row.has_value()) {
        if !row.beside_name.contains(&goal) && !row.left_over.contains(&goal) {
            row.left_over.push(goal.clone());
        }
    }
    found
}

/// A bound in words of which the sentence goes on to say something is a rule and no result unasked: `Testosterone under
/// 264 ng/dL is low`.
fn doubt_rules<'a>(
    line: &SheetLine,
    mut found: Vec<RowReading<'a>>,
    lexicon: &SheetLexicon<'_>,
) -> Vec<RowReading<'a>> {
    let says = |token: &SheetToken, wanted: &[WordRole]| {
        lexicon.words.roles(&token.phrase).iter().any(|(role, _)| wanted.contains(role))
    };
    let goes_on = |token: &SheetToken| says(token, &[WordRole::Joint]) && !says(token, &[WordRole::And]);
    for row in found.iter_mut().filter(|row| row.ranges.is_empty()) {
        let tokens = line.tokens.get(row.tokens.clone()).unwrap_or_default();
        let number = tokens.iter().position(|token| token.shape == TokenShape::Number);
        let (before, behind) = tokens.split_at(number.unwrap_or(0));
        let is_bound = row.values.first().is_some_and(|value| value.number.comparator != Comparator::Equal);
        let in_words = before.iter().any(|token| says(token, &[WordRole::Below, WordRole::Above]));
        if let Some(at) = behind.iter().position(goes_on).filter(|_| is_bound && in_words) {
            row.left_over.push(text_of(&behind[at..]));
        }
    }
    found
}

/// A sample that is named before the first result of a line is that of all: `Post-ejaculatory urine: volume 120 mL, …`.
fn of_one_sample(mut found: Vec<RowReading<'_>>, sample: Option<WordRole>) -> Vec<RowReading<'_>> {
    let first = sample.filter(|role| !specimen_of(*role).is_serum());
    for row in &mut found {
        row.how.specimen = row.how.specimen.or(first);
    }
    found
}

/// The results of a line that begins with a day are all of it: `2025-02-14: T 412 ng/dL, E2 22 pg/mL`.
fn with_day_of_line<'a>(
    line: &SheetLine,
    mut found: Vec<RowReading<'a>>,
    words: &SheetWords,
) -> Vec<RowReading<'a>> {
    let (mut days, mut at) = (0, 0);
    while at < line.tokens.len() {
        let day = day_at(&line.tokens[at..], words);
        days += usize::from(day.is_some());
        at += day.map_or(1, |(_, count)| count);
    }
    // Where another day stands in the line, as that of an earlier result, which are of which is not known.
    let told = found.iter().filter(|row| row.sampled.is_some()).count();
    let is_told_before = found.first().is_some_and(|row| row.name.is_none() && !row.has_value());
    if told < days && !is_told_before {
        return found;
    }
    let has_later = found.iter().skip(1).any(|row| row.sampled.is_some());
    if let Some(first) = found.first_mut().filter(|row| has_later && row.name.is_none()) {
        // The day of a visit before that of the sample.
        first.sampled = None;
    }
    let mut day = None;
    for row in &mut found {
        let is_of_visit = row.name.is_none() && row.has_value();
        day = row.sampled.clone().or(day).filter(|_| !is_of_visit);
        row.sampled.clone_from(&day);
    }
    found
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
        let clock = row.sampled.as_ref().and_then(|(_, clock)| *clock);
        let flag = row.flag.filter(|_| dated.len() == 1);
        // Where a range stands behind each value, each is of its own day.
        let behind: Vec<usize> = row.ranges.iter().map(|range| range.behind).collect();
        let has_own = dated.len() > 1 && behind.iter().copied().eq(1..=dated.len());
        let of_ranges = row.ranges.iter().filter(|_| has_own && row.units.is_empty());
        let unit = unit.or_else(|| of_ranges.clone().find_map(|range| range.unit.clone()));
        let ranges = |at: usize| if has_own { vec![row.ranges[at].clone()] } else { row.ranges.clone() };
        rows.extend(dated.into_iter().enumerate().map(|(at, value)| RowReading {
            sampled: value.day.clone().map(|day| (day, clock)),
            ranges: ranges(at),
            flag: value.flag.or(flag),
            values: vec![ValueReading { unit: value.unit.clone().or_else(|| unit.clone()), ..value }],
            ..row.clone()
        }));
    }
    rows
}
