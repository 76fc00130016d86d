//! A result as it stands on a sheet: a name with everything that is printed beside it.

use std::ops::Range;

use chrono::NaiveTime;

use super::age::AgeSpan;
use super::number::{PrintedNumber, PrintedRange};
use super::printed_day::PrintedDay;

use crate::catalog::language::WordRole;
use crate::domain::analyte::Analyte;

/// A number that may be the value, with its unit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ValueReading {
    pub number: PrintedNumber,
    /// Code of the unit right behind it; empty for one that is none of ours.
    pub unit: Option<(String, String)>,
    /// The day in the head of its column.
    pub day: Option<PrintedDay>,
    /// Whether it stands in a column of results.
    pub in_column: bool,
    /// The flag behind it, where its column has a day.
    pub flag: Option<&'static str>,
}

/// A name as printed, and what it means.
#[derive(Clone, Debug, Default)]
pub(super) struct RowName<'a> {
    /// What it may mean; empty for a thing that is not kept.
    pub analytes: Vec<&'a Analyte>,
    pub is_everyday: bool,
    pub printed: String,
    /// Its last letter is a comma: it goes on.
    pub goes_on: bool,
    /// Whether it begins the line.
    pub from_start: bool,
    /// The line above that it begins on, and its text.
    pub begun_above: Option<(usize, String)>,
}

/// How and in what something was measured, where its line says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct HowMeasured {
    pub method: Option<&'static str>,
    pub specimen: Option<WordRole>,
    pub is_calculated: bool,
}

impl HowMeasured {
    /// Takes from another line what is not said here.
    pub fn fill(&mut self, other: &Self) {
        self.method = self.method.or(other.method);
        self.specimen = self.specimen.or(other.specimen);
        self.is_calculated |= other.is_calculated;
    }
}

/// A name and everything beside it.
#[derive(Clone, Debug, Default)]
pub(super) struct RowReading<'a> {
    pub name: Option<RowName<'a>>,
    /// Words before the value that nothing is made of.
    pub beside_name: Vec<String>,
    pub values: Vec<ValueReading>,
    /// A result in words.
    pub words: Option<(WordRole, String)>,
    pub ranges: Vec<RangeReading>,
    /// Units in brackets behind the name, or in a column of their own.
    pub units: Vec<(String, String)>,
    pub flag: Option<&'static str>,
    pub how: HowMeasured,
    /// Words behind the value that nothing is made of.
    pub left_over: Vec<String>,
    /// The day in its line, with the time behind it.
    pub sampled: Option<(PrintedDay, Option<NaiveTime>)>,
    /// The tokens it takes of those of the line.
    pub tokens: Range<usize>,
    /// Whether it says of a range that it is not his: of women, of a stage.
    pub of_others: bool,
    /// Whether it says “normal”, “high” or the like.
    pub is_in_words: bool,
}

impl<'a> RowReading<'a> {
    /// What the name may mean.
    pub fn analytes(&self) -> &[&'a Analyte] {
        self.name.as_ref().map_or(&[], |name| &name.analytes)
    }

    /// The name as printed.
    pub fn printed(&self) -> &str {
        self.name.as_ref().map_or("", |name| &name.printed)
    }

    /// Whether a value stands in it, as a number or in words.
    pub fn has_value(&self) -> bool {
        !self.values.is_empty() || self.words.is_some()
    }

    /// Whether the name stands with nothing unknown beside it.
    pub fn is_clean(&self) -> bool {
        self.beside_name.is_empty()
    }

    /// Whether there is nothing but a range, a unit, a flag.
    pub fn is_only_beside(&self) -> bool {
        self.name.is_none() && !self.has_value() && self.beside_name.is_empty() && self.left_over.is_empty()
    }

    /// Whether a range, a unit or a flag stands in it.
    pub fn adds(&self) -> bool {
        !self.ranges.is_empty() || !self.units.is_empty() || self.flag.is_some()
    }
}

/// A range with what it is of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RangeReading {
    pub range: PrintedRange,
    pub unit: Option<(String, String)>,
    /// Whether the line says that it is of men.
    pub of_men: bool,
    /// The ages that stand beside it.
    pub ages: Option<AgeSpan>,
    /// Whether it stands below the head of a reference.
    pub in_column: bool,
    /// How many values stand before it, those in another unit too.
    pub behind: usize,
}

impl RangeReading {
    /// How much speaks for it as the range of the first value: where it stands, then whose it is, then its column.
    const fn claim(&self, is_age_known: bool) -> [bool; 4] {
        [self.behind <= 1, self.of_men, is_age_known && self.ages.is_some(), self.in_column]
    }

    /// Whether it may be that of a man of this age.
    fn may_be_his(&self, years: Option<u32>) -> bool {
        years.zip(self.ages).is_none_or(|(years, ages)| ages.holds(years))
    }
}

/// Of the ranges of a row in the unit of its first value, and for the age of the man where it is known, those for which
/// most speaks.
pub(super) fn ranges_of_value(
    ranges: &[RangeReading],
    years: Option<u32>,
    has_its_unit: impl Fn(&RangeReading) -> bool,
) -> Vec<&RangeReading> {
    let fits = |range: &&RangeReading| has_its_unit(range) && range.may_be_his(years);
    let mut fitting: Vec<&RangeReading> = ranges.iter().filter(fits).collect();
    let claim = |range: &RangeReading| range.claim(years.is_some());
    let most = fitting.iter().map(|range| claim(range)).max();
    fitting.retain(|range| Some(claim(range)) == most);
    fitting
}
