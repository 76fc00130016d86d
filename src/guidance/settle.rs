//! What settles a reminder, in words, and which of them one blood draw, sample or scan settles together.

use chrono::NaiveDate;

use crate::domain::day::long;
use crate::domain::report::Kind;
use crate::guidance::case::Case;
use crate::guidance::evaluate::Finding;
use crate::guidance::message;
use crate::guidance::reminder::Reminder;
use crate::guidance::rule::Rule;
use crate::guidance::schedule::after;
use crate::guidance::trigger::{Confirm, Once, Therapy, Trigger};

/// Reminders due within so many days of each other are one errand.
pub const ERRAND_DAYS: i64 = 7;

/// Reminders that one visit settles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand {
    /// The report that comes of it.
    pub kind: Kind,
    /// Places in the list it was made of, two or more.
    pub places: Vec<usize>,
}

impl Errand {
    /// `one blood draw`.
    pub const fn words(&self) -> &'static str {
        match self.kind {
            Kind::Blood => "one blood draw",
            Kind::Semen => "one semen sample",
            Kind::Dxa => "one DXA scan",
            Kind::Body => "one measuring",
        }
    }
}

/// The errands among reminders: those that ask for the same kind of report, due within [`ERRAND_DAYS`] of each other.
/// What is due already counts as due today. Each reminder is in one of them at most.
pub fn errands<'r>(reminders: impl IntoIterator<Item = &'r Reminder>, today: NaiveDate) -> Vec<Errand> {
    let reminders: Vec<&Reminder> = reminders.into_iter().collect();
    let mut errands: Vec<Errand> = Vec::new();
    for kind in Kind::ALL {
        let of_kind = |place: &usize| reminders[*place].settlement.errand == Some(kind);
        let mut places: Vec<usize> = (0..reminders.len()).filter(of_kind).collect();
        let day = |place: usize| reminders[place].due.max(today);
        places.sort_by_key(|place| day(*place));
        while let Some(first) = places.first().copied() {
            let last = after(day(first), ERRAND_DAYS);
            let together = places.partition_point(|place| day(*place) <= last);
            let mut group: Vec<usize> = places.drain(..together).collect();
            group.sort_unstable();
            if group.len() > 1 {
                errands.push(Errand { kind, places: group });
            }
        }
    }
    errands
}

/// The kind of report that settles a test which is owed, when one made today can; none for findings, milestones and
/// symptoms.
pub(super) fn errand(rule: &Rule, finding: &Finding, case: &Case<'_>) -> Option<Kind> {
    let is_test = match &rule.trigger {
        Trigger::Milestone(_) => false,
        // A baseline is missed for good once the therapy has begun; only an older result can be filled in.
        Trigger::Once(once) => once
            .accept_until_days
            .is_none_or(|days| case.today <= after(finding.due, days - finding.first_days)),
        trigger => trigger.has_due_date(),
    };
    let item = finding.items.first().filter(|_| is_test)?;
    Kind::from_id(item).or_else(|| case.knowledge.analytes.get(item).map(|analyte| analyte.kind))
}

/// What settles what a rule found, or when it falls silent, in one or two sentences.
pub(super) fn settled(rule: &Rule, found: &Finding, case: &Case<'_>) -> String {
    match &rule.trigger {
        Trigger::Once(once) => by_results_around_a_start(once, found, case),
        Trigger::Recurring(_) | Trigger::AfterStop(_) => {
            let from = found.counts_from.unwrap_or(found.due);
            format!("{} dated {} or later.", wanted(found, case), long(from))
        }
        Trigger::Repeat(_) => format!("{} newer than the last one.", wanted(found, case)),
        Trigger::Milestone(rule) => {
            format!("Nothing to enter; it is shown through {}.", long(after(found.due, rule.show_days)))
        }
        Trigger::Confirm(rule) => by_another_sample(rule, found, case),
        Trigger::Threshold(rule) => newer(found, rule.fresh_days, case),
        Trigger::Ratio(rule) => {
            let names = items(found, case);
            let until = long(after(found.due, rule.fresh_days));
            format!(
                "Results of {names} of one day that say otherwise; without them it is silent after {until}."
            )
        }
        Trigger::Consecutive(rule) => match &rule.unless_recent {
            Some(recent) => {
                let other = message::named(&recent.analyte, case.knowledge.analytes);
                format!("A newer result of {} that is not so, or a {other}.", items(found, case))
            }
            None => format!("A newer result of {} that is not so.", items(found, case)),
        },
        Trigger::Quality(rule) => newer(found, rule.fresh_days(), case),
        Trigger::Trend(rule) => newer(found, rule.fresh_days, case),
        Trigger::Symptom(rule) => {
            format!("Without a new entry it is shown through {}.", long(after(found.due, rule.window_days)))
        }
        Trigger::TherapyFlag(rule) => {
            format!("It stands while {} is logged as taken.", drugs(&rule.therapy, case))
        }
    }
}

fn by_results_around_a_start(once: &Once, found: &Finding, case: &Case<'_>) -> String {
    let start = after(found.due, -found.first_days);
    let since = long(after(start, -once.lookback_days));
    let until = once.accept_until_days.map(|days| long(after(start, days)));
    let span = until.map_or_else(|| format!("{since} or later"), |until| format!("{since} to {until}"));
    let withdrawn = once.expire_days.map_or_else(String::new, |days| {
        format!(" Without it this is withdrawn after {}.", long(after(start, days)))
    });
    let wanted = wanted(found, case);
    match once.count {
        1 => format!("{wanted} dated {span}.{withdrawn}"),
        count => {
            let gap = message::days(&once.count_gap_days.to_string());
            format!("{wanted} dated {span}: {count} in all, {gap} or more apart.{withdrawn}")
        }
    }
}

fn by_another_sample(rule: &Confirm, found: &Finding, case: &Case<'_>) -> String {
    let newest = found.evidence.first().map_or(found.due, |evidence| evidence.day);
    let from = match rule.within_days {
        // Due so long after the sign; a sample that comes too soon after it only raises the same again.
        Some(days) => after(found.due, days - rule.confirm_days),
        None => after(newest, rule.min_gap_days.max(1)),
    };
    let until = long(after(newest, rule.expire_days));
    format!("{} dated {} or later; without it this is silent after {until}.", wanted(found, case), long(from))
}

/// A newer result clears a finding whatever it says; too old a one says nothing more.
fn newer(found: &Finding, fresh_days: i64, case: &Case<'_>) -> String {
    let until = long(after(found.due, fresh_days));
    format!(
        "{} that says otherwise. Without it this is silent after {until}, for want of a recent result.",
        wanted(found, case).replacen("A ", "A newer ", 1).replacen("Results", "Newer results", 1)
    )
}

/// `A semen analysis`, `A result of estradiol`, `Results of LH and FSH`.
fn wanted(found: &Finding, case: &Case<'_>) -> String {
    let names = items(found, case);
    match found.items.as_slice() {
        [one] if Kind::from_id(one).is_some() => format!("A {names}"),
        [_] => format!("A result of {names}"),
        _ => format!("Results of {names}"),
    }
}

fn items(found: &Finding, case: &Case<'_>) -> String {
    let name = |item: &String| match Kind::from_id(item) {
        Some(kind) => kind.name().to_owned(),
        None => message::analyte(item, case.knowledge.analytes),
    };
    message::list(&found.items.iter().map(name).collect::<Vec<_>>())
}

/// The drugs of a rule that are taken today.
fn drugs(therapies: &[Therapy], case: &Case<'_>) -> String {
    let course = case.course(therapies);
    course.current().map_or_else(String::new, |episode| case.drugs_of(&episode).to_lowercase())
}
