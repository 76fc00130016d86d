//! The laboratory of a sheet that prints its name without a label: one of the log that the text names anywhere, else the
//! name at the head.

use super::lexer::{SheetLine, SheetToken, TokenShape};
use super::lexicon::{SheetLexicon, text_of};
use crate::catalog::language::{LaboratoryWord, SheetWords, WordRole};
use crate::catalog::plain_key::phrase_key;

/// The name of a laboratory stands in one of so many first lines.
const MOST_LINES_ABOVE: usize = 4;

/// Longer cells are sentences.
const MOST_WORDS: usize = 9;

/// A phrase of a laboratory's name has so many words at most.
const LONGEST_PHRASE: usize = 4;

/// Shorter words, as those of a legal form, say neither for nor against a name.
const SHORTEST_WORD: usize = 4;

/// A laboratory of the log that the text names anywhere, in whole words; the longest name wins, as in “Quest Nichols”.
pub(super) fn known(lines: &[SheetLine], laboratories: &[String]) -> Option<String> {
    let texts: Vec<String> = lines.iter().map(|line| line.text.to_lowercase()).collect();
    let named = |name: &&String| {
        let lower = name.to_lowercase();
        lower.chars().count() > 2 && texts.iter().any(|text| names_whole(text, &lower))
    };
    laboratories.iter().filter(named).max_by_key(|name| name.len()).cloned()
}

/// The name at the head of a sheet with the number of its line; none where another line of the text is one too, which
/// may be of other results.
pub(super) fn at_head(lines: &[SheetLine], lexicon: &SheetLexicon<'_>) -> Option<(usize, String)> {
    let mut names = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((at, line.cells().find_map(|cell| name_in(cell, lexicon))?)));
    let (at, name) = names.next().filter(|(at, _)| *at < MOST_LINES_ABOVE)?;
    let is_same = |other: &str| phrase_key(other) == phrase_key(&name);
    let is_one = names.all(|(other_at, other)| other_at == at || is_same(&other));
    is_one.then_some((lines[at].number, name))
}

/// Whether some words stand in a text and are no part of longer ones: `Nord` is not named by “Nordheim”.
fn names_whole(text: &str, words: &str) -> bool {
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(words).any(|(at, found)| {
        is_edge(text[..at].chars().next_back()) && is_edge(text[at + found.len()..].chars().next())
    })
}

/// The name of a laboratory that a cell is, or that stands there before its address: `Zentrallabor Muster AG, Bern`.
fn name_in(cell: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Option<String> {
    let is_cut = |token: &SheetToken| token.is(",") || token.shape == TokenShape::Dash && !token.glued;
    let cut = || cell.iter().position(is_cut).filter(|cut| is_address(&cell[cut + 1..], lexicon));
    name_of(cell, lexicon).or_else(|| name_of(&cell[..cut()?], lexicon))
}

/// Whether some tokens may be an address: streets and towns begin with a capital, and are neither analytes nor papers.
fn is_address(tokens: &[SheetToken], lexicon: &SheetLexicon<'_>) -> bool {
    let is_place = |token: &SheetToken| {
        let of_papers = lexicon.words.of_laboratory(&token.phrase) == Some(LaboratoryWord::Papers);
        (is_short(token) || token.text.starts_with(char::is_uppercase))
            && !of_papers
            && lexicon.named(&token.text).is_none()
    };
    let is_of_it = |token: &SheetToken| match token.shape {
        TokenShape::Word => is_place(token),
        TokenShape::Number | TokenShape::Dash => true,
        TokenShape::Mark => matches!(token.text.as_str(), "," | "."),
        _ => false,
    };
    tokens.iter().any(SheetToken::has_letters) && tokens.iter().all(is_of_it)
}

/// A cell that is the name of a laboratory: one that is known as such, or a word for one beside words that are names,
/// which begin with a capital and mean nothing else on a sheet. A number or a mark of a sentence makes it none.
fn name_of(cell: &[SheetToken], lexicon: &SheetLexicon<'_>) -> Option<String> {
    let is_of_name = |token: &SheetToken| {
        matches!(token.shape, TokenShape::Word | TokenShape::Dash) || matches!(token.text.as_str(), "." | "&")
    };
    let words = || cell.iter().filter(|token| token.shape == TokenShape::Word);
    // `Sp. z o.o.` and `s.r.o.` end no sentence.
    let is_long = words().next_back().is_some_and(|last| !is_short(last));
    let ends_sentence =
        is_long && cell.len() > LONGEST_PHRASE && cell.last().is_some_and(|last| last.is("."));
    if words().count() > MOST_WORDS || !cell.iter().all(is_of_name) || ends_sentence {
        return None;
    }
    let (mut has_word, mut has_name) = (false, false);
    let mut at = 0;
    while at < cell.len() {
        let count = match phrase_at(&cell[at..], lexicon.words) {
            Some((count, LaboratoryWord::Names)) => {
                (has_word, has_name) = (true, true);
                count
            }
            Some((count, LaboratoryWord::Words)) => {
                has_word = true;
                count
            }
            Some((count, LaboratoryWord::Kinds)) => count,
            Some((_, LaboratoryWord::Papers)) => return None,
            None => {
                has_name |= is_proper(&cell[at], lexicon, at == 0)?;
                1
            }
        };
        at += count;
    }
    let text = text_of(cell);
    let name = if is_long { text.trim_end_matches('.') } else { &text };
    (has_word && has_name).then(|| name.to_owned())
}

/// Whether a word is too short to say anything, or an abbreviation as those of a legal form are: `s.r.o.`
fn is_short(token: &SheetToken) -> bool {
    token.text.chars().count() < SHORTEST_WORD || token.text.contains('.')
}

/// Whether a word is a proper name; none where it is a word of sheets, or of a sentence, so that no name stands there.
fn is_proper(token: &SheetToken, lexicon: &SheetLexicon<'_>, is_first: bool) -> Option<bool> {
    let roles = lexicon.words.roles(&token.phrase);
    let is_joint = roles.iter().any(|(role, _)| matches!(role, WordRole::Joint | WordRole::And));
    if is_short(token) {
        return (!is_first || !is_joint).then_some(false);
    }
    let means_other = !roles.is_empty() || lexicon.named(&token.text).is_some();
    (!means_other && token.text.starts_with(char::is_uppercase)).then_some(true)
}

/// The longest phrase of a laboratory's name that some tokens begin with.
fn phrase_at(tokens: &[SheetToken], words: &SheetWords) -> Option<(usize, LaboratoryWord)> {
    (1..=tokens.len().min(LONGEST_PHRASE)).rev().find_map(|count| {
        let phrase: Vec<&str> = tokens[..count].iter().map(|token| &*token.phrase).collect();
        Some((count, words.of_laboratory(&phrase.join(" "))?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    fn head(text: &str) -> Option<String> {
        let lines: Vec<SheetLine> =
            text.lines().enumerate().map(|(at, line)| SheetLine::new(at + 1, line)).collect();
        at_head(&lines, &SheetLexicon::new(Catalog::embedded())).map(|(_, name)| name)
    }

    #[test]
    fn a_name_at_the_head_is_that_of_the_laboratory() {
        for name in [
            "Quest Diagnostics",
            "MVZ Labor Ingelheim GmbH",
            "Fleury Medicina e Saúde",
            "University Hospital Northvale",
            "Laboratorio Ansaldi S.r.l.",
            "Szpital Kliniczny Dobrowo",
            "Лабораторная служба Хеликс",
            "St Brendan's Hospital - Pathology",
            "Laboratorium Medyczne Zdrowie Sp. z o.o.",
            "Laboratoř klinické biochemie Medilab s.r.o.",
        ] {
            assert_eq!(head(&format!("{name}\nTestosterone 512 ng/dL")).as_deref(), Some(name), "{name}");
        }
    }

    #[test]
    fn an_address_behind_the_name_is_left_out() {
        for (line, name) in [
            ("Zentrallabor Muster AG, Bern", "Zentrallabor Muster AG"),
            ("Labor Dr. Kessler & Partner, Hauptstr. 12, 70000 Musterstadt", "Labor Dr. Kessler & Partner"),
            ("Centro Analisi San Luca - Via Verdi 3 - Torino", "Centro Analisi San Luca"),
        ] {
            assert_eq!(head(&format!("{line}\nTestosterone 512 ng/dL")).as_deref(), Some(name), "{line}");
        }
    }

    #[test]
    fn titles_sentences_labels_and_two_names_are_none() {
        for text in [
            "Laboratory Report",
            "LABORATORY REPORT",
            "Laboratoire de biologie médicale",
            "Laboratorio de Análisis Clínicos",
            "Clinical Chemistry",
            "Quest Diagnostics Results",
            "Labor Nord Bericht",
            "Hospital results",
            "Klinische Chemie",
            "Hi Lab team,",
            "The clinic called.",
            "Lab 4711",
            "Patient Hospital Number",
            "Testosterone Labcorp",
            "at Labcorp",
            "Labor Nord, Befund vom 12.03.2026",
            "Dear Quest Team, your results",
            "Labor Nord, Testosteron 512",
            "Northvale Hospital\nTestosterone 512 ng/dL\nEastham Hospital",
            "a\nb\nc\nd\nNorthvale Hospital",
        ] {
            assert_eq!(head(text), None, "{text}");
        }
    }
}
