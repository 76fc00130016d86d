//! Something that was logged shortly before a blood test and may have disturbed it.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::day::long;
use crate::domain::id::{AnalyteId, SignId};
use crate::domain::method::Method;
use crate::guidance::case::RuleCase;
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::message;
use crate::guidance::reminder::{Evidence, Severity};
use crate::guidance::sign;
use crate::guidance::vocabulary::{NamedThings, WantedItem};

/// The newest value of an analyte was drawn at most so many days after an event.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventBefore {
    /// Events, and the results each may disturb.
    pub events: Vec<DisturbingEvent>,
    /// Only when the result is at most this old.
    pub fresh_days: i64,
    /// How loud its reminders are.
    pub severity: Severity,
}

/// An event and the results it may disturb.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisturbingEvent {
    /// The symptom or event.
    pub event: SignId,
    /// Results drawn on its day or up to so many days after it.
    pub days: i64,
    /// Results of these analytes.
    pub analytes: Vec<AnalyteId>,
    /// Results by one of these methods are not disturbed.
    #[serde(default)]
    pub spared_methods: Vec<Method>,
}

/// A result that an event may have disturbed.
struct DisturbedResult<'a> {
    event: &'a SignId,
    logged: NaiveDate,
    analyte: &'a AnalyteId,
    drawn: NaiveDate,
}

impl RuleKind for EventBefore {
    fn placeholders(&self) -> &'static [&'static str] {
        &["event", "days", "date", "event_words", "analytes"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        things.signs.extend(self.events.iter().map(|event| &event.event));
        things.analytes.extend(self.events.iter().flat_map(|event| &event.analytes));
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.unless("events", !self.events.is_empty(), || "`events` names none".to_owned());
        faults.not_negative("fresh_days", self.fresh_days);
        for event in &self.events {
            faults.not_negative("days", event.days);
            faults.wanted(event.analytes.len());
        }
    }

    fn look(&self, list: &mut LookList<'_>) {
        for analyte in self.events.iter().flat_map(|event| &event.analytes) {
            list.newest(&WantedItem::Analyte(analyte.clone()), 1);
        }
        let longest = self.events.iter().map(|event| event.days).max();
        list.symptoms(self.fresh_days + longest.unwrap_or(0));
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, _occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        let disturbed: Vec<DisturbedResult<'a>> =
            self.events.iter().flat_map(|event| self.disturbed(event, case)).collect();
        let day = disturbed.iter().map(|result| result.drawn).max()?;
        let told =
            disturbed.iter().filter(|result| result.drawn == day).max_by_key(|result| result.logged)?;
        let mut analytes: Vec<&AnalyteId> = Vec::new();
        for result in &disturbed {
            if !analytes.contains(&result.analyte) {
                analytes.push(result.analyte);
            }
        }
        let named = analytes.iter().map(|id| message::analyte(id, case.knowledge.analytes));
        let evidence = disturbed
            .iter()
            .map(|result| case.evidence(&WantedItem::Analyte(result.analyte.clone()), result.drawn));
        Some(RuleFinding {
            due: day,
            severity: Some(self.severity),
            words: vec![
                ("event", message::capitalised(&message::sign(told.event))),
                ("days", days_before((day - told.logged).num_days())),
                ("date", long(day)),
                ("event_words", event_words(told.event).to_owned()),
                ("analytes", message::listed(&named.collect::<Vec<_>>())),
            ],
            why: disturbed.iter().map(|result| result.reason(case)).collect(),
            evidence: evidence.chain([told.logged()]).collect(),
            ..RuleFinding::about(analytes.iter().map(|id| &***id))
        })
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        found.until_newer_result(Some(self.fresh_days), &[], case)
    }
}

impl EventBefore {
    /// The newest results that an event may have disturbed.
    fn disturbed<'a>(&'a self, event: &'a DisturbingEvent, case: &RuleCase<'a>) -> Vec<DisturbedResult<'a>> {
        let days: Vec<NaiveDate> =
            sign::logged_signs(std::slice::from_ref(&event.event), case).map(|sign| sign.day).collect();
        let newest = event.analytes.iter().filter_map(|analyte| {
            let reading = case.fresh(analyte, self.fresh_days)?;
            let spared = |method: &Method| event.spared_methods.contains(method);
            if reading.method().is_some_and(spared) {
                return None;
            }
            let near = |logged: &&NaiveDate| (0..=event.days).contains(&(reading.day - **logged).num_days());
            let logged = *days.iter().filter(near).max()?;
            Some(DisturbedResult { event: &event.event, logged, analyte, drawn: reading.day })
        });
        newest.collect()
    }
}

impl DisturbedResult<'_> {
    fn logged(&self) -> Evidence {
        Evidence { item: self.event.to_string(), day: self.logged, report: None }
    }

    fn reason(&self, case: &RuleCase<'_>) -> String {
        let event = message::capitalised(&message::sign(self.event));
        let name = message::analyte(self.analyte, case.knowledge.analytes);
        let (logged, drawn) = (long(self.logged), long(self.drawn));
        format!("{event} was logged on {logged}; {name} was drawn on {drawn}.")
    }
}

/// `3 days before`, `on the day of`.
fn days_before(days: i64) -> String {
    match days {
        0 => "on the day of".to_owned(),
        days => format!("{} before", message::days(&days.to_string())),
    }
}

/// What an event can do to a blood test.
fn event_words(event: &str) -> &'static str {
    match event {
        "biotin" => {
            "In some immunoassays biotin makes testosterone and estradiol read high and LH, FSH, prolactin and PSA read low."
        }
        _ => "An acute illness can lower testosterone for weeks.",
    }
}
