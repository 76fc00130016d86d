//! A result that asks for a second one.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Deserializer};

use crate::domain::day::long;
use crate::domain::extent::Relation;
use crate::domain::id::{AnalyteId, SignId};
use crate::domain::series::Reading;
use crate::guidance::case::RuleCase;
use crate::guidance::due_date::{NoticeSpan, after};
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::message::{self, sentence};
use crate::guidance::predicate::ValuePredicate;
use crate::guidance::sign::{self};
use crate::guidance::vocabulary::{DrugSelector, NamedThings, WantedItem};

/// A newest sample that asks for a second one. Either `any_of` or `symptoms` is given.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmSample {
    /// What is looked at, and wanted again.
    pub analytes: Vec<WantedItem>,
    /// The newest one asks for a second when one of these holds.
    #[serde(default)]
    pub any_of: Vec<ValuePredicate>,
    /// The newest one asks for another when one of these was logged before it …
    #[serde(default)]
    pub symptoms: Vec<SignId>,
    /// … less than this many days.
    pub within_days: Option<i64>,
    /// Due this long after the result, or after the symptom.
    pub confirm_days: i64,
    /// Sooner dates for worse results, the worst first: the first that holds counts.
    #[serde(default, deserialize_with = "one_or_many")]
    pub severe: Vec<SevereResult>,
    /// An earlier one confirms from this distance …
    pub min_gap_days: i64,
    /// … up to this one.
    pub already_confirmed_days: Option<i64>,
    /// Not when drawn on one of these …
    #[serde(default)]
    pub not_therapy_at_result: Vec<DrugSelector>,
    /// … or so many days after it.
    #[serde(default)]
    pub not_therapy_carry_days: i64,
    /// Silent once one of these is taken on its day or later.
    #[serde(default)]
    pub withdrawn_on: Vec<DrugSelector>,
    /// Only when the newest is at most this old.
    pub expire_days: i64,
    /// Shown this long ahead.
    pub lead_days: i64,
    /// Overdue this long after the due date.
    pub grace_days: i64,
}

/// A sooner date for a worse result.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SevereResult {
    /// The analyte whose value is compared.
    pub analyte: AnalyteId,
    /// How it is compared with the limit.
    pub op: Relation,
    /// The limit, in the canonical unit.
    pub value: f64,
    /// Due this long after the result.
    pub days: i64,
    /// Overdue this long after the due date.
    pub grace_days: i64,
    /// What it says in place of the rule's message.
    pub message: Option<String>,
}

impl RuleKind for ConfirmSample {
    fn placeholders(&self) -> &'static [&'static str] {
        &["value", "date", "limit", "found", "time_words", "symptom", "symptom_date"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        things.analytes.extend(self.severe.iter().map(|severe| &severe.analyte));
        let items = things.signs(&self.symptoms).items(&self.analytes);
        items
            .analytes(self.any_of.iter().map(|predicate| &predicate.analyte))
            .drugs(&self.not_therapy_at_result)
            .drugs(&self.withdrawn_on);
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.unless("analytes", self.analytes.len() == 1, || {
            "`analytes` must name exactly one thing to take again".to_owned()
        });
        faults.unless("any_of", self.any_of.is_empty() != self.symptoms.is_empty(), || {
            "either `any_of` or `symptoms` must be given, not both".to_owned()
        });
        faults.unless("symptoms", self.symptoms.is_empty() == self.within_days.is_none(), || {
            "`symptoms` and `within_days` belong together".to_owned()
        });
        faults.not_negative("confirm_days", self.confirm_days);
        faults.not_negative("min_gap_days", self.min_gap_days);
        faults.not_negative("expire_days", self.expire_days);
        faults.not_negative("within_days", self.within_days.unwrap_or(0));
        faults.not_negative("already_confirmed_days", self.already_confirmed_days.unwrap_or(0));
        faults.notice(self.lead_days, self.grace_days);
        self.any_of.iter().for_each(|predicate| predicate.check(faults));
        faults.not_negative("not_therapy_carry_days", self.not_therapy_carry_days);
        for severe in &self.severe {
            faults.not_negative("days", severe.days);
            faults.notice(self.lead_days, severe.grace_days);
            faults.limits([severe.value]);
        }
    }

    fn look(&self, list: &mut LookList<'_>) {
        for item in &self.analytes {
            list.newest(item, 1);
            list.recent(item, self.expire_days + self.already_confirmed_days.unwrap_or(0));
        }
        if let Some(days) = self.within_days {
            list.symptoms(self.expire_days + days);
        }
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, _occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        let item = self.analytes.first()?;
        let day = case.newest_day(item).filter(|day| case.age(*day) <= self.expire_days)?;
        let is_withdrawn =
            !self.withdrawn_on.is_empty() && case.course(&self.withdrawn_on).is_taken_since(day);
        let treated = case.course(&self.not_therapy_at_result);
        if is_withdrawn || treated.reaches(day, self.not_therapy_carry_days) {
            return None;
        }
        let ask = match self.within_days {
            Some(days) => self.after_sign(day, days, case)?,
            None => self.abnormal(item, day, case)?,
        };
        let notice = NoticeSpan { lead: self.lead_days, grace: ask.grace };
        Some(RuleFinding {
            due: ask.due,
            severity: notice.severity(ask.due, case.today),
            words: vec![
                ("date", long(day)),
                ("value", ask.value),
                ("limit", ask.limit),
                ("time_words", message::time_words(&[ask.time])),
                ("found", ask.found),
                ("symptom", ask.sign.as_ref().map_or_else(String::new, |(id, _)| message::sign(id))),
                ("symptom_date", ask.sign.map_or_else(String::new, |(_, day)| long(day))),
            ],
            why: ask.why,
            message: ask.message,
            evidence: vec![case.evidence(item, day)],
            ..RuleFinding::about([item.id()])
        })
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        let newest = found.evidence.first().map_or(found.due, |evidence| evidence.day);
        let from = match self.within_days {
            // Due so long after the sign; a sample that comes too soon after it only raises the same again.
            Some(days) => after(found.due, days - self.confirm_days),
            None => after(newest, self.min_gap_days.max(1)),
        };
        let (wanted, until) = (found.wanted_words(case), long(after(newest, self.expire_days)));
        format!("{wanted} dated {} or later; without it this is no longer shown after {until}.", long(from))
    }

    fn has_due_date(&self) -> bool {
        true
    }
}

/// When another sample is wanted, and why.
struct SampleRequest {
    due: NaiveDate,
    grace: i64,
    value: String,
    limit: String,
    /// What was beyond its limit, in words.
    found: String,
    time: Option<NaiveTime>,
    message: Option<String>,
    sign: Option<(SignId, NaiveDate)>,
    why: Vec<String>,
}

impl ConfirmSample {
    /// A sign was logged less than `days` before the sample.
    fn after_sign(&self, day: NaiveDate, days: i64, case: &RuleCase<'_>) -> Option<SampleRequest> {
        let before = |logged: NaiveDate| (0..days).contains(&(day - logged).num_days());
        let signs = sign::logged_signs(&self.symptoms, case);
        let (id, logged) = signs
            .filter(|sign| before(sign.day))
            .map(|sign| (sign.id.clone(), sign.day))
            .max_by_key(|(_, day)| *day)?;
        let due = after(logged, self.confirm_days);
        let name = message::capitalised(&message::sign(&id));
        Some(SampleRequest {
            due,
            grace: self.grace_days,
            value: String::new(),
            limit: String::new(),
            found: String::new(),
            time: None,
            message: None,
            why: vec![
                format!(
                    "{name} was logged on {}, {} before the sample of {}.",
                    long(logged),
                    message::days(&(day - logged).num_days().to_string()),
                    long(day)
                ),
                format!("A sample {} days after it is due {}.", self.confirm_days, long(due)),
            ],
            sign: Some((id, logged)),
        })
    }

    /// The day's sample is beyond a limit and no earlier one confirms it.
    fn abnormal<'a>(
        &'a self,
        item: &'a WantedItem,
        day: NaiveDate,
        case: &RuleCase<'a>,
    ) -> Option<SampleRequest> {
        let found: Vec<(&ValuePredicate, Reading<'a>)> = self.holding(day, case).collect();
        let first = found.first()?;
        let value = message::value(&first.1, &first.0.analyte, case.knowledge);
        if self.is_confirmed(item, day, case) {
            return None;
        }
        let is_so = |severe: &&SevereResult| {
            let predicate = ValuePredicate::limit(severe.analyte.clone(), severe.op, severe.value);
            let is_none = severe.value == 0.0 && case.has_sperm_in_pellet(&severe.analyte, day);
            !is_none && predicate.holding(case, day).is_some()
        };
        let severe = self.severe.iter().find(is_so);
        let (days, grace) = severe.map_or((self.confirm_days, self.grace_days), |s| (s.days, s.grace_days));
        let due = after(day, days);
        let mut why: Vec<String> = found.iter().map(|(p, reading)| beyond(p, reading, case)).collect();
        if let Some(severe) = severe {
            let limit = message::limit(severe.value, &severe.analyte, case.knowledge.analytes);
            why.push(format!("A value {} {limit} asks for the shorter wait.", severe.op.words()));
        }
        why.push(format!("Due {days} days after it, {}.", long(due)));
        let named = found.iter().map(|(p, reading)| {
            let name = message::analyte(&p.analyte, case.knowledge.analytes);
            format!("{name} ({})", message::value(reading, &p.analyte, case.knowledge))
        });
        Some(SampleRequest {
            due,
            grace,
            value,
            limit: first.0.met(&first.1, case)?.limit,
            found: message::listed(&named.collect::<Vec<_>>()),
            time: first.1.time,
            message: severe.and_then(|severe| severe.message.clone()),
            sign: None,
            why,
        })
    }

    fn holding<'a>(
        &'a self,
        day: NaiveDate,
        case: &RuleCase<'a>,
    ) -> impl Iterator<Item = (&'a ValuePredicate, Reading<'a>)> {
        self.any_of.iter().filter_map(move |predicate| Some((predicate, predicate.holding(case, day)?)))
    }

    fn is_confirmed<'a>(&'a self, item: &'a WantedItem, day: NaiveDate, case: &RuleCase<'a>) -> bool {
        let Some(reach) = self.already_confirmed_days else {
            return false;
        };
        let latest = after(day, -self.min_gap_days);
        let mut earlier = case.days_of(item, after(day, -reach)).into_iter();
        earlier.any(|other| other <= latest && self.holding(other, case).next().is_some())
    }
}

/// `Sperm concentration 8 10*6/mL on 1 Feb 2025 is below 16 10*6/mL.`
fn beyond(predicate: &ValuePredicate, reading: &Reading<'_>, case: &RuleCase<'_>) -> String {
    let read = message::reading(reading, &predicate.analyte, case.knowledge);
    let (outside, limit) =
        predicate.met(reading, case).map_or(("beyond", String::new()), |met| (met.outside, met.limit));
    sentence(&format!("{read} is {outside} {limit}"))
}

/// One table, as rules wrote it at first, or a list of them.
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<SevereResult>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum WrittenConfirm {
        Many(Vec<SevereResult>),
        One(SevereResult),
    }
    Ok(match WrittenConfirm::deserialize(deserializer)? {
        WrittenConfirm::Many(many) => many,
        WrittenConfirm::One(one) => vec![one],
    })
}
