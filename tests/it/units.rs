//! Units: one key flips what every tab shows, the settings may prefer a unit, and what is stored stays as it was.

use crate::cli::Shell;
use crate::harness::Harness;

const COURSE: &str = include_str!("../fixtures/json/course.json");

#[test]
fn one_key_flips_the_units_of_every_tab_and_what_is_stored_stays() {
    for keys in ["1", "2", "2<enter>", "2t", "3", "4", "5", "6"] {
        let course = || Harness::from_json("2026-04-14", COURSE).keys(keys);
        let stored = course().record();
        let si = course().keys("UU");
        let frame = si.frame();
        assert!(frame.contains("SI units"), "{keys}: the rule says so");
        for conventional in ["ng/dL", "pg/mL"] {
            let others = frame.lines().filter(|line| line.contains(conventional) && !line.contains('÷'));
            assert_eq!(others.collect::<Vec<_>>(), [""; 0], "{keys}");
        }
        assert_eq!(si.keys("U").frame(), course().frame(), "{keys}: and back to as printed");
        assert_eq!(course().keys("U").record(), stored);
    }
}

#[test]
fn a_unit_of_ones_own_stands_in_the_place_of_the_conventional_one() {
    let shell = Shell::on("2026-04-14");
    let config = "units = \"conventional\"\n[unit]\ntestosterone-total = \"nmol/L\"\n";
    shell.write("own.toml", config);
    shell.ok(&["add", "tt=486ng/dL", "e2=22pg/mL"]);
    let shown = |config: &[&str], units: &[&str]| -> Vec<String> {
        let list = shell.json(&[config, &["list", "--json"], units].concat());
        let value = |row: &serde_json::Value| {
            format!("{} {}", row["value"].as_str().unwrap(), row["unit"].as_str().unwrap())
        };
        list.as_array().unwrap().iter().map(value).collect()
    };
    let own = ["--config", "own.toml"];
    assert_eq!(shown(&own, &["--units", "conventional"]), ["16.8 nmol/L", "22 pg/mL"]);
    assert_eq!(shown(&own, &["--units", "as-entered"]), ["486 ng/dL", "22 pg/mL"]);
    assert_eq!(shown(&[], &["--units", "conventional"]), ["486 ng/dL", "22 pg/mL"]);
    shell.ok(&["--config", "own.toml", "add", "today", "tt=17"]);
    assert!(shown(&own, &["--units", "as-entered"]).contains(&"17 nmol/L".to_owned()), "read in it too");
}

#[test]
fn every_day_that_is_typed_follows_the_settings() {
    let shell = Shell::on("2026-04-14");
    shell.write("own.toml", "day_order = \"month-first\"\n");
    let first = shell.ok(&["--config", "own.toml", "--today", "3/4", "due"]);
    let other = shell.ok(&["--today", "3/4/2026", "due"]);
    assert!(first.contains("4 Mar"), "{first}");
    assert!(other.contains("3 Apr"), "{other}");
}
