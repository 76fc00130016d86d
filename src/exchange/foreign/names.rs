//! What a name in a file means, in the languages of the world's laboratories.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use chrono::NaiveDate;

use crate::catalog::language::SheetWords;
use crate::catalog::plain_key::name_key;
use crate::catalog::table_words::{TableWords, has_word};
use crate::domain::analyte::Analyte;
use crate::domain::quantity::UnitCode;
use crate::exchange::ReaderKnowledge;
use crate::exchange::paste::SheetLexicon;

/// Looks names and units up, and remembers what it found: a file says the same few names over and over.
pub(in crate::exchange) struct ForeignNames<'k> {
    known: ReaderKnowledge<'k>,
    lexicon: OnceCell<SheetLexicon<'k>>,
    meanings: RefCell<HashMap<Box<str>, Rc<NameMeaning<'k>>>>,
}

/// What a whole name may mean.
#[derive(Clone, Debug, Default)]
pub(in crate::exchange) struct NameMeaning<'k> {
    /// More than one where the unit decides; none for a name that nothing here has.
    pub analytes: Vec<&'k Analyte>,
    /// Whether it is an everyday word, which means an analyte only beside a unit that fits.
    pub is_everyday: bool,
    /// Whether it can be said of nothing but semen.
    pub speaks_of_semen: bool,
    /// How it was measured, where the name says so.
    pub method: Option<&'static str>,
}

/// What is longer is a line that was cut nowhere, and no name.
const LONGEST_NAME_BYTES: usize = 1_000;

impl<'k> ForeignNames<'k> {
    pub fn new(known: &ReaderKnowledge<'k>) -> Self {
        Self { known: *known, lexicon: OnceCell::new(), meanings: RefCell::default() }
    }

    /// The analyte a whole name means, or the first of several.
    pub fn find(&self, name: &str) -> Option<&'k Analyte> {
        self.meaning(name).analytes.first().copied()
    }

    /// Everything a whole name may mean, with or without what stands in brackets.
    pub fn meaning(&self, name: &str) -> Rc<NameMeaning<'k>> {
        if let Some(found) = self.meanings.borrow().get(name) {
            return Rc::clone(found);
        }
        let found = Rc::new(self.look_up(name.trim()));
        self.meanings.borrow_mut().insert(name.into(), Rc::clone(&found));
        found
    }

    /// Codes of the units that are spelled so in some language and that the analyte is measured in.
    pub fn units(&self, analyte: &Analyte, text: &str) -> Vec<UnitCode> {
        let own = self.known.catalog.unit(analyte, text).ok();
        let spelled = self.lexicon().unit_codes(text);
        let mut codes: Vec<UnitCode> = Vec::new();
        for code in own.into_iter().chain(spelled.filter(|code| analyte.unit(code).is_some())) {
            if !codes.iter().any(|known| **known == *code) {
                codes.push(code.into());
            }
        }
        codes
    }

    /// Whether two spellings are units of an analyte and differ in amount.
    pub fn are_two_amounts(&self, analyte: &Analyte, a: &str, b: &str) -> bool {
        let factors = |text: &str| -> Vec<f64> {
            let codes = self.units(analyte, text);
            codes.iter().filter_map(|code| analyte.unit(code)).map(|unit| unit.factor).collect()
        };
        let (a, b) = (factors(a), factors(b));
        !a.is_empty() && !b.is_empty() && !a.iter().any(|factor| b.contains(factor))
    }

    /// Whether no word of the name of a sheet can be that of a person: years, days, and words of laboratories.
    pub fn says_no_person(&self, name: &str) -> bool {
        let words: Vec<&str> =
            name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let words_of_tables = TableWords::embedded();
        let is_known = |word: &&str| {
            word.starts_with(|c: char| c.is_ascii_digit())
                || has_word(
                    &words_of_tables.sheets,
                    word.to_lowercase().trim_end_matches(|c: char| c.is_ascii_digit()),
                )
                || self.find(word).is_some()
        };
        self.find(name).is_some() || words.iter().all(is_known)
    }

    /// Whether a spelling is one amount in one language and another in the next.
    pub fn is_unit_of_two_amounts(&self, text: &str) -> bool {
        self.lexicon().is_spelled_otherwise(text)
    }

    /// Whether a text is a unit in some language; a short one only in all of them.
    pub fn knows_unit(&self, text: &str) -> bool {
        self.known.catalog.unit_name(text).is_some()
            || text.chars().count() > 3 && self.lexicon().unit_codes(text).next().is_some()
    }

    /// The day it is.
    pub const fn today(&self) -> NaiveDate {
        self.known.today
    }

    fn lexicon(&self) -> &SheetLexicon<'k> {
        self.lexicon.get_or_init(|| SheetLexicon::new(self.known.catalog))
    }

    fn look_up(&self, name: &str) -> NameMeaning<'k> {
        if name.is_empty() || name.len() > LONGEST_NAME_BYTES {
            return NameMeaning::default();
        }
        let whole = self.of_whole(name);
        if !whole.analytes.is_empty() {
            return whole;
        }
        let found = self.of_bracketed(name).or_else(|| self.of_words(name));
        found.or_else(|| self.of_loinc_name(name)).unwrap_or_default()
    }

    fn of_whole(&self, name: &str) -> NameMeaning<'k> {
        let own = self.known.catalog.find_analyte(name);
        let entry = self.lexicon().named(name);
        let mut analytes: Vec<&'k Analyte> = own.into_iter().collect();
        for analyte in entry.iter().flat_map(|entry| &entry.analytes) {
            if !analytes.iter().any(|known| known.id == analyte.id) {
                analytes.push(analyte);
            }
        }
        let key = name_key(name);
        NameMeaning {
            analytes,
            is_everyday: own.is_none() && entry.is_some_and(|entry| entry.is_everyday),
            speaks_of_semen: SheetWords::embedded().semen.are_in_name(&key),
            method: entry.and_then(|_| self.lexicon().method_in_name(name)),
        }
    }

    /// A name with words beside it that change nothing about what it means.
    fn of_words(&self, name: &str) -> Option<NameMeaning<'k>> {
        let cell = self.lexicon().named_cell(name)?;
        let key = name_key(name);
        Some(NameMeaning {
            analytes: cell.entry.analytes.clone(),
            is_everyday: cell.entry.is_everyday,
            speaks_of_semen: SheetWords::embedded().semen.are_in_name(&key),
            method: cell.method,
        })
    }

    /// A long name of LOINC without its method: `Estradiol (E2) [Mass/volume] in Serum or Plasma by Immunoassay`.
    fn of_loinc_name(&self, name: &str) -> Option<NameMeaning<'k>> {
        let (before, method) = name.rsplit_once(" by ").filter(|(before, _)| before.contains(['[', ']']))?;
        let meaning = self.look_up(before);
        let method = self.lexicon().method_in_name(method);
        (!meaning.analytes.is_empty()).then_some(NameMeaning { method: meaning.method.or(method), ..meaning })
    }

    /// What stands in brackets must be another name of it, or a unit; `Testosterone (free)` is neither.
    fn of_bracketed(&self, name: &str) -> Option<NameMeaning<'k>> {
        let (before, rest) = name.split_once(['(', '['])?;
        let (inside, after) = rest.split_once([')', ']'])?;
        if !after.trim().is_empty() {
            return None;
        }
        let outer = self.of_whole(before.trim());
        let first = outer.analytes.first()?;
        let fits = self.of_whole(inside.trim()).analytes.iter().any(|inner| inner.id == first.id)
            || self.known.catalog.unit_name(inside).is_some();
        fits.then_some(outer)
    }
}
