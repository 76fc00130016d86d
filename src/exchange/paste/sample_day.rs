//! Which day the sample of a report was taken on: one behind its label, or one in the results' own lines. Printed,
//! received, reported and birth days are offered, never taken.

use chrono::{NaiveDate, NaiveTime};

use super::Pasted;
use super::head::SheetHead;
use super::printed_day::PrintedDay;
use super::report_heads::ReportHeads;
use crate::domain::day::DayOrder;

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

impl SheetHead {
    /// The day, when it is plain.
    pub const fn day(&self) -> Option<NaiveDate> {
        match self.sampled {
            SampleDay::On(day) => Some(day),
            _ => None,
        }
    }
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

impl ReportHeads {
    /// A day of sampling behind its label.
    pub fn day(&mut self, day: &PrintedDay, time: Option<NaiveTime>) {
        let sampled = SampleDay::from(day.clone());
        let is_titled = std::mem::take(&mut self.is_titled) && !self.used[self.current];
        let head = &mut self.heads[self.current];
        if is_titled {
            (head.sampled, head.time) = (sampled, time);
        } else if head.sampled == SampleDay::Unsaid && !self.competing {
            head.sampled = sampled;
            head.time = head.time.or(time);
        } else if head.sampled == sampled && (head.time.is_none() || time.is_none() || head.time == time) {
            head.time = head.time.or(time);
        } else if self.used[self.current] {
            let next = SheetHead { sampled, time, ..head.clone() };
            self.go_to(next);
        } else {
            self.competing = true;
            head.sampled = SampleDay::Unsaid;
            head.time = None;
            self.offered.push(day.clone());
        }
    }

    /// A day behind the title of an examination: that of the sample, where no label says another one.
    pub fn day_of_title(&mut self, day: &PrintedDay, time: Option<NaiveTime>) {
        let is_said = self.heads[self.current].sampled != SampleDay::Unsaid;
        if is_said && !self.is_titled && !self.used[self.current] {
            self.offered.push(day.clone());
        } else {
            let is_free = !is_said && !self.competing || self.used[self.current];
            self.is_titled = false;
            self.day(day, time);
            self.is_titled = is_free;
        }
    }

    /// The report of a day that stands in a result's own line.
    pub fn of_own_day(&mut self, day: &PrintedDay, time: Option<NaiveTime>) -> usize {
        let sampled = SampleDay::from(day.clone());
        let current = self.heads[self.current].clone();
        if current.sampled == sampled {
            return self.current;
        }
        if current.sampled == SampleDay::Unsaid && !self.used[self.current] {
            let head = &mut self.heads[self.current];
            (head.sampled, head.time) = (sampled, time);
            return self.current;
        }
        let same = |old: &SheetHead| {
            old.sampled == sampled && old.laboratory == current.laboratory && old.specimen == current.specimen
        };
        if let Some(at) = self.heads.iter().position(same) {
            let head = &mut self.heads[at];
            head.time = head.time.filter(|old| Some(*old) == time);
            return at;
        }
        self.index_of(SheetHead { sampled, time, ..current })
    }
}
