//! Rules in, reminders out: what is due, what a result gives to think about, and what in the record cannot be right.
//!
//! Read [`kind`] (what can raise a reminder), then [`due_date`] (when a test is owed), [`episode`] (therapy over
//! time), [`look`] (which results the rules look at) and [`mod@reminder`] (what comes out). Everything is a pure
//! function of rules, record and day; nothing of it is stored.

mod case;
pub mod coming;
pub mod due_date;
pub mod episode;
pub mod faults;
mod finding;
pub mod kind;
pub mod look;
mod message;
pub mod needs;
mod panel;
pub mod predicate;
pub mod problems;
pub mod reminder;
pub mod rule;
pub mod rule_origin;
pub mod settle;
mod sign;
pub mod snooze;
pub mod unhide;
pub mod vocabulary;
mod wording;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::analyte::Analytes;
use crate::domain::id::{DrugId, RuleId};
use crate::domain::journal::{ReminderAct, ReminderAction};
use crate::domain::judgement::Intervals;
use crate::domain::record::Record;
use crate::domain::regimen::Drug;
use crate::guidance::case::RuleCase;
use crate::guidance::due_date::SkippedRound;
use crate::guidance::finding::RuleFinding;
pub use crate::guidance::message::{analyte as analyte_in_text, capitalised, listed, uncapitalised};
use crate::guidance::problems::RecordProblem;
use crate::guidance::reminder::{Authority, Dismissal, Evidence, Handling, Reminder, Settlement, Severity};
use crate::guidance::rule::Rule;
use crate::guidance::settle::Errand;
use crate::guidance::snooze::longest_snooze;
pub use crate::guidance::wording::AssayDoubt;
use crate::guidance::wording::MessageContext;

/// What the rules need to know beside the record.
#[derive(Clone, Copy, Debug)]
pub struct RuleKnowledge<'a> {
    pub analytes: &'a Analytes,
    pub drugs: &'a BTreeMap<DrugId, Drug>,
    /// The intervals that judge results which bring none.
    pub intervals: &'a Intervals,
}

/// What the rules say on a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outlook {
    /// In force: the loudest first, then the earliest due, then as the rules stand.
    pub reminders: Vec<Reminder>,
    /// Snoozed or dismissed, in the same order.
    pub quiet: Vec<Reminder>,
    /// Not shown yet because their lead has not begun; the earliest first. For calendars.
    pub coming: Vec<Reminder>,
    /// Titles of rules that would speak now if they were for any age, and are silent because the age is not known.
    pub ageless: Vec<String>,
    /// Which of those in force one visit settles.
    pub errands: Vec<Errand>,
    /// What in the record cannot be right. Of a partial record, only of the part that is there.
    pub problems: Vec<RecordProblem>,
}

impl Outlook {
    /// Which reminders in force are settled in a later outlook: their rule asks for nothing new there either, as it does
    /// where a new result is low again. One that is only put off is not settled.
    pub fn settled_in<'a>(&'a self, later: &'a Self) -> impl Iterator<Item = &'a Reminder> {
        let is = |one: &Reminder, other: &Reminder| one.rule == other.rule && one.due == other.due;
        let is_old = move |new: &Reminder| self.reminders.iter().any(|old| is(old, new));
        let standing = || later.reminders.iter().chain(&later.quiet);
        let stays = move |old: &Reminder| {
            standing().any(|new| new.rule == old.rule && (new.due == old.due || !is_old(new)))
        };
        self.reminders.iter().filter(move |old| !stays(old))
    }
}

/// What the rules say about a record on a day. Nothing dated later counts.
pub fn outlook(rules: &[Rule], known: &RuleKnowledge<'_>, record: &Record, today: NaiveDate) -> Outlook {
    let case = RuleCase::new(*known, record, today);
    let age = record.profile().age_on(today);
    let speaks = |rule: &&Rule| rule.enabled && rule.audience.includes(record.profile(), age);
    let is_ageless = |rule: &&Rule| {
        age.is_none()
            && rule.enabled
            && rule.audience.min_age.is_some_and(|from| rule.audience.includes(record.profile(), Some(from)))
    };
    let facts: Vec<(&Rule, RuleFinding)> = rules
        .iter()
        .filter(speaks)
        .filter_map(|rule| Some((rule, rule.evaluate(&case, rules, &[])?)))
        .collect();
    let holds = |id: &RuleId| facts.iter().any(|(rule, fact)| rule.id == *id && fact.severity.is_some());
    let mut outlook = Outlook::default();
    for (rule, fact) in &facts {
        if !rule.suppressed_by.iter().any(holds) {
            outlook.tell(rule, fact, rules, &case);
        }
    }
    let order = |reminder: &Reminder| (reminder.severity, reminder.due);
    let unheard = rules.iter().filter(is_ageless);
    let would_speak = |rule: &&Rule| rule.evaluate(&case, rules, &[]).is_some_and(|f| f.severity.is_some());
    outlook.ageless = unheard.filter(would_speak).map(|rule| rule.title.clone()).collect();
    outlook.reminders.sort_by_key(order);
    outlook.quiet.sort_by_key(order);
    outlook.coming.sort_by_key(|reminder| reminder.due);
    outlook.errands = settle::errands(&outlook.reminders, today);
    let named: Vec<&Evidence> = facts
        .iter()
        .filter(|(_, fact)| fact.severity.is_some())
        .flat_map(|(_, fact)| &fact.evidence)
        .collect();
    outlook.problems = problems::find(known, record, today);
    outlook.problems.retain(|problem| !problem.is_told_by(&named));
    outlook
}

impl Outlook {
    /// What settles a reminder in force together with others, and those others.
    pub fn together(&self, rule: &RuleId) -> Option<(&Errand, Vec<&Reminder>)> {
        let place = self.reminders.iter().position(|reminder| reminder.rule == *rule)?;
        let errand = self.errands.iter().find(|errand| errand.places.contains(&place))?;
        let others = errand.places.iter().filter(|other| **other != place);
        Some((errand, others.filter_map(|other| self.reminders.get(*other)).collect()))
    }

    /// Those in force, the loudest first; notes on how one blood draw was taken or measured stand with the loudest of
    /// them.
    pub fn by_draw(&self) -> Vec<Vec<&Reminder>> {
        let mut groups: Vec<Vec<&Reminder>> = Vec::new();
        for reminder in &self.reminders {
            let is_same =
                |group: &&mut Vec<&Reminder>| reminder.draw.is_some() && group[0].draw == reminder.draw;
            match groups.iter_mut().find(is_same) {
                Some(group) => group.push(reminder),
                None => groups.push(vec![reminder]),
            }
        }
        groups
    }

    /// The other notes on the blood draw that a reminder is about.
    pub fn of_same_draw(&self, reminder: &Reminder) -> Vec<&Reminder> {
        let others = self.reminders.iter().filter(|other| other.rule != reminder.rule);
        others.filter(|other| reminder.draw.is_some() && other.draw == reminder.draw).collect()
    }

    /// What is silent for want of an age, in words: `Silent without a birth date: PSA …`.
    pub fn ageless_words(&self) -> String {
        format!("Silent without a birth date: {}", self.ageless.join(", "))
    }

    /// Adds what there is to tell of a rule: the occurrence of the facts, and the next one where that was dismissed.
    fn tell<'a>(&mut self, rule: &'a Rule, fact: &RuleFinding, rules: &'a [Rule], case: &RuleCase<'a>) {
        let acts: Vec<&ReminderAction> = case.record.actions().iter().filter(|a| a.rule == rule.id).collect();
        let skipped: Vec<SkippedRound> = acts.iter().filter_map(|action| skipped_round(action)).collect();
        let first = reminder(rule, fact, &acts, case, rules);
        if skipped.is_empty() {
            self.place(fact, first);
            return;
        }
        if first.handling.dismissed.is_some() {
            self.place(fact, first);
        }
        if let Some(next) = rule.evaluate(case, rules, &skipped)
            && skipped.iter().all(|round| round.due != next.due)
        {
            let reminder = reminder(rule, &next, &acts, case, rules);
            self.place(&next, reminder);
        }
    }

    fn place(&mut self, finding: &RuleFinding, reminder: Reminder) {
        let list = if finding.severity.is_none() {
            &mut self.coming
        } else if reminder.is_quiet() {
            &mut self.quiet
        } else {
            &mut self.reminders
        };
        list.push(reminder);
    }
}

fn reminder<'a>(
    rule: &'a Rule,
    finding: &RuleFinding,
    acts: &[&ReminderAction],
    case: &RuleCase<'a>,
    rules: &'a [Rule],
) -> Reminder {
    let context = MessageContext { rule, found: finding, case, rules };
    let template = finding.message.as_deref().unwrap_or(&rule.message);
    let severity = finding.severity.unwrap_or(Severity::Info);
    let overdue = severity == Severity::Overdue;
    let mut message = message::render(template, &finding.words, |name| context.word(name));
    message.push_str(&context.age_words());
    let sources = rule.sources_for(finding, case);
    Reminder {
        rule: rule.id.clone(),
        title: rule.title.clone(),
        severity,
        due: finding.due,
        days_overdue: if overdue { case.age(finding.due) } else { 0 },
        items: finding.items.clone(),
        message,
        number: finding.number.clone(),
        draw: rule.trigger.kind().is_about_a_draw().then_some(finding.due),
        why: finding.why.clone(),
        settlement: Settlement {
            words: rule.trigger.kind().settled(finding, case),
            errand: settle::errand(rule, finding, case),
        },
        authority: Authority {
            origin: rule.origin,
            words: if sources.is_empty() && !rule.cite.is_empty() {
                format!("{}; no source on the drug taken was read", rule.origin_words())
            } else {
                rule.origin_words()
            },
            sources,
        },
        handling: handling(finding.due, severity, acts, case.today),
        evidence: finding.evidence.clone(),
    }
}

/// The round that an action dismissed, if it did.
fn skipped_round(action: &ReminderAction) -> Option<SkippedRound> {
    match (&action.act, action.due) {
        (ReminderAct::Dismiss { on, .. }, Some(due)) => Some(SkippedRound { due, on: *on }),
        _ => None,
    }
}

/// What was done about the occurrence of a due date. What needs attention by now is not hidden by a snooze that was
/// longer than it may be, given when it was less.
fn handling(due: NaiveDate, severity: Severity, acts: &[&ReminderAction], today: NaiveDate) -> Handling {
    let longest = longest_snooze(severity, today);
    let mut handling = Handling::default();
    for action in acts.iter().filter(|action| action.due.is_none_or(|key| key == due)) {
        match &action.act {
            ReminderAct::Snooze { until } if today < *until && longest.is_none_or(|day| *until <= day) => {
                handling.snoozed_until = handling.snoozed_until.max(Some(*until));
            }
            ReminderAct::Snooze { .. } => {}
            ReminderAct::Dismiss { reason, .. } => {
                handling.dismissed = Some(Dismissal { reason: reason.clone() });
            }
            ReminderAct::Booked { on } => handling.booked = Some(*on),
        }
    }
    handling
}
