//! Several values in a row beyond a limit.

use chrono::NaiveTime;
use serde::Deserialize;

use crate::domain::day::long;
use crate::domain::extent::Relation;
use crate::domain::id::AnalyteId;
use crate::domain::need::DaysApart;
use crate::domain::report::Kind;
use crate::domain::series::Reading;
use crate::guidance::case::RuleCase;
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{DrawnLimit, RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::message::{self, sentence};
use crate::guidance::reminder::Severity;
use crate::guidance::vocabulary::{DrugSelector, NamedThings, WantedItem, maybe_clock};

/// The newest value, one long enough before it, and every one between lie beyond a limit.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsecutiveValues {
    /// The analyte whose value is compared.
    pub analyte: AnalyteId,
    /// How it is compared with the limit.
    pub op: Relation,
    /// The limit, in the canonical unit.
    pub value: f64,
    /// How many values there must be.
    pub count: usize,
    /// Days between two that count as two.
    pub min_gap_days: i64,
    /// Only when they were drawn on one of these.
    #[serde(default)]
    pub therapy_at_result: Vec<DrugSelector>,
    /// None of them, nor one between, was drawn on one of these …
    #[serde(default)]
    pub not_therapy_at_result: Vec<DrugSelector>,
    /// … or so many days after it.
    #[serde(default)]
    pub not_therapy_carry_days: i64,
    /// Silent once one of these is taken on the newest one's day or later.
    #[serde(default)]
    pub withdrawn_on: Vec<DrugSelector>,
    /// Only values drawn before this hour, or at one that is not stated.
    #[serde(default, deserialize_with = "maybe_clock")]
    pub morning_before: Option<NaiveTime>,
    /// The newest and the oldest are at most so far apart.
    pub within_days: Option<i64>,
    /// Only when the oldest is at most this old.
    pub fresh_days: Option<i64>,
    /// While one of these is taken today they may be older.
    #[serde(default)]
    pub stays_while_on: Vec<DrugSelector>,
    /// The kind of report it speaks of, where that is not the analyte.
    pub of: Option<Kind>,
    /// Not when this was done lately.
    pub unless_recent: Option<RecentTest>,
    /// How loud its reminders are.
    pub severity: Severity,
}

/// Something done at most so many days ago.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecentTest {
    /// The analyte or report.
    pub analyte: WantedItem,
    /// How long ago at most.
    pub days: i64,
}

impl RuleKind for ConsecutiveValues {
    fn placeholders(&self) -> &'static [&'static str] {
        &["analyte", "date1", "date2", "limit", "time_words"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        let recent = self.unless_recent.as_ref().map(|recent| &recent.analyte);
        let named = things.analyte(&self.analyte).items(recent).drugs(&self.therapy_at_result);
        named.drugs(&self.not_therapy_at_result).drugs(&self.withdrawn_on).drugs(&self.stays_while_on);
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.unless("count", self.count >= 2, || "`count` must be at least 2".to_owned());
        faults.not_negative("min_gap_days", self.min_gap_days);
        faults.maybe_not_negative("fresh_days", self.fresh_days);
        faults.maybe_not_negative("within_days", self.within_days);
        faults.not_negative("not_therapy_carry_days", self.not_therapy_carry_days);
        faults.limits([self.value]);
    }

    fn look(&self, list: &mut LookList<'_>) {
        let apart = DaysApart { count: self.count, gap_days: self.min_gap_days };
        let item = WantedItem::Analyte(self.analyte.clone());
        match self.morning_before {
            Some(hour) => list.newest_before(&item, apart.most_days(), hour),
            None => list.newest_apart(&item, apart),
        }
        if let Some(recent) = &self.unless_recent {
            list.newest(&recent.analyte, 1);
        }
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, _occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        if self.unless_recent.as_ref().is_some_and(|recent| recent.holds(case)) {
            return None;
        }
        let run = self.run(case)?;
        let (newest, oldest) = (run.first()?, run.last()?);
        let taken_since = |day| case.course(&self.withdrawn_on).is_taken_since(day);
        if !self.withdrawn_on.is_empty() && taken_since(newest.day) {
            return None;
        }
        let item = match self.of {
            Some(kind) => WantedItem::Paper(kind),
            None => WantedItem::Analyte(self.analyte.clone()),
        };
        let limit = message::limit(self.value, &self.analyte, case.knowledge.analytes);
        let evidence = run.iter().map(|r| case.evidence(&WantedItem::Analyte(self.analyte.clone()), r.day));
        Some(RuleFinding {
            due: newest.day,
            severity: Some(self.severity),
            words: vec![
                ("analyte", message::analyte(&self.analyte, case.knowledge.analytes)),
                ("date1", long(oldest.day)),
                ("date2", long(newest.day)),
                ("limit", limit),
                ("time_words", message::time_words(&[oldest.time, newest.time])),
            ],
            why: self.reasons(&run, case),
            evidence: evidence.collect(),
            ..RuleFinding::about([item.id()])
        })
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        let newer = found.newer_otherwise(case);
        match &self.unless_recent {
            Some(recent) => {
                let other = message::named(&recent.analyte, case.knowledge.analytes);
                format!("{newer} Or a {other}.")
            }
            None => newer,
        }
    }

    fn limit_on(&self, analyte: &AnalyteId) -> Option<DrawnLimit<'_>> {
        let limit = DrawnLimit { op: self.op, value: self.value, therapies: &self.therapy_at_result };
        // A limit for untreated values says nothing beside a course of treatment, one for samples nothing beside counts.
        let is_drawn = self.not_therapy_at_result.is_empty() && self.of.is_none();
        (self.analyte == *analyte && is_drawn).then_some(limit)
    }
}

impl ConsecutiveValues {
    /// The newest value and those before it that are far enough apart, newest first, when each, and every one
    /// between, is beyond the limit and was drawn as it must be.
    fn run<'a>(&'a self, case: &RuleCase<'a>) -> Option<Vec<Reading<'a>>> {
        let untreated = case.course(&self.not_therapy_at_result);
        let mut run: Vec<Reading<'a>> = Vec::new();
        for reading in case.readings_before(&self.analyte, self.morning_before) {
            let is_in_pellet = self.value == 0.0 && case.has_sperm_in_pellet(&self.analyte, reading.day);
            let counts = !is_in_pellet
                && reading.extent.certainly(self.op, self.value)
                && case.is_fresh(reading.day, self.fresh_days, &self.stays_while_on)
                && !untreated.reaches(reading.day, self.not_therapy_carry_days);
            if !counts {
                return None;
            }
            let apart = |last: &Reading<'_>| (last.day - reading.day).num_days() >= self.min_gap_days;
            if run.last().is_none_or(apart) {
                run.push(reading);
            }
            if run.len() == self.count {
                break;
            }
        }
        let span = (run.first()?.day - run.last()?.day).num_days();
        let holds = run.len() == self.count
            && self.within_days.is_none_or(|days| span <= days)
            && run.iter().all(|reading| case.drawn_on(&self.therapy_at_result, reading.day));
        holds.then_some(run)
    }

    fn reasons(&self, run: &[Reading<'_>], case: &RuleCase<'_>) -> Vec<String> {
        let read = |reading: &Reading<'_>| message::reading(reading, &self.analyte, case.knowledge);
        let mut why: Vec<String> = run.iter().map(|reading| sentence(&read(reading))).collect();
        let limit = message::limit(self.value, &self.analyte, case.knowledge.analytes);
        why.push(format!("Each is {} {limit}, and so is every one between.", self.op.words()));
        if let Some(hour) = self.morning_before {
            let hour = hour.format("%H:%M");
            why.push(format!("Values drawn at {hour} or later are left out; without a time they count."));
        }
        if let Some(recent) = &self.unless_recent {
            let what = message::named(&recent.analyte, case.knowledge.analytes);
            why.push(format!("No {what} is recorded in the last {} days.", recent.days));
        }
        why
    }
}

impl RecentTest {
    /// Whether it was done so lately.
    fn holds<'a>(&'a self, case: &RuleCase<'a>) -> bool {
        case.newest_day(&self.analyte).is_some_and(|day| case.age(day) <= self.days)
    }
}
