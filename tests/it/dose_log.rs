//! The dose log from a shell: logged, shown, taken out, exported and read back.

use serde_json::{Value, json};

use crate::cli::Shell;
use crate::harness::Harness;

/// Anastrozole 1 mg on Mondays and Thursdays since Monday 5 January, on Thursday 12 March.
fn shell() -> Shell {
    let shell = Shell::on("2026-03-12");
    shell.ok(&["therapy", "start", "anastrozole", "1mg", "--schedule", "mon thu", "--on", "2026-01-05"]);
    shell
}

fn states(sheet: &Value) -> Vec<(String, String)> {
    let line =
        |dose: &Value| (dose["day"].as_str().unwrap().to_owned(), dose["state"].as_str().unwrap().to_owned());
    sheet["doses"].as_array().unwrap().iter().map(line).collect()
}

#[test]
fn the_one_expected_dose_is_logged_by_one_word_and_an_undo_takes_it_out() {
    let shell = shell();
    assert_eq!(shell.ok(&["doses", "--short"]), "not logged: anastrozole 1 mg\n");
    assert_eq!(shell.ok(&["took"]), "Took anastrozole 1 mg on Thu 12 Mar 2026.\n");
    assert_eq!(shell.ok(&["doses", "--short"]), "");
    shell.ok(&["undo"]);
    assert_eq!(shell.ok(&["doses", "--short"]), "not logged: anastrozole 1 mg\n");
    let stored = shell.json(&["skipped", "--json", "--note", "forgot the box"]);
    assert_eq!((&stored["format"], &stored["version"]), (&json!("androlog/doses"), &json!(1)));
    assert_eq!(
        (&stored["doses"][0]["state"], &stored["doses"][0]["amount"]),
        (&json!("skipped"), &Value::Null)
    );
    assert_eq!(shell.run(&["took"]).code, 1, "nothing is left to log");
}

#[test]
fn drug_amount_day_and_time_are_read_in_their_order_and_each_may_be_left_out() {
    for (words, day, time, amount, unit) in [
        ("anastrozole 0.5mg yesterday 20:05", "2026-03-11", json!("20:05"), "0.5", "mg"),
        ("arimidex 0,5 mg mon", "2026-03-09", Value::Null, "0.5", "mg"),
        ("anastrozole 2mg 8pm", "2026-03-12", json!("20:00"), "2", "mg"),
        ("anastrozole 9.3.", "2026-03-09", Value::Null, "1", "mg"),
        ("20:05", "2026-03-12", json!("20:05"), "1", "mg"),
        ("last thu", "2026-03-05", Value::Null, "1", "mg"),
        ("anastrozole 3 days ago", "2026-03-09", Value::Null, "1", "mg"),
        ("anastrozole -3d 8pm", "2026-03-09", json!("20:00"), "1", "mg"),
        ("anastrozole 5 mar", "2026-03-05", Value::Null, "1", "mg"),
        ("anastrozole 2 mg 5 mar", "2026-03-05", Value::Null, "2", "mg"),
    ] {
        let shell = shell();
        let mut args = vec!["took", "--json"];
        args.extend(words.split(' '));
        let dose = &shell.json(&args)["doses"][0];
        assert_eq!((&dose["day"], &dose["time"]), (&json!(day), &time), "{words}");
        assert_eq!((&dose["amount"], &dose["unit"]), (&json!(amount), &json!(unit)), "{words}");
    }
}

#[test]
fn a_second_entry_for_a_filled_dose_is_asked_about_and_an_unexpected_one_is_stored_as_extra() {
    let shell = shell();
    shell.ok(&["took"]);
    let again = shell.run(&["took", "anastrozole"]);
    assert_eq!(again.code, 1);
    assert!(again.stderr.contains("logged already") && again.stderr.contains("--yes"), "{}", again.stderr);
    shell.ok(&["took", "anastrozole", "--yes"]);
    let extra = shell.run(&["took", "anastrozole", "tue"]);
    assert!(
        extra.stderr.contains("No dose of anastrozole is expected on Tue 10 Mar 2026"),
        "{}",
        extra.stderr
    );
    let sheet = shell.json(&["doses", "--json", "--since", "2026-03-09"]);
    let tally =
        json!({"drug": "anastrozole", "scheduled": 2, "taken": 1, "skipped": 0, "not_logged": 1, "extra": 2});
    assert_eq!(sheet["tally"], json!([tally]));
    let unknown = shell.run(&["took", "anastrazol"]);
    assert!(unknown.code == 1 && unknown.stderr.contains("anastrozole"), "{}", unknown.stderr);
    assert_eq!(shell.run(&["took", "anastrozole", "tomorrow"]).code, 1);
}

#[test]
fn a_drug_without_a_schedule_is_stored_as_that_and_expects_no_dose() {
    let shell = Shell::on("2026-03-12");
    let begun = shell.run(&["therapy", "start", "anastrozole", "1mg", "--on", "2026-01-05"]);
    assert_eq!(begun.stdout, "Started anastrozole 1 mg (schedule not given) on Mon 5 Jan 2026.\n");
    assert!(begun.stderr.contains("how often Anastrozole is taken is not given"), "{}", begun.stderr);
    assert_eq!(shell.ok(&["doses", "--short"]), "", "no dose is expected");
    assert_eq!(shell.json(&["therapy", "list", "--json"])["regimens"][0]["doses"][0]["schedule"], "");
    let changed = shell.run(&["therapy", "dose", "anastrozole", "2mg", "--on", "2026-02-05"]);
    assert!(changed.stdout.contains("2 mg (schedule not given)"), "{}", changed.stdout);
    shell.ok(&["therapy", "dose", "anastrozole", "2mg", "--schedule", "daily", "--on", "2026-02-05"]);
    assert_eq!(shell.ok(&["doses", "--short"]), "not logged: anastrozole 2 mg\n");
    shell.ok(&["took", "anastrozole"]);
}

#[test]
fn several_expected_doses_want_a_name_or_all_of_them() {
    let shell = shell();
    shell.ok(&["therapy", "start", "clomiphene", "25mg", "--schedule", "daily", "--on", "2026-01-05"]);
    let unsure = shell.run(&["took"]);
    assert!(unsure.code == 1 && unsure.stderr.contains("clomiphene 25 mg"), "{}", unsure.stderr);
    shell.ok(&["took", "--all"]);
    assert_eq!(shell.ok(&["doses", "--short"]), "");
    shell.ok(&["undo"]);
    assert_eq!(shell.ok(&["doses", "--short"]), "not logged: anastrozole 1 mg, clomiphene 25 mg\n");
}

#[test]
fn the_log_shows_what_is_not_logged_and_an_entry_is_taken_out_by_its_id() {
    let shell = shell();
    shell.ok(&["took", "anastrozole", "mon", "20:05"]);
    let text = shell.ok(&["doses", "--since", "2026-03-05"]);
    assert!(text.contains("not logged") && text.contains("20:05"), "{text}");
    assert!(text.contains("anastrozole: 1 of 3 logged since Thu 5 Mar 2026"), "{text}");
    let id = shell.json(&["doses", "--json"])["doses"][6]["id"].as_str().unwrap().to_owned();
    let removed = shell.ok(&["doses", "rm", &id]);
    assert!(removed.starts_with("Removed the dose anastrozole 1 mg, 20:05 on Mon 9 Mar 2026"), "{removed}");
    let states = states(&shell.json(&["doses", "--json", "--since", "2026-03-09"]));
    assert_eq!(
        states.iter().map(|(_, state)| state.as_str()).collect::<Vec<_>>(),
        ["not-logged", "not-logged"]
    );
}

#[test]
fn a_report_says_what_was_logged_before_it() {
    let shell = shell();
    for day in ["2026-02-16", "2026-02-19", "2026-03-02"] {
        shell.ok(&["took", "anastrozole", day]);
    }
    shell.ok(&["skipped", "anastrozole", "2026-03-05"]);
    shell.ok(&["add", "2026-03-12", "tt=512ng/dL"]);
    let id = shell.json(&["list", "--json"])[0]["report"].as_str().unwrap().to_owned();
    let shown = shell.ok(&["show", &id]);
    assert!(
        shown.contains("doses of anastrozole: 4 of 8 logged, 1 skipped in the 28 days before this draw"),
        "{shown}"
    );
}

#[test]
fn json_and_csv_hold_the_dose_log_and_read_it_back() {
    let shell = shell();
    shell.ok(&["took", "anastrozole", "mon", "20:05", "--note", "=late"]);
    shell.ok(&["skipped", "anastrozole"]);
    shell.ok(&["therapy", "supply", "anastrozole", "20", "--strength", "1mg", "--package", "28"]);
    for (format, name) in [("json", "log.json"), ("csv", "doses.csv")] {
        let text = match format {
            "csv" => shell.ok(&["export", "--format", "csv", "--what", "doses"]),
            _ => shell.ok(&["export", "--format", format]),
        };
        shell.write(name, &text);
        let copy = format!("{name}.db");
        let told = shell.ok(&["--db", &copy, "import", name]);
        assert!(told.contains("new, 0 same, 0 conflicting, 0 rejected"), "{told}");
        let again = shell.ok(&["--db", &copy, "import", name]);
        assert!(again.contains("other entries: 0 new"), "{again}");
        let back = match format {
            "csv" => shell.ok(&["--db", &copy, "export", "--format", "csv", "--what", "doses"]),
            _ => shell.ok(&["--db", &copy, "export", "--format", format]),
        };
        assert_eq!(back, text);
    }
}

#[test]
fn a_supply_is_said_to_run_out_when_its_lead_has_come() {
    let shell = shell();
    shell.ok(&["therapy", "supply", "anastrozole", "3", "--on", "2026-03-05"]);
    // 9, 12 and 16 March.
    let line = shell.ok(&["doses", "--short"]);
    assert!(
        line.contains("anastrozole lasts until 16 Mar 2026, counting 2 doses that are not logged as taken"),
        "{line}"
    );
    shell.ok(&["therapy", "supply", "anastrozole", "60"]);
    assert_eq!(shell.ok(&["doses", "--short"]), "not logged: anastrozole 1 mg\n");
    assert_eq!(shell.run(&["therapy", "supply", "anastrozole", "20", "--strength", "1ml"]).code, 1);
}

/// A log with these drugs daily since 5 January, on 12 March.
fn screen(drugs: &[&str]) -> Harness {
    let regimen = |drug: &&str| {
        json!({"drug": drug, "start": "2026-01-05",
            "doses": [{"from": "2026-01-05", "amount": "1", "unit": "mg", "schedule": "daily"}]})
    };
    let regimens: Vec<Value> = drugs.iter().map(regimen).collect();
    Harness::from_json("2026-03-12", &json!({"regimens": regimens}).to_string())
}

#[test]
fn one_key_on_today_stores_the_one_expected_dose_and_the_lane_shows_it() {
    let mut log = screen(&["anastrozole"]);
    assert!(!log.frame().contains("of 28 logged"), "a lane shows once something is logged");
    log = log.keys("t");
    let frame = log.frame();
    assert!(frame.contains("Took anastrozole 1 mg"), "{frame}");
    assert!(frame.contains("1 of 28 logged") && frame.contains("···●"), "{frame}");
    assert_eq!(log.record().doses_taken().len(), 1);
    log = log.keys("t");
    let again = log.frame();
    assert!(again.contains("Every dose expected today is logged. a and “dose” logs another one."), "{again}");
    let untaken = screen(&[]).keys("t").frame();
    assert!(untaken.contains("No dose is expected today. a and “dose” logs one"), "{untaken}");
    log = log.keys("u");
    let undone = log.frame();
    assert!(!undone.contains("of 28 logged"), "{undone}");
    assert!(log.keys("4t").frame().contains("1 of 28 logged"), "the same key on Therapy");
}

#[test]
fn several_expected_doses_open_a_list_with_all_of_them_ticked() {
    let mut log = screen(&["anastrozole", "clomiphene"]);
    log = log.keys("t");
    let list = log.frame();
    assert!(list.contains("[x] anastrozole 1 mg") && list.contains("[x] clomiphene 1 mg"), "{list}");
    log = log.keys("<space><enter>");
    let frame = log.frame();
    assert!(frame.contains("Took clomiphene 1 mg"), "{frame}");
    assert_eq!(log.record().doses_taken().len(), 1);
}

#[test]
fn the_visit_and_the_order_are_pages_that_can_be_copied_and_asked_from() {
    let mut log = screen(&["anastrozole"]);
    log = log.keys("v");
    assert!(log.frame().contains("No visit is logged yet"));
    log = log.keys("aIs<space>it<space>enough?<enter>");
    let noted = log.frame();
    assert!(noted.contains("Noted the question"), "{noted}");
    assert_eq!(log.record().questions()[0].text, "Is it enough?");
    log = log.keys("<esc>5o");
    let order = log.frame();
    assert!(order.contains("One blood draw") && order.contains("[ ] Estradiol"), "{order}");
    let back = log.keys("<esc>").frame();
    assert!(!back.contains("[ ] Estradiol"), "{back}");
}

#[test]
fn the_doses_of_a_drug_are_listed_on_therapy_and_changed_or_removed_there() {
    let mut log = screen(&["anastrozole"]).keys("t4D");
    let list = log.frame();
    assert!(list.contains("12 Mar  taken       anastrozole 1 mg"), "{list}");
    assert!(list.contains("11 Mar  not logged  anastrozole 1 mg"), "{list}");
    log = log.keys("<enter>");
    assert!(log.frame().contains("EDIT DOSE"), "{}", log.frame());
    // The cursor stands in the time, which is empty.
    log = log.keys("<shift-tab><shift-tab>0,5<ctrl-s>");
    let changed = log.record().doses_taken().to_vec();
    assert_eq!(changed.len(), 1);
    assert_eq!((changed[0].amount_words().as_str(), changed[0].state.id()), ("0.5 mg", "taken"));
    // The day before, which is not logged: skipped, with a note.
    log = log.keys("D<down><enter>");
    assert!(log.frame().contains("NEW DOSE"), "{}", log.frame());
    log = log.keys("<tab>skip<ctrl-s>");
    let states: Vec<(String, &str)> =
        log.record().doses_taken().iter().map(|dose| (dose.day.to_string(), dose.state.id())).collect();
    assert_eq!(states, [("2026-03-11".to_owned(), "skipped"), ("2026-03-12".to_owned(), "taken")]);
    // The list stays, with what is left in it.
    log = log.keys("D<delete>");
    assert_eq!(log.record().doses_taken().len(), 1, "{}", log.frame());
    assert!(log.frame().contains("12 Mar  not logged  anastrozole 1 mg"), "{}", log.frame());
    log = log.keys("<down><delete>");
    assert!(log.record().doses_taken().is_empty(), "{}", log.frame());
    log = log.keys("<esc>uu");
    assert_eq!(log.record().doses_taken().len(), 2);
}

#[test]
fn a_further_dose_is_asked_about_in_the_form_too() {
    let log = screen(&["anastrozole"]).keys("t").keys("adose<enter><ctrl-s>");
    let asked = log.frame();
    assert!(asked.contains("the dose expected on 12 Mar 2026 is logged already"), "{asked}");
    assert_eq!(log.record().doses_taken().len(), 1);
    assert_eq!(log.keys("<ctrl-s>").record().doses_taken().len(), 2);
}

#[test]
fn the_page_for_the_clinician_is_written_from_the_visit() {
    let log = screen(&["anastrozole"]).keys("tvp<enter>");
    let page = &log.files()["androlog-visit.html"];
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("anastrozole"), "{page}");
}

#[test]
fn the_chart_draws_what_became_of_the_doses_from_the_first_one_logged() {
    let shell = shell();
    shell.ok(&["took", "anastrozole", "2026-03-02"]);
    shell.ok(&["skipped", "anastrozole", "2026-03-05"]);
    shell.ok(&["add", "2026-02-10", "e2=28pg/mL"]);
    shell.ok(&["add", "2026-03-12", "e2=20pg/mL"]);
    let chart = shell.ok(&["chart", "estradiol", "--width", "100", "--height", "20", "--ascii"]);
    let lane =
        chart.lines().find(|line| line.starts_with("doses logged")).unwrap_or_else(|| panic!("{chart}"));
    let signs: String = lane.chars().skip("doses logged".len()).filter(|c| "#o.".contains(*c)).collect();
    assert_eq!(signs, "#o..", "taken, skipped, two not logged: {chart}");
}
