//! A symptom or event that was logged.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::day::long;
use crate::domain::extent::Relation;
use crate::domain::id::{AnalyteId, SignId};
use crate::domain::journal::Grade;
use crate::domain::series::Reading;
use crate::guidance::case::RuleCase;
use crate::guidance::due_date::after;
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::message::{self, sentence};
use crate::guidance::reminder::{Evidence, Severity};
use crate::guidance::sign::{self, LoggedSign};
use crate::guidance::vocabulary::{DrugSelector, NamedThings, WantedItem};

/// A symptom or event that was logged lately.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoggedSymptom {
    /// Any of these symptoms or events.
    pub symptoms: Vec<SignId>,
    /// Only while one of these is taken on the day of the entry; empty: always.
    #[serde(default)]
    pub therapy: Vec<DrugSelector>,
    /// Or up to this long after.
    #[serde(default)]
    pub carry_days: i64,
    /// Only entries at most this old.
    pub window_days: i64,
    /// How loud by grade.
    pub by_grade: SeverityByGrade,
    /// Needs attention whatever the grade when this holds.
    pub escalate_if: Option<EscalatingValue>,
    /// Silent once there is such a report of the day of the newest entry or later.
    pub unless_since: Option<WantedItem>,
}

/// How loud a symptom is by its grade; an event counts as mild.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeverityByGrade {
    /// When the worst was mild.
    pub mild: Severity,
    /// When the worst was moderate.
    pub moderate: Severity,
    /// When the worst was severe.
    pub severe: Severity,
}

/// A recent value that makes a symptom matter more.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalatingValue {
    /// The analyte whose value is compared.
    pub analyte: AnalyteId,
    /// How it is compared with the limit.
    pub op: Relation,
    /// The limit, in the canonical unit.
    pub value: f64,
    /// Only when the newest value is at most this old.
    pub fresh_days: i64,
    /// Only while one of these is taken today; empty: always.
    #[serde(default)]
    pub therapy: Vec<DrugSelector>,
}

impl RuleKind for LoggedSymptom {
    fn placeholders(&self) -> &'static [&'static str] {
        &["symptom", "date"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        things.signs(&self.symptoms).items(&self.unless_since).drugs(&self.therapy);
        if let Some(escalation) = &self.escalate_if {
            things.analyte(&escalation.analyte).drugs(&escalation.therapy);
        }
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.unless("symptoms", !self.symptoms.is_empty(), || "`symptoms` names none".to_owned());
        faults.not_negative("window_days", self.window_days);
        faults.not_negative("carry_days", self.carry_days);
        faults.limits(self.escalate_if.as_ref().map(|escalation| escalation.value));
    }

    fn look(&self, list: &mut LookList<'_>) {
        list.symptoms(self.window_days);
        if let Some(item) = &self.unless_since {
            list.newest(item, 1);
        }
        if let Some(escalation) = &self.escalate_if {
            list.newest(&WantedItem::Analyte(escalation.analyte.clone()), 1);
        }
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, _occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        let course = case.course(&self.therapy);
        let concerned = |sign: &LoggedSign<'_>| {
            case.age(sign.day) <= self.window_days
                && (self.therapy.is_empty() || course.reaches(sign.day, self.carry_days))
        };
        let all: Vec<LoggedSign<'a>> = sign::logged_signs(&self.symptoms, case).filter(concerned).collect();
        // Of one symptom the newest entry stands, of one day the last.
        let newest: Vec<&LoggedSign<'a>> = self
            .symptoms
            .iter()
            .filter_map(|id| all.iter().filter(|sign| sign.id == id).max_by_key(|sign| sign.day))
            .collect();
        let due = newest.iter().map(|sign| sign.day).max()?;
        let since = self.unless_since.as_ref().and_then(|item| case.newest_day(item));
        if since.is_some_and(|day| day >= due) {
            return None;
        }
        let mut severity = newest.iter().map(|sign| self.severity(sign.grade())).min()?;
        let mut why: Vec<String> = newest.iter().map(|sign| sign.words()).collect();
        let mut evidence: Vec<Evidence> = newest.iter().map(|sign| sign.evidence()).collect();
        if let Some(escalation) = &self.escalate_if
            && let Some(reading) = escalation.holding(case)
        {
            severity = severity.min(Severity::Attention);
            let read = message::reading(&reading, &escalation.analyte, case.knowledge);
            let limit = message::limit(escalation.value, &escalation.analyte, case.knowledge.analytes);
            let words = escalation.op.words();
            why.push(sentence(&format!("{read} is {words} {limit}, so this needs attention")));
            evidence.push(Evidence {
                item: escalation.analyte.to_string(),
                day: reading.day,
                report: reading.report().map(|report| report.id.clone()),
            });
        }
        let names: Vec<String> = newest.iter().map(|sign| message::sign(sign.id)).collect();
        Some(RuleFinding {
            due,
            severity: Some(severity),
            words: vec![("symptom", message::listed(&names)), ("date", long(due))],
            why,
            evidence,
            ..RuleFinding::about(newest.iter().map(|sign| sign.id.as_str()))
        })
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        let until = long(after(found.due, self.window_days));
        match &self.unless_since {
            Some(item) => {
                let name = message::named(item, case.knowledge.analytes);
                format!(
                    "A {name} of that day or later. Unless you log it again, it is shown for the last time on {until}."
                )
            }
            None => {
                format!("Nothing to do. Unless you log it again, it is shown for the last time on {until}.")
            }
        }
    }

    fn takes_in_sign(&self, sign: &SignId, day: NaiveDate, due: NaiveDate) -> bool {
        self.symptoms.contains(sign) && (0..=self.window_days).contains(&(due - day).num_days())
    }
}

impl LoggedSymptom {
    const fn severity(&self, grade: Grade) -> Severity {
        match grade {
            Grade::None | Grade::Mild => self.by_grade.mild,
            Grade::Moderate => self.by_grade.moderate,
            Grade::Severe => self.by_grade.severe,
        }
    }
}

impl EscalatingValue {
    /// The recent value that makes a symptom matter more, if there is one.
    pub(super) fn holding<'a>(&'a self, case: &RuleCase<'a>) -> Option<Reading<'a>> {
        let reading = case.fresh(&self.analyte, self.fresh_days)?;
        let holds = reading.extent.certainly(self.op, self.value)
            && (self.therapy.is_empty() || case.takes(&self.therapy));
        holds.then_some(reading)
    }
}
