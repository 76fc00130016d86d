//! Symptoms and events that a rule watches.

use chrono::NaiveDate;

use crate::domain::day::long;
use crate::domain::id::SignId;
use crate::domain::journal::Grade;
use crate::guidance::case::Case;
use crate::guidance::evaluate::Finding;
use crate::guidance::flag;
use crate::guidance::message;
use crate::guidance::reminder::{Evidence, Severity};
use crate::guidance::trigger::Symptom;

/// Something that was logged; an event has no grade and counts as mild.
pub(super) struct Sign<'a> {
    pub id: &'a SignId,
    pub day: NaiveDate,
    pub grade: Grade,
}

/// Entries of these symptoms and events up to today, absent ones left out, by day, symptoms first.
pub(super) fn logged<'a>(ids: &[SignId], case: &Case<'a>) -> impl Iterator<Item = Sign<'a>> {
    let symptoms = case.record.symptoms().iter().map(|entry| Sign {
        id: &entry.symptom,
        day: entry.date,
        grade: entry.grade,
    });
    let events = case.record.events().iter().map(|entry| Sign {
        id: &entry.event,
        day: entry.date,
        grade: Grade::Mild,
    });
    let today = case.today;
    symptoms
        .chain(events)
        .filter(move |sign| sign.grade > Grade::None && sign.day <= today && ids.contains(sign.id))
}

pub(super) fn symptom<'a>(rule: &'a Symptom, case: &Case<'a>) -> Option<Finding> {
    let course = case.course(&rule.therapy);
    let concerned = |sign: &Sign<'_>| {
        case.age(sign.day) <= rule.window_days
            && (rule.therapy.is_empty() || course.reaches(sign.day, rule.carry_days))
    };
    let all: Vec<Sign<'a>> = logged(&rule.symptoms, case).filter(concerned).collect();
    // Of one symptom the newest entry stands, of one day the last.
    let newest: Vec<&Sign<'a>> = rule
        .symptoms
        .iter()
        .filter_map(|id| all.iter().filter(|sign| sign.id == id).max_by_key(|sign| sign.day))
        .collect();
    let due = newest.iter().map(|sign| sign.day).max()?;
    let mut severity = newest.iter().map(|sign| rule.severity(sign.grade)).min()?;
    let mut why: Vec<String> = newest.iter().map(|sign| sign.words()).collect();
    let mut evidence: Vec<Evidence> = newest.iter().map(|sign| sign.evidence()).collect();
    if let Some(escalation) = &rule.escalate_if
        && let Some(reading) = escalation.holding(case)
    {
        severity = severity.min(Severity::Attention);
        let read = message::reading(&reading, &escalation.analyte, case.knowledge);
        let limit = message::limit(escalation.value, &escalation.analyte, case.knowledge.analytes);
        let words = flag::words(escalation.op);
        why.push(flag::sentence(&format!("{read} is {words} {limit}, so this needs attention")));
        evidence.push(Evidence {
            item: escalation.analyte.to_string(),
            day: reading.day,
            report: reading.report().map(|report| report.id.clone()),
        });
    }
    let names: Vec<String> = newest.iter().map(|sign| message::sign(sign.id)).collect();
    Some(Finding {
        due,
        severity: Some(severity),
        words: vec![("symptom", message::list(&names)), ("date", long(due))],
        why,
        evidence,
        ..Finding::of(newest.iter().map(|sign| sign.id.as_str()))
    })
}

impl Symptom {
    const fn severity(&self, grade: Grade) -> Severity {
        match grade {
            Grade::None | Grade::Mild => self.by_grade.mild,
            Grade::Moderate => self.by_grade.moderate,
            Grade::Severe => self.by_grade.severe,
        }
    }
}

impl Sign<'_> {
    fn words(&self) -> String {
        let name = message::capitalised(&message::sign(self.id));
        format!("{name}, {}, logged on {}.", self.grade.id(), long(self.day))
    }

    fn evidence(&self) -> Evidence {
        Evidence { item: self.id.to_string(), day: self.day, report: None }
    }
}
