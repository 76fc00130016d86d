//! One verdict on a value through every door: the command line, the form, the editor, and files.

use androlog::catalog::Catalog;
use androlog::domain::decimal::Decimal;
use androlog::domain::plausible::Plausibility;
use androlog::domain::quantity::{Quantity, split_comparator};

use crate::cli::Shell;
use crate::harness::Harness;

/// Analyte, value, unit, and what every door must think of it.
const VALUES: &[(&str, &str, &str, &str)] = &[
    ("estradiol", "28", "pg/mL", "fine"),
    ("estradiol", "<5.0", "pg/mL", "fine"),
    ("estradiol", "<0", "pg/mL", "impossible"),
    ("estradiol", ">99999", "pg/mL", "impossible"),
    ("estradiol", "99999", "pg/mL", "impossible"),
    ("triglycerides", "<4", "mg/dL", "fine"),
    ("lh", "90", "IU/L", "unusual"),
    ("lh", "<300", "IU/L", "fine"),
    ("lh", ">30", "IU/L", "unusual"),
    ("lh", "<0.2", "IU/L", "fine"),
    ("testosterone-total", "15", "ng/dL", "slip"),
    ("testosterone-total", "<15", "ng/dL", "fine"),
    ("testosterone-total", "1600", "ng/dL", "unusual"),
];

fn verdict(analyte: &str, value: &str, unit: &str) -> &'static str {
    let (comparator, digits) = split_comparator(value);
    let quantity = Quantity { comparator, value: Decimal::parse(digits).unwrap(), unit: unit.into() };
    match Catalog::embedded().analyte(analyte).unwrap().plausibility(&quantity) {
        Plausibility::Fine => "fine",
        Plausibility::Unusual => "unusual",
        Plausibility::UnitSlip(_) => "slip",
        Plausibility::Impossible(_) => "impossible",
    }
}

#[test]
fn every_door_gives_the_same_verdict() {
    for (analyte, value, unit, expected) in VALUES {
        let case = format!("{analyte} {value} {unit}");
        assert_eq!(verdict(analyte, value, unit), *expected, "{case}");
        assert_eq!(by_command_line(analyte, value, unit), *expected, "{case} on the command line");
        assert_eq!(by_file(analyte, value, unit), *expected, "{case} from a file");
        assert_eq!(by_form(analyte, value, unit), *expected, "{case} in the form");
    }
}

fn by_command_line(analyte: &str, value: &str, unit: &str) -> &'static str {
    let shell = Shell::on("2026-03-14");
    let ran = shell.run(&["add", &format!("{analyte}={value} {unit}")]);
    match (ran.code, ran.stderr.contains("looks like"), ran.stdout.contains("is unusual")) {
        (0, false, false) => "fine",
        (0, false, true) => "unusual",
        (1, true, _) => "slip",
        (1, false, _) if ran.stderr.contains("cannot be") => "impossible",
        _ => panic!("{ran:?}"),
    }
}

fn by_file(analyte: &str, value: &str, unit: &str) -> &'static str {
    let shell = Shell::on("2026-03-14");
    shell.write("log.csv", &format!("date,analyte,value,unit\n2026-03-01,{analyte},{value},{unit}\n"));
    let ran = shell.run(&["import", "log.csv", "--json"]);
    match ran.code {
        1 if ran.stdout.contains("impossible-value") => "impossible",
        0 if ran.stdout.contains("it reads like a value in") => "slip",
        0 if ran.stdout.contains("implausible-value") => "unusual",
        0 => "fine",
        _ => panic!("{ran:?}"),
    }
}

/// The form refuses, asks, or stores; asked, it says why.
fn by_form(analyte: &str, value: &str, unit: &str) -> &'static str {
    let value = value.replace('<', "<lt>");
    // The rows a first panel opens with; any other analyte is found and added below them.
    let row = match ["testosterone-total", "estradiol", "lh"].iter().position(|id| *id == analyte) {
        Some(row) => "<tab>".repeat(row),
        None => format!("{}{analyte}<enter>", "<tab>".repeat(5)),
    };
    let keys = format!("a<enter>{row}{value} {unit}<ctrl-s>");
    let after = Harness::on("2026-03-14").size(160, 50).keys(&keys);
    let frame = after.frame();
    match after.record().is_empty() {
        false => "fine",
        true if frame.contains("cannot be") => "impossible",
        true if frame.contains("looks like") => "slip",
        true if frame.contains("unusual") => "unusual",
        true => panic!("{frame}"),
    }
}

#[test]
fn a_value_that_came_in_by_a_file_never_keeps_its_report_from_being_changed() {
    let shell = Shell::on("2026-03-14");
    let csv = "date,analyte,value,unit\n2026-03-02,triglycerides,<4,mg/dL\n2026-03-02,testosterone-total,15,ng/dL\n";
    shell.write("log.csv", csv);
    shell.ok(&["import", "log.csv"]);
    let json = shell.ok(&["export", "--format", "json"]);
    let after = Harness::from_json("2026-03-14", &json).keys("2e<tab><tab><tab>hello<ctrl-s>");
    let report = after.record().reports()[0].clone();
    assert_eq!(report.note.as_deref(), Some("hello"), "{}", after.frame());
}

#[test]
fn an_unusual_value_is_stored_and_named_by_the_command_line_and_asked_about_once_by_the_form() {
    let shell = Shell::on("2026-03-14");
    let said = shell.ok(&["add", "lh=90"]);
    assert!(said.contains("LH 90 IU/L is unusual; most results are from 0.2 to 25 IU/L"), "{said}");
    let asked = Harness::on("2026-03-14").keys("a<enter><tab><tab>90<ctrl-s>");
    assert!(asked.record().is_empty());
    assert!(!asked.keys("<ctrl-s>").record().is_empty(), "one answer stores it");
}
