//! What a table says of the days that head its columns or stand in its rows: their times, and the abstinence before them.

use chrono::NaiveTime;

use super::column::TableHead;
use super::lexer::SheetLine;
use super::printed_day::{PrintedDay, clock_at, compact_clock};
use crate::domain::decimal::Decimal;

/// The samples of a table, by their days.
#[derive(Debug, Default)]
pub(super) struct DayColumns {
    /// The time of the sample of days that head columns.
    pub times: Vec<(PrintedDay, NaiveTime)>,
    /// The days of abstinence before the samples of days that head columns.
    pub abstinences: Vec<(PrintedDay, Decimal)>,
    /// The day of the row above in a table with a column of days, which an empty cell below it repeats.
    pub above: Option<(PrintedDay, Option<NaiveTime>)>,
}

impl DayColumns {
    /// The time of the sample of a day that heads a column.
    pub fn time(&self, day: &PrintedDay) -> Option<NaiveTime> {
        self.times.iter().find(|(known, _)| known == day).map(|(_, time)| *time)
    }

    /// The days of abstinence before the sample of a day that heads a column.
    pub fn abstinence(&self, day: &PrintedDay) -> Option<Decimal> {
        self.abstinences.iter().find(|(known, _)| known == day).map(|(_, days)| days.clone())
    }

    /// The day of a row: its own, else that of the row above where the table has a column of days.
    pub fn of_row(
        &mut self,
        own: Option<&(PrintedDay, Option<NaiveTime>)>,
        has_column_of_days: bool,
    ) -> Option<(PrintedDay, Option<NaiveTime>)> {
        let above = self.above.take().filter(|_| has_column_of_days);
        let day = own.cloned().or(above);
        self.above.clone_from(&day);
        day
    }
}

/// The times of a line by the days of the columns they stand in.
pub(super) fn times_in(line: &SheetLine, table: &TableHead) -> Vec<(PrintedDay, NaiveTime)> {
    let tokens = &line.tokens;
    let timed = (0..tokens.len()).filter_map(|at| {
        let compact = || Some((Some(compact_clock(&tokens[at..])?), 1));
        let (time, count) = clock_at(&tokens[at..]).or_else(compact)?;
        let column = table.column_at(tokens[at].start, tokens[at + count - 1].end)?;
        Some((column.day.clone()?, time?))
    });
    timed.collect()
}
