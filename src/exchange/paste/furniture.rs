//! Lines of a report that hold no result: column heads, headers, footers, rulers, titles, comments.

use std::collections::BTreeSet;

use super::item::{PlacedItem, RowItem, items};
use super::lexer::{SheetLine, TokenShape};
use super::lexicon::SheetLexicon;
use crate::catalog::language::WordRole;
use crate::domain::quantity::Comparator;

/// Why a line is not taken for a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Furniture {
    /// Who, where and when: the patient, the doctor, the sample.
    Header,
    /// The names of columns.
    Columns,
    /// Page numbers, rulers, the end.
    Footer,
    /// Words without a number.
    Words,
    /// A sentence about results.
    Comment,
    /// What a column says that is no part of the result, such as who measured.
    Remark,
    /// The same result as on an earlier line, with the same value.
    Repeat(usize),
    /// Below a heading that says whose it is.
    OtherPerson,
}

impl Furniture {
    /// What it is called where lines are listed.
    pub fn name(self) -> String {
        match self {
            Self::Header => "header".to_owned(),
            Self::Columns => "column names".to_owned(),
            Self::Footer => "footer".to_owned(),
            Self::Words => "no number".to_owned(),
            Self::Comment => "comment".to_owned(),
            Self::Remark => "column beside".to_owned(),
            Self::Repeat(line) => format!("as line {line}"),
            Self::OtherPerson => "another person's".to_owned(),
        }
    }
}

/// What a line without a result is; none when it may be a result of something unknown.
pub(super) fn of(line: &SheetLine, lexicon: &SheetLexicon<'_>) -> Option<Furniture> {
    if is_footer(line, lexicon) {
        return Some(Furniture::Footer);
    }
    let is_year = |text: &str| text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
    let only_years = line.has_letters()
        && line.tokens.iter().all(|token| token.shape != TokenShape::Number || is_year(&token.text))
        && !line.tokens.iter().any(|token| {
            token.shape == TokenShape::Word && token.text.contains(|c: char| c.is_ascii_digit())
        });
    if only_years && line.tokens.iter().any(|token| token.shape == TokenShape::Number) {
        return Some(Furniture::Words);
    }
    if !line.has_digits() {
        // `HIV: non-reactive` is a result, though one without a number.
        let colon = line.tokens.iter().position(|token| token.is(":"));
        let answers = colon.is_some_and(|at| at > 0 && at + 1 < line.tokens.len() && line.tokens.len() < 8);
        return (!answers).then_some(Furniture::Words);
    }
    if is_comment(line, lexicon) || is_class(line, lexicon) {
        return Some(Furniture::Comment);
    }
    None
}

/// Whether a page ends or begins here: `Page 1 of 2`, `END OF REPORT`, a link.
pub(super) fn is_footer(line: &SheetLine, lexicon: &SheetLexicon<'_>) -> bool {
    let words: Vec<_> =
        line.tokens.iter().filter(|token| token.shape != TokenShape::Mark && token.has_letters()).collect();
    let Some(first) = words.first() else { return false };
    let at = line.tokens.iter().position(|token| token == *first).unwrap_or(0);
    let is_footer_at = |at: usize| {
        lexicon.roles_at(&line.tokens[at..]).is_some_and(|(_, roles)| roles.contains(&WordRole::Footer))
    };
    let link = line.text.contains("http://") || line.text.contains("https://") || line.text.contains("www.");
    let page = |at: usize| {
        is_footer_at(at) && line.tokens.get(at + 1).is_some_and(|next| next.shape == TokenShape::Number)
    };
    link && !line.has_digits()
        || is_footer_at(at) && line.tokens.len() < 24
        || (0..line.tokens.len()).rev().take(8).any(page)
}

/// A sentence; or seven words and more, most of them letters, without a number that has a unit.
pub(super) fn is_comment(line: &SheetLine, lexicon: &SheetLexicon<'_>) -> bool {
    let found = items(&line.tokens, lexicon);
    // `Superior ou igual a 39` is a bound and no sentence.
    let is_limit = |item: &&PlacedItem<'_, '_>| matches!(item.item, RowItem::Number(_) | RowItem::Range(_));
    let limits = found.iter().filter(is_limit).flat_map(|item| item.from..item.to).collect::<BTreeSet<_>>();
    let words =
        line.tokens.iter().filter(|token| token.shape == TokenShape::Word && token.has_letters()).count();
    let joints = line.tokens.iter().enumerate().filter(|(at, token)| {
        let roles = lexicon.words.roles(&token.phrase);
        !limits.contains(at) && roles.iter().any(|(role, _)| *role == WordRole::Joint)
    });
    if words >= 7 && joints.count() >= 3 {
        return true;
    }
    let measured = found.windows(2).any(|pair| {
        matches!((&pair[0].item, &pair[1].item), (RowItem::Number(_), RowItem::Unit(code)) if !code.is_empty())
    });
    let wide = line.cells().count() > 2;
    words >= 7 && words * 4 >= line.tokens.len() * 3 && !measured && !wide
}

/// Whether a line says what a mark of a note stands for: `¹ Sent away`, `[1] LC-MS/MS`.
pub(super) fn is_footnote(line: &SheetLine) -> bool {
    let is_raised = |text: &str| text.starts_with(|c: char| matches!(c, '¹' | '²' | '³' | '⁴'..='⁹'));
    match line.tokens.as_slice() {
        [mark, _, ..] if mark.shape == TokenShape::Mark && is_raised(&mark.text) => true,
        [open, number, close, _, ..] => open.is("[") && close.is("]") && number.text.len() == 1,
        _ => false,
    }
}

/// A class of values or a range of others: `Optimal 30 - 100`, `Tanner stage II: 8-66`.
fn is_class(line: &SheetLine, lexicon: &SheetLexicon<'_>) -> bool {
    let found = items(&line.tokens, lexicon);
    let is_told = |item: &PlacedItem<'_, '_>| {
        let roles =
            [WordRole::Others, WordRole::Age, WordRole::Men, WordRole::High, WordRole::Low, WordRole::Normal];
        roles.iter().any(|role| item.has_role(*role)) || matches!(item.item, RowItem::Flag(_))
    };
    let is_limit = |item: &PlacedItem<'_, '_>| match &item.item {
        RowItem::Range(_) => true,
        RowItem::Number(number) => number.comparator != Comparator::Equal,
        _ => false,
    };
    let names = found.iter().any(|item| matches!(item.item, RowItem::Name(_)));
    let numbers = found
        .iter()
        .any(|item| matches!(&item.item, RowItem::Number(number) if number.comparator == Comparator::Equal));
    !names && !numbers && found.iter().any(is_limit) && found.iter().any(is_told)
}
