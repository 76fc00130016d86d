//! Which day the sample of a report was taken on: one behind its label, or one in the results' own lines. Printed,
//! received, reported and birth days are offered, never taken.

use chrono::NaiveDate;

use super::printed_day::PrintedDay;

/// The day of the sample, as far as a report tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SampleDay {
    #[default]
    Unsaid,
    On(NaiveDate),
    /// `03/04/2026`, which is one of two days.
    Either(String, NaiveDate, NaiveDate),
}

/// Nothing says plainly which day the sample of a report is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoDay {
    /// The day as printed can be read in two ways.
    Either(String, NaiveDate, NaiveDate),
    /// Days that stand in the text and of which nothing says that the sample is of them.
    Unsaid(Vec<NaiveDate>),
}

impl NoDay {
    /// The days that may be it.
    pub fn offered(&self) -> Vec<NaiveDate> {
        match self {
            Self::Either(_, a, b) => vec![*a, *b],
            Self::Unsaid(offered) => offered.clone(),
        }
    }
}

impl From<PrintedDay> for SampleDay {
    fn from(day: PrintedDay) -> Self {
        match day {
            PrintedDay::On(day) => Self::On(day),
            PrintedDay::Either(text, a, b) => Self::Either(text, a, b),
        }
    }
}

impl SampleDay {
    /// No sample is taken tomorrow: of two days of which one is still to come it is the other.
    pub(super) fn settle(&mut self, today: NaiveDate) {
        if let Self::Either(_, a, b) = self {
            match (*a <= today, *b <= today) {
                (true, false) => *self = Self::On(*a),
                (false, true) => *self = Self::On(*b),
                _ => {}
            }
        }
    }
}
