//! The tokens of a line as items: names, numbers, ranges, units, flags, words. Every token is in exactly one.

use super::lexer::{SheetToken, TokenShape};
use super::lexicon::{NameEntry, SheetLexicon, text_of};
use super::number::{NumberSign, PrintedNumber, PrintedRange};
use super::word_kinds::flag_word;
use crate::catalog::language::WordRole;
use crate::catalog::plain_key::{name_key, phrase_key};
use crate::domain::quantity::{Comparator, split_comparator};

/// What one or more tokens of a line are.
#[derive(Clone, Debug)]
pub(super) enum RowItem<'l, 'a> {
    Name(&'l NameEntry<'a>),
    Number(PrintedNumber),
    /// Two limits, or one that words such as “up to” say is no value.
    Range(PrintedRange),
    /// Code of a unit; empty for one that is none of ours.
    Unit(String),
    /// The laboratory's own judgement; empty where it says that all is well, or nothing of the direction.
    Flag(&'static str),
    Day,
    Clock,
    /// Any other word that is known.
    Word(Vec<WordRole>),
    /// A number that names the place that measured, or a test.
    Code,
    Dash,
    Equal,
    Mark,
    Unknown,
}

/// Whether a number is that of a place that measured, as laboratories of the United States print it: two digits that
/// begin with 0.
pub(super) fn is_site(text: &str) -> bool {
    let digit = text.strip_prefix('0').filter(|digit| digit.len() == 1);
    digit.is_some_and(|digit| digit.starts_with(|c: char| matches!(c, '1'..='9')))
}

/// An item with its place.
#[derive(Clone, Debug)]
pub(super) struct PlacedItem<'l, 'a> {
    pub item: RowItem<'l, 'a>,
    /// First and last token, as a range of the tokens read.
    pub from: usize,
    pub to: usize,
    pub start: usize,
    pub end: usize,
    pub cell: usize,
    /// Whether it stands in brackets.
    pub in_brackets: bool,
    /// Whether it is a full stop.
    pub is_point: bool,
}

impl PlacedItem<'_, '_> {
    /// Whether the word can be this in any language of the sheet.
    pub fn has_role(&self, wanted: WordRole) -> bool {
        matches!(&self.item, RowItem::Word(roles) if roles.contains(&wanted))
    }
}

/// The items of some tokens.
pub(super) fn items<'l, 'a>(tokens: &[SheetToken], lexicon: &'l SheetLexicon<'a>) -> Vec<PlacedItem<'l, 'a>> {
    let mut items: Vec<PlacedItem<'l, 'a>> = Vec::new();
    let mut reader = ItemReader { tokens, lexicon, depth: 0, after_number: false };
    let mut at = 0;
    while at < tokens.len() {
        let (item, count) = reader.next(at);
        let in_brackets = reader.depth > 0;
        reader.step(&item, &tokens[at]);
        items.push(PlacedItem {
            item,
            from: at,
            to: at + count,
            start: tokens[at].start,
            end: tokens[at + count - 1].end,
            cell: tokens[at].cell,
            in_brackets,
            is_point: tokens[at].is("."),
        });
        at += count;
    }
    items
}

struct ItemReader<'t, 'l, 'a> {
    tokens: &'t [SheetToken],
    lexicon: &'l SheetLexicon<'a>,
    depth: usize,
    /// Whether a unit may follow.
    after_number: bool,
}

impl<'l, 'a> ItemReader<'_, 'l, 'a> {
    fn step(&mut self, item: &RowItem<'_, '_>, token: &SheetToken) {
        match token.text.as_str() {
            "(" | "[" | "{" => self.depth += 1,
            ")" | "]" | "}" => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.after_number = match item {
            RowItem::Number(_) | RowItem::Range(_) => true,
            RowItem::Flag(_) | RowItem::Mark => self.after_number,
            _ => false,
        };
    }

    fn next(&self, at: usize) -> (RowItem<'l, 'a>, usize) {
        let tokens = &self.tokens[at..];
        let token = &tokens[0];
        if let Some(count) = self.day(at) {
            return (RowItem::Day, count);
        }
        match token.shape {
            TokenShape::Day => return (RowItem::Day, 1),
            TokenShape::Clock => return (RowItem::Clock, 1),
            TokenShape::Mark => return (RowItem::Mark, 1),
            // `T 512 / E2 28`
            _ if matches!(token.text.as_str(), "/" | "•" | "·") && !token.glued => {
                return (RowItem::Mark, 1);
            }
            _ => {}
        }
        if let Some(count) = self.postal_code(at) {
            return (RowItem::Code, count);
        }
        let opens_name = !token.glued || at == 0 || self.tokens[at - 1].shape == TokenShape::Mark;
        let name = if opens_name { self.lexicon.name_at(tokens) } else { None };
        if let Some(count) = self.loinc(at) {
            return (RowItem::Code, count);
        }
        if token.shape != TokenShape::Word
            && name.as_ref().is_none_or(|(count, _)| *count == 1)
            && let Some(found) = self.range(at).or_else(|| self.number(at))
        {
            return found;
        }
        let names_next = tokens.get(1).is_some_and(|next| next.is(":")) && name.is_some();
        let is_long_name =
            names_next || !self.after_number && name.as_ref().is_some_and(|(count, _)| *count > 1);
        if !is_long_name
            && (self.after_number
                || self.depth > 0
                || looks_like_unit(&token.text)
                || self.ends_name(at)
                || token.cell_is_one(tokens, self, at))
            && let Some(found) = self.unit(at)
        {
            return found;
        }
        if let Some(found) = self.prefixed_name(at, name.as_ref().map_or(0, |(count, _)| *count)) {
            return found;
        }
        self.word(at, name)
    }

    /// `S-Prolattina`, `Sg-Emoglobina`, `fP-Kol-LDL`, `P -Testosteroni`: a name behind the letters of its sample, unless
    /// that is urine.
    fn prefixed_name(&self, at: usize, plain: usize) -> Option<(RowItem<'l, 'a>, usize)> {
        let rest = &self.tokens[at..];
        let mut tokens: Vec<SheetToken> = rest.iter().take(8).cloned().collect();
        let (prefix, skipped) = if let Some((prefix, name)) = rest[0].text.split_once(['-', '_']) {
            tokens[0].key = name_key(name).into();
            (prefix, 0)
        } else {
            let [letters, dash, name, ..] = rest else { return None };
            let stands_off = dash.shape == TokenShape::Dash && name.glued && name.cell == letters.cell;
            tokens.drain(..2);
            (letters.text.as_str(), stands_off.then_some(2)?)
        };
        let sample = Some(prefix).filter(|prefix| (1..=3).contains(&prefix.len()))?;
        let roles = self.lexicon.words.roles(&phrase_key(sample.trim_start_matches('f')));
        let is_blood = |role| matches!(role, WordRole::Serum | WordRole::Plasma | WordRole::Blood);
        if !roles.iter().any(|(role, _)| is_blood(*role)) {
            return None;
        }
        let (count, entry) = self.lexicon.name_at(&tokens).filter(|(count, _)| *count > plain)?;
        Some((RowItem::Name(entry), count + skipped))
    }

    /// A name, a flag, or a word with a role; the longer of two.
    fn word(&self, at: usize, name: Option<(usize, &'l NameEntry<'a>)>) -> (RowItem<'l, 'a>, usize) {
        let tokens = &self.tokens[at..];
        let names_group = tokens.get(1).is_some_and(|next| next.is(":"));
        if let Some(flag) = flag(&tokens[0].text).filter(|_| !names_group && name.is_none()) {
            return (RowItem::Flag(flag), 1);
        }
        let phrase = self.lexicon.roles_at(tokens);
        let longer = phrase.as_ref().map_or(0, |(count, _)| *count);
        if let Some((count, entry)) = name
            && (count > longer || count == longer && (!entry.is_everyday || self.is_meant(at + count, entry)))
        {
            return (RowItem::Name(entry), count);
        }
        if let Some((comparator, count)) = self.comparing_words(at)
            && let (signed, signs) = self.comparator(at + count)
            && let Some((RowItem::Number(number), more)) = self.plain_number(at + count + signs)
        {
            // `above >39` says it twice.
            let comparator = if signs > 0 { signed } else { comparator };
            let count = count + signs;
            let number = PrintedNumber { comparator, ..number };
            return (RowItem::Number(number), count + more);
        }
        if let Some(found) = self.bound_words(at, phrase.as_ref()).or_else(|| self.range_words(at)) {
            return found;
        }
        if let Some((count, roles)) = phrase
            && !(count == 1
                && name.is_some_and(|(n, _)| n == 1)
                && roles.iter().all(|r| *r == WordRole::Telltale))
        {
            let flag = flag_word(&roles);
            return match flag {
                Some(flag) if roles.iter().all(|role| flag_word(&[*role]).is_some()) => {
                    (RowItem::Flag(flag), count)
                }
                _ => (RowItem::Word(roles), count),
            };
        }
        if let Some((count, entry)) = name {
            return (RowItem::Name(entry), count);
        }
        match flag(&tokens[0].text) {
            Some(flag) => (RowItem::Flag(flag), 1),
            None if tokens[0].shape == TokenShape::Dash => (RowItem::Dash, 1),
            None if tokens[0].is("=") => (RowItem::Equal, 1),
            None if self.after_number && is_other_unit(&tokens[0].text) => (RowItem::Unit(String::new()), 1),
            None => (RowItem::Unknown, 1),
        }
    }

    /// Whether an everyday word is a name here: a number with a unit of the analyte follows, or the sheet is its own.
    fn is_meant(&self, at: usize, entry: &NameEntry<'_>) -> bool {
        let of_semen =
            entry.analytes.iter().any(|analyte| analyte.kind == crate::domain::report::Kind::Semen);
        if self.lexicon.is_semen && of_semen {
            return true;
        }
        let marks = self.tokens[at.min(self.tokens.len())..]
            .iter()
            .take_while(|t| t.shape == TokenShape::Mark)
            .count();
        let Some((_, count)) = self.plain_number(at + marks) else { return false };
        match self.unit(at + marks + count) {
            Some((RowItem::Unit(code), _)) => {
                entry.analytes.iter().any(|analyte| analyte.unit(&code).is_some())
            }
            _ => false,
        }
    }

    /// `14 Mar 2026`, `12 de marzo de 2026`, `Mar 14, 2026`, `25 - 02 - 2026`.
    fn day(&self, at: usize) -> Option<usize> {
        super::printed_day::day_at(&self.tokens[at..], self.lexicon.words).map(|(_, count)| count)
    }

    fn number(&self, at: usize) -> Option<(RowItem<'l, 'a>, usize)> {
        let (comparator, signs) = self.comparator(at);
        let (number, count) = self.plain_number(at + signs)?;
        let RowItem::Number(number) = number else { return None };
        let count = signs + count;
        if let Some(words) = self.at_least_behind(at + count).filter(|_| signs == 0) {
            let number = PrintedNumber { comparator: Comparator::AtLeast, ..number };
            return Some((RowItem::Range(PrintedRange::of_bound(number)), count + words));
        }
        if comparator == Comparator::Equal && signs == 0 && self.is_code(at) {
            return Some((RowItem::Code, count));
        }
        Some((RowItem::Number(PrintedNumber { comparator, ..number }), count))
    }

    /// `<`, `>=`, `> OR =`, and how many tokens it takes.
    fn comparator(&self, at: usize) -> (Comparator, usize) {
        let text = |n: usize| self.tokens.get(at + n).map_or("", |token| token.text.as_str());
        let (first, second, third) = (text(0), text(1), text(2));
        match (first, second.to_uppercase().as_str(), third) {
            (">" | "<", "OR" | "OU" | "O" | "ODER", "=") => {
                (if first == ">" { Comparator::AtLeast } else { Comparator::AtMost }, 3)
            }
            // In French a word may stand between the sign and its number: `< à 5`.
            (">" | "<", "À", _) => (if first == ">" { Comparator::Above } else { Comparator::Below }, 2),
            (">" | "<", "=", _) => (if first == ">" { Comparator::AtLeast } else { Comparator::AtMost }, 2),
            ("⩽", ..) => (Comparator::AtMost, 1),
            ("⩾", ..) => (Comparator::AtLeast, 1),
            ("<" | ">" | "<=" | ">=" | "=<" | "=>" | "≤" | "≥", ..) => (split_comparator(first).0, 1),
            _ => (Comparator::Equal, 0),
        }
    }

    /// Digits with a minus, blanks between thousands where the language writes them.
    fn plain_number(&self, at: usize) -> Option<(RowItem<'l, 'a>, usize)> {
        let token = self.tokens.get(at)?;
        let (sign, skip) = match token.shape {
            TokenShape::Dash => {
                let number = self.tokens.get(at + 1).filter(|next| next.shape == TokenShape::Number)?;
                let joins = token.glued && at > 0 && self.tokens[at - 1].shape == TokenShape::Number;
                if joins || number.cell != token.cell {
                    return None;
                }
                (if number.glued { NumberSign::Minus } else { NumberSign::LooseDash }, 1)
            }
            TokenShape::Number => (NumberSign::None, 0),
            TokenShape::Sign if token.is("+") => {
                self.tokens.get(at + 1).filter(|next| next.shape == TokenShape::Number && next.glued)?;
                (NumberSign::None, 1)
            }
            _ => return None,
        };
        let number = &self.tokens[at + skip];
        if self.tokens.get(at + skip + 1).is_some_and(|next| {
            next.glued
                && next.cell == number.cell
                && next.shape == TokenShape::Word
                && !self.may_be_glued(at + skip + 1)
        }) {
            return None;
        }
        let mut digits = number.text.clone();
        let mut count = skip + 1;
        while let Some(more) = self.tokens.get(at + count)
            && self.parts_thousands()
            && is_group(&self.tokens[at + count - 1], more)
        {
            digits = format!("{digits}'{}", more.text);
            count += 1;
        }
        Some((RowItem::Number(PrintedNumber { comparator: Comparator::Equal, sign, digits }), count))
    }

    /// Whether the language parts thousands by a blank.
    fn parts_thousands(&self) -> bool {
        let words = self.lexicon.words;
        let code = self.lexicon.language.checked_ilog2().and_then(|at| words.languages.get(at as usize));
        code.is_some_and(|language| matches!(language.code.as_str(), "fr" | "pl"))
    }

    /// Whether a word glued to a number is a unit or a flag, and not the rest of a code.
    fn may_be_glued(&self, at: usize) -> bool {
        let text = &self.tokens[at].text;
        self.unit(at).is_some() || flag(text).is_some() || looks_like_unit(text)
    }

    /// Two digits that begin with 0 behind a name or at the end of a line name the place that measured.
    fn is_code(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let ends_cell = self.tokens.get(at + 1).is_none_or(|next| next.cell != token.cell);
        let begins_cell = at == 0 || self.tokens[at - 1].cell != token.cell;
        let alone_at_end = begins_cell && self.tokens.get(at + 1).is_none() && at > 0;
        let behind_name = !begins_cell
            && ends_cell
            && self.tokens.get(at + 1).is_some()
            && !self.after_number
            && self.tokens[at - 1].text != "="
            && self.tokens[at - 1].text != ":";
        is_site(&token.text)
            && (alone_at_end
                || behind_name
                || !begins_cell && self.tokens.get(at + 1).is_none() && at > 1 && self.has_number_before(at))
    }

    fn has_number_before(&self, at: usize) -> bool {
        self.tokens[..at].iter().any(|token| token.shape == TokenShape::Number)
    }

    /// `2986-8`, a code that is known.
    fn loinc(&self, at: usize) -> Option<usize> {
        let tokens = self.tokens.get(at..at + 3)?;
        let shapes = [TokenShape::Number, TokenShape::Dash, TokenShape::Number];
        let fits = tokens.iter().zip(shapes).all(|(token, shape)| token.shape == shape);
        let code: String = tokens.iter().map(|token| token.text.as_str()).collect();
        (fits && tokens[1].glued && self.lexicon.catalog.by_loinc(&code).is_some()).then_some(3)
    }

    /// `CA 91301-5358` and `, NC 27215`, the end of an address in the United States.
    fn postal_code(&self, at: usize) -> Option<usize> {
        let [state, code, rest @ ..] = &self.tokens[at..] else { return None };
        let is_of = |token: &SheetToken, count: usize, fits: fn(&u8) -> bool| {
            token.text.len() == count && token.text.bytes().all(|byte| fits(&byte))
        };
        let fits = is_of(state, 2, u8::is_ascii_uppercase) && is_of(code, 5, u8::is_ascii_digit);
        let is_long = matches!(rest, [dash, end, ..]
            if dash.shape == TokenShape::Dash && dash.glued && is_of(end, 4, u8::is_ascii_digit));
        let is_behind_town = at > 1 && self.tokens[at - 1].is(",") && self.tokens[at - 2].has_letters();
        (fits && (is_long || is_behind_town)).then_some(if is_long { 4 } else { 2 })
    }

    /// Two numbers with a dash or a joining word between them.
    fn range(&self, at: usize) -> Option<(RowItem<'l, 'a>, usize)> {
        let (first, signs) = self.comparator(at);
        let (RowItem::Number(mut low), count) = self.plain_number(at + signs)? else { return None };
        low.comparator = first;
        let mut next = at + signs + count;
        // Each limit may have its unit: `8.6 nmol/L - 29 nmol/L`.
        if self.joiner(next, at).is_none()
            && let Some((_, unit)) = self.unit(next)
            && self.joiner(next + unit, at).is_some()
        {
            next += unit;
        }
        let join = self.joiner(next, at)?;
        let (second, more_signs) = self.comparator(next + join);
        let (number, more) = self.plain_number(next + join + more_signs)?;
        let RowItem::Number(high) = number else { return None };
        if high.sign == NumberSign::LooseDash {
            return None;
        }
        let total = next + join + more_signs + more - at;
        match (first, second) {
            (Comparator::Equal, Comparator::Equal) => {}
            (Comparator::Above | Comparator::AtLeast, Comparator::Below | Comparator::AtMost) => {}
            // From below what can be measured: `<6.0 - 54.7`.
            (Comparator::Below | Comparator::AtMost, Comparator::Equal) => {
                let high = PrintedNumber { comparator: Comparator::Equal, ..high };
                return Some((RowItem::Range(PrintedRange { low: None, high: Some(high) }), total));
            }
            _ => return None,
        }
        let exact = |number: PrintedNumber| PrintedNumber { comparator: Comparator::Equal, ..number };
        Some((RowItem::Range(PrintedRange { low: Some(exact(low)), high: Some(exact(high)) }), total))
    }

    /// How many tokens join the ends of a range here.
    fn joiner(&self, at: usize, from: usize) -> Option<usize> {
        let token = self.tokens.get(at)?;
        let same_cell = token.cell == self.tokens[from].cell;
        let after = self.tokens.get(at + 1)?;
        if token.shape == TokenShape::Dash {
            // `0.812 -0.9` is two numbers, the second below 0.
            let is_minus = !token.glued && after.glued;
            return (same_cell && after.cell == token.cell && !is_minus).then_some(1);
        }
        // `[1,5 / 12,4]` behind a value is a range too.
        let is_slash = token.is("/") && !token.glued && !after.glued && self.has_number_before(from);
        let is_mark = (token.is(";") || is_slash) && self.depth > 0
            || matches!(token.text.as_str(), "~" | "÷" | ".." | "...");
        if is_mark && same_cell && after.shape == TokenShape::Number {
            // `[8,6 ; 29,0]`, `1,5 ÷ 12,4`
            return Some(1);
        }
        let (count, _) = self.all_roles_at(at).filter(|(_, roles)| {
            roles.iter().any(|role| matches!(role, WordRole::Between | WordRole::And))
        })?;
        same_cell.then_some(count)
    }

    /// Roles in any language, for words between two numbers.
    fn all_roles_at(&self, at: usize) -> Option<(usize, Vec<WordRole>)> {
        let token = self.tokens.get(at).filter(|token| token.shape != TokenShape::Mark)?;
        (1..=3).rev().find_map(|count| {
            let tokens = self.tokens.get(at..at + count)?;
            let roles = self.lexicon.words.roles(&phrase_key(&text_of(tokens)));
            let roles: Vec<WordRole> = roles.iter().map(|(role, _)| *role).collect();
            (!roles.is_empty() && tokens.iter().all(|t| t.cell == token.cell)).then_some((count, roles))
        })
    }

    /// “less than”, “inférieur à” before a number.
    fn comparing_words(&self, at: usize) -> Option<(Comparator, usize)> {
        let (count, roles) = self.lexicon.roles_at(&self.tokens[at..])?;
        let comparator = roles.iter().find_map(|role| match role {
            WordRole::Below => Some(Comparator::Below),
            WordRole::Above => Some(Comparator::Above),
            _ => None,
        })?;
        Some((comparator, count + self.point_behind(at + count)))
    }

    /// “or more” behind a number, which is a bound and never a value; before another number it is that one's.
    fn at_least_behind(&self, at: usize) -> Option<usize> {
        let (count, roles) = self.lexicon.roles_at(self.tokens.get(at..)?)?;
        let colon = self.point_behind(at + count);
        let is_of_next = self.plain_number(at + count + colon).is_some();
        // `25 min` has a unit behind it, and no bound.
        let is_unit = self.unit(at).is_some();
        (roles.contains(&WordRole::AtLeast) && !is_of_next && !is_unit).then_some(count)
    }

    /// The point of an abbreviation, or a colon.
    fn point_behind(&self, at: usize) -> usize {
        usize::from(self.tokens.get(at).is_some_and(|token| token.is(".") || token.is(":")))
    }

    /// “up to 4.0”, “bis 4,0”: never a value.
    fn bound_words(
        &self,
        at: usize,
        phrase: Option<&(usize, Vec<WordRole>)>,
    ) -> Option<(RowItem<'l, 'a>, usize)> {
        let (count, roles) = phrase?;
        let comparator = roles.iter().find_map(|role| match role {
            WordRole::UpTo => Some(Comparator::AtMost),
            WordRole::AtLeast => Some(Comparator::AtLeast),
            _ => None,
        });
        let comparator = comparator?;
        let colon = self.point_behind(at + count);
        let (number, more) = self.plain_number(at + count + colon)?;
        let RowItem::Number(number) = number else { return None };
        // `od 1,4 do 6,0` is a range of two ends.
        if roles.contains(&WordRole::From) && self.joiner(at + count + more, at + count).is_some() {
            return None;
        }
        let range = PrintedRange::of_bound(PrintedNumber { comparator, ..number });
        Some((RowItem::Range(range), count + colon + more))
    }

    /// “from 8.6 to 29.0”, “entre 1,7 y 8,6”, and “between” alone.
    fn range_words(&self, at: usize) -> Option<(RowItem<'l, 'a>, usize)> {
        let (count, roles) = self.all_roles_at(at)?;
        if !roles.iter().any(|role| matches!(role, WordRole::From | WordRole::Above)) {
            return None;
        }
        let (found, more) = self.range(at + count)?;
        Some((found, count + more))
    }

    /// A unit of up to four tokens.
    fn unit(&self, at: usize) -> Option<(RowItem<'l, 'a>, usize)> {
        let first = self.tokens.get(at)?;
        (1..=4).rev().find_map(|count| {
            let tokens = self.tokens.get(at..at + count)?;
            let fits = tokens.iter().all(|token| {
                token.cell == first.cell && matches!(token.shape, TokenShape::Word | TokenShape::Number)
            });
            let text: String = tokens.iter().map(|token| token.text.as_str()).collect();
            let text = text.trim_end_matches('.');
            if !fits
                || !text.contains(|c: char| c.is_alphabetic() || c == '%' || c == '^' || c == '⁶' || c == '*')
            {
                return None;
            }
            // A letter that is a flag in the language of the sheet is no unit: `D` is low in Turkish.
            let is_flag =
                text.chars().count() == 1 && flag_word(&self.lexicon.roles(&phrase_key(text))).is_some();
            let code = self.lexicon.unit(text).filter(|_| flag(text).is_none() && !is_flag)?;
            Some((RowItem::Unit(code.to_owned()), count))
        })
    }
}

impl ItemReader<'_, '_, '_> {
    /// Whether a token ends the cell of a name behind a comma, where its unit may stand: `Volume, mL     3.1`.
    fn ends_name(&self, at: usize) -> bool {
        let cell = self.tokens[at].cell;
        let is_behind_comma = at > 1 && self.tokens[at - 1].is(",") && self.tokens[at - 1].cell == cell;
        is_behind_comma && self.tokens.get(at + 1).is_some_and(|next| next.cell != cell)
    }
}

impl SheetToken {
    /// Whether a unit that stands alone in its cell begins here.
    fn cell_is_one(&self, tokens: &[Self], reader: &ItemReader<'_, '_, '_>, at: usize) -> bool {
        let begins = at == 0 || reader.tokens[at - 1].cell != self.cell;
        begins && at > 0 && tokens.iter().take_while(|token| token.cell == self.cell).count() <= 2
    }
}

/// Whether a number goes on with a group of three digits, one blank between them.
fn is_group(before: &SheetToken, more: &SheetToken) -> bool {
    let whole = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (head, _) = more.text.split_once([',', '.']).unwrap_or((&more.text, ""));
    more.shape == TokenShape::Number
        && more.cell == before.cell
        && more.start == before.end + 1
        && whole(&before.text)
        && before.text.len() <= 3
        && head.len() == 3
        && whole(head)
}

/// Whether a word has the look of a unit, known or not.
fn looks_like_unit(text: &str) -> bool {
    text.contains(['/', '%', '^', '⁶', '³', '²', '*']) && text.chars().count() <= 24
}

fn is_other_unit(text: &str) -> bool {
    text.contains('/') && text.chars().any(char::is_alphabetic) && text.chars().count() < 16
}

/// The laboratory's own judgement in a letter or a sign.
fn flag(text: &str) -> Option<&'static str> {
    match text {
        "H" | "HH" | "↑" | "▲" | "↗" | "⇧" | "↑↑" | "▲▲" => Some("H"),
        "L" | "LL" | "↓" | "▼" | "↘" | "⇩" | "↓↓" | "▼▼" => Some("L"),
        // What a star or a plus says is left to the range beside it.
        "+" | "++" | "+++" => Some("+"),
        "*" | "**" | "***" | "!" | "!!" => Some(""),
        _ => None,
    }
}
