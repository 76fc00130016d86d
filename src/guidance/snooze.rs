//! How long a reminder may be hidden: the default, and the longest where it needs attention.

use chrono::NaiveDate;

use crate::guidance::due_date::after;
use crate::guidance::reminder::Severity;

/// What is offered where nothing was typed.
pub const USUAL_SNOOZE: &str = "1w";

/// A reminder that needs attention can be put off by at most this many days.
const LONGEST_ATTENTION_SNOOZE_DAYS: i64 = 30;

/// The last day a reminder may be snoozed to, where there is such a day.
pub fn longest_snooze(severity: Severity, today: NaiveDate) -> Option<NaiveDate> {
    (severity == Severity::Attention).then(|| after(today, LONGEST_ATTENTION_SNOOZE_DAYS))
}
