//! Grades of motility on one line, in one value with what each is in the name, as in `Motility (a+b/c/d)  34/12/54 %`, or
//! each with its own.

use super::lexer::{SheetLine, SheetToken, TokenShape};
use super::lexicon::SheetLexicon;
use super::motility::{analyte_of_grade, is_part_of_motility};
use super::number::PrintedNumber;
use super::row::{RowName, RowReading, ValueReading};

/// The result of each grade. None where it is not certain what each number is: there are as many as the name has parts,
/// they are all of the sperm, and nothing else stands on the line.
pub(super) fn grades_in_one<'a>(line: &SheetLine, lexicon: &SheetLexicon<'a>) -> Option<Vec<RowReading<'a>>> {
    let tokens: Vec<&SheetToken> =
        line.tokens.iter().filter(|token| token.shape != TokenShape::Mark).collect();
    let (_, entry) = lexicon.name_at(&line.tokens)?;
    let [motility] = entry.analytes.as_slice() else { return None };
    let first = tokens.iter().position(|token| token.shape == TokenShape::Number)?;
    let (name, values) = tokens.split_at(first);
    let grades = name.last().filter(|_| &*motility.id == "total-motility")?.text.to_lowercase();
    let ids: Vec<&str> = grades.split('/').map(analyte_of_grade).collect::<Option<_>>()?;
    let (percent, numbers) = values.split_last().filter(|(last, _)| last.is("%"))?;
    let text: String = numbers.iter().map(|token| token.text.as_str()).collect();
    let shares: Vec<u32> = text.split('/').map(|share| share.parse().ok()).collect::<Option<_>>()?;
    let is_whole = (99..=101).contains(&shares.iter().sum::<u32>());
    if ids.len() < 3 || shares.len() != ids.len() || !is_whole {
        return None;
    }
    let unit = Some((lexicon.unit(&percent.text)?.to_owned(), percent.text.clone()));
    let graded = ids.into_iter().zip(shares);
    graded.map(|(id, share)| row_of(id, share.to_string(), unit.clone(), line, lexicon)).collect()
}

/// The result of each grade where each has its own number behind its letter: `Motility: a 12 %, b 20 %, c 15 %, d 53 %`.
/// None where it is not certain: they are all of the sperm, and nothing else stands on the line.
pub(super) fn grades_in_parts<'a>(
    line: &SheetLine,
    lexicon: &SheetLexicon<'a>,
) -> Option<Vec<RowReading<'a>>> {
    let (count, entry) = lexicon.name_at(&line.tokens)?;
    let [motility] = entry.analytes.as_slice() else { return None };
    let is_said = |token: &&SheetToken| token.shape != TokenShape::Mark && !token.is("=");
    // The name may have taken the letter of the first grade.
    let named = line.tokens[..count].iter().filter(is_said).count();
    let tokens: Vec<&SheetToken> = line.tokens.iter().filter(is_said).collect();
    let has_grades = &*motility.id == "total-motility" || named > 1;
    let from = (1..=named).find(|at| tokens.get(*at).is_some_and(|token| id_of_token(token).is_some()))?;
    let mut rest = tokens.get(from..).filter(|_| has_grades)?;
    let mut rows = Vec::new();
    let mut whole = 0.0;
    while let Some(number) = rest.iter().position(|token| token.shape == TokenShape::Number) {
        let (grade, behind) = rest.split_at(number);
        let grade: String = grade.iter().map(|token| token.text.to_lowercase()).collect();
        let [share, percent, further @ ..] = behind else { return None };
        let unit = lexicon.unit(&percent.text).filter(|_| percent.is("%"))?.to_owned();
        whole += share.text.replace(',', ".").parse::<f64>().ok()?;
        let unit = Some((unit, percent.text.clone()));
        rows.push(row_of(analyte_of_grade(&grade)?, share.text.clone(), unit, line, lexicon)?);
        rest = further;
    }
    (rest.is_empty() && rows.len() > 2 && (99.0..=101.0).contains(&whole)).then_some(rows)
}

/// The result of each kind of motility where each is named behind its share: `Motility: 35 % progressive, 13 %
/// non-progressive, 52 % immotile`. Read in the other order each would be of the next one.
pub(super) fn shares_before_kinds<'a>(
    line: &SheetLine,
    lexicon: &SheetLexicon<'a>,
) -> Option<Vec<RowReading<'a>>> {
    let marks = |at: usize| {
        let rest = line.tokens.get(at..).unwrap_or_default();
        at + rest.iter().take_while(|token| token.shape == TokenShape::Mark).count()
    };
    let motility = lexicon.name_at(&line.tokens);
    let of_all = motility.filter(
        |(_, entry)| matches!(entry.analytes.as_slice(), [analyte] if &*analyte.id == "total-motility"),
    );
    let mut at = marks(of_all.map_or(0, |(count, _)| count));
    let mut rows = Vec::new();
    while let [share, percent, kind @ ..] = &line.tokens[at..] {
        let unit =
            lexicon.unit(&percent.text).filter(|_| share.shape == TokenShape::Number && percent.is("%"))?;
        let (count, entry) = lexicon.name_at(kind)?;
        let [analyte] = entry.analytes.as_slice() else { return None };
        if !is_part_of_motility(&analyte.id) {
            return None;
        }
        let unit = Some((unit.to_owned(), percent.text.clone()));
        rows.push(row_of(&analyte.id, share.text.clone(), unit, line, lexicon)?);
        at = marks(at + 2 + count);
    }
    (at == line.tokens.len() && rows.len() > 1).then_some(rows)
}

/// The result of one grade.
fn row_of<'a>(
    id: &str,
    digits: String,
    unit: Option<(String, String)>,
    line: &SheetLine,
    lexicon: &SheetLexicon<'a>,
) -> Option<RowReading<'a>> {
    let analytes = vec![lexicon.catalog.analyte(id)?];
    let number = PrintedNumber { digits, ..PrintedNumber::default() };
    Some(RowReading {
        name: Some(RowName { analytes, printed: id.to_owned(), ..RowName::default() }),
        values: vec![ValueReading { number, unit, day: None, in_column: false, flag: None }],
        tokens: 0..line.tokens.len(),
        ..RowReading::default()
    })
}

fn id_of_token(token: &SheetToken) -> Option<&'static str> {
    analyte_of_grade(&token.text.to_lowercase())
}
