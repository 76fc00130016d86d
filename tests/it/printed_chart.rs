//! The chart outside the screen: printed, and as an SVG.

use crate::cli::Shell;

/// Five months of anastrozole, imported.
fn course() -> Shell {
    let shell = Shell::on("2026-03-14");
    std::fs::write(shell.path("course.json"), include_str!("../fixtures/json/course.json")).unwrap();
    shell.ok(&["import", "course.json"]);
    shell
}

fn assert_holds(text: &str, words: &[&str]) {
    for expected in words {
        assert!(text.contains(expected), "“{expected}” is not in\n{text}");
    }
}

#[test]
fn the_chart_of_the_screen_is_printed_in_any_size_and_in_seven_bits() {
    let shell = course();
    let text = shell.ok(&["chart", "estradiol", "lh", "--since", "1y", "--width", "100", "--height", "24"]);
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    assert_eq!(text.lines().count(), 24, "{text}");
    assert_holds(
        &text,
        &["Estradiol  pg/mL", "LH  IU/L", "●", "⠒", "1 mg daily", "2026", "< 10 HRTIO, FINK16"],
    );
    assert_eq!(text, shell.ok(&["chart", "e2", "lh", "--since", "2025-03-14", "--height", "24"]));
    assert_eq!(text, shell.ok(&["chart", "e2", "lh", "--since", "-1y", "--height", "24"]));
    let ascii = shell.ok(&["chart", "estradiol", "--width", "60", "--height", "16", "--ascii"]);
    assert!(ascii.is_ascii(), "{ascii}");
    assert!(ascii.lines().all(|line| line.len() <= 60), "{ascii}");
}

#[test]
fn what_results_amount_to_is_drawn_and_said_below() {
    let shell = course();
    let trend = shell.ok(&["chart", "estradiol", "lh", "--trend"]);
    assert_holds(
        &trend,
        &["Estradiol: No trend: results of 4 days are in view, and a trend needs 5.", "LH: No trend"],
    );
    let last = shell.ok(&["chart", "estradiol", "--before-after"]);
    assert_holds(
        &last,
        &[
            "Anastrozole started 13 Oct 2025, geometric means: 32 before",
            "beyond variation.",
            "after 17.1",
            "compared",
        ],
    );
    assert_eq!(last, shell.ok(&["chart", "estradiol", "--before-after=2025-10-13"]));
    let later = r#"{"format":"androlog","version":1,"regimens":[{"drug":"vitamin-d","start":"2026-01-02"}]}"#;
    std::fs::write(shell.path("later.json"), later).unwrap();
    shell.ok(&["import", "later.json"]);
    assert_holds(&shell.ok(&["chart", "estradiol", "--before-after"]), &["Anastrozole started 13 Oct 2025"]);
    let alike = shell.ok(&["chart", "estradiol", "--like-with-like"]);
    assert_holds(&alike, &["Like with like: left out 1 not fasting."]);
    let wrong = shell.run(&["chart", "estradiol", "--before-after=2025-10-14"]);
    assert_eq!(wrong.code, 1);
    assert_holds(
        &wrong.stderr,
        &["no therapy changed on 2025-10-14; changes were on 2025-10-13, 2026-01-02"],
    );
    assert_eq!(shell.run(&["chart", "estradiol", "--trend", "--before-after"]).code, 2);
}

#[test]
fn what_cannot_be_drawn_is_refused_and_what_would_be_right_is_said() {
    let shell = course();
    for (arguments, code, words) in [
        ("e2 --width 19", 2, "19 is not in 20..=1000"),
        ("e2 --height 4", 2, "4 is not in 5..=1000"),
        ("e2 --svg a.svg --width 50", 2, "cannot be used with '--width <N>'"),
        ("e2 --since 2026-04-01", 1, "the first day, 2026-04-01, is after the last one, 2026-03-14"),
        ("e2 --since 2026-02-01 --until 2026-01-01", 1, "is after the last one, 2026-01-01"),
        ("e2 --until 2025-01-01", 1, "no result by 2025-01-01; the first one is of 2025-10-06"),
        ("e2 --until 2026-01-01 --before-after", 2, "cannot be used with"),
        ("e2 --before-after 2025-10-13", 1, "a day is given as --before-after=2025-10-13"),
        ("e2 tt lh fsh shbg", 1, "at most 4 analytes; these are 5"),
        ("e2 --svg no/a.svg", 1, "cannot write no/a.svg: there is no folder no"),
        ("e2 --svg .", 1, "cannot write .: it is not an ordinary file"),
    ] {
        let ran = shell.run(&[&["chart"][..], &arguments.split(' ').collect::<Vec<_>>()].concat());
        assert_eq!(ran.code, code, "{arguments}: {}", ran.stderr);
        assert_holds(&ran.stderr, &[words]);
    }
}

#[test]
fn a_chart_ends_where_asked_and_draws_an_analyte_once() {
    let shell = course();
    let until = shell.ok(&["chart", "e2", "estradiol", "--until", "2025-12-31"]);
    assert_eq!(until.matches("Estradiol").count(), 1, "{until}");
    assert!(until.contains("Dec") && !until.contains("2026"), "{until}");
    let svg = shell.ok(&["chart", "e2", "--svg", "-"]);
    assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"), "{svg}");
}

#[test]
fn an_svg_holds_what_the_printed_chart_does_with_legend_notes_and_sources() {
    let shell = course();
    shell.ok(&["chart", "estradiol", "sperm-concentration", "--before-after", "--svg", "chart.svg"]);
    let svg = std::fs::read_to_string(shell.path("chart.svg")).unwrap();
    assert_holds(
        &svg,
        &[
            "<title>Estradiol · Sperm concentration</title>",
            ">pg/mL · interval 8.0 – 35.0, Quest<",
            ">10^6/mL, logarithmic · interval ≥ 16, published, CAMPBELL21<",
            "<desc>Estradiol: 4 results from 6 Oct 2025 to 12 Mar 2026, the newest 15.9 pg/mL, within its interval.",
            ">15.9<",
            ">after 17.1<",
            "&lt; 10 HRTIO, FINK16",
            ">P75 110 (WHO 2021)<",
            ">1 mg daily<",
            ">reference interval<",
            ">between WHO percentiles<",
            "Anastrozole started 13 Oct 2025",
            "HRTIO: Can Anastrozole Use Affect",
        ],
    );
    assert!(!svg.contains("http") || svg.matches("http").count() == svg.matches("www.w3.org").count());
    let again = shell.run(&["chart", "estradiol", "--svg", "chart.svg"]);
    assert_eq!(again.code, 1, "a file that is there is kept");
}

#[test]
fn blood_and_semen_are_each_compared_over_their_own_days() {
    let shell = course();
    let words = ["compared E2", "compared Conc", "28 days", "72 days"];
    let both = ["chart", "estradiol", "sperm-concentration", "--before-after"];
    assert_holds(&shell.ok(&both), &words);
    shell.ok(&[&both[..], &["--svg", "chart.svg"]].concat());
    assert_holds(&std::fs::read_to_string(shell.path("chart.svg")).unwrap(), &words);
    let blood = shell.ok(&["chart", "estradiol", "lh", "--before-after"]);
    assert_eq!(blood.matches("28 days").count(), 1, "those with the same days share a lane:\n{blood}");
}

#[test]
fn an_svg_writes_a_number_as_printed_and_a_converted_one_in_the_digits_of_its_unit() {
    let shell = Shell::on("2026-03-14");
    shell.ok(&["add", "2026-01-14", "tt=412.0", "--lab", "Quest"]);
    shell.ok(&["add", "2026-02-14", "tt=15.00nmol/L", "--lab", "Quest", "--yes"]);
    for (units, written) in [("conventional", ["412.0", "433"]), ("si", ["14.3", "15.00"])] {
        std::fs::write(shell.path("my.toml"), format!("units = \"{units}\"\n")).unwrap();
        shell.ok(&["--config", "my.toml", "chart", "tt", "--svg", "chart.svg", "--force"]);
        let svg = std::fs::read_to_string(shell.path("chart.svg")).unwrap();
        for number in written {
            assert!(svg.contains(&format!(">{number}<")), "{number} is not in {svg}");
        }
    }
}
