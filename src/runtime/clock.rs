//! The one place that knows what time it is, and makes new ids.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Local, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};
use uuid::{NoContext, Timestamp, Uuid};

use crate::domain::id::EntryId;

/// The civil day here and now.
pub fn today() -> NaiveDate {
    local(now()).date_naive()
}

/// The minute on the wall here and now.
pub fn minute() -> NaiveTime {
    let now = local(now()).time();
    NaiveTime::from_hms_opt(now.hour(), now.minute(), 0).unwrap_or_default()
}

/// The moment, for the change journal.
#[expect(clippy::disallowed_methods, reason = "this file is the clock")]
pub fn now() -> DateTime<Utc> {
    moment_of(SystemTime::now())
}

/// A moment as the system tells it, also where its clock stands before 1970, as one with an empty battery may.
fn moment_of(clock: SystemTime) -> DateTime<Utc> {
    let span = |length| TimeDelta::from_std(length).unwrap_or_default();
    match clock.duration_since(UNIX_EPOCH) {
        Ok(since) => DateTime::UNIX_EPOCH + span(since),
        Err(before) => DateTime::UNIX_EPOCH - span(before.duration()),
    }
}

/// A moment of the journal as the clock on the wall showed it here.
pub fn local(at: DateTime<Utc>) -> DateTime<Local> {
    at.with_timezone(&Local)
}

/// An id that no other log has; later ones sort after earlier ones.
pub fn new_id() -> EntryId {
    id_of(now())
}

#[expect(clippy::disallowed_methods, reason = "this file is the clock")]
fn id_of(moment: DateTime<Utc>) -> EntryId {
    let id = if moment < DateTime::UNIX_EPOCH {
        // Such an id counts from 1970; it is made of random digits but for that.
        Uuid::new_v7(Timestamp::from_unix(NoContext, 0, 0))
    } else {
        Uuid::now_v7()
    };
    id.to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_clock_that_stands_before_1970_is_read_and_makes_ids() {
        let before = moment_of(UNIX_EPOCH - Duration::from_hours(24));
        assert_eq!(before.date_naive().to_string(), "1969-12-31");
        let (one, other) = (id_of(before), id_of(before));
        assert_ne!(one, other);
        assert!(one < id_of(now()) && one.len() == other.len());
        assert!(one.starts_with("00000000-0000-7"), "it would name a day that is no day of the clock: {one}");
    }
}
