//! Samples that ask for another one, and samples taken or measured in a way that makes them hard to read.

use chrono::NaiveDate;

use crate::domain::day::long;
use crate::domain::extent::Relation;
use crate::domain::id::{AnalyteId, SignId};
use crate::domain::report::{Kind, Specimen};
use crate::domain::series::Reading;
use crate::guidance::case::Case;
use crate::guidance::evaluate::Finding;
use crate::guidance::flag::{sentence, words};
use crate::guidance::message;
use crate::guidance::reminder::Severity;
use crate::guidance::schedule::{Notice, after};
use crate::guidance::sign;
use crate::guidance::trigger::{
    AbstinenceOutside, AssayUnsuited, Confirm, DrawnAtOrAfter, Item, MethodChanged, Predicate, Quality,
};

pub(super) fn confirm<'a>(rule: &'a Confirm, case: &Case<'a>) -> Option<Finding> {
    let item = rule.analytes.first()?;
    let day = case.newest_day(item).filter(|day| case.age(*day) <= rule.expire_days)?;
    if case.course(&rule.not_therapy_at_result).covers(day) {
        return None;
    }
    let ask = match rule.within_days {
        Some(days) => rule.after_sign(day, days, case)?,
        None => rule.abnormal(item, day, case)?,
    };
    let notice = Notice { lead: rule.lead_days, grace: ask.grace };
    Some(Finding {
        due: ask.due,
        severity: notice.severity(ask.due, case.today),
        words: vec![
            ("date", long(day)),
            ("value", ask.value),
            ("symptom", ask.sign.as_ref().map_or_else(String::new, |(id, _)| message::sign(id))),
            ("symptom_date", ask.sign.map_or_else(String::new, |(_, day)| long(day))),
        ],
        why: ask.why,
        evidence: vec![case.evidence(item, day)],
        ..Finding::of([item.id()])
    })
}

/// When another sample is wanted, and why.
struct Ask {
    due: NaiveDate,
    grace: i64,
    value: String,
    sign: Option<(SignId, NaiveDate)>,
    why: Vec<String>,
}

impl Confirm {
    /// A sign was logged less than `days` before the sample.
    fn after_sign(&self, day: NaiveDate, days: i64, case: &Case<'_>) -> Option<Ask> {
        let before = |logged: NaiveDate| (0..days).contains(&(day - logged).num_days());
        let signs = sign::logged(&self.symptoms, case);
        let (id, logged) = signs
            .filter(|sign| before(sign.day))
            .map(|sign| (sign.id.clone(), sign.day))
            .max_by_key(|(_, day)| *day)?;
        let due = after(logged, self.confirm_days);
        let name = message::capitalised(&message::sign(&id));
        Some(Ask {
            due,
            grace: self.grace_days,
            value: String::new(),
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
    fn abnormal<'a>(&'a self, item: &'a Item, day: NaiveDate, case: &Case<'a>) -> Option<Ask> {
        let found: Vec<(&Predicate, Reading<'a>)> = self.holding(day, case).collect();
        let first = found.first()?;
        let value = message::value(&first.1, &first.0.analyte, case.knowledge);
        if self.is_confirmed(item, day, case) {
            return None;
        }
        let severe = self.severe.as_ref().filter(|severe| {
            let predicate = Predicate { analyte: severe.analyte.clone(), op: severe.op, value: severe.value };
            predicate.holding(case, day).is_some()
        });
        let (days, grace) = severe.map_or((self.confirm_days, self.grace_days), |s| (s.days, s.grace_days));
        let due = after(day, days);
        let mut why: Vec<String> = found.iter().map(|(p, reading)| beyond(p, reading, case)).collect();
        if let Some(severe) = severe {
            let limit = message::limit(severe.value, &severe.analyte, case.knowledge.analytes);
            why.push(format!("A value {} {limit} asks for the shorter wait.", words(severe.op)));
        }
        why.push(format!("No earlier sample confirms it. Due {days} days after it, {}.", long(due)));
        Some(Ask { due, grace, value, sign: None, why })
    }

    fn holding<'a>(
        &'a self,
        day: NaiveDate,
        case: &Case<'a>,
    ) -> impl Iterator<Item = (&'a Predicate, Reading<'a>)> {
        self.any_of.iter().filter_map(move |predicate| Some((predicate, predicate.holding(case, day)?)))
    }

    fn is_confirmed<'a>(&'a self, item: &'a Item, day: NaiveDate, case: &Case<'a>) -> bool {
        let Some(reach) = self.already_confirmed_days else {
            return false;
        };
        let latest = after(day, -self.min_gap_days);
        let mut earlier = case.days_of(item, after(day, -reach)).into_iter();
        earlier.any(|other| other <= latest && self.holding(other, case).next().is_some())
    }
}

pub(super) fn quality<'a>(rule: &'a Quality, case: &Case<'a>) -> Option<Finding> {
    match rule {
        Quality::AbstinenceOutside(rule) => abstinence(rule, case),
        Quality::DrawnAtOrAfter(rule) => drawn_late(rule, case),
        Quality::AssayUnsuited(rule) => unsuited(rule, case),
        Quality::MethodChanged(rule) => method_changed(rule, case),
    }
}

fn abstinence(rule: &AbstinenceOutside, case: &Case<'_>) -> Option<Finding> {
    let report = case.newest_report(Kind::Semen)?;
    let Specimen::Semen { abstinence_days: Some(days), .. } = &report.specimen else {
        return None;
    };
    let outside = days.value() < rule.min_days || days.value() > rule.max_days;
    if !outside || case.age(report.date) > rule.fresh_days {
        return None;
    }
    let (low, high) = (message::plain(rule.min_days), message::plain(rule.max_days));
    let (date, days) = (long(report.date), message::days(days.as_str()));
    let item = Item::Paper(Kind::Semen);
    Some(Finding {
        due: report.date,
        severity: Some(rule.severity),
        why: vec![format!("The sample of {date} followed {days} of abstinence; {low} to {high} are usual.")],
        words: vec![("date", date), ("days", days)],
        evidence: vec![case.evidence(&item, report.date)],
        ..Finding::of([item.id()])
    })
}

fn drawn_late<'a>(rule: &'a DrawnAtOrAfter, case: &Case<'a>) -> Option<Finding> {
    let reading = case.fresh(&rule.analyte, rule.fresh_days)?;
    let drawn = reading.time.filter(|drawn| *drawn >= rule.time)?;
    let (drawn, limit) = (drawn.format("%H:%M").to_string(), rule.time.format("%H:%M"));
    let read = message::reading(&reading, &rule.analyte, case.knowledge);
    let mut finding = measured(&rule.analyte, &reading, rule.severity, case);
    finding.why = vec![sentence(&format!("{read}, drawn at {drawn}; this note begins at {limit}"))];
    finding.words.push(("time", drawn));
    Some(finding)
}

fn unsuited<'a>(rule: &'a AssayUnsuited, case: &Case<'a>) -> Option<Finding> {
    let reading = case.fresh(&rule.analyte, rule.fresh_days)?;
    let suited = |method: &str| rule.suited_methods.iter().any(|suited| same(suited, method));
    let on_therapy =
        || rule.therapy_at_result.is_empty() || case.course(&rule.therapy_at_result).covers(reading.day);
    let holds = reading.extent.certainly(Relation::Below, rule.below)
        && !reading.method().is_some_and(suited)
        && on_therapy();
    if !holds {
        return None;
    }
    let read = message::reading(&reading, &rule.analyte, case.knowledge);
    let limit = message::limit(rule.below, &rule.analyte, case.knowledge.analytes);
    let method = reading.method().unwrap_or("not stated");
    let mut finding = measured(&rule.analyte, &reading, rule.severity, case);
    finding.why = vec![sentence(&format!("{read} is below {limit}; the method is {method}"))];
    Some(finding)
}

/// The newest two days both say how, or by whom, they were measured, and not the same.
fn method_changed<'a>(rule: &'a MethodChanged, case: &Case<'a>) -> Option<Finding> {
    let mut changed: Vec<(&AnalyteId, NaiveDate)> = Vec::new();
    let mut why = Vec::new();
    for analyte in &rule.analytes {
        let Some((before, newest)) = newest_two(analyte, rule.fresh_days, case) else {
            continue;
        };
        let differences = [(before.method(), newest.method()), (before.laboratory(), newest.laboratory())];
        let differing = differences
            .into_iter()
            .filter_map(|(before, now)| before.zip(now))
            .find(|(before, now)| !same(before, now));
        if let Some((was, is)) = differing {
            let name = message::capitalised(&message::analyte(analyte, case.knowledge.analytes));
            let (then, now) = (long(before.day), long(newest.day));
            why.push(format!("{name}: {was} on {then}, {is} on {now}."));
            changed.push((analyte, newest.day));
        }
    }
    let names = changed.iter().map(|(id, _)| message::analyte(id, case.knowledge.analytes));
    let evidence = changed.iter().map(|(id, day)| case.evidence(&Item::Analyte((*id).clone()), *day));
    Some(Finding {
        due: changed.iter().map(|(_, day)| *day).max()?,
        severity: Some(rule.severity),
        words: vec![("analyte", message::list(&names.collect::<Vec<_>>()))],
        why,
        evidence: evidence.collect(),
        ..Finding::of(changed.iter().map(|(id, _)| &***id))
    })
}

/// The readings of the newest two days, the older first, when the newer is at most `days` old.
fn newest_two<'a>(analyte: &'a str, days: i64, case: &Case<'a>) -> Option<(Reading<'a>, Reading<'a>)> {
    let mut readings = case.readings(analyte);
    let newest = readings.next().filter(|reading| case.age(reading.day) <= days)?;
    Some((readings.next()?, newest))
}

/// A finding about how one result was measured.
fn measured(analyte: &AnalyteId, reading: &Reading<'_>, severity: Severity, case: &Case<'_>) -> Finding {
    let item = Item::Analyte(analyte.clone());
    Finding {
        due: reading.day,
        severity: Some(severity),
        words: vec![
            ("analyte", message::analyte(analyte, case.knowledge.analytes)),
            ("date", long(reading.day)),
            ("value", message::value(reading, analyte, case.knowledge)),
        ],
        evidence: vec![case.evidence(&item, reading.day)],
        ..Finding::of([item.id()])
    }
}

/// `Sperm concentration 8 10*6/mL on 1 Feb 2025 is below 16 10*6/mL.`
fn beyond(predicate: &Predicate, reading: &Reading<'_>, case: &Case<'_>) -> String {
    let read = message::reading(reading, &predicate.analyte, case.knowledge);
    let limit = message::limit(predicate.value, &predicate.analyte, case.knowledge.analytes);
    sentence(&format!("{read} is {} {limit}", words(predicate.op)))
}

/// Whether two spellings are one method or laboratory: only letters and digits count.
fn same(a: &str, b: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    letters(a) == letters(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_is_the_same_however_it_is_punctuated() {
        for (a, b, one) in [
            ("lc-ms/ms", "LC/MS-MS", true),
            ("lc-ms/ms", "immunoassay", false),
            ("Quest Diagnostics", "quest diagnostics ", true),
        ] {
            assert_eq!(same(a, b), one, "{a} {b}");
        }
    }
}
