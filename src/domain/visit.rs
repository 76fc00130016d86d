//! A visit to the clinic: the questions it closes, and which was the last.

use chrono::NaiveDate;

use crate::domain::change::{Change, Entry};
use crate::domain::question::Question;
use crate::domain::record::Record;

/// The event that a visit to the clinic is.
pub const VISIT: &str = "clinic-visit";

/// The changes to be stored with these: a visit that is logged closes the questions noted on or before its day. One
/// that is still to come closes nothing.
pub fn closed_by(changes: &[Change], record: &Record, today: NaiveDate) -> Vec<Change> {
    let visits = changes.iter().filter_map(|change| match change {
        Change::Put(Entry::Event(event)) if *event.event == *VISIT && event.date <= today => Some(event.date),
        _ => None,
    });
    let Some(visit) = visits.max() else {
        return Vec::new();
    };
    let open =
        record.questions().iter().filter(|question| question.answered.is_none() && question.day <= visit);
    let closed = open.map(|question| Question { answered: Some(visit), ..question.clone() });
    closed.map(|question| Change::Put(Entry::Question(question))).collect()
}

/// The newest visit up to a day.
pub fn last_visit(record: &Record, until: NaiveDate) -> Option<NaiveDate> {
    let visits = record.events().iter().filter(|event| *event.event == *VISIT);
    visits.map(|event| event.date).filter(|day| *day <= until).max()
}
