//! A name alone, as a cell of a table has it, with words that change nothing about what it means.

use super::head::method_in;
use super::item::{RowItem, items};
use super::lexer::SheetLine;
use super::lexicon::{NameEntry, SheetLexicon};
use super::word_kinds::method_of;
use crate::catalog::language::WordRole;

/// What a cell with a name in it says.
#[derive(Clone, Debug)]
pub(in crate::exchange) struct NamedCell<'l, 'a> {
    pub entry: &'l NameEntry<'a>,
    /// How it was measured, where the name says so: `Testosterone, LC/MS`.
    pub method: Option<&'static str>,
}

/// Words beside a name that leave its meaning as it is.
const HARMLESS_BESIDE_NAME: [WordRole; 7] = [
    WordRole::Harmless,
    WordRole::HeadResult,
    WordRole::Measured,
    WordRole::Total,
    WordRole::Serum,
    WordRole::Plasma,
    WordRole::Blood,
];

impl<'a> SheetLexicon<'a> {
    /// How something was measured, where a name that is known as a whole says so: `Estradiol, LC/MS`.
    pub fn method_in_name(&self, name: &str) -> Option<&'static str> {
        method_in(&SheetLine::new(1, name).tokens, self)
    }

    /// The meaning of a name of a few words more or less than the names known here: `Serum LH`, `E2 sensitive`. None
    /// where a word is beside it that may make it another thing.
    pub fn named_cell(&self, text: &str) -> Option<NamedCell<'_, 'a>> {
        let line = SheetLine::new(1, text);
        let mut found: Option<NamedCell<'_, 'a>> = None;
        let mut method = None;
        for item in items(&line.tokens, self) {
            match (item.item, &found) {
                (RowItem::Name(entry), None) => found = Some(NamedCell { entry, method: None }),
                (RowItem::Name(entry), Some(known)) => {
                    let is_same = |analyte: &&&_| {
                        known.entry.analytes.iter().any(|known| std::ptr::eq(*known, **analyte))
                    };
                    entry.analytes.iter().find(is_same)?;
                }
                (RowItem::Mark, _) => {}
                (RowItem::Word(roles), _) => match method_of(&roles) {
                    Some(known) => method = method.or(Some(known)),
                    None => drop(roles.iter().find(|role| HARMLESS_BESIDE_NAME.contains(role))?),
                },
                _ => return None,
            }
        }
        found.map(|cell| NamedCell { method, ..cell })
    }
}
