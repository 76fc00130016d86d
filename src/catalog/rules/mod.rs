//! The monitoring rules: `catalog/rules.toml` with the user's own `rules.toml` laid over it, checked.

mod field;
mod file;
mod known;
mod parted;

use std::collections::{BTreeMap, BTreeSet};

use rmp_serde::decode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

use crate::catalog::built_in::built_in;
use crate::domain::id::RuleId;
use crate::domain::journal::Goal;
use crate::guidance::faults::RuleFault;
use crate::guidance::kind::Trigger;
use crate::guidance::predicate::RuleCondition;
use crate::guidance::reminder::Severity;
use crate::guidance::rule::{
    Citation, CitedFor, OwnFields, QuietSpan, Rule, RuleAudience, RuleTone, WashoutSpan,
};
use crate::guidance::rule_origin::RuleOrigin;

pub use field::{OwnField, RuleField, fields};
pub use file::{RuleError, embedded};
use file::{RuleSource, id_of};
pub use known::unknown_names;
use parted::parted;

/// The rules built in, in their order, with those of a user's file (its name and text) laid over them by id:
/// given fields replace, unknown ids add. Every fault of either file is told.
pub fn load(user: Option<(&str, &str)>) -> Result<Vec<Rule>, Vec<RuleError>> {
    let Some((name, text)) = user else {
        return Ok(built_in());
    };
    let mut errors = Vec::new();
    let built_in = RuleSource::built_in();
    let user = RuleSource::new(name, text);
    let mut tables = built_in.rules(&mut errors);
    let changed = user.rules(&mut errors);
    let changed_ids: BTreeSet<String> = changed.iter().map(|table| id_of(table).to_owned()).collect();
    let owns: BTreeMap<String, OwnFields> =
        changed.iter().map(|table| (id_of(table).to_owned(), own_of(table, &tables))).collect();
    lay_over(&mut tables, changed);
    let mut rules = Vec::with_capacity(tables.len());
    for table in tables {
        let id = id_of(&table).to_owned();
        let source = if changed_ids.contains(&id) { &user } else { &built_in };
        match checked(table) {
            Ok(rule) => {
                let own = owns.get(&id).cloned().unwrap_or_default();
                rules.push(Rule { own, ..rule });
            }
            Err(faults) => errors.extend(faults.into_iter().map(|fault| source.error(&id, fault))),
        }
    }
    for (rule, fault) in broken_references(&rules) {
        let source = if changed_ids.contains(&*rule) { &user } else { &built_in };
        errors.push(source.error(&rule, fault));
    }
    if errors.is_empty() { Ok(rules) } else { Err(errors) }
}

/// The rules built in alone, from the form the build wrote them in because it reads faster at every start. What is
/// checked in a user's file is checked in ours by a test.
pub fn built_in() -> Vec<Rule> {
    let rules: Vec<(SharedFields, Trigger)> =
        rmp_serde::from_slice(built_in!("rules")).expect("the build made it of rules.toml");
    rules.into_iter().map(|(shared, trigger)| rule_of(shared, trigger)).collect()
}

/// The fields every rule may have; the others are those of its kind.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SharedFields {
    id: String,
    title: String,
    #[serde(default)]
    core: bool,
    #[serde(default = "yes")]
    enabled: bool,
    #[serde(default)]
    goal: Option<Goal>,
    #[serde(default)]
    unless_goal: Option<Goal>,
    #[serde(default)]
    severity_goal_unset: Option<Severity>,
    #[serde(default)]
    quiet_after: Option<QuietSpan>,
    #[serde(default)]
    not_after: Vec<WashoutSpan>,
    #[serde(default)]
    beside: Vec<RuleCondition>,
    #[serde(default)]
    escalate_any_of: Vec<RuleCondition>,
    #[serde(default)]
    min_age: Option<u8>,
    #[serde(default)]
    suppressed_by: Vec<RuleId>,
    #[serde(default = "app")]
    interval_from: RuleOrigin,
    #[serde(default)]
    note: Option<String>,
    #[serde(default)]
    cite: Vec<String>,
    #[serde(default)]
    cite_for: Vec<CitedFor>,
    message: String,
}

const fn yes() -> bool {
    true
}

/// Numbers a user gives are his own.
const fn app() -> RuleOrigin {
    RuleOrigin::App
}

/// Given fields replace those of the rule with the id; other rules are added behind.
fn lay_over(tables: &mut Vec<Table>, changes: Vec<Table>) {
    for change in changes {
        match tables.iter_mut().find(|table| id_of(table) == id_of(&change)) {
            Some(table) => table.extend(change),
            None => tables.push(change),
        }
    }
}

/// What a table of the user's changes in the rules built in.
fn own_of(table: &Table, built_in: &[Table]) -> OwnFields {
    if !built_in.iter().any(|known| id_of(known) == id_of(table)) {
        return OwnFields::Whole;
    }
    OwnFields::Fields(table.keys().filter(|key| *key != "id").cloned().collect())
}

/// The rule a table says.
fn checked(table: Table) -> Result<Rule, Vec<RuleFault>> {
    let rule = read(table).map_err(|fault| vec![fault])?;
    let faults = rule.faults();
    if faults.is_empty() { Ok(rule) } else { Err(faults) }
}

/// Reads a table in the form of the rules built in: a second reader of every kind would be much code.
fn read(table: Table) -> Result<Rule, RuleFault> {
    let (shared, kind, own) =
        parted(table).map_err(|words| RuleFault { at: Some("kind".to_owned()), words })?;
    let of_kind = |own| Table::from_iter([(kind.clone(), Value::Table(own))]);
    Ok(rule_of(unpacked(shared, |shared| shared)?, unpacked(own, of_kind)?))
}

/// What fields say, packed as they are built in. A value that does not fit is told with its field, which is the one
/// without which something else is wrong, or nothing.
fn unpacked<T: DeserializeOwned>(fields: Table, packed: impl Fn(Table) -> Table) -> Result<T, RuleFault> {
    let read = |fields: Table| -> Result<T, decode::Error> {
        let packed = rmp_serde::to_vec(&packed(fields)).expect("what TOML holds has a MessagePack form");
        rmp_serde::from_slice(&packed)
    };
    read(fields.clone()).map_err(|error| {
        let fault = fault_of(&error);
        let is_there = |field: &&String| {
            let without = fields.clone().into_iter().filter(|(other, _)| other != *field).collect();
            read(without).err().is_none_or(|error| fault_of(&error) != fault)
        };
        match fields.keys().find(is_there).filter(|_| is_of_value(&fault)) {
            Some(field) => RuleFault {
                at: Some(field.clone()),
                words: format!("`{field}` = {}: {fault}", fields[field]),
            },
            // The reader tells what it stumbled over in its words alone.
            None => RuleFault { at: fault.split('`').nth(1).map(str::to_owned), words: fault },
        }
    })
}

const NO_NUMBER: &str = "a number belongs here";

fn fault_of(error: &decode::Error) -> String {
    match error {
        decode::Error::TypeMismatch(_) => NO_NUMBER.to_owned(),
        error => error.to_string(),
    }
}

/// Whether a fault is one of a value; the others name the field that is unknown or missing, or the word.
fn is_of_value(fault: &str) -> bool {
    fault == NO_NUMBER || fault.starts_with("invalid ")
}

fn rule_of(shared: SharedFields, trigger: Trigger) -> Rule {
    Rule {
        id: shared.id.into(),
        title: shared.title,
        core: shared.core,
        enabled: shared.enabled,
        audience: RuleAudience {
            goal: shared.goal,
            unless_goal: shared.unless_goal,
            min_age: shared.min_age,
        },
        trigger,
        suppressed_by: shared.suppressed_by,
        tone: RuleTone {
            severity_goal_unset: shared.severity_goal_unset,
            quiet_after: shared.quiet_after,
            not_after: shared.not_after,
            beside: shared.beside,
            escalate_any_of: shared.escalate_any_of,
        },
        origin: shared.interval_from,
        own: OwnFields::Nothing,
        note: shared.note,
        cite: shared.cite.iter().map(|text| Citation::parse(text)).collect(),
        cite_for: shared.cite_for,
        message: shared.message,
    }
}

/// Rules that name another one that is not there, or is of the wrong kind.
fn broken_references(rules: &[Rule]) -> Vec<(RuleId, RuleFault)> {
    let mut broken = Vec::new();
    let mut blame = |rule: &Rule, field: &str, words: String| {
        broken.push((rule.id.clone(), RuleFault { at: Some(field.to_owned()), words }));
    };
    for rule in rules {
        for other in &rule.suppressed_by {
            if !rules.iter().any(|r| r.id == *other) {
                let words = format!("`suppressed_by` names {other}, which is not a rule");
                blame(rule, "suppressed_by", words);
            }
        }
        if silences_itself(rule, rules) {
            let words = "`suppressed_by` leads back to the rule itself, which could never speak".to_owned();
            blame(rule, "suppressed_by", words);
        }
        if let Some(needed) = rule.trigger.needs_first() {
            let once = |r: &Rule| r.id == *needed && matches!(r.trigger, Trigger::TestOnce(_));
            if !rules.iter().any(once) {
                let words = format!("`requires_satisfied` names {needed}, which is not a rule of kind once");
                blame(rule, "requires_satisfied", words);
            }
        }
    }
    broken
}

/// Whether following `suppressed_by` from rule to rule comes back to where it began.
fn silences_itself(rule: &Rule, rules: &[Rule]) -> bool {
    let mut reached: Vec<&RuleId> = rule.suppressed_by.iter().collect();
    let mut at = 0;
    while let Some(id) = reached.get(at).copied() {
        for next in rules.iter().filter(|r| r.id == *id).flat_map(|r| &r.suppressed_by) {
            if !reached.contains(&next) {
                reached.push(next);
            }
        }
        at += 1;
    }
    reached.contains(&&rule.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(user: &str) -> Vec<String> {
        let errors = load(Some(("rules.toml", user))).unwrap_err();
        errors.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_rules_built_in_are_sound() {
        let rules = load(None).unwrap_or_else(|errors| panic!("{errors:#?}"));
        // The form that reads fast holds what the file says, and nothing of it is at fault.
        let checked = load(Some(("rules.toml", ""))).unwrap_or_else(|errors| panic!("{errors:#?}"));
        assert_eq!(rules, checked);
        assert_eq!(rules.len(), 57);
        assert_eq!(rules.iter().filter(|rule| rule.core).count(), 25);
        for rule in &rules {
            assert!(!rule.cite.is_empty(), "{} cites nothing", rule.id);
            assert!(!rule.message.contains("the article"), "{}", rule.id);
        }
        let of = |origin| rules.iter().filter(|rule| rule.origin == origin).count();
        let origins = [RuleOrigin::Article, RuleOrigin::Guidance, RuleOrigin::Mixed, RuleOrigin::App].map(of);
        assert_eq!(origins, [6, 22, 17, 12]);
    }

    #[test]
    fn a_user_file_replaces_given_fields_adds_rules_and_switches_them_off() {
        let user = r#"
            [[rule]]
            id = "ai-estradiol-check"
            repeat_days = 30

            [[rule]]
            id = "bmi-25-or-more"
            enabled = false

            [[rule]]
            id = "my-prolactin"
            title = "Prolactin"
            kind = "threshold"
            analyte = "prolactin"
            op = ">"
            value = 20
            fresh_days = 90
            severity = "info"
            message = "Prolactin was {value} on {date}."
        "#;
        let rules = load(Some(("rules.toml", user))).unwrap();
        let rule = |id: &str| rules.iter().find(|rule| &*rule.id == id).unwrap();
        let Trigger::RecurringTest(check) = &rule("ai-estradiol-check").trigger else {
            panic!("still recurring");
        };
        assert_eq!((check.repeat_days, check.first_days), (30, 28));
        assert!(!rule("bmi-25-or-more").enabled);
        assert_eq!(rule("my-prolactin").origin, RuleOrigin::App);
        assert_eq!(rules.len(), 58);
    }

    #[test]
    fn faults_of_a_user_file_are_told_with_file_and_line() {
        for (user, expected) in [
            (
                "[[rule]]\nid = \"ai-estradiol-check\"\nrepeat_day = 30\n",
                "rules.toml, line 3, rule ai-estradiol-check: unknown field `repeat_day`",
            ),
            (
                "\n[[rule]]\nid = \"ai-side-effects\"\nescalate_if = { analyte = \"estradiol\", op = \"<\", value = 1, fresh = 1 }\n",
                "rules.toml, line 4, rule ai-side-effects: unknown field `fresh`",
            ),
            (
                "[[rule]]\nid = \"e2-watch\"\nenabled = true\nseverity = \"loud\"\n",
                "rules.toml, line 4, rule e2-watch: unknown variant `loud`, expected one of `attention`",
            ),
            (
                "[[rule]]\nid = \"ai-estradiol-check\"\nrepeat_days = 0\n",
                "rules.toml, line 3, rule ai-estradiol-check: `repeat_days` = 0 must be 1 or more",
            ),
            (
                "[[rule]]\nid = \"ai-estradiol-check\"\nmin_wait_days = 40\n",
                "rules.toml, line 3, rule ai-estradiol-check: `min_wait_days` = 40 must not exceed `first_days` = 28",
            ),
            (
                "[[rule]]\nid = \"ai-estradiol-check\"\ngrace_days = -1\n",
                "rules.toml, line 3, rule ai-estradiol-check: `grace_days` = -1 must be 0 or more",
            ),
            (
                "[[rule]]\nid = \"e2-watch\"\nsuppressed_by = [\"e2-lo\"]\n",
                "rules.toml, line 3, rule e2-watch: `suppressed_by` names e2-lo, which is not a rule",
            ),
            (
                "[[rule]]\nid = \"e2-low\"\nsuppressed_by = [\"e2-watch\"]\n",
                "rules.toml, line 3, rule e2-low: `suppressed_by` leads back to the rule itself, which could never speak",
            ),
            (
                "[[rule]]\nid = \"ai-baseline-hormones\"\nexpire_days = -1\n",
                "rules.toml, line 3, rule ai-baseline-hormones: `expire_days` = -1 must be 0 or more",
            ),
            (
                "[[rule]]\nid = \"ai-baseline-hormones\"\naccept_until_days = -91\n",
                "rules.toml, line 3, rule ai-baseline-hormones: `accept_until_days` = -91 ends before the 90 `lookback_days` begin",
            ),
            (
                "[[rule]]\nid = \"e2-watch\"\nmessage = \"{valeu}\"\n",
                "rules.toml, line 3, rule e2-watch: the `message` holds {valeu}; this kind of rule knows analyte, value, date, limit, ",
            ),
            ("[rules]\n", "rules.toml, line 1: unknown key `rules`"),
            ("[[rule]]\ntitle = \"x\"\n", "rules.toml: a [[rule]] has no id"),
            ("[[rule]\n", "rules.toml, line 1: "),
            (
                "[[rule]]\nid = \"a\"\n[[rule]]\nid = \"a\"\n",
                "rules.toml, line 2, rule a: the id stands here twice",
            ),
        ] {
            let told = errors(user);
            assert!(told.iter().any(|error| error.starts_with(expected)), "{expected}\n{told:#?}");
        }
    }

    #[test]
    fn a_rule_of_no_kind_and_a_value_that_does_not_fit_are_told_with_the_field() {
        for (user, expected) in [
            ("[[rule]]\nid = \"mine\"\n", "rules.toml, line 2, rule mine: missing field `kind`"),
            (
                "[[rule]]\nid = \"mine\"\nkind = \"once\"\n",
                "rules.toml, line 2, rule mine: missing field `title`",
            ),
            (
                "[[rule]]\nid = \"mine\"\ntitle = \"\"\nmessage = \"\"\nkind = \"twice\"\n",
                "rules.toml, line 5, rule mine: unknown variant `twice`, expected one of `once`, `recurring`",
            ),
            (
                "[[rule]]\nid = \"ai-side-effects\"\nescalate_if = { analyte = \"estradiol\", op = \"<\", value = true }\n",
                "rules.toml, line 3, rule ai-side-effects: `escalate_if` = { analyte = \"estradiol\", op = \"<\", value = true }: invalid type: boolean `true`",
            ),
            (
                "[[rule]]\nid = \"e2-low\"\nkind = 2\n",
                "rules.toml, line 3, rule e2-low: `kind` = 2 must be a word",
            ),
            (
                "[[rule]]\nid = \"ai-estradiol-check\"\nrepeat_days = \"30\"\n",
                "rules.toml, line 3, rule ai-estradiol-check: `repeat_days` = \"30\": a number belongs here",
            ),
        ] {
            let told = errors(user);
            assert!(told.iter().any(|error| error.starts_with(expected)), "{expected}\n{told:#?}");
        }
    }
}
