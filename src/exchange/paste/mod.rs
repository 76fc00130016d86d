//! A laboratory report as copied from a portal or a PDF: which of its lines are results, which need a look, which
//! are not understood, and which are headers, footers and comments.
//!
//! Nothing is guessed: a result without its unit, with a name that only begins like a known one, or with something
//! on its line left over is unsure and says why. Every line that is not blank is in exactly one [`PastedPiece`] or more.
//!
//! A text goes through a lexer, a vote on the language of the sheet, the heads of its tables and reports, the rows
//! and at last the verdict on each; each stage is a file.

mod age;
mod broken_units;
mod column;
mod day_columns;
mod delimited;
mod earlier;
mod edition;
mod entries;
mod furniture;
mod grades;
mod head;
mod item;
mod laboratory;
mod lexer;
mod lexicon;
mod line_results;
mod lines;
mod message_stamps;
mod motility;
mod number;
mod open_row;
mod other_person;
mod pasted;
mod plain_name;
mod printed_day;
mod report_heads;
mod row;
mod row_numbers;
mod row_ranges;
mod row_reader;
mod run_together;
mod sample_day;
mod scan;
mod scan_columns;
mod scan_sites;
mod sheet;
mod sheet_columns;
mod sheet_heads;
mod sheet_rows;
mod site_codes;
mod sperm_number;
mod title;
mod verdict;
mod word_kinds;

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::language::WordRole;
use crate::domain::day::DayOrder;
use crate::domain::id::AnalyteId;
use crate::domain::report::{BodySide, Kind};

pub use age::PrintedAge;
pub use entries::{SheetCheck, SheetEntries};
pub use furniture::Furniture;
pub use head::SheetHead;
pub use lines::plain;
pub use pasted::{PasteContext, Pasted, PastedPiece, PastedResult, PieceMeaning, Unsure};
pub use printed_day::PrintedDay;
pub use sample_day::{NoDay, SampleDay};

use lexer::{SheetLine, SheetToken};
pub(in crate::exchange) use lexicon::SheetLexicon;
use number::SheetDecimal;
use sheet::SheetReader;
use verdict::SheetFacts;

/// How much of a text is read, whichever ends first; what comes after is named as not understood.
const MOST_LINES: usize = 6_000;
/// As many words as that many long lines have.
const MOST_WORDS: usize = 120_000;

/// Reads a pasted text.
pub fn read(text: &str, asked: &PasteContext<'_>) -> Pasted {
    let (mut lines, mut beyond) = lines::of(text, MOST_LINES);
    let count = readable(&lines);
    let unread = lines.split_off(count).into_iter().map(|line| (line.number, line.text));
    beyond.splice(0..0, unread);
    let mut lexicon = SheetLexicon::new(asked.catalog).with_names(asked.names);
    let stamps = message_stamps::leave(&mut lines, lexicon.words);
    lexicon.vote(&lines);
    site_codes::leave(&mut lines, &lexicon);
    run_together::part(&mut lines, &lexicon);
    broken_units::join(&mut lines, &lexicon);
    let at_head = laboratory::at_head(&lines, &lexicon);
    earlier::part(&mut lines, &lexicon);
    let kinds = SheetKinds::of(&lines, &lexicon);
    lexicon.is_semen = asked.kind == Some(Kind::Semen) || kinds.is_semen;
    let laboratories = asked.record.laboratories();
    let language_order = (lexicon.language != 0 && !lexicon.is_english()).then_some(DayOrder::DayFirst);
    let order = printed_day::order_of(&lines, language_order);
    let facts = SheetFacts {
        asked: *asked,
        laboratories: &laboratories,
        lexicon: &lexicon,
        mark: SheetDecimal::of(&lines, lexicon.language_mark()),
        order,
        is_semen: lexicon.is_semen,
        is_scan: kinds.is_scan,
    };
    let mut reader = SheetReader::new(facts, laboratory::known(&lines, &laboratories));
    reader.heads.offered.extend(stamps.iter().map(|day| day.in_order(order)));
    reader.read(&lines);
    let language = lexicon.language.checked_ilog2().and_then(|at| lexicon.words.languages.get(at as usize));
    let mut pasted = Pasted {
        reports: reader.heads.heads,
        offered: reader.heads.offered,
        is_of_woman: reader.heads.is_of_woman,
        language: language.map(|language| language.name.as_str()),
        pieces: reader.pieces,
    };
    for line in beyond {
        let why = format!("the text is too long; only its first {count} lines are read");
        let (line, text) = line;
        pasted.pieces.push(PastedPiece { line, to: line, text, report: 0, is: PieceMeaning::Unknown(why) });
    }
    if lexicon.is_semen {
        pasted.take_edition(&lines, asked.catalog);
    }
    pasted.take_laboratory(at_head);
    pasted.reports.iter_mut().for_each(|head| head.sampled.settle(asked.today));
    pasted.leave_sentences(&lexicon);
    pasted.compare();
    pasted.settle_sperm_number(asked.catalog);
    pasted.leave_bare_names();
    pasted.drop_empty_reports();
    pasted
}

/// How many of the lines are read.
fn readable(lines: &[SheetLine]) -> usize {
    let mut words = 0;
    let fits = |line: &&SheetLine| {
        words += line.tokens.len();
        words <= MOST_WORDS
    };
    lines.iter().take(MOST_LINES).take_while(fits).count()
}

/// Three results that together stand on a semen analysis alone.
const SPERM_MOVEMENTS: [&str; 3] = ["progressive-motility", "non-progressive-motility", "immotile"];

/// So many results that no other kind of report has say that a text is about semen, in whatever language its title is.
const FEWEST_OF_SEMEN: usize = 2;

/// What a text is about.
struct SheetKinds {
    is_semen: bool,
    is_scan: bool,
}

impl SheetKinds {
    fn of(lines: &[SheetLine], lexicon: &SheetLexicon<'_>) -> Self {
        let (mut is_semen, mut is_scan) = (false, false);
        let mut of_sperm: BTreeSet<&str> = BTreeSet::new();
        let mut of_semen_alone: BTreeSet<&str> = BTreeSet::new();
        for line in lines {
            let mut at = 0;
            while at < line.tokens.len() {
                is_semen |= lexicon.words.semen.speak(&line.tokens[at].key);
                if let Some((_, entry)) = lexicon.name_at(&line.tokens[at..]) {
                    let ids = entry.analytes.iter().map(|analyte| analyte.id.as_str());
                    of_sperm.extend(ids.clone().filter(|id| SPERM_MOVEMENTS.contains(id)));
                    let is_of_semen = entry.analytes.iter().all(|analyte| analyte.kind == Kind::Semen);
                    of_semen_alone.extend(ids.take(1).filter(|_| is_of_semen && !entry.is_everyday));
                }
                let Some((count, roles)) = lexicon.roles_at(&line.tokens[at..]) else {
                    at += 1;
                    continue;
                };
                is_semen |= roles.contains(&WordRole::Semen);
                is_scan |= roles.iter().any(|role| {
                    matches!(role, WordRole::Scan | WordRole::Bmd | WordRole::TScore | WordRole::ZScore)
                });
                // `DXA scan of` is a label, and says what it is of all the same.
                let says_scan = |token: &SheetToken| lexicon.roles(&token.phrase).contains(&WordRole::Scan);
                is_scan |= line.tokens[at..at + count].iter().any(says_scan);
                at += count;
            }
        }
        // The print of a counting machine may name no sperm and yet how they move.
        is_semen |= of_sperm.len() == SPERM_MOVEMENTS.len() || of_semen_alone.len() >= FEWEST_OF_SEMEN;
        Self { is_semen, is_scan }
    }
}

/// Whether a text begins with a word and a colon that name no analyte: `Interpretation: Prolactin above 100 ng/mL …`.
fn begins_with_label(text: &str, lexicon: &SheetLexicon<'_>) -> bool {
    text.split_once(':').is_some_and(|(label, _)| {
        let is_word = label.split_whitespace().count() <= 2 && label.chars().all(|c| !c.is_ascii_digit());
        is_word && lexicon.named(label).is_none()
    })
}

impl Pasted {
    /// What is said about the report a piece belongs to.
    pub fn head(&self, piece: &PastedPiece) -> &SheetHead {
        &self.reports[piece.report]
    }

    /// The results with their pieces, in order.
    pub fn results(&self) -> impl Iterator<Item = (&PastedPiece, &PastedResult)> {
        self.pieces.iter().filter_map(|piece| match &piece.is {
            PieceMeaning::Result(found) => Some((piece, &**found)),
            _ => None,
        })
    }

    /// Takes the laboratory that is named without a label, where none is named with one.
    fn take_laboratory(&mut self, unlabelled: Option<(usize, String)>) {
        let Some((line, name)) = unlabelled else { return };
        if self.reports.iter().all(|head| head.laboratory.is_none()) {
            self.reports.iter_mut().for_each(|head| head.laboratory = Some(name.clone()));
            let of_line = self.pieces.iter_mut().filter(|piece| piece.line == line);
            for piece in of_line.filter(|piece| matches!(piece.is, PieceMeaning::Unknown(_))) {
                piece.is = PieceMeaning::Furniture(Furniture::Header);
            }
        }
    }

    /// The same value printed twice is one result; two values of one analyte in one report need a look.
    fn compare(&mut self) {
        let mut first: BTreeMap<(usize, AnalyteId, Option<bool>), usize> = BTreeMap::new();
        for at in 0..self.pieces.len() {
            let (before, rest) = self.pieces.split_at_mut(at);
            let Some(piece) = rest.first_mut() else { return };
            let PieceMeaning::Result(found) = &mut piece.is else { continue };
            // What may be something else says nothing against what is certain.
            let is_other = |doubt: &Unsure| {
                matches!(
                    doubt,
                    Unsure::Name { .. } | Unsure::NoValue(_) | Unsure::Sample(_) | Unsure::Earlier
                )
            };
            if found.doubts.iter().any(is_other) {
                continue;
            }
            let side = found.side.map(|side| side == BodySide::Right);
            let key = (piece.report, found.analyte.clone(), side);
            let place = *first.entry(key).or_insert(at);
            let Some(other_piece) = before.get_mut(place) else { continue };
            let PieceMeaning::Result(other) = &mut other_piece.is else { continue };
            if other.read == found.read && found.doubts.is_empty() && other.doubts.is_empty() {
                piece.is = PieceMeaning::Furniture(Furniture::Repeat(other_piece.line));
            } else {
                // Where there are many, one of them is enough to know.
                if !other.doubts.iter().any(|doubt| matches!(doubt, Unsure::Twice(_))) {
                    other.doubts.push(Unsure::Twice(piece.line));
                }
                found.doubts.push(Unsure::Twice(other_piece.line));
            }
        }
    }

    /// A doubtful number in a sentence is none where the analyte has its value elsewhere, and one in a unit of another scale
    /// is named and not asked about: `HbA1c 34 mmol/mol` beside `HbA1c 5.2 %`.
    fn leave_sentences(&mut self, lexicon: &SheetLexicon<'_>) {
        let sure: Vec<(usize, AnalyteId)> = self
            .results()
            .filter(|(_, found)| found.doubts.is_empty())
            .map(|(piece, found)| (piece.report, found.analyte.clone()))
            .collect();
        for at in 0..self.pieces.len() {
            let piece = &self.pieces[at];
            let PieceMeaning::Result(found) = &piece.is else { continue };
            let is_known = sure.contains(&(piece.report, found.analyte.clone()));
            if let [Unsure::OtherUnit(why)] = found.doubts.as_slice()
                && is_known
            {
                self.pieces[at].is = PieceMeaning::Unknown(why.clone());
                continue;
            }
            let beside = [at.checked_sub(1), Some(at + 1)]
                .into_iter()
                .flatten()
                .filter_map(|near| self.pieces.get(near));
            let in_text =
                beside.filter(|near| near.to + 1 >= piece.line && near.line <= piece.to + 1).any(|near| {
                    matches!(near.is, PieceMeaning::Furniture(Furniture::Comment | Furniture::Words))
                });
            let joints = lexicon.joints(&piece.text);
            let is_remark = found.doubts.iter().any(|doubt| matches!(doubt, Unsure::LeftOver(_)))
                && begins_with_label(&piece.text, lexicon);
            if !found.doubts.is_empty() && is_known && (in_text && joints >= 1 || joints >= 2 || is_remark) {
                self.pieces[at].is = PieceMeaning::Furniture(Furniture::Comment);
            }
        }
    }

    /// A name without a value is a heading where the analyte has its value elsewhere, and “Motility” where its parts do.
    fn leave_bare_names(&mut self) {
        let has_value = |found: &PastedResult| found.read.is_some();
        let valued: Vec<AnalyteId> = self
            .results()
            .filter(|(_, found)| has_value(found))
            .map(|(_, found)| found.analyte.clone())
            .collect();
        let is_valued = |id: &str| valued.iter().any(|known| &**known == id);
        for piece in &mut self.pieces {
            let PieceMeaning::Result(found) = &piece.is else { continue };
            let is_bare = found.doubts.iter().any(|doubt| matches!(doubt, Unsure::NoValue(_)));
            let heads_parts =
                &*found.analyte == "total-motility" && SPERM_MOVEMENTS.iter().any(|part| is_valued(part));
            let has_digits = piece.text.contains(|c: char| c.is_ascii_digit());
            // That it was complete says nothing of how long it took.
            let is_no_time = &*found.analyte == "liquefaction-time" && !has_digits;
            if is_bare && (heads_parts || is_no_time || is_valued(&found.analyte)) {
                piece.is =
                    PieceMeaning::Furniture(if has_digits { Furniture::Comment } else { Furniture::Words });
            }
        }
    }

    /// Heads that no line belongs to go; the first one stays.
    fn drop_empty_reports(&mut self) {
        let has_result = |at: usize| self.results().any(|(piece, _)| piece.report == at);
        let kept: Vec<usize> = (0..self.reports.len()).filter(|at| has_result(*at)).collect();
        if kept.is_empty() {
            self.reports.truncate(1);
            self.pieces.iter_mut().for_each(|piece| piece.report = 0);
            return;
        }
        for piece in &mut self.pieces {
            piece.report = kept.iter().rposition(|at| *at <= piece.report).unwrap_or(0);
        }
        self.reports = kept.into_iter().map(|at| self.reports[at].clone()).collect();
    }
}
