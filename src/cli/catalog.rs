//! `catalog`: what is built in, with citations.

use std::fmt::Write as _;

use anyhow::{anyhow, bail};
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::catalog::rules::OwnField;
use crate::catalog::{FigureUse, did_you_mean};
use crate::cli::CommandEnd;
use crate::cli::analyte_name;
use crate::cli::print;
use crate::domain::analyte::{Analyte, Unit};
use crate::domain::derived;
use crate::domain::judgement::Published;
use crate::domain::method::Method;
use crate::domain::quantity::shown_unit;
use crate::guidance::rule::Rule;
use crate::runtime::export::title;
use crate::runtime::setup::Setup;

/// Show what is built in: analytes, panels, drugs, symptoms, rules, sources.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples: androlog catalog rules e2-low, androlog catalog analytes estradiol")]
pub struct CatalogArgs {
    /// Which part.
    #[arg(value_enum, default_value = "analytes")]
    part: CatalogPart,
    /// One entry with all that is known of it.
    id: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
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
    if args.json {
        return json(args, setup);
    }
    let text = match (args.part, args.id.as_deref()) {
        (CatalogPart::Analytes, None) => analytes(setup),
        (CatalogPart::Analytes, Some(id)) => analyte(setup, analyte_name::analyte(setup.catalog, id)?),
        (CatalogPart::Panels, None) => panels(setup),
        (CatalogPart::Drugs, None) => drugs(setup),
        (CatalogPart::Symptoms, None) => symptoms(setup),
        (CatalogPart::Rules, None) => rules(setup),
        (CatalogPart::Rules, Some(id)) => rule(setup, id)?,
        (CatalogPart::Sources, None) => sources(setup),
        (CatalogPart::Sources, Some(key)) => source(setup, key)?,
        (_, Some(_)) => bail!(ONE_BY_ONE),
    };
    print::text(&text)?;
    Ok(CommandEnd::Well)
}

/// The same as JSON: a list of the part, or one entry in a list of its own.
fn json(args: &CatalogArgs, setup: &Setup) -> anyhow::Result<CommandEnd> {
    let catalog = setup.catalog;
    let id = args.id.as_deref();
    let (key, listed): (&str, Vec<Value>) = match args.part {
        CatalogPart::Analytes => {
            let one = id.map(|id| analyte_name::analyte(catalog, id)).transpose()?;
            let all = catalog.analytes().iter().filter(|a| one.is_none_or(|one| one.id == a.id));
            ("analytes", all.map(|analyte| analyte_json(analyte, setup)).collect())
        }
        CatalogPart::Rules => {
            let one = id.map(|id| find_rule(setup, id)).transpose()?;
            let all = setup.rules.iter().filter(|rule| one.is_none_or(|one| one.id == rule.id));
            ("rules", all.map(|rule| rule_json(rule, setup)).collect::<anyhow::Result<_>>()?)
        }
        CatalogPart::Sources => {
            let one = id.map(|key| find_source(setup, key)).transpose()?;
            let known = catalog.sources();
            let all = known.iter().filter(|source| one.is_none_or(|one| one.key == source.key));
            ("sources", all.map(|source| source_json(source)).collect())
        }
        _ if id.is_some() => bail!(ONE_BY_ONE),
        CatalogPart::Panels => {
            let panel = |panel: &crate::catalog::Panel| {
                let analytes: Vec<&str> = panel.analytes.iter().map(|id| &**id).collect();
                json!({"id": &*panel.id, "name": panel.name, "kind": panel.kind.id(), "analytes": analytes})
            };
            ("panels", catalog.panels().iter().map(panel).collect())
        }
        CatalogPart::Drugs => {
            let drug = |drug: &crate::domain::regimen::Drug| {
                let class = drug.class.as_deref();
                json!({"id": &*drug.id, "name": drug.name, "class": class, "unit": drug.unit, "routes": drug.routes})
            };
            ("drugs", catalog.drugs().values().map(drug).collect())
        }
        CatalogPart::Symptoms => {
            let sign = |what: &str, sign: &crate::catalog::Sign| json!({"kind": what, "id": &*sign.id, "name": sign.name});
            let symptoms = catalog.symptoms().iter().map(|symptom| sign("symptom", symptom));
            let events = catalog.events().iter().map(|event| sign("event", event));
            ("symptoms", symptoms.chain(events).collect())
        }
    };
    print::shaped_json("catalog", key, &listed)?;
    Ok(CommandEnd::Well)
}

fn analyte_json(analyte: &Analyte, setup: &Setup) -> Value {
    let units: Vec<Value> =
        analyte.units.iter().map(|unit| json!({"code": &*unit.code, "factor": unit.factor})).collect();
    let figure = |figure: &crate::catalog::PublishedFigure| {
        let Published { interval, unit, method, population, source, verified, .. } = &figure.published;
        let usage = match figure.usage {
            FigureUse::Default => "default",
            FigureUse::Alternative => "alternative",
            FigureUse::Threshold => "threshold",
        };
        json!({"low": interval.low, "high": interval.high, "unit": &**unit, "use": usage,
            "method": method.as_ref().map(Method::as_str), "population": population, "source": &**source, "verified": verified})
    };
    let intervals: Vec<Value> = setup.catalog.figures(&analyte.id).map(figure).collect();
    json!({"id": &*analyte.id, "name": analyte.name, "short": analyte.short, "kind": analyte.kind.id(),
        "units": units, "intervals": intervals})
}

fn rule_json(rule: &Rule, setup: &Setup) -> anyhow::Result<Value> {
    let fields = setup.rule_fields(&rule.id)?;
    let fields: serde_json::Map<String, Value> =
        fields.into_iter().map(|field| (field.name.clone(), field.value.clone().into())).collect();
    let cited = rule.cite.iter().map(|cited| json!({"source": &*cited.source, "place": cited.place}));
    Ok(json!({"id": &*rule.id, "title": rule.title, "message": rule.message, "origin": rule.origin.id(),
        "enabled": rule.enabled, "fields": fields, "sources": cited.collect::<Vec<_>>()}))
}

fn source_json(source: &crate::catalog::Source) -> Value {
    json!({"key": &*source.key, "title": source.title, "mark": source.mark.words(), "citation": source.citation,
        "place": source.place, "says": source.says})
}

/// What is said of parts whose entries are only listed.
const ONE_BY_ONE: &str = "only analytes, rules and sources are shown one by one";

fn find_rule<'s>(setup: &'s Setup, id: &str) -> anyhow::Result<&'s Rule> {
    setup.rules.iter().find(|rule| &*rule.id == id).ok_or_else(|| {
        let meant = did_you_mean(id, setup.rules.iter().map(|rule| &rule.id));
        anyhow!("“{id}” is not a rule{meant}; `androlog catalog rules` lists them")
    })
}

fn find_source(setup: &Setup, key: &str) -> anyhow::Result<&'static crate::catalog::Source> {
    setup.catalog.source(key).ok_or_else(|| {
        let meant = did_you_mean(key, setup.catalog.sources().iter().map(|source| &source.key));
        anyhow!("“{key}” is not a source{meant}; `androlog catalog sources` lists them")
    })
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
        let by = published.method.as_ref().map(Method::words);
        let usage = match (figure.usage, by) {
            (FigureUse::Default, None) => "judges results".to_owned(),
            (FigureUse::Default, Some(method)) => format!("judges results stated to be by {method}"),
            (FigureUse::Alternative, None) => "also published".to_owned(),
            (FigureUse::Alternative, Some(method)) => format!("also published, by {method}"),
            (FigureUse::Threshold, _) => "threshold, judges nothing".to_owned(),
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
    let rule = find_rule(setup, id)?;
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
    let source = find_source(setup, key)?;
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
