//! Whether what a user's rules name exists: a misspelt analyte would keep a rule silent for ever.

use super::file::{RuleError, RuleSource};
use crate::catalog::Catalog;
use crate::guidance::rule::{OwnFields, Rule};
use crate::guidance::vocabulary::DrugSelector;

/// What the rules of a user's file (its name and text) name that the catalogue does not have. The rules built in are
/// checked by a test.
pub fn unknown_names((name, text): (&str, &str), rules: &[Rule], catalog: &Catalog) -> Vec<RuleError> {
    let file = RuleSource::new(name, text);
    let own = rules.iter().filter(|rule| rule.own != OwnFields::Nothing);
    let told = own.flat_map(|rule| unknown(rule, catalog).into_iter().map(move |unknown| (rule, unknown)));
    let mut errors: Vec<RuleError> =
        told.map(|(rule, (name, reason))| file.error_at_text(&rule.id, &name, reason)).collect();
    errors.sort_by_key(|error| error.line);
    errors
}

/// Each name that leads nowhere, as it is written, and what is wrong with it.
fn unknown(rule: &Rule, catalog: &Catalog) -> Vec<(String, String)> {
    let mut unknown = Vec::new();
    let mut miss = |text: &str, what: &str, near: Option<&str>| {
        let near = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
        unknown.push((text.to_owned(), format!("{text} is no {what}{near}")));
    };
    let names = rule.names();
    for id in names.analytes.into_iter().filter(|id| catalog.analyte(id).is_none()) {
        miss(id, "analyte", catalog.suggest_analytes(id).first().map(|near| &*near.id));
    }
    for therapy in names.therapies {
        match therapy {
            DrugSelector::Class(id) if catalog.class(id).is_none() => {
                let known: Vec<&str> = catalog.classes().iter().map(|class| &*class.id).collect();
                miss(&format!("class:{id}"), "class of drugs", Some(&known.join(", ")));
            }
            DrugSelector::Drug(id) if !catalog.drugs().contains_key(id) => {
                miss(id, "drug", catalog.suggest_drugs(id).first().map(|near| &*near.id));
            }
            DrugSelector::Class(_) | DrugSelector::Drug(_) => {}
        }
    }
    for id in names.signs {
        let known = catalog.symptoms().iter().chain(catalog.events()).any(|sign| sign.id == *id);
        if !known {
            miss(id, "symptom or event", catalog.suggest_symptoms(id).first().map(|near| &*near.id));
        }
    }
    for citation in rule.cite.iter().filter(|citation| catalog.source(&citation.source).is_none()) {
        let place = citation.place.as_deref().map_or_else(String::new, |place| format!(":{place}"));
        miss(&format!("{}{place}", citation.source), "source of sources.toml", None);
    }
    unknown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::rules::load;

    fn told(text: &str) -> Vec<String> {
        let file = ("rules.toml", text);
        let rules = load(Some(file)).unwrap_or_else(|errors| panic!("{errors:#?}"));
        unknown_names(file, &rules, Catalog::embedded()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_name_that_leads_nowhere_is_told_with_its_line_and_the_nearest_one() {
        let rule = "[[rule]]\nid = \"mine\"\ntitle = \"x\"\nkind = \"threshold\"\nanalyte = \"prolactn\"\nop = \">\"\nvalue = 20\n\
                    fresh_days = 90\nseverity = \"info\"\ntherapy_at_result = [\"class:aii\", \"anastrazole\"]\n\
                    message = \"x\"\ncite = [\"NOWHERE:3\"]\n\n[[rule]]\nid = \"ai-side-effects\"\nsymptoms = [\n  \"fever\",\n  \
                    \"joint-pains\",\n]\n";
        assert_eq!(
            told(rule),
            [
                "rules.toml, line 5, rule mine: prolactn is no analyte; did you mean prolactin?",
                "rules.toml, line 10, rule mine: class:aii is no class of drugs; did you mean ai, serm, gonadotropin, gnrh, trt, androgen-other, \
                 dopamine-agonist, 5-alpha-reductase-inhibitor, antiresorptive, supplement, other?",
                "rules.toml, line 10, rule mine: anastrazole is no drug; did you mean anastrozole?",
                "rules.toml, line 12, rule mine: NOWHERE:3 is no source of sources.toml",
                "rules.toml, line 18, rule ai-side-effects: joint-pains is no symptom or event; did you mean joint-pain?",
            ]
        );
    }

    #[test]
    fn every_name_of_the_rules_built_in_exists() {
        for rule in load(None).unwrap_or_else(|errors| panic!("{errors:#?}")) {
            assert_eq!(unknown(&rule, Catalog::embedded()), [], "{}", rule.id);
        }
    }
}
