//! A laboratory report as copied from a portal or a PDF: which of its lines are results, which need a look, which
//! are not understood, and which are headers, footers and comments.
//!
//! Nothing is guessed: a result without its unit, with a name that only begins like a known one, or with something
//! on its line left over is unsure and says why. Every line that is not blank is in exactly one [`Piece`] or more.

mod furniture;
mod head;
mod made;
mod name;
mod result;
mod scan;
mod table;
mod tail;
mod token;
mod words;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::catalog::Catalog;
use crate::domain::id::AnalyteId;
use crate::domain::interval::Interval;
use crate::domain::method::Method;
use crate::domain::quantity::{Quantity, shown_unit};
use crate::domain::report::{Kind, Observation, Side, Value};

pub use furniture::Furniture;
pub use head::{Head, Sampled};
pub use words::plain;

/// What a pasted text is read against.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Names and units.
    pub catalog: &'a Catalog,
    /// The kind of report that is wanted; none takes every kind.
    pub kind: Option<Kind>,
    /// Dates without a year are read back from it.
    pub today: NaiveDate,
    /// Laboratories whose names are known, as they are written in the log.
    pub laboratories: &'a [String],
}

/// A pasted text, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Pasted {
    /// What is said about each report in the text: of another day, laboratory or specimen. Never empty.
    pub reports: Vec<Head>,
    /// Every line that is not blank, in order.
    pub pieces: Vec<Piece>,
}

/// One or more lines, or a part of a line, and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// The first line, counted from 1.
    pub line: usize,
    /// The last line.
    pub to: usize,
    /// The text as it stands there, safe to print.
    pub text: String,
    /// Which of the reports it belongs to.
    pub report: usize,
    /// What it is.
    pub is: Is,
}

/// What a piece of a pasted text is.
#[derive(Clone, Debug, PartialEq)]
pub enum Is {
    /// A result; sure when nothing is doubtful about it.
    Result(Box<Found>),
    /// Not understood, and why.
    Unknown(String),
    /// No result at all.
    Furniture(Furniture),
}

/// A result as it stands on the report.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What was measured; the likeliest one when the name is in doubt.
    pub analyte: AnalyteId,
    /// The value as it would be typed: `<5.0`, `not detected`.
    pub value: String,
    /// What will be stored; none while the number or the unit is in doubt.
    pub read: Option<Value>,
    /// Code of the unit printed on the line.
    pub unit: Option<Box<str>>,
    /// The laboratory's own interval.
    pub range: Option<Interval>,
    /// The laboratory's own flag: `H`, `L`, `A`.
    pub flag: Option<String>,
    /// How it was measured, where the line says so; of DNA fragmentation the assay.
    pub method: Option<Method>,
    /// The side of a hip.
    pub side: Option<Side>,
    /// The day, where the line itself has one.
    pub day: Option<String>,
    /// Why it needs a look; empty when it is sure.
    pub doubts: Vec<Unsure>,
}

impl Found {
    /// The value with its unit, as it would be typed.
    pub fn typed(&self) -> String {
        match self.unit.as_deref().map(shown_unit) {
            None | Some("") => self.value.clone(),
            Some(unit) => format!("{} {unit}", self.value),
        }
    }

    /// The result to store, when it is sure.
    pub fn observation(&self) -> Option<Observation> {
        let value = self.read.clone().filter(|_| self.doubts.is_empty())?;
        let how = self.method.clone();
        let (assay, method) = if &*self.analyte == "dfi" { (how, None) } else { (None, how) };
        Some(Observation {
            reference: self.range.clone(),
            flag: self.flag.clone(),
            method,
            assay,
            side: self.side,
            ..Observation::new(self.analyte.clone(), value)
        })
    }

    /// The number with its unit, when both were read.
    pub fn quantity(&self) -> Option<&Quantity> {
        match &self.read {
            Some(Value::Number(quantity)) => Some(quantity),
            _ => None,
        }
    }
}

/// Why a pasted result needs a look.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsure {
    /// The name only begins like a known one.
    #[error("“{printed}” is no name known here; perhaps {}", perhaps.join(", "))]
    Name {
        /// As printed.
        printed: String,
        /// Ids of the analytes it may mean.
        perhaps: Vec<String>,
    },
    /// No unit stands on the line.
    #[error("the unit is missing: {0}")]
    NoUnit(String),
    /// A unit the analyte is not measured in.
    #[error("{0}")]
    OtherUnit(String),
    /// More than one unit stands on the line.
    #[error("two units: {0}")]
    TwoUnits(String),
    /// More than one number could be the value.
    #[error("more than one number: {0}")]
    TwoNumbers(String),
    /// The number is none.
    #[error("{0}")]
    Number(String),
    /// The result is in words.
    #[error("{0}")]
    Words(String),
    /// The interval is none.
    #[error("{0}")]
    Range(String),
    /// Rare, another unit's, or impossible.
    #[error("{0}")]
    Value(String),
    /// Words on the line that nothing is made of.
    #[error("left over: {0}")]
    LeftOver(String),
    /// The analyte has another value elsewhere in the text.
    #[error("line {0} has another value of it")]
    Twice(usize),
    /// The line has a day of its own that is not the report's.
    #[error("it is of {0}, the report of another day")]
    OtherDay(String),
}

/// How much of a text is read, whichever ends first; what comes after is named as not understood.
const MOST_LINES: usize = 2_000;
/// As many words as that many long lines have.
const MOST_WORDS: usize = 40_000;

/// Reads a pasted text.
pub fn read(text: &str, asked: &Asked<'_>) -> Pasted {
    let mut lines = words::lines(text);
    let count = readable(&lines);
    let beyond = lines.split_off(count);
    let head = head::read(&lines, asked);
    let mut pieces = result::pieces(&table::in_order(&lines, asked), asked);
    for line in beyond {
        let why = format!("the text is too long; only its first {count} lines are read");
        pieces.push(Piece {
            line: line.number,
            to: line.number,
            text: line.text,
            report: 0,
            is: Is::Unknown(why),
        });
    }
    remarks(&mut pieces);
    other_days(&mut pieces, &head);
    compare(&mut pieces);
    Pasted { reports: vec![head], pieces }
}

/// How many of the lines are read.
fn readable(lines: &[words::Line]) -> usize {
    let mut words = 0;
    let fits = |line: &&words::Line| {
        words += line.words.len();
        words <= MOST_WORDS
    };
    lines.iter().take(MOST_LINES).take_while(fits).count()
}

impl Pasted {
    /// What is said about the report a piece belongs to.
    pub fn head(&self, piece: &Piece) -> &Head {
        &self.reports[piece.report]
    }

    /// The results with their pieces, in order.
    pub fn results(&self) -> impl Iterator<Item = (&Piece, &Found)> {
        self.pieces.iter().filter_map(|piece| match &piece.is {
            Is::Result(found) => Some((piece, &**found)),
            _ => None,
        })
    }
}

/// Words beside a result that no other line repeats are a remark on it, and it needs a look.
fn remarks(pieces: &mut Vec<Piece>) {
    let remark = Is::Furniture(Furniture::Remark);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for piece in pieces.iter().filter(|piece| piece.is == remark) {
        *seen.entry(piece.text.to_lowercase()).or_default() += 1;
    }
    let is_column = |text: &str| {
        let text = text.to_lowercase();
        seen.get(&text).is_some_and(|count| *count > 1) && !text.starts_with("see ")
    };
    let mut kept: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces.drain(..) {
        match kept.last_mut().map(|before| &mut before.is) {
            Some(Is::Result(found)) if piece.is == remark && !is_column(&piece.text) => {
                found.doubts.push(Unsure::LeftOver(piece.text));
            }
            _ => kept.push(piece),
        }
    }
    *pieces = kept;
}

/// Results whose own day is not the report's.
fn other_days(pieces: &mut [Piece], head: &Head) {
    for piece in pieces {
        let Is::Result(found) = &mut piece.is else { continue };
        if let Some(day) = found.day.clone().filter(|day| head.is_another_day(day)) {
            found.doubts.push(Unsure::OtherDay(day));
        }
    }
}

/// The same value printed twice is one result; two values of one analyte need a look.
fn compare(pieces: &mut [Piece]) {
    let mut first: BTreeMap<(AnalyteId, bool), usize> = BTreeMap::new();
    for at in 0..pieces.len() {
        let (before, rest) = pieces.split_at_mut(at);
        let Some(piece) = rest.first_mut() else { return };
        let Is::Result(found) = &mut piece.is else { continue };
        // What may be something else, or of another day, says nothing against what is certain.
        let is_other = |doubt: &Unsure| matches!(doubt, Unsure::OtherDay(_) | Unsure::Name { .. });
        if found.doubts.iter().any(is_other) {
            continue;
        }
        let place = *first.entry((found.analyte.clone(), found.side == Some(Side::Right))).or_insert(at);
        let Some(other_piece) = before.get_mut(place) else { continue };
        let Is::Result(other) = &mut other_piece.is else { continue };
        if other.read == found.read && found.doubts.is_empty() && other.doubts.is_empty() {
            piece.is = Is::Furniture(Furniture::Repeat(other_piece.line));
        } else {
            // Where there are many, one of them is enough to know.
            if !other.doubts.iter().any(|doubt| matches!(doubt, Unsure::Twice(_))) {
                other.doubts.push(Unsure::Twice(piece.line));
            }
            found.doubts.push(Unsure::Twice(other_piece.line));
        }
    }
}
