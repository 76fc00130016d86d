//! Lines whose cells are parted by tabs, bars, semicolons or commas, set below one another as in a printed table.

use super::lexer::SheetLine;
use crate::catalog::language::{SheetWords, WordRole};
use crate::catalog::plain_key::phrase_key;

/// Blanks between the columns that are made.
const BETWEEN: usize = 4;

/// The lines at the beginning of a text that share a delimiter, with their cells; none when the first has none.
pub(super) fn block(texts: &[(usize, String)]) -> Option<Vec<SheetLine>> {
    let (_, first) = texts.first()?;
    if !first.contains(['\t', '|', ';']) && first.matches(',').count() < 2 {
        return None;
    }
    let (separator, head_cells) = separator_of(first)?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (_, text) in texts {
        let Some(cells) = cells(text, separator) else { break };
        let belongs = match head_cells {
            // A table of commas ends where a line has another number of cells.
            Some(count) => cells.len() == count || rows.is_empty(),
            None => separator_of(text).is_some_and(|(other, _)| other == separator),
        };
        if !belongs {
            break;
        }
        rows.push(cells);
    }
    let mut starts: Vec<usize> = Vec::new();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut start = 0;
    for column in 0..columns {
        starts.push(start);
        let width = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
        start += width.unwrap_or(0) + BETWEEN;
    }
    let line = |((number, text), cells): (&(usize, String), Vec<String>)| {
        let placed: Vec<(usize, String)> = starts.iter().copied().zip(cells).collect();
        SheetLine::of_cells(*number, text, &placed)
    };
    Some(texts.iter().zip(rows).map(line).collect())
}

/// What parts the cells of a line, and how many there are where the line names columns.
fn separator_of(line: &str) -> Option<(char, Option<usize>)> {
    if line.trim_end().contains('\t') {
        return Some(('\t', None));
    }
    if line.matches('|').count() >= 2 {
        return Some(('|', None));
    }
    for separator in [';', ','] {
        let Some(cells) = cells(line, separator).filter(|cells| cells.len() >= 3) else { continue };
        if names_columns(&cells) {
            return Some((separator, Some(cells.len())));
        }
    }
    let semicolons = line.matches(';').count();
    if semicolons >= 2 && line.matches("; ").count() * 2 < semicolons {
        return Some((';', None));
    }
    is_comma_separated(line).then_some((',', None))
}

/// Whether at least two cells are heads of columns, those of a bone scan among them.
fn names_columns(cells: &[String]) -> bool {
    let words = SheetWords::embedded();
    let heads =
        |role: WordRole| is_head(role) || matches!(role, WordRole::Bmd | WordRole::TScore | WordRole::ZScore);
    let is_head = |cell: &&String| words.roles(&phrase_key(cell)).iter().any(|(role, _)| heads(*role));
    cells.iter().filter(is_head).count() >= 2 && !cells.iter().any(|cell| cell.parse::<f64>().is_ok())
}

pub(super) fn is_head(role: WordRole) -> bool {
    use WordRole::{
        HeadChange, HeadCode, HeadDay, HeadFlag, HeadHigh, HeadLow, HeadMethod, HeadName, HeadOther,
        HeadPrevious, HeadReference, HeadResult, HeadUnit,
    };
    matches!(
        role,
        HeadName
            | HeadResult
            | HeadUnit
            | HeadReference
            | HeadLow
            | HeadHigh
            | HeadPrevious
            | HeadChange
            | HeadFlag
            | HeadMethod
            | HeadDay
            | HeadCode
            | HeadOther
    )
}

/// Names have commas too, but a blank follows those: `Testosterone, Total`; and a comma between digits is a decimal
/// mark.
fn is_comma_separated(line: &str) -> bool {
    let has_columns = line.trim().contains("  ") || line.contains(['|', ';']);
    let mut quoted = false;
    let (mut commas, mut between_digits) = (0, 0);
    let mut before = ' ';
    let mut letters = line.chars().peekable();
    while let Some(c) = letters.next() {
        let next = letters.peek().copied().unwrap_or(',');
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted && before.is_ascii_digit() && next.is_ascii_digit() => between_digits += 1,
            ',' if !quoted && !next.is_whitespace() => commas += 1,
            _ => {}
        }
        before = c;
    }
    !has_columns && !quoted && commas >= 2 && between_digits == 0
}

fn cells(line: &str, separator: char) -> Option<Vec<String>> {
    if !line.contains(separator) {
        return None;
    }
    let line = if separator == '|' { line.trim().trim_matches('|') } else { line };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(separator as u8)
        .buffer_capacity(line.len().max(1))
        .from_reader(line.as_bytes());
    let record = reader.records().next()?.ok()?;
    Some(record.iter().map(|cell| cell.trim().to_owned()).collect())
}
