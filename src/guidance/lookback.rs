//! How far back the rules can look, so that old reports need not be loaded to know what is due.

use chrono::NaiveDate;

use crate::domain::regimen::Regimen;
use crate::guidance::rule::Rule;
use crate::guidance::schedule::after;
use crate::guidance::trigger::{Quality, Trigger};

/// How far back a set of rules can look. A record holding
///
/// - every report of the days in [`Lookback::windows`],
/// - for each analyte, and for each kind of report, every report of the newest `newest` days outside of them that
///   have it,
/// - and all regimens, symptoms, events, actions and the profile
///
/// gives the same reminders as the whole record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lookback {
    /// Days before today.
    pub recent: i64,
    /// Days before the first day of a period of any drug.
    pub before_start: i64,
    /// Days after the first day of a period or of another dose.
    pub after_change: i64,
    /// Newest days of each analyte and kind of report outside the windows.
    pub newest: usize,
}

/// How far back these rules can look.
pub fn lookback(rules: &[Rule]) -> Lookback {
    let mut most = Lookback { recent: 0, before_start: 0, after_change: 0, newest: USUAL_NEWEST };
    for rule in rules {
        most.include(&rule.trigger);
    }
    most
}

/// Enough for the last result that counts and the one before the newest, some of them written in words.
const USUAL_NEWEST: usize = 4;

impl Lookback {
    /// Days to load whole, each from first to last, both included. The first of them reaches into the future,
    /// where nothing counts but everything is reported.
    pub fn windows(&self, regimens: &[Regimen], today: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
        let mut windows = vec![(after(today, -self.recent), NaiveDate::MAX)];
        for regimen in regimens {
            let around = (regimen.start, self.before_start);
            let changes = regimen.doses.iter().map(|dose| (dose.from, 0));
            for (day, before) in std::iter::once(around).chain(changes) {
                windows.push((after(day, -before), after(day, self.after_change)));
            }
        }
        windows
    }

    fn include(&mut self, trigger: &Trigger) {
        match trigger {
            Trigger::Once(once) => {
                self.before(once.lookback_days);
                match once.accept_until_days {
                    Some(days) => self.after(days),
                    // Up to today: the newest so many days hold that many spaced ones, if there are.
                    None => self.newest = self.newest.max(once.count * once.count_gap_days.max(1) as usize),
                }
            }
            Trigger::Recurring(recurring) => self.after(recurring.min_wait_days),
            Trigger::AfterStop(stopped) => self.recent(stopped.end_after_days - stopped.min_wait_days.min(0)),
            Trigger::Threshold(threshold) => self.recent(threshold.fresh_days),
            Trigger::Ratio(ratio) => self.recent(ratio.fresh_days),
            Trigger::Consecutive(run) => self.recent(run.fresh_days),
            Trigger::Confirm(confirm) => {
                self.recent(confirm.expire_days + confirm.already_confirmed_days.unwrap_or(0));
            }
            Trigger::Quality(quality) => self.recent(quality.fresh_days()),
            Trigger::Trend(trend) => {
                self.recent(trend.fresh_days);
                self.before(trend.baseline_lookback_days);
            }
            Trigger::Symptom(symptom) => {
                self.recent(symptom.escalate_if.as_ref().map_or(0, |escalation| escalation.fresh_days));
            }
            Trigger::Repeat(_) | Trigger::Milestone(_) | Trigger::TherapyFlag(_) => {}
        }
    }

    fn recent(&mut self, days: i64) {
        self.recent = self.recent.max(days);
    }

    fn before(&mut self, days: i64) {
        self.before_start = self.before_start.max(days);
    }

    fn after(&mut self, days: i64) {
        self.after_change = self.after_change.max(days);
    }
}

impl Quality {
    /// How old the newest sample may be for the rule to speak.
    pub(super) const fn fresh_days(&self) -> i64 {
        match self {
            Self::AbstinenceOutside(rule) => rule.fresh_days,
            Self::DrawnAtOrAfter(rule) => rule.fresh_days,
            Self::AssayUnsuited(rule) => rule.fresh_days,
            Self::MethodChanged(rule) => rule.fresh_days,
        }
    }
}
