//! `catalog`: what is built in, with citations.

use std::fmt::Write as _;

use anyhow::{anyhow, bail};
use clap::ValueEnum;

use crate::catalog::FigureUse;
use crate::catalog::rules::OwnField;
use crate::cli::CommandEnd;
use crate::cli::add;
use crate::cli::print;
use crate::domain::analyte::{Analyte, Unit};
use crate::domain::derived;
use crate::domain::quantity::shown_unit;
use crate::guidance::rule::Rule;
use crate::runtime::export::title;
use crate::runtime::session::Setup;

/// Show what is built in: analytes, panels, drugs, symptoms, rules, sources.
#[derive(Debug, clap::Args)]
pub struct CatalogArgs {
    /// Which part.
    #[arg(value_enum, default_value = "analytes")]
    part: CatalogPart,
    /// One entry with all that is known of it.
    id: Option<String>,
}

/// Parts of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CatalogPart {
    /// What is measured, with units.
    Analytes,
    /// Which analytes are entered together.
    Panels,
    /// Drugs and their classes.
    Drugs,
    /// Symptoms and events.
    Symptoms,
    /// Monitoring rules, with the origin of their numbers.
    Rules,
    /// Who says so.
    Sources,
}

/// Lists a part, or shows one entry of it.
pub fn run(args: &CatalogArgs, setup: &Setup) -> anyhow::Result<CommandEnd> {
    let text = match (args.part, args.id.as_deref()) {
        (CatalogPart::Analytes, None) => analytes(setup),
        (CatalogPart::Analytes, Some(id)) => analyte(setup, add::analyte(setup.catalog, id)?),
        (CatalogPart::Panels, None) => panels(setup),
        (CatalogPart::Drugs, None) => drugs(setup),
        (CatalogPart::Symptoms, None) => symptoms(setup),
        (CatalogPart::Rules, None) => rules(setup),
        (CatalogPart::Rules, Some(id)) => rule(setup, id)?,
        (CatalogPart::Sources, None) => sources(setup),
        (CatalogPart::Sources, Some(key)) => source(setup, key)?,
        (_, Some(_)) => bail!("only analytes, rules and sources are shown one by one"),
    };
    print::text(&text)?;
    Ok(CommandEnd::Well)
}

fn analytes(setup: &Setup) -> String {
    let row = |analyte: &Analyte| {
        let units: Vec<&str> =
            analyte.units.iter().map(|unit| shown_unit(&unit.code)).filter(|u| !u.is_empty()).collect();
        vec![analyte.id.to_string(), analyte.name.clone(), analyte.kind.id().to_owned(), units.join(", ")]
    };
    print::columns(&setup.catalog.analytes().iter().map(row).collect::<Vec<_>>(), &[])
}

/// An analyte with its units, its formula, what judges it, and the change that means something.
fn analyte(setup: &Setup, analyte: &Analyte) -> String {
    let mut text = format!("{}  {}\n", analyte.id, analyte.name);
    text += &units(analyte);
    if let Some(formula) = derived::formula(&analyte.id) {
        let title = title(setup, formula.source);
        let _ = writeln!(text, "  computed: {} ({}, {title})", formula.words, formula.source);
    }
    text += &intervals(setup, analyte);
    if let Some(variation) = setup.catalog.variations().get(&analyte.id) {
        let rcv = variation.rcv();
        let _ = writeln!(
            text,
            "  change beyond normal variation: {} to {}  [{}{}]",
            crate::domain::difference::signed(rcv.up),
            crate::domain::difference::signed(rcv.down),
            variation.sources.join(", "),
            mark(variation.verified)
        );
    }
    text
}

fn units(analyte: &Analyte) -> String {
    let row = |unit: &Unit| {
        let factor = format!("× {} = {}", unit.factor, analyte.canonical().code);
        vec!["  unit".to_owned(), unit.code.to_string(), factor]
    };
    print::columns(&analyte.units.iter().map(row).collect::<Vec<_>>(), &[])
}

/// The published intervals, and the limits of the editions of the WHO manual.
fn intervals(setup: &Setup, analyte: &Analyte) -> String {
    let mut text = String::new();
    for figure in setup.catalog.figures(&analyte.id) {
        let published = &figure.published;
        let usage = match figure.usage {
            FigureUse::Default => "judges results",
            FigureUse::Alternative => "also published",
            FigureUse::Threshold => "threshold, judges nothing",
        };
        let _ = writeln!(
            text,
            "  {} {}  {usage}: {}  [{}{}]",
            published.interval,
            shown_unit(&published.unit),
            published.population,
            published.source,
            mark(published.verified)
        );
    }
    for edition in setup.catalog.editions() {
        if let Some(limit) = edition.lower_limit(&analyte.id) {
            let _ = writeln!(text, "  ≥ {limit}  5th percentile, {}  [{}]", edition.name, edition.source);
        }
    }
    text
}

/// What is added to the source of a number that was not read there.
const fn mark(verified: bool) -> &'static str {
    if verified { "" } else { ", unverified" }
}

fn panels(setup: &Setup) -> String {
    let row = |panel: &crate::catalog::Panel| {
        let analytes: Vec<&str> = panel.analytes.iter().map(|id| &**id).collect();
        vec![panel.id.to_string(), panel.name.clone(), panel.kind.id().to_owned(), analytes.join(" ")]
    };
    print::columns(&setup.catalog.panels().iter().map(row).collect::<Vec<_>>(), &[])
}

fn drugs(setup: &Setup) -> String {
    let row = |drug: &crate::domain::regimen::Drug| {
        let class =
            drug.class.as_ref().or(drug.other_class.as_ref()).and_then(|class| setup.catalog.class(class));
        let class = class.map_or_else(String::new, |class| class.name.clone());
        vec![drug.id.to_string(), drug.name.clone(), class, drug.routes.join(", ")]
    };
    print::columns(&setup.catalog.drugs().values().map(row).collect::<Vec<_>>(), &[])
}

fn symptoms(setup: &Setup) -> String {
    let row = |what: &str, sign: &crate::catalog::Sign| {
        vec![what.to_owned(), sign.id.to_string(), sign.name.clone()]
    };
    let symptoms = setup.catalog.symptoms().iter().map(|sign| row("symptom", sign));
    let events = setup.catalog.events().iter().map(|sign| row("event", sign));
    print::columns(&symptoms.chain(events).collect::<Vec<_>>(), &[])
}

fn rules(setup: &Setup) -> String {
    let row = |rule: &Rule| {
        let state = if rule.enabled { "" } else { "off" };
        vec![rule.id.to_string(), rule.origin.id().to_owned(), rule.title.clone(), state.to_owned()]
    };
    print::columns(&setup.rules.iter().map(row).collect::<Vec<_>>(), &[])
}

fn rule(setup: &Setup, id: &str) -> anyhow::Result<String> {
    let rule = setup.rules.iter().find(|rule| &*rule.id == id);
    let rule = rule.ok_or_else(|| anyhow!("“{id}” is no rule; `androlog catalog rules` lists them"))?;
    let mut text = format!("{}  {}\n  {}\n", rule.id, rule.title, rule.message);
    let _ = writeln!(text, "  origin: {}", rule.origin_words());
    if let Some(note) = &rule.note {
        let _ = writeln!(text, "  note: {note}");
    }
    if !rule.enabled {
        text += "  off; `enabled = true` in your rules.toml turns it on\n";
    }
    for field in setup.rule_fields(id)? {
        let own = field.own.map_or_else(String::new, |own| own_words(&own));
        let _ = writeln!(text, "  {} = {}{own}", field.name, field.value);
    }
    for citation in &rule.cite {
        let place = citation.place.as_deref().map_or_else(String::new, |place| format!(", {place}"));
        let _ = writeln!(
            text,
            "  source: {}{place}  {}",
            citation.source,
            setup.catalog.source_words(&citation.source)
        );
    }
    Ok(text)
}

/// `   # yours, rules.toml line 3; built in: 90`.
fn own_words(own: &OwnField) -> String {
    let line = own.line.map_or_else(String::new, |line| format!(" line {line}"));
    let before = own.instead_of.as_ref().map_or_else(String::new, |value| format!("; built in: {value}"));
    format!("   # yours, rules.toml{line}{before}")
}

fn sources(setup: &Setup) -> String {
    let row = |source: &&crate::catalog::Source| {
        vec![source.key.to_string(), source.mark.words().to_owned(), source.title.clone()]
    };
    print::columns(&setup.catalog.sources().iter().map(row).collect::<Vec<_>>(), &[])
}

fn source(setup: &Setup, key: &str) -> anyhow::Result<String> {
    let source = setup.catalog.source(key);
    let source =
        source.ok_or_else(|| anyhow!("“{key}” is no source; `androlog catalog sources` lists them"))?;
    let mut text = format!("{}  {}  ({})\n", source.key, source.title, source.mark.words());
    let address = source.address.clone().or_else(|| Some("no public address".to_owned()));
    for (label, line) in
        [("", &source.citation), ("", &address), ("read: ", &source.place), ("says: ", &source.says)]
    {
        if let Some(line) = line {
            let _ = writeln!(text, "  {label}{line}");
        }
    }
    Ok(text)
}
