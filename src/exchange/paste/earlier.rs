//! What a sheet tells of earlier samples, or wishes for, in a sentence of its own: `Last scan 2022: spine T-score -2.4`.

use super::lexer::{SheetLine, SheetToken, TokenShape};
use super::lexicon::SheetLexicon;
use super::printed_day::day_at;
use crate::catalog::language::WordRole;

/// Words of a sentence before the one that says what it tells of.
const MOST_BEFORE: usize = 3;

/// Tokens between the word for something earlier and its year or colon.
const MOST_BETWEEN: usize = 5;

/// Parts lines before the sentences that tell of something else than the sample: what is doubtful there makes nothing
/// doubtful that stands before it.
pub(super) fn part(lines: &mut Vec<SheetLine>, lexicon: &SheetLexicon<'_>) {
    let mut parted = Vec::with_capacity(lines.len());
    for mut line in std::mem::take(lines) {
        while let Some(at) = other_sentence(&line, lexicon) {
            let tokens = line.tokens.split_off(at);
            let text = super::lexicon::text_of(&tokens);
            let rest = SheetLine { number: line.number, text, tokens, is_delimited: line.is_delimited };
            parted.push(std::mem::replace(&mut line, rest));
        }
        parted.push(line);
    }
    *lines = parted;
}

/// Where a sentence begins, behind another one, that soon says that it tells of something earlier or of a wish.
fn other_sentence(line: &SheetLine, lexicon: &SheetLexicon<'_>) -> Option<usize> {
    if line.cells().count() > 1 {
        return None;
    }
    let begins = |at: &usize| {
        let tokens = &line.tokens[*at..];
        let is_word = tokens[0].shape == TokenShape::Word && tokens[0].text.starts_with(char::is_uppercase);
        is_word && ends_sentence(&line.tokens[at - 1], lexicon) && !tokens[0].glued
    };
    let tells = |at: &usize| {
        let words = line.tokens[*at..].iter().take_while(|token| token.shape == TokenShape::Word).count();
        (0..words.min(MOST_BEFORE + 1)).any(|word| {
            let said = lexicon.roles_at(&line.tokens[at + word..]);
            said.is_some_and(|(_, roles)| roles.iter().any(|role| is_other(*role)))
        })
    };
    (2..line.tokens.len()).filter(begins).find(tells)
}

/// Whether a point ends a sentence here; one may be read with the unit before it, `0.7 ug/L.`
fn ends_sentence(token: &SheetToken, lexicon: &SheetLexicon<'_>) -> bool {
    token.is(".") || token.text.strip_suffix('.').is_some_and(|word| lexicon.unit(word).is_some())
}

const fn is_other(role: WordRole) -> bool {
    matches!(
        role,
        WordRole::HeadPrevious | WordRole::HeadChange | WordRole::NotMeasured | WordRole::OtherPerson
    )
}

/// Whether a line begins with a word for something earlier and goes on as a sentence or says of when, but for a day of its
/// own: `Compared with 02/2023: …`, `Previously your testosterone was …`.
pub(super) fn tells_of_earlier(line: &SheetLine, lexicon: &SheetLexicon<'_>) -> bool {
    let Some((count, roles)) = lexicon.roles_at(&line.tokens) else { return false };
    let compares = roles.contains(&WordRole::HeadChange);
    let behind = &line.tokens[count..];
    let says_when = behind.iter().any(|token| is_year(&token.text))
        || behind.len() > 1 && behind.iter().take(MOST_BETWEEN).any(|token| token.is(":"));
    let has_day =
        (0..behind.len().min(MOST_BETWEEN)).any(|at| day_at(&behind[at..], lexicon.words).is_some());
    let goes_on = behind.first().is_some_and(|next| {
        let roles = lexicon.roles(&next.phrase);
        next.shape == TokenShape::Word
            && (roles.contains(&WordRole::Harmless) || roles.contains(&WordRole::Joint))
    });
    let is_told = compares && has_day || !has_day && (goes_on || says_when);
    (compares || roles.contains(&WordRole::HeadPrevious)) && is_told
}

/// `2023`, and the year of a month: `02/2023`.
fn is_year(text: &str) -> bool {
    let year = text.rsplit(['/', '.', '-']).next().unwrap_or_default();
    year.len() == 4
        && (year.starts_with("19") || year.starts_with("20"))
        && year.bytes().all(|b| b.is_ascii_digit())
}
