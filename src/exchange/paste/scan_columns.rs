//! The columns of a table of a scan by their heads: what each holds, of which side, and which hold an earlier scan.

use super::lexer::{SheetLine, SheetToken};
use super::lexicon::SheetLexicon;
use crate::catalog::language::WordRole;
use crate::domain::report::BodySide;

/// What is measured at a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScanMeasure {
    Bmd,
    T,
    Z,
    /// Area, mineral content, percent of young adults, age: not kept.
    Other,
}

/// A column of a table of a scan.
#[derive(Clone, Debug)]
pub(super) struct ScanColumn {
    pub measure: ScanMeasure,
    pub unit: Option<String>,
    /// The side its head names.
    pub side: Option<BodySide>,
    pub start: usize,
    pub end: usize,
}

impl ScanColumn {
    fn of(measure: ScanMeasure, head: &[SheetToken]) -> Self {
        Self { measure, unit: None, side: None, start: head[0].start, end: head[head.len() - 1].end }
    }

    /// Takes the unit that some tokens of its head print, where it has one.
    fn take_unit(&mut self, tokens: &[SheetToken]) {
        let printed = tokens.iter().find(|token| is_per_area(&token.text));
        self.unit = printed.filter(|_| self.measure == ScanMeasure::Bmd).map(|token| token.text.clone());
    }
}

/// Whether a text is a unit of an area in Latin or Cyrillic letters, as a density has: `g/cm²`, `г/см2`.
pub(super) fn is_per_area(text: &str) -> bool {
    text.contains("cm") || text.contains("см")
}

/// Whether a line of heads begins with that of the days of several scans: `Measured Date   Age   BMD   Change`.
pub(super) fn heads_days(line: &SheetLine, lexicon: &SheetLexicon<'_>) -> bool {
    let mut cells = line.cells();
    let is_day = |role: &WordRole| matches!(role, WordRole::HeadDay | WordRole::LabelExamined);
    let first =
        cells.next().and_then(|cell| lexicon.roles_at(cell).filter(|(count, _)| *count == cell.len()));
    first.is_some_and(|(_, roles)| roles.iter().any(is_day)) && cells.count() >= 2
}

/// The columns that a line of heads names, each up to the next.
pub(super) fn columns_of(
    tokens: &[SheetToken],
    measures: &[(ScanMeasure, usize, usize)],
    lexicon: &SheetLexicon<'_>,
    above: &[ScanColumn],
) -> Vec<ScanColumn> {
    let mut columns: Vec<ScanColumn> = Vec::new();
    let mut side = None;
    let mut at = 0;
    while at < tokens.len() {
        let next = measures.iter().map(|(_, from, _)| *from).find(|next| *next > at).unwrap_or(tokens.len());
        let head = &tokens[at..next];
        let measure = measures.iter().find(|(_, from, _)| *from == at);
        let measured = measure.map(|(measure, from, to)| measured_column(*measure, head, to - from));
        let begins_cell = at == 0 || tokens[at - 1].cell != tokens[at].cell;
        let earlier =
            if at > 0 && begins_cell { earlier_column(&tokens[at..], measures, at, lexicon) } else { None };
        if begins_cell {
            let cell = tokens[at..].chunk_by(|a, b| a.cell == b.cell).next();
            side = cell.filter(|_| at > 0).and_then(|cell| side_in(cell, lexicon));
        }
        let found = earlier.or(measured).or_else(|| unit_column(head, begins_cell, above));
        if let Some((column, count)) = found {
            columns.push(ScanColumn { side, ..column });
            at += count;
            continue;
        }
        let (count, roles) = lexicon.roles_at(&tokens[at..]).unwrap_or((1, Vec::new()));
        if at > 0 && roles.iter().any(|role| matches!(role, WordRole::HeadOther | WordRole::HeadChange)) {
            columns.push(ScanColumn::of(ScanMeasure::Other, &tokens[at..at + count]));
        }
        at += count;
    }
    let has = |measure| columns.iter().any(|column: &ScanColumn| column.measure == measure);
    if !has(ScanMeasure::Bmd) && lexicon.all_roles(tokens).contains(&WordRole::OtherScore) {
        // The scores of a table without a density are those of what it is about, as of the trabecular bone score.
        for column in &mut columns {
            column.measure = ScanMeasure::Other;
        }
    }
    columns
}

/// The column of a head that speaks of an earlier scan or the change since it, `Previous BMD`, `BMD change vs baseline`,
/// and how many tokens stand in its cell. A cell with several measures is that of heads one blank apart.
fn earlier_column(
    tokens: &[SheetToken],
    measures: &[(ScanMeasure, usize, usize)],
    at: usize,
    lexicon: &SheetLexicon<'_>,
) -> Option<(ScanColumn, usize)> {
    let cell = tokens.chunk_by(|a, b| a.cell == b.cell).next()?;
    let in_cell = measures.iter().filter(|(_, from, _)| (at..at + cell.len()).contains(from)).count();
    let roles = lexicon.all_roles(cell);
    let is_earlier = |role: &WordRole| {
        matches!(role, WordRole::HeadPrevious | WordRole::HeadChange | WordRole::OtherScore)
    };
    (in_cell <= 1 && roles.iter().any(is_earlier))
        .then(|| (ScanColumn::of(ScanMeasure::Other, cell), cell.len()))
}

/// The sides that two cells of a line name, each over its half of the columns below.
pub(super) fn sides_of_halves(line: &SheetLine, lexicon: &SheetLexicon<'_>) -> Option<[BodySide; 2]> {
    let sides: Vec<BodySide> = line.cells().filter_map(|cell| side_in(cell, lexicon)).collect();
    <[BodySide; 2]>::try_from(sides).ok().filter(|[first, second]| first != second)
}

/// The one side that some tokens name.
fn side_in(tokens: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Option<BodySide> {
    let roles = lexicon.all_roles(tokens);
    match (roles.contains(&WordRole::Left), roles.contains(&WordRole::Right)) {
        (true, false) => Some(BodySide::Left),
        (false, true) => Some(BodySide::Right),
        _ => None,
    }
}

/// Gives each half of some columns its side, where both halves hold the same measures.
pub(super) fn tell_halves_apart(columns: &mut [ScanColumn], sides: Option<[BodySide; 2]>) {
    let (first, second) = columns.split_at_mut(columns.len() / 2);
    let measures = |half: &[ScanColumn]| half.iter().map(|column| column.measure).collect::<Vec<_>>();
    let Some([left, right]) = sides.filter(|_| measures(first) == measures(second)) else { return };
    for (half, side) in [(first, left), (second, right)] {
        for column in half {
            column.side = Some(side);
        }
    }
}

/// The column of a head that names a measure in its first tokens, and how many stand in its cell.
fn measured_column(measure: ScanMeasure, head: &[SheetToken], named: usize) -> (ScanColumn, usize) {
    let behind = head[named..].iter().take_while(|token| token.cell == head[0].cell).count();
    let cell = &head[..named + behind];
    let measure = if cell.iter().any(|token| token.is("%")) { ScanMeasure::Other } else { measure };
    let mut column = ScanColumn::of(measure, cell);
    column.take_unit(&head[named..]);
    (column, cell.len())
}

/// The column of `(g/cm²)`, `g/cm²` or `%` alone, with its head on the line above.
fn unit_column(head: &[SheetToken], begins_cell: bool, above: &[ScanColumn]) -> Option<(ScanColumn, usize)> {
    let cell: &[SheetToken] = head.chunk_by(|a, b| a.cell == b.cell).next()?;
    let [first, rest @ ..] = cell else { return None };
    let is_unit = rest.is_empty() && (first.is("%") || is_per_area(&first.text));
    if above.is_empty() || !(is_unit || first.is("(") && begins_cell) {
        return None;
    }
    let mut column = ScanColumn::of(ScanMeasure::Bmd, cell);
    column.take_unit(cell);
    let over = above.iter().find(|over| over.start < column.end && column.start < over.end);
    if column.unit.is_none() || over.is_some_and(|over| over.measure != ScanMeasure::Bmd) {
        column = ScanColumn { measure: ScanMeasure::Other, unit: None, ..column };
    }
    Some((column, cell.len()))
}
