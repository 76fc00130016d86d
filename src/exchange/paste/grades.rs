//! Grades of motility in one value, with what each is in the name: `Motility (a+b/c/d)  34/12/54 %`.

use super::lexer::{SheetLine, SheetToken, TokenShape};
use super::lexicon::SheetLexicon;
use super::number::PrintedNumber;
use super::row::{RowName, RowReading, ValueReading};

/// What a part of the name says, without case, and the analyte it is of.
const GRADES: [(&str, &str); 8] = [
    ("a", "rapid-progressive-motility"),
    ("b", "slow-progressive-motility"),
    ("a+b", "progressive-motility"),
    ("pr", "progressive-motility"),
    ("c", "non-progressive-motility"),
    ("np", "non-progressive-motility"),
    ("d", "immotile"),
    ("im", "immotile"),
];

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
    let ids: Vec<&str> = grades.split('/').map(id_of).collect::<Option<_>>()?;
    let (percent, numbers) = values.split_last().filter(|(last, _)| last.is("%"))?;
    let text: String = numbers.iter().map(|token| token.text.as_str()).collect();
    let shares: Vec<u32> = text.split('/').map(|share| share.parse().ok()).collect::<Option<_>>()?;
    let is_whole = (99..=101).contains(&shares.iter().sum::<u32>());
    if ids.len() < 3 || shares.len() != ids.len() || !is_whole {
        return None;
    }
    let row = |(id, share): (&str, u32)| {
        let analytes = vec![lexicon.catalog.analyte(id)?];
        let number = PrintedNumber { digits: share.to_string(), ..PrintedNumber::default() };
        let unit = Some((lexicon.unit(&percent.text)?.to_owned(), percent.text.clone()));
        Some(RowReading {
            name: Some(RowName { analytes, printed: grades.clone(), ..RowName::default() }),
            values: vec![ValueReading { number, unit, day: None, in_column: false, flag: None }],
            tokens: 0..line.tokens.len(),
            ..RowReading::default()
        })
    };
    ids.into_iter().zip(shares).map(row).collect()
}

fn id_of(grade: &str) -> Option<&'static str> {
    GRADES.iter().find(|(printed, _)| *printed == grade).map(|(_, id)| *id)
}
