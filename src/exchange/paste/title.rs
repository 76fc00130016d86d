//! Titles of a sheet with their day: `DXA scan 26 Sep 2026`, `Spermiogramm nach WHO 1999, 08.12.2025`, `Bloods 2 March 2026`.

use super::furniture;
use super::lexer::{SheetLine, SheetToken, TokenShape};
use super::lexicon::SheetLexicon;
use super::printed_day::{PrintedDay, day_at};
use crate::catalog::language::WordRole;

/// A title and what stands behind its day.
pub(super) struct DatedTitle {
    pub day: PrintedDay,
    /// Where the line goes on behind the day, in tokens.
    pub behind: usize,
    /// Whether it is one of an examination, and not of blood.
    pub is_exam: bool,
}

/// Words that may stand before a title: `CASA semen analysis`.
const MOST_BEFORE: usize = 2;
/// Tokens between a title and its day at most.
const MOST_BETWEEN: usize = 16;

/// The title with a day that a line begins with. None where a number stands between them, or a word that says another day
/// or what else the day is of.
pub(super) fn dated_title(tokens: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Option<DatedTitle> {
    if let Some(title) = title_behind_day(tokens, lexicon) {
        return Some(title);
    }
    let before = tokens.iter().take(MOST_BEFORE).take_while(|token| token.shape == TokenShape::Word).count();
    let (is_exam, from) =
        (0..=before).find_map(|at| title_at(&tokens[at..], lexicon).map(|(is, n)| (is, at + n)))?;
    let mut at = from;
    while at < tokens.len().min(from + MOST_BETWEEN) {
        if let Some((day, count)) = day_at(&tokens[at..], lexicon.words) {
            return Some(DatedTitle { day, behind: at + count, is_exam });
        }
        let token = &tokens[at];
        let is_year = token.text.len() == 4 && token.text.starts_with(['1', '2']);
        let is_small = token.text.len() == 1;
        if token.shape == TokenShape::Number && !is_year && !is_small {
            return None;
        }
        let (count, roles) = lexicon.roles_at(&tokens[at..]).unwrap_or((1, Vec::new()));
        if roles.into_iter().any(says_otherwise) || token.is(":") && at > from {
            return None;
        }
        at += count;
    }
    None
}

/// The title behind a day that begins the line: `14 Mar 2026 - semen analysis`.
fn title_behind_day(tokens: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Option<DatedTitle> {
    let (day, count) = day_at(tokens, lexicon.words)?;
    let is_mark = |token: &&SheetToken| matches!(token.shape, TokenShape::Mark | TokenShape::Dash);
    let from = count + tokens[count..].iter().take_while(is_mark).count();
    let (is_exam, words) = title_at(&tokens[from..], lexicon)?;
    let behind = from + words;
    let is_other = lexicon.all_roles(&tokens[behind..]).into_iter().any(says_otherwise);
    (!is_other).then_some(DatedTitle { day, behind, is_exam })
}

/// Whether the line is a title with its day and nothing of a result, up to a label that ends it.
pub(super) fn is_title_alone(
    line: &SheetLine,
    title: &DatedTitle,
    ends: usize,
    lexicon: &SheetLexicon<'_>,
) -> bool {
    let behind = line.tokens.get(title.behind..ends).unwrap_or_default();
    let has_number = behind.iter().any(|token| token.shape == TokenShape::Number);
    !has_number && (title.is_exam || !furniture::is_comment(line, lexicon))
}

/// Whether a title begins here, of an examination or of blood, and how many tokens it takes.
fn title_at(tokens: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Option<(bool, usize)> {
    let (count, roles) = lexicon.roles_at(tokens)?;
    let is_exam = roles.iter().any(|role| matches!(role, WordRole::Scan | WordRole::Semen));
    (is_exam || roles.contains(&WordRole::BloodTitle)).then_some((is_exam, count))
}

/// Whether a word says that a day behind it is that of something else.
fn says_otherwise(role: WordRole) -> bool {
    use WordRole::{
        HeadChange, HeadPrevious, LabelBirth, LabelNote, LabelOtherDay, LabelPatient, LabelPerson, NotDone,
        Pending,
    };
    matches!(
        role,
        HeadChange
            | HeadPrevious
            | LabelBirth
            | LabelNote
            | LabelOtherDay
            | LabelPatient
            | LabelPerson
            | NotDone
            | Pending
    )
}
