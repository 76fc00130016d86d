//! The program as it is run from a shell: every command on a log of its own, exit codes, stdout and stderr.

use std::fs;

use serde_json::{Value, json};

pub use crate::shell::{Ran, Shell};

/// The published course of a treated group (Shah 2021), with invented values where the paper has none.
fn log_the_course(shell: &Shell) {
    shell.ok(&["profile", "set", "height", "178"]);
    shell.ok(&["therapy", "start", "anastrozole", "1mg", "--schedule", "daily", "--on", "2025-10-01"]);
    for (date, values) in [
        ("2025-09-20", ["tt=270.6", "e2=32", "lh=3.4", "fsh=4.8"]),
        ("2025-10-31", ["tt=480.4", "e2=19", "lh=4.9", "fsh=6.9"]),
        ("2025-12-30", ["tt=460.7", "e2=17.5", "lh=5.2", "fsh=7.3"]),
        ("2026-03-01", ["tt=412.0", "e2=15.9", "lh=5.4", "fsh=7.6"]),
    ] {
        let mut args = vec!["add", date];
        args.extend(values);
        args.extend(["--lab", "Quest", "--time", "08:10", "--method", "e2=lc-ms/ms", "--range", "e2=8.0-35"]);
        shell.ok(&args);
    }
    shell.ok(&[
        "add",
        "2026-01-20",
        "vol=2.9",
        "conc=19",
        "pr=33",
        "np=9",
        "morphology=4",
        "--abstinence",
        "3",
    ]);
    shell.ok(&["symptom", "joint-pain", "moderate", "--on", "2026-03-10"]);
    shell.ok(&["event", "fever", "--on", "2025-12-10", "--note", "three days"]);
}

#[test]
fn a_line_adds_a_report_and_says_what_was_stored_changed_and_settled() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["therapy", "start", "anastrozole", "1mg", "--schedule", "twice weekly", "--on", "2026-01-05"]);
    shell.ok(&["add", "2026-01-02", "e2=31", "--method", "lc-ms/ms"]);
    let said =
        shell.ok(&["add", "14.3.26", "tt=512", "e2=<5pg/mL", "--lab", "Quest", "--range", "e2=8.0-35"]);
    for part in [
        "Saved 2 results of 14 Mar 2026",
        "blood panel of Sat 14 Mar 2026, Quest",
        "<5 pg/mL",
        "low 8.0 – 35 (lab)",
        "was 31 pg/mL on 2 Jan 2026",
        "Settles: Estradiol check on an aromatase inhibitor",
        "attention: Estradiol was <5 pg/mL on 14 Mar 2026, below 10 pg/mL",
    ] {
        assert!(said.contains(part), "{part} in:\n{said}");
    }
}

#[test]
fn a_dose_may_be_several_words_with_how_often_behind_them() {
    for (typed, told) in [
        ("1mg", "anastrozole 1 mg (schedule not given)"),
        ("1 mg", "anastrozole 1 mg (schedule not given)"),
        ("0.5 mg twice weekly", "anastrozole 0.5 mg twice weekly"),
        ("1mg every 3.5 d", "anastrozole 1 mg every 3.5 d"),
        ("0,5 mg mon thu 20:00", "anastrozole 0.5 mg mon thu 20:00"),
        ("1 mg --schedule daily", "anastrozole 1 mg daily"),
    ] {
        let shell = Shell::on("2026-03-14");
        let words = ["therapy", "start", "anastrozole"].into_iter().chain(typed.split(' '));
        let said = shell.ok(&words.collect::<Vec<_>>());
        assert!(said.contains(told), "{typed}:\n{said}");
    }
    let shell = Shell::on("2026-03-14");
    let open = shell.run(&["therapy", "start", "anastrozole", "1", "mg"]).stderr;
    assert!(open.contains("Stored, but how often Anastrozole is taken is not given"), "{open}");
    let shell = Shell::on("2026-03-14");
    shell.ok(&["therapy", "start", "anastrozole", "1", "mg", "daily", "--on", "2026-01-05"]);
    let said = shell.ok(&["therapy", "dose", "anastrozole", "0.5", "mg", "--on", "2026-03-01"]);
    assert!(said.contains("0.5 mg daily"), "{said}");
}

#[test]
fn list_json_has_the_shape_of_the_contract() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2026-03-14", "tt=412"]);
    let rows = shell.json(&["list", "--json"]);
    let row = rows[0].as_object().unwrap();
    let keys: Vec<&str> = row.keys().map(String::as_str).collect();
    let contract = "report date time kind analyte derived comparator value unit canonical_value canonical_unit \
                    interpretation interval laboratory method note";
    assert_eq!(keys, contract.split_whitespace().collect::<Vec<_>>());
    assert_eq!(row["canonical_value"], 412.0);
    assert_eq!(row["interval"]["origin"], "published");
    assert_eq!(row["interval"]["low"], "264");
    assert_eq!(row["interpretation"], "within");
}

#[test]
fn doses_that_stand_in_another_order_in_a_file_are_stored_by_day() {
    let shell = Shell::on("2026-03-14");
    let dose = |from: &str, amount: u8| {
        format!(r#"{{"from":"{from}","amount":"{amount}","unit":"mg","schedule":"daily"}}"#)
    };
    let doses = [dose("2026-02-10", 2), dose("2026-01-01", 1)].join(",");
    let regimen = format!(r#"{{"drug":"anastrozole","start":"2026-01-01","doses":[{doses}]}}"#);
    let log = format!(r#"{{"format":"androlog","version":1,"regimens":[{regimen}]}}"#);
    fs::write(shell.path("doses.json"), log).unwrap();
    shell.ok(&["import", "doses.json"]);
    let list = shell.ok(&["therapy", "list"]);
    assert!(list.contains("1 mg daily from 2026-01-01; 2 mg daily from 2026-02-10"), "{list}");
}

#[test]
fn due_lists_what_is_wrong_in_the_record_however_old() {
    let shell = Shell::on("2026-03-14");
    let drawn = |date: &str, value: u16| {
        format!(
            r#"{{"kind":"blood","date":"{date}","results":[{{"analyte":"estradiol","value":"{value}","unit":"pg/mL"}}]}}"#
        )
    };
    let later = (1..=12).map(|month| drawn(&format!("2011-{month:02}-05"), 25));
    let reports: Vec<String> = std::iter::once(drawn("2010-01-05", 300)).chain(later).collect();
    let log = format!(r#"{{"format":"androlog","version":1,"reports":[{}]}}"#, reports.join(","));
    fs::write(shell.path("old.json"), log).unwrap();
    shell.ok(&["import", "old.json"]);
    let told = "Estradiol 300 pg/mL of 5 Jan 2010 is an unusual value";
    assert!(shell.ok(&["due"]).contains(told));
    let due = shell.json(&["due", "--json"]);
    assert!(due["data_problems"][0]["message"].as_str().unwrap().starts_with(told), "{due}");
}

#[test]
fn due_json_has_the_shape_of_the_contract_and_the_exit_code_tells_a_prompt() {
    let shell = Shell::on("2026-03-14");
    assert_eq!(shell.run(&["due", "--exit-code"]).code, 0);
    assert_eq!(shell.ok(&["due", "--short"]), "");
    shell.ok(&["therapy", "start", "anastrozole", "1mg", "--schedule", "daily", "--on", "2026-01-01"]);
    assert_eq!(shell.run(&["due", "--exit-code"]).code, 10);
    assert_eq!(shell.ok(&["due", "--short"]).lines().count(), 1);
    let due = shell.json(&["due", "--json"]);
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&due), "format version today reminders coming data_problems");
    let contract = "rule title severity due days_overdue items message why origin sources snoozed_until";
    assert_eq!(keys(&due["reminders"][0]), contract);
    assert_eq!(due["reminders"][0]["sources"][0]["key"], "HRTIO");
}

#[test]
fn a_reminder_can_be_snoozed_dismissed_and_booked() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["therapy", "start", "anastrozole", "1mg", "--schedule", "daily", "--on", "2026-01-01"]);
    let rules = |args: &[&str]| {
        let due = shell.json(args);
        let list = due["reminders"].as_array().unwrap().clone();
        list.iter().map(|r| r["rule"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(rules(&["due", "--json"]).contains(&"ai-estradiol-check".to_owned()));
    shell.ok(&["remind", "snooze", "ai-estradiol-check", "--until", "2w"]);
    assert!(!rules(&["due", "--json"]).contains(&"ai-estradiol-check".to_owned()));
    assert!(rules(&["due", "--json", "--all"]).contains(&"ai-estradiol-check".to_owned()));
    shell.ok(&["undo"]);
    assert!(rules(&["due", "--json"]).contains(&"ai-estradiol-check".to_owned()));
    shell.ok(&["remind", "booked", "ai-hormone-panel", "--on", "20 mar"]);
    assert!(shell.ok(&["due"]).contains("booked on Fri 20 Mar 2026"));
    shell.ok(&["remind", "dismiss", "ai-hormone-panel", "--reason", "elsewhere"]);
    assert!(!rules(&["due", "--json"]).contains(&"ai-hormone-panel".to_owned()));
}

#[test]
fn a_log_with_every_kind_of_entry_comes_back_equal_from_json_and_its_doses_from_csv() {
    let shell = Shell::on("2026-03-14");
    fs::write(shell.path("scan.pdf"), "scan").unwrap();
    for line in [
        "profile set goal fertility",
        "profile set trying-since 2025-10-01",
        "therapy start anastrozole 1mg --schedule daily --on 2026-01-05",
        "therapy supply anastrozole 20 --strength 1mg --package 28",
        "add 2026-03-10 tsh=1.8mIU/L e2=9pg/mL --source scan.pdf",
        "add 2026-03-11 tsh=1.9mIU/L --specimen saliva",
        "symptom joint-pain mild --on 2026-03-12",
        "event insemination --on 2026-03-01",
        "event clinic-visit --on 2026-02-01",
        "ask Why?",
        "took anastrozole 0.5mg yesterday 21:15 --note half",
        "skipped anastrozole 2026-03-01",
        "remind snooze e2-low --until 2026-03-16",
    ] {
        shell.ok(&line.split(' ').collect::<Vec<_>>());
    }
    for (export, file) in [
        (&["export", "--format", "json"][..], "log.json"),
        (&["export", "--format", "csv", "--what", "doses"], "doses.csv"),
    ] {
        let text = shell.ok(export);
        fs::write(shell.path(file), &text).unwrap();
        let other = format!("{file}.db");
        let at = |args: &[&str]| shell.ok(&[&["--db", other.as_str()], args].concat());
        at(&["import", file]);
        assert_eq!(at(export), text, "{file}");
        assert!(at(&["import", file, "--json"]).contains("\"new\":0"), "{file}");
    }
    let json = fs::read_to_string(shell.path("log.json")).unwrap();
    for held in [
        "trying_since",
        "supply",
        "sha256",
        "saliva",
        "symptoms",
        "events",
        "questions",
        "doses_taken",
        "snooze",
    ] {
        assert!(json.contains(held), "{held}: {json}");
    }
}

#[test]
fn exports_imported_into_an_empty_log_give_an_equal_log_and_twice_adds_nothing() {
    let from = Shell::on("2026-03-14");
    log_the_course(&from);
    let everything = from.ok(&["export", "--format", "json"]);
    let results = from.ok(&["export", "--format", "csv"]);
    for (format, text) in [("json", &everything), ("csv", &results)] {
        let to = Shell::on("2026-03-14");
        let file = to.path(&format!("log.{format}"));
        fs::write(&file, text).unwrap();
        let file = file.to_str().unwrap();
        let first = to.json(&["import", file, "--json"]);
        assert_eq!((first["new"].as_u64(), first["rejected"].as_u64()), (Some(21), Some(0)), "{first}");
        let again = to.json(&["import", file, "--json"]);
        assert_eq!((again["new"].as_u64(), again["same"].as_u64()), (Some(0), Some(21)), "{again}");
        assert_eq!(&to.ok(&["export", "--format", "csv"]), &results, "{format}");
        if format == "json" {
            assert_eq!(&to.ok(&["export", "--format", "json"]), &everything);
        }
    }
}

#[test]
fn undo_redo_and_log_work_across_runs_on_every_kind_of_change() {
    let shell = Shell::on("2026-03-14");
    log_the_course(&shell);
    let whole = shell.ok(&["export", "--format", "json"]);
    let acts = shell.ok(&["log"]).lines().count();
    assert_eq!(acts, 9);
    for _ in 0..acts {
        assert!(shell.ok(&["undo"]).starts_with("Undone: "));
    }
    assert_eq!(shell.ok(&["list"]), "");
    assert_eq!(shell.run(&["undo"]).stderr, "Nothing to undo.\n");
    for _ in 0..acts {
        assert!(shell.ok(&["redo"]).starts_with("Redone: "));
    }
    assert_eq!(shell.ok(&["export", "--format", "json"]), whole);
}

#[test]
fn bad_input_gets_one_sentence_that_says_what_would_be_right_and_stores_nothing() {
    let shell = Shell::on("2026-03-14");
    for (args, says) in [
        (&["add", "estradoil=28"][..], "did you mean estradiol"),
        (&["add", "xyzzy=28"], "is not an analyte"),
        (&["add", "hematocrit=45g/L"], "is measured in % or L/L"),
        (&["add", "e2=<>5"], "is not a number"),
        (&["add", "e2", "25"], "write e2=25"),
        (&["add", "e2=1,200"], "can be read two ways"),
        (&["add", "e2=nd"], "below which limit"),
        (&["add", "2026-02-30", "e2=28"], "there is no 2026-02-30 in the calendar"),
        (&["add", "3000-01-01", "e2=28"], "a log takes days from 1850 to 2200"),
        (&["add", "someday", "e2=28"], "is not a date"),
        (&["symptom", "fatigue", "mild", "--on", "2026-04-01"], "in the future"),
        (&["event", "fever", "--on", "2026-04-01"], "add --yes to store it as typed"),
        (&["therapy", "start", "clomiphene", "--on", "2026-04-01"], "in the future"),
        (&["add", "e2=99999"], "cannot be right; a result is from 0 to 5000 pg/mL"),
        (&["add", "tt=15"], "looks like nmol/L"),
        (&["add", "2027-01-01", "e2=28"], "in the future"),
        (&["add", "lh=5", "fsh=wrong"], "FSH"),
        (&["add", "t-e2-ratio=12"], "is computed from other results"),
        (&["add", "e2=28", "--abstinence", "3"], "belongs to a semen analysis"),
        (&["add", "e2=28", "e2=29"], "is there twice"),
        (&["therapy", "start", "anastrazol"], "did you mean anastrozole"),
        (&["therapy", "start", "anastrozole", "0mg"], "an amount is more than 0"),
        (&["therapy", "stop", "letrozole"], "was not begun"),
        (&["symptom", "joint-pain", "awful"], "use none, mild, moderate, severe"),
        (&["symptom", "joint-pian", "mild"], "did you mean joint-pain"),
        (&["symptom", "xyzzy"], "“xyzzy” is not a symptom in the catalogue"),
        (&["event", "feverr"], "did you mean fever"),
        (&["event", "xyzzy"], "“xyzzy” is not an event in the catalogue"),
        (&["profile", "set", "height", "1.78m"], "is not a number of centimetres; write for example 178"),
        (&["profile", "set", "goal", "wealth"], "a goal is fertility, other, or none"),
        (&["remind", "snooze", "no-such-rule", "--until", "2w"], "is not a rule"),
        (&["show", "abc"], "no report is called"),
        (&["ask", "rm", "abc"], "no question is called “abc”; `androlog ask list` shows their ids"),
        (&["doses", "rm", "abc"], "no dose is called “abc”; `androlog doses` shows their ids"),
        (&["therapy", "rm", "abc"], "no regimen is called “abc”; `androlog therapy list` shows their ids"),
        (
            &["therapy", "start", "clomiphene", "25", "mg", "daily", "--schedule", "weekly"],
            "how often is said twice, “daily” and “weekly”",
        ),
        (&["import", "nowhere.json"], "cannot read nowhere.json"),
        (&["export", "--analyte", "estradoil"], "did you mean estradiol"),
    ] {
        let ran = shell.run(args);
        assert_eq!(ran.code, 1, "{args:?}: {}{}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains(says), "{args:?} should say “{says}”: {}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{args:?}: {}", ran.stderr);
    }
    assert_eq!(shell.ok(&["list"]), "");
    assert_eq!(shell.ok(&["log"]), "");
}

#[test]
fn what_stands_where_it_is_not_read_is_refused_with_its_place_and_stores_nothing() {
    let shell = Shell::on("2026-03-14");
    for (args, says) in [
        (&["add", "e2=28", "2026-03-12"][..], "“2026-03-12” is a day, which stands before the results"),
        (&["add", "lh=5", "e2=28 pg/mL", "12", "mar"], "“12 mar” is a day, which stands before the results"),
        (&["add", "-", "e2=28"], "leave out the “-”"),
        (&["add", "conc=20", "--who-edition", "1999"], "“1999” is not known; write 2021 or 2010"),
        (&["add", "e2=28", "--hours-since-dose", "-3"], "--hours-since-dose: -3 must not be below 0"),
        (&["since", "tomorrow"], "15 Mar 2026 lies in the future"),
        (&["export", "--format", "json", "--excel"], "--excel goes with --format csv or csv-wide"),
        (&["export", "--json", "--units", "si"], "--units goes with --format csv or csv-wide"),
        (&["export", "--format", "fhir", "--comma"], "--comma goes with --format csv or csv-wide"),
        (&["export", "--format", "ics", "--derived"], "--derived goes with --format csv or csv-wide"),
        (&["export", "--json", "--since", "1y"], "--since goes with --format csv, csv-wide or fhir"),
        (
            &["export", "--format", "ics", "--analyte", "e2"],
            "--analyte goes with --format csv, csv-wide or fhir",
        ),
        (&["export", "--what", "doses", "--analyte", "e2"], "--analyte goes with --what results"),
        (&["export", "--alarm", "2"], "--alarm goes with --format ics"),
    ] {
        let ran = shell.run(args);
        assert_eq!(ran.code, 1, "{args:?}: {}{}", ran.stdout, ran.stderr);
        assert!(ran.stderr.contains(says), "{args:?} should say “{says}”: {}", ran.stderr);
    }
    assert_eq!(shell.ok(&["list"]), "");
}

#[test]
fn values_of_one_sample_that_contradict_one_another_are_asked_about_at_every_door_where_one_types() {
    let shell = Shell::on("2026-11-28");
    let says = "progressive motility 60% cannot be above total motility 40%";
    let pasted = "Semen analysis\nCollected: 16 Jan 2026\nTotal motility 40 %\nProgressive motility 60 %\n";
    let line = "2026-01-16 total-motility=40 progressive-motility=60\n";
    fs::write(shell.path("sheet.txt"), pasted).unwrap();
    fs::write(
        shell.path("table.csv"),
        "date,progressive motility (%),total motility (%)\n2026-01-16,60,40\n",
    )
    .unwrap();
    let asked: [(&[&str], &str); 4] = [
        (&["add", "2026-01-16", "total-motility=40", "progressive-motility=60"], ""),
        (&["add", "-"], line),
        (&["add", "--paste"], pasted),
        (&["import", "sheet.txt"], ""),
    ];
    for (args, typed) in asked {
        let ran = shell.fed(args, typed);
        assert_eq!(ran.code, 1, "{args:?}: {}", ran.stdout);
        assert!(ran.stderr.contains(says) && ran.stderr.contains("--yes"), "{args:?}: {}", ran.stderr);
    }
    assert_eq!(shell.ok(&["list"]), "");
    // A table is stored as the laboratory has it, and the remark says so once.
    let stored = shell.run(&["import", "table.csv"]);
    assert_eq!(stored.code, 0);
    assert!(stored.stderr.contains(says) && stored.stderr.contains("stored as it is"), "{}", stored.stderr);
    assert!(!shell.run(&["import", "table.csv"]).stderr.contains(says));
    // An edit of something else is not asked about what was stored so.
    let id = shell.json(&["list", "--json"])[0]["report"].as_str().unwrap().to_owned();
    for (change, code) in [("s/note = \"\"/note = \"x\"/", 0), ("s/60 %/70 %/", 1)] {
        let mut edit = shell.command();
        fs::write(shell.path("edit.sh"), format!("sed -i '{change}' \"$1\"")).unwrap();
        edit.env("EDITOR", format!("sh {}", shell.path("edit.sh").display())).args(["edit", &id]);
        let ran = Ran::of(edit.output().unwrap());
        assert_eq!(ran.code, code, "{change}: {}", ran.stderr);
    }
    assert_eq!(shell.fed(&["add", "-", "--yes"], &line.replace("16", "17")).code, 0);
}

#[test]
fn a_newer_sample_in_words_is_told_below_the_response() {
    let shell = Shell::on("2026-11-28");
    for args in [
        &["add", "2026-01-02", "semen-volume=3", "conc=22", "total-motility=50", "morphology=4"][..],
        &["therapy", "start", "anastrozole", "1mg", "--schedule", "daily", "--on", "2026-01-05"],
        &["add", "2026-05-01", "semen-volume=3", "conc=30", "total-motility=50", "morphology=4"],
    ] {
        shell.ok(args);
    }
    assert!(!shell.ok(&["response"]).contains("Newer than"));
    shell.ok(&["add", "2026-08-01", "semen-volume=3", "conc=pellet", "morphology=too few"]);
    let newer = [
        "Newer than what stands here is “seen in pellet” of 1 Aug 2026, which compares with no number: Sperm \
         concentration, Total motile sperm count.",
        "Newer than what stands here is “too few to assess” of 1 Aug 2026, which compares with no number: Normal forms",
    ];
    for args in [&["response"][..], &["response", "--json"], &["summary", "--format", "text"]] {
        let told = shell.ok(args).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(newer.iter().all(|newer| told.contains(newer)), "{args:?}: {told}");
    }
    shell.ok(&["add", "2026-11-01", "semen-volume=3", "conc=25", "total-motility=50", "morphology=4"]);
    assert!(!shell.ok(&["response"]).contains("Newer than"));
}

#[test]
fn a_wide_table_of_our_own_is_imported_with_what_each_report_says_of_itself() {
    let shell = Shell::on("2026-11-28");
    shell.ok(&[
        "add",
        "2026-01-02",
        "e2=<5",
        "lh=5",
        "--lab",
        "Quest",
        "--fasting",
        "--hours-since-dose",
        "12",
    ]);
    shell.ok(&[
        "add",
        "2026-02-02",
        "conc=20",
        "--who-edition",
        "2010",
        "--abstinence",
        "4",
        "--complete",
        "no",
    ]);
    shell.ok(&["add", "2026-03-02", "bmd-total-hip=0.9", "--device", "Hologic"]);
    shell.ok(&["export", "--format", "csv-wide", "-o", "wide.csv"]);
    let again = |db: &str| shell.run(&["--db", db, "import", "wide.csv"]);
    let first = again("other.db");
    assert_eq!((first.code, first.stderr.as_str()), (0, ""), "{}", first.stdout);
    assert!(
        first.stdout.starts_with("results: 4 new, 0 same, 0 conflicting, 0 rejected"),
        "{}",
        first.stdout
    );
    assert!(again(".local/share/androlog/androlog.db").stdout.starts_with("results: 0 new, 4 same"));
    let page = |db: &str| {
        let all = shell.ok(&["--db", db, "export", "--format", "csv"]);
        let without_id =
            |line: &str| line.split(',').filter(|cell| cell.len() != 36).collect::<Vec<_>>().join(",");
        all.lines().map(without_id).collect::<Vec<_>>()
    };
    assert_eq!(page("other.db"), page(".local/share/androlog/androlog.db"));
}

#[test]
fn where_nothing_of_what_was_asked_for_is_there_it_is_said_with_what_would_be() {
    let shell = Shell::on("2026-11-28");
    shell.ok(&["add", "2026-01-02", "tt=500", "e2=25"]);
    for (args, typed, says) in [
        (
            &["export", "--analyte", "t-e2-ratio"][..],
            "",
            "No result of T/E2 was reported; --derived shows computed ones",
        ),
        (
            &["export", "--format", "fhir", "--analyte", "t-e2-ratio"],
            "",
            "--format csv --derived writes computed ones",
        ),
        (&["export", "--analyte", "psa"], "", "No result of PSA is of the days asked for"),
        (&["export", "--analyte", "tt", "--since", "2026-02-01"], "", "is of the days asked for"),
        (&["export", "--analyte", "tt"], "", ""),
        (&["export", "--analyte", "t-e2-ratio", "--derived"], "", ""),
        (&["add", "--paste"], "hello world\n", "no line of it reads as a result; nothing was stored"),
        (&["add", "--paste"], " \n", "nothing came on stdin"),
        (&["add", "2026-03-01", "tt"], "", "tt has no value; write it as tt=VALUE"),
        (
            &["edit", "last"],
            "",
            "without a terminal no editor can be opened; set $EDITOR, or give the text with --from",
        ),
    ] {
        let ran = shell.fed(args, typed);
        assert!(
            ran.stderr.contains(says) && ran.stderr.is_empty() == says.is_empty(),
            "{args:?}: {}",
            ran.stderr
        );
    }
    let judged = shell.ok(&["catalog", "analytes", "estradiol"]);
    assert!(judged.contains("judges results stated to be by LC-MS/MS"), "{judged}");
}

#[test]
fn what_no_option_says_is_not_stored_and_a_minus_in_a_note_stays_a_minus() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "e2=28", "--lab", "", "--note", " "]);
    shell.ok(&["add", "lh=5", "--lab", "-2w", "--note", "-3"]);
    shell.ok(&["add", "conc=20", "--device", "", "--who-edition", ""]);
    let log = shell.json(&["export", "--json"]);
    let said = |at: usize| [&log["reports"][at]["laboratory"], &log["reports"][at]["note"]];
    assert_eq!(said(0), [&json!(null), &json!(null)]);
    assert_eq!(said(1), [&json!("-2w"), &json!("-3")]);
    assert_eq!(log["reports"][2].get("who_edition"), None, "{log}");
    let lines = shell.fed(&["add", "-"], "-10d fsh=4\n");
    assert!(lines.stdout.contains("4 Mar 2026"), "{lines:?}");
}

#[test]
fn an_empty_list_says_what_would_fill_it() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["profile", "set", "goal", "other"]);
    for (args, says) in [
        (&["list"][..], "`androlog add e2=28 tt=512` adds some"),
        (&["list", "--limit", "5"], "`androlog add e2=28 tt=512` adds some"),
        (&["symptom", "list"], "`androlog symptom SYMPTOM GRADE` logs one"),
        (&["event", "list"], "`androlog event EVENT` logs one"),
    ] {
        assert!(shell.run(args).stderr.contains(says), "{args:?}");
    }
    shell.ok(&["add", "e2=28", "tt=512"]);
    for (args, says) in [
        (&["list", "--limit", "0"][..], "`androlog list` shows all there are"),
        (&["list", "--analyte", "lh"], "`androlog list` shows all there are"),
        (
            &["list", "--analyte", "t-e2-ratio"],
            "No result of T/E2 was reported; --derived shows computed ones",
        ),
        (&["list", "--since", "2026-03-10", "--until", "2026-03-01"], "the first day is after the last one"),
        (&["log", "--limit", "0"], ""),
    ] {
        let ran = shell.run(args);
        assert!(ran.code == 0 && ran.stderr.trim_end().contains(says), "{args:?}: {ran:?}");
        assert!(!says.is_empty() || ran.stderr.is_empty(), "{args:?}: {ran:?}");
    }
}

#[test]
fn a_file_that_is_no_copy_or_holds_no_result_is_named_as_it_was_typed() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "e2=28"]);
    shell.write("notes.txt", "hello\n");
    for (args, says) in [
        (&["restore", "notes.txt"][..], "androlog: notes.txt is not an androlog file"),
        (&["merge", "notes.txt"], "androlog: notes.txt is not an androlog file"),
        (&["merge", "."], "androlog: . is a folder; name a file"),
        (&["import", "notes.txt"], "no line of notes.txt reads as a result; nothing was stored"),
        (&["backup", "stick/copy.db"], "cannot write stick/copy.db: there is no folder stick"),
    ] {
        let ran = shell.run(args);
        assert!(ran.code == 1 && ran.stderr.contains(says), "{args:?}: {ran:?}");
    }
    assert!(!shell.path("stick").exists());
}

#[test]
fn a_dose_after_the_last_day_of_a_drug_is_refused_with_how_to_begin_anew() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&[
        "therapy",
        "start",
        "anastrozole",
        "1mg",
        "--schedule",
        "daily",
        "--on",
        "2026-01-05",
        "--until",
        "2026-02-05",
    ]);
    let before = shell.ok(&["therapy", "list"]);
    let refused = shell.run(&["therapy", "dose", "anastrozole", "0.5mg", "--on", "2026-03-01"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("taken until Thu 5 Feb 2026"), "{}", refused.stderr);
    assert!(refused.stderr.contains("androlog therapy start anastrozole"), "{}", refused.stderr);
    assert_eq!(shell.ok(&["therapy", "list"]), before);
}

#[test]
fn wrong_usage_exits_with_two() {
    let shell = Shell::on("2026-03-14");
    for args in [&["frobnicate"][..], &["add"], &["list", "--json", "--csv"], &["export", "--format", "pdf"]]
    {
        assert_eq!(shell.run(args).code, 2, "{args:?}");
    }
}

#[test]
fn a_number_that_is_none_is_refused_with_what_would_be_right() {
    let shell = Shell::on("2026-03-14");
    for args in [
        &["redo", "x"][..],
        &["undo", "3rd"],
        &["log", "--limit", "all"],
        &["list", "--limit", "2.5"],
        &["demo", "--results", "many", "--write", "x.db"],
    ] {
        let refused = shell.run(args);
        assert_eq!(refused.code, 2, "{args:?}");
        assert!(refused.stderr.contains("write a whole number, such as 12"), "{args:?}: {}", refused.stderr);
    }
}

#[test]
fn a_log_that_is_none_and_settings_that_cannot_be_read_are_refused_and_left_alone() {
    let shell = Shell::on("2026-03-14");
    let file = shell.path("notes.db");
    fs::write(&file, "these are my notes").unwrap();
    let ran = shell.run(&["--db", "notes.db", "list"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("notes.db"), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(&file).unwrap(), "these are my notes");

    fs::write(shell.path("config.toml"), "day_order = \"day-first\"\ncolour = \"red\"\n").unwrap();
    let ran = shell.run(&["--config", "config.toml", "list"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("line 2") && ran.stderr.contains("colour"), "{}", ran.stderr);
    let ran = shell.run(&["--config", "none.toml", "list"]);
    assert!(ran.stderr.contains("none.toml does not exist"), "{}", ran.stderr);
}

#[test]
fn an_export_never_replaces_a_file_unasked() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "e2=28"]);
    shell.ok(&["export", "-o", "out.csv"]);
    let refused = shell.run(&["export", "-o", "out.csv"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("--force"), "{}", refused.stderr);
    shell.ok(&["export", "-o", "out.csv", "--force"]);
}

#[test]
fn the_catalogue_is_shown_with_its_citations() {
    let shell = Shell::on("2026-03-14");
    assert_eq!(shell.ok(&["catalog", "rules"]).lines().count(), 57);
    let rule = shell.ok(&["catalog", "rules", "e2-low"]);
    assert!(rule.contains("value = 10") && rule.contains("FINK16"), "{rule}");
    let analyte = shell.ok(&["catalog", "analytes", "e2"]);
    assert!(
        analyte.contains("pmol/L") && analyte.contains("unverified") || analyte.contains("ARUP"),
        "{analyte}"
    );
    assert!(shell.ok(&["catalog", "sources", "SHAH21"]).contains("read at the source"));
}

#[test]
fn a_rule_says_which_of_its_numbers_are_yours_and_what_they_stand_in_place_of() {
    let shell = Shell::on("2026-03-14");
    let own = "[[rule]]\nid = \"ai-estradiol-check\"\nrepeat_days = 60\n\n[[rule]]\nid = \"my-tsh\"\ntitle = \"TSH\"\n\
               kind = \"threshold\"\nanalyte = \"tsh\"\nop = \">\"\nvalue = 4\nfresh_days = 90\nseverity = \"info\"\n\
               message = \"TSH was {value} on {date}.\"\n";
    fs::create_dir_all(shell.path(".config/androlog")).unwrap();
    fs::write(shell.path(".config/androlog/rules.toml"), own).unwrap();
    let rule = shell.ok(&["catalog", "rules", "ai-estradiol-check"]);
    for told in [
        "  origin: limits and times are partly from a source, partly this program's default; changed by you: repeat_days\n",
        "  repeat_days = 60   # yours, rules.toml line 3; built in: 90\n",
        "  first_days = 28\n",
        "note: The first check after 28 days lies within the 2 to 6 weeks used in trials",
    ] {
        assert!(rule.contains(told), "{told}\n{rule}");
    }
    let rule = shell.ok(&["catalog", "rules", "my-tsh"]);
    assert!(rule.contains("origin: a rule of your own\n"), "{rule}");
    assert!(rule.contains("  value = 4   # yours, rules.toml line 11\n"), "{rule}");
    shell.ok(&["therapy", "start", "anastrozole", "--on", "2026-02-05"]);
    assert!(shell.ok(&["due"]).contains("; changed by you: repeat_days"));
}

#[test]
fn a_demonstration_log_is_written_once() {
    let shell = Shell::on("2026-03-14");
    let said = shell.ok(&["demo", "--write", "demo.db"]);
    assert!(said.contains("androlog --db demo.db"), "{said}");
    assert_eq!(shell.run(&["demo", "--write", "demo.db"]).code, 1);
    let levels = shell.ok(&["--db", "demo.db", "levels", "joint-pain", "estradiol"]);
    assert!(levels.contains("n = 4 of 4 draws with a graded day"), "{levels}");
    let rows = shell.json(&["--db", "demo.db", "list", "--json", "--analyte", "testosterone-total"]);
    let values: Vec<&str> =
        rows.as_array().unwrap().iter().map(|row| row["value"].as_str().unwrap()).collect();
    assert_eq!(values, ["412.0", "460.7", "480.4", "270.6"]);
}

#[test]
fn the_screen_without_a_terminal_says_what_to_use_instead() {
    let shell = Shell::on("2026-03-14");
    let ran = shell.run(&[]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("needs a terminal") && ran.stderr.contains("androlog list"),
        "{}",
        ran.stderr
    );
}

#[test]
fn completions_and_manual_pages_come_from_the_commands_themselves() {
    let shell = Shell::on("2026-03-14");
    assert!(shell.ok(&["completions", "bash"]).contains("androlog"));
    fs::create_dir(shell.path("man")).unwrap();
    shell.ok(&["man", "man"]);
    assert!(fs::read_to_string(shell.path("man/androlog-add.1")).unwrap().contains("fasting"));
}

#[test]
fn what_was_logged_long_ago_is_listed_asked_about_again_and_removed_as_what_was_logged_today() {
    let shell = Shell::on("2026-03-14");
    for (add, list, rm, named) in [
        ("symptom fatigue mild --on 2001-05-06", "symptom list", "symptom rm", "fatigue"),
        ("event fever --on 2001-05-06", "event list", "event rm", "fever"),
        ("took anastrozole 1mg 2001-05-06", "doses --since 2001-01-01", "doses rm", "anastrozole"),
        ("therapy start clomiphene 25mg --on 2001-05-06", "therapy list", "therapy rm", "clomiphene"),
    ] {
        let run = |line: &str| shell.run(&line.split(' ').collect::<Vec<_>>());
        assert_eq!(run(add).code, 0, "{add}");
        if !add.starts_with("took") {
            // A further dose is one that no schedule expects, and is told as that.
            assert_ne!(run(add).code, 0, "{add} a second time");
        }
        let listed = run(list).stdout;
        let line =
            listed.lines().find(|line| line.contains(named)).unwrap_or_else(|| panic!("{list}: {listed}"));
        let is_id = |word: &&str| word.len() == 36 && word.contains("-7");
        let id = line.split_whitespace().find(is_id).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(run(&format!("{rm} {id}")).code, 0, "{rm} {id}");
        assert!(!run(list).stdout.contains(named), "{rm}");
    }
}

#[test]
fn of_many_remarks_on_what_is_stored_an_import_says_the_first_twenty_and_how_many_more_there_are() {
    let shell = Shell::on("2026-03-14");
    let mut table = "date,test,result,unit\n".to_owned();
    for day in 1..=25 {
        table += &format!("2026-01-{day:02},LH,90,IU/L\n");
    }
    table += "2026-01-26,LH,lots,IU/L\n";
    shell.write("many.csv", &table);
    let ran = shell.run(&["import", "many.csv", "--dry-run"]);
    assert_eq!(ran.stderr.matches("is unusual").count(), 20, "{}", ran.stderr);
    assert!(ran.stderr.contains("and 5 such remarks on what is stored as it is; --json has them all"));
    // What was not taken is named all the same.
    assert!(ran.stderr.contains("line 27: "), "{}", ran.stderr);
    let all = shell.run(&["import", "many.csv", "--dry-run", "--json"]);
    assert_eq!(all.stdout.matches("is unusual").count(), 25, "{}", all.stdout);
}

#[test]
fn a_variable_that_is_set_to_nothing_is_named_and_not_the_option_it_stands_for() {
    let shell = Shell::on("2026-03-14");
    let run = |variable: &str, args: &[&str]| {
        Ran::of(shell.command().env(variable, "").args(args).output().unwrap())
    };
    for variable in ["ANDROLOG_DB", "ANDROLOG_CONFIG"] {
        let ran = run(variable, &["list"]);
        let says = format!("the variable {variable} is set to nothing; give it a value, or unset it");
        assert!(ran.code == 2 && ran.stderr.contains(&says), "{}", ran.stderr);
    }
    let written = run("ANDROLOG_DB", &["list", "--db", ""]);
    assert!(written.stderr.contains("'--db <FILE>'"), "{}", written.stderr);
    let beside = run("ANDROLOG_DB", &["list", "--db", "log.db"]);
    assert!(beside.stderr.contains("the variable ANDROLOG_DB"), "{}", beside.stderr);
}

#[test]
fn fhir_of_a_time_or_of_one_analyte_holds_that_and_no_more() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2024-01-10", "lh=4.1 IU/L", "fsh=3.2 IU/L"]);
    shell.ok(&["add", "2026-01-10", "lh=5.1 IU/L", "fsh=6.2 IU/L"]);
    shell.ok(&[
        "therapy",
        "start",
        "clomiphene",
        "25 mg",
        "daily",
        "--on",
        "2024-02-01",
        "--until",
        "2024-06-01",
    ]);
    shell.ok(&["therapy", "start", "anastrozole", "1 mg", "daily", "--on", "2025-12-01"]);
    for (asked, held, left) in [
        (&[][..], &["4.1", "3.2", "5.1", "6.2", "lomi", "nastrozole"][..], &[][..]),
        (&["--since", "2026-01-01"], &["5.1", "6.2", "nastrozole"], &["4.1", "3.2", "lomi"]),
        (&["--analyte", "lh"], &["4.1", "5.1"], &["3.2", "6.2", "lomi", "nastrozole"]),
    ] {
        let bundle = shell.ok(&[&["export", "--format", "fhir"], asked].concat());
        assert!(serde_json::from_str::<Value>(&bundle).is_ok(), "{bundle}");
        let differs = |part: &&&str| bundle.contains(**part) != held.contains(*part);
        assert_eq!(held.iter().chain(left).find(differs), None, "{asked:?}: {bundle}");
    }
}
