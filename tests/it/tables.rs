//! The two tables of the article and the sperm cycle, as commands: the words of the screen, and JSON of a fixed shape.

use crate::cli::Shell;

const TODAY: &str = "2026-03-14";

/// A log with two baselines of semen, an early sample on treatment, a fever, a change of dose and a symptom.
fn course() -> Shell {
    let shell = Shell::on(TODAY);
    shell.ok(&["profile", "set", "height", "178"]);
    shell.ok(&["therapy", "start", "anastrozole", "1mg", "--schedule", "daily", "--on", "2025-12-01"]);
    shell.ok(&["therapy", "dose", "anastrozole", "0.5mg", "--on", "2026-01-10"]);
    shell.ok(&["add", "2025-11-20", "tt=270.6", "e2=32", "lh=3.4", "fsh=4.8", "weight=90"]);
    shell.ok(&["add", "2026-02-20", "tt=16.65nmol/L", "e2=15.9", "lh=5.4"]);
    for (day, count) in [("2025-10-20", "conc=9"), ("2025-11-20", "conc=11"), ("2026-02-05", "conc=20")] {
        shell.ok(&["add", day, count, "vol=3", "pr=30"]);
    }
    shell.ok(&["event", "fever", "--on", "2026-01-20"]);
    shell.ok(&["symptom", "joint-pain", "mild", "--on", "2026-01-25"]);
    shell
}

fn line<'t>(text: &'t str, start: &str) -> &'t str {
    let found = text.lines().find(|line| line.trim_start().starts_with(start));
    found.unwrap_or_else(|| panic!("no line begins with {start} in\n{text}"))
}

/// The cells of a printed row.
fn cells(line: &str) -> Vec<&str> {
    line.trim().split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect()
}

#[test]
fn the_response_is_told_row_by_row_with_dates_unit_direction_and_verdict() {
    let text = course().ok(&["response"]);
    assert!(text.starts_with("Response on an aromatase inhibitor since 1 Dec 2025\n"), "{text}");
    for (row, told) in [
        (
            "Testosterone, total",
            &["≈9.4", "20 Nov 2025", "16.65", "20 Feb 2026", "nmol/L", "+77%", "up", "as expected"][..],
        ),
        (
            "Estradiol",
            &[
                "32",
                "20 Nov 2025",
                "15.9",
                "20 Feb 2026",
                "pg/mL",
                "-50%",
                "down",
                "as expected, and below 16 pg/mL",
            ],
        ),
        ("FSH", &["4.8", "20 Nov 2025", "–", "IU/L", "up", "not enough data: no result since the start"]),
        (
            "Sperm concentration",
            &[
                "9.9",
                "mean of 2",
                "20",
                "5 Feb 2026",
                "10^6/mL",
                "+101%",
                "up",
                "not enough data: judged from 11 Feb 2026",
            ],
        ),
        ("Normal forms", &["–", "–", "%", "up", "not enough data: no result before the start"]),
    ] {
        assert_eq!(cells(line(&text, row))[1..], *told, "{row}");
    }
    assert!(text.contains("the geometric mean is compared."), "{text}");
}

#[test]
fn screen_and_command_give_the_same_verdicts() {
    let shell = course();
    let json = shell.ok(&["export", "--format", "json"]);
    let frame = crate::harness::Harness::from_json(TODAY, &json).size(160, 50).keys("4").frame();
    for command in [&["response"][..], &["profile-check"]] {
        for row in shell.ok(command).lines().map(cells).filter(|cells| cells.len() > 4) {
            let on_screen = frame.lines().map(cells).find(|cells| cells.first() == Some(&row[0]));
            let on_screen = on_screen.filter(|cells| cells.iter().any(|cell| row.contains(cell)));
            assert!(on_screen.is_some(), "{row:?} is not in\n{frame}");
        }
    }
    let rows = shell.json(&["response", "--json"]);
    for row in rows["courses"][0]["rows"].as_array().unwrap() {
        let (name, words) = (row["name"].as_str().unwrap(), row["words"].as_str().unwrap());
        assert!(line(&frame, name).ends_with(words), "{name}: {words}\n{frame}");
    }
}

#[test]
fn response_json_has_a_fixed_shape() {
    let all = course().json(&["response", "--json"]);
    let keys = |value: &serde_json::Value| {
        value.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(keys(&all), "format version today courses");
    assert_eq!(keys(&all["courses"][0]), "class start stop rows remarks");
    let row = &all["courses"][0]["rows"][0];
    assert_eq!(
        keys(row),
        "analyte name before after change_percent expected expected_source verdict words limit"
    );
    assert_eq!(keys(&row["before"]), "comparator value unit dates");
    assert_eq!((&row["expected"], &row["expected_source"]), (&"up".into(), &"HRTIO".into()));
    assert_eq!(row["verdict"], "as-expected");
    assert_eq!(row["before"]["dates"][0], "2025-11-20");
    assert_eq!(Shell::on(TODAY).json(&["response", "--json"])["courses"], serde_json::json!([]));
}

#[test]
fn two_drugs_of_two_classes_give_two_tables_and_a_course_that_ended_stays_readable() {
    let shell = course();
    shell.ok(&["therapy", "start", "clomiphene", "25mg", "--schedule", "daily", "--on", "2026-01-20"]);
    let text = shell.ok(&["response"]);
    let headings: Vec<&str> = text.lines().filter(|line| line.starts_with("Response")).collect();
    assert_eq!(
        headings,
        ["Response on a SERM since 20 Jan 2026", "Response on an aromatase inhibitor since 1 Dec 2025"]
    );
    shell.ok(&["therapy", "stop", "clomiphene", "--on", "2026-02-10"]);
    shell.ok(&["therapy", "stop", "anastrozole", "--on", "2026-03-01"]);
    let text = shell.ok(&["response"]);
    assert!(text.starts_with("Response on an aromatase inhibitor from 1 Dec 2025 to 1 Mar 2026"), "{text}");
    let json = shell.ok(&["export", "--format", "json"]);
    let tab = |key| crate::harness::Harness::from_json(TODAY, &json).keys(key).frame();
    assert!(
        tab("4").contains("RESPONSE  on an aromatase inhibitor from 1 Dec 2025 to 1 Mar 2026"),
        "{}",
        tab("4")
    );
    assert!(!tab("1").contains("SINCE START"), "Today tells of what is taken:\n{}", tab("1"));
}

#[test]
fn the_profile_is_told_with_date_basis_sources_and_who_found_otherwise() {
    let shell = course();
    let text = shell.ok(&["profile-check"]);
    for (row, told) in [
        ("T/E2", &["8.5", "20 Nov 2025", "below 10", "as described", "T 270.6 ng/dL, E2 32 pg/mL"][..]),
        ("Estradiol", &["32", "pg/mL", "20 Nov 2025", "high for the testosterone", "HRTIO gives no number"]),
        ("LH", &["3.4", "IU/L", "20 Nov 2025", "normal or slightly high", "as described"]),
        ("Body mass index", &["28.4", "kg/m²", "20 Nov 2025", "25 kg/m² or more", "as described"]),
        ("T/LH", &["79.6", "20 Nov 2025", "100 or more", "not as described"]),
    ] {
        assert_eq!(cells(line(&text, row))[1..=told.len()], *told, "{row}");
    }
    assert!(line(&text, "LH").contains("within 1.7 – 8.6 (ARUP)"), "{text}");
    assert!(line(&text, "T/E2").ends_with("HRTIO:49, HRTIO:56, SHAH21, PAVLOVICH01"), "{text}");
    assert!(text.contains("NAELITZ23 found otherwise: T/E2, E2 and BMI did not tell who responds."));
    assert!(
        text.contains("YANG22 found otherwise: men with T/E2 below and above 10 improved alike."),
        "{text}"
    );
    let markers = shell.json(&["profile-check", "--json"]);
    let keys: Vec<&str> = markers["markers"][0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys.join(" "),
        "analyte name date comparator value unit described finding words basis sources against"
    );
    assert_eq!(markers["markers"][0]["against"][0]["source"], "NAELITZ23");
}

#[test]
fn a_semen_report_tells_what_happened_in_the_72_days_before_it() {
    let shell = course();
    let reports = shell.json(&["list", "--kind", "semen", "--json"]);
    let id = reports[0]["report"].as_str().unwrap().to_owned();
    let text = shell.ok(&["show", &id]);
    for told in [
        "IN THE 72 DAYS BEFORE (one sperm cycle, HRTIO), since 25 Nov 2025",
        "anastrozole on 66 days (1 mg daily, then 0.5 mg daily)",
        "anastrozole started on 1 Dec 2025; a semen sample reflects that from 11 Feb 2026",
        "anastrozole changed to 0.5 mg daily on 10 Jan 2026; a semen sample reflects that from 23 Mar 2026",
        "Fever on 20 Jan 2026",
        "Joint pain, mild, on 25 Jan 2026",
    ] {
        assert!(text.contains(told), "{told}\n{text}");
    }
    let json = shell.ok(&["export", "--format", "json"]);
    let frame = crate::harness::Harness::from_json(TODAY, &json).size(120, 50).keys("2j<enter>").frame();
    for told in [
        "IN THE 72 DAYS BEFORE (one sperm cycle, HRTIO), since 25 Nov 2025",
        "anastrozole on 66 days",
        "Fever on 20 Jan",
    ] {
        assert!(frame.contains(told), "{told}\n{frame}");
    }
}

#[test]
fn a_start_and_a_change_of_dose_say_from_when_a_sample_is_fair() {
    let shell = Shell::on(TODAY);
    shell.ok(&["profile", "set", "goal", "fertility"]);
    let said = |args: &[&str]| shell.run(args).stderr;
    shell.ok(&["profile", "set", "goal", "fertility"]);
    let fair = "A semen sample reflects what you take now from Thu 21 May 2026 on, one sperm cycle after the last change (HRTIO).\n";
    assert_eq!(
        said(&["therapy", "start", "anastrozole", "1mg", "--schedule", "daily", "--on", "2026-03-10"]),
        fair
    );
    let later = "A semen sample reflects what you take now from Sat 23 May 2026 on, one sperm cycle after the last change (HRTIO).\n";
    assert_eq!(said(&["therapy", "dose", "anastrozole", "0.5mg", "--on", "2026-03-12"]), later);
    assert_eq!(said(&["therapy", "list"]), later);
    shell.ok(&["profile", "set", "goal", "other"]);
    assert_eq!(said(&["therapy", "list"]), "");
}

#[test]
fn a_stop_before_a_later_dose_is_asked_about_and_a_second_one_tells_what_it_moved() {
    let shell = Shell::on("2026-06-01");
    shell.ok(&["therapy", "start", "anastrozole", "1 mg", "daily", "--on", "2026-01-01"]);
    shell.ok(&["therapy", "dose", "anastrozole", "0.5 mg", "daily", "--on", "2026-03-01"]);
    let stop = ["therapy", "stop", "anastrozole", "--on", "2026-02-01"];
    let refused = shell.run(&stop);
    assert!(
        refused.code != 0 && refused.stderr.contains("another dose from 1 Mar 2026"),
        "{}",
        refused.stderr
    );
    assert!(shell.ok(&["therapy", "list"]).contains("0.5 mg"), "nothing was stored");
    shell.ok(&[&stop[..], &["--yes"]].concat());
    let moved = shell.ok(&["therapy", "stop", "anastrozole", "--on", "2026-01-20"]);
    assert!(moved.contains("20 Jan 2026; it was 1 Feb 2026"), "{moved}");
}
