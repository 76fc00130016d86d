//! What `add` and `show` say of a semen analysis and of a scan beyond the numbers: all that the screen says of it.

use crate::cli::Shell;

fn has_all(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "“{part}” is missing in:\n{said}");
    }
}

#[test]
fn a_semen_analysis_is_told_with_totals_words_percentiles_and_how_it_compares() {
    let shell = Shell::on("2026-03-14");
    let first =
        ["add", "2026-01-05", "volume=3.0 mL", "conc=20 M/mL", "pr=40 %", "np=10 %", "morphology=5 %"];
    let said = shell.ok(&[&first[..], &["--abstinence", "2"]].concat());
    has_all(
        &said,
        &[
            "Total sperm number              60.0",
            "Total motile sperm count        30.0",
            "normozoospermia",
            "between P",
            "WHO 2021",
        ],
    );
    assert!(!said.contains("One sample is compared with one"), "{said}");

    let second =
        ["add", "2026-03-12", "volume=2.0 mL", "conc=12 M/mL", "pr=25 %", "np=5 %", "morphology=3 %"];
    let more = ["--abstinence", "5", "semen-leukocytes=1.0 M/mL", "mar-test=49 %"];
    let said = shell.ok(&[&second[..], &more[..]].concat());
    let words = [
        "oligoasthenoteratozoospermia, by WHO 6th edition (2021)",
        "below P",
        "high < 1.0 (MSD-SEMEN, unverified)",
        "One sample is compared with one, of 5 Jan 2026",
        "KEEL06",
        "Abstinence: 2 days before the sample of 5 Jan 2026, 5 days before this one.",
        "SCHWARTZ79",
        "Total motile sperm count         7.2",
    ];
    has_all(&said, &words);
    let id = shell.json(&["list", "--kind", "semen", "--json"])[0]["report"].as_str().unwrap().to_owned();
    has_all(&shell.ok(&["show", &id]), &[&words[..], &["Total sperm number", "24"]].concat());
}

#[test]
fn a_sample_is_judged_by_the_edition_of_the_manual_that_its_report_names() {
    let sample =
        ["volume=3 mL", "conc=15.5 M/mL", "pr=31 %", "np=5 %", "semen-leukocytes=0.5 M/mL", "mar-test=50 %"];
    for (edition, count, progressive, total, mar) in [
        ("2010", "within ≥ 15", "low ≥ 32", "low ≥ 40", "high < 50 (WHO10)"),
        ("2021", "low ≥ 16", "within ≥ 30", "low ≥ 42", ""),
    ] {
        let shell = Shell::on("2026-03-14");
        let said = shell.ok(&[&["add"], &sample[..], &["--who-edition", edition]].concat());
        let id = shell.json(&["list", "--json"])[0]["report"].as_str().unwrap().to_owned();
        for text in [said, shell.ok(&["show", &id])] {
            has_all(&text, &[count, progressive, total, mar]);
        }
        let listed = shell.ok(&["list"]);
        has_all(&listed, &[count, progressive]);
    }
}

#[test]
fn sperm_seen_in_the_pellet_are_not_none() {
    for (note, is_none) in [("sperm seen in the pellet", false), ("no sperm in the pellet", true)] {
        let shell = Shell::on("2026-03-14");
        shell.ok(&["profile", "set", "goal", "fertility"]);
        for day in ["2026-01-10", "2026-03-10"] {
            shell.ok(&["add", day, "volume=2 mL", "conc=0 M/mL", "--note", note]);
        }
        let due = shell.ok(&["due"]);
        assert_eq!(due.contains("no-sperm-confirmed"), is_none, "{due}");
        let shell = Shell::on("2026-03-14");
        let said = shell.ok(&["add", "volume=2 mL", "conc=0 M/mL", "--note", note]);
        assert_eq!(said.contains("No sperm were found"), is_none, "{said}");
        assert_eq!(said.contains("azoospermia"), is_none, "{said}");
    }
}

#[test]
fn a_scan_is_told_with_its_category_and_the_precision_of_the_machine() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["profile", "set", "birth-date", "1968-05-01"]);
    let scan = |date: &'static str, density: &'static str, score: &'static str| {
        ["add", date, density, score, "--device", "Hologic"].map(str::to_owned).to_vec()
    };
    let run = |words: Vec<String>| shell.ok(&words.iter().map(String::as_str).collect::<Vec<_>>());
    run(scan("2025-01-10", "bmd-lumbar-spine=1.000 g/cm2", "t-score-lumbar-spine=-2.2"));
    let said = run(scan("2026-03-10", "bmd-lumbar-spine=0.950 g/cm2", "t-score-lumbar-spine=-2.6"));
    has_all(&said, &["osteoporosis", "-0.050 g/cm², the centre's precision is not known"]);
    assert!(!said.contains("variation unknown"), "{said}");

    std::fs::create_dir_all(shell.path(".config/androlog")).unwrap();
    shell.write(".config/androlog/config.toml", "[precision.\"Hologic\"]\nlumbar-spine = \"0.010\"\n");
    let id = shell.json(&["list", "--kind", "dxa", "--json"])[0]["report"].as_str().unwrap().to_owned();
    let shown = shell.ok(&["show", &id]);
    has_all(
        &shown,
        &[
            "At 57: T-scores count from 50",
            "osteoporosis.",
            "With a fragility fracture",
            "-0.050 g/cm², beyond precision (0.028)",
        ],
    );
}

#[test]
fn the_newest_report_is_named_without_its_id() {
    let shell = Shell::on("2026-03-14");
    assert!(shell.run(&["show", "last"]).stderr.contains("no report is in the log yet"));
    for (value, day) in
        [("lh=4", "2026-02-01"), ("lh=5", "2026-03-02"), ("lh=6", "2026-03-02"), ("lh=7", "2026-01-05")]
    {
        shell.ok(&["add", day, value, "--yes"]);
    }
    assert!(shell.ok(&["show", "last"]).contains(" 6 "), "{}", shell.ok(&["show", "last"]));
    shell.ok(&["rm", "last"]);
    assert!(shell.ok(&["show", "last"]).contains(" 5 "), "{}", shell.ok(&["show", "last"]));
}

#[test]
fn a_report_shows_what_is_computed_of_it_and_not_of_another_one_of_its_day() {
    let shell = Shell::on("2026-03-14");
    let added = |values: [&str; 2], time: &str| {
        shell.ok(&["add", "2026-03-01", values[0], values[1], "--time", time, "--yes"])
    };
    added(["testosterone=300 ng/dL", "estradiol=15 pg/mL"], "08:00");
    let second = added(["testosterone=500 ng/dL", "estradiol=20 pg/mL"], "11:00");
    assert!(second.contains("T/E2  25.0"), "{second}");
    let first = shell.ok(&["list", "--json"]);
    let results: Vec<serde_json::Value> = serde_json::from_str(&first).unwrap();
    let of_first = results.iter().find(|result| result["value"] == "300").unwrap();
    let id = of_first["report"].as_str().unwrap();
    for args in [&["show", id][..], &["show", id, "--json"]] {
        let said = shell.ok(args);
        assert!(said.contains("300") && !said.contains("25.0"), "{said}");
    }
}

#[test]
fn what_a_computed_value_takes_for_granted_is_named_below_it() {
    let shell = Shell::on("2026-03-14");
    let said = shell.ok(&["add", "2026-03-01", "testosterone=500 ng/dL", "shbg=30 nmol/L"]);
    assert!(said.contains("SHBG and albumin; albumin 4.3 g/dL assumed"), "{said}");
    let measured =
        shell.ok(&["add", "2026-03-10", "testosterone=500 ng/dL", "shbg=30 nmol/L", "albumin=4.5 g/dL"]);
    assert!(measured.contains("SHBG and albumin") && !measured.contains("assumed"), "{measured}");
}

#[test]
fn a_sample_told_in_words_is_told_in_these_on_the_way_to_a_child_too() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["profile", "set", "goal", "fertility"]);
    shell.ok(&["profile", "set", "trying-since", "2025-06-01"]);
    shell.ok(&["add", "2026-03-01", "volume=2.4 mL", "conc=pellet"]);
    let said = shell.ok(&["trying"]);
    assert!(said.contains("pellet"), "{said}");
}
