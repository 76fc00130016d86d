//! What is read from a pasted text: its reports, and what became of each of its lines.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::furniture::Furniture;
use super::head::SheetHead;
use super::printed_day::PrintedDay;
use super::sample_day::{NoDay, SampleDay};
use crate::catalog::Catalog;
use crate::domain::day::DayOrder;
use crate::domain::id::AnalyteId;
use crate::domain::interval::Interval;
use crate::domain::method::Method;
use crate::domain::quantity::{Quantity, UnitCode, shown_unit};
use crate::domain::record::Record;
use crate::domain::report::{BodySide, Kind, Observation, Value};
use crate::exchange::typed::ValueDoubt;

/// What a pasted text is read against.
#[derive(Clone, Copy, Debug)]
pub struct PasteContext<'a> {
    pub catalog: &'a Catalog,
    /// The kind of report that is wanted; none takes every kind.
    pub kind: Option<Kind>,
    /// Dates without a year are read back from it.
    pub today: NaiveDate,
    /// Names the user gave analytes for sheets like this one: the name as printed, and the analyte.
    pub names: &'a BTreeMap<String, String>,
    /// What is stored: it knows laboratories by name, and the units they were confirmed to use.
    pub record: &'a Record,
}

/// A pasted text, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Pasted {
    /// What is said about each report in the text: of another day, laboratory or specimen. Never empty.
    pub reports: Vec<SheetHead>,
    /// Days that stand in the text and of which nothing says that the sample is of them.
    pub offered: Vec<PrintedDay>,
    /// Whether it says that the patient is a woman.
    pub is_of_woman: bool,
    /// The language the sheet is in, where its words tell: `German`.
    pub language: Option<&'static str>,
    /// Every line that is not blank, in order.
    pub pieces: Vec<PastedPiece>,
}

/// One or more lines, or a part of a line, and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct PastedPiece {
    /// The first line, counted from 1.
    pub line: usize,
    pub to: usize,
    /// The text as it stands there, safe to print.
    pub text: String,
    /// Which of the reports it belongs to.
    pub report: usize,
    pub is: PieceMeaning,
}

/// What a piece of a pasted text is.
#[derive(Clone, Debug, PartialEq)]
pub enum PieceMeaning {
    /// A result; sure when nothing is doubtful about it.
    Result(Box<PastedResult>),
    /// Not understood, and why.
    Unknown(String),
    /// No result at all.
    Furniture(Furniture),
}

/// A result as it stands on the report.
#[derive(Clone, Debug, PartialEq)]
pub struct PastedResult {
    /// What was measured; the likeliest one when the name is in doubt.
    pub analyte: AnalyteId,
    /// The value as it would be typed: `<5.0`, `not detected`; empty when none stands there.
    pub value: String,
    /// What will be stored; none while the number or the unit is in doubt.
    pub read: Option<Value>,
    /// Code of the unit printed on the line.
    pub unit: Option<UnitCode>,
    /// The laboratory's own interval.
    pub range: Option<Interval>,
    /// The laboratory's own flag: `H`, `L`, `A`.
    pub flag: Option<String>,
    /// How it was measured, where the line says so; of DNA fragmentation the assay.
    pub method: Option<Method>,
    /// The side of a hip.
    pub side: Option<BodySide>,
    /// That the value is rare, where it is: it is stored and named all the same.
    pub unusual: Option<ValueDoubt>,
    /// Why it needs a look; empty when it is sure.
    pub doubts: Vec<Unsure>,
}

impl PastedResult {
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
        Some(self.with_value(value))
    }

    /// The result with a value that the user gave for it: what was sure of its line stays.
    pub fn with_value(&self, value: Value) -> Observation {
        let how = self.method.clone();
        let (assay, method) = if &*self.analyte == "dfi" { (how, None) } else { (None, how) };
        Observation {
            reference: self.range.clone().map(Into::into),
            flag: self.flag.clone(),
            method,
            assay,
            side: self.side,
            ..Observation::new(self.analyte.clone(), value)
        }
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
    #[error("“{printed}” is not a known name; perhaps {}", perhaps.join(", "))]
    Name {
        printed: String,
        /// Ids of the analytes it may mean.
        perhaps: Vec<String>,
    },
    /// The name is known, and no value stands beside it.
    #[error("{0} has no value here")]
    NoValue(String),
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
    /// Likely another unit's, or impossible.
    #[error("{0}")]
    Value(String),
    /// Words on the line that nothing is made of.
    #[error("left over: {0}")]
    LeftOver(String),
    /// The analyte has another value elsewhere in the text.
    #[error("line {0} has another value of it")]
    Twice(usize),
    /// In a table with a column for each day it does not show which day the value is of.
    #[error("its columns do not stand below their days")]
    Column,
    /// The line names another specimen than its report.
    #[error("the sample is {0}, and the report is of another specimen")]
    Sample(&'static str),
    /// A sentence tells of it as of an earlier result.
    #[error("it is told of as an earlier result, without its day")]
    Earlier,
}

/// How long before the newest day of a text a day may lie and still be that of its sample.
const MOST_DAYS: i64 = 400;

impl Pasted {
    /// The day of a report: the one that is given, else the one it names plainly. Of several reports in one text each
    /// keeps the day it names.
    pub fn day_of_sample(&self, head: &SheetHead, given: Option<NaiveDate>) -> Result<NaiveDate, NoDay> {
        let several = self.reports.len() > 1;
        match (&head.sampled, given) {
            (SampleDay::On(day), Some(_)) if several => Ok(*day),
            (SampleDay::Either(text, a, b), Some(given)) if several => match self.order_of(given) {
                Some(DayOrder::DayFirst) => Ok(*a),
                Some(DayOrder::MonthFirst) => Ok(*b),
                None => Err(NoDay::Either(text.clone(), *a, *b)),
            },
            (_, Some(given)) => Ok(given),
            (SampleDay::On(day), None) => Ok(*day),
            (SampleDay::Either(text, a, b), None) => Err(NoDay::Either(text.clone(), *a, *b)),
            (SampleDay::Unsaid, None) => Err(NoDay::Unsaid(self.days_offered())),
        }
    }

    /// The order of day and month by which a given day is one that a report of the text names: it holds for all of them.
    fn order_of(&self, given: NaiveDate) -> Option<DayOrder> {
        self.reports.iter().find_map(|head| match head.sampled {
            SampleDay::Either(_, day, _) if day == given => Some(DayOrder::DayFirst),
            SampleDay::Either(_, _, day) if day == given => Some(DayOrder::MonthFirst),
            _ => None,
        })
    }

    /// Days in the text that may be that of the sample, though nothing says so; the earliest first. A birthday is none.
    pub fn days_offered(&self) -> Vec<NaiveDate> {
        let on = |day: &PrintedDay| if let PrintedDay::On(day) = day { Some(*day) } else { None };
        let mut days: Vec<NaiveDate> = self.offered.iter().filter_map(on).collect();
        days.sort_unstable();
        days.dedup();
        let newest = days.last().copied();
        days.retain(|day| newest.is_some_and(|newest| (newest - *day).num_days() < MOST_DAYS));
        days
    }
}
