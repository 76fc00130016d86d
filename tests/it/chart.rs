//! The Chart tab: what is drawn, what the cursor reads out, what keys do.

use androlog::domain::id::AnalyteId;
use androlog::ui::State;
use androlog::ui::action::Action;
use androlog::ui::outcome::{OpenTarget, Outcome};
use androlog::ui::privacy::Privacy;
use androlog::ui::screen::Screen;
use androlog::ui::screen::chart::Chart;

use crate::harness::Harness;

const COURSE: &str = include_str!("../fixtures/json/course.json");
const TODAY: &str = "2026-03-14";

/// Keys that leave estradiol alone on the chart.
const ONE: &str = "s<up><space><enter>";
/// Keys that add LH to estradiol and testosterone.
const THREE: &str = "s<down><down><space><enter>";
/// Keys that leave sperm concentration alone on the chart.
const SPERM: &str = "s<down><down><down><down><space><up><up><up><up><up><space><down><space><enter>";

/// Five months of anastrozole, on the Chart tab.
fn course() -> Harness {
    Harness::from_json(TODAY, COURSE).keys("3")
}

fn assert_says(frame: &str, words: &[&str]) {
    for expected in words {
        assert!(frame.contains(expected), "“{expected}” is not in\n{frame}");
    }
}

/// The tab alone: no tab line and rule above, no footer below.
fn without_frame(frame: &str, lines: u16) -> String {
    frame.lines().skip(2).take(usize::from(lines) - 3).collect::<Vec<_>>().join("\n")
}

#[test]
fn pictures_of_the_course() {
    for (name, columns, lines, keys) in [
        ("chart_one_panel_wide", 120, 40, ONE),
        ("chart_one_panel", 80, 24, ONE),
        ("chart_three_panels_wide", 120, 40, THREE),
        ("chart_three_panels", 80, 24, THREE),
        ("chart_narrow", 60, 20, ""),
        ("chart_sperm_with_its_cycle", 120, 40, SPERM),
        ("chart_overlay", 80, 24, "o"),
        ("chart_list", 80, 24, "s"),
        ("chart_private", 80, 24, "P"),
        ("chart_before_and_after", 80, 24, "b"),
        ("chart_before_and_after_wide", 120, 40, "b"),
        ("chart_before_and_after_narrow", 60, 20, "b"),
    ] {
        let chart = course().size(columns, lines).keys(keys).frame();
        insta::assert_snapshot!(name, without_frame(&chart, lines));
    }
}

#[test]
fn pictures_of_an_empty_log() {
    for (name, columns, lines) in [("chart_empty_wide", 120, 40), ("chart_empty", 80, 24)] {
        let chart = Harness::on(TODAY).size(columns, lines).keys("3").frame();
        insta::assert_snapshot!(name, without_frame(&chart, lines));
    }
}

#[test]
fn any_window_draws_what_is_chosen_over_its_time_or_says_how_much_room_it_takes() {
    let estradiol = "Estradiol  pg/mL";
    for (keys, title) in [
        ("", estradiol),
        ("s", estradiol),
        ("o", "1 E2  2 T  % of the range"),
        ("P", estradiol),
        (THREE, estradiol),
        (SPERM, "Sperm concentration  10^6/mL"),
        ("[[[++++<lt><lt>", estradiol),
        ("jjL", "Testosterone, total  ng/dL"),
        ("gg", estradiol),
    ] {
        for (columns, lines) in [(40, 10), (41, 11), (60, 20), (99, 24), (100, 12), (200, 60)] {
            let frame = course().size(columns, lines).keys(keys).frame();
            let is_drawn = frame.contains(title) && frame.contains('└') && frame.contains("2026");
            let has_room = columns >= 60;
            let says_why =
                frame.contains("the chart needs 20 columns and 5 rows") || frame.contains("needs 20x5");
            assert!(is_drawn || (says_why && !has_room), "{columns}x{lines} {keys}\n{frame}");
        }
    }
}

#[test]
fn the_cursor_goes_from_result_to_result_and_reads_each_out() {
    for (keys, words) in [
        ("", &["15.9 pg/mL  ● within", "Thu 12 Mar 2026, 08:15", "day 151 of anastrozole"][..]),
        ("l", &["15.9 pg/mL"]),
        ("h", &["17.1 pg/mL", "Mon 12 Jan 2026, 08:05", "not fasting, 23 h after the", "day 92"]),
        ("<left><left>", &["18.4 pg/mL", "12 Nov 2025"]),
        ("gg", &["32 pg/mL", "Mon 6 Oct 2025, 08:10", "8.0 – 35.0, Quest", "LC-MS/MS"]),
        ("hhhhhhl", &["18.4 pg/mL"]),
        ("j", &["412.0 ng/dL", "264 – 916, Quest"]),
        ("hj", &["460.7 ng/dL"]),
        ("jjjjk", &["15.9 pg/mL"]),
        ("hUU", &["63 pmol/L", "29 – 128, Quest"]),
        (SPERM, &["18 10^6/mL", "between P5 and P10", "3 d of abstinence", "72 days before"]),
    ] {
        assert_says(&course().keys(keys).frame(), words);
    }
}

#[test]
fn a_result_is_compared_with_the_one_before_therapy_and_the_one_before_it() {
    let frame = course().keys("").frame();
    assert_says(&frame, &["6 Oct 2025 (before", "anastrozole): -50%, beyond", "12 Jan: -7%, within"]);
    assert!(!course().keys("gg").frame().contains("since"));
}

/// Estradiol falls on anastrozole, which comes long after vitamin D; clomiphene and hCG join it later.
const COURSES: &str = r#"{"reports":[
  {"kind":"blood","date":"2024-01-05","results":[{"analyte":"estradiol","value":"20","unit":"pg/mL"}]},
  {"kind":"blood","date":"2025-12-20","results":[{"analyte":"estradiol","value":"40","unit":"pg/mL"}]},
  {"kind":"blood","date":"2026-02-20","results":[{"analyte":"estradiol","value":"15","unit":"pg/mL"}]},
  {"kind":"blood","date":"2026-03-10","results":[{"analyte":"estradiol","value":"24","unit":"pg/mL"}]}],
 "regimens":[
  {"drug":"vitamin-d","start":"2024-01-05"},
  {"drug":"anastrozole","start":"2026-01-01"},
  {"drug":"hcg","start":"2026-03-01"}]}"#;

#[test]
fn before_therapy_is_before_the_drug_that_acts_and_was_begun_last() {
    let chart = Harness::from_json(TODAY, COURSES).keys("3");
    assert_says(&chart.frame(), &["20 Feb (before hCG): +60%,", "day 10 of hCG"]);
    assert_says(&chart.keys("h").frame(), &["20 Dec 2025 (before", "anastrozole): -62%, beyond"]);
}

#[test]
fn a_threshold_keeps_its_name_beside_a_baseline_in_its_row() {
    assert_says(&course().size(80, 25).keys("bB").frame(), &["< 16 +2"]);
}

#[test]
fn the_baseline_is_the_result_under_the_cursor_until_it_is_taken_back() {
    let chosen = course().keys("hB");
    assert_says(
        &chosen.frame(),
        &["Estradiol is compared with 17.1 pg/mL of 12 Jan 2026.", "the others are compared"],
    );
    let after = chosen.keys("l");
    assert_says(&after.frame(), &["12 Jan (your", "-7%, within"]);
    assert!(!after.frame().contains("(before"));
    let taken_back = after.keys("hB");
    assert_says(&taken_back.frame(), &["Your baseline of Estradiol is gone."]);
    assert_says(&taken_back.keys("l").frame(), &["6 Oct 2025 (before"]);
}

#[test]
fn the_baseline_is_a_level_with_its_day_in_the_picture_and_in_the_file() {
    for privacy in [Privacy::OFF, Privacy::ON] {
        let log = Harness::from_json(TODAY, COURSE).size(100, 36);
        let log = log.change_look(|look| look.privacy = privacy);
        let chart = log.keys("3").keys(ONE);
        let label = " baseline 12 Jan";
        let has = |chart: &Harness| chart.frame().contains(label);
        assert!(!has(&chart), "{}", chart.frame());
        let chart = chart.keys("hB");
        assert!(has(&chart), "{}", chart.frame());
        let chart = chart.keys("gg");
        assert!(has(&chart), "it stays while the cursor moves: {}", chart.frame());
        assert!(!has(&chart.keys("GhB")), "until it is taken back");
    }
}

#[test]
fn a_change_of_the_record_leaves_the_cursor_on_its_day() {
    let more = r#"{"reports":[
        {"kind":"blood","date":"2024-01-02","results":[{"analyte":"estradiol","value":"30","unit":"pg/mL"}]},
        {"kind":"blood","date":"2026-01-02","results":[{"analyte":"estradiol","value":"20","unit":"pg/mL"}]}]}"#;
    let chart = &mut Chart::default();
    let after = |chart: &mut Chart, json: &str, action: Action| {
        let log = Harness::from_json(TODAY, json);
        chart.update(action, log.state());
        chart.update(Action::Open, log.state())
    };
    let first = after(chart, COURSE, Action::First);
    assert_eq!(first, opens("blood-0", "estradiol"));
    // Another log: the nearest day is now the one of 2026.
    assert_eq!(after(chart, more, Action::Units), opens("id-0002", "estradiol"));
    assert_eq!(after(chart, r#"{"reports":[]}"#, Action::Units), Outcome::Nothing);
}

fn opens(report: &str, analyte: &str) -> Outcome {
    Outcome::Open(OpenTarget::Report(report.into(), Some(AnalyteId::new(analyte))))
}

#[test]
fn enter_opens_the_report_of_the_result_or_of_a_computed_ones_input() {
    let log = course();
    let mut chart = Chart::default();
    assert_eq!(chart.update(Action::Open, log.state()), opens("blood-3", "estradiol"));
    chart.update(Action::Left, log.state());
    chart.update(Action::Down, log.state());
    assert_eq!(chart.update(Action::Open, log.state()), opens("blood-2", "testosterone-total"));
    chart.draw(vec![AnalyteId::new("t-e2-ratio")], log.state());
    assert_eq!(chart.update(Action::Open, log.state()), opens("blood-3", "testosterone-total"));
}

#[test]
fn the_chart_stays_where_it_is_while_the_cursor_moves() {
    let axis = |frame: &str| frame.lines().position(|line| line.contains('└'));
    for (columns, lines) in [(80, 24), (120, 40), (60, 20)] {
        let places = ["", "h", "hh", "hhh", "j", "jj", "jjh", "jjk"].map(|keys| {
            axis(
                &course()
                    .size(columns, lines)
                    .keys("s<down><down><down><down><space><enter>")
                    .keys(keys)
                    .frame(),
            )
        });
        assert!(places[0].is_some() && places.iter().all(|place| *place == places[0]), "{places:?}");
    }
}

#[test]
fn ranges_step_zoom_and_pan_and_keep_the_cursor_in_view() {
    for (keys, words) in [
        ("", "all, 2 Oct 2025 – 14 Mar 2026"),
        ("[", "In view: 3 months, 14 Dec 2025 – 14 Mar 2026."),
        ("[]", "In view: 6 months, 14 Sep 2025 – 14 Mar 2026."),
        ("[]]", "In view: 1 year, 15 Mar 2025 – 14 Mar 2026."),
        ("[]]]]]", "In view: all, 2 Oct 2025 – 14 Mar 2026."),
        ("gg[", "In view: 3 months, 27 Sep 2025 – 26 Dec 2025."),
        ("[<lt>", "In view: 3 months, 30 Oct 2025 – 28 Jan 2026."),
        ("[<lt><gt><gt>", "In view: 3 months, 14 Dec 2025 – 14 Mar 2026."),
        ("<lt>", "Everything is in view; [ shows less of it."),
        ("+", "In view: 82 days, 22 Dec 2025 – 13 Mar 2026."),
        ("+-", "In view: all, 2 Oct 2025 – 14 Mar 2026."),
    ] {
        assert_says(&course().keys(keys).frame(), &[words]);
    }
    // The window follows the cursor.
    let moved = course().keys("[hhh");
    assert_says(&moved.frame(), &["32 pg/mL", "3 months, 27 Sep 2025 – 26 Dec 2025"]);
}

#[test]
fn what_is_read_out_is_in_view_or_said_not_to_be() {
    for (keys, words, elsewhere) in [
        ("[<lt>", "17.1 pg/mL", "not in view"),
        ("[<lt><lt>", "18.4 pg/mL", "not in view"),
        ("[<lt><lt>h", "32 pg/mL", "not in view"),
        ("[<lt><lt><gt><gt>", "15.9 pg/mL", "not in view"),
        ("[j", "412.0 ng/dL", "not in view"),
        ("b", "15.9 pg/mL", "not in view"),
        ("s<down><down><down><down><space><enter>hh[jjkk", "18.4 pg/mL", "not in view"),
    ] {
        let frame = course().keys(keys).frame();
        assert_says(&frame, &[words]);
        assert!(!frame.contains(elsewhere), "{keys}:\n{frame}");
    }
    let none = course().keys("s<down><down><down><down><space><enter>[hhjj").frame();
    assert_says(&none, &["No result in this time", "2 Oct 2025, not in view"]);
}

#[test]
fn an_analyte_is_added_and_removed_in_the_list_and_four_is_the_most() {
    for (keys, words) in [
        ("s", &["ANALYTES   2 of 4 chosen", "type to narrow", "Space adds or removes it", "○ LH"][..]),
        ("s<down><down><space>", &["3 of 4 chosen", "● LH", "LH  IU/L"]),
        ("s<down><space><down><space><down><space>", &["Four at most; remove one first."]),
        ("s<space><up><space>", &["The chart needs at least one; add another before you remove this one."]),
        ("s<space><enter>", &["Testosterone, total  ng/dL", "412.0 ng/dL"]),
        ("s<esc>", &["▸ Estradiol"]),
    ] {
        assert_says(&course().keys(keys).frame(), words);
    }
    assert!(!course().keys("s<space><enter>").frame().contains("Estradiol"));
    let narrowed = course().keys("sfsh");
    assert!(narrowed.frame().contains("› fsh") && !narrowed.frame().contains("○ LH"), "{}", narrowed.frame());
    assert_says(&narrowed.keys("<space><enter>").frame(), &["FSH  IU/L"]);
    let found = course().keys("sfsh");
    assert_says(&found.frame(), &["Enter draws it", "Enter draw it"]);
    let drawn = found.keys("<enter>").frame();
    assert_says(&drawn, &["FSH  IU/L", "Estradiol"]);
    assert!(!drawn.contains("ANALYTES"), "{drawn}");
    assert_says(&course().keys("sestradiol<enter>").frame(), &["▸ Estradiol"]);
    assert_says(&course().keys("sfsh<space>lh").frame(), &["› lh", "3 of 4 chosen"]);
    assert_says(&course().keys("szonulin").frame(), &["nothing matches"]);
    assert!(!course().keys("s").frame().contains("Bioavailable"), "nothing computes it");
}

/// Estradiol by two methods on a drug whose dose changed twice; the third was not fasting.
const STEPS: &str = r#"{"reports":[
  {"kind":"blood","date":"2025-03-01","results":[{"analyte":"estradiol","value":"38","unit":"pg/mL","method":"immunoassay"}]},
  {"kind":"blood","date":"2025-04-01","results":[{"analyte":"estradiol","value":"34","unit":"pg/mL","method":"lc-ms/ms"}]},
  {"kind":"blood","date":"2025-05-20","fasting":false,"results":[{"analyte":"estradiol","value":"30","unit":"pg/mL","method":"lc-ms/ms"}]},
  {"kind":"blood","date":"2025-07-01","results":[{"analyte":"estradiol","value":"24","unit":"pg/mL"}]},
  {"kind":"blood","date":"2025-09-01","results":[{"analyte":"estradiol","value":"20","unit":"pg/mL","method":"lc-ms/ms"}]},
  {"kind":"blood","date":"2025-11-01","results":[{"analyte":"estradiol","value":"16","unit":"pg/mL","method":"lc-ms/ms"}]},
  {"kind":"blood","date":"2026-02-01","results":[{"analyte":"estradiol","value":"11","unit":"pg/mL","method":"lc-ms/ms"}]}],
 "regimens":[{"drug":"anastrozole","start":"2025-06-01","doses":[
  {"from":"2025-06-01","amount":"0.5","unit":"mg","schedule":"daily"},
  {"from":"2025-12-01","amount":"1","unit":"mg","schedule":"daily"}]}]}"#;

fn steps() -> Harness {
    Harness::from_json(TODAY, STEPS).keys("3")
}

#[test]
fn like_with_like_leaves_out_what_does_not_compare_until_it_is_turned_off() {
    let alike = steps().keys("w");
    assert_says(
        &alike.frame(),
        &["2 results are left out.", "Like with like: left out 1 by", "another method, 1 not fasting."],
    );
    assert_says(&alike.keys("gg").frame(), &["34 pg/mL"]);
    let all = steps().keys("wwgg").frame();
    assert_says(&all, &["38 pg/mL"]);
    assert!(!all.contains("left out"), "{all}");
    assert_says(&steps().keys("ww").frame(), &["All results are drawn."]);
}

#[test]
fn the_trend_of_what_is_in_view_is_drawn_and_read_out() {
    let across = steps().keys("T").frame();
    assert_says(&across, &["No trend across methods; like with"]);
    let alike = steps().keys("wT").frame();
    assert_says(&alike, &["Trend of 5 results: falls 2.0 pg/mL"]);
    assert_says(&steps().keys("wT[[[").frame(), &["No trend: results of 1 day are in"]);
    assert_says(
        &steps().size(80, 24).keys("wT").frame(),
        &["Trend of 5 results: falls 2.0 pg/mL a month (95 %:"],
    );
    assert!(!steps().keys("wTT").frame().contains("Trend"));
}

#[test]
fn what_was_asked_for_is_read_out_in_a_low_window_too_and_a_cut_is_marked() {
    for (columns, lines, keys, words) in [
        (120, 24, "wT", "Trend of 5 results: falls"),
        (120, 16, "wT", "Trend of 5 results: falls"),
        (120, 24, "b", "Anastrozole changed to 1 mg"),
    ] {
        assert_says(&steps().size(columns, lines).keys(keys).frame(), &[words]);
    }
    let cut = steps().size(60, 20).keys("wb").frame();
    let notes = cut.lines().skip_while(|line| !line.contains("Anastrozole changed")).take(3);
    assert!(notes.last().is_some_and(|line| line.trim_end().ends_with('…')), "{cut}");
}

#[test]
fn before_and_after_begins_with_the_change_before_the_cursor_and_goes_back() {
    let last = steps().keys("b");
    assert_says(
        &last.frame(),
        &[
            "Before and after 1 Dec 2025; b goes to the change before it.",
            "changed to 1 mg daily 1",
            "compared",
        ],
    );
    let first = steps().keys("bb");
    assert_says(
        &first.frame(),
        &[
            "Before and after 1 Jun 2025; b ends it.",
            "Anastrozole started 1 Jun 2025,",
            "geometric means: 33.8 before (3",
        ],
    );
    assert_says(&steps().keys("hhhb").frame(), &["Before and after 1 Jun 2025; b ends it."]);
    assert_says(&steps().keys("ggb").frame(), &["Before and after 1 Jun 2025; b ends it."]);
    let off = steps().keys("bbb").frame();
    assert_says(&off, &["so the comparison is off"]);
    assert!(!off.contains("compared  "), "{off}");
    let none = Harness::from_json(TODAY, r#"{"reports":[]}"#).keys("3b").frame();
    assert_says(&none, &["No change of therapy yet; add a drug first."]);
}

#[test]
fn changes_that_count_as_one_are_one_step_and_the_window_comes_back_after_the_last() {
    let switched = STEPS.replace(
        r#""regimens":["#,
        r#""regimens":[{"drug":"clomiphene","start":"2025-01-01","stop":"2025-05-26"},"#,
    );
    let log = Harness::from_json(TODAY, &switched).keys("3[[");
    let window = "6 months, 14 Sep 2025 – 14 Mar 2026";
    assert_says(&log.frame(), &[window]);
    let both = log.keys("bb");
    assert_says(&both.frame(), &["Clomiphene stopped 26 May 2025,", "Before and after 1 Jun 2025"]);
    assert!(!both.frame().contains(window));
    let start = both.keys("b");
    assert_says(&start.frame(), &["Before and after 1 Jan 2025; b ends it."]);
    let ended = start.keys("b");
    assert_says(&ended.frame(), &["so the comparison is off", window]);
    for keys in ["3[[bTbbbb", "3[[bT"] {
        assert_says(&Harness::from_json(TODAY, &switched).keys(keys).frame(), &[window]);
    }
}

#[test]
fn before_and_after_begins_with_the_drug_that_acts_as_the_command_does() {
    let vitamin =
        STEPS.replace(r#""regimens":["#, r#""regimens":[{"drug":"vitamin-d","start":"2026-01-10"},"#);
    let log = Harness::from_json(TODAY, &vitamin).keys("3b");
    assert_says(&log.frame(), &["Before and after 1 Dec 2025"]);
}

#[test]
fn of_two_results_of_a_day_each_says_its_time() {
    let pair = r#"{"reports":[
        {"kind":"blood","date":"2026-03-01","time":"08:00","results":[{"analyte":"estradiol","value":"20","unit":"pg/mL"}]},
        {"kind":"blood","date":"2026-03-01","time":"17:00","results":[{"analyte":"estradiol","value":"24","unit":"pg/mL"}]},
        {"kind":"blood","date":"2026-03-10","time":"08:00","results":[{"analyte":"estradiol","value":"22","unit":"pg/mL"}]}]}"#;
    let frame = Harness::from_json(TODAY, pair).keys("3").frame();
    assert_says(&frame, &["1 Mar, 17:00: -8%", "1 Mar, 08:00: +10%"]);
    assert!(!Harness::from_json(TODAY, pair).keys("3P").frame().contains('%'));
}

#[test]
fn what_is_compared_is_in_palette_and_help_by_name() {
    for words in ["like with like", "trend", "before and after"] {
        assert_says(&steps().keys("?").frame(), &[words]);
        assert_says(&steps().keys(&format!(":{}", words.replace(' ', "<space>"))).frame(), &[words]);
    }
    assert_says(&steps().keys(":like<space>with<enter>").frame(), &["2 results are left out."]);
}

#[test]
fn back_returns_to_the_tab_that_opened_this_one() {
    for (keys, tab) in [
        ("<enter><esc>", "day 151 of anastrozole"),
        ("h<enter><esc>", "17.1 pg/mL  ● within"),
        ("<enter><esc>2", "RESULTS"),
        ("<enter>2<esc>", "RESULTS"),
        ("<enter>/lh<enter><esc>", "RESULTS"),
        ("s<esc>", "day 151 of anastrozole"),
        ("1<enter><esc>", "NEEDS"),
        ("<enter>:back<enter>", "day 151 of anastrozole"),
        ("2/lh<enter>3<enter><esc>2", "match “lh”"),
    ] {
        assert_says(&course().keys(keys).frame(), &[tab]);
    }
}

#[test]
fn a_command_that_the_tab_does_not_have_says_so() {
    let edit = course().keys(":edit<enter>").frame();
    assert_says(
        &edit,
        &["“edit” does nothing on Chart; it is for Results (2), Therapy (4) and Journal (6)."],
    );
    let trend = course().keys("2:trend<enter>").frame();
    assert_says(&trend, &["“trend” does nothing on Results; it is for Chart (3)."]);
    let search = course().keys("1n").frame();
    assert_says(&search, &["“next match” does nothing on Today; it is for Results (2) and Journal (6)."]);
    assert!(!course().keys("1?").frame().contains("next match"), "help names no key that does nothing");
    assert!(course().keys("2?").frame().contains("next match"));
    assert!(!course().keys(":trend<enter>").frame().contains("does nothing"));
}

#[test]
fn an_svg_is_written_under_the_names_of_what_is_drawn() {
    for (keys, path, holds, hides) in [
        (ONE, "androlog-estradiol-2026-03-14.svg", "2026-03-12 08:15 15.9 pg/mL", "•••"),
        ("", "androlog-estradiol-testosterone-total-2026-03-14.svg", "2026-03-12 08:15 412.0 ng/dL", "•••"),
        (
            "P",
            "androlog-estradiol-testosterone-total-2026-03-14.svg",
            "<title>2026-03-12 08:15</title>",
            "15.9",
        ),
        ("P", "androlog-estradiol-testosterone-total-2026-03-14.svg", ">pg/mL<", "interval "),
        ("o", "androlog-estradiol-testosterone-total-overlay-2026-03-14.svg", ">1 E2  2 T<", "pg/mL"),
    ] {
        let files = course().keys(keys).keys("W").files();
        let (written, text) = files.first_key_value().unwrap_or_else(|| panic!("{keys} writes no file"));
        assert_eq!((written.as_str(), files.len()), (path, 1));
        assert!(text.starts_with("<svg") && text.contains(holds), "{keys}: {text}");
        assert!(!text.contains(hides), "{keys}: {text}");
    }
    let nothing = Harness::on(TODAY).keys("3W");
    assert!(nothing.files().is_empty());
    assert_says(&nothing.frame(), &["Nothing is drawn yet; add a report first."]);
}

#[test]
fn private_mode_shows_no_value_no_percentage_and_no_level_that_all_know() {
    for (keys, says) in [("", "••• pg/mL  ● within"), (SPERM, "••• 10^6/mL")] {
        let frame = course().keys(keys).keys("P").frame();
        assert_says(&frame, &[says, "variation"]);
        for hidden in ["15.9", "%", "35", "400", "< 10", "HRTIO", "P5", "WHO"] {
            assert!(!frame.contains(hidden), "{keys}: {hidden} in\n{frame}");
        }
    }
}

#[test]
fn results_in_words_alone_have_a_panel_that_says_so() {
    let words = r#"{"reports":[{"kind":"semen","date":"2026-03-01",
        "results":[{"analyte":"sperm-concentration","text":"too few to assess"}]}]}"#;
    let frame = Harness::from_json(TODAY, words).keys("3").frame();
    assert_says(&frame, &["Sperm concentration", "Only results in words in this time"]);
}

#[test]
fn an_analyte_without_results_says_how_to_add_one() {
    let log = course();
    let mut chart = Chart::default();
    chart.draw(vec![AnalyteId::new("prolactin"), AnalyteId::new("nothing-known")], log.state());
    assert_says(&drawn(&chart, log.state()), &["Prolactin", "No Prolactin yet; press a to add one"]);
    assert_eq!(chart.update(Action::Open, log.state()), Outcome::Nothing);
}

fn drawn(chart: &Chart, state: &State) -> String {
    let mut terminal = ratatui::Terminal::new(ratatui::backend::TestBackend::new(80, 20)).unwrap();
    terminal.draw(|frame| chart.view(state, frame, frame.area())).unwrap();
    terminal.backend().to_string()
}

#[test]
fn a_message_of_one_line_moves_nothing_in_the_chart() {
    let chart = |keys: &str| {
        let frame = course().size(80, 24).keys(&format!("3{keys}")).frame();
        frame.lines().skip(2).take(20).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(chart(""), chart("n"), "the key of a search that is not there says so");
}

#[test]
fn keys_that_are_typed_into_the_list_of_analytes_are_not_named_as_commands() {
    let foot = |keys: &str| course().keys(keys).frame().lines().last().unwrap_or_default().to_owned();
    assert!(foot("3").ends_with("? keys   q quit"), "{}", foot("3"));
    assert!(foot("3s").ends_with("Esc back   : commands   ? keys"), "{}", foot("3s"));
    let help = |keys: &str| course().keys(keys).frame();
    assert!(help("3s?").contains("add or remove") && !help("3?").contains("add or remove"));
}
