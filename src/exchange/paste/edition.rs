//! Which edition of the WHO manual a semen sheet is about.

use super::lexer::{SheetLine, TokenShape};
use super::{Pasted, PieceMeaning, furniture::Furniture};
use crate::catalog::Catalog;
use crate::catalog::plain_key::phrase_key;
use crate::domain::semen::Edition;

/// What the organisation is called on sheets.
const ORGANISATION: [&str; 2] = ["WHO", "OMS"];

impl Pasted {
    /// Takes the one edition that the lines of a semen sheet name; of several none.
    pub(super) fn take_edition(&mut self, lines: &[SheetLine], catalog: &Catalog) {
        let naming: Vec<(usize, &Edition)> = lines
            .iter()
            .flat_map(|line| named(line, catalog).map(|edition| (line.number, edition)))
            .collect();
        let is_title = |number: usize| naming.iter().any(|(line, _)| *line == number);
        for piece in self.pieces.iter_mut().filter(|piece| is_title(piece.line)) {
            if matches!(piece.is, PieceMeaning::Unknown(_)) {
                piece.is = PieceMeaning::Furniture(Furniture::Header);
            }
        }
        let Some((_, first)) = naming.first() else { return };
        if naming.iter().all(|(_, edition)| edition.id == first.id) {
            self.reports.iter_mut().for_each(|head| head.edition = Some(first.id.clone()));
        }
    }
}

/// The editions that a line names beside the organisation: by the year, `WHO 2021`, or as sheets write its number,
/// `WHO 5th ed.`
fn named<'c>(line: &SheetLine, catalog: &'c Catalog) -> impl Iterator<Item = &'c Edition> {
    let names_who = line.text.split(|c: char| !c.is_alphanumeric()).any(|word| ORGANISATION.contains(&word));
    let editions = if names_who { catalog.editions() } else { &[] };
    let words = format!(" {} ", phrase_key(&line.text));
    let has_year =
        |year: &str| line.tokens.iter().any(|token| token.shape == TokenShape::Number && token.is(year));
    let years: Vec<&str> =
        editions.iter().map(|edition| edition.id.as_str()).filter(|year| has_year(year)).collect();
    editions.iter().filter(move |edition| {
        let is_numbered = || edition.printed.iter().any(|printed| words.contains(&format!(" {printed} ")));
        years.contains(&edition.id.as_str()) || years.is_empty() && is_numbered()
    })
}
