//! What is worth telling today, why, and what was done about it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::id::{EntryId, RuleId, SourceKey};
use crate::domain::report::Kind;
use crate::guidance::rule_origin::RuleOrigin;

/// How loud a reminder is; the loudest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A finding to bring to a clinician.
    Attention,
    /// The grace period after the due date is over.
    Overdue,
    /// The due date is reached.
    Due,
    /// Worth knowing, or due soon.
    Info,
}

impl Severity {
    /// The word in files and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Attention => "attention",
            Self::Overdue => "overdue",
            Self::Due => "due",
            Self::Info => "info",
        }
    }
}

/// One occurrence of a rule. Its key, for snoozing and dismissing, is the rule with `due`.
#[derive(Clone, Debug, PartialEq)]
pub struct Reminder {
    pub rule: RuleId,
    pub title: String,
    pub severity: Severity,
    /// Due date of a test; the day of the newest result or entry concerned for anything else.
    pub due: NaiveDate,
    /// Days since the due date when it is overdue, else 0.
    pub days_overdue: i64,
    /// Analyte ids, symptom ids, or `semen` and `dxa` where any such report settles it; the rule's own order.
    pub items: Vec<String>,
    pub message: String,
    /// The number it is about, where that is none of the values it rests on: `157.7` of a ratio.
    pub number: Option<String>,
    /// The day of the blood draw, where it is a note on how that was taken or measured.
    pub draw: Option<NaiveDate>,
    /// The results and dates it rests on and the arithmetic, one sentence each.
    pub why: Vec<String>,
    /// What it takes to be rid of it.
    pub settlement: Settlement,
    pub authority: Authority,
    /// What was done about it.
    pub handling: Handling,
    /// What it rests on, newest first.
    pub evidence: Vec<Evidence>,
}

/// What settles a reminder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// In words, or when it falls silent.
    pub words: String,
    /// The kind of report that does, where it is a test that is owed.
    pub errand: Option<Kind>,
}

/// Who says that something is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Where the numbers come from.
    pub origin: RuleOrigin,
    /// The same in words, with what the user changed.
    pub words: String,
    pub sources: Vec<SourceKey>,
}

/// What was done about a reminder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handling {
    /// First day it shows again.
    pub snoozed_until: Option<NaiveDate>,
    /// Dismissed, with the reason that was given.
    pub dismissed: Option<Dismissal>,
    /// Day of an appointment.
    pub booked: Option<NaiveDate>,
}

/// A reminder that was dismissed, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dismissal {
    /// Why, where it was said.
    pub reason: Option<String>,
}

/// A stored thing a reminder rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Analyte, symptom or event id, or the kind of report.
    pub item: String,
    pub day: NaiveDate,
    /// The report it stands on, where it stands on one.
    pub report: Option<EntryId>,
}

impl Reminder {
    /// The day of an appointment that is still to come, or is today.
    pub fn appointment(&self, today: NaiveDate) -> Option<NaiveDate> {
        self.handling.booked.filter(|on| *on >= today)
    }

    /// Whether it is hidden from the list of what is in force.
    pub const fn is_quiet(&self) -> bool {
        self.handling.snoozed_until.is_some() || self.handling.dismissed.is_some()
    }
}
