//! Today and Results in particular: what is spelled out, what is compared with what, and that nothing is cut short.

use crate::harness::Harness;

const COURSE: &str = include_str!("../fixtures/json/course.json");
const TODAY: &str = "2026-03-14";

fn course() -> Harness {
    Harness::from_json(TODAY, COURSE)
}

fn log(reports: &str) -> Harness {
    Harness::from_json(TODAY, &format!(r#"{{"reports": [{reports}]}}"#))
}

/// A blood report of one result.
fn blood(id: &str, date: &str, analyte: &str, value: &str, unit: &str) -> String {
    format!(
        r#"{{"id": "{id}", "kind": "blood", "date": "{date}", "laboratory": "Quest",
            "results": [{{"analyte": "{analyte}", "value": "{value}", "unit": "{unit}"}}]}}"#
    )
}

#[track_caller]
fn says(frame: &str, parts: &[&str]) {
    for part in parts {
        assert!(frame.contains(part), "“{part}” is not in\n{frame}");
    }
}

/// What was put on the clipboard last.
fn copied(harness: &Harness) -> String {
    harness.copied().last().expect("nothing was copied").clone()
}

#[test]
fn today_shows_the_dose_and_whole_dates_at_every_width() {
    for (columns, lines) in [(120, 40), (100, 30), (80, 24), (60, 20)] {
        let frame = course().size(columns, lines).frame();
        says(&frame, &["anastrozole 1 mg daily", "day 153", "sample taken since 24 Dec 2025"]);
    }
}

#[test]
fn today_counts_the_sperm_cycle_of_a_therapy_that_just_began() {
    let json = r#"{"profile": {"goal": "fertility"}, "regimens": [{"id": "d", "drug": "anastrozole",
        "start": "2026-01-05",
        "doses": [{"from": "2026-01-05", "amount": "1", "unit": "mg", "schedule": "twice weekly"}]}]}"#;
    let frame = Harness::from_json(TODAY, json).frame();
    says(&frame, &["anastrozole 1 mg twice weekly", "day 68 of 72", "now from 18 Mar on (HRTIO)"]);
}

#[test]
fn a_wider_window_never_takes_the_course_of_a_value_away_for_a_longer_name() {
    let semen = r#"{"id": "s", "kind": "semen", "date": "2025-03-04",
        "results": [{"analyte": "sperm-concentration", "value": "19.25", "unit": "10*6/mL"}]}"#;
    let reports = [
        blood("a", "2025-02-04", "bone-alp-activity", "21", "U/L"),
        blood("b", "2025-03-04", "bone-alp-activity", "39", "U/L"),
        semen.to_owned(),
    ]
    .join(",");
    for columns in (140..=260).step_by(4) {
        let frame = log(&reports).size(columns, 40).frame();
        let row = frame.lines().find(|line| line.contains("39") && line.contains("U/L")).unwrap();
        assert!(row.contains('▆') && row.contains("4 Mar 2025"), "{columns}: {row}");
    }
}

#[test]
fn a_finding_on_today_shows_the_value_it_rests_on_unless_values_are_hidden() {
    says(&course().frame(), &["Estradiol in the watch zone            15.9 on 12 Mar"]);
    says(&course().keys("P").frame(), &["Estradiol in the watch zone            of 12 Mar"]);
}

#[test]
fn since_the_start_of_therapy_each_row_has_change_verdict_and_expected_direction() {
    let frame = course().size(156, 40).frame();
    for row in ["270.6  412.0    +52%  within variation", "32   15.9    -50%  as expected, <16"] {
        says(&frame, &[row]);
    }
}

#[test]
fn a_bound_on_either_side_of_a_limit_is_given_no_place_in_the_range() {
    let json = r#"{"reports": [{"id": "a", "kind": "blood", "date": "2026-03-12", "results": [{"analyte": "estradiol",
        "comparator": "<", "value": "10", "unit": "pg/mL", "reference": {"low": "8.0", "high": "35.0"}}]}]}"#;
    let frame = Harness::from_json(TODAY, json).frame();
    let line = frame.lines().find(|line| line.contains("Estradiol")).unwrap();
    assert!(line.contains("<10  pg/mL  ○") && !line.contains('●'), "{line}");
}

#[test]
fn everything_about_a_report_can_be_reached_in_a_small_window() {
    let semen = || course().size(80, 24).keys("2jl");
    says(
        &semen().frame(),
        &["Semen volume", "Esc goes back", "range ≥ 1.4, published, CENTILES21, unverified"],
    );
    says(
        &semen().keys("G").frame(),
        &["IN THE 72 DAYS BEFORE", "Fever on 27 Jan", "not checked at its source"],
    );
    says(&semen().keys("G<esc>").frame(), &["12 Nov 2025  blood"]);
}

#[test]
fn a_semen_report_names_the_edition_the_place_among_fertile_men_and_the_cycle_before_it() {
    says(
        &course().size(120, 44).keys("2j").frame(),
        &[
            "normozoospermia, by WHO 6th edition (2021)",
            "Sperm concentration: between P5 and P10, WHO 2021, unverified",
            "Normal forms (strict morphology): at P5, WHO 2021\n",
            "“IUI group” of varicocele cohort",
            "anastrozole on 72 days (1 mg daily)",
            "≥ 16",
            "CAMPBELL21",
        ],
    );
    says(&course().keys("2G").frame(), &["oligoasthenozoospermia", "concentration below its limit"]);
}

#[test]
fn a_second_report_of_a_day_is_compared_with_the_first() {
    let reports =
        [blood("a", "2026-03-12", "lh", "4.0", "IU/L"), blood("b", "2026-03-12", "lh", "8.0", "IU/L")];
    let both = log(&reports.join(","));
    let later = both.keys("2").frame();
    says(&later, &["8.0 IU/L", "+100%"]);
    let earlier = log(&reports.join(",")).keys("2j").frame();
    says(&earlier, &["4.0 IU/L", "first one"]);
}

#[test]
fn a_hip_is_compared_with_the_same_hip() {
    let scan = |id: &str, date: &str, left: &str, right: &str| {
        let bmd = |side: &str, value: &str| {
            format!(
                r#"{{"analyte": "bmd-total-hip", "value": "{value}", "unit": "g/cm2", "side": "{side}"}}"#
            )
        };
        format!(
            r#"{{"id": "{id}", "kind": "dxa", "date": "{date}", "device": "Horizon",
                "results": [{}, {}]}}"#,
            bmd("left", left),
            bmd("right", right)
        )
    };
    let reports = [scan("a", "2024-03-12", "1.000", "0.900"), scan("b", "2026-03-12", "0.960", "0.880")];
    let frame = log(&reports.join(",")).keys("2").frame();
    says(
        &frame,
        &["BMD, total hip, left", "-0.040, not judged", "BMD, total hip, right", "-0.020, not judged"],
    );
}

#[test]
fn the_flow_table_has_one_unit_a_row_and_marks_what_it_converted() {
    let reports = [
        blood("a", "2024-11-30", "testosterone-total", "17.3", "nmol/L"),
        blood("b", "2026-03-12", "testosterone-total", "486", "ng/dL"),
    ];
    let frame = log(&reports.join(",")).keys("2t").frame();
    says(&frame, &["30 Nov 2024", "Testosterone, total                     ng/dL", "≈499"]);
    let si = log(&reports.join(",")).keys("2tUU").frame();
    says(&si, &["Testosterone, total                     nmol/L", "17.3"]);
    assert!(!si.contains('≈'), "{si}");
}

#[test]
fn the_result_before_the_one_under_the_cursor_is_told_in_its_unit() {
    let reports = [
        blood("a", "2024-11-30", "testosterone-total", "17.3", "nmol/L"),
        blood("b", "2026-03-12", "testosterone-total", "486", "ng/dL"),
    ];
    for keys in ["2l", "2t"] {
        let frame = log(&reports.join(",")).keys(keys).frame();
        says(&frame, &["before it ≈499 on 30 Nov 2024: -3%"]);
    }
}

#[test]
fn the_flow_table_holds_computed_values_and_spells_out_the_cell_under_the_cursor() {
    let frame = course().keys("2tjj").frame();
    says(&frame, &["T/LH", "98.0", "computed: testosterone (ng/dL) ÷ estradiol (pg/mL) (SHAH21)"]);
}

#[test]
fn both_views_stand_on_the_same_report() {
    says(&course().keys("2jjtt").frame(), &["blood panel of Mon 12 Jan 2026"]);
    says(&course().keys("2tllt").frame(), &["blood panel of Mon 12 Jan 2026"]);
}

#[test]
fn a_status_in_the_filter_holds_of_the_analyte_beside_it() {
    let matches = |filter: &str| {
        let frame = course().keys(&format!("2/{filter}<enter>")).frame();
        frame.lines().nth(2).unwrap().trim().to_owned()
    };
    for (filter, count) in [
        ("low", "1 of 7"),
        ("conc low", "1 of 7"),
        ("volume low", "0 of 7"),
        ("volume within", "2 of 7"),
        ("e2 t-e2-ratio", "0 of 7"),
        ("e2 lh quest 2025", "2 of 7"),
        ("<gt>2025-11 blood", "2 of 7"),
        ("<lt>2025-11", "3 of 7"),
        ("2025-10 dxa", "1 of 7"),
    ] {
        let heading = matches(filter);
        assert!(heading.contains(count), "{filter}: {heading}");
    }
}

#[test]
fn opening_a_report_keeps_a_filter_that_takes_it() {
    says(&course().keys("2/blood<enter>tl<enter>").frame(), &["4 of 7 reports match “blood”", "12 Jan 2026"]);
}

#[test]
fn a_copy_takes_the_result_under_the_cursor_else_the_report() {
    let whole = copied(&course().keys("2y"));
    for line in [
        "blood panel of Thu 12 Mar 2026",
        "Estradiol: 15.9 pg/mL  (8.0 – 35.0 lab)",
        "T/E2: 25.9  (computed)",
    ] {
        says(&whole, &[line]);
    }
    for keys in ["2ljy", "2tjy"] {
        let one = copied(&course().keys(keys));
        says(&one, &["Estradiol: 15.9 pg/mL  (8.0 – 35.0 lab)"]);
        assert!(!one.contains("FSH"), "{one}");
    }
    let hidden = copied(&course().keys("P2ljy"));
    assert!(!hidden.contains("15.9") && !hidden.contains("35.0"), "{hidden}");
}

#[test]
fn a_copied_value_and_its_range_are_in_one_unit() {
    says(&copied(&course().keys("UU2ljy")), &["Estradiol: 58 pmol/L  (29 – 128 lab)"]);
}

#[test]
fn today_and_results_draw_at_every_size() {
    for (columns, lines) in
        [(40, 10), (41, 11), (60, 12), (79, 23), (99, 30), (100, 10), (140, 50), (250, 12)]
    {
        for keys in ["1", "1G", "2", "2jl", "2jlG", "2G", "2t", "2tGllll", "2/zzz<enter>", "2t/zzz<enter>jy"]
        {
            let frame = course().size(columns, lines).keys(keys).frame();
            assert!(!frame.trim().is_empty(), "{keys} at {columns}x{lines}");
        }
    }
}

#[test]
fn a_filter_takes_a_time_as_dates_are_typed_everywhere_and_says_how_it_is_read() {
    let weights = ["2025-12-31", "2026-01-15", "2026-03-01", "2026-03-13"].map(|date| {
        format!(
            r#"{{"kind":"body","date":"{date}","results":[{{"analyte":"weight","value":"80","unit":"kg"}}]}}"#
        )
    });
    let events = ["2025-12-31", "2026-03-13"]
        .map(|date| format!(r#"{{"date":"{date}","event":"fever","note":"of {date}"}}"#));
    let json = format!(r#"{{"reports":[{}],"events":[{}]}}"#, weights.join(","), events.join(","));
    for (filter, count, read) in [
        ("2026", 3, "(2026)"),
        (">15/1", 2, "(after Thu 15 Jan 2026)"),
        (">yesterday", 0, "(after Fri 13 Mar 2026)"),
        ("<15.1.26", 1, "(before Thu 15 Jan 2026)"),
        ("-1d", 1, "(Fri 13 Mar 2026)"),
        (">2025-12 <1/3", 1, "(after 2025-12, before Sun 1 Mar 2026)"),
        ("2026-03-01", 1, "(Sun 1 Mar 2026)"),
    ] {
        let typed: String = filter
            .chars()
            .map(|c| match c {
                '>' => "<gt>".to_owned(),
                '<' => "<lt>".to_owned(),
                c => c.to_string(),
            })
            .collect();
        let frame = Harness::from_json("2026-03-14", &json).keys(&format!("2/{typed}<enter>")).frame();
        assert!(frame.contains(&format!("{count} of 4 reports")), "{filter}:\n{frame}");
        assert!(frame.contains(read), "{filter}:\n{frame}");
    }
    let journal = Harness::from_json("2026-03-14", &json).keys("6/<gt>1/3 fever<enter>").frame();
    assert!(journal.contains("of 2026-03-13") && !journal.contains("of 2025-12-31"), "{journal}");
}

#[test]
fn a_report_that_was_opened_from_a_cell_of_the_table_leads_back_to_that_cell() {
    let at = |keys: &str| course().keys("2t").keys(keys);
    for (go, back) in [("jj", "<esc>"), ("ljj", "<esc>"), ("ljj", "jj<esc>"), ("jj", "t"), ("jj", "<left>t")]
    {
        let opened = at(go).keys("<enter>");
        assert_ne!(opened.frame(), at(go).frame());
        let returned = opened.keys(back).frame();
        if back.ends_with("<esc>") {
            assert_eq!(returned, at(go).frame(), "{go} then {back}");
        } else {
            says(&returned, &["Estradiol  "]);
        }
    }
    // Whoever went from the report to the list is in the list.
    let list = at("jj<enter><left><esc>").frame();
    assert_eq!(list, at("t").frame());
}

#[test]
fn what_a_filter_found_is_still_under_the_cursor_when_everything_is_back() {
    let found = course().keys("2/semen<enter>j").keys("<esc>");
    let report = |frame: &str| {
        frame.lines().find(|line| line.contains(" of ") && line.contains("analysis")).map(str::to_owned)
    };
    let semen = report(&course().keys("2/semen<enter>j").frame());
    assert!(semen.is_some() && report(&found.frame()) == semen, "{}", found.frame());
}

#[test]
fn a_name_loses_its_parentheses_before_it_is_abbreviated() {
    let frame = course().size(100, 40).keys("2t").frame();
    says(&frame, &["\n Normal forms  ", "\n Progressive motility  "]);
    assert!(!frame.contains("\n Morph "), "{frame}");
}

#[test]
fn without_results_no_heads_of_columns_stand_over_nothing() {
    let frame =
        Harness::from_json(TODAY, r#"{"regimens": [{"drug": "anastrozole", "start": "2026-01-05"}]}"#)
            .frame();
    says(&frame, &["No results yet. a adds a report."]);
    assert!(!frame.contains("before"), "{frame}");
}
