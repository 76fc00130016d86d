//! Which edition of the WHO manual a semen sheet is about.

use super::lexer::{SheetLine, SheetToken, TokenShape};
use super::{Pasted, PastedPiece, PieceMeaning, furniture::Furniture};
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
        let Some((_, first)) = naming.first() else { return self.name_unknown_edition(lines, catalog) };
        if naming.iter().all(|(_, edition)| edition.id == first.id) {
            self.reports.iter_mut().for_each(|head| head.edition = Some(first.id.clone()));
        }
    }

    /// Says on the line that names an edition which the catalogue has not by which one its results are judged.
    fn name_unknown_edition(&mut self, lines: &[SheetLine], catalog: &Catalog) {
        let Some(line) = lines.iter().find(|line| names_unknown(line, catalog)) else { return };
        let known: Vec<&str> = catalog.editions().iter().map(|edition| edition.id.as_str()).collect();
        let known = known.join(" and ");
        let why = format!(
            "limits of this WHO manual are not built in, only those of {known}; the settings say which one judges"
        );
        let is_result = |piece: &PastedPiece| matches!(piece.is, PieceMeaning::Result(_));
        let pieces = self.pieces.iter_mut().filter(|piece| piece.line == line.number && !is_result(piece));
        pieces.for_each(|piece| piece.is = PieceMeaning::Unknown(why.clone()));
    }
}

/// Whether a line names an edition of the manual that the catalogue has not: by a year just behind the organisation,
/// `WHO 1999`, or by another number where the known editions have theirs, `WHO manual, 4th edition`.
fn names_unknown(line: &SheetLine, catalog: &Catalog) -> bool {
    let is_who = |token: &SheetToken| ORGANISATION.contains(&token.text.as_str());
    let Some(at) = line.tokens.iter().position(is_who) else { return false };
    let is_year = |token: &SheetToken| token.text.parse().is_ok_and(|year: u32| YEARS.contains(&year));
    let has_year = line.tokens[at + 1..].iter().take(3).any(is_year);
    let words = format!(" {} ", phrase_key(&line.text));
    let printed = catalog.editions().iter().flat_map(|edition| &edition.printed);
    let behind = printed.filter_map(|printed| printed.strip_prefix(|c: char| c.is_ascii_digit()));
    let is_numbered = |behind: &str| (1..10).any(|number| words.contains(&format!(" {number}{behind} ")));
    has_year || behind.into_iter().any(is_numbered)
}

/// Years in which a manual may be of.
const YEARS: std::ops::Range<u32> = 1980..2100;

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
