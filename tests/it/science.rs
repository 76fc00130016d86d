//! What is computed from results against the catalogue: units, sources and analytes that both must agree on.

use std::collections::BTreeSet;

use androlog::catalog::Catalog;
use androlog::domain::candidate::MARKERS;
use androlog::domain::change::Entry;
use androlog::domain::decimal::Decimal;
use androlog::domain::derived::FORMULAS;
use androlog::domain::extent::Extent;
use androlog::domain::quantity::{Comparator, Quantity};
use androlog::domain::record::Record;
use androlog::domain::report::{Kind, Observation, Report, Value};
use androlog::domain::semen::Sample;

#[test]
fn formulas_take_their_inputs_in_the_canonical_unit_of_the_catalogue() {
    let catalog = Catalog::embedded();
    for formula in FORMULAS {
        let computed = catalog.analyte(formula.id).unwrap_or_else(|| panic!("{}", formula.id));
        assert_eq!(computed.floor(), 0.0, "{} is never negative", formula.id);
        for term in formula.inputs {
            let analyte = catalog.analyte(term.id).unwrap_or_else(|| panic!("{}", term.id));
            assert_eq!(&*analyte.canonical().code, term.unit, "{} of {}", term.id, formula.id);
        }
    }
}

#[test]
fn every_source_the_formulas_and_the_profile_name_is_listed() {
    let catalog = Catalog::embedded();
    let of_markers =
        MARKERS.iter().flat_map(|m| m.cites.iter().copied().chain(m.against.iter().map(|c| c.source)));
    let keys: BTreeSet<&str> = FORMULAS
        .iter()
        .map(|f| f.source)
        .chain(of_markers.map(|key| key.split(':').next().unwrap()))
        .collect();
    for key in keys {
        assert!(catalog.source(key).is_some(), "{key}");
    }
    for marker in &MARKERS {
        assert!(catalog.analyte(marker.analyte).is_some(), "{}", marker.analyte);
    }
}

/// A semen report whose values are in the canonical units.
fn semen(values: [(&str, &str); 4]) -> Report {
    let mut report = Report::new(Kind::Semen, "2026-03-14".parse().unwrap());
    for (id, digits) in values {
        let unit = Catalog::embedded().analyte(id).unwrap().canonical().code.clone();
        let quantity =
            Quantity { comparator: Comparator::Equal, value: Decimal::parse(digits).unwrap(), unit };
        report.results.push(Observation::new(id.into(), Value::Number(quantity)));
    }
    report
}

#[test]
fn a_sample_is_called_by_the_edition_asked_for() {
    let catalog = Catalog::embedded();
    let values = [
        ("semen-volume", "1.4"),
        ("sperm-concentration", "16"),
        ("progressive-motility", "30"),
        ("morphology", "4"),
    ];
    let record = Record::whole([Entry::Report(semen(values))]);
    let day = record.reports()[0].date;
    let sample = Sample::on(&record, catalog.analytes(), day);
    for (edition, word) in [
        (Some("2010"), "oligoasthenozoospermia"),
        (Some("2021"), "oligozoospermia"),
        (None, "oligozoospermia"),
    ] {
        let naming = catalog.edition(edition).unwrap().naming(&sample, catalog.terms());
        assert_eq!(naming.term.unwrap().to_string(), word, "{edition:?}");
    }
}

#[test]
fn a_count_is_placed_among_the_percentiles_and_groups_of_the_catalogue() {
    let catalog = Catalog::embedded();
    let who = catalog.edition(None).unwrap();
    let place = who.place("sperm-concentration", Extent::exact(11.5));
    assert_eq!(place.as_deref(), Some("between P2.5 and P5, WHO 2021"));
    for (count, groups) in [
        (0.0, ["ICSI group", "IVF group"]),
        (5.0, ["IVF group", "IUI group"]),
        (9.408, ["IUI group", "natural pregnancy group"]),
        (20.0, ["spontaneous pregnancy group", "natural pregnancy group"]),
    ] {
        let found: Vec<&str> = catalog
            .schemes("total-motile-sperm-count")
            .filter_map(|scheme| scheme.band(Extent::exact(count)))
            .map(|band| band.label.as_str())
            .collect();
        assert_eq!(found, groups, "{count}");
    }
}

#[test]
fn the_ratios_have_a_variation_and_what_is_known_only_of_women_has_none() {
    let variations = Catalog::embedded().variations();
    for (analyte, is_known) in [
        ("testosterone-total", true),
        ("t-e2-ratio", true),
        ("t-lh-ratio", true),
        ("total-motile-sperm-count", true),
        ("prolactin", false),
        ("dhea-s", false),
        ("vitamin-d", false),
    ] {
        assert_eq!(variations.get(analyte).is_some(), is_known, "{analyte}");
    }
}
