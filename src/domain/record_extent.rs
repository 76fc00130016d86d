//! How much of a history a record holds, and what is looked at of it.

use chrono::NaiveDate;

/// How much of what is stored a record holds, beside the entries that rules and the first screen need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordExtent {
    /// Whether nothing is missing.
    pub is_whole: bool,
    /// Whether what the courses of treatment did is there, and the newest results without treatment.
    pub has_courses: bool,
    /// Whether what may be wrong in the record is there, however old it is.
    pub has_problems: bool,
    /// So many of the newest reports at least, or all that there are; none where single ones may be missing.
    pub newest_reports: usize,
    /// No report of this day or later is missing, nor what those are compared with.
    reports_since: NaiveDate,
    /// No symptom of this day or later is missing, nor the newest that each was felt on before it.
    symptoms_since: NaiveDate,
}

/// What is looked at of a history, beside the entries that rules and the first screen need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryNeed {
    /// No more than these entries.
    Recent,
    /// The symptoms of a day and those of every later one, and when each was felt last before.
    SymptomsSince(NaiveDate),
    /// What the courses of treatment did, and the newest results without treatment.
    Courses,
    /// What may be wrong in the record, however old it is.
    Problems,
    /// So many of the newest reports, and what they are compared with.
    Reports(usize),
    /// The reports of a day and those of every later one, and what they are compared with.
    ReportsSince(NaiveDate),
    Whole,
}

impl RecordExtent {
    /// All that is stored.
    const WHOLE: Self = Self {
        is_whole: true,
        has_courses: true,
        has_problems: true,
        newest_reports: usize::MAX,
        reports_since: NaiveDate::MIN,
        symptoms_since: NaiveDate::MIN,
    };
    /// No more than these entries.
    pub const RECENT: Self = Self {
        is_whole: false,
        has_courses: false,
        has_problems: false,
        newest_reports: 0,
        reports_since: NaiveDate::MAX,
        symptoms_since: NaiveDate::MAX,
    };

    /// The same with all that is looked at.
    #[must_use]
    pub fn with(self, need: HistoryNeed) -> Self {
        match need {
            HistoryNeed::Recent => self,
            HistoryNeed::SymptomsSince(day) => Self { symptoms_since: self.symptoms_since.min(day), ..self },
            HistoryNeed::Courses => Self { has_courses: true, ..self },
            HistoryNeed::Problems => Self { has_problems: true, ..self },
            HistoryNeed::Reports(count) => Self { newest_reports: self.newest_reports.max(count), ..self },
            HistoryNeed::ReportsSince(day) => Self { reports_since: self.reports_since.min(day), ..self },
            HistoryNeed::Whole => Self::WHOLE,
        }
    }

    /// The first day from which no report is missing; none where single ones may be missing.
    pub fn reports_since(self) -> Option<NaiveDate> {
        Some(self.reports_since).filter(|day| *day < NaiveDate::MAX)
    }

    /// The first day from which no symptom is missing, the first of all days where none is; none where single ones may
    /// be missing.
    pub fn symptoms_since(self) -> Option<NaiveDate> {
        Some(self.symptoms_since).filter(|day| *day < NaiveDate::MAX)
    }
}

impl Default for RecordExtent {
    fn default() -> Self {
        Self::WHOLE
    }
}
