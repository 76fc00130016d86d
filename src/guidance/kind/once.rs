//! A test that is wanted a fixed number of times around the start of a therapy.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::day::long;
use crate::guidance::case::RuleCase;
use crate::guidance::due_date::{NoticeSpan, after};
use crate::guidance::episode::{TherapyCourse, TherapyEpisode};
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{RuleKind, RuleOccasion, Trigger};
use crate::guidance::look::LookList;
use crate::guidance::message::{self};
use crate::guidance::panel::{self};
use crate::guidance::vocabulary::{DrugSelector, NamedThings, WantedItem};

/// A test that is wanted so many times around the start of a therapy.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestOnce {
    /// Drugs whose episode it belongs to.
    pub therapy: Vec<DrugSelector>,
    /// What is wanted, in the order it is listed.
    pub analytes: Vec<WantedItem>,
    /// How many of each.
    #[serde(default = "one")]
    pub count: usize,
    /// Days between two that count as two.
    #[serde(default)]
    pub count_gap_days: i64,
    /// Due this long after the start.
    pub first_days: i64,
    /// Due this long after the start when the profile names a risk for the bones.
    pub first_days_if_bone_risk: Option<i64>,
    /// Results count from this long before the start …
    pub lookback_days: i64,
    /// … to this long after it; to today when absent.
    pub accept_until_days: Option<i64>,
    /// Results drawn in an earlier episode, or up to this long after one, do not count; absent: they do.
    pub washout_days: Option<i64>,
    /// Withdrawn this long after the start.
    pub expire_days: Option<i64>,
    /// Shown this long ahead.
    pub lead_days: i64,
    /// Overdue this long after the due date.
    pub grace_days: i64,
}

impl RuleKind for TestOnce {
    fn placeholders(&self) -> &'static [&'static str] {
        &["missing", "state", "have", "anchor", "since", "lookback_days"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        things.items(&self.analytes).drugs(&self.therapy);
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.wanted(self.analytes.len());
        faults.taken(&self.therapy);
        faults.unless("count", self.count >= 1, || "`count` must be at least 1".to_owned());
        faults.not_negative("lookback_days", self.lookback_days);
        faults.not_negative("count_gap_days", self.count_gap_days);
        faults.not_negative("washout_days", self.washout_days.unwrap_or(0));
        faults.not_negative("expire_days", self.expire_days.unwrap_or(0));
        faults.notice(self.lead_days, self.grace_days);
        faults.sane("first_days", self.first_days);
        faults.sane("first_days_if_bone_risk", self.first_days_if_bone_risk.unwrap_or(0));
        let (until, lookback) = (self.accept_until_days.unwrap_or(0), self.lookback_days);
        faults.sane("accept_until_days", until);
        faults.unless("accept_until_days", until >= -lookback, || {
            format!("`accept_until_days` = {until} ends before the {lookback} `lookback_days` begin")
        });
    }

    fn look(&self, list: &mut LookList<'_>) {
        for item in &self.analytes {
            list.since_start(item, &self.therapy, self.lookback_days, self.accept_until_days);
        }
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, _occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        let course = case.course(&self.therapy);
        let episode = course.current()?;
        let start = episode.start();
        if self.expire_days.is_some_and(|days| case.today > after(start, days)) {
            return None;
        }
        let missing = self.missing(case, &course, &episode);
        let have = missing.first()?.1;
        let first = match self.first_days_if_bone_risk {
            Some(days) if case.record.profile().bone_risk => days,
            _ => self.first_days,
        };
        let due = after(start, first);
        let notice = NoticeSpan { lead: self.lead_days, grace: self.grace_days };
        let severity = notice.severity(due, case.today);
        let items: Vec<&WantedItem> = missing.iter().map(|(item, _)| *item).collect();
        let since = after(start, -self.lookback_days);
        let until = self.accept_until_days.map_or(case.today, |days| after(start, days));
        Some(RuleFinding {
            due,
            severity,
            words: vec![
                ("missing", panel::item_names(&items, case)),
                ("state", message::state(severity, due)),
                ("have", have.to_string()),
                ("anchor", long(start)),
                ("since", long(since)),
                ("lookback_days", self.lookback_days.to_string()),
            ],
            why: self.reasons(case, &course, &episode, (since, until), first),
            first_days: first,
            ..RuleFinding::about(items.iter().map(|item| item.id()))
        })
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        let start = after(found.due, -found.first_days);
        let since = long(after(start, -self.lookback_days));
        let until = self.accept_until_days.map(|days| long(after(start, days)));
        let span = until.map_or_else(|| format!("{since} or later"), |until| format!("{since} to {until}"));
        let withdrawn = self.expire_days.map_or_else(String::new, |days| {
            format!(" Without it this is withdrawn after {}.", long(after(start, days)))
        });
        let wanted = found.wanted_words(case);
        match self.count {
            1 => format!("{wanted} dated {span}.{withdrawn}"),
            count => {
                let gap = message::days(&self.count_gap_days.to_string());
                format!("{wanted} dated {span}: {count} in all, {gap} or more apart.{withdrawn}")
            }
        }
    }

    fn has_due_date(&self) -> bool {
        true
    }

    /// A baseline is missed for good once the therapy has begun; only an older result can be filled in.
    fn asks_for_a_test(&self, found: &RuleFinding, case: &RuleCase<'_>) -> bool {
        self.accept_until_days.is_none_or(|days| case.today <= after(found.due, days - found.first_days))
    }
}

impl TestOnce {
    /// What there is too little of, with how much there is.
    fn missing<'a>(
        &'a self,
        case: &RuleCase<'a>,
        course: &TherapyCourse<'_>,
        episode: &TherapyEpisode<'_, '_>,
    ) -> Vec<(&'a WantedItem, usize)> {
        let start = episode.start();
        let last = self.accept_until_days.map(|days| after(start, days));
        let counts = |day: &NaiveDate| {
            last.is_none_or(|last| *day <= last)
                && self.washout_days.is_none_or(|days| !course.taints(*day, days, episode))
        };
        let found = self.analytes.iter().map(|item| {
            let days = case.days_of(item, after(start, -self.lookback_days));
            (item, spaced(days.into_iter().filter(counts), self.count_gap_days))
        });
        found.filter(|(_, found)| *found < self.count).collect()
    }

    fn reasons<'a>(
        &'a self,
        case: &RuleCase<'a>,
        course: &TherapyCourse<'_>,
        episode: &TherapyEpisode<'_, '_>,
        (since, until): (NaiveDate, NaiveDate),
        first: i64,
    ) -> Vec<String> {
        let mut why = vec![panel::taken(case, episode)];
        for (item, found) in self.missing(case, course, episode) {
            let name = message::capitalised(&message::named(item, case.knowledge.analytes));
            let (since, until) = (long(since), long(until));
            why.push(format!("{name}: {found} of {} from {since} to {until}.", self.count));
        }
        if first == 0 {
            why.push("Due on the day of the start.".to_owned());
        } else {
            why.push(format!("Due {first} days after the start."));
        }
        if let Some(days) = self.washout_days {
            why.push(format!(
                "What was drawn in an earlier episode, or up to {days} days after one, does not count."
            ));
        }
        why
    }
}

/// Whether nothing is missing for a rule of this kind in the current episode.
pub(super) fn is_satisfied<'a>(trigger: &'a Trigger, case: &RuleCase<'a>) -> bool {
    let Trigger::TestOnce(once) = trigger else {
        return false;
    };
    let course = case.course(&once.therapy);
    course.current().is_some_and(|episode| once.missing(case, &course, &episode).is_empty())
}

const fn one() -> usize {
    1
}

/// How many of these days, newest first, are at least `gap` days apart.
fn spaced(days: impl Iterator<Item = NaiveDate>, gap: i64) -> usize {
    let mut last: Option<NaiveDate> = None;
    days.filter(|day| {
        let counts = last.is_none_or(|last| (last - *day).num_days() >= gap);
        if counts {
            last = Some(*day);
        }
        counts
    })
    .count()
}
