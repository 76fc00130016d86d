//! Headings of another person's results on one sheet, as fertility clinics print couples: `Partner B (female, 34)`.

use super::furniture::Furniture;
use super::item::{RowItem, items};
use super::lexer::SheetLine;
use super::pasted::PieceMeaning;
use super::sheet::SheetReader;
use crate::catalog::language::WordRole;

/// What is said once where another person's results begin.
const NOT_HIS: &str =
    "another person's results begin here, and none of them is taken; paste them alone where they are yours";

/// Longer lines are no headings.
const MOST_TOKENS: usize = 10;

impl SheetReader<'_, '_> {
    /// Whether a line is the heading of a person: nothing below one of another person is taken, up to one that
    /// says a man is meant or to the name of the patient.
    pub(super) fn heads_person(&mut self, line: &SheetLine) -> bool {
        let lexicon = self.facts.lexicon;
        if line.tokens.len() > MOST_TOKENS || line.is_delimited {
            return false;
        }
        let items = items(&line.tokens, lexicon);
        let names_person = items.iter().any(|item| item.has_role(WordRole::OtherPerson));
        // `Partner: Jane Doe` is a label with what it says.
        let is_bare = items.iter().all(|item| match &item.item {
            RowItem::Word(_) | RowItem::Mark | RowItem::Dash | RowItem::Flag(_) => true,
            RowItem::Number(_) | RowItem::Unknown => {
                item.in_brackets || item.to == item.from + 1 && line.tokens[item.from].text.len() == 1
            }
            _ => item.in_brackets,
        });
        if !names_person || !is_bare {
            return false;
        }
        let is_man = items.iter().any(|item| item.has_role(WordRole::Men));
        self.close();
        self.heads.follows_other(!is_man);
        self.put_person(line, PieceMeaning::Furniture(Furniture::Header));
        true
    }

    /// Puts a line that names a person; one of another person says for all lines below it that they are not taken.
    pub(super) fn put_person(&mut self, line: &SheetLine, is: PieceMeaning) {
        let is = if self.heads.is_of_other() { PieceMeaning::Unknown(NOT_HIS.to_owned()) } else { is };
        self.pieces.push(self.piece(line, is));
    }
}
