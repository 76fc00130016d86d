//! The newest result against an earlier one.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::bone;
use crate::domain::day::long;
use crate::domain::decimal::fixed;
use crate::domain::extent::{Extent, Relation};
use crate::domain::id::AnalyteId;
use crate::domain::need::DaysApart;
use crate::domain::report::{Kind, Report};
use crate::domain::series::Reading;
use crate::guidance::case::RuleCase;
use crate::guidance::due_date::after;
use crate::guidance::episode::TherapyCourse;
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::TrendDirection;
use crate::guidance::kind::{RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::message::{self, sentence};
use crate::guidance::reminder::Severity;
use crate::guidance::vocabulary::{DrugSelector, NamedThings, WantedItem};

/// The newest value of one of these analytes differs from an earlier one by more than a limit. Both must be exact.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResultChange {
    /// The analytes, each compared with itself.
    pub analytes: Vec<AnalyteId>,
    /// What the newest value is compared with.
    pub against: ComparedWith,
    /// The direction that is told.
    pub direction: TrendDirection,
    /// By more than this, in the canonical unit.
    pub abs: Option<f64>,
    /// By more than this many percent of the earlier value.
    pub pct: Option<f64>,
    /// What the newest value must meet as well.
    pub now: Option<PlainLimit>,
    /// Where both reports state one of these and they differ, nothing is compared.
    #[serde(default)]
    pub same: Vec<MeasuredAlike>,
    /// The kind of report it speaks of, where that is not the analytes.
    pub of: Option<Kind>,
    /// Only when the newest was drawn on one of these; an earlier one in the same episode.
    #[serde(default)]
    pub therapy_at_result: Vec<DrugSelector>,
    /// Only this long or longer after the episode began.
    pub min_therapy_days: Option<i64>,
    /// Only up to so many days after the episode began.
    pub within_days_of_start: Option<i64>,
    /// Not when drawn on one of these.
    #[serde(default)]
    pub not_therapy_at_result: Vec<DrugSelector>,
    /// A baseline counts from this long before the start to the start.
    #[serde(default)]
    pub baseline_lookback_days: i64,
    /// Not when it was drawn in an earlier episode or up to this long after one.
    #[serde(default)]
    pub washout_days: i64,
    /// An earlier value is at least so many days older.
    #[serde(default = "one")]
    pub min_gap_days: i64,
    /// Only when the newest is at most this old.
    pub fresh_days: Option<i64>,
    /// While one of these is taken today it may be older.
    #[serde(default)]
    pub stays_while_on: Vec<DrugSelector>,
    /// How loud its reminders are.
    pub severity: Severity,
}

/// What a newest value is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComparedWith {
    /// The newest value before the episode in which it was drawn.
    Baseline,
    /// The newest value far enough before it.
    Previous,
}

/// What two results must have in common where both state it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MeasuredAlike {
    /// The laboratory or centre.
    Laboratory,
    Device,
    Side,
}

/// A limit in the canonical unit.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlainLimit {
    /// How it is compared with the limit.
    pub op: Relation,
    pub value: f64,
}

/// Two values of an analyte, the newest and the earlier one.
struct ComparedPair<'a> {
    analyte: &'a AnalyteId,
    before: Reading<'a>,
    now: Reading<'a>,
    percent: f64,
    /// The least significant change of the machine, which went before the limits of the rule.
    least: Option<f64>,
}

/// The least significant change of a density on the machine that measured it, where the user has entered its
/// precision (`ISCD19`: a change must equal or exceed it).
fn least_significant_change_of(
    analyte: &AnalyteId,
    reading: &Reading<'_>,
    case: &RuleCase<'_>,
) -> Option<f64> {
    let precision = case.knowledge.intervals.scan_precision();
    bone::precision_error(precision, analyte, reading).map(bone::least_significant_change)
}

/// What is to be said of the centre's least significant change: where it is not known, to ask for it.
fn precision_words(pairs: &[ComparedPair<'_>]) -> String {
    let known = pairs.iter().filter_map(|pair| {
        let least = fixed(pair.least?, 3);
        Some(match bone::site_words(pair.analyte) {
            Some(site) => format!("{least} g/cm² at the {site}"),
            None => least,
        })
    });
    let known: Vec<String> = known.collect();
    if known.len() < pairs.len() {
        return "Whether that is a true loss depends on the centre's least significant change: ask the centre for it."
            .to_owned();
    }
    format!(
        "The least significant change, by the precision in your settings, is {}.",
        message::listed(&known)
    )
}

const fn one() -> i64 {
    1
}

impl RuleKind for ResultChange {
    fn placeholders(&self) -> &'static [&'static str] {
        &["analyte", "before", "date1", "value", "date", "limit", "changes", "precision"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        things.analytes.extend(&self.analytes);
        things.drugs(&self.therapy_at_result).drugs(&self.not_therapy_at_result).drugs(&self.stays_while_on);
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.wanted(self.analytes.len());
        faults.unless("abs", self.abs.is_some() != self.pct.is_some(), || {
            "either `abs` or `pct` must be given, not both".to_owned()
        });
        faults.unless(
            "against",
            self.against == ComparedWith::Previous || !self.therapy_at_result.is_empty(),
            || "`against` = \"baseline\" needs `therapy_at_result`".to_owned(),
        );
        faults.limits(self.abs.into_iter().chain(self.pct).chain(self.now.map(|now| now.value)));
        faults.not_negative("baseline_lookback_days", self.baseline_lookback_days);
        faults.not_negative("washout_days", self.washout_days);
        faults.positive("min_gap_days", self.min_gap_days);
        faults.maybe_not_negative("fresh_days", self.fresh_days);
    }

    fn look(&self, list: &mut LookList<'_>) {
        for analyte in &self.analytes {
            let item = WantedItem::Analyte(analyte.clone());
            match self.against {
                ComparedWith::Baseline => {
                    list.newest(&item, 1);
                    list.before_starts(&item, &self.therapy_at_result, self.baseline_lookback_days);
                }
                ComparedWith::Previous => {
                    list.newest_apart(&item, DaysApart { count: 2, gap_days: self.min_gap_days });
                }
            }
        }
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, _occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        let pairs: Vec<ComparedPair<'a>> =
            self.analytes.iter().filter_map(|analyte| self.pair(analyte, case)).collect();
        let first = pairs.first()?;
        let item = |analyte: &AnalyteId| WantedItem::Analyte(analyte.clone());
        let told = pairs.iter().map(|pair| pair.words(self.direction, case));
        let limit = self.now.map(|now| message::limit(now.value, first.analyte, case.knowledge.analytes));
        let evidence = pairs.iter().flat_map(|pair| {
            [pair.now.day, pair.before.day].map(|day| case.evidence(&item(pair.analyte), day))
        });
        let items: Vec<&str> = match self.of {
            Some(kind) => vec![kind.id()],
            None => pairs.iter().map(|pair| &**pair.analyte).collect(),
        };
        Some(RuleFinding {
            due: pairs.iter().map(|pair| pair.now.day).max()?,
            severity: Some(self.severity),
            words: vec![
                ("analyte", message::analyte(first.analyte, case.knowledge.analytes)),
                ("before", message::value(&first.before, first.analyte, case.knowledge)),
                ("date1", long(first.before.day)),
                ("value", message::value(&first.now, first.analyte, case.knowledge)),
                ("date", long(first.now.day)),
                ("limit", limit.unwrap_or_default()),
                ("changes", told.collect::<Vec<_>>().join("; ")),
                ("precision", precision_words(&pairs)),
            ],
            why: pairs.iter().map(|pair| pair.reason(case)).collect(),
            evidence: evidence.collect(),
            ..RuleFinding::about(items)
        })
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        found.until_newer_result(self.fresh_days, &self.stays_while_on, case)
    }
}

impl ResultChange {
    /// The newest value and the one it is compared with, when they differ by more than the limit.
    fn pair<'a>(&'a self, analyte: &'a AnalyteId, case: &RuleCase<'a>) -> Option<ComparedPair<'a>> {
        let now = case.readings(analyte).next()?;
        let value = now.extent.value()?;
        let course = case.course(&self.therapy_at_result);
        let holds = case.is_fresh(now.day, self.fresh_days, &self.stays_while_on)
            && self.is_drawn_right(now.day, &course, case)
            && self.now.is_none_or(|limit| now.extent.certainly(limit.op, limit.value));
        if !holds {
            return None;
        }
        let before = match self.against {
            ComparedWith::Baseline => self.baseline(analyte, now.day, &course, case)?,
            ComparedWith::Previous => self.previous(analyte, now.day, &course, case)?,
        };
        if self.same.iter().any(|alike| alike.differs(&before, &now)) {
            return None;
        }
        let base = before.extent.value()?;
        let change = match self.direction {
            TrendDirection::Up => value - base,
            TrendDirection::Down => base - value,
        };
        let percent = if base > 0.0 { change / base * 100.0 } else { 0.0 };
        let least = least_significant_change_of(analyte, &now, case);
        let above = |change: f64, limit: f64| Extent::exact(change).certainly(Relation::Above, limit);
        let exceeds = match least {
            Some(least) => Extent::exact(change).certainly(Relation::AtLeast, least),
            None => {
                self.abs.is_some_and(|limit| above(change, limit))
                    || self.pct.is_some_and(|limit| above(percent, limit))
            }
        };
        exceeds.then_some(ComparedPair { analyte, before, now, percent, least })
    }

    /// Whether a value of the day was drawn on the drugs, long enough after the start, and on none that disturb.
    fn is_drawn_right(&self, day: NaiveDate, course: &TherapyCourse<'_>, case: &RuleCase<'_>) -> bool {
        if case.course(&self.not_therapy_at_result).covers(day) {
            return false;
        }
        if self.therapy_at_result.is_empty() {
            return true;
        }
        let Some(days) = course.episode_of(day).map(|episode| (day - episode.start()).num_days()) else {
            return false;
        };
        self.min_therapy_days.is_none_or(|least| days >= least)
            && self.within_days_of_start.is_none_or(|most| days <= most)
    }

    /// The newest exact value up to the start of the episode in which a value was drawn.
    fn baseline<'a>(
        &'a self,
        analyte: &'a AnalyteId,
        day: NaiveDate,
        course: &TherapyCourse<'_>,
        case: &RuleCase<'a>,
    ) -> Option<Reading<'a>> {
        let episode = course.episode_of(day)?;
        let start = episode.start();
        let earliest = after(start, -self.baseline_lookback_days);
        case.readings(analyte)
            .skip_while(|reading| reading.day > start || reading.day >= day)
            .take_while(|reading| reading.day >= earliest)
            .filter(|reading| !course.taints(reading.day, self.washout_days, &episode))
            .find(|reading| reading.extent.is_exact())
    }

    /// The newest value far enough before a day, when it was drawn as the newest one must be, in the same episode.
    fn previous<'a>(
        &'a self,
        analyte: &'a AnalyteId,
        day: NaiveDate,
        course: &TherapyCourse<'_>,
        case: &RuleCase<'a>,
    ) -> Option<Reading<'a>> {
        let latest = after(day, -self.min_gap_days);
        let before = case.readings(analyte).find(|reading| reading.day <= latest)?;
        let start_of = |day| course.episode_of(day).map(|episode| episode.start());
        let is_one_episode = self.therapy_at_result.is_empty() || start_of(before.day) == start_of(day);
        (is_one_episode && self.is_drawn_right(before.day, course, case)).then_some(before)
    }
}

impl MeasuredAlike {
    /// Whether both results state it, and it is not the same.
    fn differs(self, a: &Reading<'_>, b: &Reading<'_>) -> bool {
        let differ = |a: Option<&str>, b: Option<&str>| {
            a.zip(b).is_some_and(|(a, b)| !a.trim().eq_ignore_ascii_case(b.trim()))
        };
        match self {
            Self::Laboratory => differ(a.laboratory(), b.laboratory()),
            Self::Device => differ(a.report().and_then(device), b.report().and_then(device)),
            Self::Side => {
                let side = |reading: &Reading<'_>| reading.result().and_then(|result| result.side);
                side(a).zip(side(b)).is_some_and(|(a, b)| a != b)
            }
        }
    }
}

fn device(report: &Report) -> Option<&str> {
    report.context.device()
}

impl ComparedPair<'_> {
    /// `BMD of the lumbar spine fell 5.9 % (1.02 to 0.96 g/cm2)`.
    fn words(&self, direction: TrendDirection, case: &RuleCase<'_>) -> String {
        let name = match bone::site_words(self.analyte) {
            Some(site) => format!("BMD of the {site}"),
            None => message::capitalised(&message::analyte(self.analyte, case.knowledge.analytes)),
        };
        let before = message::value(&self.before, self.analyte, case.knowledge);
        let now = message::value(&self.now, self.analyte, case.knowledge);
        let before = before.split_once(' ').map_or(before.as_str(), |(number, _)| number);
        let moved = match direction {
            TrendDirection::Up => "rose",
            TrendDirection::Down => "fell",
        };
        format!("{name} {moved} {} % ({before} to {now})", fixed(self.percent, 1))
    }

    fn reason(&self, case: &RuleCase<'_>) -> String {
        let before = message::reading(&self.before, self.analyte, case.knowledge);
        let now = message::value(&self.now, self.analyte, case.knowledge);
        sentence(&format!("{before} became {now} on {}", long(self.now.day)))
    }
}
