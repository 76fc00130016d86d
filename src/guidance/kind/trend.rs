//! A change since the baseline against the expected direction.

use serde::Deserialize;

use crate::domain::day::long;
use crate::domain::decimal::fixed;
use crate::domain::extent::{Extent, Relation};
use crate::domain::id::AnalyteId;
use crate::domain::series::Reading;
use crate::guidance::case::RuleCase;
use crate::guidance::due_date::after;
use crate::guidance::episode::{TherapyCourse, TherapyEpisode};
use crate::guidance::faults::RuleFaults;
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{RuleKind, RuleOccasion};
use crate::guidance::look::LookList;
use crate::guidance::message::{self, sentence};
use crate::guidance::reminder::Severity;
use crate::guidance::vocabulary::{DrugSelector, NamedThings, WantedItem};

/// Values on a therapy that moved against the expected direction.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgainstTrend {
    /// Drugs whose effect it is about.
    pub therapy: Vec<DrugSelector>,
    /// Baselines count from this long before the start to the start.
    pub baseline_lookback_days: i64,
    /// Not when drawn in an earlier episode or up to this long after one.
    pub washout_days: i64,
    /// Only when the newest value is at most this old.
    pub fresh_days: i64,
    /// How loud its reminders are.
    pub severity: Severity,
    /// What should move where.
    pub expect: Vec<ExpectedTrend>,
}

/// Where a value should move under a therapy.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedTrend {
    /// The analyte or report.
    pub analyte: AnalyteId,
    /// The direction that is expected.
    pub direction: TrendDirection,
    /// A change the other way by more than this many percent is told.
    pub change_pct: f64,
    /// Not judged before this long after the start.
    pub min_wait_days: i64,
    /// Not when the newest value was drawn on one of these.
    #[serde(default)]
    pub not_on: Vec<DrugSelector>,
}

/// The direction of a trend: up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrendDirection {
    /// The value should rise.
    Up,
    /// The value should fall.
    Down,
}

impl RuleKind for AgainstTrend {
    fn placeholders(&self) -> &'static [&'static str] {
        &["changes"]
    }

    fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        things.analytes.extend(self.expect.iter().map(|expected| &expected.analyte));
        self.expect.iter().for_each(|expected| {
            things.drugs(&expected.not_on);
        });
        things.drugs(&self.therapy);
    }

    fn check(&self, faults: &mut RuleFaults) {
        faults.taken(&self.therapy);
        faults.wanted(self.expect.len());
        faults.not_negative("fresh_days", self.fresh_days);
        faults.not_negative("washout_days", self.washout_days);
        faults.not_negative("baseline_lookback_days", self.baseline_lookback_days);
        faults.limits(self.expect.iter().map(|expected| expected.change_pct));
    }

    fn look(&self, list: &mut LookList<'_>) {
        for expected in &self.expect {
            let item = WantedItem::Analyte(expected.analyte.clone());
            list.recent(&item, self.fresh_days);
            list.since_start(&item, &self.therapy, self.baseline_lookback_days, Some(0));
        }
    }

    fn evaluate<'a>(&'a self, case: &RuleCase<'a>, _occasion: &RuleOccasion<'a>) -> Option<RuleFinding> {
        let course = case.course(&self.therapy);
        let episode = course.current()?;
        let changes: Vec<WrongWayChange<'a>> = self
            .expect
            .iter()
            .filter_map(|expected| WrongWayChange::against(expected, self, case, &course, &episode))
            .collect();
        if changes.is_empty() {
            return None;
        }
        let said: Vec<String> = changes.iter().map(|change| change.words(case)).collect();
        let found = changes.iter().map(|change| (&change.expected.analyte, change.now.day));
        Some(RuleFinding {
            words: vec![("changes", message::listed(&said))],
            why: changes.iter().map(|change| change.reason(case)).collect(),
            ..RuleFinding::dated_by(self.severity, found, case)
        })
    }

    fn settled(&self, found: &RuleFinding, case: &RuleCase<'_>) -> String {
        found.until_newer_result(Some(self.fresh_days), &[], case)
    }
}

/// A change the wrong way by more than the limit.
struct WrongWayChange<'a> {
    expected: &'a ExpectedTrend,
    before: Reading<'a>,
    now: Reading<'a>,
    percent: f64,
}

impl<'a> WrongWayChange<'a> {
    fn against(
        expected: &'a ExpectedTrend,
        rule: &'a AgainstTrend,
        case: &RuleCase<'a>,
        course: &TherapyCourse<'_>,
        episode: &TherapyEpisode<'_, '_>,
    ) -> Option<Self> {
        let start = episode.start();
        let now = case
            .readings(&expected.analyte)
            .take_while(|reading| case.age(reading.day) <= rule.fresh_days)
            .find(|reading| course.covers(reading.day))?;
        if case.course(&expected.not_on).covers(now.day) {
            return None;
        }
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
            TrendDirection::Up => -percent,
            TrendDirection::Down => percent,
        };
        Extent::exact(wrong_way).certainly(Relation::Above, expected.change_pct).then_some(Self {
            expected,
            before,
            now,
            percent,
        })
    }

    /// `LH changed by -56% (limit 50%)`.
    fn words(&self, case: &RuleCase<'_>) -> String {
        let name = message::analyte(&self.expected.analyte, case.knowledge.analytes);
        let limit = message::plain(self.expected.change_pct);
        format!("{name} changed by {}% (limit {limit}%)", self.percent_words())
    }

    fn reason(&self, case: &RuleCase<'_>) -> String {
        let id = &self.expected.analyte;
        let before = message::reading(&self.before, id, case.knowledge);
        let now = message::value(&self.now, id, case.knowledge);
        let expected = match self.expected.direction {
            TrendDirection::Up => "a rise",
            TrendDirection::Down => "a fall",
        };
        let (percent, day) = (self.percent_words(), long(self.now.day));
        sentence(&format!("{before} became {now} on {day}: {percent}%, where {expected} is expected"))
    }

    fn percent_words(&self) -> String {
        let sign = if self.percent > 0.0 { "+" } else { "" };
        format!("{sign}{}", fixed(self.percent, 1))
    }
}
