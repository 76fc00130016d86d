//! What makes the result of an ordered test usable, and which findings ask for a test again.

use std::sync::OnceLock;

use serde::Deserialize;

use super::built_in::built_in;
use crate::domain::id::{AnalyteId, ClassId, RuleId, SourceKey};
use crate::domain::report::Kind;

/// What `catalog/order.toml` says of tests, draws and conditions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderKnowledge {
    condition: Vec<DrawCondition>,
    repeat: RepeatFindings,
}

/// One thing to mind before a draw, a sample or a scan.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawCondition {
    specimen: Kind,
    #[serde(default)]
    analytes: Vec<AnalyteId>,
    #[serde(default)]
    class: Vec<ClassId>,
    #[serde(default)]
    therapy: bool,
    pub text: String,
    /// Who says so; none where it is this program's own.
    pub sources: Vec<SourceKey>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RepeatFindings {
    rules: Vec<RuleId>,
}

impl OrderKnowledge {
    /// What is built in, read once.
    ///
    /// # Panics
    /// If what is built in cannot be read, which a test rules out.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<OrderKnowledge> = OnceLock::new();
        EMBEDDED
            .get_or_init(|| rmp_serde::from_slice(built_in!("order")).expect("a test reads what is built in"))
    }

    /// Everything to mind, whatever is ordered.
    pub fn conditions(&self) -> &[DrawCondition] {
        &self.condition
    }

    /// What to mind for these tests of one kind of report, while drugs of these classes are taken; a class may be
    /// none.
    pub fn conditions_for(
        &self,
        specimen: Kind,
        analytes: &[AnalyteId],
        taken: &[Option<ClassId>],
    ) -> Vec<&DrawCondition> {
        let is_said = |condition: &&DrawCondition| {
            condition.specimen == specimen
                && (condition.analytes.is_empty()
                    || condition.analytes.iter().any(|id| analytes.contains(id)))
                && (condition.class.is_empty()
                    || taken.iter().flatten().any(|class| condition.class.contains(class)))
                && (!condition.therapy || !taken.is_empty())
        };
        let said: Vec<&DrawCondition> = self.condition.iter().filter(is_said).collect();
        // A sentence for a class speaks of its doses already.
        let of_class = said.iter().any(|condition| !condition.class.is_empty());
        said.into_iter().filter(|condition| !(condition.therapy && of_class)).collect()
    }

    /// Findings that ask for their test again.
    pub fn repeats(&self) -> &[RuleId] {
        &self.repeat.rules
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::catalog::rules;

    #[test]
    fn every_condition_names_what_exists_and_every_finding_that_asks_for_a_repeat_is_named() {
        let (catalog, knowledge) = (Catalog::embedded(), OrderKnowledge::embedded());
        for condition in knowledge.conditions() {
            assert!(condition.text.ends_with('.'), "{}", condition.text);
            for id in &condition.analytes {
                assert!(catalog.analyte(id).is_some(), "{id}");
            }
            for key in &condition.sources {
                assert!(catalog.source(key).is_some(), "{key}");
            }
            for class in &condition.class {
                assert!(catalog.class(class).is_some(), "{class}");
            }
        }
        for rule in rules::load(None).unwrap() {
            let asks = !rule.trigger.has_due_date() && rule.message.to_lowercase().contains("a repeat");
            assert_eq!(asks, knowledge.repeats().contains(&rule.id), "{}", rule.id);
        }
    }
}
