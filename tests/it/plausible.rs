//! One verdict on a value through every door: the command line, the form, the editor, and files.

use std::collections::BTreeMap;

use androlog::catalog::Catalog;
use androlog::domain::change::Entry;
use androlog::domain::day::DayOrder;
use androlog::domain::decimal::Decimal;
use androlog::domain::plausible::Plausibility;
use androlog::domain::quantity::{Quantity, split_comparator};
use androlog::domain::record::Record;
use androlog::domain::report::{Report, Value};
use androlog::exchange::paste::{self, PasteContext};
use androlog::exchange::typed::ValueDoubt;
use androlog::exchange::{ReaderKnowledge, edit, json};

use crate::cli::{Ran, Shell};
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
fn the_command_line_and_the_form_give_one_verdict() {
    same_at_each(&[
        ("by itself", verdict),
        ("on the command line", by_command_line),
        ("in the form", by_form),
    ]);
}

#[test]
fn a_file_of_any_kind_gives_it_too() {
    same_at_each(&[("from CSV", by_file), ("from JSON", by_json), ("in another maker's table", by_foreign)]);
}

#[test]
fn a_sheet_and_the_editor_give_it_too() {
    same_at_each(&[("on a sheet", by_paste), ("in the editor", by_edit)]);
}

/// What a door thinks of an analyte's value in a unit.
type DoorVerdict = fn(&str, &str, &str) -> &'static str;

fn same_at_each(doors: &[(&str, DoorVerdict)]) {
    for (analyte, value, unit, expected) in VALUES {
        for (door, verdict) in doors {
            assert_eq!(verdict(analyte, value, unit), *expected, "{analyte} {value} {unit} {door}");
        }
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
    shell.write(
        "log.csv",
        &format!("date,analyte,value,unit,report_id\n2026-03-01,{analyte},{value},{unit},r1\n"),
    );
    let ran = shell.run(&["import", "log.csv", "--json"]);
    verdict_of_import(&ran)
}

/// A sheet as it is printed: a slip and an impossible value need a look, an unusual one is sure and named.
fn by_paste(analyte: &str, value: &str, unit: &str) -> &'static str {
    let record = Record::default();
    let asked = PasteContext {
        catalog: Catalog::embedded(),
        kind: None,
        today: "2026-03-14".parse().unwrap(),
        names: &BTreeMap::new(),
        record: &record,
    };
    let pasted = paste::read(&format!("{} {value} {unit}\n", name_of(analyte)), &asked);
    let (_, found) = pasted.results().next().unwrap();
    let doubts: Vec<String> = found.doubts.iter().map(ToString::to_string).collect();
    match (doubts.join("; "), &found.unusual) {
        (doubts, None) if doubts.is_empty() => "fine",
        (doubts, Some(_)) if doubts.is_empty() => "unusual",
        (doubts, None) if doubts.contains("looks like") => "slip",
        (doubts, None) if doubts.contains("cannot be") => "impossible",
        other => panic!("{other:?}"),
    }
}

/// A stored report whose only value is changed in the editor's text.
fn by_edit(analyte: &str, value: &str, unit: &str) -> &'static str {
    let old = stored(analyte, unit);
    let text = edit::write(&old, Catalog::embedded());
    let known =
        ReaderKnowledge { catalog: Catalog::embedded(), today: "2026-03-14".parse().unwrap(), record: None };
    let typed = format!("\"{} {unit}\"", middle_of(analyte));
    assert!(text.contains(&typed), "{text}");
    let changed = text.replace(&typed, &format!("\"{value} {unit}\""));
    match edit::read(&changed, &old, &known, DayOrder::DayFirst) {
        Ok(edited) => match edited.doubts.as_slice() {
            [] => "fine",
            [ValueDoubt::Implausible { .. }] => "unusual",
            [ValueDoubt::UnitSlip { .. }] => "slip",
            other => panic!("{other:?}"),
        },
        Err(wrong) if format!("{wrong:?}").contains("cannot be") => "impossible",
        Err(wrong) => panic!("{wrong:?}"),
    }
}

/// A report of one usual value.
fn stored(analyte: &str, unit: &str) -> Report {
    let text = format!(
        r#"{{"id":"r1","kind":"blood","date":"2026-03-01","results":[
        {{"analyte":"{analyte}","value":"{}","unit":"{unit}"}}]}}"#,
        middle_of(analyte)
    );
    serde_json::from_str(&text).unwrap()
}

fn by_json(analyte: &str, value: &str, unit: &str) -> &'static str {
    let (comparator, digits) = split_comparator(value);
    let mut report = stored(analyte, unit);
    let quantity = Quantity { comparator, value: Decimal::parse(digits).unwrap(), unit: unit.into() };
    report.results[0].value = Value::Number(quantity);
    let log = json::export(&Record::whole([Entry::Report(report)]));
    let elsewhere = Shell::on("2026-03-14");
    elsewhere.write("log.json", &log);
    verdict_of_import(&elsewhere.run(&["import", "log.json", "--json"]))
}

/// A table of another maker, whose slips are not stored.
fn by_foreign(analyte: &str, value: &str, unit: &str) -> &'static str {
    let shell = Shell::on("2026-03-14");
    let row = format!("2026-03-01,{},{value},{unit}", name_of(analyte));
    shell.write("table.csv", &format!("Collection Date,Test Name,Result,Units\n{row}\n"));
    let ran = shell.run(&["import", "table.csv", "--json"]);
    if ran.stdout.contains("\"unit-slip\"") { "slip" } else { verdict_of_import(&ran) }
}

fn verdict_of_import(ran: &Ran) -> &'static str {
    match ran.code {
        1 if ran.stdout.contains("impossible-value") => "impossible",
        0 if ran.stdout.contains("it reads like a value in") => "slip",
        0 if ran.stdout.contains("implausible-value") => "unusual",
        0 => "fine",
        _ => panic!("{ran:?}"),
    }
}

/// Its name as sheets print it.
fn name_of(analyte: &str) -> &'static str {
    let name = &Catalog::embedded().analyte(analyte).unwrap().name;
    name.split(',').next().unwrap()
}

/// A value that no door says anything of.
fn middle_of(analyte: &str) -> &'static str {
    match analyte {
        "estradiol" => "27",
        "triglycerides" => "101",
        "lh" => "5.3",
        "testosterone-total" => "511",
        other => panic!("{other}"),
    }
}

/// The form refuses, asks, or stores; asked, it says why.
fn by_form(analyte: &str, value: &str, unit: &str) -> &'static str {
    let value = value.replace('<', "<lt>");
    // The rows a first panel opens with; any other analyte is found and added below them.
    let row = match ["testosterone-total", "estradiol", "lh"].iter().position(|id| *id == analyte) {
        Some(row) => "<tab>".repeat(row),
        None => format!("{}{analyte}<enter>", "<tab>".repeat(10)),
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
    let csv = "date,analyte,value,unit,report_note\n2026-03-02,triglycerides,<4,mg/dL,\n2026-03-02,testosterone-total,15,ng/dL,\n";
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

#[test]
fn an_unusual_value_never_keeps_a_pasted_or_imported_sheet_from_being_stored() {
    let sheet = "Collected: 03/14/2026\nProlactin 400 ng/mL 2 - 18\nLH 5.1 IU/L\n";
    let shell = Shell::on("2026-03-14");
    let ran = shell.fed(&["add", "2026-03-14", "--paste"], sheet);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("Prolactin 400 ng/mL is unusual; most results are"), "{}", ran.stdout);
    let elsewhere = Shell::on("2026-03-14");
    elsewhere.write("sheet.txt", sheet);
    let ran = elsewhere.run(&["import", "sheet.txt"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.contains("Prolactin 400 ng/mL is unusual; most results are"), "{}", ran.stderr);
    assert_eq!(elsewhere.json(&["list", "--json"]).as_array().map_or(0, Vec::len), 2);
}
