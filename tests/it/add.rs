//! `add` as it is run from a shell: one line of several kinds, many lines, a pasted report.

use serde_json::Value;

use crate::cli::Shell;

/// The results in the log, oldest first: `2026-03-14 lh 5.1 IU/L`.
fn results(shell: &Shell) -> Vec<String> {
    let rows = shell.json(&["list", "--json"]);
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let sign = |row: &Value| text(row, "comparator").replace('=', "");
    let shown = |row: &Value| {
        let value = format!("{}{}", sign(row), text(row, "value"));
        format!("{} {} {value} {}", text(row, "date"), text(row, "analyte"), text(row, "unit"))
    };
    let mut all: Vec<String> = rows.as_array().unwrap().iter().map(shown).collect();
    all.sort();
    all
}

fn reports(shell: &Shell) -> Vec<Value> {
    shell.json(&["export", "--format", "json"])["reports"].as_array().unwrap().clone()
}

// One line ----------------------------------------------------------------------------------------------------

#[test]
fn results_of_several_kinds_on_one_line_become_a_report_each_in_one_act() {
    let shell = Shell::on("2026-03-14");
    let said = shell.ok(&[
        "add",
        "13.3.26",
        "tt=486",
        "e2=28 pg/mL",
        "vol=2.9",
        "t-score-total-hip=-1.1",
        "weight=82kg",
    ]);
    for part in [
        "Saved 5 results of 13 Mar 2026",
        "blood panel of Fri 13 Mar 2026",
        "semen analysis of Fri 13 Mar 2026",
        "DXA scan of Fri 13 Mar 2026",
        "body measures of Fri 13 Mar 2026",
        "Units not typed: Testosterone, total in ng/dL (the settings), Semen volume in mL (the settings).",
    ] {
        assert!(said.contains(part), "{part} in:\n{said}");
    }
    assert_eq!(reports(&shell).len(), 4);
    shell.ok(&["undo"]);
    assert_eq!(reports(&shell).len(), 0);
}

#[test]
fn a_unit_that_was_not_typed_is_the_laboratorys_last_and_the_echo_says_so() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2026-01-05", "tt=12.1 nmol/L", "--lab", "Quest"]);
    let said = shell.ok(&["add", "tt=16.9", "--lab", "quest"]);
    assert!(said.contains("Testosterone, total in nmol/L (quest's last)"), "{said}");
    assert!(said.contains("+40%") && said.contains("was 12.1 nmol/L on 5 Jan 2026"), "{said}");
}

#[test]
fn a_likely_slip_is_refused_until_it_is_meant_and_an_unusual_value_is_stored_and_named() {
    let shell = Shell::on("2026-03-14");
    let ran = shell.run(&["add", "tt=15"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("looks like nmol/L") && ran.stderr.contains("--yes"), "{}", ran.stderr);
    for word in ["tt=1700", "lh=70 IU/L"] {
        let said = shell.ok(&["add", word, "--dry-run"]);
        assert!(said.contains("is unusual; most results are"), "{word}: {said}");
    }
    assert!(results(&shell).is_empty());
    shell.ok(&["add", "tt=15", "--yes"]);
    assert_eq!(results(&shell), ["2026-03-14 testosterone-total 15 ng/dL"]);
}

// Many lines --------------------------------------------------------------------------------------------------

const LINES: &str = "# my papers\n\n2026-01-05 tt='312 ng/dL' e2=31 --lab Quest --time 08:10\r\n\
    androlog add 2026-03-02 tt=486 e2='<5' --lab Quest\n\
    2026-03-02 conc=19 pr=33 --abstinence 3\n";

#[test]
fn lines_from_stdin_are_stored_as_one_act() {
    let shell = Shell::on("2026-03-14");
    let dry = shell.fed(&["add", "-", "--dry-run"], LINES);
    assert_eq!((dry.code, results(&shell).len()), (0, 0), "{}", dry.stderr);
    assert!(dry.stdout.contains("+56%"), "a line is compared with the one before it:\n{}", dry.stdout);
    let ran = shell.fed(&["add", "-"], LINES);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("Saved 6 results of 3 lines"), "{}", ran.stdout);
    assert_eq!(results(&shell).len(), 6);
    assert_eq!(shell.ok(&["log"]).lines().count(), 1);
    shell.ok(&["undo"]);
    assert!(results(&shell).is_empty());
}

#[test]
fn one_wrong_line_stops_all_and_every_wrong_line_is_named() {
    let shell = Shell::on("2026-03-14");
    let wrong =
        format!("{LINES}2026-03-03 estradoil=28\ntt='5\ne2=28 --colour red\ntt=15\n2026-03-04 -\n--paste\n");
    let ran = shell.fed(&["add", "-"], &wrong);
    assert_eq!(ran.code, 1);
    for part in [
        "line 6: “estradoil” is not an analyte; did you mean estradiol",
        "line 7: a quote is opened and not closed",
        "line 8: unexpected argument '--colour'",
        "line 9: Testosterone, total 15 ng/dL looks like nmol/L",
        "line 10: `-`, --paste and --dry-run belong on the command",
        "line 11: `-`, --paste and --dry-run belong on the command",
        "Nothing was stored",
    ] {
        assert!(ran.stderr.contains(part), "{part} in:\n{}", ran.stderr);
    }
    assert!(results(&shell).is_empty());
    for (args, text, says) in [
        (&["add", "-"][..], "\n# nothing\n", "no line on stdin holds a result"),
        (&["add", "-", "--lab", "Quest"], LINES, "each line has its own date"),
    ] {
        let ran = shell.fed(args, text);
        assert_eq!(ran.code, 1);
        assert!(ran.stderr.contains(says), "{}", ran.stderr);
    }
}

#[test]
fn yes_holds_for_all_lines_or_on_the_line_it_stands_on() {
    let shell = Shell::on("2026-03-14");
    assert_eq!(shell.fed(&["add", "-"], "tt=15 --yes\n").code, 0);
    assert_eq!(shell.fed(&["add", "-", "--yes"], "2026-03-13 tt=16\n").code, 0);
    assert_eq!(results(&shell).len(), 2);
}

// A pasted report ---------------------------------------------------------------------------------------------

const SURE: &str = "Northlight Laboratories\nCollected: 2026-03-04 08:10\nFasting: Yes\n\
    TESTOSTERONE, TOTAL, MS   486   ng/dL   264-916\nESTRADIOL   <5.0   pg/mL   8.0-35.0   L\nZonulin 12 ng/mL\nPage 1 of 1\n";
const UNSURE: &str = "Collected: 2026-03-04\nLH   5.1\nEstradiol   28.4 pg/mL\nFSH  7.3 9.1 IU/L\n";

#[test]
fn a_semen_analysis_is_stored_with_what_it_says_of_itself() {
    let shell = Shell::on("2026-05-01");
    let sheet = "Semen analysis (WHO 2010)\nCollected 2026-03-02 09:30   Abstinence: 4 days\nVolume 2.8 mL\n";
    let ran = shell.fed(&["add", "--paste"], sheet);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let report = reports(&shell).pop().unwrap();
    let said = ["time", "abstinence_days", "who_edition"].map(|field| &report[field]);
    assert_eq!(said, ["09:30", "4", "2010"]);
}

#[test]
fn a_sure_report_is_stored_with_what_it_says_of_itself() {
    let shell = Shell::on("2026-05-01");
    shell.ok(&["add", "2026-01-05", "lh=5.1", "--lab", "Northlight"]);
    let ran = shell.fed(&["add", "--paste"], SURE);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    for part in [
        "4  sure     Testosterone, total 486 ng/dL  264 – 916",
        "6  unknown  Zonulin 12 ng/mL",
        "7  -        Page 1 of 1",
        "Saved 2 results of 4 Mar 2026",
        "blood panel of Wed 4 Mar 2026, Northlight",
    ] {
        assert!(ran.stdout.contains(part), "{part} in:\n{}", ran.stdout);
    }
    let report = reports(&shell).pop().unwrap();
    assert_eq!((&report["time"], &report["fasting"]), (&"08:10".into(), &true.into()));
    assert_eq!(report["results"][1]["reference"]["high"], "35.0");
    assert_eq!(report["results"][1]["flag"], "L");
    let again = shell.fed(&["add", "--paste"], SURE);
    assert_eq!(again.code, 1);
    assert!(again.stderr.contains("is in the log already"), "{}", again.stderr);
    assert_eq!(reports(&shell).len(), 2);
}

#[test]
fn an_imported_report_is_told_as_json_and_nothing_else() {
    let shell = Shell::on("2026-05-01");
    shell.write("sure.txt", SURE);
    for (more, new) in [(&["--dry-run"][..], 2), (&[], 2), (&[], 0)] {
        let told = shell.json(&[&["import", "sure.txt", "--json"], more].concat());
        assert_eq!(told["new"], new, "{more:?}");
    }
    shell.write("unsure.txt", UNSURE);
    let refused = shell.run(&["import", "unsure.txt", "--json"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stdout.lines().all(|line| line.starts_with('{')), "{}", refused.stdout);
}

#[test]
fn the_hips_of_a_scan_are_told_apart() {
    let shell = Shell::on("2026-10-01");
    let scan = "DXA report\nExam date: 2026-09-26\nRegion  BMD (g/cm2)  T-score\n\
        Total Hip Left  0.981  -0.4\nTotal Hip Right  0.962  -0.5\n";
    let before = scan.replace("2026", "2024").replace("0.981", "0.990").replace("0.962", "0.900");
    shell.fed(&["add", "--paste"], &before);
    let told = shell.fed(&["add", "--paste"], scan).stdout;
    let since = shell.ok(&["since", "2026-09-01"]);
    for (side, was) in [("left", "0.990"), ("right", "0.900")] {
        assert!(
            since.lines().any(|line| line.contains(&format!("hip, {side}")) && line.contains(was)),
            "{since}"
        );
    }
    for text in [told, shell.ok(&["show", "last"]), shell.ok(&["list"]), since] {
        let stands = |name: &str, value: &str| text.lines().any(|l| l.contains(name) && l.contains(value));
        assert!(stands("BMD, total hip, left", "0.981"), "{text}");
        assert!(stands("BMD, total hip, right", "0.962"), "{text}");
    }
}

#[test]
fn the_command_line_overrules_what_the_report_says_of_itself() {
    let shell = Shell::on("2026-05-01");
    let ran = shell.fed(
        &[
            "add",
            "5.3.26",
            "--paste",
            "--lab",
            "Elsewhere",
            "--time",
            "9:30",
            "--method",
            "e2=lc-ms/ms",
            "--dry-run",
        ],
        SURE,
    );
    assert_eq!((ran.code, reports(&shell).len()), (0, 0), "{}", ran.stderr);
    assert!(ran.stderr.contains("--dry-run"));
    shell.fed(
        &["add", "5.3.26", "--paste", "--lab", "Elsewhere", "--time", "9:30", "--method", "e2=lc-ms/ms"],
        SURE,
    );
    let report = reports(&shell).pop().unwrap();
    assert_eq!((&report["date"], &report["time"]), (&"2026-03-05".into(), &"09:30".into()));
    assert_eq!(report["laboratory"], "Elsewhere");
    assert_eq!(report["results"][1]["method"], "lc-ms/ms");
}

#[test]
fn an_unsure_result_is_refused_until_it_is_said_left_out_or_skipped() {
    let shell = Shell::on("2026-05-01");
    let refused = shell.fed(&["add", "--paste"], UNSURE);
    assert_eq!((refused.code, reports(&shell).len()), (1, 0));
    for part in
        ["2 results to check", "lh='5.1 …' fsh='7.3 IU/L'", "lh=- leaves one out", "--yes", "sure (1 result)"]
    {
        assert!(refused.stderr.contains(part), "{part} in: {}", refused.stderr);
    }
    assert!(refused.stdout.contains("the unit is missing: IU/L"), "{}", refused.stdout);

    let said = shell.fed(&["add", "--paste", "lh=5.1 IU/L", "fsh=-"], UNSURE);
    assert_eq!(said.code, 0, "{}", said.stderr);
    assert_eq!(results(&shell), ["2026-03-04 estradiol 28.4 pg/mL", "2026-03-04 lh 5.1 IU/L"]);

    let skipped = shell.fed(&["add", "2026-03-05", "--paste", "--yes"], UNSURE);
    assert_eq!(skipped.code, 0, "{}", skipped.stderr);
    assert!(skipped.stderr.contains("Left out, because unsure: lh 5.1, fsh 7.3 IU/L"), "{}", skipped.stderr);
    assert_eq!(results(&shell).len(), 3);
}

#[test]
fn leaving_an_unsure_line_out_keeps_the_sure_one_of_the_same_analyte() {
    let shell = Shell::on("2026-05-01");
    let text = "Collected: 2026-03-04\nInhibin dimer   20 pg/mL\nInhibin B   150 pg/mL\nLH   5.1 IU/L\n";
    let ran = shell.fed(&["add", "--paste", "inhibin-b=-", "lh=-"], text);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(results(&shell), ["2026-03-04 inhibin-b 150 pg/mL"]);
}

#[test]
fn a_report_without_a_plain_day_or_without_a_sure_result_is_refused() {
    let shell = Shell::on("2026-05-01");
    for (text, says) in [
        ("LH 5.1 IU/L", "add yesterday --paste"),
        ("Collected: 03/04/2026\nLH 5.1 IU/L", "“03/04/2026” is 3 Apr 2026 or 4 Mar 2026"),
        ("Collected: 2026-06-01\nLH 5.1 IU/L", "in the future"),
        ("Collected: 2026-03-04\nZonulin 12 ng/mL", "no line of it reads as a result"),
        ("", "nothing came on stdin"),
    ] {
        let ran = shell.fed(&["add", "--paste"], text);
        assert_eq!(ran.code, 1, "{text}");
        assert!(ran.stderr.contains(says), "{text}: {}", ran.stderr);
    }
    assert!(reports(&shell).is_empty());
}

#[test]
fn a_report_that_is_not_utf8_is_refused_with_the_remedy() {
    let shell = Shell::on("2026-05-01");
    let file = shell.path("latin1.txt");
    std::fs::write(&file, b"Prolaktin 250 \xb5U/mL").unwrap();
    let file = std::fs::File::open(file).unwrap();
    let output = shell.command().args(["add", "today", "--paste"]).stdin(file).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("iconv"));
}

#[test]
fn a_report_and_the_echo_of_one_read_well_in_a_hundred_columns() {
    let shell = Shell::on("2026-03-14");
    let values = |volume: &str| {
        let volume = format!("volume={volume} mL");
        [&volume, "conc=16.5 M/mL", "pr=31", "np=9", "im=60"].map(str::to_owned)
    };
    let add = |day: &str, volume: &str| {
        let values = values(volume);
        let words = [&["add", day][..], &values.each_ref().map(String::as_str)].concat();
        shell.ok(&words)
    };
    assert!(!add("2025-12-01", "2.9").contains("CHANGE"), "there is none before");
    let echo = add("2026-03-01", "3.0");
    assert!(echo.contains("CHANGE SINCE THE RESULT BEFORE\n  Semen volume "), "{echo}");
    assert!(echo.contains("+3%, within variation; was 2.9 mL on 1 Dec 2025"), "{echo}");
    let id = shell.json(&["list", "--json", "--limit", "1"])[0]["report"].as_str().unwrap().to_owned();
    let shown = shell.ok(&["show", &id]);
    assert!(shown.contains("COMPUTED\n  Total motility (PR+NP)"), "{shown}");
    assert!(shown.contains("    = volume (mL) × concentration (10^6/mL)\n"), "{shown}");
    assert!(shown.contains("CHANGE SINCE THE RESULT BEFORE\n  Semen volume "), "{shown}");
    for line in echo.lines().chain(shown.lines()) {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn a_short_name_of_another_kind_than_all_else_on_the_line_is_asked_about() {
    for (words, said) in [
        (
            &["vol=3.1", "conc=45", "prog=40", "morph=5"][..],
            "write progressive-motility=40 or progesterone=40",
        ),
        (&["vol=3.1", "conc=45", "progesterone=4", "morph=5", "--yes"], ""),
        (&["vol=3.1", "conc=45", "progesterone=4", "morph=5"], ""),
        (&["vol=3.1", "conc=45", "progressive=40", "morph=5"], ""),
        (&["tt=512", "e2=28", "prog=0.4"], ""),
        (&["tt=512", "conc=45"], ""),
    ] {
        let shell = Shell::on("2026-03-14");
        let ran = shell.run(&[&["add"], words].concat());
        assert_eq!(
            (ran.code == 0, ran.stderr.contains(said)),
            (said.is_empty(), true),
            "{words:?}: {}",
            ran.stderr
        );
        assert_eq!(shell.ok(&["list"]).is_empty(), !said.is_empty(), "{words:?}");
    }
}

#[test]
fn what_is_computed_from_other_reports_of_the_day_is_not_told_again() {
    let shell = Shell::on("2026-03-14");
    assert!(shell.ok(&["add", "tt=512", "e2=28"]).contains("T/E2"));
    assert!(!shell.ok(&["add", "psa=0.9"]).contains("T/E2"));
    assert!(shell.ok(&["add", "lh=4"]).contains("T/LH"), "with a result of the report before");
}

#[test]
fn a_name_of_no_analyte_that_an_option_has_is_told_how_it_is_written() {
    for (typed, said) in [
        ("abstinence=4", "write --abstinence=4"),
        ("abst=4", "write --abstinence=4"),
        ("laboratory=Quest", "write --lab=Quest"),
        ("time=08:10", "write --time=08:10"),
        ("date=2026-03-01", "write --on=2026-03-01"),
        ("fasting=yes", "write --fasting=yes"),
        ("xyzzy=1", "is not an analyte"),
    ] {
        let shell = Shell::on("2026-03-14");
        let ran = shell.run(&["add", "vol=3", typed]);
        assert!(ran.code == 1 && ran.stderr.contains(said), "{typed}: {}", ran.stderr);
    }
}
