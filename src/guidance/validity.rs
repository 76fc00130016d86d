//! What makes the numbers of a rule unusable.

use crate::guidance::message;
use crate::guidance::rule::Rule;
use crate::guidance::trigger::{Confirm, Quality, Therapy, Trigger};

/// A century: longer waits are typing errors.
const MOST_DAYS: i64 = 36_500;

impl Rule {
    /// What is wrong with it, one sentence each; nothing when it can be used.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Faults(Vec::new());
        self.trigger.check(&mut faults);
        let known = self.trigger.placeholders();
        for name in message::placeholders(&self.message) {
            let allowed = known.join(", ");
            faults.unless(known.contains(&name), || {
                format!("the `message` holds {{{name}}}; this kind of rule knows {allowed}")
            });
        }
        faults.0
    }
}

impl Trigger {
    fn check(&self, faults: &mut Faults) {
        match self {
            Self::Once(rule) => {
                faults.wanted(rule.analytes.len());
                faults.taken(&rule.therapy);
                faults.unless(rule.count >= 1, || "`count` must be at least 1".to_owned());
                faults.not_negative("lookback_days", rule.lookback_days);
                faults.not_negative("count_gap_days", rule.count_gap_days);
                faults.not_negative("washout_days", rule.washout_days.unwrap_or(0));
                faults.not_negative("expire_days", rule.expire_days.unwrap_or(0));
                faults.notice(rule.lead_days, rule.grace_days);
                faults.sane("first_days", rule.first_days);
                faults.sane("first_days_if_bone_risk", rule.first_days_if_bone_risk.unwrap_or(0));
                let (until, lookback) = (rule.accept_until_days.unwrap_or(0), rule.lookback_days);
                faults.sane("accept_until_days", until);
                faults.unless(until >= -lookback, || {
                    format!("`accept_until_days` = {until} ends before the {lookback} `lookback_days` begin")
                });
            }
            Self::Recurring(rule) => {
                faults.wanted(rule.analytes.len());
                faults.taken(&rule.therapy);
                faults.pace(rule.first_days, rule.min_wait_days, rule.repeat_days);
                faults.notice(rule.lead_days, rule.grace_days);
            }
            Self::AfterStop(rule) => {
                faults.wanted(rule.analytes.len());
                faults.taken(&rule.therapy);
                faults.pace(rule.first_days, rule.min_wait_days, rule.repeat_days);
                faults.not_negative("end_after_days", rule.end_after_days);
                faults.notice(rule.lead_days, rule.grace_days);
                faults.limits(rule.done_when.as_ref().map(|done| done.value));
            }
            Self::Repeat(rule) => {
                faults.wanted(rule.analytes.len());
                faults.taken(&rule.therapy);
                faults.positive("repeat_days", rule.repeat_days);
                faults.positive("short_repeat_days", rule.short_repeat_days);
                faults.positive("min_exposure_days", rule.min_exposure_days);
                faults.notice(rule.lead_days, rule.grace_days);
                faults.limits(rule.short_any_of.iter().map(|predicate| predicate.value));
            }
            Self::Milestone(rule) => {
                faults.taken(&rule.therapy);
                faults.sane("first_days", rule.first_days);
                faults.positive("repeat_days", rule.repeat_days.unwrap_or(1));
                faults.not_negative("show_days", rule.show_days);
            }
            Self::Confirm(rule) => rule.check(faults),
            _ => self.check_flag(faults),
        }
    }

    fn check_flag(&self, faults: &mut Faults) {
        match self {
            Self::Threshold(rule) => {
                faults.not_negative("fresh_days", rule.fresh_days);
                faults.limits([rule.value]);
            }
            Self::Ratio(rule) => {
                faults.not_negative("fresh_days", rule.fresh_days);
                faults.not_negative("not_therapy_carry_days", rule.not_therapy_carry_days);
                faults.limits([rule.value, rule.den_min.unwrap_or(0.0)]);
                faults.unless(rule.min_therapy_days.is_none() || !rule.therapy_at_result.is_empty(), || {
                    "`min_therapy_days` needs `therapy_at_result`".to_owned()
                });
            }
            Self::Consecutive(rule) => {
                faults.unless(rule.count >= 2, || "`count` must be at least 2".to_owned());
                faults.not_negative("min_gap_days", rule.min_gap_days);
                faults.not_negative("fresh_days", rule.fresh_days);
                faults.limits([rule.value]);
            }
            Self::Trend(rule) => {
                faults.taken(&rule.therapy);
                faults.wanted(rule.expect.len());
                faults.not_negative("fresh_days", rule.fresh_days);
                faults.not_negative("washout_days", rule.washout_days);
                faults.not_negative("baseline_lookback_days", rule.baseline_lookback_days);
                faults.limits(rule.expect.iter().map(|expected| expected.change_pct));
            }
            Self::Symptom(rule) => {
                faults.unless(!rule.symptoms.is_empty(), || "`symptoms` names none".to_owned());
                faults.not_negative("window_days", rule.window_days);
                faults.not_negative("carry_days", rule.carry_days);
                faults.limits(rule.escalate_if.as_ref().map(|escalation| escalation.value));
            }
            Self::TherapyFlag(rule) => faults.taken(&rule.therapy),
            Self::Quality(quality) => quality.check(faults),
            _ => {}
        }
    }
}

impl Confirm {
    fn check(&self, faults: &mut Faults) {
        faults.unless(self.analytes.len() == 1, || {
            "`analytes` must name exactly one thing to take again".to_owned()
        });
        faults.unless(self.any_of.is_empty() != self.symptoms.is_empty(), || {
            "either `any_of` or `symptoms` must be given, not both".to_owned()
        });
        faults.unless(self.symptoms.is_empty() == self.within_days.is_none(), || {
            "`symptoms` and `within_days` belong together".to_owned()
        });
        faults.not_negative("confirm_days", self.confirm_days);
        faults.not_negative("min_gap_days", self.min_gap_days);
        faults.not_negative("expire_days", self.expire_days);
        faults.not_negative("within_days", self.within_days.unwrap_or(0));
        faults.not_negative("already_confirmed_days", self.already_confirmed_days.unwrap_or(0));
        faults.notice(self.lead_days, self.grace_days);
        faults.limits(self.any_of.iter().map(|predicate| predicate.value));
        if let Some(severe) = &self.severe {
            faults.not_negative("days", severe.days);
            faults.notice(self.lead_days, severe.grace_days);
            faults.limits([severe.value]);
        }
    }
}

impl Quality {
    fn check(&self, faults: &mut Faults) {
        match self {
            Self::AbstinenceOutside(rule) => {
                faults.unless(rule.min_days <= rule.max_days, || {
                    "`min_days` must not exceed `max_days`".to_owned()
                });
                faults.not_negative("fresh_days", rule.fresh_days);
            }
            Self::AssayUnsuited(rule) => {
                faults.limits([rule.below]);
                faults.not_negative("fresh_days", rule.fresh_days);
            }
            Self::MethodChanged(rule) => {
                faults.wanted(rule.analytes.len());
                faults.not_negative("fresh_days", rule.fresh_days);
            }
            Self::DrawnAtOrAfter(rule) => faults.not_negative("fresh_days", rule.fresh_days),
        }
    }
}

/// What was found so far.
struct Faults(Vec<String>);

impl Faults {
    fn unless(&mut self, right: bool, words: impl FnOnce() -> String) {
        if !right {
            self.0.push(words());
        }
    }

    fn wanted(&mut self, count: usize) {
        self.unless(count > 0, || "it names no analyte".to_owned());
    }

    fn taken(&mut self, therapy: &[Therapy]) {
        self.unless(!therapy.is_empty(), || {
            "`therapy` names no drug; write for example [\"class:ai\"] or [\"anastrozole\"]".to_owned()
        });
    }

    fn sane(&mut self, field: &str, days: i64) {
        self.unless(days.abs() <= MOST_DAYS, || format!("`{field}` = {days} is more than a century"));
    }

    fn not_negative(&mut self, field: &str, days: i64) {
        self.unless(days >= 0, || format!("`{field}` = {days} must be 0 or more"));
        self.sane(field, days);
    }

    fn positive(&mut self, field: &str, days: i64) {
        self.unless(days > 0, || format!("`{field}` = {days} must be 1 or more"));
        self.sane(field, days);
    }

    fn notice(&mut self, lead: i64, grace: i64) {
        self.not_negative("lead_days", lead);
        self.not_negative("grace_days", grace);
    }

    fn pace(&mut self, first: i64, min_wait: i64, repeat: i64) {
        self.positive("repeat_days", repeat);
        self.sane("first_days", first);
        self.sane("min_wait_days", min_wait);
        self.unless(min_wait <= first, || {
            format!("`min_wait_days` = {min_wait} must not exceed `first_days` = {first}")
        });
    }

    fn limits(&mut self, values: impl IntoIterator<Item = f64>) {
        for value in values {
            self.unless(value.is_finite(), || format!("{value} is no limit"));
        }
    }
}
