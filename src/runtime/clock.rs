//! The one place that knows what time it is, and makes new ids.

use chrono::{DateTime, Local, NaiveDate, NaiveTime, Timelike, Utc};

use crate::domain::id::EntryId;

/// The civil day here and now.
#[expect(clippy::disallowed_methods, reason = "this file is the clock")]
pub fn today() -> NaiveDate {
    Local::now().date_naive()
}

/// The minute on the wall here and now.
#[expect(clippy::disallowed_methods, reason = "this file is the clock")]
pub fn minute() -> NaiveTime {
    let now = Local::now().time();
    NaiveTime::from_hms_opt(now.hour(), now.minute(), 0).unwrap_or_default()
}

/// The moment, for the change journal.
#[expect(clippy::disallowed_methods, reason = "this file is the clock")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// A moment of the journal as the clock on the wall showed it here.
pub fn local(at: DateTime<Utc>) -> DateTime<Local> {
    at.with_timezone(&Local)
}

/// An id that no other log has; later ones sort after earlier ones.
#[expect(clippy::disallowed_methods, reason = "this file is the clock")]
pub fn new_id() -> EntryId {
    uuid::Uuid::now_v7().to_string().into()
}
