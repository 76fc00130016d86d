//! The chart: what a person sees in the hard cases, and what holds for every chart.

use androlog::ui::privacy::Privacy;
use androlog::ui::widget::plot::{
    BandKind, Bound, Glyphs, Guide, GuideKind, IntervalBand, Lane, LaneGrade, LanePoint, LaneSpan, LimitKind,
    LimitLine, Plot, PlotCursor, PlotPanel, ResultMark, Scale, Status, layout, paint, to_ansi, to_svg,
    to_text,
};
use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::prelude::*;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Rect, Size};
use ratatui::style::{Color, Modifier};

use crate::plot_cases::{self as cases, With as _};

/// The characters, then the styles of each row as runs.
fn picture(plot: &Plot, width: u16, height: u16) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    paint(plot, area, &mut buf);
    let rows: Vec<&[Cell]> = buf.content.chunks(usize::from(width)).collect();
    let text = rows.iter().map(|row| row.iter().map(Cell::symbol).collect::<String>());
    let text: Vec<String> = text.map(|line| line.trim_end().to_string()).collect();
    let styles: Vec<String> = rows.iter().enumerate().filter_map(|(y, row)| runs(y, row)).collect();
    format!("{}\n\n{}\n", text.join("\n"), styles.join("\n"))
}

fn runs(y: usize, row: &[Cell]) -> Option<String> {
    let mut runs: Vec<(usize, usize, String)> = Vec::new();
    for (x, cell) in row.iter().enumerate() {
        let style = style(cell);
        match runs.last_mut() {
            Some((_, end, same)) if *end + 1 == x && *same == style => *end = x,
            _ if style.is_empty() => {}
            _ => runs.push((x, x, style)),
        }
    }
    let runs: Vec<String> = runs.iter().map(|(from, to, style)| format!("{from}-{to} {style}")).collect();
    (!runs.is_empty()).then(|| format!("{y:>2}: {}", runs.join(", ")))
}

fn style(cell: &Cell) -> String {
    let mut words = Vec::new();
    if cell.fg != Color::Reset {
        words.push(cell.fg.to_string());
    }
    if cell.bg != Color::Reset {
        words.push(format!("on {}", cell.bg));
    }
    if cell.modifier != Modifier::empty() {
        words.push(format!("{:?}", cell.modifier));
    }
    words.join(" ")
}

#[test]
fn pictures_of_the_hard_cases() {
    for (name, plot, width, height) in [
        ("estradiol_with_lanes_and_cursor", cases::estradiol(), 80, 20),
        ("one_point", cases::one_point(), 60, 12),
        ("no_point", cases::no_point(), 60, 12),
        ("same_day_pair", cases::same_day_pair(), 60, 12),
        ("same_day_pair_two_days_before_another", cases::pair_and_one_after(), 60, 12),
        ("censored_run", cases::censored_run(), 72, 14),
        ("one_sided_range", cases::one_sided(), 72, 14),
        ("changing_range", cases::changing_range(), 72, 14),
        ("ten_years_with_a_gap", cases::ten_years(), 80, 16),
        ("log_counts_with_zero", cases::counts_with_zero(), 72, 16),
        ("four_panels", cases::four_panels(), 100, 34),
        ("four_panels_where_two_fit", cases::four_panels(), 60, 14),
        ("sixty_columns", cases::estradiol(), 60, 16),
        ("quarter_blocks", cases::estradiol().in_glyphs(Glyphs::Blocks), 72, 16),
        ("octants", cases::estradiol().in_glyphs(Glyphs::Octants), 72, 16),
        ("trend_and_means", cases::what_results_amount_to(Scale::Linear), 72, 16),
        ("trend_and_means_on_a_log_axis", cases::what_results_amount_to(Scale::Log), 72, 16),
        ("wide_names", cases::wide_names(), 60, 12),
        ("dense", cases::dense(10_000), 80, 16),
    ] {
        insta::assert_snapshot!(name, picture(&plot, width, height));
    }
}

#[test]
fn pictures_without_colours_or_with_seven_bits() {
    let ascii = |plot: Plot| plot.in_plain().in_glyphs(Glyphs::Ascii);
    let no_color = |plot: Plot| plot.in_plain();
    for (name, plot, width, height) in [
        ("no_color", no_color(cases::estradiol()), 80, 20),
        ("no_color_one_sided", no_color(cases::one_sided()), 72, 14),
        ("no_color_changing_range", no_color(cases::changing_range()), 72, 14),
        ("no_color_log", no_color(cases::counts_with_zero()), 72, 16),
        ("ascii", ascii(cases::estradiol()), 80, 20),
        ("ascii_censored", ascii(cases::censored_run()), 72, 14),
        ("ascii_trend", ascii(cases::what_results_amount_to(Scale::Linear)), 72, 16),
        ("ascii_wide_names", ascii(cases::wide_names()), 60, 12),
        ("ascii_log", ascii(cases::counts_with_zero()), 72, 16),
    ] {
        insta::assert_snapshot!(name, picture(&plot, width, height));
    }
}

/// The first of a few days before, on and after the axis, at the ends of the calendar too.
fn some_day() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![
        8 => (-800_i64..8000).prop_map(|days| cases::day("2010-01-01") + chrono::Duration::days(days)),
        1 => Just(NaiveDate::MIN),
        1 => Just(NaiveDate::MAX),
    ]
}

fn some_value() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => 0.0..2000.0_f64,
        2 => -4.0..4.0_f64,
        1 => Just(0.0),
        1 => prop::num::f64::ANY,
    ]
}

fn some_mark() -> impl Strategy<Value = ResultMark> {
    let bound = prop_oneof![Just(Bound::Exact), Just(Bound::Below), Just(Bound::Above)];
    let status =
        prop_oneof![Just(Status::Low), Just(Status::High), Just(Status::Within), Just(Status::Unknown)];
    let minute = proptest::option::of(0..2000_u16);
    (some_day(), minute, some_value(), bound, status, any::<bool>(), 0..3_u8).prop_map(
        |(day, minute, value, bound, status, breaks_line, series)| ResultMark {
            day,
            minute,
            value,
            decimals: 1,
            bound,
            status,
            breaks_line,
            series,
        },
    )
}

fn some_band() -> impl Strategy<Value = IntervalBand> {
    let kind = prop_oneof![Just(BandKind::Reference), Just(BandKind::Target), Just(BandKind::Centile)];
    let limit = || proptest::option::of(some_value());
    (some_day(), some_day(), limit(), limit(), kind).prop_map(|(from, to, low, high, kind)| IntervalBand {
        from,
        to,
        low,
        high,
        kind,
    })
}

/// Results on any days, and some on a few days only, which share columns.
fn some_marks() -> impl Strategy<Value = Vec<ResultMark>> {
    let near = (some_mark(), 0..12_u64).prop_map(|(mark, days)| ResultMark {
        day: cases::day("2012-01-01") + chrono::Days::new(days),
        ..mark
    });
    (vec(some_mark(), 0..30), vec(near, 0..20)).prop_map(|(far, near)| [far, near].concat())
}

fn some_guide(words: &'static str) -> impl Strategy<Value = Guide> {
    let end = || (some_day(), some_value());
    let kind = prop_oneof![Just(GuideKind::Trend), Just(GuideKind::Mean)];
    (end(), end(), kind, words).prop_map(|(from, to, kind, label)| Guide { from, to, kind, label })
}

fn some_panel(words: &'static str) -> impl Strategy<Value = PlotPanel> {
    let limits = vec((some_value(), words), 0..3);
    let scale = prop_oneof![Just(Scale::Linear), Just(Scale::Log)];
    let guides = vec(some_guide(words), 0..3);
    (some_marks(), vec(some_band(), 0..4), limits, guides, scale, (words, vec(words, 0..3))).prop_map(
        |(marks, bands, limits, guides, scale, (title, notes))| PlotPanel {
            unit: title.clone(),
            interval: title.clone(),
            empty: title.clone(),
            title,
            scale,
            marks,
            bands,
            guides,
            notes,
            limits: limits
                .into_iter()
                .map(|(value, name)| LimitLine {
                    kind: if value < 100.0 { LimitKind::Threshold } else { LimitKind::Centile },
                    value,
                    name,
                    source: String::new(),
                })
                .collect(),
        },
    )
}

fn some_lane(words: &'static str) -> impl Strategy<Value = Lane> {
    let span = (some_day(), some_day(), words).prop_map(|(from, to, label)| LaneSpan { from, to, label });
    let point = some_day().prop_map(|day| LanePoint { day, grade: LaneGrade::Mild });
    (words, vec(span, 0..5), vec(point, 0..5)).prop_map(|(label, spans, points)| Lane {
        label,
        spans,
        points,
    })
}

/// Words of any characters.
pub const WORDS: &str = ".{0,24}";

/// A chart with such words everywhere.
pub fn some_plot(words: &'static str) -> impl Strategy<Value = Plot> {
    let glyphs =
        prop_oneof![Just(Glyphs::Braille), Just(Glyphs::Octants), Just(Glyphs::Blocks), Just(Glyphs::Ascii)];
    let cursor = proptest::option::of((0..5_usize, 0..45_usize));
    let days = (some_day(), some_day(), some_day());
    let written = (vec(some_panel(words), 0..6), vec(some_lane(words), 0..6), vec(words, 0..3));
    (written, days, cursor, glyphs, any::<(bool, bool)>()).prop_map(
        |((panels, lanes, sources), (first, last, today), cursor, glyphs, (plain, hidden))| Plot {
            panels,
            lanes,
            sources,
            first,
            last,
            today,
            cursor: cursor.map(|(panel, mark)| PlotCursor { panel, mark }),
            glyphs,
            plain,
            privacy: if hidden { Privacy::ON } else { Privacy::OFF },
            palette: cases::palette(),
        },
    )
}

/// Dots across and down in a cell.
fn dots(glyphs: Glyphs) -> (i32, i32) {
    match glyphs {
        Glyphs::Braille | Glyphs::Octants | Glyphs::Words => (2, 4),
        Glyphs::Blocks => (2, 2),
        Glyphs::Ascii => (1, 2),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn any_chart_of_any_size_is_drawn_inside_its_area(plot in some_plot(WORDS), width in 1..=200_u16, height in 1..=60_u16) {
        let area = Rect::new(2, 1, width, height);
        let around = Rect::new(0, 0, width + 4, height + 2);
        let mut buf = Buffer::filled(around, Cell::new("!"));
        paint(&plot, area, &mut buf);
        for (at, cell) in buf.content.iter().enumerate() {
            let (x, y) = buf.pos_of(at);
            if !area.contains((x, y).into()) {
                prop_assert_eq!(cell.symbol(), "!");
            }
        }
    }

    #[test]
    fn every_result_on_the_axis_has_a_cell_of_its_panel(plot in some_plot(WORDS), width in 1..=200_u16, height in 1..=60_u16) {
        let Some(layout) = layout(&plot, Size::new(width, height)) else { return Ok(()) };
        for panel in &layout.panels {
            prop_assert!(panel.title_y + panel.rows < layout.axis_y);
            let marks = &plot.panels[panel.panel].marks;
            let drawn = marks.iter().filter(|mark| mark.value.abs() < 1e12 && layout.time.holds(mark.day));
            prop_assert!(panel.reduced || panel.marks.len() == drawn.count());
            for placed in &panel.marks {
                prop_assert!(placed.column < layout.columns && placed.row < panel.rows);
            }
            let (across, down) = dots(plot.glyphs);
            for (x, y) in panel.joins.iter().flat_map(|join| [join.from, join.to]) {
                prop_assert!((0..across * i32::from(layout.columns)).contains(&x));
                prop_assert!((0..down * i32::from(panel.rows)).contains(&y));
            }
        }
    }

    #[test]
    fn no_result_stands_left_of_an_earlier_one_of_its_series(plot in some_plot(WORDS), width in 20..=200_u16) {
        let Some(layout) = layout(&plot, Size::new(width, 30)) else { return Ok(()) };
        for panel in &layout.panels {
            let marks = &plot.panels[panel.panel].marks;
            for series in 0..3 {
                let own = panel.marks.iter().filter(|placed| marks[placed.mark].series == series);
                let columns: Vec<u16> = own.map(|placed| placed.column).collect();
                prop_assert!(columns.is_sorted(), "{:?}", columns);
            }
            prop_assert!(panel.joins.iter().all(|join| join.from.0 <= join.to.0));
        }
    }

    #[test]
    fn a_chart_of_seven_bit_words_in_seven_bit_characters_has_no_others(plot in some_plot("[ -~]{0,24}"), width in 1..=200_u16, height in 1..=60_u16) {
        let text = to_text(&plot.in_glyphs(Glyphs::Ascii), width, height);
        prop_assert!(text.is_ascii(), "{}", text);
    }

    #[test]
    fn labels_never_touch_and_are_never_cut(plot in some_plot(WORDS), width in 20..=200_u16, height in 5..=60_u16) {
        let Some(layout) = layout(&plot, Size::new(width, height)) else { return Ok(()) };
        let text = to_text(&plot, width, height);
        let labels = text.lines().nth(usize::from(layout.axis_y) + 1).unwrap_or("");
        for pair in layout.ticks.windows(2) {
            prop_assert!(pair[0].column < pair[1].column && pair[0].day < pair[1].day);
            prop_assert!(usize::from(pair[0].label_x) + pair[0].label.len() < usize::from(pair[1].label_x));
        }
        for tick in &layout.ticks {
            let end = usize::from(tick.label_x) + tick.label.len();
            prop_assert_eq!(labels.get(usize::from(tick.label_x)..end), Some(tick.label.as_str()));
        }
        for panel in &layout.panels {
            for pair in panel.ticks.windows(2) {
                prop_assert!(pair[0].row < pair[1].row && pair[0].value > pair[1].value);
                prop_assert!(pair[0].label != pair[1].label);
            }
            for tick in &panel.ticks {
                prop_assert!(tick.row < panel.rows && tick.label.len() + 2 <= usize::from(layout.body_x));
            }
        }
    }

    #[test]
    fn the_words_of_levels_are_whole_or_absent(plot in some_plot(WORDS), width in 20..=160_u16, height in 5..=40_u16) {
        let levels = |panel: PlotPanel| {
            let limits = panel.limits.into_iter().zip(["first level", "second one", "third"]);
            let limits = limits.map(|(limit, name)| LimitLine { name: name.to_owned(), ..limit }).collect();
            PlotPanel { limits, title: String::new(), empty: String::new(), ..panel }
        };
        let plot = Plot { panels: plot.panels.into_iter().map(levels).collect(), lanes: Vec::new(), ..plot };
        let text = to_text(&plot, width, height);
        for (part, whole) in [("rst le", "first level"), ("cond o", "second one"), ("hir", "third")] {
            prop_assert_eq!(text.matches(part).count(), text.matches(whole).count(), "{}", text);
        }
    }

    #[test]
    fn no_escape_sequence_of_a_label_reaches_the_terminal(plot in some_plot(WORDS)) {
        prop_assert!(!to_text(&plot, 80, 24).contains(|c: char| c.is_control() && c != '\n'));
        prop_assert!(!to_svg(&plot, 640, 400).contains(|c: char| c.is_control() && c != '\n'));
    }
}

#[test]
fn more_results_than_columns_keep_the_lowest_and_the_highest() {
    let plot = cases::dense(10_000);
    let layout = layout(&plot, Size::new(80, 20)).expect("there is room");
    let panel = &layout.panels[0];
    assert!(panel.reduced);
    assert!(panel.marks.len() <= 2 * usize::from(layout.columns) + 2);
    let values = |at: &mut dyn Iterator<Item = usize>| {
        at.map(|at| plot.panels[0].marks[at].value)
            .fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)))
    };
    assert_eq!(values(&mut panel.marks.iter().map(|placed| placed.mark)), values(&mut (0..10_000)));
}

#[test]
fn a_chart_wider_or_higher_than_any_screen_is_drawn() {
    for (width, height) in [(32_768, 12), (u16::MAX, 12), (40, 40_000)] {
        for glyphs in [Glyphs::Braille, Glyphs::Ascii] {
            let text = to_text(&cases::estradiol().in_glyphs(glyphs), width, height);
            assert!(text.starts_with("Estradiol  pg/mL") && text.contains("fever"), "{width}x{height}");
        }
    }
}

#[test]
fn of_points_of_a_lane_in_one_column_the_greatest_is_drawn() {
    let grades = [
        LaneGrade::None,
        LaneGrade::Mild,
        LaneGrade::Moderate,
        LaneGrade::Severe,
        LaneGrade::Event,
        LaneGrade::Taken,
        LaneGrade::Skipped,
        LaneGrade::NotLogged,
    ];
    let glyphs = ["·", "▂", "▄", "█", "×", "●", "○", "·"];
    for (at, expected) in glyphs.iter().enumerate() {
        let point = |grade: &LaneGrade| LanePoint { day: cases::day("2026-01-10"), grade: *grade };
        let points = grades[..=at].iter().rev().map(point).collect();
        let lane = Lane { label: "mood".to_owned(), points, ..Lane::default() };
        let text = to_text(&Plot { lanes: vec![lane], cursor: None, ..cases::estradiol() }, 60, 12);
        let drawn = text.lines().last().and_then(|line| line.split_whitespace().nth(1));
        assert_eq!(drawn, Some(*expected), "{text}");
    }
}

#[test]
fn where_there_is_no_room_for_a_chart_that_is_said_as_far_as_it_fits() {
    for (width, height, expected) in [
        (80, 4, "the chart needs 20 columns and 5 rows"),
        (19, 30, "needs 20x5"),
        (9, 30, "20x5"),
        (4, 1, "20x5"),
        (3, 1, "…"),
        (1, 1, "…"),
    ] {
        assert_eq!(to_text(&cases::estradiol(), width, height), expected, "{width}x{height}");
    }
    assert_eq!(to_text(&cases::estradiol().in_glyphs(Glyphs::Ascii), 1, 1), "~");
}

#[test]
fn lines_with_colours_end_without_a_style() {
    let text = to_ansi(&cases::estradiol(), 80, 20);
    assert!(text.contains("\u{1b}[36"));
    assert!(text.lines().all(|line| !line.contains('\u{1b}') || line.ends_with("\u{1b}[0m")));
}
