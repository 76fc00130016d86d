//! When a test is owed: the fold over results and dose changes, and how loud a due date is on a day.

use chrono::{NaiveDate, TimeDelta};

use crate::guidance::reminder::Severity;

/// The numbers of a recurring schedule, in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchedulePace {
    /// First due this long after the anchor or a change of dose.
    pub first: i64,
    /// Results count from this long after the anchor or a change of dose.
    pub min_wait: i64,
    /// Due again this long after a result that counts. Above 0.
    pub repeat: i64,
}

/// A test that is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwedTest {
    /// The day it is due.
    pub due: NaiveDate,
    /// What the due date is counted from.
    pub basis: DueBasis,
    /// A result of this day or later settles it.
    pub counts_from: NaiveDate,
    /// How many rounds were dismissed.
    pub skipped: i64,
}

/// A round that was dismissed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SkippedRound {
    pub due: NaiveDate,
    /// The day it was dismissed, where that is known.
    pub on: Option<NaiveDate>,
}

impl SkippedRound {
    /// The day from which the next round is counted: a round dismissed late moves on from that day.
    fn counts_from(self) -> NaiveDate {
        self.on.map_or(self.due, |on| on.max(self.due))
    }
}

/// What a due date is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueBasis {
    Anchor(NaiveDate),
    /// A change of dose.
    DoseChange(NaiveDate),
    /// The last result that counted.
    Result(NaiveDate),
}

/// How long before the due date a reminder shows and how long after it is overdue, in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeSpan {
    /// Shown this long ahead.
    pub lead: i64,
    /// Days after the due date from which it is overdue.
    pub grace: i64,
}

impl NoticeSpan {
    /// How loud a due date is; none before its lead begins. Both ends of each period belong to it.
    pub fn severity(self, due: NaiveDate, today: NaiveDate) -> Option<Severity> {
        if today < after(due, -self.lead) {
            None
        } else if today < due {
            Some(Severity::Info)
        } else if today <= after(due, self.grace) {
            Some(Severity::Due)
        } else {
            Some(Severity::Overdue)
        }
    }
}

/// The day so many days later; the calendar's end where it has no such day.
pub fn after(day: NaiveDate, days: i64) -> NaiveDate {
    let end = if days < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    TimeDelta::try_days(days).and_then(|delta| day.checked_add_signed(delta)).unwrap_or(end)
}

/// What is owed after these results and changes of dose, both ascending and up to today. A result of the day of
/// a change reflects the old dose. A change while nothing is owed starts the wait again; one that comes when the
/// check is already owed cannot hide it: the check after the change is owed when the old one is settled.
pub fn fold(anchor: NaiveDate, pace: SchedulePace, results: &[NaiveDate], changes: &[NaiveDate]) -> OwedTest {
    let mut state = ScheduleState {
        due: after(anchor, pace.first),
        basis: DueBasis::Anchor(anchor),
        counts_from: after(anchor, pace.min_wait),
        pending: None,
    };
    let mut results = results.iter().copied().peekable();
    let mut changes = changes.iter().copied().peekable();
    loop {
        match (results.peek(), changes.peek()) {
            (Some(&result), change) if change.is_none_or(|&change| result <= change) => {
                state.result(result, pace);
                results.next();
            }
            (_, Some(&change)) => {
                state.dose_change(change, pace);
                changes.next();
            }
            _ => break,
        }
    }
    OwedTest { due: state.due, basis: state.basis, counts_from: state.settled_from(), skipped: 0 }
}

impl OwedTest {
    /// The first occurrence from this one on that was not dismissed; rounds are `repeat` days (above 0) apart, counted
    /// from the due date or the day of the dismissal, whichever is later.
    #[must_use]
    pub fn past(mut self, dismissed: &[SkippedRound], repeat: i64) -> Self {
        while self.due < NaiveDate::MAX
            && let Some(round) = dismissed.iter().find(|round| round.due == self.due)
        {
            self.due = after(round.counts_from(), repeat);
            self.skipped += 1;
        }
        self
    }
}

struct ScheduleState {
    due: NaiveDate,
    basis: DueBasis,
    counts_from: NaiveDate,
    /// The change of dose whose check is owed when the older one is settled.
    pending: Option<NaiveDate>,
}

impl ScheduleState {
    /// An old debt is paid by any result from its due date on, even one that is too early after a change of dose.
    fn settled_from(&self) -> NaiveDate {
        let counts_from = match self.pending {
            Some(_) => self.due.min(self.counts_from),
            None => self.counts_from,
        };
        match self.basis {
            DueBasis::Result(day) => counts_from.max(after(day, 1)),
            DueBasis::Anchor(_) | DueBasis::DoseChange(_) => counts_from,
        }
    }

    fn result(&mut self, day: NaiveDate, pace: SchedulePace) {
        if day >= self.counts_from {
            self.due = after(day, pace.repeat);
            self.basis = DueBasis::Result(day);
            self.pending = None;
        } else if let Some(change) = self.pending
            && self.due <= day
        {
            self.due = after(change, pace.first);
            self.basis = DueBasis::DoseChange(change);
            self.pending = None;
        }
    }

    fn dose_change(&mut self, day: NaiveDate, pace: SchedulePace) {
        if day < self.due {
            self.due = after(day, pace.first);
            self.basis = DueBasis::DoseChange(day);
            self.pending = None;
        } else {
            self.pending = Some(day);
        }
        self.counts_from = after(day, pace.min_wait);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn days(texts: &[&str]) -> Vec<NaiveDate> {
        texts.iter().map(|text| day(text)).collect()
    }

    const CHECK: SchedulePace = SchedulePace { first: 28, min_wait: 14, repeat: 90 };

    #[test]
    fn what_is_owed_follows_from_results_and_dose_changes() {
        for (case, results, changes, due) in [
            ("nothing yet", &[][..], &[][..], "2025-01-29"),
            ("a draw before day 14 settles nothing", &["2025-01-10"], &[], "2025-01-29"),
            ("a draw on day 14 settles it", &["2025-01-15"], &[], "2025-04-15"),
            ("a dose change before the due date starts the wait again", &[], &["2025-01-20"], "2025-02-17"),
            ("a dose change on the due date cannot hide it", &[], &["2025-01-29"], "2025-01-29"),
            (
                "a draw on the day of the change reflects the old dose",
                &["2025-01-30"],
                &["2025-01-30"],
                "2025-02-27",
            ),
            (
                "an early draw pays the old debt, the check after the change stays owed",
                &["2025-02-20"],
                &["2025-02-15"],
                "2025-03-15",
            ),
            ("a draw that counts for the new dose pays both", &["2025-03-01"], &["2025-02-15"], "2025-05-30"),
            (
                "of two late changes the newer check is owed",
                &["2025-02-25"],
                &["2025-02-15", "2025-02-20"],
                "2025-03-20",
            ),
        ] {
            let owed = fold(day("2025-01-01"), CHECK, &days(results), &days(changes));
            assert_eq!(owed.due, day(due), "{case}");
        }
    }

    #[test]
    fn results_before_the_anchor_count_when_the_wait_is_negative() {
        let pace = SchedulePace { first: 90, min_wait: -365, repeat: 365 };
        let owed = fold(day("2024-03-01"), pace, &days(&["2023-03-01"]), &[]);
        assert_eq!(owed.due, day("2024-05-30"), "366 days before, in a leap year");
        let owed = fold(day("2024-03-01"), pace, &days(&["2023-03-02"]), &[]);
        assert_eq!(owed.due, day("2024-03-01"));
    }

    #[test]
    fn a_year_of_days_is_not_a_calendar_year() {
        assert_eq!(after(day("2023-03-01"), 365), day("2024-02-29"));
        assert_eq!(after(day("2023-12-15"), 365), day("2024-12-14"));
    }

    #[test]
    fn a_due_date_is_silent_then_soon_then_due_then_overdue() {
        let notice = NoticeSpan { lead: 7, grace: 14 };
        for (today, severity) in [
            ("2025-01-21", None),
            ("2025-01-22", Some(Severity::Info)),
            ("2025-01-28", Some(Severity::Info)),
            ("2025-01-29", Some(Severity::Due)),
            ("2025-02-12", Some(Severity::Due)),
            ("2025-02-13", Some(Severity::Overdue)),
        ] {
            assert_eq!(notice.severity(day("2025-01-29"), day(today)), severity, "{today}");
        }
    }

    #[test]
    fn dismissed_rounds_are_passed_over_one_by_one_from_the_later_of_due_date_and_dismissal() {
        let round = |due: &str, on: Option<&str>| SkippedRound { due: day(due), on: on.map(day) };
        for (rounds, due, skipped) in [
            (vec![round("2025-01-29", None), round("2025-04-29", None)], "2025-07-28", 2),
            (vec![round("2025-01-29", Some("2025-05-27"))], "2025-08-25", 1),
            (vec![round("2025-01-29", Some("2025-01-20"))], "2025-04-29", 1),
        ] {
            let owed = fold(day("2025-01-01"), CHECK, &[], &[]).past(&rounds, 90);
            assert_eq!((owed.due, owed.skipped), (day(due), skipped), "{rounds:?}");
        }
    }
}
