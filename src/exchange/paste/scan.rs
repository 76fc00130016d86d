//! Bone-density scans: tables of sites against BMD, T and Z, and lines that name all three.

use super::furniture::Furniture;
use super::head::SheetHead;
use super::lexer::{SheetLine, SheetToken, TokenShape};
use super::lexicon::{SheetLexicon, text_of};
use super::number::{NumberSign, PrintedNumber};
use super::pasted::{PieceMeaning, Unsure};
use super::printed_day::{PrintedDay, day_at};
use super::row::{RowName, RowReading, ValueReading};
use super::scan_columns;
use super::scan_columns::{ScanColumn, ScanMeasure, columns_of};
use super::scan_sites::{is_density, place_behind, site_hits};
use super::title::dated_title;
use super::verdict::{SheetFacts, verdict};
use crate::catalog::language::WordRole;
use crate::domain::quantity::Comparator;
use crate::domain::report::{BodySide, Kind};

/// The part of the body a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BodyPart {
    Spine,
    Hip,
}

/// What a line says of where it was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ScanSite {
    /// One that is kept, as ids name it.
    Kept(&'static str),
    /// One that is not.
    Other,
}

/// A cell of a row.
struct ScanCell {
    number: Option<PrintedNumber>,
    unit: Option<String>,
    start: usize,
    end: usize,
}

/// What the lines so far say about the next ones.
#[derive(Clone, Debug, Default)]
pub(super) struct ScanReader {
    columns: Vec<ScanColumn>,
    part: Option<BodyPart>,
    side: Option<BodySide>,
    site_above: Option<&'static str>,
    /// Whether a heading has named the part since the last row.
    is_named: bool,
    /// Heads on the line above, for columns whose own head is a unit.
    above: Vec<ScanColumn>,
    /// The sides on the line above, each over its half of the columns.
    halves: Option<[BodySide; 2]>,
    /// Sites of the hip of which a side was read.
    sides: Vec<(&'static str, BodySide)>,
}

/// What a line of a scan amounts to.
pub(super) struct ScanLine {
    pub pieces: Vec<PieceMeaning>,
    /// The day that stands in the line.
    pub day: Option<PrintedDay>,
}

impl ScanLine {
    /// A line that is one thing, without a day.
    fn of(is: PieceMeaning) -> Self {
        Self { pieces: vec![is], day: None }
    }
}

impl ScanReader {
    /// What a line of a scan is; none when it is no such line.
    pub fn take(&mut self, line: &SheetLine, facts: &SheetFacts<'_, '_>) -> Option<ScanLine> {
        if facts.asked.kind.is_some_and(|kind| kind != Kind::Dxa) {
            return None;
        }
        let lexicon = facts.lexicon;
        let measures = measures(&line.tokens, lexicon);
        let kept = measures.iter().filter(|(measure, ..)| *measure != ScanMeasure::Other).count();
        let values = value_count(&line.tokens, lexicon);
        if values == 0 {
            if kept >= 2 || kept == 1 && scan_columns::heads_days(line, lexicon) {
                return Some(self.heads_table(line, &measures, lexicon));
            }
            if kept == 1 && measures.len() > 1 {
                self.above = columns_of(&line.tokens, &measures, lexicon, &[]);
            }
            return self.heading(line, lexicon);
        }
        if kept >= 1 {
            let pieces = self.labelled(line, facts);
            let title = dated_title(&line.tokens, lexicon).filter(|title| title.is_exam);
            return (!pieces.is_empty()).then(|| ScanLine { pieces, day: title.map(|title| title.day) });
        }
        if self.columns.is_empty() || values < 2 { None } else { self.table_row(line, facts) }
    }

    /// Takes the heads of a table.
    fn heads_table(
        &mut self,
        line: &SheetLine,
        measures: &[(ScanMeasure, usize, usize)],
        lexicon: &SheetLexicon<'_>,
    ) -> ScanLine {
        self.columns = columns_of(&line.tokens, measures, lexicon, &std::mem::take(&mut self.above));
        scan_columns::tell_halves_apart(&mut self.columns, self.halves.take());
        self.sides.clear();
        if !self.is_named {
            // A table under a heading that is not understood is of no part known.
            (self.part, self.side, self.site_above) = (None, None, None);
        }
        let (site, side) = self.site(&line.tokens, lexicon);
        self.about(&line.tokens, lexicon, site, side);
        ScanLine::of(PieceMeaning::Furniture(Furniture::Columns))
    }

    /// Takes what a line without values says of those below it.
    fn heading(&mut self, line: &SheetLine, lexicon: &SheetLexicon<'_>) -> Option<ScanLine> {
        let (site, side) = self.site(&line.tokens, lexicon);
        self.halves = scan_columns::sides_of_halves(line, lexicon);
        if site.is_none() && side.is_none() && !names_part(&line.tokens, lexicon) {
            return None;
        }
        self.about(&line.tokens, lexicon, site, side);
        let is_title = line.tokens.len() <= 8 && line.has_digits();
        is_title.then(|| ScanLine::of(PieceMeaning::Furniture(Furniture::Words)))
    }

    /// A row below the heads of a table, but for the mean of two sides that stand above it.
    fn table_row(&mut self, line: &SheetLine, facts: &SheetFacts<'_, '_>) -> Option<ScanLine> {
        let (site, side) = self.site(&line.tokens, facts.lexicon);
        self.is_named = false;
        if self.part.is_none() && is_vertebra(line) {
            // The total below single vertebrae is that of the spine.
            self.part = Some(BodyPart::Spine);
        }
        let told_side = side.or(self.side);
        if let Some(ScanSite::Kept(kept)) = site {
            let both = [BodySide::Left, BodySide::Right];
            if told_side.is_none() && both.iter().all(|side| self.sides.contains(&(kept, *side))) {
                let why = "the mean of left and right is not kept beside them".to_owned();
                return Some(ScanLine::of(PieceMeaning::Unknown(why)));
            }
            self.sides.extend(told_side.map(|side| (kept, side)));
        }
        self.row(line, site, side, facts)
    }

    /// Keeps the part, side and site of a heading for the lines below it.
    fn about(
        &mut self,
        tokens: &[SheetToken],
        lexicon: &SheetLexicon<'_>,
        site: Option<ScanSite>,
        side: Option<BodySide>,
    ) {
        if let Some(part) = part_of(&lexicon.all_roles(tokens)) {
            self.part = Some(part);
            self.side = side;
            self.is_named = true;
        } else if side.is_some() {
            self.side = side;
        }
        if let Some(ScanSite::Kept(site)) = site {
            self.site_above = Some(site);
        }
    }

    /// The site a line is about, and its side.
    fn site(
        &self,
        tokens: &[SheetToken],
        lexicon: &SheetLexicon<'_>,
    ) -> (Option<ScanSite>, Option<BodySide>) {
        let roles = lexicon.all_roles(tokens);
        let has = |role| roles.contains(&role);
        let side = match (has(WordRole::Left), has(WordRole::Right)) {
            (true, false) => Some(BodySide::Left),
            (false, true) => Some(BodySide::Right),
            _ => None,
        };
        let is_hip = has(WordRole::Hip) || self.part == Some(BodyPart::Hip) && !has(WordRole::Spine);
        // The spine has no side, so that a total of one side is that of a hip.
        let is_of_one_side = side.is_some();
        let site = if has(WordRole::OtherSite) {
            Some(ScanSite::Other)
        } else if has(WordRole::Neck) {
            Some(ScanSite::Kept("femoral-neck"))
        } else if has(WordRole::TotalHip) || has(WordRole::Total) && (is_hip || is_of_one_side) {
            Some(ScanSite::Kept("total-hip"))
        } else if has(WordRole::Spine)
            || has(WordRole::Total) && self.part == Some(BodyPart::Spine) && side.is_none()
        {
            Some(ScanSite::Kept("lumbar-spine"))
        } else if has(WordRole::Hip) {
            Some(ScanSite::Other)
        } else {
            None
        };
        (site, side)
    }

    /// The site and side that some tokens of a line name, each the one before where they name none.
    fn site_from(
        &self,
        tokens: &[SheetToken],
        lexicon: &SheetLexicon<'_>,
        before: (Option<ScanSite>, Option<BodySide>),
    ) -> (Option<ScanSite>, Option<BodySide>) {
        let (site, side) = self.site(tokens, lexicon);
        (site.or(before.0), side.or(before.1))
    }

    /// A row of a table, cell by cell.
    fn row(
        &self,
        line: &SheetLine,
        site: Option<ScanSite>,
        side: Option<BodySide>,
        facts: &SheetFacts<'_, '_>,
    ) -> Option<ScanLine> {
        let (day, cells, has_words) = cells_of(&line.tokens, facts.lexicon);
        let site = match site {
            Some(ScanSite::Kept(site)) => site,
            None if !has_words => self.site_above?,
            _ => {
                let why = "of a scan only lumbar spine, total hip and femoral neck are kept".to_owned();
                return Some(ScanLine::of(PieceMeaning::Unknown(why)));
            }
        };
        let placed = self.placed(&cells);
        let mut pieces = Vec::new();
        for (cell, column) in cells.iter().zip(placed.iter()) {
            let Some(column) = column else { continue };
            let Some(number) = cell.number.clone().filter(|_| column.measure != ScanMeasure::Other) else {
                continue;
            };
            let unit = cell.unit.clone().or_else(|| column.unit.clone());
            pieces.extend(self.cell(column.measure, site, column.side.or(side), number, unit, facts));
        }
        let count = cells.len();
        if placed.iter().any(Option::is_none) {
            for piece in &mut pieces {
                if let PieceMeaning::Result(found) = piece {
                    // Which number stands in which column is not known, so that none is proposed.
                    let words = format!("{count} cells below {} columns", self.columns.len());
                    found.doubts = vec![Unsure::LeftOver(words)];
                    found.value.clear();
                    found.read = None;
                }
            }
        }
        if pieces.is_empty() {
            pieces.push(PieceMeaning::Unknown("there is no BMD, T-score or Z-score here".to_owned()));
        }
        Some(ScanLine { pieces, day })
    }

    /// The column of each cell: by their number where it is the same, else by their place.
    fn placed(&self, cells: &[ScanCell]) -> Vec<Option<&ScanColumn>> {
        if cells.len() == self.columns.len() {
            return self.columns.iter().map(Some).collect();
        }
        let over = |cell: &ScanCell| {
            let mut over =
                self.columns.iter().filter(|column| cell.start < column.end && column.start < cell.end);
            over.next().filter(|_| over.next().is_none())
        };
        let placed: Vec<Option<&ScanColumn>> = cells.iter().map(over).collect();
        let starts: Vec<usize> = placed.iter().flatten().map(|column| column.start).collect();
        let distinct = starts.windows(2).all(|pair| pair[0] < pair[1]);
        if distinct && placed.iter().all(Option::is_some) { placed } else { self.first_columns(cells.len()) }
    }

    /// The first columns for so many cells, and nothing for the last one, which says that they do not fit.
    fn first_columns(&self, count: usize) -> Vec<Option<&ScanColumn>> {
        let mut placed: Vec<Option<&ScanColumn>> = self.columns.iter().map(Some).take(count).collect();
        placed.resize(count, None);
        if let Some(last) = placed.last_mut().filter(|_| count < self.columns.len()) {
            *last = None;
        }
        placed
    }

    /// A line that says of each number what it is: `L1-L4: BMD 1.052 g/cm2, T-score -1.2`.
    fn labelled(&self, line: &SheetLine, facts: &SheetFacts<'_, '_>) -> Vec<PieceMeaning> {
        let lexicon = facts.lexicon;
        let tokens = &line.tokens;
        let whole = self.site(tokens, lexicon);
        let sites = site_hits(tokens, lexicon);
        let mut site = if sites > 1 { None } else { whole.0 };
        let mut side = whole.1;
        let mut label: Option<ScanMeasure> = None;
        let mut pieces = Vec::new();
        let (mut at, mut from) = (0, 0);
        let mut of_other_score = false;
        let mut again: Option<ScanMeasure> = None;
        while at < tokens.len() {
            of_other_score |= has_role(&tokens[at..], lexicon, WordRole::OtherScore);
            if let Some((measure, count)) = measure_at(&tokens[at..], lexicon) {
                let measure = if of_other_score { ScanMeasure::Other } else { measure };
                if sites > 1 {
                    (site, side) = self.site_from(&tokens[from..at], lexicon, (site, side));
                }
                label = Some(measure);
                at += count;
                from = at;
                continue;
            }
            let Some((number, count, is_loose)) = signed_at(tokens, at, lexicon) else {
                at += lexicon.roles_at(&tokens[at..]).map_or(1, |(count, _)| count);
                continue;
            };
            let is_density = tokens.get(at + count).is_some_and(is_density);
            if sites > 1 {
                let place = place_behind(&tokens[at + count..], lexicon);
                for said in [&tokens[from..at], place] {
                    (site, side) = self.site_from(said, lexicon, (site, side));
                }
                // `T-scores: lumbar spine -1.5, femoral neck -1.2` names the measure once.
                again = again.filter(|_| !place.is_empty() || site_hits(&tokens[from..at], lexicon) > 0);
                from = at;
            }
            let label = label.take().or(is_density.then_some(ScanMeasure::Bmd)).or(again);
            again = label.filter(|measure| sites > 1 && *measure != ScanMeasure::Bmd);
            let behind = &tokens[at + count..];
            pieces.extend(label.and_then(|measure| {
                self.labelled_cell(measure, (site, side), (number, is_loose), behind, facts)
            }));
            at += count;
        }
        pieces
    }

    /// A number behind its label, with the tokens behind it; none where the site is not kept, or it is a share.
    fn labelled_cell(
        &self,
        measure: ScanMeasure,
        (site, side): (Option<ScanSite>, Option<BodySide>),
        (number, is_loose): (PrintedNumber, bool),
        behind: &[SheetToken],
        facts: &SheetFacts<'_, '_>,
    ) -> Option<PieceMeaning> {
        let kept = match site {
            Some(ScanSite::Kept(site)) => site,
            None => self.site_above?,
            Some(ScanSite::Other) => return None,
        };
        if behind.first().is_some_and(|token| token.is("%")) {
            return None;
        }
        let unit = behind.first().map(|token| token.text.clone());
        let unit = unit.filter(|unit| measure == ScanMeasure::Bmd && scan_columns::is_per_area(unit));
        let is_bare = measure != ScanMeasure::Bmd && number.sign == NumberSign::None;
        let is_below = is_bare && says_below(behind, facts.lexicon);
        let mut piece = self.cell(measure, kept, side, number, unit, facts)?;
        doubt_sign(&mut piece, is_loose, is_below);
        Some(piece)
    }

    fn cell(
        &self,
        measure: ScanMeasure,
        site: &str,
        side: Option<BodySide>,
        number: PrintedNumber,
        unit: Option<String>,
        facts: &SheetFacts<'_, '_>,
    ) -> Option<PieceMeaning> {
        let measure = match measure {
            ScanMeasure::Bmd => "bmd",
            ScanMeasure::T => "t-score",
            ScanMeasure::Z => "z-score",
            ScanMeasure::Other => return None,
        };
        let analyte = facts.asked.catalog.analyte(&format!("{measure}-{site}"))?;
        let unit = unit.map(|unit| (facts.lexicon.unit(&unit).unwrap_or_default().to_owned(), unit));
        let row = RowReading {
            name: Some(RowName { analytes: vec![analyte], ..RowName::default() }),
            values: vec![ValueReading { number, unit, day: None, in_column: true, flag: None }],
            ..RowReading::default()
        };
        let mut is = verdict(facts, &row, &SheetHead::default());
        if let PieceMeaning::Result(found) = &mut is {
            found.side = side.or(self.side).filter(|_| !site.ends_with("spine"));
        }
        Some(is)
    }
}

/// Whether a row is that of one vertebra: `L1  13.9  13.0  0.935`.
fn is_vertebra(line: &SheetLine) -> bool {
    let name = line.text.split_whitespace().next().unwrap_or_default();
    matches!(name, "L1" | "L2" | "L3" | "L4")
}

fn names_part(tokens: &[SheetToken], lexicon: &SheetLexicon<'_>) -> bool {
    part_of(&lexicon.all_roles(tokens)).is_some()
}

fn part_of(roles: &[WordRole]) -> Option<BodyPart> {
    let has = |role| roles.contains(&role);
    let hip = has(WordRole::Hip) || has(WordRole::TotalHip) || has(WordRole::Neck);
    match (hip, has(WordRole::Spine)) {
        (true, false) => Some(BodyPart::Hip),
        (false, true) => Some(BodyPart::Spine),
        _ => None,
    }
}

/// Whether a phrase that begins some tokens can be this.
fn has_role(tokens: &[SheetToken], lexicon: &SheetLexicon<'_>, role: WordRole) -> bool {
    lexicon.roles_at(tokens).is_some_and(|(_, roles)| roles.contains(&role))
}

/// Doubts whether a value is below 0: where a blank stands behind its dash, and where words say so that its digits do not.
fn doubt_sign(piece: &mut PieceMeaning, is_loose: bool, is_below: bool) {
    let PieceMeaning::Result(found) = piece else { return };
    let dash = is_loose.then_some("the dash may be a minus");
    let words = is_below.then_some("the words behind it say that it is below 0");
    let doubts = dash.into_iter().chain(words).map(|why| Unsure::Number(why.to_owned()));
    found.doubts.extend(doubts);
}

/// Whether words behind a score say that it lies below the mean, up to the next mark: `1.3 SD below the mean`.
fn says_below(behind: &[SheetToken], lexicon: &SheetLexicon<'_>) -> bool {
    let clause =
        behind.iter().take_while(|token| token.shape != TokenShape::Mark).count().min(MOST_WORDS_BEHIND);
    (0..clause).any(|at| has_role(&behind[at..], lexicon, WordRole::Below))
}

/// So many words behind a score still speak of it.
const MOST_WORDS_BEHIND: usize = 6;

fn measure_at(tokens: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Option<(ScanMeasure, usize)> {
    if let [letter, number @ ..] = tokens
        && let equals = usize::from(number.first().is_some_and(|sign| sign.is("=") || sign.is(":")))
        && let Some((score, ..)) = number_at(number, equals).filter(|(score, ..)| score.digits.len() == 3)
        && score.digits.contains(['.', ','])
        && matches!(letter.text.as_str(), "T" | "Z")
    {
        // `T -1.6, Z -0.9`
        return Some((if letter.is("T") { ScanMeasure::T } else { ScanMeasure::Z }, 1));
    }
    let (count, roles) = lexicon.roles_at(tokens)?;
    let measure = roles.iter().find_map(|role| match role {
        WordRole::Bmd => Some(ScanMeasure::Bmd),
        WordRole::TScore => Some(ScanMeasure::T),
        WordRole::ZScore => Some(ScanMeasure::Z),
        WordRole::OtherMeasure | WordRole::OtherScore => Some(ScanMeasure::Other),
        _ => None,
    })?;
    Some((measure, count))
}

/// The measures a line names, with their tokens.
fn measures(tokens: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Vec<(ScanMeasure, usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if let Some((measure, count)) = measure_at(&tokens[at..], lexicon) {
            found.push((measure, at, at + count));
            at += count;
        } else {
            at += lexicon.roles_at(&tokens[at..]).map_or(1, |(count, _)| count);
        }
    }
    found
}

/// A number with its minus as a sign or in words, `minus 1.2`, and whether a blank stands between sign and number.
fn signed_at(
    tokens: &[SheetToken],
    at: usize,
    lexicon: &SheetLexicon<'_>,
) -> Option<(PrintedNumber, usize, bool)> {
    let Some((words, roles)) = tokens.get(at..).and_then(|rest| lexicon.roles_at(rest)) else {
        return number_at(tokens, at);
    };
    let number = tokens.get(at + words).filter(|next| next.shape == TokenShape::Number)?;
    let number =
        PrintedNumber { comparator: Comparator::Equal, sign: NumberSign::Minus, digits: number.text.clone() };
    roles.contains(&WordRole::Minus).then_some((number, words + 1, false))
}

/// A number with its minus, and whether a blank stands between them.
fn number_at(tokens: &[SheetToken], at: usize) -> Option<(PrintedNumber, usize, bool)> {
    let plain =
        |digits: &str, sign| PrintedNumber { comparator: Comparator::Equal, sign, digits: digits.to_owned() };
    let token = tokens.get(at)?;
    match token.shape {
        TokenShape::Number => Some((plain(&token.text, NumberSign::None), 1, false)),
        TokenShape::Dash => {
            let number = tokens
                .get(at + 1)
                .filter(|next| next.shape == TokenShape::Number && next.cell == token.cell)?;
            let glued_left = token.glued && at > 0 && tokens[at - 1].shape == TokenShape::Number;
            (!glued_left).then(|| (plain(&number.text, NumberSign::Minus), 2, !number.glued))
        }
        TokenShape::Sign if token.is("+") => {
            let number = tokens.get(at + 1).filter(|next| next.shape == TokenShape::Number && next.glued)?;
            Some((plain(&number.text, NumberSign::None), 2, false))
        }
        _ => None,
    }
}

/// How many numbers stand in a line that are no part of a site's or a measure's name.
fn value_count(tokens: &[SheetToken], lexicon: &SheetLexicon<'_>) -> usize {
    let (mut at, mut count, mut depth) = (0, 0, 0_usize);
    while at < tokens.len() {
        match tokens[at].text.as_str() {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if let Some((_, used)) = day_at(&tokens[at..], lexicon.words) {
            at += used;
        } else if let Some((used, _)) = lexicon.roles_at(&tokens[at..]) {
            at += used;
        } else if let Some((number, used, _)) = number_at(tokens, at) {
            count += usize::from(depth == 0 && (used > 0 || number.digits.contains(['.', ','])));
            at += used;
        } else {
            at += 1;
        }
    }
    count
}

/// The day of a row, its cells, and whether it begins with words.
fn cells_of(tokens: &[SheetToken], lexicon: &SheetLexicon<'_>) -> (Option<PrintedDay>, Vec<ScanCell>, bool) {
    let mut cells: Vec<ScanCell> = Vec::new();
    let (mut at, mut day, mut has_words, mut depth) = (0, None, false, 0_usize);
    while at < tokens.len() {
        let token = &tokens[at];
        match token.text.as_str() {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if let Some((found, used)) = day_at(&tokens[at..], lexicon.words) {
            day = day.or(Some(found));
            if has_words || !cells.is_empty() {
                cells.push(ScanCell {
                    number: None,
                    unit: None,
                    start: token.start,
                    end: tokens[at + used - 1].end,
                });
            }
            at += used;
            continue;
        }
        if cells.is_empty()
            && let Some((used, _)) = lexicon.roles_at(&tokens[at..])
        {
            has_words = true;
            at += used;
            continue;
        }
        if depth > 0 && cells.is_empty() {
            at += 1;
            continue;
        }
        if let Some((number, used, _)) = signed_at(tokens, at, lexicon) {
            let last = &tokens[at + used - 1];
            cells.push(ScanCell { number: Some(number), unit: None, start: token.start, end: last.end });
            at += used;
            continue;
        }
        let is_blank =
            matches!(token.shape, TokenShape::Dash) || matches!(token.text.as_str(), "N/A" | "n/a" | "NA");
        let alone = tokens.get(at + 1).is_none_or(|next| next.cell != token.cell)
            && (at == 0 || tokens[at - 1].cell != token.cell);
        if is_blank && alone {
            cells.push(ScanCell { number: None, unit: None, start: token.start, end: token.end });
        } else if scan_columns::is_per_area(&token.text)
            && let Some(last) = cells.last_mut()
        {
            last.unit = Some(text_of(&tokens[at..=at]));
        } else if token.has_letters() && cells.is_empty() {
            has_words = true;
        }
        at += 1;
    }
    (day, cells, has_words)
}
