//! Symptoms and events as rules see them.

use chrono::NaiveDate;

use crate::domain::day::long;
use crate::domain::id::SignId;
use crate::domain::journal::Grade;
use crate::guidance::case::RuleCase;
use crate::guidance::message;
use crate::guidance::reminder::Evidence;

/// Something that was logged.
pub(super) struct LoggedSign<'a> {
    pub id: &'a SignId,
    pub day: NaiveDate,
    /// How bad a symptom is; an event has no grade.
    stated: Option<Grade>,
}

/// Entries of these symptoms and events up to today, absent ones left out, by day, symptoms first.
pub(super) fn logged_signs<'a>(ids: &[SignId], case: &RuleCase<'a>) -> impl Iterator<Item = LoggedSign<'a>> {
    let symptoms = case.record.symptoms().iter().map(|entry| LoggedSign {
        id: &entry.symptom,
        day: entry.date,
        stated: Some(entry.grade),
    });
    let events = case.record.events().iter().map(|entry| LoggedSign {
        id: &entry.event,
        day: entry.date,
        stated: None,
    });
    let today = case.today;
    symptoms
        .chain(events)
        .filter(move |sign| sign.grade() > Grade::None && sign.day <= today && ids.contains(sign.id))
}

impl LoggedSign<'_> {
    /// How bad it is; an event counts as mild.
    pub fn grade(&self) -> Grade {
        self.stated.unwrap_or(Grade::Mild)
    }

    /// The sign in words, for example `fracture on 3 May 2026`.
    pub fn words(&self) -> String {
        let name = message::capitalised(&message::sign(self.id));
        let grade = self.stated.map_or_else(String::new, |grade| format!(", {},", grade.id()));
        format!("{name}{grade} logged on {}.", long(self.day))
    }

    /// The entries of the journal that the finding rests on.
    pub fn evidence(&self) -> Evidence {
        Evidence { item: self.id.to_string(), day: self.day, report: None }
    }
}
