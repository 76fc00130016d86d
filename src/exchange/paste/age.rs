//! How old a sheet says the man is, and the ages that a range is for.

use chrono::NaiveDate;

use super::lexer::{SheetToken, TokenShape};
use super::lexicon::SheetLexicon;
use super::number::{PrintedNumber, PrintedRange};
use crate::catalog::language::WordRole;
use crate::domain::quantity::Comparator;

/// What a report says of his age: the years, or the day of his birth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PrintedAge {
    years: Option<u32>,
    born: Option<NaiveDate>,
}

impl PrintedAge {
    /// The age on the day of a sample.
    pub fn on(self, day: Option<NaiveDate>) -> Option<u32> {
        let counted = self.born.zip(day).and_then(|(born, day)| day.years_since(born));
        counted.or(self.years)
    }

    /// The day of his birth.
    pub(super) fn born_on(day: NaiveDate) -> Self {
        Self { born: Some(day), ..Self::default() }
    }

    /// The years behind a label: `41 Y / M`, `M / 41`.
    pub(super) fn in_years(tokens: &[SheetToken]) -> Self {
        let at = tokens.iter().position(|token| token.shape == TokenShape::Number);
        // `030784-1234` and `112 345 678` are numbers of a person.
        let goes_on = |at: usize| {
            let next = tokens.get(at + 1);
            next.is_some_and(|next| matches!(next.shape, TokenShape::Number | TokenShape::Dash))
        };
        let years = at.filter(|at| !goes_on(*at)).and_then(|at| tokens[at].text.parse().ok());
        Self { years: years.filter(|years| (1..=MOST_YEARS).contains(years)), born: None }
    }

    /// Takes from another line what is not known yet.
    pub(super) fn fill(&mut self, other: Self) {
        self.years = self.years.or(other.years);
        self.born = self.born.or(other.born);
    }
}

/// What stands behind a name from the years on, where the word for them follows: `(34Y/M)`.
pub(super) fn age_beside_name<'t>(
    tokens: &'t [SheetToken],
    lexicon: &SheetLexicon<'_>,
) -> Option<&'t [SheetToken]> {
    let is_age = |token: &SheetToken| {
        let word = token.phrase.split(' ').next().unwrap_or_default();
        lexicon.words.roles(word).iter().any(|(role, _)| *role == WordRole::Age)
    };
    let is_told = |pair: &[SheetToken]| pair[0].shape == TokenShape::Number && is_age(&pair[1]);
    Some(&tokens[tokens.windows(2).position(is_told)?..])
}

/// More years than any man has lived.
const MOST_YEARS: u32 = 120;

/// The ages a range is for; with neither end they were not read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct AgeSpan {
    from: Option<u32>,
    to: Option<u32>,
}

impl AgeSpan {
    /// Ages that are printed as a range: `20-49`.
    pub fn of_range(range: &PrintedRange) -> Self {
        let years = |limit: &Option<PrintedNumber>| limit.as_ref()?.digits.parse().ok();
        let (from, to) = (years(&range.low), years(&range.high));
        let is_read = range.low.is_some() == from.is_some() && range.high.is_some() == to.is_some();
        if is_read { Self { from, to } } else { Self::default() }
    }

    /// Ages that are printed as a bound: `> 50`, `<20`.
    pub fn of_number(number: &PrintedNumber) -> Self {
        let years: Option<u32> = number.digits.parse().ok();
        match number.comparator {
            Comparator::Above => Self { from: years.map(|years| years + 1), to: None },
            Comparator::AtLeast => Self { from: years, to: None },
            Comparator::Below => Self { from: None, to: years.and_then(|years| years.checked_sub(1)) },
            Comparator::AtMost => Self { from: None, to: years },
            Comparator::Equal => Self::default(),
        }
    }

    /// Whether he is in it with so many years.
    pub fn holds(self, years: u32) -> bool {
        self != Self::default()
            && self.from.is_none_or(|from| from <= years)
            && self.to.is_none_or(|to| years <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::paste::lexer::SheetLine;

    #[test]
    fn the_age_is_the_number_behind_its_label_and_no_number_of_a_person() {
        for (text, years) in [
            ("41 Y / M", Some(41)),
            ("M / 41", Some(41)),
            ("38 Y 4 M/M", Some(38)),
            ("112 345 678", None),
            ("030784-1234", None),
            ("male", None),
        ] {
            let age = PrintedAge::in_years(&SheetLine::new(1, text).tokens);
            assert_eq!(age.on(None), years, "{text}");
        }
    }

    #[test]
    fn a_man_is_in_the_ages_of_a_range_up_to_both_ends_and_in_none_that_were_not_read() {
        let number = |comparator, digits: &str| PrintedNumber {
            comparator,
            digits: digits.to_owned(),
            ..PrintedNumber::default()
        };
        let plain = |digits| Some(number(Comparator::Equal, digits));
        let span = |low, high| AgeSpan::of_range(&PrintedRange { low, high });
        for (span, ages) in [
            (span(plain("20"), plain("49")), [false, true, true, false]),
            (span(plain("50"), None), [false, false, false, true]),
            (span(plain("20"), plain("4.9")), [false; 4]),
            (AgeSpan::of_number(&number(Comparator::Above, "49")), [false, false, false, true]),
            (AgeSpan::of_number(&number(Comparator::Above, "50")), [false; 4]),
            (AgeSpan::of_number(&number(Comparator::Below, "49")), [true, true, false, false]),
            (AgeSpan::of_number(&number(Comparator::Equal, "49")), [false; 4]),
        ] {
            assert_eq!([19, 20, 49, 50].map(|years| span.holds(years)), ages, "{span:?}");
        }
    }
}
