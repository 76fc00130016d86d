//! What a trigger speaks of: analytes and reports, drugs, symptoms and events.

use crate::domain::id::{AnalyteId, SignId};
use crate::guidance::trigger::{Item, Predicate, Quality, Therapy, Trigger};

/// Everything a trigger names, in the order it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names<'t> {
    /// Analytes; those of [`Item::Paper`] are none.
    pub analytes: Vec<&'t AnalyteId>,
    /// Drugs and classes.
    pub therapies: Vec<&'t Therapy>,
    /// Symptoms and events.
    pub signs: Vec<&'t SignId>,
}

impl Trigger {
    /// Everything it names.
    pub fn names(&self) -> Names<'_> {
        let mut names = Names::default();
        match self {
            Self::Once(rule) => names.items(&rule.analytes).of(&rule.therapy),
            Self::Recurring(rule) => names.items(&rule.analytes).of(&rule.therapy).of(&rule.unless_therapy),
            Self::Repeat(rule) => {
                names.items(&rule.analytes).predicates(&rule.short_any_of).of(&rule.therapy)
            }
            Self::Milestone(rule) => names.of(&rule.therapy),
            Self::AfterStop(rule) => {
                names.items(&rule.analytes).predicates(&rule.done_when).of(&rule.therapy)
            }
            Self::Threshold(rule) => names.analyte(&rule.analyte).of(&rule.therapy_at_result),
            Self::Ratio(rule) => {
                let both = names.analyte(&rule.num).analyte(&rule.den).of(&rule.therapy_at_result);
                both.of(&rule.not_therapy_at_result)
            }
            Self::Consecutive(rule) => {
                let recent = rule.unless_recent.as_ref().map(|recent| &recent.analyte);
                names.analyte(&rule.analyte).items(recent).of(&rule.therapy_at_result)
            }
            Self::Confirm(rule) => {
                names.signs.extend(&rule.symptoms);
                names.analytes.extend(rule.severe.as_ref().map(|severe| &severe.analyte));
                names.items(&rule.analytes).predicates(&rule.any_of).of(&rule.not_therapy_at_result)
            }
            Self::Quality(rule) => names.quality(rule),
            Self::Trend(rule) => {
                names.analytes.extend(rule.expect.iter().map(|expected| &expected.analyte));
                names.of(&rule.therapy)
            }
            Self::Symptom(rule) => {
                names.signs.extend(&rule.symptoms);
                names.analytes.extend(rule.escalate_if.as_ref().map(|escalation| &escalation.analyte));
                let escalation = rule.escalate_if.as_ref().map_or(&[][..], |e| &e.therapy);
                names.of(&rule.therapy).of(escalation)
            }
            Self::TherapyFlag(rule) => names.of(&rule.therapy),
        };
        names
    }
}

impl<'t> Names<'t> {
    fn analyte(&mut self, id: &'t AnalyteId) -> &mut Self {
        self.analytes.push(id);
        self
    }

    fn items(&mut self, items: impl IntoIterator<Item = &'t Item>) -> &mut Self {
        self.analytes.extend(items.into_iter().filter_map(|item| match item {
            Item::Analyte(id) => Some(id),
            Item::Paper(_) => None,
        }));
        self
    }

    fn predicates(&mut self, predicates: impl IntoIterator<Item = &'t Predicate>) -> &mut Self {
        self.analytes.extend(predicates.into_iter().map(|predicate| &predicate.analyte));
        self
    }

    fn of(&mut self, therapies: &'t [Therapy]) -> &mut Self {
        self.therapies.extend(therapies);
        self
    }

    fn quality(&mut self, rule: &'t Quality) -> &mut Self {
        match rule {
            Quality::AbstinenceOutside(_) => self,
            Quality::DrawnAtOrAfter(rule) => self.analyte(&rule.analyte),
            Quality::AssayUnsuited(rule) => self.analyte(&rule.analyte).of(&rule.therapy_at_result),
            Quality::MethodChanged(rule) => {
                self.analytes.extend(&rule.analytes);
                self
            }
        }
    }
}
