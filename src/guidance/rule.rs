//! A monitoring rule: when it speaks, what it says, and where its numbers come from.

use chrono::NaiveDate;
use serde::Deserialize;
use strum::VariantNames;

use crate::domain::id::{RuleId, SignId, SourceKey};
use crate::domain::journal::{Goal, Profile};
use crate::guidance::case::RuleCase;
use crate::guidance::due_date::SkippedRound;
use crate::guidance::faults::{RuleFault, RuleFaults};
use crate::guidance::finding::RuleFinding;
use crate::guidance::kind::{RuleOccasion, Trigger};
use crate::guidance::look::LookList;
use crate::guidance::message::{self, SharedPlaceholder};
use crate::guidance::predicate::{MetCondition, RuleCondition};
use crate::guidance::reminder::Severity;
use crate::guidance::rule_origin::RuleOrigin;
use crate::guidance::sign;
use crate::guidance::vocabulary::{DrugSelector, NamedThings};

/// One rule of the catalogue, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// As it is written, for example `ai-estradiol-check`.
    pub id: RuleId,
    /// Heading of its reminders.
    pub title: String,
    /// Whether its subject is in the article the catalogue starts from.
    pub core: bool,
    /// Whether it may speak at all.
    pub enabled: bool,
    /// Whom it is for.
    pub audience: RuleAudience,
    pub trigger: Trigger,
    /// Silent while one of these holds, whatever was snoozed or dismissed.
    pub suppressed_by: Vec<RuleId>,
    /// Where it falls silent or grows louder, whatever its kind.
    pub tone: RuleTone,
    /// Where its numbers come from.
    pub origin: RuleOrigin,
    /// What of it stands in the user's own file.
    pub own: OwnFields,
    /// More about the numbers.
    pub note: Option<String>,
    /// Sources, with the place in them.
    pub cite: Vec<Citation>,
    /// Those of `cite` that are named only with some drugs or signs; empty: all are.
    pub cite_for: Vec<CitedFor>,
    /// What it says, with placeholders in braces.
    pub message: String,
}

/// Where a rule falls silent or grows louder, whatever its kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleTone {
    /// How loud it is while no goal is set, where that differs.
    pub severity_goal_unset: Option<Severity>,
    /// Silent for a time after an event.
    pub quiet_after: Option<QuietSpan>,
    /// Silent for results drawn on some drugs or soon after them.
    pub not_after: Vec<WashoutSpan>,
    /// Silent unless all of these hold.
    pub beside: Vec<RuleCondition>,
    /// Needs attention when one of these holds.
    pub escalate_any_of: Vec<RuleCondition>,
}

/// A time of silence after an event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuietSpan {
    /// Events that begin it.
    pub events: Vec<SignId>,
    /// It lasts through so many days after the event.
    pub days: i64,
    /// Events that end it, dated on the day of the first or later.
    #[serde(default)]
    pub ended_by: Vec<SignId>,
}

/// A time after drugs in which a result is not spoken of.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WashoutSpan {
    pub therapy: Vec<DrugSelector>,
    /// Through so many days after they were last taken.
    pub days: i64,
}

/// Sources of a rule that speak of some drugs or some signs only.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CitedFor {
    /// Named while one of these is taken.
    #[serde(default)]
    pub therapy: Vec<DrugSelector>,
    /// Named where one of these was logged.
    #[serde(default)]
    pub signs: Vec<SignId>,
    /// What was read about them; empty where nothing was.
    pub cite: Vec<SourceKey>,
}

/// Whom a rule is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleAudience {
    /// Only with this goal, once it is set.
    pub goal: Option<Goal>,
    /// Not with this goal; with no goal set it may speak.
    pub unless_goal: Option<Goal>,
    /// Only from this age on, in years; silent when the age is not known.
    pub min_age: Option<u8>,
}

/// What of a rule stands in the user's own file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum OwnFields {
    #[default]
    Nothing,
    /// These of its fields.
    Fields(Vec<String>),
    /// All of it: no rule built in has its id.
    Whole,
}

/// A source and the place in it: `HRTIO:79` is line 79 of the article's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    pub source: SourceKey,
    /// Lines or a table, where one is named.
    pub place: Option<String>,
}

/// A drug is still meant so many days after it was last taken.
const STILL_MEANT_DAYS: i64 = 30;

impl Rule {
    /// What is wrong with it; nothing when it can be used.
    pub fn faults(&self) -> Vec<RuleFault> {
        let mut faults = RuleFaults::default();
        self.trigger.kind().check(&mut faults);
        self.tone.check(&mut faults);
        let known = [self.trigger.kind().placeholders(), SharedPlaceholder::VARIANTS].concat();
        for name in message::placeholders(&self.message) {
            let allowed = known.join(", ");
            faults.unless("message", known.contains(&name), || {
                format!("the `message` holds {{{name}}}; this kind of rule knows {allowed}")
            });
        }
        faults.into_list()
    }

    /// Where its numbers come from, in words; what the user wrote himself is said to be his.
    pub fn origin_words(&self) -> String {
        match &self.own {
            OwnFields::Whole => "a rule of your own".to_owned(),
            OwnFields::Fields(fields) => {
                format!("{}; changed by you: {}", self.origin.words(), fields.join(", "))
            }
            OwnFields::Nothing => self.origin.words().to_owned(),
        }
    }

    /// What it finds on a day, beside all rules; rounds that were dismissed are passed over.
    pub(super) fn evaluate<'a>(
        &'a self,
        case: &RuleCase<'a>,
        rules: &'a [Self],
        skipped: &'a [SkippedRound],
    ) -> Option<RuleFinding> {
        if self.tone.quiet_after.as_ref().is_some_and(|span| span.holds(case)) {
            return None;
        }
        let kind = self.trigger.kind();
        let first = kind.needs_first().and_then(|id| rules.iter().find(|rule| rule.id == *id));
        let mut found =
            kind.evaluate(case, &RuleOccasion { first: first.map(|rule| &rule.trigger), skipped })?;
        let is_tainted = |span: &WashoutSpan| {
            let course = case.course(&span.therapy);
            found.evidence.iter().any(|evidence| course.reaches(evidence.day, span.days))
        };
        if self.tone.not_after.iter().any(is_tainted) {
            return None;
        }
        for condition in &self.tone.beside {
            found.add_condition(condition.met(case, found.due)?);
        }
        if case.record.profile().goal.is_none()
            && let Some(severity) = self.tone.severity_goal_unset
        {
            found.severity = found.severity.map(|_| severity);
        }
        let louder = self.tone.escalate_any_of.iter().filter_map(|condition| condition.met(case, found.due));
        let louder: Vec<MetCondition> = louder.collect();
        if !louder.is_empty() {
            found.severity = found.severity.map(|severity| severity.min(Severity::Attention));
            for met in louder {
                found.add_condition(met);
            }
        }
        Some(found)
    }

    /// Tells which results it looks at.
    pub(super) fn look(&self, list: &mut LookList<'_>) {
        self.trigger.kind().look(list);
        let tone = &self.tone;
        tone.beside.iter().chain(&tone.escalate_any_of).for_each(|condition| condition.look(list));
        if let Some(quiet) = &tone.quiet_after {
            list.symptoms(quiet.days);
        }
    }

    /// The sources that speak of what is taken around the day of a finding and of what it rests on: of a rule that
    /// cites for some drugs only those of the drugs taken then or up to [`STILL_MEANT_DAYS`] before, of one that cites
    /// for some signs only those of the symptoms and events that were logged.
    pub(super) fn sources_for(&self, found: &RuleFinding, case: &RuleCase<'_>) -> Vec<SourceKey> {
        let is_meant = |by: &&CitedFor| {
            let is_logged =
                found.evidence.iter().any(|evidence| by.signs.iter().any(|s| **s == *evidence.item));
            is_logged || case.course(&by.therapy).reaches(found.due, STILL_MEANT_DAYS)
        };
        let mut meant = self.cite_for.iter().filter(is_meant).peekable();
        if meant.peek().is_none() {
            return self.sources();
        }
        let mut keys: Vec<SourceKey> = Vec::new();
        for key in meant.flat_map(|by| &by.cite) {
            if !keys.contains(key) {
                keys.push(key.clone());
            }
        }
        keys
    }

    /// Every analyte, drug and sign that the rule names.
    pub fn names(&self) -> NamedThings<'_> {
        let mut things = self.trigger.names();
        self.tone.name_things(&mut things);
        things
    }

    /// The sources, each once, in the order they are cited.
    pub fn sources(&self) -> Vec<SourceKey> {
        let mut keys: Vec<SourceKey> = Vec::new();
        for citation in &self.cite {
            if !keys.contains(&citation.source) {
                keys.push(citation.source.clone());
            }
        }
        keys
    }
}

impl RuleTone {
    /// Tells which analytes, drugs and signs it names.
    pub(super) fn name_things<'t>(&'t self, things: &mut NamedThings<'t>) {
        if let Some(quiet) = &self.quiet_after {
            things.signs(&quiet.events).signs(&quiet.ended_by);
        }
        self.not_after.iter().for_each(|span| {
            things.drugs(&span.therapy);
        });
        self.beside.iter().chain(&self.escalate_any_of).for_each(|condition| condition.name_things(things));
    }

    /// Tells what makes its numbers unusable.
    pub(super) fn check(&self, faults: &mut RuleFaults) {
        if let Some(quiet) = &self.quiet_after {
            faults.not_negative("days", quiet.days);
        }
        self.not_after.iter().for_each(|span| faults.not_negative("days", span.days));
        self.beside.iter().chain(&self.escalate_any_of).for_each(|condition| condition.check(faults));
    }
}

impl QuietSpan {
    /// Whether today lies in such a time.
    fn holds(&self, case: &RuleCase<'_>) -> bool {
        let days_of = |ids: &[SignId]| -> Vec<NaiveDate> {
            sign::logged_signs(ids, case).map(|sign| sign.day).collect()
        };
        let ends = days_of(&self.ended_by);
        days_of(&self.events)
            .into_iter()
            .any(|began| case.age(began) <= self.days && !ends.iter().any(|ended| *ended >= began))
    }
}

impl RuleAudience {
    /// Whether the man with this profile and age is meant.
    pub fn includes(&self, profile: &Profile, age: Option<u8>) -> bool {
        self.goal.is_none_or(|goal| profile.goal == Some(goal))
            && (self.unless_goal.is_none() || self.unless_goal != profile.goal)
            && self.min_age.is_none_or(|from| age.is_some_and(|age| age >= from))
    }
}

impl Citation {
    /// Reads `HRTIO:79` or `SHAH21`.
    pub fn parse(text: &str) -> Self {
        match text.split_once(':') {
            Some((key, place)) => Self { source: key.into(), place: Some(place.to_owned()) },
            None => Self { source: text.into(), place: None },
        }
    }
}
