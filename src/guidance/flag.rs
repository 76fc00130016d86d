//! Findings in results and therapy: a value, a ratio or a run beyond a limit, a change the wrong way.

use chrono::NaiveDate;

use crate::domain::day::long;
use crate::domain::decimal::fixed;
use crate::domain::extent::{Extent, Relation};
use crate::domain::id::AnalyteId;
use crate::domain::series::Reading;
use crate::guidance::case::Case;
use crate::guidance::condition::quotient;
use crate::guidance::episode::{Course, Episode};
use crate::guidance::evaluate::Finding;
use crate::guidance::message;
use crate::guidance::reminder::Severity;
use crate::guidance::schedule::after;
use crate::guidance::trigger::{
    Consecutive, Direction, Expectation, Item, Ratio, Therapy, TherapyFlag, Threshold, Trend,
};

pub(super) fn threshold<'a>(rule: &'a Threshold, case: &Case<'a>) -> Option<Finding> {
    let reading = case.fresh(&rule.analyte, rule.fresh_days)?;
    let holds =
        reading.extent.certainly(rule.op, rule.value) && drawn_on(&rule.therapy_at_result, reading.day, case);
    if !holds {
        return None;
    }
    let limit = message::limit(rule.value, &rule.analyte, case.knowledge.analytes);
    let read = message::reading(&reading, &rule.analyte, case.knowledge);
    let mut why = vec![sentence(&format!("{read} is {} {limit}", words(rule.op)))];
    if !rule.therapy_at_result.is_empty() {
        why.push("It was drawn on therapy.".to_owned());
    }
    Some(Finding {
        words: vec![
            ("analyte", message::analyte(&rule.analyte, case.knowledge.analytes)),
            ("value", message::value(&reading, &rule.analyte, case.knowledge)),
            ("date", long(reading.day)),
            ("limit", limit),
        ],
        why,
        ..flagged(rule.severity, [(&rule.analyte, reading.day)], case)
    })
}

pub(super) fn ratio<'a>(rule: &'a Ratio, case: &Case<'a>) -> Option<Finding> {
    let (num, den) = newest_pair(&rule.num, &rule.den, rule.fresh_days, case)?;
    let day = num.day;
    let certain_den = (!rule.den_uncensored || den.extent.is_exact())
        && rule.den_min.is_none_or(|least| den.extent.certainly(Relation::AtLeast, least));
    let extent = quotient(num.extent, den.extent)?;
    let holds = certain_den
        && extent.certainly(rule.op, rule.value)
        && drawn_on(&rule.therapy_at_result, day, case)
        && rule.min_therapy_days.is_none_or(|days| on_for(&rule.therapy_at_result, day, case) >= Some(days))
        && !case.course(&rule.not_therapy_at_result).reaches(day, rule.not_therapy_carry_days);
    if !holds {
        return None;
    }
    let ratio = quotient_words(extent);
    let top = message::reading(&num, &rule.num, case.knowledge);
    let bottom = message::reading(&den, &rule.den, case.knowledge);
    let limit = message::plain(rule.value);
    let mut why = vec![sentence(&format!("{top} over {bottom} is {ratio}, {} {limit}", words(rule.op)))];
    if let Some(days) = on_for(&rule.therapy_at_result, day, case) {
        why.push(format!("It was drawn {days} days after the start."));
    }
    Some(Finding {
        words: vec![("ratio", ratio), ("date", long(day))],
        why,
        ..flagged(rule.severity, [(&rule.num, day), (&rule.den, day)], case)
    })
}

pub(super) fn consecutive<'a>(rule: &'a Consecutive, case: &Case<'a>) -> Option<Finding> {
    if rule.unless_recent.as_ref().is_some_and(|recent| recent.holds(case)) {
        return None;
    }
    let mut run: Vec<Reading<'a>> = Vec::new();
    for reading in case.readings(&rule.analyte) {
        if !reading.extent.certainly(rule.op, rule.value) || case.age(reading.day) > rule.fresh_days {
            break;
        }
        let apart = |last: &Reading<'_>| (last.day - reading.day).num_days() >= rule.min_gap_days;
        if run.last().is_none_or(apart) {
            run.push(reading);
        }
        if run.len() == rule.count {
            break;
        }
    }
    let on_therapy = |reading: &Reading<'_>| drawn_on(&rule.therapy_at_result, reading.day, case);
    if run.len() < rule.count || !run.iter().all(on_therapy) {
        return None;
    }
    let (newest, oldest) = (run.first()?, run.last()?);
    let limit = message::limit(rule.value, &rule.analyte, case.knowledge.analytes);
    let read = |reading: &Reading<'_>| message::reading(reading, &rule.analyte, case.knowledge);
    let mut why: Vec<String> = run.iter().map(|reading| sentence(&read(reading))).collect();
    why.push(format!("Each is {} {limit}, and so is every one between.", words(rule.op)));
    if let Some(recent) = &rule.unless_recent {
        let what = message::named(&recent.analyte, case.knowledge.analytes);
        why.push(format!("No {what} is recorded in the last {} days.", recent.days));
    }
    let evidence = run.iter().map(|r| case.evidence(&Item::Analyte(rule.analyte.clone()), r.day));
    Some(Finding {
        words: vec![
            ("analyte", message::analyte(&rule.analyte, case.knowledge.analytes)),
            ("date1", long(oldest.day)),
            ("date2", long(newest.day)),
            ("limit", limit),
        ],
        why,
        evidence: evidence.collect(),
        ..flagged(rule.severity, [(&rule.analyte, newest.day)], case)
    })
}

pub(super) fn trend<'a>(rule: &'a Trend, case: &Case<'a>) -> Option<Finding> {
    let course = case.course(&rule.therapy);
    let episode = course.current()?;
    let changes: Vec<Change<'a>> = rule
        .expect
        .iter()
        .filter_map(|expected| Change::against(expected, rule, case, &course, &episode))
        .collect();
    if changes.is_empty() {
        return None;
    }
    let said: Vec<String> = changes.iter().map(|change| change.words(case)).collect();
    let found = changes.iter().map(|change| (&change.expected.analyte, change.now.day));
    Some(Finding {
        words: vec![("changes", message::list(&said))],
        why: changes.iter().map(|change| change.reason(case)).collect(),
        ..flagged(rule.severity, found, case)
    })
}

pub(super) fn therapy_flag(rule: &TherapyFlag, case: &Case<'_>) -> Option<Finding> {
    let course = case.course(&rule.therapy);
    let episode = course.current()?;
    let start = episode.start();
    Some(Finding {
        due: start,
        severity: Some(rule.severity),
        words: vec![("anchor", long(start))],
        why: vec![format!("{} since {}.", case.drugs_of(&episode), long(start))],
        ..Finding::default()
    })
}

/// A change the wrong way by more than the limit.
struct Change<'a> {
    expected: &'a Expectation,
    before: Reading<'a>,
    now: Reading<'a>,
    percent: f64,
}

impl<'a> Change<'a> {
    fn against(
        expected: &'a Expectation,
        rule: &'a Trend,
        case: &Case<'a>,
        course: &Course<'_>,
        episode: &Episode<'_, '_>,
    ) -> Option<Self> {
        let start = episode.start();
        let now = case
            .readings(&expected.analyte)
            .take_while(|reading| case.age(reading.day) <= rule.fresh_days)
            .find(|reading| course.covers(reading.day))?;
        let judged = now.day >= after(start, expected.min_wait_days);
        let value = now.extent.value().filter(|_| judged)?;
        let earliest = after(start, -rule.baseline_lookback_days);
        let before = case
            .readings(&expected.analyte)
            .skip_while(|reading| reading.day > start)
            .take_while(|reading| reading.day >= earliest)
            .filter(|reading| !course.taints(reading.day, rule.washout_days, episode))
            .find(|reading| reading.extent.is_exact())?;
        let base = before.extent.value().filter(|base| *base > 0.0)?;
        let percent = (value - base) / base * 100.0;
        let wrong_way = match expected.direction {
            Direction::Up => -percent,
            Direction::Down => percent,
        };
        Extent::exact(wrong_way).certainly(Relation::Above, expected.change_pct).then_some(Self {
            expected,
            before,
            now,
            percent,
        })
    }

    /// `LH changed by -56% (limit 50%)`.
    fn words(&self, case: &Case<'_>) -> String {
        let name = message::analyte(&self.expected.analyte, case.knowledge.analytes);
        let limit = message::plain(self.expected.change_pct);
        format!("{name} changed by {}% (limit {limit}%)", self.percent_words())
    }

    fn reason(&self, case: &Case<'_>) -> String {
        let id = &self.expected.analyte;
        let before = message::reading(&self.before, id, case.knowledge);
        let now = message::value(&self.now, id, case.knowledge);
        let expected = match self.expected.direction {
            Direction::Up => "a rise",
            Direction::Down => "a fall",
        };
        let (percent, day) = (self.percent_words(), long(self.now.day));
        sentence(&format!("{before} became {now} on {day}: {percent}%, where {expected} is expected"))
    }

    fn percent_words(&self) -> String {
        let sign = if self.percent > 0.0 { "+" } else { "" };
        format!("{sign}{}", fixed(self.percent, 1))
    }
}

/// The readings of the newest day that has both, when it is at most `days` ago.
fn newest_pair<'a>(
    num: &'a AnalyteId,
    den: &'a AnalyteId,
    days: i64,
    case: &Case<'a>,
) -> Option<(Reading<'a>, Reading<'a>)> {
    let mut nums = case.readings(num);
    let mut dens = case.readings(den);
    let (mut top, mut bottom) = (nums.next()?, dens.next()?);
    loop {
        if case.age(top.day.min(bottom.day)) > days {
            return None;
        }
        match top.day.cmp(&bottom.day) {
            std::cmp::Ordering::Equal => return Some((top, bottom)),
            std::cmp::Ordering::Greater => top = nums.next()?,
            std::cmp::Ordering::Less => bottom = dens.next()?,
        }
    }
}

/// Whether it was drawn on one of the drugs; true when none is named.
fn drawn_on(therapies: &[Therapy], day: NaiveDate, case: &Case<'_>) -> bool {
    therapies.is_empty() || case.course(therapies).covers(day)
}

/// Days from the start of the episode to a day on one of the drugs.
fn on_for(therapies: &[Therapy], day: NaiveDate, case: &Case<'_>) -> Option<i64> {
    let course = case.course(therapies);
    let episode = course.episode_of(day)?;
    Some((day - episode.start()).num_days())
}

/// A finding dated by the newest of these results.
fn flagged<'i>(
    severity: Severity,
    found: impl IntoIterator<Item = (&'i AnalyteId, NaiveDate)>,
    case: &Case<'_>,
) -> Finding {
    let found: Vec<(&AnalyteId, NaiveDate)> = found.into_iter().collect();
    let evidence = found.iter().map(|(id, day)| case.evidence(&Item::Analyte((*id).clone()), *day));
    Finding {
        due: found.iter().map(|(_, day)| *day).max().unwrap_or(case.today),
        severity: Some(severity),
        evidence: evidence.collect(),
        ..Finding::of(found.iter().map(|(id, _)| &***id))
    }
}

/// `9.4`, `<9.4` or `>120`, to one decimal.
fn quotient_words(extent: Extent) -> String {
    let (comparator, value) = extent.as_comparison(0.0);
    format!("{}{}", comparator.prefix(), fixed(value, 1))
}

/// With a capital letter at the front and a full stop.
pub(super) fn sentence(text: &str) -> String {
    format!("{}.", message::capitalised(text))
}

/// How a comparison is said of a value that meets it.
pub(super) const fn words(relation: Relation) -> &'static str {
    match relation {
        Relation::Below => "below",
        Relation::AtMost => "at most",
        Relation::AtLeast => "at least",
        Relation::Above => "above",
    }
}
