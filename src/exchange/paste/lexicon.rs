//! The words that sheets are made of: names of analytes in all languages at once, and all other words.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound::{Included, Unbounded};

use super::lexer::{SheetToken, TokenShape};
use crate::catalog::Catalog;
use crate::catalog::language::{LanguageBits, SheetWords, WordRole};
use crate::catalog::plain_key::{name_key, phrase_key, unit_key};
use crate::domain::analyte::Analyte;

/// What a name means.
#[derive(Clone, Debug, Default)]
pub(in crate::exchange) struct NameEntry<'a> {
    /// More than one where the unit or the kind of sheet decides; none for things that are not kept.
    pub analytes: Vec<&'a Analyte>,
    /// Whether it counts only with a number and a fitting unit.
    pub is_everyday: bool,
    languages: LanguageBits,
}

/// Names and words, and the language a sheet is in.
pub(in crate::exchange) struct SheetLexicon<'a> {
    pub catalog: &'a Catalog,
    pub words: &'static SheetWords,
    names: BTreeMap<String, NameEntry<'a>>,
    /// The language of the sheet, a bit; 0 while it is not known.
    pub language: LanguageBits,
    english: LanguageBits,
    /// Whether the sheet is about semen, where everyday words are names.
    pub is_semen: bool,
}

/// Words of which a name or a phrase is made at most.
const LONGEST_NAME: usize = 14;
/// Lines that are heard for the language of a sheet.
const MOST_HEARD: usize = 1_000;
/// Words of up to so many letters are words of one language only.
const SHORT: usize = 3;

impl<'a> SheetLexicon<'a> {
    pub fn new(catalog: &'a Catalog) -> Self {
        let words = SheetWords::embedded();
        let mut names: BTreeMap<String, NameEntry<'a>> = BTreeMap::new();
        let mut add = |key: &str, analyte: &'a Analyte, languages| {
            let entry = names.entry(key.to_owned()).or_default();
            entry.languages |= languages;
            if !entry.analytes.iter().any(|known| known.id == analyte.id) {
                entry.analytes.push(analyte);
            }
        };
        for (name, id) in catalog.analyte_names() {
            if let Some(analyte) = catalog.analyte(id) {
                add(&name_key(name), analyte, 0);
            }
        }
        for (key, id, languages) in &words.names {
            if let Some(analyte) = catalog.analyte(id) {
                add(key, analyte, *languages);
            }
        }
        for (key, id) in graded_names(&names, &words.semen.grades) {
            if let Some(analyte) = catalog.analyte(id) {
                let entry = NameEntry { analytes: vec![analyte], is_everyday: false, languages: 0 };
                names.entry(key).or_insert(entry);
            }
        }
        for key in &words.others {
            names.entry(key.clone()).or_default();
        }
        for key in &words.everyday {
            if let Some(entry) = names.get_mut(key) {
                entry.is_everyday = true;
            }
        }
        let english = words.languages.iter().position(|language| language.code == "en");
        let english = english.map_or(0, |at| 1 << at);
        Self { catalog, words, names, language: 0, english, is_semen: false }
    }

    /// The same with names of the user's own, which come before all others.
    pub fn with_names(mut self, names: &BTreeMap<String, String>) -> Self {
        for (name, id) in names {
            if let Some(analyte) = self.catalog.analyte(id) {
                let entry = NameEntry { analytes: vec![analyte], is_everyday: false, languages: 0 };
                self.names.insert(name_key(name), entry);
            }
        }
        self
    }

    /// How many of the tokens make the longest name they begin with, and what it means.
    pub fn name_at(&self, tokens: &[SheetToken]) -> Option<(usize, &NameEntry<'a>)> {
        let first = tokens.first()?;
        if !first.text.contains(char::is_alphanumeric) && !first.is("%") {
            return None;
        }
        let mut begun = String::new();
        let mut longest = None;
        for (at, token) in tokens.iter().take(LONGEST_NAME).enumerate() {
            if token.cell != first.cell || matches!(token.shape, TokenShape::Day | TokenShape::Clock) {
                break;
            }
            if token.shape == TokenShape::Sign && !token.is("+") {
                break;
            }
            if token.key.is_empty() {
                continue;
            }
            begun += &token.key;
            let next_is_glued = tokens.get(at + 1).is_some_and(|next| {
                next.glued
                    && next.cell == first.cell
                    && matches!(next.shape, TokenShape::Word | TokenShape::Number)
            });
            match self.names.range::<str, _>((Included(&*begun), Unbounded)).next() {
                Some((name, entry)) if *name == begun => {
                    if !next_is_glued || tokens[at + 1].is("%") {
                        longest = Some((at + 1, entry));
                    }
                }
                Some((name, _)) if name.starts_with(&begun) => {}
                _ => break,
            }
        }
        longest.filter(|(count, _)| tokens[..*count].iter().any(SheetToken::has_letters))
    }

    /// The analytes a whole text is a name of.
    pub fn named(&self, text: &str) -> Option<&NameEntry<'a>> {
        self.names.get(&name_key(text))
    }

    /// How many of the tokens make the longest phrase they begin with that has a role here, and its roles.
    pub fn roles_at(&self, tokens: &[SheetToken]) -> Option<(usize, Vec<WordRole>)> {
        let first = tokens.first()?;
        let most = self.words.longest(first.phrase.split(' ').next()?);
        if most == 0 {
            return None;
        }
        let mut begun = String::new();
        let mut longest = None;
        for (at, token) in tokens.iter().take(most + 4).enumerate() {
            if token.cell != first.cell
                || at > 0 && matches!(token.text.as_str(), ":" | ";" | "|" | "<" | ">" | "=")
            {
                break;
            }
            if token.phrase.is_empty() {
                continue;
            }
            if !begun.is_empty() {
                begun.push(' ');
            }
            begun += &token.phrase;
            let roles = self.roles(&begun);
            if !roles.is_empty() {
                longest = Some((at + 1, roles));
            }
        }
        longest
    }

    /// The roles a phrase has on this sheet.
    pub fn roles(&self, phrase: &str) -> Vec<WordRole> {
        let own = if self.language == 0 { self.english } else { self.language };
        let is_short = phrase.chars().count() <= SHORT;
        let all = self.words.roles(phrase).iter();
        all.filter(|(_, languages)| !is_short || languages & own != 0).map(|(role, _)| *role).collect()
    }

    /// Every role of every phrase of some tokens.
    pub fn all_roles(&self, tokens: &[SheetToken]) -> Vec<WordRole> {
        let mut roles = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            match self.roles_at(&tokens[at..]) {
                Some((count, found)) => {
                    roles.extend(found);
                    at += count;
                }
                None => at += 1,
            }
        }
        roles
    }

    /// The code of a unit as this sheet spells it; an empty code for one that is none of ours.
    pub fn unit(&self, text: &str) -> Option<&str> {
        let own = if self.language == 0 { self.english } else { self.language };
        let spelled = self.words.units(&unit_key(text));
        if let Some((code, _)) = spelled.iter().find(|(_, languages)| languages & own != 0) {
            return Some(code);
        }
        if let Some(unit) = self.catalog.unit_name(text) {
            return Some(&unit.code);
        }
        // Letters alone mean much in other languages; a quotient that none of them reads otherwise is plain.
        let is_plain = text.contains('/') && spelled.iter().all(|(code, _)| *code == spelled[0].0);
        let is_short = text.chars().count() <= SHORT && !is_plain;
        spelled.first().filter(|_| !is_short).map(|(code, _)| &**code)
    }

    /// Whether a spelling is of no unit of ours in some language, as `mil/mL`, which is thousands in Spanish.
    pub fn is_spelled_otherwise(&self, text: &str) -> bool {
        self.words.units(&unit_key(text)).iter().any(|(code, _)| code.is_empty())
    }

    /// Codes of the units that any language spells so.
    pub fn unit_codes(&self, text: &str) -> impl Iterator<Item = &str> {
        let spelled = self.words.units(&unit_key(text)).iter();
        spelled.map(|(code, _)| &**code).filter(|code| !code.is_empty())
    }

    /// Decides the language by a vote of heads, labels, sheet words and names: another language than English needs
    /// three votes, and a lead of two.
    pub fn vote(&mut self, lines: &[super::lexer::SheetLine]) {
        let mut heard: BTreeSet<(LanguageBits, String)> = BTreeSet::new();
        for line in lines.iter().take(MOST_HEARD) {
            self.hear(&line.tokens, &mut heard);
        }
        let mut votes: Vec<(usize, LanguageBits)> = (0..self.words.languages.len())
            .map(|at| 1 << at)
            .map(|bit| (heard.iter().filter(|(languages, _)| languages & bit != 0).count(), bit))
            .collect();
        votes.sort_unstable_by(|a, b| b.cmp(a));
        self.language = match votes.as_slice() {
            [(most, bit), (second, _), ..] if *most >= 3 && *most >= second + 2 => *bit,
            _ => 0,
        };
    }

    fn hear(&self, tokens: &[SheetToken], heard: &mut BTreeSet<(LanguageBits, String)>) {
        let mut at = 0;
        while at < tokens.len() {
            let name = self.name_at(&tokens[at..]).filter(|(_, entry)| entry.languages != 0);
            let phrase = self.phrase_at(&tokens[at..]);
            let (count, said) = match (name, phrase) {
                (Some((count, entry)), phrase) if phrase.as_ref().is_none_or(|(n, ..)| *n <= count) => {
                    (count, Some((entry.languages, text_of(&tokens[at..at + count]))))
                }
                (_, Some((count, languages, text))) => (count, Some((languages, text))),
                _ => (1, None),
            };
            if let Some((languages, text)) = said.filter(|(_, text)| name_key(text).len() > SHORT) {
                heard.insert((languages, phrase_key(&text)));
            }
            at += count;
        }
    }

    /// The longest phrase in any language that speaks for one.
    fn phrase_at(&self, tokens: &[SheetToken]) -> Option<(usize, LanguageBits, String)> {
        let first = tokens.first()?;
        let most = self.words.longest(first.phrase.split(' ').next()?);
        let mut begun = String::new();
        let mut longest = None;
        for (at, token) in tokens.iter().take(most).enumerate() {
            if token.cell != first.cell {
                break;
            }
            if at > 0 {
                begun.push(' ');
            }
            begun += &token.phrase;
            let languages = self.words.roles(&begun).iter().filter(|(role, _)| *role != WordRole::Joint);
            let languages = languages.fold(0, |all, (_, languages)| all | languages);
            if languages != 0 {
                longest = Some((at + 1, languages, begun.clone()));
            }
        }
        longest
    }

    /// How many words of a text join a sentence together.
    pub fn joints(&self, text: &str) -> usize {
        let is_joint = |word: &&str| {
            self.roles(&phrase_key(word)).contains(&WordRole::Joint)
                || self
                    .words
                    .roles(&phrase_key(word))
                    .iter()
                    .any(|(role, _)| *role == WordRole::Joint && word.chars().count() > 1)
        };
        text.split_whitespace().filter(is_joint).count()
    }

    /// The decimal mark of the language, where it is known.
    pub fn language_mark(&self) -> Option<char> {
        let at = self.language.checked_ilog2()?;
        self.words.languages.get(at as usize).map(|language| language.decimal)
    }

    /// Whether the sheet was voted to be in English.
    pub fn is_english(&self) -> bool {
        self.language == self.english
    }
}

/// What a letter or an abbreviation behind a name of motility makes of it, by the analyte of the bare name. Without
/// these “Motility PR” would be read as the total.
const GRADES: [(&str, &[(&str, &str)]); 6] = [
    (
        "total-motility",
        &[
            ("prnp", "total-motility"),
            ("abc", "total-motility"),
            ("pr", "progressive-motility"),
            ("ab", "progressive-motility"),
            ("a", "rapid-progressive-motility"),
            ("b", "slow-progressive-motility"),
            ("np", "non-progressive-motility"),
            ("c", "non-progressive-motility"),
            ("im", "immotile"),
            ("d", "immotile"),
        ],
    ),
    (
        "progressive-motility",
        &[
            ("pr", "progressive-motility"),
            ("ab", "progressive-motility"),
            ("a", "rapid-progressive-motility"),
            ("b", "slow-progressive-motility"),
        ],
    ),
    ("rapid-progressive-motility", &[("a", "rapid-progressive-motility")]),
    ("slow-progressive-motility", &[("b", "slow-progressive-motility")]),
    ("non-progressive-motility", &[("np", "non-progressive-motility"), ("c", "non-progressive-motility")]),
    ("immotile", &[("im", "immotile"), ("d", "immotile")]),
];

/// Shorter names are abbreviations themselves.
const SHORTEST_GRADED: usize = 6;

/// Names of motility with the marks of its grades, behind or before them: key and analyte.
fn graded_names(
    names: &BTreeMap<String, NameEntry<'_>>,
    before_letters: &[String],
) -> Vec<(String, &'static str)> {
    let mut graded = Vec::new();
    for (key, entry) in names.iter().filter(|(key, _)| key.len() >= SHORTEST_GRADED) {
        let [analyte] = entry.analytes.as_slice() else { continue };
        let Some((_, marks)) = GRADES.iter().find(|(id, _)| *id == &*analyte.id) else { continue };
        graded.extend(marks.iter().map(|(mark, id)| (format!("{key}{mark}"), *id)));
        let words = before_letters.iter().filter(|_| &*analyte.id == "total-motility");
        for word in words {
            graded.extend(marks.iter().map(|(mark, id)| (format!("{key}{word}{mark}"), *id)));
            // The grade may stand first, as in `Grade d motility`.
            graded.extend(marks.iter().map(|(mark, id)| (format!("{word}{mark}{key}"), *id)));
        }
        if marks.iter().all(|(_, id)| *id == &*analyte.id) {
            // `c) Non-progressive`: where the letter can say nothing else than the name.
            graded.extend(marks.iter().map(|(mark, id)| (format!("{mark}{key}"), *id)));
        }
    }
    graded
}

/// Tokens as printed, with a blank where one stood.
pub(super) fn text_of(tokens: &[SheetToken]) -> String {
    let mut text = String::new();
    for token in tokens {
        if !text.is_empty() && !token.glued {
            text.push(' ');
        }
        text += &token.text;
    }
    text
}
