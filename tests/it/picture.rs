//! From the record to the plot: marks, bands, thresholds, lanes.

use androlog::catalog::{Catalog, rules};
use androlog::domain::analyte::UnitView;
use androlog::domain::decimal::Decimal;
use androlog::domain::id::AnalyteId;
use androlog::domain::interval::Interval;
use androlog::domain::judgement::{Intervals, OwnTarget};
use androlog::domain::record::Record;
use androlog::guidance::rule::Rule;
use androlog::ui::picture::{
    ChartForm, ChartInk, ChartKnowledge, ChartView, DrawnSelection, Study, courses, plot, svg,
};
use androlog::ui::privacy::Privacy;
use androlog::ui::theme::{Theme, ThemeName};
use androlog::ui::widget::plot::{
    BandKind, Bound, Glyphs, Guide, Lane, LimitKind, LimitLine, Plot, PlotCursor, PlotPanel, Scale, Status,
    to_text,
};
use chrono::NaiveDate;

use crate::harness::Harness;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A log and everything a chart is drawn from.
struct Drawing {
    record: Record,
    intervals: Intervals,
    rules: Vec<Rule>,
    units: UnitView,
    days: (NaiveDate, NaiveDate),
    cursor: Option<PlotCursor>,
    form: ChartForm,
    keep: DrawnSelection,
    study: Study,
    privacy: Privacy,
}

impl Drawing {
    fn new(json: &str) -> Self {
        Self {
            record: Harness::from_json("2026-03-14", json).record(),
            intervals: Catalog::embedded().intervals(None),
            rules: rules::load(None).unwrap(),
            units: UnitView::AsEntered,
            days: (day("2025-01-01"), day("2026-03-14")),
            cursor: None,
            form: ChartForm::Stacked,
            keep: DrawnSelection::All,
            study: Study::None,
            privacy: Privacy::OFF,
        }
    }

    fn plot(&self, analytes: &[&str]) -> Plot {
        let analytes: Vec<AnalyteId> = analytes.iter().map(|id| AnalyteId::new(id)).collect();
        let known = ChartKnowledge {
            record: &self.record,
            catalog: Catalog::embedded(),
            intervals: &self.intervals,
            rules: &self.rules,
            units: self.units,
            who_edition: "2021",
            keep: self.keep,
        };
        let sight = ChartView {
            courses: &courses(&known, &analytes),
            days: self.days,
            today: day("2026-03-14"),
            cursor: self.cursor,
            form: self.form,
            study: self.study,
            turned: &[],
            how_to_add: "press a",
            ink: ChartInk {
                privacy: self.privacy,
                ..ChartInk::new(&Theme::named(ThemeName::Terminal), Glyphs::Braille)
            },
        };
        plot(&known, &sight)
    }

    fn panel(&self, analyte: &str) -> PlotPanel {
        self.plot(&[analyte]).panels.remove(0)
    }
}

/// Estradiol of two laboratories with other intervals, one result with none, one below detection.
const TWO_LABORATORIES: &str = r#"{"reports":[
  {"kind":"blood","date":"2025-02-01","time":"08:10","results":[{"analyte":"estradiol","value":"31","unit":"pg/mL","reference":{"low":"8","high":"35"},"method":"immunoassay"}]},
  {"kind":"blood","date":"2025-04-01","results":[{"analyte":"estradiol","value":"40","unit":"pg/mL","reference":{"low":"8","high":"35"},"method":"immunoassay"}]},
  {"kind":"blood","date":"2025-06-01","results":[{"analyte":"estradiol","value":"<5.0","comparator":"=","unit":"pg/mL","reference":{"low":"10","high":"42"},"method":"lc-ms/ms"}]},
  {"kind":"blood","date":"2025-08-01","results":[{"analyte":"estradiol","value":"80","unit":"pmol/L","reference":{"high":"150"},"method":"LC-MS/MS"}]}]}"#;

fn two_laboratories() -> Drawing {
    Drawing::new(&TWO_LABORATORIES.replace(r#""<5.0","comparator":"=""#, r#""5.0","comparator":"<""#))
}

/// `2025-01-01..2025-05-31 8-35`, an open side empty.
fn bands(panel: &PlotPanel, kind: BandKind) -> Vec<String> {
    let side = |limit: Option<f64>| limit.map(|l| format!("{l:.1}")).unwrap_or_default();
    let of_kind = panel.bands.iter().filter(|band| band.kind == kind);
    of_kind.map(|b| format!("{}..{} {}-{}", b.from, b.to, side(b.low), side(b.high))).collect()
}

#[test]
fn bands_step_with_the_interval_of_each_result() {
    let mut drawing = two_laboratories();
    drawing.units = UnitView::Conventional;
    assert_eq!(
        bands(&drawing.panel("estradiol"), BandKind::Reference),
        [
            "2025-01-01..2025-05-31 8.0-35.0",
            "2025-06-01..2025-07-31 10.0-42.0",
            "2025-08-01..2026-03-14 -40.9",
        ]
    );
}

#[test]
fn marks_are_in_one_unit_with_their_bound_status_and_breaks() {
    let mut drawing = two_laboratories();
    let marks = |drawing: &Drawing| -> Vec<(String, Bound, Status, bool)> {
        let panel = drawing.panel("estradiol");
        let mark = |m: &androlog::ui::widget::plot::ResultMark| {
            (format!("{:.1} {}", m.value, panel.unit), m.bound, m.status, m.breaks_line)
        };
        panel.marks.iter().map(mark).collect()
    };
    drawing.units = UnitView::Conventional;
    assert_eq!(
        marks(&drawing),
        [
            ("31.0 pg/mL".to_owned(), Bound::Exact, Status::Within, false),
            ("40.0 pg/mL".to_owned(), Bound::Exact, Status::High, false),
            ("5.0 pg/mL".to_owned(), Bound::Below, Status::Low, true),
            ("21.8 pg/mL".to_owned(), Bound::Exact, Status::Within, false),
        ]
    );
    // As entered the unit is the newest result's.
    drawing.units = UnitView::AsEntered;
    assert_eq!(marks(&drawing)[3].0, "80.0 pmol/L");
    assert_eq!(marks(&drawing)[0].0, "113.8 pmol/L");
    assert_eq!(drawing.panel("estradiol").marks[0].minute, Some(490));
}

#[test]
fn an_interval_of_ones_own_is_a_target_over_all_time_and_judges_where_the_report_is_silent() {
    let json = r#"{"reports":[{"kind":"blood","date":"2025-02-01","results":[{"analyte":"estradiol","value":"31","unit":"pg/mL"}]}]}"#;
    let mut drawing = Drawing::new(json);
    let own = Interval::new(Some(Decimal::parse("20").unwrap()), Some(Decimal::parse("30").unwrap()));
    let target = OwnTarget { interval: own, unit: "pg/mL".into(), from: None, on: None };
    drawing.intervals.set_mine(AnalyteId::new("estradiol"), target);
    let panel = drawing.panel("estradiol");
    assert_eq!(bands(&panel, BandKind::Target), ["2025-01-01..2026-03-14 20.0-30.0"]);
    assert!(bands(&panel, BandKind::Reference).is_empty(), "a target is no reference interval");
    assert_eq!(panel.marks[0].status, Status::High);
}

/// Estradiol beside a therapy with two doses, a stop, symptoms and events.
const THERAPY: &str = r#"{"reports":[
  {"kind":"blood","date":"2025-02-01","results":[{"analyte":"estradiol","value":"31","unit":"pg/mL"},{"analyte":"testosterone-total","value":"300","unit":"ng/dL"}]},
  {"kind":"semen","date":"2025-09-01","results":[{"analyte":"sperm-concentration","value":"12","unit":"10*6/mL"}]}],
 "regimens":[
  {"drug":"anastrozole","start":"2025-02-02","stop":"2025-10-31","doses":[
    {"from":"2025-02-02","amount":"1","unit":"mg","schedule":"daily"},
    {"from":"2025-05-01","amount":"0.5","unit":"mg","schedule":"daily"}]},
  {"drug":"clomiphene","start":"2025-11-01","doses":[]},
  {"drug":"anastrozole","start":"2023-01-01","stop":"2023-12-31","doses":[]}],
 "symptoms":[
  {"date":"2025-03-01","symptom":"joint-pain","grade":"severe"},
  {"date":"2025-03-02","symptom":"hot-flashes","grade":"none"}],
 "events":[{"date":"2025-07-07","event":"fever"},{"date":"2020-07-07","event":"surgery"}]}"#;

/// `Anastrozole: 2025-02-02..2025-04-30 1 mg daily`, points as their day.
fn lanes(lanes: &[Lane]) -> Vec<String> {
    lanes
        .iter()
        .map(|lane| {
            let spans = lane.spans.iter().map(|s| format!(" {}..{} {}", s.from, s.to, s.label));
            let points = lane.points.iter().map(|p| format!(" {} {:?}", p.day, p.grade));
            format!("{}:{}", lane.label, spans.chain(points).collect::<String>())
        })
        .collect()
}

#[test]
fn lanes_show_doses_events_and_symptoms_that_were_felt() {
    let drawing = Drawing::new(THERAPY);
    assert_eq!(
        lanes(&drawing.plot(&["estradiol"]).lanes),
        [
            "Clomiphene: 2025-11-01..2026-03-15 ",
            "Anastrozole: 2025-02-02..2025-04-30 1 mg daily 2025-05-01..2025-10-31 0.5 mg daily",
            "Fever: 2025-07-07 Event",
            "Joint pain: 2025-03-01 Severe",
        ]
    );
}

#[test]
fn the_cycle_before_a_sample_is_a_lane_while_the_cursor_is_on_it() {
    let mut drawing = Drawing::new(THERAPY);
    for (analyte, expected) in [
        ("sperm-concentration", Some("sperm cycle: 2025-06-21..2025-08-31 72 days before".to_owned())),
        ("estradiol", None),
    ] {
        drawing.cursor = Some(PlotCursor { panel: 0, mark: 0 });
        let all = lanes(&drawing.plot(&[analyte]).lanes);
        let cycle = all.into_iter().find(|lane| lane.starts_with("sperm cycle"));
        assert_eq!(cycle, expected, "{analyte}");
    }
}

/// Samples whose morphology is told in words, with a count that is computed, and an FSH at its limit.
const WORDS: &str = r#"{"reports":[
  {"kind":"semen","date":"2025-02-01","results":[{"analyte":"morphology","value":"5","unit":"%"}]},
  {"kind":"semen","date":"2025-03-01","results":[{"analyte":"morphology","text":"none seen"}]},
  {"kind":"semen","date":"2025-06-01","results":[{"analyte":"morphology","text":"too few to assess, fewer than two hundred"}]},
  {"kind":"semen","date":"2025-09-01","results":[{"analyte":"semen-volume","value":"2.0","unit":"mL"},
    {"analyte":"sperm-concentration","value":"10.9","unit":"10*6/mL"},{"analyte":"morphology","text":"not done"}]},
  {"kind":"blood","date":"2025-09-01","results":[
    {"analyte":"fsh","value":"0.3","comparator":"<=","unit":"IU/L"},
    {"analyte":"lh","value":"9","comparator":">=","unit":"IU/L"},
    {"analyte":"prolactin","text":"see comment"}]}]}"#;

#[test]
fn results_in_words_are_named_below_and_said_where_there_are_no_others() {
    let mut drawing = Drawing::new(WORDS);
    let panel = drawing.panel("morphology");
    assert_eq!(
        (panel.marks.len(), panel.notes),
        (1, vec!["In words, not drawn: 1 Sep 2025 not done, 1 Jun 2025 too few to assess, fewer than two hundr…, and 1 more.".to_owned()])
    );
    assert_eq!(drawing.panel("prolactin").empty, "Only results in words in this time");
    assert_eq!(drawing.panel("prolactin").notes, ["In words, not drawn: 1 Sep 2025 see comment."]);
    drawing.privacy = Privacy::ON;
    assert_eq!(drawing.panel("morphology").notes, ["In words, not drawn: 3 results."]);
    drawing.privacy = Privacy::OFF;
    drawing.form = ChartForm::Overlay;
    let overlay = drawing.plot(&["prolactin", "estradiol"]);
    assert_eq!(overlay.panels[0].notes, ["PRL: In words, not drawn: 1 Sep 2025 see comment."]);
}

#[test]
fn a_computed_value_is_judged_like_one_that_was_printed() {
    let panel = Drawing::new(WORDS).panel("total-sperm-number");
    let marks: Vec<(f64, Status)> = panel.marks.iter().map(|mark| (mark.value, mark.status)).collect();
    assert_eq!(marks, [(21.8, Status::Low)]);
}

#[test]
fn a_limit_that_is_itself_possible_keeps_its_sign() {
    for (id, bound, written) in [
        ("fsh", Bound::AtMost, ">≤0.3<"),
        ("lh", Bound::AtLeast, "<title>2025-09-01 ≥9 IU/L, above its interval</title>"),
    ] {
        let plot = Drawing::new(WORDS).plot(&[id]);
        assert_eq!(plot.panels[0].marks[0].bound, bound);
        let svg = svg(&plot);
        assert!(svg.contains(written), "{svg}");
    }
}

#[test]
fn thresholds_of_rules_are_drawn_for_those_who_took_the_drug_with_their_sources() {
    let labels = |drawing: &Drawing, analyte: &str| -> Vec<String> {
        let panel = drawing.panel(analyte);
        let lines = panel.limits.iter().filter(|l| l.kind == LimitKind::Threshold);
        lines.map(LimitLine::words).collect()
    };
    let mut drawing = Drawing::new(THERAPY);
    assert_eq!(labels(&drawing, "estradiol"), ["< 10 HRTIO, FINK16", "< 16 HRTIO, MELLSTROM08 +2"]);
    assert_eq!(labels(&drawing, "t-e2-ratio"), ["< 10 HRTIO, SHAH21 +1"]);
    assert_eq!(labels(&two_laboratories(), "estradiol"), Vec::<String>::new());
    drawing.units = UnitView::Si;
    assert_eq!(labels(&drawing, "estradiol")[0], "< 37 HRTIO, FINK16");
    drawing.privacy = Privacy::ON;
    assert_eq!(labels(&drawing, "estradiol"), Vec::<String>::new(), "a level that all know tells the values");
}

#[test]
fn counts_have_percentiles_of_the_edition_and_a_logarithmic_axis() {
    let panel = Drawing::new(THERAPY).panel("sperm-concentration");
    assert_eq!(panel.scale, Scale::Log);
    assert_eq!(
        bands(&panel, BandKind::Centile),
        ["16.0-36.0", "36.0-66.0", "66.0-110.0", "110.0-208.0"]
            .map(|band| format!("2025-01-01..2026-03-14 {band}"))
    );
    let labels: Vec<String> = panel.limits.iter().map(LimitLine::words).collect();
    let expected =
        ["P5 16", "P95 208", "P50 66", "P25 36", "P75 110"].map(|label| format!("{label} (WHO 2021)"));
    assert_eq!(labels, expected, "the most telling first");
    assert_eq!(bands(&panel, BandKind::Reference), Vec::<String>::new());
}

#[test]
fn an_overlay_places_each_result_between_its_own_limits_and_keeps_the_cursor() {
    let mut drawing = two_laboratories();
    drawing.form = ChartForm::Overlay;
    drawing.cursor = Some(PlotCursor { panel: 1, mark: 1 });
    let plot = drawing.plot(&["lh", "estradiol"]);
    let [panel] = &plot.panels[..] else { panic!("{:?}", plot.panels) };
    let shares: Vec<String> = panel.marks.iter().map(|m| format!("{:.0} {}", m.value, m.series)).collect();
    assert_eq!(shares, ["85 1", "119 1", "-16 1", "53 1"]);
    assert_eq!(panel.title, "1 LH (no result)  2 E2");
    assert_eq!(plot.cursor.map(|c| (c.panel, c.mark)), Some((0, 1)));
    let text = to_text(&plot, 80, 20);
    assert!(text.lines().skip(1).any(|line| line.contains('2')), "{text}");
    assert!(text.contains('▽'), "below detection is no exact result:\n{text}");
}

#[test]
fn an_overlay_draws_a_series_with_one_limit_by_its_own_extremes_and_says_whose_each_note_is() {
    let result = |analyte: &str, value: &str, unit: &str, reference: &str| {
        format!(
            r#"{{"analyte":"{analyte}","value":"{value}","unit":"{unit}","reference":{reference},"method":"a"}}"#
        )
    };
    let results = [
        result("estradiol", "31", "pg/mL", r#"{"low":"8","high":"35"}"#),
        result("vitamin-d", "41", "ng/mL", r#"{"low":"30"}"#),
        result("t-score-lumbar-spine", "-0.4", "{T-score}", r#"{"high":"1"}"#),
    ];
    let json = format!(
        r#"{{"reports":[{{"kind":"blood","date":"2025-02-01","results":[{}]}}]}}"#,
        results.join(",")
    );
    let mut drawing =
        Drawing { form: ChartForm::Overlay, keep: DrawnSelection::Alike, ..Drawing::new(&json) };
    let analytes = ["estradiol", "vitamin-d", "t-score-lumbar-spine"];
    let panel = drawing.plot(&analytes).panels.remove(0);
    assert_eq!(
        panel.title,
        "1 E2  2 25-OH D (no range and one value only, not drawn)  3 T LS (no range and one value only, not drawn)"
    );
    assert_eq!(panel.notes[0], "E2: Like with like: nothing left out.");
    drawing.keep = DrawnSelection::All;
    assert_eq!(drawing.plot(&analytes).panels[0].notes, Vec::<String>::new());
}

#[test]
fn an_overlay_draws_a_series_without_an_interval_by_its_own_extremes() {
    let report = |day: &str, estradiol: &str| {
        format!(
            r#"{{"kind":"blood","date":"{day}","results":[{{"analyte":"estradiol","value":"{estradiol}","unit":"pg/mL"}}]}}"#
        )
    };
    for (reports, title, places) in [
        (vec![report("2025-02-01", "28")], "1 E2 (no range and one value only, not drawn)", vec![]),
        (
            vec![report("2025-01-01", "20"), report("2025-02-01", "25"), report("2025-03-01", "40")],
            "1 E2 (lowest to highest)",
            vec![0.0, 25.0, 100.0],
        ),
    ] {
        let json = format!(r#"{{"reports":[{}]}}"#, reports.join(","));
        let drawing = Drawing { form: ChartForm::Overlay, ..Drawing::new(&json) };
        let panel = drawing.plot(&["estradiol"]).panels.remove(0);
        let drawn: Vec<f64> = panel.marks.iter().map(|mark| mark.value).collect();
        assert_eq!((panel.title.as_str(), drawn), (title, places));
    }
}

#[test]
fn an_interval_reaches_over_the_whole_of_an_axis_widened_to_two_weeks() {
    let json = r#"{"reports":[{"kind":"blood","date":"2025-02-10","results":[{"analyte":"lh","value":"4","unit":"IU/L","reference":{"low":"1.7","high":"8.6"}}]}]}"#;
    let drawing = Drawing { days: (day("2025-02-10"), day("2025-02-10")), ..Drawing::new(json) };
    assert_eq!(bands(&drawing.panel("lh"), BandKind::Reference), ["2025-02-04..2025-02-17 1.7-8.6"]);
}

#[test]
fn an_analyte_nobody_knows_is_left_out_and_one_without_results_says_what_to_do() {
    let drawing = two_laboratories();
    let plot = drawing.plot(&["nothing-known", "prolactin"]);
    assert_eq!(plot.panels.len(), 1);
    assert_eq!(plot.panels[0].empty, "No Prolactin yet; press a");
    assert_eq!(drawing.plot(&[]).panels, Vec::<PlotPanel>::new());
}

/// Six estradiols on anastrozole from 1 June on, whose dose is raised on 1 October; the first was not fasting.
const STEPS: &str = r#"{"reports":[
  {"kind":"blood","date":"2025-03-01","fasting":false,"results":[{"analyte":"estradiol","value":"34","unit":"pg/mL"}]},
  {"kind":"blood","date":"2025-05-01","fasting":true,"results":[{"analyte":"estradiol","value":"32","unit":"pg/mL"}]},
  {"kind":"blood","date":"2025-06-15","results":[{"analyte":"estradiol","value":"28","unit":"pg/mL"}]},
  {"kind":"blood","date":"2025-07-01","results":[{"analyte":"estradiol","value":"20","unit":"pg/mL"}]},
  {"kind":"blood","date":"2025-09-01","results":[{"analyte":"estradiol","value":"18","unit":"pg/mL"}]},
  {"kind":"blood","date":"2025-12-01","results":[{"analyte":"estradiol","value":"12","unit":"pg/mL"}]}],
 "regimens":[{"drug":"anastrozole","start":"2025-06-01","doses":[
  {"from":"2025-06-01","amount":"0.5","unit":"mg","schedule":"daily"},
  {"from":"2025-10-01","amount":"1","unit":"mg","schedule":"daily"}]}]}"#;

fn guides(panel: &PlotPanel) -> Vec<String> {
    let guide = |g: &Guide| format!("{} {:.1} – {} {:.1} {}", g.from.0, g.from.1, g.to.0, g.to.1, g.label);
    panel.guides.iter().map(guide).collect()
}

#[test]
fn the_trend_is_drawn_and_said_with_its_interval() {
    let mut drawing = Drawing { study: Study::Trend, ..Drawing::new(STEPS) };
    let panel = drawing.panel("estradiol");
    assert_eq!(guides(&panel), ["2025-03-01 35.4 – 2025-12-01 11.0 trend"]);
    assert_eq!(panel.notes, ["Trend of 6 results: falls 2.7 pg/mL a month (95 %: 1.0 to 6.0)."]);
    drawing.units = UnitView::Si;
    assert_eq!(
        drawing.panel("estradiol").notes,
        ["Trend of 6 results: falls 9.9 pmol/L a month (95 %: 3.7 to 22)."]
    );
    drawing.privacy = Privacy::ON;
    assert_eq!(drawing.panel("estradiol").notes, ["Trend of 6 results: falls."]);
    drawing.keep = DrawnSelection::Alike;
    assert_eq!(
        drawing.panel("estradiol").notes,
        ["Trend of 5 results: falls.", "Like with like: left out 1 not fasting."]
    );
    let few = Drawing { study: Study::Trend, ..two_laboratories() };
    assert_eq!(
        few.panel("estradiol").notes,
        ["No trend: results of 4 days are in view, and a trend needs 5."]
    );
    assert!(guides(&few.panel("estradiol")).is_empty());
}

#[test]
fn before_and_after_leave_out_the_days_a_change_needs() {
    let around = |date: &str| Study::Around(day(date));
    let mut drawing = Drawing { study: around("2025-06-01"), ..Drawing::new(STEPS) };
    let plot = drawing.plot(&["estradiol"]);
    assert_eq!(
        guides(&plot.panels[0]),
        ["2025-03-01 33.0 – 2025-06-01 33.0 before 33.0", "2025-06-29 19.0 – 2025-09-01 19.0 after 19.0"]
    );
    assert_eq!(
        plot.panels[0].notes,
        [
            "Anastrozole started 1 Jun 2025, geometric means: 33.0 before (2 results), 19.0 after (2 results from 29 Jun 2025 on); 1 result in the 28 days between not counted: -42%, beyond variation."
        ]
    );
    let spans: Vec<String> =
        plot.lanes[0].spans.iter().map(|s| format!("{} {} {}", s.from, s.to, s.label)).collect();
    assert_eq!(
        (plot.lanes[0].label.as_str(), spans),
        (
            "compared",
            ["2025-03-01 2025-06-01 before", "2025-06-02 2025-06-28 28 days", "2025-06-29 2025-09-01 after"]
                .map(str::to_owned)
                .to_vec()
        )
    );
    drawing.study = around("2025-10-01");
    let panel = drawing.panel("estradiol");
    assert!(
        panel.notes[0].starts_with(
            "Anastrozole changed to 1 mg daily 1 Oct 2025, geometric means: 19.0 before (2 results), 12 after (1 result"
        ),
        "{:?}",
        panel.notes
    );
    let bound = STEPS.replace(r#""value":"12""#, r#""value":"12","comparator":"<""#);
    let bound = Drawing { study: around("2025-10-01"), ..Drawing::new(&bound) }.panel("estradiol").notes;
    assert!(bound[0].contains("<12 after (1 result"), "{bound:?}");
    drawing.privacy = Privacy::ON;
    assert!(!drawing.panel("estradiol").notes[0].contains("19"), "{:?}", drawing.panel("estradiol").notes);
    assert_eq!(guides(&drawing.panel("estradiol"))[0].rsplit_once(' ').unwrap().1, "before");
    assert_eq!(
        drawing.panel("bmd-total-hip").notes,
        ["Before and after can be compared for blood and semen only."]
    );
    drawing.study = around("2025-10-02");
    assert_eq!(drawing.panel("estradiol").notes, ["No change of therapy on 2 Oct 2025."]);
}

#[test]
fn like_with_like_draws_the_newest_method_and_says_what_is_gone() {
    let drawing = Drawing { keep: DrawnSelection::Alike, ..two_laboratories() };
    let panel = drawing.panel("estradiol");
    assert_eq!(
        (panel.marks.len(), panel.notes),
        (2, vec!["Like with like: left out 2 by another method.".to_owned()])
    );
    let all = Drawing {
        keep: DrawnSelection::Alike,
        ..Drawing::new(
            r#"{"reports":[{"kind":"blood","date":"2025-03-01","fasting":false,"results":[{"analyte":"lh","value":"4","unit":"IU/L"}]}]}"#,
        )
    };
    assert_eq!(all.panel("lh").empty, "All results are left out: like with like is on");
    assert_eq!(
        Drawing { keep: DrawnSelection::Alike, ..Drawing::new(THERAPY) }.panel("estradiol").notes,
        ["Like with like: nothing left out."]
    );
}
