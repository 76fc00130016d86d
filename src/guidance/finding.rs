//! What a rule found, before anything that was done about it.

use chrono::NaiveDate;

use crate::domain::day::long;
use crate::domain::id::AnalyteId;
use crate::domain::report::Kind;
use crate::guidance::case::RuleCase;
use crate::guidance::due_date::after;
use crate::guidance::message::{self, MessageWords};
use crate::guidance::predicate::MetCondition;
use crate::guidance::reminder::{Evidence, Severity};
use crate::guidance::vocabulary::{DrugSelector, WantedItem};

/// What a rule found on a day.
#[derive(Clone, Debug, Default)]
pub(super) struct RuleFinding {
    pub due: NaiveDate,
    /// None while its lead has not begun.
    pub severity: Option<Severity>,
    pub items: Vec<String>,
    pub words: MessageWords,
    pub why: Vec<String>,
    pub evidence: Vec<Evidence>,
    /// The first day a result of a recurring test counts from.
    pub counts_from: Option<NaiveDate>,
    /// Days from the start to the due date of a test that is wanted once.
    pub first_days: i64,
    /// What the conditions beside it add to its message.
    pub beside: String,
    /// The value of the first condition beside it.
    pub beside_value: String,
    /// The number it is about, where that is none of the values it rests on.
    pub number: Option<String>,
    /// Its message, where it is not the one of its rule.
    pub message: Option<String>,
}

impl RuleFinding {
    /// A finding about these items that is not due yet.
    pub fn about<'i>(items: impl IntoIterator<Item = &'i str>) -> Self {
        Self { items: items.into_iter().map(str::to_owned).collect(), ..Self::default() }
    }

    /// A finding dated by the newest of these results.
    pub fn dated_by<'i>(
        severity: Severity,
        results: impl IntoIterator<Item = (&'i AnalyteId, NaiveDate)>,
        case: &RuleCase<'_>,
    ) -> Self {
        let found: Vec<(&AnalyteId, NaiveDate)> = results.into_iter().collect();
        let evidence = found.iter().map(|(id, day)| case.evidence(&WantedItem::Analyte((*id).clone()), *day));
        Self {
            due: found.iter().map(|(_, day)| *day).max().unwrap_or(case.today),
            severity: Some(severity),
            evidence: evidence.collect(),
            ..Self::about(found.iter().map(|(id, _)| &***id))
        }
    }

    /// Adds a condition that holds: why, what the message says of it, and what it rests on.
    pub fn add_condition(&mut self, met: MetCondition) {
        self.why.push(met.why);
        if self.beside_value.is_empty() {
            self.beside_value = met.value;
        }
        match met.evidence {
            // It rests on the result the message tells of anyway, and nothing stands beside itself.
            Some(own) if self.evidence.contains(&own) => {}
            other => {
                self.beside.push_str(&met.beside);
                self.evidence.extend(other);
            }
        }
    }

    /// Its items in words: `LH and FSH`, `semen analysis`.
    pub fn item_words(&self, case: &RuleCase<'_>) -> String {
        let name = |item: &String| match Kind::from_id(item) {
            Some(kind) => kind.name().to_owned(),
            None => message::analyte(item, case.knowledge.analytes),
        };
        message::listed(&self.items.iter().map(name).collect::<Vec<_>>())
    }

    /// What it takes to settle it: `A semen analysis`, `A result of estradiol`, `Results of LH and FSH`.
    pub fn wanted_words(&self, case: &RuleCase<'_>) -> String {
        let names = self.item_words(case);
        match self.items.as_slice() {
            [one] if Kind::from_id(one).is_some() => format!("A {names}"),
            [_] => format!("A result of {names}"),
            _ => format!("Results of {names}"),
        }
    }

    /// How a finding ends that a newer result clears whatever it says, and that is silent when it is too old.
    pub fn until_newer_result(
        &self,
        fresh_days: Option<i64>,
        stays_while_on: &[DrugSelector],
        case: &RuleCase<'_>,
    ) -> String {
        let newer = self.newer_otherwise(case);
        match fresh_days {
            Some(_) if case.takes(stays_while_on) => {
                format!("{newer} It stays while the drug is taken.")
            }
            Some(days) => {
                let until = long(after(self.due, days));
                format!(
                    "{newer} Without it this is no longer shown after {until}, since the result is old by then."
                )
            }
            None => newer,
        }
    }

    /// `A newer result of estradiol that says otherwise.`, `Newer results of LH and FSH that say otherwise.`
    pub fn newer_otherwise(&self, case: &RuleCase<'_>) -> String {
        let say = if self.items.len() == 1 { "says" } else { "say" };
        format!("{} that {say} otherwise.", self.newer_words(case))
    }

    /// `A newer result of estradiol`, `Newer results of LH and FSH`.
    fn newer_words(&self, case: &RuleCase<'_>) -> String {
        self.wanted_words(case).replacen("A ", "A newer ", 1).replacen("Results", "Newer results", 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_on_the_result_itself_is_not_told_as_one_beside_it() {
        let of = |item: &str| Evidence { item: item.to_owned(), day: NaiveDate::default(), report: None };
        let met = |item: &str| MetCondition {
            why: format!("{item} is above a limit."),
            beside: format!(" {item} was high as well."),
            value: String::new(),
            evidence: Some(of(item)),
        };
        let mut found = RuleFinding { evidence: vec![of("prolactin")], ..RuleFinding::default() };
        found.add_condition(met("prolactin"));
        found.add_condition(met("tsh"));
        assert_eq!(found.beside, " tsh was high as well.");
        assert_eq!(found.evidence, [of("prolactin"), of("tsh")]);
        assert_eq!(found.why.len(), 2);
    }
}
