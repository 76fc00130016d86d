//! The chart as an SVG: what it says, what its signs mean, and that its words keep off each other.

use androlog::ui::privacy::Privacy;
use androlog::ui::widget::plot::{
    BandKind, Bound, Guide, GuideKind, Lane, LaneGrade, LanePoint, LimitKind, LimitLine, Plot, PlotPanel,
    ResultMark, Scale, Status, to_svg,
};
use chrono::NaiveDate;
use proptest::prelude::*;
use ratatui::text::Line;

use crate::plot::{WORDS, some_plot};
use crate::plot_cases as cases;

/// How wide a text of an SVG is, in pixels.
fn pixels(text: &str) -> f64 {
    let words = text.split('>').nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
    let words = ["&lt;", "&gt;", "&quot;", "&amp;"]
        .iter()
        .fold(words.to_owned(), |words, sign| words.replace(sign, "x"));
    let character = match text {
        _ if text.contains("class=\"h\"") => 9.1,
        _ if text.contains("class=\"v\"") => 6.7,
        _ => 7.3,
    };
    Line::raw(words).width() as f64 * character
}

/// The first number given for an attribute in a piece of SVG.
fn attribute(svg: &str, name: &str) -> f64 {
    let value = svg.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
    value.and_then(|value| value.parse().ok()).unwrap_or(f64::NAN)
}
proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn every_word_of_a_picture_stands_inside_it(plot in some_plot(WORDS), width in 320..=1200_u32) {
        let svg = to_svg(&plot, width, 120);
        let height = attribute(&svg, "height");
        for shape in svg.lines().filter(|line| line.starts_with("<path") || line.starts_with("<rect")) {
            let places = shape.split('>').next().unwrap_or_default();
            prop_assert!(!places.contains("NaN") && !places.contains("inf"), "{}", shape);
        }
        for text in svg.split("<text ").skip(1) {
            let text = format!(" {text}");
            let (x, y, wide) = (attribute(&text, "x"), attribute(&text, "y"), pixels(&text));
            let (from, to) = match text {
                _ if text.contains("\"middle\"") => (x - wide / 2.0, x + wide / 2.0),
                _ if text.contains("\"end\"") => (x - wide, x),
                _ => (x, x + wide),
            };
            prop_assert!(from >= 0.0 && to <= f64::from(width), "{} to {} of {}: {}", from, to, width, text);
            prop_assert!((0.0..=height).contains(&y), "{}", text);
        }
    }

    #[test]
    fn words_beside_results_never_touch(plot in some_plot(WORDS), width in 320..=1200_u32) {
        let svg = to_svg(&plot, width, 120);
        let words: Vec<&str> = svg.lines().filter(|line| line.contains("class=\"v\"")).collect();
        let boxes: Vec<(f64, f64, f64)> = words
            .iter()
            .map(|text| (attribute(text, "x"), attribute(text, "y"), pixels(text) / 2.0))
            .collect();
        for (at, a) in boxes.iter().enumerate() {
            for (b, other) in boxes.iter().zip(&words).skip(at + 1) {
                let apart = (a.0 - b.0).abs() >= a.2 + b.2 || (a.1 - b.1).abs() >= 11.0;
                prop_assert!(apart, "{}\n{}", words[at], other);
            }
        }
    }
}

#[test]
fn a_picture_says_the_day_and_value_of_each_result() {
    let svg = to_svg(&cases::censored_run(), 640, 320);
    for expected in
        ["2025-04-07 5.1 IU/L", "2025-06-02 &lt;0.2 IU/L", "2026-02-02 &gt;20 IU/L", ">FSH<", ">2026<"]
    {
        assert!(svg.contains(expected), "{expected} is not in {svg}");
    }
}

#[test]
fn a_picture_writes_newest_lowest_and_highest_before_the_rest() {
    let values = |results: &[&str]| {
        let marks = results.iter().map(|line| cases::mark(line)).collect();
        let panel = PlotPanel { marks, ..PlotPanel::default() };
        let svg = to_svg(&cases::plot("2025-01-01", "2026-01-01", vec![panel]), 640, 220);
        let words = svg.lines().filter(|line| line.contains("class=\"v\""));
        words
            .filter_map(|line| Some(line.split('>').nth(1)?.split('<').next()?.to_owned()))
            .collect::<Vec<_>>()
    };
    for (results, expected) in [
        (&["2025-03-01 31.7", "2025-09-01 31.4"][..], &["31.4", "31.7"][..]),
        (&["2025-01-05 900", "2025-03-01 486", "2025-03-03 478", "2025-03-05 470"], &["470", "900", "486"]),
        (&["2025-03-01 2", "2025-05-01 9", "2025-07-01 4", "2025-09-01 5"], &["5", "9", "2", "4"]),
    ] {
        assert_eq!(values(results), expected);
    }
    let result = |at: u32| format!("2025-{:02}-{:02} {}", at / 2 + 1, at % 2 * 14 + 1, 100 + at * 37 % 29);
    let many: Vec<String> = (0..24).map(result).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(values(&many), ["110", "128", "100"], "of many only these");
}

#[test]
fn words_of_levels_stand_at_their_lines_or_nowhere_but_a_threshold_is_always_named() {
    let limit = |value, kind| cases::level(value, kind, &format!("{kind:?} {value}"), "");
    let levels = |limits: Vec<LimitLine>, marks: &[&str]| {
        let marks = marks.iter().map(|line| cases::mark(line)).collect();
        let panel = PlotPanel { scale: Scale::Log, limits, marks, ..PlotPanel::default() };
        let svg = to_svg(&cases::plot("2025-01-01", "2026-01-01", vec![panel]), 640, 220);
        ["u", "k"]
            .iter()
            .flat_map(|class| {
                svg.lines()
                    .filter(move |line| line.contains(&format!("class=\"{class}\" text-anchor=\"start\"")))
            })
            .filter_map(|line| Some(line.split('>').nth(1)?.split('<').next()?.to_owned()))
            .filter(|words| words.contains("Centile") || words.contains("Threshold"))
            .collect::<Vec<_>>()
    };
    let centiles = || [16.0, 208.0, 66.0, 36.0, 110.0].map(|value| limit(value, LimitKind::Centile)).to_vec();
    assert_eq!(levels(centiles(), &["2025-03-01 15", "2025-09-01 30"]).len(), 5);
    let wide = levels(centiles(), &["2025-03-01 0.0002", "2025-09-01 30"]);
    assert_eq!(wide, ["Centile 16", "Centile 208", "Centile 66"]);
    let thresholds = [10.0, 10.5, 11.0].map(|value| limit(value, LimitKind::Threshold));
    assert_eq!(levels(thresholds.to_vec(), &["2025-03-01 1", "2025-09-01 900"]).len(), 3);
}

#[test]
fn an_interval_has_a_stroke_along_each_limit_it_has_and_no_gap_where_it_changes() {
    let mut plot = cases::changing_range();
    let strokes =
        |plot: &Plot, class: &str| to_svg(plot, 640, 220).matches(&format!("path class=\"{class}\"")).count();
    assert_eq!(strokes(&plot, "rim"), 5, "two of two sides and one of one");
    let svg = to_svg(&plot, 640, 220);
    let bands: Vec<&str> = svg.lines().filter(|line| line.contains("class=\"reference\"")).collect();
    for pair in bands[..3].windows(2) {
        let end = attribute(pair[0], "x") + attribute(pair[0], "width");
        assert!((end - attribute(pair[1], "x")).abs() < 0.2, "{pair:?}");
    }
    for band in &mut plot.panels[0].bands {
        band.kind = BandKind::Target;
    }
    // One more in the legend.
    assert_eq!((strokes(&plot, "rim"), strokes(&plot, "target")), (0, 6));
}

#[test]
fn several_pictures_in_one_page_share_no_id_and_touch_nothing_else() {
    let svg = to_svg(&cases::what_results_amount_to(Scale::Log), 640, 220);
    assert!(!svg.contains(" id=") && !svg.contains("url("), "{svg}");
    let style = svg.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next()).unwrap();
    assert!(style.lines().skip(1).all(|rule| rule.starts_with(".androlog ")), "{style}");
}

#[test]
fn a_result_says_its_time_and_a_digit_of_an_overlay_too_when_pointed_at() {
    let mut plot = cases::same_day_pair();
    let says = |plot: &Plot, words: &str| to_svg(plot, 640, 220).contains(&format!("<title>{words}</title>"));
    assert!(says(&plot, "2026-02-16 08:00 512 ng/dL, within its interval"));
    assert!(says(&plot, "2026-02-16 16:00 238 ng/dL, below its interval"));
    plot.panels[0].marks[4].series = 1;
    assert!(says(&plot, "2026-03-16 498 ng/dL, within its interval"));
    plot.privacy = Privacy::ON;
    assert!(says(&plot, "2026-02-16 08:00"));
}

#[test]
fn a_legend_explains_every_kind_of_mark_and_grade() {
    let mut plot = cases::one_point();
    plot.panels[0].marks.clear();
    let legend = |plot: &Plot, class: &str, words: &str| {
        let svg = to_svg(plot, 640, 320);
        let rest = svg.split(&format!(">{words}<")).next().unwrap_or_default();
        let sign = rest.lines().rev().nth(1).unwrap_or_default();
        rest.len() < svg.len() && sign.contains(&format!("class=\"{class}\""))
    };
    for (bound, status, class, words) in [
        (Bound::Exact, Status::Low, "m low", "below its interval"),
        (Bound::Exact, Status::High, "m high", "above its interval"),
        (Bound::Exact, Status::Within, "m", "within its interval"),
        (Bound::Exact, Status::Unknown, "m open", "no interval"),
        (Bound::Below, Status::Low, "m low open", "at most the number, below its interval"),
        (Bound::Below, Status::Within, "m open", "at most the number"),
        (Bound::AtMost, Status::Within, "m open", "at most the number"),
        (Bound::AtLeast, Status::High, "m high open", "at least the number, above its interval"),
        (Bound::Above, Status::High, "m high open", "at least the number, above its interval"),
        (Bound::Above, Status::Unknown, "m open", "at least the number"),
    ] {
        plot.panels[0].marks = vec![ResultMark { bound, status, ..cases::mark("2026-03-14 5") }];
        assert!(legend(&plot, class, words), "{words}");
    }
    let day = plot.first;
    for (grade, class, words) in [
        (LaneGrade::None, "felt", "asked, absent"),
        (LaneGrade::Severe, "felt", "severe"),
        (LaneGrade::Event, "event", "event"),
        (LaneGrade::Taken, "felt", "dose taken"),
        (LaneGrade::Skipped, "event", "dose skipped"),
        (LaneGrade::NotLogged, "event", "dose not logged"),
    ] {
        plot.lanes = vec![Lane { points: vec![LanePoint { day, grade }], ..Lane::default() }];
        assert!(legend(&plot, class, words), "{words}");
    }
}

#[test]
fn a_legend_explains_what_is_drawn_and_nothing_that_lies_off_the_axes() {
    let there =
        ["reference interval", "own target", "threshold, with its source", "baseline", "trend", "today"];
    let mut plot = cases::estradiol();
    plot.panels[0].limits.push(cases::level(10.0, LimitKind::Threshold, "< 10", "HRTIO"));
    plot.panels[0].limits.push(cases::level(12.0, LimitKind::Baseline, "baseline", "12 Jan"));
    plot.panels[0].guides.push(Guide {
        from: (cases::day("2025-11-03"), 31.0),
        to: (cases::day("2026-03-14"), 8.0),
        kind: GuideKind::Trend,
        label: String::new(),
    });
    let legend = |plot: &Plot, words: &str| to_svg(plot, 640, 320).contains(&format!(">{words}<"));
    for words in there {
        assert!(legend(&plot, words), "{words} is drawn");
    }
    let panel = &mut plot.panels[0];
    panel.limits.iter_mut().for_each(|level| level.value = 900.0);
    let long_ago = |day: &mut NaiveDate| *day -= chrono::TimeDelta::days(3000);
    for band in &mut panel.bands {
        long_ago(&mut band.from);
        long_ago(&mut band.to);
    }
    long_ago(&mut panel.guides[0].from.0);
    long_ago(&mut panel.guides[0].to.0);
    long_ago(&mut plot.today);
    for words in there {
        assert!(!legend(&plot, words), "{words} lies off the axes");
    }
}
