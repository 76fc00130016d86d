//! Tests that are owed, and days of a therapy worth knowing of: once, recurring, repeat, milestone, after a stop.

use chrono::NaiveDate;

use crate::domain::day::long;
use crate::guidance::case::Case;
use crate::guidance::episode::{Course, Episode};
use crate::guidance::evaluate::Finding;
use crate::guidance::flag::sentence;
use crate::guidance::message::{self, Words};
use crate::guidance::reminder::Severity;
use crate::guidance::rule::Rule;
use crate::guidance::schedule::{Basis, Notice, Owed, Pace, after, fold};
use crate::guidance::trigger::{AfterStop, Anchor, Item, Milestone, Once, Recurring, Repeat, Trigger};

pub(super) fn once<'a>(rule: &'a Once, case: &Case<'a>) -> Option<Finding> {
    let course = case.course(&rule.therapy);
    let episode = course.current()?;
    let start = episode.start();
    if rule.expire_days.is_some_and(|days| case.today > after(start, days)) {
        return None;
    }
    let missing = rule.missing(case, &course, &episode);
    let have = missing.first()?.1;
    let first = match rule.first_days_if_bone_risk {
        Some(days) if case.record.profile().bone_risk => days,
        _ => rule.first_days,
    };
    let due = after(start, first);
    let notice = Notice { lead: rule.lead_days, grace: rule.grace_days };
    let severity = notice.severity(due, case.today);
    let items: Vec<&Item> = missing.iter().map(|(item, _)| *item).collect();
    let since = after(start, -rule.lookback_days);
    let until = rule.accept_until_days.map_or(case.today, |days| after(start, days));
    Some(Finding {
        due,
        severity,
        words: vec![
            ("missing", names(&items, case)),
            ("state", message::state(severity, due)),
            ("have", have.to_string()),
            ("anchor", long(start)),
            ("since", long(since)),
            ("lookback_days", rule.lookback_days.to_string()),
        ],
        why: rule.reasons(case, &course, &episode, (since, until), first),
        first_days: first,
        ..Finding::of(items.iter().map(|item| item.id()))
    })
}

impl Once {
    /// What there is too little of, with how much there is.
    fn missing<'a>(
        &'a self,
        case: &Case<'a>,
        course: &Course<'_>,
        episode: &Episode<'_, '_>,
    ) -> Vec<(&'a Item, usize)> {
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
        case: &Case<'a>,
        course: &Course<'_>,
        episode: &Episode<'_, '_>,
        (since, until): (NaiveDate, NaiveDate),
        first: i64,
    ) -> Vec<String> {
        let mut why = vec![taken(case, episode)];
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

pub(super) fn recurring<'a>(rule: &'a Recurring, case: &Case<'a>, skipped: &[NaiveDate]) -> Option<Finding> {
    if case.takes(&rule.unless_therapy) {
        return None;
    }
    let course = case.course(&rule.therapy);
    let episode = course.current()?;
    let changes = match rule.anchor {
        Anchor::Start => Vec::new(),
        Anchor::StartOrDoseChange => episode.dose_changes(case.today),
    };
    let round = Round {
        anchor: episode.start(),
        anchor_words: "the start",
        changes,
        pace: Pace { first: rule.first_days, min_wait: rule.min_wait_days, repeat: rule.repeat_days },
        notice: Notice { lead: rule.lead_days, grace: rule.grace_days },
        skipped,
    };
    let mut finding = round.finding(&rule.analytes, case)?;
    finding.why.insert(0, taken(case, &episode));
    Some(finding)
}

pub(super) fn after_stop<'a>(rule: &'a AfterStop, case: &Case<'a>, skipped: &[NaiveDate]) -> Option<Finding> {
    let course = case.course(&rule.therapy);
    let stop = course.ended()?;
    if case.age(stop) > rule.end_after_days {
        return None;
    }
    let counts_from = after(stop, rule.min_wait_days);
    let done = rule.done_when.as_ref().is_some_and(|done| {
        let readings = case.readings(&done.analyte);
        let mut counting = readings.take_while(|reading| reading.day >= counts_from);
        counting.any(|reading| reading.extent.certainly(done.op, done.value))
    });
    if done {
        return None;
    }
    let round = Round {
        anchor: stop,
        anchor_words: "the last day taken",
        changes: Vec::new(),
        pace: Pace { first: rule.first_days, min_wait: rule.min_wait_days, repeat: rule.repeat_days },
        notice: Notice { lead: rule.lead_days, grace: rule.grace_days },
        skipped,
    };
    let mut finding = round.finding(&rule.analytes, case)?;
    finding.words.push(("stop", long(stop)));
    finding.why.insert(0, format!("Last taken on {}.", long(stop)));
    Some(finding)
}

/// One panel of a recurring schedule.
struct Round<'s> {
    anchor: NaiveDate,
    anchor_words: &'static str,
    changes: Vec<NaiveDate>,
    pace: Pace,
    notice: Notice,
    skipped: &'s [NaiveDate],
}

impl Round<'_> {
    /// Every item has a due date of its own; shown is the earliest, with every item owed by then or by today.
    fn finding<'a>(&self, wanted: &'a [Item], case: &Case<'a>) -> Option<Finding> {
        let all: Vec<(&Item, Owed)> = wanted.iter().map(|item| (item, self.owed(item, case))).collect();
        let due = all.iter().map(|(_, owed)| owed.due).min()?;
        let horizon = due.max(case.today);
        let owed: Vec<(&Item, Owed)> = all.into_iter().filter(|(_, owed)| owed.due <= horizon).collect();
        let items: Vec<&Item> = owed.iter().map(|(item, _)| *item).collect();
        let severity = self.notice.severity(due, case.today);
        let newest = items.iter().filter_map(|item| case.newest_day(item).map(|day| (*item, day)));
        Some(Finding {
            due,
            severity,
            words: panel_words(&items, severity, due, case),
            why: owed.iter().map(|(item, owed)| self.reason(item, *owed, case)).collect(),
            evidence: newest.map(|(item, day)| case.evidence(item, day)).collect(),
            counts_from: owed.iter().map(|(_, owed)| owed.counts_from).max(),
            ..Finding::of(items.iter().map(|item| item.id()))
        })
    }

    fn owed<'a>(&self, item: &'a Item, case: &Case<'a>) -> Owed {
        let mut results = case.days_of(item, after(self.anchor, self.pace.min_wait));
        results.reverse();
        fold(self.anchor, self.pace, &results, &self.changes).past(self.skipped, self.pace.repeat)
    }

    fn reason(&self, item: &Item, owed: Owed, case: &Case<'_>) -> String {
        let name = message::capitalised(&message::named(item, case.knowledge.analytes));
        let Pace { first, repeat, .. } = self.pace;
        let counted = match owed.basis {
            Basis::Anchor(day) => {
                let from = long(after(day, self.pace.min_wait));
                let words = self.anchor_words;
                format!("first due {first} days after {words} ({}); a result counts from {from}", long(day))
            }
            Basis::DoseChange(day) => {
                let from = long(after(day, self.pace.min_wait));
                format!(
                    "due {first} days after the change of dose of {}; a result counts from {from}",
                    long(day)
                )
            }
            Basis::Result(day) => format!("due {repeat} days after the result of {}", long(day)),
        };
        let skipped = match owed.skipped {
            0 => String::new(),
            1 => format!("; one round was dismissed, which adds {repeat} days"),
            rounds => format!("; {rounds} rounds were dismissed, which adds {} days", rounds * repeat),
        };
        format!("{name}: {counted}{skipped}. Due {}.", long(owed.due))
    }
}

fn panel_words(items: &[&Item], severity: Option<Severity>, due: NaiveDate, case: &Case<'_>) -> Words {
    vec![
        ("missing", names(items, case)),
        ("state", message::state(severity, due)),
        ("last", items.first().map_or_else(String::new, |item| last(item, case))),
    ]
}

pub(super) fn repeat<'a>(
    rule: &'a Repeat,
    case: &Case<'a>,
    rules: &'a [Rule],
    skipped: &[NaiveDate],
) -> Option<Finding> {
    if !satisfied(rules.iter().find(|r| r.id == rule.requires_satisfied)?, case) {
        return None;
    }
    let course = case.course(&rule.therapy);
    let episode = course.current()?;
    let exposed = course.exposure_day(rule.min_exposure_days)?;
    let newest = rule.analytes.iter().filter_map(|item| case.newest_day(item).map(|day| (item, day)));
    let (item, scan) = newest.min_by_key(|(_, day)| *day)?;
    let short = rule.short_any_of.iter().find_map(|p| Some((p, p.holding(case, scan)?)));
    let interval = short.as_ref().map_or(rule.repeat_days, |_| rule.short_repeat_days);
    let mut owed = Owed {
        due: after(scan, interval).max(exposed),
        basis: Basis::Result(scan),
        counts_from: after(scan, 1),
        skipped: 0,
    };
    owed = owed.past(skipped, interval);
    let notice = Notice { lead: rule.lead_days, grace: rule.grace_days };
    let severity = notice.severity(owed.due, case.today);
    let mut why = vec![
        taken(case, &episode),
        format!(
            "The last one was on {}; repeated after {interval} days, but not before day {} of exposure ({}).",
            long(scan),
            rule.min_exposure_days,
            long(exposed)
        ),
    ];
    if let Some((predicate, reading)) = short {
        let reading = message::reading(&reading, &predicate.analyte, case.knowledge);
        why.push(sentence(&format!("{reading} asks for the shorter interval")));
    }
    Some(Finding {
        due: owed.due,
        severity,
        words: vec![
            ("missing", names(&[item], case)),
            ("state", message::state(severity, owed.due)),
            ("last", long(scan)),
        ],
        why,
        evidence: vec![case.evidence(item, scan)],
        ..Finding::of([item.id()])
    })
}

pub(super) fn milestone(rule: &Milestone, case: &Case<'_>, skipped: &[NaiveDate]) -> Option<Finding> {
    let course = case.course(&rule.therapy);
    let episode = course.current()?;
    let start = episode.start();
    let mut days = rule.first_days;
    if let Some(repeat) = rule.repeat_days {
        let passed = (case.age(start) - days).max(0);
        days += passed / repeat * repeat;
        let is_over = |days| case.age(start) - days > rule.show_days;
        let is_skipped = |days| skipped.contains(&after(start, days));
        // Of the occurrences from the last one reached on, as many as were dismissed can be passed over.
        let mut rounds = skipped.len() + 1;
        while rounds > 0 && (is_over(days) || is_skipped(days)) {
            days += repeat;
            rounds -= 1;
        }
    }
    let due = after(start, days);
    if case.today > after(due, rule.show_days) {
        return None;
    }
    Some(Finding {
        due,
        severity: (case.today >= due).then_some(Severity::Info),
        words: vec![
            ("anchor", long(start)),
            ("years", (days / 365).to_string()),
            ("days", message::days(&days.to_string())),
        ],
        why: vec![taken(case, &episode), format!("{days} days after the start is {}.", long(due))],
        ..Finding::default()
    })
}

/// Whether nothing is missing for a `once` rule in the current episode.
fn satisfied<'a>(rule: &'a Rule, case: &Case<'a>) -> bool {
    let Trigger::Once(once) = &rule.trigger else {
        return false;
    };
    let course = case.course(&once.therapy);
    course.current().is_some_and(|episode| once.missing(case, &course, &episode).is_empty())
}

/// `Anastrozole since 1 Jan 2025, day 49.`
fn taken(case: &Case<'_>, episode: &Episode<'_, '_>) -> String {
    let start = episode.start();
    let day = case.age(start) + 1;
    format!("{} since {}, day {day}.", case.drugs_of(episode), long(start))
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

fn names(items: &[&Item], case: &Case<'_>) -> String {
    let names: Vec<String> = items.iter().map(|item| message::named(item, case.knowledge.analytes)).collect();
    message::list(&names)
}

/// The newest value and its date, or that there is none.
fn last<'a>(item: &'a Item, case: &Case<'a>) -> String {
    let found = match item {
        Item::Paper(_) => case.newest_day(item).map(long),
        Item::Analyte(id) => case.readings(id).next().map(|reading| {
            let value = message::value(&reading, id, case.knowledge);
            format!("{value} on {}", long(reading.day))
        }),
    };
    found.unwrap_or_else(|| "none recorded".to_owned())
}
